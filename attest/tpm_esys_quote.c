/* SPDX-License-Identifier: Apache-2.0 */
/* PCR values and quotes by ESYS: TPM 2.0 Library part 3, TPM2_PCR_Read and TPM2_Quote. */
#include "attest/tpm_esys.h"

#include "base/status.h"

#include <tss2/tss2_mu.h>

#define QUOTE_TRIES 6u

/* ---- PCRs ---- */

static TPML_PCR_SELECTION to_tss(const struct pcr_selection *sel)
{
    TPML_PCR_SELECTION s = { .count = (uint32_t)sel->n };
    for (size_t k = 0; k < sel->n; k++) {
        s.pcrSelections[k].hash = sel->banks[k].alg;
        s.pcrSelections[k].sizeofSelect = 3;
        for (size_t i = 0; i < 3; i++)
            s.pcrSelections[k].pcrSelect[i] = (uint8_t)(sel->banks[k].mask >> 8 * i);
    }
    return s;
}

static uint32_t mask_of(const TPMS_PCR_SELECTION *s)
{
    uint32_t mask = 0;
    for (uint8_t i = 0; i < s->sizeofSelect && i < 3; i++)
        mask |= (uint32_t)s->pcrSelect[i] << 8 * i;
    return mask;
}

/* Up to eight values come at a time, and the selection they are of: take them, strike them off. */
static bool take_values(const TPML_PCR_SELECTION *out, const TPML_DIGEST *digests,
                        const struct pcr_selection *sel, uint32_t left[PCR_BANKS_MAX],
                        struct pcr_values *v)
{
    uint32_t next = 0;
    for (uint32_t s = 0; s < out->count; s++)
        for (size_t k = 0; k < sel->n; k++) {
            enum crypto_hash hash;
            if (out->pcrSelections[s].hash != sel->banks[k].alg ||
                !pcr_bank_hash(sel->banks[k].alg, &hash))
                continue;
            for (unsigned i = 0; i < PCR_COUNT; i++) {
                if (!(mask_of(&out->pcrSelections[s]) >> i & 1))
                    continue;
                if (next >= digests->count || !(left[k] >> i & 1) ||
                    digests->digests[next].size != crypto_hash_size(hash))
                    return false;
                slice_copy(slice_of(digests->digests[next].buffer, digests->digests[next].size),
                           v->bytes[k][i], CRYPTO_HASH_MAX);
                left[k] &= ~(1u << i);
                next++;
            }
        }
    return next > 0 && next == digests->count;
}

static bool any(const uint32_t left[PCR_BANKS_MAX])
{
    return left[0] | left[1] | left[2] | left[3];
}

static cupel_status read_pcrs(struct tpm *t, const struct pcr_selection *sel, struct pcr_values *v,
                              struct cupel_diag *err)
{
    struct pcr_selection rest = *sel;
    uint32_t left[PCR_BANKS_MAX] = { 0 };
    for (size_t k = 0; k < sel->n; k++)
        left[k] = sel->banks[k].mask;
    while (any(left)) {
        TPML_PCR_SELECTION *out = NULL;
        TPML_DIGEST *digests = NULL;
        for (size_t k = 0; k < sel->n; k++)
            rest.banks[k].mask = left[k];
        TPML_PCR_SELECTION in = to_tss(&rest);
        TSS2_RC rc = Esys_PCR_Read(t->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &in, NULL,
                                   &out, &digests);
        bool good = rc == TSS2_RC_SUCCESS && take_values(out, digests, sel, left, v);
        Esys_Free(out);
        Esys_Free(digests);
        if (rc != TSS2_RC_SUCCESS)
            return esys_fail(err, rc, "its PCRs cannot be read", NULL);
        if (!good)
            return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                            "the TPM has not all PCRs that --pcrs names: `tpm2_getcap pcrs` lists "
                            "its banks");
    }
    return CUPEL_OK;
}

/* ---- the quote ---- */

/* Hash of the signature's scheme, which also makes the digest of the PCRs. */
static bool signature_hash(const TPMT_SIGNATURE *s, enum crypto_hash *ret)
{
    switch (s->sigAlg) {
    case TPM2_ALG_RSASSA:
    case TPM2_ALG_RSAPSS:
    case TPM2_ALG_ECDSA: return pcr_bank_hash(s->signature.any.hashAlg, ret);
    default: return false;
    }
}

static cupel_status digest_pcrs(const struct crypto *crypto, enum crypto_hash hash,
                                const struct pcr_selection *sel, const struct pcr_values *v,
                                uint8_t *out)
{
    struct buf all;
    buf_init(&all, sizeof v->bytes);
    for (size_t k = 0; k < sel->n; k++) {
        enum crypto_hash bank = CRYPTO_SHA256;
        (void)pcr_bank_hash(sel->banks[k].alg, &bank);
        for (unsigned i = 0; i < PCR_COUNT; i++)
            if (sel->banks[k].mask >> i & 1)
                buf_add(&all, slice_of(v->bytes[k][i], crypto_hash_size(bank)));
    }
    cupel_status st = buf_status(&all);
    if (st == CUPEL_OK)
        st = crypto_digest(crypto, hash, buf_slice(&all), out);
    buf_clear(&all);
    return st;
}

static bool selects(const TPML_PCR_SELECTION *quoted, const struct pcr_selection *sel)
{
    if (quoted->count != sel->n)
        return false;
    for (size_t k = 0; k < sel->n; k++)
        if (quoted->pcrSelections[k].hash != sel->banks[k].alg ||
            mask_of(&quoted->pcrSelections[k]) != sel->banks[k].mask)
            return false;
    return true;
}

/* The scheme that the key has. */
static const TPMT_SIG_SCHEME key_scheme = { .scheme = TPM2_ALG_NULL };

struct round { /* one quote, as tss2 gave it */
    TPM2B_ATTEST *attest;
    TPMT_SIGNATURE *signature;
};

/* *@fits: the PCR values are those that were quoted. */
static cupel_status judge(const struct round *r, const struct crypto *crypto, cupel_slice challenge,
                          const struct pcr_selection *sel, const struct pcr_values *v, bool *fits,
                          struct cupel_diag *err)
{
    TPMS_ATTEST a = { 0 };
    size_t at = 0;
    enum crypto_hash hash;
    uint8_t digest[CRYPTO_HASH_MAX];
    TSS2_RC rc = Tss2_MU_TPMS_ATTEST_Unmarshal(r->attest->attestationData, r->attest->size, &at,
                                               &a);
    if (rc != TSS2_RC_SUCCESS || at != r->attest->size || a.magic != TPM2_GENERATED_VALUE ||
        a.type != TPM2_ST_ATTEST_QUOTE || !signature_hash(r->signature, &hash))
        return diag_set(err, CUPEL_E_MALFORMED, "", "the TPM gave something that is no quote");
    if (!slice_eq(slice_of(a.extraData.buffer, a.extraData.size), challenge))
        return diag_set(err, CUPEL_E_MALFORMED, "",
                        "the TPM's quote does not carry the nonce that was asked for");
    if (!selects(&a.attested.quote.pcrSelect, sel))
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "the TPM quoted other PCRs than --pcrs names: `tpm2_getcap pcrs` lists its "
                        "banks");
    CUPEL_TRY(digest_pcrs(crypto, hash, sel, v, digest));
    const TPM2B_DIGEST *quoted = &a.attested.quote.pcrDigest;
    *fits = slice_eq(slice_of(digest, crypto_hash_size(hash)),
                     slice_of(quoted->buffer, quoted->size));
    return CUPEL_OK;
}

static cupel_status keep(const struct round *r, struct arena *a, struct ak_quote *ret,
                         struct cupel_diag *err)
{
    uint8_t bytes[sizeof(TPM2B_ATTEST) + sizeof(TPMT_SIGNATURE)];
    size_t n = 0, m = 0;
    TSS2_RC rc = Tss2_MU_TPM2B_ATTEST_Marshal(r->attest, bytes, sizeof bytes, &n);
    if (rc != TSS2_RC_SUCCESS)
        return esys_fail(err, rc, "its quote cannot be written down", NULL);
    ret->attest = arena_copy(a, slice_of(bytes, n));
    ret->message = slice_part(ret->attest, 2, n - 2);
    rc = Tss2_MU_TPMT_SIGNATURE_Marshal(r->signature, bytes, sizeof bytes, &m);
    if (rc != TSS2_RC_SUCCESS)
        return esys_fail(err, rc, "its signature cannot be written down", NULL);
    ret->signature = arena_copy(a, slice_of(bytes, m));
    if (r->signature->sigAlg == TPM2_ALG_RSASSA)
        ret->raw_signature = arena_copy(a, slice_of(r->signature->signature.rsassa.sig.buffer,
                                                    r->signature->signature.rsassa.sig.size));
    return CUPEL_OK;
}

static const char *quote_hint(TSS2_RC rc)
{
    switch (esys_base_code(rc)) {
    case TPM2_RC_SIZE: return "the nonce is longer than this TPM takes; give its digest";
    case TPM2_RC_BAD_AUTH:
    case TPM2_RC_AUTH_FAIL: return "the key has a password; use one without";
    case TPM2_RC_SCHEME: return "the key has no signing scheme of its own; use an attestation key";
    default: return NULL;
    }
}

static cupel_status quote_once(struct tpm *t, ESYS_TR key, const struct crypto *crypto,
                               cupel_slice challenge, const struct pcr_selection *sel,
                               struct arena *a, struct ak_quote *ret, bool *fits,
                               struct cupel_diag *err)
{
    struct round r = { 0 };
    TPML_PCR_SELECTION pcrs = to_tss(sel);
    TPM2B_DATA data = { .size = (uint16_t)challenge.n };
    if (challenge.n > sizeof data.buffer)
        return diag_set(err, CUPEL_E_USAGE, "", "--nonce: a TPM takes %zu bytes at most",
                        sizeof data.buffer);
    slice_copy(challenge, data.buffer, challenge.n);
    CUPEL_TRY(read_pcrs(t, sel, &ret->pcrs, err));
    TSS2_RC rc = Esys_Quote(t->esys, key, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &data,
                            &key_scheme, &pcrs, &r.attest, &r.signature);
    cupel_status st = rc == TSS2_RC_SUCCESS
                          ? judge(&r, crypto, challenge, sel, &ret->pcrs, fits, err)
                          : esys_fail(err, rc, "it gives no quote", quote_hint(rc));
    if (st == CUPEL_OK)
        st = keep(&r, a, ret, err);
    Esys_Free(r.attest);
    Esys_Free(r.signature);
    return st;
}

static cupel_status quote_with(struct tpm *t, ESYS_TR key, const struct crypto *crypto,
                               cupel_slice challenge, const struct pcr_selection *sel,
                               struct arena *a, struct ak_quote *ret, struct cupel_diag *err)
{
    bool fits = false;
    CUPEL_TRY(esys_take_public(t, key, a, ret, err));
    for (unsigned i = 0; !fits && i < QUOTE_TRIES; i++)
        CUPEL_TRY(quote_once(t, key, crypto, challenge, sel, a, ret, &fits, err));
    if (fits)
        return CUPEL_OK;
    return diag_set(
        err, CUPEL_E_IO, "",
        "the PCRs changed between reading and quoting, %u times in a row; leave the one "
        "that changes out with --pcrs (10 is IMA's), or try again when it is quiet",
        QUOTE_TRIES);
}

cupel_status tpm_make_quote(struct tpm *t, const struct crypto *crypto, const struct ak_choice *ak,
                            cupel_slice challenge, const struct pcr_selection *sel, struct arena *a,
                            struct ak_quote *ret, struct cupel_diag *err)
{
    ESYS_TR key = ESYS_TR_NONE;
    CUPEL_TRY(esys_open_ak(t, ak, a, &key, err));
    cupel_status st = quote_with(t, key, crypto, challenge, sel, a, ret, err);
    if (ak->kind == AK_HANDLE)
        (void)Esys_TR_Close(t->esys, &key);
    else
        (void)Esys_FlushContext(t->esys, key);
    return st;
}
