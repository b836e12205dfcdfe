/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/life/slug.h: the anchors that headings of a Markdown document have where a forge shows it:
 * letters in lower case, blanks as '-', other signs but '-' and '_' gone, "-1", "-2"… for those
 * that stand before already.
 */
#ifndef CUPEL_OFFICE_REVIEW_LIFE_SLUG_H
#define CUPEL_OFFICE_REVIEW_LIFE_SLUG_H

#include "office/review/project.h"

#define SLUG_MAX 512 /* bytes that are looked at */

/* The anchor of a heading's text without a number behind; its length. @out has SLUG_MAX bytes. */
size_t slug_of(cupel_slice text, uint8_t out[SLUG_MAX]);

enum slug_answer { SLUG_FOUND, SLUG_ABSENT, SLUG_UNSURE };
/*
 * Does a document have the anchor @fragment (percent signs decoded, without '#')? Anchors written
 * in HTML or in braces count as well. SLUG_UNSURE where signs beyond ASCII or pictures in a heading
 * would decide. *budget is lowered by the headings looked at; at 0 everything is unsure.
 */
enum slug_answer slug_find(const struct project_file *f, cupel_slice fragment, size_t *budget);

#endif
