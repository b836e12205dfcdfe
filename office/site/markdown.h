/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site/markdown.h: Markdown of an office as HTML, through md4c. Raw HTML stays text; every text is
 * escaped; a link goes where the caller says, or nowhere; no attribute holds style.
 */
#ifndef CUPEL_OFFICE_SITE_MARKDOWN_H
#define CUPEL_OFFICE_SITE_MARKDOWN_H

#include "base/arena.h"
#include "base/buf.h"

#define MARKDOWN_DEPTH_MAX 64 /* lists and quotations in one another; further in is flat */

/* What a link becomes: the address to write, unescaped, or NULL: no link then, its text alone.
 * @target as written, decoded. Addresses that html_url_is_fine() refuses are no links whatever this
 * says. */
typedef const char *markdown_resolve(void *context, const char *target, bool is_image);
/* Write an image as markup of your own, in element content of @out; false: its alternative text
 * stands. */
typedef bool markdown_image(void *context, const char *target, const char *alt, struct buf *out);

struct markdown {
    struct arena *arena;
    markdown_resolve *resolve; /* NULL: only absolute http and https, and fragments */
    markdown_image *image;     /* NULL: images are their alternative text */
    void *context;
    unsigned level;  /* headings of level 1 become <hN>, others follow; at most <h6> */
    bool drop_title; /* leave a heading of level 1 that comes first out: the page has it */
};
/* CUPEL_E_LIMIT when @out or the arena did not do, CUPEL_E_NOMEM. A comment at the very top (an
 * SPDX line) is left out. */
cupel_status markdown_html(const struct markdown *m, cupel_slice text, struct buf *out);

#endif
