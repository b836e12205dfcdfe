/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appraisal/appraisal.h: the builder's side of an appraisal. Formats add checks, claims, needs and
 * uses; appraisal_finish() turns them into trust vector and verdict. Memory failure sticks in the
 * arena.
 */
#ifndef CUPEL_LIB_APPRAISAL_APPRAISAL_H
#define CUPEL_LIB_APPRAISAL_APPRAISAL_H

#include <cupel/appraisal.h>

#include "check/check.h"

enum trust_claim { /* AR4SI, draft-ietf-rats-ar4si section 2.3 */
                   TRUST_INSTANCE_IDENTITY,
                   TRUST_CONFIGURATION,
                   TRUST_EXECUTABLES,
                   TRUST_FILE_SYSTEM,
                   TRUST_HARDWARE,
                   TRUST_RUNTIME_OPAQUE,
                   TRUST_STORAGE_OPAQUE,
                   TRUST_SOURCED_DATA,
                   TRUST_CLAIMS
};

struct cupel_appraisal {
    struct arena arena;
    struct check_list checks;
    struct cupel_claim *claims;
    size_t n_claims, room_claims;
    struct cupel_need needs[32];
    size_t n_needs;
    struct cupel_anchor_use anchors[16];
    size_t n_anchors;
    struct cupel_collateral_use *uses; /* one per collateral item, in the order of the view */
    size_t n_uses;
    int8_t trust_vector[TRUST_CLAIMS];
    cupel_verdict verdict;
    bool missing;         /* a certificate without which the signature is tied to no anchor */
    bool software;        /* a software TEE's mark was met on the path */
    bool is_part;         /* a member: what is expected of whose workload is asked of the whole */
    bool tee;             /* rooted in a hardware TEE, itself or through a part bound to it */
    const char *no_tee;   /* else: why that is so, in the format's words, or NULL */
    unsigned not_checked; /* bits 1u << cupel_category */
    int64_t valid_until;  /* INT64_MAX: nothing expires */
    int64_t at;
    bool at_from_clock;
    /* the input, for the report */
    const char *name, *encoding, *format, *title; /* title: the format's, for people */
    unsigned version;
    size_t size;
    char sha256[65], evidence_sha256[65];
    /* where the challenge stands: set by formats, compared by the way in */
    cupel_slice challenge;
    uint64_t challenge_offset;
    bool challenge_fixed;    /* fixed width: the nonce is zero-padded on the right */
    bool challenge_in_parts; /* composite: the parts that bear the nonce were asked already */
    cupel_appraisal **parts; /* owned */
    size_t n_parts, room_parts;
    struct cupel_diag *error; /* a part that could not be read: why; in the arena */
};

cupel_status appraisal_new(cupel_appraisal **ret);
/* Hand @part over to @a. Its needs, anchors, software mark and expiry become @a's as well. On
 * failure (memory) @part is freed. */
cupel_status appraisal_add_part(cupel_appraisal *a, cupel_appraisal *part);

/* Claims: @name is a literal of the format's claim table. Bytes and texts are copied. */
void claim_text(cupel_appraisal *a, const char *name, const char *text);
void claim_bytes(cupel_appraisal *a, const char *name, cupel_slice bytes);
void claim_uint(cupel_appraisal *a, const char *name, uint64_t v);
void claim_flags(cupel_appraisal *a, const char *name, uint64_t v);
void claim_bool(cupel_appraisal *a, const char *name, bool v);
void claim_time(cupel_appraisal *a, const char *name, int64_t t);
/* @list and its texts must outlive the appraisal or live in its arena. */
void claim_list(cupel_appraisal *a, const char *name, const char *const *list, size_t n);

/* Short for check_add(&a->checks, …). */
struct cupel_check *appraisal_check(cupel_appraisal *a, const struct cupel_check_info *def,
                                    cupel_outcome outcome, const char *detail);
/* Something that would settle an open check; strings as in claim_list. Equal kinds are kept apart.
 */
void appraisal_need(cupel_appraisal *a, const struct cupel_need *need);
/* Collateral @index (of the view) was used; or was looked at and set aside: @why says what for. The
 * first use wins over any setting aside. */
void appraisal_use(cupel_appraisal *a, size_t index, bool used, const char *why);
void appraisal_anchor(cupel_appraisal *a, const char *name, cupel_slice sha256, bool from_caller);
/* What was relied on expires at @t. */
void appraisal_rely_until(cupel_appraisal *a, int64_t t);

/* Verdict, trust vector and not_checked from what was added; @require fails what was not checked.
 */
cupel_status appraisal_finish(cupel_appraisal *a, unsigned require);
/* The error class and sentence for JSON of inputs that got no appraisal. */
char *appraisal_json(const cupel_appraisal *a, const struct cupel_diag *error);

#endif
