/* SPDX-License-Identifier: Apache-2.0 */
#include "office/site_files.h"

#include "cli/cli.h"
#include "office/landscape/gaps.h"
#include "office/office_files.h"
#include "office/write_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- in ---- */

static bool is_wanted(const char *name)
{
    cupel_slice s = slice_str(name);
    return slice_ends(s, SLICE_LIT(".md")) || slice_ends(s, SLICE_LIT(".svg")) ||
           govern_is_review(name, NULL);
}

static void read_one(struct arena *a, const char *folder, const char *name, struct site_input *ret,
                     struct landscape_file *files, struct landscape_problems *problems)
{
    char path[OFFICE_PATH];
    struct buf b;
    struct cupel_diag err = { 0 };
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    buf_init(&b, govern_is_review(name, NULL) ? GAPS_REVIEW_MAX : GOVERN_FILE_MAX);
    if (n > 0 && n < OFFICE_PATH && cli_read_file(path, &b, &err) == CUPEL_OK)
        files[ret->n_files++] = (struct landscape_file){ name, arena_copy(a, buf_slice(&b)) };
    else
        landscape_complain(problems, path, 0, true, "%s", err.text);
    buf_clear(&b);
}

cupel_status site_files_read(struct arena *a, const char *folder, const struct govern *g,
                             struct site_input *ret, struct landscape_problems *problems)
{
    struct landscape_file *files = arena_array(a, g->n_names + 1, sizeof *files);
    size_t bytes = 0;
    for (size_t i = 0; files && i < g->n_names; i++) {
        if (!is_wanted(g->names[i]))
            continue;
        size_t before = ret->n_files;
        read_one(a, folder, g->names[i], ret, files, problems);
        bytes += ret->n_files > before ? files[before].bytes.n : 0;
        if (bytes > SITE_INPUT_MAX)
            return CUPEL_E_LIMIT;
    }
    ret->files = files;
    return arena_status(a);
}

/* ---- out ---- */

static cupel_status fail(struct site_folder *f, cupel_status st, const char *name, const char *why)
{
    if (!f->err.text[0])
        (void)snprintf(f->err.text, sizeof f->err.text, "%.180s%s%.180s: %s", f->path,
                       *name ? "/" : "", name, why);
    return st;
}

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* A name that stays below the folder. */
static bool is_below(const char *name)
{
    for (const char *c = name; *c; c += strcspn(c, "/"), c += *c == '/') {
        size_t n = strcspn(c, "/");
        if (n == 0 || (n == 1 && c[0] == '.') || (n == 2 && c[0] == '.' && c[1] == '.'))
            return false;
    }
    return *name != '\0';
}

static cupel_status read_list(struct site_folder *f)
{
    char path[OFFICE_PATH];
    struct buf b;
    (void)snprintf(path, sizeof path, "%s/" SITE_LIST, f->path);
    buf_init(&b, (size_t)SITE_OUTPUT_MAX * 512);
    if (cli_read_file(path, &b, &f->err) != CUPEL_OK) {
        buf_clear(&b);
        return CUPEL_E_IO;
    }
    f->old = arena_array(f->a, SITE_OUTPUT_MAX, sizeof *f->old);
    const char *text = arena_alloc(f->a, b.n + 1);
    if (f->old && text)
        slice_copy(buf_slice(&b), (char *)(uintptr_t)text, b.n);
    buf_clear(&b);
    if (!f->old || !text)
        return arena_status(f->a);
    while (*text && f->n_old < SITE_OUTPUT_MAX) {
        size_t n = strcspn(text, "\n");
        const char *name = arena_printf(f->a, "%.*s", (int)n, text);
        if (is_below(name))
            f->old[f->n_old++] = name;
        text += n + (text[n] == '\n');
    }
    if (f->n_old > 1)
        qsort(f->old, f->n_old, sizeof *f->old, by_text);
    return CUPEL_OK;
}

static bool is_empty(const char *path)
{
    DIR *d = opendir(path);
    size_t n = 0;
    while (d && readdir(d))
        n++;
    if (d)
        (void)closedir(d);
    return d && n <= 2;
}

cupel_status site_folder_open(struct site_folder *f, struct arena *a, const char *path)
{
    char list[OFFICE_PATH];
    *f = (struct site_folder){ .a = a, .path = path };
    f->new = arena_array(a, SITE_OUTPUT_MAX, sizeof *f->new);
    if (!f->new)
        return arena_status(a);
    if (!*path || snprintf(list, sizeof list, "%s/" SITE_LIST, path) >= OFFICE_PATH - 512)
        return fail(f, CUPEL_E_USAGE, "", "the path is empty or too long");
    if (mkdir(path, 0777) == 0)
        return CUPEL_OK;
    if (errno != EEXIST)
        return fail(f, CUPEL_E_IO, "", strerror(errno));
    if (!cli_is_folder(path))
        return fail(f, CUPEL_E_USAGE, "", "is no folder");
    if (access(list, F_OK) == 0)
        return read_list(f);
    return is_empty(path) ? CUPEL_OK
                          : fail(f, CUPEL_E_USAGE, "",
                                 "holds files that `cupel site build` did not write; name an empty "
                                 "folder, or one that it wrote before");
}

static cupel_status make_folders(struct site_folder *f, char *path)
{
    for (char *slash = strchr(path + strlen(f->path) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool is_there = mkdir(path, 0777) == 0 || (errno == EEXIST && cli_is_folder(path));
        *slash = '/';
        if (!is_there)
            return fail(f, CUPEL_E_IO, path + strlen(f->path) + 1, "its folder cannot be made");
    }
    return CUPEL_OK;
}

/* Written beside and renamed: a link that stands there is replaced and not followed. */
static cupel_status replace(struct site_folder *f, const char *name, cupel_slice bytes)
{
    char path[OFFICE_PATH], beside[OFFICE_PATH + 8];
    int n = snprintf(path, sizeof path, "%s/%s", f->path, name);
    if (n < 0 || n >= OFFICE_PATH)
        return fail(f, CUPEL_E_LIMIT, name, "the path is too long");
    CUPEL_TRY(make_folders(f, path));
    (void)snprintf(beside, sizeof beside, "%s.new", path);
    (void)unlink(beside);
    int why = write_file(beside, bytes, false);
    if (!why && rename(beside, path) != 0) {
        why = errno;
        (void)unlink(beside);
    }
    return why ? fail(f, CUPEL_E_IO, name, strerror(why)) : CUPEL_OK;
}

cupel_status site_folder_put(void *folder, const char *name, cupel_slice bytes)
{
    struct site_folder *f = folder;
    if (f->n_new == SITE_OUTPUT_MAX)
        return fail(f, CUPEL_E_LIMIT, name, "more files than a site may have");
    if (!is_below(name) || strchr(name, '\n'))
        return fail(f, CUPEL_E_INTERNAL, name, "is no name for a page");
    CUPEL_TRY(replace(f, name, bytes));
    f->new[f->n_new++] = arena_printf(f->a, "%s", name);
    return arena_status(f->a);
}

cupel_status site_folder_close(struct site_folder *f)
{
    struct buf b;
    char path[OFFICE_PATH];
    if (f->n_new > 1)
        qsort(f->new, f->n_new, sizeof *f->new, by_text);
    for (size_t i = 0; i < f->n_old; i++) {
        if (bsearch(&f->old[i], f->new, f->n_new, sizeof *f->new, by_text))
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", f->path, f->old[i]);
        (void)unlink(path);
    }
    buf_init(&b, (size_t)SITE_OUTPUT_MAX * 512);
    for (size_t i = 0; i < f->n_new; i++)
        buf_printf(&b, "%s\n", f->new[i]);
    cupel_status st = buf_status(&b);
    if (st == CUPEL_OK)
        st = replace(f, SITE_LIST, buf_slice(&b));
    buf_clear(&b);
    return st;
}
