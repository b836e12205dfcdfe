/* SPDX-License-Identifier: Apache-2.0 */
/* The first byte chooses the language and whether the file is a test; the rest is the source. */
#include "fuzz.h"

#include "office/source/code.h"

#define SOURCE_MAX 65536u

static void tree_holds(const struct code *c)
{
    for (uint32_t i = 0; i < c->n_nodes; i++) {
        const struct code_node *n = &c->nodes[i];
        const struct code_node *p = n->parent == CODE_NONE ? NULL : &c->nodes[n->parent];
        FUZZ_HOLDS(n->kind <= CODE_ASSIGN && n->first <= n->end && n->end <= c->n_words);
        FUZZ_HOLDS(n->past > i && n->past <= c->n_nodes && n->last_line >= n->line);
        FUZZ_HOLDS(!p || (n->parent < i && n->past <= p->past));
        FUZZ_HOLDS(!p || (n->first >= p->first && n->end <= p->end));
        FUZZ_HOLDS(n->function == CODE_NONE || c->nodes[n->function].kind == CODE_FUNCTION);
    }
}

static void words_hold(const struct code *c, cupel_slice in)
{
    for (uint32_t i = 0; i < c->n_words; i++) {
        const struct code_word *w = &c->words[i];
        FUZZ_HOLDS(w->text.n > 0 && w->text.p >= in.p && w->text.n <= in.n);
        FUZZ_HOLDS((size_t)(w->text.p - in.p) <= in.n - w->text.n);
        if (w->node != CODE_NONE)
            FUZZ_HOLDS(c->nodes[w->node].first <= i && i < c->nodes[w->node].end);
    }
}

static void ask(const struct code *c)
{
    for (uint32_t i = 0; i < c->n_nodes && i < 64; i++) {
        uint32_t line = 0;
        (void)code_refuses(c, i);
        FUZZ_HOLDS(!code_says(c, i, "report data|nonce*|*a*", true, &line) || line > 0);
        uint32_t next = code_next(c, CODE_CALL, i, 0);
        FUZZ_HOLDS(next == CODE_NONE || (next > i && next < c->nodes[i].past));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum lang langs[] = { LANG_C, LANG_CPP, LANG_GO, LANG_RUST, LANG_PYTHON };
    struct arena a;
    struct code c;
    if (size == 0 || size > SOURCE_MAX)
        return 0;
    enum lang l = langs[data[0] % CUPEL_COUNT(langs)];
    bool is_test = data[0] & 0x80;
    cupel_slice in = slice_part(slice_of(data, size), 1, size - 1);
    arena_init(&a, 64u << 20);
    if (code_parse(&a, l, in, is_test, &c) == CUPEL_OK) {
        tree_holds(&c);
        words_hold(&c, in);
        ask(&c);
    }
    arena_clear(&a);
    return 0;
}
