/* SPDX-License-Identifier: Apache-2.0 */
/* softtee/cbor_write.h: RFC 8949 CBOR in its shortest form, item by item into a buffer. */
#ifndef CUPEL_SOFTTEE_CBOR_WRITE_H
#define CUPEL_SOFTTEE_CBOR_WRITE_H

#include "base/buf.h"

void cbor_put_uint(struct buf *b, uint64_t v);
void cbor_put_int(struct buf *b, int64_t v);
void cbor_put_bytes(struct buf *b, cupel_slice s);
void cbor_put_text(struct buf *b, const char *text);
/* The head alone; @n elements or pairs follow. */
void cbor_put_array(struct buf *b, uint64_t n);
void cbor_put_map(struct buf *b, uint64_t n);
/* Of indefinite length; cbor_put_break() ends it. */
void cbor_put_open_map(struct buf *b);
void cbor_put_break(struct buf *b);
void cbor_put_tag(struct buf *b, uint64_t tag);
void cbor_put_null(struct buf *b);
void cbor_put_bool(struct buf *b, bool v);

#endif
