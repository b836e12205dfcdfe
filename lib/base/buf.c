/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){ .max = max };
}

void buf_clear(struct buf *b)
{
    if (!b)
        return;
    free(b->p);
    *b = (struct buf){ .max = b->max };
}

/* Room for @n more bytes, or false with the failure recorded. */
static bool reserve(struct buf *b, size_t n)
{
    if (b->st == CUPEL_OK && (n > b->max || b->n > b->max - n))
        b->st = CUPEL_E_LIMIT;
    if (b->st != CUPEL_OK)
        return false;
    if (n <= b->room - b->n)
        return true;
    size_t want = b->room > b->max / 2 ? b->max : b->room * 2;
    if (want < b->n + n)
        want = b->n + n;
    if (want < 256 && b->max >= 256)
        want = 256;
    uint8_t *p = realloc(b->p, want);
    if (!p) {
        b->st = CUPEL_E_NOMEM;
        return false;
    }
    b->p = p;
    b->room = want;
    return true;
}

void buf_add(struct buf *b, cupel_slice s)
{
    if (s.n == 0 || !reserve(b, s.n))
        return;
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}

void buf_add_byte(struct buf *b, uint8_t byte)
{
    buf_add(b, slice_of(&byte, 1));
}

void buf_add_str(struct buf *b, const char *text)
{
    buf_add(b, slice_str(text));
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n < 0)
        b->st = b->st == CUPEL_OK ? CUPEL_E_INTERNAL : b->st;
    if (n <= 0 || !reserve(b, (size_t)n + 1))
        return;
    va_start(ap, format);
    (void)vsnprintf((char *)b->p + b->n, (size_t)n + 1, format, ap);
    va_end(ap);
    b->n += (size_t)n;
}

cupel_slice buf_slice(const struct buf *b)
{
    return slice_of(b->p, b->n);
}

cupel_status buf_status(const struct buf *b)
{
    return b->st;
}

char *buf_steal_str(struct buf *b)
{
    b->max = b->max < SIZE_MAX ? b->max + 1 : b->max;
    buf_add_byte(b, 0);
    if (b->st != CUPEL_OK) {
        buf_clear(b);
        return NULL;
    }
    char *out = (char *)b->p;
    *b = (struct buf){ .max = b->max };
    return out;
}
