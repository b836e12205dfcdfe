/* SPDX-License-Identifier: Apache-2.0 */
/* tests/office/sample.h: reviews to try the model and its writers on, before and beside real ones.
 */
#ifndef CUPEL_TESTS_OFFICE_SAMPLE_H
#define CUPEL_TESTS_OFFICE_SAMPLE_H

#include "office/model/review.h"

/* A project that does not exist, as a working group would see it: all outcomes, tables, exemptions,
 * remarks, a score, observations, changes. Static. */
const struct review *sample_review(void);
/* The least there can be: no checkout, no check. */
const struct review *sample_empty(void);

/* A review of every shape with @text in each place that a project's text can come to. */
const struct review *sample_of(struct arena *a, const char *text);
/* One drawn by @seed: lists of any length, strings present or absent and sometimes hostile. */
const struct review *sample_drawn(struct arena *a, uint64_t seed);

/* Text that means something to HTML, Markdown, XML, SARIF, terminals or a person's eye. */
extern const char *const sample_hostile[];
extern const size_t sample_hostile_count;

#endif
