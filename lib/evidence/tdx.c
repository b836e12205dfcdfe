/* SPDX-License-Identifier: Apache-2.0 */
/* Intel TDX quotes: versions 4 and 5, TD reports 1.0, 1.5 and 1.5 Ex. */
#include "evidence/dcap.h"
#include "evidence/log.h"

#define QUOTE  "Intel TDX DCAP Quoting Library API, appendix A"
#define MODULE "Intel TDX Module 1.5 ABI Specification"

enum {
    TDX_SIGNATURE,
    TDX_DEBUG,
    TDX_ATTRIBUTES,
    TDX_SEPT_VE,
    TDX_MIGRATABLE,
    TDX_MODULE,
    TDX_MODULE_TCB,
    TDX_RELAUNCH,
    TDX_EVENT_LOG,
    TDX_CHECKS
};

#define ATTR_DEBUG      (1ull << 0)
#define ATTR_TUD        0xfeull /* bits 1 to 7: TD under debug */
#define ATTR_SEPT_VE    (1ull << 28)
#define ATTR_MIGRATABLE (1ull << 29)
#define ATTR_PKS        (1ull << 30)
#define ATTR_KL         (1ull << 31)
#define ATTR_PERFMON    (1ull << 63)
#define ATTR_KNOWN                                                                                 \
    (ATTR_DEBUG | ATTR_TUD | ATTR_SEPT_VE | ATTR_MIGRATABLE | ATTR_PKS | ATTR_KL | ATTR_PERFMON)

/* clang-format off */
#define ROW(index, id_, cat, title_, why_, spec_, fix_)                                            \
    [index] = { .id = id_, .category = CUPEL_CAT_##cat, .title = title_, .why = why_, .spec = spec_, .fix = fix_ }

static const struct cupel_check_info checks[TDX_CHECKS] = {
    ROW(TDX_SIGNATURE, "tdx.signature", HARDWARE,
        "header and TD report are signed with the attestation key",
        "This is the proof that the quoting enclave saw this report, and that none of it was changed since.",
        QUOTE ".3, Quote Signature", "ask the TD for a new quote; do not edit quotes"),
    ROW(TDX_DEBUG, "tdx.debug", CONFIGURATION,
        "the TD is not debuggable",
        "The host can read and change the memory of a debuggable TD: nothing in it is confidential.",
        MODULE ", ATTRIBUTES.DEBUG (bit 0)", "start the TD without the debug attribute"),
    ROW(TDX_ATTRIBUTES, "tdx.attributes", CONFIGURATION,
        "no attribute bit is set that is reserved or puts the TD under debug",
        "A meaning that a verifier does not know may change what the quote proves.",
        MODULE ", table TD ATTRIBUTES", "update cupel if the TDX module is newer; else ask for a new quote"),
    ROW(TDX_SEPT_VE, "tdx.sept_ve_disable", CONFIGURATION,
        "missing pages do not raise exceptions in the TD (SEPT_VE_DISABLE)",
        "Without it the host can make exceptions inside the TD at will and steer code that does not expect them.",
        MODULE ", ATTRIBUTES.SEPT_VE_DISABLE (bit 28)", "start the TD with SEPT_VE_DISABLE, as Linux does"),
    ROW(TDX_MIGRATABLE, "tdx.migratable", CONFIGURATION,
        "the TD cannot be migrated",
        "A migration TD may move the TD to another machine; it must be trusted like the TD itself.",
        MODULE ", ATTRIBUTES.MIGRATABLE (bit 29)", "start the TD without MIGRATABLE, or judge its migration TD (mr_service_td)"),
    ROW(TDX_MODULE, "tdx.module", TCB,
        "the TDX module is Intel's, as the TCB info describes it",
        "The module is the software that keeps the host out. A quote says which one ran; only Intel's signed identity tells a genuine one.",
        "Intel PCS API v4, TDX TCB info: tdxModule and tdxModuleIdentities", "give the current TCB info; load Intel's TDX module"),
    ROW(TDX_MODULE_TCB, "tdx.module_tcb", TCB,
        "the TDX module is up to date",
        "Older modules have known weaknesses.",
        "Intel PCS API v4, TDX TCB info: tdxModuleIdentities.tcbLevels", "update the TDX module, then restart or relaunch the TD"),
    ROW(TDX_RELAUNCH, "tdx.relaunch", TCB,
        "the TD was launched on the platform's current TCB, or need not be relaunched",
        "A TD 1.5 keeps the TCB of its launch. Where the platform is newer meanwhile, a relaunch is all that is needed.",
        "Intel SGX TDX DCAP Quote Verification Library 1.27, TD relaunch", "relaunch the TD"),
    ROW(TDX_EVENT_LOG, "tdx.event_log", CONFIGURATION,
        "the event log (CCEL) gives the RTMRs that are signed",
        "RTMRs are digests of digests. The firmware's log tells what they are made of, and is true as far as its replay gives the signed values.",
        "UEFI 2.10, 38.4.1; Intel TDX Virtual Firmware Design Guide, 8.1 (RTMR usage)", "give the CCEL data of this boot of this TD (/sys/firmware/acpi/tables/data/CCEL)"),
};

#define BYTES(name_, size_, title_, main_, identity_)                                              \
    { .name = name_, .type = CUPEL_CLAIM_BYTES, .size = size_, .title = title_, .is_main = main_, .is_identity = identity_ }
#define OTHER(name_, type_, title_)                                                                \
    { .name = name_, .type = CUPEL_CLAIM_##type_, .title = title_ }

static const struct cupel_claim_info claims[] = {
    BYTES("tdx.mr_td", 48, "measurement of the TD's initial contents (firmware)", true, true),
    BYTES("tdx.rtmr0", 48, "runtime measurement 0: firmware configuration", true, true),
    BYTES("tdx.rtmr1", 48, "runtime measurement 1: boot loader, kernel", true, true),
    BYTES("tdx.rtmr2", 48, "runtime measurement 2: command line, initrd", true, true),
    BYTES("tdx.rtmr3", 48, "runtime measurement 3: applications", true, true),
    BYTES("tdx.report_data", 64, "what the TD put in: nonce, key digest", true, false),
    BYTES("tdx.mr_config_id", 48, "configuration given by the owner", false, true),
    BYTES("tdx.mr_owner", 48, "owner of the TD", false, true),
    BYTES("tdx.mr_owner_config", 48, "configuration by the owner's software", false, true),
    BYTES("tdx.mr_seam", 48, "measurement of the TDX module", false, false),
    BYTES("tdx.mr_signer_seam", 48, "signer of the TDX module; zero is Intel", false, false),
    BYTES("tdx.tee_tcb_svn", 16, "security versions of the TCB at launch", true, false),
    BYTES("tdx.tee_tcb_svn2", 16, "security versions of the TCB now (TD 1.5)", false, false),
    BYTES("tdx.mr_service_td", 48, "service TDs bound to it (TD 1.5)", false, true),
    OTHER("tdx.td_attributes", FLAGS, "attributes of the TD"),
    OTHER("tdx.xfam", FLAGS, "extended features that the TD may use"),
    OTHER("tdx.debug", BOOL, "is it debuggable?"),
};
/* clang-format on */

static bool tdx_probe(cupel_slice in)
{
    return dcap_probe(in, DCAP_TEE_TDX);
}

static cupel_status tdx_parse(struct arena *a, cupel_slice in, struct evidence *ret,
                              struct cupel_diag *err)
{
    (void)a;
    return dcap_parse(in, "tdx", DCAP_TEE_TDX, ret, err);
}

static void judge_bit(struct dcap_run *v, int id, bool bad, cupel_outcome if_bad,
                      const char *detail)
{
    struct cupel_check *c = appraisal_check(v->ap, &checks[id], bad ? if_bad : CUPEL_PASS,
                                            bad ? detail : NULL);
    if (!bad)
        return;
    c->found = arena_printf(&v->ap->arena, "0x%016llx", (unsigned long long)v->q->td.td_attributes);
    dcap_at(v, c, v->q->td.offset + 120, 8);
}

static void judge_attributes(struct dcap_run *v)
{
    uint64_t a = v->q->td.td_attributes;
    judge_bit(v, TDX_DEBUG, a & ATTR_DEBUG, CUPEL_FAIL,
              "DEBUG is set: the host can read the TD's memory");
    judge_bit(v, TDX_ATTRIBUTES, a & (ATTR_TUD | ~ATTR_KNOWN), CUPEL_FAIL,
              a & ATTR_TUD ? "a bit from 1 to 7 (TD under debug) is set"
                           : "an attribute bit is set that is reserved");
    judge_bit(v, TDX_SEPT_VE, !(a & ATTR_SEPT_VE), CUPEL_WARN,
              "SEPT_VE_DISABLE is off: the host can raise exceptions in the TD");
    judge_bit(v, TDX_MIGRATABLE, a & ATTR_MIGRATABLE, CUPEL_WARN, "the TD may be migrated");
}

/* What TCB info says of one set of SVNs: of the launch, or of now. */
struct tcb {
    const struct intel_tcb_level *level;
    const struct intel_module *module;          /* NULL: unknown to the TCB info */
    const struct intel_isv_level *module_level; /* NULL with module version 0, or not found */
    bool found;                                 /* every part has a level */
    enum intel_tcb_status status;               /* of platform, module and QE together */
};

static struct tcb evaluate(const struct dcap_run *v, cupel_slice svn)
{
    struct tcb t = { .status = INTEL_TCB_REVOKED };
    uint8_t version = svn.p[1];
    t.level = intel_tcb_level_find(v->info, &v->pck, svn.p);
    t.module = version == 0 ? &v->info->module : intel_module_find(v->info, version);
    if (version > 0 && t.module)
        t.module_level = intel_isv_level_find(t.module->levels, t.module->n_levels, svn.p[0]);
    t.found = t.level && t.module && (version == 0 || t.module_level);
    if (!t.found)
        return t;
    t.status = t.level->says.status;
    if (t.module_level)
        t.status = intel_tcb_converge(t.status, t.module_level->says.status);
    if (v->qe)
        t.status = intel_tcb_converge(t.status, v->qe->status);
    return t;
}

static void add_fail(struct dcap_run *v, int id, const char *detail, uint64_t offset, uint64_t n)
{
    struct cupel_check *c = appraisal_check(v->ap, &checks[id], CUPEL_FAIL, detail);
    dcap_at(v, c, v->q->td.offset + offset, n);
}

static void judge_module(struct dcap_run *v, const struct tcb *t)
{
    const struct td_report *td = &v->q->td;
    struct cupel_check *c;
    if (!t->module) {
        c = appraisal_check(v->ap, &checks[TDX_MODULE], CUPEL_FAIL,
                            arena_printf(&v->ap->arena, "the TCB info knows no TDX module TDX_%02X",
                                         td->tee_tcb_svn.p[1]));
        dcap_at(v, c, td->offset, 2);
        return;
    }
    uint64_t want = slice_le64(SLICE_ARRAY(t->module->attributes));
    uint64_t mask = slice_le64(SLICE_ARRAY(t->module->mask));
    uint64_t got = slice_le64(td->seam_attributes);
    if (!slice_eq(td->mr_signer_seam, SLICE_ARRAY(t->module->mrsigner))) {
        c = appraisal_check(v->ap, &checks[TDX_MODULE], CUPEL_FAIL,
                            "MRSIGNERSEAM is not the signer of Intel's TDX module");
        check_compare(&v->ap->checks, c, SLICE_ARRAY(t->module->mrsigner), td->mr_signer_seam);
        dcap_at(v, c, td->offset + 64, 48);
    } else if (got != 0 || (got & mask) != (want & mask)) {
        c = appraisal_check(v->ap, &checks[TDX_MODULE], CUPEL_FAIL,
                            "SEAMATTRIBUTES are not those of a production TDX module");
        check_compare(&v->ap->checks, c, SLICE_ARRAY(t->module->attributes), td->seam_attributes);
        dcap_at(v, c, td->offset + 112, 8);
    } else {
        appraisal_check(v->ap, &checks[TDX_MODULE], CUPEL_PASS, NULL);
    }
}

static void judge_module_tcb(struct dcap_run *v, const struct tcb *t)
{
    uint8_t version = v->q->td.tee_tcb_svn.p[1], svn = v->q->td.tee_tcb_svn.p[0];
    if (!t->module)
        return;
    if (version == 0) {
        appraisal_check(v->ap, &checks[TDX_MODULE_TCB], CUPEL_NA,
                        "a module of version 0 is judged with the platform's level");
        return;
    }
    if (!t->module_level) {
        add_fail(v, TDX_MODULE_TCB, "the TDX module's SVN is below every level that Intel lists", 0,
                 2);
        return;
    }
    enum intel_tcb_status s = t->module_level->says.status;
    if (s == INTEL_TCB_UP_TO_DATE)
        appraisal_check(v->ap, &checks[TDX_MODULE_TCB], CUPEL_PASS, NULL);
    else
        appraisal_check(v->ap, &checks[TDX_MODULE_TCB],
                        s == INTEL_TCB_REVOKED ? CUPEL_FAIL : CUPEL_WARN,
                        arena_printf(&v->ap->arena, "the TDX module TDX_%02X with SVN %u is %s",
                                     version, svn, intel_tcb_status_name(s)));
}

/* TD 1.5: with what runs now, would the TD be better off? Changes the status where a relaunch
 * heals; false: the status is not known. */
static bool judge_relaunch(struct dcap_run *v, const struct tcb *launch, enum intel_tcb_status *ret)
{
    *ret = launch->status;
    cupel_slice now = v->q->td.tee_tcb_svn2;
    if (now.n == 0) {
        appraisal_check(v->ap, &checks[TDX_RELAUNCH], CUPEL_NA, "TD 1.0 reports one TCB only");
        return true;
    }
    struct tcb current = evaluate(v, now);
    if (!current.found) {
        add_fail(v, TDX_RELAUNCH,
                 "TEE_TCB_SVN2 reaches no TCB level, or names an unknown TDX module", 584, 16);
        return false;
    }
    enum intel_tcb_status s = *ret = intel_tcb_relaunch(launch->status, current.status);
    bool advised = s == INTEL_TCB_TD_RELAUNCH_ADVISED ||
                   s == INTEL_TCB_TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED;
    appraisal_check(v->ap, &checks[TDX_RELAUNCH], advised ? CUPEL_WARN : CUPEL_PASS,
                    advised ? "the platform is newer than the TD's launch: relaunching it is enough"
                            : NULL);
    return true;
}

static void judge_tcb(struct dcap_run *v)
{
    if (!v->info) {
        appraisal_check(v->ap, &checks[TDX_MODULE], CUPEL_UNKNOWN, "there is no TCB info to tell");
        dcap_judge_status(v, NULL, NULL, INTEL_TCB_REVOKED);
        return;
    }
    struct tcb launch = evaluate(v, v->q->td.tee_tcb_svn);
    judge_module(v, &launch);
    judge_module_tcb(v, &launch);
    if (!launch.level) {
        dcap_add(v, INTEL_TCB_LEVEL, CUPEL_FAIL,
                 "the platform reaches no TCB level that Intel lists");
    } else {
        dcap_judge_level(v, launch.level);
    }
    if (!launch.found) {
        dcap_judge_status(v, NULL, NULL, INTEL_TCB_REVOKED);
        return;
    }
    enum intel_tcb_status s;
    bool known = judge_relaunch(v, &launch, &s);
    dcap_judge_status(v, known ? &launch.level->says : NULL,
                      launch.module_level ? &launch.module_level->says : NULL, s);
}

static void make_claims(struct dcap_run *v)
{
    static const char *const rtmr[] = { "tdx.rtmr0", "tdx.rtmr1", "tdx.rtmr2", "tdx.rtmr3" };
    const struct td_report *td = &v->q->td;
    cupel_appraisal *ap = v->ap;
    claim_bytes(ap, "tdx.mr_td", td->mr_td);
    for (size_t i = 0; i < CUPEL_COUNT(rtmr); i++)
        claim_bytes(ap, rtmr[i], td->rtmr[i]);
    claim_bytes(ap, "tdx.report_data", td->report_data);
    claim_bytes(ap, "tdx.mr_config_id", td->mr_config_id);
    claim_bytes(ap, "tdx.mr_owner", td->mr_owner);
    claim_bytes(ap, "tdx.mr_owner_config", td->mr_owner_config);
    claim_bytes(ap, "tdx.mr_seam", td->mr_seam);
    claim_bytes(ap, "tdx.mr_signer_seam", td->mr_signer_seam);
    claim_bytes(ap, "tdx.tee_tcb_svn", td->tee_tcb_svn);
    if (td->tee_tcb_svn2.n) {
        claim_bytes(ap, "tdx.tee_tcb_svn2", td->tee_tcb_svn2);
        claim_bytes(ap, "tdx.mr_service_td", td->mr_service_td);
    }
    claim_flags(ap, "tdx.td_attributes", td->td_attributes);
    claim_flags(ap, "tdx.xfam", td->xfam);
    claim_bool(ap, "tdx.debug", td->td_attributes & ATTR_DEBUG);
    ap->challenge = arena_copy(&ap->arena, td->report_data);
    ap->challenge_offset = td->offset + 520;
    ap->challenge_fixed = true;
}

static cupel_status judge_log(const struct dcap_run *v)
{
    struct log_registers regs = { .kind = EVENTLOG_CC,
                                  .bank = CRYPTO_SHA384,
                                  .replay = &checks[TDX_EVENT_LOG] };
    for (size_t i = 0; i < EVENTLOG_RTMRS; i++)
        regs.value[i + 1] = v->q->td.rtmr[i];
    return log_check_registers(v->ap, v->in, &regs);
}

static cupel_status judge(struct dcap_run *v)
{
    CUPEL_TRY(dcap_verify(v));
    judge_attributes(v);
    judge_tcb(v);
    make_claims(v);
    CUPEL_TRY(judge_log(v));
    return arena_status(&v->ap->arena);
}

static cupel_status tdx_verify(const struct evidence *ev, const struct inputs *in,
                               cupel_appraisal *ap)
{
    struct dcap_run v = {
        .q = &ev->quote, .in = in, .ap = ap, .tee = INTEL_TDX, .signature = &checks[TDX_SIGNATURE]
    };
    cupel_status st = judge(&v);
    dcap_release(&v);
    return st;
}

static const struct flag_name attribute_bits[] = {
    { 0, "DEBUG", "the host can read and change the TD's memory" },
    { 28, "SEPT_VE_DISABLE", "missing pages raise no exceptions in the TD" },
    { 29, "MIGRATABLE", "the TD may be migrated by a migration TD" },
    { 30, "PKS", "supervisor protection keys may be used" },
    { 31, "KL", "Key Locker may be used" },
    { 63, "PERFMON", "performance monitoring may be used" },
};
static const struct flag_name xfam_bits[] = {
    { 0, "X87", "x87 floating point" },
    { 1, "SSE", "SSE registers" },
    { 2, "AVX", "AVX registers" },
    { 5, "AVX-512 opmask", "AVX-512" },
    { 6, "AVX-512 ZMM_Hi256", "AVX-512" },
    { 7, "AVX-512 Hi16_ZMM", "AVX-512" },
    { 8, "PT", "processor trace" },
    { 9, "PKRU", "protection keys" },
    { 11, "CET_U", "control-flow enforcement, user" },
    { 12, "CET_S", "control-flow enforcement, supervisor" },
    { 14, "UINTR", "user interrupts" },
    { 15, "LBR", "last branch records" },
    { 17, "AMX TILECFG", "AMX" },
    { 18, "AMX TILEDATA", "AMX" },
};

static void explain_measurements(const struct td_report *td, struct field_list *l)
{
    static const char *const rtmr[] = { "RTMR0", "RTMR1", "RTMR2", "RTMR3" };
    static const char *const what[] = { "firmware configuration", "boot loader and kernel",
                                        "command line and initrd", "applications" };
    field_bytes(l, "MRTD", td->mr_td, "measurement of the TD's initial contents", td->offset + 136);
    field_bytes(l, "MRCONFIGID", td->mr_config_id, "configuration given by the owner",
                td->offset + 184);
    field_bytes(l, "MROWNER", td->mr_owner, "owner of the TD", td->offset + 232);
    field_bytes(l, "MROWNERCONFIG", td->mr_owner_config, "configuration by the owner's software",
                td->offset + 280);
    for (size_t i = 0; i < CUPEL_COUNT(rtmr); i++)
        field_bytes(l, rtmr[i], td->rtmr[i], what[i], td->offset + 328 + 48 * i);
    field_bytes(l, "REPORTDATA", td->report_data, "what the TD put in: a nonce, a key's digest",
                td->offset + 520);
}

/* TD report 1.5 Ex: what it adds to 1.5. */
static void explain_ex(const struct td_report *td, struct field_list *l)
{
    static const struct {
        const char *name, *meaning;
        size_t size;
    } parts[] = {
        { "VM_ID", "partition of the TD that asked", 1 },
        { "TD_ID", "identity of the TD", 32 },
        { "DEV_INFO", "devices bound to it", 48 },
        { "INIT_SERVTD_HASH", "service TDs at launch", 48 },
        { "ATTRIBUTES", "attributes of the service TDs at launch", 8 },
        { "INIT_CPUSVN", "processor's security version at launch", 16 },
        { "INIT_TEE_TCB_SVN", "TCB at the first launch", 16 },
        { "INIT_FMSPC", "platform of the first launch", 12 },
        { "CURRENT_SERVTD_HASH", "service TDs now", 48 },
        { "CURRENT_ATTRIBUTES", "attributes of the service TDs now", 8 },
    };
    struct cur c = cur_at(td->ex, td->offset + 648);
    for (size_t i = 0; i < CUPEL_COUNT(parts) && td->ex.n; i++) {
        size_t at = c.at;
        field_bytes(l, parts[i].name, cur_take(&c, parts[i].size), parts[i].meaning, at);
    }
}

static void tdx_explain(const struct evidence *ev, struct field_list *l)
{
    const struct td_report *td = &ev->quote.td;
    dcap_explain_head(&ev->quote, l);
    field_open(l, "TD report", "the report of the trust domain that is quoted", td->offset, 0);
    field_bytes(l, "TEE_TCB_SVN", td->tee_tcb_svn, "security versions of the TCB at launch",
                td->offset);
    field_bytes(l, "MRSEAM", td->mr_seam, "measurement of the TDX module", td->offset + 16);
    field_bytes(l, "MRSIGNERSEAM", td->mr_signer_seam, "its signer; zero is Intel",
                td->offset + 64);
    field_bytes(l, "SEAMATTRIBUTES", td->seam_attributes, "its attributes", td->offset + 112);
    field_flags(l, "TDATTRIBUTES", td->td_attributes, "attributes of the TD", td->offset + 120, 8,
                attribute_bits, CUPEL_COUNT(attribute_bits));
    field_flags(l, "XFAM", td->xfam, "extended features that the TD may use", td->offset + 128, 8,
                xfam_bits, CUPEL_COUNT(xfam_bits));
    explain_measurements(td, l);
    if (td->tee_tcb_svn2.n) {
        field_bytes(l, "TEE_TCB_SVN2", td->tee_tcb_svn2, "security versions of the TCB now",
                    td->offset + 584);
        field_bytes(l, "MRSERVICETD", td->mr_service_td, "service TDs bound to it",
                    td->offset + 600);
    }
    explain_ex(td, l);
    field_close(l);
    dcap_explain_tail(&ev->quote, l);
}

const struct format format_tdx = {
    .name = "tdx",
    .title = "Intel TDX quote",
    .pads_zero = true,
    .probe = tdx_probe,
    .parse = tdx_parse,
    .verify = tdx_verify,
    .explain = tdx_explain,
    .checks = checks,
    .n_checks = TDX_CHECKS,
    .claims = claims,
    .n_claims = CUPEL_COUNT(claims),
};
