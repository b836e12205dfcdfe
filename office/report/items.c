/* SPDX-License-Identifier: Apache-2.0 */
/* report/items.c: what changed in the landscape, and how much of what it holds. */
#include "office/landscape/diff.h"
#include "office/landscape/matrix.h"
#include "office/report/make.h"

#include <string.h>

struct item_groups {
    struct report_group *added, *removed, *renamed, *moved, *maturity, *status, *changed;
};

static const char *file_of(struct making *m, const struct state *s)
{
    return arena_printf(m->a, "%slandscape/data.yml", s->prefix);
}

/* Where the item says @field ("license", "annotations.tees"), else where it begins. */
static uint32_t line_of(const struct landscape_item *i, const char *field)
{
    const char *key = strncmp(field, "annotations.", 12) == 0 ? field + 12 : NULL;
    for (size_t k = 0; key && k < i->n_annotations; k++)
        if (strcmp(i->annotations[k].key, key) == 0 && i->annotations[k].line)
            return i->annotations[k].line;
    for (size_t k = 0; !key && k < LANDSCAPE_FIELDS; k++)
        if (strcmp(landscape_fields[k].name, field) == 0 && i->lines[k])
            return i->lines[k];
    return i->lines[ITEM_NAME] ? i->lines[ITEM_NAME] : i->line;
}

static const char *place_of(struct making *m, const struct landscape_item *i)
{
    return arena_printf(m->a, "%s / %s", i->category->name, i->subcategory->name);
}

static struct report_item *add(struct making *m, struct report_group *g,
                               const struct diff_change *c)
{
    const struct landscape_item *at = c->after ? c->after : c->before;
    const char *field = c->field ? c->field : "name";
    struct report_item *i = make_item(m, g, at->text[ITEM_NAME], NULL);
    if (c->after)
        make_place(m, &i->where, m->now, file_of(m, m->now), line_of(c->after, field));
    if (c->before)
        make_place(m, &i->where, m->before, file_of(m, m->before), line_of(c->before, field));
    return i;
}

static void add_member(struct making *m, const struct item_groups *g, const struct diff_change *c)
{
    struct report_group *to = g->changed;
    if (strcmp(c->field, "project") == 0 || strcmp(c->field, "annotations.maturity") == 0)
        to = g->maturity;
    else if (strcmp(c->field, "annotations.status") == 0)
        to = g->status;
    make_text(m, add(m, to, c), "%s: %s, was %s", c->field, c->new ? c->new : "absent",
              c->old ? c->old : "absent");
}

static void add_change(struct making *m, const struct item_groups *g, const struct diff_change *c)
{
    switch (c->kind) {
    case DIFF_ADDED: make_text(m, add(m, g->added, c), "%s", place_of(m, c->after)); break;
    case DIFF_REMOVED: make_text(m, add(m, g->removed, c), "%s", place_of(m, c->before)); break;
    case DIFF_RENAMED:
        make_text(m, add(m, g->renamed, c), "was %s", c->before->text[ITEM_NAME]);
        break;
    case DIFF_MOVED:
        make_text(m, add(m, g->moved, c), "%s, was %s", c->new ? c->new : "", c->old ? c->old : "");
        break;
    default: add_member(m, g, c); break;
    }
}

/* ---- totals ---- */

enum { TOTAL_NAME, TOTAL_START, TOTAL_END, TOTAL_COLUMNS };

static void count_all(struct making *m, struct report_row *row, size_t column,
                      const struct state *s)
{
    const char *file = file_of(m, s);
    make_number(m, row, column, s->landscape.n_items);
    for (size_t i = 0; i < s->landscape.n_items; i++)
        make_place(m, &row->cells[column].where, s, file, line_of(s->landscape.items[i], "name"));
}

static void count_value(struct making *m, struct report_row *row, size_t column,
                        const struct state *s, const struct matrix *all, enum matrix_axis axis,
                        const char *value)
{
    const char *file = file_of(m, s);
    const char *field = arena_printf(m->a, "annotations.%s", matrix_axes[axis].key);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct matrix_row *r = &all->rows[i];
        if (!matrix_has(&r->cells[axis], value))
            continue;
        n++;
        make_place(m, &row->cells[column].where, s, file,
                   line_of(r->item, axis == AXIS_MATURITY && r->item->text[ITEM_PROJECT] &&
                                            !landscape_annotation(r->item, "maturity")
                                        ? "project"
                                        : field));
    }
    make_number(m, row, column, n);
}

static bool has_value(const struct matrix *all, enum matrix_axis axis, const char *value)
{
    for (size_t i = 0; i < all->n_values[axis]; i++)
        if (strcmp(all->values[axis][i].name, value) == 0)
            return true;
    return false;
}

static void count_axis(struct making *m, struct report_table *t, enum matrix_axis axis,
                       const struct matrix *before, const struct matrix *now)
{
    const struct matrix *both[] = { now, before };
    for (size_t k = 0; k < CUPEL_COUNT(both); k++)
        for (size_t i = 0; i < both[k]->n_values[axis]; i++) {
            const char *value = both[k]->values[axis][i].name;
            if (k == 1 && has_value(now, axis, value))
                continue;
            struct report_row *row = make_row(
                m, t, arena_printf(m->a, "%s: %s", matrix_axes[axis].title, value));
            if (m->before)
                count_value(m, row, TOTAL_START, m->before, before, axis, value);
            count_value(m, row, TOTAL_END, m->now, now, axis, value);
        }
}

static void add_totals(struct making *m, struct report_section *s)
{
    static const char *const columns[TOTAL_COLUMNS] = { "entries", "before the period",
                                                        "at its end" };
    static const struct matrix_filter everything = { 0 };
    struct report_table *t = make_table(s, "landscape-totals", "Entries of the landscape", columns,
                                        TOTAL_COLUMNS);
    struct report_row *row = make_row(m, t, "all");
    struct matrix before = { 0 }, now = { 0 };
    if (m->before)
        count_all(m, row, TOTAL_START, m->before);
    else
        row->cells[TOTAL_START].text = "not known";
    count_all(m, row, TOTAL_END, m->now);
    if (!m->r->is_yearly || matrix_make(m->a, &m->now->landscape, &everything, &now) != CUPEL_OK ||
        (m->before && matrix_make(m->a, &m->before->landscape, &everything, &before) != CUPEL_OK))
        return;
    count_axis(m, t, AXIS_MATURITY, &before, &now);
    count_axis(m, t, AXIS_TEE, &before, &now);
}

void make_landscape(struct making *m)
{
    struct report_section *s = make_section(m, "landscape", "Landscape");
    struct landscape_diff d = { 0 };
    if (!s)
        return;
    s->note = "Compared are the entries before the period and at its end; what came and went in "
              "between is not seen.";
    struct item_groups g = {
        .added = make_change(m, s, "landscape-added", "Entries added"),
        .removed = make_change(m, s, "landscape-removed", "Entries removed"),
        .renamed = make_change(m, s, "landscape-renamed", "Entries renamed"),
        .moved = make_change(m, s, "landscape-moved", "Entries moved to another category"),
        .maturity = make_change(m, s, "landscape-maturity", "Changes of maturity"),
        .status = make_change(m, s, "landscape-status", "Changes of status"),
        .changed = make_change(m, s, "landscape-changed", "Other facts that changed"),
    };
    g.added->is_headline = g.removed->is_headline = g.maturity->is_headline = true;
    g.changed->is_background = true;
    if (m->before &&
        landscape_compare(m->a, &m->before->landscape, &m->now->landscape, &d) != CUPEL_OK)
        return; /* the arena says so */
    for (size_t i = 0; i < d.n; i++)
        add_change(m, &g, &d.at[i]);
    if (d.more)
        m->a->st = CUPEL_E_LIMIT;
    add_totals(m, s);
}
