/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/refs.h"

#include "base/buf.h"
#include "office/git/line.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 1024u
#define REF_FILE_MAX   4096u
#define SYMBOLIC_MAX   5u /* as git has it */
#define NESTED_MAX     16u
#define SCRATCH        (1u << 20)

/* --- names --- */

static bool is_forbidden(uint8_t c)
{
    return c <= ' ' || c == 0x7f || c == '~' || c == '^' || c == ':' || c == '?' || c == '*' ||
           c == '[' || c == '\\';
}

static bool part_is_valid(cupel_slice part)
{
    static const cupel_slice lock = SLICE_LIT(".lock");
    if (part.n == 0 || part.p[0] == '.' || part.p[part.n - 1] == '.')
        return false;
    return part.n < lock.n || !slice_eq(slice_part(part, part.n - lock.n, lock.n), lock);
}

bool ref_name_is_valid(cupel_slice name)
{
    size_t from = 0;
    if (name.n == 0 || name.n > NAME_MAX_BYTES || slice_find(name, SLICE_LIT("..")) != SIZE_MAX ||
        slice_find(name, SLICE_LIT("@{")) != SIZE_MAX || slice_eq(name, SLICE_LIT("@")))
        return false;
    for (size_t i = 0; i <= name.n; i++) {
        if (i < name.n && name.p[i] != '/') {
            if (is_forbidden(name.p[i]))
                return false;
            continue;
        }
        if (!part_is_valid(slice_part(name, from, i - from)))
            return false;
        from = i + 1;
    }
    return true;
}

/* HEAD and its like stand in capitals at the top; everything else lies under refs/. */
static bool is_whole(cupel_slice name)
{
    if (slice_starts(name, SLICE_LIT("refs/")))
        return true;
    for (size_t i = 0; i < name.n; i++)
        if (!(name.p[i] >= 'A' && name.p[i] <= 'Z') && name.p[i] != '_')
            return false;
    return true;
}

/* What belongs to one work tree alone. */
static bool is_own(cupel_slice name)
{
    return !slice_starts(name, SLICE_LIT("refs/")) ||
           slice_starts(name, SLICE_LIT("refs/bisect/")) ||
           slice_starts(name, SLICE_LIT("refs/worktree/")) ||
           slice_starts(name, SLICE_LIT("refs/rewritten/"));
}

/* --- one ref --- */

/* A ref's file: an id, or "ref: NAME" into @target. */
static cupel_status read_loose(const struct folder *f, struct arena *a, const char *name,
                               struct git_id *id, cupel_slice *target)
{
    static const cupel_slice word = SLICE_LIT("ref:");
    const char *top = is_own(slice_str(name)) ? f->own : f->common;
    const char *path = disk_join(a, top, name);
    if (disk_kind_of(path) == DISK_NONE || disk_kind_of(path) == DISK_FOLDER)
        return CUPEL_E_NOT_FOUND;
    cupel_slice line = folder_line(a, top, name);
    if (slice_starts(line, word)) {
        size_t from = word.n;
        while (from < line.n && line.p[from] == ' ')
            from++;
        *target = slice_part(line, from, line.n - from);
        return ref_name_is_valid(*target) ? CUPEL_OK : CUPEL_E_MALFORMED;
    }
    *target = SLICE_EMPTY;
    return git_id_read(slice_part(line, 0, GIT_ID_HEX), id);
}

bool packed_ref_next(cupel_slice *left, struct packed_ref *ret)
{
    while (left->n > 0) {
        cupel_slice line = line_take(left);
        if (line.n < GIT_ID_HEX + 2 || line.p[GIT_ID_HEX] != ' ' || line.p[0] == '#')
            continue;
        ret->name = slice_part(line, GIT_ID_HEX + 1, line.n - GIT_ID_HEX - 1);
        if (git_id_read(slice_part(line, 0, GIT_ID_HEX), &ret->id) == CUPEL_OK &&
            ref_name_is_valid(ret->name))
            return true;
    }
    return false;
}

static cupel_status map_packed(const struct folder *f, struct arena *a, cupel_slice *ret)
{
    *ret = SLICE_EMPTY;
    cupel_status st = disk_map(disk_join(a, f->common, "packed-refs"), REFS_PACKED_MAX, ret);
    return st == CUPEL_E_NOT_FOUND ? CUPEL_OK : st;
}

static cupel_status find_packed(const struct folder *f, struct arena *a, const char *name,
                                struct git_id *ret)
{
    cupel_slice map, left;
    struct packed_ref ref;
    CUPEL_TRY(map_packed(f, a, &map));
    cupel_status st = CUPEL_E_NOT_FOUND;
    left = map;
    while (st != CUPEL_OK && packed_ref_next(&left, &ref)) {
        if (!slice_eq(ref.name, slice_str(name)))
            continue;
        *ret = ref.id;
        st = CUPEL_OK;
    }
    disk_unmap(map);
    return st;
}

static cupel_status find(const struct folder *f, struct arena *a, const char *name,
                         struct git_id *ret)
{
    for (unsigned i = 0; i <= SYMBOLIC_MAX; i++) {
        cupel_slice target = SLICE_EMPTY;
        cupel_status st = read_loose(f, a, name, ret, &target);
        if (st == CUPEL_E_NOT_FOUND)
            return find_packed(f, a, name, ret);
        CUPEL_TRY(st);
        if (target.n == 0)
            return CUPEL_OK;
        if (!is_whole(target))
            return CUPEL_E_MALFORMED;
        name = arena_printf(a, "%.*s", (int)target.n, (const char *)target.p);
    }
    return CUPEL_E_MALFORMED;
}

cupel_status ref_find(const struct folder *f, const char *name, struct git_id *ret)
{
    struct arena a;
    struct git_id id;
    if (!ref_name_is_valid(slice_str(name)) || !is_whole(slice_str(name)))
        return CUPEL_E_NOT_FOUND;
    arena_init(&a, SCRATCH);
    cupel_status st = find(f, &a, name, &id);
    arena_clear(&a);
    if (st == CUPEL_OK)
        *ret = id;
    return st;
}

cupel_status ref_find_short(const struct folder *f, const char *name, struct git_id *ret)
{
    static const struct {
        const char *before, *after;
    } rules[] = { { "", "" },
                  { "refs/", "" },
                  { "refs/tags/", "" },
                  { "refs/heads/", "" },
                  { "refs/remotes/", "" },
                  { "refs/remotes/", "/HEAD" } };
    struct arena a;
    cupel_status st = CUPEL_E_NOT_FOUND;
    arena_init(&a, SCRATCH);
    for (size_t i = 0; i < CUPEL_COUNT(rules) && st == CUPEL_E_NOT_FOUND; i++)
        st = ref_find(f, arena_printf(&a, "%s%s%s", rules[i].before, name, rules[i].after), ret);
    arena_clear(&a);
    return st;
}

/* --- tags --- */

struct gather {
    const struct folder *folder;
    struct arena *arena;
    struct buf rows; /* of struct row */
    bool is_cut;
};

struct row {
    struct ref ref;
    bool is_loose;
};

static bool is_full(struct gather *g)
{
    g->is_cut = g->is_cut || g->rows.n / sizeof(struct row) >= REFS_LISTED_MAX;
    return g->is_cut;
}

static void add_row(struct gather *g, const char *name, const struct git_id *id, bool is_loose)
{
    struct row row = { .ref = { .name = name, .id = *id }, .is_loose = is_loose };
    buf_add(&g->rows, slice_of(&row, sizeof row));
}

static cupel_status gather_packed(struct gather *g)
{
    cupel_slice map, left;
    struct packed_ref ref;
    cupel_status st = map_packed(g->folder, g->arena, &map);
    if (st == CUPEL_E_LIMIT)
        g->is_cut = true;
    CUPEL_TRY(st == CUPEL_E_LIMIT ? CUPEL_OK : st);
    left = map;
    while (packed_ref_next(&left, &ref)) {
        if (!slice_starts(ref.name, SLICE_LIT("refs/tags/")))
            continue;
        if (is_full(g))
            break;
        add_row(g, arena_printf(g->arena, "%.*s", (int)ref.name.n, (const char *)ref.name.p),
                &ref.id, false);
    }
    disk_unmap(map);
    return CUPEL_OK;
}

/* The files under @name, a folder below the common one, and those in folders in it. */
static void gather_loose(struct gather *g, const char *name, unsigned depth)
{
    struct disk_names names = { 0 };
    const char *path = disk_join(g->arena, g->folder->common, name);
    if (disk_list(path, REFS_LISTED_MAX, g->arena, &names) != CUPEL_OK)
        return;
    g->is_cut = g->is_cut || names.is_cut;
    for (size_t i = 0; i < names.n && !is_full(g); i++) {
        struct git_id id;
        const char *inner = arena_printf(g->arena, "%s/%s", name, names.names[i]);
        if (!ref_name_is_valid(slice_str(inner)))
            continue;
        if (ref_find(g->folder, inner, &id) == CUPEL_OK)
            add_row(g, inner, &id, true);
        else if (depth < NESTED_MAX &&
                 disk_kind_of(disk_join(g->arena, g->folder->common, inner)) == DISK_FOLDER)
            gather_loose(g, inner, depth + 1);
    }
}

/* By name; of two with one name the loose one, which is the newer, comes first. */
static int by_name(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int c = strcmp(x->ref.name, y->ref.name);
    return c ? c : (int)y->is_loose - (int)x->is_loose;
}

static cupel_status finish(struct gather *g, struct arena *a, struct ref_list *ret)
{
    struct row *rows = (struct row *)(void *)g->rows.p;
    size_t n = g->rows.n / sizeof *rows, kept = 0;
    CUPEL_TRY(buf_status(&g->rows));
    struct ref *refs = arena_array(a, n, sizeof *refs);
    CUPEL_TRY(arena_status(a));
    if (n > 1)
        qsort(rows, n, sizeof *rows, by_name);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(refs[kept - 1].name, rows[i].ref.name) != 0)
            refs[kept++] = rows[i].ref;
    *ret = (struct ref_list){ .refs = refs, .n = kept, .is_cut = g->is_cut };
    return CUPEL_OK;
}

cupel_status refs_list_tags(const struct folder *f, struct arena *a, struct ref_list *ret)
{
    struct gather g = { .folder = f, .arena = a };
    buf_init(&g.rows, (REFS_LISTED_MAX + 1) * sizeof(struct row));
    cupel_status st = gather_packed(&g);
    if (st == CUPEL_OK)
        gather_loose(&g, "refs/tags", 0);
    if (st == CUPEL_OK)
        st = finish(&g, a, ret);
    buf_clear(&g.rows);
    return st;
}
