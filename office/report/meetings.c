/* SPDX-License-Identifier: Apache-2.0 */
/* report/meetings.c: meetings, who was there, and what they gave people to do. */
#include "office/govern/check.h"
#include "office/report/make.h"

#include <stdlib.h>
#include <string.h>

/* One person at one meeting. */
struct presence {
    const char *employer; /* "": not stated */
    const char *who;      /* an id, or a guest's name */
    bool is_person;
    const struct govern_file *meeting;
    uint32_t line;
};
struct roll {
    struct presence *at;
    size_t n;
};

/* ---- meetings ---- */

static const char *title_of(struct making *m, const struct govern_file *f)
{
    const char *series = make_member(f->top, "series");
    const struct govern_id *s = govern_find(&m->now->g.series, series);
    const char *title = s ? make_member(s->node, "title") : "";
    return *title ? title : series;
}

static struct report_item *add_meeting(struct making *m, struct report_group *g,
                                       const struct govern_file *f, const char *key)
{
    struct report_item *i = make_item(m, g, title_of(m, f), make_member(f->top, "date"));
    make_proof(m, &i->where, m->now, f, f->top, "date");
    make_proof(m, &i->where, m->now, f, f->top, key);
    return i;
}

static size_t count_present(const struct govern_file *f)
{
    size_t n = 0;
    for (const struct yaml_node *e = member_first(f->top, "attendance"); e; e = e->next)
        n++;
    return n;
}

static void add_held(struct making *m, struct report_group *held, struct report_group *silent,
                     const struct govern_file *f)
{
    struct report_item *i = add_meeting(m, held, f, "held");
    const char *published = make_member(f->top, "published");
    make_text(m, i, "%zu present", count_present(f));
    make_figure(i, "present", count_present(f));
    if (*published)
        make_text(m, i, "minutes published on %s", published);
    else
        add_meeting(m, silent, f, "held");
}

static void add_cancelled(struct making *m, struct report_group *g, const struct govern_file *f)
{
    const char *why = make_member(f->top, "why");
    struct report_item *i = add_meeting(m, g, f, *why ? "why" : "held");
    make_text(m, i, "%s", *why ? why : "no reason is given");
}

/* What came in after the report on its own period was due. */
static void add_late(struct making *m, struct report_group *late, const struct govern_file *f)
{
    if (!m->before || !m->r->has_before || !make_is_before(m, make_member(f->top, "date")))
        return;
    const struct govern_file *old = make_find(m->before, GOVERN_MEETING, f->id);
    bool held = member_truth(f->top, "held");
    if (old && member_truth(old->top, "held") == held && count_present(old) == count_present(f))
        return;
    struct report_item *i = add_meeting(m, late, f, "held");
    make_text(m, i, "%s", held ? "held" : "did not take place");
    make_text(m, i, "%zu present", count_present(f));
    if (old)
        make_text(m, i, "before: %s, %zu present",
                  member_truth(old->top, "held") ? "held" : "did not take place",
                  count_present(old));
}

/* ---- attendance ---- */

/* For whom the person worked on that day: as the roll says, as the seat says, as people.yml does.
 */
static const char *employer_on(const struct state *s, const struct yaml_node *entry,
                               const char *person, const char *day)
{
    const char *said = make_member(entry, "employer");
    for (struct seat_walk w = { 0 }; !*said && make_next_seat(s, &w);)
        if (strcmp(make_member(w.at, "holder"), person) == 0 && make_covers(w.at, day))
            said = make_member(w.at, "employer");
    const struct govern_id *p = *said ? NULL : govern_find(&s->g.people, person);
    return p ? make_member(p->node, "employer") : said;
}

static void add_presence(struct making *m, struct roll *all, const struct govern_file *f)
{
    for (const struct yaml_node *n = member_first(f->top, "attendance"); n; n = n->next) {
        const char *person = make_member(n, "person");
        all->at[all->n++] = (struct presence){
            .employer = employer_on(m->now, n, person, make_member(f->top, "date")),
            .who = *person ? person : make_member(n, "name"),
            .is_person = *person != '\0',
            .meeting = f,
            .line = n->line,
        };
    }
}

static bool is_present(const struct govern_file *f, const char *person, uint32_t *line)
{
    for (const struct yaml_node *n = member_first(f->top, "attendance"); n; n = n->next)
        if (strcmp(make_member(n, "person"), person) == 0) {
            *line = n->line;
            return true;
        }
    return false;
}

/* Is an earlier seat of the same holder counted for that day already? */
static bool is_counted(const struct state *s, const struct yaml_node *seat, const char *day)
{
    for (struct seat_walk w = { 0 }; make_next_seat(s, &w) && w.at != seat;)
        if (strcmp(make_member(w.at, "holder"), make_member(seat, "holder")) == 0 &&
            make_covers(w.at, day))
            return true;
    return false;
}

enum { AT_MEETING, AT_DATE, AT_PRESENT, AT_GUESTS, AT_HOLDERS, AT_SEATS, AT_COLUMNS };

static void count_holders(struct making *m, struct report_row *row, const struct govern_file *f)
{
    const struct govern_file *roles = make_next(m->now, GOVERN_ROLES, NULL);
    const char *day = make_member(f->top, "date");
    size_t seats = 0, here = 0;
    for (struct seat_walk w = { 0 }; make_next_seat(m->now, &w);) {
        const char *holder = make_member(w.at, "holder");
        uint32_t line = 0;
        if (!*holder || strcmp(holder, "vacant") == 0 || !make_covers(w.at, day) ||
            is_counted(m->now, w.at, day))
            continue;
        seats++;
        make_proof(m, &row->cells[AT_SEATS].where, m->now, roles, w.at, NULL);
        if (!is_present(f, holder, &line))
            continue;
        here++;
        make_place(m, &row->cells[AT_HOLDERS].where, m->now, f->name, line);
    }
    make_number(m, row, AT_HOLDERS, here);
    make_number(m, row, AT_SEATS, seats);
}

static void add_row(struct making *m, struct report_table *t, const struct govern_file *f)
{
    struct report_row *row = make_row(m, t, title_of(m, f));
    size_t present = 0, guests = 0;
    row->cells[AT_DATE].text = make_member(f->top, "date");
    make_proof(m, &row->cells[AT_DATE].where, m->now, f, f->top, "date");
    for (const struct yaml_node *n = member_first(f->top, "attendance"); n; n = n->next) {
        bool is_guest = !*make_member(n, "person");
        present++;
        guests += is_guest;
        make_place(m, &row->cells[AT_PRESENT].where, m->now, f->name, n->line);
        if (is_guest)
            make_place(m, &row->cells[AT_GUESTS].where, m->now, f->name, n->line);
    }
    make_number(m, row, AT_PRESENT, present);
    make_number(m, row, AT_GUESTS, guests);
    count_holders(m, row, f);
}

static int by_employer(const void *x, const void *y)
{
    const struct presence *a = x, *b = y;
    int order = (*a->employer == '\0') - (*b->employer == '\0'); /* the unknown ones last */
    order = order ? order : strcmp(a->employer, b->employer);
    order = order ? order : b->is_person - a->is_person;
    order = order ? order : strcmp(a->who, b->who);
    return order ? order : strcmp(a->meeting->name, b->meeting->name);
}

enum { BY_EMPLOYER, BY_PERSONS, BY_PRESENCES, BY_COLUMNS };

static void add_employers(struct making *m, struct report_table *t, struct roll *all)
{
    if (all->n)
        qsort(all->at, all->n, sizeof *all->at, by_employer);
    for (size_t i = 0, end; i < all->n; i = end) {
        const struct presence *p = all->at;
        struct report_row *row = make_row(m, t, *p[i].employer ? p[i].employer : "not stated");
        size_t persons = 0;
        for (end = i; end < all->n && strcmp(p[end].employer, p[i].employer) == 0; end++) {
            bool is_new = end == i || p[end].is_person != p[end - 1].is_person ||
                          strcmp(p[end].who, p[end - 1].who) != 0;
            persons += is_new;
            if (is_new)
                make_place(m, &row->cells[BY_PERSONS].where, m->now, p[end].meeting->name,
                           p[end].line);
            make_place(m, &row->cells[BY_PRESENCES].where, m->now, p[end].meeting->name,
                       p[end].line);
        }
        make_number(m, row, BY_PERSONS, persons);
        make_number(m, row, BY_PRESENCES, end - i);
    }
}

enum { OF_HOLDER, OF_ROLE, OF_PRESENT, OF_MEETINGS, OF_COLUMNS };

/* How often those with a seat were there, of the meetings during their terms. */
static void add_holder(struct making *m, struct report_table *t, const struct yaml_node *seat)
{
    const char *holder = make_member(seat, "holder");
    size_t here = 0, all = 0;
    const struct govern_file *f = NULL;
    struct report_row *row = make_row(m, t, make_person(m->now, holder));
    row->cells[OF_ROLE].text = make_member(seat, "role");
    make_proof(m, &row->cells[OF_ROLE].where, m->now, make_next(m->now, GOVERN_ROLES, NULL), seat,
               NULL);
    while ((f = make_next(m->now, GOVERN_MEETING, f))) {
        const char *day = make_member(f->top, "date");
        uint32_t line = 0;
        if (!member_truth(f->top, "held") || !make_in(m, day) || !make_covers(seat, day))
            continue;
        all++;
        make_proof(m, &row->cells[OF_MEETINGS].where, m->now, f, f->top, "date");
        if (!is_present(f, holder, &line))
            continue;
        here++;
        make_place(m, &row->cells[OF_PRESENT].where, m->now, f->name, line);
    }
    make_number(m, row, OF_PRESENT, here);
    make_number(m, row, OF_MEETINGS, all);
}

static void add_holders(struct making *m, struct report_section *s)
{
    static const char *const columns[OF_COLUMNS] = { "holder", "seat", "present", "meetings" };
    struct report_table *t = make_table(s, "attendance-by-seat",
                                        "Attendance of those who hold a seat, of the meetings "
                                        "during their terms",
                                        columns, OF_COLUMNS);
    for (struct seat_walk w = { 0 }; make_next_seat(m->now, &w);) {
        const char *holder = make_member(w.at, "holder"), *start = make_member(w.at, "start");
        const char *end = make_member(w.at, "end");
        if (*holder && strcmp(holder, "vacant") != 0 && (!*start || strcmp(start, m->r->to) <= 0) &&
            (!*end || strcmp(end, m->r->from) >= 0))
            add_holder(m, t, w.at);
    }
}

static size_t count_presences(const struct making *m)
{
    size_t n = 0;
    const struct govern_file *f = NULL;
    while ((f = make_next(m->now, GOVERN_MEETING, f)))
        n += count_present(f);
    return n;
}

void make_meetings(struct making *m)
{
    static const char *const at[AT_COLUMNS] = {
        "meeting", "date", "present", "of them guests", "of them with a seat", "seats held that day"
    };
    static const char *const by[BY_COLUMNS] = { "employer", "persons", "attendances" };
    struct report_section *s = make_section(m, "meetings", "Meetings and attendance");
    struct roll all = { .at = arena_array(m->a, count_presences(m) + 1, sizeof *all.at) };
    if (!s || !all.at)
        return;
    s->note =
        "The operating model sets no quorum for meetings; those of votes stand with the "
        "decisions. Employers are those of the day of the meeting, as far as the office says.";
    struct report_group *held = make_headline(s, "meetings-held", "Meetings held");
    struct report_group *cancelled = make_headline(s, "meetings-cancelled",
                                                   "Meetings that did not take place");
    struct report_group *silent = make_group(s, "minutes-missing",
                                             "Meetings held whose minutes are not published");
    struct report_group *late = make_change(
        m, s, "meetings-late", "Meetings of an earlier day, entered or changed in this period");
    struct report_table *t = make_table(s, "attendance", "Attendance by meeting", at, AT_COLUMNS);
    const struct govern_file *f = NULL;
    while ((f = make_next(m->now, GOVERN_MEETING, f))) {
        add_late(m, late, f);
        if (!make_in(m, make_member(f->top, "date")))
            continue;
        if (!member_truth(f->top, "held")) {
            add_cancelled(m, cancelled, f);
            continue;
        }
        add_held(m, held, silent, f);
        add_row(m, t, f);
        add_presence(m, &all, f);
    }
    add_employers(
        m, make_table(s, "attendance-by-employer", "Attendance by employer", by, BY_COLUMNS), &all);
    if (m->r->is_yearly)
        add_holders(m, s);
}
