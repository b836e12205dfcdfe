/* SPDX-License-Identifier: Apache-2.0 */
/* site/pieces.c: what pages are made of. */
#include "office/site/build.h"

#include "office/site/markdown.h"
#include "office/site/svg.h"

#include <stdlib.h>
#include <string.h>

void web_value(struct web *p, const char *text)
{
    if (text && *text && strcmp(text, SITE_UNKNOWN) != 0)
        html_put(&p->h, "%s", text);
    else
        html_put(&p->h, "<span class=\"blank\">unknown</span>");
}

void web_day(struct web *p, const char *text)
{
    if (text && landscape_date(text, NULL))
        html_put(&p->h, "<time datetime=\"%s\">%s</time>", text, text);
    else
        web_value(p, text);
}

void web_prose(struct web *p, const char *text)
{
    while (text && *text) {
        const char *end = strstr(text, "\n\n");
        size_t n = end ? (size_t)(end - text) : strlen(text);
        char *part = arena_alloc(p->s->a, n + 1);
        if (!part)
            return;
        slice_copy(slice_of(text, n), part, n);
        html_put(&p->h, "<p>%s</p>\n", part);
        text = end ? end + 2 : NULL;
        while (text && *text == '\n')
            text++;
    }
}

void web_nothing(struct web *p, const char *text)
{
    html_put(&p->h, "<p class=\"nothing\">%s</p>\n", text);
}

void web_table_open(struct web *p, const char *label)
{
    html_put(&p->h,
             "<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table>\n",
             label);
}

void web_table_close(struct web *p)
{
    html_put(&p->h, "</tbody></table></div>\n");
}

void web_parts(struct web *p, const char *stem, size_t at, size_t of, bool is_end)
{
    if (of < 2)
        return;
    html_put(&p->h, "<nav class=\"parts\" aria-label=\"Parts of this list%s\"><ul>\n",
             is_end ? ", at its end" : "");
    for (size_t i = 1; i <= of; i++)
        if (i == at)
            html_put(&p->h, "<li><a aria-current=\"page\" href=\"%s\">%zu</a></li>\n",
                     web_to(p, web_part(p->s->a, stem, i)), i);
        else
            html_put(&p->h, "<li><a href=\"%s\">%zu</a></li>\n",
                     web_to(p, web_part(p->s->a, stem, i)), i);
    html_put(&p->h, "</ul></nav>\n");
}

/* ---- entries ---- */

const char *web_item_page(const struct web *p, const struct site_item *i)
{
    return web_to(p, arena_printf(p->s->a, "landscape/i/%s.html", i->slug));
}

void web_item_link(struct web *p, const struct site_item *i)
{
    html_put(&p->h, "<a href=\"%s\">%s</a>", web_item_page(p, i), i->item->text[ITEM_NAME]);
}

void web_values(struct web *p, enum site_axis x, const struct landscape_list *values)
{
    for (size_t i = 0; i < values->n; i++) {
        const char *v = values->at[i], *page = site_value_page(p->s, x, v);
        bool is_unknown = strcmp(v, SITE_UNKNOWN) == 0;
        html_put(&p->h, "%s<a class=\"chip %s\" href=\"%s\">%s</a>", i ? " " : "",
                 is_unknown ? "blank" : "value", page ? web_to(p, page) : "#", site_word(x, v));
    }
}

static void put_card(struct web *p, const struct site_item *i)
{
    struct html *h = &p->h;
    html_put(
        h,
        "<li class=\"card\"><img src=\"%s\" alt=\"\" width=\"48\" height=\"48\" loading=\"lazy\">"
        "<h3><a href=\"%s\">%s</a></h3>\n",
        web_to(p, i->logo), web_item_page(p, i), i->item->text[ITEM_NAME]);
    if (i->item->text[ITEM_DESCRIPTION])
        html_put(h, "<p>%s</p>\n", i->item->text[ITEM_DESCRIPTION]);
    html_put(h, "<p class=\"chips\">");
    web_values(p, SITE_TEE, &i->values[SITE_TEE]);
    html_put(h, " ");
    web_values(p, SITE_ROLE, &i->values[SITE_ROLE]);
    html_put(h,
             "</p>\n<label class=\"pick\"><input type=\"checkbox\" name=\"i\" value=\"%s\"> "
             "compare<span class=\"hidden\"> %s</span></label></li>\n",
             i->slug, i->item->text[ITEM_NAME]);
}

void web_cards(struct web *p, const struct site_item *const *items, size_t n)
{
    html_put(&p->h,
             "<form class=\"comparing\" method=\"get\" action=\"%s\">\n<ul class=\"cards\">\n",
             web_to(p, "landscape/compare.html"));
    for (size_t i = 0; i < n; i++)
        put_card(p, items[i]);
    html_put(&p->h,
             "</ul>\n<p class=\"tray\"><button>Compare the marked ones</button></p>\n</form>\n");
}

/* ---- Markdown of the office ---- */

struct text_at {
    struct web *p;
    const char *folder; /* of the file, "" or "papers/x/" */
};

/* @target from the folder of the text, as a path from the office's top; NULL where it leaves it. */
static const char *path_from(struct arena *a, const char *folder, const char *target)
{
    size_t room = strlen(folder) + strlen(target) + 2, n = strlen(folder);
    char *path = arena_alloc(a, room);
    if (!path)
        return NULL;
    slice_copy(slice_of(folder, n), path, n);
    for (const char *c = target; *c;) {
        size_t part = strcspn(c, "/");
        if (part == 2 && c[0] == '.' && c[1] == '.') {
            if (n == 0)
                return NULL;
            for (n--; n && path[n - 1] != '/'; n--)
                ;
        } else if (part && !(part == 1 && *c == '.')) {
            slice_copy(slice_of(c, part), path + n, part);
            n += part;
            if (c[part])
                path[n++] = '/';
        }
        c += part + (c[part] == '/');
    }
    path[n] = '\0';
    return path;
}

static bool is_absolute(const char *target)
{
    size_t n = strcspn(target, ":/?#");
    return target[n] == ':' || target[0] == '/';
}

/* The page of a text, or the file at the forge; else nothing: a page links to what is there. */
static const char *resolve(void *context, const char *target, bool is_image)
{
    const struct text_at *t = context;
    const struct site *s = t->p->s;
    if (target[0] == '#')
        return is_image ? NULL : target;
    if (is_absolute(target))
        return is_image || target[0] == '/' || !html_url_is_fine(target) ? NULL : target;
    size_t n = strcspn(target, "?#");
    const char *path = path_from(s->a, t->folder, arena_printf(s->a, "%.*s", (int)n, target));
    const struct site_text *text = path && !is_image ? site_text_at(s, path) : NULL;
    if (text)
        return arena_printf(s->a, "%s%s", web_to(t->p, text->page),
                            target[n] == '#' ? target + n : "");
    if (path && govern_has_name(s->g, path) && !is_image)
        return site_source(s, path);
    return NULL;
}

/* Images of the office are taken into the page, which colours them. */
static bool put_image(void *context, const char *target, const char *alt, struct buf *out)
{
    const struct text_at *t = context;
    struct site *s = t->p->s;
    const char *why = NULL, *path = is_absolute(target) ? NULL : path_from(s->a, t->folder, target);
    cupel_slice svg = path ? site_file(s, path) : SLICE_EMPTY;
    struct buf b;
    (void)alt;
    if (!svg.p)
        return false;
    buf_init(&b, SITE_PAGE_MAX);
    cupel_status st = svg_inline(s->a, svg, "d-", &b, &why);
    if (st == CUPEL_OK) {
        buf_add_str(
            out, "<span class=\"diagram\" role=\"group\" aria-label=\"Diagram\" tabindex=\"0\">");
        buf_add(out, buf_slice(&b));
        buf_add_str(out, "</span>");
    } else {
        landscape_complain(s->problems, path, 0, false, "is not shown: %s",
                           why ? why : "it is no SVG that could be read");
    }
    buf_clear(&b);
    return st == CUPEL_OK;
}

void web_markdown(struct web *p, cupel_slice text, const char *from, unsigned level)
{
    const char *slash = strrchr(from, '/');
    struct text_at t = { p, slash ? arena_printf(p->s->a, "%.*s", (int)(slash - from + 1), from)
                                  : "" };
    struct markdown m = { .arena = p->s->a,
                          .resolve = resolve,
                          .context = &t,
                          .level = level,
                          .drop_title = true,
                          .image = put_image };
    struct buf b;
    buf_init(&b, SITE_PAGE_MAX);
    cupel_status st = markdown_html(&m, text, &b);
    if (st != CUPEL_OK && p->s->st == CUPEL_OK)
        p->s->st = st;
    html_add(&p->h, buf_slice(&b));
    buf_clear(&b);
}
