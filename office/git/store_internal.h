/* SPDX-License-Identifier: Apache-2.0 */
/* git/store_internal.h: what store.c, unpack.c and loose.c share of a store. */
#ifndef CUPEL_OFFICE_GIT_STORE_INTERNAL_H
#define CUPEL_OFFICE_GIT_STORE_INTERNAL_H

#include "office/git/inflate.h"
#include "office/git/store.h"

#define CACHE_SLOTS 4096u

struct packed { /* a pack, opened at its first use */
    const char *path;
    struct pack pack;
    bool is_tried;
    cupel_status st;
};

struct cached { /* an object that served as a base */
    const struct packed *in;
    uint64_t at; /* where its entry starts */
    struct object object;
};

struct unpack_link { /* a delta that is to be applied */
    uint64_t at, data;
    size_t size;
};

struct store {
    struct arena arena; /* paths */
    const char *folders[STORE_FOLDERS_MAX];
    size_t n_folders;
    const char *pack_folders[STORE_FOLDERS_MAX];
    int64_t changed[STORE_FOLDERS_MAX]; /* when the folder of packs last did, as it was read */
    struct packed *packs;
    size_t n_packs;
    size_t last; /* where the last object was found */
    struct inflater *inflater;
    struct crypto *crypto;
    struct crypto_hasher *hasher;
    struct unpack_link *chain; /* STORE_CHAIN_MAX of them, or NULL before the first delta */
    struct cached *cache;      /* CACHE_SLOTS of them */
    size_t cache_bytes, cache_hand;
    uint64_t work, work_limit; /* done so far; where the object at hand must end */
};

/* Count @n bytes of work; CUPEL_E_LIMIT past what one object, or the handle, may cause. */
cupel_status store_spend(struct store *s, uint64_t n);
/* Type and size of the entry at @at. */
cupel_status unpack_size(struct store *s, struct packed *p, uint64_t at, enum object_type *type,
                         uint64_t *size);
cupel_status unpack_read(struct store *s, struct packed *p, uint64_t at, size_t max,
                         struct object *ret);
void unpack_clear(struct store *s); /* what they keep */
/* The same of a loose object in @folder; CUPEL_E_NOT_FOUND when there is none. */
cupel_status loose_size(struct store *s, const char *folder, const struct git_id *id,
                        enum object_type *type, uint64_t *size);
cupel_status loose_read(struct store *s, const char *folder, const struct git_id *id, size_t max,
                        struct object *ret);
/* Ids of loose objects in @folder with that prefix, as pack_find_prefix(). */
cupel_status loose_find_prefix(const char *folder, const struct git_id *prefix, unsigned digits,
                               struct git_id *ids, size_t room, size_t *n);

#endif
