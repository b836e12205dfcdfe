/* SPDX-License-Identifier: Apache-2.0 */
#include "office/office_files.h"

#include "base/status.h"
#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct walk {
    struct arena *a;
    const char *folder;
    const char **names;
    size_t n;
    struct landscape_problems *problems;
    bool is_full;
};

static void visit(struct walk *w, const char *below, unsigned depth);

static void take(struct walk *w, const char *name, unsigned depth)
{
    struct stat s;
    char path[OFFICE_PATH];
    int n = snprintf(path, sizeof path, "%s/%s", w->folder, name);
    if (n < 0 || n >= OFFICE_PATH || lstat(path, &s) != 0)
        return;
    if (S_ISLNK(s.st_mode) && govern_kind_of(name, NULL) != GOVERN_KINDS)
        landscape_complain(w->problems, path, 0, true,
                           "is a symbolic link, which is not followed; put the file there");
    else if (S_ISDIR(s.st_mode))
        visit(w, name, depth + 1);
    else if (S_ISREG(s.st_mode) && w->n < GOVERN_NAMES_MAX)
        w->names[w->n++] = arena_printf(w->a, "%s", name);
    else if (S_ISREG(s.st_mode))
        w->is_full = true;
}

/* Names that begin with a dot are git's and editors'. */
static void visit(struct walk *w, const char *below, unsigned depth)
{
    char path[OFFICE_PATH];
    int n = snprintf(path, sizeof path, "%s%s%s", w->folder, *below ? "/" : "", below);
    DIR *d = n > 0 && n < OFFICE_PATH && depth <= OFFICE_DEPTH_MAX ? opendir(path) : NULL;
    if (!d) {
        landscape_complain(w->problems, path, 0, true, "cannot be read: %s",
                           depth > OFFICE_DEPTH_MAX ? "too many folders in one another"
                                                    : strerror(errno));
        return;
    }
    for (const struct dirent *e; (e = readdir(d)) && arena_status(w->a) == CUPEL_OK;) {
        char name[OFFICE_PATH];
        n = snprintf(name, sizeof name, "%s%s%s", below, *below ? "/" : "", e->d_name);
        if (e->d_name[0] != '.' && n > 0 && n < OFFICE_PATH)
            take(w, name, depth);
    }
    (void)closedir(d);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void read_one(struct walk *w, const char *name, struct landscape_file *ret)
{
    char path[OFFICE_PATH];
    struct buf b;
    struct cupel_diag err = { 0 };
    (void)snprintf(path, sizeof path, "%s/%s", w->folder, name);
    buf_init(&b, GOVERN_FILE_MAX);
    if (cli_read_file(path, &b, &err) == CUPEL_OK)
        *ret = (struct landscape_file){ .name = name, .bytes = arena_copy(w->a, buf_slice(&b)) };
    else
        landscape_complain(w->problems, path, 0, true, "%s", err.text);
    buf_clear(&b);
}

cupel_status office_files_read(struct arena *a, const char *folder, struct govern_input *ret,
                               struct landscape_problems *problems)
{
    struct walk w = { .a = a, .folder = folder, .problems = problems };
    w.names = arena_array(a, GOVERN_NAMES_MAX, sizeof *w.names);
    struct landscape_file *files = arena_array(a, GOVERN_FILES_MAX, sizeof *files);
    if (!w.names || !files)
        return arena_status(a);
    visit(&w, "", 0);
    if (w.n)
        qsort(w.names, w.n, sizeof *w.names, by_name);
    size_t n = 0;
    for (size_t i = 0; i < w.n; i++) {
        if (govern_kind_of(w.names[i], NULL) == GOVERN_KINDS)
            continue;
        w.is_full = w.is_full || n == GOVERN_FILES_MAX;
        if (n < GOVERN_FILES_MAX)
            read_one(&w, w.names[i], &files[n]);
        n += n < GOVERN_FILES_MAX && files[n].name;
    }
    if (w.is_full)
        landscape_complain(problems, folder, 0, true, "has more files than an office may have");
    ret->files = files;
    ret->n = n;
    ret->names = w.names;
    ret->n_names = w.n;
    return arena_status(a);
}
