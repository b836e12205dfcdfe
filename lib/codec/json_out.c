/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json_out.h"

#include "base/text.h"
#include "base/utf8.h"

struct json_out json_out_to(struct buf *b)
{
    return (struct json_out){ .b = b };
}

static void write_escaped(struct buf *b, uint8_t c)
{
    switch (c) {
    case '"': buf_add_str(b, "\\\""); return;
    case '\\': buf_add_str(b, "\\\\"); return;
    case '\n': buf_add_str(b, "\\n"); return;
    case '\r': buf_add_str(b, "\\r"); return;
    case '\t': buf_add_str(b, "\\t"); return;
    default: break;
    }
    if (c < 0x20 || c == 0x7f || c == '<' || c == '>' || c == '&')
        buf_printf(b, "\\u%04x", c);
    else
        buf_add_byte(b, c);
}

static void write_string(struct buf *b, cupel_slice s)
{
    struct cur c = cur_of(s);
    buf_add_byte(b, '"');
    while (c.left.n) {
        size_t n = utf8_length(c.left);
        if (n == 1) {
            write_escaped(b, cur_u8(&c));
        } else if (n) {
            buf_add(b, cur_take(&c, n));
        } else {
            (void)cur_u8(&c);
            buf_add_str(b, "\\ufffd");
        }
    }
    buf_add_byte(b, '"');
}

static void lead(struct json_out *o, const char *key)
{
    if (o->comma)
        buf_add_byte(o->b, ',');
    o->comma = true;
    if (key) {
        write_string(o->b, slice_str(key));
        buf_add_byte(o->b, ':');
    }
}

static void open_with(struct json_out *o, const char *key, uint8_t bracket)
{
    lead(o, key);
    buf_add_byte(o->b, bracket);
    o->comma = false;
}

static void close_with(struct json_out *o, uint8_t bracket)
{
    buf_add_byte(o->b, bracket);
    o->comma = true;
}

void json_object_open(struct json_out *o, const char *key)
{
    open_with(o, key, '{');
}

void json_object_close(struct json_out *o)
{
    close_with(o, '}');
}

void json_array_open(struct json_out *o, const char *key)
{
    open_with(o, key, '[');
}

void json_array_close(struct json_out *o)
{
    close_with(o, ']');
}

void json_slice(struct json_out *o, const char *key, cupel_slice text)
{
    lead(o, key);
    write_string(o->b, text);
}

void json_text(struct json_out *o, const char *key, const char *text)
{
    if (text)
        json_slice(o, key, slice_str(text));
    else
        json_null(o, key);
}

void json_hex(struct json_out *o, const char *key, cupel_slice bytes)
{
    char pair[3];
    lead(o, key);
    buf_add_byte(o->b, '"');
    for (size_t i = 0; i < bytes.n; i++) {
        hex_write(slice_part(bytes, i, 1), pair);
        buf_add_str(o->b, pair);
    }
    buf_add_byte(o->b, '"');
}

void json_uint(struct json_out *o, const char *key, uint64_t v)
{
    lead(o, key);
    buf_printf(o->b, "%llu", (unsigned long long)v);
}

void json_int(struct json_out *o, const char *key, int64_t v)
{
    lead(o, key);
    buf_printf(o->b, "%lld", (long long)v);
}

void json_bool(struct json_out *o, const char *key, bool v)
{
    lead(o, key);
    buf_add_str(o->b, v ? "true" : "false");
}

void json_null(struct json_out *o, const char *key)
{
    lead(o, key);
    buf_add_str(o->b, "null");
}

void json_time(struct json_out *o, const char *key, int64_t t)
{
    char text[RFC3339_ROOM];
    rfc3339_write(t, text);
    json_text(o, key, text);
}
