/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/set.c: the set "cc", a row each, in the order in which a review shows them. */
#include "office/review/cc/checks.h"
#include "office/review/cc/docs.h"
#include "office/review/cc/identity.h"
#include "office/review/claims.h"

static const struct review_check *const rows[] = {
    &cc_identity_checks[0], /* cc-tee */
    &cc_identity_checks[1], /* cc-role */
    &cc_identity_checks[2], /* cc-evidence */
    &cc_docs_checks[0],     /* cc-tcb */
    &cc_docs_checks[1],     /* cc-threat */
    &cc_docs_checks[2],     /* cc-boundary */
    &cc_verify_checks[0],   /* cc-nonce */
    &cc_verify_checks[1],   /* cc-bind */
    &cc_verify_checks[2],   /* cc-debug */
    &cc_verify_checks[3],   /* cc-tcbpol */
    &cc_verify_checks[4],   /* cc-collat */
    &cc_verify_checks[5],   /* cc-roots */
    &cc_docs_checks[3],     /* cc-refval */
    &cc_docs_checks[4],     /* cc-repro */
    &cc_verify_checks[6],   /* cc-default */
    &cc_verify_checks[7],   /* cc-keyrel */
    &cc_docs_checks[5],     /* cc-rollback */
    &cc_docs_checks[6],     /* cc-migrate */
    &cc_identity_checks[3], /* cc-parse */
    &cc_identity_checks[4], /* cc-crypto */
    &cc_verify_checks[8],   /* cc-neg */
    &cc_identity_checks[5], /* cc-log */
    &cc_identity_checks[6], /* cc-vtpm */
    &cc_docs_checks[7],     /* cc-adv */
    &cc_docs_checks[8],     /* cc-vendor */
    &cc_docs_checks[9],     /* cc-priv */
    &cc_docs_checks[10],    /* cc-supply */
    &cc_claims_check,       /* cc-claims */
    &cc_identity_checks[7], /* cc-lifecycle */
};

extern const struct review_set set_cc;
const struct review_set set_cc = {
    .name = "cc", .title = "Confidential computing", .rows = rows, .n = CUPEL_COUNT(rows)
};
