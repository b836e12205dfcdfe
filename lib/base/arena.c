/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES 8192u
#define ALIGN       _Alignof(max_align_t)

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *a, size_t cap)
{
    *a = (struct arena){ .cap = cap };
}

void arena_clear(struct arena *a)
{
    if (!a)
        return;
    for (struct arena_block *b = a->blocks; b;) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
    *a = (struct arena){ .cap = a->cap };
}

static void *fail(struct arena *a, cupel_status st)
{
    if (a->st == CUPEL_OK)
        a->st = st;
    return NULL;
}

static struct arena_block *grow(struct arena *a, size_t n)
{
    size_t size = n > BLOCK_BYTES ? n : BLOCK_BYTES;
    struct arena_block *b = malloc(sizeof *b + size);
    if (!b)
        return NULL;
    b->next = a->blocks;
    b->used = 0;
    b->size = size;
    a->blocks = b;
    return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
    if (a->st != CUPEL_OK)
        return NULL;
    if (n > a->cap || a->used > a->cap - n)
        return fail(a, CUPEL_E_LIMIT);
    size_t padded = (n + ALIGN - 1) / ALIGN * ALIGN;
    struct arena_block *b = a->blocks;
    if (!b || padded > b->size - b->used)
        b = grow(a, padded);
    if (!b)
        return fail(a, CUPEL_E_NOMEM);
    void *out = b->bytes + b->used; /* our own block: padded <= size - used */
    b->used += padded;
    a->used += padded;
    memset(out, 0, n);
    return out;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return fail(a, CUPEL_E_LIMIT);
    return arena_alloc(a, count * size);
}

cupel_slice arena_copy(struct arena *a, cupel_slice s)
{
    void *p = s.n ? arena_alloc(a, s.n) : NULL;
    if (!p)
        return SLICE_EMPTY;
    memcpy(p, s.p, s.n);
    return slice_of(p, s.n);
}

const char *arena_string(struct arena *a, cupel_slice s)
{
    char *p = s.n < SIZE_MAX ? arena_alloc(a, s.n + 1) : NULL; /* zeroed: it ends there */
    if (p && s.n)
        memcpy(p, s.p, s.n);
    return p ? p : "";
}

const char *arena_take_buf(struct arena *a, struct buf *b)
{
    const char *text = buf_status(b) == CUPEL_OK ? arena_string(a, buf_slice(b)) : "";
    buf_clear(b);
    return text;
}

const char *arena_text(struct arena *a, cupel_slice s)
{
    char *p = s.n < SIZE_MAX ? arena_alloc(a, s.n + 1) : NULL;
    if (!p)
        return "";
    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] >= 0x20 && s.p[i] < 0x7f ? (char)s.p[i] : '?';
    return p;
}

const char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    char *p = n < 0 ? fail(a, CUPEL_E_INTERNAL) : arena_alloc(a, (size_t)n + 1);
    if (!p)
        return "";
    va_start(ap, format);
    (void)vsnprintf(p, (size_t)n + 1, format, ap);
    va_end(ap);
    return p;
}

const char *arena_hex(struct arena *a, cupel_slice s)
{
    char *p = s.n < SIZE_MAX / 2 ? arena_alloc(a, s.n * 2 + 1) : NULL;
    if (!p)
        return "";
    hex_write(s, p);
    return p;
}

cupel_status arena_status(const struct arena *a)
{
    return a->st;
}
