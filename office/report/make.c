/* SPDX-License-Identifier: Apache-2.0 */
#include "office/report/make.h"

#include "office/govern/check.h"

#include <stdlib.h>
#include <string.h>

/* 2026-Q1 or 2026 where the period is just that, else the two dates. */
static const char *period_name(struct arena *a, const char *from, const char *to)
{
    static const struct {
        const char *from, *to, *name;
    } known[] = {
        { "-01-01", "-03-31", "-Q1" }, { "-04-01", "-06-30", "-Q2" }, { "-07-01", "-09-30", "-Q3" },
        { "-10-01", "-12-31", "-Q4" }, { "-01-01", "-12-31", "" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(known); i++)
        if (strncmp(from, to, 4) == 0 && strcmp(from + 4, known[i].from) == 0 &&
            strcmp(to + 4, known[i].to) == 0)
            return arena_printf(a, "%.4s%s", from, known[i].name);
    return arena_printf(a, "%s to %s", from, to);
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static void take_office(struct report *r, const struct state *s)
{
    const struct govern_file *f = make_next(s, GOVERN_OFFICE, NULL);
    const struct yaml_node *top = f ? f->top : NULL;
    r->group = make_member(top, "name");
    r->status = make_member(top, "status");
    r->parent = or_null(make_member(top, "parent"));
    r->repository = or_null(make_member(top, "repository"));
}

static void name_report(struct report *r, const char *title)
{
    r->title = title ? title
                     : arena_printf(r->arena, "%s: %s report, %s",
                                    *r->group ? r->group : "a group without a name",
                                    r->is_yearly ? "yearly" : "quarterly",
                                    period_name(r->arena, r->from, r->to));
}

/* By date, those without one last; then as the files have them. */
static int by_date(const void *x, const void *y)
{
    const struct report_item *a = x, *b = y;
    int order = (a->date == NULL) - (b->date == NULL);
    if (order == 0 && a->date)
        order = strcmp(a->date, b->date);
    if (order || !a->where.n || !b->where.n)
        return order;
    const struct report_place *p = &a->where.at[0], *q = &b->where.at[0];
    order = p->path && q->path ? strcmp(p->path, q->path) : 0;
    order = order ? order : (p->line > q->line) - (p->line < q->line);
    order = order ? order : strcmp(a->title, b->title);
    return order ? order : strcmp(a->text ? a->text : "", b->text ? b->text : "");
}

static void sort_items(struct report *r)
{
    for (size_t i = 0; i < r->n_sections; i++)
        for (size_t k = 0; k < r->sections[i]->n_groups; k++) {
            struct report_group *g = &r->sections[i]->groups[k];
            bool has_dates = false;
            for (size_t n = 0; n < g->n; n++)
                has_dates = has_dates || g->items[n].date;
            if (has_dates)
                qsort(g->items, g->n, sizeof *g->items, by_date);
        }
}

void report_note(struct report *r, const char *text)
{
    if (r->n_notes < REPORT_NOTES_MAX)
        r->notes[r->n_notes++] = text;
}

cupel_status report_make(struct arena *a, const struct report_input *in, struct report *ret)
{
    struct report r = { .arena = a,
                        .version = cupel_version(),
                        .is_yearly = in->is_yearly,
                        .from = date_text(a, in->from),
                        .to = date_text(a, in->to),
                        .as_of = date_text(a, in->as_of),
                        .now = { in->now->commit, in->now->date },
                        .has_before = in->was_there,
                        .is_before_known = in->before != NULL };
    struct making m = { .r = &r, .a = a, .now = in->now, .before = in->before };
    if (in->was_there)
        r.before = (struct report_read){ in->before->commit, in->before->date };
    take_office(&r, in->now);
    name_report(&r, in->title);
    make_reviews(&m);
    make_recommendations(&m);
    make_landscape(&m);
    make_meetings(&m);
    make_actions(&m);
    make_seats(&m);
    make_decisions(&m);
    make_works(&m);
    if (r.is_yearly) {
        make_charter(&m);
        make_quarters(&m);
    }
    make_risks(&m);
    CUPEL_TRY(arena_status(a));
    sort_items(&r);
    *ret = r;
    return CUPEL_OK;
}

/* ---- which commit changed a file last ---- */

typedef void on_places(void *context, struct report_places *p);

static void each_places(const struct report *r, on_places *do_it, void *context)
{
    for (size_t i = 0; i < r->n_sections; i++) {
        struct report_section *s = r->sections[i];
        for (size_t g = 0; g < s->n_groups; g++)
            for (size_t k = 0; k < s->groups[g].n; k++)
                do_it(context, &s->groups[g].items[k].where);
        for (size_t t = 0; t < s->n_tables; t++)
            for (size_t k = 0; k < s->tables[t].n; k++)
                for (size_t c = 0; c < s->tables[t].n_columns; c++)
                    do_it(context, &s->tables[t].rows[k].cells[c].where);
    }
}

struct paths {
    const struct report *r;
    const char **at; /* NULL: only count */
    const char *const *names, *const *commits;
    size_t n;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_now(const struct report *r, const struct report_place *p)
{
    return p->path && p->commit && p->commit == r->now.commit;
}

static void gather(void *context, struct report_places *p)
{
    struct paths *all = context;
    const char *last = NULL; /* most places of one list are in one file */
    for (size_t i = 0; i < p->n; i++) {
        if (!is_now(all->r, &p->at[i]) || p->at[i].path == last)
            continue;
        last = p->at[i].path;
        if (all->at)
            all->at[all->n] = last;
        all->n++;
    }
}

cupel_status report_paths(const struct report *r, const char *const **ret, size_t *n)
{
    struct paths all = { .r = r };
    each_places(r, gather, &all);
    all.at = arena_array(r->arena, all.n + 1, sizeof *all.at);
    if (!all.at)
        return arena_status(r->arena);
    all.n = 0;
    each_places(r, gather, &all);
    if (all.n)
        qsort(all.at, all.n, sizeof *all.at, by_text);
    *n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (*n == 0 || strcmp(all.at[*n - 1], all.at[i]) != 0)
            all.at[(*n)++] = all.at[i];
    *ret = all.at;
    return CUPEL_OK;
}

static void set_changed(void *context, struct report_places *p)
{
    const struct paths *all = context;
    for (size_t i = 0; i < p->n; i++) {
        if (!is_now(all->r, &p->at[i]))
            continue;
        const char *const *found = bsearch(&p->at[i].path, all->names, all->n, sizeof *all->names,
                                           by_text);
        if (found)
            p->at[i].changed = all->commits[found - all->names];
    }
}

void report_set_changed(struct report *r, const char *const *paths, const char *const *commits,
                        size_t n)
{
    struct paths all = { .r = r, .names = paths, .commits = commits, .n = n };
    if (n)
        each_places(r, set_changed, &all);
}
