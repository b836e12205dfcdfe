/* SPDX-License-Identifier: Apache-2.0 */
/* evidence/format.h: the small interface behind which every TEE stands, and the list of them. */
#ifndef CUPEL_LIB_EVIDENCE_FORMAT_H
#define CUPEL_LIB_EVIDENCE_FORMAT_H

#include "appraisal/appraisal.h"
#include "check/fields.h"
#include "collateral/collateral.h"
#include "evidence/dcap_quote.h"
#include "evidence/snp_report.h"
#include "trust/trust.h"

#define EVIDENCE_MAX (1u << 20) /* bytes of one piece of evidence */

struct format;

/* Parsed evidence: integers and slices that borrow from @bytes; nothing is allocated. */
struct evidence {
    const struct format *format;
    cupel_slice bytes; /* decoded, unpadded */
    unsigned version;
    cupel_slice embedded; /* collateral that came inside (certificate table), or empty */
    union {
        struct snp_report snp;
        struct dcap_quote quote; /* sgx, tdx */
    };
};

/* All that a verification may use. */
struct inputs {
    struct trust trust;
    struct collateral_view collateral;
    int64_t now;
};

struct format {
    const char *name;  /* stable: used in URLs, JSON and the store */
    const char *title; /* "AMD SEV-SNP attestation report" */
    bool pads_zero;    /* zeros after the evidence's own end are allowed and recorded */
    /* Cheap and without side effect: could @in be of this format? Judges by content, not by length
     * alone; says yes to damaged input that is plainly meant, so that errors name the format. */
    bool (*probe)(cupel_slice in);
    /* Layout only: versions, lengths, counts. Reserved bits are checks, not parse errors. */
    cupel_status (*parse)(cupel_slice in, struct evidence *ret, struct cupel_diag *err);
    /* Add all checks and claims. The status is for memory and crypto failures only. */
    cupel_status (*verify)(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);
    /* Every field in wire order. Must work on whatever parse accepted. */
    void (*explain)(const struct evidence *ev, struct field_list *ret);
    const struct cupel_check_info *checks; /* definitions of its own checks */
    size_t n_checks;
    const struct cupel_claim_info *claims;
    size_t n_claims;
};

/* registry.c: all formats, NULL-terminated. */
extern const struct format *const formats[];
extern const char *const format_names; /* "snp, tdx, sgx", for messages */
extern const struct format format_snp, format_tdx, format_sgx;
const struct format *format_find(cupel_slice name);
/* The one format whose probe fits. CUPEL_E_UNSUPPORTED for none, CUPEL_E_AMBIGUOUS (naming them).
 */
cupel_status format_recognise(cupel_slice in, const struct format **ret, struct cupel_diag *err);

/* A row set of check definitions. */
struct check_table {
    const struct cupel_check_info *checks;
    size_t n;
};

#endif
