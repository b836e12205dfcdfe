/* SPDX-License-Identifier: Apache-2.0 */
/* /dev/sev-guest, /dev/tdx_guest and /dev/nsm: against drivers whose every answer is scripted. */
#include "attest_lab.h"
#include "snp_bytes.h"

#include "attest/uapi.h"
#include "codec/cbor.h"
#include "softtee/cbor_write.h"

#include <errno.h>
#include <stdio.h>

static void *pointer(uint64_t address)
{
    return (void *)(uintptr_t)address; /* NOLINT(performance-no-int-to-ptr): what ioctls take */
}

/* ---- sev-guest ---- */

/* What the driver says to one call after the other. */
static struct sev {
    int ext_rc[16], plain_rc;
    uint32_t vmm[16], firmware;
    uint32_t wants;        /* certs_len that it asks for when it says INVALID_LEN */
    uint32_t status, size; /* of MSG_REPORT_RSP */
    cupel_slice certs;
    uint32_t vmpl_seen, room_seen;
    unsigned ext, plain;
    bool other_data;
} sev;

static void respond(uint8_t *out, const struct snp_request *r)
{
    struct snp_bytes s;
    struct snp_bytes head = { .n = 32 };
    snp_bytes_make(&s);
    memcpy(s.b + 0x50, r->user_data, 64);
    s.b[0x50] ^= sev.other_data;
    put_le(&head, 0, sev.status, 4);
    put_le(&head, 4, sev.size, 4);
    memset(out, 0, SNP_RESPONSE_SIZE);
    memcpy(out, head.b, 32);
    memcpy(out + 32, s.b, SNP_REPORT_SIZE);
    sev.vmpl_seen = r->vmpl;
}

static int sev_ioctl(struct fake *f, const char *path, unsigned long request, void *arg)
{
    struct snp_ioctl *io = arg;
    (void)f;
    assert_string_equal(path, "/dev/sev-guest");
    assert_int_equal(io->msg_version, 1);
    if (request == SNP_GET_REPORT) {
        sev.plain++;
        if (sev.plain_rc == 0)
            respond(pointer(io->resp_data), pointer(io->req_data));
        return sev.plain_rc;
    }
    assert_true(request == SNP_GET_EXT_REPORT);
    struct snp_ext_request *ext = pointer(io->req_data);
    unsigned call = sev.ext++;
    io->vmm_error = sev.vmm[call];
    io->fw_error = sev.firmware;
    sev.room_seen = ext->certs_len;
    if (sev.vmm[call] == SNP_VMM_ERR_INVALID_LEN)
        ext->certs_len = sev.wants;
    if (sev.ext_rc[call] == 0) {
        respond(pointer(io->resp_data), &ext->data);
        if (sev.certs.n > 0)
            memcpy(pointer(ext->certs_address), sev.certs.p, sev.certs.n);
    }
    return sev.ext_rc[call];
}

static void lab_sev(struct lab *l)
{
    lab_open(l, TEE_SNP, 16);
    fake_add(&l->fake, "/dev/sev-guest", SLICE_EMPTY);
    l->fake.ioctl = sev_ioctl;
    sev = (struct sev){ .size = SNP_REPORT_SIZE };
}

/* A table with one certificate of GUID kind VCEK, {63da758d-e664-4564-adc5-f4b93be8accd}, then the
 * all-zero entry that ends it. */
static size_t make_table(uint8_t out[64])
{
    static const uint8_t vcek[] = { 0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64,
                                    0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd };
    memset(out, 0, 64);
    memcpy(out, vcek, sizeof vcek);
    out[16] = 48;
    out[20] = 4;
    memcpy(out + 48, "cert", 4);
    return 52;
}

static void test_sev(void **state)
{
    (void)state;
    struct lab l;
    uint8_t table[64];
    lab_sev(&l);
    sev.certs = slice_of(table, make_table(table));
    l.request.vmpl = 1;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.got.tee, TEE_SNP);
    assert_int_equal(l.got.evidence.n, SNP_REPORT_SIZE);
    assert_int_equal(sev.vmpl_seen, 1);
    /* the room behind the table is left out */
    assert_true(slice_eq(lab_file(&l, "certtable.bin"), sev.certs));
    lab_close(&l);
}

static void test_sev_without_certificates(void **state)
{
    (void)state;
    struct lab l;
    lab_sev(&l);
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.got.n_files, 0);
    lab_close(&l);
}

static void test_sev_resize(void **state)
{
    (void)state;
    struct lab l;
    uint8_t table[64];
    lab_sev(&l);
    sev.certs = slice_of(table, make_table(table));
    sev.ext_rc[0] = -EIO;
    sev.vmm[0] = SNP_VMM_ERR_INVALID_LEN;
    sev.wants = 0x8000;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(sev.ext, 2);
    assert_int_equal(sev.room_seen, 0x8000);
    assert_int_equal(lab_file(&l, "certtable.bin").n, 52);
    lab_close(&l);
}

static void test_sev_resize_nonsense(void **state)
{
    (void)state;
    static const uint32_t wants[] = { 0x4000, 0x8001, 0, 0x80000000 };
    for (size_t i = 0; i < CUPEL_COUNT(wants); i++) {
        struct lab l;
        lab_sev(&l);
        sev.ext_rc[0] = -EIO;
        sev.vmm[0] = SNP_VMM_ERR_INVALID_LEN;
        sev.wants = wants[i];
        lab_fails(&l, CUPEL_E_MALFORMED, "bytes of room for certificates after 16384");
        assert_int_equal(sev.ext, 1);
        lab_close(&l);
    }
    struct lab l;
    lab_sev(&l); /* it changes its mind again: no third round */
    sev.ext_rc[0] = sev.ext_rc[1] = -EIO;
    sev.vmm[0] = sev.vmm[1] = SNP_VMM_ERR_INVALID_LEN;
    sev.wants = 0x8000;
    lab_fails(&l, CUPEL_E_MALFORMED, "after 32768");
    lab_close(&l);
}

static void test_sev_busy(void **state)
{
    (void)state;
    struct lab l;
    lab_sev(&l);
    sev.ext_rc[0] = -EIO;
    sev.vmm[0] = SNP_VMM_ERR_BUSY;
    sev.ext_rc[1] = -EAGAIN;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.fake.pauses, 2);
    lab_close(&l);
    lab_sev(&l);
    for (size_t i = 0; i < 16; i++) {
        sev.ext_rc[i] = -EIO;
        sev.vmm[i] = SNP_VMM_ERR_BUSY;
    }
    lab_fails(&l, CUPEL_E_IO, "the host throttles requests");
    assert_int_equal(sev.ext, 10);
    lab_close(&l);
}

static void test_sev_falls_back_to_plain(void **state)
{
    (void)state;
    struct lab l;
    lab_sev(&l);
    sev.ext_rc[0] = -EINVAL;
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(sev.plain, 1);
    assert_int_equal(l.got.n_files, 0);
    lab_close(&l);
    lab_sev(&l);
    sev.ext_rc[0] = sev.plain_rc = -ENOTTY;
    lab_fails(&l, CUPEL_E_IO, "key to the firmware was wiped");
    lab_close(&l);
}

static void test_sev_errors(void **state)
{
    (void)state;
    struct lab l;
    lab_sev(&l);
    sev.ext_rc[0] = -EIO;
    sev.firmware = 0x16;
    lab_fails(&l, CUPEL_E_IO, "the firmware refused");
    lab_close(&l);
    lab_sev(&l);
    sev.status = 0x16;
    lab_fails(&l, CUPEL_E_IO, "refused the request with status 0x16");
    lab_close(&l);
    lab_sev(&l);
    sev.size = 1183;
    lab_fails(&l, CUPEL_E_MALFORMED, "a report of 1183 bytes");
    sev.size = 5000; /* beyond the answer */
    sev.ext = 0;
    lab_fails(&l, CUPEL_E_MALFORMED, "a report of 5000 bytes");
    lab_close(&l);
    lab_sev(&l);
    sev.other_data = true;
    lab_fails(&l, CUPEL_E_MALFORMED, "does not carry the report data");
    lab_close(&l);
    lab_sev(&l);
    uint8_t table[64];
    (void)make_table(table);
    table[20] = 0xff; /* an entry that claims bytes of the next one's room: not all are zero */
    table[17] = 0xff;
    sev.certs = slice_of(table, 52);
    assert_status(lab_ask(&l), CUPEL_OK); /* the report stands */
    assert_int_equal(l.got.n_files, 0);
    assert_non_null(strstr(l.got.notes[0], "certtable.bin was left out: the host's table: "));
    lab_close(&l);
    lab_sev(&l);
    fake_find(&l.fake, "/dev/sev-guest")->open_rc = -EBUSY;
    lab_fails(&l, CUPEL_E_IO, "/dev/sev-guest cannot be asked");
    lab_close(&l);
    lab_sev(&l);
    l.request.svsm = true;
    lab_fails(&l, CUPEL_E_UNSUPPORTED, "need configfs-tsm");
    lab_close(&l);
}

/* ---- tdx_guest ---- */

static int tdx_rc;
static bool tdx_other;

static int tdx_ioctl(struct fake *f, const char *path, unsigned long request, void *arg)
{
    struct tdx_request *io = arg;
    (void)f;
    assert_string_equal(path, "/dev/tdx_guest");
    assert_true(request == TDX_CMD_GET_REPORT0);
    memcpy(io->tdreport + 128, io->reportdata, 64);
    io->tdreport[128] ^= tdx_other;
    return tdx_rc;
}

static void test_tdx(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, TEE_TDX, 32);
    fake_add(&l.fake, "/dev/tdx_guest", SLICE_EMPTY);
    l.fake.ioctl = tdx_ioctl;
    tdx_rc = 0;
    tdx_other = false;
    lab_fails(&l, CUPEL_E_UNSUPPORTED, "gives a TDREPORT, which only this processor can check");
    assert_says(l.err, "configfs-tsm");
    assert_says(l.err, "quote generation service");
    tdx_other = true;
    lab_fails(&l, CUPEL_E_MALFORMED, "the TDREPORT does not carry");
    tdx_rc = -EIO;
    lab_fails(&l, CUPEL_E_IO, "TDX_CMD_GET_REPORT0): Input/output error");
    fake_find(&l.fake, "/dev/tdx_guest")->may_rc = -EACCES;
    lab_fails(&l, CUPEL_E_IO, "no permission to open /dev/tdx_guest");
    lab_close(&l);
}

/* ---- nsm ---- */

static struct nsm {
    int rc;
    cupel_slice answer; /* instead of a document; */
    bool scripted;      /* when set */
    uint64_t claims;    /* response.len; 0: what it is */
    uint8_t seen[NSM_REQUEST_MAX];
    size_t seen_n;
    bool other;
} nsm;

/* A "document" that holds what was asked for. */
static int nsm_ioctl(struct fake *f, const char *path, unsigned long request, void *arg)
{
    struct nsm_message *m = arg;
    struct buf b;
    (void)f;
    assert_string_equal(path, "/dev/nsm");
    assert_true(request == NSM_IOCTL_RAW);
    nsm.seen_n = (size_t)m->request.len;
    memcpy(nsm.seen, pointer(m->request.addr), nsm.seen_n);
    buf_init(&b, NSM_RESPONSE_MAX);
    if (nsm.scripted) {
        buf_add(&b, nsm.answer);
    } else {
        cbor_put_map(&b, 1);
        cbor_put_text(&b, "Attestation");
        cbor_put_map(&b, 1);
        cbor_put_text(&b, "document");
        cbor_put_bytes(&b, nsm.other ? SLICE_LIT("of another") : slice_of(nsm.seen, nsm.seen_n));
    }
    if (b.n > 0)
        memcpy(pointer(m->response.addr), b.p, b.n);
    m->response.len = nsm.claims ? nsm.claims : b.n;
    buf_clear(&b);
    return nsm.rc;
}

static void lab_nsm(struct lab *l)
{
    lab_open(l, TEE_NITRO, 20);
    fake_add(&l->fake, "/dev/nsm", SLICE_EMPTY);
    l->fake.ioctl = nsm_ioctl;
    nsm = (struct nsm){ 0 };
}

static void test_nsm(void **state)
{
    (void)state;
    struct lab l;
    lab_nsm(&l);
    l.request.has_user_data = true;
    l.request.user_data = SLICE_LIT("a key");
    assert_status(lab_ask(&l), CUPEL_OK);
    assert_int_equal(l.got.tee, TEE_NITRO);
    assert_true(slice_eq(l.got.challenge, l.request.nonce));
    /* the request is the map that AWS's library sends */
    struct cur c = cur_of(slice_of(nsm.seen, nsm.seen_n));
    struct cbor_map outer, inner;
    cbor_take_map(&c, &outer);
    assert_status(cur_end(&c), CUPEL_OK);
    struct cur v = cbor_value(cbor_find_text(&outer, "Attestation"));
    cbor_take_map(&v, &inner);
    assert_int_equal(inner.n, 3);
    struct cur user = cbor_value(cbor_find_text(&inner, "user_data"));
    assert_slice(cbor_take_bytes(&user), "a key");
    struct cur nonce = cbor_value(cbor_find_text(&inner, "nonce"));
    assert_true(slice_eq(cbor_take_bytes(&nonce), l.request.nonce));
    struct cur key = cbor_value(cbor_find_text(&inner, "public_key"));
    assert_true(cbor_next_is_null(&key));
    lab_close(&l);
}

static void test_nsm_user_data_too_long(void **state)
{
    (void)state;
    static const uint8_t many[513];
    struct lab l;
    lab_nsm(&l);
    l.request.has_user_data = true;
    l.request.user_data = SLICE_ARRAY(many);
    lab_fails(&l, CUPEL_E_USAGE, "takes 512 bytes, these are 513");
    assert_int_equal(l.fake.ioctls, 0);
    lab_close(&l);
}

static void nsm_says(const char *hex, cupel_status st, const char *part)
{
    struct lab l;
    lab_nsm(&l);
    nsm.scripted = true;
    nsm.answer = hex_bytes(&l.arena, hex);
    lab_fails(&l, st, part);
    lab_close(&l);
}

static void test_nsm_answers(void **state)
{
    (void)state;
    /* {"Error": "InputTooLarge"} */
    nsm_says("a1654572726f726d496e707574546f6f4c61726765", CUPEL_E_IO,
             "refused the request: InputTooLarge");
    /* {"Error": 1}, {"Errors": "x"}, {}, {"Error": "x", "Error2": "y"} */
    nsm_says("a1654572726f7201", CUPEL_E_MALFORMED, "the answer is of another type");
    nsm_says("a1664572726f72736178", CUPEL_E_MALFORMED, "neither a document nor an error");
    nsm_says("a0", CUPEL_E_MALFORMED, "neither a document nor an error");
    nsm_says("a2654572726f726178664572726f72326179", CUPEL_E_MALFORMED,
             "neither a document nor an error");
    /* cut, followed by a byte, no map */
    nsm_says("a1654572", CUPEL_E_MALFORMED, "is cut short");
    nsm_says("a000", CUPEL_E_MALFORMED, "the answer has bytes after its end");
    nsm_says("80", CUPEL_E_MALFORMED, "the answer is of another type");
    nsm_says("", CUPEL_E_MALFORMED, "the answer is cut short");
    /* {"Attestation": {}}, {"Attestation": {"document": h''}}, {"Attestation": 1} */
    nsm_says("a16b4174746573746174696f6ea0", CUPEL_E_MALFORMED, "neither a document");
    nsm_says("a16b4174746573746174696f6ea168646f63756d656e7440", CUPEL_E_MALFORMED,
             "neither a document");
    nsm_says("a16b4174746573746174696f6e01", CUPEL_E_MALFORMED, "the answer is of another type");
}

static void test_nsm_errors(void **state)
{
    (void)state;
    struct lab l;
    lab_nsm(&l);
    nsm.rc = -EMSGSIZE;
    lab_fails(&l, CUPEL_E_IO, "/dev/nsm cannot be asked: Message too long");
    lab_close(&l);
    lab_nsm(&l);
    nsm.claims = NSM_RESPONSE_MAX + 1;
    lab_fails(&l, CUPEL_E_MALFORMED, "claims to have written 12289 bytes");
    lab_close(&l);
    lab_nsm(&l);
    nsm.other = true;
    lab_fails(&l, CUPEL_E_MALFORMED, "does not carry what was asked for");
    lab_close(&l);
    lab_nsm(&l);
    fake_find(&l.fake, "/dev/nsm")->open_rc = -EACCES;
    lab_fails(&l, CUPEL_E_IO, "run this as root");
    l.fake.n_files = 0;
    lab_fails(&l, CUPEL_E_UNSUPPORTED, "run this inside a Nitro enclave");
    lab_close(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sev),         cmocka_unit_test(test_sev_without_certificates),
        cmocka_unit_test(test_sev_resize),  cmocka_unit_test(test_sev_resize_nonsense),
        cmocka_unit_test(test_sev_busy),    cmocka_unit_test(test_sev_falls_back_to_plain),
        cmocka_unit_test(test_sev_errors),  cmocka_unit_test(test_tdx),
        cmocka_unit_test(test_nsm),         cmocka_unit_test(test_nsm_user_data_too_long),
        cmocka_unit_test(test_nsm_answers), cmocka_unit_test(test_nsm_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
