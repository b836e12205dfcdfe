/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/ratls.c: certificates that carry evidence of a software TEE about their key, in the forms
 * of lib/evidence/ratls_forms.c. The key is the software TEE's too, and known to everybody.
 */
#include "softtee/tee.h"

#include "base/buf.h"
#include "base/status.h"
#include "base/text.h"
#include "codec/x509_alg.h"
#include "softtee/cbor_write.h"

#include <string.h>

#define CLAIMS_ROOM 512u
#define VALUE_ROOM  32768u

enum { DICE, GRAMINE, INCLAVARE, INTEL, OE, CMW, EVERVAULT };
enum { SGX, TDX, SNP, NITRO };
enum { P256, P384, RSA };
enum { SHA256, SHA384, SHA512, SHA1, UNKNOWN_HASH };
enum { KEY, OTHER_KEY, CLAIMS, NOTHING };
enum { NONE, SAME, OTHER, STRAY };
enum { YES, NO };
enum { DER, PEM };

static const char *const form_words[] = { "dice", "gramine", "inclavare", "intel",
                                          "oe",   "cmw",     "evervault", NULL };
static const char *const tee_words[] = { "sgx", "tdx", "snp", "nitro", NULL };
static const char *const key_words[] = { "p256", "p384", "rsa", NULL };
static const char *const hash_words[] = { "sha256", "sha384", "sha512", "sha1", "unknown", NULL };
static const char *const bound_words[] = { "key", "other", "claims", "nothing", NULL };
static const char *const second_words[] = { "none", "same", "other", "stray", NULL };
static const char *const nonce_words[] = { "yes", "no", NULL };
static const char *const encoding_words[] = { "der", "pem", NULL };

static const struct field fields[] = {
    FIELD_WORDS("form", ratls.form, form_words, "extension, and what the evidence says of the key"),
    FIELD_WORDS("tee", ratls.tee, tee_words, "whose evidence"),
    FIELD_WORDS("key", ratls.key, key_words, "kind of the certificate's key"),
    FIELD_WORDS("hash", ratls.hash, hash_words, "pubkey-hash of the form dice"),
    FIELD_WORDS("bound", ratls.bound, bound_words,
                "to what the evidence is bound; claims: to others than it carries"),
    FIELD_WORDS("second", ratls.second, second_words,
                "another extension (gramine's) with evidence; stray: of another key"),
    FIELD_WORDS("nonce", ratls.nonce, nonce_words, "a claim nonce in the form dice"),
    FIELD_WORDS("encoding", ratls.encoding, encoding_words, "of evidence.bin"),
    FIELD_WORDS("sign", sign, ((const char *const[]){ "good", "zero", "stranger", NULL }),
                "signature of the certificate"),
    FIELD_AT("cert.not_before", FIELD_TIME, ratls.cert.not_before, "first moment of it"),
    FIELD_AT("cert.not_after", FIELD_TIME, ratls.cert.not_after, "last moment of it"),
    FIELD_AT("cert.serial", FIELD_BYTES, ratls.cert.serial, "serial number of it"),
    FIELD_AT("cert.cn", FIELD_TEXT, ratls.cert.cn, "common name of it"),
    FIELD_AT("inner.scenario", FIELD_TEXT, ratls.scenario, "scenario of the evidence inside"),
    FIELD_AT("inner.set", FIELD_TEXT, ratls.set, "field=value of the evidence inside"),
    FIELD_AT("flip", FIELD_NUMBER, flip, "offset of a byte to spoil after signing"),
    { 0 },
};
static const struct field *const tables[] = { fields, NULL };

static cupel_status prepare(struct tee *t)
{
    return tee_cert_set(t, &t->ratls.cert, "RA-TLS", 30, 335);
}

static cupel_status derive(struct tee *t)
{
    (void)t;
    return CUPEL_OK;
}

/* ---- keys ---- */

struct keys {
    struct sign_key *own, *other;
};

static cupel_status make_key(struct tee *t, bool other, struct sign_key **ret)
{
    if (t->ratls.key == RSA)
        return sign_key_rsa(t->crypto, other ? SIGN_RSA_STRANGER : SIGN_RSA_CA, ret);
    return tee_key(t, t->ratls.key == P256 ? CRYPTO_KEY_P256 : CRYPTO_KEY_P384,
                   other ? "other tls key" : "tls key", ret);
}

static cupel_slice spki_of(struct arena *a, const struct sign_key *key)
{
    const struct crypto_pub pub = sign_key_pub(key);
    return x509_pub_write(a, &pub);
}

static enum crypto_sig cert_alg(const struct tee *t)
{
    if (t->ratls.key == RSA)
        return CRYPTO_SIG_RSA_PSS_SHA384;
    if (t->ratls.key == P256)
        return CRYPTO_SIG_ECDSA_P256_SHA256;
    /* as Gramine does it, with Mbed TLS */
    return t->ratls.form == GRAMINE ? CRYPTO_SIG_ECDSA_P384_SHA256 : CRYPTO_SIG_ECDSA_P384_SHA384;
}

/* ---- what the evidence is bound to ---- */

/* { "pubkey-hash": << [alg, hash] >>, ? "nonce": nonce } */
static cupel_status make_claims(struct tee *t, cupel_slice spki, cupel_slice *ret)
{
    static const struct {
        int alg;
        enum crypto_hash hash;
    } hashes[] = { [SHA256] = { 1, CRYPTO_SHA256 },
                   [SHA384] = { 7, CRYPTO_SHA384 },
                   [SHA512] = { 8, CRYPTO_SHA512 },
                   [SHA1] = { -14, CRYPTO_SHA1 }, /* its number in COSE; RFC 6920 has none */
                   [UNKNOWN_HASH] = { 4, CRYPTO_SHA256 } };
    uint8_t digest[CRYPTO_HASH_MAX];
    enum crypto_hash h = hashes[t->ratls.hash].hash;
    struct buf entry, claims;
    CUPEL_TRY(crypto_digest(t->crypto, h, spki, digest));
    buf_init(&entry, CLAIMS_ROOM);
    buf_init(&claims, CLAIMS_ROOM);
    cbor_put_array(&entry, 2);
    cbor_put_int(&entry, hashes[t->ratls.hash].alg);
    cbor_put_bytes(&entry, slice_of(digest, crypto_hash_size(h)));
    cbor_put_map(&claims, t->ratls.nonce == YES ? 2 : 1);
    cbor_put_text(&claims, "pubkey-hash");
    cbor_put_bytes(&claims, buf_slice(&entry));
    if (t->ratls.nonce == YES) {
        cbor_put_text(&claims, "nonce");
        cbor_put_bytes(&claims, t->out->nonce);
    }
    *ret = arena_copy(&t->out->arena, buf_slice(&claims));
    cupel_status st = buf_status(&claims);
    buf_clear(&entry);
    buf_clear(&claims);
    return st;
}

/* PEM of the key with the NUL of a C string: what Intel's SDK and Open Enclave digest. */
static cupel_slice key_pem(struct arena *a, cupel_slice spki)
{
    char *text = arena_alloc(a, (spki.n + 2) / 3 * 4 + 1);
    const char *pem = "-----BEGIN PUBLIC KEY-----\n";
    if (!text)
        return SLICE_EMPTY;
    base64_write(spki, text);
    for (cupel_slice left = slice_str(text); left.n;) {
        size_t n = left.n < 64 ? left.n : 64;
        pem = arena_printf(a, "%s%s\n", pem, arena_text(a, slice_part(left, 0, n)));
        left = slice_part(left, n, left.n - n);
    }
    pem = arena_printf(a, "%s-----END PUBLIC KEY-----\n", pem);
    return slice_of(pem, strlen(pem) + 1);
}

/* RSAPublicKey, or the point with its first byte. */
static cupel_slice key_bits(struct arena *a, const struct sign_key *key)
{
    static const uint8_t uncompressed[1] = { 4 };
    const struct crypto_pub pub = sign_key_pub(key);
    if (pub.type == CRYPTO_KEY_RSA)
        return DER_SEQ(a, der_uint(a, pub.point), der_small(a, 65537));
    return der_concat(a, SLICE_ARRAY(uncompressed), pub.point);
}

/* The bytes whose SHA-256 goes into the report data. */
static cupel_status bound_bytes(struct tee *t, uint8_t form, const struct sign_key *key,
                                cupel_slice *ret)
{
    struct arena *a = &t->out->arena;
    cupel_slice spki = spki_of(a, key);
    *ret = form == INCLAVARE             ? key_bits(a, key)
           : form == INTEL || form == OE ? key_pem(a, spki)
                                         : spki;
    return form == DICE ? make_claims(t, spki, ret) : CUPEL_OK;
}

static cupel_status report_data(struct tee *t, uint8_t form, const struct keys *k, uint8_t out[32])
{
    uint8_t digest[CRYPTO_HASH_MAX];
    cupel_slice bytes = SLICE_LIT("nothing");
    if (t->ratls.bound != NOTHING)
        CUPEL_TRY(bound_bytes(t, form, t->ratls.bound == KEY ? k->own : k->other, &bytes));
    CUPEL_TRY(crypto_digest(t->crypto, CRYPTO_SHA256, bytes, digest));
    slice_copy(SLICE_ARRAY(digest), out, 32);
    return CUPEL_OK;
}

/* ---- extensions ---- */

static void put_le(struct buf *b, uint64_t v, size_t n)
{
    uint8_t le[8];
    tee_put(le, 8, v);
    buf_add(b, slice_of(le, n));
}

/* The claims stand there as the certificate's key has them, whatever the evidence was bound to. */
static cupel_status put_dice(struct tee *t, struct buf *b, const struct keys *k, cupel_slice quote)
{
    cupel_slice claims;
    bool other = t->ratls.bound == OTHER_KEY; /* evidence and claims of somebody else, whole */
    CUPEL_TRY(make_claims(t, spki_of(&t->out->arena, other ? k->other : k->own), &claims));
    cbor_put_tag(b, t->ratls.tee == SNP ? 0x1a7504 : 60000);
    cbor_put_array(b, 2);
    cbor_put_bytes(b, quote);
    cbor_put_bytes(b, claims);
    return CUPEL_OK;
}

/* OCTET STRING around the CBOR record [content format, quote, evidence]. */
static void put_cmw(struct arena *a, struct buf *b, cupel_slice quote)
{
    struct buf record;
    buf_init(&record, VALUE_ROOM);
    cbor_put_array(&record, 3);
    cbor_put_text(&record, "application/vnd.cupel.softtee");
    cbor_put_bytes(&record, quote);
    cbor_put_uint(&record, 4);
    buf_add(b, DER_MAKE(a, DER_OCTET_STRING, buf_slice(&record)));
    buf_clear(&record);
}

/* subjectAltName: a host, and the document as hex in the first label of another. */
static void put_document(struct arena *a, struct buf *b, cupel_slice document)
{
    static const char host[] = "enclave.example";
    const char *name = arena_printf(a, "%s.%s", arena_hex(a, document), host);
    buf_add(b, DER_SEQ(a, der_text(a, DER_CONTEXT_PRIMITIVE(2), host),
                       der_text(a, DER_CONTEXT_PRIMITIVE(2), name)));
}

static cupel_status put_value(struct tee *t, uint8_t form, struct buf *b, const struct keys *k,
                              cupel_slice quote)
{
    if (form == DICE)
        return put_dice(t, b, k, quote);
    if (form == CMW) {
        put_cmw(&t->out->arena, b, quote);
        return CUPEL_OK;
    }
    if (form == EVERVAULT) {
        put_document(&t->out->arena, b, quote);
        return CUPEL_OK;
    }
    if (form == OE) { /* oe_report_header_t */
        put_le(b, 1, 4);
        put_le(b, 2, 4);
        put_le(b, quote.n, 8);
    }
    buf_add(b, quote);
    return CUPEL_OK;
}

static const struct {
    uint8_t bytes[11];
    uint8_t n;
} oids[] = {
    [DICE] = { { 0x67, 0x81, 0x05, 0x05, 0x04, 0x09 }, 6 },
    [GRAMINE] = { { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x8a, 0x39, 0x06 }, 11 },
    [INCLAVARE] = { { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x8a, 0x39, 0x06 }, 9 },
    [INTEL] = { { 0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01 }, 9 },
    [OE] = { { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x69, 0x01 }, 9 },
    [CMW] = { { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x23 }, 8 },
    [EVERVAULT] = { { 0x55, 0x1d, 0x11 }, 3 },
};

static cupel_status add_extension(struct tee *t, uint8_t form, const struct keys *k,
                                  cupel_slice quote, cupel_slice *extras)
{
    struct arena *a = &t->out->arena;
    struct buf b;
    buf_init(&b, VALUE_ROOM);
    cupel_status st = put_value(t, form, &b, k, quote);
    if (st == CUPEL_OK)
        st = buf_status(&b);
    cupel_slice oid = slice_of(oids[form].bytes, oids[form].n);
    if (st == CUPEL_OK)
        *extras = der_concat(a, *extras, x509_extension(a, oid, buf_slice(&b)));
    buf_clear(&b);
    return st;
}

/* Other software of the same TEE. */
static const char *other_software(const struct tee *t)
{
    static const char *const sets[] = {
        [SGX] = "mr_enclave=66", [TDX] = "mr_td=66", [SNP] = "measurement=66", [NITRO] = "pcr0=66"
    };
    return sets[t->ratls.tee];
}

/* The key itself, not its digest. */
static cupel_slice user_data(struct tee *t, const struct keys *k)
{
    if (t->ratls.bound == NOTHING)
        return SLICE_LIT("nothing");
    return spki_of(&t->out->arena, t->ratls.bound == KEY ? k->own : k->other);
}

static cupel_status add_evidence(struct tee *t, uint8_t form, const char *set, const struct keys *k,
                                 cupel_slice *extras, struct cupel_diag *err)
{
    uint8_t data[32];
    struct softtee_files f;
    CUPEL_TRY(report_data(t, form, k, data));
    struct tee_inner in = { tee_words[t->ratls.tee], t->ratls.scenario, set, SLICE_ARRAY(data),
                            SLICE_EMPTY };
    if (form == EVERVAULT) {
        in.report_data = t->out->nonce;
        in.user_data = user_data(t, k);
    }
    CUPEL_TRY(tee_inner_make(t, &in, &f, err));
    if (!softtee_file(t->out, "anchor.der").n)
        tee_inner_keep(t, &f, "", true);
    cupel_status st = add_extension(t, form, k, softtee_file(&f, "evidence.bin"), extras);
    softtee_files_clear(&f);
    return st;
}

/* ---- the certificate ---- */

static cupel_status make_cert(struct tee *t, const struct keys *k, cupel_slice extras)
{
    struct arena *a = &t->out->arena;
    struct x509_writer w = { a, CUPEL_OK };
    const struct sign_key *signer = t->sign == SIGN_STRANGER ? k->other : k->own;
    const struct x509_signer by = { t->ratls.cert.cn, signer, cert_alg(t) };
    struct x509_spec spec = tee_cert_spec(&t->ratls.cert, k->own);
    spec.extras = extras;
    cupel_slice der = x509_make_cert(&w, &spec, &by);
    CUPEL_TRY(x509_writer_status(&w));
    uint8_t *bytes = arena_alloc(a, der.n);
    if (!bytes)
        return CUPEL_E_NOMEM;
    slice_copy(der, bytes, der.n);
    if (t->sign == SIGN_ZERO) /* the last byte of s */
        bytes[der.n - 1] ^= 1;
    tee_flip(t, bytes, der.n);
    der = slice_of(bytes, der.n);
    tee_file(t, "evidence.bin", t->ratls.encoding == PEM ? x509_pem(a, der) : der);
    return arena_status(a);
}

static cupel_status make(struct tee *t, const struct keys *k, struct cupel_diag *err)
{
    cupel_slice extras = SLICE_EMPTY;
    CUPEL_TRY(add_evidence(t, t->ratls.form, t->ratls.set, k, &extras, err));
    if (t->ratls.second != NONE) {
        uint8_t form = t->ratls.form == GRAMINE ? DICE : GRAMINE;
        const char *set = t->ratls.second == OTHER ? other_software(t) : t->ratls.set;
        if (t->ratls.second == STRAY)
            t->ratls.bound = OTHER_KEY;
        CUPEL_TRY(add_evidence(t, form, set, k, &extras, err));
    }
    return make_cert(t, k, extras);
}

static cupel_status build(struct tee *t, struct cupel_diag *err)
{
    struct keys k = { NULL, NULL };
    cupel_status st = make_key(t, false, &k.own);
    if (st == CUPEL_OK)
        st = make_key(t, true, &k.other);
    if (st == CUPEL_OK)
        st = make(t, &k, err);
    sign_key_free(k.own);
    sign_key_free(k.other);
    return st;
}

static size_t body_at(unsigned version)
{
    (void)version;
    return 0;
}

const struct tee_kind tee_ratls = { .name = "ratls",
                                    .versions = { 1 },
                                    .default_version = 1,
                                    .tables = tables,
                                    .prepare = prepare,
                                    .derive = derive,
                                    .build = build,
                                    .body_at = body_at };
