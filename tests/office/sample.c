/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#define HEAD  "9f2c1d7a5b3e4f60718293a4b5c6d7e8f9012345"
#define OTHER "41d0c8b7a69584736251403f2e1d0c9b8a796857"
#define ORG   "77aa0b1c2d3e4f5061728394a5b6c7d8e9f00112"

#define AT(file, number, text)                                                                     \
    {                                                                                              \
        .repo = "ember-verifier", .path = (file), .line = (number), .commit = HEAD, .note = (text) \
    }
#define PLACES(name)                                                                               \
    {                                                                                              \
        .at = (name), .n = CUPEL_COUNT(name)                                                       \
    }

/* ---- freshness: one table, two formats, one missing test ---- */

static const struct review_info nonce_info = {
    .id = "cc-nonce",
    .set = "cc",
    .title =
        "evidence is fresh: the verifier compares its own challenge, and a test refuses another",
    .why = "Old evidence of a machine that was since taken over verifies as well as new evidence "
           "does.",
    .spec = "cupel criterion cc-nonce; RFC 9334 section 10",
    .fix = "Add a test for each format that changes only the challenge and expects the refusal.",
    .gain = 3,
    .effort = 2,
};
static const struct place nonce_code_snp[] = {
    AT("src/snp/verify.rs", 214, "compares report_data with the caller's nonce"),
};
static const struct place nonce_test_snp[] = {
    AT("src/snp/verify.rs", 611, "wrong_nonce_is_refused expects Error::Nonce"),
};
static const struct place nonce_doc[] = {
    AT("docs/protocol.md", 88,
       "\"The verifier refuses evidence whose challenge it did not make.\""),
};
static const struct place nonce_code_tdx[] = {
    AT("src/tdx/verify.rs", 177, "compares td_report.report_data"),
    AT("src/tdx/verify.rs", 190, NULL),
};
static const struct place nonce_code_nitro[] = {
    AT("src/nitro/doc.rs", 92, "only when `nonce` is set: None is accepted"),
};
static struct format_row nonce_rows[] = {
    { "snp",
      CUPEL_PASS,
      { { LEG_FOUND, NULL, PLACES(nonce_code_snp) },
        { LEG_FOUND, NULL, PLACES(nonce_test_snp) },
        { LEG_FOUND, NULL, PLACES(nonce_doc) } } },
    { "tdx",
      CUPEL_FAIL,
      { { LEG_FOUND, NULL, PLACES(nonce_code_tdx) },
        { LEG_ABSENT, "no test expects a refusal for this format", { NULL, 0, 0 } },
        { LEG_FOUND, NULL, PLACES(nonce_doc) } } },
    { "nitro",
      CUPEL_UNKNOWN,
      { { LEG_UNSURE, "the comparison is optional", PLACES(nonce_code_nitro) },
        { LEG_ABSENT, NULL, { NULL, 0, 0 } },
        { LEG_FOUND, NULL, PLACES(nonce_doc) } } },
};
static const struct remark nonce_remarks[] = {
    { REMARK_REPLY, "R. Okafor, maintainer", "2026-11-24",
      "The TDX case was covered by an end-to-end test that we moved to the hardware lab in "
      "October; "
      "it is not in this repository. We will bring a unit test back.\n\nTracked as issue 412." },
    { REMARK_COMMENT, "L. Brandt", "2026-11-25",
      "I agree that the row asks for a test that a stranger can run." },
};

/* ---- debug: passes for all ---- */

static const struct review_info debug_info = {
    .id = "cc-debug",
    .set = "cc",
    .title = "evidence of a debug environment is refused by default, with a test for each format",
    .why = "Whoever starts a guest in debug mode can read its memory; its evidence is genuine.",
    .spec = "cupel criterion cc-debug",
    .fix = "Refuse debug evidence unless the caller asks for it, and test it.",
    .gain = 3,
    .effort = 1,
};
static const struct place debug_where[] = {
    AT("src/snp/policy.rs", 41, "policy bit 19"),
    AT("src/tdx/policy.rs", 37, "attributes bit 0"),
    AT("tests/negative.rs", 12, "debug_snp, debug_tdx, debug_nitro"),
};
static struct format_row debug_rows[] = {
    { "snp",
      CUPEL_PASS,
      { { LEG_FOUND, NULL, { &debug_where[0], 1, 0 } },
        { LEG_FOUND, NULL, { &debug_where[2], 1, 0 } } } },
    { "tdx",
      CUPEL_PASS,
      { { LEG_FOUND, NULL, { &debug_where[1], 1, 0 } },
        { LEG_FOUND, NULL, { &debug_where[2], 1, 0 } } } },
};

/* ---- others of the set ---- */

static const struct review_info threat_info = {
    .id = "cc-threat",
    .set = "cc",
    .title = "a threat model names adversaries, assets and what is out of scope",
    .why = "Without it nobody can tell which attacks the project means to withstand.",
    .spec = "cupel criterion cc-threat",
    .fix = "Write docs/threat-model.md: who attacks, what is protected, what is left out and why.",
    .gain = 3,
    .effort = 2,
};
static const struct remark threat_remarks[] = {
    { REMARK_DISSENT, "M. Sato", "2026-11-25",
      "The design page of the web site, which is not in a checkout, has most of it. I would have "
      "said \"cannot tell\"." },
};

static const struct review_info parse_info = {
    .id = "cc-parse",
    .set = "cc",
    .title = "parsers of evidence are memory-safe or fuzzed, with a target for each format",
    .why = "Evidence comes from whoever wants to be trusted: its parser is the first target.",
    .spec = "cupel criterion cc-parse",
    .fix = "Add a fuzz target for the parser of each format and run it in CI.",
    .gain = 2,
    .effort = 2,
};
static const struct place parse_where[] = {
    AT("fuzz/fuzz_targets/report.rs", 1, "a target for SNP reports"),
    AT(".github/workflows/ci.yml", 60, "where a fuzz job could stand"),
    { .repo = "ember-agent", .path = "src/parse.c", .line = 12, .commit = OTHER, .note = NULL },
};

static const struct review_info keyrel_info = {
    .id = "cc-keyrel",
    .set = "cc",
    .title = "secrets are released only after appraisal, by a policy for each resource",
    .why = "A key that leaves before the verdict is a key that has left.",
    .spec = "cupel criterion cc-keyrel",
    .fix = "Appraise first; test that evidence of another workload gets nothing.",
    .gain = 3,
    .effort = 3,
};
static const struct review_info repro_info = {
    .id = "cc-repro",
    .set = "cc",
    .title = "strangers can rebuild what is measured, bit for bit, with one documented command",
    .why =
        "A measurement that nobody can recompute says only that two machines run the same thing.",
    .spec = "cupel criterion cc-repro",
    .fix = "Document one command, pin the toolchain by digest, let CI compare two builds.",
    .gain = 2,
    .effort = 3,
};

/* ---- CLOMonitor ---- */

static const struct review_info readme_info = {
    .id = "readme",
    .set = "clomonitor",
    .title = "there is a README",
    .why = "It is where everybody begins.",
    .spec = "CLOMonitor, check readme (weight 10)",
    .fix = "Write one.",
    .gain = 2,
    .effort = 1,
};
static const struct place readme_where[] = { AT("README.md", 0, NULL) };
static const struct review_info policy_info = {
    .id = "security_policy",
    .set = "clomonitor",
    .title = "a security policy says how to report a vulnerability",
    .why = "Reporters who find no address write in public, or not at all.",
    .spec = "CLOMonitor, check security_policy (weight 3)",
    .fix = "Add SECURITY.md with an address and the time to a first answer.",
    .gain = 3,
    .effort = 1,
};
static const struct place policy_where[] = {
    { .repo = ".github",
      .path = "SECURITY.md",
      .line = 3,
      .commit = ORG,
      .note = "of the organisation; counts where a checkout has none" },
};
static const struct review_info badge_info = {
    .id = "openssf_badge",
    .set = "clomonitor",
    .title = "the README shows the OpenSSF best practices badge",
    .why = "The badge's questions are a self-assessment that others can read.",
    .spec = "CLOMonitor, check openssf_badge (weight 5)",
    .fix = "Answer the questionnaire and link it in the README.",
    .gain = 1,
    .effort = 2,
};
static const struct exemption badge_exempt = {
    .check = "openssf_badge",
    .reason =
        "The project is three months old; the questionnaire is planned for the first release.",
    .owner = "R. Okafor",
    .expires = "2027-01-31",
    .source = ".clomonitor.yml:4",
    .is_used = true,
};
static const struct review_info changelog_info = {
    .id = "changelog",
    .set = "clomonitor",
    .title = "a change log lists what each release changed",
    .why = "Those who must decide on an update have nothing to decide by.",
    .spec = "CLOMonitor, check changelog (weight 1)",
    .fix = "Keep a CHANGELOG.md.",
    .gain = 1,
    .effort = 1,
};

/* ---- life, claims ---- */

static const struct review_info people_info = {
    .id = "life-people",
    .set = "life",
    .title = "more than one person carries the project",
    .why = "With one author the project ends when that author does something else.",
    .spec = "cupel criterion life-people",
    .fix = "Invite contributors; share the release work.",
    .gain = 2,
    .effort = 3,
};
static const struct figure people_figures[] = {
    { "authors_12m", "11", "authors of non-merge commits in the 365 days before the last commit" },
    { "bus_factor", "2", "fewest authors who together have half of these commits" },
    { "last_commit", "2026-11-20", "committer time of the newest commit" },
};
static const struct place people_where[] = {
    { .repo = "ember-verifier", .commit = HEAD, .note = "the newest commit, by one of the two" },
};
static const struct review_info claim_info = {
    .id = "claims-verifiable",
    .set = "claims",
    .title = "what is called verifiable can be verified by a stranger",
    .why = "A word that nothing stands behind misleads those who choose by it.",
    .spec = "cupel criterion cc-claims",
    .fix = "Link the sentence to what shows it, or take the word out.",
    .gain = 2,
    .effort = 1,
};
static const struct place claim_where[] = {
    AT("README.md", 14, "\"every build is end-to-end verifiable\"; cc-repro does not show it"),
};
static const struct review_info osps_info = {
    .id = "OSPS-AC-01.01",
    .set = "osps",
    .title = "collaborators need more than one factor to change the repository",
    .why = "One stolen password is then not enough.",
    .spec = "OSPS Baseline 2026-02-19, OSPS-AC-01.01",
    .fix = "Demand it in the forge's settings, and say so in the security policy.",
    .gain = 2,
    .effort = 1,
};

static struct finding findings[] = {
    { .info = &nonce_info,
      .outcome = CUPEL_FAIL,
      .detail =
          "tdx: code and document found, no test that another challenge is refused; nitro: the "
          "comparison is optional",
      .formats = nonce_rows,
      .n_formats = CUPEL_COUNT(nonce_rows),
      .remarks = { nonce_remarks, CUPEL_COUNT(nonce_remarks) } },
    { .info = &debug_info,
      .outcome = CUPEL_PASS,
      .detail = "refused for both formats, each with a test",
      .where = { debug_where, CUPEL_COUNT(debug_where), 4 },
      .formats = debug_rows,
      .n_formats = CUPEL_COUNT(debug_rows) },
    { .info = &threat_info,
      .outcome = CUPEL_FAIL,
      .detail = "no threat model in any document of the three checkouts",
      .legs = { [LEG_DOCUMENT] = { LEG_ABSENT, "no document has a threat model", { NULL, 0, 0 } } },
      .remarks = { threat_remarks, CUPEL_COUNT(threat_remarks) } },
    { .info = &parse_info,
      .outcome = CUPEL_UNKNOWN,
      .detail = "a fuzz target exists, but no CI job that runs it was recognised",
      .where = PLACES(parse_where) },
    { .info = &keyrel_info, .outcome = CUPEL_NA, .detail = "the project releases no secrets" },
    { .info = &repro_info,
      .outcome = CUPEL_FAIL,
      .detail = "no document says how to rebuild the guest image" },
    { .info = &readme_info, .outcome = CUPEL_PASS, .where = PLACES(readme_where) },
    { .info = &policy_info,
      .outcome = CUPEL_PASS,
      .detail = "found in the organisation's defaults",
      .where = PLACES(policy_where) },
    { .info = &badge_info,
      .outcome = CUPEL_FAIL,
      .detail = "no badge link in the README",
      .exempt = &badge_exempt },
    { .info = &changelog_info, .outcome = CUPEL_FAIL, .detail = "no file and no link" },
    { .info = &osps_info,
      .outcome = CUPEL_UNKNOWN,
      .detail = "a setting of the forge, which a checkout does not hold" },
    { .info = &people_info,
      .outcome = CUPEL_PASS,
      .detail = "11 authors in the last year, two of them with half of the commits",
      .where = PLACES(people_where),
      .figures = people_figures,
      .n_figures = CUPEL_COUNT(people_figures) },
    { .info = &claim_info,
      .outcome = CUPEL_FAIL,
      .detail = "the README says \"end-to-end verifiable\" and cc-repro is not shown",
      .where = PLACES(claim_where) },
};

static const char *partial[] = {
    "vendor/edk2 is a submodule and was not looked into",
    "the history is shallow: 1,204 commits are there",
    NULL,
};
static const struct reviewed repos[] = {
    { "ember-verifier", "https://github.com/ember-cc/ember-verifier.git", HEAD, 1795168800, false,
      1482, 1204, "Apache-2.0", partial },
    { "ember-agent", "git@gitlab.com:ember-cc/ember-agent.git", OTHER, 1794564000, false, 311, 2093,
      "Apache-2.0 OR MIT", NULL },
    { ".github", "https://github.com/ember-cc/.github", ORG, 1790000000, true, 9, 31, NULL, NULL },
};
static const char *const formats[] = { "snp", "tdx", "nitro" };
static const char *const roles[] = { "verifier", "attester" };

static const struct observation observations[] = {
    { { "ember-verifier", "testdata/snp/report.bin", 0, HEAD, NULL },
      "4d6f1b0e9c3a5d7f8e1c2b3a49586776859403a2b1c0d9e8f7a6b5c4d3e2f100",
      "evidence",
      "snp",
      "affirming",
      "genuine; not checked: whose workload, freshness",
      false },
    { { "ember-verifier", "testdata/tdx/debug.bin", 0, HEAD, NULL },
      "0b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbccddeeff0",
      "evidence",
      "tdx",
      "contraindicated",
      "debug is on (attributes bit 0)",
      true },
    { { "ember-verifier", "testdata/milan.crl", 0, HEAD, NULL },
      "91a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f80",
      "crl",
      NULL,
      "parses",
      "12 certificates, next update 2026-08-01",
      false },
};
static const struct exemption exemptions[] = {
    { "openssf_badge",
      "The project is three months old; the questionnaire is planned for the first release.",
      "R. Okafor", "2027-01-31", ".clomonitor.yml:4", false, true },
    { "signed_releases", "There is no release yet.", NULL, "2026-06-30", "scorecard.yml:9", true,
      false },
    { "dco", "We ask for a CLA instead.", NULL, NULL, ".clomonitor.yml:7", false, false },
};
static const struct score_part score_parts[] = {
    { "documentation", 30, 700, 900, 875 },
    { "license", 20, 1000, 1000, 1000 },
    { "best_practices", 20, 250, 650, 420 },
    { "security", 20, 300, 900, 750 },
    { "legal", 10, -1, -1, -1 },
};
static const struct score scores[] = {
    { "CLOMonitor",
      "weights of the passed or exempt checks of a section over those that apply; sections by "
      "their "
      "own weights",
      588, 861, 764, "a", score_parts, CUPEL_COUNT(score_parts) },
};
static const struct reviewer reviewers[] = {
    { "L. Brandt", "University of Ulm", "none" },
    { "M. Sato", "Kaede Cloud",
      "My employer sells a service that competes with the project; I did not decide on "
      "cc-keyrel." },
    { "P. Achterberg", NULL, NULL },
};
static const struct remark remarks[] = {
    { REMARK_COMMENT, "L. Brandt", "2026-11-25",
      "The verifier is small and easy to read. What is missing are words and tests, not design." },
};
static const struct change changes[] = {
    { "cc-debug",
      "fail",
      "pass",
      "tests for both formats were added",
      { "ember-verifier", "tests/negative.rs", 12, HEAD, NULL } },
    { "license",
      "Apache-2.0",
      "Apache-2.0 OR MIT",
      "ember-agent only",
      { NULL, NULL, 0, NULL, NULL } },
    { "changelog", "pass", "fail", NULL, { NULL, NULL, 0, NULL, NULL } },
    { "maintainers",
      NULL,
      "R. Okafor, T. Lind",
      NULL,
      { "ember-verifier", "MAINTAINERS.md", 5, HEAD, NULL } },
};
static const struct delta delta = { "the review of 2025-11-20 at 0d1e2f3a", changes,
                                    CUPEL_COUNT(changes), 9 };

static const struct review review = {
    .project = "Ember",
    .version = "0.1.0",
    .as_of = 1795651200, /* 2026-11-26T00:00:00Z */
    .stage = "existing",
    .repos = repos,
    .n_repos = CUPEL_COUNT(repos),
    .formats = formats,
    .n_formats = CUPEL_COUNT(formats),
    .roles = roles,
    .n_roles = CUPEL_COUNT(roles),
    .findings = findings,
    .n_findings = CUPEL_COUNT(findings),
    .scores = scores,
    .n_scores = CUPEL_COUNT(scores),
    .observations = observations,
    .n_observations = CUPEL_COUNT(observations),
    .exemptions = exemptions,
    .n_exemptions = CUPEL_COUNT(exemptions),
    .reviewers = reviewers,
    .n_reviewers = CUPEL_COUNT(reviewers),
    .remarks = { remarks, CUPEL_COUNT(remarks) },
    .delta = &delta,
};

const struct review *sample_review(void)
{
    return &review;
}

const struct review *sample_empty(void)
{
    static const struct review empty = { .project = "", .version = "0.1.0", .stage = "proposed" };
    return &empty;
}
