/* SPDX-License-Identifier: Apache-2.0 */
/* report/report_markdown.c: a report as GitHub-flavoured Markdown. Every text of a file stands in a
 * line that we began, escaped; proofs are linked where the forge is known. */
#include "office/report/report.h"
#include "render/escape.h"
#include "render/review_words.h"

#define PLACES_SHOWN 4 /* of one item, row or headline; the rest is counted */

struct sheet {
    struct buf *b;
    const struct report *r;
    struct buf tmp;
};

static void raw(struct sheet *s, const char *markup)
{
    buf_add_str(s->b, markup);
}

static void prose(struct sheet *s, const char *text)
{
    escape_markdown(s->b, slice_str(text));
}

static void number(struct sheet *s, uint64_t n)
{
    review_put_number(s->b, n);
}

static void built(struct sheet *s)
{
    escape_markdown(s->b, buf_slice(&s->tmp));
    if (buf_status(&s->tmp) != CUPEL_OK && s->b->st == CUPEL_OK)
        s->b->st = s->tmp.st;
    s->tmp.n = 0;
}

/* ---- proofs ---- */

static void put_link(struct sheet *s, const struct buf *url)
{
    raw(s, "](");
    buf_add(s->b, buf_slice(url));
    raw(s, ")");
}

/* "[path:12](https://…)"; without a forge "path:12@9f2c1d7a5b3e". */
static void put_place(struct sheet *s, const struct report_place *p,
                      const struct report_place *before)
{
    struct buf url;
    buf_init(&url, s->b->max);
    report_put_place_url(&url, s->r, p);
    raw(s, url.n ? "[" : "");
    report_put_place(&s->tmp, p, before, url.n == 0);
    built(s);
    if (url.n)
        put_link(s, &url);
    buf_clear(&url);
}

/* The commit that changed the file last, where it is another one than that of the state. */
static void put_changed(struct sheet *s, const struct report_place *p)
{
    struct buf url;
    if (!p->changed)
        return;
    buf_init(&url, s->b->max);
    report_put_changed_url(&url, s->r, p);
    raw(s, url.n ? ", last changed in [" : ", last changed in ");
    review_put_commit(&s->tmp, p->changed, 12);
    built(s);
    if (url.n)
        put_link(s, &url);
    buf_clear(&url);
}

static void put_more(struct sheet *s, size_t more)
{
    if (!more)
        return;
    raw(s, " and ");
    number(s, more);
    raw(s, " more");
}

static void put_places(struct sheet *s, const struct report_places *w, bool with_changed)
{
    size_t shown = w->n < PLACES_SHOWN ? w->n : PLACES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        raw(s, i ? ", " : "");
        put_place(s, &w->at[i], i ? &w->at[i - 1] : NULL);
    }
    put_more(s, w->n - shown);
    if (with_changed && w->n)
        put_changed(s, &w->at[0]);
}

/* ---- head ---- */

static void put_state(struct sheet *s, const char *what, const struct report_read *read)
{
    struct report_place commit = { .commit = read->commit };
    raw(s, "- ");
    raw(s, what);
    raw(s, ": ");
    put_place(s, &commit, NULL);
    raw(s, " of ");
    prose(s, read->date);
    raw(s, "\n");
}

static void put_head(struct sheet *s)
{
    const struct report *r = s->r;
    raw(s, "# ");
    prose(s, r->title);
    raw(s, "\n\n- From: ");
    prose(s, *r->group ? r->group : "blank");
    raw(s, "\n- To: ");
    prose(s, r->parent ? r->parent : "blank");
    raw(s, "\n- Status of the group: ");
    prose(s, *r->status ? r->status : "blank");
    raw(s, "\n- Period: ");
    prose(s, r->from);
    raw(s, " to ");
    prose(s, r->to);
    raw(s, ", both included\n- Deadlines and terms counted as of: ");
    prose(s, r->as_of);
    raw(s, "\n");
    if (r->now.commit)
        put_state(s, "State at the end", &r->now);
    if (r->has_before)
        put_state(s, "State before the period", &r->before);
    raw(s, "\n");
    for (size_t i = 0; i < r->n_notes; i++) {
        prose(s, r->notes[i]);
        raw(s, "\n\n");
    }
}

/* ---- at a glance ---- */

/* A zero is proven by the state that has nothing of the kind. */
static void put_headline(struct sheet *s, const struct report_group *g)
{
    struct report_place commit = { .commit = s->r->now.commit };
    raw(s, "| ");
    prose(s, g->title);
    raw(s, " | ");
    if (g->cannot)
        raw(s, "not known");
    else
        number(s, g->n);
    raw(s, " | ");
    size_t shown = g->n < PLACES_SHOWN ? g->n : PLACES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        const struct report_item *item = &g->items[i];
        raw(s, i ? ", " : "");
        put_place(s, item->where.at, i ? item[-1].where.at : NULL);
    }
    put_more(s, g->n - shown);
    if (!g->n && !g->cannot)
        put_place(s, &commit, NULL);
    raw(s, " |\n");
}

static void put_glance(struct sheet *s)
{
    raw(s, "## At a glance\n\n| What | Number | Proof |\n| --- | ---: | --- |\n");
    for (size_t i = 0; i < s->r->n_sections; i++)
        for (size_t k = 0; k < s->r->sections[i]->n_groups; k++)
            if (s->r->sections[i]->groups[k].is_headline)
                put_headline(s, &s->r->sections[i]->groups[k]);
    raw(s, "\nEach number is the length of the list of that name below.\n\n");
}

/* ---- sections ---- */

static void put_item(struct sheet *s, const struct report_item *i)
{
    raw(s, "- ");
    if (i->date) {
        prose(s, i->date);
        raw(s, ": ");
    }
    prose(s, i->title);
    if (i->text) {
        raw(s, "; ");
        prose(s, i->text);
    }
    raw(s, " (");
    put_places(s, &i->where, true);
    raw(s, ")\n");
}

static void put_group(struct sheet *s, const struct report_group *g)
{
    raw(s, "### ");
    prose(s, g->title);
    if (!g->cannot) {
        raw(s, ": ");
        number(s, g->n);
    }
    raw(s, "\n\n");
    if (g->cannot || !g->n) {
        prose(s, g->cannot ? g->cannot : "none");
        raw(s, "\n\n");
        return;
    }
    for (size_t i = 0; i < report_shown(g); i++)
        put_item(s, &g->items[i]);
    if (report_shown(g) < g->n) {
        raw(s, "- and ");
        number(s, g->n - report_shown(g));
        raw(s, " more, which the JSON form of this report lists\n");
    }
    raw(s, "\n");
}

/* Where what it counts is listed; else of each number the first place and how many others. */
static void put_row_places(struct sheet *s, const struct report_table *t,
                           const struct report_row *row)
{
    const char *list = row->list ? report_title_of(s->r, row->list) : NULL;
    const struct report_places *last = NULL;
    if (list) {
        raw(s, "listed under ");
        prose(s, list);
        return;
    }
    for (size_t i = 0, told = 0; i < t->n_columns && told < PLACES_SHOWN; i++) {
        const struct report_places *w = &row->cells[i].where;
        if (!w->n || (last && last->at[0].path == w->at[0].path &&
                      last->at[0].line == w->at[0].line && last->n == w->n))
            continue;
        raw(s, told++ ? "; " : "");
        if (row->cells[i].is_number) {
            prose(s, t->columns[i]);
            raw(s, ": ");
        }
        put_place(s, &w->at[0], last ? &last->at[0] : NULL);
        put_more(s, w->n - 1);
        last = w;
    }
}

static void put_row(struct sheet *s, const struct report_table *t, const struct report_row *row)
{
    raw(s, "|");
    for (size_t i = 0; i < t->n_columns; i++) {
        raw(s, " ");
        prose(s, row->cells[i].text);
        raw(s, " |");
    }
    raw(s, " ");
    put_row_places(s, t, row);
    raw(s, " |\n");
}

static void put_table(struct sheet *s, const struct report_table *t)
{
    raw(s, "### ");
    prose(s, t->title);
    raw(s, "\n\n");
    if (t->cannot || !t->n) {
        prose(s, t->cannot ? t->cannot : "none");
        raw(s, "\n\n");
        return;
    }
    raw(s, "|");
    for (size_t i = 0; i < t->n_columns; i++) {
        raw(s, " ");
        prose(s, t->columns[i]);
        raw(s, " |");
    }
    raw(s, " proof |\n|");
    for (size_t i = 0; i < t->n_columns; i++)
        raw(s, t->rows[0].cells[i].is_number ? " ---: |" : " --- |");
    raw(s, " --- |\n");
    for (size_t i = 0; i < t->n; i++)
        put_row(s, t, &t->rows[i]);
    raw(s, "\n");
}

static void put_section(struct sheet *s, const struct report_section *c)
{
    raw(s, "## ");
    prose(s, c->title);
    raw(s, "\n\n");
    if (c->note) {
        prose(s, c->note);
        raw(s, "\n\n");
    }
    for (size_t i = 0; i < c->n_groups; i++)
        put_group(s, &c->groups[i]);
    for (size_t i = 0; i < c->n_tables; i++)
        put_table(s, &c->tables[i]);
}

void report_write_markdown(const struct report *r, struct buf *b)
{
    struct sheet s = { .b = b, .r = r };
    buf_init(&s.tmp, b->max);
    put_head(&s);
    put_glance(&s);
    for (size_t i = 0; i < r->n_sections; i++)
        put_section(&s, r->sections[i]);
    raw(&s, "Made by cupel ");
    prose(&s, r->version);
    raw(&s, " out of the files of the office: same commit and same dates, same report.\n");
    buf_clear(&s.tmp);
}
