/* SPDX-License-Identifier: Apache-2.0 */
/* Anchors that are bare keys: what files of keys may hold, and what is refused with which words. */
#include "test.h"

#include "codec/pubkey.h"
#include "codec/x509_alg.h"
#include "trust/keys.h"

#include <stdio.h>

/* RFC 7515 appendix A.3 and A.4 (EC), RFC 7517 appendix A.1 (RSA): published examples. */
#define EC_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define EC_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define EC   "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}"
#define RSA_N                                                                                      \
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP" \
    "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY" \
    "368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0f" \
    "M4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
#define RSA "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}"
#define OCT "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}" /* 16 bytes */
#define ID1 "01" ID0
#define ID0 "0000000000000000000000000000000000000000000000000000000000000000"

static struct crypto *crypto;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 8u << 20);
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crypto_free(crypto);
    arena_clear(&arena);
    return 0;
}

static struct trust_anchor *read(cupel_slice in, size_t want)
{
    struct trust_anchor *list = NULL;
    struct cupel_diag err = { 0 };
    size_t n = 0;
    assert_true(trust_keys_probe(in));
    if (trust_keys_read(crypto, &arena, in, &list, &n, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    assert_int_equal(n, want);
    for (size_t i = 0; i < n; i++) {
        assert_true(list[i].is_key);
        assert_int_equal(list[i].subject.n, 0); /* no path ends at a bare key */
        assert_false(slice_is_zero(SLICE_ARRAY(list[i].sha256)));
    }
    return list;
}

static void refuse(const char *text, cupel_status want, const char *says)
{
    struct trust_anchor *list = NULL;
    struct cupel_diag err = { 0 };
    size_t n = 7;
    cupel_status st = trust_keys_read(crypto, &arena, slice_str(text), &list, &n, &err);
    if (st != want || !strstr(err.text, says))
        fail_msg("%s: %s, \"%s\"; wanted %s, \"%s\"", text, cupel_status_name(st), err.text,
                 cupel_status_name(want), says);
    assert_null(list);
    assert_int_equal(n, 7);
}

static void one_key(void **state)
{
    (void)state;
    struct trust_anchor *ec = read(slice_str(EC), 1);
    assert_int_equal(ec->pub.type, CRYPTO_KEY_P256);
    assert_int_equal(ec->pub.point.n, 64);
    assert_int_equal(ec->implementation_id.n + ec->instance_id.n, 0);
    assert_false(ec->is_software);
    struct trust_anchor *rsa = read(slice_str(" \n" RSA), 1);
    assert_int_equal(rsa->pub.type, CRYPTO_KEY_RSA);
    assert_int_equal(rsa->pub.point.n, 256);
    struct trust_anchor *oct = read(slice_str(OCT), 1);
    assert_int_equal(oct->pub.type, CRYPTO_KEY_SECRET);
    assert_int_equal(oct->pub.point.n, 16);
    assert_int_equal(oct->spki.n, 0);
}

/* The same key as JWK, SPKI and PEM is one anchor, named by its SubjectPublicKeyInfo. */
static void all_forms_are_one_key(void **state)
{
    (void)state;
    struct trust_anchor *jwk = read(slice_str(EC), 1);
    struct trust_anchor *der = read(jwk->spki, 1);
    assert_true(slice_eq(jwk->pub.point, der->pub.point));
    assert_memory_equal(jwk->sha256, der->sha256, 32);
    char base64[200], pem[300];
    uint8_t digest[CRYPTO_HASH_MAX];
    base64_write(jwk->spki, base64);
    (void)snprintf(pem, sizeof pem,
                   "-----BEGIN PUBLIC KEY-----\n%.64s\n%s\n-----END PUBLIC KEY-----\n", base64,
                   base64 + 64);
    struct trust_anchor *text = read(slice_str(pem), 1);
    assert_memory_equal(jwk->sha256, text->sha256, 32);
    assert_status(crypto_digest(crypto, CRYPTO_SHA256, jwk->spki, digest), CUPEL_OK);
    assert_memory_equal(jwk->sha256, digest, 32);
    char two[600];
    (void)snprintf(two, sizeof two, "%s%s", pem, pem);
    refuse(two, CUPEL_E_MALFORMED, "one PUBLIC KEY block and nothing else");
}

/* What names a secret in a report tells nothing of it: it is no digest of the key. */
static void secrets_are_not_shown(void **state)
{
    (void)state;
    struct trust_anchor *oct = read(slice_str(OCT), 1);
    uint8_t digest[CRYPTO_HASH_MAX];
    assert_status(crypto_digest(crypto, CRYPTO_SHA256, oct->pub.point, digest), CUPEL_OK);
    assert_memory_not_equal(oct->sha256, digest, 32);
    struct trust_anchor *again = read(slice_str(OCT), 1);
    assert_memory_equal(oct->sha256, again->sha256, 32);
}

static void sets_and_stores(void **state)
{
    (void)state;
    (void)read(slice_str("{\"keys\":[" EC "," RSA "]}"), 2);
    (void)read(slice_str("[" EC "," OCT "]"), 2);
    struct trust_anchor *l = read(slice_str("[{\"pkey\":" EC ",\"implementation-id\":\"" ID0
                                            "\",\"instance-id\":\"" ID1 "\"},"
                                            "{\"instance-id\":\"01FF\",\"pkey\":" EC
                                            "},{\"pkey\":" EC "}]"),
                                  3);
    assert_int_equal(l[0].implementation_id.n, 32);
    assert_int_equal(l[0].instance_id.n, 33);
    assert_int_equal(l[0].instance_id.p[0], 1);
    assert_int_equal(l[1].implementation_id.n, 0);
    assert_int_equal(l[1].instance_id.p[1], 0xff);
    assert_int_equal(l[2].instance_id.n, 0);
    l = read(slice_str("{\"pkey\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X
                       "\",\"y\":\"" EC_Y "\",\"software_tee\":\"test\",\"kid\":\"any\"}}"),
             1);
    assert_true(l->is_software);
}

static void bad_files_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        cupel_status st;
        const char *says;
    } cases[] = {
        { "{\"kty\":\"EC\"", CUPEL_E_TRUNCATED, "" },
        { "{\"kty\":\"EC\"} x", CUPEL_E_TRAILING, "" },
        { "[]", CUPEL_E_MALFORMED, "holds 0 keys" },
        { "{\"keys\":[]}", CUPEL_E_MALFORMED, "holds 0 keys" },
        { "{\"keys\":{}}", CUPEL_E_MALFORMED, "keys" },
        { "[\"kty\"]", CUPEL_E_MALFORMED, "must be an object that holds a JSON Web Key" },
        { "[{\"a\":\"kty\"}]", CUPEL_E_MALFORMED, "pkey is missing" },
        { "{\"kty\":\"OKP\"}", CUPEL_E_MALFORMED, "kty: must be EC, RSA or oct" },
        { "{\"kty\":5}", CUPEL_E_MALFORMED, "kty" },
        { "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"\",\"y\":\"\"}", CUPEL_E_MALFORMED,
          "crv: must be P-256, P-384 or P-521" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\"}", CUPEL_E_MALFORMED,
          "y is missing" },
        { "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}",
          CUPEL_E_MALFORMED, "x: must be base64url of 48 bytes" },
        { "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\",\"d\":\"AA\"}",
          CUPEL_E_MALFORMED, "is a private key; give the public one alone" },
        { "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", CUPEL_E_MALFORMED,
          "n: must be a modulus of 2048 to 4096 bits" },
        { "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"Aw\"}", CUPEL_E_MALFORMED,
          "e: must be 65537" },
        { "{\"kty\":\"oct\",\"k\":\"\"}", CUPEL_E_MALFORMED, "k: must be base64url" },
        { "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0O\"}", CUPEL_E_MALFORMED,
          "has 15 bytes; a secret key has 16 at least" },
        { "{\"kty\":\"oct\",\"k\":\"a+b/\"}", CUPEL_E_MALFORMED, "k: must be base64url" },
        { "[{\"pkey\":" EC ",\"instance-id\":\"01f\"}]", CUPEL_E_MALFORMED,
          "must be 1 to 64 bytes as hex" },
        { "[{\"pkey\":" EC ",\"instance-id\":\"\"}]", CUPEL_E_MALFORMED, "must be 1 to 64 bytes" },
        { "[{\"pkey\":" EC ",\"instance-id\":\"zz\"}]", CUPEL_E_MALFORMED,
          "must be 1 to 64 bytes" },
        { "[{\"pkey\":" EC ",\"instance-id\":1}]", CUPEL_E_MALFORMED, "instance-id" },
        /* A mistyped id must not make the key vouch for every device. */
        { "[{\"pkey\":" EC ",\"instance_id\":\"" ID1 "\"}]", CUPEL_E_MALFORMED,
          "is unknown beside a key" },
        { "[{\"pkey\":" EC ",\"pkey\":" EC "}]", CUPEL_E_MALFORMED, "" },
        { "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", CUPEL_E_MALFORMED,
          "is no SubjectPublicKeyInfo" },
        { "-----BEGIN PUBLIC KEY-----\n", CUPEL_E_MALFORMED, "one PUBLIC KEY block" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++)
        refuse(cases[i].text, cases[i].st, cases[i].says);
}

static void too_many_keys(void **state)
{
    (void)state;
    static char text[(TRUST_KEYS_MAX + 1) * 120];
    size_t n = 0;
    text[n++] = '[';
    for (unsigned i = 0; i <= TRUST_KEYS_MAX; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? "," : "", OCT);
    text[n] = ']';
    refuse(text, CUPEL_E_LIMIT, "holds 257 keys; it may hold 1 to 256");
}

/* Files that are no key files go on to whoever reads certificates. */
static void other_files_are_left_alone(void **state)
{
    (void)state;
    static const char *const others[] = {
        "", "{}", "[]", "{\"tcbInfo\":{}}", "0\202", "-----BEGIN CERTIFICATE-----\n", "hello"
    };
    for (size_t i = 0; i < CUPEL_COUNT(others); i++)
        assert_false(trust_keys_probe(slice_str(others[i])));
}

static void an_unsupported_curve_in_spki(void **state)
{
    (void)state;
    /* secp256k1 */
    cupel_slice der = hex_bytes(&arena,
                                "3056301006072a8648ce3d020106052b8104000a034200"
                                "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                                "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");
    struct trust_anchor *list = NULL;
    struct cupel_diag err = { 0 };
    size_t n = 0;
    assert_true(trust_keys_probe(der));
    assert_status(trust_keys_read(crypto, &arena, der, &list, &n, &err), CUPEL_E_UNSUPPORTED);
    assert_says(err, "neither EC on P-256, P-384 or P-521");
}

/* A key that evidence binds. */
static void an_anchor_of_one_key(void **state)
{
    (void)state;
    struct trust_anchor *jwk = read(slice_str(EC), 1), one;
    assert_status(trust_key_anchor(crypto, &arena, &jwk->pub, "bound", &one), CUPEL_OK);
    assert_true(one.is_key && !one.from_caller && !one.is_software);
    assert_string_equal(one.name, "bound");
    assert_memory_equal(one.sha256, jwk->sha256, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_key),
        cmocka_unit_test(all_forms_are_one_key),
        cmocka_unit_test(secrets_are_not_shown),
        cmocka_unit_test(sets_and_stores),
        cmocka_unit_test(bad_files_are_explained),
        cmocka_unit_test(too_many_keys),
        cmocka_unit_test(other_files_are_left_alone),
        cmocka_unit_test(an_unsupported_curve_in_spki),
        cmocka_unit_test(an_anchor_of_one_key),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
