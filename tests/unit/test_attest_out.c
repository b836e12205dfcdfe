/* SPDX-License-Identifier: Apache-2.0 */
/* CMW and KBS JSON, PCR selections, endorsements: what needs no machine. */
#include "attest_lab.h"
#include "snp_bytes.h"

#include "attest/endorse.h"
#include "attest/tpm.h"
#include "codec/json.h"

static const struct json_node *parse(struct arena *a, const struct buf *b)
{
    const struct json_node *top = NULL;
    struct cupel_diag err = { 0 };
    assert_status(json_parse(a, buf_slice(b), &top, &err), CUPEL_OK);
    return top;
}

static const struct json_node *nth(const struct json_node *n, size_t i)
{
    assert_non_null(n);
    for (n = n->child; n && i > 0; i--)
        n = n->next;
    return n;
}

static cupel_slice decode(struct arena *a, const struct json_node *n, bool url)
{
    size_t size = 0;
    assert_non_null(n);
    uint8_t *out = arena_alloc(a, base64_room(n->text.n) + 1);
    assert_status(base64_read(n->text, url, false, out, &size), CUPEL_OK);
    return slice_of(out, size);
}

/* Bytes as Rust's serde writes them: an array of numbers. */
static void assert_bytes(const struct json_node *n, cupel_slice wanted)
{
    assert_non_null(n);
    assert_int_equal(n->count, wanted.n);
    size_t i = 0;
    for (n = n->child; n; n = n->next, i++) {
        unsigned v = 0;
        for (size_t k = 0; k < n->text.n; k++)
            v = 10 * v + (n->text.p[k] - (unsigned)'0');
        assert_int_equal(v, wanted.p[i]);
    }
}

static void assert_number(const struct json_node *n, const char *digits)
{
    assert_non_null(n);
    assert_true(slice_eq(n->text, slice_str(digits)));
}

struct out_lab {
    struct arena arena;
    struct collected c;
    struct buf b;
    struct snp_bytes snp;
    struct cupel_diag err;
};

static void out_open(struct out_lab *l, enum tee tee)
{
    memset(l, 0, sizeof *l);
    arena_init(&l->arena, 16u << 20);
    buf_init(&l->b, 16u << 20);
    l->c = (struct collected){ .arena = &l->arena, .tee = tee, .provider = "sev_guest" };
    snp_bytes_make(&l->snp);
    l->c.evidence = snp_bytes_slice(&l->snp);
}

static void out_close(struct out_lab *l)
{
    arena_clear(&l->arena);
    buf_clear(&l->b);
}

/* ---- CMW ---- */

static void test_cmw_record(void **state)
{
    (void)state;
    struct out_lab l;
    out_open(&l, TEE_SNP);
    collected_add(&l.c, "certtable.bin", "application/octet-stream", IND_ENDORSEMENTS,
                  SLICE_LIT("\xfb\xff table"));
    assert_status(out_cmw(&l.c, &l.b), CUPEL_OK);
    const struct json_node *top = parse(&l.arena, &l.b);
    assert_int_equal(top->type, JSON_ARRAY);
    assert_int_equal(top->count, 3);
    assert_slice(nth(top, 0)->text, "application/vnd.veraison.tsm-report+json");
    assert_number(nth(top, 2), "4");
    struct buf inner;
    buf_init(&inner, 1u << 20);
    buf_add(&inner, decode(&l.arena, nth(top, 1), true));
    const struct json_node *tsm = parse(&l.arena, &inner);
    assert_slice(json_find(tsm, "provider")->text, "sev_guest");
    assert_slice(json_find(tsm, "auxblob")->text, "-_8gdGFibGU"); /* URL-safe, no padding */
    assert_true(slice_eq(decode(&l.arena, json_find(tsm, "outblob"), true), l.c.evidence));
    assert_null(json_find(tsm, "manifestblob"));
    buf_clear(&inner);
    out_close(&l);
}

static void test_cmw_collection(void **state)
{
    (void)state;
    struct out_lab l;
    out_open(&l, TEE_TPM);
    l.c.evidence = SLICE_LIT("quote");
    collected_add(&l.c, "ak.crt", "application/pkix-cert", IND_ENDORSEMENTS, SLICE_LIT("cert"));
    collected_add(&l.c, "pcrs.json", "application/json", IND_NONE, SLICE_LIT("{}"));
    collected_add(&l.c, "empty", "text/plain", IND_EVIDENCE, SLICE_EMPTY);
    assert_status(out_cmw(&l.c, &l.b), CUPEL_OK);
    const struct json_node *top = parse(&l.arena, &l.b);
    assert_int_equal(top->type, JSON_OBJECT);
    assert_int_equal(top->count, 3);
    assert_slice(nth(json_find(top, "evidence"), 0)->text, "application/octet-stream");
    assert_slice(decode(&l.arena, nth(json_find(top, "evidence"), 1), true), "quote");
    assert_slice(nth(json_find(top, "ak.crt"), 0)->text, "application/pkix-cert");
    assert_number(nth(json_find(top, "ak.crt"), 2), "2");
    assert_int_equal(json_find(top, "evidence")->count, 3);
    assert_int_equal(json_find(top, "pcrs.json")->count, 2); /* no indicator */
    out_close(&l);
    out_open(&l, TEE_NITRO);
    assert_status(out_cmw(&l.c, &l.b), CUPEL_OK);
    top = parse(&l.arena, &l.b);
    assert_slice(nth(top, 0)->text, "application/cose; cose-type=\"cose-sign1\"");
    out_close(&l);
}

/* ---- KBS ---- */

static void test_kbs_snp(void **state)
{
    (void)state;
    struct out_lab l;
    out_open(&l, TEE_SNP);
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_OK);
    const struct json_node *top = parse(&l.arena, &l.b);
    const struct json_node *r = json_find(top, "attestation_report");
    assert_int_equal(r->count, 29); /* members of sev's structure */
    assert_number(json_find(r, "version"), "3");
    assert_number(json_find(r, "policy"), "196608");
    assert_number(json_find(r, "cpuid_fam_id"), "25");
    assert_bytes(json_find(r, "report_data"), slice_part(l.c.evidence, 0x50, 64));
    assert_bytes(json_find(r, "chip_id"), slice_part(l.c.evidence, 0x1a0, 64));
    assert_bytes(json_find(json_find(r, "signature"), "r"), slice_part(l.c.evidence, 0x2a0, 72));
    assert_bytes(json_find(json_find(r, "signature"), "s"), slice_part(l.c.evidence, 0x2e8, 72));
    const struct json_node *tcb = json_find(r, "reported_tcb");
    assert_int_equal(json_find(tcb, "fmc")->type, JSON_NULL);
    assert_number(json_find(tcb, "bootloader"), "10");
    assert_number(json_find(tcb, "snp"), "23");
    assert_number(json_find(tcb, "microcode"), "84");
    assert_int_equal(json_find(r, "launch_mit_vector")->type, JSON_NULL);
    assert_int_equal(json_find(top, "cert_chain")->type, JSON_NULL);
    out_close(&l);
}

/* Version 2 has no CPUID, version 5 has vectors, Turin an FMC and another order of the TCB. */
static void test_kbs_snp_versions(void **state)
{
    (void)state;
    struct out_lab l;
    out_open(&l, TEE_SNP);
    put_le(&l.snp, 0, 2, 4);
    memset(l.snp.b + 0x188, 0, 3);
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_OK);
    const struct json_node *r = json_find(parse(&l.arena, &l.b), "attestation_report");
    assert_int_equal(json_find(r, "cpuid_mod_id")->type, JSON_NULL);
    out_close(&l);
    out_open(&l, TEE_SNP);
    put_le(&l.snp, 0, 5, 4);
    l.snp.b[0x188] = 0x1a; /* Turin */
    l.snp.b[0x189] = 0x02;
    put_le(&l.snp, 0x1f8, 0x0b, 8);
    put_le(&l.snp, 0x180, 0x5400000003020109, 8);
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_OK);
    r = json_find(parse(&l.arena, &l.b), "attestation_report");
    assert_number(json_find(r, "launch_mit_vector"), "11");
    const struct json_node *tcb = json_find(r, "reported_tcb");
    assert_number(json_find(tcb, "fmc"), "9");
    assert_number(json_find(tcb, "bootloader"), "1");
    assert_number(json_find(tcb, "tee"), "2");
    assert_number(json_find(tcb, "snp"), "3");
    assert_number(json_find(tcb, "microcode"), "84");
    out_close(&l);
}

static void test_kbs_certificates(void **state)
{
    (void)state;
    struct out_lab l;
    uint8_t table[80] = { 0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64,
                          0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd };
    table[16] = 72;
    table[20] = 4;
    for (size_t i = 0; i < 16; i++)
        table[24 + i] = (uint8_t)(0x10 + i);
    table[40] = 76;
    table[44] = 4;
    memcpy(table + 72, "vcekmore", 8);
    out_open(&l, TEE_SNP);
    collected_add(&l.c, "certtable.bin", "", IND_ENDORSEMENTS, SLICE_ARRAY(table));
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_OK);
    const struct json_node *chain = json_find(parse(&l.arena, &l.b), "cert_chain");
    assert_int_equal(chain->count, 2);
    assert_slice(json_find(nth(chain, 0), "cert_type")->text, "VCEK");
    assert_bytes(json_find(nth(chain, 0), "data"), SLICE_LIT("vcek"));
    assert_slice(json_find(json_find(nth(chain, 1), "cert_type"), "OTHER")->text,
                 "10111213-1415-1617-1819-1a1b1c1d1e1f");
    out_close(&l);
}

static void test_kbs_others(void **state)
{
    (void)state;
    struct out_lab l;
    out_open(&l, TEE_TDX);
    l.c.evidence = SLICE_LIT("quote");
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_OK);
    assert_slice(buf_slice(&l.b), "{\"cc_eventlog\":null,\"quote\":\"cXVvdGU=\"}\n");
    out_close(&l);
    out_open(&l, TEE_TDX);
    l.c.evidence = SLICE_LIT("quote");
    collected_add(&l.c, "ccel.bin", "", IND_EVIDENCE, SLICE_LIT("log"));
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_OK);
    assert_slice(buf_slice(&l.b), "{\"cc_eventlog\":\"bG9n\",\"quote\":\"cXVvdGU=\"}\n");
    out_close(&l);
    out_open(&l, TEE_CCA);
    l.c.evidence = SLICE_LIT("\x01\xff");
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_OK);
    assert_slice(buf_slice(&l.b), "{\"token\":[1,255]}\n");
    out_close(&l);
    out_open(&l, TEE_NITRO);
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_E_UNSUPPORTED);
    assert_says(l.err, "the protocol has no evidence of AWS Nitro Enclaves");
    out_close(&l);
    out_open(&l, TEE_TPM); /* a quote by an ECC key */
    l.c.quote.message = SLICE_LIT("m");
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_E_UNSUPPORTED);
    assert_says(l.err, "knows RSASSA quotes only");
    out_close(&l);
}

static void test_kbs_azure(void **state)
{
    (void)state;
    struct out_lab l;
    out_open(&l, TEE_AZURE);
    l.c.quote = (struct collected_quote){ .message = SLICE_LIT("\x01\x02"),
                                          .signature = SLICE_LIT("whole"),
                                          .raw_signature = SLICE_LIT("\xab"),
                                          .modulus = SLICE_LIT("\xc1"),
                                          .exponent = 65537 };
    for (size_t i = 0; i < 24; i++)
        l.c.quote.sha256[i] = SLICE_LIT("\x55");
    l.c.hcl_report = SLICE_LIT("\xfb\xff\xfe\xfb");
    collected_add(&l.c, "vcek.der", "", IND_ENDORSEMENTS, SLICE_LIT("\xff\xff\xff"));
    assert_status(out_kbs(&l.c, &l.b, &l.err), CUPEL_OK);
    const struct json_node *top = parse(&l.arena, &l.b), *q = json_find(top, "tpm_quote");
    assert_number(json_find(top, "version"), "1");
    assert_slice(json_find(top, "hcl_report")->text, "-__--w=="); /* URL-safe, padded */
    assert_slice(json_find(top, "vcek")->text, "____");
    assert_slice(json_find(q, "signature")->text, "ab");
    assert_slice(json_find(q, "message")->text, "0102");
    assert_int_equal(json_find(q, "pcrs")->count, 24);
    out_close(&l);
}

/* ---- PCR selections ---- */

static void test_pcrs(void **state)
{
    (void)state;
    struct pcr_selection s;
    struct cupel_diag err = { 0 };
    assert_status(pcr_selection_read(NULL, &s, &err), CUPEL_OK);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.banks[0].alg, 0x000b);
    assert_int_equal(s.banks[0].mask, 0xffffff);
    assert_status(pcr_selection_read("sha384:0-7,11+sha1:23+sha512:all", &s, &err), CUPEL_OK);
    assert_int_equal(s.n, 3);
    assert_int_equal(s.banks[0].mask, 0x8ff);
    assert_int_equal(s.banks[1].mask, 0x800000);
    assert_int_equal(s.banks[2].mask, 0xffffff);
}

static void test_pcrs_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "a bank is" },
        { "sha256", "a bank is" },
        { "md5:1", "a bank is" },
        { "SHA256:1", "a bank is" },
        { "sha256:", "PCRs are all" },
        { "sha256:24", "PCRs are all" },
        { "sha256:1,", "PCRs are all" },
        { "sha256:7-3", "PCRs are all" },
        { "sha256:-3", "PCRs are all" },
        { "sha256:1-", "PCRs are all" },
        { "sha256:99999999999", "PCRs are all" },
        { "sha256:1 ", "something follows" },
        { "sha256:all,1", "something follows" },
        { "sha256:0001", "something follows" },
        { "sha256:1+", "a bank is" },
        { "sha256:1+sha256:2", "a bank stands twice" },
        { "sha1:1+sha256:1+sha384:1+sha512:1+sha1:1", "more than 4 banks" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct pcr_selection s;
        struct cupel_diag err = { 0 };
        assert_status(pcr_selection_read(rows[i].text, &s, &err), CUPEL_E_USAGE);
        assert_says(err, rows[i].says);
    }
}

static void test_pcrs_json(void **state)
{
    (void)state;
    struct arena a;
    struct pcr_selection s = { .banks = { { 0x000b, 0x800001 }, { 0x0004, 0x400 } }, .n = 2 };
    struct pcr_values v = { 0 };
    v.bytes[0][0][31] = 1;
    v.bytes[0][23][0] = 0xff;
    v.bytes[1][10][19] = 2;
    arena_init(&a, 1u << 20);
    assert_slice(tpm_pcrs_json(&a, &s, &v),
                 "{\"sha256\":{"
                 "\"0\":\"0000000000000000000000000000000000000000000000000000000000000001\","
                 "\"23\":\"ff00000000000000000000000000000000000000000000000000000000000000\"},"
                 "\"sha1\":{\"10\":\"0000000000000000000000000000000000000002\"}}\n");
    arena_clear(&a);
}

/* ---- endorsements ---- */

static void test_endorsements(void **state)
{
    (void)state;
    struct arena a;
    struct endorsement e;
    struct cupel_diag err = { 0 };
    static const uint8_t quote[8] = { 4, 0, 2, 0, 0x81 };
    arena_init(&a, 1u << 20);
    assert_status(endorsement_read(&a, SLICE_LIT("\x30\x82\x01\x02"), &e, &err), CUPEL_OK);
    assert_int_equal(e.vcek.n, 4);
    assert_status(endorsement_read(&a, SLICE_ARRAY(quote), &e, &err), CUPEL_OK);
    assert_int_equal(e.quote.n, 8);
    assert_status(endorsement_read(&a,
                                   SLICE_LIT("-----BEGIN CERTIFICATE-----\nAQID\n"
                                             "-----END CERTIFICATE-----\n"),
                                   &e, &err),
                  CUPEL_OK);
    assert_slice(e.vcek, "\x01\x02\x03");
    assert_status(endorsement_read(&a,
                                   SLICE_LIT("{\"vcekCert\":\"-----BEGIN CERTIFICATE-----\\nAQID\\n"
                                             "-----END CERTIFICATE-----\\n\",\"tcbm\":\"DB\","
                                             "\"certificateChain\":\"chain\"}"),
                                   &e, &err),
                  CUPEL_OK);
    assert_slice(e.vcek, "\x01\x02\x03");
    assert_slice(e.chain, "chain");
    assert_status(endorsement_read(&a, SLICE_LIT("{\"quote\":\"BAACAIE\"}"), &e, &err), CUPEL_OK);
    assert_slice(e.quote, "\x04\x00\x02\x00\x81");
    arena_clear(&a);
}

static void test_endorsements_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "is neither" },
        { "<html>", "is neither" },
        { "{", "" },
        { "{}", "neither \"vcekCert\" nor \"quote\"" },
        { "{\"vcekCert\":1}", "neither \"vcekCert\" nor \"quote\"" },
        { "{\"vcekCert\":\"x\"}", "no certificate in PEM" },
        { "{\"quote\":\"*\"}", "no base64" },
        { "-----BEGIN KEY-----\nAQID\n-----END KEY-----\n", "no certificate in PEM" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct arena a;
        struct endorsement e;
        struct cupel_diag err = { 0 };
        arena_init(&a, 1u << 20);
        cupel_status st = endorsement_read(&a, slice_str(rows[i].text), &e, &err);
        assert_int_equal(cupel_status_class(st), CUPEL_CLASS_MALFORMED);
        assert_says(err, rows[i].says);
        arena_clear(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cmw_record),       cmocka_unit_test(test_cmw_collection),
        cmocka_unit_test(test_kbs_snp),          cmocka_unit_test(test_kbs_snp_versions),
        cmocka_unit_test(test_kbs_certificates), cmocka_unit_test(test_kbs_others),
        cmocka_unit_test(test_kbs_azure),        cmocka_unit_test(test_pcrs),
        cmocka_unit_test(test_pcrs_refused),     cmocka_unit_test(test_pcrs_json),
        cmocka_unit_test(test_endorsements),     cmocka_unit_test(test_endorsements_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
