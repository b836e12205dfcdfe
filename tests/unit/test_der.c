/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "codec/der.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
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

struct length_case {
    const char *hex;
    cupel_status st;
};

static void test_lengths_and_tags(void **state)
{
    (void)state;
    static const struct length_case cases[] = {
        { "0400", CUPEL_OK },
        { "0401aa", CUPEL_OK },
        { "04", CUPEL_E_TRUNCATED },
        { "", CUPEL_E_TRUNCATED },
        { "0402aa", CUPEL_E_TRUNCATED },
        { "048101aa", CUPEL_E_MALFORMED },       /* long form of a short length */
        { "04820080", CUPEL_E_MALFORMED },       /* leading zero */
        { "0480aa0000", CUPEL_E_MALFORMED },     /* indefinite */
        { "048500000001aa", CUPEL_E_MALFORMED }, /* five octets */
        { "0481", CUPEL_E_TRUNCATED },
        { "0484ffffffff", CUPEL_E_TRUNCATED },
        { "1f0100", CUPEL_E_MALFORMED }, /* multi-byte tag */
        { "0000", CUPEL_E_MALFORMED },   /* end of contents */
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct cur c = at(cases[i].hex);
        uint8_t tag;
        cupel_slice whole;
        (void)der_take_any(&c, &tag, &whole);
        assert_status(c.st, cases[i].st);
        if (c.st != CUPEL_OK) {
            assert_int_equal(c.at, 0);
            assert_int_equal(tag, 0);
            assert_int_equal(whole.n, 0);
        }
    }
    cupel_slice big = hex_bytes(&arena, "048180");
    uint8_t *p = arena_alloc(&arena, 3 + 128);
    slice_copy(big, p, 3 + 128);
    struct cur c = cur_of(slice_of(p, 3 + 128));
    assert_int_equal(der_take(&c, DER_OCTET_STRING).n, 128);
    assert_status(cur_end(&c), CUPEL_OK);
}

static void test_enter_and_leave(void **state)
{
    (void)state;
    struct cur c = at("3006020105020106");
    struct cur in = der_enter(&c, DER_SEQUENCE);
    assert_int_equal(in.at, 2);
    assert_int_equal(der_take_small_uint(&in, 9), 5);
    assert_true(der_next_is(&in, DER_INTEGER));
    struct cur early = in;
    der_leave(&c, &early); /* three bytes are left */
    assert_status(c.st, CUPEL_E_TRAILING);
    assert_int_equal(c.at, 5);
    assert_int_equal(der_take_small_uint(&in, 5), 0);
    assert_status(in.st, CUPEL_E_MALFORMED);
    assert_int_equal(in.at, 5); /* at the element that broke the rule */
    assert_false(der_next_is(&in, DER_INTEGER));

    c = at("300402020105");
    in = der_enter(&c, DER_SET);
    assert_status(c.st, CUPEL_E_MALFORMED);
    assert_status(in.st, CUPEL_E_MALFORMED);
    assert_int_equal(der_take_uint(&in).n, 0);
}

static void test_integers(void **state)
{
    (void)state;
    struct cur c = at("020100");
    assert_slice(der_take_uint(&c), "\0");
    c = at("02020080");
    assert_slice(der_take_uint(&c), "\x80");
    c = at("0201ff"); /* -1 */
    assert_slice(der_take_int(&c), "\xff");
    c = at("0201ff");
    (void)der_take_uint(&c);
    assert_status(c.st, CUPEL_E_MALFORMED);
    static const char *const bad[] = { "0200", "02020001", "0202ff80" };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        c = at(bad[i]);
        (void)der_take_int(&c);
        assert_status(c.st, CUPEL_E_MALFORMED);
    }
    c = at("020900ffffffffffffffff");
    assert_true(der_take_small_uint(&c, UINT64_MAX) == UINT64_MAX);
    c = at("0209010000000000000000");
    (void)der_take_small_uint(&c, UINT64_MAX);
    assert_status(c.st, CUPEL_E_MALFORMED);
}

static void test_booleans(void **state)
{
    (void)state;
    struct cur c = at("0101ff010100");
    assert_true(der_take_bool(&c));
    assert_false(der_take_bool(&c));
    assert_status(cur_end(&c), CUPEL_OK);
    static const char *const bad[] = { "010101", "0100", "0102ffff" };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        c = at(bad[i]);
        assert_false(der_take_bool(&c));
        assert_status(c.st, CUPEL_E_MALFORMED);
    }
}

static void test_bits(void **state)
{
    (void)state;
    struct cur c = at("030200aa");
    assert_slice(der_take_bits(&c), "\xaa");
    c = at("030100");
    assert_int_equal(der_take_bits(&c).n, 0);
    assert_status(cur_end(&c), CUPEL_OK);
    static const char *const bad[] = { "0300", "030201aa", "040200aa" };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        c = at(bad[i]);
        (void)der_take_bits(&c);
        assert_status(c.st, CUPEL_E_MALFORMED);
    }
}

static void test_named_bits(void **state)
{
    (void)state;
    struct cur c = at("03020106"   /* certSign, crlSign */
                      "03020780"   /* digitalSignature */
                      "0303070080" /* decipherOnly: bit 8 */
                      "03020104"); /* as AMD's ASKs have it: a zero bit too many */
    assert_int_equal(der_take_named_bits(&c), 1u << 5 | 1u << 6);
    assert_int_equal(der_take_named_bits(&c), 1u << 0);
    assert_int_equal(der_take_named_bits(&c), 1u << 8);
    assert_int_equal(der_take_named_bits(&c), 1u << 5);
    assert_status(cur_end(&c), CUPEL_OK);
    static const char *const bad[] = { "0300", "030100", "03020801", "03020101",
                                       "0306000000000001" };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        c = at(bad[i]);
        assert_int_equal(der_take_named_bits(&c), 0);
        assert_status(c.st, CUPEL_E_MALFORMED);
    }
}

static void test_oids(void **state)
{
    (void)state;
    struct cur c = at("0603550403");
    assert_slice(der_take_oid(&c), "\x55\x04\x03");
    static const char *const bad[] = { "0600", "060180", "06028001", "0603558001", "06028585" };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        c = at(bad[i]);
        assert_int_equal(der_take_oid(&c).n, 0);
        assert_status(c.st, CUPEL_E_MALFORMED);
    }
}

static int64_t time_of(uint8_t tag, const char *text, cupel_status want)
{
    uint8_t der[40] = { tag, (uint8_t)strlen(text) };
    slice_copy(slice_str(text), der + 2, strlen(text));
    struct cur c = cur_of(slice_of(der, 2 + strlen(text)));
    int64_t t = der_take_time(&c);
    assert_status(c.st, want);
    return t;
}

static void test_times(void **state)
{
    (void)state;
    assert_int_equal(time_of(0x17, "700101000000Z", CUPEL_OK), 0);
    assert_int_equal(time_of(0x17, "491231235959Z", CUPEL_OK), 2524607999);
    assert_int_equal(time_of(0x17, "500101000000Z", CUPEL_OK), -631152000);
    assert_int_equal(time_of(0x18, "20500101000000Z", CUPEL_OK), 2524608000);
    assert_int_equal(time_of(0x18, "99991231235959Z", CUPEL_OK), 253402300799);
    assert_int_equal(time_of(0x18, "20260101000000Z", CUPEL_OK), 1767225600);
    static const char *const bad_utc[] = {
        "2601010000Z",
        "260101000000",
        "260101000000+0000",
        "260101000000z",
        "261301000000Z",
        "260230000000Z",
        "260101240000Z",
        "260101000060Z",
        "26010100000\x2fZ",
        "260101000000ZZ",
        "",
        "20260101000000Z",
    };
    for (size_t i = 0; i < CUPEL_COUNT(bad_utc); i++)
        (void)time_of(0x17, bad_utc[i], CUPEL_E_MALFORMED);
    (void)time_of(0x18, "20260101000000.5Z", CUPEL_E_MALFORMED);
    (void)time_of(0x18, "260101000000Z", CUPEL_E_MALFORMED);
    (void)time_of(0x16, "260101000000Z", CUPEL_E_MALFORMED);
}

static void test_ecdsa_raw(void **state)
{
    (void)state;
    uint8_t out[8];
    cupel_slice sig = hex_bytes(&arena, "300702010502020080");
    assert_status(der_ecdsa_raw(sig, 4, out), CUPEL_OK);
    assert_memory_equal(out, "\0\0\0\5\0\0\0\x80", 8);
    assert_status(der_ecdsa_raw(hex_bytes(&arena, "300902010502040102"
                                                  "0304"),
                                4, out),
                  CUPEL_OK);
    static const char *const bad[] = {
        "", /* nothing */
        "300a0201050205010203"
        "0405",                   /* s too wide */
        "30060201050201ff",       /* negative */
        "300702010502020005",     /* padded */
        "3009020105020106020107", /* a third */
        "300602010502010600",     /* trailing */
        "3003020105",             /* one only */
        "31060201050201"
        "06",
    };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++)
        assert_status(der_ecdsa_raw(hex_bytes(&arena, bad[i]), 4, out), CUPEL_E_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths_and_tags),
        cmocka_unit_test(test_enter_and_leave),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_booleans),
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_named_bits),
        cmocka_unit_test(test_oids),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_ecdsa_raw),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
