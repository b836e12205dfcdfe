/* SPDX-License-Identifier: Apache-2.0 */
/* One test row per rule of x509.h, each with its reason. Agreement with libcrypto: test_x509_diff.
 */
#include "x509_make.h"

#include <stdio.h>

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64u << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

enum part {
    VERSION,
    SERIAL,
    ALG,
    ISSUER,
    VALIDITY,
    SUBJECT,
    SPKI,
    TAIL, /* unique identifiers and extensions */
    OUTER_ALG,
    SIGNATURE,
    AFTER,
    PARTS
};

#define POINT_G                                                                                    \
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"                             \
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define EC_P256      "301306072a8648ce3d020106082a8648ce3d030107"
#define NAME(hex)    "300c310a3008" hex /* one attribute of eight bytes */
#define NAME_A       NAME("06035504030c0141")
#define NAME_B       NAME("06035504030c0142")
#define UTC_2026     "170d3236303130313030303030305a"
#define UTC_2027     "170d3237303130313030303030305a"
#define HASH(n)      "300d06096086480165030402" n "0500"
#define MGF1(n)      "a11c301a06092a864886f70d010108" HASH(n)
#define PSS(h, m, s) "304106092a864886f70d01010a3034a00f" HASH(h) MGF1(m) "a2030201" s
#define PSS_T(h, m, s, t)                                                                          \
    "304606092a864886f70d01010a3039a00f" HASH(h) MGF1(m) "a2030201" s "a3030201" t

static const char *const good[PARTS] = {
    [VERSION] = "a003020102",
    [SERIAL] = "020101",
    [ALG] = ALG_ECDSA_P256,
    [ISSUER] = NAME_A,
    [VALIDITY] = "301e" UTC_2026 UTC_2027,
    [SUBJECT] = NAME_B,
    [SPKI] = "3059" EC_P256 "03420004" POINT_G,
    [TAIL] = "a310300e300c0603551d130101ff04023000",
    [OUTER_ALG] = ALG_ECDSA_P256,
    [SIGNATURE] = "0303003000",
    [AFTER] = "",
};

/* A certificate whose @part is @hex; the algorithm is replaced inside and outside at once. */
static cupel_slice build(int part, const char *hex)
{
    cupel_slice p[PARTS];
    for (int i = 0; i < PARTS; i++)
        p[i] = hex_bytes(&arena, i == part || (part == ALG && i == OUTER_ALG) ? hex : good[i]);
    cupel_slice tbs = tlv(&arena, 0x30, cat(&arena, p, OUTER_ALG));
    return CAT(&arena, tlv(&arena, 0x30, CAT(&arena, tbs, p[OUTER_ALG], p[SIGNATURE])), p[AFTER]);
}

static void test_good(void **state)
{
    (void)state;
    struct x509_cert c;
    struct cupel_diag d;
    cupel_slice der = build(-1, NULL);
    assert_status(x509_cert_parse(der, &c, &d), CUPEL_OK);
    assert_true(slice_eq(c.der, der));
    assert_true(slice_eq(c.tbs, slice_part(der, 3, c.tbs.n)));
    assert_slice(c.serial, "\x01");
    assert_slice(c.issuer_cn, "A");
    assert_slice(c.subject_cn, "B");
    assert_int_equal(c.issuer.n, 14);
    assert_int_equal(c.not_before, 1767225600);
    assert_int_equal(c.not_after, 1798761600);
    assert_int_equal(c.pub.type, CRYPTO_KEY_P256);
    assert_true(slice_eq(c.pub.point, hex_bytes(&arena, POINT_G)));
    assert_int_equal(c.sig_alg, CRYPTO_SIG_ECDSA_P256_SHA256);
    assert_slice(c.sig, "\x30\x00");
    assert_true(c.has_basic && !c.is_ca && !c.has_path_len && !c.has_usage && !c.unknown_critical);
    assert_false(x509_is_self_issued(&c));
    assert_status(x509_cert_parse(build(SUBJECT, NAME_A), &c, &d), CUPEL_OK);
    assert_true(x509_is_self_issued(&c));
    assert_status(x509_cert_parse(build(TAIL, ""), &c, &d), CUPEL_OK);
    assert_int_equal(c.extensions.n, 0);
}

struct refusal {
    enum part part;
    const char *hex;
    cupel_status st;
    const char *says;
};

static const struct refusal refusals[] = {
    { VERSION, "", CUPEL_E_MALFORMED, "version is not v3" },
    { VERSION, "a003020101", CUPEL_E_MALFORMED, "version is not v3" },
    { VERSION, "a003020103", CUPEL_E_MALFORMED, "version is not v3" },
    { VERSION, "a0050201020500", CUPEL_E_MALFORMED, "version is not v3" },
    { SERIAL, "0200", CUPEL_E_MALFORMED, "serial number" },
    { SERIAL, "02020001", CUPEL_E_MALFORMED, "serial number" },
    { SERIAL,
      "0215"
      "01"
      "00000000000000000000"
      "00000000000000000000",
      CUPEL_E_MALFORMED, "at most 20 octets" },
    { ALG, "3000", CUPEL_E_TRUNCATED, "AlgorithmIdentifier" },
    { ALG, "300b06082a8648ce3d04030205", CUPEL_E_TRUNCATED, "AlgorithmIdentifier" },
    { ALG,
      "300c06082a8648ce3d0403020500"
      "",
      CUPEL_OK, NULL }, /* unknown, not refused: below */
    { ALG,
      "300d06082a8648ce3d0403020501"
      "00",
      CUPEL_E_MALFORMED, "AlgorithmIdentifier" },
    { ALG,
      "300d06082a8648ce3d0403020601"
      "80",
      CUPEL_E_MALFORMED, "AlgorithmIdentifier" },
    { ALG,
      "300d06082a8648ce3d0403020201"
      "00",
      CUPEL_E_MALFORMED, "AlgorithmIdentifier" },
    { ALG, "300e06082a8648ce3d04030205000500", CUPEL_E_TRAILING, "AlgorithmIdentifier" },
    { OUTER_ALG, "300a06082a8648ce3d040303", CUPEL_E_MALFORMED, "signatureAlgorithm differs" },
    { OUTER_ALG, "300c06082a8648ce3d0403020500", CUPEL_E_MALFORMED, "signatureAlgorithm differs" },
    { ISSUER, "3000", CUPEL_E_MALFORMED, "Name: empty" },
    { ISSUER, "30023100", CUPEL_E_MALFORMED, "no RelativeDistinguishedName, or an empty one" },
    { ISSUER, NAME("06035504031e0141"), CUPEL_E_MALFORMED, "an attribute is no UTF8String" },
    { ISSUER, NAME("06035504030c01ff"), CUPEL_E_MALFORMED, "an attribute is no UTF8String" },
    { ISSUER, NAME("060355040313012a"), CUPEL_E_MALFORMED, "an attribute is no UTF8String" },
    { ISSUER, NAME("0603550403160180"), CUPEL_E_MALFORMED, "an attribute is no UTF8String" },
    { ISSUER, NAME("06035580030c0141"), CUPEL_E_MALFORMED, "Name: an attribute" },
    { SUBJECT, "300e310c300a06035504030c01410500", CUPEL_E_TRAILING, "AttributeTypeAndValue" },
    { VALIDITY, "300f" UTC_2026, CUPEL_E_TRUNCATED, "validity" },
    { VALIDITY, "301e" UTC_2026 "170d3237303133323030303030305a", CUPEL_E_MALFORMED, "validity" },
    { VALIDITY, "3020" UTC_2026 UTC_2027 "0500", CUPEL_E_TRAILING, "validity" },
    { SPKI, "3059" EC_P256 "03420104" POINT_G, CUPEL_E_MALFORMED, "subjectPublicKeyInfo" },
    { SPKI, "305b" EC_P256 "03420004" POINT_G "0500", CUPEL_E_TRAILING, "subjectPublicKeyInfo" },
    { SPKI,
      "3018"
      "300d06092a864886f70d010101050003070030040201010500",
      CUPEL_E_MALFORMED, NULL },
    { TAIL, "81020001", CUPEL_E_MALFORMED, "unique identifiers" },
    { TAIL, "82020001", CUPEL_E_MALFORMED, "unique identifiers" },
    { TAIL, "a3023000", CUPEL_E_MALFORMED, "or an empty one" },
    { TAIL, "a310300e300c0603551d130101ff040230000500", CUPEL_E_TRAILING, "tbsCertificate" },
    { TAIL, "a31e301c300c0603551d130101ff04023000300c0603551d130101ff04023000", CUPEL_E_MALFORMED,
      "one OID appears twice" },
    { TAIL, "a310300e300c0603551d1301010004023000", CUPEL_E_MALFORMED,
      "critical is no BOOLEAN TRUE" },
    { TAIL, "a310300e300c0603551d1301010104023000", CUPEL_E_MALFORMED,
      "critical is no BOOLEAN TRUE" },
    { TAIL, "a3133011300f0603551d130101ff04053003010100", CUPEL_E_MALFORMED,
      "cA is no BOOLEAN TRUE" },
    { TAIL, "a3133011300f0603551d130101ff04053003020100", CUPEL_E_MALFORMED, "without cA" },
    { TAIL, "a3123010300e0603551d130101ff040430000500", CUPEL_E_TRAILING, "basicConstraints" },
    { TAIL, "a311300f300d0603551d0f0101ff0403030100", CUPEL_E_MALFORMED, "keyUsage" },
    { TAIL,
      "a31230103"
      "00e0603551d0f0101ff040403020101",
      CUPEL_E_MALFORMED, "keyUsage" },
    { TAIL, "a30e300c300a0603551d130101ff0500", CUPEL_E_MALFORMED, NULL },
    { SIGNATURE, "0303013000", CUPEL_E_MALFORMED, "signatureValue" },
    { SIGNATURE, "", CUPEL_E_TRUNCATED, "signatureValue" },
    { SIGNATURE, "03030030000500", CUPEL_E_TRAILING, "signatureValue" },
    { AFTER, "00", CUPEL_E_TRAILING, "no single SEQUENCE" },
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(refusals); i++) {
        const struct refusal *r = &refusals[i];
        struct x509_cert c = { .path_len = 77 };
        struct cupel_diag d = { .text = "" };
        cupel_status st = x509_cert_parse(build((int)r->part, r->hex), &c, &d);
        if (st != r->st || (r->says && !strstr(d.text, r->says)))
            fail_msg("row %zu: %s \"%s\" at %zu", i, cupel_status_name(st), d.text, d.offset);
        if (st == CUPEL_OK)
            continue;
        assert_int_equal(c.path_len, 77); /* untouched */
        assert_string_equal(d.format, "certificate");
        assert_true(d.has_offset);
    }
}

static void test_offsets(void **state)
{
    (void)state;
    struct x509_cert c;
    struct cupel_diag d;
    cupel_slice der = build(SERIAL, "02020001");
    (void)x509_cert_parse(der, &c, &d);
    assert_int_equal(d.offset, slice_find(der, hex_bytes(&arena, "02020001")));
    der = build(OUTER_ALG, "300a06082a8648ce3d040303");
    (void)x509_cert_parse(der, &c, &d);
    assert_int_equal(d.offset, slice_find(der, hex_bytes(&arena, "300a06082a8648ce3d040303")));
    der = build(VALIDITY, "301e" UTC_2026 "170d3237303133323030303030305a");
    (void)x509_cert_parse(der, &c, &d);
    assert_int_equal(d.offset, slice_find(der, hex_bytes(&arena, "170d323730313332")));
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    struct x509_cert c;
    cupel_slice der = build(-1, NULL);
    for (size_t n = 0; n < der.n; n++) {
        struct cupel_diag d;
        assert_status(x509_cert_parse(slice_part(der, 0, n), &c, &d), CUPEL_E_TRUNCATED);
    }
    uint8_t *big = arena_alloc(&arena, X509_CERT_MAX + 1);
    assert_status(x509_cert_parse(slice_of(big, X509_CERT_MAX + 1), &c, NULL), CUPEL_E_LIMIT);
}

static void test_too_many_extensions(void **state)
{
    (void)state;
    cupel_slice list = SLICE_EMPTY;
    for (unsigned i = 0; i <= X509_EXTENSIONS_MAX; i++) {
        char oid[9];
        (void)snprintf(oid, sizeof oid, "2b0601%02x", i);
        list = CAT(&arena, list, make_ext(&arena, oid, false, SLICE_EMPTY));
    }
    cupel_slice tail = tlv(&arena, 0xa3, tlv(&arena, 0x30, list));
    struct x509_cert c;
    struct cupel_diag d;
    assert_status(x509_cert_parse(build(TAIL, arena_hex(&arena, tail)), &c, &d), CUPEL_E_LIMIT);
    assert_says(d, "too many");
}

/* Algorithms and keys of kinds unknown here parse, so that checks can name them. */
static void test_algorithms(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        enum crypto_sig sig;
    } rows[] = {
        { "300a06082a8648ce3d040302", CRYPTO_SIG_ECDSA_P256_SHA256 },
        { "300a06082a8648ce3d040303", CRYPTO_SIG_ECDSA_P384_SHA384 },
        { "300c06082a8648ce3d0403020500", CRYPTO_SIG_NONE }, /* RFC 5758: no parameters */
        { "300a06082a8648ce3d040304", CRYPTO_SIG_ECDSA_P521_SHA512 },
        { "300a06082a8648ce3d040301", CRYPTO_SIG_NONE }, /* ecdsa-with-SHA224 */
        { "300d06092a864886f70d01010b0500", CRYPTO_SIG_RSA_PKCS1_SHA256 },
        { "300d06092a864886f70d01010c0500", CRYPTO_SIG_RSA_PKCS1_SHA384 },
        { "300d06092a864886f70d01010d0500", CRYPTO_SIG_RSA_PKCS1_SHA512 },
        { "300b06092a864886f70d01010b", CRYPTO_SIG_NONE },     /* RFC 4055 5: NULL is a must */
        { "300d06092a864886f70d0101050500", CRYPTO_SIG_NONE }, /* SHA-1 */
        { PSS("01", "01", "20"), CRYPTO_SIG_RSA_PSS_SHA256 },
        { PSS("02", "02", "30"), CRYPTO_SIG_RSA_PSS_SHA384 },
        { PSS("03", "03", "40"), CRYPTO_SIG_RSA_PSS_SHA512 },
        { PSS_T("02", "02", "30", "01"), CRYPTO_SIG_RSA_PSS_SHA384 }, /* as AMD writes it, too */
        { PSS_T("02", "02", "30", "02"), CRYPTO_SIG_NONE },
        { PSS("02", "01", "30"), CRYPTO_SIG_NONE }, /* MGF1 with another hash */
        { PSS("02", "02", "20"), CRYPTO_SIG_NONE }, /* short salt */
        { PSS("02", "02", "31"), CRYPTO_SIG_NONE },
        { "300d06092a864886f70d01010a3000", CRYPTO_SIG_NONE }, /* defaults: SHA-1 */
        { "300b06092a864886f70d01010a", CRYPTO_SIG_NONE },
        { "300506032b6570", CRYPTO_SIG_NONE }, /* Ed25519 */
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct x509_cert c;
        struct cupel_diag d = { .text = "" };
        cupel_status st = x509_cert_parse(build(ALG, rows[i].hex), &c, &d);
        if (st != CUPEL_OK || c.sig_alg != rows[i].sig)
            fail_msg("row %zu: %s, algorithm %d", i, d.text, (int)c.sig_alg);
    }
}

static cupel_slice rsa_spki(size_t modulus_bytes, uint8_t top, uint8_t low, const char *exponent)
{
    uint8_t *m = arena_alloc(&arena, modulus_bytes);
    memset(m, 0x5a, modulus_bytes);
    m[0] = top;
    m[modulus_bytes - 1] = low;
    cupel_slice pair = CAT(&arena, make_uint(&arena, slice_of(m, modulus_bytes)),
                           tlv(&arena, 0x02, hex_bytes(&arena, exponent)));
    cupel_slice bits = CAT(&arena, hex_bytes(&arena, "00"), tlv(&arena, 0x30, pair));
    return tlv(
        &arena, 0x30,
        CAT(&arena, hex_bytes(&arena, "300d06092a864886f70d0101010500"), tlv(&arena, 0x03, bits)));
}

static enum crypto_key_type key_of(cupel_slice spki)
{
    struct x509_cert c;
    struct cupel_diag d = { .text = "" };
    if (x509_cert_parse(build(SPKI, arena_hex(&arena, spki)), &c, &d) != CUPEL_OK)
        fail_msg("%s", d.text);
    assert_true(slice_eq(c.spki, spki));
    assert_true((c.pub.type == CRYPTO_KEY_NONE) == (c.pub.point.n == 0));
    return c.pub.type;
}

static void test_keys(void **state)
{
    (void)state;
    const char *e = "010001";
    assert_int_equal(key_of(rsa_spki(256, 0x80, 1, e)), CRYPTO_KEY_RSA);
    assert_int_equal(key_of(rsa_spki(512, 0xff, 1, e)), CRYPTO_KEY_RSA);
    assert_int_equal(key_of(rsa_spki(256, 0x7f, 1, e)), CRYPTO_KEY_NONE); /* 2047 bits */
    assert_int_equal(key_of(rsa_spki(128, 0x80, 1, e)), CRYPTO_KEY_NONE);
    assert_int_equal(key_of(rsa_spki(513, 0x01, 1, e)), CRYPTO_KEY_NONE); /* 4097 bits */
    assert_int_equal(key_of(rsa_spki(256, 0x80, 2, e)), CRYPTO_KEY_NONE); /* even */
    assert_int_equal(key_of(rsa_spki(256, 0x80, 1, "03")), CRYPTO_KEY_NONE);
    assert_int_equal(key_of(rsa_spki(256, 0x80, 1, "010001")), CRYPTO_KEY_RSA);
    /* P-256: compressed, hybrid, a short point; unknown curve; explicit parameters; Ed25519 */
    assert_int_equal(key_of(hex_bytes(&arena, "3059" EC_P256 "03420004" POINT_G)), CRYPTO_KEY_P256);
    assert_int_equal(key_of(hex_bytes(&arena, "3059" EC_P256 "03420006" POINT_G)), CRYPTO_KEY_NONE);
    assert_int_equal(key_of(hex_bytes(&arena, "301a" EC_P256 "0303000201")), CRYPTO_KEY_NONE);
    assert_int_equal(key_of(hex_bytes(&arena, "3017301006072a8648ce3d020106052b8104000a"
                                              "0303000401")),
                     CRYPTO_KEY_NONE);
    assert_int_equal(key_of(hex_bytes(&arena, "3012300b06072a8648ce3d020130000303000401")),
                     CRYPTO_KEY_NONE);
    assert_int_equal(key_of(hex_bytes(&arena, "300c300506032b65700303000401")), CRYPTO_KEY_NONE);
}

static void test_extensions(void **state)
{
    (void)state;
    cupel_slice more = CAT(&arena,
                           make_ext(&arena, "551d13", true, hex_bytes(&arena, "30060101ff020103")),
                           make_ext(&arena, "551d0f", true, hex_bytes(&arena, "03020106")),
                           make_ext(&arena, "2b0601040163", false, SLICE_LIT("raw")));
    cupel_slice tail = tlv(&arena, 0xa3, tlv(&arena, 0x30, more));
    struct x509_cert c;
    struct cupel_diag d;
    bool found, critical;
    assert_status(x509_cert_parse(build(TAIL, arena_hex(&arena, tail)), &c, &d), CUPEL_OK);
    assert_true(c.has_basic && c.is_ca && c.has_path_len && c.has_usage && !c.unknown_critical);
    assert_int_equal(c.path_len, 3);
    assert_int_equal(c.usage, X509_USAGE_KEY_CERT_SIGN | X509_USAGE_CRL_SIGN);
    assert_slice(x509_ext_find(&c, hex_bytes(&arena, "2b0601040163"), &found, &critical), "raw");
    assert_true(found && !critical);
    (void)x509_ext_find(&c, hex_bytes(&arena, "551d0f"), &found, &critical);
    assert_true(found && critical);
    (void)x509_ext_find(&c, hex_bytes(&arena, "551d0e"), &found, NULL);
    assert_false(found);
    more = make_ext(&arena, "2b0601040163", true, SLICE_EMPTY);
    tail = tlv(&arena, 0xa3, tlv(&arena, 0x30, more));
    assert_status(x509_cert_parse(build(TAIL, arena_hex(&arena, tail)), &c, &d), CUPEL_OK);
    assert_true(c.unknown_critical);
    (void)x509_ext_find(&c, hex_bytes(&arena, "2b0601040163"), &found, NULL);
    assert_true(found); /* with an empty value */
}

static void test_serials(void **state)
{
    (void)state;
    struct x509_cert c;
    struct cupel_diag d;
    assert_status(x509_cert_parse(build(SERIAL, "020100"), &c, &d), CUPEL_OK); /* VCEKs have it */
    assert_slice(c.serial, "\0");
    assert_status(x509_cert_parse(build(SERIAL, "0201ff"), &c, &d), CUPEL_OK);
    assert_slice(c.serial, "\xff");
    const char *longest = "021500ff"
                          "000000000000000000"
                          "00000000000000000000";
    assert_status(x509_cert_parse(build(SERIAL, longest), &c, &d), CUPEL_OK);
    assert_int_equal(c.serial.n, 21);
}

static void test_name_text(void **state)
{
    (void)state;
    struct x509_cert c;
    struct cupel_diag d;
    const char *name = "3037"
                       "310b300906035504061302"
                       "5553"
                       "3113"
                       "3011"
                       "060355040a"
                       "0c0a"
                       "412c2042"
                       "5c3d"
                       "c3a9"
                       "0a01"
                       "3113"
                       "3008"
                       "06035504030c0141"
                       "3007"
                       "06032a03040c00";
    assert_status(x509_cert_parse(build(SUBJECT, name), &c, &d), CUPEL_OK);
    assert_string_equal(x509_name_text(&arena, c.subject),
                        "C=US, O=A\\, B\\\\\\=????, CN=A+OID#2a0304=");
    assert_string_equal(x509_name_text(&arena, SLICE_EMPTY), "");
    assert_string_equal(x509_name_text(&arena, SLICE_LIT("\x30\x05\x31")), "");
    /* many attributes neither cost memory without end nor print without end */
    cupel_slice list = SLICE_EMPTY, one = hex_bytes(&arena, "310a300806035504030c0141");
    for (int i = 0; i < 1000; i++)
        list = CAT(&arena, list, one);
    struct arena small;
    arena_init(&small, 8192);
    const char *text = x509_name_text(&small, tlv(&arena, 0x30, list));
    assert_int_equal(small.st, CUPEL_OK);
    assert_true(strlen(text) <= 1024 && strncmp(text, "CN=A, CN=A", 10) == 0);
    arena_clear(&small);
}

static void test_sig_raw(void **state)
{
    (void)state;
    cupel_slice sig = hex_bytes(&arena, "3006020105020106");
    cupel_slice raw = x509_sig_raw(&arena, CRYPTO_SIG_ECDSA_P384_SHA384, sig);
    assert_int_equal(raw.n, 96);
    assert_int_equal(raw.p[47], 5);
    assert_int_equal(raw.p[95], 6);
    assert_int_equal(x509_sig_raw(&arena, CRYPTO_SIG_ECDSA_P256_SHA256, sig).n, 64);
    assert_int_equal(x509_sig_raw(&arena, CRYPTO_SIG_RSA_PSS_SHA384, sig).p == sig.p, 1);
    assert_int_equal(x509_sig_raw(&arena, CRYPTO_SIG_NONE, sig).n, 0);
    assert_int_equal(x509_sig_raw(&arena, CRYPTO_SIG_ECDSA_P256_SHA256, slice_part(sig, 0, 7)).n,
                     0);
}

/* --- CRLs ------------------------------------------------------------------------------------ */

#define SIG_TAIL ALG_ECDSA_P256 "0303003000"
#define CRL_HEAD "020101" ALG_ECDSA_P256 NAME_A UTC_2026

static cupel_status crl_of(const char *tbs, const char *tail, struct x509_crl *ret,
                           struct cupel_diag *d)
{
    *d = (struct cupel_diag){ .text = "" };
    cupel_slice body = tlv(&arena, 0x30, hex_bytes(&arena, tbs));
    return x509_crl_parse(&arena, tlv(&arena, 0x30, CAT(&arena, body, hex_bytes(&arena, tail))),
                          ret, d);
}

static void test_crl_good(void **state)
{
    (void)state;
    struct x509_crl c;
    struct cupel_diag d;
    assert_status(crl_of(CRL_HEAD, SIG_TAIL, &c, &d), CUPEL_OK);
    assert_slice(c.issuer_cn, "A");
    assert_int_equal(c.this_update, 1767225600);
    assert_true(c.next_update == INT64_MIN);
    assert_int_equal(c.n_revoked, 0);
    assert_null(x509_crl_find(&c, SLICE_LIT("\x01")));
}

static void test_crl_entries(void **state)
{
    (void)state;
    struct x509_crl c;
    struct cupel_diag d;
    cupel_slice reason = make_ext(&arena, "551d15", false, hex_bytes(&arena, "0a0101"));
    cupel_slice entries = CAT(&arena, make_entry(&arena, SLICE_LIT("\x05"), SLICE_EMPTY),
                              make_entry(&arena, SLICE_LIT("\x03"), reason),
                              hex_bytes(&arena, "3012020105170d3235303130313030303030305a"),
                              make_entry(&arena, hex_bytes(&arena, "0080"), SLICE_EMPTY));
    cupel_slice number = make_ext(&arena, "551d14", false, hex_bytes(&arena, "02020102"));
    cupel_slice tbs = CAT(&arena, hex_bytes(&arena, CRL_HEAD UTC_2027), tlv(&arena, 0x30, entries),
                          tlv(&arena, 0xa0, tlv(&arena, 0x30, number)));
    assert_status(crl_of(arena_hex(&arena, tbs), SIG_TAIL, &c, &d), CUPEL_OK);
    assert_int_equal(c.next_update, 1798761600);
    assert_int_equal(c.n_revoked, 4);
    assert_slice(c.number, "\x01\x02");
    assert_false(c.unknown_critical);
    assert_int_equal(x509_crl_find(&c, SLICE_LIT("\x05"))->when, 1735689600); /* the earlier one */
    assert_non_null(x509_crl_find(&c, SLICE_LIT("\x03")));
    assert_non_null(x509_crl_find(&c, hex_bytes(&arena, "0080")));
    assert_null(x509_crl_find(&c, SLICE_LIT("\x80"))); /* -128 is another number */
    assert_null(x509_crl_find(&c, SLICE_LIT("\x04")));
    assert_null(x509_crl_find(&c, SLICE_EMPTY));
}

static void test_crl_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *tbs, *tail;
        cupel_status st;
        const char *says;
    } rows[] = {
        { ALG_ECDSA_P256 NAME_A UTC_2026, SIG_TAIL, CUPEL_E_MALFORMED, "version is not v2" },
        { "020100" ALG_ECDSA_P256 NAME_A UTC_2026, SIG_TAIL, CUPEL_E_MALFORMED, "not v2" },
        { "020101" ALG_ECDSA_P256 "3000" UTC_2026, SIG_TAIL, CUPEL_E_MALFORMED, "Name: empty" },
        { "020101" ALG_ECDSA_P256 NAME_A, SIG_TAIL, CUPEL_E_TRUNCATED, "thisUpdate" },
        { "020101" ALG_ECDSA_P256 NAME_A "170d3236303133323030303030305a", SIG_TAIL,
          CUPEL_E_MALFORMED, "thisUpdate" },
        { CRL_HEAD "30020500", SIG_TAIL, CUPEL_E_MALFORMED, "an entry is no SEQUENCE" },
        { CRL_HEAD "30023000", SIG_TAIL, CUPEL_E_TRUNCATED, "serial number" },
        { CRL_HEAD "30053003020101", SIG_TAIL, CUPEL_E_TRUNCATED, "revocationDate" },
        { CRL_HEAD "30163014"
                   "020101" UTC_2026 "3000",
          SIG_TAIL, CUPEL_E_MALFORMED, "empty" },
        { CRL_HEAD "30163014"
                   "020101" UTC_2026 "0500",
          SIG_TAIL, CUPEL_E_MALFORMED, "no SEQUENCE" },
        { CRL_HEAD "a0023000", SIG_TAIL, CUPEL_E_MALFORMED, "empty" },
        { CRL_HEAD "a00d300b30090603551d1404020500", SIG_TAIL, CUPEL_E_MALFORMED, "cRLNumber" },
        { CRL_HEAD "a00d300b30090603551d14040202ff", SIG_TAIL, CUPEL_E_MALFORMED, "no INTEGER" },
        { CRL_HEAD "a00e300c300a0603551d1404030201ff", SIG_TAIL, CUPEL_E_MALFORMED,
          "a negative one" },
        { CRL_HEAD "a01a3018300a0603551d140403020101300a0603551d140403020101", SIG_TAIL,
          CUPEL_E_MALFORMED, "appears twice" },
        { CRL_HEAD "a00e300c300a0603551d1404030201010500", SIG_TAIL, CUPEL_E_TRAILING,
          "tbsCertList" },
        { CRL_HEAD, "300a06082a8648ce3d0403030303003000", CUPEL_E_MALFORMED, "differs" },
        { CRL_HEAD, ALG_ECDSA_P256 "03030030000500", CUPEL_E_TRAILING, "signatureValue" },
        { CRL_HEAD, ALG_ECDSA_P256, CUPEL_E_TRUNCATED, "signatureValue" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct x509_crl c;
        struct cupel_diag d;
        cupel_status st = crl_of(rows[i].tbs, rows[i].tail, &c, &d);
        if (st != rows[i].st || !strstr(d.text, rows[i].says))
            fail_msg("row %zu: %s \"%s\" at %zu", i, cupel_status_name(st), d.text, d.offset);
        assert_string_equal(d.format, "crl");
    }
}

/* Delta and indirect CRLs, and anything critical, are no whole CRL of their issuer. */
static void test_crl_critical(void **state)
{
    (void)state;
    static const struct {
        const char *oid;
        bool critical, in_entry, want;
    } rows[] = {
        { "551d14", false, false, false }, { "551d23", false, false, false },
        { "551d1b", true, false, true },   { "551d1b", false, false, true },
        { "551d1c", true, false, true },   { "551d1d", true, true, true },
        { "551d1d", false, true, true },   { "2b060105", true, false, true },
        { "2b060105", true, true, true },  { "2b060105", false, true, false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct x509_crl c;
        struct cupel_diag d;
        cupel_slice e = make_ext(&arena, rows[i].oid, rows[i].critical,
                                 hex_bytes(&arena, "020101"));
        cupel_slice rest = rows[i].in_entry
                               ? tlv(&arena, 0x30, make_entry(&arena, SLICE_LIT("\x01"), e))
                               : tlv(&arena, 0xa0, tlv(&arena, 0x30, e));
        cupel_slice tbs = CAT(&arena, hex_bytes(&arena, CRL_HEAD), rest);
        assert_status(crl_of(arena_hex(&arena, tbs), SIG_TAIL, &c, &d), CUPEL_OK);
        assert_int_equal(c.unknown_critical, rows[i].want);
    }
}

/* --- large CRLs ------------------------------------------------------------------------------ */

#define ENTRY_BYTES 24u /* SEQUENCE { INTEGER of 5 bytes, UTCTime } */

/* A CRL whose entry i has the serial @serial(i), positive and below 2^31. */
static cupel_status parse_large(size_t n, uint32_t (*serial)(size_t i, size_t n),
                                struct x509_crl *ret, struct cupel_diag *d)
{
    uint8_t *list = arena_alloc(&arena, n * ENTRY_BYTES);
    cupel_slice date = hex_bytes(&arena, UTC_2026);
    assert_non_null(list);
    for (size_t i = 0; i < n; i++) {
        uint8_t *e = list + i * ENTRY_BYTES;
        uint32_t v = serial(i, n);
        const uint8_t head[] = { 0x30,
                                 ENTRY_BYTES - 2,
                                 0x02,
                                 0x05,
                                 0x01,
                                 (uint8_t)(v >> 24),
                                 (uint8_t)(v >> 16),
                                 (uint8_t)(v >> 8),
                                 (uint8_t)v };
        memcpy(e, head, sizeof head);
        memcpy(e + sizeof head, date.p, date.n);
    }
    cupel_slice tbs = CAT(&arena, hex_bytes(&arena, CRL_HEAD),
                          tlv(&arena, 0x30, slice_of(list, n * ENTRY_BYTES)));
    cupel_slice all = CAT(&arena, tlv(&arena, 0x30, tbs), hex_bytes(&arena, SIG_TAIL));
    return x509_crl_parse(&arena, tlv(&arena, 0x30, all), ret, d);
}

static uint32_t scattered(size_t i, size_t n)
{
    (void)n;
    return (uint32_t)i * 2654435761u; /* odd: no serial twice */
}
static uint32_t falling(size_t i, size_t n)
{
    return (uint32_t)(n - i);
}
static uint32_t organ_pipe(size_t i, size_t n)
{
    return (uint32_t)(i < n / 2 ? 2 * i : 2 * (n - i) - 1);
}
static uint32_t all_equal(size_t i, size_t n)
{
    (void)i;
    return (uint32_t)n;
}

static const struct x509_revoked *find_u32(const struct x509_crl *c, uint32_t v)
{
    const uint8_t s[] = { 0x01, (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8),
                          (uint8_t)v };
    return x509_crl_find(c, SLICE_ARRAY(s));
}

static void test_crl_large(void **state)
{
    (void)state;
    uint32_t (*const orders[])(size_t, size_t) = { scattered, falling, organ_pipe, all_equal };
    const size_t n = X509_CRL_ENTRIES_MAX;
    for (size_t k = 0; k < CUPEL_COUNT(orders); k++) {
        struct x509_crl c;
        struct cupel_diag d;
        assert_status(parse_large(n, orders[k], &c, &d), CUPEL_OK);
        assert_int_equal(c.n_revoked, n);
        for (size_t i = 1; i < n; i++)
            assert_true(slice_cmp(c.revoked[i - 1].serial, c.revoked[i].serial) <= 0);
        for (size_t i = 0; i < n; i++)
            assert_non_null(find_u32(&c, orders[k](i, n)));
        assert_null(find_u32(&c, 0x7fffffff));
        arena_clear(&arena);
        arena_init(&arena, 64u << 20);
    }
    struct x509_crl c;
    struct cupel_diag d;
    assert_status(parse_large(n + 1, scattered, &c, &d), CUPEL_E_LIMIT);
    assert_says(d, "too many entries");
    uint8_t *big = arena_alloc(&arena, X509_CRL_MAX + 1u);
    assert_status(x509_crl_parse(&arena, slice_of(big, X509_CRL_MAX + 1u), &c, &d), CUPEL_E_LIMIT);
}

/* Memory that runs out is said to have run out, and entries are not asked for before they exist. */
static void test_crl_no_memory(void **state)
{
    (void)state;
    struct arena small;
    struct x509_crl c;
    struct cupel_diag d;
    arena_init(&small, 4 * sizeof(struct x509_revoked)); /* of five */
    cupel_slice entry = make_entry(&arena, SLICE_LIT("\x01"), SLICE_EMPTY), list = SLICE_EMPTY;
    for (int i = 0; i < 5; i++)
        list = CAT(&arena, list, entry);
    cupel_slice tbs = tlv(&arena, 0x30,
                          CAT(&arena, hex_bytes(&arena, CRL_HEAD), tlv(&arena, 0x30, list)));
    cupel_slice der = tlv(&arena, 0x30, CAT(&arena, tbs, hex_bytes(&arena, SIG_TAIL)));
    assert_status(x509_crl_parse(&small, der, &c, &d), CUPEL_E_LIMIT);
    assert_says(d, "no memory");
    arena_clear(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_offsets),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_too_many_extensions),
        cmocka_unit_test(test_algorithms),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_extensions),
        cmocka_unit_test(test_serials),
        cmocka_unit_test(test_name_text),
        cmocka_unit_test(test_sig_raw),
        cmocka_unit_test(test_crl_good),
        cmocka_unit_test(test_crl_entries),
        cmocka_unit_test(test_crl_refusals),
        cmocka_unit_test(test_crl_critical),
        cmocka_unit_test(test_crl_large),
        cmocka_unit_test(test_crl_no_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
