/* SPDX-License-Identifier: Apache-2.0 */
#include "office/site/svg.h"

#include "codec/xml.h"
#include "render/escape.h"

#include <stdlib.h>
#include <string.h>

#define SVG_URI "http://www.w3.org/2000/svg"

static const char *const elements[] = {
    "circle",   "clipPath",       "defs",   "desc", "ellipse", "g",
    "line",     "linearGradient", "marker", "path", "pattern", "polygon",
    "polyline", "radialGradient", "rect",   "stop", "svg",     "symbol",
    "text",     "title",          "tspan",  "use",
};
/* Geometry, presentation and accessibility. */
static const char *const attributes[] = {
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "cx",
    "cy",
    "d",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "href",
    "id",
    "letter-spacing",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "offset",
    "opacity",
    "orient",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "points",
    "preserveAspectRatio",
    "r",
    "refX",
    "refY",
    "role",
    "rx",
    "ry",
    "spreadMethod",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "textLength",
    "transform",
    "vector-effect",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
};
/* Left out without a word: they style, and the page does that. */
static const char *const dropped[] = { "class", "style", "version", "baseProfile" };

struct drawing {
    struct arena *a;
    struct buf *out;
    const char *prefix;
    const char *why;
};

static bool is_one(cupel_slice name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_eq(name, slice_str(list[i])))
            return true;
    return false;
}
#define IS_ONE(name, list) is_one(name, list, CUPEL_COUNT(list))

static cupel_status refuse(struct drawing *d, const char *what, cupel_slice name)
{
    if (!d->why)
        d->why = arena_printf(d->a, "it holds %s \"%s\"", what,
                              arena_text(d->a, slice_part(name, 0, name.n < 40 ? name.n : 40)));
    return CUPEL_E_UNSUPPORTED;
}

/* ---- attributes ---- */

static void put_id(struct drawing *d, cupel_slice id)
{
    if (!slice_starts(id, slice_str(d->prefix)))
        buf_add_str(d->out, d->prefix);
    escape_html(d->out, id);
}

/* Ids with white space between. */
static void put_ids(struct drawing *d, cupel_slice ids)
{
    for (size_t i = 0; i < ids.n;) {
        size_t n = 0;
        while (i + n < ids.n && ids.p[i + n] != ' ')
            n++;
        if (n) {
            if (i)
                buf_add_byte(d->out, ' ');
            put_id(d, slice_part(ids, i, n));
        }
        i += n + 1;
    }
}

static bool has_nocase(cupel_slice text, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.n; i++)
        if (slice_eq_nocase(slice_part(text, i, n), slice_of(word, n)))
            return true;
    return false;
}

/* "url(#id)" alone, and nothing else that would be loaded. */
static cupel_status put_value(struct drawing *d, cupel_slice value)
{
    if (has_nocase(value, "url(")) {
        if (!slice_starts(value, SLICE_LIT("url(#")) || value.p[value.n - 1] != ')' ||
            has_nocase(slice_part(value, 4, value.n - 4), "url("))
            return refuse(d, "the reference", value);
        buf_add_str(d->out, "url(#");
        put_id(d, slice_part(value, 5, value.n - 6));
        buf_add_byte(d->out, ')');
        return CUPEL_OK;
    }
    if (has_nocase(value, "javascript:") || has_nocase(value, "expression(") ||
        has_nocase(value, "@import") || slice_find(value, SLICE_LIT("\\")) != SIZE_MAX)
        return refuse(d, "the value", value);
    escape_html(d->out, value);
    return CUPEL_OK;
}

static cupel_status put_attribute(struct drawing *d, const struct xml_attr *t)
{
    bool is_link = slice_eq(t->local, SLICE_LIT("href"));
    if ((t->prefix.n &&
         !(is_link && slice_eq(t->uri, SLICE_LIT("http://www.w3.org/1999/xlink")))) ||
        (!IS_ONE(t->local, attributes) && !IS_ONE(t->local, dropped)))
        return refuse(d, "the attribute", t->local);
    if (IS_ONE(t->local, dropped))
        return CUPEL_OK;
    buf_add_byte(d->out, ' ');
    buf_add(d->out, t->local);
    buf_add_str(d->out, "=\"");
    if (is_link) {
        if (t->value.n < 2 || t->value.p[0] != '#')
            return refuse(d, "a reference to", t->value);
        buf_add_byte(d->out, '#');
        put_id(d, slice_part(t->value, 1, t->value.n - 1));
    } else if (slice_eq(t->local, SLICE_LIT("id"))) {
        put_id(d, t->value);
    } else if (slice_starts(t->local, SLICE_LIT("aria-labelledby")) ||
               slice_starts(t->local, SLICE_LIT("aria-describedby"))) {
        put_ids(d, t->value);
    } else {
        CUPEL_TRY(put_value(d, t->value));
    }
    buf_add_byte(d->out, '"');
    return CUPEL_OK;
}

/* The size of the root is the page's business where the drawing can be scaled. */
static bool is_size(const struct xml_node *n, const struct xml_attr *t)
{
    bool has_box = false;
    (void)xml_attr_find(n, "", "viewBox", &has_box);
    return !n->parent && has_box &&
           (slice_eq(t->local, SLICE_LIT("width")) || slice_eq(t->local, SLICE_LIT("height")));
}

/* ---- elements ---- */

/* One node's beginning; *inside: its children follow. */
static cupel_status open_node(struct drawing *d, const struct xml_node *n, bool *inside)
{
    *inside = false;
    if (n->is_text) {
        escape_html(d->out, n->text);
        return CUPEL_OK;
    }
    if (!slice_eq(n->uri, SLICE_LIT(SVG_URI)))
        return refuse(d, "foreign content", n->local);
    if (slice_eq(n->local, SLICE_LIT("style")))
        return CUPEL_OK;
    if (!IS_ONE(n->local, elements) || (!n->parent && !slice_eq(n->local, SLICE_LIT("svg"))))
        return refuse(d, "the element", n->local);
    buf_add_byte(d->out, '<');
    buf_add(d->out, n->local);
    for (size_t i = 0; i < n->n_attrs; i++)
        if (!is_size(n, &n->attrs[i]))
            CUPEL_TRY(put_attribute(d, &n->attrs[i]));
    buf_add_byte(d->out, '>');
    *inside = true;
    return CUPEL_OK;
}

static void close_node(struct drawing *d, const struct xml_node *n)
{
    buf_add_str(d->out, "</");
    buf_add(d->out, n->local);
    buf_add_byte(d->out, '>');
}

/* Without recursion: the tree is bounded, the stack is nobody's concern. */
static cupel_status put_tree(struct drawing *d, const struct xml_node *root)
{
    const struct xml_node *n = root;
    for (;;) {
        bool inside = false;
        CUPEL_TRY(open_node(d, n, &inside));
        if (inside && n->child) {
            n = n->child;
            continue;
        }
        if (inside)
            close_node(d, n);
        while (n != root && !n->next) {
            n = n->parent;
            close_node(d, n);
        }
        if (n == root)
            return CUPEL_OK;
        n = n->next;
    }
}

/* ---- the file ---- */

/* Comments, which the reader of XML does not take. Where one could hide anything, in a tag, there
 * is none: '<' may not stand there, and the reader refuses what is left. */
static cupel_slice without_comments(struct arena *a, cupel_slice s)
{
    uint8_t *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; p && i < s.n;) {
        cupel_slice rest = slice_part(s, i, s.n - i);
        if (!slice_starts(rest, SLICE_LIT("<!--"))) {
            p[n++] = s.p[i++];
            continue;
        }
        size_t end = slice_find(slice_part(rest, 4, rest.n - 4), SLICE_LIT("--"));
        if (end == SIZE_MAX || 4 + end + 2 >= rest.n || rest.p[4 + end + 2] != '>') {
            p[n++] = s.p[i++]; /* no comment of XML: the reader says so */
            continue;
        }
        i += 4 + end + 3;
    }
    return p ? slice_of(p, n) : SLICE_EMPTY;
}

/* White space that stands before the root or behind it once comments are gone. */
static cupel_slice trim(cupel_slice s)
{
    while (s.n && s.p[0] <= ' ')
        s = slice_part(s, 1, s.n - 1);
    while (s.n && s.p[s.n - 1] <= ' ')
        s = slice_part(s, 0, s.n - 1);
    return s;
}

cupel_status svg_inline(struct arena *a, cupel_slice file, const char *prefix, struct buf *out,
                        const char **why)
{
    struct drawing d = { .a = a, .out = out, .prefix = prefix };
    struct cupel_diag err = { 0 };
    const struct xml_node *root = NULL;
    cupel_status st = xml_parse(a, trim(without_comments(a, file)), &root, &err);
    if (st != CUPEL_OK) {
        *why = arena_printf(a, "it is no XML that can be read: %s", err.text);
        return st;
    }
    st = put_tree(&d, root);
    if (st != CUPEL_OK)
        *why = d.why;
    return st == CUPEL_OK ? buf_status(out) : st;
}
