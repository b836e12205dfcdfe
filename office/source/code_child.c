/* SPDX-License-Identifier: Apache-2.0 */
/* What its place in its parent makes of a tree node: condition, branch, pattern, dead code. */
#include "office/source/code_walk.h"

#define CONDITION_KEPT 400 /* bytes of a condition that assertions in its branch look at */

static void open_here(struct walk *w, enum code_node_kind kind, TSNode n)
{
    (void)walk_open(w, kind, node_line(n));
}

static void enter_condition(struct walk *w, struct frame *parent, TSNode n)
{
    TSNode value = node_child(w, n, R_VALUE); /* C++: behind an initialiser */
    bool has_value = node_meaning(w, n) == S_PAREN && !ts_node_is_null(value);
    cupel_slice text = node_text(w, has_value ? value : n);
    parent->says = condition_says(text);
    parent->condition = text.n <= CONDITION_KEPT ? text : SLICE_EMPTY;
    parent->has_subject = true;
    if (w->n_frames > 2 && w->frames[w->n_frames - 3].meaning == S_LOOP) /* Go: in its for_clause */
        w->frames[w->n_frames - 3].has_subject = true;
    open_here(w, CODE_CONDITION, n);
    w->ctx.is_tail = false;
}

static void enter_branch(struct walk *w, struct frame *parent, TSNode n, bool is_else)
{
    enum condition_says dead = is_else ? SAYS_ALWAYS : SAYS_NEVER;
    enum condition_says optional = is_else ? SAYS_ABSENT : SAYS_PRESENT;
    parent->is_else = is_else;
    if (parent->says == dead)
        w->ctx.flags |= CODE_IS_DEAD;
    if (parent->says == optional)
        w->ctx.flags |= CODE_IS_OPTIONAL;
    uint32_t node = walk_open(w, CODE_BRANCH, node_line(n));
    if (!is_else)
        parent->branch = node;
}

static void child_of_if(struct walk *w, struct frame *parent, TSNode n, enum role r)
{
    bool tail = parent->meaning == S_IF && w->ctx.is_tail;
    enum meaning m = node_meaning(w, n);
    w->ctx.is_tail = tail;
    bool bare = r == R_NONE && parent->meaning == S_LOOP; /* Go: for a != b { */
    if (r == R_CONDITION || (bare && (m == S_IDENT || (m >= S_MEMBER && m <= S_TRY))))
        enter_condition(w, parent, n);
    else if (parent->has_subject && (r == R_CONSEQUENCE || r == R_BODY))
        enter_branch(w, parent, n, false);
    else if (r == R_ALTERNATIVE)
        enter_branch(w, parent, n, true);
    else
        w->ctx.is_tail = false;
    if (m == S_ELIF) /* its branch holds the alternatives after it, and closes with the whole */
        w->frames[w->n_frames - 1].height = w->n_open;
}

static bool is_tail_child(const struct frame *parent, TSNode n)
{
    return parent->tail && parent->tail == n.id;
}

static void child_of_list(struct walk *w, struct frame *parent, TSNode n, enum role r)
{
    enum meaning m = node_meaning(w, n);
    w->ctx.is_tail = w->ctx.is_tail && is_tail_child(parent, n);
    if (m == S_LABEL || m == S_CASE)
        parent->is_dead = parent->is_optional = false;
    if (parent->is_dead && m != S_FUNCTION && m != S_TYPE)
        w->ctx.flags |= CODE_IS_DEAD;
    if (parent->is_optional)
        w->ctx.flags |= CODE_IS_OPTIONAL;
    if (m != S_ATTRIBUTE && m != S_SKIP && r == R_NONE) {
        w->ctx.flags |= parent->attributes;
        w->expects_panic = parent->expects_panic;
        parent->attributes = 0;
        parent->expects_panic = false;
    }
}

static void child_of_preproc(struct walk *w, const struct frame *parent, enum role r)
{
    bool other = r == R_ALTERNATIVE;
    if (r != R_CONDITION && parent->says == (other ? SAYS_ALWAYS : SAYS_NEVER))
        w->ctx.flags |= CODE_IS_DEAD;
}

/* Is there a switch around without a value, whose cases are conditions? */
static bool is_bare_case(const struct walk *w, size_t frame)
{
    for (size_t i = frame; i > 0 && i + 4 > frame; i--)
        if (w->frames[i - 1].meaning == S_SWITCH)
            return !w->frames[i - 1].has_subject;
    return false;
}

static void child_of_case(struct walk *w, struct frame *parent, TSNode n, enum role r)
{
    bool bare = is_bare_case(w, w->n_frames - 2);
    if (r == R_VALUE && bare) {
        parent->has_subject = true;
        enter_condition(w, parent, n);
    } else if (r == R_VALUE) {
        open_here(w, CODE_COMPARE, n);
    } else {
        child_of_list(w, parent, n, r);
    }
}

static void child_of_switch(struct walk *w, struct frame *parent, TSNode n, enum role r)
{
    if (r == R_VALUE || r == R_CONDITION || r == R_SUBJECT) {
        parent->has_subject = true;
        open_here(w, CODE_CONDITION, n);
        w->ctx.is_tail = false;
    }
}

/* Does a pattern compare with a value, or only give names to parts? */
bool pattern_compares(cupel_slice s)
{
    static const char *const shapes[] = {
        "Some(", "Ok(", "Err(", "None", "_", "(", "ref ", "mut "
    };
    s = text_trim(s);
    if (slice_find(s, SLICE_LIT("::")) != SIZE_MAX)
        return true;
    for (size_t i = 0; i < CUPEL_COUNT(shapes); i++)
        if (slice_starts(s, slice_str(shapes[i])))
            return false;
    return s.n > 0 && !(s.p[0] >= 'a' && s.p[0] <= 'z' && !slice_starts(s, SLICE_LIT("true")) &&
                        !slice_starts(s, SLICE_LIT("false")));
}

static void enter_pattern(struct walk *w, TSNode n)
{
    w->ctx.is_pattern = true;
    w->ctx.is_tail = false;
    if (pattern_compares(node_text(w, n)))
        open_here(w, CODE_COMPARE, n);
}

static void child_of_arm(struct walk *w, struct frame *parent, TSNode n, enum role r)
{
    if (r == R_PATTERN || node_meaning(w, n) == S_PATTERN) {
        parent->condition = node_text(w, n);
        enter_pattern(w, n);
    } else if (r == R_GUARD)
        enter_condition(w, parent, n);
    else if (r != R_VALUE && r != R_CONSEQUENCE)
        w->ctx.is_tail = false;
}

static void child_of_let(struct walk *w, struct frame *parent, TSNode n, enum role r)
{
    w->ctx.is_pattern = r == R_PATTERN;
    if (parent->meaning != S_ASSIGN || !parent->has_subject)
        return;
    if (r == R_VALUE)
        enter_condition(w, parent, n);
    else if (r == R_ALTERNATIVE)
        enter_branch(w, parent, n, true);
}

static void child_of_ternary(struct walk *w, struct frame *parent, TSNode n)
{
    parent->children++;
    if (parent->children == 2)
        enter_condition(w, parent, n);
    else if (parent->children == 3)
        enter_branch(w, parent, n, true);
}

static void child_of_function(struct walk *w, struct frame *parent, TSNode n, enum role r)
{
    w->ctx.is_tail = r == R_BODY && w->lang->has_tail_expressions;
    if (r == R_BODY && w->pending.frame != SIZE_MAX && &w->frames[w->pending.frame] == parent)
        walk_begin_function(w, node_line(n));
}

void walk_as_child(struct walk *w, TSNode n, enum role r)
{
    struct frame *parent = &w->frames[w->n_frames - 2]; /* the last is the child's own */
    bool passes = false;
    switch (parent->meaning) {
    case S_IF:
    case S_ELIF:
    case S_LOOP: child_of_if(w, parent, n, r); return;
    case S_DO:
        if (r == R_CONDITION)
            enter_condition(w, parent, n);
        break;
    case S_LABEL:
    case S_BLOCK: child_of_list(w, parent, n, r); return;
    case S_CASE: child_of_case(w, parent, n, r); return;
    case S_PREPROC:
        child_of_list(w, parent, n, r);
        child_of_preproc(w, parent, r);
        return;
    case S_SWITCH: child_of_switch(w, parent, n, r); return;
    case S_ARM: child_of_arm(w, parent, n, r); return;
    case S_PATTERN:
        if (r == R_CONDITION) {
            w->ctx.is_pattern = false;
            enter_condition(w, parent, n);
        }
        break;
    case S_LET:
    case S_ASSIGN: child_of_let(w, parent, n, r); break;
    case S_TERNARY: child_of_ternary(w, parent, n); break;
    case S_FUNCTION: child_of_function(w, parent, n, r); return;
    case S_BINARY:
        if (r == R_RIGHT && parent->is_present_to_right)
            w->ctx.flags |= CODE_IS_OPTIONAL;
        break;
    case S_DECORATED:
        if (r == R_DEFINITION)
            w->ctx.flags |= parent->attributes;
        break;
    case S_ELSE: passes = true; break;
    case S_TRYING: parent->is_else = r != R_BODY; break;
    case S_STATEMENT: passes = parent->tail != NULL; break;
    default: break;
    }
    w->ctx.is_tail = w->ctx.is_tail && passes;
}
