/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which licenses a text is: of all places where one stands, the best are taken, best first, unless
 * their words are taken already. So BSD-3-Clause is not BSD-2-Clause as well, which it contains.
 */
#include "office/license/license.h"

#include "office/license/places.h"

#include <stdlib.h>

#define FRESH       800 /* permille of a place's words that no other place may have taken */
#define TITLE_WORDS 12  /* of lines above a license that name it */
#define TITLE_LINES 8

struct answer {
    const struct license_places *p;
    uint8_t *taken; /* for each word: a license explains it */
    const struct license_place *accepted[LICENSE_PLACES_MAX];
    const char *ids[LICENSE_PLACES_MAX]; /* of those accepted; NULL: part of another */
    size_t n;
};

/* ---- taking places ---- */

/* What it explains, less what it lacks and less what stands unexplained within it. */
static int64_t score(const struct license_place *p)
{
    int64_t explained = (int64_t)p->got + p->extra;
    int64_t lacking = (int64_t)p->of->words - p->got;
    int64_t foreign = (int64_t)(p->end - p->first) - explained;
    return explained - lacking - foreign;
}

static int by_score(const void *x, const void *y)
{
    const struct license_place *a = x, *b = y;
    int64_t sa = score(a), sb = score(b);
    if (sa != sb)
        return sa < sb ? 1 : -1;
    if (a->of != b->of)
        return a->of > b->of ? 1 : -1;
    return (a->first > b->first) - (a->first < b->first);
}

static void take_words(struct answer *a, const struct license_place *p)
{
    for (size_t i = 0; i < p->n_chain; i++) {
        const struct license_spot *s = &a->p->spots[a->p->chain[p->chain + i]];
        for (uint32_t w = s->first; w < s->first + s->n; w++)
            a->taken[w] = 1;
    }
}

static bool is_fresh(const struct answer *a, const struct license_place *p)
{
    uint64_t fresh = 0, all = 0;
    for (size_t i = 0; i < p->n_chain; i++) {
        const struct license_spot *s = &a->p->spots[a->p->chain[p->chain + i]];
        all += s->n;
        for (uint32_t w = s->first; w < s->first + s->n; w++)
            fresh += !a->taken[w];
    }
    return fresh * 1000 >= all * FRESH;
}

/* Short lines above that speak of a license are its title. */
static void take_title(struct answer *a, const struct license_place *p)
{
    const struct license_word *w = a->p->words.words;
    uint32_t license = license_word_hash("license"), from = p->first;
    bool names_it = false;
    while (from > 0 && p->first - from < TITLE_WORDS && !a->taken[from - 1] &&
           w[p->first].line - w[from - 1].line <= TITLE_LINES) {
        from--;
        names_it |= w[from].hash == license;
    }
    bool is_whole = from == 0 || a->taken[from - 1] || w[from - 1].line != w[from].line;
    for (; names_it && is_whole && from < p->first; from++)
        a->taken[from] = 1;
}

static int by_place(const void *x, const void *y)
{
    const struct license_place *const *a = x, *const *b = y;
    return ((*a)->first > (*b)->first) - ((*a)->first < (*b)->first);
}

static void accept(struct answer *a, struct license_places *p)
{
    if (p->n_places > 1)
        qsort(p->places, p->n_places, sizeof *p->places, by_score);
    for (size_t i = 0; i < p->n_places; i++) {
        if (!is_fresh(a, &p->places[i]))
            continue;
        take_words(a, &p->places[i]);
        a->accepted[a->n++] = &p->places[i];
    }
    if (a->n > 1)
        qsort(a->accepted, a->n, sizeof(a->accepted[0]), by_place);
    for (size_t i = 0; i < a->n; i++) {
        take_title(a, a->accepted[i]);
        a->ids[i] = a->accepted[i]->of->id;
    }
}

/* ---- what belongs together ---- */

/* The text of a GNU license is the same for "only" and for "or later": the notice decides, where
 * one stands beside it; that in the license's own appendix is an example and part of the text. */
static void apply_notices(struct answer *a)
{
    for (size_t i = 0; i < a->n; i++) {
        if (a->accepted[i]->of->kind != LICENSE_NOTICE)
            continue;
        for (size_t k = 0; k < a->n; k++) {
            const char *later = a->accepted[k]->of->later;
            if (later && slice_eq(slice_str(later), slice_str(a->accepted[i]->of->id))) {
                a->ids[k] = later;
                a->ids[i] = NULL;
            }
        }
    }
}

static const struct {
    const char *base, *exception, *id;
} together[] = {
    { "Apache-2.0", "LLVM-exception", "Apache-2.0 WITH LLVM-exception" },
    { "Apache-2.0", "Swift-exception", "Apache-2.0 WITH Swift-exception" },
    { "GPL-2.0-only", "Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0" },
    { "GPL-2.0-or-later", "Classpath-exception-2.0",
      "GPL-2.0-or-later WITH Classpath-exception-2.0" },
    { "GPL-2.0-only", "Linux-syscall-note", "GPL-2.0-only WITH Linux-syscall-note" },
    { "GPL-2.0-only", "Universal-FOSS-exception-1.0",
      "GPL-2.0-only WITH Universal-FOSS-exception-1.0" },
    { "GPL-2.0-or-later", "Bison-exception-2.2", "GPL-2.0-or-later WITH Bison-exception-2.2" },
    { "GPL-3.0-only", "GCC-exception-3.1", "GPL-3.0-only WITH GCC-exception-3.1" },
    { "GPL-3.0-or-later", "GCC-exception-3.1", "GPL-3.0-or-later WITH GCC-exception-3.1" },
};

static const char *with(const char *base, const char *exception)
{
    for (size_t i = 0; i < CUPEL_COUNT(together); i++)
        if (slice_eq(slice_str(together[i].base), slice_str(base)) &&
            slice_eq(slice_str(together[i].exception), slice_str(exception)))
            return together[i].id;
    return NULL;
}

static void apply_exceptions(struct answer *a)
{
    for (size_t i = 0; i < a->n; i++) {
        if (a->accepted[i]->of->kind != LICENSE_EXCEPTION)
            continue;
        for (size_t k = 0; k < a->n && a->ids[i]; k++) {
            const char *id = a->ids[k] ? with(a->ids[k], a->ids[i]) : NULL;
            if (!id)
                continue;
            a->ids[k] = id;
            a->ids[i] = NULL;
        }
    }
}

/* ---- the Commons Clause ---- */

/* Not on the SPDX list, and no license but a condition put before one: its operative words. */
static const char *const commons_clause[] = { "does",  "not", "grant", "to",  "you",     "the",
                                              "right", "to",  "sell",  "the", "software" };
static const char commons_clause_id[] = "LicenseRef-Commons-Clause";

static size_t find_commons_clause(const struct license_words *w)
{
    uint32_t want[CUPEL_COUNT(commons_clause)] = { 0 };
    for (size_t i = 0; i < CUPEL_COUNT(want); i++)
        want[i] = license_word_hash(commons_clause[i]);
    for (size_t i = 0; i + CUPEL_COUNT(want) <= w->n; i++) {
        size_t n = 0;
        while (n < CUPEL_COUNT(want) && w->words[i + n].hash == want[n])
            n++;
        if (n == CUPEL_COUNT(want))
            return i;
    }
    return SIZE_MAX;
}

/* ---- the answer ---- */

static struct license_match match_of(const struct license_places *p, const struct license_place *m,
                                     const char *id)
{
    return (struct license_match){ .id = id,
                                   .permille = license_place_permille(m),
                                   .line = p->words.words[m->first].line,
                                   .last_line = p->words.words[m->end - 1].line };
}

/* A license that stands there twice is named once. */
static void add_found(struct license_result *r, struct license_match m)
{
    for (size_t i = 0; i < r->n; i++)
        if (slice_eq(slice_str(r->found[i].id), slice_str(m.id)))
            return;
    if (r->n < LICENSE_FOUND_MAX)
        r->found[r->n++] = m;
}

static void add_commons_clause(struct answer *a, struct license_result *r)
{
    const struct license_words *w = &a->p->words;
    size_t at = find_commons_clause(w);
    if (at == SIZE_MAX)
        return;
    for (size_t i = 0; i < CUPEL_COUNT(commons_clause); i++)
        a->taken[at + i] = 1;
    add_found(r, (struct license_match){ commons_clause_id, 1000, w->words[at].line,
                                         w->words[at + CUPEL_COUNT(commons_clause) - 1].line });
}

static unsigned explained(const struct answer *a)
{
    uint64_t n = 0;
    for (size_t i = 0; i < a->p->words.n; i++)
        n += a->taken[i];
    return a->p->words.n ? (unsigned)(n * 1000 / a->p->words.n) : 0;
}

static void fill(struct answer *a, struct license_places *p, struct license_result *ret)
{
    accept(a, p);
    apply_notices(a);
    apply_exceptions(a);
    add_commons_clause(a, ret);
    for (size_t i = 0; i < a->n; i++)
        if (a->ids[i])
            add_found(ret, match_of(p, a->accepted[i], a->ids[i]));
    ret->explained = explained(a);
    if (ret->n == 0 && p->nearest.of)
        ret->nearest = match_of(p, &p->nearest, p->nearest.of->id);
}

cupel_status license_detect(cupel_slice text, struct license_result *ret)
{
    struct license_places p;
    *ret = (struct license_result){ 0 };
    CUPEL_TRY(license_places_find(text, &p));
    struct answer *a = calloc(1, sizeof *a);
    uint8_t *taken = calloc(p.words.n + 1, 1);
    cupel_status st = a && taken ? CUPEL_OK : CUPEL_E_NOMEM;
    if (st == CUPEL_OK) {
        a->p = &p;
        a->taken = taken;
        fill(a, &p, ret);
    }
    free(a);
    free(taken);
    license_places_clear(&p);
    return st;
}
