/* SPDX-License-Identifier: Apache-2.0 */
#include "office/source/code_walk.h"

#define BRANCH_LOOK 512 /* code nodes of a branch among which a refusal is looked for */

static bool push(struct walk *w, TSNode n, enum meaning m)
{
    if (w->n_frames >= WALK_DEPTH_MAX) {
        w->is_cut = true;
        return false;
    }
    w->frames[w->n_frames++] = (struct frame){
        .meaning = m,
        .outer = w->ctx,
        .height = w->n_open,
        .last_line = ts_node_end_point(n).row + 1,
        .branch = CODE_NONE,
    };
    return true;
}

/* Does the branch leave without having refused anything? */
static bool leaves_well(struct walk *w, uint32_t branch)
{
    const struct code_node *b = walk_node(w, branch);
    if (!b || !(b->flags & CODE_LEAVES))
        return false;
    for (uint32_t i = branch + 1; i < w->n_nodes && i < branch + BRANCH_LOOK; i++) {
        const struct code_node *c = walk_node(w, i);
        if (c->parent == CODE_NONE || c->parent < branch)
            break;
        if (c->kind == CODE_REFUSAL || c->kind == CODE_ASSERT)
            return false;
    }
    return true;
}

/* After `if (!nonce) return 0;` the rest of the block runs only when there is one. */
static void mark_rest_optional(struct walk *w)
{
    for (size_t i = w->n_frames; i > 1; i--) {
        struct frame *f = &w->frames[i - 2];
        if (meaning_is_list(f->meaning))
            f->is_optional = true;
        if (f->meaning != S_STATEMENT)
            return;
    }
}

static void parent_after(struct walk *w)
{
    struct frame *parent = w->n_frames ? &w->frames[w->n_frames - 1] : NULL;
    if (!parent)
        return;
    if (parent->meaning == S_CASE && parent->has_subject && parent->branch == CODE_NONE)
        parent->branch = walk_open(w, CODE_BRANCH, parent->last_line);
    if (parent->closes_in && --parent->closes_in == 0)
        walk_close(w, parent->closes_to, parent->last_line);
}

/* A branch that refuses is no option: `if (report->debug) return -1;` looks at what is set. */
static void clear_optional(struct walk *w, const struct frame *f)
{
    uint32_t branch = f->height < w->n_open ? w->open[f->height] : CODE_NONE;
    const struct code_node *b = walk_node(w, branch);
    const struct code_node *around = b ? walk_node(w, b->parent) : NULL;
    if (!b || b->kind != CODE_BRANCH || !(b->flags & CODE_IS_OPTIONAL) ||
        ((f->outer.flags | (around ? around->flags : 0)) & CODE_IS_OPTIONAL))
        return;
    bool refuses = false;
    for (uint32_t i = branch + 1; i < w->n_nodes && !refuses; i++) {
        const struct code_node *c = walk_node(w, i);
        refuses = c->parent == branch && c->kind == CODE_REFUSAL && !(c->flags & CODE_DECIDES);
    }
    for (uint32_t i = branch; refuses && i < w->n_nodes; i++)
        walk_node(w, i)->flags &= (uint8_t)~CODE_IS_OPTIONAL;
}

static void pop(struct walk *w)
{
    const struct frame *f = &w->frames[w->n_frames - 1];
    if (f->meaning == S_IF && f->says == SAYS_ABSENT && leaves_well(w, f->branch))
        mark_rest_optional(w);
    if (w->pending.frame == w->n_frames - 1)
        w->pending.frame = SIZE_MAX;
    clear_optional(w, f);
    walk_close(w, f->height, f->last_line);
    w->ctx = f->outer;
    w->n_frames--;
    parent_after(w);
}

/* Operators are words where they compare, mask or negate. */
static void token(struct walk *w, TSNode n, enum role r)
{
    if (w->frames[w->n_frames - 1].meaning == S_UNARY || r == R_OPERATOR || r == R_OPERATORS)
        walk_word(w, node_text(w, n), node_line(n), CODE_OPERATOR);
}

/* The field that the node is of its parent, where that matters. */
static enum role role_of(const struct walk *w, const TSTreeCursor *c, size_t base)
{
    if (w->n_frames <= base || w->frames[w->n_frames - 1].meaning == S_PLAIN)
        return R_NONE;
    TSFieldId field = ts_tree_cursor_current_field_id(c);
    return field < WALK_SYMBOLS_MAX ? (enum role)w->roles[field] : R_OTHER;
}

/* A node on the way down: true when its children are to be walked, and then its frame stays. */
static bool down(struct walk *w, TSTreeCursor *c, size_t base, bool counts)
{
    TSNode n = ts_tree_cursor_current_node(c);
    bool missing = ts_node_is_missing(n);
    if (counts && (missing || ts_node_is_error(n)))
        w->errors++;
    if (!ts_node_is_named(n)) {
        if (w->n_frames > base && w->frames[w->n_frames - 1].compares)
            token(w, n, role_of(w, c, base));
        return false;
    }
    enum meaning m = node_meaning(w, n);
    if (m == S_SKIP || missing)
        return false;
    enum role r = role_of(w, c, base);
    if (!push(w, n, m))
        return false;
    if (w->n_frames > base + 1)
        walk_as_child(w, n, r);
    if (walk_enter(w, n) && ts_tree_cursor_goto_first_child(c))
        return true;
    pop(w);
    return false;
}

void walk_tree(struct walk *w, TSNode root, bool counts)
{
    size_t base = w->n_frames;
    TSTreeCursor c = ts_tree_cursor_new(root);
    bool more = true;
    while (more) {
        if (down(w, &c, base, counts))
            continue;
        while (!(more = ts_tree_cursor_goto_next_sibling(&c)) && w->n_frames > base) {
            (void)ts_tree_cursor_goto_parent(&c);
            pop(w);
        }
    }
    ts_tree_cursor_delete(&c);
}
