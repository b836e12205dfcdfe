/* SPDX-License-Identifier: Apache-2.0 */
/* review/osps_topics.c: controls that a document or section answers, as one table of words. */
#include "office/review/osps.h"

#include "office/review/topic.h"

#include <string.h>

static const struct {
    const char *id, *what;
    bool once_released;
    struct topic topic;
} topics[] = {
    { "OSPS-DO-01.01",
      "a guide for users",
      true,
      { .files =
            "usage*|user-guide*|userguide*|getting-started*|getting_started*|quickstart*|tutorial*",
        .headings = "usage|getting started|quick start|quickstart|user guide|how to use|tutorial*|"
                    "using *|running|run it|try it|examples",
        .mention = "usage|getting started|quickstart|tutorial",
        .words = 20 } },
    { "OSPS-DO-04.01",
      "how long and how far releases are supported",
      true,
      { .files = "support.md|support.rst|support.eox|support",
        .headings =
            "supported versions|support policy|support lifecycle|support period|life cycle|"
            "lifecycle|long term support|lts|version support|maintenance policy|end of life",
        .body = "version*|release*|branch*",
        .mention = "supported versions|support policy|long term support|end of life",
        .words = 8 } },
    { "OSPS-DO-05.01",
      "when releases stop getting security updates",
      true,
      { .headings =
            "supported versions|support policy|support lifecycle|support period|lifecycle|"
            "life cycle|end of life|eol|long term support|lts|version support|security updates",
        .body = "end of life|eol|no longer|unsupported|not supported|until|latest|security updates|"
                "security fixes|patched|old* versions",
        .mention = "end of life|no longer supported|security updates|security fixes",
        .words = 8 } },
    { "OSPS-DO-06.01",
      "how dependencies are chosen, obtained and tracked",
      true,
      { .files = "dependencies.md|dependency*policy*|dependency*management*",
        .headings = "dependenc*|third party|supply chain",
        .body =
            "select*|choos*|chosen|criteria|review*|pin*|updat*|track*|audit*|vet*|approv*|upgrad*",
        .mention = "dependency policy|dependency management|dependency updates|update dependencies",
        .words = 25 } },
    { "OSPS-DO-07.01",
      "how to build it",
      false,
      { .files = "building*|build.md|compiling*|install.md|install",
        .headings = "build|building|builds|compile|compiling|compilation|from source|"
                    "development setup|developer setup|development environment",
        .mention = "build from source|to build|compile",
        .words = 3,
        .shown = "make|cmake|cargo|go build|go install|meson|ninja|gradle*|mvn|bazel|docker build|"
                 "podman build|npm run build|yarn build|python m build|pip install|configure|nix|"
                 "just|task" } },
    { "OSPS-GV-01.02",
      "roles and what they are responsible for",
      false,
      { .files = "governance*|roles*|community-membership*|contributor-ladder*|contributor_ladder*",
        .headings =
            "role*|responsibilit*|governance|maintainer* role*|committer*|contributor ladder|"
            "membership",
        .body = "maintainer*|committer*|owner*|chair*|lead*|reviewer*|steering*",
        .mention = "roles and responsibilities|maintainers are responsible",
        .words = 30 } },
    { "OSPS-GV-03.02",
      "what a contribution must fulfil",
      false,
      { .files = "contributing*|development*|developing*|hacking*|style*",
        .headings = "coding style|code style|style guide|coding standard*|commit message*|"
                    "pull request*|merge request*|guidelines|checklist|review process|code review",
        .body =
            "coding style|code style|style guide|coding standard*|clang format|gofmt|rustfmt|black|"
            "formatted|format the|lint*|tests pass|pass the tests|all tests|make test|sign off|"
            "signed off|commit message*|one thing per|subject line|must pass|code must",
        .mention = "coding style|must pass|must be signed",
        .words = 20,
        .only = "contributing*|development*|developing*|hacking*|style*" } },
    { "OSPS-GV-04.01",
      "how people are vetted before they get more rights",
      false,
      { .headings =
            "becoming *|become *|maintainer* nomination|adding *maintainer*|new maintainer*|"
            "nominat*|promotion|election*|appointment|contributor ladder|membership|"
            "changes in maintainership|onboarding",
        .body = "vote*|approv*|nominat*|consensus|sponsor*|majority|invit*|elect*",
        .mention = "become a maintainer|new maintainers|nominate",
        .words = 20 } },
    { "OSPS-QA-06.02",
      "when and how tests are run",
      false,
      { .files = "testing*|tests.md|test.md",
        .headings = "test*|run* the tests|running tests|continuous integration",
        .body = "run|test*|ci|make|pull request*|before",
        .mention = "run the tests|test suite|unit tests",
        .words = 5,
        .shown = "test*|*test|check|tox|nox|bats|ctest" } },
    { "OSPS-QA-06.03",
      "that major changes come with tests",
      false,
      { .headings = "test*|contributing|pull request*|merge request*|guidelines|requirements|"
                    "code contributions|submitting*",
        .body = "add tests|add a test|include tests|include a test|includes tests|new tests|"
                "with tests|have tests|write tests|writing tests|tests must|tests should|"
                "covered by tests|accompanied by tests|need tests|needs tests|unit tests for|"
                "tests for new|test coverage|update tests|updates tests|a test for",
        .mention = "add tests|include tests|tests for new|test coverage",
        .words = 5 } },
    { "OSPS-SA-01.01",
      "a design with its actors and what they do",
      true,
      { .files = "architecture*|design*|*architecture.md|*-design.md",
        .headings = "architecture|design|system overview|components|how it works",
        .body =
            "component*|actor*|service*|client*|server*|module*|attester*|verifier*|user*|daemon*|"
            "agent*",
        .mention = "architecture|design document",
        .words = 80 } },
    { "OSPS-SA-02.01",
      "the external interfaces of what is released",
      true,
      { .files = "api.md|api.rst|api-*|cli.md|cli-reference*|interface*|protocol*|configuration.md|"
                 "openapi*|commands.md",
        .headings =
            "api|api reference|rest api|http api|grpc*|interface*|command line|cli|commands|"
            "command reference|options|configuration|endpoints|protocol|abi",
        .mention = "api|command line|interface",
        .words = 20 } },
    { "OSPS-SA-03.01",
      "a security assessment",
      true,
      { .files = "*self-assessment*|*self_assessment*|*security-assessment*|*security-review*|"
                 "*security-audit*|*security_audit*|*audit-report*",
        .headings = "security assessment|self assessment|security review*|security audit*|"
                    "risk assessment|threat model*|threats",
        .body = "threat*|risk*|attack*|finding*|impact*|vulnerab*",
        .mention = "security assessment|security audit|threat model|self assessment",
        .words = 60 } },
    { "OSPS-SA-03.02",
      "a threat model and the attack surface",
      true,
      { .files = "*threat*model*|threats*|*attack-surface*|*attack_surface*",
        .headings = "threat model*|threats|attack surface|trust boundar*|security model",
        .body = "attacker*|adversar*|attack*|threat*|trust*",
        .mention = "threat model|attack surface|security model",
        .words = 80 } },
};

void osps_topic(const struct project *p, struct finding *f)
{
    for (size_t i = 0; i < CUPEL_COUNT(topics); i++) {
        if (strcmp(topics[i].id, f->info->id) != 0)
            continue;
        if (topics[i].once_released && !osps_is_released(p, f))
            return;
        enum topic_truth truth = topic_find(p, &topics[i].topic, &f->where);
        if (truth == TOPIC_TREATED)
            finding_say(p, f, CUPEL_PASS, "%s: %s treats of it", topics[i].what,
                        f->where.at[0].path);
        else if (truth == TOPIC_MENTIONED)
            finding_say(p, f, CUPEL_UNKNOWN,
                        "%s is mentioned, but no document or section that says enough was found",
                        topics[i].what);
        else
            osps_say_absent(p, f, topics[i].what);
    }
}
