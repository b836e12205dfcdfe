/* SPDX-License-Identifier: Apache-2.0 */
/* The quote of an Azure VM's vTPM, signed with the attestation key that the runtime data names. */
#include "evidence/azure.h"

#include "trust/keys.h"

/* The first file that is a TPM quote; SIZE_MAX: none. */
static size_t find_quote(const struct azure_work *w, const struct format *tpm)
{
    const struct collateral_view *view = &w->in->collateral;
    size_t n = collateral_count(view);
    for (size_t i = 0; tpm && i < n; i++) {
        const struct collateral_item *item = collateral_at(view, i);
        if (item->kind == COLLATERAL_UNKNOWN && tpm->probe(item->bytes))
            return i;
    }
    return SIZE_MAX;
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

cupel_status azure_quote_appraise(struct azure_work *w)
{
    const struct format *tpm = format_find(SLICE_LIT("tpm"));
    size_t at = find_quote(w, tpm);
    cupel_appraisal *part = NULL;
    struct trust_anchor *anchor = arena_alloc(&w->ap->arena, sizeof *anchor);
    if (!anchor)
        return CUPEL_E_NOMEM;
    if (at == SIZE_MAX) {
        need_quote(w);
        return CUPEL_OK;
    }
    if (w->has_ak)
        CUPEL_TRY(make_anchor(w, anchor));
    const struct trust_anchor *const keys[] = { anchor };
    const struct part p = { .name = "tpm",
                            .bytes = collateral_at(&w->in->collateral, at)->bytes,
                            .format = "tpm",
                            .keys = keys,
                            .n_keys = w->has_ak ? 1 : 0,
                            .bears_nonce = true };
    CUPEL_TRY(part_appraise(w->in, &p, w->ap, &part));
    appraisal_use(w->ap, at, true, "quote of the VM's vTPM");
    w->ap->challenge_in_parts = !part->error;
    azure_add(w, AZURE_CHECK_QUOTE, part->error ? CUPEL_FAIL : CUPEL_PASS,
              part->error ? "the TPM quote that was given cannot be read" : NULL);
    return CUPEL_OK;
}
