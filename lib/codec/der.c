/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/der.h"

#include "base/text.h"

static void bad(struct cur *c)
{
    cur_fail(c, CUPEL_E_MALFORMED);
}

/* X.690 10.1: definite, shortest form. */
static size_t take_length(struct cur *c)
{
    uint8_t first = cur_u8(c);
    if (first < 0x80)
        return first;
    size_t count = first & 0x7f;
    if (count == 0 || count > 4) {
        bad(c);
        return 0;
    }
    cupel_slice digits = cur_take(c, count);
    uint64_t n = slice_be64(digits);
    if (digits.n && (digits.p[0] == 0 || n < 0x80))
        bad(c);
    return c->st == CUPEL_OK ? (size_t)n : 0;
}

cupel_slice der_take_any(struct cur *c, uint8_t *tag, cupel_slice *whole)
{
    cupel_slice before = c->left;
    *tag = cur_u8(c);
    if ((*tag & 0x1f) == 0x1f)
        bad(c); /* multi-byte tags stand in no certificate */
    size_t n = take_length(c);
    cupel_slice out = cur_take(c, n);
    if (c->st != CUPEL_OK) {
        *tag = 0;
        if (whole)
            *whole = SLICE_EMPTY;
        return SLICE_EMPTY;
    }
    if (whole)
        *whole = slice_part(before, 0, before.n - c->left.n);
    return out;
}

cupel_slice der_take(struct cur *c, uint8_t tag)
{
    uint8_t got;
    cupel_slice out = der_take_any(c, &got, NULL);
    if (c->st != CUPEL_OK || got == tag)
        return out;
    bad(c);
    return SLICE_EMPTY;
}

struct cur der_enter(struct cur *c, uint8_t tag)
{
    cupel_slice in = der_take(c, tag);
    return (struct cur){ in, c->at - in.n, c->st };
}

bool der_next_is(const struct cur *c, uint8_t tag)
{
    return c->st == CUPEL_OK && c->left.n > 0 && c->left.p[0] == tag;
}

/* X.690 8.3.2: the first nine bits are not all equal. */
static bool is_minimal(cupel_slice v)
{
    if (v.n < 2)
        return v.n == 1;
    return !(v.p[0] == 0 && v.p[1] < 0x80) && !(v.p[0] == 0xff && v.p[1] >= 0x80);
}

cupel_slice der_take_int(struct cur *c)
{
    cupel_slice v = der_take(c, DER_INTEGER);
    if (c->st == CUPEL_OK && !is_minimal(v))
        bad(c);
    return c->st == CUPEL_OK ? v : SLICE_EMPTY;
}

cupel_slice der_take_uint(struct cur *c)
{
    cupel_slice v = der_take_int(c);
    if (v.n && v.p[0] & 0x80)
        bad(c);
    if (c->st != CUPEL_OK)
        return SLICE_EMPTY;
    return v.n > 1 && v.p[0] == 0 ? slice_part(v, 1, v.n - 1) : v;
}

uint64_t der_take_small_uint(struct cur *c, uint64_t max)
{
    cupel_slice v = der_take_uint(c);
    if (v.n > 8 || slice_be64(v) > max)
        bad(c);
    return c->st == CUPEL_OK ? slice_be64(v) : 0;
}

bool der_take_bool(struct cur *c)
{
    cupel_slice v = der_take(c, DER_BOOLEAN);
    if (c->st == CUPEL_OK && (v.n != 1 || (v.p[0] != 0 && v.p[0] != 0xff)))
        bad(c);
    return c->st == CUPEL_OK && v.p[0] == 0xff;
}

cupel_slice der_take_bits(struct cur *c)
{
    cupel_slice v = der_take(c, DER_BIT_STRING);
    if (c->st == CUPEL_OK && (v.n == 0 || v.p[0] != 0))
        bad(c);
    return c->st == CUPEL_OK ? slice_part(v, 1, v.n - 1) : SLICE_EMPTY;
}

static int two_digits(struct cur *c)
{
    uint8_t hi = cur_u8(c), lo = cur_u8(c);
    if (hi < '0' || hi > '9' || lo < '0' || lo > '9')
        bad(c);
    return c->st == CUPEL_OK ? (hi - '0') * 10 + (lo - '0') : 0;
}

int64_t der_take_time(struct cur *c)
{
    uint8_t tag;
    cupel_slice text = der_take_any(c, &tag, NULL);
    if (tag != DER_UTC_TIME && tag != DER_GENERALIZED_TIME)
        bad(c);
    if (c->st != CUPEL_OK)
        return 0;
    struct cur t = cur_of(text);
    struct civil when = { 0 };
    int yy = two_digits(&t);
    if (tag == DER_GENERALIZED_TIME)
        when.year = yy * 100 + two_digits(&t);
    else
        when.year = yy < 50 ? 2000 + yy : 1900 + yy; /* RFC 5280 4.1.2.5.1 */
    when.month = two_digits(&t);
    when.day = two_digits(&t);
    when.hour = two_digits(&t);
    when.minute = two_digits(&t);
    when.second = two_digits(&t);
    if (cur_u8(&t) != 'Z' || cur_end(&t) != CUPEL_OK || !civil_is_valid(&when)) {
        bad(c);
        return 0;
    }
    return civil_to_epoch(&when);
}

static void put_right(cupel_slice v, size_t width, uint8_t *out)
{
    slice_copy(SLICE_EMPTY, out, width);
    slice_copy(v, out + (width - v.n), v.n); /* our own array: v.n <= width was checked */
}

cupel_status der_ecdsa_raw(cupel_slice sig, size_t width, uint8_t *out)
{
    struct cur c = cur_of(sig);
    struct cur seq = der_enter(&c, DER_SEQUENCE);
    cupel_slice r = der_take_uint(&seq);
    cupel_slice s = der_take_uint(&seq);
    if (cur_end(&seq) != CUPEL_OK || cur_end(&c) != CUPEL_OK || r.n > width || s.n > width)
        return CUPEL_E_MALFORMED;
    put_right(r, width, out);
    put_right(s, width, out + width);
    return CUPEL_OK;
}
