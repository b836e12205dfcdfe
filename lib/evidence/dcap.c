/* SPDX-License-Identifier: Apache-2.0 */
/* Intel DCAP quotes: what SGX and TDX verification share. */
#include "evidence/dcap.h"

#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

#define QUOTE "Intel SGX ECDSA QuoteLibReference DCAP API, appendix A"
#define PCK   "Intel SGX PCK Certificate and CRL Profile Specification"
#define PCS   "Intel SGX and TDX Provisioning Certification Service API v4"

#define ROW(index, id_, cat, title_, why_, spec_, fix_)                                            \
    [index] = { .id = id_,                                                                         \
                .category = CUPEL_CAT_##cat,                                                       \
                .title = title_,                                                                   \
                .why = why_,                                                                       \
                .spec = spec_,                                                                     \
                .fix = fix_ }

/* clang-format off */
const struct cupel_check_info intel_checks[INTEL_CHECKS] = {
    ROW(INTEL_QE_VENDOR, "intel.qe_vendor", HARDWARE,
        "the quoting enclave is Intel's",
        "The vendor id tells whose quoting enclave certified the attestation key; identities of others are not known here.",
        QUOTE ".3, QE Vendor ID", "use Intel's quoting enclave"),
    ROW(INTEL_PCK_CHAIN, "intel.pck_chain", HARDWARE,
        "the PCK certificate leads over Intel's CA to the pinned Intel SGX Root CA",
        "Anybody can make a chain with Intel's names. The root is compared by name and key with the pinned one, never taken from the quote; exactly leaf, CA and root must stand in the quote, in this order.",
        PCK ", section 1; " QUOTE ".4, certification data type 5", "ask the machine for a new quote; for tests give your own root with --anchor"),
    ROW(INTEL_PCK_SUBJECT, "intel.pck_subject", HARDWARE,
        "the certificates are named as PCK certificate, PCK CA and root",
        "Intel's root also signs certificates for other purposes; one of those must not pass as a platform's key.",
        PCK ", sections 1.3.1 to 1.3.4", "ask the machine for a new quote"),
    ROW(INTEL_PCK_VALIDITY, "intel.pck_validity", HARDWARE,
        "every certificate of the chain is valid at the time of verification",
        "Outside of its dates nobody vouches for a certificate any more, and its revocation is no longer tracked.",
        "RFC 5280 section 6.1.3 (a)(2)", "fetch a new PCK certificate for the platform, or verify as of the time of the quote with --at"),
    ROW(INTEL_PCK_EXTENSION, "intel.pck_extension", HARDWARE,
        "the PCK certificate carries the SGX extension",
        "The extension names platform, PCE and TCB. Without it the certificate says nothing about a platform.",
        PCK ", section 1.3.5", "use the PCK certificate as Intel issued it"),
    ROW(INTEL_PCK_REVOCATION, "intel.pck_revocation", REVOCATION,
        "the PCK certificate is not revoked",
        "Intel revokes platforms whose keys leaked. Without the CRL they still look genuine.",
        "RFC 5280 section 6.3; " PCS ", pckcrl", "give the PCK CRL of the CA named in needs with --collateral; it lives 30 days"),
    ROW(INTEL_CA_REVOCATION, "intel.ca_revocation", REVOCATION,
        "neither the PCK CA nor the TCB signing certificate is revoked",
        "The root's CRL is the only word on its intermediates and on the key that signs collateral.",
        "RFC 5280 section 6.3; " PCS ", rootcacrl", "give the root CA CRL with --collateral"),
    ROW(INTEL_QE_SIGNATURE, "intel.qe_signature", HARDWARE,
        "the quoting enclave's report is signed with the PCK",
        "The PCK ties the quoting enclave, and with it the attestation key, to this platform.",
        QUOTE ".4, QE Report Signature", "ask the machine for a new quote"),
    ROW(INTEL_QE_BINDING, "intel.qe_binding", HARDWARE,
        "the quoting enclave's report binds the attestation key",
        "Without it anybody could put an attestation key of their own beside a genuine QE report.",
        QUOTE ".4, QE Report: report data is SHA-256(attestation key || authentication data) and 32 zero bytes", "ask the machine for a new quote"),
    ROW(INTEL_QE_IDENTITY, "intel.qe_identity", TCB,
        "the quoting enclave is the one that Intel's signed identity describes",
        "Any enclave on the platform can get a report signed by the PCK. Only Intel's identity tells its quoting enclave from a forged one (CVE-2026-22696).",
        PCS ", qe/identity", "give the current QE identity (SGX) or TD QE identity (TDX) and the TCB signing chain with --collateral"),
    ROW(INTEL_QE_TCB, "intel.qe_tcb", TCB,
        "the quoting enclave is up to date",
        "Older quoting enclaves have known weaknesses, with which quotes can be forged.",
        PCS ", qe/identity tcbLevels", "update the platform's DCAP software"),
    ROW(INTEL_TCB_INFO, "intel.tcb_info", TCB,
        "Intel's signed TCB info for this platform is at hand",
        "Only Intel knows which microcode and firmware levels are still safe.",
        PCS ", tcb", "give the TCB info named in needs and the TCB signing chain with --collateral"),
    ROW(INTEL_TCB_LEVEL, "intel.tcb_level", TCB,
        "the platform reaches the newest TCB level",
        "A level holds only when every one of the 16 components and the PCE reach it; comparing fewer accepts outdated platforms.",
        PCS ", tcb: how to determine the TCB status", "update the platform's microcode and firmware (BIOS), then make a new quote"),
    ROW(INTEL_TCB_STATUS, "intel.tcb_status", TCB,
        "the TCB status of platform, module and quoting enclave together is UpToDate",
        "The worst part decides: a new platform with an old quoting enclave or module is out of date.",
        "Intel SGX TDX DCAP Quote Verification Library, TCB status convergence; " PCS, "update what the advisories name, or accept the status by policy"),
};

const struct cupel_claim_info intel_claims[] = {
    { .name = "tcb_status", .type = CUPEL_CLAIM_TEXT, .title = "Intel's word on the platform's TCB", .is_main = true },
    { .name = "advisory_ids", .type = CUPEL_CLAIM_LIST, .title = "Intel security advisories that apply", .is_main = true },
    { .name = "tcb_date", .type = CUPEL_CLAIM_TIME, .title = "date of the TCB level that the platform reaches" },
    { .name = "tcb_evaluation_data_number", .type = CUPEL_CLAIM_UINT, .title = "number of Intel's TCB evaluation used" },
    { .name = "intel.fmspc", .type = CUPEL_CLAIM_BYTES, .size = 6, .title = "family, model, stepping, platform type and SKU", .is_main = true },
    { .name = "intel.pce_id", .type = CUPEL_CLAIM_BYTES, .size = 2, .title = "provisioning certification enclave" },
    { .name = "intel.ppid", .type = CUPEL_CLAIM_BYTES, .size = 16, .title = "provisioning id of the platform" },
    { .name = "intel.pck_ca", .type = CUPEL_CLAIM_TEXT, .title = "which of Intel's CAs issued the PCK certificate" },
};
/* clang-format on */
const size_t n_intel_checks = INTEL_CHECKS;
const size_t n_intel_claims = CUPEL_COUNT(intel_claims);

struct cupel_check *dcap_add(struct dcap_run *v, enum intel_check id, cupel_outcome outcome,
                             const char *detail)
{
    return appraisal_check(v->ap, &intel_checks[id], outcome, detail);
}

struct cupel_check *dcap_addf(struct dcap_run *v, enum intel_check id, cupel_outcome outcome,
                              const char *detail, ...)
{
    char text[500];
    va_list ap;
    va_start(ap, detail);
    (void)vsnprintf(text, sizeof text, detail, ap);
    va_end(ap);
    return dcap_add(v, id, outcome, arena_text(&v->ap->arena, slice_str(text)));
}

void dcap_at(struct dcap_run *v, struct cupel_check *c, uint64_t offset, uint64_t length)
{
    check_where(&v->ap->checks, c, "evidence", offset, length);
}

static struct cupel_check *judge(struct dcap_run *v, enum intel_check id, bool ok,
                                 const char *if_not, uint64_t offset, uint64_t length)
{
    struct cupel_check *c = dcap_add(v, id, ok ? CUPEL_PASS : CUPEL_FAIL, ok ? NULL : if_not);
    if (!ok)
        dcap_at(v, c, offset, length);
    return c;
}

static void judge_vendor(struct dcap_run *v)
{
    static const uint8_t intel[] = { 0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9,
                                     0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07 };
    bool ok = slice_eq(v->q->qe_vendor, SLICE_ARRAY(intel));
    struct cupel_check *c = judge(v, INTEL_QE_VENDOR, ok, "the QE vendor id is not Intel's", 12,
                                  16);
    if (!ok)
        check_compare(&v->ap->checks, c, SLICE_ARRAY(intel), v->q->qe_vendor);
}

static const char *chain_fault(const struct dcap_run *v)
{
    const struct x509_cert *leaf = &v->certs[0], *ca = &v->certs[1], *root = &v->certs[2];
    if (leaf->is_ca)
        return "the first certificate is a CA, not a PCK certificate; the order is leaf, CA, root";
    if (!slice_eq(leaf->issuer, ca->subject) || !slice_eq(ca->issuer, root->subject))
        return "the certificates are not in the order leaf, CA, root, each issued by the next";
    if (!x509_is_self_issued(root))
        return "the third certificate is no root";
    if (!trust_is_anchor(&v->trust, root))
        return "the root in the quote is no trust anchor (its key is not the pinned one)";
    for (size_t i = 0; i < 3; i++)
        if (v->certs[i].pub.type != CRYPTO_KEY_P256 ||
            v->certs[i].sig_alg != CRYPTO_SIG_ECDSA_P256_SHA256)
            return "a certificate is not ECDSA P-256 with SHA-256";
    if (v->path.fault != PATH_OK)
        return path_fault_text(v->path.fault);
    if (v->path.n != 2)
        return "the PCK certificate was not issued by the CA in the quote";
    if (!v->chain
             ->root_signed) /* its dates count, so they must be as the root's owner signed them */
        return "the root in the quote is no edition of the anchor: its own signature is wrong";
    return NULL;
}

static cupel_status judge_chain(struct dcap_run *v)
{
    CUPEL_TRY(trust_chain_read(&v->trust, v->q->pck_chain, &v->chain));
    const char *fault = v->chain->fault;
    v->certs = v->chain->certs;
    v->path = v->chain->path;
    if (!fault) {
        v->has_chain = true;
        fault = chain_fault(v);
        for (size_t i = 0; i < 3; i++)
            v->ap->software |= x509_is_software(&v->certs[i]);
    }
    if (fault) {
        struct cupel_check *c = dcap_add(v, INTEL_PCK_CHAIN, CUPEL_FAIL,
                                         arena_text(&v->ap->arena, slice_str(fault)));
        dcap_at(v, c, v->q->pck_chain_offset, v->q->pck_chain.n);
        v->path.fault = v->path.fault == PATH_OK ? PATH_NO_ISSUER : v->path.fault;
        return CUPEL_OK;
    }
    const struct trust_anchor *a = v->path.anchor;
    dcap_add(v, INTEL_PCK_CHAIN, CUPEL_PASS,
             a->from_caller ? "the PCK certificate leads to the caller's anchor" : NULL);
    appraisal_anchor(v->ap, a->name, SLICE_ARRAY(a->sha256), a->from_caller);
    v->trust.anchors = &v->path.anchor; /* everything else must end here too */
    v->trust.n_anchors = 1;
    v->ap->software |= trust_path_is_software(&v->path);
    return CUPEL_OK;
}

static void judge_subjects(struct dcap_run *v)
{
    cupel_slice leaf = v->certs[0].subject_cn, ca = v->certs[1].subject_cn;
    bool platform = slice_eq(ca, SLICE_LIT("Intel SGX PCK Platform CA"));
    bool processor = slice_eq(ca, SLICE_LIT("Intel SGX PCK Processor CA"));
    bool leaf_ok = slice_eq(leaf, SLICE_LIT("Intel SGX PCK Certificate"));
    bool root_ok = slice_eq(v->certs[2].subject_cn, SLICE_LIT("Intel SGX Root CA"));
    bool ok = leaf_ok && root_ok && (platform || processor);
    struct cupel_check *c = judge(v, INTEL_PCK_SUBJECT, ok,
                                  "a certificate has another purpose than its place needs",
                                  v->q->pck_chain_offset, v->q->pck_chain.n);
    if (ok) {
        claim_text(v->ap, "intel.pck_ca", platform ? "platform" : "processor");
        return;
    }
    c->expected = "Intel SGX PCK Certificate, Intel SGX PCK Platform (or Processor) CA, Intel SGX "
                  "Root CA";
    c->found = arena_printf(&v->ap->arena, "%s, %s, %s", arena_text(&v->ap->arena, leaf),
                            arena_text(&v->ap->arena, ca),
                            arena_text(&v->ap->arena, v->certs[2].subject_cn));
}

static void judge_validity(struct dcap_run *v)
{
    static const char *const names[] = { "the PCK certificate", "the PCK CA", "the root" };
    for (size_t i = 0; i < 3; i++) {
        bool expired = v->in->now > v->certs[i].not_after;
        if (!expired && v->in->now >= v->certs[i].not_before) {
            appraisal_rely_until(v->ap, v->certs[i].not_after);
            continue;
        }
        dcap_addf(v, INTEL_PCK_VALIDITY, CUPEL_FAIL, "%s %s", names[i],
                  expired ? "has expired" : "is not valid yet");
        return;
    }
    dcap_add(v, INTEL_PCK_VALIDITY, CUPEL_PASS, NULL);
}

static void judge_extension(struct dcap_run *v)
{
    struct cupel_diag d;
    cupel_status st = intel_pck_read(&v->certs[0], &v->pck, &d);
    v->has_pck = st == CUPEL_OK;
    if (!v->has_pck) {
        dcap_add(v, INTEL_PCK_EXTENSION, CUPEL_FAIL,
                 st == CUPEL_E_NOT_FOUND ? "the PCK certificate has no SGX extension"
                                         : arena_text(&v->ap->arena, slice_str(d.text)));
        return;
    }
    dcap_add(v, INTEL_PCK_EXTENSION, CUPEL_PASS, NULL);
    claim_bytes(v->ap, "intel.fmspc", SLICE_ARRAY(v->pck.fmspc));
    claim_bytes(v->ap, "intel.pce_id", SLICE_ARRAY(v->pck.pce_id));
    claim_bytes(v->ap, "intel.ppid", v->pck.ppid);
}

static cupel_status judge_qe_signature(struct dcap_run *v)
{
    bool ok = false;
    if (!v->has_chain) {
        dcap_add(v, INTEL_QE_SIGNATURE, CUPEL_UNKNOWN,
                 "there is no PCK certificate to check it with");
        return CUPEL_OK;
    }
    CUPEL_TRY(trust_cache_verify(v->trust.cache, v->trust.crypto, &v->certs[0].pub,
                                 CRYPTO_SIG_ECDSA_P256_SHA256, v->q->qe.bytes, v->q->qe_signature,
                                 true, &ok, NULL));
    judge(v, INTEL_QE_SIGNATURE, ok,
          "the signature does not verify: the QE report was changed, or is of another platform",
          v->q->qe.offset, v->q->qe.bytes.n + 64);
    return CUPEL_OK;
}

static cupel_status judge_binding(struct dcap_run *v)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    cupel_slice data = v->q->qe.report_data;
    CUPEL_TRY(crypto_digest2(v->trust.crypto, CRYPTO_SHA256, v->q->attestation_key, v->q->qe_auth,
                             digest));
    bool bound = slice_eq(slice_of(digest, 32), slice_part(data, 0, 32));
    bool zero = slice_is_zero(slice_part(data, 32, 32));
    struct cupel_check *c = judge(
        v, INTEL_QE_BINDING, bound && zero,
        bound ? "bytes 32 to 63 of the QE's report data are not zero"
              : "the QE's report data is not the digest of attestation key and "
                "authentication data",
        v->q->qe.offset + 320, 64);
    if (!bound)
        check_compare(&v->ap->checks, c, slice_of(digest, 32), slice_part(data, 0, 32));
    return CUPEL_OK;
}

static cupel_status judge_signature(struct dcap_run *v)
{
    struct crypto_pub ak = { CRYPTO_KEY_P256, v->q->attestation_key };
    bool ok = false, bad_key = false;
    CUPEL_TRY(trust_cache_verify(v->trust.cache, v->trust.crypto, &ak, CRYPTO_SIG_ECDSA_P256_SHA256,
                                 v->q->signed_bytes, v->q->signature, false, &ok, &bad_key));
    struct cupel_check *c = appraisal_check(
        v->ap, v->signature, ok ? CUPEL_PASS : CUPEL_FAIL,
        ok        ? NULL
        : bad_key ? "the attestation key is no point on P-256"
                  : "the signature does not verify: header or body were changed, or another key "
                    "signed");
    if (!ok) {
        dcap_at(v, c, 0, v->q->signed_bytes.n);
        dcap_at(v, c, v->q->signature_offset, 128);
    }
    return CUPEL_OK;
}

void dcap_release(struct dcap_run *v)
{
    trust_chain_free(v->chain);
    v->chain = NULL;
}

cupel_status dcap_verify(struct dcap_run *v)
{
    v->trust = v->in->trust;
    judge_vendor(v);
    CUPEL_TRY(judge_chain(v));
    if (v->has_chain) {
        judge_subjects(v);
        judge_validity(v);
        judge_extension(v);
    }
    CUPEL_TRY(judge_qe_signature(v));
    CUPEL_TRY(judge_binding(v));
    CUPEL_TRY(judge_signature(v));
    CUPEL_TRY(dcap_judge_revocation(v));
    CUPEL_TRY(dcap_choose_identity(v));
    return dcap_choose_tcb_info(v);
}

static cupel_outcome outcome_of(enum intel_tcb_status s)
{
    return s == INTEL_TCB_UP_TO_DATE ? CUPEL_PASS
           : s == INTEL_TCB_REVOKED  ? CUPEL_FAIL
                                     : CUPEL_WARN;
}

void dcap_judge_level(struct dcap_run *v, const struct intel_tcb_level *level)
{
    enum intel_tcb_status s = level->says.status;
    claim_time(v->ap, "tcb_date", level->says.tcb_date);
    if (s == INTEL_TCB_UP_TO_DATE)
        dcap_add(v, INTEL_TCB_LEVEL, CUPEL_PASS, NULL);
    else
        dcap_addf(v, INTEL_TCB_LEVEL, outcome_of(s), "the platform's own TCB level is %s",
                  intel_tcb_status_name(s));
}

/* Merge @more into the sorted list without doubles. */
static size_t merge(const char **list, size_t n, const struct intel_verdict *more)
{
    for (size_t i = 0; more && i < more->n_advisories; i++) {
        size_t at = 0;
        while (at < n && slice_cmp(slice_str(list[at]), slice_str(more->advisories[i])) < 0)
            at++;
        if (at < n && slice_eq(slice_str(list[at]), slice_str(more->advisories[i])))
            continue;
        for (size_t k = n; k > at; k--)
            list[k] = list[k - 1];
        list[at] = more->advisories[i];
        n++;
    }
    return n;
}

static void claim_advisories(struct dcap_run *v, const struct intel_verdict *platform,
                             const struct intel_verdict *module)
{
    const struct intel_verdict *parts[] = { platform, module, v->qe };
    size_t room = 0, n = 0;
    for (size_t i = 0; i < CUPEL_COUNT(parts); i++)
        room += parts[i] ? parts[i]->n_advisories : 0;
    const char **list = arena_array(&v->ap->arena, room, sizeof(*list));
    for (size_t i = 0; list && i < CUPEL_COUNT(parts); i++)
        n = merge(list, n, parts[i]);
    for (size_t i = 0; i < n; i++) /* the appraisal may outlive the verifier that holds the texts */
        list[i] = arena_text(&v->ap->arena, slice_str(list[i]));
    claim_list(v->ap, "advisory_ids", list, n);
}

void dcap_judge_status(struct dcap_run *v, const struct intel_verdict *platform,
                       const struct intel_verdict *module, enum intel_tcb_status status)
{
    if (!platform || !v->qe) {
        dcap_add(v, INTEL_TCB_STATUS, CUPEL_UNKNOWN,
                 "the status is not known: TCB info or QE identity is missing or does not fit");
        return;
    }
    cupel_outcome o = outcome_of(status);
    struct cupel_check *c = dcap_add(v, INTEL_TCB_STATUS, o, NULL);
    claim_text(v->ap, "tcb_status", intel_tcb_status_name(status));
    claim_advisories(v, platform, module);
    if (o == CUPEL_PASS)
        return;
    c->detail = arena_printf(
        &v->ap->arena, "TCB status is %s (platform %s%s%s, quoting enclave %s)",
        intel_tcb_status_name(status), intel_tcb_status_name(platform->status),
        module ? ", module " : "", module ? intel_tcb_status_name(module->status) : "",
        intel_tcb_status_name(v->qe->status));
    c->expected = intel_tcb_status_name(INTEL_TCB_UP_TO_DATE);
    c->found = intel_tcb_status_name(status);
}
