/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/collat.c: cc-collat: collateral is fresh and revocation is looked at. */
#include "office/review/cc/checks.h"
#include "office/review/cc/verify.h"
#include "office/review/cc/verify_words.h"

#define COLLATERAL                                                                                 \
    "cert|certs|certificate*|x509|chain|crl|crls|*crl|tcb info|tcbinfo|collateral*|vcek|vlek|ask|" \
    "ark|issuer|root|qe identity|pck|ocsp|rim|*cert|ek|ak|serial*"
/* Code that fetches is not code that judges. */
#define FETCHES "fetch*|download*|get*|obtain*|cache*|load*|request*|url*|retrieve*"
/* Other things that expire or are revoked. */
#define SESSIONS                                                                                   \
    "challenge*|nonce*|token*|session*|lease*|cookie*|cache*|ttl|timeout|renew*|rotat*|valid for|" \
    "is zero|notif*|webhook*|agent|agents|jwt*|cached"

/* A certificate authority of the project's own. */
#define ISSUERS "ca impl*|ca util*|ca server*|certmanager|cert manager|notif*|webhook*"

static const struct code_way expiry_code[] = {
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { EXPIRES },
        .none = SESSIONS,
        .near = COLLATERAL },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses collateral out of its time",
      "parse*|decode*" },
    { { .kind = CODE_CONDITION,
        .side = QUERY_PRODUCT,
        .all = { EXPIRES },
        .none = SESSIONS,
        .near = COLLATERAL },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses collateral out of its time",
      "parse*|decode*" },
    { { .kind = CODE_REFUSAL,
        .side = QUERY_PRODUCT,
        .strings = true,
        .all = { EXPIRES },
        .none = SESSIONS "|" FORM,
        .near = COLLATERAL },
      WAY_CODE,
      LEG_FOUND,
      "refuses with an error about expiry",
      "parse*|decode*" },
    /* Libraries of X.509 compare dates whenever they build a path. */
    { { .kind = CODE_CALL,
        .side = QUERY_PRODUCT,
        .all = { "x509 store*|x509store*|verify for usage|verify is valid*|x509 verify cert|"
                 "policy builder|client verifier|store context|x509storecontext|webpki" },
        .name = VERIFIES },
      WAY_CODE,
      LEG_FOUND,
      "builds a path with a library that compares dates",
      NULL },
    { { .kind = QUERY_ANY_NODE,
        .side = QUERY_PRODUCT,
        .all = { "verify options|verifyoptions" },
        .near = "vcek|vlek|ark|ask|pck*|ek|*ek|ak|*ak|ek cert*|ak cert*|akcert*|ekcert*|attest*|"
                "quote*|nitro*|doc|cabundle|ca bundle|evidence|report" },
      WAY_CODE,
      LEG_FOUND,
      "builds a path with a library that compares dates",
      NULL },
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { EXPIRES },
        .none = SESSIONS,
        .near = COLLATERAL },
      WAY_VALUES,
      LEG_UNSURE,
      "compares a date; whether it refuses is not plain",
      "parse*|decode*" },
};
static const struct test_way expiry_tests[] = {
    { { .subject = EXPIRES "|future time|futuretime",
        .also = COLLATERAL "|" EVIDENCE,
        .none = SESSIONS "|tcb status|out of date|outofdate",
        .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "hands in expired collateral and expects the refusal",
      NULL },
};
const struct criterion criterion_expiry = {
    .subject = "a check of the dates of collateral",
    .formats = TEE_HARDWARE,
    .code = expiry_code,
    .n_code = CUPEL_COUNT(expiry_code),
    .tests = expiry_tests,
    .n_tests = CUPEL_COUNT(expiry_tests),
    .words = EXPIRES,
    .words_none = SESSIONS,
    .is_delegable = true,
};

static const struct code_way revocation_code[] = {
    { { .kind = CODE_COMPARE,
        .side = QUERY_PRODUCT,
        .all = { REVOKES },
        .none = SESSIONS,
        .near = COLLATERAL,
        .path_none = ISSUERS },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses what is revoked",
      FETCHES },
    { { .kind = CODE_CONDITION,
        .side = QUERY_PRODUCT,
        .all = { REVOKES },
        .none = SESSIONS,
        .near = COLLATERAL,
        .path_none = ISSUERS },
      WAY_COMPLAINS,
      LEG_FOUND,
      "refuses what is revoked",
      FETCHES },
    { { .kind = CODE_REFUSAL,
        .side = QUERY_PRODUCT,
        .strings = true,
        .all = { "revoked|revocation*" },
        .none = FORM "|" FETCHES "|" SESSIONS,
        .near = COLLATERAL,
        .path_none = ISSUERS },
      WAY_CODE,
      LEG_FOUND,
      "refuses with an error about revocation",
      FETCHES },
    { { .kind = CODE_CALL,
        .side = QUERY_PRODUCT,
        .all = { "crl check|set crls|add crl|with crls|revocation option*|crl list|only crls|"
                 "x509 v flag crl check|crl check all|with revocation" } },
      WAY_CODE,
      LEG_FOUND,
      "hands CRLs to the library that builds the path",
      NULL },
    { { .kind = CODE_CALL,
        .side = QUERY_PRODUCT,
        .all = { REVOKES },
        .none = SESSIONS,
        .name = "check*|verify*|validate*|is revoked|*revoked|*revocation",
        .near = COLLATERAL },
      WAY_CODE,
      LEG_UNSURE,
      "calls a check of revocation; whether it refuses is not plain",
      FETCHES },
};
static const struct test_way revocation_tests[] = {
    { { .subject = "revoked|*revoked|revoke|revokes|crl is not signed|bad crl|"
                   "invalid crl|forged crl|wrong crl",
        .also = COLLATERAL,
        .none = "notif*|webhook*|agent|agents|token*|session*|unable|without",
        .least = NEGATIVE_NAMED },
      LEG_FOUND,
      "hands in something revoked and expects the refusal",
      NULL },
};
const struct criterion criterion_revocation = {
    .subject = "a check of revocation",
    .formats = TEE_HARDWARE,
    .code = revocation_code,
    .n_code = CUPEL_COUNT(revocation_code),
    .tests = revocation_tests,
    .n_tests = CUPEL_COUNT(revocation_tests),
    .words = REVOKES,
    .words_none = SESSIONS,
    .is_delegable = true,
};

static const struct prose_way collateral_docs[] = {
    { { .from = QUERY_STATED,
        .all = { REVOKES "|collateral*|expired collateral|next update",
                 "check*|verif*|validat*|reject*|fail*|refus*|default*|not|always|must|expir*|"
                 "fetch*|require*" } },
      "says how collateral is checked" },
};
static const struct criterion collateral = {
    .subject = "checks of expiry and revocation of collateral",
    .formats = TEE_HARDWARE & ~(TEE_BIT(TEE_CCA) | TEE_BIT(TEE_PSA)),
    .without = "the evidence that is verified here comes without certificates or other collateral",
    .docs = collateral_docs,
    .n_docs = CUPEL_COUNT(collateral_docs),
};

/* ---- both halves in one leg ---- */

static void copy_places(const struct project *p, struct places *to, const struct places *from)
{
    struct place *all = arena_array(p->arena, REVIEW_PLACES_MAX, sizeof *all);
    if (!all)
        return;
    for (size_t i = 0; i < to->n; i++)
        all[i] = to->at[i];
    for (size_t i = 0; i < from->n && to->n < REVIEW_PLACES_MAX; i++)
        all[to->n++] = from->at[i];
    to->at = all;
}

/* @ret becomes the worse of the two, and says which half is missing. */
static void join(const struct project *p, const struct leg *expiry, const struct leg *revocation,
                 const char *what, struct leg *ret)
{
    bool no_expiry = expiry->state == LEG_ABSENT, no_revocation = revocation->state == LEG_ABSENT;
    ret->where = expiry->where;
    copy_places(p, &ret->where, &revocation->where);
    if (no_expiry && no_revocation)
        leg_say(p, ret, LEG_ABSENT, "no %s of expiry nor of revocation", what);
    else if (no_expiry || no_revocation)
        leg_say(p, ret, LEG_ABSENT, "a %s of %s, none of %s", what,
                no_expiry ? "revocation" : "expiry", no_expiry ? "expiry" : "revocation");
    else if (expiry->state == LEG_FOUND && revocation->state == LEG_FOUND)
        leg_say(p, ret, LEG_FOUND, "a %s of expiry and one of revocation", what);
    else
        leg_say(p, ret, LEG_UNSURE, "%s",
                expiry->state == LEG_UNSURE ? expiry->note : revocation->note);
}

/* "Revocation is off by default": an option of the project's own that its default leaves off. */
static const struct code_ask switches = {
    .kind = CODE_ASSIGN,
    .side = QUERY_PRODUCT,
    .all = { "check revocation*|check crl*|check revoked|enable crl*|enable revocation|"
             "get collateral|revocation check*|crl check*|verify crl*|use crl*",
             "false" }
};
#define OFF                                                                                        \
    REVOKES "|get collateral|check revocations|collateral", "default|defaults|by default|unless",  \
        "false|off|not|disabled|no|skip*|without"
static const struct prose_ask off_docs = { .from = QUERY_STATED,
                                           .all = { OFF },
                                           .same_sentence = true };
/* In clauses of their own, which may be about other things. */
static const struct prose_ask off_docs_near = { .from = QUERY_STATED, .all = { OFF } };

static void look_at_default(const struct project *p, struct leg *code)
{
    if (code->state != LEG_FOUND)
        return;
    struct places where = { 0 };
    bool says = query_prose_places(p, &off_docs, &where, "says what the default is") > 0;
    if (!says && !query_prose_places(p, &off_docs_near, &where, "may say what the default is"))
        return;
    if (!query_code_places(p, &switches, &where, "leaves it off"))
        return;
    leg_say(
        p, code, says ? LEG_ABSENT : LEG_UNSURE, "%s",
        says ? "revocation or collateral is checked, but not by default"
             : "something about revocation or collateral is off; whether by default is not plain");
    code->where = where;
}

static void judge_row(const struct project *p, enum tee_format t, tee_set among,
                      struct format_row *row)
{
    struct leg dates = { 0 }, revoked = { 0 };
    verify_code_leg(p, &criterion_expiry, t, among, &dates);
    verify_code_leg(p, &criterion_revocation, t, among, &revoked);
    join(p, &dates, &revoked, "check", &row->legs[LEG_CODE]);
    look_at_default(p, &row->legs[LEG_CODE]);
    struct leg dates_test = { 0 }, revoked_test = { 0 };
    verify_test_leg(p, &criterion_expiry, t, among, &dates_test);
    verify_test_leg(p, &criterion_revocation, t, among, &revoked_test);
    join(p, &dates_test, &revoked_test, "test", &row->legs[LEG_TEST]);
}

void cc_collat(const struct project *p, struct finding *f)
{
    verify_rows(p, f, &collateral);
    tee_set sure = verify_formats(p, FACT_YES), among = sure | verify_formats(p, FACT_MAYBE);
    for (size_t i = 0; i < f->n_formats; i++)
        judge_row(p, verify_row_format(&f->formats[i]), sure ? sure : among, &f->formats[i]);
    if (f->n_formats)
        verify_judge(p, f, collateral.subject);
}
