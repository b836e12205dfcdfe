/* SPDX-License-Identifier: Apache-2.0 */
/* review/delta_files.c: documents that bind people, and who answers, at two commits. */
#include "office/review/delta_internal.h"
#include "office/review/owners.h"
#include "office/text/words.h"

#include <string.h>

#define OWNER_FILES_MAX 200

/* ---- documents ---- */

/* What a document is about, by its path. The first that fits. */
static const struct subject {
    const char *what;
    const char *names;   /* of the file, words */
    const char *folders; /* '|' between; NULL: anywhere */
} subjects[] = {
    { "security policy", "security|security md|security rst|security txt|security adoc",
      "|.github|docs" },
    { "threat model",
      "threat model*|threatmodel*|threats|threats md|security model*|trust model*|"
      "security architecture*|tcb md|attacker model*",
      NULL },
    { "license text", "license*|licence*|copying*|unlicense*|notice|notice md|notice txt", "" },
    { "governance", "governance*|charter md|steering*", "|.github|docs" },
    { "code of conduct", "code of conduct*", "|.github|docs" },
    { "contributing guide", "contributing*", "|.github|docs" },
    { "security manifest", "security insights yml|security insights yaml", "|.github" },
    { "exemption file", "clomonitor yml|scorecard yml|scorecard yaml|cupel yml|cupel yaml",
      "|.github" },
    { "appraisal policy", "*rego", NULL },
};

static cupel_slice folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slice_of(path, slash ? (size_t)(slash - path) : 0);
}

static bool is_in_folders(cupel_slice folder, const char *list)
{
    for (;;) {
        size_t n = strcspn(list, "|");
        if (slice_eq(folder, slice_of(list, n)))
            return true;
        if (list[n] == '\0')
            return false;
        list += n + 1;
    }
}

/* Do the words of @pattern begin the file's name? */
static bool begins(const char *pattern, cupel_slice name)
{
    struct words_match m;
    return words_find(pattern, name, 0, &m) && m.start <= 1;
}

static const char *subject_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    cupel_slice name = slice_str(slash ? slash + 1 : path), folder = folder_of(path);
    unsigned kind = file_kind_of(path, SLICE_EMPTY);
    if (kind & (FILE_FOREIGN | FILE_FIXTURE | FILE_TEST))
        return NULL;
    for (size_t i = 0; i < CUPEL_COUNT(subjects); i++) {
        const struct subject *s = &subjects[i];
        bool rego = s->names[0] == '*';
        if (s->folders && !is_in_folders(folder, s->folders))
            continue;
        if (rego ? name.n > 5 && slice_eq(slice_part(name, name.n - 5, 5), SLICE_LIT(".rego"))
                 : begins(s->names, name))
            return s->what;
    }
    return NULL;
}

static const char *short_id(struct delta_maker *m, const struct git_id *id)
{
    char hex[GIT_ID_ROOM];
    git_id_write(id, hex);
    return arena_printf(m->arena, "%.12s", hex);
}

/* Both trees are sorted by path: one walk. */
void delta_files(struct delta_maker *m, const struct pair *at)
{
    const struct tree *old = &at->tree, *now = &at->now->tree;
    if (at->is_same || !at->has_commit)
        return;
    for (size_t i = 0, k = 0; i < old->n || k < now->n;) {
        const struct tree_entry *a = i < old->n ? &old->entries[i] : NULL;
        const struct tree_entry *b = k < now->n ? &now->entries[k] : NULL;
        int c = !a ? 1 : !b ? -1 : strcmp(a->path, b->path);
        const struct tree_entry *e = c <= 0 ? a : b;
        i += c <= 0;
        k += c >= 0;
        if (c == 0 && git_id_eq(&a->id, &b->id))
            continue;
        const char *what = e ? subject_of(e->path) : NULL;
        if (!what)
            continue;
        bool gone = c<0, added = c> 0;
        struct place place = delta_place(m, at, e->path, 0, !gone);
        delta_add(m, what, added ? NULL : short_id(m, &a->id), gone ? NULL : short_id(m, &b->id),
                  arena_printf(m->arena, "%s was %s", e->path,
                               added  ? "added"
                               : gone ? "removed"
                                      : "changed"),
                  &place);
    }
}

/* ---- owners ---- */

/* One side's owners of all checkouts. */
struct side {
    struct owners list;
    size_t files;
    size_t owner_file[OWNERS_MAX]; /* which pair each came from */
    const char *path[OWNERS_MAX];
    bool is_short; /* a file could not be read, or there were too many */
};

static void read_tree(struct delta_maker *m, struct side *s, size_t pair, const struct tree *t)
{
    struct repo *repo = m->pairs[pair].now->repo;
    for (size_t i = 0; i < t->n; i++) {
        const struct tree_entry *e = &t->entries[i];
        cupel_slice text;
        if ((e->kind != TREE_FILE && e->kind != TREE_EXECUTABLE) || !owners_is_file(e->path) ||
            file_kind_of(e->path, SLICE_EMPTY) & FILE_NOT_PRODUCT)
            continue;
        size_t n = s->list.n;
        if (s->files++ == OWNER_FILES_MAX ||
            repo_blob(repo, &e->id, OWNERS_BYTES_MAX, &m->scratch, &text) != CUPEL_OK ||
            owners_parse(&m->scratch, e->path, text, &s->list) != CUPEL_OK) {
            s->is_short = true;
            return;
        }
        for (; n < s->list.n; n++) {
            s->owner_file[n] = pair;
            s->path[n] = e->path;
        }
    }
    s->is_short = s->is_short || s->list.is_cut || t->partial;
}

static struct side *read_side(struct delta_maker *m, bool is_now)
{
    struct side *s = arena_alloc(&m->scratch, sizeof *s);
    if (!s || !(s->list.all = arena_array(&m->scratch, OWNERS_MAX, sizeof *s->list.all)))
        return NULL;
    for (size_t i = 0; i < m->n_pairs; i++) {
        const struct pair *at = &m->pairs[i];
        read_tree(m, s, i, is_now || at->is_same ? &at->now->tree : &at->tree);
    }
    return s;
}

static bool has_owner(const struct side *s, const char *id)
{
    for (size_t i = 0; i < s->list.n; i++)
        if (strcmp(s->list.all[i].id, id) == 0)
            return true;
    return false;
}

static void list_missing(struct delta_maker *m, const struct side *from, const struct side *in,
                         bool is_now)
{
    for (size_t i = 0; i < from->list.n; i++) {
        const struct owner *o = &from->list.all[i];
        if (has_owner(in, o->id))
            continue;
        const char *shown = arena_printf(m->arena, "%s", o->shown);
        struct place place = delta_place(m, &m->pairs[from->owner_file[i]], from->path[i], o->line,
                                         is_now);
        delta_add(m, "maintainers", is_now ? NULL : shown, is_now ? shown : NULL,
                  arena_printf(m->arena, "%s in %s", is_now ? "added" : "removed", from->path[i]),
                  &place);
    }
}

void delta_owners(struct delta_maker *m)
{
    bool any = false;
    for (size_t i = 0; i < m->n_pairs; i++) {
        if (!m->pairs[i].is_same && !m->pairs[i].has_commit)
            return; /* said with the history */
        any = any || !m->pairs[i].is_same;
    }
    const struct side *old = any ? read_side(m, false) : NULL;
    const struct side *now = old ? read_side(m, true) : NULL;
    if (!now)
        return;
    if (old->is_short || now->is_short) {
        delta_add(m, "maintainers", NULL, NULL,
                  "files that name owners could not all be read: they were not compared", NULL);
        return;
    }
    list_missing(m, now, old, true);
    list_missing(m, old, now, false);
}
