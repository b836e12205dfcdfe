/* SPDX-License-Identifier: Apache-2.0 */
/* base/buf.h: a growable byte buffer that must be given a maximum. Failure sticks. */
#ifndef CUPEL_LIB_BASE_BUF_H
#define CUPEL_LIB_BASE_BUF_H

#include "base/slice.h"

struct buf {
    uint8_t *p; /* owned */
    size_t n;   /* bytes in use */
    size_t room;
    size_t max; /* most bytes it may ever hold */
    cupel_status st;
};

void buf_init(struct buf *b, size_t max);
void buf_clear(struct buf *b); /* NULL-safe */
void buf_add(struct buf *b, cupel_slice s);
void buf_add_byte(struct buf *b, uint8_t byte);
void buf_add_str(struct buf *b, const char *text);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
cupel_slice buf_slice(const struct buf *b);
/* CUPEL_OK, CUPEL_E_LIMIT when @max was met, or CUPEL_E_NOMEM. */
cupel_status buf_status(const struct buf *b);
/* Hand the bytes over as a NUL-terminated string, free with free(); NULL when the buffer failed. */
char *buf_steal_str(struct buf *b);

#endif
