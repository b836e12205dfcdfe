/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks and claims of PSA tokens mean. */
#include "evidence/psa.h"

/* Clauses are cited by the names of claims: their numbers moved from draft to draft. */
#define RFC "RFC 9783, "

const struct cupel_check_info psa_checks[PSA_CHECKS] = {
    [PSA_CHECK_HEADERS] = {
        .id = "psa.critical_headers",
        .category = CUPEL_CAT_HARDWARE,
        .title = "no header must be understood that is unknown here",
        .why = "A header listed in \"crit\" changes what the message means. Passing over it would "
               "read another message than the signer wrote.",
        .spec = "RFC 9052 section 3.1, crit",
        .fix = "ask which firmware made this token, or update cupel",
    },
    [PSA_CHECK_KEY] = {
        .id = "psa.key",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the device's attestation key is at hand",
        .why = "No root vouches for all PSA devices: the maker of each gives its public key, found by "
               "implementation id and instance id. A token that brings its own key proves nothing. A "
               "COSE_Mac0 is made with a key that its verifier holds too, so it is refused unless the "
               "caller gives that key.",
        .spec = RFC "initial attestation key (IAK); RFC 9334 section 7.4 (trust in attesters)",
        .fix = "give the key of this device with --anchor psa:FILE: PEM, JWK or a key store",
    },
    [PSA_CHECK_ALGORITHM] = {
        .id = "psa.algorithm",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the signed header names an algorithm that the profile allows and the key is for",
        .why = "An algorithm that an attacker can choose makes signatures meaningless: one outside the "
               "signed header, a weak one, or a code under a public key.",
        .spec = RFC "profiles, COSE algorithms; RFC 9052 section 3.1, alg",
        .fix = "have the device name its algorithm in the protected header; give its own key",
    },
    [PSA_CHECK_SIGNATURE] = {
        .id = "psa.signature",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the token is signed with the device's attestation key",
        .why = "Without it anybody could have written the claims.",
        .spec = RFC "token encoding and signing; RFC 9052 sections 4.4 and 6.3",
        .fix = "get the token anew; if it still fails, the key is another device's, or it was changed",
    },
    [PSA_CHECK_PROFILE] = {
        .id = "psa.profile",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the claims follow a profile of PSA tokens",
        .why = "A profile says what the claims mean. Reading the claims of one by the rules of another "
               "would invent a meaning.",
        .spec = RFC "profile definition claim; draft-tschofenig-rats-psa-token-07 (PSA_IOT_PROFILE_1)",
        .fix = "name a PSA profile in the token; for other EATs use a verifier of their profile",
    },
    [PSA_CHECK_CLAIMS] = {
        .id = "psa.claims",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the mandatory claims are there, one of each, in the form that the profile demands",
        .why = "A claim that is missing, of another length or given twice over (several nonces) is read "
               "differently by different verifiers.",
        .spec = RFC "PSA claims and collated CDDL; draft-tschofenig-rats-psa-token-07",
        .fix = "report it to the maker of the device's firmware",
    },
    [PSA_CHECK_LIFECYCLE] = {
        .id = "psa.lifecycle",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the device is in the state \"secured\"",
        .why = "In every other state somebody may debug the root of trust, or it is not provisioned "
               "yet or no more: what it says can be made up.",
        .spec = RFC "security lifecycle claim",
        .fix = "trust the device only once it is back in production state",
    },
    [PSA_CHECK_SW_COMPONENTS] = {
        .id = "psa.sw_components",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "each software component is measured, and its signer named",
        .why = "The components are what a relying party compares. A token without them says which "
               "device this is, and nothing of what runs on it.",
        .spec = RFC "software components claim",
        .fix = "have the boot loader measure what it starts",
    },
};

const struct cupel_claim_info psa_claims[PSA_CLAIMS] = {
    { "psa.profile", CUPEL_CLAIM_TEXT, 0, "profile that the token names", false, false },
    { "psa.authentication", CUPEL_CLAIM_TEXT, 0, "algorithm of the signature or code", false,
      false },
    { "psa.nonce", CUPEL_CLAIM_BYTES, 0, "the challenge", false, false },
    { "psa.instance_id", CUPEL_CLAIM_BYTES, 33, "names the device", true, false },
    { "psa.implementation_id", CUPEL_CLAIM_BYTES, 32, "names the kind of root of trust", true,
      false },
    { "psa.client_id", CUPEL_CLAIM_TEXT, 0, "who asked for the token", false, false },
    { "psa.lifecycle", CUPEL_CLAIM_UINT, 0, "lifecycle state as a number", false, false },
    { "psa.lifecycle_state", CUPEL_CLAIM_TEXT, 0, "lifecycle state", true, false },
    { "psa.boot_seed", CUPEL_CLAIM_BYTES, 0, "random value of this boot", false, false },
    { "psa.certification_reference", CUPEL_CLAIM_TEXT, 0, "PSA certificate", false, false },
    { "psa.verification_service", CUPEL_CLAIM_TEXT, 0, "where a verifier may be", false, false },
    { "psa.no_sw_measurements", CUPEL_CLAIM_BOOL, 0, "no software is measured", false, false },
    { "psa.sw_components", CUPEL_CLAIM_LIST, 0,
      "type, version, digest and signer of each component", true, true },
};
