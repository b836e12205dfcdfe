/* SPDX-License-Identifier: Apache-2.0 */
#include "office/site/site.h"

#include "office/site/build.h"

#include <string.h>

/* Every page, in the order in which they are made. The feed and the map come last: they speak of
 * what there is. */
static void (*const makers[])(struct site *s) = {
    site_home,
    site_charter,
    site_people,
    site_calendar,
    site_meetings,
    site_decisions,
    site_recommendations,
    site_landscape,
    site_landscape_cards,
    site_landscape_items,
    site_landscape_compare,
    site_landscape_matrix,
    site_landscape_gaps,
    site_landscape_health,
    site_landscape_data,
    site_reviews,
    site_patterns,
    site_papers,
    site_reports,
    site_texts,
    site_assets,
    site_feed,
    site_map,
};

/* As many pages as there can be: of entries, values and their parts, texts, reviews and records. */
static size_t most_pages(const struct site *s)
{
    size_t n = 100 + s->n_items * 2 + s->n_texts + s->n_reviews + s->g->n_files;
    for (int x = 0; x < SITE_AXES; x++)
        for (size_t i = 0; i < s->n_values[x]; i++)
            n += 2 + s->values[x][i].items / SITE_CARDS;
    return n;
}

cupel_status site_build(struct arena *a, const struct site_input *in, site_put *put, void *context,
                        struct landscape_problems *problems, struct site_counts *ret)
{
    struct site s = {
        .a = a, .in = in, .g = in->g, .problems = problems, .put = put, .context = context
    };
    CUPEL_TRY(site_look(&s));
    s.pages = arena_array(a, most_pages(&s), sizeof *s.pages);
    CUPEL_TRY(arena_status(a));
    for (size_t i = 0; i < CUPEL_COUNT(makers) && s.st == CUPEL_OK; i++)
        makers[i](&s);
    if (s.st == CUPEL_OK)
        *ret = s.counts;
    return s.st;
}
