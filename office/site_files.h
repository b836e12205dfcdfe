/* SPDX-License-Identifier: Apache-2.0 */
/* office/site_files.h: what `cupel site` reads beside the files that govern, and the folder that it
 * writes: one that is empty, or that it wrote before. */
#ifndef CUPEL_OFFICE_SITE_FILES_H
#define CUPEL_OFFICE_SITE_FILES_H

#include "office/site/site.h"

#define SITE_INPUT_MAX  268435456     /* bytes of all texts, images and reviews */
#define SITE_OUTPUT_MAX 200000        /* files */
#define SITE_LIST       ".cupel-site" /* names the files of the last build, a line each */

/* Texts, images and reviews of the office in @folder, by @g's names. What cannot be read is told.
 */
cupel_status site_files_read(struct arena *a, const char *folder, const struct govern *g,
                             struct site_input *ret, struct landscape_problems *problems);

struct site_folder {
    struct arena *a;
    const char *path;
    const char **old, **new; /* names of files; old sorted */
    size_t n_old, n_new;
    struct cupel_diag err; /* of the first failure */
};
/* Make it, or see that it is ours. CUPEL_E_USAGE where it holds anything else. */
cupel_status site_folder_open(struct site_folder *f, struct arena *a, const char *path);
/* A site_put: a file is there with all of its bytes or as it was before. */
cupel_status site_folder_put(void *folder, const char *name, cupel_slice bytes);
/* Remove what the last build wrote and this one did not, and write the list. */
cupel_status site_folder_close(struct site_folder *f);

#endif
