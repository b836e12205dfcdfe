/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/hkd.h: what the files of the IBM Z host key document share. */
#ifndef CUPEL_LIB_EVIDENCE_HKD_H
#define CUPEL_LIB_EVIDENCE_HKD_H

#include "evidence/format.h"

enum hkd_check {
    HKD_CHECK_KEY,
    HKD_CHECK_SIGNING_KEY,
    HKD_CHECK_ISSUER,
    HKD_CHECK_SIGNATURE,
    HKD_CHECK_CHAIN,
    HKD_CHECK_VALIDITY,
    HKD_CHECK_REVOCATION,
    HKD_CHECK_CHAIN_REVOCATION,
    HKD_CHECKS
};
extern const struct cupel_check_info hkd_checks[HKD_CHECKS];
#define HKD_CLAIMS 5
extern const struct cupel_claim_info hkd_claims[HKD_CLAIMS];

/* Is this the name of IBM's key that signs host key documents? NULL, or what differs. */
const char *hkd_signing_name_fault(cupel_slice subject);
/* The same attributes in any order; a locality may be Armonk in one and Poughkeepsie in the other,
 * for IBM moved its signing key's and left issuers' names as they were. */
bool hkd_same_name(cupel_slice a, cupel_slice b);

/* A verification under way. */
struct hkd_work {
    const struct x509_cert *hkd;
    const struct inputs *in;
    cupel_appraisal *ap;
    const struct x509_cert **certs;
    const struct x509_crl **crls;
    size_t *cert_index, *crl_index;
    size_t n_certs, n_crls;
    const struct x509_cert *signer; /* the certificate of the key that signed, or the nearest */
    size_t signer_index;            /* in the view */
    bool signed_ok;
    struct trust_path path; /* of @signer */
};
struct cupel_check *hkd_add(struct hkd_work *w, enum hkd_check id, cupel_outcome outcome,
                            const char *detail);

/* hkd_revocation.c */
cupel_status hkd_check_revocation(struct hkd_work *w);

cupel_status hkd_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);

#endif
