/* SPDX-License-Identifier: Apache-2.0 */
/* base/guess.h: "did you mean": the nearest of several names to what a person typed. */
#ifndef CUPEL_LIB_BASE_GUESS_H
#define CUPEL_LIB_BASE_GUESS_H

#include "base/slice.h"

/*
 * Offer each with
 * guess_add(), then read best, which is NULL when nothing is near.
 */
struct guess {
    const char *typed, *best;
    size_t distance;
};
void guess_add(struct guess *g, const char *name);
/* " (did you mean NAME?)" or "", in @room of @n bytes. */
const char *guess_text(const struct guess *g, const char *prefix, char *room, size_t n);

#endif
