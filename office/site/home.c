/* SPDX-License-Identifier: Apache-2.0 */
/* site/home.c: the front page, and what all pages load. */
#include "office/site/build.h"

#include "office/site/assets.h"
#include "office/site/chart.h"

#include <string.h>

#define NEWS_SHOWN     6
#define MEETINGS_SHOWN 3
#define MEETINGS_DAYS  92
#define BARS_MAX       14

static void put_status(struct web *p, const struct yaml_node *o)
{
    const char *status = member_text(o, "status"), *parent = member_text(o, "parent");
    html_put(&p->h, "<p class=\"chips\"><span class=\"chip state\">%s</span>", status);
    if (*parent && strcmp(parent, SITE_UNKNOWN) != 0)
        html_put(&p->h, " <span class=\"chip value\">reports to %s</span>", parent);
    html_put(&p->h, "</p>\n");
}

static void put_mission(struct web *p)
{
    const struct govern_file *c = govern_file(p->s->g, GOVERN_CHARTER);
    const char *mission = member_text(c ? c->top : NULL, "mission");
    if (*mission && strcmp(mission, SITE_UNKNOWN) != 0)
        html_put(&p->h, "<p class=\"lead\">%s</p>\n", mission);
    else
        web_nothing(p, "The mission is a blank in the charter.");
    html_put(&p->h,
             "<p class=\"doors\"><a class=\"door first\" href=\"landscape/index.html\">See the "
             "landscape</a> <a class=\"door\" href=\"patterns/index.html\">Read the patterns</a> "
             "<a class=\"door\" href=\"charter.html\">Charter</a></p>\n");
}

static void put_number(struct web *p, size_t n, const char *what, const char *path)
{
    html_put(&p->h, "<li><a href=\"%s\"><strong>%zu</strong> <span>%s</span></a></li>\n",
             web_to(p, path), n, what);
}

static size_t count_files(const struct site *s, enum govern_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < s->g->n_files; i++)
        n += s->g->files[i].kind == kind && s->g->files[i].top;
    return n;
}

static void put_numbers(struct web *p)
{
    const struct site *s = p->s;
    html_put(&p->h, "<section><h2 class=\"hidden\">In numbers</h2>\n<ul class=\"numbers\">\n");
    put_number(p, s->n_items, "projects in the landscape", "landscape/index.html");
    put_number(p, s->n_reviews, "reviews", "reviews/index.html");
    put_number(p, count_files(s, GOVERN_PATTERN), "patterns", "patterns/index.html");
    put_number(p, count_files(s, GOVERN_PAPER), "papers", "papers/index.html");
    put_number(p, s->gaps.n, "gaps", "landscape/gaps.html");
    put_number(p, s->hygiene.n, "lines that want a look", "landscape/health.html");
    html_put(&p->h, "</ul></section>\n");
}

static void put_bars(struct web *p, enum site_axis x, const char *id, const char *title)
{
    const struct site *s = p->s;
    struct chart_bar bars[BARS_MAX];
    struct buf b;
    size_t n = 0;
    for (size_t i = 0; i < s->n_values[x] && n < BARS_MAX; i++)
        bars[n++] = (struct chart_bar){ site_word(x, s->values[x][i].name),
                                        web_to(p, site_value_page(s, x, s->values[x][i].name)),
                                        s->values[x][i].items };
    buf_init(&b, SITE_PAGE_MAX);
    chart_bars(&b, id, title, bars, n);
    html_put(&p->h, "<figure class=\"chart\"><figcaption>%s</figcaption>", title);
    html_add(&p->h, buf_slice(&b));
    html_put(&p->h, "</figure>\n");
    buf_clear(&b);
}

static void put_field(struct web *p)
{
    if (!p->s->n_items)
        return;
    html_put(&p->h, "<section><h2>The field</h2>\n<div class=\"charts\">\n");
    put_bars(p, SITE_TEE, "tees", "Projects by TEE");
    put_bars(p, SITE_ROLE, "roles", "Projects by RATS role");
    html_put(&p->h, "</div></section>\n");
}

static void put_meeting(struct web *p, const struct calendar_meeting *m)
{
    html_put(&p->h,
             "<li><time datetime=\"%s\">%s, %s</time> <span class=\"soft\">%s</span> %s%s</li>\n",
             m->utc, m->date, m->time, member_text(m->series, "zone"),
             member_text(m->series, "title"), m->is_cancelled ? " (does not take place)" : "");
}

static void put_meetings(struct web *p)
{
    const struct site *s = p->s;
    int64_t end = s->g->as_of + MEETINGS_DAYS * (int64_t)DAY_SECONDS;
    size_t n = 0;
    html_put(&p->h, "<section><h2>Next meetings</h2>\n");
    for (size_t i = 0; i < s->n_meetings && n < MEETINGS_SHOWN; i++) {
        const struct calendar_meeting *m = &s->meetings[i];
        if (m->at < s->g->as_of || m->at >= end)
            continue;
        if (n++ == 0)
            html_put(&p->h, "<ul class=\"links\">\n");
        put_meeting(p, m);
    }
    if (n)
        html_put(&p->h, "</ul>\n");
    else
        web_nothing(p, "None is announced.");
    html_put(
        &p->h,
        "<p class=\"note\"><a href=\"calendar.html\">Calendar and channels</a></p></section>\n");
}

static void put_news(struct web *p)
{
    const struct site_news *at = p->s->news;
    size_t n = p->s->n_news;
    html_put(&p->h, "<section><h2>News</h2>\n");
    if (!n)
        web_nothing(p, "Nothing yet.");
    else
        html_put(&p->h, "<ul class=\"links\">\n");
    for (size_t i = 0; i < n && i < NEWS_SHOWN; i++)
        html_put(&p->h, "<li><time datetime=\"%s\">%s</time> %s: <a href=\"%s\">%s</a></li>\n",
                 at[i].date, at[i].date, at[i].kind, web_to(p, at[i].page), at[i].title);
    if (n)
        html_put(&p->h, "</ul>\n");
    html_put(&p->h, "<p class=\"note\"><a href=\"feed.xml\">Feed</a></p></section>\n");
}

static void put_vacant(struct web *p)
{
    const struct govern_file *r = govern_file(p->s->g, GOVERN_ROLES);
    size_t vacant = 0;
    for (const struct yaml_node *t = member_first(r ? r->top : NULL, "seats"); t; t = t->next)
        vacant += seat_is_vacant(t);
    if (vacant)
        html_put(&p->h, "<p class=\"note\"><a href=\"people.html\">%zu %s vacant.</a></p>\n",
                 vacant, vacant == 1 ? "seat is" : "seats are");
}

static void put_json(struct site *s, const struct web_info *info)
{
    struct web_json j;
    const struct govern_file *o = govern_file(s->g, GOVERN_OFFICE);
    web_json_open(&j, s, info->path);
    json_yaml(&j.o, "office_file", o ? o->top : NULL);
    json_uint(&j.o, "entries", s->n_items);
    json_uint(&j.o, "reviews", s->n_reviews);
    json_uint(&j.o, "patterns", count_files(s, GOVERN_PATTERN));
    json_uint(&j.o, "papers", count_files(s, GOVERN_PAPER));
    json_uint(&j.o, "gaps", s->gaps.n);
    json_uint(&j.o, "findings", s->hygiene.n);
    web_json_close(&j, s);
}

void site_home(struct site *s)
{
    struct web p;
    const struct govern_file *o = govern_file(s->g, GOVERN_OFFICE);
    const struct web_info info = {
        .path = "index.html",
        .title = s->name,
        .summary =
            "Landscape, patterns, papers, reviews and decisions of the group, each fact with "
            "its source.",
        .kind = "wide home",
    };
    web_open(&p, s, &info);
    put_status(&p, o ? o->top : NULL);
    put_mission(&p);
    put_numbers(&p);
    put_field(&p);
    html_put(&p.h, "<div class=\"beside\">\n");
    put_news(&p);
    put_meetings(&p);
    html_put(&p.h, "</div>\n");
    put_vacant(&p);
    web_close(&p);
    put_json(s, &info);
}

/* Names by which meson embeds them, which are those of their files. */
void site_assets(struct site *s)
{
    static const char *const endings[] = { "assets/site.css", "assets/site.js", "assets/icon.svg" };
    _Static_assert(CUPEL_COUNT(endings) == CUPEL_COUNT(embedded_assets), "see meson.build");
    for (size_t i = 0; i < CUPEL_COUNT(endings); i++) {
        struct buf b;
        buf_init(&b, SITE_PAGE_MAX);
        buf_add(&b, slice_of(embedded_assets[i].text, embedded_assets[i].n));
        site_write(s, endings[i], &b);
    }
}
