/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay LIST [--wide | --deep]: each sample cut at each length and with each byte flipped,
 * evidence and collateral alike. What must hold for every mutant:
 *
 *   1. it is never more trusted than the original (none and contraindicated < warning < affirming),
 *      except that collateral damaged beyond recognition, or into another issuer's, may count as
 *      not given, when the appraisal says so: a stale AMD CRL warns, none at all does not;
 *   2. evidence that is still trusted (warning or better) makes the very same claims: a mutant may
 *      differ only in bytes that mean nothing, such as the blank space of a PEM chain. With damaged
 *      collateral a claim may be absent (nobody can tell any more), but none may differ;
 *   3. bytes behind the end may only be zeros, and only where the format allows them.
 *
 * Rule 1 bites on samples that are not affirming (debug, revoked, outdated), rule 2 on those that
 * are. Evidence runs against one warm verifier; collateral needs a fresh one for each mutant, so
 * that only some of it is spoiled: --deep flips every byte of a file and --wide every seventh;
 * without either as many as FEW_FLIPS and FEW_CUTS allow, spread evenly over the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors/sample.h"

/* meson gives smaller ones for sanitizer builds, in which each takes ten times as long. */
#ifndef FEW_FLIPS
#define FEW_FLIPS 100
#define FEW_CUTS  40
#endif

enum effort { FEW, WIDE, DEEP };

struct replay {
    const struct sample *s;
    cupel_verifier *v;
    cupel_appraisal *original;
    enum effort effort;
    int without_file; /* how far it is trusted without the file at hand */
    unsigned long mutants, still_trusted;
};

static const uint8_t quick_masks[] = { 0x01, 0x80, 0xff, 0x20 };
static const uint8_t deep_masks[] = { 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff };

/* Set aside, named as unused, and no better than not given at all. */
static bool set_aside(const struct replay *r, const cupel_appraisal *mutant, const char *file)
{
    for (size_t i = 0; i < cupel_appraisal_collateral_count(mutant); i++) {
        const struct cupel_collateral_use *use = cupel_appraisal_collateral_at(mutant, i);
        if (!strcmp(use->name, file))
            return !use->used && trust_rank(mutant) <= r->without_file;
    }
    return false;
}

static void judge(struct replay *r, const cupel_appraisal *mutant, bool of_collateral,
                  const char *what, const char *file, size_t at, unsigned mask)
{
    int before = trust_rank(r->original), now = trust_rank(mutant);
    r->mutants++;
    if (now > before && !(of_collateral && set_aside(r, mutant, file)))
        die("%s: %s of %s at %zu (mask %02x) raises the verdict from %s to %s", r->s->name, what,
            file, at, mask, cupel_verdict_name(cupel_appraisal_verdict(r->original)),
            cupel_verdict_name(cupel_appraisal_verdict(mutant)));
    if (now == 0)
        return;
    r->still_trusted++;
    if (of_collateral ? !claims_within(mutant, r->original) : !same_claims(r->original, mutant))
        die("%s: %s of %s at %zu (mask %02x) is believed with other claims", r->s->name, what, file,
            at, mask);
}

static void try_evidence(struct replay *r, cupel_slice mutant, const char *what, size_t at,
                         unsigned mask)
{
    cupel_appraisal *a = NULL;
    cupel_status st = sample_verify(r->v, r->s, mutant, &a);
    cupel_class c = cupel_status_class(st);
    if (c == CUPEL_CLASS_INTERNAL || c == CUPEL_CLASS_USAGE || (st == CUPEL_OK) != (a != NULL))
        die("%s: %s of the evidence at %zu (mask %02x): status %s", r->s->name, what, at, mask,
            cupel_status_name(st));
    judge(r, a, false, what, "the evidence", at, mask);
    cupel_appraisal_free(a);
}

/* An exact copy on the heap, so that ASan sees a read past its end. */
static uint8_t *copy_of(cupel_slice s, size_t n)
{
    uint8_t *p = malloc(n ? n : 1);
    if (!p)
        die("out of memory");
    memcpy(p, s.p, n < s.n ? n : s.n);
    return p;
}

static void cut_evidence(struct replay *r)
{
    for (size_t n = 0; n < r->s->evidence.bytes.n; n++) {
        uint8_t *p = copy_of(r->s->evidence.bytes, n);
        try_evidence(r, (cupel_slice){ p, n }, "a cut", n, 0);
        free(p);
    }
}

static void flip_evidence(struct replay *r)
{
    size_t n = r->s->evidence.bytes.n;
    uint8_t *p = copy_of(r->s->evidence.bytes, n);
    bool deep = r->effort == DEEP;
    size_t n_masks = deep ? sizeof(deep_masks) : 2;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_masks; k++) {
            uint8_t mask = deep ? deep_masks[k] : quick_masks[(i + 2 * k) % 4];
            p[i] ^= mask;
            try_evidence(r, (cupel_slice){ p, n }, "a flip", i, mask);
            p[i] ^= mask;
        }
    free(p);
}

static void extend_evidence(struct replay *r)
{
    size_t n = r->s->evidence.bytes.n;
    uint8_t *p = copy_of(r->s->evidence.bytes, n + 64);
    memset(p + n, 0, 64);
    try_evidence(r, (cupel_slice){ p, n + 64 }, "zeros behind the end", n, 0);
    p[n + 63] = 1;
    cupel_appraisal *a = NULL;
    if (sample_verify(r->v, r->s, (cupel_slice){ p, n + 64 }, &a) == CUPEL_OK)
        die("%s: bytes behind the end are taken", r->s->name);
    free(p);
}

/* The same sample with one collateral file replaced. */
static void try_collateral(struct replay *r, size_t index, cupel_slice bytes, const char *what,
                           size_t at, unsigned mask)
{
    struct sample changed = *r->s;
    changed.collateral[index].bytes = bytes;
    cupel_status st;
    cupel_verifier *v = sample_verifier(&changed, SIZE_MAX, &st);
    cupel_appraisal *a = NULL;
    if (!v || sample_verify(v, &changed, changed.evidence.bytes, &a) != CUPEL_OK)
        die("%s: %s of %s at %zu: collateral, whatever it is, must not stop an appraisal (%s)",
            r->s->name, what, changed.collateral[index].name, at, cupel_status_name(st));
    judge(r, a, true, what, changed.collateral[index].name, at, mask);
    cupel_appraisal_free(a);
    cupel_verifier_free(v);
}

static int rank_without(const struct sample *s, size_t index)
{
    cupel_appraisal *a = NULL;
    cupel_verifier *v = sample_verifier(s, index, NULL);
    if (!v || sample_verify(v, s, s->evidence.bytes, &a) != CUPEL_OK)
        die("%s: no appraisal without %s", s->name, s->collateral[index].name);
    int rank = trust_rank(a);
    cupel_appraisal_free(a);
    cupel_verifier_free(v);
    return rank;
}

/* How far apart mutants of @n bytes are when at most @few are wanted, but for --wide and --deep. */
static size_t step_of(enum effort effort, size_t n, size_t wide, size_t few)
{
    if (effort == DEEP)
        return 1;
    size_t step = (n + few - 1) / few;
    return effort == WIDE || step < wide ? wide : step;
}

static void mutate_collateral(struct replay *r, size_t index)
{
    cupel_slice whole = r->s->collateral[index].bytes;
    uint8_t *p = copy_of(whole, whole.n);
    r->without_file = rank_without(r->s, index);
    size_t step = step_of(r->effort, whole.n, 7, FEW_FLIPS);
    for (size_t i = index % step; i < whole.n; i += step) {
        uint8_t mask = quick_masks[(i / step) % 4];
        p[i] ^= mask;
        try_collateral(r, index, (cupel_slice){ p, whole.n }, "a flip", i, mask);
        p[i] ^= mask;
    }
    free(p);
    size_t cut_step = step_of(r->effort, whole.n, 61, FEW_CUTS);
    for (size_t n = 0; n < whole.n; n += cut_step) {
        uint8_t *cut = copy_of(whole, n);
        try_collateral(r, index, (cupel_slice){ cut, n }, "a cut", n, 0);
        free(cut);
    }
}

static void replay(const struct sample *s, enum effort effort)
{
    struct replay r = { .s = s, .effort = effort };
    cupel_status st;
    r.v = sample_verifier(s, SIZE_MAX, &st);
    if (!r.v)
        die("%s: no verifier: %s", s->name, cupel_status_name(st));
    st = sample_verify(r.v, s, s->evidence.bytes, &r.original);
    if (st != CUPEL_OK)
        die("%s: no appraisal of the original: %s", s->name, cupel_status_name(st));
    cut_evidence(&r);
    flip_evidence(&r);
    extend_evidence(&r);
    for (size_t i = 0; i < s->n_collateral; i++)
        mutate_collateral(&r, i);
    printf("%s: %s; %lu mutants, %lu of them still trusted with the same claims\n", s->name,
           cupel_verdict_name(cupel_appraisal_verdict(r.original)), r.mutants, r.still_trusted);
    fflush(stdout);
    cupel_appraisal_free(r.original);
    cupel_verifier_free(r.v);
}

int main(int argc, char **argv)
{
    enum effort effort = FEW;
    if (argc == 3 && !strcmp(argv[2], "--deep"))
        effort = DEEP;
    else if (argc == 3 && !strcmp(argv[2], "--wide"))
        effort = WIDE;
    else if (argc != 2)
        die("usage: replay LIST [--wide | --deep]");
    struct sample_list l = samples_read(argv[1]);
    for (size_t i = 0; i < l.n; i++)
        replay(&l.items[i], effort);
    samples_free(&l);
    return 0;
}
