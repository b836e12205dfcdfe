/* SPDX-License-Identifier: Apache-2.0 */
/* history_read(): all commits behind one, newest first, with the people of a .mailmap. */
#include "base/buf.h"
#include "base/status.h"
#include "office/git/clean.h"
#include "office/git/line.h"
#include "office/git/people.h"
#include "office/git/repo_internal.h"

#include <stdlib.h>

#define HISTORY_BYTES_MAX (UINT64_C(4) << 30) /* bytes of commits that are read */
#define SHALLOW_MAX       (16u << 20)         /* bytes of the file `shallow` */
#define OTHERS_MAX        ((size_t)REPO_COMMITS_MAX * 2 * GIT_ID_BYTES)
#define PROGRESS_EACH     1024u
#define UNREADABLE        (ID_NONE - 1)          /* the number of a commit that was tried */
#define ENCODED_MAX       (4 * REPO_MESSAGE_MAX) /* bytes that are decoded to fill a message */

struct record { /* a commit, and what the result does not say of it */
    struct commit commit;
    struct git_id tree;
    struct git_id first; /* the first parent */
    bool has_first;      /* there is one, and the walk goes on to it */
    size_t others;       /* where in walk.others the other parents are */
};

struct walk {
    struct repo *repo;
    struct arena *arena; /* of the result */
    size_t arena_end;    /* bytes of it that commits and the result may fill */
    struct people people;
    struct record *records; /* owned */
    size_t n, room;
    struct id_table seen;    /* id to record */
    struct id_table shallow; /* commits whose parents are not looked for */
    uint32_t *heap;          /* owned; records whose parents were not visited, newest on top */
    size_t n_heap;
    struct buf others; /* ids: second and further parents of merges */
    uint64_t bytes;
    size_t missing, n_shallow; /* commits that are not to be had; shallow ones that were met */
    cupel_status missing_why;
    const char *full; /* why the walk ended early */
};

/* --- the heap: the newest commit first, so that what a bound cuts off is the oldest --- */

static bool is_newer(const struct walk *w, uint32_t a, uint32_t b)
{
    const struct commit *x = &w->records[a].commit, *y = &w->records[b].commit;
    if (x->commit_time != y->commit_time)
        return x->commit_time > y->commit_time;
    return git_id_cmp(&x->id, &y->id) < 0;
}

static void heap_swap(struct walk *w, size_t i, size_t k)
{
    uint32_t t = w->heap[i];
    w->heap[i] = w->heap[k];
    w->heap[k] = t;
}

static void heap_push(struct walk *w, uint32_t record) /* the heap has room for all records */
{
    size_t i = w->n_heap++;
    w->heap[i] = record;
    for (; i > 0 && is_newer(w, w->heap[i], w->heap[(i - 1) / 2]); i = (i - 1) / 2)
        heap_swap(w, i, (i - 1) / 2);
}

static uint32_t heap_pop(struct walk *w)
{
    uint32_t top = w->heap[0];
    w->heap[0] = w->heap[--w->n_heap];
    for (size_t i = 0;;) {
        size_t best = i;
        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < w->n_heap; k++)
            if (is_newer(w, w->heap[k], w->heap[best]))
                best = k;
        if (best == i)
            return top;
        heap_swap(w, i, best);
        i = best;
    }
}

/* --- one commit --- */

static cupel_status grow(struct walk *w)
{
    if (w->n < w->room)
        return CUPEL_OK;
    size_t room = w->room ? w->room * 2 : 1024;
    struct record *records = realloc(w->records, room * sizeof *records);
    if (records)
        w->records = records;
    uint32_t *heap = realloc(w->heap, room * sizeof *heap);
    if (heap)
        w->heap = heap;
    if (!records || !heap)
        return CUPEL_E_NOMEM;
    w->room = room;
    return CUPEL_OK;
}

static bool is_latin1(cupel_slice encoding)
{
    static const cupel_slice names[] = { SLICE_LIT("iso-8859-1"), SLICE_LIT("iso8859-1"),
                                         SLICE_LIT("latin1"),     SLICE_LIT("latin-1"),
                                         SLICE_LIT("iso_8859-1"), SLICE_LIT("iso88591") };
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (slice_eq_nocase(encoding, names[i]))
            return true;
    return false;
}

/* @s in UTF-8 when the commit names an encoding that is simple to read; else as it is. */
static cupel_slice decoded(struct arena *scratch, const struct commit_raw *c, cupel_slice s)
{
    return is_latin1(line_trim(c->encoding)) ? latin1_to_utf8(scratch, s, ENCODED_MAX) : s;
}

static cupel_status read_person(struct walk *w, struct arena *scratch, const struct commit_raw *c,
                                cupel_slice line, struct git_person *who, int64_t *time)
{
    struct ident i = ident_parse(line);
    *time = i.time;
    return people_get(&w->people, decoded(scratch, c, i.name), decoded(scratch, c, i.email), who);
}

static cupel_status fill(struct walk *w, const struct commit_raw *raw, struct record *r)
{
    struct arena scratch;
    struct commit *c = &r->commit;
    arena_init(&scratch, 8 * ENCODED_MAX);
    cupel_status st = read_person(w, &scratch, raw, raw->author, &c->author, &c->author_time);
    if (st == CUPEL_OK)
        st = read_person(w, &scratch, raw, raw->committer, &c->committer, &c->commit_time);
    if (st == CUPEL_OK) {
        cupel_slice message = decoded(&scratch, raw, raw->message);
        c->message = clean_text(w->arena, message, REPO_MESSAGE_MAX);
        st = arena_status(&scratch) != CUPEL_OK ? arena_status(&scratch) : arena_status(w->arena);
    }
    arena_clear(&scratch);
    c->n_parents = raw->n_parents;
    c->has_signature = raw->has_signature;
    r->tree = raw->tree;
    return st;
}

static void add_parents(struct walk *w, const struct commit_raw *raw, struct record *r)
{
    r->others = w->others.n / GIT_ID_BYTES;
    r->has_first = raw->n_parents > 0;
    if (r->has_first)
        r->first = commit_parent(raw, 0);
    for (unsigned i = 1; i < raw->n_parents; i++) {
        struct git_id id = commit_parent(raw, i);
        buf_add(&w->others, git_id_slice(&id));
    }
}

/* Read @id unless it is there already, and queue it. A commit that cannot be had is counted. */
static cupel_status visit(struct walk *w, const struct git_id *id)
{
    struct object o;
    struct commit_raw raw;
    if (id_table_find(&w->seen, id) != ID_NONE)
        return CUPEL_OK;
    CUPEL_TRY(grow(w));
    cupel_status st = repo_commit(w->repo, id, &o, &raw);
    if (st == CUPEL_E_NOMEM)
        return st;
    if (st != CUPEL_OK) {
        w->missing++;
        w->missing_why = st;
        return id_table_add(&w->seen, id, UNREADABLE);
    }
    struct record *r = &w->records[w->n];
    *r = (struct record){ .commit.id = *id };
    st = fill(w, &raw, r);
    add_parents(w, &raw, r);
    w->bytes += o.n;
    object_clear(&o);
    CUPEL_TRY(st);
    CUPEL_TRY(id_table_add(&w->seen, id, (uint32_t)w->n));
    heap_push(w, (uint32_t)w->n++);
    return CUPEL_OK;
}

/* --- the walk --- */

static cupel_status read_shallow(struct walk *w)
{
    struct arena a;
    cupel_slice text = SLICE_EMPTY;
    arena_init(&a, 2 * SHALLOW_MAX);
    const char *path = disk_join(&a, w->repo->folder.common, "shallow");
    cupel_status st = disk_read_all(path, SHALLOW_MAX, &a, &text);
    while (st == CUPEL_OK && text.n > 0) {
        struct git_id id;
        if (git_id_read(line_trim(line_take(&text)), &id) == CUPEL_OK &&
            id_table_find(&w->shallow, &id) == ID_NONE)
            st = id_table_add(&w->shallow, &id, 0);
    }
    arena_clear(&a);
    return st == CUPEL_E_NOT_FOUND ? CUPEL_OK : st;
}

/* Why no more may be read, or NULL. */
static const char *full(const struct walk *w)
{
    if (w->n >= REPO_COMMITS_MAX)
        return "more commits than are read";
    if (buf_status(&w->others) != CUPEL_OK)
        return "more parents of merges than are read";
    if (w->bytes > HISTORY_BYTES_MAX)
        return "larger commits than are read";
    if (w->arena->used + w->n * (sizeof(struct commit) + sizeof(struct history_step)) >
        w->arena_end)
        return "more commits than memory was set aside for";
    return NULL;
}

static cupel_status visit_parents(struct walk *w, uint32_t at)
{
    struct record r = w->records[at]; /* a copy: visiting may move the records */
    if (!r.has_first)
        return CUPEL_OK;
    if (id_table_find(&w->shallow, &r.commit.id) != ID_NONE) {
        w->records[at].has_first = false;
        w->n_shallow++;
        return CUPEL_OK;
    }
    CUPEL_TRY(visit(w, &r.first));
    for (size_t i = 1; i < r.commit.n_parents && !full(w); i++) {
        cupel_slice all = buf_slice(&w->others);
        struct git_id id = git_id_of(
            slice_part(all, (r.others + i - 1) * GIT_ID_BYTES, GIT_ID_BYTES));
        CUPEL_TRY(visit(w, &id));
    }
    return CUPEL_OK;
}

static cupel_status walk(struct walk *w, const struct git_id *from, repo_progress *progress,
                         void *context)
{
    CUPEL_TRY(read_shallow(w));
    CUPEL_TRY(visit(w, from));
    for (size_t told = 0; w->n_heap > 0 && !w->full; w->full = full(w)) {
        CUPEL_TRY(visit_parents(w, heap_pop(w)));
        if (progress && w->n - told >= PROGRESS_EACH) {
            told = w->n;
            progress(context, told);
        }
    }
    return CUPEL_OK;
}

/* --- the result --- */

static int newest_first(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
    if (x->commit.commit_time != y->commit.commit_time)
        return x->commit.commit_time > y->commit.commit_time ? -1 : 1;
    return git_id_cmp(&x->commit.id, &y->commit.id);
}

/* After sorting: id to place. */
static cupel_status number(struct walk *w)
{
    id_table_clear(&w->seen);
    for (size_t i = 0; i < w->n; i++)
        CUPEL_TRY(id_table_add(&w->seen, &w->records[i].commit.id, (uint32_t)i));
    return CUPEL_OK;
}

/* Along first parents, as far as they are here. A parent is older than its child by its very id:
 * the line ends. */
static cupel_status draw_line(struct walk *w, const struct git_id *from, struct history *ret)
{
    size_t n = 0;
    uint32_t at = id_table_find(&w->seen, from);
    for (uint32_t i = at; i != ID_NONE; n++) {
        struct record *r = &w->records[i];
        r->commit.is_first_parent = true;
        i = r->has_first ? id_table_find(&w->seen, &r->first) : ID_NONE;
    }
    struct history_step *line = arena_array(w->arena, n, sizeof *line);
    if (!line)
        return arena_status(w->arena);
    for (size_t k = 0; k < n; k++) {
        const struct record *r = &w->records[at];
        line[k] = (struct history_step){ .commit = at, .tree = r->tree };
        at = r->has_first ? id_table_find(&w->seen, &r->first) : ID_NONE;
    }
    ret->line = line;
    ret->n_line = n;
    return CUPEL_OK;
}

static const char *partial(const struct walk *w, const struct mailmap *m)
{
    if (w->n_shallow)
        return arena_printf(w->arena, "shallow: %zu commits, and what came before is not here",
                            w->n);
    if (w->full)
        return arena_printf(w->arena, "there are %s: the newest %zu were", w->full, w->n);
    if (w->missing)
        return arena_printf(w->arena, "%zu commits could not be read: the last one %s", w->missing,
                            repo_why(w->missing_why));
    return m->is_cut ? "the .mailmap has more lines than are read" : NULL;
}

static cupel_status finish(struct walk *w, const struct git_id *from, const struct mailmap *m,
                           struct history *ret)
{
    struct history h = { .n = w->n };
    qsort(w->records, w->n, sizeof *w->records, newest_first);
    CUPEL_TRY(number(w));
    CUPEL_TRY(draw_line(w, from, &h));
    struct commit *commits = arena_array(w->arena, w->n, sizeof *commits);
    if (!commits)
        return arena_status(w->arena);
    for (size_t i = 0; i < w->n; i++)
        commits[i] = w->records[i].commit;
    h.commits = commits;
    h.partial = partial(w, m);
    *ret = h;
    return arena_status(w->arena);
}

static void clear(struct walk *w)
{
    people_clear(&w->people);
    buf_clear(&w->others);
    id_table_clear(&w->seen);
    id_table_clear(&w->shallow);
    free(w->records);
    free(w->heap);
}

/* The commit asked for must be there: a history without it would be an empty one. */
static cupel_status check_start(struct repo *r, const struct git_id *id, struct cupel_diag *err)
{
    struct object o;
    struct commit_raw raw;
    char hex[GIT_ID_ROOM];
    git_id_write(id, hex);
    cupel_status st = repo_commit(r, id, &o, &raw);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the commit %s %s", hex, repo_why(st));
    object_clear(&o);
    return CUPEL_OK;
}

cupel_status history_read(struct repo *r, const struct git_id *commit, cupel_slice mailmap,
                          struct arena *a, repo_progress *progress, void *context,
                          struct history *ret, struct cupel_diag *err)
{
    struct mailmap m = { 0 };
    struct walk w = { .repo = r, .arena = a };
    CUPEL_TRY(check_start(r, commit, err));
    /* Room is left for whatever the caller puts there next. */
    w.arena_end = a->used + (a->cap - a->used) / 4 * 3;
    people_init(&w.people, a, &m);
    buf_init(&w.others, OTHERS_MAX);
    cupel_status st = mailmap_parse(a, mailmap, &m);
    if (st == CUPEL_OK)
        st = walk(&w, commit, progress, context);
    if (st == CUPEL_OK)
        st = finish(&w, commit, &m, ret);
    clear(&w);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "the history cannot be read (%s)", cupel_status_name(st));
    return CUPEL_OK;
}

bool history_has(const struct history *h, const struct git_id *ancestor)
{
    for (size_t i = 0; i < h->n; i++)
        if (git_id_eq(&h->commits[i].id, ancestor))
            return true;
    return false;
}
