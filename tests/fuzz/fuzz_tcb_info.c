/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "collateral/intel.h"

#define MEMORY (64u << 20)

static bool is_above(const struct intel_tcb_level *a, const struct intel_tcb_level *b)
{
    int c = slice_cmp(SLICE_ARRAY(a->sgx), SLICE_ARRAY(b->sgx));
    if (c == 0)
        c = slice_cmp(SLICE_ARRAY(a->tdx), SLICE_ARRAY(b->tdx));
    return c > 0 || (c == 0 && a->pcesvn > b->pcesvn);
}

/* A platform that is exactly at a level matches it or a higher one. */
static void check_match(const struct intel_tcb_info *info, const struct intel_tcb_level *l)
{
    struct intel_pck pck = { .pcesvn = l->pcesvn };
    slice_copy(SLICE_ARRAY(l->sgx), pck.tcb, sizeof pck.tcb);
    const struct intel_tcb_level *m = intel_tcb_level_find(info, &pck,
                                                           info->tee == INTEL_TDX ? l->tdx : NULL);
    FUZZ_HOLDS(m && m <= l);
}

static void check_modules(const struct intel_tcb_info *info)
{
    for (size_t i = 0; i < info->n_modules; i++) {
        const struct intel_module *m = &info->modules[i];
        FUZZ_HOLDS(intel_module_find(info, m->version) == m && m->n_levels > 0);
        for (size_t k = 1; k < m->n_levels; k++)
            FUZZ_HOLDS(m->levels[k - 1].isvsvn > m->levels[k].isvsvn);
    }
}

static void check_info(cupel_slice in, const struct intel_tcb_info *info, struct arena *a)
{
    struct field_list l;
    FUZZ_HOLDS(slice_find(in, info->body) != SIZE_MAX && info->signature.n == 64);
    FUZZ_HOLDS(info->version == 2 || info->version == 3);
    FUZZ_HOLDS(info->n_levels > 0 && info->issue_date <= info->next_update);
    for (size_t i = 0; i < info->n_levels; i++) {
        FUZZ_HOLDS(i == 0 || is_above(&info->levels[i - 1], &info->levels[i]));
        FUZZ_HOLDS(info->levels[i].says.status <= INTEL_TCB_REVOKED);
        check_match(info, &info->levels[i]);
    }
    check_modules(info);
    field_list_init(&l, a);
    intel_tcb_info_explain(info, &l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct intel_tcb_info info;
    struct cupel_diag d = { 0 };
    struct arena a;
    (void)intel_tcb_info_probe(in);
    arena_init(&a, MEMORY);
    cupel_status st = intel_tcb_info_parse(&a, in, &info, &d);
    FUZZ_HOLDS(d.status == st && (st == CUPEL_OK) == (d.text[0] == 0));
    if (st == CUPEL_OK)
        check_info(in, &info, &a);
    arena_clear(&a);
    return 0;
}
