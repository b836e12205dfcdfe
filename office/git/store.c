/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/store.h"

#include "base/status.h"
#include "crypto/verify.h"
#include "office/git/line.h"
#include "office/git/store_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_MAX      (16u << 20)
#define ALTERNATES_MAX 65536u
#define NESTING_MAX    5u /* alternates of alternates, as git has it */

void object_clear(struct object *o)
{
    if (!o)
        return;
    free(o->p);
    *o = (struct object){ 0 };
}

cupel_slice object_bytes(const struct object *o)
{
    return slice_of(o->p, o->n);
}

cupel_status store_spend(struct store *s, uint64_t n)
{
    if (n > s->work_limit - s->work)
        return CUPEL_E_LIMIT;
    s->work += n;
    return CUPEL_OK;
}

/* What the next object may cost. */
static void start_work(struct store *s)
{
    uint64_t left = STORE_WORK_MAX - s->work;
    s->work_limit = s->work + (left < STORE_READ_MAX ? left : STORE_READ_MAX);
}

/* --- folders --- */

static bool has_folder(const struct store *s, const char *folder)
{
    for (size_t i = 0; i < s->n_folders; i++)
        if (slice_eq(slice_str(s->folders[i]), slice_str(folder)))
            return true;
    return false;
}

/* Lines of objects/info/alternates: folders, absolute or seen from objects/. */
static cupel_status add_alternates(struct store *s, const char *folder, unsigned depth);

static cupel_status add_folder(struct store *s, const char *folder, unsigned depth)
{
    if (s->n_folders == STORE_FOLDERS_MAX || has_folder(s, folder))
        return CUPEL_OK;
    s->pack_folders[s->n_folders] = disk_join(&s->arena, folder, "pack");
    s->folders[s->n_folders++] = folder;
    return depth < NESTING_MAX ? add_alternates(s, folder, depth + 1) : CUPEL_OK;
}

static cupel_status add_alternates(struct store *s, const char *folder, unsigned depth)
{
    cupel_slice text = SLICE_EMPTY;
    const char *path = disk_join(&s->arena, folder, "info/alternates");
    if (disk_read_all(path, ALTERNATES_MAX, &s->arena, &text) != CUPEL_OK)
        return arena_status(&s->arena);
    while (text.n > 0) {
        cupel_slice line = line_take(&text);
        if (line.n == 0 || line.p[0] == '#' || line.p[0] == '"' ||
            slice_find(line, SLICE_LIT("\0")) != SIZE_MAX)
            continue;
        const char *name = arena_printf(&s->arena, "%.*s", (int)line.n, (const char *)line.p);
        const char *where = disk_real(&s->arena, disk_join(&s->arena, folder, name));
        if (where && disk_kind_of(where) == DISK_FOLDER)
            CUPEL_TRY(add_folder(s, where, depth));
    }
    return arena_status(&s->arena);
}

static bool is_index(const char *name)
{
    cupel_slice s = slice_str(name);
    return s.n > 9 && slice_starts(s, SLICE_LIT("pack-")) &&
           slice_eq(slice_part(s, s.n - 4, 4), SLICE_LIT(".idx"));
}

/* Among the first @n. */
static bool has_pack(const struct store *s, const char *path, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_eq(slice_str(s->packs[i].path), slice_str(path)))
            return true;
    return false;
}

/* Those of @names in the folder @where that are not known yet. */
static cupel_status add_names(struct store *s, const char *where, const struct disk_names *names)
{
    size_t known = s->n_packs;
    struct packed *all = realloc(s->packs, (known + names->n + 1) * sizeof *all);
    if (!all)
        return CUPEL_E_NOMEM;
    unpack_clear(s); /* what it kept points to the packs where they were */
    s->packs = all;
    for (size_t i = 0; i < names->n && s->n_packs < STORE_PACKS_MAX; i++) {
        const char *path = disk_join(&s->arena, where, names->names[i]);
        if (is_index(names->names[i]) && !has_pack(s, path, known))
            all[s->n_packs++] = (struct packed){ .path = path };
    }
    return arena_status(&s->arena);
}

static cupel_status add_packs(struct store *s, size_t folder, struct cupel_diag *err)
{
    struct disk_names names = { 0 };
    const char *where = s->pack_folders[folder];
    s->changed[folder] = disk_changed(where);
    cupel_status st = disk_list(where, 8 * STORE_PACKS_MAX, &s->arena, &names);
    if (st == CUPEL_E_NOT_FOUND)
        return CUPEL_OK;
    if (st == CUPEL_OK)
        st = add_names(s, where, &names);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the packs in %s cannot be listed (%s)", where,
                        cupel_status_name(st));
    if (names.is_cut || s->n_packs == STORE_PACKS_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "",
                        "%s has more than %u packs; repack a copy of the repository (git gc)",
                        where, STORE_PACKS_MAX);
    return CUPEL_OK;
}

/* git may repack while we read: packs that came since then. False when there are none. */
static bool refresh(struct store *s)
{
    bool any = false;
    for (size_t i = 0; i < s->n_folders; i++) {
        size_t before = s->n_packs;
        int64_t changed = disk_changed(s->pack_folders[i]);
        if (changed != s->changed[i] && add_packs(s, i, NULL) == CUPEL_OK)
            any = any || s->n_packs > before;
    }
    return any;
}

static cupel_status set_up(struct store *s, const char *folder, struct cupel_diag *err)
{
    CUPEL_TRY(inflater_new(&s->inflater));
    CUPEL_TRY(crypto_new(&s->crypto));
    CUPEL_TRY(crypto_hasher_new(s->crypto, CRYPTO_SHA1, &s->hasher));
    const char *real = disk_real(&s->arena, folder);
    CUPEL_TRY(add_folder(s, real ? real : arena_printf(&s->arena, "%s", folder), 0));
    for (size_t i = 0; i < s->n_folders; i++)
        CUPEL_TRY(add_packs(s, i, err));
    return arena_status(&s->arena);
}

cupel_status store_open(const char *folder, struct store **ret, struct cupel_diag *err)
{
    CUPEL_AUTO(store) *s = calloc(1, sizeof *s);
    if (!s)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    arena_init(&s->arena, ARENA_MAX);
    diag_set(err, CUPEL_OK, "", "%s", "");
    cupel_status st = set_up(s, folder, err);
    if (st != CUPEL_OK)
        return err && err->status != CUPEL_OK ? st
                                              : diag_set(err, st, "", "%s cannot be opened: %s",
                                                         folder, cupel_status_name(st));
    *ret = cupel_steal(&s);
    return CUPEL_OK;
}

void store_free(struct store *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n_packs; i++)
        if (s->packs[i].is_tried && s->packs[i].st == CUPEL_OK)
            pack_close(&s->packs[i].pack);
    free(s->packs);
    unpack_clear(s);
    inflater_free(s->inflater);
    crypto_hasher_free(s->hasher);
    crypto_free(s->crypto);
    arena_clear(&s->arena);
    free(s);
}

/* --- finding --- */

/* Ready for use, or false. A pack is opened at its first use: most threads need few. */
static bool is_ready(struct store *s, struct packed *p)
{
    if (!p->is_tried) {
        p->is_tried = true;
        p->st = pack_open(&s->arena, p->path, &p->pack);
    }
    return p->st == CUPEL_OK;
}

/* A pack without its index' partner is none; one that is damaged may hold what is looked for. */
static bool is_damaged(const struct packed *p)
{
    return p->is_tried && p->st != CUPEL_OK && p->st != CUPEL_E_NOT_FOUND;
}

struct want { /* one look-up: what to do where the object is found */
    const struct git_id *id;
    size_t max;
    struct object *object; /* NULL: type and size alone */
    enum object_type *type;
    uint64_t *size;
};

static cupel_status take_packed(struct store *s, struct packed *p, const struct want *w)
{
    uint64_t at = 0;
    if (!is_ready(s, p))
        return CUPEL_E_NOT_FOUND;
    CUPEL_TRY(pack_find(&p->pack, w->id, &at));
    return w->object ? unpack_read(s, p, at, w->max, w->object)
                     : unpack_size(s, p, at, w->type, w->size);
}

uint64_t store_place(struct store *s, const struct git_id *id)
{
    uint64_t at = 0;
    for (size_t i = 0; i < s->n_packs; i++)
        if (is_ready(s, &s->packs[i]) && pack_find(&s->packs[i].pack, id, &at) == CUPEL_OK)
            return (uint64_t)i << 48 | at;
    return 0;
}

/* The object's bytes must give its id: a damaged or a forged one is worth as much as none. */
static cupel_status check_hash(struct store *s, const struct git_id *id, const struct object *o)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    char head[64];
    int n = snprintf(head, sizeof head, "%s %zu", object_type_name(o->type), o->n);
    crypto_hasher_begin(s->hasher);
    crypto_hasher_add(s->hasher, slice_of(head, (size_t)n + 1)); /* with its NUL */
    crypto_hasher_add(s->hasher, object_bytes(o));
    CUPEL_TRY(crypto_hasher_end(s->hasher, digest));
    return slice_eq(slice_of(digest, GIT_ID_BYTES), git_id_slice(id)) ? CUPEL_OK
                                                                      : CUPEL_E_MALFORMED;
}

/* Look in one place. An object of which one copy is damaged may have a good one elsewhere, so only
 * success ends the search; the worst that was met is kept. */
static bool is_found(struct store *s, const struct want *w, cupel_status got, cupel_status *st)
{
    if (got == CUPEL_OK && w->object) {
        got = check_hash(s, w->id, w->object);
        if (got != CUPEL_OK)
            object_clear(w->object);
    }
    if (got == CUPEL_OK || *st == CUPEL_E_NOT_FOUND)
        *st = got;
    return got == CUPEL_OK;
}

static cupel_status look_once(struct store *s, const struct want *w)
{
    cupel_status st = CUPEL_E_NOT_FOUND;
    for (size_t i = 0; i < s->n_packs; i++) {
        size_t k = i == 0 ? s->last : i <= s->last ? i - 1 : i; /* where the last one was, first */
        if (is_found(s, w, take_packed(s, &s->packs[k], w), &st)) {
            s->last = k;
            return st;
        }
    }
    for (size_t i = 0; i < s->n_folders; i++) {
        const char *folder = s->folders[i];
        cupel_status got = w->object ? loose_read(s, folder, w->id, w->max, w->object)
                                     : loose_size(s, folder, w->id, w->type, w->size);
        if (is_found(s, w, got, &st))
            return st;
    }
    for (size_t i = 0; st == CUPEL_E_NOT_FOUND && i < s->n_packs; i++)
        if (is_damaged(&s->packs[i]))
            st = CUPEL_E_MALFORMED;
    return st;
}

static cupel_status look_up(struct store *s, const struct want *w)
{
    start_work(s);
    cupel_status st = look_once(s, w);
    if (st == CUPEL_E_NOT_FOUND && refresh(s))
        st = look_once(s, w);
    return st;
}

/* git knows the empty tree without its being stored. */
static bool is_empty_tree(const struct git_id *id)
{
    static const uint8_t empty[GIT_ID_BYTES] = { 0x4b, 0x82, 0x5d, 0xc6, 0x42, 0xcb, 0x6e,
                                                 0xb9, 0xa0, 0x60, 0xe5, 0x4b, 0xf8, 0xd6,
                                                 0x92, 0x88, 0xfb, 0xee, 0x49, 0x04 };
    return slice_eq(git_id_slice(id), SLICE_ARRAY(empty));
}

cupel_status store_size(struct store *s, const struct git_id *id, enum object_type *type,
                        uint64_t *size)
{
    struct want w = { .id = id, .type = type, .size = size };
    cupel_status st = look_up(s, &w);
    if (st == CUPEL_E_NOT_FOUND && is_empty_tree(id)) {
        *type = OBJECT_TREE;
        *size = 0;
        return CUPEL_OK;
    }
    return st;
}

cupel_status store_read(struct store *s, const struct git_id *id, size_t max, struct object *ret)
{
    struct object o = { 0 };
    struct want w = { .id = id, .object = &o };
    w.max = max < STORE_OBJECT_MAX ? max : STORE_OBJECT_MAX;
    cupel_status st = look_up(s, &w);
    if (st == CUPEL_E_NOT_FOUND && is_empty_tree(id)) {
        o.type = OBJECT_TREE;
        st = CUPEL_OK;
    }
    if (st == CUPEL_OK)
        *ret = o;
    return st;
}

cupel_status store_read_as(struct store *s, const struct git_id *id, enum object_type type,
                           size_t max, struct object *ret)
{
    struct object o;
    CUPEL_TRY(store_read(s, id, max, &o));
    if (o.type != type) {
        object_clear(&o);
        return CUPEL_E_MALFORMED;
    }
    *ret = o;
    return CUPEL_OK;
}

static int by_id(const void *a, const void *b)
{
    return git_id_cmp(a, b);
}

cupel_status store_find_prefix(struct store *s, const struct git_id *prefix, unsigned digits,
                               struct git_id *ids, size_t room, size_t *n)
{
    size_t found = 0, kept = 0;
    for (size_t i = 0; i < s->n_packs; i++)
        if (is_ready(s, &s->packs[i]))
            pack_find_prefix(&s->packs[i].pack, prefix, digits, ids, room, &found);
    for (size_t i = 0; i < s->n_folders; i++)
        CUPEL_TRY(loose_find_prefix(s->folders[i], prefix, digits, ids, room, &found));
    size_t stored = found < room ? found : room;
    if (stored > 1)
        qsort(ids, stored, sizeof *ids, by_id);
    for (size_t i = 0; i < stored; i++)
        if (kept == 0 || !git_id_eq(&ids[kept - 1], &ids[i]))
            ids[kept++] = ids[i];
    *n = found > room ? found : kept;
    return CUPEL_OK;
}
