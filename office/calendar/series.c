/* SPDX-License-Identifier: Apache-2.0 */
#include "office/calendar/series.h"

#include "base/guess.h"
#include "base/text.h"
#include "office/govern/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

static void wrong(const struct govern_file *file, const struct yaml_node *node, const char *key,
                  struct landscape_problems *problems, const char *text)
{
    const struct yaml_node *at = yaml_find(node, key);
    landscape_complain(problems, file->name, at ? at->line : node->line, true, "%s: %s", key, text);
}

/* libical knows UTC by a function of its own, and the rest by the system's table. */
static icaltimezone *zone_of(const char *name)
{
    if (strcmp(name, "UTC") == 0 || strcmp(name, "Etc/UTC") == 0)
        return icaltimezone_get_utc_timezone();
    return icaltimezone_get_builtin_timezone(name);
}

static void tell_zone(const struct govern_file *file, const struct yaml_node *node,
                      struct landscape_problems *problems)
{
    char room[160], text[320];
    struct guess near = { .typed = member_text(node, "zone") };
    icalarray *all = icaltimezone_get_builtin_timezones();
    for (size_t i = 0; all && i < all->num_elements; i++)
        guess_add(&near, icaltimezone_get_location(icalarray_element_at(all, i)));
    (void)snprintf(text, sizeof text, "\"%.80s\" is no zone of this system's table%s", near.typed,
                   guess_text(&near, "", room, sizeof room));
    wrong(file, node, "zone", problems, text);
}

static struct icaltimetype day_of(const struct yaml_node *node, const char *key)
{
    int64_t t = 0;
    if (!member_date(node, key, &t))
        return icaltime_null_time();
    return icaltime_from_timet_with_zone((time_t)t, 1, NULL);
}

static bool has_time(const struct icalrecurrencetype *r)
{
    return r->by_hour[0] != ICAL_RECURRENCE_ARRAY_MAX ||
           r->by_minute[0] != ICAL_RECURRENCE_ARRAY_MAX ||
           r->by_second[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

static bool read_rule(const struct govern_file *file, const struct yaml_node *node,
                      struct series *s, struct landscape_problems *problems)
{
    char text[320];
    const char *rule = member_text(node, "rule");
    icalerror_clear_errno();
    s->rule = icalrecurrencetype_from_string(rule);
    if (s->rule.freq == ICAL_NO_RECURRENCE || icalerrno != ICAL_NO_ERROR) {
        (void)snprintf(text, sizeof text,
                       "\"%.120s\" is no recurrence of RFC 5545; for example "
                       "FREQ=MONTHLY;BYDAY=1TH or FREQ=WEEKLY;INTERVAL=2",
                       rule);
        wrong(file, node, "rule", problems, text);
        return false;
    }
    if (s->rule.freq < ICAL_DAILY_RECURRENCE || has_time(&s->rule)) {
        wrong(file, node, "rule", problems,
              "a group does not meet more than once a day; the hour stands in `time`");
        return false;
    }
    if (!icaltime_is_null_time(s->rule.until)) {
        wrong(file, node, "rule", problems, "the last day stands in `until`, not in the rule");
        return false;
    }
    return true;
}

/* A start that the rule does not give is a meeting for some programs and none for others. */
static void check_start(const struct govern_file *file, const struct series *s,
                        struct landscape_problems *problems)
{
    icalrecur_iterator *i = NULL;
    struct icaltimetype first = series_next(s, &i);
    if (i)
        icalrecur_iterator_free(i);
    if (icaltime_is_null_time(first)) {
        wrong(file, s->node, "rule", problems, "gives no meeting at all");
        return;
    }
    const struct yaml_node *at = yaml_find(s->node, "start");
    if (icaltime_compare_date_only(first, s->start) != 0)
        landscape_complain(problems, file->name, at ? at->line : s->node->line, false,
                           "start: %s is no day of the rule, whose first is %04d-%02d-%02d; some "
                           "programs would show both",
                           member_text(s->node, "start"), first.year, first.month, first.day);
}

bool series_read(const struct govern_file *file, const struct yaml_node *node, struct series *ret,
                 struct landscape_problems *problems)
{
    struct series s = { .node = node, .zone = zone_of(member_text(node, "zone")) };
    const char *time = member_text(node, "time");
    if (!s.zone) {
        tell_zone(file, node, problems);
        return false;
    }
    if (!read_rule(file, node, &s, problems))
        return false;
    s.start = day_of(node, "start");
    if (s.start.year < 1970) {
        wrong(file, node, "start", problems, "lies before 1970: begin where the group began");
        return false;
    }
    s.until = day_of(node, "until");
    s.start.is_date = 0;
    s.start.hour = (int)strtol(time, NULL, 10);
    s.start.minute = (int)strtol(time + 3, NULL, 10); /* HH:MM, by its shape */
    s.minutes = (unsigned)(member_count(node, "minutes") % (1440 * 7));
    check_start(file, &s, problems);
    *ret = s;
    return true;
}

/* ---- recurring ---- */

struct icaltimetype series_next(const struct series *s, icalrecur_iterator **i)
{
    if (!*i)
        *i = icalrecur_iterator_new(s->rule, s->start);
    struct icaltimetype t = *i ? icalrecur_iterator_next(*i) : icaltime_null_time();
    if (!icaltime_is_null_time(t) && !icaltime_is_null_time(s->until) &&
        icaltime_compare_date_only(t, s->until) > 0)
        t = icaltime_null_time();
    if (icaltime_is_null_time(t) && *i) {
        icalrecur_iterator_free(*i);
        *i = NULL;
    }
    return t;
}

/* Seconds since the epoch of a local time read as if it were UTC. */
static int64_t as_utc(struct icaltimetype t)
{
    struct civil c = { .year = t.year,
                       .month = t.month,
                       .day = t.day,
                       .hour = t.hour,
                       .minute = t.minute,
                       .second = t.second };
    return civil_to_epoch(&c);
}

static int offset_at(const struct series *s, int64_t utc)
{
    struct icaltimetype t = icaltime_from_timet_with_zone((time_t)utc, 0, NULL);
    int is_daylight = 0;
    return icaltimezone_get_utc_offset_of_utc_time(s->zone, &t, &is_daylight);
}

/*
 * The offsets a day before and a day after are those around a change, if there is one. A local time
 * that exists with the earlier offset is that; else with the later one; one that exists with
 * neither was left out by the change, and the offset before it counts.
 */
int64_t series_moment(const struct series *s, struct icaltimetype local, int *offset)
{
    int64_t t = as_utc(local);
    int before = offset_at(s, t - 86400), after = offset_at(s, t + 86400);
    *offset = before;
    if (before != after && offset_at(s, t - before) != before && offset_at(s, t - after) == after)
        *offset = after;
    return t - *offset;
}

bool series_is_excepted(const struct series *s, const char *date)
{
    for (const struct yaml_node *e = member_first(s->node, "except"); e; e = e->next)
        if (strcmp(e->text, date) == 0)
            return true;
    return false;
}

const struct govern_file *series_minutes(const struct govern *g, const char *id, const char *date)
{
    for (size_t i = 0; i < g->n_files; i++) {
        const struct govern_file *f = &g->files[i];
        if (f->kind == GOVERN_MEETING && f->top && strcmp(member_text(f->top, "series"), id) == 0 &&
            strcmp(member_text(f->top, "date"), date) == 0)
            return f;
    }
    return NULL;
}
