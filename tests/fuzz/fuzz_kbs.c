/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "evidence/kbs.h"

#include <string.h>

static void open_quote(cupel_slice in)
{
    struct unwrapped out = { 0 };
    struct arena a;
    arena_init(&a, 1u << 20);
    if (wrapper_az_quote.open(&a, in, &out, NULL) == CUPEL_OK)
        FUZZ_HOLDS(out.bytes.n < in.n);
    arena_clear(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct unwrapped out = { 0 };
    struct cupel_diag err = { 0 };
    struct arena a;
    if (size > 1u << 20)
        return 0;
    (void)wrapper_kbs.probe(in);
    (void)wrapper_az_quote.probe(in);
    open_quote(in);
    arena_init(&a, 8u << 20);
    cupel_status st = wrapper_kbs.open(&a, in, &out, &err);
    FUZZ_HOLDS(st == CUPEL_OK || err.text[0]);
    if (st == CUPEL_OK) {
        /* Opening comes to an end: what is inside is smaller. */
        FUZZ_HOLDS(out.bytes.n < size);
        FUZZ_HOLDS(out.n_inside <= INSIDE_MAX);
        for (size_t i = 0; i < out.n_inside; i++)
            FUZZ_HOLDS(out.inside[i].name && out.inside[i].bytes.n);
        if (out.format && strcmp(out.format, "snp") == 0)
            FUZZ_HOLDS(out.bytes.n == SNP_REPORT_SIZE);
    }
    arena_clear(&a);
    return 0;
}
