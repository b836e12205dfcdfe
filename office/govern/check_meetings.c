/* SPDX-License-Identifier: Apache-2.0 */
/* govern/check_meetings.c: whether the group meets, says what was said, and does what it said. */
#include "office/govern/check.h"

#include <string.h>

static void check_name(struct checking *c, const struct govern_file *f)
{
    const char *date = member_text(f->top, "date"), *series = member_text(f->top, "series");
    const char *wanted = arena_printf(c->s.a, "%s-%s", date, series);
    if (strcmp(wanted, f->id) != 0)
        schema_error(&c->s, f->top,
                     "the file must be called meetings/%s.yml, after its date and series", wanted);
}

static void check_minutes(struct checking *c, const struct govern_file *f, int64_t date)
{
    int64_t days = days_since(c->g, date), published = 0;
    unsigned long most = member_count(c->g->rules, "minutes-days");
    bool is_published = member_date(f->top, "published", &published);
    if (is_published && published < date)
        schema_error(&c->s, yaml_find(f->top, "published"), "minutes cannot precede the meeting");
    if (is_published && !member_first(f->top, "minutes"))
        schema_error(&c->s, yaml_find(f->top, "published"),
                     "minutes are called published, and there are none");
    if (!is_published && days > (int64_t)most)
        schema_doubt(&c->s, f->top, "the minutes are missing %lld days after the meeting",
                     (long long)days);
    if (!member_first(f->top, "attendance"))
        schema_doubt(&c->s, f->top, "nobody is entered as present");
}

static void check_attendance(struct checking *c, const struct govern_file *f)
{
    for (const struct yaml_node *n = member_first(f->top, "attendance"); n; n = n->next) {
        bool person = yaml_text(n, "person") != NULL, name = yaml_text(n, "name") != NULL;
        if (person == name)
            schema_error(&c->s, n, "wants either person (an id) or name (of a guest)");
        for (const struct yaml_node *m = n->next; person && m; m = m->next)
            if (strcmp(member_text(m, "person"), member_text(n, "person")) == 0)
                schema_error(&c->s, m, "%s is entered as present twice", member_text(m, "person"));
    }
}

bool action_is_carried(const struct govern *g, const char *id)
{
    for (size_t i = 0; i < g->actions.n; i++)
        if (strcmp(member_text(g->actions.at[i].node, "carried-from"), id) == 0)
            return true;
    return false;
}

static void check_actions(struct checking *c, const struct govern_file *f, int64_t date)
{
    for (const struct yaml_node *n = member_first(f->top, "actions"); n; n = n->next) {
        int64_t due = 0, done = 0;
        const struct yaml_node *from = yaml_find(n, "carried-from");
        if (from && !govern_find(&c->g->actions, from->text))
            schema_error(&c->s, from, "there is no action \"%s\"", from->text);
        if (member_date(n, "done", &done)) {
            if (done < date)
                schema_error(&c->s, yaml_find(n, "done"), "was done before the meeting");
        } else if (member_date(n, "due", &due) && days_since(c->g, due) > 0 &&
                   !action_is_carried(c->g, member_text(n, "id"))) {
            schema_doubt(&c->s, n, "open, %lld days past due; it is %s's: %s",
                         (long long)days_since(c->g, due), member_text(n, "owner"),
                         member_text(n, "text"));
        }
    }
}

static void check_meeting(struct checking *c, const struct govern_file *f)
{
    int64_t date = 0;
    c->s.file = f->name;
    check_name(c, f);
    if (!member_date(f->top, "date", &date))
        return;
    if (!member_truth(f->top, "held")) {
        if (!member_text(f->top, "why")[0])
            schema_error(&c->s, f->top, "was not held; say why");
        return;
    }
    if (days_since(c->g, date) < 0)
        schema_error(&c->s, yaml_find(f->top, "date"),
                     "a meeting that was held lies in the future");
    check_minutes(c, f, date);
    check_attendance(c, f);
    check_actions(c, f, date);
}

/* The newest meeting that was held, and whose series is public. */
static bool newest(const struct checking *c, int64_t *ret)
{
    bool found = false;
    for (size_t i = 0; i < c->g->n_files; i++) {
        const struct govern_file *f = &c->g->files[i];
        int64_t date = 0;
        if (f->kind != GOVERN_MEETING || !f->top || !member_truth(f->top, "held") ||
            !member_date(f->top, "date", &date))
            continue;
        const struct govern_id *s = govern_find(&c->g->series, member_text(f->top, "series"));
        if (!s || !member_truth(s->node, "public") || (found && date <= *ret))
            continue;
        found = true;
        *ret = date;
    }
    return found;
}

static void check_cadence(struct checking *c)
{
    const struct govern_file *office = govern_file(c->g, GOVERN_OFFICE);
    const struct govern_file *f = govern_file(c->g, GOVERN_COMMUNICATIONS);
    int64_t last = 0;
    if (!office || !office->top || !f || !f->top || !c->g->rules)
        return;
    bool is_active = strcmp(member_text(office->top, "status"), "active") == 0;
    c->s.file = f->name;
    if (!is_active)
        return;
    unsigned long most = member_count(c->g->rules, "meeting-days");
    const struct yaml_node *series = yaml_find(f->top, "series");
    if (!newest(c, &last))
        schema_doubt(&c->s, series, "no public meeting was held yet");
    else if (days_since(c->g, last) > (int64_t)most)
        schema_doubt(&c->s, series,
                     "the last public meeting was held %lld days ago; %s wants one every %lu days",
                     (long long)days_since(c->g, last), c->g->rules_name, most);
}

void check_meetings(struct checking *c)
{
    for (size_t i = 0; i < c->g->n_files; i++)
        if (c->g->files[i].kind == GOVERN_MEETING && c->g->files[i].top)
            check_meeting(c, &c->g->files[i]);
    check_cadence(c);
}
