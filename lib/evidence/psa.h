/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/psa.h: what the files of the PSA format share. */
#ifndef CUPEL_LIB_EVIDENCE_PSA_H
#define CUPEL_LIB_EVIDENCE_PSA_H

#include "evidence/arm.h"

/* Labels of PSA_IOT_PROFILE_1 (draft-tschofenig-rats-psa-token-07): "TFM" private use. */
enum psa_label {
    PSA_PROFILE = -75000,
    PSA_CLIENT_ID = -75001,
    PSA_LIFECYCLE = -75002,
    PSA_IMPLEMENTATION_ID = -75003,
    PSA_BOOT_SEED = -75004,
    PSA_HW_VERSION = -75005,
    PSA_SW_COMPONENTS = -75006,
    PSA_NO_SW_MEASUREMENTS = -75007,
    PSA_NONCE = ARM_NONCE_1,
    PSA_INSTANCE_ID = -75009,
    PSA_ORIGINATION = -75010
};

struct psa_token {
    struct cose_message message;
    struct arm_claims claims;
    unsigned profile; /* whose labels it uses: 1 or 2 */
};

enum psa_check {
    PSA_CHECK_HEADERS,
    PSA_CHECK_KEY,
    PSA_CHECK_ALGORITHM,
    PSA_CHECK_SIGNATURE,
    PSA_CHECK_PROFILE,
    PSA_CHECK_CLAIMS,
    PSA_CHECK_LIFECYCLE,
    PSA_CHECK_SW_COMPONENTS,
    PSA_CHECKS
};
extern const struct cupel_check_info psa_checks[PSA_CHECKS];
#define PSA_CLAIMS 13
extern const struct cupel_claim_info psa_claims[PSA_CLAIMS];

/* psa_claims.c: choose the profile by the labels in @c->map and judge the claims by its rules. */
unsigned psa_judge(struct arena *a, struct arm_claims *c);
cupel_status psa_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);

/* For `cupel explain`: claims that nobody signed. */
bool psa_claims_probe(cupel_slice in);
cupel_status psa_claims_explain(struct field_list *l, cupel_slice in, struct cupel_diag *err);

#endif
