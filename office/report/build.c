/* SPDX-License-Identifier: Apache-2.0 */
/* report/build.c: growing a report, and small questions to an office's files. */
#include "office/report/make.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Room for one more of @size bytes behind @n; the old ones stay in the arena. NULL past @max. */
static void *grow(struct arena *a, void *old, size_t n, size_t *room, size_t size, size_t max)
{
    if (n < *room)
        return old;
    if (n >= max)
        a->st = a->st == CUPEL_OK ? CUPEL_E_LIMIT : a->st;
    size_t more = n < 4 ? 4 : n * 2;
    void *fresh = n < max ? arena_array(a, more, size) : NULL;
    if (!fresh)
        return NULL;
    if (n)
        slice_copy(slice_of(old, n * size), fresh, n * size);
    *room = more;
    return fresh;
}

struct report_section *make_section(struct making *m, const char *id, const char *title)
{
    struct report_section *s = arena_alloc(m->a, sizeof *s);
    if (!s || m->r->n_sections == REPORT_SECTIONS_MAX)
        return NULL;
    s->id = id;
    s->title = title;
    m->r->sections[m->r->n_sections++] = s;
    return s;
}

struct report_group *make_group(struct report_section *s, const char *id, const char *title)
{
    struct report_group *g = &s->groups[s->n_groups < REPORT_PARTS_MAX ? s->n_groups++ : 0];
    *g = (struct report_group){ .id = id, .title = title };
    return g;
}

struct report_group *make_headline(struct report_section *s, const char *id, const char *title)
{
    struct report_group *g = make_group(s, id, title);
    g->is_headline = true;
    return g;
}

struct report_group *make_change(struct making *m, struct report_section *s, const char *id,
                                 const char *title)
{
    struct report_group *g = make_group(s, id, title);
    if (!m->before)
        g->cannot = "cannot be told: there is no state before the period to compare with";
    return g;
}

struct report_item *make_item(struct making *m, struct report_group *g, const char *title,
                              const char *date)
{
    struct report_item *all = grow(m->a, g->items, g->n, &g->room, sizeof *all, REPORT_ITEMS_MAX);
    struct report_item *i = &m->spare_item;
    if (all) {
        g->items = all;
        i = &all[g->n++];
    }
    *i = (struct report_item){ .title = title && *title ? title : "(without a name)",
                               .date = date && *date ? date : NULL };
    return i;
}

void make_text(struct making *m, struct report_item *i, const char *format, ...)
{
    struct buf b;
    char room[2048];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(room, sizeof room, format, args);
    va_end(args);
    if (n <= 0)
        return;
    size_t length = (size_t)n < sizeof room ? (size_t)n : sizeof room - 1;
    while (length && length == sizeof room - 1 && ((uint8_t)room[length - 1] & 0x80))
        length--; /* no half of a character */
    buf_init(&b, 16384);
    buf_add_str(&b, i->text ? i->text : "");
    buf_add_str(&b, i->text ? "; " : "");
    buf_add(&b, slice_of(room, length));
    buf_add_str(&b, (size_t)n >= sizeof room ? "…" : "");
    buf_add_byte(&b, '\0');
    if (buf_status(&b) == CUPEL_OK)
        i->text = (const char *)arena_copy(m->a, buf_slice(&b)).p;
    else
        m->a->st = m->a->st == CUPEL_OK ? buf_status(&b) : m->a->st;
    buf_clear(&b);
}

void make_figure(struct report_item *i, const char *key, uint64_t value)
{
    if (i->n_figures < REPORT_FIGURES_MAX)
        i->figures[i->n_figures++] = (struct report_figure){ key, value };
}

void make_place(struct making *m, struct report_places *to, const struct state *s, const char *path,
                uint32_t line)
{
    struct report_place *all = grow(m->a, to->at, to->n, &to->room, sizeof *all, REPORT_PLACES_MAX);
    if (!all)
        return;
    to->at = all;
    for (size_t i = 0; i < to->n && i < 16; i++)
        if (all[i].path == path && all[i].line == line && all[i].commit == s->commit)
            return; /* several members of one line */
    all[to->n++] = (struct report_place){ .commit = s->commit, .path = path, .line = line };
}

void make_proof(struct making *m, struct report_places *to, const struct state *s,
                const struct govern_file *f, const struct yaml_node *map, const char *key)
{
    const struct yaml_node *n = key ? yaml_find(map, key) : NULL;
    make_place(m, to, s, f->name, n ? n->key_line ? n->key_line : n->line : map->line);
}

void make_places(struct making *m, struct report_places *to, const struct report_places *from)
{
    for (size_t i = 0; i < from->n; i++) {
        struct report_place *all = grow(m->a, to->at, to->n, &to->room, sizeof *all,
                                        REPORT_PLACES_MAX);
        if (!all)
            return;
        to->at = all;
        all[to->n++] = from->at[i];
    }
}

struct report_table *make_table(struct report_section *s, const char *id, const char *title,
                                const char *const *columns, size_t n)
{
    struct report_table *t = &s->tables[s->n_tables < REPORT_PARTS_MAX ? s->n_tables++ : 0];
    *t = (struct report_table){ .id = id, .title = title };
    for (; t->n_columns < n && t->n_columns < REPORT_COLUMNS_MAX; t->n_columns++)
        t->columns[t->n_columns] = columns[t->n_columns];
    return t;
}

struct report_row *make_row(struct making *m, struct report_table *t, const char *name)
{
    struct report_row *all = grow(m->a, t->rows, t->n, &t->room, sizeof *all, REPORT_ITEMS_MAX);
    struct report_row *row = &m->spare_row;
    if (all) {
        t->rows = all;
        row = &all[t->n++];
    }
    *row = (struct report_row){ 0 };
    for (size_t i = 0; i < REPORT_COLUMNS_MAX; i++)
        row->cells[i].text = "";
    row->cells[0].text = name;
    return row;
}

void make_number(struct making *m, struct report_row *row, size_t column, uint64_t n)
{
    row->cells[column].text = arena_printf(m->a, "%llu", (unsigned long long)n);
    row->cells[column].is_number = true;
}

/* ---- questions ---- */

bool make_in(const struct making *m, const char *date)
{
    return date && landscape_date(date, NULL) && strcmp(m->r->from, date) <= 0 &&
           strcmp(date, m->r->to) <= 0;
}

bool make_is_before(const struct making *m, const char *date)
{
    return date && landscape_date(date, NULL) && strcmp(date, m->r->from) < 0;
}

const char *make_member(const struct yaml_node *map, const char *key)
{
    const char *text = map ? yaml_text(map, key) : NULL;
    return text && strcmp(text, "unknown") != 0 ? text : "";
}

const char *make_person(const struct state *s, const char *id)
{
    const struct govern_id *p = govern_find(&s->g.people, id);
    const char *name = p ? make_member(p->node, "name") : "";
    return *name ? name : id;
}

const struct govern_file *make_next(const struct state *s, enum govern_kind kind,
                                    const struct govern_file *f)
{
    size_t i = f ? (size_t)(f - s->g.files) + 1 : 0;
    for (; i < s->g.n_files; i++)
        if (s->g.files[i].kind == kind && s->g.files[i].top)
            return &s->g.files[i];
    return NULL;
}

const struct govern_file *make_find(const struct state *s, enum govern_kind kind, const char *id)
{
    const struct govern_file *f = NULL;
    while ((f = make_next(s, kind, f)))
        if (strcmp(f->id, id) == 0)
            return f;
    return NULL;
}

bool make_covers(const struct yaml_node *seat, const char *day)
{
    const char *start = make_member(seat, "start"), *end = make_member(seat, "end");
    return (!*start || strcmp(start, day) <= 0) && (!*end || strcmp(day, end) <= 0);
}

static const struct yaml_node *first_of(const struct govern_file *f, const char *list)
{
    const struct yaml_node *n = f ? yaml_find(f->top, list) : NULL;
    return n && n->type == YAML_LIST ? n->child : NULL;
}

bool make_next_seat(const struct state *s, struct seat_walk *w)
{
    const struct govern_file *f = make_next(s, GOVERN_ROLES, NULL);
    w->at = w->began ? w->at->next : first_of(f, "seats");
    w->began = true;
    if (!w->at && !w->is_past) {
        w->is_past = true;
        w->at = first_of(f, "past");
    }
    return w->at != NULL;
}

const struct report_group *make_find_group(const struct report *r, const char *id)
{
    for (size_t i = 0; i < r->n_sections; i++)
        for (size_t k = 0; k < r->sections[i]->n_groups; k++)
            if (strcmp(r->sections[i]->groups[k].id, id) == 0)
                return &r->sections[i]->groups[k];
    return NULL;
}

const struct report_table *make_find_table(const struct report *r, const char *id)
{
    for (size_t i = 0; i < r->n_sections; i++)
        for (size_t k = 0; k < r->sections[i]->n_tables; k++)
            if (strcmp(r->sections[i]->tables[k].id, id) == 0)
                return &r->sections[i]->tables[k];
    return NULL;
}
