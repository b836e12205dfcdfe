/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/identity_set.c: the rows of the criteria of identity.h. */
#include "office/review/cc/identity.h"

const struct review_check cc_identity_checks[CC_IDENTITY_CHECKS] = {
    { .info = { .id = "cc-tee",
                .set = "cc",
                .title = "Documents name the TEEs and hardware generations that the code handles",
                .why = "A reader cannot tell which platform is meant, and an undocumented one is "
                       "neither tested by users nor watched by its maintainers.",
                .spec = "office criteria cc-tee: a list that agrees with "
                        "the code; generations where the code tells them apart",
                .fix = "List in the README each TEE, and each generation that the code treats "
                       "in its own way; remove what is not implemented.",
                .gain = 2,
                .effort = 1 },
      .run = cc_tee },
    { .info = { .id = "cc-role",
                .set = "cc",
                .title = "Documents say which part of attestation each component plays",
                .why = "Who produces evidence, who judges it and who acts on the verdict decides "
                       "whom one has to trust.",
                .spec = "office criteria cc-role: the roles of RFC 9334, in "
                        "plain words at least",
                .fix = "Say for each component what it does with evidence: produce it, verify "
                       "it, release secrets, or act on a verdict.",
                .gain = 1,
                .effort = 1 },
      .run = cc_role },
    { .info = { .id = "cc-evidence",
                .set = "cc",
                .title = "Evidence formats are named with their versions and tested",
                .why = "Layouts change between versions; a parser that takes the wrong one reads "
                       "the wrong field.",
                .spec = "office criteria cc-evidence: each format that the code "
                        "handles, named with its version and read by a test",
                .fix = "Name each format with the versions that are read, and test with a "
                       "vector of each.",
                .gain = 2,
                .effort = 2 },
      .run = cc_evidence },
    { .info = { .id = "cc-parse",
                .set = "cc",
                .title = "Parsers of evidence are fuzzed in CI",
                .why = "Evidence comes from strangers: whoever verifies it reads hostile bytes "
                       "before anything is proven.",
                .spec = "office criteria cc-parse: a fuzz target for each "
                        "format, with a corpus, run in CI",
                .fix = "Add a fuzz target for each parser of evidence and collateral, with a "
                       "corpus, and run it in CI.",
                .gain = 3,
                .effort = 2 },
      .run = cc_parse },
    { .info = { .id = "cc-crypto",
                .set = "cc",
                .title = "Cryptography comes from named libraries, secrets are compared in "
                         "constant time",
                .why = "Home-made primitives fail in ways that tests do not show.",
                .spec = "office criteria cc-crypto: no primitive of its own, "
                        "or known vectors run on it",
                .fix = "Use a library that is reviewed, or run Wycheproof's vectors; compare "
                       "keyed digests in constant time.",
                .gain = 3,
                .effort = 2 },
      .run = cc_crypto },
    { .info = { .id = "cc-log",
                .set = "cc",
                .title = "A verdict explains itself, and no secret is logged",
                .why = "An operator who cannot see why evidence was refused turns the check off.",
                .spec = "office criteria cc-log: reasons of a refusal "
                        "documented as a list",
                .fix = "List the reasons of a refusal with what to do about each: exit codes, "
                       "error kinds or checks.",
                .gain = 1,
                .effort = 1 },
      .run = cc_log },
    { .info = { .id = "cc-vtpm",
                .set = "cc",
                .title = "Trust in a virtual TPM or paravisor is declared",
                .why = "Who emulates the TPM can make it say anything: the host, a paravisor, or "
                       "the cloud.",
                .spec = "office criteria cc-vtpm: the document says who "
                        "measures whom",
                .fix = "Say who provides the virtual TPM, who measures that, and that it is "
                       "part of what is trusted.",
                .gain = 2,
                .effort = 1 },
      .run = cc_vtpm },
    { .info = { .id = "cc-lifecycle",
                .set = "cc",
                .title = "No TEE or service that has ended is still required",
                .why = "What its vendor has given up gets no fixes and may stop answering.",
                .spec = "office criteria cc-lifecycle: EPID, IAS, SEV without "
                        "SNP, TPM 1.2: dropped or flagged",
                .fix = "Drop it, or say in the documents that it is legacy and what to use.",
                .gain = 2,
                .effort = 2 },
      .run = cc_lifecycle },
};
