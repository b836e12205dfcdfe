/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/docs_set.c: the rows of the criteria of docs.h. */
#include "office/review/cc/docs.h"

const struct review_check cc_docs_checks[CC_DOCS_CHECKS] = {
    { .info = { .id = "cc-tcb",
                .set = "cc",
                .title = "Documents name what is trusted: inside, outside and inherited",
                .why = "A reader who does not know whom he trusts cannot tell what an attack on "
                       "that party would cost him.",
                .spec = "office criteria cc-tcb: a section that lists components and third parties "
                        "that are trusted; a glossary entry is none",
                .fix = "Add a section that lists the trusted computing base for each environment, "
                       "whose parts are inherited, and what is kept out.",
                .gain = 3,
                .effort = 1 },
      .run = cc_tcb },
    { .info = { .id = "cc-threat",
                .set = "cc",
                .title = "There is a threat model with adversary, goals and exclusions",
                .why = "Without it every reader assumes another attacker, and no report can be "
                       "judged in or out of scope.",
                .spec = "office criteria cc-threat: adversary, goals or assets, exclusions, in a "
                        "document about the project",
                .fix = "Write a threat model: who attacks, what is protected, and for side "
                       "channels, physical attacks, rollback and denial of service whether they "
                       "are in or out.",
                .gain = 3,
                .effort = 2 },
      .run = cc_threat },
    { .info = { .id = "cc-boundary",
                .set = "cc",
                .title = "Input from the host is filtered by an allow list, tested, and documented",
                .why = "Calls, devices and parameters come from the party that the TEE is meant to "
                       "keep out.",
                .spec = "office criteria cc-boundary: an allow list with a default that refuses, "
                        "and tests of it",
                .fix = "List what the host may supply, refuse the rest by default, test that it "
                       "is refused, and describe the border.",
                .gain = 3,
                .effort = 3 },
      .run = cc_boundary },
    { .info = { .id = "cc-refval",
                .set = "cc",
                .title = "Reference values are published with each release and signed",
                .why = "A measurement that nobody can compare with anything proves nothing.",
                .spec = "office criteria cc-refval: a file of values tied to a tag by a signature",
                .fix = "Publish the measurements of each release as a file, signed by the release "
                       "key or a transparency log, and say where to find it.",
                .gain = 3,
                .effort = 2 },
      .run = cc_refval },
    { .info = { .id = "cc-repro",
                .set = "cc",
                .title = "Strangers can reproduce the measured image",
                .why = "Otherwise a measurement names a binary, and not the source that people "
                       "have read.",
                .spec = "office criteria cc-repro: one documented command, inputs pinned by "
                        "digest, CI that compares two builds",
                .fix = "Document the command that rebuilds a release, pin its inputs, and let CI "
                       "build twice and compare.",
                .gain = 3,
                .effort = 3 },
      .run = cc_repro },
    { .info = { .id = "cc-rollback",
                .set = "cc",
                .title = "Rollback and cloning of state are refused, or stated as possible",
                .why = "A host can give back an old copy of sealed state: revoked users, spent "
                       "budgets and old policies come back to life.",
                .spec = "office criteria cc-rollback: stated and tested, or stated as absent",
                .fix = "Bind state to a counter or ledger that the host does not own and test "
                       "that an old copy is refused, or say plainly that it is not noticed.",
                .gain = 3,
                .effort = 2 },
      .run = cc_rollback },
    { .info = { .id = "cc-migrate",
                .set = "cc",
                .title = "Documents say who approves new measurements and how old ones end",
                .why = "Whoever can approve a measurement can read the secrets; an old one that "
                       "stays good keeps its holes open.",
                .spec = "office criteria cc-migrate: who approves, how the old is revoked",
                .fix = "Describe an upgrade: who approves the new measurement, by what command, "
                       "and what makes the old one be refused.",
                .gain = 2,
                .effort = 1 },
      .run = cc_migrate },
    { .info = { .id = "cc-adv",
                .set = "cc",
                .title = "The tree lists security advisories with affected and fixed versions",
                .why = "Who runs an older version cannot tell otherwise whether he has to act.",
                .spec = "office criteria cc-adv: a list in the tree, each entry with id, affected "
                        "versions and the tag that fixes it",
                .fix = "Keep a list of advisories: identifier, versions affected, release that "
                       "fixes, date of the report. Say so when there are none.",
                .gain = 2,
                .effort = 1 },
      .run = cc_adv },
    { .info = { .id = "cc-vendor",
                .set = "cc",
                .title = "No service of a single vendor is obligatory",
                .why = "A service that everything has to ask can go away, be blocked, or learn who "
                       "runs what.",
                .spec = "office criteria cc-vendor: an alternative that is documented",
                .fix = "Let address, cache or certificates be given by the caller, and document "
                       "how to verify without the vendor's service.",
                .gain = 2,
                .effort = 2 },
      .run = cc_vendor },
    { .info = { .id = "cc-priv",
                .set = "cc",
                .title = "Documents say which identifiers of a platform leave, and to whom",
                .why = "Chip ids, endorsement keys and serial numbers make a machine, and with it "
                       "its owner, traceable.",
                .spec = "office criteria cc-priv: masked or justified; which identifiers leave the "
                        "process, to whom",
                .fix = "List the identifiers that evidence and look-ups carry and who receives "
                       "each, and how they can be masked.",
                .gain = 1,
                .effort = 1 },
      .run = cc_priv },
    { .info = { .id = "cc-supply",
                .set = "cc",
                .title = "Releases come with SBOM, provenance and signature, the measured image "
                         "included",
                .why = "Trust in a measurement ends where nobody can tell what went into the "
                       "build.",
                .spec = "office criteria cc-supply: SBOM, provenance, signing in CI, covering the "
                        "measured image too",
                .fix = "Let the release workflow make an SBOM, attest to the build, and sign the "
                       "artefacts, the measured image among them.",
                .gain = 2,
                .effort = 2 },
      .run = cc_supply },
};
