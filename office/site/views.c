/* SPDX-License-Identifier: Apache-2.0 */
/* site/views.c: the landscape side by side: matrix, comparison, gaps, what wants a look. */
#include "office/site/build.h"

#include <string.h>

/* ---- matrix ---- */

#define MATRIX_COLUMNS 5 /* the axes of `cupel landscape matrix` come first */

static void put_cell(struct web *p, const struct site_item *i, enum site_axis x)
{
    struct landscape_fact f = landscape_fact(p->s->a, i->item, site_axes[x].key);
    html_put(&p->h, "<td>");
    for (size_t k = 0; k < i->values[x].n; k++) {
        const char *v = i->values[x].at[k];
        bool is_unknown = strcmp(v, SITE_UNKNOWN) == 0;
        html_put(&p->h, "%s<span class=\"chip %s\">%s</span>", k ? " " : "",
                 is_unknown ? "blank" : "value", site_word(x, v));
    }
    size_t n = f.source ? strcspn(f.source, " ") : 0;
    const char *url = arena_printf(p->s->a, "%.*s", (int)n, n ? f.source : "");
    if (n && landscape_url(url, NULL, NULL))
        html_put(&p->h,
                 " <a class=\"small\" rel=\"noreferrer\" href=\"%s\">%s<span class=\"hidden\">, "
                 "source of %s of %s</span></a>",
                 url, f.date ? f.date : "source", site_axes[x].title, i->item->text[ITEM_NAME]);
    else if (n)
        html_put(&p->h, " <span class=\"small soft\">%s%s%s</span>", f.source, f.date ? ", " : "",
                 f.date);
    html_put(&p->h, "</td>");
}

static void put_rows(struct web *p, const struct site_item *const *items, size_t n)
{
    web_table_open(p, "Capability matrix");
    html_put(&p->h, "<thead><tr><th scope=\"col\">Project</th>");
    for (int x = 0; x < MATRIX_COLUMNS; x++)
        html_put(&p->h, "<th scope=\"col\">%s</th>", site_axes[x].title);
    html_put(&p->h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < n; i++) {
        html_put(&p->h, "<tr><th scope=\"row\">");
        web_item_link(p, items[i]);
        html_put(&p->h, "</th>");
        for (int x = 0; x < MATRIX_COLUMNS; x++)
            put_cell(p, items[i], (enum site_axis)x);
        html_put(&p->h, "</tr>\n");
    }
    web_table_close(p);
}

static size_t count_both(const struct site *s, const struct site_value *v, enum site_axis across,
                         const struct site_value *w)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_items; i++) {
        bool has_v = false, has_w = false;
        for (size_t k = 0; k < s->items[i].values[SITE_TEE].n; k++)
            has_v = has_v || strcmp(s->items[i].values[SITE_TEE].at[k], v->name) == 0;
        for (size_t k = 0; k < s->items[i].values[across].n; k++)
            has_w = has_w || strcmp(s->items[i].values[across].at[k], w->name) == 0;
        n += has_v && has_w;
    }
    return n;
}

/* How many entries have both; each number leads to them. */
static void put_cross(struct web *p, enum site_axis across)
{
    const struct site *s = p->s;
    struct html *h = &p->h;
    html_put(h, "<section><h2>TEE by %s</h2>\n", site_axes[across].title);
    web_table_open(p, arena_printf(s->a, "TEE by %s", site_axes[across].title));
    html_put(h, "<thead><tr><td></td>");
    for (size_t k = 0; k < s->n_values[across]; k++)
        html_put(h, "<th scope=\"col\" class=\"num\">%s</th>",
                 site_word(across, s->values[across][k].name));
    html_put(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < s->n_values[SITE_TEE]; i++) {
        const struct site_value *v = &s->values[SITE_TEE][i];
        html_put(h, "<tr><th scope=\"row\"><a href=\"%s\">%s</a></th>",
                 web_to(p, site_value_page(s, SITE_TEE, v->name)), site_word(SITE_TEE, v->name));
        for (size_t k = 0; k < s->n_values[across]; k++) {
            const struct site_value *w = &s->values[across][k];
            size_t n = count_both(s, v, across, w);
            if (n)
                html_put(h,
                         "<td class=\"num\"><a href=\"index.html?tee=%s&amp;%s=%s\">%zu</a></td>",
                         v->slug, site_axes[across].name, w->slug, n);
            else
                html_put(h, "<td class=\"num none\">0</td>");
        }
        html_put(h, "</tr>\n");
    }
    web_table_close(p);
    html_put(h, "</section>\n");
}

static void put_matrix_part(struct site *s, size_t at, size_t of)
{
    struct web p;
    struct web_json j;
    const char *path = web_part(s->a, "landscape/matrix", at);
    size_t from = (at - 1) * SITE_ROWS;
    size_t n = s->n_items - from < SITE_ROWS ? s->n_items - from : SITE_ROWS;
    web_open(
        &p, s,
        &(struct web_info){
            .path = path,
            .title = at == 1 ? "Capability matrix"
                             : arena_printf(s->a, "Capability matrix, part %zu", at),
            .summary = "TEE, evidence format, RATS role, licence and maturity of each project, "
                       "with source and date of each cell.",
            .section = "matrix",
            .kind = "wide",
            .up = "landscape/index.html",
            .up_title = "Landscape" });
    html_put(&p.h,
             "<p class=\"lead\">TEE, evidence format, RATS role, licence and maturity, side by "
             "side. A date leads to the source of its cell.</p>\n");
    if (at == 1 && s->n_items) {
        put_cross(&p, SITE_ROLE);
        put_cross(&p, SITE_EVIDENCE);
    }
    html_put(&p.h, "<section><h2>Project by project</h2>\n");
    web_parts(&p, "landscape/matrix", at, of, false);
    put_rows(&p, s->by_name + from, n);
    web_parts(&p, "landscape/matrix", at, of, true);
    html_put(&p.h, "</section>\n");
    web_close(&p);
    web_json_open(&j, s, path);
    json_array_open(&j.o, "rows");
    for (size_t i = from; i < from + n; i++) {
        json_object_open(&j.o, NULL);
        json_text(&j.o, "name", s->by_name[i]->item->text[ITEM_NAME]);
        for (int x = 0; x < MATRIX_COLUMNS; x++) {
            json_array_open(&j.o, site_axes[x].name);
            for (size_t k = 0; k < s->by_name[i]->values[x].n; k++)
                json_text(&j.o, NULL, s->by_name[i]->values[x].at[k]);
            json_array_close(&j.o);
        }
        json_object_close(&j.o);
    }
    json_array_close(&j.o);
    web_json_close(&j, s);
}

void site_landscape_matrix(struct site *s)
{
    size_t of = s->n_items ? (s->n_items + SITE_ROWS - 1) / SITE_ROWS : 1;
    for (size_t at = 1; at <= of && s->st == CUPEL_OK; at++)
        put_matrix_part(s, at, of);
}

/* ---- comparison ---- */

void site_landscape_compare(struct site *s)
{
    struct web p;
    struct web_json j;
    const char *path = "landscape/compare.html";
    if (!s->l)
        return;
    web_open(&p, s,
             &(struct web_info){ .path = path,
                                 .title = "Compare",
                                 .summary = "Entries of the landscape side by side.",
                                 .section = "landscape",
                                 .kind = "wide compare",
                                 .script = "landscape/data.js",
                                 .up = "landscape/index.html",
                                 .up_title = "Landscape" });
    html_put(&p.h, "<div id=\"compare\"><p class=\"nothing\">Putting chosen entries side by side "
                   "needs JavaScript. The <a href=\"matrix.html\">matrix</a> shows all of them "
                   "without it.</p></div>\n");
    web_close(&p);
    web_json_open(&j, s, path);
    web_json_close(&j, s);
}

/* ---- gaps ---- */

static const char *const gap_titles[] = {
    [GAP_NONE] = "Nothing fills it",
    [GAP_ONE] = "One project fills it",
    [GAP_NO_HOME] = "No project that fills it has a home",
    [GAP_CATEGORY] = "Categories without a project that has a home",
};

static void put_gap(struct web *p, const struct gap *g)
{
    struct html *h = &p->h;
    if (g->kind == GAP_CATEGORY) {
        html_put(h, "<li>%s <span class=\"soft\">%zu living entries</span></li>\n",
                 g->category->name, g->items);
        return;
    }
    html_put(h, "<li>%s × %s", site_word(SITE_TEE, g->tee), site_word(SITE_ROLE, g->role));
    const struct site_item *only = site_item_of(p->s, g->only);
    if (only) {
        html_put(h, ": ");
        web_item_link(p, only);
    }
    if (g->unsure)
        html_put(h, " <span class=\"soft\">%zu more name the TEE, and their role is unknown</span>",
                 g->unsure);
    html_put(h, "</li>\n");
}

static void put_gap_kind(struct web *p, enum gap_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < p->s->gaps.n; i++)
        n += p->s->gaps.at[i].kind == kind;
    html_put(&p->h, "<section><h2>%s <span class=\"count\">%zu</span></h2>\n", gap_titles[kind], n);
    if (!n) {
        web_nothing(p, "None.");
    } else {
        html_put(&p->h, "<ul class=\"columns\">\n");
        for (size_t i = 0; i < p->s->gaps.n; i++)
            if (p->s->gaps.at[i].kind == kind)
                put_gap(p, &p->s->gaps.at[i]);
        html_put(&p->h, "</ul>\n");
    }
    html_put(&p->h, "</section>\n");
}

static void put_candidate(struct web *p, const struct gap_candidate *c)
{
    struct html *h = &p->h;
    const struct site_item *e = site_item_of(p->s, c->item);
    html_put(h, "<tr><th scope=\"row\">");
    if (e)
        web_item_link(p, e);
    html_put(h, "</th><td class=\"num\">%zu</td><td>%s</td><td>", c->fills, c->why);
    if (c->review.is_there)
        html_put(h, "%s: %zu shown, %zu not shown, %zu cannot tell", c->review.as_of,
                 c->review.pass, c->review.fail, c->review.unknown);
    else
        html_put(h, "<span class=\"blank\">none%s%s</span>", c->review.why ? ": " : "",
                 c->review.why);
    html_put(h, "</td><td>");
    if (c->recommended)
        html_put(h, "%s, to %s: %s", c->recommended->date, c->recommended->to,
                 c->recommended->fate);
    else
        html_put(h, "<span class=\"blank\">never</span>");
    html_put(h, "</td></tr>\n");
}

/* Those of one page; the list is parted. */
static void put_candidates(struct web *p, size_t at, size_t of)
{
    const struct gaps *g = &p->s->gaps;
    size_t from = (at - 1) * SITE_ROWS;
    html_put(&p->h,
             "<section><h2>Projects without a home that would fill gaps <span class=\"count\">%zu"
             "</span></h2>\n<p class=\"note\">A list for people to look at. A recommendation needs "
             "a review, and the group's decision.</p>\n",
             g->n_candidates);
    if (!g->n_candidates) {
        web_nothing(p, "None.");
    } else {
        web_parts(p, "landscape/gaps", at, of, false);
        web_table_open(p, "Projects without a home");
        html_put(
            &p->h,
            "<thead><tr><th scope=\"col\">Project</th><th scope=\"col\" class=\"num\">Gaps</th>"
            "<th scope=\"col\">Which</th><th scope=\"col\">Review</th>"
            "<th scope=\"col\">Recommended</th></tr></thead><tbody>\n");
        for (size_t i = from; i < g->n_candidates && i < from + SITE_ROWS; i++)
            put_candidate(p, &g->candidates[i]);
        web_table_close(p);
        web_parts(p, "landscape/gaps", at, of, true);
    }
    html_put(&p->h, "</section>\n");
}

static void put_gap_kinds(struct web *p)
{
    const struct gaps *g = &p->s->gaps;
    html_put(&p->h,
             "<p class=\"note\">%zu living entries, %zu of them without a home, and of %zu the "
             "home is unknown. Of %zu no TEE is known, of %zu no role: these may fill gaps "
             "without our knowing.</p>\n",
             g->living, g->no_home, g->unknown_home, g->unknown[AXIS_TEE], g->unknown[AXIS_ROLE]);
    for (int k = GAP_NONE; k <= GAP_CATEGORY; k++)
        put_gap_kind(p, (enum gap_kind)k);
}

static void put_gaps_part(struct site *s, size_t at, size_t of)
{
    struct web p;
    struct web_json j;
    const char *path = web_part(s->a, "landscape/gaps", at);
    web_open(
        &p, s,
        &(struct web_info){ .path = path,
                            .title = at == 1 ? "Gaps" : arena_printf(s->a, "Gaps, part %zu", at),
                            .summary = "What nothing in the landscape does yet, and which "
                                       "projects without a home could.",
                            .section = "gaps",
                            .kind = "wide",
                            .up = "landscape/index.html",
                            .up_title = "Landscape" });
    html_put(&p.h,
             "<p class=\"lead\">A gap is what no living entry of the landscape is known to fill: a "
             "TEE without a project in some role, or a category without a home.</p>\n");
    if (!s->l)
        web_nothing(&p, "This office keeps no landscape yet.");
    else if (at == 1)
        put_gap_kinds(&p);
    if (s->l)
        put_candidates(&p, at, of);
    web_close(&p);
    web_json_open(&j, s, path);
    if (s->l && at == 1)
        gaps_write_json(&s->gaps, &j.o);
    web_json_close(&j, s);
}

void site_landscape_gaps(struct site *s)
{
    size_t n = s->gaps.n_candidates, of = n ? (n + SITE_ROWS - 1) / SITE_ROWS : 1;
    for (size_t at = 1; at <= of && s->st == CUPEL_OK; at++)
        put_gaps_part(s, at, of);
}

/* ---- what wants a look ---- */

#define FINDINGS_SHOWN 200 /* of one kind: what is more stands at the entries themselves */

static void put_kind(struct web *p, enum hygiene_kind kind)
{
    const struct hygiene *y = &p->s->hygiene;
    size_t all = hygiene_count(y, kind), n = 0;
    if (!all)
        return;
    html_put(&p->h,
             "<section><h2>%s <span class=\"count\">%zu</span></h2>\n<ul class=\"findings\">\n",
             hygiene_kinds[kind].title, all);
    for (size_t i = 0; i < y->n && n < FINDINGS_SHOWN; i++) {
        const struct site_item *e = y->at[i].kind == kind ? site_item_of(p->s, y->at[i].item)
                                                          : NULL;
        if (!e)
            continue;
        n++;
        html_put(&p->h, "<li>");
        web_item_link(p, e);
        html_put(&p->h, " %s", y->at[i].detail);
        if (y->at[i].since)
            html_put(&p->h, " <span class=\"soft\">since %s</span>", y->at[i].since);
        html_put(&p->h, "</li>\n");
    }
    html_put(&p->h, "</ul>\n");
    if (all > n)
        html_put(&p->h, "<p class=\"note\">%zu more stand at their entries.</p>\n", all - n);
    html_put(&p->h, "</section>\n");
}

void site_landscape_health(struct site *s)
{
    struct web p;
    struct web_json j;
    const char *path = "landscape/health.html";
    web_open(&p, s,
             &(struct web_info){ .path = path,
                                 .title = "What wants a look",
                                 .summary = "Entries of the landscape that have aged: archived, "
                                            "dormant, moved, without a source, not looked at.",
                                 .section = "landscape",
                                 .kind = "prose",
                                 .up = "landscape/index.html",
                                 .up_title = "Landscape" });
    html_put(
        &p.h,
        "<p class=\"lead\">Lists rot quietly. This page says which lines of the landscape want "
        "a person's look, and since when. It finds no fault with a project.</p>\n");
    if (!s->l || !s->hygiene.n)
        web_nothing(&p, "Nothing, by what is written here.");
    for (int k = 0; s->l && k < HYGIENE_KINDS; k++)
        put_kind(&p, (enum hygiene_kind)k);
    web_close(&p);
    web_json_open(&j, s, path);
    if (s->l)
        hygiene_write_json(&s->hygiene, &j.o);
    web_json_close(&j, s);
}
