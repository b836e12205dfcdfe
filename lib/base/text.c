/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include "base/cur.h"

#include <stdio.h>

static const char hex_digits[] = "0123456789abcdef";
static const char base64_chars[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void hex_write(cupel_slice s, char *out)
{
    for (size_t i = 0; i < s.n; i++) {
        out[2 * i] = hex_digits[s.p[i] >> 4];
        out[2 * i + 1] = hex_digits[s.p[i] & 15];
    }
    out[2 * s.n] = 0;
}

/* 16 for anything that is no digit. A table, as measurement lists are megabytes of hex. */
static inline unsigned hex_value(uint8_t c)
{
    static const uint8_t below_16[256] = {
        ['0'] = 16, ['1'] = 15, ['2'] = 14, ['3'] = 13, ['4'] = 12, ['5'] = 11,
        ['6'] = 10, ['7'] = 9,  ['8'] = 8,  ['9'] = 7,  ['a'] = 6,  ['b'] = 5,
        ['c'] = 4,  ['d'] = 3,  ['e'] = 2,  ['f'] = 1,  ['A'] = 6,  ['B'] = 5,
        ['C'] = 4,  ['D'] = 3,  ['E'] = 2,  ['F'] = 1,
    };
    return 16u - below_16[c];
}

cupel_status hex_read(cupel_slice text, uint8_t *out)
{
    if (text.n % 2)
        return CUPEL_E_MALFORMED;
    for (size_t i = 0; i < text.n / 2; i++) {
        unsigned hi = hex_value(text.p[2 * i]), lo = hex_value(text.p[2 * i + 1]);
        if (hi > 15 || lo > 15)
            return CUPEL_E_MALFORMED;
        out[i] = (uint8_t)(hi << 4 | lo);
    }
    return CUPEL_OK;
}

cupel_status hex_read_fixed(cupel_slice text, uint8_t *out, size_t n)
{
    return text.n % 2 == 0 && text.n / 2 == n ? hex_read(text, out) : CUPEL_E_MALFORMED;
}

size_t base64_room(size_t n)
{
    return n / 4 * 3 + 3;
}

#define B64_PAD   64
#define B64_SPACE 65
#define B64_BAD   66

static unsigned base64_value(uint8_t c, bool url)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26u;
    if (c >= '0' && c <= '9')
        return c - '0' + 52u;
    if (c == (url ? '-' : '+'))
        return 62;
    if (c == (url ? '_' : '/'))
        return 63;
    if (c == '=')
        return B64_PAD;
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' ? B64_SPACE : B64_BAD;
}

cupel_status base64_read(cupel_slice text, bool url, bool allow_space, uint8_t *out, size_t *ret)
{
    uint32_t bits = 0;
    unsigned have = 0, pads = 0; /* characters in the current group of four */
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned v = base64_value(text.p[i], url);
        if (v == B64_SPACE && allow_space)
            continue;
        if (v == B64_PAD && have + pads < 4 && have >= 2) {
            pads++;
            continue;
        }
        if (v >= B64_PAD || pads)
            return CUPEL_E_MALFORMED;
        bits = bits << 6 | v;
        if (++have < 4)
            continue;
        out[n++] = (uint8_t)(bits >> 16);
        out[n++] = (uint8_t)(bits >> 8);
        out[n++] = (uint8_t)bits;
        have = 0;
    }
    if (have == 1 || (pads && have + pads != 4) || (have && !pads && !url))
        return CUPEL_E_MALFORMED;
    if ((have == 2 && bits & 15) || (have == 3 && bits & 3))
        return CUPEL_E_MALFORMED;
    if (have == 2)
        out[n++] = (uint8_t)(bits >> 4);
    if (have == 3) {
        out[n++] = (uint8_t)(bits >> 10);
        out[n++] = (uint8_t)(bits >> 2);
    }
    *ret = n;
    return CUPEL_OK;
}

void base64_write(cupel_slice s, char *out)
{
    size_t k = 0;
    for (size_t i = 0; i < s.n; i += 3) {
        size_t left = s.n - i;
        uint32_t v = (uint32_t)s.p[i] << 16;
        v |= left > 1 ? (uint32_t)s.p[i + 1] << 8 : 0;
        v |= left > 2 ? s.p[i + 2] : 0;
        out[k++] = base64_chars[v >> 18];
        out[k++] = base64_chars[v >> 12 & 63];
        out[k++] = left > 1 ? base64_chars[v >> 6 & 63] : '=';
        out[k++] = left > 2 ? base64_chars[v & 63] : '=';
    }
    out[k] = 0;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool slice_is_text(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] < 0x20 || s.p[i] > 0x7e) && !is_space(s.p[i]))
            return false;
    return s.n > 0;
}

/* Hex digits without the white space between them; false when anything else stands there. */
static bool hex_decode(cupel_slice text, uint8_t *out, size_t *ret)
{
    unsigned hi = 16;
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (is_space(text.p[i]))
            continue;
        unsigned v = hex_value(text.p[i]);
        if (v > 15)
            return false;
        if (hi > 15) {
            hi = v;
            continue;
        }
        out[n++] = (uint8_t)(hi << 4 | v);
        hi = 16;
    }
    *ret = n;
    return hi > 15 && n > 0;
}

cupel_status text_decode(struct arena *a, cupel_slice text, cupel_slice *ret, const char **encoding)
{
    while (text.n && is_space(text.p[0]))
        text = slice_part(text, 1, text.n - 1);
    bool has_0x = slice_starts(text, SLICE_LIT("0x")) || slice_starts(text, SLICE_LIT("0X"));
    cupel_slice digits = has_0x ? slice_part(text, 2, text.n - 2) : text;
    uint8_t *out = arena_alloc(a, base64_room(text.n));
    if (!out)
        return arena_status(a);
    size_t n = 0;
    if (hex_decode(digits, out, &n))
        *encoding = "hex";
    else if (base64_read(text, false, true, out, &n) == CUPEL_OK ||
             base64_read(text, true, true, out, &n) == CUPEL_OK)
        *encoding = "base64";
    else
        return CUPEL_E_MALFORMED;
    *ret = slice_of(out, n);
    return CUPEL_OK;
}

static bool is_leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

bool civil_is_valid(const struct civil *c)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (c->year < 1 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1)
        return false;
    if (c->day > days[c->month - 1] + (c->month == 2 && is_leap(c->year)))
        return false;
    return c->hour >= 0 && c->hour < 24 && c->minute >= 0 && c->minute < 60 && c->second >= 0 &&
           c->second < 60;
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar; March-based years make leap days last.
 */
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

int64_t civil_to_epoch(const struct civil *c)
{
    return days_from_civil(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 +
           c->second;
}

void civil_from_epoch(int64_t t, struct civil *ret)
{
    const int64_t min = -62135596800, max = 253402300799; /* 0001-01-01 .. 9999-12-31 */
    t = t < min ? min : t > max ? max : t;
    int64_t days = t / 86400, secs = t % 86400;
    if (secs < 0) {
        secs += 86400;
        days--;
    }
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    ret->day = (int)(doy - (153 * mp + 2) / 5 + 1);
    ret->month = (int)(mp < 10 ? mp + 3 : mp - 9);
    ret->year = (int)(yoe + era * 400 + (ret->month <= 2));
    ret->hour = (int)(secs / 3600);
    ret->minute = (int)(secs / 60 % 60);
    ret->second = (int)(secs % 60);
}

/* @n decimal digits; fails the cursor on anything else. */
static int take_number(struct cur *c, size_t n)
{
    int v = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t d = cur_u8(c);
        if (d < '0' || d > '9')
            cur_fail(c, CUPEL_E_MALFORMED);
        v = v * 10 + (d - '0');
    }
    return c->st == CUPEL_OK ? v : 0;
}

static void take_char(struct cur *c, const char *any_of)
{
    uint8_t got = cur_u8(c);
    for (const char *p = any_of; *p; p++)
        if (got == (uint8_t)*p)
            return;
    cur_fail(c, CUPEL_E_MALFORMED);
}

static void skip_fraction(struct cur *c)
{
    if (c->left.n == 0 || c->left.p[0] != '.')
        return;
    (void)cur_u8(c);
    (void)take_number(c, 1);
    /* a failed cursor stands still */
    while (c->st == CUPEL_OK && c->left.n && c->left.p[0] >= '0' && c->left.p[0] <= '9')
        (void)cur_u8(c);
}

/* "Z" or "+hh:mm": seconds east of UTC. */
static int take_zone(struct cur *c)
{
    uint8_t sign = cur_u8(c);
    if (sign == 'Z' || sign == 'z')
        return 0;
    if (sign != '+' && sign != '-')
        cur_fail(c, CUPEL_E_MALFORMED);
    int h = take_number(c, 2);
    take_char(c, ":");
    int m = take_number(c, 2);
    if (h > 23 || m > 59)
        cur_fail(c, CUPEL_E_MALFORMED);
    return (sign == '-' ? -1 : 1) * (h * 3600 + m * 60);
}

cupel_status rfc3339_read(cupel_slice text, int64_t *ret)
{
    struct cur c = cur_of(text);
    struct civil t;
    t.year = take_number(&c, 4);
    take_char(&c, "-");
    t.month = take_number(&c, 2);
    take_char(&c, "-");
    t.day = take_number(&c, 2);
    take_char(&c, "Tt");
    t.hour = take_number(&c, 2);
    take_char(&c, ":");
    t.minute = take_number(&c, 2);
    take_char(&c, ":");
    t.second = take_number(&c, 2);
    skip_fraction(&c);
    int zone = take_zone(&c);
    if (cur_end(&c) != CUPEL_OK || !civil_is_valid(&t))
        return CUPEL_E_MALFORMED;
    *ret = civil_to_epoch(&t) - zone;
    return CUPEL_OK;
}

void rfc3339_write(int64_t t, char *out)
{
    struct civil c;
    civil_from_epoch(t, &c);
    (void)snprintf(out, RFC3339_ROOM, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)c.year % 10000u,
                   (unsigned)c.month % 100u, (unsigned)c.day % 100u, (unsigned)c.hour % 100u,
                   (unsigned)c.minute % 100u, (unsigned)c.second % 100u);
}
