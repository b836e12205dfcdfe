/* SPDX-License-Identifier: Apache-2.0 */
/* One finding on the page, with all of its evidence. */
#include "render/review_page.h"

#include "render/escape.h"

/* ---- pieces ---- */

void page_raw(struct page *p, const char *markup)
{
    buf_add_str(p->b, markup);
}

void page_text(struct page *p, const char *text)
{
    escape_html(p->b, slice_str(text));
}

void page_built(struct page *p)
{
    escape_html(p->b, buf_slice(&p->tmp));
    if (buf_status(&p->tmp) != CUPEL_OK && p->b->st == CUPEL_OK)
        p->b->st = p->tmp.st;
    p->tmp.n = 0;
}

void page_number(struct page *p, uint64_t n)
{
    review_put_number(&p->tmp, n);
    page_built(p);
}

static bool is_plain(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_';
}

void page_anchor(struct page *p, const char *id)
{
    cupel_slice s = slice_str(id);
    page_raw(p, "check-");
    for (size_t i = 0; i < s.n; i++)
        buf_add_byte(p->b, is_plain(s.p[i]) ? s.p[i] : '-');
}

void page_chip(struct page *p, enum review_state s)
{
    page_raw(p, "<span class=\"chip ");
    page_raw(p, review_state_class(s));
    page_raw(p, "\">");
    page_raw(p, review_state_word(s));
    page_raw(p, "</span>");
}

void page_place(struct page *p, const struct place *at)
{
    review_put_place_url(&p->tmp, p->r, at);
    bool is_link = p->tmp.n > 0;
    page_raw(p,
             is_link ? "<a class=\"place\" rel=\"noreferrer\" href=\"" : "<span class=\"place\">");
    if (is_link) {
        page_built(p);
        page_raw(p, "\">");
    }
    review_put_place(&p->tmp, p->r, at);
    page_built(p);
    page_raw(p, is_link ? "</a>" : "</span>");
    if (at->note) {
        page_raw(p, " <span class=\"soft\">");
        page_text(p, at->note);
        page_raw(p, "</span>");
    }
}

void page_remarks(struct page *p, const struct remarks *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct remark *at = &m->at[i];
        page_raw(p, "<figure class=\"remark\"><figcaption><strong>");
        page_raw(p, review_remark_words(at->kind));
        page_raw(p, "</strong>");
        if (at->by) {
            page_raw(p, " by ");
            page_text(p, at->by);
        }
        if (at->date) {
            page_raw(p, ", ");
            page_text(p, at->date);
        }
        page_raw(p, "</figcaption><blockquote>");
        page_text(p, at->text);
        page_raw(p, "</blockquote></figure>\n");
    }
}

/* ---- evidence ---- */

/* Places as list items, each with the leg or format that it belongs to. */
static void put_places(struct page *p, const struct places *where, const char *format,
                       const char *leg)
{
    for (size_t i = 0; i < where->n; i++) {
        page_raw(p, "<li>");
        if (format || leg) {
            page_raw(p, "<span class=\"of\">");
            page_text(p, format);
            page_raw(p, format && leg ? " " : "");
            page_text(p, leg);
            page_raw(p, "</span>");
        }
        page_place(p, &where->at[i]);
        page_raw(p, "</li>\n");
    }
    if (where->more) {
        page_raw(p, "<li class=\"more\">and ");
        page_number(p, where->more);
        page_raw(p, " more</li>\n");
    }
}

static void put_legs_places(struct page *p, const struct leg *legs, const char *format)
{
    for (size_t i = 0; i < LEG_COUNT; i++)
        put_places(p, &legs[i].where, format, leg_name((enum leg_name)i));
}

static void put_evidence(struct page *p, const struct finding *f)
{
    size_t n = review_places_count(f);
    if (!n)
        return;
    page_raw(p, "<details><summary>");
    page_raw(p, review_state_of(f) == REVIEW_CANNOT_TELL ? "Places to look at" : "Evidence");
    page_raw(p, "<span class=\"hidden\"> of ");
    page_text(p, f->info->id);
    page_raw(p, "</span>: ");
    page_number(p, n);
    page_raw(p, n == 1 ? " place" : " places");
    page_raw(p, "</summary>\n<ul class=\"places\">\n");
    put_places(p, &f->where, NULL, NULL);
    put_legs_places(p, f->legs, NULL);
    for (size_t i = 0; i < f->n_formats; i++)
        put_legs_places(p, f->formats[i].legs, f->formats[i].format);
    page_raw(p, "</ul></details>\n");
}

/* ---- legs and formats ---- */

static void put_leg_state(struct page *p, const struct leg *l)
{
    page_raw(p, "<span class=\"state ");
    page_raw(p, l->state == LEG_NOT_ASKED ? "none" : leg_state(l->state));
    page_raw(p, "\">");
    page_raw(p, review_leg_words(l->state));
    page_raw(p, "</span>");
    if (l->note) {
        page_raw(p, "<span class=\"say\">");
        page_text(p, l->note);
        page_raw(p, "</span>");
    }
}

/* The legs of a finding without formats: a line for each that was asked for. */
static void put_own_legs(struct page *p, const struct finding *f)
{
    bool any = false;
    for (size_t i = 0; i < LEG_COUNT; i++) {
        if (f->legs[i].state == LEG_NOT_ASKED)
            continue;
        page_raw(p, any ? "" : "<dl class=\"facts legs\">\n");
        any = true;
        page_raw(p, "<dt>");
        page_raw(p, leg_name((enum leg_name)i));
        page_raw(p, "</dt><dd>");
        put_leg_state(p, &f->legs[i]);
        page_raw(p, "</dd>\n");
    }
    page_raw(p, any ? "</dl>\n" : "");
}

static void put_format_row(struct page *p, const struct format_row *row)
{
    page_raw(p, "<tr><th scope=\"row\">");
    page_text(p, row->format);
    page_raw(p, "</th>");
    for (size_t i = 0; i < LEG_COUNT; i++) {
        page_raw(p, "<td>");
        put_leg_state(p, &row->legs[i]);
        page_raw(p, "</td>");
    }
    page_raw(p, "<td>");
    page_chip(p, review_outcome_state(row->outcome));
    page_raw(p, "</td></tr>\n");
}

static void put_formats(struct page *p, const struct finding *f)
{
    if (!f->n_formats)
        return;
    page_raw(p, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"By format: ");
    page_text(p, f->info->id);
    page_raw(p, "\"><table class=\"legs\"><thead><tr><th scope=\"col\">format</th>");
    for (size_t i = 0; i < LEG_COUNT; i++) {
        page_raw(p, "<th scope=\"col\">");
        page_raw(p, leg_name((enum leg_name)i));
        page_raw(p, "</th>");
    }
    page_raw(p, "<th scope=\"col\">together</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < f->n_formats; i++)
        put_format_row(p, &f->formats[i]);
    page_raw(p, "</tbody></table></div>\n");
}

/* ---- facts ---- */

static void put_fact(struct page *p, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    page_raw(p, "<dt>");
    page_raw(p, label);
    page_raw(p, "</dt><dd>");
    page_text(p, text);
    page_raw(p, "</dd>\n");
}

static void put_figures(struct page *p, const struct finding *f)
{
    if (!f->n_figures)
        return;
    page_raw(p, "<dl class=\"facts figures\">\n");
    for (size_t i = 0; i < f->n_figures; i++) {
        page_raw(p, "<dt>");
        page_text(p, f->figures[i].name);
        page_raw(p, "</dt><dd><strong>");
        page_text(p, f->figures[i].value);
        page_raw(p, "</strong> <span class=\"soft\">");
        page_text(p, f->figures[i].definition);
        page_raw(p, "</span></dd>\n");
    }
    page_raw(p, "</dl>\n");
}

static void put_exemption(struct page *p, const struct exemption *e)
{
    if (!e)
        return;
    page_raw(p, "<p>Exempt: ");
    page_text(p, e->reason);
    page_raw(p, " <span class=\"soft\">(");
    page_text(p, e->owner ? e->owner : "no owner named");
    page_raw(p, e->expires ? ", until " : ", without an end");
    page_text(p, e->expires);
    if (e->source) {
        page_raw(p, ", ");
        page_text(p, e->source);
    }
    page_raw(p, ")</span></p>\n");
}

static void put_about(struct page *p, const struct finding *f, bool has_fix)
{
    page_raw(p, "<details><summary>About this check<span class=\"hidden\">: ");
    page_text(p, f->info->id);
    page_raw(p, "</span></summary>\n<dl class=\"facts\">\n");
    put_fact(p, "why", f->info->why);
    if (!has_fix)
        put_fact(p, "if not", f->info->fix);
    page_raw(p, "<dt>use</dt><dd>");
    page_raw(p, review_gain_words(f->info->gain));
    page_raw(p, ", ");
    page_raw(p, review_effort_words(f->info->effort));
    page_raw(p, "</dd>\n");
    put_fact(p, "source", f->info->spec);
    page_raw(p, "</dl></details>\n");
}

/* ---- the article ---- */

static void put_head(struct page *p, const struct finding *f)
{
    page_raw(p, "<article class=\"check ");
    page_raw(p, review_state_class(review_state_of(f)));
    page_raw(p, "\" id=\"");
    page_anchor(p, f->info->id);
    page_raw(p, "\">\n<div class=\"head\">");
    page_chip(p, review_state_of(f));
    page_raw(p, "<a class=\"id\" href=\"#");
    page_anchor(p, f->info->id);
    page_raw(p, "\"><code>");
    page_text(p, f->info->id);
    page_raw(p, "</code></a><h3>");
    page_text(p, f->info->title);
    page_raw(p, "</h3></div>\n");
}

void page_check(struct page *p, const struct finding *f)
{
    enum review_state s = review_state_of(f);
    bool has_fix = f->info->fix && *f->info->fix &&
                   (s == REVIEW_NOT_SHOWN || s == REVIEW_CANNOT_TELL);
    put_head(p, f);
    if (f->detail && *f->detail) {
        page_raw(p, "<p>");
        page_text(p, f->detail);
        page_raw(p, "</p>\n");
    }
    put_exemption(p, f->exempt);
    put_own_legs(p, f);
    put_formats(p, f);
    put_figures(p, f);
    if (has_fix) {
        page_raw(p, "<p class=\"todo\"><strong>What to do:</strong> ");
        page_text(p, f->info->fix);
        page_raw(p, "</p>\n");
    }
    put_evidence(p, f);
    put_about(p, f, has_fix);
    page_remarks(p, &f->remarks);
    page_raw(p, "</article>\n");
}
