/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/office/code_lab.h: sources and what must be read out of them. What was read is written one
 * node per line, a blank per level:
 *     KIND NAME of OWNER +FLAG… refuses: WORDS
 * "refuses" stands behind comparisons and masks of which code_refuses() says so. Functions, types,
 * calls and branches are written without their words, which their inner nodes have.
 */
#ifndef CUPEL_TESTS_OFFICE_CODE_LAB_H
#define CUPEL_TESTS_OFFICE_CODE_LAB_H

#include "../unit/test.h"

#include "base/buf.h"
#include "office/source/code.h"

#define LAB_ARENA (64u << 20)

struct code_case {
    const char *what, *source, *wanted;
};

static const char *const lab_kinds[] = { "function",  "call",   "compare", "mask",
                                         "condition", "branch", "refusal", "assert",
                                         "type",      "import", "assign" };
static const char *const lab_flags[] = { "test",     "ignored", "dead",    "fuzz",
                                         "optional", "expects", "decides", "leaves" };

static inline void lab_name(struct buf *b, const char *before, cupel_slice name)
{
    if (name.n == 0)
        return;
    buf_add_str(b, before);
    buf_add(b, name);
}

static inline void lab_head(struct buf *b, const struct code *c, uint32_t i)
{
    const struct code_node *n = &c->nodes[i];
    for (uint32_t p = n->parent; p != CODE_NONE; p = c->nodes[p].parent)
        buf_add_str(b, " ");
    buf_add_str(b, lab_kinds[n->kind]);
    if (n->kind != CODE_IMPORT)
        lab_name(b, " ", n->name);
    lab_name(b, " of ", n->owner);
    for (size_t f = 0; f < CUPEL_COUNT(lab_flags); f++)
        if (n->flags >> f & 1)
            buf_printf(b, " +%s", lab_flags[f]);
    if ((n->kind == CODE_COMPARE || n->kind == CODE_MASK) && code_refuses(c, i))
        buf_add_str(b, " refuses");
}

static inline void lab_node(struct buf *b, const struct code *c, uint32_t i)
{
    const struct code_node *n = &c->nodes[i];
    lab_head(b, c, i);
    bool silent = n->kind == CODE_FUNCTION || n->kind == CODE_TYPE || n->kind == CODE_CALL ||
                  n->kind == CODE_BRANCH;
    if (!silent)
        buf_add_str(b, ":");
    for (uint32_t k = n->first; !silent && k < n->end; k++)
        lab_name(b, " ", c->words[k].text);
    buf_add_str(b, "\n");
}

/* What holds of everything that is read. */
static inline void lab_invariants(const struct code *c, cupel_slice in)
{
    for (uint32_t i = 0; i < c->n_nodes; i++) {
        const struct code_node *n = &c->nodes[i];
        const struct code_node *p = n->parent == CODE_NONE ? NULL : &c->nodes[n->parent];
        assert_true(n->first <= n->end && n->end <= c->n_words);
        assert_true(n->past > i && n->past <= c->n_nodes && n->line >= 1 &&
                    n->last_line >= n->line);
        assert_true(!p || (n->parent < i && n->past <= p->past));
        assert_true(!p || (n->first >= p->first && n->end <= p->end));
        assert_true(n->kind != CODE_FUNCTION || n->function == i);
    }
    for (uint32_t i = 0; i < c->n_words; i++) {
        const struct code_word *w = &c->words[i];
        assert_true(w->text.n > 0 && w->text.p >= in.p && w->text.p + w->text.n <= in.p + in.n);
        if (w->node != CODE_NONE)
            assert_true(c->nodes[w->node].first <= i && i < c->nodes[w->node].end);
    }
}

static inline void lab_check(enum lang l, bool is_test, const struct code_case *k)
{
    struct arena a;
    struct buf b;
    struct code c;
    cupel_slice in = slice_str(k->source);
    arena_init(&a, LAB_ARENA);
    buf_init(&b, 1u << 16);
    assert_status(code_parse(&a, l, in, is_test, &c), CUPEL_OK);
    lab_invariants(&c, in);
    for (uint32_t i = 0; i < c.n_nodes; i++)
        lab_node(&b, &c, i);
    buf_add_byte(&b, 0);
    assert_status(buf_status(&b), CUPEL_OK);
    if (strcmp((const char *)b.p, k->wanted) != 0)
        fail_msg("%s:\n%s\nread:\n%s\nwanted:\n%s", k->what, k->source, (const char *)b.p,
                 k->wanted);
    assert_false(c.is_cut);
    buf_clear(&b);
    arena_clear(&a);
}

#define lab_check_all(lang, is_test, cases)                                                        \
    for (size_t i_ = 0; i_ < CUPEL_COUNT(cases); i_++)                                             \
    lab_check((lang), (is_test), &(cases)[i_])

#endif
