/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* nftw() */
#include "git_lab.h"

#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LAB_MEMORY    ((size_t)2 << 30)
#define ARGUMENTS_MAX 32

extern char **environ;

int lab_setup(void **state)
{
    char name[] = "/tmp/cupel-git-XXXXXX";
    struct lab *lab = calloc(1, sizeof *lab);
    if (!lab || !mkdtemp(name))
        return -1;
    arena_init(&lab->arena, LAB_MEMORY);
    lab->root = arena_printf(&lab->arena, "%s", name);
    *state = lab;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

int lab_teardown(void **state)
{
    struct lab *lab = *state;
    (void)nftw(lab->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_clear(&lab->arena);
    free(lab);
    return 0;
}

const char *lab_path(struct lab *lab, const char *name)
{
    return arena_printf(&lab->arena, "%s/%s", lab->root, name);
}

void lab_folder(const char *path)
{
    char copy[4096];
    (void)snprintf(copy, sizeof copy, "%s", path);
    for (char *p = copy + 1; *p; p++)
        if (*p == '/') {
            *p = '\0';
            (void)mkdir(copy, 0755);
            *p = '/';
        }
    if (mkdir(copy, 0755) != 0 && errno != EEXIST)
        fail_msg("%s: %s", path, strerror(errno));
}

void lab_write(const char *path, cupel_slice bytes)
{
    char folder[4096];
    (void)snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = '\0';
    lab_folder(folder);
    (void)remove(path);
    FILE *f = fopen(path, "wb");
    if (!f || (bytes.n && fwrite(bytes.p, 1, bytes.n, f) != bytes.n) || fclose(f) != 0)
        fail_msg("%s: %s", path, strerror(errno));
}

cupel_slice lab_read(struct lab *lab, const char *path)
{
    struct stat st;
    FILE *f = fopen(path, "rb");
    if (!f || fstat(fileno(f), &st) != 0)
        fail_msg("%s: %s", path, strerror(errno));
    uint8_t *p = arena_alloc(&lab->arena, (size_t)st.st_size);
    assert_non_null(p);
    assert_int_equal(fread(p, 1, (size_t)st.st_size, f), st.st_size);
    (void)fclose(f);
    return slice_of(p, (size_t)st.st_size);
}

/* --- git --- */

static const char *const git_environment[] = {
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_AUTHOR_NAME=A U Thor",
    "GIT_AUTHOR_EMAIL=author@example.org",
    "GIT_AUTHOR_DATE=1700000000 +0000",
    "GIT_COMMITTER_NAME=C O Mitter",
    "GIT_COMMITTER_EMAIL=committer@example.org",
    "GIT_COMMITTER_DATE=1700000100 +0000",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_ALLOW_PROTOCOL=file",
    "HOME=/nonexistent",
    "LC_ALL=C",
    "PATH=/usr/local/bin:/usr/bin:/bin",
    NULL,
};

static int spawn(const char *folder, const char *const *arguments, const char *in, const char *out)
{
    const char *argv[ARGUMENTS_MAX + 4] = { "git", "-C", folder };
    posix_spawn_file_actions_t files;
    pid_t pid;
    int status = 0;
    size_t n = 3;
    for (; *arguments && n < ARGUMENTS_MAX; arguments++)
        argv[n++] = *arguments;
    assert_int_equal(posix_spawn_file_actions_init(&files), 0);
    (void)posix_spawn_file_actions_addopen(&files, 0, in, O_RDONLY, 0);
    (void)posix_spawn_file_actions_addopen(&files, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    int code = posix_spawnp(&pid, "git", &files, NULL, (char *const *)(uintptr_t)argv,
                            (char *const *)(uintptr_t)git_environment);
    (void)posix_spawn_file_actions_destroy(&files);
    if (code != 0)
        fail_msg("git cannot be run: %s", strerror(code));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

cupel_slice lab_git(struct lab *lab, const char *folder, cupel_slice input,
                    const char *const *arguments)
{
    const char *in = "/dev/null", *out = lab_path(lab, "git-output");
    if (input.n) {
        in = lab_path(lab, "git-input");
        lab_write(in, input);
    }
    int code = spawn(folder, arguments, in, out);
    if (code != 0)
        fail_msg("git %s %s: exit code %d", arguments[0], arguments[1], code);
    return lab_read(lab, out);
}

const char *lab_line(struct lab *lab, cupel_slice output)
{
    size_t n = output.n;
    while (n > 0 && output.p[n - 1] == '\n')
        n--;
    return arena_printf(&lab->arena, "%.*s", (int)n, (const char *)output.p);
}

static struct git_id read_id(const char *hex)
{
    struct git_id id;
    assert_int_equal(hex_read_fixed(slice_str(hex), id.bytes, sizeof id.bytes), CUPEL_OK);
    return id;
}

struct git_id lab_object(struct lab *lab, const char *folder, const char *type, cupel_slice bytes)
{
    cupel_slice out = LAB_GIT_IN(lab, folder, bytes, "hash-object", "-t", type, "-w", "--literally",
                                 "--stdin");
    return read_id(lab_line(lab, out));
}

void lab_set_main(struct lab *lab, const char *folder, const struct git_id *id)
{
    char hex[GIT_ID_ROOM];
    git_id_write(id, hex);
    lab_write(arena_printf(&lab->arena, "%s/refs/heads/main", folder),
              slice_str(arena_printf(&lab->arena, "%s\n", hex)));
}

struct git_id lab_commit_tree(struct lab *lab, const char *folder, const struct git_id *tree)
{
    char hex[GIT_ID_ROOM];
    git_id_write(tree, hex);
    const char *text = arena_printf(&lab->arena,
                                    "tree %s\nauthor A <a@example.org> 1700000000 +0000\n"
                                    "committer A <a@example.org> 1700000000 +0000\n\nmade\n",
                                    hex);
    struct git_id id = lab_object(lab, folder, "commit", slice_str(text));
    lab_set_main(lab, folder, &id);
    return id;
}

const char *lab_bare(struct lab *lab, const char *name)
{
    const char *folder = lab_path(lab, name);
    lab_folder(folder);
    (void)LAB_GIT(lab, folder, "init", "-q", "--bare", "-b", "main");
    return folder;
}

/* --- the story --- */

struct story {
    struct buf out; /* of a stream for git fast-import */
    unsigned mark;
    int64_t time;
};

static void begin(struct story *s, const char *branch, const char *who, const char *message)
{
    s->time += 3600;
    buf_printf(&s->out, "commit refs/heads/%s\nmark :%u\nauthor %s %lld +0200\n", branch, ++s->mark,
               who, (long long)s->time - 77);
    buf_printf(&s->out, "committer %s %lld -0500\ndata %zu\n%s\n", who, (long long)s->time,
               strlen(message), message);
}

static void file(struct story *s, const char *mode, const char *path, const char *text)
{
    buf_printf(&s->out, "M %s inline %s\ndata %zu\n%s\n", mode, path, strlen(text), text);
}

/* A text of some size that differs in few places from one @version to the next: it packs well. */
static void long_file(struct story *s, const char *path, unsigned version)
{
    struct buf text;
    buf_init(&text, 1u << 20);
    for (unsigned i = 0; i < 120; i++)
        buf_printf(&text, "line %u of %s says %u\n", i, path, i % 40 == version % 40 ? version : i);
    buf_add_byte(&text, 0);
    file(s, "100644", path, (const char *)text.p);
    buf_clear(&text);
}

static void tell_beginning(struct story *s)
{
    begin(s, "main", "Ann <ann@example.org>", "first\n\nwith a body\n\n\n");
    file(s, "100644", "a.txt", "one\n");
    file(s, "100644", "dir/b.txt", "two\n");
    file(s, "100644", "dir/sub/c.txt", "three\n");
    file(s, "100644", "dir-x/d.txt", "four\n");
    file(s, "100755", "x.sh", "#!/bin/sh\n");
    file(s, "120000", "link", "../../outside");
    file(s, "100644", "\"space name.txt\"", "five\n");
    file(s, "100644", "\"bad\\377name\\002.txt\"", "six\n");
    file(s, "100644", "\"gr\\303\\274n.txt\"", "seven\n");
    file(s, "100644", "empty", "");
    buf_add_str(&s->out, "M 160000 1111111111111111111111111111111111111111 mod\n");
    begin(s, "main", "Bob <bob@example.org>", "second");
    file(s, "100644", "a.txt", "one changed\n");
}

static void tell_branches(struct story *s)
{
    unsigned fork = s->mark;
    begin(s, "side", "Cyd <cyd@example.org>", "on a side");
    buf_printf(&s->out, "from :%u\n", fork);
    file(s, "100644", "dir/b.txt", "two from the side\n");
    unsigned side = s->mark;
    begin(s, "third", "Dan <dan@example.org>", "on a third");
    buf_printf(&s->out, "from :%u\n", fork);
    file(s, "100644", "third.txt", "third\n");
    unsigned third = s->mark;
    begin(s, "main", "Ann <ann@example.org>", "meanwhile");
    buf_printf(&s->out, "from :%u\n", fork);
    file(s, "100644", "dir/new", "new\n");
    begin(s, "main", "Bob <bob@example.org>", "merge side and third");
    buf_printf(&s->out, "merge :%u\nmerge :%u\n", side, third);
    file(s, "100644", "dir/b.txt", "two from the side\n");
    file(s, "100644", "third.txt", "third\n");
}

static void tell_changes(struct story *s)
{
    begin(s, "main", "Ann <ann@example.org>", "a file goes");
    buf_add_str(&s->out, "D dir/sub/c.txt\n");
    begin(s, "main", "Ann <ann@example.org>", "a mode changes");
    file(s, "100755", "a.txt", "one changed\n");
    begin(s, "main", "Ann <ann@example.org>", "a file becomes a folder");
    buf_add_str(&s->out, "D dir/new\n");
    file(s, "100644", "dir/new/inner.txt", "inner\n");
    begin(s, "main", "Ann <ann@example.org>", "a file comes back");
    file(s, "100644", "dir/sub/c.txt", "three\n");
    s->time -= 90 * 86400; /* a clock that is wrong */
    begin(s, "main", "Eve <eve@example.org>", "from the past");
    file(s, "100644", "dir-x/d.txt", "four changed\n");
    s->time += 200 * 86400;
    begin(s, "main", "Eve <eve@example.org>", "nothing changes");
    s->time -= 100 * 86400;
}

static void tell_long_part(struct story *s)
{
    for (unsigned i = 0; i < 600; i++) {
        char who[64], message[128], path[64];
        (void)snprintf(who, sizeof who, "Person %u <p%u@Example.ORG>", i % 9, i % 7);
        (void)snprintf(message, sizeof message, "step %u\n\nSigned-off-by: %s\n", i, who);
        (void)snprintf(path, sizeof path, "lib/part%u/file%u.c", i % 5, i % 20);
        begin(s, "main", who, message);
        long_file(s, path, i);
    }
}

static void tell_tags(struct story *s)
{
    buf_printf(&s->out, "reset refs/tags/light\nfrom :2\n\n");
    buf_printf(&s->out,
               "tag v1.0\nfrom :%u\ntagger Ann <ann@example.org> %lld +0100\n"
               "data 24\nversion one\n\nits notes\n\n\n",
               s->mark, (long long)s->time + 5);
    buf_printf(&s->out, "tag nested/v0.9\nfrom :8\ntagger Bob <bob@example.org> 1600000000 +0100\n"
                        "data 4\nold\n\n");
    begin(s, "other", "Zoe <zoe@example.org>", "not reached from main");
    file(s, "100644", "other.txt", "other\n");
    buf_printf(&s->out, "reset refs/tags/elsewhere\nfrom :%u\n\n", s->mark);
}

const char *lab_story(struct lab *lab, const char *name)
{
    const char *folder = lab_bare(lab, name);
    struct story s = { .time = 1600000000 };
    buf_init(&s.out, 64u << 20);
    tell_beginning(&s);
    tell_branches(&s);
    tell_changes(&s);
    tell_long_part(&s);
    tell_tags(&s);
    assert_int_equal(buf_status(&s.out), CUPEL_OK);
    (void)LAB_GIT_IN(lab, folder, buf_slice(&s.out), "fast-import", "--quiet");
    buf_clear(&s.out);
    (void)LAB_GIT(lab, folder, "-c", "advice.nestedTag=false", "tag", "-m", "a tag of a tag",
                  "double", "v1.0");
    (void)LAB_GIT(lab, folder, "tag", "of-a-tree", "main^{tree}");
    (void)LAB_GIT(lab, folder, "tag", "-m", "of a blob", "of-a-blob", "main:a.txt");
    return folder;
}

struct repo *lab_open(const char *path)
{
    struct repo *r = NULL;
    struct cupel_diag err = { 0 };
    if (repo_open(path, &r, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    return r;
}

struct git_id lab_head(struct repo *r)
{
    struct git_id id;
    struct cupel_diag err = { 0 };
    if (repo_resolve(r, NULL, &id, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    return id;
}
