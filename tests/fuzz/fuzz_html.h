/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_html.h: markup of ours, read by rules that are narrower than any browser's: tags and
 * attributes of small letters, each value in double quotes, everything that is opened is closed in
 * its order, no handler, no style, addresses that html_url_is_fine() takes.
 */
#ifndef CUPEL_TESTS_FUZZ_HTML_H
#define CUPEL_TESTS_FUZZ_HTML_H

#include "fuzz.h"

#include "office/site/html.h"

#define HTML_NESTED_MAX 1000

struct html_read {
    cupel_slice left;
    cupel_slice open[HTML_NESTED_MAX];
    size_t n_open;
};

static inline bool html_is_name(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

static inline cupel_slice html_take(struct html_read *r, size_t n)
{
    FUZZ_HOLDS(n <= r->left.n);
    cupel_slice s = slice_part(r->left, 0, n);
    r->left = slice_part(r->left, n, r->left.n - n);
    return s;
}

static inline cupel_slice html_take_name(struct html_read *r)
{
    size_t n = 0;
    while (n < r->left.n && html_is_name(r->left.p[n]))
        n++;
    FUZZ_HOLDS(n > 0);
    return html_take(r, n);
}

static inline void html_check_value(cupel_slice name, cupel_slice value)
{
    char text[4096];
    FUZZ_HOLDS(!slice_starts(name, SLICE_LIT("on")) && !slice_eq(name, SLICE_LIT("style")));
    for (size_t i = 0; i < value.n; i++)
        FUZZ_HOLDS(value.p[i] != '<' && value.p[i] != '>');
    if (!slice_eq(name, SLICE_LIT("href")) || value.n >= sizeof text)
        return;
    slice_copy(value, text, sizeof text);
    FUZZ_HOLDS(html_url_is_fine(text));
}

/* Attributes up to '>' and with it. */
static inline void html_take_attributes(struct html_read *r)
{
    while (r->left.n && r->left.p[0] == ' ') {
        (void)html_take(r, 1);
        cupel_slice name = html_take_name(r);
        if (!r->left.n || r->left.p[0] != '=') {
            FUZZ_HOLDS(slice_eq(name, SLICE_LIT("disabled")) ||
                       slice_eq(name, SLICE_LIT("checked")));
            continue;
        }
        FUZZ_HOLDS(slice_eq(html_take(r, 2), SLICE_LIT("=\"")));
        size_t n = slice_find(r->left, SLICE_LIT("\""));
        FUZZ_HOLDS(n != SIZE_MAX);
        html_check_value(name, html_take(r, n));
        (void)html_take(r, 1);
    }
    FUZZ_HOLDS(slice_eq(html_take(r, 1), SLICE_LIT(">")));
}

static inline void html_take_tag(struct html_read *r)
{
    (void)html_take(r, 1);
    if (r->left.n && r->left.p[0] == '/') {
        (void)html_take(r, 1);
        cupel_slice name = html_take_name(r);
        FUZZ_HOLDS(r->n_open && slice_eq(r->open[r->n_open - 1], name));
        r->n_open--;
        FUZZ_HOLDS(slice_eq(html_take(r, 1), SLICE_LIT(">")));
        return;
    }
    cupel_slice name = html_take_name(r);
    FUZZ_HOLDS(!slice_eq_nocase(name, SLICE_LIT("script")) &&
               !slice_eq_nocase(name, SLICE_LIT("style")));
    html_take_attributes(r);
    if (slice_eq(name, SLICE_LIT("br")) || slice_eq(name, SLICE_LIT("hr")) ||
        slice_eq(name, SLICE_LIT("input")))
        return;
    FUZZ_HOLDS(r->n_open < HTML_NESTED_MAX);
    r->open[r->n_open++] = name;
}

static inline void html_check(cupel_slice markup)
{
    struct html_read r = { .left = markup };
    while (r.left.n) {
        FUZZ_HOLDS(r.left.p[0] != '>');
        if (r.left.p[0] == '<')
            html_take_tag(&r);
        else
            (void)html_take(&r, 1);
    }
    FUZZ_HOLDS(r.n_open == 0);
}

#endif
