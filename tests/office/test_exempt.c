/* SPDX-License-Identifier: Apache-2.0 */
/* Exemptions: three formats, nothing accepted with a mistake, nothing silent. */
#include "house_test.h"

#include "office/review/exempt.h"
#include "office/review/make.h"

extern const struct review_set set_exempt, set_clomonitor;

#define OWN(text)       FILES({ ".cupel.yml", text })
#define CLO(text)       FILES({ ".clomonitor.yml", text })
#define SCORECARD(text) FILES({ "scorecard.yml", text })
#define ENTRY           "exemptions:\n  - check: adopters\n    reason: it is new\n    owner: Mel\n"
#define COMPLETE        ENTRY "    expires: 2027-01-31\n"

static const struct house_case cases[] = {
    { "exemptions-valid", FILES({ "README.md", "x\n" }), NULL, CUPEL_NA, "no file exempts" },
    { "exemptions-valid", OWN(COMPLETE), NULL, CUPEL_PASS, "1 exemption in 1 file" },
    { "exemptions-valid", OWN("# nothing yet\n"), NULL, CUPEL_PASS, "0 exemptions" },
    { "exemptions-valid", OWN("exemptions: none\n"), NULL, CUPEL_FAIL, "must be a list" },
    { "exemptions-valid", OWN("- check\n"), NULL, CUPEL_FAIL, "it must be a map" },
    { "exemptions-valid", OWN("exemptions: [\n"), NULL, CUPEL_FAIL, "it is broken" },
    { "exemptions-valid", OWN("exemptions:\n  - adopters\n"), NULL, CUPEL_FAIL, "must be a map" },
    { "exemptions-valid", OWN(ENTRY), NULL, CUPEL_FAIL, "must have expires" },
    { "exemptions-valid", OWN(ENTRY "    expires: soon\n"), NULL, CUPEL_FAIL,
      "expires must be a date (YYYY-MM-DD), not \"soon\"" },
    { "exemptions-valid", OWN(ENTRY "    expires: 2027-02-30\n"), NULL, CUPEL_FAIL,
      "expires must be a date" },
    { "exemptions-valid", OWN("exemptions:\n  - check: adopters\n    reason: ' '\n"), NULL,
      CUPEL_FAIL, "reason of an exemption must not be empty" },
    { "exemptions-valid", OWN(COMPLETE "    until: 2027\n"), NULL, CUPEL_FAIL,
      "there is no key \"until\"" },
    { "exemptions-valid", OWN("exemption:\n"), NULL, CUPEL_FAIL, "(did you mean exemptions?)" },
    { "exemptions-valid",
      OWN("exemptions:\n  - check: adopter\n    reason: a\n    owner: b\n    expires: "
          "2027-01-01\n"),
      NULL, CUPEL_FAIL, "there is no check \"adopter\" (did you mean adopters?)" },
    { "exemptions-valid",
      OWN("exemptions:\n  - check: exemptions-valid\n    reason: a\n    owner: b\n"
          "    expires: 2027-01-01\n"),
      NULL, CUPEL_FAIL, "cannot be exempted" },
    { "exemptions-valid", FILES({ ".cupel.yml", "other.yml", .mode = REPO_LINK }), NULL, CUPEL_FAIL,
      "symbolic link" },

    { "exemptions-valid", CLO("exemptions:\n  - check: adopters\n    reason: new\n"), NULL,
      CUPEL_PASS, "1 exemption in" },
    { "exemptions-valid", CLO("exemptions:\n  - check: annual_review\n    reason: new\n"), NULL,
      CUPEL_PASS, "1 exemption in" }, /* a check that CLOMonitor had */
    { "exemptions-valid", CLO("exemptions:\n  - check: adopters\n"), NULL, CUPEL_FAIL,
      "must have reason" },
    { "exemptions-valid", CLO("exemptions:\n  - check: adopter\n    reason: new\n"), NULL,
      CUPEL_FAIL, "CLOMonitor has no check \"adopter\" (did you mean adopters?)" },
    { "exemptions-valid", CLO("exemption:\n"), NULL, CUPEL_FAIL, "(did you mean exemptions?)" },
    { "exemptions-valid", CLO("somebody: else\n"), NULL, CUPEL_PASS, "0 exemptions" },

    { "exemptions-valid",
      SCORECARD("annotations:\n  - checks: [binary-artifacts, SAST]\n    reasons:\n"
                "      - reason: test-data\n"),
      NULL, CUPEL_PASS, "2 exemptions" },
    { "exemptions-valid",
      SCORECARD("annotations:\n  - checks: [binary-artefacts]\n    reasons:\n"
                "      - reason: test-data\n"),
      NULL, CUPEL_FAIL, "no check \"binary-artefacts\" (did you mean binary-artifacts?)" },
    { "exemptions-valid",
      SCORECARD("annotations:\n  - checks: [sast]\n    reasons:\n      - reason: testdata\n"), NULL,
      CUPEL_FAIL, "no reason \"testdata\" (did you mean test-data?)" },
    { "exemptions-valid", SCORECARD("annotations:\n  - checks: [sast]\n"), NULL, CUPEL_FAIL,
      "must have reasons" },
    { "exemptions-valid", SCORECARD("exemptions: []\n"), NULL, CUPEL_FAIL,
      "no key \"exemptions\"" },
    { "exemptions-valid",
      FILES({ "scorecard.yml", "annotations: []\n" },
            { ".github/scorecard.yml", "annotations: []\n" }),
      NULL, CUPEL_FAIL, "Scorecard reads scorecard.yml and not this file" },

    { "exemptions-current", FILES({ "README.md", "x\n" }), NULL, CUPEL_NA, "nothing is exempted" },
    { "exemptions-current", OWN(COMPLETE), NULL, CUPEL_PASS, "none has expired" },
    { "exemptions-current", OWN(ENTRY "    expires: 2026-11-25\n"), NULL, CUPEL_FAIL,
      "expired 1 day ago at 2026-11-25; its owner is Mel" },
    { "exemptions-current", OWN(ENTRY "    expires: 2026-11-26\n"), NULL, CUPEL_PASS,
      "none has expired" }, /* the day itself still counts */
    { "exemptions-current", CLO("exemptions:\n  - check: adopters\n    reason: new\n"), NULL,
      CUPEL_PASS, "without a date: 1" },
};

static void each_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        run_case(&set_exempt, &cases[i]);
}

/* ---- applied to findings ---- */

static struct review review_files(struct lab *lab, const struct repo_file *files)
{
    lab_make(lab);
    lab_add_files(lab, "thing", GITLAB, files);
    lab_load(lab, AS_OF);
    struct review r = run_set(&lab->project, &set_clomonitor);
    exemptions_apply(&lab->project, &r);
    return r;
}

static void applied(void **state)
{
    (void)state;
    struct lab lab;
    struct review r = review_files(&lab, OWN(COMPLETE));
    assert_int_equal(r.n_exemptions, 1);
    const struct exemption *e = &r.exemptions[0];
    assert_string_equal(e->check, "adopters");
    assert_string_equal(e->reason, "it is new");
    assert_string_equal(e->owner, "Mel");
    assert_string_equal(e->expires, "2027-01-31");
    assert_string_equal(e->source, ".cupel.yml:2");
    assert_true(e->is_used && !e->is_expired);
    const struct finding *f = review_find(&r, "adopters");
    assert_int_equal(f->outcome, CUPEL_FAIL); /* the outcome stays for all to see */
    assert_ptr_equal(f->exempt, e);
    assert_null(review_find(&r, "roadmap")->exempt);
    lab_clear(&lab);
}

/* An expired one counts as none, one with a mistake is not accepted, one of a check that passes is
 * not used; none of them is lost. */
static void not_applied(void **state)
{
    (void)state;
    struct lab lab;
    struct review r = review_files(&lab, OWN(ENTRY "    expires: 2026-01-31\n"));
    assert_int_equal(r.n_exemptions, 1);
    assert_true(r.exemptions[0].is_expired && !r.exemptions[0].is_used);
    assert_null(review_find(&r, "adopters")->exempt);
    lab_clear(&lab);

    r = review_files(&lab, OWN(ENTRY));
    assert_int_equal(r.n_exemptions, 0);
    assert_null(review_find(&r, "adopters")->exempt);
    lab_clear(&lab);

    r = review_files(&lab, FILES({ ".cupel.yml", COMPLETE }, { "ADOPTERS.md", "us\n" }));
    assert_int_equal(r.n_exemptions, 1);
    assert_false(r.exemptions[0].is_used);
    assert_null(review_find(&r, "adopters")->exempt);
    lab_clear(&lab);
}

/* Ours counts before CLOMonitor's; an expired one of ours leaves the field to it. */
static void order(void **state)
{
    (void)state;
    static const char theirs[] = "exemptions:\n  - check: adopters\n    reason: theirs\n";
    struct lab lab;
    struct review r = review_files(
        &lab, FILES({ ".cupel.yml", COMPLETE }, { ".clomonitor.yml", theirs }));
    assert_int_equal(r.n_exemptions, 2);
    assert_string_equal(review_find(&r, "adopters")->exempt->reason, "it is new");
    assert_false(r.exemptions[1].is_used);
    lab_clear(&lab);

    r = review_files(&lab, FILES({ ".cupel.yml", ENTRY "    expires: 2026-01-31\n" },
                                 { ".clomonitor.yml", theirs }));
    const struct exemption *e = review_find(&r, "adopters")->exempt;
    assert_string_equal(e->reason, "theirs");
    assert_null(e->owner);
    assert_null(e->expires);
    assert_string_equal(e->source, ".clomonitor.yml:2");
    lab_clear(&lab);
}

/* Scorecard's names are ours where both ask the same, and stay its own where we ask nothing. */
static void annotations(void **state)
{
    (void)state;
    struct lab lab;
    struct review r = review_files(&lab, SCORECARD("annotations:\n"
                                                   "  - checks:\n"
                                                   "      - dependency-update-tool\n"
                                                   "      - branch-protection\n"
                                                   "    reasons:\n"
                                                   "      - reason: not-detected\n"
                                                   "      - reason: remediated\n"));
    assert_int_equal(r.n_exemptions, 2);
    assert_string_equal(r.exemptions[0].check, "dependency_update_tool");
    assert_string_equal(r.exemptions[0].reason, "not-detected, remediated");
    assert_string_equal(r.exemptions[0].source, "scorecard.yml:3");
    assert_string_equal(r.exemptions[1].check, "branch-protection");
    assert_false(r.exemptions[1].is_used);
    assert_ptr_equal(review_find(&r, "dependency_update_tool")->exempt, &r.exemptions[0]);
    lab_clear(&lab);
}

/* Of several mistakes each is named, with its line; a good entry beside them still counts. */
static void mistakes(void **state)
{
    (void)state;
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "thing", GITLAB,
                  OWN("exemptions:\n"
                      "  - check: roadmap\n"
                      "  - check: nonsense\n"
                      "    reason: a\n"
                      "    owner: b\n"
                      "    expires: never\n"
                      "  - check: adopters\n"
                      "    reason: a\n"
                      "    owner: b\n"
                      "    expires: 2027-01-01\n"
                      "owners: []\n"));
    lab_load(&lab, AS_OF);
    struct finding f = run_check(&lab.project, &set_exempt, "exemptions-valid");
    expect_place(&f, ".cupel.yml", 2, "must have reason");
    expect_place(&f, ".cupel.yml", 2, "must have owner");
    expect_place(&f, ".cupel.yml", 2, "must have expires");
    expect_place(&f, ".cupel.yml", 3, "there is no check \"nonsense\"");
    expect_place(&f, ".cupel.yml", 6, "expires must be a date");
    expect_place(&f, ".cupel.yml", 11, "there is no key \"owners\"");
    struct exemptions all;
    exemptions_read(&lab.project, &all);
    assert_int_equal(all.n, 1);
    assert_string_equal(all.at[0].check, "adopters");
    lab_clear(&lab);
}

/* With several checkouts the source names the one; the organisation's defaults exempt nothing. */
static void several(void **state)
{
    (void)state;
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "thing", GITHUB, FILES({ "README.md", "x\n" }));
    lab_add_files(&lab, "other", "https://github.com/example/other", OWN(COMPLETE));
    lab_add_files(&lab, ".github", "https://github.com/example/.github", OWN(COMPLETE));
    lab_load(&lab, AS_OF);
    struct exemptions all;
    exemptions_read(&lab.project, &all);
    assert_int_equal(all.n, 1);
    assert_string_equal(all.at[0].source, "other:.cupel.yml:2");
    lab_clear(&lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case), cmocka_unit_test(applied),     cmocka_unit_test(not_applied),
        cmocka_unit_test(order),     cmocka_unit_test(annotations), cmocka_unit_test(mistakes),
        cmocka_unit_test(several),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
