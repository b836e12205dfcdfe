/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/verify.c: the legs of a criterion, format by format, from its table of ways. */
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

#include "office/text/words.h"

#include <string.h>

#define HITS_MAX       4096 /* answers of one question that are looked at */
#define CANDIDATES_MAX 8    /* places that only have words of it */

static const char *format_text(enum tee_format t)
{
    return t < TEE_COUNT ? tee_name(t) : "the project";
}

/* ---- code ---- */

static bool is_in_other_function(const struct code_way *w, const struct code *c, uint32_t node)
{
    uint32_t f = c->nodes[node].function;
    return w->function_none && f != CODE_NONE &&
           (words_in(w->function_none, c->nodes[f].name) ||
            words_in(w->function_none, c->nodes[f].owner));
}

static bool is_way(const struct project *p, const struct code_way *w, const struct code_hit *h)
{
    const struct code *c = h->file->code;
    if (is_in_other_function(w, c, h->node))
        return false;
    switch (w->kind) {
    case WAY_VALUES: return verify_compares_values(c, h->node);
    case WAY_COMPARES: return verify_compares_values(c, h->node) && verify_complains(c, h->node);
    case WAY_COMPLAINS: return verify_complains(c, h->node);
    case WAY_HELPER:
        return verify_hands_both(c, h->node, w->ask.all[0]) &&
               verify_callee(p, c->nodes[h->node].name) != CALLEE_OWN;
    case WAY_HANDS_ON: return verify_callee(p, c->nodes[h->node].name) == CALLEE_FOREIGN;
    case WAY_CODE: break;
    }
    return true;
}

static bool is_for(enum tee_format t, tee_set formats)
{
    return t == TEE_COUNT ? formats != 0 : (formats & TEE_BIT(t)) != 0;
}

/* The places of one way for one format; how many. */
static size_t walk_code(const struct project *p, const struct code_way *w, enum tee_format t,
                        tee_set among, struct leg *ret)
{
    struct query_at at = { 0 };
    struct code_hit h;
    size_t n = 0;
    for (size_t i = 0; i < HITS_MAX && query_code(p, &w->ask, &at, &h); i++) {
        if (h.node == CODE_NONE || !is_for(t, verify_formats_at(h.file, h.node, among)) ||
            !is_way(p, w, &h))
            continue;
        places_add(p, &ret->where, h.file, h.line, "%s", w->note);
        n++;
    }
    return n;
}

/* Does source code that could not be parsed have words that this criterion is about? */
static bool has_unparsed(const struct project *p, const char *words, bool tests, struct leg *ret)
{
    if (!words)
        return false;
    struct line_ask ask = { .unparsed = true, .all = { words } };
    if (tests)
        ask.kinds_any = FILE_TEST;
    else
        ask.kinds_none = FILE_NOT_PRODUCT;
    return query_line_places(p, &ask, &ret->where, "in a language that is not parsed here") > 0;
}

/*
 * Absence is said only where nothing points to the contrary. A comparison, mask or condition with
 * the criterion's words in code about evidence may do what it asks in a way that no table knows,
 * and so may a call that is named like a check: candidates.
 */
static size_t note_code(const struct project *p, const struct criterion *c, enum tee_format t,
                        tee_set among, struct leg *ret)
{
    static const uint8_t kinds[] = { CODE_CONDITION, CODE_COMPARE, CODE_MASK, CODE_CALL };
    size_t n = 0;
    for (size_t k = 0; c->words && k < CUPEL_COUNT(kinds); k++) {
        struct code_ask ask = { .kind = kinds[k], .side = QUERY_PRODUCT, .all = { c->words } };
        if (kinds[k] == CODE_CALL)
            ask.name = VERIFIES "|" COMPARES;
        else
            ask.near = EVIDENCE;
        struct query_at at = { 0 };
        struct code_hit h;
        for (size_t i = 0; i < HITS_MAX && n < CANDIDATES_MAX && query_code(p, &ask, &at, &h); i++)
            if (is_for(t, verify_formats_at(h.file, h.node, among))) {
                places_add(p, &ret->where, h.file, h.line, "has words of it");
                n++;
            }
    }
    return n;
}

/* Calls that hand evidence to a verifier outside of these checkouts, as their names say. */
static const struct code_way hands_on = {
    .ask = { .kind = CODE_CALL,
             .side = QUERY_PRODUCT,
             .all = { "verify*|validate*|*verify|appraise*|check*" },
             .name = "verify quote*|verify remote report|verify report|verify evidence|verify "
                     "attestation*|verify tdx*|verify sgx*|verify snp*|verify enclave*|verify "
                     "nitro*|verify sev*|validate quote|validate attestation*|validate evidence|"
                     "qv verify*|tdx quote|snp attestation|snp report|raw tdx quote|raw snp "
                     "report|tdx attestation|sgx quote|check quote|quote verify|quote "
                     "verification|check tdx*|check sev*|check cpu attestation|verify remote "
                     "attestation" },
    .kind = WAY_HANDS_ON,
    .note = "hands evidence to a library that is not in these checkouts"
};

void verify_code_leg(const struct project *p, const struct criterion *c, enum tee_format t,
                     tee_set among, struct leg *ret)
{
    for (int pass = 0; pass < 2; pass++) {
        enum leg_state wanted = pass ? LEG_UNSURE : LEG_FOUND;
        for (size_t i = 0; i < c->n_code; i++) {
            if (c->code[i].makes != wanted || !walk_code(p, &c->code[i], t, among, ret))
                continue;
            leg_say(p, ret, wanted, "%s", c->code[i].note);
            return;
        }
    }
    if (has_unparsed(p, c->words, false, ret))
        leg_say(p, ret, LEG_UNSURE, "only code that is not parsed here has words of it");
    else if (c->is_delegable && walk_code(p, &hands_on, t, among, ret))
        leg_say(p, ret, LEG_UNSURE, "the library that evidence is handed to may do it");
    else if (note_code(p, c, t, among, ret))
        leg_say(p, ret, LEG_UNSURE, "code has words of it; whether it refuses is not plain");
    else
        leg_say(p, ret, LEG_ABSENT, "no code of %s does it", format_text(t));
}

/* ---- tests ---- */

/* Does the assertion of the case name something else than the subject? */
static bool is_decoy(const struct negative_hit *h, const struct test_way *w)
{
    const struct code *c = h->file->code;
    if (!w->decoy || !c)
        return false;
    bool other = false;
    for (uint32_t i = code_next(c, CODE_ASSERT, h->function, h->function); i != CODE_NONE;
         i = code_next(c, CODE_ASSERT, h->function, i + 1)) {
        const struct code_node *n = &c->nodes[i];
        if (h->line < n->line || h->line > n->last_line)
            continue;
        if (code_says(c, i, w->ask.subject, true, NULL))
            return false;
        other |= code_says(c, i, w->decoy, true, NULL);
    }
    return other;
}

/* Does the case itself have the words, or its name as a test of its own? */
static bool case_has(const struct negative_hit *h, const char *pattern)
{
    const struct code *c = h->file->code;
    if (!pattern || words_in(pattern, c->nodes[h->function].name))
        return true;
    for (uint32_t i = h->first; i < h->end; i++)
        if (c->words[i].kind != CODE_OPERATOR && words_in(pattern, c->words[i].text))
            return true;
    return h->first > 0 && c->words[h->first - 1].kind == CODE_STRING &&
           words_in(pattern, c->words[h->first - 1].text);
}

/* What a case says that expects a refusal, and not just that some field is false. */
#define REFUSALS                                                                                   \
    "e|err|errs|error*|raise*|throw*|except*|refus*|reject*|fail*|panic*|invalid|denied|deny|"     \
    "mismatch*|status*|is err|unwrap err|contraindicated|want*"

/*
 * Does the case change the thing? An error that names it says so. A case that is only named for it
 * may fail for something else, unless it has the thing among its own values.
 */
static bool changes_it(const struct negative_hit *h, const char *words)
{
    const struct code *c = h->file->code;
    if (h->by_error)
        return true;
    if (h->strength != NEGATIVE_NAMED || !words)
        return false;
    for (uint32_t i = h->first; i < h->end; i++)
        if (c->words[i].kind == CODE_IDENT && words_in(words, c->words[i].text))
            return true;
    return false;
}

static enum leg_state walk_tests(const struct project *p, const struct criterion *c,
                                 const struct test_way *w, enum tee_format t, tee_set among,
                                 struct leg *ret)
{
    struct negative_list all = query_negatives(p, &w->ask);
    enum leg_state best = LEG_ABSENT;
    for (size_t i = 0; i < all.n; i++) {
        const struct negative_hit *h = &all.at[i];
        if (!is_for(t, verify_formats_at(h->file, h->function, among)) || is_decoy(h, w) ||
            (w->by_error && !h->by_error) || !case_has(h, w->with))
            continue;
        places_add(p, &ret->where, h->file, h->line, "%s", w->note);
        if (w->makes == LEG_FOUND && changes_it(h, c->words) && case_has(h, REFUSALS))
            best = LEG_FOUND;
        else if (best != LEG_FOUND)
            best = LEG_UNSURE;
    }
    return best;
}

/* ---- where a test may hide ---- */

/* Words that say that something is wrong, in a name or a text. */
#define WRONGS                                                                                     \
    "wrong|bad|invalid*|mismatch*|tamper*|incorrect*|corrupt*|forge*|forged|fake*|stale|replay*|"  \
    "expired|revoked|untrusted|reject*|refus*|deny|denied|negative|disallow*|not allowed|"         \
    "different|foreign|unknown|fails|failing|unauthorized|forbidden|malicious|modified"

#define DATA_FOLDERS                                                                               \
    "vector|vectors|testdata|test data|fixture|fixtures|conformance|corpus|samples|testcases"

/* Does a word of the test at this line say that the thing is wrong: bad_nonce, "nonce mismatch"? */
static bool says_wrong(const struct code_hit *h, const char *words)
{
    const struct code *c = h->file->code;
    uint32_t first = h->node == CODE_NONE ? 0 : c->nodes[h->node].first;
    uint32_t end = h->node == CODE_NONE ? (uint32_t)c->n_words : c->nodes[h->node].end;
    for (uint32_t i = first; i < end; i++)
        if (c->words[i].line == h->line && words_in(words, c->words[i].text) &&
            words_in(WRONGS, c->words[i].text))
            return true;
    return false;
}

/* Test data that is named for it: vectors/reject-expired-leaf.json. */
static size_t note_files(const struct project *p, const struct criterion *c, struct leg *ret)
{
    struct file_walk w = { .p = p, .kinds_none = FILE_FOREIGN | FILE_BUILD | FILE_CI };
    size_t n = 0;
    for (const struct project_file *f; c->words && n < CANDIDATES_MAX && (f = file_next(&w));) {
        cupel_slice path = slice_str(f->path);
        bool is_data = f->kind & (FILE_TEST | FILE_FIXTURE) || words_in(DATA_FOLDERS, path);
        if (is_data && !f->code && words_in(c->words, path) && words_in(WRONGS, path)) {
            places_add(p, &ret->where, f, 0, "test data that is named so");
            n++;
        }
    }
    return n;
}

static size_t note_tests(const struct project *p, const struct criterion *c, enum tee_format t,
                         tee_set among, struct leg *ret)
{
    struct code_ask ask = { .kind = QUERY_ANY_NODE,
                            .side = QUERY_TESTS,
                            .strings = true,
                            .all = { c->words },
                            .none = c->tests_none };
    struct query_at at = { 0 };
    struct code_hit h;
    size_t n = 0;
    for (size_t i = 0;
         c->words && i < HITS_MAX && n < CANDIDATES_MAX && query_code(p, &ask, &at, &h); i++)
        if (says_wrong(&h, c->words) && is_for(t, verify_formats_at(h.file, h.node, among))) {
            places_add(p, &ret->where, h.file, h.line, "a test has words of it");
            n++;
        }
    return n;
}

/* Cases that expect some refusal and have the thing among what they hand in. */
static size_t note_cases(const struct project *p, const struct criterion *c, enum tee_format t,
                         tee_set among, struct leg *ret)
{
    struct negative_ask ask = { .subject = c->words,
                                .none = c->tests_none,
                                .least = NEGATIVE_CLOSE };
    size_t n = 0;
    if (!c->words)
        return 0;
    struct negative_list all = query_negatives(p, &ask);
    for (size_t i = 0; i < all.n && n < CANDIDATES_MAX; i++) {
        const struct negative_hit *h = &all.at[i];
        if (!is_for(t, verify_formats_at(h->file, h->function, among)))
            continue;
        places_add(p, &ret->where, h->file, h->line,
                   "expects a refusal; whether for this one is "
                   "not plain");
        n++;
    }
    return n;
}

void verify_test_leg(const struct project *p, const struct criterion *c, enum tee_format t,
                     tee_set among, struct leg *ret)
{
    enum leg_state best = LEG_ABSENT;
    for (size_t i = 0; i < c->n_tests && best != LEG_FOUND; i++) {
        struct leg l = { 0 };
        enum leg_state found = walk_tests(p, c, &c->tests[i], t, among, &l);
        if (found == LEG_ABSENT || (found == LEG_UNSURE && best == LEG_UNSURE))
            continue;
        best = found;
        ret->where = l.where;
        leg_say(p, ret, best, "%s", c->tests[i].note);
    }
    if (best != LEG_ABSENT)
        return;
    if (has_unparsed(p, c->words, true, ret))
        leg_say(p, ret, LEG_UNSURE, "only tests that are not parsed here have words of it");
    else if (note_files(p, c, ret))
        leg_say(p, ret, LEG_UNSURE, "test data is named for it; what is expected is not plain");
    else if (!query_has_tests(p))
        leg_say(p, ret, LEG_ABSENT, "the checkouts have no test that could be read");
    else if (note_cases(p, c, t, among, ret) + note_tests(p, c, t, among, ret))
        leg_say(p, ret, LEG_UNSURE, "tests have words of it; what they expect is not plain");
    else
        leg_say(p, ret, LEG_ABSENT, "no test of %s changes it and expects a refusal",
                format_text(t));
}

/* ---- documents ---- */

void verify_doc_leg(const struct project *p, const struct criterion *c, enum tee_format t,
                    tee_set among, struct leg *ret)
{
    for (size_t i = 0; i < c->n_docs; i++) {
        struct query_at at = { 0 };
        struct prose_hit h;
        size_t n = 0;
        for (size_t k = 0; k < HITS_MAX && query_prose(p, &c->docs[i].ask, &at, &h); k++) {
            if (!is_for(t, verify_formats_of(&h, among)))
                continue;
            places_add(p, &ret->where, h.file, h.line, "%s", c->docs[i].note);
            n++;
        }
        if (n == 0)
            continue;
        leg_say(p, ret, LEG_FOUND, "%s", c->docs[i].note);
        return;
    }
    leg_say(p, ret, LEG_ABSENT, "no document speaks of it for %s", format_text(t));
}

/* ---- the table of formats ---- */

static const struct code_ask judges_something = {
    .kind = CODE_FUNCTION,
    .side = QUERY_PRODUCT,
    .name = "verif*|validat*|apprais*|replay*|attestation|check attest*|check quote*|check report*"
};

tee_set verify_scope(const struct project *p, struct finding *f, const struct criterion *c)
{
    tee_set yes = verify_formats(p, FACT_YES), maybe = verify_formats(p, FACT_MAYBE);
    if (yes & c->formats)
        return yes & c->formats;
    if (maybe & c->formats)
        return maybe & c->formats;
    if (yes | maybe)
        finding_say(p, f, CUPEL_NA, "%s", c->without);
    else if (query_code_places(p, &judges_something, &f->where, "may judge evidence"))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "no code that judges evidence was recognised; candidates are listed");
    else
        finding_say(p, f, CUPEL_NA,
                    "the project verifies no evidence itself: no code that parses and judges it "
                    "was found");
    return 0;
}

/* Where it is not certain that the project verifies this format, absence says nothing. */
static void soften_row(const struct project *p, struct format_row *row)
{
    for (int i = 0; i < LEG_COUNT; i++)
        if (row->legs[i].state == LEG_ABSENT)
            leg_say(p, &row->legs[i], LEG_UNSURE,
                    "it is not certain that the project verifies this format");
}

void verify_rows(const struct project *p, struct finding *f, const struct criterion *c)
{
    tee_set scope = verify_scope(p, f, c);
    for (int i = 0; i < TEE_COUNT; i++) {
        enum tee_format t = (enum tee_format)i;
        if (!(scope & TEE_BIT(t)))
            continue;
        struct format_row *row = finding_format(p, f, tee_name(t));
        /* Places count for a format out of all that are verified, not of those in scope only. */
        tee_set among = scope | verify_formats(p, FACT_YES);
        if (c->n_code)
            verify_code_leg(p, c, t, among, &row->legs[LEG_CODE]);
        if (c->n_tests)
            verify_test_leg(p, c, t, among, &row->legs[LEG_TEST]);
        if (c->n_docs)
            verify_doc_leg(p, c, t, among, &row->legs[LEG_DOCUMENT]);
    }
}

enum tee_format verify_row_format(const struct format_row *row)
{
    int t = 0;
    while (t < TEE_COUNT && strcmp(tee_name((enum tee_format)t), row->format) != 0)
        t++;
    return (enum tee_format)t;
}

/* The places of the row that decides, so that a reader of the finding alone has something to open.
 */
static void show_places(struct finding *f)
{
    for (size_t i = 0; i < f->n_formats && f->where.n == 0; i++) {
        if (f->formats[i].outcome != f->outcome)
            continue;
        for (int k = 0; k < LEG_COUNT && f->where.n == 0; k++)
            f->where = f->formats[i].legs[k].where;
    }
    for (int k = 0; k < LEG_COUNT && f->where.n == 0; k++)
        f->where = f->legs[k].where;
}

void verify_judge(const struct project *p, struct finding *f, const char *subject)
{
    for (size_t i = 0; i < f->n_formats; i++) {
        enum tee_format t = verify_row_format(&f->formats[i]);
        if (t < TEE_COUNT && p->facts->formats[t].verifies.truth != FACT_YES)
            soften_row(p, &f->formats[i]);
    }
    finding_judge_legs(p, f, subject);
    show_places(f);
    size_t formats = 0;
    for (int t = 0; t < TEE_COUNT; t++)
        formats += t != TEE_TOKEN && p->facts->formats[t].verifies.truth == FACT_YES;
    if (f->n_formats == 0 && f->outcome == CUPEL_PASS && formats > 1)
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "%s was found with a test and all; whether for each of the %zu formats that are "
            "verified is for a reader to see",
            subject, formats);
}
