/* SPDX-License-Identifier: Apache-2.0 */
/* review/people.c: counting who wrote what in a stretch of history. */
#include "office/review/people.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define YEAR (365 * (int64_t)DAY)

void date_write(int64_t t, char out[DATE_ROOM])
{
    char full[RFC3339_ROOM];
    rfc3339_write(t, full);
    (void)snprintf(out, DATE_ROOM, "%.10s", full);
}

/* ---- the stretch ---- */

struct window window_of(const struct project *p)
{
    struct window w = { 0 };
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        if (c->is_defaults)
            continue;
        size_t k = 0;
        while (k < c->history.n && c->history.commits[k].commit_time > p->as_of + DAY)
            k++;
        w.later += k;
        if (k < c->history.n && c->history.commits[k].commit_time > w.to)
            w.to = c->history.commits[k].commit_time;
        if (c->history.partial && !w.partial)
            w.partial = c->history.partial;
    }
    w.from = w.to ? w.to - YEAR : 0;
    return w;
}

struct commit_walk commit_walk_of(const struct project *p, const struct window *w)
{
    return (struct commit_walk){ .p = p, .from = w->from, .to = w->to };
}

const struct commit *commit_next(struct commit_walk *w, const struct checkout **in)
{
    for (; w->checkout < w->p->n_checkouts; w->checkout++, w->at = 0) {
        const struct checkout *c = &w->p->checkouts[w->checkout];
        for (; !c->is_defaults && w->at < c->history.n; w->at++) {
            const struct commit *k = &c->history.commits[w->at];
            if (k->commit_time <= w->from)
                break; /* newest first */
            if (k->commit_time > w->to)
                continue;
            w->at++;
            if (in)
                *in = c;
            return k;
        }
    }
    return NULL;
}

bool commit_counts(const struct commit *c)
{
    return c->n_parents < 2 && bot_kind_of(&c->author) == BOT_NONE;
}

/* ---- the crowd ---- */

static cupel_slice lower_copy(struct arena *a, const char *text)
{
    cupel_slice s = slice_str(text);
    uint8_t *p = s.n ? arena_alloc(a, s.n) : NULL;
    if (!p)
        return SLICE_EMPTY;
    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (uint8_t)(s.p[i] + 32) : s.p[i];
    return slice_of(p, s.n);
}

/* One commit's author before grouping; `order` keeps the newest first. */
struct one {
    cupel_slice email;
    const struct git_person *who;
    size_t order;
};

static int compare_one(const void *x, const void *y)
{
    const struct one *a = x, *b = y;
    int c = slice_cmp(a->email, b->email);
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

static int compare_author(const void *x, const void *y)
{
    const struct author *a = x, *b = y;
    if (a->commits != b->commits)
        return a->commits < b->commits ? 1 : -1;
    return slice_cmp(a->email, b->email);
}

/* The commits of the window that are no merges, as rows to be grouped. */
static struct one *collect(const struct project *p, const struct window *w, struct arena *a,
                           struct crowd *ret, size_t *n)
{
    struct commit_walk walk = commit_walk_of(p, w);
    const struct commit *c;
    size_t room = 0;
    while ((c = commit_next(&walk, NULL)))
        room += c->n_parents < 2;
    ret->is_cut = room > PEOPLE_COMMITS_MAX;
    room = ret->is_cut ? PEOPLE_COMMITS_MAX : room;
    struct one *all = arena_array(a, room + 1, sizeof *all);
    *n = 0;
    walk = commit_walk_of(p, w);
    while (all && (c = commit_next(&walk, NULL))) {
        if (c->n_parents > 1)
            ret->merges++;
        else if (*n < room) {
            all[*n] = (struct one){ lower_copy(a, c->author.email), &c->author, *n };
            ++*n;
        }
    }
    if (all)
        qsort(all, *n, sizeof *all, compare_one);
    return all;
}

static void add_author(struct crowd *c, const struct one *first, size_t commits)
{
    enum bot_kind bot = bot_kind_of(first->who);
    c->authors[c->n++] = (struct author){ .name = first->who->name,
                                          .email = first->email,
                                          .commits = commits,
                                          .company = bot ? SLICE_EMPTY
                                                         : organisation_of(first->email),
                                          .bot = bot };
    c->people += bot == BOT_NONE;
    *(bot ? &c->by_bots : &c->commits) += commits;
}

/* ---- people of one name ---- */

struct named {
    cupel_slice name; /* lower case; empty for bots and names of one word */
    size_t commits;
};

static int compare_named(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    int c = slice_cmp(a->name, b->name);
    return c ? c : (a->commits < b->commits) - (a->commits > b->commits);
}

/* People by name, those of one full name next to one another. */
static struct named *by_name(const struct crowd *c, struct arena *a)
{
    struct named *all = arena_array(a, c->n + 1, sizeof *all);
    for (size_t i = 0; all && i < c->n; i++) {
        const struct author *w = &c->authors[i];
        all[i].commits = w->bot ? 0 : w->commits;
        if (!w->bot && strchr(w->name, ' '))
            all[i].name = lower_copy(a, w->name);
    }
    if (all)
        qsort(all, c->n, sizeof *all, compare_named);
    return all;
}

static bool is_same_name(const struct named *a, const struct named *b)
{
    return a->name.n && slice_eq(a->name, b->name);
}

void crowd_count(const struct project *p, const struct window *w, struct arena *a,
                 struct crowd *ret)
{
    struct crowd c = { 0 };
    size_t n;
    struct one *all = collect(p, w, a, &c, &n);
    c.authors = arena_array(a, n + 1, sizeof *c.authors);
    for (size_t i = 0; all && c.authors && i < n;) {
        size_t end = i + 1;
        while (end < n && slice_eq(all[end].email, all[i].email))
            end++;
        add_author(&c, &all[i], end - i);
        i = end;
    }
    if (c.authors && c.n)
        qsort(c.authors, c.n, sizeof *c.authors, compare_author);
    struct named *names = by_name(&c, a);
    for (size_t i = 1; names && i < c.n; i++)
        c.same_names += is_same_name(&names[i - 1], &names[i]);
    *ret = c;
}

static int compare_count(const void *x, const void *y)
{
    size_t a = *(const size_t *)x, b = *(const size_t *)y;
    return (a < b) - (a > b);
}

size_t crowd_half(const struct crowd *c, bool merge_names, struct arena *a)
{
    struct named *names = by_name(c, a);
    size_t *counts = arena_array(a, c->n + 1, sizeof *counts);
    size_t n = 0, sum = 0, need = 0;
    for (size_t i = 0; names && counts && i < c->n; i++) {
        if (merge_names && i && is_same_name(&names[i - 1], &names[i]))
            counts[n - 1] += names[i].commits;
        else
            counts[n++] = names[i].commits;
    }
    if (n)
        qsort(counts, n, sizeof *counts, compare_count);
    while (need < n && 2 * sum < c->commits)
        sum += counts[need++];
    return need;
}
