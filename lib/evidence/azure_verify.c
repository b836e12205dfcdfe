/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the report of an Azure confidential VM proves. The chain is: the hardware report (a part)
 * is genuine; its REPORT_DATA binds the runtime data; that names the vTPM's attestation key; that
 * key signed the quote (a part) for this challenge.
 */
#include "evidence/azure.h"

struct cupel_check *azure_add(struct azure_work *w, enum azure_check id, cupel_outcome outcome,
                              const char *detail)
{
    return appraisal_check(w->ap, &azure_checks[id], outcome, detail);
}

struct cupel_check *azure_add_at(struct azure_work *w, enum azure_check id, cupel_outcome outcome,
                                 const char *detail, uint64_t offset, uint64_t length)
{
    struct cupel_check *c = azure_add(w, id, outcome, detail);
    check_where(&w->ap->checks, c, "evidence", offset, length);
    return c;
}

/* ---- the headers ---- */

struct word {
    const char *detail;
    uint64_t expected, found, offset;
};

static bool word_fits(struct azure_work *w, const struct word *f)
{
    if (f->expected == f->found)
        return true;
    struct cupel_check *c = azure_add_at(w, AZURE_CHECK_HEADER, CUPEL_FAIL, f->detail, f->offset,
                                         4);
    c->expected = arena_printf(&w->ap->arena, "%llu", (unsigned long long)f->expected);
    c->found = arena_printf(&w->ap->arena, "%llu", (unsigned long long)f->found);
    return false;
}

struct span {
    cupel_slice bytes;
    uint64_t offset;
};

/* Bytes outside of the runtime data that nothing signs and nobody reads. */
static bool unused_is_zero(struct azure_work *w)
{
    const struct azure_report *r = w->r;
    bool td = r->kind == AZURE_TDX;
    const struct span spans[] = {
        { r->reserved, 20 },
        { td ? r->td.reserved_4 : SLICE_EMPTY, AZURE_HW_AT + 4 },
        { td ? r->td.reserved_c0 : SLICE_EMPTY, AZURE_HW_AT + 192 },
        { td ? r->td.reserved_1ef : SLICE_EMPTY, AZURE_HW_AT + 495 },
        { td ? slice_part(r->hw, AZURE_TD_SIZE, AZURE_HW_SIZE - AZURE_TD_SIZE) : SLICE_EMPTY,
          AZURE_HW_AT + AZURE_TD_SIZE },
    };
    for (size_t i = 0; i < CUPEL_COUNT(spans); i++) {
        if (slice_is_zero(spans[i].bytes))
            continue;
        azure_add_at(w, AZURE_CHECK_HEADER, CUPEL_FAIL, "reserved or unused bytes are not zero",
                     spans[i].offset, spans[i].bytes.n);
        return false;
    }
    return true;
}

static void check_header(struct azure_work *w)
{
    const struct azure_report *r = w->r;
    uint64_t data = AZURE_DATA_SIZE + r->capabilities.n + r->runtime_size;
    const struct word words[] = {
        { "the size of the report is not that of its parts", AZURE_DATA_AT + data, r->report_size,
          8 },
        { "the report was made for another purpose than attestation (2, AK_CERT_REQUEST)",
          AZURE_AK_CERT_REQUEST, r->request_type, 12 },
        { "the paravisor says that the request failed", 0, r->status, 16 },
        { "the size of the request data is not that of its parts", data, r->data_size,
          AZURE_DATA_AT },
    };
    bool fits = true;
    for (size_t i = 0; i < CUPEL_COUNT(words) && fits; i++)
        fits = word_fits(w, &words[i]);
    if (fits && unused_is_zero(w))
        azure_add(w, AZURE_CHECK_HEADER, CUPEL_PASS, NULL);
}

static const char *kind_name(uint32_t kind)
{
    return kind == AZURE_SNP ? "SNP (2)" : "TDX (4)";
}

static void check_types(struct azure_work *w)
{
    const struct azure_report *r = w->r;
    bool same = r->kind_told && (uint32_t)r->kind == r->report_type;
    if (same) {
        azure_add(w, AZURE_CHECK_REPORT_TYPE, CUPEL_PASS, NULL);
    } else {
        struct cupel_check *c = azure_add_at(
            w, AZURE_CHECK_REPORT_TYPE, CUPEL_FAIL,
            r->kind_told ? "the hardware report is of another kind than the request data says"
                         : "the hardware report is neither an SNP report nor a TDREPORT",
            AZURE_DATA_AT + 8, 4);
        c->expected = kind_name(r->report_type);
        c->found = r->kind_told ? kind_name(r->kind) : NULL;
    }
    if (r->hash_type == AZURE_HASH_SHA256) {
        azure_add(w, AZURE_CHECK_HASH_TYPE, CUPEL_PASS, NULL);
        return;
    }
    struct cupel_check *c = azure_add_at(w, AZURE_CHECK_HASH_TYPE, CUPEL_FAIL,
                                         "the request data names another hash than SHA-256",
                                         AZURE_DATA_AT + 12, 4);
    c->expected = "1 (SHA-256)";
    c->found = arena_printf(&w->ap->arena, "%u", r->hash_type);
}

/* ---- the binding ---- */

static cupel_status check_binding(struct azure_work *w)
{
    const struct azure_report *r = w->r;
    bool snp = r->kind == AZURE_SNP;
    cupel_slice data = snp ? slice_part(r->hw, 0x50, 64) : r->td.report_data;
    uint64_t at = AZURE_HW_AT + (snp ? 0x50u : 128u);
    uint8_t digest[CRYPTO_HASH_MAX];
    CUPEL_TRY(crypto_digest(w->in->trust.crypto, CRYPTO_SHA256, r->runtime, digest));
    bool same = slice_eq(slice_of(digest, 32), slice_part(data, 0, 32));
    bool rest = slice_is_zero(slice_part(data, 32, 32));
    w->bound = same && rest;
    if (w->bound) {
        azure_add(w, AZURE_CHECK_RUNTIME_DATA, CUPEL_PASS, NULL);
        return CUPEL_OK;
    }
    struct cupel_check *c = azure_add_at(
        w, AZURE_CHECK_RUNTIME_DATA, CUPEL_FAIL,
        same ? "the second half of REPORT_DATA is not zero"
             : "the runtime data is not what REPORT_DATA binds: one of the two was changed",
        at, 64);
    check_where(&w->ap->checks, c, "evidence", r->runtime_at, r->runtime.n);
    if (!same)
        check_compare(&w->ap->checks, c, slice_part(data, 0, 32), slice_of(digest, 32));
    return CUPEL_OK;
}

/* ---- the hardware ---- */

static cupel_status appraise_snp(struct azure_work *w)
{
    cupel_appraisal *part = NULL;
    const struct part p = { .name = "snp", .bytes = w->r->hw, .format = "snp" };
    uint64_t vmpl = slice_le64(slice_part(w->r->hw, 0x30, 4));
    CUPEL_TRY(part_appraise(w->in, &p, w->ap, &part));
    w->hw = part;
    w->vouched = vmpl == 0;
    if (vmpl == 0) {
        azure_add(w, AZURE_CHECK_VMPL, CUPEL_PASS, NULL);
        return CUPEL_OK;
    }
    struct cupel_check *c = azure_add_at(w, AZURE_CHECK_VMPL, CUPEL_FAIL,
                                         "something below the paravisor asked for the report",
                                         AZURE_HW_AT + 0x30, 4);
    c->expected = "0";
    c->found = arena_printf(&w->ap->arena, "%llu", (unsigned long long)vmpl);
    return CUPEL_OK;
}

static void settle_tee(struct azure_work *w)
{
    bool tee = w->hw && !w->hw->error && w->hw->tee;
    w->ap->tee = tee && w->bound && w->vouched;
    w->ap->no_tee = !tee        ? "no hardware report vouches for this VM"
                    : !w->bound ? "the hardware report does not bind this runtime data"
                                : "the hardware report does not speak for the paravisor";
}

cupel_status azure_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    struct azure_work w = { .r = ev->own, .in = in, .ap = ap };
    check_header(&w);
    check_types(&w);
    CUPEL_TRY(check_binding(&w));
    if (w.r->kind == AZURE_SNP)
        CUPEL_TRY(appraise_snp(&w));
    else
        CUPEL_TRY(azure_td_appraise(&w));
    settle_tee(&w);
    claim_text(ap, "azure.hardware", w.r->kind == AZURE_SNP ? "snp" : "tdx");
    CUPEL_TRY(azure_read_runtime(&w));
    CUPEL_TRY(azure_quote_appraise(&w));
    return arena_status(&ap->arena);
}
