/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Enough of HTML to tell tags, comments and text apart: Markdown files carry titles, badges and
 * links in it. A tag ends at the first '>', so that a missing one costs a single search.
 */
#include "office/text/doc_build.h"

static bool is_letter(uint8_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_name(uint8_t c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
}

static size_t find_from(cupel_slice s, size_t at, cupel_slice what)
{
    size_t n = slice_find(slice_part(s, at, s.n - at), what);
    return n == SIZE_MAX ? SIZE_MAX : at + n;
}

/* Past a '<' that no '>' follows there is no tag any more, only text and perhaps a comment. */
static size_t text_end(cupel_slice rest, bool no_tags)
{
    return find_from(rest, 1, no_tags ? SLICE_LIT("<!--") : SLICE_LIT("<"));
}

static bool starts_tag(cupel_slice rest, size_t *name)
{
    *name = rest.n > 1 && rest.p[1] == '/' ? 2 : 1;
    return rest.p[0] == '<' && *name < rest.n && is_letter(rest.p[*name]);
}

static size_t take_tag(cupel_slice rest, size_t name, size_t close, struct doc_html_piece *ret)
{
    size_t end = name;
    while (end < close && is_name(rest.p[end]))
        end++;
    *ret = (struct doc_html_piece){ DOC_HTML_TAG, slice_part(rest, 0, close + 1),
                                    slice_part(rest, name, end - name), name == 2 };
    return close + 1;
}

bool doc_html_take(cupel_slice s, size_t *at, struct doc_html_piece *ret)
{
    cupel_slice rest = slice_part(s, *at, s.n - *at);
    size_t name, n;
    if (*at >= s.n)
        return false;
    if (slice_starts(rest, SLICE_LIT("<!--"))) {
        size_t end = find_from(rest, 4, SLICE_LIT("-->"));
        n = end == SIZE_MAX ? rest.n : end + 3;
        *ret = (struct doc_html_piece){ .kind = DOC_HTML_COMMENT, .raw = slice_part(rest, 0, n) };
    } else {
        bool is_tag = starts_tag(rest, &name);
        size_t close = is_tag ? slice_find(rest, SLICE_LIT(">")) : SIZE_MAX;
        n = close == SIZE_MAX ? text_end(rest, is_tag) : take_tag(rest, name, close, ret);
        n = n > rest.n ? rest.n : n;
        if (close == SIZE_MAX)
            *ret = (struct doc_html_piece){ .kind = DOC_HTML_TEXT, .raw = slice_part(rest, 0, n) };
    }
    *at += n;
    return true;
}

static cupel_slice attribute_value(cupel_slice s)
{
    s = doc_trim(s);
    if (s.n == 0 || s.p[0] != '=')
        return SLICE_EMPTY;
    s = doc_trim(slice_part(s, 1, s.n - 1));
    if (s.n && (s.p[0] == '"' || s.p[0] == '\'')) {
        size_t end = find_from(s, 1, slice_part(s, 0, 1));
        return end == SIZE_MAX ? SLICE_EMPTY : slice_part(s, 1, end - 1);
    }
    size_t n = 0;
    while (n < s.n && s.p[n] > ' ' && s.p[n] != '>')
        n++;
    return slice_part(s, 0, n);
}

cupel_slice doc_html_attribute(cupel_slice tag, const char *name)
{
    cupel_slice want = slice_str(name);
    for (size_t i = 1; i + want.n < tag.n; i++) {
        if (tag.p[i - 1] > ' ' && tag.p[i - 1] != '"' && tag.p[i - 1] != '\'')
            continue;
        size_t end = i + want.n;
        if (!slice_eq_nocase(slice_part(tag, i, want.n), want) || is_name(tag.p[end]))
            continue;
        cupel_slice value = attribute_value(slice_part(tag, end, tag.n - end));
        if (value.n)
            return value;
    }
    return SLICE_EMPTY;
}

/* ---- a block of raw HTML ---- */

struct html_block {
    struct doc_builder *b;
    uint32_t line;
    struct buf raw, text; /* without comments; without tags as well */
    size_t link_start;    /* in text, of the open <a> */
    cupel_slice target;
    uint32_t link_line, heading_line;
    size_t heading_start;
    unsigned level; /* of the open heading, or 0 */
};

static cupel_slice since(const struct buf *text, size_t start)
{
    return slice_part(buf_slice(text), start, text->n - start);
}

static unsigned heading_level(cupel_slice name)
{
    bool is_heading = name.n == 2 && (name.p[0] | 32) == 'h' && name.p[1] >= '1' &&
                      name.p[1] <= '6';
    return is_heading ? (unsigned)(name.p[1] - '0') : 0;
}

static void end_heading(struct html_block *h)
{
    doc_open(h->b, DOC_HEADING, (uint8_t)h->level, h->heading_line);
    doc_add(h->b, since(&h->text, h->heading_start));
    doc_close(h->b, h->heading_line);
    h->level = 0;
}

static void on_tag(struct html_block *h, const struct doc_html_piece *p)
{
    unsigned level = heading_level(p->name);
    if (level && !p->is_end) {
        h->level = level;
        h->heading_start = h->text.n;
        h->heading_line = h->line;
    } else if (level && h->level == level) {
        end_heading(h);
    } else if (slice_eq_nocase(p->name, SLICE_LIT("a")) && !p->is_end) {
        h->target = doc_html_attribute(p->raw, "href");
        h->link_start = h->text.n;
        h->link_line = h->line;
    } else if (slice_eq_nocase(p->name, SLICE_LIT("a"))) {
        doc_add_link(h->b, since(&h->text, h->link_start), h->target, h->link_line, false);
        h->target = SLICE_EMPTY;
    } else if (slice_eq_nocase(p->name, SLICE_LIT("img"))) {
        cupel_slice alt = doc_html_attribute(p->raw, "alt");
        doc_add_link(h->b, alt, doc_html_attribute(p->raw, "src"), h->line, true);
        buf_add(&h->text, alt);
    }
}

void doc_add_html(struct doc_builder *b, cupel_slice raw, uint32_t line)
{
    struct html_block h = { .b = b, .line = line };
    struct doc_html_piece p;
    buf_init(&h.raw, DOC_BYTES_MAX);
    buf_init(&h.text, DOC_BYTES_MAX);
    for (size_t at = 0; doc_html_take(raw, &at, &p);) {
        if (p.kind == DOC_HTML_TAG)
            on_tag(&h, &p);
        if (p.kind == DOC_HTML_TEXT)
            buf_add(&h.text, p.raw);
        if (p.kind != DOC_HTML_COMMENT)
            buf_add(&h.raw, p.raw);
        for (size_t i = 0; i < p.raw.n; i++)
            h.line += p.raw.p[i] == '\n';
    }
    if (!doc_is_blank(buf_slice(&h.raw))) {
        doc_open(b, DOC_HTML, 0, line);
        doc_add(b, buf_slice(&h.raw));
        doc_close(b, line);
    }
    buf_clear(&h.raw);
    buf_clear(&h.text);
}
