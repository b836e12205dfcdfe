/* SPDX-License-Identifier: Apache-2.0 */
/* render/review_words.h: how all writers of reviews name things. Plain text: who prints it escapes
 * it. */
#ifndef CUPEL_RENDER_REVIEW_WORDS_H
#define CUPEL_RENDER_REVIEW_WORDS_H

#include "office/model/review.h"

/* What people read in place of an outcome's name: a statement is shown or it is not, and that says
 * nothing of the project as a whole. */
enum review_state {
    REVIEW_SHOWN,
    REVIEW_NOT_SHOWN,
    REVIEW_CANNOT_TELL,
    REVIEW_NOT_APPLICABLE,
    REVIEW_EXEMPT,
    REVIEW_STATES
};
enum review_state review_state_of(const struct finding *f);
enum review_state review_outcome_state(cupel_outcome o);
const char *review_state_word(enum review_state s);    /* "shown", "not shown", "cannot tell"… */
const char *review_state_meaning(enum review_state s); /* one sentence */
const char *review_state_class(enum review_state s);   /* for style sheets: "shown", "not", … */
size_t review_state_count(const struct review_counts *c, enum review_state s);
size_t review_counts_total(const struct review_counts *c);
/* Of those, how many apply to the project: all but the not applicable. */
size_t review_counts_applicable(const struct review_counts *c);

const char *review_gain_words(uint8_t gain);     /* "helps much" */
const char *review_effort_words(uint8_t effort); /* "about a day" */
const char *review_leg_words(enum leg_state s);  /* "found", "absent", "unsure", "not asked" */
/* "Reply of the project", "Dissent", "Comment" */
const char *review_remark_words(enum remark_kind k);
/* @value is before or after of @c: an outcome of a check in the words above, else as it stands. */
const char *review_change_words(const struct review *r, const struct change *c, const char *value);
/* Whether the score's standard is the one that @set comes from. */
bool review_score_is_of(const struct score *s, const char *set);

/* All of these append. */
void review_put_date(struct buf *b, int64_t t);              /* 2026-11-26 */
void review_put_number(struct buf *b, uint64_t n);           /* 1,482 */
void review_put_share(struct buf *b, int tenths);            /* "58.8 %", "nothing applies" */
void review_put_score(struct buf *b, const struct score *s); /* one sentence */
void review_put_commit(struct buf *b, const char *commit, size_t digits); /* its first digits */
/* "path:line", after the checkout's name where the review has several: "agent: src/a.c:12";
 * "commit 9f2c1d7a5b3e" where there is no path. With the commit when it is not the one reviewed. */
void review_put_place(struct buf *b, const struct review *r, const struct place *p);
/* A page of the forge that shows @p, or nothing: the remote's host must be one whose addresses are
 * known, and the commit named. */
void review_put_place_url(struct buf *b, const struct review *r, const struct place *p);
/* The newest state of a file at the forge of @origin, or nothing where that is not known. */
void review_put_head_url(struct buf *b, const char *origin, const char *path);
/* The remote as an https address without user or password, or nothing. */
void review_put_origin_url(struct buf *b, const char *origin);
/* "snp, tdx, nitro", or @none. */
void review_put_list(struct buf *b, const char *const *words, size_t n, const char *none);

/* Places of a finding, its legs and its tables. */
size_t review_places_count(const struct finding *f);
/* The first @room of them that name a path, without repeats; how many. */
size_t review_places_first(const struct finding *f, const struct place **ret, size_t room);

#endif
