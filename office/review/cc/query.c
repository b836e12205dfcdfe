/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/query.c: prose, code and lines, asked by patterns. */
#include "office/review/cc/query.h"

#include "office/review/cc/index.h"
#include "office/review/facts.h"
#include "office/review/load.h"
#include "office/text/words.h"

static struct query_index *index_of(const struct project *p)
{
    return p->facts ? p->facts->index : NULL;
}

static bool unit_is_in(struct unit_list l, uint32_t unit)
{
    size_t low = 0, high = l.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (l.at[mid] < unit)
            low = mid + 1;
        else
            high = mid;
    }
    return low < l.n && l.at[low] == unit;
}

/* Have the unit all the patterns but the first, and not @none? */
static bool unit_fits(struct query_index *x, uint32_t unit, unsigned kinds, const char *const *all,
                      const char *none)
{
    for (size_t i = 1; i < QUERY_PATTERNS_MAX; i++)
        if (all[i] && !unit_is_in(index_units(x, all[i], kinds), unit))
            return false;
    return !none || !unit_is_in(index_units(x, none, kinds), unit);
}

static bool path_fits(const struct project_file *f, const char *path, const char *path_none)
{
    cupel_slice s = slice_str(f->path);
    return (!path || words_in(path, s)) && !(path_none && words_in(path_none, s));
}

/* The line of the first match of @pattern in the unit. */
static uint32_t line_of(const struct unit *u, const char *pattern)
{
    struct words_match m = { 0, 0 };
    uint32_t line = u->line;
    if (words_find(pattern, u->text, 0, &m))
        for (size_t i = 0; i < m.start; i++)
            line += u->text.p[i] == '\n';
    return line;
}

/* ---- prose ---- */

static unsigned prose_kinds(unsigned from)
{
    if (from == 0)
        from = QUERY_DOCS;
    return (from & QUERY_DOCS ? UNIT_BIT(UNIT_BLOCK) : 0) |
           (from & QUERY_FENCED ? UNIT_BIT(UNIT_FENCED) : 0) |
           (from & QUERY_API ? UNIT_BIT(UNIT_API) : 0) |
           (from & QUERY_COMMENTS ? UNIT_BIT(UNIT_COMMENT) : 0);
}

static bool stands_below(const struct doc *d, uint32_t block, const char *heading)
{
    if (d->blocks[block].kind == DOC_HEADING && words_in(heading, slice_str(d->blocks[block].text)))
        return true;
    uint32_t h = d->blocks[block].heading;
    while (h < d->n_blocks) {
        if (words_in(heading, slice_str(d->blocks[h].text)))
            return true;
        if (d->blocks[h].heading >= h)
            break;
        h = d->blocks[h].heading;
    }
    return false;
}

static bool ends_sentence(cupel_slice s, size_t i)
{
    uint8_t c = s.p[i], after = i + 1 < s.n ? s.p[i + 1] : ' ';
    bool is_space = after == ' ' || after == '\n' || after == '\t';
    return ((c == '.' || c == '!' || c == '?' || c == ';') && is_space) ||
           (c == '\n' && after == '\n');
}

static bool all_in(const char *const *all, cupel_slice s)
{
    for (size_t i = 0; i < QUERY_PATTERNS_MAX; i++)
        if (all[i] && !words_in(all[i], s))
            return false;
    return true;
}

static bool in_one_sentence(const char *const *all, cupel_slice s)
{
    size_t start = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!ends_sentence(s, i) && i + 1 < s.n)
            continue;
        if (all_in(all, slice_part(s, start, i + 1 - start)))
            return true;
        start = i + 1;
    }
    return false;
}

static enum query_source source_of(const struct unit *u)
{
    static const enum query_source sources[] = { [UNIT_BLOCK] = QUERY_DOCS,
                                                 [UNIT_FENCED] = QUERY_FENCED,
                                                 [UNIT_API] = QUERY_API,
                                                 [UNIT_COMMENT] = QUERY_COMMENTS };
    return sources[u->kind];
}

static bool prose_fits(struct query_index *x, const struct prose_ask *ask, uint32_t unit)
{
    const struct unit *u = &x->units[unit];
    if (!unit_fits(x, unit, prose_kinds(ask->from), ask->all, ask->none) ||
        !path_fits(u->file, ask->path, NULL))
        return false;
    bool is_doc = u->kind == UNIT_BLOCK || u->kind == UNIT_FENCED;
    if (ask->heading && (!is_doc || !stands_below(u->file->doc, u->part, ask->heading)))
        return false;
    return !ask->same_sentence || in_one_sentence(ask->all, u->text);
}

bool query_prose(const struct project *p, const struct prose_ask *ask, struct query_at *at,
                 struct prose_hit *ret)
{
    struct query_index *x = index_of(p);
    if (!x)
        return false;
    const char *first = ask->all[0] ? ask->all[0] : "";
    struct unit_list l = index_units(x, first, prose_kinds(ask->from));
    while (at->next < l.n) {
        uint32_t unit = l.at[at->next++];
        const struct unit *u = &x->units[unit];
        if (!prose_fits(x, ask, unit))
            continue;
        *ret = (struct prose_hit){ .file = u->file,
                                   .line = line_of(u, first),
                                   .text = u->text,
                                   .source = source_of(u),
                                   .block = u->part };
        return true;
    }
    return false;
}

size_t query_prose_places(const struct project *p, const struct prose_ask *ask, struct places *to,
                          const char *note)
{
    struct query_at at = { 0 };
    struct prose_hit h;
    size_t n = 0;
    for (; query_prose(p, ask, &at, &h); n++)
        if (to)
            places_add(p, to, h.file, h.line, note ? "%s" : NULL, note);
    return n;
}

cupel_slice query_comment_above(const struct project *p, const struct project_file *f,
                                uint32_t line)
{
    const struct query_index *x = index_of(p);
    for (size_t i = 0; x && i < x->n_units; i++) {
        const struct unit *u = &x->units[i];
        if (u->file == f && (u->kind == UNIT_API || u->kind == UNIT_COMMENT) &&
            u->last_line + 1 == line)
            return u->text;
    }
    return SLICE_EMPTY;
}

/* ---- code ---- */

#define NOT_PRODUCT_FLAGS (CODE_IS_TEST | CODE_IS_IGNORED | CODE_IS_DEAD | CODE_IS_FUZZ)

bool query_is_on_side(const struct project_file *f, uint32_t node, enum query_side side)
{
    unsigned flags = f->code && node != CODE_NONE ? f->code->nodes[node].flags : 0;
    bool is_test = flags & CODE_IS_TEST || f->kind & FILE_TEST;
    if (side == QUERY_TESTS)
        return is_test && !(flags & (CODE_IS_IGNORED | CODE_IS_DEAD));
    if (side == QUERY_PRODUCT)
        return !(flags & NOT_PRODUCT_FLAGS) && !(f->kind & FILE_NOT_PRODUCT);
    return true;
}

/* The outermost function around a node, or CODE_NONE. */
static uint32_t outer_function(const struct code *c, uint32_t node)
{
    uint32_t found = CODE_NONE;
    for (; node != CODE_NONE; node = c->nodes[node].parent)
        if (c->nodes[node].kind == CODE_FUNCTION)
            found = node;
    return found;
}

static bool function_fits(const struct code *c, uint32_t node, const char *pattern)
{
    for (; node != CODE_NONE; node = c->nodes[node].parent) {
        const struct code_node *n = &c->nodes[node];
        if ((n->kind == CODE_FUNCTION || n->kind == CODE_TYPE) &&
            (words_in(pattern, n->name) || words_in(pattern, n->owner)))
            return true;
    }
    return false;
}

/* Words [first, end) of one code file. */
struct range {
    uint32_t code, first, end;
};

static struct range range_of(const struct query_index *x, uint32_t code, uint32_t node)
{
    const struct code *c = x->codes[code].file->code;
    if (node == CODE_NONE)
        return (struct range){ code, 0, (uint32_t)c->n_words };
    return (struct range){ code, c->nodes[node].first, c->nodes[node].end };
}

static bool range_has(struct query_index *x, struct range r, const char *pattern, bool strings)
{
    return spots_within(index_spots(x, pattern, strings), r.code, r.first, r.end) != SIZE_MAX;
}

static bool words_fit(struct query_index *x, const struct code_ask *ask, uint32_t code,
                      uint32_t node, uint32_t word)
{
    struct range r = range_of(x, code, node);
    if (node == CODE_NONE) /* outside of every node: the word alone */
        r = (struct range){ code, word, word + 1 };
    for (size_t i = 1; i < QUERY_PATTERNS_MAX; i++)
        if (ask->all[i] && !range_has(x, r, ask->all[i], ask->strings))
            return false;
    if (ask->none && range_has(x, r, ask->none, ask->strings))
        return false;
    if (ask->beside && !range_has(x, range_of(x, code, CODE_NONE), ask->beside, ask->strings))
        return false;
    const struct code *c = x->codes[code].file->code;
    return !ask->near ||
           range_has(x, range_of(x, code, outer_function(c, node)), ask->near, ask->strings);
}

static bool node_fits(struct query_index *x, const struct code_ask *ask, uint32_t code,
                      uint32_t node, uint32_t word)
{
    const struct project_file *f = x->codes[code].file;
    const struct code *c = f->code;
    if (!query_is_on_side(f, node, ask->side))
        return false;
    if (ask->name && (node == CODE_NONE || !words_in(ask->name, c->nodes[node].name)))
        return false;
    if (ask->name_is && (node == CODE_NONE || !words_are(ask->name_is, c->nodes[node].name)))
        return false;
    if (ask->function && !function_fits(c, node, ask->function))
        return false;
    if (node != CODE_NONE && c->nodes[node].flags & ask->flags_none)
        return false;
    return words_fit(x, ask, code, node, word) &&
           !(ask->refuses && (node == CODE_NONE || !code_refuses(c, node)));
}

/* The innermost node of the kind around the word that fits; false when there is none. */
static bool climb(struct query_index *x, const struct code_ask *ask, const struct spot *s,
                  uint32_t *ret)
{
    const struct code *c = x->codes[s->code].file->code;
    uint32_t node = c->words[s->word].node;
    *ret = node;
    if (ask->kind == QUERY_ANY_NODE)
        return node_fits(x, ask, s->code, node, s->word);
    for (; node != CODE_NONE; node = c->nodes[node].parent) {
        *ret = node;
        if (c->nodes[node].kind == ask->kind && node_fits(x, ask, s->code, node, s->word))
            return true;
    }
    return false;
}

/* Did the seed before this one already lead to the node? Both lie in it then. */
static bool is_repeated(const struct query_index *x, struct spot_list l, size_t i, uint32_t node,
                        bool innermost)
{
    if (i == 0 || node == CODE_NONE || l.at[i - 1].code != l.at[i].code)
        return false;
    const struct code *c = x->codes[l.at[i].code].file->code;
    if (innermost)
        return c->words[l.at[i - 1].word].node == node;
    return l.at[i - 1].word >= c->nodes[node].first;
}

bool query_code(const struct project *p, const struct code_ask *ask, struct query_at *at,
                struct code_hit *ret)
{
    struct query_index *x = index_of(p);
    if (!x)
        return false;
    const char *seed = ask->all[0] ? ask->all[0] : ask->name ? ask->name : ask->name_is;
    struct spot_list l = index_spots(x, seed, ask->strings && ask->all[0]);
    while (at->next < l.n) {
        size_t i = at->next++;
        const struct spot *s = &l.at[i];
        const struct project_file *f = x->codes[s->code].file;
        uint32_t node;
        if (!path_fits(f, ask->path, ask->path_none) || !climb(x, ask, s, &node) ||
            is_repeated(x, l, i, node, ask->kind == QUERY_ANY_NODE))
            continue;
        *ret = (struct code_hit){ f, node, f->code->words[s->word].line };
        return true;
    }
    return false;
}

size_t query_code_places(const struct project *p, const struct code_ask *ask, struct places *to,
                         const char *note)
{
    struct query_at at = { 0 };
    struct code_hit h;
    size_t n = 0;
    for (; query_code(p, ask, &at, &h); n++)
        if (to)
            places_add(p, to, h.file, h.line, note ? "%s" : NULL, note);
    return n;
}

uint32_t query_function(const struct code_hit *h)
{
    return h->node == CODE_NONE ? CODE_NONE : h->file->code->nodes[h->node].function;
}

/* Is there a line of the file of @u among the units of @l? */
static bool file_has(const struct query_index *x, struct unit_list l, const struct unit *u)
{
    size_t low = 0, high = l.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (l.at[mid] < u->part)
            low = mid + 1;
        else
            high = mid;
    }
    return low < l.n && x->units[l.at[low]].file == u->file;
}

bool query_sources(const struct project *p, const char *const all[QUERY_PATTERNS_MAX],
                   struct query_at *at, struct code_hit *ret)
{
    struct query_index *x = index_of(p);
    if (!x)
        return false;
    struct unit_list l = index_units(x, all[0], UNIT_BIT(UNIT_SOURCE));
    while (at->next < l.n) {
        size_t i = at->next++;
        const struct unit *u = &x->units[l.at[i]];
        bool fits = i == 0 || x->units[l.at[i - 1]].file != u->file; /* the first of its file */
        for (size_t k = 1; k < QUERY_PATTERNS_MAX && fits; k++)
            fits = !all[k] || file_has(x, index_units(x, all[k], UNIT_BIT(UNIT_SOURCE)), u);
        if (!fits)
            continue;
        *ret = (struct code_hit){ u->file, CODE_NONE, u->line };
        return true;
    }
    return false;
}

/* ---- lines ---- */

bool query_lines(const struct project *p, const struct line_ask *ask, struct query_at *at,
                 struct line_hit *ret)
{
    struct query_index *x = index_of(p);
    if (!x)
        return false;
    unsigned kinds = UNIT_BIT(ask->unparsed ? UNIT_SOURCE : UNIT_LINE);
    struct unit_list l = index_units(x, ask->all[0], kinds);
    while (at->next < l.n) {
        uint32_t unit = l.at[at->next++];
        const struct unit *u = &x->units[unit];
        unsigned kind = u->file->kind;
        if ((ask->kinds_any && !(kind & ask->kinds_any)) || kind & ask->kinds_none ||
            !path_fits(u->file, ask->path, ask->path_none) ||
            !unit_fits(x, unit, kinds, ask->all, ask->none))
            continue;
        *ret = (struct line_hit){ u->file, u->line, u->text };
        return true;
    }
    return false;
}

size_t query_line_places(const struct project *p, const struct line_ask *ask, struct places *to,
                         const char *note)
{
    struct query_at at = { 0 };
    struct line_hit h;
    size_t n = 0;
    for (; query_lines(p, ask, &at, &h); n++)
        if (to)
            places_add(p, to, h.file, h.line, note ? "%s" : NULL, note);
    return n;
}

/* ---- how much was seen ---- */

bool query_code_is_whole(const struct project *p, const char **why)
{
    if (!project_is_whole(p, why))
        return false;
    struct file_walk w = { .p = p, .kinds_none = FILE_NOT_PRODUCT };
    const struct project_file *f, *first = NULL;
    size_t n = 0;
    while ((f = file_next(&w))) {
        if (f->lang == LANG_NONE || f->code || !index_is_program(f->path) ||
            words_in("docs|website|docusaurus|site", slice_str(f->path)) ||
            scan_relevance(f->text) < 2)
            continue;
        first = first ? first : f;
        n++;
    }
    if (n && why)
        *why = arena_printf(p->arena,
                            "%zu files that speak of TEEs are in languages without a parser (%s)",
                            n, first->path);
    return n == 0;
}

bool query_has_tests(const struct project *p)
{
    const struct query_index *x = index_of(p);
    return x && x->has_tests;
}

bool query_tests_are_whole(const struct project *p, const char **why)
{
    if (!project_is_whole(p, why))
        return false;
    struct file_walk w = { .p = p, .kinds_any = FILE_TEST, .kinds_none = FILE_FOREIGN };
    const struct project_file *f;
    size_t n = 0;
    while ((f = file_next(&w)))
        n += f->lang == LANG_OTHER || (f->lang != LANG_NONE && !f->code);
    if (n && why)
        *why = arena_printf(p->arena, "%zu test files are in languages without a parser", n);
    return n == 0;
}
