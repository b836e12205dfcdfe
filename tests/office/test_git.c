/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ordinary repositories in every form that git keeps them in: what we say of them and what git
 * says. With folders as arguments: those are compared instead.
 */
#include "git_compare.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

/* The form of all later tests: the story, its objects in fast-import's own pack. */
static const char *story(struct lab *lab)
{
    return lab_story(lab, "story");
}

static void as_imported(void **state)
{
    struct lab *lab = *state;
    static const char *const more[] = { "dir",         "dir/new",     "lib",       "never",
                                        "lib/never.c", "a.txt/below", "third.txt", NULL };
    const char *folder = story(lab);
    assert_int_equal(compare_tree(lab, folder), 0);
    compare_history(lab, folder, "");
    compare_tags(lab, folder);
    compare_changes(lab, folder, 1, more);
}

static void loose(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab), *target = lab_bare(lab, "loose");
    cupel_slice objects = LAB_GIT(lab, folder, "rev-list", "--objects", "--all");
    cupel_slice pack = LAB_GIT_IN(lab, folder, objects, "pack-objects", "--stdout", "-q");
    (void)LAB_GIT_IN(lab, target, pack, "unpack-objects", "-q");
    const char *head = lab_line(lab, LAB_GIT(lab, folder, "rev-parse", "main"));
    (void)LAB_GIT(lab, target, "update-ref", "refs/heads/main", head);
    compare_all(lab, target);
}

static void packed_with_deep_deltas(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab);
    (void)LAB_GIT(lab, folder, "repack", "-adfq", "--depth=4095", "--window=50");
    (void)LAB_GIT(lab, folder, "pack-refs", "--all");
    compare_all(lab, folder);
}

static void packed_with_deltas_by_id(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab);
    (void)LAB_GIT(lab, folder, "-c", "repack.useDeltaBaseOffset=false", "-c", "pack.indexVersion=1",
                  "repack", "-adfq");
    compare_all(lab, folder);
}

static void several_packs_and_their_index(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab);
    (void)LAB_GIT(lab, folder, "-c", "pack.packSizeLimit=1m", "repack", "-adfq", "--depth=1");
    (void)LAB_GIT(lab, folder, "multi-pack-index", "write");
    (void)LAB_GIT(lab, folder, "commit-graph", "write", "--reachable");
    compare_all(lab, folder);
}

static void work_trees(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab), *clone = lab_path(lab, "clone"), *tree = lab_path(lab, "tree");
    (void)LAB_GIT(lab, lab->root, "clone", "-q", folder, clone);
    compare_all(lab, clone);
    compare_tree(lab, arena_printf(&lab->arena, "%s/.git", clone));
    (void)LAB_GIT(lab, clone, "worktree", "add", "-q", "--detach", tree, "HEAD~3");
    compare_all(lab, tree);
    struct repo *a = lab_open(tree), *b = lab_open(arena_printf(&lab->arena, "%s/.git", tree));
    struct git_id head = lab_head(a), same = lab_head(b);
    assert_true(git_id_eq(&head, &same));
    repo_free(a);
    repo_free(b);
}

static void borrowed_objects(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab), *clone = lab_path(lab, "shared"),
               *more = lab_path(lab, "more");
    (void)LAB_GIT(lab, lab->root, "clone", "-q", "--shared", folder, clone);
    (void)LAB_GIT(lab, lab->root, "clone", "-q", "--shared", clone, more);
    compare_all(lab, more);
}

static const char *url_of(struct lab *lab, const char *folder)
{
    return arena_printf(&lab->arena, "file://%s", folder);
}

static void shallow(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab), *clone = lab_path(lab, "shallow");
    static const char *const paths[] = { "lib/part4/file19.c", "a.txt", "never" };
    size_t at[3];
    struct history h;
    struct cupel_diag err = { 0 };
    (void)LAB_GIT(lab, lab->root, "clone", "-q", "--depth=25", url_of(lab, folder), clone);
    compare_tree(lab, clone);
    compare_history(lab, clone, "");
    struct repo *r = lab_open(clone);
    struct git_id head = lab_head(r);
    assert_int_equal(history_read(r, &head, SLICE_EMPTY, &lab->arena, NULL, NULL, &h, &err),
                     CUPEL_OK);
    assert_int_equal(h.n, 25);
    assert_non_null(strstr(h.partial, "shallow: 25 commits"));
    assert_int_equal(history_last_change(r, &h, paths, 3, at, &err), CUPEL_OK);
    assert_int_not_equal(at[0], SIZE_MAX); /* in the part that is here */
    assert_int_equal(at[1], SIZE_MAX);     /* before it: not guessed */
    assert_int_equal(at[2], SIZE_MAX);
    repo_free(r);
}

static void partial_clone(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab), *clone = lab_path(lab, "partial");
    (void)LAB_GIT(lab, folder, "config", "uploadpack.allowFilter", "true");
    (void)LAB_GIT(lab, lab->root, "clone", "-q", "--bare", "--filter=blob:none",
                  url_of(lab, folder), clone);
    assert_int_equal(compare_tree(lab, clone), 31); /* all but the submodule and what a tag names */
    compare_history(lab, clone, "");
    struct repo *r = lab_open(clone);
    struct git_id head = lab_head(r);
    struct tree t;
    struct cupel_diag err = { 0 };
    cupel_slice bytes = SLICE_EMPTY;
    assert_int_equal(repo_tree(r, &head, &lab->arena, &t, &err), CUPEL_OK);
    assert_true(t.entries[1].missing);
    assert_int_equal(t.entries[1].size, 0);
    assert_status(repo_blob(r, &t.entries[1].id, REPO_BLOB_MAX, &lab->arena, &bytes),
                  CUPEL_E_NOT_FOUND);
    repo_free(r);
}

static void partial_clone_without_trees(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab), *clone = lab_path(lab, "treeless");
    static const char *const paths[] = { "a.txt" };
    size_t at[1];
    struct tree t;
    struct history h;
    struct cupel_diag err = { 0 };
    (void)LAB_GIT(lab, folder, "config", "uploadpack.allowFilter", "true");
    (void)LAB_GIT(lab, lab->root, "clone", "-q", "--bare", "--filter=tree:0", "--single-branch",
                  "--no-tags", url_of(lab, folder), clone);
    struct repo *r = lab_open(clone);
    struct git_id head = lab_head(r);
    assert_int_equal(repo_tree(r, &head, &lab->arena, &t, &err), CUPEL_OK);
    assert_int_equal(t.n, 0);
    assert_non_null(strstr(t.partial, "is not in this repository"));
    assert_int_equal(history_read(r, &head, SLICE_EMPTY, &lab->arena, NULL, NULL, &h, &err),
                     CUPEL_OK);
    assert_int_equal(history_last_change(r, &h, paths, 1, at, &err), CUPEL_OK);
    assert_int_equal(at[0], SIZE_MAX);
    repo_free(r);
    compare_history(lab, clone, ""); /* last: git fetches what it misses */
}

/* --- people --- */

static void mailmap(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab), *map = lab_path(lab, "mailmap");
    lab_write(map, SLICE_LIT("# a comment\n"
                             "Annette Proper <ann@EXAMPLE.org>\n"
                             "<bob@proper.org> <bob@example.org>\n"
                             "Cyd P. <cyd@proper.org> <CYD@example.org>\n"
                             "Person Three <three@proper.org> person 3 <p3@example.org>\n"
                             "Zero <zero@proper.org> <p0@example.org>\n"
                             "Only For Seven <seven@proper.org> Person 7 <p0@example.org>\n"
                             "<eve@one.org> <eve@example.org>\n"
                             "Eva <eve@example.org>\n"
                             "  Dan \t Blanks  <dan@example.org> trailing words\n"
                             "no address here\n"
                             "Nobody <> <ann@example.org>\n"
                             "Half <open\n"
                             "Person Five <five@proper.org> <> <p5@example.org>\n"));
    compare_history(lab, folder, map);
}

static void encodings(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "encodings");
    const char *tree = lab_line(lab, LAB_GIT_IN(lab, folder, SLICE_LIT("\n"), "hash-object", "-t",
                                                "blob", "-w", "--stdin"));
    cupel_slice entry = slice_str(arena_printf(&lab->arena, "100644 blob %s\tf\n", tree));
    tree = lab_line(lab, LAB_GIT_IN(lab, folder, entry, "mktree"));
    const char *text = arena_printf(
        &lab->arena,
        "tree %s\nauthor J\xfcrgen <j\xfc@example.org> 1700000000 +0000\n"
        "committer J\xfcrgen <j@example.org> 1700000000 +0000\n"
        "encoding ISO-8859-1\n\nGr\xfc\xdf\x65\n",
        tree);
    struct git_id id = lab_object(lab, folder, "commit", slice_str(text));
    lab_set_main(lab, folder, &id);
    compare_history(lab, folder, "");
}

/* --- names --- */

static void expect_rev(struct lab *lab, struct repo *r, const char *folder, const char *rev)
{
    struct git_id id;
    char hex[GIT_ID_ROOM];
    struct cupel_diag err = { 0 };
    const char *spec = arena_printf(&lab->arena, "%s^{commit}", rev);
    if (repo_resolve(r, rev, &id, &err) != CUPEL_OK)
        fail_msg("%s: %s", rev, err.text);
    git_id_write(&id, hex);
    assert_string_equal(hex, lab_line(lab, LAB_GIT(lab, folder, "rev-parse", spec)));
}

static void expect_no_rev(struct repo *r, const char *rev, cupel_status st, const char *why)
{
    struct git_id id;
    struct cupel_diag err = { 0 };
    assert_status(repo_resolve(r, rev, &id, &err), st);
    assert_says(err, why);
}

static void revisions(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab);
    static const char *const names[] = {
        "HEAD",        "main",      "side",   "refs/heads/side", "light",           "v1.0",
        "nested/v0.9", "tags/v1.0", "double", "heads/main",      "refs/tags/double"
    };
    for (int packed = 0; packed < 2; packed++) {
        struct repo *r = lab_open(folder);
        for (size_t i = 0; i < CUPEL_COUNT(names); i++)
            expect_rev(lab, r, folder, names[i]);
        const char *hex = lab_line(lab, LAB_GIT(lab, folder, "rev-parse", "main~5"));
        expect_rev(lab, r, folder, hex);
        expect_rev(lab, r, folder, arena_printf(&lab->arena, "%.10s", hex));
        expect_rev(lab, r, folder, arena_printf(&lab->arena, "%.7s", hex));
        expect_no_rev(r, "nothing", CUPEL_E_NOT_FOUND, "nothing names no commit here");
        expect_no_rev(r, "of-a-tree", CUPEL_E_NOT_FOUND, "of-a-tree names a tree, not a commit");
        expect_no_rev(r, "of-a-blob", CUPEL_E_NOT_FOUND, "of-a-blob names a blob, not a commit");
        expect_no_rev(r, "0000000000000000000000000000000000000000", CUPEL_E_NOT_FOUND,
                      "is not in this repository");
        expect_no_rev(r, "../config", CUPEL_E_NOT_FOUND, "names no commit");
        expect_no_rev(r, "refs/../config", CUPEL_E_NOT_FOUND, "names no commit");
        expect_no_rev(r, "/etc/passwd", CUPEL_E_NOT_FOUND, "names no commit");
        expect_no_rev(r, "", CUPEL_E_NOT_FOUND, "names no commit");
        repo_free(r);
        (void)LAB_GIT(lab, folder, "pack-refs", "--all");
    }
}

/* Four digits that two commits share: of so many there are some. */
static void short_ids_that_fit_several(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "many");
    struct buf stream;
    size_t met = 0, n = 0;
    static char starts[3000][5];
    buf_init(&stream, 1u << 20);
    for (unsigned i = 0; i < CUPEL_COUNT(starts); i++)
        buf_printf(&stream, "commit refs/heads/main\ncommitter A <a@b> %u +0000\ndata 0\n", i);
    (void)LAB_GIT_IN(lab, folder, buf_slice(&stream), "fast-import", "--quiet");
    buf_clear(&stream);
    cupel_slice out = LAB_GIT(lab, folder, "rev-list", "--all");
    struct repo *r = lab_open(folder);
    for (; out.n >= 41; n++) {
        (void)snprintf(starts[n], sizeof starts[n], "%.4s", (const char *)out.p);
        out = slice_part(out, 41, out.n - 41);
        for (size_t i = 0; i < n && met == 0; i++)
            if (strcmp(starts[i], starts[n]) == 0) {
                expect_no_rev(r, starts[n], CUPEL_E_AMBIGUOUS, "give more of its digits");
                met++;
            }
    }
    repo_free(r);
    assert_int_equal(met, 1);
}

static void detached_and_unborn(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab), *empty = lab_bare(lab, "empty");
    struct repo *r = NULL;
    struct git_id id;
    struct cupel_diag err = { 0 };
    (void)LAB_GIT(lab, folder, "update-ref", "--no-deref", "HEAD", "main~4");
    r = lab_open(folder);
    expect_rev(lab, r, folder, "HEAD");
    repo_free(r);
    r = lab_open(empty);
    assert_status(repo_resolve(r, NULL, &id, &err), CUPEL_E_NOT_FOUND);
    assert_says(err, "no commit yet");
    repo_free(r);
}

static void origins(void **state)
{
    struct lab *lab = *state;
    static const char *const cases[][2] = {
        { "https://github.com/org/project.git", "https://github.com/org/project.git" },
        { "https://user:secret@github.com/org/project", "https://github.com/org/project" },
        { "https://token@host/a@b", "https://host/a@b" },
        { "ssh://git@host:22/x", "ssh://host:22/x" },
        { "git@github.com:org/project.git", "github.com:org/project.git" },
        { "https://u:p@ss@host/x", "https://host/x" },
        { "/srv/git/project", "/srv/git/project" },
        { "https://host/\x1b[31m", "https://host/?[31m" },
    };
    const char *folder = lab_bare(lab, "origin");
    struct repo *r = lab_open(folder);
    assert_null(repo_origin(r, &lab->arena));
    repo_free(r);
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        (void)LAB_GIT(lab, folder, "config", "remote.origin.url", cases[i][0]);
        r = lab_open(folder);
        assert_string_equal(repo_origin(r, &lab->arena), cases[i][1]);
        repo_free(r);
    }
}

/* --- where a repository is --- */

static void expect_no_repo(const char *path, cupel_status st, const char *why)
{
    struct repo *r = NULL;
    struct cupel_diag err = { 0 };
    assert_status(repo_open(path, &r, &err), st);
    assert_null(r);
    assert_says(err, why);
}

static void places_that_are_none(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab), *clone = lab_path(lab, "clone");
    (void)LAB_GIT(lab, lab->root, "clone", "-q", folder, clone);
    expect_no_repo(lab_path(lab, "absent"), CUPEL_E_NOT_FOUND, "is not there");
    lab_folder(lab_path(lab, "plain/inner"));
    expect_no_repo(lab_path(lab, "plain/inner"), CUPEL_E_NOT_FOUND, "is no git repository");
    lab_write(lab_path(lab, "file"), SLICE_LIT("x"));
    expect_no_repo(lab_path(lab, "file"), CUPEL_E_USAGE, "is not a folder");
    expect_no_repo(lab_path(lab, "clone/dir/sub"), CUPEL_E_USAGE,
                   arena_printf(&lab->arena, "lies inside the repository at %s;", clone));
    expect_no_repo(lab_path(lab, "clone/.git/objects"), CUPEL_E_USAGE, "lies inside");
    lab_write(lab_path(lab, "broken/.git"), SLICE_LIT("gitdir: /nowhere\n"));
    expect_no_repo(lab_path(lab, "broken"), CUPEL_E_MALFORMED, "is not a git repository");
}

static void other_formats(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_path(lab, "format"), *config = lab_path(lab, "format/config");
    static const struct {
        const char *config;
        cupel_status st;
        const char *why;
    } cases[] = {
        { "[core]\nrepositoryformatversion = 1\n[extensions]\nobjectFormat = sha256\n",
          CUPEL_E_UNSUPPORTED, "object format sha256 is not read" },
        { "[core]\nrepositoryformatversion = 1\n[extensions]\nrefStorage = reftable\n",
          CUPEL_E_UNSUPPORTED, "refs stored as reftable are not read" },
        { "[core]\nrepositoryformatversion = 1\n[extensions]\nfuture = true\n", CUPEL_E_UNSUPPORTED,
          "the extension future" },
        { "[core]\nrepositoryformatversion = 2\n", CUPEL_E_UNSUPPORTED, "format version 2" },
        { "[core\n", CUPEL_E_MALFORMED, "line 1" },
        { "[core]\n\tbare = true\n= 3\n", CUPEL_E_MALFORMED, "line 3" },
    };
    (void)lab_bare(lab, "format");
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        lab_write(config, slice_str(cases[i].config));
        expect_no_repo(folder, cases[i].st, cases[i].why);
    }
    lab_write(config, SLICE_LIT("[core]\nrepositoryformatversion = 1\n[extensions]\n"
                                "partialClone = origin\nworktreeConfig\nobjectFormat = sha1\n"));
    repo_free(lab_open(folder));
    assert_int_equal(remove(config), 0);
    repo_free(lab_open(folder));
    (void)LAB_GIT(lab, lab->root, "init", "-q", "--object-format=sha256", "sha256");
    expect_no_repo(lab_path(lab, "sha256"), CUPEL_E_UNSUPPORTED, "sha256");
}

/* --- threads --- */

struct job {
    const char *folder;
    const struct tree *tree;
    const struct git_id *sums; /* what each blob hashes to, by the first reader */
    size_t differ;
};

static void *read_blobs(void *argument)
{
    struct job *j = argument;
    struct repo *r = NULL;
    struct cupel_diag err;
    j->differ = repo_open(j->folder, &r, &err) != CUPEL_OK;
    for (size_t i = 0; r && i < j->tree->n; i++) {
        struct arena a;
        cupel_slice s = SLICE_EMPTY;
        const struct tree_entry *e = &j->tree->entries[i];
        arena_init(&a, REPO_BLOB_MAX * 2);
        if (e->kind != TREE_SUBMODULE)
            j->differ += repo_blob(r, &e->id, REPO_BLOB_MAX, &a, &s) != CUPEL_OK || s.n != e->size;
        arena_clear(&a);
    }
    repo_free(r);
    return NULL;
}

static void threads(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab);
    struct repo *r = lab_open(folder);
    struct git_id head = lab_head(r);
    struct tree t;
    struct cupel_diag err = { 0 };
    pthread_t all[8];
    struct job jobs[CUPEL_COUNT(all)];
    assert_int_equal(repo_tree(r, &head, &lab->arena, &t, &err), CUPEL_OK);
    for (size_t i = 0; i < CUPEL_COUNT(all); i++) {
        jobs[i] = (struct job){ .folder = folder, .tree = &t };
        assert_int_equal(pthread_create(&all[i], NULL, read_blobs, &jobs[i]), 0);
    }
    for (size_t i = 0; i < CUPEL_COUNT(all); i++) {
        assert_int_equal(pthread_join(all[i], NULL), 0);
        assert_int_equal(jobs[i].differ, 0);
    }
    repo_free(r);
}

/* The bytes of each blob are git's. */
static void blobs(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab);
    struct repo *r = lab_open(folder);
    struct git_id head = lab_head(r);
    struct tree t;
    struct cupel_diag err = { 0 };
    assert_int_equal(repo_tree(r, &head, &lab->arena, &t, &err), CUPEL_OK);
    for (size_t i = 0; i < t.n; i++) {
        char hex[GIT_ID_ROOM];
        cupel_slice s = SLICE_EMPTY;
        if (t.entries[i].kind == TREE_SUBMODULE)
            continue;
        git_id_write(&t.entries[i].id, hex);
        assert_int_equal(repo_blob(r, &t.entries[i].id, REPO_BLOB_MAX, &lab->arena, &s), CUPEL_OK);
        assert_true(slice_eq(s, LAB_GIT(lab, folder, "cat-file", "blob", hex)));
        if (s.n > 0)
            assert_status(repo_blob(r, &t.entries[i].id, s.n - 1, &lab->arena, &s), CUPEL_E_LIMIT);
    }
    assert_status(repo_blob(r, &head, REPO_BLOB_MAX, &lab->arena, &(cupel_slice){ 0 }),
                  CUPEL_E_MALFORMED); /* a commit is no blob */
    repo_free(r);
}

/* git may repack a repository while it is read. */
static void repacked_meanwhile(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab);
    struct repo *early = lab_open(folder), *late = lab_open(folder);
    struct git_id head = lab_head(late); /* that one has its pack open */
    struct tree t;
    struct cupel_diag err = { 0 };
    (void)LAB_GIT(lab, folder, "repack", "-adfq", "--depth=9");
    assert_int_equal(repo_tree(early, &head, &lab->arena, &t, &err), CUPEL_OK);
    assert_null(t.partial);
    assert_int_equal(repo_tree(late, &head, &lab->arena, &t, &err), CUPEL_OK);
    assert_null(t.partial);
    repo_free(early);
    repo_free(late);
}

static size_t progress_sum;

static void count_progress(void *context, size_t done)
{
    assert_ptr_equal(context, &progress_sum);
    assert_true(done > progress_sum);
    progress_sum = done;
}

static void questions_of_a_history(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab);
    struct repo *r = lab_open(folder);
    struct git_id head = lab_head(r), other, merged;
    struct history h;
    struct cupel_diag err = { 0 };
    assert_int_equal(
        history_read(r, &head, SLICE_EMPTY, &lab->arena, count_progress, &progress_sum, &h, &err),
        CUPEL_OK);
    assert_null(h.partial);
    assert_int_equal(repo_resolve(r, "other", &other, &err), CUPEL_OK);
    assert_int_equal(repo_resolve(r, "side", &merged, &err), CUPEL_OK);
    assert_true(history_has(&h, &head));
    assert_true(history_has(&h, &merged));
    assert_int_equal(history_read(r, &merged, SLICE_EMPTY, &lab->arena, NULL, NULL, &h, &err),
                     CUPEL_OK);
    assert_int_equal(h.n, 3);
    assert_false(history_has(&h, &other));
    memset(&other, 0, sizeof other);
    assert_status(history_read(r, &other, SLICE_EMPTY, &lab->arena, NULL, NULL, &h, &err),
                  CUPEL_E_NOT_FOUND);
    assert_says(err, "is not in this repository");
    repo_free(r);
}

/* Memory that does not hold the whole history holds its newest part, and the history says so. */
static void little_memory(void **state)
{
    struct lab *lab = *state;
    const char *folder = story(lab);
    struct repo *r = lab_open(folder);
    struct git_id head = lab_head(r);
    struct history all, some;
    struct arena a;
    struct cupel_diag err = { 0 };
    assert_int_equal(history_read(r, &head, SLICE_EMPTY, &lab->arena, NULL, NULL, &all, &err),
                     CUPEL_OK);
    arena_init(&a, 100000);
    assert_int_equal(history_read(r, &head, SLICE_EMPTY, &a, NULL, NULL, &some, &err), CUPEL_OK);
    assert_true(some.n > 50 && some.n < all.n);
    assert_non_null(strstr(some.partial, "than memory was set aside for"));
    for (size_t i = 0; i < 50; i++)
        assert_true(history_has(&some, &all.commits[all.line[i].commit].id));
    arena_clear(&a);
    arena_init(&a, 1000);
    assert_status(history_read(r, &head, SLICE_EMPTY, &a, NULL, NULL, &some, &err), CUPEL_E_LIMIT);
    assert_says(err, "the history cannot be read");
    arena_clear(&a);
    repo_free(r);
}

static const char *const *given; /* folders on the command line */

static void given_folders(void **state)
{
    for (; *given; given++)
        compare_all(*state, *given);
}

#define IN_LAB(f) cmocka_unit_test_setup_teardown(f, lab_setup, lab_teardown)

int main(int argc, char **argv)
{
    static const struct CMUnitTest on_given[] = { IN_LAB(given_folders) };
    static const struct CMUnitTest tests[] = {
        IN_LAB(as_imported),
        IN_LAB(loose),
        IN_LAB(packed_with_deep_deltas),
        IN_LAB(packed_with_deltas_by_id),
        IN_LAB(several_packs_and_their_index),
        IN_LAB(work_trees),
        IN_LAB(borrowed_objects),
        IN_LAB(shallow),
        IN_LAB(partial_clone),
        IN_LAB(partial_clone_without_trees),
        IN_LAB(mailmap),
        IN_LAB(encodings),
        IN_LAB(revisions),
        IN_LAB(short_ids_that_fit_several),
        IN_LAB(detached_and_unborn),
        IN_LAB(origins),
        IN_LAB(places_that_are_none),
        IN_LAB(other_formats),
        IN_LAB(threads),
        IN_LAB(blobs),
        IN_LAB(repacked_meanwhile),
        IN_LAB(questions_of_a_history),
        IN_LAB(little_memory),
    };
    if (argc > 1) {
        given = (const char *const *)(uintptr_t)(argv + 1);
        return cmocka_run_group_tests(on_given, NULL, NULL);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
