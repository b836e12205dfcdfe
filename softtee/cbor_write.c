/* SPDX-License-Identifier: Apache-2.0 */
#include "softtee/cbor_write.h"

enum { UINT, NINT, BYTES, TEXT, ARRAY, MAP, TAG };

static void put_head(struct buf *b, unsigned major, uint64_t v)
{
    unsigned bytes = v < 24 ? 0 : v < 0x100 ? 1 : v < 0x10000 ? 2 : v < 0x100000000 ? 4 : 8;
    unsigned info = bytes == 0   ? (unsigned)v
                    : bytes == 1 ? 24u
                    : bytes == 2 ? 25u
                    : bytes == 4 ? 26u
                                 : 27u;
    buf_add_byte(b, (uint8_t)(major << 5 | info));
    for (unsigned i = bytes; i > 0; i--)
        buf_add_byte(b, (uint8_t)(v >> 8 * (i - 1)));
}

void cbor_put_uint(struct buf *b, uint64_t v)
{
    put_head(b, UINT, v);
}

void cbor_put_int(struct buf *b, int64_t v)
{
    if (v < 0)
        put_head(b, NINT, (uint64_t)(-1 - v));
    else
        put_head(b, UINT, (uint64_t)v);
}

void cbor_put_bytes(struct buf *b, cupel_slice s)
{
    put_head(b, BYTES, s.n);
    buf_add(b, s);
}

void cbor_put_text(struct buf *b, const char *text)
{
    cupel_slice s = slice_str(text);
    put_head(b, TEXT, s.n);
    buf_add(b, s);
}

void cbor_put_array(struct buf *b, uint64_t n)
{
    put_head(b, ARRAY, n);
}

void cbor_put_map(struct buf *b, uint64_t n)
{
    put_head(b, MAP, n);
}

void cbor_put_open_map(struct buf *b)
{
    buf_add_byte(b, 0xbf);
}

void cbor_put_break(struct buf *b)
{
    buf_add_byte(b, 0xff);
}

void cbor_put_tag(struct buf *b, uint64_t tag)
{
    put_head(b, TAG, tag);
}

void cbor_put_null(struct buf *b)
{
    buf_add_byte(b, 0xf6);
}

void cbor_put_bool(struct buf *b, bool v)
{
    buf_add_byte(b, v ? 0xf5 : 0xf4);
}
