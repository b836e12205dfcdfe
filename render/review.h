/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render/review.h: a review for people, for forges and for pages. Checks and counts with their
 * evidence, never a verdict. All text of the project is escaped for where it stands
 * (render/escape.h). Same review, same bytes. What fails for want of room says buf_status().
 */
#ifndef CUPEL_RENDER_REVIEW_H
#define CUPEL_RENDER_REVIEW_H

#include "office/model/review.h"
#include "render/text.h"

/*
 * For a terminal, 80 to 100 columns: what was read, counts, then what would help most for the least
 * effort. @verbose: every finding with all of its evidence.
 */
void review_render_text(const struct review *r, struct text_out *t, bool verbose);
/* GitHub-flavoured Markdown, for a comment or a file in a repository. */
void review_render_markdown(const struct review *r, struct buf *b);
/* One page that needs nothing else: no script, no font, no picture, no request. */
void review_render_html(const struct review *r, struct buf *b);
/* SARIF 2.1.0: one run, a rule for each check, a result for each finding. */
void review_render_sarif(const struct review *r, struct buf *b);
/*
 * A badge: how many of the confidential computing checks that apply are shown (of the first set
 * where there are none), the date and the first checkout's commit.
 */
void review_render_svg(const struct review *r, struct buf *b);

#endif
