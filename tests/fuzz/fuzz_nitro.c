/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "evidence/nitro.h"

/* Top-level fields must cover the message without gap; nothing may point outside the input. */
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

static void check_verdict(const struct evidence *ev)
{
    static struct crypto *crypto; /* one for all runs; freed by nobody */
    cupel_appraisal *ap = NULL;
    if (!crypto && crypto_new(&crypto) != CUPEL_OK)
        return;
    if (appraisal_new(&ap) != CUPEL_OK)
        return;
    struct inputs in = { .trust = { .crypto = crypto, .arena = &ap->arena } };
    FUZZ_HOLDS(ev->format->verify(ev, &in, ap) == CUPEL_OK);
    FUZZ_HOLDS(appraisal_finish(ap, 0) == CUPEL_OK);
    FUZZ_HOLDS(ap->verdict == CUPEL_VERDICT_CONTRAINDICATED); /* there is no anchor */
    cupel_appraisal_free(ap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct evidence ev;
    struct field_list l;
    struct arena a;
    arena_init(&a, 4u << 20);
    (void)format_nitro.probe(in);
    if (format_nitro.parse(&a, in, &ev, NULL) == CUPEL_OK) {
        field_list_init(&l, &a);
        format_nitro.explain(&ev, &l);
        FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
        check_fields(&l, size);
        check_verdict(&ev);
    }
    arena_clear(&a);
    return 0;
}
