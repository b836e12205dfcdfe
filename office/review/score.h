/* SPDX-License-Identifier: Apache-2.0 */
/* review/score.h: scores of those standards that define one, beside the findings that make them. */
#ifndef CUPEL_OFFICE_REVIEW_SCORE_H
#define CUPEL_OFFICE_REVIEW_SCORE_H

#include "office/review/project.h"

/*
 * CLOMonitor's score of the check sets code and community into @r->scores. `low` and `high` are
 * what its own score lies between: what cannot be told from files counted as failed and as passed,
 * what it cannot judge (na) failed in both. `decided` leaves both out. Only exemptions of
 * .clomonitor.yml count, as CLOMonitor knows no other.
 */
void scores_make(const struct project *p, struct review *r);

#endif
