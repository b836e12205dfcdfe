/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landscape/matrix.h: TEE × evidence format × RATS role × licence × maturity, item by item, with
 * source and date of each cell. "unknown" is a value of every axis, and is never left out.
 */
#ifndef CUPEL_OFFICE_LANDSCAPE_MATRIX_H
#define CUPEL_OFFICE_LANDSCAPE_MATRIX_H

#include "codec/json_out.h"
#include "office/landscape/landscape.h"
#include "render/text.h"

enum matrix_axis { AXIS_TEE, AXIS_EVIDENCE, AXIS_ROLE, AXIS_LICENSE, AXIS_MATURITY, MATRIX_AXES };
#define MATRIX_UNKNOWN "unknown"
struct matrix_axis_info {
    const char *name;  /* of the option and in JSON: "tee" */
    const char *key;   /* of the fact: "tees" */
    const char *title; /* "TEE" */
};
extern const struct matrix_axis_info matrix_axes[MATRIX_AXES];

struct matrix_cell {
    struct landscape_fact fact;
    struct landscape_list values; /* "unknown" alone where the fact is not known */
};
struct matrix_row {
    const struct landscape_item *item;
    struct matrix_cell cells[MATRIX_AXES];
};
/* A value of an axis and how many rows have it. */
struct matrix_value {
    const char *name;
    size_t rows;
};
struct matrix {
    const struct matrix_row *rows; /* that the filter lets through, in the order of the file */
    size_t n;
    size_t all;                                     /* items of the landscape */
    const struct matrix_value *values[MATRIX_AXES]; /* of the rows: most rows first, then by name;
                                                     * "unknown" last */
    size_t n_values[MATRIX_AXES];
};
/* A row passes when, on each axis with a filter, it has one of the filter's values; and, where
 * there are names, is one of them. */
struct matrix_filter {
    struct landscape_list values[MATRIX_AXES];
    struct landscape_list names;
    const char *category; /* NULL: all */
};
/* Strings in @a or the landscape's. */
cupel_status matrix_make(struct arena *a, const struct landscape *l,
                         const struct matrix_filter *filter, struct matrix *ret);
bool matrix_has(const struct matrix_cell *c, const char *value);
/* The values of the fact @key of @i, and the fact itself; "unknown" alone where it is not known. A
 * licence is one value: an expression has no commas. Empty when memory is short. */
struct landscape_list matrix_fact_values(struct arena *a, const struct landscape_item *i,
                                         const char *key, struct landscape_fact *fact);
/* How often each value stands in @all, which gets sorted: the first @most of them into @ret, in the
 * order of struct matrix; how many. */
size_t matrix_count(struct arena *a, const char **all, size_t n, size_t most,
                    struct matrix_value **ret);
/* Rows with @x on axis @by and @y on axis @across. */
size_t matrix_cross(const struct matrix *m, enum matrix_axis by, const char *x,
                    enum matrix_axis across, const char *y);

/* One line for each row, then how many have each value; @sources: with source and date of cells. */
void matrix_write_text(const struct matrix *m, bool sources, struct text_out *t);
/* A table of counts, @by down and @across to the right. */
void matrix_write_cross(const struct matrix *m, enum matrix_axis by, enum matrix_axis across,
                        struct text_out *t);
/* The members "rows", "values" and "items" of an open object. */
void matrix_write_json(const struct matrix *m, struct json_out *o);

#endif
