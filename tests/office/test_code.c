/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to what was read, bounds, and shapes that nobody writes but who means harm. */
#include "code_lab.h"

#include <pthread.h>

static const char source[] = "package p\n"
                             "// a comment about the quote\n"
                             "func first(quote *Quote) error {\n"
                             "\tif quote.report.data != nonce {\n"
                             "\t\treturn errors.New(\"report data differ\")\n"
                             "\t}\n"
                             "\tif v := cfg[\"report_data\"]; v == userData { return nil }\n"
                             "\treturn nil\n"
                             "}\n"
                             "func second() { third(first) }\n";

struct lab {
    struct arena a;
    struct code c;
};

static void read_go(struct lab *lab, const char *text)
{
    arena_init(&lab->a, LAB_ARENA);
    assert_status(code_parse(&lab->a, LANG_GO, slice_str(text), false, &lab->c), CUPEL_OK);
}

static void next_in_order_and_within(void **state)
{
    (void)state;
    struct lab lab;
    read_go(&lab, source);
    const struct code *c = &lab.c;
    uint32_t first = code_next(c, CODE_FUNCTION, CODE_NONE, 0);
    uint32_t second = code_next(c, CODE_FUNCTION, CODE_NONE, first + 1);
    assert_slice(c->nodes[first].name, "first");
    assert_slice(c->nodes[second].name, "second");
    assert_int_equal(c->nodes[first].line, 3);
    assert_int_equal(c->nodes[first].last_line, 9);
    assert_int_equal(code_next(c, CODE_FUNCTION, CODE_NONE, second + 1), CODE_NONE);
    uint32_t compare = code_next(c, CODE_COMPARE, first, 0);
    assert_int_equal(c->nodes[compare].line, 4);
    uint32_t other = code_next(c, CODE_COMPARE, first, compare + 1);
    assert_int_equal(c->nodes[other].line, 7);
    assert_int_equal(code_next(c, CODE_COMPARE, first, other + 1), CODE_NONE);
    assert_int_equal(code_next(c, CODE_COMPARE, second, 0), CODE_NONE);
    assert_slice(c->nodes[code_next(c, CODE_CALL, second, 0)].name, "third");
    /* A node is not within itself, nor is anything within what is not there. */
    assert_int_equal(code_next(c, CODE_FUNCTION, first, 0), CODE_NONE);
    assert_int_equal(code_next(c, CODE_CALL, 4711, 0), CODE_NONE);
    arena_clear(&lab.a);
}

static void ancestors(void **state)
{
    (void)state;
    struct lab lab;
    read_go(&lab, source);
    const struct code *c = &lab.c;
    uint32_t compare = code_next(c, CODE_COMPARE, CODE_NONE, 0);
    uint32_t condition = code_ancestor(c, compare, CODE_CONDITION);
    assert_int_equal(c->nodes[condition].kind, CODE_CONDITION);
    uint32_t function = code_ancestor(c, compare, CODE_FUNCTION);
    assert_int_equal(function, c->nodes[compare].function);
    assert_int_equal(code_ancestor(c, function, CODE_FUNCTION), CODE_NONE);
    assert_int_equal(code_ancestor(c, compare, CODE_ASSERT), CODE_NONE);
    assert_int_equal(code_ancestor(c, CODE_NONE, CODE_FUNCTION), CODE_NONE);
    arena_clear(&lab.a);
}

static void says_what_stands_in_identifiers(void **state)
{
    (void)state;
    struct lab lab;
    uint32_t line = 77;
    read_go(&lab, source);
    const struct code *c = &lab.c;
    uint32_t first = code_next(c, CODE_FUNCTION, CODE_NONE, 0);
    uint32_t second = code_next(c, CODE_FUNCTION, CODE_NONE, first + 1);
    uint32_t compare = code_next(c, CODE_COMPARE, first, 0);
    /* Names of one path are words in a row; those of two are not. */
    assert_true(code_says(c, compare, "report data", false, &line));
    assert_int_equal(line, 4);
    assert_true(code_says(c, compare, "quote report", false, NULL));
    assert_false(code_says(c, compare, "data nonce", false, NULL));
    assert_true(code_says(c, first, "user data", false, &line));
    assert_int_equal(line, 7);
    line = 77;
    assert_false(code_says(c, second, "report data", true, &line));
    assert_int_equal(line, 77);
    /* Strings when asked for; comments never. */
    uint32_t refusal = code_next(c, CODE_REFUSAL, first, 0);
    assert_false(code_says(c, refusal, "report data", false, NULL));
    assert_true(code_says(c, refusal, "report data", true, &line));
    assert_int_equal(line, 5);
    assert_false(code_says(c, first, "comment", true, NULL));
    assert_false(code_says(c, CODE_NONE, "first", true, NULL));
    assert_false(code_refuses(c, CODE_NONE));
    arena_clear(&lab.a);
}

static void paths_over_lines_and_arrows(void **state)
{
    (void)state;
    static const char text[] = "int f(void) { return a->report->data == b::c; }";
    struct arena a;
    struct code c;
    arena_init(&a, LAB_ARENA);
    assert_status(code_parse(&a, LANG_CPP, slice_str(text), false, &c), CUPEL_OK);
    assert_true(code_says(&c, 0, "report data", false, NULL));
    assert_true(code_says(&c, 0, "b c", false, NULL));
    assert_false(code_says(&c, 0, "data b", false, NULL));
    arena_clear(&a);
}

static void words_know_their_kind(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum code_word_kind kind;
    } wanted[] = {
        { "f", CODE_IDENT },     { "s", CODE_IDENT },    { "a text", CODE_STRING },
        { "x", CODE_IDENT },     { "&", CODE_OPERATOR }, { "3", CODE_NUMBER },
        { "!=", CODE_OPERATOR }, { "0x4", CODE_NUMBER }, { "!", CODE_OPERATOR },
        { "y", CODE_IDENT },
    };
    struct lab lab;
    read_go(&lab, "func f() { s := \"a text\" + x&3 != 0x4 + !y }");
    assert_int_equal(lab.c.n_words, CUPEL_COUNT(wanted));
    for (size_t i = 0; i < CUPEL_COUNT(wanted); i++) {
        assert_true(slice_eq(lab.c.words[i].text, slice_str(wanted[i].text)));
        assert_int_equal(lab.c.words[i].kind, wanted[i].kind);
    }
    arena_clear(&lab.a);
}

static void languages_that_can_be_read(void **state)
{
    (void)state;
    static const enum lang can[] = { LANG_C, LANG_CPP, LANG_GO, LANG_RUST, LANG_PYTHON };
    static const enum lang cannot[] = { LANG_NONE, LANG_OTHER };
    struct arena a;
    struct code c = { .n_nodes = 42 };
    arena_init(&a, LAB_ARENA);
    for (size_t i = 0; i < CUPEL_COUNT(can); i++) {
        assert_true(code_can_read(can[i]));
        assert_status(code_parse(&a, can[i], SLICE_EMPTY, false, &c), CUPEL_OK);
        assert_true(c.n_nodes == 0 && c.n_words == 0 && !c.is_cut && c.errors == 0);
    }
    for (size_t i = 0; i < CUPEL_COUNT(cannot); i++) {
        assert_false(code_can_read(cannot[i]));
        assert_status(code_parse(&a, cannot[i], SLICE_LIT("x"), false, &c), CUPEL_E_UNSUPPORTED);
    }
    arena_clear(&a);
}

static void bounds(void **state)
{
    (void)state;
    struct arena a;
    struct code c;
    size_t n = CODE_BYTES_MAX + 1;
    char *text = malloc(n);
    assert_non_null(text);
    memset(text, '\n', n);
    arena_init(&a, LAB_ARENA);
    assert_status(code_parse(&a, LANG_GO, slice_of(text, n), false, &c), CUPEL_E_LIMIT);
    assert_status(code_parse(&a, LANG_GO, slice_of(text, n - 1), false, &c), CUPEL_OK);
    assert_false(c.is_cut);
    free(text);
    arena_clear(&a);
    arena_init(&a, 64); /* the caller's arena is too small */
    assert_status(code_parse(&a, LANG_GO, slice_str(source), false, &c), CUPEL_E_LIMIT);
    arena_clear(&a);
}

static void errors_are_counted_and_passed_over(void **state)
{
    (void)state;
    struct lab lab;
    read_go(&lab, "func f() { ][ if a != b { return err } }\nfunc g() { x( }\n");
    assert_true(lab.c.errors > 0);
    assert_true(code_next(&lab.c, CODE_COMPARE, CODE_NONE, 0) != CODE_NONE);
    arena_clear(&lab.a);
}

/* Every shape again and again, in every language: an answer comes, and what was cut says so. */
static void hostile_shapes(void **state)
{
    (void)state;
    static const char *const shapes[] = {
        "(",        "{",      "[",        "!",      "- ",
        "&",        "a<",     "f(",       "a.b.",   "if(a){}else ",
        "if(x) ",   "\"",     "'",        "/*",     "#if 0\n",
        "a?b:",     "|x| ",   "func(){",  "r#\"",   "fn f(){",
        "class A{", "m!{",    "m!(a,",    "#[a(",   "@a\n",
        "f\"{",     "a==b&&", "A<A,",     "\"a\" ", "case 1:",
        "not ",     "else {", "if a==b{", "\0",     "\xff",
    };
    enum { BYTES = 12000 };
    char *text = malloc(BYTES);
    assert_non_null(text);
    for (enum lang l = LANG_C; l <= LANG_PYTHON; l++)
        for (size_t i = 0; i < CUPEL_COUNT(shapes); i++) {
            cupel_slice shape = slice_str(shapes[i]);
            struct arena a;
            struct code c;
            if (shape.n == 0)
                shape = slice_of("", 1);
            for (size_t k = 0; k < BYTES; k++)
                text[k] = (char)shape.p[k % shape.n];
            arena_init(&a, LAB_ARENA);
            assert_status(code_parse(&a, l, slice_of(text, BYTES), false, &c), CUPEL_OK);
            lab_invariants(&c, slice_of(text, BYTES));
            uint32_t compare = code_next(&c, CODE_COMPARE, CODE_NONE, 0);
            (void)code_refuses(&c, compare);
            arena_clear(&a);
        }
    free(text);
}

static void deep_nesting_is_cut(void **state)
{
    (void)state;
    enum { DEPTH = 12000 };
    struct lab lab;
    struct buf b;
    buf_init(&b, 1u << 20);
    buf_add_str(&b, "func f() { x := ");
    for (int i = 0; i < DEPTH; i++)
        buf_add_str(&b, "-(");
    buf_add_str(&b, "a");
    for (int i = 0; i < DEPTH; i++)
        buf_add_str(&b, ")");
    buf_add_str(&b, " }\nfunc g() { y() }\n");
    char *text = buf_steal_str(&b);
    assert_non_null(text);
    read_go(&lab, text);
    assert_true(lab.c.is_cut);
    uint32_t g = code_next(&lab.c, CODE_FUNCTION, CODE_NONE, 1);
    assert_true(g != CODE_NONE); /* what comes after it was read */
    assert_slice(lab.c.nodes[g].name, "g");
    arena_clear(&lab.a);
    free(text);
}

static void *read_many(void *arg)
{
    size_t *wrong = arg;
    for (int i = 0; i < 50; i++) {
        struct arena a;
        struct code c;
        arena_init(&a, LAB_ARENA);
        bool ok = code_parse(&a, LANG_GO, slice_str(source), false, &c) == CUPEL_OK && !c.is_cut;
        *wrong += !ok || code_next(&c, CODE_COMPARE, CODE_NONE, 0) == CODE_NONE;
        arena_clear(&a);
    }
    return NULL;
}

static void side_by_side(void **state)
{
    (void)state;
    pthread_t threads[4];
    size_t wrong[CUPEL_COUNT(threads)] = { 0 };
    for (size_t i = 0; i < CUPEL_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_many, &wrong[i]), 0);
    for (size_t i = 0; i < CUPEL_COUNT(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(wrong[i], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_in_order_and_within),
        cmocka_unit_test(ancestors),
        cmocka_unit_test(says_what_stands_in_identifiers),
        cmocka_unit_test(paths_over_lines_and_arrows),
        cmocka_unit_test(words_know_their_kind),
        cmocka_unit_test(languages_that_can_be_read),
        cmocka_unit_test(bounds),
        cmocka_unit_test(errors_are_counted_and_passed_over),
        cmocka_unit_test(hostile_shapes),
        cmocka_unit_test(deep_nesting_is_cut),
        cmocka_unit_test(side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
