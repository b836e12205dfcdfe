/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/disk.h: the only place in this folder that touches the file system. A repository's own folder
 * is somebody else's as well: a pipe or a device that stands where a file belongs must neither
 * block nor be read without end, so nothing but regular files and folders is ever opened. Files are
 * read with pread() and never mapped writable; nothing is written.
 */
#ifndef CUPEL_OFFICE_GIT_DISK_H
#define CUPEL_OFFICE_GIT_DISK_H

#include "base/arena.h"

enum disk_kind { DISK_NONE, DISK_FILE, DISK_FOLDER, DISK_OTHER };
/* What lies at @path, symbolic links followed: other tools build git folders out of them. */
enum disk_kind disk_kind_of(const char *path);

struct disk_file {
    int fd;             /* -1: the bytes are in @memory */
    cupel_slice memory; /* borrowed, for tests and fuzzing */
    uint64_t size;      /* bytes */
};
/* CUPEL_E_NOT_FOUND; CUPEL_E_MALFORMED when it is no regular file; CUPEL_E_IO. */
cupel_status disk_open(const char *path, struct disk_file *ret);
struct disk_file disk_memory(cupel_slice bytes);
void disk_close(struct disk_file *f); /* NULL-safe; @f reads as empty afterwards */
/* Up to @n bytes at @at into @out; *got is less only where the file ends. */
cupel_status disk_read(const struct disk_file *f, uint64_t at, uint8_t *out, size_t n, size_t *got);
/* A whole file into @a; CUPEL_E_LIMIT, without reading it, past @max bytes. Else as disk_open(). */
cupel_status disk_read_all(const char *path, size_t max, struct arena *a, cupel_slice *ret);

/* A file mapped for reading: it must not shrink while it is mapped. An empty file gives the empty
 * slice. Undo with disk_unmap(). */
cupel_status disk_map(const char *path, size_t max, cupel_slice *ret);
void disk_unmap(cupel_slice map);

struct disk_names {
    const char *const *names; /* sorted bytewise; without "." and ".." */
    size_t n;
    bool is_cut; /* there are more than @max: which are missing is up to the file system */
};
/* The names in a folder, at most @max. CUPEL_E_NOT_FOUND, CUPEL_E_IO. */
cupel_status disk_list(const char *folder, size_t max, struct arena *a, struct disk_names *ret);
/* Time of last change of what lies at @path in nanoseconds, 0 where there is nothing. */
int64_t disk_changed(const char *path);

/* "folder/name", or @name itself when it is absolute. "" when the arena failed. */
const char *disk_join(struct arena *a, const char *folder, const char *name);
/* The real path, in @a; NULL where there is nothing. */
const char *disk_real(struct arena *a, const char *path);

#endif
