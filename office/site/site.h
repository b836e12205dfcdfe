/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site/site.h: an office as a static site: pages that work without JavaScript and from a folder,
 * with the same in JSON beside each, a calendar, a feed and a map of the site. Pure: files come as
 * bytes, pages go out through a function, the day is an argument; same input, same bytes.
 */
#ifndef CUPEL_OFFICE_SITE_SITE_H
#define CUPEL_OFFICE_SITE_SITE_H

#include "office/govern/govern.h"

#define SITE_PAGE_MAX 16777216 /* bytes of one file that is written */
#define SITE_CARDS    48       /* entries of the landscape on one page of cards */
#define SITE_ROWS     100      /* rows on one page of the matrix */

struct site_input {
    /* Read, and without errors of govern_check() and calendar_check(); its landscape may be NULL.
     */
    const struct govern *g;
    /* Texts (*.md), images (*.svg) and reviews (reviews/ID.json) of the office by their names from
     * its top, sorted by name. */
    const struct landscape_file *files;
    size_t n_files;
    const char *base;    /* address of the published site, ends with '/'; NULL: not known */
    const char *version; /* of cupel */
};
/* Where a page goes: @path is relative, of '/' and names of ours; each comes once. */
typedef cupel_status site_put(void *context, const char *path, cupel_slice bytes);
struct site_counts {
    size_t pages, files; /* HTML, and all */
    size_t bytes;        /* of all */
    size_t largest;      /* bytes of the largest page of HTML */
    const char *largest_path;
};
/*
 * Everything lives in @a. Mistakes in texts, images and reviews go to @problems and leave out what
 * they concern. CUPEL_E_LIMIT or CUPEL_E_NOMEM when the arena did not do, CUPEL_E_INTERNAL for a
 * bug of ours, and whatever @put gives.
 */
cupel_status site_build(struct arena *a, const struct site_input *in, site_put *put, void *context,
                        struct landscape_problems *problems, struct site_counts *ret);

#endif
