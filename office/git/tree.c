/* SPDX-License-Identifier: Apache-2.0 */
/* repo_tree(): all files of a commit, folder by folder. */
#include "base/buf.h"
#include "base/status.h"
#include "office/git/clean.h"
#include "office/git/repo_internal.h"

#include <stdlib.h>
#include <string.h>

#define FOLDERS_MAX    200000u /* trees that are read: a tree may hold itself many times */
#define TREE_BYTES_MAX (UINT64_C(1) << 30) /* bytes of all of them */

struct pending {      /* a folder that is to be read */
    const char *path; /* with its '/', or "" at the top */
    struct git_id id;
    unsigned depth;
};

struct walk {
    struct repo *repo;
    struct arena *arena, scratch; /* of the result; of folders' paths */
    struct buf entries, pending;  /* of struct tree_entry, of struct pending */
    size_t folders, odd;          /* read; names that git does not allow */
    uint64_t bytes;
    const char *partial;
};

/* Only the first reason is told: it is where the list began to be less than whole. */
static void cut(struct walk *w, const char *why, const char *where)
{
    if (!w->partial)
        w->partial = arena_printf(w->arena, "%s%s", why, where);
}

/* Would git check this name out (git-fsck(1): hasDot, hasDotdot, hasDotgit, fullPathname, …)? */
static bool name_is_allowed(cupel_slice name)
{
    return name.n > 0 && slice_find(name, SLICE_LIT("/")) == SIZE_MAX &&
           !slice_eq(name, SLICE_LIT(".")) && !slice_eq(name, SLICE_LIT("..")) &&
           !slice_eq_nocase(name, SLICE_LIT(".git"));
}

/* Names are clean but for a few, which are worth an arena of their own. */
static void add_name(struct buf *b, cupel_slice name)
{
    struct arena a;
    if (is_clean_line(name)) {
        buf_add(b, name);
        return;
    }
    arena_init(&a, 4 * REPO_PATH_MAX);
    buf_add_str(b, clean_line(&a, name, REPO_PATH_MAX));
    arena_clear(&a);
}

/* NULL when it is too long. */
static const char *path_in(struct arena *a, const char *folder, cupel_slice name, const char *end)
{
    struct buf b;
    buf_init(&b, REPO_PATH_MAX);
    buf_add_str(&b, folder);
    add_name(&b, name);
    buf_add_str(&b, end);
    const char *out = buf_status(&b) == CUPEL_OK
                          ? arena_printf(a, "%.*s", (int)b.n, (const char *)b.p)
                          : NULL;
    buf_clear(&b);
    return out;
}

static bool kind_of(uint32_t mode, enum tree_kind *ret)
{
    switch (mode & 0170000) {
    case 0100000: *ret = mode & 0111 ? TREE_EXECUTABLE : TREE_FILE; return true;
    case 0120000: *ret = TREE_LINK; return true;
    case 0160000: *ret = TREE_SUBMODULE; return true;
    default: return false;
    }
}

static void add_file(struct walk *w, const char *folder, const struct tree_item *item)
{
    struct tree_entry e = { .id = item->id };
    enum object_type type = OBJECT_NONE;
    if (!kind_of(item->mode, &e.kind)) {
        w->odd++;
        return;
    }
    e.path = path_in(w->arena, folder, item->name, "");
    if (!e.path) {
        cut(w, "a path is longer than is read, in ", folder);
        return;
    }
    if (e.kind != TREE_SUBMODULE)
        e.missing = store_size(w->repo->store, &e.id, &type, &e.size) != CUPEL_OK ||
                    type != OBJECT_BLOB;
    if (e.missing)
        e.size = 0;
    buf_add(&w->entries, slice_of(&e, sizeof e));
}

static void add_folder(struct walk *w, const struct pending *in, const struct tree_item *item)
{
    struct pending p = { .id = item->id, .depth = in->depth + 1 };
    if (w->pending.n / sizeof p >= FOLDERS_MAX) {
        cut(w, "there are more folders than are read", "");
        return;
    }
    if (p.depth > REPO_DEPTH_MAX) {
        cut(w, "folders are nested deeper than is read, in ", in->path);
        return;
    }
    p.path = path_in(&w->scratch, in->path, item->name, "/");
    if (p.path)
        buf_add(&w->pending, slice_of(&p, sizeof p));
    else
        cut(w, "a path is longer than is read, in ", in->path);
}

static bool is_full(struct walk *w)
{
    if (w->entries.n / sizeof(struct tree_entry) < REPO_FILES_MAX && w->folders < FOLDERS_MAX &&
        w->bytes < TREE_BYTES_MAX)
        return false;
    cut(w, "there are more files or folders than are read", "");
    return true;
}

static void read_items(struct walk *w, const struct pending *in, cupel_slice left)
{
    struct tree_item item;
    cupel_status st = CUPEL_OK;
    while (!is_full(w) && tree_next(&left, &item, &st)) {
        if (!name_is_allowed(item.name))
            w->odd++;
        else if (mode_is_tree(item.mode))
            add_folder(w, in, &item);
        else
            add_file(w, in->path, &item);
    }
    if (st != CUPEL_OK)
        cut(w, "a folder's list is damaged: /", in->path);
}

static cupel_status read_folder(struct walk *w, const struct pending *in)
{
    struct object o;
    cupel_status st = store_read_as(w->repo->store, &in->id, OBJECT_TREE, STORE_OBJECT_MAX, &o);
    w->folders++;
    if (st == CUPEL_E_NOMEM)
        return st;
    if (st != CUPEL_OK) {
        cut(w, arena_printf(w->arena, "the list of a folder %s: /", repo_why(st)), in->path);
        return CUPEL_OK;
    }
    w->bytes += o.n;
    read_items(w, in, object_bytes(&o));
    object_clear(&o);
    CUPEL_TRY(buf_status(&w->entries));
    CUPEL_TRY(buf_status(&w->pending));
    CUPEL_TRY(arena_status(&w->scratch));
    return arena_status(w->arena);
}

/* The last folder found is read first: few are pending at a time. */
static cupel_status read_all(struct walk *w, const struct git_id *top)
{
    struct pending p = { .path = "", .id = *top };
    buf_add(&w->pending, slice_of(&p, sizeof p));
    CUPEL_TRY(buf_status(&w->pending));
    while (w->pending.n > 0 && !is_full(w)) {
        w->pending.n -= sizeof p;
        p = ((const struct pending *)(const void *)w->pending.p)[w->pending.n / sizeof p];
        CUPEL_TRY(read_folder(w, &p));
    }
    return CUPEL_OK;
}

/* --- the result --- */

static int by_path(const void *a, const void *b)
{
    const struct tree_entry *x = a, *y = b;
    int c = strcmp(x->path, y->path);
    return c ? c : git_id_cmp(&x->id, &y->id);
}

/* The same name twice in one folder, which git does not allow. Names that only became the same when
 * they were cleaned are two. */
static bool is_twice(const struct tree_entry *a, const struct tree_entry *b)
{
    return strcmp(a->path, b->path) == 0 && (git_id_eq(&a->id, &b->id) || !strchr(a->path, '?'));
}

static cupel_status finish(struct walk *w, struct tree *ret)
{
    size_t n = w->entries.n / sizeof(struct tree_entry), kept = 0;
    struct tree_entry *all = (struct tree_entry *)(void *)w->entries.p;
    struct tree_entry *out = arena_array(w->arena, n, sizeof *out);
    if (!out)
        return arena_status(w->arena);
    if (n > 1)
        qsort(all, n, sizeof *all, by_path);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && is_twice(&out[kept - 1], &all[i]))
            w->odd++;
        else
            out[kept++] = all[i];
    }
    if (w->odd)
        cut(w,
            arena_printf(w->arena, "%zu entries have a name or mode that git does not allow",
                         w->odd),
            "");
    *ret = (struct tree){ .entries = out, .n = kept, .partial = w->partial };
    return arena_status(w->arena);
}

static cupel_status walk(struct walk *w, const struct git_id *top, struct tree *ret)
{
    arena_init(&w->scratch, 256u << 20);
    buf_init(&w->entries, (REPO_FILES_MAX + 1) * sizeof(struct tree_entry));
    buf_init(&w->pending, (FOLDERS_MAX + 1) * sizeof(struct pending));
    cupel_status st = read_all(w, top);
    if (st == CUPEL_OK)
        st = finish(w, ret);
    buf_clear(&w->entries);
    buf_clear(&w->pending);
    arena_clear(&w->scratch);
    return st;
}

cupel_status repo_tree(struct repo *r, const struct git_id *commit, struct arena *a,
                       struct tree *ret, struct cupel_diag *err)
{
    struct object o;
    struct commit_raw c;
    char hex[GIT_ID_ROOM];
    struct walk w = { .repo = r, .arena = a };
    git_id_write(commit, hex);
    cupel_status st = repo_commit(r, commit, &o, &c);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the commit %s %s", hex, repo_why(st));
    struct git_id top = c.tree;
    object_clear(&o);
    st = walk(&w, &top, ret);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the files of commit %s cannot be listed (%s)", hex,
                        cupel_status_name(st));
    return CUPEL_OK;
}
