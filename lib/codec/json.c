/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json.h"

#include "base/status.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Objects with more members than this are sorted to find duplicates; below, each looks back. */
#define LOOK_BACK_MAX 16u

struct parser {
    struct cur c;
    struct arena *a;
    size_t nodes;
    const char *rule; /* what was broken, for the diagnosis */
};

static void fail(struct parser *p, const char *rule)
{
    if (p->c.st == CUPEL_OK)
        p->rule = rule;
    cur_fail(&p->c, CUPEL_E_MALFORMED);
}

static bool next_is(const struct parser *p, uint8_t byte)
{
    return p->c.st == CUPEL_OK && p->c.left.n && p->c.left.p[0] == byte;
}

static void skip_space(struct parser *p)
{
    while (next_is(p, ' ') || next_is(p, '\t') || next_is(p, '\n') || next_is(p, '\r'))
        (void)cur_u8(&p->c);
}

static void expect(struct parser *p, uint8_t byte, const char *rule)
{
    if (!next_is(p, byte))
        fail(p, rule);
    (void)cur_u8(&p->c);
}

static struct json_node *new_node(struct parser *p)
{
    if (++p->nodes > JSON_NODES_MAX) {
        fail(p, "more values than allowed");
        return NULL;
    }
    struct json_node *n = arena_alloc(p->a, sizeof *n);
    if (!n)
        cur_fail(&p->c, arena_status(p->a));
    return n;
}

static uint32_t take_hex4(struct parser *p)
{
    uint8_t raw[2] = { 0 };
    if (hex_read_fixed(cur_take(&p->c, 4), raw, 2) != CUPEL_OK)
        fail(p, "\\u needs four hex digits");
    return (uint32_t)raw[0] << 8 | raw[1];
}

/* The rest of a \u escape, with its second half where it is a surrogate. */
static size_t take_unicode(struct parser *p, uint8_t *out)
{
    uint32_t code = take_hex4(p);
    if (code >= 0xd800 && code < 0xdc00) {
        if (cur_u8(&p->c) != '\\' || cur_u8(&p->c) != 'u')
            fail(p, "lone surrogate");
        uint32_t low = take_hex4(p);
        if (low < 0xdc00 || low > 0xdfff)
            fail(p, "lone surrogate");
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    size_t n = p->c.st == CUPEL_OK ? utf8_write(code, out) : 0;
    if (n == 0)
        fail(p, "lone surrogate");
    return n;
}

static size_t take_escape(struct parser *p, uint8_t *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    uint8_t c = cur_u8(&p->c);
    if (c == 'u')
        return take_unicode(p, out);
    for (size_t i = 0; i + 1 < sizeof from; i++) {
        if (c == (uint8_t)from[i]) {
            out[0] = (uint8_t)to[i];
            return 1;
        }
    }
    fail(p, "unknown escape");
    return 0;
}

/* Bytes up to the closing quote; *escaped tells whether any must be decoded. */
static size_t measure_string(const struct parser *p, bool *escaped)
{
    cupel_slice s = p->c.left;
    size_t i = 0;
    for (*escaped = false; i < s.n && s.p[i] != '"'; i++) {
        if (s.p[i] != '\\')
            continue;
        *escaped = true;
        i++;
    }
    return i < s.n ? i : s.n;
}

static void check_plain(struct parser *p, cupel_slice s)
{
    struct cur c = cur_of(s);
    while (c.left.n) {
        size_t n = utf8_length(c.left);
        if (n == 0)
            fail(p, "text is not UTF-8");
        if (n == 0 || c.left.p[0] < 0x20) {
            fail(p, "control character in a string");
            return;
        }
        (void)cur_take(&c, n);
    }
}

static cupel_slice take_string(struct parser *p)
{
    bool escaped;
    expect(p, '"', "a string must start with a quote");
    size_t n = p->c.st == CUPEL_OK ? measure_string(p, &escaped) : 0;
    if (p->c.st == CUPEL_OK && n == p->c.left.n)
        fail(p, "the string does not end");
    if (p->c.st != CUPEL_OK)
        return SLICE_EMPTY;
    if (!escaped) {
        cupel_slice s = slice_part(p->c.left, 0, n);
        check_plain(p, s);
        (void)cur_take(&p->c, n + 1);
        return s;
    }
    uint8_t *out = arena_alloc(p->a, n); /* no escape grows */
    size_t k = 0;
    if (!out)
        cur_fail(&p->c, arena_status(p->a));
    while (p->c.st == CUPEL_OK && !next_is(p, '"')) {
        size_t length = utf8_length(p->c.left);
        if (next_is(p, '\\')) {
            (void)cur_u8(&p->c);
            k += take_escape(p, out + k);
        } else if (length == 0 || p->c.left.p[0] < 0x20) {
            fail(p, "control character or no UTF-8 in a string");
        } else {
            slice_copy(cur_take(&p->c, length), out + k, length);
            k += length;
        }
    }
    (void)cur_u8(&p->c);
    return p->c.st == CUPEL_OK ? slice_of(out, k) : SLICE_EMPTY;
}

static size_t skip_digits(struct parser *p)
{
    size_t n = 0;
    while (p->c.st == CUPEL_OK && p->c.left.n && p->c.left.p[0] >= '0' && p->c.left.p[0] <= '9') {
        (void)cur_u8(&p->c);
        n++;
    }
    return n;
}

static void take_number(struct parser *p)
{
    if (next_is(p, '-'))
        (void)cur_u8(&p->c);
    bool zero = next_is(p, '0');
    size_t n = skip_digits(p);
    if (n == 0 || (zero && n > 1))
        fail(p, "a number has no digits or a leading zero");
    if (next_is(p, '.')) {
        (void)cur_u8(&p->c);
        if (skip_digits(p) == 0)
            fail(p, "a fraction has no digits");
    }
    if (next_is(p, 'e') || next_is(p, 'E')) {
        (void)cur_u8(&p->c);
        if (next_is(p, '+') || next_is(p, '-'))
            (void)cur_u8(&p->c);
        if (skip_digits(p) == 0)
            fail(p, "an exponent has no digits");
    }
}

static void take_word(struct parser *p, struct json_node *n)
{
    static const struct {
        const char *word;
        enum json_type type;
        bool truth;
    } words[] = { { "null", JSON_NULL, false },
                  { "true", JSON_BOOL, true },
                  { "false", JSON_BOOL, false } };
    for (size_t i = 0; i < CUPEL_COUNT(words); i++) {
        cupel_slice word = slice_str(words[i].word);
        if (!slice_starts(p->c.left, word))
            continue;
        (void)cur_take(&p->c, word.n);
        n->type = words[i].type;
        n->truth = words[i].truth;
        return;
    }
    fail(p, "expected a value");
}

static int compare_keys(const void *a, const void *b)
{
    return slice_cmp(*(const cupel_slice *)a, *(const cupel_slice *)b);
}

static bool has_duplicate(struct parser *p, const struct json_node *object)
{
    if (object->count <= LOOK_BACK_MAX) {
        for (const struct json_node *x = object->child; x; x = x->next)
            for (const struct json_node *y = object->child; y != x; y = y->next)
                if (slice_eq(x->key, y->key))
                    return true;
        return false;
    }
    cupel_slice *keys = arena_array(p->a, object->count, sizeof *keys);
    size_t n = 0;
    if (!keys) {
        cur_fail(&p->c, arena_status(p->a));
        return false;
    }
    for (const struct json_node *x = object->child; x; x = x->next)
        keys[n++] = x->key;
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t i = 1; i < n; i++)
        if (slice_eq(keys[i - 1], keys[i]))
            return true;
    return false;
}

static struct json_node *take_value(struct parser *p, unsigned depth);

/* The members of an array or object up to and with its closing bracket. */
static void take_children(struct parser *p, struct json_node *n, unsigned depth)
{
    bool object = n->type == JSON_OBJECT;
    uint8_t close = object ? '}' : ']';
    const struct json_node **tail = &n->child;
    (void)cur_u8(&p->c);
    skip_space(p);
    while (p->c.st == CUPEL_OK && !next_is(p, close)) {
        cupel_slice key = SLICE_EMPTY;
        if (n->count)
            expect(p, ',', "expected a comma or the closing bracket");
        skip_space(p);
        if (object) {
            key = take_string(p);
            skip_space(p);
            expect(p, ':', "expected a colon");
        }
        struct json_node *child = take_value(p, depth + 1);
        if (!child)
            return;
        child->key = key;
        *tail = child;
        tail = &child->next;
        n->count++;
        skip_space(p);
    }
    (void)cur_u8(&p->c);
    if (object && p->c.st == CUPEL_OK && has_duplicate(p, n))
        fail(p, "two members of one object have the same name");
}

/* Depth is bounded by JSON_DEPTH_MAX, so is this recursion. */
static struct json_node *take_value(struct parser *p, unsigned depth)
{
    skip_space(p);
    if (depth > JSON_DEPTH_MAX)
        fail(p, "nested too deep");
    struct json_node *n = p->c.st == CUPEL_OK ? new_node(p) : NULL;
    if (!n)
        return NULL;
    cupel_slice before = p->c.left;
    n->offset = p->c.at;
    if (next_is(p, '{') || next_is(p, '[')) {
        n->type = next_is(p, '{') ? JSON_OBJECT : JSON_ARRAY;
        take_children(p, n, depth);
    } else if (next_is(p, '"')) {
        n->type = JSON_STRING;
        n->text = take_string(p);
    } else if (next_is(p, '-') || (before.n && before.p[0] >= '0' && before.p[0] <= '9')) {
        n->type = JSON_NUMBER;
        take_number(p);
    } else {
        take_word(p, n);
    }
    n->raw = slice_part(before, 0, before.n - p->c.left.n);
    if (n->type == JSON_NUMBER)
        n->text = n->raw;
    return p->c.st == CUPEL_OK ? n : NULL;
}

cupel_status json_parse(struct arena *a, cupel_slice in, const struct json_node **ret,
                        struct cupel_diag *err)
{
    struct parser p = { .c = cur_of(in), .a = a, .rule = "the text ends too early" };
    struct json_node *n = take_value(&p, 1);
    skip_space(&p);
    if (p.c.st == CUPEL_OK && p.c.left.n)
        p.rule = "something follows the value";
    cupel_status st = cur_end(&p.c);
    if (st != CUPEL_OK)
        return diag_at(err, st, "json", p.c.at, "JSON at offset %zu: %s", p.c.at,
                       st == CUPEL_E_NOMEM ? "out of memory" : p.rule);
    *ret = n;
    return CUPEL_OK;
}

const struct json_node *json_find(const struct json_node *object, const char *key)
{
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    for (const struct json_node *n = object->child; n; n = n->next)
        if (slice_eq(n->key, slice_str(key)))
            return n;
    return NULL;
}

void json_fail(struct json_in *in, const struct json_node *node, const char *why, ...)
{
    char text[300];
    va_list ap;
    if (in->st != CUPEL_OK)
        return;
    va_start(ap, why);
    (void)vsnprintf(text, sizeof text, why, ap);
    va_end(ap);
    size_t at = node ? node->offset : 0;
    in->st = diag_at(in->err, CUPEL_E_MALFORMED, in->kind, at, "%s at offset %zu: %s", in->kind, at,
                     text);
}

static const char *type_name(enum json_type t)
{
    static const char *const names[] = { "null",     "true or false", "a number",
                                         "a string", "an array",      "an object" };
    return names[t];
}

const struct json_node *json_get_opt(struct json_in *in, const struct json_node *object,
                                     const char *key, enum json_type type)
{
    if (in->st != CUPEL_OK)
        return NULL;
    const struct json_node *n = json_find(object, key);
    if (!n || n->type == type)
        return n;
    json_fail(in, n, "%s must be %s", key, type_name(type));
    return NULL;
}

const struct json_node *json_get(struct json_in *in, const struct json_node *object,
                                 const char *key, enum json_type type)
{
    const struct json_node *n = json_get_opt(in, object, key, type);
    if (!n)
        json_fail(in, object, "%s is missing", key);
    return n;
}

uint64_t json_get_uint(struct json_in *in, const struct json_node *object, const char *key,
                       uint64_t max)
{
    const struct json_node *n = json_get(in, object, key, JSON_NUMBER);
    uint64_t v = 0;
    bool ok = n && n->text.n <= 19;
    for (size_t i = 0; ok && i < n->text.n; i++) {
        ok = n->text.p[i] >= '0' && n->text.p[i] <= '9';
        v = v * 10 + (uint64_t)(n->text.p[i] - '0');
    }
    if (ok && v <= max)
        return v;
    json_fail(in, n, "%s must be an integer from 0 to %llu", key, (unsigned long long)max);
    return 0;
}

cupel_slice json_get_string(struct json_in *in, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(in, object, key, JSON_STRING);
    return n ? n->text : SLICE_EMPTY;
}

void json_get_hex(struct json_in *in, const struct json_node *object, const char *key, uint8_t *out,
                  size_t n)
{
    const struct json_node *node = json_get(in, object, key, JSON_STRING);
    if (node && hex_read_fixed(node->text, out, n) == CUPEL_OK)
        return;
    slice_copy(SLICE_EMPTY, out, n);
    json_fail(in, node, "%s must be %zu hex digits", key, 2 * n);
}

int64_t json_get_time(struct json_in *in, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(in, object, key, JSON_STRING);
    int64_t t = 0;
    if (n && rfc3339_read(n->text, &t) == CUPEL_OK)
        return t;
    json_fail(in, n, "%s must be a time as RFC 3339 writes it", key);
    return 0;
}
