/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/verify_set.c: the criteria on verification, as rows. */
#include "office/review/cc/checks.h"

#define ROW(name, gives, takes, ...)                                                               \
    {                                                                                              \
        .info = { .set = "cc", .gain = (gives), .effort = (takes), __VA_ARGS__ }, .run = name      \
    }

const struct review_check cc_verify_checks[CC_VERIFY_CHECKS] = {
    ROW(cc_nonce, 3, 2, .id = "cc-nonce",
        .title = "Evidence is compared with a nonce of the verifier's own, and a test shows that "
                 "another nonce is refused",
        .why = "Evidence stays genuine for ever. Without a comparison with a value that the "
               "verifier chose, a recording of an old, since corrected machine passes as today's.",
        .spec = "office criteria cc-nonce; RFC 9334 section 10 (freshness)",
        .fix = "Make the nonce, or the digest that stands for it, a required argument of the "
               "function that verifies; compare it in constant time and refuse otherwise. Add a "
               "test for each format that hands in genuine evidence with another nonce and expects "
               "exactly that error, and say in a document who chooses the value."),
    ROW(cc_bind, 3, 2, .id = "cc-bind",
        .title = "The key or channel that is trusted is the one that evidence speaks for, and a "
                 "test shows that another key is refused",
        .why = "If nothing ties the key of a connection to the evidence, an attacker relays the "
               "evidence of a genuine machine over a connection of their own.",
        .spec = "office criteria cc-bind; RFC 9334 section 12.2 (protection of messages); RFC 9266 "
                "(channel binding by TLS exporter)",
        .fix = "Put a digest of the public key, or a TLS exporter, into the field that the "
               "hardware signs; have the verifier compute it from the connection that it sees and "
               "compare. Test with the same evidence and another key. Name the pair in a "
               "document."),
    ROW(cc_debug, 3, 1, .id = "cc-debug",
        .title = "Evidence of a TEE in debug mode is refused by default, and a test shows it for "
                 "each format",
        .why = "The host reads and writes the memory of a TEE in debug mode. Its evidence is "
               "genuine, its measurement is the expected one, and nothing in it is secret.",
        .spec = "office criteria cc-debug; SEV-SNP ABI 56860 guest policy bit 19; TDX module TD "
                "attributes bit 0; SGX attributes bit 1; AWS Nitro attestation process (PCRs of "
                "zeroes); RFC 9711 section 4.2.9 (dbgstat)",
        .fix = "Refuse the debug attribute in the function that every caller goes through, unless "
               "an option that is off says otherwise. For each format add a test whose evidence "
               "differs from an accepted one in the debug attribute alone. Say so in a document."),
    ROW(cc_tcbpol, 2, 2, .id = "cc-tcbpol",
        .title = "Which TCB levels are accepted is configuration with a strict default",
        .why = "Processors and firmware with known holes still sign. Who hard-codes the level "
               "locks users out on the day of a recovery; who accepts every level accepts machines "
               "that attackers control.",
        .spec = "office criteria cc-tcbpol; Intel DCAP TCB status; SEV-SNP ABI 56860 TCB_VERSION; "
                "RFC 9334 section 8.5 (appraisal policy)",
        .fix = "Take accepted statuses, minimum SVNs, tolerated advisories and a period of grace "
               "from configuration. Accept only up-to-date levels when nothing is set. Test that "
               "an outdated level is refused by default and accepted when it is allowed."),
    ROW(cc_collat, 3, 2, .id = "cc-collat",
        .title = "Collateral is checked for expiry and revocation by default, and tests show both "
                 "refusals",
        .why = "A leaked or broken key is withdrawn by a CRL, a weak TCB level by new collateral. "
               "A verifier that looks at neither, or that anyone can feed old ones, trusts them "
               "for ever.",
        .spec = "office criteria cc-collat; RFC 5280 sections 4.1.2.5 and 6.3; AMD VCEK and KDS "
                "57230 (CRL); Intel PCS (issueDate, nextUpdate)",
        .fix = "Compare the dates of every certificate, CRL and signed document with a time that "
               "the caller hands in; refuse when collateral is missing. Look up each certificate "
               "in the CRL of its issuer. Test with an expired and with a revoked one, and name "
               "the default in a document."),
    ROW(cc_roots, 3, 2, .id = "cc-roots",
        .title = "Without options, verification ends at an embedded vendor root, and a test shows "
                 "that a foreign root is refused",
        .why = "A chain that ends at a root from the evidence itself, or from a server that the "
               "host controls, proves that somebody owns a key pair and no more.",
        .spec =
            "office criteria cc-roots; RFC 9334 sections 7.4 and 12.4 (trust anchors); RFC 5280 "
            "section 6.1.1; RFC 6024",
        .fix = "Embed the vendor's root, or its digest, and compare by value; use roots of the "
               "caller only where the caller says so. Test the function that users call, without "
               "options, with a complete chain under a root made for the test."),
    ROW(cc_default, 3, 2, .id = "cc-default",
        .title = "What is shipped as the default is not permissive",
        .why = "Most deployments run with what they were given. A default that takes debug "
               "evidence, any measurement or any TCB level is what an attacker meets.",
        .spec = "office criteria cc-default; RFC 9334 section 8.5 (appraisal policy); NIST SP "
                "800-160 vol. 1 rev. 1 appendix E (protective defaults)",
        .fix = "Refuse debug evidence, unknown measurements, revoked or expired collateral and "
               "outdated levels unless an option allows them; ship no policy that allows all; "
               "build mock evidence only for tests. Demand reference values instead of going on "
               "without them."),
    ROW(cc_keyrel, 3, 3, .id = "cc-keyrel",
        .title = "Secrets are released only after appraisal, by a policy for each resource, and "
                 "tests show the refusals",
        .why = "A broker that releases one secret too early has released it for good.",
        .spec =
            "office criteria cc-keyrel; RFC 9334 sections 4.1 (relying party) and 8.5 (appraisal "
            "policy for attestation results)",
        .fix = "Let the function that hands out a secret take the verdict as an argument, and ask "
               "the policy of that resource. Test that nothing is released without evidence, for "
               "another measurement, and for an old TCB level. Describe the order in a document."),
    ROW(cc_neg, 2, 2, .id = "cc-neg",
        .title = "For each evidence format a test expects the refusal of what is tampered with, "
                 "foreign, expired, revoked, in debug mode, stale, or of another measurement",
        .why = "A verifier that accepts everything passes all positive tests. Only a vector that "
               "must fail, for its own reason, shows that a check is there and stays there.",
        .spec = "office criteria cc-neg; RFC 9334 section 8 (what is appraised)",
        .fix = "Make one vector for each class and format that differs from an accepted one in "
               "that thing alone, and expect the reason, not just an error. Run them in CI."),
};
