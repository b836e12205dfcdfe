/* SPDX-License-Identifier: Apache-2.0 */
/* Judging SEV-SNP reports with certificates. Names in brackets: bugs of other verifiers. */
#include "test.h"

#include "snp_lab.h"

#include <stdio.h>

#define PASS "affirming"
#define WARN "warning"
#define FAIL "contraindicated"

static void test_good(void **state)
{
    struct lab *l = *state;
    lab_verify(l);
    assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(l->ap)), PASS);
    for (size_t i = 0; i < cupel_appraisal_check_count(l->ap); i++) {
        const struct cupel_check *c = cupel_appraisal_check_at(l->ap, i);
        assert_true(c->outcome == CUPEL_PASS || c->outcome == CUPEL_SKIP);
    }
    assert_int_equal(cupel_appraisal_need_count(l->ap), 0);
    assert_true(cupel_appraisal_is_software(l->ap));
    assert_int_equal(cupel_appraisal_anchor_count(l->ap), 1);
    assert_true(cupel_appraisal_anchor_at(l->ap, 0)->from_caller);
    int64_t until = 0;
    assert_true(cupel_appraisal_valid_until(l->ap, &until));
    assert_int_equal(until, LAB_NOW + 100 * LAB_DAY);
    assert_string_equal(cupel_appraisal_claim_find(l->ap, "snp.product")->text, "Genoa");
    lab_reset(l);
}

/* [a verifier without Turin's layout refused genuine reports] */
static void test_good_kinds(void **state)
{
    struct lab *l = *state;
    lab_make_turin(l);
    lab_expect(l, PASS, "snp.chip_id", "pass", NULL);
    lab_make_vlek(l);
    lab_expect(l, PASS, "snp.chip_id", "na", NULL);
    put_le(&l->report, 0, 2, 4); /* no CPUID: the leaf's issuer says which product */
    memset(l->report.b + 0x188, 0, 3);
    lab_expect(l, PASS, "snp.product", "pass", NULL);
    put_le(&l->report, 0, 4, 4);
    lab_expect(l, PASS, "snp.product", "pass", NULL);
    l->leaf.product_name = "Genoa-B1"; /* with a stepping */
    lab_expect(l, PASS, "snp.product", "pass", NULL);
}

/* [levels that were not compared, or whose absence was ignored] */
static void test_tcb_extensions(void **state)
{
    struct lab *l = *state;
    static const struct {
        size_t at;
        const char *name;
        int value;
    } rows[] = {
        { 0, "fmc", 4 }, { 1, "bl", 1 }, { 2, "tee", 0 }, { 3, "snp", 2 }, { 8, "ucode", 71 }
    };
    char found[32];
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        lab_make_turin(l);
        l->leaf.spl[rows[i].at]++;
        (void)snprintf(found, sizeof found, "%s=%d", rows[i].name, rows[i].value + 1);
        lab_expect(l, FAIL, "snp.tcb_extensions", "fail", found);
        lab_make_turin(l);
        l->leaf.spl[rows[i].at] = -1;
        (void)snprintf(found, sizeof found, "%s absent", rows[i].name);
        lab_expect(l, FAIL, "snp.tcb_extensions", "fail", found);
    }
    l->leaf.spl[4] = 1;
    lab_expect(l, FAIL, "snp.tcb_extensions", "fail", "reserved component");
    l->leaf.spl[1]--; /* a leaf of older firmware is as wrong as one of newer */
    lab_expect(l, FAIL, "snp.certificate", "fail", "differs in REPORTED_TCB");
}

/* [CN compared with "VCEK", so that chip ids never were; HWID guessed to be DER by its first byte]
 */
static void test_chip_id(void **state)
{
    struct lab *l = *state;
    static uint8_t hwid[66];
    memset(hwid, 2, sizeof hwid);
    hwid[63] = 3;
    l->leaf.hwid = slice_of(hwid, 64);
    lab_expect(l, FAIL, "snp.chip_id", "fail", "another chip");
    l->leaf.hwid = slice_of(hwid, 4);
    lab_expect(l, FAIL, "snp.chip_id", "fail", "length");
    l->leaf.hwid = slice_of(hwid, 8); /* Turin's length */
    lab_expect(l, FAIL, "snp.chip_id", "fail", "length");
    l->leaf.hwid = SLICE_EMPTY;
    lab_expect(l, FAIL, "snp.chip_id", "fail", "no HWID");
    memset(l->report.b + 0x1a0, 0, 64);
    memset(hwid, 0, 64);
    l->leaf.hwid = slice_of(hwid, 64); /* zero equals zero, and names no chip */
    lab_expect(l, FAIL, "snp.chip_id", "fail", "masked");
    lab_make_turin(l);
    l->report.b[0x1df] = 1; /* bytes behind Turin's eight */
    lab_expect(l, FAIL, "snp.chip_id", "fail", "another chip");
}

static void test_hwid_wrapped(void **state)
{
    struct lab *l = *state;
    l->leaf.hwid = DER_MAKE(&l->arena, DER_OCTET_STRING, l->leaf.hwid);
    assert_int_equal(l->leaf.hwid.n, 66);
    lab_expect(l, PASS, "snp.chip_id", "pass", NULL);
    lab_make_turin(l);
    l->leaf.hwid = DER_MAKE(&l->arena, DER_OCTET_STRING, l->leaf.hwid);
    lab_expect(l, PASS, "snp.chip_id", "pass", NULL);
}

/* [SIGNING_KEY never read] */
static void test_kinds_disagree(void **state)
{
    struct lab *l = *state;
    put_le(&l->report, 0x48, SNP_KEY_VLEK << 2, 4);
    lab_expect(l, FAIL, "snp.signing_key", "fail", "VCEK");
    lab_make_vlek(l);
    put_le(&l->report, 0x48, 0, 4);
    lab_expect(l, FAIL, "snp.signing_key", "fail", "VLEK");
    l->leaf.cn = "SEV-VLEK";
    lab_expect(l, FAIL, "snp.leaf_subject", "fail", "SEV-VLEK issued by SEV-Genoa");
    l->leaf.cn = "SEV-Genoa"; /* [a leaf taken for an ASK] */
    lab_expect(l, FAIL, "snp.leaf_subject", "fail", "SEV-Genoa issued by SEV-Genoa");
    l->leaf.csp_id = "CN=cloud.example";
    lab_expect(l, FAIL, "snp.csp_id", "fail", "HWID and CSP_ID");
    lab_make_vlek(l);
    l->leaf.csp_id = NULL;
    lab_expect(l, FAIL, "snp.csp_id", "fail", "neither");
    put_le(&l->report, 0x48, SNP_KEY_NONE << 2, 4);
    lab_expect(l, FAIL, "snp.signing_key", "fail", "not signed");
}

static void test_leaf_key(void **state)
{
    struct lab *l = *state;
    l->leaf.key = CRYPTO_KEY_P256;
    lab_expect(l, FAIL, "snp.leaf_key", "fail", "P-256");
    l->leaf.is_ca = true;
    lab_expect(l, FAIL, "snp.leaf_key", "fail", "CA certificate");
}

/* [roots taken from the evidence when the product was unknown; root set from the leaf's issuer] */
static void test_chain(void **state)
{
    struct lab *l = *state;
    l->leaf.signer = LAB_STRANGER;
    lab_expect(l, FAIL, "snp.chain", "fail", "not signed by the key");
    l->ask_signer = LAB_STRANGER;
    lab_give(l, lab_root_der(l, LAB_STRANGER));
    lab_expect(l, FAIL, "snp.chain", "fail", "no trust anchor");
    l->without_anchor = true;
    lab_give(l, lab_root_der(l, LAB_ROOT));
    lab_expect(l, FAIL, "snp.chain", "fail", "no trust anchor");
    l->leaf.signer = LAB_ROOT; /* past the ASK */
    l->leaf.issuer = l->ark_cn;
    lab_expect(l, FAIL, "snp.chain", "fail", "one signing CA");
}

static void test_chain_incomplete(void **state)
{
    struct lab *l = *state;
    l->without_ask = true;
    lab_verify(l);
    assert_int_equal(cupel_appraisal_check_find(l->ap, "snp.chain")->outcome, CUPEL_UNKNOWN);
    assert_int_equal(cupel_appraisal_class(l->ap), CUPEL_CLASS_MISSING);
    assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(l->ap)), "none");
    const struct cupel_need *n = cupel_appraisal_need_at(l->ap, 0);
    assert_string_equal(n->kind, "ask");
    assert_string_equal(n->product, "Genoa");
    assert_non_null(strstr(n->hint, "SEV-Genoa"));
    lab_reset(l);
    l->without_anchor = true; /* leaf and ASK, but nobody trusts their root */
    lab_verify(l);
    assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(l->ap)), "none");
    lab_reset(l);
}

static void test_chain_algorithm(void **state)
{
    struct lab *l = *state;
    l->leaf.alg = CRYPTO_SIG_RSA_PKCS1_SHA384;
    lab_expect(l, FAIL, "snp.chain_algorithm", "fail", "PKCS1-v1_5 with SHA-384");
    l->leaf.alg = CRYPTO_SIG_RSA_PKCS1_SHA256;
    lab_expect(l, FAIL, "snp.chain_algorithm", "fail", "SHA-256");
}

static void test_validity(void **state)
{
    struct lab *l = *state;
    l->leaf.not_after = LAB_NOW; /* the last second counts */
    lab_expect(l, PASS, "snp.chain_validity", "pass", NULL);
    l->leaf.not_after = LAB_NOW - 1;
    lab_expect(l, FAIL, "snp.chain_validity", "fail", "SEV-VCEK has expired");
    l->leaf.not_before = LAB_NOW + 1;
    lab_expect(l, FAIL, "snp.chain_validity", "fail", "not valid yet");
}

static void test_product(void **state)
{
    struct lab *l = *state;
    l->report.b[0x189] = 1; /* Milan's model */
    lab_expect(l, FAIL, "snp.product", "fail", "another product than the leaf");
    l->report.b[0x189] = 0x50;
    lab_expect(l, FAIL, "snp.product", "fail", "no product known");
    put_le(&l->report, 0, 2, 4);
    lab_expect(l, FAIL, "snp.product", "fail", "version 2 has no CPUID");
    l->leaf.product_name = "Milan-B0";
    lab_expect(l, FAIL, "snp.product", "fail", "productName");
    l->leaf.product_name = "Genoable"; /* [names compared by prefix] */
    lab_expect(l, FAIL, "snp.product", "fail", "productName");
    l->leaf.product_name = NULL;
    lab_expect(l, FAIL, "snp.product", "fail", "productName");
    l->ark_cn = "ARK-Milan"; /* another product's root issued this ASK */
    lab_expect(l, FAIL, "snp.product", "fail", "the root is of another product");
    l->ask_cn = l->leaf.issuer = "SEV-Genoa-B1"; /* [unknown product, no roots] */
    lab_expect(l, FAIL, "snp.product", "fail", "no product known here");
}

static void flip(struct lab *l, size_t at)
{
    lab_sign(l);
    l->report.b[at] ^= 0x10;
}

static void test_signature(void **state)
{
    struct lab *l = *state;
    static const size_t places[] = { 0x04,  0x10,  0x20,  0x50,  0x90,  0xc0, 0xe0,
                                     0x110, 0x140, 0x160, 0x1e8, 0x2a0, 0x2e8 };
    for (size_t i = 0; i < CUPEL_COUNT(places); i++) {
        flip(l, places[i]);
        lab_expect(l, FAIL, "snp.signature", "fail", "does not cover");
    }
    flip(l, 0x2a0 + 48);
    lab_expect(l, FAIL, "snp.signature", "fail", NULL);
    flip(l, 0x2a0 + 48);
    lab_expect(l, FAIL, "snp.signature_encoding", "fail", "384 bits");
    flip(l, 0x330);
    lab_expect(l, FAIL, "snp.signature_encoding", "fail", "behind the signature");
    l->unsigned_report = true; /* R = S = 0 */
    lab_expect(l, FAIL, "snp.signature", "fail", NULL);
}

/* The order of P-384. */
static const char order_hex[] = "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                                "581a0db248b0a77aecec196accc52973";

static void test_signature_numbers(void **state)
{
    struct lab *l = *state;
    uint8_t n[48], *s = l->report.b + 0x2e8;
    assert_status(hex_read_fixed(slice_str(order_hex), n, 48), CUPEL_OK);
    lab_sign(l);
    int borrow = 0;
    for (size_t i = 0; i < 48; i++) { /* s becomes n - s: equally valid */
        int d = n[47 - i] - s[i] - borrow;
        borrow = d < 0;
        s[i] = (uint8_t)(d + 256 * borrow);
    }
    lab_expect(l, PASS, "snp.signature", "pass", NULL);
    lab_sign(l);
    for (size_t i = 0; i < 48; i++)
        s[i] = n[47 - i];
    lab_expect(l, FAIL, "snp.signature", "fail", NULL);
    lab_sign(l);
    for (size_t i = 0; i < 24; i++) { /* big endian */
        uint8_t t = s[i];
        s[i] = s[47 - i];
        s[47 - i] = t;
    }
    lab_expect(l, FAIL, "snp.signature", "fail", NULL);
}

/* [CRLs looked at for the ASK only, or without their signature] */
static void test_revocation(void **state)
{
    struct lab *l = *state;
    lab_expect(l, PASS, "snp.revocation", "skip", "no revocation list was given");
    lab_give(l, lab_crl_der(l, LAB_ROOT, l->ark_cn, "", -10, 10));
    lab_expect(l, PASS, "snp.revocation", "pass", NULL);
    lab_give(l, lab_crl_der(l, LAB_ROOT, l->ark_cn, "\x02\x01", -10, 10));
    lab_expect(l, FAIL, "snp.revocation", "fail", "ARK-Genoa revoked the certificate SEV-Genoa");
    lab_give(l, lab_crl_der(l, LAB_ROOT, l->ark_cn, "\x02\x01", -20, -10)); /* stale, still true */
    lab_expect(l, FAIL, "snp.revocation", "fail", "revoked");
    lab_give(l, lab_crl_der(l, LAB_ROOT, l->ark_cn, "\x02\x01", -20, -10));
    lab_give(l, lab_crl_der(l, LAB_ROOT, l->ark_cn, "", -10, 10)); /* a newer one forgot it */
    lab_expect(l, FAIL, "snp.revocation", "fail", "revoked");
    lab_give(l, lab_crl_der(l, LAB_ROOT, l->ark_cn, "", -20, -10));
    lab_expect(l, WARN, "snp.revocation", "warn", "ran out");
    lab_give(l, lab_crl_der(l, LAB_ROOT, l->ark_cn, "", 10, 20));
    lab_expect(l, WARN, "snp.revocation", "warn", "after the time");
    lab_give(l, lab_crl_der(l, LAB_STRANGER, l->ark_cn, "", -10, 10));
    lab_expect(l, FAIL, "snp.revocation", "fail", "not signed by the path's root");
    lab_give(l, lab_crl_der(l, LAB_STRANGER, "ARK-Else", "", -10, 10));
    lab_expect(l, PASS, "snp.revocation", "skip", "none of the revocation lists");
}

/* Leaves all have serial 0: only their own issuer's list can name one. */
static void test_revocation_of_leaf(void **state)
{
    struct lab *l = *state;
    static const uint8_t zero[1];
    struct x509_writer w = { .arena = &l->arena };
    struct x509_crl_spec spec = { .this_update = LAB_NOW - LAB_DAY,
                                  .next_update = LAB_NOW + LAB_DAY,
                                  .number = 1,
                                  .revoked = SLICE_ARRAY(zero),
                                  .revoked_at = LAB_NOW - LAB_DAY };
    struct x509_signer ark = { l->ark_cn, l->root, CRYPTO_SIG_RSA_PSS_SHA384 };
    struct x509_signer ask = { l->ask_cn, l->ca, CRYPTO_SIG_RSA_PSS_SHA384 };
    lab_give(l, x509_make_crl(&w, &spec, &ark)); /* the root's serial 0 is no leaf's */
    lab_expect(l, PASS, "snp.revocation", "pass", NULL);
    lab_give(l, x509_make_crl(&w, &spec, &ask));
    lab_verify(l);
    assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(l->ap)), FAIL);
    assert_status(x509_writer_status(&w), CUPEL_OK);
    lab_reset(l);
}

static void test_many_leaves(void **state)
{
    struct lab *l = *state;
    static uint8_t other[64];
    memset(other, 9, sizeof other);
    cupel_slice mine = l->leaf.hwid;
    l->leaf.hwid = SLICE_ARRAY(other);
    lab_give(l, lab_leaf_der(l));
    l->leaf.hwid = mine;
    l->leaf.spl[3]++;
    lab_give(l, lab_leaf_der(l));
    l->leaf.spl[3]--;
    l->leaf.signer = LAB_STRANGER; /* all fields right, but forged */
    lab_give(l, lab_leaf_der(l));
    l->leaf.signer = LAB_CA;
    l->leaf.not_after = LAB_NOW - 1; /* all fields right, but run out */
    lab_give(l, lab_leaf_der(l));
    l->leaf.not_after = LAB_NOW + 9;
    lab_expect(l, PASS, "snp.certificate", "pass", NULL);
    for (size_t i = 0; i < cupel_appraisal_collateral_count(l->ap); i++) {
        const struct cupel_collateral_use *u = cupel_appraisal_collateral_at(l->ap, i);
        assert_int_equal(u->used, strcmp(u->name, "leaf") == 0 || strcmp(u->name, "ask") == 0);
    }
}

static void test_no_leaf_fits(void **state)
{
    struct lab *l = *state;
    static uint8_t other[64];
    memset(other, 9, sizeof other);
    l->leaf.hwid = SLICE_ARRAY(other);
    lab_give(l, lab_leaf_der(l));
    l->leaf.hwid = slice_of(l->report.b + 0x1a0, 64);
    l->leaf.spl[8]++;
    lab_verify(l);
    const struct cupel_check *c = cupel_appraisal_check_find(l->ap, "snp.certificate");
    assert_int_equal(c->outcome, CUPEL_FAIL);
    assert_non_null(strstr(c->detail, "none of the 2"));
    assert_non_null(strstr(c->detail, "the nearest, leaf, differs in REPORTED_TCB"));
    assert_string_equal(cupel_appraisal_need_at(l->ap, 0)->kind, "vcek");
    assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(l->ap)), FAIL);
    lab_reset(l);
}

/* A report with its certificates behind it; the root in there counts for nothing. */
static void make_extended(struct lab *l, enum lab_signer root)
{
    static const char *const guids[] = { "c0b406a4a803495297433fb6014cd0ae",
                                         "4ab7b379bbac4fe4a02f05aef327c782",
                                         "63da758de6644564adc5f4b93be8accd" };
    cupel_slice certs[] = { lab_root_der(l, root), lab_ask_der(l), lab_leaf_der(l) };
    size_t base = SNP_REPORT_SIZE, at = 4 * 24;
    lab_sign(l);
    for (size_t i = 0; i < 3; i++) {
        assert_status(hex_read(slice_str(guids[i]), l->report.b + base + 24 * i), CUPEL_OK);
        put_le(&l->report, base + 24 * i + 16, at, 4);
        put_le(&l->report, base + 24 * i + 20, certs[i].n, 4);
        memcpy(l->report.b + base + at, certs[i].p, certs[i].n);
        at += certs[i].n;
    }
    l->report.n = base + at;
    l->without_ask = l->without_leaf = true;
}

static void test_extended(void **state)
{
    struct lab *l = *state;
    make_extended(l, LAB_ROOT);
    lab_expect(l, PASS, "snp.chain", "pass", NULL);
    make_extended(l, LAB_ROOT);
    l->without_anchor = true;
    lab_expect(l, FAIL, "snp.chain", "fail", "no trust anchor");
    l->ask_signer = LAB_STRANGER;
    make_extended(l, LAB_STRANGER);
    lab_expect(l, FAIL, "snp.chain", "fail", "no trust anchor");
}

static void test_nonce(void **state)
{
    struct lab *l = *state;
    static const uint8_t ones[32] = { 1 };
    memset(l->report.b + 0x50, 0, 64);
    l->report.b[0x50] = 1;
    l->nonce = SLICE_ARRAY(ones); /* zero-padded on the right */
    lab_expect(l, PASS, "evidence.nonce", "pass", NULL);
    l->nonce = SLICE_ARRAY(ones);
    lab_expect(l, FAIL, "evidence.nonce", "fail", NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_good, lab_each),
        cmocka_unit_test_setup(test_good_kinds, lab_each),
        cmocka_unit_test_setup(test_tcb_extensions, lab_each),
        cmocka_unit_test_setup(test_chip_id, lab_each),
        cmocka_unit_test_setup(test_hwid_wrapped, lab_each),
        cmocka_unit_test_setup(test_kinds_disagree, lab_each),
        cmocka_unit_test_setup(test_leaf_key, lab_each),
        cmocka_unit_test_setup(test_chain, lab_each),
        cmocka_unit_test_setup(test_chain_incomplete, lab_each),
        cmocka_unit_test_setup(test_chain_algorithm, lab_each),
        cmocka_unit_test_setup(test_validity, lab_each),
        cmocka_unit_test_setup(test_product, lab_each),
        cmocka_unit_test_setup(test_signature, lab_each),
        cmocka_unit_test_setup(test_signature_numbers, lab_each),
        cmocka_unit_test_setup(test_revocation, lab_each),
        cmocka_unit_test_setup(test_revocation_of_leaf, lab_each),
        cmocka_unit_test_setup(test_many_leaves, lab_each),
        cmocka_unit_test_setup(test_no_leaf_fits, lab_each),
        cmocka_unit_test_setup(test_extended, lab_each),
        cmocka_unit_test_setup(test_nonce, lab_each),
    };
    return cmocka_run_group_tests(tests, lab_start, lab_end);
}
