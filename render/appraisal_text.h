/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render/appraisal_text.h: an appraisal for people. The first line never says more than is proven:
 * "genuine" only where the vendor's own root and hardware vouch, and what was not checked stands in
 * the same line, which is never wrapped.
 */
#ifndef CUPEL_RENDER_APPRAISAL_TEXT_H
#define CUPEL_RENDER_APPRAISAL_TEXT_H

#include "appraisal/appraisal.h"
#include "render/text.h"

struct text_appraisal {
    const char *name;  /* of the input */
    const char *title; /* of its format: "AMD SEV-SNP attestation report" */
    bool verbose;      /* all checks and claims, with clauses */
};

void text_appraisal(struct text_out *t, const struct text_appraisal *what,
                    const cupel_appraisal *a);

#endif
