/* SPDX-License-Identifier: Apache-2.0 */
/* The quote of an Azure VM's vTPM, signed with the attestation key that the runtime data names. */
#include "evidence/azure.h"

#include "evidence/tpm.h"
#include "trust/keys.h"

#define AZURE_QUOTES_MAX 64u /* TPM quotes that are tried */

/* How well the quote in @bytes, which must hold its signature, fits: 1 by the AK, 2 and for the
 * caller's nonce. */
static cupel_status fit_of(struct azure_work *w, cupel_slice bytes, unsigned *ret)
{
    struct unwrapped u = { .bytes = bytes };
    struct evidence ev = { 0 };
    enum crypto_sig other;
    bool own = false;
    *ret = 0;
    if (wrapper_az_quote.probe(bytes))
        (void)wrapper_az_quote.open(&w->ap->arena, bytes, &u, NULL);
    if (!w->has_ak || format_tpm.parse(&w->ap->arena, u.bytes, &ev, NULL) != CUPEL_OK)
        return arena_status(&w->ap->arena);
    const struct tpm_quote *q = &((const struct tpm_evidence *)ev.own)->quotes[0];
    enum crypto_sig alg = q->sized ? tpm_signature_alg(&q->signature, w->ak.type, &other)
                                   : CRYPTO_SIG_NONE;
    cupel_slice sig = tpm_signature_raw(&w->ap->arena, &q->signature, &w->ak);
    if (alg == CRYPTO_SIG_NONE || sig.n == 0)
        return arena_status(&w->ap->arena);
    CUPEL_TRY(trust_signed_by(&w->in->trust, &w->ak, alg, q->attest.bytes, sig, &own));
    *ret = !own ? 0u : slice_eq(q->attest.extra_data, w->in->nonce) ? 2u : 1u;
    return CUPEL_OK;
}

static bool is_quote(const struct collateral_item *item)
{
    return item->kind == COLLATERAL_UNKNOWN &&
           (wrapper_az_quote.probe(item->bytes) || format_tpm.probe(item->bytes));
}

/* The TPM quote that fits best, of several the first; SIZE_MAX: none. */
static cupel_status find_quote(struct azure_work *w, size_t *ret)
{
    const struct collateral_view *view = &w->in->collateral;
    size_t n = collateral_count(view), tries = 0;
    unsigned best = 0, fit;
    *ret = SIZE_MAX;
    for (size_t i = 0; i < n && tries < AZURE_QUOTES_MAX && best < 2; i++) {
        if (!is_quote(collateral_at(view, i)))
            continue;
        CUPEL_TRY(fit_of(w, collateral_at(view, i)->bytes, &fit));
        if (*ret == SIZE_MAX || fit > best) {
            best = fit;
            *ret = i;
        }
        appraisal_use(w->ap, i, false, "a TPM quote, but not the one that is judged");
        tries++;
    }
    return CUPEL_OK;
}

/* Newer agents put the digest of the challenge into the runtime data too. */
static bool user_data_is_nonce(const struct azure_work *w)
{
    cupel_slice u = w->user_data, nonce = w->in->nonce;
    return nonce.n && nonce.n <= u.n && slice_eq(slice_part(u, 0, nonce.n), nonce) &&
           slice_is_zero(slice_part(u, nonce.n, u.n - nonce.n));
}

static void need_quote(struct azure_work *w)
{
    appraisal_need(w->ap,
                   &(struct cupel_need){
                       .kind = "tpm-quote",
                       .hint = "in the guest: tpm2_quote -c 0x81000003 -l sha256:all -q NONCE "
                               "-m quote.attest -s quote.sig, and the PCR values" });
    if (user_data_is_nonce(w)) {
        w->ap->challenge = w->user_data;
        w->ap->challenge_offset = w->r->runtime_at;
        w->ap->challenge_fixed = true;
        azure_add(w, AZURE_CHECK_QUOTE, CUPEL_SKIP,
                  "no TPM quote was given; the runtime data's user data holds the challenge, but "
                  "what was booted is not known");
        return;
    }
    w->ap->challenge_in_parts = true; /* and there is none: a quote may still settle it */
    azure_add(w, AZURE_CHECK_QUOTE, w->in->nonce.n ? CUPEL_UNKNOWN : CUPEL_SKIP,
              w->in->nonce.n ? "no TPM quote was given, and only that can hold the challenge"
                             : "no TPM quote was given: the report may be replayed, and what was "
                               "booted is not known");
}

static cupel_status make_anchor(struct azure_work *w, struct trust_anchor *ret)
{
    CUPEL_TRY(trust_key_anchor(w->in->trust.crypto, &w->ap->arena, &w->ak,
                               "HCLAkPub of the runtime data", ret));
    ret->is_software = w->hw && w->hw->software;
    return CUPEL_OK;
}

/* Genuine is not enough: the tpm part takes any key that is vouched for. */
static void check_key(struct azure_work *w, const cupel_appraisal *part)
{
    const struct cupel_claim *signer = cupel_appraisal_claim_find(part, "tpm.ak_spki_sha256");
    cupel_slice want = SLICE_ARRAY(w->ak_sha256);
    if (!w->has_ak || !signer) {
        azure_add(w, AZURE_CHECK_QUOTE_KEY, CUPEL_UNKNOWN,
                  w->has_ak ? "no key at hand made the quote's signature"
                            : "the runtime data names no key to compare with");
        return;
    }
    bool same = slice_eq(signer->bytes, want);
    struct cupel_check *c = azure_add(w, AZURE_CHECK_QUOTE_KEY, same ? CUPEL_PASS : CUPEL_FAIL,
                                      same ? NULL : "the quote is signed with another key");
    if (!same)
        check_compare(&w->ap->checks, c, want, signer->bytes);
}

static cupel_status appraise(struct azure_work *w, size_t at)
{
    cupel_appraisal *part = NULL;
    struct trust_anchor anchor = { 0 };
    if (w->has_ak)
        CUPEL_TRY(make_anchor(w, &anchor));
    const struct trust_anchor *const keys[] = { &anchor };
    const struct part p = { .name = "tpm",
                            .bytes = collateral_at(&w->in->collateral, at)->bytes,
                            .format = "tpm",
                            .keys = keys,
                            .n_keys = w->has_ak ? 1 : 0,
                            .bears_nonce = true };
    CUPEL_TRY(part_appraise(w->in, &p, w->ap, &part));
    appraisal_use(w->ap, at, true, "quote of the VM's vTPM");
    w->ap->challenge_in_parts = !part->error;
    if (part->error) {
        azure_add(w, AZURE_CHECK_QUOTE, CUPEL_FAIL, "the TPM quote that was given cannot be read");
        return CUPEL_OK;
    }
    azure_add(w, AZURE_CHECK_QUOTE, CUPEL_PASS, NULL);
    check_key(w, part);
    return CUPEL_OK;
}

cupel_status azure_quote_appraise(struct azure_work *w)
{
    size_t at;
    CUPEL_TRY(find_quote(w, &at));
    if (at != SIZE_MAX)
        return appraise(w, at);
    need_quote(w);
    return CUPEL_OK;
}
