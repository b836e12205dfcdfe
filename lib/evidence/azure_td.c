/* SPDX-License-Identifier: Apache-2.0 */
/* The TDREPORT of an Azure VM on TDX, and the quote that must vouch for it. */
#include "evidence/azure.h"

#define SPEC "Intel TDX Module 1.5 ABI Specification"

void azure_td_read(struct cur *c, struct azure_td *ret)
{
    cupel_slice all = slice_part(c->left, 0, AZURE_TD_SIZE);
    ret->type = cur_le32(c);
    ret->reserved_4 = cur_take(c, 12);
    ret->cpu_svn = cur_take(c, 16);
    ret->tcb_hash = cur_take(c, 48);
    ret->info_hash = cur_take(c, 48);
    ret->report_data = cur_take(c, 64);
    ret->reserved_c0 = cur_take(c, 32);
    ret->mac = cur_take(c, 32);
    ret->tcb_info = slice_part(all, 256, 239);
    ret->valid = cur_take(c, 8);
    ret->tee_tcb_svn = cur_take(c, 16);
    ret->mr_seam = cur_take(c, 48);
    ret->mr_signer_seam = cur_take(c, 48);
    ret->seam_attributes = cur_take(c, 8);
    ret->tcb_rest = cur_take(c, 111);
    ret->reserved_1ef = cur_take(c, 17);
    ret->td_info = slice_part(all, 512, 512);
    ret->td_attributes = cur_take(c, 8);
    ret->xfam = cur_take(c, 8);
    ret->mr_td = cur_take(c, 48);
    ret->mr_config_id = cur_take(c, 48);
    ret->mr_owner = cur_take(c, 48);
    ret->mr_owner_config = cur_take(c, 48);
    for (size_t i = 0; i < CUPEL_COUNT(ret->rtmr); i++)
        ret->rtmr[i] = cur_take(c, 48);
    ret->servtd_hash = cur_take(c, 48);
    ret->td_rest = cur_take(c, 64);
}

/* ---- choosing the quote ---- */

/* REPORTDATA of a quote that can be read, else empty. */
static cupel_slice report_data_of(struct azure_work *w, cupel_slice quote)
{
    struct evidence ev = { 0 };
    if (format_tdx.parse(&w->ap->arena, quote, &ev, NULL) != CUPEL_OK)
        return SLICE_EMPTY;
    return ev.quote.td.report_data;
}

/* The first TD quote with the TDREPORT's report data, else the first of any; SIZE_MAX: none. */
static size_t find_quote(struct azure_work *w)
{
    const struct collateral_view *view = &w->in->collateral;
    size_t n = collateral_count(view), nearest = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(view, i);
        if (item->kind != COLLATERAL_UNKNOWN || !format_tdx.probe(item->bytes))
            continue;
        if (slice_eq(report_data_of(w, item->bytes), w->r->td.report_data))
            return i;
        appraisal_use(w->ap, i, false, "a TD quote, but not of this TDREPORT");
        nearest = nearest == SIZE_MAX ? i : nearest;
    }
    return nearest;
}

static void need_quote(struct azure_work *w)
{
    w->ap->missing = true;
    azure_add(w, AZURE_CHECK_TD_REPORT, CUPEL_UNKNOWN,
              "no TD quote was given: the TDREPORT's authentication code can be checked on its own "
              "machine only");
    appraisal_need(w->ap, &(struct cupel_need){
                              .kind = "td-quote",
                              .tee = "tdx",
                              .hint = "in the guest, POST the TDREPORT (1,024 bytes from offset 32 "
                                      "of the report) to http://169.254.169.254/acc/tdquote as "
                                      "{\"report\": base64url}" });
}

/* ---- comparing ---- */

struct pair {
    const char *name, *claim; /* of the quote's appraisal */
    cupel_slice value;        /* the TDREPORT's */
    uint64_t offset;          /* in the TDREPORT */
};

static bool claim_equals(const struct azure_work *w, const struct pair *p, cupel_slice *found)
{
    const struct cupel_claim *c = cupel_appraisal_claim_find(w->hw, p->claim);
    *found = SLICE_EMPTY;
    if (!c)
        return false;
    if (c->type == CUPEL_CLAIM_FLAGS)
        return c->number == slice_le64(p->value);
    *found = c->bytes;
    return slice_eq(c->bytes, p->value);
}

static void differs(struct azure_work *w, const struct pair *p, cupel_slice found)
{
    struct arena *a = &w->ap->arena;
    struct cupel_check *c = azure_add_at(
        w, AZURE_CHECK_TD_REPORT, CUPEL_FAIL,
        arena_printf(a, "the TD quote is of another TD or state: it differs in %s", p->name),
        AZURE_HW_AT + p->offset, p->value.n);
    c->expected = arena_hex(a, p->value);
    c->found = found.n ? arena_hex(a, found) : NULL;
}

static bool compare(struct azure_work *w)
{
    const struct azure_td *t = &w->r->td;
    const struct pair pairs[] = {
        { "REPORTDATA", "tdx.report_data", t->report_data, 128 },
        { "MRTD", "tdx.mr_td", t->mr_td, 528 },
        { "RTMR0", "tdx.rtmr0", t->rtmr[0], 720 },
        { "RTMR1", "tdx.rtmr1", t->rtmr[1], 768 },
        { "RTMR2", "tdx.rtmr2", t->rtmr[2], 816 },
        { "RTMR3", "tdx.rtmr3", t->rtmr[3], 864 },
        { "MRCONFIGID", "tdx.mr_config_id", t->mr_config_id, 576 },
        { "MROWNER", "tdx.mr_owner", t->mr_owner, 624 },
        { "MROWNERCONFIG", "tdx.mr_owner_config", t->mr_owner_config, 672 },
        { "ATTRIBUTES", "tdx.td_attributes", t->td_attributes, 512 },
        { "XFAM", "tdx.xfam", t->xfam, 520 },
        { "TEE_TCB_SVN", "tdx.tee_tcb_svn", t->tee_tcb_svn, 264 },
        { "MRSEAM", "tdx.mr_seam", t->mr_seam, 280 },
        { "MRSIGNERSEAM", "tdx.mr_signer_seam", t->mr_signer_seam, 328 },
    };
    cupel_slice found;
    for (size_t i = 0; i < CUPEL_COUNT(pairs); i++) {
        if (claim_equals(w, &pairs[i], &found))
            continue;
        differs(w, &pairs[i], found);
        return false;
    }
    return true;
}

/* The TDREPORT holds digests of its own parts. */
static cupel_status digests_fit(struct azure_work *w, bool *ret)
{
    const struct azure_td *t = &w->r->td;
    uint8_t tcb[CRYPTO_HASH_MAX], info[CRYPTO_HASH_MAX];
    CUPEL_TRY(crypto_digest(w->in->trust.crypto, CRYPTO_SHA384, t->tcb_info, tcb));
    CUPEL_TRY(crypto_digest(w->in->trust.crypto, CRYPTO_SHA384, t->td_info, info));
    *ret = slice_eq(slice_of(tcb, 48), t->tcb_hash) && slice_eq(slice_of(info, 48), t->info_hash);
    return CUPEL_OK;
}

cupel_status azure_td_appraise(struct azure_work *w)
{
    size_t at = find_quote(w);
    bool whole = false;
    cupel_appraisal *part = NULL;
    if (at == SIZE_MAX) {
        need_quote(w);
        return CUPEL_OK;
    }
    const struct part p = { .name = "tdx",
                            .bytes = collateral_at(&w->in->collateral, at)->bytes,
                            .format = "tdx" };
    CUPEL_TRY(part_appraise(w->in, &p, w->ap, &part));
    w->hw = part;
    appraisal_use(w->ap, at, true, "TD quote of the VM's TDREPORT");
    CUPEL_TRY(digests_fit(w, &whole));
    if (part->error) {
        azure_add(w, AZURE_CHECK_TD_REPORT, CUPEL_FAIL,
                  "the TD quote that was given cannot be read");
        return CUPEL_OK;
    }
    if (!compare(w))
        return CUPEL_OK;
    w->vouched = whole;
    if (whole)
        azure_add(w, AZURE_CHECK_TD_REPORT, CUPEL_PASS, NULL);
    else
        azure_add_at(w, AZURE_CHECK_TD_REPORT, CUPEL_FAIL,
                     "TEE_TCB_INFO or TDINFO does not have the digest that the TDREPORT names",
                     AZURE_HW_AT + 32, 96);
    return CUPEL_OK;
}

/* ---- explaining ---- */

static void explain_mac(const struct azure_td *t, struct field_list *l)
{
    const uint64_t at = AZURE_HW_AT;
    field_open(l, "REPORTMACSTRUCT", SPEC, at, 256);
    (void)field_text(l, "REPORTTYPE", arena_printf(l->arena, "0x%08x", t->type),
                     "81h for a TD; then subtype and version", at, 4);
    field_bytes(l, "reserved", t->reserved_4, "must be zero", at + 4);
    field_bytes(l, "CPUSVN", t->cpu_svn, "security version of the processor", at + 16);
    field_bytes(l, "TEE_TCB_INFO_HASH", t->tcb_hash, "SHA-384 of TEE_TCB_INFO", at + 32);
    field_bytes(l, "TEE_INFO_HASH", t->info_hash, "SHA-384 of TDINFO", at + 80);
    field_bytes(l, "REPORTDATA", t->report_data, "SHA-256 of the runtime data, then zeros",
                at + 128);
    field_bytes(l, "reserved", t->reserved_c0, "must be zero", at + 192);
    field_bytes(l, "MAC", t->mac, "authentication code; only the same machine can check it",
                at + 224);
    field_close(l);
}

static void explain_tcb(const struct azure_td *t, struct field_list *l)
{
    const uint64_t at = AZURE_HW_AT + 256;
    field_open(l, "TEE_TCB_INFO", "the TDX module", at, 239);
    field_bytes(l, "VALID", t->valid, "which fields are", at);
    field_bytes(l, "TEE_TCB_SVN", t->tee_tcb_svn, "security versions at the TD's launch", at + 8);
    field_bytes(l, "MRSEAM", t->mr_seam, "measurement of the TDX module", at + 24);
    field_bytes(l, "MRSIGNERSEAM", t->mr_signer_seam, "its signer; zero is Intel", at + 72);
    field_bytes(l, "ATTRIBUTES", t->seam_attributes, "of the TDX module", at + 120);
    field_bytes(l, "rest", t->tcb_rest, "TEE_TCB_SVN2 and reserved bytes", at + 128);
    field_close(l);
    field_bytes(l, "reserved", t->reserved_1ef, "must be zero", at + 239);
}

static void explain_td(const struct azure_td *t, struct field_list *l)
{
    static const char *const rtmr[] = { "RTMR0", "RTMR1", "RTMR2", "RTMR3" };
    const uint64_t at = AZURE_HW_AT + 512;
    field_open(l, "TDINFO", "the trust domain", at, 512);
    field_bytes(l, "ATTRIBUTES", t->td_attributes, "of the TD, little endian", at);
    field_bytes(l, "XFAM", t->xfam, "extended features that the TD may use", at + 8);
    field_bytes(l, "MRTD", t->mr_td, "measurement of the TD's initial contents", at + 16);
    field_bytes(l, "MRCONFIGID", t->mr_config_id, "configuration given by the owner", at + 64);
    field_bytes(l, "MROWNER", t->mr_owner, "owner of the TD", at + 112);
    field_bytes(l, "MROWNERCONFIG", t->mr_owner_config, "configuration by the owner's software",
                at + 160);
    for (size_t i = 0; i < CUPEL_COUNT(rtmr); i++)
        field_bytes(l, rtmr[i], t->rtmr[i], "runtime measurement", at + 208 + 48 * i);
    field_bytes(l, "SERVTD_HASH", t->servtd_hash, "service TDs bound to it", at + 400);
    field_bytes(l, "reserved", t->td_rest, "must be zero", at + 448);
    field_close(l);
}

void azure_td_explain(const struct azure_td *td, cupel_slice rest, struct field_list *l)
{
    explain_mac(td, l);
    explain_tcb(td, l);
    explain_td(td, l);
    field_bytes(l, "unused", rest, "the area is as large as an SNP report",
                AZURE_HW_AT + AZURE_TD_SIZE);
}
