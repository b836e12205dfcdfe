/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: what the name that is called says about them, and what an assertion expects. */
#include "office/source/code_walk.h"

#include "office/text/words.h"

#define ARGUMENTS_MAX 8 /* of an assertion that are looked at */

/* "abc", "abc*", "*abc"; '*' alone fits all. */
static bool name_fits(const char *pattern, cupel_slice name)
{
    cupel_slice p = slice_str(pattern);
    if (p.n && p.p[p.n - 1] == '*')
        return slice_starts(name, slice_part(p, 0, p.n - 1));
    if (p.n && p.p[0] == '*')
        return name.n >= p.n - 1 &&
               slice_eq(slice_part(name, name.n - (p.n - 1), p.n - 1), slice_part(p, 1, p.n - 1));
    return slice_eq(p, name);
}

static bool receiver_fits(const char *pattern, cupel_slice receiver)
{
    if (!pattern)
        return true;
    if (pattern[0] == '~')
        return words_in(pattern + 1, receiver); /* POINTER MATH: past the mark, a string of ours */
    return slice_eq(slice_str(pattern), receiver);
}

static bool row_fits(const struct call_row *row, cupel_slice receiver, cupel_slice name, bool macro)
{
    cupel_slice pattern = slice_str(row->name);
    bool for_macro = pattern.n && pattern.p[pattern.n - 1] == '!';
    if (for_macro != macro)
        return false;
    if (!macro)
        return name_fits(row->name, name) && receiver_fits(row->receiver, receiver);
    return slice_eq(slice_part(pattern, 0, pattern.n - 1), name) &&
           receiver_fits(row->receiver, receiver);
}

const struct call_row *call_find(const struct walk *w, cupel_slice receiver, cupel_slice name,
                                 bool is_macro)
{
    for (const struct code_lang *l = w->lang; l && name.n; l = l->base)
        for (size_t i = 0; i < l->n_calls; i++)
            if (row_fits(&l->calls[i], receiver, name, is_macro))
                return &l->calls[i];
    return NULL;
}

const struct call_row *call_row_of(struct walk *w, TSNode call)
{
    bool macro = node_meaning(w, call) == S_MACRO;
    cupel_slice receiver;
    cupel_slice callee = node_text(w, node_child(w, call, macro ? R_MACRO : R_FUNCTION));
    cupel_slice name = path_last(callee, &receiver);
    return call_find(w, receiver, name, macro);
}

/* What is asked of is no outcome: that a list is empty is no refusal. */
static bool asks_of_data(cupel_slice name)
{
    return words_in("empty|contains|contain|exists|none|null|zero|starts|ends|has*|any|all|eq|ne|"
                    "equal*|compare*|match*|in|debug|isinstance|hasattr|memcmp|strcmp",
                    name);
}

static bool mentions(struct walk *w, TSNode n, const char *const *parts, size_t count)
{
    cupel_slice text = node_text(w, n);
    for (size_t i = 0; i < count; i++)
        if (slice_find(text, slice_str(parts[i])) != SIZE_MAX)
            return true;
    return false;
}

/* x.is_err(), errors.Is(err, …), matches!(x, Err(_)): true when there was an error. */
static bool asks_for_error(struct walk *w, TSNode n)
{
    static const char *const parts[] = { "is_err()",   "unwrap_err(", "expect_err(", ".err()",
                                         "errors.Is(", "errors.As(",  "Err(" };
    return mentions(w, n, parts, CUPEL_COUNT(parts));
}

static TSNode without_brackets(struct walk *w, TSNode n)
{
    for (int i = 0; i < ARGUMENTS_MAX; i++) {
        enum meaning m = node_meaning(w, n);
        if (m != S_PAREN && m != S_STATEMENT && m != S_BLOCK)
            break;
        TSNode inner = node_named(n, 0);
        if (ts_node_is_null(inner))
            break;
        n = inner;
    }
    return n;
}

static cupel_slice name_of(struct walk *w, TSNode n)
{
    enum meaning m = node_meaning(w, n);
    TSNode callee = m == S_CALL ? node_child(w, n, R_FUNCTION) : n;
    return path_last(node_text(w, callee), NULL);
}

static bool is_call_or_name(enum meaning m)
{
    return m == S_CALL || m == S_IDENT || m == S_MEMBER || m == S_TRY;
}

/* An assertion that @n is false: is it one that something was refused? */
static bool falsehood_refuses(struct walk *w, TSNode n)
{
    n = without_brackets(w, n);
    if (!is_call_or_name(node_meaning(w, n)))
        return false;
    cupel_slice name = name_of(w, n);
    if (words_in("is err|is error", name))
        return false;
    return words_in("is ok|is some", name) || !asks_of_data(name);
}

static TSNode side(struct walk *w, TSNode n, bool right)
{
    TSNode field = node_child(w, n, right ? R_RIGHT : R_LEFT);
    if (!ts_node_is_null(field))
        return field;
    return node_named(n, right ? node_count(n) - 1 : 0);
}

/* An assertion that @n is true. */
static bool truth_refuses(struct walk *w, TSNode n)
{
    n = without_brackets(w, n);
    enum meaning m = node_meaning(w, n);
    cupel_slice text = node_text(w, n);
    if (m == S_UNARY &&
        (slice_starts(text, SLICE_LIT("!")) || slice_starts(text, SLICE_LIT("not"))))
        return falsehood_refuses(w, node_named(n, 0));
    if (m == S_BINARY || m == S_COMPARISON) {
        cupel_slice op = node_text(w, node_child(w, n, m == S_BINARY ? R_OPERATOR : R_OPERATORS));
        enum value left = value_expected(w, side(w, n, false));
        enum value right = value_expected(w, side(w, n, true));
        if (slice_eq(op, SLICE_LIT("!=")) || slice_eq(op, SLICE_LIT("is not")))
            return left == VALUE_HOLDS || right == VALUE_HOLDS;
        if (slice_eq(op, SLICE_LIT("==")) || slice_eq(op, SLICE_LIT("is")))
            return left == VALUE_FAILS || right == VALUE_FAILS || asks_for_error(w, n);
        return slice_eq(op, SLICE_LIT("<")) &&
               slice_eq(node_text(w, side(w, n, true)), SLICE_LIT("0"));
    }
    return asks_for_error(w, n);
}

bool call_expects_refusal(struct walk *w, const struct call_row *row, const TSNode *args, size_t n)
{
    static const char *const refused[] = { "HaveOccurred", "MatchError", "BeFalse", "Panic" };
    static const char *const accepted[] = { "Succeed", "BeTrue" };
    bool fails = false, holds = false, error = false;
    for (size_t i = 0; i < n && i < ARGUMENTS_MAX; i++) {
        enum value v = value_expected(w, without_brackets(w, args[i]));
        fails = fails || v == VALUE_FAILS;
        holds = holds || v == VALUE_HOLDS;
        error = error || asks_for_error(w, args[i]);
    }
    bool first = false;
    for (size_t i = 0; i < n && i < 2 && !first; i++) /* the first may be the test's handle */
        first = row->expects == EXPECT_TRUE
                    ? truth_refuses(w, args[i])
                    : falsehood_refuses(w, args[i]) && name_of(w, args[i]).n > 1;
    switch (row->expects) {
    case EXPECT_TRUE:
    case EXPECT_FALSE: return first;
    case EXPECT_EQUAL: return fails || error;
    case EXPECT_DIFFERENT: return holds;
    case EXPECT_ERROR: return true;
    case EXPECT_MATCHER: return n > 0 && mentions(w, args[0], refused, CUPEL_COUNT(refused));
    case EXPECT_NOT_MATCHER: return n > 0 && mentions(w, args[0], accepted, CUPEL_COUNT(accepted));
    default: return false;
    }
}

static size_t arguments_of(const struct walk *w, TSNode call, TSNode *args)
{
    TSNode list = node_child(w, call, R_ARGUMENTS);
    uint32_t count = node_count(list);
    size_t n = 0;
    for (; n < count && n < ARGUMENTS_MAX; n++)
        args[n] = node_named(list, (uint32_t)n);
    return n;
}

/* Does the condition around an assertion in a branch make it expect a refusal? */
static bool condition_expects(struct walk *w)
{
    for (size_t i = w->n_frames; i > 0; i--) {
        const struct frame *f = &w->frames[i - 1];
        if (f->meaning == S_FUNCTION || f->meaning == S_LAMBDA)
            return false;
        if (f->meaning == S_TRYING) /* what stands before it should have thrown */
            return !f->is_else;
        if ((f->meaning == S_IF || f->meaning == S_ARM) && f->condition.n)
            return condition_expects_refusal(f->condition, f->is_else);
    }
    return false;
}

void refusal_enter(struct walk *w, TSNode n, unsigned flags)
{
    uint32_t node = walk_open(w, CODE_REFUSAL, node_line(n));
    if (node != CODE_NONE)
        walk_node(w, node)->flags |= (uint8_t)flags;
    w->ctx.is_settled = true;
}

void assert_enter(struct walk *w, TSNode n, bool expects_refusal, bool in_releases)
{
    if (!walk_in_test(w) && in_releases) {
        refusal_enter(w, n, CODE_DECIDES);
        return;
    }
    uint32_t node = walk_open(w, CODE_ASSERT, node_line(n));
    if (node != CODE_NONE && expects_refusal)
        walk_node(w, node)->flags |= CODE_EXPECTS_REFUSAL;
    w->ctx.is_settled = true;
}

/* An unwrap_err() in an assertion: what that one expects is settled by it. */
static void tell_assertion(struct walk *w, const struct call_row *row)
{
    uint32_t outer = walk_inside(w, CODE_ASSERT);
    if (outer != CODE_NONE && row->expects == EXPECT_ERROR)
        walk_node(w, outer)->flags |= CODE_EXPECTS_REFUSAL;
}

static void assertion_enter(struct walk *w, TSNode n, const struct call_row *row,
                            const TSNode *args, size_t n_args)
{
    bool expects = row->expects == EXPECT_IF ? condition_expects(w)
                                             : call_expects_refusal(w, row, args, n_args);
    bool for_tests = row->expects == EXPECT_ERROR || row->expects == EXPECT_IF;
    if (w->ctx.is_settled)
        tell_assertion(w, row);
    else if (walk_in_test(w) || !for_tests)
        assert_enter(w, n, expects, row->what == CALL_ASSERTS);
    /* In the product assert_eq!(a, b) is a comparison like others. */
    if (!walk_in_test(w) && (row->expects == EXPECT_EQUAL || row->expects == EXPECT_DIFFERENT))
        (void)walk_open(w, CODE_COMPARE, node_line(n));
}

/* A skip that is the first thing its function does. */
static void skip_enter(struct walk *w)
{
    uint32_t f = walk_inside(w, CODE_FUNCTION);
    if (f != CODE_NONE && f + 1 == w->n_nodes)
        walk_node(w, f)->flags |= CODE_IS_IGNORED;
}

static void subtest_enter(struct walk *w, TSNode n)
{
    TSNode first = node_named(node_child(w, n, R_ARGUMENTS), 0);
    if (node_meaning(w, first) != S_STRING || w->pending.frame != SIZE_MAX || !walk_in_test(w))
        return;
    w->pending.facts = (struct function_facts){ .name = text_unquote(node_text(w, first)),
                                                .flags = CODE_IS_TEST };
    w->pending.frame = w->n_frames - 1;
}

static void register_names(struct walk *w, TSNode n)
{
    TSNode args[ARGUMENTS_MAX];
    size_t count = arguments_of(w, n, args);
    for (size_t i = 0; i < count; i++)
        if (node_meaning(w, args[i]) == S_IDENT)
            walk_register(w, node_text(w, args[i]));
}

/* TEST(Suite, Name) in C, where the grammar sees a call and then a block: one function. */
static void test_enter(struct walk *w, TSNode n)
{
    TSNode args[ARGUMENTS_MAX];
    size_t count = arguments_of(w, n, args), base = w->n_frames;
    if (count == 0 || w->pending.frame != SIZE_MAX || walk_inside(w, CODE_FUNCTION) != CODE_NONE)
        return;
    while (base > 0 && w->frames[base - 1].meaning != S_BLOCK)
        base--;
    if (base == 0)
        return;
    w->pending.facts = (struct function_facts){ .name = node_text(w, args[count - 1]),
                                                .owner = count > 1 ? node_text(w, args[0])
                                                                   : SLICE_EMPTY,
                                                .flags = CODE_IS_TEST };
    w->pending.frame = base - 1;
    w->frames[base - 1].closes_in = 2;
    w->frames[base - 1].closes_to = w->n_open;
}

static void open_call(struct walk *w, TSNode n, cupel_slice name)
{
    uint32_t node = walk_open(w, CODE_CALL, node_line(n));
    if (node != CODE_NONE)
        walk_node(w, node)->name = name;
}

/* What the row says, before the call itself. */
static void row_enter(struct walk *w, TSNode n, const struct call_row *row, const TSNode *args,
                      size_t n_args)
{
    switch (row->what) {
    case CALL_ASSERTS:
    case CALL_CHECKS: assertion_enter(w, n, row, args, n_args); break;
    case CALL_REFUSES:
        if (!w->ctx.is_settled && walk_in_test(w))
            assert_enter(w, n, condition_expects(w), false);
        else if (!w->ctx.is_settled)
            refusal_enter(w, n, 0);
        walk_leaves(w);
        break;
    case CALL_REPORTS:
        if (!w->ctx.is_settled)
            refusal_enter(w, n, 0);
        break;
    case CALL_DEMANDS:
        if (!w->ctx.is_settled)
            refusal_enter(w, n, CODE_DECIDES);
        break;
    case CALL_FAILS:
        if (!w->ctx.is_settled && !w->ctx.is_pattern)
            refusal_enter(w, n, 0);
        break;
    case CALL_COMPARES: (void)walk_open(w, CODE_COMPARE, node_line(n)); break;
    case CALL_SKIPS: skip_enter(w); break;
    case CALL_REGISTERS: register_names(w, n); break;
    default: break;
    }
}

void call_enter(struct walk *w, TSNode n)
{
    TSNode args[ARGUMENTS_MAX];
    size_t n_args = arguments_of(w, n, args);
    const struct call_row *row = call_row_of(w, n);
    if (row && row->what == CALL_TEST) {
        test_enter(w, n);
        return;
    }
    if (row)
        row_enter(w, n, row, args, n_args);
    open_call(w, n, path_last(node_text(w, node_child(w, n, R_FUNCTION)), NULL));
    if (row && row->what == CALL_SUBTEST)
        subtest_enter(w, n);
}

void macro_enter(struct walk *w, TSNode n, const struct call_row *row, const TSNode *args,
                 size_t n_args)
{
    cupel_slice name = path_last(node_text(w, node_child(w, n, R_MACRO)), NULL);
    if (row && row->what == CALL_FUZZ && w->pending.frame == SIZE_MAX) {
        w->pending.facts = (struct function_facts){ .name = name, .flags = CODE_IS_FUZZ };
        w->pending.frame = w->n_frames - 1;
        walk_begin_function(w, node_line(n));
    }
    if (row)
        row_enter(w, n, row, args, n_args);
    open_call(w, n, name);
}
