/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/identity.h: the criteria on what a project is and what it handles: TEEs, roles,
 * evidence, age, virtual TPMs, cryptography, verdicts, parsers. Each in its file.
 */
#ifndef CUPEL_OFFICE_REVIEW_CC_IDENTITY_H
#define CUPEL_OFFICE_REVIEW_CC_IDENTITY_H

#include "office/review/cc/query.h"
#include "office/review/facts.h"

void cc_tee(const struct project *p, struct finding *f);
void cc_role(const struct project *p, struct finding *f);
void cc_evidence(const struct project *p, struct finding *f);
void cc_parse(const struct project *p, struct finding *f);
void cc_crypto(const struct project *p, struct finding *f);
void cc_log(const struct project *p, struct finding *f);
void cc_vtpm(const struct project *p, struct finding *f);
void cc_lifecycle(const struct project *p, struct finding *f);

/* In this order. */
#define CC_IDENTITY_CHECKS 8
extern const struct review_check cc_identity_checks[CC_IDENTITY_CHECKS];

/* Formats that product code handles with certainty, those of hardware only. */
unsigned identity_formats(const struct project *p);
#define IDENTITY_BIT(t) (1u << (t))
/* Their names with commas, in the project's arena; "" for none. */
const char *identity_names(const struct project *p, unsigned formats);
/* Does product code speak of attestation at all? False only when everything was read. */
bool identity_attests(const struct project *p);
/* Is there nothing in the project that has to do with TEEs? Says so in @f. */
bool identity_is_outside(const struct project *p, struct finding *f);
/* The places of a fact, with its notes. */
void identity_places(const struct project *p, struct places *to, const struct fact *from);

#endif
