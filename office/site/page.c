/* SPDX-License-Identifier: Apache-2.0 */
/* site/page.c: how every page begins and ends, and its JSON. */
#include "office/site/build.h"

#include "render/escape.h"

#include <stdlib.h>
#include <string.h>

/* Nothing inside a page runs or styles it, nothing comes from elsewhere. */
#define POLICY                                                                                     \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "                    \
    "form-action 'self'; base-uri 'none'"

static const struct {
    const char *section, *title, *path;
} navigation[] = {
    { "landscape", "Landscape", "landscape/index.html" },
    { "matrix", "Matrix", "landscape/matrix.html" },
    { "gaps", "Gaps", "landscape/gaps.html" },
    { "reviews", "Reviews", "reviews/index.html" },
    { "patterns", "Patterns", "patterns/index.html" },
    { "papers", "Papers", "papers/index.html" },
    { "reports", "Reports", "reports/index.html" },
    { "calendar", "Calendar", "calendar.html" },
    { "people", "People", "people.html" },
    { "charter", "Charter", "charter.html" },
};

/* ---- writing ---- */

void site_write(struct site *s, const char *path, struct buf *b)
{
    if (s->st == CUPEL_OK)
        s->st = buf_status(b);
    if (s->st == CUPEL_OK)
        s->st = arena_status(s->a);
    if (s->st == CUPEL_OK)
        s->st = s->put(s->context, path, buf_slice(b));
    if (s->st == CUPEL_OK) {
        bool is_page = slice_ends(slice_str(path), SLICE_LIT(".html"));
        s->counts.files++;
        s->counts.bytes += b->n;
        s->counts.pages += is_page;
        if (is_page && b->n > s->counts.largest) {
            s->counts.largest = b->n;
            s->counts.largest_path = path;
        }
    }
    buf_clear(b);
}

/* ---- references ---- */

const char *web_to(const struct web *p, const char *path)
{
    struct buf b;
    const char *fragment = strchr(path, '#');
    size_t n = fragment ? (size_t)(fragment - path) : strlen(path);
    buf_init(&b, 8192);
    buf_add_str(&b, p->root);
    escape_uri_path(&b, slice_of(path, n));
    if (fragment)
        buf_add_str(&b, fragment);
    return arena_take_buf(p->s->a, &b);
}

/* The address of a page once it is published. */
static const char *absolute(const struct site *s, const char *path)
{
    struct web at = { .s = (struct site *)(uintptr_t)s, .root = s->in->base };
    return web_to(&at, path);
}

static const char *root_of(const char *path)
{
    static const char *const roots[] = { "", "../", "../../", "../../../" };
    size_t depth = 0;
    for (; *path; path++)
        depth += *path == '/';
    return roots[depth < CUPEL_COUNT(roots) ? depth : CUPEL_COUNT(roots) - 1];
}

const char *web_part(struct arena *a, const char *stem, size_t n)
{
    return n == 1 ? arena_printf(a, "%s.html", stem) : arena_printf(a, "%s-%zu.html", stem, n);
}

static const char *json_path(struct arena *a, const char *page)
{
    return arena_printf(a, "%.*s.json", (int)(strlen(page) - 5), page);
}

/* ---- head ---- */

static void put_graph(struct web *p, const struct web_info *info)
{
    struct html *h = &p->h;
    html_put(h,
             "<meta property=\"og:type\" content=\"website\">\n"
             "<meta property=\"og:site_name\" content=\"%s\">\n"
             "<meta property=\"og:title\" content=\"%s\">\n",
             p->s->name, info->title);
    if (info->summary)
        html_put(h,
                 "<meta name=\"description\" content=\"%s\">\n"
                 "<meta property=\"og:description\" content=\"%s\">\n",
                 info->summary, info->summary);
    if (p->s->in->base) {
        const char *url = absolute(p->s, info->path);
        html_put(h,
                 "<meta property=\"og:url\" content=\"%s\">\n"
                 "<link rel=\"canonical\" href=\"%s\">\n",
                 url, url);
    }
}

static void put_head(struct web *p, const struct web_info *info)
{
    struct html *h = &p->h;
    bool is_home = strcmp(info->path, "index.html") == 0;
    html_put(h, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n");
    html_put(h, "<meta name=\"generator\" content=\"cupel %s\">\n<title>%s%s%s</title>\n",
             p->s->in->version, info->title, is_home ? "" : " – ", is_home ? "" : p->s->name);
    put_graph(p, info);
    html_put(h,
             "<link rel=\"icon\" type=\"image/svg+xml\" href=\"%s\">\n"
             "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"News\" href=\"%s\">\n"
             "<link rel=\"alternate\" type=\"application/json\" href=\"%s\">\n"
             "<link rel=\"stylesheet\" href=\"%s\">\n",
             web_to(p, "assets/icon.svg"), web_to(p, "feed.xml"),
             web_to(p, json_path(p->s->a, info->path)), web_to(p, "assets/site.css"));
    if (info->script)
        html_put(h, "<script src=\"%s\" defer></script>\n<script src=\"%s\" defer></script>\n",
                 web_to(p, info->script), web_to(p, "assets/site.js"));
    html_put(h, "</head>\n");
}

static void put_navigation(struct web *p, const char *section)
{
    struct html *h = &p->h;
    html_put(h,
             "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
             "<header class=\"site\"><div class=\"inner\">\n"
             "<a class=\"brand\" href=\"%s\"><img src=\"%s\" alt=\"\" width=\"32\" height=\"32\">"
             "<span>%s</span></a>\n<nav aria-label=\"Site\"><ul>\n",
             web_to(p, "index.html"), web_to(p, "assets/icon.svg"), p->s->name);
    for (size_t i = 0; i < CUPEL_COUNT(navigation); i++) {
        html_put(h, "<li><a href=\"%s\"", web_to(p, navigation[i].path));
        if (section && strcmp(section, navigation[i].section) == 0)
            html_put(h, " aria-current=\"%s\"",
                     strcmp(p->path, navigation[i].path) == 0 ? "page" : "true");
        html_put(h, ">%s</a></li>\n", navigation[i].title);
    }
    html_put(h, "</ul></nav>\n</div></header>\n");
}

void web_open(struct web *p, struct site *s, const struct web_info *info)
{
    *p = (struct web){ .s = s, .path = info->path, .root = root_of(info->path) };
    buf_init(&p->body, SITE_PAGE_MAX);
    p->h = html_to(&p->body);
    put_head(p, info);
    html_put(&p->h, "<body class=\"%s\">\n", info->kind ? info->kind : "prose");
    put_navigation(p, info->section);
    html_put(&p->h, "<main id=\"main\">\n");
    if (info->up)
        html_put(&p->h, "<p class=\"up\"><a href=\"%s\">%s</a></p>\n", web_to(p, info->up),
                 info->up_title);
    html_put(&p->h, "<h1>%s</h1>\n", info->title);
}

/* ---- foot ---- */

static void put_foot(struct web *p)
{
    struct html *h = &p->h;
    html_put(
        h,
        "</main>\n<footer class=\"site\"><div class=\"inner\">\n"
        "<p>As of <time datetime=\"%s\">%s</time>, made by cupel %s from the plain data of the "
        "office.</p>\n<ul>\n",
        site_day(p->s, p->s->g->as_of), site_day(p->s, p->s->g->as_of), p->s->in->version);
    static const char *const links[][2] = {
        { "meetings/index.html", "Meetings" },         { "decisions/index.html", "Decisions" },
        { "recommendations.html", "Recommendations" }, { "texts/index.html", "All texts" },
        { "corrections.html", "Report a mistake" },    { "feed.xml", "Feed" },
        { "calendar.ics", "Calendar (iCalendar)" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(links); i++)
        html_put(h, "<li><a href=\"%s\">%s</a></li>\n", web_to(p, links[i][0]), links[i][1]);
    html_put(h,
             "<li><a href=\"%s\">This page as JSON</a></li>\n</ul>\n</div></footer>\n</body>\n"
             "</html>\n",
             web_to(p, json_path(p->s->a, p->path)));
}

void web_close(struct web *p)
{
    put_foot(p);
    if (p->s->st == CUPEL_OK)
        p->s->st = html_status(&p->h);
    if (p->s->st == CUPEL_OK)
        p->s->pages[p->s->n_pages++] = p->path;
    site_write(p->s, p->path, &p->body);
}

/* ---- the same as JSON ---- */

void web_json_open(struct web_json *j, const struct site *s, const char *page)
{
    j->path = json_path(s->a, page);
    buf_init(&j->b, SITE_PAGE_MAX);
    j->o = json_out_to(&j->b);
    json_object_open(&j->o, NULL);
    json_uint(&j->o, "cupel", 1);
    json_text(&j->o, "office", s->name);
    json_text(&j->o, "page", page);
    json_text(&j->o, "as_of", site_day(s, s->g->as_of));
}

void web_json_close(struct web_json *j, struct site *s)
{
    json_object_close(&j->o);
    buf_add_byte(&j->b, '\n');
    site_write(s, j->path, &j->b);
}

static void put_scalar(struct json_out *o, const char *key, const struct yaml_node *n)
{
    int truth = n->quoted ? -1 : yaml_truth(n);
    if (truth >= 0)
        json_bool(o, key, truth == 1);
    else
        json_text(o, key, n->text);
}

void json_yaml(struct json_out *o, const char *key, const struct yaml_node *n)
{
    if (!n || n->type == YAML_NULL) {
        json_null(o, key);
    } else if (n->type == YAML_SCALAR) {
        put_scalar(o, key, n);
    } else if (n->type == YAML_LIST) {
        json_array_open(o, key);
        for (const struct yaml_node *c = n->child; c; c = c->next)
            json_yaml(o, NULL, c);
        json_array_close(o);
    } else {
        json_object_open(o, key);
        for (const struct yaml_node *c = n->child; c; c = c->next)
            if (strcmp(c->key, "email") != 0)
                json_yaml(o, c->key, c);
        json_object_close(o);
    }
}
