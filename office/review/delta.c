/* SPDX-License-Identifier: Apache-2.0 */
/* review/delta.c: two reviews side by side. */
#include "office/review/delta.h"

#include "base/status.h"
#include "base/text.h"
#include "office/review/delta_internal.h"
#include "office/review/people.h"

#include <string.h>

void delta_add(struct delta_maker *m, const char *what, const char *before, const char *after,
               const char *detail, const struct place *place)
{
    if (m->n == DELTA_CHANGES_MAX)
        return;
    m->changes[m->n++] = (struct change){
        .what = what, .before = before, .after = after, .detail = detail
    };
    if (place)
        m->changes[m->n - 1].place = *place;
}

struct place delta_place(const struct delta_maker *m, const struct pair *at, const char *path,
                         uint32_t line, bool is_now)
{
    return (struct place){ .repo = m->p->n_checkouts > 1 ? at->now->name : NULL,
                           .path = arena_printf(m->arena, "%s", path),
                           .line = line,
                           .commit = is_now ? at->now->commit_hex : at->before->commit };
}

/* ---- which checkout is which ---- */

static bool is_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* By name, else by remote; a single one on both sides with either. */
static const struct reviewed *earlier_of(const struct review *before, const struct checkout *c)
{
    for (size_t i = 0; i < before->n_repos; i++)
        if (is_text(before->repos[i].name, c->name))
            return &before->repos[i];
    for (size_t i = 0; i < before->n_repos; i++)
        if (is_text(before->repos[i].origin, c->origin))
            return &before->repos[i];
    return NULL;
}

static void open_pair(struct delta_maker *m, struct pair *at)
{
    at->is_same = is_text(at->before->commit, at->now->commit_hex);
    if (at->is_same || !at->before->commit ||
        repo_resolve(at->now->repo, at->before->commit, &at->commit, NULL) != CUPEL_OK)
        return;
    at->has_commit = repo_tree(at->now->repo, &at->commit, &m->scratch, &at->tree, NULL) ==
                         CUPEL_OK &&
                     history_read(at->now->repo, &at->commit, SLICE_EMPTY, &m->scratch, NULL, NULL,
                                  &at->history, NULL) == CUPEL_OK;
}

static const char *names_of(struct arena *a, const struct review *r)
{
    const char *text = "";
    for (size_t i = 0; i < r->n_repos; i++)
        text = arena_printf(a, "%s%s%s", text, i ? ", " : "", r->repos[i].name);
    return text;
}

static cupel_status match_checkouts(struct delta_maker *m, struct cupel_diag *err)
{
    m->pairs = arena_array(m->arena, m->p->n_checkouts + 1, sizeof *m->pairs);
    if (!m->pairs)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    for (size_t i = 0; i < m->p->n_checkouts; i++) {
        const struct checkout *c = &m->p->checkouts[i];
        const struct reviewed *b = earlier_of(m->before, c);
        if (!b) {
            delta_add(m, "checkout", NULL, c->name, "was not part of the earlier review", NULL);
            continue;
        }
        struct pair *at = &m->pairs[m->n_pairs++];
        *at = (struct pair){ .before = b, .now = c };
        open_pair(m, at);
    }
    if (m->n_pairs == 0)
        return diag_set(err, CUPEL_E_USAGE, "",
                        "the earlier review is of another project: it read %.120s, this one %.120s",
                        names_of(m->arena, m->before), names_of(m->arena, m->now));
    for (size_t i = 0; i < m->before->n_repos; i++) {
        bool kept = false;
        for (size_t k = 0; k < m->n_pairs; k++)
            kept = kept || m->pairs[k].before == &m->before->repos[i];
        if (!kept)
            delta_add(m, "checkout", m->before->repos[i].name, NULL,
                      "was part of the earlier review", NULL);
    }
    return CUPEL_OK;
}

/* ---- outcomes ---- */

static const char *outcome_text(struct arena *a, const struct finding *f)
{
    const char *name = cupel_outcome_name(f->outcome);
    return f->exempt ? arena_printf(a, "%s, exempt", name) : name;
}

static void compare_outcomes(struct delta_maker *m)
{
    for (size_t i = 0; i < m->now->n_findings; i++) {
        const struct finding *f = &m->now->findings[i], *b = review_find(m->before, f->info->id);
        const char *after = outcome_text(m->arena, f);
        const struct place *place = f->where.n ? &f->where.at[0] : NULL;
        if (!b) {
            delta_add(m, f->info->id, NULL, after,
                      arena_printf(m->arena, "the earlier review has no such check: %s",
                                   f->detail ? f->detail : f->info->title),
                      place);
            continue;
        }
        const char *was = outcome_text(m->arena, b);
        if (strcmp(was, after) == 0)
            m->unchanged++;
        else
            delta_add(m, f->info->id, was, after, f->detail, place);
    }
    for (size_t i = 0; i < m->before->n_findings; i++) {
        const struct finding *b = &m->before->findings[i];
        if (!review_find(m->now, b->info->id))
            delta_add(m, b->info->id, outcome_text(m->arena, b), NULL,
                      "this version has no such check", NULL);
    }
}

/* ---- sets of words ---- */

static bool has_word(const char *const *all, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i], word) == 0)
            return true;
    return false;
}

static void compare_words(struct delta_maker *m, const char *what, const char *const *before,
                          size_t n_before, const char *const *after, size_t n_after)
{
    for (size_t i = 0; i < n_after; i++)
        if (!has_word(before, n_before, after[i]))
            delta_add(m, what, NULL, after[i], NULL, NULL);
    for (size_t i = 0; i < n_before; i++)
        if (!has_word(after, n_after, before[i]))
            delta_add(m, what, before[i], NULL, NULL, NULL);
}

static bool is_same_exemption(const struct exemption *a, const struct exemption *b)
{
    return is_text(a->check, b->check) && is_text(a->reason, b->reason) &&
           a->is_expired == b->is_expired;
}

static bool has_exemption(const struct review *r, const struct exemption *e)
{
    for (size_t i = 0; i < r->n_exemptions; i++)
        if (is_same_exemption(&r->exemptions[i], e))
            return true;
    return false;
}

static const char *exemption_text(struct arena *a, const struct exemption *e)
{
    return arena_printf(a, "%s: %s%s", e->check ? e->check : "", e->reason ? e->reason : "",
                        e->is_expired ? " (expired)" : "");
}

static void compare_exemptions(struct delta_maker *m)
{
    for (size_t i = 0; i < m->now->n_exemptions; i++)
        if (!has_exemption(m->before, &m->now->exemptions[i]))
            delta_add(m, "exemption", NULL, exemption_text(m->arena, &m->now->exemptions[i]),
                      m->now->exemptions[i].source, NULL);
    for (size_t i = 0; i < m->before->n_exemptions; i++)
        if (!has_exemption(m->now, &m->before->exemptions[i]))
            delta_add(m, "exemption", exemption_text(m->arena, &m->before->exemptions[i]), NULL,
                      m->before->exemptions[i].source, NULL);
}

static void compare_licenses(struct delta_maker *m)
{
    for (size_t i = 0; i < m->n_pairs; i++) {
        const char *was = m->pairs[i].before->license, *is = NULL;
        for (size_t k = 0; k < m->now->n_repos; k++)
            if (is_text(m->now->repos[k].name, m->pairs[i].now->name))
                is = m->now->repos[k].license;
        if ((was || is) && !is_text(was, is))
            delta_add(m, "license", was, is,
                      m->p->n_checkouts > 1 ? arena_printf(m->arena, "of %s", m->pairs[i].now->name)
                                            : NULL,
                      NULL);
    }
}

/* ---- all of it ---- */

static const char *since_text(struct delta_maker *m, bool is_file)
{
    char date[DATE_ROOM];
    date_write(m->before->as_of, date);
    const char *text = is_file ? arena_printf(m->arena, "the review of %s", date) : "";
    for (size_t i = 0; i < m->n_pairs; i++) {
        const struct pair *at = &m->pairs[i];
        date_write(at->before->committed, date);
        const char *name = m->p->n_checkouts > 1 ? arena_printf(m->arena, "%s ", at->now->name)
                                                 : "";
        const char *join = !text[0] ? "" : i == 0 ? ": " : ", ";
        text = arena_printf(m->arena, "%s%s%s%.12s of %s", text, join, name,
                            at->before->commit ? at->before->commit : "no commit", date);
    }
    return text;
}

static cupel_status compare(struct delta_maker *m, struct cupel_diag *err)
{
    CUPEL_TRY(match_checkouts(m, err));
    for (size_t i = 0; i < m->n_pairs; i++)
        delta_history(m, &m->pairs[i]);
    compare_outcomes(m);
    compare_licenses(m);
    for (size_t i = 0; i < m->n_pairs; i++)
        delta_files(m, &m->pairs[i]);
    delta_owners(m);
    for (size_t i = 0; i < m->n_pairs; i++)
        delta_depends(m, &m->pairs[i]);
    compare_exemptions(m);
    compare_words(m, "evidence format", m->before->formats, m->before->n_formats, m->now->formats,
                  m->now->n_formats);
    compare_words(m, "role", m->before->roles, m->before->n_roles, m->now->roles, m->now->n_roles);
    return CUPEL_OK;
}

cupel_status delta_make(const struct review *before, const struct project *before_project,
                        const struct review *now, const struct project *p, struct delta *ret,
                        struct cupel_diag *err)
{
    struct delta_maker m = { .before = before, .now = now, .p = p, .arena = p->arena };
    m.changes = arena_array(p->arena, DELTA_CHANGES_MAX, sizeof *m.changes);
    if (!m.changes)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    arena_init(&m.scratch, DELTA_SCRATCH);
    cupel_status st = compare(&m, err);
    const char *since = st == CUPEL_OK ? since_text(&m, before_project == NULL) : NULL;
    arena_clear(&m.scratch);
    CUPEL_TRY(st);
    if (arena_status(p->arena) != CUPEL_OK)
        return diag_set(err, arena_status(p->arena), "",
                        "the comparison is larger than the memory it may take");
    *ret = (struct delta){
        .since = since, .changes = m.changes, .n_changes = m.n, .unchanged = m.unchanged
    };
    return CUPEL_OK;
}
