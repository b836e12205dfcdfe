/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office/cache.h: reviews that were made before, by everything that decides their bytes: this
 * program itself, the commits, the date, the options. A file that is damaged or not ours is not
 * used and made anew.
 */
#ifndef CUPEL_OFFICE_CACHE_H
#define CUPEL_OFFICE_CACHE_H

#include "base/buf.h"

#define CACHE_FILE_MAX 67108864 /* bytes of one review */

struct cache {
    char path[4096]; /* of the file; "" when there is no place for it: nothing is cached */
};

/* Find the place for the review that @key (any bytes that decide it) stands for:
 * $XDG_CACHE_HOME/cupel/reviews, else ~/.cache/cupel/reviews. Creates nothing. */
void cache_find(cupel_slice key, struct cache *ret);
/* The review's JSON into @ret; false when there is none. */
bool cache_read(const struct cache *c, struct buf *ret);
/* Keep it: written beside and renamed, so that no reader sees half of it. A failure loses nothing
 * but time and is not told. */
void cache_write(const struct cache *c, cupel_slice json);

#endif
