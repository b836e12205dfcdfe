/* SPDX-License-Identifier: Apache-2.0 */
#include "check/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const char *const outcome_names[] = { "pass", "warn", "fail", "unknown", "skip", "na" };
static const char *const category_names[] = { "hardware", "tcb",        "configuration",
                                              "identity", "revocation", "freshness" };

const char *cupel_outcome_name(cupel_outcome o)
{
    return (size_t)o < CUPEL_COUNT(outcome_names) ? outcome_names[o] : "fail";
}

const char *cupel_category_name(cupel_category c)
{
    return (size_t)c < CUPEL_COUNT(category_names) ? category_names[c] : "hardware";
}

cupel_status check_category_parse(cupel_slice name, cupel_category *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(category_names); i++) {
        if (slice_eq(name, slice_str(category_names[i]))) {
            *ret = (cupel_category)i;
            return CUPEL_OK;
        }
    }
    return CUPEL_E_NOT_FOUND;
}

void check_list_init(struct check_list *l, struct arena *a)
{
    *l = (struct check_list){ .arena = a };
}

static bool grow(struct check_list *l)
{
    size_t room = l->room ? l->room * 2 : 48;
    struct cupel_check **more = arena_array(l->arena, room, sizeof(*more));
    if (!more)
        return false;
    if (l->n)
        memcpy(more, l->items, l->n * sizeof(*more));
    l->items = more;
    l->room = room;
    return true;
}

struct cupel_check *check_add(struct check_list *l, const struct cupel_check_info *def,
                              cupel_outcome outcome, const char *detail)
{
    struct cupel_check *c = NULL;
    if (l->n < l->room || grow(l))
        c = arena_alloc(l->arena, sizeof *c);
    if (c)
        l->items[l->n++] = c;
    else
        c = &l->spill;
    *c = (struct cupel_check){
        .id = def->id,
        .outcome = outcome,
        .category = def->category,
        .title = def->title,
        .detail = detail ? detail : def->title,
        .spec = def->spec,
        .fix = outcome == CUPEL_PASS || outcome == CUPEL_NA ? NULL : def->fix,
    };
    return c;
}

struct cupel_check *check_addf(struct check_list *l, const struct cupel_check_info *def,
                               cupel_outcome outcome, const char *detail, ...)
{
    char text[600];
    va_list ap;
    va_start(ap, detail);
    (void)vsnprintf(text, sizeof text, detail, ap);
    va_end(ap);
    return check_add(l, def, outcome, arena_text(l->arena, slice_str(text)));
}

void check_where(struct check_list *l, struct cupel_check *c, const char *in, uint64_t offset,
                 uint64_t length)
{
    struct cupel_where *all = arena_array(l->arena, c->n_where + 1, sizeof *all);
    if (!all)
        return;
    if (c->n_where)
        memcpy(all, c->where, c->n_where * sizeof *all);
    all[c->n_where] = (struct cupel_where){ .in = in, .offset = offset, .length = length };
    c->where = all;
    c->n_where++;
}

void check_period(struct check_list *l, struct cupel_check *c, int64_t from, int64_t until,
                  int64_t now)
{
    char t[3][RFC3339_ROOM];
    rfc3339_write(from, t[0]);
    rfc3339_write(until, t[1]);
    rfc3339_write(now, t[2]);
    c->expected = arena_printf(l->arena, "from %s to %s", t[0], t[1]);
    c->found = arena_text(l->arena, slice_str(t[2]));
}

void check_compare(struct check_list *l, struct cupel_check *c, cupel_slice expected,
                   cupel_slice found)
{
    c->expected = arena_hex(l->arena, expected);
    c->found = arena_hex(l->arena, found);
}

const struct cupel_check *check_find(const struct check_list *l, const char *id)
{
    for (size_t i = l->n; i > 0; i--)
        if (strcmp(l->items[i - 1]->id, id) == 0)
            return l->items[i - 1];
    return NULL;
}

static void write_where(const struct cupel_where *w, struct json_out *o)
{
    json_object_open(o, NULL);
    if (w->path) {
        json_text(o, "path", w->path);
        json_uint(o, "line", w->line);
        json_text(o, "commit", w->commit);
    } else {
        json_text(o, "in", w->in);
        json_uint(o, "offset", w->offset);
        json_uint(o, "length", w->length);
    }
    json_object_close(o);
}

void check_write_json(const struct cupel_check *c, struct json_out *o)
{
    json_object_open(o, NULL);
    json_text(o, "id", c->id);
    json_text(o, "outcome", cupel_outcome_name(c->outcome));
    json_text(o, "category", cupel_category_name(c->category));
    json_text(o, "title", c->title);
    json_text(o, "detail", c->detail);
    if (c->expected)
        json_text(o, "expected", c->expected);
    if (c->found)
        json_text(o, "found", c->found);
    json_array_open(o, "where");
    for (size_t i = 0; i < c->n_where; i++)
        write_where(&c->where[i], o);
    json_array_close(o);
    json_text(o, "spec", c->spec);
    if (c->fix)
        json_text(o, "fix", c->fix);
    json_object_close(o);
}
