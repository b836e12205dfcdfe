/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree is built without recursion over the events: the stack of open collections is what
 * YAML_DEPTH_MAX bounds, and each event makes one node or closes one, which YAML_NODES_MAX bounds.
 */
#include "office/text/yaml.h"

#include "base/buf.h"
#include "base/status.h"

#include <stdlib.h>
#include <yaml.h>

#define ANCHORS_MAX 512
#define PATH_MAX_   4096

struct level {
    struct yaml_node *node; /* an open list or map */
    struct yaml_node *last; /* its newest child */
    const char *key;        /* of a map: read, and waiting for its value */
    uint32_t key_line;
};

struct anchor {
    cupel_slice name;
    const struct yaml_node *node;
};

struct builder {
    struct arena *arena;
    struct cupel_diag *err;
    struct level open[YAML_DEPTH_MAX];
    size_t depth;
    struct yaml_node *top;
    size_t nodes;
    struct anchor anchors[ANCHORS_MAX];
    size_t n_anchors;
    bool aliases;
    bool ended;      /* one document was read */
    cupel_status st; /* why add_node() failed */
};

static uint32_t line_of(yaml_mark_t mark)
{
    return mark.line < UINT32_MAX ? (uint32_t)mark.line + 1 : UINT32_MAX;
}

/* libyaml ends its strings with NUL and decodes nothing into names of anchors and tags. */
static cupel_slice name_slice(const yaml_char_t *name)
{
    return slice_str((const char *)name);
}

/* A copy that a C string can hold, or NULL where the scalar has a NUL or memory is short. */
static const char *copy_scalar(struct arena *a, cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == 0)
            return NULL;
    char *p = arena_alloc(a, s.n + 1);
    if (p)
        slice_copy(s, p, s.n);
    return p;
}

static cupel_status no_memory(struct builder *b)
{
    cupel_status st = arena_status(b->arena);
    st = st == CUPEL_OK ? CUPEL_E_NOMEM : st;
    (void)diag_set(b->err, st, "yaml", "the document needs more memory than it may use");
    return st;
}

static cupel_status scalar_text(struct builder *b, const yaml_event_t *e, const char **ret)
{
    cupel_slice s = slice_of(e->data.scalar.value, e->data.scalar.length);
    const char *text = copy_scalar(b->arena, s);
    if (!text && arena_status(b->arena) != CUPEL_OK)
        return no_memory(b);
    if (!text)
        return diag_set(b->err, CUPEL_E_MALFORMED, "yaml", "line %u: a NUL character in a text",
                        line_of(e->start_mark));
    *ret = text;
    return CUPEL_OK;
}

/* ---- nodes ---- */

/* Hang @n into the innermost open collection, or make it the top. */
static void attach(struct builder *b, struct yaml_node *n)
{
    if (b->depth == 0) {
        b->top = n;
        return;
    }
    struct level *l = &b->open[b->depth - 1];
    n->parent = l->node;
    n->key = l->key;
    n->key_line = l->key_line;
    l->key = NULL;
    l->key_line = 0;
    if (l->last)
        l->last->next = n;
    else
        l->node->child = n;
    l->last = n;
    l->node->count++;
}

static cupel_status count_node(struct builder *b, uint32_t line)
{
    if (++b->nodes <= YAML_NODES_MAX)
        return CUPEL_OK;
    (void)diag_set(b->err, CUPEL_E_LIMIT, "yaml", "line %u: more than %d values", line,
                   YAML_NODES_MAX);
    return CUPEL_E_LIMIT;
}

/* NULL on failure, which b->st then holds. */
static struct yaml_node *add_node(struct builder *b, enum yaml_type type, uint32_t line)
{
    b->st = count_node(b, line);
    struct yaml_node *n = b->st == CUPEL_OK ? arena_alloc(b->arena, sizeof *n) : NULL;
    if (b->st == CUPEL_OK && !n)
        b->st = no_memory(b);
    if (!n)
        return NULL;
    n->type = type;
    n->text = "";
    n->line = line;
    attach(b, n);
    return n;
}

static bool is_null_word(cupel_slice s)
{
    return s.n == 0 || slice_eq(s, SLICE_LIT("~")) || slice_eq(s, SLICE_LIT("null")) ||
           slice_eq(s, SLICE_LIT("Null")) || slice_eq(s, SLICE_LIT("NULL"));
}

static bool is_waiting_for_key(const struct builder *b)
{
    const struct level *l = b->depth ? &b->open[b->depth - 1] : NULL;
    return l && l->node->type == YAML_MAP && !l->key;
}

/* Tags of YAML's own core schema say nothing new; any other asks for a program's own objects. */
static cupel_status check_tag(struct builder *b, const yaml_event_t *e, const yaml_char_t *tag)
{
    static const char *const core[] = { "!",           YAML_STR_TAG,   YAML_NULL_TAG,
                                        YAML_BOOL_TAG, YAML_INT_TAG,   YAML_SEQ_TAG,
                                        YAML_MAP_TAG,  YAML_FLOAT_TAG, YAML_TIMESTAMP_TAG };
    for (size_t i = 0; tag && i < CUPEL_COUNT(core); i++)
        if (slice_eq(name_slice(tag), slice_str(core[i])))
            return CUPEL_OK;
    if (tag)
        return diag_set(b->err, CUPEL_E_UNSUPPORTED, "yaml",
                        "line %u: the tag %.64s is not read; write the value without it",
                        line_of(e->start_mark), (const char *)tag);
    return CUPEL_OK;
}

static cupel_status add_anchor(struct builder *b, const yaml_event_t *e, const yaml_char_t *name,
                               const struct yaml_node *node)
{
    if (!name)
        return CUPEL_OK;
    if (!b->aliases)
        return diag_set(b->err, CUPEL_E_UNSUPPORTED, "yaml",
                        "line %u: the anchor &%.64s is not allowed here; write the value out",
                        line_of(e->start_mark), (const char *)name);
    if (b->n_anchors == ANCHORS_MAX)
        return diag_set(b->err, CUPEL_E_LIMIT, "yaml", "line %u: more than %d anchors",
                        line_of(e->start_mark), ANCHORS_MAX);
    cupel_slice copy = arena_copy(b->arena, name_slice(name));
    if (!copy.n)
        return no_memory(b);
    b->anchors[b->n_anchors++] = (struct anchor){ copy, node };
    return CUPEL_OK;
}

/* ---- one function per event ---- */

static cupel_status on_key(struct builder *b, const yaml_event_t *e)
{
    struct level *l = &b->open[b->depth - 1];
    CUPEL_TRY(check_tag(b, e, e->data.scalar.tag));
    if (e->data.scalar.anchor)
        return diag_set(b->err, CUPEL_E_UNSUPPORTED, "yaml",
                        "line %u: an anchor on a key is not read", line_of(e->start_mark));
    CUPEL_TRY(scalar_text(b, e, &l->key));
    l->key_line = line_of(e->start_mark);
    return CUPEL_OK;
}

static cupel_status on_scalar(struct builder *b, const yaml_event_t *e)
{
    const char *text = NULL;
    if (is_waiting_for_key(b))
        return on_key(b, e);
    CUPEL_TRY(check_tag(b, e, e->data.scalar.tag));
    CUPEL_TRY(scalar_text(b, e, &text));
    struct yaml_node *n = add_node(b, YAML_SCALAR, line_of(e->start_mark));
    if (!n)
        return b->st;
    bool is_str = e->data.scalar.tag && !e->data.scalar.plain_implicit &&
                  slice_eq(name_slice(e->data.scalar.tag), SLICE_LIT(YAML_STR_TAG));
    n->quoted = is_str || e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (!n->quoted && is_null_word(slice_str(text)))
        n->type = YAML_NULL;
    else
        n->text = text;
    return add_anchor(b, e, e->data.scalar.anchor, n);
}

static cupel_status on_open(struct builder *b, const yaml_event_t *e, enum yaml_type type,
                            const yaml_char_t *tag, const yaml_char_t *anchor)
{
    uint32_t line = line_of(e->start_mark);
    if (is_waiting_for_key(b))
        return diag_set(b->err, CUPEL_E_UNSUPPORTED, "yaml",
                        "line %u: a key must be a plain text, not a list or a map", line);
    if (b->depth == YAML_DEPTH_MAX)
        return diag_set(b->err, CUPEL_E_LIMIT, "yaml",
                        "line %u: more than %d lists and maps inside one another", line,
                        YAML_DEPTH_MAX);
    CUPEL_TRY(check_tag(b, e, tag));
    struct yaml_node *n = add_node(b, type, line);
    if (!n)
        return b->st;
    CUPEL_TRY(add_anchor(b, e, anchor, n));
    b->open[b->depth++] = (struct level){ .node = n };
    return CUPEL_OK;
}

struct member {
    cupel_slice key;
    const struct yaml_node *node;
    size_t index;
};

static int by_key(const void *x, const void *y)
{
    const struct member *a = x, *b = y;
    int c = slice_cmp(a->key, b->key);
    return c ? c : (a->index > b->index) - (a->index < b->index);
}

/* Sorted, so that a map of a hundred thousand keys costs no quadratic time. */
static cupel_status check_keys(struct builder *b, const struct yaml_node *map)
{
    struct member *m = arena_array(b->arena, map->count, sizeof *m);
    const struct member *twice = NULL;
    size_t n = 0;
    if (!m)
        return no_memory(b);
    for (const struct yaml_node *k = map->child; k; k = k->next, n++)
        m[n] = (struct member){ slice_str(k->key), k, n };
    if (n > 1)
        qsort(m, n, sizeof *m, by_key);
    for (size_t i = 1; i < n; i++)
        if (slice_eq(m[i - 1].key, m[i].key) && (!twice || m[i].index < twice->index))
            twice = &m[i];
    if (!twice)
        return CUPEL_OK;
    return diag_set(b->err, CUPEL_E_MALFORMED, "yaml",
                    "line %u: the key \"%.80s\" stands twice (first on line %u)",
                    twice->node->key_line, twice->node->key, twice[-1].node->key_line);
}

static cupel_status on_close(struct builder *b)
{
    const struct yaml_node *n = b->open[--b->depth].node;
    return n->type == YAML_MAP ? check_keys(b, n) : CUPEL_OK;
}

/* ---- aliases ---- */

/* The content of @from into @to, which stands @depth collections deep; @line is the alias's. */
static cupel_status copy_tree(struct builder *b, const struct yaml_node *from, size_t depth,
                              uint32_t line, struct yaml_node *to)
{
    struct yaml_node *last = NULL;
    to->type = from->type;
    to->text = from->text;
    to->quoted = from->quoted;
    to->count = from->count;
    if (depth == YAML_DEPTH_MAX && from->type >= YAML_LIST)
        return diag_set(b->err, CUPEL_E_LIMIT, "yaml",
                        "line %u: more than %d lists and maps inside one another", line,
                        YAML_DEPTH_MAX);
    for (const struct yaml_node *k = from->child; k; k = k->next) {
        CUPEL_TRY(count_node(b, line));
        struct yaml_node *n = arena_alloc(b->arena, sizeof *n);
        if (!n)
            return no_memory(b);
        n->key = k->key;
        n->key_line = k->key_line;
        n->line = k->line;
        n->parent = to;
        if (last)
            last->next = n;
        else
            to->child = n;
        last = n;
        CUPEL_TRY(copy_tree(b, k, depth + 1, line, n));
    }
    return CUPEL_OK;
}

/* A name may be given again: the newest one before the alias counts. */
static const struct yaml_node *find_anchor(const struct builder *b, cupel_slice name)
{
    for (size_t i = b->n_anchors; i-- > 0;)
        if (slice_eq(b->anchors[i].name, name))
            return b->anchors[i].node;
    return NULL;
}

static cupel_status on_alias(struct builder *b, const yaml_event_t *e)
{
    const char *name = (const char *)e->data.alias.anchor;
    uint32_t line = line_of(e->start_mark);
    if (!b->aliases)
        return diag_set(b->err, CUPEL_E_UNSUPPORTED, "yaml",
                        "line %u: the alias *%.64s is not allowed here; write the value out", line,
                        name);
    if (is_waiting_for_key(b))
        return diag_set(b->err, CUPEL_E_UNSUPPORTED, "yaml",
                        "line %u: a key must be a plain text, not an alias", line);
    const struct yaml_node *from = find_anchor(b, slice_str(name));
    if (!from)
        return diag_set(b->err, CUPEL_E_MALFORMED, "yaml",
                        "line %u: the alias *%.64s has no anchor before it", line, name);
    for (size_t i = 0; i < b->depth; i++)
        if (b->open[i].node == from)
            return diag_set(b->err, CUPEL_E_MALFORMED, "yaml",
                            "line %u: the alias *%.64s stands inside of what it names", line, name);
    struct yaml_node *n = add_node(b, from->type, line);
    if (!n)
        return b->st;
    return copy_tree(b, from, b->depth, line, n);
}

/* ---- the stream ---- */

static cupel_status on_event(struct builder *b, const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (b->ended)
            return diag_set(b->err, CUPEL_E_UNSUPPORTED, "yaml",
                            "line %u: a second document starts here; one is read",
                            line_of(e->start_mark));
        return CUPEL_OK;
    case YAML_DOCUMENT_END_EVENT: b->ended = true; return CUPEL_OK;
    case YAML_ALIAS_EVENT: return on_alias(b, e);
    case YAML_SCALAR_EVENT: return on_scalar(b, e);
    case YAML_SEQUENCE_START_EVENT:
        return on_open(b, e, YAML_LIST, e->data.sequence_start.tag, e->data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
        return on_open(b, e, YAML_MAP, e->data.mapping_start.tag, e->data.mapping_start.anchor);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return on_close(b);
    default: return CUPEL_OK;
    }
}

static cupel_status syntax_error(struct builder *b, const yaml_parser_t *p)
{
    const char *what = p->problem ? p->problem : "cannot be read";
    if (p->error == YAML_MEMORY_ERROR)
        return diag_set(b->err, CUPEL_E_NOMEM, "yaml", "out of memory");
    if (p->error == YAML_READER_ERROR)
        return diag_at(b->err, CUPEL_E_MALFORMED, "yaml", p->problem_offset,
                       "not YAML in UTF-8: %s", what);
    if (p->context)
        return diag_set(b->err, CUPEL_E_MALFORMED, "yaml", "line %u: not YAML: %s (%s on line %u)",
                        line_of(p->problem_mark), what, p->context, line_of(p->context_mark));
    return diag_set(b->err, CUPEL_E_MALFORMED, "yaml", "line %u: not YAML: %s",
                    line_of(p->problem_mark), what);
}

static cupel_status read_events(struct builder *b, yaml_parser_t *p)
{
    bool more = true;
    while (more) {
        yaml_event_t e;
        if (!yaml_parser_parse(p, &e))
            return syntax_error(b, p);
        cupel_status st = on_event(b, &e);
        more = e.type != YAML_STREAM_END_EVENT && e.type != YAML_NO_EVENT;
        yaml_event_delete(&e);
        CUPEL_TRY(st);
    }
    return CUPEL_OK;
}

cupel_status yaml_parse(struct arena *a, cupel_slice in, bool aliases, const struct yaml_node **ret,
                        struct cupel_diag *err)
{
    yaml_parser_t p;
    if (in.n > YAML_BYTES_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "yaml", "more than %d bytes", YAML_BYTES_MAX);
    struct builder *b = arena_alloc(a, sizeof *b);
    if (!b)
        return no_memory(&(struct builder){ .arena = a, .err = err });
    b->arena = a;
    b->err = err;
    if (!yaml_parser_initialize(&p))
        return no_memory(b);
    b->aliases = aliases;
    /* Without this libyaml would take a mark of UTF-16 at its word. */
    bool mark = slice_starts(in, SLICE_LIT("\xef\xbb\xbf"));
    cupel_slice body = mark ? slice_part(in, 3, in.n - 3) : in;
    yaml_parser_set_encoding(&p, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&p, body.n ? body.p : (const unsigned char *)"", body.n);
    cupel_status st = read_events(b, &p);
    yaml_parser_delete(&p);
    CUPEL_TRY(st);
    if (!b->top && !add_node(b, YAML_NULL, 1))
        return b->st;
    *ret = b->top;
    return CUPEL_OK;
}

/* ---- asking ---- */

const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key)
{
    if (!map || map->type != YAML_MAP)
        return NULL;
    for (const struct yaml_node *k = map->child; k; k = k->next)
        if (slice_eq(slice_str(k->key), slice_str(key)))
            return k;
    return NULL;
}

const char *yaml_text(const struct yaml_node *map, const char *key)
{
    const struct yaml_node *n = yaml_find(map, key);
    return n && n->type == YAML_SCALAR ? n->text : NULL;
}

static size_t index_of(const struct yaml_node *node)
{
    size_t i = 0;
    for (const struct yaml_node *k = node->parent->child; k && k != node; k = k->next)
        i++;
    return i;
}

const char *yaml_path(struct arena *a, const struct yaml_node *node)
{
    const struct yaml_node *way[YAML_DEPTH_MAX + 1];
    size_t n = 0;
    struct buf out;
    for (; node && node->parent && n < CUPEL_COUNT(way); node = node->parent)
        way[n++] = node;
    if (n == 0)
        return "(top)";
    buf_init(&out, PATH_MAX_);
    for (size_t i = n; i-- > 0;) {
        if (way[i]->key)
            buf_printf(&out, "%s%s", i + 1 < n ? "." : "", way[i]->key);
        else
            buf_printf(&out, "[%zu]", index_of(way[i]));
    }
    cupel_slice text = buf_slice(&out);
    const char *path = arena_printf(a, "%.*s", (int)text.n, text.n ? (const char *)text.p : "");
    buf_clear(&out);
    return path;
}

int yaml_truth(const struct yaml_node *node)
{
    static const char *const words[2][9] = {
        { "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" },
        { "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" },
    };
    if (!node || node->type != YAML_SCALAR || node->quoted)
        return -1;
    for (int truth = 0; truth < 2; truth++)
        for (size_t i = 0; i < CUPEL_COUNT(words[truth]); i++)
            if (slice_eq(slice_str(node->text), slice_str(words[truth][i])))
                return truth;
    return -1;
}
