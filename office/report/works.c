/* SPDX-License-Identifier: Apache-2.0 */
/* report/works.c: papers and patterns, and the charter. */
#include "office/govern/check.h"
#include "office/report/make.h"

#include <string.h>

struct work_groups {
    struct report_group *started, *review, *published, *withdrawn, *status, *draft;
};

static struct report_item *add(struct making *m, struct report_group *g, const struct state *s,
                               const struct govern_file *f, const char *date, const char *key)
{
    const char *kind = f->kind == GOVERN_PAPER ? "Paper" : "Pattern";
    struct report_item *i = make_item(
        m, g, arena_printf(m->a, "%s: %s", kind, make_member(f->top, "title")), date);
    make_proof(m, &i->where, s, f, f->top, key);
    make_proof(m, &i->where, s, f, f->top, "title");
    return i;
}

static void add_editors(struct making *m, struct report_item *i, const struct govern_file *f)
{
    const struct yaml_node *n = member_first(f->top, "editors");
    if (!n)
        make_text(m, i, "no editor");
    for (bool first = true; n; n = n->next, first = false)
        make_text(m, i, "%s%s", first ? "edited by " : "", make_person(m->now, n->text));
}

static void add_round(struct making *m, struct report_item *i, const struct govern_file *f)
{
    const struct yaml_node *round = yaml_find(f->top, "review");
    if (!round)
        return;
    make_text(m, i, "review from %s to %s", make_member(round, "opened"),
              make_member(round, "closes"));
    if (!yaml_find(round, "comments"))
        return;
    make_text(m, i, "%lu of %lu comments answered", member_count(round, "answered"),
              member_count(round, "comments"));
    make_figure(i, "comments", member_count(round, "comments"));
    make_figure(i, "answered", member_count(round, "answered"));
    make_proof(m, &i->where, m->now, f, round, "comments");
    make_proof(m, &i->where, m->now, f, round, yaml_find(round, "answered") ? "answered" : NULL);
}

static void compare(struct making *m, const struct work_groups *g, const struct govern_file *f)
{
    const struct govern_file *old = make_find(m->before, f->kind, f->id);
    const char *status = make_member(f->top, "status");
    const char *was = old ? make_member(old->top, "status") : "";
    const char *started = make_member(f->top, "started");
    if (!old && m->r->has_before && !make_in(m, started)) {
        struct report_item *i = add(m, g->status, m->now, f, NULL, "started");
        make_text(m, i, "entered in this period, begun on %s",
                  *started ? started : "a day that is not known");
        make_text(m, i, "%s", status);
        return;
    }
    if (!old || strcmp(status, was) == 0)
        return;
    bool is_out = strcmp(status, "withdrawn") == 0;
    struct report_item *i = add(m, is_out ? g->withdrawn : g->status, m->now, f, NULL, "status");
    make_text(m, i, "%s, was %s", status, was);
    make_proof(m, &i->where, m->before, old, old->top, "status");
}

static void add_work(struct making *m, const struct work_groups *g, const struct govern_file *f)
{
    const char *status = make_member(f->top, "status"), *started = make_member(f->top, "started");
    const char *published = make_member(f->top, "published");
    if (make_in(m, started))
        add_editors(m, add(m, g->started, m->now, f, started, "started"), f);
    if (make_in(m, published)) {
        struct report_item *i = add(m, g->published, m->now, f, published, "published");
        add_editors(m, i, f);
        add_round(m, i, f);
    }
    if (strcmp(status, "review") == 0) {
        struct report_item *i = add(m, g->review, m->now, f, NULL, "status");
        add_editors(m, i, f);
        add_round(m, i, f);
    }
    if (strcmp(status, "draft") == 0)
        add_editors(m, add(m, g->draft, m->now, f, NULL, "status"), f);
    if (m->before)
        compare(m, g, f);
}

static void find_gone(struct making *m, struct report_group *g, enum govern_kind kind)
{
    const struct govern_file *f = NULL;
    while ((f = make_next(m->before, kind, f)))
        if (!make_find(m->now, kind, f->id))
            make_text(m, add(m, g, m->before, f, NULL, "status"), "its file is there no longer");
}

void make_works(struct making *m)
{
    static const enum govern_kind kinds[] = { GOVERN_PAPER, GOVERN_PATTERN };
    struct report_section *s = make_section(m, "works", "Papers and patterns");
    if (!s)
        return;
    struct work_groups g = {
        .started = make_headline(s, "works-started", "Papers and patterns begun"),
        .published = make_headline(s, "works-published", "Papers and patterns published"),
        .review = make_headline(s, "works-review", "Papers and patterns in review"),
        .draft = make_group(s, "works-draft", "Papers and patterns in draft"),
        .withdrawn = make_change(m, s, "works-withdrawn", "Papers and patterns withdrawn"),
        .status = make_change(m, s, "works-status",
                              "Papers and patterns entered late, or of another status than before"),
    };
    for (size_t k = 0; k < CUPEL_COUNT(kinds); k++) {
        const struct govern_file *f = NULL;
        while ((f = make_next(m->now, kinds[k], f)))
            add_work(m, &g, f);
        if (m->before)
            find_gone(m, g.withdrawn, kinds[k]);
    }
}

/* ---- the charter ---- */

static void add_text_row(struct making *m, struct report_table *t, const struct govern_file *f,
                         const char *name, const char *key, const char *text)
{
    struct report_row *row = make_row(m, t, name);
    row->cells[1].text = *text ? text : "blank";
    make_proof(m, &row->cells[1].where, m->now, f, f->top, key);
}

static void add_count_row(struct making *m, struct report_table *t, const struct govern_file *f,
                          const char *name, const char *key)
{
    struct report_row *row = make_row(m, t, name);
    size_t n = 0;
    for (const struct yaml_node *i = member_first(f->top, key); i; i = i->next, n++)
        make_place(m, &row->cells[1].where, m->now, f->name, i->line);
    make_number(m, row, 1, n);
    if (!n)
        make_proof(m, &row->cells[1].where, m->now, f, f->top, key);
}

static void compare_charter(struct making *m, struct report_group *g, const struct govern_file *f)
{
    const struct govern_file *old = make_next(m->before, GOVERN_CHARTER, NULL);
    cupel_slice a = state_bytes(m->now, "charter.yml"), b = state_bytes(m->before, "charter.yml");
    if (!old || slice_eq(a, b))
        return;
    struct report_item *i = make_item(m, g, "charter.yml", NULL);
    make_text(m, i, "its text is another one than before the period");
    make_place(m, &i->where, m->now, f->name, 0);
    make_place(m, &i->where, m->before, old->name, 0);
}

void make_charter(struct making *m)
{
    static const char *const columns[] = { "charter", "at the end of the period" };
    const struct govern_file *f = make_next(m->now, GOVERN_CHARTER, NULL);
    const struct govern_file *office = make_next(m->now, GOVERN_OFFICE, NULL);
    struct report_section *s = make_section(m, "charter", "Charter");
    if (!s || !f || !office)
        return;
    struct report_group *reviewed = make_group(s, "charter-reviewed", "Reviews of the charter");
    struct report_group *changed = make_change(m, s, "charter-changed", "Changes of its text");
    struct report_table *t = make_table(s, "charter-table", "The charter in numbers", columns, 2);
    const char *day = make_member(office->top, "charter-reviewed");
    if (make_in(m, day)) {
        struct report_item *i = make_item(m, reviewed, "The charter was reviewed", day);
        make_proof(m, &i->where, m->now, office, office->top, "charter-reviewed");
    }
    if (m->before)
        compare_charter(m, changed, f);
    add_text_row(m, t, office, "last reviewed", "charter-reviewed", day);
    add_text_row(m, t, f, "mission", "mission", *make_member(f->top, "mission") ? "stated" : "");
    add_count_row(m, t, f, "items in scope", "in-scope");
    add_count_row(m, t, f, "items out of scope", "out-of-scope");
    add_count_row(m, t, f, "current projects", "projects");
    add_count_row(m, t, f, "deliverables", "deliverables");
    add_count_row(m, t, f, "deviations from the operating model", "deviations");
}
