/* SPDX-License-Identifier: Apache-2.0 */
/* YAML as a tree: values and where they stand, and each thing that is refused, for its reason. */
#include "../unit/test.h"

#include "base/buf.h"
#include "office/text/yaml.h"

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

static const struct yaml_node *parse(const char *text)
{
    const struct yaml_node *n = NULL;
    struct cupel_diag d = { 0 };
    if (yaml_parse(&scratch, slice_str(text), false, &n, &d) != CUPEL_OK)
        fail_msg("%s: %s", text, d.text);
    return n;
}

static void refuse(cupel_slice text, bool aliases, cupel_status st, const char *why)
{
    const struct yaml_node *untouched = (const struct yaml_node *)&scratch, *n = untouched;
    struct cupel_diag d = { 0 };
    assert_status(yaml_parse(&scratch, text, aliases, &n, &d), st);
    assert_ptr_equal(n, untouched);
    assert_int_equal(d.status, st);
    assert_string_equal(d.format, "yaml");
    if (!strstr(d.text, why))
        fail_msg("\"%s\" does not say \"%s\"", d.text, why);
}

/* ---- values ---- */

static void nodes_know_their_lines(void **state)
{
    (void)state;
    const struct yaml_node *top = parse("# who\nchairs:\n  - name: Ada\n    github: ada\n"
                                        "  - {name: Bo, github: bo}\nmeetings:\n\nlabel: 'x'\n");
    assert_int_equal(top->type, YAML_MAP);
    assert_int_equal(top->count, 3);
    assert_int_equal(top->line, 2);
    assert_null(top->key);
    assert_null(top->parent);
    const struct yaml_node *chairs = yaml_find(top, "chairs");
    assert_int_equal(chairs->type, YAML_LIST);
    assert_int_equal(chairs->count, 2);
    assert_int_equal(chairs->key_line, 2);
    assert_int_equal(chairs->line, 3);
    assert_string_equal(chairs->text, "");
    assert_ptr_equal(chairs->parent, top);
    const struct yaml_node *bo = chairs->child->next;
    assert_int_equal(bo->line, 5);
    assert_string_equal(yaml_text(bo, "github"), "bo");
    assert_string_equal(yaml_text(chairs->child, "name"), "Ada");
    assert_int_equal(yaml_find(chairs->child, "github")->key_line, 4);
    assert_int_equal(yaml_find(top, "meetings")->type, YAML_NULL);
    assert_null(yaml_text(top, "meetings"));
    assert_true(yaml_find(top, "label")->quoted);
    assert_null(bo->next);
}

static void scalars_stay_text(void **state)
{
    (void)state;
    const struct yaml_node *t = parse(
        "a: 007\nb: 1e3\nc: \"tab\\tend \\u00e9\"\nd: |\n  two\n  lines\ne: >\n  fol\n  ded\n"
        "f: '~'\ng: ~\nh: NULL\ni: \"null\"\nj: !!str 12\nk: ! 13\nl: !!int 14\nm: ''\n\"n o\": "
        "1\n");
    static const struct {
        const char *key, *text;
        bool quoted;
    } rows[] = {
        { "a", "007", false },
        { "b", "1e3", false },
        { "c", "tab\tend \xc3\xa9", true },
        { "d", "two\nlines\n", true },
        { "e", "fol ded\n", true },
        { "f", "~", true },
        { "i", "null", true },
        { "j", "12", true },
        { "k", "13", false },
        { "l", "14", false },
        { "m", "", true },
        { "n o", "1", false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        const struct yaml_node *n = yaml_find(t, rows[i].key);
        assert_non_null(n);
        assert_int_equal(n->type, YAML_SCALAR);
        assert_string_equal(n->text, rows[i].text);
        assert_int_equal(n->quoted, rows[i].quoted);
        assert_string_equal(yaml_text(t, rows[i].key), rows[i].text);
    }
    assert_int_equal(yaml_find(t, "g")->type, YAML_NULL);
    assert_int_equal(yaml_find(t, "h")->type, YAML_NULL);
}

static void empty_documents(void **state)
{
    (void)state;
    static const char *const texts[] = { "",           "\n\n", "# nothing\n", "---\n",
                                         "---\n...\n", "~",    "\xef\xbb\xbf" };
    for (size_t i = 0; i < CUPEL_COUNT(texts); i++) {
        const struct yaml_node *n = parse(texts[i]);
        assert_int_equal(n->type, YAML_NULL);
        assert_int_equal(n->count, 0);
        assert_string_equal(n->text, "");
        assert_true(n->line >= 1);
    }
    assert_string_equal(parse("\xef\xbb\xbf---\na: 1")->child->text, "1");
    assert_int_equal(parse("[]")->type, YAML_LIST);
    assert_null(parse("{}")->child);
    assert_string_equal(parse("word")->text, "word");
}

/* The shape that older landscape files have. */
static void a_first_key_may_be_null(void **state)
{
    (void)state;
    const struct yaml_node *t = parse(
        "landscape:\n- category:\n  name: A\n  subcategories:\n  - subcategory:\n    name: B\n");
    const struct yaml_node *c = yaml_find(t, "landscape")->child;
    assert_int_equal(yaml_find(c, "category")->type, YAML_NULL);
    assert_string_equal(yaml_text(c, "name"), "A");
    assert_string_equal(yaml_text(yaml_find(c, "subcategories")->child, "name"), "B");
}

/* ---- refusals ---- */

#define REFUSE(text, st, why) refuse(SLICE_LIT(text), false, st, why)

static void keys_stand_once(void **state)
{
    (void)state;
    REFUSE("a: 1\nchairs: 2\nb: 3\nchairs: 4\n", CUPEL_E_MALFORMED,
           "line 4: the key \"chairs\" stands twice (first on line 2)");
    REFUSE("a: {b: 1, c: 2, b: 3}", CUPEL_E_MALFORMED,
           "line 1: the key \"b\" stands twice (first on line 1)");
    REFUSE("z: 1\na: 1\na: 2\nz: 2\n", CUPEL_E_MALFORMED, "line 3: the key \"a\" stands twice");
    REFUSE("x: 1\nx: 2\nx: 3\n", CUPEL_E_MALFORMED, "line 2: the key \"x\"");
    REFUSE("- a: 1\n- b: 1\n  \"b\": 2\n", CUPEL_E_MALFORMED,
           "line 3: the key \"b\" stands twice (first on line 2)");
    assert_int_equal(parse("a: {b: 1}\nc: {b: 1}\nB: 1\nb: 2")->count, 4);
}

static void keys_are_plain_text(void **state)
{
    (void)state;
    REFUSE("? [a, b]\n: 1\n", CUPEL_E_UNSUPPORTED, "line 1: a key must be a plain text");
    REFUSE("a: 1\n? {b: c}\n: 1\n", CUPEL_E_UNSUPPORTED, "line 2: a key must be a plain text");
    REFUSE("&k a: 1\n", CUPEL_E_UNSUPPORTED, "line 1: an anchor on a key");
    REFUSE("!me a: 1\n", CUPEL_E_UNSUPPORTED, "line 1: the tag !me is not read");
    refuse(SLICE_LIT("a: &x b\n*x : 1\n"), true, CUPEL_E_UNSUPPORTED,
           "line 2: a key must be a plain text, not an alias");
}

static void one_document(void **state)
{
    (void)state;
    REFUSE("a: 1\n---\nb: 2\n", CUPEL_E_UNSUPPORTED, "line 2: a second document starts here");
    REFUSE("---\n---\n", CUPEL_E_UNSUPPORTED, "line 2: a second document");
}

static void tags_of_programs(void **state)
{
    (void)state;
    REFUSE("a: !Ref b\n", CUPEL_E_UNSUPPORTED, "line 1: the tag !Ref is not read");
    REFUSE("a:\n- !!python/object:os.system x\n", CUPEL_E_UNSUPPORTED, "python/object");
    REFUSE("!!set {a}\n", CUPEL_E_UNSUPPORTED, "tag:yaml.org,2002:set is not read");
    REFUSE("a: !!binary aGk=\n", CUPEL_E_UNSUPPORTED, "binary");
    assert_int_equal(parse("!!map {a: !!seq [!!null ~]}")->count, 1);
}

static void what_is_no_yaml(void **state)
{
    (void)state;
    REFUSE("a: [1, 2\n", CUPEL_E_MALFORMED, "line 2: not YAML");
    REFUSE("a: 1\n b: 2\n", CUPEL_E_MALFORMED, "line 2: not YAML");
    REFUSE("a: 'x\n", CUPEL_E_MALFORMED, "not YAML");
    REFUSE("\tx: 1\n", CUPEL_E_MALFORMED, "line 1: not YAML");
    REFUSE("a: \xff\n", CUPEL_E_MALFORMED, "not YAML in UTF-8");
    REFUSE("a: \x01\n", CUPEL_E_MALFORMED, "not YAML in UTF-8");
    REFUSE("\xff\xfe"
           "a\0:\0",
           CUPEL_E_MALFORMED, "not YAML in UTF-8");
    REFUSE("a: \"x\\0y\"\n", CUPEL_E_MALFORMED, "line 1: a NUL character");
    REFUSE("\"a\\0\": y\n", CUPEL_E_MALFORMED, "line 1: a NUL character");
    REFUSE("a: *b\n", CUPEL_E_UNSUPPORTED, "line 1: the alias *b is not allowed here");
}

/* ---- anchors and aliases ---- */

static void aliases_where_allowed(void **state)
{
    (void)state;
    const struct yaml_node *t = NULL;
    cupel_slice text = SLICE_LIT("base: &b\n  k: [1, {x: y}]\n  q: 'z'\none: *b\ntwo: {in: *b}\n"
                                 "s: &s word\nt: *s\ns2: &s other\nu: *s\n");
    refuse(text, false, CUPEL_E_UNSUPPORTED, "line 1: the anchor &b is not allowed here");
    assert_status(yaml_parse(&scratch, text, true, &t, NULL), CUPEL_OK);
    const struct yaml_node *one = yaml_find(t, "one"), *base = yaml_find(t, "base");
    assert_int_equal(one->type, YAML_MAP);
    assert_int_equal(one->count, 2);
    assert_int_equal(one->line, 4);
    assert_int_equal(one->key_line, 4);
    assert_int_equal(yaml_find(one, "q")->line, 3);
    assert_true(yaml_find(one, "q")->quoted);
    assert_ptr_not_equal(one->child, base->child);
    assert_ptr_equal(one->child->parent, one);
    const struct yaml_node *in = yaml_find(yaml_find(t, "two"), "in");
    assert_string_equal(yaml_text(yaml_find(in, "k")->child->next, "x"), "y");
    assert_string_equal(yaml_path(&scratch, yaml_find(in, "k")->child->next->child),
                        "two.in.k[1].x");
    assert_string_equal(yaml_text(t, "t"), "word");
    assert_string_equal(yaml_text(t, "u"), "other");
}

static void aliases_that_cannot_be(void **state)
{
    (void)state;
    refuse(SLICE_LIT("a: *b\nb: &b 1\n"), true, CUPEL_E_MALFORMED,
           "line 1: the alias *b has no anchor before it");
    refuse(SLICE_LIT("a: &a [1, *a]\n"), true, CUPEL_E_MALFORMED,
           "line 1: the alias *a stands inside of what it names");
    refuse(SLICE_LIT("a: &a\n  b:\n  - c: *a\n"), true, CUPEL_E_MALFORMED, "line 3: the alias *a");
}

/* ---- bounds ---- */

static void repeat(struct buf *b, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buf_add_str(b, text);
}

/* Nine lists of nine lists of … : a few lines that would become gigabytes. */
static void laughs_are_counted(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1u << 20);
    buf_add_str(&b, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
        buf_printf(&b, "a%d: &a%d [", i, i);
        for (int k = 0; k < 9; k++)
            buf_printf(&b, "*a%d,", i - 1);
        buf_add_str(&b, "]\n");
    }
    refuse(buf_slice(&b), true, CUPEL_E_LIMIT, "more than 500000 values");
    buf_clear(&b);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    struct buf b;
    const struct yaml_node *n = NULL;
    buf_init(&b, 1u << 24);
    repeat(&b, "[", YAML_DEPTH_MAX);
    repeat(&b, "]", YAML_DEPTH_MAX);
    assert_status(yaml_parse(&scratch, buf_slice(&b), false, &n, NULL), CUPEL_OK);
    b.n = 0;
    repeat(&b, "[", YAML_DEPTH_MAX + 1);
    repeat(&b, "]", YAML_DEPTH_MAX + 1);
    refuse(buf_slice(&b), false, CUPEL_E_LIMIT, "more than 64 lists and maps inside one another");
    b.n = 0;
    repeat(&b, "[", 1000000);
    refuse(buf_slice(&b), false, CUPEL_E_LIMIT, "more than 64 lists and maps");
    b.n = 0;
    buf_add_str(&b, "a: &a {x: {y: 1}}\nb: ");
    repeat(&b, "[", YAML_DEPTH_MAX - 2);
    buf_add_str(&b, "*a");
    repeat(&b, "]", YAML_DEPTH_MAX - 2);
    refuse(buf_slice(&b), true, CUPEL_E_LIMIT, "line 2: more than 64 lists and maps");
    buf_clear(&b);
}

static void size_is_bounded(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, YAML_BYTES_MAX + 64u);
    repeat(&b, "- \n", YAML_NODES_MAX);
    refuse(buf_slice(&b), false, CUPEL_E_LIMIT, "more than 500000 values");
    b.n = 0;
    buf_add_str(&b, "# ");
    repeat(&b, "0123456789abcdef", YAML_BYTES_MAX / 16);
    refuse(buf_slice(&b), false, CUPEL_E_LIMIT, "more than 16777216 bytes");
    b.n = 0;
    for (int i = 0; i <= 512; i++)
        buf_printf(&b, "- &n%d x\n", i);
    refuse(buf_slice(&b), true, CUPEL_E_LIMIT, "line 513: more than 512 anchors");
    buf_clear(&b);
}

static void memory_is_the_callers(void **state)
{
    (void)state;
    struct arena small;
    const struct yaml_node *n = NULL;
    struct cupel_diag d = { 0 };
    for (size_t room = 1024; room < 24000; room += 512) {
        arena_init(&small, room);
        cupel_status st = yaml_parse(&small, SLICE_LIT("a: &x {b: [c, d]}\ne: *x\nf: *x\n"), true,
                                     &n, &d);
        assert_true(st == CUPEL_OK || st == CUPEL_E_LIMIT);
        if (st != CUPEL_OK)
            assert_true(d.text[0] != 0);
        arena_clear(&small);
    }
}

/* Many keys cost no quadratic time: this takes part of a second, and minutes otherwise. */
static void many_keys(void **state)
{
    (void)state;
    struct buf b;
    const struct yaml_node *n = NULL;
    buf_init(&b, YAML_BYTES_MAX);
    for (unsigned i = 0; i < 200000; i++)
        buf_printf(&b, "k%u:\n", i);
    assert_status(yaml_parse(&scratch, buf_slice(&b), false, &n, NULL), CUPEL_OK);
    assert_int_equal(n->count, 200000);
    buf_add_str(&b, "k7:\n");
    refuse(buf_slice(&b), false, CUPEL_E_MALFORMED,
           "line 200001: the key \"k7\" stands twice (first on line 8)");
    buf_clear(&b);
}

/* ---- asking ---- */

static void what_is_absent(void **state)
{
    (void)state;
    const struct yaml_node *t = parse("a: [1]\nb: {}\nc: x\n");
    assert_null(yaml_find(NULL, "a"));
    assert_null(yaml_find(t, "d"));
    assert_null(yaml_find(yaml_find(t, "a"), "1"));
    assert_null(yaml_find(yaml_find(t, "c"), "x"));
    assert_null(yaml_text(t, "a"));
    assert_null(yaml_text(t, "b"));
    assert_null(yaml_text(t, "d"));
    assert_null(yaml_text(NULL, "d"));
}

static void paths(void **state)
{
    (void)state;
    const struct yaml_node *t = parse("a:\n  b:\n  - 1\n  - 2\n  - c: [x]\n");
    const struct yaml_node *c = yaml_find(yaml_find(t, "a"), "b")->child->next->next->child;
    assert_string_equal(yaml_path(&scratch, c->child), "a.b[2].c[0]");
    assert_string_equal(yaml_path(&scratch, t), "(top)");
    assert_string_equal(yaml_path(&scratch, NULL), "(top)");
    assert_string_equal(yaml_path(&scratch, parse("[[x]]")->child->child), "[0][0]");
}

static void truths(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int truth;
    } rows[] = {
        { "true", 1 },    { "Yes", 1 }, { "ON", 1 },         { "false", 0 },   { "No", 0 },
        { "OFF", 0 },     { "y", -1 },  { "tRUE", -1 },      { "1", -1 },      { "'true'", -1 },
        { "[true]", -1 }, { "~", -1 },  { "!!str yes", -1 }, { "\"no\"", -1 }, { "truth", -1 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        if (yaml_truth(parse(rows[i].text)) != rows[i].truth)
            fail_msg("%s", rows[i].text);
    assert_int_equal(yaml_truth(NULL), -1);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(nodes_know_their_lines),
        CASE(scalars_stay_text),
        CASE(empty_documents),
        CASE(a_first_key_may_be_null),
        CASE(keys_stand_once),
        CASE(keys_are_plain_text),
        CASE(one_document),
        CASE(tags_of_programs),
        CASE(what_is_no_yaml),
        CASE(aliases_where_allowed),
        CASE(aliases_that_cannot_be),
        CASE(laughs_are_counted),
        CASE(depth_is_bounded),
        CASE(size_is_bounded),
        CASE(memory_is_the_callers),
        CASE(many_keys),
        CASE(what_is_absent),
        CASE(paths),
        CASE(truths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
