/* SPDX-License-Identifier: Apache-2.0 */
#include "office/site/chart.h"

#include "base/text.h"
#include "base/utf8.h"
#include "office/landscape/landscape.h"
#include "office/site/html.h"

#include <string.h>

#define WIDTH     640
#define LABEL     190 /* of it for labels on the left */
#define NUMBER    50  /* and for numbers on the right */
#define ROW       26
#define BAR       16
#define LETTERS   22 /* of a label; the whole stands in its title */
#define DAY       86400
#define CLEAR     80 /* of a time axis at each end, for a date */
#define YEARS_MAX 40 /* ticks of a time axis */

/* ---- pieces ---- */

/* A picture, or a group where it holds links. */
static void open_chart(struct html *h, const char *id, const char *title, size_t height,
                       bool has_links)
{
    html_put(h,
             "<svg viewBox=\"0 0 %zu %zu\" role=\"%s\" aria-labelledby=\"%s-title\">"
             "<title id=\"%s-title\">%s</title>\n",
             (size_t)WIDTH, height, has_links ? "group" : "img", id, id, title);
}

/* At most LETTERS of @text into @room, cut between characters, and an ellipsis. */
static const char *shortened(const char *text, char room[LETTERS * 4 + 8])
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    cupel_slice s = slice_str(text);
    size_t i = 0, letters = 0;
    while (i < s.n && letters < LETTERS) {
        size_t take = utf8_length(slice_part(s, i, s.n - i));
        i += take ? take : 1;
        letters++;
    }
    if (i >= s.n)
        return text;
    slice_copy(slice_part(s, 0, i), room, LETTERS * 4);
    slice_copy(slice_str(ellipsis), room + i, sizeof ellipsis);
    return room;
}

static void put_label(struct html *h, size_t y, const char *text, const char *href)
{
    char room[LETTERS * 4 + 8];
    const char *shown = shortened(text, room);
    if (href)
        html_put(h, "<a href=\"%s\">", href);
    html_put(h, "<text x=\"%zu\" y=\"%zu\" text-anchor=\"end\">%s", (size_t)LABEL - 8, y, shown);
    if (shown != text)
        html_put(h, "<title>%s</title>", text);
    html_put(h, "</text>");
    if (href)
        html_put(h, "</a>");
}

static size_t scaled(size_t n, size_t most, size_t room)
{
    return most ? (size_t)((unsigned __int128)n * room / most) : 0;
}

/* ---- bars ---- */

void chart_bars(struct buf *b, const char *id, const char *title, const struct chart_bar *bars,
                size_t n)
{
    struct html h = html_to(b);
    size_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = bars[i].n > most ? bars[i].n : most;
    open_chart(&h, id, title, n * ROW + 8, n && bars[0].href);
    for (size_t i = 0; i < n; i++) {
        size_t y = i * ROW + 4, width = scaled(bars[i].n, most, WIDTH - LABEL - NUMBER);
        put_label(&h, y + 13, bars[i].label, bars[i].href);
        html_put(
            &h,
            "<rect class=\"bar\" x=\"%zu\" y=\"%zu\" width=\"%zu\" height=\"%zu\" rx=\"2\"></rect>"
            "<text x=\"%zu\" y=\"%zu\">%zu</text>\n",
            (size_t)LABEL, y, width ? width : (size_t)1, (size_t)BAR, LABEL + width + 7, y + 13,
            bars[i].n);
    }
    html_put(&h, "</svg>\n");
    if (html_status(&h) == CUPEL_E_INTERNAL)
        b->st = CUPEL_E_INTERNAL;
}

/* ---- time ---- */

struct axis {
    int64_t from, to;
    size_t left, width;
};

static int64_t day_of(const char *date)
{
    int64_t t = 0;
    return date && landscape_date(date, &t) ? t : 0;
}

static size_t x_of(const struct axis *a, int64_t t)
{
    int64_t within = t < a->from ? a->from : t > a->to ? a->to : t;
    return a->left + scaled((size_t)(within - a->from), (size_t)(a->to - a->from), a->width);
}

/* A line at the first day of each year, and its number where it is @clear of both ends. */
static void put_years(struct html *h, const struct axis *a, size_t height, size_t clear)
{
    struct civil c;
    civil_from_epoch(a->from, &c);
    for (int n = 0; n < YEARS_MAX; n++) {
        struct civil first = { .year = c.year + 1 + n, .month = 1, .day = 1 };
        int64_t t = civil_to_epoch(&first);
        if (t > a->to)
            return;
        size_t x = x_of(a, t);
        html_put(h, "<line class=\"tick\" x1=\"%zu\" x2=\"%zu\" y1=\"0\" y2=\"%zu\"></line>", x, x,
                 height);
        if (x >= a->left + clear && x + clear <= a->left + a->width)
            html_put(h,
                     "<text class=\"tick\" x=\"%zu\" y=\"%zu\" text-anchor=\"middle\">%zu</text>\n",
                     x, height + 15, (size_t)first.year);
    }
}

static void put_column(struct html *h, const struct axis *a, const struct chart_point *p,
                       size_t most, size_t height)
{
    static const char *const classes[] = { "bar good", "bar warn", "bar maybe" };
    static const char *const words[] = { "shown", "not shown", "cannot tell" };
    const size_t parts[] = { p->pass, p->fail, p->unknown };
    size_t x = x_of(a, day_of(p->date)), y = height;
    html_put(h, "<g><title>%s: %zu %s, %zu %s, %zu %s</title>", p->date, parts[0], words[0],
             parts[1], words[1], parts[2], words[2]);
    for (size_t i = 0; i < 3; i++) {
        size_t tall = scaled(parts[i], most, height - 20);
        y -= tall;
        html_put(h, "<rect class=\"%s\" x=\"%zu\" y=\"%zu\" width=\"14\" height=\"%zu\"></rect>",
                 classes[i], x - 7, y, tall);
    }
    html_put(h, "</g>\n");
}

static void put_legend(struct html *h, size_t y)
{
    static const char *const classes[] = { "bar good", "bar warn", "bar maybe" };
    static const char *const words[] = { "shown", "not shown", "cannot tell" };
    for (size_t i = 0; i < 3; i++)
        html_put(h,
                 "<rect class=\"%s\" x=\"%zu\" y=\"%zu\" width=\"12\" height=\"12\"></rect>"
                 "<text x=\"%zu\" y=\"%zu\">%s</text>",
                 classes[i], 10 + i * 130, y - 11, 28 + i * 130, y, words[i]);
}

void chart_history(struct buf *b, const char *id, const char *title,
                   const struct chart_point *points, size_t n)
{
    struct html h = html_to(b);
    const size_t height = 180;
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        size_t all = points[i].pass + points[i].fail + points[i].unknown;
        most = all > most ? all : most;
    }
    struct axis a = { .left = 30, .width = WIDTH - 60 };
    a.from = n ? day_of(points[0].date) : 0;
    a.to = n ? day_of(points[n - 1].date) : 0;
    if (a.to <= a.from)
        a.to = a.from + DAY;
    open_chart(&h, id, title, height + 50, false);
    put_years(&h, &a, height, CLEAR);
    for (size_t i = 0; i < n; i++)
        put_column(&h, &a, &points[i], most, height);
    if (n)
        html_put(
            &h,
            "<text x=\"%zu\" y=\"%zu\">%s</text><text x=\"%zu\" y=\"%zu\" text-anchor=\"end\">%s"
            "</text>\n",
            (size_t)10, height + 17, points[0].date, (size_t)WIDTH - 10, height + 17,
            n > 1 ? points[n - 1].date : "");
    put_legend(&h, height + 42);
    html_put(&h, "</svg>\n");
    if (html_status(&h) == CUPEL_E_INTERNAL)
        b->st = CUPEL_E_INTERNAL;
}

/* ---- spans ---- */

void chart_spans(struct buf *b, const char *id, const char *title, const struct chart_span *spans,
                 size_t n, const char *from, const char *to, const char *today)
{
    struct html h = html_to(b);
    struct axis a = { day_of(from), day_of(to), LABEL, WIDTH - LABEL - 20 };
    if (a.to <= a.from)
        a.to = a.from + DAY;
    size_t height = n * ROW + 6;
    open_chart(&h, id, title, height + 24, false);
    put_years(&h, &a, height, 0);
    for (size_t i = 0; i < n; i++) {
        size_t y = i * ROW + 4, x = x_of(&a, day_of(spans[i].start));
        size_t end = spans[i].end ? x_of(&a, day_of(spans[i].end)) : a.left + a.width;
        put_label(&h, y + 13, spans[i].label, NULL);
        html_put(&h,
                 "<g><title>%s, %s: %s to %s</title><rect class=\"bar %s\" x=\"%zu\" y=\"%zu\" "
                 "width=\"%zu\" height=\"%zu\" rx=\"2\"></rect></g>\n",
                 spans[i].label, spans[i].note, spans[i].start,
                 spans[i].end ? spans[i].end : "open", spans[i].class_name, x, y,
                 end > x ? end - x : (size_t)2, (size_t)BAR);
    }
    size_t now = x_of(&a, day_of(today));
    html_put(
        &h,
        "<line class=\"today\" x1=\"%zu\" x2=\"%zu\" y1=\"0\" y2=\"%zu\"><title>%s</title></line>\n"
        "</svg>\n",
        now, now, height, today);
    if (html_status(&h) == CUPEL_E_INTERNAL)
        b->st = CUPEL_E_INTERNAL;
}
