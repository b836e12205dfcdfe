/* SPDX-License-Identifier: Apache-2.0 */
/* review/load.h: the two passes over a project's files; for load.c and its tests. */
#ifndef CUPEL_OFFICE_REVIEW_LOAD_H
#define CUPEL_OFFICE_REVIEW_LOAD_H

#include "office/review/project.h"

struct project_memory;

/*
 * Begin to read the files of all @p->n_checkouts checkouts in @threads threads, each with handles
 * of its own on the repositories; fills p->memory. The caller may use the checkouts' own handles
 * meanwhile, but not their files.
 */
cupel_status scan_start(struct project *p, struct checkout *all, unsigned threads,
                        struct cupel_diag *err);
/* Wait for the threads, decide what is parsed, parse it. @err may be NULL. */
cupel_status scan_finish(struct project *p, struct cupel_diag *err);
void scan_free(struct project_memory *m); /* NULL-safe */

/* How much the text has to do with TEEs: 2 when it names something that only they have (an
 * enclave, a quote, SNP…), 1 for words that verification needs (nonce, certificate, policy), else
 * 0. */
unsigned scan_relevance(cupel_slice text);

#endif
