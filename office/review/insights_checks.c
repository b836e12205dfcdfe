/* SPDX-License-Identifier: Apache-2.0 */
/* review/insights_checks.c: the set "insights": is there a manifest, is it valid, of today, true?
 */
#include "office/review/insights.h"

#include "base/text.h"
#include "office/review/house.h"

#include <stdio.h>
#include <string.h>

#define LINKS_MAX 2000 /* URLs of one manifest that are looked at */
#define SPEC      "OpenSSF Security Insights, "

/* Calls @each for the manifest of every own checkout; returns how many there are. */
typedef void each_manifest(const struct project *p, const struct insights *i, struct finding *f);

static size_t for_each(const struct project *p, struct finding *f, each_manifest *each)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct insights in;
        if (p->checkouts[i].is_defaults || !insights_read(p, &p->checkouts[i], &in))
            continue;
        n++;
        each(p, &in, f);
    }
    if (n == 0)
        finding_say(p, f, CUPEL_NA, "there is no security-insights manifest");
    return n;
}

/* How many places a finding names, those left out included. */
static size_t count_places(const struct finding *f)
{
    return f->where.n + f->where.more;
}

static const char *first_note(const struct finding *f)
{
    return f->where.n && f->where.at[0].note ? f->where.at[0].note : "";
}

/* ---- insights-present ---- */

static void note_manifest(const struct project *p, const struct insights *i, struct finding *f)
{
    places_add(p, &f->where, i->file, 0, "security-insights%s%s", i->version ? " " : "",
               i->version ? i->version : "");
}

static void run_present(const struct project *p, struct finding *f)
{
    const char *why = NULL;
    size_t n = for_each(p, f, note_manifest);
    if (n > 0) {
        finding_say(p, f, CUPEL_PASS, "%s is there", f->where.at[0].path);
        return;
    }
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct project_file *near = insights_misnamed(&p->checkouts[i]);
        if (!near)
            continue;
        places_add(p, &f->where, near, 0, "not a place where tools look");
        finding_say(p, f, CUPEL_FAIL, "%s is not read by any tool: it must be %s and no link",
                    near->path, INSIGHTS_PLACES);
        return;
    }
    if (!house_names_are_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "none was found, but not all files are known: %s", why);
    else
        finding_say(p, f, CUPEL_FAIL, "none of %s is there", INSIGHTS_PLACES);
}

/* ---- insights-valid ---- */

/* Errors of one line make one place: places are told apart by their line. */
static void note_errors(const struct project *p, const struct insights *i, struct finding *f)
{
    for (size_t k = 0; k < i->n_errors;) {
        const char *text = i->errors[k].text;
        uint32_t line = i->errors[k].line;
        for (k++; k < i->n_errors && i->errors[k].line == line; k++)
            text = arena_printf(p->arena, "%s; %s", text, i->errors[k].text);
        places_add(p, &f->where, i->file, line, "%s", text);
    }
}

static void run_valid(const struct project *p, struct finding *f)
{
    size_t errors = 0, manifests = 0;
    const char *first = "";
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct insights in;
        if (p->checkouts[i].is_defaults || !insights_read(p, &p->checkouts[i], &in))
            continue;
        manifests++;
        note_errors(p, &in, f);
        if (errors == 0 && in.n_errors)
            first = in.errors[0].text;
        errors += in.n_errors + in.more;
    }
    if (manifests == 0)
        finding_say(p, f, CUPEL_NA, "there is no security-insights manifest");
    else if (errors == 0)
        finding_say(p, f, CUPEL_PASS,
                    "every obligatory field is there and all fields fit the schema");
    else
        finding_say(p, f, CUPEL_FAIL, "%zu %s wrong; the first: %s", errors,
                    errors == 1 ? "thing is" : "things are", first);
}

/* ---- insights-current ---- */

/* A date with or without a time; false: it is none. */
static bool read_when(const char *text, int64_t *ret)
{
    return text && (house_date_read(text, ret) || rfc3339_read(slice_str(text), ret) == CUPEL_OK);
}

static void note_expiry(const struct project *p, const struct insights *i, struct finding *f)
{
    const struct yaml_node *n = insights_node(i, "header.expiration-date");
    const char *reviewed = insights_text(i, "header.last-reviewed");
    int64_t when = 0, since = 0;
    if (!n || !read_when(n->text, &when))
        return;
    finding_figure(p, f, "expires", "header.expiration-date of the manifest", "%s",
                   house_day(p, when));
    if (when <= p->as_of)
        places_add(p, &f->where, i->file, n->line, "expired %lld days ago at %s",
                   house_days(when, p->as_of), house_day(p, when));
    else if (read_when(reviewed, &since) && when - since > YEAR_SECONDS + DAY_SECONDS)
        places_add(p, &f->where, i->file, n->line,
                   "expires %s, more than a year after the review of %s", house_day(p, when),
                   house_day(p, since));
}

static void note_review(const struct project *p, const struct insights *i, struct finding *f)
{
    const struct yaml_node *n = insights_node(i, "header.last-reviewed");
    int64_t when = 0;
    if (!n || !read_when(n->text, &when))
        return;
    finding_figure(p, f, "last_reviewed", "header.last-reviewed of the manifest", "%s",
                   house_day(p, when));
    if (when > p->as_of + DAY_SECONDS)
        places_add(p, &f->where, i->file, n->line, "was reviewed at %s, which is yet to come",
                   house_day(p, when));
    else if (p->as_of - when > YEAR_SECONDS)
        places_add(p, &f->where, i->file, n->line, "was last reviewed %lld days ago at %s",
                   house_days(when, p->as_of), house_day(p, when));
}

static void note_dates(const struct project *p, const struct insights *i, struct finding *f)
{
    if (i->major == 1)
        note_expiry(p, i, f);
    note_review(p, i, f);
}

static void run_current(const struct project *p, struct finding *f)
{
    if (for_each(p, f, note_dates) == 0)
        return;
    if (count_places(f))
        finding_say(p, f, CUPEL_FAIL, "the manifest %s", first_note(f));
    else if (f->n_figures == 0)
        finding_say(p, f, CUPEL_UNKNOWN, "the manifest has no date that can be read");
    else
        finding_say(p, f, CUPEL_PASS, "the manifest counts at %s", house_day(p, p->as_of));
}

/* ---- insights-links ---- */

struct links {
    const struct project *p;
    const struct insights *in;
    struct finding *f;
    size_t followed, beyond, seen;
};

/* The own checkout that @home names. */
static const struct checkout *checkout_at(const struct project *p, const struct house_home *home)
{
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct house_home own;
        if (house_home_of(p->checkouts[i].origin, &own) && house_home_eq(&own, home))
            return &p->checkouts[i];
    }
    return NULL;
}

static int hex_of(int c)
{
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

/* Path of a URL: without query and fragment, %XX decoded; NULL when it does not fit. */
static bool decode(const char *s, char *room, size_t n)
{
    size_t k = 0;
    for (; *s && *s != '#' && *s != '?'; s++) {
        int c = (uint8_t)*s, high = c == '%' ? hex_of((uint8_t)s[1]) : -1;
        int low = high >= 0 ? hex_of((uint8_t)s[2]) : -1;
        if (low >= 0) {
            c = high * 16 + low;
            s += 2;
        }
        if (c == 0 || k + 1 == n)
            return false;
        room[k++] = (char)c;
    }
    while (k && room[k - 1] == '/')
        k--;
    room[k] = '\0';
    return true;
}

/* Is there such a file or folder? */
static bool has_path(const struct checkout *c, const char *path)
{
    size_t n = strlen(path);
    if (n == 0 || checkout_file(c, path))
        return true;
    for (size_t i = 0; i < c->n_files; i++)
        if (strncmp(c->files[i].path, path, n) == 0 && c->files[i].path[n] == '/')
            return true;
    return false;
}

/* A branch that moves with the commit that was read; of a tag or commit the file may differ. */
static bool is_branch(const char *ref, size_t n)
{
    static const char *const names[] = { "main", "master", "HEAD", "develop", "trunk", "dev" };
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (slice_eq(slice_of(ref, n), slice_str(names[i])))
            return true;
    return false;
}

static void look_for(struct links *l, const struct yaml_node *n, const struct checkout *c,
                     const char *ref_and_path)
{
    char path[1024];
    size_t ref = strcspn(ref_and_path, "/");
    if (slice_starts(slice_str(ref_and_path), SLICE_LIT("refs/heads/"))) {
        ref_and_path += 11;
        ref = strcspn(ref_and_path, "/");
    }
    if (!is_branch(ref_and_path, ref) || !ref_and_path[ref] ||
        !decode(ref_and_path + ref + 1, path, sizeof path)) {
        l->beyond++;
        return;
    }
    l->followed++;
    if (!has_path(c, path) && !c->tree.partial)
        places_add(l->p, &l->f->where, l->in->file, n->line, "%s: there is no %s in %s",
                   yaml_path(l->p->arena, n), arena_text(l->p->arena, slice_str(path)), c->name);
}

/* https://HOST/OWNER/NAME/blob/REF/PATH, .../-/blob/...,
 * raw.githubusercontent.com/OWNER/NAME/REF/PATH. The part from the reference on; NULL when the URL
 * is no file of a repository. */
static const char *file_part(const char *url, struct house_home *home)
{
    static const char *const marks[] = { "/-/blob/", "/-/tree/", "/-/raw/", "/blob/",
                                         "/tree/",   "/raw/",    "/edit/" };
    static const char raw[] = "https://raw.githubusercontent.com/";
    if (strncmp(url, raw, sizeof raw - 1) == 0) {
        const char *owner = url + sizeof raw - 1;
        size_t a = strcspn(owner, "/");
        const char *name = owner[a] ? owner + a + 1 : NULL;
        size_t b = name ? strcspn(name, "/") : 0;
        if (!name || !name[b])
            return NULL;
        *home = (struct house_home){ SLICE_LIT("github.com"), slice_of(owner, a),
                                     slice_of(name, b) };
        return name + b + 1;
    }
    for (size_t i = 0; i < CUPEL_COUNT(marks); i++) {
        const char *at = strstr(url, marks[i]);
        char repo[512];
        if (!at || (size_t)(at - url) >= sizeof repo)
            continue;
        (void)snprintf(repo, sizeof repo, "%.*s", (int)(at - url), url);
        struct house_home h;
        if (!house_home_of(repo, &h))
            continue;
        size_t start = (size_t)((const char *)h.host.p - repo); /* the same bytes, in the URL */
        h.owner.p = (const uint8_t *)url + ((const char *)h.owner.p - repo);
        h.name.p = (const uint8_t *)url + ((const char *)h.name.p - repo);
        h.host.p = (const uint8_t *)url + start;
        *home = h;
        return at + strlen(marks[i]);
    }
    return NULL;
}

static void follow(struct links *l, const struct yaml_node *n)
{
    struct house_home home;
    if (l->seen++ >= LINKS_MAX || strchr(n->text, '{')) /* a placeholder, as {version} */
        return;
    const char *file = file_part(n->text, &home);
    const struct checkout *c = file ? checkout_at(l->p, &home) : NULL;
    if (c)
        look_for(l, n, c, file);
    else
        l->beyond++;
}

/* Every scalar that is a URL, wherever it stands. */
static void walk_links(struct links *l, const struct yaml_node *top)
{
    const struct yaml_node *n = top;
    while (n) {
        if (n->type == YAML_SCALAR && strncmp(n->text, "http", 4) == 0)
            follow(l, n);
        if (n->child) {
            n = n->child;
            continue;
        }
        while (n && n != top && !n->next)
            n = n->parent;
        n = n && n != top ? n->next : NULL;
    }
}

static void note_links(const struct project *p, const struct insights *i, struct finding *f)
{
    struct links l = { .p = p, .in = i, .f = f };
    if (i->top)
        walk_links(&l, i->top);
    finding_figure(p, f, "links_followed",
                   "URLs of the manifest that name a file on a branch of one of the checkouts",
                   "%zu", l.followed);
    finding_figure(p, f, "links_elsewhere", "its other URLs: nothing was asked of the network",
                   "%zu", l.beyond);
}

static void run_links(const struct project *p, struct finding *f)
{
    if (for_each(p, f, note_links) == 0)
        return;
    size_t n = count_places(f);
    if (n == 0)
        finding_say(p, f, CUPEL_PASS, "each file of the project that the manifest names is there");
    else
        finding_say(p, f, CUPEL_FAIL, "%zu %s: %s", n,
                    n == 1 ? "link leads nowhere" : "links lead nowhere, the first", first_note(f));
}

/* ---- insights-people ---- */

static bool has_text(const struct yaml_node *map, const char *key)
{
    const char *t = yaml_text(map, key);
    return t && t[0];
}

static void note_contacts(const struct project *p, const struct insights *i, struct finding *f,
                          const char *path, bool one_is_primary)
{
    const struct yaml_node *list = insights_node(i, path);
    size_t primary = 0, n = 0;
    for (const struct yaml_node *c = list && list->type == YAML_LIST ? list->child : NULL; c;
         c = c->next, n++) {
        const struct yaml_node *is_primary = yaml_find(c, "primary");
        primary += is_primary && yaml_truth(is_primary) == 1;
        if (!has_text(c, "email") && !has_text(c, "social")) {
            const char *name = yaml_text(c, "name");
            places_add(p, &f->where, i->file, c->line,
                       "%s: nobody can reach \"%s\": neither email "
                       "nor social is given",
                       path, name ? arena_text(p->arena, slice_str(name)) : "");
        }
    }
    if (n && one_is_primary && primary != 1)
        places_add(p, &f->where, i->file, list->key_line ? list->key_line : list->line,
                   "%s: %zu of %zu are marked primary, not one", path, primary, n);
}

static void note_v2_people(const struct project *p, const struct insights *i, struct finding *f)
{
    note_contacts(p, i, f, "project.administrators", true);
    note_contacts(p, i, f, "repository.core-team", true);
    note_contacts(p, i, f, "repository.security.champions", false);
    const struct yaml_node *r = insights_node(i, "project.vulnerability-reporting");
    const struct yaml_node *accepted = yaml_find(r, "reports-accepted");
    const struct yaml_node *contact = yaml_find(r, "contact");
    if (contact && !has_text(contact, "email") && !has_text(contact, "social"))
        places_add(p, &f->where, i->file, contact->line,
                   "project.vulnerability-reporting.contact: neither email nor social is given");
    if (accepted && yaml_truth(accepted) == 1 && !contact && !has_text(r, "policy") &&
        !has_text(r, "security-policy"))
        places_add(
            p, &f->where, i->file, accepted->line,
            "project.vulnerability-reporting: reports are accepted, but neither a contact nor "
            "a policy says how");
}

static void note_v1_people(const struct project *p, const struct insights *i, struct finding *f)
{
    static const char *const lists[] = { "security-contacts",
                                         "project-lifecycle.core-maintainers" };
    for (size_t k = 0; k < CUPEL_COUNT(lists); k++) {
        const struct yaml_node *list = insights_node(i, lists[k]);
        if (list && list->type == YAML_LIST && list->count == 0)
            places_add(p, &f->where, i->file, list->line, "%s: names nobody", lists[k]);
    }
    const struct yaml_node *contacts = insights_node(i, "security-contacts");
    for (const struct yaml_node *c = contacts ? contacts->child : NULL; c; c = c->next) {
        const char *type = yaml_text(c, "type"), *value = yaml_text(c, "value");
        bool mail = type && strcmp(type, "email") == 0, url = type && strcmp(type, "url") == 0;
        if (value && ((mail && !strchr(value, '@')) || (url && !strstr(value, "://"))))
            places_add(p, &f->where, i->file, c->line, "security-contacts: \"%s\" is no %s",
                       arena_text(p->arena, slice_str(value)), type);
    }
}

static void note_people(const struct project *p, const struct insights *i, struct finding *f)
{
    if (i->major == 2)
        note_v2_people(p, i, f);
    else if (i->major == 1)
        note_v1_people(p, i, f);
}

static void run_people(const struct project *p, struct finding *f)
{
    if (for_each(p, f, note_people) == 0)
        return;
    size_t n = count_places(f);
    if (n == 0)
        finding_say(p, f, CUPEL_PASS, "everybody whom the manifest names can be reached");
    else
        finding_say(p, f, CUPEL_FAIL, "%s%s", first_note(f), n > 1 ? "; and more" : "");
}

/* ---- the set ---- */

static const struct review_check checks[] = {
    { .info = { "insights-present", "insights", "A security-insights manifest is in the repository",
                "Tools and reviewers look for one file that says who answers for security, what is "
                "in scope and which assessments exist; without it each of them guesses.",
                SPEC "README, \"Usage\": place and name of the file",
                "Start from the minimum example of the specification and put it at .github/"
                "security-insights.yml.",
                2, 1 },
      .run = run_present },
    { .info = { "insights-valid", "insights", "The manifest fits its schema",
                "A manifest that no strict reader accepts is as good as none, and its errors are "
                "silent: consumers drop the file.",
                SPEC "schema 1.0.0 and 2.0.0 to 2.2.0",
                "Correct each field named; add what is obligatory and remove keys that the schema "
                "does not have.",
                2, 1 },
      .run = run_valid },
    { .info = { "insights-current", "insights",
                "The manifest was reviewed within a year and has not expired",
                "Statements about security age. Readers must not trust a manifest behind its "
                "expiration date, and moving the date without reading the content helps nobody.",
                SPEC "1.0.0 header.expiration-date and 2.x header.last-reviewed",
                "Read the manifest as a whole, correct it, then set last-reviewed (and in version "
                "1 "
                "expiration-date, at most a year later).",
                2, 1 },
      .run = run_current },
    { .info = { "insights-links", "insights", "Files of the project that the manifest names exist",
                "A link that leads nowhere hides that a policy moved or was never written.",
                SPEC "all fields of type URL", "Correct the paths, or remove what is no more.", 1,
                1 },
      .run = run_links },
    { .info = { "insights-people", "insights", "The people whom the manifest names can be reached",
                "A reporter with a vulnerability at hand needs an address, not a name.",
                SPEC "2.x contact.email and contact.social, 1.0.0 security-contacts",
                "Give every contact an email or a social profile and mark one as primary.", 2, 1 },
      .run = run_people },
};

const struct review_set set_insights = { .name = "insights",
                                         .title = "Security insights manifest",
                                         .checks = checks,
                                         .n = CUPEL_COUNT(checks) };
