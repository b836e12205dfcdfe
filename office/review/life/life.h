/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/life/life.h: the checks of a project's life, each from its history and its documents
 * alone. One function fills one finding; set.c lists them with what they mean.
 */
#ifndef CUPEL_OFFICE_REVIEW_LIFE_LIFE_H
#define CUPEL_OFFICE_REVIEW_LIFE_LIFE_H

#include "office/review/people.h"

/* Memory for one check's own counting; what a finding keeps is in the project's arena. */
#define LIFE_SCRATCH ((size_t)512 << 20)

void life_active(const struct project *p, struct finding *f);
void life_bus_factor(const struct project *p, struct finding *f);
void life_organisations(const struct project *p, struct finding *f);
void life_releases(const struct project *p, struct finding *f);
void life_signed_tags(const struct project *p, struct finding *f);
void life_signoff(const struct project *p, struct finding *f);
void life_review(const struct project *p, struct finding *f);
void life_advisories(const struct project *p, struct finding *f);
void life_status(const struct project *p, struct finding *f);
void life_license(const struct project *p, struct finding *f);
void life_links(const struct project *p, struct finding *f);
void life_guide(const struct project *p, struct finding *f);
void life_policy(const struct project *p, struct finding *f);

/* Say unknown for want of history, with the reason; true when it was said. */
bool life_lacks(const struct project *p, struct finding *f, const char *partial);
/* "in 365 days before 2026-06-01" for details. */
const char *life_window_text(const struct project *p, const struct window *w);
/* @part of @whole in whole percent, rounded down; 0 of nothing. */
unsigned life_percent(size_t part, size_t whole);

#endif
