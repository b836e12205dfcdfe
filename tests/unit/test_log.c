/* SPDX-License-Identifier: Apache-2.0 */
/* Event logs and IMA lists against registers that are signed: what is believed, and what is not. */
#include "test.h"

#include "base/buf.h"
#include "evidence/log.h"
#include "softtee/eventlog_write.h"

#include <stdio.h>

static struct crypto *crypto;
static struct arena scratch;
static struct collateral_set set;
static cupel_appraisal *ap;
static struct log_registers regs;
static struct eventlog_pcrs truth;

static int group_up(void **state)
{
    (void)state;
    arena_init(&scratch, 64u << 20);
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int group_down(void **state)
{
    (void)state;
    arena_clear(&scratch);
    crypto_free(crypto);
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    collateral_set_init(&set);
    regs = (struct log_registers){ .bank = CRYPTO_SHA256 };
    return appraisal_new(&ap) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    collateral_set_clear(&set);
    cupel_appraisal_free(ap);
    ap = NULL;
    return 0;
}

static void give(cupel_slice file, const char *name)
{
    assert_status(collateral_add(&set, crypto, file, name, NULL), CUPEL_OK);
}

/* The log of a boot, and what the PCRs hold after it; all of them are signed. */
static cupel_slice boot(enum log_variant v)
{
    static const enum crypto_hash banks[] = { CRYPTO_SHA1, CRYPTO_SHA256 };
    cupel_slice log;
    assert_status(
        log_make(crypto, &scratch, EVENTLOG_TPM, banks, 2, v, &log, CRYPTO_SHA256, &truth),
        CUPEL_OK);
    for (unsigned i = 0; i < EVENTLOG_PCRS; i++)
        regs.value[i] = eventlog_pcr(&truth, i);
    return log;
}

static void uses_init(void)
{
    ap->n_uses = set.n;
    ap->uses = arena_array(&ap->arena, set.n + 1, sizeof *ap->uses);
}

static void run(void)
{
    const struct collateral_set *sets[] = { &set };
    const struct inputs in = { .trust = { .crypto = crypto }, .collateral = { sets, 1 } };
    uses_init();
    assert_status(log_check_registers(ap, &in, &regs), CUPEL_OK);
}

static void run_ima(void)
{
    const struct collateral_set *sets[] = { &set };
    const struct inputs in = { .trust = { .crypto = crypto }, .collateral = { sets, 1 } };
    uses_init();
    assert_status(log_check_ima(ap, &in, &regs), CUPEL_OK);
}

static void expect(const char *id, cupel_outcome outcome, const char *says)
{
    const struct cupel_check *c = check_find(&ap->checks, id);
    assert_non_null(c);
    assert_string_equal(cupel_outcome_name(c->outcome), cupel_outcome_name(outcome));
    if (says)
        assert_non_null(strstr(c->detail, says));
}

static const struct cupel_claim *claim(const char *name)
{
    return cupel_appraisal_claim_find(ap, name);
}

/* ---- event logs ---- */

static void a_good_log_passes_all(void **state)
{
    (void)state;
    give(boot(BOOTLOG_SECURE), "log");
    run();
    for (size_t i = LOG_REPLAY; i <= LOG_EXIT_BOOT_SERVICES; i++)
        expect(log_checks[i].id, CUPEL_PASS, NULL);
    assert_int_equal(claim("log.secure_boot")->number, 1);
    assert_string_equal(claim("log.firmware_version")->text, "1.0");
    assert_int_equal(claim("log.boot_images")->n_list, 1);
    assert_int_equal(claim("log.authorities")->n_list, 1);
    assert_int_equal(claim("log.db")->bytes.n, 32);
    assert_true(ap->uses[0].used);
}

static void no_log_is_no_fault(void **state)
{
    (void)state;
    boot(BOOTLOG_GOOD);
    run();
    expect("log.replay", CUPEL_NA, "no event log was given");
    assert_null(claim("log.secure_boot"));
}

static void a_foreign_log_fails(void **state)
{
    (void)state;
    give(boot(BOOTLOG_OTHER_BOOT), "log");
    run();
    expect("log.replay", CUPEL_FAIL, "PCR 4: the log gives another value");
    assert_null(claim("log.secure_boot"));
    assert_null(check_find(&ap->checks, "log.secure_boot"));
    assert_false(ap->uses[0].used);
}

static void the_log_that_fits_is_found(void **state)
{
    (void)state;
    give(boot(BOOTLOG_OTHER_BOOT), "other");
    give(boot(BOOTLOG_CUT), "cut");
    give(boot(BOOTLOG_SECURE), "good");
    give(boot(BOOTLOG_SECURE), "again");
    run();
    expect("log.replay", CUPEL_PASS, NULL);
    assert_true(ap->uses[2].used && !ap->uses[0].used && !ap->uses[1].used && !ap->uses[3].used);
    assert_int_equal(claim("log.secure_boot")->number, 1);
}

static void unreadable_logs_fail(void **state)
{
    (void)state;
    give(boot(BOOTLOG_GARBAGE), "log");
    run();
    expect("log.replay", CUPEL_FAIL, "log cannot be used: event ");
}

static void a_log_without_the_bank_fails(void **state)
{
    (void)state;
    boot(BOOTLOG_GOOD);
    static const enum crypto_hash sha1 = CRYPTO_SHA1;
    struct eventlog_pcrs p;
    cupel_slice log;
    assert_status(log_make(crypto, &scratch, EVENTLOG_TPM, &sha1, 1, BOOTLOG_GOOD, &log, sha1, &p),
                  CUPEL_OK);
    give(log, "log");
    run();
    expect("log.replay", CUPEL_FAIL, "no SHA-256 digests");
}

/* CVE-2022-0317 of another verifier: a quote over other PCRs made the log believed. */
static void what_is_not_quoted_is_not_believed(void **state)
{
    (void)state;
    give(boot(BOOTLOG_SECURE), "log");
    regs.value[7] = SLICE_EMPTY;
    run();
    expect("log.replay", CUPEL_PASS, NULL);
    expect("log.secure_boot", CUPEL_NA, "PCR 7");
    expect("log.exit_boot_services", CUPEL_PASS, NULL);
    assert_null(claim("log.secure_boot"));
    assert_null(claim("log.db"));
    assert_null(claim("log.authorities"));
    assert_non_null(claim("log.boot_images"));
}

static void nothing_quoted_proves_nothing(void **state)
{
    (void)state;
    give(boot(BOOTLOG_SECURE), "log");
    for (unsigned i = 0; i < EVENTLOG_PCRS; i++)
        if (i != 16)
            regs.value[i] = SLICE_EMPTY;
    run();
    expect("log.replay", CUPEL_UNKNOWN, "no register that the log speaks of is signed");
    assert_null(check_find(&ap->checks, "log.secure_boot"));
    assert_null(claim("log.secure_boot"));
}

static void differs(unsigned pcr, cupel_outcome outcome, const char *says)
{
    static uint8_t other[32] = { 0x77 };
    give(boot(BOOTLOG_GOOD), "log");
    regs.value[pcr] = SLICE_ARRAY(other);
    run();
    expect("log.replay", outcome, says);
}

static void each_register_has_its_rule(void **state)
{
    static const struct {
        unsigned pcr;
        cupel_outcome outcome;
        const char *says;
    } cases[] = {
        { 0, CUPEL_FAIL, "PCR 0: the log gives another value" },
        { 7, CUPEL_FAIL, "PCR 7: the log gives another value" },
        { 8, CUPEL_FAIL, "PCR 8: the log gives another value" },
        { 9, CUPEL_FAIL, "PCR 9: the log gives another value" },
        { 10, CUPEL_PASS, "PCR 10 it does not" }, /* no event in these: somebody else's */
        { 12, CUPEL_PASS, "PCR 12 it does not" },
        { 17, CUPEL_PASS, "PCR 17 it does not" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        differs(cases[i].pcr, cases[i].outcome, cases[i].says);
        tear_down(state);
        set_up(state);
    }
}

/* One event in each of two PCRs. */
static cupel_slice tiny_log(unsigned one, unsigned two)
{
    struct buf b;
    struct log_writer w = { .out = &b, .crypto = crypto, .n_banks = 1, .banks = { CRYPTO_SHA256 } };
    buf_init(&b, 1024);
    log_write_head(&w);
    log_write_data(&w, one, EV_IPL, SLICE_LIT("x"));
    log_write_data(&w, two, EV_IPL, SLICE_LIT("y"));
    cupel_slice log = arena_copy(&scratch, buf_slice(&b));
    buf_clear(&b);
    assert_status(eventlog_replay(crypto, log, CRYPTO_SHA256, &truth, NULL), CUPEL_OK);
    return log;
}

static void an_unexplained_register_warns(void **state)
{
    (void)state;
    uint8_t other[32] = { 1 };
    give(tiny_log(9, 14), "log");
    regs.value[0] = SLICE_ARRAY(other);
    regs.value[7] = SLICE_ARRAY(other);
    regs.value[9] = eventlog_pcr(&truth, 9);
    run();
    expect("log.replay", CUPEL_WARN, "PCR 0: was extended, but the log has no event in it");
    expect("log.secure_boot", CUPEL_NA, "PCR 7");
}

/* systemd goes on extending PCR 11 after the firmware's log ends; nobody goes on extending PCR 12.
 */
static void later_extensions_warn(void **state)
{
    uint8_t other[32] = { 1 };
    give(tiny_log(9, 11), "log");
    regs.value[9] = eventlog_pcr(&truth, 9);
    regs.value[11] = SLICE_ARRAY(other);
    run();
    expect("log.replay", CUPEL_WARN, "PCR 11: was extended further than the log tells");
    tear_down(state);
    set_up(state);
    give(tiny_log(9, 12), "log");
    regs.value[9] = eventlog_pcr(&truth, 9);
    regs.value[12] = SLICE_ARRAY(other);
    run();
    expect("log.replay", CUPEL_FAIL, "PCR 12: the log gives another value");
}

static void guest_logs_follow_the_same_rules(void **state)
{
    (void)state;
    static const enum crypto_hash sha384 = CRYPTO_SHA384;
    cupel_slice log;
    uint8_t other[48] = { 9 };
    regs = (struct log_registers){ .kind = EVENTLOG_CC, .bank = CRYPTO_SHA384 };
    assert_status(
        log_make(crypto, &scratch, EVENTLOG_CC, &sha384, 1, BOOTLOG_SECURE, &log, sha384, &truth),
        CUPEL_OK);
    for (unsigned i = 1; i <= 4; i++)
        regs.value[i] = eventlog_pcr(&truth, i);
    regs.value[4] = SLICE_ARRAY(other); /* RTMR 3: the workload's, without log */
    give(log, "ccel");
    run();
    expect("log.replay", CUPEL_PASS, "RTMR3 it does not");
    assert_int_equal(claim("log.secure_boot")->number, 1);
    tear_down(state);
    set_up(state);
    regs = (struct log_registers){ .kind = EVENTLOG_CC, .bank = CRYPTO_SHA384 };
    for (unsigned i = 1; i <= 4; i++)
        regs.value[i] = eventlog_pcr(&truth, i);
    regs.value[2] = SLICE_ARRAY(other);
    give(log, "ccel");
    run();
    expect("log.replay", CUPEL_FAIL, "RTMR1: the log gives another value");
}

static void judged_variants(void **state)
{
    static const struct {
        enum log_variant v;
        const char *id;
        cupel_outcome outcome;
    } cases[] = {
        { BOOTLOG_SECOND_SEPARATOR, "log.separators", CUPEL_FAIL },
        { BOOTLOG_HIDDEN_SEPARATOR, "log.separators", CUPEL_FAIL },
        { BOOTLOG_ERROR_SEPARATOR, "log.separators", CUPEL_FAIL },
        { BOOTLOG_LATE_VARIABLE, "log.secure_boot", CUPEL_FAIL },
        { BOOTLOG_RETYPED, "log.secure_boot", CUPEL_FAIL },
        { BOOTLOG_EDITED, "log.digests", CUPEL_FAIL },
        { BOOTLOG_LATE_FIRMWARE, "log.order", CUPEL_FAIL },
        { BOOTLOG_DEBUGGER, "log.debug", CUPEL_FAIL },
        { BOOTLOG_NO_EXIT, "log.exit_boot_services", CUPEL_WARN },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        give(boot(cases[i].v), "log");
        run();
        expect("log.replay", CUPEL_PASS, NULL);
        expect(cases[i].id, cases[i].outcome, NULL);
        assert_true(cases[i].outcome != CUPEL_FAIL || !claim("log.secure_boot"));
        tear_down(state);
        set_up(state);
    }
}

/* ---- IMA ---- */

/* "10 <hash> ima-ng sha256:<digest> <name>": lines of a list, and PCR 10 after them. */
static struct buf list;
static uint8_t pcr10[CRYPTO_HASH_MAX];

static void begin_list(void)
{
    buf_clear(&list);
    buf_init(&list, 1u << 16);
    memset(pcr10, 0, sizeof pcr10);
}

static void add_le32(struct buf *b, size_t n)
{
    for (size_t i = 0; i < 4; i++)
        buf_add_byte(b, (uint8_t)(n >> 8 * i));
}

static void add_entry(cupel_slice digest, const char *name, bool violation)
{
    struct buf b;
    uint8_t listed[CRYPTO_HASH_MAX] = { 0 }, bank[CRYPTO_HASH_MAX];
    buf_init(&b, 1024);
    add_le32(&b, 8 + digest.n);
    buf_add(&b, SLICE_LIT("sha256:\0"));
    buf_add(&b, digest);
    add_le32(&b, strlen(name) + 1);
    buf_add(&b, slice_of(name, strlen(name) + 1));
    if (!violation)
        crypto_digest(crypto, CRYPTO_SHA1, buf_slice(&b), listed);
    crypto_digest(crypto, CRYPTO_SHA256, buf_slice(&b), bank);
    if (violation)
        memset(bank, 0xff, 32);
    crypto_digest2(crypto, CRYPTO_SHA256, slice_of(pcr10, 32), slice_of(bank, 32), pcr10);
    buf_printf(&list, "10 %s ima-ng sha256:%s %s\n", arena_hex(&scratch, slice_of(listed, 20)),
               arena_hex(&scratch, digest), name);
    buf_clear(&b);
}

static void add_aggregate(unsigned last)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    struct buf b;
    buf_init(&b, 1024);
    for (unsigned i = 0; i <= last; i++)
        buf_add(&b, regs.value[i]);
    crypto_digest(crypto, CRYPTO_SHA256, buf_slice(&b), digest);
    buf_clear(&b);
    add_entry(slice_of(digest, 32), "boot_aggregate", false);
}

static void judge_list(void)
{
    regs.value[10] = slice_of(pcr10, 32);
    give(buf_slice(&list), "ima");
    run_ima();
}

static void a_list_is_believed_up_to_the_quote(void **state)
{
    (void)state;
    static const uint8_t digest[32] = { 5 };
    uint8_t quoted[32];
    for (unsigned last = 7; last <= 9; last += 2) {
        boot(BOOTLOG_GOOD);
        begin_list();
        add_aggregate(last);
        add_entry(SLICE_ARRAY(digest), "/bin/a", false);
        memcpy(quoted, pcr10, 32);
        add_entry(SLICE_ARRAY(digest), "/bin/b", false);
        memcpy(pcr10, quoted, 32);
        judge_list();
        expect("log.ima", CUPEL_PASS, "covers 2 of 3 entries");
        expect("log.ima_violations", CUPEL_PASS, NULL);
        expect("log.ima_boot_aggregate", CUPEL_PASS, NULL);
        assert_int_equal(claim("log.ima_entries")->number, 2);
        tear_down(state);
        set_up(state);
    }
}

static void other_boots_are_seen_by_their_aggregate(void **state)
{
    (void)state;
    boot(BOOTLOG_GOOD);
    begin_list();
    add_aggregate(9);
    regs.value[4] = regs.value[5];
    judge_list();
    expect("log.ima", CUPEL_PASS, NULL);
    expect("log.ima_boot_aggregate", CUPEL_WARN, "is not the digest");
}

static void violations_warn(void **state)
{
    (void)state;
    static const uint8_t digest[32] = { 5 };
    begin_list();
    add_entry(SLICE_ARRAY(digest), "/bin/a", false);
    add_entry(SLICE_ARRAY(digest), "/bin/b", true);
    judge_list();
    expect("log.ima", CUPEL_PASS, NULL);
    expect("log.ima_violations", CUPEL_WARN, "1 of 2 entries");
}

static void lists_that_do_not_fit_fail(void **state)
{
    (void)state;
    static const uint8_t digest[32] = { 5 };
    begin_list();
    add_entry(SLICE_ARRAY(digest), "/bin/a", false);
    pcr10[0] ^= 1;
    judge_list();
    expect("log.ima", CUPEL_FAIL, "no beginning of the list's 1 entries");
    assert_null(claim("log.ima_entries"));
    tear_down(state);
    set_up(state);
    begin_list();
    add_entry(SLICE_ARRAY(digest), "/bin/a", false);
    list.p[3] ^= 1; /* the listed SHA-1 hash: the bank's value does not need it, the entry does */
    judge_list();
    expect("log.ima", CUPEL_FAIL, "entry 1: its template hash is not that of its fields");
    tear_down(state);
    set_up(state);
    begin_list();
    add_entry(SLICE_ARRAY(digest), "/bin/a", false);
    buf_add_str(&list, "rest");
    judge_list();
    expect("log.ima", CUPEL_FAIL, "cannot be used: entry 2");
    tear_down(state);
    set_up(state);
    begin_list();
    add_entry(SLICE_ARRAY(digest), "/bin/a", false);
    give(buf_slice(&list), "ima");
    run_ima();
    expect("log.ima", CUPEL_UNKNOWN, "PCR 10 is not signed");
    tear_down(state);
    set_up(state);
    run_ima();
    expect("log.ima", CUPEL_NA, "no IMA list");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_good_log_passes_all),
        TEST(no_log_is_no_fault),
        TEST(a_foreign_log_fails),
        TEST(the_log_that_fits_is_found),
        TEST(unreadable_logs_fail),
        TEST(a_log_without_the_bank_fails),
        TEST(what_is_not_quoted_is_not_believed),
        TEST(nothing_quoted_proves_nothing),
        TEST(each_register_has_its_rule),
        TEST(an_unexplained_register_warns),
        TEST(later_extensions_warn),
        TEST(guest_logs_follow_the_same_rules),
        TEST(judged_variants),
        TEST(a_list_is_believed_up_to_the_quote),
        TEST(other_boots_are_seen_by_their_aggregate),
        TEST(violations_warn),
        TEST(lists_that_do_not_fit_fail),
    };
    int rc = cmocka_run_group_tests(tests, group_up, group_down);
    buf_clear(&list);
    return rc;
}
