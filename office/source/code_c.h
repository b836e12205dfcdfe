/* SPDX-License-Identifier: Apache-2.0 */
/* source/code_c.h: what C++ takes from C. */
#ifndef CUPEL_OFFICE_SOURCE_CODE_C_H
#define CUPEL_OFFICE_SOURCE_CODE_C_H

#include "office/source/code_walk.h"

void c_function(struct walk *w, TSNode n, struct function_facts *f);
unsigned c_scope(struct walk *w, TSNode n);

#endif
