/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The badge. Its width is reckoned from a table of letter widths, and each text is told to fill the
 * room that was reckoned (textLength), so that it fits in any font.
 */
#include "render/review.h"

#include "render/escape.h"
#include "render/review_words.h"

#define HEIGHT 20u
#define PAD    70u /* tenths of a pixel on either side of a text */

/* Tenths of a pixel that a character takes at 11 px in a common sans-serif. */
static unsigned width_of(cupel_slice c)
{
    static const char narrow[] = "ijl.,:;'|!()[] ", wide[] = "mwMW@%&";
    if (c.n > 1)
        return c.n == 2 ? 50 : 110; /* Latin and the middle dot; ideographs and pictures */
    if (slice_find(SLICE_ARRAY(narrow), c) != SIZE_MAX)
        return 36;
    if (slice_find(SLICE_ARRAY(wide), c) != SIZE_MAX)
        return 98;
    return c.p[0] >= 'A' && c.p[0] <= 'Z' ? 76 : 66;
}

static unsigned text_width(cupel_slice text)
{
    unsigned w = 0;
    for (size_t i = 0, n; i < text.n; i += n) {
        n = 1;
        while (i + n < text.n && (text.p[i + n] & 0xc0) == 0x80)
            n++;
        w += width_of(slice_part(text, i, n));
    }
    return w;
}

static void put_tenths(struct buf *b, unsigned tenths)
{
    buf_printf(b, "%u.%u", tenths / 10, tenths % 10);
}

/* ---- what it says ---- */

struct badge {
    const char *set;
    struct review_counts counts;
    struct buf text, description; /* plain */
};

/* The set that the badge speaks of: "cc" where there is one, else the first; NULL: none. */
static const char *badge_set(const struct review *r)
{
    const char *sets[REVIEW_SETS_MAX];
    size_t n = review_set_names(r, sets);
    for (size_t i = 0; i < n; i++)
        if (slice_eq(slice_str(sets[i]), SLICE_LIT("cc")))
            return sets[i];
    return n ? sets[0] : NULL;
}

static void say_text(struct badge *g, const struct review *r)
{
    if (g->set)
        buf_printf(&g->text, "%zu of %zu shown", g->counts.pass,
                   review_counts_applicable(&g->counts));
    else
        buf_add_str(&g->text, "no checks");
    buf_add_str(&g->text, " \xc2\xb7 ");
    review_put_date(&g->text, r->as_of);
    if (r->n_repos && r->repos[0].commit) {
        buf_add_str(&g->text, " \xc2\xb7 ");
        review_put_commit(&g->text, r->repos[0].commit, 7);
    }
}

static void say_description(struct badge *g, const struct review *r)
{
    buf_add_str(&g->description, "Review of ");
    buf_add_str(&g->description, r->project);
    if (g->set) {
        buf_printf(&g->description, ", %s:", review_set_title(g->set));
        for (size_t s = 0; s < REVIEW_STATES; s++)
            buf_printf(&g->description, "%s %zu %s", s ? "," : "",
                       review_state_count(&g->counts, (enum review_state)s),
                       review_state_word((enum review_state)s));
        buf_printf(&g->description, ", of %zu checks", review_counts_total(&g->counts));
    }
    buf_add_str(&g->description, ". Counts, not a verdict. As of ");
    review_put_date(&g->description, r->as_of);
    for (size_t i = 0; i < r->n_repos && i < 8; i++) {
        buf_printf(&g->description, ", %s at ", r->repos[i].name);
        review_put_commit(&g->description, r->repos[i].commit, 12);
    }
    buf_add_byte(&g->description, '.');
}

/* ---- the picture ---- */

static void put_label(struct buf *b, unsigned x, unsigned width, cupel_slice text)
{
    buf_add_str(b, "<text x=\"");
    put_tenths(b, x + PAD);
    buf_add_str(b, "\" y=\"14\" textLength=\"");
    put_tenths(b, width);
    buf_add_str(b, "\">");
    escape_xml(b, text);
    buf_add_str(b, "</text>\n");
}

static void put_box(struct buf *b, unsigned x, unsigned width, const char *fill)
{
    buf_add_str(b, "<rect x=\"");
    put_tenths(b, x);
    buf_add_str(b, "\" width=\"");
    put_tenths(b, width);
    buf_printf(b, "\" height=\"%u\" fill=\"%s\"/>\n", HEIGHT, fill);
}

static void put_badge(struct buf *b, const struct badge *g)
{
    cupel_slice name = g->set ? slice_str(g->set) : SLICE_LIT("review");
    unsigned left = text_width(name) + 2 * PAD;
    unsigned right = text_width(buf_slice(&g->text)) + 2 * PAD;
    unsigned all = (left + right + 9) / 10;
    buf_printf(b,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
               "viewBox=\"0 0 %u %u\" role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">",
               all, HEIGHT, all, HEIGHT);
    escape_xml(b, name);
    buf_add_str(b, ": ");
    escape_xml(b, buf_slice(&g->text));
    buf_add_str(b, "</title>\n<desc id=\"d\">");
    escape_xml(b, buf_slice(&g->description));
    buf_add_str(b, "</desc>\n");
    put_box(b, 0, left, "#3d474d");
    put_box(b, left, all * 10 - left, "#1c5478");
    buf_add_str(b, "<g fill=\"#fff\" font-family=\"Verdana,'DejaVu Sans',sans-serif\" "
                   "font-size=\"11\" lengthAdjust=\"spacingAndGlyphs\">\n");
    put_label(b, 0, left - 2 * PAD, name);
    put_label(b, left, right - 2 * PAD, buf_slice(&g->text));
    buf_add_str(b, "</g>\n</svg>\n");
}

void review_render_svg(const struct review *r, struct buf *b)
{
    struct badge g = { .set = badge_set(r) };
    g.counts = review_count(r, g.set);
    buf_init(&g.text, b->max);
    buf_init(&g.description, b->max);
    say_text(&g, r);
    say_description(&g, r);
    put_badge(b, &g);
    if (b->st == CUPEL_OK && buf_status(&g.text) != CUPEL_OK)
        b->st = g.text.st;
    if (b->st == CUPEL_OK && buf_status(&g.description) != CUPEL_OK)
        b->st = g.description.st;
    buf_clear(&g.text);
    buf_clear(&g.description);
}
