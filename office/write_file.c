/* SPDX-License-Identifier: Apache-2.0 */
#include "office/write_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int write_all(int fd, cupel_slice bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : ENOSPC;
        bytes = slice_part(bytes, (size_t)n, bytes.n - (size_t)n);
    }
    return 0;
}

int write_file(const char *path, cupel_slice bytes, bool sync)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return errno;
    int why = write_all(fd, bytes);
    if (!why && sync && fsync(fd) != 0)
        why = errno;
    if (close(fd) != 0 && !why)
        why = errno;
    if (why)
        (void)unlink(path);
    return why;
}
