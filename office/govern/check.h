/* SPDX-License-Identifier: Apache-2.0 */
/* govern/check.h: parts of govern_check(), and days. */
#ifndef CUPEL_OFFICE_GOVERN_CHECK_H
#define CUPEL_OFFICE_GOVERN_CHECK_H

#include "office/govern/schema.h"

#define DAY_SECONDS 86400

struct checking {
    const struct govern *g;
    struct schema s; /* its file is set by each part */
};
void check_roles(struct checking *c);     /* seats, terms, majorities */
void check_meetings(struct checking *c);  /* cadence, minutes, actions */
void check_decisions(struct checking *c); /* ballots and results */
void check_works(struct checking *c);     /* recommendations, papers, patterns */
void check_life(struct checking *c);      /* charter review, retirement */

/* The text of a member, "" where it is absent. */
const char *member_text(const struct yaml_node *map, const char *key);
/* The first child of a list member, or NULL. */
const struct yaml_node *member_first(const struct yaml_node *map, const char *key);
unsigned long member_count(const struct yaml_node *map, const char *key);
bool member_truth(const struct yaml_node *map, const char *key);
/* Midnight of a date; false for "unknown" and what is absent. */
bool member_date(const struct yaml_node *map, const char *key, int64_t *ret);
/* Days from @then to as-of; negative: it is to come. */
int64_t days_since(const struct govern *g, int64_t then);
/* @months after (or, negative, before) @t, the last day of a shorter month. */
int64_t months_from(int64_t t, long months);
const char *date_text(struct arena *a, int64_t t);
/* Of roles.yml: does nobody hold the seat? */
bool seat_is_vacant(const struct yaml_node *seat);
/* Does a later meeting carry the action on under another id? Then that one counts. */
bool action_is_carried(const struct govern *g, const char *id);

#endif
