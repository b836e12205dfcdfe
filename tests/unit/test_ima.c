/* SPDX-License-Identifier: Apache-2.0 */
/* IMA measurement lists: both forms, every template, replay of both ways to fill banks. */
#include "test.h"

#include "base/buf.h"
#include "measure/explain.h"
#include "measure/ima.h"

#include <stdio.h>

static struct crypto *crypto;
static struct arena scratch;

static int set_up(void **state)
{
    (void)state;
    arena_init(&scratch, 64u << 20);
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&scratch);
    crypto_free(crypto);
    return 0;
}

/* ---- lists made here: fields are given as the bytes that are hashed ---- */

struct field_bytes {
    cupel_slice bytes;
    const char *text; /* as a text list shows it */
};

static struct buf out;
static bool ascii;
static enum crypto_hash listed;

static void start(bool as_text, enum crypto_hash hash)
{
    buf_clear(&out);
    buf_init(&out, 32u << 20);
    ascii = as_text;
    listed = hash;
}

static void put_le(struct buf *b, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_byte(b, (uint8_t)(v >> 8 * i));
}

/* Written from Linux's ima_calc_field_array_hash(), and not from the code under test. */
static void template_data(struct buf *b, const char *name, const struct field_bytes *f, size_t n)
{
    bool old = strcmp(name, "ima") == 0;
    for (size_t i = 0; i < n; i++) {
        if (!old)
            put_le(b, f[i].bytes.n, 4);
        buf_add(b, f[i].bytes);
        for (size_t k = f[i].bytes.n; old && i == 1 && k < 256; k++)
            buf_add_byte(b, 0);
    }
}

static void template_hash(enum crypto_hash h, const char *name, const struct field_bytes *f,
                          size_t n, uint8_t *ret)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    template_data(&b, name, f, n);
    assert_int_equal(crypto_digest(crypto, h, buf_slice(&b), ret), CUPEL_OK);
    buf_clear(&b);
}

static void put_binary(const char *name, cupel_slice hash, const struct field_bytes *f, size_t n)
{
    bool old = strcmp(name, "ima") == 0;
    size_t total = 0;
    put_le(&out, 10, 4);
    buf_add(&out, hash);
    put_le(&out, strlen(name), 4);
    buf_add_str(&out, name);
    for (size_t i = 0; i < n; i++)
        total += 4 + f[i].bytes.n;
    if (!old)
        put_le(&out, total, 4);
    for (size_t i = 0; i < n; i++) {
        if (!old || i == 1)
            put_le(&out, f[i].bytes.n, 4);
        buf_add(&out, f[i].bytes);
    }
}

static void put_hash(const char *name, const uint8_t *hash, const struct field_bytes *f, size_t n)
{
    cupel_slice digest = slice_of(hash, crypto_hash_size(listed));
    if (!ascii) {
        put_binary(name, digest, f, n);
        return;
    }
    buf_printf(&out, "10 %s %s", arena_hex(&scratch, digest), name);
    for (size_t i = 0; i < n; i++)
        buf_printf(&out, " %s", f[i].text);
    buf_add_byte(&out, '\n');
}

static void put(const char *name, const struct field_bytes *f, size_t n)
{
    uint8_t hash[CRYPTO_HASH_MAX];
    template_hash(listed, name, f, n, hash);
    put_hash(name, hash, f, n);
}

static struct field_bytes digest_field(const char *head, const char *hex)
{
    struct buf b;
    buf_init(&b, 256);
    buf_add_str(&b, head);
    buf_add_byte(&b, 0);
    buf_add(&b, hex_bytes(&scratch, hex));
    struct field_bytes f = { arena_copy(&scratch, buf_slice(&b)),
                             arena_printf(&scratch, "%s%s", head, hex) };
    buf_clear(&b);
    return f;
}

static struct field_bytes name_field(const char *name)
{
    return (struct field_bytes){ slice_of(name, strlen(name) + 1), name };
}

static struct field_bytes hex_field(const char *hex)
{
    return (struct field_bytes){ hex_bytes(&scratch, hex), hex };
}

#define SHA256_HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SHA1_HEX   "00112233445566778899aabbccddeeff00112233"

static void put_ng(const char *name)
{
    const struct field_bytes f[] = { digest_field("sha256:", SHA256_HEX), name_field(name) };
    put("ima-ng", f, 2);
}

static struct ima_result replay(enum crypto_hash bank, cupel_slice want)
{
    struct ima_result r;
    struct cupel_diag d = { 0 };
    assert_status(ima_replay(crypto, buf_slice(&out), bank, IMA_PCR, want, &r, &d), CUPEL_OK);
    return r;
}

static void refuse(cupel_status want, const char *says)
{
    struct ima_result r = { .entries = 77 };
    struct cupel_diag d = { 0 };
    assert_status(ima_replay(crypto, buf_slice(&out), CRYPTO_SHA256, IMA_PCR, SLICE_EMPTY, &r, &d),
                  want);
    assert_says(d, says);
    assert_int_equal(r.entries, 77);
}

/* ---- templates ---- */

static void recomputes_every_template(void **state)
{
    (void)state;
    const struct field_bytes d = digest_field("sha256:", SHA256_HEX), n = name_field("/bin/a");
    const struct field_bytes v2 = digest_field("verity:sha256:", SHA256_HEX);
    const struct field_bytes sig = hex_field("0302047f"), none = hex_field("");
    const struct field_bytes old = { hex_bytes(&scratch, SHA1_HEX), SHA1_HEX };
    const struct field_bytes old_name = { SLICE_LIT("/bin/a"), "/bin/a" };
    const struct field_bytes id = { SLICE_LIT("\xe8\3\0\0"), "1000" },
                             mode = { SLICE_LIT("\xed\x81"), "33261" };
    const struct {
        const char *name;
        struct field_bytes f[9];
        size_t n;
    } cases[] = {
        { "ima", { old, old_name }, 2 },
        { "ima-ng", { d, n }, 2 },
        { "ima-sig", { d, n, sig }, 3 },
        { "ima-sig", { d, n, none }, 3 },
        { "ima-ngv2", { v2, n }, 2 },
        { "ima-sigv2", { v2, n, sig }, 3 },
        { "ima-buf", { d, n, sig }, 3 },
        { "ima-modsig", { d, n, none, d, sig }, 5 },
        { "ima-modsig", { d, n, sig, none, none }, 5 },
        { "evm-sig", { d, n, sig, n, sig, sig, id, id, mode }, 9 },
        { "d-ng|n-ng|iuid", { d, n, id }, 3 },
    };
    for (int form = 0; form < 2; form++) {
        for (enum crypto_hash h = CRYPTO_SHA1; h <= CRYPTO_SHA512; h++) {
            start(form, h);
            for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
                put(cases[i].name, cases[i].f, cases[i].n);
            assert_true(ima_probe(buf_slice(&out)));
            struct ima_result r = replay(CRYPTO_SHA384, SLICE_EMPTY);
            assert_int_equal(r.entries, CUPEL_COUNT(cases));
            assert_int_equal(r.wrong, 0);
            assert_int_equal(r.violations, 0);
        }
    }
}

static void long_fields_are_hashed_whole(void **state)
{
    (void)state;
    char hex[2049];
    for (size_t i = 0; i < 2048; i++)
        hex[i] = "0123456789abcdef"[i * 7 % 16];
    hex[2048] = 0;
    const struct field_bytes f[] = { digest_field("sha256:", SHA256_HEX), name_field("kexec"),
                                     hex_field(hex) };
    start(true, CRYPTO_SHA1);
    put("ima-buf", f, 3);
    assert_int_equal(replay(CRYPTO_SHA1, SLICE_EMPTY).wrong, 0);
}

/* ---- replay ---- */

static void extend(enum crypto_hash bank, uint8_t *value, const uint8_t *digest)
{
    size_t n = crypto_hash_size(bank);
    assert_int_equal(crypto_digest2(crypto, bank, slice_of(value, n), slice_of(digest, n), value),
                     CUPEL_OK);
}

static void banks_are_filled_in_two_ways(void **state)
{
    (void)state;
    for (int form = 0; form < 2; form++) {
        const struct field_bytes f[] = { digest_field("sha256:", SHA256_HEX), name_field("/a") };
        uint8_t rehashed[CRYPTO_HASH_MAX] = { 0 }, padded[CRYPTO_HASH_MAX] = { 0 },
                digest[CRYPTO_HASH_MAX] = { 0 }, zeros[CRYPTO_HASH_MAX] = { 0 };
        start(form, CRYPTO_SHA1);
        put("ima-ng", f, 2);
        put_hash("ima-ng", zeros, f, 2); /* a violation */
        template_hash(CRYPTO_SHA256, "ima-ng", f, 2, digest);
        extend(CRYPTO_SHA256, rehashed, digest);
        memset(digest, 0xff, sizeof digest);
        extend(CRYPTO_SHA256, rehashed, digest);
        struct ima_result r = replay(CRYPTO_SHA256, slice_of(rehashed, 32));
        assert_true(r.met && r.fill == IMA_REHASHED && r.prefix == 2);
        assert_int_equal(r.violations, 1);
        assert_int_equal(r.prefix_violations, 1);
        assert_int_equal(r.wrong, 0);
        memset(digest, 0, sizeof digest);
        template_hash(CRYPTO_SHA1, "ima-ng", f, 2, digest);
        memset(digest + 20, 0, 12);
        extend(CRYPTO_SHA256, padded, digest);
        memset(digest, 0xff, 20);
        extend(CRYPTO_SHA256, padded, digest);
        r = replay(CRYPTO_SHA256, slice_of(padded, 32));
        assert_true(r.met && r.fill == IMA_PADDED && r.prefix == 2);
    }
}

static void a_prefix_is_enough(void **state)
{
    (void)state;
    uint8_t after_two[CRYPTO_HASH_MAX], zeros[32] = { 0 }, other[32] = { 1 };
    start(true, CRYPTO_SHA256);
    put_ng("boot_aggregate");
    put_ng("/bin/a");
    struct ima_result two = replay(CRYPTO_SHA256, SLICE_EMPTY);
    memcpy(after_two, two.value, sizeof after_two);
    assert_false(two.met);
    put_ng("/bin/b");
    struct ima_result r = replay(CRYPTO_SHA256, slice_of(after_two, 32));
    assert_true(r.met && r.prefix == 2 && r.prefix_number == 2 && r.entries == 3);
    r = replay(CRYPTO_SHA256, SLICE_ARRAY(zeros));
    assert_true(r.met && r.prefix == 0);
    assert_false(replay(CRYPTO_SHA256, SLICE_ARRAY(other)).met);
}

static void other_pcrs_are_passed_over(void **state)
{
    (void)state;
    start(true, CRYPTO_SHA1);
    put_ng("/a");
    struct ima_result one = replay(CRYPTO_SHA256, SLICE_EMPTY);
    put_ng("/b");
    out.p[out.n / 2 + 1] = '1'; /* lines are equally long: PCR 11 */
    struct ima_result r = replay(CRYPTO_SHA256, SLICE_EMPTY);
    assert_int_equal(r.entries, 1);
    assert_memory_equal(r.value, one.value, 32);
}

static void edited_entries_are_found(void **state)
{
    (void)state;
    for (int form = 0; form < 2; form++) {
        start(form, CRYPTO_SHA1);
        put_ng("/bin/a");
        size_t first = out.n;
        put_ng("/bin/b");
        size_t at = slice_find(buf_slice(&out), SLICE_LIT("/bin/b"));
        out.p[at + 5] = 'c';
        struct ima_result r = replay(CRYPTO_SHA1, SLICE_EMPTY);
        assert_int_equal(r.wrong, 1);
        assert_int_equal(r.first_wrong, 2);
        assert_int_equal(r.first_wrong_offset, first);
    }
}

/* ---- refusals ---- */

static void refuses_bad_text(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        cupel_status st;
        const char *says;
    } cases[] = {
        { "10 " SHA1_HEX " ima-ng unknown:" SHA1_HEX " /a\n", CUPEL_E_UNSUPPORTED,
          "digest's algorithm is unknown" },
        { "10 " SHA1_HEX " ima-new sha1:" SHA1_HEX " /a\n", CUPEL_E_UNSUPPORTED,
          "template is unknown" },
        { "10 " SHA1_HEX " d|n " SHA1_HEX " /a\n", CUPEL_E_UNSUPPORTED, "template is unknown" },
        { "10 " SHA1_HEX " ima-ng sha256:" SHA1_HEX " /a\n", CUPEL_E_MALFORMED,
          "does not have its algorithm's size" },
        { "10 " SHA1_HEX " ima-ng sha1:" SHA1_HEX "00 /a\n", CUPEL_E_MALFORMED,
          "does not have its algorithm's size" },
        { "10 " SHA1_HEX " ima-ng " SHA1_HEX " /a\n", CUPEL_E_MALFORMED,
          "does not start with an algorithm" },
        { "10 " SHA1_HEX " ima-ngv2 other:sha1:" SHA1_HEX " /a\n", CUPEL_E_MALFORMED,
          "does not start with an algorithm" },
        { "10 " SHA1_HEX " ima-sig sha1:" SHA1_HEX " /a xy\n", CUPEL_E_MALFORMED,
          "not hexadecimal" },
        { "24 " SHA1_HEX " ima-ng sha1:" SHA1_HEX " /a\n", CUPEL_E_MALFORMED, "no such PCR" },
        { "x0 " SHA1_HEX " ima-ng sha1:" SHA1_HEX " /a\n", CUPEL_E_MALFORMED,
          "does not start with a PCR" },
        { "10 " SHA256_HEX " ima-ng sha1:" SHA1_HEX " /a\n", CUPEL_E_MALFORMED,
          "not as long as that of entry 1" },
        { "10 " SHA1_HEX "\n", CUPEL_E_MALFORMED, "has no template" },
        { "\n", CUPEL_E_MALFORMED, "does not start with a PCR" },
        { "trailing garbage", CUPEL_E_MALFORMED, "does not start with a PCR" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        start(true, CRYPTO_SHA1);
        put_ng("/first");
        buf_add_str(&out, cases[i].line);
        refuse(cases[i].st, cases[i].says);
    }
    start(true, CRYPTO_SHA1);
    refuse(CUPEL_E_TRUNCATED, "no entry");
    buf_add_str(&out, "10 0011 ima-ng sha1:" SHA1_HEX " /a\n");
    refuse(CUPEL_E_MALFORMED, "no entry");
    assert_false(ima_probe(buf_slice(&out)));
}

static void refuses_bad_bytes(void **state)
{
    (void)state;
    enum { NAME_N = 24, NAME = 28, DATA_N = 34, FIELD_N = 38 };
    static const struct {
        size_t at;
        uint8_t value;
        cupel_status st;
        const char *says;
    } cases[] = {
        { 0, 24, CUPEL_E_MALFORMED, "no PCR" },
        { NAME_N + 3, 0x80, CUPEL_E_TRUNCATED, "the list ends within it" },
        { NAME_N, 0, CUPEL_E_MALFORMED, "no template" },
        { NAME, 'x', CUPEL_E_UNSUPPORTED, "template is unknown" },
        { DATA_N + 3, 0xff, CUPEL_E_TRUNCATED, "the list ends within it" },
        { FIELD_N, 1, CUPEL_E_MALFORMED, "do not fill its data" },
        { FIELD_N + 3, 0xff, CUPEL_E_MALFORMED, "do not fill its data" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        start(false, CRYPTO_SHA1);
        put_ng("/first");
        size_t second = out.n;
        put_ng("/second");
        out.p[second + cases[i].at] = cases[i].value;
        refuse(cases[i].st, cases[i].says);
    }
    start(false, CRYPTO_SHA1);
    put_ng("/first");
    out.p[out.n - 1] = 'x';
    refuse(CUPEL_E_MALFORMED, "does not end with its one NUL");
    out.p[out.n - 1] = 0;
    buf_add_str(&out, "more");
    refuse(CUPEL_E_TRUNCATED, "entry 2: the list ends within it");
}

static void has_limits(void **state)
{
    (void)state;
    uint8_t *big = calloc(1, IMA_LOG_MAX + 1);
    struct ima_result r;
    struct cupel_diag d = { 0 };
    assert_non_null(big);
    assert_status(
        ima_replay(crypto, slice_of(big, IMA_LOG_MAX + 1), CRYPTO_SHA1, 10, SLICE_EMPTY, &r, &d),
        CUPEL_E_LIMIT);
    free(big);
    start(false, CRYPTO_SHA1); /* the smallest entries that there are */
    const struct field_bytes f[] = { { hex_bytes(&scratch, SHA1_HEX), NULL },
                                     { SLICE_EMPTY, NULL } };
    uint8_t hash[CRYPTO_HASH_MAX];
    template_hash(CRYPTO_SHA1, "ima", f, 2, hash);
    for (unsigned i = 0; i <= IMA_ENTRIES_MAX; i++)
        put_hash("ima", hash, f, 2);
    assert_true(out.n <= IMA_LOG_MAX);
    refuse(CUPEL_E_LIMIT, "more than 262144 entries");
}

static void explains_entries(void **state)
{
    (void)state;
    struct field_list l;
    struct cupel_diag d = { 0 };
    bool right = false, wrong = false;
    field_list_init(&l, &scratch);
    start(true, CRYPTO_SHA1);
    put_ng("/bin/a");
    put_ng("/bin/\x1b[31mred");
    size_t at = slice_find(buf_slice(&out), SLICE_LIT("red"));
    out.p[at] = 'b';
    assert_status(ima_explain(crypto, buf_slice(&out), &l, &d), CUPEL_OK);
    for (size_t i = 0; i < l.n; i++) {
        const char *m = l.items[i].meaning;
        assert_true(!m || !strchr(m, '\x1b'));
        right |= m && strstr(m, "recomputed") != NULL;
        wrong |= m && strstr(m, "is NOT that of the fields") != NULL;
    }
    assert_true(right && wrong);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recomputes_every_template),
        cmocka_unit_test(long_fields_are_hashed_whole),
        cmocka_unit_test(banks_are_filled_in_two_ways),
        cmocka_unit_test(a_prefix_is_enough),
        cmocka_unit_test(other_pcrs_are_passed_over),
        cmocka_unit_test(edited_entries_are_found),
        cmocka_unit_test(refuses_bad_text),
        cmocka_unit_test(refuses_bad_bytes),
        cmocka_unit_test(has_limits),
        cmocka_unit_test(explains_entries),
    };
    int rc = cmocka_run_group_tests(tests, set_up, tear_down);
    buf_clear(&out);
    return rc;
}
