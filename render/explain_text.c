/* SPDX-License-Identifier: Apache-2.0 */
#include "render/explain_text.h"

#include <stdio.h>

#define NAME_COLUMN 9u  /* behind the offset */
#define NAME_MAX    34u /* columns that names may claim; longer ones push their value down */
#define VALUE_MAX   26u

struct table {
    unsigned value_at, meaning_at; /* columns */
};

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static struct table measure(const cupel_explanation *e)
{
    unsigned name = 8, value = 4;
    const struct cupel_field *f;
    for (size_t i = 0; (f = cupel_explanation_at(e, i)); i++) {
        unsigned n = f->value ? 2 * f->depth + text_columns(f->name) : 0;
        unsigned v = f->value ? text_columns(f->value) : 0;
        if (n <= NAME_MAX && n > name)
            name = n;
        if (v <= VALUE_MAX && v > value)
            value = v;
    }
    unsigned value_at = NAME_COLUMN + least(name, NAME_MAX) + 2;
    return (struct table){ value_at, value_at + value + 2 };
}

static void put_value(struct text_out *t, const struct table *table, const struct cupel_field *f)
{
    if (f->value && t->column + 1 > table->value_at)
        text_line(t);
    if (f->value) {
        text_to(t, table->value_at);
        text_wrap(t, table->value_at, f->value);
    }
    if (!f->meaning || !*f->meaning)
        return;
    if (!f->value) {
        text_put(t, ": ");
        text_wrap(t, NAME_COLUMN + 2 * f->depth + 2, f->meaning);
        return;
    }
    if (t->column + 1 > table->meaning_at)
        text_line(t);
    text_to(t, table->meaning_at);
    text_colour(t, TEXT_DIM);
    text_wrap(t, table->meaning_at, f->meaning);
    text_colour(t, TEXT_PLAIN);
}

static void put_field(struct text_out *t, const struct table *table, const struct cupel_field *f)
{
    char offset[24];
    if (f->has_span) {
        (void)snprintf(offset, sizeof offset, "%7llu", (unsigned long long)f->offset);
        text_colour(t, TEXT_DIM);
        text_put(t, offset);
        text_colour(t, TEXT_PLAIN);
    }
    text_to(t, NAME_COLUMN + 2 * least(f->depth, 12));
    text_colour(t, f->value ? TEXT_PLAIN : TEXT_BOLD);
    text_put(t, f->name);
    text_colour(t, TEXT_PLAIN);
    put_value(t, table, f);
    text_line(t);
}

void text_explanation(struct text_out *t, const char *name, const cupel_explanation *e)
{
    struct table table = measure(e);
    text_colour(t, TEXT_BOLD);
    text_put(t, name);
    text_put(t, ": ");
    text_put(t, cupel_explanation_title(e));
    text_colour(t, TEXT_PLAIN);
    text_put(t, "; nothing of it is verified");
    text_line(t);
    text_line(t);
    text_put(t, " offset  field");
    text_to(t, table.value_at);
    text_put(t, "value");
    text_to(t, table.meaning_at);
    text_put(t, "meaning");
    text_line(t);
    const struct cupel_field *f;
    for (size_t i = 0; (f = cupel_explanation_at(e, i)); i++)
        put_field(t, &table, f);
}
