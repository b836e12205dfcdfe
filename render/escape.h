/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render/escape.h: text of others made harmless for where it goes: one function for each context.
 *
 * All take any bytes. What is no UTF-8, control characters, and characters that turn text around or
 * part lines unseen become U+FFFD, so that what a reader sees is what is there.
 */
#ifndef CUPEL_RENDER_ESCAPE_H
#define CUPEL_RENDER_ESCAPE_H

#include "base/buf.h"

/* HTML: element content, and attribute values between double quotes. Line feeds and tabs stay. */
void escape_html(struct buf *b, cupel_slice text);
/* XML 1.0: the same two places. */
void escape_xml(struct buf *b, cupel_slice text);
/*
 * Markdown, as GitHub and CommonMark read it: one line of prose that is nothing but prose, also at
 * the start of a paragraph, list item, heading or table cell. No link, image, HTML, emphasis or
 * code comes of it; addresses are not made into links; an invisible word joiner after '@' and '#'
 * keeps forges from telling the people so named.
 */
void escape_markdown(struct buf *b, cupel_slice text);
/* Markdown: one code span, with its backticks. Not for table cells, where '|' would end it. */
void escape_markdown_code(struct buf *b, cupel_slice text);
/* The path of a URI reference (RFC 3986): all but unreserved characters and '/' in percent form;
 * bytes as they are. */
void escape_uri_path(struct buf *b, cupel_slice text);
/* A SARIF message string (2.1.0, section 3.11): no placeholder, no embedded link. Line feeds stay.
 */
void escape_sarif(struct buf *b, cupel_slice text);
/* One line: each run of white space becomes one space, none at either end. */
void escape_line(struct buf *b, cupel_slice text);

#endif
