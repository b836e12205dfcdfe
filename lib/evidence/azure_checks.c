/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks and claims of Azure confidential VMs mean. */
#include "evidence/azure.h"

#define HCL    "Microsoft OpenHCL, openhcl_attestation_protocol, igvm_attest::get"
#define DESIGN "Microsoft, Azure confidential VMs guest attestation design"
#define MODULE "Intel TDX Module 1.5 ABI Specification"

const struct cupel_check_info azure_checks[AZURE_CHECKS] = {
    [AZURE_CHECK_HEADER] = {
        .id = "azure.header",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the unmeasured headers fit what stands between them",
        .why = "Nothing signs the headers. They say where the parts begin and what the report was "
               "made for; a report that was made for another purpose names other keys.",
        .spec = HCL ", IgvmAttestRequestHeader and IgvmAttestRequestData",
        .fix = "read NV index 0x01400001 of the vTPM again and give its bytes as they are",
    },
    [AZURE_CHECK_REPORT_TYPE] = {
        .id = "azure.report_type",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the hardware report is of the kind that the request data names",
        .why = "The word is not measured. Who believes it reads the fields of one kind of report out "
               "of the bytes of another.",
        .spec = HCL ", IgvmAttestReportType",
        .fix = "read NV index 0x01400001 of the vTPM again and give its bytes as they are",
    },
    [AZURE_CHECK_HASH_TYPE] = {
        .id = "azure.hash_type",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the runtime data is bound with SHA-256",
        .why = "The word is not measured, so it must not choose the algorithm: Azure uses one.",
        .spec = HCL ", IgvmAttestHashType",
        .fix = "read NV index 0x01400001 of the vTPM again; if Azure really changed the algorithm, "
               "update cupel",
    },
    [AZURE_CHECK_RUNTIME_DATA] = {
        .id = "azure.runtime_data",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the hardware report binds the runtime data",
        .why = "Keys and configuration stand in JSON that nobody signs. They count because its digest "
               "is the first half of the hardware report's REPORT_DATA, and zeros the second.",
        .spec = HCL ", IgvmAttestRequest: the hash of the runtime claims is in report_data; " DESIGN,
        .fix = "give the report as the vTPM holds it; do not edit or reformat its JSON",
    },
    [AZURE_CHECK_VMPL] = {
        .id = "azure.vmpl",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the paravisor, at VMPL 0, asked for the SNP report",
        .why = "The guest's own system runs at a lower privilege and can ask for reports too, with any "
               "REPORT_DATA: it could pass a key of its own off as the vTPM's.",
        .spec = DESIGN "; AMD 56860 rev 1.58, section 7.3, table ATTESTATION_REPORT, VMPL",
        .fix = "give the report that the paravisor left in NV index 0x01400001",
    },
    [AZURE_CHECK_TD_REPORT] = {
        .id = "azure.td_report",
        .category = CUPEL_CAT_HARDWARE,
        .title = "a TD quote vouches for the TDREPORT, field by field",
        .why = "A TDREPORT carries an authentication code that only its own machine can check. "
               "Elsewhere it proves nothing until a quote says the same of the same TD.",
        .spec = MODULE ", TDREPORT_STRUCT; Intel TDX DCAP Quoting Library API, appendix A",
        .fix = "give the TD quote that Azure's metadata service made of this TDREPORT "
               "(http://169.254.169.254/acc/tdquote) with --collateral",
    },
    [AZURE_CHECK_AK] = {
        .id = "azure.ak",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the runtime data names the vTPM's attestation key",
        .why = "The vTPM's quotes are worth as much as the key that signs them. This one is generated "
               "in the paravisor, inside the TEE, and named in what the hardware report binds.",
        .spec = HCL ", runtime_claims: HCLAkPub; RFC 7517",
        .fix = "give the report of NV index 0x01400001, which names HCLAkPub",
    },
    [AZURE_CHECK_QUOTE] = {
        .id = "azure.quote",
        .category = CUPEL_CAT_FRESHNESS,
        .title = "a quote of the VM's vTPM is at hand",
        .why = "The hardware report is made at boot and stays the same: it can be replayed for as long "
               "as its certificates live. A challenge, and what was booted, are in the vTPM's quote "
               "only; of both, freshness depends on the attestation key that the report binds.",
        .spec = DESIGN "; TCG TPM 2.0 Library, Part 3, TPM2_Quote",
        .fix = "quote with the AK (handle 0x81000003) over SHA-256 PCRs with a fresh nonce, and give "
               "quote, signature and PCR values with --collateral",
    },
    [AZURE_CHECK_QUOTE_KEY] = {
        .id = "azure.quote_key",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the quote is signed with the attestation key that the runtime data names",
        .why = "A quote may be genuine and of another TPM, vouched for by a certificate of its own. Only "
               "one by the key that this VM's hardware report binds speaks for this VM.",
        .spec = DESIGN "; " HCL ", runtime_claims: HCLAkPub",
        .fix = "give the quote of the VM whose report this is",
    },
};

/* clang-format off */
#define CLAIM(name_, type_, size_, title_, main_, identity_)                                       \
    { .name = name_, .type = CUPEL_CLAIM_##type_, .size = size_, .title = title_, .is_main = main_, .is_identity = identity_ }

const struct cupel_claim_info azure_claims[AZURE_CLAIMS] = {
    CLAIM("azure.hardware", TEXT, 0, "the TEE that the VM runs in: snp or tdx", true, false),
    CLAIM("azure.ak", BYTES, 32, "SHA-256 of the vTPM's attestation key (SubjectPublicKeyInfo)", true, false),
    /* No identity: it is as true as the paravisor, whose measurement is in the hardware report. */
    CLAIM("azure.vm_unique_id", TEXT, 0, "Azure's name for the VM", true, false),
    CLAIM("azure.secure_boot", BOOL, 0, "is secure boot on?", true, false),
    CLAIM("azure.tpm_enabled", BOOL, 0, "has the VM a vTPM?", false, false),
    CLAIM("azure.tpm_persisted", BOOL, 0, "does the vTPM keep its state over restarts?", false, false),
    CLAIM("azure.console_enabled", BOOL, 0, "is the serial console on?", false, false),
    CLAIM("azure.filtered_vpci_devices_allowed", BOOL, 0, "may filtered devices be assigned?", false, false),
    CLAIM("azure.root_cert_thumbprint", TEXT, 0, "root certificate of the paravisor's owner", false, false),
    CLAIM("azure.current_time", TIME, 0, "when the paravisor made the runtime data", false, false),
    CLAIM("azure.user_data", BYTES, 0, "what the guest had the paravisor put in", true, false),
};
/* clang-format on */
