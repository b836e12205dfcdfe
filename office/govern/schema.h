/* SPDX-License-Identifier: Apache-2.0 */
/* govern/schema.h: the shape of an office's files as tables (docs/OFFICE.md), and holding a tree of
 * YAML against one: every mistake at once, with a suggestion. */
#ifndef CUPEL_OFFICE_GOVERN_SCHEMA_H
#define CUPEL_OFFICE_GOVERN_SCHEMA_H

#include "office/govern/govern.h"

enum member_kind {
    MEMBER_TEXT,
    MEMBER_ID, /* lower-case words joined by '-' */
    MEMBER_DATE,
    MEMBER_TIME,  /* HH:MM */
    MEMBER_WORD,  /* one of `words` */
    MEMBER_COUNT, /* a whole number */
    MEMBER_SHARE, /* "50%", or a whole number */
    MEMBER_TRUTH,
    MEMBER_THRESHOLD, /* majority, two-thirds, "66%" */
    MEMBER_URL,
    MEMBER_TEXTS, /* a list of texts */
    MEMBER_DATES,
    MEMBER_MAP, /* of `of` */
    MEMBER_MAPS /* a list of such */
};
enum member_flag {
    MEMBER_MUST = 1,     /* obligatory */
    MEMBER_UNKNOWN = 2,  /* may be "unknown" */
    MEMBER_PERSON = 4,   /* its texts are ids of people */
    MEMBER_VACANT = 8,   /* or "vacant" */
    MEMBER_ITEM = 16,    /* names of landscape items */
    MEMBER_SERIES = 32,  /* ids of meeting series */
    MEMBER_DECIDED = 64, /* ids of decisions */
    MEMBER_FILE = 128    /* a file of the office */
};
struct member {
    const char *name;
    enum member_kind kind;
    unsigned flags;
    const char *words;       /* '|' between */
    const struct member *of; /* ends with a member without a name */
};
extern const struct member *const govern_shapes[GOVERN_KINDS];

struct schema {
    struct arena *a;
    const char *file;
    struct landscape_problems *problems;
    bool is_wrong; /* an error was told */
};
/* The shape alone. */
void schema_check(struct schema *s, const struct yaml_node *map, const struct member *shape);
/* What its texts refer to. */
void schema_refer(struct schema *s, const struct govern *g, const struct yaml_node *map,
                  const struct member *shape);
void schema_error(struct schema *s, const struct yaml_node *at, const char *text, ...)
    __attribute__((format(printf, 3, 4)));
void schema_doubt(struct schema *s, const struct yaml_node *at, const char *text, ...)
    __attribute__((format(printf, 3, 4)));
bool schema_is_unknown(const char *text); /* NULL or "unknown" */

#endif
