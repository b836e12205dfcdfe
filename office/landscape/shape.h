/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landscape/shape.h: what a file of settings may hold, as data: one table per map, checked in one
 * walk that complains of everything at once.
 */
#ifndef CUPEL_OFFICE_LANDSCAPE_SHAPE_H
#define CUPEL_OFFICE_LANDSCAPE_SHAPE_H

#include "office/landscape/read.h"

enum shape_kind {
    SHAPE_END, /* of a table */
    SHAPE_TEXT,
    SHAPE_URL,
    SHAPE_PLACE, /* a URL or a path */
    SHAPE_DATE,
    SHAPE_TRUTH,
    SHAPE_COUNT,
    SHAPE_COLOUR, /* "rgba(0, 107, 204, 1)" */
    SHAPE_CHOICE,
    SHAPE_LIST, /* of members[0] */
    SHAPE_MAP,  /* of members */
    SHAPE_ANY   /* a map with keys of any name, each value as members[0] */
};
struct shape {
    const char *key; /* NULL in members[0] of a list */
    enum shape_kind kind;
    bool must;         /* it must be there; a text that is there is never empty */
    const char *words; /* URL: hosts; CHOICE: what it may be; '|' between */
    const struct shape *members;
    bool some; /* a list with at least one member */
};
void shape_check(struct reading *in, const struct yaml_node *node, const struct shape *shape);

#endif
