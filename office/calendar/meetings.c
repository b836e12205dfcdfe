/* SPDX-License-Identifier: Apache-2.0 */
/* calendar/meetings.c: the meetings of all series between two moments. */
#include "office/calendar/series.h"

#include "base/text.h"
#include "office/govern/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gather {
    const struct govern *g;
    struct calendar_meeting *at;
    size_t n;
    int64_t from, to;
};

static const struct yaml_node *first_series(const struct govern *g, const struct govern_file **file)
{
    *file = govern_file(g, GOVERN_COMMUNICATIONS);
    return *file ? member_first((*file)->top, "series") : NULL;
}

static void fill(struct gather *w, const struct series *s, struct icaltimetype local, int64_t at,
                 int offset, struct calendar_meeting *ret)
{
    struct civil c;
    int minutes = abs(offset) / 60;
    *ret = (struct calendar_meeting){ .series = s->node, .at = at };
    civil_from_epoch(at + offset, &c); /* what clocks on the wall show: not @local in a gap */
    (void)snprintf(ret->date, sizeof ret->date, "%04u-%02u-%02u", (unsigned)c.year % 10000,
                   (unsigned)c.month % 100, (unsigned)c.day % 100);
    (void)snprintf(ret->time, sizeof ret->time, "%02u:%02u", (unsigned)local.hour % 100,
                   (unsigned)local.minute % 100);
    struct icaltimetype end = icaltime_from_timet_with_zone(
        (time_t)(at + offset + (int64_t)s->minutes * 60), 0, NULL);
    (void)snprintf(ret->end_time, sizeof ret->end_time, "%02u:%02u", (unsigned)end.hour % 100,
                   (unsigned)end.minute % 100);
    rfc3339_write(at, ret->utc);
    (void)snprintf(ret->offset, sizeof ret->offset, "%c%02d:%02d", offset < 0 ? '-' : '+',
                   minutes / 60 % 100, minutes % 60);
    ret->minutes = series_minutes(w->g, member_text(s->node, "id"), ret->date);
    ret->is_cancelled = series_is_excepted(s, ret->date) ||
                        (ret->minutes && !member_truth(ret->minutes->top, "held"));
}

static cupel_status add_series(struct gather *w, const struct series *s)
{
    icalrecur_iterator *i = NULL;
    for (size_t step = 0;; step++) {
        int offset = 0;
        struct icaltimetype local = series_next(s, &i);
        if (icaltime_is_null_time(local))
            return CUPEL_OK;
        int64_t at = series_moment(s, local, &offset);
        if (at >= w->to)
            break;
        if (step == CALENDAR_STEPS_MAX) {
            icalrecur_iterator_free(i);
            return CUPEL_E_LIMIT;
        }
        if (at < w->from)
            continue;
        if (w->n == CALENDAR_MEETINGS_MAX) {
            icalrecur_iterator_free(i);
            return CUPEL_E_LIMIT;
        }
        fill(w, s, local, at, offset, &w->at[w->n++]);
    }
    if (i)
        icalrecur_iterator_free(i);
    return CUPEL_OK;
}

static int by_time(const void *x, const void *y)
{
    const struct calendar_meeting *a = x, *b = y;
    if (a->at != b->at)
        return (a->at > b->at) - (a->at < b->at);
    return (a->series->line > b->series->line) - (a->series->line < b->series->line);
}

cupel_status calendar_meetings(struct arena *a, const struct govern *g, int64_t from, int64_t to,
                               struct calendar_meeting **ret, size_t *n,
                               struct landscape_problems *problems)
{
    const struct govern_file *file = NULL;
    struct gather w = { .g = g, .from = from, .to = to };
    const struct yaml_node *node = first_series(g, &file);
    w.at = arena_array(a, node ? CALENDAR_MEETINGS_MAX : 1, sizeof *w.at);
    CUPEL_TRY(arena_status(a));
    for (; node; node = node->next) {
        struct series s;
        if (series_read(file, node, &s, problems))
            CUPEL_TRY(add_series(&w, &s));
    }
    if (w.n > 1)
        qsort(w.at, w.n, sizeof *w.at, by_time);
    *ret = w.at;
    *n = w.n;
    return CUPEL_OK;
}

void calendar_check(const struct govern *g, struct landscape_problems *problems)
{
    const struct govern_file *file = NULL;
    for (const struct yaml_node *node = first_series(g, &file); node; node = node->next) {
        struct series s;
        (void)series_read(file, node, &s, problems);
    }
}
