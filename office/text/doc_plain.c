/* SPDX-License-Identifier: Apache-2.0 */
/* Text by lines: paragraphs that gather them, which every format but Markdown uses, and plain
 * text. */
#include "office/text/doc_build.h"

#define CAPITALS_MAX 80 /* bytes of a title in capitals */

/* ---- paragraphs ---- */

void doc_para_init(struct doc_para *p, struct doc_builder *b, doc_inlines *inlines)
{
    *p = (struct doc_para){ .b = b, .inlines = inlines };
    buf_init(&p->raw, 2 * (size_t)DOC_BYTES_MAX);
}

void doc_para_clear(struct doc_para *p)
{
    buf_clear(&p->raw);
}

void doc_para_begin(struct doc_para *p, enum doc_block_kind kind, uint8_t level, uint32_t line)
{
    doc_para_end(p);
    p->kind = kind;
    p->level = level;
    p->line = line;
    p->is_open = true;
    p->raw.n = 0;
}

void doc_para_add(struct doc_para *p, cupel_slice line, uint32_t number)
{
    if (!p->is_open)
        doc_para_begin(p, DOC_PARAGRAPH, 0, number);
    if (p->raw.n)
        buf_add_byte(&p->raw, '\n');
    buf_add(&p->raw, line);
}

void doc_para_end(struct doc_para *p)
{
    if (!p->is_open)
        return;
    p->is_open = false;
    if (p->kind == DOC_HTML) {
        doc_add_html(p->b, buf_slice(&p->raw), p->line);
        return;
    }
    doc_open(p->b, p->kind, p->level, p->line);
    if (p->kind == DOC_CODE)
        doc_add(p->b, buf_slice(&p->raw));
    else
        p->inlines(p->b, buf_slice(&p->raw), p->line);
    doc_close(p->b, p->line);
}

void doc_para_single(struct doc_para *p, enum doc_block_kind kind, uint8_t level, cupel_slice line,
                     uint32_t number)
{
    doc_para_begin(p, kind, level, number);
    doc_para_add(p, line, number);
    doc_para_end(p);
}

/* ---- marks ---- */

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

size_t doc_bullet(cupel_slice line)
{
    size_t at = 0, mark;
    while (at < line.n && (line.p[at] == ' ' || line.p[at] == '\t'))
        at++;
    mark = at;
    if (at < line.n && (line.p[at] == '-' || line.p[at] == '*' || line.p[at] == '+')) {
        at++;
    } else {
        while (at < line.n && at - mark < 4 && is_digit(line.p[at]))
            at++;
        if (at == mark && at < line.n && line.p[at] == '#')
            at++;
        if (at == mark || at >= line.n || (line.p[at] != '.' && line.p[at] != ')'))
            return 0;
        at++;
    }
    if (at >= line.n || (line.p[at] != ' ' && line.p[at] != '\t'))
        return 0;
    while (at < line.n && (line.p[at] == ' ' || line.p[at] == '\t'))
        at++;
    return at;
}

/* ---- plain text ---- */

static void plain_inlines(struct doc_builder *b, cupel_slice raw, uint32_t line)
{
    size_t n;
    doc_add(b, raw);
    for (size_t i = 0; i < raw.n; i += n ? n : 1) {
        n = raw.p[i] == 'h' ? doc_url_length(raw, i) : 0;
        line += raw.p[i] == '\n';
        if (n)
            doc_add_link(b, slice_part(raw, i, n), slice_part(raw, i, n), line, false);
    }
}

/* A line in capitals, as old READMEs have for a title: letters outnumber all else but spaces. */
static bool is_in_capitals(cupel_slice s)
{
    size_t letters = 0, others = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= 'a' && s.p[i] <= 'z')
            return false;
        if (s.p[i] >= 'A' && s.p[i] <= 'Z')
            letters++;
        else
            others += s.p[i] != ' ';
    }
    return s.n <= CAPITALS_MAX && letters >= 4 && letters > others;
}

static uint8_t underline_level(cupel_slice line)
{
    uint8_t c = 0;
    return doc_rule(line, &c) < 3 ? 0 : c == '=' ? 1 : c == '-' ? 2 : c == '~' ? 3 : 0;
}

static void plain_line(struct doc_para *p, struct doc_lines *l, cupel_slice line)
{
    uint8_t under = p->is_open ? 0 : underline_level(doc_line_peek(l));
    uint32_t number = l->line;
    uint8_t c = 0;
    size_t bullet;
    bool is_rule = doc_rule(line, &c) >= 3 && !(c >= 'A' && c <= 'z') && c < 0x80;
    if (is_rule || doc_is_blank(line)) {
        doc_para_end(p);
    } else if (under) {
        doc_para_single(p, DOC_HEADING, under, line, number);
        (void)doc_line_take(l, &line);
    } else if (!p->is_open && is_in_capitals(doc_trim(line)) && doc_is_blank(doc_line_peek(l))) {
        doc_para_single(p, DOC_HEADING, 1, line, number);
    } else if ((bullet = doc_bullet(line)) != 0) {
        doc_para_begin(p, DOC_ITEM, 0, number);
        doc_para_add(p, slice_part(line, bullet, line.n - bullet), number);
    } else {
        doc_para_add(p, line, number);
    }
}

void doc_read_plain(struct doc_builder *b, cupel_slice in)
{
    struct doc_para p;
    struct doc_lines l = { .in = in };
    cupel_slice line;
    doc_para_init(&p, b, plain_inlines);
    while (!doc_is_full(b) && doc_line_take(&l, &line))
        plain_line(&p, &l, line);
    doc_para_end(&p);
    b->is_cut |= l.at < in.n;
    doc_para_clear(&p);
}
