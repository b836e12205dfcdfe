/* SPDX-License-Identifier: Apache-2.0 */
/*
 * property LIST [rounds]: what must hold of any verification, tried on samples in a pseudo-random
 * order that is the same in each run.
 *
 *   cache        A verifier with its cache and one without give the same bytes of JSON, for all
 *                samples at many times, in any order, also when one verifier holds the anchors and
 *                collateral of all samples together.
 *   determinism  Two verifiers made alike give the same bytes.
 *   threads      Two threads that share a verifier get the bytes that one thread gets.
 *   order        The order in which collateral is given changes neither verdict nor claims.
 *   monotone     Let A be the appraisal with a set of collateral and B the one with a file more.
 *                B is trusted more than A only where A says that something was wanting: its class
 *                is "missing", or a check is unknown, or it lists a need (that is how "some given,
 *                none fits" ends: the nearest is named, and what would fit is asked for).
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors/sample.h"

#define DAY 86400

static uint64_t state = 0x9e3779b97f4a7c15u;

static size_t below(size_t n) /* xorshift64*; good enough to shuffle */
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (size_t)((state * 0x2545f4914f6cdd1du) >> 33) % n;
}

static char *answer(const cupel_verifier *v, const struct sample *s, int64_t now)
{
    struct sample at = *s;
    at.now = now;
    cupel_appraisal *a = NULL;
    cupel_status st = sample_verify(v, &at, s->evidence.bytes, &a);
    if (st != CUPEL_OK)
        return NULL;
    char *json = cupel_appraisal_json(a);
    cupel_appraisal_free(a);
    if (!json)
        die("%s: no JSON", s->name);
    return json;
}

static void must_agree(char *a, char *b, const char *what, const struct sample *s, int64_t now)
{
    if ((a == NULL) != (b == NULL) || (a && strcmp(a, b) != 0))
        die("%s: %s: answers at %lld differ:\n%s\n%s", s->name, what, (long long)now,
            a ? a : "none", b ? b : "none");
    free(a);
    free(b);
}

static int64_t some_time(const struct sample *s)
{
    static const int64_t days[] = { 0, 0, 1, -1, 20, 40, 400, -400, 4000, -4000, 20000 };
    return s->now + days[below(sizeof(days) / sizeof(days[0]))] * DAY + (int64_t)below(DAY);
}

static cupel_verifier *verifier_of(const struct sample *s)
{
    cupel_status st;
    cupel_verifier *v = sample_verifier(s, SIZE_MAX, &st);
    if (!v)
        die("%s: no verifier: %s", s->name, cupel_status_name(st));
    return v;
}

static void add(cupel_verifier *v, const struct sample_file *f)
{
    if (cupel_verifier_add_collateral(v, f->bytes, f->name, NULL) != CUPEL_OK)
        die("%s: cannot be added", f->name);
}

/* Anchors and collateral of all samples in one verifier. */
static cupel_verifier *verifier_of_all(const struct sample_list *l)
{
    cupel_verifier *v = NULL;
    if (cupel_verifier_new(&v, NULL) != CUPEL_OK)
        die("no verifier");
    for (size_t i = 0; i < l->n; i++) {
        const struct sample *s = &l->items[i];
        struct cupel_diag why = { 0 };
        if (s->anchor.bytes.n && cupel_verifier_add_anchor(v, s->format, s->anchor.bytes,
                                                           s->anchor.name, &why) != CUPEL_OK)
            die("%s: %s", s->anchor.name, why.text);
        for (size_t k = 0; k < s->n_collateral; k++)
            add(v, &s->collateral[k]);
    }
    return v;
}

static void cache_changes_nothing(const struct sample_list *l, size_t rounds)
{
    cupel_verifier **with = calloc(l->n + 1, sizeof(*with));
    cupel_verifier **without = calloc(l->n + 1, sizeof(*without));
    if (!with || !without)
        die("out of memory");
    for (size_t i = 0; i <= l->n; i++) {
        with[i] = i < l->n ? verifier_of(&l->items[i]) : verifier_of_all(l);
        without[i] = i < l->n ? verifier_of(&l->items[i]) : verifier_of_all(l);
        cupel_verifier_set_cache(without[i], false);
    }
    for (size_t r = 0; r < rounds; r++) {
        size_t i = below(l->n), v = below(3) ? i : l->n;
        int64_t now = some_time(&l->items[i]);
        must_agree(answer(with[v], &l->items[i], now), answer(without[v], &l->items[i], now),
                   "cache", &l->items[i], now);
    }
    for (size_t i = 0; i <= l->n; i++) {
        cupel_verifier_free(with[i]);
        cupel_verifier_free(without[i]);
    }
    free(with);
    free(without);
}

static void same_arguments_same_bytes(const struct sample_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        cupel_verifier *a = verifier_of(&l->items[i]), *b = verifier_of(&l->items[i]);
        must_agree(answer(a, &l->items[i], l->items[i].now),
                   answer(b, &l->items[i], l->items[i].now), "determinism", &l->items[i],
                   l->items[i].now);
        cupel_verifier_free(a);
        cupel_verifier_free(b);
    }
}

struct worker {
    const struct sample_list *l;
    const cupel_verifier *shared;
    char *const *want;
    size_t first, rounds;
};

static void *work(void *arg)
{
    const struct worker *w = arg;
    for (size_t r = 0; r < w->rounds; r++) {
        size_t i = (w->first + r * 7) % w->l->n;
        const struct sample *s = &w->l->items[i];
        char *want = strdup(w->want[i]);
        must_agree(answer(w->shared, s, s->now), want, "threads", s, s->now);
    }
    return NULL;
}

static void threads_share_a_verifier(const struct sample_list *l, size_t rounds)
{
    cupel_verifier *alone = verifier_of_all(l), *shared = verifier_of_all(l);
    char **want = calloc(l->n, sizeof(*want));
    for (size_t i = 0; want && i < l->n; i++)
        if (!(want[i] = answer(alone, &l->items[i], l->items[i].now)))
            die("%s: no answer", l->items[i].name);
    pthread_t threads[2];
    struct worker workers[2] = { { l, shared, want, 0, rounds }, { l, shared, want, 3, rounds } };
    for (size_t i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, work, &workers[i]))
            die("no thread");
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; want && i < l->n; i++)
        free(want[i]);
    free(want);
    cupel_verifier_free(alone);
    cupel_verifier_free(shared);
}

static cupel_appraisal *appraise(const struct sample *s)
{
    cupel_verifier *v = verifier_of(s);
    cupel_appraisal *a = NULL;
    cupel_status st = sample_verify(v, s, s->evidence.bytes, &a);
    if (st != CUPEL_OK)
        die("%s: no appraisal: %s", s->name, cupel_status_name(st));
    cupel_verifier_free(v); /* an appraisal must not borrow from its verifier */
    return a;
}

static void order_changes_nothing(const struct sample_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        cupel_appraisal *a = appraise(&l->items[i]);
        struct sample turned = l->items[i];
        for (size_t k = 0; k < turned.n_collateral; k++)
            turned.collateral[k] = l->items[i].collateral[turned.n_collateral - 1 - k];
        cupel_appraisal *b = appraise(&turned);
        if (cupel_appraisal_verdict(a) != cupel_appraisal_verdict(b) || !same_claims(a, b))
            die("%s: the order of collateral changes the answer", turned.name);
        cupel_appraisal_free(a);
        cupel_appraisal_free(b);
    }
}

static bool is_open(const cupel_appraisal *a)
{
    if (cupel_appraisal_class(a) == CUPEL_CLASS_MISSING || cupel_appraisal_need_count(a))
        return true;
    for (size_t i = 0; i < cupel_appraisal_check_count(a); i++)
        if (cupel_appraisal_check_at(a, i)->outcome == CUPEL_UNKNOWN)
            return true;
    return false;
}

static void a_file_more(const struct sample *fewer, const struct sample_file *f)
{
    struct sample more = *fewer;
    if (more.n_collateral == SAMPLE_FILES_MAX)
        return;
    more.collateral[more.n_collateral++] = *f;
    cupel_appraisal *a = appraise(fewer), *b = appraise(&more);
    if (trust_rank(b) > trust_rank(a) && !is_open(a))
        die("%s with %zu files: adding %s raises %s to %s, though nothing was wanting", fewer->name,
            fewer->n_collateral, f->name, cupel_verdict_name(cupel_appraisal_verdict(a)),
            cupel_verdict_name(cupel_appraisal_verdict(b)));
    cupel_appraisal_free(a);
    cupel_appraisal_free(b);
}

/* Random subsets of a sample's collateral, and a random file of any sample (or an anchor) more. */
static void files_never_raise(const struct sample_list *l, size_t rounds)
{
    for (size_t r = 0; r < rounds; r++) {
        const struct sample *s = &l->items[below(l->n)], *other = &l->items[below(l->n)];
        struct sample fewer = *s;
        fewer.n_collateral = 0;
        bool whole = below(2);
        for (size_t k = 0; k < s->n_collateral; k++)
            if (whole || below(3))
                fewer.collateral[fewer.n_collateral++] = s->collateral[k];
        if (!other->n_collateral || (other->anchor.bytes.n && !below(6)))
            a_file_more(&fewer, other->anchor.bytes.n ? &other->anchor : &other->evidence);
        else
            a_file_more(&fewer, &other->collateral[below(other->n_collateral)]);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3)
        die("usage: property LIST [rounds]");
    size_t rounds = argc == 3 ? (size_t)strtoul(argv[2], NULL, 10) : 400;
    struct sample_list l = samples_read(argv[1]);
    same_arguments_same_bytes(&l);
    cache_changes_nothing(&l, rounds);
    threads_share_a_verifier(&l, rounds / 2);
    order_changes_nothing(&l);
    files_never_raise(&l, rounds);
    printf("%zu samples, %zu rounds: all properties hold\n", l.n, rounds);
    samples_free(&l);
    return 0;
}
