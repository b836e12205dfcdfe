/* SPDX-License-Identifier: Apache-2.0 */
/* review/insights_v2.c: the schema of security-insights 2.0 to 2.2 as a table. */
#include "office/review/insights.h"

#include <string.h>

#define NEED  (SI_NEEDED | SI_SHAPE)
#define NEED1 (SI_NEEDED | SI_SHAPE | SI_FILLED)

static const struct si_rule contact[] = {
    { "name", SI_TEXT, NEED }, { "primary", SI_BOOL, NEED }, { "affiliation", SI_TEXT, 0 },
    { "email", SI_EMAIL, 0 },  { "social", SI_TEXT, 0 },     { 0 },
};

static const struct si_rule optional_contact[] = {
    { "name", SI_TEXT, SI_NEEDED }, { "primary", SI_BOOL, SI_NEEDED },
    { "affiliation", SI_TEXT, 0 },  { "email", SI_EMAIL, 0 },
    { "social", SI_TEXT, 0 },       { 0 },
};

static const struct si_rule link[] = {
    { "uri", SI_TEXT, SI_NEEDED },
    { "comment", SI_TEXT, SI_NEEDED },
    { 0 },
};

static const struct si_rule repository_entry[] = {
    { "name", SI_TEXT, NEED },
    { "comment", SI_TEXT, NEED },
    { "url", SI_URL, NEED },
    { 0 },
};

static const struct si_rule license[] = {
    { "url", SI_URL, NEED },
    { "expression", SI_LICENSE, NEED },
    { 0 },
};

static const struct si_rule release_license[] = {
    { "url", SI_URL, SI_NEEDED },
    { "expression", SI_LICENSE, SI_NEEDED },
    { 0 },
};

static const struct si_rule attestation[] = {
    { "name", SI_TEXT, SI_NEEDED },
    { "location", SI_URL, SI_NEEDED },
    { "predicate-uri", SI_TEXT, SI_NEEDED },
    { "comment", SI_TEXT, 0 },
    { 0 },
};

static const struct si_rule self_assessment[] = {
    { "comment", SI_TEXT, NEED },
    { "name", SI_TEXT, 0 },
    { "evidence", SI_URL, 0 },
    { "date", SI_DATE, 0 },
    { 0 },
};

static const struct si_rule assessment[] = {
    { "comment", SI_TEXT, SI_NEEDED },
    { "name", SI_TEXT, 0 },
    { "evidence", SI_URL, 0 },
    { "date", SI_DATE, 0 },
    { 0 },
};

static const struct si_rule assessments[] = {
    { "self", SI_MAP, NEED, self_assessment },
    { "third-party", SI_LIST, 0, assessment },
    { 0 },
};

static const struct si_rule integration[] = {
    { "adhoc", SI_BOOL, SI_NEEDED },
    { "ci", SI_BOOL, SI_NEEDED },
    { "release", SI_BOOL, SI_NEEDED },
    { 0 },
};

static const struct si_rule results[] = {
    { "adhoc", SI_MAP, 0, attestation },
    { "ci", SI_MAP, 0, attestation },
    { "release", SI_MAP, 0, attestation },
    { 0 },
};

static const struct si_rule tool[] = {
    { "name", SI_TEXT, SI_NEEDED },
    { "type", SI_WORD, SI_NEEDED, .words = "fuzzing|container|secret|SCA|SAST|other" },
    { "version", SI_TEXT, 0 },
    { "comment", SI_TEXT, 0 },
    { "rulesets", SI_LIST, SI_NEEDED, .items = SI_TEXT },
    { "integration", SI_MAP, SI_NEEDED, integration },
    { "results", SI_MAP, SI_NEEDED, results },
    { 0 },
};

static const struct si_rule security[] = {
    { "assessments", SI_MAP, NEED, assessments },
    { "champions", SI_LIST, 0, optional_contact },
    { "tools", SI_LIST, 0, tool },
    { 0 },
};

static const struct si_rule repository_documentation[] = {
    { "contributing-guide", SI_URL, 0 }, { "dependency-management-policy", SI_URL, 0 },
    { "governance", SI_URL, 0 },         { "review-policy", SI_URL, 0 },
    { "security-policy", SI_URL, 0 },    { 0 },
};

static const struct si_rule release[] = {
    { "automated-pipeline", SI_BOOL, SI_NEEDED },
    { "distribution-points", SI_LIST, SI_NEEDED | SI_FILLED, link },
    { "changelog", SI_URL, 0 },
    { "license", SI_MAP, 0, release_license },
    { "attestations", SI_LIST, 0, attestation },
    { 0 },
};

static const struct si_rule repository[] = {
    { "status", SI_WORD, NEED,
      .words = "active|abandoned|concept|inactive|moved|suspended|unsupported|WIP" },
    { "url", SI_URL, NEED },
    { "accepts-change-request", SI_BOOL, NEED },
    { "accepts-automated-change-request", SI_BOOL, NEED },
    { "bug-fixes-only", SI_BOOL, 0 },
    { "no-third-party-packages", SI_BOOL, 0 },
    { "core-team", SI_LIST, NEED1, contact },
    { "license", SI_MAP, NEED, license },
    { "security", SI_MAP, NEED, security },
    { "documentation", SI_MAP, 0, repository_documentation },
    { "release", SI_MAP, 0, release },
    { 0 },
};

/* 2.0 calls the policy security-policy, 2.1 and 2.2 policy. */
static const struct si_rule reporting[] = {
    { "reports-accepted", SI_BOOL, NEED },
    { "bug-bounty-available", SI_BOOL, NEED },
    { "bug-bounty-program", SI_URL, 0 },
    { "contact", SI_MAP, 0, optional_contact },
    { "comment", SI_TEXT, 0 },
    { "policy", SI_URL, 0 },
    { "security-policy", SI_URL, 0 },
    { "pgp-key", SI_TEXT, 0 },
    { "in-scope", SI_LIST, 0, .items = SI_TEXT },
    { "out-of-scope", SI_LIST, 0, .items = SI_TEXT },
    { 0 },
};

static const struct si_rule documentation[] = {
    { "design", SI_URL, 0 },
    { "detailed-guide", SI_URL, 0 },
    { "code-of-conduct", SI_URL, 0 },
    { "quickstart-guide", SI_URL, 0 },
    { "release-process", SI_URL, 0 },
    { "support-policy", SI_URL, 0 },
    { "signature-verification", SI_URL, 0 },
    { 0 },
};

static const struct si_rule project[] = {
    { "name", SI_TEXT, NEED },
    { "homepage", SI_URL, 0 },
    { "roadmap", SI_URL, 0 },
    { "funding", SI_URL, 0 },
    { "steward", SI_MAP, 0, link },
    { "administrators", SI_LIST, NEED1, contact },
    { "repositories", SI_LIST, NEED1, repository_entry },
    { "vulnerability-reporting", SI_MAP, NEED, reporting },
    { "documentation", SI_MAP, 0, documentation },
    { 0 },
};

static const struct si_rule header[] = {
    { "last-reviewed", SI_DATE, NEED },
    { "last-updated", SI_DATE, NEED },
    { "schema-version", SI_VERSION, NEED },
    { "url", SI_URL, NEED },
    { "comment", SI_TEXT, 0 },
    { "project-si-source", SI_URL, 0 },
    { 0 },
};

const struct si_rule si_v2[] = {
    { "header", SI_MAP, NEED, header },
    { "project", SI_MAP, 0, project },
    { "repository", SI_MAP, 0, repository },
    { 0 },
};

/* What a manifest leaves out another one must have: header.project-si-source says which. */
void si_v2_conditions(struct si_check *s)
{
    const struct yaml_node *project_node = si_find(s, "project");
    const struct yaml_node *repository_node = si_find(s, "repository");
    const struct yaml_node *source = si_find(s, "header.project-si-source");
    if (!project_node && !repository_node)
        si_error(s, s->in->top, true, "project and repository: one of the two must be there");
    else if (!project_node && !source)
        si_error(s, s->in->top, false,
                 "project: must be there, or header.project-si-source must name the manifest that "
                 "has it");
}
