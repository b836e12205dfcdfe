/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/store.h: objects by id, out of packs, loose files and alternates. Whoever made the repository
 * chose every byte of it, so each object that is handed out was hashed and has the id asked for,
 * and the work behind one object is bounded before it is done: sizes are looked at first, chains of
 * deltas have an end, what they make on the way is capped and counted.
 */
#ifndef CUPEL_OFFICE_GIT_STORE_H
#define CUPEL_OFFICE_GIT_STORE_H

#include "office/git/pack.h"

#define STORE_OBJECT_MAX  (64u << 20) /* bytes of an object, or of a base on the way to it */
#define STORE_CHAIN_MAX   4096u       /* deltas upon one another; git makes at most 4095 */
#define STORE_READ_MAX    (1u << 30)  /* bytes inflated and copied for one object */
#define STORE_WORK_MAX    (UINT64_C(1) << 38) /* the same for all objects of one handle */
#define STORE_PACKS_MAX   4096u               /* packs of one folder */
#define STORE_FOLDERS_MAX 32u                 /* objects/ and its alternates */
#define STORE_CACHE_MAX   (4u << 20)          /* bytes of delta bases kept */

struct object {
    enum object_type type;
    uint8_t *p; /* owned, free with object_clear() */
    size_t n;
};
void object_clear(struct object *o); /* NULL-safe */
cupel_slice object_bytes(const struct object *o);

struct store; /* not to be shared between threads */
/* The objects at @folder ("…/objects"). Packs that cannot be read count as damage, not as failure:
 * the objects in them are then reported so. CUPEL_E_LIMIT: more packs than STORE_PACKS_MAX. */
cupel_status store_open(const char *folder, struct store **ret, struct cupel_diag *err);
void store_free(struct store *s); /* NULL-safe */
CUPEL_AUTO_DEFINE(store, store_free);
/*
 * An object's type and size, from its header alone. CUPEL_E_NOT_FOUND: not here; CUPEL_E_MALFORMED:
 * here and damaged; CUPEL_E_LIMIT: more work than an object may cause; CUPEL_E_NOMEM, CUPEL_E_IO.
 */
cupel_status store_size(struct store *s, const struct git_id *id, enum object_type *type,
                        uint64_t *size);
/* The object, of at most @max bytes (and never more than STORE_OBJECT_MAX). As store_size(); also
 * CUPEL_E_MALFORMED when its bytes do not hash to @id. */
cupel_status store_read(struct store *s, const struct git_id *id, size_t max, struct object *ret);
/* store_read() of an object that must be of type @type, else CUPEL_E_MALFORMED. */
cupel_status store_read_as(struct store *s, const struct git_id *id, enum object_type type,
                           size_t max, struct object *ret);
/* Where the object lies, as a number that orders objects of a store so that those beside one
 * another often share what they are made of: whoever reads many reads faster in this order. 0: not
 * in a pack. */
uint64_t store_place(struct store *s, const struct git_id *id);
/* Up to @room ids of objects that start with the first @digits (2 to 40) hex digits of @prefix,
 * sorted, each once; *n may be above @room: there are more. */
cupel_status store_find_prefix(struct store *s, const struct git_id *prefix, unsigned digits,
                               struct git_id *ids, size_t room, size_t *n);

#endif
