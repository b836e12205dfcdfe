/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office/remarks.h: the human part of a review, kept by people as YAML beside the project or the
 * review and shown next to the findings that it speaks of:
 *
 *     reviewers:
 *       - name: Ada Example
 *         affiliation: Example Ltd
 *         conflicts: none            # obligatory: a declaration, not a blank
 *     remarks:
 *       - check: cc-nonce            # absent: on the review as a whole
 *         kind: dissent              # comment, dissent or reply (the project's own)
 *         by: Ada Example
 *         date: 2026-11-26
 *         text: …
 */
#ifndef CUPEL_OFFICE_REMARKS_H
#define CUPEL_OFFICE_REMARKS_H

#include "office/model/review.h"

/* Add what @yaml holds to @r, in @r's arena. Every error at once, each with its line, into @errors
 * (a line each); CUPEL_E_MALFORMED then, and @r is as it was. */
cupel_status remarks_apply(cupel_slice yaml, struct review *r, struct buf *errors);

#endif
