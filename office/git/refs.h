/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/refs.h: names to ids: loose files under refs/ and HEAD before lines of packed-refs. A name is
 * looked up; only the tags are ever listed.
 */
#ifndef CUPEL_OFFICE_GIT_REFS_H
#define CUPEL_OFFICE_GIT_REFS_H

#include "office/git/folder.h"
#include "office/git/id.h"

#define REFS_PACKED_MAX (128u << 20) /* bytes of packed-refs */
#define REFS_LISTED_MAX 400000u      /* names that are gathered before they are sorted */

/* May @name be a ref (git-check-ref-format(1))? So also: is it safe as part of a path. */
bool ref_name_is_valid(cupel_slice name);
/*
 * The id that @name (whole: "HEAD", "refs/heads/main") stands for, symbolic refs followed.
 * CUPEL_E_NOT_FOUND: no such ref, or one that names a ref that is not there (a branch without a
 * commit); CUPEL_E_MALFORMED: neither an id nor a name, or names in a circle.
 */
cupel_status ref_find(const struct folder *f, const char *name, struct git_id *ret);
/* As git-rev-parse(1) tries a short name: as it is, then as a tag, a branch, a remote branch. */
cupel_status ref_find_short(const struct folder *f, const char *name, struct git_id *ret);

struct ref {
    const char *name; /* whole */
    struct git_id id;
};
struct ref_list {
    const struct ref *refs; /* sorted by name, each once */
    size_t n;
    bool is_cut; /* there are more than REFS_LISTED_MAX, or packed-refs is too large */
};
/* All refs under refs/tags/; everything in @a. */
cupel_status refs_list_tags(const struct folder *f, struct arena *a, struct ref_list *ret);

/* packed-refs, line by line: false at the end. Lines that are no ref are passed over. */
struct packed_ref {
    cupel_slice name;
    struct git_id id;
};
bool packed_ref_next(cupel_slice *left, struct packed_ref *ret);

#endif
