/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "base/cur.h"
#include "base/status.h"

static void test_cursor_sticks(void **state)
{
    (void)state;
    static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7 };
    struct cur c = cur_of(SLICE_ARRAY(bytes));
    assert_int_equal(cur_le32(&c), 0x04030201);
    assert_int_equal(cur_le32(&c), 0); /* only three bytes are left */
    assert_status(cur_end(&c), CUPEL_E_TRUNCATED);
    assert_int_equal(cur_u8(&c), 0); /* would fit, but the failure sticks */
    assert_int_equal(c.at, 4);
    c = cur_of(SLICE_ARRAY(bytes));
    assert_int_equal(cur_be16(&c), 0x0102);
    assert_status(cur_end(&c), CUPEL_E_TRAILING);
    struct cur sub = cur_sub(&c, 3);
    assert_int_equal(sub.at, 2);
    assert_int_equal(cur_be32(&sub), 0);
    assert_status(cur_end(&sub), CUPEL_E_TRUNCATED);
    assert_status(cur_end(&c), CUPEL_E_TRAILING);
    assert_int_equal(cur_take(&c, SIZE_MAX).n, 0);
    assert_status(cur_end(&c), CUPEL_E_TRUNCATED);
    sub = cur_sub(&c, 0);
    assert_status(cur_end(&sub), CUPEL_E_TRUNCATED);
}

static void test_slice(void **state)
{
    (void)state;
    assert_true(slice_eq(SLICE_EMPTY, SLICE_LIT("")));
    assert_true(slice_cmp(SLICE_LIT("ab"), SLICE_LIT("abc")) < 0);
    assert_true(slice_cmp(SLICE_LIT("b"), SLICE_LIT("abc")) > 0);
    assert_int_equal(slice_part(SLICE_LIT("abc"), 1, SIZE_MAX).n, 0);
    assert_int_equal(slice_part(SLICE_LIT("abc"), 4, 0).n, 0);
    assert_slice(slice_part(SLICE_LIT("abc"), 1, 2), "bc");
    assert_int_equal(slice_find(SLICE_LIT("hello"), SLICE_LIT("lo")), 3);
    assert_true(slice_find(SLICE_LIT("hello"), SLICE_LIT("lox")) == SIZE_MAX);
    assert_true(slice_is_zero(SLICE_EMPTY));
    assert_true(slice_eq_nocase(SLICE_LIT("00aFz"), SLICE_LIT("00AfZ")));
    assert_false(slice_starts(SLICE_LIT("a"), SLICE_LIT("ab")));
    assert_true(slice_starts(SLICE_LIT("a"), SLICE_EMPTY));
    char out[4];
    slice_copy(SLICE_LIT("ab"), out, sizeof out);
    assert_memory_equal(out, "ab\0", 4);
}

static void test_arena(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 20000);
    char *p = arena_alloc(&a, 9000);
    assert_non_null(p);
    assert_int_equal(p[8999], 0);
    assert_non_null(arena_alloc(&a, 0));
    assert_string_equal(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
    assert_string_equal(arena_hex(&a, SLICE_LIT("\x01\xfe")), "01fe");
    assert_string_equal(arena_text(&a, SLICE_LIT("a\nb")), "a?b");
    assert_null(arena_array(&a, SIZE_MAX / 2, 4));
    assert_status(arena_status(&a), CUPEL_E_LIMIT);
    assert_null(arena_alloc(&a, 1)); /* sticks */
    assert_string_equal(arena_printf(&a, "%d", 7), "");
    arena_clear(&a);
    arena_init(&a, 100);
    assert_null(arena_alloc(&a, 101));
    arena_clear(&a);
}

static void test_buf(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 10);
    buf_add_str(&b, "12345");
    buf_printf(&b, "%d", 67);
    assert_slice(buf_slice(&b), "1234567");
    buf_add_str(&b, "89ab");
    assert_status(buf_status(&b), CUPEL_E_LIMIT);
    buf_add_str(&b, "8");
    assert_slice(buf_slice(&b), "1234567"); /* sticks */
    assert_null(buf_steal_str(&b));
    buf_init(&b, 3);
    buf_add_str(&b, "abc");
    char *s = buf_steal_str(&b);
    assert_string_equal(s, "abc");
    free(s);
}

static void test_hex(void **state)
{
    (void)state;
    uint8_t out[4];
    assert_status(hex_read(SLICE_LIT("00fFA9"), out), CUPEL_OK);
    assert_memory_equal(out, "\x00\xff\xa9", 3);
    assert_status(hex_read(SLICE_LIT("0"), out), CUPEL_E_MALFORMED);
    assert_status(hex_read(SLICE_LIT("0g"), out), CUPEL_E_MALFORMED);
    assert_status(hex_read_fixed(SLICE_LIT("0000"), out, 3), CUPEL_E_MALFORMED);
}

static void test_base64(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool url, space;
        cupel_status st;
        const char *out;
    } cases[] = {
        { "", false, false, CUPEL_OK, "" },
        { "Zg==", false, false, CUPEL_OK, "f" },
        { "Zm8=", false, false, CUPEL_OK, "fo" },
        { "Zm9vYmFy", false, false, CUPEL_OK, "foobar" },
        { "Zm9v\nYmFy\n", false, true, CUPEL_OK, "foobar" },
        { "Zm9v\nYmFy", false, false, CUPEL_E_MALFORMED, NULL },
        { "Zh==", false, false, CUPEL_E_MALFORMED, NULL }, /* unused bits set */
        { "Zm9=", false, false, CUPEL_E_MALFORMED, NULL },
        { "Zg", false, false, CUPEL_E_MALFORMED, NULL }, /* padding demanded */
        { "Zg", true, false, CUPEL_OK, "f" },
        { "Zg=", true, false, CUPEL_E_MALFORMED, NULL },
        { "Zg===", false, false, CUPEL_E_MALFORMED, NULL },
        { "Z===", false, false, CUPEL_E_MALFORMED, NULL },
        { "Z", true, false, CUPEL_E_MALFORMED, NULL },
        { "Zg==Zg==", false, false, CUPEL_E_MALFORMED, NULL },
        { "-_8=", false, false, CUPEL_E_MALFORMED, NULL },
        { "-_8=", true, false, CUPEL_OK, "\xfb\xff" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        uint8_t out[16];
        size_t n = 0;
        cupel_slice in = slice_str(cases[i].text);
        assert_true(base64_room(in.n) <= sizeof out);
        assert_status(base64_read(in, cases[i].url, cases[i].space, out, &n), cases[i].st);
        if (cases[i].out)
            assert_true(slice_eq(slice_of(out, n), slice_str(cases[i].out)));
    }
    char text[16];
    base64_write(SLICE_LIT("fooba"), text);
    assert_string_equal(text, "Zm9vYmE=");
}

static void test_time(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t t; /* -1: refused */
    } cases[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "2026-06-01T00:00:00Z", 1780272000 },
        { "2000-02-29T12:34:56.789Z", 951827696 },
        { "2024-01-01T01:00:00+01:00", 1704067200 },
        { "2023-02-29T00:00:00Z", -1 },
        { "1900-02-29T00:00:00Z", -1 },
        { "2024-13-01T00:00:00Z", -1 },
        { "2024-01-01T24:00:00Z", -1 },
        { "2024-01-01T00:00:60Z", -1 },
        { "2024-01-01T00:00:00", -1 },
        { "2024-01-01T00:00:00Zx", -1 },
        { "2024-01-01 00:00:00Z", -1 },
        { "2024-01-01T00:00:00.Z", -1 },
        { "2024-01-01T00:00:00.x5Z", -1 }, /* no endless loop over the digit */
        { "+024-01-01T00:00:00Z", -1 },
        { "", -1 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        int64_t t = -1;
        cupel_status st = rfc3339_read(slice_str(cases[i].text), &t);
        assert_status(st, cases[i].t < 0 ? CUPEL_E_MALFORMED : CUPEL_OK);
        assert_true(t == cases[i].t);
    }
    for (int64_t t = -62135596800; t < 253402300799; t += 86400 * 37 + 12345) {
        struct civil c;
        char text[RFC3339_ROOM];
        int64_t back = 0;
        civil_from_epoch(t, &c);
        assert_true(civil_is_valid(&c));
        assert_true(civil_to_epoch(&c) == t);
        rfc3339_write(t, text);
        assert_status(rfc3339_read(slice_str(text), &back), CUPEL_OK);
        assert_true(back == t);
    }
}

static void test_diag(void **state)
{
    (void)state;
    struct cupel_diag d;
    assert_status(diag_at(&d, CUPEL_E_TRUNCATED, "snp", 7, "ends\tat %d", 9), CUPEL_E_TRUNCATED);
    assert_string_equal(d.text, "ends?at 9");
    assert_string_equal(d.format, "snp");
    assert_true(d.has_offset && d.offset == 7);
    assert_status(diag_set(NULL, CUPEL_E_IO, "", "x"), CUPEL_E_IO);
    assert_int_equal(cupel_status_class(CUPEL_E_TRAILING), CUPEL_CLASS_MALFORMED);
    assert_string_equal(cupel_class_name(CUPEL_CLASS_MISSING), "missing");
    assert_string_equal(cupel_status_name((cupel_status)99), "internal");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cursor_sticks), cmocka_unit_test(test_slice),
        cmocka_unit_test(test_arena),         cmocka_unit_test(test_buf),
        cmocka_unit_test(test_hex),           cmocka_unit_test(test_base64),
        cmocka_unit_test(test_time),          cmocka_unit_test(test_diag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
