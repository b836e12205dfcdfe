/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/dcap.h: what SGX and TDX quotes share: layout, PCK chain, quoting enclave, collateral.
 */
#ifndef CUPEL_LIB_EVIDENCE_DCAP_H
#define CUPEL_LIB_EVIDENCE_DCAP_H

#include "collateral/intel.h"
#include "evidence/format.h"
#include "trust/chain.h"

#define DCAP_TEE_SGX   0u
#define DCAP_TEE_TDX   0x81u
#define SGX_FLAG_DEBUG (1ull << 1)

/* Checks that both formats make, and their claims. */
enum intel_check {
    INTEL_QE_VENDOR,
    INTEL_PCK_CHAIN,
    INTEL_PCK_SUBJECT,
    INTEL_PCK_VALIDITY,
    INTEL_PCK_EXTENSION,
    INTEL_PCK_REVOCATION,
    INTEL_CA_REVOCATION,
    INTEL_QE_SIGNATURE,
    INTEL_QE_BINDING,
    INTEL_QE_IDENTITY,
    INTEL_QE_TCB,
    INTEL_TCB_INFO,
    INTEL_TCB_LEVEL,
    INTEL_TCB_STATUS,
    INTEL_CHECKS
};
extern const struct cupel_check_info intel_checks[INTEL_CHECKS];
extern const size_t n_intel_checks;
extern const struct cupel_claim_info intel_claims[];
extern const size_t n_intel_claims;

/* Does @in start like a quote for @tee (0 SGX, 0x81 TDX)? Damaged ones plainly meant as such too.
 */
bool dcap_probe(cupel_slice in, uint32_t tee);
/* Layout of versions 3, 4 and 5. @name is the format's, for messages. */
cupel_status dcap_parse(cupel_slice in, const char *name, uint32_t tee, struct evidence *ret,
                        struct cupel_diag *err);

/* One verification. Filled step by step by dcap_verify(). */
struct dcap_run {
    const struct dcap_quote *q;
    const struct inputs *in;
    cupel_appraisal *ap;
    enum intel_tee tee;
    const struct cupel_check_info *signature; /* the format's own check of the quote's signature */
    struct trust_chain *chain;                /* owned: dcap_release() */
    const struct x509_cert *certs;            /* its leaf, CA, root */
    bool has_chain;                           /* certs are filled and in order */
    struct trust_path path;                   /* fault PATH_OK: ends at an anchor */
    struct trust trust;                       /* narrowed to that anchor */
    struct intel_pck pck;
    bool has_pck;
    const struct intel_tcb_info *info;        /* NULL: none that fits */
    const struct intel_qe_identity *identity; /* NULL: none that fits */
    const struct intel_verdict *qe;           /* what the identity says of the QE, or NULL */
};
/* Everything but body and TCB: vendor, chain, revocation, QE, quote signature, choice of
 * collateral. */
cupel_status dcap_verify(struct dcap_run *v);
/* Give back what dcap_verify() holds; to be called whatever it returned. */
void dcap_release(struct dcap_run *v);
/* The check of the platform's own level, with its claims. */
void dcap_judge_level(struct dcap_run *v, const struct intel_tcb_level *level);
/* Add the check of the whole status from the parts' verdicts: platform, and module or NULL (TDX).
 * @status is their convergence with the QE's. @platform NULL: not known, and said before. */
void dcap_judge_status(struct dcap_run *v, const struct intel_verdict *platform,
                       const struct intel_verdict *module, enum intel_tcb_status status);

/* dcap_collateral.c: choose TCB info and QE identity. */
cupel_status dcap_choose_tcb_info(struct dcap_run *v);
cupel_status dcap_choose_identity(struct dcap_run *v);
/* dcap_revocation.c */
cupel_status dcap_judge_revocation(struct dcap_run *v);

/* Short forms. */
struct cupel_check *dcap_add(struct dcap_run *v, enum intel_check id, cupel_outcome outcome,
                             const char *detail);
struct cupel_check *dcap_addf(struct dcap_run *v, enum intel_check id, cupel_outcome outcome,
                              const char *detail, ...) __attribute__((format(printf, 4, 5)));
void dcap_at(struct dcap_run *v, struct cupel_check *c, uint64_t offset, uint64_t length);

/* dcap_explain.c */
void dcap_explain_head(const struct dcap_quote *q, struct field_list *l);
void dcap_explain_tail(const struct dcap_quote *q, struct field_list *l);
void dcap_explain_sgx(const struct sgx_report *r, struct field_list *l);

#endif
