/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks and claims of host key documents mean. */
#include "evidence/hkd.h"

#define IBM "IBM, Introducing IBM Secure Execution for Linux, Verifying the host key document"

const struct cupel_check_info hkd_checks[HKD_CHECKS] = {
    [HKD_CHECK_KEY] = {
        .id = "hkd.key",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the document certifies a P-521 key for key agreement",
        .why = "Secrets of guests are encrypted to this key. Hosts have keys of this curve; another "
               "kind was not made by IBM's process.",
        .spec = IBM "; s390-tools, rust/pv/src/req/ec_coord.rs",
        .fix = "get the host key document from IBM Resource Link or the provider",
    },
    [HKD_CHECK_SIGNING_KEY] = {
        .id = "hkd.signing_key",
        .category = CUPEL_CAT_HARDWARE,
        .title = "a certificate of IBM's key that signs host key documents is at hand",
        .why = "The certificate is issued by a public CA, which issues to everybody: only the exact "
               "name says that the key is IBM's and for this purpose.",
        .spec = IBM "; s390-tools, rust/pv/src/verify/helper.rs, IBM Z signing key",
        .fix = "give ibm-z-host-key-signing.crt of IBM Resource Link with --collateral",
    },
    [HKD_CHECK_ISSUER] = {
        .id = "hkd.issuer",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the document names that key as its issuer",
        .why = "A document of another issuer was not meant to be trusted under this key.",
        .spec = IBM ", step 4; s390-tools, rust/pv/src/verify/helper.rs, order and locality",
        .fix = "give the signing key's certificate that fits the document",
    },
    [HKD_CHECK_SIGNATURE] = {
        .id = "hkd.signature",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the document is signed by IBM's signing key",
        .why = "Whoever can pass off a key of his own as a host's reads every secret that is "
               "encrypted to it.",
        .spec = IBM ", step 3",
        .fix = "get the host key document from IBM Resource Link or the provider",
    },
    [HKD_CHECK_CHAIN] = {
        .id = "hkd.chain",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the signing key's certificates lead to a trusted root",
        .why = "Roots come from --anchor, never from evidence or collateral.",
        .spec = IBM ", steps 1 and 2; RFC 5280 section 6.1",
        .fix = "give the CA's certificate (DigiCertCA.crt) with --collateral and its root with "
               "--anchor hkd:PATH",
    },
    [HKD_CHECK_VALIDITY] = {
        .id = "hkd.validity",
        .category = CUPEL_CAT_HARDWARE,
        .title = "document, signing key and CAs are valid at the time of verification",
        .why = "A certificate vouches for its key between its two dates only.",
        .spec = IBM ", step 6; RFC 5280 section 4.1.2.5",
        .fix = "get a current document and certificates from IBM Resource Link",
    },
    [HKD_CHECK_REVOCATION] = {
        .id = "hkd.revocation",
        .category = CUPEL_CAT_REVOCATION,
        .title = "the document is not on a current list of the signing key",
        .why = "IBM revokes host keys of machines that left its hands.",
        .spec = IBM ", step 5; RFC 5280 section 6.3",
        .fix = "give the current host key revocation list (ibm-z-host-key.crl) with --collateral",
    },
    [HKD_CHECK_CHAIN_REVOCATION] = {
        .id = "hkd.chain_revocation",
        .category = CUPEL_CAT_REVOCATION,
        .title = "neither the signing key nor a CA above it is on its issuer's current list",
        .why = "A signing key that was revoked may be in other hands.",
        .spec = IBM ", steps 1 and 2; RFC 5280 section 6.3",
        .fix = "give the current lists of the CAs with --collateral",
    },
};

const struct cupel_claim_info hkd_claims[HKD_CLAIMS] = {
    { .name = "hkd.phkh",
      .type = CUPEL_CLAIM_BYTES,
      .size = 32,
      .title = "public host key hash: SHA-256 of X and Y, 80 bytes each",
      .is_main = true,
      .is_identity = true },
    { .name = "hkd.subject", .type = CUPEL_CLAIM_TEXT, .title = "name of the host key" },
    { .name = "hkd.issuer", .type = CUPEL_CLAIM_TEXT, .title = "name of the key that signs" },
    { .name = "hkd.serial",
      .type = CUPEL_CLAIM_BYTES,
      .title = "serial number of the document",
      .is_main = true },
    { .name = "hkd.not_after", .type = CUPEL_CLAIM_TIME, .title = "last moment of the document" },
};
