/* SPDX-License-Identifier: Apache-2.0 */
/* The machine itself, or a folder that stands for it. */
#define _GNU_SOURCE /* euidaccess() */
#include "attest/device.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int below_root(void *own, const char *path, char out[PATH_MAX])
{
    const struct device_linux *l = own;
    int n = snprintf(out, PATH_MAX, "%s%s", l->sysroot ? l->sysroot : "", path);
    return n > 0 && n < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static int linux_open(void *own, const char *path, int flags)
{
    char full[PATH_MAX];
    int rc = below_root(own, path, full);
    if (rc == 0)
        rc = open(full, flags);
    return rc >= 0 ? rc : rc == -ENAMETOOLONG ? rc : -errno;
}

static ssize_t linux_read(void *own, int handle, void *out, size_t n)
{
    (void)own;
    ssize_t got = read(handle, out, n);
    return got < 0 ? -errno : got;
}

static ssize_t linux_write(void *own, int handle, const void *bytes, size_t n)
{
    (void)own;
    ssize_t put = write(handle, bytes, n);
    return put < 0 ? -errno : put;
}

static int linux_ioctl(void *own, int handle, unsigned long request, void *arg)
{
    (void)own;
    int rc = ioctl(handle, request, arg);
    return rc < 0 ? -errno : rc;
}

static int linux_close(void *own, int handle)
{
    (void)own;
    /* Linux gives the number back even when close() is interrupted: never twice. */
    return close(handle) == 0 || errno == EINTR ? 0 : -errno;
}

static int linux_may(void *own, const char *path, int mode)
{
    char full[PATH_MAX];
    int rc = below_root(own, path, full);
    if (rc != 0)
        return rc;
    return euidaccess(full, mode) == 0 ? 0 : -errno;
}

static int linux_make_folder(void *own, const char *path)
{
    char full[PATH_MAX];
    int rc = below_root(own, path, full);
    if (rc != 0)
        return rc;
    return mkdir(full, 0700) == 0 ? 0 : -errno;
}

static int linux_remove_folder(void *own, const char *path)
{
    char full[PATH_MAX];
    int rc = below_root(own, path, full);
    if (rc != 0)
        return rc;
    return rmdir(full) == 0 ? 0 : -errno;
}

static int linux_list(void *own, const char *path, void (*each)(void *arg, const char *name),
                      void *arg)
{
    char full[PATH_MAX];
    int rc = below_root(own, path, full);
    DIR *folder = rc == 0 ? opendir(full) : NULL;
    if (!folder)
        return rc != 0 ? rc : -errno;
    const struct dirent *entry;
    errno = 0;
    while ((entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            each(arg, entry->d_name);
    rc = -errno;
    (void)closedir(folder);
    return rc;
}

static void linux_pause(void *own, unsigned milliseconds)
{
    (void)own;
    struct timespec left = { milliseconds / 1000, (long)(milliseconds % 1000) * 1000000L };
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

struct device device_linux(struct device_linux *own)
{
    static const struct device_ops ops = {
        linux_open, linux_read,        linux_write,         linux_ioctl, linux_close,
        linux_may,  linux_make_folder, linux_remove_folder, linux_list,  linux_pause,
    };
    return (struct device){ &ops, own };
}
