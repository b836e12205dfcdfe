/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/life/license.c: was the project relicensed? The texts of the license files at the top are
 * compared along the line of first parents: at its ends, where the files changed last, at even
 * steps between, and then by halves down to the commit where two neighbours differ. A license that
 * came and went between two steps is not seen; the figure says so.
 */
#include "office/review/life/life.h"
#include "office/text/words.h"

#include <stdlib.h>
#include <string.h>

#define STEPS       64  /* even steps along the line */
#define READS_MAX   400 /* commits that are read of one checkout */
#define CHANGES_MAX 8
#define FILES_MAX   6 /* license files of one tree */
#define KEY_ROOM    200

#define UNKNOWN_TEXT "a text that is no known license"

/* The licenses at one commit: "MIT", "Apache-2.0 AND MIT", UNKNOWN_TEXT, "" without a file. */
struct state {
    char key[KEY_ROOM];
    bool is_read;
};

struct line {
    const struct project *p;
    const struct checkout *c;
    const struct commit **at; /* first parents, newest first */
    struct state *states;
    size_t n;
    unsigned reads;
    struct arena scratch; /* one commit's at a time */
    bool is_short;        /* a bound kept some from being read */
    struct license_change {
        size_t newer; /* index of the first commit with the new license */
        char from[KEY_ROOM], to[KEY_ROOM];
    } changes[CHANGES_MAX]; /* newest first once all were found */
    size_t n_changes;
};

static bool is_license_name(const char *path)
{
    static const char *const starts[] = { "license", "licence", "copying", "unlicense" };
    cupel_slice s = slice_str(path);
    if (slice_find(s, SLICE_LIT("/")) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < CUPEL_COUNT(starts); i++) {
        size_t n = slice_str(starts[i]).n;
        if (s.n >= n && slice_eq_nocase(slice_part(s, 0, n), slice_str(starts[i])))
            return true;
    }
    return false;
}

static int compare_id(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Ids in order, each once, joined by " AND ". */
static void write_key(const char **ids, size_t n, char key[KEY_ROOM])
{
    struct buf b;
    buf_init(&b, KEY_ROOM - 1);
    if (n)
        qsort(ids, n, sizeof *ids, compare_id);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(ids[i - 1], ids[i]) != 0)
            buf_printf(&b, "%s%s", b.n ? " AND " : "", ids[i]);
    slice_copy(buf_slice(&b), key, KEY_ROOM);
    buf_clear(&b);
}

static void read_licenses(struct line *l, const struct tree *t, struct state *s)
{
    const char *ids[FILES_MAX * LICENSE_FOUND_MAX];
    size_t n = 0, files = 0;
    for (size_t i = 0; i < t->n && files < FILES_MAX; i++) {
        const struct tree_entry *e = &t->entries[i];
        cupel_slice text;
        if ((e->kind != TREE_FILE && e->kind != TREE_EXECUTABLE) || !is_license_name(e->path) ||
            repo_blob(l->c->repo, &e->id, LICENSE_BYTES_MAX, &l->scratch, &text) != CUPEL_OK)
            continue;
        files++;
        struct license_result found;
        license_detect(text, &found);
        for (size_t k = 0; k < found.n; k++)
            ids[n++] = found.found[k].id;
    }
    if (files && n == 0)
        ids[n++] = UNKNOWN_TEXT;
    write_key(ids, n, s->key);
}

/* An unknown text in the middle of a history is most often one that was edited badly. */
static bool is_known(const struct state *s)
{
    return s->key[0] && strcmp(s->key, UNKNOWN_TEXT) != 0;
}

static const struct state *state_at(struct line *l, size_t i)
{
    struct state *s = &l->states[i];
    struct tree t;
    if (s->is_read)
        return s;
    if (l->reads >= READS_MAX) {
        l->is_short = true;
        return NULL;
    }
    l->reads++;
    arena_clear(&l->scratch);
    arena_init(&l->scratch, LIFE_SCRATCH);
    if (repo_top(l->c->repo, &l->at[i]->id, &l->scratch, &t, NULL) != CUPEL_OK) {
        l->is_short = true;
        return NULL;
    }
    read_licenses(l, &t, s);
    s->is_read = true;
    return s;
}

static void add_change(struct line *l, size_t newer, const struct state *from,
                       const struct state *to)
{
    if (l->n_changes == CHANGES_MAX)
        return;
    l->changes[l->n_changes].newer = newer;
    slice_copy(SLICE_ARRAY(from->key), l->changes[l->n_changes].from, KEY_ROOM);
    slice_copy(SLICE_ARRAY(to->key), l->changes[l->n_changes].to, KEY_ROOM);
    l->n_changes++;
}

/* The change between two commits whose licenses differ: halve until they are neighbours. A stretch
 * without a known text belongs to its newer side. */
static void narrow(struct line *l, size_t newer, size_t older)
{
    const struct state *to = state_at(l, newer), *from = state_at(l, older);
    while (to && from && older - newer > 1) {
        size_t mid = newer + (older - newer) / 2;
        const struct state *m = state_at(l, mid);
        if (!m)
            break;
        if (strcmp(m->key, from->key) == 0)
            older = mid;
        else if (!is_known(m) || strcmp(m->key, to->key) == 0)
            newer = mid;
        else {
            narrow(l, mid, older);
            older = mid;
            from = m;
        }
    }
    if (to && from)
        add_change(l, newer, from, to);
}

static int compare_change(const void *x, const void *y)
{
    const struct license_change *a = x, *b = y;
    return (a->newer > b->newer) - (a->newer < b->newer);
}

/* All commits of the line of first parents. */
static bool line_of(struct line *l, struct arena *a)
{
    const struct history *h = &l->c->history;
    l->at = arena_array(a, h->n + 1, sizeof *l->at);
    for (size_t i = 0; l->at && i < h->n; i++)
        if (h->commits[i].is_first_parent)
            l->at[l->n++] = &h->commits[i];
    l->states = arena_array(a, l->n + 1, sizeof *l->states);
    return l->at && l->states && l->n > 0;
}

/* Where the license files of today were changed last, as an index into the line; n for nowhere. */
static size_t last_change(struct line *l)
{
    const char *paths[FILES_MAX];
    size_t found[FILES_MAX], n = 0, best = SIZE_MAX;
    for (size_t i = 0; i < l->c->n_files && n < FILES_MAX; i++)
        if (is_license_name(l->c->files[i].path))
            paths[n++] = l->c->files[i].path;
    if (n == 0 ||
        history_last_change(l->c->repo, &l->c->history, paths, n, found, NULL) != CUPEL_OK)
        return 0;
    for (size_t i = 0; i < n; i++)
        if (found[i] < best)
            best = found[i];
    if (best == SIZE_MAX)
        return 0;
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i] == &l->c->history.commits[best])
            return i;
    return 0;
}

/* The points that are looked at first, newest first: those that differ are then narrowed. */
static void search(struct line *l)
{
    size_t points[STEPS + 4], n = 0, last = last_change(l);
    points[n++] = 0;
    if (last > 0)
        points[n++] = last;
    if (last + 1 < l->n)
        points[n++] = last + 1;
    for (size_t i = 1; i <= STEPS; i++) {
        size_t at = last + (l->n - 1 - last) * i / STEPS;
        if (at > points[n - 1])
            points[n++] = at;
    }
    size_t newer = 0;
    if (!state_at(l, 0))
        return;
    for (size_t i = 1; i < n; i++) {
        const struct state *to = state_at(l, points[newer]), *from = state_at(l, points[i]);
        if (!to || !from)
            return;
        if (!is_known(from))
            continue;
        if (to->key[0] && strcmp(to->key, from->key) != 0)
            narrow(l, points[newer], points[i]);
        newer = i;
    }
}

/* ---- what it means ---- */

static bool is_open(const char *key)
{
    cupel_slice s = slice_str(key);
    while (s.n) {
        size_t end = slice_find(s, SLICE_LIT(" AND "));
        char id[KEY_ROOM];
        cupel_slice one = slice_part(s, 0, end == SIZE_MAX ? s.n : end);
        slice_copy(one, id, sizeof id);
        id[sizeof id - 1] = '\0';
        if (!license_is_osi(id))
            return false;
        s = end == SIZE_MAX ? SLICE_EMPTY : slice_part(s, end + 5, s.n - end - 5);
    }
    return true;
}

static const struct project_file *find_words(const struct project *p, uint32_t *line)
{
    struct file_walk w = { .p = p, .kinds_any = FILE_DOC, .kinds_none = FILE_NOT_PRODUCT };
    const struct project_file *f;
    while ((f = file_next(&w))) {
        if (!f->doc || f->in->is_defaults || is_license_name(f->path))
            continue;
        size_t at = doc_find(f->doc,
                             "relicens*|re licens*|license change*|change of license|"
                             "changed the license|changed license|license was changed|"
                             "license has changed|license changed|switched the license|"
                             "change the license|licence change*|change of licence",
                             0);
        if (at == SIZE_MAX)
            continue;
        *line = f->doc->blocks[at].line;
        return f;
    }
    return NULL;
}

static void say_change(const struct project *p, struct finding *f, const struct line *l)
{
    const char *from = l->changes[0].from, *to = l->changes[0].to;
    const struct commit *at = l->at[l->changes[0].newer];
    char date[DATE_ROOM];
    uint32_t line = 0;
    date_write(at->commit_time, date);
    const struct project_file *words = find_words(p, &line);
    const char *where = p->n_checkouts > 1 ? arena_printf(p->arena, "%s: ", l->c->name) : "";
    if (strcmp(to, UNKNOWN_TEXT) == 0)
        finding_say(p, f, CUPEL_FAIL, "%s%s became %s on %s", where, from, to, date);
    else if (!is_open(to))
        finding_say(p, f, CUPEL_FAIL,
                    "%srelicensed from %s to %s, which the OSI did not approve, on %s", where, from,
                    to, date);
    else if (!words)
        finding_say(p, f, CUPEL_FAIL, "%srelicensed from %s to %s on %s; no document says so",
                    where, from, to, date);
    else if (f->outcome != CUPEL_FAIL)
        finding_say(p, f, CUPEL_PASS, "%srelicensed from %s to %s on %s, and %s says so", where,
                    from, to, date, words->path);
    if (words)
        places_add(p, &f->where, words, line, "speaks of a change of license");
}

static void figure(const struct project *p, struct finding *f, const struct line *l)
{
    const char *text = l->states[0].is_read && l->states[0].key[0] ? l->states[0].key : "unknown";
    for (size_t i = 0; i < l->n_changes; i++) {
        const struct commit *at = l->at[l->changes[i].newer];
        char date[DATE_ROOM];
        date_write(at->commit_time, date);
        text = arena_printf(p->arena, "%s since %s; before %s", text, date, l->changes[i].from);
        places_add_commit(p, &f->where, l->c, at, "%s became %s", l->changes[i].from,
                          l->changes[i].to);
    }
    finding_figure(
        p, f, p->n_checkouts > 1 ? arena_printf(p->arena, "license_%s", l->c->name) : "license",
        "licenses by the text of LICENSE and COPYING files at the top, along the line "
        "of first parents at its ends, the last change and 64 even steps, halved where "
        "two differ",
        "%s", text);
}

/* True when there was a license to follow. */
static bool follow(const struct project *p, const struct checkout *c, struct finding *f,
                   const char **gap)
{
    struct arena a;
    struct line l = { .p = p, .c = c };
    arena_init(&a, LIFE_SCRATCH);
    arena_init(&l.scratch, LIFE_SCRATCH);
    bool any = false;
    if (line_of(&l, &a)) {
        search(&l);
        qsort(l.changes, l.n_changes, sizeof *l.changes, compare_change);
        for (size_t i = 0; i < l.n; i++)
            any = any || (l.states[i].is_read && is_known(&l.states[i]));
        if (any)
            figure(p, f, &l);
        if (l.n_changes)
            say_change(p, f, &l);
        if (l.is_short && !l.n_changes)
            *gap = "too many of its commits would have to be read";
    }
    if (any && !l.n_changes && c->history.partial)
        *gap = c->history.partial;
    arena_clear(&l.scratch);
    arena_clear(&a);
    return any;
}

void life_license(const struct project *p, struct finding *f)
{
    const char *gap = NULL;
    size_t licensed = 0;
    for (size_t i = 0; i < p->n_checkouts; i++)
        if (!p->checkouts[i].is_defaults)
            licensed += follow(p, &p->checkouts[i], f, &gap);
    if (f->outcome == CUPEL_FAIL)
        return;
    if (gap)
        finding_say(p, f, CUPEL_UNKNOWN, "no change of license was seen, but %s", gap);
    else if (licensed == 0)
        finding_say(p, f, CUPEL_NA, "no text of a known license stands at the top, now or before");
    else if (!f->detail)
        finding_say(p, f, CUPEL_PASS, "the license was never changed");
}
