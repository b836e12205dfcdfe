/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page. It stands alone: its style is inside and named by hash in the policy, so that nothing
 * else can be loaded or run, whatever a project's text may hold.
 */
#include "render/review.h"

#include "render/review_css.h"
#include "render/review_page.h"

#include <stdio.h>
#include <stdlib.h>

#define FRAGMENT_ROOM 32
#define FIRST_SHOWN   10 /* of what would help most; the rest is folded */

/* ---- head ---- */

static void put_head(struct page *p)
{
    page_raw(p, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src '");
    page_raw(p, review_css_hash);
    page_raw(p, "'; base-uri 'none'; form-action 'none'\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"generator\" content=\"cupel ");
    page_text(p, p->r->version);
    page_raw(p, "\">\n<title>");
    page_text(p, p->r->project);
    page_raw(p, ": review of ");
    review_put_date(&p->tmp, p->r->as_of);
    page_built(p);
    page_raw(p, "</title>\n<style>");
    page_raw(p, review_css);
    page_raw(p, "</style>\n</head>\n");
}

static void put_list(struct page *p, const char *const *words, size_t n, const char *none)
{
    review_put_list(&p->tmp, words, n, none);
    page_built(p);
}

static void put_top(struct page *p)
{
    const struct review *r = p->r;
    page_raw(p, "<body>\n<a class=\"skip\" href=\"#main\">Skip to the review</a>\n"
                "<header class=\"top\">\n<p class=\"kind\">Review of a project</p>\n<h1>");
    page_text(p, r->project && *r->project ? r->project : "a project without a name");
    page_raw(p, "</h1>\n<p class=\"lead\">");
    page_raw(p, r->n_formats ? "Its code handles evidence of " : "");
    put_list(p, r->formats, r->n_formats, "No evidence format was recognised in its code");
    page_raw(p, r->n_roles ? " and plays the part of " : " and no role");
    put_list(p, r->roles, r->n_roles, "");
    page_raw(p, ".</p>\n<p class=\"note\">Read as ");
    page_raw(p, r->stage && *r->stage == 'e' ? "an existing" : "a proposed");
    page_raw(p, " project, as of ");
    review_put_date(&p->tmp, r->as_of);
    page_built(p);
    page_raw(p, ". This page has checks, counts and the places behind them. It gives no verdict on "
                "the project.</p>\n</header>\n");
}

/* ---- contents ---- */

static void put_nav_item(struct page *p, const char *fragment, const char *label, size_t n,
                         bool has_count)
{
    page_raw(p, "<li><a href=\"#");
    page_text(p, fragment);
    page_raw(p, "\"><span>");
    page_text(p, label);
    page_raw(p, "</span>");
    if (has_count) {
        page_raw(p, " <span class=\"count\">");
        page_number(p, n);
        page_raw(p, "</span>");
    }
    page_raw(p, "</a></li>\n");
}

/* Sections of sets are named by their place among the sets: names may come from a file. */
static void set_fragment(char out[FRAGMENT_ROOM], size_t i)
{
    (void)snprintf(out, FRAGMENT_ROOM, "set-%zu", i + 1);
}

static void put_nav(struct page *p, const char *const *sets, size_t n_sets)
{
    const struct review *r = p->r;
    char fragment[FRAGMENT_ROOM];
    page_raw(p, "<nav aria-label=\"Contents\"><ul>\n");
    put_nav_item(p, "read", "What was read", 0, false);
    put_nav_item(p, "counts", "Counts", 0, false);
    put_nav_item(p, "first", "What would help most", 0, false);
    if (r->delta)
        put_nav_item(p, "delta", "What changed", r->delta->n_changes, true);
    for (size_t i = 0; i < n_sets; i++) {
        struct review_counts c = review_count(r, sets[i]);
        set_fragment(fragment, i);
        put_nav_item(p, fragment, review_set_title(sets[i]), review_counts_total(&c), true);
    }
    if (r->n_observations)
        put_nav_item(p, "observations", "Files put to the verifier", r->n_observations, true);
    put_nav_item(p, "exemptions", "Exemptions", r->n_exemptions, true);
    put_nav_item(p, "people", "Reviewers", r->n_reviewers, true);
    page_raw(p, "</ul></nav>\n");
}

/* ---- what was read ---- */

static void put_repository(struct page *p, const struct reviewed *v)
{
    page_raw(p, "<tr><th scope=\"row\">");
    page_text(p, v->name);
    if (v->is_defaults)
        page_raw(p, " <span class=\"soft\">defaults of the organisation</span>");
    page_raw(p, "<br>");
    review_put_origin_url(&p->tmp, v->origin);
    if (p->tmp.n) {
        page_raw(p, "<a class=\"small\" rel=\"noreferrer\" href=\"");
        page_built(p);
        page_raw(p, "\">");
        page_text(p, v->origin);
        page_raw(p, "</a>");
    } else {
        page_raw(p, "<span class=\"soft small\">");
        page_text(p, v->origin ? v->origin : "no remote named");
        page_raw(p, "</span>");
    }
    page_raw(p, "</th><td><code>");
    review_put_commit(&p->tmp, v->commit, 12);
    page_built(p);
    page_raw(p, "</code><br><span class=\"soft\">");
    review_put_date(&p->tmp, v->committed);
    page_built(p);
    page_raw(p, "</span></td><td class=\"num\">");
    page_number(p, v->files);
    page_raw(p, "</td><td class=\"num\">");
    page_number(p, v->commits);
    page_raw(p, "</td>");
    page_cell(p, v->license, "none recognised");
    page_raw(p, "</tr>\n");
}

static void put_not_read(struct page *p)
{
    bool any = false;
    for (size_t i = 0; i < p->r->n_repos; i++) {
        const struct reviewed *v = &p->r->repos[i];
        for (size_t k = 0; v->partial && v->partial[k]; k++) {
            page_raw(p, any ? "" : "<dl class=\"facts\">\n");
            any = true;
            page_raw(p, "<dt>not read</dt><dd>");
            page_text(p, v->name);
            page_raw(p, ": ");
            page_text(p, v->partial[k]);
            page_raw(p, "</dd>\n");
        }
    }
    page_raw(p, any ? "</dl>\n" : "<p class=\"note\">Nothing was left out.</p>\n");
}

static void put_read(struct page *p)
{
    page_section(p, "read", "What was read");
    if (!p->r->n_repos) {
        page_raw(p, "<p class=\"note\">No checkout.</p>\n</section>\n");
        return;
    }
    page_table(p, "repos", "Checkouts");
    page_raw(p, "<thead><tr><th scope=\"col\">checkout</th><th scope=\"col\">commit</th>"
                "<th scope=\"col\" class=\"num\">files</th><th scope=\"col\" class=\"num\">commits"
                "</th><th scope=\"col\">licence by its text</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < p->r->n_repos; i++)
        put_repository(p, &p->r->repos[i]);
    page_table_end(p);
    put_not_read(p);
    page_raw(p, "</section>\n");
}

/* ---- counts ---- */

static void put_bar(struct page *p, const struct review_counts *c)
{
    size_t total = review_counts_total(c), x = 0;
    if (!total)
        return;
    buf_printf(p->b,
               "<svg class=\"bar\" viewBox=\"0 0 %zu 6\" preserveAspectRatio=\"none\" "
               "aria-hidden=\"true\" focusable=\"false\">",
               total * 10);
    for (size_t s = 0; s < REVIEW_STATES; s++) {
        size_t n = review_state_count(c, (enum review_state)s);
        if (!n)
            continue;
        buf_printf(p->b, "<rect class=\"%s\" x=\"%zu\" width=\"%zu\" height=\"6\"/>",
                   review_state_class((enum review_state)s), x * 10, n * 10);
        x += n;
    }
    page_raw(p, "</svg>");
}

static void put_count_row(struct page *p, const char *set, size_t i)
{
    struct review_counts c = review_count(p->r, set);
    char fragment[FRAGMENT_ROOM];
    set_fragment(fragment, i);
    page_raw(p, "<tr><th scope=\"row\">");
    if (set) {
        page_raw(p, "<a href=\"#");
        page_raw(p, fragment);
        page_raw(p, "\">");
        page_text(p, review_set_title(set));
        page_raw(p, "</a>");
    } else {
        page_raw(p, "all");
    }
    page_raw(p, "</th><td class=\"bar-cell\">");
    put_bar(p, &c);
    page_raw(p, "</td>");
    for (size_t s = 0; s < REVIEW_STATES; s++) {
        page_raw(p, "<td class=\"num\">");
        page_number(p, review_state_count(&c, (enum review_state)s));
        page_raw(p, "</td>");
    }
    page_raw(p, "<td class=\"num\">");
    page_number(p, review_counts_total(&c));
    page_raw(p, "</td></tr>\n");
}

static void put_words(struct page *p)
{
    page_raw(p, "<dl class=\"words\">\n");
    for (size_t s = 0; s < REVIEW_STATES; s++) {
        page_raw(p, "<div><dt>");
        page_chip(p, (enum review_state)s);
        page_raw(p, "</dt><dd>");
        page_raw(p, review_state_meaning((enum review_state)s));
        page_raw(p, "</dd></div>\n");
    }
    page_raw(p, "</dl>\n");
}

static void put_counts(struct page *p, const char *const *sets, size_t n)
{
    page_section(p, "counts", "Counts");
    page_table(p, "counts", "Counts by set");
    page_raw(p, "<thead><tr><th scope=\"col\">set of checks</th>"
                "<td class=\"bar-cell\"></td>");
    for (size_t s = 0; s < REVIEW_STATES; s++) {
        page_raw(p, "<th scope=\"col\" class=\"num\">");
        page_raw(p, review_state_word((enum review_state)s));
        page_raw(p, "</th>");
    }
    page_raw(p, "<th scope=\"col\" class=\"num\">checks</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < n; i++)
        put_count_row(p, sets[i], i);
    page_raw(p, "</tbody>\n<tfoot>\n");
    put_count_row(p, NULL, 0);
    page_raw(p, "</tfoot></table></div>\n");
    put_words(p);
    page_raw(p, "</section>\n");
}

/* ---- what would help most ---- */

static void put_first_item(struct page *p, const struct finding *f)
{
    const struct place *places[2];
    size_t n = review_places_first(f, places, CUPEL_COUNT(places));
    page_raw(p, "<li><p class=\"title\"><a href=\"#");
    page_anchor(p, f->info->id);
    page_raw(p, "\">");
    page_text(p, f->info->title);
    page_raw(p, "</a></p>\n<p class=\"meta\">");
    page_chip(p, review_state_of(f));
    page_raw(p, "<span>");
    page_raw(p, review_gain_words(f->info->gain));
    page_raw(p, ", ");
    page_raw(p, review_effort_words(f->info->effort));
    page_raw(p, "</span><code>");
    page_text(p, f->info->id);
    page_raw(p, "</code></p>\n");
    if (f->detail && *f->detail) {
        page_raw(p, "<p>");
        page_text(p, f->detail);
        page_raw(p, "</p>\n");
    }
    if (f->info->fix && *f->info->fix) {
        page_raw(p, "<p><strong>What to do:</strong> ");
        page_text(p, f->info->fix);
        page_raw(p, "</p>\n");
    }
    page_raw(p, n ? "<ul class=\"places\">\n" : "");
    for (size_t i = 0; i < n; i++) {
        page_raw(p, "<li>");
        page_place(p, places[i]);
        page_raw(p, "</li>\n");
    }
    page_raw(p, n ? "</ul>\n" : "");
    page_raw(p, "</li>\n");
}

static void put_first_items(struct page *p, const struct finding *const *order, size_t n)
{
    for (size_t i = 0; i < n && i < FIRST_SHOWN; i++)
        put_first_item(p, order[i]);
    if (n <= FIRST_SHOWN) {
        page_raw(p, "</ol>\n");
        return;
    }
    page_raw(p, "</ol>\n<details class=\"rest\"><summary>");
    page_number(p, n - FIRST_SHOWN);
    page_raw(p, " more in this order</summary>\n<ol class=\"first\" start=\"");
    page_number(p, FIRST_SHOWN + 1);
    page_raw(p, "\">\n");
    for (size_t i = FIRST_SHOWN; i < n; i++)
        put_first_item(p, order[i]);
    page_raw(p, "</ol></details>\n");
}

static void put_first(struct page *p)
{
    const struct finding **order = calloc(p->r->n_findings + 1, sizeof *order);
    page_section(p, "first", "What would help most for the least effort");
    if (!order) {
        p->b->st = p->b->st == CUPEL_OK ? CUPEL_E_NOMEM : p->b->st;
        return;
    }
    size_t n = review_order(p->r, order);
    if (n) {
        page_raw(p,
                 "<p class=\"note\">First what is not shown, then what files cannot tell; in each "
                 "by how much it would help those who rely on the project, over the effort.</p>\n"
                 "<ol class=\"first\">\n");
        put_first_items(p, order, n);
    } else {
        page_raw(p, "<p class=\"note\">No check asks for anything.</p>\n");
    }
    page_raw(p, "</section>\n");
    free(order);
}

/* ---- sets, foot, page ---- */

static void put_set(struct page *p, const char *set, size_t i)
{
    char fragment[FRAGMENT_ROOM];
    set_fragment(fragment, i);
    page_section(p, fragment, review_set_title(set));
    for (size_t k = 0; k < p->r->n_scores; k++)
        if (review_score_is_of(&p->r->scores[k], set))
            page_score(p, &p->r->scores[k]);
    for (size_t k = 0; k < p->r->n_findings; k++)
        if (slice_eq(slice_str(p->r->findings[k].info->set), slice_str(set)))
            page_check(p, &p->r->findings[k]);
    page_raw(p, "</section>\n");
}

static void put_foot(struct page *p)
{
    page_raw(p, "<footer>\n<p>Made by cupel ");
    page_text(p, p->r->version);
    page_raw(
        p, ". The same commits and the same date give the same checks, on any machine; nothing of "
           "the project was run. The project may answer next to each finding: its replies stand "
           "there as it wrote them.</p>\n</footer>\n</body>\n</html>\n");
}

void review_render_html(const struct review *r, struct buf *b)
{
    struct page p = { .b = b, .r = r };
    const char *sets[REVIEW_SETS_MAX];
    size_t n = review_set_names(r, sets);
    buf_init(&p.tmp, b->max);
    put_head(&p);
    put_top(&p);
    page_raw(&p, "<div class=\"wide\">\n");
    put_nav(&p, sets, n);
    page_raw(&p, "<main id=\"main\">\n");
    put_read(&p);
    put_counts(&p, sets, n);
    put_first(&p);
    page_delta(&p);
    for (size_t i = 0; i < n; i++)
        put_set(&p, sets[i], i);
    page_other_scores(&p, sets, n);
    page_observations(&p);
    page_exemptions(&p);
    page_people(&p);
    page_raw(&p, "</main>\n</div>\n");
    put_foot(&p);
    buf_clear(&p.tmp);
}
