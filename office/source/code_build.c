/* SPDX-License-Identifier: Apache-2.0 */
#include "office/source/code_walk.h"

/* What is said of a node holds for what is in it as well. */
#define INHERITED (CODE_IS_TEST | CODE_IS_IGNORED | CODE_IS_DEAD | CODE_IS_FUZZ | CODE_IS_OPTIONAL)

struct code_node *walk_node(struct walk *w, uint32_t node)
{
    struct code_node *all = (struct code_node *)(void *)w->nodes.p;
    return node < w->n_nodes ? &all[node] : NULL;
}

uint32_t walk_top(const struct walk *w)
{
    return w->n_open ? w->open[w->n_open - 1] : CODE_NONE;
}

void walk_word(struct walk *w, cupel_slice text, uint32_t line, enum code_word_kind kind)
{
    struct code_word word = {
        .text = text,
        .line = line & 0xffffff, /* CODE_BYTES_MAX has fewer lines */
        .kind = (uint8_t)kind,
        .node = walk_top(w),
    };
    if (text.n == 0)
        return;
    buf_add(&w->words, slice_of(&word, sizeof word));
    if (buf_status(&w->words) == CUPEL_OK)
        w->n_words++;
    else
        w->is_cut = true;
}

uint32_t walk_open(struct walk *w, enum code_node_kind kind, uint32_t line)
{
    uint32_t node = w->n_nodes;
    const struct code_node *parent = walk_node(w, walk_top(w));
    struct code_node c = {
        .kind = (uint8_t)kind,
        .flags = (uint8_t)(w->ctx.flags | (parent ? parent->flags & INHERITED : 0)),
        .parent = walk_top(w),
        .first = w->n_words,
        .end = w->n_words,
        .line = line,
        .last_line = line,
        .function = kind == CODE_FUNCTION ? node : (parent ? parent->function : CODE_NONE),
    };
    if (node < CODE_NODES_MAX && w->n_open < WALK_OPEN_MAX)
        buf_add(&w->nodes, slice_of(&c, sizeof c));
    if (node >= CODE_NODES_MAX || w->n_open >= WALK_OPEN_MAX || buf_status(&w->nodes) != CUPEL_OK) {
        w->is_cut = true;
        return CODE_NONE;
    }
    w->n_nodes++;
    w->open[w->n_open++] = node;
    return node;
}

void walk_close(struct walk *w, uint32_t height, uint32_t last_line)
{
    while (w->n_open > height) {
        struct code_node *c = walk_node(w, w->open[--w->n_open]);
        c->end = w->n_words;
        c->past = w->n_nodes;
        if (last_line > c->last_line)
            c->last_line = last_line;
    }
}

uint32_t walk_inside(struct walk *w, enum code_node_kind kind)
{
    for (uint32_t i = w->n_open; i > w->ctx.base; i--) {
        uint8_t found = walk_node(w, w->open[i - 1])->kind;
        if (found == kind)
            return w->open[i - 1];
        if (found == CODE_FUNCTION)
            break;
    }
    return CODE_NONE;
}

bool walk_in_test(struct walk *w)
{
    const struct code_node *top = walk_node(w, walk_top(w));
    return w->is_test_file || ((w->ctx.flags | (top ? top->flags : 0)) & CODE_IS_TEST);
}

void walk_register(struct walk *w, cupel_slice name)
{
    if (w->n_tests >= WALK_NAMES_MAX || name.n == 0)
        return;
    buf_add(&w->tests, slice_of(&name, sizeof name));
    if (buf_status(&w->tests) == CUPEL_OK)
        w->n_tests++;
}

void walk_begin_function(struct walk *w, uint32_t line)
{
    struct pending p = w->pending;
    uint32_t before = w->n_open;
    w->pending.frame = SIZE_MAX;
    /* The frames between the function's and this one hold a name's path and nothing that opens. */
    for (size_t i = p.frame + 1; i < w->n_frames; i++)
        if (w->frames[i].height != before)
            return;
    uint32_t f = walk_open(w, CODE_FUNCTION, line);
    if (f == CODE_NONE)
        return;
    struct code_node *c = walk_node(w, f);
    c->name = p.facts.name;
    c->owner = p.facts.owner;
    c->flags |= (uint8_t)p.facts.flags;
    if (p.facts.expects_panic) {
        uint32_t whole = walk_open(w, CODE_ASSERT, line);
        if (whole != CODE_NONE)
            walk_node(w, whole)->flags |= CODE_EXPECTS_REFUSAL;
    }
    for (size_t i = p.frame + 1; i < w->n_frames; i++)
        w->frames[i].height += w->n_open - before;
}

void walk_leaf(struct walk *w, cupel_slice text, uint32_t line, enum code_word_kind kind)
{
    if (w->pending.frame != SIZE_MAX && text.n && text.p == w->pending.facts.name.p)
        walk_begin_function(w, line);
    walk_word(w, text, line, kind);
}
