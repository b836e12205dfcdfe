/* SPDX-License-Identifier: Apache-2.0 */
/* cupel/explain.h: name every field of evidence or collateral. Trusts nothing, decides nothing.
 * C99. */
#ifndef CUPEL_EXPLAIN_H
#define CUPEL_EXPLAIN_H

#include <cupel/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One field. Strings are owned by the explanation; NULL when absent. */
struct cupel_field {
    unsigned depth;    /* 0 at the top */
    const char *name;  /* in the specification's words */
    const char *value; /* NULL for headings */
    const char *meaning;
    bool has_span;   /* offset and length are known */
    uint64_t offset; /* bytes, in the decoded input */
    uint64_t length; /* bytes */
};

typedef struct cupel_explanation cupel_explanation;

/**
 * Explain @input: evidence of any known format, a certificate, CRL, TCB info, QE identity,
 * certificate table, event log, CCEL table or IMA list; raw, hex, base64 or PEM. @format names the
 * format or kind, or is NULL to recognise it. Reserved bits and newer versions are shown, not
 * refused, as far as the layout is known.
 * @ret     owned by the caller, free with cupel_explanation_free(); untouched on failure
 * @reterr  may be NULL
 */
CUPEL_API CUPEL_MUST_CHECK cupel_status cupel_explain(cupel_slice input, const char *format,
                                                      cupel_explanation **ret,
                                                      struct cupel_diag *reterr);
CUPEL_API void cupel_explanation_free(cupel_explanation *e);
/** What it is: "snp", "tdx", "certificate", "crl", "tcb-info", … */
CUPEL_API const char *cupel_explanation_kind(const cupel_explanation *e);
/** One sentence: "SEV-SNP attestation report, version 3". */
CUPEL_API const char *cupel_explanation_title(const cupel_explanation *e);
CUPEL_API size_t cupel_explanation_count(const cupel_explanation *e);
/** The @i-th field in wire order, or NULL. */
CUPEL_API const struct cupel_field *cupel_explanation_at(const cupel_explanation *e, size_t i);
/** One JSON object as a NUL-terminated string, free with free(); NULL when memory ran out. */
CUPEL_API char *cupel_explanation_json(const cupel_explanation *e, const char *name);

#ifdef __cplusplus
}
#endif
#endif
