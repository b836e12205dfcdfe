/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crypto/verify.h: what verification needs of a crypto library: slices in and out, own algorithm
 * ids. Adapters: openssl.c (libcrypto, own OSSL_LIB_CTX, default provider, no configuration file)
 * and fake.c (tests only), chosen at link time. Algorithms come from formats and pinned keys, never
 * from messages.
 */
#ifndef CUPEL_LIB_CRYPTO_VERIFY_H
#define CUPEL_LIB_CRYPTO_VERIFY_H

#include "base/slice.h"

enum crypto_hash { CRYPTO_SHA1, CRYPTO_SHA256, CRYPTO_SHA384, CRYPTO_SHA512, CRYPTO_SM3 };
#define CRYPTO_HASHES   5
#define CRYPTO_HASH_MAX 64
/* Bytes of a digest: 20, 32, 48, 64, 32. SHA-1 and SM3 are for event logs only and never for
 * signatures. */
size_t crypto_hash_size(enum crypto_hash h);

enum crypto_key_type {
    CRYPTO_KEY_NONE,
    CRYPTO_KEY_P256,
    CRYPTO_KEY_P384,
    CRYPTO_KEY_P521,
    CRYPTO_KEY_RSA,
    CRYPTO_KEY_SECRET /* of a message authentication code; verifies no signature */
};
/* A public key as bytes. EC: @point is X || Y, big endian, 64, 96 or 132 bytes. RSA: modulus
 * without leading zeros, 2048 to 4096 bits; the exponent is 65537, others are refused where keys
 * are parsed. */
struct crypto_pub {
    enum crypto_key_type type;
    cupel_slice point;
};

enum crypto_sig {
    CRYPTO_SIG_NONE,
    CRYPTO_SIG_ECDSA_P256_SHA256, /* signature: raw r || s, big endian, 64 bytes */
    CRYPTO_SIG_ECDSA_P384_SHA384, /* 96 bytes */
    CRYPTO_SIG_ECDSA_P521_SHA512, /* 132 bytes */
    CRYPTO_SIG_RSA_PKCS1_SHA256,
    CRYPTO_SIG_RSA_PKCS1_SHA384,
    CRYPTO_SIG_RSA_PKCS1_SHA512,
    CRYPTO_SIG_RSA_PSS_SHA256, /* MGF1 with the same hash, salt as long as the hash */
    CRYPTO_SIG_RSA_PSS_SHA384,
    CRYPTO_SIG_RSA_PSS_SHA512,
    /* The same with the longest salt that fits: modulus bytes - hash bytes - 2. TPMs that need not
     * follow FIPS 186 sign so (TPM 2.0 Library, Part 1, B.7); nothing else here does. */
    CRYPTO_SIG_RSA_PSS_MAX_SHA256,
    CRYPTO_SIG_RSA_PSS_MAX_SHA384,
    CRYPTO_SIG_RSA_PSS_MAX_SHA512
};
const char *crypto_sig_name(enum crypto_sig alg);         /* "ECDSA P-384 with SHA-384" */
const char *crypto_key_type_name(enum crypto_key_type t); /* "P-384" */
/* The kind of key that @alg needs. ECDSA binds curve and hash (P-256 with SHA-256, and so on). */
enum crypto_key_type crypto_sig_key(enum crypto_sig alg);

/* Bytes of X || Y, and of a raw signature, of an EC key type; 0 for other kinds. */
size_t crypto_point_size(enum crypto_key_type t);

enum crypto_hash crypto_sig_hash(enum crypto_sig alg);
bool crypto_sig_is_pss(enum crypto_sig alg);     /* of either salt */
bool crypto_sig_is_pss_max(enum crypto_sig alg); /* of the longest */

struct crypto; /* a crypto library context; may be shared between threads */
cupel_status crypto_new(struct crypto **ret);
void crypto_free(struct crypto *c);
/*
 * For a program of our own, first thing in main(): the crypto library shall read no configuration
 * file in this process. Without it libcrypto 3.0 reads OPENSSL_CONF into its global context at the
 * first fetch, even one for another context, and loads the modules named there. Answers do not
 * depend on that; what runs in the process does. The library never calls this: in somebody else's
 * program the configuration is theirs.
 */
void crypto_ignore_configuration(void);

/* Digest of @in into @out (room CRYPTO_HASH_MAX). */
cupel_status crypto_digest(const struct crypto *c, enum crypto_hash h, cupel_slice in,
                           uint8_t *out);
/* Digest of @a followed by @b. */
cupel_status crypto_digest2(const struct crypto *c, enum crypto_hash h, cupel_slice a,
                            cupel_slice b, uint8_t *out);

/*
 * Many digests of one algorithm: the context is set up once, which for short messages costs more
 * than hashing them. Not for two threads at a time.
 */
struct crypto_hasher;
cupel_status crypto_hasher_new(const struct crypto *c, enum crypto_hash h,
                               struct crypto_hasher **ret);
void crypto_hasher_free(struct crypto_hasher *h); /* NULL-safe */
CUPEL_AUTO_DEFINE(crypto_hasher, crypto_hasher_free);
enum crypto_hash crypto_hasher_alg(const struct crypto_hasher *h);
/* Begin, any number of adds, end: the digest into @out (room CRYPTO_HASH_MAX). A failure sticks
 * until the next begin, and is what end returns. */
void crypto_hasher_begin(struct crypto_hasher *h);
void crypto_hasher_add(struct crypto_hasher *h, cupel_slice part);
cupel_status crypto_hasher_end(struct crypto_hasher *h, uint8_t *out);
/* Digest of @a followed by @b in one call. @out may be where @a or @b lies. */
cupel_status crypto_hasher_digest2(struct crypto_hasher *h, cupel_slice a, cupel_slice b,
                                   uint8_t *out);

/* HMAC (RFC 2104) of @msg under @key into @out (room CRYPTO_HASH_MAX). */
cupel_status crypto_hmac(const struct crypto *c, enum crypto_hash h, cupel_slice key,
                         cupel_slice msg, uint8_t *out);
/* Are both the same bytes? Takes the same time wherever they differ: for authentication codes. */
bool crypto_equal(cupel_slice a, cupel_slice b);

struct crypto_key; /* decoded public key; reference counted, may be shared between threads */
/* CUPEL_E_MALFORMED: no valid key (point off the curve, modulus out of range). */
cupel_status crypto_key_new(const struct crypto *c, const struct crypto_pub *pub,
                            struct crypto_key **ret);
struct crypto_key *crypto_key_ref(struct crypto_key *k);
void crypto_key_free(struct crypto_key *k); /* drops one reference; NULL-safe */

/*
 * Does @key's signature @sig under @alg cover @msg? *ret says; the status says whether the question
 * could be put (CUPEL_E_CRYPTO, CUPEL_E_NOMEM). A signature of the wrong length, r or s out of
 * [1, n-1], or a key of the wrong kind give false. High s is accepted.
 */
cupel_status crypto_verify(const struct crypto *c, struct crypto_key *key, enum crypto_sig alg,
                           cupel_slice msg, cupel_slice sig, bool *ret);

#endif
