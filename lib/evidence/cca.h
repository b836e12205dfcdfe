/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/cca.h: what the files of the Arm CCA format share. */
#ifndef CUPEL_LIB_EVIDENCE_CCA_H
#define CUPEL_LIB_EVIDENCE_CCA_H

#include "evidence/arm.h"

#define CCA_MEMBERS_MAX 16u /* members of a collection */
#define CCA_REMS        4   /* extensible measurements of a realm */

enum cca_label { /* DEN0137 A7.2.3, draft-ffm-rats-cca-token */
                 CCA_PLATFORM_TOKEN = 44234,
                 CCA_PERSONALIZATION = 44235,
                 CCA_REALM_HASH = 44236,
                 CCA_RAK = 44237,
                 CCA_RIM = 44238,
                 CCA_REM = 44239,
                 CCA_RAK_HASH = 44240,
                 CCA_REALM_TOKEN = 44241,
                 CCA_MEC_POLICY = 44243
};
enum cca_tag {
    CCA_TAG_COLLECTION = 399, /* EAT collection, members are byte strings */
    CCA_TAG_CMW = 907         /* CMW collection, members are [content-format, bytes] */
};

struct cca_part {
    struct cose_message message;
    struct arm_claims claims;
    size_t at, length; /* of the message in the evidence */
};
struct cca_token {
    uint64_t tag;                      /* of the collection; 18: a platform token alone */
    struct cca_part *platform, *realm; /* realm: NULL when the platform's token is alone */
    size_t n_others;                   /* members that nobody here judges */
    const char *other;                 /* label of the first of them */
    size_t other_at, other_length;
};

enum cca_check {
    CCA_CHECK_PLATFORM_HEADERS,
    CCA_CHECK_PLATFORM_KEY,
    CCA_CHECK_PLATFORM_ALGORITHM,
    CCA_CHECK_PLATFORM_SIGNATURE,
    CCA_CHECK_PLATFORM_PROFILE,
    CCA_CHECK_PLATFORM_CLAIMS,
    CCA_CHECK_LIFECYCLE,
    CCA_CHECK_SW_COMPONENTS,
    CCA_CHECK_BINDING,
    CCA_CHECK_REALM_HEADERS,
    CCA_CHECK_REALM_KEY,
    CCA_CHECK_REALM_ALGORITHM,
    CCA_CHECK_REALM_SIGNATURE,
    CCA_CHECK_REALM_PROFILE,
    CCA_CHECK_REALM_CLAIMS,
    CCA_CHECK_MEMBERS,
    CCA_CHECKS
};
extern const struct cupel_check_info cca_checks[CCA_CHECKS];
#define CCA_CLAIMS 23
extern const struct cupel_claim_info cca_claims[CCA_CLAIMS];

/* cca_claims.c: judge the claims by the rules of their profile. */
void cca_judge_platform(struct arena *a, struct arm_claims *c);
void cca_judge_realm(struct arena *a, struct arm_claims *c);
/* The realm's attestation key, raw or as COSE_Key. CUPEL_E_MALFORMED, CUPEL_E_UNSUPPORTED,
 * CUPEL_E_NOMEM, CUPEL_E_NOT_FOUND. */
cupel_status cca_read_rak(struct arena *a, const struct arm_claims *c, struct crypto_pub *ret);
/* The hash that a name of the IANA registry stands for: "sha-256", "sha-384", "sha-512". */
bool cca_hash_of(cupel_slice name, enum crypto_hash *ret);
/* The @i-th extensible measurement, or the empty slice. */
cupel_slice cca_rem(const struct arm_claims *c, size_t i);

/* cca_verify.c */
cupel_status cca_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);

/* For `cupel explain`: claims that nobody signed. */
bool cca_claims_probe(cupel_slice in);
cupel_status cca_claims_explain(struct field_list *l, cupel_slice in, struct cupel_diag *err);

#endif
