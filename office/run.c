/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* pipe2() */
#include "office/run.h"

#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

bool run_find_cupel(char *out, size_t n)
{
    char self[PATH_MAX - 16];
    ssize_t got = readlink("/proc/self/exe", self, sizeof self - 1);
    self[got > 0 ? got : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (slash) {
        slash[1] = '\0';
        size_t length = strlen(self);
        if (length + sizeof "cupel" > n)
            return false;
        memcpy(out, self, length);
        memcpy(out + length, "cupel", sizeof "cupel");
        if (access(out, X_OK) == 0)
            return true;
    }
    static const char installed[] = CUPEL_BINDIR "/cupel";
    if (sizeof installed > n)
        return false;
    memcpy(out, installed, sizeof installed);
    return access(out, X_OK) == 0;
}

/* ---- the folder ---- */

static void path_in(const struct run_folder *f, const char *name, char out[PATH_MAX])
{
    (void)snprintf(out, PATH_MAX, "%s/%s", f->path, name);
}

cupel_status run_folder_make(struct run_folder *f, struct cupel_diag *err)
{
    const char *tmp = getenv("TMPDIR");
    char path[PATH_MAX];
    int n = snprintf(f->path, sizeof f->path, "%s/cupel-XXXXXX",
                     tmp && tmp[0] == '/' ? tmp : "/tmp");
    if (n < 0 || (size_t)n >= sizeof f->path || !mkdtemp(f->path)) {
        f->path[0] = '\0';
        return diag_set(err, CUPEL_E_IO, "", "no temporary folder could be made: %s",
                        strerror(errno));
    }
    for (const char *const *part = (const char *const[]){ "e", "c", NULL }; *part; part++) {
        path_in(f, *part, path);
        if (mkdir(path, 0700) != 0)
            return diag_set(err, CUPEL_E_IO, "", "%s: %s", path, strerror(errno));
    }
    return CUPEL_OK;
}

cupel_status run_folder_write(const struct run_folder *f, const char *name, cupel_slice bytes,
                              struct cupel_diag *err)
{
    char path[PATH_MAX];
    path_in(f, name, path);
    FILE *out = fopen(path, "wxe");
    bool good = out && fwrite(bytes.p, 1, bytes.n, out) == bytes.n;
    if (out)
        good = fclose(out) == 0 && good;
    return good ? CUPEL_OK
                : diag_set(err, CUPEL_E_IO, "", "%s cannot be written: %s", path, strerror(errno));
}

bool run_folder_move(const struct run_folder *f, const char *from, const char *to)
{
    char a[PATH_MAX], b[PATH_MAX];
    path_in(f, from, a);
    path_in(f, to, b);
    return rename(a, b) == 0;
}

/* The names in it are ours: e and c with four digits each. */
void run_folder_remove(struct run_folder *f)
{
    char path[PATH_MAX], name[16];
    for (int i = 0; f->path[0] && i < 10000; i++)
        for (const char *part = "ec"; *part; part++) {
            (void)snprintf(name, sizeof name, "%c/%04d", *part, i);
            path_in(f, name, path);
            (void)unlink(path);
        }
    for (const char *part = f->path[0] ? "ec" : ""; *part; part++) {
        (void)snprintf(name, sizeof name, "%c", *part);
        path_in(f, name, path);
        (void)rmdir(path);
    }
    if (f->path[0])
        (void)rmdir(f->path);
    f->path[0] = '\0';
}

/* ---- the program ---- */

/* In the child: nothing of ours but a pipe for its output. */
static void become(const struct run_folder *f, const char *const *argv, int out)
{
    static char *const empty[] = { NULL };
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0 ||
        dup2(out, STDOUT_FILENO) < 0 || chdir(f->path) != 0)
        _exit(127);
    (void)execve(argv[0], (char *const *)argv, empty);
    _exit(127);
}

static int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until the end of its output, the time or the room. False for the latter two. */
static bool collect(int fd, unsigned seconds, struct buf *out)
{
    uint8_t chunk[65536];
    int64_t until = now_ms() + (int64_t)seconds * 1000;
    for (;;) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        int64_t left = until - now_ms();
        int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        buf_add(out, slice_of(chunk, (size_t)n));
        if (buf_status(out) != CUPEL_OK)
            return false;
    }
}

cupel_status run_program(const struct run_folder *f, const char *const *argv, unsigned seconds,
                         struct buf *out, struct cupel_diag *err)
{
    int ends[2], status;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return diag_set(err, CUPEL_E_IO, "", "no pipe: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0)
        become(f, argv, ends[1]);
    (void)close(ends[1]);
    if (pid < 0) {
        (void)close(ends[0]);
        return diag_set(err, CUPEL_E_IO, "", "%s cannot be started: %s", argv[0], strerror(errno));
    }
    bool whole = collect(ends[0], seconds, out);
    (void)close(ends[0]);
    if (!whole)
        (void)kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return whole ? CUPEL_OK
                 : diag_set(err, CUPEL_E_LIMIT, "",
                            "the verifier took too long or said too much about this project's "
                            "samples; --no-observe leaves them out");
}
