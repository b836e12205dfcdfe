/* SPDX-License-Identifier: Apache-2.0 */
/* report/decisions.c: votes, each counted again from its ballots. */
#include "office/govern/check.h"
#include "office/report/make.h"

#include <string.h>

/* The day on which the outcome stood: as the result says, else the last day of the vote, else, when
 * all had voted before, the day of the last ballot. */
static const char *decided_on(const struct making *m, const struct yaml_node *top)
{
    const char *closed = make_member(yaml_find(top, "result"), "closed");
    const char *closes = make_member(top, "closes"), *last = make_member(top, "opened");
    if (*closed)
        return closed;
    if (strcmp(closes, m->r->as_of) <= 0)
        return closes;
    for (const struct yaml_node *b = member_first(top, "ballots"); b; b = b->next)
        if (strcmp(make_member(b, "at"), last) > 0)
            last = make_member(b, "at");
    return last;
}

static void add_tally(struct making *m, struct report_item *i, const struct tally *t,
                      const struct yaml_node *top)
{
    size_t recused = 0;
    for (const struct yaml_node *n = member_first(top, "recusals"); n; n = n->next)
        recused++;
    if (!t->is_known) {
        make_text(m, i, "who may vote could not be made out: not counted");
        return;
    }
    make_text(m, i, "%s", vote_outcome_name(t->outcome));
    make_text(m, i, "%zu for, %zu against, %zu abstaining", t->votes_for, t->against, t->abstain);
    make_text(m, i, "%zu of %zu who may vote did, the quorum is %zu", t->voted, t->electorate,
              t->quorum);
    make_text(m, i, "%zu votes for are needed (%s of %s)", t->needed, make_member(top, "threshold"),
              make_member(top, "of"));
    if (recused)
        make_text(m, i, "%zu recused", recused);
    make_figure(i, "for", t->votes_for);
    make_figure(i, "against", t->against);
    make_figure(i, "abstain", t->abstain);
    make_figure(i, "voted", t->voted);
    make_figure(i, "electorate", t->electorate);
    make_figure(i, "quorum", t->quorum);
    make_figure(i, "needed", t->needed);
    make_figure(i, "recused", recused);
}

/* The file's own result is what people read there. */
static void add_result(struct making *m, struct report_item *i, const struct govern_file *f,
                       const struct tally *t)
{
    const struct yaml_node *result = yaml_find(f->top, "result");
    if (!result)
        make_text(m, i, "the file has no result");
    else if (t->is_known &&
             (strcmp(make_member(result, "outcome"), vote_outcome_name(t->outcome)) != 0 ||
              member_count(result, "for") != t->votes_for ||
              member_count(result, "against") != t->against ||
              member_count(result, "abstain") != t->abstain))
        make_text(m, i,
                  "the file's result says otherwise: %s with %s for, %s against, %s abstaining",
                  make_member(result, "outcome"), make_member(result, "for"),
                  make_member(result, "against"), make_member(result, "abstain"));
    if (result)
        make_proof(m, &i->where, m->now, f, f->top, "result");
}

static void add(struct making *m, struct report_group *g, const struct govern_file *f,
                const struct tally *t, const char *date)
{
    struct report_item *i = make_item(m, g, make_member(f->top, "title"), date);
    make_proof(m, &i->where, m->now, f, f->top, "title");
    add_tally(m, i, t, f->top);
    add_result(m, i, f, t);
    make_proof(m, &i->where, m->now, f, f->top, "electorate");
    for (const struct yaml_node *b = member_first(f->top, "ballots"); b; b = b->next)
        make_place(m, &i->where, m->now, f->name, b->line);
}

/* Did the report on the time before say something else? */
static bool is_news(const struct making *m, const struct govern_file *f, const struct tally *t)
{
    if (!m->before || !m->r->has_before)
        return false;
    const struct govern_file *old = make_find(m->before, GOVERN_DECISION, f->id);
    struct tally was = old ? vote_tally(&m->before->g, old->top) : (struct tally){ 0 };
    return !old || was.outcome != t->outcome || was.votes_for != t->votes_for ||
           was.against != t->against || was.abstain != t->abstain;
}

void make_decisions(struct making *m)
{
    struct report_section *s = make_section(m, "decisions", "Decisions");
    if (!s)
        return;
    s->note = "Each vote was counted again from its ballots, for this report.";
    struct report_group *decided = make_headline(s, "decisions-decided", "Decisions taken");
    struct report_group *open = make_headline(s, "decisions-open", "Votes open");
    struct report_group *late = make_change(
        m, s, "decisions-late", "Decisions of an earlier day, settled or entered in this period");
    const struct govern_file *f = NULL;
    while ((f = make_next(m->now, GOVERN_DECISION, f))) {
        struct tally t = vote_tally(&m->now->g, f->top);
        const char *opened = make_member(f->top, "opened"), *day = decided_on(m, f->top);
        bool is_open = t.outcome == VOTE_OPEN || strcmp(day, m->r->to) > 0;
        if (strcmp(opened, m->r->to) > 0)
            continue;
        if (is_open)
            add(m, open, f, &t, opened);
        else if (make_in(m, day))
            add(m, decided, f, &t, day);
        else if (make_is_before(m, day) && is_news(m, f, &t))
            add(m, late, f, &t, day);
    }
}
