/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landscape/gaps.h: what the landscape lacks, and which projects without a home could fill it. A
 * gap is only what nothing in the list fills; how many items could fill it without our knowing
 * stands beside it. What is proposed here is a list for people to look at: a recommendation needs a
 * review, and says whether there is one.
 */
#ifndef CUPEL_OFFICE_LANDSCAPE_GAPS_H
#define CUPEL_OFFICE_LANDSCAPE_GAPS_H

#include "office/landscape/matrix.h"

#define GAPS_REVIEW_MAX 67108864 /* bytes of a review that is read */

enum gap_kind {
    GAP_NONE,    /* no living item has this TEE and this role */
    GAP_ONE,     /* one has */
    GAP_NO_HOME, /* several have, and none of them has a home */
    GAP_CATEGORY /* no living item of the category has a home */
};
struct gap {
    enum gap_kind kind;
    const char *tee, *role;                    /* but for GAP_CATEGORY */
    const struct landscape_category *category; /* GAP_CATEGORY */
    size_t items;                              /* living ones that are meant */
    const struct landscape_item *only;         /* GAP_ONE */
    size_t unsure; /* living items that name the TEE and whose role is unknown */
};

/* What was recommended already, from recommendations.yml. */
struct gap_recommendation {
    const char *project, *to, *date, *fate;
};
struct gap_review {
    bool is_there;              /* the item names one, and it was read */
    const char *path;           /* as the item names it, or NULL */
    const char *why;            /* it was named and not read */
    size_t pass, fail, unknown; /* of its checks on confidential computing; exempt ones aside */
    const char *as_of;          /* YYYY-MM-DD */
};
struct gap_candidate {
    const struct landscape_item *item;
    size_t fills;    /* gaps that it would fill or give a home to */
    const char *why; /* which, in words */
    struct gap_review review;
    const struct gap_recommendation *recommended; /* newest; NULL: never */
};
struct gaps {
    const struct gap *at; /* by kind, then TEE and role in the order of the vocabulary */
    size_t n;
    /* Active, without a home, under an OSI licence, no part of another project: those with a
     * review first, then by how many gaps they fill, then in the order of the file. */
    const struct gap_candidate *candidates;
    size_t n_candidates;
    size_t living;       /* items that are not archived, superseded, unmaintained or dormant */
    size_t no_home;      /* of them */
    size_t unknown_home; /* of them */
    size_t unknown[MATRIX_AXES]; /* living items for which an axis is not known */
};
/* Read a review that an item names ("reviews/ID.json") into @ret, in @a. */
typedef cupel_status gaps_load(void *context, struct arena *a, const char *path, cupel_slice *ret,
                               struct cupel_diag *err);
/* @load may be NULL: no review is read then. @recommendations as of gaps_recommendations(). */
cupel_status gaps_find(struct arena *a, const struct landscape *l,
                       const struct gap_recommendation *recommendations, size_t n, gaps_load *load,
                       void *context, struct gaps *ret);
/* recommendations.yml: project, to, date and fate of each; problems in @problems. */
cupel_status gaps_recommendations(struct arena *a, const struct landscape_file *in,
                                  const struct gap_recommendation **ret, size_t *n,
                                  struct landscape_problems *problems);
void gaps_write_text(const struct gaps *g, struct text_out *t);
/* The members "gaps", "candidates" and "counts" of an open object. */
void gaps_write_json(const struct gaps *g, struct json_out *o);

#endif
