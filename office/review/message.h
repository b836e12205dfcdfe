/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/message.h: what a commit message says beside its words: trailers (as
 * git-interpret-trailers(1) finds them), and marks of the merge request it came by.
 */
#ifndef CUPEL_OFFICE_REVIEW_MESSAGE_H
#define CUPEL_OFFICE_REVIEW_MESSAGE_H

#include "office/review/project.h"

/* The block of trailers: the last paragraph, never the title, when all its lines are trailers, or a
 * quarter of them with one that git itself writes. Empty without one. */
cupel_slice message_trailers(cupel_slice message);
struct trailer {
    cupel_slice key, value; /* trimmed; a continued value keeps its line ends */
};
/* The next trailer of a block; @at starts with 0. False at the end. */
bool trailer_next(cupel_slice block, size_t *at, struct trailer *ret);

/* Is the "Name <address>" of a trailer this person, by address or by name, letter case aside? */
bool trailer_names(cupel_slice value, const struct git_person *who);
/* The message was cut at REPO_MESSAGE_MAX, so that its trailers may be missing. */
bool message_is_cut(const struct commit *c);
/* Does the message show that a forge or a review system brought the commit in: "(#12)", "Merge pull
 * request #12", "See merge request a/b!12", Change-Id, Reviewed-on, PR-URL? */
bool message_has_request(cupel_slice message);

#endif
