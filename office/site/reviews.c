/* SPDX-License-Identifier: Apache-2.0 */
/* site/reviews.c: the list of reviews, and each as the page that `cupel review --html` makes. */
#include "office/site/build.h"

#include "render/review.h"
#include "render/review_words.h"

static void put_row(struct web *p, const struct site_review *v)
{
    struct html *h = &p->h;
    struct review_counts c = review_count(&v->r, NULL);
    html_put(h, "<tr><th scope=\"row\"><a href=\"%s.html\">%s</a></th><td>%s</td><td>", v->id,
             v->r.project ? v->r.project : v->id, v->date);
    if (v->item != SIZE_MAX)
        web_item_link(p, &p->s->items[v->item]);
    else
        html_put(h, "<span class=\"blank\">not in the landscape</span>");
    html_put(h,
             "</td><td class=\"num\">%zu</td><td class=\"num\">%zu</td><td "
             "class=\"num\">%zu</td></tr>\n",
             c.pass, c.fail, c.unknown);
}

static void put_one(struct site *s, const struct site_review *v)
{
    struct buf b;
    buf_init(&b, SITE_PAGE_MAX);
    review_render_html(&v->r, &b);
    const char *path = arena_printf(s->a, "reviews/%s.html", v->id);
    s->pages[s->n_pages++] = path;
    site_write(s, path, &b);
    buf_init(&b, SITE_PAGE_MAX);
    buf_add(&b, site_file(s, v->path));
    site_write(s, v->path, &b);
}

void site_reviews(struct site *s)
{
    struct web p;
    struct web_json j;
    const struct web_info info = {
        .path = "reviews/index.html",
        .title = "Reviews",
        .summary = "Reviews of projects: checks and counts with their evidence, no verdict.",
        .section = "reviews",
        .kind = "prose",
    };
    web_open(&p, s, &info);
    html_put(
        &p.h,
        "<p class=\"lead\">A review has checks, counts and the places behind them. It gives no "
        "verdict on a project.</p>\n");
    if (s->n_reviews) {
        web_table_open(&p, "Reviews");
        html_put(
            &p.h,
            "<thead><tr><th scope=\"col\">Review</th><th scope=\"col\">As of</th>"
            "<th scope=\"col\">Entry</th><th scope=\"col\" class=\"num\">shown</th>"
            "<th scope=\"col\" class=\"num\">not shown</th><th scope=\"col\" class=\"num\">cannot "
            "tell</th></tr></thead><tbody>\n");
        for (size_t i = s->n_reviews; i; i--)
            put_row(&p, &s->reviews[i - 1]);
        web_table_close(&p);
    } else {
        web_nothing(&p, "Nobody has reviewed a project here yet.");
    }
    web_close(&p);
    web_json_open(&j, s, info.path);
    json_array_open(&j.o, "reviews");
    for (size_t i = 0; i < s->n_reviews; i++)
        json_text(&j.o, NULL, s->reviews[i].path);
    json_array_close(&j.o);
    web_json_close(&j, s);
    for (size_t i = 0; i < s->n_reviews && s->st == CUPEL_OK; i++)
        put_one(s, &s->reviews[i]);
}
