/* SPDX-License-Identifier: Apache-2.0 */
/* COSE messages and keys: RFC 9052's rules one by one, and its own examples of what is signed. */
#include "test.h"

#include "codec/cose.h"

static struct arena arena;
static struct crypto *crypto;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    crypto_free(crypto);
    arena_clear(&arena);
    return 0;
}

static struct cose_message message;

static struct cur take(const char *hex, const char **why)
{
    struct cur c = cur_of(hex_bytes(&arena, hex));
    cose_take(&c, &message, why);
    return c;
}

static void accept(const char *hex)
{
    const char *why = NULL;
    struct cur c = take(hex, &why);
    if (cur_end(&c) != CUPEL_OK || why)
        fail_msg("%s: %s at %zu: %s", hex, cupel_status_name(c.st), c.at, why);
}

static void refuse(const char *hex, cupel_status st, const char *says)
{
    const char *why = NULL;
    struct cur c = take(hex, &why);
    if (c.st != st || !why || !strstr(why, says))
        fail_msg("%s: %s: %s", hex, cupel_status_name(c.st), why ? why : "(null)");
}

/* RFC 9052 appendix C.2.1: COSE_Sign1 with ES256, of the COSE working group's examples. */
#define SIGN1                                                                                      \
    "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05a"   \
    "ac34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b09"   \
    "16e5a4c345cacb36"

static void the_standard_example(void **state)
{
    (void)state;
    accept(SIGN1);
    assert_true(message.tagged && message.has_alg && !message.is_mac);
    assert_false(message.alg_open || message.has_crit || message.payload_is_nil);
    assert_int_equal(message.alg, COSE_ES256);
    assert_slice(message.payload, "This is the content.");
    assert_int_equal(message.payload_at, 12);
    assert_int_equal(message.signature.n, 64);
    assert_int_equal(message.signature_at, 34);
    struct cur kid = cbor_value(cbor_find(&message.open, COSE_KID));
    assert_slice(cbor_take_bytes(&kid), "11");
    cupel_slice tbs = cose_signed(&arena, &message);
    assert_true(
        slice_eq(tbs, hex_bytes(&arena, "846a5369676e61747572653143a101264054546869732069732074"
                                        "686520636f6e74656e742e")));
    /* key "11" of RFC 9052 appendix C.7.1 */
    struct crypto_pub pub = {
        CRYPTO_KEY_P256,
        hex_bytes(&arena, "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff"
                          "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e")
    };
    struct crypto_key *key = NULL;
    bool ok = false;
    assert_status(crypto_key_new(crypto, &pub, &key), CUPEL_OK);
    assert_status(crypto_verify(crypto, key, cose_sig(message.alg), tbs, message.signature, &ok),
                  CUPEL_OK);
    assert_true(ok);
    crypto_key_free(key);
}

static void frames(void **state)
{
    (void)state;
    accept("8443a10126a0414240"); /* no tag */
    assert_false(message.tagged || message.is_mac);
    accept("d18443a10105a0414240"); /* COSE_Mac0 */
    assert_true(message.tagged && message.is_mac);
    accept("8443a10126a0f640");
    assert_true(message.payload_is_nil);
    assert_int_equal(message.payload.n, 0);
    accept("8440a0404180"); /* empty protected header */
    assert_false(message.has_alg);
    assert_false(message.payload_is_nil);
    accept("8443a10126bfff414240"); /* a map of indefinite length */
    refuse("d38443a10126a0414240", CUPEL_E_MALFORMED, "neither 18");
    refuse("d8628443a10126a0414240", CUPEL_E_MALFORMED, "neither 18"); /* COSE_Sign */
    refuse("d2d28443a10126a0414240", CUPEL_E_MALFORMED, "array of four");
    refuse("8343a10126a04142", CUPEL_E_MALFORMED, "array of four");
    refuse("8543a10126a041424000", CUPEL_E_MALFORMED, "array of four");
    refuse("9f43a10126a0414240ff", CUPEL_E_MALFORMED, "array of four");
    refuse("a0", CUPEL_E_MALFORMED, "array of four");
    refuse("", CUPEL_E_TRUNCATED, "array of four");
    refuse("84a10126a0414240", CUPEL_E_MALFORMED, "protected header, is no byte string");
    refuse("8443a1012640414240", CUPEL_E_MALFORMED, "unprotected header, is no map");
    refuse("8443a10126a0614240", CUPEL_E_MALFORMED, "payload");
    refuse("8443a10126a0f740", CUPEL_E_MALFORMED, "payload"); /* undefined is not nil */
    refuse("8443a10126a04142f6", CUPEL_E_MALFORMED, "signature");
    refuse("8443a10126a0414241", CUPEL_E_TRUNCATED, "signature");
    refuse("8443a10126a041", CUPEL_E_TRUNCATED, "payload");
    refuse("8443a1", CUPEL_E_TRUNCATED, "protected header");
}

static void headers(void **state)
{
    (void)state;
    refuse("8441a1a0414240", CUPEL_E_MALFORMED, "protected header is no map");
    refuse("84418041424140", CUPEL_E_MALFORMED, "protected header is no map");
    refuse("8442a000a0414240", CUPEL_E_MALFORMED, "protected header is no map"); /* trailing */
    refuse("8445a201260126a0414240", CUPEL_E_MALFORMED, "protected header is no map"); /* twice */
    refuse("8443a10126a201010101414240", CUPEL_E_MALFORMED, "unprotected header");
    refuse("8443a10126a10126414240", CUPEL_E_MALFORMED, "stands in both headers");
    refuse("8443a1f426a0414240", CUPEL_E_MALFORMED, "neither an integer nor text");
    refuse("8440a14100f6414240", CUPEL_E_MALFORMED, "neither an integer nor text");
    refuse("8440a11bffffffffffffffff00414240", CUPEL_E_MALFORMED, "neither an integer nor text");
    accept("8447a1614163726564a0414240"); /* a label that is text */
    const char *why = NULL;
    struct cur c = take("8444a1180126a0414240", &why); /* the place is inside the header */
    assert_status(c.st, CUPEL_E_MALFORMED);
    assert_int_equal(c.at, 3);
}

static void algorithms(void **state)
{
    (void)state;
    accept("8444a1013822a0414240");
    assert_true(message.has_alg && !message.alg_open);
    assert_int_equal(message.alg, COSE_ES384);
    accept("8440a10126414240"); /* only where nobody signs */
    assert_true(!message.has_alg && message.alg_open);
    accept("8448a101654553333834a0414240"); /* in words: counts as none */
    assert_true(!message.has_alg && !message.alg_open);
    accept("844ba1011bffffffffffffffffa0414240");
    assert_false(message.has_alg);
    accept("8447a2012602811863a0414240");
    assert_true(message.has_crit);
    accept("8443a10126a102811863414240");
    assert_true(message.has_crit); /* crit has no business there, and is seen all the same */
    assert_int_equal(cose_sig(COSE_ES256), CRYPTO_SIG_ECDSA_P256_SHA256);
    assert_int_equal(cose_sig(COSE_ES384), CRYPTO_SIG_ECDSA_P384_SHA384);
    assert_int_equal(cose_sig(COSE_ES512), CRYPTO_SIG_ECDSA_P521_SHA512);
    assert_int_equal(cose_sig(COSE_PS256), CRYPTO_SIG_RSA_PSS_SHA256);
    assert_int_equal(cose_sig(COSE_PS384), CRYPTO_SIG_RSA_PSS_SHA384);
    assert_int_equal(cose_sig(COSE_PS512), CRYPTO_SIG_RSA_PSS_SHA512);
    assert_int_equal(cose_sig(COSE_HMAC_256), CRYPTO_SIG_NONE);
    assert_int_equal(cose_sig(0), CRYPTO_SIG_NONE);
    assert_int_equal(cose_sig(-8), CRYPTO_SIG_NONE);
    assert_string_equal(cose_alg_name(COSE_ES384), "ES384");
    assert_string_equal(cose_alg_name(COSE_HMAC_512), "HMAC 512/512");
    assert_string_equal(cose_alg_name(-257), "an algorithm unknown here");
}

static void signed_bytes(void **state)
{
    (void)state;
    accept("d18443a10105a0414240");
    assert_true(
        slice_eq(cose_signed(&arena, &message), hex_bytes(&arena, "84644d41433043a10105404142")));
    accept("8440a0414240"); /* no attributes: a string of no bytes… */
    assert_true(slice_eq(cose_signed(&arena, &message),
                         hex_bytes(&arena, "846a5369676e61747572653140404142")));
    accept("8441a0a0414240"); /* …also where an empty map was sent (RFC 9052 section 4.4) */
    assert_true(slice_eq(cose_signed(&arena, &message),
                         hex_bytes(&arena, "846a5369676e61747572653140404142")));
    static const size_t sizes[] = { 23, 24, 255, 256, 65535, 65536 };
    static const char *const heads[] = { "57", "5818", "58ff", "590100", "59ffff", "5a00010000" };
    uint8_t *payload = arena_alloc(&arena, 65536);
    assert_non_null(payload);
    for (size_t i = 0; i < CUPEL_COUNT(sizes); i++) {
        struct cose_message m = { .payload = slice_of(payload, sizes[i]) };
        cupel_slice tbs = cose_signed(&arena, &m), head = hex_bytes(&arena, heads[i]);
        assert_int_equal(tbs.n, 14 + head.n + sizes[i]);
        assert_true(slice_eq(slice_part(tbs, 14, head.n), head));
    }
    struct arena small;
    arena_init(&small, 8);
    assert_int_equal(cose_signed(&small, &message).n, 0);
    arena_clear(&small);
}

static bool probe(const char *hex)
{
    return cose_probe(hex_bytes(&arena, hex));
}

static void probes(void **state)
{
    (void)state;
    assert_true(probe("d28443a10126"));
    assert_true(probe("d18443000000"));
    assert_true(probe("8440000000"));
    assert_false(probe(""));
    assert_false(probe("d38443a10126"));
    assert_false(probe("84a0000000"));
    assert_false(probe("8340a0"));
    assert_false(probe("9f40a04040ff"));
    assert_false(probe("d818"));
}

/* ---- keys ---- */

#define X "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"
#define Y "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c"

static void keys(void **state)
{
    (void)state;
    struct crypto_pub pub = { 0 };
    static const struct {
        const char *hex;
        cupel_status st;
    } cases[] = {
        { "a401022001215820" X "225820" Y, CUPEL_OK },
        { "a501020241312001215820" X "225820" Y, CUPEL_OK },      /* with a kid */
        { "a401022001215820" X "22f5", CUPEL_E_UNSUPPORTED },     /* compressed */
        { "a401022002215820" X "225820" Y, CUPEL_E_MALFORMED },   /* P-384 with short numbers */
        { "a401022008215820" X "225820" Y, CUPEL_E_UNSUPPORTED }, /* secp256k1 */
        { "a401012001215820" X "225820" Y, CUPEL_E_UNSUPPORTED }, /* OKP */
        { "a301022001215820" X, CUPEL_E_MALFORMED },              /* no y */
        { "a30102215820" X "225820" Y, CUPEL_E_UNSUPPORTED },     /* no curve */
        { "a32001215820" X "225820" Y, CUPEL_E_MALFORMED },       /* no type */
        { "a401022001215820" X "22581f" Y, CUPEL_E_MALFORMED },
        { "a501022001215820" X "225820" Y "0102", CUPEL_E_MALFORMED }, /* a label twice */
        { "a401022001215820" X "225820" Y "00", CUPEL_E_MALFORMED },   /* trailing */
        { "80", CUPEL_E_MALFORMED },
        { "", CUPEL_E_MALFORMED },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        pub = (struct crypto_pub){ 0 };
        cupel_status st = cose_key_read(&arena, hex_bytes(&arena, cases[i].hex), &pub);
        if (st != cases[i].st)
            fail_msg("key %zu: %s", i, cupel_status_name(st));
        assert_int_equal(pub.type, st == CUPEL_OK ? CRYPTO_KEY_P256 : CRYPTO_KEY_NONE);
        if (st == CUPEL_OK)
            assert_true(slice_eq(pub.point, hex_bytes(&arena, X Y)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standard_example),
        cmocka_unit_test(frames),
        cmocka_unit_test(headers),
        cmocka_unit_test(algorithms),
        cmocka_unit_test(signed_bytes),
        cmocka_unit_test(probes),
        cmocka_unit_test(keys),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
