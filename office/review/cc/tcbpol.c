/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/tcbpol.c: cc-tcbpol: which TCB levels are accepted is configuration, and strict by
 * default. */
#include "office/review/cc/checks.h"
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

#include "office/text/words.h"

static const struct code_way tcb_code[] = {
    { { .kind = CODE_COMPARE, .side = QUERY_PRODUCT, .all = { TCBS }, .none = "len|length|size" },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses a TCB level" },
    { { .kind = CODE_CONDITION,
        .side = QUERY_PRODUCT,
        .all = { TCBS },
        .none = "len|length|size|err" },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses a TCB level" },
    { { .kind = CODE_REFUSAL,
        .side = QUERY_PRODUCT,
        .strings = true,
        .all = { TCBS,
                 "lower|less|below|older|invalid|not accepted|not allowed|unacceptable|out of "
                 "date|revoked|minimum|mismatch*|too|rejected|status" },
        .none = FORM,
        .function = VERIFIES },
      WAY_CODE,
      LEG_FOUND,
      "refuses with an error about the TCB level" },
};
static const struct test_way tcb_tests[] = {
    { { .subject = TCBS, .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "hands in a low TCB level and expects the refusal",
      "parse*|decod*|length|size|signature*" },
};
static const struct prose_way tcb_docs[] = {
    { { .from = QUERY_STATED,
        .all = { TCBS,
                 "accept*|minimum|allow*|policy|polic*|refus*|reject*|default*|status*|level*|"
                 "version*|at least|must" } },
      "says which TCB levels are accepted" },
};
const struct criterion criterion_tcb = {
    .subject = "a strict and configurable policy for TCB levels",
    .formats = TEE_BIT(TEE_SNP) | TEE_BIT(TEE_TDX) | TEE_BIT(TEE_SGX) | TEE_BIT(TEE_SEV) |
               TEE_BIT(TEE_CSV) | TEE_BIT(TEE_NVIDIA),
    .without = "the evidence that is verified here carries no TCB level",
    .code = tcb_code,
    .n_code = CUPEL_COUNT(tcb_code),
    .tests = tcb_tests,
    .n_tests = CUPEL_COUNT(tcb_tests),
    .docs = tcb_docs,
    .n_docs = CUPEL_COUNT(tcb_docs),
    .words = TCBS,
    .is_delegable = true,
};

/* ---- is it configuration? ---- */

#define OPTIONS                                                                                    \
    "minimum tcb*|min tcb*|accepted tcb*|allowed tcb*|accepted status*|allowed status*|tcb "       \
    "policy|accept tcb*|min svn|minimum svn|min tcb svn|minimum tee tcb svn|"                      \
    "minimum launch tcb|acceptable status*|accepted advisor*|allowed advisor*|tcb grace*|grace "   \
    "period*|platform grace*|tcb update policy|minimum version|security version|min version|"      \
    "allow out of date*|accept out of date*|accepted tcb statuses|tcb mitigations|tolerated "      \
    "tcb*|ignored advisor*|required tcb*|expected tcb*|trusted tcb*|allowed levels"

static const struct code_ask option_asks[] = {
    { .kind = CODE_TYPE, .side = QUERY_PRODUCT, .all = { OPTIONS } },
    { .kind = CODE_FUNCTION, .side = QUERY_PRODUCT, .all = { OPTIONS }, .near = VERIFIES },
    { .kind = CODE_ASSIGN, .side = QUERY_PRODUCT, .strings = true, .all = { OPTIONS } },
};

static bool is_configurable(const struct project *p, struct places *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(option_asks); i++)
        if (query_code_places(p, &option_asks[i], ret, "which levels are accepted is an option"))
            return true;
    return false;
}

/* ---- what is the default? ---- */

/* Documents and comments that state it. */
static const struct prose_ask lax_docs = {
    .from = QUERY_STATED,
    .all = { TCBS "|" OPTIONS,
             "any tcb*|any level*|every level*|every tcb*|all tcb*|all levels|any status*|accepts "
             "any*|accept any*|accepts all|accepts everything|not checked|unchecked|not enforced|"
             "no minimum|is skipped|not compared",
             "none|unset|nil|empty|default*|not set|omitted|null|optional|zero|0" },
    .none = "advisor*"
};
static const struct prose_ask strict_docs = { .from = QUERY_STATED,
                                              .all = { TCBS "|" OPTIONS, "default*|strict",
                                                       "up to date|uptodate|latest|strict" },
                                              .none = "unchecked|not checked|skipped|any tcb",
                                              .same_sentence = true };
static const struct code_ask strict_names = { .kind = CODE_FUNCTION,
                                              .side = QUERY_EITHER,
                                              .all = { "default is strict|strict default*|default "
                                                       "strict|strict by default" } };
static const struct code_ask lax_values = {
    .kind = CODE_ASSIGN,
    .side = QUERY_PRODUCT,
    .all = { "minimum tcb*|min tcb*|minimum launch tcb|min svn|minimum svn", "0" },
    .near = "default*|flag*|var|options"
};

static void look_at_policy(const struct project *p, struct leg *code)
{
    if (code->state != LEG_FOUND)
        return;
    struct places where = { 0 };
    if (!is_configurable(p, &where)) {
        leg_say(p, code, LEG_ABSENT, "a TCB level is compared, but what is accepted is hard-coded");
        return;
    }
    if (query_prose_places(p, &lax_docs, &where, "says that without it any is taken") ||
        query_code_places(p, &lax_values, &where, "the default minimum is none")) {
        leg_say(p, code, LEG_ABSENT, "a policy is there, but its default accepts any TCB level");
        code->where = where;
        return;
    }
    if (query_prose_places(p, &strict_docs, &code->where, "says that the default is strict") ||
        query_code_places(p, &strict_names, &code->where, "a strict default"))
        return;
    code->where = where;
    leg_say(p, code, LEG_UNSURE, "a policy is there; what it accepts by default is not plain");
}

void cc_tcbpol(const struct project *p, struct finding *f)
{
    tee_set scope = verify_scope(p, f, &criterion_tcb);
    if (!scope)
        return;
    tee_set among = scope | verify_formats(p, FACT_YES);
    verify_code_leg(p, &criterion_tcb, TEE_COUNT, among, &f->legs[LEG_CODE]);
    look_at_policy(p, &f->legs[LEG_CODE]);
    verify_test_leg(p, &criterion_tcb, TEE_COUNT, among, &f->legs[LEG_TEST]);
    verify_doc_leg(p, &criterion_tcb, TEE_COUNT, among, &f->legs[LEG_DOCUMENT]);
    verify_judge(p, f, criterion_tcb.subject);
}
