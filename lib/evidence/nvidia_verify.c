/* SPDX-License-Identifier: Apache-2.0 */
/* What a report proves. Order: the request, the device's key, revocation, mode, reference values.
 */
#include "evidence/nvidia.h"

struct cupel_check *nvidia_add(struct nvidia_work *w, enum nvidia_check id, cupel_outcome outcome,
                               const char *detail)
{
    return appraisal_check(w->ap, &nvidia_checks[id], outcome, detail);
}

struct cupel_check *nvidia_add_at(struct nvidia_work *w, enum nvidia_check id,
                                  cupel_outcome outcome, const char *detail, uint64_t offset,
                                  uint64_t length)
{
    struct cupel_check *c = nvidia_add(w, id, outcome, detail);
    check_where(&w->ap->checks, c, "evidence", offset, length);
    return c;
}

const char *nvidia_arch_name(enum nvidia_arch a)
{
    static const char *const names[] = { "unknown", "HOPPER", "BLACKWELL", "LS10" };
    return names[a];
}

const char *nvidia_on_off(uint8_t v)
{
    return v == NVIDIA_ON ? "enabled" : v == NVIDIA_OFF ? "disabled" : "unknown";
}

const char *nvidia_feature(uint64_t flag)
{
    static const char *const names[] = { "SPT", "MPT", "PPCIE" };
    return flag < CUPEL_COUNT(names) ? names[flag] : "unknown";
}

/* The device signs what it was asked for: all blocks, with a signature, with this slot's key. */
static void check_request(struct nvidia_work *w)
{
    const struct nvidia_report *r = w->r;
    bool all = r->request_param2 == 0xff;
    bool ask = r->request_param1 & 1;
    bool slot = (r->slot & 0xf) == (r->param2 & 0xf);
    if (all && ask && slot)
        nvidia_add(w, NVIDIA_CHECK_REQUEST, CUPEL_PASS, NULL);
    else
        nvidia_add_at(w, NVIDIA_CHECK_REQUEST, CUPEL_FAIL,
                      !ask   ? "the request does not ask for a signature"
                      : !all ? "the request asks for some of the measurements only"
                             : "request and response name different key slots",
                      0, NVIDIA_REQUEST_SIZE);
}

static void check_cc_mode(struct nvidia_work *w)
{
    const struct nvidia_field *pcie = nvidia_field(w->r, NVIDIA_PROTECTED_PCIE);
    const struct nvidia_field *flag = nvidia_field(w->r, NVIDIA_FEATURE_FLAG);
    uint64_t mode = flag ? slice_le64(flag->value) : NVIDIA_SPT;
    uint8_t state = pcie ? pcie->value.p[0] : NVIDIA_OFF;
    const struct nvidia_field *at = flag ? flag : pcie;
    if (w->arch == NVIDIA_LS10)
        nvidia_add(w, NVIDIA_CHECK_CC_MODE, CUPEL_NA, "an NVSwitch has no such mode");
    else if (!at)
        nvidia_add(w, NVIDIA_CHECK_CC_MODE, CUPEL_UNKNOWN,
                   "the report states neither FEATURE_FLAG nor PROTECTED_PCIE_STATUS")
            ->fix = "use a newer driver, whose reports state the mode";
    else if (mode > NVIDIA_PPCIE || (state != NVIDIA_ON && state != NVIDIA_OFF))
        nvidia_add_at(w, NVIDIA_CHECK_CC_MODE, CUPEL_UNKNOWN,
                      "the report states a mode that is not known here", at->at, at->value.n);
    else if (mode == NVIDIA_PPCIE || state == NVIDIA_ON)
        nvidia_add_at(w, NVIDIA_CHECK_CC_MODE, CUPEL_WARN,
                      "protected PCIe: what GPUs send each other over NVLink is not encrypted, so "
                      "the NVSwitches must be attested as well",
                      at->at, at->value.n);
    else
        nvidia_add(w, NVIDIA_CHECK_CC_MODE, CUPEL_PASS, NULL);
}

static cupel_status check_revocation(struct nvidia_work *w)
{
    bool some = false;
    CUPEL_TRY(nvidia_check_path_revocation(w, &w->device, &w->path, &some));
    if (w->driver.item)
        CUPEL_TRY(nvidia_check_path_revocation(w, &w->rims, &w->driver.path, &some));
    if (w->vbios.item)
        CUPEL_TRY(nvidia_check_path_revocation(w, &w->rims, &w->vbios.path, &some));
    const struct collateral_item *bad = collateral_bad_crl(&w->in->collateral);
    if (bad)
        (void)check_addf(&w->ap->checks, &nvidia_checks[NVIDIA_CHECK_REVOCATION], CUPEL_FAIL,
                         "the revocation list %s cannot be read: %s", bad->name, bad->problem);
    else if (!some)
        nvidia_add(w, NVIDIA_CHECK_REVOCATION, CUPEL_SKIP,
                   w->n_crls ? "none of the revocation lists given is of a CA on the paths"
                             : "no revocation list was given; NVIDIA answers by OCSP "
                               "(ocsp.ndis.nvidia.com), which is not asked here");
    return CUPEL_OK;
}

/* ---- claims ---- */

static void claim_own_text(struct nvidia_work *w, const char *name, unsigned type)
{
    const char *text = nvidia_text(&w->ap->arena, w->r, type);
    if (text[0])
        claim_text(w->ap, name, text);
}

static void claim_field(struct nvidia_work *w, const char *name, unsigned type)
{
    const struct nvidia_field *f = nvidia_field(w->r, type);
    if (f)
        claim_bytes(w->ap, name, f->value);
}

/* The device is known by the key of its boot ROM, which issued the leaf. */
static cupel_status claim_device(struct nvidia_work *w)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    if (w->path.fault != PATH_OK || w->path.n < 2)
        return CUPEL_OK;
    CUPEL_TRY(crypto_digest(w->in->trust.crypto, CRYPTO_SHA256, w->path.certs[1]->spki, digest));
    claim_bytes(w->ap, "nvidia.device_id", slice_of(digest, 32));
    return CUPEL_OK;
}

static cupel_status add_claims(struct nvidia_work *w)
{
    cupel_appraisal *ap = w->ap;
    const struct nvidia_field *nvdec = nvidia_field(w->r, NVIDIA_NVDEC0_STATUS);
    const struct nvidia_field *pcie = nvidia_field(w->r, NVIDIA_PROTECTED_PCIE);
    const struct nvidia_field *flag = nvidia_field(w->r, NVIDIA_FEATURE_FLAG);
    const char *vbios = nvidia_vbios(&ap->arena, w->r);
    if (w->arch != NVIDIA_ARCH_UNKNOWN)
        claim_text(ap, "nvidia.arch", nvidia_arch_name(w->arch));
    if (w->chip[0])
        claim_text(ap, "nvidia.chip", w->chip);
    CUPEL_TRY(claim_device(w));
    claim_own_text(w, "nvidia.driver_version", NVIDIA_DRIVER_VERSION);
    if (vbios[0])
        claim_text(ap, "nvidia.vbios_version", vbios);
    claim_field(w, "nvidia.fwid", NVIDIA_FWID);
    claim_field(w, "nvidia.gpu_info", NVIDIA_GPU_INFO);
    claim_field(w, "nvidia.board_id", NVIDIA_BOARD_ID);
    claim_own_text(w, "nvidia.project", NVIDIA_PROJECT);
    claim_own_text(w, "nvidia.project_sku", NVIDIA_PROJECT_SKU);
    claim_own_text(w, "nvidia.chip_sku", NVIDIA_CHIP_SKU);
    claim_own_text(w, "nvidia.chip_info", NVIDIA_CHIP_INFO);
    claim_uint(ap, "nvidia.measurement_count", w->r->n_blocks);
    if (nvdec)
        claim_text(ap, "nvidia.nvdec0_status", nvidia_on_off(nvdec->value.p[0]));
    if (pcie)
        claim_text(ap, "nvidia.protected_pcie", nvidia_on_off(pcie->value.p[0]));
    if (flag)
        claim_text(ap, "nvidia.feature_flag", nvidia_feature(slice_le64(flag->value)));
    claim_field(w, "nvidia.switch_pdi", NVIDIA_SWITCH_PDI);
    claim_bytes(ap, "nvidia.nonce", w->r->nonce);
    return CUPEL_OK;
}

static cupel_status run_checks(struct nvidia_work *w)
{
    CUPEL_TRY(trust_for(&w->in->trust, TRUST_FOR_EVIDENCE, &w->device));
    check_request(w);
    CUPEL_TRY(nvidia_choose_leaf(w));
    CUPEL_TRY(nvidia_check_device(w));
    check_cc_mode(w);
    CUPEL_TRY(nvidia_check_rims(w));
    CUPEL_TRY(check_revocation(w));
    return add_claims(w);
}

cupel_status nvidia_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap)
{
    struct nvidia_work w = { .r = ev->own, .in = in, .ap = ap };
    cupel_status st = run_checks(&w);
    ap->tee = nvidia_field(w.r, NVIDIA_GPU_INFO) != NULL;
    ap->no_tee = "an NVSwitch carries what GPUs send each other and runs no workload";
    ap->challenge = w.r->nonce;
    ap->challenge_offset = NVIDIA_NONCE_AT;
    ap->challenge_fixed = true;
    return st == CUPEL_OK ? arena_status(&ap->arena) : st;
}
