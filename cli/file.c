/* SPDX-License-Identifier: Apache-2.0 */
/* cli/file.c: the only place where the command reads files. */
#include "cli/cli.h"

#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool cli_is_folder(const char *path)
{
    struct stat st;
    return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static cupel_status too_large(const char *path, size_t max, struct cupel_diag *err)
{
    return diag_set(err, CUPEL_E_LIMIT, "",
                    "%s is larger than the cap of %zu KiB; give the file itself, not an archive or "
                    "an image",
                    path, max >> 10);
}

/* A regular file says its size: refuse before a byte is read or allocated. */
static cupel_status check_kind(int fd, const char *path, size_t max, struct cupel_diag *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return diag_set(err, CUPEL_E_IO, "", "%s cannot be read: %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return diag_set(err, CUPEL_E_IO, "", "%s is a folder; name the files inside it", path);
    if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > max)
        return too_large(path, max, err);
    return CUPEL_OK;
}

static cupel_status read_all(int fd, const char *path, struct buf *ret, struct cupel_diag *err)
{
    uint8_t chunk[16384];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return diag_set(err, CUPEL_E_IO, "", "%s cannot be read: %s", path, strerror(errno));
        if (n == 0)
            return CUPEL_OK;
        buf_add(ret, slice_of(chunk, (size_t)n));
        if (buf_status(ret) == CUPEL_E_LIMIT)
            return too_large(path, ret->max, err);
        if (buf_status(ret) != CUPEL_OK)
            return diag_set(err, CUPEL_E_NOMEM, "", "out of memory while reading %s", path);
    }
}

cupel_status cli_read_file(const char *path, struct buf *ret, struct cupel_diag *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "standard input" : path;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return diag_set(err, CUPEL_E_IO, "",
                        "%s cannot be opened: %s; check the path and its permissions", name,
                        strerror(errno));
    cupel_status st = check_kind(fd, name, ret->max, err);
    if (st == CUPEL_OK)
        st = read_all(fd, name, ret, err);
    if (!is_stdin)
        (void)close(fd);
    return st;
}
