/* SPDX-License-Identifier: Apache-2.0 */
/* render/review_css.h: the page's style sheet, made from review.css by tools/embed-css. */
#ifndef CUPEL_RENDER_REVIEW_CSS_H
#define CUPEL_RENDER_REVIEW_CSS_H

extern const char review_css[];
/* "sha256-…": the source expression that allows exactly this sheet (CSP level 3). */
extern const char review_css_hash[];

#endif
