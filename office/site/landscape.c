/* SPDX-License-Identifier: Apache-2.0 */
/* site/landscape.c: the landscape as a grid, which the script turns into what can be searched, and
 * as lists of cards: of all entries, and of those with each value. */
#include "office/site/build.h"

#include "render/escape.h"

#include <string.h>

#define SECTION "landscape"

/* ---- values to browse by ---- */

static void put_value(struct web *p, enum site_axis x, const struct site_value *v)
{
    html_put(&p->h,
             "<li><a data-axis=\"%s\" data-value=\"%s\" href=\"%s\">%s</a> "
             "<span class=\"count\">%zu</span></li>\n",
             site_axes[x].name, v->name, web_to(p, site_value_page(p->s, x, v->name)),
             site_word(x, v->name), v->items);
}

static void put_axis(struct web *p, enum site_axis x)
{
    const struct site *s = p->s;
    size_t n = s->n_values[x];
    html_put(&p->h, "<details class=\"axis\"><summary>%s</summary>\n<ul>\n", site_axes[x].title);
    for (size_t i = 0; i < n; i++)
        put_value(p, x, &s->values[x][i]);
    html_put(&p->h, "</ul></details>\n");
}

static void put_filters(struct web *p)
{
    html_put(&p->h, "<div class=\"filters\" role=\"search\" aria-label=\"Landscape\">\n"
                    "<div class=\"js\" id=\"search\"></div>\n"
                    "<h2 class=\"hidden\">Browse by</h2>\n");
    for (int x = 0; x < SITE_AXES; x++)
        put_axis(p, (enum site_axis)x);
    html_put(&p->h, "</div>\n");
}

/* ---- grid ---- */

/* A reference to what stands beside the page or below it, as short as can be: there are many. */
static const char *beside(const struct web *p, const char *path)
{
    struct web here = { .s = p->s, .root = "" };
    return web_to(&here, path + sizeof "landscape/" - 1);
}

static void put_tile(struct web *p, const struct site_item *i)
{
    html_put(&p->h, "<li><a href=\"%s\"><img src=\"%s\" alt=\"\" loading=\"lazy\">%s</a>\n",
             beside(p, arena_printf(p->s->a, "landscape/i/%s.html", i->slug)), beside(p, i->logo),
             i->item->text[ITEM_NAME]);
}

static void put_category(struct web *p, const struct landscape_category *c)
{
    struct html *h = &p->h;
    const struct site *s = p->s;
    const char *page = site_value_page(s, SITE_CATEGORY, c->name);
    html_put(h, "<section class=\"category\">\n<h3>");
    if (page)
        html_put(h, "<a href=\"%s\">%s</a>", web_to(p, page), c->name);
    else
        html_put(h, "%s", c->name);
    html_put(h, " <span class=\"count\">%zu</span></h3>\n", c->n_items);
    for (size_t i = 0; i < c->n; i++) {
        const struct landscape_subcategory *sub = &c->subcategories[i];
        html_put(h, "<div class=\"sub\"><h4>%s</h4>\n<ul class=\"tiles\">\n", sub->name);
        for (size_t k = 0; k < s->n_items; k++)
            if (s->items[k].item->subcategory == sub)
                put_tile(p, &s->items[k]);
        html_put(h, "</ul></div>\n");
    }
    html_put(h, "</section>\n");
}

static const struct landscape_category *category_named(const struct landscape *l, const char *name)
{
    for (size_t i = 0; i < l->n_categories; i++)
        if (strcmp(l->categories[i].name, name) == 0)
            return &l->categories[i];
    return NULL;
}

static bool is_grouped(const struct landscape *l, const char *name)
{
    for (size_t i = 0; i < l->settings.n_groups; i++)
        for (size_t k = 0; k < l->settings.groups[i].categories.n; k++)
            if (strcmp(l->settings.groups[i].categories.at[k], name) == 0)
                return true;
    return false;
}

static void put_group(struct web *p, const struct landscape_group *g)
{
    html_put(&p->h, "<section class=\"group\">\n<h2>%s</h2>\n<div class=\"categories\">\n",
             g->name);
    for (size_t i = 0; i < g->categories.n; i++) {
        const struct landscape_category *c = category_named(p->s->l, g->categories.at[i]);
        if (c && c->n_items)
            put_category(p, c);
    }
    html_put(&p->h, "</div></section>\n");
}

/* Groups of the settings, then what is in none of them. */
static void put_grid(struct web *p)
{
    const struct landscape *l = p->s->l;
    html_put(&p->h, "<div id=\"grid\" class=\"grid\">\n");
    for (size_t i = 0; i < l->settings.n_groups; i++)
        put_group(p, &l->settings.groups[i]);
    size_t others = 0;
    for (size_t i = 0; i < l->n_categories; i++)
        others += l->categories[i].n_items && !is_grouped(l, l->categories[i].name);
    if (others) {
        html_put(&p->h, "<section class=\"group\">\n<h2>%s</h2>\n<div class=\"categories\">\n",
                 l->settings.n_groups ? "Other categories" : "All categories");
        for (size_t i = 0; i < l->n_categories; i++)
            if (l->categories[i].n_items && !is_grouped(l, l->categories[i].name))
                put_category(p, &l->categories[i]);
        html_put(&p->h, "</div></section>\n");
    }
    html_put(&p->h, "</div>\n");
}

/* Zoom is a choice among radio buttons that the style sheet reads: it needs no script. */
static void put_tools(struct web *p)
{
    static const char *const sizes[] = { "names", "small", "medium", "large" };
    struct html *h = &p->h;
    html_put(h, "<div class=\"tools\">\n<fieldset class=\"zoom\"><legend>Zoom</legend>\n");
    for (size_t i = 0; i < CUPEL_COUNT(sizes); i++) {
        html_put(h, "<input type=\"radio\" name=\"zoom\" id=\"zoom-%s\" value=\"%s\"", sizes[i],
                 sizes[i]);
        html_put(h, i == 1 ? " checked>" : ">");
        html_put(h, "<label for=\"zoom-%s\">%s</label>\n", sizes[i], sizes[i]);
    }
    html_put(h,
             "</fieldset>\n<p class=\"views\"><a href=\"index.html\" aria-current=\"page\" "
             "id=\"view-grid\">Grid</a> <a href=\"cards.html\" id=\"view-cards\">Cards</a> "
             "<a href=\"matrix.html\">Matrix</a></p>\n"
             "<p class=\"shown\" role=\"status\" id=\"shown\">%zu entries</p>\n</div>\n",
             p->s->n_items);
}

static void put_intro(struct web *p)
{
    const struct site *s = p->s;
    size_t unknown = 0, reviewed = 0;
    for (size_t i = 0; i < s->n_items; i++) {
        unknown += strcmp(s->items[i].values[SITE_EVIDENCE].at[0], SITE_UNKNOWN) == 0;
        reviewed += s->items[i].n_reviews > 0;
    }
    html_put(&p->h,
             "<p class=\"lead\">%zu projects of the field. Each fact has a source and a date; what "
             "has none is <em>unknown</em>, and stays so until somebody shows it.</p>\n"
             "<p class=\"note\">Evidence formats are known for %zu of them, %zu have a review. "
             "<a href=\"health.html\">What wants a look</a> · <a href=\"items.csv\">CSV</a> · "
             "<a href=\"items.json\">JSON</a> · <a href=\"data.yml\">landscape2 data</a> · "
             "<a href=\"%s\">report a mistake</a></p>\n",
             s->n_items, s->n_items - unknown, reviewed, web_to(p, "corrections.html"));
}

static void put_json_values(struct web_json *j, const struct site *s)
{
    json_object_open(&j->o, "values");
    for (int x = 0; x < SITE_AXES; x++) {
        json_array_open(&j->o, site_axes[x].name);
        for (size_t i = 0; i < s->n_values[x]; i++) {
            json_object_open(&j->o, NULL);
            json_text(&j->o, "value", s->values[x][i].name);
            json_uint(&j->o, "entries", s->values[x][i].items);
            json_text(&j->o, "page", site_value_page(s, (enum site_axis)x, s->values[x][i].name));
            json_object_close(&j->o);
        }
        json_array_close(&j->o);
    }
    json_object_close(&j->o);
}

static void put_json_items(struct web_json *j, const struct site *s,
                           const struct site_item *const *items, size_t n)
{
    json_array_open(&j->o, "entries");
    for (size_t i = 0; i < n; i++) {
        json_object_open(&j->o, NULL);
        json_text(&j->o, "name", items[i]->item->text[ITEM_NAME]);
        json_text(&j->o, "page", arena_printf(s->a, "landscape/i/%s.html", items[i]->slug));
        json_object_close(&j->o);
    }
    json_array_close(&j->o);
}

void site_landscape(struct site *s)
{
    struct web p;
    struct web_json j;
    const struct web_info info = {
        .path = "landscape/index.html",
        .title = "Landscape",
        .summary = "Projects of the field, each fact with its source and date.",
        .section = SECTION,
        .kind = "wide landscape",
        .script = s->l ? "landscape/data.js" : NULL,
    };
    web_open(&p, s, &info);
    if (s->l) {
        put_intro(&p);
        html_put(&p.h, "<div class=\"browse\">\n");
        put_filters(&p);
        html_put(&p.h, "<div class=\"results\">\n");
        put_tools(&p);
        html_put(&p.h, "<div id=\"cards\" hidden></div>\n");
        put_grid(&p);
        html_put(&p.h, "</div>\n</div>\n");
    } else {
        web_nothing(&p, "This office keeps no landscape yet.");
    }
    web_close(&p);
    web_json_open(&j, s, info.path);
    json_uint(&j.o, "count", s->n_items);
    put_json_values(&j, s);
    put_json_items(&j, s, s->by_name, s->n_items);
    web_json_close(&j, s);
}

/* ---- lists of cards ---- */

struct list {
    const char *stem, *title, *summary;
    const char *query; /* the same in the filters of landscape/index.html; NULL: all entries */
    const struct site_item **items;
    size_t n;
};

static void put_list_page(struct site *s, const struct list *list, size_t at, size_t of)
{
    struct web p;
    size_t from = (at - 1) * SITE_CARDS;
    size_t n = list->n - from < SITE_CARDS ? list->n - from : SITE_CARDS;
    web_open(
        &p, s,
        &(struct web_info){
            .path = web_part(s->a, list->stem, at),
            .title = at == 1 ? list->title : arena_printf(s->a, "%s, part %zu", list->title, at),
            .summary = list->summary,
            .section = SECTION,
            .kind = "wide",
            .up = "landscape/index.html",
            .up_title = "Landscape",
        });
    html_put(&p.h, "<p class=\"lead\">%s</p>\n<p class=\"note\">%zu %s.", list->summary, list->n,
             list->n == 1 ? "entry" : "entries");
    if (list->query)
        html_put(&p.h, " <a href=\"%s%s\">Combine with other filters</a> (needs JavaScript)",
                 web_to(&p, "landscape/index.html"), list->query);
    html_put(&p.h, "</p>\n<h2 class=\"hidden\">Entries</h2>\n");
    web_parts(&p, list->stem, at, of, false);
    web_cards(&p, list->items + from, n);
    web_parts(&p, list->stem, at, of, true);
    web_close(&p);
}

static void put_list(struct site *s, const struct list *list)
{
    struct web_json j;
    size_t of = list->n ? (list->n + SITE_CARDS - 1) / SITE_CARDS : 1;
    for (size_t at = 1; at <= of && s->st == CUPEL_OK; at++) {
        size_t from = (at - 1) * SITE_CARDS;
        put_list_page(s, list, at, of);
        web_json_open(&j, s, web_part(s->a, list->stem, at));
        json_uint(&j.o, "count", list->n);
        put_json_items(&j, s, list->items + from,
                       list->n - from < SITE_CARDS ? list->n - from : SITE_CARDS);
        web_json_close(&j, s);
    }
}

static void put_value_list(struct site *s, enum site_axis x, const struct site_value *v)
{
    const struct site_axis_info *axis = &site_axes[x];
    const char *word = site_word(x, v->name);
    bool is_unknown = strcmp(v->name, SITE_UNKNOWN) == 0;
    struct list list = {
        .stem = arena_printf(s->a, "landscape/by/%s-%s", axis->name, v->slug),
        .title = arena_printf(s->a, "%s: %s", axis->title, word),
        .query = arena_printf(s->a, "?%s=%s", axis->name, v->slug),
        .items = arena_array(s->a, v->items, sizeof(struct site_item *)),
    };
    list.summary = is_unknown ? "Entries of which nobody has shown this yet, with a source."
                              : arena_printf(s->a, "Entries of the landscape with “%s” as %s.",
                                             word, axis->title);
    for (size_t i = 0; list.items && i < s->n_items; i++) {
        const struct site_item *e = s->by_name[i];
        for (size_t k = 0; k < e->values[x].n; k++)
            if (strcmp(e->values[x].at[k], v->name) == 0 && list.n < v->items)
                list.items[list.n++] = e;
    }
    if (list.items)
        put_list(s, &list);
}

void site_landscape_cards(struct site *s)
{
    if (!s->l)
        return;
    put_list(s, &(struct list){ .stem = "landscape/cards",
                                .title = "Landscape as cards",
                                .summary = "All entries of the landscape by name.",
                                .query = "?view=cards",
                                .items = s->by_name,
                                .n = s->n_items });
    for (int x = 0; x < SITE_AXES; x++)
        for (size_t i = 0; i < s->n_values[x] && s->st == CUPEL_OK; i++)
            put_value_list(s, (enum site_axis)x, &s->values[x][i]);
}

/* ---- data for the script, and for other tools ---- */

/* What the script shows is as clean as what pages hold. */
static const char *clean(const struct site *s, const char *text)
{
    struct buf b;
    buf_init(&b, 4 * (size_t)LANDSCAPE_BYTES_MAX);
    escape_line(&b, slice_str(text ? text : ""));
    return arena_take_buf(s->a, &b);
}

static void put_indexes(struct json_out *o, const struct site *s, enum site_axis x,
                        const struct landscape_list *values)
{
    json_array_open(o, NULL);
    for (size_t i = 0; i < values->n; i++)
        for (size_t k = 0; k < s->n_values[x]; k++)
            if (strcmp(values->at[i], s->values[x][k].name) == 0)
                json_uint(o, NULL, k);
    json_array_close(o);
}

static void put_axes(struct json_out *o, const struct site *s)
{
    json_array_open(o, "axes");
    for (int x = 0; x < SITE_AXES; x++) {
        json_object_open(o, NULL);
        json_text(o, "name", site_axes[x].name);
        json_text(o, "title", site_axes[x].title);
        json_array_open(o, "values");
        for (size_t i = 0; i < s->n_values[x]; i++) {
            json_array_open(o, NULL);
            json_text(o, NULL, clean(s, s->values[x][i].name));
            json_text(o, NULL, s->values[x][i].slug);
            json_text(o, NULL, clean(s, site_word((enum site_axis)x, s->values[x][i].name)));
            json_array_close(o);
        }
        json_array_close(o);
        json_object_close(o);
    }
    json_array_close(o);
}

/* Values by their place among those of the axis: [slug, name, description, logo, reviews, [tee],
 * …]. A script and not JSON: from a folder, browsers load the one and not the other. */
static void put_data(struct site *s)
{
    struct buf b;
    buf_init(&b, SITE_PAGE_MAX);
    buf_add_str(&b, "window.cupelLandscape=");
    struct json_out o = json_out_to(&b);
    json_object_open(&o, NULL);
    put_axes(&o, s);
    json_array_open(&o, "entries");
    for (size_t i = 0; i < s->n_items; i++) {
        const struct site_item *e = &s->items[i];
        json_array_open(&o, NULL);
        json_text(&o, NULL, e->slug);
        json_text(&o, NULL, clean(s, e->item->text[ITEM_NAME]));
        json_text(&o, NULL, clean(s, e->item->text[ITEM_DESCRIPTION]));
        json_text(&o, NULL, strncmp(e->logo, "landscape/i/", 12) == 0 ? "" : e->logo);
        json_uint(&o, NULL, e->n_reviews);
        for (int x = 0; x < SITE_AXES; x++)
            put_indexes(&o, s, (enum site_axis)x, &e->values[x]);
        json_array_close(&o);
    }
    json_array_close(&o);
    json_object_close(&o);
    buf_add_str(&b, ";\n");
    site_write(s, "landscape/data.js", &b);
}

static void put_logos(struct site *s)
{
    struct buf b;
    for (size_t i = 0; i < s->n_items && s->st == CUPEL_OK; i++) {
        const struct site_item *e = &s->items[i];
        buf_init(&b, SITE_PAGE_MAX);
        if (strncmp(e->logo, "landscape/i/", 12) == 0) {
            landscape_write_monogram(e->item->text[ITEM_NAME], &b);
        } else {
            bool is_first = true; /* several entries may share an image */
            for (size_t k = 0; k < i && is_first; k++)
                is_first = strcmp(s->items[k].logo, e->logo) != 0;
            if (!is_first)
                continue;
            buf_add(&b, site_file(s, e->logo));
        }
        site_write(s, e->logo, &b);
    }
}

void site_landscape_data(struct site *s)
{
    struct buf b;
    if (!s->l)
        return;
    put_data(s);
    put_logos(s);
    buf_init(&b, LANDSCAPE_BYTES_MAX);
    landscape_write_csv(s->l, &b);
    site_write(s, "landscape/items.csv", &b);
    buf_init(&b, LANDSCAPE_BYTES_MAX);
    landscape_write_items(s->l, &(struct landscape_pick){ 0 }, &b);
    site_write(s, "landscape/items.json", &b);
    buf_init(&b, LANDSCAPE_BYTES_MAX);
    landscape_write_data(s->l, &b);
    site_write(s, "landscape/data.yml", &b);
}
