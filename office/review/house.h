/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/house.h: look-ups that the checks of good housekeeping share, so that there is one way to
 * find a licence, a security policy or a word in a README, and two sets of checks never disagree.
 */
#ifndef CUPEL_OFFICE_REVIEW_HOUSE_H
#define CUPEL_OFFICE_REVIEW_HOUSE_H

#include "office/review/project.h"
#include "office/text/yaml.h"

#define DAY_SECONDS    86400
#define YEAR_SECONDS   (365 * DAY_SECONDS)
#define HOUSE_YAML_MAX 262144  /* bytes of a manifest or of a file of exemptions that is read */
#define HOUSE_TREE_MAX 8388608 /* bytes of memory that its tree may take */

/* ---- files by name ---- */

struct house_file {
    const struct project_file *file;
    bool is_folder; /* a folder has the name; @file is the first file in it */
};
/*
 * The first entry that one of the patterns names, pattern by pattern. @globs are separated by '|',
 * each with at most one folder in front ("docs/governance*"), whose name is exact; '*' stands for
 * any run of characters in a name, letter case is ignored unless @exact. Folders count as well as
 * files: CLOMonitor's globs find both. Symbolic links count by their name and are never followed.
 */
bool house_find_in(const struct checkout *c, const char *globs, bool exact, struct house_file *ret);
/* In the project's own checkouts, one after the other. */
bool house_find(const struct project *p, const char *globs, bool exact, struct house_file *ret);
/* In the organisation's .github repository, when it is one of the checkouts. */
bool house_find_default(const struct project *p, const char *globs, bool exact,
                        struct house_file *ret);
/* "docs/security/ (a folder)" or the path. */
const char *house_file_text(const struct project *p, const struct house_file *f);
/* Are all names of files known? A conclusion from an absent file needs that, and not that every
 * file was read. *why may be NULL. */
bool house_names_are_whole(const struct project *p, const char **why);
/* Does @name fit @glob? */
bool house_glob(const char *glob, cupel_slice name, bool exact);
/* The part of a path behind its last slash. */
cupel_slice house_base(const char *path);
/* Does the name of the file end in one of the endings, separated by '|' (".yml|.yaml")? */
bool house_ends(const char *path, const char *endings);

/* ---- text ---- */

/* What the loader kept of a file, else its bytes of at most @max, read now into @p's arena; empty
 * when it has more, is no file, or is missing. */
cupel_slice house_text(const struct project *p, const struct project_file *f, size_t max);
/* A manifest or file of exemptions as a tree in @p's arena: yaml_parse() with the caps of such
 * files, so that aliases cannot make a small file a large tree. */
cupel_status house_yaml(const struct project *p, cupel_slice text, const struct yaml_node **ret,
                        struct cupel_diag *err);
/* "1 binary", "3 binaries" in the project's arena. */
const char *house_count(const struct project *p, size_t n, const char *one, const char *many);
/* First offset from @from on of @needle, A-Z and a-z taken as equal, or SIZE_MAX. */
size_t house_find_nocase(cupel_slice text, const char *needle, size_t from);
/* First offset from @from on, letter case as it stands, or SIZE_MAX. */
size_t house_find_text(cupel_slice text, const char *needle, size_t from);
/* The line, from 1, that the byte at @offset stands in. */
uint32_t house_line_at(cupel_slice text, size_t offset);
/* Where line @line begins, or text.n. */
size_t house_line_start(cupel_slice text, uint32_t line);
/* The next line without its end; *at is where it stands, start with 0. False at the end. */
bool house_line_next(cupel_slice text, size_t *at, cupel_slice *line);

/* ---- READMEs, as CLOMonitor reads them ---- */

struct house_readmes {
    const struct project *p;
    size_t checkout, file; /* start with 0 */
};
/* README* at the top, in .github and in docs, letter case as it stands, of all own checkouts; those
 * that were read. */
const struct project_file *house_readme_next(struct house_readmes *w);
/* Was each README read that is no link? */
bool house_readmes_are_read(const struct project *p);
/*
 * CLOMonitor's reference to a document: a heading line that has @word in it, a line that is @word
 * alone, or a Markdown link with @word between its brackets; letter case ignored. The first one
 * goes to @to (may be NULL).
 */
bool house_readme_refers(const struct project *p, const char *word, struct places *to);
/* One line, for tests and for other documents. */
bool house_line_refers(cupel_slice line, const char *word);

/* ---- where the project lives ---- */

struct house_home {
    cupel_slice host, owner,
        name; /* "github.com", "example", "thing"; of a group: "a/b", "thing" */
};
/* From a URL of a repository ("https://github.com/o/n.git", "git@host:o/n"); false: not told. */
bool house_home_of(const char *url, struct house_home *ret);
bool house_home_eq(const struct house_home *a, const struct house_home *b);
/* Could an organisation's .github repository, which is none of the checkouts, hold what lacks here?
 * Only at GitHub, or at a place that is not told. */
bool house_may_inherit(const struct project *p);
/*
 * ": gh COMMAND" with the repository's "owner/name" for the %s in @command ("repo view %s"), where
 * the first checkout may be at GitHub; "" where it is known to be elsewhere. For sentences that say
 * what would answer a question.
 */
const char *house_ask(const struct project *p, const char *command);

/* ---- licences ---- */

#define HOUSE_LICENSE_CLEAR 900 /* permille of a file's words that its licences must explain */

struct house_license {
    const struct project_file *file; /* NULL: no file by a licence's name */
    struct license_result result;
    bool is_clear;  /* by its words it is the licences found, and hardly anything else */
    bool is_listed; /* its name is one that CLOMonitor looks for: LICENSE*, COPYING* */
};
/* The licence of a checkout by its words: of the files at the top that are named like one, the
 * first that is clear, else the first. */
bool house_license(const struct project *p, const struct checkout *c, struct house_license *ret);
/* Another file at the top that is named like a licence and is clearly one that the OSI has not
 * approved: NULL when there is none. *id is the licence. */
const struct project_file *house_closed_license(const struct checkout *c, const char **id);
/* "MIT", "Apache-2.0 AND MIT", or NULL. */
const char *house_license_text(const struct project *p, const struct house_license *l);

/* ---- policies ---- */

/* The security policy: a file named SECURITY at the top, in .github or in docs, or the
 * organisation's. Not SECURITY-INSIGHTS.yml, and no folder. NULL: none. */
const struct project_file *house_security_policy(const struct project *p);

/* ---- releases ---- */

struct house_version {
    cupel_slice text; /* "1.4.0-rc.1" of "thing/v1.4.0-rc.1" */
    bool is_pre;      /* alpha, beta, rc, dev, nightly… */
};
/* Is @tag the name of a release: does it end in a version of two or more numbers, or a date? */
bool house_version_of(const char *tag, struct house_version *ret);
struct house_release {
    const struct checkout *checkout;
    const struct tag *tag;
    struct house_version version;
};
/* The newest release tag of all own checkouts that is no pre-release, by the tag's time. */
bool house_newest_release(const struct project *p, struct house_release *ret);
/* Could there be releases that the checkouts do not show: cut histories or tags? */
bool house_tags_are_whole(const struct project *p);

/* ---- dates ---- */

/* "2026-11-26" in the project's arena. */
const char *house_day(const struct project *p, int64_t when);
/* Exactly YYYY-MM-DD: midnight UTC. */
bool house_date_read(const char *text, int64_t *ret);
/* Whole days from @from to @to. */
long long house_days(int64_t from, int64_t to);

#endif
