/* SPDX-License-Identifier: Apache-2.0 */
/* The page's tables: what changed, scores, observations, exemptions, people. */
#include "render/review_page.h"

/* ---- pieces ---- */

void page_section(struct page *p, const char *id, const char *title)
{
    page_raw(p, "<section id=\"");
    page_raw(p, id);
    page_raw(p, "\" aria-labelledby=\"");
    page_raw(p, id);
    page_raw(p, "-title\">\n<h2 id=\"");
    page_raw(p, id);
    page_raw(p, "-title\">");
    page_text(p, title);
    page_raw(p, "</h2>\n");
}

void page_table(struct page *p, const char *class_name, const char *label)
{
    page_raw(p, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    page_raw(p, label);
    page_raw(p, "\"><table class=\"");
    page_raw(p, class_name);
    page_raw(p, "\">\n");
}

/* Cells of a header row. */
static void page_columns(struct page *p, const char *const *names, size_t n)
{
    page_raw(p, "<thead><tr>");
    for (size_t i = 0; i < n; i++) {
        page_raw(p, "<th scope=\"col\">");
        page_raw(p, names[i]);
        page_raw(p, "</th>");
    }
    page_raw(p, "</tr></thead>\n<tbody>\n");
}

void page_cell(struct page *p, const char *text, const char *none)
{
    page_raw(p, "<td>");
    page_text(p, text && *text ? text : none);
    page_raw(p, "</td>");
}

void page_table_end(struct page *p)
{
    page_raw(p, "</tbody></table></div>\n");
}

/* ---- what changed ---- */

static void put_change(struct page *p, const struct change *c)
{
    page_raw(p, "<tr><th scope=\"row\">");
    bool is_check = review_find(p->r, c->what) != NULL;
    if (is_check) {
        page_raw(p, "<a href=\"#");
        page_anchor(p, c->what);
        page_raw(p, "\"><code>");
    }
    page_text(p, c->what);
    page_raw(p, is_check ? "</code></a></th>" : "</th>");
    page_cell(p, review_change_words(p->r, c, c->before), "was not there");
    page_cell(p, review_change_words(p->r, c, c->after), "is gone");
    page_raw(p, "<td>");
    page_text(p, c->detail);
    page_raw(p, c->detail && c->place.path ? "<br>" : "");
    if (c->place.path)
        page_place(p, &c->place);
    page_raw(p, "</td></tr>\n");
}

void page_delta(struct page *p)
{
    static const char *const columns[] = { "what", "before", "now", "more" };
    const struct delta *d = p->r->delta;
    if (!d)
        return;
    page_section(p, "delta", "What changed");
    page_raw(p, "<p class=\"note\">Since ");
    page_text(p, d->since);
    page_raw(p, ". Checks with the same outcome: ");
    page_number(p, d->unchanged);
    page_raw(p, ".</p>\n");
    if (d->n_changes) {
        page_table(p, "changes", "Changes");
        page_columns(p, columns, CUPEL_COUNT(columns));
        for (size_t i = 0; i < d->n_changes; i++)
            put_change(p, &d->changes[i]);
        page_table_end(p);
    }
    page_raw(p, "</section>\n");
}

/* ---- scores ---- */

static void put_score_part(struct page *p, const struct score_part *s)
{
    const int shares[] = { s->decided, s->low, s->high };
    page_raw(p, "<tr><th scope=\"row\">");
    page_text(p, s->name);
    page_raw(p, "</th><td class=\"num\">");
    page_number(p, s->weight);
    page_raw(p, "</td>");
    for (size_t i = 0; i < CUPEL_COUNT(shares); i++) {
        page_raw(p, "<td class=\"num\">");
        review_put_share(&p->tmp, shares[i]);
        page_built(p);
        page_raw(p, "</td>");
    }
    page_raw(p, "</tr>\n");
}

void page_score(struct page *p, const struct score *s)
{
    page_raw(p, "<p class=\"note\">As ");
    page_text(p, s->standard);
    page_raw(p, " computes it: ");
    review_put_score(&p->tmp, s);
    page_built(p);
    page_raw(p, ". Definition: ");
    page_text(p, s->definition);
    page_raw(p, ".</p>\n");
    if (!s->n_parts)
        return;
    page_table(p, "score", "Sections of the score");
    page_raw(p,
             "<thead><tr><th scope=\"col\">section</th><th scope=\"col\" class=\"num\">weight</th>"
             "<th scope=\"col\" class=\"num\">decided</th><th scope=\"col\" class=\"num\">at "
             "least</th><th scope=\"col\" class=\"num\">at most</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < s->n_parts; i++)
        put_score_part(p, &s->parts[i]);
    page_table_end(p);
}

/* Scores of a standard whose checks are in no set of this name. */
void page_other_scores(struct page *p, const char *const *sets, size_t n)
{
    for (size_t k = 0; k < p->r->n_scores; k++) {
        bool is_told = false;
        for (size_t i = 0; i < n; i++)
            is_told |= review_score_is_of(&p->r->scores[k], sets[i]);
        if (is_told)
            continue;
        page_raw(p, "<section><h2>");
        page_text(p, p->r->scores[k].standard);
        page_raw(p, "</h2>\n");
        page_score(p, &p->r->scores[k]);
        page_raw(p, "</section>\n");
    }
}

/* ---- observations, exemptions, people ---- */

void page_observations(struct page *p)
{
    static const char *const columns[] = { "file", "what it is", "answer", "in its words" };
    if (!p->r->n_observations)
        return;
    page_section(p, "observations", "Files put to the verifier");
    page_raw(p, "<p class=\"note\">What cupel's own verifier said of evidence and collateral that "
                "lies in the project. Of test data it says what the data is, not what the project "
                "does.</p>\n");
    page_table(p, "observations", "Observations");
    page_columns(p, columns, CUPEL_COUNT(columns));
    for (size_t i = 0; i < p->r->n_observations; i++) {
        const struct observation *v = &p->r->observations[i];
        page_raw(p, "<tr><th scope=\"row\">");
        page_place(p, &v->place);
        page_raw(p, "</th><td>");
        page_text(p, v->format);
        page_raw(p, v->format ? " " : "");
        page_text(p, v->kind);
        page_raw(p, "</td>");
        page_cell(p, v->outcome, "");
        page_raw(p, "<td>");
        page_text(p, v->detail);
        page_raw(p,
                 v->is_debug ? " <span class=\"soft\">debug</span></td></tr>\n" : "</td></tr>\n");
    }
    page_table_end(p);
    page_raw(p, "</section>\n");
}

void page_exemptions(struct page *p)
{
    static const char *const columns[] = { "check", "reason", "owner", "until", "state", "source" };
    page_section(p, "exemptions", "Exemptions");
    if (!p->r->n_exemptions) {
        page_raw(p, "<p class=\"note\">None was read.</p>\n</section>\n");
        return;
    }
    page_table(p, "exemptions", "Exemptions");
    page_columns(p, columns, CUPEL_COUNT(columns));
    for (size_t i = 0; i < p->r->n_exemptions; i++) {
        const struct exemption *e = &p->r->exemptions[i];
        page_raw(p, "<tr><th scope=\"row\"><code>");
        page_text(p, e->check);
        page_raw(p, "</code></th>");
        page_cell(p, e->reason, "");
        page_cell(p, e->owner, "none named");
        page_raw(p, "<td class=\"date\">");
        page_text(p, e->expires ? e->expires : "no end");
        page_raw(p, "</td>");
        page_cell(p,
                  e->is_expired ? "expired: counts as none"
                  : e->is_used  ? "in force"
                                : "fits no check",
                  "");
        page_cell(p, e->source, "");
        page_raw(p, "</tr>\n");
    }
    page_table_end(p);
    page_raw(p, "</section>\n");
}

void page_people(struct page *p)
{
    static const char *const columns[] = { "reviewer", "affiliation", "conflicts of interest" };
    page_section(p, "people", "Reviewers");
    if (p->r->n_reviewers) {
        page_table(p, "people", "Reviewers");
        page_columns(p, columns, CUPEL_COUNT(columns));
        for (size_t i = 0; i < p->r->n_reviewers; i++) {
            page_raw(p, "<tr><th scope=\"row\">");
            page_text(p, p->r->reviewers[i].name);
            page_raw(p, "</th>");
            page_cell(p, p->r->reviewers[i].affiliation, "not given");
            page_cell(p, p->r->reviewers[i].conflicts, "not declared");
            page_raw(p, "</tr>\n");
        }
        page_table_end(p);
    } else {
        page_raw(p,
                 "<p class=\"note\">Nobody has put a name to this review. It is what the program "
                 "found.</p>\n");
    }
    page_remarks(p, &p->r->remarks);
    page_raw(p, "</section>\n");
}
