/* SPDX-License-Identifier: Apache-2.0 */
/* review/project.c: walking a loaded project and finding files in it. */
#include "office/review/project.h"

#include <stdlib.h>
#include <string.h>

bool project_is_whole(const struct project *p, const char **why)
{
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        const char *reason = c->tree.partial;
        if (!reason && c->unread)
            reason = arena_printf(p->arena, "%zu files of %s were not read", c->unread, c->name);
        if (reason && why)
            *why = reason;
        if (reason)
            return false;
    }
    return true;
}

const struct project_file *file_next(struct file_walk *w)
{
    for (; w->checkout < w->p->n_checkouts; w->checkout++, w->file = 0) {
        const struct checkout *c = &w->p->checkouts[w->checkout];
        while (w->file < c->n_files) {
            const struct project_file *f = &c->files[w->file++];
            if ((w->kinds_any == 0 || f->kind & w->kinds_any) && !(f->kind & w->kinds_none))
                return f;
        }
    }
    return NULL;
}

static int compare_path(const void *key, const void *file)
{
    return strcmp(key, ((const struct project_file *)file)->path);
}

const struct project_file *checkout_file(const struct checkout *c, const char *path)
{
    return c->n_files ? bsearch(path, c->files, c->n_files, sizeof *c->files, compare_path) : NULL;
}

/* ---- by prefix, in folders ---- */

/* The next of the words that '|' separates; false at the end. */
static bool next_word(const char **list, cupel_slice *ret)
{
    if (!*list)
        return false;
    size_t n = strcspn(*list, "|");
    *ret = slice_of(*list, n);
    *list = (*list)[n] == '|' ? *list + n + 1 : NULL;
    return true;
}

static bool starts_with(cupel_slice name, cupel_slice prefix, bool exact)
{
    if (exact)
        return slice_starts(name, prefix);
    return name.n >= prefix.n && slice_eq_nocase(slice_part(name, 0, prefix.n), prefix);
}

static bool name_fits(cupel_slice name, const char *prefixes, bool exact)
{
    cupel_slice prefix;
    while (next_word(&prefixes, &prefix))
        if (starts_with(name, prefix, exact))
            return true;
    return false;
}

/* The part of @path after @folder and its slash when it lies directly in it, else empty. */
static cupel_slice name_in(const char *path, cupel_slice folder)
{
    cupel_slice all = slice_str(path);
    size_t start = folder.n ? folder.n + 1 : 0;
    if (folder.n && (all.n <= start || !slice_starts(all, folder) || all.p[folder.n] != '/'))
        return SLICE_EMPTY;
    cupel_slice name = slice_part(all, start, all.n - start);
    return slice_find(name, SLICE_LIT("/")) == SIZE_MAX ? name : SLICE_EMPTY;
}

const struct project_file *checkout_find(const struct checkout *c, const char *prefixes,
                                         const char *folders, bool exact)
{
    cupel_slice folder;
    while (next_word(&folders, &folder))
        for (size_t i = 0; i < c->n_files; i++) {
            const struct project_file *f = &c->files[i];
            cupel_slice name = name_in(f->path, folder);
            if (name.n && f->tree != TREE_SUBMODULE && name_fits(name, prefixes, exact))
                return f;
        }
    return NULL;
}

const struct project_file *project_find_file(const struct project *p, const char *prefixes,
                                             const char *folders, bool exact, bool inherit)
{
    const struct project_file *found = NULL;
    for (size_t i = 0; i < p->n_checkouts && !found; i++)
        if (inherit || !p->checkouts[i].is_defaults)
            found = checkout_find(&p->checkouts[i], prefixes, folders, exact);
    return found;
}

const struct project_file *checkout_readme(const struct checkout *c)
{
    return checkout_find(c, "README", "|.github|docs", true);
}
