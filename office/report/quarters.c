/* SPDX-License-Identifier: Apache-2.0 */
/* report/quarters.c: a year in quarters: what the other sections list, counted by its dates. */
#include "office/report/make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const counted[] = {
    "meetings-held",
    "meetings-cancelled",
    "actions-opened",
    "actions-closed",
    "reviews-done",
    "recommendations-made",
    "recommendations-accepted",
    "recommendations-declined",
    "recommendations-withdrawn",
    "decisions-decided",
    "works-started",
    "works-published",
    "seats-started",
    "seats-ended",
};

struct quarters {
    char names[REPORT_QUARTERS_MAX][12]; /* "2026-Q1", as "2026-01-15" begins in */
    size_t n;
};

/* Of a date that was checked. */
static void quarter_of(const char *date, char out[12])
{
    long month = strtol(date + 5, NULL, 10);
    (void)snprintf(out, 12, "%.4s-Q%d", date, (int)((month - 1) / 3 + 1));
}

static bool find_quarters(const struct report *r, struct quarters *q)
{
    char last[12];
    int year = (int)strtol(r->from, NULL, 10), quarter = 0;
    quarter_of(r->from, q->names[0]);
    quarter_of(r->to, last);
    quarter = q->names[0][6] - '0';
    for (q->n = 1; strcmp(q->names[q->n - 1], last) != 0; q->n++) {
        if (q->n == REPORT_QUARTERS_MAX)
            return false;
        year += quarter == 4;
        quarter = quarter == 4 ? 1 : quarter + 1;
        (void)snprintf(q->names[q->n], 12, "%04d-Q%d", year % 10000, quarter % 10);
    }
    return true;
}

static size_t index_of(const struct quarters *q, const char *date)
{
    char name[12];
    quarter_of(date, name);
    for (size_t i = 0; i < q->n; i++)
        if (strcmp(q->names[i], name) == 0)
            return i;
    return 0; /* not reached: the items lie in the period */
}

static void add_row(struct making *m, struct report_table *t, const struct quarters *q,
                    const struct report_group *g)
{
    struct report_row *row = make_row(m, t, g->title);
    size_t counts[REPORT_QUARTERS_MAX] = { 0 };
    row->list = g->id;
    for (size_t i = 0; i < g->n; i++) {
        size_t at = index_of(q, g->items[i].date);
        counts[at]++;
        struct report_places first = { .at = g->items[i].where.at, .n = g->items[i].where.n > 0 };
        make_places(m, &row->cells[1 + at].where, &first);
        make_places(m, &row->cells[1 + q->n].where, &first);
    }
    for (size_t i = 0; i < q->n; i++)
        make_number(m, row, 1 + i, counts[i]);
    make_number(m, row, 1 + q->n, g->n);
}

/* The sum of a column of the table of attendance. */
static void add_attendance(struct making *m, struct report_table *t, const struct quarters *q,
                           const struct report_table *from)
{
    struct report_row *row = make_row(m, t, "Attendances");
    uint64_t counts[REPORT_QUARTERS_MAX] = { 0 }, all = 0;
    row->list = from->id;
    for (size_t i = 0; i < from->n; i++) {
        const struct report_cell *cell = &from->rows[i].cells[2];
        size_t at = index_of(q, from->rows[i].cells[1].text);
        uint64_t present = strtoull(cell->text, NULL, 10);
        counts[at] += present;
        all += present;
        make_places(m, &row->cells[1 + at].where, &cell->where);
        make_places(m, &row->cells[1 + q->n].where, &cell->where);
    }
    for (size_t i = 0; i < q->n; i++)
        make_number(m, row, 1 + i, counts[i]);
    make_number(m, row, 1 + q->n, all);
}

void make_quarters(struct making *m)
{
    struct quarters q = { .n = 0 };
    const char *columns[REPORT_QUARTERS_MAX + 2] = { "in the quarter" };
    struct report_section *s = make_section(m, "quarters", "The year in quarters");
    if (!s)
        return;
    s->note = "By the dates in the files. The lists behind these numbers stand in the sections.";
    bool fits = find_quarters(m->r, &q);
    for (size_t i = 0; fits && i < q.n; i++)
        columns[1 + i] = arena_printf(m->a, "%s", q.names[i]);
    columns[1 + q.n] = "all";
    struct report_table *t = make_table(s, "quarters-table", "Totals", columns, fits ? q.n + 2 : 1);
    if (!fits) {
        t->cannot = "the period has more quarters than are set side by side";
        return;
    }
    for (size_t i = 0; i < CUPEL_COUNT(counted); i++) {
        const struct report_group *g = make_find_group(m->r, counted[i]);
        if (g)
            add_row(m, t, &q, g);
    }
    const struct report_table *attendance = make_find_table(m->r, "attendance");
    if (attendance)
        add_attendance(m, t, &q, attendance);
}
