/* SPDX-License-Identifier: Apache-2.0 */
/* text/md_input.h: Markdown as md4c 0.4.8 can safely be given it. For all that call md_parse(). */
#ifndef CUPEL_OFFICE_TEXT_MD_INPUT_H
#define CUPEL_OFFICE_TEXT_MD_INPUT_H

#include "base/arena.h"

/* Bytes without a blank line. md4c's work for some rows of brackets grows with the square of their
 * length, so that a paragraph of megabytes would take seconds. */
#define MD_UNBROKEN_MAX 262144

/*
 * A copy in @a of what can be read in reasonable time: up to the first block that is no prose of
 * anybody (*is_cut is then set; it is never cleared). It ends in a line feed and has one more byte
 * behind it: at the end of a text without a line feed, md4c looks at the byte that follows, and
 * with some of them runs on from there. The empty slice for nothing, and when memory is short.
 */
cupel_slice md_input(struct arena *a, cupel_slice in, bool *is_cut);

#endif
