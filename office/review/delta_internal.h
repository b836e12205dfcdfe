/* SPDX-License-Identifier: Apache-2.0 */
/* review/delta_internal.h: what the parts of the comparison share. For delta*.c alone. */
#ifndef CUPEL_OFFICE_REVIEW_DELTA_INTERNAL_H
#define CUPEL_OFFICE_REVIEW_DELTA_INTERNAL_H

#include "office/review/delta.h"

#define DELTA_SCRATCH ((size_t)512 << 20)

/* One checkout at both times. */
struct pair {
    const struct reviewed *before;
    const struct checkout *now;
    struct git_id commit;   /* the earlier one */
    bool is_same;           /* of one commit */
    bool has_commit;        /* the earlier commit is in the repository at hand */
    struct tree tree;       /* the earlier tree; empty unless has_commit */
    struct history history; /* what the earlier commit reaches; empty unless has_commit */
};

struct delta_maker {
    const struct review *before, *now;
    const struct project *p;
    struct arena *arena; /* the project's */
    struct arena scratch;
    struct pair *pairs;
    size_t n_pairs;
    struct change *changes;
    size_t n, unchanged;
};

/* Add a change; all strings as in struct change. @place may be NULL. */
void delta_add(struct delta_maker *m, const char *what, const char *before, const char *after,
               const char *detail, const struct place *place);
/* A place in the checkout as it is now, or as it was. */
struct place delta_place(const struct delta_maker *m, const struct pair *at, const char *path,
                         uint32_t line, bool is_now);

/* delta_depends.c: direct dependencies, by name. */
void delta_depends(struct delta_maker *m, const struct pair *at);
/* delta_files.c: documents, owners. */
void delta_files(struct delta_maker *m, const struct pair *at);
void delta_owners(struct delta_maker *m);
/* delta_history.c: commits, people, releases in between; what is wrong with the earlier commit. */
void delta_history(struct delta_maker *m, const struct pair *at);

#endif
