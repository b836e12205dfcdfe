/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attest/device.h: the machine as collectors see it: files, folders and ioctls, nothing else. The
 * real one is device_linux.c; tests script another, so that every refusal of a kernel can be played
 * without hardware. All calls give 0 or more on success and a negative errno on failure.
 */
#ifndef CUPEL_ATTEST_DEVICE_H
#define CUPEL_ATTEST_DEVICE_H

#include "base/buf.h"

#include <sys/types.h>

struct device_ops {
    /* @path is absolute, as on the machine itself; @flags as of open(2). Gives a handle. */
    int (*open)(void *own, const char *path, int flags);
    ssize_t (*read)(void *own, int handle, void *out, size_t n);
    ssize_t (*write)(void *own, int handle, const void *bytes, size_t n);
    int (*ioctl)(void *own, int handle, unsigned long request, void *arg);
    int (*close)(void *own, int handle);
    int (*may)(void *own, const char *path, int mode); /* as access(2), for the effective user */
    int (*make_folder)(void *own, const char *path);
    int (*remove_folder)(void *own, const char *path);
    /* @each gets every name but "." and "..". */
    int (*list)(void *own, const char *path, void (*each)(void *arg, const char *name), void *arg);
    void (*pause)(void *own, unsigned milliseconds);
};

struct device {
    const struct device_ops *ops;
    void *own;
};

/*
 * This machine. With @sysroot (may be NULL) all paths are taken below that folder. @own must live
 * as long as the device.
 */
struct device_linux {
    const char *sysroot;
};
struct device device_linux(struct device_linux *own);

#define DEVICE_TRIES 32u /* how often a call that was interrupted is made again */

/*
 * The whole of a file, in as many reads as it takes; @ret's max is the cap. -EFBIG beyond it,
 * -ENOMEM, -EINTR when interruptions do not end, else what open or read said.
 */
int device_read_file(const struct device *d, const char *path, struct buf *ret);
/*
 * Write an attribute: opened, all bytes in one write, closed. Kernel attributes are taken whole or
 * not at all, so a short write is -EIO.
 */
int device_write_file(const struct device *d, const char *path, cupel_slice bytes);
/* An ioctl on a device file that is opened for it, made again when interrupted. */
int device_ioctl(const struct device *d, const char *path, int flags, unsigned long request,
                 void *arg);
bool device_exists(const struct device *d, const char *path);
/* Is a name in the folder? False also when it cannot be read. */
bool device_is_empty(const struct device *d, const char *path);
/* A short text file without its last newline into @out of @n bytes; "" when it cannot be read. */
void device_read_line(const struct device *d, const char *path, char *out, size_t n);

/*
 * Record why @path could not be used: "PATH: cannot be WHAT: reason; HINT". A node that is absent
 * is CUPEL_E_UNSUPPORTED (this machine does not have it), all else CUPEL_E_IO. @hint may be NULL;
 * where permission is what lacks, it is replaced by whom to ask.
 */
cupel_status device_fail(struct cupel_diag *err, int rc, const char *path, const char *what,
                         const char *hint);
/* strerror() of a negative errno. */
const char *device_reason(int rc);

#endif
