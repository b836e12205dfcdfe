/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/office/git_lab.h: a temporary folder and the real git in it. Nothing of the machine's own
 * configuration is read; times and people are given, so that each run makes the same commits.
 */
#ifndef CUPEL_TESTS_OFFICE_GIT_LAB_H
#define CUPEL_TESTS_OFFICE_GIT_LAB_H

#include "tests/unit/test.h"

#include "base/buf.h"
#include "office/git/repo.h"

#include <cupel/base.h>

struct lab {
    struct arena arena; /* for all that a test makes */
    const char *root;
};

/* For cmocka: *state becomes a struct lab. */
int lab_setup(void **state);
int lab_teardown(void **state);

/* "root/NAME". */
const char *lab_path(struct lab *lab, const char *name);
/* Run git in @folder with @arguments (up to NULL) and @input on its standard input; what it prints.
 * Fails the test when git does. */
cupel_slice lab_git(struct lab *lab, const char *folder, cupel_slice input,
                    const char *const *arguments);
#define LAB_GIT(lab, folder, ...)                                                                  \
    lab_git((lab), (folder), SLICE_EMPTY, (const char *const[]){ __VA_ARGS__, NULL })
/* The same with input. */
#define LAB_GIT_IN(lab, folder, input, ...)                                                        \
    lab_git((lab), (folder), (input), (const char *const[]){ __VA_ARGS__, NULL })
/* What git prints without the line end. */
const char *lab_line(struct lab *lab, cupel_slice output);
/* Write or replace a file; folders on the way are made. */
void lab_write(const char *path, cupel_slice bytes);
void lab_folder(const char *path); /* as mkdir -p */
cupel_slice lab_read(struct lab *lab, const char *path);

/* An object of any content, as git hash-object --literally stores it; its id. */
struct git_id lab_object(struct lab *lab, const char *folder, const char *type, cupel_slice bytes);
/* A commit of the tree @tree without parents on the branch "main". */
struct git_id lab_commit_tree(struct lab *lab, const char *folder, const struct git_id *tree);
/* Make "main" point to @id. */
void lab_set_main(struct lab *lab, const char *folder, const struct git_id *id);
/* An empty bare repository with HEAD at main. */
const char *lab_bare(struct lab *lab, const char *name);
/* A bare repository with a history of all that is ordinary: see git_lab.c. */
const char *lab_story(struct lab *lab, const char *name);

/* Open, or fail the test with the reason. */
struct repo *lab_open(const char *path);
struct git_id lab_head(struct repo *r);

#endif
