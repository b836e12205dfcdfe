/* SPDX-License-Identifier: Apache-2.0 */
/* report/make.h: making a report, and what the files that do so share. */
#ifndef CUPEL_OFFICE_REPORT_MAKE_H
#define CUPEL_OFFICE_REPORT_MAKE_H

#include "office/report/report.h"
#include "office/report/state.h"

struct report_input {
    const struct state *now;
    const struct state *before; /* NULL: not known; the notes say why */
    bool was_there;             /* @before is a state that was read, not an office yet to come */
    int64_t from, to, as_of;    /* midnights UTC */
    bool is_yearly;
    const char *title; /* NULL: made of the group's name and the period */
};
/* Everything lives in @a or in the states. CUPEL_E_LIMIT, CUPEL_E_NOMEM. */
cupel_status report_make(struct arena *a, const struct report_input *in, struct report *ret);
/* One more sentence at the top of the report. */
void report_note(struct report *r, const char *text);
/* The paths of the state at the end that proofs name, sorted, each once. */
cupel_status report_paths(const struct report *r, const char *const **ret, size_t *n);
/* Which commit changed each of them last; NULL where that is not known. */
void report_set_changed(struct report *r, const char *const *paths, const char *const *commits,
                        size_t n);

/* ---- shared by the sections ---- */

struct making {
    struct report *r;
    struct arena *a;
    const struct state *now, *before;
    struct report_item spare_item; /* what is filled in when memory is short */
    struct report_row spare_row;
};
/* One function for each section; each opens its own. */
void make_reviews(struct making *m);
void make_recommendations(struct making *m);
void make_landscape(struct making *m);
void make_meetings(struct making *m);
void make_actions(struct making *m);
void make_seats(struct making *m);
void make_decisions(struct making *m);
void make_works(struct making *m);
void make_charter(struct making *m);
void make_risks(struct making *m);
void make_quarters(struct making *m); /* after all others, of which it counts */

struct report_section *make_section(struct making *m, const char *id, const char *title);
struct report_group *make_group(struct report_section *s, const char *id, const char *title);
struct report_group *make_headline(struct report_section *s, const char *id, const char *title);
/* A group of what can only be known by comparing two states: says so where there is one alone. */
struct report_group *make_change(struct making *m, struct report_section *s, const char *id,
                                 const char *title);
/* Never NULL; valid until the next one of the group. */
struct report_item *make_item(struct making *m, struct report_group *g, const char *title,
                              const char *date);
void make_text(struct making *m, struct report_item *i, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void make_figure(struct report_item *i, const char *key, uint64_t value);
void make_place(struct making *m, struct report_places *to, const struct state *s, const char *path,
                uint32_t line);
/* The line of a member of @map, of the map itself where it is absent. */
void make_proof(struct making *m, struct report_places *to, const struct state *s,
                const struct govern_file *f, const struct yaml_node *map, const char *key);
void make_places(struct making *m, struct report_places *to, const struct report_places *from);
struct report_table *make_table(struct report_section *s, const char *id, const char *title,
                                const char *const *columns, size_t n);
struct report_row *make_row(struct making *m, struct report_table *t, const char *name);
void make_number(struct making *m, struct report_row *row, size_t column, uint64_t n);

/* Is the date in the period? No for NULL, "" and what is no date. */
bool make_in(const struct making *m, const char *date);
bool make_is_before(const struct making *m, const char *date); /* earlier than the period */
/* A member's text; "" where it is absent, null, or unknown. */
const char *make_member(const struct yaml_node *map, const char *key);
/* The name of a person, else the id as it stands. */
const char *make_person(const struct state *s, const char *id);
/* Files of a kind that could be read: the next one behind @f, the first one behind NULL. */
const struct govern_file *make_next(const struct state *s, enum govern_kind kind,
                                    const struct govern_file *f);
const struct govern_file *make_find(const struct state *s, enum govern_kind kind, const char *id);
/* Did the seat's term cover the day? What is not known does. */
bool make_covers(const struct yaml_node *seat, const char *day);

/* Seats and past terms, one after the other. */
struct seat_walk {
    const struct yaml_node *at;
    bool is_past;
    bool began;
};
bool make_next_seat(const struct state *s, struct seat_walk *w);

/* For the totals of a year: the group or table of that id. */
const struct report_group *make_find_group(const struct report *r, const char *id);
const struct report_table *make_find_table(const struct report *r, const char *id);

#endif
