/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "evidence/format.h"

extern const struct format format_sgx, format_tdx;

static void check_fields(const struct field_list *l, size_t size)
{
    for (size_t i = 0; i < l->n; i++)
        FUZZ_HOLDS(l->items[i].offset <= size && l->items[i].length <= size - l->items[i].offset);
}

static void check_explain(const struct evidence *ev)
{
    struct field_list l;
    struct arena a;
    arena_init(&a, 16u << 20);
    field_list_init(&l, &a);
    ev->format->explain(ev, &l);
    FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
    check_fields(&l, ev->bytes.n);
    arena_clear(&a);
}

/* Without any anchor nothing is ever vouched for. */
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
    FUZZ_HOLDS(ap->verdict == CUPEL_VERDICT_CONTRAINDICATED);
    cupel_appraisal_free(ap);
}

/* Every byte of the quote is in exactly one of its parts, and only zeros follow it. */
static void check_layout(const struct evidence *ev, cupel_slice in)
{
    const struct dcap_quote *q = &ev->quote;
    size_t head = q->version >= 4 ? 6 : 0;
    size_t n = q->signed_bytes.n;
    FUZZ_HOLDS(q->signature_offset == n + 4);
    FUZZ_HOLDS(q->qe.offset == n + 4 + 128 + head);
    FUZZ_HOLDS(q->qe_auth_offset == q->qe.offset + 384 + 64 + 2);
    FUZZ_HOLDS(q->pck_chain_offset == q->qe_auth_offset + q->qe_auth.n + 6);
    FUZZ_HOLDS(q->pck_chain_offset + q->pck_chain.n == ev->bytes.n);
    for (size_t i = ev->bytes.n; i < in.n; i++)
        FUZZ_HOLDS(in.p[i] == 0);
}

static void try_format(const struct format *f, cupel_slice in)
{
    struct evidence ev = { .format = f };
    struct cupel_diag d = { 0 };
    bool probed = f->probe(in);
    cupel_status st = f->parse(NULL, in, &ev, &d);
    FUZZ_HOLDS(d.status == st && (st == CUPEL_OK || d.offset <= in.n));
    if (st != CUPEL_OK)
        return;
    FUZZ_HOLDS(probed);
    ev.format = f;
    check_layout(&ev, in);
    check_explain(&ev);
    check_verdict(&ev);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    FUZZ_HOLDS(!(format_sgx.probe(in) && format_tdx.probe(in)));
    try_format(&format_sgx, in);
    try_format(&format_tdx, in);
    return 0;
}
