/* SPDX-License-Identifier: Apache-2.0 */
/* site/meet.c: when the group meets, what was said, what was decided and recommended. */
#include "office/site/build.h"

#include <stdlib.h>
#include <string.h>

/* ---- calendar ---- */

static void put_when(struct web *p, const struct calendar_meeting *m)
{
    html_put(
        &p->h,
        "<td><time datetime=\"%s\">%s, %s–%s</time> <span class=\"soft\">%s (UTC%s)</span></td>",
        m->utc, m->date, m->time, m->end_time, member_text(m->series, "zone"), m->offset);
}

static void put_meeting_row(struct web *p, const struct calendar_meeting *m)
{
    struct html *h = &p->h;
    const char *where = member_text(m->series, "location");
    html_put(h, m->is_cancelled ? "<tr class=\"cancelled\">" : "<tr>");
    html_put(h, "<th scope=\"row\">%s</th>", member_text(m->series, "title"));
    put_when(p, m);
    html_put(h, "<td>%s</td><td>", m->utc);
    if (m->is_cancelled)
        html_put(h, "<span class=\"chip warn\">does not take place</span>");
    else if (landscape_url(where, NULL, NULL))
        html_put(h, "<a rel=\"noreferrer\" href=\"%s\">%s</a>", where, where);
    else
        web_value(p, where);
    if (m->minutes)
        html_put(h, " <a href=\"%s\">minutes</a>",
                 web_to(p, arena_printf(p->s->a, "meetings/%s.html", m->minutes->id)));
    html_put(h, "</td></tr>\n");
}

static void put_meetings(struct web *p, const char *title, const struct calendar_meeting *at,
                         size_t n)
{
    html_put(&p->h, "<section><h2>%s</h2>\n", title);
    if (!n) {
        web_nothing(p, "None.");
    } else {
        web_table_open(p, title);
        html_put(&p->h,
                 "<thead><tr><th scope=\"col\">Meeting</th><th scope=\"col\">When, local</th>"
                 "<th scope=\"col\">UTC</th><th scope=\"col\">Where</th></tr></thead><tbody>\n");
        for (size_t i = 0; i < n; i++)
            put_meeting_row(p, &at[i]);
        web_table_close(p);
    }
    html_put(&p->h, "</section>\n");
}

static void put_series(struct web *p, const struct yaml_node *c)
{
    const struct yaml_node *t = member_first(c, "series");
    html_put(&p->h, "<section><h2>Series</h2>\n");
    if (!t)
        web_nothing(p, "No series of meetings is written down yet.");
    for (; t; t = t->next) {
        html_put(&p->h, "<h3>%s</h3>\n<dl class=\"register\">\n", member_text(t, "title"));
        static const char *const rows[][2] = {
            { "zone", "Zone" },   { "time", "Time" },       { "minutes", "Minutes" },
            { "rule", "Recurs" }, { "start", "First one" }, { "until", "Until" },
        };
        for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
            if (*member_text(t, rows[i][0]))
                html_put(&p->h, "<div><dt>%s</dt><dd>%s</dd></div>\n", rows[i][1],
                         member_text(t, rows[i][0]));
        html_put(&p->h, "<div><dt>Open to all</dt><dd>%s</dd></div>\n</dl>\n",
                 member_truth(t, "public") ? "yes" : "no");
    }
    html_put(&p->h, "</section>\n");
}

static void put_place(struct web *p, const char *title, const char *url, const char *text)
{
    html_put(&p->h, "<div><dt>%s</dt><dd>", title);
    if (landscape_url(url, NULL, NULL))
        html_put(&p->h, "<a rel=\"noreferrer\" href=\"%s\">%s</a>", url,
                 *text && strcmp(text, "unknown") != 0 ? text : url);
    else
        web_value(p, *text ? text : url);
    html_put(&p->h, "</dd></div>\n");
}

static void put_channels(struct web *p, const struct yaml_node *c)
{
    const struct yaml_node *chat = yaml_find(c, "chat"), *list = yaml_find(c, "mailing-list");
    html_put(&p->h, "<section><h2>Where else to find us</h2>\n<dl class=\"register\">\n");
    put_place(p, "Chat", member_text(chat, "url"), member_text(chat, "name"));
    put_place(p, "Mailing list", member_text(list, "archive"), member_text(list, "address"));
    put_place(p, "Repository", member_text(c, "repository"), "");
    put_place(p, "Recordings", member_text(c, "recordings"), "");
    html_put(&p->h, "</dl></section>\n");
}

static void put_json_meetings(struct json_out *o, const struct calendar_meeting *at, size_t n)
{
    json_array_open(o, "meetings");
    for (size_t i = 0; i < n; i++) {
        json_object_open(o, NULL);
        json_text(o, "series", member_text(at[i].series, "id"));
        json_text(o, "title", member_text(at[i].series, "title"));
        json_text(o, "date", at[i].date);
        json_text(o, "time", at[i].time);
        json_text(o, "zone", member_text(at[i].series, "zone"));
        json_text(o, "offset", at[i].offset);
        json_text(o, "utc", at[i].utc);
        json_bool(o, "cancelled", at[i].is_cancelled);
        json_text(o, "minutes", at[i].minutes ? at[i].minutes->id : NULL);
        json_object_close(o);
    }
    json_array_close(o);
}

void site_calendar(struct site *s)
{
    struct web p;
    struct web_json j;
    struct buf b;
    const struct govern_file *c = govern_file(s->g, GOVERN_COMMUNICATIONS);
    const struct web_info info = { .path = "calendar.html",
                                   .title = "Calendar",
                                   .summary = "When and where the group meets.",
                                   .section = "calendar",
                                   .kind = "wide" };
    const struct calendar_meeting *at = s->meetings;
    size_t n = s->n_meetings;
    size_t past = 0;
    while (past < n && at[past].at < s->g->as_of)
        past++;
    web_open(&p, s, &info);
    html_put(
        &p.h,
        "<p class=\"lead\">When and where the group meets. <a href=\"calendar.ics\">Subscribe</a> "
        "in your own calendar: it knows time zones and their changes.</p>\n");
    put_meetings(&p, "To come", at + past, n - past);
    put_meetings(&p, "The last three months", at, past);
    put_series(&p, c ? c->top : NULL);
    put_channels(&p, c ? c->top : NULL);
    web_close(&p);
    web_json_open(&j, s, info.path);
    put_json_meetings(&j.o, at, n);
    json_yaml(&j.o, "communications", c ? c->top : NULL);
    web_json_close(&j, s);
    buf_init(&b, SITE_PAGE_MAX);
    struct landscape_problems told = { .arena = s->a };
    cupel_status st = calendar_write(s->g, true, &b, &told);
    if (st != CUPEL_OK && s->st == CUPEL_OK)
        s->st = st;
    site_write(s, "calendar.ics", &b);
}

/* ---- minutes ---- */

static void put_attendance(struct web *p, const struct yaml_node *m)
{
    const struct yaml_node *a = member_first(m, "attendance");
    html_put(&p->h, "<section><h2>Attendance</h2>\n");
    if (!a) {
        web_nothing(p, "Nobody is written down.");
    } else {
        html_put(&p->h, "<ul class=\"columns\">\n");
        for (; a; a = a->next) {
            const char *id = member_text(a, "person");
            const char *employer = *id ? member_text(site_person(p->s, id), "employer") : "";
            if (*member_text(a, "employer"))
                employer = member_text(a, "employer");
            html_put(&p->h, "<li>%s%s%s</li>\n",
                     *id ? site_person_name(p->s, id) : member_text(a, "name"),
                     *employer ? ", " : "", employer);
        }
        html_put(&p->h, "</ul>\n");
    }
    html_put(&p->h, "</section>\n");
}

static void put_action(struct web *p, const struct yaml_node *a)
{
    const char *done = member_text(a, "done"), *due = member_text(a, "due");
    int64_t day = 0;
    bool late = !*done && member_date(a, "due", &day) && day < p->s->g->as_of;
    html_put(&p->h, "<tr><th scope=\"row\">%s</th><td>%s</td><td>", member_text(a, "text"),
             site_person_name(p->s, member_text(a, "owner")));
    web_day(p, due);
    html_put(&p->h, "</td><td>%s%s</td></tr>\n", *done ? done : "",
             late    ? "open, past due"
             : *done ? ""
                     : "open");
}

static void put_actions(struct web *p, const struct yaml_node *m)
{
    const struct yaml_node *a = member_first(m, "actions");
    html_put(&p->h, "<section><h2>Actions</h2>\n");
    if (!a) {
        web_nothing(p, "None.");
    } else {
        web_table_open(p, "Actions");
        html_put(&p->h,
                 "<thead><tr><th scope=\"col\">What</th><th scope=\"col\">Who</th>"
                 "<th scope=\"col\">Due</th><th scope=\"col\">Done</th></tr></thead><tbody>\n");
        for (; a; a = a->next)
            put_action(p, a);
        web_table_close(p);
    }
    html_put(&p->h, "</section>\n");
}

static void put_points(struct web *p, const struct govern_file *f, const char *member,
                       const char *title)
{
    const struct yaml_node *t = member_first(f->top, member);
    html_put(&p->h, "<section><h2>%s</h2>\n", title);
    if (!t)
        web_nothing(p, "None.");
    for (; t; t = t->next) {
        html_put(&p->h, "<h3>%s</h3>\n", member_text(t, "title"));
        web_markdown(p, slice_str(member_text(t, "text")),
                     arena_printf(p->s->a, "meetings/%s.yml", f->id), 4);
    }
    html_put(&p->h, "</section>\n");
}

static const struct yaml_node *series_of(const struct site *s, const struct yaml_node *m)
{
    const struct govern_id *id = govern_find(&s->g->series, member_text(m, "series"));
    return id ? id->node : NULL;
}

static const char *meeting_title(const struct site *s, const struct govern_file *f)
{
    const char *series = member_text(series_of(s, f->top), "title");
    return arena_printf(s->a, "%s, %s", *series ? series : member_text(f->top, "series"),
                        member_text(f->top, "date"));
}

static void put_minutes(struct site *s, const struct govern_file *f)
{
    struct web p;
    struct web_json j;
    const char *path = arena_printf(s->a, "meetings/%s.html", f->id);
    const char *recording = member_text(f->top, "recording");
    web_open(&p, s,
             &(struct web_info){ .path = path,
                                 .title = meeting_title(s, f),
                                 .section = "calendar",
                                 .kind = "prose",
                                 .up = "meetings/index.html",
                                 .up_title = "Meetings" });
    if (!member_truth(f->top, "held"))
        html_put(&p.h,
                 "<p class=\"lead\"><span class=\"chip warn\">did not take place</span> %s</p>\n",
                 member_text(f->top, "why"));
    html_put(&p.h, "<p class=\"note\">Minutes %s%s.",
             *member_text(f->top, "published") ? "published " : "not published yet",
             member_text(f->top, "published"));
    if (landscape_url(recording, NULL, NULL))
        html_put(&p.h, " <a rel=\"noreferrer\" href=\"%s\">Recording</a>", recording);
    html_put(&p.h, "</p>\n");
    put_attendance(&p, f->top);
    put_points(&p, f, "agenda", "Agenda");
    put_points(&p, f, "minutes", "Minutes");
    put_actions(&p, f->top);
    web_close(&p);
    web_json_open(&j, s, path);
    json_yaml(&j.o, "meeting", f->top);
    web_json_close(&j, s);
}

/* Calls @each with the files of a kind, the last name first; how many. */
static size_t newest_first(struct web *p, enum govern_kind kind,
                           void (*each)(struct web *p, const struct govern_file *f))
{
    const struct govern *g = p->s->g;
    size_t n = 0;
    for (size_t i = g->n_files; i; i--) {
        if (g->files[i - 1].kind != kind || !g->files[i - 1].top)
            continue;
        if (n++ == 0)
            html_put(&p->h, "<ul class=\"links\">\n");
        each(p, &g->files[i - 1]);
    }
    if (n)
        html_put(&p->h, "</ul>\n");
    return n;
}

static void put_meeting_line(struct web *p, const struct govern_file *f)
{
    const struct yaml_node *a = yaml_find(f->top, "attendance");
    html_put(&p->h, "<li><a href=\"%s\">%s</a> ",
             web_to(p, arena_printf(p->s->a, "meetings/%s.html", f->id)), meeting_title(p->s, f));
    if (member_truth(f->top, "held"))
        html_put(&p->h, "<span class=\"soft\">%zu attended</span></li>\n",
                 a ? a->count : (size_t)0);
    else
        html_put(&p->h, "<span class=\"soft\">did not take place</span></li>\n");
}

void site_meetings(struct site *s)
{
    struct web p;
    struct web_json j;
    const struct web_info info = { .path = "meetings/index.html",
                                   .title = "Meetings",
                                   .summary = "Minutes of the group's meetings.",
                                   .section = "calendar",
                                   .kind = "prose",
                                   .up = "calendar.html",
                                   .up_title = "Calendar" };
    web_open(&p, s, &info);
    if (!newest_first(&p, GOVERN_MEETING, put_meeting_line))
        web_nothing(&p, "No meeting is written down yet.");
    web_close(&p);
    web_json_open(&j, s, info.path);
    json_array_open(&j.o, "meetings");
    for (size_t i = 0; i < s->g->n_files; i++)
        if (s->g->files[i].kind == GOVERN_MEETING && s->g->files[i].top)
            json_text(&j.o, NULL, s->g->files[i].id);
    json_array_close(&j.o);
    web_json_close(&j, s);
    for (size_t i = 0; i < s->g->n_files && s->st == CUPEL_OK; i++)
        if (s->g->files[i].kind == GOVERN_MEETING && s->g->files[i].top)
            put_minutes(s, &s->g->files[i]);
}

/* ---- decisions ---- */

static void put_tally(struct web *p, const struct tally *t, const struct yaml_node *d)
{
    html_put(&p->h, "<section><h2>Count</h2>\n");
    if (!t->is_known) {
        web_nothing(p, "Nobody who may vote could be made out.");
    } else {
        html_put(
            &p->h,
            "<p><strong>%s</strong>: %zu for, %zu against, %zu abstained. %zu of %zu who may vote "
            "did; the quorum is %zu; %zu votes for were needed (%s of %s).</p>\n"
            "<p class=\"note\">Counted anew from the ballots below: <code>cupel office vote</code> "
            "gives the same to anybody.</p>\n",
            vote_outcome_name(t->outcome), t->votes_for, t->against, t->abstain, t->voted,
            t->electorate, t->quorum, t->needed, member_text(d, "threshold"), member_text(d, "of"));
    }
    html_put(&p->h, "</section>\n");
}

static void put_ballots(struct web *p, const struct yaml_node *d)
{
    html_put(&p->h, "<section><h2>Ballots</h2>\n");
    if (!member_first(d, "ballots")) {
        web_nothing(p, "None yet.");
    } else {
        web_table_open(p, "Ballots");
        html_put(&p->h,
                 "<thead><tr><th scope=\"col\">Who</th><th scope=\"col\">Vote</th>"
                 "<th scope=\"col\">When</th><th scope=\"col\">Comment</th></tr></thead><tbody>\n");
        for (const struct yaml_node *b = member_first(d, "ballots"); b; b = b->next) {
            html_put(&p->h, "<tr><th scope=\"row\">%s</th><td>%s</td><td>",
                     site_person_name(p->s, member_text(b, "person")), member_text(b, "vote"));
            web_day(p, member_text(b, "at"));
            html_put(&p->h, "</td><td>%s</td></tr>\n", member_text(b, "comment"));
        }
        web_table_close(p);
    }
    for (const struct yaml_node *r = member_first(d, "recusals"); r; r = r->next)
        html_put(&p->h, "<p>Recused: %s, %s.</p>\n",
                 site_person_name(p->s, member_text(r, "person")), member_text(r, "why"));
    html_put(&p->h, "</section>\n");
}

static void put_decision(struct site *s, const struct govern_file *f)
{
    struct web p;
    struct web_json j;
    const struct yaml_node *d = f->top;
    struct tally t = vote_tally(s->g, d);
    const char *path = arena_printf(s->a, "decisions/%s.html", f->id);
    const char *second = member_text(d, "seconded-by");
    web_open(&p, s,
             &(struct web_info){ .path = path,
                                 .title = member_text(d, "title"),
                                 .kind = "prose",
                                 .up = "decisions/index.html",
                                 .up_title = "Decisions" });
    html_put(&p.h, "<section><h2>Motion</h2>\n<blockquote>");
    web_prose(&p, member_text(d, "motion"));
    html_put(&p.h, "</blockquote>\n<p>Proposed by %s%s%s, open from %s to %s.</p>\n</section>\n",
             site_person_name(s, member_text(d, "proposed-by")), *second ? ", seconded by " : "",
             *second ? site_person_name(s, second) : "", member_text(d, "opened"),
             member_text(d, "closes"));
    put_tally(&p, &t, d);
    put_ballots(&p, d);
    web_close(&p);
    web_json_open(&j, s, path);
    json_yaml(&j.o, "decision", d);
    json_object_open(&j.o, "count");
    json_text(&j.o, "outcome", t.is_known ? vote_outcome_name(t.outcome) : NULL);
    json_uint(&j.o, "for", t.votes_for);
    json_uint(&j.o, "against", t.against);
    json_uint(&j.o, "abstain", t.abstain);
    json_uint(&j.o, "electorate", t.electorate);
    json_uint(&j.o, "quorum", t.quorum);
    json_uint(&j.o, "needed", t.needed);
    json_object_close(&j.o);
    web_json_close(&j, s);
}

static void put_decision_line(struct web *p, const struct govern_file *f)
{
    struct tally t = vote_tally(p->s->g, f->top);
    html_put(
        &p->h,
        "<li><a href=\"%s\">%s</a> <span class=\"chip state\">%s</span> "
        "<span class=\"soft\">closes %s</span></li>\n",
        web_to(p, arena_printf(p->s->a, "decisions/%s.html", f->id)), member_text(f->top, "title"),
        t.is_known ? vote_outcome_name(t.outcome) : "cannot tell", member_text(f->top, "closes"));
}

void site_decisions(struct site *s)
{
    struct web p;
    struct web_json j;
    const struct web_info info = { .path = "decisions/index.html",
                                   .title = "Decisions",
                                   .summary = "Motions of the group with their ballots.",
                                   .kind = "prose" };
    web_open(&p, s, &info);
    if (!newest_first(&p, GOVERN_DECISION, put_decision_line))
        web_nothing(&p, "Nothing was decided yet.");
    web_close(&p);
    web_json_open(&j, s, info.path);
    json_array_open(&j.o, "decisions");
    for (size_t i = 0; i < s->g->n_files; i++)
        if (s->g->files[i].kind == GOVERN_DECISION && s->g->files[i].top)
            json_text(&j.o, NULL, s->g->files[i].id);
    json_array_close(&j.o);
    web_json_close(&j, s);
    for (size_t i = 0; i < s->g->n_files && s->st == CUPEL_OK; i++)
        if (s->g->files[i].kind == GOVERN_DECISION && s->g->files[i].top)
            put_decision(s, &s->g->files[i]);
}

/* ---- recommendations ---- */

static void put_recommendation(struct web *p, const struct yaml_node *r)
{
    struct html *h = &p->h;
    const struct site_item *i = site_item_named(p->s, member_text(r, "project"));
    const char *url = member_text(r, "fate-url"), *review = member_text(r, "review");
    const char *decision = member_text(r, "decision");
    html_put(h, "<tr><th scope=\"row\">");
    if (i)
        web_item_link(p, i);
    else
        html_put(h, "%s", member_text(r, "project"));
    html_put(h, "</th><td>%s</td><td>%s</td><td>%s</td><td>", member_text(r, "kind"),
             member_text(r, "to"), member_text(r, "date"));
    for (size_t k = 0; k < p->s->n_reviews; k++)
        if (strcmp(p->s->reviews[k].path, review) == 0)
            html_put(h, "<a href=\"%s\">review</a> ",
                     web_to(p, arena_printf(p->s->a, "reviews/%s.html", p->s->reviews[k].id)));
    if (govern_find(&p->s->g->decisions, decision))
        html_put(h, "<a href=\"%s\">decision</a>",
                 web_to(p, arena_printf(p->s->a, "decisions/%s.html", decision)));
    html_put(h, "</td><td>%s %s", member_text(r, "fate"), member_text(r, "fate-date"));
    if (landscape_url(url, NULL, NULL))
        html_put(
            h,
            " <a rel=\"noreferrer\" href=\"%s\">where<span class=\"hidden\"> the fate of %s is "
            "told</span></a>",
            url, member_text(r, "project"));
    html_put(h, "</td></tr>\n");
}

void site_recommendations(struct site *s)
{
    struct web p;
    struct web_json j;
    const struct govern_file *f = govern_file(s->g, GOVERN_RECOMMENDATIONS);
    const struct yaml_node *r = member_first(f ? f->top : NULL, "recommendations");
    const struct web_info info = { .path = "recommendations.html",
                                   .title = "Recommendations",
                                   .summary = "What was recommended to whom, and its fate.",
                                   .section = "gaps",
                                   .kind = "wide" };
    web_open(&p, s, &info);
    if (!r) {
        web_nothing(&p, "Nothing was recommended yet.");
    } else {
        web_table_open(&p, "Recommendations");
        html_put(&p.h,
                 "<thead><tr><th scope=\"col\">Project</th><th scope=\"col\">Kind</th>"
                 "<th scope=\"col\">To</th><th scope=\"col\">Date</th><th scope=\"col\">On the "
                 "ground of</th><th scope=\"col\">Fate</th></tr></thead><tbody>\n");
        for (; r; r = r->next)
            put_recommendation(&p, r);
        web_table_close(&p);
    }
    web_close(&p);
    web_json_open(&j, s, info.path);
    json_yaml(&j.o, "recommendations", f ? yaml_find(f->top, "recommendations") : NULL);
    web_json_close(&j, s);
}
