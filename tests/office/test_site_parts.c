/* SPDX-License-Identifier: Apache-2.0 */
/* What pages are made of: templates that escape, Markdown, images, charts. */
#include "../unit/test.h"

#include "codec/xml.h"
#include "office/site/chart.h"
#include "office/site/html.h"
#include "office/site/markdown.h"
#include "office/site/svg.h"

#include <string.h>

#define ROOM (1u << 20)

static struct arena arena;
static struct buf out;

static int start(void **state)
{
    (void)state;
    arena_init(&arena, 16u << 20);
    buf_init(&out, ROOM);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    arena_clear(&arena);
    buf_clear(&out);
    return 0;
}

static const char *written(void)
{
    buf_add_byte(&out, 0);
    assert_int_equal(buf_status(&out), CUPEL_OK);
    return (const char *)out.p;
}

/* ---- templates ---- */

static void texts_are_escaped_where_they_stand(void **state)
{
    (void)state;
    struct html h = html_to(&out);
    html_put(&h, "<p class=\"%s\">%s %zu %%</p>", "a\"b", "<i>&", (size_t)7);
    assert_int_equal(html_status(&h), CUPEL_OK);
    assert_string_equal(written(), "<p class=\"a&quot;b\">&lt;i&gt;&amp; 7 %</p>");
}

static void addresses_are_looked_at(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        bool is_fine;
    } rows[] = {
        { "a/b.html", true },
        { "https://x.y/", true },
        { "HTTP://x", true },
        { "mailto:a@b", true },
        { "#x", true },
        { "?a:b", true },
        { "a/b:c", true },
        { "", true },
        { "javascript:x", false },
        { " javascript:x", false },
        { "JaVaScRiPt:x", false },
        { "\tdata:x", false },
        { "\x01vbscript:x", false },
        { "java\nscript:x", false },
        { "file:///etc", false },
        { "blob:x", false },
        { "x:y", false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct html h = html_to(&out);
        buf_clear(&out);
        buf_init(&out, ROOM);
        assert_int_equal(html_url_is_fine(rows[i].url), rows[i].is_fine);
        html_put(&h, "<a href=\"%s\">x</a>", rows[i].url);
        assert_int_equal(html_status(&h), CUPEL_OK);
        assert_true(rows[i].is_fine == (strcmp(written(), "<a href=\"#\">x</a>") != 0));
    }
}

/* Only the beginning decides: what follows is part of a path. */
static void an_address_in_pieces(void **state)
{
    (void)state;
    struct html h = html_to(&out);
    html_put(&h, "<a href=\"%s%s?%s=1\">", "", "javascript:x", "data:y");
    html_put(&h, "</a><img src=\"i/%s\" alt=\"%s\">", "a:b", "javascript:fine");
    assert_string_equal(written(),
                        "<a href=\"#?data:y=1\"></a><img src=\"i/a:b\" alt=\"javascript:fine\">");
}

static void a_wrong_template_fails(void **state)
{
    (void)state;
    static const char *const wrong[] = { "<%s>", "<p %s>", "<p id=%s>", "<script>%s</script>",
                                         "<style>%s</style>" };
    for (size_t i = 0; i < CUPEL_COUNT(wrong); i++) {
        struct html h = html_to(&out);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        html_put(&h, wrong[i], "x");
#pragma GCC diagnostic pop
        assert_int_equal(html_status(&h), CUPEL_E_INTERNAL);
    }
    struct html h = html_to(&out);
    html_put(&h, "<p");
    assert_int_equal(html_status(&h), CUPEL_E_INTERNAL);
}

/* ---- Markdown ---- */

static const char *page_of(void *context, const char *target, bool is_image)
{
    (void)context;
    return strcmp(target, "other.md") == 0 && !is_image ? "other.html"
           : strchr(target, ':')                        ? target
                                                        : NULL;
}

static bool picture(void *context, const char *target, const char *alt, struct buf *b)
{
    (void)context;
    if (strcmp(target, "a.svg") != 0)
        return false;
    buf_printf(b, "<svg>%s</svg>", alt);
    return true;
}

static void becomes(const char *text, const char *want)
{
    struct markdown m = {
        .arena = &arena, .resolve = page_of, .image = picture, .level = 2, .drop_title = true
    };
    buf_clear(&out);
    buf_init(&out, ROOM);
    assert_int_equal(markdown_html(&m, slice_str(text), &out), CUPEL_OK);
    assert_string_equal(written(), want);
}

static void markdown_is_written_as_html(void **state)
{
    (void)state;
    becomes("a *b* **c** `d<` ~~e~~  \nf", "<p>a <em>b</em> <strong>c</strong> <code>d&lt;</code> "
                                           "<del>e</del><br>\nf</p>\n");
    becomes("- [x] a\n- [ ] b\n", "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled "
                                  "checked aria-label=\"done\"> a</li>\n"
                                  "<li class=\"task\"><input type=\"checkbox\" disabled "
                                  "aria-label=\"open\"> b</li>\n</ul>\n");
    becomes("3. a\n", "<ol start=\"3\">\n<li>a</li>\n</ol>\n");
    becomes("> a\n", "<blockquote>\n<p>a</p>\n</blockquote>\n");
    becomes("```console x\n$ a <b\n```\n", "<pre class=\"code\" tabindex=\"0\"><code "
                                           "class=\"language-console\">$ a &lt;b\n</code></pre>\n");
    becomes("|a|b|\n|---|--:|\n|c|d|\n",
            "<div class=\"scroll\" role=\"region\" aria-label=\"Table 1\" "
            "tabindex=\"0\"><table>\n<thead>\n"
            "<tr><th scope=\"col\">a</th><th scope=\"col\" "
            "class=\"right\">b</th></tr>\n</thead>\n<tbody>\n"
            "<tr><td>c</td><td class=\"right\">d</td></tr>\n</tbody>\n</table></div>\n");
    becomes("&amp; &#65; &nosuch; \\<", "<p>&amp; A &amp;nosuch; &lt;</p>\n");
}

static void headings_fit_the_page(void **state)
{
    (void)state;
    becomes("<!-- SPDX -->\n# Title\n\n## A b!\n\n##### deep\n\n## A b!\n",
            "<h2 id=\"a-b\">A b!</h2>\n<h3 id=\"deep\">deep</h3>\n<h2 id=\"a-b-1\">A b!</h2>\n");
    becomes(
        "text\n\n# Not the title\n\n# \xc3\x9c *x*\n\n# !\n",
        "<p>text</p>\n<h2 id=\"not-the-title\">Not the title</h2>\n<h2 id=\"\xc3\x9c-x\">\xc3\x9c "
        "<em>x</em></h2>\n<h2 id=\"section\">!</h2>\n");
}

static void links_go_where_they_may(void **state)
{
    (void)state;
    becomes("[a](other.md)", "<p><a href=\"other.html\">a</a></p>\n");
    becomes("[a](nowhere.md) ![b](a.svg) ![c *d*](e.svg)", "<p>a <svg>b</svg> c d</p>\n");
    becomes("[a](https://x.y/\"q 't')",
            "<p><a rel=\"noreferrer\" href=\"https://x.y/&quot;q\">a</a></p>\n");
    static const char *const evil[] = {
        "[a](javascript:x)",         "[a](JAVASCRIPT&colon;x)",
        "[a](&#106;avascript:x)",    "[a](<\tjavascript:x>)",
        "[a](data:text/html,x)",     "<javascript:x>",
        "[a][b]\n\n[b]: vbscript:x", "[![i](javascript:x)](javascript:y)",
    };
    for (size_t i = 0; i < CUPEL_COUNT(evil); i++) {
        struct markdown m = { .arena = &arena, .resolve = page_of, .level = 2 };
        buf_clear(&out);
        buf_init(&out, ROOM);
        assert_int_equal(markdown_html(&m, slice_str(evil[i]), &out), CUPEL_OK);
        assert_null(strstr(written(), "href"));
    }
}

static void raw_html_is_text(void **state)
{
    (void)state;
    becomes("<script>a</script>", "<p>&lt;script&gt;a&lt;/script&gt;</p>\n");
    becomes("a <b onclick=x>c</b> <!-- d -->",
            "<p>a &lt;b onclick=x&gt;c&lt;/b&gt; &lt;!-- d --&gt;</p>\n");
    becomes("```\"><script>\nx\n```",
            "<pre class=\"code\" tabindex=\"0\"><code class=\"language-text\">x\n</code></pre>\n");
}

static void depth_has_an_end(void **state)
{
    (void)state;
    char text[2001];
    for (size_t i = 0; i < 2000; i++)
        text[i] = '>';
    text[2000] = '\0';
    struct markdown m = { .arena = &arena, .level = 2 };
    assert_int_equal(markdown_html(&m, slice_str(text), &out), CUPEL_OK);
    const char *found = written();
    size_t n = 0;
    while ((found = strstr(found, "<blockquote>")))
        found++, n++;
    assert_int_equal(n, MARKDOWN_DEPTH_MAX);
}

/* ---- images ---- */

#define SVG(attributes, content)                                                                   \
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"" attributes ">" content "</"    \
    "svg>"

static void draws(const char *svg, const char *want)
{
    const char *why = NULL;
    buf_clear(&out);
    buf_init(&out, ROOM);
    assert_int_equal(svg_inline(&arena, slice_str(svg), "p-", &out, &why), CUPEL_OK);
    assert_string_equal(written(), want);
}

static void images_are_written_anew(void **state)
{
    (void)state;
    draws("<?xml version=\"1.0\"?>\n<!-- SPDX -->\n" SVG(
              " width=\"9\" height=\"9\" class=\"x\" style=\"color:red\"",
              "<style>*{}</style><!-- c --><g id=\"a\"/>"),
          "<svg viewBox=\"0 0 9 9\"><g id=\"p-a\"></g></svg>");
    draws(SVG(" aria-labelledby=\"t  p-d\"", "<title id=\"t\">a &lt; b</title><use href=\"#x\"/>"
                                             "<path fill=\"url(#g)\" d=\"M0 0\"/>"),
          "<svg viewBox=\"0 0 9 9\" aria-labelledby=\"p-t p-d\"><title id=\"p-t\">a &lt; b</title>"
          "<use href=\"#p-x\"></use><path fill=\"url(#p-g)\" d=\"M0 0\"></path></svg>");
}

static void what_does_more_than_draw_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *svg, *why;
    } rows[] = {
        { SVG("", "<script>x</script>"), "the element \"script\"" },
        { SVG(" onload=\"x\"", ""), "the attribute \"onload\"" },
        { SVG("", "<foreignObject/>"), "the element \"foreignObject\"" },
        { SVG("", "<a href=\"#x\"/>"), "the element \"a\"" },
        { SVG("", "<image href=\"x\"/>"), "the element \"image\"" },
        { SVG("", "<animate/>"), "the element \"animate\"" },
        { SVG("", "<use href=\"http://x/#y\"/>"), "a reference to" },
        { SVG("", "<g fill=\"url(http://x)\"/>"), "the reference" },
        { SVG("", "<g fill=\"url(#a) url(x)\"/>"), "the reference" },
        { SVG("", "<g fill=\"javascript:x\"/>"), "the value" },
        { SVG("", "<g xmlns=\"http://www.w3.org/1999/xhtml\"><b/></g>"), "foreign content" },
        { "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "foreign content" },
        { "<svg/>", "foreign content" },
        { "<svg", "no XML" },
        { "<!DOCTYPE svg>" SVG("", ""), "no XML" },
        { SVG("", "<g><!-- a -- b --></g>"), "no XML" },
        { "", "no XML" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        const char *why = NULL;
        assert_int_not_equal(svg_inline(&arena, slice_str(rows[i].svg), "p-", &out, &why),
                             CUPEL_OK);
        assert_non_null(why);
        if (!strstr(why, rows[i].why))
            fail_msg("%s: %s, not %s", rows[i].svg, why, rows[i].why);
    }
}

/* ---- charts ---- */

static void is_well_formed(void)
{
    const struct xml_node *root = NULL;
    struct cupel_diag err = { 0 };
    if (xml_parse(&arena, slice_part(buf_slice(&out), 0, out.n - 1), &root, &err) != CUPEL_OK)
        fail_msg("%s in %.400s", err.text, (const char *)out.p);
}

static void charts_hold_any_text_and_number(void **state)
{
    (void)state;
    const char *evil = "\"><script>\xe2\x80\xae a label that is far too long to stand there, "
                       "\xc3\xbc\xc3\xbc\xc3\xbc";
    const struct chart_bar bars[] = { { evil, "javascript:x", SIZE_MAX },
                                      { "b", NULL, 0 },
                                      { "", NULL, 1 } };
    const struct chart_point points[] = { { "2026-01-01", 0, 0, 0 },
                                          { "2026-01-01", SIZE_MAX / 4, 1, 1 },
                                          { "2029-06-30", 3, 2, 1 } };
    const struct chart_span spans[] = { { evil, evil, "2026-01-01", "2025-01-01", "seat" },
                                        { "b", "c", "no day", NULL, "past" } };
    for (size_t n = 0; n <= 3; n++) {
        buf_clear(&out);
        buf_init(&out, ROOM);
        buf_add_str(&out, "<all>");
        chart_bars(&out, "a", evil, bars, n);
        chart_history(&out, "b", evil, points, n);
        chart_spans(&out, "c", evil, spans, n < 2 ? n : 2, "2025-01-01", "2027-01-01",
                    "2026-06-01");
        buf_add_str(&out, "</all>");
        assert_null(strstr(written(), "<script>"));
        assert_null(strstr((const char *)out.p, "javascript"));
        is_well_formed();
    }
}

static void a_chart_says_what_it_shows(void **state)
{
    (void)state;
    const struct chart_bar bars[] = { { "one", "one.html", 4 }, { "two", NULL, 2 } };
    chart_bars(&out, "x", "Some things", bars, 2);
    const char *text = written();
    assert_non_null(
        strstr(text, "aria-labelledby=\"x-title\"><title id=\"x-title\">Some things</title>"));
    assert_non_null(strstr(text, "<a href=\"one.html\"><text"));
    assert_non_null(strstr(text, "width=\"400\"")); /* 640 without labels and numbers */
    assert_non_null(strstr(text, "width=\"200\""));
    assert_non_null(strstr(text, ">4</text>"));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        T(texts_are_escaped_where_they_stand),
        T(addresses_are_looked_at),
        T(an_address_in_pieces),
        T(a_wrong_template_fails),
        T(markdown_is_written_as_html),
        T(headings_fit_the_page),
        T(links_go_where_they_may),
        T(raw_html_is_text),
        T(depth_has_an_end),
        T(images_are_written_anew),
        T(what_does_more_than_draw_is_refused),
        T(charts_hold_any_text_and_number),
        T(a_chart_says_what_it_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
