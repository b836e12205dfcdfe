/* SPDX-License-Identifier: Apache-2.0 */
/* A landscape's files: both shapes, every refusal for its reason, written and read back the same.
 */
#include "../unit/test.h"

#include "office/landscape/diff.h"
#include "office/landscape/write.h"

#include <stdio.h>

#define ARENA ((size_t)64 << 20)

struct lab {
    struct arena a;
    struct landscape l;
    struct landscape_problems p;
    cupel_status st;
};

static void read_files(struct lab *t, const char *data, const char *settings, const char *guide,
                       bool lenient)
{
    struct landscape_files f = { .data = { "data.yml", slice_str(data) } };
    if (settings)
        f.settings = (struct landscape_file){ "settings.yml", slice_str(settings) };
    if (guide)
        f.guide = (struct landscape_file){ "guide.yml", slice_str(guide) };
    *t = (struct lab){ 0 };
    arena_init(&t->a, ARENA);
    t->p.arena = &t->a;
    t->st = landscape_read(&t->a, &f, lenient, &t->l, &t->p);
}

/* The problem that holds @text, or the test fails with what there is. */
static const struct landscape_problem *problem(const struct lab *t, const char *text)
{
    for (size_t i = 0; i < t->p.n; i++)
        if (strstr(t->p.at[i].text, text))
            return &t->p.at[i];
    for (size_t i = 0; i < t->p.n; i++)
        print_message("%s:%u: %s\n", t->p.at[i].file, t->p.at[i].line, t->p.at[i].text);
    fail_msg("nobody says \"%s\"", text);
    return NULL;
}

#define HEAD  "categories:\n- name: A\n  subcategories:\n  - name: B\n    items:\n"
#define ITEM  "    - name: One\n      homepage_url: https://one.example\n      logo: one.svg\n"
#define ITEM2 "    - name: Two\n      homepage_url: https://two.example\n      logo: two.svg\n"

/* ---- shapes ---- */

static void test_both_shapes(void **state)
{
    (void)state;
    static const char old[] =
        "landscape:\n  - category:\n    name: A\n    subcategories:\n      - subcategory:\n"
        "        name: B\n        items:\n          - item:\n            name: One\n"
        "            homepage_url: https://one.example\n            logo: one.svg\n"
        "            twitter:\n            extra:\n              accepted: '2020-01-02'\n";
    struct lab t, u;
    read_files(&t, old, NULL, NULL, false);
    assert_status(t.st, CUPEL_OK);
    read_files(&u, HEAD ITEM "      extra: {accepted: '2020-01-02'}\n", NULL, NULL, false);
    assert_status(u.st, CUPEL_OK);
    assert_true(t.l.is_old_shape && !u.l.is_old_shape);
    assert_int_equal(t.l.n_items, 1);
    assert_string_equal(t.l.items[0]->id, "a--b--one");
    assert_null(t.l.items[0]->text[ITEM_TWITTER]);
    struct landscape_diff d;
    assert_status(landscape_compare(&t.a, &t.l, &u.l, &d), CUPEL_OK);
    assert_int_equal(d.n, 0);
    assert_int_equal(d.unchanged, 1);
    arena_clear(&t.a);
    arena_clear(&u.a);
}

/* ---- refusals of form ---- */

static const struct {
    const char *data, *text;
    uint32_t line;
} forms[] = {
    { "", "the file is empty", 1 },
    { "- a\n", "must be a map", 1 },
    { "categories: [\n", "", 2 },
    { "categories: []\nlandscape: []\n", "both categories and landscape", 1 },
    { "category: []\n", "(did you mean categories?)", 1 },
    { "category: []\n", "categories is missing", 1 },
    { "categories: x\n", "categories: must be a list", 1 },
    { "categories:\n- x\n", "categories[0]: must be a map", 2 },
    { "categories:\n- name: A\n", "subcategories is missing; write subcategories: []", 2 },
    { "categories:\n- subcategories: []\n", "name is missing", 2 },
    { "categories:\n- name: A\n  subcategories:\n  - name: B\n", "items is missing", 4 },
    { HEAD "    - {}\n", "name is missing", 6 },
    { HEAD ITEM "      homepageurl: x\n", "no such member (did you mean homepage_url?)", 9 },
    { HEAD ITEM "      item: x\n", "items[0].item: landscape2 knows no such member", 9 },
    { HEAD ITEM "      extra: []\n", "extra: must be a map", 9 },
    { HEAD ITEM "      extra: {blogurl: x}\n", "(did you mean blog_url?)", 9 },
    { HEAD ITEM "      license: [x]\n", "license: must be a text, not a list", 9 },
    { HEAD ITEM "      branch: 1.0\n", "branch: must be in quotes: \"1.0\"", 9 },
    { HEAD ITEM "      branch: yes\n", "branch: must be in quotes: \"yes\"", 9 },
    { HEAD ITEM "      enduser: maybe\n", "enduser: must be true or false", 9 },
    { HEAD ITEM "      second_path: A / B\n", "second_path: must be a list", 9 },
    { HEAD ITEM "      additional_repos: [{branch: x}]\n", "repo_url is missing", 9 },
    { HEAD ITEM "      additional_repos: [{repo_url: x, url: y}]\n", "no such member", 9 },
    { HEAD ITEM "      extra: {tag: security}\n", "is a list since landscape2 0.13", 9 },
    { HEAD ITEM "      extra: {annotations: {a: 1}}\n", "a: must be in quotes: \"1\"", 9 },
    { HEAD ITEM "      extra: {annotations: {a: }}\n", "a: must be a text; write unknown", 9 },
    { HEAD ITEM "      extra: {annotations: [a]}\n", "annotations: must be a map", 9 },
    { HEAD ITEM "      extra: {audits: [{date: '2020-01-01'}]}\n", "vendor is missing", 9 },
    { HEAD ITEM "      extra: {other_links: [{name: x}]}\n", "url is missing", 9 },
    { HEAD ITEM "      name: Two\n", "the key \"name\" stands twice", 9 },
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(forms); i++) {
        struct lab t;
        read_files(&t, forms[i].data, NULL, NULL, false);
        assert_status(t.st, CUPEL_E_MALFORMED);
        const struct landscape_problem *p = problem(&t, forms[i].text);
        assert_true(p->is_error);
        assert_int_equal(p->line, forms[i].line);
        assert_string_equal(p->file, "data.yml");
        arena_clear(&t.a);
    }
}

static void test_all_at_once(void **state)
{
    (void)state;
    struct lab t;
    read_files(&t, HEAD ITEM "      homepage: x\n      license: [x]\n" ITEM2 "      enduser: 3\n",
               "foundation: F\n", "categories: 1\n", false);
    assert_status(t.st, CUPEL_E_MALFORMED);
    assert_int_equal(t.p.errors, 5);
    assert_int_equal(problem(&t, "enduser")->line, 14);
    assert_string_equal(problem(&t, "url is missing")->file, "settings.yml");
    assert_string_equal(problem(&t, "categories: must be a list")->file, "guide.yml");
    arena_clear(&t.a);
}

static void test_lenient(void **state)
{
    (void)state;
    struct lab t;
    read_files(&t,
               HEAD ITEM "      stock_ticker: X\n      extra:\n        tag: security\n"
                         "        annotations: {n: 1}\n",
               NULL, NULL, true);
    assert_status(t.st, CUPEL_OK);
    assert_int_equal(t.p.errors, 0);
    assert_false(problem(&t, "no such member; left out")->is_error);
    assert_int_equal(t.l.items[0]->tags.n, 1);
    assert_string_equal(landscape_annotation(t.l.items[0], "n"), "1");
    arena_clear(&t.a);
}

static void test_caps(void **state)
{
    (void)state;
    struct lab t;
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_add_str(&b, HEAD ITEM "      second_path: [");
    for (int i = 0; i <= LANDSCAPE_LIST_MAX; i++)
        buf_printf(&b, "%sx", i ? "," : "");
    buf_add_str(&b, "]\n");
    for (int i = 0; i < LANDSCAPE_PROBLEMS_MAX + 5; i++)
        buf_printf(&b, "      wrong%d: x\n", i);
    buf_printf(&b, "      %0*d: x\n%c", LANDSCAPE_NAME_MAX + 1, 7, 0);
    read_files(&t, (const char *)b.p, NULL, NULL, false);
    assert_string_equal(problem(&t, "a key of more than")->file, "data.yml");
    arena_clear(&t.a);
    b.n -= LANDSCAPE_NAME_MAX + 12;
    b.p[b.n] = 0;
    read_files(&t, (const char *)b.p, NULL, NULL, false);
    assert_int_equal(t.p.n, LANDSCAPE_PROBLEMS_MAX);
    assert_int_equal(t.p.more, t.p.errors - t.p.n);
    assert_true(t.p.more >= 6);
    arena_clear(&t.a);
    buf_clear(&b);
}

/* ---- landscape2's rules, and ours ---- */

#define NOTES "      extra:\n        annotations:\n          "
static const struct {
    const char *data, *text;
    bool is_error;
} rules[] = {
    { HEAD "    - name: One\n      logo: a.svg\n", "homepage_url is required", true },
    { HEAD "    - name: One\n      homepage_url: https://a.b\n", "logo is required", true },
    { HEAD "    - {name: '', logo: a.svg, homepage_url: 'https://a.b'}\n", "name is required",
      true },
    { HEAD ITEM ITEM, "stands twice in its subcategory (first on line 6)", true },
    { "categories:\n- {name: '', subcategories: []}\n", "needs a name with a letter or digit",
      true },
    { "categories:\n- {name: A B, subcategories: []}\n- {name: A/B, subcategories: []}\n",
      "has the same address as", true },
    { HEAD "    - {name: X, logo: ../a.svg, homepage_url: 'https://a.b'}\n",
      "must be the name of a file in logos/", true },
    { HEAD "    - {name: X, logo: a.png, homepage_url: 'https://a.b'}\n", "no SVG file", false },
    { HEAD "    - {name: =X, logo: a.svg, homepage_url: 'https://a.b'}\n", "a spreadsheet", false },
    { HEAD "    - {name: X, logo: a.svg, homepage_url: example.org}\n",
      "homepage_url is no URL that landscape2 takes: it must begin with https://", true },
    { HEAD "    - {name: X, logo: a.svg, homepage_url: 'https://'}\n", "it has no host", true },
    { HEAD "    - {name: X, logo: a.svg, homepage_url: 'https://a b'}\n", "it holds a blank",
      true },
    { HEAD ITEM "      twitter: https://notx.com/a\n", "expected twitter.com|x.com", true },
    { HEAD ITEM "      crunchbase: https://www.crunchbase.com/a\n", "crunchbase must be", true },
    { HEAD ITEM "      crunchbase: https://www.crunchbase.com/organization/\n",
      "crunchbase must be", true },
    { HEAD ITEM "      extra: {youtube_url: 'https://example.org'}\n", "expected youtube.com",
      true },
    { HEAD ITEM "      extra: {accepted: '2020-13-01'}\n", "accepted must be a date", true },
    { HEAD ITEM "      extra: {accepted: 'soon'}\n", "accepted must be a date", true },
    { HEAD ITEM "      extra: {tag: [TAG]}\n", "tag \"TAG\" must be of small letters", true },
    { HEAD ITEM "      extra: {other_links: [{name: '', url: 'https://a.b'}]}\n",
      "name of a link is required", true },
    { HEAD ITEM "      extra: {other_links: [{name: a, url: ''}]}\n", "url of a link is no URL",
      true },
    { HEAD ITEM
      "      extra:\n        audits: [{date: x, type: a, url: 'https://a.b', vendor: v}]\n",
      "date of an audit", true },
    { HEAD ITEM "      additional_repos: [{repo_url: git@a.b}]\n", "repo_url is no URL", true },
    { HEAD ITEM "      second_path: [A]\n", "is not of the form Category / Subcategory", false },
    { HEAD ITEM "      second_path: [A / C]\n", "names no category and subcategory", false },
    { HEAD ITEM "      extra: {parent_project: One2}\n", "(did you mean One?)", false },
    { HEAD ITEM "      license: Apache 2\n", "license is no SPDX expression", false },

    { HEAD ITEM NOTES "maturity: incubation\n", "(did you mean incubating?)", true },
    { HEAD ITEM NOTES "status: active, dormant\n", "status has one value", true },
    { HEAD ITEM NOTES "rats-roles: verifier, verfier\n", "(did you mean verifier?)", true },
    { HEAD ITEM NOTES "tees: SNP\n", "should be of small letters", false },
    { HEAD ITEM NOTES "tees-source: README\n", "must be \"URL or path; YYYY-MM-DD\"", false },
    { HEAD ITEM NOTES "tees-source: README; soon\n", "\"soon\" is no date", false },
    { HEAD ITEM NOTES "checked: soon\n", "checked must be a date", true },
    { HEAD ITEM NOTES "successor: Too\n", "is no item of this file", false },
    { HEAD ITEM NOTES "successor: One\n", "is its own successor", true },
    { HEAD ITEM NOTES "review: ../one.json\n", "review must be reviews/ID.json", true },
    { HEAD ITEM NOTES "review: reviews/../one.json\n", "review must be reviews/ID.json", true },
    { HEAD ITEM NOTES "maturty: none\n", "nobody reads the annotation \"maturty\"", false },
};

static void test_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(rules); i++) {
        struct lab t;
        read_files(&t, rules[i].data, NULL, NULL, false);
        assert_status(t.st, CUPEL_OK);
        landscape_validate(&t.l, true, &t.p);
        const struct landscape_problem *p = problem(&t, rules[i].text);
        assert_int_equal(p->is_error, rules[i].is_error);
        assert_true(p->line > 0);
        arena_clear(&t.a);
    }
}

static void test_valid(void **state)
{
    (void)state;
    struct lab t;
    read_files(&t,
               HEAD ITEM "      twitter: https://x.com/one\n"
                         "      crunchbase: https://www.crunchbase.com/organization/one\n"
                         "      license: Apache-2.0 OR MIT\n      second_path: [A / B]\n" NOTES
                         "tees: snp, tdx, whatever-2\n          maturity: unknown\n"
                         "          tees-source: https://a.b; x; 2020-01-01\n"
                         "          review: reviews/one.json\n          checked: unknown\n",
               "foundation: F\nurl: https://f.example\ncolors:\n  color1: rgba(0, 107, 204, 1)\n"
               "  color2: rgba(0,107,204,0.5)\n  color3: rgb(0, 107, 204, 1)\n"
               "  color4: rgba(0, 107, 255, 1)\n  color5: rgba(0, 107, 204, 1)\n"
               "  color6: rgba(0, 107, 204, 1)\n  color7: rgba(0, 107, 204, 1)\n"
               "groups:\n- name: G\n  categories: [A]\nfeatured_items:\n- field: maturity\n"
               "  options: [{value: graduated, order: 1, label: Top}]\nview_mode: card\n",
               "categories:\n- category: A\n  content: text\n  keywords: [k]\n  subcategories:\n"
               "  - subcategory: B\n    content: more\n",
               false);
    assert_status(t.st, CUPEL_OK);
    landscape_validate(&t.l, true, &t.p);
    if (t.p.n)
        fail_msg("%s", t.p.at[0].text);
    assert_string_equal(t.l.settings.groups[0].categories.at[0], "A");
    assert_string_equal(t.l.settings.featured[0].order, "1");
    assert_string_equal(t.l.guide.categories[0].parts[0].content, "more");
    arena_clear(&t.a);
}

/* ---- settings and guide ---- */

#define SETTINGS "foundation: F\nurl: https://f.example\n"
static const struct {
    const char *settings, *guide, *text;
    bool is_error;
} beside[] = {
    { "foundation: ''\nurl: https://f.example\n", NULL, "foundation: must not be empty", true },
    { "foundation: F\nurl: f.example\n", NULL, "url: is no URL", true },
    { SETTINGS "base_path: x\n", NULL, "base_path: must begin with a slash", true },
    { SETTINGS "grid_items_size: big\n", NULL, "must be one of small|medium|large", true },
    { SETTINGS "view_mode: cards\n", NULL, "(did you mean card?)", true },
    { SETTINGS "colors: {color1: red}\n", NULL, "must be a colour", true },
    { SETTINGS "colors: {color1: 'rgba(0, 256, 0, 1)'}\n", NULL, "must be a colour", true },
    { SETTINGS "colors: {color1: 'rgba(0, 25, 0, 1)'}\n", NULL, "color2 is missing", true },
    { SETTINGS "screenshot_width: 1000\n", NULL, "must be more than 1000", true },
    { SETTINGS "screenshot_width: wide\n", NULL, "must be a number", true },
    { SETTINGS "footer: {links: {github: 'https://gitlab.com/a'}}\n", NULL, "expected github.com",
      true },
    { SETTINGS "footer: {text: ''}\n", NULL, "text: must not be empty", true },
    { SETTINGS "featured_items: [{field: size, options: [{value: x}]}]\n", NULL,
      "must be one of maturity|subcategory", true },
    { SETTINGS "featured_items: [{field: maturity, options: []}]\n", NULL,
      "options: must not be empty", true },
    { SETTINGS "tags: {Security: [{category: A}]}\n", NULL, "a tag has small letters", true },
    { SETTINGS "tags: {security: [{subcategories: [B]}]}\n", NULL, "category is missing", true },
    { SETTINGS "upcoming_event: {name: x, start: soon}\n", NULL, "must be a date", true },
    { SETTINGS "logos_viewbox: {adjust: perhaps}\n", NULL, "must be true or false", true },
    { SETTINGS "group: []\n", NULL, "(did you mean groups?)", true },
    { SETTINGS "groups: [{name: G, categories: [a]}]\n", NULL,
      "\"a\" is no category of data.yml (did you mean A?)", false },
    { SETTINGS "groups: [{name: G, categories: []}]\n", NULL, "is in no group", false },
    { NULL, "categories: [{content: x}]\n", "category is missing", true },
    { NULL, "categories: [{category: A, content: ''}]\n", "content: must not be empty", true },
    { NULL, "categories: [{category: A, subcategories: [{subcategory: B}]}]\n",
      "content is missing", true },
    { NULL, "categories: [{category: A, subcategories: [{subcategory: C, content: x}]}]\n",
      "\"C\" is no subcategory of \"A\"", false },
};

static void test_beside(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(beside); i++) {
        struct lab t;
        read_files(&t, HEAD ITEM, beside[i].settings, beside[i].guide, false);
        assert_status(t.st, beside[i].is_error ? CUPEL_E_MALFORMED : CUPEL_OK);
        if (t.st == CUPEL_OK)
            landscape_validate(&t.l, true, &t.p);
        const struct landscape_problem *p = problem(&t, beside[i].text);
        assert_int_equal(p->is_error, beside[i].is_error);
        assert_string_equal(p->file, beside[i].settings ? "settings.yml" : "guide.yml");
        arena_clear(&t.a);
    }
}

/* ---- written and read back ---- */

static const char *const hostile[] = {
    "",
    " ",
    "a",
    "yes",
    "No",
    "null",
    "~",
    "0x1",
    "1e3",
    "1_000",
    "12:30",
    "2026-01-01",
    ".inf",
    "- a",
    "a: b",
    "a:",
    "a #b",
    "#a",
    "a  b",
    " a",
    "a ",
    "\"",
    "\\",
    "'",
    "a\nb",
    "a\n",
    "\n",
    "a\n\nb\n",
    "a\tb",
    "\t",
    "a\rb",
    "\x01\x1b[31m\x7f",
    "\xc2\x85",
    "\xe2\x80\xa8",
    "\xef\xbb\xbf",
    "\xef\xbf\xbf",
    "\xc3\xa9t\xc3\xa9",
    "\xf0\x9f\x99\x82",
    "{a}",
    "[a]",
    "a, b",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "? a",
    "<script>",
    "=1+1",
    "a'b",
    "---",
    "...",
    "y",
    "off",
    "a\n b",
    "a \nb",
    "  a\nb",
};

static void test_scalars(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(hostile) * 2; i++) {
        const char *text = hostile[i / 2];
        struct arena a;
        struct buf b;
        const struct yaml_node *top = NULL;
        arena_init(&a, ARENA);
        buf_init(&b, 1 << 16);
        buf_add_str(&b, "k: ");
        yaml_write_text(&b, text, i % 2);
        buf_add_str(&b, "\nblock: ");
        if (yaml_is_block(text))
            yaml_write_block(&b, text, 2);
        else
            buf_add_str(&b, "none\n");
        assert_status(yaml_parse(&a, buf_slice(&b), false, &top, NULL), CUPEL_OK);
        assert_int_equal(top->child->type, YAML_SCALAR);
        assert_string_equal(top->child->text, text);
        assert_true(top->child->quoted || yaml_truth(top->child) < 0);
        if (yaml_is_block(text))
            assert_string_equal(yaml_text(top, "block"), text);
        buf_clear(&b);
        arena_clear(&a);
    }
}

/* An item with every member there is, each with a hostile value of its own where any will do. */
static void write_full(struct buf *b)
{
    buf_add_str(b, "# head\n# of the file\n\n" HEAD "    - name: One\n");
    for (int extra = 0; extra < 2; extra++) {
        for (size_t f = ITEM_NAME + 1; f < LANDSCAPE_FIELDS; f++) {
            const struct landscape_field_info *info = &landscape_fields[f];
            if (info->is_extra != (extra == 1))
                continue;
            buf_printf(b, "%s      %s: ", extra ? "  " : "", info->name);
            if (info->kind == LANDSCAPE_TRUTH)
                buf_add_str(b, "true");
            else
                yaml_write_text(b, hostile[f % CUPEL_COUNT(hostile)], true);
            buf_add_byte(b, '\n');
        }
        buf_add_str(b, extra ? ""
                             : "      second_path: ['a: b']\n      additional_repos:\n"
                               "      - {repo_url: x, branch: '1', license: MIT}\n"
                               "      extra:\n");
    }
    buf_add_str(b, "        tag: [a, 'y']\n        audits:\n"
                   "        - {date: '2020-01-01', type: t, url: u, vendor: 'a: b'}\n"
                   "        other_links: [{name: '#', url: '- x'}]\n        annotations:\n");
    for (size_t i = 0; i < CUPEL_COUNT(hostile); i++) {
        buf_printf(b, "          k%zu: ", i);
        yaml_write_text(b, hostile[i], true);
        buf_add_byte(b, '\n');
    }
    buf_add_byte(b, 0);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct buf full, once, twice;
    struct lab t, u;
    struct landscape_diff d;
    buf_init(&full, 1 << 20);
    buf_init(&once, 1 << 20);
    buf_init(&twice, 1 << 20);
    write_full(&full);
    read_files(&t, (const char *)full.p, NULL, NULL, false);
    if (t.p.n)
        fail_msg("line %u: %s", t.p.at[0].line, t.p.at[0].text);
    landscape_write_data(&t.l, &once);
    buf_add_byte(&once, 0);
    read_files(&u, (const char *)once.p, NULL, NULL, false);
    if (u.p.n)
        fail_msg("line %u: %s", u.p.at[0].line, u.p.at[0].text);
    assert_string_equal(u.l.head, "# head\n# of the file\n");
    assert_status(landscape_compare(&t.a, &t.l, &u.l, &d), CUPEL_OK);
    if (d.n)
        fail_msg("%s is \"%s\" and was \"%s\"", d.at[0].field, d.at[0].new, d.at[0].old);
    for (size_t f = 0; f < LANDSCAPE_FIELDS; f++)
        assert_non_null(u.l.items[0]->text[f]);
    landscape_write_data(&u.l, &twice);
    buf_add_byte(&twice, 0);
    assert_string_equal((const char *)once.p, (const char *)twice.p);
    buf_clear(&full);
    buf_clear(&once);
    buf_clear(&twice);
    arena_clear(&t.a);
    arena_clear(&u.a);
}

/* Settings and guide keep what we do not know: order, numbers, truth, blocks. */
static void test_tree(void **state)
{
    (void)state;
    static const char text[] =
        "# top\nfoundation: F\nurl: https://f.example\nscreenshot_width: 1500\n"
        "logos_viewbox:\n  adjust: true\n  exclude: []\ngroups:\n  - name: \"1\"\n    categories:\n"
        "      - A\nfooter:\n  text: |\n    one\n\n    two: #3\n";
    struct lab t;
    struct buf b;
    buf_init(&b, 1 << 16);
    read_files(&t, HEAD ITEM, text, NULL, false);
    assert_status(t.st, CUPEL_OK);
    landscape_write_tree(t.l.settings.tree, t.l.settings.head, &b);
    buf_add_byte(&b, 0);
    assert_string_equal((const char *)b.p, text);
    buf_clear(&b);
    arena_clear(&t.a);
}

/* ---- small formats ---- */

static void test_slugs(void **state)
{
    (void)state;
    static const struct {
        const char *name, *slug;
    } cases[] = { { "Test Project", "test-project" },
                  { "Test  Project  ", "test-project" },
                  { "Test___Project", "test-project" },
                  { "a/b@c+D", "a-b-c+d" },
                  { "\xd0\x9f\xd1\x80", "\xd0\xbf\xd1\x80" },
                  { "\xc3\x89t\xc3\xa9", "\xc3\xa9t\xc3\xa9" },
                  { "a \xf0\x9f\x99\x82 b", "a-b" },
                  { "../..", "" },
                  { "/", "" },
                  { "", "" } };
    struct arena a;
    arena_init(&a, ARENA);
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        assert_string_equal(landscape_slug(&a, cases[i].name), cases[i].slug);
    arena_clear(&a);
}

static void test_images(void **state)
{
    (void)state;
    static const char *const bad[] = { "<svg onload=\"x\">",
                                       "<svg><script/></svg>",
                                       "<svg><a onclick = 'x'/></svg>",
                                       "text",
                                       "<svg><image href=\"http://a.b\"/></svg>",
                                       "<!ENTITY a><svg/>",
                                       "<svg><foreignObject/></svg>" };
    const char *why;
    struct buf one, two;
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        assert_false(landscape_logo_is_plain(slice_str(bad[i]), &why));
        assert_non_null(why);
    }
    static const char *const names[] = { "Trusted Firmware-M", "enarx", "<&\"", "", "\xc3\x89t" };
    for (size_t i = 0; i < CUPEL_COUNT(names); i++) {
        buf_init(&one, 4096);
        buf_init(&two, 4096);
        landscape_write_monogram(names[i], &one);
        landscape_write_monogram(names[i], &two);
        assert_true(slice_eq(buf_slice(&one), buf_slice(&two)));
        assert_true(landscape_logo_is_plain(buf_slice(&one), NULL));
        assert_int_equal(slice_find(buf_slice(&one), SLICE_LIT("<&")), SIZE_MAX);
        assert_int_not_equal(slice_find(buf_slice(&one), i == 0   ? SLICE_LIT(">TFM<")
                                                         : i == 1 ? SLICE_LIT(">En<")
                                                                  : SLICE_LIT("</text>")),
                             SIZE_MAX);
        buf_clear(&one);
        buf_clear(&two);
    }
}

static void test_facts(void **state)
{
    (void)state;
    struct lab t;
    read_files(&t,
               HEAD ITEM "      license: MIT\n      project: sandbox\n" NOTES
                         "tees: ' snp,, tdx , snp'\n          tees-source: a; b; 2026-01-02\n"
                         "          rats-roles: unknown\n          home-source: x; unknown\n"
                         "          home: CNCF\n",
               NULL, NULL, false);
    assert_status(t.st, CUPEL_OK);
    const struct landscape_item *i = t.l.items[0];
    struct landscape_fact f = landscape_fact(&t.a, i, "tees");
    struct landscape_list v = landscape_values(&t.a, &f);
    assert_int_equal(v.n, 2);
    assert_string_equal(v.at[1], "tdx");
    assert_string_equal(f.source, "a; b");
    assert_string_equal(f.date, "2026-01-02");
    f = landscape_fact(&t.a, i, "rats-roles");
    assert_true(f.is_given && !f.value && !f.source);
    assert_false(landscape_fact(&t.a, i, "status").is_given);
    f = landscape_fact(&t.a, i, "home");
    assert_true(f.source && !f.date);
    assert_string_equal(landscape_fact(&t.a, i, "license").value, "MIT");
    assert_string_equal(landscape_fact(&t.a, i, "maturity").value, "sandbox");
    arena_clear(&t.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_shapes), cmocka_unit_test(test_forms),
        cmocka_unit_test(test_all_at_once), cmocka_unit_test(test_lenient),
        cmocka_unit_test(test_caps),        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_valid),       cmocka_unit_test(test_beside),
        cmocka_unit_test(test_scalars),     cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_tree),        cmocka_unit_test(test_slugs),
        cmocka_unit_test(test_images),      cmocka_unit_test(test_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
