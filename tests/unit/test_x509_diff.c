/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our reading against libcrypto's, on certificates and CRLs that libcrypto made and that are then
 * flipped, cut and stretched: what we accept it must accept, and read the same; where it accepts
 * and we refuse, the reason must stand in the list of rules in which we are stricter.
 */
#include "test.h"

#include "codec/x509.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <time.h>

#ifndef MUTANTS
#define MUTANTS                                                                                    \
    4000u /* of each sample; the keys are new in every run, so a failure prints all bytes */
#endif

static struct arena arena;

/* --- samples --------------------------------------------------------------------------------- */

static EVP_PKEY *make_key(int kind) /* 0: P-256, 1: P-384, 2: RSA */
{
    EVP_PKEY *key = kind == 0   ? EVP_EC_gen("P-256")
                    : kind == 1 ? EVP_EC_gen("P-384")
                                : EVP_RSA_gen(2048);
    assert_non_null(key);
    return key;
}

/* A signing context: PSS for RSA, with the salt as long as the hash. */
static EVP_MD_CTX *signer(EVP_PKEY *key, int kind)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *p = NULL;
    assert_int_equal(
        EVP_DigestSignInit(ctx, &p, kind == 0 ? EVP_sha256() : EVP_sha384(), NULL, key), 1);
    if (kind == 2) {
        assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(p, RSA_PKCS1_PSS_PADDING), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(p, RSA_PSS_SALTLEN_DIGEST), 1);
    }
    return ctx;
}

static X509_NAME *make_name(const char *cn)
{
    X509_NAME *n = X509_NAME_new();
    (void)X509_NAME_add_entry_by_txt(n, "C", MBSTRING_ASC, (const uint8_t *)"DE", -1, -1, 0);
    (void)X509_NAME_add_entry_by_txt(n, "O", MBSTRING_UTF8,
                                     (const uint8_t *)"Tr\xc3\xbc"
                                                      "ffel",
                                     -1, -1, 0);
    (void)X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const uint8_t *)cn, -1, -1, 0);
    return n;
}

static void add_ext(X509 *x, X509_CRL *crl, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, x, x, NULL, crl, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    assert_non_null(e);
    assert_int_equal(x ? X509_add_ext(x, e, -1) : X509_CRL_add_ext(crl, e, -1), 1);
    X509_EXTENSION_free(e);
}

static cupel_slice keep(uint8_t *der, int n)
{
    assert_true(n > 0);
    cupel_slice s = arena_copy(&arena, slice_of(der, (size_t)n));
    OPENSSL_free(der);
    return s;
}

static cupel_slice make_cert(int kind)
{
    EVP_PKEY *key = make_key(kind);
    X509 *x = X509_new();
    X509_NAME *name = make_name("leaf"), *issuer = make_name("issuer");
    (void)X509_set_version(x, 2);
    (void)ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), 0xc0ffee0000000001);
    (void)X509_set_subject_name(x, name);
    (void)X509_set_issuer_name(x, issuer);
    (void)ASN1_TIME_set_string(X509_getm_notBefore(x), "260101000000Z");
    (void)ASN1_TIME_set_string(X509_getm_notAfter(x), "20510101000000Z");
    (void)X509_set_pubkey(x, key);
    add_ext(x, NULL, NID_basic_constraints, "critical,CA:TRUE,pathlen:1");
    add_ext(x, NULL, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_ext(x, NULL, NID_subject_key_identifier, "hash");
    EVP_MD_CTX *ctx = signer(key, kind);
    assert_true(X509_sign_ctx(x, ctx) > 0);
    uint8_t *der = NULL;
    int n = i2d_X509(x, &der);
    EVP_MD_CTX_free(ctx);
    X509_NAME_free(name);
    X509_NAME_free(issuer);
    X509_free(x);
    EVP_PKEY_free(key);
    return keep(der, n);
}

static void add_revoked(X509_CRL *crl, long serial, int reason)
{
    X509_REVOKED *r = X509_REVOKED_new();
    ASN1_INTEGER *i = ASN1_INTEGER_new();
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1767225600);
    (void)ASN1_INTEGER_set(i, serial);
    (void)X509_REVOKED_set_serialNumber(r, i);
    (void)X509_REVOKED_set_revocationDate(r, t);
    if (reason >= 0) {
        ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();
        (void)ASN1_ENUMERATED_set(e, reason);
        assert_int_equal(X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, e, 0, 0), 1);
        ASN1_ENUMERATED_free(e);
    }
    (void)X509_CRL_add0_revoked(crl, r);
    ASN1_INTEGER_free(i);
    ASN1_TIME_free(t);
}

static cupel_slice make_crl(int kind)
{
    EVP_PKEY *key = make_key(kind);
    X509_CRL *crl = X509_CRL_new();
    X509_NAME *issuer = make_name("issuer");
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1767225600);
    (void)X509_CRL_set_version(crl, 1);
    (void)X509_CRL_set_issuer_name(crl, issuer);
    (void)X509_CRL_set1_lastUpdate(crl, t);
    (void)X509_CRL_set1_nextUpdate(crl, t);
    add_revoked(crl, 0x1234567, 1);
    add_revoked(crl, 5, -1);
    add_revoked(crl, 0xfedcba, 4);
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    (void)ASN1_INTEGER_set(number, 300);
    (void)X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0);
    EVP_MD_CTX *ctx = signer(key, kind);
    assert_true(X509_CRL_sign_ctx(crl, ctx) > 0);
    uint8_t *der = NULL;
    int n = i2d_X509_CRL(crl, &der);
    ASN1_INTEGER_free(number);
    EVP_MD_CTX_free(ctx);
    ASN1_TIME_free(t);
    X509_NAME_free(issuer);
    X509_CRL_free(crl);
    EVP_PKEY_free(key);
    return keep(der, n);
}

/* --- mutation -------------------------------------------------------------------------------- */

static uint64_t seed = 0x9e3779b97f4a7c15;

static size_t below(size_t n) /* xorshift64: the same mutants of a sample in every run */
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return n ? (size_t)(seed % n) : 0;
}

/* A byte that matters to DER, or any. */
static uint8_t odd_byte(void)
{
    static const uint8_t likely[] = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c,
                                      0x13, 0x16, 0x17, 0x18, 0x1e, 0x30, 0x31, 0x7f,
                                      0x80, 0x81, 0x82, 0x84, 0xa0, 0xa1, 0xa3, 0xff };
    size_t i = below(2 * CUPEL_COUNT(likely));
    return i < CUPEL_COUNT(likely) ? likely[i] : (uint8_t)below(256);
}

static size_t mutate_once(uint8_t *p, size_t n)
{
    size_t at = below(n), k = 1 + below(4);
    switch (below(6)) {
    case 0: /* flip */
    case 1: p[at] ^= (uint8_t)(1u << below(8)); return n;
    case 2: p[at] = odd_byte(); return n;
    case 3: /* one more here, one less there: inner lengths go wrong, the whole stays */
        p[at]++;
        p[below(n)]--;
        return n;
    case 4: /* cut */
        k = k > n - at ? n - at : k;
        memmove(p + at, p + at + k, n - at - k);
        return n - k;
    default: /* insert */
        memmove(p + at + 1, p + at, n - at);
        p[at] = odd_byte();
        return n + 1;
    }
}

/* After a cut or an insertion outside, set the outer length right so that the inside is seen. */
static void mend_length(uint8_t *p, size_t n)
{
    if (n > 260 && p[1] == 0x82) {
        p[2] = (uint8_t)((n - 4) >> 8);
        p[3] = (uint8_t)(n - 4);
    }
}

static cupel_slice mutate(cupel_slice sample, uint8_t *room)
{
    size_t n = sample.n;
    slice_copy(sample, room, n);
    for (size_t rounds = 1 + below(2); rounds && n > 8; rounds--)
        n = mutate_once(room, n);
    if (below(2) && n > 8)
        mend_length(room, n);
    return slice_of(room, n);
}

/* --- comparison ------------------------------------------------------------------------------ */

static bool same_der(cupel_slice ours, uint8_t *der, int n)
{
    bool same = n > 0 && slice_eq(ours, slice_of(der, (size_t)n));
    OPENSSL_free(der);
    return same;
}

static bool same_name(cupel_slice ours, const X509_NAME *name)
{
    uint8_t *der = NULL;
    int n = i2d_X509_NAME(name, &der);
    return same_der(ours, der, n);
}

static bool same_serial(cupel_slice contents, const ASN1_INTEGER *i)
{
    uint8_t head[2] = { 2, (uint8_t)contents.n }, *der = NULL;
    int n = i2d_ASN1_INTEGER(i, &der);
    bool same = n == (int)contents.n + 2 && memcmp(der, head, 2) == 0 &&
                slice_eq(contents, slice_of(der + 2, contents.n));
    OPENSSL_free(der);
    return same;
}

static bool same_time(int64_t ours, const ASN1_TIME *t)
{
    struct tm tm;
    if (ASN1_TIME_to_tm(t, &tm) != 1)
        return false;
    /* not timegm(): time_t may have 32 bits */
    struct civil c = { tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                       tm.tm_hour,        tm.tm_min,     tm.tm_sec };
    return civil_to_epoch(&c) == ours;
}

static bool same_sig(cupel_slice ours, const ASN1_BIT_STRING *sig)
{
    return slice_eq(ours, slice_of(ASN1_STRING_get0_data(sig), (size_t)ASN1_STRING_length(sig)));
}

static const char *compare_cert(const struct x509_cert *c, X509 *x)
{
    const ASN1_BIT_STRING *sig = NULL;
    uint8_t *der = NULL;
    X509_get0_signature(&sig, NULL, x);
    if (!same_serial(c->serial, X509_get0_serialNumber(x)))
        return "serial";
    if (!same_name(c->issuer, X509_get_issuer_name(x)) ||
        !same_name(c->subject, X509_get_subject_name(x)))
        return "name";
    if (!same_time(c->not_before, X509_get0_notBefore(x)) ||
        !same_time(c->not_after, X509_get0_notAfter(x)))
        return "dates";
    int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);
    if (!same_der(c->spki, der, n))
        return "SPKI";
    if (!same_sig(c->sig, sig))
        return "signature";
    der = NULL;
    n = i2d_re_X509_tbs(x, &der); /* encoded anew: DER has one way, so it must be the same */
    return same_der(c->tbs, der, n) ? NULL : "TBS";
}

static const char *compare_crl(const struct x509_crl *c, X509_CRL *x)
{
    const ASN1_BIT_STRING *sig = NULL;
    uint8_t *der = NULL;
    X509_CRL_get0_signature(x, &sig, NULL);
    if (!same_name(c->issuer, X509_CRL_get_issuer(x)))
        return "name";
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(x);
    if (!same_time(c->this_update, X509_CRL_get0_lastUpdate(x)) ||
        (next ? !same_time(c->next_update, next) : c->next_update != INT64_MIN))
        return "dates";
    STACK_OF(X509_REVOKED) *list = X509_CRL_get_REVOKED(x);
    if ((size_t)(list ? sk_X509_REVOKED_num(list) : 0) != c->n_revoked)
        return "count of entries";
    for (int i = 0; i < (list ? sk_X509_REVOKED_num(list) : 0); i++) {
        const X509_REVOKED *r = sk_X509_REVOKED_value(list, i);
        uint8_t *serial = NULL;
        int n = i2d_ASN1_INTEGER(X509_REVOKED_get0_serialNumber(r), &serial);
        const struct x509_revoked *e = n > 2 ? x509_crl_find(c, slice_of(serial + 2, (size_t)n - 2))
                                             : NULL;
        OPENSSL_free(serial);
        if (!e || !same_time(e->when, X509_REVOKED_get0_revocationDate(r)))
            return "an entry";
    }
    if (!same_sig(c->sig, sig))
        return "signature";
    der = NULL;
    int n = i2d_re_X509_CRL_tbs(x, &der);
    return same_der(c->tbs, der, n) ? NULL : "TBS";
}

/*
 * Rules in which we are stricter than libcrypto, by the start of our message, and why. It keeps
 * values as they stand where it does not need them yet, reads BER where DER is meant, and leaves
 * RFC 5280 to the verification of chains.
 */
static struct {
    const char *says, *why;
    unsigned count;
} stricter[] = {
    { "version", "only v3 certificates and v2 CRLs are issued by TEE vendors", 0 },
    { "serial number", "RFC 5280 4.1.2.2: at most 20 octets", 0 },
    { "certificate: ", "BER lengths; unused bits in the signature; bytes after the end", 0 },
    { "CRL: ", "the same", 0 },
    { "tbsCertificate", "BER lengths, and elements that libcrypto skips as of another type", 0 },
    { "tbsCertList", "the same", 0 },
    { "AlgorithmIdentifier", "BER lengths; parameters are one whole element", 0 },
    { "signatureAlgorithm differs", "RFC 5280 4.1.1.2: both must be the same", 0 },
    { "Name: ", "empty names; string types out of use; characters outside the type", 0 },
    { "validity", "RFC 5280 4.1.2.5: two forms only, and dates that exist", 0 },
    { "thisUpdate", "the same", 0 },
    { "revocationDate", "the same", 0 },
    { "revokedCertificates", "BER lengths", 0 },
    { "subjectPublicKey", "libcrypto keeps a key that it cannot decode", 0 },
    { "unique identifiers", "RFC 5280 4.1.2.8: must not be used", 0 },
    { "extensions", "an empty SEQUENCE; BER lengths", 0 },
    { "extension: ", "a default written out; one OID twice; BER lengths", 0 },
    { "CRL extensions", "the same", 0 },
    { "crlExtensions", "the same", 0 },
    { "basicConstraints", "libcrypto reads values of extensions only when asked", 0 },
    { "keyUsage", "the same", 0 },
    { "cRLNumber", "the same", 0 },
    { "reasonCode", "the same", 0 },
};

static void count_stricter(cupel_slice in, const struct cupel_diag *d)
{
    for (size_t i = 0; i < CUPEL_COUNT(stricter); i++)
        if (strncmp(d->text, stricter[i].says, strlen(stricter[i].says)) == 0) {
            stricter[i].count++;
            return;
        }
    fail_msg("libcrypto accepts, we say \"%s\": %s", d->text, arena_hex(&arena, in));
}

/* What of @der libcrypto reads as a certificate; all of it, or it counts as refused. */
static void judge_cert(cupel_slice der, unsigned *accepted)
{
    struct x509_cert c;
    struct cupel_diag d = { .text = "" };
    const uint8_t *p = der.p;
    cupel_status st = x509_cert_parse(der, &c, &d);
    X509 *x = d2i_X509(NULL, &p, (long)der.n);
    bool theirs = x && p == der.p + der.n;
    if (st == CUPEL_OK && !theirs)
        fail_msg("we accept, libcrypto does not: %s", arena_hex(&arena, der));
    const char *differs = st == CUPEL_OK ? compare_cert(&c, x) : NULL;
    if (differs)
        fail_msg("%s differs: %s", differs, arena_hex(&arena, der));
    if (st != CUPEL_OK && theirs)
        count_stricter(der, &d);
    *accepted += st == CUPEL_OK;
    X509_free(x);
}

static void judge_crl(cupel_slice der, unsigned *accepted)
{
    struct x509_crl c;
    struct arena a;
    struct cupel_diag d = { .text = "" };
    const uint8_t *p = der.p;
    arena_init(&a, 1 << 20);
    cupel_status st = x509_crl_parse(&a, der, &c, &d);
    X509_CRL *x = d2i_X509_CRL(NULL, &p, (long)der.n);
    bool theirs = x && p == der.p + der.n;
    if (st == CUPEL_OK && !theirs)
        fail_msg("we accept, libcrypto does not: %s", arena_hex(&arena, der));
    const char *differs = st == CUPEL_OK ? compare_crl(&c, x) : NULL;
    if (differs)
        fail_msg("%s differs: %s", differs, arena_hex(&arena, der));
    if (st != CUPEL_OK && theirs)
        count_stricter(der, &d);
    *accepted += st == CUPEL_OK;
    X509_CRL_free(x);
    arena_clear(&a);
}

static void replay(cupel_slice sample, void (*judge)(cupel_slice, unsigned *))
{
    unsigned accepted = 0;
    uint8_t *room = arena_alloc(&arena, sample.n + 16);
    judge(sample, &accepted);
    assert_int_equal(accepted, 1);
    for (unsigned i = 0; i < MUTANTS; i++) {
        uint8_t *exact = malloc(sample.n + 16);
        cupel_slice m = mutate(sample, room);
        slice_copy(m, exact, m.n);
        judge(slice_of(exact, m.n), &accepted);
        free(exact);
    }
    assert_true(accepted > MUTANTS / 100); /* flips in names, keys and signatures do no harm */
    assert_true(accepted < MUTANTS);
}

static void test_certificates(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++)
        replay(make_cert(kind), judge_cert);
}

static void test_crls(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++)
        replay(make_crl(kind), judge_crl);
}

static void test_report(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(stricter); i++)
        print_message("stricter %5u x \"%s\": %s\n", stricter[i].count, stricter[i].says,
                      stricter[i].why);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificates),
        cmocka_unit_test(test_crls),
        cmocka_unit_test(test_report),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
