/* SPDX-License-Identifier: Apache-2.0 */
/* site/people.c: the charter, and who holds which seat until when. */
#include "office/site/build.h"

#include "office/site/chart.h"

#include <stdlib.h>
#include <string.h>

#define SPANS_MAX 400 /* terms on the timeline */

/* ---- charter ---- */

static void put_titled(struct web *p, const struct yaml_node *charter, const char *member,
                       const char *title)
{
    const struct yaml_node *n = member_first(charter, member);
    html_put(&p->h, "<section><h2>%s</h2>\n", title);
    if (!n)
        web_nothing(p, "Blank in the charter.");
    else
        html_put(&p->h, "<dl class=\"titled\">\n");
    for (const struct yaml_node *t = n; t; t = t->next) {
        html_put(&p->h, "<dt>%s</dt><dd>", member_text(t, "title"));
        web_prose(p, member_text(t, "text"));
        html_put(&p->h, "</dd>\n");
    }
    if (n)
        html_put(&p->h, "</dl>");
    html_put(&p->h, "</section>\n");
}

static void put_texts(struct web *p, const struct yaml_node *charter, const char *member,
                      const char *title, const char *none)
{
    const struct yaml_node *n = member_first(charter, member);
    html_put(&p->h, "<section><h2>%s</h2>\n", title);
    if (!n) {
        web_nothing(p, none);
    } else {
        html_put(&p->h, "<ul>\n");
        for (const struct yaml_node *t = n; t; t = t->next) {
            const struct site_item *i = site_item_named(p->s, t->text);
            html_put(&p->h, "<li>");
            if (i)
                web_item_link(p, i);
            else
                html_put(&p->h, "%s", t->text);
            html_put(&p->h, "</li>\n");
        }
        html_put(&p->h, "</ul>\n");
    }
    html_put(&p->h, "</section>\n");
}

static void put_relations(struct web *p, const struct yaml_node *charter)
{
    const struct yaml_node *r = member_first(charter, "relations");
    html_put(&p->h, "<section><h2>Relations with other groups</h2>\n");
    if (!r) {
        web_nothing(p, "Blank in the charter.");
    } else {
        web_table_open(p, "Relations with other groups");
        html_put(&p->h, "<thead><tr><th scope=\"col\">Group</th><th scope=\"col\">Kind</th>"
                        "<th scope=\"col\">What</th></tr></thead><tbody>\n");
        for (; r; r = r->next) {
            const char *url = member_text(r, "url");
            html_put(&p->h, "<tr><th scope=\"row\">");
            if (landscape_url(url, NULL, NULL))
                html_put(&p->h, "<a rel=\"noreferrer\" href=\"%s\">%s</a>", url,
                         member_text(r, "group"));
            else
                html_put(&p->h, "%s", member_text(r, "group"));
            html_put(&p->h, "</th><td>%s</td><td>%s</td></tr>\n", member_text(r, "kind"),
                     member_text(r, "text"));
        }
        web_table_close(p);
    }
    html_put(&p->h, "</section>\n");
}

static void put_office(struct web *p, const struct yaml_node *office)
{
    static const char *const rows[][2] = {
        { "status", "Status" },
        { "parent", "Reports to" },
        { "founded", "Founded" },
        { "rules", "Operating model" },
        { "charter-reviewed", "Charter reviewed" },
        { "staff", "Staff member who helps" },
    };
    html_put(&p->h, "<dl class=\"register\">\n");
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        html_put(&p->h, "<div><dt>%s</dt><dd>", rows[i][1]);
        web_value(p, member_text(office, rows[i][0]));
        html_put(&p->h, "</dd></div>\n");
    }
    html_put(&p->h, "</dl>\n");
}

void site_charter(struct site *s)
{
    struct web p;
    struct web_json j;
    const struct govern_file *c = govern_file(s->g, GOVERN_CHARTER);
    const struct govern_file *o = govern_file(s->g, GOVERN_OFFICE);
    const struct yaml_node *charter = c ? c->top : NULL;
    const struct web_info info = {
        .path = "charter.html",
        .title = "Charter",
        .summary = "Mission, scope, deliverables and relations of the group.",
        .section = "charter",
        .kind = "prose"
    };
    web_open(&p, s, &info);
    put_office(&p, o ? o->top : NULL);
    html_put(&p.h, "<section><h2>Mission</h2>\n");
    if (*member_text(charter, "mission") && strcmp(member_text(charter, "mission"), "unknown") != 0)
        web_prose(&p, member_text(charter, "mission"));
    else
        web_nothing(&p, "Blank in the charter.");
    html_put(&p.h, "</section>\n");
    put_titled(&p, charter, "actions", "What the group does");
    put_titled(&p, charter, "in-scope", "In scope");
    put_titled(&p, charter, "out-of-scope", "Out of scope");
    put_texts(&p, charter, "projects", "Current projects in scope", "Blank in the charter.");
    put_titled(&p, charter, "deliverables", "Deliverables");
    put_texts(&p, charter, "responsibilities", "Responsibilities", "Blank in the charter.");
    put_relations(&p, charter);
    put_texts(&p, charter, "deviations", "Deviations from the operating model", "None.");
    web_close(&p);
    web_json_open(&j, s, info.path);
    json_yaml(&j.o, "office_file", o ? o->top : NULL);
    json_yaml(&j.o, "charter", charter);
    web_json_close(&j, s);
}

/* ---- people ---- */

static const char *employer_of(const struct site *s, const struct yaml_node *seat)
{
    const char *during = member_text(seat, "employer");
    return *during ? during : member_text(site_person(s, member_text(seat, "holder")), "employer");
}

/* "ends in 40 days", by the day of the page. */
static void put_term(struct web *p, const struct yaml_node *seat)
{
    int64_t end = 0;
    const struct yaml_node *leave = yaml_find(seat, "leave");
    if (member_date(seat, "end", &end)) {
        int64_t days = (end - p->s->g->as_of) / DAY_SECONDS;
        if (days < 0)
            html_put(&p->h, " <span class=\"chip warn\">ended %zu days ago</span>", (size_t)-days);
        else if (days <= (int64_t)member_count(p->s->g->rules, "term-warning-days"))
            html_put(&p->h, " <span class=\"chip warn\">ends in %zu days</span>", (size_t)days);
    }
    if (leave)
        html_put(&p->h, " <span class=\"soft\">on leave %s to %s</span>",
                 member_text(leave, "from"), member_text(leave, "until"));
}

static void put_person(struct web *p, const char *id)
{
    const struct yaml_node *person = site_person(p->s, id);
    const char *github = member_text(person, "github");
    html_put(&p->h, "%s", site_person_name(p->s, id));
    if (*github)
        html_put(&p->h,
                 " <a class=\"small\" rel=\"noreferrer\" href=\"https://github.com/%s\">%s</a>",
                 github, github);
}

static void put_seat(struct web *p, const struct yaml_node *seat)
{
    html_put(&p->h, "<tr><th scope=\"row\">%s</th><td>",
             site_role_name(p->s, member_text(seat, "role")));
    if (seat_is_vacant(seat)) {
        html_put(&p->h,
                 "<span class=\"chip warn\">vacant</span></td><td></td><td></td><td></td></tr>\n");
        return;
    }
    put_person(p, member_text(seat, "holder"));
    html_put(&p->h, "</td><td>%s</td><td>", employer_of(p->s, seat));
    web_day(p, member_text(seat, "start"));
    html_put(&p->h, "</td><td>");
    web_day(p, member_text(seat, "end"));
    put_term(p, seat);
    html_put(&p->h, "</td></tr>\n");
}

static void put_seats(struct web *p, const struct yaml_node *roles)
{
    html_put(&p->h, "<section><h2>Seats</h2>\n");
    if (!member_first(roles, "seats")) {
        web_nothing(p, "No seat is written down yet.");
    } else {
        web_table_open(p, "Seats");
        html_put(&p->h, "<thead><tr><th scope=\"col\">Role</th><th scope=\"col\">Holder</th>"
                        "<th scope=\"col\">Employer</th><th scope=\"col\">From</th>"
                        "<th scope=\"col\">Until</th></tr></thead><tbody>\n");
        for (const struct yaml_node *t = member_first(roles, "seats"); t; t = t->next)
            put_seat(p, t);
        web_table_close(p);
    }
    html_put(&p->h, "</section>\n");
}

static size_t add_spans(const struct site *s, const struct yaml_node *seat, const char *class_name,
                        struct chart_span *spans, size_t n)
{
    for (; seat && n < SPANS_MAX; seat = seat->next) {
        int64_t start = 0, end = 0;
        if (seat_is_vacant(seat) || !member_date(seat, "start", &start))
            continue;
        spans[n++] = (struct chart_span){
            .label = site_person_name(s, member_text(seat, "holder")),
            .note = site_role_name(s, member_text(seat, "role")),
            .start = member_text(seat, "start"),
            .end = member_date(seat, "end", &end) ? member_text(seat, "end") : NULL,
            .class_name = class_name,
        };
    }
    return n;
}

static int by_start(const void *x, const void *y)
{
    const struct chart_span *a = x, *b = y;
    int order = strcmp(a->start, b->start);
    return order ? order : strcmp(a->label, b->label);
}

/* From the first term to the last, and to a year from now where terms are open. */
static void put_timeline(struct web *p, const struct yaml_node *roles)
{
    struct buf b;
    const struct site *s = p->s;
    struct chart_span *spans = arena_array(s->a, SPANS_MAX, sizeof *spans);
    if (!spans)
        return;
    size_t n = add_spans(s, member_first(roles, "past"), "past", spans, 0);
    n = add_spans(s, member_first(roles, "seats"), "seat", spans, n);
    if (!n)
        return;
    qsort(spans, n, sizeof *spans, by_start);
    const char *from = spans[0].start, *to = site_day(s, s->g->as_of + 365 * (int64_t)DAY_SECONDS);
    for (size_t i = 0; i < n; i++)
        if (spans[i].end && strcmp(spans[i].end, to) > 0)
            to = spans[i].end;
    buf_init(&b, SITE_PAGE_MAX);
    chart_spans(&b, "terms", "Terms", spans, n, from, to, site_day(s, s->g->as_of));
    html_put(&p->h, "<figure class=\"chart\">");
    html_add(&p->h, buf_slice(&b));
    html_put(&p->h, "</figure>\n");
    buf_clear(&b);
}

static void put_past(struct web *p, const struct yaml_node *roles)
{
    const struct yaml_node *t = member_first(roles, "past");
    if (!t)
        return;
    html_put(&p->h, "<section><h2>Earlier terms</h2>\n");
    web_table_open(p, "Earlier terms");
    html_put(
        &p->h,
        "<thead><tr><th scope=\"col\">Role</th><th scope=\"col\">Holder</th>"
        "<th scope=\"col\">Employer</th><th scope=\"col\">From</th><th scope=\"col\">Until</th>"
        "<th scope=\"col\">Why it ended</th></tr></thead><tbody>\n");
    for (; t; t = t->next) {
        html_put(&p->h, "<tr><th scope=\"row\">%s</th><td>",
                 site_role_name(p->s, member_text(t, "role")));
        put_person(p, member_text(t, "holder"));
        html_put(&p->h, "</td><td>%s</td><td>", employer_of(p->s, t));
        web_day(p, member_text(t, "start"));
        html_put(&p->h, "</td><td>");
        web_day(p, member_text(t, "end"));
        html_put(&p->h, "</td><td>%s</td></tr>\n", member_text(t, "why"));
    }
    web_table_close(p);
    html_put(&p->h, "</section>\n");
}

void site_people(struct site *s)
{
    struct web p;
    struct web_json j;
    const struct govern_file *r = govern_file(s->g, GOVERN_ROLES);
    const struct govern_file *people = govern_file(s->g, GOVERN_PEOPLE);
    const struct web_info info = { .path = "people.html",
                                   .title = "People",
                                   .summary = "Who holds which seat, and until when.",
                                   .section = "people",
                                   .kind = "prose" };
    web_open(&p, s, &info);
    html_put(&p.h,
             "<p class=\"lead\">Who holds which seat, for whom they work, and until when.</p>\n");
    put_seats(&p, r ? r->top : NULL);
    put_timeline(&p, r ? r->top : NULL);
    put_past(&p, r ? r->top : NULL);
    web_close(&p);
    web_json_open(&j, s, info.path);
    json_yaml(&j.o, "roles", r ? r->top : NULL);
    json_yaml(&j.o, "people", people ? yaml_find(people->top, "people") : NULL);
    web_json_close(&j, s);
}
