/* SPDX-License-Identifier: Apache-2.0 */
/* The list of sources, the choice among them, and what all of them share. */
#include "attest/attest.h"

#include "base/cur.h"
#include "base/status.h"

#include <string.h>

static const struct {
    const char *name, *title;
} tees[TEES] = {
    [TEE_AUTO] = { "auto", "any TEE" },
    [TEE_SNP] = { "snp", "AMD SEV-SNP" },
    [TEE_TDX] = { "tdx", "Intel TDX" },
    [TEE_CCA] = { "cca", "Arm CCA" },
    [TEE_NITRO] = { "nitro", "AWS Nitro Enclaves" },
    [TEE_AZURE] = { "azure", "Azure confidential VM" },
    [TEE_TPM] = { "tpm", "TPM 2.0" },
};

const char *tee_name(enum tee t)
{
    return tees[t].name;
}

const char *tee_title(enum tee t)
{
    return tees[t].title;
}

const char *finding_state_name(enum finding_state s)
{
    static const char *const names[] = { "ready", "partial", "denied", "broken", "missing" };
    return names[s];
}

/* A TDREPORT is no quote and a TPM no TEE: hence this order. Logs come last, they stand for nothing
 * alone. */
const struct source *const attest_sources[] = {
    &source_tsm, &source_sev_guest, &source_nsm, &source_azure, &source_tdx_guest,
    &source_tpm, &source_eventlog,  &source_ima, &source_ccel,
};
const size_t attest_n_sources = CUPEL_COUNT(attest_sources);

/* ---- choosing ---- */

static bool serves(const struct source *s, enum tee wanted)
{
    return wanted == TEE_AUTO ? s->tees != 0 : (s->tees & TEE_BIT(wanted)) != 0;
}

static cupel_status refuse(const struct source *s, const struct finding *f, struct cupel_diag *err)
{
    return diag_set(err, f->state == FOUND_MISSING ? CUPEL_E_UNSUPPORTED : CUPEL_E_IO, "",
                    "%s: %s; %s", s->name, f->detail, f->fix);
}

static cupel_status refuse_all(enum tee wanted, struct cupel_diag *err)
{
    if (wanted == TEE_AUTO)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "this machine offers no evidence that can be read; `cupel attest --list` "
                        "says what was looked for, and how to enable it");
    return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                    "this machine offers no evidence of %s; `cupel attest --list` says what was "
                    "looked for, and how to enable it",
                    tee_title(wanted));
}

static cupel_status ask(const struct attest *at, const struct source *s, struct collected *ret,
                        struct cupel_diag *err)
{
    ret->source = s->name;
    CUPEL_TRY(s->collect(at, ret, err));
    return collected_status(ret, err);
}

/* The one source that serves @wanted, or NULL when there are several. */
static const struct source *only_source(enum tee wanted)
{
    const struct source *only = NULL;
    for (size_t i = 0; i < attest_n_sources; i++) {
        if (!serves(attest_sources[i], wanted))
            continue;
        if (only)
            return NULL;
        only = attest_sources[i];
    }
    return only;
}

cupel_status attest_collect(const struct attest *at, struct collected *ret, struct cupel_diag *err)
{
    enum tee wanted = at->request->tee;
    const struct source *only = only_source(wanted);
    if (only) /* its own words are better than a look's */
        return ask(at, only, ret, err);
    for (size_t i = 0; i < attest_n_sources; i++) {
        const struct source *s = attest_sources[i];
        struct finding f = { .state = FOUND_MISSING, .detail = "", .fix = "" };
        if (!serves(s, wanted))
            continue;
        s->probe(at, ret->arena, &f);
        if (f.state == FOUND_READY || f.state == FOUND_PARTIAL)
            return ask(at, s, ret, err);
        if (f.state != FOUND_MISSING)
            return refuse(s, &f, err);
    }
    return refuse_all(wanted, err);
}

/* ---- what was collected ---- */

void collected_add(struct collected *c, const char *name, const char *media_type,
                   unsigned indicator, cupel_slice bytes)
{
    if (bytes.n == 0)
        return;
    if (c->n_files < COLLECTED_FILES)
        c->files[c->n_files] = (struct collected_file){ name, media_type, indicator, bytes };
    c->n_files++; /* past the end: collected_status() tells */
}

void collected_note(struct collected *c, const char *text)
{
    if (c->n_notes < NOTES_MAX)
        c->notes[c->n_notes++] = text;
}

cupel_status collected_status(const struct collected *c, struct cupel_diag *err)
{
    cupel_status st = arena_status(c->arena);
    if (st != CUPEL_OK)
        return diag_set(err, st, "",
                        st == CUPEL_E_LIMIT ? "what was collected is larger than the cap of %u MiB"
                                            : "out of memory (of at most %u MiB)",
                        COLLECTED_MAX >> 20);
    if (c->n_files > COLLECTED_FILES)
        return diag_set(err, CUPEL_E_INTERNAL, "", "more files than there is room for");
    return CUPEL_OK;
}

/* ---- report data ---- */

cupel_status report_data_make(const struct attest *at, struct collected *ret, uint8_t *out,
                              struct cupel_diag *err)
{
    const struct request *r = at->request;
    if (!r->has_user_data) {
        slice_copy(r->nonce, out, REPORT_DATA);
        ret->challenge = r->nonce;
        ret->binding = "nonce, padded with zeros to 64 bytes";
        return CUPEL_OK;
    }
    if (r->nonce.n != NONCE_BOUND)
        return diag_set(
            err, CUPEL_E_USAGE, "",
            "--user-data: the nonce must then be %u bytes, so that no byte can pass from "
            "one to the other; it has %zu",
            NONCE_BOUND, r->nonce.n);
    if (crypto_digest2(at->crypto, CRYPTO_SHA512, r->nonce, r->user_data, out) != CUPEL_OK)
        return diag_set(err, CUPEL_E_CRYPTO, "", "libcrypto cannot compute SHA-512");
    ret->challenge = arena_copy(ret->arena, slice_of(out, REPORT_DATA));
    ret->binding = "SHA-512(nonce || user data)";
    return CUPEL_OK;
}

/* Where REPORT_DATA stands: AMD 56860 table ATTESTATION_REPORT; Intel TDX DCAP quote, version 4
 * with a body at 48, version 5 with its type and size before it. */
#define SNP_REPORT_DATA_AT  0x50u
#define TDX_BODY_AT         48u
#define TDX_BODY_REPORTDATA 520u

static cupel_slice tdx_report_data(cupel_slice quote)
{
    size_t head = slice_le64(slice_part(quote, 0, 2)) >= 5 ? 6 : 0;
    return slice_part(quote, TDX_BODY_AT + head + TDX_BODY_REPORTDATA, REPORT_DATA);
}

cupel_slice report_data_of(enum tee tee, cupel_slice evidence)
{
    if (tee == TEE_SNP)
        return slice_part(evidence, SNP_REPORT_DATA_AT, REPORT_DATA);
    return tee == TEE_TDX ? tdx_report_data(evidence) : SLICE_EMPTY;
}

/* A CCA token is CBOR, and so are TDX quotes of platforms with DICE: one of their byte strings is
 * the challenge. */
static bool carries(enum tee tee, cupel_slice evidence, cupel_slice padded)
{
    uint64_t version = slice_le64(slice_part(evidence, 0, 2));
    if (tee == TEE_CCA || (tee == TEE_TDX && version != 4 && version != 5))
        return slice_find(evidence, padded) != SIZE_MAX;
    return slice_eq(report_data_of(tee, evidence), padded);
}

cupel_status report_data_check(enum tee tee, cupel_slice evidence, cupel_slice wanted,
                               const char *where, struct cupel_diag *err)
{
    uint8_t padded[REPORT_DATA];
    slice_copy(wanted, padded, sizeof padded);
    if (carries(tee, evidence, SLICE_ARRAY(padded)))
        return CUPEL_OK;
    return diag_set(
        err, CUPEL_E_MALFORMED, "",
        "%s: the %s evidence of %zu bytes does not carry the report data that was asked "
        "for; nothing is written",
        where, tee_title(tee), evidence.n);
}
