/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/delta.h"

#include "base/cur.h"

#include <stdlib.h>

/* Seven bits a byte, the lowest first. */
static uint64_t take_size(struct cur *c)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        uint8_t byte = cur_u8(c);
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return v;
    }
    cur_fail(c, CUPEL_E_MALFORMED);
    return 0;
}

cupel_status delta_sizes(cupel_slice delta, uint64_t *base, uint64_t *result)
{
    struct cur c = cur_of(delta);
    uint64_t b = take_size(&c);
    uint64_t r = take_size(&c);
    if (c.st != CUPEL_OK)
        return CUPEL_E_MALFORMED;
    *base = b;
    *result = r;
    return CUPEL_OK;
}

/* A number of up to @n bytes of which @bits says which are there. */
static uint64_t take_some(struct cur *c, unsigned bits, unsigned n)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < n; i++)
        if (bits & 1u << i)
            v |= (uint64_t)cur_u8(c) << (8 * i);
    return v;
}

/* What the next instruction adds: part of the base, or bytes of the delta itself. */
static cupel_slice take_piece(struct cur *c, cupel_slice base)
{
    uint8_t op = cur_u8(c);
    if (op && !(op & 0x80))
        return cur_take(c, op);
    uint64_t from = take_some(c, op, 4);
    uint64_t n = take_some(c, (unsigned)op >> 4 & 7, 3);
    if (n == 0)
        n = 0x10000;
    if (op == 0 || from > base.n || n > base.n - from) /* 0 is reserved */
        cur_fail(c, CUPEL_E_MALFORMED);
    return c->st == CUPEL_OK ? slice_part(base, (size_t)from, (size_t)n) : SLICE_EMPTY;
}

static cupel_status apply(struct cur *c, cupel_slice base, uint8_t *out, size_t n)
{
    size_t at = 0;
    while (c->left.n > 0) {
        cupel_slice piece = take_piece(c, base);
        if (c->st != CUPEL_OK || piece.n > n - at)
            return CUPEL_E_MALFORMED;
        slice_copy(piece, out + at, piece.n); /* POINTER MATH: at + piece.n <= n */
        at += piece.n;
    }
    return at == n ? CUPEL_OK : CUPEL_E_MALFORMED;
}

cupel_status delta_apply(cupel_slice base, cupel_slice delta, size_t max, uint8_t **ret, size_t *n)
{
    struct cur c = cur_of(delta);
    uint64_t from = take_size(&c);
    uint64_t size = take_size(&c);
    if (c.st != CUPEL_OK || from != base.n)
        return CUPEL_E_MALFORMED;
    if (size > max)
        return CUPEL_E_LIMIT;
    uint8_t *out = malloc(size ? (size_t)size : 1);
    if (!out)
        return CUPEL_E_NOMEM;
    cupel_status st = apply(&c, base, out, (size_t)size);
    if (st != CUPEL_OK) {
        free(out);
        return st;
    }
    *ret = out;
    *n = (size_t)size;
    return CUPEL_OK;
}
