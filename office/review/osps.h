/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/osps.h: controls of the Open Source Project Security Baseline that files can decide, by
 * their own ids. Those that a forge or a person must answer are one row that counts them.
 */
#ifndef CUPEL_OFFICE_REVIEW_OSPS_H
#define CUPEL_OFFICE_REVIEW_OSPS_H

#include "office/review/project.h"

#define OSPS_VERSION  "2026-08-28"
#define OSPS_CONTROLS 64 /* assessment requirements of that version */

/* "When the project has made a release": sets "na" when no tag names one, "unknown" when tags are
 * cut. True: there are releases. */
bool osps_is_released(const struct project *p, struct finding *f);
/* Nothing was found: fail, or unknown where documents were not read or lie elsewhere. */
void osps_say_absent(const struct project *p, struct finding *f, const char *what);

/* osps_topics.c */
void osps_topic(const struct project *p, struct finding *f);
/* osps_docs.c */
void osps_defects(const struct project *p, struct finding *f);
void osps_verify(const struct project *p, struct finding *f);
void osps_discussion(const struct project *p, struct finding *f);
void osps_contributing(const struct project *p, struct finding *f);
void osps_members(const struct project *p, struct finding *f);
void osps_changelog(const struct project *p, struct finding *f);
void osps_codebases(const struct project *p, struct finding *f);
/* osps_policy.c: security policies */
void osps_disclosure(const struct project *p, struct finding *f);
void osps_contacts(const struct project *p, struct finding *f);
void osps_private(const struct project *p, struct finding *f);
void osps_advisories(const struct project *p, struct finding *f);
/* osps_license.c */
void osps_license_open(const struct project *p, struct finding *f);
void osps_license_assets(const struct project *p, struct finding *f);
void osps_license_place(const struct project *p, struct finding *f);
void osps_license_shipped(const struct project *p, struct finding *f);
/* osps_files.c: commits, tags, dependencies, artefacts */
void osps_signoff(const struct project *p, struct finding *f);
void osps_versions(const struct project *p, struct finding *f);
void osps_dependency_list(const struct project *p, struct finding *f);
void osps_dependency_tools(const struct project *p, struct finding *f);
void osps_executables(const struct project *p, struct finding *f);
void osps_unreviewable(const struct project *p, struct finding *f);
/* osps_ci.c: workflows */
void osps_ci_permissions(const struct project *p, struct finding *f);
void osps_ci_input(const struct project *p, struct finding *f);
void osps_ci_code(const struct project *p, struct finding *f);
void osps_ci_tests(const struct project *p, struct finding *f);
void osps_ci_signing(const struct project *p, struct finding *f);
void osps_ci_sbom(const struct project *p, struct finding *f);
/* osps.c */
extern const struct review_set set_osps;
void osps_rest(const struct project *p, struct finding *f);

#endif
