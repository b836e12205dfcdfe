/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/pack.h: one pack and its index (gitformat-pack(5)): where an object lies, and what the entry
 * there says of itself. Nothing is inflated here. Offsets of the index are believed only within the
 * pack; the base of a delta lies before it or is found by id in the same pack.
 */
#ifndef CUPEL_OFFICE_GIT_PACK_H
#define CUPEL_OFFICE_GIT_PACK_H

#include "office/git/disk.h"
#include "office/git/id.h"

struct pack {
    cupel_slice index;     /* the whole index; borrowed by pack_parse(), owned after pack_open() */
    unsigned version;      /* of the index: 1 or 2 */
    uint32_t n;            /* objects */
    struct disk_file data; /* the pack */
};

struct pack_entry {
    enum object_type type; /* OBJECT_NONE for a delta */
    uint64_t size;         /* bytes once inflated: of the object, or of the delta itself */
    uint64_t data;         /* where in the pack the zlib stream starts */
    uint64_t base;         /* of a delta: where the entry of its base starts; else 0 */
};

/* An index and its pack as they are. CUPEL_E_MALFORMED: they do not fit the format or each other.
 */
cupel_status pack_parse(cupel_slice index, struct disk_file data, struct pack *ret);
/* The files at @path and, with ".pack" for its ".idx", beside it. As disk_open(), or malformed. */
cupel_status pack_open(struct arena *a, const char *path, struct pack *ret);
void pack_close(struct pack *p); /* of pack_open() */
/* Where the entry of @id starts. CUPEL_E_NOT_FOUND; CUPEL_E_MALFORMED: outside of the pack. */
cupel_status pack_find(const struct pack *p, const struct git_id *id, uint64_t *ret);
/* Up to @room ids that start with the first @digits hex digits of @prefix; *n counts all. */
void pack_find_prefix(const struct pack *p, const struct git_id *prefix, unsigned digits,
                      struct git_id *ids, size_t room, size_t *n);
/* The entry that starts at @at. CUPEL_E_MALFORMED, CUPEL_E_IO. */
cupel_status pack_entry_read(const struct pack *p, uint64_t at, struct pack_entry *ret);
/* Do the first @digits hex digits of both agree? */
bool git_id_starts(const struct git_id *id, const struct git_id *prefix, unsigned digits);

#endif
