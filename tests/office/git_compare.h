/* SPDX-License-Identifier: Apache-2.0 */
/* tests/office/git_compare.h: our answers beside those of git itself, for the same repository. */
#ifndef CUPEL_TESTS_OFFICE_GIT_COMPARE_H
#define CUPEL_TESTS_OFFICE_GIT_COMPARE_H

#include "git_lab.h"

/* Files of HEAD: git ls-tree -r -l -z. The number of files that are missing. */
size_t compare_tree(struct lab *lab, const char *folder);
/* Commits, people, times, messages, the line of first parents: git log. @mailmap: "" or a file. */
void compare_history(struct lab *lab, const char *folder, const char *mailmap);
/* Tags: git for-each-ref. */
void compare_tags(struct lab *lab, const char *folder);
/* The last change of each @step-th file, of the folders they are in, and of @more (up to NULL). */
void compare_changes(struct lab *lab, const char *folder, size_t step, const char *const *more);
/* All of them. */
void compare_all(struct lab *lab, const char *folder);

#endif
