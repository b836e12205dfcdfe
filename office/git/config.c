/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/config.h"

#include "base/buf.h"
#include "base/cur.h"

#include <string.h>

struct reader {
    cupel_slice text;
    size_t at, line, failed; /* failed: the line of the first failure */
    struct arena *arena;
    struct buf items; /* of struct config_item */
    struct config_item head;
    cupel_status st;
};

/* The next byte, or -1 at the end. CR before LF counts as part of the line's end. */
static int peek(const struct reader *r)
{
    if (r->at >= r->text.n)
        return -1;
    uint8_t c = r->text.p[r->at];
    bool is_crlf = c == '\r' && r->at + 1 < r->text.n && r->text.p[r->at + 1] == '\n';
    return is_crlf ? '\n' : c;
}

static int next(struct reader *r)
{
    int c = peek(r);
    if (c < 0)
        return c;
    if (c == '\n') {
        r->at += r->text.p[r->at] == '\r';
        r->line++;
    }
    r->at++;
    return c;
}

static bool is_blank(int c)
{
    return c == ' ' || c == '\t';
}

static bool is_name(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

static void skip_blanks(struct reader *r)
{
    while (is_blank(peek(r)))
        (void)next(r);
}

static void skip_line(struct reader *r)
{
    for (int c = next(r); c >= 0 && c != '\n';)
        c = next(r);
}

static void fail(struct reader *r, cupel_status st)
{
    if (r->st != CUPEL_OK)
        return;
    r->st = st;
    r->failed = r->line;
}

/* What was gathered in @b, as text in the arena. A NUL in it would end the text early. */
static const char *text_of(struct reader *r, struct buf *b)
{
    cupel_slice s = buf_slice(b);
    if (buf_status(b) != CUPEL_OK)
        fail(r, buf_status(b));
    else if (slice_find(s, SLICE_LIT("\0")) != SIZE_MAX)
        fail(r, CUPEL_E_MALFORMED);
    const char *out = r->st == CUPEL_OK
                          ? arena_printf(r->arena, "%.*s", (int)s.n, s.n ? (const char *)s.p : "")
                          : "";
    buf_clear(b);
    return out;
}

static const char *read_name(struct reader *r, bool dots)
{
    struct buf b;
    buf_init(&b, CONFIG_VALUE_MAX);
    while (is_name(peek(r)) || (dots && peek(r) == '.')) {
        int c = next(r);
        buf_add_byte(&b, (uint8_t)(c >= 'A' && c <= 'Z' ? c + 32 : c));
    }
    if (buf_slice(&b).n == 0)
        fail(r, CUPEL_E_MALFORMED);
    return text_of(r, &b);
}

/* "sub\"section": a backslash stands before any byte and is dropped. */
static const char *read_subsection(struct reader *r)
{
    struct buf b;
    buf_init(&b, CONFIG_VALUE_MAX);
    (void)next(r); /* the quote */
    while (r->st == CUPEL_OK && peek(r) != '"') {
        if (peek(r) == '\\')
            (void)next(r);
        if (peek(r) < 0 || peek(r) == '\n')
            fail(r, CUPEL_E_MALFORMED);
        else
            buf_add_byte(&b, (uint8_t)next(r));
    }
    (void)next(r);
    return text_of(r, &b);
}

static void read_section(struct reader *r)
{
    (void)next(r); /* the bracket */
    r->head = (struct config_item){ .section = read_name(r, true), .subsection = "" };
    skip_blanks(r);
    if (peek(r) == '"')
        r->head.subsection = read_subsection(r);
    if (peek(r) != ']')
        fail(r, CUPEL_E_MALFORMED);
    (void)next(r);
}

/* What a backslash and @c stand for; -1: nothing that git knows. */
static int unescape(int c)
{
    switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'b': return '\b';
    case '"':
    case '\\': return c;
    default: return -1;
    }
}

/* One byte of a value after its backslash; nothing for a line that goes on. */
static void read_escape(struct reader *r, struct buf *b)
{
    int c = peek(r);
    if (c != '\n' && unescape(c) < 0) {
        fail(r, CUPEL_E_MALFORMED);
        return;
    }
    (void)next(r);
    if (c != '\n')
        buf_add_byte(b, (uint8_t)unescape(c));
}

/* To the end of the line; blanks outside of quotes are kept only between other bytes. */
static const char *read_value(struct reader *r)
{
    struct buf b;
    bool quoted = false;
    size_t keep = 0;
    buf_init(&b, CONFIG_VALUE_MAX);
    skip_blanks(r);
    while (r->st == CUPEL_OK) {
        int c = peek(r);
        if (c < 0 || c == '\n' || (!quoted && (c == '#' || c == ';')))
            break;
        (void)next(r);
        if (c == '"')
            quoted = !quoted;
        else if (c == '\\')
            read_escape(r, &b);
        else
            buf_add_byte(&b, (uint8_t)c);
        if (quoted || !is_blank(c))
            keep = buf_slice(&b).n;
    }
    if (quoted)
        fail(r, CUPEL_E_MALFORMED);
    skip_line(r);
    b.n = keep < b.n ? keep : b.n;
    return text_of(r, &b);
}

static void read_item(struct reader *r)
{
    struct config_item item = r->head;
    int first = peek(r);
    if (!item.section || !is_name(first) || first == '-' || (first >= '0' && first <= '9')) {
        fail(r, CUPEL_E_MALFORMED);
        return;
    }
    item.key = read_name(r, false);
    item.value = "";
    skip_blanks(r);
    int c = peek(r);
    if (c == '=') {
        (void)next(r);
        item.value = read_value(r);
    } else if (c < 0 || c == '\n' || c == '#' || c == ';')
        skip_line(r);
    else
        fail(r, CUPEL_E_MALFORMED);
    buf_add(&r->items, slice_of(&item, sizeof item));
    if (buf_status(&r->items) != CUPEL_OK)
        fail(r, buf_status(&r->items));
}

static void read_all(struct reader *r)
{
    if (slice_starts(r->text, SLICE_LIT("\xef\xbb\xbf")))
        r->at = 3;
    while (r->st == CUPEL_OK && peek(r) >= 0) {
        int c = peek(r);
        if (is_blank(c) || c == '\n')
            (void)next(r);
        else if (c == '#' || c == ';')
            skip_line(r);
        else if (c == '[')
            read_section(r);
        else
            read_item(r);
    }
}

cupel_status config_parse(struct arena *a, cupel_slice text, struct config *ret, size_t *line)
{
    struct reader r = { .text = text, .line = 1, .arena = a };
    *line = 0;
    if (text.n > CONFIG_BYTES_MAX)
        return CUPEL_E_LIMIT;
    buf_init(&r.items, CONFIG_ITEMS_MAX * sizeof(struct config_item));
    read_all(&r);
    size_t n = r.items.n / sizeof(struct config_item);
    cupel_slice items = arena_copy(a, buf_slice(&r.items));
    buf_clear(&r.items);
    *line = r.failed;
    CUPEL_TRY(r.st);
    CUPEL_TRY(arena_status(a));
    *ret = (struct config){ .items = (const struct config_item *)(const void *)items.p, .n = n };
    return CUPEL_OK;
}

const char *config_get(const struct config *c, const char *section, const char *subsection,
                       const char *key)
{
    const char *found = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct config_item *item = &c->items[i];
        if (strcmp(item->section, section) == 0 && strcmp(item->subsection, subsection) == 0 &&
            strcmp(item->key, key) == 0)
            found = item->value;
    }
    return found;
}
