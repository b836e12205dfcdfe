/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/cbor.h"

#include "base/utf8.h"

#define BREAK 0xffu

static bool is_utf8(cupel_slice s)
{
    size_t at = 0, n = 1;
    while (at < s.n && n) {
        n = utf8_length(slice_part(s, at, s.n - at));
        at += n;
    }
    return at == s.n;
}

struct head {
    enum cbor_type type;
    unsigned info;  /* the low five bits of the first byte */
    uint64_t value; /* the argument; of floats their bits */
};

const char *cbor_type_name(enum cbor_type t)
{
    static const char *const names[] = {
        "an unsigned integer",
        "a negative integer",
        "a byte string",
        "a text string",
        "an array",
        "a map",
        "a tag",
        "a simple value",
        "nothing (the end)",
    };
    return (size_t)t < CUPEL_COUNT(names) ? names[t] : names[CBOR_NONE];
}

const char *cbor_fault(cupel_status st)
{
    switch (st) {
    case CUPEL_E_TRUNCATED: return "is cut short";
    case CUPEL_E_TRAILING: return "has bytes after its end";
    case CUPEL_E_LIMIT: return "is nested too deep, has too many pairs or too large a number";
    case CUPEL_E_NOT_FOUND: return "is missing";
    default: return "is of another type, or is no CBOR in shortest form with unique keys";
    }
}

enum cbor_type cbor_peek(const struct cur *c)
{
    if (c->st != CUPEL_OK || c->left.n == 0 || c->left.p[0] == BREAK)
        return CBOR_NONE;
    return (enum cbor_type)(c->left.p[0] >> 5);
}

bool cbor_next_is_null(const struct cur *c)
{
    return c->st == CUPEL_OK && c->left.n && c->left.p[0] == 0xf6;
}

/* Arguments in their shortest form only, RFC 8949 section 4.2.1. */
static uint64_t take_argument(struct cur *c, unsigned info)
{
    uint64_t v = 0, least = 0;
    switch (info) {
    case 24:
        v = cur_u8(c);
        least = 24;
        break;
    case 25:
        v = cur_be16(c);
        least = UINT64_C(1) << 8;
        break;
    case 26:
        v = cur_be32(c);
        least = UINT64_C(1) << 16;
        break;
    case 27:
        v = cur_be64(c);
        least = UINT64_C(1) << 32;
        break;
    default: return info;
    }
    if (v < least)
        cur_fail(c, CUPEL_E_MALFORMED);
    return v;
}

/* A binary floating-point format of IEEE 754: bits of its exponent and fraction. */
struct float_kind {
    unsigned exponent, fraction;
};

static uint64_t low_bits(uint64_t v, unsigned n)
{
    return v & ((UINT64_C(1) << n) - 1);
}

/* Is @v, of format @wide, a value of @narrow too? RFC 8949 section 4.2.1 wants the shortest. */
static bool fits_float(uint64_t v, struct float_kind wide, struct float_kind narrow)
{
    unsigned drop = wide.fraction - narrow.fraction;
    uint64_t fraction = low_bits(v, wide.fraction);
    int e = (int)low_bits(v >> wide.fraction, wide.exponent);
    int bias = (1 << (wide.exponent - 1)) - 1, narrow_bias = (1 << (narrow.exponent - 1)) - 1;
    int power = e - bias, least = 1 - narrow_bias;
    if (e == 2 * bias + 1 || (e == 0 && fraction == 0)) /* infinities, NaN, zeros */
        return low_bits(fraction, drop) == 0;
    if (e == 0 || power > narrow_bias || power < least - (int)narrow.fraction)
        return false;
    if (power < least) /* subnormal there: has fewer bits */
        drop += (unsigned)(least - power);
    return low_bits(fraction, drop) == 0;
}

/* Simple values and floats: info says which, the value may not be a length. */
static uint64_t take_simple(struct cur *c, unsigned info)
{
    static const struct float_kind half = { 5, 10 }, single = { 8, 23 }, twice = { 11, 52 };
    uint64_t v = 0;
    switch (info) {
    case 20:
    case 21:
    case 22:
    case 23: return info;
    case 25: return cur_be16(c);
    case 26:
        v = cur_be32(c);
        if (c->st == CUPEL_OK && fits_float(v, single, half))
            cur_fail(c, CUPEL_E_MALFORMED);
        return v;
    case 27:
        v = cur_be64(c);
        if (c->st == CUPEL_OK && fits_float(v, twice, single))
            cur_fail(c, CUPEL_E_MALFORMED);
        return v;
    default: cur_fail(c, CUPEL_E_MALFORMED); return 0;
    }
}

/* The head of the next item. With @indefinite (may be NULL: refused) arrays and maps may be of
 * indefinite length. */
static struct head take_head(struct cur *c, bool *indefinite)
{
    struct head h = { .type = CBOR_NONE };
    uint8_t first = cur_u8(c);
    if (c->st != CUPEL_OK)
        return h;
    h.type = (enum cbor_type)(first >> 5);
    h.info = first & 31u;
    if (indefinite)
        *indefinite = h.info == 31 && (h.type == CBOR_ARRAY || h.type == CBOR_MAP);
    if (indefinite && *indefinite)
        return h;
    if (h.info > 27)
        cur_fail(c, CUPEL_E_MALFORMED);
    else
        h.value = h.type == CBOR_SIMPLE ? take_simple(c, h.info) : take_argument(c, h.info);
    return h;
}

/* Put the cursor back to @start with @st, so that it names the item that broke a rule. */
static void fail_at(struct cur *c, const struct cur *start, cupel_status st)
{
    if (start->st != CUPEL_OK)
        return;
    *c = *start;
    c->st = st;
}

static struct head take_typed(struct cur *c, enum cbor_type type, bool *indefinite)
{
    struct cur start = *c;
    struct head h = take_head(c, indefinite);
    if (c->st == CUPEL_OK && h.type != type)
        c->st = CUPEL_E_MALFORMED;
    if (c->st != CUPEL_OK) {
        fail_at(c, &start, c->st);
        h = (struct head){ .type = CBOR_NONE };
    }
    return h;
}

uint64_t cbor_take_uint(struct cur *c)
{
    return take_typed(c, CBOR_UINT, NULL).value;
}

int64_t cbor_take_int(struct cur *c)
{
    struct cur start = *c;
    bool negative = cbor_peek(c) == CBOR_NINT;
    struct head h = take_typed(c, negative ? CBOR_NINT : CBOR_UINT, NULL);
    if (h.value > INT64_MAX) {
        fail_at(c, &start, CUPEL_E_LIMIT);
        return 0;
    }
    return negative && c->st == CUPEL_OK ? -1 - (int64_t)h.value : (int64_t)h.value;
}

static cupel_slice take_string(struct cur *c, enum cbor_type type)
{
    struct cur start = *c;
    struct head h = take_typed(c, type, NULL);
    if (c->st == CUPEL_OK && h.value > c->left.n)
        c->st = CUPEL_E_TRUNCATED;
    cupel_slice s = cur_take(c, (size_t)h.value);
    if (c->st == CUPEL_OK && type == CBOR_TEXT && !is_utf8(s))
        c->st = CUPEL_E_MALFORMED;
    if (c->st == CUPEL_OK)
        return s;
    fail_at(c, &start, c->st);
    return SLICE_EMPTY;
}

cupel_slice cbor_take_bytes(struct cur *c)
{
    return take_string(c, CBOR_BYTES);
}

cupel_slice cbor_take_text(struct cur *c)
{
    return take_string(c, CBOR_TEXT);
}

static uint64_t take_simple_of(struct cur *c, unsigned low, unsigned high)
{
    struct cur start = *c;
    struct head h = take_typed(c, CBOR_SIMPLE, NULL);
    if (c->st == CUPEL_OK && (h.info < low || h.info > high))
        fail_at(c, &start, CUPEL_E_MALFORMED);
    return h.info;
}

bool cbor_take_bool(struct cur *c)
{
    return take_simple_of(c, 20, 21) == 21 && c->st == CUPEL_OK;
}

void cbor_take_null(struct cur *c)
{
    (void)take_simple_of(c, 22, 22);
}

uint64_t cbor_take_tag(struct cur *c)
{
    return take_typed(c, CBOR_TAG, NULL).value;
}

/* ---- arrays and maps ---- */

static struct cbor_items enter(struct cur *c, enum cbor_type type)
{
    struct cbor_items it = { 0 };
    struct cur start = *c;
    it.left = take_typed(c, type, &it.indefinite).value;
    if (it.left > c->left.n) /* every element takes a byte at least */
        fail_at(c, &start, CUPEL_E_TRUNCATED);
    return it;
}

struct cbor_items cbor_enter_array(struct cur *c)
{
    return enter(c, CBOR_ARRAY);
}

bool cbor_more(struct cur *c, struct cbor_items *it)
{
    if (c->st != CUPEL_OK)
        return false;
    if (!it->indefinite)
        return it->left > 0 && it->left-- > 0;
    if (c->left.n == 0)
        cur_fail(c, CUPEL_E_TRUNCATED);
    if (c->st != CUPEL_OK || c->left.p[0] != BREAK)
        return c->st == CUPEL_OK;
    (void)cur_u8(c);
    return false;
}

static void skip(struct cur *c, unsigned depth);

/* One pair of a map, its key unlike all before. */
static bool take_pair(struct cur *c, unsigned depth, const cupel_slice *seen, size_t n,
                      cupel_slice *key)
{
    struct cur start = *c;
    skip(c, depth);
    *key = slice_part(start.left, 0, start.left.n - c->left.n);
    for (size_t i = 0; c->st == CUPEL_OK && i < n; i++)
        if (slice_eq(seen[i], *key))
            fail_at(c, &start, CUPEL_E_MALFORMED);
    skip(c, depth);
    return c->st == CUPEL_OK;
}

static void skip_map(struct cur *c, unsigned depth)
{
    cupel_slice seen[CBOR_PAIRS_MAX];
    size_t n = 0;
    struct cbor_items it = enter(c, CBOR_MAP);
    while (cbor_more(c, &it)) {
        if (n == CBOR_PAIRS_MAX) {
            cur_fail(c, CUPEL_E_LIMIT);
            return;
        }
        if (!take_pair(c, depth - 1, seen, n, &seen[n]))
            return;
        n++;
    }
}

static void skip_array(struct cur *c, unsigned depth)
{
    struct cbor_items it = enter(c, CBOR_ARRAY);
    while (cbor_more(c, &it))
        skip(c, depth - 1);
}

static void skip(struct cur *c, unsigned depth)
{
    if (depth == 0)
        cur_fail(c, CUPEL_E_LIMIT);
    enum cbor_type type = cbor_peek(c);
    switch (type) {
    case CBOR_UINT:
    case CBOR_NINT:
    case CBOR_SIMPLE: (void)take_typed(c, type, NULL); break;
    case CBOR_BYTES: (void)cbor_take_bytes(c); break;
    case CBOR_TEXT: (void)cbor_take_text(c); break;
    case CBOR_ARRAY: skip_array(c, depth); break;
    case CBOR_MAP: skip_map(c, depth); break;
    case CBOR_TAG:
        (void)cbor_take_tag(c);
        skip(c, depth - 1);
        break;
    case CBOR_NONE: cur_fail(c, c->left.n ? CUPEL_E_MALFORMED : CUPEL_E_TRUNCATED); break;
    }
}

cupel_slice cbor_take_any(struct cur *c)
{
    cupel_slice before = c->left;
    skip(c, CBOR_DEPTH_MAX);
    return c->st == CUPEL_OK ? slice_part(before, 0, before.n - c->left.n) : SLICE_EMPTY;
}

static void read_key(struct cbor_pair *p)
{
    struct cur c = cur_of(p->key);
    p->key_type = cbor_peek(&c);
    if (p->key_type == CBOR_TEXT)
        p->text = cbor_take_text(&c);
    else if (p->key_type == CBOR_UINT || p->key_type == CBOR_NINT)
        p->number = cbor_take_int(&c);
    if (c.st != CUPEL_OK)
        p->key_type = CBOR_NONE; /* a number beyond 63 bits: no key of ours */
}

/* Two passes: the first checks everything to its depth, the second, which cannot fail, notes where
 * things stand. */
void cbor_take_map(struct cur *c, struct cbor_map *ret)
{
    ret->n = 0;
    ret->indefinite = false;
    if (cbor_peek(c) != CBOR_MAP)
        cur_fail(c, c->left.n ? CUPEL_E_MALFORMED : CUPEL_E_TRUNCATED);
    struct cur again = *c;
    cupel_slice whole = cbor_take_any(c);
    if (c->st != CUPEL_OK)
        return;
    again.left = whole;
    struct cbor_items it = enter(&again, CBOR_MAP);
    ret->indefinite = it.indefinite;
    while (cbor_more(&again, &it)) {
        struct cbor_pair *p = &ret->pairs[ret->n++];
        *p = (struct cbor_pair){ .key = cbor_take_any(&again) };
        p->at = again.at;
        p->value = cbor_take_any(&again);
        read_key(p);
    }
}

const struct cbor_pair *cbor_find(const struct cbor_map *m, int64_t key)
{
    for (size_t i = 0; i < m->n; i++)
        if ((m->pairs[i].key_type == CBOR_UINT || m->pairs[i].key_type == CBOR_NINT) &&
            m->pairs[i].number == key)
            return &m->pairs[i];
    return NULL;
}

const struct cbor_pair *cbor_find_text(const struct cbor_map *m, const char *key)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->pairs[i].key_type == CBOR_TEXT && slice_eq(m->pairs[i].text, slice_str(key)))
            return &m->pairs[i];
    return NULL;
}

struct cur cbor_value(const struct cbor_pair *p)
{
    struct cur c = p ? cur_at(p->value, p->at) : cur_of(SLICE_EMPTY);
    if (!p)
        cur_fail(&c, CUPEL_E_NOT_FOUND);
    return c;
}
