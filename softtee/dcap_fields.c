/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields and defaults of software SGX and TDX. Layouts: Intel SGX ECDSA QuoteLibReference DCAP API
 * and Intel TDX DCAP Quoting Library API, appendix A of each.
 */
#include "softtee/dcap.h"

#include "softtee/eventlog_write.h"

#include <string.h>

static const char *const body_words[] = { "td10", "td15", "td15ex", NULL };
static const char *const ca_words[] = { "platform", "processor", NULL };
static const char *const sign_words[] = { "good", "zero", "stranger", NULL };
const char *const dcap_status_words[] = { "UpToDate",
                                          "SWHardeningNeeded",
                                          "ConfigurationNeeded",
                                          "ConfigurationAndSWHardeningNeeded",
                                          "OutOfDate",
                                          "OutOfDateConfigurationNeeded",
                                          "Revoked",
                                          NULL };

#define BODY(name, type, at, n, text)   FIELD_IN(name, FIELD_##type, body, at, n, text)
#define HEAD(name, type, at, n, text)   FIELD_OF(name, FIELD_##type, header, at, n, text)
#define QE(name, type, at, n, text)     FIELD_OF("qe." name, FIELD_##type, qe, at, n, text)
#define PARAM(name, type, member, text) FIELD_AT(name, FIELD_##type, intel.member, text)
#define WORDS(name, member, list, text) FIELD_WORDS(name, intel.member, list, text)

/* An enclave's report, of the enclave itself (BODY) or of the quoting enclave (QE). */
#define SGX_REPORT(ROW)                                                                            \
    ROW("cpu_svn", BYTES, 0, 16, "CPUSVN"), ROW("misc_select", NUMBER, 16, 4, "MISCSELECT"),       \
        ROW("ext_prod_id", BYTES, 32, 16, "ISVEXTPRODID"),                                         \
        ROW("flags", NUMBER, 48, 8, "attribute flags; bit 1 DEBUG"),                               \
        ROW("xfrm", NUMBER, 56, 8, "attribute XFRM"),                                              \
        ROW("mr_enclave", BYTES, 64, 32, "MRENCLAVE"),                                             \
        ROW("mr_signer", BYTES, 128, 32, "MRSIGNER"),                                              \
        ROW("config_id", BYTES, 192, 64, "CONFIGID"),                                              \
        ROW("isv_prod_id", NUMBER, 256, 2, "ISVPRODID"), ROW("isv_svn", NUMBER, 258, 2, "ISVSVN"), \
        ROW("config_svn", NUMBER, 260, 2, "CONFIGSVN"),                                            \
        ROW("family_id", BYTES, 304, 16, "ISVFAMILYID"),                                           \
        ROW("report_data", BYTES, 320, 64, "REPORTDATA")

const struct field fields_sgx_body[] = { SGX_REPORT(BODY), { 0 } };

const struct field fields_td_body[] = {
    BODY("tee_tcb_svn", BYTES, 0, 16, "TCB of the TD at launch: module SVN, module version, …"),
    BODY("mr_seam", BYTES, 16, 48, "measurement of the TDX module"),
    BODY("mr_signer_seam", BYTES, 64, 48, "signer of the TDX module; zero: Intel"),
    BODY("seam_attributes", BYTES, 112, 8, "attributes of the TDX module; must be zero"),
    BODY("td_attributes", NUMBER, 120, 8, "bit 0 DEBUG, 28 SEPT_VE_DISABLE, 29 MIGRATABLE, 30 PKS"),
    BODY("xfam", NUMBER, 128, 8, "extended features that the TD may use"),
    BODY("mr_td", BYTES, 136, 48, "measurement of the TD's initial contents"),
    BODY("mr_config_id", BYTES, 184, 48, "configuration, given by the owner"),
    BODY("mr_owner", BYTES, 232, 48, "owner, given by the host"),
    BODY("mr_owner_config", BYTES, 280, 48, "the owner's configuration"),
    BODY("rtmr0", BYTES, 328, 48, "runtime measurement 0"),
    BODY("rtmr1", BYTES, 376, 48, "runtime measurement 1"),
    BODY("rtmr2", BYTES, 424, 48, "runtime measurement 2"),
    BODY("rtmr3", BYTES, 472, 48, "runtime measurement 3"),
    BODY("report_data", BYTES, 520, 64, "what the TD put in: the nonce"),
    BODY("tee_tcb_svn2", BYTES, 584, 16, "TCB now (TD 1.5)"),
    BODY("mr_service_td", BYTES, 600, 48, "measurement of the service TD (TD 1.5)"),
    BODY("vmid", NUMBER, 648, 1, "TD 1.5 Ex: virtual machine id"),
    BODY("td_id", BYTES, 649, 32, "TD 1.5 Ex: TD id"),
    BODY("dev_info", BYTES, 681, 48, "TD 1.5 Ex: device information"),
    BODY("init_servtd_hash", BYTES, 729, 48, "TD 1.5 Ex: service TD at launch"),
    BODY("init_attributes", BYTES, 777, 8, "TD 1.5 Ex: attributes at launch"),
    BODY("init_cpu_svn", BYTES, 785, 16, "TD 1.5 Ex: CPUSVN at launch"),
    BODY("init_tee_tcb_svn", BYTES, 801, 16, "TD 1.5 Ex: TCB at launch"),
    BODY("init_fmspc", BYTES, 817, 12, "TD 1.5 Ex: FMSPC at launch"),
    BODY("servtd_hash", BYTES, 829, 48, "TD 1.5 Ex: service TD now"),
    BODY("servtd_attributes", BYTES, 877, 8, "TD 1.5 Ex: its attributes"),
    { 0 },
};

const struct field fields_td_set[] = {
    WORDS("body", body_type, body_words,
          "kind of TD report; version 4: td10 only, 5: td15 if not set"),
    WORDS("event_log", event_log, log_variant_words,
          "log of the boot (collateral/ccel.bin) that RTMR 0 to 2 follow from, and what is wrong "
          "with it"),
    { 0 },
};

#define CERT(name, member, who)                                                                    \
    PARAM(name ".not_before", TIME, member.not_before, "first moment of " who),                    \
        PARAM(name ".not_after", TIME, member.not_after, "last moment of " who),                   \
        PARAM(name ".serial", BYTES, member.serial, "serial number of " who),                      \
        PARAM(name ".cn", TEXT, member.cn, "common name of " who)

const struct field fields_dcap[] = {
    HEAD("att_key_type", NUMBER, 2, 2, "2: ECDSA P-256"),
    HEAD("tee_type", NUMBER, 4, 4, "0 SGX, 0x81 TDX"),
    HEAD("header_qe_svn", NUMBER, 8, 2, "SVN of the QE in the header (version 3)"),
    HEAD("header_pce_svn", NUMBER, 10, 2, "SVN of the PCE in the header (version 3)"),
    HEAD("qe_vendor_id", BYTES, 12, 16, "vendor of the QE: Intel's number"),
    HEAD("user_data", BYTES, 28, 20, "of the QE's choice"),
    SGX_REPORT(QE),
    PARAM("qe.auth_data", BYTES, auth_data, "authentication data bound by the QE"),
    PARAM("attestation_key", NUMBER, attestation_key,
          "another number, another attestation key of the same platform"),
    WORDS("ca", ca, ca_words, "which CA issued the PCK certificate"),
    CERT("root", root, "the root"),
    CERT("pck_ca", pck_ca, "the PCK CA"),
    CERT("pck", pck, "the PCK certificate"),
    CERT("signing", signing, "the TCB signing certificate"),
    PARAM("ppid", BYTES, ppid, "platform provisioning id"),
    PARAM("fmspc", BYTES, fmspc, "family, model, stepping, platform, custom SKU"),
    PARAM("pce_id", BYTES, pce_id, "id of the PCE"),
    PARAM("pck.tcb", BYTES, tcb, "the platform's 16 component SVNs"),
    PARAM("pck.pcesvn", NUMBER, pcesvn, "SVN of the platform's PCE"),
    PARAM("pck.cpusvn", BYTES, cpusvn, "CPUSVN in the PCK certificate"),
    PARAM("pck.sgx_type", NUMBER, sgx_type, "0 standard, 1 scalable, 2 with integrity"),
    PARAM("pck.platform_instance_id", BYTES, instance_id, "platform CA only"),
    FIELD_AT("root_crl.this_update", FIELD_TIME, root_crl.from, "start of the root's CRL"),
    FIELD_AT("root_crl.next_update", FIELD_TIME, root_crl.until, "end of the root's CRL"),
    PARAM("padding", NUMBER, padding, "zero bytes behind the quote, as clouds add them"),
    { 0 },
};

const struct field fields_tcb_info[] = {
    PARAM("tcb.id", TEXT, tcb_id, "TEE that the TCB info is for: SGX or TDX"),
    PARAM("tcb.issue_date", TIME, tcb_window.from, "when the TCB info was made"),
    PARAM("tcb.next_update", TIME, tcb_window.until, "until when it holds"),
    PARAM("tcb.fmspc", BYTES, tcb_fmspc, "platforms that it is for"),
    PARAM("tcb.pce_id", BYTES, tcb_pce_id, "PCE that it is for"),
    PARAM("tcb.evaluation_number", NUMBER, tcb_evaluation, "tcbEvaluationDataNumber"),
    PARAM("tcb.components", BYTES, level.sgx, "16 SGX component SVNs of the highest level"),
    PARAM("tcb.pcesvn", NUMBER, level.pcesvn, "PCESVN of the highest level"),
    PARAM("tcb.date", TIME, level.date, "tcbDate of the highest level"),
    PARAM("tcb.advisories", TEXT, level.advisories, "its advisory ids, commas between"),
    WORDS("tcb.status", level.status, dcap_status_words, "its status"),
    PARAM("tcb.floor.components", BYTES, floor.sgx, "the same of the lower level"),
    PARAM("tcb.floor.pcesvn", NUMBER, floor.pcesvn, "PCESVN of the lower level"),
    PARAM("tcb.floor.date", TIME, floor.date, "tcbDate of the lower level"),
    PARAM("tcb.floor.advisories", TEXT, floor.advisories, "its advisory ids, commas between"),
    WORDS("tcb.floor.status", floor.status, dcap_status_words, "its status"),
    WORDS("tcb.sign", tcb_sign, sign_words, "signature of the TCB info"),
    PARAM("qeid.id", TEXT, qe_id, "enclave that the identity is of: QE, TD_QE"),
    PARAM("qeid.issue_date", TIME, qe_window.from, "when the QE identity was made"),
    PARAM("qeid.next_update", TIME, qe_window.until, "until when it holds"),
    PARAM("qeid.evaluation_number", NUMBER, qe_evaluation, "tcbEvaluationDataNumber"),
    PARAM("qeid.misc_select", BYTES, qe_misc_select, "MISCSELECT demanded, highest byte first"),
    PARAM("qeid.misc_mask", BYTES, qe_misc_mask, "bits of it that are compared"),
    PARAM("qeid.attributes", BYTES, qe_attributes, "attributes demanded"),
    PARAM("qeid.attributes_mask", BYTES, qe_mask, "bits of them that are compared"),
    PARAM("qeid.mr_signer", BYTES, qe_mr_signer, "MRSIGNER demanded"),
    PARAM("qeid.isv_prod_id", NUMBER, qe_prod_id, "ISVPRODID demanded"),
    PARAM("qeid.isv_svn", NUMBER, qe_level.svn, "ISVSVN of the highest level"),
    WORDS("qeid.status", qe_level.status, dcap_status_words, "its status"),
    PARAM("qeid.floor.isv_svn", NUMBER, qe_floor.svn, "ISVSVN of the lower level"),
    WORDS("qeid.floor.status", qe_floor.status, dcap_status_words, "its status"),
    WORDS("qeid.sign", qe_sign, sign_words, "signature of the QE identity"),
    { 0 },
};

const struct field fields_td_module[] = {
    PARAM("tcb.floor.tdx_components", BYTES, floor.tdx, "the same of the lower level"),
    PARAM("tcb.tdx_components", BYTES, level.tdx, "16 TDX component SVNs of the highest level"),
    PARAM("module.version", NUMBER, module_version, "of the identity TDX_NN in the TCB info"),
    PARAM("module.mr_signer", BYTES, module_mr_signer, "signer demanded of the module"),
    PARAM("module.attributes", BYTES, module_attributes, "attributes demanded of it"),
    PARAM("module.attributes_mask", BYTES, module_mask, "bits of them that are compared"),
    PARAM("module.isv_svn", NUMBER, module_level.svn, "SVN of the module's highest level"),
    WORDS("module.status", module_level.status, dcap_status_words, "its status"),
    PARAM("module.floor.isv_svn", NUMBER, module_floor.svn, "SVN of the module's lower level"),
    WORDS("module.floor.status", module_floor.status, dcap_status_words, "its status"),
    { 0 },
};

bool dcap_is_tdx(const struct tee *t)
{
    return t->kind == &tee_tdx;
}

/* ---- defaults ---- */

static cupel_status default_header(struct tee *t)
{
    static const uint8_t intel[16] = { 0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9,
                                       0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07 };
    tee_put(t->header, 2, t->version);
    tee_put(t->header + 2, 2, 2);
    tee_put(t->header + 4, 4, dcap_is_tdx(t) ? 0x81 : 0);
    if (t->version == 3) {
        tee_put(t->header + 8, 2, 8);
        tee_put(t->header + 10, 2, 13);
    }
    slice_copy(SLICE_ARRAY(intel), t->header + 12, 16);
    return tee_fill(t, "user data", t->header + 28, 16);
}

/* INIT and MODE64BIT (flags 5h of enclaves in use), x87 and SSE. */
static cupel_status default_report(struct tee *t, uint8_t *r, const char *label, uint64_t flags)
{
    memset(r, 4, 4); /* CPUSVN */
    tee_put(r + 48, 8, flags);
    tee_put(r + 56, 8, 0xe7);
    CUPEL_TRY(tee_fill(t, label, r + 64, 32));
    return tee_fill(t, "enclave signer", r + 128, 32);
}

static cupel_status default_qe(struct tee *t)
{
    struct intel_params *p = &t->intel;
    CUPEL_TRY(default_report(t, t->qe, "qe", 0x11)); /* INIT, PROVISION_KEY */
    CUPEL_TRY(tee_fill(t, "qe signer", t->qe + 128, 32));
    tee_put(t->qe + 256, 2, dcap_is_tdx(t) ? 2 : 1);
    tee_put(t->qe + 258, 2, 8);
    CUPEL_TRY(tee_fill(t, "auth data", p->auth_data, sizeof p->auth_data));
    /* The identity: what the genuine one has, for our own signer. */
    static const uint8_t attributes[16] = { 0x11 }, misc_mask[4] = { 0xff, 0xff, 0xff, 0xff };
    static const uint8_t mask[16] = { 0xfb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    tee_text(p->qe_id, dcap_is_tdx(t) ? "TD_QE" : "QE");
    tee_put(p->qe_evaluation, 4, 21);
    slice_copy(SLICE_ARRAY(misc_mask), p->qe_misc_mask, 4);
    slice_copy(SLICE_ARRAY(attributes), p->qe_attributes, 16);
    slice_copy(SLICE_ARRAY(mask), p->qe_mask, 16);
    tee_put(p->qe_level.svn, 2, 8);
    tee_put(p->qe_floor.svn, 2, 4);
    p->qe_floor.status = 4; /* OutOfDate */
    return CUPEL_OK;
}

/* The TD's registers as its log has them, and the log as a file. */
static cupel_status default_log(struct tee *t)
{
    static const enum crypto_hash sha384 = CRYPTO_SHA384;
    struct eventlog_pcrs regs;
    cupel_slice log;
    if (t->intel.event_log == BOOTLOG_NONE)
        return CUPEL_OK;
    CUPEL_TRY(log_make(t->crypto, &t->out->arena, EVENTLOG_CC, &sha384, 1,
                       (enum log_variant)t->intel.event_log, &log, sha384, &regs));
    for (unsigned i = 0; i < 3; i++)
        slice_copy(eventlog_pcr(&regs, i + 1), t->body + 328 + 48 * i, 48);
    tee_file(t, "collateral/ccel.bin", log);
    return CUPEL_OK;
}

static cupel_status default_td(struct tee *t)
{
    static const uint8_t tcb_svn[16] = { 5, 1, 4 }; /* module SVN 5 of version 1, microcode 4 */
    uint8_t *r = t->body;
    slice_copy(SLICE_ARRAY(tcb_svn), r, 16);
    CUPEL_TRY(tee_fill(t, "mr_seam", r + 16, 48));
    tee_put(r + 120, 8, 1u << 28); /* SEPT_VE_DISABLE */
    tee_put(r + 128, 8, 0xe7);
    CUPEL_TRY(tee_fill(t, "mr_td", r + 136, 48));
    for (size_t i = 0; i < 3; i++) /* RTMR 3 is the workload's own */
        CUPEL_TRY(tee_fill(t, i == 0 ? "rtmr0" : i == 1 ? "rtmr1" : "rtmr2", r + 328 + 48 * i, 48));
    CUPEL_TRY(default_log(t));
    slice_copy(t->out->nonce, r + 520, 64);
    slice_copy(SLICE_ARRAY(tcb_svn), r + 584, 16);
    if (t->intel.body_type == BODY_TD15EX)
        CUPEL_TRY(tee_fill(t, "td id", r + 649, 32));
    return CUPEL_OK;
}

static cupel_status default_body(struct tee *t)
{
    if (dcap_is_tdx(t))
        return default_td(t);
    CUPEL_TRY(default_report(t, t->body, "mr_enclave", 5)); /* INIT, MODE64BIT */
    tee_put(t->body + 256, 2, 1);
    tee_put(t->body + 258, 2, 1);
    slice_copy(t->out->nonce, t->body + 320, 64);
    return CUPEL_OK;
}

static void default_levels(struct tee *t)
{
    static const uint8_t sgx[16] = { 4, 4, 2, 2, 4, 1, 0, 5 };
    static const uint8_t tdx[16] = { 5, 0, 4 };
    struct intel_params *p = &t->intel;
    slice_copy(SLICE_ARRAY(sgx), p->tcb, 16);
    slice_copy(SLICE_ARRAY(sgx), p->cpusvn, 16);
    tee_put(p->pcesvn, 2, 13);
    slice_copy(SLICE_ARRAY(sgx), p->level.sgx, 16);
    slice_copy(SLICE_ARRAY(tdx), p->level.tdx, 16);
    tee_put(p->level.pcesvn, 2, 13);
    tee_put(p->level.date, 8, (uint64_t)(t->at - INT64_C(100) * 86400));
    tee_put(p->floor.pcesvn, 2, 5);
    tee_put(p->floor.date, 8, (uint64_t)(t->at - INT64_C(1000) * 86400));
    p->floor.status = 4; /* OutOfDate */
    tee_text(p->floor.advisories, "INTEL-SA-00000");
    tee_put(p->module_version, 1, 1);
    memset(p->module_mask, 0xff, 8);
    tee_put(p->module_level.svn, 2, 5);
    tee_put(p->module_floor.svn, 2, 3);
    p->module_floor.status = 4;
}

static cupel_status default_platform(struct tee *t)
{
    struct intel_params *p = &t->intel;
    CUPEL_TRY(tee_fill(t, "ppid", p->ppid, 16));
    CUPEL_TRY(tee_fill(t, "fmspc", p->fmspc, 6));
    CUPEL_TRY(tee_fill(t, "instance", p->instance_id, 16));
    tee_put(p->sgx_type, 1, p->ca == CA_PLATFORM ? 1 : 0);
    tee_text(p->tcb_id, dcap_is_tdx(t) ? "TDX" : "SGX");
    tee_put(p->tcb_evaluation, 4, 21);
    tee_window_set(t, &p->tcb_window, 10, 20);
    tee_window_set(t, &p->qe_window, 10, 20);
    tee_window_set(t, &t->crl, 10, 20);
    tee_window_set(t, &t->root_crl, 100, 260);
    CUPEL_TRY(tee_cert_set(t, &p->root, "Intel SGX Root CA", 2700, 8700));
    CUPEL_TRY(tee_cert_set(t, &p->pck_ca,
                           p->ca == CA_PLATFORM ? "Intel SGX PCK Platform CA"
                                                : "Intel SGX PCK Processor CA",
                           2700, 2700));
    CUPEL_TRY(tee_cert_set(t, &p->pck, "Intel SGX PCK Certificate", 900, 1650));
    return tee_cert_set(t, &p->signing, "Intel SGX TCB Signing", 240, 2300);
}

cupel_status dcap_prepare(struct tee *t)
{
    if (dcap_is_tdx(t) && t->version == 5 && !field_given(t, "body"))
        t->intel.body_type = BODY_TD15;
    CUPEL_TRY(default_header(t));
    CUPEL_TRY(default_body(t));
    CUPEL_TRY(default_qe(t));
    default_levels(t);
    return default_platform(t);
}

/* Collateral is for this platform and this QE, unless it was told otherwise. The QE's report data
 * is made when the attestation key is known, in dcap.c. */
cupel_status dcap_derive(struct tee *t)
{
    struct intel_params *p = &t->intel;
    if (!field_given(t, "tcb.fmspc"))
        slice_copy(SLICE_ARRAY(p->fmspc), p->tcb_fmspc, 6);
    if (!field_given(t, "tcb.pce_id"))
        slice_copy(SLICE_ARRAY(p->pce_id), p->tcb_pce_id, 2);
    if (!field_given(t, "pck.cpusvn")) /* on genuine platforms they are the same bytes */
        slice_copy(SLICE_ARRAY(p->tcb), p->cpusvn, 16);
    if (!field_given(t, "qeid.mr_signer"))
        CUPEL_TRY(tee_fill(t, "qe signer", p->qe_mr_signer, 32));
    if (!field_given(t, "qeid.isv_prod_id"))
        tee_put(p->qe_prod_id, 2, dcap_is_tdx(t) ? 2 : 1);
    return CUPEL_OK;
}
