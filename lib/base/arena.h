/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/arena.h: memory that is freed all at once. One arena per appraisal, collateral item or
 * document. Failure sticks: once an allocation failed or the cap was met, every later one gives
 * NULL and arena_status() says CUPEL_E_NOMEM or CUPEL_E_LIMIT, so that builders check once at the
 * end.
 */
#ifndef CUPEL_LIB_BASE_ARENA_H
#define CUPEL_LIB_BASE_ARENA_H

#include "base/buf.h"

struct arena_block;
struct arena {
    struct arena_block *blocks;
    size_t used; /* bytes handed out, all blocks */
    size_t cap;  /* most bytes it may hand out */
    cupel_status st;
};

void arena_init(struct arena *a, size_t cap);
void arena_clear(struct arena *a); /* NULL-safe; the arena can be used again after arena_init() */
/* @n zeroed bytes aligned for any object, or NULL. @n of 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((malloc));
/* Room for @count objects of @size bytes; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* A copy, or the empty slice on failure. */
cupel_slice arena_copy(struct arena *a, cupel_slice s);
/* A NUL-terminated copy for printing; never NULL: "" on failure. Non-printable bytes become '?'. */
const char *arena_text(struct arena *a, cupel_slice s);
/* A NUL-terminated copy of all bytes; never NULL: "" on failure. */
const char *arena_string(struct arena *a, cupel_slice s);
/* What was written into @b, as text; "" when the buffer failed. @b is cleared. */
const char *arena_take_buf(struct arena *a, struct buf *b);
/* printf into the arena; never NULL: "" on failure. For messages, not for hot paths. */
const char *arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Lower-case hex of @s, NUL-terminated; "" on failure. */
const char *arena_hex(struct arena *a, cupel_slice s);
cupel_status arena_status(const struct arena *a);

#endif
