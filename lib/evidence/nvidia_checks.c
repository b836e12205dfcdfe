/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks and claims of NVIDIA reports mean. SPDM is DMTF DSP0274 1.1. */
#include "evidence/nvidia.h"

#define SPDM_MEASURE "DMTF DSP0274 1.1.0, section 10.11 (GET_MEASUREMENTS and MEASUREMENTS)"
#define NV_TRUST     "NVIDIA/nvtrust, gpu_verifiers/local_gpu_verifier: "
#define DICE_FWID    "TCG DICE Attestation Architecture 1.0, section 6.1.1 (TcbInfo, FWID)"
#define RIM_MODEL    "TCG Reference Integrity Manifest Information Model 1.01; ISO 19770-2:2015"
#define ASK_AGAIN    "ask the device again, and keep report and certificates together"
#define GET_RIM      "get the manifest that needs[] names from NVIDIA's RIM service"

const struct cupel_check_info nvidia_checks[NVIDIA_CHECKS] = {
    [NVIDIA_CHECK_REQUEST] = {
        .id = "nvidia.request",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the request asked for all measurements and a signature",
        .why = "The request is signed with the answer. One that asked for less lets a device leave "
               "out the blocks that would tell on it.",
        .spec = SPDM_MEASURE ", Param1 and Param2",
        .fix = "collect reports with NVML or NVIDIA's attestation SDK",
    },
    [NVIDIA_CHECK_CERTIFICATE] = {
        .id = "nvidia.certificate",
        .category = CUPEL_CAT_HARDWARE,
        .title = "a certificate of the device's key fits this report",
        .why = "Without the certificate of the key that signed, anybody could have made the report.",
        .spec = NV_TRUST "attestation",
        .fix = "give the certificate chain that the device returned with this report",
    },
    [NVIDIA_CHECK_CHAIN] = {
        .id = "nvidia.chain",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the device's certificate leads to NVIDIA's root for devices",
        .why = "Only NVIDIA's provisioning gives a boot ROM key a certificate under this root.",
        .spec = "RFC 5280 section 6; " NV_TRUST "verifier_device_root.pem",
        .fix = "give all five certificates of the device; a root that comes with them is not trusted",
    },
    [NVIDIA_CHECK_CHAIN_LENGTH] = {
        .id = "nvidia.chain_length",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the chain has exactly five certificates",
        .why = "Leaf, boot ROM, provisioner, identity and root have fixed places. A shorter or "
               "longer chain gives one of them a power that it should not have.",
        .spec = NV_TRUST "cc_admin_utils, verify_gpu_certificate_chain",
        .fix = ASK_AGAIN,
    },
    [NVIDIA_CHECK_CHAIN_VALIDITY] = {
        .id = "nvidia.chain_validity",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the device's certificates are valid at the time of verification",
        .why = "A certificate says nothing outside its dates.",
        .spec = "RFC 5280 section 4.1.2.5",
        .fix = "verify archived evidence with --at",
    },
    [NVIDIA_CHECK_FWID] = {
        .id = "nvidia.fwid",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the leaf was certified for the firmware that made the report",
        .why = "The boot ROM certifies the key of one firmware image and names it by its digest. A "
               "report of other firmware under this key would mean that the key has leaked.",
        .spec = DICE_FWID "; " NV_TRUST "is_fwid_matching",
        .fix = "update the driver to branch 550 or newer, which states the FWID; " ASK_AGAIN,
    },
    [NVIDIA_CHECK_ARCHITECTURE] = {
        .id = "nvidia.architecture",
        .category = CUPEL_CAT_HARDWARE,
        .title = "report and certificate are of one architecture",
        .why = "Reference values of one chip say nothing of another.",
        .spec = NV_TRUST "attestation; NV_PMC_BOOT_42 in NVIDIA/open-gpu-kernel-modules",
        .fix = "update cupel for a newer chip; " ASK_AGAIN,
    },
    [NVIDIA_CHECK_SIGNATURE] = {
        .id = "nvidia.signature",
        .category = CUPEL_CAT_HARDWARE,
        .title = "request and response are signed by the device's key",
        .why = "The signature is what makes the report the device's own.",
        .spec = SPDM_MEASURE ", Signature; ECDSA P-384 with SHA-384 over both messages",
        .fix = ASK_AGAIN,
    },
    [NVIDIA_CHECK_REVOCATION] = {
        .id = "nvidia.revocation",
        .category = CUPEL_CAT_REVOCATION,
        .title = "no certificate of the device or of a manifest's signer is revoked",
        .why = "NVIDIA withdraws certificates of devices and signers that can no longer be trusted. "
               "It answers by OCSP, where certificateHold marks devices under inspection.",
        .spec = "RFC 5280 section 5; RFC 6960; " NV_TRUST "cc_admin_utils, ocsp_certificate_chain_validation",
        .fix = "give the revocation lists that the certificates name, or ask NVIDIA's OCSP service",
    },
    [NVIDIA_CHECK_CC_MODE] = {
        .id = "nvidia.cc_mode",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "all that leaves the GPU is encrypted",
        .why = "In protected PCIe mode GPUs talk to each other in the clear, and the NVSwitches "
               "between them become part of what must be trusted.",
        .spec = "NVIDIA/attestation-sdk, opaque fields FEATURE_FLAG and PROTECTED_PCIE_STATUS",
        .fix = "attest the NVSwitches too, or use single-GPU or encrypted multi-GPU mode",
    },
    [NVIDIA_CHECK_DRIVER_RIM] = {
        .id = "nvidia.driver_rim",
        .category = CUPEL_CAT_TCB,
        .title = "a manifest of the driver's reference values is at hand",
        .why = "Measurements are digests: only NVIDIA's reference values say what they are of.",
        .spec = RIM_MODEL,
        .fix = GET_RIM,
    },
    [NVIDIA_CHECK_VBIOS_RIM] = {
        .id = "nvidia.vbios_rim",
        .category = CUPEL_CAT_TCB,
        .title = "a manifest of the VBIOS's reference values is at hand",
        .why = "Measurements are digests: only NVIDIA's reference values say what they are of.",
        .spec = RIM_MODEL,
        .fix = GET_RIM,
    },
    [NVIDIA_CHECK_RIM_SIGNATURE] = {
        .id = "nvidia.rim_signature",
        .category = CUPEL_CAT_TCB,
        .title = "the manifest is signed and unchanged",
        .why = "Whoever can change a reference value can make any firmware look right.",
        .spec = "W3C XML Signature 1.1, section 3.2; Canonical XML 1.1",
        .fix = "get the manifest again, byte for byte: an editor that changes white space breaks it",
    },
    [NVIDIA_CHECK_RIM_CHAIN] = {
        .id = "nvidia.rim_chain",
        .category = CUPEL_CAT_TCB,
        .title = "the manifest's signer leads to NVIDIA's root for manifests",
        .why = "The certificates come with the manifest; only the pinned root makes them NVIDIA's. "
               "The root for devices signs no manifests, and this one no devices.",
        .spec = "RFC 5280 section 6; " NV_TRUST "verifier_RIM_root.pem",
        .fix = "get the manifest from NVIDIA's RIM service",
    },
    [NVIDIA_CHECK_RIM_VALIDITY] = {
        .id = "nvidia.rim_validity",
        .category = CUPEL_CAT_TCB,
        .title = "the manifest's certificates are valid at the time of verification",
        .why = "NVIDIA signs a manifest again while it stands by it; an old edition may list what "
               "has since been withdrawn.",
        .spec = "RFC 5280 section 4.1.2.5",
        .fix = "get the newest edition of the manifest; verify archived evidence with --at",
    },
    [NVIDIA_CHECK_RIM_VERSION] = {
        .id = "nvidia.rim_version",
        .category = CUPEL_CAT_TCB,
        .title = "the manifest is of this version and product",
        .why = "The report names its driver and VBIOS; values of another version say nothing of it.",
        .spec = NV_TRUST "rim, colloquialVersion",
        .fix = GET_RIM,
    },
    [NVIDIA_CHECK_RIM_OVERLAP] = {
        .id = "nvidia.rim_overlap",
        .category = CUPEL_CAT_TCB,
        .title = "driver and VBIOS manifests speak of different measurements",
        .why = "Two manifests that claim one block contradict each other: one is not what it seems.",
        .spec = NV_TRUST "verifier.py, generate_golden_measurement_list",
        .fix = "get both manifests again from NVIDIA's RIM service",
    },
    [NVIDIA_CHECK_MEASUREMENTS] = {
        .id = "nvidia.measurements",
        .category = CUPEL_CAT_TCB,
        .title = "every measurement that the manifests list has a listed value",
        .why = "A block with another value is firmware, configuration or a debug state that NVIDIA "
               "does not vouch for. NVIDIA's own verdicts on secure boot and debug follow from this.",
        .spec = NV_TRUST "verifier.py; block i+1 is index i; index 35 counts with NVDEC0 enabled",
        .fix = "find out what runs there: the detail names each index that differs",
    },
};

const struct cupel_claim_info nvidia_claims[NVIDIA_CLAIMS] = {
    { "nvidia.arch", CUPEL_CLAIM_TEXT, 0, "architecture: HOPPER, BLACKWELL, LS10", true, false },
    { "nvidia.chip", CUPEL_CLAIM_TEXT, 0, "chip, as the leaf's name says", false, false },
    { "nvidia.device_id", CUPEL_CLAIM_BYTES, 32, "SHA-256 of the boot ROM's public key", false,
      true },
    { "nvidia.driver_version", CUPEL_CLAIM_TEXT, 0, "version of the driver", true, false },
    { "nvidia.vbios_version", CUPEL_CLAIM_TEXT, 0, "version of the VBIOS", true, false },
    { "nvidia.fwid", CUPEL_CLAIM_BYTES, 48, "digest of the firmware that holds the key", false,
      true },
    { "nvidia.gpu_info", CUPEL_CLAIM_BYTES, 8, "GPU_INFO: chip id and more", false, false },
    { "nvidia.board_id", CUPEL_CLAIM_BYTES, 0, "BOARD_ID", false, false },
    { "nvidia.project", CUPEL_CLAIM_TEXT, 0, "PROJECT: board", false, false },
    { "nvidia.project_sku", CUPEL_CLAIM_TEXT, 0, "PROJECT_SKU", false, false },
    { "nvidia.chip_sku", CUPEL_CLAIM_TEXT, 0, "CHIP_SKU", false, false },
    { "nvidia.chip_info", CUPEL_CLAIM_TEXT, 0, "CHIP_INFO", false, false },
    { "nvidia.measurement_count", CUPEL_CLAIM_UINT, 0, "measurement blocks in the report", false,
      false },
    { "nvidia.nvdec0_status", CUPEL_CLAIM_TEXT, 0, "enabled or disabled", false, false },
    { "nvidia.protected_pcie", CUPEL_CLAIM_TEXT, 0, "enabled or disabled", false, false },
    { "nvidia.feature_flag", CUPEL_CLAIM_TEXT, 0, "mode: SPT, MPT, PPCIE", true, false },
    { "nvidia.switch_pdi", CUPEL_CLAIM_BYTES, 0, "ids of the NVSwitches linked to, 8 bytes each",
      false, false },
    { "nvidia.nonce", CUPEL_CLAIM_BYTES, 32, "nonce of the request: the challenge", false, false },
};
