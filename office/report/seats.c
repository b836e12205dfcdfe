/* SPDX-License-Identifier: Apache-2.0 */
/* report/seats.c: who leads the group, and what changed in it. */
#include "office/govern/check.h"
#include "office/report/make.h"

#include <string.h>

static bool same_member(const struct yaml_node *a, const struct yaml_node *b, const char *key)
{
    return strcmp(make_member(a, key), make_member(b, key)) == 0;
}

/* The same term in another state: same role, holder and start. */
static const struct yaml_node *find_term(const struct state *s, const struct yaml_node *seat,
                                         bool *is_past)
{
    for (struct seat_walk w = { 0 }; make_next_seat(s, &w);)
        if (same_member(w.at, seat, "role") && same_member(w.at, seat, "holder") &&
            same_member(w.at, seat, "start")) {
            *is_past = w.is_past;
            return w.at;
        }
    return NULL;
}

static const char *term_title(struct making *m, const struct state *s, const struct yaml_node *seat)
{
    return arena_printf(m->a, "%s: %s", make_member(seat, "role"),
                        seat_is_vacant(seat) ? "vacant"
                                             : make_person(s, make_member(seat, "holder")));
}

static const char *or_blank(const char *date)
{
    return *date ? date : "not known";
}

static const char *employer_of(const struct state *s, const struct yaml_node *seat)
{
    const char *said = make_member(seat, "employer");
    const struct govern_id *p = govern_find(&s->g.people, make_member(seat, "holder"));
    return *said ? said : p ? make_member(p->node, "employer") : "";
}

static struct report_item *add_term(struct making *m, struct report_group *g, const struct state *s,
                                    const struct yaml_node *seat, const char *date, const char *key)
{
    const struct govern_file *f = make_next(s, GOVERN_ROLES, NULL);
    struct report_item *i = make_item(m, g, term_title(m, s, seat), date);
    const char *employer = employer_of(s, seat);
    make_proof(m, &i->where, s, f, seat, NULL);
    if (key)
        make_proof(m, &i->where, s, f, seat, key);
    if (seat_is_vacant(seat))
        return i;
    make_text(m, i, "%s", *employer ? employer : "employer not stated");
    make_text(m, i, "term %s to %s", or_blank(make_member(seat, "start")),
              or_blank(make_member(seat, "end")));
    if (*make_member(seat, "why"))
        make_text(m, i, "%s", make_member(seat, "why"));
    return i;
}

struct seat_groups {
    struct report_group *started, *ended, *changed, *late, *gone, *vacant, *away;
};

static void add_change(struct making *m, struct report_group *g, const struct yaml_node *now,
                       const struct yaml_node *before, const char *key)
{
    const char *old = make_member(before, key), *new = make_member(now, key);
    if (strcmp(old, new) == 0)
        return;
    struct report_item *i = make_item(m, g, term_title(m, m->now, now), NULL);
    make_text(m, i, "%s: %s, was %s", key, or_blank(new), or_blank(old));
    make_proof(m, &i->where, m->now, make_next(m->now, GOVERN_ROLES, NULL), now, key);
    make_proof(m, &i->where, m->before, make_next(m->before, GOVERN_ROLES, NULL), before, key);
}

static void compare_term(struct making *m, const struct seat_groups *g, const struct seat_walk *w)
{
    bool was_past = false;
    const struct yaml_node *old = find_term(m->before, w->at, &was_past);
    bool began = make_in(m, make_member(w->at, "start"));
    bool ended = w->is_past && make_in(m, make_member(w->at, "end"));
    if (!old) {
        if (!began && !ended && m->r->has_before)
            add_term(m, g->late, m->now, w->at, make_member(w->at, "start"), "start");
        return;
    }
    if (w->is_past && !was_past && !ended && m->r->has_before)
        add_term(m, g->late, m->now, w->at, make_member(w->at, "end"), "end");
    if (w->is_past)
        return;
    add_change(m, g->changed, w->at, old, "end");
    add_change(m, g->changed, w->at, old, "employer");
}

/* What stood there before and stands nowhere now, not even among the past terms. */
static void find_gone(struct making *m, struct report_group *g)
{
    bool is_past;
    for (struct seat_walk w = { 0 }; make_next_seat(m->before, &w);)
        if (!seat_is_vacant(w.at) && !find_term(m->now, w.at, &is_past))
            add_term(m, g, m->before, w.at, NULL, NULL);
}

static void add_leave(struct making *m, struct report_group *g, const struct yaml_node *seat)
{
    const struct yaml_node *leave = yaml_find(seat, "leave");
    const char *from = make_member(leave, "from"), *until = make_member(leave, "until");
    if (!*from || strcmp(from, m->r->to) > 0 || strcmp(until, m->r->from) < 0)
        return;
    struct report_item *i = make_item(m, g, term_title(m, m->now, seat), from);
    make_text(m, i, "until %s", until);
    make_proof(m, &i->where, m->now, make_next(m->now, GOVERN_ROLES, NULL), leave, "from");
    make_proof(m, &i->where, m->now, make_next(m->now, GOVERN_ROLES, NULL), leave, "until");
}

static void add_seat(struct making *m, const struct seat_groups *g, const struct seat_walk *w)
{
    const char *start = make_member(w->at, "start"), *end = make_member(w->at, "end");
    if (seat_is_vacant(w->at)) {
        add_term(m, g->vacant, m->now, w->at, NULL, "holder");
        return;
    }
    if (make_in(m, start))
        add_term(m, g->started, m->now, w->at, start, "start");
    if (w->is_past && make_in(m, end))
        add_term(m, g->ended, m->now, w->at, end, "end");
    add_leave(m, g->away, w->at);
    if (m->before)
        compare_term(m, g, w);
}

enum { SEAT_ROLE, SEAT_HOLDER, SEAT_EMPLOYER, SEAT_START, SEAT_END, SEAT_COLUMNS };

static void add_row(struct making *m, struct report_table *t, const struct yaml_node *seat)
{
    const struct govern_file *f = make_next(m->now, GOVERN_ROLES, NULL);
    struct report_row *row = make_row(m, t, make_member(seat, "role"));
    const char *employer = employer_of(m->now, seat);
    make_proof(m, &row->cells[SEAT_ROLE].where, m->now, f, seat, NULL);
    if (seat_is_vacant(seat)) {
        row->cells[SEAT_HOLDER].text = "vacant";
        return;
    }
    row->cells[SEAT_HOLDER].text = make_person(m->now, make_member(seat, "holder"));
    row->cells[SEAT_EMPLOYER].text = *employer ? employer : "not stated";
    row->cells[SEAT_START].text = or_blank(make_member(seat, "start"));
    row->cells[SEAT_END].text = or_blank(make_member(seat, "end"));
}

void make_seats(struct making *m)
{
    static const char *const columns[SEAT_COLUMNS] = { "seat", "holder", "employer", "since",
                                                       "until" };
    struct report_section *s = make_section(m, "leadership", "Leadership and terms");
    if (!s)
        return;
    struct seat_groups g = {
        .started = make_headline(s, "seats-started", "Terms that began"),
        .ended = make_headline(s, "seats-ended", "Terms that ended"),
        .changed = make_change(m, s, "seats-changed", "Terms that were changed"),
        .late = make_change(m, s, "seats-late",
                            "Terms entered in this period whose days lie outside of it"),
        .gone = make_change(m, s, "seats-gone",
                            "Terms that are listed no longer, without a word on why"),
        .vacant = make_headline(s, "seats-vacant", "Vacant seats"),
        .away = make_group(s, "seats-away", "Announced absences"),
    };
    struct report_table *t = make_table(s, "seats", "Seats at the end of the period", columns,
                                        SEAT_COLUMNS);
    for (struct seat_walk w = { 0 }; make_next_seat(m->now, &w);) {
        add_seat(m, &g, &w);
        if (!w.is_past)
            add_row(m, t, w.at);
    }
    if (m->before)
        find_gone(m, g.gone);
}
