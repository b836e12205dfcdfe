/* SPDX-License-Identifier: Apache-2.0 */
/* review/osps_license.c: controls on licences: open, in their place, shipped, not contradicted. */
#include "office/review/osps.h"

#include "office/review/house.h"

#include <string.h>

static void say_missing(const struct project *p, struct finding *f, const struct checkout *c)
{
    const char *why = NULL;
    if (house_names_are_whole(p, &why))
        finding_say(p, f, CUPEL_FAIL, "%s has no file with a licence at the top", c->name);
    else
        finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
}

/* Are the licences of the checkout open? Says what is wrong. */
static bool is_open(const struct project *p, struct finding *f, const struct checkout *c)
{
    struct house_license l;
    const char *id = NULL;
    if (!house_license(p, c, &l)) {
        say_missing(p, f, c);
        return false;
    }
    const struct project_file *closed = house_closed_license(c, &id);
    if (closed) {
        places_add(p, &f->where, closed, 0, "%s", id);
        finding_say(p, f, CUPEL_FAIL, "%s in %s is not approved by the OSI", id, closed->path);
        return false;
    }
    places_add(p, &f->where, l.file, 0, "%s",
               l.is_clear ? house_license_text(p, &l) : "no licence that SPDX lists");
    if (!l.is_clear)
        finding_say(p, f, l.file->is_unread ? CUPEL_UNKNOWN : CUPEL_FAIL,
                    "%s of %s is by its text no licence that SPDX lists", l.file->path, c->name);
    return l.is_clear;
}

static bool all_open(const struct project *p, struct finding *f)
{
    for (size_t i = 0; i < p->n_checkouts; i++)
        if (!p->checkouts[i].is_defaults && !is_open(p, f, &p->checkouts[i]))
            return false;
    return f->where.n > 0;
}

void osps_license_open(const struct project *p, struct finding *f)
{
    if (all_open(p, f))
        finding_say(p, f, CUPEL_PASS, "%s is approved by the OSI", f->where.at[0].note);
}

/* Manifests of packages say which licence the package has. */
static const struct {
    const char *name, *key;
} manifests[] = {
    { "Cargo.toml", "license" },
    { "package.json", "\"license\"" },
    { "pyproject.toml", "license" },
    { "Dockerfile", "org.opencontainers.image.licenses" },
    { "Containerfile", "org.opencontainers.image.licenses" },
};

/* The quoted text behind KEY and '=' or ':' in a line, or the empty slice. */
static cupel_slice quoted_value(cupel_slice line, const char *key)
{
    size_t n = strlen(key), at = house_find_text(line, key, 0);
    if (at == SIZE_MAX)
        return SLICE_EMPTY;
    for (size_t i = 0; i < at; i++) /* nothing but blanks and the LABEL in front of it */
        if (line.p[i] != ' ' && line.p[i] != '\t' && !(line.p[i] >= 'A' && line.p[i] <= 'Z'))
            return SLICE_EMPTY;
    size_t i = at + n;
    while (i < line.n && (line.p[i] == ' ' || line.p[i] == '=' || line.p[i] == ':'))
        i++;
    if (i == at + n || i >= line.n || line.p[i] != '"')
        return SLICE_EMPTY;
    size_t end = house_find_text(line, "\"", i + 1);
    return end == SIZE_MAX ? SLICE_EMPTY : slice_part(line, i + 1, end - i - 1);
}

static bool is_open_expression(cupel_slice text)
{
    const char *ids[LICENSE_FOUND_MAX];
    size_t n = 0;
    if (license_expression(text, ids, CUPEL_COUNT(ids), &n, NULL) != CUPEL_OK)
        return false;
    for (size_t i = 0; i < n && i < CUPEL_COUNT(ids); i++)
        if (!license_is_osi(ids[i]))
            return false;
    return n > 0;
}

/* A manifest that names another licence than an open one, said in @f. */
static bool contradicts(const struct project *p, struct finding *f, const struct project_file *m,
                        const char *key)
{
    cupel_slice line;
    uint32_t n = 1;
    for (size_t at = 0; house_line_next(m->text, &at, &line); n++) {
        cupel_slice value = quoted_value(line, key);
        if (value.n == 0 || is_open_expression(value))
            continue;
        const char *shown = arena_text(p->arena, slice_part(value, 0, value.n < 60 ? value.n : 60));
        places_add(p, &f->where, m, n, "names \"%s\"", shown);
        finding_say(p, f, CUPEL_FAIL,
                    "%s names \"%s\", which is no expression of OSI-approved "
                    "licences",
                    m->path, shown);
        return true;
    }
    return false;
}

void osps_license_assets(const struct project *p, struct finding *f)
{
    struct file_walk w = { .p = p, .kinds_none = FILE_NOT_PRODUCT };
    for (const struct project_file *at; (at = file_next(&w)) != NULL;)
        for (size_t i = 0; i < CUPEL_COUNT(manifests); i++)
            if (at->text.n && slice_eq(house_base(at->path), slice_str(manifests[i].name)) &&
                contradicts(p, f, at, manifests[i].key))
                return;
    if (all_open(p, f))
        finding_say(p, f, CUPEL_PASS, "%s, and no manifest of a package names another licence",
                    f->where.at[0].note);
}

void osps_license_place(const struct project *p, struct finding *f)
{
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        struct house_file at;
        const char *why = NULL;
        if (c->is_defaults)
            continue;
        if (house_find_in(c, "LICENSE*|COPYING*|LICENSES|LICENCE*", false, &at)) {
            places_add(p, &f->where, at.file, 0, NULL);
        } else if (house_names_are_whole(p, &why)) {
            finding_say(p, f, CUPEL_FAIL, "%s has neither LICENSE nor COPYING nor LICENSES/",
                        c->name);
            return;
        } else {
            finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
            return;
        }
    }
    if (f->where.n)
        finding_say(p, f, CUPEL_PASS, "%s is there", f->where.at[0].path);
}

/* Does .gitattributes keep @name out of archives? The line, or 0. */
static uint32_t ignored_in_archives(const struct project_file *attributes, const char *name)
{
    cupel_slice line;
    uint32_t n = 1;
    for (size_t at = 0; attributes && house_line_next(attributes->text, &at, &line); n++) {
        size_t end = 0;
        while (end < line.n && line.p[end] != ' ' && line.p[end] != '\t')
            end++;
        char glob[64];
        size_t skip = line.n && line.p[0] == '/';
        size_t mark = house_find_text(line, "export-ignore", end);
        if (mark == SIZE_MAX || end - skip >= sizeof glob || end <= skip || line.p[0] == '#' ||
            line.p[mark - 1] == '-')
            continue;
        slice_copy(slice_part(line, skip, end - skip), glob, end - skip);
        glob[end - skip] = '\0';
        if (house_glob(glob, slice_str(name), true))
            return n;
    }
    return 0;
}

void osps_license_shipped(const struct project *p, struct finding *f)
{
    osps_license_place(p, f);
    if (f->outcome != CUPEL_PASS)
        return;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        struct house_file at;
        const struct project_file *attributes = checkout_file(c, ".gitattributes");
        if (c->is_defaults || !house_find_in(c, "LICENSE*|COPYING*|LICENSES|LICENCE*", false, &at))
            continue;
        uint32_t line = ignored_in_archives(attributes, at.is_folder ? "LICENSES" : at.file->path);
        if (!line)
            continue;
        places_add(p, &f->where, attributes, line, "keeps the licence out of archives");
        finding_say(p, f, CUPEL_FAIL, "%s keeps %s out of released archives", attributes->path,
                    at.file->path);
        return;
    }
    finding_say(p, f, CUPEL_PASS, "%s is part of the source and of archives made of it",
                f->where.at[0].path);
}
