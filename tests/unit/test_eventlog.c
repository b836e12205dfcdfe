/* SPDX-License-Identifier: Apache-2.0 */
/* TCG event logs: reading, replay, and the rules that keep one believable. */
#include "test.h"

#include "measure/boot.h"
#include "measure/explain.h"
#include "softtee/eventlog_write.h"

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

/* ---- logs made here ---- */

static struct buf out;
static struct log_writer w;

static void start(enum eventlog_kind kind, size_t n_banks)
{
    static const enum crypto_hash banks[] = { CRYPTO_SHA1, CRYPTO_SHA256, CRYPTO_SHA384,
                                              CRYPTO_SM3 };
    buf_clear(&out);
    buf_init(&out, 4u << 20);
    w = (struct log_writer){ .out = &out, .crypto = crypto, .kind = kind, .n_banks = n_banks };
    for (size_t i = 0; i < n_banks; i++)
        w.banks[i] = banks[n_banks == 1 ? (kind == EVENTLOG_CC ? 2 : 1) : i];
    log_write_head(&w);
}

static void put_le(uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_byte(&out, (uint8_t)(v >> 8 * i));
}

static cupel_slice log_bytes(void)
{
    assert_int_equal(w.st, CUPEL_OK);
    assert_int_equal(buf_status(&out), CUPEL_OK);
    return buf_slice(&out);
}

static void expect_pcr(const struct eventlog_pcrs *p, unsigned i, const uint8_t *want)
{
    assert_memory_equal(p->value[i], want, crypto_hash_size(p->bank));
}

static void refuse(cupel_slice log, cupel_status want, const char *says)
{
    struct eventlog_pcrs p = { .events = 77 };
    struct cupel_diag d = { 0 };
    assert_status(eventlog_replay(crypto, log, CRYPTO_SHA256, &p, &d), want);
    assert_says(d, says);
    assert_int_equal(p.events, 77); /* untouched */
}

/* ---- replay ---- */

static void replays_every_bank(void **state)
{
    (void)state;
    static const enum crypto_hash banks[] = { CRYPTO_SHA1, CRYPTO_SHA256, CRYPTO_SHA384,
                                              CRYPTO_SM3 };
    start(EVENTLOG_TPM, 4);
    log_write_data(&w, 4, EV_IPL, SLICE_LIT("one"));
    log_write_data(&w, 4, EV_NO_ACTION, SLICE_LIT("is not extended"));
    log_write_event(&w, 4, EV_IPL, SLICE_LIT("two"), SLICE_LIT("hint"));
    for (size_t i = 0; i < 4; i++) {
        struct eventlog_pcrs p;
        uint8_t digest[CRYPTO_HASH_MAX], want[CRYPTO_HASH_MAX] = { 0 };
        size_t n = crypto_hash_size(banks[i]);
        assert_status(eventlog_replay(crypto, log_bytes(), banks[i], &p, NULL), CUPEL_OK);
        crypto_digest(crypto, banks[i], SLICE_LIT("one"), digest);
        crypto_digest2(crypto, banks[i], slice_of(want, n), slice_of(digest, n), want);
        crypto_digest(crypto, banks[i], SLICE_LIT("two"), digest);
        crypto_digest2(crypto, banks[i], slice_of(want, n), slice_of(digest, n), want);
        expect_pcr(&p, 4, want);
        assert_int_equal(p.extended, 1u << 4);
        assert_int_equal(p.events, 3);
        assert_int_equal(p.measured, 2);
    }
}

static void legacy_logs_have_sha1_only(void **state)
{
    (void)state;
    struct eventlog_pcrs p;
    struct cupel_diag d = { 0 };
    start(EVENTLOG_TPM, 0);
    log_write_data(&w, 0, EV_S_CRTM_VERSION, SLICE_LIT("v"));
    assert_true(eventlog_probe(log_bytes()));
    assert_status(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA1, &p, &d), CUPEL_OK);
    assert_int_equal(p.extended, 1);
    assert_status(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA256, &p, &d), CUPEL_E_NOT_FOUND);
    assert_says(d, "no SHA-256 digests");
    buf_add(&out, SLICE_LIT("\0\0\0\0"));
    assert_status(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA1, &p, &d), CUPEL_E_TRUNCATED);
    assert_false(eventlog_probe(log_bytes()));
    uint8_t zeros[64] = { 0 }; /* reads as two events of old, and is none */
    assert_false(eventlog_probe(SLICE_ARRAY(zeros)));
}

static void locality_is_where_pcr0_starts(void **state)
{
    (void)state;
    static const uint8_t good[] = { 0, 3, 4 };
    for (size_t i = 0; i < sizeof good; i++) {
        struct eventlog_pcrs p;
        uint8_t want[CRYPTO_HASH_MAX] = { 0 }, digest[CRYPTO_HASH_MAX];
        uint8_t data[17] = "StartupLocality";
        data[16] = good[i];
        start(EVENTLOG_TPM, 1);
        log_write_data(&w, 0, EV_NO_ACTION, SLICE_ARRAY(data));
        log_write_data(&w, 0, EV_S_CRTM_VERSION, SLICE_LIT("v"));
        assert_status(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA256, &p, NULL), CUPEL_OK);
        want[31] = good[i];
        crypto_digest(crypto, CRYPTO_SHA256, SLICE_LIT("v"), digest);
        crypto_digest2(crypto, CRYPTO_SHA256, slice_of(want, 32), slice_of(digest, 32), want);
        expect_pcr(&p, 0, want);
        assert_int_equal(p.locality, good[i]);
    }
}

static void refuses_bad_localities(void **state)
{
    (void)state;
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 0, EV_NO_ACTION, SLICE_LIT("StartupLocality\0\1"));
    refuse(log_bytes(), CUPEL_E_MALFORMED, "0, 3 or 4");
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 0, EV_NO_ACTION, SLICE_LIT("StartupLocality\0"));
    refuse(log_bytes(), CUPEL_E_MALFORMED, "17 bytes");
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 0, EV_S_CRTM_VERSION, SLICE_LIT("v"));
    log_write_data(&w, 0, EV_NO_ACTION, SLICE_LIT("StartupLocality\0\3"));
    refuse(log_bytes(), CUPEL_E_MALFORMED, "before all events in PCR 0");
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 0, EV_NO_ACTION, SLICE_LIT("StartupLocality\0\0"));
    log_write_data(&w, 0, EV_NO_ACTION, SLICE_LIT("StartupLocality\0\3"));
    refuse(log_bytes(), CUPEL_E_MALFORMED, "stands once");
    start(EVENTLOG_TPM, 1); /* shorter ones are some other information */
    log_write_data(&w, 0, EV_NO_ACTION, SLICE_LIT("Startup"));
    struct eventlog_pcrs p;
    assert_status(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA256, &p, NULL), CUPEL_OK);
}

static void launch_registers_start_at_ones(void **state)
{
    (void)state;
    struct eventlog_pcrs p;
    uint8_t ones[32], zeros[32] = { 0 }, want[CRYPTO_HASH_MAX] = { 0 }, digest[CRYPTO_HASH_MAX];
    memset(ones, 0xff, sizeof ones);
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 17, EV_EVENT_TAG, SLICE_LIT("launched"));
    assert_status(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA256, &p, NULL), CUPEL_OK);
    crypto_digest(crypto, CRYPTO_SHA256, SLICE_LIT("launched"), digest);
    crypto_digest2(crypto, CRYPTO_SHA256, slice_of(want, 32), slice_of(digest, 32), want);
    expect_pcr(&p, 16, zeros);
    expect_pcr(&p, 17, want);
    expect_pcr(&p, 18, ones);
    expect_pcr(&p, 22, ones);
    expect_pcr(&p, 23, zeros);
}

static void guests_have_four_registers(void **state)
{
    (void)state;
    struct eventlog_pcrs p;
    struct cupel_diag d = { 0 };
    start(EVENTLOG_CC, 1);
    log_write_data(&w, 7, EV_EFI_ACTION, SLICE_LIT("a"));
    log_write_data(&w, 4, EV_EFI_ACTION, SLICE_LIT("b"));
    log_write_data(&w, 9, EV_IPL, SLICE_LIT("c"));
    struct eventlog log;
    assert_status(eventlog_open(log_bytes(), &log, NULL), CUPEL_OK);
    assert_true(eventlog_looks_cc(&log));
    assert_status(ccel_replay(crypto, log_bytes(), CRYPTO_SHA384, &p, &d), CUPEL_OK);
    assert_int_equal(p.extended, 0xe);
    for (uint32_t index = 0; index <= 5; index += 5) { /* the launch measurement; none */
        start(EVENTLOG_CC, 1);
        put_le(index, 4);
        put_le(EV_EFI_ACTION, 4);
        put_le(1, 4);
        put_le(0xc, 2);
        for (int i = 0; i < 48; i++)
            put_le(0, 1);
        put_le(0, 4);
        assert_status(ccel_replay(crypto, log_bytes(), CRYPTO_SHA384, &p, &d), CUPEL_E_MALFORMED);
        assert_says(d, "other than RTMR 0 to 3");
    }
}

static void padding_is_one_byte_repeated(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte += 85) { /* 00, 55, aa, ff */
        struct eventlog_pcrs p;
        struct cupel_diag d = { 0 };
        start(EVENTLOG_TPM, 1);
        log_write_data(&w, 0, EV_POST_CODE, SLICE_LIT("x"));
        for (int i = 0; i < 40; i++)
            put_le((uint64_t)byte, 1);
        cupel_status st = eventlog_replay(crypto, log_bytes(), CRYPTO_SHA256, &p, &d);
        assert_int_equal(st == CUPEL_OK, byte == 0 || byte == 255);
        put_le(1, 1);
        assert_int_not_equal(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA256, &p, &d), CUPEL_OK);
    }
}

static void skips_unknown_algorithms(void **state)
{
    (void)state;
    struct eventlog_pcrs p;
    start(EVENTLOG_TPM, 1);
    out.p[28] = 37; /* size of the Spec ID event */
    out.p[56] = 2;  /* algorithms */
    out.n -= 1;
    put_le(0x7777, 2);
    put_le(7, 2);
    put_le(0, 1);
    put_le(3, 4);
    put_le(EV_IPL, 4);
    put_le(2, 4);
    put_le(0x7777, 2); /* in another order than the table's */
    put_le(0, 7);
    put_le(0x0b, 2);
    for (int i = 0; i < 32; i++)
        put_le(0xab, 1);
    put_le(0, 4);
    assert_status(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA256, &p, NULL), CUPEL_OK);
    assert_int_equal(p.extended, 1u << 3);
}

/* ---- refusals ---- */

static void refuses_bad_heads(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint8_t value;
        cupel_status st;
        const char *says;
    } cases[] = {
        { 56, 0, CUPEL_E_MALFORMED, "no digest algorithm" },
        { 56, 17, CUPEL_E_LIMIT, "17 digest algorithms; there may be 16" },
        { 59, 0xff, CUPEL_E_LIMIT, "there may be 16" }, /* 0xff000001: nothing is allocated by it */
        { 56, 2, CUPEL_E_TRUNCATED, "table of algorithms is cut" },
        { 62, 33, CUPEL_E_MALFORMED, "size that its algorithm does not have" },
        { 64, 4, CUPEL_E_TRUNCATED, "vendor information" },
        { 8, 1, CUPEL_E_MALFORMED, "its digest is not zero" },
        { 28, 34, CUPEL_E_TRUNCATED, "does not end inside the log" },
        { 31, 0xff, CUPEL_E_TRUNCATED, "does not end inside the log" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        start(EVENTLOG_TPM, 1);
        out.p[cases[i].at] = cases[i].value;
        refuse(log_bytes(), cases[i].st, cases[i].says);
    }
    refuse(SLICE_EMPTY, CUPEL_E_TRUNCATED, "first event");
    start(EVENTLOG_TPM, 2);
    out.p[64] = 4; /* SHA-1 twice */
    out.p[66] = 20;
    refuse(log_bytes(), CUPEL_E_MALFORMED, "one algorithm twice");
    start(EVENTLOG_TPM, 1);
    out.p[28]++;
    put_le(0, 1);
    refuse(log_bytes(), CUPEL_E_MALFORMED, "after its vendor information");
}

static void refuses_bad_events(void **state)
{
    (void)state;
    enum { HEAD = 65, COUNT = HEAD + 8, ALG = HEAD + 12, SIZE = HEAD + 46 };
    static const struct {
        size_t at;
        uint8_t value;
        cupel_status st;
        const char *says;
    } cases[] = {
        { COUNT, 0, CUPEL_E_MALFORMED, "event 1: it has no digest" },
        { COUNT, 2, CUPEL_E_MALFORMED, "more than the log has algorithms" },
        { COUNT + 3, 0x40, CUPEL_E_MALFORMED, "more than the log has algorithms" },
        { ALG, 4, CUPEL_E_MALFORMED, "does not announce" },
        { SIZE, 2, CUPEL_E_TRUNCATED, "the log ends within it" },
        { SIZE + 3, 0xff, CUPEL_E_TRUNCATED, "the log ends within it" },
        { HEAD, 24, CUPEL_E_MALFORMED, "register that does not exist" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        start(EVENTLOG_TPM, 1);
        log_write_data(&w, 0, EV_POST_CODE, SLICE_LIT("x"));
        assert_int_equal(out.n, SIZE + 5);
        out.p[cases[i].at] = cases[i].value;
        refuse(log_bytes(), cases[i].st, cases[i].says);
    }
}

static void every_cut_is_refused_or_shorter(void **state)
{
    (void)state;
    struct eventlog_pcrs whole, p;
    start(EVENTLOG_TPM, 3);
    assert_status(log_write_boot(&w, BOOTLOG_SECURE), CUPEL_OK);
    buf_clear(&out);
    buf_init(&out, 1u << 20);
    assert_status(log_write_boot(&w, BOOTLOG_SECURE), CUPEL_OK);
    cupel_slice log = log_bytes();
    assert_status(eventlog_replay(crypto, log, CRYPTO_SHA256, &whole, NULL), CUPEL_OK);
    for (size_t n = 0; n < log.n; n++)
        if (eventlog_replay(crypto, slice_of(log.p, n), CRYPTO_SHA256, &p, NULL) == CUPEL_OK)
            assert_true(p.events < whole.events);
}

static void banks_must_hold_the_same_events(void **state)
{
    (void)state;
    struct eventlog_pcrs p;
    start(EVENTLOG_TPM, 2);
    put_le(0, 4);
    put_le(EV_POST_CODE, 4);
    put_le(1, 4);
    put_le(4, 2); /* SHA-1 only */
    for (int i = 0; i < 20; i++)
        put_le(1, 1);
    put_le(0, 4);
    refuse(log_bytes(), CUPEL_E_MALFORMED, "no digest of this bank");
    assert_status(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA1, &p, NULL), CUPEL_OK);
}

static void has_limits(void **state)
{
    (void)state;
    size_t n = EVENTLOG_MAX + 1;
    uint8_t *zeros = calloc(1, n);
    struct eventlog_pcrs p;
    struct cupel_diag d = { 0 };
    assert_non_null(zeros);
    assert_status(eventlog_replay(crypto, slice_of(zeros, n), CRYPTO_SHA1, &p, &d), CUPEL_E_LIMIT);
    assert_says(d, "it may have 16777216");
    /* 32 zero bytes are an event of old */
    assert_status(eventlog_replay(crypto, slice_of(zeros, 32 * (size_t)EVENTLOG_EVENTS_MAX),
                                  CRYPTO_SHA1, &p, &d),
                  CUPEL_OK);
    assert_status(eventlog_replay(crypto, slice_of(zeros, 32 * ((size_t)EVENTLOG_EVENTS_MAX + 1)),
                                  CRYPTO_SHA1, &p, &d),
                  CUPEL_E_LIMIT);
    assert_says(d, "more than 65536 events");
    free(zeros);
}

/* ---- what a boot says ---- */

static struct boot_story read_story(enum eventlog_kind kind, enum log_variant v, uint32_t covered)
{
    struct crypto_hasher *h = NULL;
    struct eventlog log;
    struct boot_story s;
    enum crypto_hash bank = kind == EVENTLOG_CC ? CRYPTO_SHA384 : CRYPTO_SHA256;
    start(kind, 1);
    buf_clear(&out);
    buf_init(&out, 1u << 20);
    assert_status(log_write_boot(&w, v), CUPEL_OK);
    assert_status(crypto_hasher_new(crypto, bank, &h), CUPEL_OK);
    assert_status(eventlog_open(log_bytes(), &log, NULL), CUPEL_OK);
    assert_status(boot_read(h, &log, kind, covered, &s, NULL), CUPEL_OK);
    crypto_hasher_free(h);
    return s;
}

static void finds_each_fault_alone(void **state)
{
    (void)state;
    static const struct {
        enum log_variant v;
        enum boot_rule rule;
        const char *says;
    } cases[] = {
        { BOOTLOG_SECOND_SEPARATOR, BOOT_SEPARATORS, "a second separator" },
        { BOOTLOG_HIDDEN_SEPARATOR, BOOT_SEPARATORS, "relabelled separator" },
        { BOOTLOG_ERROR_SEPARATOR, BOOT_SEPARATORS, "error separator" },
        { BOOTLOG_LATE_VARIABLE, BOOT_SECURE, "after the separator" },
        { BOOTLOG_RETYPED, BOOT_SECURE, "does not belong" },
        { BOOTLOG_EDITED, BOOT_DIGESTS, "not that of its data" },
        { BOOTLOG_LATE_FIRMWARE, BOOT_ORDER, "firmware code after" },
        { BOOTLOG_DEBUGGER, BOOT_DEBUG, "debugger" },
    };
    for (int kind = EVENTLOG_TPM; kind <= EVENTLOG_CC; kind++) {
        for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
            struct boot_story s = read_story((enum eventlog_kind)kind, cases[i].v, UINT32_MAX);
            for (int rule = 0; rule < BOOT_RULES; rule++) {
                const char *what = s.grave[rule].what;
                assert_null(s.minor[rule].what);
                if (rule != (int)cases[i].rule) {
                    assert_null(what);
                    continue;
                }
                assert_non_null(what);
                assert_non_null(strstr(what, cases[i].says));
                assert_true(s.grave[rule].number > 0 && s.grave[rule].length > 0);
            }
        }
    }
}

static void tells_a_good_boot(void **state)
{
    (void)state;
    for (int kind = EVENTLOG_TPM; kind <= EVENTLOG_CC; kind++) {
        for (int secure = 0; secure <= 1; secure++) {
            struct boot_story s = read_story((enum eventlog_kind)kind,
                                             secure ? BOOTLOG_SECURE : BOOTLOG_GOOD, UINT32_MAX);
            for (int rule = 0; rule < BOOT_RULES; rule++)
                assert_true(!s.grave[rule].what && !s.minor[rule].what);
            assert_true(s.secure_known && s.exit_called && s.exit_done);
            assert_int_equal(s.secure_on, secure);
            assert_int_equal(s.filled[BOOT_DB], secure);
            assert_int_equal(s.n_authorities, secure);
            assert_int_equal(s.n_images, 1);
            assert_int_equal(s.firmware_version.n, kind == EVENTLOG_TPM ? 8 : 0);
        }
    }
}

/* CVE-2022-0317 of another verifier: registers outside the quote were believed. */
static void uncovered_registers_say_nothing(void **state)
{
    (void)state;
    struct boot_story s = read_story(EVENTLOG_TPM, BOOTLOG_SECURE, ~(1u << 7));
    assert_false(s.secure_known);
    assert_int_equal(s.all_authorities, 0);
    assert_int_equal(s.variables[BOOT_DB].n, 0);
    s = read_story(EVENTLOG_TPM, BOOTLOG_SECURE, 1u << 7);
    assert_true(s.secure_on && !s.exit_done && s.all_images == 0);
    s = read_story(EVENTLOG_TPM, BOOTLOG_DEBUGGER, 1u << 4);
    assert_null(s.grave[BOOT_DEBUG].what);
}

static void a_cut_log_is_seen(void **state)
{
    (void)state;
    struct boot_story s = read_story(EVENTLOG_TPM, BOOTLOG_NO_EXIT, UINT32_MAX);
    assert_true(!s.exit_called && !s.exit_done);
}

/* ---- events one by one ---- */

static struct boot_story story_of(void)
{
    struct crypto_hasher *h = NULL;
    struct eventlog log;
    struct boot_story s;
    assert_status(crypto_hasher_new(crypto, CRYPTO_SHA256, &h), CUPEL_OK);
    assert_status(eventlog_open(log_bytes(), &log, NULL), CUPEL_OK);
    assert_status(boot_read(h, &log, EVENTLOG_TPM, UINT32_MAX, &s, NULL), CUPEL_OK);
    crypto_hasher_free(h);
    return s;
}

static cupel_slice variable(const char *guid_hex, const char *name, const char *value_hex)
{
    struct buf b;
    cupel_slice value = hex_bytes(&scratch, value_hex);
    buf_init(&b, 4096);
    buf_add(&b, hex_bytes(&scratch, guid_hex));
    const uint64_t sizes[2] = { slice_str(name).n, value.n };
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 8; i++)
            buf_add_byte(&b, (uint8_t)(sizes[k] >> 8 * i));
    for (const char *p = name; *p; p++) {
        buf_add_byte(&b, (uint8_t)*p);
        buf_add_byte(&b, 0);
    }
    buf_add(&b, value);
    cupel_slice copy = arena_copy(&scratch, buf_slice(&b));
    buf_clear(&b);
    return copy;
}

#define GLOBAL   "61dfe48bca93d211aa0d00e098032b8c"
#define DATABASE "cbb219d73a3d9645a3bcdad00e67656f"

static void policy_event(const char *guid, const char *name, const char *value)
{
    log_write_data(&w, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, variable(guid, name, value));
}

static void end_policy(void)
{
    log_write_data(&w, 7, EV_SEPARATOR, SLICE_LIT("\0\0\0\0"));
}

static void secure_boot_is_read_strictly(void **state)
{
    (void)state;
    start(EVENTLOG_TPM, 1); /* another vendor's variable of that name is none */
    policy_event(DATABASE, "SecureBoot", "01");
    end_policy();
    assert_false(story_of().secure_known);
    start(EVENTLOG_TPM, 1);
    policy_event(GLOBAL, "SecureBoot", "02");
    end_policy();
    assert_non_null(strstr(story_of().grave[BOOT_SECURE].what, "neither 0 nor 1"));
    start(EVENTLOG_TPM, 1);
    policy_event(GLOBAL, "SecureBoot", "0100");
    end_policy();
    assert_non_null(strstr(story_of().grave[BOOT_SECURE].what, "neither 0 nor 1"));
    start(EVENTLOG_TPM, 1); /* a variable that does not exist is measured empty */
    policy_event(GLOBAL, "SecureBoot", "");
    end_policy();
    assert_true(story_of().secure_known && !story_of().secure_on);
    start(EVENTLOG_TPM, 1);
    policy_event(GLOBAL, "SecureBoot", "00");
    policy_event(GLOBAL, "SecureBoot", "01");
    end_policy();
    assert_non_null(strstr(story_of().grave[BOOT_SECURE].what, "twice"));
    assert_false(story_of().secure_on);
    start(EVENTLOG_TPM, 1);
    policy_event(GLOBAL, "SecureBoot", "01");
    end_policy();
    assert_non_null(strstr(story_of().grave[BOOT_SECURE].what, "without PK, KEK or db"));
    start(EVENTLOG_TPM, 1);
    policy_event(GLOBAL, "KEK", "");
    policy_event(GLOBAL, "PK", "");
    end_policy();
    assert_non_null(strstr(story_of().minor[BOOT_SECURE].what, "another order"));
}

static void separators_have_rules(void **state)
{
    (void)state;
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 2, EV_SEPARATOR, SLICE_LIT("\xff\xff\xff\xff"));
    assert_non_null(strstr(story_of().minor[BOOT_SEPARATORS].what, "ffffffff"));
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 2, EV_SEPARATOR, SLICE_LIT("\2\0\0\0"));
    assert_non_null(strstr(story_of().grave[BOOT_SEPARATORS].what, "none of the defined"));
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 2, EV_SEPARATOR, SLICE_LIT("\0\0\0\0\0"));
    assert_non_null(strstr(story_of().grave[BOOT_SEPARATORS].what, "not four bytes"));
    start(EVENTLOG_TPM, 1); /* digest of another value */
    log_write_event(&w, 2, EV_SEPARATOR, SLICE_LIT("\1\0\0\0"), SLICE_LIT("\0\0\0\0"));
    assert_non_null(strstr(story_of().grave[BOOT_SEPARATORS].what, "digest of these"));
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 3, EV_NONHOST_CONFIG, SLICE_LIT("x"));
    assert_non_null(strstr(story_of().grave[BOOT_SEPARATORS].what, "no separator"));
    start(EVENTLOG_TPM, 1); /* other registers have none */
    log_write_data(&w, 8, EV_IPL, SLICE_LIT("x"));
    assert_null(story_of().grave[BOOT_SEPARATORS].what);
    start(EVENTLOG_TPM, 1); /* a separator's value inside other data is no separator */
    log_write_event(&w, 8, EV_IPL, SLICE_LIT("y"), SLICE_LIT("\0\0\0\0"));
    assert_null(story_of().grave[BOOT_SEPARATORS].what);
}

static void actions_count_where_they_belong(void **state)
{
    (void)state;
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 7, EV_EFI_ACTION, SLICE_LIT("DMA Protection Disabled"));
    end_policy();
    assert_non_null(strstr(story_of().minor[BOOT_DEBUG].what, "DMA"));
    start(EVENTLOG_TPM, 1); /* told by digest: another type or other data hide nothing */
    log_write_event(&w, 7, EV_EFI_SPDM_DEVICE_POLICY, SLICE_LIT("UEFI Debug Mode"), SLICE_LIT("x"));
    end_policy();
    assert_non_null(strstr(story_of().grave[BOOT_DEBUG].what, "debugger"));
    assert_non_null(story_of().grave[BOOT_DIGESTS].what);
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 1, EV_POST_CODE, SLICE_LIT("UEFI Debug Mode"));
    log_write_data(&w, 1, EV_SEPARATOR, SLICE_LIT("\0\0\0\0"));
    assert_non_null(story_of().grave[BOOT_DEBUG].what);
    start(EVENTLOG_TPM, 1); /* in another register, or in data alone, it is not the firmware's */
    log_write_data(&w, 8, EV_EFI_ACTION, SLICE_LIT("Exit Boot Services Invocation"));
    log_write_data(&w, 8, EV_EFI_ACTION, SLICE_LIT("Exit Boot Services Returned with Success"));
    log_write_event(&w, 5, EV_EFI_ACTION, SLICE_LIT("x"),
                    SLICE_LIT("Exit Boot Services Invocation"));
    log_write_data(&w, 5, EV_SEPARATOR, SLICE_LIT("\0\0\0\0"));
    assert_true(!story_of().exit_called && !story_of().exit_done);
    assert_non_null(story_of().grave[BOOT_DIGESTS].what);
    start(EVENTLOG_TPM, 1);
    log_write_data(&w, 5, EV_SEPARATOR, SLICE_LIT("\0\0\0\0"));
    log_write_data(&w, 5, EV_EFI_ACTION, SLICE_LIT("Exit Boot Services Invocation"));
    log_write_data(&w, 5, EV_EFI_ACTION, SLICE_LIT("Exit Boot Services Returned with Failure"));
    assert_false(story_of().exit_done);
    log_write_data(&w, 5, EV_EFI_ACTION, SLICE_LIT("Exit Boot Services Invocation"));
    log_write_data(&w, 5, EV_EFI_ACTION, SLICE_LIT("Exit Boot Services Returned with Success"));
    assert_true(story_of().exit_done);
    log_write_data(&w, 5, EV_EFI_GPT_EVENT, SLICE_LIT("late"));
    assert_non_null(strstr(story_of().grave[BOOT_ORDER].what, "after ExitBootServices"));
}

/* Shim before 15.5 logs a byte more than it measures; the authority is read without it. */
static void old_shim_authorities_are_read(void **state)
{
    (void)state;
    cupel_slice v = variable("50ab5d6046e00043abb63dd810dd8b23", "Shim", "3082");
    uint8_t longer[64] = { 0 };
    slice_copy(v, longer, v.n);
    longer[v.n + 5] = 0xaf;
    start(EVENTLOG_TPM, 1);
    end_policy();
    log_write_event(&w, 7, EV_EFI_VARIABLE_AUTHORITY, slice_of(longer, v.n + 5),
                    slice_of(longer, v.n + 6));
    struct boot_story s = story_of();
    assert_null(s.grave[BOOT_SECURE].what);
    assert_null(s.grave[BOOT_DIGESTS].what);
    assert_int_equal(s.n_authorities, 1);
    assert_true(slice_eq(s.authorities[0], slice_of(longer, v.n + 5)));
    log_write_event(&w, 7, EV_EFI_VARIABLE_AUTHORITY, v, slice_of(longer, v.n + 7));
    assert_non_null(story_of().grave[BOOT_DIGESTS].what);
    assert_non_null(strstr(story_of().grave[BOOT_SECURE].what, "no UEFI variable"));
}

/* ---- what digests cover ---- */

static struct log_coverage coverage(uint32_t type, cupel_slice hashed, cupel_slice data)
{
    struct crypto_hasher *h = NULL;
    struct eventlog log;
    struct eventlog_event e;
    struct log_coverage c;
    start(EVENTLOG_TPM, 1);
    log_write_event(&w, 8, type, hashed, data);
    assert_status(crypto_hasher_new(crypto, CRYPTO_SHA256, &h), CUPEL_OK);
    assert_status(eventlog_open(log_bytes(), &log, NULL), CUPEL_OK);
    struct eventlog_walk walk = eventlog_start(&log);
    assert_status(eventlog_next(&walk, &e, NULL), CUPEL_OK);
    assert_status(log_coverage_find(h, &log, &e, &c), CUPEL_OK);
    crypto_hasher_free(h);
    return c;
}

static void knows_what_digests_cover(void **state)
{
    (void)state;
    cupel_slice v = variable(GLOBAL, "Boot0001", "0011");
    static const struct {
        uint32_t type;
        const char *hashed, *data;
        size_t n;
        enum log_cover cover;
    } texts[] = {
        { EV_IPL, "x", "grub_cmd: x", 12, LOG_COVERS_PART },
        { EV_IPL, "x", "grub_cmd x", 11, LOG_COVERS_PART },
        { EV_IPL, "x", "kernel_cmdline: x", 18, LOG_COVERS_PART },
        { EV_IPL, "x", "x", 2, LOG_COVERS_PART },
        { EV_IPL, "x", "y", 2, LOG_UNCOVERED },
        { EV_IPL, "kernel", "/vmlinuz", 9, LOG_UNCOVERED },
        { EV_EFI_ACTION, "x", "x", 1, LOG_COVERS_DATA },
        { EV_EFI_ACTION, "x", "x", 2, LOG_UNCOVERED }, /* no leave to drop a NUL here */
        { EV_NO_ACTION, "x", "x", 1, LOG_NOT_EXTENDED },
    };
    for (size_t i = 0; i < CUPEL_COUNT(texts); i++)
        assert_int_equal(
            coverage(texts[i].type, slice_str(texts[i].hashed), slice_of(texts[i].data, texts[i].n))
                .cover,
            texts[i].cover);
    assert_int_equal(coverage(EV_EFI_VARIABLE_BOOT, v, v).cover, LOG_COVERS_DATA);
    struct log_coverage c = coverage(EV_EFI_VARIABLE_BOOT, SLICE_LIT("\0\x11"), v);
    assert_int_equal(c.cover, LOG_COVERS_PART);
    assert_true(slice_eq(c.part, SLICE_LIT("\0\x11")));
    assert_int_equal(coverage(EV_EFI_VARIABLE_BOOT2, SLICE_LIT("\0\x11"), v).cover, LOG_UNCOVERED);
    assert_int_equal(coverage(EV_EFI_VARIABLE_AUTHORITY, slice_part(v, 0, v.n - 1), v).cover,
                     LOG_COVERS_PART);
    assert_int_equal(coverage(EV_EFI_VARIABLE_DRIVER_CONFIG, slice_part(v, 0, v.n - 1), v).cover,
                     LOG_UNCOVERED);
    assert_int_equal(coverage(EV_EVENT_TAG, SLICE_LIT("x"), SLICE_LIT("\1\0\0\0\1\0\0\0x")).cover,
                     LOG_COVERS_PART);
}

/* ---- structures and texts ---- */

static void texts_are_safe(void **state)
{
    (void)state;
    assert_string_equal(uefi_ucs2_text(&scratch, SLICE_LIT("a\0\x1b\0\x0a\0b\0")), "a??b");
    assert_string_equal(uefi_ucs2_text(&scratch, SLICE_LIT("\x2e\x20\xff\xfe")), "??"); /* U+202E */
    assert_string_equal(uefi_ucs2_text(&scratch, SLICE_LIT("\x00\xd8")), "?"); /* a surrogate */
    assert_string_equal(uefi_ucs2_text(&scratch, SLICE_LIT("a\0\0\0b\0")), "a");
    assert_string_equal(uefi_ucs2_text(&scratch, SLICE_LIT("\xe4\0")), "\xc3\xa4");
    assert_string_equal(uefi_ascii_text(&scratch, SLICE_LIT("a\x7f\xff\xc3\xa4\0x")),
                        "a??\xc3\xa4");
    assert_string_equal(uefi_ascii_text(&scratch, SLICE_EMPTY), "");
    assert_string_equal(uefi_guid_text(&scratch, hex_bytes(&scratch, GLOBAL)),
                        "8be4df61-93ca-11d2-aa0d-00e098032b8c");
    uint8_t *many = arena_alloc(&scratch, 10000);
    memset(many, 'a', 10000);
    assert_int_equal(strlen(uefi_ascii_text(&scratch, slice_of(many, 10000))), UEFI_TEXT_MAX + 3);
}

static void paths_are_shown(void **state)
{
    (void)state;
    static const struct {
        const char *hex, *text;
    } cases[] = {
        { "", "" },
        { "02010c00d041030a00000000010106000102"
          "7fff0400",
          "PciRoot(0x0)/Pci(0x2,0x1)" },
        { "0404080041004200"
          "7fff0400",
          "AB" },
        { "04040c0041004200", "..." }, /* a node that does not end */
        { "0404030041", "..." },       /* shorter than its head */
        { "03ff0600aaaa"
          "7fff0400",
          "Path(3,255)" },
        { "04040800"
          "41004200",
          "AB..." }, /* no end */
        { "0317100001000000aabbccddeeff0011"
          "7fff0400",
          "NVMe(0x1)" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        assert_string_equal(uefi_path_text(&scratch, hex_bytes(&scratch, cases[i].hex)),
                            cases[i].text);
}

static void signature_lists_are_strict(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        unsigned n;
        bool good;
    } cases[] = {
        { "", 0, true },
        { "2616c4c14c509240aca941f936934328"
          "2d000000"
          "00000000"
          "11000000" GLOBAL "aa",
          1, true },
        { "2616c4c14c509240aca941f936934328"
          "3e000000"
          "00000000"
          "11000000" GLOBAL "aa" GLOBAL "bb",
          2, true },
        { "2616c4c14c509240aca941f936934328"
          "2e000000"
          "00000000"
          "11000000" GLOBAL "aabb",
          0, false },
        { "2616c4c14c509240aca941f936934328"
          "1b000000"
          "00000000"
          "11000000",
          0, false },
        { "2616c4c14c509240aca941f936934328"
          "2d000000"
          "00000000"
          "10000000" GLOBAL "aa",
          0, false },
        { "2616c4c14c509240aca941f936934328"
          "2d000000"
          "ffffffff"
          "11000000" GLOBAL "aa",
          0, false },
        { "2616c4c14c509240aca941f936934328"
          "ff000000"
          "00000000"
          "11000000" GLOBAL "aa",
          0, false },
        { "2616", 0, false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct uefi_signatures s = uefi_signatures_start(hex_bytes(&scratch, cases[i].hex));
        struct uefi_signature one;
        unsigned n = 0;
        while (uefi_signature_next(&s, &one))
            n++;
        assert_int_equal(n, cases[i].n);
        assert_int_equal(uefi_signatures_end(&s), cases[i].good);
    }
}

static void variables_are_strict(void **state)
{
    (void)state;
    struct uefi_variable v;
    cupel_slice good = variable(GLOBAL, "PK", "aabb");
    assert_true(uefi_variable_read(good, 100, &v));
    assert_int_equal(v.data_offset, 136);
    assert_true(uefi_is_global(v.guid) && uefi_name_is(v.name, "PK") && v.data.n == 2);
    assert_false(uefi_name_is(v.name, "P"));
    assert_false(uefi_variable_read(slice_part(good, 0, good.n - 1), 0, &v));
    uint8_t *p = (uint8_t *)(uintptr_t)good.p;
    p[16] = 0xff; /* name longer than all */
    assert_false(uefi_variable_read(good, 0, &v));
    p[23] = 0x80; /* 2^63 characters */
    assert_false(uefi_variable_read(good, 0, &v));
}

static const struct cupel_field *find_field(const struct field_list *l, const char *name,
                                            const char *value)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->items[i].name, name) == 0 &&
            (!value || (l->items[i].value && strcmp(l->items[i].value, value) == 0)))
            return &l->items[i];
    return NULL;
}

static void explains_event_by_event(void **state)
{
    (void)state;
    struct eventlog log;
    struct field_list l;
    struct eventlog_pcrs p;
    struct cupel_diag d = { 0 };
    field_list_init(&l, &scratch);
    start(EVENTLOG_TPM, 2);
    buf_clear(&out);
    buf_init(&out, 1u << 20);
    assert_status(log_write_boot(&w, BOOTLOG_SECURE), CUPEL_OK);
    assert_status(eventlog_open(log_bytes(), &log, NULL), CUPEL_OK);
    assert_status(eventlog_explain(crypto, &log, EVENTLOG_TPM, &l, &d), CUPEL_OK);
    assert_status(eventlog_replay(crypto, log_bytes(), CRYPTO_SHA256, &p, NULL), CUPEL_OK);
    assert_non_null(find_field(&l, "sha256:7", arena_hex(&scratch, eventlog_pcr(&p, 7))));
    assert_non_null(find_field(&l, "covers", "the event's data; not its type"));
    assert_non_null(find_field(&l, "covers", "the text behind its label; not its type"));
    const struct cupel_field *f = find_field(&l, "event 4, PCR 7", NULL);
    assert_non_null(f);
    assert_string_equal(f->meaning, "Secure Boot is on");
}

/* A log alone gets no verdict, but nobody must look for the second separator by eye. */
static void explains_which_rules_are_broken(void **state)
{
    (void)state;
    static const struct {
        enum log_variant v;
        const char *check, *says;
    } cases[] = {
        { BOOTLOG_SECOND_SEPARATOR, "log.separators", "a second separator" },
        { BOOTLOG_LATE_FIRMWARE, "log.order", "firmware code after" },
        { BOOTLOG_EDITED, "log.digests", "not that of its data" },
        { BOOTLOG_RETYPED, "log.secure_boot", "does not belong" },
        { BOOTLOG_DEBUGGER, "log.debug", "debugger" },
        { BOOTLOG_GOOD, "faults", NULL },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct eventlog log;
        struct field_list l;
        field_list_init(&l, &scratch);
        (void)read_story(EVENTLOG_CC, cases[i].v, UINT32_MAX);
        assert_status(eventlog_open(log_bytes(), &log, NULL), CUPEL_OK);
        assert_status(eventlog_explain(crypto, &log, EVENTLOG_CC, &l, NULL), CUPEL_OK);
        const struct cupel_field *f = find_field(&l, cases[i].check, NULL);
        assert_non_null(f);
        assert_int_equal(find_field(&l, "faults", "none") != NULL, !cases[i].says);
        if (!cases[i].says)
            continue;
        assert_non_null(strstr(f->value, "fault: event "));
        assert_non_null(strstr(f->meaning, cases[i].says));
        assert_true(f->offset > 0 && f->length > 0);
    }
}

static void explains_the_acpi_table(void **state)
{
    (void)state;
    struct field_list l;
    struct cupel_diag d = { 0 };
    uint8_t t[56] = "CCEL";
    t[4] = 56;
    t[36] = 2;
    t[40] = 16;
    field_list_init(&l, &scratch);
    assert_true(ccel_table_probe(SLICE_ARRAY(t)));
    assert_status(ccel_table_explain(SLICE_ARRAY(t), &l, &d), CUPEL_OK);
    assert_non_null(find_field(&l, "CC Type", "TDX"));
    assert_status(ccel_table_explain(slice_of(t, 55), &l, &d), CUPEL_E_TRUNCATED);
    t[4] = 57;
    assert_status(ccel_table_explain(SLICE_ARRAY(t), &l, &d), CUPEL_E_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replays_every_bank),
        cmocka_unit_test(legacy_logs_have_sha1_only),
        cmocka_unit_test(locality_is_where_pcr0_starts),
        cmocka_unit_test(refuses_bad_localities),
        cmocka_unit_test(launch_registers_start_at_ones),
        cmocka_unit_test(guests_have_four_registers),
        cmocka_unit_test(padding_is_one_byte_repeated),
        cmocka_unit_test(skips_unknown_algorithms),
        cmocka_unit_test(refuses_bad_heads),
        cmocka_unit_test(refuses_bad_events),
        cmocka_unit_test(every_cut_is_refused_or_shorter),
        cmocka_unit_test(banks_must_hold_the_same_events),
        cmocka_unit_test(has_limits),
        cmocka_unit_test(finds_each_fault_alone),
        cmocka_unit_test(tells_a_good_boot),
        cmocka_unit_test(uncovered_registers_say_nothing),
        cmocka_unit_test(a_cut_log_is_seen),
        cmocka_unit_test(secure_boot_is_read_strictly),
        cmocka_unit_test(separators_have_rules),
        cmocka_unit_test(actions_count_where_they_belong),
        cmocka_unit_test(old_shim_authorities_are_read),
        cmocka_unit_test(knows_what_digests_cover),
        cmocka_unit_test(texts_are_safe),
        cmocka_unit_test(paths_are_shown),
        cmocka_unit_test(signature_lists_are_strict),
        cmocka_unit_test(variables_are_strict),
        cmocka_unit_test(explains_event_by_event),
        cmocka_unit_test(explains_which_rules_are_broken),
        cmocka_unit_test(explains_the_acpi_table),
    };
    int rc = cmocka_run_group_tests(tests, set_up, tear_down);
    buf_clear(&out);
    return rc;
}
