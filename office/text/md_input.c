/* SPDX-License-Identifier: Apache-2.0 */
#include "office/text/md_input.h"

#include "office/text/doc_build.h"

static size_t readable(cupel_slice in)
{
    struct doc_lines l = { .in = in };
    cupel_slice s;
    size_t start = 0;
    while (doc_line_take(&l, &s)) {
        if (doc_is_blank(s))
            start = l.at;
        else if (l.at - start > MD_UNBROKEN_MAX)
            return start;
    }
    return in.n;
}

cupel_slice md_input(struct arena *a, cupel_slice in, bool *is_cut)
{
    size_t n = readable(in);
    *is_cut = *is_cut || n < in.n;
    uint8_t *p = n ? arena_alloc(a, n + 2) : NULL;
    if (!p)
        return SLICE_EMPTY;
    slice_copy(slice_part(in, 0, n), p, n);
    p[n] = '\n';
    return slice_of(p, n + 1);
}
