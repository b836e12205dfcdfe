/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Azure confidential VMs with a paravisor. Its report, which holds the SNP report or TDREPORT and
 * the vTPM's keys, lies in an NV index and carries no nonce; the nonce goes into a quote by the AK
 * that the report names. User data has a place of its own in the report. What the TEE's signature
 * needs beside it comes from the metadata service: a network, which this program does not use, so
 * its answer is taken as a file. Sources: Microsoft Learn, "Azure confidential VMs guest
 * attestation design" (NV indices, AK); OpenHCL igvm_attest; kinvolk/azure-cvm-tooling.
 */
#include "attest/tpm.h"

#include "attest/endorse.h"

#include "base/cur.h"
#include "base/status.h"
#include "base/text.h"

#include <string.h>

#define NV_REPORT     0x01400001u
#define NV_USER_DATA  0x01400002u
#define NV_AK_CERT    0x01c101d0u
#define AK_PERSISTENT 0x81000003u

#define ASSET_TAG_FILE "/sys/class/dmi/id/chassis_asset_tag"
#define ASSET_TAG      "7783-7084-3265-9085-8269-3286-77" /* of every Azure VM */

#define REPORT_TYPE_AT 0x4c8u /* request data at 4C0h: size, version, report type */
#define REPORT_SNP     2u
#define REPORT_TDX     4u

#define FRESH_TRIES 12u
#define FRESH_PAUSE 1000u /* ms: the paravisor needs about three seconds for a new report */

static uint32_t report_type(cupel_slice report)
{
    return (uint32_t)slice_le64(slice_part(report, REPORT_TYPE_AT, 4));
}

static cupel_status read_report(struct tpm *t, struct arena *a, cupel_slice *ret,
                                struct cupel_diag *err)
{
    cupel_status st = tpm_read_nv(t, NV_REPORT, a, ret, err);
    if (st == CUPEL_E_NOT_FOUND)
        return diag_set(
            err, CUPEL_E_UNSUPPORTED, "",
            "the TPM has no NV index 0x%08x: this is no Azure confidential VM (a Trusted "
            "Launch VM has a vTPM only: --tee tpm)",
            NV_REPORT);
    if (st != CUPEL_OK)
        return st;
    uint32_t type = report_type(*ret);
    if (!slice_starts(*ret, SLICE_LIT("HCLA")) || (type != REPORT_SNP && type != REPORT_TDX))
        return diag_set(
            err, CUPEL_E_MALFORMED, "",
            "NV index 0x%08x holds no report of an SNP or TDX guest (%zu bytes, type %u)",
            NV_REPORT, ret->n, type);
    return CUPEL_OK;
}

/* The runtime data says "user-data":"HEX". Which case its digits have is not written down. */
static bool has_user_data(cupel_slice report, const uint8_t padded[USER_DATA_HCL])
{
    char hex[2 * USER_DATA_HCL + 1];
    hex_write(slice_of(padded, USER_DATA_HCL), hex);
    if (slice_find(report, slice_of(hex, sizeof hex - 1)) != SIZE_MAX)
        return true;
    for (char *p = hex; *p; p++)
        if (*p >= 'a' && *p <= 'f')
            *p = (char)(*p - 'a' + 'A');
    return slice_find(report, slice_of(hex, sizeof hex - 1)) != SIZE_MAX;
}

/* Hand user data over and wait until the paravisor has made a report with it. */
static cupel_status refresh(const struct attest *at, struct tpm *t, struct collected *ret,
                            struct cupel_diag *err)
{
    uint8_t padded[USER_DATA_HCL];
    const struct device *d = at->device;
    slice_copy(at->request->user_data, padded, sizeof padded);
    CUPEL_TRY(tpm_write_nv(t, NV_USER_DATA, SLICE_ARRAY(padded), err));
    for (unsigned i = 0; i < FRESH_TRIES; i++) {
        CUPEL_TRY(read_report(t, ret->arena, &ret->hcl_report, err));
        if (has_user_data(ret->hcl_report, padded))
            return CUPEL_OK;
        d->ops->pause(d->own, FRESH_PAUSE);
    }
    return diag_set(
        err, CUPEL_E_IO, "",
        "the paravisor made no report with the user data within %u seconds; does this VM's "
        "image support NV index 0x%08x?",
        FRESH_TRIES * FRESH_PAUSE / 1000, NV_USER_DATA);
}

/* ---- what the metadata service gave ---- */

static const char *how_to_fetch(uint32_t type)
{
    return type == REPORT_SNP
               ? "curl -H Metadata:true http://169.254.169.254/metadata/THIM/amd/certification"
               : "POST {\"report\":\"BASE64URL of the 1024 bytes of TDREPORT at 32 in "
                 "evidence.bin\"} "
                 "to http://169.254.169.254/acc/tdquote";
}

static cupel_status add_endorsement(const struct attest *at, struct collected *ret,
                                    struct cupel_diag *err)
{
    const struct request *r = at->request;
    uint32_t type = report_type(ret->hcl_report);
    struct endorsement e = { 0 };
    if (r->endorsement.n == 0 && r->format == FORMAT_KBS)
        return diag_set(
            err, CUPEL_E_UNSUPPORTED, "",
            "--format kbs needs what Azure's metadata service gives, which is not fetched "
            "here: %s; then --endorsement FILE",
            how_to_fetch(type));
    if (r->endorsement.n == 0) {
        collected_note(
            ret,
            arena_printf(ret->arena,
                         "%s was left out: it comes from Azure's metadata service, which is "
                         "not asked here: %s; then --endorsement FILE",
                         type == REPORT_SNP ? "vcek.der" : "td_quote.bin", how_to_fetch(type)));
        return CUPEL_OK;
    }
    CUPEL_TRY(endorsement_read(ret->arena, r->endorsement, &e, err));
    if ((type == REPORT_SNP) != (e.vcek.n > 0))
        return diag_set(err, CUPEL_E_USAGE, "", "--endorsement: this VM is %s, the file holds %s",
                        type == REPORT_SNP ? "SEV-SNP and needs a VCEK"
                                           : "TDX and needs a TD quote",
                        e.vcek.n > 0 ? "a certificate" : "something else");
    collected_add(ret, "vcek.der", "application/pkix-cert", IND_ENDORSEMENTS, e.vcek);
    collected_add(ret, "chain.pem", "application/pem-certificate-chain", IND_ENDORSEMENTS, e.chain);
    collected_add(ret, "td_quote.bin", "application/octet-stream", IND_EVIDENCE, e.quote);
    return CUPEL_OK;
}

/* ---- all together ---- */

static cupel_status quote(const struct attest *at, struct tpm *t, struct collected *ret,
                          struct cupel_diag *err)
{
    struct pcr_selection sel;
    struct ak_choice ak = { AK_HANDLE, AK_PERSISTENT };
    struct ak_quote *q = arena_alloc(ret->arena, sizeof *q);
    if (!q)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    CUPEL_TRY(pcr_selection_read(at->request->pcrs, &sel, err));
    CUPEL_TRY(tpm_make_quote(t, at->crypto, &ak, ret->challenge, &sel, ret->arena, q, err));
    CUPEL_TRY(tpm_fill(ret, &sel, q, err));
    cupel_slice both = ret->evidence; /* of a TPM alone it would be the evidence */
    ret->evidence = ret->hcl_report;
    collected_add(ret, "quote.bin", "application/octet-stream", IND_EVIDENCE, both);
    return CUPEL_OK;
}

static cupel_status add_cert(struct tpm *t, struct collected *ret, struct cupel_diag *err)
{
    cupel_slice cert = SLICE_EMPTY;
    cupel_status st = tpm_take_cert(t, NV_AK_CERT, ret->arena, &cert, err);
    if (st == CUPEL_E_NOT_FOUND) {
        collected_note(ret, "ak.crt was left out: the TPM has no NV index 0x01c101d0");
        return CUPEL_OK;
    }
    collected_add(ret, "ak.crt", "application/pkix-cert", IND_ENDORSEMENTS, cert);
    return st;
}

static cupel_status ask(const struct attest *at, struct tpm *t, struct collected *ret,
                        struct cupel_diag *err)
{
    if (at->request->has_user_data)
        CUPEL_TRY(refresh(at, t, ret, err));
    else
        CUPEL_TRY(read_report(t, ret->arena, &ret->hcl_report, err));
    ret->provider = report_type(ret->hcl_report) == REPORT_SNP ? "azure-snp" : "azure-tdx";
    CUPEL_TRY(quote(at, t, ret, err));
    CUPEL_TRY(add_cert(t, ret, err));
    return add_endorsement(at, ret, err);
}

static cupel_status check_request(const struct request *r, struct cupel_diag *err)
{
    if (r->has_user_data && r->user_data.n > USER_DATA_HCL)
        return diag_set(
            err, CUPEL_E_USAGE, "",
            "--user-data: Azure's report takes %u bytes, these are %zu; give their digest",
            USER_DATA_HCL, r->user_data.n);
    if (r->format == FORMAT_KBS && r->pcrs && strcmp(r->pcrs, "sha256:all") != 0)
        return diag_set(
            err, CUPEL_E_USAGE, "",
            "--format kbs: the protocol knows quotes over sha256:all only; leave --pcrs "
            "out");
    if (strcmp(r->ak, "auto") != 0 || r->has_ak_cert)
        return diag_set(err, CUPEL_E_USAGE, "",
                        "--ak, --ak-cert: an Azure confidential VM has one AK, 0x%08x, which its "
                        "report names",
                        AK_PERSISTENT);
    return CUPEL_OK;
}

static cupel_status collect(const struct attest *at, struct collected *ret, struct cupel_diag *err)
{
    struct tpm *t = NULL;
    const struct request *r = at->request;
    ret->tee = TEE_AZURE;
    ret->challenge = r->nonce;
    ret->binding = r->has_user_data ? "nonce in the vTPM's quote, exact; user data in the report, "
                                      "padded with zeros to 64 bytes"
                                    : "nonce in the vTPM's quote, exact";
    CUPEL_TRY(check_request(r, err));
    CUPEL_TRY(tpm_open_request(at, ret->arena, &t, err));
    cupel_status st = ask(at, t, ret, err);
    tpm_close(t);
    if (st == CUPEL_OK)
        logs_add_tpm(at, ret);
    return st;
}

static bool has_report(const struct attest *at, struct arena *a, struct finding *ret)
{
    struct tpm *t = NULL;
    struct cupel_diag why = { 0 };
    cupel_slice report = SLICE_EMPTY;
    cupel_status st = tpm_open_request(at, a, &t, &why);
    if (st == CUPEL_OK)
        st = read_report(t, a, &report, &why);
    tpm_close(t);
    if (st == CUPEL_OK)
        return true;
    *ret = (struct finding){ st == CUPEL_E_UNSUPPORTED ? FOUND_MISSING : FOUND_BROKEN, TEE_AUTO,
                             arena_printf(a, "%s", why.text), "choose a confidential VM size" };
    return false;
}

/* The asset tag tells what is worth a question to the TPM. */
static void probe(const struct attest *at, struct arena *a, struct finding *ret)
{
    char tag[64];
    device_read_line(at->device, ASSET_TAG_FILE, tag, sizeof tag);
    if (strcmp(tag, ASSET_TAG) != 0) {
        *ret = (struct finding){ FOUND_MISSING, TEE_AUTO, "this is no VM of Azure's",
                                 "exists in Azure confidential VMs only" };
        return;
    }
    tpm_look(at, a, ret);
    if (ret->state == FOUND_READY && has_report(at, a, ret))
        *ret = (struct finding){ FOUND_READY, TEE_AZURE,
                                 "report of the paravisor, and the vTPM's quote", "" };
}

const struct source source_azure = {
    .name = "azure-vtpm",
    .where = "NV 0x01400001",
    .tees = TEE_BIT(TEE_AZURE),
    .probe = probe,
    .collect = collect,
};
