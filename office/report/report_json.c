/* SPDX-License-Identifier: Apache-2.0 */
/* report/report_json.c: a report as docs/schema/report-1.schema.json describes it. */
#include "codec/json_out.h"
#include "office/report/report.h"

#include <stdlib.h>

static void put_url(struct json_out *o, const struct report *r, const struct report_place *p)
{
    struct buf url;
    buf_init(&url, o->b->max);
    report_put_place_url(&url, r, p);
    if (url.n)
        json_slice(o, "url", buf_slice(&url));
    else
        json_null(o, "url");
    buf_clear(&url);
}

static void put_places(struct json_out *o, const struct report *r, const struct report_places *w)
{
    json_array_open(o, "places");
    for (size_t i = 0; i < w->n; i++) {
        const struct report_place *p = &w->at[i];
        json_object_open(o, NULL);
        json_text(o, "commit", p->commit);
        json_text(o, "path", p->path);
        json_uint(o, "line", p->line);
        json_text(o, "changed", p->changed);
        put_url(o, r, p);
        json_object_close(o);
    }
    json_array_close(o);
}

static void put_item(struct json_out *o, const struct report *r, const struct report_item *i)
{
    json_object_open(o, NULL);
    json_text(o, "title", i->title);
    json_text(o, "date", i->date);
    json_text(o, "text", i->text);
    json_object_open(o, "figures");
    for (size_t k = 0; k < i->n_figures; k++)
        json_uint(o, i->figures[k].key, i->figures[k].value);
    json_object_close(o);
    put_places(o, r, &i->where);
    json_object_close(o);
}

static void put_group(struct json_out *o, const struct report *r, const struct report_group *g)
{
    json_object_open(o, NULL);
    json_text(o, "id", g->id);
    json_text(o, "title", g->title);
    json_bool(o, "headline", g->is_headline);
    json_text(o, "cannot", g->cannot);
    if (g->cannot)
        json_null(o, "count");
    else
        json_uint(o, "count", g->n);
    json_array_open(o, "items");
    for (size_t i = 0; i < g->n; i++)
        put_item(o, r, &g->items[i]);
    json_array_close(o);
    json_object_close(o);
}

static void put_cell(struct json_out *o, const struct report *r, const struct report_cell *c)
{
    json_object_open(o, NULL);
    json_text(o, "text", c->text);
    if (c->is_number)
        json_uint(o, "number", strtoull(c->text, NULL, 10));
    else
        json_null(o, "number");
    put_places(o, r, &c->where);
    json_object_close(o);
}

static void put_table(struct json_out *o, const struct report *r, const struct report_table *t)
{
    json_object_open(o, NULL);
    json_text(o, "id", t->id);
    json_text(o, "title", t->title);
    json_text(o, "cannot", t->cannot);
    json_array_open(o, "columns");
    for (size_t i = 0; i < t->n_columns; i++)
        json_text(o, NULL, t->columns[i]);
    json_array_close(o);
    json_array_open(o, "rows");
    for (size_t i = 0; i < t->n; i++) {
        json_object_open(o, NULL);
        json_text(o, "list", t->rows[i].list);
        json_array_open(o, "cells");
        for (size_t k = 0; k < t->n_columns; k++)
            put_cell(o, r, &t->rows[i].cells[k]);
        json_array_close(o);
        json_object_close(o);
    }
    json_array_close(o);
    json_object_close(o);
}

static void put_section(struct json_out *o, const struct report *r, const struct report_section *s)
{
    json_object_open(o, NULL);
    json_text(o, "id", s->id);
    json_text(o, "title", s->title);
    json_text(o, "note", s->note);
    json_array_open(o, "groups");
    for (size_t i = 0; i < s->n_groups; i++)
        put_group(o, r, &s->groups[i]);
    json_array_close(o);
    json_array_open(o, "tables");
    for (size_t i = 0; i < s->n_tables; i++)
        put_table(o, r, &s->tables[i]);
    json_array_close(o);
    json_object_close(o);
}

static void put_read(struct json_out *o, const char *key, const struct report_read *read)
{
    json_object_open(o, key);
    json_text(o, "commit", read->commit);
    json_text(o, "date", read->date);
    json_object_close(o);
}

static void put_head(struct json_out *o, const struct report *r)
{
    json_uint(o, "cupel", 1);
    json_text(o, "kind", "report");
    json_text(o, "version", r->version);
    json_text(o, "title", r->title);
    json_text(o, "group", r->group);
    json_text(o, "parent", r->parent);
    json_text(o, "status", r->status);
    json_text(o, "repository", r->repository);
    json_text(o, "span", r->is_yearly ? "yearly" : "quarterly");
    json_text(o, "from", r->from);
    json_text(o, "to", r->to);
    json_text(o, "as_of", r->as_of);
    put_read(o, "state", &r->now);
    if (r->has_before)
        put_read(o, "before", &r->before);
    else
        json_null(o, "before");
    json_bool(o, "changes_known", r->is_before_known);
    json_array_open(o, "notes");
    for (size_t i = 0; i < r->n_notes; i++)
        json_text(o, NULL, r->notes[i]);
    json_array_close(o);
}

void report_write_json(const struct report *r, struct buf *b)
{
    struct json_out o = json_out_to(b);
    json_object_open(&o, NULL);
    put_head(&o, r);
    json_array_open(&o, "sections");
    for (size_t i = 0; i < r->n_sections; i++)
        put_section(&o, r, r->sections[i]);
    json_array_close(&o);
    json_object_close(&o);
    buf_add_byte(b, '\n');
}
