/* SPDX-License-Identifier: Apache-2.0 */
#include "base/slice.h"

#include <string.h>

cupel_slice slice_str(const char *text)
{
    return slice_of(text, text ? strlen(text) : 0);
}

bool slice_eq(cupel_slice a, cupel_slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int slice_cmp(cupel_slice a, cupel_slice b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool slice_is_zero(cupel_slice s)
{
    uint8_t any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= s.p[i];
    return any == 0;
}

cupel_slice slice_part(cupel_slice s, size_t off, size_t n)
{
    if (off > s.n || n > s.n - off || n == 0)
        return SLICE_EMPTY;
    return (cupel_slice){ s.p + off, n }; /* POINTER MATH: bounds checked on the line above */
}

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

bool slice_eq_nocase(cupel_slice a, cupel_slice b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

bool slice_starts(cupel_slice s, cupel_slice prefix)
{
    return prefix.n == 0 || slice_eq(slice_part(s, 0, prefix.n), prefix);
}

bool slice_ends(cupel_slice s, cupel_slice end)
{
    return end.n <= s.n && slice_eq(slice_part(s, s.n - end.n, end.n), end);
}

size_t slice_find(cupel_slice s, cupel_slice needle)
{
    if (needle.n == 0 || needle.n > s.n)
        return SIZE_MAX;
    for (size_t i = 0, last = s.n - needle.n; i <= last; i++) {
        const uint8_t *p = memchr(s.p + i, needle.p[0], last - i + 1); /* POINTER MATH: i <= last */
        if (!p)
            return SIZE_MAX;
        i = (size_t)(p - s.p);
        if (memcmp(p, needle.p, needle.n) == 0) /* POINTER MATH: i + needle.n <= s.n */
            return i;
    }
    return SIZE_MAX;
}

void slice_copy(cupel_slice s, void *dst, size_t n)
{
    size_t k = s.n < n ? s.n : n;
    memset(dst, 0, n);
    if (k)
        memcpy(dst, s.p, k);
}
