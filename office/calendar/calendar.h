/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar/calendar.h: when an office's series of meetings take place (communications.yml), and the
 * same as iCalendar (RFC 5545), through libical and the system's time zones. Pure but for those:
 * same office, same zones, same bytes.
 */
#ifndef CUPEL_OFFICE_CALENDAR_CALENDAR_H
#define CUPEL_OFFICE_CALENDAR_CALENDAR_H

#include "office/govern/govern.h"

#define CALENDAR_MEETINGS_MAX 20000 /* of all series, in one answer */
#define CALENDAR_STEPS_MAX    40000 /* of one rule, to get to the days that are asked for */
#define CALENDAR_BYTES_MAX    16777216

struct calendar_meeting {
    const struct yaml_node *series;
    const struct govern_file *minutes;   /* of this day; NULL: none */
    char date[11], time[6], end_time[6]; /* local: YYYY-MM-DD, HH:MM */
    char utc[21];                        /* of the start: YYYY-MM-DDTHH:MM:SSZ */
    char offset[7];                      /* of local time: "+01:00" */
    bool is_cancelled;                   /* in `except`, or minutes say that it was not held */
    int64_t at;                          /* the start, seconds since the epoch */
};
/*
 * Meetings that begin from @from (inclusive) to @to (exclusive), by time, then as the series stand
 * in the file. A local time that a change of the clock leaves out is taken by the offset before the
 * change, one that comes twice is the first (RFC 5545, section 3.3.5). What is wrong with a zone or
 * rule goes to @problems, and that series is left out.
 * Statuses: CUPEL_E_LIMIT for more meetings than the cap, CUPEL_E_NOMEM.
 */
cupel_status calendar_meetings(struct arena *a, const struct govern *g, int64_t from, int64_t to,
                               struct calendar_meeting **ret, size_t *n,
                               struct landscape_problems *problems);
/* Zones and rules alone: what calendar_meetings() would tell. */
void calendar_check(const struct govern *g, struct landscape_problems *problems);
/*
 * One VEVENT for each series with its RRULE, a cancelled one for each meeting that does not take
 * place, and a VTIMEZONE for each zone. @all: also whole days on which votes close, terms end and
 * the charter's review is due. DTSTAMP is the day of @g.
 */
cupel_status calendar_write(const struct govern *g, bool all, struct buf *b,
                            struct landscape_problems *problems);

#endif
