/* SPDX-License-Identifier: Apache-2.0 */
#include "git_compare.h"

#include "office/git/clean.h"

#include <stdio.h>

#define MEMORY     ((size_t)1 << 30)
#define PATHS_ROOM 4096

/* --- fields of git's output, each ended by a NUL --- */

static cupel_slice field(cupel_slice *left)
{
    size_t end = slice_find(*left, SLICE_LIT("\0"));
    assert_int_not_equal(end, SIZE_MAX);
    cupel_slice out = slice_part(*left, 0, end);
    *left = slice_part(*left, end + 1, left->n - end - 1);
    return out;
}

static int64_t number(cupel_slice s)
{
    int64_t v = 0;
    for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        v = v * 10 + (s.p[i] - '0');
    return v;
}

static struct git_id id_of(cupel_slice hex)
{
    struct git_id id;
    assert_int_equal(hex_read_fixed(hex, id.bytes, sizeof id.bytes), CUPEL_OK);
    return id;
}

/* --- files --- */

static enum tree_kind kind_of(cupel_slice mode)
{
    if (slice_eq(mode, SLICE_LIT("160000")))
        return TREE_SUBMODULE;
    if (slice_eq(mode, SLICE_LIT("120000")))
        return TREE_LINK;
    return slice_eq(mode, SLICE_LIT("100755")) ? TREE_EXECUTABLE : TREE_FILE;
}

/* "MODE TYPE ID    SIZE<TAB>PATH" */
static void compare_file(struct lab *lab, cupel_slice line, const struct tree_entry *e)
{
    size_t tab = slice_find(line, SLICE_LIT("\t"));
    cupel_slice mode = slice_part(line, 0, 6), path = slice_part(line, tab + 1, line.n - tab - 1);
    size_t id_at = slice_find(slice_part(line, 7, line.n - 7), SLICE_LIT(" ")) + 8;
    struct git_id id = id_of(slice_part(line, id_at, 40));
    size_t at = id_at + 40;
    while (line.p[at] == ' ')
        at++;
    assert_string_equal(e->path, clean_line(&lab->arena, path, REPO_PATH_MAX));
    assert_true(git_id_eq(&e->id, &id));
    assert_int_equal(e->kind, kind_of(mode));
    if (at < tab && !e->missing)
        assert_int_equal(e->size, number(slice_part(line, at, tab - at)));
}

size_t compare_tree(struct lab *lab, const char *folder)
{
    struct repo *r = lab_open(folder);
    struct git_id head = lab_head(r);
    struct tree t;
    struct cupel_diag err = { 0 };
    size_t missing = 0;
    assert_int_equal(repo_tree(r, &head, &lab->arena, &t, &err), CUPEL_OK);
    assert_null(t.partial);
    bool has_all = true;
    for (size_t i = 0; i < t.n; i++)
        has_all = has_all && !t.entries[i].missing;
    /* git would fetch what is missing to tell its size. */
    cupel_slice out = has_all ? LAB_GIT(lab, folder, "ls-tree", "-r", "-l", "-z", "HEAD")
                              : LAB_GIT(lab, folder, "ls-tree", "-r", "-z", "HEAD");
    size_t n = 0;
    for (; out.n > 0; n++) {
        assert_true(n < t.n);
        compare_file(lab, field(&out), &t.entries[n]);
        missing += t.entries[n].missing;
    }
    assert_int_equal(n, t.n);
    repo_free(r);
    return missing;
}

/* --- history --- */

static const struct commit *find(const struct history *h, const struct git_id *id)
{
    for (size_t i = 0; i < h->n; i++)
        if (git_id_eq(&h->commits[i].id, id))
            return &h->commits[i];
    fail_msg("a commit that git has is missing");
    return NULL;
}

static void same_line(struct lab *lab, const char *ours, cupel_slice theirs)
{
    assert_string_equal(ours, clean_line(&lab->arena, theirs, 1024));
}

static unsigned count_words(cupel_slice s)
{
    unsigned n = s.n > 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == ' ';
    return n;
}

static void compare_commit(struct lab *lab, const struct history *h, cupel_slice *out)
{
    struct git_id id = id_of(field(out));
    const struct commit *c = find(h, &id);
    unsigned n_parents = count_words(field(out));
    if (n_parents > 0 || !h->partial) /* git hides the parents that a shallow clone lacks */
        assert_int_equal(c->n_parents, n_parents);
    same_line(lab, c->author.name, field(out));
    same_line(lab, c->author.email, field(out));
    assert_int_equal(c->author_time, number(field(out)));
    same_line(lab, c->committer.name, field(out));
    same_line(lab, c->committer.email, field(out));
    assert_int_equal(c->commit_time, number(field(out)));
    assert_string_equal(c->message, clean_text(&lab->arena, field(out), REPO_MESSAGE_MAX));
    *out = slice_part(*out, 1, out->n - 1); /* the line end after each */
}

static void compare_line(struct lab *lab, const char *folder, const struct history *h)
{
    cupel_slice out = LAB_GIT(lab, folder, "log", "--first-parent", "--format=%H%x00%T%x00",
                              "HEAD");
    size_t n = 0, marked = 0;
    for (; out.n > 0; n++) {
        struct git_id id = id_of(field(&out)), tree = id_of(field(&out));
        assert_true(n < h->n_line);
        assert_true(git_id_eq(&h->commits[h->line[n].commit].id, &id));
        assert_true(git_id_eq(&h->line[n].tree, &tree));
        assert_true(h->commits[h->line[n].commit].is_first_parent);
        out = slice_part(out, 1, out.n - 1);
    }
    for (size_t i = 0; i < h->n; i++)
        marked += h->commits[i].is_first_parent;
    assert_int_equal(n, h->n_line);
    assert_int_equal(n, marked);
}

static void check_order(const struct history *h)
{
    for (size_t i = 1; i < h->n; i++) {
        const struct commit *a = &h->commits[i - 1], *b = &h->commits[i];
        bool same = a->commit_time == b->commit_time;
        assert_true(a->commit_time > b->commit_time ||
                    (same && memcmp(a->id.bytes, b->id.bytes, sizeof a->id.bytes) < 0));
    }
}

static void read_history(struct lab *lab, struct repo *r, const char *mailmap, struct history *h)
{
    struct git_id head = lab_head(r);
    struct cupel_diag err = { 0 };
    cupel_slice text = mailmap[0] ? lab_read(lab, mailmap) : SLICE_EMPTY;
    if (history_read(r, &head, text, &lab->arena, NULL, NULL, h, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
}

void compare_history(struct lab *lab, const char *folder, const char *mailmap)
{
    struct repo *r = lab_open(folder);
    struct history h;
    const char *map = arena_printf(&lab->arena, "mailmap.file=%s", mailmap);
    read_history(lab, r, mailmap, &h);
    cupel_slice out = LAB_GIT(
        lab, folder, "-c", "mailmap.blob=", "-c", mailmap[0] ? map : "log.date=unix", "log",
        mailmap[0] ? "--use-mailmap" : "--no-mailmap",
        mailmap[0] ? "--format=%H%x00%P%x00%aN%x00%aE%x00%at%x00%cN%x00%cE%x00%ct%x00%B%x00"
                   : "--format=%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B%x00",
        "HEAD");
    size_t n = 0;
    for (; out.n > 0; n++)
        compare_commit(lab, &h, &out);
    assert_int_equal(n, h.n);
    check_order(&h);
    compare_line(lab, folder, &h);
    repo_free(r);
}

/* --- tags --- */

static const struct tag *find_tag(const struct tags *t, cupel_slice name)
{
    for (size_t i = 0; i < t->n; i++)
        if (slice_eq(slice_str(t->tags[i].name), name))
            return &t->tags[i];
    return NULL;
}

void compare_tags(struct lab *lab, const char *folder)
{
    struct repo *r = lab_open(folder);
    struct history h;
    struct tags t;
    struct cupel_diag err = { 0 };
    size_t n = 0;
    read_history(lab, r, "", &h);
    assert_int_equal(tags_read(r, &h, &lab->arena, &t, &err), CUPEL_OK);
    cupel_slice out = LAB_GIT(lab, folder, "for-each-ref", "--merged=HEAD",
                              "--format=%(refname:strip=2)%00%(objecttype)%00%(creatordate:unix)%00"
                              "%(contents:subject)%00",
                              "refs/tags");
    for (; out.n > 0; n++) {
        const struct tag *tag = find_tag(&t, field(&out));
        assert_non_null(tag);
        assert_int_equal(tag->annotated, slice_eq(field(&out), SLICE_LIT("tag")));
        assert_int_equal(tag->time, number(field(&out)));
        cupel_slice subject = field(&out);
        if (tag->annotated)
            assert_true(slice_starts(slice_str(tag->message), subject));
        else
            assert_string_equal(tag->message, "");
        const char *rev = arena_printf(&lab->arena, "refs/tags/%s^{commit}", tag->name);
        struct git_id id = id_of(slice_str(lab_line(lab, LAB_GIT(lab, folder, "rev-parse", rev))));
        assert_true(git_id_eq(&id, &tag->target));
        out = slice_part(out, 1, out.n - 1);
    }
    assert_int_equal(n, t.n);
    repo_free(r);
}

/* --- changes --- */

static void compare_change(struct lab *lab, const char *folder, const char *path,
                           const struct history *h, size_t at)
{
    char hex[GIT_ID_ROOM] = "";
    cupel_slice out = LAB_GIT(lab, folder, "--literal-pathspecs", "log", "-1", "--first-parent",
                              "--format=%H", "HEAD", "--", path);
    if (at != SIZE_MAX)
        git_id_write(&h->commits[at].id, hex);
    if (!slice_eq(slice_str(hex), slice_str(lab_line(lab, out))))
        fail_msg("%s: %s, and git says %s", path, hex, lab_line(lab, out));
}

static void add_paths(struct lab *lab, const struct tree *t, size_t step, const char **paths,
                      size_t *n)
{
    for (size_t i = 0; i < t->n && *n + 2 < PATHS_ROOM; i += step) {
        const char *path = t->entries[i].path, *end = strrchr(path, '/');
        if (strchr(path, '?'))
            continue; /* git wants the bytes that were cleaned away */
        paths[(*n)++] = path;
        if (end)
            paths[(*n)++] = arena_printf(&lab->arena, "%.*s", (int)(end - path), path);
    }
}

void compare_changes(struct lab *lab, const char *folder, size_t step, const char *const *more)
{
    static const char *paths[PATHS_ROOM];
    static size_t at[PATHS_ROOM];
    struct repo *r = lab_open(folder);
    struct git_id head = lab_head(r);
    struct history h;
    struct tree t;
    struct cupel_diag err = { 0 };
    size_t n = 0;
    read_history(lab, r, "", &h);
    assert_int_equal(repo_tree(r, &head, &lab->arena, &t, &err), CUPEL_OK);
    add_paths(lab, &t, step, paths, &n);
    for (; *more; more++)
        paths[n++] = *more;
    assert_int_equal(history_last_change(r, &h, paths, n, at, &err), CUPEL_OK);
    for (size_t i = 0; i < n; i++)
        compare_change(lab, folder, paths[i], &h, at[i]);
    repo_free(r);
}

void compare_all(struct lab *lab, const char *folder)
{
    static const char *const none[] = { NULL };
    assert_int_equal(compare_tree(lab, folder), 0);
    compare_history(lab, folder, "");
    compare_tags(lab, folder);
    compare_changes(lab, folder, 7, none);
}
