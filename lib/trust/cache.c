/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/cache.h"

#include "base/cur.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WAYS 4u /* entries that share a hash; the oldest of them makes room */

struct fact {
    uint8_t id[32];
    uint32_t used; /* 0: free; else the tick of the last use */
};

struct key_entry {
    uint8_t id[32];
    uint32_t used;
    struct crypto_key *key;
};

struct trust_cache {
    pthread_mutex_t lock; /* held for look-ups only, never while verifying */
    uint32_t tick;
    struct fact facts[CACHE_FACTS_MAX];
    struct key_entry keys[CACHE_KEYS_MAX];
};

cupel_status trust_cache_new(struct trust_cache **ret)
{
    struct trust_cache *c = calloc(1, sizeof *c);
    if (!c)
        return CUPEL_E_NOMEM;
    if (pthread_mutex_init(&c->lock, NULL) != 0) {
        free(c);
        return CUPEL_E_NOMEM;
    }
    *ret = c;
    return CUPEL_OK;
}

void trust_cache_free(struct trust_cache *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < CACHE_KEYS_MAX; i++)
        crypto_key_free(c->keys[i].key);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static size_t bucket(const uint8_t id[32], size_t n)
{
    return (size_t)(slice_le64(slice_of(id, 8)) % (n / WAYS)) * WAYS;
}

static uint32_t next_tick(struct trust_cache *c)
{
    c->tick = c->tick == UINT32_MAX ? 1 : c->tick + 1;
    return c->tick;
}

static bool fact_find(struct trust_cache *c, const uint8_t id[32])
{
    bool found = false;
    size_t at = bucket(id, CACHE_FACTS_MAX);
    pthread_mutex_lock(&c->lock);
    for (size_t i = at; i < at + WAYS && !found; i++) {
        found = c->facts[i].used && memcmp(c->facts[i].id, id, 32) == 0;
        if (found)
            c->facts[i].used = next_tick(c);
    }
    pthread_mutex_unlock(&c->lock);
    return found;
}

static void fact_add(struct trust_cache *c, const uint8_t id[32])
{
    size_t at = bucket(id, CACHE_FACTS_MAX), oldest = at;
    pthread_mutex_lock(&c->lock);
    for (size_t i = at; i < at + WAYS; i++)
        if (c->facts[i].used < c->facts[oldest].used)
            oldest = i;
    memcpy(c->facts[oldest].id, id, 32);
    c->facts[oldest].used = next_tick(c);
    pthread_mutex_unlock(&c->lock);
}

/* A new reference, or NULL. */
static struct crypto_key *key_find(struct trust_cache *c, const uint8_t id[32])
{
    struct crypto_key *found = NULL;
    size_t at = bucket(id, CACHE_KEYS_MAX);
    pthread_mutex_lock(&c->lock);
    for (size_t i = at; i < at + WAYS && !found; i++) {
        if (!c->keys[i].key || memcmp(c->keys[i].id, id, 32) != 0)
            continue;
        found = crypto_key_ref(c->keys[i].key);
        c->keys[i].used = next_tick(c);
    }
    pthread_mutex_unlock(&c->lock);
    return found;
}

static void key_add(struct trust_cache *c, const uint8_t id[32], struct crypto_key *key)
{
    size_t at = bucket(id, CACHE_KEYS_MAX), oldest = at;
    pthread_mutex_lock(&c->lock);
    for (size_t i = at; i < at + WAYS; i++)
        if (c->keys[i].used < c->keys[oldest].used)
            oldest = i;
    struct crypto_key *old = c->keys[oldest].key;
    memcpy(c->keys[oldest].id, id, 32);
    c->keys[oldest].key = crypto_key_ref(key);
    c->keys[oldest].used = next_tick(c);
    pthread_mutex_unlock(&c->lock);
    crypto_key_free(old);
}

/* Identity of a key: type and bytes, framed so that no two keys share one. */
static cupel_status key_id(const struct crypto *crypto, const struct crypto_pub *pub,
                           uint8_t id[CRYPTO_HASH_MAX])
{
    uint8_t head[4] = { 'k', (uint8_t)pub->type, (uint8_t)(pub->point.n >> 8),
                        (uint8_t)pub->point.n };
    return crypto_digest2(crypto, CRYPTO_SHA256, SLICE_ARRAY(head), pub->point, id);
}

/* Identity of "key signed message": fields of fixed width first, so that nothing can shift. @tag
 * tells messages ('f') from files that stand for them ('F'). */
static cupel_status fact_id(const struct crypto *crypto, uint8_t tag, const uint8_t key[32],
                            enum crypto_sig alg, cupel_slice msg, cupel_slice sig,
                            uint8_t id[CRYPTO_HASH_MAX])
{
    struct {
        uint8_t tag, alg, sig_len[2], key[32], sig[512];
    } head;
    head.tag = tag;
    head.alg = (uint8_t)alg;
    head.sig_len[0] = (uint8_t)(sig.n >> 8);
    head.sig_len[1] = (uint8_t)sig.n;
    memcpy(head.key, key, 32);
    slice_copy(sig, head.sig, sig.n);
    return crypto_digest2(crypto, CRYPTO_SHA256, slice_of(&head, 36 + sig.n), msg, id);
}

static cupel_status get_key(struct trust_cache *c, const struct crypto *crypto,
                            const struct crypto_pub *pub, const uint8_t id[32],
                            struct crypto_key **ret)
{
    *ret = c ? key_find(c, id) : NULL;
    if (*ret)
        return CUPEL_OK;
    CUPEL_TRY(crypto_key_new(crypto, pub, ret));
    if (c)
        key_add(c, id, *ret);
    return CUPEL_OK;
}

/* Ask the crypto library; a positive answer is remembered under @fid unless that is NULL. */
static cupel_status verify_now(struct trust_cache *c, const struct crypto *crypto,
                               const struct crypto_pub *pub, enum crypto_sig alg, cupel_slice msg,
                               cupel_slice sig, const uint8_t *kid, const uint8_t *fid, bool *ret,
                               bool *bad_key)
{
    struct crypto_key *key = NULL;
    bool ok = false;
    cupel_status st = get_key(c, crypto, pub, kid, &key);
    if (st == CUPEL_E_MALFORMED) {
        if (bad_key)
            *bad_key = true;
        return CUPEL_OK;
    }
    if (st == CUPEL_OK)
        st = crypto_verify(crypto, key, alg, msg, sig, &ok);
    crypto_key_free(key);
    if (st == CUPEL_OK && ok && fid)
        fact_add(c, fid);
    if (st == CUPEL_OK)
        *ret = ok;
    return st;
}

static cupel_status verify(struct trust_cache *c, const struct crypto *crypto,
                           const struct crypto_pub *pub, enum crypto_sig alg, cupel_slice msg,
                           cupel_slice sig, const uint8_t *file, bool remember, bool *ret,
                           bool *bad_key)
{
    uint8_t kid[CRYPTO_HASH_MAX] = { 0 }, fid[CRYPTO_HASH_MAX] = { 0 };
    if (bad_key)
        *bad_key = false;
    *ret = false;
    if (sig.n == 0 || sig.n > 512 || pub->type != crypto_sig_key(alg))
        return CUPEL_OK;
    if (!c)
        return verify_now(NULL, crypto, pub, alg, msg, sig, kid, NULL, ret, bad_key);
    CUPEL_TRY(key_id(crypto, pub, kid));
    if (!remember)
        return verify_now(c, crypto, pub, alg, msg, sig, kid, NULL, ret, bad_key);
    CUPEL_TRY(
        fact_id(crypto, file ? 'F' : 'f', kid, alg, file ? slice_of(file, 32) : msg, sig, fid));
    *ret = fact_find(c, fid);
    return *ret ? CUPEL_OK : verify_now(c, crypto, pub, alg, msg, sig, kid, fid, ret, bad_key);
}

cupel_status trust_cache_verify(struct trust_cache *c, const struct crypto *crypto,
                                const struct crypto_pub *pub, enum crypto_sig alg, cupel_slice msg,
                                cupel_slice sig, bool remember, bool *ret, bool *bad_key)
{
    return verify(c, crypto, pub, alg, msg, sig, NULL, remember, ret, bad_key);
}

cupel_status trust_cache_verify_known(struct trust_cache *c, const struct crypto *crypto,
                                      const struct crypto_pub *pub, enum crypto_sig alg,
                                      cupel_slice msg, cupel_slice sig, const uint8_t file[32],
                                      bool *ret)
{
    return verify(c, crypto, pub, alg, msg, sig, file, true, ret, NULL);
}
