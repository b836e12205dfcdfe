/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site/svg.h: an SVG image of an office made fit to stand inside a page. Read strictly as XML, then
 * written anew from lists of elements and attributes that draw and do nothing else.
 */
#ifndef CUPEL_OFFICE_SITE_SVG_H
#define CUPEL_OFFICE_SITE_SVG_H

#include "base/arena.h"
#include "base/buf.h"

/*
 * @prefix: before ids and what refers to them, where they do not begin with it. Style elements and
 * attributes are left out: the page's own sheet decides. Refused, *why says what: scripts,
 * handlers, foreign content, animation, references to elsewhere, elements and attributes that are
 * on no list. CUPEL_E_MALFORMED (no XML, no svg at its root), CUPEL_E_UNSUPPORTED (refused),
 * CUPEL_E_LIMIT, CUPEL_E_NOMEM. @out holds nothing of use on failure.
 */
cupel_status svg_inline(struct arena *a, cupel_slice file, const char *prefix, struct buf *out,
                        const char **why);

#endif
