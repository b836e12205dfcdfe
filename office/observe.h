/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office/observe.h: run our own verifier, as the program `cupel`, on the sample evidence, reference
 * values and certificates that a project carries: claims become observations. The samples are
 * written to a private folder of temporary files; nothing of the project is run.
 */
#ifndef CUPEL_OFFICE_OBSERVE_H
#define CUPEL_OFFICE_OBSERVE_H

#include "office/review/project.h"

#define OBSERVE_FILES_MAX   256     /* samples of one project */
#define OBSERVE_BYTES_MAX   1048576 /* bytes of one sample: the verifier's own cap */
#define OBSERVE_SECONDS_MAX 60      /* for all of them together */

/* Add to @r what the verifier says of the project's samples at @r->as_of. Without the verifier's
 * program beside this one nothing is observed, and r says so in no place: a review is complete
 * without. */
cupel_status observe(const struct project *p, struct review *r, struct cupel_diag *err);

#endif
