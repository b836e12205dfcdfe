/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of an office: a line "=== NAME" begins each. What was read can be checked and its votes
 * counted, whatever stands in it, and no vote passes without one for it.
 */
#include "fuzz.h"

#include "office/govern/govern.h"

#define INPUT_MAX 65536
#define FILES_MAX 40
#define ARENA     ((size_t)256 << 20)
#define AS_OF     1795651200 /* 2026-11-26 */

static size_t split(struct arena *a, cupel_slice in, struct landscape_file *files)
{
    size_t n = 0;
    while (in.n && n < FILES_MAX) {
        size_t start = slice_find(in, SLICE_LIT("=== "));
        if (start == SIZE_MAX)
            break;
        in = slice_part(in, start + 4, in.n - start - 4);
        size_t line = slice_find(in, SLICE_LIT("\n"));
        line = line == SIZE_MAX ? in.n : line;
        files[n].name = arena_text(a, slice_part(in, 0, line));
        in = line < in.n ? slice_part(in, line + 1, in.n - line - 1) : SLICE_EMPTY;
        size_t end = slice_find(in, SLICE_LIT("=== "));
        files[n++].bytes = slice_part(in, 0, end == SIZE_MAX ? in.n : end);
    }
    return n;
}

static void use(const struct govern *g, struct landscape_problems *p)
{
    govern_check(g, p);
    for (size_t i = 0; i < g->decisions.n; i++) {
        struct tally t = vote_tally(g, g->decisions.at[i].node);
        FUZZ_HOLDS(t.voted <= t.electorate && t.votes_for + t.against + t.abstain <= t.voted);
        FUZZ_HOLDS(t.outcome != VOTE_PASSED || t.votes_for > 0);
        FUZZ_HOLDS(vote_outcome_name(t.outcome)[0]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct govern g;
    struct landscape_file files[FILES_MAX] = { { 0 } };
    if (size > INPUT_MAX)
        return 0;
    arena_init(&a, ARENA);
    struct landscape_problems p = { .arena = &a };
    struct govern_input in = { .files = files, .prefix = "", .as_of = AS_OF };
    in.n = split(&a, slice_of(data, size), files);
    cupel_status st = govern_read(&a, &in, &g, &p);
    FUZZ_HOLDS(st == CUPEL_OK || st == CUPEL_E_LIMIT || st == CUPEL_E_NOMEM);
    if (st == CUPEL_OK)
        use(&g, &p);
    for (size_t i = 0; i < p.n; i++)
        FUZZ_HOLDS(p.at[i].file && p.at[i].text && p.at[i].text[0]);
    arena_clear(&a);
    return 0;
}
