/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/tpm.h"

#include "base/status.h"

static const struct {
    uint16_t id;
    const char *name;
} algs[] = {
    { TPM_RSA, "RSA" },
    { TPM_SHA1, "SHA-1" },
    { TPM_HMAC, "HMAC" },
    { TPM_AES, "AES" },
    { TPM_SHA256, "SHA-256" },
    { TPM_SHA384, "SHA-384" },
    { TPM_SHA512, "SHA-512" },
    { TPM_NULL, "none" },
    { TPM_SM3, "SM3" },
    { TPM_SM4, "SM4" },
    { TPM_RSASSA, "RSASSA" },
    { TPM_RSAES, "RSAES" },
    { TPM_RSAPSS, "RSAPSS" },
    { TPM_OAEP, "OAEP" },
    { TPM_ECDSA, "ECDSA" },
    { TPM_ECDH, "ECDH" },
    { TPM_ECDAA, "ECDAA" },
    { TPM_SM2, "SM2" },
    { TPM_ECSCHNORR, "ECSCHNORR" },
    { TPM_ECMQV, "ECMQV" },
    { TPM_ECC, "ECC" },
    { TPM_CAMELLIA, "Camellia" },
};

const char *tpm_alg_name(unsigned alg)
{
    for (size_t i = 0; i < CUPEL_COUNT(algs); i++)
        if (algs[i].id == alg)
            return algs[i].name;
    return "an algorithm unknown here";
}

bool tpm_hash(unsigned alg, enum crypto_hash *ret)
{
    switch (alg) {
    case TPM_SHA1: *ret = CRYPTO_SHA1; return true;
    case TPM_SHA256: *ret = CRYPTO_SHA256; return true;
    case TPM_SHA384: *ret = CRYPTO_SHA384; return true;
    case TPM_SHA512: *ret = CRYPTO_SHA512; return true;
    case TPM_SM3: *ret = CRYPTO_SM3; return true;
    default: return false;
    }
}

size_t tpm_hash_size(unsigned alg)
{
    enum crypto_hash h;
    return tpm_hash(alg, &h) ? crypto_hash_size(h) : 0;
}

static cupel_slice take_2b(struct cur *c)
{
    uint16_t n = cur_be16(c);
    return cur_take(c, n);
}

/* ---- public areas ---- */

static void demand(struct cur *c, bool ok)
{
    if (!ok)
        cur_fail(c, CUPEL_E_MALFORMED);
}

/* TPMT_SYM_DEF_OBJECT */
static void take_symmetric(struct cur *c, struct tpm_public *p)
{
    p->sym_alg = cur_be16(c);
    if (p->sym_alg == TPM_NULL)
        return;
    demand(c, p->sym_alg == TPM_AES || p->sym_alg == TPM_SM4 || p->sym_alg == TPM_CAMELLIA);
    p->sym_bits = cur_be16(c);
    p->sym_mode = cur_be16(c);
}

/* TPMT_RSA_SCHEME, TPMT_ECC_SCHEME */
static void take_scheme(struct cur *c, struct tpm_public *p)
{
    p->scheme = cur_be16(c);
    switch (p->scheme) {
    case TPM_NULL:
    case TPM_RSAES: return;
    case TPM_RSASSA:
    case TPM_RSAPSS:
    case TPM_OAEP:
    case TPM_ECDSA:
    case TPM_ECDH:
    case TPM_SM2:
    case TPM_ECSCHNORR:
    case TPM_ECMQV: p->scheme_hash = cur_be16(c); return;
    case TPM_ECDAA:
        p->scheme_hash = cur_be16(c);
        (void)cur_be16(c); /* count */
        return;
    default: demand(c, false);
    }
}

static void take_rsa(struct cur *c, struct tpm_public *p)
{
    p->key_bits = cur_be16(c);
    p->exponent = cur_be32(c);
    p->modulus = take_2b(c);
    demand(c, p->modulus.n > 0 && p->modulus.n == (p->key_bits + 7u) / 8);
}

static void take_ecc(struct cur *c, struct tpm_public *p)
{
    p->curve = cur_be16(c);
    p->kdf = cur_be16(c);
    if (p->kdf != TPM_NULL)
        p->kdf_hash = cur_be16(c);
    p->x = take_2b(c);
    p->y = take_2b(c);
}

/* The layout of a TPMT_PUBLIC. */
static void take_public(struct cur *c, struct tpm_public *p)
{
    p->type = cur_be16(c);
    p->name_alg = cur_be16(c);
    demand(c, (p->type == TPM_RSA || p->type == TPM_ECC) && tpm_hash_size(p->name_alg) > 0);
    p->attributes = cur_be32(c);
    p->auth_policy = take_2b(c);
    demand(c, p->auth_policy.n <= CRYPTO_HASH_MAX);
    take_symmetric(c, p);
    take_scheme(c, p);
    if (p->type == TPM_RSA)
        take_rsa(c, p);
    else
        take_ecc(c, p);
}

/* TPM2B_PUBLIC is a size and what it says; no TPMT_PUBLIC starts so: its first two bytes are 1 or
 * 23h and it is longer than that. */
static cupel_status read_layout(cupel_slice in, struct tpm_public *p)
{
    struct cur c = cur_of(in);
    struct cur peek = c;
    *p = (struct tpm_public){ .pub = { CRYPTO_KEY_NONE, SLICE_EMPTY } };
    if (in.n > TPM_PUBLIC_MAX)
        return CUPEL_E_LIMIT;
    if (in.n >= 2 && cur_be16(&peek) == in.n - 2)
        c = peek;
    p->at = c.at;
    p->bytes = c.left;
    take_public(&c, p);
    return cur_end(&c);
}

bool tpm_public_probe(cupel_slice in)
{
    struct tpm_public p;
    return read_layout(in, &p) == CUPEL_OK;
}

static enum crypto_key_type curve_type(unsigned curve)
{
    switch (curve) { /* TPM_ECC_CURVE */
    case 0x0003: return CRYPTO_KEY_P256;
    case 0x0004: return CRYPTO_KEY_P384;
    case 0x0005: return CRYPTO_KEY_P521;
    default: return CRYPTO_KEY_NONE;
    }
}

/* @x and @y as halves of @size / 2 bytes; TPMs may leave leading zeros out. */
static cupel_slice join_halves(struct arena *a, cupel_slice x, cupel_slice y, size_t size)
{
    size_t half = size / 2;
    if (x.n > half || y.n > half)
        return SLICE_EMPTY;
    uint8_t *p = arena_alloc(a, size);
    if (!p)
        return SLICE_EMPTY;
    slice_copy(x, p + (half - x.n), x.n);
    slice_copy(y, p + half + (half - y.n), y.n);
    return slice_of(p, size);
}

static void read_key(struct arena *a, struct tpm_public *p)
{
    enum crypto_key_type t = curve_type(p->curve);
    bool rsa_fits = p->modulus.n >= 256 && p->modulus.n <= 512 && p->key_bits % 8 == 0 &&
                    (p->modulus.p[0] & 0x80) && (p->exponent == 0 || p->exponent == 65537);
    if (p->type == TPM_RSA && rsa_fits)
        p->pub = (struct crypto_pub){ CRYPTO_KEY_RSA, p->modulus };
    if (p->type != TPM_ECC || t == CRYPTO_KEY_NONE)
        return;
    cupel_slice point = join_halves(a, p->x, p->y, crypto_point_size(t));
    if (point.n)
        p->pub = (struct crypto_pub){ t, point };
}

cupel_status tpm_public_read(struct arena *a, cupel_slice in, struct tpm_public *ret,
                             struct cupel_diag *err)
{
    cupel_status st = read_layout(in, ret);
    if (st != CUPEL_OK)
        return diag_set(err, st, "tpm-public",
                        "is no TPM2B_PUBLIC or TPMT_PUBLIC of an RSA or ECC key");
    read_key(a, ret);
    return arena_status(a) == CUPEL_OK
               ? CUPEL_OK
               : diag_set(err, CUPEL_E_NOMEM, "tpm-public", "out of memory");
}

const char *tpm_attestation_key_fault(const struct tpm_public *p)
{
    static const struct {
        uint32_t bit;
        const char *fault;
    } must[] = {
        { TPM_SIGN, "it is no signing key (sign is clear)" },
        { TPM_RESTRICTED, "it is not restricted: it signs whatever it is given, also what only "
                          "looks like a quote" },
        { TPM_FIXED_TPM, "it may leave its TPM (fixedTPM is clear)" },
        { TPM_FIXED_PARENT, "it may get another parent (fixedParent is clear)" },
        { TPM_SENSITIVE_DATA_ORIGIN, "it was not made inside the TPM (sensitiveDataOrigin is "
                                     "clear): somebody else may hold it" },
    };
    if (p->attributes & TPM_DECRYPT)
        return "it is a decryption key (decrypt is set), such as an endorsement or storage key";
    for (size_t i = 0; i < CUPEL_COUNT(must); i++)
        if (!(p->attributes & must[i].bit))
            return must[i].fault;
    return NULL;
}

/* ---- signatures ---- */

void tpm_signature_take(struct cur *c, struct tpm_signature *ret)
{
    *ret = (struct tpm_signature){ .alg = cur_be16(c) };
    switch (ret->alg) {
    case TPM_RSASSA:
    case TPM_RSAPSS:
        ret->hash = cur_be16(c);
        ret->sig = take_2b(c);
        return;
    case TPM_ECDSA:
    case TPM_ECDAA:
    case TPM_SM2:
    case TPM_ECSCHNORR:
        ret->hash = cur_be16(c);
        ret->r = take_2b(c);
        ret->s = take_2b(c);
        return;
    default: cur_fail(c, CUPEL_E_UNSUPPORTED);
    }
}

bool tpm_signature_probe(cupel_slice in)
{
    struct cur c = cur_of(in);
    struct tpm_signature s;
    tpm_signature_take(&c, &s);
    return in.n <= TPM_SIGNATURE_MAX && cur_end(&c) == CUPEL_OK && tpm_hash_size(s.hash) > 0;
}

static enum crypto_sig ecdsa_alg(unsigned hash, enum crypto_key_type type)
{
    if (type == CRYPTO_KEY_P256 && hash == TPM_SHA256)
        return CRYPTO_SIG_ECDSA_P256_SHA256;
    if (type == CRYPTO_KEY_P384 && hash == TPM_SHA384)
        return CRYPTO_SIG_ECDSA_P384_SHA384;
    if (type == CRYPTO_KEY_P521 && hash == TPM_SHA512)
        return CRYPTO_SIG_ECDSA_P521_SHA512;
    return CRYPTO_SIG_NONE;
}

enum crypto_sig tpm_signature_alg(const struct tpm_signature *s, enum crypto_key_type type,
                                  enum crypto_sig *other)
{
    static const struct {
        uint16_t hash;
        enum crypto_sig pkcs1, pss, pss_max;
    } rsa[] = {
        { TPM_SHA256, CRYPTO_SIG_RSA_PKCS1_SHA256, CRYPTO_SIG_RSA_PSS_SHA256,
          CRYPTO_SIG_RSA_PSS_MAX_SHA256 },
        { TPM_SHA384, CRYPTO_SIG_RSA_PKCS1_SHA384, CRYPTO_SIG_RSA_PSS_SHA384,
          CRYPTO_SIG_RSA_PSS_MAX_SHA384 },
        { TPM_SHA512, CRYPTO_SIG_RSA_PKCS1_SHA512, CRYPTO_SIG_RSA_PSS_SHA512,
          CRYPTO_SIG_RSA_PSS_MAX_SHA512 },
    };
    *other = CRYPTO_SIG_NONE;
    if (s->alg == TPM_ECDSA)
        return ecdsa_alg(s->hash, type);
    for (size_t i = 0; i < CUPEL_COUNT(rsa) && type == CRYPTO_KEY_RSA; i++) {
        if (rsa[i].hash != s->hash)
            continue;
        if (s->alg == TPM_RSASSA)
            return rsa[i].pkcs1;
        if (s->alg == TPM_RSAPSS) {
            *other = rsa[i].pss_max;
            return rsa[i].pss;
        }
    }
    return CRYPTO_SIG_NONE;
}

cupel_slice tpm_signature_raw(struct arena *a, const struct tpm_signature *s,
                              const struct crypto_pub *pub)
{
    if (pub->type == CRYPTO_KEY_RSA)
        return s->sig;
    return s->r.n && s->s.n ? join_halves(a, s->r, s->s, crypto_point_size(pub->type))
                            : SLICE_EMPTY;
}
