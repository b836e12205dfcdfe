/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/review.h: the review of a project as plain data: what the checks fill, what every renderer
 * shows, what is written as JSON and read back (--from, --since, the cache). A project gets checks
 * and counts, never a verdict; a score stands only where the standard that it imitates defines one,
 * beside the findings that make it.
 *
 * All strings are NUL-terminated valid UTF-8 in the review's arena, or static; NULL when absent.
 */
#ifndef CUPEL_OFFICE_MODEL_REVIEW_H
#define CUPEL_OFFICE_MODEL_REVIEW_H

#include <cupel/check.h>

#include "base/arena.h"
#include "base/buf.h"

#define REVIEW_PLACES_MAX   24 /* places kept of one finding or leg; more are counted */
#define REVIEW_FINDINGS_MAX 1000
#define REVIEW_LIST_MAX     10000 /* members of any other list: observations, changes, remarks… */
#define REVIEW_SETS_MAX     32
#define REVIEW_NAME_MAX     64 /* characters of a check's id and of a set's name */

/* A check as defined: one row of a const array beside the function that runs it. */
struct review_info {
    /* Stable, as its standard has it: "cc-nonce", "security_policy". Unique in a review, of
     * letters, digits, '.', '-' and '_'. */
    const char *id;
    const char
        *set; /* "cc", "claims", "clomonitor", "osps", "insights", "life", "exempt"; never "all" */
    const char *title; /* what is checked, as a statement that holds when it passes */
    const char *why;   /* what goes wrong without it */
    const char *spec;  /* whose criterion it is and where it stands there */
    const char *fix;   /* what to do when it does not pass */
    uint8_t gain;   /* 1 small to 3 large: how much it would help those who rely on the project */
    uint8_t effort; /* 1 an hour, 2 a day, 3 a week or more */
};

/* Where something stands: a line of a file at a commit. */
struct place {
    const char *repo;   /* the checkout's name; NULL in a review of one checkout */
    const char *path;   /* NULL: the commit as such */
    uint64_t line;      /* from 1; 0: the file as such */
    const char *commit; /* 40 hex digits */
    const char *note;   /* "compares report_data with the caller's nonce"; may be NULL */
};

struct places {
    const struct place *at;
    size_t n;    /* at most REVIEW_PLACES_MAX */
    size_t more; /* how many others there were */
};

/* The three legs that a criterion may stand on. */
enum leg_name { LEG_CODE, LEG_TEST, LEG_DOCUMENT, LEG_COUNT };
enum leg_state {
    LEG_NOT_ASKED, /* the criterion does not need it */
    LEG_FOUND,
    LEG_ABSENT,
    LEG_UNSURE /* candidates, or something was not read: the places say where to look */
};
const char *leg_name(enum leg_name l);   /* "code", "test", "document" */
const char *leg_state(enum leg_state s); /* "", "found", "absent", "unsure" */

struct leg {
    enum leg_state state;
    const char *note; /* one sentence; may be NULL */
    struct places where;
};

/* One evidence format's row in the table format × {code, test, document}. */
struct format_row {
    const char *format; /* "snp", "tdx", "sgx", "nitro", "cca", "psa", "tpm", "nvidia", "se"… */
    cupel_outcome outcome;
    struct leg legs[LEG_COUNT];
};

/* A figure that a finding rests on, with its definition ("authors with half of the commits"). */
struct figure {
    const char *name;  /* stable: "bus_factor" */
    const char *value; /* as text: "2", "2026-01-31" */
    const char *definition;
};

struct exemption {
    const char *check;   /* id, or the name that the file's tool has for it */
    const char *reason;  /* never empty */
    const char *owner;   /* NULL: the file has no place for one */
    const char *expires; /* "2027-01-31" or NULL */
    const char *source;  /* path:line of the file that says so */
    bool is_expired;     /* counts as none */
    bool is_used;        /* some finding bears it */
};

/* The human part: what people say of a finding, or of the review as a whole. */
enum remark_kind {
    REMARK_COMMENT,
    REMARK_DISSENT,
    REMARK_REPLY /* the project's right of reply */
};
const char *remark_kind_name(enum remark_kind k); /* "comment", "dissent", "reply" */
struct remark {
    enum remark_kind kind;
    const char *by, *date, *text; /* date "2026-11-26" */
};
struct remarks {
    const struct remark *at;
    size_t n;
};

struct finding {
    const struct review_info *info;
    cupel_outcome outcome; /* pass, fail, na, unknown; never warn or skip */
    const char *detail;    /* one sentence: what was found, or which leg is missing */
    struct places where;   /* evidence; candidate places when unknown */
    struct leg legs[LEG_COUNT];
    struct format_row *formats;
    size_t n_formats;
    const struct figure *figures;
    size_t n_figures;
    const struct exemption *exempt; /* in force; NULL: none */
    struct remarks remarks;
};

/* One checkout as it was read. */
struct reviewed {
    const char *name;
    const char *origin;   /* URL of its remote, or NULL */
    const char *commit;   /* 40 hex digits */
    int64_t committed;    /* commit time, seconds since the epoch */
    bool is_defaults;     /* an organisation's .github: its files count where others lack them */
    uint64_t files;       /* in the tree */
    uint64_t commits;     /* in the history */
    const char *license;  /* SPDX id or expression by text; NULL: none recognised */
    const char **partial; /* sentences: what was not read and why; NULL-terminated, may be NULL */
};

/* What our own verifier said of a file of the project. */
struct observation {
    struct place place;
    const char *sha256; /* of the file */
    const char *kind;   /* "evidence", "certificate", "crl", "collateral", "event-log"… */
    const char *format; /* "snp" or NULL */
    const char
        *outcome;       /* "affirming", "warning", "contraindicated", "none", "parses", "refused" */
    const char *detail; /* the verifier's first line or reason */
    bool is_debug;      /* it was refused, among others, for being debug */
};

struct score_part {
    const char *name; /* "license" */
    unsigned weight;  /* of the section */
    /* tenths of a percent: with what cannot be told from files counted as failed, as passed, and
     * left out; -1: nothing applies */
    int low, high, decided;
};
struct score {
    const char *standard;   /* "CLOMonitor" */
    const char *definition; /* how it is computed, in one sentence */
    int low, high, decided; /* as above, of the whole */
    const char *rating;     /* by `decided`: "a" to "d" */
    const struct score_part *parts;
    size_t n_parts;
};

/* What changed since an earlier review or revision. */
struct change {
    const char *what;   /* a check id, or "license", "maintainers", "threat model"… */
    const char *before; /* "fail" or text; NULL: was not there */
    const char *after;
    const char *detail; /* sentence; may be NULL */
    struct place place; /* path NULL: none */
};
struct delta {
    const char *since; /* the commit(s) or the review's date, for people */
    const struct change *changes;
    size_t n_changes;
    size_t unchanged; /* checks with the same outcome */
};

struct reviewer {
    const char *name, *affiliation;
    const char *conflicts; /* declared; "none" is a declaration, NULL is not */
};

/* What a person reads first: the project in a few words of ours. */
struct review {
    struct arena *arena; /* not owned */
    const char *project; /* name */
    const char *version; /* of cupel */
    int64_t as_of;       /* seconds since the epoch: expiry and age count from here */
    const char *stage;   /* "proposed" or "existing" */
    const struct reviewed *repos;
    size_t n_repos;
    const char *const *formats; /* evidence formats that its code handles */
    size_t n_formats;
    const char *const *roles; /* RATS roles and others that its code plays: "verifier"… */
    size_t n_roles;
    struct finding *findings; /* in the registry's order */
    size_t n_findings;
    const struct score *scores;
    size_t n_scores;
    const struct observation *observations;
    size_t n_observations;
    const struct exemption *exemptions; /* all that were read, expired and unused ones too */
    size_t n_exemptions;
    const struct reviewer *reviewers;
    size_t n_reviewers;
    struct remarks remarks;    /* on the review as a whole */
    const struct delta *delta; /* NULL: none was asked for */
};

struct review_counts {
    size_t pass, fail, na, unknown, exempt; /* exempt ones are in no other count */
};
/* "Confidential computing" for "cc"; the name itself for a set that is not ours. Static, or @set.
 */
const char *review_set_title(const char *set);
/* The sets that the findings belong to, in order of appearance; how many. */
size_t review_set_names(const struct review *r, const char *ret[REVIEW_SETS_MAX]);
/* Are these all of them? No, when a finding belongs to one set too many. */
bool review_sets_fit(const struct review *r);
/* Of one set, or of all when @set is NULL. */
struct review_counts review_count(const struct review *r, const char *set);
/* By id, or NULL. */
const struct finding *review_find(const struct review *r, const char *id);
/*
 * The findings that ask for something: those that fail, then those that could not be decided, none
 * that is exempt. Each group by what would help most for the least effort: gain / effort downwards,
 * then in the registry's order. @ret has room for all findings.
 */
size_t review_order(const struct review *r, const struct finding **ret);

/*
 * One JSON object and a newline: the contract in docs/schema/review-1.schema.json. Same review,
 * same bytes, also after it was read back. A review with more values than a reader takes
 * (JSON_NODES_MAX) is written with fewer places, which "where_more" counts; when that does not
 * suffice, or a list is longer than its cap, buf_status() is CUPEL_E_LIMIT.
 */
void review_write_json(const struct review *r, struct buf *b);
/*
 * The same object read back; everything in @ret lives in @a. Definitions come from the file, so
 * that an old review shows what it was judged by. Unknown members are ignored, and so are the
 * counts: they follow from the checks. CUPEL_E_UNSUPPORTED for another version of the contract;
 * @ret is untouched on failure.
 * @err: what is wrong, and where.
 */
cupel_status review_read_json(struct arena *a, cupel_slice in, struct review *ret,
                              struct cupel_diag *err);

#endif
