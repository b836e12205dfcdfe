/* SPDX-License-Identifier: Apache-2.0 */
/* render/report_css.h: the style sheet of a report's page, made from report.css by tools/embed-css.
 */
#ifndef CUPEL_RENDER_REPORT_CSS_H
#define CUPEL_RENDER_REPORT_CSS_H

extern const char report_css[];
/* "sha256-…": the source expression that allows exactly this sheet (CSP level 3). */
extern const char report_css_hash[];

#endif
