/* SPDX-License-Identifier: Apache-2.0 */
/* Text for people: cleaned, wrapped, and never saying more than is proven. */
#include "test.h"

#include "render/appraisal_headline.h"

#define check_printed(b, wanted)                                                                   \
    do {                                                                                           \
        buf_add_byte(&(b), 0);                                                                     \
        assert_string_equal((const char *)(b).p, (wanted));                                        \
        buf_clear(&(b));                                                                           \
    } while (0)

static void hostile_characters_become_marks(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "plain", "plain" },
        { "a\033[31mb", "a?[31mb" },
        { "line\nline\ttab\r", "line?line?tab?" },
        { "del\x7f", "del?" },
        { "c1 \xc2\x9b"
          "31m",
          "c1 ?31m" },
        { "rtl \xe2\x80\xae"
          "x",
          "rtl ?x" },
        { "mark \xe2\x80\x8f", "mark ?" },
        { "isolate \xe2\x81\xa6", "isolate ?" },
        { "cut \xe2\x80", "cut ??" },
        { "latin1 \xe9", "latin1 ?" },
        { "gr\xc3\xbc\xc3\x9f \xe2\x82\xac", "gr\xc3\xbc\xc3\x9f \xe2\x82\xac" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct buf b;
        buf_init(&b, 256);
        struct text_out t = text_out_to(&b, false);
        text_put(&t, rows[i].in);
        check_printed(b, rows[i].out);
    }
}

static void wraps_words_and_keeps_long_ones_whole(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 4096);
    struct text_out t = text_out_to(&b, false);
    t.width = 20;
    text_row(&t, 2, "key", 8, "one two three four 0123456789abcdef0123 end");
    check_printed(b, "  key   one two\n"
                     "        three four\n"
                     "        0123456789abcdef0123\n"
                     "        end\n");
    buf_init(&b, 4096);
    t = text_out_to(&b, false);
    text_row(&t, 2, "a label too long", 8, "value");
    check_printed(b, "  a label too long\n        value\n");
}

static void colours_only_when_asked(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 256);
    struct text_out t = text_out_to(&b, true);
    text_colour(&t, TEXT_RED);
    text_put(&t, "x");
    text_colour(&t, TEXT_PLAIN);
    assert_int_equal(t.column, 1);
    check_printed(b, "\033[31mx\033[0m");
}

/* ---- the first line ---- */

static const struct cupel_check_info def = { .id = "x.y",
                                             .category = CUPEL_CAT_HARDWARE,
                                             .title = "title" };

static void headline(cupel_appraisal *a, char line[600])
{
    struct buf b;
    buf_init(&b, 4096);
    struct text_out t = text_out_to(&b, false);
    const struct text_appraisal what = { "in.bin", "Some quote", false };
    assert_status(appraisal_finish(a, 0), CUPEL_OK);
    text_headline(&t, &what, a);
    assert_true(b.n > 1 && b.n < 600);
    assert_int_equal(b.p[b.n - 1], '\n');
    memcpy(line, b.p, b.n - 1);
    line[b.n - 1] = 0;
    assert_null(strchr(line, '\n')); /* one line: head -1 shows the limits as well */
    buf_clear(&b);
}

static cupel_appraisal *new_appraisal(cupel_outcome hardware)
{
    cupel_appraisal *a = NULL;
    assert_status(appraisal_new(&a), CUPEL_OK);
    a->tee = true;
    (void)appraisal_check(a, &def, hardware, "what happened");
    return a;
}

static void genuine_only_under_built_in_roots(void **state)
{
    (void)state;
    char line[600];
    const uint8_t digest[32] = { 1 };
    cupel_appraisal *a = new_appraisal(CUPEL_PASS);
    appraisal_anchor(a, "Root", SLICE_ARRAY(digest), false);
    headline(a, line);
    assert_string_equal(line, "in.bin: AFFIRMING: genuine Some quote; not checked: firmware level, "
                              "configuration, whose workload (--expect), freshness (--nonce), "
                              "revocation (no CRL)");
    cupel_appraisal_free(a);
    a = new_appraisal(CUPEL_PASS);
    appraisal_anchor(a, "mine.pem", SLICE_ARRAY(digest), true);
    headline(a, line);
    assert_null(strstr(line, "genuine Some"));
    assert_non_null(strstr(line, "Some quote, as good as the caller's own anchor mine.pem"));
    cupel_appraisal_free(a);
}

static void software_is_named_in_every_verdict(void **state)
{
    (void)state;
    static const cupel_outcome outcomes[] = { CUPEL_PASS, CUPEL_WARN, CUPEL_UNKNOWN, CUPEL_FAIL };
    for (size_t i = 0; i < CUPEL_COUNT(outcomes); i++) {
        char line[600];
        cupel_appraisal *a = new_appraisal(CUPEL_PASS);
        (void)appraisal_check(a, &def, outcomes[i], "what happened");
        a->software = true;
        headline(a, line);
        assert_non_null(strstr(line, "signed by a SOFTWARE TEE: proves nothing about hardware"));
        assert_null(strstr(line, "genuine Some"));
        cupel_appraisal_free(a);
    }
}

static void failure_gives_its_first_reason(void **state)
{
    (void)state;
    char line[600];
    cupel_appraisal *a = new_appraisal(CUPEL_PASS);
    (void)appraisal_check(a, &def, CUPEL_FAIL, "it is forged");
    (void)appraisal_check(a, &def, CUPEL_FAIL, "it is late");
    headline(a, line);
    assert_string_equal(line, "in.bin: CONTRAINDICATED: it is forged (x.y) and 1 more; Some quote");
    cupel_appraisal_free(a);
}

static void missing_certificate_proves_nothing(void **state)
{
    (void)state;
    char line[600];
    cupel_appraisal *a = new_appraisal(CUPEL_UNKNOWN);
    a->missing = true;
    appraisal_need(a, &(struct cupel_need){ .kind = "vcek" });
    headline(a, line);
    assert_string_equal(line, "in.bin: NO VERDICT: Some quote, of which nothing is proven: its "
                              "signature leads to no anchor for want of vcek");
    cupel_appraisal_free(a);
}

static void warning_says_what_is_weighed(void **state)
{
    (void)state;
    char line[600];
    cupel_appraisal *a = new_appraisal(CUPEL_PASS);
    (void)appraisal_check(a, &def, CUPEL_WARN, "firmware is old");
    headline(a, line);
    assert_non_null(strstr(line, "WARNING: genuine Some quote, but firmware is old (x.y); not"));
    cupel_appraisal_free(a);
    a = new_appraisal(CUPEL_PASS);
    (void)appraisal_check(a, &def, CUPEL_UNKNOWN, "no CRL was given");
    headline(a, line);
    assert_non_null(strstr(line, "WARNING: genuine Some quote; open: no CRL was given (x.y); not"));
    cupel_appraisal_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_characters_become_marks),
        cmocka_unit_test(wraps_words_and_keeps_long_ones_whole),
        cmocka_unit_test(colours_only_when_asked),
        cmocka_unit_test(genuine_only_under_built_in_roots),
        cmocka_unit_test(software_is_named_in_every_verdict),
        cmocka_unit_test(failure_gives_its_first_reason),
        cmocka_unit_test(missing_certificate_proves_nothing),
        cmocka_unit_test(warning_says_what_is_weighed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
