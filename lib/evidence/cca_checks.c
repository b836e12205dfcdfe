/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks and claims of Arm CCA tokens mean. */
#include "evidence/cca.h"

/* Clauses are cited by the names of claims: their numbers moved from issue to issue. */
#define RMM  "Arm DEN0137 (RMM specification) A7.2, "
#define FFM  "draft-ffm-rats-cca-token, "
#define CRIT "RFC 9052 section 3.1, crit"

static const char crit_why[] = "A header listed in \"crit\" changes what the message means. "
                               "Passing over it would read another "
                               "message than the signer wrote.";

const struct cupel_check_info cca_checks[CCA_CHECKS] = {
    [CCA_CHECK_PLATFORM_HEADERS] = {
        .id = "cca.platform_critical_headers",
        .category = CUPEL_CAT_HARDWARE,
        .title = "no header of the platform token must be understood that is unknown here",
        .why = crit_why,
        .spec = CRIT,
        .fix = "ask which firmware made this token, or update cupel",
    },
    [CCA_CHECK_PLATFORM_KEY] = {
        .id = "cca.platform_key",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the platform's attestation key (CPAK) is at hand",
        .why = "No root vouches for all CCA platforms: the maker of each gives its CPAK, found by "
               "implementation id and instance id. A token that brings its own key proves nothing.",
        .spec = RMM "CCA platform instance ID claim; RFC 9334 section 7.4 (trust in attesters)",
        .fix = "give the CPAK of this platform with --anchor cca:FILE: PEM, JWK or a key store",
    },
    [CCA_CHECK_PLATFORM_ALGORITHM] = {
        .id = "cca.platform_algorithm",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the platform token's signed header names an ECDSA algorithm that the CPAK is for",
        .why = "An algorithm that an attacker can choose makes signatures meaningless.",
        .spec = RMM "CCA platform token; RFC 9052 section 3.1, alg",
        .fix = "have the platform name its algorithm in the protected header; give its own key",
    },
    [CCA_CHECK_PLATFORM_SIGNATURE] = {
        .id = "cca.platform_signature",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the platform token is signed with the platform's CPAK",
        .why = "Without it anybody could have written the claims, and vouched for any realm's key.",
        .spec = RMM "CCA platform token; RFC 9052 section 4.4",
        .fix = "get the token anew; if it still fails, the key is another platform's, or it was changed",
    },
    [CCA_CHECK_PLATFORM_PROFILE] = {
        .id = "cca.platform_profile",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the platform token names a profile of CCA platforms",
        .why = "A profile says what the claims mean. Reading another one's claims by these rules would "
               "invent a meaning.",
        .spec = RMM "CCA platform profile claim",
        .fix = "update cupel if the profile is a newer one",
    },
    [CCA_CHECK_PLATFORM_CLAIMS] = {
        .id = "cca.platform_claims",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the platform's mandatory claims are there, one of each, in the form demanded",
        .why = "A claim that is missing, of another length or given twice over (several challenges) is "
               "read differently by different verifiers.",
        .spec = RMM "CCA platform token claim map; " FFM "platform claims",
        .fix = "report it to the maker of the platform's firmware",
    },
    [CCA_CHECK_LIFECYCLE] = {
        .id = "cca.lifecycle",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the platform is in the state \"secured\"",
        .why = "In the debug states somebody may read and change what realms hold, or what the root of "
               "trust says; before and after its service the platform is not trusted at all.",
        .spec = RMM "CCA platform lifecycle claim",
        .fix = "give secrets to realms on production platforms only",
    },
    [CCA_CHECK_SW_COMPONENTS] = {
        .id = "cca.sw_components",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "each firmware component of the platform is measured, and its signer named",
        .why = "The monitor and the RMM are among them: who replaces them owns every realm.",
        .spec = RMM "CCA platform software components claim",
        .fix = "report it to the maker of the platform's firmware",
    },
    [CCA_CHECK_BINDING] = {
        .id = "cca.binding",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the platform's challenge is the digest of the realm's key: it vouches for this realm",
        .why = "Both tokens may be signed well and yet have nothing to do with each other. This digest "
               "is all that ties a realm to a platform; verifiers that left it out took any realm "
               "token beside any platform's (veraison/rust-ccatoken issue 33).",
        .spec = RMM "CCA platform challenge claim and Realm public key hash algorithm identifier claim",
        .fix = "take platform and realm token from one request of the realm",
    },
    [CCA_CHECK_REALM_HEADERS] = {
        .id = "cca.realm_critical_headers",
        .category = CUPEL_CAT_HARDWARE,
        .title = "no header of the realm token must be understood that is unknown here",
        .why = crit_why,
        .spec = CRIT,
        .fix = "ask which RMM made this token, or update cupel",
    },
    [CCA_CHECK_REALM_KEY] = {
        .id = "cca.realm_key",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the realm's attestation key (RAK) is a P-384 key, as raw point or COSE_Key",
        .why = "Only a key that can be read can be bound to the platform and check the realm token.",
        .spec = RMM "Realm public key claim; RFC 9053 section 7.1.1; SEC 1 section 2.3.3",
        .fix = "report it to the maker of the RMM",
    },
    [CCA_CHECK_REALM_ALGORITHM] = {
        .id = "cca.realm_algorithm",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the realm token's signed header names ES384, the algorithm of its key",
        .why = "An algorithm that an attacker can choose makes signatures meaningless.",
        .spec = RMM "Realm token; RFC 9052 section 3.1, alg",
        .fix = "report it to the maker of the RMM",
    },
    [CCA_CHECK_REALM_SIGNATURE] = {
        .id = "cca.realm_signature",
        .category = CUPEL_CAT_HARDWARE,
        .title = "the realm token is signed with the key that the platform vouches for",
        .why = "The key stands in the token that it signs, so a good signature alone proves nothing: it "
               "counts when the platform's token vouches for the key.",
        .spec = RMM "Realm token; RFC 9052 section 4.4",
        .fix = "get the token anew; if it still fails, it was changed or put together of two",
    },
    [CCA_CHECK_REALM_PROFILE] = {
        .id = "cca.realm_profile",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the realm token names a profile of CCA realms, or none as the first version did",
        .why = "A profile says what the claims mean. Reading another one's claims by these rules would "
               "invent a meaning.",
        .spec = RMM "Realm profile claim",
        .fix = "update cupel if the profile is a newer one",
    },
    [CCA_CHECK_REALM_CLAIMS] = {
        .id = "cca.realm_claims",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the realm's mandatory claims are there, one of each, in the form demanded",
        .why = "Measurements, personalization and challenge of the realm are what relying parties "
               "compare; of another length or missing they compare nothing.",
        .spec = RMM "Realm token claim map; " FFM "realm claims",
        .fix = "report it to the maker of the RMM",
    },
    [CCA_CHECK_MEMBERS] = {
        .id = "cca.members",
        .category = CUPEL_CAT_CONFIGURATION,
        .title = "the collection holds the two tokens and nothing else",
        .why = "What stands beside the tokens is not signed with them: device evidence or certificates "
               "that this program does not judge must not look as if it had.",
        .spec = RMM "CCA attestation token; draft-ietf-rats-msg-wrap, CMW collections",
        .fix = "judge the other members on their own, or leave them out",
    },
};

#define ID(name, type, size, title)                                                                \
    {                                                                                              \
        name, type, size, title, true, true                                                        \
    }
#define MAIN(name, type, size, title)                                                              \
    {                                                                                              \
        name, type, size, title, true, false                                                       \
    }
#define MORE(name, type, size, title)                                                              \
    {                                                                                              \
        name, type, size, title, false, false                                                      \
    }

const struct cupel_claim_info cca_claims[CCA_CLAIMS] = {
    MORE("cca.platform_profile", CUPEL_CLAIM_TEXT, 0, "profile of the platform token"),
    MORE("cca.platform_challenge", CUPEL_CLAIM_BYTES, 0, "digest of the realm's key"),
    MAIN("cca.implementation_id", CUPEL_CLAIM_BYTES, 32, "names the kind of platform"),
    MAIN("cca.instance_id", CUPEL_CLAIM_BYTES, 33, "names the platform"),
    MORE("cca.config", CUPEL_CLAIM_BYTES, 0, "options of the platform"),
    MORE("cca.lifecycle", CUPEL_CLAIM_UINT, 0, "lifecycle state as a number"),
    MAIN("cca.lifecycle_state", CUPEL_CLAIM_TEXT, 0, "lifecycle state of the platform"),
    MORE("cca.platform_hash_algorithm", CUPEL_CLAIM_TEXT, 0, "hash that measures components"),
    MORE("cca.verification_service", CUPEL_CLAIM_TEXT, 0, "where a verifier may be"),
    { "cca.sw_components", CUPEL_CLAIM_LIST, 0,
      "type, version, digest and signer of each firmware component", false, true },
    MORE("cca.realm_profile", CUPEL_CLAIM_TEXT, 0, "profile of the realm token"),
    MORE("cca.challenge", CUPEL_CLAIM_BYTES, 64, "the challenge, as the realm passed it on"),
    ID("cca.personalization", CUPEL_CLAIM_BYTES, 64, "what the realm's owner put in at its start"),
    ID("cca.rim", CUPEL_CLAIM_BYTES, 0, "initial measurement of the realm"),
    ID("cca.rem0", CUPEL_CLAIM_BYTES, 0, "extensible measurement 0"),
    ID("cca.rem1", CUPEL_CLAIM_BYTES, 0, "extensible measurement 1"),
    ID("cca.rem2", CUPEL_CLAIM_BYTES, 0, "extensible measurement 2"),
    ID("cca.rem3", CUPEL_CLAIM_BYTES, 0, "extensible measurement 3"),
    MORE("cca.realm_hash_algorithm", CUPEL_CLAIM_TEXT, 0, "hash of the realm's measurements"),
    MORE("cca.rak", CUPEL_CLAIM_BYTES, 0, "the realm's key as it is bound"),
    MORE("cca.rak_hash_algorithm", CUPEL_CLAIM_TEXT, 0, "hash that binds the realm's key"),
    MORE("cca.realm_instance_id", CUPEL_CLAIM_BYTES, 0, "names the realm"),
    MORE("cca.mec_policy", CUPEL_CLAIM_UINT, 0, "memory encryption context: 0 private, 1 shared"),
};
