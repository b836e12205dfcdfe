/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "evidence/ratls.h"

/* A part is judged by nobody here: it stays without claims, so nothing can be bound to a key. */
static cupel_status no_part(const struct inputs *in, const struct part *p, cupel_appraisal *parent,
                            cupel_appraisal **ret)
{
    cupel_appraisal *part = NULL;
    (void)in;
    FUZZ_HOLDS(p->name && p->bytes.n);
    if (appraisal_new(&part) != CUPEL_OK)
        return CUPEL_E_NOMEM;
    part->is_part = true;
    part->name = p->name;
    part->format = "sgx";
    cupel_status st = appraisal_finish(part, 0);
    if (st == CUPEL_OK)
        st = appraisal_add_part(parent, part);
    *ret = part;
    return st;
}

static void check_verdict(const struct evidence *ev)
{
    static struct crypto *crypto; /* one for all runs; freed by nobody */
    cupel_appraisal *ap = NULL;
    if (!crypto && crypto_new(&crypto) != CUPEL_OK)
        return;
    if (appraisal_new(&ap) != CUPEL_OK)
        return;
    struct inputs in = { .trust = { .crypto = crypto, .arena = &ap->arena },
                         .appraise_part = no_part };
    FUZZ_HOLDS(format_ratls.verify(ev, &in, ap) == CUPEL_OK);
    FUZZ_HOLDS(appraisal_finish(ap, 0) == CUPEL_OK);
    FUZZ_HOLDS(!ap->tee); /* nothing vouches for the key */
    FUZZ_HOLDS(ap->verdict == CUPEL_VERDICT_CONTRAINDICATED);
    cupel_appraisal_free(ap);
}

static void check_pieces(const struct ratls *r)
{
    FUZZ_HOLDS(r->n > 0 && r->n <= RATLS_PIECES_MAX);
    for (size_t i = 0; i < r->n; i++) {
        const struct ratls_piece *p = &r->pieces[i];
        size_t size = r->cert.der.n;
        FUZZ_HOLDS(p->at <= size && p->value.n <= size - p->at);
        FUZZ_HOLDS(slice_eq(slice_part(r->cert.der, p->at, p->value.n), p->value));
        FUZZ_HOLDS(p->evidence_at == SIZE_MAX ||
                   slice_eq(slice_part(r->cert.der, p->evidence_at, p->evidence.n), p->evidence));
        FUZZ_HOLDS(slice_eq(slice_part(r->cert.der, p->claims_at, p->claims.n), p->claims));
        FUZZ_HOLDS(!p->has_nonce ||
                   slice_eq(slice_part(r->cert.der, p->nonce_at, p->nonce.n), p->nonce));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct evidence ev = { .bytes = in };
    struct field_list l;
    struct arena a;
    arena_init(&a, 16u << 20);
    bool probed = format_ratls.probe(in);
    if (format_ratls.parse(&a, in, &ev, NULL) == CUPEL_OK) {
        FUZZ_HOLDS(probed);
        check_pieces(ev.own);
        field_list_init(&l, &a);
        format_ratls.explain(&ev, &l);
        FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
        check_verdict(&ev);
    }
    arena_clear(&a);
    return 0;
}
