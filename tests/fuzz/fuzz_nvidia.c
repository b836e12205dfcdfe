/* SPDX-License-Identifier: Apache-2.0 */
/* Reports, and lists of them. */
#include "fuzz.h"

#include "evidence/nvidia.h"

#define MEMORY (64u << 20)

/* Top-level fields must cover the report without gap; nothing may point outside the input. */
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

static void check_report(const struct evidence *ev, size_t size)
{
    const struct nvidia_report *r = ev->own;
    unsigned n = 0;
    for (unsigned i = 1; i <= NVIDIA_BLOCKS_MAX; i++)
        n += r->blocks[i].value.n > 0;
    FUZZ_HOLDS(n == r->n_blocks && n > 0);
    FUZZ_HOLDS(r->signature.n == NVIDIA_SIGNATURE_SIZE && r->nonce.n == 32);
    FUZZ_HOLDS(r->signed_bytes.n + NVIDIA_SIGNATURE_SIZE + r->padded == size);
    FUZZ_HOLDS(ev->bytes.n + r->padded == size);
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
    /* Without any certificate nothing is ever vouched for. */
    FUZZ_HOLDS(ap->verdict == CUPEL_VERDICT_NONE || ap->verdict == CUPEL_VERDICT_CONTRAINDICATED);
    cupel_appraisal_free(ap);
}

static void try_format(const struct format *f, cupel_slice in)
{
    struct arena a;
    arena_init(&a, MEMORY);
    struct evidence ev = { .format = f, .arena = &a };
    struct field_list l;
    (void)f->probe(in);
    if (f->parse(&a, in, &ev, NULL) == CUPEL_OK) {
        field_list_init(&l, &a);
        f->explain(&ev, &l);
        FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
        if (f == &format_nvidia) {
            check_report(&ev, in.n);
            check_fields(&l, in.n);
            check_verdict(&ev);
        }
    }
    arena_clear(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_format(&format_nvidia, slice_of(data, size));
    try_format(&format_nvidia_set, slice_of(data, size));
    return 0;
}
