/* SPDX-License-Identifier: Apache-2.0 */
/* review/insights_v1.c: the schema of security-insights 1.0.0 as a table. */
#include "office/review/insights.h"

#include <string.h>

#define NEED (SI_NEEDED | SI_SHAPE)
#define RISKS                                                                                      \
    "broken access control|cryptographic failures|injection|insecure design|security "             \
    "misconfiguration|vulnerable and outdated components|identification and authentication "       \
    "failures|software and data integrity failures|security logging and monitoring "               \
    "failures|ssrf|other"

static const struct si_rule header[] = {
    { "schema-version", SI_VERSION, NEED },
    { "expiration-date", SI_TIME, NEED },
    { "last-updated", SI_DATE, 0 },
    { "last-reviewed", SI_DATE, 0 },
    { "commit-hash", SI_HASH, 0 },
    { "project-url", SI_URL, NEED },
    { "project-release", SI_TEXT, 0 },
    { "changelog", SI_URL, 0 },
    { "license", SI_URL, 0 },
    { 0 },
};

static const struct si_rule lifecycle[] = {
    { "bug-fixes-only", SI_BOOL, NEED },
    { "core-maintainers", SI_LIST, SI_UNIQUE, .items = SI_TEXT },
    { "roadmap", SI_URL, 0 },
    { "release-cycle", SI_URL, 0 },
    { "release-process", SI_SHORT, 0 },
    { "status", SI_WORD, NEED,
      .words = "active|inactive|concept|wip|suspended|abandoned|unsupported|moved" },
    { 0 },
};

static const struct si_rule automated_tool[] = {
    { "automated-tool", SI_TEXT, SI_NEEDED },
    { "action", SI_WORD, SI_NEEDED, .words = "allowed|denied" },
    { "path", SI_LIST, SI_UNIQUE, .items = SI_TEXT },
    { "comment", SI_SHORT, 0 },
    { 0 },
};

static const struct si_rule contribution[] = {
    { "accepts-pull-requests", SI_BOOL, NEED },
    { "accepts-automated-pull-requests", SI_BOOL, NEED },
    { "automated-tools-list", SI_LIST, 0, automated_tool },
    { "contributing-policy", SI_URL, 0 },
    { "code-of-conduct", SI_URL, 0 },
    { 0 },
};

static const struct si_rule threat_model[] = {
    { "threat-model-created", SI_BOOL, SI_NEEDED },
    { "evidence-url", SI_LIST, SI_UNIQUE, .items = SI_URL },
    { "comment", SI_SHORT, 0 },
    { 0 },
};

static const struct si_rule self_assessment[] = {
    { "self-assessment-created", SI_BOOL, SI_NEEDED },
    { "evidence-url", SI_LIST, SI_UNIQUE, .items = SI_URL },
    { "comment", SI_SHORT, 0 },
    { 0 },
};

static const struct si_rule artifacts[] = {
    { "threat-model", SI_MAP, 0, threat_model },
    { "self-assessment", SI_MAP, 0, self_assessment },
    { "other-artifacts", SI_LIST, 0, .items = SI_ANY },
    { 0 },
};

static const struct si_rule integration[] = {
    { "ad-hoc", SI_BOOL, SI_NEEDED },
    { "before-release", SI_BOOL, SI_NEEDED },
    { "ci", SI_BOOL, SI_NEEDED },
    { 0 },
};

static const struct si_rule testing[] = {
    { "integration", SI_MAP, SI_NEEDED, integration },
    { "tool-name", SI_TEXT, SI_NEEDED },
    { "tool-rulesets", SI_LIST, SI_UNIQUE, .items = SI_TEXT },
    { "tool-type", SI_WORD, SI_NEEDED, .words = "sast|dast|iast|fuzzer|sca" },
    { "tool-url", SI_URL, 0 },
    { "tool-version", SI_TEXT, SI_NEEDED },
    { "comment", SI_SHORT, 0 },
    { 0 },
};

static const struct si_rule assessment[] = {
    { "auditor-name", SI_TEXT, SI_NEEDED },
    { "auditor-report", SI_URL, 0 },
    { "auditor-url", SI_URL, SI_NEEDED },
    { "report-year", SI_NUMBER, SI_NEEDED },
    { "comment", SI_SHORT, 0 },
    { 0 },
};

static const struct si_rule contact[] = {
    { "primary", SI_BOOL, 0 },
    { "type", SI_WORD, SI_NEEDED | SI_SHAPE, .words = "email|phone|url" },
    { "value", SI_TEXT, SI_NEEDED | SI_SHAPE },
    { 0 },
};

static const struct si_rule reporting[] = {
    { "accepts-vulnerability-reports", SI_BOOL, NEED },
    { "bug-bounty-available", SI_BOOL, 0 },
    { "bug-bounty-url", SI_URL, 0 },
    { "email-contact", SI_EMAIL, 0 },
    { "security-policy", SI_URL, 0 },
    { "pgp-key", SI_TEXT, 0 },
    { "in-scope", SI_LIST, SI_UNIQUE, .items = SI_WORD, .words = RISKS },
    { "out-scope", SI_LIST, SI_UNIQUE, .items = SI_WORD, .words = RISKS },
    { "comment", SI_SHORT, 0 },
    { 0 },
};

static const struct si_rule sbom[] = {
    { "sbom-file", SI_URL, 0 },
    { "sbom-format", SI_TEXT, 0 },
    { "sbom-url", SI_URL, 0 },
    { "sbom-creation", SI_SHORT, 0 },
    { 0 },
};

static const struct si_rule policy[] = {
    { "policy-url", SI_URL, 0 },
    { "comment", SI_SHORT, 0 },
    { 0 },
};

static const struct si_rule dependencies[] = {
    { "third-party-packages", SI_BOOL, 0 },
    { "dependencies-lists", SI_ANY, 0 },
    { "sbom", SI_LIST, 0, sbom },
    { "dependencies-lifecycle", SI_MAP, 0, policy },
    { "env-dependencies-policy", SI_MAP, 0, policy },
    { 0 },
};

const struct si_rule si_v1[] = {
    { "header", SI_MAP, NEED, header },
    { "project-lifecycle", SI_MAP, NEED, lifecycle },
    { "contribution-policy", SI_MAP, NEED, contribution },
    { "documentation", SI_LIST, SI_UNIQUE, .items = SI_URL },
    { "distribution-points", SI_LIST, NEED | SI_UNIQUE, .items = SI_TEXT },
    { "security-artifacts", SI_MAP, 0, artifacts },
    { "security-testing", SI_LIST, 0, testing },
    { "security-assessments", SI_LIST, 0, assessment },
    { "security-contacts", SI_LIST, NEED, contact },
    { "vulnerability-reporting", SI_MAP, NEED, reporting },
    { "dependencies", SI_MAP, 0, dependencies },
    { 0 },
};

static bool is_true(const struct si_check *s, const char *path)
{
    const struct yaml_node *n = si_find(s, path);
    return n && yaml_truth(n) == 1;
}

static void demand(struct si_check *s, const char *map, const char *path, const char *because)
{
    if (!si_find(s, path))
        si_error(s, si_find(s, map), false, "%s: must be there, because %s", path, because);
}

void si_v1_conditions(struct si_check *s)
{
    const struct yaml_node *status = si_find(s, "project-lifecycle.status");
    if ((status && strcmp(status->text, "active") == 0) ||
        is_true(s, "project-lifecycle.bug-fixes-only"))
        demand(s, "project-lifecycle", "project-lifecycle.core-maintainers",
               "the project is active or fixes its bugs");
    if (is_true(s, "security-artifacts.threat-model.threat-model-created"))
        demand(s, "security-artifacts.threat-model", "security-artifacts.threat-model.evidence-url",
               "threat-model-created is true");
    if (is_true(s, "security-artifacts.self-assessment.self-assessment-created"))
        demand(s, "security-artifacts.self-assessment",
               "security-artifacts.self-assessment.evidence-url",
               "self-assessment-created is true");
    if (!is_true(s, "vulnerability-reporting.accepts-vulnerability-reports"))
        return;
    demand(s, "vulnerability-reporting", "vulnerability-reporting.email-contact",
           "reports are accepted");
    demand(s, "vulnerability-reporting", "vulnerability-reporting.security-policy",
           "reports are accepted");
}
