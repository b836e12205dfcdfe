/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rust's macros. The grammar leaves their arguments as tokens; here each argument is parsed again
 * as a statement, in place: the parser is given that range of the file alone, with a ';' for the
 * ',' or bracket that ends it.
 */
#include "office/source/code_walk.h"
#include "office/source/meter.h"

#define SEGMENTS_MAX 8 /* arguments that are parsed; the rest gives words only */

/* One argument: bytes [start, end) of the file. */
struct segment {
    TSRange range;
    TSNode token; /* the only token of it, or null */
    TSTree *tree; /* NULL: not parsed */
};

struct segments {
    struct segment s[SEGMENTS_MAX];
    size_t n;
    TSNode tokens; /* the token tree */
    uint32_t rest; /* index of the first child that belongs to no segment */
};

struct range_input {
    cupel_slice in;
    size_t end;
};

static const char *read_range(void *payload, uint32_t at, TSPoint point, uint32_t *n)
{
    const struct range_input *r = payload;
    (void)point;
    if (at > r->end || at > r->in.n) {
        *n = 0;
        return "";
    }
    if (at == r->end) {
        *n = 1;
        return ";";
    }
    cupel_slice part = slice_part(r->in, at, r->end - at);
    *n = (uint32_t)part.n;
    meter_add(part.n / 8);
    return (const char *)part.p;
}

/* The parser for arguments, or NULL when it cannot be had or has done enough. */
static TSParser *parser_for(struct walk *w, size_t bytes)
{
    w->reparsed += bytes;
    if (w->macros >= WALK_MACROS_MAX || w->reparsed / WALK_REPARSE_MAX > w->in.n)
        return NULL;
    if (!w->again) {
        w->again = ts_parser_new();
        if (!ts_parser_set_language(w->again, w->lang->grammar()))
            w->is_cut = true;
    }
    return w->again;
}

static bool is_spent(TSParseState *state)
{
    (void)state;
    return meter_is_spent();
}

static void parse_segment(struct walk *w, struct segment *s)
{
    TSRange range = s->range;
    TSParser *p = parser_for(w, range.end_byte - range.start_byte);
    struct range_input r = { w->in, range.end_byte };
    if (!p || meter_is_spent())
        return;
    range.end_byte++;
    range.end_point.column++;
    if (!ts_parser_set_included_ranges(p, &range, 1))
        return;
    s->tree = ts_parser_parse_with_options(p, NULL,
                                           (TSInput){ &r, read_range, TSInputEncodingUTF8, NULL },
                                           (TSParseOptions){ NULL, is_spent });
    if (!s->tree) {
        ts_parser_reset(p);
        w->is_cut = true;
    }
}

static bool is_token(const struct walk *w, TSNode n, const char *text)
{
    return !ts_node_is_named(n) && slice_eq(node_text(w, n), slice_str(text));
}

static void begin_segment(struct segments *all, TSNode first)
{
    struct segment *s = &all->s[all->n];
    *s = (struct segment){ .token = first };
    s->range.start_byte = ts_node_start_byte(first);
    s->range.start_point = ts_node_start_point(first);
}

static void end_segment(struct segments *all, TSNode last)
{
    struct segment *s = &all->s[all->n++];
    s->range.end_byte = ts_node_end_byte(last);
    s->range.end_point = ts_node_end_point(last);
    if (last.id != s->token.id)
        s->token = (TSNode){ .id = NULL };
}

/* Cut the tokens between the brackets at commas; in braces they are one body. */
static void cut_segments(const struct walk *w, TSNode tokens, struct segments *all)
{
    uint32_t count = ts_node_child_count(tokens);
    bool body = count && is_token(w, ts_node_child(tokens, 0), "{"), inside = false;
    TSNode last = tokens;
    TSTreeCursor c = ts_tree_cursor_new(tokens);
    all->tokens = tokens;
    all->rest = count;
    bool more = ts_tree_cursor_goto_first_child(&c);
    for (uint32_t i = 0; more && i + 1 < count; i++) {
        TSNode n = ts_tree_cursor_current_node(&c);
        bool comma = !body && is_token(w, n, ",");
        if (i > 0 && !comma && !inside) {
            if (all->n == SEGMENTS_MAX) {
                all->rest = i;
                break;
            }
            begin_segment(all, n);
            inside = true;
        }
        if (inside && comma) {
            end_segment(all, last);
            inside = false;
        }
        last = n;
        more = ts_tree_cursor_goto_next_sibling(&c);
    }
    if (inside)
        end_segment(all, last);
    ts_tree_cursor_delete(&c);
}

/* Words of a path, such as anyhow::bail. */
static void path_words(struct walk *w, TSNode n)
{
    cupel_slice rest = node_text(w, n);
    while (rest.n) {
        size_t at = slice_find(rest, SLICE_LIT("::"));
        size_t len = at == SIZE_MAX ? rest.n : at;
        cupel_slice part = text_trim(slice_part(rest, 0, len));
        walk_leaf(w, part, node_line(n), CODE_IDENT);
        rest = at == SIZE_MAX ? SLICE_EMPTY : slice_part(rest, at + 2, rest.n - at - 2);
    }
}

static void walk_segment(struct walk *w, struct segment *s, bool is_pattern, bool is_condition)
{
    struct context outer = w->ctx;
    uint32_t height = w->n_open;
    w->ctx.is_pattern = w->ctx.is_pattern || is_pattern;
    w->ctx.is_tail = false;
    if (is_condition && s->tree)
        (void)walk_open(w, CODE_CONDITION, s->range.start_point.row + 1);
    w->macros++;
    if (s->tree)
        walk_tree(w, ts_tree_root_node(s->tree), false);
    else if (!ts_node_is_null(s->token))
        walk_tree(w, s->token, false);
    w->macros--;
    walk_close(w, height, s->range.end_point.row + 1);
    w->ctx = outer;
}

/* What was not parsed gives words. */
static void walk_rest(struct walk *w, const struct segments *all)
{
    TSTreeCursor c = ts_tree_cursor_new(all->tokens);
    bool more = ts_tree_cursor_goto_first_child(&c);
    for (uint32_t i = 0; more; i++) {
        TSNode n = ts_tree_cursor_current_node(&c);
        if (i >= all->rest && ts_node_is_named(n))
            walk_tree(w, n, false);
        more = ts_tree_cursor_goto_next_sibling(&c);
    }
    ts_tree_cursor_delete(&c);
}

static TSNode tokens_of(TSNode macro)
{
    uint32_t count = node_count(macro);
    return node_named(macro, count ? count - 1 : 0);
}

void macro_walk(struct walk *w, TSNode n)
{
    struct segments all = { .n = 0 };
    TSNode args[SEGMENTS_MAX], name = node_child(w, n, R_MACRO);
    const struct call_row *row = call_row_of(w, n);
    cut_segments(w, tokens_of(n), &all);
    for (size_t i = 0; i < all.n; i++) {
        if (ts_node_is_null(all.s[i].token))
            parse_segment(w, &all.s[i]);
        args[i] = all.s[i].tree ? ts_tree_root_node(all.s[i].tree) : all.s[i].token;
    }
    macro_enter(w, n, row, args, all.n);
    path_words(w, name);
    for (size_t i = 0; i < all.n; i++) {
        bool pattern = row && row->expects == EXPECT_NOTHING && row->what == CALL_COMPARES && i > 0;
        bool condition = row && row->what == CALL_DEMANDS && i == 0;
        walk_segment(w, &all.s[i], pattern, condition);
        ts_tree_delete(all.s[i].tree);
    }
    walk_rest(w, &all);
}
