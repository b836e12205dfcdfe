/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The facade over libcrypto. Everything is fetched once, from a library context of our own with the
 * default provider and no configuration file, so that an embedder's OPENSSL_CONF changes nothing.
 */
#include "crypto/verify.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>

#include <stdlib.h>
#include <string.h>

#define HASHES CRYPTO_HASHES

struct crypto {
    OSSL_LIB_CTX *lib;
    OSSL_PROVIDER *provider;
    EVP_MD *md[HASHES];
    EVP_MAC *hmac;
};

struct crypto_key {
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *ctx; /* EC: set up for verifying; duplicated for each use */
    enum crypto_key_type type;
    int refs; /* atomic */
};

static const char *const hash_names[HASHES] = { "SHA1", "SHA2-256", "SHA2-384", "SHA2-512", "SM3" };

cupel_status crypto_new(struct crypto **ret)
{
    struct crypto *c = calloc(1, sizeof *c);
    if (!c)
        return CUPEL_E_NOMEM;
    ERR_set_mark();
    c->lib = OSSL_LIB_CTX_new();
    c->provider = c->lib ? OSSL_PROVIDER_load(c->lib, "default") : NULL;
    bool ok = c->provider != NULL;
    for (int i = 0; i < HASHES && ok; i++) {
        c->md[i] = EVP_MD_fetch(c->lib, hash_names[i], NULL);
        ok = c->md[i] != NULL;
    }
    c->hmac = ok ? EVP_MAC_fetch(c->lib, "HMAC", NULL) : NULL;
    ERR_pop_to_mark();
    if (!c->hmac) {
        crypto_free(c);
        return CUPEL_E_CRYPTO;
    }
    *ret = c;
    return CUPEL_OK;
}

void crypto_free(struct crypto *c)
{
    if (!c)
        return;
    for (int i = 0; i < HASHES; i++)
        EVP_MD_free(c->md[i]);
    EVP_MAC_free(c->hmac);
    if (c->provider)
        OSSL_PROVIDER_unload(c->provider);
    OSSL_LIB_CTX_free(c->lib);
    free(c);
}

void crypto_ignore_configuration(void)
{
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

cupel_status crypto_digest(const struct crypto *c, enum crypto_hash h, cupel_slice in, uint8_t *out)
{
    return crypto_digest2(c, h, in, SLICE_EMPTY, out);
}

cupel_status crypto_digest2(const struct crypto *c, enum crypto_hash h, cupel_slice a,
                            cupel_slice b, uint8_t *out)
{
    ERR_set_mark();
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = ctx && EVP_DigestInit_ex2(ctx, c->md[h], NULL) && EVP_DigestUpdate(ctx, a.p, a.n) &&
              EVP_DigestUpdate(ctx, b.p, b.n) && EVP_DigestFinal_ex(ctx, out, NULL);
    EVP_MD_CTX_free(ctx);
    ERR_pop_to_mark();
    return ok ? CUPEL_OK : CUPEL_E_CRYPTO;
}

struct crypto_hasher {
    EVP_MD_CTX *ctx;
    enum crypto_hash alg;
    bool ok;
};

cupel_status crypto_hasher_new(const struct crypto *c, enum crypto_hash h,
                               struct crypto_hasher **ret)
{
    struct crypto_hasher *x = calloc(1, sizeof *x);
    if (!x)
        return CUPEL_E_NOMEM;
    ERR_set_mark();
    x->alg = h;
    x->ctx = EVP_MD_CTX_new();
    bool ok = x->ctx && EVP_DigestInit_ex2(x->ctx, c->md[h], NULL);
    ERR_pop_to_mark();
    if (!ok) {
        crypto_hasher_free(x);
        return CUPEL_E_CRYPTO;
    }
    *ret = x;
    return CUPEL_OK;
}

void crypto_hasher_free(struct crypto_hasher *h)
{
    if (!h)
        return;
    EVP_MD_CTX_free(h->ctx);
    free(h);
}

enum crypto_hash crypto_hasher_alg(const struct crypto_hasher *h)
{
    return h->alg;
}

/* Without a digest named, the context keeps its own and is only wound back. */
void crypto_hasher_begin(struct crypto_hasher *h)
{
    h->ok = EVP_DigestInit_ex2(h->ctx, NULL, NULL) == 1;
}

void crypto_hasher_add(struct crypto_hasher *h, cupel_slice part)
{
    h->ok = h->ok && EVP_DigestUpdate(h->ctx, part.p, part.n) == 1;
}

cupel_status crypto_hasher_end(struct crypto_hasher *h, uint8_t *out)
{
    h->ok = h->ok && EVP_DigestFinal_ex(h->ctx, out, NULL) == 1;
    return h->ok ? CUPEL_OK : CUPEL_E_CRYPTO;
}

cupel_status crypto_hasher_digest2(struct crypto_hasher *h, cupel_slice a, cupel_slice b,
                                   uint8_t *out)
{
    crypto_hasher_begin(h);
    crypto_hasher_add(h, a);
    crypto_hasher_add(h, b);
    return crypto_hasher_end(h, out);
}

cupel_status crypto_hmac(const struct crypto *c, enum crypto_hash h, cupel_slice key,
                         cupel_slice msg, uint8_t *out)
{
    char name[16];
    slice_copy(slice_str(hash_names[h]), name, sizeof name); /* zero-padded: NUL-terminated */
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                            OSSL_PARAM_construct_end() };
    size_t n = 0;
    ERR_set_mark();
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(c->hmac);
    bool ok = ctx && EVP_MAC_init(ctx, key.p, key.n, params) == 1 &&
              EVP_MAC_update(ctx, msg.p, msg.n) == 1 &&
              EVP_MAC_final(ctx, out, &n, CRYPTO_HASH_MAX) == 1;
    EVP_MAC_CTX_free(ctx);
    ERR_pop_to_mark();
    return ok ? CUPEL_OK : CUPEL_E_CRYPTO;
}

static const char *curve_name(enum crypto_key_type t)
{
    switch (t) {
    case CRYPTO_KEY_P256: return "P-256";
    case CRYPTO_KEY_P384: return "P-384";
    default: return "P-521";
    }
}

/* The parameters of an EC point or an RSA modulus; NULL on failure. */
static OSSL_PARAM *key_params(const struct crypto_pub *pub, uint8_t *point, BIGNUM **n, BIGNUM **e)
{
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params = NULL;
    bool ok = b != NULL;
    if (ok && pub->type == CRYPTO_KEY_RSA) {
        *n = BN_bin2bn(pub->point.p, (int)pub->point.n, NULL);
        *e = BN_new();
        ok = *n && *e && BN_set_word(*e, RSA_F4) &&
             OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, *n) &&
             OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, *e);
    } else if (ok) {
        point[0] = 4; /* uncompressed, SEC 1 section 2.3.3 */
        slice_copy(pub->point, point + 1, pub->point.n);
        ok = OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, curve_name(pub->type),
                                             0) &&
             OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point, pub->point.n + 1);
    }
    if (ok)
        params = OSSL_PARAM_BLD_to_param(b);
    OSSL_PARAM_BLD_free(b);
    return params;
}

static bool size_fits(const struct crypto_pub *pub)
{
    switch (pub->type) {
    case CRYPTO_KEY_P256:
    case CRYPTO_KEY_P384:
    case CRYPTO_KEY_P521: return pub->point.n == crypto_point_size(pub->type);
    case CRYPTO_KEY_RSA:
        return pub->point.n >= 256 && pub->point.n <= 512 && (pub->point.p[0] & 0x80) &&
               (pub->point.p[pub->point.n - 1] & 1);
    case CRYPTO_KEY_SECRET:
    case CRYPTO_KEY_NONE: break;
    }
    return false;
}

/* CUPEL_E_MALFORMED when libcrypto finds no key in it (a point off its curve). */
static cupel_status make_pkey(const struct crypto *c, const struct crypto_pub *pub, EVP_PKEY **ret)
{
    uint8_t point[133];
    BIGNUM *n = NULL, *e = NULL;
    OSSL_PARAM *params = key_params(pub, point, &n, &e);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(
        c->lib, pub->type == CRYPTO_KEY_RSA ? "RSA" : "EC", NULL);
    cupel_status st = CUPEL_E_CRYPTO;
    if (params && ctx && EVP_PKEY_fromdata_init(ctx) == 1)
        st = EVP_PKEY_fromdata(ctx, ret, EVP_PKEY_PUBLIC_KEY, params) == 1 ? CUPEL_OK
                                                                           : CUPEL_E_MALFORMED;
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    BN_free(n);
    BN_free(e);
    return st;
}

static cupel_status make_key(const struct crypto *c, const struct crypto_pub *pub,
                             struct crypto_key *k)
{
    CUPEL_TRY(make_pkey(c, pub, &k->pkey));
    if (pub->type == CRYPTO_KEY_RSA)
        return CUPEL_OK;
    k->ctx = EVP_PKEY_CTX_new_from_pkey(c->lib, k->pkey, NULL);
    return k->ctx && EVP_PKEY_verify_init(k->ctx) == 1 ? CUPEL_OK : CUPEL_E_CRYPTO;
}

cupel_status crypto_key_new(const struct crypto *c, const struct crypto_pub *pub,
                            struct crypto_key **ret)
{
    if (!size_fits(pub))
        return CUPEL_E_MALFORMED;
    struct crypto_key *k = calloc(1, sizeof *k);
    if (!k)
        return CUPEL_E_NOMEM;
    k->type = pub->type;
    k->refs = 1;
    ERR_set_mark();
    cupel_status st = make_key(c, pub, k);
    ERR_pop_to_mark();
    if (st != CUPEL_OK) {
        crypto_key_free(k);
        return st;
    }
    *ret = k;
    return CUPEL_OK;
}

struct crypto_key *crypto_key_ref(struct crypto_key *k)
{
    __atomic_add_fetch(&k->refs, 1, __ATOMIC_RELAXED);
    return k;
}

void crypto_key_free(struct crypto_key *k)
{
    if (!k || __atomic_sub_fetch(&k->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    EVP_PKEY_CTX_free(k->ctx);
    EVP_PKEY_free(k->pkey);
    free(k);
}

/* INTEGER of one half of a raw signature; the count of bytes written. */
static size_t write_integer(cupel_slice half, uint8_t *out)
{
    size_t skip = 0;
    while (skip + 1 < half.n && half.p[skip] == 0)
        skip++;
    cupel_slice body = slice_part(half, skip, half.n - skip);
    size_t pad = body.n && body.p[0] & 0x80 ? 1 : 0;
    out[0] = 0x02;
    out[1] = (uint8_t)(body.n + pad);
    out[2] = 0;
    slice_copy(body, out + 2 + pad, body.n);
    return 2 + pad + body.n;
}

/* ECDSA-Sig-Value of raw r || s into @out (room 144); its length. */
static size_t write_ecdsa(cupel_slice raw, uint8_t *out)
{
    uint8_t body[138];
    size_t half = raw.n / 2, head = 2;
    size_t n = write_integer(slice_part(raw, 0, half), body);
    n += write_integer(slice_part(raw, half, half), body + n);
    out[0] = 0x30;
    if (n > 127) { /* P-521: at most 2 * (2 + 1 + 66) = 138 */
        out[1] = 0x81;
        head = 3;
    }
    out[head - 1] = (uint8_t)n;
    slice_copy(slice_of(body, n), out + head, n);
    return head + n;
}

/*
 * What EVP_PKEY_verify() answered: 1 yes, 0 no, negative for signatures that make no sense (r = 0,
 * a value over the modulus), which are a plain no, and for want of memory, which is no answer at
 * all.
 */
static bool judge(int answer, cupel_status *st)
{
    if (answer < 0 && ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE)
        *st = CUPEL_E_NOMEM;
    return answer == 1;
}

static bool verify_ec(const struct crypto_key *key, cupel_slice sig, const uint8_t *digest,
                      size_t n, cupel_status *st)
{
    uint8_t der[144];
    if (sig.n != crypto_point_size(key->type))
        return false;
    size_t der_n = write_ecdsa(sig, der);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_dup(key->ctx);
    if (!ctx) {
        *st = CUPEL_E_CRYPTO;
        return false;
    }
    bool ok = judge(EVP_PKEY_verify(ctx, der, der_n, digest, n), st);
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

static bool verify_rsa(const struct crypto *c, const struct crypto_key *key, enum crypto_sig alg,
                       cupel_slice sig, const uint8_t *digest, size_t n, cupel_status *st)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(c->lib, key->pkey, NULL);
    const EVP_MD *md = c->md[crypto_sig_hash(alg)];
    bool pss = crypto_sig_is_pss(alg);
    size_t size = (size_t)EVP_PKEY_get_size(key->pkey);
    /* A key of 2048 bits or more holds any hash, so the difference is positive. */
    size_t salt = crypto_sig_is_pss_max(alg) ? size - n - 2 : n;
    bool ready = ctx && EVP_PKEY_verify_init(ctx) == 1 &&
                 EVP_PKEY_CTX_set_rsa_padding(ctx, pss ? RSA_PKCS1_PSS_PADDING
                                                       : RSA_PKCS1_PADDING) == 1 &&
                 EVP_PKEY_CTX_set_signature_md(ctx, md) == 1;
    if (ready && pss)
        ready = EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, (int)salt) == 1;
    if (!ready)
        *st = CUPEL_E_CRYPTO;
    /* RFC 8017 8.1.2 and 8.2.2 step 1; libcrypto's PSS takes shorter signatures as well. */
    bool sized = sig.n == size;
    bool ok = ready && sized && judge(EVP_PKEY_verify(ctx, sig.p, sig.n, digest, n), st);
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

cupel_status crypto_verify(const struct crypto *c, struct crypto_key *key, enum crypto_sig alg,
                           cupel_slice msg, cupel_slice sig, bool *ret)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    enum crypto_hash h = crypto_sig_hash(alg);
    size_t n = crypto_hash_size(h);
    cupel_status st = CUPEL_OK;
    bool ok = false;
    if (crypto_sig_key(alg) == key->type && key->type != CRYPTO_KEY_NONE && sig.n) {
        CUPEL_TRY(crypto_digest(c, h, msg, digest));
        ERR_set_mark();
        ok = key->type == CRYPTO_KEY_RSA ? verify_rsa(c, key, alg, sig, digest, n, &st)
                                         : verify_ec(key, sig, digest, n, &st);
        ERR_pop_to_mark();
    }
    if (st == CUPEL_OK)
        *ret = ok;
    return st;
}
