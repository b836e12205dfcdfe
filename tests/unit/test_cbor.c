/* SPDX-License-Identifier: Apache-2.0 */
/* Strict CBOR: what RFC 8949 allows in one form only, and the words for what it does not. */
#include "test.h"

#include "codec/cbor.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 8 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

static struct cur at(const char *hex)
{
    return cur_of(hex_bytes(&arena, hex));
}

struct item_case {
    const char *hex;
    cupel_status st;
    size_t at; /* of the item that broke a rule */
};

static void expect_items(const struct item_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct cur c = at(cases[i].hex);
        size_t size = c.left.n;
        cupel_slice any = cbor_take_any(&c);
        if (c.st != cases[i].st || (c.st != CUPEL_OK && c.at != cases[i].at))
            fail_msg("%s: %s at %zu", cases[i].hex, cupel_status_name(c.st), c.at);
        assert_int_equal(any.n, c.st == CUPEL_OK ? size : 0);
    }
}

/* RFC 8949 appendix A, as far as it is in preferred form and no string comes in chunks. */
static void examples_are_read(void **state)
{
    (void)state;
    static const struct item_case cases[] = {
        { "00", CUPEL_OK, 0 },
        { "17", CUPEL_OK, 0 },
        { "1818", CUPEL_OK, 0 },
        { "1903e8", CUPEL_OK, 0 },
        { "1a000f4240", CUPEL_OK, 0 },
        { "1bffffffffffffffff", CUPEL_OK, 0 },
        { "c249010000000000000000", CUPEL_OK, 0 },
        { "3bffffffffffffffff", CUPEL_OK, 0 },
        { "20", CUPEL_OK, 0 },
        { "3903e7", CUPEL_OK, 0 },
        { "f90000", CUPEL_OK, 0 },
        { "f98000", CUPEL_OK, 0 },
        { "fb3ff199999999999a", CUPEL_OK, 0 },
        { "f97bff", CUPEL_OK, 0 },
        { "fa47c35000", CUPEL_OK, 0 },
        { "fa7f7fffff", CUPEL_OK, 0 },
        { "fb7e37e43c8800759c", CUPEL_OK, 0 },
        { "f90001", CUPEL_OK, 0 },
        { "f97c00", CUPEL_OK, 0 },
        { "f97e00", CUPEL_OK, 0 },
        { "f4", CUPEL_OK, 0 },
        { "f6", CUPEL_OK, 0 },
        { "f7", CUPEL_OK, 0 },
        { "c11a514b67b0", CUPEL_OK, 0 },
        { "d818456449455446", CUPEL_OK, 0 },
        { "40", CUPEL_OK, 0 },
        { "6449455446", CUPEL_OK, 0 },
        { "62c3bc", CUPEL_OK, 0 },
        { "64f0908591", CUPEL_OK, 0 },
        { "8301820203820405", CUPEL_OK, 0 },
        { "a201020304", CUPEL_OK, 0 },
        { "826161a161626163", CUPEL_OK, 0 },
        { "9fff", CUPEL_OK, 0 },
        { "9f018202039f0405ffff", CUPEL_OK, 0 },
        { "bf61610161629f0203ffff", CUPEL_OK, 0 },
    };
    expect_items(cases, CUPEL_COUNT(cases));
}

static void longer_forms_are_refused(void **state)
{
    (void)state;
    static const struct item_case cases[] = {
        { "1817", CUPEL_E_MALFORMED, 0 }, /* each argument one size too large */
        { "1900ff", CUPEL_E_MALFORMED, 0 },
        { "1a0000ffff", CUPEL_E_MALFORMED, 0 },
        { "1b00000000ffffffff", CUPEL_E_MALFORMED, 0 },
        { "3817", CUPEL_E_MALFORMED, 0 },
        { "580100", CUPEL_E_MALFORMED, 0 },
        { "780161", CUPEL_E_MALFORMED, 0 },
        { "980100", CUPEL_E_MALFORMED, 0 },
        { "b8010000", CUPEL_E_MALFORMED, 0 },
        { "d80100", CUPEL_E_MALFORMED, 0 },
        { "fa3fc00000", CUPEL_E_MALFORMED, 0 },         /* 1.5 as single */
        { "fa7f800000", CUPEL_E_MALFORMED, 0 },         /* infinity */
        { "fa7fc00000", CUPEL_E_MALFORMED, 0 },         /* NaN */
        { "fa00000000", CUPEL_E_MALFORMED, 0 },         /* zero */
        { "fa33800000", CUPEL_E_MALFORMED, 0 },         /* 2^-24, subnormal as half */
        { "fa33000000", CUPEL_OK, 0 },                  /* 2^-25: too small for half */
        { "fa33c00000", CUPEL_OK, 0 },                  /* 1.5 * 2^-24: one bit too many */
        { "fa477fe000", CUPEL_E_MALFORMED, 0 },         /* 65504, the largest half */
        { "fa47800000", CUPEL_OK, 0 },                  /* 65536 */
        { "fb3ff8000000000000", CUPEL_E_MALFORMED, 0 }, /* 1.5 as double */
        { "fb36a0000000000000", CUPEL_E_MALFORMED, 0 }, /* 2^-149, subnormal as single */
        { "fb3690000000000000", CUPEL_OK, 0 },          /* 2^-150 */
        { "fb8000000000000000", CUPEL_E_MALFORMED, 0 },
        { "fb0000000000000001", CUPEL_OK, 0 }, /* subnormal double */
        { "fb47efffffe0000000", CUPEL_E_MALFORMED, 0 },
        { "fb47f0000000000000", CUPEL_OK, 0 },
    };
    expect_items(cases, CUPEL_COUNT(cases));
}

/* RFC 8949 appendix F: not well-formed. */
static void ill_formed_is_refused(void **state)
{
    (void)state;
    static const struct item_case cases[] = {
        { "", CUPEL_E_TRUNCATED, 0 },
        { "18", CUPEL_E_TRUNCATED, 0 },
        { "1901", CUPEL_E_TRUNCATED, 0 },
        { "1a010203", CUPEL_E_TRUNCATED, 0 },
        { "41", CUPEL_E_TRUNCATED, 0 },
        { "61", CUPEL_E_TRUNCATED, 0 },
        { "5affffffff00", CUPEL_E_TRUNCATED, 0 },
        { "5bffffffffffffffff010203", CUPEL_E_TRUNCATED, 0 },
        { "81", CUPEL_E_TRUNCATED, 0 },
        { "818181818181818181", CUPEL_E_TRUNCATED, 8 },
        { "8200", CUPEL_E_TRUNCATED, 0 }, /* two elements do not fit one byte */
        { "a1", CUPEL_E_TRUNCATED, 0 },
        { "a100", CUPEL_E_TRUNCATED, 2 },
        { "c0", CUPEL_E_TRUNCATED, 1 },
        { "9bffffffffffffffff00", CUPEL_E_TRUNCATED, 0 },
        { "9f", CUPEL_E_TRUNCATED, 1 },
        { "9f01", CUPEL_E_TRUNCATED, 2 },
        { "bf0102", CUPEL_E_TRUNCATED, 3 },
        { "1c", CUPEL_E_MALFORMED, 0 }, /* reserved additional information */
        { "3d", CUPEL_E_MALFORMED, 0 },
        { "5e", CUPEL_E_MALFORMED, 0 },
        { "fc", CUPEL_E_MALFORMED, 0 },
        { "f800", CUPEL_E_MALFORMED, 0 }, /* simple values in two bytes */
        { "f818", CUPEL_E_MALFORMED, 0 },
        { "f8ff", CUPEL_E_MALFORMED, 0 },
        { "e0", CUPEL_E_MALFORMED, 0 }, /* unassigned simple values */
        { "f3", CUPEL_E_MALFORMED, 0 },
        { "ff", CUPEL_E_MALFORMED, 0 }, /* a break where no one waits for it */
        { "81ff", CUPEL_E_MALFORMED, 1 },
        { "a1ff00", CUPEL_E_MALFORMED, 1 },
        { "a100ff", CUPEL_E_MALFORMED, 2 },
        { "bf00ff", CUPEL_E_MALFORMED, 2 }, /* between key and value */
        { "c0ff", CUPEL_E_MALFORMED, 1 },
        { "1f", CUPEL_E_MALFORMED, 0 }, /* indefinite where it means nothing */
        { "3f", CUPEL_E_MALFORMED, 0 },
        { "df", CUPEL_E_MALFORMED, 0 },
        { "5f4100ff", CUPEL_E_MALFORMED, 0 }, /* strings in chunks: allowed there, not here */
        { "7f6161ff", CUPEL_E_MALFORMED, 0 },
        { "61ff", CUPEL_E_MALFORMED, 0 }, /* UTF-8 */
        { "62c328", CUPEL_E_MALFORMED, 0 },
        { "63eda080", CUPEL_E_MALFORMED, 0 }, /* a surrogate */
        { "61c3", CUPEL_E_MALFORMED, 0 },
        { "820161ff", CUPEL_E_MALFORMED, 2 }, /* the place is the item, not its container */
        { "82011817", CUPEL_E_MALFORMED, 2 },
    };
    expect_items(cases, CUPEL_COUNT(cases));
}

static void keys_are_unique(void **state)
{
    (void)state;
    static const struct item_case cases[] = {
        { "a201000100", CUPEL_E_MALFORMED, 3 },
        { "bf01000100ff", CUPEL_E_MALFORMED, 3 },
        { "a2616100616100", CUPEL_E_MALFORMED, 4 },
        { "a2810100810100", CUPEL_E_MALFORMED, 4 },
        { "a2616100416100", CUPEL_OK, 0 },              /* text and bytes are not the same key */
        { "81a2f600f600", CUPEL_E_MALFORMED, 4 },       /* nested, and of any type */
        { "a2a1000000a1000000", CUPEL_E_MALFORMED, 5 }, /* maps as keys */
        { "a201002000", CUPEL_OK, 0 },
        { "a20140004100", CUPEL_OK, 0 },
    };
    expect_items(cases, CUPEL_COUNT(cases));
}

/* ---- caps ---- */

static cupel_slice nested(uint8_t head, size_t n)
{
    uint8_t *p = arena_alloc(&arena, n + 1);
    assert_non_null(p);
    memset(p, head, n); /* the last byte stays 00 */
    return slice_of(p, n + 1);
}

static void depth_is_capped(void **state)
{
    (void)state;
    static const uint8_t heads[] = { 0x81, 0xc1 };
    for (size_t i = 0; i < CUPEL_COUNT(heads); i++) {
        struct cur c = cur_of(nested(heads[i], CBOR_DEPTH_MAX - 1));
        (void)cbor_take_any(&c);
        assert_status(cur_end(&c), CUPEL_OK);
        c = cur_of(nested(heads[i], CBOR_DEPTH_MAX));
        (void)cbor_take_any(&c);
        assert_status(c.st, CUPEL_E_LIMIT);
        assert_int_equal(c.at, CBOR_DEPTH_MAX);
        c = cur_of(nested(heads[i], 1u << 20));
        (void)cbor_take_any(&c);
        assert_status(c.st, CUPEL_E_LIMIT);
    }
}

static struct cur map_of(size_t pairs, bool indefinite)
{
    uint8_t *p = arena_alloc(&arena, 4 + 3 * pairs);
    size_t n = 0;
    assert_non_null(p);
    p[n++] = indefinite ? 0xbf : 0xb8;
    if (!indefinite)
        p[n++] = (uint8_t)pairs;
    for (size_t i = 0; i < pairs; i++) {
        if (i >= 24)
            p[n++] = 0x18;
        p[n++] = (uint8_t)i;
        p[n++] = 0x00;
    }
    if (indefinite)
        p[n++] = 0xff;
    return cur_of(slice_of(p, n));
}

static void pairs_are_capped(void **state)
{
    (void)state;
    static struct cbor_map m;
    for (int indefinite = 0; indefinite < 2; indefinite++) {
        struct cur c = map_of(CBOR_PAIRS_MAX, indefinite);
        cbor_take_map(&c, &m);
        assert_status(cur_end(&c), CUPEL_OK);
        assert_int_equal(m.n, CBOR_PAIRS_MAX);
        assert_int_equal(m.indefinite, indefinite);
        assert_non_null(cbor_find(&m, CBOR_PAIRS_MAX - 1));
        c = map_of(CBOR_PAIRS_MAX + 1, indefinite);
        cbor_take_map(&c, &m);
        assert_status(c.st, CUPEL_E_LIMIT);
        assert_int_equal(m.n, 0);
        assert_false(m.indefinite);
    }
}

/* ---- typed readers ---- */

static void readers_take_their_type_only(void **state)
{
    (void)state;
    /* one of each type, in the order of enum cbor_type */
    static const char *const items[] = { "01", "20", "4100", "6161", "80", "a0", "c100", "f5" };
    for (size_t i = 0; i < CUPEL_COUNT(items); i++) {
        struct cur c[8];
        for (size_t k = 0; k < CUPEL_COUNT(c); k++)
            c[k] = at(items[i]);
        assert_int_equal(cbor_peek(&c[0]), i);
        static struct cbor_map m;
        (void)cbor_take_uint(&c[0]);
        (void)cbor_take_int(&c[1]);
        (void)cbor_take_bytes(&c[2]);
        (void)cbor_take_text(&c[3]);
        (void)cbor_enter_array(&c[4]);
        cbor_take_map(&c[5], &m);
        (void)cbor_take_tag(&c[6]);
        (void)cbor_take_bool(&c[7]);
        for (size_t k = 0; k < CUPEL_COUNT(c); k++) {
            bool fits = k == i || (k == 1 && i == 0);
            assert_status(c[k].st, fits ? CUPEL_OK : CUPEL_E_MALFORMED);
            assert_int_equal(c[k].at > 0, fits);
        }
    }
}

static void values_are_read(void **state)
{
    (void)state;
    struct cur c = at("1bffffffffffffffff3bffffffffffffffff1b7fffffffffffffff3b7fffffffffffffff"
                      "f4f5f6f7426869626869d903e900");
    assert_true(cbor_take_uint(&c) == UINT64_MAX);
    struct cur big = c;
    assert_int_equal(cbor_take_int(&big), 0); /* beyond 63 bits */
    assert_status(big.st, CUPEL_E_LIMIT);
    assert_int_equal(big.at, 9);
    (void)cbor_take_any(&c);
    assert_true(cbor_take_int(&c) == INT64_MAX);
    assert_true(cbor_take_int(&c) == INT64_MIN);
    assert_false(cbor_take_bool(&c));
    assert_true(cbor_take_bool(&c));
    assert_true(cbor_next_is_null(&c));
    cbor_take_null(&c);
    struct cur undefined = c;
    assert_false(cbor_next_is_null(&c));
    cbor_take_null(&undefined); /* is not null */
    assert_status(undefined.st, CUPEL_E_MALFORMED);
    (void)cbor_take_any(&c);
    assert_slice(cbor_take_bytes(&c), "hi");
    assert_slice(cbor_take_text(&c), "hi");
    assert_int_equal(cbor_take_tag(&c), 1001);
    assert_int_equal(cbor_take_uint(&c), 0);
    assert_status(cur_end(&c), CUPEL_OK);
    assert_int_equal(cbor_peek(&c), CBOR_NONE);
}

static void failure_sticks(void **state)
{
    (void)state;
    static struct cbor_map m;
    struct cur c = at("01a0");
    (void)cbor_take_text(&c);
    assert_status(c.st, CUPEL_E_MALFORMED);
    assert_int_equal(cbor_take_uint(&c), 0);
    assert_int_equal(cbor_take_any(&c).n, 0);
    cbor_take_map(&c, &m);
    assert_int_equal(m.n, 0);
    assert_int_equal(cbor_peek(&c), CBOR_NONE);
    assert_false(cbor_next_is_null(&c));
    struct cbor_items it = cbor_enter_array(&c);
    assert_false(cbor_more(&c, &it));
    assert_int_equal(c.at, 0);
    assert_status(c.st, CUPEL_E_MALFORMED);
}

static void arrays_are_walked(void **state)
{
    (void)state;
    static const char *const both[] = { "83010203", "9f010203ff", "80", "9fff" };
    for (size_t i = 0; i < CUPEL_COUNT(both); i++) {
        struct cur c = at(both[i]);
        struct cbor_items it = cbor_enter_array(&c);
        uint64_t sum = 0;
        while (cbor_more(&c, &it))
            sum += cbor_take_uint(&c);
        assert_status(cur_end(&c), CUPEL_OK);
        assert_int_equal(sum, i < 2 ? 6 : 0);
    }
}

static void maps_are_tables(void **state)
{
    (void)state;
    static struct cbor_map m;
    struct cur c = cur_at(hex_bytes(&arena, "a7010a20026161034004f4058100061bffffffffffffffff00ff"),
                          100);
    cbor_take_map(&c, &m);
    assert_status(c.st, CUPEL_OK);
    assert_int_equal(c.left.n, 1);
    assert_int_equal(m.n, 7);
    struct cur v = cbor_value(cbor_find(&m, 1));
    assert_int_equal(v.at, 102);
    assert_int_equal(cbor_take_uint(&v), 10);
    assert_status(cur_end(&v), CUPEL_OK);
    assert_non_null(cbor_find(&m, -1));
    v = cbor_value(cbor_find_text(&m, "a"));
    assert_int_equal(cbor_take_uint(&v), 3);
    assert_null(cbor_find_text(&m, "b"));
    assert_null(cbor_find(&m, 7));
    v = cbor_value(cbor_find(&m, 7));
    assert_status(cur_end(&v), CUPEL_E_NOT_FOUND);
    assert_int_equal(m.pairs[3].key_type, CBOR_BYTES);
    assert_int_equal(m.pairs[6].key_type, CBOR_NONE); /* a number beyond 63 bits names nothing */
    assert_null(cbor_find(&m, 0));
}

static void words_for_messages(void **state)
{
    (void)state;
    assert_string_equal(cbor_type_name(CBOR_MAP), "a map");
    assert_string_equal(cbor_type_name(CBOR_NONE), "nothing (the end)");
    assert_string_equal(cbor_type_name((enum cbor_type)99), "nothing (the end)");
    assert_string_equal(cbor_fault(CUPEL_E_TRUNCATED), "is cut short");
    assert_non_null(strstr(cbor_fault(CUPEL_E_MALFORMED), "unique keys"));
    assert_non_null(strstr(cbor_fault(CUPEL_E_NOT_FOUND), "missing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_read),
        cmocka_unit_test(longer_forms_are_refused),
        cmocka_unit_test(ill_formed_is_refused),
        cmocka_unit_test(keys_are_unique),
        cmocka_unit_test(depth_is_capped),
        cmocka_unit_test(pairs_are_capped),
        cmocka_unit_test(readers_take_their_type_only),
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(failure_sticks),
        cmocka_unit_test(arrays_are_walked),
        cmocka_unit_test(maps_are_tables),
        cmocka_unit_test(words_for_messages),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
