/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a comparison to a refusal. Upwards from the node: a refusal or assertion around it that
 * decides by it; a condition, one of whose branches refuses, or whose branch leaves while what
 * comes after it refuses; an assignment, whose target is tested or returned after it.
 */
#include "office/source/code.h"

#define BRANCH_DEPTH_MAX 32    /* branches in a branch that are looked into */
#define TESTS_MAX        8     /* conditions after an assignment that are asked for its target */
#define TARGET_LINES_MAX 60    /* lines after an assignment in which that is looked for */
#define HOPS_MAX         3     /* assignments from a comparison to a refusal */
#define STEPS_MAX        65536 /* nodes and words that one question looks at; then the answer is no */

struct ask {
    const struct code *c;
    const struct code_node *nodes;
    uint32_t n;
    size_t steps;
};

static bool step(struct ask *q)
{
    return q->steps++ < STEPS_MAX;
}

static bool has_kind(const struct ask *q, uint32_t node, enum code_node_kind kind)
{
    return node < q->n && q->nodes[node].kind == kind;
}

/* The node after @node and all that is in it, when both have one parent. */
static uint32_t sibling(const struct ask *q, uint32_t node)
{
    uint32_t next = q->nodes[node].past;
    return next < q->n && q->nodes[next].parent == q->nodes[node].parent ? next : CODE_NONE;
}

/* The branch after @node that belongs to the same condition, or CODE_NONE. */
static uint32_t next_branch(struct ask *q, uint32_t node)
{
    for (node = sibling(q, node); node != CODE_NONE && step(q); node = sibling(q, node)) {
        if (has_kind(q, node, CODE_CONDITION))
            break;
        if (has_kind(q, node, CODE_BRANCH))
            return node;
    }
    return CODE_NONE;
}

/* Is it a refusal that stands whatever holds? */
static bool is_refusal(const struct code_node *n)
{
    bool test = n->kind == CODE_ASSERT && (n->flags & CODE_IS_TEST);
    bool refusal = n->kind == CODE_REFUSAL && !(n->flags & CODE_DECIDES);
    return (refusal || test) && !(n->flags & CODE_IS_DEAD);
}

/* How many branches of a condition refuse, and whether the last does: what happens when nothing
 * else fits. */
struct branches {
    size_t refusing, others;
    bool last_refuses;
};

static bool branch_refuses(struct ask *q, uint32_t branch, unsigned depth);

static struct branches branches_of(struct ask *q, uint32_t condition, unsigned depth)
{
    struct branches b = { 0, 0, false };
    for (uint32_t i = next_branch(q, condition); i != CODE_NONE; i = next_branch(q, i)) {
        b.last_refuses = branch_refuses(q, i, depth);
        b.refusing += b.last_refuses;
        b.others += !b.last_refuses;
    }
    return b;
}

/* Is whoever comes into this branch refused? A further condition in it must refuse both ways; `else
 * if` must in its last alternative. */
static bool branch_refuses(struct ask *q, uint32_t branch, unsigned depth)
{
    if (depth >= BRANCH_DEPTH_MAX || (q->nodes[branch].flags & CODE_IS_DEAD))
        return false;
    uint32_t end = q->nodes[branch].past;
    for (uint32_t i = branch + 1; i < end && step(q);) {
        if (is_refusal(&q->nodes[i]))
            return true;
        if (has_kind(q, i, CODE_CONDITION)) {
            struct branches b = branches_of(q, i, depth + 1);
            bool several = b.refusing + b.others > 1;
            if (several && (b.others == 0 || (i == branch + 1 && b.last_refuses)))
                return true;
        }
        i = has_kind(q, i, CODE_BRANCH) ? q->nodes[i].past : i + 1;
    }
    return false;
}

/* The first node that is not in @node's function. */
static uint32_t end_of_function(const struct ask *q, uint32_t node)
{
    uint32_t f = q->nodes[node].function;
    return f < q->n ? q->nodes[f].past : q->n;
}

/* The branch of its function that a node stands in, or CODE_NONE. */
static uint32_t branch_of(struct ask *q, uint32_t node)
{
    for (uint32_t i = q->nodes[node].parent; i < q->n && step(q); i = q->nodes[i].parent) {
        if (has_kind(q, i, CODE_BRANCH))
            return i;
        if (has_kind(q, i, CODE_FUNCTION))
            break;
    }
    return CODE_NONE;
}

static bool is_in(const struct ask *q, uint32_t node, uint32_t outer)
{
    return outer == CODE_NONE || (node >= outer && node < q->nodes[outer].past);
}

/* `if (a == b) return ok;` and then a refusal, in the same branch of the function or one around. */
static bool rest_refuses(struct ask *q, uint32_t condition)
{
    uint32_t end = end_of_function(q, condition), branch = next_branch(q, condition);
    bool leaves = false;
    for (; branch != CODE_NONE && !leaves; branch = next_branch(q, branch))
        leaves = q->nodes[branch].flags & CODE_LEAVES;
    for (uint32_t i = q->nodes[condition].past; leaves && i < end && step(q); i++)
        if (is_refusal(&q->nodes[i]) && is_in(q, condition, branch_of(q, i)))
            return true;
    return false;
}

/* How often a node says this name. */
static size_t names(struct ask *q, uint32_t node, cupel_slice name)
{
    size_t n = 0;
    uint32_t end = q->nodes[node].end;
    for (uint32_t i = q->nodes[node].first; i < end && i < q->c->n_words && step(q); i++)
        n += q->c->words[i].kind != CODE_OPERATOR && slice_eq(q->c->words[i].text, name);
    return n;
}

/* Is what @assign gave to its target lost by the later assignment @to it? Not so when that one
 * stands in a branch of its own, or takes the old value in: ok = ok && … */
static bool is_lost(struct ask *q, uint32_t assign, uint32_t to)
{
    return is_in(q, assign, branch_of(q, to)) && names(q, to, q->nodes[to].name) < 2;
}

static bool condition_leads(struct ask *q, uint32_t condition, unsigned hops);

/* Is what was assigned tested, returned or asserted in what follows, before it is set anew? */
static bool target_leads(struct ask *q, uint32_t assign, unsigned hops)
{
    const struct code_node *a = &q->nodes[assign];
    uint32_t end = end_of_function(q, assign);
    unsigned tests = 0;
    if (a->name.n == 0 || hops >= HOPS_MAX)
        return false;
    for (uint32_t i = a->past; i < end && tests < TESTS_MAX && step(q); i++) {
        const struct code_node *n = &q->nodes[i];
        bool decides = n->kind == CODE_ASSERT || (n->flags & CODE_DECIDES);
        if (n->line > a->last_line + TARGET_LINES_MAX)
            return false;
        if (n->kind == CODE_ASSIGN && slice_eq(n->name, a->name) && is_lost(q, assign, i))
            return false;
        if (decides && names(q, i, a->name))
            return true;
        if (n->kind != CODE_CONDITION)
            continue;
        tests++;
        if (names(q, i, a->name) && condition_leads(q, i, hops + 1))
            return true;
    }
    return false;
}

/* `if (a == b) found = true;` */
static bool branch_target_leads(struct ask *q, uint32_t condition, unsigned hops)
{
    for (uint32_t i = next_branch(q, condition); i != CODE_NONE; i = next_branch(q, i))
        for (uint32_t k = i + 1; k < q->nodes[i].past && step(q); k = q->nodes[k].past)
            if (has_kind(q, k, CODE_ASSIGN) && target_leads(q, k, hops))
                return true;
    return false;
}

static bool condition_leads(struct ask *q, uint32_t condition, unsigned hops)
{
    return branches_of(q, condition, 0).refusing > 0 || rest_refuses(q, condition) ||
           branch_target_leads(q, condition, hops);
}

/* An arm of a match: its pattern, or the guard behind it, stands first in the arm's branch. The
 * condition that all arms belong to is what is matched; one of them must refuse. */
static bool arm_leads(struct ask *q, uint32_t branch)
{
    uint32_t parent = q->nodes[branch].parent;
    uint32_t first = parent == CODE_NONE ? 0 : parent + 1;
    for (uint32_t i = branch; i > first && step(q); i--)
        if (has_kind(q, i - 1, CODE_CONDITION) && q->nodes[i - 1].parent == parent)
            return branches_of(q, i - 1, 0).refusing > 0;
    return false;
}

/* Is it the condition of a statement, rather than of an expression in something larger? */
static bool is_statement(struct ask *q, uint32_t condition)
{
    uint32_t parent = q->nodes[condition].parent;
    bool inside = parent < q->n && !has_kind(q, parent, CODE_BRANCH) &&
                  !has_kind(q, parent, CODE_FUNCTION);
    return !inside && next_branch(q, condition) != CODE_NONE;
}

static bool leads(struct ask *q, uint32_t node)
{
    uint32_t below = node;
    for (uint32_t i = node; i < q->n && step(q); below = i, i = q->nodes[i].parent) {
        const struct code_node *n = &q->nodes[i];
        switch (n->kind) {
        case CODE_REFUSAL: return (n->flags & CODE_DECIDES) && !(n->flags & CODE_IS_DEAD);
        case CODE_ASSERT: return n->flags & CODE_IS_TEST;
        case CODE_CONDITION:
            if (condition_leads(q, i, 0))
                return true;
            if (is_statement(q, i))
                return false;
            break; /* a guard, or c ? a : b in what decides */
        case CODE_ASSIGN: return target_leads(q, i, 0);
        case CODE_BRANCH: return below == i + 1 && arm_leads(q, i);
        case CODE_FUNCTION:
        case CODE_TYPE: return false;
        default: break;
        }
    }
    return false;
}

bool code_refuses(const struct code *c, uint32_t node)
{
    struct ask q = { c, c->nodes, (uint32_t)c->n_nodes, 0 };
    return node < c->n_nodes && leads(&q, node);
}
