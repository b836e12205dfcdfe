/* SPDX-License-Identifier: Apache-2.0 */
/* Intel DCAP quotes: which TCB info and which QE identity count, and what the identity says. */
#include "evidence/dcap.h"

/* How far an item got, nearest last: the check names the nearest one's difference. */
enum fit {
    FIT_NONE,
    FIT_UNREADABLE,
    FIT_OTHER_TEE,
    FIT_OTHER_FMSPC,
    FIT_OTHER_PCE,
    FIT_NO_SIGNER,
    FIT_OTHER_SIGNER,
    FIT_BAD_SIGNATURE,
    FIT_EXPIRED,
    FIT_FUTURE,
    FIT_SIGNER_DATES,
    FIT_GOOD
};

struct choice {
    enum fit fit;
    size_t index; /* of the nearest, or of the chosen one */
    const struct collateral_item *item;
    int64_t until; /* earliest end of the signer's path */
};

static const char *fit_text(enum fit f)
{
    static const char *const texts[] = {
        [FIT_NONE] = "none was given",
        [FIT_UNREADABLE] = "cannot be read",
        [FIT_OTHER_TEE] = "is for another TEE",
        [FIT_OTHER_FMSPC] = "is for another FMSPC",
        [FIT_OTHER_PCE] = "is for another PCE-ID",
        [FIT_NO_SIGNER] = "cannot be authenticated: no Intel SGX TCB Signing certificate was given",
        [FIT_OTHER_SIGNER] =
            ("cannot be authenticated: no Intel SGX TCB Signing certificate given leads to the "
             "anchor of the quote"),
        [FIT_BAD_SIGNATURE] = "is not signed by the TCB signing key",
        [FIT_EXPIRED] = "has expired (nextUpdate has passed)",
        [FIT_FUTURE] = "is not in force yet (issueDate lies in the future)",
        [FIT_SIGNER_DATES] = "is signed with a TCB signing certificate that is not valid now",
        [FIT_GOOD] = "fits, but a newer one was used",
    };
    return texts[f];
}

static bool is_signer(const struct x509_cert *c)
{
    return c && !c->is_ca && slice_eq(c->subject_cn, SLICE_LIT("Intel SGX TCB Signing"));
}

/* Who signed @body? Fills @c->until on FIT_GOOD. A signer that is valid now is preferred. */
static cupel_status authenticate(struct dcap_run *v, cupel_slice body, cupel_slice sig,
                                 const uint8_t *digest, struct choice *c)
{
    size_t n = collateral_count(&v->in->collateral);
    c->fit = FIT_NO_SIGNER;
    for (size_t i = 0; i < n && c->fit != FIT_GOOD; i++) {
        const struct collateral_item *item = collateral_at(&v->in->collateral, i);
        struct trust_path path;
        bool ok = false, expired;
        if (!is_signer(item->cert))
            continue;
        if (c->fit == FIT_NO_SIGNER)
            c->fit = FIT_OTHER_SIGNER;
        CUPEL_TRY(trust_path_find(&v->trust, item->cert, NULL, 0, &path));
        if (path.fault != PATH_OK || item->cert->sig_alg != CRYPTO_SIG_ECDSA_P256_SHA256)
            continue;
        CUPEL_TRY(trust_cache_verify_known(v->trust.cache, v->trust.crypto, &item->cert->pub,
                                           CRYPTO_SIG_ECDSA_P256_SHA256, body, sig, digest, &ok));
        enum fit fit = !ok ? FIT_BAD_SIGNATURE
                       : trust_path_invalid_at(&path, v->in->now, &expired) != SIZE_MAX
                           ? FIT_SIGNER_DATES
                           : FIT_GOOD;
        if (fit < c->fit)
            continue;
        c->fit = fit;
        c->until = trust_path_until(&path);
        if (fit == FIT_GOOD)
            appraisal_use(v->ap, i, true, "signs TCB info and identities");
    }
    return CUPEL_OK;
}

static enum fit in_force(const struct dcap_run *v, int64_t from, int64_t until)
{
    return v->in->now > until ? FIT_EXPIRED : v->in->now < from ? FIT_FUTURE : FIT_GOOD;
}

/* Keep the nearer of two that do not fit. */
static void keep_nearest(struct choice *best, const struct choice *c)
{
    if (c->fit > best->fit && best->fit != FIT_GOOD)
        *best = *c;
}

static enum fit tcb_info_is_for(const struct dcap_run *v, const struct collateral_item *item)
{
    const struct intel_tcb_info *info = item->tcb_info;
    if (!info)
        return FIT_UNREADABLE;
    if (info->tee != v->tee)
        return FIT_OTHER_TEE;
    if (!slice_eq(SLICE_ARRAY(info->fmspc), SLICE_ARRAY(v->pck.fmspc)))
        return FIT_OTHER_FMSPC;
    return slice_eq(SLICE_ARRAY(info->pce_id), SLICE_ARRAY(v->pck.pce_id)) ? FIT_GOOD
                                                                           : FIT_OTHER_PCE;
}

static bool info_is_newer(const struct intel_tcb_info *a, const struct intel_tcb_info *b)
{
    if (a->evaluation_number != b->evaluation_number)
        return a->evaluation_number > b->evaluation_number;
    return a->issue_date > b->issue_date;
}

static void need_tcb_info(struct dcap_run *v)
{
    const char *fmspc = arena_hex(&v->ap->arena, SLICE_ARRAY(v->pck.fmspc));
    const char *tee = v->tee == INTEL_TDX ? "tdx" : "sgx";
    appraisal_need(v->ap,
                   &(struct cupel_need){
                       .kind = "tcb-info",
                       .fmspc = fmspc,
                       .tee = tee,
                       .hint = arena_printf(&v->ap->arena, "PCS: /%s/certification/v4/tcb?fmspc=%s",
                                            tee, fmspc) });
}

static void need_signer(struct dcap_run *v, const struct choice *c)
{
    if (c->fit == FIT_NO_SIGNER || c->fit == FIT_OTHER_SIGNER)
        appraisal_need(v->ap, &(struct cupel_need){
                                  .kind = "tcb-signing-chain",
                                  .hint = "the TCB-Info-Issuer-Chain header of the PCS response" });
}

static void report_no_tcb_info(struct dcap_run *v, const struct choice *best)
{
    const char *fmspc = arena_hex(&v->ap->arena, SLICE_ARRAY(v->pck.fmspc));
    need_tcb_info(v);
    if (best->fit == FIT_NONE) {
        dcap_addf(v, INTEL_TCB_INFO, CUPEL_UNKNOWN, "no %s TCB info for FMSPC %s was given",
                  intel_tee_name(v->tee), fmspc);
        return;
    }
    need_signer(v, best);
    const struct collateral_item *item = best->item;
    struct cupel_check *c = dcap_addf(
        v, INTEL_TCB_INFO, best->fit == FIT_NO_SIGNER ? CUPEL_UNKNOWN : CUPEL_FAIL,
        "no TCB info fits FMSPC %s; the nearest, %s, %s%s%s", fmspc, item->name,
        fit_text(best->fit), item->problem ? ": " : "", item->problem ? item->problem : "");
    if (best->fit == FIT_OTHER_FMSPC) {
        c->expected = fmspc;
        c->found = arena_hex(&v->ap->arena, SLICE_ARRAY(item->tcb_info->fmspc));
    } else if (best->fit == FIT_OTHER_PCE) {
        check_compare(&v->ap->checks, c, SLICE_ARRAY(v->pck.pce_id),
                      SLICE_ARRAY(item->tcb_info->pce_id));
    } else if (best->fit == FIT_OTHER_TEE) {
        c->expected = intel_tee_name(v->tee);
        c->found = intel_tee_name(item->tcb_info->tee);
    }
}

cupel_status dcap_choose_tcb_info(struct dcap_run *v)
{
    struct choice best = { .fit = FIT_NONE };
    size_t n = collateral_count(&v->in->collateral);
    if (!v->has_pck) {
        dcap_add(v, INTEL_TCB_INFO, CUPEL_UNKNOWN, "the platform is not known: no PCK certificate");
        return CUPEL_OK;
    }
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(&v->in->collateral, i);
        if (item->kind != COLLATERAL_TCB_INFO)
            continue;
        const struct intel_tcb_info *info = item->tcb_info;
        struct choice c = { .fit = tcb_info_is_for(v, item), .index = i, .item = item };
        if (c.fit == FIT_GOOD)
            CUPEL_TRY(authenticate(v, info->body, info->signature, item->digest, &c));
        if (c.fit == FIT_GOOD)
            c.fit = in_force(v, info->issue_date, info->next_update);
        appraisal_use(v->ap, i, false, item->problem ? item->problem : fit_text(c.fit));
        if (c.fit == FIT_GOOD && (best.fit != FIT_GOOD || info_is_newer(info, best.item->tcb_info)))
            best = c;
        keep_nearest(&best, &c);
    }
    if (best.fit != FIT_GOOD) {
        report_no_tcb_info(v, &best);
        return CUPEL_OK;
    }
    v->info = best.item->tcb_info;
    dcap_add(v, INTEL_TCB_INFO, CUPEL_PASS, NULL);
    claim_uint(v->ap, "tcb_evaluation_data_number", v->info->evaluation_number);
    appraisal_use(v->ap, best.index, true, "TCB levels of this platform");
    appraisal_rely_until(v->ap, v->info->next_update);
    appraisal_rely_until(v->ap, best.until);
    return CUPEL_OK;
}

static const char *identity_id(const struct dcap_run *v)
{
    return v->tee == INTEL_TDX ? "TD_QE" : "QE";
}

/* As Intel compares: bits that the identity wants but its mask leaves out match nothing. */
static bool masked_equal(cupel_slice value, const uint8_t *want, const uint8_t *mask)
{
    uint8_t differs = value.n == 0;
    for (size_t i = 0; i < value.n; i++)
        differs |= (uint8_t)((value.p[i] & mask[i]) ^ want[i]);
    return !differs;
}

/* NULL, or which field of the QE's report is not as the identity says. */
static const char *identity_differs(const struct dcap_run *v, cupel_slice *expected,
                                    cupel_slice *found)
{
    const struct intel_qe_identity *id = v->identity;
    const struct sgx_report *qe = &v->q->qe;
    cupel_slice misc = slice_part(qe->bytes, 16, 4);
    *expected = SLICE_ARRAY(id->mrsigner);
    *found = qe->mr_signer;
    if (!slice_eq(qe->mr_signer, *expected))
        return "MRSIGNER of the quoting enclave differs";
    *expected = SLICE_ARRAY(id->attributes);
    *found = qe->attributes;
    if (!masked_equal(qe->attributes, id->attributes, id->attributes_mask))
        return "attributes of the quoting enclave differ under the mask (debug?)";
    *expected = SLICE_ARRAY(id->miscselect);
    *found = misc;
    if (!masked_equal(misc, id->miscselect, id->miscselect_mask))
        return "MISCSELECT of the quoting enclave differs under the mask";
    *expected = *found = SLICE_EMPTY;
    return qe->isv_prod_id == id->isvprodid ? NULL : "ISVPRODID of the quoting enclave differs";
}

static void judge_identity(struct dcap_run *v)
{
    cupel_slice expected, found;
    const char *fault = identity_differs(v, &expected, &found);
    struct cupel_check *c = dcap_add(v, INTEL_QE_IDENTITY, fault ? CUPEL_FAIL : CUPEL_PASS, fault);
    if (!fault)
        return;
    dcap_at(v, c, v->q->qe.offset, v->q->qe.bytes.n);
    if (expected.n)
        check_compare(&v->ap->checks, c, expected, found);
    else {
        c->expected = arena_printf(&v->ap->arena, "%u", v->identity->isvprodid);
        c->found = arena_printf(&v->ap->arena, "%u", v->q->qe.isv_prod_id);
    }
}

static void judge_qe_tcb(struct dcap_run *v)
{
    const struct intel_isv_level *level = intel_isv_level_find(
        v->identity->levels, v->identity->n_levels, v->q->qe.isv_svn);
    if (!level) {
        dcap_addf(v, INTEL_QE_TCB, CUPEL_FAIL,
                  "the quoting enclave's ISVSVN %u is below every level that Intel lists",
                  v->q->qe.isv_svn);
        return;
    }
    v->qe = &level->says;
    if (level->says.status == INTEL_TCB_UP_TO_DATE)
        dcap_add(v, INTEL_QE_TCB, CUPEL_PASS, NULL);
    else
        dcap_addf(v, INTEL_QE_TCB,
                  level->says.status == INTEL_TCB_REVOKED ? CUPEL_FAIL : CUPEL_WARN,
                  "the quoting enclave (ISVSVN %u) is %s", v->q->qe.isv_svn,
                  intel_tcb_status_name(level->says.status));
}

static void report_no_identity(struct dcap_run *v, const struct choice *best)
{
    bool tdx = v->tee == INTEL_TDX;
    appraisal_need(v->ap,
                   &(struct cupel_need){ .kind = "qe-identity",
                                         .tee = tdx ? "tdx" : "sgx",
                                         .hint = tdx ? "PCS: /tdx/certification/v4/qe/identity"
                                                     : "PCS: /sgx/certification/v4/qe/identity" });
    if (best->fit == FIT_NONE) {
        dcap_addf(v, INTEL_QE_IDENTITY, CUPEL_UNKNOWN, "no enclave identity %s was given",
                  identity_id(v));
        return;
    }
    need_signer(v, best);
    const struct collateral_item *item = best->item;
    struct cupel_check *c = dcap_addf(
        v, INTEL_QE_IDENTITY, best->fit == FIT_NO_SIGNER ? CUPEL_UNKNOWN : CUPEL_FAIL,
        "no enclave identity %s fits; the nearest, %s, %s%s%s", identity_id(v), item->name,
        fit_text(best->fit), item->problem ? ": " : "", item->problem ? item->problem : "");
    if (best->fit == FIT_OTHER_TEE) {
        c->expected = identity_id(v);
        c->found = arena_text(&v->ap->arena, slice_str(item->qe_identity->id));
    }
}

static bool identity_is_newer(const struct intel_qe_identity *a, const struct intel_qe_identity *b)
{
    if (a->evaluation_number != b->evaluation_number)
        return a->evaluation_number > b->evaluation_number;
    return a->issue_date > b->issue_date;
}

cupel_status dcap_choose_identity(struct dcap_run *v)
{
    struct choice best = { .fit = FIT_NONE };
    size_t n = collateral_count(&v->in->collateral);
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(&v->in->collateral, i);
        if (item->kind != COLLATERAL_QE_IDENTITY)
            continue;
        const struct intel_qe_identity *id = item->qe_identity;
        struct choice c = { .fit = FIT_UNREADABLE, .index = i, .item = item };
        if (id)
            c.fit = slice_eq(slice_str(id->id), slice_str(identity_id(v))) ? FIT_GOOD
                                                                           : FIT_OTHER_TEE;
        if (c.fit == FIT_GOOD)
            CUPEL_TRY(authenticate(v, id->body, id->signature, item->digest, &c));
        if (c.fit == FIT_GOOD)
            c.fit = in_force(v, id->issue_date, id->next_update);
        appraisal_use(v->ap, i, false, item->problem ? item->problem : fit_text(c.fit));
        if (c.fit == FIT_GOOD &&
            (best.fit != FIT_GOOD || identity_is_newer(id, best.item->qe_identity)))
            best = c;
        keep_nearest(&best, &c);
    }
    if (best.fit != FIT_GOOD) {
        report_no_identity(v, &best);
        return CUPEL_OK;
    }
    v->identity = best.item->qe_identity;
    appraisal_use(v->ap, best.index, true, "identity of the quoting enclave");
    appraisal_rely_until(v->ap, v->identity->next_update);
    appraisal_rely_until(v->ap, best.until);
    judge_identity(v);
    judge_qe_tcb(v);
    return CUPEL_OK;
}
