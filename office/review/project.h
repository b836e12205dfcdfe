/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/project.h: a project as the checks see it: a set of checkouts, read once, with every file
 * classified, prose and code parsed where they matter, and the history. Immutable once loaded.
 *
 * What a bound or a missing object kept from being read is counted here. A check that would
 * conclude from absence asks project_is_whole() first and says unknown otherwise.
 */
#ifndef CUPEL_OFFICE_REVIEW_PROJECT_H
#define CUPEL_OFFICE_REVIEW_PROJECT_H

#include "office/git/repo.h"
#include "office/license/license.h"
#include "office/model/review.h"
#include "office/source/code.h"
#include "office/text/doc.h"

#define PROJECT_CHECKOUTS_MAX 64
#define PROJECT_TEXT_MAX      50331648  /* bytes of prose and configuration kept, all checkouts */
#define PROJECT_CODE_MAX      8388608   /* bytes of source code parsed, all checkouts */
#define PROJECT_SCAN_MAX      536870912 /* bytes of source code looked at, all checkouts */
#define PROJECT_FILE_MAX      2097152   /* bytes of one file that is kept */
#define PROJECT_THREADS_MAX   16

struct checkout;

struct project_file {
    const struct checkout *in;
    const char *path; /* from the top of its checkout */
    struct git_id id;
    enum tree_kind tree; /* a link or submodule is never read */
    unsigned kind;       /* bits of enum file_kind */
    enum lang lang;
    uint64_t size;           /* bytes */
    cupel_slice text;        /* what was kept of it: all, or empty */
    const struct code *code; /* parsed; NULL: no parser, not relevant to TEEs, or not read */
    const struct doc *doc;   /* parsed; NULL: no document */
    bool is_binary;          /* its first bytes hold a NUL; false also where it was not read */
    bool is_text;            /* was read whole and has no control characters but blanks */
    bool is_unread;          /* should have been read and was not: too large, or missing */
};

struct checkout {
    const char *folder; /* as the caller gave it; never shown */
    const char *name;   /* the folder's name without ".git"; unique in the project */
    const char *origin;
    struct git_id commit;
    char commit_hex[GIT_ID_ROOM];
    int64_t commit_time;
    bool is_defaults; /* an organisation's .github repository */
    struct tree tree;
    const struct project_file *files; /* in the order of tree.entries */
    size_t n_files;
    struct history history;
    struct tags tags;
    size_t unread;     /* files that should have been read and were not */
    size_t unparsed;   /* product files about TEEs in a language that has no parser here */
    struct repo *repo; /* open for history_last_change() and blobs; the checks' thread only */
};

struct project_options {
    const char *name; /* of the project; NULL: of its first checkout */
    int64_t as_of;
    bool is_existing;             /* --as existing; else proposed */
    const char *const *revisions; /* one for each path, NULL for HEAD; may be NULL altogether */
    unsigned threads;             /* 1 to 16 */
    repo_progress *progress;
    void *context;
};

struct facts; /* review/facts.h */

struct project {
    struct arena *arena; /* for what lives as long as the project */
    const char *name;
    int64_t as_of; /* seconds since the epoch */
    bool is_existing;
    const struct checkout *checkouts; /* as given; an organisation's defaults last */
    size_t n_checkouts;
    const struct facts *facts;
    struct project_memory *memory; /* what threads read; freed by project_close() */
};

/* Read @n repositories at @paths. Everything lives in @a. */
cupel_status project_load(const char *const *paths, size_t n, const struct project_options *opts,
                          struct arena *a, struct project *ret, struct cupel_diag *err);
/* Close the repositories. NULL-safe. */
void project_close(struct project *p);

/* Was everything read that a conclusion from absence needs? If not, *why (may be NULL) is a
 * sentence. */
bool project_is_whole(const struct project *p, const char **why);

/* ---- walking and searching; all in the order of checkouts and paths: deterministic ---- */

/* A cursor over files: those with any of @kinds_any (0: all) and none of @kinds_none. */
struct file_walk {
    const struct project *p;
    unsigned kinds_any, kinds_none;
    size_t checkout, file; /* where it stands; start with 0 */
};
const struct project_file *file_next(struct file_walk *w);
/* What is not the project's own: vendored or generated. */
#define FILE_FOREIGN (FILE_VENDORED | FILE_GENERATED)
/* What is no product code: tests, fixtures, examples, benchmarks, fuzzing, foreign. */
#define FILE_NOT_PRODUCT                                                                           \
    (FILE_FOREIGN | FILE_TEST | FILE_FIXTURE | FILE_EXAMPLE | FILE_BENCH | FILE_FUZZ)

/* The file at exactly @path in the checkout, or NULL. */
const struct project_file *checkout_file(const struct checkout *c, const char *path);
/*
 * The first file whose name starts with one of the prefixes (separated by '|', letter case ignored
 * unless @exact) in one of @folders ("", ".github", "docs", separated by '|'): own checkouts first,
 * then the organisation's defaults when @inherit. NULL when there is none.
 */
const struct project_file *project_find_file(const struct project *p, const char *prefixes,
                                             const char *folders, bool exact, bool inherit);
/* The same in one checkout. */
const struct project_file *checkout_find(const struct checkout *c, const char *prefixes,
                                         const char *folders, bool exact);
/* The README of a checkout: README* at the top, else in .github or docs; NULL when absent. */
const struct project_file *checkout_readme(const struct checkout *c);

/* ---- building findings ---- */

void places_add(const struct project *p, struct places *to, const struct project_file *f,
                uint64_t line, const char *note, ...) __attribute__((format(printf, 5, 6)));
/* A place in the history: a commit, shown with its id and no path. */
void places_add_commit(const struct project *p, struct places *to, const struct checkout *c,
                       const struct commit *at, const char *note, ...)
    __attribute__((format(printf, 5, 6)));
/* Set outcome and detail at once. */
void finding_say(const struct project *p, struct finding *f, cupel_outcome outcome,
                 const char *detail, ...) __attribute__((format(printf, 4, 5)));
void finding_figure(const struct project *p, struct finding *f, const char *name,
                    const char *definition, const char *value, ...)
    __attribute__((format(printf, 5, 6)));
#define FINDING_FORMATS_MAX 16
/* Another row of the table; its legs start as "not asked". Never NULL; stays where it is. */
struct format_row *finding_format(const struct project *p, struct finding *f, const char *format);
void leg_say(const struct project *p, struct leg *l, enum leg_state state, const char *note, ...)
    __attribute__((format(printf, 4, 5)));
/*
 * The outcome that the legs make (reference: office criteria, "every leg that it names is there"):
 * all asked legs found: pass; one absent: fail, and the detail names which are missing; else
 * unknown. Absence in a project that was not read whole is unsure. With format rows, each row is
 * judged so and the worst decides (fail, unknown, pass; rows of na do not count).
 */
void finding_judge_legs(const struct project *p, struct finding *f, const char *subject);

/* ---- the checks ---- */

struct review_check {
    struct review_info info;
    /* Fills @f, whose info is set and whose outcome is unknown. Pure: reads the project only. */
    void (*run)(const struct project *p, struct finding *f);
    /* For checks that speak of other findings: called when all of them have run. One of the two is
     * NULL. */
    void (*run_last)(const struct project *p, const struct review *r, struct finding *f);
};
/* One set's rows; a const in its file, listed in registry.c. */
struct review_set {
    const char *name;
    const char *title;
    const struct review_check *checks;      /* all in one array… */
    const struct review_check *const *rows; /* …or by pointer, where `checks` is NULL */
    size_t n;
};
static inline const struct review_check *review_set_row(const struct review_set *s, size_t i)
{
    return s->checks ? &s->checks[i] : s->rows[i];
}
extern const struct review_set *const review_sets[];
extern const size_t review_sets_count;

#endif
