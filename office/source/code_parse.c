/* SPDX-License-Identifier: Apache-2.0 */
#include "office/source/code_walk.h"
#include "office/source/meter.h"

#include <stdlib.h>

#define CHUNK      512         /* bytes that the parser is given at a time */
#define METER_BASE (16u << 20) /* bytes that a parse may ask for, whatever the file */
#define METER_RATE 256         /* and this per byte of the file; what is usual is below 100 */
#define WORDS_MAX  (CODE_BYTES_MAX + 1) /* a word has a byte at least */

static const struct code_lang *lang_of(enum lang l)
{
    switch (l) {
    case LANG_C: return &code_lang_c;
    case LANG_CPP: return &code_lang_cpp;
    case LANG_GO: return &code_lang_go;
    case LANG_RUST: return &code_lang_rust;
    case LANG_PYTHON: return &code_lang_python;
    default: return NULL;
    }
}

bool code_can_read(enum lang l)
{
    return lang_of(l) != NULL;
}

/* In small pieces, so that the meter sees a scanner that runs over the whole file again and again;
 * to a parser that has spent what it may the file ends. */
static const char *read_chunk(void *payload, uint32_t at, TSPoint point, uint32_t *n)
{
    const cupel_slice *in = payload;
    (void)point;
    *n = 0;
    if (at >= in->n || meter_is_spent())
        return "";
    cupel_slice part = slice_part(*in, at, in->n - at < CHUNK ? in->n - at : CHUNK);
    *n = (uint32_t)part.n;
    meter_add(part.n);
    return (const char *)part.p;
}

static bool is_spent(TSParseState *state)
{
    (void)state;
    return meter_is_spent();
}

/* The tree, or NULL when reading it would have cost too much. */
static TSTree *parse(const struct code_lang *lang, cupel_slice *in)
{
    TSParser *p = ts_parser_new();
    TSTree *tree = NULL;
    TSInput input = { in, read_chunk, TSInputEncodingUTF8, NULL };
    meter_start(METER_BASE + in->n * METER_RATE);
    if (ts_parser_set_language(p, lang->grammar()))
        tree = ts_parser_parse_with_options(p, NULL, input, (TSParseOptions){ NULL, is_spent });
    ts_parser_delete(p);
    if (tree && meter_is_spent()) {
        ts_tree_delete(tree);
        tree = NULL;
    }
    return tree;
}

/* The names of fields, in the order of enum role. */
static void find_fields(struct walk *w)
{
    static const char *const names[R_COUNT] = {
        "",           "alternative",  "argument",   "arguments",  "body",
        "condition",  "consequence",  "declarator", "definition", "designator",
        "field",      "function",     "guard",      "key",        "label",
        "left",       "macro",        "name",       "operator",   "operators",
        "parameters", "pattern",      "receiver",   "right",      "scope",
        "subject",    "superclasses", "type",       "value",
    };
    for (size_t id = 1; id < WALK_SYMBOLS_MAX; id++)
        w->roles[id] = R_OTHER;
    for (int r = R_NONE + 1; r < R_COUNT; r++) {
        cupel_slice name = slice_str(names[r]);
        TSFieldId id = ts_language_field_id_for_name(w->lang->grammar(), names[r],
                                                     (uint32_t)name.n);
        if (id && id < WALK_SYMBOLS_MAX) {
            w->fields[r] = id;
            w->roles[id] = (uint8_t)r;
        }
    }
}

static void walk_clear(struct walk *w)
{
    buf_clear(&w->words);
    buf_clear(&w->nodes);
    buf_clear(&w->tests);
    free(w->frames);
    free(w->open);
    ts_parser_delete(w->again);
    free(w);
}

static struct walk *walk_new(const struct code_lang *lang, cupel_slice in, bool is_test)
{
    struct walk *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->lang = lang;
    w->in = in;
    w->is_test_file = is_test;
    w->pending.frame = SIZE_MAX;
    buf_init(&w->words, WORDS_MAX * sizeof(struct code_word));
    buf_init(&w->nodes, CODE_NODES_MAX * sizeof(struct code_node));
    buf_init(&w->tests, WALK_NAMES_MAX * sizeof(cupel_slice));
    w->frames = calloc(WALK_DEPTH_MAX, sizeof *w->frames);
    w->open = calloc(WALK_OPEN_MAX, sizeof *w->open);
    if (w->frames && w->open) {
        find_fields(w);
        return w;
    }
    walk_clear(w);
    return NULL;
}

static bool is_registered(const struct walk *w, cupel_slice name)
{
    const cupel_slice *names = (const cupel_slice *)(const void *)w->tests.p;
    for (uint32_t i = 0; i < w->n_tests; i++)
        if (slice_eq(names[i], name))
            return true;
    return false;
}

/* What is known of functions only at the end holds for all that is in them: that the file registers
 * them as tests, that in a file of tests they assert something, that they skip themselves. */
static void settle_functions(struct walk *w)
{
    const unsigned given = CODE_IS_TEST | CODE_IS_IGNORED | CODE_IS_FUZZ;
    for (uint32_t i = 0; i < w->n_nodes; i++) {
        struct code_node *c = walk_node(w, i);
        struct code_node *f = walk_node(w, c->function);
        if (c->kind == CODE_FUNCTION && c->name.n && w->n_tests && is_registered(w, c->name))
            c->flags |= CODE_IS_TEST;
        if (c->kind == CODE_ASSERT && f && w->is_test_file)
            f->flags |= CODE_IS_TEST;
    }
    for (uint32_t i = 0; i < w->n_nodes; i++) {
        struct code_node *c = walk_node(w, i);
        const struct code_node *f = walk_node(w,
                                              c->kind == CODE_FUNCTION ? c->parent : c->function);
        if (f && f->function != CODE_NONE)
            c->flags |= (uint8_t)(walk_node(w, f->function)->flags & given);
    }
}

static cupel_status hand_over(struct walk *w, struct arena *a, struct code *ret)
{
    bool nomem = buf_status(&w->words) == CUPEL_E_NOMEM || buf_status(&w->nodes) == CUPEL_E_NOMEM;
    if (nomem)
        return CUPEL_E_NOMEM;
    cupel_slice words = slice_part(buf_slice(&w->words), 0, w->n_words * sizeof(struct code_word));
    cupel_slice nodes = slice_part(buf_slice(&w->nodes), 0, w->n_nodes * sizeof(struct code_node));
    struct code_word *to_words = arena_array(a, w->n_words, sizeof *to_words);
    struct code_node *to_nodes = arena_array(a, w->n_nodes, sizeof *to_nodes);
    CUPEL_TRY(arena_status(a));
    slice_copy(words, to_words, words.n);
    slice_copy(nodes, to_nodes, nodes.n);
    *ret = (struct code){ .words = to_words,
                          .n_words = w->n_words,
                          .nodes = to_nodes,
                          .n_nodes = w->n_nodes,
                          .errors = w->errors,
                          .is_cut = w->is_cut };
    return CUPEL_OK;
}

cupel_status code_parse(struct arena *a, enum lang l, cupel_slice in, bool is_test,
                        struct code *ret)
{
    const struct code_lang *lang = lang_of(l);
    if (!lang)
        return CUPEL_E_UNSUPPORTED;
    if (in.n > CODE_BYTES_MAX)
        return CUPEL_E_LIMIT;
    struct walk *w = walk_new(lang, in, is_test);
    if (!w)
        return CUPEL_E_NOMEM;
    TSTree *tree = parse(lang, &in);
    if (tree)
        walk_tree(w, ts_tree_root_node(tree), true);
    else
        w->is_cut = true;
    ts_tree_delete(tree);
    settle_functions(w);
    cupel_status st = hand_over(w, a, ret);
    walk_clear(w);
    return st;
}
