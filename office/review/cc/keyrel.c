/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/keyrel.c: cc-keyrel: a secret leaves only after appraisal. */
#include "office/review/cc/checks.h"
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

#include <stdio.h>

#define SECRETS                                                                                    \
    "secret|secrets|release|releases|released|key release|secret release|provision*|resource|"     \
    "resources|unwrap*|join*|kbs|key broker|payload|activate*|get secret*|withh*|disclos*|sealed"
#define RELEASES                                                                                   \
    "release*|provide*|provision*|get resource*|get secret*|issue*|unwrap*|deliver*|activate*|"    \
    "get key*|hand out|join*|inject*|send secret*|send key*|verify and release|get data key*"

static const struct code_way keyrel_code[] = {
    { { .kind = CODE_FUNCTION,
        .side = QUERY_PRODUCT,
        .all = { VERIFIES, "secret*|key|keys|resource*|payload", EVIDENCE "|policy|claims|token" },
        .name = RELEASES },
      WAY_CODE,
      LEG_FOUND,
      "looks at evidence before it hands out a secret" },
    { { .kind = CODE_FUNCTION,
        .side = QUERY_PRODUCT,
        .all = { RELEASES, "secret*|key|keys|resource*", EVIDENCE "|policy|claims|token" } },
      WAY_CODE,
      LEG_UNSURE,
      "may hand out a secret after appraisal" },
};
static const struct prose_way keyrel_docs[] = {
    { { .from = QUERY_STATED,
        .all = { "secret|secrets|key|keys|resource|resources|payload",
                 "release*|provid*|provision*|deliver*|receiv*|hand*|obtain*|sent|send*|unwrap*|"
                 "inject*|grant*|get access|access",
                 "attest*|verif*|quote*|apprais*|trusted|evidence|policy|measurement*",
                 "after|only|if|once|until|when|before|successful*|must|based" },
        .same_sentence = true },
      "says when secrets are released" },
};

/* Three refusals that a broker must show, each at the gate or in the appraisal before it. */
#define NO_EVIDENCE                                                                                \
    "no quote|missing quote|without quote|no evidence|missing evidence|without evidence|no "       \
    "attestation|missing attestation|without attestation|unattested|not attested|"                 \
    "unauthenticated|unverified|invalid quote|invalid evidence|invalid attestation|quote "         \
    "missing|evidence missing|attestation missing|empty evidence|empty quote|attestation fail*|"   \
    "failed attestation|quote fail*|no valid quote|verify fails|missing attestation document|"     \
    "validator error|quote invalid"
static const struct test_way no_evidence_tests[] = {
    { { .subject = NO_EVIDENCE, .none = "url|http|https", .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "asks without evidence and expects the refusal",
      NULL,
      false,
      NULL },
};
static const struct criterion no_evidence = { .tests = no_evidence_tests,
                                              .n_tests = CUPEL_COUNT(no_evidence_tests),
                                              .words = NO_EVIDENCE };
static const struct criterion keyrel = { .subject = "a release of secrets after appraisal only",
                                         .formats = TEE_HARDWARE | TEE_BIT(TEE_TOKEN),
                                         .code = keyrel_code,
                                         .n_code = CUPEL_COUNT(keyrel_code),
                                         .docs = keyrel_docs,
                                         .n_docs = CUPEL_COUNT(keyrel_docs),
                                         .words = SECRETS };
static const struct {
    const char *name;
    const struct criterion *is;
} refusals[] = {
    { "no evidence", &no_evidence },
    { "another measurement", &criterion_measured },
    { "an old TCB", &criterion_tcb },
};

static void judge_tests(const struct project *p, struct leg *ret)
{
    char missing[120] = "", *end = missing;
    bool unsure = false;
    for (size_t i = 0; i < CUPEL_COUNT(refusals); i++) {
        struct leg l = { 0 };
        verify_test_leg(p, refusals[i].is, TEE_COUNT, TEE_HARDWARE, &l);
        if (ret->where.n == 0)
            ret->where = l.where;
        unsure |= l.state == LEG_UNSURE;
        if (l.state == LEG_ABSENT)
            end += snprintf(end, sizeof missing - (size_t)(end - missing), "%s%s",
                            end > missing ? ", " : "", refusals[i].name);
    }
    if (missing[0])
        leg_say(p, ret, LEG_ABSENT, "no test that nothing is released for %s", missing);
    else
        leg_say(p, ret, unsure ? LEG_UNSURE : LEG_FOUND,
                "tests for no evidence, another measurement and an old TCB");
}

void cc_keyrel(const struct project *p, struct finding *f)
{
    const struct fact *broker = &p->facts->roles[ROLE_KEY_BROKER];
    if (broker->truth == FACT_NO) {
        finding_say(p, f, CUPEL_NA, "the project releases no secret after appraisal");
        return;
    }
    verify_code_leg(p, &keyrel, TEE_COUNT, keyrel.formats, &f->legs[LEG_CODE]);
    judge_tests(p, &f->legs[LEG_TEST]);
    verify_doc_leg(p, &keyrel, TEE_COUNT, keyrel.formats, &f->legs[LEG_DOCUMENT]);
    if (broker->truth == FACT_MAYBE) {
        f->where = broker->where;
        finding_say(p, f, CUPEL_UNKNOWN,
                    "it is not certain that the project releases secrets after appraisal");
        return;
    }
    verify_judge(p, f, keyrel.subject);
}
