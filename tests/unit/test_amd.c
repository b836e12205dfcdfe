/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "codec/der.h"
#include "collateral/amd.h"

static void test_products(void **state)
{
    (void)state;
    static const struct {
        uint8_t family, model;
        enum amd_product product;
    } rows[] = {
        { 0x19, 0x00, AMD_MILAN },           { 0x19, 0x01, AMD_MILAN },
        { 0x19, 0x0f, AMD_MILAN },           { 0x19, 0x10, AMD_GENOA },
        { 0x19, 0x1f, AMD_GENOA },           { 0x19, 0x20, AMD_PRODUCT_UNKNOWN },
        { 0x19, 0x9f, AMD_PRODUCT_UNKNOWN }, { 0x19, 0xa0, AMD_GENOA },
        { 0x19, 0xaf, AMD_GENOA }, /* another verifier's range stopped at 0xae */
        { 0x19, 0xb0, AMD_PRODUCT_UNKNOWN }, { 0x1a, 0x00, AMD_TURIN },
        { 0x1a, 0x11, AMD_TURIN },           { 0x1a, 0x12, AMD_PRODUCT_UNKNOWN },
        { 0x18, 0x01, AMD_PRODUCT_UNKNOWN }, { 0x00, 0x00, AMD_PRODUCT_UNKNOWN },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        assert_string_equal(amd_product_name(amd_product_of_cpuid(rows[i].family, rows[i].model)),
                            amd_product_name(rows[i].product));
    assert_int_equal(amd_product_of_cn(SLICE_LIT("ARK-Turin"), "ARK-"), AMD_TURIN);
    assert_int_equal(amd_product_of_cn(SLICE_LIT("SEV-VLEK-Milan"), "SEV-"), AMD_PRODUCT_UNKNOWN);
    assert_int_equal(amd_product_of_cn(SLICE_LIT("SEV-VLEK-Milan"), "SEV-VLEK-"), AMD_MILAN);
    /* Products that are known by prefix only made another verifier drop its roots. */
    assert_int_equal(amd_product_of_cn(SLICE_LIT("SEV-Milan-B1"), "SEV-"), AMD_PRODUCT_UNKNOWN);
    assert_int_equal(amd_product_of_cn(SLICE_LIT("SEV-"), "SEV-"), AMD_PRODUCT_UNKNOWN);
    assert_int_equal(amd_product_of_cn(SLICE_EMPTY, "SEV-"), AMD_PRODUCT_UNKNOWN);
    assert_int_equal(amd_chip_id_size(AMD_TURIN), 8);
    assert_int_equal(amd_chip_id_size(AMD_GENOA), 64);
}

static void test_tcb_layouts(void **state)
{
    (void)state;
    static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    struct arena a;
    arena_init(&a, 4096);
    struct amd_tcb t = amd_tcb_read(AMD_MILAN, SLICE_ARRAY(bytes));
    assert_string_equal(amd_tcb_text(&a, AMD_MILAN, &t), "bl=1 tee=2 snp=7 ucode=8");
    assert_true(t.reserved_set);
    t = amd_tcb_read(AMD_TURIN, SLICE_ARRAY(bytes));
    assert_string_equal(amd_tcb_text(&a, AMD_TURIN, &t), "fmc=1 bl=2 tee=3 snp=4 ucode=8");
    static const uint8_t turin[] = { 0, 1, 0, 2, 0, 0, 0, 0x47 };
    t = amd_tcb_read(AMD_TURIN, SLICE_ARRAY(turin));
    assert_false(t.reserved_set);
    assert_true(amd_tcb_read(AMD_GENOA, SLICE_ARRAY(turin)).reserved_set);
    assert_false(amd_has_component(AMD_GENOA, AMD_FMC));
    arena_clear(&a);
}

/* One Extension: OID 1.3.6.1.4.1.3704.1.@tail, value as given in hex. */
static size_t put_extension(uint8_t *p, const char *tail, const char *value)
{
    static const uint8_t arc[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01 };
    size_t t = strlen(tail) / 2, v = strlen(value) / 2, n = 0;
    p[n++] = DER_SEQUENCE;
    p[n++] = (uint8_t)(2 + sizeof arc + t + 2 + v);
    p[n++] = DER_OID;
    p[n++] = (uint8_t)(sizeof arc + t);
    memcpy(p + n, arc, sizeof arc);
    n += sizeof arc;
    assert_int_equal(hex_read(slice_str(tail), p + n), CUPEL_OK);
    n += t;
    p[n++] = DER_OCTET_STRING;
    p[n++] = (uint8_t)v;
    assert_int_equal(hex_read(slice_str(value), p + n), CUPEL_OK);
    return n + v;
}

#define H8  "0203040506070809"
#define H64 H8 H8 H8 H8 H8 H8 H8 H8

static bool read_one(const char *tail, const char *value, struct amd_leaf *ret)
{
    static uint8_t bytes[256];
    struct x509_cert cert = { .subject_cn = SLICE_LIT("SEV-VCEK"),
                              .issuer_cn = SLICE_LIT("SEV-Genoa") };
    cert.extensions = slice_of(bytes, put_extension(bytes, tail, value));
    return amd_leaf_read(&cert, ret);
}

static void test_leaf_extensions(void **state)
{
    (void)state;
    struct amd_leaf leaf;
    assert_true(read_one("0303", "020117", &leaf));
    assert_true(leaf.cn_fits);
    assert_int_equal(leaf.product, AMD_GENOA);
    assert_int_equal(leaf.spl_present, 1u << AMD_SNP);
    assert_int_equal(leaf.spl[AMD_SNP], 0x17);
    assert_true(read_one("0308", "020200d1", &leaf)); /* 209: DER puts a zero before */
    assert_int_equal(leaf.spl[AMD_UCODE], 209);
    assert_true(read_one("0308", "0201d1", &leaf)); /* negative */
    assert_true(leaf.malformed);
    assert_true(read_one("0308", "02020100", &leaf)); /* 256 */
    assert_true(leaf.malformed);
    assert_true(read_one("0308", "02011700", &leaf)); /* trailing byte */
    assert_true(leaf.malformed);
    assert_true(read_one("0309", "020104", &leaf));
    assert_int_equal(leaf.spl_present, 1u << AMD_FMC);
    assert_true(read_one("0305", "020101", &leaf));
    assert_true(leaf.reserved_set);
    assert_true(read_one("02", "160547656e6f61", &leaf));
    assert_slice(leaf.product_name, "Genoa");
    assert_true(read_one("05", "1602434e", &leaf));
    assert_true(leaf.has_csp_id);
    assert_slice(leaf.csp_id, "CN");
    assert_true(read_one("0305ff", "0000", &leaf)); /* another arc: not ours to judge */
    assert_false(leaf.malformed);
}

/* The id is raw in most certificates and wrapped in some; its first byte says nothing. */
static void test_leaf_hwid(void **state)
{
    (void)state;
    struct amd_leaf leaf;
    static const struct {
        const char *value;
        size_t n;
    } rows[] = {
        { H8, 8 },          { "0408" H8, 8 },        { H64, 64 },
        { "0440" H64, 64 }, { "04060203040506", 0 }, /* short */
        { "02030405", 0 },  { "0508" H8, 0 },        /* wrapped in something else */
        { "", 0 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        assert_true(read_one("04", rows[i].value, &leaf));
        assert_true(leaf.has_hwid);
        assert_int_equal(leaf.hwid.n, rows[i].n);
        if (rows[i].n)
            assert_int_equal(leaf.hwid.p[0], 2);
    }
    assert_true(read_one("04", "0406040506070809", &leaf)); /* eight raw bytes that look like DER */
    assert_int_equal(leaf.hwid.n, 8);
    assert_int_equal(leaf.hwid.p[0], 4);
}

/* The common name is "SEV-VCEK": verifiers that looked for "VCEK" never compared chip ids. */
static void test_leaf_kind(void **state)
{
    (void)state;
    struct amd_leaf leaf;
    struct x509_cert c = { .subject_cn = SLICE_LIT("SEV-VCEK"),
                           .issuer_cn = SLICE_LIT("SEV-Milan") };
    assert_true(amd_leaf_read(&c, &leaf));
    assert_int_equal(leaf.kind, AMD_LEAF_VCEK);
    c.issuer_cn = SLICE_LIT("SEV-VLEK-Milan"); /* the other CA */
    assert_true(amd_leaf_read(&c, &leaf));
    assert_false(leaf.cn_fits);
    c.subject_cn = SLICE_LIT("SEV-VLEK");
    assert_true(amd_leaf_read(&c, &leaf));
    assert_int_equal(leaf.kind, AMD_LEAF_VLEK);
    assert_true(leaf.cn_fits);
    assert_int_equal(leaf.product, AMD_MILAN);
    c.subject_cn = SLICE_LIT("SEV-Milan"); /* no leaf by name, and nothing of AMD inside */
    assert_false(amd_leaf_read(&c, &leaf));
    uint8_t bytes[64];
    c.extensions = slice_of(bytes, put_extension(bytes, "0301", "020103"));
    assert_true(amd_leaf_read(&c, &leaf)); /* a leaf with a CA's name is looked at, and refused */
    assert_false(leaf.cn_fits);
    c.is_ca = true;
    assert_false(amd_leaf_read(&c, &leaf));
}

struct table {
    uint8_t b[256];
    size_t n;
};

static const char vcek_guid[] = "63da758de6644564adc5f4b93be8accd";
static const char ask_guid[] = "4ab7b379bbac4fe4a02f05aef327c782";

static void put_entry(struct table *t, const char *guid, uint32_t offset, uint32_t length)
{
    assert_int_equal(hex_read(slice_str(guid), t->b + t->n), CUPEL_OK);
    for (unsigned i = 0; i < 4; i++) {
        t->b[t->n + 16 + i] = (uint8_t)(offset >> (8 * i));
        t->b[t->n + 20 + i] = (uint8_t)(length >> (8 * i));
    }
    t->n += 24;
}

static struct table two_entries(uint32_t offset, uint32_t length)
{
    struct table t = { 0 };
    put_entry(&t, ask_guid, 72, 10);
    put_entry(&t, vcek_guid, offset, length);
    t.n += 24;
    memset(t.b + t.n, 0xa5, 10);
    memset(t.b + t.n + 10, 0x5a, 20);
    t.n += 30;
    return t;
}

static void refuse(struct table t, cupel_status st, const char *says)
{
    struct amd_table_entry e[AMD_TABLE_ENTRIES_MAX];
    struct cupel_diag d = { 0 };
    size_t n = 0;
    assert_true(amd_cert_table_probe(slice_of(t.b, t.n)));
    assert_status(amd_cert_table_parse(slice_of(t.b, t.n), e, &n, &d), st);
    assert_says(d, says);
}

static void test_table(void **state)
{
    (void)state;
    struct amd_table_entry e[AMD_TABLE_ENTRIES_MAX];
    size_t n = 0;
    struct table t = two_entries(82, 20);
    assert_status(amd_cert_table_parse(slice_of(t.b, t.n), e, &n, NULL), CUPEL_OK);
    assert_int_equal(n, 2);
    assert_string_equal(amd_table_kind_name(e[0].kind), "ask");
    assert_string_equal(amd_table_kind_name(e[1].kind), "vcek");
    assert_int_equal(e[1].bytes.n, 20);
    assert_int_equal(e[1].bytes.p[0], 0x5a);
    t.n += 50; /* hosts hand out whole pages */
    assert_status(amd_cert_table_parse(slice_of(t.b, t.n), e, &n, NULL), CUPEL_OK);
    t.b[t.n - 1] = 1;
    refuse(t, CUPEL_E_TRAILING, "belong to no entry");
}

static void test_table_damage(void **state)
{
    (void)state;
    refuse(two_entries(82, 21), CUPEL_E_MALFORMED, "vcek entry claims 21 bytes at 82");
    refuse(two_entries(82, UINT32_MAX), CUPEL_E_MALFORMED, "claims 4294967295 bytes");
    refuse(two_entries(UINT32_MAX - 3, 20), CUPEL_E_MALFORMED, "vcek entry claims");
    refuse(two_entries(71, 20), CUPEL_E_MALFORMED, "into the table's own header of 72 bytes");
    refuse(two_entries(81, 21), CUPEL_E_MALFORMED, "overlap");
    refuse(two_entries(83, 19), CUPEL_E_TRAILING, "belong to no entry");
    for (size_t n = 16; n < 102; n++) {
        struct table t = two_entries(82, 20);
        struct amd_table_entry e[AMD_TABLE_ENTRIES_MAX];
        size_t count = 99;
        t.n = n;
        assert_true(amd_cert_table_parse(slice_of(t.b, t.n), e, &count, NULL) != CUPEL_OK);
        assert_int_equal(count, 99); /* untouched */
    }
    static const uint8_t zeros[24];
    assert_false(amd_cert_table_probe(SLICE_ARRAY(zeros)));
    assert_false(amd_cert_table_probe(SLICE_EMPTY));
}

static void test_table_too_long(void **state)
{
    (void)state;
    static uint8_t bytes[24 * (AMD_TABLE_ENTRIES_MAX + 2)];
    struct amd_table_entry e[AMD_TABLE_ENTRIES_MAX];
    struct cupel_diag d = { 0 };
    size_t n = 0;
    memset(bytes, 0x11, sizeof bytes);
    assert_status(amd_cert_table_parse(SLICE_ARRAY(bytes), e, &n, &d), CUPEL_E_LIMIT);
    assert_says(d, "more than 32 entries");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products),        cmocka_unit_test(test_tcb_layouts),
        cmocka_unit_test(test_leaf_extensions), cmocka_unit_test(test_leaf_hwid),
        cmocka_unit_test(test_leaf_kind),       cmocka_unit_test(test_table),
        cmocka_unit_test(test_table_damage),    cmocka_unit_test(test_table_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
