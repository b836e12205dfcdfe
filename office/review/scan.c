/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/scan.c: the passes over a project's files. Each thread has its own handles and arena and
 * takes files by a shared counter; a file's slot is written by the one thread that took it. Nothing
 * depends on which.
 */
#include "office/review/load.h"

#include "base/status.h"
#include "office/review/artifacts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define START_BYTES  2048
#define TOGETHER     32    /* files that one thread takes at a time: neighbours in a pack */
#define BINARY_MAX   65536 /* a binary file of more bytes is not inflated to be told one */
#define WORKER_ARENA ((size_t)1 << 30)

/* One file to be looked at. */
struct job {
    struct project_file *file;
    size_t checkout;
    bool keep;         /* prose and configuration: its text stays */
    uint8_t relevance; /* of code, from the first pass */
    uint64_t place;    /* in its repository's packs */
};

struct worker {
    struct project_memory *memory;
    pthread_t thread;
    bool is_running;
    struct arena arena;  /* texts, documents and code that stay */
    struct repo **repos; /* one for each checkout */
};

struct project_memory {
    const struct project *p;
    struct checkout *all;
    struct job *jobs;   /* in the order of checkouts and paths, which is that of all decisions */
    struct job **order; /* the same as they lie in the packs, in which they are read */
    size_t n;
    atomic_size_t next;
    bool is_parsing; /* the second pass */
    size_t n_workers;
    struct worker workers[PROJECT_THREADS_MAX];
};

static bool has_nul(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\0')
            return true;
    return false;
}

/* ---- first pass ---- */

static void parse_document(struct worker *w, struct project_file *f)
{
    struct doc *d = arena_alloc(&w->arena, sizeof *d);
    if (d && doc_parse(&w->arena, f->path, f->text, d) == CUPEL_OK)
        f->doc = d;
}

static void look_at(struct worker *w, struct job *j)
{
    struct project_file *f = j->file;
    struct arena scratch;
    arena_init(&scratch, WORKER_ARENA);
    cupel_slice text = SLICE_EMPTY;
    cupel_status st = repo_blob(w->repos[j->checkout], &f->id, PROJECT_FILE_MAX, &scratch, &text);
    cupel_slice start = slice_part(text, 0, text.n < START_BYTES ? text.n : START_BYTES);
    f->is_unread = st != CUPEL_OK;
    f->is_binary = st == CUPEL_OK && has_nul(start);
    f->is_text = st == CUPEL_OK && !f->is_binary && artifact_is_text(text);
    if (st == CUPEL_OK && !f->is_binary) {
        f->kind = file_kind_of(f->path, start);
        f->lang = file_lang_of(f->path, start);
        if (j->keep) {
            f->text = arena_copy(&w->arena, text);
            if (f->kind & FILE_DOC && !(f->kind & FILE_FOREIGN))
                parse_document(w, f);
        } else if (!(f->kind & FILE_FOREIGN))
            j->relevance = (uint8_t)scan_relevance(text);
    }
    arena_clear(&scratch);
}

/* ---- second pass ---- */

static void parse_code(struct worker *w, struct job *j)
{
    struct project_file *f = j->file;
    cupel_slice text = f->text;
    if (text.n == 0 &&
        repo_blob(w->repos[j->checkout], &f->id, PROJECT_FILE_MAX, &w->arena, &text) != CUPEL_OK)
        return;
    f->text = text;
    if (!code_can_read(f->lang))
        return;
    struct code *c = arena_alloc(&w->arena, sizeof *c);
    if (c && code_parse(&w->arena, f->lang, text, (f->kind & FILE_TEST) != 0, c) == CUPEL_OK)
        f->code = c;
}

/* ---- threads ---- */

static void *work(void *argument)
{
    struct worker *w = argument;
    struct project_memory *m = w->memory;
    for (;;) {
        size_t from = atomic_fetch_add(&m->next, TOGETHER);
        size_t end = m->n - (from < m->n ? from : m->n) < TOGETHER ? m->n : from + TOGETHER;
        if (from >= m->n)
            return NULL;
        for (size_t i = from; i < end; i++)
            if (m->is_parsing)
                parse_code(w, m->order[i]);
            else
                look_at(w, m->order[i]);
    }
}

static int by_place(const void *a, const void *b)
{
    const struct job *x = *(struct job *const *)a, *y = *(struct job *const *)b;
    if (x->checkout != y->checkout)
        return x->checkout < y->checkout ? -1 : 1;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return x < y ? -1 : x > y;
}

static cupel_status start_workers(struct project_memory *m, struct cupel_diag *err)
{
    for (size_t i = 0; i < m->n; i++)
        m->order[i] = &m->jobs[i];
    if (m->n)
        qsort(m->order, m->n, sizeof *m->order, by_place);
    atomic_store(&m->next, 0);
    for (size_t i = 0; i < m->n_workers; i++) {
        m->workers[i].is_running = pthread_create(&m->workers[i].thread, NULL, work,
                                                  &m->workers[i]) == 0;
        if (!m->workers[i].is_running)
            return diag_set(err, CUPEL_E_NOMEM, "", "no thread could be started");
    }
    return CUPEL_OK;
}

static void join_workers(struct project_memory *m)
{
    for (size_t i = 0; i < m->n_workers; i++) {
        if (m->workers[i].is_running)
            (void)pthread_join(m->workers[i].thread, NULL);
        m->workers[i].is_running = false;
    }
}

static cupel_status make_workers(struct project_memory *m, unsigned threads, struct cupel_diag *err)
{
    m->n_workers = threads < 1 ? 1 : threads > PROJECT_THREADS_MAX ? PROJECT_THREADS_MAX : threads;
    for (size_t i = 0; i < m->n_workers; i++) {
        struct worker *w = &m->workers[i];
        w->memory = m;
        arena_init(&w->arena, WORKER_ARENA);
        w->repos = arena_array(&w->arena, m->p->n_checkouts, sizeof *w->repos);
        for (size_t k = 0; w->repos && k < m->p->n_checkouts; k++)
            CUPEL_TRY(repo_open(m->all[k].folder, &w->repos[k], err));
        if (!w->repos)
            return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    }
    return CUPEL_OK;
}

/* ---- what is read ---- */

#define KEPT_KINDS (FILE_DOC | FILE_CI | FILE_BUILD | FILE_CONFIG)

/* Files at the top and in .github decide most housekeeping, whatever their name. */
static bool is_at_top(const char *path)
{
    return !strchr(path, '/') || strncmp(path, ".github/", 8) == 0;
}

static bool is_wanted(const struct project_file *f, bool *keep)
{
    if (f->tree == TREE_SUBMODULE || f->tree == TREE_LINK)
        return false;
    *keep = !(f->kind & FILE_VENDORED) && f->lang == LANG_NONE &&
            (f->kind & KEPT_KINDS || is_at_top(f->path));
    return *keep || (f->lang != LANG_NONE && !(f->kind & FILE_VENDORED)) ||
           (f->kind & FILE_FOREIGN) == 0;
}

/* All files of all checkouts in order, each with what the caps allow for it. */
static void plan(struct project_memory *m)
{
    size_t kept = 0, scanned = 0;
    for (size_t i = 0; i < m->p->n_checkouts; i++)
        for (size_t k = 0; k < m->all[i].n_files; k++) {
            struct project_file *f = (struct project_file *)&m->all[i].files[k];
            bool keep = false;
            f->kind = file_kind_of(f->path, SLICE_EMPTY);
            f->lang = file_lang_of(f->path, SLICE_EMPTY);
            if (!is_wanted(f, &keep))
                continue;
            size_t *sum = keep ? &kept : &scanned;
            size_t cap = keep ? PROJECT_TEXT_MAX : PROJECT_SCAN_MAX;
            bool is_data = !keep && f->lang == LANG_NONE;
            if (is_data && f->size > BINARY_MAX)
                continue; /* a large file that is neither prose nor code: nothing asks for it */
            f->is_unread = f->size > PROJECT_FILE_MAX || *sum + f->size > cap;
            if (f->is_unread)
                continue;
            *sum += f->size;
            m->jobs[m->n++] = (struct job){
                .file = f, .checkout = i, .keep = keep, .place = repo_place(m->all[i].repo, &f->id)
            };
        }
}

cupel_status scan_start(struct project *p, struct checkout *all, unsigned threads,
                        struct cupel_diag *err)
{
    size_t files = 0;
    for (size_t i = 0; i < p->n_checkouts; i++)
        files += all[i].n_files;
    struct project_memory *m = calloc(1, sizeof *m);
    p->memory = m;
    if (m)
        m->jobs = calloc(files + 1, sizeof *m->jobs);
    if (m)
        m->order = calloc(files + 1, sizeof *m->order);
    if (!m || !m->jobs || !m->order)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory for %zu files", files);
    struct project *own = arena_alloc(p->arena, sizeof *own);
    if (!own)
        return diag_set(err, CUPEL_E_NOMEM, "", "out of memory");
    *own = *p;
    m->p = own;
    m->all = all;
    CUPEL_TRY(make_workers(m, threads, err));
    plan(m);
    return start_workers(m, err);
}

/* Keep of the jobs those whose code is parsed: what speaks of TEEs first, then what verification
 * needs, then the rest, as far as the cap goes. */
static void choose_code(struct project_memory *m)
{
    /* The less a file has to do with TEEs, the sooner there is enough of its kind. */
    static const size_t caps[] = { PROJECT_CODE_MAX / 8, PROJECT_CODE_MAX / 4 * 3,
                                   PROJECT_CODE_MAX };
    size_t sum = 0, n = 0;
    bool *chosen = calloc(m->n + 1, sizeof *chosen);
    for (int relevance = 2; chosen && relevance >= 0; relevance--)
        for (size_t i = 0; i < m->n; i++) {
            struct project_file *f = m->jobs[i].file;
            if (m->jobs[i].keep || f->lang == LANG_NONE || f->is_unread || f->is_binary ||
                f->kind & FILE_FOREIGN || m->jobs[i].relevance != relevance)
                continue;
            chosen[i] = sum + f->size <= caps[relevance];
            sum += chosen[i] ? f->size : 0;
            f->is_unread = !chosen[i] && relevance > 0;
        }
    for (size_t i = 0; chosen && i < m->n; i++)
        if (chosen[i])
            m->jobs[n++] = m->jobs[i];
    m->n = n;
    free(chosen);
}

static void count_gaps(struct project_memory *m)
{
    for (size_t i = 0; i < m->p->n_checkouts; i++)
        for (size_t k = 0; k < m->all[i].n_files; k++)
            m->all[i].unread += m->all[i].files[k].is_unread;
    for (size_t i = 0; i < m->n; i++) {
        const struct project_file *f = m->jobs[i].file;
        m->all[m->jobs[i].checkout].unparsed += !f->code && m->jobs[i].relevance == 2 &&
                                                !(f->kind & FILE_NOT_PRODUCT);
    }
}

/* What the threads keep of packs is not needed once they are done. */
static void close_repos(struct project_memory *m)
{
    for (size_t i = 0; i < m->n_workers; i++)
        for (size_t k = 0; m->workers[i].repos && k < m->p->n_checkouts; k++) {
            repo_free(m->workers[i].repos[k]);
            m->workers[i].repos[k] = NULL;
        }
}

cupel_status scan_finish(struct project *p, struct cupel_diag *err)
{
    struct project_memory *m = p->memory;
    join_workers(m);
    choose_code(m);
    m->is_parsing = true;
    cupel_status st = start_workers(m, err);
    join_workers(m);
    close_repos(m);
    count_gaps(m);
    for (size_t i = 0; i < m->n_workers && st == CUPEL_OK; i++)
        if (arena_status(&m->workers[i].arena) != CUPEL_OK)
            st = diag_set(err, arena_status(&m->workers[i].arena), "",
                          "the project is larger than the memory it may take");
    return st;
}

void scan_free(struct project_memory *m)
{
    if (!m)
        return;
    join_workers(m);
    close_repos(m);
    for (size_t i = 0; i < m->n_workers; i++)
        arena_clear(&m->workers[i].arena);
    free(m->jobs);
    free(m->order);
    free(m);
}
