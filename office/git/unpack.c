/* SPDX-License-Identifier: Apache-2.0 */
/* Objects out of a pack: the chain of deltas down to a whole object, then up again. */
#include "office/git/delta.h"
#include "office/git/store_internal.h"

#include <stdlib.h>

#define CACHED_MAX (1u << 20) /* bytes of one object that is kept */
#define HEAD_BYTES 32u        /* enough of a delta for its two sizes */

/* --- delta bases that were needed before --- */

static struct cached *slot_of(const struct store *s, const struct packed *p, uint64_t at)
{
    uint64_t h = (at ^ (uint64_t)(uintptr_t)p) * 0x9e3779b97f4a7c15u;
    return &s->cache[(h >> 40) % CACHE_SLOTS];
}

static const struct object *cache_find(const struct store *s, const struct packed *p, uint64_t at)
{
    const struct cached *c = s->cache ? slot_of(s, p, at) : NULL;
    return c && c->in == p && c->at == at ? &c->object : NULL;
}

static void cache_drop(struct store *s, struct cached *c)
{
    s->cache_bytes -= c->object.n;
    object_clear(&c->object);
    *c = (struct cached){ 0 };
}

/* Takes @o over: it is kept or freed. */
static void cache_put(struct store *s, const struct packed *p, uint64_t at, struct object *o)
{
    if (!s->cache)
        s->cache = calloc(CACHE_SLOTS, sizeof *s->cache);
    if (!s->cache || o->n > CACHED_MAX) {
        object_clear(o);
        return;
    }
    for (size_t i = 0; i < CACHE_SLOTS && s->cache_bytes + o->n > STORE_CACHE_MAX; i++) {
        cache_drop(s, &s->cache[s->cache_hand]);
        s->cache_hand = (s->cache_hand + 1) % CACHE_SLOTS;
    }
    struct cached *c = slot_of(s, p, at);
    cache_drop(s, c);
    *c = (struct cached){ .in = p, .at = at, .object = *o };
    s->cache_bytes += o->n;
    *o = (struct object){ 0 };
}

void unpack_clear(struct store *s)
{
    for (size_t i = 0; s->cache && i < CACHE_SLOTS; i++)
        object_clear(&s->cache[i].object);
    free(s->cache);
    free(s->chain);
    s->cache = NULL;
    s->chain = NULL;
}

/* --- inflating --- */

static cupel_status inflate_whole(struct store *s, const struct packed *p, uint64_t data,
                                  uint64_t size, struct object *ret)
{
    if (size > STORE_OBJECT_MAX)
        return CUPEL_E_LIMIT;
    CUPEL_TRY(store_spend(s, size));
    CUPEL_TRY(inflater_begin(s->inflater, &p->pack.data, data));
    uint8_t *bytes = malloc(size ? (size_t)size : 1);
    if (!bytes)
        return CUPEL_E_NOMEM;
    cupel_status st = inflater_read_last(s->inflater, bytes, (size_t)size);
    if (st != CUPEL_OK) {
        free(bytes);
        return st;
    }
    ret->p = bytes;
    ret->n = (size_t)size;
    return CUPEL_OK;
}

/* The size of what the delta @e makes. */
static cupel_status result_size(struct store *s, const struct packed *p, const struct pack_entry *e,
                                uint64_t *ret)
{
    uint8_t head[HEAD_BYTES];
    uint64_t base = 0;
    size_t got = 0;
    CUPEL_TRY(inflater_begin(s->inflater, &p->pack.data, e->data));
    CUPEL_TRY(inflater_read(s->inflater, head, sizeof head, &got));
    return delta_sizes(slice_of(head, got), &base, ret);
}

cupel_status unpack_size(struct store *s, struct packed *p, uint64_t at, enum object_type *type,
                         uint64_t *size)
{
    struct pack_entry e;
    CUPEL_TRY(pack_entry_read(&p->pack, at, &e));
    if (e.type == OBJECT_NONE)
        CUPEL_TRY(result_size(s, p, &e, size));
    else
        *size = e.size;
    for (unsigned i = 0; e.type == OBJECT_NONE; i++) {
        if (i == STORE_CHAIN_MAX)
            return CUPEL_E_LIMIT;
        CUPEL_TRY(store_spend(s, 1));
        CUPEL_TRY(pack_entry_read(&p->pack, e.base, &e));
    }
    *type = e.type;
    return CUPEL_OK;
}

/* --- chains --- */

static cupel_status push(struct store *s, size_t n, uint64_t at, const struct pack_entry *e)
{
    if (!s->chain)
        s->chain = malloc(STORE_CHAIN_MAX * sizeof *s->chain);
    if (!s->chain)
        return CUPEL_E_NOMEM;
    if (n == STORE_CHAIN_MAX || e->size > STORE_OBJECT_MAX)
        return CUPEL_E_LIMIT;
    s->chain[n] = (struct unpack_link){ .at = at, .data = e->data, .size = (size_t)e->size };
    return CUPEL_OK;
}

struct base { /* what the next delta is applied to */
    struct object object;
    uint64_t at;
    bool is_cached; /* the bytes are the cache's */
};

/* Down from @at: the deltas on the way into s->chain, and what they start from into @ret. */
static cupel_status descend(struct store *s, const struct packed *p, uint64_t at, size_t *n,
                            struct base *ret)
{
    for (;;) {
        struct pack_entry e;
        const struct object *known = cache_find(s, p, at);
        if (known) {
            *ret = (struct base){ .object = *known, .at = at, .is_cached = true };
            return CUPEL_OK;
        }
        CUPEL_TRY(store_spend(s, 1));
        CUPEL_TRY(pack_entry_read(&p->pack, at, &e));
        if (e.type != OBJECT_NONE) {
            *ret = (struct base){ .object.type = e.type, .at = at };
            return inflate_whole(s, p, e.data, e.size, &ret->object);
        }
        CUPEL_TRY(push(s, *n, at, &e));
        ++*n;
        at = e.base;
    }
}

/* Replace @b by what the delta @link makes of it; the old base goes to the cache. */
static cupel_status ascend(struct store *s, const struct packed *p, const struct unpack_link *link,
                           struct base *b)
{
    struct object delta = { 0 }, made = { .type = b->object.type };
    CUPEL_TRY(inflate_whole(s, p, link->data, link->size, &delta));
    uint64_t from = 0, size = 0;
    cupel_status st = delta_sizes(object_bytes(&delta), &from, &size);
    if (st == CUPEL_OK)
        st = store_spend(s, size);
    if (st == CUPEL_OK)
        st = delta_apply(object_bytes(&b->object), object_bytes(&delta), STORE_OBJECT_MAX, &made.p,
                         &made.n);
    object_clear(&delta);
    CUPEL_TRY(st);
    if (!b->is_cached)
        cache_put(s, p, b->at, &b->object);
    *b = (struct base){ .object = made, .at = link->at };
    return CUPEL_OK;
}

static cupel_status copy_of(struct object *o)
{
    uint8_t *p = malloc(o->n ? o->n : 1);
    if (!p)
        return CUPEL_E_NOMEM;
    slice_copy(object_bytes(o), p, o->n);
    o->p = p;
    return CUPEL_OK;
}

cupel_status unpack_read(struct store *s, struct packed *p, uint64_t at, size_t max,
                         struct object *ret)
{
    struct base b = { 0 };
    size_t n = 0;
    if (max < STORE_OBJECT_MAX) { /* do not make what is not wanted */
        enum object_type type;
        uint64_t size = 0;
        CUPEL_TRY(unpack_size(s, p, at, &type, &size));
        if (size > max)
            return CUPEL_E_LIMIT;
    }
    CUPEL_TRY(descend(s, p, at, &n, &b));
    cupel_status st = CUPEL_OK;
    while (st == CUPEL_OK && n > 0)
        st = ascend(s, p, &s->chain[--n], &b);
    if (st == CUPEL_OK && b.is_cached)
        st = copy_of(&b.object);
    else if (st != CUPEL_OK && !b.is_cached)
        object_clear(&b.object);
    if (st == CUPEL_OK)
        *ret = b.object;
    return st;
}
