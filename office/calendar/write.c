/* SPDX-License-Identifier: Apache-2.0 */
/* calendar/write.c: the calendar as iCalendar. libical escapes and folds; texts are cleaned before:
 * no control character gets to it. */
#include "office/calendar/series.h"

#include "base/text.h"
#include "office/govern/check.h"
#include "render/escape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ZONES_MAX 100

struct writer {
    const struct govern *g;
    icalcomponent *top;
    struct icaltimetype stamp;
    const char *zones[ZONES_MAX]; /* that were written */
    size_t n_zones;
    bool is_full; /* memory was short */
};

/* One line, without what is no text. */
static const char *clean(const struct writer *w, const char *text)
{
    struct buf b;
    buf_init(&b, 4 * (size_t)GOVERN_FILE_MAX);
    escape_line(&b, slice_str(text));
    return arena_take_buf(w->g->arena, &b);
}

static void add(struct writer *w, icalcomponent *c, icalproperty *p)
{
    if (p)
        icalcomponent_add_property(c, p);
    else
        w->is_full = true;
}

static const char *office_id(const struct writer *w)
{
    const struct govern_file *o = govern_file(w->g, GOVERN_OFFICE);
    const char *id = member_text(o ? o->top : NULL, "short");
    return *id ? id : "office";
}

static bool is_known(const char *text)
{
    return *text && strcmp(text, "unknown") != 0;
}

/* ---- zones ---- */

static const char *zone_name(const struct series *s)
{
    return member_text(s->node, "zone");
}

/* libical's own TZID has its maker's name before it; what came before the series is cut off. */
static void add_zone(struct writer *w, const struct series *s, struct icaltimetype from)
{
    for (size_t i = 0; i < w->n_zones; i++)
        if (strcmp(w->zones[i], zone_name(s)) == 0)
            return;
    if (s->zone == icaltimezone_get_utc_timezone())
        return; /* times in UTC say so themselves */
    icalcomponent *known = icaltimezone_get_component(s->zone);
    icalcomponent *zone = known ? icalcomponent_new_clone(known) : NULL;
    if (!zone || w->n_zones == ZONES_MAX) {
        if (zone)
            icalcomponent_free(zone);
        w->is_full = true; /* a TZID without its zone would be no calendar */
        return;
    }
    icalproperty *id = icalcomponent_get_first_property(zone, ICAL_TZID_PROPERTY);
    if (id)
        icalproperty_set_tzid(id, zone_name(s));
    icalproperty *where = icalcomponent_get_first_property(zone, ICAL_X_PROPERTY);
    if (where) {
        icalcomponent_remove_property(zone, where);
        icalproperty_free(where);
    }
    from.year -= 1;
    icaltimezone_truncate_vtimezone(zone, from, icaltime_null_time(), 0);
    icalcomponent_add_component(w->top, zone);
    w->zones[w->n_zones++] = zone_name(s);
}

static icalproperty *in_zone(icalproperty *p, const struct series *s)
{
    if (p && s->zone != icaltimezone_get_utc_timezone())
        icalproperty_add_parameter(p, icalparameter_new_tzid(zone_name(s)));
    return p;
}

/* ---- meetings ---- */

static struct icaltimetype local_time(const struct series *s, struct icaltimetype t)
{
    if (s->zone == icaltimezone_get_utc_timezone())
        t.zone = icaltimezone_get_utc_timezone();
    return t;
}

static icalcomponent *new_event(struct writer *w, const char *uid)
{
    icalcomponent *e = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    if (!e) {
        w->is_full = true;
        return NULL;
    }
    add(w, e, icalproperty_new_uid(uid));
    add(w, e, icalproperty_new_dtstamp(w->stamp));
    icalcomponent_add_component(w->top, e);
    return e;
}

static icalcomponent *meeting_event(struct writer *w, const struct series *s,
                                    struct icaltimetype start)
{
    const char *where = member_text(s->node, "location"), *agenda = member_text(s->node, "agenda");
    icalcomponent *e = new_event(
        w, arena_printf(w->g->arena, "%s@%s", member_text(s->node, "id"), office_id(w)));
    if (!e)
        return NULL;
    add(w, e, in_zone(icalproperty_new_dtstart(local_time(s, start)), s));
    add(w, e, icalproperty_new_duration(icaldurationtype_from_int((int)s->minutes * 60)));
    add(w, e, icalproperty_new_summary(clean(w, member_text(s->node, "title"))));
    if (is_known(where))
        add(w, e, icalproperty_new_location(clean(w, where)));
    if (is_known(agenda))
        add(w, e, icalproperty_new_url(clean(w, agenda)));
    add(w, e,
        icalproperty_new_class(member_truth(s->node, "public") ? ICAL_CLASS_PUBLIC
                                                               : ICAL_CLASS_PRIVATE));
    return e;
}

static int count_of(const struct series *s)
{
    icalrecur_iterator *i = NULL;
    int n = 0;
    while (n < CALENDAR_STEPS_MAX && !icaltime_is_null_time(series_next(s, &i)))
        n++;
    if (i)
        icalrecur_iterator_free(i);
    return n;
}

/* UNTIL is in UTC where the start has a zone (RFC 5545, section 3.3.10): the last day's end. */
static struct icalrecurrencetype rule_of(const struct series *s)
{
    struct icalrecurrencetype rule = s->rule;
    if (icaltime_is_null_time(s->until))
        return rule;
    if (rule.count) { /* a rule has one end: whichever comes first */
        rule.count = count_of(s);
        return rule;
    }
    int offset = 0;
    struct icaltimetype last = s->until;
    last.is_date = 0;
    last.hour = 23;
    last.minute = 59;
    last.second = 59;
    rule.until = icaltime_from_timet_with_zone((time_t)series_moment(s, last, &offset), 0,
                                               icaltimezone_get_utc_timezone());
    return rule;
}

/* A meeting that does not take place stays in the calendar and says so: who subscribed sees why
 * nobody is there. */
static void add_cancelled(struct writer *w, const struct series *s, const char *date,
                          const char *why)
{
    int64_t day = 0;
    if (!landscape_date(date, &day))
        return;
    struct icaltimetype at = icaltime_from_timet_with_zone((time_t)day, 1, NULL);
    at.is_date = 0;
    at.hour = s->start.hour;
    at.minute = s->start.minute;
    icalcomponent *e = meeting_event(w, s, at);
    if (!e)
        return;
    add(w, e, in_zone(icalproperty_new_recurrenceid(local_time(s, at)), s));
    add(w, e, icalproperty_new_status(ICAL_STATUS_CANCELLED));
    if (*why)
        add(w, e, icalproperty_new_description(clean(w, why)));
}

static bool is_day_of(const struct series *s, const char *date)
{
    icalrecur_iterator *i = NULL;
    for (size_t step = 0; step < CALENDAR_STEPS_MAX; step++) {
        char text[24];
        struct icaltimetype t = series_next(s, &i);
        if (icaltime_is_null_time(t))
            return false;
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", t.year, t.month, t.day);
        if (strcmp(text, date) < 0)
            continue;
        icalrecur_iterator_free(i);
        return strcmp(text, date) == 0;
    }
    if (i)
        icalrecur_iterator_free(i);
    return false;
}

static void add_series(struct writer *w, const struct series *s)
{
    const char *id = member_text(s->node, "id");
    icalcomponent *e = meeting_event(w, s, s->start);
    if (!e)
        return;
    add(w, e, icalproperty_new_rrule(rule_of(s)));
    add(w, e, icalproperty_new_status(ICAL_STATUS_CONFIRMED));
    for (const struct yaml_node *x = member_first(s->node, "except"); x; x = x->next)
        if (is_day_of(s, x->text))
            add_cancelled(w, s, x->text, "");
    for (size_t i = 0; i < w->g->n_files; i++) {
        const struct govern_file *f = &w->g->files[i];
        if (f->kind == GOVERN_MEETING && f->top && !member_truth(f->top, "held") &&
            strcmp(member_text(f->top, "series"), id) == 0 &&
            !series_is_excepted(s, member_text(f->top, "date")) &&
            is_day_of(s, member_text(f->top, "date")))
            add_cancelled(w, s, member_text(f->top, "date"), member_text(f->top, "why"));
    }
}

/* ---- whole days ---- */

static void add_day(struct writer *w, const char *date, const char *id, const char *text)
{
    int64_t day = 0;
    if (!landscape_date(date, &day))
        return;
    icalcomponent *e = new_event(w, arena_printf(w->g->arena, "%s@%s", id, office_id(w)));
    if (!e)
        return;
    add(w, e, icalproperty_new_dtstart(icaltime_from_timet_with_zone((time_t)day, 1, NULL)));
    add(w, e, icalproperty_new_summary(clean(w, text)));
    add(w, e, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
}

static void add_days(struct writer *w)
{
    struct arena *a = w->g->arena;
    const struct govern_file *office = govern_file(w->g, GOVERN_OFFICE);
    const struct govern_file *roles = govern_file(w->g, GOVERN_ROLES);
    int64_t reviewed = 0;
    for (size_t i = 0; i < w->g->n_files; i++) {
        const struct govern_file *f = &w->g->files[i];
        if (f->kind == GOVERN_DECISION && f->top && !yaml_find(f->top, "result"))
            add_day(w, member_text(f->top, "closes"), arena_printf(a, "vote-%s", f->id),
                    arena_printf(a, "Vote closes: %s", member_text(f->top, "title")));
    }
    for (const struct yaml_node *t = member_first(roles ? roles->top : NULL, "seats"); t;
         t = t->next)
        add_day(
            w, member_text(t, "end"),
            arena_printf(a, "term-%s-%s-%s", member_text(t, "role"), member_text(t, "holder"),
                         member_text(t, "end")),
            arena_printf(a, "Term ends: %s, %s", member_text(t, "holder"), member_text(t, "role")));
    unsigned long months = member_count(w->g->rules, "charter-review-months");
    if (office && months && member_date(office->top, "charter-reviewed", &reviewed))
        add_day(w, date_text(a, months_from(reviewed, (long)months)), "charter-review",
                "The charter's review is due");
}

/* ---- the whole ---- */

static void start(struct writer *w)
{
    const struct govern_file *o = govern_file(w->g, GOVERN_OFFICE);
    const char *name = clean(w, member_text(o ? o->top : NULL, "name"));
    add(w, w->top, icalproperty_new_prodid("-//cupel//office//EN"));
    add(w, w->top, icalproperty_new_version("2.0"));
    add(w, w->top, icalproperty_new_calscale("GREGORIAN"));
    add(w, w->top, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    icalproperty *title = icalproperty_new_x(name);
    if (title)
        icalproperty_set_x_name(title, "X-WR-CALNAME");
    add(w, w->top, title);
    add(w, w->top, icalproperty_new_name(name));
}

/* The first start of all series in the zone of @s: what came before it is cut off. */
static struct icaltimetype earliest(const struct series *all, size_t n, const struct series *s)
{
    struct icaltimetype first = s->start;
    for (size_t i = 0; i < n; i++)
        if (all[i].zone == s->zone && icaltime_compare_date_only(all[i].start, first) < 0)
            first = all[i].start;
    return first;
}

cupel_status calendar_write(const struct govern *g, bool all, struct buf *b,
                            struct landscape_problems *problems)
{
    const struct govern_file *file = govern_file(g, GOVERN_COMMUNICATIONS);
    struct writer w = { .g = g,
                        .top = icalcomponent_new(ICAL_VCALENDAR_COMPONENT),
                        .stamp = icaltime_from_timet_with_zone((time_t)g->as_of, 0,
                                                               icaltimezone_get_utc_timezone()) };
    if (!w.top)
        return CUPEL_E_NOMEM;
    start(&w);
    const struct yaml_node *first = file ? member_first(file->top, "series") : NULL;
    size_t n = 0, count = first ? first->parent->count : 0;
    struct series *series = arena_array(g->arena, count + 1, sizeof *series);
    for (const struct yaml_node *node = first; series && node; node = node->next)
        n += series_read(file, node, &series[n], problems);
    for (size_t i = 0; i < n; i++) {
        add_zone(&w, &series[i], earliest(series, n, &series[i]));
        add_series(&w, &series[i]);
    }
    if (all)
        add_days(&w);
    char *text = icalcomponent_as_ical_string_r(w.top);
    if (text)
        buf_add_str(b, text);
    bool failed = w.is_full || !text;
    free(text);
    icalcomponent_free(w.top);
    CUPEL_TRY(arena_status(g->arena));
    return failed ? CUPEL_E_NOMEM : buf_status(b);
}
