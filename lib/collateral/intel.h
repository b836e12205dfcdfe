/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collateral/intel.h: what Intel says about SGX and TDX platforms: TCB info, enclave identities,
 * and the SGX extension of PCK certificates. Parsing and matching only; who signed it and whether
 * it is in force is judged where it is used. Source: Intel SGX and TDX Provisioning Certification
 * Service API v3 and v4; Intel SGX PCK Certificate and Certificate Revocation List Profile
 * Specification.
 */
#ifndef CUPEL_LIB_COLLATERAL_INTEL_H
#define CUPEL_LIB_COLLATERAL_INTEL_H

#include "check/fields.h"
#include "codec/x509.h"

#define INTEL_TCB_COMPONENTS 16u
#define INTEL_LEVELS_MAX     256u /* TCB levels of one file or module */
#define INTEL_MODULES_MAX    64u
#define INTEL_ADVISORIES_MAX 128u /* of one level */

enum intel_tee { INTEL_SGX, INTEL_TDX };
const char *intel_tee_name(enum intel_tee t); /* "SGX", "TDX" */

/* As Intel spells them; the two of TD relaunch never stand in files but come from convergence. */
enum intel_tcb_status {
    INTEL_TCB_UP_TO_DATE,
    INTEL_TCB_SW_HARDENING_NEEDED,
    INTEL_TCB_CONFIGURATION_NEEDED,
    INTEL_TCB_CONFIGURATION_AND_SW_HARDENING_NEEDED,
    INTEL_TCB_OUT_OF_DATE,
    INTEL_TCB_OUT_OF_DATE_CONFIGURATION_NEEDED,
    INTEL_TCB_REVOKED,
    INTEL_TCB_TD_RELAUNCH_ADVISED,
    INTEL_TCB_TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED
};
const char *intel_tcb_status_name(enum intel_tcb_status s); /* "UpToDate" */

/* What a level says once it matches. */
struct intel_verdict {
    enum intel_tcb_status status;
    int64_t tcb_date;
    const char *const *advisories; /* "INTEL-SA-00615"; in the arena */
    size_t n_advisories;
};

struct intel_tcb_level {
    uint8_t sgx[INTEL_TCB_COMPONENTS];
    uint8_t tdx[INTEL_TCB_COMPONENTS]; /* zero in SGX files */
    uint16_t pcesvn;
    struct intel_verdict says;
};

/* Level of an enclave or of the TDX module: holds for this SVN and above. */
struct intel_isv_level {
    uint16_t isvsvn;
    struct intel_verdict says;
};

struct intel_module {
    uint8_t version; /* the NN of "TDX_NN"; 0 for the file's tdxModule */
    uint8_t mrsigner[48];
    uint8_t attributes[8]; /* as in the quote: little endian word */
    uint8_t mask[8];
    const struct intel_isv_level *levels; /* sorted, highest SVN first; none for tdxModule */
    size_t n_levels;
};

struct intel_tcb_info {
    unsigned version; /* 2 or 3 */
    enum intel_tee tee;
    int64_t issue_date, next_update;
    uint8_t fmspc[6], pce_id[2];
    uint32_t evaluation_number;         /* tcbEvaluationDataNumber */
    struct intel_module module;         /* TDX: tdxModule */
    const struct intel_module *modules; /* TDX: tdxModuleIdentities */
    size_t n_modules;
    const struct intel_tcb_level *levels; /* sorted, highest first; at least one, no two equal */
    size_t n_levels;
    cupel_slice body;      /* exact bytes of the inner object: what Intel signed */
    cupel_slice signature; /* raw r || s, 64 bytes, in the arena */
};

struct intel_qe_identity {
    const char *id; /* "QE" or "TD_QE"; others ("QVE", "QAE") are read but fit no quote */
    unsigned version;
    int64_t issue_date, next_update;
    uint32_t evaluation_number;
    uint8_t miscselect[4], miscselect_mask[4]; /* little endian, as in the report */
    uint8_t attributes[16], attributes_mask[16];
    uint8_t mrsigner[32];
    uint16_t isvprodid;
    const struct intel_isv_level *levels; /* sorted, highest SVN first; at least one */
    size_t n_levels;
    cupel_slice body, signature; /* as in intel_tcb_info */
};

/* Is this plainly meant to be one, damaged or not? */
bool intel_tcb_info_probe(cupel_slice in);
bool intel_qe_identity_probe(cupel_slice in);
/*
 * The PCS response {"tcbInfo":{…},"signature":"hex"}, or {"enclaveIdentity":{…},"signature":"hex"}.
 * Views borrow from @in, the rest is in @a. Members that Intel may add inside the signed object are
 * ignored; outside of it nothing else may stand. @err names the member and the offset.
 */
cupel_status intel_tcb_info_parse(struct arena *a, cupel_slice in, struct intel_tcb_info *ret,
                                  struct cupel_diag *err);
cupel_status intel_qe_identity_parse(struct arena *a, cupel_slice in, struct intel_qe_identity *ret,
                                     struct cupel_diag *err);
void intel_tcb_info_explain(const struct intel_tcb_info *info, struct field_list *l);
void intel_qe_identity_explain(const struct intel_qe_identity *id, struct field_list *l);

/* The SGX extension (1.2.840.113741.1.13.1) of a PCK certificate. */
struct intel_pck {
    cupel_slice ppid;                  /* 16 bytes */
    uint8_t tcb[INTEL_TCB_COMPONENTS]; /* component SVNs */
    uint16_t pcesvn;
    cupel_slice cpusvn; /* 16 bytes */
    uint8_t pce_id[2], fmspc[6];
    unsigned sgx_type;                /* 0 standard, 1 scalable, 2 scalable with integrity */
    cupel_slice platform_instance_id; /* 16 bytes, or empty: Platform CA only */
};
/* CUPEL_E_NOT_FOUND: the certificate has no such extension. */
cupel_status intel_pck_read(const struct x509_cert *cert, struct intel_pck *ret,
                            struct cupel_diag *err);
/* The same fields for explain; nothing where the certificate has no such extension. */
void intel_pck_explain(const struct x509_cert *cert, struct field_list *ret);

/*
 * The highest level that the platform reaches, or NULL. @tee_tcb_svn: the 16 bytes of the TD report
 * for TDX files, NULL for SGX. Its bytes 0 and 1 are the module's, and count here only where byte 1
 * is zero: else the module's identity judges them.
 */
const struct intel_tcb_level *intel_tcb_level_find(const struct intel_tcb_info *info,
                                                   const struct intel_pck *pck,
                                                   const uint8_t *tee_tcb_svn);
/* The first level with isvsvn <= @svn, or NULL. */
const struct intel_isv_level *intel_isv_level_find(const struct intel_isv_level *levels, size_t n,
                                                   uint16_t svn);
/* The module identity "TDX_NN" for @version, or NULL. */
const struct intel_module *intel_module_find(const struct intel_tcb_info *info, uint8_t version);
/* The platform's status changed by that of an enclave or module beside it. */
enum intel_tcb_status intel_tcb_converge(enum intel_tcb_status platform,
                                         enum intel_tcb_status other);
/* TD 1.5: the status at launch and with what runs now make one. */
enum intel_tcb_status intel_tcb_relaunch(enum intel_tcb_status launch,
                                         enum intel_tcb_status current);

#endif
