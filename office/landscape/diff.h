/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/diff.h: what changed between two states of a landscape. */
#ifndef CUPEL_OFFICE_LANDSCAPE_DIFF_H
#define CUPEL_OFFICE_LANDSCAPE_DIFF_H

#include "codec/json_out.h"
#include "office/landscape/landscape.h"
#include "render/text.h"

#define DIFF_CHANGES_MAX 100000

enum diff_kind {
    DIFF_ADDED,
    DIFF_REMOVED,
    DIFF_RENAMED, /* another name, the same repository */
    DIFF_MOVED,   /* to another category or subcategory */
    DIFF_CHANGED  /* one member of an item */
};
struct diff_change {
    enum diff_kind kind;
    const struct landscape_item *before, *after; /* NULL where there is none */
    const char *field;     /* DIFF_CHANGED: "license", "annotations.tees", "additional_repos" */
    const char *old, *new; /* values as text; NULL: absent. DIFF_MOVED: "Category / Subcategory" */
};
struct landscape_diff {
    const struct diff_change *at; /* by kind, then by name */
    size_t n, more;
    size_t unchanged;                /* items that are the same in both */
    size_t counts[DIFF_CHANGED + 1]; /* changes of each kind */
    size_t changed_items;            /* items with a DIFF_CHANGED */
};
const char *diff_kind_name(
    enum diff_kind k); /* "added", "removed", "renamed", "moved", "changed" */
/* Items are the same where name and place are; then where the name is; then where one of those left
 * has the repository of another. Strings in @a or of the two. */
cupel_status landscape_compare(struct arena *a, const struct landscape *before,
                               const struct landscape *after, struct landscape_diff *ret);
void diff_write_text(const struct landscape_diff *d, struct text_out *t);
/* The members "changes" and "counts" of an open object. */
void diff_write_json(const struct landscape_diff *d, struct json_out *o);

#endif
