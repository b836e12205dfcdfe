/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/snp.h: what the files of the SEV-SNP format share. */
#ifndef CUPEL_LIB_EVIDENCE_SNP_H
#define CUPEL_LIB_EVIDENCE_SNP_H

#include "evidence/format.h"

enum snp_check {
    SNP_CHECK_SIGNATURE_ALGORITHM,
    SNP_CHECK_SIGNING_KEY,
    SNP_CHECK_KEY_INFO,
    SNP_CHECK_RESERVED,
    SNP_CHECK_CERTIFICATE,
    SNP_CHECK_LEAF_SUBJECT,
    SNP_CHECK_LEAF_KEY,
    SNP_CHECK_CSP_ID,
    SNP_CHECK_CHAIN,
    SNP_CHECK_CHAIN_ALGORITHM,
    SNP_CHECK_CHAIN_VALIDITY,
    SNP_CHECK_PRODUCT,
    SNP_CHECK_TCB_EXTENSIONS,
    SNP_CHECK_CHIP_ID,
    SNP_CHECK_SIGNATURE_ENCODING,
    SNP_CHECK_SIGNATURE,
    SNP_CHECK_TCB_ORDER,
    SNP_CHECK_DEBUG,
    SNP_CHECK_MIGRATION_AGENT,
    SNP_CHECK_POLICY,
    SNP_CHECK_POLICY_RESERVED,
    SNP_CHECK_VMPL,
    SNP_CHECK_REVOCATION,
    SNP_CHECKS
};
extern const struct cupel_check_info snp_checks[SNP_CHECKS];
#define SNP_CLAIMS 44
extern const struct cupel_claim_info snp_claims[SNP_CLAIMS];

/* A verification under way. */
struct snp_work {
    const struct snp_report *r;
    const struct inputs *in;
    cupel_appraisal *ap;
    /* the certificates and CRLs among the collateral, with their index in the view */
    const struct x509_cert **certs;
    const struct x509_crl **crls;
    size_t *cert_index, *crl_index;
    size_t n_certs, n_crls;
    /* the leaf that fits best */
    const struct x509_cert *leaf; /* NULL: none was given */
    size_t leaf_index;            /* in the view */
    size_t n_leaves;
    struct amd_leaf ext;
    struct trust_path path;
    bool signed_ok;           /* the report is signed by the leaf's key */
    const char *differs;      /* the field in which the leaf differs from the report, or NULL */
    enum amd_product product; /* CPUID's, else the leaf's, else unknown */
    struct amd_tcb reported;
};

/* Short for appraisal_check(). */
struct cupel_check *snp_add(struct snp_work *w, enum snp_check id, cupel_outcome outcome,
                            const char *detail);
/* The same, with where: bytes of the report. */
struct cupel_check *snp_add_at(struct snp_work *w, enum snp_check id, cupel_outcome outcome,
                               const char *detail, uint64_t offset, uint64_t length);

/* snp_leaf.c: gather certificates and CRLs, choose the leaf, find its path, check its signature. */
cupel_status snp_leaf_choose(struct snp_work *w);
/* TCB component in which leaf and report differ, or AMD_COMPONENTS. */
enum amd_component snp_leaf_tcb_differs(const struct amd_leaf *leaf, const struct snp_report *r);
/* Does HWID name the chip of CHIP_ID? */
bool snp_leaf_chip_fits(const struct amd_leaf *leaf, const struct snp_report *r);

/* snp_chain.c: checks of the leaf, its path and revocation. */
void snp_check_leaf(struct snp_work *w);
cupel_status snp_check_revocation(struct snp_work *w);

cupel_status snp_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);
void snp_explain(const struct evidence *ev, struct field_list *ret);
void snp_add_claims(cupel_appraisal *ap, const struct snp_report *r, enum amd_product product);

#endif
