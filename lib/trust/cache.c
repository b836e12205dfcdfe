/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/cache.h"

#include "base/cur.h"
#include "trust/chain.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SIGNATURE_MAX 512u /* bytes; an RSA 4096 signature */
#define WAYS          4u   /* entries that share a hash; the oldest of them makes room */

struct fact {
    uint8_t id[32];
    uint32_t used; /* 0: free; else the tick of the last use */
};

#define KEY_BYTES_MAX 512u /* RSA 4096; longer keys are not kept */

struct key_entry {
    uint32_t used;
    enum crypto_key_type type;
    uint16_t n;
    uint8_t bytes[KEY_BYTES_MAX];
    struct crypto_key *key;
};

struct chain_entry {
    uint32_t used;
    struct trust_chain *chain;
};

struct trust_cache {
    pthread_mutex_t lock; /* held for look-ups only, never while verifying */
    uint32_t tick;
    struct fact facts[CACHE_FACTS_MAX];
    struct key_entry keys[CACHE_KEYS_MAX];
    struct chain_entry chains[CACHE_CHAINS_MAX];
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

/* Here and not in chain.c, so that the cache links without any parser. */
void trust_chain_free(struct trust_chain *c)
{
    if (!c || __atomic_sub_fetch(&c->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    arena_clear(&c->arena);
    free(c);
}

void trust_cache_free(struct trust_cache *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < CACHE_KEYS_MAX; i++)
        crypto_key_free(c->keys[i].key);
    for (size_t i = 0; i < CACHE_CHAINS_MAX; i++)
        trust_chain_free(c->chains[i].chain);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* First of the WAYS places that entries with this @spread share. */
static size_t bucket(uint64_t spread, size_t n)
{
    return (size_t)(spread % (n / WAYS)) * WAYS;
}

static uint32_t next_tick(struct trust_cache *c)
{
    c->tick = c->tick == UINT32_MAX ? 1 : c->tick + 1;
    return c->tick;
}

static bool fact_find(struct trust_cache *c, const uint8_t id[32])
{
    bool found = false;
    size_t at = bucket(slice_le64(slice_of(id, 8)), CACHE_FACTS_MAX);
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
    size_t at = bucket(slice_le64(slice_of(id, 8)), CACHE_FACTS_MAX), oldest = at;
    pthread_mutex_lock(&c->lock);
    for (size_t i = at; i < at + WAYS; i++)
        if (c->facts[i].used < c->facts[oldest].used)
            oldest = i;
    memcpy(c->facts[oldest].id, id, 32);
    c->facts[oldest].used = next_tick(c);
    pthread_mutex_unlock(&c->lock);
}

/* Where a key would stand. Its bytes are compared, so a poor spread costs room, never truth. */
static size_t key_bucket(const struct crypto_pub *pub)
{
    return bucket(slice_le64(pub->point), CACHE_KEYS_MAX);
}

static bool is_key(const struct key_entry *e, const struct crypto_pub *pub)
{
    return e->key && e->type == pub->type && slice_eq(slice_of(e->bytes, e->n), pub->point);
}

/* A new reference, or NULL. */
static struct crypto_key *key_find(struct trust_cache *c, const struct crypto_pub *pub)
{
    struct crypto_key *found = NULL;
    size_t at = key_bucket(pub);
    pthread_mutex_lock(&c->lock);
    for (size_t i = at; i < at + WAYS && !found; i++) {
        if (!is_key(&c->keys[i], pub))
            continue;
        found = crypto_key_ref(c->keys[i].key);
        c->keys[i].used = next_tick(c);
    }
    pthread_mutex_unlock(&c->lock);
    return found;
}

static void key_add(struct trust_cache *c, const struct crypto_pub *pub, struct crypto_key *key)
{
    size_t at = key_bucket(pub), oldest = at;
    if (pub->point.n > KEY_BYTES_MAX)
        return;
    pthread_mutex_lock(&c->lock);
    for (size_t i = at; i < at + WAYS; i++)
        if (c->keys[i].used < c->keys[oldest].used)
            oldest = i;
    struct key_entry *e = &c->keys[oldest];
    struct crypto_key *old = e->key;
    e->type = pub->type;
    e->n = (uint16_t)pub->point.n;
    slice_copy(pub->point, e->bytes, pub->point.n);
    e->key = crypto_key_ref(key);
    e->used = next_tick(c);
    pthread_mutex_unlock(&c->lock);
    crypto_key_free(old);
}

/* Identity of "key signed message": fields of fixed width first, so that nothing can shift. @tag
 * tells messages ('f') from files that stand for them ('F'). */
static cupel_status fact_id(const struct crypto *crypto, uint8_t tag, const struct crypto_pub *pub,
                            enum crypto_sig alg, cupel_slice msg, cupel_slice sig,
                            uint8_t id[CRYPTO_HASH_MAX])
{
    uint8_t head[6 + KEY_BYTES_MAX + SIGNATURE_MAX] = {
        tag,
        (uint8_t)alg,
        (uint8_t)(pub->point.n >> 8),
        (uint8_t)pub->point.n,
        (uint8_t)(sig.n >> 8),
        (uint8_t)sig.n,
    };
    slice_copy(pub->point, head + 6, pub->point.n);
    slice_copy(sig, head + 6 + pub->point.n, sig.n);
    return crypto_digest2(crypto, CRYPTO_SHA256, slice_of(head, 6 + pub->point.n + sig.n), msg, id);
}

static cupel_status get_key(struct trust_cache *c, const struct crypto *crypto,
                            const struct crypto_pub *pub, struct crypto_key **ret)
{
    *ret = c ? key_find(c, pub) : NULL;
    if (*ret)
        return CUPEL_OK;
    CUPEL_TRY(crypto_key_new(crypto, pub, ret));
    if (c)
        key_add(c, pub, *ret);
    return CUPEL_OK;
}

/* Ask the crypto library; a positive answer is remembered under @fid unless that is NULL. */
static cupel_status verify_now(struct trust_cache *c, const struct crypto *crypto,
                               const struct crypto_pub *pub, enum crypto_sig alg, cupel_slice msg,
                               cupel_slice sig, const uint8_t *fid, bool *ret, bool *bad_key)
{
    struct crypto_key *key = NULL;
    bool ok = false;
    cupel_status st = get_key(c, crypto, pub, &key);
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
    uint8_t fid[CRYPTO_HASH_MAX];
    if (bad_key)
        *bad_key = false;
    *ret = false;
    if (sig.n == 0 || sig.n > SIGNATURE_MAX || pub->type != crypto_sig_key(alg) ||
        pub->point.n < 8 || pub->point.n > KEY_BYTES_MAX)
        return CUPEL_OK;
    if (!c || !remember)
        return verify_now(c, crypto, pub, alg, msg, sig, NULL, ret, bad_key);
    CUPEL_TRY(
        fact_id(crypto, file ? 'F' : 'f', pub, alg, file ? slice_of(file, 32) : msg, sig, fid));
    *ret = fact_find(c, fid);
    return *ret ? CUPEL_OK : verify_now(c, crypto, pub, alg, msg, sig, fid, ret, bad_key);
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

/* Where a chain would stand: by bytes in the middle of the leaf certificate's text, where chains of
 * different machines differ (extensions, key). The whole text is compared, so a poor spread costs
 * room, never truth. */
static size_t chain_bucket(cupel_slice pem)
{
    uint64_t spread = 0;
    for (size_t at = 64; at < 1600; at += 96)
        spread = spread * 31 + slice_le64(slice_part(pem, at, 8));
    return bucket(spread ^ spread >> 29, CACHE_CHAINS_MAX);
}

struct trust_chain *trust_cache_find_chain(struct trust_cache *c, cupel_slice pem)
{
    struct trust_chain *found = NULL;
    if (!c)
        return NULL;
    size_t at = chain_bucket(pem);
    pthread_mutex_lock(&c->lock);
    for (size_t i = at; i < at + WAYS && !found; i++) {
        struct trust_chain *chain = c->chains[i].chain;
        if (!chain || !slice_eq(chain->pem, pem))
            continue;
        __atomic_add_fetch(&chain->refs, 1, __ATOMIC_RELAXED);
        c->chains[i].used = next_tick(c);
        found = chain;
    }
    pthread_mutex_unlock(&c->lock);
    return found;
}

void trust_cache_add_chain(struct trust_cache *c, struct trust_chain *chain)
{
    if (!c)
        return;
    size_t at = chain_bucket(chain->pem), oldest = at;
    __atomic_add_fetch(&chain->refs, 1, __ATOMIC_RELAXED);
    pthread_mutex_lock(&c->lock);
    for (size_t i = at; i < at + WAYS; i++)
        if (c->chains[i].used < c->chains[oldest].used)
            oldest = i;
    struct trust_chain *old = c->chains[oldest].chain;
    c->chains[oldest].chain = chain;
    c->chains[oldest].used = next_tick(c);
    pthread_mutex_unlock(&c->lock);
    trust_chain_free(old);
}
