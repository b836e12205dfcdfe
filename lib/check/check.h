/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check/check.h: the list of checks that an assay fills. Each check has one definition (a row in a
 * const array beside the code that makes it) and is added once or more with an outcome. Adding
 * never fails visibly: when memory runs out the arena says so and the builder's owner finds out at
 * the end.
 */
#ifndef CUPEL_LIB_CHECK_CHECK_H
#define CUPEL_LIB_CHECK_CHECK_H

#include <cupel/check.h>

#include "base/arena.h"
#include "codec/json_out.h"

struct check_list {
    struct arena *arena;
    struct cupel_check **items; /* in order of addition */
    size_t n, room;
    struct cupel_check spill; /* written when memory ran out; never shown */
};

void check_list_init(struct check_list *l, struct arena *a);
/*
 * Record @def with @outcome. @detail must outlive the list: a literal, or text in the arena; NULL
 * uses the title. Never NULL: fill expected, found and fix in what is returned. A pass should cost
 * no formatting: give literals, and leave expected/found NULL where the claims say it already.
 */
struct cupel_check *check_add(struct check_list *l, const struct cupel_check_info *def,
                              cupel_outcome outcome, const char *detail);
/* The same with a printf-made detail. */
struct cupel_check *check_addf(struct check_list *l, const struct cupel_check_info *def,
                               cupel_outcome outcome, const char *detail, ...)
    __attribute__((format(printf, 4, 5)));
/* Add a place: @in is a literal or lives in the arena. */
void check_where(struct check_list *l, struct cupel_check *c, const char *in, uint64_t offset,
                 uint64_t length);
/* expected/found of a time outside of its period, all in Unix seconds: "from … to …" beside @now.
 */
void check_period(struct check_list *l, struct cupel_check *c, int64_t from, int64_t until,
                  int64_t now);
/* expected/found of byte strings, in hex. */
void check_compare(struct check_list *l, struct cupel_check *c, cupel_slice expected,
                   cupel_slice found);
/* The last check added with @id, or NULL. */
const struct cupel_check *check_find(const struct check_list *l, const char *id);
/* One check object as the JSON contract has it. */
void check_write_json(const struct cupel_check *c, struct json_out *o);
/* By name; CUPEL_E_NOT_FOUND when there is none. */
cupel_status check_category_parse(cupel_slice name, cupel_category *ret);

#endif
