/* SPDX-License-Identifier: Apache-2.0 */
/* What TPM quotes prove. Order: what they are, who signed them, who vouches for that, the PCRs. */
#include "evidence/tpm.h"

struct cupel_check *tpm_add(struct tpm_work *w, enum tpm_check id, cupel_outcome outcome,
                            const char *detail)
{
    return appraisal_check(w->ap, &tpm_checks[id], outcome, detail);
}

struct cupel_check *tpm_add_at(struct tpm_work *w, enum tpm_check id, cupel_outcome outcome,
                               const char *detail, uint64_t offset, uint64_t length)
{
    struct cupel_check *c = tpm_add(w, id, outcome, detail);
    check_where(&w->ap->checks, c, "evidence", offset, length);
    return c;
}

const char *tpm_of_quote(struct tpm_work *w, size_t i, const char *text)
{
    if (w->ev->n == 1)
        return text;
    return text ? arena_printf(&w->ap->arena, "quote %zu: %s", i + 1, text)
                : arena_printf(&w->ap->arena, "quote %zu", i + 1);
}

static void check_magic(struct tpm_work *w, size_t q)
{
    const struct tpm_attest *t = &w->ev->quotes[q].attest;
    if (t->magic == TPM_MAGIC) {
        tpm_add(w, TPM_CHECK_MAGIC, CUPEL_PASS, tpm_of_quote(w, q, NULL));
        return;
    }
    struct cupel_check *c = tpm_add_at(
        w, TPM_CHECK_MAGIC, CUPEL_FAIL,
        tpm_of_quote(w, q,
                     "the signed bytes do not start with TPM_GENERATED_VALUE: no TPM made "
                     "them"),
        t->at, 4);
    c->expected = "0xff544347";
    c->found = arena_printf(&w->ap->arena, "0x%08x", t->magic);
}

static void check_type(struct tpm_work *w, size_t q)
{
    const struct tpm_attest *t = &w->ev->quotes[q].attest;
    const char *name = tpm_attest_type_name(t->type);
    if (t->type == TPM_ST_QUOTE) {
        tpm_add(w, TPM_CHECK_TYPE, CUPEL_PASS, tpm_of_quote(w, q, NULL));
        return;
    }
    struct cupel_check *c = tpm_add_at(w, TPM_CHECK_TYPE, CUPEL_FAIL,
                                       tpm_of_quote(w, q, "the attestation is no quote"), t->at + 4,
                                       2);
    c->expected = "0x8018 (a quote)";
    c->found = arena_printf(&w->ap->arena, "0x%04x (%s)", t->type, name ? name : "unknown");
}

static void check_clock(struct tpm_work *w, size_t q)
{
    const struct tpm_attest *t = &w->ev->quotes[q].attest;
    if (t->safe == 1)
        tpm_add(w, TPM_CHECK_CLOCK, CUPEL_PASS, tpm_of_quote(w, q, NULL));
    else
        tpm_add_at(w, TPM_CHECK_CLOCK, t->safe == 0 ? CUPEL_WARN : CUPEL_FAIL,
                   tpm_of_quote(w, q,
                                t->safe == 0
                                    ? "the clock may have gone back since the last orderly shutdown"
                                    : "the field \"safe\" is neither yes nor no"),
                   t->clock_at + 16, 1);
}

/* What differs between quotes that should be of one moment; NULL when nothing does. */
static const char *set_fault(const struct tpm_attest *a, const struct tpm_attest *b, uint64_t *at)
{
    *at = b->extra_at;
    if (!slice_eq(a->extra_data, b->extra_data))
        return "the quotes are for different challenges (extraData)";
    *at = b->signer_at;
    if (!slice_eq(a->signer, b->signer))
        return "the quotes are by different keys (qualifiedSigner)";
    *at = b->clock_at + 8;
    if (a->reset_count != b->reset_count || a->restart_count != b->restart_count)
        return "the quotes are of different boots (resetCount, restartCount)";
    *at = b->clock_at + 17;
    if (a->firmware_version != b->firmware_version)
        return "the quotes are by different firmware (firmwareVersion)";
    return NULL;
}

static void check_set(struct tpm_work *w)
{
    if (w->ev->n == 1) {
        tpm_add(w, TPM_CHECK_SET, CUPEL_NA, "there is one quote");
        return;
    }
    for (size_t q = 1; q < w->ev->n; q++) {
        uint64_t at;
        const char *fault = set_fault(&w->ev->quotes[0].attest, &w->ev->quotes[q].attest, &at);
        if (!fault)
            continue;
        tpm_add_at(w, TPM_CHECK_SET, CUPEL_FAIL, tpm_of_quote(w, q, fault), at, 8);
        return;
    }
    tpm_add(w, TPM_CHECK_SET, CUPEL_PASS, NULL);
}

static void add_claims(struct tpm_work *w)
{
    const struct tpm_attest *t = &w->ev->quotes[0].attest;
    cupel_appraisal *ap = w->ap;
    const char *type = tpm_attest_type_name(t->type);
    claim_text(ap, tpm_claims[TPM_CLAIM_TYPE].name, type ? type : "unknown");
    claim_bytes(ap, tpm_claims[TPM_CLAIM_EXTRA_DATA].name, t->extra_data);
    claim_flags(ap, tpm_claims[TPM_CLAIM_FIRMWARE_VERSION].name, t->firmware_version);
    claim_uint(ap, tpm_claims[TPM_CLAIM_CLOCK].name, t->clock);
    claim_uint(ap, tpm_claims[TPM_CLAIM_RESET_COUNT].name, t->reset_count);
    claim_uint(ap, tpm_claims[TPM_CLAIM_RESTART_COUNT].name, t->restart_count);
    claim_bool(ap, tpm_claims[TPM_CLAIM_SAFE].name, t->safe == 1);
    claim_bytes(ap, tpm_claims[TPM_CLAIM_QUALIFIED_SIGNER].name, t->signer);
    if (w->has_signature[0])
        claim_text(ap, tpm_claims[TPM_CLAIM_SIGNATURE_ALGORITHM].name,
                   arena_printf(&ap->arena, "%s with %s", tpm_alg_name(w->signatures[0].alg),
                                tpm_alg_name(w->signatures[0].hash)));
}

cupel_status tpm_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    struct tpm_work w = { .ev = ev->own, .in = in, .ap = ap };
    const struct tpm_attest *first = &w.ev->quotes[0].attest;
    CUPEL_TRY(tpm_ak_find(&w));
    for (size_t q = 0; q < w.ev->n; q++) {
        check_magic(&w, q);
        check_type(&w, q);
    }
    check_set(&w);
    tpm_check_signatures(&w);
    CUPEL_TRY(tpm_check_trust(&w));
    add_claims(&w);
    CUPEL_TRY(tpm_check_key(&w));
    CUPEL_TRY(tpm_check_pcrs(&w));
    for (size_t q = 0; q < w.ev->n; q++)
        check_clock(&w, q);
    CUPEL_TRY(tpm_check_log(&w));
    ap->challenge = first->extra_data;
    ap->challenge_offset = first->extra_at + 2;
    return arena_status(&ap->arena);
}
