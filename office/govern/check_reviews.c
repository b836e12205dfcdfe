/* SPDX-License-Identifier: Apache-2.0 */
/* govern/check_reviews.c: what has aged since a review was written: the project's security-insights
 * manifest, exemptions, the review itself. By the figures that the review holds, counted from
 * today. */
#include "office/govern/check.h"

#include "office/model/review.h"

#include <string.h>

#define YEAR_DAYS 365

bool govern_is_review(const char *path, cupel_slice *id)
{
    cupel_slice s = slice_str(path), before = SLICE_LIT("reviews/"), after = SLICE_LIT(".json");
    if (s.n <= before.n + after.n || !slice_starts(s, before) || !slice_ends(s, after))
        return false;
    cupel_slice middle = slice_part(s, before.n, s.n - before.n - after.n);
    if (slice_find(middle, SLICE_LIT("/")) != SIZE_MAX)
        return false;
    if (id)
        *id = middle;
    return true;
}

static const char *figure(const struct review *r, const char *check, const char *name)
{
    const struct finding *f = review_find(r, check);
    for (size_t i = 0; f && i < f->n_figures; i++)
        if (strcmp(f->figures[i].name, name) == 0)
            return f->figures[i].value;
    return NULL;
}

static void tell(const char *file, struct landscape_problems *problems, const char *text,
                 const char *date, int64_t days)
{
    landscape_complain(problems, file, 0, false, "%s %lld days ago, on %s", text, (long long)days,
                       date);
}

static void check_manifest(const struct govern *g, const char *file, const struct review *r,
                           struct landscape_problems *problems)
{
    int64_t day = 0;
    const char *expires = figure(r, "insights-current", "expires");
    const char *reviewed = figure(r, "insights-current", "last_reviewed");
    if (expires && landscape_date(expires, &day) && days_since(g, day) > 0)
        tell(file, problems, "the project's security-insights manifest expired", expires,
             days_since(g, day));
    else if (reviewed && landscape_date(reviewed, &day) && days_since(g, day) > YEAR_DAYS)
        tell(file, problems, "the project's security-insights manifest was last reviewed", reviewed,
             days_since(g, day));
}

static void check_exemptions(const struct govern *g, const char *file, const struct review *r,
                             struct landscape_problems *problems)
{
    for (size_t i = 0; i < r->n_exemptions; i++) {
        const struct exemption *e = &r->exemptions[i];
        int64_t day = 0;
        if (e->expires && landscape_date(e->expires, &day) && days_since(g, day) > 0)
            tell(file, problems,
                 arena_printf(g->arena, "the exemption from %s (%s) expired", e->check,
                              e->owner ? e->owner : "nobody answers for it"),
                 e->expires, days_since(g, day));
    }
}

/* A newer review of the same project takes an older one's place: only the newest can be too old. */
static bool is_newest(const struct govern_review *all, size_t n, size_t at)
{
    const struct review *r = all[at].review;
    for (size_t i = 0; i < n; i++) {
        const struct review *other = all[i].review;
        if (i != at && other && other->project && r->project &&
            strcmp(other->project, r->project) == 0 && other->as_of > r->as_of)
            return false;
    }
    return true;
}

void govern_check_reviews(const struct govern *g, const struct govern_review *all, size_t n,
                          struct landscape_problems *problems)
{
    for (size_t i = 0; i < n; i++) {
        const struct review *r = all[i].review;
        if (!r) {
            landscape_complain(problems, all[i].file, 0, true, "is no review: %s", all[i].why);
            continue;
        }
        if (!is_newest(all, n, i))
            continue;
        int64_t days = days_since(g, r->as_of - r->as_of % DAY_SECONDS);
        check_manifest(g, all[i].file, r, problems);
        check_exemptions(g, all[i].file, r, problems);
        if (days > YEAR_DAYS)
            tell(all[i].file, problems, "the newest review of the project was written",
                 date_text(g->arena, r->as_of), days);
    }
}
