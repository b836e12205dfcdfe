/* SPDX-License-Identifier: Apache-2.0 */
/* git/repo_internal.h: what the files behind repo.h share. */
#ifndef CUPEL_OFFICE_GIT_REPO_INTERNAL_H
#define CUPEL_OFFICE_GIT_REPO_INTERNAL_H

#include "office/git/folder.h"
#include "office/git/object.h"
#include "office/git/store.h"

#define REPO_PEEL_MAX 8u /* tags of tags */

struct repo {
    struct arena arena; /* strings of @folder */
    struct folder folder;
    struct store *store;
};

/* The commit @id; @c borrows from @o, which the caller clears. As store_read_as(). */
cupel_status repo_commit(struct repo *r, const struct git_id *id, struct object *o,
                         struct commit_raw *c);
/* "is not in this repository", "is damaged": the words for a status of store_read(). */
const char *repo_why(cupel_status st);

#endif
