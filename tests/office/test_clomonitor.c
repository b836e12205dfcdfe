/* SPDX-License-Identifier: Apache-2.0 */
/* CLOMonitor's checks: for each a repository that deserves a pass and one that only looks like it.
 */
#include "house_test.h"

#include "office/review/clomonitor/clomonitor.h"
#include "office/review/house.h"
#include "office/review/score.h"

extern const struct review_set set_clomonitor;

#define README(text)   FILES({ "README.md", text })
#define WORKFLOW(text) FILES({ ".github/workflows/ci.yml", text })
#define JOB            "jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n"

#define SI2                                                                                        \
    "header:\n  schema-version: 2.0.0\n  last-updated: '2026-06-01'\n"                             \
    "  last-reviewed: '2026-06-01'\n  url: https://gitlab.com/example/thing/-/raw/main/x.yml\n"    \
    "repository:\n  status: active\n  url: https://gitlab.com/example/thing\n"                     \
    "  accepts-change-request: true\n  accepts-automated-change-request: false\n"                  \
    "  core-team:\n    - name: Mel Pacheco\n      primary: true\n      email: mel@example.org\n"   \
    "  license:\n    url: https://gitlab.com/example/thing/-/blob/main/LICENSE\n"                  \
    "    expression: MIT\n"                                                                        \
    "  security:\n    assessments:\n      self:\n        comment: none yet\n"

static const struct house_case cases[] = {
    /* documents: by name, by README, and what only looks like either */
    { "readme", FILES({ "docs/README.rst", "Thing\n" }), NULL, CUPEL_PASS, "docs/README.rst" },
    { "readme", FILES({ "readme.md", "# Thing\n" }), NULL, CUPEL_FAIL, "no README*" },
    { "adopters", FILES({ "USERS.md", "us\n" }), NULL, CUPEL_PASS, "USERS.md" },
    { "adopters", README("# Thing\n## Who are our adopters\n"), NULL, CUPEL_PASS, "README.md" },
    { "adopters", README("# Thing\nOur adopters are many.\n"), NULL, CUPEL_FAIL, "no README" },
    { "adopters", FILES({ "docs/adopters.md", "us\n" }), NULL, CUPEL_FAIL, "no file" },
    { "changelog", FILES({ "ChangeLog", "1\n" }), NULL, CUPEL_PASS, "ChangeLog" },
    { "changelog", FILES({ "docs/CHANGELOG.md", "1\n" }), NULL, CUPEL_UNKNOWN, "latest release" },
    { "code_of_conduct", FILES({ ".github/Code-of-Conduct.md", "be kind\n" }), NULL, CUPEL_PASS,
      "Code-of-Conduct" },
    { "code_of_conduct", FILES({ "conduct.md", "be kind\n" }), NULL, CUPEL_FAIL, "no file" },
    { "contributing", README("See [how to help by contributing](x.md).\n"), NULL, CUPEL_PASS,
      "README.md" },
    { "contributing", README("See [how to help](contributing).\n"), NULL, CUPEL_FAIL, "no README" },
    { "contributing", README("# Thing\n"), GITHUB, CUPEL_UNKNOWN, "add a checkout" },
    { "governance", FILES({ "docs/GOVERNANCE.md", "votes\n" }), NULL, CUPEL_PASS, "GOVERNANCE" },
    { "governance", FILES({ ".github/GOVERNANCE.md", "votes\n" }), NULL, CUPEL_FAIL, "no file" },
    { "maintainers", FILES({ ".github/CODEOWNERS", "* @mel\n" }), NULL, CUPEL_PASS, "CODEOWNERS" },
    { "maintainers", FILES({ ".github/MAINTAINERS", "Mel\n" }), NULL, CUPEL_FAIL, "no file" },
    { "roadmap", README("roadmap\n=======\n"), NULL, CUPEL_PASS, "README.md" },
    { "roadmap", README("our roadmap\n===========\n"), NULL, CUPEL_FAIL, "no README" },
    { "security_policy", FILES({ "docs/security/process.md", "mail us\n" }), NULL, CUPEL_PASS,
      "the folder docs/security/" },
    { "security_policy", FILES({ "src/security.md", "mail us\n" }), NULL, CUPEL_FAIL, "no file" },
    { "security_policy", FILES({ "SECURITY.md", "docs/s.md", .mode = REPO_LINK }), NULL, CUPEL_PASS,
      "symbolic link" },
    { "security_policy", FILES({ "README.md", "SECURITY", .mode = REPO_LINK }), NULL, CUPEL_FAIL,
      "no README" },

    /* READMEs */
    { "community_meeting", README("We have a weekly [meeting](x).\n"), NULL, CUPEL_PASS, "README" },
    { "community_meeting", README("The Working group session is open.\n"), NULL, CUPEL_PASS,
      "README" },
    { "community_meeting", README("Our meeting is weekly.\n"), NULL, CUPEL_FAIL, "no README" },
    { "openssf_badge", README("[b](https://www.bestpractices.dev/projects/42/badge)\n"), NULL,
      CUPEL_PASS, "README" },
    { "openssf_badge", README("[b](https://www.bestpractices.dev/projects/new)\n"), NULL,
      CUPEL_FAIL, "no README" },
    { "openssf_scorecard_badge",
      README("![s](https://api.scorecard.dev/projects/github.com/a/b/badge)\n"), NULL, CUPEL_PASS,
      "README" },
    { "openssf_scorecard_badge", README("https://api.scorecard.dev/projects/github.com/a/badge\n"),
      NULL, CUPEL_FAIL, "no README" },
    { "artifacthub_badge", README("(https://artifacthub.io/packages/helm/a/b)\n"), NULL, CUPEL_PASS,
      "README" },
    { "artifacthub_badge", README("(https://artifacthub.io/packages/)\n"), NULL, CUPEL_FAIL,
      "no README" },
    { "slack_presence", README("HTTPS://Slack.CNCF.io\n"), NULL, CUPEL_PASS, "README" },
    { "slack_presence", README("ask at slack.cncf.io\n"), NULL, CUPEL_FAIL, "no README" },
    { "sbom", README("# Software Bill of Materials\n"), NULL, CUPEL_PASS, "README" },
    { "sbom", README("We ship an SBOM.\n"), NULL, CUPEL_UNKNOWN, "latest release" },
    { "license_scanning", README("(https://app.fossa.com/projects/git%2Bx)\n"), NULL, CUPEL_PASS,
      "README" },
    { "license_scanning", README("(https://app.fossa.com/api/projects/git%2Bx)\n"), NULL,
      CUPEL_FAIL, "no README" },
    { "license_scanning",
      FILES({ ".clomonitor.yml", "licenseScanning:\n  url: https://s.example\n" }), NULL,
      CUPEL_PASS, "https://s.example" },

    /* licences */
    { "license_spdx_id", FILES({ "LICENSE", MIT }), NULL, CUPEL_PASS, "MIT" },
    { "license_spdx_id", FILES({ "LICENSE", "You may use this on Sundays.\n" }), NULL, CUPEL_FAIL,
      "no licence that SPDX lists" },
    { "license_spdx_id", FILES({ "README.md", MIT }), NULL, CUPEL_FAIL, "no LICENSE*" },
    { "license_spdx_id", FILES({ "license.txt", MIT }), NULL, CUPEL_UNKNOWN, "forge's answer" },
    { "license_approved", FILES({ "COPYING", MIT }), NULL, CUPEL_PASS, "CNCF" },

    { "license_approved", FILES({ "LICENSE", JSON_LICENSE }), NULL, CUPEL_FAIL,
      "JSON of thing is not on" },
    { "license_spdx_id",
      FILES({ "LICENSE",
              MIT "Without a contract nobody may sell the Software, offer it as a service, "
                  "run it for others, or use it for more than thirty days, and who does "
                  "owes the authors a tenth of every gain made with it, payable each month "
                  "until the end of time.\n" }),
      NULL, CUPEL_FAIL, "other terms" },

    /* manifests */
    { "security_insights", FILES({ ".github/security-insights.yml", SI2 }), NULL, CUPEL_PASS,
      "2.0.0" },
    { "security_insights", FILES({ "security-insights.yaml", SI2 }), NULL, CUPEL_FAIL, "none of" },
    { "security_insights", FILES({ ".gitlab/security-insights.yml", SI2 }), NULL, CUPEL_FAIL,
      "not where CLOMonitor looks" },
    { "security_insights", FILES({ "security-insights.yml", "header:\n  schema-version: 2.0.0\n" }),
      NULL, CUPEL_FAIL, "must be there" },
    { "dependencies_policy",
      FILES({ "security-insights.yml",
              SI2 "  documentation:\n    dependency-management-policy: https://example.org/d\n" }),
      NULL, CUPEL_PASS, "https://example.org/d" },
    { "dependencies_policy", FILES({ "security-insights.yml", SI2 }), NULL, CUPEL_FAIL, "has no" },

    /* Scorecard */
    { "binary_artifacts", FILES({ "a.c", "int a;\n" }), NULL, CUPEL_PASS, "no binary" },
    { "binary_artifacts",
      FILES({ "a",
              "\x7f"
              "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\0\0",
              20 },
            { "b.so",
              "\x7f"
              "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\0\0",
              20 },
            { "c.jar", "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0", 16 },
            { "d.exe", "MZ\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16 }, { "e.pyc", "\0\0\0\0\0\0\0\0", 8 },
            { "f.png",
              "\x7f"
              "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0",
              18 }),
      NULL, CUPEL_FAIL, "6 binaries" },
    { "binary_artifacts",
      FILES({ "testdata/a",
              "\x7f"
              "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\0\0",
              20 },
            { "a.so", "this is text\n" },
            { "b.exe",
              "\x7f"
              "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\0\0",
              20 }),
      NULL, CUPEL_PASS, "1 binary" },
    { "dangerous_workflow", README("# Thing\n"), NULL, CUPEL_NA, "inconclusive" },
    { "dangerous_workflow",
      WORKFLOW("on: pull_request_target\n" JOB "      - uses: actions/checkout@v4\n        with:\n"
               "          ref: ${{ github.event.pull_request.head.sha }}\n"),
      NULL, CUPEL_FAIL, "checks out" },
    { "dangerous_workflow",
      WORKFLOW("on: [pull_request]\n" JOB "      - uses: actions/checkout@v4\n        with:\n"
               "          ref: ${{ github.event.pull_request.head.sha }}\n"),
      NULL, CUPEL_PASS, "is in 1 workflow" },
    { "dangerous_workflow",
      WORKFLOW("on:\n  issues:\n" JOB "      - run: |\n          echo hello\n"
               "          echo ${{ github.event.issue.title }}\n"),
      NULL, CUPEL_FAIL, "a stranger writes github.event.issue.title" },
    { "dangerous_workflow",
      WORKFLOW("on:\n  issues:\n" JOB "      # run: echo ${{ github.event.issue.title }}\n"
               "      - run: echo \"$TITLE\"\n        env:\n"
               "          TITLE: ${{ github.event.issue.title }}\n"),
      NULL, CUPEL_PASS, "is in 1 workflow" },
    { "dangerous_workflow", WORKFLOW("on: push\n  jobs: [\n"), NULL, CUPEL_UNKNOWN,
      "cannot be read" },
    { "token_permissions", README("# Thing\n"), NULL, CUPEL_NA, "inconclusive" },
    { "token_permissions", WORKFLOW("on: push\npermissions: read-all\n" JOB "      - run: make\n"),
      NULL, CUPEL_PASS, "10.0 of 10" },
    { "token_permissions", WORKFLOW("on: push\n" JOB "      - run: make\n"), NULL, CUPEL_FAIL,
      "neither the workflow nor its job" },
    { "token_permissions",
      WORKFLOW("on: push\npermissions:\n  contents: write\njobs:\n  a:\n    permissions: {}\n"
               "    steps:\n      - run: make\n"),
      NULL, CUPEL_FAIL, "may write contents" },
    { "token_permissions",
      WORKFLOW("on: push\n# permissions: read-all\njobs:\n  a:\n    permissions:\n"
               "      contents: write\n    steps:\n      - run: make\n"),
      NULL, CUPEL_PASS, "9.0 of 10" },
    { "dependency_update_tool", FILES({ ".github/Dependabot.yml", "version: 2\n" }), NULL,
      CUPEL_PASS, "Dependabot" },
    { "dependency_update_tool", FILES({ "docs/dependabot.yml", "version: 2\n" }), NULL, CUPEL_FAIL,
      "where these tools look" },

    /* what a forge must answer */
    { "website", README("https://thing.example\n"), GITHUB, CUPEL_UNKNOWN,
      "gh repo view example/thing" },
    { "github_discussions", README("# Thing\n"), GITHUB, CUPEL_UNKNOWN, "younger than a year" },
    { "summary_table", README("# Thing\n"), GITHUB, CUPEL_UNKNOWN, "landscape.yml" },
    { "analytics", README("# Thing\n"), GITHUB, CUPEL_UNKNOWN, "tracker" },
    { "trademark_disclaimer",
      FILES({ "site/footer.html", "<a href=\"https://www.linuxfoundation.org/"
                                  "trademark-usage\">\n" }),
      NULL, CUPEL_UNKNOWN, "decides" },
    { "code_review", README("# Thing\n"), GITHUB, CUPEL_UNKNOWN, "approvals at the forge" },
    { "signed_releases", README("# Thing\n"), GITHUB, CUPEL_UNKNOWN, "assets" },
};

static void each_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        run_case(&set_clomonitor, &cases[i]);
}

/* ---- histories ---- */

/* A history of @n commits, each with the message that @of gives for it, a day apart, the newest a
 * day before the review. Ends as a table does. */
static struct repo_commit *history(size_t n, const char *(*of)(size_t i))
{
    struct repo_commit *all = calloc(n + 1, sizeof *all);
    static char dates[64][24];
    assert_true(all && n <= 64);
    int64_t end = 0;
    assert_int_equal(rfc3339_read(slice_str(AS_OF), &end), CUPEL_OK);
    for (size_t i = 0; i < n; i++) {
        rfc3339_write(end - (int64_t)(n - i) * LAB_STEP, dates[i]);
        all[i] = (struct repo_commit){ .message = of(i), .date = dates[i] };
    }
    return all;
}

static struct finding check_history(struct lab *lab, const struct repo_commit *commits,
                                    const char *id)
{
    lab_make(lab);
    lab_add(lab, "thing", GITLAB, commits);
    lab_load(lab, AS_OF);
    return run_check(&lab->project, &set_clomonitor, id);
}

static void expect_history(const struct repo_commit *commits, const char *id, cupel_outcome outcome,
                           const char *says)
{
    struct lab lab;
    struct finding f = check_history(&lab, commits, id);
    expect(&f, outcome, says);
    lab_clear(&lab);
}

#define SIGNED "fix it\n\nSigned-off-by: Mel Pacheco <mel@example.org>\n"

static const char *all_signed(size_t i)
{
    return i == 24 ? "Merge branch 'x'\n" : i < 5 ? "early\n" : SIGNED; /* 25: five are too old */
}

static const char *none_signed(size_t i)
{
    return i % 2 ? "fix it, Signed-off-by: Mel Pacheco <mel@example.org>\n" : "fix it\n";
}

static const char *some_signed(size_t i)
{
    return i == 20 ? "quick one\n" : SIGNED;
}

static void signoffs(void **state)
{
    (void)state;
    struct repo_commit *h = history(25, all_signed);
    expect_history(h, "dco", CUPEL_PASS, "newest 19 commits");
    free(h);
    h = history(25, none_signed);
    expect_history(h, "dco", CUPEL_FAIL, "none of the newest 20");
    free(h);
    h = history(25, some_signed);
    expect_history(h, "dco", CUPEL_UNKNOWN, "1 of the newest 20");
    free(h);
}

/* A CLA is not asked for where commits are signed off, and asked of the forge else. */
static void agreements(void **state)
{
    (void)state;
    struct lab lab;
    struct repo_commit *h = history(3, some_signed);
    (void)check_history(&lab, h, "dco");
    struct review r = run_set(&lab.project, &set_clomonitor);
    expect(review_find(&r, "dco"), CUPEL_PASS, "signed off");
    expect(review_find(&r, "cla"), CUPEL_NA, "sign off");
    lab_clear(&lab);
    free(h);
    h = history(3, none_signed);
    (void)check_history(&lab, h, "dco");
    r = run_set(&lab.project, &set_clomonitor);
    expect(review_find(&r, "cla"), CUPEL_UNKNOWN, "easycla");
    lab_clear(&lab);
    free(h);
}

static void releases(void **state)
{
    (void)state;
    expect_history(COMMITS({ .message = "a", .date = "2026-01-02T00:00:00Z", .tag = "v1.2.0" },
                           { .message = "b", .date = "2026-11-02T00:00:00Z", .tag = "latest" }),
                   "recent_release", CUPEL_PASS, "tag v1.2.0 is of 2026-01-02");
    expect_history(COMMITS({ .message = "a", .date = "2025-01-02T00:00:00Z", .tag = "v1.2.0" },
                           { .message = "b", .date = "2026-11-02T00:00:00Z", .tag = "v1.3.0-rc1" }),
                   "recent_release", CUPEL_FAIL, "v1.2.0, is 693 days old");
    expect_history(COMMITS({ .message = "a", .tag = "release-candidate" }), "recent_release",
                   CUPEL_FAIL, "no tag names a release");
}

static const char *busy(size_t i)
{
    return i % 2 ? "fix\n" : "more\n";
}

static void maintained(void **state)
{
    (void)state;
    struct repo_commit *h = history(40, busy);
    h[0].date = "2025-01-01T00:00:00Z";
    expect_history(h, "maintained", CUPEL_PASS, "30 commits of thing in 90 days");
    free(h);
    h = history(3, busy);
    h[0].date = "2025-01-01T00:00:00Z";
    expect_history(h, "maintained", CUPEL_UNKNOWN, "4 would do");
    free(h);
    h = history(40, busy); /* as many, but all of them new */
    expect_history(h, "maintained", CUPEL_UNKNOWN, "younger than 90 days");
    free(h);
}

static const char *gerrit(size_t i)
{
    return i % 2
               ? "fix\n\nReviewed-on: https://review.example/1\nReviewed-by: Bo <bo@example.org>\n"
               : "fix\n\nDifferential Revision: D123\n";
}

static const char *half_gerrit(size_t i)
{
    return i % 2 ? "fix\n\nReviewed-by: Bo <bo@example.org>\n"
                 : "fix\n\nDifferential Revision: D1\n";
}

static void reviews(void **state)
{
    (void)state;
    struct repo_commit *h = history(6, gerrit);
    expect_history(h, "code_review", CUPEL_PASS, "newest 6 commits");
    free(h);
    h = history(6, half_gerrit);
    expect_history(h, "code_review", CUPEL_UNKNOWN, "6 commits by people 3 bear");
    free(h);
}

static void updates_by_commits(void **state)
{
    (void)state;
    expect_history(
        COMMITS(
            { .message = "bump",
              .author = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>" }),
        "dependency_update_tool", CUPEL_PASS, "Dependabot has committed");
    expect_history(COMMITS({ .message = "bump", .author = "dependabot <dependabot@example.org>" }),
                   "dependency_update_tool", CUPEL_FAIL, "no configuration");
}

/* ---- several checkouts ---- */

static void inherited(void **state)
{
    (void)state;
    static const struct {
        const char *id, *path;
        cupel_outcome outcome;
    } rows[] = {
        { "contributing", "CONTRIBUTING.md", CUPEL_PASS },
        { "contributing", "docs/CONTRIBUTING.md", CUPEL_FAIL }, /* asked for by its exact place */
        { "security_policy", ".github/SECURITY.md", CUPEL_PASS },
        { "code_of_conduct", "CODE_OF_CONDUCT.md", CUPEL_PASS },
        { "governance", "GOVERNANCE.md", CUPEL_FAIL }, /* GitHub shows no defaults of it */
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct lab lab;
        lab_make(&lab);
        lab_add_files(&lab, "thing", GITHUB, FILES({ "README.md", "# Thing\n" }));
        lab_add_files(&lab, ".github", "https://github.com/example/.github",
                      FILES({ rows[i].path, "text\n" }));
        lab_load(&lab, AS_OF);
        struct finding f = run_check(&lab.project, &set_clomonitor, rows[i].id);
        expect(&f, rows[i].outcome, "");
        lab_clear(&lab);
    }
}

/* Each repository of a project needs its licence and README; a governance file serves all. */
static void several(void **state)
{
    (void)state;
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "thing", GITLAB, FILES({ "README.md", "# Thing\n" }, { "LICENSE", MIT }));
    lab_add_files(&lab, "other", "https://gitlab.com/example/other",
                  FILES({ "GOVERNANCE.md", "votes\n" }));
    lab_load(&lab, AS_OF);
    struct review r = run_set(&lab.project, &set_clomonitor);
    expect(review_find(&r, "license_spdx_id"), CUPEL_FAIL, "other has no LICENSE*");
    expect(review_find(&r, "readme"), CUPEL_FAIL, "other has no README*");
    expect(review_find(&r, "governance"), CUPEL_PASS, "GOVERNANCE.md");
    lab_clear(&lab);
}

/* ---- the score ---- */

static const struct finding *set_outcome(struct review *r, const char *id, cupel_outcome outcome)
{
    struct finding *f = (struct finding *)review_find(r, id);
    assert_non_null(f);
    f->outcome = outcome;
    return f;
}

static void scores(void **state)
{
    (void)state;
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "thing", GITLAB, FILES({ "README.md", "# Thing\n" }));
    lab_load(&lab, AS_OF);
    struct review r = run_set(&lab.project, &set_clomonitor);
    for (size_t i = 0; i < r.n_findings; i++)
        r.findings[i].outcome = CUPEL_PASS;
    scores_make(&lab.project, &r);
    assert_int_equal(r.n_scores, 1);
    assert_string_equal(r.scores->standard, "CLOMonitor");
    assert_int_equal(r.scores->low, 1000);
    assert_string_equal(r.scores->rating, "a");
    assert_int_equal(r.scores->n_parts, 5);
    assert_string_equal(r.scores->parts[1].name, "license");
    assert_int_equal(r.scores->parts[1].weight, 20);
    assert_int_equal(r.scores->parts[4].weight, 5);

    /* license: 10 of 20 fail, 5 cannot be told */
    set_outcome(&r, "license_approved", CUPEL_FAIL);
    set_outcome(&r, "license_scanning", CUPEL_UNKNOWN);
    scores_make(&lab.project, &r);
    assert_int_equal(r.scores->parts[1].low, 250);
    assert_int_equal(r.scores->parts[1].high, 500);
    assert_int_equal(r.scores->parts[1].decided, 333);

    /* what CLOMonitor cannot judge it fails; what is left out here is not decided */
    set_outcome(&r, "trademark_disclaimer", CUPEL_NA);
    scores_make(&lab.project, &r);
    assert_int_equal(r.scores->parts[4].low, 0);
    assert_int_equal(r.scores->parts[4].high, 0);
    assert_int_equal(r.scores->parts[4].decided, -1);

    /* each of cla and dco exempts the other */
    set_outcome(&r, "cla", CUPEL_NA);
    set_outcome(&r, "dco", CUPEL_PASS);
    scores_make(&lab.project, &r);
    assert_int_equal(r.scores->parts[2].low, 1000);
    set_outcome(&r, "cla", CUPEL_UNKNOWN);
    set_outcome(&r, "dco", CUPEL_FAIL);
    scores_make(&lab.project, &r);
    assert_int_equal(r.scores->parts[2].low, 895); /* 17 of 19 */
    assert_int_equal(r.scores->parts[2].high, 1000);

    /* exemptions of CLOMonitor's own file count as passed, others do not, nor do expired ones */
    struct exemption e = { .check = "license_approved", .source = ".cupel.yml:2" };
    r.exemptions = &e;
    r.n_exemptions = 1;
    scores_make(&lab.project, &r);
    assert_int_equal(r.scores->parts[1].low, 250);
    e.source = ".clomonitor.yml:2";
    scores_make(&lab.project, &r);
    assert_int_equal(r.scores->parts[1].low, 750);
    e.is_expired = true;
    scores_make(&lab.project, &r);
    assert_int_equal(r.scores->parts[1].low, 250);
    lab_clear(&lab);
}

/* Every check has a weight and every weight a check. */
static void weights(void **state)
{
    (void)state;
    assert_int_equal(set_clomonitor.n, clo_weights_count);
    for (size_t i = 0; i < set_clomonitor.n; i++)
        assert_non_null(clo_weight_of(set_clomonitor.checks[i].info.id));
    assert_null(clo_weight_of("cc-nonce"));
}

/* ---- look-ups ---- */

static void homes(void **state)
{
    (void)state;
    static const struct {
        const char *url, *host, *owner, *name;
    } rows[] = {
        { "https://github.com/example/thing.git", "github.com", "example", "thing" },
        { "git@github.com:example/thing.git", "github.com", "example", "thing" },
        { "ssh://git@gitlab.com:22/a/b/thing/", "gitlab.com", "a/b", "thing" },
        { "/home/mel/thing", NULL, NULL, NULL },
        { "https://github.com/thing", NULL, NULL, NULL },
        { "", NULL, NULL, NULL },
        { "x:", NULL, NULL, NULL },
        { "https://", NULL, NULL, NULL },
        { "https://host:", NULL, NULL, NULL },
        { "https://host:22", NULL, NULL, NULL },
        { "https://host//", NULL, NULL, NULL },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct house_home h;
        assert_int_equal(house_home_of(rows[i].url, &h), rows[i].host != NULL);
        if (!rows[i].host)
            continue;
        assert_true(slice_eq(h.host, slice_str(rows[i].host)));
        assert_true(slice_eq(h.owner, slice_str(rows[i].owner)));
        assert_true(slice_eq(h.name, slice_str(rows[i].name)));
    }
}

static void versions(void **state)
{
    (void)state;
    static const struct {
        const char *tag, *version;
        bool is_pre;
    } rows[] = {
        { "v1.2.3", "1.2.3", false },
        { "thing/v1.2", "1.2", false },
        { "release-2026.11", "2026.11", false },
        { "v1.0.0-rc.1", "1.0.0-rc.1", true },
        { "1.0rc1", "1.0rc1", true },
        { "v1.0-aarch64", "1.0-aarch64", false },
        { "device-v2.0", "2.0", false },
        { "nightly-2026-01-01", "2026-01-01", true },
        { "v2", NULL, false },
        { "latest", NULL, false },
        { "sha256", NULL, false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct house_version v;
        assert_int_equal(house_version_of(rows[i].tag, &v), rows[i].version != NULL);
        if (!rows[i].version)
            continue;
        assert_true(slice_eq(v.text, slice_str(rows[i].version)));
        assert_int_equal(v.is_pre, rows[i].is_pre);
    }
}

static void globs(void **state)
{
    (void)state;
    assert_true(house_glob("code*of*conduct*", SLICE_LIT("CODE_OF_CONDUCT.md"), false));
    assert_false(house_glob("code*of*conduct*", SLICE_LIT("conduct-code"), false));
    assert_false(house_glob("README*", SLICE_LIT("readme.md"), true));
    assert_true(house_glob("*", SLICE_EMPTY, true));
    assert_true(house_line_refers(SLICE_LIT("###Security"), "security"));
    assert_false(house_line_refers(SLICE_LIT(" # Security"), "security"));
    assert_true(house_line_refers(SLICE_LIT("![a](b) [CyberSecurity](c)"), "security"));
    assert_false(house_line_refers(SLICE_LIT("[security] (c)"), "security"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case),
        cmocka_unit_test(signoffs),
        cmocka_unit_test(agreements),
        cmocka_unit_test(releases),
        cmocka_unit_test(maintained),
        cmocka_unit_test(reviews),
        cmocka_unit_test(updates_by_commits),
        cmocka_unit_test(inherited),
        cmocka_unit_test(several),
        cmocka_unit_test(scores),
        cmocka_unit_test(weights),
        cmocka_unit_test(homes),
        cmocka_unit_test(versions),
        cmocka_unit_test(globs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
