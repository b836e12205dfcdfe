/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/repo.h"

#include "base/buf.h"
#include "base/status.h"
#include "office/git/clean.h"
#include "office/git/refs.h"
#include "office/git/repo_internal.h"

#include <stdlib.h>

#define ARENA_MAX      (16u << 20)
#define CANDIDATES_MAX 64u /* objects that a short id may fit before it is called ambiguous */
#define SHORT_MIN      4u  /* digits of a short id, as git has it */
#define ORIGIN_MAX     2048u

/* --- opening --- */

cupel_status repo_open(const char *path, struct repo **ret, struct cupel_diag *err)
{
    CUPEL_AUTO(repo) *r = calloc(1, sizeof *r);
    if (!r)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    arena_init(&r->arena, ARENA_MAX);
    CUPEL_TRY(folder_find(&r->arena, path, &r->folder, err));
    const char *objects = disk_join(&r->arena, r->folder.common, "objects");
    CUPEL_TRY(store_open(objects, &r->store, err));
    *ret = cupel_steal(&r);
    return CUPEL_OK;
}

void repo_free(struct repo *r)
{
    if (!r)
        return;
    store_free(r->store);
    arena_clear(&r->arena);
    free(r);
}

/* --- what a name means --- */

const char *repo_why(cupel_status st)
{
    switch (st) {
    case CUPEL_E_NOT_FOUND: return "is not in this repository";
    case CUPEL_E_LIMIT: return "is larger or more tangled than is read";
    case CUPEL_E_NOMEM: return "needs more memory than there is";
    case CUPEL_E_IO: return "cannot be read from the disk";
    default: return "is damaged";
    }
}

cupel_status repo_commit(struct repo *r, const struct git_id *id, struct object *o,
                         struct commit_raw *c)
{
    CUPEL_TRY(store_read_as(r->store, id, OBJECT_COMMIT, STORE_OBJECT_MAX, o));
    cupel_status st = commit_parse(object_bytes(o), c);
    if (st != CUPEL_OK)
        object_clear(o);
    return st;
}

/* The object that the tag @id is about, into @id. */
static cupel_status follow_tag(struct repo *r, struct git_id *id)
{
    struct object o;
    struct tag_raw t;
    CUPEL_TRY(store_read_as(r->store, id, OBJECT_TAG, STORE_OBJECT_MAX, &o));
    cupel_status st = tag_parse(object_bytes(&o), &t);
    if (st == CUPEL_OK)
        *id = t.object;
    object_clear(&o);
    return st;
}

/* Through tags down to another kind of object, whose type is *type. */
static cupel_status peel(struct repo *r, struct git_id *id, enum object_type *type)
{
    uint64_t size = 0;
    for (unsigned i = 0; i < REPO_PEEL_MAX; i++) {
        CUPEL_TRY(store_size(r->store, id, type, &size));
        if (*type != OBJECT_TAG)
            return CUPEL_OK;
        CUPEL_TRY(follow_tag(r, id));
    }
    return CUPEL_E_LIMIT;
}

static cupel_status peel_to_commit(struct repo *r, const char *rev, struct git_id id,
                                   struct git_id *ret, struct cupel_diag *err)
{
    char hex[GIT_ID_ROOM];
    enum object_type type = OBJECT_NONE;
    cupel_status st = peel(r, &id, &type);
    git_id_write(&id, hex);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "%s leads to the object %s, which %s", rev, hex, repo_why(st));
    if (type != OBJECT_COMMIT)
        return diag_set(err, CUPEL_E_NOT_FOUND, "", "%s names a %s, not a commit", rev,
                        object_type_name(type));
    *ret = id;
    return CUPEL_OK;
}

/* A short id in @text; *digits of it. */
static bool read_short(cupel_slice text, struct git_id *ret, unsigned *digits)
{
    char padded[GIT_ID_HEX];
    if (text.n < SHORT_MIN || text.n > GIT_ID_HEX)
        return false;
    for (size_t i = 0; i < sizeof padded; i++)
        padded[i] = i < text.n ? (char)text.p[i] : '0';
    *digits = (unsigned)text.n;
    return git_id_read(slice_of(padded, sizeof padded), ret) == CUPEL_OK;
}

/* Of the objects that @ids names, those that lead to a commit: git takes a short id so as well. */
static size_t keep_commits(struct repo *r, struct git_id *ids, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct git_id at = ids[i];
        enum object_type type = OBJECT_NONE;
        if (peel(r, &at, &type) == CUPEL_OK && type == OBJECT_COMMIT)
            ids[kept++] = ids[i];
    }
    return kept;
}

static cupel_status resolve_short(struct repo *r, const char *rev, struct git_id *ret,
                                  struct cupel_diag *err)
{
    struct git_id prefix, ids[CANDIDATES_MAX];
    unsigned digits = 0;
    size_t n = 0;
    if (!read_short(slice_str(rev), &prefix, &digits))
        return CUPEL_E_NOT_FOUND;
    CUPEL_TRY(store_find_prefix(r->store, &prefix, digits, ids, CANDIDATES_MAX, &n));
    if (n > 1 && n <= CANDIDATES_MAX)
        n = keep_commits(r, ids, n);
    if (n > 1)
        return diag_set(err, CUPEL_E_AMBIGUOUS, "",
                        "%s is the start of several commits' ids; give more of its digits", rev);
    if (n == 0)
        return CUPEL_E_NOT_FOUND;
    return peel_to_commit(r, rev, ids[0], ret, err);
}

static cupel_status no_such(const char *rev, struct cupel_diag *err)
{
    return diag_set(err, CUPEL_E_NOT_FOUND, "",
                    "%s names no commit here; give a commit's id, a branch, a tag or HEAD", rev);
}

static cupel_status resolve_head(struct repo *r, struct git_id *ret, struct cupel_diag *err)
{
    struct git_id id;
    cupel_status st = ref_find(&r->folder, "HEAD", &id);
    if (st == CUPEL_E_NOT_FOUND)
        return diag_set(err, st, "", "the repository has no commit yet on its current branch");
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "HEAD of the repository cannot be read (%s)",
                        cupel_status_name(st));
    return peel_to_commit(r, "HEAD", id, ret, err);
}

cupel_status repo_resolve(struct repo *r, const char *rev, struct git_id *ret,
                          struct cupel_diag *err)
{
    struct git_id id;
    if (!rev || slice_eq(slice_str(rev), SLICE_LIT("HEAD")))
        return resolve_head(r, ret, err);
    if (git_id_read(slice_str(rev), &id) == CUPEL_OK)
        return peel_to_commit(r, rev, id, ret, err);
    cupel_status st = ref_find_short(&r->folder, rev, &id);
    if (st == CUPEL_OK)
        return peel_to_commit(r, rev, id, ret, err);
    if (st != CUPEL_E_NOT_FOUND)
        return diag_set(err, st, "", "the ref %s cannot be read (%s)", rev, cupel_status_name(st));
    diag_set(err, CUPEL_OK, "", "%s", "");
    st = resolve_short(r, rev, ret, err);
    if (st == CUPEL_E_NOT_FOUND && (!err || err->status == CUPEL_OK))
        return no_such(rev, err);
    return st;
}

/* --- where it came from --- */

/* User and password stand before the last '@' of a URL's host part, or of "user@host:path". */
static cupel_slice without_user(cupel_slice url, struct buf *out)
{
    static const cupel_slice mark = SLICE_LIT("://");
    size_t scheme = slice_find(url, mark), from = 0, end = url.n, at = SIZE_MAX;
    if (scheme != SIZE_MAX)
        from = scheme + mark.n;
    for (size_t i = from; i < end; i++)
        if (url.p[i] == '/' || url.p[i] == '?' || url.p[i] == '#')
            end = i;
    for (size_t i = from; i < end; i++)
        if (url.p[i] == '@')
            at = i;
    if (at == SIZE_MAX)
        return url;
    buf_add(out, slice_part(url, 0, from));
    buf_add(out, slice_part(url, at + 1, url.n - at - 1));
    return buf_slice(out);
}

const char *repo_origin(struct repo *r, struct arena *a)
{
    const char *url = config_get(&r->folder.config, "remote", "origin", "url");
    struct buf b;
    if (!url || !url[0])
        return NULL;
    buf_init(&b, ORIGIN_MAX * 2);
    const char *out = clean_line(a, without_user(slice_str(url), &b), ORIGIN_MAX);
    buf_clear(&b);
    return out[0] ? out : NULL;
}

/* --- blobs --- */

uint64_t repo_place(struct repo *r, const struct git_id *id)
{
    return store_place(r->store, id);
}

cupel_status repo_blob(struct repo *r, const struct git_id *id, size_t max, struct arena *a,
                       cupel_slice *ret)
{
    struct object o;
    CUPEL_TRY(store_read_as(r->store, id, OBJECT_BLOB, max, &o));
    cupel_slice bytes = arena_copy(a, object_bytes(&o));
    object_clear(&o);
    CUPEL_TRY(arena_status(a));
    *ret = bytes;
    return CUPEL_OK;
}
