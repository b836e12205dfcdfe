/* SPDX-License-Identifier: Apache-2.0 */
/* tests/office/test_life.c: the checks of set "life" that read history: people, releases,
 * trailers, advisories. For each a repository that deserves to pass and one that only looks so. */
#include "life_test.h"

#include "office/review/advisory.h"
#include "office/review/message.h"
#include "office/review/people.h"
#include "office/review/release.h"

#define ANN    "Ann Lee <ann@acme.io>"
#define BO     "Bo Chen <bo@beta.dev>"
#define CY     "Cy Diaz <cy@gamma.net>"
#define FREE   "Fay Moe <fay.moe@gmail.com>"
#define DEPBOT "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"

/* ---- who is a bot, and whose is an address ---- */

static void test_bots(void **state)
{
    (void)state;
    static const struct {
        const char *name, *email;
        enum bot_kind kind;
    } t[] = {
        { "dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com",
          BOT_DEPENDENCIES },
        { "renovate[bot]", "29139614+renovate[bot]@users.noreply.github.com", BOT_DEPENDENCIES },
        { "Renovate Bot", "bot@renovateapp.com", BOT_DEPENDENCIES },
        { "snyk-bot", "snyk-bot@snyk.io", BOT_DEPENDENCIES },
        { "github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com",
          BOT_OTHER },
        { "Acme CI", "ci-bot@acme.io", BOT_OTHER },
        { "k8s-ci-robot", "k8s-ci-robot@users.noreply.github.com", BOT_OTHER },
        { "Jan Bot", "jan@bot.nl", BOT_NONE },
        { "Jan Bot", "jan.bot@acme.io", BOT_NONE },
        { "Abbott Costello", "abbott@acme.io", BOT_NONE },
        { "Talbot", "talbot@acme.io", BOT_NONE },
        { "Renovate Smith", "smith@acme.io", BOT_NONE },
    };
    for (size_t i = 0; i < CUPEL_COUNT(t); i++) {
        struct git_person who = { t[i].name, t[i].email };
        if (bot_kind_of(&who) != t[i].kind)
            fail_msg("%s <%s>", t[i].name, t[i].email);
    }
}

static void test_organisations(void **state)
{
    (void)state;
    static const struct {
        const char *email, *organisation;
    } t[] = {
        { "ann@acme.io", "acme.io" },
        { "ann@eng.acme.io", "acme.io" },
        { "ann@uk.acme.co.uk", "acme.co.uk" },
        { "ann@gmail.com", "" },
        { "ann@yahoo.co.jp", "" },
        { "12+ann@users.noreply.github.com", "" },
        { "ann@debian.org", "" },
        { "ann@alumni.uni.edu", "" },
        { "ann@laptop.local", "" },
        { "ann@localhost", "" },
        { "ann@10.0.0.1", "" },
        { "ann", "" },
        { "ann@", "" },
        { "ann@linux.alibaba.com", "alibaba.com" },
        { "ann@alibaba-inc.com", "alibaba.com" },
        { "ann@co.uk", "co.uk" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(t); i++) {
        cupel_slice o = organisation_of(slice_str(t[i].email));
        if (!slice_eq(o, slice_str(t[i].organisation)))
            fail_msg("%s: %.*s", t[i].email, (int)o.n, (const char *)o.p);
    }
}

static void test_versions(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned n;
        uint32_t first, second;
        bool pre;
    } t[] = {
        { "v1.2.3", 3, 1, 2, false },
        { "1.2", 2, 1, 2, false },
        { "api/v0.4.0-rc1", 3, 0, 4, true },
        { "edk2-stable202402", 1, 202402, 0, false },
        { "sgx_2.23", 2, 2, 23, false },
        { "release-1_2_0", 3, 1, 2, false },
        { "v2", 1, 2, 0, false },
        { "v1.0.0beta2", 3, 1, 0, true },
        { "nightly-2024-01-01", 0, 0, 0, 0 },
        { "latest", 0, 0, 0, false },
        { "foo", 0, 0, 0, false },
        { "", 0, 0, 0, false },
        { "v1.0/old", 0, 0, 0, false },
        { "helm-chart-0.3.1", 3, 0, 3, false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(t); i++) {
        struct version v = { 0 };
        bool is = version_of_tag(slice_str(t[i].name), &v);
        if (is != (t[i].n > 0) || v.n != t[i].n || v.parts[0] != t[i].first ||
            v.parts[1] != t[i].second || v.is_pre != t[i].pre)
            fail_msg("%s: %d %u: %u %u %d", t[i].name, is, v.n, v.parts[0], v.parts[1], v.is_pre);
    }
}

static void test_trailers(void **state)
{
    (void)state;
    static const struct {
        const char *message;
        size_t trailers;
    } t[] = {
        { "title\n\nbody\n\nSigned-off-by: Ann Lee <ann@acme.io>\n", 1 },
        { "title\n\nSigned-off-by: A <a@b.c>\nReviewed-by: B <b@b.c>\n\n\n", 2 },
        { "Signed-off-by: only a title <a@b.c>\n", 0 },
        { "title\n\nSigned-off-by: in the body, not at its end\n\nand more text here\n", 0 },
        { "title\n\nsome text\nand more\nand more\nSigned-off-by: A <a@b.c>\n", 1 },
        { "title\n\nsome text\nand more\nand more\nReviewed-by: A <a@b.c>\n", 0 },
        { "title\n\nhttps://acme.io/x\n", 0 },
        { "title\n\nFixes: one\n  and its second line\nLink: two\n", 2 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(t); i++) {
        cupel_slice block = message_trailers(slice_str(t[i].message));
        struct trailer one;
        size_t n = 0;
        for (size_t at = 0; trailer_next(block, &at, &one);)
            n++;
        if (n != t[i].trailers)
            fail_msg("%s: %zu", t[i].message, n);
    }
    assert_true(message_has_request(SLICE_LIT("fix it (#12)")));
    assert_true(message_has_request(SLICE_LIT("Merge pull request #3 from a/b\n\nx")));
    assert_true(message_has_request(SLICE_LIT("x\n\nChange-Id: I123\n")));
    assert_false(message_has_request(SLICE_LIT("fix #12")));
    assert_false(message_has_request(SLICE_LIT("Merge branch 'x'")));
}

static void test_identifiers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
    } t[] = {
        { "fix CVE-2024-12345, cve-2023-0001 and GHSA-ab12-cd34-ef56", 3 },
        { "RUSTSEC-2024-0001 GO-2024-1234", 2 },
        { "CVE-2024-123", 0 },
        { "XCVE-2024-12345", 0 },
        { "CVE-2024-1234x", 0 },
        { "GHSA-ab12-cd34-ef5", 0 },
        { "GHSA-ab12-cd34-ef567", 0 },
        { "CVE", 0 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(t); i++) {
        size_t n = 0, end = 0;
        cupel_slice s = slice_str(t[i].text);
        while (advisory_find(s, end, &end) != SIZE_MAX)
            n++;
        if (n != t[i].n)
            fail_msg("%s: %zu", t[i].text, n);
    }
}

/* ---- activity ---- */

static void test_active(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "recent", "life-active",
          COMMITS({ .message = "a", .author = ANN, .date = "2026-10-01T00:00:00Z" }), CUPEL_PASS,
          "2026-10-01, 56 days before 2026-11-26", NULL },
        { "old", "life-active",
          COMMITS({ .message = "a", .author = ANN, .date = "2025-10-01T00:00:00Z" }), CUPEL_FAIL,
          "2025-10-01, 421 days", NULL },
        { "a dependency bot alone keeps it busy", "life-active",
          COMMITS({ .message = "a", .author = ANN, .date = "2025-01-01T00:00:00Z" },
                  { .message = "bump x", .author = DEPBOT, .date = "2026-10-01T00:00:00Z" },
                  { .message = "bump y", .author = DEPBOT, .date = "2026-11-01T00:00:00Z" }),
          CUPEL_FAIL, "the 2 since are of dependency bots alone", NULL },
        { "somebody who is called Bot", "life-active",
          COMMITS(
              { .message = "a", .author = ANN, .date = "2025-01-01T00:00:00Z" },
              { .message = "b", .author = "Jan Bot <jan@bot.nl>", .date = "2026-10-01T00:00:00Z" }),
          CUPEL_PASS, "2026-10-01", NULL },
        { "bots from the start", "life-active",
          COMMITS({ .message = "a", .author = DEPBOT, .date = "2026-10-01T00:00:00Z" }), CUPEL_FAIL,
          "no commit by a person", NULL },
        { "a clock that runs ahead", "life-active",
          COMMITS({ .message = "a", .author = ANN, .date = "2025-01-01T00:00:00Z" },
                  { .message = "b", .author = ANN, .date = "2037-01-01T00:00:00Z" }),
          CUPEL_FAIL, "2025-01-01", NULL },
        { "all from the future", "life-active",
          COMMITS({ .message = "b", .author = ANN, .date = "2037-01-01T00:00:00Z" }), CUPEL_UNKNOWN,
          "all 1 commits are dated after the review", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

static void test_bus_factor(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "three in turn", "life-bus-factor",
          COMMITS({ .message = "a", .author = ANN }, { .message = "b", .author = BO },
                  { .message = "c", .author = CY }),
          CUPEL_PASS, "2 people together wrote half of the 3 commits", "Ann Lee 1, " },
        { "one wrote half", "life-bus-factor",
          COMMITS({ .message = "a", .author = ANN }, { .message = "b", .author = ANN },
                  { .message = "c", .author = BO }, { .message = "d", .author = CY }),
          CUPEL_FAIL, "Ann Lee wrote at least half of the 4 commits", NULL },
        { "a bot is no second person", "life-bus-factor",
          COMMITS({ .message = "a", .author = ANN }, { .message = "b", .author = DEPBOT },
                  { .message = "c", .author = DEPBOT }),
          CUPEL_FAIL, "Ann Lee wrote at least half of the 1 commits", NULL },
        { "two addresses of one name", "life-bus-factor",
          COMMITS({ .message = "a", .author = ANN },
                  { .message = "b", .author = "Ann Lee <ann@home.net>" },
                  { .message = "c", .author = "Ann Lee <lee@uni.edu>" }),
          CUPEL_UNKNOWN, "a .mailmap would tell", NULL },
        { "the same with a .mailmap", "life-bus-factor",
          COMMITS({ .message = "a", .author = ANN },
                  { .message = "b", .author = "Ann Lee <ann@home.net>" },
                  { .message = "c",
                    .author = "A <lee@uni.edu>",
                    .files = FILES({ ".mailmap", "Ann Lee <ann@acme.io> <ann@home.net>\n"
                                                 "Ann Lee <ann@acme.io> <lee@uni.edu>\n" }) }),
          CUPEL_FAIL, "Ann Lee wrote at least half of the 3 commits", NULL },
        { "others left more than a year before the last commit", "life-bus-factor",
          COMMITS({ .message = "a", .author = BO, .date = "2024-01-01T00:00:00Z" },
                  { .message = "b", .author = CY, .date = "2024-01-02T00:00:00Z" },
                  { .message = "c", .author = ANN, .date = "2026-01-03T00:00:00Z" }),
          CUPEL_FAIL,
          "Ann Lee wrote at least half of the 1 commits in the 365 days before "
          "2026-01-03",
          NULL },
        { "addresses in other letter case are one", "life-bus-factor",
          COMMITS({ .message = "a", .author = "Lee <Ann@Acme.io>" },
                  { .message = "b", .author = "Ann <ann@acme.io>" }),
          CUPEL_FAIL, "half of the 2 commits", NULL },
        { "merges do not count", "life-bus-factor",
          COMMITS({ .message = "a", .author = ANN }, { .message = "b", .author = ANN },
                  { .message = "m", .author = BO, .merges = 2 },
                  { .message = "n", .author = BO, .merges = 2 }),
          CUPEL_FAIL, "Ann Lee wrote at least half of the 2 commits", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

static void test_single_organisation(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "three organisations", "life-organisations",
          COMMITS({ .message = "a", .author = ANN }, { .message = "b", .author = BO },
                  { .message = "c", .author = CY }),
          CUPEL_PASS, "no organisation wrote more than half of the 3 commits", "acme.io 1 (1)" },
        { "many people of one", "life-organisations",
          COMMITS({ .message = "a", .author = ANN },
                  { .message = "b", .author = "Al Bo <al@eng.acme.io>" },
                  { .message = "c", .author = "Di Fo <di@acme.io>" },
                  { .message = "d", .author = BO }),
          CUPEL_FAIL, "acme.io wrote 75% of the 4 commits", "acme.io 3 (3)" },
        { "free mail could be anybody's", "life-organisations",
          COMMITS({ .message = "a", .author = ANN }, { .message = "b", .author = FREE },
                  { .message = "c", .author = "Gil Po <1+gil@users.noreply.github.com>" },
                  { .message = "d", .author = BO }),
          CUPEL_UNKNOWN, "50% of the 4 commits", "2 of 4" },
        { "one person, whoever pays", "life-organisations",
          COMMITS({ .message = "a", .author = FREE }, { .message = "b", .author = FREE },
                  { .message = "c", .author = BO }),
          CUPEL_FAIL, "Fay Moe alone wrote 66% of the 3 commits", NULL },
        { "the unknown ones are too few to matter", "life-organisations",
          COMMITS({ .message = "a", .author = ANN }, { .message = "b", .author = FREE },
                  { .message = "c", .author = CY }, { .message = "d", .author = BO }),
          CUPEL_PASS, "or 50% if all unaffiliated ones were its own", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

/* ---- releases ---- */

static void test_releases(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "recent", "life-releases",
          COMMITS({ .message = "a", .tag = "v1.0.0" }, { .message = "b", .tag = "v1.1.0" }),
          CUPEL_PASS, "v1.1.0 of 2026-06-02", NULL },
        { "prefixes of one release", "life-releases",
          COMMITS({ .message = "a", .tag = "v1.0.0" }, { .message = "b", .tag = "api/v1.1.0" },
                  { .message = "c", .tag = "sdk/v1.1.0" }, { .message = "d", .tag = "v1.1.0" }),
          CUPEL_PASS, "v1.1.0 (3 tags)", NULL },
        { "old", "life-releases",
          COMMITS({ .message = "a", .tag = "v1.0.0", .date = "2024-01-01T00:00:00Z" },
                  { .message = "b", .date = "2026-10-01T00:00:00Z" }),
          CUPEL_FAIL, "v1.0.0 of 2024-01-01", NULL },
        { "a nightly is no release", "life-releases",
          COMMITS({ .message = "a", .tag = "v1.0.0", .date = "2024-01-01T00:00:00Z" },
                  { .message = "b", .tag = "nightly-2026-10-01", .date = "2026-10-01T00:00:00Z" }),
          CUPEL_FAIL, "v1.0.0 of 2024-01-01", NULL },
        { "no tags", "life-releases", COMMITS({ .message = "a" }), CUPEL_FAIL,
          "no tag names a release", NULL },
        { "pre-releases alone", "life-releases", COMMITS({ .message = "a", .tag = "v1.0.0-rc1" }),
          CUPEL_PASS, "a pre-release like all others", NULL },
        { "a release candidate after an old release", "life-releases",
          COMMITS({ .message = "a", .tag = "v1.0.0", .date = "2024-01-01T00:00:00Z" },
                  { .message = "b", .tag = "v1.1.0-rc1", .date = "2026-10-01T00:00:00Z" }),
          CUPEL_FAIL, "v1.0.0 of 2024-01-01", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

static void test_signed_tags(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "signed", "life-signed-tags",
          COMMITS({ .message = "a", .tag = "v1.0.0", .tag_message = "one" SIGNATURE },
                  { .message = "b", .tag = "v1.1.0", .tag_message = "two" SIGNATURE }),
          CUPEL_PASS, "newest 2 releases carry signatures", NULL },
        { "annotated is not signed", "life-signed-tags",
          COMMITS({ .message = "a", .tag = "v1.0.0", .tag_message = "one" SIGNATURE },
                  { .message = "b", .tag = "v1.1.0", .tag_message = "signed by Ann" }),
          CUPEL_FAIL, "1 of the newest 2 releases have signed tags; v1.1.0 has none", NULL },
        { "a light tag", "life-signed-tags", COMMITS({ .message = "a", .tag = "v1.0.0" }),
          CUPEL_FAIL, "it is a name for a commit", NULL },
        { "an unsigned snapshot is no release", "life-signed-tags",
          COMMITS({ .message = "a", .tag = "v1.0.0", .tag_message = "one" SIGNATURE },
                  { .message = "b", .tag = "latest" }),
          CUPEL_PASS, "1 releases", NULL },
        { "no tags", "life-signed-tags", COMMITS({ .message = "a" }), CUPEL_NA, "no tag", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

/* ---- trailers ---- */

#define SOB_ANN "\n\nSigned-off-by: Ann Lee <ann@acme.io>\n"

static void test_signoff(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "own sign-offs", "life-signoff",
          COMMITS({ .message = "a" SOB_ANN, .author = ANN },
                  { .message = "b" SOB_ANN, .author = ANN }),
          CUPEL_PASS, "2 of 2 commits", NULL },
        { "in the body, not among the trailers", "life-signoff",
          COMMITS({ .message = "a\n\nSigned-off-by: Ann Lee <ann@acme.io> is what we want\n\nmore "
                               "text after it\n",
                    .author = ANN }),
          CUPEL_FAIL, "0 of 1 commits", "the newest without" },
        { "somebody else's", "life-signoff",
          COMMITS({ .message = "a" SOB_ANN, .author = BO, .committer = BO }), CUPEL_FAIL,
          "1 have somebody else's alone", NULL },
        { "who brought it in certifies", "life-signoff",
          COMMITS({ .message = "a" SOB_ANN, .author = BO, .committer = ANN }), CUPEL_PASS, "1 of 1",
          NULL },
        { "a license agreement does it as well", "life-signoff",
          COMMITS({ .message = "a",
                    .author = ANN,
                    .files = FILES({ "CONTRIBUTING.md", "# Contributing\n\nPlease sign the "
                                                        "Contributor License Agreement.\n" }) }),
          CUPEL_NA, "sign a license agreement instead", NULL },
        { "a bot needs none", "life-signoff",
          COMMITS({ .message = "a" SOB_ANN, .author = ANN },
                  { .message = "bump", .author = DEPBOT }),
          CUPEL_PASS, "1 of 1", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

static void test_review(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "reviewed by another", "life-review",
          COMMITS({ .message = "a\n\nReviewed-by: Bo Chen <bo@beta.dev>\n", .author = ANN }),
          CUPEL_PASS, "1 of 1 commits", NULL },
        { "reviewed by the author", "life-review",
          COMMITS({ .message = "a\n\nReviewed-by: Ann Lee <ann@acme.io>\n", .author = ANN }),
          CUPEL_FAIL, "Ann Lee is the only person", NULL },
        { "reviewed by a bot", "life-review",
          COMMITS({ .message = "a\n\nReviewed-by: lint-bot <lint-bot@acme.io>\n", .author = ANN }),
          CUPEL_FAIL, "only person", NULL },
        { "merge requests, whose reviews nobody sees", "life-review",
          COMMITS({ .message = "a (#1)", .author = ANN }, { .message = "b (#2)", .author = BO }),
          CUPEL_UNKNOWN, "2 of 2 on the main line came by a merge request", NULL },
        { "the forge is no second person", "life-review",
          COMMITS(
              { .message = "a (#1)", .author = ANN, .committer = "GitHub <noreply@github.com>" }),
          CUPEL_FAIL, "only person", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

/* ---- advisories ---- */

static void test_advisories(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "released at once", "life-advisories",
          COMMITS({ .message = "start", .tag = "v1.0.0" },
                  { .message = "fix CVE-2026-11111: check the nonce" },
                  { .message = "release", .tag = "v1.0.1" }),
          CUPEL_PASS, "the fixes of all 1 advisories were released within 1 days",
          "released as v1.0.1, 1 days" },
        { "late", "life-advisories",
          COMMITS({ .message = "fix GHSA-ab12-cd34-ef56", .date = "2026-01-01T00:00:00Z" },
                  { .message = "release", .tag = "v1.0.1", .date = "2026-06-01T00:00:00Z" }),
          CUPEL_FAIL, "the fix of GHSA-ab12-cd34-ef56 was released as v1.0.1 after 151 days",
          NULL },
        { "a tag before the fix does not hold it", "life-advisories",
          COMMITS({ .message = "start", .tag = "v1.0.0", .date = "2026-01-01T00:00:00Z" },
                  { .message = "fix CVE-2026-11111", .date = "2026-01-01T06:00:00Z" }),
          CUPEL_FAIL, "CVE-2026-11111 is in no release after 328 days", NULL },
        { "waits, but not for long", "life-advisories",
          COMMITS({ .message = "start", .tag = "v1.0.0", .date = "2026-01-01T00:00:00Z" },
                  { .message = "fix CVE-2026-11111", .date = "2026-11-01T00:00:00Z" }),
          CUPEL_UNKNOWN, "wait for a release", NULL },
        { "a raised dependency is no own advisory", "life-advisories",
          COMMITS({ .message = "bump openssl to fix CVE-2026-22222" }), CUPEL_NA,
          "1 of dependencies", NULL },
        { "a vendor's in a table of ours", "life-advisories",
          COMMITS({ .message = "tests: add a vector for CVE-2023-20592" }), CUPEL_NA,
          "neither commits nor documents", NULL },
        { "a change log without a commit", "life-advisories",
          COMMITS({ .message = "start",
                    .tag = "v1.0.0",
                    .files = FILES({ "CHANGELOG.md", "# Changes\n\n## 1.0.0\n\n- fixes "
                                                     "CVE-2026-33333\n" }) }),
          CUPEL_UNKNOWN, "no commit names it", NULL },
        { "a list dates the report", "life-advisories",
          COMMITS({ .message = "fix CVE-2026-11111",
                    .date = "2026-06-01T00:00:00Z",
                    .tag = "v1.0.1",
                    .files = FILES({ "docs/advisories/one.md",
                                     "# CVE-2026-11111\n\nReported: 2026-01-15\n" }) }),
          CUPEL_FAIL, "after 137 days", NULL },
        { "a threat model that names plundervolt", "life-advisories",
          COMMITS({ .message = "start",
                    .files = FILES({ "docs/security-model.md",
                                     "# Model\n\nCVE-2019-11157 is out of scope.\n" }) }),
          CUPEL_NA, "neither", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

/* A fix that came by a side branch: the tag before the merge does not hold it, whatever its time.
 */
static void test_advisory_on_side_branch(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "merged fix", "life-advisories",
          COMMITS({ .message = "start" }, { .message = "fix CVE-2026-11111" },
                  { .message = "merge", .merges = 2, .tag = "v1.1.0" }),
          CUPEL_PASS, "released as v1.1.0", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

/* ---- what is not whole ---- */

static void test_shallow(void **state)
{
    (void)state;
    struct lab *lab = life_lab();
    const char *full = lab_add(lab, "thing", NULL,
                               COMMITS({ .message = "a", .author = ANN },
                                       { .message = "b", .author = BO },
                                       { .message = "c", .author = CY }));
    char url[LAB_PATH_MAX + 16];
    (void)snprintf(url, sizeof url, "file://%s", full);
    lab_git(lab->top, NULL,
            (const char *[]){ "clone", "-q", "--bare", "--depth=2", url, "shallow.git", NULL });
    lab_remove(full);
    lab_git(lab->top, NULL, (const char *[]){ "clone", "-q", "--bare", "shallow.git", full, NULL });
    lab_load(lab, LIFE_AS_OF);
    static const char *const ids[] = { "life-bus-factor", "life-organisations", "life-releases",
                                       "life-signoff",    "life-review",        "life-advisories",
                                       "life-signed-tags" };
    for (size_t i = 0; i < CUPEL_COUNT(ids); i++) {
        struct finding f = life_run(&lab->project, ids[i]);
        finding_expect(&f, ids[i], CUPEL_UNKNOWN, "the history is not whole", NULL);
    }
    struct finding f = life_run(&lab->project, "life-active");
    finding_expect(&f, "active", CUPEL_PASS, "at least 2", NULL);
    life_lab_free(lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bots),        cmocka_unit_test(test_organisations),
        cmocka_unit_test(test_versions),    cmocka_unit_test(test_trailers),
        cmocka_unit_test(test_identifiers), cmocka_unit_test(test_active),
        cmocka_unit_test(test_bus_factor),  cmocka_unit_test(test_single_organisation),
        cmocka_unit_test(test_releases),    cmocka_unit_test(test_signed_tags),
        cmocka_unit_test(test_signoff),     cmocka_unit_test(test_review),
        cmocka_unit_test(test_advisories),  cmocka_unit_test(test_advisory_on_side_branch),
        cmocka_unit_test(test_shallow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
