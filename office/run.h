/* SPDX-License-Identifier: Apache-2.0 */
/* office/run.h: run our own command `cupel` in a private folder of temporary files. */
#ifndef CUPEL_OFFICE_RUN_H
#define CUPEL_OFFICE_RUN_H

#include "base/buf.h"

struct run_folder {
    char path[256]; /* "" when it was not made */
};

/* The command beside this program (a build folder), else where it was installed. No environment
 * variable has a say. */
bool run_find_cupel(char *out, size_t n);
/* A folder of our own, readable by nobody else, with the folders e and c in it. */
cupel_status run_folder_make(struct run_folder *f, struct cupel_diag *err);
/* @name is of our making: letters, digits and one slash. */
cupel_status run_folder_write(const struct run_folder *f, const char *name, cupel_slice bytes,
                              struct cupel_diag *err);
bool run_folder_move(const struct run_folder *f, const char *from, const char *to);
void run_folder_remove(struct run_folder *f);
/*
 * Run @argv (NULL-terminated, argv[0] a path) in the folder, standard input empty, standard error
 * dropped, with an empty environment; its standard output into @out. After @seconds, and past
 * out->max, it is killed: CUPEL_E_LIMIT. Its exit status is not an error: the output speaks.
 */
cupel_status run_program(const struct run_folder *f, const char *const *argv, unsigned seconds,
                         struct buf *out, struct cupel_diag *err);

#endif
