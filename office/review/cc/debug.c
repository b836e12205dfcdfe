/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/debug.c: cc-debug: evidence of a TEE that can be debugged is refused. */
#include "office/review/cc/checks.h"
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

/* "debug" is first of all a level of logging. */
#define LOGGING                                                                                    \
    "log|logs|logger|logging|log "                                                                 \
    "level|loglevel|verbose|verbosity|tracing|slog|zap|debugf|debugln|"                            \
    "println|printf|pprof|console"
#define STATES                                                                                     \
    "policy|polic*|attribute*|report|quote|flags|enclave*|td|tcb|claims|measurement*|evidence|"    \
    "pcr*|secur*|body|tee|guest|allow*|lifecycle*|cc"
#define REFUSES                                                                                    \
    "not allowed|disallow*|unauthorized|forbid*|forbidden|enabled|mode|detected|reject*|must|"     \
    "denied|allows|allowed|prohibited|production|unacceptable|not permitted|set|bit|disabled|"     \
    "enclave|enclaves"
#define PCRS       "pcr|pcrs|pcr0|pcr1|pcr2"
#define ZEROES     "zero|zeros|zeroes|zeroed|all zero*|is zero*|allzero*|debug*"
#define LIFECYCLES "lifecycle|life cycle|security lifecycle|securitylifecycle|lifecycle state"

/* What a report's own types are asked, and code that makes enclaves, not what judges evidence. */
#define ASKED                                                                                      \
    "is debug*|is cc dev*|is dev*|debug enabled|debug allowed|has debug*|get debug*|can set*|"     \
    "allows debug*|is td debug*|set debug*|with debug*|is debuggable"

static const struct code_way debug_code[] = {
    { { .kind = CODE_CONDITION,
        .side = QUERY_PRODUCT,
        .all = { DEBUGS },
        .none = LOGGING,
        .near = STATES },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses evidence of a TEE in debug mode",
      ASKED },
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { DEBUGS },
        .none = LOGGING,
        .near = STATES },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses evidence whose debug state is not the expected one",
      ASKED },
    { { .kind = CODE_MASK,
        .side = QUERY_PRODUCT,
        .all = { DEBUGS },
        .none = LOGGING,
        .near = STATES },
      WAY_COMPLAINS,
      LEG_FOUND,
      "tests the debug bit and refuses",
      ASKED },
    { { .kind = CODE_REFUSAL,
        .side = QUERY_PRODUCT,
        .strings = true,
        .all = { DEBUGS, REFUSES },
        .none = LOGGING,
        .near = EVIDENCE },
      WAY_CODE,
      LEG_FOUND,
      "refuses with an error about debug mode" },
    { { .kind = CODE_CONDITION, .side = QUERY_PRODUCT, .all = { PCRS, ZEROES } },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses PCRs that are all zero" },
    { { .kind = CODE_CONDITION, .side = QUERY_PRODUCT, .all = { LIFECYCLES } },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses a life cycle state that is not secured" },
    { { .kind = CODE_COMPARE, .side = QUERY_PRODUCT, .all = { LIFECYCLES } },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses a life cycle state that is not secured" },
    { { .kind = CODE_CONDITION,
        .side = QUERY_PRODUCT,
        .all = { DEBUGS },
        .none = LOGGING,
        .function = VERIFIES,
        .near = EVIDENCE },
      WAY_CODE,
      LEG_UNSURE,
      "asks for the debug state; whether it refuses is not plain" },
};

static const struct test_way debug_tests[] = {
    { { .subject = DEBUGS "|all zero pcr*|zero pcr*|zeroed pcr*|pcr* zero*|" LIFECYCLES,
        .also = EVIDENCE "|" STATES,
        .none = LOGGING,
        .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "hands in evidence in debug mode and expects the refusal",
      "trust chain|chain|certificate*|cert|signature*|expired|nonce|measurement*|parse*|decod*|"
      "reserved*|length|size|not found|tcb" },
};

/* Debug builds, images and logs are no evidence. */
#define BUILDS                                                                                     \
    LOGGING "|image|images|cluster|clusters|build|builds|compile*|gdb|port|symbol*|release build"
#define SUBJECTS                                                                                   \
    "policy|policies|attribute|attributes|enclave|enclaves|td|tds|quote|quotes|report|reports|"    \
    "evidence|attestation*|pcr|pcrs|tee|tees|lifecycle|measurement*"

static const struct prose_way debug_docs[] = {
    { { .from = QUERY_STATED,
        .all = { DEBUGS, SUBJECTS,
                 "refus*|reject*|fail*|insecure|secure|aren t|forbid*|forbidden|must not|unless|"
                 "deny|denied|not accepted|never|disclos*|not allowed|not permitted|disallow*|"
                 "invalid|error|zeroes|zeros" },
        .none = BUILDS,
        .same_sentence = true },
      "says what becomes of evidence in debug mode" },
    { { .from = QUERY_STATED,
        .all = { DEBUGS, "policy|policies|attributes|enclave|enclaves|quote|report|evidence",
                 "accept*|verif*|check*|allowed|permit*|permission|forbid*" },
        .none = BUILDS },
      "says what becomes of evidence in debug mode" },
};

const struct criterion criterion_debug = {
    .subject = "a refusal of evidence in debug mode",
    .formats = TEE_HARDWARE & ~TEE_BIT(TEE_TPM),
    .without = "the evidence that is verified here has no debug state",
    .code = debug_code,
    .n_code = CUPEL_COUNT(debug_code),
    .tests = debug_tests,
    .n_tests = CUPEL_COUNT(debug_tests),
    .docs = debug_docs,
    .n_docs = CUPEL_COUNT(debug_docs),
    .words = DEBUGS,
    .words_none = LOGGING,
    .is_delegable = true,
};

void cc_debug(const struct project *p, struct finding *f)
{
    verify_rows(p, f, &criterion_debug);
    if (f->n_formats)
        verify_judge(p, f, criterion_debug.subject);
}
