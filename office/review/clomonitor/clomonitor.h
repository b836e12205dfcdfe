/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clomonitor/clomonitor.h: CLOMonitor's checks under their own ids, by their own criteria, so that
 * its scores can be compared with ours. What only a forge can answer is "unknown", with what would
 * answer it; nothing is ever asked of a network.
 */
#ifndef CUPEL_OFFICE_REVIEW_CLOMONITOR_CLOMONITOR_H
#define CUPEL_OFFICE_REVIEW_CLOMONITOR_CLOMONITOR_H

#include "office/review/project.h"

enum clo_section {
    CLO_DOCUMENTATION,
    CLO_LICENSE,
    CLO_PRACTICES,
    CLO_SECURITY,
    CLO_LEGAL,
    CLO_SECTIONS
};
enum clo_set { /* bits: the check sets that have the check */
               CLO_CODE = 1,
               CLO_LITE = 2,
               CLO_COMMUNITY = 4,
               CLO_DOCS = 8
};

/* How a check counts. */
struct clo_weight {
    const char *id;
    enum clo_section section;
    unsigned weight;
    unsigned sets; /* enum clo_set */
};
extern const struct clo_weight clo_weights[];
extern const size_t clo_weights_count;
/* NULL for ids that CLOMonitor does not have. */
const struct clo_weight *clo_weight_of(const char *id);
/* "documentation", "license", "best_practices", "security", "legal". */
const char *clo_section_name(enum clo_section s);

/* documents.c: a file by its name, a word in a README, the organisation's defaults */
void clo_document(const struct project *p, struct finding *f);
void clo_readme(const struct project *p, struct finding *f);
/* readme.c: badges and sentences in READMEs */
void clo_badge(const struct project *p, struct finding *f);
void clo_community_meeting(const struct project *p, struct finding *f);
void clo_sbom(const struct project *p, struct finding *f);
void clo_license_scanning(const struct project *p, struct finding *f);
/* license.c */
void clo_license_spdx_id(const struct project *p, struct finding *f);
void clo_license_approved(const struct project *p, struct finding *f);
/* history.c: commits and tags */
void clo_dco(const struct project *p, struct finding *f);
void clo_cla(const struct project *p, const struct review *r, struct finding *f);
void clo_recent_release(const struct project *p, struct finding *f);
void clo_maintained(const struct project *p, struct finding *f);
void clo_code_review(const struct project *p, struct finding *f);
void clo_signed_releases(const struct project *p, struct finding *f);
/* scorecard.c: what Scorecard decides from files */
void clo_binary_artifacts(const struct project *p, struct finding *f);
void clo_dangerous_workflow(const struct project *p, struct finding *f);
void clo_token_permissions(const struct project *p, struct finding *f);
void clo_dependency_update_tool(const struct project *p, struct finding *f);
/* manifest.c: the security-insights manifest */
void clo_security_insights(const struct project *p, struct finding *f);
void clo_dependencies_policy(const struct project *p, struct finding *f);
/* forge.c: what only a forge, a web site or a landscape can answer */
void clo_forge(const struct project *p, struct finding *f);
void clo_trademark(const struct project *p, struct finding *f);

/* ---- for dco and others ---- */

#define CLO_DCO_COMMITS 20
struct clo_signoffs {
    size_t looked_at; /* commits that are no merges by their message */
    size_t signed_off;
    size_t unsure;             /* the message was cut before its end */
    const struct commit *bare; /* the newest one without */
};
/* Signed-off-by in the newest CLO_DCO_COMMITS commits. */
void clo_signoffs(const struct checkout *c, struct clo_signoffs *ret);

#endif
