/* SPDX-License-Identifier: Apache-2.0 */
/* govern/check_works.c: what the group makes: recommendations, papers, patterns; and whether it
 * lives: review of the charter, the clocks of retirement. */
#include "office/govern/check.h"

#include <string.h>

/* ---- recommendations ---- */

static void check_recommendation(struct checking *c, const struct yaml_node *r)
{
    bool is_other = strcmp(member_text(r, "kind"), "other") == 0;
    bool is_open = strcmp(member_text(r, "fate"), "open") == 0;
    if (!is_other && !yaml_text(r, "review"))
        schema_error(&c->s, r, "names no review; only the kind \"other\" does without");
    if (!is_open && !yaml_text(r, "fate-date"))
        schema_error(&c->s, r, "is %s; fate-date is missing", member_text(r, "fate"));
    if (is_open && yaml_text(r, "fate-date"))
        schema_error(&c->s, yaml_find(r, "fate-date"), "what is open has no date of its fate");
    for (const struct yaml_node *o = r->next; o; o = o->next)
        if (strcmp(member_text(o, "id"), member_text(r, "id")) == 0)
            schema_error(&c->s, o, "the id \"%s\" stands on line %u already", member_text(o, "id"),
                         r->line);
}

/* ---- papers and patterns ---- */

static void check_round(struct checking *c, const struct yaml_node *top)
{
    int64_t closes = 0;
    const struct yaml_node *round = yaml_find(top, "review");
    if (!round)
        return;
    unsigned long comments = member_count(round, "comments");
    unsigned long answered = member_count(round, "answered");
    if (answered > comments)
        schema_error(&c->s, round, "%lu comments are answered and only %lu were made", answered,
                     comments);
    else if (answered < comments && member_date(round, "closes", &closes) &&
             days_since(c->g, closes) > 0)
        schema_doubt(&c->s, round,
                     "the review closed on %s and %lu of %lu comments are not answered",
                     member_text(round, "closes"), comments - answered, comments);
}

static void check_beside(struct checking *c, const struct govern_file *f, const char *folder,
                         const char *name)
{
    const char *path = arena_printf(c->s.a, "%s/%s/%s", folder, f->id, name);
    if (!govern_has_name(c->g, path))
        schema_error(&c->s, f->top, "%s is missing", path);
}

static void check_text(struct checking *c, const struct govern_file *f)
{
    bool is_paper = f->kind == GOVERN_PAPER;
    const char *folder = is_paper ? "papers" : "patterns";
    bool is_out = strcmp(member_text(f->top, "status"), "published") == 0;
    c->s.file = f->name;
    if (!member_first(f->top, "editors"))
        schema_doubt(&c->s, yaml_find(f->top, "editors"), "%s has no editor",
                     is_paper ? "the paper" : "the pattern");
    if (is_out != (yaml_text(f->top, "published") != NULL))
        schema_error(&c->s, f->top,
                     is_out ? "is published; on which day?"
                            : "has a day of publication and another status");
    check_round(c, f->top);
    check_beside(c, f, folder, is_paper ? "paper.md" : "pattern.md");
    if (yaml_text(f->top, "diagram"))
        check_beside(c, f, folder, yaml_text(f->top, "diagram"));
}

void check_works(struct checking *c)
{
    for (size_t i = 0; i < c->g->n_files; i++) {
        const struct govern_file *f = &c->g->files[i];
        if (!f->top)
            continue;
        if (f->kind == GOVERN_PAPER || f->kind == GOVERN_PATTERN)
            check_text(c, f);
        c->s.file = f->name;
        if (f->kind == GOVERN_RECOMMENDATIONS)
            for (const struct yaml_node *r = member_first(f->top, "recommendations"); r;
                 r = r->next)
                check_recommendation(c, r);
    }
}

/* ---- the group itself ---- */

static void newer(const struct govern *g, const struct yaml_node *map, const char *key,
                  int64_t *last)
{
    int64_t t = 0;
    if (member_date(map, key, &t) && t <= g->as_of && t > *last)
        *last = t;
}

/* The last day on which the group did something: met, decided, recommended, published. */
static int64_t last_sign(const struct govern *g)
{
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < g->n_files; i++) {
        const struct govern_file *f = &g->files[i];
        if (f->kind == GOVERN_MEETING && f->top && member_truth(f->top, "held"))
            newer(g, f->top, "date", &last);
        if (f->kind == GOVERN_DECISION)
            newer(g, yaml_find(f->top, "result"), "closed", &last);
        if (f->kind == GOVERN_PAPER || f->kind == GOVERN_PATTERN)
            newer(g, f->top, "published", &last);
        for (const struct yaml_node *r = f->top && f->kind == GOVERN_RECOMMENDATIONS
                                             ? member_first(f->top, "recommendations")
                                             : NULL;
             r; r = r->next)
            newer(g, r, "date", &last);
    }
    return last;
}

static void check_retirement(struct checking *c, const struct yaml_node *top)
{
    const struct yaml_node *clocks = c->g->rules ? yaml_find(c->g->rules, "retirement") : NULL;
    int64_t last = last_sign(c->g);
    newer(c->g, top, "founded", &last);
    if (!clocks || last == INT64_MIN)
        return;
    long consider = (long)member_count(clocks, "consider-months");
    long obligatory = (long)member_count(clocks, "obligatory-months");
    const char *since = date_text(c->s.a, last);
    if (c->g->as_of >= months_from(last, obligatory))
        schema_doubt(&c->s, yaml_find(top, "status"),
                     "nothing was done since %s: after %ld months %s makes retirement obligatory",
                     since, obligatory, c->g->rules_name);
    else if (c->g->as_of >= months_from(last, consider))
        schema_doubt(&c->s, yaml_find(top, "status"),
                     "nothing was done since %s: after %ld months %s has retirement considered",
                     since, consider, c->g->rules_name);
}

static void check_charter(struct checking *c, const struct yaml_node *top)
{
    int64_t reviewed = 0;
    long months = (long)member_count(c->g->rules, "charter-review-months");
    const struct yaml_node *n = yaml_find(top, "charter-reviewed");
    if (!c->g->rules)
        return;
    if (!member_date(top, "charter-reviewed", &reviewed))
        schema_doubt(&c->s, n ? n : top, "when the charter was reviewed is not known");
    else if (c->g->as_of >= months_from(reviewed, months))
        schema_doubt(&c->s, n, "the charter was reviewed on %s; a review is due every %ld months",
                     member_text(top, "charter-reviewed"), months);
}

void check_life(struct checking *c)
{
    const struct govern_file *f = govern_file(c->g, GOVERN_OFFICE);
    if (!f || !f->top)
        return;
    c->s.file = f->name;
    check_charter(c, f->top);
    if (strcmp(member_text(f->top, "status"), "active") == 0)
        check_retirement(c, f->top);
}

void govern_check(const struct govern *g, struct landscape_problems *problems)
{
    struct checking c = { .g = g, .s = { .a = g->arena, .problems = problems } };
    check_roles(&c);
    check_meetings(&c);
    check_decisions(&c);
    check_works(&c);
    check_life(&c);
}
