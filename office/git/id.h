/* SPDX-License-Identifier: Apache-2.0 */
/* git/id.h: object ids and types as this folder uses them, and a table from id to number. */
#ifndef CUPEL_OFFICE_GIT_ID_H
#define CUPEL_OFFICE_GIT_ID_H

#include "office/git/repo.h"

#define GIT_ID_BYTES 20u
#define GIT_ID_HEX   40u

enum object_type { OBJECT_NONE, OBJECT_COMMIT, OBJECT_TREE, OBJECT_BLOB, OBJECT_TAG };
const char *object_type_name(enum object_type t);  /* "commit", "tree", "blob", "tag", "object" */
enum object_type object_type_of(cupel_slice name); /* OBJECT_NONE for any other word */

/* 20 bytes; shorter input gives the id of zeros, which names nothing. */
struct git_id git_id_of(cupel_slice bytes);
/* Exactly 40 hex digits, else CUPEL_E_MALFORMED. */
cupel_status git_id_read(cupel_slice hex, struct git_id *ret);
cupel_slice git_id_slice(const struct git_id *id); /* borrowed */
int git_id_cmp(const struct git_id *a, const struct git_id *b);

/* From id to a number below ID_NONE. Ids come from whoever made the repository: the hash is seeded,
 * so that nobody can choose ids that fall together. The order of what is read never depends on it.
 */
#define ID_NONE UINT32_MAX
struct id_table {
    struct id_slot *slots; /* owned */
    size_t room, n;        /* room is a power of two, or 0 */
    uint64_t seed;
};
void id_table_clear(struct id_table *t); /* NULL-safe; a zeroed table is empty and valid */
/* The number of @id, or ID_NONE. */
uint32_t id_table_find(const struct id_table *t, const struct git_id *id);
/* Add @id, which must not be there yet. CUPEL_E_NOMEM. */
cupel_status id_table_add(struct id_table *t, const struct git_id *id, uint32_t number);

#endif
