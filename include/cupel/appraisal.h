/* SPDX-License-Identifier: Apache-2.0 */
/* cupel/appraisal.h: what a piece of evidence proves: claims, checks, trust vector, verdict. C99.
 */
#ifndef CUPEL_APPRAISAL_H
#define CUPEL_APPRAISAL_H

#include <cupel/check.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The tiers of AR4SI. Zero is "none": not trusted, because nothing could be decided. */
typedef enum cupel_verdict {
    CUPEL_VERDICT_NONE = 0,
    CUPEL_VERDICT_CONTRAINDICATED,
    CUPEL_VERDICT_WARNING,
    CUPEL_VERDICT_AFFIRMING
} cupel_verdict;

typedef enum cupel_claim_type {
    CUPEL_CLAIM_TEXT,  /* text */
    CUPEL_CLAIM_BYTES, /* bytes; lower-case hex in JSON */
    CUPEL_CLAIM_UINT,  /* number */
    CUPEL_CLAIM_FLAGS, /* number; "0x" and 16 digits in JSON */
    CUPEL_CLAIM_BOOL,  /* number, 0 or 1 */
    CUPEL_CLAIM_TIME,  /* time */
    CUPEL_CLAIM_LIST   /* list of texts */
} cupel_claim_type;

/** A named value read from verified input. Owned by the appraisal. */
struct cupel_claim {
    const char *name; /* "snp.measurement" */
    cupel_claim_type type;
    const char *text;
    cupel_slice bytes;
    uint64_t number;
    int64_t time; /* seconds since the epoch */
    const char *const *list;
    size_t n_list;
};

/** A claim that some format can make, for --expect and its suggestions. Static. */
struct cupel_claim_info {
    const char *name;
    cupel_claim_type type;
    size_t size;       /* CUPEL_CLAIM_BYTES: how many bytes; 0 when it varies */
    const char *title; /* what it is */
    bool is_main;      /* shown by `cupel verify` without asking */
    bool is_identity;  /* tells whose workload it is: measurements, signers, host data */
};
CUPEL_API size_t cupel_claim_info_count(void);
CUPEL_API const struct cupel_claim_info *cupel_claim_info_at(size_t i);
CUPEL_API const struct cupel_claim_info *cupel_claim_info_find(const char *name);

/** A piece of collateral that would settle an open check: what to ask whom for. NULL when absent.
 */
struct cupel_need {
    const char *kind; /* "vcek", "vlek", "tcb-info", "qe-identity", "pck-crl", "root-crl", … */
    const char *product, *chip_id, *tcb; /* AMD */
    const char *fmspc, *ca, *tee;        /* Intel */
    const char *hint;                    /* for people: where it comes from */
};

/** What became of one collateral file. */
struct cupel_collateral_use {
    const char *name, *kind; /* kind: "certificate", "crl", "tcb-info", …, "unknown" */
    const char *sha256;      /* lower-case hex, of the bytes given */
    bool used;
    const char *why; /* what it was used for, or why it was not */
};

struct cupel_anchor_use {
    const char *name, *sha256; /* of its SubjectPublicKeyInfo */
    bool from_caller;
};

typedef struct cupel_appraisal cupel_appraisal;

CUPEL_API void cupel_appraisal_free(cupel_appraisal *a);
CUPEL_API cupel_verdict cupel_appraisal_verdict(const cupel_appraisal *a);
/** "none", "contraindicated", "warning", "affirming". */
CUPEL_API const char *cupel_verdict_name(cupel_verdict v);
/** CUPEL_CLASS_OK, or CUPEL_CLASS_MISSING when the signature cannot be tied to an anchor for want
 * of a certificate (verdict none). */
CUPEL_API cupel_class cupel_appraisal_class(const cupel_appraisal *a);
/** Stable name of the evidence's format ("snp") and its version. */
CUPEL_API const char *cupel_appraisal_format(const cupel_appraisal *a);
CUPEL_API unsigned cupel_appraisal_version(const cupel_appraisal *a);
/** False when nothing relied on expires. @ret: seconds since the epoch. */
CUPEL_API bool cupel_appraisal_valid_until(const cupel_appraisal *a, int64_t *ret);
/** True when a certificate of the path says that it belongs to a software TEE. */
CUPEL_API bool cupel_appraisal_is_software(const cupel_appraisal *a);

CUPEL_API size_t cupel_appraisal_check_count(const cupel_appraisal *a);
CUPEL_API const struct cupel_check *cupel_appraisal_check_at(const cupel_appraisal *a, size_t i);
/** The last check with this id, or NULL. */
CUPEL_API const struct cupel_check *cupel_appraisal_check_find(const cupel_appraisal *a,
                                                               const char *id);
CUPEL_API size_t cupel_appraisal_claim_count(const cupel_appraisal *a);
CUPEL_API const struct cupel_claim *cupel_appraisal_claim_at(const cupel_appraisal *a, size_t i);
CUPEL_API const struct cupel_claim *cupel_appraisal_claim_find(const cupel_appraisal *a,
                                                               const char *name);
CUPEL_API size_t cupel_appraisal_need_count(const cupel_appraisal *a);
CUPEL_API const struct cupel_need *cupel_appraisal_need_at(const cupel_appraisal *a, size_t i);
CUPEL_API size_t cupel_appraisal_collateral_count(const cupel_appraisal *a);
CUPEL_API const struct cupel_collateral_use *cupel_appraisal_collateral_at(const cupel_appraisal *a,
                                                                           size_t i);
CUPEL_API size_t cupel_appraisal_anchor_count(const cupel_appraisal *a);
CUPEL_API const struct cupel_anchor_use *cupel_appraisal_anchor_at(const cupel_appraisal *a,
                                                                   size_t i);
/** Members of composite evidence, each appraised as evidence of its own; owned by @a. The verdict
 * of
 * @a takes theirs in; what binds them together stands in the checks of @a. */
CUPEL_API size_t cupel_appraisal_part_count(const cupel_appraisal *a);
/** The @i-th, or NULL. Not to be freed. */
CUPEL_API const cupel_appraisal *cupel_appraisal_part_at(const cupel_appraisal *a, size_t i);
/** Name of the input or part: "tpm", "gpu 0". */
CUPEL_API const char *cupel_appraisal_name(const cupel_appraisal *a);
/** True when the evidence, or a part bound to it, is rooted in a hardware TEE: false for a TPM
 * quote alone. It says nothing of whether the evidence is good. */
CUPEL_API bool cupel_appraisal_is_tee(const cupel_appraisal *a);

/** True when nothing in category @c was checked, or something in it was skipped or unknown. */
CUPEL_API bool cupel_appraisal_not_checked(const cupel_appraisal *a, cupel_category c);

/** The whole appraisal as one JSON object on one line (docs/schema/appraisal.json), NUL-terminated,
 *  free with free(); NULL when memory ran out. */
CUPEL_API char *cupel_appraisal_json(const cupel_appraisal *a);

#ifdef __cplusplus
}
#endif
#endif
