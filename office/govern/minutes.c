/* SPDX-License-Identifier: Apache-2.0 */
/* govern/minutes.c: the skeleton of a meeting's file. */
#include "office/govern/check.h"

#include "office/landscape/write.h"

#include <string.h>

static void put_text(struct buf *b, const char *before, const char *text, const char *after)
{
    buf_add_str(b, before);
    yaml_write_text(b, text, false);
    buf_add_str(b, after);
}

static const char *person_name(const struct govern *g, const char *id)
{
    const struct govern_id *p = govern_find(&g->people, id);
    const char *name = member_text(p ? p->node : NULL, "name");
    return *name ? name : id;
}

/* ---- attendance ---- */

/* Those who hold a seat, as comments: a name comes into the roll by a person's hand. Comments hold
 * ids alone, which are letters, digits and hyphens. */
/* Does the seat's term hold that day, and does no seat before it have the same holder? */
static bool is_to_name(const struct yaml_node *first, const struct yaml_node *seat,
                       const char *date)
{
    const char *holder = member_text(seat, "holder");
    const char *start = member_text(seat, "start"), *end = member_text(seat, "end");
    if (seat_is_vacant(seat) || (landscape_date(start, NULL) && strcmp(start, date) > 0) ||
        (landscape_date(end, NULL) && strcmp(end, date) < 0))
        return false;
    for (const struct yaml_node *s = first; s != seat; s = s->next)
        if (strcmp(member_text(s, "holder"), holder) == 0)
            return false;
    return true;
}

static void put_attendance(const struct govern *g, const char *date, struct buf *b)
{
    const struct govern_file *roles = govern_file(g, GOVERN_ROLES);
    buf_add_str(b, "# Put a line for each who was there in place of []; guests: {name, employer}.\n"
                   "attendance: []\n");
    const struct yaml_node *first = member_first(roles ? roles->top : NULL, "seats");
    for (const struct yaml_node *s = first; s; s = s->next)
        if (is_to_name(first, s, date))
            buf_printf(b, "#  - {person: %s}    # %s\n", member_text(s, "holder"),
                       member_text(s, "role"));
}

/* ---- agenda ---- */

static void put_point(struct buf *b, const char *title, const char *text)
{
    put_text(b, "  - title: ", title, "\n");
    if (*text)
        put_text(b, "    text: ", text, "\n");
}

static void put_votes(const struct govern *g, struct buf *b)
{
    for (size_t i = 0; i < g->n_files; i++) {
        const struct govern_file *f = &g->files[i];
        if (f->kind != GOVERN_DECISION || !f->top)
            continue;
        struct tally t = vote_tally(g, f->top);
        bool is_counted = yaml_find(f->top, "result") != NULL;
        if (is_counted && t.outcome != VOTE_OPEN)
            continue;
        put_point(b, arena_printf(g->arena, "Vote: %s", member_text(f->top, "title")),
                  t.outcome == VOTE_OPEN
                      ? arena_printf(g->arena, "Open until %s; %zu of %zu have voted.",
                                     member_text(f->top, "closes"), t.voted, t.electorate)
                      : arena_printf(g->arena,
                                     "Closed on %s and not counted in the file yet: cupel "
                                     "office vote close.",
                                     member_text(f->top, "closes")));
    }
}

static void put_recommendations(const struct govern *g, struct buf *b)
{
    const struct govern_file *f = govern_file(g, GOVERN_RECOMMENDATIONS);
    for (const struct yaml_node *r = member_first(f ? f->top : NULL, "recommendations"); r;
         r = r->next)
        if (strcmp(member_text(r, "fate"), "open") == 0)
            put_point(b, arena_printf(g->arena, "Recommendation: %s", member_text(r, "project")),
                      arena_printf(g->arena, "%s, to %s, open since %s.", member_text(r, "kind"),
                                   member_text(r, "to"), member_text(r, "date")));
}

static void put_terms(const struct govern *g, struct buf *b)
{
    const struct govern_file *f = govern_file(g, GOVERN_ROLES);
    int64_t end = 0, days = (int64_t)member_count(g->rules, "term-warning-days");
    for (const struct yaml_node *s = member_first(f ? f->top : NULL, "seats"); s; s = s->next)
        if (member_date(s, "end", &end) && -days_since(g, end) <= days)
            put_point(b,
                      arena_printf(g->arena, "Term of %s as %s",
                                   person_name(g, member_text(s, "holder")),
                                   member_text(s, "role")),
                      arena_printf(g->arena, "%s on %s.", days_since(g, end) > 0 ? "Ended" : "Ends",
                                   member_text(s, "end")));
}

static void put_comments(const struct govern *g, struct buf *b)
{
    for (size_t i = 0; i < g->n_files; i++) {
        const struct govern_file *f = &g->files[i];
        int64_t closes = 0;
        bool is_work = f->kind == GOVERN_PAPER || f->kind == GOVERN_PATTERN;
        if (is_work && f->top && strcmp(member_text(f->top, "status"), "review") == 0 &&
            member_date(yaml_find(f->top, "review"), "closes", &closes) &&
            days_since(g, closes) <= 0)
            put_point(b, arena_printf(g->arena, "Comments on: %s", member_text(f->top, "title")),
                      arena_printf(g->arena, "Open until %s.",
                                   member_text(yaml_find(f->top, "review"), "closes")));
    }
}

/* ---- actions ---- */

/* The day of the meeting whose file holds it. */
static const char *day_of(const struct govern *g, const struct govern_id *a)
{
    for (size_t i = 0; i < g->n_files; i++)
        if (strcmp(g->files[i].name, a->file) == 0)
            return member_text(g->files[i].top, "date");
    return "";
}

/* Left open by a meeting before @date. */
static bool is_open(const struct govern *g, const struct govern_id *a, const char *date)
{
    return strcmp(day_of(g, a), date) < 0 && !*member_text(a->node, "done") &&
           !action_is_carried(g, a->text);
}

/* DATE-a to DATE-z, then DATE-27 and on; none that is taken. */
static const char *new_id(const struct govern *g, const char *date, size_t *n)
{
    const char *id;
    do {
        size_t i = (*n)++;
        id = i < 26 ? arena_printf(g->arena, "%s-%c", date, (int)('a' + (char)i))
                    : arena_printf(g->arena, "%s-%zu", date, i + 1);
    } while (govern_find(&g->actions, id) && arena_status(g->arena) == CUPEL_OK);
    return id;
}

static void put_actions(const struct govern *g, const char *date, struct buf *b)
{
    size_t n = 0, count = 0;
    for (size_t i = 0; i < g->actions.n; i++) {
        const struct govern_id *a = &g->actions.at[i];
        if (!is_open(g, a, date))
            continue;
        buf_add_str(b, count++ ? "" : "actions:\n");
        put_text(b, "  - id: ", new_id(g, date, &n), "\n");
        put_text(b, "    text: ", member_text(a->node, "text"), "\n");
        put_text(b, "    owner: ", member_text(a->node, "owner"), "\n");
        put_text(b, "    due: ", member_text(a->node, "due"), "\n");
        put_text(b, "    carried-from: ", a->text, "\n");
    }
    if (!count)
        buf_add_str(b, "actions: []\n");
}

static size_t count_open(const struct govern *g, const char *date)
{
    size_t n = 0;
    for (size_t i = 0; i < g->actions.n; i++)
        n += is_open(g, &g->actions.at[i], date);
    return n;
}

void minutes_write(const struct govern *g, const struct yaml_node *series, const char *date,
                   struct buf *b)
{
    size_t open = count_open(g, date);
    put_text(b, "series: ", member_text(series, "id"), "\n");
    put_text(b, "date: ", date, "\n");
    buf_add_str(b, "held: true            # where it is not: false, and `why`\n");
    put_attendance(g, date, b);
    buf_add_str(b, "recording: unknown\nagenda:\n");
    put_point(b, "Welcome, who writes the minutes", "");
    if (open)
        put_point(b, "Open actions",
                  arena_printf(g->arena, "%zu of earlier meetings, below.", open));
    put_votes(g, b);
    put_recommendations(g, b);
    put_terms(g, b);
    put_comments(g, b);
    put_point(b, "Anything else", "");
    buf_add_str(b, "minutes: []           # [{title, text}], text is Markdown\n");
    put_actions(g, date, b);
    buf_add_str(b, "# published: YYYY-MM-DD, once they are\n");
}
