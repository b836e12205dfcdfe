/* SPDX-License-Identifier: Apache-2.0 */
/* office/office_files.h: the files of an office on disk, bounded: no links are followed, and what
 * is too many, too deep or too large is told. */
#ifndef CUPEL_OFFICE_OFFICE_FILES_H
#define CUPEL_OFFICE_OFFICE_FILES_H

#include "office/govern/govern.h"

#define OFFICE_DEPTH_MAX 6
#define OFFICE_PATH      4096

/* All files below @folder by name, and those that govern_kind_of() knows with their bytes, into
 * @ret (its landscape, prefix and as_of are left alone). What cannot be read is told. */
cupel_status office_files_read(struct arena *a, const char *folder, struct govern_input *ret,
                               struct landscape_problems *problems);

#endif
