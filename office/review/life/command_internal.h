/* SPDX-License-Identifier: Apache-2.0 */
/* review/life/command_internal.h: what the files behind command.h share. For command*.c alone. */
#ifndef CUPEL_OFFICE_REVIEW_LIFE_COMMAND_INTERNAL_H
#define CUPEL_OFFICE_REVIEW_LIFE_COMMAND_INTERNAL_H

#include "office/review/life/command.h"

/* ---- words of a command (command_tree.c) ---- */

bool cmd_is_space(uint8_t c);
cupel_slice cmd_trim(cupel_slice s);
/* The next word off @s; empty at the end. */
cupel_slice cmd_take(cupel_slice *s);
bool cmd_is(cupel_slice s, const char *text);
/* Signs that a shell would act on: what the word becomes is not known. */
bool cmd_is_open(cupel_slice s);
bool cmd_is_assignment(cupel_slice s); /* NAME=value */

/* ---- what is there (command_tree.c) ---- */

/* @name, seen from @folder, as a path from the top; false when it leaves the tree or is too long.
 */
bool cmd_path_of(const char *folder, cupel_slice name, char out[COMMAND_PATH_ROOM]);
bool cmd_is_folder(const struct checkout *c, const char *path);
const struct project_file *cmd_file_in(const struct command_place *at, const char *folder,
                                       const char *name);
/* The file called @name in the folder at hand, or in one above it. */
const struct project_file *cmd_file_above(const struct command_place *at, const char *name);
/* Takes @n off the work that the document may cause; false when it is used up. */
bool cmd_spend(const struct command_place *at, size_t n);
/* Files called @name in the whole checkout; in doubt 1. */
size_t cmd_count(const struct command_place *at, const char *name);
bool cmd_has(const struct command_place *at, const char *name);
/* Fills @ret and gives COMMAND_MISSING. */
enum command_answer cmd_missing(struct command_place *at, struct command_result *ret,
                                cupel_slice what, const char *path);

/* ---- kinds of commands; @args is what follows the command's own word ---- */

/* command.c: @word as a path. @is_declared: the command says that it is a file of the tree; else
 * only what looks like a script can be missing. */
enum command_answer cmd_check_path(struct command_place *at, cupel_slice word, bool is_declared,
                                   struct command_result *ret);
/* The word after option @a or @b, or the empty slice. */
cupel_slice cmd_option(cupel_slice args, const char *a, const char *b);
/* That word as a path; COMMAND_OTHER without one. */
enum command_answer cmd_check_option(struct command_place *at, cupel_slice args, const char *a,
                                     const char *b, struct command_result *ret);
enum command_answer cmd_check_make(struct command_place *at, cupel_slice args,
                                   struct command_result *ret);
enum command_answer cmd_check_node(struct command_place *at, cupel_slice args,
                                   struct command_result *ret);
enum command_answer cmd_check_cargo(struct command_place *at, cupel_slice args,
                                    struct command_result *ret);
enum command_answer cmd_check_go(struct command_place *at, cupel_slice args,
                                 struct command_result *ret);
enum command_answer cmd_check_just(struct command_place *at, cupel_slice args,
                                   struct command_result *ret);

#endif
