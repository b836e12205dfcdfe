/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markdown through md4c's callbacks. md4c gives no line numbers, but most of its texts point into
 * the input, in order: the place of such a text is its line, any other has the last line known.
 */
#include "office/text/doc_build.h"

#include "base/utf8.h"
#include "office/text/md_input.h"

#include <md4c.h>

#define SPANS_MAX        16  /* links and images inside one another */
#define FRONT_MATTER_MAX 400 /* lines */

struct span {
    cupel_slice target; /* into spans_text: md4c's own copy does not outlive the callback */
    size_t start;       /* of its text in the block */
    uint32_t line;      /* of its first text; 0 while there was none */
    bool is_image, is_html;
};

struct md {
    struct doc_builder *b;
    cupel_slice in;
    size_t at;     /* offset of the last text placed */
    size_t end;    /* and of what follows it */
    uint32_t line; /* and its line: LF ends one, as everywhere; for md4c a CR alone does as well */
    struct span spans[SPANS_MAX];
    size_t n_spans; /* may be more than SPANS_MAX: those further in are not kept */
    unsigned images, struck;
    unsigned cells;     /* of the row so far */
    bool is_item_fresh; /* a list item began and has no text of its own yet */
    bool in_html;
    struct buf html; /* inline tags not looked at yet */
    struct arena spans_text;
};

/* ---- where ---- */

/* Compared as numbers: md4c's own constants are no part of the input. */
static void place(struct md *m, const MD_CHAR *text, MD_SIZE size)
{
    uintptr_t p = (uintptr_t)text, from = (uintptr_t)m->in.p;
    if (size == 0 || p < from || p - from >= m->in.n || p - from < m->at)
        return;
    m->end = p - from + size;
    for (size_t to = p - from; m->at < to; m->at++)
        m->line += m->in.p[m->at] == '\n';
    if (m->b->is_open && m->b->line == 0)
        m->b->line = m->line;
    for (size_t i = m->n_spans < SPANS_MAX ? m->n_spans : SPANS_MAX;
         i > 0 && !m->spans[i - 1].line;)
        m->spans[--i].line = m->line;
}

/* ---- inline HTML ---- */

static void push_span(struct md *m, cupel_slice target, bool is_image, bool is_html)
{
    if (m->n_spans < SPANS_MAX)
        m->spans[m->n_spans] = (struct span){ .target = arena_copy(&m->spans_text, target),
                                              .start = m->b->text.n,
                                              .line = is_html ? m->line : 0,
                                              .is_image = is_image,
                                              .is_html = is_html };
    m->n_spans++;
}

static void pop_span(struct md *m)
{
    if (m->n_spans == 0)
        return;
    if (--m->n_spans < SPANS_MAX) {
        const struct span *s = &m->spans[m->n_spans];
        cupel_slice all = buf_slice(&m->b->text);
        cupel_slice text = s->start < all.n ? slice_part(all, s->start, all.n - s->start)
                                            : SLICE_EMPTY;
        doc_add_link(m->b, text, s->target, s->line ? s->line : m->line, s->is_image);
    }
    if (m->n_spans == 0) {
        arena_clear(&m->spans_text);
        arena_init(&m->spans_text, 4u * DOC_BYTES_MAX);
    }
}

static void on_inline_tag(struct md *m, const struct doc_html_piece *p)
{
    bool is_top_html = m->n_spans > 0 && m->n_spans <= SPANS_MAX &&
                       m->spans[m->n_spans - 1].is_html;
    if (slice_eq_nocase(p->name, SLICE_LIT("br"))) {
        doc_add(m->b, SLICE_LIT(" "));
    } else if (slice_eq_nocase(p->name, SLICE_LIT("img"))) {
        cupel_slice alt = doc_html_attribute(p->raw, "alt");
        doc_add_link(m->b, alt, doc_html_attribute(p->raw, "src"), m->line, true);
        doc_add_alt(m->b, alt);
    } else if (slice_eq_nocase(p->name, SLICE_LIT("a"))) {
        if (!p->is_end)
            push_span(m, doc_html_attribute(p->raw, "href"), false, true);
        else if (is_top_html)
            pop_span(m);
    }
}

static void flush_html(struct md *m)
{
    struct doc_html_piece p;
    for (size_t at = 0; m->html.n && doc_html_take(buf_slice(&m->html), &at, &p);)
        if (p.kind == DOC_HTML_TAG)
            on_inline_tag(m, &p);
    m->html.n = 0;
}

/* ---- blocks ---- */

static void end_block(struct md *m)
{
    flush_html(m);
    m->n_spans = 0; /* an <a> that was never closed */
    doc_close(m->b, m->line);
}

static void begin(struct md *m, enum doc_block_kind kind, uint8_t level)
{
    end_block(m);
    doc_open(m->b, kind, level, 0);
}

static void begin_text(struct md *m)
{
    begin(m, m->is_item_fresh ? DOC_ITEM : DOC_PARAGRAPH, 0);
    m->is_item_fresh = false;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct md *m = context;
    switch (type) {
    case MD_BLOCK_H:
        begin(m, DOC_HEADING, (uint8_t)((const MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_P: begin_text(m); break;
    case MD_BLOCK_CODE: begin(m, DOC_CODE, 0); break;
    case MD_BLOCK_HTML:
        begin(m, DOC_HTML, 0);
        m->in_html = true;
        break;
    case MD_BLOCK_TR:
        begin(m, DOC_ROW, 0);
        m->cells = 0;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        flush_html(m);
        if (m->cells++)
            doc_add(m->b, SLICE_LIT(" | "));
        break;
    case MD_BLOCK_LI:
        end_block(m);
        m->is_item_fresh = true;
        break;
    default: end_block(m); break;
    }
    return doc_is_full(m->b);
}

/* Raw HTML was gathered as one block: look into it, then leave it without its comments. */
static void leave_html(struct md *m)
{
    uint32_t line = m->b->line ? m->b->line : m->line;
    struct buf raw = m->b->text;
    buf_init(&m->b->text, raw.max);
    m->b->is_open = false;
    m->in_html = false;
    doc_add_html(m->b, buf_slice(&raw), line);
    buf_clear(&raw);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct md *m = context;
    (void)detail;
    if (type == MD_BLOCK_HTML)
        leave_html(m);
    else if (type != MD_BLOCK_TH && type != MD_BLOCK_TD)
        end_block(m);
    if (type == MD_BLOCK_LI)
        m->is_item_fresh = false;
    return doc_is_full(m->b);
}

/* ---- spans ---- */

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct md *m = context;
    flush_html(m);
    if (!m->b->is_open)
        begin_text(m);
    if (type == MD_SPAN_A) {
        const MD_ATTRIBUTE *a = &((const MD_SPAN_A_DETAIL *)detail)->href;
        push_span(m, slice_of(a->text, a->size), false, false);
    } else if (type == MD_SPAN_IMG) {
        const MD_ATTRIBUTE *a = &((const MD_SPAN_IMG_DETAIL *)detail)->src;
        push_span(m, slice_of(a->text, a->size), true, false);
        m->images++;
    } else if (type == MD_SPAN_DEL) {
        m->struck++;
    }
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct md *m = context;
    (void)detail;
    flush_html(m);
    if (type == MD_SPAN_A || type == MD_SPAN_IMG) {
        while (m->n_spans > 1 && m->n_spans <= SPANS_MAX && m->spans[m->n_spans - 1].is_html)
            m->n_spans--; /* <a> inside of a link, never closed */
        pop_span(m);
    }
    if (type == MD_SPAN_IMG) {
        doc_add_alt(m->b, SLICE_EMPTY);
        m->images--;
    }
    if (type == MD_SPAN_DEL)
        m->struck--;
    return 0;
}

/* ---- text ---- */

static void add_words(struct md *m, cupel_slice s)
{
    if (m->struck)
        return; /* struck out: its author takes it back */
    if (m->images)
        doc_add_alt(m->b, s);
    else
        doc_add(m->b, s);
}

static const struct {
    const char *name, *text;
} entities[] = {
    { "&amp;", "&" },         { "&lt;", "<" },         { "&gt;", ">" },       { "&quot;", "\"" },
    { "&apos;", "'" },        { "&nbsp;", " " },       { "&ndash;", "-" },    { "&mdash;", "-" },
    { "&copy;", "\xc2\xa9" }, { "&reg;", "\xc2\xae" }, { "&hellip;", "..." },
};

static uint32_t character_number(cupel_slice digits, uint32_t base)
{
    uint32_t code = 0;
    for (size_t i = 0; i < digits.n && code <= 0x10ffff; i++) {
        uint8_t c = digits.p[i];
        code = code * base + (c <= '9' ? c - (uint32_t)'0' : (c | 32u) - 'a' + 10u);
    }
    return code;
}

/* md4c has made sure of the form: &name; &#digits; or &#xhex; */
static void add_entity(struct md *m, cupel_slice s)
{
    for (size_t i = 0; i < CUPEL_COUNT(entities); i++)
        if (slice_eq(s, slice_str(entities[i].name))) {
            add_words(m, slice_str(entities[i].text));
            return;
        }
    if (s.n < 4 || s.p[1] != '#') {
        add_words(m, s);
        return;
    }
    bool is_hex = (s.p[2] | 32) == 'x';
    size_t from = is_hex ? 3 : 2;
    uint8_t out[4];
    uint32_t code = character_number(slice_part(s, from, s.n - 1 - from), is_hex ? 16 : 10);
    add_words(m, slice_of(out, utf8_write(code, out)));
}

/* Lines of raw HTML are counted later on, so only an LF of the input may be one there. */
static bool is_lone_return(const struct md *m, const MD_CHAR *text, MD_SIZE size)
{
    return m->in_html && size == 1 && text[0] == '\n' && m->end < m->in.n &&
           m->in.p[m->end] == '\r' && (m->end + 1 == m->in.n || m->in.p[m->end + 1] != '\n');
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct md *m = context;
    cupel_slice s = slice_of(text, size);
    if (type == MD_TEXT_HTML && !m->in_html) {
        place(m, text, size);
        buf_add(&m->html, s);
        return doc_is_full(m->b);
    }
    flush_html(m);
    if (!m->b->is_open)
        begin_text(m);
    place(m, text, size);
    switch (type) {
    case MD_TEXT_NULLCHAR: add_words(m, SLICE_LIT("\xef\xbf\xbd")); break;
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR: add_words(m, SLICE_LIT(" ")); break;
    case MD_TEXT_ENTITY: add_entity(m, s); break;
    default: add_words(m, is_lone_return(m, text, size) ? SLICE_LIT(" ") : s); break;
    }
    return doc_is_full(m->b);
}

/* ---- the whole ---- */

/* Front matter (--- … ---) is data of a site's generator: its length, or 0. */
static size_t front_matter(cupel_slice in, uint32_t *lines)
{
    struct doc_lines l = { .in = in };
    cupel_slice s;
    if (!doc_line_take(&l, &s) || !slice_eq(s, SLICE_LIT("---")))
        return 0;
    while (l.line < FRONT_MATTER_MAX && doc_line_take(&l, &s)) {
        *lines = l.line;
        if (slice_eq(s, SLICE_LIT("---")))
            return l.at;
    }
    *lines = 0;
    return 0;
}

cupel_status doc_read_markdown(struct doc_builder *b, cupel_slice in)
{
    static const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEAUTOLINKS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = on_text,
    };
    uint32_t skipped = 0;
    size_t from = front_matter(in, &skipped);
    struct arena copy;
    arena_init(&copy, 2u * DOC_BYTES_MAX);
    struct md m = { .b = b,
                    .in = md_input(&copy, slice_part(in, from, in.n - from), &b->is_cut),
                    .line = skipped + 1 };
    if (m.in.n == 0) {
        cupel_status st = arena_status(&copy);
        arena_clear(&copy);
        return st;
    }
    buf_init(&m.html, DOC_BYTES_MAX);
    arena_init(&m.spans_text, 4u * DOC_BYTES_MAX);
    int ret = md_parse((const MD_CHAR *)m.in.p, (MD_SIZE)m.in.n, &parser, &m);
    bool stopped = ret > 0;
    buf_clear(&m.html);
    arena_clear(&m.spans_text);
    arena_clear(&copy);
    if (stopped)
        b->is_cut = true;
    return ret < 0 ? CUPEL_E_NOMEM : CUPEL_OK;
}
