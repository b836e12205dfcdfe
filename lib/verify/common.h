/* SPDX-License-Identifier: Apache-2.0 */
/* verify/common.h: checks that every format shares: challenge, expected claims, software TEEs. */
#ifndef CUPEL_LIB_VERIFY_COMMON_H
#define CUPEL_LIB_VERIFY_COMMON_H

#include <cupel/verify.h>

#include "appraisal/appraisal.h"

#define NONCE_MIN 16u /* bytes: below, a challenge can be guessed or repeats */

extern const struct cupel_check_info common_checks[];
extern const size_t n_common_checks;

/* The caller's own mistakes, before anything is judged: nonce too short or zero, unknown claim name
 * (with a suggestion), value that no such claim can have. */
cupel_status common_check_opts(const struct cupel_verify_opts *o, struct cupel_diag *err);
/* Compare the challenge that the format put into @ap with the caller's nonce. */
void common_judge_nonce(cupel_appraisal *ap, cupel_slice nonce);
/* Compare claims with what the caller expects. */
void common_judge_expected(cupel_appraisal *ap, const struct cupel_expect *expect, size_t n);
/* Say that it is rooted in no TEE, when it is not. */
void common_judge_tee(cupel_appraisal *ap);
/* In @ap, a composite: its member @name could not be read, because of @why. */
void common_note_unread(cupel_appraisal *ap, const char *name, const struct cupel_diag *why);
/* Say that a software TEE made it, when it did. */
void common_judge_hardware(cupel_appraisal *ap);

#endif
