/* SPDX-License-Identifier: Apache-2.0 */
#include "office/site/html.h"

#include "base/slice.h"
#include "render/escape.h"

#include <stdarg.h>
#include <string.h>

struct html html_to(struct buf *b)
{
    return (struct html){ .b = b };
}

/* ---- where a text stands ---- */

static void remember(struct html *h, char c)
{
    memmove(h->last, h->last + 1, sizeof h->last - 2);
    h->last[sizeof h->last - 2] = c;
}

static bool ends_with(const struct html *h, const char *end)
{
    size_t n = strlen(end), all = sizeof h->last - 1;
    return memcmp(h->last + all - n, end, n) == 0;
}

static void take_in_tag(struct html *h, char c)
{
    remember(h, c);
    if (c == '"') {
        h->place = HTML_VALUE;
        h->is_url = ends_with(h, " href=\"") || ends_with(h, " src=\"") ||
                    ends_with(h, " action=\"");
    } else if (c == '>') {
        h->place = HTML_CONTENT;
        h->is_raw = ends_with(h, "<script>") || ends_with(h, "<style>");
    }
}

static void take(struct html *h, char c)
{
    buf_add_byte(h->b, (uint8_t)c);
    if (h->place == HTML_TAG) {
        take_in_tag(h, c);
    } else if (h->place == HTML_VALUE) {
        h->is_url = false;
        if (c == '"')
            h->place = HTML_TAG;
    } else if (c == '<') {
        h->place = HTML_TAG;
        memset(h->last, ' ', sizeof h->last - 1);
        remember(h, c);
    }
}

/* ---- texts ---- */

static bool is_scheme(const char *url, size_t n, const char *name)
{
    return slice_eq_nocase(slice_of(url, n), slice_str(name));
}

bool html_url_is_fine(const char *url)
{
    while (*url && (unsigned char)*url <= ' ')
        url++;
    size_t n = strcspn(url, ":/?#");
    if (url[n] != ':')
        return true;
    return is_scheme(url, n, "http") || is_scheme(url, n, "https") || is_scheme(url, n, "mailto");
}

static void put_text(struct html *h, const char *text)
{
    if (h->place == HTML_TAG || h->is_raw) {
        h->is_wrong = true;
        return;
    }
    if (!text || !*text)
        return;
    if (h->place == HTML_VALUE && h->is_url && !html_url_is_fine(text))
        text = "#";
    h->is_url = false;
    escape_html(h->b, slice_str(text));
}

void html_put(struct html *h, const char *markup, ...)
{
    va_list args;
    va_start(args, markup);
    for (const char *c = markup; *c; c++) {
        if (*c != '%') {
            take(h, *c);
        } else if (c[1] == 's') {
            put_text(h, va_arg(args, const char *));
            c++;
        } else if (c[1] == 'z' && c[2] == 'u') {
            buf_printf(h->b, "%zu", va_arg(args, size_t));
            h->is_url = false;
            c += 2;
        } else if (c[1] == '%') {
            take(h, *++c);
        } else {
            h->is_wrong = true;
            break; /* what it would take from the arguments is not known */
        }
    }
    va_end(args);
}

void html_add(struct html *h, cupel_slice markup)
{
    h->is_wrong = h->is_wrong || h->place != HTML_CONTENT || h->is_raw;
    buf_add(h->b, markup);
}

cupel_status html_status(const struct html *h)
{
    if (h->is_wrong || h->place != HTML_CONTENT)
        return CUPEL_E_INTERNAL;
    return buf_status(h->b);
}
