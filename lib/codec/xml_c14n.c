/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to the tree, and its canonical form: Canonical XML 1.1, W3C Recommendation 2008. */
#include "codec/xml.h"
#include "codec/xml_chars.h"

bool xml_is(const struct xml_node *n, const char *uri, const char *local)
{
    return n && !n->is_text && slice_eq(n->uri, slice_str(uri)) &&
           slice_eq(n->local, slice_str(local));
}

static const struct xml_node *element_from(const struct xml_node *n)
{
    while (n && n->is_text)
        n = n->next;
    return n;
}

const struct xml_node *xml_first(const struct xml_node *parent)
{
    return parent ? element_from(parent->child) : NULL;
}

const struct xml_node *xml_next(const struct xml_node *n)
{
    return n ? element_from(n->next) : NULL;
}

const struct xml_node *xml_find(const struct xml_node *parent, const char *uri, const char *local)
{
    const struct xml_node *n = xml_first(parent);
    while (n && !xml_is(n, uri, local))
        n = xml_next(n);
    return n;
}

cupel_slice xml_attr_find(const struct xml_node *n, const char *uri, const char *local, bool *found)
{
    if (found)
        *found = false;
    for (size_t i = 0; n && i < n->n_attrs; i++) {
        const struct xml_attr *a = &n->attrs[i];
        if (!slice_eq(a->uri, slice_str(uri)) || !slice_eq(a->local, slice_str(local)))
            continue;
        if (found)
            *found = true;
        return a->value;
    }
    return SLICE_EMPTY;
}

bool xml_has_only_elements(const struct xml_node *n)
{
    for (const struct xml_node *c = n->child; c; c = c->next)
        for (size_t i = 0; c->is_text && i < c->text.n; i++)
            if (!xml_is_space(c->text.p[i]))
                return false;
    return true;
}

bool xml_text_of(const struct xml_node *n, cupel_slice *ret)
{
    *ret = SLICE_EMPTY;
    if (!n || !n->child)
        return n != NULL;
    if (!n->child->is_text || n->child->next)
        return false;
    *ret = n->child->text;
    return true;
}

/* ---- canonical form ---- */

static const char *escape_of(uint8_t c, bool is_value)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return is_value ? NULL : "&gt;";
    case '"': return is_value ? "&quot;" : NULL;
    case '\t': return is_value ? "&#x9;" : NULL;
    case '\n': return is_value ? "&#xA;" : NULL;
    case '\r': return "&#xD;";
    default: return NULL;
    }
}

static void write_escaped(cupel_slice s, bool is_value, struct buf *out)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *escape = escape_of(s.p[i], is_value);
        if (!escape)
            continue;
        buf_add(out, slice_part(s, from, i - from));
        buf_add_str(out, escape);
        from = i + 1;
    }
    buf_add(out, slice_part(s, from, s.n - from));
}

static void write_name(cupel_slice prefix, cupel_slice local, struct buf *out)
{
    buf_add(out, prefix);
    if (prefix.n)
        buf_add_byte(out, ':');
    buf_add(out, local);
}

static void write_value(cupel_slice value, struct buf *out)
{
    buf_add_str(out, "=\"");
    write_escaped(value, true, out);
    buf_add_byte(out, '"');
}

/* What is in scope for @prefix at @n: the empty slice where nothing is. */
static cupel_slice scope_of(const struct xml_node *n, cupel_slice prefix)
{
    for (; n; n = n->parent)
        for (size_t i = 0; i < n->n_spaces; i++)
            if (slice_eq(n->spaces[i].local, prefix))
                return n->spaces[i].value;
    return SLICE_EMPTY;
}

/* The least prefix declared at @n, or above it when @above, that is greater than @after. */
static const struct xml_attr *next_space(const struct xml_node *n, bool above,
                                         const struct xml_attr *after)
{
    const struct xml_attr *best = NULL;
    for (; n; n = above ? n->parent : NULL)
        for (size_t i = 0; i < n->n_spaces; i++) {
            const struct xml_attr *s = &n->spaces[i];
            if (after && slice_cmp(s->local, after->local) <= 0)
                continue;
            if (!best || slice_cmp(s->local, best->local) < 0)
                best = s;
        }
    return best;
}

/* Section 2.3: a declaration is written where the output's parent does not say the same. */
static void write_spaces(const struct xml_node *n, bool is_apex, struct buf *out)
{
    const struct xml_attr *s = NULL;
    while ((s = next_space(n, is_apex, s)) != NULL) {
        cupel_slice uri = scope_of(n, s->local);
        cupel_slice outer = is_apex ? SLICE_EMPTY : scope_of(n->parent, s->local);
        if (slice_eq(uri, outer))
            continue;
        buf_add_str(out, s->local.n ? " xmlns:" : " xmlns");
        buf_add(out, s->local);
        write_value(uri, out);
    }
}

/* By namespace, then by local name; attributes without namespace come first. */
static int attr_cmp(const struct xml_attr *a, const struct xml_attr *b)
{
    int order = slice_cmp(a->uri, b->uri);
    return order ? order : slice_cmp(a->local, b->local);
}

static void write_attrs(const struct xml_node *n, struct buf *out)
{
    const struct xml_attr *last = NULL;
    for (size_t k = 0; k < n->n_attrs; k++) {
        const struct xml_attr *best = NULL;
        for (size_t i = 0; i < n->n_attrs; i++) {
            const struct xml_attr *a = &n->attrs[i];
            if ((!last || attr_cmp(a, last) > 0) && (!best || attr_cmp(a, best) < 0))
                best = a;
        }
        if (!best)
            return;
        buf_add_byte(out, ' ');
        write_name(best->prefix, best->local, out);
        write_value(best->value, out);
        last = best;
    }
}

static void write_end(const struct xml_node *n, struct buf *out)
{
    buf_add_str(out, "</");
    write_name(n->prefix, n->local, out);
    buf_add_byte(out, '>');
}

/* @n itself without its children. */
static void write_start(const struct xml_node *n, bool is_apex, struct buf *out)
{
    if (n->is_text) {
        write_escaped(n->text, false, out);
        return;
    }
    buf_add_byte(out, '<');
    write_name(n->prefix, n->local, out);
    write_spaces(n, is_apex, out);
    write_attrs(n, out);
    buf_add_byte(out, '>');
}

void xml_c14n(const struct xml_node *apex, const struct xml_node *omit, struct buf *out)
{
    const struct xml_node *n = apex;
    while (n && out->st == CUPEL_OK) {
        bool skip = n == omit;
        if (!skip)
            write_start(n, n == apex, out);
        if (!skip && n->child) {
            n = n->child;
            continue;
        }
        if (!skip && !n->is_text)
            write_end(n, out);
        while (n != apex && !n->next) { /* up, closing what ends here */
            n = n->parent;
            write_end(n, out);
        }
        n = n == apex ? NULL : n->next;
    }
}
