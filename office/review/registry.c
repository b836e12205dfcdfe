/* SPDX-License-Identifier: Apache-2.0 */
/* review/registry.c: the sets of checks, in the order in which a review shows them. */
#include "office/review/make.h"

#include <string.h>

extern const struct review_set set_cc, set_claims, set_clomonitor, set_exempt, set_insights,
    set_life, set_osps;

const struct review_set *const review_sets[] = {
    &set_cc, &set_claims, &set_clomonitor, &set_osps, &set_insights, &set_life, &set_exempt,
};
const size_t review_sets_count = CUPEL_COUNT(review_sets);

const struct review_info *review_info_find(const char *id)
{
    for (size_t i = 0; i < review_sets_count; i++)
        for (size_t k = 0; k < review_sets[i]->n; k++)
            if (strcmp(review_set_row(review_sets[i], k)->info.id, id) == 0)
                return &review_set_row(review_sets[i], k)->info;
    return NULL;
}
