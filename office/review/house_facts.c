/* SPDX-License-Identifier: Apache-2.0 */
/* review/house_facts.c: home, licence, policies, releases and dates of a project. */
#include "office/review/house.h"

#include "base/text.h"

#include <string.h>

/* ---- home ---- */

static cupel_slice cut_front(cupel_slice s, size_t n)
{
    return slice_part(s, n, s.n - n);
}

static cupel_slice cut_end(cupel_slice s, cupel_slice end)
{
    if (s.n >= end.n && slice_eq(slice_part(s, s.n - end.n, end.n), end))
        return slice_part(s, 0, s.n - end.n);
    return s;
}

static size_t last_slash(cupel_slice s)
{
    size_t i = s.n;
    while (i > 0 && s.p[i - 1] != '/')
        i--;
    return i ? i - 1 : SIZE_MAX;
}

bool house_home_of(const char *url, struct house_home *ret)
{
    if (!url)
        return false;
    cupel_slice s = slice_str(url);
    size_t scheme = slice_find(s, SLICE_LIT("://"));
    if (scheme != SIZE_MAX)
        s = cut_front(s, scheme + 3);
    size_t stop = 0;
    while (stop < s.n && s.p[stop] != '/' && s.p[stop] != ':')
        stop++;
    if (stop >= s.n || (scheme == SIZE_MAX && s.p[stop] == '/'))
        return false; /* a path on this machine */
    cupel_slice host = slice_part(s, 0, stop), path = cut_front(s, stop + 1);
    size_t at = slice_find(host, SLICE_LIT("@"));
    if (at != SIZE_MAX)
        host = cut_front(host, at + 1);
    if (scheme != SIZE_MAX && s.p[stop] == ':') { /* a port */
        size_t slash = slice_find(path, SLICE_LIT("/"));
        path = slash == SIZE_MAX ? SLICE_EMPTY : cut_front(path, slash + 1);
    }
    path = cut_end(cut_end(path, SLICE_LIT("/")), SLICE_LIT(".git"));
    size_t slash = last_slash(path);
    if (host.n == 0 || slash == SIZE_MAX || slash == 0 || slash + 1 == path.n)
        return false;
    *ret = (struct house_home){ .host = host,
                                .owner = slice_part(path, 0, slash),
                                .name = cut_front(path, slash + 1) };
    return true;
}

bool house_home_eq(const struct house_home *a, const struct house_home *b)
{
    return slice_eq_nocase(a->host, b->host) && slice_eq_nocase(a->owner, b->owner) &&
           slice_eq_nocase(a->name, b->name);
}

bool house_may_inherit(const struct project *p)
{
    bool may = false;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct house_home home;
        if (p->checkouts[i].is_defaults)
            return false;
        may |= !house_home_of(p->checkouts[i].origin, &home) ||
               slice_eq_nocase(home.host, SLICE_LIT("github.com"));
    }
    return may;
}

const char *house_ask(const struct project *p, const char *command)
{
    struct house_home home;
    const char *slug = "OWNER/REPOSITORY";
    if (p->n_checkouts && house_home_of(p->checkouts[0].origin, &home)) {
        if (!slice_eq_nocase(home.host, SLICE_LIT("github.com")))
            return "";
        slug = arena_printf(p->arena, "%s/%s", arena_text(p->arena, home.owner),
                            arena_text(p->arena, home.name));
    }
    const char *hole = strstr(command, "%s");
    size_t front = hole ? (size_t)(hole - command) : strlen(command);
    return arena_printf(p->arena, ": gh %.*s%s%s", (int)front, command, hole ? slug : "",
                        hole ? hole + 2 : "");
}

/* ---- licence ---- */

static bool is_license_name(const char *path, bool *is_listed)
{
    static const char *const listed[] = { "LICENSE*", "COPYING*" };
    static const char *const others[] = { "LICENSE*",   "LICENCE*",  "COPYING*",
                                          "UNLICENSE*", "*-LICENSE", "*-LICENSE.*" };
    cupel_slice name = slice_str(path);
    if (strchr(path, '/'))
        return false;
    *is_listed = false;
    for (size_t i = 0; i < CUPEL_COUNT(listed); i++)
        *is_listed |= house_glob(listed[i], name, true);
    for (size_t i = 0; i < CUPEL_COUNT(others); i++)
        if (house_glob(others[i], name, false))
            return true;
    return false;
}

static void judge_license(const struct project_file *f, bool is_listed, struct house_license *ret)
{
    *ret = (struct house_license){ .file = f, .is_listed = is_listed };
    if (f->text.n && f->text.n <= LICENSE_BYTES_MAX)
        license_detect(f->text, &ret->result);
    ret->is_clear = ret->result.n > 0 && ret->result.explained >= HOUSE_LICENSE_CLEAR;
}

bool house_license(const struct project *p, const struct checkout *c, struct house_license *ret)
{
    (void)p;
    *ret = (struct house_license){ .file = NULL };
    for (int pass = 0; pass < 2 && !ret->is_clear;
         pass++) /* names that CLOMonitor looks for first */
        for (size_t i = 0; i < c->n_files && !ret->is_clear; i++) {
            const struct project_file *f = &c->files[i];
            bool is_listed = false;
            if (f->tree == TREE_LINK || f->tree == TREE_SUBMODULE ||
                !is_license_name(f->path, &is_listed) || is_listed != (pass == 0))
                continue;
            struct house_license l;
            judge_license(f, is_listed, &l);
            if (l.is_clear || !ret->file)
                *ret = l;
        }
    return ret->file != NULL;
}

const struct project_file *house_closed_license(const struct checkout *c, const char **id)
{
    for (size_t i = 0; i < c->n_files; i++) {
        const struct project_file *f = &c->files[i];
        struct house_license l;
        bool is_listed = false;
        if (f->tree == TREE_LINK || f->tree == TREE_SUBMODULE ||
            !is_license_name(f->path, &is_listed))
            continue;
        judge_license(f, is_listed, &l);
        for (size_t k = 0; l.is_clear && k < l.result.n; k++)
            if (!license_is_osi(l.result.found[k].id)) {
                *id = l.result.found[k].id;
                return f;
            }
    }
    return NULL;
}

const char *house_license_text(const struct project *p, const struct house_license *l)
{
    const char *text = NULL;
    for (size_t i = 0; i < l->result.n; i++)
        text = text ? arena_printf(p->arena, "%s AND %s", text, l->result.found[i].id)
                    : l->result.found[i].id;
    return text;
}

/* ---- policies ---- */

static bool is_security_policy(const struct project_file *f)
{
    static const char *const folders[] = { "", ".github/", "docs/" };
    cupel_slice name = house_base(f->path);
    size_t folder = strlen(f->path) - name.n;
    bool is_place = false;
    for (size_t i = 0; i < CUPEL_COUNT(folders); i++)
        is_place |= slice_eq(slice_of(f->path, folder), slice_str(folders[i]));
    if (!is_place || f->tree == TREE_SUBMODULE || !house_glob("security*", name, false))
        return false;
    return house_find_nocase(name, "insights", 0) == SIZE_MAX &&
           (f->kind & FILE_DOC || !memchr(name.p, '.', name.n));
}

/* SECURITY, SECURITY.md: no more than the word itself. */
static bool is_plain_name(const struct project_file *f)
{
    cupel_slice name = house_base(f->path);
    return name.n == 8 || name.p[8] == '.';
}

/* The first of a checkout; one of the plain name before SECURITY-ADVISORIES.md and its like. */
static const struct project_file *policy_in(const struct checkout *c)
{
    const struct project_file *found = NULL;
    for (size_t k = 0; k < c->n_files; k++) {
        const struct project_file *f = &c->files[k];
        if (!is_security_policy(f))
            continue;
        if (is_plain_name(f))
            return f;
        found = found ? found : f;
    }
    return found;
}

const struct project_file *house_security_policy(const struct project *p)
{
    const struct project_file *found = NULL;
    for (size_t i = 0; i < p->n_checkouts && !found; i++) /* an organisation's defaults come last */
        found = policy_in(&p->checkouts[i]);
    return found;
}

/* ---- releases ---- */

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* Where the version begins: behind the last '/', or the first digit that follows no digit and no
 * letter but a leading "v"; "thing-v1.2", "release_2026.1". */
static size_t version_start(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        int before = i ? s.p[i - 1] : '-';
        bool behind_v = (before == 'v' || before == 'V') &&
                        (i < 2 || (!is_digit(s.p[i - 2]) &&
                                   !((s.p[i - 2] | 32) >= 'a' && (s.p[i - 2] | 32) <= 'z')));
        bool behind_mark = before == '-' || before == '_' || before == '.' || before == '/' ||
                           before == '@' || before == '+';
        if (is_digit(s.p[i]) && (behind_v || behind_mark))
            return i;
    }
    return s.n;
}

static unsigned count_numbers(cupel_slice v)
{
    unsigned n = 0;
    for (size_t i = 0; i < v.n; i++) {
        if (!is_digit(v.p[i]) && v.p[i] != '.' && v.p[i] != '_' && v.p[i] != '-')
            break;
        n += is_digit(v.p[i]) && (i == 0 || !is_digit(v.p[i - 1]));
    }
    return n;
}

static bool is_letter(int c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* A word that begins where no letter stands before it: "rc" in "1.0rc1", not in "1.0-aarch64". */
static bool has_word(cupel_slice s, const char *word)
{
    for (size_t at = 0; (at = house_find_nocase(s, word, at)) != SIZE_MAX; at++)
        if (at == 0 || !is_letter(s.p[at - 1]))
            return true;
    return false;
}

static bool is_pre_release(cupel_slice tag, cupel_slice version)
{
    static const char *const behind[] = { "alpha", "beta", "rc", "pre", "dev", "test" };
    static const char *const anywhere[] = { "snapshot", "nightly", "preview", "canary" };
    for (size_t i = 0; i < CUPEL_COUNT(behind); i++)
        if (has_word(version, behind[i]))
            return true;
    for (size_t i = 0; i < CUPEL_COUNT(anywhere); i++)
        if (has_word(tag, anywhere[i]))
            return true;
    return false;
}

bool house_version_of(const char *tag, struct house_version *ret)
{
    cupel_slice s = slice_str(tag);
    size_t start = version_start(s);
    cupel_slice v = cut_front(s, start);
    if (count_numbers(v) < 2)
        return false;
    *ret = (struct house_version){ .text = v, .is_pre = is_pre_release(s, v) };
    return true;
}

bool house_newest_release(const struct project *p, struct house_release *ret)
{
    bool found = false;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        for (size_t k = 0; !c->is_defaults && k < c->tags.n; k++) {
            struct house_version v;
            if (!house_version_of(c->tags.tags[k].name, &v) || v.is_pre ||
                (found && c->tags.tags[k].time <= ret->tag->time))
                continue;
            *ret = (struct house_release){ .checkout = c, .tag = &c->tags.tags[k], .version = v };
            found = true;
        }
    }
    return found;
}

bool house_tags_are_whole(const struct project *p)
{
    for (size_t i = 0; i < p->n_checkouts; i++)
        if (p->checkouts[i].tags.partial || p->checkouts[i].history.partial)
            return false;
    return true;
}

/* ---- dates ---- */

const char *house_day(const struct project *p, int64_t when)
{
    struct civil c;
    civil_from_epoch(when, &c);
    return arena_printf(p->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

bool house_date_read(const char *text, int64_t *ret)
{
    char whole[RFC3339_ROOM];
    cupel_slice s = slice_str(text), tail = SLICE_LIT("T00:00:00Z");
    if (s.n != 10)
        return false;
    slice_copy(s, whole, 10);
    slice_copy(tail, whole + 10, tail.n);
    return rfc3339_read(slice_of(whole, 10 + tail.n), ret) == CUPEL_OK;
}

long long house_days(int64_t from, int64_t to)
{
    return (long long)((to - from) / DAY_SECONDS);
}
