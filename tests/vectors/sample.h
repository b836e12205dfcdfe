/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vectors/sample.h: evidence with all that belongs to it, read from files. A list is a text file,
 * written by samples.py, with one sample per line and tabs between: name, format, time (seconds
 * since the epoch), evidence, anchor or "-", then the collateral. For tests and bench only: any
 * failure to read ends the program.
 */
#ifndef CUPEL_TESTS_SAMPLE_H
#define CUPEL_TESTS_SAMPLE_H

#include <cupel/cupel.h>

#define SAMPLE_FILES_MAX 64

struct sample_file {
    const char *name;
    cupel_slice bytes;
};

struct sample {
    const char *name, *format;
    int64_t now;
    struct sample_file evidence, anchor; /* anchor: no bytes when the vendor's own is meant */
    struct sample_file collateral[SAMPLE_FILES_MAX];
    size_t n_collateral;
};

struct sample_list {
    struct sample *items;
    size_t n;
    void *text; /* what the names borrow from */
};

/* All samples of the list at @path. */
struct sample_list samples_read(const char *path);
void samples_free(struct sample_list *l);
/* The sample named @name, or the end of the program. */
const struct sample *samples_find(const struct sample_list *l, const char *name);

/* A verifier with the sample's anchor and collateral, except the file at index @skip (SIZE_MAX: all
 * of them). NULL with @ret_status set when it could not be made. */
cupel_verifier *sample_verifier(const struct sample *s, size_t skip, cupel_status *ret_status);
/* Verify @evidence as the sample says; CUPEL_OK and *ret as cupel_verify() does. */
cupel_status sample_verify(const cupel_verifier *v, const struct sample *s, cupel_slice evidence,
                           cupel_appraisal **ret);
/* How far it is trusted: none and contraindicated 0, warning 1, affirming 2. @a may be NULL. */
int trust_rank(const cupel_appraisal *a);
/* Each claim of @a is in @b with the same value. */
bool claims_within(const cupel_appraisal *a, const cupel_appraisal *b);
/* Same claims with the same values. */
bool same_claims(const cupel_appraisal *a, const cupel_appraisal *b);

/* Print and end the program with 1. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
