/* SPDX-License-Identifier: Apache-2.0 */
/* report/actions.c: action items. One that was carried over to a later meeting goes on there under
 * another id, so that it is opened once and open once. */
#include "office/govern/check.h"
#include "office/report/make.h"

#include <stdlib.h>
#include <string.h>

struct carried {
    const char **at; /* ids that were carried on, sorted */
    size_t n;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct carried find_carried(const struct making *m)
{
    struct carried c = { .at = arena_array(m->a, m->now->g.actions.n + 1, sizeof *c.at) };
    for (size_t i = 0; c.at && i < m->now->g.actions.n; i++) {
        const char *from = make_member(m->now->g.actions.at[i].node, "carried-from");
        if (*from)
            c.at[c.n++] = from;
    }
    if (c.n)
        qsort(c.at, c.n, sizeof *c.at, by_text);
    return c;
}

static bool is_carried(const struct carried *c, const char *id)
{
    return c->n && bsearch(&id, c->at, c->n, sizeof *c->at, by_text);
}

struct action_groups {
    struct report_group *opened, *carried, *closed, *overdue, *open, *late;
};

static struct report_item *add(struct making *m, struct report_group *g,
                               const struct govern_file *f, const struct yaml_node *n,
                               const char *date, const char *key)
{
    const char *due = make_member(n, "due"), *from = make_member(n, "carried-from");
    struct report_item *i = make_item(m, g, make_member(n, "text"), date);
    make_text(m, i, "%s, of %s", make_member(n, "id"),
              make_person(m->now, make_member(n, "owner")));
    make_text(m, i, "due %s", *due ? due : "on no date that is known");
    if (*from)
        make_text(m, i, "carried from %s", from);
    make_proof(m, &i->where, m->now, f, n, "id");
    if (key)
        make_proof(m, &i->where, m->now, f, n, key);
    return i;
}

/* Of an earlier day, and not in the state of that day. */
static void add_late(struct making *m, struct report_group *g, const struct govern_file *f,
                     const struct yaml_node *n)
{
    const char *done = make_member(n, "done"), *met = make_member(f->top, "date");
    if (!m->before || !m->r->has_before)
        return;
    const struct govern_id *old = govern_find(&m->before->g.actions, make_member(n, "id"));
    if (!old && make_is_before(m, met))
        make_text(m, add(m, g, f, n, met, NULL), "opened");
    if (make_is_before(m, done) && (!old || !*make_member(old->node, "done")))
        make_text(m, add(m, g, f, n, done, "done"), "closed");
}

static void add_action(struct making *m, const struct action_groups *g, const struct carried *c,
                       const struct govern_file *f, const struct yaml_node *n)
{
    const char *met = make_member(f->top, "date"), *done = make_member(n, "done");
    const char *due = make_member(n, "due");
    if (strcmp(met, m->r->to) > 0)
        return;
    if (make_in(m, met))
        (void)add(m, yaml_find(n, "carried-from") ? g->carried : g->opened, f, n, met, NULL);
    if (make_in(m, done))
        (void)add(m, g->closed, f, n, done, "done");
    add_late(m, g->late, f, n);
    bool is_open = (!*done || strcmp(done, m->r->as_of) > 0) &&
                   !is_carried(c, make_member(n, "id"));
    if (!is_open)
        return;
    (void)add(m, g->open, f, n, due, "due");
    if (*due && strcmp(due, m->r->as_of) < 0)
        (void)add(m, g->overdue, f, n, due, "due");
}

void make_actions(struct making *m)
{
    struct report_section *s = make_section(m, "actions", "Action items");
    struct carried c = find_carried(m);
    if (!s || !c.at)
        return;
    s->note = "An item that was carried over counts where it stands last.";
    struct action_groups g = {
        .opened = make_headline(s, "actions-opened", "Action items opened"),
        .closed = make_headline(s, "actions-closed", "Action items closed"),
        .carried = make_group(s, "actions-carried", "Action items carried over"),
        .late = make_change(m, s, "actions-late",
                            "Action items of an earlier day, entered or closed in this period"),
        .overdue = make_headline(s, "actions-overdue", "Action items overdue"),
        .open = make_group(s, "actions-open", "Action items open"),
    };
    const struct govern_file *f = NULL;
    while ((f = make_next(m->now, GOVERN_MEETING, f)))
        for (const struct yaml_node *n = member_first(f->top, "actions"); n; n = n->next)
            add_action(m, &g, &c, f, n);
}
