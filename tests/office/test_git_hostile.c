/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repositories whose objects are sound as objects and hostile in what they say: names, depths,
 * counts, sizes, dates. git stores them when it is told to; each answer is bounded and says what it
 * left out.
 */
#include "git_lab.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MESSAGE_BYTES ((size_t)10 << 20)

/* --- trees --- */

static void add_item(struct buf *b, const char *mode_and_name, const struct git_id *id)
{
    buf_add_str(b, mode_and_name);
    buf_add_byte(b, 0);
    buf_add(b, slice_of(id->bytes, sizeof id->bytes));
}

static struct git_id store_tree(struct lab *lab, const char *folder, struct buf *b)
{
    struct git_id id = lab_object(lab, folder, "tree", buf_slice(b));
    buf_clear(b);
    buf_init(b, 16u << 20);
    return id;
}

static void list(struct lab *lab, const char *folder, const struct git_id *tree, struct tree *ret)
{
    struct git_id commit = lab_commit_tree(lab, folder, tree);
    struct repo *r = lab_open(folder);
    struct cupel_diag err = { 0 };
    if (repo_tree(r, &commit, &lab->arena, ret, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    repo_free(r);
}

static void names_that_git_forbids(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    struct git_id blob = lab_object(lab, folder, "blob", SLICE_LIT("x"));
    struct tree t;
    struct buf b;
    static const char *const names[] = { "100644 ..",    "100644 .",   "100644 .git",
                                         "100644 .GiT",  "100644 a/b", "100644 /etc/x",
                                         "100644 ",      "40000 ..",   "10644 pipe",
                                         "60000 device", "644 none",   "100644 good" };
    buf_init(&b, 1u << 20);
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        add_item(&b, names[i], &blob);
    struct git_id tree = store_tree(lab, folder, &b);
    list(lab, folder, &tree, &t);
    assert_int_equal(t.n, 1);
    assert_string_equal(t.entries[0].path, "good");
    assert_non_null(strstr(t.partial, "11 entries have a name or mode that git does not allow"));
    buf_clear(&b);
}

static void names_out_of_order_and_twice(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    struct git_id x = lab_object(lab, folder, "blob", SLICE_LIT("x"));
    struct git_id y = lab_object(lab, folder, "blob", SLICE_LIT("yy"));
    struct tree t;
    struct buf b;
    buf_init(&b, 1u << 20);
    add_item(&b, "100644 z", &x);
    add_item(&b, "100644 a", &x);
    add_item(&b, "100755 m", &y);
    struct git_id tree = store_tree(lab, folder, &b);
    list(lab, folder, &tree, &t);
    assert_int_equal(t.n, 3);
    assert_string_equal(t.entries[0].path, "a");
    assert_string_equal(t.entries[2].path, "z");
    assert_null(t.partial);
    add_item(&b, "100644 a", &x);
    add_item(&b, "100644 a", &y);
    add_item(&b, "100644 \xff", &x); /* two names that look the same once cleaned are two */
    add_item(&b, "100644 \xfe", &y);
    tree = store_tree(lab, folder, &b);
    list(lab, folder, &tree, &t);
    assert_int_equal(t.n, 3);
    assert_string_equal(t.entries[0].path, "?");
    assert_string_equal(t.entries[1].path, "?");
    assert_non_null(strstr(t.partial, "1 entries have a name"));
    buf_clear(&b);
}

static void trees_that_are_cut(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    struct git_id blob = lab_object(lab, folder, "blob", SLICE_LIT("x"));
    struct git_id none = { { 7 } };
    struct tree t;
    struct buf b;
    buf_init(&b, 1u << 20);
    add_item(&b, "100644 a", &blob);
    buf_add_str(&b, "100644 cut");
    struct git_id inner = store_tree(lab, folder, &b);
    add_item(&b, "40000 dir", &inner);
    add_item(&b, "100644 kept", &blob);
    struct git_id tree = store_tree(lab, folder, &b);
    list(lab, folder, &tree, &t);
    assert_int_equal(t.n, 2);
    assert_string_equal(t.entries[0].path, "dir/a");
    assert_string_equal(t.partial, "a folder's list is damaged: /dir/");
    add_item(&b, "40000 absent", &none);
    add_item(&b, "40000 blob", &blob);
    add_item(&b, "100644 gone", &none);
    add_item(&b, "100644 tree", &tree);
    tree = store_tree(lab, folder, &b);
    list(lab, folder, &tree, &t);
    assert_int_equal(t.n, 2);
    assert_true(t.entries[0].missing && t.entries[1].missing); /* not there; a tree is no file */
    assert_string_equal(t.partial,
                        "the list of a folder is damaged: /blob/"); /* the last is first */
    list(lab, folder, &blob, &t);
    assert_int_equal(t.n, 0);
    assert_string_equal(t.partial, "the list of a folder is damaged: /");
    buf_clear(&b);
}

/* @depth folders in one another, each named @name and holding @width times the one below. */
static struct git_id nest(struct lab *lab, const char *folder, struct git_id inner, unsigned depth,
                          unsigned width, const char *name)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    for (unsigned i = 0; i < depth; i++) {
        for (unsigned k = 0; k < width; k++)
            add_item(&b, arena_printf(&lab->arena, "40000 %s%u", name, k), &inner);
        inner = store_tree(lab, folder, &b);
    }
    buf_clear(&b);
    return inner;
}

static struct git_id small_tree(struct lab *lab, const char *folder)
{
    struct git_id blob = lab_object(lab, folder, "blob", SLICE_LIT("x")), tree;
    struct buf b;
    buf_init(&b, 1u << 20);
    add_item(&b, "100644 f", &blob);
    tree = store_tree(lab, folder, &b);
    buf_clear(&b);
    return tree;
}

static void deep_folders(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    struct git_id small = small_tree(lab, folder);
    struct git_id fits = nest(lab, folder, small, REPO_DEPTH_MAX, 1, "d");
    struct git_id deeper = nest(lab, folder, small, REPO_DEPTH_MAX + 1, 1, "d");
    struct tree t;
    list(lab, folder, &fits, &t);
    assert_int_equal(t.n, 1);
    assert_null(t.partial);
    list(lab, folder, &deeper, &t);
    assert_int_equal(t.n, 0);
    assert_non_null(strstr(t.partial, "folders are nested deeper than is read, in d0/d0/"));
}

static void long_paths(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    static char name[1400];
    memset(name, 'n', sizeof name - 1);
    struct git_id small = small_tree(lab, folder);
    struct git_id fits = nest(lab, folder, small, 2, 1, name);
    struct git_id longer = nest(lab, folder, small, 3, 1, name);
    struct tree t;
    list(lab, folder, &fits, &t);
    assert_int_equal(t.n, 1);
    assert_null(t.partial);
    list(lab, folder, &longer, &t);
    assert_int_equal(t.n, 0);
    assert_non_null(strstr(t.partial, "a path is longer than is read"));
}

/* Ten times ten times … the same folder, with a file at the bottom or without one. */
static void trees_that_multiply(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    struct git_id small = small_tree(lab, folder);
    struct git_id empty = lab_object(lab, folder, "tree", SLICE_EMPTY);
    struct git_id files = nest(lab, folder, small, 12, 10, "d");
    struct git_id folders = nest(lab, folder, empty, 12, 10, "d");
    struct tree t;
    list(lab, folder, &files, &t);
    assert_true(t.n > 0 && t.n <= REPO_FILES_MAX);
    assert_string_equal(t.partial, "there are more files or folders than are read");
    list(lab, folder, &folders, &t);
    assert_int_equal(t.n, 0);
    assert_string_equal(t.partial, "there are more files or folders than are read");
}

/* --- commits --- */

static struct git_id store_commit(struct lab *lab, const char *folder, cupel_slice text)
{
    struct git_id id = lab_object(lab, folder, "commit", text);
    lab_set_main(lab, folder, &id);
    return id;
}

static const char *parent_line(struct lab *lab, const struct git_id *id)
{
    char hex[GIT_ID_ROOM];
    git_id_write(id, hex);
    return arena_printf(&lab->arena, "parent %s\n", hex);
}

#define TREE_LINE "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
#define WHO       "author A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n"

static void history_of(struct lab *lab, const char *folder, struct history *ret)
{
    struct repo *r = lab_open(folder);
    struct git_id head = lab_head(r);
    struct cupel_diag err = { 0 };
    if (history_read(r, &head, SLICE_EMPTY, &lab->arena, NULL, NULL, ret, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    repo_free(r);
}

static void commits_that_are_odd(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    static const char *const rests[] = {
        "",                                                         /* nothing but the tree */
        "\n",                                                       /* no people */
        "garbage\n\tmore\n\xff\xfe\n\nmessage",                     /* no headers */
        "author \ncommitter <>\n\nno names",                        /* empty people */
        "author A <a@b> 99999999999999999999 +9999\n\nfar future",  /* absurd dates */
        "author A <a@b> -1 -0000\ncommitter A <a@b> x\n\nno dates", /* none */
        "author A\x1b[2J <a\r@b> 5 +0000\n\n\x1b]0;title\x07",      /* what a terminal would obey */
        WHO "encoding x-unknown\n\n\xff\xfe\xfd",
        WHO "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END\n\nsigned",
    };
    struct git_id last = { { 0 } };
    struct history h;
    for (size_t i = 0; i < CUPEL_COUNT(rests); i++) {
        const char *parent = i ? parent_line(lab, &last) : "";
        const char *text = arena_printf(&lab->arena, "%s%s%s", TREE_LINE, parent, rests[i]);
        last = store_commit(lab, folder, slice_str(text));
    }
    history_of(lab, folder, &h);
    assert_int_equal(h.n, CUPEL_COUNT(rests));
    assert_int_equal(h.n_line, CUPEL_COUNT(rests));
    assert_null(h.partial);
    const struct commit *top = &h.commits[h.line[0].commit];
    assert_true(top->has_signature);
    assert_string_equal(top->message, "signed");
    assert_string_equal(h.commits[h.line[1].commit].message, "???");
    assert_string_equal(h.commits[h.line[2].commit].author.name, "A?[2J");
    assert_string_equal(h.commits[h.line[2].commit].author.email, "a?@b");
    assert_string_equal(h.commits[h.line[2].commit].message, "?]0;title?");
    assert_int_equal(h.commits[h.line[4].commit].author_time, 0);
    assert_string_equal(h.commits[h.line[7].commit].author.name, "");
    assert_string_equal(h.commits[h.line[8].commit].message, "");
    assert_int_equal(h.commits[h.line[8].commit].n_parents, 0);
}

static void a_huge_message(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    struct history h;
    struct buf b;
    buf_init(&b, 2 * MESSAGE_BYTES);
    buf_add_str(&b, TREE_LINE WHO "\nsubject\n\n");
    while (b.n < MESSAGE_BYTES)
        buf_add_str(&b, "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac and so on\0");
    (void)store_commit(lab, folder, buf_slice(&b));
    buf_clear(&b);
    history_of(lab, folder, &h);
    assert_int_equal(h.n, 1);
    assert_null(h.partial);
    assert_true(strlen(h.commits[0].message) > REPO_MESSAGE_MAX - 4);
    assert_true(strlen(h.commits[0].message) <= REPO_MESSAGE_MAX);
    assert_memory_equal(h.commits[0].message, "subject\n\n\xe2\x82\xac", 12);
}

/* A merge of ten thousand: half of them the same, some of them not there. */
static void many_parents(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    struct git_id a = store_commit(lab, folder, SLICE_LIT(TREE_LINE WHO "\na"));
    struct git_id b = store_commit(lab, folder, SLICE_LIT(TREE_LINE WHO "\nb"));
    struct git_id none = { { 9 } };
    struct history h;
    struct buf text;
    buf_init(&text, 4u << 20);
    buf_add_str(&text, TREE_LINE);
    for (unsigned i = 0; i < 10000; i++) {
        none.bytes[1] = (uint8_t)(i >> 8 & 3);
        buf_add_str(&text, parent_line(lab, i % 3 == 0 ? &a : i % 3 == 1 ? &b : &none));
    }
    buf_add_str(&text, WHO "\nmerge\n");
    (void)store_commit(lab, folder, buf_slice(&text));
    buf_clear(&text);
    history_of(lab, folder, &h);
    assert_int_equal(h.n, 3);
    assert_int_equal(h.commits[h.line[0].commit].n_parents, 10000);
    assert_int_equal(h.n_line, 2);
    assert_string_equal(h.partial, "4 commits could not be read: the last one is not in this "
                                   "repository");
}

static void parents_that_are_no_commits(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    struct git_id blob = lab_object(lab, folder, "blob", SLICE_LIT("x"));
    struct git_id odd = lab_object(lab, folder, "commit", SLICE_LIT("no tree\n"));
    struct git_id id;
    struct history h;
    struct cupel_diag err = { 0 };
    const char *text = arena_printf(&lab->arena, "%s%s%s%s\nx", TREE_LINE, parent_line(lab, &blob),
                                    parent_line(lab, &odd), WHO);
    id = store_commit(lab, folder, slice_str(text));
    history_of(lab, folder, &h);
    assert_int_equal(h.n, 1);
    assert_string_equal(h.partial, "2 commits could not be read: the last one is damaged");
    lab_set_main(lab, folder, &odd);
    struct repo *r = lab_open(folder);
    assert_int_equal(repo_resolve(r, NULL, &id, &err), CUPEL_OK);
    assert_status(history_read(r, &id, SLICE_EMPTY, &lab->arena, NULL, NULL, &h, &err),
                  CUPEL_E_MALFORMED);
    assert_says(err, "is damaged");
    struct tree t;
    assert_status(repo_tree(r, &id, &lab->arena, &t, &err), CUPEL_E_MALFORMED);
    assert_says(err, "is damaged");
    repo_free(r);
}

/* --- refs --- */

static void expect_head(struct lab *lab, const char *folder, const char *head, cupel_status st,
                        const char *why)
{
    struct git_id id;
    struct cupel_diag err = { 0 };
    lab_write(arena_printf(&lab->arena, "%s/HEAD", folder), slice_str(head));
    struct repo *r = lab_open(folder);
    assert_status(repo_resolve(r, NULL, &id, &err), st);
    assert_says(err, why);
    repo_free(r);
}

static void heads_that_lead_nowhere(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_story(lab, "r");
    lab_write(lab_path(lab, "secret"), SLICE_LIT("s3cret"));
    lab_write(lab_path(lab, "r/refs/heads/loop"), SLICE_LIT("ref: refs/heads/pool\n"));
    lab_write(lab_path(lab, "r/refs/heads/pool"), SLICE_LIT("ref: refs/heads/loop\n"));
    lab_write(lab_path(lab, "r/refs/heads/blank"), SLICE_LIT(""));
    assert_int_equal(symlink(lab_path(lab, "secret"), lab_path(lab, "r/refs/heads/link")), 0);
    expect_head(lab, folder, "ref: refs/heads/loop\n", CUPEL_E_MALFORMED, "HEAD of the repository");
    expect_head(lab, folder, "ref: ../../etc/passwd\n", CUPEL_E_MALFORMED,
                "HEAD of the repository");
    expect_head(lab, folder, "ref: config\n", CUPEL_E_MALFORMED, "HEAD of the repository");
    expect_head(lab, folder, "ref: refs/heads/link\n", CUPEL_E_MALFORMED, "HEAD of the repository");
    expect_head(lab, folder, "ref: refs/heads/blank\n", CUPEL_E_MALFORMED,
                "HEAD of the repository");
    expect_head(lab, folder, "garbage\n", CUPEL_E_MALFORMED, "HEAD of the repository");
    expect_head(lab, folder, "", CUPEL_E_MALFORMED, "HEAD of the repository");
    expect_head(lab, folder, "ref: refs/heads/none\n", CUPEL_E_NOT_FOUND, "no commit yet");
    expect_head(lab, folder, "1111111111111111111111111111111111111111\n", CUPEL_E_NOT_FOUND,
                "is not in this repository");
}

/* Lines of packed-refs: @n tags or branches of the commit @hex. */
static void pack_many(struct lab *lab, const char *folder, const char *kind, size_t n,
                      const char *hex)
{
    struct buf b;
    buf_init(&b, 64u << 20);
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%s refs/%s/n%07zu\n", hex, kind, i);
    assert_int_equal(buf_status(&b), CUPEL_OK);
    lab_write(arena_printf(&lab->arena, "%s/packed-refs", folder), buf_slice(&b));
    buf_clear(&b);
}

static void many_refs(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    char hex[GIT_ID_ROOM];
    struct git_id id = store_commit(lab, folder, SLICE_LIT(TREE_LINE WHO "\na")), found;
    struct history h;
    struct tags t;
    struct cupel_diag err = { 0 };
    git_id_write(&id, hex);
    history_of(lab, folder, &h);
    pack_many(lab, folder, "tags", REPO_TAGS_MAX + 1, hex);
    struct repo *r = lab_open(folder);
    assert_int_equal(tags_read(r, &h, &lab->arena, &t, &err), CUPEL_OK);
    assert_int_equal(t.n, REPO_TAGS_MAX);
    assert_string_equal(t.partial, "100000 of 100001 tags were looked at");
    assert_string_equal(t.tags[0].name, "n0000000");
    assert_int_equal(repo_resolve(r, "n0100000", &found, &err), CUPEL_OK);
    pack_many(lab, folder, "heads", 100000, hex);
    assert_int_equal(tags_read(r, &h, &lab->arena, &t, &err), CUPEL_OK);
    assert_int_equal(t.n, 0);
    assert_null(t.partial);
    assert_int_equal(repo_resolve(r, "n0099999", &found, &err), CUPEL_OK);
    assert_true(git_id_eq(&found, &id));
    repo_free(r);
}

static void tags_that_lead_nowhere(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    char hex[GIT_ID_ROOM];
    struct git_id id = store_commit(lab, folder, SLICE_LIT(TREE_LINE WHO "\na"));
    struct git_id none = { { 8 } }, garbled = lab_object(lab, folder, "tag", SLICE_LIT("object\n"));
    struct history h;
    struct tags t;
    struct cupel_diag err = { 0 };
    const char *path = lab_path(lab, "r/refs/tags");
    history_of(lab, folder, &h);
    for (unsigned i = 0; i < 12; i++) { /* tags of tags */
        git_id_write(&id, hex);
        lab_write(arena_printf(&lab->arena, "%s/deep%02u", path, i), SLICE_ARRAY(hex));
        const char *text = arena_printf(
            &lab->arena,
            "object %s\ntype %s\ntag t\ntagger A <a@b> 9%u +0000\n\nm%u\n"
            "-----BEGIN SSH SIGNATURE-----\nx\n",
            hex, i ? "tag" : "commit", i, i);
        id = lab_object(lab, folder, "tag", slice_str(text));
    }
    git_id_write(&none, hex);
    lab_write(arena_printf(&lab->arena, "%s/none", path), SLICE_ARRAY(hex));
    git_id_write(&garbled, hex);
    lab_write(arena_printf(&lab->arena, "%s/garbled", path), SLICE_ARRAY(hex));
    lab_write(arena_printf(&lab->arena, "%s/text", path), SLICE_LIT("no id at all"));
    lab_write(arena_printf(&lab->arena, "%s/bad name", path), SLICE_ARRAY(hex));
    struct repo *r = lab_open(folder);
    assert_int_equal(tags_read(r, &h, &lab->arena, &t, &err), CUPEL_OK);
    assert_int_equal(t.n, 8);
    assert_string_equal(t.tags[0].name, "deep00"); /* by the commit's time */
    assert_false(t.tags[0].has_signature);
    assert_string_equal(t.tags[1].name, "deep07");
    assert_true(t.tags[1].annotated && t.tags[1].has_signature);
    assert_string_equal(t.tags[1].message, "m6");
    assert_int_equal(t.tags[1].time, 96);
    assert_string_equal(t.partial, "6 tags name objects that are missing or damaged");
    repo_free(r);
}

/* What the machine or the repository is set to changes nothing. */
static void settings_change_nothing(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_story(lab, "r");
    struct repo *r = lab_open(folder);
    struct git_id head = lab_head(r), again;
    struct history before, after;
    struct cupel_diag err = { 0 };
    assert_int_equal(history_read(r, &head, SLICE_EMPTY, &lab->arena, NULL, NULL, &before, &err),
                     CUPEL_OK);
    repo_free(r);
    char hex[GIT_ID_ROOM];
    git_id_write(&head, hex);
    (void)LAB_GIT(lab, folder, "replace", "main~3", "main~9");
    lab_write(lab_path(lab, "r/info/grafts"), slice_str(arena_printf(&lab->arena, "%s\n", hex)));
    lab_write(lab_path(lab, "r/config"),
              SLICE_LIT("[core]\nrepositoryformatversion = 0\nbare = true\nworktree = /nowhere\n"
                        "hooksPath = /nowhere\nfsmonitor = \"touch /tmp/never\"\n"
                        "[include]\npath = /dev/zero\n[includeIf \"gitdir:/\"]\npath = /dev/zero\n"
                        "[mailmap]\nfile = /dev/zero\n[log]\nshowSignature = true\n"));
    assert_int_equal(setenv("GIT_DIR", "/nowhere", 1), 0);
    assert_int_equal(setenv("GIT_OBJECT_DIRECTORY", "/nowhere", 1), 0);
    r = lab_open(folder);
    again = lab_head(r);
    assert_true(git_id_eq(&head, &again));
    assert_int_equal(history_read(r, &head, SLICE_EMPTY, &lab->arena, NULL, NULL, &after, &err),
                     CUPEL_OK);
    assert_int_equal(before.n, after.n);
    for (size_t i = 0; i < before.n; i++)
        assert_true(git_id_eq(&before.commits[i].id, &after.commits[i].id));
    repo_free(r);
    assert_int_equal(unsetenv("GIT_DIR") + unsetenv("GIT_OBJECT_DIRECTORY"), 0);
}

#define IN_LAB(f) cmocka_unit_test_setup_teardown(f, lab_setup, lab_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        IN_LAB(names_that_git_forbids),
        IN_LAB(names_out_of_order_and_twice),
        IN_LAB(trees_that_are_cut),
        IN_LAB(deep_folders),
        IN_LAB(long_paths),
        IN_LAB(trees_that_multiply),
        IN_LAB(commits_that_are_odd),
        IN_LAB(a_huge_message),
        IN_LAB(many_parents),
        IN_LAB(parents_that_are_no_commits),
        IN_LAB(heads_that_lead_nowhere),
        IN_LAB(many_refs),
        IN_LAB(tags_that_lead_nowhere),
        IN_LAB(settings_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
