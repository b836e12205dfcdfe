/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "evidence/cca.h"

/* Nothing that is shown may point outside the input. */
static void check_fields(const struct field_list *l, size_t size)
{
    for (size_t i = 0; i < l->n; i++)
        FUZZ_HOLDS(l->items[i].offset <= size && l->items[i].length <= size - l->items[i].offset);
}

static void check_explanation(const struct evidence *ev, size_t size)
{
    struct field_list l;
    struct arena a;
    arena_init(&a, 64u << 20);
    field_list_init(&l, &a);
    format_cca.explain(ev, &l);
    FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
    check_fields(&l, size);
    arena_clear(&a);
}

static void check_verdict(const struct evidence *ev)
{
    static struct crypto *crypto; /* one for all runs; freed by nobody */
    cupel_appraisal *ap = NULL;
    if (!crypto && crypto_new(&crypto) != CUPEL_OK)
        return;
    if (appraisal_new(&ap) != CUPEL_OK)
        return;
    struct inputs in = { .trust = { .crypto = crypto, .arena = &ap->arena } };
    cupel_status st = ev->format->verify(ev, &in, ap);
    FUZZ_HOLDS(st == CUPEL_OK || st == CUPEL_E_LIMIT);
    FUZZ_HOLDS(st != CUPEL_OK || appraisal_finish(ap, 0) == CUPEL_OK);
    /* Without a key nothing is ever vouched for. */
    FUZZ_HOLDS(ap->verdict == CUPEL_VERDICT_NONE || ap->verdict == CUPEL_VERDICT_CONTRAINDICATED);
    cupel_appraisal_free(ap);
}

/* Claims without a signature: explained by their own reader, and no evidence. */
static void check_claims(cupel_slice in)
{
    struct field_list l;
    struct arena a;
    arena_init(&a, 64u << 20);
    field_list_init(&l, &a);
    if (cca_claims_probe(in) && cca_claims_explain(&l, in, NULL) == CUPEL_OK)
        check_fields(&l, in.n);
    arena_clear(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct evidence ev;
    struct arena a;
    (void)format_cca.probe(in);
    check_claims(in);
    arena_init(&a, 8u << 20);
    if (format_cca.parse(&a, in, &ev, NULL) == CUPEL_OK) {
        FUZZ_HOLDS(!cca_claims_probe(in));
        check_explanation(&ev, size);
        check_verdict(&ev);
    }
    arena_clear(&a);
    return 0;
}
