/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/disk.h"

#include "base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_ROOM (64u << 20) /* bytes of pointers to the names of one folder */

static enum disk_kind kind_of(const struct stat *st)
{
    if (S_ISREG(st->st_mode))
        return DISK_FILE;
    return S_ISDIR(st->st_mode) ? DISK_FOLDER : DISK_OTHER;
}

enum disk_kind disk_kind_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? kind_of(&st) : DISK_NONE;
}

int64_t disk_changed(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return 0;
    return (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
}

static cupel_status status_of(int number)
{
    return number == ENOENT || number == ENOTDIR ? CUPEL_E_NOT_FOUND : CUPEL_E_IO;
}

cupel_status disk_open(const char *path, struct disk_file *ret)
{
    struct stat st;
    /* O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. */
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return status_of(errno);
    if (fstat(fd, &st) != 0 || kind_of(&st) != DISK_FILE) {
        (void)close(fd);
        return CUPEL_E_MALFORMED;
    }
    *ret = (struct disk_file){ .fd = fd, .size = (uint64_t)st.st_size };
    return CUPEL_OK;
}

struct disk_file disk_memory(cupel_slice bytes)
{
    return (struct disk_file){ .fd = -1, .memory = bytes, .size = bytes.n };
}

void disk_close(struct disk_file *f)
{
    if (!f)
        return;
    if (f->fd >= 0)
        (void)close(f->fd);
    *f = disk_memory(SLICE_EMPTY);
}

static cupel_status read_memory(cupel_slice s, uint64_t at, uint8_t *out, size_t n, size_t *got)
{
    size_t left = at < s.n ? s.n - (size_t)at : 0;
    size_t k = n < left ? n : left;
    slice_copy(slice_part(s, (size_t)at, k), out, k);
    *got = k;
    return CUPEL_OK;
}

cupel_status disk_read(const struct disk_file *f, uint64_t at, uint8_t *out, size_t n, size_t *got)
{
    *got = 0;
    if (f->fd < 0)
        return read_memory(f->memory, at, out, n, got);
    if (at > f->size)
        return CUPEL_OK;
    while (*got < n) {
        ssize_t k = pread(f->fd, out + *got, n - *got, (off_t)(at + *got));
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return CUPEL_E_IO;
        if (k == 0)
            break;
        *got += (size_t)k;
    }
    return CUPEL_OK;
}

cupel_status disk_read_all(const char *path, size_t max, struct arena *a, cupel_slice *ret)
{
    struct disk_file f;
    size_t got = 0;
    CUPEL_TRY(disk_open(path, &f));
    cupel_status st = f.size > max ? CUPEL_E_LIMIT : CUPEL_OK;
    uint8_t *p = st == CUPEL_OK ? arena_alloc(a, (size_t)f.size) : NULL;
    if (p)
        st = disk_read(&f, 0, p, (size_t)f.size, &got);
    else if (st == CUPEL_OK)
        st = arena_status(a);
    disk_close(&f);
    if (st == CUPEL_OK)
        *ret = slice_of(p, got);
    return st;
}

cupel_status disk_map(const char *path, size_t max, cupel_slice *ret)
{
    struct disk_file f;
    CUPEL_TRY(disk_open(path, &f));
    cupel_slice out = SLICE_EMPTY;
    cupel_status st = f.size > max ? CUPEL_E_LIMIT : CUPEL_OK;
    if (st == CUPEL_OK && f.size > 0) {
        void *p = mmap(NULL, (size_t)f.size, PROT_READ, MAP_PRIVATE, f.fd, 0);
        if (p == MAP_FAILED)
            st = CUPEL_E_NOMEM;
        else
            out = slice_of(p, (size_t)f.size);
    }
    disk_close(&f);
    if (st == CUPEL_OK)
        *ret = out;
    return st;
}

void disk_unmap(cupel_slice map)
{
    if (map.n)
        (void)munmap((void *)map.p, map.n); /* takes a writable pointer though it writes nothing */
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static cupel_status read_names(DIR *d, size_t max, struct arena *a, struct buf *names, bool *is_cut)
{
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (names->n / sizeof(char *) >= max) {
            *is_cut = true;
            break;
        }
        const char *name = arena_printf(a, "%s", e->d_name);
        buf_add(names, slice_of(&name, sizeof name));
    }
    CUPEL_TRY(arena_status(a));
    return buf_status(names);
}

cupel_status disk_list(const char *folder, size_t max, struct arena *a, struct disk_names *ret)
{
    struct buf names;
    bool is_cut = false;
    if (disk_kind_of(folder) != DISK_FOLDER)
        return CUPEL_E_NOT_FOUND;
    DIR *d = opendir(folder);
    if (!d)
        return status_of(errno);
    buf_init(&names, NAMES_ROOM);
    cupel_status st = read_names(d, max, a, &names, &is_cut);
    (void)closedir(d);
    cupel_slice all = st == CUPEL_OK ? arena_copy(a, buf_slice(&names)) : SLICE_EMPTY;
    buf_clear(&names);
    CUPEL_TRY(st);
    CUPEL_TRY(arena_status(a));
    const char **list = (const char **)(void *)all.p;
    size_t n = all.n / sizeof *list;
    if (n > 1)
        qsort(list, n, sizeof *list, by_text);
    *ret = (struct disk_names){ .names = list, .n = n, .is_cut = is_cut };
    return CUPEL_OK;
}

const char *disk_join(struct arena *a, const char *folder, const char *name)
{
    if (name[0] == '/')
        return arena_printf(a, "%s", name);
    return arena_printf(a, "%s/%s", folder, name);
}

const char *disk_real(struct arena *a, const char *path)
{
    char *real = realpath(path, NULL);
    const char *out = real ? arena_printf(a, "%s", real) : NULL;
    free(real);
    return out;
}
