/* SPDX-License-Identifier: Apache-2.0 */
/* cupel/check.h: one step of an assay: its outcome and everything needed to understand it. C99. */
#ifndef CUPEL_CHECK_H
#define CUPEL_CHECK_H

#include <cupel/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cupel_outcome {
    CUPEL_PASS = 0,
    CUPEL_WARN,    /* true evidence, but something a relying party should weigh */
    CUPEL_FAIL,    /* contradicts what evidence must be */
    CUPEL_UNKNOWN, /* could not be decided for want of collateral */
    CUPEL_SKIP,    /* not asked for; lowers nothing and is listed as not checked */
    CUPEL_NA       /* does not apply to this evidence */
} cupel_outcome;

/** What a check speaks of; --require takes these names. */
typedef enum cupel_category {
    CUPEL_CAT_HARDWARE = 0,  /* genuine vendor hardware made and signed these bytes */
    CUPEL_CAT_TCB,           /* firmware and microcode levels against the vendor's knowledge */
    CUPEL_CAT_CONFIGURATION, /* debug, policy and attribute bits */
    CUPEL_CAT_IDENTITY,      /* whose workload: measurements and other expected claims */
    CUPEL_CAT_REVOCATION,    /* certificate revocation */
    CUPEL_CAT_FRESHNESS      /* made for this challenge */
} cupel_category;

/** Where something stands: bytes in an input, or a line of a file in a repository. */
struct cupel_where {
    const char *in;   /* "evidence" or the name of a collateral file; NULL for office checks */
    uint64_t offset;  /* bytes, in the decoded input */
    uint64_t length;  /* bytes */
    const char *path; /* office checks: path, line (from 1) and commit; else NULL and 0 */
    uint64_t line;
    const char *commit;
};

/** A check as recorded. Strings are NUL-terminated UTF-8, owned by the appraisal; NULL when absent.
 */
struct cupel_check {
    const char *id; /* stable: "snp.signature" */
    cupel_outcome outcome;
    cupel_category category;
    const char *title;    /* what is checked, as a statement that holds when it passes */
    const char *detail;   /* what happened, one sentence */
    const char *expected; /* for comparisons */
    const char *found;
    const char *spec; /* clause of the specification */
    const char *fix;  /* what to do about it; NULL when nothing is to be done */
    const struct cupel_where *where;
    size_t n_where;
};

/** "pass", "warn", "fail", "unknown", "skip", "na". */
CUPEL_API const char *cupel_outcome_name(cupel_outcome o);
/** "hardware", "tcb", "configuration", "identity", "revocation", "freshness". */
CUPEL_API const char *cupel_category_name(cupel_category c);

/** What a check means, for `cupel explain --check`. Static, never freed. */
struct cupel_check_info {
    const char *id;
    cupel_category category;
    const char *title;
    const char *why;  /* why it exists: what goes wrong without it */
    const char *spec; /* the clause it implements */
    const char *fix;  /* what to do when it does not pass */
};

/** How many checks this library knows, over all formats. */
CUPEL_API size_t cupel_check_info_count(void);
/** The @i-th, ordered by format, or NULL when @i is out of range. */
CUPEL_API const struct cupel_check_info *cupel_check_info_at(size_t i);
/** By id, or NULL. */
CUPEL_API const struct cupel_check_info *cupel_check_info_find(const char *id);

#ifdef __cplusplus
}
#endif
#endif
