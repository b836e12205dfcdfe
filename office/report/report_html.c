/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report/report_html.c: a report as a page that stands alone: no script, nothing loaded, its style
 * inside and named by hash in the policy, so that nothing else can run whatever a file may say.
 */
#include "office/report/report.h"
#include "render/escape.h"
#include "render/report_css.h"
#include "render/review_words.h"

#include <string.h>

#define PLACES_SHOWN 6 /* of one item or cell; the rest is counted */

struct page {
    struct buf *b;
    const struct report *r;
    struct buf tmp;
};

static void raw(struct page *p, const char *markup)
{
    buf_add_str(p->b, markup);
}

static void text(struct page *p, const char *words)
{
    escape_html(p->b, slice_str(words));
}

static void number(struct page *p, uint64_t n)
{
    review_put_number(p->b, n);
}

static void built(struct page *p)
{
    escape_html(p->b, buf_slice(&p->tmp));
    if (buf_status(&p->tmp) != CUPEL_OK && p->b->st == CUPEL_OK)
        p->b->st = p->tmp.st;
    p->tmp.n = 0;
}

/* ---- proofs ---- */

/* What it says is in p->tmp already, its address in @url; @is_again: print does without it. */
static void put_link(struct page *p, struct buf *url, bool is_again)
{
    if (url->n) {
        raw(p, "<a class=\"place");
        raw(p, is_again ? " again" : "");
        raw(p, "\" rel=\"noreferrer\" href=\"");
        escape_html(p->b, buf_slice(url));
        raw(p, "\">");
    } else {
        raw(p, "<span class=\"place\">");
    }
    built(p);
    raw(p, url->n ? "</a>" : "</span>");
    buf_clear(url);
}

static void put_place(struct page *p, const struct report_place *at,
                      const struct report_place *before)
{
    struct buf url;
    buf_init(&url, p->b->max);
    report_put_place_url(&url, p->r, at);
    report_put_place(&p->tmp, at, before, url.n == 0);
    put_link(p, &url, p->tmp.n && p->tmp.p[0] == ':');
}

static void put_changed(struct page *p, const struct report_place *at)
{
    struct buf url;
    if (!at->changed)
        return;
    buf_init(&url, p->b->max);
    report_put_changed_url(&url, p->r, at);
    raw(p, " <span class=\"soft\">last changed in</span> ");
    review_put_commit(&p->tmp, at->changed, 12);
    put_link(p, &url, true);
}

static void put_more(struct page *p, size_t more)
{
    if (!more)
        return;
    raw(p, " <span class=\"soft\">and ");
    number(p, more);
    raw(p, " more</span>");
}

static void put_places(struct page *p, const struct report_places *w)
{
    size_t shown = w->n < PLACES_SHOWN ? w->n : PLACES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        raw(p, i ? ", " : "");
        put_place(p, &w->at[i], i ? &w->at[i - 1] : NULL);
    }
    put_more(p, w->n - shown);
}

/* ---- head ---- */

static void put_head(struct page *p)
{
    raw(p, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "style-src '");
    raw(p, report_css_hash);
    raw(p, "'; base-uri 'none'; form-action 'none'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n"
           "<meta name=\"generator\" content=\"cupel ");
    text(p, p->r->version);
    raw(p, "\">\n<title>");
    text(p, p->r->title);
    raw(p, "</title>\n<style>");
    raw(p, report_css);
    raw(p, "</style>\n</head>\n");
}

static void put_fact(struct page *p, const char *name, const char *value)
{
    raw(p, "<div><dt>");
    raw(p, name);
    raw(p, "</dt><dd>");
    text(p, value && *value ? value : "blank");
    raw(p, "</dd></div>\n");
}

static void put_state(struct page *p, const char *name, const struct report_read *read)
{
    struct report_place commit = { .commit = read->commit };
    raw(p, "<div><dt>");
    raw(p, name);
    raw(p, "</dt><dd>");
    put_place(p, &commit, NULL);
    raw(p, " of ");
    text(p, read->date);
    raw(p, "</dd></div>\n");
}

static void put_top(struct page *p)
{
    const struct report *r = p->r;
    raw(p, "<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n"
           "<header class=\"top\">\n<p class=\"kind\">");
    raw(p, r->is_yearly ? "Yearly report" : "Quarterly report");
    raw(p, "</p>\n<h1>");
    text(p, r->title);
    raw(p, "</h1>\n<dl class=\"facts\">\n");
    put_fact(p, "From", r->group);
    put_fact(p, "To", r->parent);
    put_fact(p, "Status of the group", r->status);
    raw(p, "<div><dt>Period</dt><dd>");
    text(p, r->from);
    raw(p, " to ");
    text(p, r->to);
    raw(p, ", both included</dd></div>\n");
    put_fact(p, "Deadlines as of", r->as_of);
    if (r->now.commit)
        put_state(p, "State at the end", &r->now);
    if (r->has_before)
        put_state(p, "State before", &r->before);
    raw(p, "</dl>\n");
    for (size_t i = 0; i < r->n_notes; i++) {
        raw(p, "<p class=\"warn\">");
        text(p, r->notes[i]);
        raw(p, "</p>\n");
    }
    raw(p, "</header>\n");
}

static void put_nav(struct page *p)
{
    raw(p, "<nav aria-label=\"Contents\"><ul>\n"
           "<li><a href=\"#glance\">At a glance</a></li>\n");
    for (size_t i = 0; i < p->r->n_sections; i++) {
        raw(p, "<li><a href=\"#");
        raw(p, p->r->sections[i]->id);
        raw(p, "\">");
        text(p, p->r->sections[i]->title);
        raw(p, "</a></li>\n");
    }
    raw(p, "</ul></nav>\n");
}

static void open_section(struct page *p, const char *id, const char *title)
{
    raw(p, "<section id=\"");
    raw(p, id);
    raw(p, "\" aria-labelledby=\"h-");
    raw(p, id);
    raw(p, "\">\n<h2 id=\"h-");
    raw(p, id);
    raw(p, "\">");
    text(p, title);
    raw(p, "</h2>\n");
}

/* ---- at a glance ---- */

static void put_headline(struct page *p, const struct report_group *g)
{
    struct report_place commit = { .commit = p->r->now.commit };
    raw(p, "<tr><th scope=\"row\">");
    text(p, g->title);
    raw(p, "</th><td class=\"num\"><a href=\"#");
    raw(p, g->id);
    raw(p, "\">");
    if (g->cannot)
        raw(p, "not known");
    else
        number(p, g->n);
    raw(p, "</a></td><td class=\"proof\">");
    size_t shown = g->n < 3 ? g->n : 3;
    for (size_t i = 0; i < shown; i++) {
        const struct report_item *item = &g->items[i];
        raw(p, i ? ", " : "");
        put_place(p, item->where.at, i ? item[-1].where.at : NULL);
    }
    put_more(p, g->n - shown);
    if (!g->n && !g->cannot)
        put_place(p, &commit, NULL);
    raw(p, "</td></tr>\n");
}

/* A box that scrolls alone can be reached with the keyboard, and has a name. */
static void open_table(struct page *p, const char *id, const char *title)
{
    raw(p, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"c-");
    raw(p, id);
    raw(p, "\"><table>\n<caption id=\"c-");
    raw(p, id);
    raw(p, "\">");
    text(p, title);
    raw(p, "</caption>\n<thead><tr>");
}

static void put_glance(struct page *p)
{
    open_section(p, "glance", "At a glance");
    raw(p, "<p class=\"note\">Each number is the length of the list of that name below.</p>\n");
    open_table(p, "glance", "Numbers of the period and where they come from");
    raw(p, "<th scope=\"col\">what</th><th scope=\"col\" class=\"num\">number</th>"
           "<th scope=\"col\">proof</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < p->r->n_sections; i++)
        for (size_t k = 0; k < p->r->sections[i]->n_groups; k++)
            if (p->r->sections[i]->groups[k].is_headline)
                put_headline(p, &p->r->sections[i]->groups[k]);
    raw(p, "</tbody></table></div>\n</section>\n");
}

/* ---- sections ---- */

static void put_item(struct page *p, const struct report_item *i)
{
    raw(p, "<li>");
    if (i->date) {
        raw(p, "<span class=\"date\">");
        text(p, i->date);
        raw(p, "</span> ");
    }
    raw(p, "<strong>");
    text(p, i->title);
    raw(p, "</strong>");
    if (i->text) {
        raw(p, "<span class=\"hidden\">: </span> <span class=\"say\">");
        text(p, i->text);
        raw(p, "</span>");
    }
    raw(p, "\n<span class=\"proof\">");
    put_places(p, &i->where);
    if (i->where.n)
        put_changed(p, &i->where.at[0]);
    raw(p, "</span></li>\n");
}

static void put_group(struct page *p, const struct report_group *g)
{
    raw(p, "<h3 id=\"");
    raw(p, g->id);
    raw(p, "\">");
    text(p, g->title);
    if (!g->cannot) {
        raw(p, ": <span class=\"count\">");
        number(p, g->n);
        raw(p, "</span>");
    }
    raw(p, "</h3>\n");
    if (g->cannot || !g->n) {
        raw(p, "<p class=\"none\">");
        text(p, g->cannot ? g->cannot : "none");
        raw(p, "</p>\n");
        return;
    }
    raw(p, "<ul class=\"items\">\n");
    for (size_t i = 0; i < report_shown(g); i++)
        put_item(p, &g->items[i]);
    raw(p, "</ul>\n");
    if (report_shown(g) < g->n) {
        raw(p, "<p class=\"note\">And ");
        number(p, g->n - report_shown(g));
        raw(p, " more, which the JSON form of this report lists.</p>\n");
    }
}

/* As far as its form goes: enough to keep it on one line. */
static bool is_date(const char *s)
{
    return strlen(s) == 10 && s[4] == '-' && s[7] == '-';
}

static void put_cell(struct page *p, const struct report_cell *c, bool is_name)
{
    raw(p, is_name            ? "<th scope=\"row\">"
           : c->is_number     ? "<td class=\"num\">"
           : is_date(c->text) ? "<td class=\"date\">"
                              : "<td>");
    text(p, c->text);
    raw(p, is_name ? "</th>" : "</td>");
}

/* Where what it counts is listed; else of each number the first place and how many others. */
static void put_row_places(struct page *p, const struct report_table *t,
                           const struct report_row *row)
{
    const char *list = row->list ? report_title_of(p->r, row->list) : NULL;
    const struct report_places *last = NULL;
    size_t told = 0;
    if (list) {
        raw(p, "<a href=\"#");
        raw(p, row->list);
        raw(p, "\">");
        text(p, list);
        raw(p, "</a>");
        return;
    }
    for (size_t i = 0; i < t->n_columns && told < PLACES_SHOWN; i++) {
        const struct report_places *w = &row->cells[i].where;
        if (!w->n || (last && last->at[0].path == w->at[0].path &&
                      last->at[0].line == w->at[0].line && last->n == w->n))
            continue;
        raw(p, told++ ? "<br>" : "");
        if (row->cells[i].is_number) {
            raw(p, "<span class=\"soft\">");
            text(p, t->columns[i]);
            raw(p, ":</span> ");
        }
        put_place(p, &w->at[0], last ? &last->at[0] : NULL);
        put_more(p, w->n - 1);
        last = w;
    }
}

static void put_table(struct page *p, const struct report_table *t)
{
    raw(p, "<h3 id=\"");
    raw(p, t->id);
    raw(p, "\">");
    text(p, t->title);
    raw(p, "</h3>\n");
    if (t->cannot || !t->n) {
        raw(p, "<p class=\"none\">");
        text(p, t->cannot ? t->cannot : "none");
        raw(p, "</p>\n");
        return;
    }
    open_table(p, t->id, t->title);
    for (size_t i = 0; i < t->n_columns; i++) {
        raw(p, t->rows[0].cells[i].is_number ? "<th scope=\"col\" class=\"num\">"
                                             : "<th scope=\"col\">");
        text(p, t->columns[i]);
        raw(p, "</th>");
    }
    raw(p, "<th scope=\"col\">proof</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < t->n; i++) {
        raw(p, "<tr>");
        for (size_t k = 0; k < t->n_columns; k++)
            put_cell(p, &t->rows[i].cells[k], k == 0);
        raw(p, "<td class=\"proof\">");
        put_row_places(p, t, &t->rows[i]);
        raw(p, "</td></tr>\n");
    }
    raw(p, "</tbody></table></div>\n");
}

static void put_section(struct page *p, const struct report_section *s)
{
    open_section(p, s->id, s->title);
    if (s->note) {
        raw(p, "<p class=\"note\">");
        text(p, s->note);
        raw(p, "</p>\n");
    }
    for (size_t i = 0; i < s->n_groups; i++)
        put_group(p, &s->groups[i]);
    for (size_t i = 0; i < s->n_tables; i++)
        put_table(p, &s->tables[i]);
    raw(p, "</section>\n");
}

void report_write_html(const struct report *r, struct buf *b)
{
    struct page p = { .b = b, .r = r };
    buf_init(&p.tmp, b->max);
    put_head(&p);
    put_top(&p);
    raw(&p, "<div class=\"wide\">\n");
    put_nav(&p);
    raw(&p, "<main id=\"main\">\n");
    put_glance(&p);
    for (size_t i = 0; i < r->n_sections; i++)
        put_section(&p, r->sections[i]);
    raw(&p, "</main>\n</div>\n<footer>\n<p>Made by cupel ");
    text(&p, r->version);
    raw(&p, " out of the files of the office. Same commit and same dates, same page.</p>\n"
            "</footer>\n</body>\n</html>\n");
    buf_clear(&p.tmp);
}
