/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "codec/pem.h"

static struct arena scratch;

static int set_up(void **state)
{
    (void)state;
    arena_init(&scratch, 1u << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&scratch);
    return 0;
}

#define CERT "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n"
#define CRL  "-----BEGIN X509 CRL-----\r\nBAU=\r\n-----END X509 CRL-----\r\n"

static void blocks_in_order(void **state)
{
    (void)state;
    struct cur c = cur_at(SLICE_LIT(" \n" CERT "\n\t\n" CRL "  "), 100);
    struct pem_block b;
    assert_status(pem_next(&scratch, &c, false, &b), CUPEL_OK);
    assert_slice(b.label, "CERTIFICATE");
    assert_slice(b.der, "\x01\x02\x03");
    assert_int_equal(b.offset, 102);
    assert_status(pem_next(&scratch, &c, false, &b), CUPEL_OK);
    assert_slice(b.label, "X509 CRL");
    assert_slice(b.der, "\x04\x05");
    assert_int_equal(b.offset, 102 + sizeof CERT - 1 + 3);
    assert_status(pem_next(&scratch, &c, false, &b), CUPEL_E_NOT_FOUND);
    assert_status(cur_end(&c), CUPEL_OK);
    assert_status(pem_next(&scratch, &c, false, &b), CUPEL_E_NOT_FOUND);
}

/* Intel's quotes end their chain with one NUL; it is blank space there and only there. */
static void one_nul_may_end_it(void **state)
{
    (void)state;
    static const struct {
        cupel_slice text;
        cupel_status plain, nul_ok;
    } cases[] = {
        { SLICE_LIT(CERT "\0"), CUPEL_E_MALFORMED, CUPEL_E_NOT_FOUND },
        { SLICE_LIT(CERT " \0"), CUPEL_E_MALFORMED, CUPEL_E_NOT_FOUND },
        { SLICE_LIT(CERT "\0\0"), CUPEL_E_MALFORMED, CUPEL_E_MALFORMED },
        { SLICE_LIT(CERT "\0\n"), CUPEL_E_MALFORMED, CUPEL_E_MALFORMED },
        { SLICE_LIT(CERT "\0" CERT), CUPEL_E_MALFORMED, CUPEL_E_MALFORMED },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        for (int nul_ok = 0; nul_ok < 2; nul_ok++) {
            struct cur c = cur_of(cases[i].text);
            struct pem_block b;
            assert_status(pem_next(&scratch, &c, nul_ok, &b), CUPEL_OK);
            assert_status(pem_next(&scratch, &c, nul_ok, &b),
                          nul_ok ? cases[i].nul_ok : cases[i].plain);
        }
    struct pem_block b;
    struct cur c = cur_of(
        SLICE_LIT("-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\0"));
    assert_status(pem_next(&scratch, &c, true, &b), CUPEL_OK);
    assert_status(cur_end(&c), CUPEL_OK);
}

static const struct {
    const char *what;
    cupel_slice text;
    cupel_status st;
} refusals[] = {
    { "text before", SLICE_LIT("x\n" CERT), CUPEL_E_MALFORMED },
    { "text on the END line", SLICE_LIT("-----BEGIN A-----\nAQID\n-----END A-----x\n"),
      CUPEL_E_MALFORMED },
    { "six dashes", SLICE_LIT("-----BEGIN A------\nAQID\n-----END A-----\n"), CUPEL_E_MALFORMED },
    { "BEGIN in lower case", SLICE_LIT("-----begin A-----\nAQID\n-----END A-----\n"),
      CUPEL_E_MALFORMED },
    { "labels differ", SLICE_LIT("-----BEGIN A-----\nAQID\n-----END B-----\n"), CUPEL_E_MALFORMED },
    { "label is a prefix", SLICE_LIT("-----BEGIN A B-----\nAQID\n-----END A-----\n"),
      CUPEL_E_MALFORMED },
    { "no label", SLICE_LIT("-----BEGIN -----\nAQID\n-----END -----\n"), CUPEL_E_MALFORMED },
    { "label ends with a space", SLICE_LIT("-----BEGIN A -----\nAQID\n-----END A -----\n"),
      CUPEL_E_MALFORMED },
    { "label over two lines", SLICE_LIT("-----BEGIN A\nB-----\nAQID\n-----END A\nB-----\n"),
      CUPEL_E_MALFORMED },
    { "empty body", SLICE_LIT("-----BEGIN A-----\n-----END A-----\n"), CUPEL_E_MALFORMED },
    { "blank body", SLICE_LIT("-----BEGIN A-----\n \n-----END A-----\n"), CUPEL_E_MALFORMED },
    { "body on the BEGIN line", SLICE_LIT("-----BEGIN A-----AQID\n-----END A-----\n"),
      CUPEL_E_MALFORMED },
    { "body on the END line", SLICE_LIT("-----BEGIN A-----\nAQID-----END A-----\n"),
      CUPEL_E_MALFORMED },
    { "no padding", SLICE_LIT("-----BEGIN A-----\nBAU\n-----END A-----\n"), CUPEL_E_MALFORMED },
    { "bits after the last byte", SLICE_LIT("-----BEGIN A-----\nBAV=\n-----END A-----\n"),
      CUPEL_E_MALFORMED },
    { "text after padding", SLICE_LIT("-----BEGIN A-----\nBAU=AQID\n-----END A-----\n"),
      CUPEL_E_MALFORMED },
    { "URL-safe alphabet", SLICE_LIT("-----BEGIN A-----\n-_-_\n-----END A-----\n"),
      CUPEL_E_MALFORMED },
    { "headers", SLICE_LIT("-----BEGIN A-----\nProc-Type: 4\n\nAQID\n-----END A-----\n"),
      CUPEL_E_MALFORMED },
    { "NUL inside", SLICE_LIT("-----BEGIN A-----\nAQ\0ID\n-----END A-----\n"), CUPEL_E_MALFORMED },
    { "another BEGIN inside",
      SLICE_LIT("-----BEGIN A-----\nAQID\n-----BEGIN A-----\nAQID\n-----END A-----\n"),
      CUPEL_E_MALFORMED },
    { "no END", SLICE_LIT("-----BEGIN A-----\nAQID\n"), CUPEL_E_TRUNCATED },
};

static void refusals_stick(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(refusals); i++) {
        struct cur c = cur_of(refusals[i].text);
        struct pem_block b = { .offset = 77 };
        print_message("%s\n", refusals[i].what);
        assert_status(pem_next(&scratch, &c, true, &b), refusals[i].st);
        assert_int_equal(b.offset, 77);
        assert_status(pem_next(&scratch, &c, true, &b), refusals[i].st);
        assert_status(cur_end(&c), refusals[i].st);
    }
}

static void cut_at_each_length(void **state)
{
    (void)state;
    cupel_slice text = SLICE_LIT("\n-----BEGIN A-----\nBAU=\n-----END A-----");
    for (size_t n = 2; n < text.n; n++) {
        struct cur c = cur_of(slice_part(text, 0, n));
        struct pem_block b;
        assert_status(pem_next(&scratch, &c, false, &b), CUPEL_E_TRUNCATED);
    }
}

static void labels_have_a_longest(void **state)
{
    (void)state;
    for (int n = 64; n < 66; n++) {
        const char *text = arena_printf(&scratch, "-----BEGIN %0*d-----\nAQID\n-----END %0*d-----",
                                        n, 0, n, 0);
        struct cur c = cur_of(slice_str(text));
        struct pem_block b;
        assert_status(pem_next(&scratch, &c, false, &b), n == 64 ? CUPEL_OK : CUPEL_E_MALFORMED);
    }
}

static void probing(void **state)
{
    (void)state;
    assert_true(pem_probe(SLICE_LIT(" \r\n\t-----BEGIN ")));
    assert_false(pem_probe(SLICE_LIT("-----BEGIN")));
    assert_false(pem_probe(SLICE_LIT("x-----BEGIN ")));
    assert_false(pem_probe(SLICE_EMPTY));
    assert_false(pem_probe(SLICE_LIT("  ")));
}

static void memory_is_asked_of_the_arena(void **state)
{
    (void)state;
    struct arena small;
    struct pem_block b;
    struct cur c = cur_of(SLICE_LIT(CERT));
    arena_init(&small, 2);
    assert_status(pem_next(&small, &c, false, &b), CUPEL_E_LIMIT);
    arena_clear(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(blocks_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_nul_may_end_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals_stick, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cut_at_each_length, set_up, tear_down),
        cmocka_unit_test_setup_teardown(labels_have_a_longest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(probing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_is_asked_of_the_arena, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
