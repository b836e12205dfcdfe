/* SPDX-License-Identifier: Apache-2.0 */
/* What a tree node opens, by its meaning. Its frame is the last one. */
#include "office/source/code_walk.h"

#include "office/text/words.h"

#define TRY_LOOK 8 /* calls of a chain before a '?' */

/* Variables that say how it went, and labels where one goes when it went wrong. */
#define STATUS                                                                                     \
    "ret|rc|res|result|results|err*|*err|error|errors|status|retval|rv|st|sts|retcode|ok|okay|"    \
    "valid*|is valid|verified|success*|matched|matches|accepted|trusted"
#define FAILING_LABEL "err*|fail*|bad|invalid|abort|reject*|error*"

bool meaning_is_list(enum meaning m)
{
    return m == S_BLOCK || m == S_CASE || m == S_PREPROC || m == S_LABEL;
}

static struct frame *top_frame(struct walk *w)
{
    return &w->frames[w->n_frames - 1];
}

/* The frame that holds the last one, passing over what only wraps an expression. */
static struct frame *holder(struct walk *w)
{
    size_t i = w->n_frames - 1;
    while (i > 0 && (w->frames[i - 1].meaning == S_STATEMENT || w->frames[i - 1].meaning == S_TRY))
        i--;
    return i > 0 ? &w->frames[i - 1] : NULL;
}

void walk_leaves(struct walk *w)
{
    struct frame *f = holder(w);
    if (!f)
        return;
    bool stands_alone = meaning_is_list(f->meaning) || f->meaning == S_IF || f->meaning == S_LOOP ||
                        f->meaning == S_ELSE || f->meaning == S_ELIF || f->meaning == S_ARM;
    uint32_t branch = walk_inside(w, CODE_BRANCH);
    if (stands_alone && branch != CODE_NONE)
        walk_node(w, branch)->flags |= CODE_LEAVES;
    if (meaning_is_list(f->meaning))
        f->is_dead = true;
}

static void open_named(struct walk *w, enum code_node_kind kind, TSNode n, cupel_slice name)
{
    uint32_t node = walk_open(w, kind, node_line(n));
    if (node != CODE_NONE)
        walk_node(w, node)->name = name;
}

static void enter_function(struct walk *w, TSNode n)
{
    struct function_facts f = { .owner = w->ctx.owner, .expects_panic = w->expects_panic };
    w->expects_panic = false;
    w->lang->function(w, n, &f);
    w->ctx.returns = f.returns;
    w->ctx.is_tail = w->ctx.is_settled = w->ctx.in_lambda = false;
    if (w->pending.frame == SIZE_MAX)
        w->pending = (struct pending){ f, w->n_frames - 1 };
}

static void enter_type(struct walk *w, TSNode n)
{
    cupel_slice name = path_last(node_text(w, node_child(w, n, R_NAME)), NULL);
    bool is_use = ts_node_is_null(node_child(w, n, R_BODY)) && /* struct quote *q */
                  slice_find(slice_str(node_type(n)), SLICE_LIT("_specifier")) != SIZE_MAX;
    if (is_use)
        return;
    open_named(w, CODE_TYPE, n, name);
    w->ctx.owner = name;
    if (w->lang->scope)
        w->ctx.flags |= w->lang->scope(w, n);
}

static void enter_scope(struct walk *w, TSNode n)
{
    TSNode type = node_child(w, n, R_TYPE);
    TSNode name = ts_node_is_null(type) ? node_child(w, n, R_NAME) : type;
    w->ctx.owner = path_last(node_text(w, name), NULL);
    if (w->lang->scope)
        w->ctx.flags |= w->lang->scope(w, n);
}

/* "key" of d["key"], or the empty slice. */
static cupel_slice subscript_key(cupel_slice text)
{
    size_t open = slice_find(text, SLICE_LIT("["));
    if (open == SIZE_MAX || text.p[text.n - 1] != ']')
        return SLICE_EMPTY;
    cupel_slice inner = text_trim(slice_part(text, open + 1, text.n - open - 2));
    cupel_slice key = text_unquote(inner);
    return key.n < inner.n ? key : SLICE_EMPTY;
}

/* The last part of what is assigned to: ok of `_, ok`, q of `Some(q)`, data of `self.data`. */
static cupel_slice target_name(const struct walk *w, TSNode n)
{
    static const enum role roles[] = { R_LEFT, R_NAME,  R_DECLARATOR, R_PATTERN,
                                       R_KEY,  R_FIELD, R_DESIGNATOR };
    TSNode target = node_named(n, 0);
    for (size_t i = 0; i < CUPEL_COUNT(roles); i++) {
        TSNode field = node_child(w, n, roles[i]);
        if (!ts_node_is_null(field)) {
            target = field;
            break;
        }
    }
    cupel_slice text = text_trim(text_unquote(text_trim(node_text(w, target))));
    size_t open = slice_find(text, SLICE_LIT("("));
    if (open != SIZE_MAX && text.p[text.n - 1] == ')')
        text = slice_part(text, open + 1, text.n - open - 2);
    cupel_slice key = subscript_key(text);
    return key.n ? key : path_last(text, NULL);
}

/* ret = -EINVAL, err = errors.New(...), valid = false, in a branch: who was to be let in is not. */
static bool is_failing_set(struct walk *w, TSNode n, cupel_slice name)
{
    if (w->ctx.is_settled || walk_inside(w, CODE_BRANCH) == CODE_NONE || !words_are(STATUS, name))
        return false;
    TSNode value = node_child(w, n, R_RIGHT);
    if (node_count(value) == 1 && node_meaning(w, value) == S_LIST)
        value = node_named(value, 0);
    return value_expected(w, value) == VALUE_FAILS;
}

static void enter_assign(struct walk *w, TSNode n, enum meaning m)
{
    cupel_slice name = target_name(w, n);
    if (m == S_SET && is_failing_set(w, n, name))
        refusal_enter(w, n, 0);
    open_named(w, CODE_ASSIGN, n, name);
    struct frame *f = top_frame(w);
    f->has_subject = !ts_node_is_null(node_child(w, n, R_ALTERNATIVE)); /* let … else */
}

static void enter_value(struct walk *w, TSNode n)
{
    enum value v = w->ctx.is_settled ? VALUE_OTHER : value_returned(w, n);
    if (v == VALUE_FAILS)
        refusal_enter(w, n, 0);
    if (v == VALUE_COMPARES)
        refusal_enter(w, n, CODE_DECIDES);
}

static void enter_return(struct walk *w, TSNode n)
{
    uint32_t count = node_count(n);
    TSNode value = node_named(n, 0);
    for (uint32_t i = 1; i < count && node_meaning(w, value) == S_SKIP; i++)
        value = node_named(n, i);
    enum value v = ts_node_is_null(value) ? VALUE_OTHER : value_returned(w, value);
    if (!w->ctx.is_settled && v == VALUE_FAILS)
        refusal_enter(w, n, 0);
    else if (!w->ctx.is_settled && v == VALUE_COMPARES && !w->ctx.in_lambda)
        refusal_enter(w, n, CODE_DECIDES);
    walk_leaves(w);
}

static void enter_goto(struct walk *w, TSNode n)
{
    if (words_in(FAILING_LABEL, node_text(w, node_named(n, 0))) && !w->ctx.is_settled)
        refusal_enter(w, n, 0);
    walk_leaves(w);
}

static bool is_one_of(cupel_slice s, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_eq(s, slice_str(names[i])))
            return true;
    return false;
}

static void enter_binary(struct walk *w, TSNode n)
{
    static const char *const compare[] = { "==", "!=", "<", ">", "<=", ">=" };
    struct frame *f = top_frame(w);
    cupel_slice op = node_text(w, node_child(w, n, R_OPERATOR));
    bool is_and = slice_eq(op, SLICE_LIT("&&")) || slice_eq(op, SLICE_LIT("and"));
    bool is_or = slice_eq(op, SLICE_LIT("||")) || slice_eq(op, SLICE_LIT("or"));
    f->compares = is_one_of(op, compare, CUPEL_COUNT(compare)) || slice_eq(op, SLICE_LIT("&"));
    if (f->compares)
        (void)walk_open(w, op.p[0] == '&' ? CODE_MASK : CODE_COMPARE, node_line(n));
    if (is_and || is_or) {
        enum condition_says says = condition_says(node_text(w, node_child(w, n, R_LEFT)));
        f->is_present_to_right = says == (is_and ? SAYS_PRESENT : SAYS_ABSENT);
    }
}

static void enter_unary(struct walk *w, TSNode n)
{
    cupel_slice text = node_text(w, n);
    top_frame(w)->compares = slice_starts(text, SLICE_LIT("!")) ||
                             slice_starts(text, SLICE_LIT("not"));
}

/* A comparison whose mismatch is an error, given on with '?', also through map_err(). */
static void enter_try(struct walk *w, TSNode n)
{
    TSNode inner = node_named(n, 0);
    for (int i = 0; i < TRY_LOOK && node_meaning(w, inner) == S_CALL; i++) {
        const struct call_row *row = call_row_of(w, inner);
        if (row && row->what == CALL_COMPARES && !w->ctx.is_settled) {
            refusal_enter(w, n, CODE_DECIDES);
            return;
        }
        inner = node_named(node_child(w, inner, R_FUNCTION), 0);
    }
}

static void enter_case(struct walk *w, TSNode n, enum meaning m)
{
    struct frame *f = top_frame(w);
    bool bare = false;
    for (size_t i = w->n_frames; m == S_CASE && i > 0 && i + 4 > w->n_frames; i--)
        if (w->frames[i - 1].meaning == S_SWITCH) {
            bare = !w->frames[i - 1].has_subject;
            break;
        }
    /* Without a subject the value is the condition, and the branch comes after it. */
    if (!bare || ts_node_is_null(node_child(w, n, R_VALUE)))
        f->branch = walk_open(w, CODE_BRANCH, node_line(n));
}

static void enter_attribute(struct walk *w, TSNode n)
{
    struct frame *parent = &w->frames[w->n_frames - 2];
    bool panic = false;
    unsigned flags = w->lang->attribute ? w->lang->attribute(w, n, &panic) : 0;
    if (slice_starts(node_text(w, n), SLICE_LIT("#!"))) /* of all that it stands in */
        top_frame(w)->outer.flags |= flags;
    parent->attributes |= flags;
    parent->expects_panic = parent->expects_panic || panic;
}

/* The last child that is no comment, when the block is what a function returns. */
static void find_tail(struct walk *w, TSNode n)
{
    uint32_t i = node_count(n);
    TSNode last = n;
    while (i > 0 && node_meaning(w, last = node_named(n, i - 1)) == S_SKIP)
        i--;
    top_frame(w)->tail = i > 0 ? last.id : NULL;
}

/* False for a string that stands alone: documentation. */
static bool enter_statement(struct walk *w, TSNode n)
{
    cupel_slice text = node_text(w, n);
    if (node_count(n) == 1 && node_meaning(w, node_named(n, 0)) == S_STRINGS)
        return false;
    if (w->ctx.is_tail && text.n && text.p[text.n - 1] != ';')
        top_frame(w)->tail = n.id;
    return true;
}

/* A string without expressions in it is one word. */
static bool enter_strings(struct walk *w, TSNode n)
{
    uint32_t count = node_count(n);
    for (uint32_t i = 0; i < count && count < 4096; i++)
        if (node_meaning(w, node_named(n, i)) == S_PLAIN)
            return true;
    walk_leaf(w, text_unquote(node_text(w, n)), node_line(n), CODE_STRING);
    return false;
}

/* Names and numbers of a macro's text. */
static void enter_raw(struct walk *w, TSNode n)
{
    cupel_slice s = node_text(w, n);
    uint32_t line = node_line(n);
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        while (i < s.n && (s.p[i] == '_' || (s.p[i] >= '0' && s.p[i] <= '9') ||
                           (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z')))
            i++;
        if (i > from)
            walk_word(w, slice_part(s, from, i - from), line,
                      s.p[from] >= '0' && s.p[from] <= '9' ? CODE_NUMBER : CODE_IDENT);
        else
            line += s.p[i++] == '\n';
    }
}

/* Is it a node of tail position that holds the value rather than being it? */
static bool holds_value(enum meaning m)
{
    return m == S_BLOCK || m == S_STATEMENT || m == S_IF || m == S_ELSE || m == S_SWITCH ||
           m == S_ARM || m == S_SKIP || m == S_PLAIN;
}

static bool enter_leaf(struct walk *w, TSNode n, enum meaning m)
{
    cupel_slice text = node_text(w, n);
    if (m == S_RAW)
        enter_raw(w, n);
    else if (m == S_STRING)
        walk_leaf(w, text_unquote(text), node_line(n), CODE_STRING);
    else
        walk_leaf(w, text, node_line(n), m == S_NUMBER ? CODE_NUMBER : CODE_IDENT);
    return false;
}

static void enter_preproc(struct walk *w, TSNode n)
{
    TSNode condition = node_child(w, n, R_CONDITION);
    if (!ts_node_is_null(condition))
        top_frame(w)->says = condition_says(node_text(w, condition));
    if (w->lang->scope)
        w->ctx.flags |= w->lang->scope(w, n);
}

static void enter_let(struct walk *w, TSNode n)
{
    if (pattern_compares(node_text(w, node_child(w, n, R_PATTERN))))
        (void)walk_open(w, CODE_COMPARE, node_line(n));
}

static void enter_lambda(struct walk *w)
{
    w->ctx.base = w->n_open;
    w->ctx.in_lambda = true;
    w->ctx.is_tail = false;
}

static bool enter_item(struct walk *w, TSNode n, enum meaning m)
{
    switch (m) {
    case S_FUNCTION: enter_function(w, n); break;
    case S_TYPE: enter_type(w, n); break;
    case S_SCOPE: enter_scope(w, n); break;
    case S_IMPORT: (void)walk_open(w, CODE_IMPORT, node_line(n)); break;
    case S_PREPROC: enter_preproc(w, n); break;
    case S_DEFINE: enter_assign(w, n, m); break;
    case S_DECORATOR: enter_attribute(w, n); break;
    case S_ATTRIBUTE: enter_attribute(w, n); return false;
    default: break;
    }
    return true;
}

static bool enter_statement_like(struct walk *w, TSNode n, enum meaning m)
{
    switch (m) {
    case S_STATEMENT: return enter_statement(w, n);
    case S_BLOCK:
        if (w->ctx.is_tail)
            find_tail(w, n);
        break;
    case S_CASE:
    case S_ARM: enter_case(w, n, m); break;
    case S_LET: enter_let(w, n); break;
    case S_RETURN: enter_return(w, n); break;
    case S_RAISE:
        if (!w->ctx.is_settled)
            refusal_enter(w, n, 0);
        walk_leaves(w);
        break;
    case S_LEAVE: walk_leaves(w); break;
    case S_GOTO: enter_goto(w, n); break;
    case S_WITH: with_enter(w, n); break;
    case S_ASSERT: assertion_statement_enter(w, n); break;
    default: return enter_item(w, n, m);
    }
    return true;
}

bool walk_enter(struct walk *w, TSNode n)
{
    enum meaning m = top_frame(w)->meaning;
    if (w->ctx.is_tail && !holds_value(m) && m < S_STATEMENT)
        enter_value(w, n);
    if (m >= S_IDENT && m <= S_RAW)
        return enter_leaf(w, n, m);
    switch (m) {
    case S_STRINGS: return enter_strings(w, n);
    case S_CALL: call_enter(w, n); break;
    case S_MACRO: macro_walk(w, n); return false;
    case S_BINARY: enter_binary(w, n); break;
    case S_COMPARISON:
        top_frame(w)->compares = true;
        (void)walk_open(w, CODE_COMPARE, node_line(n));
        break;
    case S_UNARY: enter_unary(w, n); break;
    case S_TRY: enter_try(w, n); break;
    case S_LAMBDA: enter_lambda(w); break;
    case S_LITERAL: literal_enter(w, n); break;
    case S_ASSIGN:
    case S_SET: enter_assign(w, n, m); break;
    default: return enter_statement_like(w, n, m);
    }
    return true;
}
