/* SPDX-License-Identifier: Apache-2.0 */
/* clomonitor/readme.c: badges, links and sentences that CLOMonitor looks for in READMEs. */
#include "office/review/clomonitor/clomonitor.h"

#include "office/review/house.h"
#include "office/text/yaml.h"

#include <string.h>

/* Where a test holds in a README: an offset, or SIZE_MAX. */
typedef size_t readme_test(cupel_slice text);

static bool search(const struct project *p, readme_test *test, struct places *to, const char *note)
{
    struct house_readmes w = { .p = p };
    for (const struct project_file *f; (f = house_readme_next(&w)) != NULL;) {
        size_t at = test(f->text);
        if (at == SIZE_MAX)
            continue;
        places_add(p, to, f, house_line_at(f->text, at), "%s", note);
        return true;
    }
    return false;
}

static void say(const struct project *p, struct finding *f, bool found, const char *what)
{
    if (found)
        finding_say(p, f, CUPEL_PASS, "%s has %s", f->where.at[0].path, what);
    else if (!house_readmes_are_read(p))
        finding_say(p, f, CUPEL_UNKNOWN, "a README was not read");
    else
        finding_say(p, f, CUPEL_FAIL, "no README has %s", what);
}

/* ---- badges ---- */

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* @prefix and at least one character that is none of @stops. */
static size_t find_url(cupel_slice text, const char *prefix, const char *stops)
{
    size_t n = strlen(prefix);
    for (size_t at = 0; (at = house_find_text(text, prefix, at)) != SIZE_MAX; at++)
        if (at + n < text.n && (text.p[at + n] == 0 || !strchr(stops, text.p[at + n])))
            return at;
    return SIZE_MAX;
}

static size_t find_project_number(cupel_slice text)
{
    static const char *const prefixes[] = {
        "https://www.bestpractices.dev/projects/",
        "https://bestpractices.coreinfrastructure.org/projects/"
    };
    for (size_t i = 0; i < CUPEL_COUNT(prefixes); i++)
        for (size_t at = 0; (at = house_find_text(text, prefixes[i], at)) != SIZE_MAX; at++) {
            size_t end = at + strlen(prefixes[i]);
            if (end < text.n && is_digit(text.p[end]))
                return at;
        }
    return SIZE_MAX;
}

/* The length of a part of a path that @text has at @at: up to the next '/'. */
static size_t part_length(cupel_slice text, size_t at)
{
    size_t n = 0;
    while (at + n < text.n && text.p[at + n] != '/')
        n++;
    return at + n < text.n ? n : 0;
}

/* PREFIX owner/name/badge */
static size_t find_scorecard(cupel_slice text)
{
    static const char *const prefixes[] = {
        "https://api.scorecard.dev/projects/github.com/",
        "https://api.securityscorecards.dev/projects/github.com/"
    };
    for (size_t i = 0; i < CUPEL_COUNT(prefixes); i++)
        for (size_t at = 0; (at = house_find_text(text, prefixes[i], at)) != SIZE_MAX; at++) {
            size_t owner = at + strlen(prefixes[i]), n = part_length(text, owner);
            size_t name = owner + n + 1, m = n ? part_length(text, name) : 0;
            if (m && slice_eq(slice_part(text, name + m, 6), SLICE_LIT("/badge")))
                return at;
        }
    return SIZE_MAX;
}

static size_t find_artifacthub(cupel_slice text)
{
    return find_url(text, "https://artifacthub.io/packages/", "\"')");
}

static size_t find_slack(cupel_slice text)
{
    static const char *const hosts[] = { "://cloud-native.slack.com", "://slack.cncf.io",
                                         "://kubernetes.slack.com", "://slack.k8s.io" };
    for (size_t i = 0; i < CUPEL_COUNT(hosts); i++)
        for (size_t at = 0; (at = house_find_nocase(text, hosts[i], at)) != SIZE_MAX; at++)
            if ((at >= 4 && slice_eq_nocase(slice_part(text, at - 4, 4), SLICE_LIT("http"))) ||
                (at >= 5 && slice_eq_nocase(slice_part(text, at - 5, 5), SLICE_LIT("https"))))
                return at;
    return SIZE_MAX;
}

static const struct {
    const char *id, *what;
    readme_test *test;
} badges[] = {
    { "openssf_badge", "the badge of the OpenSSF best practices programme with a project's number",
      find_project_number },
    { "openssf_scorecard_badge", "the badge of OpenSSF Scorecard", find_scorecard },
    { "artifacthub_badge", "a link to a package at Artifact Hub", find_artifacthub },
    { "slack_presence", "a link to the CNCF's or the Kubernetes Slack", find_slack },
};

void clo_badge(const struct project *p, struct finding *f)
{
    for (size_t i = 0; i < CUPEL_COUNT(badges); i++)
        if (strcmp(badges[i].id, f->info->id) == 0)
            say(p, f, search(p, badges[i].test, &f->where, badges[i].what), badges[i].what);
}

/* ---- meetings ---- */

/* One of @firsts, a blank, perhaps '[', one of @seconds; letter case ignored. */
static size_t find_pair(cupel_slice text, const char *const *firsts, size_t n_firsts,
                        const char *const *seconds, size_t n_seconds)
{
    for (size_t i = 0; i < n_firsts; i++)
        for (size_t at = 0; (at = house_find_nocase(text, firsts[i], at)) != SIZE_MAX; at++) {
            size_t next = at + strlen(firsts[i]);
            if (next >= text.n || text.p[next] != ' ')
                continue;
            next += next + 1 < text.n && text.p[next + 1] == '[' ? 2 : 1;
            for (size_t k = 0; k < n_seconds; k++)
                if (slice_eq_nocase(slice_part(text, next, strlen(seconds[k])),
                                    slice_str(seconds[k])))
                    return at;
        }
    return SIZE_MAX;
}

/* A line that starts with '#' and has @word in it. */
static size_t find_heading(cupel_slice text, const char *word)
{
    size_t at = 0, start = 0;
    cupel_slice line;
    for (; house_line_next(text, &at, &line); start = at)
        if (line.n && line.p[0] == '#' && house_find_nocase(line, word, 1) != SIZE_MAX)
            return start;
    return SIZE_MAX;
}

static size_t find_meeting(cupel_slice text)
{
    static const char *const groups[] = { "community", "developer", "development",
                                          "working group" };
    static const char *const events[] = { "call", "event", "meeting", "session" };
    static const char *const times[] = { "weekly", "biweekly", "monthly" };
    static const char *const meeting[] = { "meeting" };
    size_t at = find_heading(text, "meeting");
    if (at == SIZE_MAX)
        at = find_pair(text, groups, CUPEL_COUNT(groups), events, CUPEL_COUNT(events));
    if (at == SIZE_MAX)
        at = find_pair(text, times, CUPEL_COUNT(times), meeting, 1);
    return at != SIZE_MAX ? at : house_find_nocase(text, "meeting minutes", 0);
}

void clo_community_meeting(const struct project *p, struct finding *f)
{
    say(p, f, search(p, find_meeting, &f->where, "names a community meeting"),
        "a sentence or heading on a community meeting");
}

/* ---- SBOM ---- */

/* A line that is @word alone. */
static size_t find_line(cupel_slice text, const char *word)
{
    size_t at = 0, start = 0;
    cupel_slice line;
    for (; house_line_next(text, &at, &line); start = at)
        if (slice_eq_nocase(line, slice_str(word)))
            return start;
    return SIZE_MAX;
}

static size_t find_sbom(cupel_slice text)
{
    static const char *const words[] = { "sbom", "software bill of materials" };
    for (size_t i = 0; i < CUPEL_COUNT(words); i++) {
        size_t at = find_heading(text, words[i]);
        if (at == SIZE_MAX)
            at = find_line(text, words[i]);
        if (at != SIZE_MAX)
            return at;
    }
    return SIZE_MAX;
}

void clo_sbom(const struct project *p, struct finding *f)
{
    if (search(p, find_sbom, &f->where, "a heading on an SBOM"))
        finding_say(p, f, CUPEL_PASS, "%s has a heading on an SBOM", f->where.at[0].path);
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "no README has a heading on an SBOM; an asset of the latest release whose name "
                    "says sbom would do%s",
                    house_ask(p, "release view --repo %s --json assets"));
}

/* ---- licence scanning ---- */

static size_t find_scanner(cupel_slice text)
{
    static const char *const fossa[] = { "https://app.fossa.io/projects/",
                                         "https://app.fossa.com/projects/" };
    static const char snyk[] = "https://snyk.io/test/github/";
    for (size_t i = 0; i < CUPEL_COUNT(fossa); i++) {
        size_t at = find_url(text, fossa[i], "\"')");
        if (at != SIZE_MAX)
            return at;
    }
    for (size_t at = 0; (at = house_find_text(text, snyk, at)) != SIZE_MAX; at++) {
        size_t owner = at + sizeof snyk - 1, n = part_length(text, owner), name = owner + n + 1;
        if (n && name < text.n && text.p[name] != '/' && text.p[name] != '"')
            return at;
    }
    return SIZE_MAX;
}

/* licenseScanning.url of .clomonitor.yml */
static bool scanning_of_metadata(const struct project *p, struct finding *f)
{
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct project_file *m = checkout_file(&p->checkouts[i], ".clomonitor.yml");
        const struct yaml_node *top = NULL;
        if (!m || p->checkouts[i].is_defaults || m->text.n == 0 ||
            house_yaml(p, m->text, &top, NULL) != CUPEL_OK)
            continue;
        const struct yaml_node *url = yaml_find(yaml_find(top, "licenseScanning"), "url");
        if (!url || url->type != YAML_SCALAR)
            continue;
        places_add(p, &f->where, m, url->line, "licenseScanning.url");
        finding_say(p, f, CUPEL_PASS, ".clomonitor.yml names %s",
                    arena_text(p->arena, slice_str(url->text)));
        return true;
    }
    return false;
}

void clo_license_scanning(const struct project *p, struct finding *f)
{
    if (scanning_of_metadata(p, f))
        return;
    say(p, f, search(p, find_scanner, &f->where, "results of a licence scanner"),
        "a link to results of FOSSA or Snyk");
}
