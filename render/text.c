/* SPDX-License-Identifier: Apache-2.0 */
#include "render/text.h"

#include "base/utf8.h"

#include <stdio.h>

#define TEXT_WIDTH 100u

struct text_out text_out_to(struct buf *b, bool colour)
{
    return (struct text_out){ .b = b, .colour = colour, .width = TEXT_WIDTH };
}

/* C0, DEL, C1 (U+0080..9F), and what turns text around: U+200E/F, U+202A..2E, U+2066..69. */
static bool is_hostile(cupel_slice c)
{
    if (c.n == 1)
        return c.p[0] < 0x20 || c.p[0] == 0x7f;
    if (c.n == 2)
        return c.p[0] == 0xc2 && c.p[1] < 0xa0;
    if (c.n != 3 || c.p[0] != 0xe2)
        return false;
    if (c.p[1] == 0x80)
        return c.p[2] == 0x8e || c.p[2] == 0x8f || (c.p[2] >= 0xa8 && c.p[2] <= 0xae);
    return c.p[1] == 0x81 && c.p[2] >= 0xa6 && c.p[2] <= 0xa9;
}

/* The next character of @c, whole and fit for a terminal. */
static cupel_slice next_char(struct cur *c)
{
    size_t n = utf8_length(c->left);
    cupel_slice got = cur_take(c, n ? n : 1);
    return n == 0 || is_hostile(got) ? SLICE_LIT("?") : got;
}

static void put(struct text_out *t, cupel_slice text)
{
    struct cur c = cur_of(text);
    while (c.left.n) {
        buf_add(t->b, next_char(&c));
        t->column++;
    }
}

void text_put(struct text_out *t, const char *text)
{
    put(t, slice_str(text));
}

void text_line(struct text_out *t)
{
    while (t->b->n && t->b->p[t->b->n - 1] == ' ')
        t->b->n--;
    buf_add_byte(t->b, '\n');
    t->column = 0;
}

void text_colour(struct text_out *t, enum text_colour c)
{
    static const char *const codes[] = {
        [TEXT_PLAIN] = "\033[0m",  [TEXT_BOLD] = "\033[1m",    [TEXT_DIM] = "\033[2m",
        [TEXT_GREEN] = "\033[32m", [TEXT_YELLOW] = "\033[33m", [TEXT_RED] = "\033[31m",
    };
    if (t->colour)
        buf_add_str(t->b, codes[c]);
}

void text_to(struct text_out *t, unsigned column)
{
    if (t->column > column)
        text_line(t);
    while (t->column < column) {
        buf_add_byte(t->b, ' ');
        t->column++;
    }
}

unsigned text_columns(const char *text)
{
    struct cur c = cur_of(slice_str(text));
    unsigned n = 0;
    for (; c.left.n; n++)
        (void)next_char(&c);
    return n;
}

static cupel_slice next_word(struct cur *c)
{
    while (c->left.n && c->left.p[0] == ' ')
        (void)cur_u8(c);
    size_t n = 0;
    while (n < c->left.n && c->left.p[n] != ' ')
        n++;
    return cur_take(c, n);
}

static unsigned word_columns(cupel_slice word)
{
    struct cur c = cur_of(word);
    unsigned n = 0;
    for (; c.left.n; n++)
        (void)next_char(&c);
    return n;
}

void text_wrap(struct text_out *t, unsigned indent, const char *text)
{
    struct cur c = cur_of(slice_str(text));
    bool first = true;
    for (;;) {
        cupel_slice word = next_word(&c);
        if (word.n == 0)
            return;
        unsigned need = word_columns(word) + (first ? 0 : 1);
        if (t->column > indent && t->column + need > t->width) {
            text_line(t);
            text_to(t, indent);
        } else if (!first) {
            text_put(t, " ");
        }
        put(t, word);
        first = false;
    }
}

void text_row(struct text_out *t, unsigned indent, const char *label, unsigned column,
              const char *text)
{
    text_to(t, indent);
    text_put(t, label);
    if (t->column + 1 > column)
        text_line(t);
    text_to(t, column);
    text_wrap(t, column, text);
    text_line(t);
}

void text_heading(struct text_out *t, const char *text)
{
    text_line(t);
    text_colour(t, TEXT_BOLD);
    text_put(t, text);
    text_colour(t, TEXT_PLAIN);
    text_line(t);
}

enum text_colour text_outcome_colour(cupel_outcome o)
{
    switch (o) {
    case CUPEL_PASS: return TEXT_GREEN;
    case CUPEL_FAIL: return TEXT_RED;
    case CUPEL_WARN:
    case CUPEL_UNKNOWN: return TEXT_YELLOW;
    case CUPEL_SKIP:
    case CUPEL_NA: return TEXT_DIM;
    }
    return TEXT_PLAIN;
}

#define CHECK_INDENT 10u /* where the id stands, behind the outcome */
#define CHECK_VALUE  20u

static void put_where(struct text_out *t, const struct cupel_check *c)
{
    char text[320];
    for (size_t i = 0; i < c->n_where; i++) {
        const struct cupel_where *w = &c->where[i];
        if (w->path)
            (void)snprintf(text, sizeof text, "%s:%llu", w->path, (unsigned long long)w->line);
        else if (w->length == 0)
            (void)snprintf(text, sizeof text, "%s, offset %llu", w->in ? w->in : "evidence",
                           (unsigned long long)w->offset);
        else
            (void)snprintf(text, sizeof text, "%s, bytes %llu to %llu", w->in ? w->in : "evidence",
                           (unsigned long long)w->offset,
                           (unsigned long long)(w->offset + w->length - 1));
        text_row(t, CHECK_INDENT, i ? "" : "where", CHECK_VALUE, text);
    }
}

static void put_optional(struct text_out *t, const char *label, const char *text)
{
    if (text && *text)
        text_row(t, CHECK_INDENT, label, CHECK_VALUE, text);
}

void text_check(struct text_out *t, const struct cupel_check *c, bool with_spec)
{
    text_to(t, 2);
    text_colour(t, text_outcome_colour(c->outcome));
    text_put(t, cupel_outcome_name(c->outcome));
    text_colour(t, TEXT_PLAIN);
    text_to(t, CHECK_INDENT);
    text_put(t, c->id);
    text_put(t, ":");
    text_put(t, " ");
    text_wrap(t, CHECK_INDENT, c->detail && *c->detail ? c->detail : c->title);
    text_line(t);
    put_optional(t, "expected", c->expected);
    put_optional(t, "found", c->found);
    if (c->outcome != CUPEL_PASS) {
        put_where(t, c);
        put_optional(t, "fix", c->fix);
    }
    if (with_spec)
        put_optional(t, "spec", c->spec);
}

void text_check_info(struct text_out *t, const struct cupel_check_info *c)
{
    text_colour(t, TEXT_BOLD);
    text_put(t, c->id);
    text_colour(t, TEXT_PLAIN);
    text_put(t, ": ");
    text_wrap(t, 2, c->title);
    text_line(t);
    text_row(t, 2, "category", 12, cupel_category_name(c->category));
    text_row(t, 2, "why", 12, c->why ? c->why : "");
    text_row(t, 2, "clause", 12, c->spec ? c->spec : "");
    text_row(t, 2, "if not", 12, c->fix ? c->fix : "nothing is to be done");
}
