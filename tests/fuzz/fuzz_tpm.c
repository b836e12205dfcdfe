/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "collateral/tpm.h"
#include "evidence/format.h"
#include "evidence/tpm.h"

/* Top-level fields must cover the evidence without gap; nothing may point outside of it. */
static void check_fields(const struct field_list *l, size_t size)
{
    uint64_t at = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct cupel_field *f = &l->items[i];
        FUZZ_HOLDS(!f->has_span || (f->offset <= size && f->length <= size - f->offset));
        if (f->depth > 0 || !f->has_span)
            continue;
        FUZZ_HOLDS(f->offset == at);
        at += f->length;
    }
    FUZZ_HOLDS(at == size);
}

static void check_verdict(const struct crypto *crypto, const struct evidence *ev)
{
    cupel_appraisal *ap = NULL;
    if (appraisal_new(&ap) != CUPEL_OK)
        return;
    struct inputs in = { .trust = { .crypto = crypto, .arena = &ap->arena } };
    FUZZ_HOLDS(ev->format->verify(ev, &in, ap) == CUPEL_OK);
    FUZZ_HOLDS(appraisal_finish(ap, 0) == CUPEL_OK);
    /* Without any key nothing is ever vouched for. */
    FUZZ_HOLDS(ap->verdict == CUPEL_VERDICT_NONE || ap->verdict == CUPEL_VERDICT_CONTRAINDICATED);
    cupel_appraisal_free(ap);
}

static void quote(struct arena *a, const struct crypto *crypto, cupel_slice in)
{
    struct evidence ev;
    struct field_list l;
    (void)format_tpm.probe(in);
    if (format_tpm.parse(a, in, &ev, NULL) != CUPEL_OK)
        return;
    field_list_init(&l, a);
    format_tpm.explain(&ev, &l);
    FUZZ_HOLDS(arena_status(a) == CUPEL_OK);
    check_fields(&l, in.n);
    check_verdict(crypto, &ev);
}

/* Files beside a quote, and containers of one. */
static void others(struct arena *a, cupel_slice in)
{
    static const struct wrapper *const own[] = { &wrapper_trustee_tpm, &wrapper_go_attestation,
                                                 &wrapper_go_tpm_tools };
    struct tpm_public p;
    struct tpm_pcrs pcrs;
    struct field_list l;
    cupel_slice cut = tpm_cut_padding(in);
    FUZZ_HOLDS(cut.n <= in.n);
    field_list_init(&l, a);
    FUZZ_HOLDS(tpm_public_probe(in) == (tpm_public_read(a, in, &p, NULL) == CUPEL_OK));
    if (tpm_public_probe(in))
        tpm_explain_public(&p, &l);
    if (tpm_pcrs_probe(in) && tpm_pcrs_read(a, in, &pcrs, NULL) == CUPEL_OK)
        for (size_t i = 0; i < pcrs.n; i++)
            for (unsigned k = 0; k < TPM_PCRS_MAX; k++)
                FUZZ_HOLDS(!(pcrs.banks[i].present >> k & 1) ||
                           pcrs.banks[i].values[k].n == tpm_hash_size(pcrs.banks[i].alg));
    for (size_t i = 0; i < CUPEL_COUNT(own); i++) {
        struct unwrapped u = { .n_inside = 0 };
        if (own[i]->probe(in) && own[i]->open(a, in, &u, NULL) == CUPEL_OK)
            FUZZ_HOLDS(u.n_inside <= INSIDE_MAX && u.bytes.n > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct crypto *crypto; /* one for all runs; freed by nobody */
    cupel_slice in = slice_of(data, size);
    struct arena a;
    if (!crypto && crypto_new(&crypto) != CUPEL_OK)
        return 0;
    arena_init(&a, 64u << 20);
    quote(&a, crypto, in);
    others(&a, in);
    arena_clear(&a);
    return 0;
}
