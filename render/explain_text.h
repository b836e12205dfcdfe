/* SPDX-License-Identifier: Apache-2.0 */
/* render/explain_text.h: an explanation as a table of offset, name, value and meaning. */
#ifndef CUPEL_RENDER_EXPLAIN_TEXT_H
#define CUPEL_RENDER_EXPLAIN_TEXT_H

#include <cupel/explain.h>

#include "render/text.h"

void text_explanation(struct text_out *t, const char *name, const cupel_explanation *e);

#endif
