/* SPDX-License-Identifier: Apache-2.0 */
/* attest/save.h: where evidence goes: a folder, a file, standard output; and what is said about it.
 */
#ifndef CUPEL_ATTEST_SAVE_H
#define CUPEL_ATTEST_SAVE_H

#include "attest/attest.h"

struct save {
    const char *out; /* folder (there, or with a slash at its end), file, or "-" */
    bool force;      /* overwrite */
    bool json;       /* say what was done as JSON */
};

/* Before the machine is asked: is there something in the way? */
cupel_status save_check(const struct save *s, const struct request *r, struct cupel_diag *err);
/* Write, and say what was written and what was left out. */
cupel_status save_write(const struct save *s, const struct collected *c, const struct request *r,
                        struct cupel_diag *err);

#endif
