/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a condition says about when its branch runs, told by its text: the languages differ in their
 * trees, but `x != nil`, `x.is_some()` and `len(x) > 0` read alike. Longer conditions say nothing.
 */
#include "office/source/code_walk.h"

#include "office/text/words.h"

#define CONDITION_MAX 400 /* bytes */
#define NOT_MAX       8   /* negations before an operand */

/* Names of outcomes: that one of them is set is no option that somebody left out. */
#define OUTCOMES                                                                                   \
    "ok|okay|valid*|match*|equal*|same|eq|verif*|success*|found|err*|fail*|invalid|bad|mismatch*|" \
    "result|rc|ret|res|status|passed|trusted|done|diff|differs"

/* Where @word stands in @s outside of brackets and quotes, or SIZE_MAX. Words of letters stand
 * alone. */
static size_t find_outside(cupel_slice s, cupel_slice word)
{
    size_t depth = 0;
    uint8_t quote = 0;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];
        if (quote) {
            quote = c == quote ? 0 : quote;
            continue;
        }
        quote = c == '"' || c == '`' ? c : 0;
        depth += c == '(' || c == '[' || c == '{';
        if ((c == ')' || c == ']' || c == '}') && depth > 0)
            depth--;
        if (depth == 0 && !quote && slice_starts(slice_part(s, i, s.n - i), word))
            return i;
    }
    return SIZE_MAX;
}

/* Split @s at the first of the two spellings of an operator; false when neither is there. */
static bool split(cupel_slice s, cupel_slice sign, cupel_slice word, cupel_slice *left,
                  cupel_slice *right)
{
    size_t at = find_outside(s, sign), n = sign.n;
    if (at == SIZE_MAX) {
        at = find_outside(s, word);
        n = word.n;
    }
    if (at == SIZE_MAX)
        return false;
    *left = text_trim(slice_part(s, 0, at));
    *right = text_trim(slice_part(s, at + n, s.n - at - n));
    return true;
}

/* Without brackets around all of it. */
static cupel_slice bare(cupel_slice s)
{
    s = text_trim(s);
    while (s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')') {
        cupel_slice inner = slice_part(s, 1, s.n - 2);
        size_t depth = 0;
        for (size_t i = 0; i < inner.n; i++) {
            if (inner.p[i] == ')' && depth-- == 0)
                return s; /* (a) == (b) */
            depth += inner.p[i] == '(';
        }
        s = text_trim(inner);
    }
    return s;
}

static bool is_one_of(cupel_slice s, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_eq(s, slice_str(names[i])))
            return true;
    return false;
}

static bool is_nothing(cupel_slice s)
{
    static const char *const names[] = { "nil",  "NULL", "nullptr", "None", "0",
                                         "\"\"", "''",   "b\"\"",   "b''",  "std::nullopt" };
    return is_one_of(s, names, CUPEL_COUNT(names));
}

/* A path of names, such as o->nonce, *nonce or cfg.nonce[0]. */
static bool is_path(cupel_slice s)
{
    static const char others[] = "_.:[]->";
    size_t from = s.n > 0 && (s.p[0] == '&' || s.p[0] == '*');
    for (size_t i = from; i < s.n; i++) {
        uint8_t c = s.p[i];
        bool name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!name && slice_find(slice_str(others), slice_part(s, i, 1)) == SIZE_MAX)
            return false;
    }
    return s.n > from && !(s.p[from] >= '0' && s.p[from] <= '9');
}

static bool is_outcome(cupel_slice path)
{
    return words_in(OUTCOMES, path_last(path, NULL));
}

/* How long something is: len(x), x.len(), nonce_size. */
static bool is_length(cupel_slice s)
{
    cupel_slice last = path_last(s, NULL);
    return words_in("len|length|size|count|sizeof", last);
}

static enum condition_says flip(enum condition_says says)
{
    switch (says) {
    case SAYS_ALWAYS: return SAYS_NEVER;
    case SAYS_NEVER: return SAYS_ALWAYS;
    case SAYS_PRESENT: return SAYS_ABSENT;
    case SAYS_ABSENT: return SAYS_PRESENT;
    default: return SAYS_NOTHING;
    }
}

/* `left op right`, op being one that compares with nothing. */
static enum condition_says says_compared(cupel_slice s)
{
    static const struct {
        cupel_slice sign, word;
        enum condition_says says;
    } ops[] = {
        { { (const uint8_t *)"!=", 2 }, { (const uint8_t *)" is not ", 8 }, SAYS_PRESENT },
        { { (const uint8_t *)"==", 2 }, { (const uint8_t *)" is ", 4 }, SAYS_ABSENT },
    };
    cupel_slice left, right;
    for (size_t i = 0; i < CUPEL_COUNT(ops); i++) {
        if (!split(s, ops[i].sign, ops[i].word, &left, &right))
            continue;
        if (!is_nothing(bare(right)) || is_outcome(left))
            return SAYS_NOTHING;
        bool zero = slice_eq(bare(right), SLICE_LIT("0"));
        return zero && !is_length(left) ? SAYS_NOTHING : ops[i].says;
    }
    if (split(s, SLICE_LIT(" > "), SLICE_LIT(" > "), &left, &right) && is_length(left) &&
        slice_eq(right, SLICE_LIT("0")))
        return SAYS_PRESENT;
    return SAYS_NOTHING;
}

/* A call that asks whether something is there. */
static enum condition_says says_called(cupel_slice s)
{
    if (s.n < 3 || s.p[s.n - 1] != ')')
        return SAYS_NOTHING;
    cupel_slice last = path_last(s, NULL);
    if (words_are("is some|has value|is present|is set", last))
        return SAYS_PRESENT;
    if (words_are("is none|is empty|empty|is zero|is null|is nil", last))
        return SAYS_ABSENT;
    return words_are("len|length|size", last) ? SAYS_PRESENT : SAYS_NOTHING;
}

static enum condition_says says_single(cupel_slice s)
{
    static const char *const always[] = { "true", "True", "1" }, *const never[] = { "false",
                                                                                    "False", "0" };
    bool negated = false;
    s = bare(s);
    for (int i = 0; i < NOT_MAX; i++) {
        bool sign = slice_starts(s, SLICE_LIT("!")), word = slice_starts(s, SLICE_LIT("not "));
        if (!sign && !word)
            break;
        negated = !negated;
        s = bare(slice_part(s, sign ? 1 : 4, s.n - (sign ? 1 : 4)));
    }
    enum condition_says says = SAYS_NOTHING;
    if (is_one_of(s, always, CUPEL_COUNT(always)))
        says = SAYS_ALWAYS;
    else if (is_one_of(s, never, CUPEL_COUNT(never)))
        says = SAYS_NEVER;
    else if (is_path(s))
        says = is_outcome(s) ? SAYS_NOTHING : SAYS_PRESENT;
    else if (slice_starts(s, SLICE_LIT("let Some(")))
        says = SAYS_PRESENT;
    else if (slice_starts(s, SLICE_LIT("let None")))
        says = SAYS_ABSENT;
    else if ((says = says_called(s)) == SAYS_NOTHING)
        says = says_compared(s);
    return negated ? flip(says) : says;
}

/* All operands of && hold, or one of those of || does. @strong decides alone; what is neither
 * strong nor @weak nor @one says nothing. */
static enum condition_says says_joined(cupel_slice s, bool is_and)
{
    enum condition_says strong = is_and ? SAYS_NEVER : SAYS_ALWAYS;
    enum condition_says one = is_and ? SAYS_PRESENT : SAYS_ABSENT;
    cupel_slice sign = is_and ? SLICE_LIT("&&") : SLICE_LIT("||");
    cupel_slice word = is_and ? SLICE_LIT(" and ") : SLICE_LIT(" or ");
    cupel_slice left, rest = s;
    bool any = false, all = true, more = true;
    while (more) {
        cupel_slice right = SLICE_EMPTY;
        more = split(rest, sign, word, &left, &right);
        enum condition_says says = says_single(more ? left : rest);
        if (says == strong)
            return strong;
        any = any || says == one;
        all = all && says == one;
        rest = right;
    }
    return (is_and ? any : all) ? one : SAYS_NOTHING;
}

enum condition_says condition_says(cupel_slice text)
{
    cupel_slice s = bare(text);
    if (s.n == 0 || s.n > CONDITION_MAX)
        return SAYS_NOTHING;
    if (find_outside(s, SLICE_LIT("||")) != SIZE_MAX ||
        find_outside(s, SLICE_LIT(" or ")) != SIZE_MAX)
        return says_joined(s, false);
    if (find_outside(s, SLICE_LIT("&&")) != SIZE_MAX ||
        find_outside(s, SLICE_LIT(" and ")) != SIZE_MAX)
        return says_joined(s, true);
    return says_single(s);
}

/* Does it say `err == nil`, alone or beside other things? */
static bool is_no_error(cupel_slice s)
{
    cupel_slice sign = SLICE_LIT("== nil");
    for (size_t at = 0; (at = slice_find(s, sign)) != SIZE_MAX;) {
        if (words_in("*err|err*", path_last(slice_part(s, 0, at), NULL)))
            return true;
        s = slice_part(s, at + sign.n, s.n - at - sign.n);
    }
    return false;
}

bool condition_expects_refusal(cupel_slice text, bool is_else)
{
    cupel_slice s = bare(text);
    if (s.n > CONDITION_MAX)
        return false;
    if (slice_starts(s, SLICE_LIT("let Ok(")) || slice_starts(s, SLICE_LIT("Ok(")))
        return !is_else;
    bool negated = slice_starts(s, SLICE_LIT("!"));
    cupel_slice operand = negated ? bare(slice_part(s, 1, s.n - 1)) : s;
    cupel_slice callee, last = path_last(operand, &callee);
    bool is_call = operand.n > 0 && operand.p[operand.n - 1] == ')';
    bool asks_error = slice_find(operand, SLICE_LIT("err.Error()")) != SIZE_MAX ||
                      (is_call && slice_starts(operand, SLICE_LIT("errors.")));
    bool fails;
    if (is_no_error(s))
        fails = true;
    else if (asks_error)
        fails = negated || slice_find(s, SLICE_LIT("!=")) != SIZE_MAX;
    else if (is_path(operand) || is_call) /* it held, and that is the mistake */
        return negated == is_else && words_in("ok|okay|valid*|verif*|accept*|allow*|trusted|"
                                              "authentic*|success*|passed|check*",
                                              last);
    else
        return is_else && words_in("err", s) && slice_find(s, SLICE_LIT("!= nil")) != SIZE_MAX;
    return fails != is_else;
}
