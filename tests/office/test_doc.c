/* SPDX-License-Identifier: Apache-2.0 */
/* Documents block by block: the same things in four formats, and what must not pass for prose. */
#include "../unit/test.h"

#include "base/buf.h"
#include "office/text/doc.h"

static struct arena scratch;

static int set_up(void **state)
{
    (void)state;
    arena_init(&scratch, 256u << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&scratch);
    return 0;
}

static struct doc parse(const char *path, const char *text)
{
    struct doc d = { 0 };
    assert_status(doc_parse(&scratch, path, slice_str(text), &d), CUPEL_OK);
    return d;
}

/* Blocks as one text, a line each: "line kind text"; headings with their level. */
static const char *blocks(const struct doc *d)
{
    static const char *const kinds[] = { "h", "p", "item", "row", "code", "html" };
    struct buf b;
    buf_init(&b, 1u << 20);
    for (size_t i = 0; i < d->n_blocks; i++) {
        const struct doc_block *k = &d->blocks[i];
        assert_true(k->kind == DOC_HEADING ? k->level >= 1 && k->level <= 6 : k->level == 0);
        buf_printf(&b, "%u %s", k->line, kinds[k->kind]);
        if (k->level)
            buf_printf(&b, "%u", k->level);
        buf_printf(&b, " %s\n", k->text);
    }
    buf_add_byte(&b, 0);
    assert_int_equal(buf_status(&b), CUPEL_OK);
    const char *out = (const char *)arena_copy(&scratch, buf_slice(&b)).p;
    buf_clear(&b);
    return out;
}

static const char *links(const struct doc *d)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    for (size_t i = 0; i < d->n_links; i++)
        buf_printf(&b, "%u %s%s -> %s\n", d->links[i].line, d->links[i].is_image ? "!" : "",
                   d->links[i].text, d->links[i].target);
    buf_add_byte(&b, 0);
    const char *out = (const char *)arena_copy(&scratch, buf_slice(&b)).p;
    buf_clear(&b);
    return out;
}

#define BLOCKS(path, text, want)                                                                   \
    do {                                                                                           \
        struct doc d_ = parse(path, text);                                                         \
        assert_string_equal(blocks(&d_), want);                                                    \
        assert_false(d_.is_cut);                                                                   \
    } while (0)
#define LINKS(path, text, want)                                                                    \
    do {                                                                                           \
        struct doc d_ = parse(path, text);                                                         \
        assert_string_equal(links(&d_), want);                                                     \
    } while (0)

/* ---- Markdown ---- */

static void markdown_blocks(void **state)
{
    (void)state;
    BLOCKS("a.md",
           "# Top *em* `code`\n\nOne\ntwo &amp; &#x41;&#66; &nope;\n\n- tight\n  - inner\n\n"
           "1. loose\n\n   more\n\n2. other\n\n> quoted\n\nSub\n---\n",
           "1 h1 Top em code\n3 p One two & AB &nope;\n6 item tight\n7 item inner\n9 item loose\n"
           "11 p more\n13 item other\n15 p quoted\n17 h2 Sub\n");
    BLOCKS("a.markdown", "| A | B |\n|---|---|\n| 1 | `x` |\n| | y |\n",
           "1 row A | B\n3 row 1 | x\n4 row | y\n");
    BLOCKS("A.MD", "a\\\nb  \nc\n", "1 p a b c\n");
    BLOCKS("a.mdx", "", "");
}

/* What is no statement of the author: code, HTML, comments, what is struck out, front matter. */
static void markdown_what_is_no_prose(void **state)
{
    (void)state;
    BLOCKS("a.md", "```sh\ncupel --nonce\n\n# no title\n```\n\n    indented\n",
           "2 code cupel --nonce\n\n# no title\n7 code indented\n");
    BLOCKS("a.md", "<!-- we verify\n\n# all\n-->\ntext <!-- hidden --> on\n", "5 p text on\n");
    BLOCKS("a.md", "<div>\n<!-- no -->seen\n</div>\n", "1 html <div>\nseen\n</div>\n");
    BLOCKS("a.md", "We ~~check nonces~~ hope.\n", "1 p We hope.\n");
    BLOCKS("a.md", "---\ntitle: x\n---\n# T\n", "4 h1 T\n");
    BLOCKS("a.md", "---\n\ntext\n", "3 p text\n");
    BLOCKS("a.md", "- [ ] todo\n- [x] done\n", "1 item [ ] todo\n2 item [x] done\n");
}

static void markdown_badges(void **state)
{
    (void)state;
    struct doc d = parse("a.md", "[![CI](b.svg)](ci) | [![Cov](c.svg)](cov)\n\nSee ![fig](f.png).\n"
                                 "\n# ![logo](l.png)\n");
    assert_string_equal(blocks(&d), "3 p See fig.\n5 h1 logo\n");
    assert_string_equal(links(&d), "1 !CI -> b.svg\n1 CI -> ci\n1 !Cov -> c.svg\n1 Cov -> cov\n"
                                   "3 !fig -> f.png\n5 !logo -> l.png\n");
}

static void markdown_links(void **state)
{
    (void)state;
    LINKS("a.md",
          "a [Contributing\nguide](CONTRIBUTING.md \"t\") https://x.org/y.\n\n[r]\n\n<me@x.org>\n"
          "\n[r]: http://r.org\n",
          "1 Contributing guide -> CONTRIBUTING.md\n2 https://x.org/y -> https://x.org/y\n"
          "4 r -> http://r.org\n6 me@x.org -> mailto:me@x.org\n");
    LINKS("a.md", "<a href=\"s.md\">Sec <b>urity</b></a> and <img src='i.png' alt=Fig>\n",
          "1 Sec urity -> s.md\n1 !Fig -> i.png\n");
    LINKS("a.md", "see <a href=\"s.md\">Sec <b>urity</b></a> and <img src='i.png' alt=Fig>\n",
          "1 Sec urity -> s.md\n1 !Fig -> i.png\n");
    LINKS("a.md", "<p align=center>\n<a\n href=s.md>Sec</a>\n<img alt=\"x\" src=\"y\">\n</p>\n",
          "2 Sec -> s.md\n4 !x -> y\n");
}

static void markdown_html_headings(void **state)
{
    (void)state;
    BLOCKS("a.md", "<h1 align=\"center\">Name <em>of</em> it</h1>\n\ntext\n\n## Sub\n",
           "1 h1 Name of it\n1 html <h1 align=\"center\">Name <em>of</em> it</h1>\n3 p text\n"
           "5 h2 Sub\n");
    BLOCKS("a.md", "<p>\na\rb\n<h2>x</h2>\n</p>\n", "3 h2 x\n1 html <p>\na b\n<h2>x</h2>\n</p>\n");
    BLOCKS("a.md", "<div\n", "1 html <div\n");
    BLOCKS("a.md", "<!-- never closed\n\n# T\n", "");
}

/* ---- reStructuredText ---- */

static void rst_blocks(void **state)
{
    (void)state;
    BLOCKS(
        "a.rst",
        "=====\nTitle\n=====\n\nIntro *em* **strong** ``co de`` :ref:`x` snake_case 2 * 3\n"
        "second.\n\nSection\n-------\n- one\n  cont\n- two\n\n1. num\n#. auto\n\nDeeper\n~~~~~~\n"
        "End\n\nOther\n-----\n",
        "2 h1 Title\n5 p Intro em strong co de x snake_case 2 * 3 second.\n8 h2 Section\n"
        "10 item one cont\n12 item two\n14 item num\n15 item auto\n17 h3 Deeper\n19 p End\n"
        "21 h2 Other\n");
    BLOCKS("a.rst", "Title\n===\ntext\n", "1 p Title === text\n");
}

static void rst_what_is_no_prose(void **state)
{
    (void)state;
    BLOCKS(
        "a.rst",
        "Run::\n\n    $ cupel\n\n    more\n\nthen\n\n.. code-block:: sh\n   :linenos:\n\n"
        "   ls\n\n.. a comment\n   goes on\n\n..\n   another\n\n.. note:: Take care\n   here.\n\n"
        ".. raw:: html\n\n   <b>x</b><!-- y -->\n\n.. toctree::\n\n   a\n\n>>> 1\n1\n",
        "1 p Run:\n3 code     $ cupel\n\n    more\n7 p then\n12 code    ls\n20 p Take care here.\n"
        "25 html    <b>x</b>\n31 code >>> 1\n1\n");
}

static void rst_tables(void **state)
{
    (void)state;
    BLOCKS("a.rst",
           "==== =====\nA    B\n==== =====\n1    x y\n==== =====\n\n+--+--+\n| a | b |\n"
           "+==+==+\n| c |   |\n+--+--+\n",
           "2 row A | B\n4 row 1 | x y\n8 row a | b\n10 row c\n");
}

static void rst_links(void **state)
{
    (void)state;
    LINKS("a.rst",
          "See `the\nguide <https://g.org>`_, https://x.org. and :doc:`Sec <sec>`.\n\n"
          ".. _name: https://n.org\n.. _`two words`: t\n.. image:: b.svg\n   :alt: CI\n"
          "   :target: x\n\n.. |b| image:: c.svg\n   :target: y\n",
          "1 the guide -> https://g.org\n2 https://x.org -> https://x.org\n2 Sec -> sec\n"
          "4 name -> https://n.org\n5 two words -> t\n6 !CI -> b.svg\n10 !b -> c.svg\n");
    BLOCKS("a.rst", "|ci| |cov|\n\ntext\n", "3 p text\n");
}

/* ---- AsciiDoc ---- */

static void adoc_blocks(void **state)
{
    (void)state;
    BLOCKS(
        "a.adoc",
        "= Title\n:toc:\n\n// comment\n*Bold* _em_ `code` snake_case.\nsecond\n\n== Sec\n\n* one\n"
        "** two\n. num\n- dash\n\nNOTE: care\n\n|===\n|A |B\n\n|1\n|2\n|===\n\nOld\n---\n.Cap\n",
        "1 h1 Title\n5 p Bold em code snake_case. second\n8 h2 Sec\n10 item one\n11 item two\n"
        "12 item num\n13 item dash\n15 p NOTE: care\n18 row A | B\n20 row 1\n21 row 2\n24 h2 Old\n"
        "26 p Cap\n");
}

static void adoc_what_is_no_prose(void **state)
{
    (void)state;
    BLOCKS(
        "a.asciidoc",
        "[source,c]\n----\nint x;\n\n== no\n----\n\n////\nhidden\n////\n\n....\nlit\n....\n\n"
        "++++\n<b>x</b>\n++++\n\n literal\n\n```\nfence\n```\n====\nexample prose\n====\n",
        "3 code int x;\n\n== no\n13 code lit\n17 html <b>x</b>\n20 code  literal\n23 code fence\n"
        "26 p example prose\n");
}

static void adoc_links(void **state)
{
    (void)state;
    LINKS("a.adoc",
          "link:CONTRIBUTING.adoc[How to help] https://x.org[X,window=_blank] https://y.org/z.\n"
          "<<sec,the section>> xref:a.adoc#b[There] mailto:me@x.org[me]\n\nimage::a.png[Arch]\n",
          "1 How to help -> CONTRIBUTING.adoc\n1 X -> https://x.org\n1 https://y.org/z -> "
          "https://y.org/z\n2 the section -> sec\n2 There -> a.adoc#b\n2 me -> me@x.org\n"
          "4 !Arch -> a.png\n");
    BLOCKS("a.adoc", "image:a.png[CI] image:b.png[Cov]\n\nSee https://x.org[X].\n", "3 p See X.\n");
}

/* ---- plain text ---- */

static void plain_blocks(void **state)
{
    (void)state;
    struct doc d = parse("README", "THE PROJECT\n\nSome text\nhttps://x.org.\n\nHeading\n=======\n"
                                   " - one\n   cont\n - two\n\n2) num\n\nSub\n---\n-----\nend.\n");
    assert_string_equal(blocks(&d), "1 h1 THE PROJECT\n3 p Some text https://x.org.\n6 h1 Heading\n"
                                    "8 item one cont\n10 item two\n12 item num\n14 h2 Sub\n"
                                    "17 p end.\n");
    assert_string_equal(links(&d), "4 https://x.org -> https://x.org\n");
    BLOCKS("MAINTAINERS", "# a comment\n* @ada\n", "1 p # a comment\n2 item @ada\n");
    BLOCKS("x.txt", "A TERM OF ART IS\nnot a heading\n", "1 p A TERM OF ART IS not a heading\n");
}

/* ---- all of them ---- */

static const char *const formats[] = { "a.md", "a.rst", "a.adoc", "a.txt" };

static void bytes_that_are_no_text(void **state)
{
    (void)state;
    struct doc d = { 0 };
    for (size_t i = 0; i < CUPEL_COUNT(formats); i++) {
        assert_status(
            doc_parse(&scratch, formats[i], SLICE_LIT("a\xff\xc3\xa9\x01\x80z\r\nq\n"), &d),
            CUPEL_OK);
        assert_int_equal(d.n_blocks, 1);
        assert_string_equal(d.blocks[0].text, "a?\xc3\xa9 ?z q");
        assert_status(doc_parse(&scratch, formats[i], SLICE_LIT("\xef\xbb\xbfText\n"), &d),
                      CUPEL_OK);
        assert_string_equal(d.blocks[0].text, "Text");
        assert_status(doc_parse(&scratch, formats[i], SLICE_LIT("x\0y\n"), &d), CUPEL_OK);
        assert_int_equal(d.n_blocks, 1);
        assert_status(doc_parse(&scratch, formats[i], SLICE_EMPTY, &d), CUPEL_OK);
        assert_int_equal(d.n_blocks + d.n_links, 0);
    }
}

/* Each block names the heading that it stands under. */
static void headings_and_sections(void **state)
{
    (void)state;
    struct doc d = parse("a.md",
                         "pre\n\n# A\n\na\n\n## B\n\nb\n\n### C\n\n## D\n\nd\n\n# E\n\ne\n");
    static const struct {
        size_t block;
        uint32_t heading;
        size_t end;
    } rows[] = {
        { 0, UINT32_MAX, 0 }, { 1, UINT32_MAX, 8 }, { 2, 1, 0 }, { 3, 1, 6 },           { 4, 3, 0 },
        { 5, 3, 6 },          { 6, 1, 8 },          { 7, 6, 0 }, { 8, UINT32_MAX, 10 }, { 9, 8, 0 },
    };
    assert_int_equal(d.n_blocks, CUPEL_COUNT(rows));
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        assert_int_equal(d.blocks[i].heading, rows[i].heading);
        if (rows[i].end)
            assert_int_equal(doc_section_end(&d, i), rows[i].end);
    }
    assert_int_equal(doc_section_end(&d, 99), d.n_blocks);
}

static void searching(void **state)
{
    (void)state;
    struct doc d = parse("a.md",
                         "# Threat model\n\n```\nreport data\n```\n\n<p>report data</p>\n\n"
                         "We bind reportData.\n\n- report-data too\n\n## The report data\n");
    assert_int_equal(doc_find(&d, "report data", 0), 3);
    assert_int_equal(doc_find(&d, "report data", 4), 4);
    assert_int_equal(doc_find(&d, "report data", 5), 5);
    assert_int_equal(doc_find(&d, "report data", 6), SIZE_MAX);
    assert_int_equal(doc_find(&d, "port data", 0), SIZE_MAX);
    assert_int_equal(doc_find_heading(&d, "threat*|adversary", 0), 0);
    assert_int_equal(doc_find_heading(&d, "report data", 0), 5);
    assert_int_equal(doc_find_heading(&d, "bind", 0), SIZE_MAX);
}

static void repeat(struct buf *b, const char *text, size_t times)
{
    b->n = 0;
    for (size_t i = 0; i < times; i++)
        buf_add_str(b, text);
}

static void bounds_are_told(void **state)
{
    (void)state;
    struct buf b;
    struct doc d = { 0 };
    buf_init(&b, 8u << 20);
    for (size_t i = 0; i < CUPEL_COUNT(formats); i++) {
        repeat(&b, "some words here\n\n", DOC_BYTES_MAX / 17 + 10);
        assert_status(doc_parse(&scratch, formats[i], slice_part(buf_slice(&b), 0, 170000), &d),
                      CUPEL_OK);
        assert_false(d.is_cut);
        assert_int_equal(d.n_blocks, 10000);
        assert_status(doc_parse(&scratch, formats[i], buf_slice(&b), &d), CUPEL_OK);
        assert_true(d.is_cut);
        assert_true(d.n_blocks <= DOC_BLOCKS_MAX && d.n_blocks > 90000);
        arena_clear(&scratch);
        repeat(&b, "word ", DOC_BYTES_MAX / 5 + 1);
        assert_status(doc_parse(&scratch, formats[i], buf_slice(&b), &d), CUPEL_OK);
        assert_true(d.is_cut);
        arena_clear(&scratch);
    }
    buf_clear(&b);
}

/* One definition of a long target and many uses of it. */
static void links_do_not_multiply(void **state)
{
    (void)state;
    struct buf b;
    struct doc d = { 0 };
    buf_init(&b, 8u << 20);
    buf_add_str(&b, "[x]: ");
    for (int i = 0; i < 400; i++)
        buf_add_str(&b, "0123456789");
    buf_add_str(&b, "\n\n");
    for (int i = 0; i < 100000; i++)
        buf_add_str(&b, i % 1000 ? "[x] " : "[x]\n\n");
    assert_status(doc_parse(&scratch, "a.md", buf_slice(&b), &d), CUPEL_OK);
    assert_true(d.is_cut);
    assert_true(scratch.used < 64u << 20);
    buf_clear(&b);
}

static void memory_is_the_callers(void **state)
{
    (void)state;
    struct arena small;
    struct doc d = { 0 };
    cupel_slice text = SLICE_LIT("# A\n\nb [c](d)\n\n<p>e</p>\n\n- f\n");
    for (size_t room = 0; room < 16000; room += 64)
        for (size_t i = 0; i < CUPEL_COUNT(formats); i++) {
            arena_init(&small, room);
            cupel_status st = doc_parse(&small, formats[i], text, &d);
            assert_true(st == CUPEL_OK || st == CUPEL_E_LIMIT);
            arena_clear(&small);
        }
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(markdown_blocks),
        CASE(markdown_what_is_no_prose),
        CASE(markdown_badges),
        CASE(markdown_links),
        CASE(markdown_html_headings),
        CASE(rst_blocks),
        CASE(rst_what_is_no_prose),
        CASE(rst_tables),
        CASE(rst_links),
        CASE(adoc_blocks),
        CASE(adoc_what_is_no_prose),
        CASE(adoc_links),
        CASE(plain_blocks),
        CASE(bytes_that_are_no_text),
        CASE(headings_and_sections),
        CASE(searching),
        CASE(bounds_are_told),
        CASE(links_do_not_multiply),
        CASE(memory_is_the_callers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
