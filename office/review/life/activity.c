/* SPDX-License-Identifier: Apache-2.0 */
/* review/life/activity.c: does anybody still work on it, and do releases come of it? */
#include "office/review/life/life.h"
#include "office/review/release.h"

#include <stdlib.h>

#define YEAR_DAYS  365
#define GAPS_MAX   10 /* releases whose distance is looked at */
#define SIGNED_MAX 5  /* newest releases whose signatures are looked at */

bool life_lacks(const struct project *p, struct finding *f, const char *partial)
{
    if (!partial)
        return false;
    finding_say(p, f, CUPEL_UNKNOWN, "the history is not whole: %s", partial);
    return true;
}

const char *life_window_text(const struct project *p, const struct window *w)
{
    char date[DATE_ROOM];
    date_write(w->to, date);
    return arena_printf(p->arena, "in the %d days before %s", YEAR_DAYS, date);
}

unsigned life_percent(size_t part, size_t whole)
{
    return whole ? (unsigned)((uint64_t)part * 100 / whole) : 0;
}

/* ---- activity ---- */

struct activity {
    const struct commit *last; /* by a person */
    const struct checkout *in;
    size_t bots, dependency_bots; /* commits of bots after it */
};

static void find_activity(const struct project *p, struct activity *ret)
{
    *ret = (struct activity){ 0 };
    struct commit_walk walk = { .p = p, .from = INT64_MIN, .to = p->as_of + DAY };
    const struct checkout *in;
    const struct commit *c;
    while ((c = commit_next(&walk, &in))) {
        if (!commit_counts(c))
            continue;
        if (!ret->last || c->commit_time > ret->last->commit_time) {
            ret->last = c;
            ret->in = in;
        }
        walk.at = in->history.n; /* the newest of this checkout */
    }
    walk = (struct commit_walk){ .p = p,
                                 .from = ret->last ? ret->last->commit_time : INT64_MIN,
                                 .to = p->as_of + DAY };
    while ((c = commit_next(&walk, NULL))) {
        enum bot_kind kind = bot_kind_of(&c->author);
        ret->bots += kind != BOT_NONE;
        ret->dependency_bots += kind == BOT_DEPENDENCIES;
    }
}

static void say_activity(const struct project *p, struct finding *f, const struct activity *a)
{
    char last[DATE_ROOM], now[DATE_ROOM];
    date_write(a->last->commit_time, last);
    date_write(p->as_of, now);
    int64_t days = (p->as_of - a->last->commit_time) / DAY;
    bool is_dormant = days > YEAR_DAYS;
    const char *since = "";
    if (is_dormant && a->bots && a->bots == a->dependency_bots)
        since = arena_printf(p->arena, "; the %zu since are of dependency bots alone", a->bots);
    else if (is_dormant && a->bots)
        since = arena_printf(p->arena, "; the %zu since are of bots alone", a->bots);
    finding_say(p, f, is_dormant ? CUPEL_FAIL : CUPEL_PASS,
                "the last commit by a person is of %s, %lld days before %s%s", last,
                (long long)(days < 0 ? 0 : days), now, since);
    places_add_commit(p, &f->where, a->in, a->last, "the last commit by a person");
    finding_figure(p, f, "last_human_commit",
                   "commit time of the newest commit that is no merge and no bot's", "%s", last);
}

static void activity_figures(const struct project *p, struct finding *f)
{
    struct arena scratch;
    arena_init(&scratch, LIFE_SCRATCH);
    struct window w = window_of(p);
    struct crowd c;
    crowd_count(p, &w, &scratch, &c);
    finding_figure(p, f, "commits_year",
                   "commits by people, without merges, in the 365 days before the last commit "
                   "(committer's time)",
                   "%s%zu", w.partial ? "at least " : "", c.commits);
    finding_figure(p, f, "bot_commits_year",
                   "the same by bots: known names, and names that end in [bot] or -bot", "%s%zu",
                   w.partial ? "at least " : "", c.by_bots);
    finding_figure(p, f, "authors_year",
                   "people with a commit among commits_year; one for each e-mail address in lower "
                   "case, .mailmap applied",
                   "%s%zu", w.partial ? "at least " : "", c.people);
    arena_clear(&scratch);
}

void life_active(const struct project *p, struct finding *f)
{
    struct activity a;
    find_activity(p, &a);
    struct window w = window_of(p);
    if (!a.last && life_lacks(p, f, w.partial))
        return;
    if (!a.last && w.later) {
        finding_say(p, f, CUPEL_UNKNOWN, "all %zu commits are dated after the review", w.later);
        return;
    }
    if (!a.last) {
        finding_say(p, f, CUPEL_FAIL, "no commit by a person: all %zu are of bots", a.bots);
        return;
    }
    say_activity(p, f, &a);
    activity_figures(p, f);
}

/* ---- releases ---- */

static int compare_gap(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* The middle distance of the newest releases in days, or -1 for fewer than three. */
static int64_t middle_gap(const struct releases *r)
{
    int64_t gaps[GAPS_MAX];
    size_t n = 0;
    for (size_t i = 0; i + 1 < r->n && n < GAPS_MAX; i++)
        gaps[n++] = (r->all[i].tag->time - r->all[i + 1].tag->time) / DAY;
    if (n < 2)
        return -1;
    qsort(gaps, n, sizeof *gaps, compare_gap);
    return gaps[n / 2];
}

static void release_figures(const struct project *p, struct finding *f, const struct releases *r)
{
    size_t year = 0;
    while (year < r->n && r->all[year].tag->time > p->as_of - YEAR_DAYS * (int64_t)DAY)
        year++;
    finding_figure(p, f, "releases_year",
                   "releases in the 365 days before the review: tags that end in a version, by "
                   "creation date; tags of one commit, and of one version within a week, are one "
                   "release",
                   "%zu", year);
    int64_t gap = middle_gap(r);
    if (gap >= 0)
        finding_figure(p, f, "release_gap_days",
                       "median of the days between each of the newest 11 releases and the next",
                       "%lld", (long long)gap);
}

void life_releases(const struct project *p, struct finding *f)
{
    struct arena scratch;
    struct releases r;
    arena_init(&scratch, LIFE_SCRATCH);
    releases_find(p, &scratch, &r);
    if (r.n == 0 && !life_lacks(p, f, r.partial))
        finding_say(p, f, CUPEL_FAIL, "no tag names a release");
    if (r.n) {
        const struct release *newest = &r.all[0];
        char date[DATE_ROOM];
        date_write(newest->tag->time, date);
        int64_t days = (p->as_of - newest->tag->time) / DAY;
        bool old = days > YEAR_DAYS;
        if (old && r.partial)
            (void)life_lacks(p, f, r.partial);
        else
            finding_say(p, f, old ? CUPEL_FAIL : CUPEL_PASS,
                        "the newest %s is %s of %s, %lld days before the review",
                        r.are_pre ? "release, a pre-release like all others," : "release",
                        release_text(p, newest), date, (long long)(days < 0 ? 0 : days));
        finding_figure(p, f, "last_release", "date of the tag of the newest release", "%s", date);
        release_figures(p, f, &r);
    }
    arena_clear(&scratch);
}

/* ---- signatures of tags ---- */

static void say_signed(const struct project *p, struct finding *f, const struct releases *r)
{
    size_t looked = r->n < SIGNED_MAX ? r->n : SIGNED_MAX, fine = 0, light = 0;
    const struct release *bad = NULL;
    for (size_t i = 0; i < looked; i++) {
        fine += r->all[i].unsigned_ == 0;
        light += r->all[i].light == r->all[i].n_tags;
        if (r->all[i].unsigned_ && !bad)
            bad = &r->all[i];
    }
    if (!bad)
        finding_say(p, f, CUPEL_PASS,
                    "the tags of the newest %zu releases carry signatures; whose keys made them "
                    "cannot be told from the repository",
                    looked);
    else
        finding_say(
            p, f, CUPEL_FAIL, "%zu of the newest %zu releases have signed tags; %s has none%s",
            fine, looked, bad->tag->name,
            light ? ": it is a name for a commit, which holds no signature of its own" : "");
    finding_figure(p, f, "signed_releases",
                   "of the newest 5 releases, those whose every tag is a tag object that holds a "
                   "PGP, SSH or X.509 signature (not checked)",
                   "%zu of %zu", fine, looked);
}

void life_signed_tags(const struct project *p, struct finding *f)
{
    struct arena scratch;
    struct releases r;
    arena_init(&scratch, LIFE_SCRATCH);
    releases_find(p, &scratch, &r);
    if (r.n)
        say_signed(p, f, &r);
    else if (!life_lacks(p, f, r.partial))
        finding_say(p, f, CUPEL_NA, "no tag names a release");
    arena_clear(&scratch);
}
