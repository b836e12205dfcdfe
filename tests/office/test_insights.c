/* SPDX-License-Identifier: Apache-2.0 */
/* Security-insights manifests: which file counts, every error at once, dates, links, people. */
#include "house_test.h"

#include "office/review/insights.h"

extern const struct review_set set_insights;

#define V2_HEADER                                                                                  \
    "header:\n"                                                                                    \
    "  schema-version: 2.0.0\n"                                                                    \
    "  last-updated: '2026-06-01'\n"                                                               \
    "  last-reviewed: '2026-06-01'\n"                                                              \
    "  url: https://gitlab.com/example/thing/-/raw/main/security-insights.yml\n"
#define V2_PROJECT                                                                                 \
    "project:\n"                                                                                   \
    "  name: Thing\n"                                                                              \
    "  administrators:\n"                                                                          \
    "    - name: Mel Pacheco\n"                                                                    \
    "      primary: true\n"                                                                        \
    "      email: mel@example.org\n"                                                               \
    "  repositories:\n"                                                                            \
    "    - name: thing\n"                                                                          \
    "      comment: all of it\n"                                                                   \
    "      url: https://gitlab.com/example/thing\n"                                                \
    "  vulnerability-reporting:\n"                                                                 \
    "    reports-accepted: true\n"                                                                 \
    "    bug-bounty-available: false\n"                                                            \
    "    policy: https://gitlab.com/example/thing/-/blob/main/SECURITY.md\n"
#define V2_REPOSITORY                                                                              \
    "repository:\n"                                                                                \
    "  status: active\n"                                                                           \
    "  url: https://gitlab.com/example/thing\n"                                                    \
    "  accepts-change-request: true\n"                                                             \
    "  accepts-automated-change-request: false\n"                                                  \
    "  core-team:\n"                                                                               \
    "    - name: Mel Pacheco\n"                                                                    \
    "      primary: true\n"                                                                        \
    "      social: https://social.example/@mel\n"                                                  \
    "  license:\n"                                                                                 \
    "    url: https://gitlab.com/example/thing/-/blob/main/LICENSE\n"                              \
    "    expression: MIT\n"                                                                        \
    "  security:\n"                                                                                \
    "    assessments:\n"                                                                           \
    "      self:\n"                                                                                \
    "        comment: none yet\n"
#define V2 V2_HEADER V2_PROJECT V2_REPOSITORY

#define V1                                                                                         \
    "header:\n"                                                                                    \
    "  schema-version: 1.0.0\n"                                                                    \
    "  expiration-date: '2027-03-01T00:00:00.000Z'\n"                                              \
    "  last-reviewed: '2026-03-01'\n"                                                              \
    "  project-url: https://gitlab.com/example/thing\n"                                            \
    "project-lifecycle:\n"                                                                         \
    "  status: active\n"                                                                           \
    "  bug-fixes-only: false\n"                                                                    \
    "  core-maintainers:\n"                                                                        \
    "    - github:mel\n"                                                                           \
    "contribution-policy:\n"                                                                       \
    "  accepts-pull-requests: true\n"                                                              \
    "  accepts-automated-pull-requests: true\n"                                                    \
    "distribution-points:\n"                                                                       \
    "  - https://gitlab.com/example/thing\n"                                                       \
    "security-contacts:\n"                                                                         \
    "  - type: email\n"                                                                            \
    "    value: security@example.org\n"                                                            \
    "vulnerability-reporting:\n"                                                                   \
    "  accepts-vulnerability-reports: true\n"                                                      \
    "  email-contact: security@example.org\n"                                                      \
    "  security-policy: https://gitlab.com/example/thing/-/blob/main/SECURITY.md\n"

#define AT(path, text) FILES({ path, text })
#define SI(text)       AT("security-insights.yml", text)

static const struct house_case cases[] = {
    { "insights-present", AT(".github/security-insights.yml", V2), NULL, CUPEL_PASS,
      ".github/security-insights.yml" },
    { "insights-present", AT(".gitlab/security-insights.yml", V2), NULL, CUPEL_PASS, ".gitlab/" },
    { "insights-present", AT("SECURITY-INSIGHTS.yml", V1), NULL, CUPEL_PASS, "is there" },
    { "insights-present", AT("Security-Insights.yml", V2), NULL, CUPEL_FAIL,
      "not read by any tool" },
    { "insights-present", AT("security-insights.yaml", V2), NULL, CUPEL_FAIL,
      "not read by any tool" },
    { "insights-present", FILES({ "security-insights.yml", "x.yml", .mode = REPO_LINK }), NULL,
      CUPEL_FAIL, "no link" },
    { "insights-present", AT("README.md", "security-insights.yml\n"), NULL, CUPEL_FAIL, "none of" },

    { "insights-valid", SI(V2), NULL, CUPEL_PASS, "fit the schema" },
    { "insights-valid", SI(V1), NULL, CUPEL_PASS, "fit the schema" },
    { "insights-valid", AT("README.md", "x\n"), NULL, CUPEL_NA, "no security-insights" },
    { "insights-valid", SI("header:\n\tx\n"), NULL, CUPEL_FAIL, "the file is no manifest" },
    { "insights-valid", SI(""), NULL, CUPEL_FAIL, "it is empty" },
    { "insights-valid", SI("header:\n  schema-version: 3.0.0\n"), NULL, CUPEL_FAIL,
      "neither 1.x nor 2.x" },
    { "insights-valid", SI("# nothing\n"), NULL, CUPEL_FAIL, "no schema-version" },
    { "insights-valid", SI(V2 "header:\n"), NULL, CUPEL_FAIL, "stands twice" },

    { "insights-current", SI(V2), NULL, CUPEL_PASS, "counts at 2026-11-26" },
    { "insights-current", SI(V1), NULL, CUPEL_PASS, "counts at 2026-11-26" },
    { "insights-current",
      SI("header:\n  schema-version: 1.0.0\n  expiration-date: '2024-11-26T00:00:00Z'\n"), NULL,
      CUPEL_FAIL, "expired 730 days ago at 2024-11-26" },
    { "insights-current",
      SI("header:\n  schema-version: 1.0.0\n  expiration-date: '2030-01-01T00:00:00Z'\n"
         "  last-reviewed: '2026-06-01'\n"),
      NULL, CUPEL_FAIL, "more than a year after the review of 2026-06-01" },
    { "insights-current", SI("header:\n  schema-version: 2.0.0\n  last-reviewed: '2025-11-01'\n"),
      NULL, CUPEL_FAIL, "last reviewed 390 days ago" },
    { "insights-current", SI("header:\n  schema-version: 2.0.0\n  last-reviewed: '2027-01-01'\n"),
      NULL, CUPEL_FAIL, "yet to come" },
    { "insights-current", SI("header:\n  schema-version: 2.0.0\n  last-reviewed: soon\n"), NULL,
      CUPEL_UNKNOWN, "no date" },

    { "insights-links",
      FILES({ "security-insights.yml", V2 }, { "SECURITY.md", "x\n" }, { "LICENSE", MIT }), NULL,
      CUPEL_PASS, "is there" },
    { "insights-links", FILES({ "security-insights.yml", V2 }, { "LICENSE", MIT }), NULL,
      CUPEL_FAIL, "there is no SECURITY.md in thing" },
    { "insights-links", FILES({ "security-insights.yml", V2 }, { "LICENSE", MIT }),
      "https://gitlab.com/somebody/else", CUPEL_PASS, "is there" }, /* of another repository */
    { "insights-links",
      SI("header:\n  schema-version: 2.0.0\n"
         "  url: "
         "https://raw.githubusercontent.com/example/thing/refs/heads/main/no%20file.yml#x\n"),
      GITHUB, CUPEL_FAIL, "there is no no file.yml" },
    { "insights-links",
      SI("header:\n  schema-version: 2.0.0\n"
         "  url: https://github.com/example/thing/blob/v1.0/gone.yml\n"),
      GITHUB, CUPEL_PASS, "is there" }, /* at a tag it may be there */

    { "insights-people", SI(V2), NULL, CUPEL_PASS, "can be reached" },
    { "insights-people", SI(V1), NULL, CUPEL_PASS, "can be reached" },
    { "insights-people",
      SI(V2_HEADER "project:\n  administrators:\n    - name: Mel\n      primary: true\n"), NULL,
      CUPEL_FAIL, "nobody can reach \"Mel\"" },
    { "insights-people",
      SI(V2_HEADER "project:\n  administrators:\n    - name: Mel\n      primary: false\n"
                   "      email: mel@example.org\n"),
      NULL, CUPEL_FAIL, "0 of 1 are marked primary" },
    { "insights-people",
      SI(V2_HEADER "project:\n  vulnerability-reporting:\n    reports-accepted: true\n"), NULL,
      CUPEL_FAIL, "neither a contact nor a policy" },
    { "insights-people",
      SI("header:\n  schema-version: 1.0.0\nsecurity-contacts:\n  - type: email\n    value: Mel\n"),
      NULL, CUPEL_FAIL, "\"Mel\" is no email" },
};

static void each_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        run_case(&set_insights, &cases[i]);
}

/* ---- every error at once ---- */

struct wrong {
    uint64_t line;
    const char *says;
};

static void expect_errors(const char *text, const struct wrong *want, size_t n, size_t errors)
{
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "thing", GITLAB, SI(text));
    lab_load(&lab, AS_OF);
    struct finding f = run_check(&lab.project, &set_insights, "insights-valid");
    assert_int_equal(f.outcome, CUPEL_FAIL);
    for (size_t i = 0; i < n; i++)
        expect_place(&f, "security-insights.yml", want[i].line, want[i].says);
    struct insights in;
    assert_true(insights_read(&lab.project, &lab.project.checkouts[0], &in));
    if (in.n_errors != errors) {
        for (size_t i = 0; i < in.n_errors; i++)
            print_message("  %u %s\n", in.errors[i].line, in.errors[i].text);
        fail_msg("%zu errors, not %zu", in.n_errors, errors);
    }
    lab_clear(&lab);
}

static void errors_of_v2(void **state)
{
    (void)state;
    static const char text[] = "header:\n"
                               "  schema-version: 2.1.0\n"
                               "  last-reviewed: June\n"
                               "  last-updatet: '2026-06-01'\n"
                               "  url: ftp://example.org\n"
                               "project:\n"
                               "  name: 7\n"
                               "  administrators: []\n"
                               "  repositories:\n"
                               "    - name: thing\n"
                               "  vulnerability-reporting:\n"
                               "    reports-accepted: 'true'\n"
                               "    contact: me\n"
                               "repository:\n"
                               "  status: alive\n"
                               "  license:\n"
                               "    url: https://example.org/license\n"
                               "    expression: Nonsense-1.0\n"
                               "  security:\n"
                               "    assessments:\n"
                               "      self:\n"
                               "        comment: x\n"
                               "        date: 2026-13-01\n"
                               "    tools:\n"
                               "      - name: fuzz\n"
                               "        type: fuzzer\n"
                               "        rulesets: default\n"
                               "        integration: { adhoc: true, ci: maybe, release: false }\n"
                               "  core-team:\n"
                               "    - name: Mel\n"
                               "      primary: true\n"
                               "      email: mel at example\n";
    static const struct wrong want[] = {
        { 1, "header.last-updated: must be there: a date (YYYY-MM-DD)" },
        { 3, "header.last-reviewed: must be a date (YYYY-MM-DD), not \"June\"" },
        { 4, "header.last-updatet: version 2.1.0 of the schema has no such key (did you mean "
             "last-updated?)" },
        { 5, "header.url: must be an http or https URL" },
        { 7, "project.name: must be text: put quotes around 7" },
        { 8, "project.administrators: must have at least one entry" },
        { 10, "project.repositories[0].comment: must be there: text" },
        { 10, "project.repositories[0].url: must be there: an http or https URL" },
        { 11, "bug-bounty-available: must be there: true or false" },
        { 12, "reports-accepted: must be true or false, not \"true\"" },
        { 13, "contact: must be a map, not \"me\"" },
        { 14, "repository.url: must be there" },
        { 14, "repository.accepts-change-request: must be there" },
        { 14, "repository.accepts-automated-change-request: must be there" },
        { 15, "repository.status: must be one of active|" },
        { 18, "repository.license.expression: must be an SPDX licence expression" },
        { 23, "date: must be a date (YYYY-MM-DD), not \"2026-13-01\"" },
        { 25, "results: must be there: a map" },
        { 26, "type: must be one of fuzzing|container" },
        { 27, "rulesets: must be a list" },
        { 28, "ci: must be true or false, not \"maybe\"" },
        { 32, "email: must be an e-mail address" },
    };
    expect_errors(text, want, CUPEL_COUNT(want), CUPEL_COUNT(want));
}

static void errors_of_v1(void **state)
{
    (void)state;
    static const char text[] = "header:\n"
                               "  schema-version: 1.0.0\n"
                               "  expiration-date: '2027-03-01'\n"
                               "  commit-hash: XYZ\n"
                               "project-lifecycle:\n"
                               "  stage: active\n"
                               "  status: active\n"
                               "contribution-policy:\n"
                               "  accepts-pull-requests: yes\n"
                               "  accepts-automated-pull-requests: true\n"
                               "distribution-points:\n"
                               "  - a\n"
                               "  - a\n"
                               "security-artifacts:\n"
                               "  threat-model:\n"
                               "    threat-model-created: true\n"
                               "security-assessments:\n"
                               "  - auditor-name: x\n"
                               "    auditor-url: https://x.example\n"
                               "    report-year: last\n"
                               "vulnerability-reporting:\n"
                               "  accepts-vulnerability-reports: true\n"
                               "  in-scope:\n"
                               "    - injections\n";
    static const struct wrong want[] = {
        { 1, "header.project-url: must be there: an http or https URL" },
        { 1, "security-contacts: must be there: a list" },
        { 3, "header.expiration-date: must be a date with a time" },
        { 4, "header.commit-hash: must be a commit id" },
        { 5, "project-lifecycle.bug-fixes-only: must be there" },
        { 5, "project-lifecycle.core-maintainers: must be there, because" },
        { 6, "project-lifecycle.stage: version 1.0.0 of the schema has no such key" },
        { 9, "accepts-pull-requests: must be true or false, not \"yes\"" },
        { 13, "distribution-points[1]: \"a\" stands in the list twice" },
        { 15, "evidence-url: must be there, because threat-model-created is true" },
        { 20, "report-year: must be a whole number, not \"last\"" },
        { 21, "email-contact: must be there, because reports are accepted" },
        { 21, "security-policy: must be there, because reports are accepted" },
        { 24, "in-scope[0]: must be one of broken access control" },
    };
    expect_errors(text, want, CUPEL_COUNT(want), CUPEL_COUNT(want));
}

/* ---- which file counts ---- */

static void check_choice(const struct repo_file *files, const char *path, int major)
{
    struct lab lab;
    struct insights in;
    lab_make(&lab);
    lab_add_files(&lab, "thing", GITLAB, files);
    lab_load(&lab, AS_OF);
    assert_int_equal(insights_read(&lab.project, &lab.project.checkouts[0], &in), path != NULL);
    if (path) {
        assert_string_equal(in.file->path, path);
        assert_int_equal(in.major, major);
    }
    lab_clear(&lab);
}

static void choices(void **state)
{
    (void)state;
    /* the first of version 2 wins, wherever one of version 1 stands */
    check_choice(FILES({ "security-insights.yml", V1 }, { ".github/security-insights.yml", V2 }),
                 ".github/security-insights.yml", 2);
    check_choice(FILES({ "security-insights.yml", V2 }, { ".github/security-insights.yml", V2 }),
                 "security-insights.yml", 2);
    check_choice(FILES({ ".github/security-insights.yml", V1 }, { "SECURITY-INSIGHTS.yml", V1 }),
                 ".github/security-insights.yml", 1);
    /* no falling back from a broken one */
    check_choice(FILES({ "security-insights.yml", "{" }, { ".github/security-insights.yml", V2 }),
                 "security-insights.yml", 0);
    check_choice(
        FILES({ "security-insights.yml", V2, .mode = REPO_LINK }, { "SECURITY-INSIGHTS.yml", V1 }),
        "SECURITY-INSIGHTS.yml", 1);
    check_choice(FILES({ "docs/security-insights.yml", V2 }), NULL, 0);
}

/* What CLOMonitor accepts is the shape only. */
static void shape(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool has_shape;
    } rows[] = {
        { V2, true },
        { V1, true },
        { V2_HEADER V2_REPOSITORY "  documentation:\n    governance: nowhere\n", true },
        { V2_HEADER, false },
        { V2_HEADER V2_PROJECT "repository:\n  status: active\n", false },
        { "header:\n  schema-version: 1.0.0\n", false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct lab lab;
        struct insights in;
        lab_make(&lab);
        lab_add_files(&lab, "thing", GITLAB, SI(rows[i].text));
        lab_load(&lab, AS_OF);
        assert_true(insights_read(&lab.project, &lab.project.checkouts[0], &in));
        assert_int_equal(insights_has_shape(&in), rows[i].has_shape);
        lab_clear(&lab);
    }
}

/* A manifest of many thousand unknown keys takes no long time and stays bounded; a larger one is
 * not read. */
static void hostile(void **state)
{
    (void)state;
    size_t n = 20000, used = 0, room = n * 12 + sizeof V2_HEADER;
    char *text = malloc(room);
    assert_non_null(text);
    used += (size_t)snprintf(text, room, "%s", "header:\n  schema-version: 2.1.0\n");
    for (size_t i = 0; i < n; i++)
        used += (size_t)snprintf(text + used, room - used, "k%06zu: 1\n", i);
    struct lab lab;
    struct insights in;
    lab_make(&lab);
    lab_add_files(&lab, "thing", GITLAB, SI(text));
    lab_load(&lab, AS_OF);
    assert_true(insights_read(&lab.project, &lab.project.checkouts[0], &in));
    assert_int_equal(in.n_errors, INSIGHTS_ERRORS_MAX);
    assert_true(in.more > 19000);
    lab_clear(&lab);
    free(text);
}

/* A few hundred bytes of aliases that would be a tree of millions of nodes. */
static void bomb(void **state)
{
    (void)state;
    char text[4096];
    size_t n = (size_t)snprintf(text, sizeof text,
                                "header:\n  schema-version: 2.0.0\na0: &a0 [x]\n");
    for (int i = 1; i < 12; i++)
        n += (size_t)snprintf(text + n, sizeof text - n,
                              "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i,
                              i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    struct lab lab;
    struct insights in;
    lab_make(&lab);
    lab_add_files(&lab, "thing", GITLAB, SI(text));
    lab_load(&lab, AS_OF);
    size_t before = lab.arena.used;
    assert_true(insights_read(&lab.project, &lab.project.checkouts[0], &in));
    assert_int_equal(in.major, 0);
    assert_int_equal(in.n_errors, 1);
    assert_true(lab.arena.used - before < 65536);
    lab_clear(&lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case), cmocka_unit_test(errors_of_v2), cmocka_unit_test(errors_of_v1),
        cmocka_unit_test(choices),   cmocka_unit_test(shape),        cmocka_unit_test(hostile),
        cmocka_unit_test(bomb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
