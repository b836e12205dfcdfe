/* SPDX-License-Identifier: Apache-2.0 */
/*
 * license/license.h: which license a text is, by its words and never by its file name, against
 * fingerprints of the SPDX license list; and SPDX expressions (Annex D of SPDX 2.3).
 */
#ifndef CUPEL_OFFICE_LICENSE_LICENSE_H
#define CUPEL_OFFICE_LICENSE_LICENSE_H

#include "base/arena.h"

#define LICENSE_BYTES_MAX 1048576
#define LICENSE_FOUND_MAX 8

struct license_match {
    const char *id;    /* SPDX id, static: "Apache-2.0"; see license_detect() */
    unsigned permille; /* how much of the license's own words stand in the text, in order */
    uint32_t line;     /* where it starts, from 1 */
    uint32_t last_line;
};

struct license_result {
    struct license_match found[LICENSE_FOUND_MAX]; /* in order of the text; several: all apply */
    size_t n;
    unsigned explained; /* permille of the text's words that the licenses found cover: the rest is
                         * somebody's own terms */
    struct license_match nearest; /* when nothing was found: the best candidate, id NULL if none */
};

/*
 * The license or licenses that @text is. Pure and deterministic; of a text with more than
 * LICENSE_BYTES_MAX bytes the first are read.
 *
 * A license is found where 850 permille of its words stand close together and in order, and its
 * usual notice ("Licensed under the Apache License, Version 2.0 ...") where as many do, its name
 * among them; of two that overlap, the one that explains more words and lacks fewer. Titles,
 * copyright lines, numbering and the names in a license count nowhere. Instructions such as "How to
 * apply these terms" may be missing. The text of a GNU license does not say whether later versions
 * apply: its id ends in
 * "-only", unless a notice that says "any later version" stands outside of that text. An exception
 * that belongs to a license found makes one id of the two: "Apache-2.0 WITH LLVM-exception"; one
 * that stands alone is found under its own id. The Commons Clause, which is not on the list, is
 * found as "LicenseRef-Commons-Clause".
 *
 * This is no proof against somebody who alters a license and hides it: chunk hashes are short.
 * CUPEL_E_NOMEM: nothing was looked at; @ret is then empty.
 */
cupel_status license_detect(cupel_slice text, struct license_result *ret);
/* "SPDX-License-Identifier: X" within the first @lines lines: the expression, or the empty slice.
 */
cupel_slice license_tag(cupel_slice text, unsigned lines);
/* Is @id a license of the SPDX list (license_list_version)? Letter case does not matter, as the
 * specification has it. Deprecated ids count, and *is_deprecated (may be NULL) says so. */
bool license_is_known(cupel_slice id, bool *is_deprecated);
/* OSI-approved; "X WITH Y" is when X is. */
bool license_is_osi(const char *id);
/*
 * Check an expression: CUPEL_E_MALFORMED with the place and the reason, unknown ids included. The
 * licenses in it go to @ids (static names as the list has them, at most @room), in order and as
 * often as they stand there; exceptions are checked and not listed; every LicenseRef- is listed as
 * "LicenseRef-". *n is their count, which may be more than @room; on failure it is untouched.
 * Operators are capitals, as SPDX 2.3 demands.
 */
cupel_status license_expression(cupel_slice text, const char **ids, size_t room, size_t *n,
                                struct cupel_diag *err);
extern const char *const license_list_version; /* "3.29" */

#endif
