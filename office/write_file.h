/* SPDX-License-Identifier: Apache-2.0 */
/* office/write_file.h: the one way in which programs of the office make a file. */
#ifndef CUPEL_OFFICE_WRITE_FILE_H
#define CUPEL_OFFICE_WRITE_FILE_H

#include "base/slice.h"

#include <stdbool.h>

/*
 * Create @path, which must not be there, not even as a link, with these bytes; @sync: and see them
 * on the disk. 0, or an errno: EEXIST, or what went wrong, and then the file is gone again.
 */
int write_file(const char *path, cupel_slice bytes, bool sync);

#endif
