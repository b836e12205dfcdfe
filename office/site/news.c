/* SPDX-License-Identifier: Apache-2.0 */
/* site/news.c: what happened and when, as the front page and the feed have it; the map of the site.
 */
#include "office/site/build.h"

#include "render/escape.h"

#include <stdlib.h>
#include <string.h>

#define NEWS_MAX 5000 /* gathered, of which the newest are shown */
#define FEED_MAX 50

struct gather {
    struct site *s;
    struct site_news *at;
    size_t n;
};

/* Days that exist and have come. */
static void add(struct gather *g, const char *date, const char *kind, const char *title,
                const char *page, const char *text)
{
    int64_t day = 0;
    if (g->n == NEWS_MAX || !landscape_date(date, &day) || day > g->s->g->as_of)
        return;
    g->at[g->n++] = (struct site_news){ date, kind, title, page, text };
}

static void add_work(struct gather *g, const struct govern_file *f, const char *kind,
                     const char *folder, const char *file)
{
    const struct site_text *t = site_text_at(
        g->s, arena_printf(g->s->a, "%s/%s/%s", folder, f->id, file));
    const char *published = member_text(f->top, "published");
    const char *summary = member_text(f->top, "summary"), *title = member_text(f->top, "title");
    if (!t)
        return;
    if (*published)
        add(g, published, arena_printf(g->s->a, "%s published", kind), title, t->page, summary);
    add(g, member_text(f->top, "started"), arena_printf(g->s->a, "%s begun", kind), title, t->page,
        summary);
}

static void add_file(struct gather *g, const struct govern_file *f)
{
    struct arena *a = g->s->a;
    switch (f->kind) {
    case GOVERN_PAPER: add_work(g, f, "Paper", "papers", "paper.md"); break;
    case GOVERN_PATTERN: add_work(g, f, "Pattern", "patterns", "pattern.md"); break;
    case GOVERN_DECISION:
        add(g, member_text(f->top, "opened"), "Vote opened", member_text(f->top, "title"),
            arena_printf(a, "decisions/%s.html", f->id), member_text(f->top, "motion"));
        add(g, member_text(yaml_find(f->top, "result"), "closed"), "Vote closed",
            member_text(f->top, "title"), arena_printf(a, "decisions/%s.html", f->id),
            member_text(yaml_find(f->top, "result"), "outcome"));
        break;
    case GOVERN_MEETING:
        add(g, member_text(f->top, "published"), "Minutes",
            arena_printf(a, "%s of %s", member_text(f->top, "series"), member_text(f->top, "date")),
            arena_printf(a, "meetings/%s.html", f->id), "");
        break;
    default: break;
    }
}

static int newest_first(const void *x, const void *y)
{
    const struct site_news *a = x, *b = y;
    int order = strcmp(b->date, a->date);
    if (!order)
        order = strcmp(a->page, b->page);
    return order ? order : strcmp(a->kind, b->kind);
}

cupel_status site_look_at_news(struct site *s)
{
    struct gather g = { .s = s, .at = arena_array(s->a, NEWS_MAX, sizeof(struct site_news)) };
    const struct govern_file *r = govern_file(s->g, GOVERN_RECOMMENDATIONS);
    if (!g.at)
        return arena_status(s->a);
    for (size_t i = 0; i < s->g->n_files; i++)
        if (s->g->files[i].top)
            add_file(&g, &s->g->files[i]);
    for (size_t i = 0; i < s->n_reviews; i++)
        add(&g, s->reviews[i].date, "Review",
            s->reviews[i].r.project ? s->reviews[i].r.project : s->reviews[i].id,
            arena_printf(s->a, "reviews/%s.html", s->reviews[i].id), "");
    for (const struct yaml_node *n = member_first(r ? r->top : NULL, "recommendations"); n;
         n = n->next)
        add(&g, member_text(n, "date"), "Recommendation", member_text(n, "project"),
            "recommendations.html", member_text(n, "text"));
    if (g.n > 1)
        qsort(g.at, g.n, sizeof *g.at, newest_first);
    s->news = g.at;
    s->n_news = g.n;
    return arena_status(s->a);
}

/* ---- Atom (RFC 4287) ---- */

static void put_xml(struct buf *b, const char *tag, const char *text)
{
    buf_printf(b, "<%s>", tag);
    escape_xml(b, slice_str(text));
    buf_printf(b, "</%s>\n", tag);
}

/* Where the site's address is not known, references stay relative, and ids name the office. */
static void put_address(struct buf *b, const struct site *s, const char *path)
{
    if (s->in->base)
        escape_xml(b, slice_str(s->in->base));
    escape_uri_path(b, slice_str(path));
}

static void put_id(struct buf *b, const struct site *s, const char *path, const char *what)
{
    const struct govern_file *o = govern_file(s->g, GOVERN_OFFICE);
    const char *name = member_text(o ? o->top : NULL, "short");
    buf_add_str(b, "<id>");
    if (s->in->base)
        put_address(b, s, path);
    else
        buf_printf(b, "urn:x-cupel:%s:", *name ? name : "office");
    if (!s->in->base)
        escape_uri_path(b, slice_str(path));
    if (*what) {
        buf_add_byte(b, '#');
        escape_uri_path(b, slice_str(what));
    }
    buf_add_str(b, "</id>\n");
}

static void put_entry(struct buf *b, const struct site *s, const struct site_news *n)
{
    buf_add_str(b, "<entry>\n");
    put_xml(b, "title", arena_printf(s->a, "%s: %s", n->kind, n->title));
    put_id(b, s, n->page, arena_printf(s->a, "%s-%s", n->date, n->kind));
    buf_printf(
        b, "<updated>%sT00:00:00Z</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"",
        n->date);
    put_address(b, s, n->page);
    buf_add_str(b, "\"/>\n");
    put_xml(b, "summary", n->text && *n->text ? n->text : n->title);
    buf_add_str(b, "</entry>\n");
}

void site_feed(struct site *s)
{
    struct buf b;
    const struct site_news *at = s->news;
    size_t n = s->n_news;
    buf_init(&b, SITE_PAGE_MAX);
    buf_add_str(&b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                    "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    put_xml(&b, "title", s->name);
    put_id(&b, s, "feed.xml", "");
    buf_printf(&b, "<updated>%sT00:00:00Z</updated>\n", n ? at[0].date : site_day(s, s->g->as_of));
    buf_add_str(&b, "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    put_address(&b, s, "feed.xml");
    buf_add_str(&b, "\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"");
    put_address(&b, s, "index.html");
    buf_add_str(&b, "\"/>\n<author><name>");
    escape_xml(&b, slice_str(s->name));
    buf_printf(&b, "</name></author>\n<generator version=\"%s\">cupel</generator>\n",
               s->in->version);
    for (size_t i = 0; i < n && i < FEED_MAX; i++)
        put_entry(&b, s, &at[i]);
    buf_add_str(&b, "</feed>\n");
    site_write(s, "feed.xml", &b);
}

/* ---- sitemaps.org, which knows absolute addresses alone ---- */

void site_map(struct site *s)
{
    struct buf b;
    if (!s->in->base)
        return;
    buf_init(&b, SITE_PAGE_MAX);
    buf_add_str(&b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (size_t i = 0; i < s->n_pages; i++) {
        buf_add_str(&b, "<url><loc>");
        put_address(&b, s, s->pages[i]);
        buf_add_str(&b, "</loc></url>\n");
    }
    buf_add_str(&b, "</urlset>\n");
    site_write(s, "sitemap.xml", &b);
    buf_init(&b, SITE_PAGE_MAX);
    buf_add_str(&b, "User-agent: *\nAllow: /\nSitemap: ");
    buf_add_str(&b, s->in->base);
    buf_add_str(&b, "sitemap.xml\n");
    site_write(s, "robots.txt", &b);
}
