/* SPDX-License-Identifier: Apache-2.0 */
/* review/life/set.c: the checks of a project's life, with what they mean. */
#include "office/review/life/life.h"

static const struct review_check checks[] = {
    { .info = { .id = "life-active",
                .set = "life",
                .title = "A person committed to it in the last 12 months",
                .why = "Nobody answers for the code of a dormant project: its flaws stay, and its "
                       "dependencies age. Bots that raise versions answer for nothing.",
                .spec = "history: the newest commit that is no merge and no bot's, by committer's "
                        "time, at most 365 days before the review",
                .fix = "Say in the README whether the project is finished, looking for maintainers "
                       "or archived; release what waits.",
                .gain = 3,
                .effort = 1 },
      .run = life_active },
    { .info = { .id = "life-status",
                .set = "life",
                .title = "No README says that it is archived, superseded or unmaintained",
                .why = "Such a project gets no fixes, whatever its commits look like; those who "
                       "rely on it must move.",
                .spec = "README: statements about the project itself near the top, in a section on "
                        "its status, or by a badge",
                .fix = "Name the successor and the last date of support; take the entry off lists "
                       "of living projects.",
                .gain = 3,
                .effort = 1 },
      .run = life_status },
    { .info = { .id = "life-bus-factor",
                .set = "life",
                .title = "Half of the year's commits come from two people or more",
                .why = "When the one person who writes it leaves, security fixes stop.",
                .spec = "history: the least number of people who together wrote half of the "
                        "non-merge commits in the 365 days before the last commit; .mailmap "
                        "applied, bots left out",
                .fix = "Share reviews and releases with a second person; write down what only one "
                       "knows; add a .mailmap so that people count once.",
                .gain = 3,
                .effort = 3 },
      .run = life_bus_factor },
    { .info = { .id = "life-organisations",
                .set = "life",
                .title = "No single organisation writes more than half of it",
                .why =
                    "A project that one employer carries ends with that employer's interest, and "
                    "its decisions follow that employer.",
                .spec =
                    "history: registrable domains of authors' addresses; free mail and no-reply "
                    "addresses name no organisation and count as unknown",
                .fix = "Bring in maintainers of other organisations; map people to employers with "
                       ".mailmap or a MAINTAINERS file.",
                .gain = 2,
                .effort = 3 },
      .run = life_organisations },
    { .info = { .id = "life-releases",
                .set = "life",
                .title = "A release was tagged in the last 12 months",
                .why = "Users of releases get no fix that is not released, and measured code needs "
                       "versions that reference values can name.",
                .spec = "tags whose name ends in a version, by creation date; tags of one commit, "
                        "and of one version within a week, are one release",
                .fix = "Tag a release; say how often users can expect one.",
                .gain = 2,
                .effort = 2 },
      .run = life_releases },
    { .info = { .id = "life-signed-tags",
                .set = "life",
                .title = "The tags of the newest releases are signed",
                .why = "Whoever can write to the repository can move an unsigned tag to other "
                       "code; reference values made from it then bless that code.",
                .spec = "the newest five releases: each tag an object with a PGP, SSH or X.509 "
                        "signature (not verified here)",
                .fix = "git tag -s; publish the keys, and say in the release guide who may sign.",
                .gain = 2,
                .effort = 1 },
      .run = life_signed_tags },
    { .info = { .id = "life-signoff",
                .set = "life",
                .title = "Commits carry the sign-off of their author",
                .why = "Without it nobody said that the code may be given away under its license.",
                .spec = "Developer Certificate of Origin: a Signed-off-by trailer that names the "
                        "author or the committer, in 95% of the year's commits by people",
                .fix = "Ask for git commit -s in the contributing guide and check it on every "
                       "merge request.",
                .gain = 1,
                .effort = 1 },
      .run = life_signoff },
    { .info = { .id = "life-review",
                .set = "life",
                .title = "Commits name a reviewer other than their author",
                .why = "What one pair of eyes wrote and merged, one mistake or one stolen account "
                       "can change.",
                .spec =
                    "Reviewed-by, Acked-by or Approved-by trailers in 80% of the year's commits "
                    "by people; reviews that a forge keeps cannot be told from a checkout",
                .fix = "Demand a second person's review before a merge, and let the merge write it "
                       "into the commit.",
                .gain = 2,
                .effort = 2 },
      .run = life_review },
    { .info = { .id = "life-advisories",
                .set = "life",
                .title = "Fixes of security advisories were released within 90 days",
                .why = "A fix that waits on the main branch is known to attackers and out of "
                       "reach of users.",
                .spec = "identifiers in commits that fix something, change logs and lists of "
                        "advisories; from the report or the fix to the first release that holds it",
                .fix = "Release fixes of advisories at once; keep a list with identifier, affected "
                       "versions and the version that fixes each.",
                .gain = 3,
                .effort = 2 },
      .run = life_advisories },
    { .info = { .id = "life-license",
                .set = "life",
                .title = "The license was never changed, or documents say when and how",
                .why = "Users hold older versions under other terms, and contributors gave their "
                       "code under those.",
                .spec = "license texts at the top along the line of first parents",
                .fix = "Say in the README or change log since which version the new license holds "
                       "and how contributors agreed.",
                .gain = 2,
                .effort = 1 },
      .run = life_license },
    { .info = { .id = "life-links",
                .set = "life",
                .title = "Relative links in its documents lead somewhere",
                .why = "A threat model, a policy or a build guide behind a dead link is not "
                       "there for its readers.",
                .spec = "links and images of Markdown documents to files and headings of the same "
                        "checkout, anchors as forges make them",
                .fix = "Correct or remove the links listed; check links in CI.",
                .gain = 1,
                .effort = 1 },
      .run = life_links },
    { .info = { .id = "life-guide",
                .set = "life",
                .title = "The contributing guide names commands that the build has",
                .why = "Who cannot build what the guide says gives up before the first fix.",
                .spec = "commands in code blocks of CONTRIBUTING against makefiles, packages and "
                        "scripts; gone ones count when they changed after the guide",
                .fix = "Correct the commands listed; run the guide's commands in CI.",
                .gain = 1,
                .effort = 1 },
      .run = life_guide },
    { .info = { .id = "life-policy",
                .set = "life",
                .title = "The security policy names versions that live",
                .why = "A policy that supports versions nobody runs leaves today's users without a "
                       "promise.",
                .spec = "versions called supported in SECURITY against releases of the last 365 "
                        "days",
                .fix = "Say \"the newest release\", or update the table with each release.",
                .gain = 2,
                .effort = 1 },
      .run = life_policy },
};

extern const struct review_set set_life;
const struct review_set set_life = { .name = "life",
                                     .title = "Life of the project, from history and documents",
                                     .checks = checks,
                                     .n = CUPEL_COUNT(checks) };
