/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source/kind_tables.h: the conventions of paths, as data. One row per convention; kind.c has the
 * loops. Globs know '*' only and no letter case.
 */
#ifndef CUPEL_OFFICE_SOURCE_KIND_TABLES_H
#define CUPEL_OFFICE_SOURCE_KIND_TABLES_H

#include "office/source/kind.h"

/* A folder of that name makes what lies in it of that kind. */
enum folder_rule {
    ANYWHERE,
    /* Only when it holds projects of others and is no module of this one: not below src/ and the
     * like, and with a folder between it and the file that is no part of a project of its own. */
    HOLDS_OTHERS,
    AT_TOP,     /* only as the first folder of the path */
    IN_TESTS,   /* only below a folder of tests */
    PROSE_ONLY, /* only for documents */
    /* As HOLDS_OTHERS, for C and C++ alone: Rust projects keep crates of their own in deps/. */
    HOLDS_OTHERS_IN_C,
};

struct folder_row {
    const char *glob;
    unsigned kind;
    enum folder_rule rule;
};

/* A file whose name matches is of that kind; @langs: bits 1 << LANG_…, 0 for any file. */
struct name_row {
    const char *glob;
    unsigned kind;
    unsigned langs;
};

struct ending_row {
    const char *ending;
    enum lang lang;
};

extern const struct folder_row kind_folders[];
extern const size_t kind_folders_count;
extern const struct name_row kind_names[];
extern const size_t kind_names_count;
extern const struct ending_row kind_endings[];
extern const size_t kind_endings_count;
/* Folders that hold a project's own code: what is named like a place for others' is none below. */
extern const char *const kind_own_folders[];
extern const size_t kind_own_folders_count;
/* Folders that a project has at its own top. */
extern const char *const kind_project_folders[];
extern const size_t kind_project_folders_count;

#endif
