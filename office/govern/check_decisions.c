/* SPDX-License-Identifier: Apache-2.0 */
/* govern/check_decisions.c: ballots that do not count, and results that ballots do not give. */
#include "office/govern/check.h"

#include <string.h>

static bool is_recused(const struct yaml_node *d, const char *person)
{
    for (const struct yaml_node *r = member_first(d, "recusals"); r; r = r->next)
        if (strcmp(member_text(r, "person"), person) == 0)
            return true;
    return false;
}

static void check_ballot(struct checking *c, const struct yaml_node *d, const struct yaml_node *b)
{
    const char *who = member_text(b, "person"), *at = member_text(b, "at");
    if (!vote_may(c->g, d, who))
        schema_error(&c->s, b, "%s was not in the electorate on %s", who, member_text(d, "opened"));
    else if (is_recused(d, who))
        schema_error(&c->s, b, "%s is recused and cannot vote", who);
    if (strcmp(at, member_text(d, "opened")) < 0 || strcmp(at, member_text(d, "closes")) > 0)
        schema_error(&c->s, yaml_find(b, "at"),
                     "the vote was open from %s to %s; it does not count", member_text(d, "opened"),
                     member_text(d, "closes"));
    for (const struct yaml_node *o = b->next; o; o = o->next)
        if (strcmp(member_text(o, "person"), who) == 0)
            schema_error(&c->s, o,
                         "%s has voted already (line %u); a changed vote replaces the first", who,
                         b->line);
}

static void check_voters(struct checking *c, const struct yaml_node *d)
{
    for (const struct yaml_node *n = member_first(d, "electorate"); n; n = n->next) {
        bool known = govern_find(&c->g->people, n->text) != NULL;
        for (const struct yaml_node *r = member_first(c->g->rules, "seats"); r && !known;
             r = r->next)
            known = strcmp(member_text(r, "role"), n->text) == 0;
        if (c->g->rules && !known)
            schema_error(&c->s, n, "\"%s\" is neither a person nor a role of %s", n->text,
                         c->g->rules_name);
    }
}

static void check_result(struct checking *c, const struct yaml_node *d)
{
    const struct yaml_node *result = yaml_find(d, "result");
    struct tally t = vote_tally(c->g, d);
    if (!t.is_known) {
        schema_doubt(&c->s, yaml_find(d, "electorate"),
                     "nobody who may vote could be made out on %s", member_text(d, "opened"));
        return;
    }
    if (!result) {
        if (t.outcome != VOTE_OPEN)
            schema_doubt(&c->s, d,
                         "the vote closed on %s and has no result; by its ballots it is: %s",
                         member_text(d, "closes"), vote_outcome_name(t.outcome));
        return;
    }
    bool same = strcmp(member_text(result, "outcome"), vote_outcome_name(t.outcome)) == 0 &&
                member_count(result, "for") == t.votes_for &&
                member_count(result, "against") == t.against &&
                member_count(result, "abstain") == t.abstain;
    if (!same)
        schema_error(
            &c->s, result,
            "says %s with %s for, %s against, %s abstaining; the ballots give %s with %zu, "
            "%zu, %zu",
            member_text(result, "outcome"), member_text(result, "for"),
            member_text(result, "against"), member_text(result, "abstain"),
            vote_outcome_name(t.outcome), t.votes_for, t.against, t.abstain);
}

void check_decisions(struct checking *c)
{
    for (size_t i = 0; i < c->g->n_files; i++) {
        const struct govern_file *f = &c->g->files[i];
        if (f->kind != GOVERN_DECISION || !f->top)
            continue;
        c->s.file = f->name;
        if (strcmp(member_text(f->top, "closes"), member_text(f->top, "opened")) < 0)
            schema_error(&c->s, yaml_find(f->top, "closes"), "lies before the day it was opened");
        check_voters(c, f->top);
        for (const struct yaml_node *b = member_first(f->top, "ballots"); b; b = b->next)
            check_ballot(c, f->top, b);
        check_result(c, f->top);
    }
}
