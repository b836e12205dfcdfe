/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/supply.h: what CI does for those who take a release: lists of its parts (SBOM), proof
 * of how it was built (provenance), signatures. Read as YAML, step by step: a word in a comment or
 * in a name does nothing.
 */
#ifndef CUPEL_OFFICE_REVIEW_CC_SUPPLY_H
#define CUPEL_OFFICE_REVIEW_CC_SUPPLY_H

#include "office/review/cc/docs.h"

enum supply { SUPPLY_SBOM, SUPPLY_PROVENANCE, SUPPLY_SIGNING, SUPPLY_COUNT };
const char *supply_name(enum supply s); /* "SBOM", "provenance", "signing" */

struct supply_found {
    struct leg legs[SUPPLY_COUNT];
    bool covers_image; /* one of the steps is about an image or enclave */
    size_t ci;         /* files of CI that there are */
    size_t broken;     /* that could not be read */
};
/* Everything lives in the project's arena. */
void supply_find(const struct project *p, struct supply_found *ret);

#endif
