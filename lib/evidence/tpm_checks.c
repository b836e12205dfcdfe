/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks and claims of TPM quotes mean. TPM Library: Trusted Platform Module Library, 2.0.
 */
#include "evidence/tpm.h"

#define PART1 "TPM 2.0 Library, Part 1"
#define PART2 "TPM 2.0 Library, Part 2"
#define PART3 "TPM 2.0 Library, Part 3"

const struct cupel_check_info tpm_checks[TPM_CHECKS] = {
    [TPM_CHECK_MAGIC] = {
        .id = "tpm.magic",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the attestation starts with TPM_GENERATED_VALUE",
        .why = "A restricted key signs what the TPM made itself, which starts with this number, and "
               "refuses foreign data that starts with it. Without it anybody who may use the key "
               "wrote the bytes.",
        .spec = PART2 ", 6.2 (TPM_GENERATED) and 10.12.12 (TPMS_ATTEST)",
        .fix = "give the attestation that TPM2_Quote returned, unchanged",
    },
    [TPM_CHECK_TYPE] = {
        .id = "tpm.type",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the attestation is a quote",
        .why = "A TPM attests keys, times and NV indexes under the same key. Only a quote speaks of "
               "PCRs.",
        .spec = PART2 ", 6.9 (TPM_ST) and 10.12.1 (TPMS_QUOTE_INFO)",
        .fix = "give the attestation that TPM2_Quote returned",
    },
    [TPM_CHECK_SET] = {
        .id = "tpm.set",
        .category = CUPEL_CAT_HARDWARE,
        .title = "all quotes are by one key, for one challenge, from one boot",
        .why = "Several quotes count as one picture of a machine. Quotes of two boots or two machines "
               "together show a state that never was.",
        .spec = PART2 ", 10.11.1 (TPMS_CLOCK_INFO) and 10.12.12 (TPMS_ATTEST)",
        .fix = "quote all banks one right after the other, with the same key and nonce",
    },
    [TPM_CHECK_SIGNATURE_ALGORITHM] = {
        .id = "tpm.signature_algorithm",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the signature scheme is RSASSA, RSAPSS or ECDSA with SHA-256 or stronger, as the "
                 "key has it",
        .why = "With SHA-1 an attacker can prepare two texts with one signature. A scheme other than "
               "the key's was chosen by the message.",
        .spec = PART2 ", 11.3.4 (TPMT_SIGNATURE); NIST SP 800-131A rev 2, section 3",
        .fix = "create the attestation key with SHA-256 or stronger: tpm2_createak -g sha256",
    },
    [TPM_CHECK_SIGNATURE] = {
        .id = "tpm.signature",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the quote is signed by the attestation key",
        .why = "All that the quote says rests on this signature.",
        .spec = PART3 ", 18.4 (TPM2_Quote); " PART1 ", annexes B.6, B.7 and C.4.2",
        .fix = "give the signature and the attestation key that belong to this quote, or get a new "
               "one",
    },
    [TPM_CHECK_AK] = {
        .id = "tpm.ak",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the attestation key is vouched for: by a certificate that leads to a trusted root, "
                 "by the caller, or by a TEE that binds it",
        .why = "Anybody can make a key and sign PCR values of his choice with it. A key that came "
               "with the quote proves nothing.",
        .spec = "TCG TPM 2.0 Keys for Device Identity and Attestation, section 5; RFC 5280 section "
                "6.1",
        .fix = "give the certificate of the attestation key and its intermediates with --collateral, "
               "or the key, when you know by other means whose it is, with --anchor tpm:FILE",
    },
    [TPM_CHECK_AK_CERTIFICATE] = {
        .id = "tpm.ak_certificate",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the certificate is one of an attestation key",
        .why = "CAs of TPM vendors certify endorsement keys, which decrypt and sign no quotes. Taking "
               "such a certificate for an attestation key's skips the proof that both keys are in "
               "one TPM.",
        .spec = "TCG EK Credential Profile 2.5, section 3; TCG TPM 2.0 Keys for Device Identity and "
                "Attestation, section 8",
        .fix = "give the attestation key's own certificate; for an endorsement key's certificate, "
               "have a CA activate a credential (TPM2_ActivateCredential) and certify the "
               "attestation key",
    },
    [TPM_CHECK_AK_VALIDITY] = {
        .id = "tpm.ak_validity",
        .category = CUPEL_CAT_HARDWARE,
        .title = "every certificate of the path is valid at the time of verification",
        .why = "A certificate vouches for its key between its two dates only.",
        .spec = "RFC 5280 section 4.1.2.5",
        .fix = "fetch a current certificate, or give the time that matters with --at",
    },
    [TPM_CHECK_AK_ATTRIBUTES] = {
        .id = "tpm.ak_attributes",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the key is a restricted signing key that was made in its TPM and cannot leave it",
        .why = "An unrestricted key signs any bytes, a made-up quote too. A key that was imported or "
               "can be duplicated is held by somebody outside the TPM.",
        .spec = PART1 ", 31.2 and 36.4; " PART2 ", 8.3 (TPMA_OBJECT)",
        .fix = "create the key with fixedtpm|fixedparent|sensitivedataorigin|restricted|sign and "
               "without decrypt (tpm2_createak does)",
    },
    [TPM_CHECK_AK_NAME] = {
        .id = "tpm.ak_name",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the quote's qualifiedSigner is the qualified name of the attestation key",
        .why = "The TPM writes into the quote which key signed, with its attributes and all its "
               "parents. It differs where the public area at hand is another key's or was changed.",
        .spec = PART1 ", 16 (names) and 26.5 (qualified name)",
        .fix = "give the public area of the key that signed, and those of its parents",
    },
    [TPM_CHECK_PCR_SELECTION] = {
        .id = "tpm.pcr_selection",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the quote covers PCRs, in a bank stronger than SHA-1, and all whose values are "
                 "given",
        .why = "A quote over no PCRs is valid and proves nothing of any value beside it "
               "(CVE-2022-0317). A PCR of the SHA-1 bank does not bind what was measured into it.",
        .spec = PART2 ", 10.6.1 and 10.9.7 (TPML_PCR_SELECTION); NIST SP 800-131A rev 2",
        .fix = "quote the PCRs that matter in the SHA-256 bank: tpm2_quote -l sha256:0,1,2,…",
    },
    [TPM_CHECK_PCR_DIGEST] = {
        .id = "tpm.pcr_digest",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the digest in the quote is that of the PCR values at hand",
        .why = "A quote holds one digest over all selected PCRs. Values beside it are anybody's until "
               "their digest is the same; only then are claims made of them.",
        .spec = PART3 ", 18.4.1 (TPM2_Quote); " PART1 ", 17.6.1",
        .fix = "give the PCR values that were read with the quote (tpm2_quote --pcr)",
    },
    [TPM_CHECK_CLOCK] = {
        .id = "tpm.clock",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the TPM's clock is safe: it never reported a later time",
        .why = "After power was cut the clock may have gone back. It then cannot tell a replay by "
               "its order.",
        .spec = PART1 ", 33.3 and 33.4; " PART2 ", 10.11.1 (TPMS_CLOCK_INFO)",
        .fix = "wait until the TPM has caught up (at most 69 minutes), and shut down orderly",
    },
    [TPM_CHECK_LOG] = {
        .id = "tpm.log",
        .category = CUPEL_CAT_HARDWARE,
        .title = "replaying the event log gives the quoted PCRs",
        .why = "A log is a list of claims by whoever had it. Only what replays to the quoted PCRs was "
               "measured, and only the digests were.",
        .spec = "TCG PC Client Platform Firmware Profile 1.06, section 10; TCG Canonical Event Log "
                "1.0, section 4",
        .fix = "give the log of the same boot, whole: "
               "/sys/kernel/security/tpm0/binary_bios_measurements",
    },
    [TPM_CHECK_REVOCATION] = {
        .id = "tpm.revocation",
        .category = CUPEL_CAT_REVOCATION,
        .title = "no certificate of the path is on its issuer's revocation list",
        .why = "A CA takes back certificates of TPMs whose keys leaked.",
        .spec = "RFC 5280 section 6.3",
        .fix = "give the CRLs that the certificates name (cRLDistributionPoints) with --collateral",
    },
};

#define BYTES(id, claim, text, main)                                                               \
    [id] = { .name = claim, .type = CUPEL_CLAIM_BYTES, .title = text, .is_main = main }
#define OTHER(id, kind, claim, text, main)                                                         \
    [id] = { .name = claim, .type = CUPEL_CLAIM_##kind, .title = text, .is_main = main }
#define IDENTITY(id, kind, claim, text, main)                                                      \
    [id] = { .name = claim,                                                                        \
             .type = CUPEL_CLAIM_##kind,                                                           \
             .title = text,                                                                        \
             .is_main = main,                                                                      \
             .is_identity = true }

/* PCRs 0 to 7 are the firmware's, 8 to 15 the operating system's. */
#define PCR(bank, word, n, bytes, text)                                                            \
    [TPM_CLAIM_PCRS + (bank)*TPM_CLAIM_PCRS_OF_BANK + (n)] = { .name = "tpm.pcr." word "." #n,     \
                                                               .type = CUPEL_CLAIM_BYTES,          \
                                                               .size = bytes,                      \
                                                               .title = text,                      \
                                                               .is_identity = true }
#define BANK(bank, word, bytes)                                                                    \
    PCR(bank, word, 0, bytes, "PCR 0: firmware code"),                                             \
        PCR(bank, word, 1, bytes, "PCR 1: firmware configuration"),                                \
        PCR(bank, word, 2, bytes, "PCR 2: option ROMs and drivers"),                               \
        PCR(bank, word, 3, bytes, "PCR 3: their configuration"),                                   \
        PCR(bank, word, 4, bytes, "PCR 4: boot loaders and what they start"),                      \
        PCR(bank, word, 5, bytes, "PCR 5: their configuration, partition table"),                  \
        PCR(bank, word, 6, bytes, "PCR 6: the platform's maker"),                                  \
        PCR(bank, word, 7, bytes, "PCR 7: Secure Boot policy"),                                    \
        PCR(bank, word, 8, bytes, "PCR 8: boot loader's commands"),                                \
        PCR(bank, word, 9, bytes, "PCR 9: files that the boot loader read, kernel"),               \
        PCR(bank, word, 10, bytes, "PCR 10: IMA"),                                                 \
        PCR(bank, word, 11, bytes, "PCR 11: unified kernel image"),                                \
        PCR(bank, word, 12, bytes, "PCR 12: kernel command line and its overrides"),               \
        PCR(bank, word, 13, bytes, "PCR 13: system extensions"),                                   \
        PCR(bank, word, 14, bytes, "PCR 14: shim's certificates"),                                 \
        PCR(bank, word, 15, bytes, "PCR 15: machine and file systems"),                            \
        PCR(bank, word, 16, bytes, "PCR 16: debug; anybody resets it"),                            \
        PCR(bank, word, 17, bytes, "PCR 17: dynamic launch"),                                      \
        PCR(bank, word, 18, bytes, "PCR 18: dynamic launch"),                                      \
        PCR(bank, word, 19, bytes, "PCR 19: dynamic launch"),                                      \
        PCR(bank, word, 20, bytes, "PCR 20: dynamic launch"),                                      \
        PCR(bank, word, 21, bytes, "PCR 21: dynamic launch"),                                      \
        PCR(bank, word, 22, bytes, "PCR 22: dynamic launch"),                                      \
        PCR(bank, word, 23, bytes, "PCR 23: applications; anybody resets it")

const struct cupel_claim_info tpm_claims[TPM_CLAIMS] = {
    OTHER(TPM_CLAIM_TYPE, TEXT, "tpm.type", "kind of attestation", false),
    BYTES(TPM_CLAIM_EXTRA_DATA, "tpm.extra_data",
          "what the verifier asked to be signed: the challenge", true),
    OTHER(TPM_CLAIM_FIRMWARE_VERSION, FLAGS, "tpm.firmware_version", "the TPM's firmware", true),
    OTHER(TPM_CLAIM_CLOCK, UINT, "tpm.clock", "milliseconds that the TPM was powered", false),
    OTHER(TPM_CLAIM_RESET_COUNT, UINT, "tpm.reset_count", "resets of the TPM: boots", true),
    OTHER(TPM_CLAIM_RESTART_COUNT, UINT, "tpm.restart_count",
          "restarts and resumes since the reset", false),
    OTHER(TPM_CLAIM_SAFE, BOOL, "tpm.safe", "the clock never reported a later time", false),
    BYTES(TPM_CLAIM_QUALIFIED_SIGNER, "tpm.qualified_signer",
          "qualified name of the key that signed", false),
    OTHER(TPM_CLAIM_SIGNATURE_ALGORITHM, TEXT, "tpm.signature_algorithm", "signature scheme",
          false),
    IDENTITY(TPM_CLAIM_AK_NAME, BYTES, "tpm.ak_name", "name of the attestation key", true),
    IDENTITY(TPM_CLAIM_AK_SPKI_SHA256, BYTES, "tpm.ak_spki_sha256",
             "SHA-256 of the attestation key as SubjectPublicKeyInfo", false),
    OTHER(TPM_CLAIM_PCR_SELECTION, TEXT, "tpm.pcr_selection", "PCRs that the quote covers", true),
    IDENTITY(TPM_CLAIM_GCE_ZONE, TEXT, "tpm.gce_zone", "zone of the Compute Engine instance", true),
    IDENTITY(TPM_CLAIM_GCE_PROJECT_NUMBER, UINT, "tpm.gce_project_number", "its project's number",
             false),
    IDENTITY(TPM_CLAIM_GCE_PROJECT_ID, TEXT, "tpm.gce_project_id", "its project", true),
    IDENTITY(TPM_CLAIM_GCE_INSTANCE_ID, UINT, "tpm.gce_instance_id", "its number", true),
    IDENTITY(TPM_CLAIM_GCE_INSTANCE_NAME, TEXT, "tpm.gce_instance_name", "its name", true),
    OTHER(TPM_CLAIM_GCE_SECURITY_VERSION, UINT, "tpm.gce_security_version",
          "security version of its vTPM", false),
    OTHER(TPM_CLAIM_GCE_IS_PRODUCTION, BOOL, "tpm.gce_is_production",
          "the certificate is of Google's production", false),
    BANK(0, "sha256", 32),
    BANK(1, "sha384", 48),
    BANK(2, "sha512", 64),
};

const char *tpm_pcr_claim(unsigned alg, unsigned pcr)
{
    static const uint16_t banks[TPM_CLAIM_BANKS] = { TPM_SHA256, TPM_SHA384, TPM_SHA512 };
    for (size_t i = 0; i < TPM_CLAIM_BANKS && pcr < TPM_CLAIM_PCRS_OF_BANK; i++)
        if (banks[i] == alg)
            return tpm_claims[TPM_CLAIM_PCRS + i * TPM_CLAIM_PCRS_OF_BANK + pcr].name;
    return NULL;
}
