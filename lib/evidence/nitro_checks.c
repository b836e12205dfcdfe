/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks and claims of Nitro documents mean. */
#include "evidence/nitro.h"

#define AWS "AWS Nitro Enclaves attestation process (aws-nitro-enclaves-nsm-api)"

const struct cupel_check_info nitro_checks[NITRO_CHECKS] = {
    [NITRO_CHECK_ALGORITHM] = {
        .id = "nitro.algorithm",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the protected header names ES384 by its number",
        .why = "AWS signs with one algorithm. A message that could choose its own, or name it where "
               "nobody signs, could choose one that is no proof.",
        .spec = AWS ", section 3.1; RFC 9052 section 3.1, alg; RFC 9053 section 2.1",
        .fix = "get a new document from the enclave",
    },
    [NITRO_CHECK_HEADERS] = {
        .id = "nitro.headers",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the headers hold the algorithm and nothing else",
        .why = "The unprotected header is not signed: anybody on the way can write there. A critical "
               "header changes what the signature means.",
        .spec = AWS ", section 3.1; RFC 9052 section 3.1, crit",
        .fix = "get a new document from the enclave",
    },
    [NITRO_CHECK_FIELDS] = {
        .id = "nitro.fields",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the payload has only fields that AWS defines, and PCRs of one kind",
        .why = "AWS lists the fields that are allowed. A field beyond them may restrict what the "
               "document proves in a way that nobody here knows.",
        .spec = AWS ", section 3.2.2.1; Amazon EC2 User Guide, Validate a NitroTPM Attestation Document",
        .fix = "update cupel if AWS has defined a new field, or get a new document",
    },
    [NITRO_CHECK_VALUES] = {
        .id = "nitro.values",
        .category = CUPEL_CAT_HARDWARE,
        .title = "every field has a value that AWS allows",
        .why = "The hypervisor keeps these rules, so a document that breaks one was not made by it. "
               "PCRs of odd lengths or indices would let comparisons pass that should not.",
        .spec = AWS ", section 3.2.2.2",
        .fix = "get a new document from the enclave",
    },
    [NITRO_CHECK_CERTIFICATES] = {
        .id = "nitro.certificates",
        .category = CUPEL_CAT_HARDWARE,
        .title = "certificate and bundle are X.509 certificates",
        .why = "They carry the keys on which the document rests.",
        .spec = AWS ", section 3.2.3; RFC 5280 section 4.1",
        .fix = "get a new document from the enclave",
    },
    [NITRO_CHECK_CHAIN] = {
        .id = "nitro.chain",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the document's certificate leads to a trusted root of Nitro attestation",
        .why = "The document brings its own certificates, a root among them. Whoever may bring his own "
               "root can sign anything: roots come from this program or from --anchor.",
        .spec = AWS ", sections 3.2.3 and 3.2.4; RFC 5280 section 6.1",
        .fix = "for a partition with a root of its own (GovCloud, China) give that root with --anchor "
               "nitro:PATH; otherwise this is no document of AWS",
    },
    [NITRO_CHECK_BUNDLE] = {
        .id = "nitro.bundle",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the bundle is exactly the path, from the root down to the leaf's issuer",
        .why = "The hypervisor sends the path and nothing else. Certificates beside it explain nothing "
               "and have misled verifiers that searched among them.",
        .spec = AWS ", section 3.2.3",
        .fix = "get a new document from the enclave",
    },
    [NITRO_CHECK_CHAIN_ALGORITHM] = {
        .id = "nitro.chain_algorithm",
        .category = CUPEL_CAT_HARDWARE,
        .title = "every certificate has a P-384 key and is signed with ECDSA and SHA-384",
        .why = "AWS uses one algorithm. Accepting what a certificate asks for would let a weaker one "
               "in.",
        .spec = AWS ", section 3.1; certificates of the root aws.nitro-enclaves",
        .fix = "get a new document from the enclave",
    },
    [NITRO_CHECK_CONSTRAINTS] = {
        .id = "nitro.constraints",
        .category = CUPEL_CAT_HARDWARE,
        .title = "every certificate of the bundle is a CA that may issue what is below it",
        .why = "Without it, whoever holds the key of any certificate under the root, such as an "
               "instance's, could issue certificates for documents of his own.",
        .spec = AWS ", sections 3.2.3.2 and 3.2.3.3; RFC 5280 sections 4.2.1.3 and 4.2.1.9",
        .fix = "get a new document from the enclave",
    },
    [NITRO_CHECK_LEAF] = {
        .id = "nitro.leaf",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the document's certificate is for signatures and is no CA",
        .why = "A CA's key is for certificates. Taking it for a document's lets one that leaked, or a "
               "confused service, speak as any enclave.",
        .spec = AWS ", section 3.2.3.3",
        .fix = "get a new document from the enclave",
    },
    [NITRO_CHECK_VALIDITY] = {
        .id = "nitro.validity",
        .category = CUPEL_CAT_HARDWARE,
        .title = "every certificate is valid at the time of verification",
        .why = "AWS revokes nothing; it lets certificates run out. The leaf's lives for three hours.",
        .spec = AWS ", section 3.2.3.1; RFC 5280 section 4.1.2.5",
        .fix = "get a new document; for an archived one give the time that matters with --at",
    },
    [NITRO_CHECK_SIGNATURE] = {
        .id = "nitro.signature",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the payload is signed by the key of the document's certificate",
        .why = "All that the document says rests on this signature.",
        .spec = AWS ", section 3.2.1; RFC 9052 section 4.4; RFC 9053 section 2.1",
        .fix = "the document was changed or damaged: get a new one",
    },
    [NITRO_CHECK_TIMESTAMP] = {
        .id = "nitro.timestamp",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the document was made while its key was certified, and not in the future",
        .why = "The hypervisor certifies a key and signs at once. A time outside the certificate's, or "
               "ahead of the verifier's by more than 5 minutes, is not the hypervisor's.",
        .spec = AWS ", section 2.2, timestamp; section 3.2.3.1",
        .fix = "correct the verifier's clock, or give the time that matters with --at",
    },
    [NITRO_CHECK_DEBUG] = {
        .id = "nitro.debug",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the enclave does not run in debug mode",
        .why = "In debug mode the parent instance reads the enclave's console, and PCR0, PCR1 and PCR2 "
               "are zero: the document does not say what runs.",
        .spec = "AWS Nitro Enclaves User Guide, Cryptographic attestation, PCRs in debug mode",
        .fix = "start the enclave without --debug-mode",
    },
    [NITRO_CHECK_REVOCATION] = {
        .id = "nitro.revocation",
        .category = CUPEL_CAT_REVOCATION,
        .title = "no certificate of the path is on a revocation list that was given",
        .why = "AWS says to use no lists, so that none is asked for. One that is given may name a "
               "certificate all the same.",
        .spec = AWS ", section 3.2.4; RFC 5280 section 6.3",
        .fix = "get a new document; its certificates are new every three hours",
    },
};

#define CLAIM(kind, claim, text, main)                                                             \
    {                                                                                              \
        .name = claim, .type = CUPEL_CLAIM_##kind, .title = text, .is_main = main                  \
    }
/* Sizes vary: AWS allows 32, 48 and 64 bytes. Indices from 16 are the workload's own and prove
 * nothing of what was started. */
#define PCR(n, text, main, identity)                                                               \
    [NITRO_CLAIM_PCR + (n)] = { .name = "nitro.pcr" #n,                                            \
                                .type = CUPEL_CLAIM_BYTES,                                         \
                                .title = text,                                                     \
                                .is_main = main,                                                   \
                                .is_identity = identity }
#define TPM_PCR(n, text, main, identity)                                                           \
    [NITRO_CLAIM_TPM_PCR + (n)] = { .name = "nitro.nitrotpm_pcr" #n,                               \
                                    .type = CUPEL_CLAIM_BYTES,                                     \
                                    .title = text,                                                 \
                                    .is_main = main,                                               \
                                    .is_identity = identity }
#define OTHER(n)     PCR(n, "reserved by AWS", false, false)
#define USER(n)      PCR(n, "extended by the enclave's own software", false, false)
#define TPM_OS(n)    TPM_PCR(n, "for the operating system", false, true)
#define TPM_OTHER(n) TPM_PCR(n, "not defined for static boot", false, false)

const struct cupel_claim_info nitro_claims[NITRO_CLAIMS] = {
    CLAIM(TEXT, "nitro.attester", "what the document is of: enclave or NitroTPM", true),
    CLAIM(TEXT, "nitro.module_id", "names instance and enclave", true),
    CLAIM(TIME, "nitro.timestamp", "when the document was made", true),
    CLAIM(TEXT, "nitro.digest", "hash behind the PCRs", false),
    CLAIM(BYTES, "nitro.public_key", "a key that the attester chose", false),
    CLAIM(BYTES, "nitro.user_data", "bytes that the attester chose", true),
    CLAIM(BYTES, "nitro.nonce", "what the relying party chose: the challenge", true),
    PCR(0, "the enclave's image file", true, true),
    PCR(1, "kernel and boot file system", true, true),
    PCR(2, "the application", true, true),
    PCR(3, "the parent instance's IAM role", false, true),
    PCR(4, "the parent instance's id", false, true),
    OTHER(5),
    OTHER(6),
    OTHER(7),
    PCR(8, "certificate that signed the image file", true, true),
    OTHER(9),
    OTHER(10),
    OTHER(11),
    OTHER(12),
    OTHER(13),
    OTHER(14),
    OTHER(15),
    USER(16),
    USER(17),
    USER(18),
    USER(19),
    USER(20),
    USER(21),
    USER(22),
    USER(23),
    USER(24),
    USER(25),
    USER(26),
    USER(27),
    USER(28),
    USER(29),
    USER(30),
    USER(31),
    TPM_PCR(0, "firmware code; constant, says AWS", false, false),
    TPM_PCR(1, "firmware data; constant, says AWS", false, false),
    TPM_PCR(2, "option code", false, false),
    TPM_PCR(3, "option data", false, false),
    TPM_PCR(4, "boot manager: what UEFI started", true, true),
    TPM_PCR(5, "boot manager's configuration, GPT", false, false),
    TPM_PCR(6, "host platform manufacturer", false, false),
    TPM_PCR(7, "secure boot policy", true, true),
    TPM_OS(8),
    TPM_OS(9),
    TPM_OS(10),
    TPM_OS(11),
    TPM_PCR(12, "command line given to what UEFI started", true, true),
    TPM_OS(13),
    TPM_OS(14),
    TPM_OS(15),
    TPM_PCR(16, "debug; can be reset by software", false, false),
    TPM_OTHER(17),
    TPM_OTHER(18),
    TPM_OTHER(19),
    TPM_OTHER(20),
    TPM_OTHER(21),
    TPM_OTHER(22),
    TPM_PCR(23, "application; can be reset by software", false, false),
    TPM_OTHER(24),
    TPM_OTHER(25),
    TPM_OTHER(26),
    TPM_OTHER(27),
    TPM_OTHER(28),
    TPM_OTHER(29),
    TPM_OTHER(30),
    TPM_OTHER(31),
};
