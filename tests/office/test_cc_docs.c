/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The criteria of cc/docs.h, each on small projects: one that deserves to pass, and ones that look
 * like it and do not. A case is data: the files, the outcome, and the words that say why.
 */
#include "office/review/cc/docs.h"
#include "repo_make.h"

#define AS_OF     "2026-11-26T00:00:00Z"
#define FILES_MAX 8

struct docs_case {
    const char *name;
    const char *id;
    cupel_outcome outcome;
    const char *says; /* stands in the detail */
    struct repo_file files[FILES_MAX];
    const char *figure, *value; /* a figure that is asked for as well; may be NULL */
};

static const struct review_check *find_check(const char *id)
{
    for (size_t i = 0; i < CC_DOCS_CHECKS; i++)
        if (strcmp(cc_docs_checks[i].info.id, id) == 0)
            return &cc_docs_checks[i];
    fail_msg("%s is no criterion of cc/docs.h", id);
    return NULL;
}

static void check_figure(const struct docs_case *c, const struct finding *f)
{
    for (size_t i = 0; c->figure && i < f->n_figures; i++)
        if (strcmp(f->figures[i].name, c->figure) == 0) {
            assert_string_equal(f->figures[i].value, c->value);
            return;
        }
    if (c->figure)
        fail_msg("%s: no figure %s", c->name, c->figure);
}

static void run_case(const struct docs_case *c)
{
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "thing", NULL, c->files);
    lab_load(&lab, AS_OF);
    const struct review_check *check = find_check(c->id);
    struct finding f = { .info = &check->info, .outcome = CUPEL_UNKNOWN };
    check->run(&lab.project, &f);
    if (f.outcome != c->outcome || !f.detail || !strstr(f.detail, c->says))
        fail_msg("%s, %s: %s: %s", c->id, c->name, cupel_outcome_name(f.outcome),
                 f.detail ? f.detail : "(none)");
    check_figure(c, &f);
    lab_clear(&lab);
}

static void run_all(const struct docs_case *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        run_case(&all[i]);
}
#define RUN(table) run_all(table, CUPEL_COUNT(table))

/* ---- files that several cases share ---- */

#define SNP_VERIFIER                                                                               \
    {                                                                                              \
        "verify/verify.go", "package verify\n\n"                                                   \
                            "// VerifyReport checks the signature of a report.\n"                  \
                            "func VerifyReport(report []byte, vcek *Certificate) error {\n"        \
                            "\tif !ecdsa.VerifyASN1(vcek.Key, digest(report), sig(report)) {\n"    \
                            "\t\treturn errors.New(\"not signed by the VCEK\")\n"                  \
                            "\t}\n"                                                                \
                            "\treturn nil\n"                                                       \
                            "}\n"                                                                  \
    }
/* Something that is measured: an enclave that is signed. */
#define ENCLAVE                                                                                    \
    {                                                                                              \
        "Makefile", "enclave:\n\toesign sign -e enclave.so -c enclave.conf\n"                      \
    }
#define SEALS                                                                                      \
    {                                                                                              \
        "seal.go", "package state\n\n"                                                             \
                   "func SealToFile(state []byte, file string) error {\n"                          \
                   "\treturn os.WriteFile(file, ecrypto.SealWithProductKey(state), 0o600)\n"       \
                   "}\n"                                                                           \
    }
#define README(text)                                                                               \
    {                                                                                              \
        "README.md", text                                                                          \
    }
#define WORKFLOW(name, steps)                                                                      \
    {                                                                                              \
        ".github/workflows/" name, "on: push\njobs:\n  make:\n    runs-on: x\n    steps:\n" steps  \
    }

/* ---- cc-tcb ---- */

static const struct docs_case tcb_cases[] = {
    { "a section with parties",
      "cc-tcb",
      CUPEL_PASS,
      "whom one has to trust",
      { README("# Thing\n\n## Trust boundaries\n\nYou have to trust the CPU and its microcode. "
               "They are trusted by every verifier.\n\nThe hypervisor and the cloud provider's "
               "operators are not trusted.\n") } },
    { "a list below a line",
      "cc-tcb",
      CUPEL_PASS,
      "whom one has to trust",
      { README("# Thing\n\n## Trust model\n\nTrusted parties:\n\n- the vendor of the processor\n"
               "- the firmware\n- the owner of the key broker\n") } },
    { "statements without a title",
      "cc-tcb",
      CUPEL_PASS,
      "whom one has to trust",
      { README("# Thing\n\nOn that cloud the provider's firmware becomes part of the trusted "
               "computing base.\n\nThe host kernel is outside of the TCB.\n") } },
    { "a level of firmware",
      "cc-tcb",
      CUPEL_FAIL,
      "names whom one has to trust",
      { README("# Thing\n\n## TCB status\n\nThe TCB level of the processor is in the report, the "
               "minimum TCB of the firmware in the policy.\n\nThe reported TCB includes the "
               "microcode.\n") } },
    { "a glossary",
      "cc-tcb",
      CUPEL_FAIL,
      "names whom one has to trust",
      { README("# Thing\n"),
        { "docs/glossary.md", "# Glossary\n\n## TCB\n\nThe trusted computing base is the set of "
                              "all hardware and firmware.\n\nIt includes the kernel in the "
                              "TCB.\n" } } },
    { "a page on claims",
      "cc-tcb",
      CUPEL_FAIL,
      "names whom one has to trust",
      { README("# Thing\n"),
        { "docs/tcb_claims.md", "# TCB claims\n\nThe hardware and its firmware are trusted.\n\n"
                                "## Security model\n\nThe verifier trusts the vendor.\n\n"
                                "The host is untrusted.\n" } } },
    { "a proposal",
      "cc-tcb",
      CUPEL_FAIL,
      "names whom one has to trust",
      { README("# Thing\n"),
        { "rfc/trust.md", "# Trust model\n\nThe hypervisor is not trusted.\n\nThe vendor is "
                          "trusted.\n" } } },
    { "one statement",
      "cc-tcb",
      CUPEL_UNKNOWN,
      "for a reader to see",
      { README("# Thing\n\nThing removes the cloud infrastructure from the TCB.\n") } },
};

static void tcb(void **state)
{
    (void)state;
    RUN(tcb_cases);
}

/* ---- cc-threat ---- */

#define ATTACKER                                                                                   \
    "An attacker controls the host and its network. Thing protects the confidentiality of "        \
    "keys.\n\n"

static const struct docs_case threat_cases[] = {
    { "all three",
      "cc-threat",
      CUPEL_PASS,
      "names an adversary",
      { README("# Thing\n"),
        { "docs/threat-model.md",
          "# Threats\n\n" ATTACKER "Side channels of the processor are out of scope. Denial of "
          "service cannot be prevented.\n" } },
      .figure = "side-channels",
      .value = "left out" },
    { "a list of exclusions",
      "cc-threat",
      CUPEL_PASS,
      "names an adversary",
      { README("# Thing\n\n## Security model\n\n" ATTACKER "**Out of scope:**\n\n- physical "
               "attacks on the memory bus\n- bugs of the application\n") },
      .figure = "physical",
      .value = "left out" },
    { "what is not named",
      "cc-threat",
      CUPEL_PASS,
      "names an adversary",
      { README("# Thing\n\n## Threat model\n\n" ATTACKER "Availability is out of scope.\n") },
      .figure = "rollback",
      .value = "not named" },
    { "a title that promises",
      "cc-threat",
      CUPEL_FAIL,
      "names nothing that it does not protect against",
      { README("# Security benefits and threat model\n\n" ATTACKER "Attacks on the supply chain "
               "are prevented by signatures.\n") } },
    { "no adversary",
      "cc-threat",
      CUPEL_FAIL,
      "no adversary",
      { README("# Thing\n\n## Threat model\n\nKeys are confidential. Side channels are out of "
               "scope.\n") } },
    { "the vendor's",
      "cc-threat",
      CUPEL_FAIL,
      "no document of the project has a threat model",
      { README("# Thing\n\nReports are made as the threat model of SEV-SNP has it, in which the "
               "hypervisor is hostile.\n") } },
    { "exclusions elsewhere",
      "cc-threat",
      CUPEL_UNKNOWN,
      "other documents do",
      { README("# Thing\n\n## Threat model\n\n" ATTACKER),
        { "docs/limits.md",
          "# Limits\n\nThing does not protect against side channel attacks.\n" } } },
    { "without a title",
      "cc-threat",
      CUPEL_UNKNOWN,
      "no document is headed",
      { README("# Thing\n\n" ATTACKER "Physical attacks are out of scope.\n") } },
};

static void threat(void **state)
{
    (void)state;
    RUN(threat_cases);
}

/* ---- cc-boundary ---- */

#define GUARD                                                                                      \
    {                                                                                              \
        "host.c", "int take(const void *p, size_t n)\n{\n"                                         \
                  "    if (!oe_is_within_enclave(p, n))\n        return -1;\n"                     \
                  "    return use(p, n);\n}\n"                                                     \
    }
#define GUARD_TEST                                                                                 \
    {                                                                                              \
        "tests/test_host.c", "void test_outside_enclave_is_refused(void)\n{\n"                     \
                             "    assert_int_equal(take(outside_enclave, 8), -1);\n}\n"            \
    }

static const struct docs_case boundary_cases[] = {
    { "guarded, tested, documented",
      "cc-boundary",
      CUPEL_PASS,
      "all that the criterion names",
      { README("# Thing\n\nEvery pointer that a call of the host passes in is validated.\n"),
        ENCLAVE, GUARD, GUARD_TEST } },
    { "guarded only",
      "cc-boundary",
      CUPEL_UNKNOWN,
      "some of code, test and document",
      { README("# Thing\n"), ENCLAVE, GUARD } },
    { "an enclave without a guard",
      "cc-boundary",
      CUPEL_FAIL,
      "no code, no test, no document",
      { README("# Thing\n"), ENCLAVE } },
    { "a verifier",
      "cc-boundary",
      CUPEL_NA,
      "takes input from a host",
      { README("# Thing\n\nVerifies SNP reports.\n"), SNP_VERIFIER } },
    { "who starts guests",
      "cc-boundary",
      CUPEL_NA,
      "takes input from a host",
      { README("# Thing\n"),
        { "launch.c", "int launch(int vm)\n{\n    return ioctl(vm, KVM_SEV_LAUNCH_START, 0);\n"
                      "}\n" } } },
};

static void boundary(void **state)
{
    (void)state;
    RUN(boundary_cases);
}

/* ---- cc-refval ---- */

static const struct docs_case refval_cases[] = {
    { "published and signed",
      "cc-refval",
      CUPEL_PASS,
      "published with releases and signed",
      { README("# Thing\n\nThe measurements of each release are published as a file that is "
               "signed with cosign.\n"),
        ENCLAVE, WORKFLOW("release.yml", "      - run: cosign sign-blob measurements.json\n") } },
    { "evidence is signed as well",
      "cc-refval",
      CUPEL_FAIL,
      "published and signed",
      { README("# Thing\n\nThe report holds the measurement of the released image and is signed "
               "by the processor.\n"),
        ENCLAVE, WORKFLOW("release.yml", "      - run: make release\n") } },
    { "planned",
      "cc-refval",
      CUPEL_FAIL,
      "published and signed",
      { README("# Thing\n\nReference values of each release will be signed.\n"), ENCLAVE,
        WORKFLOW("release.yml", "      - run: make release\n") } },
    { "said, not seen",
      "cc-refval",
      CUPEL_UNKNOWN,
      "what signs them was not found",
      { README("# Thing\n\nThe reference values of each release are signed.\n"), ENCLAVE } },
    { "no release in the tree",
      "cc-refval",
      CUPEL_UNKNOWN,
      "how releases are made",
      { README("# Thing\n"), ENCLAVE } },
    { "a verifier",
      "cc-refval",
      CUPEL_NA,
      "nothing that the project builds",
      { README("# Thing\n\nVerifies SNP reports.\n"), SNP_VERIFIER } },
    { "a name that sounds like a build",
      "cc-refval",
      CUPEL_NA,
      "nothing that the project builds",
      { README("# Thing\n"),
        SNP_VERIFIER,
        { "Cargo.toml", "[package]\nname = \"nitro_cli\"\n" } } },
    { "a test's enclave",
      "cc-refval",
      CUPEL_UNKNOWN,
      "perhaps for tests alone",
      { README("# Thing\n"),
        SNP_VERIFIER,
        { "Makefile", "try:\n\tnitro-cli build-enclave --docker-uri thing-test\n" } } },
    { "code of an enclave",
      "cc-refval",
      CUPEL_UNKNOWN,
      "runs inside",
      { README("# Thing\n"),
        { "call.c", "int call(void)\n{\n    return sgx_ocall(1, 0);\n}\n" } } },
};

static void refval(void **state)
{
    (void)state;
    RUN(refval_cases);
}

/* ---- cc-repro ---- */

#define PINNED                                                                                     \
    {                                                                                              \
        "Dockerfile", "FROM debian@sha256:"                                                        \
                      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"         \
    }
#define COMMAND                                                                                    \
    README("# Thing\n\n## Reproducible builds\n\nBuilds of the enclave are reproducible:\n\n"      \
           "```\nmake enclave\n```\n")

static const struct docs_case repro_cases[] = {
    { "command, pins, comparison",
      "cc-repro",
      CUPEL_PASS,
      "all that the criterion names",
      { COMMAND, ENCLAVE, PINNED,
        WORKFLOW("ci.yml", "      - name: Reproducible build\n        run: |\n          make one "
                           "two\n          cmp one two\n") } },
    { "built once",
      "cc-repro",
      CUPEL_FAIL,
      "no test for",
      { COMMAND, ENCLAVE, PINNED, WORKFLOW("ci.yml", "      - run: make enclave\n") } },
    { "nothing pinned",
      "cc-repro",
      CUPEL_FAIL,
      "no code for",
      { COMMAND, ENCLAVE, WORKFLOW("ci.yml", "      - run: nix build --rebuild .#enclave\n") } },
    { "a column, a plan and a proposal",
      "cc-repro",
      CUPEL_FAIL,
      "no test, no document",
      { README("# Thing\n\nThe builds of images will be reproducible soon.\n\n| PCR | Reproducible "
               "and verifiable |\n|---|---|\n| 4 | the image, yes |\n\n```\nmake\n```\n"),
        { "rfc/reproducible-builds.md", "# Reproducible builds\n\nImages are built reproducibly."
                                        "\n\n```\nmake\n```\n" },
        ENCLAVE,
        PINNED,
        WORKFLOW("ci.yml", "      - run: make enclave\n") } },
    { "a step that may compare",
      "cc-repro",
      CUPEL_UNKNOWN,
      "cannot tell",
      { COMMAND, ENCLAVE, PINNED,
        WORKFLOW("ci.yml", "      - name: Reproducible build\n        run: ./check.sh\n") } },
    { "nothing measured",
      "cc-repro",
      CUPEL_UNKNOWN,
      "nothing was recognised",
      { COMMAND, SNP_VERIFIER } },
};

static void repro(void **state)
{
    (void)state;
    RUN(repro_cases);
}

/* ---- cc-rollback ---- */

#define COUNTER                                                                                    \
    {                                                                                              \
        "counter.go", "package state\n\n"                                                          \
                      "func Load(file string) error {\n"                                           \
                      "\tif checkRollback(file, monotonicCounter()) != nil {\n"                    \
                      "\t\treturn errors.New(\"rollback of sealed state\")\n\t}\n"                 \
                      "\treturn nil\n}\n"                                                          \
    }
#define COUNTER_TEST                                                                               \
    {                                                                                              \
        "counter_test.go", "package state\n\nimport \"testing\"\n\n"                               \
                           "func TestRollbackOfSealedState(t *testing.T) {\n"                      \
                           "\tif err := Load(\"old\"); err == nil {\n"                             \
                           "\t\tt.Fatal(\"rollback was accepted\")\n\t}\n}\n"                      \
    }

static const struct docs_case rollback_cases[] = {
    { "stated and tested",
      "cc-rollback",
      CUPEL_PASS,
      "stated and tested",
      { README("# Thing\n\nA rollback of sealed state is detected by a counter.\n"), SEALS, COUNTER,
        COUNTER_TEST } },
    { "stated as absent",
      "cc-rollback",
      CUPEL_PASS,
      "protection of old state is missing",
      { README("# Thing\n\nSealed files do not protect against:\n\n- Rollback after a file was "
               "closed.\n"),
        SEALS } },
    { "stated, untested",
      "cc-rollback",
      CUPEL_UNKNOWN,
      "was not",
      { README("# Thing\n\nA rollback of sealed state is detected by a counter.\n"), SEALS } },
    { "rollback of other things",
      "cc-rollback",
      CUPEL_FAIL,
      "an old copy",
      { README("# Thing\n\nA failed transaction is rolled back in the database.\n\nTCB rollback of "
               "the firmware is refused.\n\nGit clones the repository with its data.\n"),
        SEALS,
        { "db.py", "def save(session):\n    session.rollback()\n" } } },
    { "a counter for workloads",
      "cc-rollback",
      CUPEL_FAIL,
      "an old copy",
      { README("# Thing\n\nWorkloads may use the monotonic counter feature.\n"), SEALS, COUNTER } },
    { "a channel that is called sealed",
      "cc-rollback",
      CUPEL_UNKNOWN,
      "something is sealed",
      { README("# Thing\n"),
        { "channel.py", "def seal(peer, payload):\n    return peer.encrypt(payload)\n" } } },
    { "nothing sealed",
      "cc-rollback",
      CUPEL_NA,
      "seals nothing",
      { README("# Thing\n"), SNP_VERIFIER } },
};

static void rollback(void **state)
{
    (void)state;
    RUN(rollback_cases);
}

/* ---- cc-migrate ---- */

#define UPDATES                                                                                    \
    {                                                                                              \
        "update.go", "package update\n\nfunc UpdateManifest(m *Manifest) error {\n"                \
                     "\treturn store.Set(m.SecurityVersion)\n}\n"                                  \
    }

static const struct docs_case migrate_cases[] = {
    { "approved and ended",
      "cc-migrate",
      CUPEL_PASS,
      "who approves new measurements",
      { README("# Thing\n\n## Upgrade\n\nAn owner signs the new measurement.\n\nOld measurements "
               "are revoked with that.\n"),
        ENCLAVE, UPDATES } },
    { "no end",
      "cc-migrate",
      CUPEL_UNKNOWN,
      "what ends the trust in an old one",
      { README("# Thing\n\n## Upgrade\n\nAn owner signs the new measurement.\n"), ENCLAVE,
        UPDATES } },
    { "an upgrade of other things",
      "cc-migrate",
      CUPEL_FAIL,
      "who approves a new measurement",
      { README("# Thing\n\n## Upgrade of dependencies\n\nA maintainer signs new versions of "
               "images; old images are removed.\n"),
        ENCLAVE } },
    { "a broker of others' code",
      "cc-migrate",
      CUPEL_UNKNOWN,
      "releases secrets",
      { README("# Thing\n"),
        SNP_VERIFIER,
        { "broker.go", "package broker\n\n"
                       "func ReleaseKey(evidence []byte, key []byte) ([]byte, error) {\n"
                       "\tif err := verifyEvidence(evidence); err != nil {\n"
                       "\t\treturn nil, err\n\t}\n\treturn key, nil\n}\n" } } },
    { "nothing measured",
      "cc-migrate",
      CUPEL_NA,
      "nothing that the project builds",
      { README("# Thing\n\n## Upgrade\n\nAn owner signs the new measurement.\n"), SNP_VERIFIER } },
};

static void migrate(void **state)
{
    (void)state;
    RUN(migrate_cases);
}

/* ---- cc-adv ---- */

static const struct docs_case adv_cases[] = {
    { "a table",
      "cc-adv",
      CUPEL_PASS,
      "affected versions",
      { README("# Thing\n"),
        { "SECURITY.md", "# Security\n\n| Advisory | Affected | Fixed in |\n|---|---|---|\n"
                         "| CVE-2026-12345 | up to 1.2.0 | 1.2.1 |\n" } },
      .figure = "advisories",
      .value = "1" },
    { "a section for each",
      "cc-adv",
      CUPEL_PASS,
      "affected versions",
      { { "docs/advisories/2026-1.md", "# GHSA-abcd-2345-cdef\n\nThe nonce was not compared.\n\n"
                                       "Affected versions: 0.1 to 0.4\n\nFixed in v0.5.0.\n" } } },
    { "advisories as data",
      "cc-adv",
      CUPEL_PASS,
      "affected versions",
      { README("# Thing\n"),
        { "advisories/one.json", "{\"id\": \"GHSA-abcd-2345-cdef\", \"affected\": [{\"fixed\": "
                                 "\"0.5.0\"}]}\n" } } },
    { "a change log",
      "cc-adv",
      CUPEL_UNKNOWN,
      "0 of 1 advisories",
      { README("# Thing\n"),
        { "CHANGELOG.md", "# Changelog\n\n## 1.2.1\n\n- Compare the nonce (CVE-2026-12345)\n" } } },
    { "a dependency's",
      "cc-adv",
      CUPEL_FAIL,
      "lists no advisories",
      { README("# Thing\n"),
        { "CHANGELOG.md", "# Changelog\n\n## 1.2.1\n\n- Bump openssl for CVE-2026-12345\n" } } },
    { "in comments",
      "cc-adv",
      CUPEL_FAIL,
      "has no security policy",
      { README("# Thing\n"),
        { "check.py", "# GHSA-abcd-2345-cdef: compare the whole nonce\nx = 1\n" } } },
    { "a vendor's, as data of levels",
      "cc-adv",
      CUPEL_FAIL,
      "lists no advisories",
      { README("# Thing\n"),
        { "docs/security.md", "# Security\n\nThe advisory INTEL-SA-00837 affects levels before "
                              "1.2; it is fixed in 1.3.\n" } } },
    { "an address only",
      "cc-adv",
      CUPEL_FAIL,
      "lists no advisories",
      { README("# Thing\n"),
        { "SECURITY.md", "# Security\n\nReport to security@example.org.\n" } } },
};

static void adv(void **state)
{
    (void)state;
    RUN(adv_cases);
}

/* ---- cc-vendor ---- */

#define KDS                                                                                        \
    {                                                                                              \
        "kds.go", "package kds\n\nfunc Fetch(id string) ([]byte, error) {\n"                       \
                  "\treturn get(\"https://kdsintf.amd.com/vcek/v1/\" + id)\n}\n"                   \
    }

static const struct docs_case vendor_cases[] = {
    { "another way",
      "cc-vendor",
      CUPEL_PASS,
      "documents tell of another way",
      { README("# Thing\n\nThe VCEK is fetched, or taken from a local file.\n"), SNP_VERIFIER,
        KDS } },
    { "offline as a whole",
      "cc-vendor",
      CUPEL_PASS,
      "documents tell of another way",
      { README("# Thing\n\nReports can be verified offline.\n"), SNP_VERIFIER, KDS } },
    { "no service",
      "cc-vendor",
      CUPEL_PASS,
      "names no service",
      { README("# Thing\n\nVerifies SNP reports.\n"), SNP_VERIFIER } },
    { "a fixed address",
      "cc-vendor",
      CUPEL_FAIL,
      "neither code nor documents",
      { README("# Thing\n\nVerifies SNP reports. The command line works offline.\n"), SNP_VERIFIER,
        KDS } },
    { "a setting without a word",
      "cc-vendor",
      CUPEL_UNKNOWN,
      "there may be a setting",
      { README("# Thing\n\nVerifies SNP reports.\n"),
        SNP_VERIFIER,
        { "kds.go", "package kds\n\nfunc Fetch(baseURL, id string) ([]byte, error) {\n"
                    "\tif baseURL == \"\" {\n\t\tbaseURL = \"https://kdsintf.amd.com\"\n\t}\n"
                    "\treturn get(baseURL + id)\n}\n" } } },
    { "an address in a comment",
      "cc-vendor",
      CUPEL_PASS,
      "names no service",
      { README("# Thing\n\nVerifies SNP reports.\n"),
        SNP_VERIFIER,
        { "roots.go", "package roots\n\n// From https://kdsintf.amd.com/vcek/v1/Milan/cert_chain\n"
                      "var root = \"\"\n" } } },
    { "nothing verified",
      "cc-vendor",
      CUPEL_NA,
      "nothing is verified",
      { README("# Thing\n"),
        { "get.c", "int get(void)\n{\n    return open(\"/dev/nsm\", 0);\n}\n" } } },
};

static void vendor(void **state)
{
    (void)state;
    RUN(vendor_cases);
}

/* ---- cc-priv ---- */

static const struct docs_case priv_cases[] = {
    { "who gets it",
      "cc-priv",
      CUPEL_PASS,
      "what becomes of identifiers",
      { README(
            "# Thing\n\n## Privacy\n\nFor privacy the chip id is masked; it is sent to nobody.\n"),
        SNP_VERIFIER, KDS } },
    { "words of privacy without an identifier",
      "cc-priv",
      CUPEL_FAIL,
      "no document says",
      { README("# Thing\n\nWe respect the privacy of users; names are not disclosed.\n"),
        SNP_VERIFIER } },
    { "an identifier without a word",
      "cc-priv",
      CUPEL_FAIL,
      "no document says",
      { README("# Thing\n\nThe chip id is checked against the certificate.\n"), SNP_VERIFIER } },
    { "half of it",
      "cc-priv",
      CUPEL_UNKNOWN,
      "for a reader to see",
      { README("# Thing\n\nThe chip id is sent to the service of the vendor.\n"), SNP_VERIFIER } },
    { "no identifier",
      "cc-priv",
      CUPEL_NA,
      "no identifier",
      { README("# Thing\n"),
        { "get.c", "int get(void)\n{\n    return open(\"/dev/nsm\", 0);\n}\n" } } },
};

static void priv(void **state)
{
    (void)state;
    RUN(priv_cases);
}

/* ---- cc-supply ---- */

#define SUPPLIES                                                                                   \
    "      - uses: anchore/sbom-action@v0\n"                                                       \
    "      - uses: actions/attest-build-provenance@v2\n"                                           \
    "      - run: cosign sign-blob thing.tar > thing.sig\n"

static const struct docs_case supply_cases[] = {
    { "all three",
      "cc-supply",
      CUPEL_PASS,
      "SBOM, provenance and signatures",
      { README("# Thing\n"), SNP_VERIFIER, WORKFLOW("release.yml", SUPPLIES) },
      .figure = "sbom",
      .value = "found" },
    { "the measured image too",
      "cc-supply",
      CUPEL_PASS,
      "also of what is measured",
      { README("# Thing\n"), ENCLAVE,
        WORKFLOW("release.yml", SUPPLIES "      - run: cosign sign enclave.so\n") } },
    { "all but the measured image",
      "cc-supply",
      CUPEL_UNKNOWN,
      "cover what is measured",
      { README("# Thing\n"), ENCLAVE, WORKFLOW("release.yml", SUPPLIES) } },
    { "provenance alone",
      "cc-supply",
      CUPEL_FAIL,
      "no SBOM, no signing",
      { README("# Thing\n"), WORKFLOW("release.yml", "      - run: npm publish --provenance\n") },
      .figure = "provenance",
      .value = "found" },
    { "in comments, names and messages",
      "cc-supply",
      CUPEL_FAIL,
      "no SBOM, no provenance, no signing",
      { README("# Thing\n"),
        WORKFLOW("release.yml", "      # cosign sign, syft, provenance\n"
                                "      - name: Sign and make an SBOM\n        run: |\n"
                                "          # cosign sign thing\n          echo \"no syft here\"\n"
                                "          cosign verify-blob --signature x thing\n"
                                "      - uses: sigstore/cosign-installer@v3\n"
                                "        with:\n          provenance: false\n") } },
    { "settings of a release tool",
      "cc-supply",
      CUPEL_FAIL,
      "CI makes no provenance",
      { README("# Thing\n"),
        { ".goreleaser.yaml", "sboms:\n  - artifacts: archive\nsigns:\n  - cmd: cosign\n" },
        WORKFLOW("release.yml", "      - run: goreleaser release\n") } },
    { "a workflow of others",
      "cc-supply",
      CUPEL_UNKNOWN,
      "workflows of others",
      { README("# Thing\n"),
        { ".github/workflows/release.yml", "on: push\njobs:\n  all:\n    uses: example/shared/"
                                           ".github/workflows/release.yml@v1\n" } } },
    { "a file that cannot be read",
      "cc-supply",
      CUPEL_UNKNOWN,
      "CI itself shows",
      { README("# Thing\n"), { ".github/workflows/release.yml", "jobs: [\n" } } },
    { "a package",
      "cc-supply",
      CUPEL_UNKNOWN,
      "this is a package",
      { README("# Thing\n"), { ".cargo_vcs_info.json", "{}\n" } } },
    { "no CI",
      "cc-supply",
      CUPEL_FAIL,
      "the tree has no CI",
      { README("# Thing\n"), { ".gitignore", "build\n" } } },
};

static void supply(void **state)
{
    (void)state;
    RUN(supply_cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcb),     cmocka_unit_test(threat), cmocka_unit_test(boundary),
        cmocka_unit_test(refval),  cmocka_unit_test(repro),  cmocka_unit_test(rollback),
        cmocka_unit_test(migrate), cmocka_unit_test(adv),    cmocka_unit_test(vendor),
        cmocka_unit_test(priv),    cmocka_unit_test(supply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
