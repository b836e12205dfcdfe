/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/negative.c: tests that expect a refusal, case by case. A case is a row of a table, or
 * the statements that lead to one assertion; what it is about is told by its name, by the error
 * that it expects, and by what it changes, in this order of trust.
 */
#include "office/review/cc/index.h"
#include "office/review/facts.h"
#include "office/text/words.h"

#define STEPS_MAX        20000000 /* of one question, over all tests */
#define WORD_STEPS       16       /* what it costs to look at a word */
#define REASON_LINES_MAX 12       /* an assertion about the error stands within these */
#define ROW_BYTES_MAX    20000    /* a row of a table that is longer is taken for the table */

/* Fields of a row that say what is expected, where a value other than none expects a refusal… */
#define WANTS_ERROR                                                                                \
    "want err*|wants err*|wanted err*|expect err*|expects err*|expected err*|exp err*|err|error|"  \
    "errors|err msg|err string|err str|err contains|err code|error code|error msg|error message|"  \
    "error contains|should fail|should error|should err|should be error|expect fail*|"             \
    "expected fail*|want fail*|wantfail|wanterr|experr|expecterr|fail|fails|failure|"              \
    "want panic|should panic|want reject*|should reject|rejected|refused|assertion|check err|"     \
    "require err|expected exception|exception"
/* …and those where "false" or an error does. */
#define WANTS_RESULT                                                                               \
    "valid|is valid|ok|want ok|wantok|success|succeeds|should pass|should succeed|want success|"   \
    "expect success|expected|expect|want|wanted|pass|passes|accept*|allowed|result|want result|"   \
    "expected result|expect pass|expect ok|verified|match|matches|want match"
/* A variable of the test that holds what is expected. */
#define WANTS_VARIABLE "want err*|expected err*|expect err*|wanted err*|wanterr*|exp err*"
#define NO_ERROR       "false|nil|none|null|no error|no err|ok|success|nullopt|noerror"
#define IS_NO          "false|error|err|invalid*|mismatch*|fail*|contraindicated|reject*|denied|deny"
/* Words that say that something is wrong. */
#define WRONG                                                                                      \
    "wrong|bad|invalid*|mismatch*|mismatched|different|differ*|other|another|tamper*|incorrect*|"  \
    "corrupt*|modif*|change*|forge*|fake*|stale|reus*|replay*|missing|empty|no|not|unexpected|"    \
    "malformed|expired|expire*|revoked|untrusted|unknown|foreign|without|reject*|refus*|fail*|"    \
    "deny|denied|denies|disallow*|e|err*|error*|unsupported|unmatch*|"                             \
    "inconsistent|unequal|doesnt|does not|dont|too|old|out of date|outdated|altered|bogus|evil|"   \
    "malicious|broken|flipped|absent|zero*|zeroed|nil|null|duplicate*|insufficient|illegal|"       \
    "forbidden|unauthorized|none|cannot|mutat*|swapped|improper|prevent*|detect*"
/* Those that say so of a certain thing: found on another thing, the case is about that one. */
#define WRONG_THING                                                                                \
    "wrong|bad|invalid*|mismatch*|mismatched|tamper*|incorrect*|corrupt*|forge*|forged|fake*|"     \
    "stale|replay*|malformed|expired|revoked|untrusted|unknown|missing|unsupported|altered"

/* ---- a case ---- */

struct words_of { /* a row of words of one code file */
    uint32_t code, first, end;
};

struct negative_job {
    const struct project *p;
    struct query_index *x;
    const struct negative_ask *ask;
    struct spot_list subject;
    struct negative_hit *hits;
    size_t n;
    enum negative_strength strongest;
    uint32_t code;
    uint32_t function; /* the outermost around the case */
    size_t *steps;     /* left of STEPS_MAX: whatever loops over input pays */
};

/* False when the question has cost enough: what comes after is not looked at. */
static bool pay(const struct negative_job *j, size_t n)
{
    bool can = *j->steps >= n;
    *j->steps -= can ? n : *j->steps;
    return can;
}

static const struct project_file *file_of(const struct negative_job *j)
{
    return j->x->codes[j->code].file;
}

static const struct code *code_of(const struct negative_job *j)
{
    return file_of(j)->code;
}

static bool has(const struct negative_job *j, struct words_of w, const char *pattern)
{
    return spots_within(index_spots(j->x, pattern, true), w.code, w.first, w.end) != SIZE_MAX;
}

static struct words_of words_of_node(const struct negative_job *j, uint32_t node)
{
    const struct code_node *n = &code_of(j)->nodes[node];
    return (struct words_of){ j->code, n->first, n->end };
}

/* Does one word of @w have both the subject and @pattern? Strings that are part of an assertion or
 * of an expectation need no @pattern (NULL) to be meant. */
static bool one_word_says(const struct negative_job *j, struct words_of w, const char *pattern,
                          bool strings_only)
{
    const struct code *c = code_of(j);
    for (size_t i = spots_within(j->subject, w.code, w.first, w.end);
         i != SIZE_MAX && i < j->subject.n; i++) {
        const struct spot *s = &j->subject.at[i];
        if (s->code != w.code || s->word >= w.end)
            return false;
        const struct code_word *word = &c->words[s->word];
        if ((!strings_only || word->kind == CODE_STRING) &&
            (!pattern || words_in(pattern, word->text)))
            return true;
    }
    return false;
}

/* Is something else said to be wrong in @w? */
static bool blames_other(const struct negative_job *j, struct words_of w)
{
    const struct code *c = code_of(j);
    struct spot_list wrong = index_spots(j->x, WRONG_THING, true);
    for (size_t i = spots_within(wrong, w.code, w.first, w.end); i != SIZE_MAX && i < wrong.n;
         i++) {
        if (wrong.at[i].code != w.code || wrong.at[i].word >= w.end)
            return false;
        if (!words_in(j->ask->subject, c->words[wrong.at[i].word].text))
            return true;
    }
    return false;
}

static bool name_says(const struct negative_job *j, cupel_slice name)
{
    return words_in(j->ask->subject, name) && words_in(WRONG, name);
}

/* The name of a subtest around @node: the first string of a call like t.Run("wrong nonce", …). */
static cupel_slice subtest_name(const struct negative_job *j, uint32_t node)
{
    const struct code *c = code_of(j);
    for (; node != CODE_NONE; node = c->nodes[node].parent) {
        const struct code_node *n = &c->nodes[node];
        if (n->kind != CODE_CALL ||
            !words_are("run|it|test|describe|subtest|sub test|context|when", n->name))
            continue;
        for (uint32_t w = n->first; w < n->end && w < n->first + 8; w++)
            if (c->words[w].kind == CODE_STRING)
                return c->words[w].text;
    }
    return SLICE_EMPTY;
}

/* ---- keeping what was found ---- */

static bool also_fits(const struct negative_job *j, struct words_of w)
{
    const char *also = j->ask->also;
    if (!also)
        return true;
    return words_in(also, slice_str(file_of(j)->path)) || has(j, w, also) ||
           has(j, words_of_node(j, j->function), also);
}

static void keep(struct negative_job *j, struct words_of w, uint32_t line,
                 enum negative_strength strength, bool by_error)
{
    enum negative_strength least = j->ask->least ? j->ask->least : NEGATIVE_CLOSE;
    if (strength < least || (j->ask->none && has(j, w, j->ask->none)) || !also_fits(j, w))
        return;
    if (strength > j->strongest)
        j->strongest = strength;
    if (j->n < QUERY_NEGATIVES_MAX)
        j->hits[j->n++] = (struct negative_hit){ .file = file_of(j),
                                                 .function = j->function,
                                                 .line = line,
                                                 .first = w.first,
                                                 .end = w.end,
                                                 .strength = strength,
                                                 .by_error = by_error };
}

/* ---- rows of tables ---- */

static const uint8_t *end_of(const struct code_word *w)
{
    return w->text.p + w->text.n;
}

/* Does a colon stand between the word and the next one, and no equals sign: a field of a literal,
 * no assignment? */
static bool is_field(const struct code *c, uint32_t word)
{
    bool colon = false;
    const uint8_t *to = c->words[word + 1].text.p;
    for (const uint8_t *b = end_of(&c->words[word]); b < to; b++) {
        if (*b == '=' || *b == ';' || *b == '(')
            return false;
        colon |= *b == ':';
    }
    return colon;
}

/* The brackets that enclose the word: the opening one's place in the text, or SIZE_MAX. */
static size_t bracket_before(const struct negative_job *j, cupel_slice text, size_t at)
{
    int depth = 0;
    for (size_t i = at; i > 0 && at - i < ROW_BYTES_MAX && pay(j, 1); i--) {
        uint8_t b = text.p[i - 1];
        depth += b == '{' || b == '(' ? 1 : b == '}' || b == ')' ? -1 : 0;
        if (depth > 0)
            return i - 1;
    }
    return SIZE_MAX;
}

static size_t bracket_after(const struct negative_job *j, cupel_slice text, size_t at)
{
    int depth = 0;
    for (size_t i = at; i < text.n && i - at < ROW_BYTES_MAX && pay(j, 1); i++) {
        uint8_t b = text.p[i];
        depth += b == '{' || b == '(' ? 1 : b == '}' || b == ')' ? -1 : 0;
        if (depth < 0)
            return i;
    }
    return SIZE_MAX;
}

/* The words between the brackets around a word; false without any. */
static bool row_around(const struct negative_job *j, uint32_t word, struct words_of *ret)
{
    const struct code *c = code_of(j);
    cupel_slice text = file_of(j)->text;
    size_t at = (size_t)(c->words[word].text.p - text.p);
    size_t start = bracket_before(j, text, at), end = bracket_after(j, text, at);
    if (start == SIZE_MAX || end == SIZE_MAX)
        return false;
    *ret = (struct words_of){ j->code, word, word + 1 };
    while (ret->first > 0 && c->words[ret->first - 1].text.p > text.p + start)
        ret->first--;
    while (ret->end < c->n_words && c->words[ret->end].text.p < text.p + end)
        ret->end++;
    return true;
}

/* What the row is called: the key before it ("wrong nonce": {…}), or a field like name. */
static cupel_slice row_name(const struct negative_job *j, struct words_of row)
{
    const struct code *c = code_of(j);
    if (row.first > 0 && c->words[row.first - 1].kind == CODE_STRING && is_field(c, row.first - 1))
        return c->words[row.first - 1].text;
    for (uint32_t w = row.first; w + 1 < row.end && pay(j, WORD_STEPS); w++)
        if (words_are("name|desc|description|test name|title|case|label|scenario|tc|msg|comment",
                      c->words[w].text) &&
            c->words[w + 1].kind == CODE_STRING)
            return c->words[w + 1].text;
    return c->words[row.first].kind == CODE_STRING ? c->words[row.first].text : SLICE_EMPTY;
}

/* Does an identifier of @w stand for a text about the subject: name = "REPORT_DATA"? */
static bool stands_for_subject(const struct negative_job *j, struct words_of w)
{
    const struct code *c = code_of(j);
    for (uint32_t n = j->function; n < c->n_nodes && c->nodes[n].first < w.end && pay(j, 1); n++) {
        const struct code_node *a = &c->nodes[n];
        struct words_of value = { j->code, a->first + 1, a->end };
        if (a->kind != CODE_ASSIGN || a->end - a->first > 4 || !one_word_says(j, value, NULL, true))
            continue;
        for (uint32_t i = w.first; i < w.end && pay(j, 1); i++)
            if (c->words[i].kind == CODE_IDENT && slice_eq(c->words[i].text, a->name))
                return true;
    }
    return false;
}

/* Does the field whose target is @word, with its value in (word, end), expect a refusal? */
static bool expects_refusal(const struct code *c, uint32_t word, uint32_t end)
{
    cupel_slice target = c->words[word].text;
    if (word + 1 >= end || !is_field(c, word))
        return false;
    const struct code_word *value = &c->words[word + 1];
    if (words_are(WANTS_ERROR, target))
        return !(value->text.n == 0 || words_are(NO_ERROR, value->text));
    return words_are(WANTS_RESULT, target) && value->kind != CODE_STRING &&
           words_in(IS_NO, value->text);
}

static enum negative_strength row_strength(const struct negative_job *j, struct words_of row,
                                           struct words_of expectation, bool by_error)
{
    cupel_slice name = row_name(j, row);
    const struct code_word *value = &code_of(j)->words[expectation.first];
    bool is_specific = !words_are("true|err*|error*|some|any error|error|false", value->text);
    if (by_error)
        return NEGATIVE_NAMED;
    if (words_in(j->ask->subject, name))
        return is_specific && blames_other(j, expectation) ? NEGATIVE_LOOSE : NEGATIVE_NAMED;
    if (!has(j, row, j->ask->subject))
        return NEGATIVE_NONE;
    /* A row that is named, or expects an error, for something else only mentions the subject. */
    if (name.n || is_specific)
        return NEGATIVE_LOOSE;
    return NEGATIVE_CLOSE;
}

/* A row whose expectation is in words [first, end). */
static void keep_row(struct negative_job *j, struct words_of row, uint32_t first, uint32_t end)
{
    struct words_of expectation = { j->code, first, end };
    bool by_error = has(j, expectation, j->ask->subject) || stands_for_subject(j, expectation);
    enum negative_strength strength = row_strength(j, row, expectation, by_error);
    if (strength != NEGATIVE_NONE)
        keep(j, row, code_of(j)->words[row.first].line, strength, by_error);
}

/* Rows that code.h knows are assertions that begin with a field. */
static bool is_row(const struct code *c, uint32_t node)
{
    return node + 1 < c->n_nodes && c->nodes[node].kind == CODE_ASSERT &&
           c->nodes[node + 1].kind == CODE_ASSIGN && c->nodes[node + 1].parent == node &&
           c->nodes[node + 1].first == c->nodes[node].first;
}

static void try_field(struct negative_job *j, uint32_t node)
{
    const struct code *c = code_of(j);
    const struct code_node *n = &c->nodes[node];
    struct words_of row;
    if (n->end <= n->first + 1 || !expects_refusal(c, n->first, n->end) ||
        !row_around(j, n->first, &row))
        return;
    keep_row(j, row, n->first + 1, n->end);
}

/* ---- assertions ---- */

/*
 * The words from the assertion before this one, or from the start of its function, to its end. What
 * encloses that assertion and has ended (a table, a branch, a subtest) is over as well.
 */
static struct words_of window_of(const struct negative_job *j, uint32_t node)
{
    const struct code *c = code_of(j);
    uint32_t function = c->nodes[node].function, to = c->nodes[node].first, k = node;
    if (function == CODE_NONE)
        return words_of_node(j, node);
    struct words_of w = { j->code, c->nodes[function].first + 1, c->nodes[node].end };
    while (k > function && pay(j, 1)) {
        const struct code_node *n = &c->nodes[--k];
        if (n->kind == CODE_ASSERT && n->end <= to && n->function == function)
            break;
    }
    if (k <= function)
        return w;
    for (; k != CODE_NONE && c->nodes[k].kind != CODE_FUNCTION && c->nodes[k].end <= to;
         k = c->nodes[k].parent)
        w.first = c->nodes[k].end;
    return w;
}

/* The condition whose branch the node stands in, or CODE_NONE. */
static uint32_t condition_of(const struct negative_job *j, uint32_t node)
{
    const struct code *c = code_of(j);
    uint32_t b = c->nodes[node].parent;
    if (b == CODE_NONE || b == 0 || c->nodes[b].kind != CODE_BRANCH)
        return CODE_NONE;
    /* The node before the branch is the condition, or stands in it. */
    for (uint32_t k = b - 1; k != CODE_NONE && pay(j, 1); k = c->nodes[k].parent)
        if (c->nodes[k].kind == CODE_CONDITION && c->nodes[k].end == c->nodes[b].first)
            return k;
    return CODE_NONE;
}

/* Does the condition ask the row of a table whether it expects an error: if tc.wantErr { … }? */
static bool asks_row(const struct negative_job *j, uint32_t condition)
{
    const struct code *c = code_of(j);
    for (uint32_t w = c->nodes[condition].first + 1;
         w < c->nodes[condition].end && pay(j, WORD_STEPS); w++)
        if (words_are(WANTS_ERROR, c->words[w].text) &&
            words_are("tc|tt|test|tests|c|test case|testcase|case|td|scenario|row|t|tst|tcase|"
                      "test data|data|item|entry|self",
                      c->words[w - 1].text))
            return true;
    return false;
}

static bool is_of_table(const struct negative_job *j, uint32_t node)
{
    const struct code *c = code_of(j);
    for (uint32_t n = node; n != CODE_NONE && c->nodes[n].kind != CODE_FUNCTION;
         n = c->nodes[n].parent) {
        uint32_t condition = condition_of(j, n);
        if (condition != CODE_NONE && asks_row(j, condition))
            return true;
    }
    return false;
}

/*
 * What the assertion says of the reason: its condition and itself, and the next assertion when that
 * one looks at the error: err := f().unwrap_err(); assert!(matches!(err, NonceMismatch)).
 */
static struct words_of reason_of(const struct negative_job *j, uint32_t node)
{
    const struct code *c = code_of(j);
    uint32_t condition = condition_of(j, node);
    struct words_of r = words_of_node(j, node);
    if (condition != CODE_NONE)
        r.first = c->nodes[condition].first;
    for (uint32_t k = node + 1; k < c->n_nodes && pay(j, 1); k++) {
        const struct code_node *n = &c->nodes[k];
        if (n->kind != CODE_ASSERT || n->first < r.end)
            continue;
        struct words_of rest = { j->code, r.end, n->end };
        bool looks = n->function == c->nodes[node].function &&
                     n->line < c->nodes[node].last_line + REASON_LINES_MAX &&
                     !(n->flags & CODE_EXPECTS_REFUSAL) && !is_row(c, k) &&
                     has(j, rest, "err*|error*|e|exc|exc info|excinfo|msg|message|result");
        if (looks)
            r.end = n->end;
        break;
    }
    return r;
}

/* The text that a local variable of the condition was given, as in wantErr := "CRL is not signed";
 * !match(err, wantErr). Empty when there is none. */
static struct words_of expected_text(const struct negative_job *j, uint32_t condition)
{
    const struct code *c = code_of(j);
    struct words_of none = { j->code, 0, 0 };
    for (uint32_t w = c->nodes[condition].first; w < c->nodes[condition].end && pay(j, WORD_STEPS);
         w++) {
        if (c->words[w].kind != CODE_IDENT || !words_are(WANTS_VARIABLE, c->words[w].text))
            continue;
        uint32_t found = CODE_NONE;
        for (uint32_t n = j->function; n < condition && pay(j, 1); n++)
            if (c->nodes[n].kind == CODE_ASSIGN && slice_eq(c->nodes[n].name, c->words[w].text))
                found = n;
        if (found == CODE_NONE || c->nodes[found].end < c->nodes[found].first + 2)
            return none;
        const struct code_word *value = &c->words[c->nodes[found].first + 1];
        if (value->text.n == 0 || words_are(NO_ERROR, value->text))
            return none;
        return (struct words_of){ j->code, c->nodes[found].first + 1, c->nodes[found].end };
    }
    return none;
}

static enum negative_strength assert_strength(const struct negative_job *j, uint32_t node,
                                              struct words_of window, struct words_of expected,
                                              bool *by_error)
{
    const struct code *c = code_of(j);
    struct words_of reason = reason_of(j, node);
    *by_error = one_word_says(j, reason, NULL, true) || one_word_says(j, reason, WRONG, false) ||
                has(j, expected, j->ask->subject);
    if (*by_error)
        return NEGATIVE_NAMED;
    bool other = blames_other(j, reason) || blames_other(j, expected);
    bool named = name_says(j, subtest_name(j, node)) || name_says(j, c->nodes[j->function].name) ||
                 one_word_says(j, window, WRONG, false);
    if (named)
        return other ? NEGATIVE_LOOSE : NEGATIVE_NAMED;
    if (has(j, window, j->ask->subject))
        return other || blames_other(j, window) ? NEGATIVE_LOOSE : NEGATIVE_CLOSE;
    return has(j, words_of_node(j, j->function), j->ask->subject) ? NEGATIVE_LOOSE : NEGATIVE_NONE;
}

static void try_assert(struct negative_job *j, uint32_t node)
{
    const struct code *c = code_of(j);
    const struct code_node *n = &c->nodes[node];
    uint32_t condition = condition_of(j, node);
    struct words_of expected = { j->code, 0, 0 };
    if (condition != CODE_NONE)
        expected = expected_text(j, condition);
    if ((!(n->flags & CODE_EXPECTS_REFUSAL) && expected.end == 0) || is_of_table(j, node))
        return;
    struct words_of window = window_of(j, node);
    bool by_error = false;
    enum negative_strength strength = assert_strength(j, node, window, expected, &by_error);
    if (strength != NEGATIVE_NONE)
        keep(j, window, n->line, strength, by_error);
}

/* A row that code.h knows: the field in it that expects the refusal tells the reason. */
static void try_row(struct negative_job *j, uint32_t node)
{
    const struct code *c = code_of(j);
    struct words_of row = words_of_node(j, node);
    uint32_t field = CODE_NONE;
    for (uint32_t n = node + 1; n < c->n_nodes && c->nodes[n].first < row.end && pay(j, WORD_STEPS);
         n++)
        if (c->nodes[n].kind == CODE_ASSIGN && c->nodes[n].parent == node &&
            c->nodes[n].end > c->nodes[n].first + 1 &&
            words_are(WANTS_ERROR "|" WANTS_RESULT, c->words[c->nodes[n].first].text))
            field = field == CODE_NONE ? n : field;
    if (field == CODE_NONE)
        keep_row(j, row, row.first, row.first);
    else
        keep_row(j, row, c->nodes[field].first + 1, c->nodes[field].end);
}

/* ---- functions ---- */

static bool stands_in_row(const struct negative_job *j, uint32_t node)
{
    const struct code *c = code_of(j);
    for (node = c->nodes[node].parent; node != CODE_NONE && pay(j, 1); node = c->nodes[node].parent)
        if (is_row(c, node))
            return true;
    return false;
}

static bool holds_rows(const struct negative_job *j, uint32_t row)
{
    const struct code *c = code_of(j);
    for (uint32_t n = row + 1; n < c->n_nodes && c->nodes[n].first < c->nodes[row].end && pay(j, 1);
         n++)
        if (is_row(c, n))
            return true;
    return false;
}

static void search_function(struct negative_job *j)
{
    const struct code *c = code_of(j);
    for (uint32_t n = j->function; n < c->n_nodes && c->nodes[n].first < c->nodes[j->function].end;
         n++) {
        if (!pay(j, 1))
            return;
        if (c->nodes[n].flags & (CODE_IS_IGNORED | CODE_IS_DEAD))
            continue;
        /* A table with a row called "success" looks like a row. */
        if (is_row(c, n) && !holds_rows(j, n))
            try_row(j, n);
        else if (is_row(c, n))
            continue;
        else if (c->nodes[n].kind == CODE_ASSERT)
            try_assert(j, n);
        else if (c->nodes[n].kind == CODE_ASSIGN && !stands_in_row(j, n))
            try_field(j, n);
    }
}

/* The outermost function around a word, or CODE_NONE. */
static uint32_t function_around(const struct code *c, uint32_t word)
{
    uint32_t found = CODE_NONE;
    for (uint32_t n = c->words[word].node; n != CODE_NONE; n = c->nodes[n].parent)
        if (c->nodes[n].kind == CODE_FUNCTION)
            found = n;
    return found;
}

/* Is the name of this function written anywhere but where it begins? Distinct identifiers are units
 * of the index, so that numbers are compared. */
static bool is_mentioned(const struct negative_job *j)
{
    const struct code_file *own = &j->x->codes[j->code];
    uint32_t first = code_of(j)->nodes[j->function].first, unit = own->units[first];
    for (size_t i = 0; i < j->x->n_codes; i++) {
        const struct code_file *f = &j->x->codes[i];
        size_t n = f->file->code->n_words;
        if (!pay(j, n / WORD_STEPS + 1))
            return true;
        for (size_t w = 0; w < n; w++)
            if (f->units[w] == unit && !(f == own && w == first))
                return true;
    }
    return false;
}

/* Go runs functions of tests by their names; another is run when somebody calls it. */
static bool is_never_run(const struct negative_job *j)
{
    const struct code_node *f = &code_of(j)->nodes[j->function];
    return file_of(j)->lang == LANG_GO && f->owner.n == 0 && f->name.n > 0 &&
           slice_eq(code_of(j)->words[f->first].text, f->name) &&
           !words_in("test*|fuzz*|benchmark*|example*|init", f->name) && !is_mentioned(j);
}

struct negative_list query_negatives(const struct project *p, const struct negative_ask *ask)
{
    struct negative_list none = { NULL, 0, NEGATIVE_NONE };
    struct query_index *x = p->facts ? p->facts->index : NULL;
    if (!x)
        return none;
    size_t steps = STEPS_MAX;
    struct negative_job j = { .p = p, .x = x, .ask = ask, .steps = &steps };
    j.subject = index_spots(x, ask->subject, true);
    j.hits = arena_array(p->arena, QUERY_NEGATIVES_MAX, sizeof *j.hits);
    if (!j.hits)
        return none;
    for (size_t i = 0; i < j.subject.n; i++) {
        const struct spot *s = &j.subject.at[i];
        uint32_t function = function_around(x->codes[s->code].file->code, s->word);
        bool is_same = i > 0 && s->code == j.code && function == j.function;
        j.code = s->code;
        j.function = function;
        if (!is_same && function != CODE_NONE &&
            query_is_on_side(file_of(&j), function, QUERY_TESTS) &&
            !(code_of(&j)->nodes[function].flags & CODE_IS_FUZZ) && !is_never_run(&j))
            search_function(&j);
    }
    return (struct negative_list){ j.hits, j.n, j.strongest };
}

enum negative_strength query_negative_places(const struct project *p,
                                             const struct negative_ask *ask, struct places *to,
                                             const char *note)
{
    struct negative_list l = query_negatives(p, ask);
    for (size_t i = 0; i < l.n && to; i++)
        if (l.at[i].strength == l.strongest)
            places_add(p, to, l.at[i].file, l.at[i].line, note ? "%s" : NULL, note);
    return l.strongest;
}
