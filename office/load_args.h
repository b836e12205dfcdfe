/* SPDX-License-Identifier: Apache-2.0 */
/* office/load_args.h: what the verbs that read checkouts share: their arguments and the reading. */
#ifndef CUPEL_OFFICE_LOAD_ARGS_H
#define CUPEL_OFFICE_LOAD_ARGS_H

#include "cli/cli.h"
#include "office/review/project.h"

#define LOAD_ARENA ((size_t)2 << 30) /* bytes that one run may take */

struct load_args {
    const char *paths[PROJECT_CHECKOUTS_MAX];
    const char *revisions[PROJECT_CHECKOUTS_MAX]; /* NULL: HEAD */
    size_t n;
    const char *name;
    int64_t as_of;
    bool is_existing;
};

/* As of today: a day is enough, and a cache serves all of it. */
void load_args_init(struct load_args *l);
/* The value just returned by cli_next(): a date or RFC 3339 time; a checkout, which may not be
 * named twice: its files would count double; the project's name. CLI_OK or the exit code. */
int load_args_as_of(struct cli_args *args, struct load_args *l);
int load_args_checkout(struct cli_args *args, struct load_args *l);
int load_args_name(struct cli_args *args, struct load_args *l);
/* Read them, at @revisions (NULL: l->revisions), with a progress line where standard error is a
 * terminal. */
cupel_status load_args_read(const struct load_args *l, const char *const *revisions,
                            struct arena *a, struct project *ret, struct cupel_diag *err);

#endif
