/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/cur.h: the one way to walk untrusted bytes. After the first failure every read returns zero
 * or the empty slice and the failure sticks; callers check once, with cur_end() or cur_status().
 * Read one item per statement, in wire order.
 */
#ifndef CUPEL_LIB_BASE_CUR_H
#define CUPEL_LIB_BASE_CUR_H

#include "base/slice.h"

struct cur {
    cupel_slice left; /* what has not been read yet */
    size_t at;        /* offset of left.p in the outermost input, in bytes */
    cupel_status st;  /* the first failure, else CUPEL_OK */
};

struct cur cur_of(cupel_slice in);
/* A cursor over @in whose offsets start at @at: for nested data, so that errors name outer offsets.
 */
struct cur cur_at(cupel_slice in, size_t at);
/* The next @n bytes, or the empty slice and CUPEL_E_TRUNCATED. */
cupel_slice cur_take(struct cur *c, size_t n);
/* All that is left. */
cupel_slice cur_rest(struct cur *c);
/* A cursor over the next @n bytes; it starts failed when @c has failed. */
struct cur cur_sub(struct cur *c, size_t n);
uint8_t cur_u8(struct cur *c);
uint16_t cur_le16(struct cur *c);
uint32_t cur_le32(struct cur *c);
uint64_t cur_le64(struct cur *c);
uint16_t cur_be16(struct cur *c);
uint32_t cur_be32(struct cur *c);
uint64_t cur_be64(struct cur *c);
/* Record @st unless a failure is recorded already. */
void cur_fail(struct cur *c, cupel_status st);
/* The sticky failure, or CUPEL_E_TRAILING when bytes are left: every byte must be explained. */
cupel_status cur_end(const struct cur *c);

/* Integers out of fixed fields that were taken before: shorter slices count as zero-padded. */
uint64_t slice_le64(cupel_slice s);
uint64_t slice_be64(cupel_slice s);

#endif
