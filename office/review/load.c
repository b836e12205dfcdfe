/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/load.c: read the checkouts of a project. The trees come first, then two passes over their
 * files by several threads while the history is read: the first keeps prose and configuration and
 * finds out which code speaks of TEEs, the second parses that code. What fits the caps is decided
 * between the passes in the order of the files, so that the answer does not depend on threads.
 */
#include "office/review/load.h"

#include "base/status.h"
#include "office/review/facts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *base_name(const char *path, size_t *n)
{
    *n = strlen(path);
    while (*n > 1 && path[*n - 1] == '/')
        --*n;
    size_t start = *n;
    while (start > 0 && path[start - 1] != '/')
        start--;
    *n -= start;
    return path + start;
}

/* Called after its remote, which is the same in every clone, else after its folder. Both
 * "…/trustee.git" and "…/trustee/.git" are trustee. */
static const char *name_of(struct arena *a, const char *path, const char *origin)
{
    char real[PATH_MAX];
    size_t n;
    if (!origin && realpath(path, real))
        path = real;
    const char *name = base_name(origin ? origin : path, &n);
    if (slice_eq(slice_of(name, n), SLICE_LIT(".git")) && name > path + 1) {
        cupel_slice above = slice_of(path, (size_t)(name - path) - 1);
        name = base_name(arena_text(a, above), &n);
    }
    if (n > 4 && slice_eq(slice_of(name + n - 4, 4), SLICE_LIT(".git")))
        n -= 4;
    return n ? arena_text(a, slice_of(name, n)) : "project";
}

static bool name_is_taken(const struct checkout *all, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].name, name) == 0)
            return true;
    return false;
}

static const char *unique_name(struct arena *a, const struct checkout *all, size_t n,
                               const char *wanted)
{
    const char *name = wanted;
    for (unsigned k = 2; name_is_taken(all, n, name); k++)
        name = arena_printf(a, "%s-%u", wanted, k);
    return name;
}

static cupel_status open_checkout(struct project *p, struct checkout *all, size_t i,
                                  const char *rev, struct cupel_diag *err)
{
    struct checkout *c = &all[i];
    CUPEL_TRY(repo_open(c->folder, &c->repo, err));
    c->origin = repo_origin(c->repo, p->arena);
    c->name = unique_name(p->arena, all, i, name_of(p->arena, c->folder, c->origin));
    c->is_defaults = strcmp(c->name, ".github") == 0;
    CUPEL_TRY(repo_resolve(c->repo, rev, &c->commit, err));
    git_id_write(&c->commit, c->commit_hex);
    CUPEL_TRY(repo_tree(c->repo, &c->commit, p->arena, &c->tree, err));
    struct project_file *files = arena_array(p->arena, c->tree.n, sizeof *files);
    if (!files)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory for the files of %s", c->name);
    for (size_t k = 0; k < c->tree.n; k++) {
        const struct tree_entry *e = &c->tree.entries[k];
        files[k] = (struct project_file){
            .in = c, .path = e->path, .id = e->id, .tree = e->kind, .size = e->size
        };
    }
    c->files = files;
    c->n_files = c->tree.n;
    return CUPEL_OK;
}

static cupel_status read_history(struct project *p, struct checkout *c,
                                 const struct project_options *o, struct cupel_diag *err)
{
    cupel_slice mailmap = SLICE_EMPTY;
    const struct project_file *f = checkout_file(c, ".mailmap");
    if (f && f->tree != TREE_LINK && f->tree != TREE_SUBMODULE)
        (void)repo_blob(c->repo, &f->id, PROJECT_FILE_MAX, p->arena, &mailmap);
    CUPEL_TRY(history_read(c->repo, &c->commit, mailmap, p->arena, o->progress, o->context,
                           &c->history, err));
    for (size_t i = 0; i < c->history.n; i++)
        if (git_id_eq(&c->history.commits[i].id, &c->commit))
            c->commit_time = c->history.commits[i].commit_time;
    return tags_read(c->repo, &c->history, p->arena, &c->tags, err);
}

/* An organisation's defaults count after what the checkouts have themselves. */
static void order_checkouts(struct checkout *all, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && all[k - 1].is_defaults && !all[k].is_defaults; k--) {
            struct checkout t = all[k];
            all[k] = all[k - 1];
            all[k - 1] = t;
        }
    for (size_t i = 0; i < n; i++) /* the files know where their checkout lies now */
        for (size_t k = 0; k < all[i].n_files; k++)
            ((struct project_file *)all[i].files)[k].in = &all[i];
}

static cupel_status load(const char *const *paths, const struct project_options *o,
                         struct project *p, struct checkout *all, struct cupel_diag *err)
{
    for (size_t i = 0; i < p->n_checkouts; i++) {
        all[i].folder = paths[i];
        CUPEL_TRY(open_checkout(p, all, i, o->revisions ? o->revisions[i] : NULL, err));
    }
    if (!p->name)
        p->name = all[0].name;
    order_checkouts(all, p->n_checkouts);
    CUPEL_TRY(scan_start(p, all, o->threads, err));
    cupel_status st = CUPEL_OK;
    for (size_t i = 0; i < p->n_checkouts && st == CUPEL_OK; i++)
        st = read_history(p, &all[i], o, err);
    cupel_status scanned = scan_finish(p, st == CUPEL_OK ? err : NULL);
    CUPEL_TRY(st);
    return scanned;
}

cupel_status project_load(const char *const *paths, size_t n, const struct project_options *opts,
                          struct arena *a, struct project *ret, struct cupel_diag *err)
{
    if (n == 0 || n > PROJECT_CHECKOUTS_MAX)
        return diag_set(err, CUPEL_E_USAGE, "", "give 1 to %d checkouts, not %zu",
                        PROJECT_CHECKOUTS_MAX, n);
    struct checkout *all = arena_array(a, n, sizeof *all);
    struct facts *facts = arena_alloc(a, sizeof *facts);
    if (!all || !facts)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    struct project p = { .arena = a,
                         .name = opts->name,
                         .as_of = opts->as_of,
                         .is_existing = opts->is_existing,
                         .checkouts = all,
                         .n_checkouts = n,
                         .facts = facts };
    cupel_status st = load(paths, opts, &p, all, err);
    if (st == CUPEL_OK)
        facts_find(&p, facts);
    if (st == CUPEL_OK && arena_status(a) != CUPEL_OK)
        st = diag_set(err, arena_status(a), "",
                      "the project is larger than the memory it may take");
    if (st != CUPEL_OK) {
        project_close(&p);
        return st;
    }
    *ret = p;
    return CUPEL_OK;
}

void project_close(struct project *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n_checkouts; i++)
        repo_free(p->checkouts[i].repo);
    scan_free(p->memory);
    p->n_checkouts = 0;
    p->memory = NULL;
}
