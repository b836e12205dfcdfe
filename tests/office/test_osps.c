/* SPDX-License-Identifier: Apache-2.0 */
/* Controls of the OSPS baseline: what deserves a pass, what only looks like it, what cannot be
 * told. */
#include "house_test.h"

#include "office/review/osps.h"
#include "office/review/topic.h"

#define README(text)   FILES({ "README.md", text })
#define CONTRIB(text)  FILES({ "CONTRIBUTING.md", text })
#define SECURITY(text) FILES({ "SECURITY.md", text })
#define CI(text)       FILES({ ".github/workflows/ci.yml", text })
#define JOB            "jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n"
#define ELF                                                                                        \
    "\x7f"                                                                                         \
    "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\0\0"
#define ELF_SIZE 20
/* Thirty words that say nothing. */
#define WORDS                                                                                      \
    "one two three four five six seven eight nine ten one two three four five six seven eight "    \
    "nine "                                                                                        \
    "ten one two three four five six seven eight nine ten "
#define MANY WORDS WORDS WORDS

/* On a repository without a release. */
static const struct house_case cases[] = {
    /* pipelines */
    { "OSPS-AC-04.01", CI("on: push\npermissions: {}\n" JOB "      - run: make\n"), NULL,
      CUPEL_PASS, "may only read" },
    { "OSPS-AC-04.01", CI("on: push\n" JOB "      - run: make\n"), NULL, CUPEL_UNKNOWN,
      "job \"build\"" },
    { "OSPS-AC-04.01", CI("on: push\npermissions: write-all\n" JOB "      - run: make\n"), NULL,
      CUPEL_FAIL, "may write in 1 workflow" },
    { "OSPS-AC-04.01", README("# Thing\n"), NULL, CUPEL_NA, "no pipeline" },
    { "OSPS-AC-04.01", FILES({ ".gitlab-ci.yml", "test:\n  script: make\n" }), NULL, CUPEL_UNKNOWN,
      "another pipeline" },
    { "OSPS-BR-01.01",
      CI("on: issues\n" JOB "      - uses: actions/github-script@v7\n        with:\n"
         "          script: console.log('${{ github.event.issue.body }}')\n"),
      NULL, CUPEL_FAIL, "github.event.issue.body" },
    { "OSPS-BR-01.01",
      CI("on: issues\n" JOB "      - run: echo ${{ github.event.issue.number }}\n"), NULL,
      CUPEL_PASS, "no script" },
    { "OSPS-BR-01.03",
      CI("on: pull_request_target\n" JOB
         "      - run: |\n          git fetch origin refs/pull/${{ github.event.number }}/head\n"),
      NULL, CUPEL_FAIL, "refs/pull/" },
    { "OSPS-BR-01.03",
      CI("on: pull_request_target\n" JOB "      - uses: actions/checkout@v4\n        with:\n"
         "          ref: ${{ github.event.pull_request.base.sha }}\n"),
      NULL, CUPEL_PASS, "no privileged workflow" },
    { "OSPS-QA-06.01", CI("on: [push, pull_request]\n" JOB "      - run: make && make test\n"),
      NULL, CUPEL_PASS, "on every proposal" },
    { "OSPS-QA-06.01", CI("on: push\n" JOB "      - run: go test ./...\n"), NULL, CUPEL_FAIL,
      "not before" },
    { "OSPS-QA-06.01",
      CI("on: pull_request\n" JOB "      # go test ./...\n      - run: make lint\n"), NULL,
      CUPEL_UNKNOWN, "no step" },
    { "OSPS-QA-06.01", README("# Thing\n"), NULL, CUPEL_FAIL, "no pipeline" },

    /* documents */
    { "OSPS-DO-07.01",
      README("# Thing\n## Building from source\nYou need a compiler.\n\n    make\n"), NULL,
      CUPEL_PASS, "README.md" },
    { "OSPS-DO-07.01", README("# Thing\n## Building trust\nWe do that.\n"), NULL, CUPEL_FAIL,
      "no document" },
    { "OSPS-DO-07.01", README("# Thing\nIt is easy to build from source.\n"), NULL, CUPEL_UNKNOWN,
      "mentioned" },
    { "OSPS-DO-07.01", README("# Thing\nSee the [documentation](https://docs.thing.example/).\n"),
      NULL, CUPEL_UNKNOWN, "https://docs.thing.example/" },
    { "OSPS-GV-01.01",
      FILES({ "MAINTAINERS.md", "# Maintainers\n\n- Mel Pacheco (@mel), Example\n" }), NULL,
      CUPEL_PASS, "names them" },
    { "OSPS-GV-01.01", FILES({ "MAINTAINERS.md", "# Maintainers\n\nTo be written.\n" }), NULL,
      CUPEL_FAIL, "names nobody" },
    { "OSPS-GV-01.02",
      FILES({ "GOVERNANCE.md", "# Governance\n" WORDS "Maintainers merge, reviewers review.\n" }),
      NULL, CUPEL_PASS, "GOVERNANCE.md" },
    { "OSPS-GV-01.02", FILES({ "GOVERNANCE.md", "# Governance\nSoon.\n" }), NULL, CUPEL_FAIL,
      "no document" },
    { "OSPS-GV-02.01", README("# Thing\nJoin our mailing list.\n"), NULL, CUPEL_PASS,
      "public channel" },
    { "OSPS-GV-02.01", README("# Thing\nList of mail formats.\n"), NULL, CUPEL_UNKNOWN,
      "no document" },
    { "OSPS-GV-03.01", CONTRIB("# Contributing\n" MANY "\n"), NULL, CUPEL_PASS, "explains it" },
    { "OSPS-GV-03.01", CONTRIB("# Contributing\nSee the web site.\n"), NULL, CUPEL_FAIL,
      "explain nothing" },
    { "OSPS-GV-03.02",
      CONTRIB("# Contributing\n## Coding style\n" WORDS "Code must pass clang-format.\n"), NULL,
      CUPEL_PASS, "CONTRIBUTING.md" },
    { "OSPS-GV-03.02", README("# Thing\n## Coding style\n" WORDS "Code must be nice.\n"), NULL,
      CUPEL_FAIL, "no document" },
    { "OSPS-GV-04.01",
      FILES({ "GOVERNANCE.md",
              "# Governance\n## Becoming a maintainer\n" WORDS "Two thirds must vote for it.\n" }),
      NULL, CUPEL_PASS, "GOVERNANCE.md" },
    { "OSPS-GV-04.01", FILES({ "GOVERNANCE.md", "# Governance\n## Maintainers\nMel, by vote.\n" }),
      NULL, CUPEL_FAIL, "no document" },
    { "OSPS-QA-06.02",
      README("# Thing\n## Running the tests\nCI runs them too:\n\n    make test\n"), NULL,
      CUPEL_PASS, "README.md" },
    { "OSPS-QA-06.02", README("# Thing\n## Tests\nThere are many of them, you know.\n"), NULL,
      CUPEL_FAIL, "no document" },
    { "OSPS-QA-06.03", CONTRIB("# Contributing\n## Tests\nNew features must come with tests.\n"),
      NULL, CUPEL_PASS, "CONTRIBUTING.md" },
    { "OSPS-QA-06.03", CONTRIB("# Contributing\n## Tests\nWe once had tests, and lost them.\n"),
      NULL, CUPEL_FAIL, "no document" },

    /* policies */
    { "OSPS-VM-01.01", SECURITY("# Security\nWe acknowledge reports within 3 business days.\n"),
      NULL, CUPEL_PASS, "how long" },
    { "OSPS-VM-01.01", SECURITY("# Security\nWe answer as soon as we can, every day.\n"), NULL,
      CUPEL_FAIL, "no time" },
    { "OSPS-VM-01.01", FILES({ "SECURITY-INSIGHTS.yml", "within: 3 days\n" }), NULL, CUPEL_FAIL,
      "a security policy" },
    { "OSPS-VM-02.01", SECURITY("Mail security@thing.example.\n"), NULL, CUPEL_PASS, "address" },
    { "OSPS-VM-02.01", SECURITY("Mail us @ work. Coming soon.\n"), NULL, CUPEL_FAIL, "neither" },
    { "OSPS-VM-03.01", SECURITY("Use https://github.com/a/b/security/advisories/new\n"), NULL,
      CUPEL_PASS, "a form" },
    { "OSPS-VM-03.01", SECURITY("Please open an issue.\n"), NULL, CUPEL_FAIL, "no way" },
    { "OSPS-VM-03.01", SECURITY("Please tell us privately.\n"), NULL, CUPEL_UNKNOWN,
      "neither an address" },
    { "OSPS-VM-04.01", FILES({ "docs/advisories/one.md", "# GHSA-abcd-efgh-ijkl\n" }), NULL,
      CUPEL_PASS, "by their ids" },
    { "OSPS-VM-04.01", FILES({ "docs/advisories/one.md", "# GHSA-to-come\n" }), NULL, CUPEL_UNKNOWN,
      "no file lists" },
    { "OSPS-VM-04.01", FILES({ "CHANGELOG.md", "- zlib because of CVE-2026-1234\n" }), NULL,
      CUPEL_UNKNOWN, "whether they are its own" },
    { "OSPS-VM-02.01", README("# Thing\n"), GITHUB, CUPEL_UNKNOWN, "add a checkout" },
    { "OSPS-GV-03.01", README("# Thing\n"), GITHUB, CUPEL_UNKNOWN, "add a checkout" },
    { "OSPS-GV-01.02",
      FILES(
          { "CODE_OF_CONDUCT.md", "# Conduct\n## Our responsibilities\n" WORDS "Maintainers.\n" }),
      NULL, CUPEL_FAIL, "no document" },
    { "OSPS-GV-03.02", CONTRIB("# Contributing\n" MANY "\n"), NULL, CUPEL_FAIL, "no document" },
    { "OSPS-DO-07.01", README("# Thing\n## Build from source\nLike so:\n\n    ls\n"), NULL,
      CUPEL_UNKNOWN, "mentioned" },

    /* licences */
    { "OSPS-LE-02.01", FILES({ "LICENSE", MIT }), NULL, CUPEL_PASS, "MIT is approved" },
    { "OSPS-LE-02.01", FILES({ "LICENSE", "All rights reserved.\n" }), NULL, CUPEL_FAIL,
      "no licence that SPDX lists" },
    { "OSPS-LE-02.01", FILES({ "LICENSE", JSON_LICENSE }), NULL, CUPEL_FAIL,
      "JSON in LICENSE is not approved" },
    { "OSPS-LE-02.01", FILES({ "LICENSE", MIT }, { "LICENSE.enterprise", JSON_LICENSE }), NULL,
      CUPEL_FAIL, "JSON in LICENSE.enterprise" },
    { "OSPS-LE-02.02",
      FILES({ "LICENSE", MIT }, { "Cargo.toml", "[package]\nlicense = \"MIT\"\n" }), NULL,
      CUPEL_PASS, "no manifest" },
    { "OSPS-LE-02.02",
      FILES({ "LICENSE", MIT }, { "package.json", "{\n  \"license\": \"BUSL-1.1\"\n}\n" }), NULL,
      CUPEL_FAIL, "BUSL-1.1" },
    { "OSPS-LE-03.01", FILES({ "LICENSES/MIT.txt", MIT }), NULL, CUPEL_PASS, "LICENSES/MIT.txt" },
    { "OSPS-LE-03.01", FILES({ "README.md", "# License\nMIT\n" }, { "src/LICENSE", MIT }), NULL,
      CUPEL_FAIL, "neither" },
    { "OSPS-LE-03.02", FILES({ "LICENSE", MIT }, { ".gitattributes", "tests export-ignore\n" }),
      NULL, CUPEL_PASS, "archives" },
    { "OSPS-LE-03.02",
      FILES({ "LICENSE", MIT }, { ".gitattributes", "# x\n/LIC* export-ignore\n" }), NULL,
      CUPEL_FAIL, "keeps LICENSE out" },

    /* dependencies and artefacts */
    { "OSPS-QA-02.01", FILES({ "main.go", "package main\n" }, { "go.mod", "module x\n" }), NULL,
      CUPEL_PASS, "go.mod" },
    { "OSPS-QA-02.01", FILES({ "main.go", "package main\n" }, { "docs/go.mod.md", "x\n" }), NULL,
      CUPEL_FAIL, "none of go.mod" },
    { "OSPS-QA-02.01", FILES({ "main.c", "int main(void) { return 0; }\n" }), NULL, CUPEL_NA,
      "no package manager" },
    { "OSPS-BR-05.01", FILES({ "main.go", "package main\n" }, { "go.mod", "module x\n" }), NULL,
      CUPEL_PASS, "go.mod" },
    { "OSPS-BR-05.01",
      FILES({ "go.mod", "module x\n" },
            { "Makefile", "# curl x | sh\nall:\n\tcurl https://x.example | sh\n" }),
      NULL, CUPEL_FAIL, "fetches a script" },
    { "OSPS-BR-05.01", FILES({ "main.c", "int a;\n" }), NULL, CUPEL_UNKNOWN, "no list" },
    { "OSPS-QA-05.01", FILES({ "a.zip", "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0", 16 }), NULL, CUPEL_PASS,
      "none is in the tree" },
    { "OSPS-QA-05.01", FILES({ "bin/tool", ELF, ELF_SIZE }), NULL, CUPEL_FAIL, "bin/tool" },
    { "OSPS-QA-05.01", FILES({ "testdata/tool", ELF, ELF_SIZE }), NULL, CUPEL_UNKNOWN,
      "test data" },
    { "OSPS-QA-05.02", FILES({ "logo.png", "\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0", 16 }), NULL,
      CUPEL_PASS, "none is in the tree" },
    { "OSPS-QA-05.02", FILES({ "a.zip", "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0", 16 }), NULL, CUPEL_FAIL,
      "a.zip" },
    { "OSPS-LE-01.01", README("# Thing\n"), NULL, CUPEL_FAIL, "no document asks" },
    { "OSPS-LE-01.01", CONTRIB("# Contributing\nSign the contributor license agreement.\n"), NULL,
      CUPEL_UNKNOWN, "the forge enforces" },
    { "OSPS-QA-04.01", README("# Thing\n"), NULL, CUPEL_NA, "one repository" },

    /* what applies to releases only */
    { "OSPS-DO-01.01", README("# Thing\n"), NULL, CUPEL_NA, "no tag names a release" },
    { "OSPS-BR-04.01", README("# Thing\n"), NULL, CUPEL_NA, "no tag names a release" },
    { "OSPS-BR-02.01", README("# Thing\n"), NULL, CUPEL_NA, "no tag" },
    { "OSPS-REST", README("# Thing\n"), NULL, CUPEL_UNKNOWN, "22 of 64" },
};

static void each_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        run_case(&set_osps, &cases[i]);
}

/* On a repository with release v1.4.0. */
static const struct house_case released[] = {
    { "OSPS-BR-02.01", README("# Thing\n"), NULL, CUPEL_PASS, "1 tag" },
    { "OSPS-BR-04.01", FILES({ "CHANGELOG.md", "# 1.4.0\n- fixed\n" }), NULL, CUPEL_PASS,
      "changes of 1.4.0" },
    { "OSPS-BR-04.01", FILES({ "CHANGELOG.md", "# 11.4.0\n# 1.4.01\n# 1.4.0.1\n- fixed\n" }), NULL,
      CUPEL_FAIL, "does not name the newest release, 1.4.0" },
    { "OSPS-BR-04.01", README("# 1.4.0\n"), NULL, CUPEL_UNKNOWN, "at the forge" },
    { "OSPS-BR-06.01", CI("on: push\n" JOB "      - run: cosign sign-blob thing\n"), NULL,
      CUPEL_PASS, "ci.yml" },
    { "OSPS-BR-06.01", CI("on: push\n" JOB "      # cosign sign-blob thing\n      - run: make\n"),
      NULL, CUPEL_FAIL, "no release tag is signed" },
    { "OSPS-QA-02.02", CI("on: push\n" JOB "      - uses: anchore/sbom-action@v0\n"), NULL,
      CUPEL_PASS, "SBOM" },
    { "OSPS-QA-02.02", README("# SBOM\nWe like them.\n"), NULL, CUPEL_FAIL, "SBOM" },
    { "OSPS-DO-01.01", README("# Thing\n## Usage\n" WORDS "\n"), NULL, CUPEL_PASS, "README.md" },
    { "OSPS-DO-01.01", README("# Thing\n## Usage of memory\nlow\n"), NULL, CUPEL_UNKNOWN,
      "mentioned" },
    { "OSPS-DO-02.01", README("# Thing\nPlease report bugs to the list.\n"), NULL, CUPEL_PASS,
      "report defects" },
    { "OSPS-DO-02.01", FILES({ ".github/ISSUE_TEMPLATE/bug.yml", "name: bug\n" }), NULL, CUPEL_PASS,
      "ISSUE_TEMPLATE" },
    { "OSPS-DO-02.01", README("# Thing\nBugs are reported by users.\n"), NULL, CUPEL_FAIL,
      "no document" },
    { "OSPS-DO-03.01", README("# Thing\n## Verify\n\n    cosign verify-blob thing\n"), NULL,
      CUPEL_PASS, "shows it" },
    { "OSPS-DO-03.01", README("# Thing\nPlease verify the signature.\n"), NULL, CUPEL_UNKNOWN,
      "shows a command" },
    { "OSPS-DO-03.01", README("# Thing\n"), NULL, CUPEL_FAIL, "no document" },
    { "OSPS-DO-03.02",
      README("# Thing\n\n    cosign verify-blob --certificate-identity rel@thing.example thing\n"),
      NULL, CUPEL_PASS, "shows it" },
    { "OSPS-DO-03.02", README("# Thing\n\n    cosign verify-blob thing\n"), NULL, CUPEL_FAIL,
      "no document" },
    { "OSPS-DO-04.01",
      SECURITY(
          "# Security\n## Supported versions\n| Version | Until |\n|---|---|\n| release 1.x | 2027 "
          "with all its fixes |\n"),
      NULL, CUPEL_PASS, "SECURITY.md" },
    { "OSPS-DO-04.01", README("# Thing\n## Support\nThanks to our sponsors for all the support.\n"),
      NULL, CUPEL_FAIL, "no document" },
    { "OSPS-DO-05.01",
      SECURITY(
          "# Security\n## Supported versions\nOnly the latest release gets security fixes, all "
          "others are unsupported.\n"),
      NULL, CUPEL_PASS, "SECURITY.md" },
    { "OSPS-DO-05.01",
      SECURITY("# Security\n## Supported versions\nWe love versions of every kind and "
               "colour.\n"),
      NULL, CUPEL_FAIL, "no document" },
    { "OSPS-DO-06.01",
      README("# Thing\n## Dependencies\n" WORDS "We review each and update weekly.\n"), NULL,
      CUPEL_PASS, "README.md" },
    { "OSPS-DO-06.01", README("# Thing\n## Dependencies\nOpenSSL 3.\n"), NULL, CUPEL_FAIL,
      "no document" },
    { "OSPS-SA-01.01",
      FILES({ "docs/architecture.md", "# Architecture\n" MANY "The client asks.\n" }), NULL,
      CUPEL_PASS, "architecture.md" },
    { "OSPS-SA-01.01", README("# Thing\n## Design\nBeautiful.\n"), NULL, CUPEL_FAIL,
      "no document" },
    { "OSPS-SA-02.01", FILES({ "docs/api.md", "# API\n" WORDS "\n" }), NULL, CUPEL_PASS, "api.md" },
    { "OSPS-SA-02.01", README("# Thing\nIt has one knob.\n"), NULL, CUPEL_FAIL, "no document" },
    { "OSPS-SA-03.01",
      FILES({ "docs/self-assessment.md", "# Self-assessment\n" MANY "Risk of attack.\n" }), NULL,
      CUPEL_PASS, "self-assessment.md" },
    { "OSPS-SA-03.01", FILES({ "docs/self-assessment.md", "# Self-assessment\nTo do.\n" }), NULL,
      CUPEL_UNKNOWN, "mentioned" },
    { "OSPS-SA-03.02", README("# Thing\n## Threat model\n" MANY "An attacker may listen.\n"), NULL,
      CUPEL_PASS, "README.md" },
    { "OSPS-SA-03.02", README("# Thing\nOur threat model is strict.\n"), NULL, CUPEL_UNKNOWN,
      "mentioned" },
};

static void with_release(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(released); i++) {
        struct lab lab;
        const struct repo_commit commits[] = {
            { .message = "start", .files = released[i].files, .tag = "v1.4.0" }, { 0 }
        };
        lab_make(&lab);
        lab_add(&lab, "thing", GITLAB, commits);
        lab_load(&lab, AS_OF);
        struct finding f = run_check(&lab.project, &set_osps, released[i].id);
        expect(&f, released[i].outcome, released[i].says);
        lab_clear(&lab);
    }
}

static struct finding check_commits(struct lab *lab, const struct repo_commit *commits,
                                    const char *id)
{
    lab_make(lab);
    lab_add(lab, "thing", GITLAB, commits);
    lab_load(lab, AS_OF);
    return run_check(&lab->project, &set_osps, id);
}

static void histories(void **state)
{
    (void)state;
    struct lab lab;
    struct finding f = check_commits(
        &lab, COMMITS({ .message = "a\n\nSigned-off-by: M <m@x.org>\n" }), "OSPS-LE-01.01");
    expect(&f, CUPEL_PASS, "1 newest commit");
    lab_clear(&lab);
    f = check_commits(&lab, COMMITS({ .message = "a", .tag = "stable" }), "OSPS-BR-02.01");
    expect(&f, CUPEL_FAIL, "no tag bears a version: stable");
    lab_clear(&lab);
    f = check_commits(&lab,
                      COMMITS({ .message = "a",
                                .tag = "v2.0.0",
                                .tag_message = "Two\n\nAdds a door and a window, drops the cellar, "
                                               "fixes the roof." }),
                      "OSPS-BR-04.01");
    expect(&f, CUPEL_PASS, "the message of tag v2.0.0");
    lab_clear(&lab);
    f = check_commits(/* a title of many words is a title */
                      &lab,
                      COMMITS({ .message = "a",
                                .tag = "v2.0.0",
                                .tag_message =
                                    "Two is the version of our thing that comes right after one" }),
                      "OSPS-BR-04.01");
    expect(&f, CUPEL_UNKNOWN, "no file lists changes");
    lab_clear(&lab);
}

/* A signed tag speaks for the source, not for what was built of it. */
static void signed_tag(void **state)
{
    (void)state;
    struct lab lab;
    struct finding f = check_commits(
        &lab,
        COMMITS({ .message = "a",
                  .tag = "v2.0.0",
                  .tag_message = "Two\n-----BEGIN PGP SIGNATURE-----\n\n"
                                 "iHUEABYKAB0WIQ\n"
                                 "-----END PGP SIGNATURE-----\n" }),
        "OSPS-BR-06.01");
    expect(&f, CUPEL_UNKNOWN, "1 of the newest 1 release tags are signed");
    lab_clear(&lab);
}

static void several(void **state)
{
    (void)state;
    for (int linked = 0; linked < 2; linked++) {
        struct lab lab;
        lab_make(&lab);
        lab_add_files(&lab, "thing", GITLAB,
                      FILES({ "README.md", linked ? "[o](https://gitlab.com/example/other)\n"
                                                  : "There is another thing.\n" }));
        lab_add_files(&lab, "other", "https://gitlab.com/example/other",
                      FILES({ "README.md", "# Other\n" }));
        lab_load(&lab, AS_OF);
        struct finding f = run_check(&lab.project, &set_osps, "OSPS-QA-04.01");
        expect(&f, linked ? CUPEL_PASS : CUPEL_FAIL, linked ? "link the other" : "links other");
        lab_clear(&lab);
    }
}

/* The organisation's policy counts where a repository has none. */
static void inherited(void **state)
{
    (void)state;
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, ".github", "https://github.com/example/.github",
                  FILES({ "SECURITY.md", "Mail security@thing.example within 5 days.\n" }));
    lab_add_files(&lab, "thing", GITHUB, FILES({ "README.md", "# Thing\n" }));
    lab_load(&lab, AS_OF);
    struct finding f = run_check(&lab.project, &set_osps, "OSPS-VM-02.01");
    expect(&f, CUPEL_PASS, "address");
    lab_clear(&lab);
}

/* Each row is a control of the version named, and no control stands twice. */
static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < set_osps.n; i++) {
        const struct review_info *info = &set_osps.checks[i].info;
        assert_true(strncmp(info->id, "OSPS-", 5) == 0);
        assert_string_equal(info->set, "osps");
        assert_true(info->title && info->why && info->spec && info->fix);
        assert_in_range(info->gain, 1, 3);
        assert_in_range(info->effort, 1, 3);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(info->id, set_osps.checks[k].info.id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case),  cmocka_unit_test(with_release), cmocka_unit_test(histories),
        cmocka_unit_test(signed_tag), cmocka_unit_test(several),      cmocka_unit_test(inherited),
        cmocka_unit_test(rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
