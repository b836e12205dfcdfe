/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/comments.c: comments out of source text, line by line: code.h has none. Only lines that
 * are nothing but comment count, so that no string is taken for one. A comment that explains a
 * declaration is told from one inside of a function by where the functions are.
 */
#include "office/review/cc/index.h"

#include <string.h>

#define COMMENT_LINES_MAX 200 /* of one comment; the rest is not read */
#define OPEN_MAX          64  /* functions in one another; what is deeper counts as in the last */
#define SPDX_LINES        40  /* a comment about the licence starts within these */

/* A walk over the lines of a text. */
struct lines {
    cupel_slice text;
    size_t at;
    uint32_t number; /* of the line that line_next() gave last */
};

static bool line_next(struct lines *l, cupel_slice *ret)
{
    if (l->at >= l->text.n)
        return false;
    size_t end = l->at;
    while (end < l->text.n && l->text.p[end] != '\n')
        end++;
    *ret = slice_part(l->text, l->at, end - l->at);
    l->at = end + 1;
    l->number++;
    return true;
}

static cupel_slice trim(cupel_slice s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = slice_part(s, 1, s.n - 1);
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r'))
        s.n--;
    return s;
}

static cupel_slice cut(cupel_slice s, size_t n)
{
    return slice_part(s, n, s.n - n);
}

/* The functions around a line; asked for lines in ascending order. */
struct functions {
    const struct code *code;
    uint32_t next; /* the first node not yet passed */
    uint32_t open[OPEN_MAX];
    size_t n;
};

/* ---- one comment as it is collected ---- */

enum comment_form { FORM_NONE, FORM_LINES, FORM_BLOCK, FORM_STRING };

struct comment {
    struct functions functions;
    enum comment_form form;
    cupel_slice ends; /* FORM_BLOCK, FORM_STRING: what closes it */
    bool is_marked;   /* written as documentation, or a docstring */
    uint32_t line, last_line;
    uint8_t *text;
    size_t n, room;
};

static void comment_add(struct comment *c, cupel_slice s, uint32_t number)
{
    if (number - c->line >= COMMENT_LINES_MAX)
        return;
    c->last_line = number;
    if (c->n + s.n + 1 > c->room)
        return;
    if (s.n)
        memcpy(c->text + c->n, s.p, s.n);
    c->n += s.n;
    c->text[c->n++] = '\n';
}

/* The line without the signs that make it a comment; false when it is none. */
static bool strip_line_comment(enum lang l, cupel_slice s, cupel_slice *ret, bool *marked)
{
    if (l == LANG_PYTHON) {
        if (s.n == 0 || s.p[0] != '#' || slice_starts(s, SLICE_LIT("#!")))
            return false;
        *ret = trim(cut(s, 1));
        return true;
    }
    if (!slice_starts(s, SLICE_LIT("//")))
        return false;
    s = cut(s, 2);
    *marked = s.n && (s.p[0] == '/' || s.p[0] == '!');
    while (s.n && (s.p[0] == '/' || s.p[0] == '!'))
        s = cut(s, 1);
    *ret = trim(s);
    return true;
}

/* Does a comment of several lines open here? *ret is what follows its sign. */
static bool opens_block(enum lang l, cupel_slice s, struct comment *c, cupel_slice *ret)
{
    if (l == LANG_PYTHON) {
        if (s.n && (s.p[0] == 'r' || s.p[0] == 'R'))
            s = cut(s, 1);
        cupel_slice quote = slice_starts(s, SLICE_LIT("'''")) ? SLICE_LIT("'''")
                                                              : SLICE_LIT("\"\"\"");
        if (!slice_starts(s, quote))
            return false;
        c->form = FORM_STRING;
        c->ends = quote;
        c->is_marked = true;
        *ret = cut(s, 3);
        return true;
    }
    if (!slice_starts(s, SLICE_LIT("/*")))
        return false;
    c->form = FORM_BLOCK;
    c->ends = SLICE_LIT("*/");
    s = cut(s, 2);
    c->is_marked = s.n && (s.p[0] == '*' || s.p[0] == '!');
    *ret = s;
    return true;
}

/* A line inside of such a comment; false when it closed it. */
static bool take_inner(struct comment *c, cupel_slice s, uint32_t number)
{
    size_t end = slice_find(s, c->ends);
    bool closed = end != SIZE_MAX;
    if (closed)
        s.n = end;
    s = trim(s);
    while (c->form == FORM_BLOCK && s.n && (s.p[0] == '*' || s.p[0] == '!'))
        s = cut(s, 1);
    comment_add(c, trim(s), number);
    return !closed;
}

/* ---- what it belongs to ---- */

/* The innermost function around the line, or CODE_NONE. */
static uint32_t function_at(struct functions *f, uint32_t line)
{
    for (; f->next < f->code->n_nodes && f->code->nodes[f->next].line <= line; f->next++) {
        if (f->code->nodes[f->next].kind != CODE_FUNCTION)
            continue;
        while (f->n && f->code->nodes[f->open[f->n - 1]].last_line < f->code->nodes[f->next].line)
            f->n--;
        if (f->n < OPEN_MAX)
            f->open[f->n++] = f->next;
    }
    while (f->n && f->code->nodes[f->open[f->n - 1]].last_line < line)
        f->n--;
    return f->n ? f->open[f->n - 1] : CODE_NONE;
}

static bool is_license(const struct comment *c)
{
    cupel_slice s = slice_of(c->text, c->n);
    return c->line <= SPDX_LINES &&
           (slice_find(s, SLICE_LIT("SPDX-License-Identifier")) != SIZE_MAX ||
            slice_find(s, SLICE_LIT("Copyright")) != SIZE_MAX ||
            slice_find(s, SLICE_LIT("Licensed under")) != SIZE_MAX);
}

static enum unit_kind kind_of(const struct project_file *f, struct comment *c, bool *skip)
{
    *skip = is_license(c);
    if (!f->code)
        return c->is_marked ? UNIT_API : UNIT_COMMENT;
    uint32_t function = function_at(&c->functions, c->line);
    if (function == CODE_NONE)
        return UNIT_API;
    *skip |= !query_is_on_side(f, function, QUERY_PRODUCT);
    /* A docstring is the first statement of its function. */
    return c->form == FORM_STRING ? UNIT_API : UNIT_COMMENT;
}

static void comment_end(struct query_index *x, const struct project_file *f, struct comment *c)
{
    if (c->form == FORM_NONE)
        return;
    bool skip = false;
    enum unit_kind kind = kind_of(f, c, &skip);
    cupel_slice text = slice_of(c->text, c->n);
    if (!skip && text.n)
        index_add(x, (struct unit){ .text = arena_copy(x->arena, text),
                                    .file = f,
                                    .line = c->line,
                                    .last_line = c->last_line,
                                    .kind = (uint8_t)kind });
    c->form = FORM_NONE;
    c->n = 0;
}

static void comment_begin(struct comment *c, enum comment_form form, uint32_t number)
{
    c->form = form;
    c->line = c->last_line = number;
    c->n = 0;
}

static void take_line(struct query_index *x, const struct project_file *f, struct comment *c,
                      cupel_slice line, uint32_t number)
{
    cupel_slice s = trim(line), rest;
    if (c->form == FORM_BLOCK || c->form == FORM_STRING) {
        if (!take_inner(c, s, number))
            comment_end(x, f, c);
        return;
    }
    bool marked = false;
    if (strip_line_comment(f->lang, s, &rest, &marked)) {
        if (c->form == FORM_NONE)
            comment_begin(c, FORM_LINES, number);
        c->is_marked = marked;
        comment_add(c, rest, number);
        return;
    }
    comment_end(x, f, c);
    struct comment next = { .form = FORM_NONE };
    if (!opens_block(f->lang, s, &next, &rest))
        return;
    comment_begin(c, next.form, number);
    c->ends = next.ends;
    c->is_marked = next.is_marked;
    if (!take_inner(c, rest, number))
        comment_end(x, f, c);
}

void comments_index(struct query_index *x, const struct project_file *f)
{
    struct lines l = { .text = f->text };
    struct arena scratch;
    arena_init(&scratch, (size_t)CODE_BYTES_MAX * 2);
    struct comment c = { .text = arena_alloc(&scratch, f->text.n + 1),
                         .room = f->text.n + 1,
                         .functions = { .code = f->code } };
    cupel_slice line;
    while (c.text && line_next(&l, &line))
        take_line(x, f, &c, line, l.number);
    if (c.text)
        comment_end(x, f, &c);
    arena_clear(&scratch);
}
