/* SPDX-License-Identifier: Apache-2.0 */
/* review/life/advisories.c: how long the answers to security advisories took to be released. */
#include "office/review/advisory.h"
#include "office/review/life/life.h"

#define ANSWER_DAYS 90

struct answers {
    size_t own, timely, late, open, unknown, dependencies;
    int64_t longest;
    const struct advisory *worst; /* late, or open for too long */
    const struct advisory *blind; /* one that cannot be told */
};

static int64_t start_of(const struct advisory *a)
{
    return a->reported && a->reported < a->fix->commit_time ? a->reported : a->fix->commit_time;
}

static int64_t days_of(const struct project *p, const struct advisory *a)
{
    if (!a->fix)
        return 0;
    int64_t end = a->release ? a->release->tag->time : p->as_of;
    int64_t days = (end - start_of(a)) / DAY;
    return days < 0 ? 0 : days;
}

static void place(const struct project *p, struct finding *f, const struct advisory *a)
{
    if (a->fix && a->release)
        places_add_commit(p, &f->where, a->in, a->fix, "fixes %s; released as %s, %lld days", a->id,
                          a->release->tag->name, (long long)days_of(p, a));
    else if (a->fix)
        places_add_commit(p, &f->where, a->in, a->fix, "fixes %s; %s", a->id,
                          a->unknown ? a->unknown : "in no release");
    else
        places_add(p, &f->where, a->file, a->line, "names %s; %s", a->id,
                   a->unknown ? a->unknown : "");
}

static bool is_of_dependency(const struct advisory *a)
{
    return a->is_dependency && a->fix;
}

static bool is_timely(const struct project *p, const struct advisory *a)
{
    return a->release && days_of(p, a) <= ANSWER_DAYS;
}

static void weigh(const struct project *p, struct answers *t, const struct advisory *a)
{
    t->own++;
    if (a->unknown) {
        t->unknown++;
        t->blind = a;
        return;
    }
    int64_t days = days_of(p, a);
    bool late = days > ANSWER_DAYS;
    t->late += late;
    t->open += a->is_open && !late;
    t->timely += a->release && !late;
    if (days > t->longest)
        t->longest = days;
    if (late && (!t->worst || days > days_of(p, t->worst)))
        t->worst = a;
}

static void say(const struct project *p, struct finding *f, const struct answers *t)
{
    if (t->own == 0 && t->dependencies)
        finding_say(p, f, CUPEL_NA,
                    "no advisory of its own is named; %zu of dependencies are, where they were "
                    "raised",
                    t->dependencies);
    else if (t->own == 0)
        finding_say(p, f, CUPEL_NA, "neither commits nor documents name an advisory of its own");
    else if (t->worst && t->worst->release)
        finding_say(p, f, CUPEL_FAIL, "the fix of %s was released as %s after %lld days",
                    t->worst->id, t->worst->release->tag->name, (long long)days_of(p, t->worst));
    else if (t->worst)
        finding_say(p, f, CUPEL_FAIL, "the fix of %s is in no release after %lld days",
                    t->worst->id, (long long)days_of(p, t->worst));
    else if (t->unknown)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "of %zu advisories %zu cannot be followed to a release; of %s: %s", t->own,
                    t->unknown, t->blind->id, t->blind->unknown);
    else if (t->open)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the fixes of %zu of %zu advisories wait for a release, none for more than %d "
                    "days",
                    t->open, t->own, ANSWER_DAYS);
    else
        finding_say(p, f, CUPEL_PASS,
                    "the fixes of all %zu advisories were released within %lld "
                    "days",
                    t->own, (long long)t->longest);
}

static void figures(const struct project *p, struct finding *f, const struct answers *t)
{
    finding_figure(p, f, "advisories",
                   "identifiers (CVE, GHSA, RUSTSEC, GO) that commits which fix something, change "
                   "logs or lists of advisories name, without those of raised dependencies",
                   "%zu", t->own);
    if (t->timely + t->late)
        finding_figure(p, f, "longest_answer_days",
                       "days from the report where a document dates it, else from the oldest "
                       "commit that names the identifier, to the first release whose tag reaches "
                       "that commit (to the review where there is none); 90 are in time",
                       "%lld", (long long)t->longest);
    if (t->dependencies)
        finding_figure(p, f, "dependency_advisories",
                       "identifiers that only commits which raise a dependency name", "%zu",
                       t->dependencies);
}

void life_advisories(const struct project *p, struct finding *f)
{
    struct arena scratch;
    struct releases releases;
    struct advisories all;
    struct answers t = { 0 };
    arena_init(&scratch, LIFE_SCRATCH);
    releases_find(p, &scratch, &releases);
    advisories_find(p, &releases, &scratch, &all);
    struct window w = window_of(p);
    for (size_t i = 0; i < all.n; i++) {
        if (is_of_dependency(&all.all[i]))
            t.dependencies++;
        else
            weigh(p, &t, &all.all[i]);
    }
    for (int fine = 0; fine < 2; fine++) /* what asks for something first */
        for (size_t i = 0; i < all.n; i++)
            if (!is_of_dependency(&all.all[i]) && is_timely(p, &all.all[i]) == fine)
                place(p, f, &all.all[i]);
    if (t.own || !life_lacks(p, f, w.partial))
        say(p, f, &t);
    if (t.own || t.dependencies)
        figures(p, f, &t);
    arena_clear(&scratch);
}
