/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/make.h: the way in: from repositories to a review.
 */
#ifndef CUPEL_OFFICE_REVIEW_MAKE_H
#define CUPEL_OFFICE_REVIEW_MAKE_H

#include "office/review/project.h"

/*
 * Run every check of every set on @p, then what needs their outcomes: claims, exemptions, scores.
 * Everything in @ret lives in the project's arena. What the verifier says of samples is not part of
 * it (review/observe.h).
 */
cupel_status review_make(const struct project *p, struct review *ret, struct cupel_diag *err);
/* A check's definition by id, or NULL. */
const struct review_info *review_info_find(const char *id);

#endif
