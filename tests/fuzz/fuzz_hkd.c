/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "evidence/hkd.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct evidence ev;
    struct field_list l;
    struct arena a;
    arena_init(&a, 4u << 20);
    (void)format_hkd.probe(in);
    if (format_hkd.parse(&a, in, &ev, NULL) == CUPEL_OK) {
        const struct x509_cert *c = ev.own;
        FUZZ_HOLDS(hkd_same_name(c->issuer, c->subject) == hkd_same_name(c->subject, c->issuer));
        (void)hkd_signing_name_fault(c->subject);
        field_list_init(&l, &a);
        format_hkd.explain(&ev, &l);
        FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
        for (size_t i = 0; i < l.n; i++)
            FUZZ_HOLDS(!l.items[i].has_span ||
                       (l.items[i].offset <= ev.bytes.n &&
                        l.items[i].length <= ev.bytes.n - l.items[i].offset));
        check_verdict(&ev);
    }
    arena_clear(&a);
    return 0;
}
