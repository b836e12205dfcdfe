/* SPDX-License-Identifier: Apache-2.0 */
#include "office/landscape/gaps.h"

#include "base/text.h"
#include "office/license/license.h"
#include "office/model/review.h"

#include <stdlib.h>
#include <string.h>

#define RECOMMENDATIONS_MAX 10000
#define WORDS_MAX           16 /* of a vocabulary */

struct finding_gaps {
    struct arena *a;
    const struct landscape *l;
    struct matrix m;
    bool *living; /* of each row */
    bool *has_home;
    bool *no_home; /* known to have none */
    struct gap *at;
    struct gaps g;
};

static bool is(const char *value, const char *word)
{
    return value && strcmp(value, word) == 0;
}

/* ---- the living and their homes ---- */

static bool is_living(struct arena *a, const struct landscape_item *i)
{
    struct landscape_fact s = landscape_fact(a, i, "status");
    struct landscape_fact m = landscape_fact(a, i, "maturity");
    return !is(s.value, "archived") && !is(s.value, "superseded") && !is(s.value, "unmaintained") &&
           !is(s.value, "dormant") && !is(m.value, "archived") && !is(m.value, "emeritus") &&
           !i->text[ITEM_ARCHIVED];
}

static void sort_rows(struct finding_gaps *f)
{
    for (size_t i = 0; i < f->m.n; i++) {
        const struct landscape_item *item = f->m.rows[i].item;
        struct landscape_fact home = landscape_fact(f->a, item, "home");
        f->living[i] = is_living(f->a, item);
        f->no_home[i] = is(home.value, "none");
        f->has_home[i] = home.value && !f->no_home[i];
        if (!f->living[i])
            continue;
        f->g.living++;
        f->g.no_home += f->no_home[i];
        f->g.unknown_home += !home.value;
        for (int x = 0; x < MATRIX_AXES; x++)
            f->g.unknown[x] += matrix_has(&f->m.rows[i].cells[x], MATRIX_UNKNOWN);
    }
}

/* ---- what is lacking ---- */

/* Note the pair when it is a gap of that kind. */
static void look_at_pair(struct finding_gaps *f, enum gap_kind kind, const char *tee,
                         const char *role)
{
    struct gap g = { .tee = tee, .role = role };
    size_t homes = 0;
    for (size_t i = 0; i < f->m.n; i++) {
        const struct matrix_row *r = &f->m.rows[i];
        if (!f->living[i] || !matrix_has(&r->cells[AXIS_TEE], tee))
            continue;
        g.unsure += matrix_has(&r->cells[AXIS_ROLE], MATRIX_UNKNOWN);
        if (!matrix_has(&r->cells[AXIS_ROLE], role))
            continue;
        g.items++;
        g.only = r->item;
        homes += f->has_home[i];
    }
    if (g.items > 1)
        g.only = NULL;
    g.kind = g.items == 0 ? GAP_NONE : g.items == 1 ? GAP_ONE : GAP_NO_HOME;
    if (g.kind == kind && (g.items <= 1 || homes == 0))
        f->at[f->g.n++] = g;
}

static void look_at_categories(struct finding_gaps *f)
{
    for (size_t c = 0; c < f->l->n_categories; c++) {
        struct gap g = { .kind = GAP_CATEGORY, .category = &f->l->categories[c] };
        size_t homes = 0;
        for (size_t i = 0; i < f->m.n; i++)
            if (f->living[i] && f->m.rows[i].item->category == g.category) {
                g.items++;
                homes += f->has_home[i];
            }
        if (homes == 0)
            f->at[f->g.n++] = g;
    }
}

/* Roles that a TEE needs somebody for; platforms and workloads are not per TEE, a relying party's
 * code rarely knows which TEE it is. */
static const char *const needed_roles[] = { "attester", "verifier", "endorser",
                                            "reference-value-provider", "key-broker" };

static void find_gaps(struct finding_gaps *f)
{
    const char *const *tees = landscape_vocabulary("tees", NULL);
    size_t n_tees = 0;
    while (tees[n_tees])
        n_tees++;
    f->at = arena_array(f->a, n_tees * CUPEL_COUNT(needed_roles) + f->l->n_categories + 1,
                        sizeof *f->at);
    if (!f->at)
        return;
    for (int kind = GAP_NONE; kind <= GAP_NO_HOME; kind++)
        for (size_t t = 0; t < n_tees; t++)
            for (size_t r = 0; r < CUPEL_COUNT(needed_roles); r++)
                look_at_pair(f, (enum gap_kind)kind, tees[t], needed_roles[r]);
    look_at_categories(f);
    f->g.at = f->at;
}

/* ---- who could fill it ---- */

static bool is_open(const char *license)
{
    const char *ids[WORDS_MAX];
    size_t n = 0;
    if (!license || license_expression(slice_str(license), ids, WORDS_MAX, &n, NULL) != CUPEL_OK ||
        n == 0 || n > WORDS_MAX)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!license_is_osi(ids[i]))
            return false;
    return true;
}

static bool is_candidate(struct finding_gaps *f, size_t row)
{
    const struct landscape_item *i = f->m.rows[row].item;
    struct landscape_fact status = landscape_fact(f->a, i, "status");
    struct landscape_fact part = landscape_fact(f->a, i, "part-of");
    return f->no_home[row] && is(status.value, "active") && !part.value &&
           !i->text[ITEM_PARENT_PROJECT] && is_open(i->text[ITEM_LICENSE]);
}

static void note_fill(struct finding_gaps *f, struct gap_candidate *c, const char *what)
{
    c->fills++;
    c->why = c->why ? arena_printf(f->a, "%s; %s", c->why, what) : what;
}

/* It fills what it is the only one to do, and gives a home to what has none. */
static void weigh(struct finding_gaps *f, const struct matrix_row *r, struct gap_candidate *c)
{
    for (size_t i = 0; i < f->g.n; i++) {
        const struct gap *g = &f->at[i];
        if (g->kind == GAP_CATEGORY && g->category == r->item->category)
            note_fill(f, c, arena_printf(f->a, "nothing in its category has a home"));
        else if (g->kind == GAP_ONE && g->only == r->item)
            note_fill(f, c, arena_printf(f->a, "the only %s for %s", g->role, g->tee));
        else if (g->kind == GAP_NO_HOME && matrix_has(&r->cells[AXIS_TEE], g->tee) &&
                 matrix_has(&r->cells[AXIS_ROLE], g->role))
            note_fill(f, c, arena_printf(f->a, "no %s for %s has a home", g->role, g->tee));
    }
}

static void read_review(struct finding_gaps *f, struct gap_candidate *c, gaps_load *load,
                        void *context)
{
    struct landscape_fact said = landscape_fact(f->a, c->item, "review");
    struct cupel_diag err = { 0 };
    cupel_slice bytes;
    struct review r;
    char at[RFC3339_ROOM];
    c->review.path = said.value;
    if (!said.value || !load)
        return;
    cupel_status st = load(context, f->a, said.value, &bytes, &err);
    if (st == CUPEL_OK)
        st = review_read_json(f->a, bytes, &r, &err);
    if (st != CUPEL_OK) {
        c->review.why = arena_printf(f->a, "%s", err.text);
        return;
    }
    struct review_counts n = review_count(&r, "cc");
    rfc3339_write(r.as_of, at);
    c->review.is_there = true;
    c->review.pass = n.pass;
    c->review.fail = n.fail;
    c->review.unknown = n.unknown;
    c->review.as_of = arena_printf(f->a, "%.10s", at);
}

static int compare_candidate(const void *x, const void *y)
{
    const struct gap_candidate *a = x, *b = y;
    if (a->review.is_there != b->review.is_there)
        return a->review.is_there ? -1 : 1;
    if (a->fills != b->fills)
        return a->fills > b->fills ? -1 : 1;
    return (a->item->line > b->item->line) - (a->item->line < b->item->line);
}

static const struct gap_recommendation *newest(const struct gap_recommendation *all, size_t n,
                                               const char *project)
{
    const struct gap_recommendation *found = NULL;
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].project, project) == 0 &&
            (!found || (all[i].date && found->date && strcmp(all[i].date, found->date) > 0)))
            found = &all[i];
    return found;
}

static void find_candidates(struct finding_gaps *f, const struct gap_recommendation *all, size_t n,
                            gaps_load *load, void *context)
{
    struct gap_candidate *at = arena_array(f->a, f->m.n + 1, sizeof *at);
    for (size_t i = 0; at && i < f->m.n; i++) {
        if (!is_candidate(f, i))
            continue;
        struct gap_candidate *c = &at[f->g.n_candidates++];
        c->item = f->m.rows[i].item;
        c->recommended = newest(all, n, c->item->text[ITEM_NAME]);
        weigh(f, &f->m.rows[i], c);
        read_review(f, c, load, context);
    }
    if (at && f->g.n_candidates > 1)
        qsort(at, f->g.n_candidates, sizeof *at, compare_candidate);
    f->g.candidates = at;
}

cupel_status gaps_find(struct arena *a, const struct landscape *l,
                       const struct gap_recommendation *recommendations, size_t n, gaps_load *load,
                       void *context, struct gaps *ret)
{
    struct finding_gaps f = { .a = a, .l = l };
    struct matrix_filter all = { 0 };
    CUPEL_TRY(matrix_make(a, l, &all, &f.m));
    f.living = arena_array(a, f.m.n + 1, sizeof *f.living);
    f.has_home = arena_array(a, f.m.n + 1, sizeof *f.has_home);
    f.no_home = arena_array(a, f.m.n + 1, sizeof *f.no_home);
    CUPEL_TRY(arena_status(a));
    sort_rows(&f);
    find_gaps(&f);
    CUPEL_TRY(arena_status(a));
    find_candidates(&f, recommendations, n, load, context);
    CUPEL_TRY(arena_status(a));
    *ret = f.g;
    return CUPEL_OK;
}
