/* SPDX-License-Identifier: Apache-2.0 */
/* What all collectors do with files: whole reads, whole writes, reasons in words. */
#include "attest/device.h"

#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int read_rest(const struct device *d, int handle, struct buf *ret)
{
    uint8_t chunk[16384];
    unsigned interrupted = 0;
    for (;;) {
        ssize_t n = d->ops->read(d->own, handle, chunk, sizeof chunk);
        if (n == -EINTR && ++interrupted < DEVICE_TRIES)
            continue;
        if (n <= 0)
            return (int)n;
        buf_add(ret, slice_of(chunk, (size_t)n));
        if (buf_status(ret) != CUPEL_OK)
            return buf_status(ret) == CUPEL_E_LIMIT ? -EFBIG : -ENOMEM;
    }
}

/* Opening may be interrupted, too: some drivers talk to firmware in it. */
static int open_it(const struct device *d, const char *path, int flags)
{
    int handle = -EINTR;
    for (unsigned i = 0; handle == -EINTR && i < DEVICE_TRIES; i++)
        handle = d->ops->open(d->own, path, flags | O_CLOEXEC | O_NOCTTY);
    return handle;
}

int device_read_file(const struct device *d, const char *path, struct buf *ret)
{
    int handle = open_it(d, path, O_RDONLY);
    if (handle < 0)
        return handle;
    int rc = read_rest(d, handle, ret);
    (void)d->ops->close(d->own, handle);
    return rc;
}

int device_write_file(const struct device *d, const char *path, cupel_slice bytes)
{
    ssize_t n = -EINTR;
    int handle = open_it(d, path, O_WRONLY);
    if (handle < 0)
        return handle;
    for (unsigned i = 0; n == -EINTR && i < DEVICE_TRIES; i++)
        n = d->ops->write(d->own, handle, bytes.p, bytes.n);
    /* configfs hands a binary attribute over at close. */
    int closed = d->ops->close(d->own, handle);
    if (n < 0)
        return (int)n;
    return (size_t)n != bytes.n ? -EIO : closed;
}

int device_ioctl(const struct device *d, const char *path, int flags, unsigned long request,
                 void *arg)
{
    int rc = -EINTR;
    int handle = open_it(d, path, flags);
    if (handle < 0)
        return handle;
    for (unsigned i = 0; rc == -EINTR && i < DEVICE_TRIES; i++)
        rc = d->ops->ioctl(d->own, handle, request, arg);
    (void)d->ops->close(d->own, handle);
    return rc;
}

bool device_exists(const struct device *d, const char *path)
{
    return d->ops->may(d->own, path, F_OK) == 0;
}

static void note_name(void *arg, const char *name)
{
    (void)name;
    *(bool *)arg = false;
}

bool device_is_empty(const struct device *d, const char *path)
{
    bool empty = true;
    return d->ops->list(d->own, path, note_name, &empty) == 0 && empty;
}

void device_read_line(const struct device *d, const char *path, char *out, size_t n)
{
    struct buf b;
    buf_init(&b, 4096);
    int rc = device_read_file(d, path, &b);
    cupel_slice s = rc == 0 ? buf_slice(&b) : SLICE_EMPTY;
    size_t used = 0;
    for (size_t i = 0; i < s.n && used + 1 < n && s.p[i] != '\n'; i++)
        out[used++] = s.p[i] >= 0x20 && s.p[i] < 0x7f ? (char)s.p[i] : '?';
    out[used] = '\0';
    buf_clear(&b);
}

const char *device_reason(int rc)
{
    return strerror(-rc);
}

cupel_status device_fail(struct cupel_diag *err, int rc, const char *path, const char *what,
                         const char *hint)
{
    if (rc == -EACCES || rc == -EPERM)
        return diag_set(err, CUPEL_E_IO, "",
                        "%s cannot be %s: %s; run this as root, or give your user access to it "
                        "(`cupel attest --list` says how)",
                        path, what, device_reason(rc));
    if (rc == -ENOMEM)
        return diag_set(err, CUPEL_E_NOMEM, "", "%s cannot be %s: out of memory", path, what);
    bool absent = rc == -ENOENT || rc == -ENODEV || rc == -ENXIO || rc == -ENOTDIR;
    return diag_set(err, absent ? CUPEL_E_UNSUPPORTED : CUPEL_E_IO, "", "%s cannot be %s: %s%s%s",
                    path, what, device_reason(rc), hint ? "; " : "", hint ? hint : "");
}
