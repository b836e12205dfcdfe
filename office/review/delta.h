/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/delta.h: what changed between an earlier review and this one: outcomes with their reasons,
 * who answers for the project, its license and policies, direct dependencies, formats and roles,
 * releases, and how much was committed by whom.
 *
 * The files and the history of the earlier side are read from the repositories at hand, at the
 * commits that the earlier review names: they need not be loaded again.
 */
#ifndef CUPEL_OFFICE_REVIEW_DELTA_H
#define CUPEL_OFFICE_REVIEW_DELTA_H

#include "office/review/project.h"

#define DELTA_CHANGES_MAX 1000

/*
 * @before_project: NULL when @before was read from a file; else it was made at a revision, and
 * @ret->since says so. Everything in @ret lives in @p's arena or in @now's and @before's. No change
 * at all: n_changes is 0, which means "nothing changed".
 *
 * A commit of @before that the repository does not have, or that is no ancestor of the one
 * reviewed, is a change of "history" with a sentence; what needs it is then left out.
 * CUPEL_E_USAGE: none of @before's checkouts is one of @p's (by name, or by remote): it is the
 * review of another project. CUPEL_E_NOMEM, CUPEL_E_LIMIT as the arena has it.
 */
cupel_status delta_make(const struct review *before, const struct project *before_project,
                        const struct review *now, const struct project *p, struct delta *ret,
                        struct cupel_diag *err);

#endif
