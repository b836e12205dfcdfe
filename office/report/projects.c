/* SPDX-License-Identifier: Apache-2.0 */
/* report/projects.c: reviews of projects, and what was recommended of them. */
#include "base/text.h"
#include "office/govern/check.h"
#include "office/report/make.h"
#include "render/review_words.h"

#include <string.h>

/* ---- reviews ---- */

static const char *day_of(struct making *m, const struct review *r)
{
    char room[RFC3339_ROOM] = "";
    rfc3339_write(r->as_of, room);
    return arena_text(m->a, slice_of(room, 10));
}

static const struct state_review *find_review(const struct state *s, const char *name)
{
    for (size_t i = 0; i < s->n_reviews; i++)
        if (strcmp(s->reviews[i].name, name) == 0)
            return &s->reviews[i];
    return NULL;
}

static void add_counts(struct making *m, struct report_item *i, const struct review *r)
{
    static const char *const keys[REVIEW_STATES] = {
        [REVIEW_SHOWN] = "shown",
        [REVIEW_NOT_SHOWN] = "not_shown",
        [REVIEW_CANNOT_TELL] = "cannot_tell",
        [REVIEW_NOT_APPLICABLE] = "not_applicable",
        [REVIEW_EXEMPT] = "exempt",
    };
    struct review_counts c = review_count(r, NULL);
    make_text(m, i, "%zu checks", review_counts_total(&c));
    make_figure(i, "checks", review_counts_total(&c));
    for (int s = 0; s < REVIEW_STATES; s++) {
        size_t n = review_state_count(&c, (enum review_state)s);
        make_text(m, i, "%zu %s", n, review_state_word((enum review_state)s));
        make_figure(i, keys[s], n);
    }
}

static void add_people(struct making *m, struct report_item *i, const struct review *r)
{
    if (!r->n_reviewers)
        make_text(m, i, "no reviewer is named");
    for (size_t k = 0; k < r->n_reviewers; k++) {
        const struct reviewer *p = &r->reviewers[k];
        make_text(m, i, "reviewed by %s%s%s%s, conflicts of interest: %s", p->name ? p->name : "",
                  p->affiliation ? " (" : "", p->affiliation ? p->affiliation : "",
                  p->affiliation ? ")" : "", p->conflicts ? p->conflicts : "not declared");
    }
    for (size_t k = 0; k < r->n_repos; k++)
        make_text(m, i, "read at %.12s of %s", r->repos[k].commit ? r->repos[k].commit : "?",
                  r->repos[k].name ? r->repos[k].name : "a checkout");
}

static struct report_item *add_review(struct making *m, struct report_group *g,
                                      const struct state_review *s)
{
    const char *name = s->review->project;
    struct report_item *i = make_item(m, g, name, day_of(m, s->review));
    make_place(m, &i->where, m->now, s->path, 1);
    add_counts(m, i, s->review);
    add_people(m, i, s->review);
    return i;
}

static void sort_review(struct making *m, const struct state_review *s, struct report_group *done,
                        struct report_group *late)
{
    const char *day = day_of(m, s->review);
    const struct state_review *old = m->before ? find_review(m->before, s->name) : NULL;
    bool is_new = !old || !old->review || old->review->as_of != s->review->as_of;
    if (make_in(m, day)) {
        struct report_item *i = add_review(m, done, s);
        if (old && old->review && is_new)
            make_text(m, i, "takes the place of the one of %s", day_of(m, old->review));
    } else if (make_is_before(m, day) && m->before && m->r->has_before && is_new) {
        add_review(m, late, s);
    }
}

void make_reviews(struct making *m)
{
    struct report_section *s = make_section(m, "reviews", "Reviews of projects");
    if (!s)
        return;
    s->note =
        "Counts of checks, not a verdict. The day is the one as of which a project was read; a "
        "review whose file was replaced within the period is not seen.";
    struct report_group *done = make_headline(s, "reviews-done", "Reviews done");
    struct report_group *late = make_change(m, s, "reviews-late",
                                            "Reviews of an earlier day, entered in this period");
    struct report_group *bad = make_group(s, "reviews-unreadable",
                                          "Files among the reviews that are none");
    for (size_t i = 0; i < m->now->n_reviews; i++) {
        const struct state_review *r = &m->now->reviews[i];
        if (r->review) {
            sort_review(m, r, done, late);
            continue;
        }
        struct report_item *item = make_item(m, bad, r->name, NULL);
        make_text(m, item, "%s", r->why);
        make_place(m, &item->where, m->now, r->path, 0);
    }
}

/* ---- recommendations ---- */

struct fates {
    struct report_group *made, *accepted, *declined, *withdrawn, *open, *late;
};

static struct report_item *add(struct making *m, struct report_group *g,
                               const struct govern_file *f, const struct yaml_node *r,
                               const char *date, const char *key)
{
    struct report_item *i = make_item(m, g, make_member(r, "project"), date);
    make_proof(m, &i->where, m->now, f, r, key);
    make_proof(m, &i->where, m->now, f, r, "project");
    make_proof(m, &i->where, m->now, f, r, "fate");
    make_text(m, i, "%s, to %s, on %s", make_member(r, "kind"), make_member(r, "to"),
              make_member(r, "date"));
    make_text(m, i, "%s%s%s", make_member(r, "fate"), *make_member(r, "fate-date") ? " on " : "",
              make_member(r, "fate-date"));
    if (*make_member(r, "fate-url"))
        make_text(m, i, "%s", make_member(r, "fate-url"));
    if (*make_member(r, "review"))
        make_text(m, i, "review: %s", make_member(r, "review"));
    if (*make_member(r, "decision"))
        make_text(m, i, "decision: %s", make_member(r, "decision"));
    if (*make_member(r, "text"))
        make_text(m, i, "%s", make_member(r, "text"));
    return i;
}

static const struct yaml_node *find_recommendation(const struct state *s, const char *id)
{
    const struct govern_file *f = make_next(s, GOVERN_RECOMMENDATIONS, NULL);
    for (const struct yaml_node *r = f ? member_first(f->top, "recommendations") : NULL; r;
         r = r->next)
        if (strcmp(make_member(r, "id"), id) == 0)
            return r;
    return NULL;
}

static struct report_group *group_of(const struct fates *g, const char *fate)
{
    if (strcmp(fate, "accepted") == 0)
        return g->accepted;
    if (strcmp(fate, "declined") == 0)
        return g->declined;
    return strcmp(fate, "withdrawn") == 0 ? g->withdrawn : g->open;
}

static void add_recommendation(struct making *m, const struct fates *g, const struct govern_file *f,
                               const struct yaml_node *r)
{
    const char *date = make_member(r, "date"), *day = make_member(r, "fate-date");
    struct report_group *fate = group_of(g, make_member(r, "fate"));
    bool is_decided = fate != g->open && *day && strcmp(day, m->r->to) <= 0;
    if (strcmp(date, m->r->to) > 0)
        return;
    if (make_in(m, date))
        add(m, g->made, f, r, date, "date");
    if (!is_decided)
        add(m, g->open, f, r, date, "date");
    else if (make_in(m, day))
        add(m, fate, f, r, day, "fate-date");
    if (!m->before || !m->r->has_before)
        return;
    const struct yaml_node *old = find_recommendation(m->before, make_member(r, "id"));
    bool is_late = !old && make_is_before(m, date);
    bool fate_late = old && make_is_before(m, day) &&
                     strcmp(make_member(old, "fate"), make_member(r, "fate")) != 0;
    if (is_late || fate_late)
        add(m, g->late, f, r, is_late ? date : day, is_late ? "date" : "fate-date");
}

void make_recommendations(struct making *m)
{
    struct report_section *s = make_section(m, "recommendations", "Recommendations and their fate");
    const struct govern_file *f = make_next(m->now, GOVERN_RECOMMENDATIONS, NULL);
    if (!s)
        return;
    struct fates g = {
        .made = make_headline(s, "recommendations-made", "Recommendations made"),
        .accepted = make_headline(s, "recommendations-accepted", "Recommendations accepted"),
        .declined = make_headline(s, "recommendations-declined", "Recommendations declined"),
        .withdrawn = make_headline(s, "recommendations-withdrawn", "Recommendations withdrawn"),
        .open = make_headline(s, "recommendations-open", "Recommendations open"),
        .late = make_change(m, s, "recommendations-late",
                            "Of an earlier period, entered or answered in this one"),
    };
    for (const struct yaml_node *r = f ? member_first(f->top, "recommendations") : NULL; r;
         r = r->next)
        add_recommendation(m, &g, f, r);
}
