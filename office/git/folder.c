/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/folder.h"

#include "base/status.h"
#include "office/git/line.h"

#include <string.h>

#define LINE_MAX_BYTES 8192u
#define PARENTS_MAX    256u

cupel_slice folder_line(struct arena *a, const char *folder, const char *name)
{
    cupel_slice text = SLICE_EMPTY;
    if (disk_read_all(disk_join(a, folder, name), LINE_MAX_BYTES, a, &text) != CUPEL_OK)
        return SLICE_EMPTY;
    return line_trim(line_take(&text));
}

/* Text for a path; a NUL in it would make another path. */
static const char *path_of(struct arena *a, cupel_slice s)
{
    if (s.n == 0 || slice_find(s, SLICE_LIT("\0")) != SIZE_MAX)
        return NULL;
    return arena_printf(a, "%.*s", (int)s.n, (const char *)s.p);
}

/* Where objects and refs are: a linked work tree's folder names it in `commondir`. */
static const char *common_of(struct arena *a, const char *own)
{
    const char *name = path_of(a, folder_line(a, own, "commondir"));
    return name ? disk_join(a, own, name) : own;
}

static bool is_repository(struct arena *a, const char *own)
{
    const char *common = common_of(a, own);
    return disk_kind_of(disk_join(a, own, "HEAD")) == DISK_FILE &&
           disk_kind_of(disk_join(a, common, "objects")) == DISK_FOLDER &&
           disk_kind_of(disk_join(a, common, "refs")) == DISK_FOLDER;
}

/* The folder that a .git file names: "gitdir: PATH", seen from where the file lies. */
static const char *named_by_file(struct arena *a, const char *path)
{
    static const cupel_slice word = SLICE_LIT("gitdir: ");
    cupel_slice line = folder_line(a, path, ".git");
    if (!slice_starts(line, word))
        return NULL;
    const char *name = path_of(a, slice_part(line, word.n, line.n - word.n));
    return name ? disk_join(a, path, name) : NULL;
}

/* The git folder of the work tree at @path, or NULL. */
static const char *of_work_tree(struct arena *a, const char *path)
{
    const char *inner = disk_join(a, path, ".git");
    switch (disk_kind_of(inner)) {
    case DISK_FOLDER: break;
    case DISK_FILE: inner = named_by_file(a, path); break;
    default: return NULL;
    }
    return inner && is_repository(a, inner) ? inner : NULL;
}

/* The nearest folder above @path that is a repository or its work tree, or NULL. */
static const char *above(struct arena *a, const char *path)
{
    const char *real = disk_real(a, path);
    cupel_slice s = slice_str(real);
    for (unsigned i = 0; i < PARENTS_MAX && s.n > 1; i++) {
        while (s.n > 1 && s.p[s.n - 1] != '/')
            s.n--;
        s.n -= s.n > 1;
        const char *parent = path_of(a, s);
        if (!parent || of_work_tree(a, parent) || is_repository(a, parent))
            return parent;
    }
    return NULL;
}

/* A .git file may be named itself: then it speaks for the folder that it lies in. */
static const char *folder_of_file(struct arena *a, const char *path)
{
    cupel_slice s = slice_str(path);
    while (s.n > 0 && s.p[s.n - 1] != '/')
        s.n--;
    cupel_slice name = slice_part(slice_str(path), s.n, slice_str(path).n - s.n);
    if (!slice_eq(name, SLICE_LIT(".git")))
        return NULL;
    return s.n ? path_of(a, s) : ".";
}

static cupel_status no_repository(struct arena *a, const char *path, struct cupel_diag *err)
{
    const char *top = above(a, path);
    if (top)
        return diag_set(err, CUPEL_E_USAGE, "",
                        "%s lies inside the repository at %s; name that folder", path, top);
    if (disk_kind_of(disk_join(a, path, ".git")) != DISK_NONE)
        return diag_set(err, CUPEL_E_MALFORMED, "",
                        "%s/.git is not a git repository that can be read", path);
    return diag_set(err, CUPEL_E_NOT_FOUND, "",
                    "%s is no git repository; name a clone of the project (a download without .git "
                    "has no history to review)",
                    path);
}

static cupel_status locate(struct arena *a, const char *path, struct folder *f,
                           struct cupel_diag *err)
{
    enum disk_kind kind = disk_kind_of(path);
    const char *at = kind == DISK_FILE ? folder_of_file(a, path) : path;
    if (kind == DISK_NONE)
        return diag_set(err, CUPEL_E_NOT_FOUND, "", "%s is not there", path);
    if (kind == DISK_OTHER || !at)
        return diag_set(err, CUPEL_E_USAGE, "", "%s is not a folder", path);
    f->own = of_work_tree(a, at);
    if (!f->own && is_repository(a, at))
        f->own = at;
    if (!f->own)
        return no_repository(a, at, err);
    f->common = common_of(a, f->own);
    return CUPEL_OK;
}

/* --- what the configuration says of the format --- */

static cupel_status read_config(struct arena *a, struct folder *f, struct cupel_diag *err)
{
    cupel_slice text = SLICE_EMPTY;
    size_t line = 0;
    const char *path = disk_join(a, f->common, "config");
    cupel_status st = disk_read_all(path, CONFIG_BYTES_MAX, a, &text);
    if (st == CUPEL_E_NOT_FOUND)
        return CUPEL_OK; /* as git has it: all defaults */
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "%s cannot be read (%s)", path, cupel_status_name(st));
    st = config_parse(a, text, &f->config, &line);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "%s cannot be read: line %zu", path, line);
    return CUPEL_OK;
}

/* Extensions that change nothing of what is read here; "" allows any value. */
static const struct {
    const char *key, *value;
} harmless[] = {
    { "noop", "" },
    { "noop-v1", "" },
    { "objectformat", "sha1" },
    { "partialclone", "" },
    { "preciousobjects", "" },
    { "refstorage", "files" },
    { "relativeworktrees", "" },
    { "worktreeconfig", "" },
};

static bool is_harmless(const struct config_item *item)
{
    for (size_t i = 0; i < CUPEL_COUNT(harmless); i++)
        if (strcmp(item->key, harmless[i].key) == 0 &&
            (!harmless[i].value[0] || strcmp(item->value, harmless[i].value) == 0))
            return true;
    return false;
}

static cupel_status check_extension(const struct config_item *item, struct cupel_diag *err)
{
    if (is_harmless(item))
        return CUPEL_OK;
    if (strcmp(item->key, "objectformat") == 0)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "object format %s is not read by this version: SHA-1 repositories only",
                        item->value);
    if (strcmp(item->key, "refstorage") == 0)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "refs stored as %s are not read by this version: clone with "
                        "--ref-format=files",
                        item->value);
    return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                    "the repository uses the extension %s, which this version does not know",
                    item->key);
}

static cupel_status check_format(const struct config *c, struct cupel_diag *err)
{
    const char *version = config_get(c, "core", "", "repositoryformatversion");
    if (version && version[0] && strcmp(version, "0") != 0 && strcmp(version, "1") != 0)
        return diag_set(err, CUPEL_E_UNSUPPORTED, "",
                        "repository format version %s is not known: 0 and 1 are", version);
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->items[i].section, "extensions") == 0 && !c->items[i].subsection[0])
            CUPEL_TRY(check_extension(&c->items[i], err));
    return CUPEL_OK;
}

cupel_status folder_find(struct arena *a, const char *path, struct folder *ret,
                         struct cupel_diag *err)
{
    struct folder f = { 0 };
    CUPEL_TRY(locate(a, path, &f, err));
    CUPEL_TRY(read_config(a, &f, err));
    CUPEL_TRY(check_format(&f.config, err));
    if (arena_status(a) != CUPEL_OK)
        return diag_set(err, arena_status(a), "", "out of memory while opening %s", path);
    *ret = f;
    return CUPEL_OK;
}
