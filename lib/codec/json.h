/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codec/json.h: a strict JSON reader (RFC 8259) that keeps byte spans. Refused: duplicate keys,
 * invalid UTF-8, lone surrogates, a byte order mark, trailing text, depth over JSON_DEPTH_MAX, more
 * than JSON_NODES_MAX values. Nodes live in the caller's arena and borrow from the input.
 */
#ifndef CUPEL_LIB_CODEC_JSON_H
#define CUPEL_LIB_CODEC_JSON_H

#include "base/arena.h"

#define JSON_DEPTH_MAX 16
#define JSON_NODES_MAX 200000

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_node {
    enum json_type type;
    bool truth;       /* JSON_BOOL */
    cupel_slice key;  /* decoded member name when the parent is an object */
    cupel_slice raw;  /* the exact bytes of the value as received: what a signature covers */
    cupel_slice text; /* JSON_STRING: decoded UTF-8; JSON_NUMBER: the digits as written */
    size_t offset;    /* of raw in the input, bytes */
    size_t count;     /* JSON_ARRAY, JSON_OBJECT: how many children */
    const struct json_node *child, *next; /* in order of appearance */
    const struct json_node *parent;       /* NULL at the top; lets a diagnosis name the path */
};

/*
 * One value and nothing after it but white space. On failure *ret is untouched and @err (may be
 * NULL) names the offset and the rule: CUPEL_E_TRUNCATED where the text ends too early,
 * CUPEL_E_TRAILING for text after the value, CUPEL_E_LIMIT for a cap, else CUPEL_E_MALFORMED. Time
 * is O(n log n) in the size of the input, whatever it holds.
 */
cupel_status json_parse(struct arena *a, cupel_slice in, const struct json_node **ret,
                        struct cupel_diag *err);
/* The member named @key of an object, or NULL (also for a node that is NULL or no object). */
const struct json_node *json_find(const struct json_node *object, const char *key);

/*
 * Schema-like reading: the first failure sticks and is remembered as a sentence
 * ("tcbLevels[3].tcb.pcesvn must be an integer from 0 to 65535, found 1e5") with the offset; after
 * it every read gives zero, the empty slice or NULL.
 */
struct json_in {
    cupel_status st;
    const char *kind;       /* "tcb-info": for the diagnosis */
    struct cupel_diag *err; /* may be NULL */
};
/* A member of the demanded type; a missing one is a failure. */
const struct json_node *json_get(struct json_in *in, const struct json_node *object,
                                 const char *key, enum json_type type);
/* The same, but NULL without failure where the member is absent. */
const struct json_node *json_get_opt(struct json_in *in, const struct json_node *object,
                                     const char *key, enum json_type type);
/* A non-negative integer written without sign, fraction, exponent or leading zero, at most @max. */
uint64_t json_get_uint(struct json_in *in, const struct json_node *object, const char *key,
                       uint64_t max);
cupel_slice json_get_string(struct json_in *in, const struct json_node *object, const char *key);
/* Hex text of exactly @n bytes into @out; all zero on failure. */
void json_get_hex(struct json_in *in, const struct json_node *object, const char *key, uint8_t *out,
                  size_t n);
/* RFC 3339 text; seconds since the epoch. */
int64_t json_get_time(struct json_in *in, const struct json_node *object, const char *key);
/* Record a failure at @node (may be NULL) in the caller's words, after the path to it:
 * "tcbLevels[3]: why". Nothing happens when a failure is recorded already. */
void json_fail(struct json_in *in, const struct json_node *node, const char *why, ...)
    __attribute__((format(printf, 3, 4)));

#endif
