/* SPDX-License-Identifier: Apache-2.0 */
/* The cache over the fake adapter, which counts: this program links no libcrypto at all. */
#include "test.h"

#include "crypto/fake.h"
#include "trust/cache.h"

#include <stdio.h>

struct fixture {
    struct crypto *crypto;
    struct trust_cache *cache;
    uint8_t point[64];
    uint8_t sig[512];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    assert_status(crypto_new(&f->crypto), CUPEL_OK);
    assert_status(trust_cache_new(&f->cache), CUPEL_OK);
    f->point[0] = 7;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    trust_cache_free(f->cache);
    crypto_free(f->crypto);
    free(f);
    return 0;
}

#define ALG CRYPTO_SIG_ECDSA_P256_SHA256

static struct crypto_pub pub_of(const struct fixture *f)
{
    return (struct crypto_pub){ CRYPTO_KEY_P256, slice_of(f->point, sizeof f->point) };
}

/* Verify @msg with the fixture's key; @good: under its own signature, else under another. */
static bool ask(struct fixture *f, struct trust_cache *cache, const char *msg, bool good,
                bool remember)
{
    struct crypto_pub pub = pub_of(f);
    bool ok = !good, bad_key = true;
    size_t n = fake_sign(&pub, ALG, slice_str(msg), f->sig);
    f->sig[0] ^= good ? 0 : 1;
    assert_status(trust_cache_verify(cache, f->crypto, &pub, ALG, slice_str(msg),
                                     slice_of(f->sig, n), remember, &ok, &bad_key),
                  CUPEL_OK);
    assert_false(bad_key);
    return ok;
}

static void positive_answers_are_remembered(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 5; i++)
        assert_true(ask(f, f->cache, "tbs", true, true));
    assert_int_equal(fake_counts(f->crypto).verifications, 1);
    assert_int_equal(fake_counts(f->crypto).keys, 1);
}

static void negative_answers_are_not(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++)
        assert_false(ask(f, f->cache, "tbs", false, true));
    assert_int_equal(fake_counts(f->crypto).verifications, 3);
    assert_true(ask(f, f->cache, "tbs", true, true));
    assert_false(ask(f, f->cache, "tbs", false, true));
}

static void evidence_keeps_its_key_only(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++)
        assert_true(ask(f, f->cache, "report", true, false));
    assert_int_equal(fake_counts(f->crypto).verifications, 3);
    assert_int_equal(fake_counts(f->crypto).keys, 1);
}

static void works_without_a_cache(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 2; i++)
        assert_true(ask(f, NULL, "tbs", true, true));
    assert_false(ask(f, NULL, "tbs", false, true));
    assert_int_equal(fake_counts(f->crypto).verifications, 3);
}

/* A fact speaks of one key, one algorithm, one message and one signature. */
static void facts_do_not_carry_over(void **state)
{
    struct fixture *f = *state;
    struct crypto_pub pub = pub_of(f), other = pub;
    uint8_t point[64] = { 8 };
    other.point = SLICE_ARRAY(point);
    bool ok = true;
    size_t n = fake_sign(&pub, ALG, SLICE_LIT("tbs"), f->sig);
    assert_true(ask(f, f->cache, "tbs", true, true));
    assert_status(trust_cache_verify(f->cache, f->crypto, &other, ALG, SLICE_LIT("tbs"),
                                     slice_of(f->sig, n), true, &ok, NULL),
                  CUPEL_OK);
    assert_false(ok);
    ok = true;
    assert_status(trust_cache_verify(f->cache, f->crypto, &pub, ALG, SLICE_LIT("tbS"),
                                     slice_of(f->sig, n), true, &ok, NULL),
                  CUPEL_OK);
    assert_false(ok);
    ok = true;
    assert_status(trust_cache_verify(f->cache, f->crypto, &pub, CRYPTO_SIG_ECDSA_P384_SHA384,
                                     SLICE_LIT("tbs"), slice_of(f->sig, n), true, &ok, NULL),
                  CUPEL_OK);
    assert_false(ok);
}

/* Bytes moved from the signature to the message must not make the same fact. */
static void parts_cannot_shift(void **state)
{
    struct fixture *f = *state;
    struct crypto_pub pub = pub_of(f);
    uint8_t moved[66];
    bool ok = true;
    size_t n = fake_sign(&pub, ALG, SLICE_LIT("tbs"), f->sig);
    assert_true(ask(f, f->cache, "tbs", true, true));
    moved[0] = f->sig[n - 1];
    memcpy(moved + 1, "tbs", 3);
    assert_status(trust_cache_verify(f->cache, f->crypto, &pub, ALG, slice_of(moved, 4),
                                     slice_of(f->sig, n - 1), true, &ok, NULL),
                  CUPEL_OK);
    assert_false(ok);
}

static void bad_keys_are_told_apart(void **state)
{
    struct fixture *f = *state;
    struct crypto_pub pub = pub_of(f);
    bool ok = true, bad_key = false;
    f->point[0] = 0xff;
    for (unsigned i = 1; i <= 2; i++) {
        assert_status(trust_cache_verify(f->cache, f->crypto, &pub, ALG, SLICE_LIT("tbs"),
                                         slice_of(f->sig, 64), true, &ok, &bad_key),
                      CUPEL_OK);
        assert_false(ok);
        assert_true(bad_key);
        assert_int_equal(fake_counts(f->crypto).keys, i); /* not stored */
    }
}

/* Far more facts and keys than there is room for: answers stay right, memory stays bounded. */
static void bounded(void **state)
{
    struct fixture *f = *state;
    char msg[16];
    for (unsigned i = 0; i < 3 * CACHE_KEYS_MAX; i++) {
        f->point[1] = (uint8_t)i;
        f->point[2] = (uint8_t)(i >> 8);
        snprintf(msg, sizeof msg, "%u", i % 7);
        assert_true(ask(f, f->cache, msg, true, true));
        assert_false(ask(f, f->cache, msg, false, true));
    }
    /* What was used last is still there. */
    struct fake_counts before = fake_counts(f->crypto);
    assert_true(ask(f, f->cache, msg, true, true));
    assert_int_equal(fake_counts(f->crypto).verifications, before.verifications);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(positive_answers_are_remembered), TEST(negative_answers_are_not),
        TEST(evidence_keeps_its_key_only),     TEST(works_without_a_cache),
        TEST(facts_do_not_carry_over),         TEST(parts_cannot_shift),
        TEST(bad_keys_are_told_apart),         TEST(bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
