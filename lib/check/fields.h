/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check/fields.h: what `cupel explain` shows: every field of an input in wire order with its value,
 * its meaning and where it stands. Explaining trusts nothing and decides nothing.
 */
#ifndef CUPEL_LIB_CHECK_FIELDS_H
#define CUPEL_LIB_CHECK_FIELDS_H

#include <cupel/explain.h>

#include "base/arena.h"

struct field_list {
    struct arena *arena;
    struct cupel_field *items;
    size_t n, room;
    unsigned depth;
    struct cupel_field spill;
};

/* One bit of a flag word. Tables of these are const, in bit order, beside the format's reader. */
struct flag_name {
    unsigned bit;
    const char *name;    /* as the specification spells it: "DEBUG" */
    const char *meaning; /* what it means when set */
};

void field_list_init(struct field_list *l, struct arena *a);
/* A heading; what follows is one level deeper until field_close(). */
void field_open(struct field_list *l, const char *name, const char *meaning, uint64_t offset,
                uint64_t length);
void field_close(struct field_list *l);
/* @value must outlive the list (literal or arena). Returned for adding to; never NULL. */
struct cupel_field *field_text(struct field_list *l, const char *name, const char *value,
                               const char *meaning, uint64_t offset, uint64_t length);
/* Byte strings in full hex; all-zero ones as "0 (32 bytes)", empty ones as "(none)". */
void field_bytes(struct field_list *l, const char *name, cupel_slice value, const char *meaning,
                 uint64_t offset);
void field_uint(struct field_list *l, const char *name, uint64_t value, const char *meaning,
                uint64_t offset, uint64_t length);
/* A flag word of @length bytes: the word itself as 0x and 2 * @length digits, then one level deeper
 * a field "bit 19" for each set bit, whose value is its name or "reserved". */
void field_flags(struct field_list *l, const char *name, uint64_t value, const char *meaning,
                 uint64_t offset, uint64_t length, const struct flag_name *names, size_t n_names);
/* The last field stands nowhere as such: it was decoded, or its place is not kept. */
void field_no_span(struct field_list *l);
void field_time(struct field_list *l, const char *name, int64_t t, const char *meaning,
                uint64_t offset, uint64_t length);

#endif
