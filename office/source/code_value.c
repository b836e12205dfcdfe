/* SPDX-License-Identifier: Apache-2.0 */
#include "office/source/code_walk.h"

#include "office/text/words.h"

#define DEPTH_MAX     12  /* brackets, casts, operators around a value; deeper says nothing */
#define LOOK_BACK_MAX 512 /* code nodes between a comparison and the return of its outcome */

#define FAILING                                                                                    \
    "err*|*error|fail*|invalid*|bad|denied|deny|mismatch*|unauthorized|unauthenticated|forbidden|" \
    "reject*|refus*|revoked|expired|untrusted|corrupt*|illegal|unsupported|missing|unexpected|"    \
    "malformed|abort*|violation"
/* Fields of results that say how it went. */
#define OUTCOME                                                                                    \
    "ok|valid|is valid|verified|is verified|success|succeeded|accepted|passed|trusted|authentic|"  \
    "allowed|verdict|result"
#define HOLDING "ok|okay|success*|none|valid|succeed*|accept*|no error|no err|passed"

bool name_holds(cupel_slice name)
{
    return words_in(HOLDING, name) && !words_in("not *|un*|in*", name);
}

bool name_fails(cupel_slice name)
{
    return words_in(FAILING, name) && !words_in("no error|no err|is *|success", name);
}

/* A constant whose part E says that it is an error: E_NONCE, SGX_E_DEBUG; not E_OK. */
static bool is_error_constant(cupel_slice name)
{
    bool has_e = slice_starts(name, SLICE_LIT("E_")) ||
                 slice_find(name, SLICE_LIT("_E_")) != SIZE_MAX;
    for (size_t i = 0; i < name.n && has_e; i++)
        has_e = name.p[i] < 'a' || name.p[i] > 'z';
    return has_e && !name_holds(name);
}

/* EINVAL and its like. */
static bool is_errno(cupel_slice name)
{
    if (name.n < 4 || name.p[0] != 'E')
        return is_error_constant(name);
    for (size_t i = 1; i < name.n; i++)
        if ((name.p[i] < 'A' || name.p[i] > 'Z') && (name.p[i] < '0' || name.p[i] > '9'))
            return is_error_constant(name);
    return true;
}

static bool is_zero(cupel_slice number)
{
    for (size_t i = 0; i < number.n; i++)
        if (number.p[i] >= '1' && number.p[i] <= '9')
            return false;
    return true;
}

static enum value of_number(struct walk *w, cupel_slice text, bool returned)
{
    if (slice_starts(text, SLICE_LIT("-")))
        return is_zero(text) ? VALUE_OTHER : VALUE_FAILS;
    if (!returned) /* 400, 401, 403: what servers answer to who is turned away */
        return text.n == 3 && text.p[0] == '4' ? VALUE_FAILS
                                               : (is_zero(text) ? VALUE_HOLDS : VALUE_OTHER);
    switch (w->ctx.returns) {
    case RETURNS_STATUS: return is_zero(text) ? VALUE_HOLDS : VALUE_FAILS;
    case RETURNS_TRUTH: return is_zero(text) ? VALUE_FAILS : VALUE_HOLDS;
    case RETURNS_POINTER: return is_zero(text) ? VALUE_FAILS : VALUE_OTHER;
    default: return VALUE_OTHER;
    }
}

static bool is_false(cupel_slice text)
{
    return slice_eq(text, SLICE_LIT("false")) || slice_eq(text, SLICE_LIT("False"));
}

static enum value of_name(struct walk *w, cupel_slice path, bool returned)
{
    cupel_slice last = path_last(path, NULL);
    if (is_false(path))
        return VALUE_FAILS;
    if (slice_eq(path, SLICE_LIT("true")))
        return VALUE_HOLDS;
    if (slice_eq(last, SLICE_LIT("None"))) /* Rust's is a name like others */
        return w->lang->nil_fails && returned ? VALUE_FAILS : VALUE_OTHER;
    if (slice_eq(last, SLICE_LIT("NULL")))
        return returned ? VALUE_FAILS : VALUE_OTHER;
    if (returned && !w->lang->names_fail)
        return VALUE_OTHER;
    if (is_errno(last) || name_fails(returned ? last : path))
        return VALUE_FAILS;
    return name_holds(last) ? VALUE_HOLDS : VALUE_OTHER;
}

/* How a value is looked at. */
struct look {
    bool returned; /* else: an argument of an assertion */
    unsigned depth;
};

static enum value value_of(struct walk *w, TSNode n, struct look l);

/* Ok(a == b), a.ct_eq(b).into(), bool(a == b): what the argument says, or the receiver. */
static enum value of_wrapped(struct walk *w, TSNode n, struct look l)
{
    TSNode args = node_child(w, n, R_ARGUMENTS);
    TSNode inner = node_named(args, 0);
    if (ts_node_is_null(inner))
        inner = node_named(node_child(w, n, R_FUNCTION), 0);
    if (is_false(node_text(w, inner)))
        return VALUE_FAILS;
    return value_of(w, inner, l) == VALUE_COMPARES ? VALUE_COMPARES : VALUE_OTHER;
}

/* Result(ok=False), Result { valid: false, .. }, &Result{Valid: false} */
static bool has_false_outcome(struct walk *w, TSNode fields)
{
    uint32_t count = node_count(fields);
    for (uint32_t i = 0; i < count && i < DEPTH_MAX; i++) {
        TSNode field = node_named(fields, i);
        if (node_meaning(w, field) != S_ASSIGN || node_count(field) < 2)
            continue;
        cupel_slice key = text_unquote(text_trim(node_text(w, node_named(field, 0))));
        TSNode value = node_named(field, node_count(field) - 1);
        if (words_are(OUTCOME, key) && is_false(text_trim(node_text(w, value))))
            return true;
    }
    return false;
}

/* append(errs, fmt.Errorf(…)) */
static enum value of_collected(struct walk *w, TSNode n, struct look l)
{
    TSNode args = node_child(w, n, R_ARGUMENTS);
    uint32_t count = node_count(args);
    for (uint32_t i = 1; i < count && i < DEPTH_MAX; i++)
        if (value_of(w, node_named(args, i), l) == VALUE_FAILS)
            return VALUE_FAILS;
    return VALUE_OTHER;
}

static enum value of_call(struct walk *w, TSNode n, struct look l)
{
    const struct call_row *row = call_row_of(w, n);
    switch (row ? row->what : CALL_PLAIN) {
    case CALL_COMPARES: return VALUE_COMPARES;
    case CALL_ERROR:
    case CALL_FAILS: return VALUE_FAILS;
    case CALL_WRAPS: return of_wrapped(w, n, l);
    case CALL_COLLECTS: return of_collected(w, n, l);
    default: break;
    }
    if (node_meaning(w, n) == S_MACRO)
        return VALUE_OTHER;
    cupel_slice last = path_last(node_text(w, node_child(w, n, R_FUNCTION)), NULL);
    bool asks = words_in("check*|get*|has*|is*|from*|map*|handle*|log*|unwrap*", last);
    bool fails = (name_fails(last) && !asks) || has_false_outcome(w, node_child(w, n, R_ARGUMENTS));
    return fails ? VALUE_FAILS : VALUE_OTHER;
}

/* Several results: one that is false refuses; of errors, the last one counts or the first. */
static enum value of_list(struct walk *w, TSNode n, struct look l)
{
    uint32_t count = node_count(n);
    enum value all = VALUE_OTHER;
    for (uint32_t i = 0; i < count && i < DEPTH_MAX; i++) {
        TSNode item = node_named(n, i);
        enum value v = value_of(w, item, l);
        bool counts = w->lang->lists_end_in_error ? i + 1 == count : i == 0;
        if (v == VALUE_COMPARES && all == VALUE_OTHER)
            all = v;
        if (v == VALUE_FAILS && (counts || node_meaning(w, item) == S_FALSE))
            all = v;
    }
    return all;
}

static enum value of_unary(struct walk *w, TSNode n, struct look l)
{
    cupel_slice text = node_text(w, n);
    TSNode inner = node_named(n, 0);
    if (slice_starts(text, SLICE_LIT("-"))) {
        bool number = node_meaning(w, inner) == S_NUMBER;
        return number && is_zero(node_text(w, inner)) ? VALUE_OTHER : VALUE_FAILS;
    }
    enum value v = value_of(w, inner, l);
    if (slice_starts(text, SLICE_LIT("!")) || slice_starts(text, SLICE_LIT("not")))
        return v == VALUE_COMPARES ? v : VALUE_OTHER;
    return v; /* references: &VerifyError{} */
}

static bool is_one_of(cupel_slice s, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_eq(s, slice_str(names[i])))
            return true;
    return false;
}

static enum value of_binary(struct walk *w, TSNode n, struct look l)
{
    static const char *const compare[] = { "==", "!=", "<", ">", "<=", ">=" };
    static const char *const join[] = { "&&", "||", "and", "or" };
    cupel_slice op = node_text(w, node_child(w, n, R_OPERATOR));
    if (is_one_of(op, compare, CUPEL_COUNT(compare)))
        return VALUE_COMPARES;
    if (!is_one_of(op, join, CUPEL_COUNT(join)))
        return VALUE_OTHER;
    bool compares = value_of(w, node_child(w, n, R_LEFT), l) == VALUE_COMPARES ||
                    value_of(w, node_child(w, n, R_RIGHT), l) == VALUE_COMPARES;
    return compares ? VALUE_COMPARES : VALUE_OTHER;
}

/* c ? a : b, a if c else b: the condition decides, when it compares. */
static enum value of_choice(struct walk *w, TSNode n, struct look l)
{
    TSNode condition = node_child(w, n, R_CONDITION);
    if (ts_node_is_null(condition))
        condition = node_named(n, 1); /* Python */
    return value_of(w, condition, l) == VALUE_COMPARES ? VALUE_COMPARES : VALUE_OTHER;
}

static enum value value_of(struct walk *w, TSNode n, struct look l)
{
    if (ts_node_is_null(n) || l.depth++ >= DEPTH_MAX)
        return VALUE_OTHER;
    switch (node_meaning(w, n)) {
    case S_FALSE: return VALUE_FAILS;
    case S_TRUE: return VALUE_HOLDS;
    case S_NIL: return w->lang->nil_fails && l.returned ? VALUE_FAILS : VALUE_OTHER;
    case S_NUMBER: return of_number(w, node_text(w, n), l.returned);
    case S_IDENT:
    case S_MEMBER: return of_name(w, node_text(w, n), l.returned);
    case S_PAREN: return value_of(w, node_named(n, node_count(n) - 1), l);
    case S_TRY:
    case S_STATEMENT: return value_of(w, node_named(n, 0), l);
    case S_LIST: return of_list(w, n, l);
    case S_MACRO:
    case S_CALL: return of_call(w, n, l);
    case S_TYPED_LITERAL: {
        cupel_slice type = path_last(node_text(w, node_named(n, 0)), NULL);
        bool fails = name_fails(type) || has_false_outcome(w, node_named(n, node_count(n) - 1));
        return fails ? VALUE_FAILS : VALUE_OTHER;
    }
    case S_COMPARISON: return VALUE_COMPARES;
    case S_BINARY: return of_binary(w, n, l);
    case S_UNARY: return of_unary(w, n, l);
    case S_IF:
    case S_TERNARY: return of_choice(w, n, l);
    default: return VALUE_OTHER;
    }
}

/* Does the assignment @node hold a comparison? */
static bool holds_comparison(struct walk *w, uint32_t node)
{
    const struct code_node *all = walk_node(w, 0);
    for (uint32_t i = node + 1; i < w->n_nodes && all[i].parent != CODE_NONE; i++) {
        if (all[i].parent < node)
            return false;
        if (all[i].kind == CODE_COMPARE)
            return true;
    }
    return false;
}

/* Was the name given the outcome of a comparison in this function? */
static bool was_compared(struct walk *w, cupel_slice name)
{
    uint32_t f = walk_inside(w, CODE_FUNCTION), seen = 0;
    for (uint32_t i = w->n_nodes; f != CODE_NONE && i > f && seen < LOOK_BACK_MAX; i--, seen++) {
        const struct code_node *c = walk_node(w, i - 1);
        if (c->kind == CODE_ASSIGN && slice_eq(c->name, name))
            return holds_comparison(w, i - 1);
    }
    return false;
}

enum value value_returned(struct walk *w, TSNode n)
{
    enum value v = value_of(w, n, (struct look){ .returned = true });
    if (node_meaning(w, n) == S_LIST && node_count(n) == 1)
        n = node_named(n, 0);
    if (v == VALUE_OTHER && node_meaning(w, n) == S_IDENT && was_compared(w, node_text(w, n)))
        return VALUE_COMPARES;
    return v;
}

enum value value_expected(struct walk *w, TSNode n)
{
    return value_of(w, n, (struct look){ .returned = false });
}
