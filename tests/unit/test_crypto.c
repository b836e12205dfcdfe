/* SPDX-License-Identifier: Apache-2.0 */
/* The libcrypto adapter: known answers, refusals, and that it leaves no trace in libcrypto. */
#include "test.h"

#include "crypto/sign.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <stdio.h>

static struct crypto *crypto;
static struct arena scratch;

static int set_up(void **state)
{
    (void)state;
    arena_init(&scratch, 1u << 20);
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&scratch);
    crypto_free(crypto);
    return 0;
}

static void digests(void **state)
{
    (void)state;
    static const char *const abc[] = {
        "a9993e364706816aba3e25717850c26c9cd0d89d",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
        "8086072ba1e7cc2358baeca134c825a7",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    }; /* FIPS 180 examples */
    for (int h = CRYPTO_SHA1; h <= CRYPTO_SHA512; h++) {
        uint8_t one[CRYPTO_HASH_MAX], two[CRYPTO_HASH_MAX];
        size_t n = crypto_hash_size((enum crypto_hash)h);
        assert_status(crypto_digest(crypto, (enum crypto_hash)h, SLICE_LIT("abc"), one), CUPEL_OK);
        assert_status(
            crypto_digest2(crypto, (enum crypto_hash)h, SLICE_LIT("a"), SLICE_LIT("bc"), two),
            CUPEL_OK);
        assert_true(slice_eq(slice_of(one, n), hex_bytes(&scratch, abc[h])));
        assert_memory_equal(one, two, n);
    }
}

/* A hasher gives the same digests, one after another, in parts, and over its own result. */
static void hashers(void **state)
{
    (void)state;
    for (int h = CRYPTO_SHA1; h <= CRYPTO_SM3; h++) {
        struct crypto_hasher *x = NULL;
        uint8_t want[CRYPTO_HASH_MAX], got[CRYPTO_HASH_MAX];
        size_t n = crypto_hash_size((enum crypto_hash)h);
        assert_status(crypto_hasher_new(crypto, (enum crypto_hash)h, &x), CUPEL_OK);
        assert_int_equal(crypto_hasher_alg(x), h);
        for (int k = 0; k < 3; k++) {
            assert_status(crypto_digest(crypto, (enum crypto_hash)h, SLICE_LIT("abc"), want),
                          CUPEL_OK);
            crypto_hasher_begin(x);
            crypto_hasher_add(x, SLICE_LIT("dropped"));
            crypto_hasher_begin(x);
            crypto_hasher_add(x, SLICE_LIT("a"));
            crypto_hasher_add(x, SLICE_EMPTY);
            crypto_hasher_add(x, SLICE_LIT("bc"));
            assert_status(crypto_hasher_end(x, got), CUPEL_OK);
            assert_memory_equal(want, got, n);
        }
        assert_status(
            crypto_digest2(crypto, (enum crypto_hash)h, slice_of(got, n), SLICE_LIT("more"), want),
            CUPEL_OK);
        assert_status(crypto_hasher_digest2(x, slice_of(got, n), SLICE_LIT("more"), got), CUPEL_OK);
        assert_memory_equal(want, got, n);
        crypto_hasher_free(x);
    }
    crypto_hasher_free(NULL);
}

/* RFC 6979 A.2.5 and A.2.6: message "sample", hash of the curve's size. */
static const struct known {
    enum crypto_key_type type;
    enum crypto_sig alg;
    const char *scalar, *point, *sig;
} known[] = {
    { CRYPTO_KEY_P256, CRYPTO_SIG_ECDSA_P256_SHA256,
      "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
      "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
      "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
      "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
    { CRYPTO_KEY_P384, CRYPTO_SIG_ECDSA_P384_SHA384,
      "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
      "96d5724e4c70a825f872c9ea60d2edf5",
      "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
      "def8f0ea9055866064a254515480bc13"
      "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
      "288b231c3ae0d4fe7344fd2533264720",
      "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
      "81a648152e44acf96e36dd1e80fabe46"
      "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
      "a329c145786e679e7b82c71a38628ac8" },
};

static void signing_is_rfc_6979(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(known); i++) {
        struct sign_key *k = NULL;
        uint8_t sig[SIGN_MAX];
        size_t n = 0;
        assert_status(
            sign_key_of_scalar(crypto, known[i].type, hex_bytes(&scratch, known[i].scalar), &k),
            CUPEL_OK);
        assert_true(slice_eq(sign_key_pub(k).point, hex_bytes(&scratch, known[i].point)));
        assert_status(sign_make(k, known[i].alg, SLICE_LIT("sample"), sig, &n), CUPEL_OK);
        assert_true(slice_eq(slice_of(sig, n), hex_bytes(&scratch, known[i].sig)));
        assert_status(sign_make(k, CRYPTO_SIG_RSA_PSS_SHA384, SLICE_LIT("sample"), sig, &n),
                      CUPEL_E_USAGE);
        sign_key_free(k);
    }
}

static bool verify(struct crypto_key *k, enum crypto_sig alg, cupel_slice msg, cupel_slice sig)
{
    bool ok = true;
    assert_status(crypto_verify(crypto, k, alg, msg, sig, &ok), CUPEL_OK);
    return ok;
}

static struct crypto_key *key_of(struct crypto_pub pub)
{
    struct crypto_key *k = NULL;
    assert_status(crypto_key_new(crypto, &pub, &k), CUPEL_OK);
    return k;
}

static struct crypto_pub known_pub(const struct known *v)
{
    return (struct crypto_pub){ v->type, hex_bytes(&scratch, v->point) };
}

static const char *const orders[] = {
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
    "581a0db248b0a77aecec196accc52973",
};

/* n - s, big endian. */
static void negate(uint8_t *s, cupel_slice order)
{
    int borrow = 0;
    for (size_t i = order.n; i-- > 0;) {
        int d = order.p[i] - s[i] - borrow;
        borrow = d < 0;
        s[i] = (uint8_t)(d + (borrow ? 256 : 0));
    }
}

static void ecdsa_known_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(known); i++) {
        struct crypto_key *k = key_of(known_pub(&known[i]));
        cupel_slice sig = hex_bytes(&scratch, known[i].sig);
        assert_true(verify(k, known[i].alg, SLICE_LIT("sample"), sig));
        assert_false(verify(k, known[i].alg, SLICE_LIT("sampler"), sig));
        uint8_t copy[96];
        slice_copy(sig, copy, sig.n);
        negate(copy + sig.n / 2, hex_bytes(&scratch, orders[i]));
        assert_true(verify(k, known[i].alg, SLICE_LIT("sample"), slice_of(copy, sig.n)));
        crypto_key_free(k);
    }
}

/* Everything that is no signature gives false, never an error, and is never taken. */
static void ecdsa_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(known); i++) {
        struct crypto_key *k = key_of(known_pub(&known[i]));
        cupel_slice sig = hex_bytes(&scratch, known[i].sig), m = SLICE_LIT("sample");
        size_t n = sig.n, half = n / 2;
        uint8_t bad[200] = { 0 };
        assert_false(verify(k, known[i].alg, m, slice_of(bad, n)));
        for (size_t len = 0; len < sizeof bad; len++) {
            slice_copy(sig, bad, n);
            if (len != n)
                assert_false(verify(k, known[i].alg, m, slice_of(bad, len)));
        }
        for (size_t part = 0; part < 2; part++) { /* r, then s: 0, n, 2^w - 1 */
            slice_copy(sig, bad, n);
            memset(bad + part * half, 0, half);
            assert_false(verify(k, known[i].alg, m, slice_of(bad, n)));
            slice_copy(hex_bytes(&scratch, orders[i]), bad + part * half, half);
            assert_false(verify(k, known[i].alg, m, slice_of(bad, n)));
            memset(bad + part * half, 0xff, half);
            assert_false(verify(k, known[i].alg, m, slice_of(bad, n)));
        }
        for (size_t bit = 0; bit < 8 * n; bit += 7) {
            slice_copy(sig, bad, n);
            bad[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_false(verify(k, known[i].alg, m, slice_of(bad, n)));
        }
        assert_false(verify(k, known[1 - i].alg, m, sig));
        assert_false(verify(k, CRYPTO_SIG_RSA_PSS_SHA384, m, sig));
        assert_false(verify(k, CRYPTO_SIG_NONE, m, sig));
        crypto_key_free(k);
    }
}

static void refuse_key(enum crypto_key_type type, cupel_slice point)
{
    struct crypto_key *k = NULL;
    const struct crypto_pub pub = { type, point };
    assert_status(crypto_key_new(crypto, &pub, &k), CUPEL_E_MALFORMED);
    assert_null(k);
}

static void keys_that_are_none(void **state)
{
    (void)state;
    uint8_t bytes[600] = { 0 };
    refuse_key(CRYPTO_KEY_P256, slice_of(bytes, 64)); /* (0, 0) lies on no curve */
    refuse_key(CRYPTO_KEY_P384, slice_of(bytes, 96));
    refuse_key(CRYPTO_KEY_NONE, slice_of(bytes, 64));
    for (size_t i = 0; i < CUPEL_COUNT(known); i++) {
        cupel_slice point = known_pub(&known[i]).point;
        slice_copy(point, bytes, point.n);
        bytes[point.n - 1] ^= 1;
        refuse_key(known[i].type, slice_of(bytes, point.n));
        bytes[point.n - 1] ^= 1;
        refuse_key(known[i].type, slice_of(bytes, point.n - 1));
        refuse_key(known[i].type, slice_of(bytes, point.n + 1));
        memset(bytes, 0xff, point.n); /* coordinates over the field's prime */
        refuse_key(known[i].type, slice_of(bytes, point.n));
    }
    memset(bytes, 0xff, sizeof bytes);
    refuse_key(CRYPTO_KEY_RSA, slice_of(bytes, 255));
    refuse_key(CRYPTO_KEY_RSA, slice_of(bytes, 513));
    refuse_key(CRYPTO_KEY_RSA, SLICE_EMPTY);
    bytes[255] = 0xfe;
    refuse_key(CRYPTO_KEY_RSA, slice_of(bytes, 256)); /* even */
    bytes[0] = 0x7f;
    bytes[255] = 0xff;
    refuse_key(CRYPTO_KEY_RSA, slice_of(bytes, 256)); /* 2047 bits */
}

static void rsa_known_keys(void **state)
{
    (void)state;
    struct sign_key *sk = NULL;
    assert_status(sign_key_rsa(crypto, SIGN_RSA_ROOT, &sk), CUPEL_OK);
    struct crypto_key *k = key_of(sign_key_pub(sk));
    for (int made = CRYPTO_SIG_RSA_PKCS1_SHA256; made <= CRYPTO_SIG_RSA_PSS_SHA512; made++) {
        uint8_t sig[SIGN_MAX], again[SIGN_MAX];
        size_t n = 0, n2 = 0;
        cupel_slice m = SLICE_LIT("sample");
        assert_status(sign_make(sk, (enum crypto_sig)made, m, sig, &n), CUPEL_OK);
        assert_status(sign_make(sk, (enum crypto_sig)made, m, again, &n2), CUPEL_OK);
        assert_true(slice_eq(slice_of(sig, n), slice_of(again, n2)));
        for (int a = CRYPTO_SIG_NONE; a <= CRYPTO_SIG_RSA_PSS_SHA512; a++)
            assert_int_equal(verify(k, (enum crypto_sig)a, m, slice_of(sig, n)), a == made);
        assert_false(verify(k, (enum crypto_sig)made, SLICE_LIT("sampler"), slice_of(sig, n)));
        assert_false(verify(k, (enum crypto_sig)made, m, slice_of(sig, n - 1)));
        sig[n - 1] ^= 1;
        assert_false(verify(k, (enum crypto_sig)made, m, slice_of(sig, n)));
        memset(sig, 0, n);
        assert_false(verify(k, (enum crypto_sig)made, m, slice_of(sig, n)));
        memset(sig, 0xff, n);
        assert_false(verify(k, (enum crypto_sig)made, m, slice_of(sig, n)));
    }
    crypto_key_free(k);
    sign_key_free(sk);
}

/* libcrypto's own PSS signature of "sample" with a salt of @salt bytes (or RSA_PSS_SALTLEN_MAX). */
static size_t sign_pss(OSSL_LIB_CTX *lib, EVP_PKEY *key, int salt, uint8_t *sig, size_t room)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *how = NULL;
    size_t n = room;
    assert_int_equal(EVP_DigestSignInit_ex(ctx, &how, "SHA2-256", lib, NULL, key, NULL), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(how, salt), 1);
    assert_int_equal(EVP_DigestSign(ctx, sig, &n, (const uint8_t *)"sample", 6), 1);
    EVP_MD_CTX_free(ctx);
    return n;
}

/* Each length of salt is an algorithm of its own; any third one is none. */
static void pss_salts_are_not_guessed(void **state)
{
    (void)state;
    OSSL_LIB_CTX *lib = OSSL_LIB_CTX_new(); /* no configuration file is read */
    EVP_PKEY *key = EVP_PKEY_Q_keygen(lib, NULL, "RSA", (size_t)2048);
    BIGNUM *n = NULL;
    uint8_t modulus[256], sig[256];
    assert_non_null(key);
    assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n), 1);
    assert_int_equal(BN_bn2bin(n, modulus), 256);
    struct crypto_key *k = key_of((struct crypto_pub){ CRYPTO_KEY_RSA, SLICE_ARRAY(modulus) });
    static const int salts[] = { 32, RSA_PSS_SALTLEN_MAX, 0, 31, 33, 221 };
    for (size_t i = 0; i < CUPEL_COUNT(salts); i++) {
        cupel_slice s = slice_of(sig, sign_pss(lib, key, salts[i], sig, sizeof sig));
        assert_int_equal(verify(k, CRYPTO_SIG_RSA_PSS_SHA256, SLICE_LIT("sample"), s), i == 0);
        assert_int_equal(verify(k, CRYPTO_SIG_RSA_PSS_MAX_SHA256, SLICE_LIT("sample"), s), i == 1);
        assert_false(verify(k, CRYPTO_SIG_RSA_PSS_MAX_SHA384, SLICE_LIT("sample"), s));
    }
    crypto_key_free(k);
    BN_free(n);
    EVP_PKEY_free(key);
    OSSL_LIB_CTX_free(lib);
}

/*
 * A signature whose first octet happens to be zero must keep it (RFC 8017 8.1.2 step 1). About one
 * message in 256 gives one; libcrypto's PSS takes the shortened form.
 */
static void rsa_signatures_are_as_long_as_the_modulus(void **state)
{
    (void)state;
    struct sign_key *sk = NULL;
    uint8_t sig[SIGN_MAX] = { 1 };
    char msg[16];
    size_t n = 0;
    assert_status(sign_key_rsa(crypto, SIGN_RSA_CA, &sk), CUPEL_OK);
    struct crypto_key *k = key_of(sign_key_pub(sk));
    for (unsigned i = 0; sig[0] != 0 && i < 4000; i++) {
        snprintf(msg, sizeof msg, "%u", i);
        assert_status(sign_make(sk, CRYPTO_SIG_RSA_PSS_SHA384, slice_str(msg), sig, &n), CUPEL_OK);
    }
    assert_int_equal(sig[0], 0);
    assert_true(verify(k, CRYPTO_SIG_RSA_PSS_SHA384, slice_str(msg), slice_of(sig, n)));
    assert_false(verify(k, CRYPTO_SIG_RSA_PSS_SHA384, slice_str(msg), slice_of(sig + 1, n - 1)));
    crypto_key_free(k);
    sign_key_free(sk);
}

static void seeds_make_keys(void **state)
{
    (void)state;
    struct sign_key *k[4] = { NULL };
    assert_status(sign_key_new(crypto, CRYPTO_KEY_P256, SLICE_LIT("a"), &k[0]), CUPEL_OK);
    assert_status(sign_key_new(crypto, CRYPTO_KEY_P256, SLICE_LIT("a"), &k[1]), CUPEL_OK);
    assert_status(sign_key_new(crypto, CRYPTO_KEY_P256, SLICE_LIT("b"), &k[2]), CUPEL_OK);
    assert_status(sign_key_new(crypto, CRYPTO_KEY_RSA, SLICE_LIT("a"), &k[3]), CUPEL_E_USAGE);
    assert_true(slice_eq(sign_key_pub(k[0]).point, sign_key_pub(k[1]).point));
    assert_false(slice_eq(sign_key_pub(k[0]).point, sign_key_pub(k[2]).point));
    for (size_t i = 0; i < 4; i++)
        sign_key_free(k[i]);
}

/* What an embedder has in its error queue stays; what we cause there goes. */
static void error_queue_is_left_alone(void **state)
{
    ERR_clear_error();
    ecdsa_refusals(state);
    keys_that_are_none(state);
    assert_int_equal(ERR_peek_error(), 0);
    ERR_raise(ERR_LIB_USER, 42);
    ecdsa_refusals(state);
    keys_that_are_none(state);
    assert_int_equal(ERR_GET_REASON(ERR_peek_last_error()), 42);
    ERR_clear_error();
}

/* The second run of this program, with OPENSSL_CONF set, must find the global context broken: else
 * that run would prove nothing. */
static void hostile_configuration_works(void **state)
{
    (void)state;
    if (!getenv("OPENSSL_CONF"))
        skip();
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    assert_null(md);
    ERR_clear_error();
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(crypto_key_type_name(CRYPTO_KEY_P384), "P-384");
    assert_string_equal(crypto_sig_name(CRYPTO_SIG_ECDSA_P384_SHA384), "ECDSA P-384 with SHA-384");
    assert_int_equal(crypto_sig_key(CRYPTO_SIG_NONE), CRYPTO_KEY_NONE);
    assert_int_equal(crypto_sig_key(CRYPTO_SIG_RSA_PKCS1_SHA256), CRYPTO_KEY_RSA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests),
        cmocka_unit_test(hashers),
        cmocka_unit_test(signing_is_rfc_6979),
        cmocka_unit_test(ecdsa_known_answers),
        cmocka_unit_test(ecdsa_refusals),
        cmocka_unit_test(keys_that_are_none),
        cmocka_unit_test(rsa_known_keys),
        cmocka_unit_test(rsa_signatures_are_as_long_as_the_modulus),
        cmocka_unit_test(pss_salts_are_not_guessed),
        cmocka_unit_test(seeds_make_keys),
        cmocka_unit_test(error_queue_is_left_alone),
        cmocka_unit_test(hostile_configuration_works),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
