/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/crypto.c: cc-crypto. Cryptography comes from a library that is named, no primitive is
 * made at home, and secrets are compared in constant time. A primitive of one's own is told by its
 * rounds: a function of that name that computes, not one that calls.
 */
#include "office/review/cc/identity.h"

#include "office/text/words.h"

#define LIBRARIES                                                                                  \
    "crypto x509|crypto ecdsa|crypto rsa|crypto sha*|crypto sha256|crypto sha512|crypto subtle|"   \
    "crypto hmac|crypto aes|crypto cipher|crypto ed25519|crypto elliptic|golang org x crypto|"     \
    "openssl|openssl*|ring|rustls|webpki|p256|p384|sha2|rsa|ed25519 dalek|ecdsa|aes gcm|hkdf|"     \
    "hmac|sha3|x509 cert|x509 parser|mbedtls|wolfssl|boringssl|gnutls|libsodium|sodium|nacl|"      \
    "cryptography|cryptography hazmat*|hashlib|pynacl|ecdsa|jwt|jose|libgcrypt|gcrypt|nettle|"     \
    "aws lc rs|graviola|botan|crypto|mbedcrypto|symcrypt|psa crypto|ipp crypto|evp|bouncycastle|"  \
    "pyopenssl|coset|jsonwebtoken|biscuit|rust crypto|k256|curve25519 dalek|x25519 dalek|blake2|"  \
    "blake3|chacha20poly1305|orion|sequoia openpgp|sgx tcrypto|tcrypto"

/* Reference code of others that is kept in the tree. */
#define NOT_OURS "simulator|ref|reference|3rdparty|thirdparty"

/* Functions that are rounds of a primitive. */
#define PRIMITIVES                                                                                 \
    "sha256 transform|sha512 transform|sha256 compress|sha512 compress|sha1 transform|"            \
    "sha384 transform|sha384 compress|sha384 block*|sha224 transform|sm3 transform|sm3 compress|"  \
    "sha256 block*|sha512 block*|aes encrypt block|aes decrypt block|aes key expansion|sub bytes|" \
    "mix columns|shift rows|point add|point double|point mul*|scalar mul*|ec point mul*|"          \
    "montgomery reduce|mod inverse|mod exp|modexp|keccak f*|chacha20 block|chacha block|"          \
    "poly1305 blocks|ed25519 sign open|ecdsa verify raw|gf mul*|ghash mul*|curve25519 donna|"      \
    "quarter round|ecdsa sign raw|field mul*|fe mul|fe sq"

#define CONSTANT_TIME                                                                              \
    "constant time*|consttime*|ct eq|ct compare|compare digest|equal|hmac equal|timingsafe*|"      \
    "crypto memcmp|secure compare|verify slice|verify|secure memcmp|consttime memequal|safe "      \
    "memcmp"

/* A keyed digest compared as bytes are. */
static bool compares_in_the_open(const struct project *p, struct places *to)
{
    struct code_ask ask = { .kind = CODE_COMPARE,
                            .all = { "hmac|computed mac|expected mac|mac tag|auth tag|authtag|"
                                     "hmac*" },
                            .none = CONSTANT_TIME "|len|size|nil|null|none|alg*|hash alg*|type|err|"
                                                  "error|scheme|id|key alg*|kind|hmac 256|hmac 384|"
                                                  "hmac 512|hmac sha*|hmac md*|cose*|method|mode",
                            .path_none = NOT_OURS };
    return query_code_places(p, &ask, to, "compares a keyed digest like any bytes") > 0;
}

static size_t find_homemade(const struct project *p, struct places *to)
{
    struct code_ask ask = { .kind = CODE_FUNCTION, .name = PRIMITIVES, .path_none = NOT_OURS };
    return query_code_places(p, &ask, to, "a primitive of its own");
}

static bool has_vectors(const struct project *p)
{
    struct code_ask ask = { .kind = QUERY_ANY_NODE,
                            .side = QUERY_TESTS,
                            .strings = true,
                            .all = { "wycheproof|cavp|acvp|nist vectors|kat|rfc test vector*" } };
    return query_code_places(p, &ask, NULL, NULL) > 0;
}

static size_t find_libraries(const struct project *p, struct places *to)
{
    struct code_ask import = { .kind = CODE_IMPORT, .strings = true, .all = { LIBRARIES } };
    struct code_ask use = { .kind = CODE_CALL,
                            .all = { "openssl*|evp*|mbedtls*|wc|gcry*|ring|"
                                     "p384|p256|sha2|sha256|hashlib|sgx sha256*|"
                                     "psa hash*|psa sign*|psa verify*" } };
    struct line_ask built = { .kinds_any = FILE_BUILD,
                              .all = {
                                  "openssl|mbedtls|libsodium|ring|rustcrypto|sha2|p384|"
                                  "cryptography|wolfssl|crypto|node forge|elliptic|jose|noble" } };
    struct line_ask other = { .unparsed = true,
                              .all = { "import*|require*|using|include*",
                                       "crypto*|forge|elliptic|jose|webcrypto|security|noble*|"
                                       "bouncycastle" } };
    return query_code_places(p, &import, to, "takes cryptography from a library") +
           query_code_places(p, &use, to, "takes cryptography from a library") +
           query_line_places(p, &built, to, "depends on a library of cryptography") +
           query_line_places(p, &other, to, "takes cryptography from a library");
}

void cc_crypto(const struct project *p, struct finding *f)
{
    if (identity_is_outside(p, f))
        return;
    struct places found = { NULL, 0, 0 };
    if (find_homemade(p, &f->where) && !has_vectors(p)) {
        finding_say(p, f, CUPEL_UNKNOWN,
                    "functions are named like the insides of primitives, and no test runs known "
                    "vectors on them");
        return;
    }
    if (compares_in_the_open(p, &f->where)) {
        finding_say(p, f, CUPEL_FAIL, "a keyed digest is not compared in constant time");
        return;
    }
    size_t n = find_libraries(p, &found);
    const char *why = NULL;
    f->where = found;
    if (n)
        finding_say(p, f, CUPEL_PASS,
                    "cryptography comes from named libraries, and no primitive of "
                    "its own was found");
    else if (facts_verifies_any(p->facts) == FACT_NO && query_code_is_whole(p, &why))
        finding_say(p, f, CUPEL_NA, "the code uses no cryptography");
    else
        finding_say(p, f, CUPEL_UNKNOWN, "no library of cryptography was recognised%s%s",
                    why ? "; " : "", why ? why : "");
}
