/* SPDX-License-Identifier: Apache-2.0 */
#include "office/landscape/matrix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUES_MAX  1000 /* different values of one axis */
#define COLUMN_ROOM 11u  /* columns of the table of counts */
#define COLUMNS_MAX 8

const struct matrix_axis_info matrix_axes[MATRIX_AXES] = {
    [AXIS_TEE] = { "tee", "tees", "TEE" },
    [AXIS_EVIDENCE] = { "evidence", "evidence-formats", "evidence" },
    [AXIS_ROLE] = { "role", "rats-roles", "role" },
    [AXIS_LICENSE] = { "license", "license", "licence" },
    [AXIS_MATURITY] = { "maturity", "maturity", "maturity" },
};

bool matrix_has(const struct matrix_cell *c, const char *value)
{
    for (size_t i = 0; i < c->values.n; i++)
        if (strcmp(c->values.at[i], value) == 0)
            return true;
    return false;
}

static const char *const unknown[] = { MATRIX_UNKNOWN };

struct landscape_list matrix_fact_values(struct arena *a, const struct landscape_item *i,
                                         const char *key, struct landscape_fact *fact)
{
    *fact = landscape_fact(a, i, key);
    struct landscape_list values = { unknown, 1, 0 };
    if (fact->value && strcmp(key, matrix_axes[AXIS_LICENSE].key) == 0) {
        const char **one = arena_array(a, 1, sizeof *one);
        if (one)
            one[0] = fact->value;
        return (struct landscape_list){ one, one ? 1 : 0, 0 };
    }
    struct landscape_list given = landscape_values(a, fact);
    return given.n ? given : values;
}

static void fill_cell(struct arena *a, const struct landscape_item *i, enum matrix_axis axis,
                      struct matrix_cell *ret)
{
    ret->values = matrix_fact_values(a, i, matrix_axes[axis].key, &ret->fact);
}

static bool is_named(const struct landscape_list *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->at[i], name) == 0)
            return true;
    return names->n == 0;
}

static bool passes(const struct matrix_row *r, const struct matrix_filter *f)
{
    if (!is_named(&f->names, r->item->text[ITEM_NAME]) ||
        (f->category && strcmp(f->category, r->item->category->name) != 0))
        return false;
    for (int x = 0; x < MATRIX_AXES; x++) {
        bool found = f->values[x].n == 0;
        for (size_t i = 0; i < f->values[x].n && !found; i++)
            found = matrix_has(&r->cells[x], f->values[x].at[i]);
        if (!found)
            return false;
    }
    return true;
}

/* ---- which values there are ---- */

static int compare_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static int compare_value(const void *x, const void *y)
{
    const struct matrix_value *a = x, *b = y;
    bool ua = strcmp(a->name, MATRIX_UNKNOWN) == 0, ub = strcmp(b->name, MATRIX_UNKNOWN) == 0;
    if (ua != ub)
        return ua ? 1 : -1;
    if (a->rows != b->rows)
        return a->rows > b->rows ? -1 : 1;
    return strcmp(a->name, b->name);
}

size_t matrix_count(struct arena *a, const char **all, size_t n, size_t most,
                    struct matrix_value **ret)
{
    struct matrix_value *values = arena_array(a, most + 1, sizeof *values);
    size_t used = 0;
    if (!values)
        return 0;
    if (n > 1)
        qsort(all, n, sizeof *all, compare_text);
    for (size_t i = 0; i < n; i++) {
        if (used && strcmp(values[used - 1].name, all[i]) == 0)
            values[used - 1].rows++;
        else if (used < most)
            values[used++] = (struct matrix_value){ all[i], 1 };
    }
    if (used > 1)
        qsort(values, used, sizeof *values, compare_value);
    *ret = values;
    return used;
}

static void count_values(struct arena *a, struct matrix *m, enum matrix_axis x)
{
    size_t total = 0, n = 0;
    struct matrix_value *values = NULL;
    for (size_t i = 0; i < m->n; i++)
        total += m->rows[i].cells[x].values.n;
    const char **all = arena_array(a, total + 1, sizeof *all);
    for (size_t i = 0; all && i < m->n; i++)
        for (size_t k = 0; k < m->rows[i].cells[x].values.n; k++)
            all[n++] = m->rows[i].cells[x].values.at[k];
    m->n_values[x] = all ? matrix_count(a, all, n, VALUES_MAX, &values) : 0;
    m->values[x] = values;
}

cupel_status matrix_make(struct arena *a, const struct landscape *l,
                         const struct matrix_filter *filter, struct matrix *ret)
{
    struct matrix m = { .all = l->n_items };
    struct matrix_row *rows = arena_array(a, l->n_items + 1, sizeof *rows);
    for (size_t i = 0; rows && i < l->n_items; i++) {
        struct matrix_row *r = &rows[m.n];
        r->item = l->items[i];
        for (int x = 0; x < MATRIX_AXES; x++)
            fill_cell(a, r->item, (enum matrix_axis)x, &r->cells[x]);
        m.n += passes(r, filter);
    }
    m.rows = rows;
    for (int x = 0; rows && x < MATRIX_AXES; x++)
        count_values(a, &m, (enum matrix_axis)x);
    CUPEL_TRY(arena_status(a));
    *ret = m;
    return CUPEL_OK;
}

size_t matrix_cross(const struct matrix *m, enum matrix_axis by, const char *x,
                    enum matrix_axis across, const char *y)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++)
        n += matrix_has(&m->rows[i].cells[by], x) && matrix_has(&m->rows[i].cells[across], y);
    return n;
}

/* ---- shown ---- */

static void write_values(const struct matrix_cell *c, struct text_out *t)
{
    for (size_t i = 0; i < c->values.n; i++) {
        text_put(t, i ? "," : "");
        text_put(t, c->values.at[i]);
    }
}

static void write_row(const struct matrix_row *r, bool sources, struct text_out *t)
{
    text_put(t, r->item->text[ITEM_NAME]);
    text_line(t);
    for (int x = 0; x < MATRIX_AXES; x++) {
        const struct landscape_fact *f = &r->cells[x].fact;
        text_to(t, 2);
        text_put(t, matrix_axes[x].title);
        text_to(t, 12);
        write_values(&r->cells[x], t);
        text_line(t);
        if (!sources || !f->value)
            continue;
        text_to(t, 14);
        text_put(t, f->source ? f->source : "no source");
        text_put(t, f->date ? "; " : "");
        text_put(t, f->date ? f->date : "");
        text_line(t);
    }
}

static void write_counts(const struct matrix *m, struct text_out *t)
{
    char room[200];
    (void)snprintf(room, sizeof room, "%zu of %zu items", m->n, m->all);
    text_heading(t, room);
    for (int x = 0; x < MATRIX_AXES; x++) {
        text_to(t, 2);
        text_put(t, matrix_axes[x].title);
        text_to(t, 12);
        for (size_t i = 0; i < m->n_values[x]; i++) {
            (void)snprintf(room, sizeof room, "%.150s %zu%s", m->values[x][i].name,
                           m->values[x][i].rows, i + 1 < m->n_values[x] ? ", " : "");
            text_wrap(t, 12, room);
            if (i + 1 < m->n_values[x])
                text_put(t, " ");
        }
        text_line(t);
    }
}

void matrix_write_text(const struct matrix *m, bool sources, struct text_out *t)
{
    for (size_t i = 0; i < m->n; i++)
        write_row(&m->rows[i], sources, t);
    write_counts(m, t);
}

/* As many columns as fit, the rest in tables below. */
void matrix_write_cross(const struct matrix *m, enum matrix_axis by, enum matrix_axis across,
                        struct text_out *t)
{
    char room[64];
    for (size_t start = 0; start < m->n_values[across]; start += COLUMNS_MAX) {
        size_t end = start + COLUMNS_MAX;
        end = end < m->n_values[across] ? end : m->n_values[across];
        (void)snprintf(room, sizeof room, "%s by %s", matrix_axes[by].title,
                       matrix_axes[across].title);
        text_heading(t, room);
        for (size_t c = start; c < end; c++) {
            text_to(t, 14 + (unsigned)(c - start) * COLUMN_ROOM);
            (void)snprintf(room, sizeof room, "%.10s", m->values[across][c].name);
            text_put(t, room);
        }
        text_line(t);
        for (size_t r = 0; r < m->n_values[by]; r++) {
            (void)snprintf(room, sizeof room, "%.13s", m->values[by][r].name);
            text_put(t, room);
            for (size_t c = start; c < end; c++) {
                text_to(t, 14 + (unsigned)(c - start) * COLUMN_ROOM);
                size_t n = matrix_cross(m, by, m->values[by][r].name, across,
                                        m->values[across][c].name);
                (void)snprintf(room, sizeof room, n ? "%zu" : ".", n);
                text_put(t, room);
            }
            text_line(t);
        }
    }
}

static void write_cell_json(const struct matrix_cell *c, const char *name, struct json_out *o)
{
    json_object_open(o, name);
    json_array_open(o, "values");
    for (size_t i = 0; i < c->values.n; i++)
        json_text(o, NULL, c->values.at[i]);
    json_array_close(o);
    json_text(o, "source", c->fact.source);
    json_text(o, "date", c->fact.date);
    json_object_close(o);
}

void matrix_write_json(const struct matrix *m, struct json_out *o)
{
    json_array_open(o, "rows");
    for (size_t i = 0; i < m->n; i++) {
        json_object_open(o, NULL);
        json_text(o, "item", m->rows[i].item->text[ITEM_NAME]);
        json_text(o, "id", m->rows[i].item->id);
        json_text(o, "category", m->rows[i].item->category->name);
        json_text(o, "subcategory", m->rows[i].item->subcategory->name);
        for (int x = 0; x < MATRIX_AXES; x++)
            write_cell_json(&m->rows[i].cells[x], matrix_axes[x].name, o);
        json_object_close(o);
    }
    json_array_close(o);
    json_object_open(o, "values");
    for (int x = 0; x < MATRIX_AXES; x++) {
        json_array_open(o, matrix_axes[x].name);
        for (size_t i = 0; i < m->n_values[x]; i++) {
            json_object_open(o, NULL);
            json_text(o, "value", m->values[x][i].name);
            json_uint(o, "items", m->values[x][i].rows);
            json_object_close(o);
        }
        json_array_close(o);
    }
    json_object_close(o);
    json_uint(o, "items", m->all);
}
