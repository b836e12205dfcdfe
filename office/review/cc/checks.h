/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/checks.h: the functions behind the criteria on verification, and the tables that more
 * than one of them reads. */
#ifndef CUPEL_OFFICE_REVIEW_CC_CHECKS_H
#define CUPEL_OFFICE_REVIEW_CC_CHECKS_H

#include "office/review/cc/verify.h"

void cc_nonce(const struct project *p, struct finding *f);
void cc_bind(const struct project *p, struct finding *f);
void cc_debug(const struct project *p, struct finding *f);
void cc_tcbpol(const struct project *p, struct finding *f);
void cc_collat(const struct project *p, struct finding *f);
void cc_roots(const struct project *p, struct finding *f);
void cc_default(const struct project *p, struct finding *f);
void cc_keyrel(const struct project *p, struct finding *f);
void cc_neg(const struct project *p, struct finding *f);

#define CC_VERIFY_CHECKS 9
extern const struct review_check cc_verify_checks[CC_VERIFY_CHECKS];

extern const struct criterion criterion_nonce, criterion_debug, criterion_expiry,
    criterion_revocation, criterion_tcb, criterion_measured;
#define FOREIGN_ROOT_TESTS 2
extern const struct test_way foreign_root_tests[FOREIGN_ROOT_TESTS];

#endif
