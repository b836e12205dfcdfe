/* SPDX-License-Identifier: Apache-2.0 */
/* report/state_git.c: an office out of a commit. */
#include "base/text.h"
#include "office/report/state.h"

#include <string.h>

#define DAY 86400

size_t state_commit_on(const struct history *h, int64_t day)
{
    for (size_t i = 0; i < h->n_line; i++)
        if (h->commits[h->line[i].commit].commit_time < day + DAY)
            return h->line[i].commit;
    return SIZE_MAX;
}

/* What follows @prefix, or NULL; names that begin with a dot are git's and editors'. */
static const char *name_below(const char *path, const char *prefix)
{
    size_t n = strlen(prefix);
    if (strncmp(path, prefix, n) != 0)
        return NULL;
    for (const char *part = path + n; part; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL)
        if (*part == '.')
            return NULL;
    return path + n;
}

static const struct tree_entry *find_entry(const struct tree *t, const char *path)
{
    size_t low = 0, high = t->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcmp(t->entries[mid].path, path);
        if (order == 0)
            return &t->entries[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static cupel_status fetch(void *context, struct arena *a, const char *name, size_t max,
                          cupel_slice *ret)
{
    const struct state_git *g = context;
    const struct tree_entry *e = find_entry(&g->tree, arena_printf(a, "%s%s", g->prefix, name));
    if (!e || (e->kind != TREE_FILE && e->kind != TREE_EXECUTABLE))
        return CUPEL_E_NOT_FOUND;
    return repo_blob(g->repo, &e->id, max, a, ret);
}

static const char *day_of(struct arena *a, int64_t t)
{
    char room[RFC3339_ROOM] = "";
    rfc3339_write(t, room);
    return arena_text(a, slice_of(room, 10));
}

cupel_status state_from_git(struct arena *a, struct repo *r, const struct commit *commit,
                            const char *prefix, struct state_git *g, struct state_source *ret,
                            struct landscape_problems *problems, struct cupel_diag *err)
{
    char hex[GIT_ID_ROOM];
    *g = (struct state_git){ .repo = r, .prefix = prefix };
    CUPEL_TRY(repo_tree(r, &commit->id, a, &g->tree, err));
    const char **names = arena_array(a, g->tree.n + 1, sizeof *names);
    size_t n = 0;
    if (g->tree.partial)
        landscape_complain(problems, *prefix ? prefix : ".", 0, true, "the commit is not whole: %s",
                           g->tree.partial);
    for (size_t i = 0; names && i < g->tree.n; i++) {
        const struct tree_entry *e = &g->tree.entries[i];
        const char *name = name_below(e->path, prefix);
        if (!name || e->kind == TREE_SUBMODULE)
            continue;
        if (e->kind != TREE_LINK)
            names[n++] = name;
        else if (govern_kind_of(name, NULL) != GOVERN_KINDS)
            landscape_complain(problems, e->path, 0, true,
                               "is a symbolic link, which is not followed; put the file there");
    }
    git_id_write(&commit->id, hex);
    *ret = (struct state_source){ .names = names,
                                  .n = n,
                                  .prefix = prefix,
                                  .commit = arena_text(a, slice_str(hex)),
                                  .date = day_of(a, commit->commit_time),
                                  .fetch = fetch,
                                  .context = g };
    return arena_status(a);
}

static cupel_status has_office_at(struct arena *a, struct repo *r, const struct commit *c,
                                  const char *prefix, bool *ret, struct cupel_diag *err)
{
    struct tree t;
    CUPEL_TRY(repo_tree(r, &c->id, a, &t, err));
    *ret = find_entry(&t, arena_printf(a, "%soffice.yml", prefix)) != NULL;
    return CUPEL_OK;
}

cupel_status state_first(struct arena *a, struct repo *r, const struct history *h,
                         const char *prefix, size_t *ret, struct cupel_diag *err)
{
    size_t low = 0, high = h->n_line; /* line[low] has it, line[high] does not */
    bool has = false;
    *ret = SIZE_MAX;
    if (!h->n_line)
        return CUPEL_OK;
    CUPEL_TRY(has_office_at(a, r, &h->commits[h->line[0].commit], prefix, &has, err));
    if (!has)
        return CUPEL_OK;
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        CUPEL_TRY(has_office_at(a, r, &h->commits[h->line[mid].commit], prefix, &has, err));
        *(has ? &low : &high) = mid;
    }
    *ret = h->line[low].commit;
    return CUPEL_OK;
}
