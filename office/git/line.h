/* SPDX-License-Identifier: Apache-2.0 */
/* git/line.h: text taken line by line. */
#ifndef CUPEL_OFFICE_GIT_LINE_H
#define CUPEL_OFFICE_GIT_LINE_H

#include "base/slice.h"

/* The line up to its LF, which is dropped; *left goes on behind it. */
static inline cupel_slice line_take(cupel_slice *left)
{
    size_t end = slice_find(*left, SLICE_LIT("\n"));
    cupel_slice line = slice_part(*left, 0, end == SIZE_MAX ? left->n : end);
    *left = end == SIZE_MAX ? SLICE_EMPTY : slice_part(*left, end + 1, left->n - end - 1);
    return line;
}

/* Without the white space at both ends. */
static inline bool line_is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline cupel_slice line_trim(cupel_slice s)
{
    size_t from = 0, end = s.n;
    while (from < end && line_is_space(s.p[from]))
        from++;
    while (end > from && line_is_space(s.p[end - 1]))
        end--;
    return slice_part(s, from, end - from);
}

#endif
