/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/clean.h: bytes of a repository made fit for printing: valid UTF-8 without control characters
 * and without those that turn the direction of what follows. Each byte that is none of a character
 * becomes '?', and so does each character that is taken out.
 */
#ifndef CUPEL_OFFICE_GIT_CLEAN_H
#define CUPEL_OFFICE_GIT_CLEAN_H

#include "base/arena.h"

/* One line, as names and paths are: all control characters go. At most @max bytes, whole characters
 * only. NUL-terminated; "" when the arena failed. */
const char *clean_line(struct arena *a, cupel_slice raw, size_t max);
/* Several lines: tabs and line ends stay, CR before LF goes, and so do line ends at both ends. */
const char *clean_text(struct arena *a, cupel_slice raw, size_t max);
/* Is it clean already, so that clean_line() would only copy it? */
bool is_clean_line(cupel_slice raw);
/* ISO 8859-1 as UTF-8, at most the first @max bytes of it. The empty slice when the arena failed.
 */
cupel_slice latin1_to_utf8(struct arena *a, cupel_slice raw, size_t max);

#endif
