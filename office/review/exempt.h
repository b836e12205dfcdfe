/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/exempt.h: exemptions from checks: of .cupel.yml, and of the files that CLOMonitor and
 * Scorecard have for it. An exemption changes no outcome: the finding bears it for all to see. One
 * that has expired counts as none, one with a mistake is not accepted, and both are findings.
 *
 *     # .cupel.yml
 *     exemptions:
 *       - check: artifacthub_badge
 *         reason: firmware is no package that Artifact Hub lists
 *         owner: Mel Pacheco <mel@example.org>
 *         expires: 2027-06-30
 */
#ifndef CUPEL_OFFICE_REVIEW_EXEMPT_H
#define CUPEL_OFFICE_REVIEW_EXEMPT_H

#include "office/review/project.h"

#define EXEMPTIONS_MAX       1000
#define EXEMPTION_ERRORS_MAX 200

struct exemption_error {
    const struct project_file *file;
    uint32_t line;
    const char *text;
};

/* All that the files of the own checkouts say, in the order in which it counts: .cupel.yml, then
 * .clomonitor.yml, then scorecard.yml. */
struct exemptions {
    struct exemption *at;
    const struct project_file **files; /* where each stands */
    uint32_t *lines;
    size_t n;
    size_t n_files; /* how many files were there */
    const struct exemption_error *errors;
    size_t n_errors, more; /* more: of both, beyond the caps */
};

/* Everything lives in @p's arena. */
void exemptions_read(const struct project *p, struct exemptions *ret);

/* Fill @r->exemptions and let the findings that fail or cannot be told bear the one in force. */
void exemptions_apply(const struct project *p, struct review *r);

#endif
