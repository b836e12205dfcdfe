/* SPDX-License-Identifier: Apache-2.0 */
/* review/life/authors.c: how many people and organisations a project stands on. */
#include "office/review/life/life.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_AUTHORS 5
#define SHOWN_COMPANY 6

/* "Jane Doe 31, Max Roe 12 and 4 others": the authors with most commits. */
static const char *list_authors(const struct project *p, const struct crowd *c)
{
    const char *text = "";
    size_t shown = 0;
    for (size_t i = 0; i < c->n && shown < SHOWN_AUTHORS; i++)
        if (!c->authors[i].bot)
            text = arena_printf(p->arena, "%s%s%s %zu", text, shown++ ? ", " : "",
                                c->authors[i].name, c->authors[i].commits);
    if (c->people > shown)
        text = arena_printf(p->arena, "%s and %zu others", text, c->people - shown);
    return text;
}

static void author_figures(const struct project *p, struct finding *f, const struct crowd *c,
                           size_t half)
{
    finding_figure(p, f, "bus_factor",
                   "the least number of people who together wrote half of commits_year", "%zu",
                   half);
    finding_figure(p, f, "authors_year",
                   "people with a commit that is no merge in the 365 days before the last commit; "
                   "one for each e-mail address in lower case, .mailmap applied; bots left out",
                   "%zu", c->people);
    finding_figure(p, f, "top_authors", "authors_year with their commits, most first", "%s",
                   list_authors(p, c));
    if (c->by_bots)
        finding_figure(p, f, "bot_commits_year", "commits of bots in the same time", "%zu",
                       c->by_bots);
}

/* The person with most commits, or NULL. */
static const struct author *first_person(const struct crowd *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (!c->authors[i].bot)
            return &c->authors[i];
    return NULL;
}

static void judge_bus(const struct project *p, struct finding *f, const struct window *w,
                      const struct crowd *c, struct arena *scratch)
{
    size_t half = crowd_half(c, false, scratch);
    size_t merged = c->same_names ? crowd_half(c, true, scratch) : half;
    const char *when = life_window_text(p, w);
    author_figures(p, f, c, half);
    if (half >= 2 && merged < 2)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%zu people wrote half of the %zu commits %s by their addresses, one by their "
                    "names: a .mailmap would tell whether they are the same",
                    half, c->commits, when);
    else if (half >= 2)
        finding_say(p, f, CUPEL_PASS, "%zu people together wrote half of the %zu commits %s", half,
                    c->commits, when);
    else
        finding_say(p, f, CUPEL_FAIL, "%s wrote at least half of the %zu commits %s",
                    first_person(c)->name, c->commits, when);
}

/* Counts and figures that both checks begin with; false when there is nothing to judge. */
static bool count(const struct project *p, struct finding *f, struct arena *scratch,
                  struct window *w, struct crowd *c)
{
    *w = window_of(p);
    if (life_lacks(p, f, w->partial))
        return false;
    crowd_count(p, w, scratch, c);
    if (c->is_cut) {
        finding_say(p, f, CUPEL_UNKNOWN, "more than %d commits in a year: they were not counted",
                    PEOPLE_COMMITS_MAX);
        return false;
    }
    if (c->commits == 0)
        finding_say(p, f, CUPEL_NA, "no person committed %s", life_window_text(p, w));
    return c->commits > 0;
}

void life_bus_factor(const struct project *p, struct finding *f)
{
    struct arena scratch;
    arena_init(&scratch, LIFE_SCRATCH);
    struct window w;
    struct crowd c;
    if (count(p, f, &scratch, &w, &c))
        judge_bus(p, f, &w, &c, &scratch);
    arena_clear(&scratch);
}

/* ---- organisations ---- */

struct company {
    cupel_slice name;
    size_t commits, people;
};

static int compare_name(const void *x, const void *y)
{
    return slice_cmp(((const struct company *)x)->name, ((const struct company *)y)->name);
}

static int compare_commits(const void *x, const void *y)
{
    const struct company *a = x, *b = y;
    if (a->commits != b->commits)
        return a->commits < b->commits ? 1 : -1;
    return slice_cmp(a->name, b->name);
}

/* Organisations with their commits, most first; *n of them. */
static struct company *by_company(const struct crowd *c, struct arena *a, size_t *n)
{
    struct company *all = arena_array(a, c->n + 1, sizeof *all);
    size_t rows = 0, kept = 0;
    for (size_t i = 0; all && i < c->n; i++)
        if (c->authors[i].company.n)
            all[rows++] = (struct company){ c->authors[i].company, c->authors[i].commits, 1 };
    if (rows)
        qsort(all, rows, sizeof *all, compare_name);
    for (size_t i = 0; i < rows; i++) {
        if (kept && slice_eq(all[kept - 1].name, all[i].name)) {
            all[kept - 1].commits += all[i].commits;
            all[kept - 1].people++;
        } else
            all[kept++] = all[i];
    }
    if (kept)
        qsort(all, kept, sizeof *all, compare_commits);
    *n = kept;
    return all;
}

static void company_figures(const struct project *p, struct finding *f, const struct company *all,
                            size_t n, size_t known, size_t commits)
{
    const char *text = "";
    for (size_t i = 0; i < n && i < SHOWN_COMPANY; i++)
        text = arena_printf(p->arena, "%s%s%.*s %zu (%zu)", text, i ? ", " : "", (int)all[i].name.n,
                            (const char *)all[i].name.p, all[i].commits, all[i].people);
    if (n > SHOWN_COMPANY)
        text = arena_printf(p->arena, "%s and %zu others", text, n - SHOWN_COMPANY);
    finding_figure(p, f, "organisations",
                   "registrable domains of authors' addresses with commits (and people) in the 365 "
                   "days before the last commit; free mail, no-reply and community addresses name "
                   "none",
                   "%s", n ? text : "none");
    finding_figure(p, f, "unaffiliated_commits",
                   "commits in that time whose address names no organisation", "%zu of %zu",
                   commits - known, commits);
}

static void judge_companies(const struct project *p, struct finding *f, const struct window *w,
                            const struct crowd *c, struct arena *scratch)
{
    size_t n = 0, known = 0;
    const struct company *all = by_company(c, scratch, &n);
    for (size_t i = 0; i < n; i++)
        known += all[i].commits;
    company_figures(p, f, all, n, known, c->commits);
    size_t most = n ? all[0].commits : 0, rest = c->commits - known;
    int length = n ? (int)all[0].name.n : 0;
    const char *name = n ? (const char *)all[0].name.p : "", *when = life_window_text(p, w);
    const struct author *first = first_person(c);
    if (first && 2 * first->commits > c->commits)
        finding_say(p, f, CUPEL_FAIL,
                    "%s alone wrote %u%% of the %zu commits %s: so did whoever that person works "
                    "for",
                    first->name, life_percent(first->commits, c->commits), c->commits, when);
    else if (2 * most > c->commits)
        finding_say(p, f, CUPEL_FAIL, "%.*s wrote %u%% of the %zu commits %s", length, name,
                    life_percent(most, c->commits), c->commits, when);
    else if (2 * (most + rest) <= c->commits)
        finding_say(p, f, CUPEL_PASS,
                    "no organisation wrote more than half of the %zu commits %s: %.*s has most, "
                    "%u%%, or %u%% if all unaffiliated ones were its own",
                    c->commits, when, length, name, life_percent(most, c->commits),
                    life_percent(most + rest, c->commits));
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%u%% of the %zu commits %s come from addresses that name no organisation; "
                    "they could give one the majority",
                    life_percent(rest, c->commits), c->commits, when);
}

void life_organisations(const struct project *p, struct finding *f)
{
    struct arena scratch;
    arena_init(&scratch, LIFE_SCRATCH);
    struct window w;
    struct crowd c;
    if (count(p, f, &scratch, &w, &c))
        judge_companies(p, f, &w, &c, &scratch);
    arena_clear(&scratch);
}
