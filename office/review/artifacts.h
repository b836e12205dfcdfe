/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/artifacts.h: files of the tree that were built and not written: executables, libraries,
 * packages. Told by their first bytes, else by their name and by not being text, as Scorecard does.
 */
#ifndef CUPEL_OFFICE_REVIEW_ARTIFACTS_H
#define CUPEL_OFFICE_REVIEW_ARTIFACTS_H

#include "office/review/project.h"

#define ARTIFACTS_MAX        256      /* kept; more are counted */
#define ARTIFACT_READ_MAX    67108864 /* bytes of blobs that are read to tell what they are */
#define ARTIFACT_ENTRIES_MAX 20000    /* blobs that are read */

struct artifact {
    const struct project_file *file;
    const char *what;  /* "an ELF file"; "by its name a Java archive" */
    bool is_execution; /* machine code or a package of it; else something that nobody can review */
    bool is_counted;   /* Scorecard's Binary-Artifacts counts it, wherever it lies */
    bool is_data;      /* in a folder of test data or a fixture by its path */
};

struct artifacts {
    const struct artifact *at;
    size_t n, more;
    size_t more_counted;                  /* of @more, those that Scorecard counts */
    size_t unread;                        /* files that could be artefacts and were not read */
    const struct project_file *unread_at; /* the first of them */
};

/* Everything in @ret lives in @p's arena. */
void artifacts_find(const struct project *p, struct artifacts *ret);

/* Scorecard's Binary-Artifacts leaves out what lies in a folder called testdata. */
bool artifact_is_testdata(const char *path);

/* No control characters but blanks: nothing that a machine runs. */
bool artifact_is_text(cupel_slice bytes);

#endif
