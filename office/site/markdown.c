/* SPDX-License-Identifier: Apache-2.0 */
#include "office/site/markdown.h"

#include "base/utf8.h"
#include "office/site/html.h"
#include "office/text/md_input.h"
#include "render/escape.h"

#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPANS_MAX    64 /* emphasis, links and images in one another; further in they are text */
#define ID_MAX       80 /* bytes of a heading's id, before a number */
#define HEADINGS_MAX 10000

struct id {
    const char *text;
    struct id *next;
};
struct span {
    MD_SPANTYPE type;
    bool is_written;    /* its beginning was: its end is to be */
    const char *target; /* of an image */
};
struct writer {
    const struct markdown *m;
    struct buf *out; /* where markup goes: the page, or the heading that is open */
    struct buf *page;
    struct buf heading; /* its markup */
    struct buf plain;   /* its text, or an image's */
    struct id *ids;
    size_t n_ids;
    unsigned last_level; /* of the page's headings so far */
    unsigned images;     /* that are open */
    unsigned depth;      /* lists and quotations that are open */
    unsigned tables;
    size_t blocks; /* that began so far */
    struct span spans[SPANS_MAX];
    size_t n_spans;
    bool in_title; /* the heading is left out */
};

static void put(struct writer *w, const char *markup)
{
    buf_add_str(w->out, markup);
}

/* ---- texts ---- */

static void put_text(struct writer *w, cupel_slice s)
{
    if (w->images || w->out == &w->heading)
        buf_add(&w->plain, s);
    if (w->images == 0)
        escape_html(w->out, s);
}

static const struct {
    const char *name, *text;
} entities[] = {
    { "&amp;", "&" },
    { "&lt;", "<" },
    { "&gt;", ">" },
    { "&quot;", "\"" },
    { "&apos;", "'" },
    { "&nbsp;", "\xc2\xa0" },
    { "&copy;", "\xc2\xa9" },
    { "&reg;", "\xc2\xae" },
    { "&ndash;", "\xe2\x80\x93" },
    { "&mdash;", "\xe2\x80\x94" },
    { "&hellip;", "\xe2\x80\xa6" },
    { "&rarr;", "\xe2\x86\x92" },
    { "&times;", "\xc3\x97" },
    { "&middot;", "\xc2\xb7" },
    { "&colon;", ":" },
    { "&Tab;", "\t" },
    { "&NewLine;", "\n" },
};

/* md4c has made sure of the form: &name; &#digits; or &#xhex; A name that is not known stands as it
 * was written. */
static void put_entity(struct buf *b, cupel_slice s)
{
    char digits[16];
    uint8_t out[4];
    for (size_t i = 0; i < CUPEL_COUNT(entities); i++)
        if (slice_eq(s, slice_str(entities[i].name))) {
            buf_add_str(b, entities[i].text);
            return;
        }
    if (s.n < 4 || s.n > 12 || s.p[1] != '#') {
        buf_add(b, s);
        return;
    }
    bool is_hex = (s.p[2] | 32) == 'x';
    cupel_slice number = slice_part(s, is_hex ? 3 : 2, s.n - (is_hex ? 4 : 3));
    slice_copy(number, digits, sizeof digits - 1);
    digits[number.n] = '\0';
    unsigned long code = strtoul(digits, NULL, is_hex ? 16 : 10);
    buf_add(b, slice_of(out, utf8_write(code > 0x10ffff ? 0xfffd : (uint32_t)code, out)));
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct writer *w = context;
    cupel_slice s = slice_of(text, size);
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
        if (w->images || w->out == &w->heading)
            buf_add_byte(&w->plain, ' ');
        if (w->images == 0)
            put(w, type == MD_TEXT_BR ? "<br>\n" : "\n");
    } else if (type == MD_TEXT_NULLCHAR) {
        put_text(w, SLICE_LIT("\xef\xbf\xbd"));
    } else if (type == MD_TEXT_ENTITY) {
        struct buf one;
        buf_init(&one, 256);
        put_entity(&one, s);
        put_text(w, buf_slice(&one));
        buf_clear(&one);
    } else {
        put_text(w, s);
    }
    return buf_status(w->page) != CUPEL_OK;
}

/* An attribute's text, decoded, in the arena. */
static const char *attribute(struct writer *w, const MD_ATTRIBUTE *a)
{
    struct buf b;
    buf_init(&b, 65536);
    for (size_t i = 0; a->size && a->substr_offsets[i] < a->size; i++) {
        MD_OFFSET from = a->substr_offsets[i], to = a->substr_offsets[i + 1];
        cupel_slice part = slice_of(a->text + from, to - from);
        if (a->substr_types[i] == MD_TEXT_ENTITY)
            put_entity(&b, part);
        else if (a->substr_types[i] == MD_TEXT_NULLCHAR)
            buf_add_str(&b, "\xef\xbf\xbd");
        else
            buf_add(&b, part);
    }
    return arena_take_buf(w->m->arena, &b);
}

/* ---- headings ---- */

static bool is_taken(const struct writer *w, const char *id)
{
    for (const struct id *i = w->ids; i; i = i->next)
        if (strcmp(i->text, id) == 0)
            return true;
    return false;
}

/* Small letters, digits, what is beyond ASCII; the rest are hyphens or nothing, as forges do it. */
static const char *slug(struct writer *w)
{
    char id[ID_MAX + 1];
    size_t n = 0;
    cupel_slice s = buf_slice(&w->plain);
    for (size_t i = 0; i < s.n && n < ID_MAX;) {
        size_t take = utf8_length(slice_part(s, i, s.n - i));
        uint8_t c = s.p[i];
        if (take > 1 && n + take <= ID_MAX) {
            slice_copy(slice_part(s, i, take), id + n, take);
            n += take;
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-') {
            id[n++] = (char)c;
        } else if (c >= 'A' && c <= 'Z') {
            id[n++] = (char)(c + 32);
        } else if (c == ' ') {
            id[n++] = '-';
        }
        i += take ? take : 1;
    }
    id[n] = '\0';
    return arena_printf(w->m->arena, "%s", n ? id : "section");
}

static const char *take_id(struct writer *w)
{
    const char *stem = slug(w), *id = stem;
    for (size_t n = 1; is_taken(w, id) && n < HEADINGS_MAX; n++)
        id = arena_printf(w->m->arena, "%s-%zu", stem, n);
    struct id *one = w->n_ids < HEADINGS_MAX ? arena_alloc(w->m->arena, sizeof *one) : NULL;
    if (one) {
        *one = (struct id){ id, w->ids };
        w->ids = one;
        w->n_ids++;
    }
    return id;
}

static void open_heading(struct writer *w, unsigned level)
{
    w->in_title = w->m->drop_title && w->blocks == 1 && level == 1;
    buf_clear(&w->heading);
    buf_init(&w->heading, 1u << 20);
    buf_clear(&w->plain);
    buf_init(&w->plain, 1u << 20);
    w->out = &w->heading;
}

/* No level is left out on the way down: readers of the page find their way by them. */
static void close_heading(struct writer *w, unsigned level)
{
    w->out = w->page;
    if (w->in_title) {
        w->in_title = false;
        return;
    }
    /* A text whose title was dropped has its sections one level up. */
    unsigned at = w->m->level + level - 1 - (w->m->drop_title && level > 1 ? 1 : 0);
    if (at > w->last_level + 1)
        at = w->last_level + 1;
    if (at > 6)
        at = 6;
    w->last_level = at;
    buf_printf(w->page, "<h%u id=\"", at);
    escape_html(w->page, slice_str(take_id(w)));
    buf_add_str(w->page, "\">");
    buf_add(w->page, buf_slice(&w->heading));
    buf_printf(w->page, "</h%u>\n", at);
}

/* ---- blocks ---- */

static void open_code(struct writer *w, const MD_BLOCK_CODE_DETAIL *d)
{
    char class_name[24] = "text";
    size_t n = 0;
    const char *lang = attribute(w, &d->lang);
    for (; lang[n] && n < sizeof class_name - 1; n++) {
        bool is_plain = (lang[n] >= 'a' && lang[n] <= 'z') || (lang[n] >= '0' && lang[n] <= '9') ||
                        lang[n] == '+' || lang[n] == '-';
        if (!is_plain)
            break;
        class_name[n] = lang[n];
    }
    if (n)
        class_name[n] = '\0';
    buf_printf(w->out, "<pre class=\"code\" tabindex=\"0\"><code class=\"language-%s\">",
               class_name);
}

static void open_item(struct writer *w, const MD_BLOCK_LI_DETAIL *d)
{
    if (!d->is_task) {
        put(w, "<li>");
        return;
    }
    bool is_done = d->task_mark == 'x' || d->task_mark == 'X';
    put(w,
        is_done
            ? "<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"done\"> "
            : "<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"open\"> ");
}

static void open_table(struct writer *w)
{
    buf_printf(
        w->out,
        "<div class=\"scroll\" role=\"region\" aria-label=\"Table %u\" tabindex=\"0\"><table>\n",
        ++w->tables);
}

static void open_cell(struct writer *w, bool is_head, const MD_BLOCK_TD_DETAIL *d)
{
    const char *align = d->align == MD_ALIGN_RIGHT    ? " class=\"right\""
                        : d->align == MD_ALIGN_CENTER ? " class=\"center\""
                                                      : "";
    buf_printf(w->out, is_head ? "<th scope=\"col\"%s>" : "<td%s>", align);
}

static bool is_nested(MD_BLOCKTYPE type)
{
    return type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL ||
           type == MD_BLOCK_LI;
}

static void close_spans(struct writer *w, size_t down_to);

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct writer *w = context;
    const MD_BLOCK_OL_DETAIL *ol = detail;
    close_spans(w, 0);
    w->blocks += type != MD_BLOCK_DOC;
    if (is_nested(type) && ++w->depth > MARKDOWN_DEPTH_MAX)
        return 0;
    switch (type) {
    case MD_BLOCK_DOC: break;
    case MD_BLOCK_QUOTE: put(w, "<blockquote>\n"); break;
    case MD_BLOCK_UL: put(w, "<ul>\n"); break;
    case MD_BLOCK_OL:
        if (ol->start == 1)
            put(w, "<ol>\n");
        else
            buf_printf(w->out, "<ol start=\"%u\">\n", ol->start);
        break;
    case MD_BLOCK_LI: open_item(w, detail); break;
    case MD_BLOCK_HR: put(w, "<hr>\n"); break;
    case MD_BLOCK_H: open_heading(w, ((const MD_BLOCK_H_DETAIL *)detail)->level); break;
    case MD_BLOCK_CODE: open_code(w, detail); break;
    case MD_BLOCK_HTML: break; /* does not come: MD_FLAG_NOHTML */
    case MD_BLOCK_P: put(w, "<p>"); break;
    case MD_BLOCK_TABLE: open_table(w); break;
    case MD_BLOCK_THEAD: put(w, "<thead>\n"); break;
    case MD_BLOCK_TBODY: put(w, "<tbody>\n"); break;
    case MD_BLOCK_TR: put(w, "<tr>"); break;
    case MD_BLOCK_TH: open_cell(w, true, detail); break;
    case MD_BLOCK_TD: open_cell(w, false, detail); break;
    }
    return buf_status(w->page) != CUPEL_OK;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct writer *w = context;
    close_spans(w, 0);
    if (is_nested(type) && w->depth-- > MARKDOWN_DEPTH_MAX)
        return 0;
    switch (type) {
    case MD_BLOCK_QUOTE: put(w, "</blockquote>\n"); break;
    case MD_BLOCK_UL: put(w, "</ul>\n"); break;
    case MD_BLOCK_OL: put(w, "</ol>\n"); break;
    case MD_BLOCK_LI: put(w, "</li>\n"); break;
    case MD_BLOCK_H: close_heading(w, ((const MD_BLOCK_H_DETAIL *)detail)->level); break;
    case MD_BLOCK_CODE: put(w, "</code></pre>\n"); break;
    case MD_BLOCK_P: put(w, "</p>\n"); break;
    case MD_BLOCK_TABLE: put(w, "</table></div>\n"); break;
    case MD_BLOCK_THEAD: put(w, "</thead>\n"); break;
    case MD_BLOCK_TBODY: put(w, "</tbody>\n"); break;
    case MD_BLOCK_TR: put(w, "</tr>\n"); break;
    case MD_BLOCK_TH: put(w, "</th>"); break;
    case MD_BLOCK_TD: put(w, "</td>"); break;
    default: break;
    }
    return buf_status(w->page) != CUPEL_OK;
}

/* ---- spans ---- */

static const char *resolve(struct writer *w, const char *target)
{
    const char *to = target;
    if (w->m->resolve)
        to = w->m->resolve(w->m->context, target, false);
    else if (strncmp(target, "http://", 7) != 0 && strncmp(target, "https://", 8) != 0 &&
             target[0] != '#')
        to = NULL;
    return to && html_url_is_fine(to) ? to : NULL;
}

static bool open_link(struct writer *w, const MD_SPAN_A_DETAIL *d)
{
    const char *to = resolve(w, attribute(w, &d->href));
    if (!to)
        return false;
    bool is_outside = strncmp(to, "http", 4) == 0;
    put(w, is_outside ? "<a rel=\"noreferrer\" href=\"" : "<a href=\"");
    escape_html(w->out, slice_str(to));
    put(w, "\">");
    return true;
}

static void open_image(struct writer *w)
{
    if (w->images++ == 0 && w->out != &w->heading) {
        buf_clear(&w->plain);
        buf_init(&w->plain, 1u << 20);
    }
}

static void close_image(struct writer *w, const char *target)
{
    if (--w->images > 0)
        return;
    const char *alt = arena_printf(w->m->arena, "%.*s",
                                   (int)(w->plain.n < 4096 ? w->plain.n : 4096),
                                   w->plain.n ? (const char *)w->plain.p : "");
    if (w->m->image && w->out == w->page && w->m->image(w->m->context, target, alt, w->out))
        return;
    escape_html(w->out, slice_str(alt));
}

static const char *tag_of(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_EM: return "em";
    case MD_SPAN_STRONG: return "strong";
    case MD_SPAN_CODE: return "code";
    case MD_SPAN_DEL: return "del";
    case MD_SPAN_A: return "a";
    default: return NULL;
    }
}

/* Inside of an image there is text alone. */
static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct writer *w = context;
    struct span s = { .type = type };
    if (w->n_spans == SPANS_MAX)
        return 0;
    if (type == MD_SPAN_IMG) {
        s.target = attribute(w, &((const MD_SPAN_IMG_DETAIL *)detail)->src);
        open_image(w);
    } else if (w->images == 0 && type == MD_SPAN_A) {
        s.is_written = open_link(w, detail);
    } else if (w->images == 0 && tag_of(type)) {
        buf_printf(w->out, "<%s>", tag_of(type));
        s.is_written = true;
    }
    w->spans[w->n_spans++] = s;
    return buf_status(w->page) != CUPEL_OK;
}

static void close_spans(struct writer *w, size_t down_to)
{
    while (w->n_spans > down_to) {
        const struct span *s = &w->spans[--w->n_spans];
        if (s->type == MD_SPAN_IMG)
            close_image(w, s->target);
        else if (s->is_written)
            buf_printf(w->out, "</%s>", tag_of(s->type));
    }
}

/* md4c does not always end what it began, nor in order (0.4.8: a '*' that an address took): ends
 * without a beginning are left out, and a block ends all that is open in it. */
static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct writer *w = context;
    (void)detail;
    for (size_t i = w->n_spans; i; i--)
        if (w->spans[i - 1].type == type) {
            close_spans(w, i - 1);
            break;
        }
    return buf_status(w->page) != CUPEL_OK;
}

/* ---- the whole ---- */

/* Behind a comment at the very top, and the line end that follows. */
static cupel_slice without_comment(cupel_slice s)
{
    if (!slice_starts(s, SLICE_LIT("<!--")))
        return s;
    size_t end = slice_find(s, SLICE_LIT("-->"));
    return end == SIZE_MAX ? s : slice_part(s, end + 3, s.n - end - 3);
}

cupel_status markdown_html(const struct markdown *m, cupel_slice text, struct buf *out)
{
    static const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS |
                 MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_NOHTML,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = on_text,
    };
    struct writer w = { .m = m, .out = out, .page = out, .last_level = m->level - 1 };
    bool is_cut = false; /* what nobody wrote is not shown */
    text = md_input(m->arena, without_comment(text), &is_cut);
    buf_init(&w.heading, 1u << 20);
    buf_init(&w.plain, 1u << 20);
    int ret = text.n ? md_parse((const MD_CHAR *)text.p, (MD_SIZE)text.n, &parser, &w) : 0;
    buf_clear(&w.heading);
    buf_clear(&w.plain);
    if (ret < 0)
        return CUPEL_E_NOMEM;
    CUPEL_TRY(buf_status(out));
    return arena_status(m->arena);
}
