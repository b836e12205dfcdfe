/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/write.h: scalars of YAML, for write.c and its tests. */
#ifndef CUPEL_OFFICE_LANDSCAPE_WRITE_H
#define CUPEL_OFFICE_LANDSCAPE_WRITE_H

#include "base/buf.h"

/* @text so that every reader of YAML 1.1 or 1.2 gets the same text back: without quotes where no
 * reader could take it for something else and @quoted does not demand them. One line. */
void yaml_write_text(struct buf *b, const char *text, bool quoted);
/* Can it stand as a literal block ("|" or "|-") and be read back as it is? */
bool yaml_is_block(const char *text);
/* From the mark on, each line after @indent blanks, with the last line feed. */
void yaml_write_block(struct buf *b, const char *text, unsigned indent);

#endif
