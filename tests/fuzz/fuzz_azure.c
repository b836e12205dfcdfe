/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <cupel/cupel.h>

#include "evidence/azure.h"

#include <string.h>

/* Top-level fields must cover the report without gap; nothing may point outside of it. */
static void check_fields(const struct field_list *l, size_t size)
{
    uint64_t at = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct cupel_field *f = &l->items[i];
        FUZZ_HOLDS(f->offset <= size && f->length <= size - f->offset);
        if (f->depth > 0)
            continue;
        FUZZ_HOLDS(f->offset == at);
        at += f->length;
    }
    FUZZ_HOLDS(at == size);
}

/* Without certificate or quote nothing is ever vouched for. */
static void check_verdict(cupel_slice in)
{
    static cupel_verifier *v; /* one for all runs; freed by nobody */
    cupel_appraisal *ap = NULL;
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    if (!v && cupel_verifier_new(&v, NULL) != CUPEL_OK)
        return;
    opts.now = INT64_C(1767225600);
    opts.format = "azure";
    if (cupel_verify(v, in, &opts, &ap, NULL) != CUPEL_OK)
        return;
    cupel_verdict verdict = cupel_appraisal_verdict(ap);
    FUZZ_HOLDS(verdict == CUPEL_VERDICT_NONE || verdict == CUPEL_VERDICT_CONTRAINDICATED);
    cupel_appraisal_free(ap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct evidence ev = { 0 };
    struct field_list l;
    struct arena a;
    (void)format_azure.probe(in);
    arena_init(&a, 8u << 20);
    if (format_azure.parse(&a, in, &ev, NULL) == CUPEL_OK) {
        const struct azure_report *r = ev.own;
        FUZZ_HOLDS(r->runtime.n == r->runtime_size && r->runtime.n <= AZURE_RUNTIME_MAX);
        FUZZ_HOLDS(ev.bytes.n == r->runtime_at + r->runtime.n && ev.bytes.n <= size);
        field_list_init(&l, &a);
        format_azure.explain(&ev, &l);
        FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
        check_fields(&l, ev.bytes.n);
        check_verdict(in);
    }
    arena_clear(&a);
    return 0;
}
