/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "check/check.h"
#include "check/fields.h"
#include "codec/json.h"

static const struct cupel_check_info def = {
    .id = "x.signature",
    .category = CUPEL_CAT_TCB,
    .title = "the signature holds",
    .why = "anybody could have written it",
    .spec = "X 1.2",
    .fix = "ask the vendor",
};
static const struct cupel_check_info other = {
    .id = "x.other",
    .category = CUPEL_CAT_FRESHNESS,
    .title = "other",
};

static struct arena scratch;

static int set_up(void **state)
{
    (void)state;
    arena_init(&scratch, 16u << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&scratch);
    return 0;
}

static void names(void **state)
{
    (void)state;
    cupel_category c = CUPEL_CAT_TCB;
    for (int i = 0; i <= (int)CUPEL_CAT_FRESHNESS; i++) {
        const char *name = cupel_category_name((cupel_category)i);
        assert_status(check_category_parse(slice_str(name), &c), CUPEL_OK);
        assert_int_equal(c, i);
    }
    assert_string_equal(cupel_category_name(CUPEL_CAT_REVOCATION), "revocation");
    assert_status(check_category_parse(SLICE_LIT("Tcb"), &c), CUPEL_E_NOT_FOUND);
    assert_status(check_category_parse(SLICE_EMPTY, &c), CUPEL_E_NOT_FOUND);
    static const char *const outcomes[] = { "pass", "warn", "fail", "unknown", "skip", "na" };
    for (size_t i = 0; i < CUPEL_COUNT(outcomes); i++)
        assert_string_equal(cupel_outcome_name((cupel_outcome)i), outcomes[i]);
    assert_string_equal(cupel_outcome_name((cupel_outcome)99), "fail"); /* never reads as good */
}

static void added_checks_take_their_definition(void **state)
{
    (void)state;
    struct check_list l;
    check_list_init(&l, &scratch);
    const struct cupel_check *pass = check_add(&l, &def, CUPEL_PASS, NULL);
    assert_string_equal(pass->id, "x.signature");
    assert_string_equal(pass->detail, "the signature holds");
    assert_int_equal(pass->category, CUPEL_CAT_TCB);
    assert_string_equal(pass->spec, "X 1.2");
    assert_null(pass->fix); /* nothing is to be done */
    const struct cupel_check *fail = check_addf(&l, &def, CUPEL_FAIL, "level %d of \"%s\"", 3,
                                                "a\nb");
    assert_string_equal(fail->detail, "level 3 of \"a?b\"");
    assert_string_equal(fail->fix, "ask the vendor");
    (void)check_add(&l, &other, CUPEL_NA, "no such part");
    assert_int_equal(l.n, 3);
    assert_ptr_equal(check_find(&l, "x.signature"), fail); /* the last one */
    assert_null(check_find(&l, "x.sig"));
}

/* Pointers that were handed out stay good while the list grows. */
static void the_list_grows(void **state)
{
    (void)state;
    struct check_list l;
    struct cupel_check *first = NULL;
    check_list_init(&l, &scratch);
    for (unsigned i = 0; i < 1000; i++) {
        struct cupel_check *c = check_add(&l, &def, CUPEL_PASS, NULL);
        first = first ? first : c;
    }
    assert_int_equal(l.n, 1000);
    assert_ptr_equal(l.items[0], first);
    first->found = "late";
    assert_string_equal(l.items[0]->found, "late");
    assert_status(arena_status(&scratch), CUPEL_OK);
}

static void want_of_memory_is_told_by_the_arena(void **state)
{
    (void)state;
    for (size_t cap = 0; cap < 2000; cap += 48) {
        struct arena small;
        struct check_list l;
        arena_init(&small, cap);
        check_list_init(&l, &small);
        for (unsigned i = 0; i < 60; i++) {
            struct cupel_check *c = check_addf(&l, &def, CUPEL_FAIL, "number %u", i);
            assert_non_null(c);
            check_where(&l, c, "evidence", i, 1);
            check_compare(&l, c, SLICE_LIT("a"), SLICE_LIT("b"));
        }
        assert_status(arena_status(&small), CUPEL_E_LIMIT);
        assert_true(l.n < 60);
        for (size_t i = 0; i < l.n; i++)
            assert_string_equal(l.items[i]->id, "x.signature");
        arena_clear(&small);
    }
}

static void as_json(void **state)
{
    (void)state;
    struct check_list l;
    struct buf b;
    buf_init(&b, 4096);
    check_list_init(&l, &scratch);
    struct cupel_check *c = check_add(&l, &def, CUPEL_FAIL, "it does not hold");
    check_compare(&l, c, SLICE_LIT("\x00\xff"), SLICE_LIT("\x01"));
    check_where(&l, c, "evidence", 672, 144);
    check_where(&l, c, "vcek.pem", 0, 7);
    struct json_out o = json_out_to(&b);
    json_array_open(&o, NULL);
    check_write_json(c, &o);
    check_write_json(check_add(&l, &other, CUPEL_PASS, NULL), &o);
    struct cupel_check office = *c;
    const struct cupel_where line = { .path = "a.c", .line = 7, .commit = "c0ffee" };
    office.where = &line;
    office.n_where = 1;
    check_write_json(&office, &o);
    json_array_close(&o);
    const char *want =
        "[{\"id\":\"x.signature\",\"outcome\":\"fail\",\"category\":\"tcb\","
        "\"title\":\"the signature holds\",\"detail\":\"it does not hold\","
        "\"expected\":\"00ff\",\"found\":\"01\","
        "\"where\":[{\"in\":\"evidence\",\"offset\":672,\"length\":144},"
        "{\"in\":\"vcek.pem\",\"offset\":0,\"length\":7}],"
        "\"spec\":\"X 1.2\",\"fix\":\"ask the vendor\"},"
        "{\"id\":\"x.other\",\"outcome\":\"pass\",\"category\":\"freshness\",\"title\":\"other\","
        "\"detail\":\"other\",\"where\":[],\"spec\":null},"
        "{\"id\":\"x.signature\",\"outcome\":\"fail\",\"category\":\"tcb\","
        "\"title\":\"the signature holds\",\"detail\":\"it does not hold\","
        "\"expected\":\"00ff\",\"found\":\"01\","
        "\"where\":[{\"path\":\"a.c\",\"line\":7,\"commit\":\"c0ffee\"}],"
        "\"spec\":\"X 1.2\",\"fix\":\"ask the vendor\"}]";
    char *got = buf_steal_str(&b);
    assert_string_equal(got, want);
    free(got);
}

/* ---- fields ---- */

static void fields_nest(void **state)
{
    (void)state;
    struct field_list l;
    field_list_init(&l, &scratch);
    field_open(&l, "BODY", "the signed part", 16, 32);
    field_uint(&l, "SVN", UINT64_MAX, "security version", 16, 8);
    field_close(&l);
    struct cupel_field *f = field_text(&l, "KIND", "quote", NULL, 0, 0);
    field_time(&l, "ISSUED", 1780272000, NULL, 1, 13);
    assert_ptr_equal(f, &l.items[2]);
    assert_int_equal(l.n, 4);
    assert_null(l.items[0].value);
    assert_true(l.items[0].has_span);
    assert_int_equal(l.items[1].depth, 1);
    assert_string_equal(l.items[1].value, "18446744073709551615");
    assert_int_equal(l.items[1].offset, 16);
    assert_int_equal(l.items[2].depth, 0);
    assert_false(l.items[2].has_span);
    assert_string_equal(l.items[3].value, "2026-06-01T00:00:00Z");
    field_close(&l); /* one too many is harmless */
    assert_int_equal(l.depth, 0);
}

static void byte_strings(void **state)
{
    (void)state;
    static const uint8_t zero[32];
    struct field_list l;
    field_list_init(&l, &scratch);
    field_bytes(&l, "a", SLICE_ARRAY(zero), NULL, 4);
    field_bytes(&l, "b", slice_of(zero, 1), NULL, 4);
    field_bytes(&l, "c", SLICE_LIT("\0\x01\xff"), NULL, 4);
    field_bytes(&l, "d", SLICE_EMPTY, NULL, 4);
    assert_string_equal(l.items[0].value, "0 (32 bytes)");
    assert_int_equal(l.items[0].length, 32);
    assert_string_equal(l.items[1].value, "0 (1 byte)");
    assert_string_equal(l.items[2].value, "0001ff");
    assert_string_equal(l.items[3].value, "(none)");
}

static void flags_are_named(void **state)
{
    (void)state;
    static const struct flag_name bits[] = {
        { 0, "VALID", "is valid" },
        { 19, "DEBUG", "memory can be read from outside" },
    };
    struct field_list l;
    field_list_init(&l, &scratch);
    field_flags(&l, "POLICY", 1ull << 19 | 1ull << 40 | 1ull << 63, "policy", 8, 8, bits, 2);
    assert_int_equal(l.n, 4);
    assert_string_equal(l.items[0].value, "0x8000010000080000");
    assert_int_equal(l.items[0].depth, 0);
    assert_string_equal(l.items[1].name, "bit 19");
    assert_string_equal(l.items[1].value, "DEBUG");
    assert_string_equal(l.items[1].meaning, "memory can be read from outside");
    assert_int_equal(l.items[1].depth, 1);
    assert_string_equal(l.items[2].name, "bit 40");
    assert_string_equal(l.items[2].value, "reserved");
    assert_string_equal(l.items[3].name, "bit 63");
    assert_int_equal(l.depth, 0);
    field_flags(&l, "FLAGS", 1, NULL, 0, 4, bits, 2);
    assert_string_equal(l.items[4].value, "0x00000001");
    field_flags(&l, "EMPTY", 0, NULL, 0, 1, NULL, 0);
    assert_string_equal(l.items[6].value, "0x00");
    assert_int_equal(l.n, 7);
}

static void fields_without_memory(void **state)
{
    (void)state;
    struct arena small;
    struct field_list l;
    arena_init(&small, 10000);
    field_list_init(&l, &small);
    for (unsigned i = 0; i < 500; i++)
        assert_non_null(field_text(&l, "a", "b", NULL, i, 1));
    assert_status(arena_status(&small), CUPEL_E_LIMIT);
    assert_true(l.n >= 64 && l.n <= 500);
    arena_clear(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(added_checks_take_their_definition, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_list_grows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(want_of_memory_is_told_by_the_arena, set_up, tear_down),
        cmocka_unit_test_setup_teardown(as_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fields_nest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(byte_strings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(flags_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(fields_without_memory, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
