/* SPDX-License-Identifier: Apache-2.0 */
/* A review's file from anywhere: what is read is written as it was, and can be shown in all forms.
 */
#include "fuzz.h"

#include "office/model/review.h"
#include "render/review.h"

#include <string.h>

#define MEMORY (64u << 20)
#define OUTPUT (32u << 20)

/* Written, read and written again: the same bytes. */
static void round_trip(const struct review *r)
{
    struct arena a;
    struct buf first, second;
    struct review again;
    arena_init(&a, MEMORY);
    buf_init(&first, OUTPUT);
    buf_init(&second, OUTPUT);
    review_write_json(r, &first);
    FUZZ_HOLDS(buf_status(&first) == CUPEL_OK || buf_status(&first) == CUPEL_E_LIMIT);
    if (buf_status(&first) == CUPEL_OK) {
        FUZZ_HOLDS(review_read_json(&a, buf_slice(&first), &again, NULL) == CUPEL_OK);
        review_write_json(&again, &second);
        FUZZ_HOLDS(slice_eq(buf_slice(&first), buf_slice(&second)));
    }
    buf_clear(&first);
    buf_clear(&second);
    arena_clear(&a);
}

/* Tags that the page is made of: nothing of the file's can begin another. */
static bool is_tag(cupel_slice at)
{
    static const char *const names[] = {
        "!doctype", "html",   "head",       "meta",       "title",   "style",  "body",  "a ",
        "header",   "nav",    "main",       "section",    "article", "footer", "div",   "span",
        "p>",       "p ",     "h1",         "h2",         "h3",      "ul",     "ol",    "li",
        "dl",       "dt",     "dd",         "table",      "thead",   "tbody",  "tfoot", "tr",
        "th",       "td",     "svg",        "rect",       "code",    "strong", "br",    "details",
        "summary",  "figure", "figcaption", "blockquote", "a>",
    };
    for (size_t i = 0; i < CUPEL_COUNT(names); i++)
        if (slice_starts(at, slice_str(names[i])))
            return true;
    return at.n && at.p[0] == '/';
}

static void page_is_ours(const struct buf *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->p[i] == '<')
            FUZZ_HOLDS(is_tag(slice_part(buf_slice(b), i + 1, b->n - i - 1)));
}

static void show(const struct review *r)
{
    struct buf b;
    buf_init(&b, OUTPUT);
    review_render_html(r, &b);
    FUZZ_HOLDS(buf_status(&b) == CUPEL_OK);
    page_is_ours(&b);
    b.n = 0;
    review_render_markdown(r, &b);
    review_render_sarif(r, &b);
    review_render_svg(r, &b);
    FUZZ_HOLDS(buf_status(&b) == CUPEL_OK);
    b.n = 0;
    struct text_out t = text_out_to(&b, false);
    review_render_text(r, &t, true);
    FUZZ_HOLDS(buf_status(&b) == CUPEL_OK && memchr(b.p, 0x1b, b.n) == NULL);
    buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct review r = { .project = NULL };
    struct cupel_diag d = { 0 };
    arena_init(&a, MEMORY);
    cupel_status st = review_read_json(&a, slice_of(data, size), &r, &d);
    FUZZ_HOLDS(d.status == st && (st == CUPEL_OK) == (d.text[0] == 0));
    FUZZ_HOLDS(st == CUPEL_OK || r.project == NULL);
    if (st == CUPEL_OK) {
        round_trip(&r);
        show(&r);
    }
    arena_clear(&a);
    return 0;
}
