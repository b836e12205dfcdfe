/* SPDX-License-Identifier: Apache-2.0 */
/* govern/vote.c: counting a decision's ballots, as anybody can do again from its file. */
#include "office/govern/schema.h"

#include <stdlib.h>
#include <string.h>

#define VOTERS_MAX 1000

struct voters {
    const char *at[VOTERS_MAX];
    size_t n;
    bool is_full;
};

const char *vote_outcome_name(enum vote_outcome o)
{
    static const char *const names[] = { "passed", "failed", "no-quorum", "open" };
    return names[o];
}

static bool has(const struct voters *v, const char *person)
{
    for (size_t i = 0; i < v->n; i++)
        if (strcmp(v->at[i], person) == 0)
            return true;
    return false;
}

static void add(struct voters *v, const char *person)
{
    if (has(v, person))
        return;
    if (v->n < VOTERS_MAX)
        v->at[v->n++] = person;
    else
        v->is_full = true;
}

static const char *at(const struct yaml_node *n, const char *key)
{
    const char *text = n ? yaml_text(n, key) : NULL;
    return text ? text : "";
}

/* Did the term cover the day? What is not known does. */
static bool covers(const struct yaml_node *seat, const char *day)
{
    const char *start = yaml_text(seat, "start"), *end = yaml_text(seat, "end");
    return (schema_is_unknown(start) || strcmp(start, day) <= 0) &&
           (schema_is_unknown(end) || strcmp(day, end) <= 0);
}

/* Who held the role on the day that the vote opened, now or in the past. */
static void add_role(const struct govern *g, struct voters *v, const char *role, const char *day)
{
    static const char *const lists[] = { "seats", "past" };
    const struct govern_file *roles = govern_file(g, GOVERN_ROLES);
    for (size_t i = 0; roles && roles->top && i < CUPEL_COUNT(lists); i++) {
        const struct yaml_node *all = yaml_find(roles->top, lists[i]);
        for (const struct yaml_node *s = all ? all->child : NULL; s; s = s->next)
            if (strcmp(at(s, "role"), role) == 0 && strcmp(at(s, "holder"), "vacant") != 0 &&
                covers(s, day))
                add(v, at(s, "holder"));
    }
}

static void find_electorate(const struct govern *g, const struct yaml_node *d, struct voters *all)
{
    const struct yaml_node *list = yaml_find(d, "electorate");
    for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next)
        if (govern_find(&g->people, n->text))
            add(all, n->text);
        else
            add_role(g, all, n->text, at(d, "opened"));
}

bool vote_may(const struct govern *g, const struct yaml_node *decision, const char *person)
{
    struct voters all = { 0 };
    find_electorate(g, decision, &all);
    return has(&all, person);
}

static void find_voters(const struct govern *g, const struct yaml_node *d, struct voters *v)
{
    struct voters all = { 0 }, recused = { 0 };
    const struct yaml_node *out = yaml_find(d, "recusals");
    find_electorate(g, d, &all);
    for (const struct yaml_node *n = out ? out->child : NULL; n; n = n->next)
        add(&recused, at(n, "person"));
    for (size_t i = 0; i < all.n; i++)
        if (!has(&recused, all.at[i]))
            add(v, all.at[i]);
    v->is_full = v->is_full || all.is_full;
}

/* The least whole number that is @percent of @n or more. */
static size_t share_of(unsigned long percent, size_t n)
{
    return (size_t)((percent * n + 99) / 100);
}

static size_t quorum_of(const char *text, size_t electorate)
{
    char *end = NULL;
    unsigned long n = strtoul(text, &end, 10);
    return *end == '%' ? share_of(n, electorate) : (size_t)n;
}

/* Votes for that are needed of @n. A majority is more than half; two thirds and percentages are
 * reached, not passed. No motion passes without a vote for it. */
static size_t needed_of(const char *threshold, size_t n)
{
    size_t needed;
    if (strcmp(threshold, "majority") == 0)
        needed = n / 2 + 1;
    else if (strcmp(threshold, "two-thirds") == 0)
        needed = (2 * n + 2) / 3;
    else
        needed = share_of(strtoul(threshold, NULL, 10), n);
    return needed ? needed : 1;
}

static void count(const struct yaml_node *d, const struct voters *v, struct tally *t)
{
    struct voters done = { 0 };
    const struct yaml_node *ballots = yaml_find(d, "ballots");
    for (const struct yaml_node *b = ballots ? ballots->child : NULL; b; b = b->next) {
        const char *person = at(b, "person"), *vote = at(b, "vote");
        if (!has(v, person) || has(&done, person) || strcmp(at(b, "at"), at(d, "closes")) > 0 ||
            strcmp(at(b, "at"), at(d, "opened")) < 0)
            continue;
        add(&done, person);
        t->votes_for += strcmp(vote, "for") == 0;
        t->against += strcmp(vote, "against") == 0;
        t->abstain += strcmp(vote, "abstain") == 0;
    }
    t->voted = done.n;
}

struct tally vote_tally(const struct govern *g, const struct yaml_node *d)
{
    struct tally t = { 0 };
    struct voters v = { 0 };
    int64_t closes = 0;
    find_voters(g, d, &v);
    count(d, &v, &t);
    t.electorate = v.n;
    t.is_known = v.n > 0 && !v.is_full;
    t.quorum = quorum_of(at(d, "quorum"), v.n);
    bool of_cast = strcmp(at(d, "of"), "cast") == 0; /* those who abstain cast no vote either way */
    t.needed = needed_of(at(d, "threshold"), of_cast ? t.votes_for + t.against : v.n);
    if (t.voted < v.n && landscape_date(at(d, "closes"), &closes) && g->as_of <= closes)
        t.outcome = VOTE_OPEN;
    else if (t.voted < t.quorum)
        t.outcome = VOTE_NO_QUORUM;
    else
        t.outcome = t.votes_for >= t.needed ? VOTE_PASSED : VOTE_FAILED;
    return t;
}
