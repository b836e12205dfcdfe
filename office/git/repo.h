/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/repo.h: reading of a git repository: any commit of a checkout or of a bare repository, never
 * the work tree, so that what is not committed is not reviewed and no symbolic link of the project
 * is ever followed. Every object that counts was hashed and has its id. Everything is bounded; what
 * a bound cut off is said in the result and never guessed. No configuration file of the user, the
 * system or the repository changes an answer, no replacement ref or graft either, and nothing of
 * the repository is run: no hook, filter, textconv, credential helper or fetch.
 */
#ifndef CUPEL_OFFICE_GIT_REPO_H
#define CUPEL_OFFICE_GIT_REPO_H

#include "base/arena.h"

#define REPO_FILES_MAX   400000  /* files of one tree */
#define REPO_TOP_MAX     10000   /* files that repo_top() gives */
#define REPO_DEPTH_MAX   64      /* folders inside one another */
#define REPO_PATH_MAX    4096    /* bytes of one path */
#define REPO_BLOB_MAX    4194304 /* bytes of one blob that is read */
#define REPO_COMMITS_MAX 2000000 /* commits of one history */
#define REPO_TAGS_MAX    100000  /* tags that are looked at */
#define REPO_MESSAGE_MAX 4096    /* bytes of one commit message that are kept */

struct git_id {
    uint8_t bytes[20];
};
#define GIT_ID_ROOM 41
void git_id_write(const struct git_id *id, char out[GIT_ID_ROOM]);
bool git_id_eq(const struct git_id *a, const struct git_id *b);

enum tree_kind {
    TREE_FILE,
    TREE_EXECUTABLE, /* mode 100755 */
    TREE_LINK,       /* a symbolic link: its blob is the target's name and is never followed */
    TREE_SUBMODULE   /* a commit of another repository, which is not looked into */
};

struct tree_entry {
    /* From the top, '/' between parts; what is no UTF-8 or does not print became '?'. */
    const char *path;
    struct git_id id;
    enum tree_kind kind;
    uint64_t size; /* bytes of the blob; 0 for a submodule, and where the object is missing */
    bool missing;  /* not in this repository (a partial clone, or damage) */
};

struct tree {
    const struct tree_entry *entries; /* sorted by path, bytewise */
    size_t n;
    /* Why the list is not whole: a sentence, or NULL when it is. A check that would conclude from
     * absence must say unknown instead. */
    const char *partial;
};

struct git_person {
    const char *name, *email; /* as committed; never NULL; cleaned for printing, valid UTF-8 */
};

struct commit {
    struct git_id id;
    struct git_person author, committer; /* .mailmap is applied by history_read() */
    int64_t author_time, commit_time;    /* seconds since the epoch */
    const char *message;  /* subject and body, cut at REPO_MESSAGE_MAX; valid UTF-8; never NULL */
    unsigned n_parents;   /* as recorded, also those that a shallow clone lacks */
    bool is_first_parent; /* on the line of first parents from the commit asked for */
    bool has_signature;   /* gpgsig header */
};

/* The line of first parents from the commit asked for, which is the first step. Clocks are not
 * believed: the steps follow the parents, not the order of @commits. */
struct history_step {
    uint32_t commit; /* index into commits */
    struct git_id tree;
};

struct history {
    const struct commit *commits; /* by commit time, newest first, then by id: deterministic */
    size_t n;
    const char *partial;             /* why it is not whole ("shallow: 50 commits"), or NULL */
    const struct history_step *line; /* for history_last_change() */
    size_t n_line;
};

struct tag {
    const char *name;     /* without refs/tags/ */
    struct git_id target; /* the commit */
    int64_t time;         /* tagger's, else the commit's */
    bool annotated;
    bool has_signature;  /* a PGP, SSH or X.509 signature block in the tag object */
    const char *message; /* of an annotated tag, cut at REPO_MESSAGE_MAX; else "" */
};

struct tags {
    const struct tag *tags; /* by time, newest first, then by name */
    size_t n;
    const char *partial;
};

struct repo; /* one handle; not to be shared between threads: open one for each */

/*
 * Open the repository at @path: a work tree, its .git, a linked work tree or a bare repository; a
 * folder inside of a work tree is refused with the sentence that says where the top is.
 * @err says what is wrong and what to do: absent, no repository, an object format we do not read.
 */
cupel_status repo_open(const char *path, struct repo **ret, struct cupel_diag *err);
void repo_free(struct repo *r); /* NULL-safe */
CUPEL_AUTO_DEFINE(repo, repo_free);
/* The commit that @rev (a full or unambiguous short id, a branch, a tag, "HEAD"; NULL for HEAD)
 * names. CUPEL_E_NOT_FOUND: no such thing, or a repository without a commit. */
cupel_status repo_resolve(struct repo *r, const char *rev, struct git_id *ret,
                          struct cupel_diag *err);
/* The remote "origin" of the repository's own configuration file, or NULL. For naming only; user
 * and password in it are left out. */
const char *repo_origin(struct repo *r, struct arena *a);
/* A digest of all tags, names and ids, and of where a shallow history ends: what moves while the
 * commits stay. */
cupel_status repo_tags_digest(struct repo *r, char hex[65], struct cupel_diag *err);
/* All files of @commit's tree. Everything in @ret lives in @a. */
cupel_status repo_tree(struct repo *r, const struct git_id *commit, struct arena *a,
                       struct tree *ret, struct cupel_diag *err);
/* The regular files at the top of @commit alone, in its order: cheap, to be asked of many commits.
 * At most REPO_TOP_MAX; @ret as of repo_tree(). */
cupel_status repo_top(struct repo *r, const struct git_id *commit, struct arena *a,
                      struct tree *ret, struct cupel_diag *err);
/* See store_place(): the order in which blobs are read fastest. */
uint64_t repo_place(struct repo *r, const struct git_id *id);
/* The bytes of a blob into @a. CUPEL_E_LIMIT, without reading it, when it has more than @max bytes;
 * CUPEL_E_NOT_FOUND when the object is missing; CUPEL_E_MALFORMED when it is damaged. */
cupel_status repo_blob(struct repo *r, const struct git_id *id, size_t max, struct arena *a,
                       cupel_slice *ret);
/* Called now and then with the count so far; for a progress line. */
typedef void repo_progress(void *context, size_t done);
/*
 * All commits that @commit reaches. @mailmap is the text of a .mailmap (may be empty); its names
 * and addresses replace those committed (gitmailmap(5)).
 */
cupel_status history_read(struct repo *r, const struct git_id *commit, cupel_slice mailmap,
                          struct arena *a, repo_progress *progress, void *context,
                          struct history *ret, struct cupel_diag *err);
/* Tags whose commit @commit reaches (those of other branches say nothing of it). */
cupel_status tags_read(struct repo *r, const struct history *h, struct arena *a, struct tags *ret,
                       struct cupel_diag *err);
/*
 * For each of @n @paths: the newest commit on the line of first parents that changed it, as an
 * index into h->commits, or SIZE_MAX when it was not found (never there, or the history is cut).
 */
cupel_status history_last_change(struct repo *r, const struct history *h, const char *const *paths,
                                 size_t n, size_t *ret, struct cupel_diag *err);
/* True when @ancestor is reached from the history's commit. */
bool history_has(const struct history *h, const struct git_id *ancestor);

#endif
