/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-git [--check] REPOSITORY: how long each question to office/git takes, and the most memory
 * that the process held by then. --check ends with 1 when an aim is missed: 5 s for the history and
 * 150 MiB up to it, 300 MiB in all, for a repository of 100,000 commits and 50,000 files.
 */
#include "office/git/repo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define ARENA_MAX   ((size_t)1 << 30)
#define PATHS_MAX   500u
#define OPENS       20u
#define MEBIBYTE_KB 1024

static double clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static long peak_mib(void)
{
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss / MEBIBYTE_KB;
}

static void must(cupel_status st, const struct cupel_diag *err)
{
    if (st == CUPEL_OK)
        return;
    fprintf(stderr, "bench-git: %s (%s)\n", err->text, cupel_status_name(st));
    exit(1);
}

static double told; /* when the last line was printed */

static double tell(const char *what, size_t n)
{
    double now = clock_now(), took = now - told;
    printf("%-22s %9zu %9.3f s %6ld MiB\n", what, n, took, peak_mib());
    told = clock_now();
    return took;
}

static void last_changes(struct repo *r, const struct tree *t, const struct history *h)
{
    const char *paths[PATHS_MAX];
    size_t at[PATHS_MAX], n = 0, met = 0;
    struct cupel_diag err = { 0 };
    size_t step = t->n / PATHS_MAX + 1;
    for (size_t i = 0; i < t->n && n < PATHS_MAX; i += step)
        paths[n++] = t->entries[i].path;
    must(history_last_change(r, h, paths, n, at, &err), &err);
    for (size_t i = 0; i < n; i++)
        met += at[i] != SIZE_MAX;
    tell("last changes", met);
    for (size_t i = 0; i < n; i++)
        paths[i] = "never/was/there.txt";
    must(history_last_change(r, h, paths, 1, at, &err), &err);
    tell("a path never there", at[0] != SIZE_MAX);
}

static void all_blobs(struct repo *r, const struct tree *t)
{
    size_t bytes = 0;
    for (size_t i = 0; i < t->n; i++) {
        struct arena a;
        cupel_slice s = SLICE_EMPTY;
        arena_init(&a, REPO_BLOB_MAX * 2);
        if (t->entries[i].kind != TREE_SUBMODULE &&
            repo_blob(r, &t->entries[i].id, REPO_BLOB_MAX, &a, &s) == CUPEL_OK)
            bytes += s.n;
        arena_clear(&a);
    }
    tell("all blobs, KiB", bytes >> 10);
}

static void open_again(const char *path)
{
    struct cupel_diag err = { 0 };
    for (unsigned i = 0; i < OPENS; i++) {
        struct repo *r = NULL;
        must(repo_open(path, &r, &err), &err);
        repo_free(r);
    }
    tell("opened again", OPENS);
}

int main(int argc, char **argv)
{
    bool check = argc == 3 && strcmp(argv[1], "--check") == 0;
    const char *path = argc > 1 ? argv[argc - 1] : NULL;
    struct cupel_diag err = { 0 };
    struct repo *r = NULL;
    struct arena a;
    struct git_id head;
    struct tree tree;
    struct history history;
    struct tags tags;
    if (!path || (argc != 2 && !check)) {
        fprintf(stderr, "usage: bench-git [--check] REPOSITORY\n");
        return 2;
    }
    arena_init(&a, ARENA_MAX);
    told = clock_now();
    must(repo_open(path, &r, &err), &err);
    must(repo_resolve(r, NULL, &head, &err), &err);
    tell("open, resolve HEAD", 1);
    must(history_read(r, &head, SLICE_EMPTY, &a, NULL, NULL, &history, &err), &err);
    double took = tell("history", history.n);
    long peak = peak_mib();
    must(repo_tree(r, &head, &a, &tree, &err), &err);
    tell("files", tree.n);
    must(tags_read(r, &history, &a, &tags, &err), &err);
    tell("tags", tags.n);
    last_changes(r, &tree, &history);
    all_blobs(r, &tree);
    open_again(path);
    printf("partial: %s; %s; %s\n", history.partial ? history.partial : "-",
           tree.partial ? tree.partial : "-", tags.partial ? tags.partial : "-");
    repo_free(r);
    arena_clear(&a);
    return check && (took > 5 || peak > 150 || peak_mib() > 300);
}
