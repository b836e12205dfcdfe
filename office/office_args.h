/* SPDX-License-Identifier: Apache-2.0 */
/* office/office_args.h: what the verbs of `cupel office` share: finding an office and reading it.
 */
#ifndef CUPEL_OFFICE_OFFICE_ARGS_H
#define CUPEL_OFFICE_OFFICE_ARGS_H

#include "office/govern/govern.h"
#include "office/landscape_args.h"
#include "office/load_args.h"

struct office_job {
    struct landscape_job *landscape; /* its problems are those of the whole office */
    struct load_args when;           /* for --as-of */
    const char *folder;              /* as given; NULL: the current one */
    bool json;
    struct govern g;
};
/* Zeroes the job; CLI_OK, or told that memory is short. Free with office_job_free(). */
int office_job_init(struct office_job *j);
void office_job_free(struct office_job *j);
/* The argument just returned by cli_next(): the office's folder. */
int office_take_folder(struct cli_args *args, struct office_job *j);
/* Read everything. Mistakes are in j->landscape->problems and make no failure here. */
int office_open(struct cli_args *args, struct office_job *j);

#endif
