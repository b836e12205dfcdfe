/* SPDX-License-Identifier: Apache-2.0 */
/* The reader. One pass over a cursor, no recursion: the open elements are the parents. */
#include "codec/xml.h"

#include "base/status.h"
#include "base/utf8.h"
#include "codec/xml_chars.h"

/* A document being read. Failure sticks in @c, its reason in @err. */
struct reader {
    struct arena *a;
    struct cur c;
    struct cupel_diag *err;
    struct xml_node *stack[XML_DEPTH_MAX]; /* the open elements, outermost first */
    unsigned depth, nodes;
    struct xml_node *last; /* last child so far of the innermost open element */
    struct xml_node *root;
};

static void fail(struct reader *r, cupel_status st, size_t at, const char *why)
{
    if (r->c.st != CUPEL_OK)
        return;
    if (arena_status(r->a) != CUPEL_OK) /* want of memory is no fault of the text */
        st = arena_status(r->a);
    cur_fail(&r->c, st);
    (void)diag_at(r->err, st, "xml", at, "the XML %s", why);
}

static void malformed(struct reader *r, size_t at, const char *why)
{
    fail(r, CUPEL_E_MALFORMED, at, why);
}

static bool is_failed(const struct reader *r)
{
    return r->c.st != CUPEL_OK;
}

static bool next_is(const struct reader *r, cupel_slice text)
{
    return slice_starts(r->c.left, text);
}

static bool accept(struct reader *r, cupel_slice text)
{
    if (is_failed(r) || !next_is(r, text))
        return false;
    (void)cur_take(&r->c, text.n);
    return true;
}

static void demand(struct reader *r, cupel_slice text, const char *why)
{
    if (!is_failed(r) && !accept(r, text))
        fail(r, r->c.left.n < text.n ? CUPEL_E_TRUNCATED : CUPEL_E_MALFORMED, r->c.at, why);
}

/* White space as it stands; how many bytes. */
static size_t skip_space(struct reader *r)
{
    size_t n = 0;
    while (n < r->c.left.n && xml_is_space(r->c.left.p[n]))
        n++;
    (void)cur_take(&r->c, n);
    return n;
}

static cupel_slice take_part_name(struct reader *r)
{
    size_t n = 0;
    while (n < r->c.left.n && xml_is_name_char(r->c.left.p[n], n == 0))
        n++;
    if (n == 0)
        malformed(r, r->c.at, "has no name (ASCII) where one is due");
    return cur_take(&r->c, n);
}

/* prefix:local, or local. */
static void take_name(struct reader *r, cupel_slice *prefix, cupel_slice *local)
{
    *prefix = SLICE_EMPTY;
    *local = take_part_name(r);
    if (!accept(r, SLICE_LIT(":")))
        return;
    *prefix = *local;
    *local = take_part_name(r);
}

/* ---- text and values ---- */

/* Bytes up to the first of @stops, which is not taken. */
static cupel_slice take_until(struct reader *r, uint8_t stop)
{
    size_t n = 0;
    while (n < r->c.left.n && r->c.left.p[n] != stop)
        n++;
    return cur_take(&r->c, n);
}

static cupel_slice decode(struct reader *r, cupel_slice raw, size_t at, bool is_value)
{
    size_t bad = 0;
    cupel_slice ret = SLICE_EMPTY;
    const char *why = xml_decode(r->a, raw, is_value, &ret, &bad);
    if (why)
        malformed(r, at + bad, why);
    return ret;
}

static cupel_slice take_value(struct reader *r)
{
    uint8_t quote = cur_u8(&r->c);
    size_t at = r->c.at;
    if (quote != '"' && quote != '\'')
        malformed(r, at ? at - 1 : 0, "has an attribute value without quotes");
    cupel_slice raw = take_until(r, quote);
    demand(r, slice_of(&quote, 1), "ends inside an attribute value");
    return is_failed(r) ? SLICE_EMPTY : decode(r, raw, at, true);
}

/* ---- namespaces ---- */

#define NS_XML   "http://www.w3.org/XML/1998/namespace"
#define NS_XMLNS "http://www.w3.org/2000/xmlns/"

/* URI of @prefix at @n, or NULL when it is not declared. */
static const cupel_slice *find_space(const struct xml_node *n, cupel_slice prefix)
{
    for (; n; n = n->parent)
        for (size_t i = 0; i < n->n_spaces; i++)
            if (slice_eq(n->spaces[i].local, prefix))
                return &n->spaces[i].value;
    return NULL;
}

static cupel_slice resolve(struct reader *r, const struct xml_node *n, cupel_slice prefix,
                           size_t at)
{
    const cupel_slice *uri = find_space(n, prefix);
    if (!uri && prefix.n)
        malformed(r, at, "uses a namespace prefix that is not declared");
    return uri ? *uri : SLICE_EMPTY;
}

/* RFC 3986 characters; & is left out, because canonicalisers in use differ in how they write it. */
static bool is_uri(cupel_slice s)
{
    static const char others[] = "-._~:/?#[]@!$'()*+,;=%";
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && slice_find(slice_str(others), slice_of(&c, 1)) == SIZE_MAX)
            return false;
    }
    return true;
}

static void check_space(struct reader *r, const struct xml_attr *s)
{
    bool reserved = slice_eq(s->local, SLICE_LIT("xml")) ||
                    slice_eq(s->local, SLICE_LIT("xmlns")) ||
                    slice_eq(s->value, SLICE_LIT(NS_XML)) ||
                    slice_eq(s->value, SLICE_LIT(NS_XMLNS));
    if (reserved)
        malformed(r, s->at, "declares a reserved namespace");
    else if (s->local.n && s->value.n == 0)
        malformed(r, s->at, "takes a namespace prefix back");
    else if (!is_uri(s->value))
        malformed(r, s->at, "declares a namespace that is no URI, or has a & in it");
}

/* ---- tags ---- */

struct tag {
    struct xml_attr attrs[XML_ATTRS_MAX], spaces[XML_ATTRS_MAX];
    size_t n_attrs, n_spaces;
};

static void add_attr(struct reader *r, struct tag *t, const struct xml_attr *a)
{
    bool is_default = a->prefix.n == 0 && slice_eq(a->local, SLICE_LIT("xmlns"));
    bool is_space = is_default || slice_eq(a->prefix, SLICE_LIT("xmlns"));
    struct xml_attr *list = is_space ? t->spaces : t->attrs;
    size_t *n = is_space ? &t->n_spaces : &t->n_attrs;
    struct xml_attr one = *a;
    if (is_default)
        one.local = SLICE_EMPTY;
    for (size_t i = 0; i < *n; i++)
        if (slice_eq(list[i].prefix, one.prefix) && slice_eq(list[i].local, one.local))
            malformed(r, a->at, "has an attribute twice");
    if (slice_eq(a->prefix, SLICE_LIT("xml")))
        malformed(r, a->at, "has an attribute of the xml: prefix, which is not read here");
    if (is_space)
        check_space(r, &one);
    if (*n == XML_ATTRS_MAX)
        fail(r, CUPEL_E_LIMIT, a->at, "has too many attributes in one element");
    else
        list[(*n)++] = one;
}

static void read_attrs(struct reader *r, struct tag *t)
{
    while (!is_failed(r)) {
        size_t space = skip_space(r);
        if (r->c.left.n == 0)
            fail(r, CUPEL_E_TRUNCATED, r->c.at, "ends inside a tag");
        if (is_failed(r) || next_is(r, SLICE_LIT(">")) || next_is(r, SLICE_LIT("/")))
            return;
        struct xml_attr a = { .at = r->c.at };
        if (space == 0)
            malformed(r, a.at, "has no white space before an attribute");
        take_name(r, &a.prefix, &a.local);
        (void)skip_space(r);
        demand(r, SLICE_LIT("="), "has an attribute without a value");
        (void)skip_space(r);
        a.value = take_value(r);
        if (!is_failed(r))
            add_attr(r, t, &a);
    }
}

static const struct xml_attr *keep(struct reader *r, const struct xml_attr *list, size_t n)
{
    struct xml_attr *copy = arena_array(r->a, n, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++)
        copy[i] = list[i];
    return copy;
}

/* Namespaces of the attributes, which must not name one thing twice. */
static void resolve_attrs(struct reader *r, const struct xml_node *n, struct tag *t)
{
    for (size_t i = 0; i < t->n_attrs; i++) {
        struct xml_attr *a = &t->attrs[i];
        a->uri = a->prefix.n ? resolve(r, n, a->prefix, a->at) : SLICE_EMPTY;
        for (size_t k = 0; k < i; k++)
            if (slice_eq(t->attrs[k].uri, a->uri) && slice_eq(t->attrs[k].local, a->local))
                malformed(r, a->at, "has an attribute twice under two prefixes");
    }
}

static struct xml_node *innermost(const struct reader *r)
{
    return r->depth ? r->stack[r->depth - 1] : NULL;
}

static void attach(struct reader *r, struct xml_node *n)
{
    struct xml_node *open = innermost(r);
    n->parent = open;
    if (r->last)
        r->last->next = n;
    else if (open)
        open->child = n;
    r->last = n;
}

static struct xml_node *new_node(struct reader *r, size_t at)
{
    if (r->nodes++ == XML_NODES_MAX)
        fail(r, CUPEL_E_LIMIT, at, "has too many nodes");
    struct xml_node *n = is_failed(r) ? NULL : arena_alloc(r->a, sizeof *n);
    if (n)
        n->at = at;
    else
        fail(r, CUPEL_E_NOMEM, at, "does not fit in memory");
    return n;
}

static void close_element(struct reader *r)
{
    struct xml_node *n = r->stack[--r->depth];
    n->length = r->c.at - n->at;
    r->last = n;
}

static void open_element(struct reader *r, struct xml_node *n, struct tag *t)
{
    n->spaces = keep(r, t->spaces, t->n_spaces);
    n->n_spaces = n->spaces ? t->n_spaces : 0;
    attach(r, n);
    n->uri = resolve(r, n, n->prefix, n->at);
    resolve_attrs(r, n, t);
    n->attrs = keep(r, t->attrs, t->n_attrs);
    n->n_attrs = n->attrs ? t->n_attrs : 0;
    if (!r->root)
        r->root = n;
    if (r->depth == XML_DEPTH_MAX)
        fail(r, CUPEL_E_LIMIT, n->at, "is nested too deeply");
    else
        r->stack[r->depth++] = n;
    r->last = NULL;
}

static void read_start(struct reader *r)
{
    struct tag t;
    t.n_attrs = t.n_spaces = 0;
    struct xml_node *n = new_node(r, r->c.at);
    demand(r, SLICE_LIT("<"), "has no element where one is due");
    if (!n || is_failed(r))
        return;
    take_name(r, &n->prefix, &n->local);
    if (slice_eq(n->prefix, SLICE_LIT("xmlns")) || slice_eq(n->prefix, SLICE_LIT("xml")))
        malformed(r, n->at, "has an element of a reserved prefix");
    read_attrs(r, &t);
    if (is_failed(r))
        return;
    bool empty = accept(r, SLICE_LIT("/"));
    demand(r, SLICE_LIT(">"), "has a tag that does not end with >");
    open_element(r, n, &t);
    if (empty && !is_failed(r))
        close_element(r);
}

static void read_end(struct reader *r)
{
    size_t at = r->c.at;
    cupel_slice prefix, local;
    (void)accept(r, SLICE_LIT("</"));
    take_name(r, &prefix, &local);
    (void)skip_space(r);
    demand(r, SLICE_LIT(">"), "has a tag that does not end with >");
    if (is_failed(r))
        return;
    const struct xml_node *open = innermost(r);
    if (!open || !slice_eq(prefix, open->prefix) || !slice_eq(local, open->local))
        malformed(r, at, "ends another element than the one that is open");
    else
        close_element(r);
}

static void read_text(struct reader *r)
{
    struct xml_node *n = new_node(r, r->c.at);
    cupel_slice raw = take_until(r, '<');
    if (!n)
        return;
    n->is_text = true;
    n->length = raw.n;
    n->text = decode(r, raw, n->at, false);
    attach(r, n);
}

static void refuse_other(struct reader *r)
{
    static const struct {
        cupel_slice sign;
        const char *why;
    } others[] = {
        { { (const uint8_t *)"<!--", 4 }, "has a comment, which is not read here" },
        { { (const uint8_t *)"<![CDATA[", 9 }, "has a CDATA section, which is not read here" },
        { { (const uint8_t *)"<!DOCTYPE", 9 }, "has a document type, which is never read" },
        { { (const uint8_t *)"<!", 2 }, "has a declaration, which is never read" },
        { { (const uint8_t *)"<?", 2 }, "has a processing instruction, which is not read here" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(others); i++)
        if (next_is(r, others[i].sign))
            malformed(r, r->c.at, others[i].why);
}

static void read_content(struct reader *r)
{
    refuse_other(r);
    if (is_failed(r))
        return;
    if (next_is(r, SLICE_LIT("</")))
        read_end(r);
    else if (next_is(r, SLICE_LIT("<")))
        read_start(r);
    else if (r->c.left.n)
        read_text(r);
    else
        fail(r, CUPEL_E_TRUNCATED, r->c.at, "ends inside an element");
}

/* ---- document ---- */

/* name="value" of the XML declaration; the value, or the empty slice when it is not the next. */
static cupel_slice declared(struct reader *r, cupel_slice name)
{
    struct reader ahead = *r;
    if (skip_space(&ahead) == 0 || !accept(&ahead, name))
        return SLICE_EMPTY;
    *r = ahead;
    (void)skip_space(r);
    demand(r, SLICE_LIT("="), "has a broken XML declaration");
    (void)skip_space(r);
    return take_value(r);
}

static void read_declaration(struct reader *r)
{
    size_t at = r->c.at;
    if (!accept(r, SLICE_LIT("<?xml")))
        return;
    cupel_slice version = declared(r, SLICE_LIT("version"));
    cupel_slice encoding = declared(r, SLICE_LIT("encoding"));
    cupel_slice alone = declared(r, SLICE_LIT("standalone"));
    (void)skip_space(r);
    demand(r, SLICE_LIT("?>"), "has a broken XML declaration");
    if (!slice_eq(version, SLICE_LIT("1.0")))
        malformed(r, at, "is not of version 1.0");
    if (encoding.n && !slice_eq_nocase(encoding, SLICE_LIT("UTF-8")))
        malformed(r, at, "is not declared as UTF-8");
    if (alone.n && !slice_eq(alone, SLICE_LIT("yes")) && !slice_eq(alone, SLICE_LIT("no")))
        malformed(r, at, "has a broken XML declaration");
}

static void read_document(struct reader *r)
{
    read_declaration(r);
    (void)skip_space(r);
    refuse_other(r);
    read_start(r);
    while (!is_failed(r) && r->depth)
        read_content(r);
    (void)skip_space(r);
    refuse_other(r);
    if (!is_failed(r) && r->c.left.n)
        fail(r, CUPEL_E_TRAILING, r->c.at, "goes on after its root element");
}

cupel_status xml_parse(struct arena *a, cupel_slice in, const struct xml_node **ret,
                       struct cupel_diag *err)
{
    struct reader r = { .a = a, .c = cur_of(in), .err = err };
    size_t bad = 0;
    if (in.n > XML_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "xml", "%zu bytes of XML; it may have %u", in.n,
                        XML_MAX);
    if (!xml_chars_ok(in, &bad))
        malformed(&r, bad, "has bytes that are no UTF-8 or no characters of XML");
    read_document(&r);
    if (!is_failed(&r) && arena_status(a) != CUPEL_OK)
        fail(&r, arena_status(a), 0, "does not fit in memory");
    if (is_failed(&r))
        return r.c.st;
    *ret = r.root;
    return CUPEL_OK;
}
