/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cur.h"

struct cur cur_at(cupel_slice in, size_t at)
{
    return (struct cur){ in, at, CUPEL_OK };
}

struct cur cur_of(cupel_slice in)
{
    return cur_at(in, 0);
}

/* POINTER MATH: the only place that advances a pointer into untrusted bytes. */
cupel_slice cur_take(struct cur *c, size_t n)
{
    if (c->st == CUPEL_OK && n > c->left.n)
        c->st = CUPEL_E_TRUNCATED;
    if (c->st != CUPEL_OK || n == 0)
        return SLICE_EMPTY;
    cupel_slice out = { c->left.p, n };
    c->left = (cupel_slice){ c->left.p + n, c->left.n - n };
    c->at += n;
    return out;
}

cupel_slice cur_rest(struct cur *c)
{
    return cur_take(c, c->left.n);
}

struct cur cur_sub(struct cur *c, size_t n)
{
    size_t at = c->at;
    cupel_slice in = cur_take(c, n);
    return (struct cur){ in, at, c->st };
}

uint64_t slice_le64(cupel_slice s)
{
    uint64_t v = 0;
    for (size_t i = s.n < 8 ? s.n : 8; i > 0; i--)
        v = v << 8 | s.p[i - 1];
    return v;
}

uint64_t slice_be64(cupel_slice s)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s.n && i < 8; i++)
        v = v << 8 | s.p[i];
    return v;
}

uint8_t cur_u8(struct cur *c)
{
    return (uint8_t)slice_le64(cur_take(c, 1));
}

uint16_t cur_le16(struct cur *c)
{
    return (uint16_t)slice_le64(cur_take(c, 2));
}

uint32_t cur_le32(struct cur *c)
{
    return (uint32_t)slice_le64(cur_take(c, 4));
}

uint64_t cur_le64(struct cur *c)
{
    return slice_le64(cur_take(c, 8));
}

uint16_t cur_be16(struct cur *c)
{
    return (uint16_t)slice_be64(cur_take(c, 2));
}

uint32_t cur_be32(struct cur *c)
{
    return (uint32_t)slice_be64(cur_take(c, 4));
}

uint64_t cur_be64(struct cur *c)
{
    return slice_be64(cur_take(c, 8));
}

void cur_fail(struct cur *c, cupel_status st)
{
    if (c->st == CUPEL_OK)
        c->st = st;
}

cupel_status cur_end(const struct cur *c)
{
    if (c->st != CUPEL_OK)
        return c->st;
    return c->left.n ? CUPEL_E_TRAILING : CUPEL_OK;
}
