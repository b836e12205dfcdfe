/* SPDX-License-Identifier: Apache-2.0 */
/* govern/check_roles.c: who holds the seats, for how long, and whether one company holds too many.
 */
#include "office/govern/check.h"

#include <string.h>

#define SEATS_MAX 200

bool seat_is_vacant(const struct yaml_node *seat)
{
    return strcmp(member_text(seat, "holder"), "vacant") == 0;
}

static const struct yaml_node *rule_of(const struct govern *g, const char *role)
{
    for (const struct yaml_node *r = member_first(g->rules, "seats"); r; r = r->next)
        if (strcmp(member_text(r, "role"), role) == 0)
            return r;
    return NULL;
}

/* ---- one seat ---- */

static void check_end(struct checking *c, const struct yaml_node *seat, int64_t end)
{
    int64_t days = days_since(c->g, end);
    const char *who = member_text(seat, "holder"), *role = member_text(seat, "role");
    if (days > 0)
        schema_doubt(
            &c->s, yaml_find(seat, "end"),
            "the term of %s as %s ended %lld days ago; enter the successor, or the new term", who,
            role, (long long)days);
    else if (-days <= (int64_t)member_count(c->g->rules, "term-warning-days"))
        schema_doubt(&c->s, yaml_find(seat, "end"),
                     "the term of %s as %s ends in %lld days; time for a nomination", who, role,
                     (long long)-days);
}

static void check_length(struct checking *c, const struct yaml_node *seat, int64_t start,
                         int64_t end)
{
    const struct yaml_node *rule = rule_of(c->g, member_text(seat, "role"));
    unsigned long months = member_count(rule, "term-months");
    if (end < start)
        schema_error(&c->s, yaml_find(seat, "end"), "lies before the start, %s",
                     member_text(seat, "start"));
    else if (months && end > months_from(start, (long)months))
        schema_doubt(&c->s, yaml_find(seat, "end"), "the term is longer than the %lu months of %s",
                     months, c->g->rules_name);
}

static void check_leave(struct checking *c, const struct yaml_node *seat)
{
    int64_t from = 0, until = 0;
    const struct yaml_node *leave = yaml_find(seat, "leave");
    if (!leave || !member_date(leave, "from", &from) || !member_date(leave, "until", &until))
        return;
    if (until < from)
        schema_error(&c->s, yaml_find(leave, "until"), "lies before the first day of the leave");
    else if (c->g->as_of >= from && c->g->as_of <= until)
        schema_doubt(&c->s, leave, "%s is on leave until %s", member_text(seat, "holder"),
                     member_text(leave, "until"));
}

static void check_seat(struct checking *c, const struct yaml_node *seat)
{
    int64_t start = 0, end = 0;
    const char *role = member_text(seat, "role");
    const struct yaml_node *rule = rule_of(c->g, role);
    if (c->g->rules && !rule)
        schema_doubt(&c->s, yaml_find(seat, "role"), "%s knows no role \"%s\"", c->g->rules_name,
                     role);
    if (seat_is_vacant(seat)) {
        schema_doubt(&c->s, seat, "the seat of a %s is vacant%s", role,
                     member_truth(rule, "obligatory") ? "; the operating model demands one" : "");
        if (yaml_find(seat, "start") || yaml_find(seat, "end"))
            schema_error(&c->s, seat, "a vacant seat has no term");
        return;
    }
    bool has_start = member_date(seat, "start", &start), has_end = member_date(seat, "end", &end);
    if (has_end)
        check_end(c, seat, end);
    else if (member_count(rule, "term-months"))
        schema_doubt(&c->s, seat, "the end of the term of %s as %s is not known",
                     member_text(seat, "holder"), role);
    if (has_start && has_end)
        check_length(c, seat, start, end);
    check_leave(c, seat);
}

/* ---- all seats of a role ---- */

struct group {
    const struct yaml_node *seats[SEATS_MAX]; /* that are held */
    size_t n, all;
};

static struct group group_of(const struct yaml_node *first, const char *role)
{
    struct group g = { .n = 0 };
    for (const struct yaml_node *s = first; s; s = s->next)
        if (strcmp(member_text(s, "role"), role) == 0) {
            g.all++;
            if (!seat_is_vacant(s) && g.n < SEATS_MAX)
                g.seats[g.n++] = s;
        }
    return g;
}

static const struct yaml_node *person_of(const struct govern *g, const struct yaml_node *seat)
{
    const struct govern_id *id = govern_find(&g->people, member_text(seat, "holder"));
    return id ? id->node : NULL;
}

/* During the term, else the person's. */
static const char *employer_of(const struct govern *g, const struct yaml_node *seat)
{
    const char *own = member_text(seat, "employer");
    return own[0] ? own : member_text(person_of(g, seat), "employer");
}

static const char *segment_of(const struct govern *g, const struct yaml_node *seat)
{
    return member_text(person_of(g, seat), "segment");
}

/* Whom two thirds or more have in common. "independent" is nobody's company. */
static void check_share(struct checking *c, const struct group *of, const char *role,
                        const char *(*ask)(const struct govern *, const struct yaml_node *),
                        const char *what)
{
    unsigned long percent = member_count(c->g->rules, "majority");
    for (size_t i = 0; i < of->n; i++) {
        const char *value = ask(c->g, of->seats[i]);
        size_t same = 0, before = 0;
        for (size_t k = 0; k < of->n; k++) {
            bool is_same = strcmp(ask(c->g, of->seats[k]), value) == 0;
            same += is_same;
            before += is_same && k < i;
        }
        if (before || !value[0] || strcmp(value, "independent") == 0 || of->n < 2 || same < 2 ||
            same * 100 < percent * of->n)
            continue;
        schema_doubt(&c->s, of->seats[i],
                     "%zu of %zu seats of a %s are held from the %s \"%s\": %s discourages two "
                     "thirds or more",
                     same, of->n, role, what, value, c->g->rules_name);
    }
}

/* At least one holder stays when the others go. */
static void check_stagger(struct checking *c, const struct group *of, const char *role)
{
    const char *end = of->n ? member_text(of->seats[0], "end") : "";
    bool same = of->n > 1 && !schema_is_unknown(end) && end[0];
    for (size_t i = 1; i < of->n; i++)
        same = same && strcmp(member_text(of->seats[i], "end"), end) == 0;
    if (same)
        schema_doubt(&c->s, of->seats[0],
                     "all %zu terms as %s end on %s; they should be staggered so that one stays",
                     of->n, role, end);
}

static void check_rule(struct checking *c, const struct yaml_node *first,
                       const struct yaml_node *rule, const struct yaml_node *top)
{
    const char *role = member_text(rule, "role");
    struct group of = group_of(first, role);
    if (of.all < member_count(rule, "number"))
        schema_doubt(&c->s, top, "%zu seats of a %s, and %s sets %lu; enter empty ones as vacant",
                     of.all, role, c->g->rules_name, member_count(rule, "number"));
    if (member_truth(rule, "staggered"))
        check_stagger(c, &of, role);
    if (member_truth(rule, "majority")) {
        check_share(c, &of, role, employer_of, "company");
        check_share(c, &of, role, segment_of, "segment");
    }
}

void check_roles(struct checking *c)
{
    const struct govern_file *f = govern_file(c->g, GOVERN_ROLES);
    if (!f || !f->top)
        return;
    c->s.file = f->name;
    const struct yaml_node *first = member_first(f->top, "seats");
    for (const struct yaml_node *s = first; s; s = s->next)
        check_seat(c, s);
    for (const struct yaml_node *r = member_first(c->g->rules, "seats"); r; r = r->next)
        check_rule(c, first, r, yaml_find(f->top, "seats"));
    for (const struct yaml_node *p = member_first(f->top, "past"); p; p = p->next) {
        int64_t start = 0, end = 0;
        if (member_date(p, "end", &end) && days_since(c->g, end) < 0)
            schema_error(&c->s, yaml_find(p, "end"), "a term that ended cannot end on %s",
                         member_text(p, "end"));
        if (member_date(p, "start", &start) && end < start)
            schema_error(&c->s, yaml_find(p, "end"), "lies before the start");
    }
}
