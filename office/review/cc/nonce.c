/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/nonce.c: cc-nonce, freshness; cc-bind, the key that evidence speaks for. */
#include "office/review/cc/checks.h"
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"
#include "office/text/words.h"

/* A request without a nonce is not one with another. */
#define WRONG_NONCES                                                                               \
    WRONG_OF("nonce")                                                                              \
    "|" WRONG_OF("challenge") "|" WRONG_OF("report data") "|" WRONG_OF("reportdata") "|" WRONG_OF( \
        "user data") "|" WRONG_OF("extra data") "|" WRONG_OF("qualifying data") "|replayed|"       \
                                                                                "replay "          \
                                                                                "attack*|nonce2"

/* The report of Intel's quoting enclave has report data as well: it binds a key, no nonce. And a
 * nonce has properties beside its value. */
#define NO_NONCE "qe|qe*|quoting enclave|offset|type|version|algorithm|aes|gcm|cipher|aead|iv"

enum { NONCE_COMPARES, NONCE_REFUSES, NONCE_HELPER }; /* the first of nonce_code */

static const struct code_way nonce_code[] = {
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { NONCES },
        .none = NO_NONCE,
        .near = EVIDENCE },
      WAY_COMPARES,
      LEG_FOUND,
      "compares what the evidence carries with what was asked for, and refuses",
      "qe|qe*" },
    { { .kind = CODE_REFUSAL,
        .side = QUERY_PRODUCT,
        .strings = true,
        .all = { NONCES, MISMATCH },
        .none = FORM "|" NO_NONCE,
        .near = EVIDENCE },
      WAY_CODE,
      LEG_FOUND,
      "refuses for a nonce that differs",
      "qe|qe*" },
    { { .kind = CODE_CALL,
        .side = QUERY_PRODUCT,
        .strings = true,
        .all = { NONCES },
        .none = "qe|qe*|offset",
        .name = COMPARES,
        .near = EVIDENCE },
      WAY_HELPER,
      LEG_FOUND,
      "hands what the evidence carries and what was asked for to a function that compares",
      NULL },
    { { .kind = CODE_CALL,
        .side = QUERY_PRODUCT,
        .all = { NONCES },
        .none = NO_NONCE,
        .name = "verify*|validate*|appraise*|check quote*|checkquote" },
      WAY_HANDS_ON,
      LEG_FOUND,
      "hands the nonce to a function outside of these checkouts that verifies",
      NULL },
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { NONCES },
        .none = NO_NONCE,
        .near = EVIDENCE },
      WAY_VALUES,
      LEG_UNSURE,
      "compares a nonce; whether a wrong one is refused is not plain",
      "qe|qe*" },
};

static const struct test_way nonce_tests[] = {
    { { .subject = WRONG_NONCES,
        .also = EVIDENCE,
        .none = "query|base 64|base64|malformed|not base*",
        .least = NEGATIVE_CLOSE },
      LEG_FOUND,
      "hands in another nonce and expects the refusal",
      NULL,
      false },
    { { .subject = NONCES,
        .also = EVIDENCE,
        .none = FORM "|non nil|not nil|when|without|query",
        .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "expects a refusal for the nonce",
      "signature*|pcr*|expired|trust chain|untrusted|debug",
      true },
};

static const struct prose_way nonce_docs[] = {
    { { .from = QUERY_STATED,
        .all = { NONCES, "compare*|match*|must|verif*|check*|equal*|fresh*|replay*|expect*|bind*|"
                         "bound|unchecked|reject*|refus*|challenge*|validat*" } },
      "says what the nonce must be" },
    { { .from = QUERY_STATED,
        .all = { "freshness|replay|replays|replayed|replay attack*", EVIDENCE } },
      "speaks of freshness" },
};

const struct criterion criterion_nonce = {
    .subject = "a comparison of the nonce in evidence with the expected one",
    .formats = TEE_HARDWARE,
    .without = "only tokens are verified here, no evidence that carries a nonce",
    .code = nonce_code,
    .n_code = CUPEL_COUNT(nonce_code),
    .tests = nonce_tests,
    .n_tests = CUPEL_COUNT(nonce_tests),
    .docs = nonce_docs,
    .n_docs = CUPEL_COUNT(nonce_docs),
    .words = NONCES,
    .words_none = NO_NONCE,
};

/* ---- cc-nonce ---- */

/* `len(nonce) > 0`, `nonce != nil`: was a value given at all? Not so `memcmp(data, nonce, 64) !=
 * 0`, which has a comparison in it. */
static bool asks_whether_given(const struct code *c, uint32_t node)
{
    const struct code_node *n = &c->nodes[node];
    bool nothing = false, other_than = false;
    if (code_next(c, CODE_COMPARE, node, node + 1) != CODE_NONE)
        return false;
    for (uint32_t i = n->first; i < n->end; i++) {
        const struct code_word *w = &c->words[i];
        nothing = nothing || (w->kind == CODE_NUMBER && slice_eq(w->text, SLICE_LIT("0"))) ||
                  (w->kind == CODE_IDENT && words_in("nil|null|none|nullptr", w->text));
        other_than = other_than ||
                     (w->kind == CODE_OPERATOR &&
                      (slice_eq(w->text, SLICE_LIT(">")) || slice_eq(w->text, SLICE_LIT("!="))));
    }
    return nothing && other_than;
}

/* Does the condition around a comparison ask first whether a value was given? Where that is an
 * error, the question stands in a condition of its own. */
static bool is_guarded(const struct code *c, uint32_t node)
{
    uint32_t condition = code_ancestor(c, node, CODE_CONDITION);
    if (condition == CODE_NONE)
        return false;
    for (uint32_t i = code_next(c, CODE_COMPARE, condition, 0); i != CODE_NONE;
         i = code_next(c, CODE_COMPARE, condition, i + 1))
        if (i != node && asks_whether_given(c, i) && code_says(c, i, NONCES, false, NULL))
            return true;
    return false;
}

enum optional { OPTIONAL_NONE, OPTIONAL_YES, OPTIONAL_NO };

/* Of the comparisons that @way finds for the format: do all run only when a value was given? */
static enum optional ask_optional(const struct project *p, const struct code_way *way,
                                  enum tee_format t, tee_set among)
{
    struct query_at at = { 0 };
    struct code_hit h;
    enum optional answer = OPTIONAL_NONE;
    while (query_code(p, &way->ask, &at, &h)) {
        const struct code *c = h.file->code;
        if (!(verify_formats_at(h.file, h.node, among) & TEE_BIT(t)) ||
            asks_whether_given(c, h.node) || !verify_complains(c, h.node) ||
            (way->ask.kind == CODE_COMPARE && !verify_compares_values(c, h.node)))
            continue;
        if (!(c->nodes[h.node].flags & CODE_IS_OPTIONAL) && !is_guarded(c, h.node))
            return OPTIONAL_NO;
        answer = OPTIONAL_YES;
    }
    return answer;
}

static bool is_optional(const struct project *p, enum tee_format t, tee_set among)
{
    enum optional compares = ask_optional(p, &nonce_code[NONCE_COMPARES], t, among);
    enum optional calls = ask_optional(p, &nonce_code[NONCE_HELPER], t, among);
    return compares != OPTIONAL_NO && calls != OPTIONAL_NO &&
           (compares == OPTIONAL_YES || calls == OPTIONAL_YES);
}

/* In one sentence with the nonce, or plainly in the same paragraph: "The expected value. Unchecked
 * if it is not set." */
#define UNSET                                                                                      \
    "optional*|unchecked|unset|not checked|not set|if set|if given|if provided|omit*|when set|"    \
    "when provided"
static const struct prose_ask optional_docs[] = {
    { .from = QUERY_STATED,
      .all = { NONCES, UNSET "|nil|none|empty|skip*|unless|may be|default*" },
      .same_sentence = true },
    { .from = QUERY_STATED, .all = { NONCES, UNSET } },
};

static void look_at_optional(const struct project *p, struct format_row *row, enum tee_format t,
                             tee_set among)
{
    if (row->legs[LEG_CODE].state != LEG_FOUND || !is_optional(p, t, among))
        return;
    struct leg *doc = &row->legs[LEG_DOCUMENT];
    row->legs[LEG_CODE].note = "compares and refuses, but only when a value was given";
    struct places where = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < CUPEL_COUNT(optional_docs) && n == 0; i++)
        n = query_prose_places(p, &optional_docs[i], &where, "says when nothing is compared");
    if (n)
        doc->where = where;
    else
        leg_say(p, doc, LEG_ABSENT,
                "the comparison is optional and no document says that nothing is compared without "
                "a value");
}

void cc_nonce(const struct project *p, struct finding *f)
{
    verify_rows(p, f, &criterion_nonce);
    tee_set scope = verify_formats(p, FACT_YES);
    for (size_t i = 0; i < f->n_formats; i++)
        look_at_optional(p, &f->formats[i], verify_row_format(&f->formats[i]), scope);
    if (f->n_formats)
        verify_judge(p, f, criterion_nonce.subject);
}
