/* SPDX-License-Identifier: Apache-2.0 */
/* review/delta_history.c: commits, people and releases between two commits of a checkout. */
#include "office/review/delta_internal.h"
#include "office/review/people.h"
#include "office/review/release.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_PEOPLE 8
#define SHOWN_TAGS   12

struct between {
    size_t commits, merges, by_bots;
    const struct git_person **people; /* with new commits, each once */
    size_t n_people;
    const struct git_person **new_people; /* without earlier ones */
    size_t n_new;
};

static int compare_id(const void *x, const void *y)
{
    const struct git_id *a = x, *b = y;
    return slice_cmp(SLICE_ARRAY(a->bytes), SLICE_ARRAY(b->bytes));
}

/* The ids of the earlier history, sorted. */
static struct git_id *ids_of(struct arena *a, const struct history *h)
{
    struct git_id *ids = arena_array(a, h->n + 1, sizeof *ids);
    for (size_t i = 0; ids && i < h->n; i++)
        ids[i] = h->commits[i].id;
    if (ids)
        qsort(ids, h->n, sizeof *ids, compare_id);
    return ids;
}

static int compare_email(const void *x, const void *y)
{
    const struct git_person *const *a = x, *const *b = y;
    cupel_slice s = slice_str((*a)->email), t = slice_str((*b)->email);
    size_t n = s.n < t.n ? s.n : t.n;
    for (size_t i = 0; i < n; i++) {
        int c = s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i];
        int d = t.p[i] >= 'A' && t.p[i] <= 'Z' ? t.p[i] + 32 : t.p[i];
        if (c != d)
            return c - d;
    }
    return (s.n > t.n) - (s.n < t.n);
}

/* Each address once, the newest commit's person for each; sorts. */
static size_t unique(const struct git_person **all, size_t n)
{
    size_t kept = 0;
    qsort(all, n, sizeof *all, compare_email);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || compare_email(&all[kept - 1], &all[i]) != 0)
            all[kept++] = all[i];
    return kept;
}

/* Those who have earlier commits: by the names that .mailmap gives today. */
static size_t earlier_people(const struct history *h, const struct git_id *ids, size_t n_ids,
                             const struct git_person **all)
{
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++)
        if (bsearch(&h->commits[i].id, ids, n_ids, sizeof *ids, compare_id))
            all[n++] = &h->commits[i].author;
    return unique(all, n);
}

static bool count(struct delta_maker *m, const struct pair *at, struct between *b)
{
    const struct history *h = &at->now->history;
    struct git_id *ids = ids_of(&m->scratch, &at->history);
    const struct git_person **old = arena_array(&m->scratch, h->n + 1, sizeof *old);
    *b = (struct between){ .people = arena_array(&m->scratch, h->n + 1, sizeof *b->people),
                           .new_people = arena_array(&m->scratch, h->n + 1, sizeof *b->people) };
    if (!ids || !old || !b->people || !b->new_people)
        return false;
    size_t n_old = earlier_people(h, ids, at->history.n, old);
    for (size_t i = 0; i < h->n; i++) {
        const struct commit *c = &h->commits[i];
        if (bsearch(&c->id, ids, at->history.n, sizeof *ids, compare_id))
            continue;
        bool bot = bot_kind_of(&c->author) != BOT_NONE;
        b->merges += c->n_parents > 1;
        b->commits += c->n_parents < 2 && !bot;
        b->by_bots += c->n_parents < 2 && bot;
        if (c->n_parents < 2 && !bot)
            b->people[b->n_people++] = &c->author;
    }
    b->n_people = unique(b->people, b->n_people);
    for (size_t i = 0; i < b->n_people; i++)
        if (!bsearch(&b->people[i], old, n_old, sizeof *old, compare_email))
            b->new_people[b->n_new++] = b->people[i];
    return true;
}

static const char *of_checkout(struct delta_maker *m, const struct pair *at)
{
    return m->p->n_checkouts > 1 ? arena_printf(m->arena, " in %s", at->now->name) : "";
}

static void say_commits(struct delta_maker *m, const struct pair *at, const struct between *b)
{
    const char *names = "";
    for (size_t i = 0; i < b->n_new && i < SHOWN_PEOPLE; i++)
        names = arena_printf(m->arena, "%s%s%s", names, i ? ", " : "", b->new_people[i]->name);
    if (b->n_new > SHOWN_PEOPLE)
        names = arena_printf(m->arena, "%s and %zu others", names, b->n_new - SHOWN_PEOPLE);
    delta_add(
        m, "commits", NULL, arena_printf(m->arena, "%zu new%s", b->commits, of_checkout(m, at)),
        arena_printf(m->arena,
                     "commits by people without merges, of %zu authors, %zu of them new%s%s; "
                     "%zu merges and %zu commits of bots beside them",
                     b->n_people, b->n_new, b->n_new ? ": " : "", names, b->merges, b->by_bots),
        NULL);
}

static void say_tags(struct delta_maker *m, const struct pair *at)
{
    const struct tags *t = &at->now->tags;
    const char *names = "";
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        struct version unused;
        if (history_has(&at->history, &t->tags[i].target) ||
            !version_of_tag(slice_str(t->tags[i].name), &unused))
            continue;
        if (n++ < SHOWN_TAGS)
            names = arena_printf(m->arena, "%s%s%s", names, names[0] ? ", " : "", t->tags[i].name);
    }
    if (n > SHOWN_TAGS)
        names = arena_printf(m->arena, "%s and %zu others", names, n - SHOWN_TAGS);
    if (n)
        delta_add(
            m, "releases", NULL, names,
            arena_printf(m->arena, "%zu new tags that end in a version%s", n, of_checkout(m, at)),
            NULL);
}

static void say_no_ancestor(struct delta_maker *m, const struct pair *at)
{
    delta_add(m, "history", at->before->commit, at->now->commit_hex,
              arena_printf(m->arena,
                           "%.12s is no ancestor of %.12s%s: another branch, or the history was "
                           "rewritten; commits that only the earlier one has are not counted",
                           at->before->commit, at->now->commit_hex, of_checkout(m, at)),
              NULL);
}

void delta_history(struct delta_maker *m, const struct pair *at)
{
    struct between b;
    if (at->is_same)
        return;
    if (!at->has_commit) {
        delta_add(m, "history", at->before->commit, at->now->commit_hex,
                  arena_printf(m->arena,
                               "the commit of the earlier review is not in this repository%s: "
                               "files, owners and commits in between were not compared",
                               of_checkout(m, at)),
                  NULL);
        return;
    }
    const char *partial = at->now->history.partial ? at->now->history.partial : at->history.partial;
    if (partial) {
        delta_add(m, "history", at->before->commit, at->now->commit_hex,
                  arena_printf(m->arena, "commits in between were not counted%s: %s",
                               of_checkout(m, at), partial),
                  NULL);
        return;
    }
    if (!history_has(&at->now->history, &at->commit))
        say_no_ancestor(m, at);
    if (!count(m, at, &b))
        return;
    if (b.commits + b.merges + b.by_bots)
        say_commits(m, at, &b);
    say_tags(m, at);
}
