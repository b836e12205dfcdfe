/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/mailmap.h: a .mailmap as gitmailmap(5) defines it: names and addresses as committed, and the
 * proper ones that stand for them. Letter case (of ASCII) does not matter when committed ones are
 * compared. A line that is none of the four forms says nothing.
 */
#ifndef CUPEL_OFFICE_GIT_MAILMAP_H
#define CUPEL_OFFICE_GIT_MAILMAP_H

#include "base/arena.h"

#define MAILMAP_LINES_MAX 200000u

struct mailmap_entry {
    cupel_slice old_email, old_name; /* as committed; the name has p NULL: any */
    cupel_slice name, email;         /* proper; p NULL: as committed */
};
struct mailmap {
    const struct mailmap_entry *entries; /* sorted by address, then name; each pair once */
    size_t n;
    bool is_cut; /* MAILMAP_LINES_MAX was met */
};
/* @text is borrowed. CUPEL_E_NOMEM or CUPEL_E_LIMIT when the arena failed. */
cupel_status mailmap_parse(struct arena *a, cupel_slice text, struct mailmap *ret);
/* Replace what the map has a better word for. */
void mailmap_apply(const struct mailmap *m, cupel_slice *name, cupel_slice *email);

#endif
