/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/snp_lab.h: SEV-SNP reports with certificates of which every part can be wrong. */
#ifndef CUPEL_TESTS_UNIT_SNP_LAB_H
#define CUPEL_TESTS_UNIT_SNP_LAB_H

#include <cupel/cupel.h>

#include "snp_bytes.h"
#include "softtee/x509_write.h"

#define LAB_NOW INT64_C(1780272000) /* 2026-06-01T00:00:00Z */
#define LAB_DAY 86400

enum lab_signer { LAB_CA, LAB_ROOT, LAB_STRANGER };

/* What goes into a leaf. */
struct lab_leaf {
    const char *cn, *issuer, *product_name;
    enum lab_signer signer;
    enum crypto_sig alg;
    enum crypto_key_type key;
    bool is_ca;
    int spl[9]; /* by last arc: 1 bl, 2 tee, 3 snp, 8 ucode; index 0 is fmc (arc 9); -1: absent */
    cupel_slice hwid; /* the extension's value; empty: absent */
    const char *csp_id;
    int64_t not_before, not_after;
};

struct lab {
    struct crypto *crypto;
    struct arena arena;
    struct sign_key *root, *ca, *stranger, *p384, *p256, *other;
    /* the case at hand */
    struct snp_bytes report;
    struct lab_leaf leaf;
    const char *ark_cn, *ask_cn;
    enum lab_signer ask_signer;
    cupel_slice given[8]; /* collateral besides leaf and ASK */
    size_t n_given;
    bool without_leaf, without_ask, without_anchor, unsigned_report;
    cupel_slice nonce;
    cupel_appraisal *ap;
};

/* lab_start: a group's setup; lab_end: its teardown; lab_reset: a good Genoa report and chain. */
int lab_start(void **state);
int lab_end(void **state);
int lab_each(void **state); /* before each test */
void lab_reset(struct lab *l);
/* The case as another product. */
void lab_make_turin(struct lab *l);
void lab_make_vlek(struct lab *l);
const struct sign_key *lab_key(const struct lab *l, enum lab_signer s);
/* DER of the certificates as they are set now. */
cupel_slice lab_leaf_der(struct lab *l);
cupel_slice lab_ask_der(struct lab *l);
cupel_slice lab_root_der(struct lab *l, enum lab_signer key);
cupel_slice lab_crl_der(struct lab *l, enum lab_signer by, const char *cn, const char *revoked,
                        int from_days, int until_days);
void lab_give(struct lab *l, cupel_slice bytes);
/* Sign the report with the leaf's key. */
void lab_sign(struct lab *l);
/* Sign, verify; the appraisal is in l->ap until the next run. */
void lab_verify(struct lab *l);
/* Verify, compare verdict and the outcome and words of one check, and start anew. */
void lab_expect(struct lab *l, const char *verdict, const char *id, const char *outcome,
                const char *says);

#endif
