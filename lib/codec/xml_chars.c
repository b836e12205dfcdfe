/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/xml_chars.h"

#include "base/utf8.h"

bool xml_is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool xml_is_name_char(uint8_t c, bool first)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
}

/* Char of XML 1.0, section 2.2. */
static bool is_char(uint32_t u)
{
    if (u < 0x20)
        return u == '\t' || u == '\n' || u == '\r';
    return u != 0xfffe && u != 0xffff && !(u >= 0xd800 && u <= 0xdfff) && u <= 0x10ffff;
}

bool xml_chars_ok(cupel_slice s, size_t *bad)
{
    static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
    static const uint8_t last[] = { 0xef, 0xbf, 0xbe }; /* U+FFFE; U+FFFF is one more */
    struct cur c = cur_of(s);
    *bad = 0;
    if (slice_starts(s, SLICE_ARRAY(mark)))
        return false;
    while (c.left.n) {
        *bad = c.at;
        size_t n = utf8_length(c.left);
        cupel_slice one = cur_take(&c, n);
        bool control = n == 1 && !is_char(one.p[0]);
        bool none = n == 3 && slice_eq(slice_part(one, 0, 2), slice_of(last, 2)) &&
                    one.p[2] >= last[2];
        if (n == 0 || control || none)
            return false;
    }
    return true;
}

static uint32_t digit_of(uint8_t c, bool hex) /* 99: none */
{
    if (c >= '0' && c <= '9')
        return c - (uint32_t)'0';
    if (hex && c >= 'a' && c <= 'f')
        return c - (uint32_t)'a' + 10;
    if (hex && c >= 'A' && c <= 'F')
        return c - (uint32_t)'A' + 10;
    return 99;
}

/* &#10; and &#xA; without the frame: the character, or 0. */
static uint32_t number_of(cupel_slice name)
{
    bool hex = name.n > 1 && name.p[1] == 'x';
    uint32_t v = 0;
    size_t start = hex ? 2 : 1;
    if (name.n == start || name.n - start > 8)
        return 0;
    for (size_t i = start; i < name.n; i++) {
        uint32_t d = digit_of(name.p[i], hex);
        if (d == 99 || v > 0x10ffff)
            return 0;
        v = v * (hex ? 16 : 10) + d;
    }
    return is_char(v) ? v : 0;
}

/* The character that the reference @name (without & and ;) stands for, or 0. */
static uint32_t character_of(cupel_slice name)
{
    static const struct {
        const char *name;
        uint32_t is;
    } known[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' } };
    for (size_t i = 0; i < CUPEL_COUNT(known); i++)
        if (slice_eq(name, slice_str(known[i].name)))
            return known[i].is;
    return name.n && name.p[0] == '#' ? number_of(name) : 0;
}

/* What is being written, and from where. */
struct decoder {
    struct cur c;
    uint8_t *out;
    size_t n;
    bool is_value;
};

static const char *decode_reference(struct decoder *d)
{
    size_t end = 0;
    while (end < d->c.left.n && end < 12 && d->c.left.p[end] != ';')
        end++;
    cupel_slice name = cur_take(&d->c, end);
    uint32_t u = cur_u8(&d->c) == ';' ? character_of(name) : 0;
    if (u == 0)
        return "has a reference that is neither predefined nor a character's number";
    d->n += utf8_write(u, d->out + d->n);
    return NULL;
}

static const char *decode_one(struct decoder *d)
{
    uint8_t c = cur_u8(&d->c);
    if (c == '&')
        return decode_reference(d);
    if (d->is_value && c == '<')
        return "has a < in an attribute value";
    if (!d->is_value && c == ']' && slice_starts(d->c.left, SLICE_LIT("]>")))
        return "has a ]]> in text";
    if (c == '\r') { /* XML 1.0 section 2.11 */
        if (slice_starts(d->c.left, SLICE_LIT("\n")))
            (void)cur_u8(&d->c);
        c = '\n';
    }
    d->out[d->n++] = d->is_value && xml_is_space(c) ? ' ' : c;
    return NULL;
}

const char *xml_decode(struct arena *a, cupel_slice raw, bool is_value, cupel_slice *ret,
                       size_t *bad)
{
    /* A reference is never shorter than what it stands for. */
    struct decoder d = { .c = cur_of(raw), .out = arena_alloc(a, raw.n), .is_value = is_value };
    if (!d.out)
        return "does not fit in memory";
    while (d.c.left.n) {
        *bad = d.c.at;
        const char *why = decode_one(&d);
        if (why)
            return why;
    }
    *ret = slice_of(d.out, d.n);
    return NULL;
}
