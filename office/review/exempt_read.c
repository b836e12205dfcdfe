/* SPDX-License-Identifier: Apache-2.0 */
/* review/exempt_read.c: three formats of exemptions, read strictly. */
#include "office/review/exempt.h"

#include "base/guess.h"
#include "office/review/clomonitor/clomonitor.h"
#include "office/review/house.h"
#include "office/review/make.h"
#include "office/text/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX    500
#define GUESSES_MAX 200

struct reader {
    const struct project *p;
    struct exemptions *ret;
    struct exemption_error *errors;
    const struct project_file *file;
    unsigned guesses;
};

static uint32_t line_of(const struct yaml_node *n)
{
    return !n ? 1 : n->key_line ? n->key_line : n->line;
}

static void complain(struct reader *r, uint32_t line, const char *text, ...)
    __attribute__((format(printf, 3, 4)));
static void complain(struct reader *r, uint32_t line, const char *text, ...)
{
    char room[TEXT_MAX];
    va_list ap;
    va_start(ap, text);
    (void)vsnprintf(room, sizeof room, text, ap);
    va_end(ap);
    for (size_t i = r->ret->n_errors; i > 0 && r->errors[i - 1].file == r->file; i--)
        if (r->errors[i - 1].line == line) { /* places are told apart by their line */
            if (strlen(r->errors[i - 1].text) < TEXT_MAX)
                r->errors[i - 1].text = arena_printf(r->p->arena, "%s; %s", r->errors[i - 1].text,
                                                     room);
            return;
        }
    if (r->ret->n_errors == EXEMPTION_ERRORS_MAX) {
        r->ret->more++;
        return;
    }
    r->errors[r->ret->n_errors++] = (struct exemption_error){
        .file = r->file, .line = line, .text = arena_printf(r->p->arena, "%s", room)
    };
}

static const char *clean(struct reader *r, const char *text)
{
    return arena_text(r->p->arena, slice_str(text));
}

static void add(struct reader *r, const struct yaml_node *at, struct exemption e)
{
    if (r->ret->n == EXEMPTIONS_MAX) {
        r->ret->more++;
        return;
    }
    const char *repo = r->p->n_checkouts > 1 ? r->file->in->name : NULL;
    e.source = arena_printf(r->p->arena, "%s%s%s:%u", repo ? repo : "", repo ? ":" : "",
                            r->file->path, line_of(at));
    r->ret->files[r->ret->n] = r->file;
    r->ret->lines[r->ret->n] = line_of(at);
    r->ret->at[r->ret->n++] = e;
}

/* ---- guesses ---- */

typedef void offer_names(struct guess *g);

static const char *hint(struct reader *r, const char *typed, offer_names *offer, char *room,
                        size_t n)
{
    struct guess g = { .typed = typed };
    if (r->guesses++ < GUESSES_MAX)
        offer(&g);
    return guess_text(&g, "", room, n);
}

static void offer_checks(struct guess *g)
{
    for (size_t i = 0; i < review_sets_count; i++)
        for (size_t k = 0; k < review_sets[i]->n; k++)
            guess_add(g, review_set_row(review_sets[i], k)->info.id);
}

static void offer_clomonitor(struct guess *g)
{
    for (size_t i = 0; i < clo_weights_count; i++)
        guess_add(g, clo_weights[i].id);
}

/* Keys of a map that are none of @known, a list that ends with NULL. */
static void check_keys(struct reader *r, const struct yaml_node *map, const char *const *known,
                       bool near_only)
{
    for (const struct yaml_node *n = map->child; n; n = n->next) {
        struct guess g = { .typed = n->key };
        bool is_known = false;
        for (size_t i = 0; known[i]; i++)
            is_known |= strcmp(known[i], n->key) == 0;
        if (is_known)
            continue;
        for (size_t i = 0; known[i] && r->guesses < GUESSES_MAX; i++)
            guess_add(&g, known[i]);
        r->guesses++;
        char room[128];
        const char *near = guess_text(&g, "", room, sizeof room);
        if (!near_only || near[0])
            complain(r, line_of(n), "there is no key \"%.60s\"%s", clean(r, n->key), near);
    }
}

/* The list of maps under @key; NULL: absent, or not a list, which is said. */
static const struct yaml_node *entries(struct reader *r, const struct yaml_node *top,
                                       const char *key)
{
    const struct yaml_node *list = yaml_find(top, key);
    if (!list || list->type == YAML_NULL)
        return NULL;
    if (list->type == YAML_LIST)
        return list->child;
    complain(r, line_of(list), "%s must be a list", key);
    return NULL;
}

/* The text of an obligatory key, or NULL, which is said. */
static const char *need(struct reader *r, const struct yaml_node *entry, const char *key)
{
    const struct yaml_node *n = yaml_find(entry, key);
    const char *text = yaml_text(entry, key);
    bool is_blank = !text || text[strspn(text, " \t\n")] == '\0';
    if (!n)
        complain(r, line_of(entry), "an exemption must have %s", key);
    else if (is_blank)
        complain(r, line_of(n), "%s of an exemption must not be empty", key);
    return is_blank ? NULL : text;
}

static bool is_map(struct reader *r, const struct yaml_node *entry)
{
    if (entry->type != YAML_MAP)
        complain(r, line_of(entry), "an entry must be a map");
    return entry->type == YAML_MAP;
}

/* ---- .cupel.yml ---- */

static bool may_exempt(struct reader *r, const struct yaml_node *entry, const char *check)
{
    char room[128];
    uint32_t line = line_of(yaml_find(entry, "check"));
    const struct review_info *info = review_info_find(check);
    if (!info)
        complain(r, line, "there is no check \"%.60s\"%s", clean(r, check),
                 hint(r, check, offer_checks, room, sizeof room));
    else if (strcmp(info->set, "exempt") == 0)
        complain(r, line, "%s cannot be exempted: it watches over exemptions", check);
    return info && strcmp(info->set, "exempt") != 0;
}

static void read_own_entry(struct reader *r, const struct yaml_node *entry)
{
    static const char *const keys[] = { "check", "reason", "owner", "expires", NULL };
    if (!is_map(r, entry))
        return;
    size_t before = r->ret->n_errors;
    check_keys(r, entry, keys, false);
    const char *check = need(r, entry, "check"), *reason = need(r, entry, "reason");
    const char *owner = need(r, entry, "owner"), *expires = need(r, entry, "expires");
    int64_t end = 0;
    bool is_date = expires && house_date_read(expires, &end);
    if (expires && !is_date)
        complain(r, line_of(yaml_find(entry, "expires")),
                 "expires must be a date (YYYY-MM-DD), not \"%.40s\"", clean(r, expires));
    bool is_check = check && may_exempt(r, entry, check);
    if (!is_check || !reason || !owner || !is_date || r->ret->n_errors != before)
        return; /* one with a mistake counts as none */
    add(r, entry,
        (struct exemption){ .check = clean(r, check),
                            .reason = clean(r, reason),
                            .owner = clean(r, owner),
                            .expires = clean(r, expires),
                            .is_expired = r->p->as_of >= end + DAY_SECONDS });
}

static void read_own(struct reader *r, const struct yaml_node *top)
{
    static const char *const keys[] = { "exemptions", NULL };
    check_keys(r, top, keys, false);
    for (const struct yaml_node *e = entries(r, top, "exemptions"); e; e = e->next)
        read_own_entry(r, e);
}

/* ---- .clomonitor.yml ---- */

/* Checks that CLOMonitor has or had and this review has not. */
static const char *const foreign[] = {
    "annual_review",         "self_assessment",         "agent_readiness",
    "authentication",        "content_discoverability", "content_structure",
    "markdown_availability", "observability",           "page_size",
    "url_stability",
};

static bool is_clomonitor_check(const char *check)
{
    for (size_t i = 0; i < CUPEL_COUNT(foreign); i++)
        if (strcmp(foreign[i], check) == 0)
            return true;
    return clo_weight_of(check) != NULL;
}

static void read_clomonitor_entry(struct reader *r, const struct yaml_node *entry)
{
    static const char *const keys[] = { "check", "reason", NULL };
    if (!is_map(r, entry))
        return;
    check_keys(r, entry, keys, true);
    const char *check = need(r, entry, "check"), *reason = need(r, entry, "reason");
    char room[128];
    if (check && !is_clomonitor_check(check))
        complain(r, line_of(yaml_find(entry, "check")), "CLOMonitor has no check \"%.60s\"%s",
                 clean(r, check), hint(r, check, offer_clomonitor, room, sizeof room));
    else if (check && reason)
        add(r, entry, (struct exemption){ .check = clean(r, check), .reason = clean(r, reason) });
}

static void read_clomonitor(struct reader *r, const struct yaml_node *top)
{
    static const char *const keys[] = { "exemptions", "licenseScanning", NULL };
    check_keys(r, top, keys, true);
    for (const struct yaml_node *e = entries(r, top, "exemptions"); e; e = e->next)
        read_clomonitor_entry(r, e);
}

/* ---- scorecard.yml ---- */

/* Scorecard's names, and the check of ours that asks the same. */
static const struct {
    const char *name, *ours;
} scorecard[] = {
    { "binary-artifacts", "binary_artifacts" },
    { "branch-protection", NULL },
    { "cii-best-practices", "openssf_badge" },
    { "ci-tests", NULL },
    { "code-review", "code_review" },
    { "contributors", NULL },
    { "dangerous-workflow", "dangerous_workflow" },
    { "dependency-update-tool", "dependency_update_tool" },
    { "fuzzing", NULL },
    { "license", "license_spdx_id" },
    { "maintained", "maintained" },
    { "packaging", NULL },
    { "pinned-dependencies", NULL },
    { "sast", NULL },
    { "sbom", "sbom" },
    { "security-policy", "security_policy" },
    { "signed-releases", "signed_releases" },
    { "token-permissions", "token_permissions" },
    { "vulnerabilities", NULL },
    { "webhooks", NULL },
};

static void offer_scorecard(struct guess *g)
{
    for (size_t i = 0; i < CUPEL_COUNT(scorecard); i++)
        guess_add(g, scorecard[i].name);
}

static const char *const scorecard_reasons[] = { "test-data", "remediated", "not-applicable",
                                                 "not-supported", "not-detected" };

static void offer_reasons(struct guess *g)
{
    for (size_t i = 0; i < CUPEL_COUNT(scorecard_reasons); i++)
        guess_add(g, scorecard_reasons[i]);
}

/* The reasons of one annotation, joined, or NULL. */
static const char *read_reasons(struct reader *r, const struct yaml_node *entry)
{
    const char *all = NULL;
    char room[128];
    size_t bad = 0;
    for (const struct yaml_node *n = entries(r, entry, "reasons"); n; n = n->next) {
        const char *reason = yaml_text(n, "reason");
        bool is_known = false;
        for (size_t i = 0; reason && i < CUPEL_COUNT(scorecard_reasons); i++)
            is_known |= strcmp(scorecard_reasons[i], reason) == 0;
        if (!is_known) {
            bad++;
            complain(r, line_of(n), "Scorecard has no reason \"%.60s\"%s",
                     reason ? clean(r, reason) : "",
                     hint(r, reason ? reason : "", offer_reasons, room, sizeof room));
        } else if (!all || strlen(all) < TEXT_MAX) {
            all = all ? arena_printf(r->p->arena, "%s, %s", all, reason) : reason;
        }
    }
    if (!all && bad == 0)
        complain(r, line_of(entry), "an annotation must have reasons, a list of maps with reason");
    return all ? clean(r, all) : NULL;
}

static void read_annotated_check(struct reader *r, const struct yaml_node *n, const char *reason)
{
    char room[128];
    for (size_t i = 0; i < CUPEL_COUNT(scorecard); i++) {
        if (!slice_eq_nocase(slice_str(n->text), slice_str(scorecard[i].name)))
            continue;
        if (reason)
            add(r, n,
                (struct exemption){ .check = scorecard[i].ours ? scorecard[i].ours
                                                               : scorecard[i].name,
                                    .reason = reason });
        return;
    }
    complain(r, line_of(n), "Scorecard has no check \"%.60s\"%s", clean(r, n->text),
             hint(r, n->text, offer_scorecard, room, sizeof room));
}

static void read_scorecard(struct reader *r, const struct yaml_node *top)
{
    static const char *const keys[] = { "annotations", NULL };
    static const char *const entry_keys[] = { "checks", "reasons", NULL };
    check_keys(r, top, keys, false);
    for (const struct yaml_node *e = entries(r, top, "annotations"); e; e = e->next) {
        if (!is_map(r, e))
            continue;
        check_keys(r, e, entry_keys, false);
        const char *reason = read_reasons(r, e);
        const struct yaml_node *checks = entries(r, e, "checks");
        if (!checks)
            complain(r, line_of(e), "an annotation must have checks, a list of names");
        for (; checks; checks = checks->next)
            read_annotated_check(r, checks, reason);
    }
}

/* ---- files ---- */

typedef void read_format(struct reader *r, const struct yaml_node *top);

static void read_file(struct reader *r, const struct project_file *f, read_format *format)
{
    const struct yaml_node *top = NULL;
    struct cupel_diag err = { 0 };
    r->file = f;
    r->ret->n_files++;
    if (f->tree == TREE_LINK || f->tree == TREE_SUBMODULE)
        complain(r, 0, "it is a symbolic link, which is not followed");
    else if (f->text.n == 0 && f->size)
        complain(r, 0, "it was not read: too large, or missing");
    else if (f->text.n > HOUSE_YAML_MAX)
        complain(r, 0, "it is larger than any list of exemptions is");
    else if (f->text.n && house_yaml(r->p, f->text, &top, &err) != CUPEL_OK)
        complain(r, 0, "it is broken: %s", err.text);
    else if (top && top->type == YAML_MAP)
        format(r, top);
    else if (top && top->type != YAML_NULL)
        complain(r, 0, "it must be a map");
}

static void read_scorecard_files(struct reader *r, const struct checkout *c)
{
    static const char *const paths[] = { "scorecard.yml", ".scorecard.yml",
                                         ".github/scorecard.yml" };
    const char *first = NULL;
    for (size_t i = 0; i < CUPEL_COUNT(paths); i++) {
        const struct project_file *f = checkout_file(c, paths[i]);
        if (!f)
            continue;
        if (!first) {
            first = paths[i];
            read_file(r, f, read_scorecard);
        } else {
            r->file = f;
            complain(r, 0, "Scorecard reads %s and not this file", first);
        }
    }
}

static void read_all(struct reader *r, const char *path, read_format *format)
{
    for (size_t i = 0; i < r->p->n_checkouts; i++) {
        const struct checkout *c = &r->p->checkouts[i];
        const struct project_file *f = path ? checkout_file(c, path) : NULL;
        if (c->is_defaults)
            continue;
        if (f)
            read_file(r, f, format);
        else if (!path)
            read_scorecard_files(r, c);
    }
}

void exemptions_read(const struct project *p, struct exemptions *ret)
{
    *ret = (struct exemptions){ 0 };
    struct reader r = { .p = p, .ret = ret };
    ret->at = arena_array(p->arena, EXEMPTIONS_MAX, sizeof *ret->at);
    ret->files = arena_array(p->arena, EXEMPTIONS_MAX, sizeof(*ret->files));
    ret->lines = arena_array(p->arena, EXEMPTIONS_MAX, sizeof *ret->lines);
    r.errors = arena_array(p->arena, EXEMPTION_ERRORS_MAX, sizeof *r.errors);
    ret->errors = r.errors;
    if (!ret->at || !ret->files || !ret->lines || !r.errors)
        return;
    read_all(&r, ".cupel.yml", read_own);
    read_all(&r, ".clomonitor.yml", read_clomonitor);
    read_all(&r, NULL, read_scorecard);
}
