/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/office/repo_make.h: small git repositories from tables of files and commits, made by the
 * real git in a temporary folder and loaded as a project. Same table, same commit ids: names,
 * dates and the configuration that git sees are fixed.
 *
 *     static const struct repo_file files[] = { { "README.md", "# Thing\n" }, { 0 } };
 *     static const struct repo_commit commits[] = { { .message = "start", .files = files }, { 0 }
 * }; struct lab lab; lab_make(&lab); lab_add(&lab, "thing", "https://github.com/example/thing",
 * commits); lab_load(&lab, "2026-11-26T00:00:00Z");
 *     ... lab.project ...
 *     lab_clear(&lab);
 *
 * Whatever goes wrong fails the test with the reason.
 */
#ifndef CUPEL_TESTS_OFFICE_REPO_MAKE_H
#define CUPEL_TESTS_OFFICE_REPO_MAKE_H

#include "../unit/test.h"

#include "base/text.h"
#include "office/review/project.h"

#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LAB_REPOS_MAX 8
#define LAB_PATH_MAX  512
#define LAB_ARENA     ((size_t)256 << 20)
/* The first commit of a table without dates, and how far each is from the one before. */
#define LAB_FIRST "2026-06-01T12:00:00Z"
#define LAB_STEP  86400
#define LAB_NAME  "Mel Pacheco <mel@example.org>"

enum repo_mode { REPO_FILE, REPO_EXECUTABLE, REPO_LINK, REPO_SUBMODULE };

struct repo_file {
    const char *path;    /* NULL ends a table */
    const char *content; /* of a link: its target; of a submodule: 40 hex digits; NULL: removed */
    size_t n;            /* bytes of content; 0: as strlen() has it */
    enum repo_mode mode;
};

struct repo_commit {
    const char *message;           /* NULL ends a table */
    const struct repo_file *files; /* what it changes; may be NULL */
    const char *date;              /* of author and committer, RFC 3339 in UTC; NULL: a day later */
    const char *author;            /* "Name <address>"; NULL: LAB_NAME */
    const char *committer;         /* NULL: the author */
    const char *tag;               /* a tag on it */
    const char *tag_message;       /* makes the tag an annotated one */
    unsigned merges; /* that many commits back is its second parent; 0: it is no merge */
};

struct lab {
    char top[64]; /* the temporary folder */
    char folders[LAB_REPOS_MAX][LAB_PATH_MAX];
    size_t n;
    struct arena arena;
    bool is_loaded;
    struct project project;
};

/* @folder/@name@ending into @ret. */
static __attribute__((noinline, unused)) void lab_path(char *ret, size_t room, const char *folder,
                                                       const char *name, const char *ending)
{
    int n = snprintf(ret, room, "%s/%s%s", folder, name, ending);
    if (n < 0 || (size_t)n >= room)
        fail_msg("the path of %s is too long", name);
}

/* git as it is installed, blind to every configuration but the repository's own. */
static inline void lab_git(const char *folder, const char *input, const char *const *args)
{
    char path[4096 + 8];
    const char *found = getenv("PATH");
    (void)snprintf(path, sizeof path, "PATH=%s", found ? found : "/usr/bin:/bin");
    char *env[] = { path, (char *)"GIT_CONFIG_GLOBAL=/dev/null", (char *)"GIT_CONFIG_NOSYSTEM=1",
                    (char *)"LC_ALL=C", NULL };
    char *argv[16] = { (char *)"git", (char *)"-C", (char *)folder };
    size_t n = 3;
    for (; *args && n < 15; args++)
        argv[n++] = (char *)*args;
    posix_spawn_file_actions_t actions;
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(
        posix_spawn_file_actions_addopen(&actions, 0, input ? input : "/dev/null", O_RDONLY, 0), 0);
    pid_t pid;
    if (posix_spawnp(&pid, "git", &actions, NULL, argv, env) != 0)
        fail_msg("git cannot be started; the tests of the office half need it");
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("git %s failed in %s", argv[3], folder);
}

static inline void lab_make(struct lab *lab)
{
    *lab = (struct lab){ 0 };
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(lab->top, sizeof lab->top, "%.40s/cupel-lab-XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(lab->top));
    arena_init(&lab->arena, LAB_ARENA);
}

/* ---- one repository, as a stream that `git fast-import` reads ---- */

static inline void lab_write_file(FILE *out, const struct repo_file *f)
{
    static const char *const modes[] = { "100644", "100755", "120000", "160000" };
    if (!f->content) {
        fprintf(out, "D %s\n", f->path);
        return;
    }
    if (f->mode == REPO_SUBMODULE) {
        fprintf(out, "M 160000 %s %s\n", f->content, f->path);
        return;
    }
    size_t n = f->n ? f->n : strlen(f->content);
    fprintf(out, "M %s inline %s\ndata %zu\n", modes[f->mode], f->path, n);
    assert_int_equal(fwrite(f->content, 1, n, out), n);
    fputc('\n', out);
}

static inline void lab_write_commit(FILE *out, const struct repo_commit *c, size_t i, int64_t when)
{
    const char *author = c->author ? c->author : LAB_NAME;
    fprintf(out, "commit refs/heads/main\nmark :%zu\n", i + 1);
    fprintf(out, "author %s %lld +0000\n", author, (long long)when);
    fprintf(out, "committer %s %lld +0000\n", c->committer ? c->committer : author,
            (long long)when);
    fprintf(out, "data %zu\n%s\n", strlen(c->message), c->message);
    if (i > 0)
        fprintf(out, "from :%zu\n", i);
    if (c->merges && c->merges <= i)
        fprintf(out, "merge :%zu\n", i + 1 - c->merges);
    for (const struct repo_file *f = c->files; f && f->path; f++)
        lab_write_file(out, f);
    if (c->tag && c->tag_message)
        fprintf(out, "tag %s\nfrom :%zu\ntagger %s %lld +0000\ndata %zu\n%s\n", c->tag, i + 1,
                author, (long long)when, strlen(c->tag_message), c->tag_message);
    else if (c->tag)
        fprintf(out, "reset refs/tags/%s\nfrom :%zu\n\n", c->tag, i + 1);
}

static inline void lab_write(const char *file, const struct repo_commit *commits)
{
    FILE *out = fopen(file, "we");
    assert_non_null(out);
    int64_t when = 0;
    assert_int_equal(rfc3339_read(slice_str(LAB_FIRST), &when), CUPEL_OK);
    when -= LAB_STEP;
    for (size_t i = 0; commits[i].message; i++) {
        when += LAB_STEP;
        if (commits[i].date)
            assert_int_equal(rfc3339_read(slice_str(commits[i].date), &when), CUPEL_OK);
        lab_write_commit(out, &commits[i], i, when);
    }
    assert_int_equal(fclose(out), 0);
}

/* A bare repository "NAME.git", called NAME in the project. @origin may be NULL. Returns its
 * folder.
 */
static inline const char *lab_add(struct lab *lab, const char *name, const char *origin,
                                  const struct repo_commit *commits)
{
    assert_true(lab->n < LAB_REPOS_MAX);
    char *folder = lab->folders[lab->n++];
    char stream[LAB_PATH_MAX];
    lab_path(folder, LAB_PATH_MAX, lab->top, name, ".git");
    lab_path(stream, sizeof stream, lab->top, "stream", "");
    lab_write(stream, commits);
    lab_git(lab->top, NULL,
            (const char *[]){ "init", "-q", "--bare", "--initial-branch=main", folder, NULL });
    lab_git(folder, stream, (const char *[]){ "fast-import", "--quiet", "--force", NULL });
    if (origin)
        lab_git(folder, NULL, (const char *[]){ "config", "remote.origin.url", origin, NULL });
    return folder;
}

/* A repository of one commit with @files. */
static inline const char *lab_add_files(struct lab *lab, const char *name, const char *origin,
                                        const struct repo_file *files)
{
    const struct repo_commit commits[] = { { .message = "start", .files = files }, { 0 } };
    return lab_add(lab, name, origin, commits);
}

/* ---- a project of them ---- */

static inline void lab_load(struct lab *lab, const char *as_of)
{
    const char *paths[LAB_REPOS_MAX];
    for (size_t i = 0; i < lab->n; i++)
        paths[i] = lab->folders[i];
    struct project_options o = { .threads = 1 };
    assert_int_equal(rfc3339_read(slice_str(as_of), &o.as_of), CUPEL_OK);
    struct cupel_diag err = { 0 };
    if (project_load(paths, lab->n, &o, &lab->arena, &lab->project, &err) != CUPEL_OK)
        fail_msg("project_load: %s", err.text);
    lab->is_loaded = true;
}

/* A folder that the lab made, with all that is in it; links are removed, not followed. */
static inline void lab_remove(const char *folder)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    while (d && (e = readdir(d)) != NULL) {
        char path[LAB_PATH_MAX];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        lab_path(path, sizeof path, folder, e->d_name, "");
        if (unlink(path) != 0)
            lab_remove(path);
    }
    if (d)
        (void)closedir(d);
    (void)rmdir(folder);
}

static inline void lab_clear(struct lab *lab)
{
    if (lab->is_loaded)
        project_close(&lab->project);
    arena_clear(&lab->arena);
    lab_remove(lab->top);
    lab->is_loaded = false;
}

#endif
