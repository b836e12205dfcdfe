/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/folder.h: where a repository keeps its things (gitrepository-layout(5)): the folder of this
 * work tree (HEAD) and the common one (objects, refs, config), which differ for linked work trees.
 */
#ifndef CUPEL_OFFICE_GIT_FOLDER_H
#define CUPEL_OFFICE_GIT_FOLDER_H

#include "office/git/config.h"
#include "office/git/disk.h"

struct folder {
    const char *own;    /* of this work tree */
    const char *common; /* the same, but for a linked work tree */
    struct config config;
};
/*
 * The repository at @path: a work tree, its .git (a folder or a file that names one), a linked work
 * tree, a bare repository. Strings in @a. CUPEL_E_NOT_FOUND, CUPEL_E_USAGE (inside of a work tree),
 * CUPEL_E_UNSUPPORTED (a format that is not read here), CUPEL_E_MALFORMED, CUPEL_E_IO.
 */
cupel_status folder_find(struct arena *a, const char *path, struct folder *ret,
                         struct cupel_diag *err);
/* The first line of a small file in @folder without the blanks around it; the empty slice where
 * there is none. */
cupel_slice folder_line(struct arena *a, const char *folder, const char *name);

#endif
