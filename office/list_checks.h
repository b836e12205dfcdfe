/* SPDX-License-Identifier: Apache-2.0 */
/* office/list_checks.h: what `cupel review` checks, for people and for tables in documents. */
#ifndef CUPEL_OFFICE_LIST_CHECKS_H
#define CUPEL_OFFICE_LIST_CHECKS_H

#include "base/buf.h"

/* A heading for each set, below it a line for each check: id, title. */
void list_checks_text(struct buf *out);
/* { "cupel": 1, "kind": "checks", "version", "checks": [ { id, set, set_title, title, why, spec,
 * fix, gain, effort } ] }, all strings but gain and effort (1 to 3). Errors: the buffer's. */
void list_checks_json(struct buf *out);

#endif
