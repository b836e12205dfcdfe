/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alloc LIST: every allocation of lib/ fails once. Linked with --wrap for malloc, calloc,
 * realloc and free, so that calls from our objects come here while libcrypto keeps its own.
 *
 * For N = 1, 2, … until a run needs fewer than N allocations: make a verifier, add anchor and
 * collateral, verify, write JSON; explain evidence and collateral. Once with the N-th allocation
 * alone failing, once with all from the N-th on. What must hold:
 *
 *   - each call gives CUPEL_OK or CUPEL_E_NOMEM, and leaves its result untouched with the latter;
 *   - where an appraisal was made its JSON is the same bytes as without the failure (a cache that
 *     could not store is no reason to answer anything else), or NULL;
 *   - whatever was allocated is freed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors/sample.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

static struct {
    unsigned long count, fail_at; /* fail_at 0: nothing fails */
    bool from_then_on, failed;
    long live;
} heap;

static bool must_fail(void)
{
    heap.count++;
    bool now = heap.fail_at &&
               (heap.count == heap.fail_at || (heap.from_then_on && heap.count > heap.fail_at));
    heap.failed |= now;
    return now;
}

static void *counted(void *p)
{
    heap.live += p != NULL;
    return p;
}

void *__wrap_malloc(size_t n)
{
    return must_fail() ? NULL : counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return must_fail() ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
    if (must_fail())
        return NULL;
    void *moved = __real_realloc(p, n);
    heap.live += !p && moved;
    return moved;
}

void __wrap_free(void *p)
{
    heap.live -= p != NULL;
    __real_free(p);
}

static void arm(unsigned long at, bool from_then_on)
{
    heap.count = 0;
    heap.failed = false;
    heap.fail_at = at;
    heap.from_then_on = from_then_on;
}

/* A status other than success must be "out of memory", and only when memory was withheld. */
static bool went_well(cupel_status st, const char *what, const struct sample *s)
{
    if (st == CUPEL_OK)
        return true;
    if (st != CUPEL_E_NOMEM || !heap.failed)
        die("%s: %s: status %s at allocation %lu", s->name, what, cupel_status_name(st),
            heap.fail_at);
    return false;
}

static void free_json(char *json)
{
    free(json);
}

/* One whole verification. @want NULL: *ret_json gets the answer; else the answer must be @want. */
static void run_verify(const struct sample *s, const char *want, char **ret_json)
{
    cupel_status st = CUPEL_OK;
    cupel_verifier *v = sample_verifier(s, SIZE_MAX, &st);
    cupel_appraisal *a = NULL;
    if (went_well(st, "verifier", s)) {
        st = sample_verify(v, s, s->evidence.bytes, &a);
        if (!went_well(st, "verify", s) && a)
            die("%s: failed and yet gave an appraisal", s->name);
    }
    char *json = a ? cupel_appraisal_json(a) : NULL;
    if (a && !json && !heap.failed)
        die("%s: no JSON", s->name);
    if (want && json && strcmp(json, want) != 0)
        die("%s: another answer when allocation %lu fails:\n%s\n%s", s->name, heap.fail_at, want,
            json);
    if (ret_json)
        *ret_json = json;
    else
        free_json(json);
    cupel_appraisal_free(a);
    cupel_verifier_free(v);
}

static void run_explain(const struct sample *s, cupel_slice input)
{
    cupel_explanation *e = NULL;
    cupel_status st = cupel_explain(input, NULL, &e, NULL);
    if (!went_well(st, "explain", s) && e)
        die("%s: failed and yet gave an explanation", s->name);
    char *json = e ? cupel_explanation_json(e, "x") : NULL;
    if (e && !json && !heap.failed)
        die("%s: no JSON of an explanation", s->name);
    free_json(json);
    cupel_explanation_free(e);
}

/* Index of what is run: 0 the verification, then explain of evidence and of each file. */
static void run_once(const struct sample *s, size_t what, const char *want)
{
    if (what == 0)
        run_verify(s, want, NULL);
    else
        run_explain(s, what == 1 ? s->evidence.bytes : s->collateral[what - 2].bytes);
}

static unsigned long fail_each(const struct sample *s, size_t what, const char *want,
                               bool from_then_on)
{
    for (unsigned long n = 1;; n++) {
        long live = heap.live;
        arm(n, from_then_on);
        run_once(s, what, want);
        bool failed = heap.failed;
        arm(0, false);
        if (heap.live != live)
            die("%s: %ld blocks lost when allocation %lu fails (part %zu)", s->name,
                heap.live - live, n, what);
        if (!failed)
            return n - 1;
    }
}

static void fail_all(const struct sample *s)
{
    char *want = NULL;
    arm(0, false);
    run_verify(s, NULL, &want);
    if (!want)
        die("%s: no answer to compare with", s->name);
    unsigned long total = 0;
    for (size_t what = 0; what < s->n_collateral + 2; what++) {
        total += fail_each(s, what, want, false);
        fail_each(s, what, want, true);
    }
    free_json(want);
    printf("%s: %lu allocations failed, each once and all from it on\n", s->name, total);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        die("usage: alloc LIST");
    struct sample_list l = samples_read(argv[1]);
    for (size_t i = 0; i < l.n; i++)
        fail_all(&l.items[i]);
    samples_free(&l);
    return 0;
}
