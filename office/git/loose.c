/* SPDX-License-Identifier: Apache-2.0 */
/* Loose objects: one zlib stream a file, "TYPE SIZE" and a NUL before the bytes. */
#include "office/git/store_internal.h"

#include "base/text.h"

#include <stdlib.h>

#define PATH_ROOM    4200u
#define HEAD_BYTES   32u      /* "commit ", at most 19 digits, NUL */
#define PREFIX_FILES 1000000u /* names looked at for a short id */

/* Digits only, no leading zero, as git writes it. */
static bool read_size(cupel_slice digits, uint64_t *ret)
{
    uint64_t v = 0;
    if (digits.n == 0 || digits.n > 18 || (digits.p[0] == '0' && digits.n > 1))
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(digits.p[i] - '0');
    }
    *ret = v;
    return true;
}

/* *used is the length of the header with its NUL. */
static cupel_status read_head(cupel_slice in, enum object_type *type, uint64_t *size, size_t *used)
{
    size_t space = slice_find(in, SLICE_LIT(" "));
    size_t end = slice_find(in, SLICE_LIT("\0"));
    if (space == SIZE_MAX || end == SIZE_MAX || end < space)
        return CUPEL_E_MALFORMED;
    *type = object_type_of(slice_part(in, 0, space));
    *used = end + 1;
    if (*type == OBJECT_NONE || !read_size(slice_part(in, space + 1, end - space - 1), size))
        return CUPEL_E_MALFORMED;
    return CUPEL_OK;
}

struct loose { /* an object whose header was read */
    struct disk_file file;
    enum object_type type;
    uint64_t size;
    uint8_t head[HEAD_BYTES];
    size_t got, used; /* bytes inflated so far; of them the header */
};

static cupel_status open_file(const char *folder, const struct git_id *id, struct disk_file *ret)
{
    char hex[GIT_ID_ROOM], path[PATH_ROOM];
    struct arena a;
    git_id_write(id, hex);
    arena_init(&a, PATH_ROOM * 2);
    const char *text = arena_printf(&a, "%s/%.2s/%s", folder, hex, hex + 2);
    cupel_status st = arena_status(&a);
    if (st == CUPEL_OK && slice_str(text).n >= sizeof path)
        st = CUPEL_E_LIMIT;
    if (st == CUPEL_OK)
        st = disk_open(text, ret);
    arena_clear(&a);
    return st;
}

static cupel_status begin(struct store *s, const char *folder, const struct git_id *id,
                          struct loose *ret)
{
    CUPEL_TRY(open_file(folder, id, &ret->file));
    cupel_status st = inflater_begin(s->inflater, &ret->file, 0);
    if (st == CUPEL_OK)
        st = inflater_read(s->inflater, ret->head, sizeof ret->head, &ret->got);
    if (st == CUPEL_OK)
        st = read_head(slice_of(ret->head, ret->got), &ret->type, &ret->size, &ret->used);
    if (st == CUPEL_OK && ret->got - ret->used > ret->size)
        st = CUPEL_E_MALFORMED;
    if (st != CUPEL_OK)
        disk_close(&ret->file);
    return st;
}

cupel_status loose_size(struct store *s, const char *folder, const struct git_id *id,
                        enum object_type *type, uint64_t *size)
{
    struct loose l;
    CUPEL_TRY(begin(s, folder, id, &l));
    disk_close(&l.file);
    *type = l.type;
    *size = l.size;
    return CUPEL_OK;
}

static cupel_status read_body(struct store *s, const struct loose *l, struct object *ret)
{
    size_t n = (size_t)l->size, had = l->got - l->used;
    uint8_t *p = malloc(n ? n : 1);
    if (!p)
        return CUPEL_E_NOMEM;
    slice_copy(slice_of(l->head + l->used, had), p, had);
    cupel_status st = inflater_read_last(s->inflater, p + had, n - had);
    if (st == CUPEL_OK && inflater_at(s->inflater) != l->file.size)
        st = CUPEL_E_MALFORMED; /* something behind the stream */
    if (st != CUPEL_OK) {
        free(p);
        return st;
    }
    *ret = (struct object){ .type = l->type, .p = p, .n = n };
    return CUPEL_OK;
}

cupel_status loose_read(struct store *s, const char *folder, const struct git_id *id, size_t max,
                        struct object *ret)
{
    struct loose l;
    CUPEL_TRY(begin(s, folder, id, &l));
    cupel_status st = l.size > max ? CUPEL_E_LIMIT : store_spend(s, l.size);
    if (st == CUPEL_OK)
        st = read_body(s, &l, ret);
    disk_close(&l.file);
    return st;
}

cupel_status loose_find_prefix(const char *folder, const struct git_id *prefix, unsigned digits,
                               struct git_id *ids, size_t room, size_t *n)
{
    char hex[GIT_ID_ROOM];
    struct arena a;
    struct disk_names names = { 0 };
    git_id_write(prefix, hex);
    arena_init(&a, 256u << 20);
    cupel_status st = disk_list(arena_printf(&a, "%s/%.2s", folder, hex), PREFIX_FILES, &a, &names);
    for (size_t i = 0; i < names.n && *n <= room; i++) {
        struct git_id id;
        const char *whole = arena_printf(&a, "%.2s%s", hex, names.names[i]);
        if (git_id_read(slice_str(whole), &id) != CUPEL_OK || !git_id_starts(&id, prefix, digits))
            continue;
        if (*n < room)
            ids[*n] = id;
        ++*n;
    }
    arena_clear(&a);
    return st == CUPEL_E_NOT_FOUND ? CUPEL_OK : st;
}
