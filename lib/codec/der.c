/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/der.h"

#include "base/text.h"

/* Put a failed read back to where its element starts: see the header. */
static void fail_at(struct cur *c, const struct cur *start, cupel_status st)
{
    if (c->st == CUPEL_OK)
        c->st = st;
    c->left = start->left;
    c->at = start->at;
}

/* X.690 10.1: definite form, in the fewest octets. */
static size_t take_length(struct cur *c)
{
    uint8_t first = cur_u8(c);
    if (first < 0x80)
        return first;
    size_t octets = first & 0x7fu;
    if (octets == 0 || octets > 4) { /* indefinite, or beyond any cap of ours */
        cur_fail(c, CUPEL_E_MALFORMED);
        return 0;
    }
    cupel_slice s = cur_take(c, octets);
    size_t n = (size_t)slice_be64(s);
    if (n < 0x80 || s.p[0] == 0)
        cur_fail(c, CUPEL_E_MALFORMED);
    return c->st == CUPEL_OK ? n : 0;
}

/* Tag and length; the contents are then the next *@n bytes, and they are there. */
static uint8_t take_header(struct cur *c, size_t *n)
{
    uint8_t tag = cur_u8(c);
    if (c->st == CUPEL_OK && (tag == 0 || (tag & 0x1f) == 0x1f))
        cur_fail(c, CUPEL_E_MALFORMED);
    *n = take_length(c);
    if (*n > c->left.n)
        cur_fail(c, CUPEL_E_TRUNCATED);
    return tag;
}

cupel_slice der_take_any(struct cur *c, uint8_t *tag, cupel_slice *whole)
{
    struct cur start = *c;
    size_t n = 0;
    uint8_t got = take_header(c, &n);
    cupel_slice contents = cur_take(c, n);
    bool ok = c->st == CUPEL_OK;
    if (!ok)
        fail_at(c, &start, c->st);
    *tag = ok ? got : 0;
    if (whole)
        *whole = slice_part(start.left, 0, start.left.n - c->left.n);
    return contents;
}

struct cur der_enter(struct cur *c, uint8_t tag)
{
    struct cur start = *c;
    size_t n = 0;
    if (take_header(c, &n) != tag)
        cur_fail(c, CUPEL_E_MALFORMED);
    struct cur in = cur_sub(c, n);
    if (c->st != CUPEL_OK)
        fail_at(c, &start, c->st);
    return in;
}

cupel_slice der_take(struct cur *c, uint8_t tag)
{
    return der_enter(c, tag).left;
}

void der_leave(struct cur *c, const struct cur *in)
{
    if (c->st == CUPEL_OK && cur_end(in) != CUPEL_OK)
        fail_at(c, in, cur_end(in));
}

bool der_next_is(const struct cur *c, uint8_t tag)
{
    return c->st == CUPEL_OK && c->left.n > 0 && c->left.p[0] == tag;
}

/* X.690 8.3.2: the first nine bits are neither all zero nor all one. */
static bool is_minimal_int(cupel_slice v)
{
    if (v.n < 2)
        return v.n == 1;
    bool top = v.p[1] & 0x80;
    return !(v.p[0] == 0x00 && !top) && !(v.p[0] == 0xff && top);
}

cupel_slice der_take_int(struct cur *c)
{
    struct cur start = *c;
    cupel_slice v = der_take(c, DER_INTEGER);
    if (c->st == CUPEL_OK && !is_minimal_int(v))
        fail_at(c, &start, CUPEL_E_MALFORMED);
    return c->st == CUPEL_OK ? v : SLICE_EMPTY;
}

cupel_slice der_take_uint(struct cur *c)
{
    struct cur start = *c;
    cupel_slice v = der_take_int(c);
    if (c->st == CUPEL_OK && v.p[0] & 0x80)
        fail_at(c, &start, CUPEL_E_MALFORMED);
    if (c->st != CUPEL_OK)
        return SLICE_EMPTY;
    return v.n > 1 && v.p[0] == 0 ? slice_part(v, 1, v.n - 1) : v;
}

uint64_t der_take_small_uint(struct cur *c, uint64_t max)
{
    struct cur start = *c;
    cupel_slice v = der_take_uint(c);
    uint64_t n = slice_be64(v);
    if (c->st == CUPEL_OK && (v.n > 8 || n > max))
        fail_at(c, &start, CUPEL_E_MALFORMED);
    return c->st == CUPEL_OK ? n : 0;
}

bool der_take_bool(struct cur *c)
{
    struct cur start = *c;
    cupel_slice v = der_take(c, DER_BOOLEAN);
    if (c->st == CUPEL_OK && !(v.n == 1 && (v.p[0] == 0x00 || v.p[0] == 0xff)))
        fail_at(c, &start, CUPEL_E_MALFORMED); /* X.690 11.1: TRUE is all ones */
    return c->st == CUPEL_OK && v.p[0] == 0xff;
}

cupel_slice der_take_bits(struct cur *c)
{
    struct cur start = *c;
    struct cur in = der_enter(c, DER_BIT_STRING);
    if (cur_u8(&in) != 0 || in.st != CUPEL_OK)
        fail_at(c, &start, CUPEL_E_MALFORMED);
    return c->st == CUPEL_OK ? cur_rest(&in) : SLICE_EMPTY;
}

uint32_t der_take_named_bits(struct cur *c)
{
    struct cur start = *c;
    struct cur in = der_enter(c, DER_BIT_STRING);
    uint8_t unused = cur_u8(&in);
    cupel_slice v = cur_rest(&in);
    uint8_t last = v.n ? v.p[v.n - 1] : 0;
    if (v.n == 0 || v.n > 4 || unused > 7 || last & ((1u << unused) - 1)) {
        fail_at(c, &start, CUPEL_E_MALFORMED);
        return 0;
    }
    uint32_t bits = 0;
    for (size_t i = 0; i < 8 * v.n; i++)
        bits |= (uint32_t)(v.p[i / 8] >> (7 - i % 8) & 1) << i;
    return bits;
}

/* X.690 8.19.2: arcs end in an octet with its top bit clear and do not start with 0x80. */
static bool is_oid(cupel_slice v)
{
    bool at_start = true;
    for (size_t i = 0; i < v.n; i++) {
        if (at_start && v.p[i] == 0x80)
            return false;
        at_start = !(v.p[i] & 0x80);
    }
    return v.n > 0 && at_start;
}

cupel_slice der_take_oid(struct cur *c)
{
    struct cur start = *c;
    cupel_slice v = der_take(c, DER_OID);
    if (c->st == CUPEL_OK && !is_oid(v))
        fail_at(c, &start, CUPEL_E_MALFORMED);
    return c->st == CUPEL_OK ? v : SLICE_EMPTY;
}

static int take_digits(struct cur *c, size_t n)
{
    cupel_slice s = cur_take(c, n);
    int v = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            cur_fail(c, CUPEL_E_MALFORMED);
        v = v * 10 + (s.p[i] & 15);
    }
    return v;
}

int64_t der_take_time(struct cur *c)
{
    struct cur start = *c;
    bool utc = !der_next_is(c, DER_GENERALIZED_TIME);
    struct cur in = der_enter(c, utc ? DER_UTC_TIME : DER_GENERALIZED_TIME);
    struct civil t;
    t.year = take_digits(&in, utc ? 2 : 4);
    if (utc)
        t.year += t.year >= 50 ? 1900 : 2000;
    t.month = take_digits(&in, 2);
    t.day = take_digits(&in, 2);
    t.hour = take_digits(&in, 2);
    t.minute = take_digits(&in, 2);
    t.second = take_digits(&in, 2);
    if (cur_u8(&in) != 'Z' || cur_end(&in) != CUPEL_OK || !civil_is_valid(&t))
        fail_at(c, &start, CUPEL_E_MALFORMED);
    return c->st == CUPEL_OK ? civil_to_epoch(&t) : 0;
}

/* Right-aligned in @width bytes that are zero. */
static bool put_aligned(cupel_slice v, size_t width, uint8_t *out)
{
    if (v.n > width)
        return false;
    for (size_t i = 0; i < width; i++)
        out[i] = i < width - v.n ? 0 : v.p[i - (width - v.n)];
    return true;
}

cupel_status der_ecdsa_raw(cupel_slice sig, size_t width, uint8_t *out)
{
    struct cur c = cur_of(sig);
    struct cur in = der_enter(&c, DER_SEQUENCE);
    cupel_slice r = der_take_uint(&in);
    cupel_slice s = der_take_uint(&in);
    der_leave(&c, &in);
    if (cur_end(&c) != CUPEL_OK || !put_aligned(r, width, out) ||
        !put_aligned(s, width, out + width)) /* our own storage, 2 * width */
        return CUPEL_E_MALFORMED;
    return CUPEL_OK;
}
