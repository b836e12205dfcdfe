/* SPDX-License-Identifier: Apache-2.0 */
/* calendar/series.h: one series in the words of libical. */
#ifndef CUPEL_OFFICE_CALENDAR_SERIES_H
#define CUPEL_OFFICE_CALENDAR_SERIES_H

#include "office/calendar/calendar.h"

#include <libical/ical.h>

struct series {
    const struct yaml_node *node;
    icaltimezone *zone; /* of libical's table */
    struct icalrecurrencetype rule;
    struct icaltimetype start; /* local, without zone */
    struct icaltimetype until; /* its last day; null: none */
    unsigned minutes;
};
/* False, with a problem told, for a zone or rule that cannot be used. */
bool series_read(const struct govern_file *file, const struct yaml_node *node, struct series *ret,
                 struct landscape_problems *problems);
/* The next local start, or a null time at the end. Begin with NULL in *i; it is freed at the end,
 * or by icalrecur_iterator_free(). */
struct icaltimetype series_next(const struct series *s, icalrecur_iterator **i);
/* The moment of a local time, as RFC 5545 section 3.3.5 has it; *offset: seconds east of UTC. */
int64_t series_moment(const struct series *s, struct icaltimetype local, int *offset);
bool series_is_excepted(const struct series *s, const char *date);
/* Minutes of that day, or NULL. */
const struct govern_file *series_minutes(const struct govern *g, const char *id, const char *date);

#endif
