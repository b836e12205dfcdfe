/* SPDX-License-Identifier: Apache-2.0 */
/* tags_read(): tags of commits of a history. */
#include "base/status.h"
#include "base/text.h"
#include "crypto/verify.h"
#include "office/git/clean.h"
#include "office/git/refs.h"
#include "office/git/repo_internal.h"

#include <stdlib.h>
#include <string.h>

#define SCRATCH_MAX (512u << 20)
#define SHALLOW_MAX (16u << 20) /* bytes of the file `shallow` */

struct reader {
    struct repo *repo;
    const struct history *history;
    struct arena *arena;
    struct id_table commits; /* of the history: id to index */
    struct tag *tags;        /* room for all that are looked at */
    size_t n, unread;        /* found; tags whose object cannot be had */
};

static cupel_status number_commits(struct reader *r)
{
    for (size_t i = 0; i < r->history->n; i++)
        CUPEL_TRY(id_table_add(&r->commits, &r->history->commits[i].id, (uint32_t)i));
    return CUPEL_OK;
}

static const char *short_name(struct reader *r, const char *name)
{
    cupel_slice s = slice_str(name), top = SLICE_LIT("refs/tags/");
    return clean_line(r->arena, slice_part(s, top.n, s.n - top.n), REPO_PATH_MAX);
}

static void add(struct reader *r, const char *name, uint32_t at, const struct tag *what)
{
    const struct commit *c = &r->history->commits[at];
    struct tag t = *what;
    t.name = short_name(r, name);
    t.target = c->id;
    if (!t.annotated || t.time == 0)
        t.time = c->commit_time;
    r->tags[r->n++] = t;
}

/* What the tag object says, and what it is about. */
static cupel_status read_tag(struct reader *r, const struct git_id *id, struct tag *ret,
                             struct git_id *object, enum object_type *type)
{
    struct object o;
    struct tag_raw raw;
    CUPEL_TRY(store_read(r->repo->store, id, STORE_OBJECT_MAX, &o));
    *type = o.type;
    cupel_status st = o.type == OBJECT_TAG ? tag_parse(object_bytes(&o), &raw) : CUPEL_OK;
    if (st == CUPEL_OK && o.type == OBJECT_TAG) {
        *object = raw.object;
        if (ret) {
            ret->annotated = true;
            ret->has_signature = raw.has_signature;
            ret->time = ident_parse(raw.tagger).time;
            ret->message = clean_text(r->arena, raw.message, REPO_MESSAGE_MAX);
        }
    }
    object_clear(&o);
    return st;
}

/* A tag that leads to no commit of the history says nothing of it. */
static cupel_status look_at(struct reader *r, const struct ref *ref)
{
    struct tag t = { .message = "" };
    struct git_id id = ref->id;
    for (unsigned i = 0; i < REPO_PEEL_MAX; i++) {
        enum object_type type = OBJECT_NONE;
        uint64_t size = 0;
        uint32_t at = id_table_find(&r->commits, &id);
        if (at != ID_NONE) {
            add(r, ref->name, at, &t);
            return arena_status(r->arena);
        }
        cupel_status st = store_size(r->repo->store, &id, &type, &size);
        if (st == CUPEL_OK && type != OBJECT_TAG)
            return CUPEL_OK; /* of another branch, or of a tree or blob */
        if (st == CUPEL_OK)
            st = read_tag(r, &id, i == 0 ? &t : NULL, &id, &type);
        if (st == CUPEL_E_NOMEM)
            return st;
        if (st != CUPEL_OK) {
            r->unread++;
            return CUPEL_OK;
        }
    }
    r->unread++;
    return CUPEL_OK;
}

static int newest_first(const void *a, const void *b)
{
    const struct tag *x = a, *y = b;
    if (x->time != y->time)
        return x->time > y->time ? -1 : 1;
    return strcmp(x->name, y->name);
}

static const char *partial(struct reader *r, const struct ref_list *list)
{
    if (list->is_cut)
        return arena_printf(r->arena, "%u of more than %u tags were looked at", REPO_TAGS_MAX,
                            REFS_LISTED_MAX);
    if (list->n > REPO_TAGS_MAX)
        return arena_printf(r->arena, "%u of %zu tags were looked at", REPO_TAGS_MAX, list->n);
    if (r->unread)
        return arena_printf(r->arena, "%zu tags name objects that are missing or damaged",
                            r->unread);
    return NULL;
}

static cupel_status read_all(struct reader *r, const struct ref_list *list, struct tags *ret)
{
    size_t n = list->n < REPO_TAGS_MAX ? list->n : REPO_TAGS_MAX;
    CUPEL_TRY(number_commits(r));
    r->tags = arena_array(r->arena, n, sizeof *r->tags);
    if (!r->tags)
        return arena_status(r->arena);
    for (size_t i = 0; i < n; i++)
        CUPEL_TRY(look_at(r, &list->refs[i]));
    if (r->n > 1)
        qsort(r->tags, r->n, sizeof *r->tags, newest_first);
    *ret = (struct tags){ .tags = r->tags, .n = r->n, .partial = partial(r, list) };
    return arena_status(r->arena);
}

static cupel_status digest_refs(const struct ref_list *list, cupel_slice shallow, char hex[65])
{
    uint8_t digest[CRYPTO_HASH_MAX];
    struct crypto *crypto = NULL;
    struct crypto_hasher *h = NULL;
    cupel_status st = crypto_new(&crypto);
    if (st == CUPEL_OK)
        st = crypto_hasher_new(crypto, CRYPTO_SHA256, &h);
    if (st == CUPEL_OK)
        crypto_hasher_begin(h);
    for (size_t i = 0; st == CUPEL_OK && i < list->n; i++) {
        char id[GIT_ID_ROOM];
        git_id_write(&list->refs[i].id, id);
        crypto_hasher_add(h, slice_str(id));
        crypto_hasher_add(h, slice_of(list->refs[i].name, strlen(list->refs[i].name) + 1));
    }
    if (st == CUPEL_OK) {
        crypto_hasher_add(h, shallow);
        st = crypto_hasher_end(h, digest);
    }
    if (st == CUPEL_OK)
        hex_write(slice_of(digest, 32), hex);
    crypto_hasher_free(h);
    crypto_free(crypto);
    return st;
}

cupel_status repo_tags_digest(struct repo *r, char hex[65], struct cupel_diag *err)
{
    struct ref_list list = { 0 };
    struct arena scratch;
    cupel_slice shallow = SLICE_EMPTY;
    arena_init(&scratch, SCRATCH_MAX);
    const char *path = disk_join(&scratch, r->folder.common, "shallow");
    cupel_status st = disk_read_all(path, SHALLOW_MAX, &scratch, &shallow);
    st = st == CUPEL_E_NOT_FOUND ? CUPEL_OK : st;
    if (st == CUPEL_OK)
        st = refs_list_tags(&r->folder, &scratch, &list);
    if (st == CUPEL_OK)
        st = digest_refs(&list, shallow, hex);
    arena_clear(&scratch);
    return st == CUPEL_OK ? st : diag_set(err, st, "", "the tags cannot be read");
}

cupel_status tags_read(struct repo *repo, const struct history *h, struct arena *a,
                       struct tags *ret, struct cupel_diag *err)
{
    struct reader r = { .repo = repo, .history = h, .arena = a };
    struct ref_list list = { 0 };
    struct arena scratch;
    arena_init(&scratch, SCRATCH_MAX);
    cupel_status st = refs_list_tags(&repo->folder, &scratch, &list);
    if (st == CUPEL_OK)
        st = read_all(&r, &list, ret);
    id_table_clear(&r.commits);
    arena_clear(&scratch);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the tags cannot be read (%s)", cupel_status_name(st));
    return CUPEL_OK;
}
