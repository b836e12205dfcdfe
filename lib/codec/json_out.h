/* SPDX-License-Identifier: Apache-2.0 */
/* codec/json_out.h: the JSON writer. Commas and escapes are its business; nesting the caller's. */
#ifndef CUPEL_LIB_CODEC_JSON_OUT_H
#define CUPEL_LIB_CODEC_JSON_OUT_H

#include "base/buf.h"

struct json_out {
    struct buf *b;
    bool comma; /* a value stands before */
};

struct json_out json_out_to(struct buf *b);
/* @key is NULL inside arrays and at the top. Output is one line, no spaces. */
void json_object_open(struct json_out *o, const char *key);
void json_object_close(struct json_out *o);
void json_array_open(struct json_out *o, const char *key);
void json_array_close(struct json_out *o);
/* NULL @text writes null. Bytes that are no UTF-8 become U+FFFD; <, > and & are escaped as \u00XX
 * so that output may stand inside HTML. */
void json_text(struct json_out *o, const char *key, const char *text);
void json_slice(struct json_out *o, const char *key, cupel_slice text);
void json_hex(struct json_out *o, const char *key, cupel_slice bytes);
void json_uint(struct json_out *o, const char *key, uint64_t v);
void json_int(struct json_out *o, const char *key, int64_t v);
void json_bool(struct json_out *o, const char *key, bool v);
void json_null(struct json_out *o, const char *key);
void json_time(struct json_out *o, const char *key, int64_t t); /* RFC 3339 Z */

#endif
