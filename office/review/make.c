/* SPDX-License-Identifier: Apache-2.0 */
/* review/make.c: from a loaded project to a review: every check of every set, then what needs their
 * outcomes. */
#include "office/review/make.h"

#include "base/status.h"
#include "office/review/claims.h"
#include "office/review/exempt.h"
#include "office/review/facts.h"
#include "office/review/score.h"

#include <string.h>

static size_t count_checks(void)
{
    size_t n = 0;
    for (size_t i = 0; i < review_sets_count; i++)
        n += review_sets[i]->n;
    return n;
}

/* The checks in two rounds: those that read the project, then those that read findings. */
static void run_checks(const struct project *p, struct review *r)
{
    for (size_t i = 0; i < review_sets_count; i++)
        for (size_t k = 0; k < review_sets[i]->n; k++) {
            struct finding *f = &r->findings[r->n_findings++];
            f->info = &review_set_row(review_sets[i], k)->info;
            f->outcome = CUPEL_UNKNOWN;
        }
    size_t at = 0;
    for (size_t i = 0; i < review_sets_count; i++)
        for (size_t k = 0; k < review_sets[i]->n; k++, at++)
            if (review_set_row(review_sets[i], k)->run)
                review_set_row(review_sets[i], k)->run(p, &r->findings[at]);
    at = 0;
    for (size_t i = 0; i < review_sets_count; i++)
        for (size_t k = 0; k < review_sets[i]->n; k++, at++)
            if (review_set_row(review_sets[i], k)->run_last)
                review_set_row(review_sets[i], k)->run_last(p, r, &r->findings[at]);
}

/* ---- what was read ---- */

static const char *license_of(const struct project *p, const struct checkout *c)
{
    const struct project_file *f = checkout_find(c, "license|licence|copying", "", false);
    if (!f)
        return NULL;
    struct license_result found;
    license_detect(f->text, &found);
    const char *text = NULL;
    for (size_t k = 0; k < found.n; k++)
        text = text ? arena_printf(p->arena, "%s AND %s", text, found.found[k].id)
                    : found.found[k].id;
    return text;
}

static const char **partial_of(const struct project *p, const struct checkout *c)
{
    const char **all = arena_array(p->arena, 6, sizeof *all);
    size_t n = 0;
    if (!all)
        return NULL;
    if (c->tree.partial)
        all[n++] = c->tree.partial;
    if (c->unread)
        all[n++] = arena_printf(p->arena, "%zu files were not read: too large, too many or missing",
                                c->unread);
    if (c->unparsed)
        all[n++] = arena_printf(
            p->arena, "%zu files that speak of TEEs are in languages that have no parser here",
            c->unparsed);
    if (c->history.partial)
        all[n++] = c->history.partial;
    if (c->tags.partial)
        all[n++] = c->tags.partial;
    return n ? all : NULL;
}

static void describe_checkouts(const struct project *p, struct review *r)
{
    struct reviewed *all = arena_array(p->arena, p->n_checkouts, sizeof *all);
    if (!all)
        return;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        all[i] = (struct reviewed){ .name = c->name,
                                    .origin = c->origin,
                                    .commit = c->commit_hex,
                                    .committed = c->commit_time,
                                    .is_defaults = c->is_defaults,
                                    .files = c->tree.n,
                                    .commits = c->history.n,
                                    .license = license_of(p, c),
                                    .partial = partial_of(p, c) };
    }
    r->repos = all;
    r->n_repos = p->n_checkouts;
}

static void describe_facts(const struct project *p, struct review *r)
{
    const char **formats = arena_array(p->arena, TEE_COUNT, sizeof *formats);
    const char **roles = arena_array(p->arena, ROLE_COUNT, sizeof *roles);
    if (!formats || !roles)
        return;
    for (int t = 0; t < TEE_COUNT; t++) {
        const struct format_facts *f = &p->facts->formats[t];
        if (f->produces.truth == FACT_YES || f->parses.truth == FACT_YES ||
            f->verifies.truth == FACT_YES)
            formats[r->n_formats++] = tee_name((enum tee_format)t);
    }
    for (int i = 0; i < ROLE_COUNT; i++)
        if (p->facts->roles[i].truth == FACT_YES)
            roles[r->n_roles++] = role_name((enum role)i);
    r->formats = formats;
    r->roles = roles;
}

cupel_status review_make(const struct project *p, struct review *ret, struct cupel_diag *err)
{
    struct review r = { .arena = p->arena,
                        .project = p->name,
                        .version = cupel_version(),
                        .as_of = p->as_of,
                        .stage = p->is_existing ? "existing" : "proposed" };
    r.findings = arena_array(p->arena, count_checks(), sizeof *r.findings);
    if (!r.findings)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory for the findings");
    describe_checkouts(p, &r);
    describe_facts(p, &r);
    run_checks(p, &r);
    exemptions_apply(p, &r);
    scores_make(p, &r);
    if (arena_status(p->arena) != CUPEL_OK)
        return diag_set(err, arena_status(p->arena), "",
                        "the project is larger than the memory a review may take");
    *ret = r;
    return CUPEL_OK;
}
