/* SPDX-License-Identifier: Apache-2.0 */
/* clomonitor/history.c: checks that commits and tags answer, as far as they do. */
#include "office/review/clomonitor/clomonitor.h"

#include "office/review/house.h"

#include <string.h>

#define REVIEW_COMMITS  30 /* Scorecard's Code-Review looks at about as many */
#define MAINTAINED_DAYS 90
/* 12 commits give 10 points, one for a week; CLOMonitor passes from 5 on */
#define MAINTAINED_NEED 6
#define SIGNED_RELEASES 5 /* Scorecard looks at the newest five */

/* ---- dco ---- */

/* Does a line of the message begin with @start? */
static bool has_line(const char *message, const char *start)
{
    cupel_slice text = slice_str(message), line;
    for (size_t at = 0; house_line_next(text, &at, &line);)
        if (slice_starts(line, slice_str(start)))
            return true;
    return false;
}

static bool is_merge_by_message(const char *message)
{
    return slice_starts(slice_str(message), SLICE_LIT("Merge pull request ")) ||
           slice_starts(slice_str(message), SLICE_LIT("Merge branch "));
}

static bool is_cut(const char *message)
{
    return strlen(message) + 8 >= REPO_MESSAGE_MAX; /* no half character stays at the cut */
}

void clo_signoffs(const struct checkout *c, struct clo_signoffs *ret)
{
    *ret = (struct clo_signoffs){ 0 };
    for (size_t i = 0; i < c->history.n && i < CLO_DCO_COMMITS; i++) {
        const struct commit *at = &c->history.commits[i];
        if (is_merge_by_message(at->message))
            continue;
        ret->looked_at++;
        if (has_line(at->message, "Signed-off-by: "))
            ret->signed_off++;
        else if (is_cut(at->message))
            ret->unsure++;
        else if (!ret->bare)
            ret->bare = at;
    }
}

/* Fewer commits are here than are looked at, and the history has more. */
static bool is_cut_short(const struct checkout *c)
{
    return c->history.partial && c->history.n < CLO_DCO_COMMITS;
}

static void judge_signoffs(const struct project *p, struct finding *f, const struct checkout *c,
                           const struct clo_signoffs *s)
{
    size_t bare = s->looked_at - s->signed_off - s->unsure;
    if (s->bare)
        places_add_commit(p, &f->where, c, s->bare, "has no Signed-off-by");
    if (bare == s->looked_at && !is_cut_short(c))
        finding_say(p, f, CUPEL_FAIL,
                    "none of the newest %zu commits of %s that are no merges is signed off",
                    s->looked_at, c->name);
    else if (f->outcome != CUPEL_FAIL)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%zu of the newest %zu commits of %s are not signed off; a DCO check on the "
                    "last merged proposal would do: the forge knows",
                    bare + s->unsure, s->looked_at, c->name);
}

void clo_dco(const struct project *p, struct finding *f)
{
    size_t commits = 0;
    bool all = true, is_short = false;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        struct clo_signoffs s;
        if (c->is_defaults)
            continue;
        clo_signoffs(c, &s);
        commits += s.looked_at;
        is_short |= is_cut_short(c);
        if (s.signed_off == s.looked_at)
            continue;
        all = false;
        judge_signoffs(p, f, c, &s);
    }
    finding_figure(p, f, "commits",
                   "of each checkout's newest 20 commits those whose message does not begin with "
                   "\"Merge pull request\" or \"Merge branch\"",
                   "%zu", commits);
    if (all && is_short)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the newest %zu commits are signed off, and more are not here", commits);
    else if (all && commits)
        finding_say(p, f, CUPEL_PASS, "the newest %zu commits are signed off", commits);
    else if (all)
        finding_say(p, f, CUPEL_UNKNOWN, "there are only merges among the newest commits");
}

void clo_cla(const struct project *p, const struct review *r, struct finding *f)
{
    const struct finding *dco = review_find(r, "dco");
    if (dco && dco->outcome == CUPEL_PASS)
        finding_say(p, f, CUPEL_NA, "contributors sign off (dco), which CLOMonitor takes instead");
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the checks of the last merged proposal decide (cncf-cla, easycla, "
                    "license/cla, cla/google, cla/linuxfoundation)%s",
                    house_ask(p, "pr checks --repo %s"));
}

/* ---- releases ---- */

void clo_recent_release(const struct project *p, struct finding *f)
{
    struct house_release r;
    if (!house_newest_release(p, &r)) {
        if (house_tags_are_whole(p))
            finding_say(p, f, CUPEL_FAIL,
                        "no tag names a release (if the clone was made without tags, fetch them)");
        else
            finding_say(p, f, CUPEL_UNKNOWN, "no tag names a release, but tags or history are cut");
        return;
    }
    long long days = house_days(r.tag->time, p->as_of);
    finding_figure(p, f, "newest_release",
                   "newest tag with a version that is no pre-release, by the tag's date",
                   "%s of %s", arena_text(p->arena, slice_str(r.tag->name)),
                   house_day(p, r.tag->time));
    bool recent = r.tag->time > p->as_of - YEAR_SECONDS;
    if (recent)
        finding_say(p, f, CUPEL_PASS, "tag %s is of %s; the forge's date of the release may differ",
                    arena_text(p->arena, slice_str(r.tag->name)), house_day(p, r.tag->time));
    else if (house_tags_are_whole(p))
        finding_say(p, f, CUPEL_FAIL,
                    "the newest release tag, %s, is %lld days old; the forge's date of the release "
                    "may differ",
                    arena_text(p->arena, slice_str(r.tag->name)), days);
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the newest tag is %lld days old, but tags or history are cut", days);
}

static bool is_release_tag(const struct tag *t)
{
    struct house_version v;
    return house_version_of(t->name, &v) && !v.is_pre;
}

void clo_signed_releases(const struct project *p, struct finding *f)
{
    size_t tags = 0, with = 0;
    for (size_t i = 0; i < p->n_checkouts; i++)
        for (size_t k = 0; !p->checkouts[i].is_defaults && k < p->checkouts[i].tags.n; k++) {
            const struct tag *t = &p->checkouts[i].tags.tags[k];
            if (tags == SIGNED_RELEASES || !is_release_tag(t))
                continue;
            tags++;
            with += t->has_signature;
        }
    finding_figure(p, f, "signed_tags", "of the newest five release tags, those with a signature",
                   "%zu of %zu", with, tags);
    finding_say(p, f, CUPEL_UNKNOWN,
                "of the newest %zu release tags %zu are signed, which Scorecard does not count: it "
                "looks for signatures or provenance among the assets of the newest five releases%s",
                tags, with, house_ask(p, "release view --repo %s --json assets"));
}

/* ---- maintained ---- */

static size_t commits_since(const struct checkout *c, int64_t since, int64_t until)
{
    size_t n = 0;
    for (size_t i = 0; i < c->history.n && i < REVIEW_COMMITS; i++)
        n += c->history.commits[i].commit_time > since &&
             c->history.commits[i].commit_time <= until;
    return n;
}

static int64_t oldest_commit(const struct checkout *c)
{
    int64_t t = INT64_MAX;
    for (size_t i = 0; i < c->history.n; i++)
        if (c->history.commits[i].commit_time < t)
            t = c->history.commits[i].commit_time;
    return t;
}

void clo_maintained(const struct project *p, struct finding *f)
{
    int64_t since = p->as_of - (int64_t)MAINTAINED_DAYS * DAY_SECONDS;
    size_t most = 0;
    const struct checkout *busiest = NULL;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        size_t n = c->is_defaults ? 0 : commits_since(c, since, p->as_of);
        if (!c->is_defaults && (!busiest || n > most)) {
            busiest = c;
            most = n;
        }
    }
    if (!busiest) {
        finding_say(p, f, CUPEL_NA, "only an organisation's defaults were given");
        return;
    }
    finding_figure(
        p, f, "commits_90_days",
        "commits of the newest 30 in the 90 days before the review, of the checkout that "
        "has most",
        "%zu", most);
    if (!busiest->history.partial && oldest_commit(busiest) > since)
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "all commits of %s are younger than 90 days: Scorecard gives nothing to what was "
            "created so lately, and the forge knows when",
            busiest->name);
    else if (most >= MAINTAINED_NEED)
        finding_say(
            p, f, CUPEL_PASS,
            "%zu commits of %s in 90 days (Scorecard gives its 5 points from 6 on), unless the "
            "forge says that it is archived",
            most, busiest->name);
    else
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "%zu commits of %s in 90 days; answers of maintainers to issues count as well, and "
            "%d would do: the forge knows",
            most, busiest->name, MAINTAINED_NEED - (int)most);
}

/* ---- code review ---- */

static bool has_text(const char *message, const char *part)
{
    return strstr(message, part) != NULL;
}

/* Is there a revision's name behind @key: a word, or with @digits a number of three digits? */
static bool has_revision(const char *message, const char *key, bool digits)
{
    const char *at = strstr(message, key);
    if (!at)
        return false;
    at += strlen(key);
    at += strspn(at, " \t\n\r");
    size_t n = strspn(at, "0123456789");
    return digits ? n >= 3 : n || *at == '_' || ((*at | 32) >= 'a' && (*at | 32) <= 'z');
}

/* Reviewed at a platform that writes it into the message: Gerrit, Phabricator, Piper. */
static bool is_reviewed_elsewhere(const char *m)
{
    return (has_text(m, "Reviewed-on:") && has_text(m, "Reviewed-by:")) ||
           has_revision(m, "Differential Revision:", false) ||
           has_revision(m, "PiperOrigin-RevId:", true);
}

static bool is_bot(const struct git_person *who)
{
    return house_find_nocase(slice_str(who->name), "[bot]", 0) != SIZE_MAX ||
           house_find_nocase(slice_str(who->email), "[bot]@", 0) != SIZE_MAX;
}

struct review_tally {
    size_t human, reviewed, trailers, merged_by_others;
};

static void tally_reviews(const struct checkout *c, struct review_tally *t)
{
    for (size_t i = 0; i < c->history.n && i < REVIEW_COMMITS; i++) {
        const struct commit *at = &c->history.commits[i];
        if (is_bot(&at->author))
            continue;
        t->human++;
        t->reviewed += is_reviewed_elsewhere(at->message);
        t->trailers += has_line(at->message, "Reviewed-by: ") ||
                       has_line(at->message, "Acked-by: ");
        t->merged_by_others += strcmp(at->author.email, at->committer.email) != 0;
    }
}

void clo_code_review(const struct project *p, struct finding *f)
{
    struct review_tally t = { 0 };
    for (size_t i = 0; i < p->n_checkouts; i++)
        if (!p->checkouts[i].is_defaults)
            tally_reviews(&p->checkouts[i], &t);
    finding_figure(
        p, f, "review_trailers",
        "of each checkout's newest 30 commits by people, those with Reviewed-by or Acked-by",
        "%zu of %zu", t.trailers, t.human);
    finding_figure(p, f, "committed_by_others",
                   "of these, those whose committer is not their author", "%zu of %zu",
                   t.merged_by_others, t.human);
    if (t.human && t.reviewed == t.human)
        finding_say(
            p, f, CUPEL_PASS,
            "the newest %zu commits by people name their review at Gerrit, Phabricator or Piper",
            t.human);
    else
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "of the newest %zu commits by people %zu bear a review in their message; approvals "
            "at the forge decide%s",
            t.human, t.reviewed > t.trailers ? t.reviewed : t.trailers,
            house_ask(p, "pr list --repo %s --state merged --json reviews"));
}
