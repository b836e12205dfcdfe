/* SPDX-License-Identifier: Apache-2.0 */
/* Intel SGX quotes: version 3, and versions 4 and 5 with an enclave's report as body. */
#include "evidence/dcap.h"

#define QUOTE "Intel SGX ECDSA QuoteLibReference DCAP API, appendix A"

enum { SGX_SIGNATURE, SGX_DEBUG, SGX_CHECKS };

/* clang-format off */
static const struct cupel_check_info checks[SGX_CHECKS] = {
    [SGX_SIGNATURE] = {
        .id = "sgx.signature", .category = CUPEL_CAT_HARDWARE,
        .title = "header and enclave report are signed with the attestation key",
        .why = "This is the proof that the quoting enclave saw this report, and that none of it was changed since.",
        .spec = QUOTE ".4, ISV Enclave Report Signature",
        .fix = "ask the enclave for a new quote; do not edit quotes" },
    [SGX_DEBUG] = {
        .id = "sgx.debug", .category = CUPEL_CAT_CONFIGURATION,
        .title = "the enclave is no debug enclave",
        .why = "The host can read and change a debug enclave's memory: nothing in it is confidential.",
        .spec = "Intel SDM volume 3D, ATTRIBUTES.DEBUG (bit 1)",
        .fix = "sign the enclave for production and start it without the debug attribute" },
};

#define BYTES(name_, size_, title_, main_, identity_)                                              \
    { .name = name_, .type = CUPEL_CLAIM_BYTES, .size = size_, .title = title_, .is_main = main_, .is_identity = identity_ }
#define OTHER(name_, type_, title_)                                                                \
    { .name = name_, .type = CUPEL_CLAIM_##type_, .title = title_ }

static const struct cupel_claim_info claims[] = {
    BYTES("sgx.mr_enclave", 32, "measurement of the enclave", true, true),
    BYTES("sgx.mr_signer", 32, "SHA-256 of the key that signed the enclave", true, true),
    { .name = "sgx.isv_prod_id", .type = CUPEL_CLAIM_UINT, .title = "product, as its signer numbers it", .is_main = true, .is_identity = true },
    { .name = "sgx.isv_svn", .type = CUPEL_CLAIM_UINT, .title = "security version, as its signer numbers it", .is_main = true },
    BYTES("sgx.report_data", 64, "what the enclave put in: nonce, key digest", true, false),
    OTHER("sgx.attributes", FLAGS, "attribute flags of the enclave"),
    OTHER("sgx.xfrm", FLAGS, "extended features that the enclave may use"),
    OTHER("sgx.misc_select", UINT, "what is saved when the enclave faults"),
    OTHER("sgx.debug", BOOL, "is it a debug enclave?"),
    BYTES("sgx.cpu_svn", 16, "security version of the processor, raw", false, false),
    BYTES("sgx.config_id", 64, "configuration given at launch", false, true),
    OTHER("sgx.config_svn", UINT, "version of that configuration"),
    BYTES("sgx.ext_prod_id", 16, "extended product id", false, true),
    BYTES("sgx.family_id", 16, "product family", false, true),
};
/* clang-format on */

static bool sgx_probe(cupel_slice in)
{
    return dcap_probe(in, DCAP_TEE_SGX);
}

static cupel_status sgx_parse(struct arena *a, cupel_slice in, struct evidence *ret,
                              struct cupel_diag *err)
{
    (void)a;
    return dcap_parse(in, "sgx", DCAP_TEE_SGX, ret, err);
}

static void judge_debug(struct dcap_run *v)
{
    const struct sgx_report *r = &v->q->sgx;
    bool debug = r->flags & SGX_FLAG_DEBUG;
    struct cupel_check *c = appraisal_check(
        v->ap, &checks[SGX_DEBUG], debug ? CUPEL_FAIL : CUPEL_PASS,
        debug ? "DEBUG is set: the host can read the enclave's memory" : NULL);
    if (debug)
        dcap_at(v, c, r->offset + 48, 8);
}

static void make_claims(struct dcap_run *v)
{
    const struct sgx_report *r = &v->q->sgx;
    cupel_appraisal *ap = v->ap;
    claim_bytes(ap, "sgx.mr_enclave", r->mr_enclave);
    claim_bytes(ap, "sgx.mr_signer", r->mr_signer);
    claim_uint(ap, "sgx.isv_prod_id", r->isv_prod_id);
    claim_uint(ap, "sgx.isv_svn", r->isv_svn);
    claim_bytes(ap, "sgx.report_data", r->report_data);
    claim_flags(ap, "sgx.attributes", r->flags);
    claim_flags(ap, "sgx.xfrm", r->xfrm);
    claim_uint(ap, "sgx.misc_select", r->misc_select);
    claim_bool(ap, "sgx.debug", (r->flags & SGX_FLAG_DEBUG) != 0);
    claim_bytes(ap, "sgx.cpu_svn", r->cpu_svn);
    claim_bytes(ap, "sgx.config_id", r->config_id);
    claim_uint(ap, "sgx.config_svn", r->config_svn);
    claim_bytes(ap, "sgx.ext_prod_id", r->ext_prod_id);
    claim_bytes(ap, "sgx.family_id", r->family_id);
    ap->challenge = arena_copy(&ap->arena, r->report_data);
    ap->challenge_offset = r->offset + 320;
    ap->challenge_fixed = true;
}

/* The platform's own level; a level that does not exist is a failure. */
static const struct intel_verdict *judge_level(struct dcap_run *v)
{
    const struct intel_tcb_level *level = intel_tcb_level_find(v->info, &v->pck, NULL);
    if (!level) {
        dcap_add(v, INTEL_TCB_LEVEL, CUPEL_FAIL,
                 "the platform reaches no TCB level that Intel lists");
        return NULL;
    }
    dcap_judge_level(v, level);
    return &level->says;
}

static cupel_status judge(struct dcap_run *v)
{
    CUPEL_TRY(dcap_verify(v));
    judge_debug(v);
    const struct intel_verdict *platform = v->info ? judge_level(v) : NULL;
    enum intel_tcb_status status = platform ? platform->status : INTEL_TCB_REVOKED;
    if (v->qe)
        status = intel_tcb_converge(status, v->qe->status);
    dcap_judge_status(v, platform, NULL, status);
    make_claims(v);
    return arena_status(&v->ap->arena);
}

static cupel_status sgx_verify(const struct evidence *ev, const struct inputs *in,
                               cupel_appraisal *ap)
{
    struct dcap_run v = {
        .q = &ev->quote, .in = in, .ap = ap, .tee = INTEL_SGX, .signature = &checks[SGX_SIGNATURE]
    };
    cupel_status st = judge(&v);
    dcap_release(&v);
    return st;
}

static void sgx_explain(const struct evidence *ev, struct field_list *l)
{
    dcap_explain_head(&ev->quote, l);
    field_open(l, "enclave report", "the report of the enclave that is quoted",
               ev->quote.sgx.offset, ev->quote.sgx.bytes.n);
    dcap_explain_sgx(&ev->quote.sgx, l);
    field_close(l);
    dcap_explain_tail(&ev->quote, l);
}

const struct format format_sgx = {
    .name = "sgx",
    .title = "Intel SGX quote",
    .pads_zero = true,
    .probe = sgx_probe,
    .parse = sgx_parse,
    .verify = sgx_verify,
    .explain = sgx_explain,
    .checks = checks,
    .n_checks = SGX_CHECKS,
    .claims = claims,
    .n_claims = CUPEL_COUNT(claims),
};
