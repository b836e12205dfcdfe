/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report/report.h: what a group tells its parent of a period: sections of groups and tables, in
 * which every item and every number knows the commit, file and line that prove it. Made of two
 * states of the office (state.h) without a clock: same states, same dates, same report. The writers
 * all work from this model, so that they cannot say different things.
 *
 * Strings are NUL-terminated, in the report's arena or static; those that come from files are as
 * the files have them: who prints them escapes them. NULL where absent.
 */
#ifndef CUPEL_OFFICE_REPORT_REPORT_H
#define CUPEL_OFFICE_REPORT_REPORT_H

#include "base/arena.h"
#include "base/buf.h"

#define REPORT_ITEMS_MAX    100000 /* items of one group, rows of one table */
#define REPORT_PLACES_MAX   100000 /* places of one item or cell */
#define REPORT_PARTS_MAX    32     /* groups, and tables, of one section */
#define REPORT_SECTIONS_MAX 16
#define REPORT_FIGURES_MAX  10 /* numbers of one item */
#define REPORT_COLUMNS_MAX  24
#define REPORT_NOTES_MAX    16
#define REPORT_QUARTERS_MAX 16 /* four years */
#define REPORT_SHOWN_MAX    60 /* items of a group that are there for orientation, in texts */

struct report_place {
    const char *commit;  /* 40 hex digits; NULL: the folder as it was found */
    const char *path;    /* from the top of the repository; NULL: the commit as such */
    uint32_t line;       /* from 1; 0: the file as such */
    const char *changed; /* the commit that changed the file last, at @commit; NULL: not asked */
};
struct report_places {
    struct report_place *at;
    size_t n, room;
};

/* A number of an item under a stable name: {"for", 3}. */
struct report_figure {
    const char *key;
    uint64_t value;
};
struct report_item {
    const char *title; /* never NULL */
    const char *date;  /* YYYY-MM-DD */
    const char *text;  /* one or more sentences or phrases */
    struct report_figure figures[REPORT_FIGURES_MAX];
    size_t n_figures;
    struct report_places where; /* at least one */
};
/* A list, and with it the number of its items. An empty one is shown as "none". */
struct report_group {
    const char *id; /* stable, unique in the report; letters and '-' */
    const char *title;
    bool is_headline;   /* its number stands at the top of the report */
    bool is_background; /* long lists may be cut in texts, never in JSON */
    const char *cannot; /* why it is not known; there are no items then */
    struct report_item *items;
    size_t n, room;
};
struct report_cell {
    const char *text; /* never NULL */
    bool is_number;
    struct report_places where; /* those of a number prove it; empty for a zero */
};
struct report_row {
    const char *list; /* id of the group or table that lists what the row counts; NULL: none does */
    struct report_cell cells[REPORT_COLUMNS_MAX]; /* the first is the row's name */
};
struct report_table {
    const char *id, *title;
    const char *cannot;
    const char *columns[REPORT_COLUMNS_MAX];
    size_t n_columns;
    struct report_row *rows;
    size_t n, room;
};
struct report_section {
    const char *id, *title;
    const char *note; /* a sentence on how to read it */
    struct report_group groups[REPORT_PARTS_MAX];
    size_t n_groups;
    struct report_table tables[REPORT_PARTS_MAX];
    size_t n_tables;
};
/* A state of the office that was read. */
struct report_read {
    const char *commit; /* NULL: the folder as it was found */
    const char *date;   /* of the commit */
};

struct report {
    struct arena *arena; /* not owned */
    const char *version; /* of cupel */
    const char *title;
    const char *group, *parent, *status; /* of office.yml; parent NULL: blank */
    const char *repository;              /* NULL: blank */
    bool is_yearly;
    const char *from, *to, *as_of; /* YYYY-MM-DD */
    struct report_read now, before;
    bool has_before;      /* there was a state before the period; false: notes say why */
    bool is_before_known; /* changes can be told: also when the office was not there before */
    const char *notes[REPORT_NOTES_MAX];
    size_t n_notes;
    struct report_section *sections[REPORT_SECTIONS_MAX];
    size_t n_sections;
};

/* ---- writing ---- */

void report_write_markdown(const struct report *r, struct buf *b);
/* A page that stands alone: no script, nothing loaded, its style named by hash. */
void report_write_html(const struct report *r, struct buf *b);
/* docs/schema/report-1.schema.json */
void report_write_json(const struct report *r, struct buf *b);

/* What the writers share: "path:line" (with @with_commit also "@" and 12 digits of the commit);
 * ":line" behind a place in the same file (NULL: none stands before); and the address of a page
 * that shows it, or nothing where the forge is not known. */
void report_put_place(struct buf *b, const struct report_place *p,
                      const struct report_place *before, bool with_commit);
void report_put_place_url(struct buf *b, const struct report *r, const struct report_place *p);
/* The same of the commit in which the file was changed last, or nothing. */
void report_put_changed_url(struct buf *b, const struct report *r, const struct report_place *p);
/* The title of the group or table of that id, or NULL. */
const char *report_title_of(const struct report *r, const char *id);
/* How many items of @g a text shows. */
size_t report_shown(const struct report_group *g);

#endif
