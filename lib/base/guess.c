/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guess.h"

#include <stdio.h>
#include <string.h>

#define GUESS_MAX 48 /* longest name that is compared */

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

/* Levenshtein distance with one row; names longer than GUESS_MAX count as far. */
static size_t distance(const char *a, const char *b)
{
    size_t row[GUESS_MAX + 1], na = strlen(a), nb = strlen(b);
    if (na > GUESS_MAX || nb > GUESS_MAX)
        return GUESS_MAX;
    for (size_t j = 0; j <= nb; j++)
        row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t above = row[j];
            row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[nb];
}

/* The part behind the last dot: "measurement" names "snp.measurement" well enough. */
static const char *tail(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

void guess_add(struct guess *g, const char *name)
{
    size_t d = distance(g->typed, name);
    size_t short_d = strchr(g->typed, '.') ? d : distance(g->typed, tail(name)) + 1;
    d = short_d < d ? short_d : d;
    size_t limit = strlen(g->typed) / 3 + 1;
    if (d > limit || (g->best && d >= g->distance))
        return;
    g->best = name;
    g->distance = d;
}

const char *guess_text(const struct guess *g, const char *prefix, char *room, size_t n)
{
    if (!g->best || snprintf(room, n, " (did you mean %s%s?)", prefix, g->best) < 0)
        return "";
    return room;
}
