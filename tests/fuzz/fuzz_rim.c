/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "collateral/rim.h"

#define MEMORY (64u << 20)

static void check_rim(const struct rim *r)
{
    bool seen[RIM_MEASUREMENTS_MAX] = { false };
    FUZZ_HOLDS(r->n_certs >= 1 && r->n_certs <= RIM_CERTS_MAX);
    FUZZ_HOLDS(r->n_measurements >= 1 && r->n_measurements <= RIM_MEASUREMENTS_MAX);
    FUZZ_HOLDS(r->version.n && r->product.n);
    for (size_t i = 0; i < r->n_measurements; i++) {
        const struct rim_measurement *m = &r->measurements[i];
        FUZZ_HOLDS(m->index < RIM_MEASUREMENTS_MAX && !seen[m->index]);
        FUZZ_HOLDS(m->n >= 1 && m->n <= RIM_ALTERNATIVES_MAX && m->alternatives);
        seen[m->index] = true;
    }
    /* What is digested has no signature in it: its certificates would be text there. */
    FUZZ_HOLDS(slice_starts(r->content, SLICE_LIT("<")));
    FUZZ_HOLDS(slice_find(r->signed_info, SLICE_LIT("SignedInfo")) != SIZE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct rim rim;
    struct field_list l;
    struct arena a;
    arena_init(&a, MEMORY);
    (void)rim_probe(in);
    if (rim_parse(&a, in, &rim, NULL) == CUPEL_OK) {
        check_rim(&rim);
        field_list_init(&l, &a);
        rim_explain(&rim, &l);
        FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
    }
    arena_clear(&a);
    return 0;
}
