/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/insights.h: security-insights manifests of versions 1 and 2: which file counts, and all
 * that is wrong with it, at once.
 */
#ifndef CUPEL_OFFICE_REVIEW_INSIGHTS_H
#define CUPEL_OFFICE_REVIEW_INSIGHTS_H

#include "office/review/project.h"
#include "office/text/yaml.h"

#define INSIGHTS_ERRORS_MAX 100 /* of one manifest; more are counted */
#define INSIGHTS_PLACES                                                                            \
    "security-insights.yml, .github/security-insights.yml or SECURITY-INSIGHTS.yml"

struct insights_error {
    uint32_t line;
    const char *text; /* "header.last-reviewed: must be a date (YYYY-MM-DD), not \"soon\"" */
    bool is_shape;    /* breaks the shape that CLOMonitor demands as well */
};

struct insights {
    const struct project_file *file; /* NULL: the checkout has none */
    int major;                       /* 1 or 2; 0: not told, see the first error */
    const char *version;             /* as written, or NULL */
    const struct yaml_node *top;     /* NULL: no YAML */
    const struct insights_error *errors;
    size_t n_errors, more;
};

/*
 * The manifest of a checkout: of security-insights.yml, .github/security-insights.yml,
 * SECURITY-INSIGHTS.yml and .gitlab/security-insights.yml (letter case as it stands, no links) the
 * first of version 2, else the first of version 1. One that cannot be read ends the search: there
 * is no falling back from a broken one. The last place is the specification's; CLOMonitor does not
 * look there. Everything lives in @p's arena. False when there is none.
 */
bool insights_read(const struct project *p, const struct checkout *c, struct insights *ret);
/* Would CLOMonitor accept it: its place and its shape? */
bool insights_has_shape(const struct insights *i);
/* A file that is named nearly like a manifest and is none to any tool, or NULL. */
const struct project_file *insights_misnamed(const struct checkout *c);
/* "header.url" of the manifest, or NULL. */
const char *insights_text(const struct insights *i, const char *path);
const struct yaml_node *insights_node(const struct insights *i, const char *path);

/* ---- the schema as data; for insights_v1.c, insights_v2.c and the validator ---- */

enum si_type {
    SI_MAP,
    SI_LIST,
    SI_TEXT,
    SI_SHORT, /* text of 1 to 560 characters */
    SI_URL,   /* http or https */
    SI_DATE,  /* YYYY-MM-DD */
    SI_TIME,  /* a date with a time: RFC 3339 */
    SI_BOOL,
    SI_NUMBER,
    SI_EMAIL,
    SI_WORD,    /* one of a list */
    SI_VERSION, /* N.N.N */
    SI_HASH,    /* 5 to 40 hex digits */
    SI_LICENSE, /* an SPDX expression */
    SI_ANY
};
enum si_flag {                /* bits */
               SI_NEEDED = 1, /* must be there */
               SI_SHAPE = 2,  /* and CLOMonitor refuses the manifest without it */
               SI_FILLED = 4, /* a list that needs one entry */
               SI_UNIQUE = 8  /* a list whose entries differ */
};

struct si_rule {
    const char *key; /* NULL ends a table */
    enum si_type type;
    unsigned flags;
    const struct si_rule *members; /* SI_MAP; SI_LIST of maps: of each entry */
    enum si_type items;            /* SI_LIST without members: of each entry */
    const char *words;             /* SI_WORD, SI_LIST of SI_WORD: "active|moved" */
};
extern const struct si_rule si_v1[], si_v2[];

/* What a table cannot say: fields that others make obligatory. Errors go to @ret. */
struct si_check;
void si_v1_conditions(struct si_check *s);
void si_v2_conditions(struct si_check *s);

struct si_check {
    const struct project *p;
    struct insights *in;
    struct insights_error *errors;
    bool is_open; /* unknown keys are errors only where a known one is near */
    unsigned guesses;
};
void si_error(struct si_check *s, const struct yaml_node *at, bool is_shape, const char *text, ...)
    __attribute__((format(printf, 4, 5)));
/* "a.b" from the top, or NULL. */
const struct yaml_node *si_find(const struct si_check *s, const char *path);

#endif
