/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site/chart.h: charts as SVG that stands inside a page. Same numbers, same bytes: whole numbers
 * alone, no floating point. Colours are the page's, by class. What a chart shows stands in its
 * title and in texts, for those who do not see it.
 */
#ifndef CUPEL_OFFICE_SITE_CHART_H
#define CUPEL_OFFICE_SITE_CHART_H

#include "base/buf.h"

struct chart_bar {
    const char *label;
    const char *href; /* of a page; NULL: none */
    size_t n;
};
/* Horizontal bars in the order given, each with its label and number. @id: unique in the page. */
void chart_bars(struct buf *b, const char *id, const char *title, const struct chart_bar *bars,
                size_t n);

struct chart_point {
    const char *date; /* YYYY-MM-DD */
    size_t pass, fail, unknown;
};
/* A column for each date, oldest first, with true distances between them. */
void chart_history(struct buf *b, const char *id, const char *title,
                   const struct chart_point *points, size_t n);

struct chart_span {
    const char *label, *note; /* who, and as what */
    const char *start, *end;  /* YYYY-MM-DD; NULL: open */
    const char *class_name;   /* word of ours */
};
/* Spans of time from @from to @to, a line at @today. */
void chart_spans(struct buf *b, const char *id, const char *title, const struct chart_span *spans,
                 size_t n, const char *from, const char *to, const char *today);

#endif
