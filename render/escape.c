/* SPDX-License-Identifier: Apache-2.0 */
#include "render/escape.h"

#include "base/cur.h"
#include "base/utf8.h"

#define REPLACEMENT SLICE_LIT("\xef\xbf\xbd")
#define WORD_JOINER "\xe2\x81\xa0"

/* ---- characters ---- */

/* U+200E/F, U+2028..202E, U+2066..2069, U+061C turn text around or part lines; U+FEFF is unseen;
 * U+FFFE and U+FFFF are no characters. */
static bool is_unseen(cupel_slice c)
{
    if (c.n == 2)
        return (c.p[0] == 0xc2 && c.p[1] < 0xa0) || (c.p[0] == 0xd8 && c.p[1] == 0x9c);
    if (c.n != 3)
        return false;
    if (c.p[0] == 0xef)
        return (c.p[1] == 0xbb && c.p[2] == 0xbf) || (c.p[1] == 0xbf && c.p[2] >= 0xbe);
    if (c.p[0] != 0xe2)
        return false;
    if (c.p[1] == 0x80)
        return c.p[2] == 0x8e || c.p[2] == 0x8f || (c.p[2] >= 0xa8 && c.p[2] <= 0xae);
    return c.p[1] == 0x81 && c.p[2] >= 0xa6 && c.p[2] <= 0xa9;
}

static bool is_space(cupel_slice c)
{
    return c.n == 1 && (c.p[0] == ' ' || (c.p[0] >= '\t' && c.p[0] <= '\r'));
}

/* The next character of @c; white space as it stands, else fit to be seen. */
static cupel_slice next_char(struct cur *c)
{
    size_t n = utf8_length(c->left);
    cupel_slice got = cur_take(c, n ? n : 1);
    if (is_space(got))
        return got;
    if (n == 0 || (n == 1 && (got.p[0] < 0x20 || got.p[0] == 0x7f)) || is_unseen(got))
        return REPLACEMENT;
    return got;
}

/* The byte of an ASCII character, else 0. */
static uint8_t ascii(cupel_slice c)
{
    return c.n == 1 && c.p[0] < 0x80 ? c.p[0] : 0;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(uint8_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- HTML and XML ---- */

/* The five characters that mean something, and the backtick that old browsers took for a quote. */
static void put_markup(struct buf *b, cupel_slice c)
{
    switch (ascii(c)) {
    case '&': buf_add_str(b, "&amp;"); return;
    case '<': buf_add_str(b, "&lt;"); return;
    case '>': buf_add_str(b, "&gt;"); return;
    case '"': buf_add_str(b, "&quot;"); return;
    case '\'': buf_add_str(b, "&#39;"); return;
    case '`': buf_add_str(b, "&#96;"); return;
    case '\r':
    case '\v':
    case '\f': buf_add_byte(b, ' '); return;
    default: buf_add(b, c); return;
    }
}

void escape_html(struct buf *b, cupel_slice text)
{
    struct cur c = cur_of(text);
    while (c.left.n)
        put_markup(b, next_char(&c));
}

void escape_xml(struct buf *b, cupel_slice text)
{
    escape_html(b, text); /* numeric where HTML and XML differ */
}

/* ---- one line ---- */

/* A character, or one space for a run of white space: none at the start, none at the end. */
static cupel_slice next_of_line(struct cur *c, bool is_first)
{
    cupel_slice got = next_char(c);
    if (!is_space(got))
        return got;
    while (c->left.n && is_space(slice_part(c->left, 0, 1)))
        (void)cur_u8(c);
    return is_first || c->left.n == 0 ? SLICE_EMPTY : SLICE_LIT(" ");
}

void escape_line(struct buf *b, cupel_slice text)
{
    struct cur c = cur_of(text);
    for (bool first = true; c.left.n; first = false)
        buf_add(b, next_of_line(&c, first));
}

/* ---- Markdown ---- */

/* What would begin a block at the start of a line: "#", "-", "+", "=", and "1." or "12)". */
static bool begins_block(const struct buf *b, size_t start, uint8_t c, cupel_slice rest)
{
    if (b->n == start)
        return c == '#' || c == '-' || c == '+' || c == '=';
    if ((c != '.' && c != ')') || (rest.n && !is_space(slice_part(rest, 0, 1))))
        return false;
    for (size_t i = start; i < b->n; i++)
        if (!is_digit(b->p[i]))
            return false;
    return true;
}

/* "http://" and "www." become links by themselves, unless their mark is escaped. */
static bool begins_link(const struct buf *b, uint8_t c, cupel_slice rest)
{
    if (c == ':')
        return slice_starts(rest, SLICE_LIT("//"));
    if (c != '.' || b->n < 3)
        return false;
    return slice_eq_nocase(slice_part(buf_slice(b), b->n - 3, 3), SLICE_LIT("www"));
}

static void put_markdown(struct buf *b, size_t start, cupel_slice c, cupel_slice rest)
{
    uint8_t byte = ascii(c);
    switch (byte) {
    case '<': buf_add_str(b, "&lt;"); return;
    case '>': buf_add_str(b, "&gt;"); return;
    case '&': buf_add_str(b, "&amp;"); return;
    case '\\':
    case '`':
    case '*':
    case '_':
    case '[':
    case ']':
    case '|':
    case '~':
    case '$': buf_add_byte(b, '\\'); break;
    default:
        if (begins_block(b, start, byte, rest) || begins_link(b, byte, rest))
            buf_add_byte(b, '\\');
        break;
    }
    buf_add(b, c);
    if ((byte == '@' || byte == '#') && rest.n && is_alnum(rest.p[0]))
        buf_add_str(b, WORD_JOINER);
}

void escape_markdown(struct buf *b, cupel_slice text)
{
    struct cur c = cur_of(text);
    size_t start = b->n;
    while (c.left.n && buf_status(b) == CUPEL_OK) {
        cupel_slice got = next_of_line(&c, b->n == start);
        if (got.n)
            put_markdown(b, start, got, c.left);
    }
}

/* The longest run of backticks in @s. */
static size_t longest_ticks(cupel_slice s)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < s.n; i++) {
        run = s.p[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

void escape_markdown_code(struct buf *b, cupel_slice text)
{
    struct buf line;
    buf_init(&line, b->max);
    escape_line(&line, text);
    cupel_slice s = buf_slice(&line);
    size_t ticks = longest_ticks(s) + 1;
    /* A space on both sides is taken off again, and lets a backtick stand there. */
    bool pad = s.n == 0 || s.p[0] == '`' || s.p[s.n - 1] == '`';
    for (size_t i = 0; i < ticks; i++)
        buf_add_byte(b, '`');
    buf_add_str(b, pad ? " " : "");
    buf_add(b, s);
    buf_add_str(b, pad ? " " : "");
    for (size_t i = 0; i < ticks; i++)
        buf_add_byte(b, '`');
    if (buf_status(&line) != CUPEL_OK && b->st == CUPEL_OK)
        b->st = line.st;
    buf_clear(&line);
}

/* ---- URIs ---- */

void escape_uri_path(struct buf *b, cupel_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];
        if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~' || c == '/')
            buf_add_byte(b, c);
        else
            buf_printf(b, "%%%02X", c);
    }
}

/* ---- SARIF ---- */

void escape_sarif(struct buf *b, cupel_slice text)
{
    struct cur c = cur_of(text);
    while (c.left.n) {
        cupel_slice got = next_char(&c);
        uint8_t byte = ascii(got);
        buf_add(b, got);
        if (byte == '{' || byte == '}')
            buf_add_byte(b, byte);
        if (byte == ']' && slice_starts(c.left, SLICE_LIT("(")))
            buf_add_byte(b, ' '); /* "](" would join a link's text to its target */
    }
}
