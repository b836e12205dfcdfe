/* SPDX-License-Identifier: Apache-2.0 */
/* report/state.h: an office at one moment: its files, landscape and reviews, out of a commit or a
 * folder. */
#ifndef CUPEL_OFFICE_REPORT_STATE_H
#define CUPEL_OFFICE_REPORT_STATE_H

#include "office/git/repo.h"
#include "office/govern/govern.h"
#include "office/model/review.h"

#define STATE_REVIEWS_MAX 2000     /* files in reviews/ that are read */
#define STATE_REVIEW_MAX  67108864 /* bytes of one */
#define STATE_TERMS_MAX   1000     /* seats and past terms */
#define STATE_ADVICE_MAX  5000     /* recommendations */
#define STATE_ROLL_MAX    100000   /* entries of all rolls of attendance */

/* Where files come from. */
struct state_source {
    const char *const *names; /* of all files, from the top of the office, sorted */
    size_t n;
    const char *prefix; /* what proofs put before a name: "" or "examples/sig/" */
    const char *commit; /* 40 hex digits; NULL: a folder */
    const char *date;   /* of the commit, YYYY-MM-DD; NULL with a folder */
    /* The bytes of a name, of at most @max; CUPEL_E_NOT_FOUND, CUPEL_E_LIMIT and others. */
    cupel_status (*fetch)(void *context, struct arena *a, const char *name, size_t max,
                          cupel_slice *ret);
    void *context;
};

struct state_review {
    const char *path;            /* as proofs have it */
    const char *name;            /* "reviews/ID.json" */
    const struct review *review; /* NULL: it could not be read */
    const char *why;
};
struct state {
    const char *commit, *date, *prefix;
    struct govern g;
    struct landscape landscape; /* of no items where there is none */
    bool has_landscape;
    struct state_review *reviews;
    size_t n_reviews;
    const struct landscape_file
        *files; /* those that govern_kind_of() knows; names without prefix */
    size_t n_files;
};
/* The bytes of one of its files; the empty slice where it is not there. */
cupel_slice state_bytes(const struct state *s, const char *name);
/*
 * Read it. Mistakes of form are in @problems, and then the state is not to be used: what could not
 * be read would be missing from every number. @lenient: what is wrong with landscape files is told
 * as a doubt where it can be, and so is, as an error, what is more than is compared in a moment
 * (the caps above). CUPEL_OK also with mistakes; else memory or a cap did not do.
 */
cupel_status state_read(struct arena *a, const struct state_source *src, int64_t as_of,
                        bool lenient, struct state *ret, struct landscape_problems *problems);
/* An office without a file: what was there before there was one. */
struct state state_empty(struct arena *a, int64_t as_of);

/* ---- out of git ---- */

struct state_git {
    struct repo *repo;
    struct tree tree;
    const char *prefix;
};
/*
 * The newest commit on @h's line of first parents from the end of that day or before, as git
 * rev-list -1 --first-parent --before has it; SIZE_MAX when all are younger. Index into h->commits.
 */
size_t state_commit_on(const struct history *h, int64_t day);
/* A source of the files below @prefix at @commit; @g holds what it needs. Links that stand where a
 * file of the office should are told. */
cupel_status state_from_git(struct arena *a, struct repo *r, const struct commit *commit,
                            const char *prefix, struct state_git *g, struct state_source *ret,
                            struct landscape_problems *problems, struct cupel_diag *err);
/* Is there an office in this source? */
bool state_has_office(const struct state_source *src);
/*
 * The oldest commit of the line with an office below @prefix, found by halving: an office that came
 * stays. SIZE_MAX: not even the newest one has it.
 */
cupel_status state_first(struct arena *a, struct repo *r, const struct history *h,
                         const char *prefix, size_t *ret, struct cupel_diag *err);

#endif
