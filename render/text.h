/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render/text.h: text for people on a terminal or in a file. Everything that is printed passes
 * through here: control characters, also those of Unicode that turn text around, become '?'.
 */
#ifndef CUPEL_RENDER_TEXT_H
#define CUPEL_RENDER_TEXT_H

#include <cupel/check.h>

#include "base/buf.h"

enum text_colour { TEXT_PLAIN, TEXT_BOLD, TEXT_DIM, TEXT_GREEN, TEXT_YELLOW, TEXT_RED };

struct text_out {
    struct buf *b;
    bool colour;
    unsigned width;  /* columns to wrap at */
    unsigned column; /* where the next character goes, from 0 */
};

struct text_out text_out_to(struct buf *b, bool colour);
/* As it stands, cleaned; never wrapped. */
void text_put(struct text_out *t, const char *text);
void text_line(struct text_out *t); /* end the line */
void text_colour(struct text_out *t, enum text_colour c);
/* Spaces up to @column; a new line first when it is behind that already. */
void text_to(struct text_out *t, unsigned column);
/* Words from here on; lines that follow start at @indent. A word longer than a line stands whole on
 * its own, so that hex can be copied. */
void text_wrap(struct text_out *t, unsigned indent, const char *text);
/* "  label  text": @label at @indent, @text wrapped from @column on, and the end of the line. */
void text_row(struct text_out *t, unsigned indent, const char *label, unsigned column,
              const char *text);
/* A heading with a blank line before it. */
void text_heading(struct text_out *t, const char *text);
/* How many columns @text takes. */
unsigned text_columns(const char *text);

/* Shared by all renderers of checks. */
enum text_colour text_outcome_colour(cupel_outcome o);
/* One check in full: outcome, id, title, detail, expected, found, where, fix. */
void text_check(struct text_out *t, const struct cupel_check *c, bool with_spec);
/* What a check means. */
void text_check_info(struct text_out *t, const struct cupel_check_info *c);

#endif
