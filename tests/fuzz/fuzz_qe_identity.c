/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "collateral/intel.h"

#define MEMORY (64u << 20)

static void check_identity(cupel_slice in, const struct intel_qe_identity *id, struct arena *a)
{
    struct field_list l;
    FUZZ_HOLDS(slice_find(in, id->body) != SIZE_MAX && id->signature.n == 64);
    FUZZ_HOLDS(id->version == 2 && id->id && id->n_levels > 0);
    FUZZ_HOLDS(id->issue_date <= id->next_update);
    for (size_t i = 0; i < id->n_levels; i++) {
        const struct intel_isv_level *level = &id->levels[i];
        FUZZ_HOLDS(i == 0 || id->levels[i - 1].isvsvn > level->isvsvn);
        FUZZ_HOLDS(level->says.status <= INTEL_TCB_REVOKED);
        FUZZ_HOLDS(intel_isv_level_find(id->levels, id->n_levels, level->isvsvn) == level);
    }
    field_list_init(&l, a);
    intel_qe_identity_explain(id, &l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct intel_qe_identity id;
    struct cupel_diag d = { 0 };
    struct arena a;
    (void)intel_qe_identity_probe(in);
    arena_init(&a, MEMORY);
    cupel_status st = intel_qe_identity_parse(&a, in, &id, &d);
    FUZZ_HOLDS(d.status == st && (st == CUPEL_OK) == (d.text[0] == 0));
    if (st == CUPEL_OK)
        check_identity(in, &id, &a);
    arena_clear(&a);
    return 0;
}
