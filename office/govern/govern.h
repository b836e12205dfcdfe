/* SPDX-License-Identifier: Apache-2.0 */
/*
 * govern/govern.h: an office (docs/OFFICE.md): the files in which a group keeps whom it elects,
 * when it meets and what it decides. Read with every mistake at once, then held against the
 * operating model that the group follows, which is data too (rules/NAME.yml). Pure: files come as
 * bytes and the day as an argument.
 *
 * Files stay trees of YAML whose shape was checked (schema.h): what reads them asks for members by
 * name and finds their line at hand, which every message needs.
 */
#ifndef CUPEL_OFFICE_GOVERN_GOVERN_H
#define CUPEL_OFFICE_GOVERN_GOVERN_H

#include "office/landscape/landscape.h"

#define GOVERN_FILES_MAX 5000    /* files of an office that are read */
#define GOVERN_NAMES_MAX 50000   /* files that are known by name */
#define GOVERN_FILE_MAX  4194304 /* bytes of one */
#define GOVERN_IDS_MAX   20000   /* of one kind */

enum govern_kind {
    GOVERN_OFFICE,
    GOVERN_CHARTER,
    GOVERN_PEOPLE,
    GOVERN_ROLES,
    GOVERN_COMMUNICATIONS,
    GOVERN_MEETING, /* meetings/DATE-SERIES.yml */
    GOVERN_DECISION,
    GOVERN_RECOMMENDATIONS,
    GOVERN_PAPER, /* papers/ID/paper.yml */
    GOVERN_PATTERN,
    GOVERN_RULES, /* rules/NAME.yml */
    GOVERN_KINDS
};
/* Which kind the path (from the top of the office) is, or GOVERN_KINDS; *id (may be NULL): the
 * middle of its name. */
enum govern_kind govern_kind_of(const char *path, cupel_slice *id);

struct review; /* office/model/review.h */

struct govern_file {
    const char *name; /* for messages */
    const char *id;   /* of a meeting, decision, paper, pattern or rules; else "" */
    enum govern_kind kind;
    const struct yaml_node *top; /* a map of the right shape; NULL: it had mistakes of form */
};
/* A name that others refer to. */
struct govern_id {
    const char *text;
    const char *file;
    uint32_t line;
    const struct yaml_node *node;
};
struct govern_ids {
    struct govern_id *at; /* sorted by text */
    size_t n;
};

struct govern {
    struct arena *arena;
    struct govern_file *files; /* by kind, then by name */
    size_t n_files;
    const char *const *names; /* all files of the office, from its top, sorted */
    size_t n_names;
    const struct landscape *landscape; /* NULL: none, or not readable */
    const struct yaml_node *rules;     /* NULL: none that could be read */
    const char *rules_name;
    struct govern_ids people, series, decisions, actions;
    int64_t as_of; /* midnight UTC */
};

struct govern_input {
    const struct landscape_file *files; /* names from the top of the office, or below @prefix */
    size_t n;
    const char *const *names; /* of all files, from the top, sorted; more than those read */
    size_t n_names;
    const char *prefix; /* what messages put before a name: "" or "DIR/" */
    const struct landscape *landscape;
    int64_t as_of;
};
/* Read the files: shape, ids, references; mistakes in @problems. CUPEL_OK also with mistakes;
 * CUPEL_E_LIMIT or CUPEL_E_NOMEM when the arena did not do. Everything lives in @a. */
cupel_status govern_read(struct arena *a, const struct govern_input *in, struct govern *ret,
                         struct landscape_problems *problems);
/* Hold them against the operating model and the day: warnings, each a thing for people to look at,
 * and errors where the files contradict one another. */
void govern_check(const struct govern *g, struct landscape_problems *problems);

/* Is it the path of a review that an office keeps, reviews/ID.json? *id (may be NULL): of it. */
bool govern_is_review(const char *path, cupel_slice *id);
/* A review that the office keeps. */
struct govern_review {
    const char *file;            /* as messages have it */
    const struct review *review; /* NULL: it could not be read */
    const char *why;             /* then */
};
/* Errors for what is no review; warnings, of the newest of each project, for a security-insights
 * manifest or an exemption that has expired since, and for a review that is older than a year. */
void govern_check_reviews(const struct govern *g, const struct govern_review *all, size_t n,
                          struct landscape_problems *problems);

/* The file of that kind, or NULL; of meetings and the like the first. */
const struct govern_file *govern_file(const struct govern *g, enum govern_kind kind);
const struct govern_id *govern_find(const struct govern_ids *ids, const char *text);
bool govern_has_name(const struct govern *g, const char *name);
/* Built-in rules: their text, or the empty slice. */
cupel_slice govern_builtin_rules(const char *name);

/* ---- votes ---- */

enum vote_outcome { VOTE_PASSED, VOTE_FAILED, VOTE_NO_QUORUM, VOTE_OPEN };
struct tally {
    enum vote_outcome outcome;
    size_t votes_for, against, abstain;
    size_t electorate; /* persons who may vote: without the recused */
    size_t voted;
    size_t quorum; /* persons that are needed */
    size_t needed; /* votes for, given what was cast */
    bool is_known; /* false: the electorate or a rule of it could not be made out */
};
const char *vote_outcome_name(enum vote_outcome o);
/* Count the ballots of a decision as its own file says, on @as_of. Each person counts once; who is
 * recused or not in the electorate counts nowhere. */
struct tally vote_tally(const struct govern *g, const struct yaml_node *decision);

/* Is the person in the decision's electorate, recused or not? */
bool vote_may(const struct govern *g, const struct yaml_node *decision, const char *person);

/* ---- minutes ---- */

/*
 * The file meetings/DATE-SERIES.yml as it is before the meeting: nobody is said to have been there;
 * an agenda of what stands open on @g's day; actions that earlier meetings left open, carried over
 * under new ids. @series: of communications.yml. What it refers to exists: the file passes
 * govern_check() as it is.
 */
void minutes_write(const struct govern *g, const struct yaml_node *series, const char *date,
                   struct buf *b);

#endif
