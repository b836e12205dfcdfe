/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/fake.h"

#include <stdlib.h>
#include <string.h>

struct crypto {
    struct fake_counts *counts; /* apart, as the facade hands contexts around as const */
};

struct crypto_key {
    unsigned refs;
    enum crypto_key_type type;
    size_t n;
    uint8_t point[512];
};

cupel_status crypto_new(struct crypto **ret)
{
    struct crypto *c = calloc(1, sizeof *c);
    if (c)
        c->counts = calloc(1, sizeof *c->counts);
    if (!c || !c->counts) {
        crypto_free(c);
        return CUPEL_E_NOMEM;
    }
    *ret = c;
    return CUPEL_OK;
}

void crypto_free(struct crypto *c)
{
    if (c)
        free(c->counts);
    free(c);
}

void crypto_ignore_configuration(void)
{
}

struct fake_counts fake_counts(const struct crypto *c)
{
    return *c->counts;
}

/* FNV-1a, 64 bits. */
static uint64_t mix(uint64_t h, cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ s.p[i]) * 0x100000001b3u;
    return h;
}

static void spread(uint64_t h, uint8_t *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (h >> 29)) * 0xbf58476d1ce4e5b9u + i;
        out[i] = (uint8_t)(h >> 32);
    }
}

cupel_status crypto_digest2(const struct crypto *c, enum crypto_hash h, cupel_slice a,
                            cupel_slice b, uint8_t *out)
{
    (void)c;
    spread(mix(mix(0xcbf29ce484222325u + h, a), b), out, crypto_hash_size(h));
    return CUPEL_OK;
}

cupel_status crypto_digest(const struct crypto *c, enum crypto_hash h, cupel_slice in, uint8_t *out)
{
    return crypto_digest2(c, h, in, SLICE_EMPTY, out);
}

struct crypto_hasher {
    enum crypto_hash alg;
    uint64_t state;
};

cupel_status crypto_hasher_new(const struct crypto *c, enum crypto_hash h,
                               struct crypto_hasher **ret)
{
    (void)c;
    struct crypto_hasher *x = calloc(1, sizeof *x);
    if (!x)
        return CUPEL_E_NOMEM;
    x->alg = h;
    *ret = x;
    return CUPEL_OK;
}

void crypto_hasher_free(struct crypto_hasher *h)
{
    free(h);
}

enum crypto_hash crypto_hasher_alg(const struct crypto_hasher *h)
{
    return h->alg;
}

void crypto_hasher_begin(struct crypto_hasher *h)
{
    h->state = 0xcbf29ce484222325u + h->alg;
}

void crypto_hasher_add(struct crypto_hasher *h, cupel_slice part)
{
    h->state = mix(h->state, part);
}

cupel_status crypto_hasher_end(struct crypto_hasher *h, uint8_t *out)
{
    spread(h->state, out, crypto_hash_size(h->alg));
    return CUPEL_OK;
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
    return crypto_digest2(c, h, key, msg, out);
}

size_t fake_sign(const struct crypto_pub *pub, enum crypto_sig alg, cupel_slice msg, uint8_t *out)
{
    size_t n = pub->point.n; /* EC: r || s is as long as x || y; RSA: as the modulus */
    spread(mix(mix(0xcbf29ce484222325u + alg, pub->point), msg), out, n);
    return n;
}

/* A key whose first byte is 0xff counts as off its curve, so that tests can have a bad one. */
cupel_status crypto_key_new(const struct crypto *c, const struct crypto_pub *pub,
                            struct crypto_key **ret)
{
    c->counts->keys++;
    if (pub->point.n == 0 || pub->point.n > 512 || pub->point.p[0] == 0xff)
        return CUPEL_E_MALFORMED;
    struct crypto_key *k = calloc(1, sizeof *k);
    if (!k)
        return CUPEL_E_NOMEM;
    k->refs = 1;
    k->type = pub->type;
    k->n = pub->point.n;
    slice_copy(pub->point, k->point, k->n);
    *ret = k;
    return CUPEL_OK;
}

struct crypto_key *crypto_key_ref(struct crypto_key *k)
{
    k->refs++;
    return k;
}

void crypto_key_free(struct crypto_key *k)
{
    if (k && --k->refs == 0)
        free(k);
}

cupel_status crypto_verify(const struct crypto *c, struct crypto_key *key, enum crypto_sig alg,
                           cupel_slice msg, cupel_slice sig, bool *ret)
{
    uint8_t want[512];
    const struct crypto_pub pub = { key->type, slice_of(key->point, key->n) };
    c->counts->verifications++;
    size_t n = fake_sign(&pub, alg, msg, want);
    *ret = crypto_sig_key(alg) == key->type && slice_eq(sig, slice_of(want, n));
    return CUPEL_OK;
}
