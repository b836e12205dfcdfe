/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/life/command.h: does a command line that a document names fit the checkout: is the make
 * target, the script, the package there? Nothing is run. Where quoting, variables or generated
 * files would decide, the answer is "unsure".
 */
#ifndef CUPEL_OFFICE_REVIEW_LIFE_COMMAND_H
#define CUPEL_OFFICE_REVIEW_LIFE_COMMAND_H

#include "office/review/project.h"

#define COMMAND_WORDS_MAX 24
#define COMMAND_PATH_ROOM 512
#define COMMAND_WORK      200000000 /* bytes of makefiles and paths of files looked at */

enum command_answer { COMMAND_OTHER, COMMAND_FITS, COMMAND_MISSING, COMMAND_UNSURE };

/* Where the commands of one code block stand; start with a zeroed folder. */
struct command_place {
    const struct checkout *c;
    const char *project;            /* its name: "cd NAME" after a clone is the top */
    char folder[COMMAND_PATH_ROOM]; /* from the top; "" is the top */
    bool is_lost;                   /* a "cd" led to where nobody knows */
    struct arena *arena;            /* for the results */
    size_t *work; /* of the whole document, starts as COMMAND_WORK: at 0 all is unsure */
};
struct command_result {
    const char *what; /* "make lint": in the place's arena */
    const char *path; /* the file whose change would explain it: what is missing, or where it
                       * would be declared */
};
/* One simple command (no ';', '&&', '|'), as written. Follows "cd". @ret for COMMAND_MISSING. */
enum command_answer command_check(struct command_place *at, cupel_slice command,
                                  struct command_result *ret);
/* The next simple command of a line of a code block, without prompt, comment, "sudo" and variables
 * before it; false at the end of the line. */
bool command_next(cupel_slice line, size_t *at, cupel_slice *ret);

#endif
