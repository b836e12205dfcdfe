/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec/cbor.h: RFC 8949 CBOR, read strictly over a cursor. Refused: arguments longer than they
 * need be, strings in chunks, duplicate map keys at any depth, invalid UTF-8, floats with a shorter
 * form, reserved and unassigned simple values, nesting over CBOR_DEPTH_MAX, maps of more than
 * CBOR_PAIRS_MAX pairs. As every value then has one encoding, keys are compared as bytes. Arrays
 * and maps may have indefinite length: AWS Nitro writes such maps. A violation fails the cursor
 * with CUPEL_E_MALFORMED, CUPEL_E_TRUNCATED or CUPEL_E_LIMIT and leaves it at the item that broke
 * the rule, so that cur.at names the place.
 */
#ifndef CUPEL_LIB_CODEC_CBOR_H
#define CUPEL_LIB_CODEC_CBOR_H

#include "base/cur.h"

#define CBOR_DEPTH_MAX 16u
#define CBOR_PAIRS_MAX 128u /* pairs of one map */

enum cbor_type { /* major types, RFC 8949 section 3.1 */
                 CBOR_UINT,
                 CBOR_NINT,
                 CBOR_BYTES,
                 CBOR_TEXT,
                 CBOR_ARRAY,
                 CBOR_MAP,
                 CBOR_TAG,
                 CBOR_SIMPLE, /* false, true, null, undefined, floats */
                 CBOR_NONE    /* nothing is left, or the cursor has failed, or a break comes next */
};
const char *cbor_type_name(enum cbor_type t); /* "a byte string", for messages */

/* The type of the next item, nothing taken. */
enum cbor_type cbor_peek(const struct cur *c);
bool cbor_next_is_null(const struct cur *c);
/* Take one item of the demanded type; anything else fails the cursor with CUPEL_E_MALFORMED. */
uint64_t cbor_take_uint(struct cur *c);
int64_t cbor_take_int(struct cur *c); /* unsigned or negative; beyond 63 bits: CUPEL_E_LIMIT */
cupel_slice cbor_take_bytes(struct cur *c);
cupel_slice cbor_take_text(struct cur *c); /* valid UTF-8 */
bool cbor_take_bool(struct cur *c);
void cbor_take_null(struct cur *c);
/* The number of a tag; its content is the next item. */
uint64_t cbor_take_tag(struct cur *c);
/* One whole item of any type, checked to its depth; its bytes. */
cupel_slice cbor_take_any(struct cur *c);

/* Walking an array: struct cbor_items it = cbor_enter_array(c); while (cbor_more(c, &it)) take… */
struct cbor_items {
    bool indefinite;
    uint64_t left;
};
struct cbor_items cbor_enter_array(struct cur *c);
/* Is there another element? At the end of an indefinite array takes its break. False once the
 * cursor has failed. */
bool cbor_more(struct cur *c, struct cbor_items *it);

/* A map as a table of its pairs in wire order. Values are whole items, checked to their depth. */
struct cbor_pair {
    enum cbor_type key_type; /* CBOR_UINT and CBOR_NINT: number; CBOR_TEXT: text; else only key */
    int64_t number;
    cupel_slice text;
    cupel_slice key, value; /* encoded */
    size_t at;              /* of value in the outermost input */
};
struct cbor_map {
    struct cbor_pair pairs[CBOR_PAIRS_MAX];
    size_t n;
    bool indefinite;
};
/* Take a map, or fail the cursor: *ret is then empty. */
void cbor_take_map(struct cur *c, struct cbor_map *ret);
/* The pair with an integer or text key, or NULL. */
const struct cbor_pair *cbor_find(const struct cbor_map *m, int64_t key);
const struct cbor_pair *cbor_find_text(const struct cbor_map *m, const char *key);
/* A cursor over a pair's value, with outer offsets; failed with CUPEL_E_NOT_FOUND when @p is NULL.
 */
struct cur cbor_value(const struct cbor_pair *p);

/* Why a read failed, for messages: "is cut short", "is no well-formed CBOR (…)". */
const char *cbor_fault(cupel_status st);

#endif
