/* SPDX-License-Identifier: Apache-2.0 */
/* Text of others stays text, whatever it holds: one test for each place that it may stand in. */
#include "../unit/test.h"

#include "render/escape.h"
#include "sample.h"

#include <md4c.h>
#include <stdio.h>

#define ROOM (1u << 16)

typedef void escaper(struct buf *b, cupel_slice text);

static void becomes(escaper *escape, const char *in, const char *out)
{
    struct buf b;
    buf_init(&b, ROOM);
    escape(&b, slice_str(in));
    buf_add_byte(&b, 0);
    assert_string_equal((const char *)b.p, out);
    buf_clear(&b);
}

static void html_has_no_markup_left(void **state)
{
    (void)state;
    becomes(escape_html, "a<b>&\"'`c", "a&lt;b&gt;&amp;&quot;&#39;&#96;c");
    becomes(escape_html, "&lt;", "&amp;lt;");
    becomes(escape_html, "two\nlines\tand\rthree", "two\nlines\tand three");
    becomes(escape_html, "gr\xc3\xbc\xc3\x9f \xf0\x9f\x94\x92",
            "gr\xc3\xbc\xc3\x9f \xf0\x9f\x94\x92");
    becomes(escape_xml, "]]><!--", "]]&gt;&lt;!--");
    becomes(escape_html, "", "");
}

static void what_cannot_be_seen_becomes_a_mark(void **state)
{
    (void)state;
    static const char *const unseen[] = {
        "\x01",         "\x1b",         "\x7f",         "\xc2\x85",     "\xe2\x80\x8e",
        "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xef\xbb\xbf",
        "\xef\xbf\xbf", "\xd8\x9c",     "\xff",         "\xc3",
    };
    static escaper *const escapers[] = { escape_html, escape_xml, escape_markdown, escape_sarif,
                                         escape_line };
    for (size_t i = 0; i < CUPEL_COUNT(unseen); i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "a%sb", unseen[i]);
        for (size_t k = 0; k < CUPEL_COUNT(escapers); k++)
            becomes(escapers[k], text,
                    "a\xef\xbf\xbd"
                    "b");
    }
}

static void a_line_is_one_line(void **state)
{
    (void)state;
    becomes(escape_line, "  two\n\n lines\t\r\nend  ", "two lines end");
    becomes(escape_line, " \n ", "");
    becomes(escape_line, "a", "a");
}

static void uri_paths_hold_no_more_than_a_path(void **state)
{
    (void)state;
    becomes(escape_uri_path, "src/a-b_c.d~e", "src/a-b_c.d~e");
    becomes(escape_uri_path, "a b?c#d%e:\"<>\\", "a%20b%3Fc%23d%25e%3A%22%3C%3E%5C");
    becomes(escape_uri_path, "\xc3\xbc\x01", "%C3%BC%01");
}

static void sarif_messages_hold_no_placeholder_and_no_link(void **state)
{
    (void)state;
    becomes(escape_sarif, "{0} and {{x}}", "{{0}} and {{{{x}}}}");
    becomes(escape_sarif, "[here](1) [a][b] (c)", "[here] (1) [a][b] (c)");
    becomes(escape_sarif, "line\nline", "line\nline");
}

static void markdown_reads_well(void **state)
{
    (void)state;
    becomes(escape_markdown, "plain words, a sentence. (and more)",
            "plain words, a sentence. (and more)");
    becomes(escape_markdown, "cc-nonce v1.2 - ok", "cc-nonce v1.2 - ok");
    becomes(escape_markdown, "# x", "\\# x");
    becomes(escape_markdown, "1. x 2. y", "1\\. x 2. y");
    becomes(escape_markdown, "0.2 % and 1.", "0.2 % and 1.");
    becomes(escape_markdown, "a_b*c`d", "a\\_b\\*c\\`d");
    becomes(escape_markdown, "<b>&amp;", "&lt;b&gt;&amp;amp;");
    becomes(escape_markdown, "see https://x.example www.y.example",
            "see https\\://x.example www\\.y.example");
    becomes(escape_markdown, "@all #1 a@b",
            "@\xe2\x81\xa0"
            "all #\xe2\x81\xa0"
            "1 a@\xe2\x81\xa0"
            "b");
}

static void code_spans_hold_backticks(void **state)
{
    (void)state;
    becomes(escape_markdown_code, "a", "`a`");
    becomes(escape_markdown_code, "a`b", "``a`b``");
    becomes(escape_markdown_code, "``", "``` `` ```");
    becomes(escape_markdown_code, "", "`  `");
    becomes(escape_markdown_code, "a\nb", "`a b`");
}

/* ---- Markdown, read by a reader of Markdown ---- */

struct seen {
    struct buf text;
    unsigned spans, code_spans, blocks, html;
};

static int enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    (void)detail;
    struct seen *s = user;
    s->blocks++;
    s->html += type == MD_BLOCK_HTML;
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    (void)type;
    (void)detail;
    (void)user;
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)detail;
    struct seen *s = user;
    if (type == MD_SPAN_CODE)
        s->code_spans++;
    else
        s->spans++;
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)type;
    (void)detail;
    (void)user;
    return 0;
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
    struct seen *s = user;
    cupel_slice got = slice_of(text, size);
    s->html += type == MD_TEXT_HTML;
    if (type == MD_TEXT_ENTITY && slice_eq(got, SLICE_LIT("&lt;")))
        got = SLICE_LIT("<");
    else if (type == MD_TEXT_ENTITY && slice_eq(got, SLICE_LIT("&gt;")))
        got = SLICE_LIT(">");
    else if (type == MD_TEXT_ENTITY && slice_eq(got, SLICE_LIT("&amp;")))
        got = SLICE_LIT("&");
    buf_add(&s->text, got);
    return 0;
}

static void read_markdown(cupel_slice text, struct seen *s)
{
    const MD_PARSER parser = {
        0,           MD_DIALECT_GITHUB | MD_FLAG_LATEXMATHSPANS | MD_FLAG_UNDERLINE,
        enter_block, leave_block,
        enter_span,  leave_span,
        take_text,   NULL,
        NULL
    };
    *s = (struct seen){ .spans = 0 };
    buf_init(&s->text, ROOM);
    assert_int_equal(md_parse((const MD_CHAR *)text.p, (MD_SIZE)text.n, &parser, s), 0);
    assert_int_equal(buf_status(&s->text), CUPEL_OK);
}

/* What a reader sees: the line without the joiners that keep forges from telling people. */
static void expect_seen(struct buf *ret, const char *before, const char *text, bool is_code)
{
    struct buf line;
    buf_init(&line, ROOM);
    buf_init(ret, ROOM);
    escape_line(&line, slice_str(text));
    buf_add_str(ret, before);
    if (is_code && line.n == 0)
        buf_add_str(&line, "  "); /* a code span of blanks keeps them */
    buf_add(ret, buf_slice(&line));
    buf_clear(&line);
}

static void without_joiners(struct buf *b)
{
    struct buf out;
    buf_init(&out, ROOM);
    for (size_t i = 0; i < b->n; i++) {
        if (slice_starts(slice_part(buf_slice(b), i, b->n - i), SLICE_LIT("\xe2\x81\xa0")))
            i += 2;
        else
            buf_add_byte(&out, b->p[i]);
    }
    buf_clear(b);
    *b = out;
}

/* @text between @before and @after is nothing but text; @blocks is what the frame alone makes. */
static void stays_prose(const char *before, const char *after, unsigned blocks,
                        const char *seen_before, const char *text)
{
    struct buf b, wanted;
    struct seen s;
    buf_init(&b, ROOM);
    buf_add_str(&b, before);
    escape_markdown(&b, slice_str(text));
    buf_add_str(&b, after);
    read_markdown(buf_slice(&b), &s);
    without_joiners(&s.text);
    expect_seen(&wanted, seen_before, text, false);
    if (s.spans || s.code_spans || s.html || s.blocks != blocks ||
        !slice_eq(buf_slice(&s.text), buf_slice(&wanted)))
        fail_msg("%u spans, %u code, %u html, %u blocks for %.*s", s.spans, s.code_spans, s.html,
                 s.blocks, (int)b.n, (const char *)b.p);
    buf_clear(&b);
    buf_clear(&wanted);
    buf_clear(&s.text);
}

/* Blank text leaves a frame empty, and has less to make blocks of. */
static bool is_blank(const char *text)
{
    struct buf line;
    buf_init(&line, ROOM);
    escape_line(&line, slice_str(text));
    bool blank = line.n == 0;
    buf_clear(&line);
    return blank;
}

static void markdown_stays_prose_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_hostile_count; i++) {
        const char *text = sample_hostile[i];
        if (is_blank(text))
            continue;
        stays_prose("", "\n", 2, "", text);     /* a paragraph of the document */
        stays_prose("x ", "\n", 2, "x ", text); /* in the middle of it */
        stays_prose("- ", "\n", 3, "", text);   /* list, item */
        stays_prose("1. a\n   - ", "\n", 5, "a", text);
        stays_prose("# ", "\n", 2, "", text);
        stays_prose("| ", " |\n| --- |\n", 5, "", text); /* table, head, row, cell */
    }
}

static void code_stays_code(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_hostile_count; i++) {
        struct buf b, wanted;
        struct seen s;
        buf_init(&b, ROOM);
        buf_add_str(&b, "- x ");
        escape_markdown_code(&b, slice_str(sample_hostile[i]));
        buf_add_str(&b, "\n");
        read_markdown(buf_slice(&b), &s);
        expect_seen(&wanted, "x ", sample_hostile[i], true);
        assert_int_equal(s.spans + s.html, 0);
        assert_int_equal(s.code_spans, 1);
        if (!is_blank(sample_hostile[i]) && !slice_eq(buf_slice(&s.text), buf_slice(&wanted)))
            fail_msg("%.*s became %.*s", (int)b.n, (const char *)b.p, (int)s.text.n,
                     (const char *)s.text.p);
        buf_clear(&b);
        buf_clear(&wanted);
        buf_clear(&s.text);
    }
}

static void a_full_buffer_says_so(void **state)
{
    (void)state;
    static escaper *const escapers[] = { escape_html,          escape_xml,      escape_markdown,
                                         escape_markdown_code, escape_uri_path, escape_sarif,
                                         escape_line };
    for (size_t k = 0; k < CUPEL_COUNT(escapers); k++) {
        struct buf b;
        buf_init(&b, 4);
        escapers[k](&b, SLICE_LIT("some words {<[`"));
        assert_int_equal(buf_status(&b), CUPEL_E_LIMIT);
        assert_true(b.n <= 4);
        buf_clear(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_has_no_markup_left),
        cmocka_unit_test(what_cannot_be_seen_becomes_a_mark),
        cmocka_unit_test(a_line_is_one_line),
        cmocka_unit_test(uri_paths_hold_no_more_than_a_path),
        cmocka_unit_test(sarif_messages_hold_no_placeholder_and_no_link),
        cmocka_unit_test(markdown_reads_well),
        cmocka_unit_test(code_spans_hold_backticks),
        cmocka_unit_test(markdown_stays_prose_wherever_it_stands),
        cmocka_unit_test(code_stays_code),
        cmocka_unit_test(a_full_buffer_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
