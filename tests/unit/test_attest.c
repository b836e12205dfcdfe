/* SPDX-License-Identifier: Apache-2.0 */
/* configfs-tsm, the choice among sources, report data: against a kernel that can be scripted. */
#include "attest_lab.h"
#include "snp_bytes.h"

#include "attest/list.h"

#include <errno.h>
#include <stdio.h>

/* ---- reports ---- */

static void make_snp(struct fake *f, struct buf *out)
{
    struct snp_bytes s;
    snp_bytes_make(&s);
    memset(s.b + 0x50, 0, 64);
    memcpy(s.b + 0x50, f->inblob, f->inblob_n < 64 ? f->inblob_n : 64);
    buf_add(out, snp_bytes_slice(&s));
}

static void make_snp_of_another(struct fake *f, struct buf *out)
{
    f->inblob[0] ^= 1;
    make_snp(f, out);
}

static void make_snp_by_svsm(struct fake *f, struct buf *out)
{
    struct snp_bytes s;
    struct crypto *c = NULL;
    snp_bytes_make(&s);
    assert_status(crypto_new(&c), CUPEL_OK);
    assert_status(
        crypto_digest2(c, CRYPTO_SHA512, slice_of(f->inblob, f->inblob_n), f->manifest, s.b + 0x50),
        CUPEL_OK);
    crypto_free(c);
    buf_add(out, snp_bytes_slice(&s));
}

/* TDX quotes of both layouts, zero but for version and report data. */
static void make_tdx(struct fake *f, struct buf *out, uint8_t version, size_t at)
{
    uint8_t b[1200] = { version };
    memcpy(b + at, f->inblob, f->inblob_n);
    buf_add(out, SLICE_ARRAY(b));
}

static void make_tdx4(struct fake *f, struct buf *out)
{
    make_tdx(f, out, 4, 48 + 520);
}

static void make_tdx5(struct fake *f, struct buf *out)
{
    make_tdx(f, out, 5, 54 + 520);
}

static void make_cca(struct fake *f, struct buf *out)
{
    buf_add_str(out, "token with ");
    buf_add(out, slice_of(f->inblob, f->inblob_n));
}

static void make_nothing(struct fake *f, struct buf *out)
{
    (void)f;
    (void)out;
}

static void lab_tsm(struct lab *l, enum tee tee, const char *provider,
                    void (*report)(struct fake *f, struct buf *out))
{
    lab_open(l, tee, 32);
    fake_add_tsm(&l->fake, provider);
    l->fake.report = report;
}

/* ---- what works ---- */

static void test_snp(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_AUTO, "sev_guest", make_snp);
    l.fake.aux = SLICE_LIT("certificates");
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.got.tee, TEE_SNP);
    assert_string_equal(l.got.source, "configfs-tsm");
    assert_int_equal(l.got.evidence.n, SNP_REPORT_SIZE);
    assert_slice(lab_file(&l, "certtable.bin"), "certificates");
    assert_true(slice_eq(l.got.challenge, l.request.nonce));
    /* the driver got 64 bytes: the nonce, then zeros */
    assert_int_equal(l.fake.inblob_n, 64);
    assert_memory_equal(l.fake.inblob, l.nonce, 32);
    assert_true(slice_is_zero(slice_of(l.fake.inblob + 32, 32)));
    assert_true(l.fake.removed);
    lab_close(&l);
}

static void test_tdx_and_cca(void **state)
{
    (void)state;
    static const struct {
        const char *provider;
        enum tee tee;
        void (*report)(struct fake *f, struct buf *out);
    } rows[] = { { "tdx_guest", TEE_TDX, make_tdx4 },
                 { "tdx_guest", TEE_TDX, make_tdx5 },
                 { "arm_cca_guest", TEE_CCA, make_cca } };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct lab l;
        lab_tsm(&l, rows[i].tee, rows[i].provider, rows[i].report);
        l.fake.aux_rc = -ENOENT; /* these drivers have none */
        assert_status(lab_ask(&l), CUPEL_OK);
        assert_int_equal(l.got.tee, rows[i].tee);
        assert_int_equal(l.got.n_files, 0);
        lab_close(&l);
    }
}

/* Platforms with DICE sign a CBOR token; and a quote must carry the data where it belongs. */
static void make_tdx_token(struct fake *f, struct buf *out)
{
    make_tdx(f, out, 0xd2, 200);
}

static void make_tdx_misplaced(struct fake *f, struct buf *out)
{
    make_tdx(f, out, 4, 200);
}

static void make_tdx_cut(struct fake *f, struct buf *out)
{
    buf_add(out, SLICE_LIT("\x04\x00"));
    buf_add(out, slice_of(f->inblob, f->inblob_n));
}

static void test_tdx_layouts(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_TDX, "tdx_guest", make_tdx_token);
    assert_status(lab_ask(&l), CUPEL_OK);
    l.fake.report = make_tdx_misplaced;
    lab_fails(&l, CUPEL_E_MALFORMED, "does not carry the report data");
    l.fake.report = make_tdx_cut;
    lab_fails(&l, CUPEL_E_MALFORMED, "evidence of 66 bytes does not carry the report data");
    lab_close(&l);
}

/* TDREPORTs alone: the list does not promise evidence, and asking says what lacks. */
static void test_partial(void **state)
{
    (void)state;
    struct lab l;
    struct buf b;
    lab_open(&l, TEE_AUTO, 32);
    fake_add(&l.fake, "/dev/tdx_guest", SLICE_EMPTY);
    struct attest at = { &l.device, l.crypto, &l.request };
    buf_init(&b, 1u << 16);
    assert_status(list_write(&at, true, &b), CUPEL_OK);
    assert_true(slice_find(buf_slice(&b), SLICE_LIT("\"tee\":null,\"tpm_support\"")) != SIZE_MAX);
    buf_clear(&b);
    lab_fails(&l, CUPEL_E_IO, "/dev/tdx_guest cannot be asked");
    lab_close(&l);
}

static void test_ccel_comes_along(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_TDX, "tdx_guest", make_tdx4);
    fake_add(&l.fake, "/sys/firmware/acpi/tables/data/CCEL", SLICE_LIT("a log"));
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_slice(lab_file(&l, "ccel.bin"), "a log");
    assert_int_equal(l.got.n_notes, 0);
    lab_close(&l);
    lab_tsm(&l, TEE_TDX, "tdx_guest", make_tdx4);
    fake_add(&l.fake, "/sys/firmware/acpi/tables/data/CCEL", SLICE_EMPTY);
    fake_find(&l.fake, "/sys/firmware/acpi/tables/data/CCEL")->open_rc = -EACCES;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.got.n_notes, 1);
    assert_non_null(strstr(l.got.notes[0], "ccel.bin was left out"));
    assert_non_null(strstr(l.got.notes[0], "Permission denied"));
    lab_close(&l);
}

static void test_short_reads_and_interruptions(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.fake.chunk = 1;
    l.fake.interrupt = 20;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.got.evidence.n, SNP_REPORT_SIZE);
    lab_close(&l);
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.fake.never_ends = true; /* bounded: it gives up */
    lab_fails(&l, CUPEL_E_IO, "Interrupted system call");
    lab_close(&l);
}

static void test_privilege_level(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.request.vmpl = 2;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_string_equal(l.fake.privlevel, "2\n");
    assert_int_equal(l.fake.generation, 9); /* from 7, two writes */
    lab_close(&l);
}

static void test_entry_made_beforehand(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    (void)snprintf(l.fake.entry, sizeof l.fake.entry, "/sys/kernel/config/tsm/report/app");
    l.request.entry = "app";
    fake_find(&l.fake, "/sys/kernel/config/tsm/report")->may_rc = -EACCES; /* not needed then */
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_false(l.fake.removed); /* it is not ours */
    l.request.entry = "other";
    lab_fails(&l, CUPEL_E_IO, "/sys/kernel/config/tsm/report/other is absent");
    l.fake.entry[0] = '\0';
    lab_close(&l);
}

static void test_svsm(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp_by_svsm);
    l.fake.manifest = SLICE_LIT("services");
    l.request.svsm = true;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_string_equal(l.fake.service, "svsm\n");
    assert_slice(lab_file(&l, "manifest.bin"), "services");
    assert_int_equal(l.got.challenge.n, 64);
    assert_true(slice_eq(l.got.challenge, slice_part(l.got.evidence, 0x50, 64)));
    lab_close(&l);
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.request.svsm = true;
    lab_fails(&l, CUPEL_E_MALFORMED, "without its manifest");
    lab_close(&l);
}

/* ---- generation ---- */

static void test_stranger_writes(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.fake.strangers = 2; /* twice disturbed, then left alone */
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.fake.outblob_reads, 3);
    lab_close(&l);
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.fake.strangers = 100;
    lab_fails(&l, CUPEL_E_IO, "somebody else writes to");
    assert_says(l.err, "generation went up by 2, 1 of them ours");
    assert_int_equal(l.fake.outblob_reads, 4);
    lab_close(&l);
}

static void test_generation_wraps(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.fake.generation = UINT64_MAX - 10;
    l.request.vmpl = 0;
    assert_status(lab_ask(&l), CUPEL_OK);
    lab_close(&l);
}

/* configfs loses the driver's refusal of a blob: the counter alone tells. */
static void test_lost_write(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.fake.ignores_writes = true;
    lab_fails(&l, CUPEL_E_IO,
              "did not take what was written: generation went up by 0 instead of 1");
    lab_close(&l);
}

static void test_generation_is_no_number(void **state)
{
    (void)state;
    static const char *const texts[] = { "7x", "-1", "18446744073709551616000" };
    for (size_t i = 0; i < CUPEL_COUNT(texts); i++) {
        struct lab l;
        lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
        l.fake.generation_text = texts[i];
        lab_fails(&l, CUPEL_E_MALFORMED, "generation is no number");
        lab_close(&l);
    }
}

/* ---- refusals of the driver ---- */

static void test_busy_then_ready(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_TDX, "tdx_guest", make_tdx4);
    l.fake.outblob_rc[0] = -EBUSY;
    l.fake.outblob_rc[1] = -EAGAIN;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.fake.pauses, 2);
    lab_close(&l);
}

static void test_outblob_errors(void **state)
{
    (void)state;
    static const struct {
        int rc;
        cupel_status st;
        const char *says;
    } rows[] = {
        { -EBUSY, CUPEL_E_IO, "the host still works on an earlier quote" },
        { -ETIMEDOUT, CUPEL_E_IO, "the host did not answer" },
        { -EFBIG, CUPEL_E_IO, "larger than this kernel allows" },
        { -EINVAL, CUPEL_E_IO, "the driver refuses the request" },
        { -EIO, CUPEL_E_IO, "firmware or host refused" },
        { -ENOTTY, CUPEL_E_IO, "key to the firmware was wiped" },
        { -ENXIO, CUPEL_E_UNSUPPORTED, "No such device or address" },
        { -EACCES, CUPEL_E_IO, "run this as root" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct lab l;
        lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
        for (size_t k = 0; k < FAKE_RCS; k++)
            l.fake.outblob_rc[k] = rows[i].rc;
        lab_fails(&l, rows[i].st, rows[i].says);
        assert_says(l.err, "outblob");
        lab_close(&l);
    }
}

static void test_bad_answers(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_nothing);
    lab_fails(&l, CUPEL_E_MALFORMED, "is empty");
    lab_close(&l);
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp_of_another);
    lab_fails(&l, CUPEL_E_MALFORMED, "does not carry the report data");
    lab_close(&l);
    lab_tsm(&l, TEE_CCA, "arm_cca_guest", make_nothing);
    lab_fails(&l, CUPEL_E_MALFORMED, "is empty");
    lab_close(&l);
}

static void test_writes_refused(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.fake.write_rc = -EINVAL;
    l.request.vmpl = 3;
    lab_fails(&l, CUPEL_E_IO, "privlevel_floor to 3");
    l.request.vmpl = -1;
    l.request.svsm = true;
    lab_fails(&l, CUPEL_E_IO, "runs under an SVSM");
    l.request.svsm = false;
    l.fake.write_rc = -EBUSY;
    lab_fails(&l, CUPEL_E_IO, "inblob cannot be written: Device or resource busy");
    l.fake.write_rc = 0;
    l.fake.short_write = true;
    lab_fails(&l, CUPEL_E_IO, "inblob cannot be written: Input/output error");
    lab_close(&l);
}

static void test_auxblob_refused(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.fake.aux_rc = -EACCES; /* absent is fine, unreadable is not */
    lab_fails(&l, CUPEL_E_IO, "auxblob cannot be read");
    lab_close(&l);
}

/* ---- entries and providers ---- */

static void test_names_taken(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.fake.taken = 3;
    l.request.tee = TEE_SNP;
    assert_status(lab_ask(&l), CUPEL_OK);
    lab_close(&l);
    lab_tsm(&l, TEE_CCA, "arm_cca_guest", make_cca); /* one source: asked without a look */
    l.fake.taken = 100;
    lab_fails(&l, CUPEL_E_IO, "remove what earlier runs left");
    lab_close(&l);
}

static void test_entry_refused(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_CCA, "arm_cca_guest", make_cca);
    l.fake.make_rc = -EPERM;
    lab_fails(&l, CUPEL_E_IO, "run this as root");
    l.fake.make_rc = -ENXIO; /* no driver has registered */
    lab_fails(&l, CUPEL_E_UNSUPPORTED, "load the guest driver of your TEE");
    lab_close(&l);
}

static void test_entry_stays(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_CCA, "arm_cca_guest", make_cca);
    l.fake.remove_rc = -EBUSY;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.got.n_notes, 1);
    assert_non_null(strstr(l.got.notes[0], "could not be removed: Device or resource busy"));
    lab_close(&l);
}

static void test_provider(void **state)
{
    (void)state;
    struct lab l;
    lab_tsm(&l, TEE_CCA, NULL, make_cca);
    lab_fails(&l, CUPEL_E_UNSUPPORTED, "no driver has registered");
    l.fake.provider = "pkvm";
    lab_fails(&l, CUPEL_E_UNSUPPORTED, "provider is \"pkvm\"");
    l.fake.provider = "";
    lab_fails(&l, CUPEL_E_MALFORMED, "holds no word");
    l.fake.provider = "tdx_guest";
    lab_fails(&l, CUPEL_E_UNSUPPORTED, "which is Intel TDX and not Arm CCA");
    lab_close(&l);
}

/* ---- user data ---- */

static void test_user_data(void **state)
{
    (void)state;
    struct lab l;
    uint8_t digest[64];
    lab_tsm(&l, TEE_SNP, "sev_guest", make_snp);
    l.request.has_user_data = true;
    l.request.user_data = SLICE_LIT("a key");
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_status(
        crypto_digest2(l.crypto, CRYPTO_SHA512, l.request.nonce, l.request.user_data, digest),
        CUPEL_OK);
    assert_true(slice_eq(l.got.challenge, SLICE_ARRAY(digest)));
    assert_memory_equal(l.fake.inblob, digest, 64);
    assert_string_equal(l.got.binding, "SHA-512(nonce || user data)");
    l.request.nonce = slice_of(l.nonce, 16);
    lab_fails(&l, CUPEL_E_USAGE, "the nonce must then be 32 bytes");
    lab_close(&l);
}

/* ---- choosing ---- */

static void test_nothing_there(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, TEE_AUTO, 32);
    lab_fails(&l, CUPEL_E_UNSUPPORTED, "offers no evidence that can be read");
    l.request.tee = TEE_SNP;
    lab_fails(&l, CUPEL_E_UNSUPPORTED, "offers no evidence of AMD SEV-SNP");
    lab_close(&l);
}

/* A machine whose strong source lacks a permission must not give weaker evidence instead. */
static void test_no_fallback(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, TEE_AUTO, 32);
    fake_add(&l.fake, "/dev/sev-guest", SLICE_EMPTY);
    fake_add(&l.fake, "/dev/nsm", SLICE_EMPTY);
    fake_find(&l.fake, "/dev/sev-guest")->may_rc = -EACCES;
    lab_fails(&l, CUPEL_E_IO, "sev-guest: no permission to open /dev/sev-guest");
    assert_int_equal(l.fake.ioctls, 0);
    lab_close(&l);
    lab_tsm(&l, TEE_AUTO, NULL, make_snp); /* there, but no driver */
    fake_add(&l.fake, "/dev/nsm", SLICE_EMPTY);
    lab_fails(&l, CUPEL_E_IO, "configfs-tsm: ");
    lab_close(&l);
}

/* ---- the list ---- */

static void list_of(struct lab *l, bool json, char *out, size_t room)
{
    struct buf b;
    struct attest at = { &l->device, l->crypto, &l->request };
    buf_init(&b, 1u << 16);
    assert_status(list_write(&at, json, &b), CUPEL_OK);
    assert_true(b.n < room);
    memcpy(out, b.p, b.n);
    out[b.n] = '\0';
    buf_clear(&b);
}

static void test_list(void **state)
{
    (void)state;
    struct lab l;
    char text[16384];
    lab_tsm(&l, TEE_AUTO, "sev_guest", make_snp);
    fake_add(&l.fake, "/sys/class/dmi/id/sys_vendor", SLICE_LIT("Example\x1b[31m\n"));
    fake_add(&l.fake, "/sys/kernel/security/ima/ascii_runtime_measurements", SLICE_EMPTY);
    fake_find(&l.fake, "/sys/kernel/security/ima/ascii_runtime_measurements")->may_rc = -EACCES;
    fake_add(&l.fake, "/dev/tdx_guest", SLICE_EMPTY);
    list_of(&l, false, text, sizeof text);
    assert_non_null(strstr(text, "This machine: Example?[31m"));
    assert_non_null(strstr(text, "would give evidence of: AMD SEV-SNP"));
    assert_non_null(strstr(text, "ready    configfs-tsm  provider sev_guest"));
    assert_non_null(strstr(text, "denied   ima"));
    assert_non_null(strstr(text, "missing  nsm"));
    assert_non_null(strstr(text, "partial  tdx_guest     TDREPORTs only"));
    assert_true(l.fake.removed);
    list_of(&l, true, text, sizeof text);
    assert_non_null(strstr(text, "\"tee\":\"snp\""));
    assert_non_null(strstr(text,
                           "{\"name\":\"configfs-tsm\",\"where\":\"/sys/kernel/config/tsm/report\","
                           "\"state\":\"ready\",\"tee\":\"snp\""));
    lab_close(&l);
}

static void test_list_of_configfs(void **state)
{
    (void)state;
    struct lab l;
    char text[16384];
    lab_open(&l, TEE_AUTO, 32);
    list_of(&l, false, text, sizeof text);
    assert_non_null(strstr(text, "has no evidence to give"));
    assert_non_null(strstr(text, "mount -t configfs none /sys/kernel/config"));
    fake_add(&l.fake, "/sys/kernel/config", SLICE_EMPTY); /* a mount point, nothing on it */
    list_of(&l, false, text, sizeof text);
    assert_non_null(strstr(text, "is not mounted"));
    fake_add(&l.fake, "/sys/kernel/config/usb_gadget", SLICE_EMPTY);
    list_of(&l, false, text, sizeof text);
    assert_non_null(strstr(text, "CONFIG_TSM_REPORTS"));
    fake_add(&l.fake, "/sys/kernel/config/tsm/report", SLICE_EMPTY);
    fake_find(&l.fake, "/sys/kernel/config/tsm/report")->may_rc = -EACCES;
    list_of(&l, false, text, sizeof text);
    assert_non_null(strstr(text, "denied   configfs-tsm"));
    assert_non_null(strstr(text, "--report NAME"));
    lab_close(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_snp),
        cmocka_unit_test(test_tdx_and_cca),
        cmocka_unit_test(test_tdx_layouts),
        cmocka_unit_test(test_partial),
        cmocka_unit_test(test_ccel_comes_along),
        cmocka_unit_test(test_short_reads_and_interruptions),
        cmocka_unit_test(test_privilege_level),
        cmocka_unit_test(test_entry_made_beforehand),
        cmocka_unit_test(test_svsm),
        cmocka_unit_test(test_stranger_writes),
        cmocka_unit_test(test_generation_wraps),
        cmocka_unit_test(test_lost_write),
        cmocka_unit_test(test_generation_is_no_number),
        cmocka_unit_test(test_busy_then_ready),
        cmocka_unit_test(test_outblob_errors),
        cmocka_unit_test(test_bad_answers),
        cmocka_unit_test(test_writes_refused),
        cmocka_unit_test(test_auxblob_refused),
        cmocka_unit_test(test_names_taken),
        cmocka_unit_test(test_entry_refused),
        cmocka_unit_test(test_entry_stays),
        cmocka_unit_test(test_provider),
        cmocka_unit_test(test_user_data),
        cmocka_unit_test(test_nothing_there),
        cmocka_unit_test(test_no_fallback),
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_list_of_configfs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
