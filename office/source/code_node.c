/* SPDX-License-Identifier: Apache-2.0 */
#include "office/source/code_walk.h"

#define PATH_MAX_BYTES 256 /* of a path that its last parts are looked for in */

cupel_slice node_text(const struct walk *w, TSNode n)
{
    if (ts_node_is_null(n))
        return SLICE_EMPTY;
    uint32_t start = ts_node_start_byte(n), end = ts_node_end_byte(n);
    return end > start ? slice_part(w->in, start, end - start) : SLICE_EMPTY;
}

uint32_t node_count(TSNode n)
{
    return ts_node_is_null(n) ? 0 : ts_node_named_child_count(n);
}

const char *node_type(TSNode n)
{
    return ts_node_is_null(n) ? "" : ts_node_type(n);
}

uint32_t node_line(TSNode n)
{
    return ts_node_start_point(n).row + 1;
}

TSNode node_child(const struct walk *w, TSNode n, enum role r)
{
    if (ts_node_is_null(n) || w->fields[r] == 0)
        return (TSNode){ .id = NULL };
    return ts_node_child_by_field_id(n, w->fields[r]);
}

TSNode node_named(TSNode n, uint32_t i)
{
    return ts_node_is_null(n) ? n : ts_node_named_child(n, i);
}

static bool ends_with(const char *text, const char *ending)
{
    cupel_slice t = slice_str(text), e = slice_str(ending);
    return t.n >= e.n && slice_eq(slice_part(t, t.n - e.n, e.n), e);
}

/* Names of all grammars end alike; what no table has is walked through. */
static enum meaning look_up(const struct code_lang *lang, const char *type)
{
    for (; lang; lang = lang->base)
        for (size_t i = 0; i < lang->n_types; i++)
            if (slice_eq(slice_str(lang->types[i].type), slice_str(type)))
                return lang->types[i].meaning;
    if (ends_with(type, "identifier"))
        return S_IDENT;
    return ends_with(type, "comment") ? S_SKIP : S_PLAIN;
}

enum meaning node_meaning(struct walk *w, TSNode n)
{
    if (ts_node_is_null(n))
        return S_SKIP;
    TSSymbol symbol = ts_node_symbol(n);
    if (symbol >= WALK_SYMBOLS_MAX) /* the one of errors */
        return S_PLAIN;
    if (w->meanings[symbol] == S_UNKNOWN)
        w->meanings[symbol] = (uint8_t)look_up(w->lang, ts_node_type(n));
    return (enum meaning)w->meanings[symbol];
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

cupel_slice text_trim(cupel_slice s)
{
    size_t from = 0, end = s.n;
    while (from < end && is_space(s.p[from]))
        from++;
    while (end > from && is_space(s.p[end - 1]))
        end--;
    return slice_part(s, from, end - from);
}

static bool is_name_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c >= 0x80;
}

/* Where the bracket opens that closes at @end - 1; @end when it does not. */
static size_t open_of(cupel_slice s, size_t end, uint8_t opens, uint8_t closes)
{
    size_t depth = 0;
    for (size_t i = end; i > 0; i--) {
        depth += s.p[i - 1] == closes;
        if (s.p[i - 1] == opens && --depth == 0)
            return i - 1;
    }
    return end;
}

/* The end of @s without calls, indices and type arguments behind its last name. */
static size_t without_brackets(cupel_slice s, size_t end)
{
    static const uint8_t pairs[][2] = { { '(', ')' }, { '[', ']' }, { '<', '>' } };
    size_t before = SIZE_MAX;
    while (end != before) {
        before = end;
        for (size_t i = 0; i < CUPEL_COUNT(pairs) && end > 0; i++)
            if (s.p[end - 1] == pairs[i][1] && !(end > 1 && s.p[end - 2] == '-'))
                end = open_of(s, end, pairs[i][0], pairs[i][1]);
    }
    return end;
}

static cupel_slice name_before(cupel_slice s, size_t *end)
{
    size_t from = *end;
    while (from > 0 && is_name_byte(s.p[from - 1]))
        from--;
    cupel_slice name = slice_part(s, from, *end - from);
    *end = from;
    return name;
}

/* The end of @s without what joins two names: a.b, a->b, a::b, a?.b, over lines as well. */
static size_t without_joint(cupel_slice s, size_t end)
{
    for (; end > 0; end--) {
        uint8_t c = s.p[end - 1];
        bool is_arrow = c == '>' && end > 1 && s.p[end - 2] == '-';
        if (!is_space(c) && c != '.' && c != ':' && c != '-' && c != '?' && !is_arrow)
            break;
    }
    return end;
}

cupel_slice path_last(cupel_slice path, cupel_slice *receiver)
{
    cupel_slice s = text_trim(path);
    if (s.n > PATH_MAX_BYTES)
        s = slice_part(s, s.n - PATH_MAX_BYTES, PATH_MAX_BYTES);
    size_t end = without_brackets(s, s.n);
    while (end > 0 && (s.p[end - 1] == ':' || is_space(s.p[end - 1])))
        end--;
    cupel_slice last = name_before(s, &end);
    end = without_brackets(s, without_joint(s, end));
    if (receiver)
        *receiver = name_before(s, &end);
    return last;
}

cupel_slice text_unquote(cupel_slice s)
{
    size_t from = 0, end = s.n;
    while (from < end && is_name_byte(s.p[from]))
        from++; /* prefixes: r, b, f, u8, L */
    while (from < end && s.p[from] == '#' && s.p[end - 1] == '#') {
        from++;
        end--;
    }
    uint8_t quote = from < end ? s.p[from] : 0;
    if (quote != '"' && quote != '\'' && quote != '`' && quote != '<')
        return s;
    uint8_t closing = quote == '<' ? '>' : quote;
    for (int i = 0; i < 3 && from < end && s.p[from] == quote; i++) {
        from++;
        if (end > from && s.p[end - 1] == closing)
            end--;
    }
    return slice_part(s, from, end - from);
}
