/* SPDX-License-Identifier: Apache-2.0 */
/* review/facts_find.h: the parts of facts_find(), each in its file with its table. */
#ifndef CUPEL_OFFICE_REVIEW_FACTS_FIND_H
#define CUPEL_OFFICE_REVIEW_FACTS_FIND_H

#include "office/review/cc/query.h"
#include "office/review/facts.h"

/* Raise @to to @truth at least and keep the places that show the greatest truth. */
void fact_raise(const struct project *p, struct fact *to, enum fact_truth truth,
                const struct code_hit *at, const char *note);

/* A row of a table: code that shows a fact. Each hit raises it. */
struct marker {
    enum fact_truth truth;
    const char *note;
    struct code_ask ask;
};
/* Returns whether there was a hit. */
bool marker_apply(const struct project *p, const struct marker *m, struct fact *to);

void facts_find_formats(const struct project *p, struct facts *ret); /* facts_formats.c */
void facts_find_roles(const struct project *p, struct facts *ret);   /* facts_roles.c, after that */

#endif
