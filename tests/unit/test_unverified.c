/* SPDX-License-Identifier: Apache-2.0 */
/* Formats that are read and explained but not judged: IBM Secure Execution and Hygon CSV. */
#include "test.h"

#include "base/buf.h"
#include "evidence/format.h"

#include <cupel/cupel.h>

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

static void put_be(uint8_t *p, size_t n, uint64_t v)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(v >> 8 * (n - 1 - i));
}

static cupel_status parse(const struct format *f, cupel_slice in, struct cupel_diag *err)
{
    struct evidence ev;
    return f->parse(&arena, in, &ev, err);
}

static void refuse(const struct format *f, cupel_slice in, cupel_status st, const char *says)
{
    struct cupel_diag err = { 0 };
    cupel_status got = parse(f, in, &err);
    if (got != st || !strstr(err.text, says))
        fail_msg("%s: %s", cupel_status_name(got), err.text);
}

/* Verification is refused by name, whatever is in it. */
static void never_verified(const struct format *f, cupel_slice in, const char *says)
{
    cupel_verifier *v = NULL;
    cupel_appraisal *ap = NULL;
    struct cupel_diag err = { 0 };
    struct cupel_verify_opts o = CUPEL_VERIFY_OPTS_INIT;
    o.now = 1767225600;
    assert_true(f->probe(in));
    assert_status(parse(f, in, NULL), CUPEL_OK);
    assert_status(cupel_verifier_new(&v, NULL), CUPEL_OK);
    assert_status(cupel_verify(v, in, &o, &ap, &err), CUPEL_E_UNSUPPORTED);
    assert_null(ap);
    assert_string_equal(err.format, f->name);
    assert_says(err, "not verified yet");
    assert_says(err, says);
    cupel_verifier_free(v);
}

static bool explains(cupel_slice in, const char *field, const char *value)
{
    cupel_explanation *e = NULL;
    bool found = false;
    assert_status(cupel_explain(in, NULL, &e, NULL), CUPEL_OK);
    for (size_t i = 0; i < cupel_explanation_count(e); i++) {
        const struct cupel_field *f = cupel_explanation_at(e, i);
        found = found || (strcmp(f->name, field) == 0 && strcmp(f->value, value) == 0);
    }
    cupel_explanation_free(e);
    return found;
}

/* ---- IBM Secure Execution ---- */

#define REQUEST_SIZE (0x40u + 160 + 80 + 80 + 16)

static cupel_slice request(uint8_t *p)
{
    memset(p, 0, REQUEST_SIZE);
    put_be(p + 8, 4, 0x100);
    put_be(p + 12, 4, REQUEST_SIZE);
    put_be(p + 0x20, 8, 1);
    put_be(p + 0x28, 8, 80);
    put_be(p + 0x30, 8, UINT64_C(1) << 62);
    put_be(p + 0x38, 4, 1);
    return slice_of(p, REQUEST_SIZE);
}

static void test_request(void **state)
{
    (void)state;
    uint8_t p[REQUEST_SIZE];
    cupel_slice in = request(p);
    never_verified(&format_se, in, "HMAC");
    assert_true(explains(in, "bit 62", "NONCE"));
    assert_true(explains(in, "NKS", "1"));
    for (size_t n = 0; n < in.n; n++)
        assert_true(parse(&format_se, slice_part(in, 0, n), NULL) != CUPEL_OK);
    put_be(p + 0x20, 8, 2);
    refuse(&format_se, in, CUPEL_E_TRUNCATED, "do not fill its 400 bytes");
    put_be(p + 0x20, 8, 0);
    refuse(&format_se, in, CUPEL_E_TRAILING, "do not fill its 400 bytes");
    put_be(p + 0x20, 8, 257);
    refuse(&format_se, in, CUPEL_E_LIMIT, "more than 256 key slots");
    (void)request(p);
    put_be(p + 0x28, 8, UINT64_MAX);
    refuse(&format_se, in, CUPEL_E_TRUNCATED, "do not fill");
    (void)request(p);
    put_be(p + 8, 4, 0x200); /* no request then: its magic is zero */
    refuse(&format_se, in, CUPEL_E_MALFORMED, "neither");
}

static void test_header(void **state)
{
    (void)state;
    uint8_t p[REQUEST_SIZE + 192];
    (void)request(p);
    memset(p + REQUEST_SIZE, 0, 192);
    memcpy(p, "IBMSecEx", 8);
    put_be(p + 12, 4, sizeof p);
    cupel_slice in = slice_of(p, sizeof p);
    never_verified(&format_se, in, "HMAC");
    assert_true(explains(in, "TLD", "0 (64 bytes)"));
    put_be(p + 12, 4, sizeof p + 1);
    refuse(&format_se, in, CUPEL_E_MALFORMED, "says that it has 593 bytes");
    put_be(p + 8, 4, 0x101);
    refuse(&format_se, in, CUPEL_E_UNSUPPORTED, "version 0x101");
}

static void test_exchange(void **state)
{
    (void)state;
    uint8_t p[0x40 + 16 + 64 + 16] = "pvattest";
    cupel_slice in = slice_of(p, sizeof p);
    const uint32_t parts[5][2] = { { 16, 0x40 }, { 64, 0x50 }, { 32, 0 }, { 0, 0 }, { 16, 0x90 } };
    put_be(p + 8, 4, 0x100);
    put_be(p + 12, 4, sizeof p);
    for (size_t i = 0; i < 5; i++) {
        put_be(p + 0x18 + 8 * i, 4, parts[i][0]);
        put_be(p + 0x1c + 8 * i, 4, parts[i][1]);
    }
    never_verified(&format_se, in, "HMAC");
    assert_true(explains(in, "measurement", "64 bytes at 80"));
    assert_true(explains(in, "additional", "32 bytes expected"));
    put_be(p + 0x24, 4, 0x40); /* the measurement over the request */
    refuse(&format_se, in, CUPEL_E_MALFORMED, "measurement is said to stand at 64");
    put_be(p + 0x24, 4, 0x50);
    put_be(p + 0x38, 4, 17);
    refuse(&format_se, in, CUPEL_E_TRUNCATED, "config uid is cut short");
    put_be(p + 0x38, 4, 0);
    refuse(&format_se, in, CUPEL_E_TRAILING, "16 bytes after the last part");
    put_be(p + 12, 4, sizeof p - 1);
    refuse(&format_se, in, CUPEL_E_TRAILING, "says that it has 159 bytes");
    put_be(p + 12, 4, sizeof p + 1);
    refuse(&format_se, in, CUPEL_E_TRUNCATED, "says that it has 161 bytes");
    put_be(p + 8, 4, 0x200);
    refuse(&format_se, in, CUPEL_E_UNSUPPORTED, "0x200");
    refuse(&format_se, slice_part(in, 0, 63), CUPEL_E_TRUNCATED, "has 64 bytes");
}

/* ---- Hygon CSV ---- */

static void put_id(uint8_t *at, const char *id)
{
    at[0] = (uint8_t)strlen(id);
    memcpy(at + 2, id, strlen(id));
}

static cupel_slice csv_report(uint8_t p[4097])
{
    static const uint8_t mask[4] = { 1, 2, 3, 4 };
    memset(p, 0, 4097);
    p[176] = 0x45; /* policy */
    for (size_t i = 0; i < 192; i++)
        p[i] ^= mask[i % 4]; /* also makes anonce the mask */
    put_id(p + 336 + 164, "HYGON-SSD-PEK");
    memcpy(p + 2420, "CHIP1", 5);
    return slice_of(p, 4096);
}

static void test_csv_report(void **state)
{
    (void)state;
    uint8_t p[4097];
    cupel_slice in = csv_report(p);
    never_verified(&format_csv, in, "SM2");
    never_verified(&format_csv, slice_part(in, 0, 2548), "SM2");
    assert_true(explains(in, "POLICY", "45000000"));
    assert_true(explains(in, "MEASURE", "0 (32 bytes)"));
    assert_true(explains(in, "user id", "HYGON-SSD-PEK"));
    refuse(&format_csv, slice_part(in, 0, 2547), CUPEL_E_TRUNCATED, "has 2548 bytes");
    refuse(&format_csv, slice_of(p, 4097), CUPEL_E_LIMIT, "it may have 4096");
    p[2548] = 1;
    refuse(&format_csv, in, CUPEL_E_TRAILING, "not zero");
}

static void test_csv_certs(void **state)
{
    (void)state;
    uint8_t p[832 + 2084] = { 1 };
    put_id(p + 0xd4, "HYGON-SSD-HSK");
    put_id(p + 832 + 164, "HYGON-SSD-CEK");
    cupel_slice both = slice_of(p, sizeof p);
    never_verified(&format_csv, both, "SM2");
    never_verified(&format_csv, slice_part(both, 0, 832), "SM2");
    never_verified(&format_csv, slice_part(both, 832, 2084), "SM2");
    assert_true(explains(both, "user id", "HYGON-SSD-CEK"));
    refuse(&format_csv, slice_part(both, 0, 833), CUPEL_E_TRUNCATED, "2084");
    p[832 + 166] = 'X';
    refuse(&format_csv, both, CUPEL_E_MALFORMED, "no certificate of Hygon");
}

static cupel_slice csv_json(const char *magic, const char *number)
{
    uint8_t p[4097];
    (void)csv_report(p);
    struct buf b;
    buf_init(&b, 1u << 16);
    buf_add_str(&b, "{\"attestation_report\":{\"data\":[");
    for (size_t i = 0; i < 2548; i++)
        buf_printf(&b, "%s%u", i ? "," : "", p[i]);
    buf_printf(&b, "],\"magic\":[%s]},\"cert_chain\":{},\"serial_number\":[67,%s]}", magic, number);
    cupel_slice s = arena_copy(&arena, buf_slice(&b));
    buf_clear(&b);
    return s;
}

static void test_csv_json(void **state)
{
    (void)state;
    cupel_slice good = csv_json("0,0", "72");
    never_verified(&format_csv, good, "SM2");
    assert_true(explains(good, "serial_number", "CH"));
    assert_true(explains(good, "POLICY", "45000000"));
    refuse(&format_csv, csv_json("1", "72"), CUPEL_E_UNSUPPORTED, "version 2");
    refuse(&format_csv, csv_json("0", "256"), CUPEL_E_MALFORMED, "integer from 0 to 255");
    refuse(&format_csv, csv_json("0", "-1"), CUPEL_E_MALFORMED, "integer from 0 to 255");
    refuse(&format_csv, csv_json("0", "1.5"), CUPEL_E_MALFORMED, "integer from 0 to 255");
    refuse(&format_csv, csv_json("0", "\"1\""), CUPEL_E_MALFORMED, "integer from 0 to 255");
    refuse(&format_csv,
           SLICE_LIT("{\"attestation_report\":{\"data\":[1],\"magic\":[]},"
                     "\"cert_chain\":{},\"serial_number\":[]}"),
           CUPEL_E_TRUNCATED, "has 2548 bytes, 1 given");
    refuse(&format_csv, SLICE_LIT("{\"attestation_report\":1}"), CUPEL_E_MALFORMED,
           "attestation_report");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request),   cmocka_unit_test(test_header),
        cmocka_unit_test(test_exchange),  cmocka_unit_test(test_csv_report),
        cmocka_unit_test(test_csv_certs), cmocka_unit_test(test_csv_json),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
