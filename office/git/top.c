/* SPDX-License-Identifier: Apache-2.0 */
/* repo_top(): the files at the top of a commit, for what is asked of many commits. */
#include "base/buf.h"
#include "base/status.h"
#include "office/git/clean.h"
#include "office/git/repo_internal.h"

static void add(struct buf *b, struct arena *a, struct store *s, const struct tree_item *item)
{
    struct tree_entry e = { .id = item->id };
    enum object_type type = OBJECT_NONE;
    if ((item->mode & 0170000) != 0100000 || item->name.n == 0 || item->name.n > REPO_PATH_MAX)
        return;
    e.kind = item->mode & 0111 ? TREE_EXECUTABLE : TREE_FILE;
    e.path = clean_line(a, item->name, REPO_PATH_MAX);
    e.missing = store_size(s, &e.id, &type, &e.size) != CUPEL_OK || type != OBJECT_BLOB;
    buf_add(b, slice_of(&e, sizeof e));
}

static cupel_status read_items(struct repo *r, cupel_slice in, struct arena *a, struct tree *ret)
{
    struct buf b;
    struct tree_item item;
    cupel_status st = CUPEL_OK;
    buf_init(&b, REPO_FILES_MAX * sizeof(struct tree_entry));
    while (b.n / sizeof(struct tree_entry) < REPO_TOP_MAX && tree_next(&in, &item, &st))
        add(&b, a, r->store, &item);
    struct tree t = { .n = b.n / sizeof(struct tree_entry) };
    struct tree_entry *entries = arena_array(a, t.n, sizeof *entries);
    if (entries && t.n)
        slice_copy(buf_slice(&b), entries, b.n);
    t.entries = entries;
    t.partial = st != CUPEL_OK ? "the list of the top folder is damaged"
                : in.n         ? "there are more files at the top than are read"
                               : NULL;
    st = buf_status(&b) != CUPEL_OK ? buf_status(&b) : arena_status(a);
    buf_clear(&b);
    if (st == CUPEL_OK)
        *ret = t;
    return st;
}

cupel_status repo_top(struct repo *r, const struct git_id *commit, struct arena *a,
                      struct tree *ret, struct cupel_diag *err)
{
    struct object o, list;
    struct commit_raw c;
    cupel_status st = repo_commit(r, commit, &o, &c);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the commit %s", repo_why(st));
    st = store_read_as(r->store, &c.tree, OBJECT_TREE, STORE_OBJECT_MAX, &list);
    object_clear(&o);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the list of the top folder %s", repo_why(st));
    st = read_items(r, object_bytes(&list), a, ret);
    object_clear(&list);
    return st == CUPEL_OK ? st : diag_set(err, st, "", "out of memory for the top folder");
}
