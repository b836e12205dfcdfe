/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deterministic signatures with libcrypto's arithmetic. OpenSSL 3.0 knows neither RFC 6979 nor a
 * chosen PSS salt, so the nonce and the PSS encoding are made here; curves and modular powers are
 * libcrypto's. Not constant time: the keys are public knowledge.
 */
#include "crypto/sign_rsa.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>

#include <stdlib.h>
#include <string.h>

#define EC_MAX      48u  /* bytes of a scalar or coordinate */
#define BLOCK_MAX   128u /* bytes of a hash block */
#define HMAC_IN_MAX (CRYPTO_HASH_MAX + 1 + 2 * EC_MAX)

struct sign_key {
    enum crypto_key_type type;
    const struct crypto *crypto;
    OSSL_LIB_CTX *lib; /* as in openssl.c: an own context, whatever OPENSSL_CONF says */
    OSSL_PROVIDER *provider;
    EC_GROUP *group; /* EC */
    BIGNUM *d;       /* EC: the private scalar */
    EVP_PKEY *rsa;
    uint8_t pub[512];
    size_t pub_n;
};

static size_t ec_width(enum crypto_key_type type)
{
    return type == CRYPTO_KEY_P256 ? 32 : 48;
}

static cupel_status key_alloc(const struct crypto *c, enum crypto_key_type type,
                              struct sign_key **ret)
{
    struct sign_key *k = calloc(1, sizeof *k);
    if (!k)
        return CUPEL_E_NOMEM;
    k->type = type;
    k->crypto = c;
    k->lib = OSSL_LIB_CTX_new();
    k->provider = k->lib ? OSSL_PROVIDER_load(k->lib, "default") : NULL;
    if (!k->provider) {
        sign_key_free(k);
        return CUPEL_E_CRYPTO;
    }
    *ret = k;
    return CUPEL_OK;
}

void sign_key_free(struct sign_key *k)
{
    if (!k)
        return;
    EC_GROUP_free(k->group);
    BN_free(k->d);
    EVP_PKEY_free(k->rsa);
    if (k->provider)
        OSSL_PROVIDER_unload(k->provider);
    OSSL_LIB_CTX_free(k->lib);
    free(k);
}

struct crypto_pub sign_key_pub(const struct sign_key *k)
{
    return (struct crypto_pub){ k->type, slice_of(k->pub, k->pub_n) };
}

/* ---- EC keys ---- */

/* Coordinates of @scalar times the generator, each @width bytes; @y may be NULL. */
static bool ec_multiply(const struct sign_key *k, const BIGNUM *scalar, uint8_t *x, uint8_t *y)
{
    int width = (int)ec_width(k->type);
    EC_POINT *point = EC_POINT_new(k->group);
    BN_CTX *ctx = BN_CTX_new_ex(k->lib);
    BIGNUM *bx = BN_new(), *by = BN_new();
    bool ok = point && ctx && bx && by &&
              EC_POINT_mul(k->group, point, scalar, NULL, NULL, ctx) == 1 &&
              EC_POINT_get_affine_coordinates(k->group, point, bx, by, ctx) == 1 &&
              BN_bn2binpad(bx, x, width) == width && (!y || BN_bn2binpad(by, y, width) == width);
    BN_free(bx);
    BN_free(by);
    BN_CTX_free(ctx);
    EC_POINT_free(point);
    return ok;
}

static cupel_status ec_fill(struct sign_key *k, BIGNUM *d)
{
    size_t width = ec_width(k->type);
    k->d = d;
    k->pub_n = 2 * width;
    if (!d || !k->group || BN_is_zero(d) || BN_cmp(d, EC_GROUP_get0_order(k->group)) >= 0)
        return CUPEL_E_USAGE;
    return ec_multiply(k, d, k->pub, k->pub + width) ? CUPEL_OK : CUPEL_E_CRYPTO;
}

static cupel_status ec_new(const struct crypto *c, enum crypto_key_type type, struct sign_key **ret)
{
    if (type != CRYPTO_KEY_P256 && type != CRYPTO_KEY_P384)
        return CUPEL_E_USAGE;
    CUPEL_TRY(key_alloc(c, type, ret));
    int nid = type == CRYPTO_KEY_P256 ? NID_X9_62_prime256v1 : NID_secp384r1;
    (*ret)->group = EC_GROUP_new_by_curve_name_ex((*ret)->lib, NULL, nid);
    if ((*ret)->group)
        return CUPEL_OK;
    sign_key_free(*ret);
    return CUPEL_E_CRYPTO;
}

cupel_status sign_key_of_scalar(const struct crypto *c, enum crypto_key_type type,
                                cupel_slice scalar, struct sign_key **ret)
{
    struct sign_key *k = NULL;
    CUPEL_TRY(ec_new(c, type, &k));
    cupel_status st = CUPEL_E_USAGE;
    if (scalar.n == ec_width(type))
        st = ec_fill(k, BN_bin2bn(scalar.p, (int)scalar.n, NULL));
    if (st != CUPEL_OK)
        sign_key_free(k);
    else
        *ret = k;
    return st;
}

/* d = 1 + SHA-512(seed, type) mod (n - 1), as FIPS 186-5 A.2.1 makes keys from surplus bits; for
 * P-384 the surplus is 128 bits, for P-256 256. */
cupel_status sign_key_new(const struct crypto *c, enum crypto_key_type type, cupel_slice seed,
                          struct sign_key **ret)
{
    uint8_t wide[CRYPTO_HASH_MAX], label = (uint8_t)type;
    struct sign_key *k = NULL;
    CUPEL_TRY(crypto_digest2(c, CRYPTO_SHA512, seed, slice_of(&label, 1), wide));
    CUPEL_TRY(ec_new(c, type, &k));
    BN_CTX *ctx = BN_CTX_new_ex(k->lib);
    BIGNUM *d = BN_bin2bn(wide, sizeof wide, NULL), *max = BN_dup(EC_GROUP_get0_order(k->group));
    bool ok = ctx && d && max && BN_sub_word(max, 1) && BN_nnmod(d, d, max, ctx) &&
              BN_add_word(d, 1);
    BN_free(max);
    BN_CTX_free(ctx);
    cupel_status st = CUPEL_E_CRYPTO;
    if (ok)
        st = ec_fill(k, d);
    else
        BN_free(d);
    if (st != CUPEL_OK)
        sign_key_free(k);
    else
        *ret = k;
    return st;
}

/* ---- ECDSA by RFC 6979 ---- */

/* HMAC (RFC 2104) with a key as long as the hash; @in is at most HMAC_IN_MAX bytes. */
static cupel_status hmac(const struct crypto *c, enum crypto_hash h, const uint8_t *key,
                         cupel_slice in, uint8_t *out)
{
    uint8_t pad[BLOCK_MAX] = { 0 }, inner[CRYPTO_HASH_MAX];
    size_t n = crypto_hash_size(h), block = h == CRYPTO_SHA256 ? 64 : 128;
    slice_copy(slice_of(key, n), pad, block);
    for (size_t i = 0; i < block; i++)
        pad[i] ^= 0x36;
    CUPEL_TRY(crypto_digest2(c, h, slice_of(pad, block), in, inner));
    for (size_t i = 0; i < block; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    return crypto_digest2(c, h, slice_of(pad, block), slice_of(inner, n), out);
}

/* The generator of RFC 6979 3.2. Both curves here are as wide as their hash, so bits2int is the
 * identity and bits2octets one reduction. */
struct drbg {
    const struct crypto *crypto;
    enum crypto_hash hash;
    size_t n;
    uint8_t k[CRYPTO_HASH_MAX], v[CRYPTO_HASH_MAX];
};

/* K = HMAC(K, V || tag || extra), V = HMAC(K, V). */
static cupel_status drbg_stir(struct drbg *g, uint8_t tag, cupel_slice extra)
{
    uint8_t in[HMAC_IN_MAX];
    slice_copy(slice_of(g->v, g->n), in, g->n);
    in[g->n] = tag;
    slice_copy(extra, in + g->n + 1, extra.n);
    CUPEL_TRY(hmac(g->crypto, g->hash, g->k, slice_of(in, g->n + 1 + extra.n), g->k));
    return hmac(g->crypto, g->hash, g->k, slice_of(g->v, g->n), g->v);
}

static cupel_status drbg_init(struct drbg *g, const struct sign_key *k, enum crypto_hash h,
                              const BIGNUM *z)
{
    uint8_t extra[2 * EC_MAX];
    int n = (int)crypto_hash_size(h);
    *g = (struct drbg){ k->crypto, h, (size_t)n, { 0 }, { 0 } };
    memset(g->v, 1, sizeof g->v);
    if (BN_bn2binpad(k->d, extra, n) != n || BN_bn2binpad(z, extra + n, n) != n)
        return CUPEL_E_CRYPTO;
    CUPEL_TRY(drbg_stir(g, 0, slice_of(extra, 2 * (size_t)n)));
    return drbg_stir(g, 1, slice_of(extra, 2 * (size_t)n));
}

/* r = x(kG) mod n, s = (z + r d) / k mod n. False when this @nonce cannot be used. */
static bool ecdsa_with(const struct sign_key *k, const BIGNUM *z, const BIGNUM *nonce, BN_CTX *ctx,
                       uint8_t *out)
{
    const BIGNUM *n = EC_GROUP_get0_order(k->group);
    int width = (int)ec_width(k->type);
    uint8_t x[EC_MAX];
    if (BN_is_zero(nonce) || BN_cmp(nonce, n) >= 0 || !ec_multiply(k, nonce, x, NULL))
        return false;
    BIGNUM *r = BN_bin2bn(x, width, NULL), *s = BN_new(), *inverse = BN_new();
    bool ok = r && s && inverse && BN_nnmod(r, r, n, ctx) && BN_mod_mul(s, r, k->d, n, ctx) &&
              BN_mod_add(s, s, z, n, ctx) && BN_mod_inverse(inverse, nonce, n, ctx) &&
              BN_mod_mul(s, s, inverse, n, ctx) && !BN_is_zero(r) && !BN_is_zero(s) &&
              BN_bn2binpad(r, out, width) == width && BN_bn2binpad(s, out + width, width) == width;
    BN_free(r);
    BN_free(s);
    BN_free(inverse);
    return ok;
}

/* The nonces are uniform below 2^256 or 2^384; a second round is needed once in 2^32 messages. */
static cupel_status ecdsa_loop(const struct sign_key *k, enum crypto_hash h, const BIGNUM *z,
                               BN_CTX *ctx, uint8_t *out)
{
    struct drbg g;
    CUPEL_TRY(drbg_init(&g, k, h, z));
    for (int round = 0; round < 8; round++) {
        CUPEL_TRY(hmac(g.crypto, h, g.k, slice_of(g.v, g.n), g.v));
        BIGNUM *nonce = BN_bin2bn(g.v, (int)g.n, NULL);
        bool ok = nonce && ecdsa_with(k, z, nonce, ctx, out);
        BN_free(nonce);
        if (ok)
            return CUPEL_OK;
        CUPEL_TRY(drbg_stir(&g, 0, SLICE_EMPTY));
    }
    return CUPEL_E_CRYPTO;
}

static cupel_status ecdsa_make(const struct sign_key *k, enum crypto_hash h, cupel_slice digest,
                               uint8_t *out)
{
    BN_CTX *ctx = BN_CTX_new_ex(k->lib);
    BIGNUM *z = BN_bin2bn(digest.p, (int)digest.n, NULL);
    cupel_status st = CUPEL_E_CRYPTO;
    if (ctx && z && BN_nnmod(z, z, EC_GROUP_get0_order(k->group), ctx))
        st = ecdsa_loop(k, h, z, ctx, out);
    BN_free(z);
    BN_CTX_free(ctx);
    return st;
}

/* ---- RSA ---- */

enum { RSA_N, RSA_D, RSA_P, RSA_Q, RSA_DP, RSA_DQ, RSA_QI, RSA_E, RSA_NUMBERS };

/* All numbers of the key from its primes. */
static bool rsa_numbers(BIGNUM *v[RSA_NUMBERS], const struct sign_primes *primes, BN_CTX *ctx)
{
    BIGNUM *p1 = NULL, *q1 = NULL, *phi = BN_new();
    for (int i = 0; i < RSA_NUMBERS; i++)
        if (!(v[i] = BN_new()))
            return BN_free(phi), false;
    bool ok = phi && BN_hex2bn(&v[RSA_P], primes->p) && BN_hex2bn(&v[RSA_Q], primes->q) &&
              BN_set_word(v[RSA_E], RSA_F4) && (p1 = BN_dup(v[RSA_P])) && BN_sub_word(p1, 1) &&
              (q1 = BN_dup(v[RSA_Q])) && BN_sub_word(q1, 1) && BN_mul(phi, p1, q1, ctx) &&
              BN_mul(v[RSA_N], v[RSA_P], v[RSA_Q], ctx) &&
              BN_mod_inverse(v[RSA_D], v[RSA_E], phi, ctx) &&
              BN_mod(v[RSA_DP], v[RSA_D], p1, ctx) && BN_mod(v[RSA_DQ], v[RSA_D], q1, ctx) &&
              BN_mod_inverse(v[RSA_QI], v[RSA_Q], v[RSA_P], ctx);
    BN_free(p1);
    BN_free(q1);
    BN_free(phi);
    return ok;
}

static bool rsa_load(struct sign_key *k, BIGNUM *v[RSA_NUMBERS])
{
    static const char *const names[RSA_NUMBERS] = {
        OSSL_PKEY_PARAM_RSA_N,
        OSSL_PKEY_PARAM_RSA_D,
        OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2,
        OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2,
        OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
        OSSL_PKEY_PARAM_RSA_E,
    };
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    bool ok = b != NULL;
    for (int i = 0; i < RSA_NUMBERS && ok; i++)
        ok = OSSL_PARAM_BLD_push_BN(b, names[i], v[i]) == 1;
    OSSL_PARAM *params = ok ? OSSL_PARAM_BLD_to_param(b) : NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(k->lib, "RSA", NULL);
    ok = params && ctx && EVP_PKEY_fromdata_init(ctx) == 1 &&
         EVP_PKEY_fromdata(ctx, &k->rsa, EVP_PKEY_KEYPAIR, params) == 1;
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(b);
    return ok;
}

cupel_status sign_key_rsa(const struct crypto *c, enum sign_rsa which, struct sign_key **ret)
{
    struct sign_key *k = NULL;
    BIGNUM *v[RSA_NUMBERS] = { NULL };
    CUPEL_TRY(key_alloc(c, CRYPTO_KEY_RSA, &k));
    BN_CTX *ctx = BN_CTX_new_ex(k->lib);
    bool ok = ctx && rsa_numbers(v, &sign_primes[which], ctx) && rsa_load(k, v);
    if (ok) {
        k->pub_n = (size_t)BN_num_bytes(v[RSA_N]);
        ok = BN_bn2binpad(v[RSA_N], k->pub, (int)k->pub_n) == (int)k->pub_n;
    }
    for (int i = 0; i < RSA_NUMBERS; i++)
        BN_free(v[i]);
    BN_CTX_free(ctx);
    if (!ok) {
        sign_key_free(k);
        return CUPEL_E_CRYPTO;
    }
    *ret = k;
    return CUPEL_OK;
}

/* MGF1 (RFC 8017 B.2.1) of @seed, added to @out. */
static cupel_status mgf1_xor(const struct crypto *c, enum crypto_hash h, cupel_slice seed,
                             uint8_t *out, size_t n)
{
    uint8_t block[CRYPTO_HASH_MAX];
    size_t size = crypto_hash_size(h);
    for (size_t at = 0; at < n; at++) {
        uint8_t counter[4] = { 0, 0, (uint8_t)(at / size >> 8), (uint8_t)(at / size) };
        if (at % size == 0)
            CUPEL_TRY(crypto_digest2(c, h, seed, SLICE_ARRAY(counter), block));
        out[at] ^= block[at % size];
    }
    return CUPEL_OK;
}

/* EMSA-PSS (RFC 8017 9.1.1) for a modulus of 8 * n bits. The salt is a digest of the message's
 * digest: it need not be secret, only there. */
static cupel_status pss_encode(const struct crypto *c, enum crypto_hash h, cupel_slice digest,
                               uint8_t *em, size_t n)
{
    uint8_t m[8 + 2 * CRYPTO_HASH_MAX] = { 0 }, salt[CRYPTO_HASH_MAX], hash[CRYPTO_HASH_MAX];
    size_t size = crypto_hash_size(h), db = n - size - 1;
    CUPEL_TRY(crypto_digest2(c, h, SLICE_LIT("salt"), digest, salt));
    memcpy(m + 8, digest.p, size);
    memcpy(m + 8 + size, salt, size);
    CUPEL_TRY(crypto_digest(c, h, slice_of(m, 8 + 2 * size), hash));
    memset(em, 0, db);
    em[db - size - 1] = 1;
    memcpy(em + db - size, salt, size);
    CUPEL_TRY(mgf1_xor(c, h, slice_of(hash, size), em, db));
    em[0] &= 0x7f; /* emBits = modulus bits - 1 */
    memcpy(em + db, hash, size);
    em[n - 1] = 0xbc;
    return CUPEL_OK;
}

static cupel_status rsa_make(const struct sign_key *k, enum crypto_sig alg, cupel_slice digest,
                             uint8_t *out, size_t *n)
{
    static const char *const md_names[] = { "SHA1", "SHA2-256", "SHA2-384", "SHA2-512" };
    uint8_t em[SIGN_MAX];
    enum crypto_hash h = crypto_sig_hash(alg);
    bool pss = crypto_sig_is_pss(alg);
    if (pss) {
        CUPEL_TRY(pss_encode(k->crypto, h, digest, em, k->pub_n));
        digest = slice_of(em, k->pub_n);
    }
    *n = SIGN_MAX;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(k->lib, k->rsa, NULL);
    EVP_MD *md = EVP_MD_fetch(k->lib, md_names[h], NULL);
    bool ok = ctx && md && EVP_PKEY_sign_init(ctx) == 1 &&
              EVP_PKEY_CTX_set_rsa_padding(ctx, pss ? RSA_NO_PADDING : RSA_PKCS1_PADDING) == 1 &&
              (pss || EVP_PKEY_CTX_set_signature_md(ctx, md) == 1) &&
              EVP_PKEY_sign(ctx, out, n, digest.p, digest.n) == 1;
    EVP_MD_free(md);
    EVP_PKEY_CTX_free(ctx);
    return ok ? CUPEL_OK : CUPEL_E_CRYPTO;
}

cupel_status sign_make(const struct sign_key *k, enum crypto_sig alg, cupel_slice msg, uint8_t *out,
                       size_t *n)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    enum crypto_hash h = crypto_sig_hash(alg);
    if (crypto_sig_key(alg) != k->type || crypto_sig_is_pss_max(alg))
        return CUPEL_E_USAGE;
    CUPEL_TRY(crypto_digest(k->crypto, h, msg, digest));
    cupel_slice d = slice_of(digest, crypto_hash_size(h));
    if (k->type == CRYPTO_KEY_RSA)
        return rsa_make(k, alg, d, out, n);
    *n = 2 * ec_width(k->type);
    return ecdsa_make(k, h, d, out);
}
