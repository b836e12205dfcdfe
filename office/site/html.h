/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site/html.h: markup of ours with texts of others in it. A template is a string of our source;
 * each %s in it is escaped for the place where it stands, so that no caller can forget to:
 *
 *   element content, and attribute values between double quotes: render/escape.h
 *   the beginning of href, src and action: only relative references, http, https and mailto; any
 *   other scheme (as a browser would read it) becomes "#"
 *   anywhere else (a tag's name, a value without quotes, script, style): refused, the page fails
 */
#ifndef CUPEL_OFFICE_SITE_HTML_H
#define CUPEL_OFFICE_SITE_HTML_H

#include "base/buf.h"

enum html_place { HTML_CONTENT, HTML_TAG, HTML_VALUE };
struct html {
    struct buf *b;
    enum html_place place;
    bool is_url;   /* the value that stands open is an address, and nothing of it was written yet */
    bool is_raw;   /* inside script or style */
    char last[16]; /* what was written last of a tag, to know the attribute */
    bool is_wrong; /* a template was: CUPEL_E_INTERNAL */
};
struct html html_to(struct buf *b);
/* %s (NULL: nothing), %zu and %% only. */
void html_put(struct html *h, const char *markup, ...) __attribute__((format(printf, 2, 3)));
/* Markup that another writer of ours made; it stands in element content. */
void html_add(struct html *h, cupel_slice markup);
/* May it stand in href? A scheme is what stands before the first ':' that no '/', '?' or '#'
 * precedes, leading white space and control characters aside. */
bool html_url_is_fine(const char *url);
/* The buffer's status, or CUPEL_E_INTERNAL for a wrong template or an open tag. */
cupel_status html_status(const struct html *h);

#endif
