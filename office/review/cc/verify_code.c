/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/verify_code.c: what a piece of code does, as far as the criteria on verification ask:
 * which evidence format it is about, whether it compares two values, whether it complains.
 */
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

#include "office/text/words.h"

#include <string.h>

#define FILE_FORMATS_MAX 2 /* a file that names more of them is about none in particular */

/* ---- which format ---- */

/* The formats that @text names. SEV without SNP stands for both: projects name SNP so. */
static tee_set named_in(cupel_slice text)
{
    tee_set named = 0;
    for (int t = 0; t < TEE_COUNT; t++)
        if (text.n && words_in(tee_words((enum tee_format)t), text))
            named |= TEE_BIT(t);
    return named & TEE_BIT(TEE_SEV) ? named | TEE_BIT(TEE_SNP) : named;
}

static tee_set named_in_node(const struct code *c, uint32_t node)
{
    tee_set named = 0;
    for (int t = 0; t < TEE_COUNT; t++)
        if (code_says(c, node, tee_words((enum tee_format)t), true, NULL))
            named |= TEE_BIT(t);
    return named & TEE_BIT(TEE_SEV) ? named | TEE_BIT(TEE_SNP) : named;
}

static unsigned count(tee_set s)
{
    unsigned n = 0;
    for (; s; s &= s - 1)
        n++;
    return n;
}

tee_set verify_formats(const struct project *p, enum fact_truth least)
{
    tee_set all = 0;
    for (int t = 0; t < TEE_COUNT; t++)
        if (p->facts->formats[t].verifies.truth >= least)
            all |= TEE_BIT(t);
    return all;
}

/* The last part of a path that names a format decides: az-snp-vtpm/src/vtpm/verify.rs. */
static tee_set named_in_path(const char *path)
{
    cupel_slice left = slice_str(path);
    while (left.n) {
        size_t cut = left.n;
        while (cut && left.p[cut - 1] != '/')
            cut--;
        tee_set named = named_in(slice_part(left, cut, left.n - cut));
        if (named)
            return named;
        left.n = cut ? cut - 1 : 0;
    }
    return 0;
}

tee_set verify_formats_at(const struct project_file *f, uint32_t node, tee_set among)
{
    tee_set path = named_in_path(f->path);
    if (path & TEE_HARDWARE)
        return path & among;
    const struct code *c = f->code;
    uint32_t function = c && node != CODE_NONE ? c->nodes[node].function : CODE_NONE;
    if (function != CODE_NONE) {
        const struct code_node *n = &c->nodes[function];
        tee_set named = (named_in(n->name) | named_in(n->owner)) & among;
        if (!named)
            named = named_in_node(c, function) & among;
        if (named)
            return named;
    }
    tee_set file = named_in(f->text) & among;
    return file && count(file) <= FILE_FORMATS_MAX ? file : among;
}

tee_set verify_formats_of(const struct prose_hit *h, tee_set among)
{
    tee_set named = named_in(h->text);
    const struct doc *d = h->file->doc;
    if (!named && h->source == QUERY_DOCS && d && h->block < d->n_blocks) {
        uint32_t heading = d->blocks[h->block].heading;
        for (int depth = 0; !named && heading < d->n_blocks && depth < 8; depth++) {
            named = named_in(slice_str(d->blocks[heading].text));
            heading = d->blocks[heading].heading;
        }
    }
    if (!named)
        named = named_in_path(h->file->path);
    return named & among ? named & among : named & TEE_HARDWARE ? 0 : among;
}

/* ---- comparisons ---- */

/* Names that belong to the language or to the act of comparing, not to a value. */
#define PLUMBING                                                                                   \
    "bytes|equal*|eq|ct eq|subtle|constant time*|constanttime*|memcmp|crypto memcmp|oe memcmp|"    \
    "timingsafe bcmp|timing safe equal|strcmp|strncmp|strcasecmp|compare*|compare digest|hmac|"    \
    "slices|reflect|deep equal|strings|equal fold|as ref|as slice|as bytes|as str|as deref|"       \
    "to vec|to owned|to string|clone|unwrap|expect|into|iter|some|ok|self|this|hex|encode*|"       \
    "decode*|string|bool|not|is|in|and|or|std|core|true|false|u8|u32|u64|usize|byte|ne|deref"
#define NOTHING "nil|null|none|nullptr|undefined|is none|is some|is null|is nil"
#define LENGTHS                                                                                    \
    "len|length|*len|*length|size|sizeof|*size|count|is empty|empty|capacity|strlen|index|"        \
    "bytes len"

static bool is_comparison(cupel_slice op)
{
    static const char *const all[] = { "==", "!=", "<", ">", "<=", ">=", "is", "in", "not in" };
    for (size_t i = 0; i < CUPEL_COUNT(all); i++)
        if (slice_eq(op, slice_str(all[i])))
            return true;
    return false;
}

/* Identifiers in words [first, end) that stand for a value. */
static size_t count_values(const struct code *c, uint32_t first, uint32_t end)
{
    size_t n = 0;
    for (uint32_t i = first; i < end; i++)
        if (c->words[i].kind == CODE_IDENT && !words_are(PLUMBING "|" NOTHING, c->words[i].text))
            n++;
    return n;
}

static bool has_length(const struct code *c, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (c->words[i].kind == CODE_IDENT && words_in(LENGTHS, c->words[i].text))
            return true;
    return false;
}

bool verify_compares_values(const struct code *c, uint32_t node)
{
    const struct code_node *n = &c->nodes[node];
    bool has_operator = false;
    if (has_length(c, n->first, n->end))
        return false;
    for (uint32_t i = n->first; i < n->end; i++) {
        if (c->words[i].kind != CODE_OPERATOR || !is_comparison(c->words[i].text))
            continue;
        has_operator = true;
        if (count_values(c, n->first, i) && count_values(c, i + 1, n->end))
            return true;
    }
    /* A call that compares; the arms of a match only take their subject apart. */
    bool is_call = node + 1 < c->n_nodes && c->nodes[node + 1].kind == CODE_CALL &&
                   c->nodes[node + 1].first == n->first && c->nodes[node + 1].end == n->end;
    return !has_operator && is_call && count_values(c, n->first, n->end) >= 2;
}

#define EXPECTED                                                                                   \
    "expect*|want|wanted|opts|options|required|policy|config|cfg|args|given|reference*|allowed"

/* ---- complaints ---- */

#define COMPLAINTS                                                                                 \
    "err|errs|error*|failure*|fail*|problem*|issue*|violation*|reason*|reject*|mismatch*"
#define ERRORS           "*error|error|err|invalid*|*mismatch|mismatch*|failure|not equal"
#define CALLS_AROUND_MAX 3
#define ANSWER_WORDS_MAX 24
#define COLLECTS         "append|push|add|push back|emplace back|insert|extend"
#define GOOD             "valid|is valid|ok|verified|passed|trusted|success|result|match*"

/* Does the branch add to a list of errors, or set what says "valid" to false? */
static bool branch_complains(const struct code *c, uint32_t branch)
{
    for (uint32_t i = code_next(c, CODE_CALL, branch, branch + 1); i != CODE_NONE;
         i = code_next(c, CODE_CALL, branch, i + 1))
        if (words_are(COLLECTS, c->nodes[i].name) && code_says(c, i, COMPLAINTS, false, NULL))
            return true;
    for (uint32_t i = code_next(c, CODE_ASSIGN, branch, branch + 1); i != CODE_NONE;
         i = code_next(c, CODE_ASSIGN, branch, i + 1))
        if (code_says(c, i, GOOD, true, NULL) && code_says(c, i, "false", false, NULL))
            return true;
    return false;
}

/* What only answers a question: a short function that returns the comparison and is not named as
 * one that verifies. */
static bool is_answer(const struct code *c, uint32_t node)
{
    uint32_t f = c->nodes[node].function;
    if (f == CODE_NONE || c->nodes[f].end - c->nodes[f].first > ANSWER_WORDS_MAX)
        return false;
    return code_next(c, CODE_CONDITION, f, f) == CODE_NONE &&
           !words_in(VERIFIES "|" COMPARES, c->nodes[f].name);
}

/* true_or_invalid(a == b, Error::Mismatch): a call that is given the comparison and an error. */
static bool is_given_with_error(const struct code *c, uint32_t node)
{
    uint32_t parent = c->nodes[node].parent;
    for (int depth = 0; parent != CODE_NONE && depth < CALLS_AROUND_MAX; depth++) {
        const struct code_node *n = &c->nodes[parent];
        if (n->kind == CODE_CALL && n->end > c->nodes[node].end &&
            code_says(c, parent, ERRORS, false, NULL))
            return true;
        if (n->kind == CODE_FUNCTION || n->kind == CODE_BRANCH)
            return false;
        parent = n->parent;
    }
    return false;
}

bool verify_complains(const struct code *c, uint32_t node)
{
    if (is_answer(c, node))
        return false;
    if (code_refuses(c, node) || is_given_with_error(c, node))
        return true;
    uint32_t condition = c->nodes[node].kind == CODE_CONDITION
                             ? node
                             : code_ancestor(c, node, CODE_CONDITION);
    if (condition == CODE_NONE)
        return false;
    const struct code_node *n = &c->nodes[condition];
    for (uint32_t i = condition + 1; i < c->n_nodes && c->nodes[i].function == n->function; i++) {
        if (c->nodes[i].parent != n->parent || c->nodes[i].first < n->end)
            continue;
        if (c->nodes[i].kind != CODE_BRANCH)
            return false;
        if (branch_complains(c, i))
            return true;
    }
    return false;
}

/* ---- functions that compare for others ---- */

static bool compares_something(const struct code *c, uint32_t function)
{
    for (uint32_t i = code_next(c, CODE_COMPARE, function, function + 1); i != CODE_NONE;
         i = code_next(c, CODE_COMPARE, function, i + 1))
        if (verify_complains(c, i))
            return true;
    return false;
}

enum callee verify_callee(const struct project *p, cupel_slice name)
{
    struct file_walk w = { .p = p, .kinds_none = FILE_NOT_PRODUCT };
    enum callee found = CALLEE_FOREIGN;
    for (const struct project_file *f; (f = file_next(&w)) != NULL;) {
        if (!f->code)
            continue;
        for (uint32_t i = code_next(f->code, CODE_FUNCTION, CODE_NONE, 0); i != CODE_NONE;
             i = code_next(f->code, CODE_FUNCTION, CODE_NONE, i + 1)) {
            if (!slice_eq(f->code->nodes[i].name, name) || f->code->nodes[i].flags & CODE_IS_TEST)
                continue;
            if (compares_something(f->code, i))
                return CALLEE_COMPARES;
            found = CALLEE_OWN;
        }
    }
    return found;
}

bool verify_hands_both(const struct code *c, uint32_t call, const char *subject)
{
    const struct code_node *n = &c->nodes[call];
    size_t both = 0;
    bool expected = false;
    for (uint32_t i = n->first; i < n->end; i++) {
        both += words_in(subject, c->words[i].text);
        expected |= c->words[i].kind == CODE_IDENT && words_in(EXPECTED, c->words[i].text);
    }
    return both >= 2 || (both == 1 && expected);
}
