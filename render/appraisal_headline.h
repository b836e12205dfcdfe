/* SPDX-License-Identifier: Apache-2.0 */
/* render/appraisal_headline.h: the first line of an appraisal. */
#ifndef CUPEL_RENDER_APPRAISAL_HEADLINE_H
#define CUPEL_RENDER_APPRAISAL_HEADLINE_H

#include "render/appraisal_text.h"

void text_headline(struct text_out *t, const struct text_appraisal *what, const cupel_appraisal *a);

#endif
