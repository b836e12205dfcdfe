/* SPDX-License-Identifier: Apache-2.0 */
/* site/item.c: the page of one entry of the landscape: its facts with their sources, its reviews,
 * how it fares over time, and how to correct all that. */
#include "office/site/build.h"

#include "office/site/chart.h"
#include "render/review_words.h"

#include <string.h>

#define LINKS_SHOWN 40

/* ---- facts ---- */

static void put_source(struct web *p, const struct landscape_fact *f)
{
    struct html *h = &p->h;
    html_put(h, "<td class=\"source\">");
    if (!f->source) {
        html_put(h, "%s", f->value ? "no source given" : "");
    } else if (landscape_url(arena_printf(p->s->a, "%.*s", (int)strcspn(f->source, " "), f->source),
                             NULL, NULL)) {
        size_t n = strcspn(f->source, " ");
        const char *url = arena_printf(p->s->a, "%.*s", (int)n, f->source);
        html_put(h, "<a rel=\"noreferrer\" href=\"%s\">%s</a>%s", url, url, f->source + n);
    } else {
        html_put(h, "%s", f->source);
    }
    html_put(h, "</td><td class=\"date\">%s</td></tr>\n",
             f->date     ? f->date
             : f->source ? "date unknown"
                         : "");
}

static void put_axis(struct web *p, const struct site_item *i, enum site_axis x)
{
    struct landscape_fact f = landscape_fact(p->s->a, i->item, site_axes[x].key);
    html_put(&p->h, "<tr><th scope=\"row\">%s</th><td>", site_axes[x].title);
    web_values(p, x, &i->values[x]);
    html_put(&p->h, "</td>");
    put_source(p, &f);
}

static void put_plain(struct web *p, const struct site_item *i, const char *key, const char *title)
{
    struct landscape_fact f = landscape_fact(p->s->a, i->item, key);
    if (!f.is_given)
        return;
    html_put(&p->h, "<tr><th scope=\"row\">%s</th><td>", title);
    const struct site_item *other = f.value ? site_item_named(p->s, f.value) : NULL;
    if (other)
        web_item_link(p, other);
    else
        web_value(p, f.value);
    html_put(&p->h, "</td>");
    put_source(p, &f);
}

static void put_facts(struct web *p, const struct site_item *i)
{
    static const char *const others[][2] = {
        { "part-of", "Part of" },
        { "successor", "Successor" },
        { "last-commit", "Last commit" },
        { "former-repos", "Former repositories" },
        { "license-note", "On the licence" },
        { "checked", "Looked at" },
    };
    html_put(&p->h, "<section id=\"facts\"><h2>Facts</h2>\n");
    web_table_open(p, "Facts");
    html_put(&p->h,
             "<thead><tr><th scope=\"col\">Fact</th><th scope=\"col\">Value</th>"
             "<th scope=\"col\">Source</th><th scope=\"col\">As of</th></tr></thead><tbody>\n");
    for (int x = 0; x < SITE_CATEGORY; x++)
        put_axis(p, i, (enum site_axis)x);
    for (size_t k = 0; k < CUPEL_COUNT(others); k++)
        put_plain(p, i, others[k][0], others[k][1]);
    web_table_close(p);
    html_put(&p->h, "</section>\n");
}

/* ---- links ---- */

static void put_link(struct web *p, const char *title, const char *url)
{
    if (url && landscape_url(url, NULL, NULL))
        html_put(
            &p->h,
            "<li><span class=\"what\">%s</span> <a rel=\"noreferrer\" href=\"%s\">%s</a></li>\n",
            title, url, url);
}

static void put_links(struct web *p, const struct site_item *i)
{
    const struct landscape_item *item = i->item;
    html_put(&p->h, "<section id=\"links\"><h2>Links</h2>\n<ul class=\"links\">\n");
    put_link(p, "Home page", item->text[ITEM_HOMEPAGE_URL]);
    put_link(p, "Repository", item->text[ITEM_REPO_URL]);
    for (size_t k = 0; k < item->n_repos && k < LINKS_SHOWN; k++)
        put_link(p, "Repository", item->repos[k].url);
    put_link(p, "Documentation", item->text[ITEM_DOCUMENTATION_URL]);
    put_link(p, "Package", item->text[ITEM_PACKAGE_MANAGER_URL]);
    put_link(p, "Mailing list", item->text[ITEM_MAILING_LIST_URL]);
    put_link(p, "Annual review", item->text[ITEM_ANNUAL_REVIEW_URL]);
    for (size_t k = 0; k < item->n_audits && k < LINKS_SHOWN; k++)
        put_link(
            p,
            arena_printf(p->s->a, "Audit by %s, %s", item->audits[k].vendor, item->audits[k].date),
            item->audits[k].url);
    for (size_t k = 0; k < item->n_links && k < LINKS_SHOWN; k++)
        put_link(p, item->links[k].key, item->links[k].value);
    html_put(&p->h, "</ul></section>\n");
}

/* ---- reviews ---- */

static void put_review_row(struct web *p, const struct site_review *v)
{
    struct review_counts c = review_count(&v->r, NULL), cc = review_count(&v->r, "cc");
    html_put(&p->h,
             "<tr><th scope=\"row\"><a href=\"%s\">%s</a></th><td class=\"num\">%zu</td>"
             "<td class=\"num\">%zu</td><td class=\"num\">%zu</td><td class=\"num\">%zu of %zu</td>"
             "<td>",
             web_to(p, arena_printf(p->s->a, "reviews/%s.html", v->id)), v->date, c.pass, c.fail,
             c.unknown, cc.pass, review_counts_applicable(&cc));
    for (size_t k = 0; k < v->r.n_reviewers; k++)
        html_put(&p->h, "%s%s", k ? ", " : "", v->r.reviewers[k].name);
    if (!v->r.n_reviewers)
        html_put(&p->h, "<span class=\"blank\">no person named</span>");
    html_put(&p->h, "</td></tr>\n");
}

static void put_history(struct web *p, const struct site_item *i)
{
    struct buf b;
    struct chart_point *points = arena_array(p->s->a, i->n_reviews, sizeof *points);
    for (size_t k = 0; points && k < i->n_reviews; k++) {
        struct review_counts c = review_count(&i->reviews[k]->r, NULL);
        points[k] = (struct chart_point){ i->reviews[k]->date, c.pass, c.fail, c.unknown };
    }
    if (!points)
        return;
    buf_init(&b, SITE_PAGE_MAX);
    chart_history(&b, "history", "Checks at each review", points, i->n_reviews);
    html_put(&p->h, "<figure class=\"chart\">");
    html_add(&p->h, buf_slice(&b));
    html_put(&p->h, "</figure>\n");
    buf_clear(&b);
}

static void put_reviews(struct web *p, const struct site_item *i)
{
    html_put(&p->h, "<section id=\"reviews\"><h2>Reviews</h2>\n");
    if (!i->n_reviews) {
        web_nothing(p, "Nobody has reviewed this project here. What stands above is no review.");
        html_put(&p->h, "</section>\n");
        return;
    }
    put_history(p, i);
    web_table_open(p, "Reviews");
    html_put(&p->h,
             "<thead><tr><th scope=\"col\">As of</th><th scope=\"col\" class=\"num\">shown</th>"
             "<th scope=\"col\" class=\"num\">not shown</th><th scope=\"col\" class=\"num\">cannot "
             "tell</th><th scope=\"col\" class=\"num\">confidential computing</th>"
             "<th scope=\"col\">Reviewers</th></tr></thead><tbody>\n");
    for (size_t k = i->n_reviews; k; k--)
        put_review_row(p, i->reviews[k - 1]);
    web_table_close(p);
    html_put(&p->h, "</section>\n");
}

/* ---- health ---- */

static void put_health(struct web *p, const struct site_item *i)
{
    html_put(&p->h, "<section id=\"health\"><h2>What wants a look</h2>\n");
    if (!i->n_findings)
        web_nothing(p, "Nothing, by what is written here.");
    else
        html_put(&p->h, "<ul class=\"findings\">\n");
    for (size_t k = 0; k < i->n_findings; k++) {
        const struct hygiene_finding *f = i->findings[k];
        html_put(&p->h, "<li><strong>%s</strong> %s", hygiene_kinds[f->kind].title, f->detail);
        if (f->since)
            html_put(&p->h, " <span class=\"soft\">since %s, %zu days</span>", f->since,
                     f->days < 0 ? (size_t)0 : (size_t)f->days);
        html_put(&p->h, "</li>\n");
    }
    if (i->n_findings)
        html_put(&p->h, "</ul>");
    html_put(&p->h, "</section>\n");
}

/* ---- the page ---- */

static void put_neighbours(struct web *p, const struct site_item *i)
{
    const struct landscape_subcategory *sub = i->item->subcategory;
    size_t n = 0;
    html_put(&p->h,
             "<section id=\"near\"><h2>Beside it</h2>\n<p class=\"note\">Others in %s, %s.</p>\n"
             "<ul class=\"near\">\n",
             i->item->category->name, sub->name);
    for (size_t k = 0; k < p->s->n_items && n < LINKS_SHOWN; k++) {
        const struct site_item *e = &p->s->items[k];
        if (e == i || e->item->subcategory != sub)
            continue;
        n++;
        html_put(&p->h, "<li>");
        web_item_link(p, e);
        html_put(&p->h,
                 " <a class=\"small\" href=\"%s?i=%s&amp;i=%s\">compare<span class=\"hidden\"> "
                 "with %s</span></a></li>\n",
                 web_to(p, "landscape/compare.html"), i->slug, e->slug, e->item->text[ITEM_NAME]);
    }
    html_put(&p->h, "</ul></section>\n");
}

static void put_top(struct web *p, const struct site_item *i)
{
    const struct landscape_item *item = i->item;
    html_put(&p->h,
             "<div class=\"entry\"><img src=\"%s\" alt=\"\" width=\"96\" height=\"96\">\n<div>\n",
             web_to(p, i->logo));
    if (item->text[ITEM_DESCRIPTION])
        html_put(&p->h, "<p class=\"lead\">%s</p>\n", item->text[ITEM_DESCRIPTION]);
    struct landscape_fact f = landscape_fact(p->s->a, item, "description");
    if (f.source)
        html_put(&p->h, "<p class=\"note\">After %s, %s.</p>\n", f.source,
                 f.date ? f.date : "date unknown");
    const char *page = site_value_page(p->s, SITE_CATEGORY, item->category->name);
    html_put(&p->h,
             "<p class=\"note\"><a href=\"%s\">%s</a> · %s · <a href=\"%s\">something here is "
             "wrong</a></p>\n</div></div>\n",
             page ? web_to(p, page) : "#", item->category->name, item->subcategory->name,
             web_to(p, "corrections.html"));
}

static void put_json(struct site *s, const struct site_item *i, const char *path)
{
    struct web_json j;
    web_json_open(&j, s, path);
    json_text(&j.o, "name", i->item->text[ITEM_NAME]);
    json_text(&j.o, "id", i->item->id);
    json_text(&j.o, "category", i->item->category->name);
    json_text(&j.o, "subcategory", i->item->subcategory->name);
    json_text(&j.o, "description", i->item->text[ITEM_DESCRIPTION]);
    json_text(&j.o, "homepage_url", i->item->text[ITEM_HOMEPAGE_URL]);
    json_text(&j.o, "repo_url", i->item->text[ITEM_REPO_URL]);
    json_object_open(&j.o, "facts");
    for (size_t k = 0; landscape_fact_keys[k]; k++) {
        struct landscape_fact f = landscape_fact(s->a, i->item, landscape_fact_keys[k]);
        if (!f.is_given)
            continue;
        json_object_open(&j.o, f.key);
        json_text(&j.o, "value", f.value ? f.value : SITE_UNKNOWN);
        json_text(&j.o, "source", f.source);
        json_text(&j.o, "date", f.date);
        json_object_close(&j.o);
    }
    json_object_close(&j.o);
    json_array_open(&j.o, "reviews");
    for (size_t k = 0; k < i->n_reviews; k++)
        json_text(&j.o, NULL, i->reviews[k]->path);
    json_array_close(&j.o);
    json_array_open(&j.o, "findings");
    for (size_t k = 0; k < i->n_findings; k++) {
        json_object_open(&j.o, NULL);
        json_text(&j.o, "kind", hygiene_kinds[i->findings[k]->kind].name);
        json_text(&j.o, "detail", i->findings[k]->detail);
        json_text(&j.o, "since", i->findings[k]->since);
        json_object_close(&j.o);
    }
    json_array_close(&j.o);
    web_json_close(&j, s);
}

static void put_item(struct site *s, const struct site_item *i)
{
    struct web p;
    const char *path = arena_printf(s->a, "landscape/i/%s.html", i->slug);
    web_open(&p, s,
             &(struct web_info){ .path = path,
                                 .title = i->item->text[ITEM_NAME],
                                 .summary = i->item->text[ITEM_DESCRIPTION],
                                 .section = "landscape",
                                 .kind = "item",
                                 .up = "landscape/index.html",
                                 .up_title = "Landscape" });
    put_top(&p, i);
    put_facts(&p, i);
    put_reviews(&p, i);
    put_health(&p, i);
    put_links(&p, i);
    put_neighbours(&p, i);
    web_close(&p);
    put_json(s, i, path);
}

void site_landscape_items(struct site *s)
{
    for (size_t i = 0; i < s->n_items && s->st == CUPEL_OK; i++)
        put_item(s, &s->items[i]);
}
