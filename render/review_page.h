/* SPDX-License-Identifier: Apache-2.0 */
/* render/review_page.h: what the files that make the HTML page share. */
#ifndef CUPEL_RENDER_REVIEW_PAGE_H
#define CUPEL_RENDER_REVIEW_PAGE_H

#include "office/model/review.h"
#include "render/review_words.h"

struct page {
    struct buf *b;
    const struct review *r;
    struct buf tmp; /* plain text being built; page_built() prints it escaped and empties it */
};

/* Markup of ours, as it stands. */
void page_raw(struct page *p, const char *markup);
/* Anything else; NULL prints nothing. */
void page_text(struct page *p, const char *text);
void page_built(struct page *p);
void page_number(struct page *p, uint64_t n);
/* The fragment that names a check: "check-cc-nonce". */
void page_anchor(struct page *p, const char *id);
void page_chip(struct page *p, enum review_state s);
/* A place, linked where the forge's addresses are known; its note follows. */
void page_place(struct page *p, const struct place *at);
/* Remarks as figures; nothing when there are none. */
void page_remarks(struct page *p, const struct remarks *m);
/* An article with all of one finding. */
void page_check(struct page *p, const struct finding *f);

/* Opens a section with its heading; its own end is "</section>". @id is ours. */
void page_section(struct page *p, const char *id, const char *title);
/* A table in a box that can be scrolled alone; class and label are ours. */
void page_table(struct page *p, const char *class_name, const char *label);
void page_table_end(struct page *p); /* also ends the table's body */
void page_cell(struct page *p, const char *text, const char *none);

/* Whole sections; those without content print nothing, or say so. */
void page_delta(struct page *p);
void page_observations(struct page *p);
void page_exemptions(struct page *p);
void page_people(struct page *p);
/* A score with its definition and sections, and those whose checks are in none of @sets. */
void page_score(struct page *p, const struct score *s);
void page_other_scores(struct page *p, const char *const *sets, size_t n);

#endif
