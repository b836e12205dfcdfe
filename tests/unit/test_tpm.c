/* SPDX-License-Identifier: Apache-2.0 */
/* TPM quotes: structures, PCR values, containers, and what is said of them. Names in brackets: bugs
 * of other verifiers. */
#include "test.h"

#include "base/buf.h"
#include "collateral/tpm.h"
#include "evidence/tpm.h"
#include "softtee/softtee.h"
#include "trust/keys.h"

#include <cupel/cupel.h>

#include <stdio.h>

#define PASS "affirming"
#define WARN "warning"
#define FAIL "contraindicated"
#define NONE "none"

static struct crypto *crypto;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64u << 20);
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&arena);
    crypto_free(crypto);
    return 0;
}

/* ---- a bench: a software TPM's files, of which some are left out or replaced ---- */

struct given {
    const char *name;
    cupel_slice bytes;
};
struct lab {
    struct softtee_files f;
    cupel_slice evidence, anchor; /* anchor empty: none */
    struct given given[24];
    size_t n;
    const struct cupel_expect *expect;
    cupel_appraisal *ap;
};

/* @settings: "a=b c=d", or NULL. */
static void lab_make(struct lab *l, const char *scenario, const char *field, const char *value)
{
    struct softtee_set set = { field, value };
    struct softtee_opts opts = {
        .kind = "tpm", .scenario = scenario, .sets = &set, .n_sets = field ? 1 : 0
    };
    struct cupel_diag err = { 0 };
    *l = (struct lab){ .n = 0 };
    if (softtee_make(crypto, &opts, &l->f, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    l->evidence = softtee_file(&l->f, "evidence.bin");
    l->anchor = softtee_file(&l->f, "anchor.der");
    for (size_t i = 0; i < l->f.n; i++)
        if (strncmp(l->f.files[i].name, "collateral/", 11) == 0)
            l->given[l->n++] = (struct given){ l->f.files[i].name + 11, l->f.files[i].bytes };
}

static cupel_slice lab_file(const struct lab *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->given[i].name, name) == 0)
            return l->given[i].bytes;
    fail_msg("no %s", name);
    return SLICE_EMPTY;
}

static void lab_drop(struct lab *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->given[i].name, name) == 0)
            l->given[i] = l->given[--l->n];
}

static void lab_give(struct lab *l, const char *name, cupel_slice bytes)
{
    lab_drop(l, name);
    l->given[l->n++] = (struct given){ name, bytes };
}

static void lab_verify(struct lab *l)
{
    struct cupel_diag err = { 0 };
    cupel_verifier *v = NULL;
    assert_status(cupel_verifier_new(&v, &err), CUPEL_OK);
    if (l->anchor.n && cupel_verifier_add_anchor(v, "tpm", l->anchor, "anchor", &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < l->n; i++)
        assert_status(cupel_verifier_add_collateral(v, l->given[i].bytes, l->given[i].name, &err),
                      CUPEL_OK);
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    opts.now = l->f.at;
    opts.expect = l->expect;
    opts.n_expect = l->expect ? 1 : 0;
    if (cupel_verify(v, l->evidence, &opts, &l->ap, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    cupel_verifier_free(v);
}

static void lab_end(struct lab *l)
{
    cupel_appraisal_free(l->ap);
    softtee_files_clear(&l->f);
}

/* The check @id with @outcome whose detail has @says. */
static bool has_check(const cupel_appraisal *ap, const char *id, const char *outcome,
                      const char *says)
{
    for (size_t i = 0; i < cupel_appraisal_check_count(ap); i++) {
        const struct cupel_check *c = cupel_appraisal_check_at(ap, i);
        if (strcmp(c->id, id) == 0 && strcmp(cupel_outcome_name(c->outcome), outcome) == 0 &&
            (!says || (c->detail && strstr(c->detail, says))))
            return true;
    }
    return false;
}

static void lab_says(const struct lab *l, const char *verdict, const char *id, const char *outcome,
                     const char *says)
{
    const char *got = cupel_verdict_name(cupel_appraisal_verdict(l->ap));
    if (strcmp(got, verdict) == 0 && has_check(l->ap, id, outcome, says))
        return;
    for (size_t i = 0; i < cupel_appraisal_check_count(l->ap); i++) {
        const struct cupel_check *c = cupel_appraisal_check_at(l->ap, i);
        print_message("    %s %s: %s\n", c->id, cupel_outcome_name(c->outcome),
                      c->detail ? c->detail : "");
    }
    fail_msg("%s, wanted %s with %s %s \"%s\"", got, verdict, id, outcome, says ? says : "");
}

static void lab_expect(struct lab *l, const char *verdict, const char *id, const char *outcome,
                       const char *says)
{
    lab_verify(l);
    lab_says(l, verdict, id, outcome, says);
    lab_end(l);
}

static bool needs(const cupel_appraisal *ap, const char *kind)
{
    for (size_t i = 0; i < cupel_appraisal_need_count(ap); i++)
        if (strcmp(cupel_appraisal_need_at(ap, i)->kind, kind) == 0)
            return true;
    return false;
}

static const char *use_of(const cupel_appraisal *ap, const char *name)
{
    for (size_t i = 0; i < cupel_appraisal_collateral_count(ap); i++)
        if (strcmp(cupel_appraisal_collateral_at(ap, i)->name, name) == 0)
            return cupel_appraisal_collateral_at(ap, i)->why;
    return "";
}

static cupel_slice join(cupel_slice a, cupel_slice b)
{
    uint8_t *p = arena_alloc(&arena, a.n + b.n + 1);
    assert_non_null(p);
    slice_copy(a, p, a.n);
    slice_copy(b, p + a.n, b.n);
    return slice_of(p, a.n + b.n);
}

static cupel_slice with_byte(cupel_slice s, size_t at, uint8_t value)
{
    uint8_t *p = arena_alloc(&arena, s.n);
    assert_non_null(p);
    slice_copy(s, p, s.n);
    p[at] = value;
    return slice_of(p, s.n);
}

static cupel_slice part(cupel_slice s, size_t at)
{
    return slice_part(s, at, s.n - at);
}

/* ---- public areas ---- */

/* RSA: type, nameAlg, attributes, no policy, no cipher, RSASSA with SHA-256, 2048 bits, exponent.
 */
static cupel_slice rsa_public(uint32_t exponent, size_t n)
{
    struct buf b;
    buf_init(&b, 2048);
    buf_add(&b, hex_bytes(&arena, "0001000b0005007200000010"
                                  "0014000b"));
    const uint8_t tail[] = { (uint8_t)(n >> 5),         (uint8_t)(n << 3),
                             (uint8_t)(exponent >> 24), (uint8_t)(exponent >> 16),
                             (uint8_t)(exponent >> 8),  (uint8_t)exponent,
                             (uint8_t)(n >> 8),         (uint8_t)n };
    buf_add(&b, SLICE_ARRAY(tail));
    for (size_t i = 0; i < n; i++)
        buf_add_byte(&b, 0xc1);
    cupel_slice s = arena_copy(&arena, buf_slice(&b));
    buf_clear(&b);
    return s;
}

static void public_areas(void **state)
{
    (void)state;
    struct tpm_public p;
    struct cupel_diag err = { 0 };
    cupel_slice area = rsa_public(0, 256);
    assert_status(tpm_public_read(&arena, area, &p, &err), CUPEL_OK);
    assert_int_equal(p.pub.type, CRYPTO_KEY_RSA);
    assert_int_equal(p.scheme, TPM_RSASSA);
    assert_null(tpm_attestation_key_fault(&p));
    cupel_slice sized = tpm_join_quote(&arena, area, SLICE_EMPTY);
    assert_status(tpm_public_read(&arena, sized, &p, &err), CUPEL_OK);
    assert_true(slice_eq(p.bytes, area));
    assert_int_equal(p.at, 2);
    for (size_t n = 0; n < sized.n; n++)
        assert_false(tpm_public_probe(slice_part(sized, 0, n)));
    for (size_t n = 0; n < area.n; n++)
        assert_false(tpm_public_probe(slice_part(area, 0, n)));
    assert_false(tpm_public_probe(join(sized, SLICE_LIT("x"))));
    assert_status(tpm_public_read(&arena, rsa_public(65537, 256), &p, &err), CUPEL_OK);
    assert_int_equal(p.pub.type, CRYPTO_KEY_RSA);
    assert_status(tpm_public_read(&arena, rsa_public(3, 256), &p, &err), CUPEL_OK);
    assert_int_equal(p.pub.type, CRYPTO_KEY_NONE);
    assert_status(tpm_public_read(&arena, rsa_public(0, 128), &p, &err), CUPEL_OK);
    assert_int_equal(p.pub.type, CRYPTO_KEY_NONE);
    assert_status(tpm_public_read(&arena, with_byte(area, 1, 8), &p, &err), CUPEL_E_MALFORMED);
    assert_says(err, "TPM2B_PUBLIC");
    assert_false(tpm_public_probe(rsa_public(0, 1200)));
}

/* [points whose leading zeros a TPM leaves out] */
static void ecc_points(void **state)
{
    (void)state;
    struct tpm_public p;
    const char *head = "0023000b0005007200000010"
                       "0018000b00030010";
    cupel_slice area = hex_bytes(&arena, head);
    cupel_slice xy = hex_bytes(&arena, "0002aabb0001cc");
    assert_status(tpm_public_read(&arena, join(area, xy), &p, NULL), CUPEL_OK);
    assert_int_equal(p.pub.type, CRYPTO_KEY_P256);
    assert_int_equal(p.pub.point.n, 64);
    assert_int_equal(p.pub.point.p[30], 0xaa);
    assert_int_equal(p.pub.point.p[31], 0xbb);
    assert_int_equal(p.pub.point.p[63], 0xcc);
    assert_true(slice_is_zero(slice_part(p.pub.point, 0, 30)));
    cupel_slice curve = with_byte(join(area, xy), 17, 0x10); /* BN_P256 */
    assert_status(tpm_public_read(&arena, curve, &p, NULL), CUPEL_OK);
    assert_int_equal(p.pub.type, CRYPTO_KEY_NONE);
}

static void key_attributes(void **state)
{
    (void)state;
    static const struct {
        uint32_t attributes;
        const char *says;
    } rows[] = {
        { 0x00010072, "no signing key" },    { 0x00040072, "not restricted" },
        { 0x00050070, "may leave its TPM" }, { 0x00050062, "another parent" },
        { 0x00050052, "not made inside" },   { 0x00070072, "decryption key" },
        { 0x000300b2, "decryption key" },    { 0, "no signing key" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct tpm_public p = { .attributes = rows[i].attributes };
        const char *fault = tpm_attestation_key_fault(&p);
        if (!fault || !strstr(fault, rows[i].says))
            fail_msg("%08x: %s", rows[i].attributes, fault ? fault : "fine");
    }
}

static void signatures(void **state)
{
    (void)state;
    struct tpm_signature s;
    enum crypto_sig other;
    struct cur c = cur_of(hex_bytes(&arena, "0016000b0002aabb"));
    tpm_signature_take(&c, &s);
    assert_status(cur_end(&c), CUPEL_OK);
    assert_int_equal(tpm_signature_alg(&s, CRYPTO_KEY_RSA, &other), CRYPTO_SIG_RSA_PSS_SHA256);
    assert_int_equal(other, CRYPTO_SIG_RSA_PSS_MAX_SHA256);
    assert_int_equal(tpm_signature_alg(&s, CRYPTO_KEY_P256, &other), CRYPTO_SIG_NONE);
    s = (struct tpm_signature){ .alg = TPM_RSASSA, .hash = TPM_SHA1 };
    assert_int_equal(tpm_signature_alg(&s, CRYPTO_KEY_RSA, &other), CRYPTO_SIG_NONE);
    s = (struct tpm_signature){ .alg = TPM_ECDSA, .hash = TPM_SHA256 };
    assert_int_equal(tpm_signature_alg(&s, CRYPTO_KEY_P384, &other), CRYPTO_SIG_NONE);
    c = cur_of(hex_bytes(&arena, "0005000b"));
    tpm_signature_take(&c, &s);
    assert_status(c.st, CUPEL_E_UNSUPPORTED);
    assert_false(tpm_signature_probe(hex_bytes(&arena, "0014000b0002aa")));
    assert_false(tpm_signature_probe(hex_bytes(&arena, "0014000b0001aabb")));
    assert_false(tpm_signature_probe(hex_bytes(&arena, "001400ff0001aa")));
}

/* ---- PCR values ---- */

#define V32 "0000000000000000000000000000000000000000000000000000000000000001"
#define V20 "0000000000000000000000000000000000000002"

static void pcr_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned alg;
        uint32_t present;
    } rows[] = {
        { "{\"0\": \"" V32 "\", \"7\": \"0x" V32 "\"}", TPM_SHA256, 0x81 },
        { "{\"sha1\": {\"3\": \"" V20 "\"}}", TPM_SHA1, 8 },
        { "{\"sm3_256\": {\"3\": \"" V32 "\"}}", TPM_SM3, 8 },
        { " [\"" V20 "\", \"" V20 "\"]", TPM_SHA1, 3 },
        { "  sha256:\n    0 : 0x" V32 "\n    23: 0x" V32 "\n", TPM_SHA256, 0x800001 },
        { "sha1:\nsha256:\r\n  9 : 0x" V32, TPM_SHA256, 0x200 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct tpm_pcrs p;
        struct cupel_diag err = { 0 };
        if (!tpm_pcrs_probe(slice_str(rows[i].text)) ||
            tpm_pcrs_read(&arena, slice_str(rows[i].text), &p, &err) != CUPEL_OK)
            fail_msg("%s: %s", rows[i].text, err.text);
        const struct tpm_bank *b = tpm_bank_find(&p, rows[i].alg);
        assert_non_null(b);
        assert_int_equal(b->present, rows[i].present);
    }
}

static void bad_pcr_values(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "{\"0\": \"" V32 "\", \"24x\": \"" V32 "\"}", "no PCR's number" },
        { "{\"0\": \"" V32 "\", \"32\": \"" V32 "\"}", "no PCR's number" },
        { "{\"0\": \"" V32 "\", \"01\": \"" V32 "\"}", "no PCR's number" },
        { "{\"0\": \"" V32 "\", \"1\": \"" V20 "\"}", "32 bytes" },
        { "{\"0\": \"" V32 "\", \"0\": \"" V32 "\"}", "twice" },
        { "{\"0\": 1}", "hex of 20" },
        { "{\"sha256\": {\"0\": \"" V32 "\"}, \"md5\": {}}", "no bank" },
        { "{\"sha256\": {\"0\": \"" V20 "\"}}", "32 bytes" },
        { "{\"sha256\": 5}", "must hold PCR values" },
        { "{\"0\": \"xx\"}", "hex of 20" },
        { "sha256:\n 0 : 0x" V20 "\n", "neither a bank" },
        { "sha256:\n 0 : 0x" V32 "\n 0 : 0x" V32 "\n", "neither a bank" },
        { "sha256:\nsha256:\n", "neither a bank" },
        { "sha256:\nmd5:\n", "neither a bank" },
        { "sha256:\nnonsense\n", "neither a bank" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct tpm_pcrs p;
        struct cupel_diag err = { 0 };
        cupel_status st = tpm_pcrs_read(&arena, slice_str(rows[i].text), &p, &err);
        if (st == CUPEL_OK || !strstr(err.text, rows[i].says))
            fail_msg("%s: %s", rows[i].text, err.text);
    }
    assert_false(tpm_pcrs_probe(SLICE_LIT("{\"tcbInfo\": {}}")));
    assert_false(tpm_pcrs_probe(SLICE_LIT("[\"zz\"]")));
    assert_false(tpm_pcrs_probe(SLICE_LIT("md5:\n")));
    assert_false(tpm_pcrs_probe(SLICE_LIT("")));
}

/* What tpm2_quote --pcr writes: two PCRs of one bank, one of another. */
static cupel_slice blob(void)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_add(&b, hex_bytes(&arena, "02000000"
                                  "0b00038100000000"
                                  "0400030100000000"));
    for (unsigned i = 2; i < 16; i++)
        buf_add(&b, hex_bytes(&arena, "0000000000000000"));
    buf_add(&b, hex_bytes(&arena, "01000000"
                                  "03000000"));
    for (unsigned i = 0; i < 8; i++) {
        size_t n = i < 2 ? 32 : i == 2 ? 20 : 0;
        buf_add_byte(&b, (uint8_t)n);
        for (size_t k = 0; k < 65; k++)
            buf_add_byte(&b, k >= 1 && k <= n ? (uint8_t)(i + 1) : 0);
    }
    cupel_slice s = arena_copy(&arena, buf_slice(&b));
    buf_clear(&b);
    return s;
}

static void pcr_blob(void **state)
{
    (void)state;
    struct tpm_pcrs p;
    struct cupel_diag err = { 0 };
    cupel_slice good = blob();
    assert_true(tpm_pcrs_probe(good));
    assert_status(tpm_pcrs_read(&arena, good, &p, &err), CUPEL_OK);
    assert_int_equal(tpm_bank_find(&p, TPM_SHA256)->values[7].p[0], 2);
    assert_int_equal(tpm_bank_find(&p, TPM_SHA1)->values[0].p[19], 3);
    for (size_t n = 0; n < good.n; n++)
        assert_true(tpm_pcrs_read(&arena, slice_part(good, 0, n), &p, &err) != CUPEL_OK);
    assert_true(tpm_pcrs_read(&arena, join(good, SLICE_LIT("x")), &p, &err) != CUPEL_OK);
    const size_t spoilt[] = { 0, 6, 11, 20, 132, 136, 140, 175, good.n - 1 };
    for (size_t i = 0; i < CUPEL_COUNT(spoilt); i++)
        if (tpm_pcrs_read(&arena, with_byte(good, spoilt[i], 0x55), &p, &err) == CUPEL_OK)
            fail_msg("byte %zu", spoilt[i]);
}

/* ---- layout of quotes ---- */

static cupel_status parse(cupel_slice in, struct cupel_diag *err)
{
    struct evidence ev = { .format = NULL };
    *err = (struct cupel_diag){ 0 };
    return format_tpm.parse(&arena, in, &ev, err);
}

static void layout(void **state)
{
    (void)state;
    struct lab l;
    struct cupel_diag err;
    lab_make(&l, "good", NULL, NULL);
    cupel_slice one = arena_copy(&arena, l.evidence);
    softtee_files_clear(&l.f);
    size_t size = 256u * one.p[0] + one.p[1];
    cupel_slice attest = slice_part(one, 2, size);
    assert_true(format_tpm.probe(one));
    assert_true(format_tpm.probe(attest));
    for (size_t n = 0; n < one.n; n++)
        assert_status(parse(slice_part(one, 0, n), &err), CUPEL_E_TRUNCATED);
    for (size_t n = 6; n < attest.n; n++)
        assert_status(parse(slice_part(attest, 0, n), &err), CUPEL_E_TRUNCATED);
    assert_status(parse(join(attest, SLICE_LIT("x")), &err), CUPEL_E_TRAILING);
    assert_says(err, "belong to nothing");
    assert_status(parse(join(one, SLICE_LIT("x")), &err), CUPEL_E_TRUNCATED);
    assert_status(parse(with_byte(one, size + 3, 5), &err), CUPEL_E_UNSUPPORTED); /* HMAC */
    assert_status(parse(join(one, one), &err), CUPEL_OK);
    cupel_slice four = join(join(one, one), join(one, one));
    assert_status(parse(four, &err), CUPEL_OK);
    assert_status(parse(join(four, one), &err), CUPEL_E_LIMIT);
    assert_says(err, "more than 4 quotes");
    assert_false(format_tpm.probe(SLICE_LIT("")));
    assert_false(format_tpm.probe(SLICE_LIT("\x30\x82\x01\x01")));
}

/* ---- who signed ---- */

static void no_certificate(void **state)
{
    (void)state;
    struct lab l;
    lab_make(&l, "good", NULL, NULL);
    lab_drop(&l, "ak.der");
    lab_verify(&l);
    lab_says(&l, NONE, "tpm.ak", "unknown", "anybody can make one");
    assert_true(has_check(l.ap, "tpm.signature", "pass", NULL)); /* still checked, and said */
    assert_true(needs(l.ap, "ak-certificate"));
    assert_int_equal(cupel_appraisal_class(l.ap), CUPEL_CLASS_MISSING);
    lab_end(&l);

    lab_make(&l, "good", NULL, NULL);
    lab_drop(&l, "ca.der");
    lab_verify(&l);
    lab_says(&l, NONE, "tpm.ak", "unknown", "not at hand");
    assert_true(needs(l.ap, "ak-issuer"));
    lab_end(&l);

    lab_make(&l, "good", NULL, NULL);
    lab_drop(&l, "ak.der");
    lab_drop(&l, "ak.pub");
    lab_verify(&l);
    lab_says(&l, NONE, "tpm.signature", "unknown", "no key");
    lab_end(&l);
}

static void no_signature(void **state)
{
    (void)state;
    struct lab l;
    lab_make(&l, "attest", NULL, NULL);
    lab_drop(&l, "quote.sig");
    lab_verify(&l);
    lab_says(&l, NONE, "tpm.signature", "unknown", "no signature was given");
    assert_true(needs(l.ap, "tpm-signature"));
    lab_end(&l);
    lab_make(&l, "attest", "sign", "stranger");
    lab_expect(&l, FAIL, "tpm.signature", "fail", "none of the 2 keys");
}

/* The key itself as the anchor. */
static void keys_as_anchors(void **state)
{
    (void)state;
    struct lab l;
    struct cupel_diag err = { 0 };
    lab_make(&l, "good", NULL, NULL);
    lab_drop(&l, "ak.der");
    l.anchor = lab_file(&l, "ak.pub");
    lab_expect(&l, PASS, "tpm.ak", "pass", "the caller vouches");

    lab_make(&l, "good", NULL, NULL);
    struct lab other;
    lab_make(&other, "p384", NULL, NULL);
    l.anchor = lab_file(&other, "ak.pub");
    lab_drop(&l, "ak.der");
    lab_verify(&l); /* the signer is at hand, and is not the key that is trusted */
    lab_says(&l, FAIL, "tpm.ak", "fail", "another key than those that are trusted");
    lab_end(&l);
    softtee_files_clear(&other.f);

    cupel_verifier *v = NULL;
    assert_status(cupel_verifier_new(&v, &err), CUPEL_OK);
    cupel_slice free_key = rsa_public(0, 256);
    assert_status(cupel_verifier_add_anchor(v, "tpm", with_byte(free_key, 5, 4), "ak", &err),
                  CUPEL_E_MALFORMED);
    assert_says(err, "not restricted");
    assert_status(cupel_verifier_add_anchor(v, "tpm", with_byte(free_key, 5, 7), "ek", &err),
                  CUPEL_E_MALFORMED);
    assert_says(err, "decryption key");
    cupel_verifier_free(v);
}

/* [EK certificates taken for the AK's: CVE-2021-3406 in spirit] */
static void ek_certificates(void **state)
{
    (void)state;
    struct lab l, ek;
    lab_make(&l, "good", NULL, NULL);
    lab_make(&ek, "ek-certificate", "scheme", "ecdsa-p384");
    lab_give(&l, "ak.der", lab_file(&ek, "ak.der")); /* of another key, as in life */
    lab_verify(&l);
    lab_says(&l, NONE, "tpm.ak", "unknown", "endorsement key");
    assert_non_null(strstr(use_of(l.ap, "ak.der"), "endorsement key"));
    lab_end(&l);
    softtee_files_clear(&ek.f);
    lab_make(&l, "ek-certificate", NULL, NULL);
    lab_expect(&l, FAIL, "tpm.ak_certificate", "fail", "endorsement key");
    lab_make(&l, "good", "ak.purpose", "aik");
    lab_expect(&l, PASS, "tpm.ak_certificate", "pass", NULL);
}

/* [certificates read from NV carry the rest of the index] */
static void padded_certificate(void **state)
{
    (void)state;
    static const uint8_t fill[3][4] = { { 0, 0, 0, 0 },
                                        { 0xff, 0xff, 0xff, 0xff },
                                        { 0, 0, 1, 0 } };
    for (size_t i = 0; i < 3; i++) {
        struct lab l;
        lab_make(&l, "good", NULL, NULL);
        lab_give(&l, "ak.der", join(lab_file(&l, "ak.der"), SLICE_ARRAY(fill[i])));
        if (i < 2)
            lab_expect(&l, PASS, "tpm.ak", "pass", NULL);
        else
            lab_expect(&l, NONE, "tpm.ak", "unknown", "without a certificate");
    }
}

/* Azure's signature: the RSASSA value alone. */
static void raw_signature(void **state)
{
    (void)state;
    struct lab l;
    lab_make(&l, "attest", "scheme", "rsassa");
    lab_give(&l, "raw", part(lab_file(&l, "quote.sig"), 6));
    lab_drop(&l, "quote.sig");
    lab_verify(&l);
    lab_says(&l, PASS, "tpm.signature", "pass", NULL);
    assert_non_null(strstr(use_of(l.ap, "raw"), "taken for RSASSA"));
    lab_end(&l);
    lab_make(&l, "attest", "scheme", "rsapss"); /* not guessed */
    lab_give(&l, "raw", part(lab_file(&l, "quote.sig"), 6));
    lab_drop(&l, "quote.sig");
    lab_expect(&l, FAIL, "tpm.signature", "fail", "none of");
}

/* ---- the public area beside the certificate ---- */

static void public_area_of_another(void **state)
{
    (void)state;
    struct lab l, other;
    lab_make(&l, "good", NULL, NULL);
    lab_make(&other, "p384", NULL, NULL);
    lab_give(&l, "ak.pub", lab_file(&other, "ak.pub"));
    lab_verify(&l);
    lab_says(&l, PASS, "tpm.ak_attributes", "na", "issuer vouches");
    assert_non_null(strstr(use_of(l.ap, "ak.pub"), "another key"));
    lab_end(&l);
    softtee_files_clear(&other.f);

    lab_make(&l, "good", NULL, NULL); /* other attributes than the TPM's own name has */
    lab_give(&l, "ak.pub", with_byte(lab_file(&l, "ak.pub"), 9, 0xf2));
    lab_expect(&l, PASS, "tpm.ak_name", "na", "cannot be computed");
    lab_make(&l, "good", NULL, NULL); /* another nameAlg */
    lab_give(&l, "ak.pub", with_byte(lab_file(&l, "ak.pub"), 5, 0x0c));
    lab_expect(&l, FAIL, "tpm.ak_name", "fail", "another kind");
    lab_make(&l, "good", NULL, NULL); /* another scheme hash */
    lab_give(&l, "ak.pub", with_byte(lab_file(&l, "ak.pub"), 17, 0x0c));
    lab_expect(&l, FAIL, "tpm.signature_algorithm", "fail", "public area demands");
}

static void algorithms(void **state)
{
    (void)state;
    struct lab l;
    lab_make(&l, "good", "sig_hash", "4");
    lab_expect(&l, FAIL, "tpm.signature_algorithm", "fail", "SHA-1");
    lab_make(&l, "good", "sig_alg", "0x1b"); /* SM2 */
    lab_expect(&l, FAIL, "tpm.signature_algorithm", "fail", "not supported");
    lab_make(&l, "rsassa", "sig_alg", "0x16"); /* the key's scheme is RSASSA */
    lab_expect(&l, FAIL, "tpm.signature", "fail", NULL);
}

/* ---- PCRs ---- */

/* [CVE-2022-0317: values beside a quote that covers none or others] */
static void values_not_covered(void **state)
{
    (void)state;
    struct lab l;
    lab_make(&l, "empty-selection", NULL, NULL);
    lab_verify(&l);
    lab_says(&l, FAIL, "tpm.pcr_selection", "fail", "covers no PCRs");
    assert_null(cupel_appraisal_claim_find(l.ap, "tpm.pcr.sha256.0"));
    lab_end(&l);

    lab_make(&l, "good", "selection", "0x81");
    cupel_slice values = lab_file(&l, "pcrs.json");
    cupel_slice more = join(slice_part(values, 0, values.n - 2), SLICE_LIT(",\"4\":\"" V32 "\"}}"));
    lab_give(&l, "pcrs.json", more);
    lab_verify(&l);
    lab_says(&l, WARN, "tpm.pcr_selection", "warn", "values of PCR 4");
    assert_non_null(cupel_appraisal_claim_find(l.ap, "tpm.pcr.sha256.7"));
    assert_null(cupel_appraisal_claim_find(l.ap, "tpm.pcr.sha256.4"));
    lab_end(&l);

    static const struct cupel_expect expect = { "tpm.pcr.sha256.4", V32 };
    lab_make(&l, "good", "selection", "0x81");
    l.expect = &expect;
    lab_expect(&l, FAIL, "evidence.expect", "fail", "does not make this claim");
}

static void values_that_do_not_fit(void **state)
{
    (void)state;
    struct lab l;
    lab_make(&l, "wrong-pcr", NULL, NULL);
    lab_verify(&l);
    lab_says(&l, FAIL, "tpm.pcr_digest", "fail", "not the quoted ones");
    assert_null(cupel_appraisal_claim_find(l.ap, "tpm.pcr.sha256.0"));
    lab_end(&l);
    lab_make(&l, "good", NULL, NULL);
    lab_give(&l, "pcrs.json", SLICE_LIT("{\"0\":\"" V32 "\"}"));
    lab_expect(&l, FAIL, "tpm.pcr_digest", "fail", "lacks the quoted PCR 1,2,3");
    lab_make(&l, "good", NULL, NULL);
    lab_give(&l, "pcrs.json", SLICE_LIT("{\"0\":\"zz\"}"));
    lab_expect(&l, FAIL, "tpm.pcr_digest", "fail", "cannot be read");
    lab_make(&l, "good", NULL, NULL);
    lab_drop(&l, "pcrs.json");
    lab_verify(&l);
    lab_says(&l, WARN, "tpm.pcr_digest", "unknown", "no PCR values");
    assert_true(needs(l.ap, "pcr-values"));
    lab_end(&l);
    lab_make(&l, "good", NULL, NULL); /* several files: the one that fits counts */
    lab_give(&l, "a.json", SLICE_LIT("{\"0\":\"" V32 "\"}"));
    lab_expect(&l, PASS, "tpm.pcr_digest", "pass", NULL);
}

static void logs(void **state)
{
    (void)state;
    struct lab l;
    lab_make(&l, "log", NULL, NULL);
    lab_verify(&l);
    lab_says(&l, PASS, "tpm.log", "pass", NULL);
    assert_true(cupel_appraisal_claim_find(l.ap, "log.secure_boot")->number == 1);
    lab_end(&l);
    lab_make(&l, "other-log", NULL, NULL);
    lab_expect(&l, FAIL, "tpm.log", "fail", "PCR 4");
    lab_make(&l, "log", NULL, NULL);
    lab_drop(&l, "pcrs.json");
    lab_verify(&l);
    lab_says(&l, WARN, "tpm.log", "unknown", "nothing makes it true");
    assert_null(cupel_appraisal_claim_find(l.ap, "log.secure_boot"));
    lab_end(&l);
    lab_make(&l, "log", "selection", "0x1"); /* the log's Secure Boot is not covered */
    lab_verify(&l);
    assert_null(cupel_appraisal_claim_find(l.ap, "log.secure_boot"));
    lab_end(&l);
}

/* ---- several quotes ---- */

static void sets(void **state)
{
    (void)state;
    static const struct {
        const char *field, *value, *says;
    } rows[] = {
        { "bank", "sha384", NULL },
        { "extra_data", "01", "different challenges" },
        { "reset_count", "8", "different boots" },
        { "firmware_version", "1", "different firmware" },
        { "parent", "0x40000001", "different keys" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct lab l, other;
        lab_make(&l, "good", NULL, NULL);
        lab_make(&other, "good", rows[i].field, rows[i].value);
        l.evidence = join(l.evidence, other.evidence);
        lab_give(&l, "more.json", lab_file(&other, "pcrs.json"));
        lab_verify(&l);
        lab_says(&l, rows[i].says ? FAIL : PASS, "tpm.set", rows[i].says ? "fail" : "pass",
                 rows[i].says);
        if (!rows[i].says)
            assert_non_null(cupel_appraisal_claim_find(l.ap, "tpm.pcr.sha384.0"));
        lab_end(&l);
        softtee_files_clear(&other.f);
    }
    struct lab l, other; /* the second by another key */
    lab_make(&l, "good", NULL, NULL);
    lab_make(&other, "foreign-key", NULL, NULL);
    l.evidence = join(l.evidence, other.evidence);
    lab_expect(&l, FAIL, "tpm.signature", "fail", "quote 2: the signature is not by the key");
    softtee_files_clear(&other.f);
}

/* ---- Google's certificates ---- */

static void gce(void **state)
{
    (void)state;
    struct lab l;
    lab_make(&l, "gce", NULL, NULL);
    lab_verify(&l);
    assert_string_equal(cupel_appraisal_claim_find(l.ap, "tpm.gce_zone")->text, "us-central1-a");
    assert_string_equal(cupel_appraisal_claim_find(l.ap, "tpm.gce_instance_name")->text,
                        "software-instance");
    assert_int_equal(cupel_appraisal_claim_find(l.ap, "tpm.gce_project_number")->number, 1001);
    assert_int_equal(cupel_appraisal_claim_find(l.ap, "tpm.gce_instance_id")->number, 2002);
    assert_int_equal(cupel_appraisal_claim_find(l.ap, "tpm.gce_security_version")->number, 1);
    assert_true(cupel_appraisal_claim_find(l.ap, "tpm.gce_is_production")->number == 1);
    assert_false(cupel_appraisal_is_tee(l.ap));
    lab_end(&l);
    lab_make(&l, "foreign-key", "gce.zone", "somewhere"); /* of a key that signed nothing here */
    lab_verify(&l);
    assert_null(cupel_appraisal_claim_find(l.ap, "tpm.gce_zone"));
    lab_end(&l);
}

/* ---- containers ---- */

static const char *base64(cupel_slice s)
{
    char *text = arena_alloc(&arena, (s.n + 2) / 3 * 4 + 1);
    assert_non_null(text);
    base64_write(s, text);
    return text;
}

static cupel_slice text_of(const char *text)
{
    return slice_str(text);
}

/* A quote's two halves out of the one file. */
static void halves(cupel_slice one, cupel_slice *attest, cupel_slice *signature)
{
    size_t n = 256u * one.p[0] + one.p[1];
    *attest = slice_part(one, 2, n);
    *signature = part(one, 2 + n);
}

static void refused(cupel_slice in, const char *class, const char *says)
{
    struct cupel_diag err = { 0 };
    struct unwrapped u = { 0 };
    for (size_t i = 0; wrappers[i]; i++) {
        if (!wrappers[i]->probe(in))
            continue;
        cupel_status st = wrappers[i]->open(&arena, in, &u, &err);
        if (st == CUPEL_OK || !strstr(err.text, says) || strcmp(cupel_status_name(st), class) != 0)
            fail_msg("%s: %s, wanted %s: %s", cupel_status_name(st), err.text, class, says);
        return;
    }
    fail_msg("no wrapper knows this");
}

static void trustee_json(void **state)
{
    (void)state;
    struct lab l;
    struct tpm_public p;
    cupel_slice attest, signature;
    lab_make(&l, "good", NULL, NULL);
    halves(l.evidence, &attest, &signature);
    assert_status(tpm_public_read(&arena, lab_file(&l, "ak.pub"), &p, NULL), CUPEL_OK);
    struct trust_anchor key;
    assert_status(trust_key_anchor(crypto, &arena, &p.pub, "key", &key), CUPEL_OK);
    const char *pcrs = arena_printf(&arena, "[\"%s\"]", V32);
    const char
        *form = "{\"ak_public\":\"%s\",\"tpm_quote\":{\"message\":\"%s\",\"signature\":\"%s\","
                "\"pcrs\":%s}}";
    l.evidence = text_of(
        arena_printf(&arena, form, base64(key.spki), base64(attest), base64(signature), pcrs));
    lab_drop(&l, "ak.der");
    lab_drop(&l, "ak.pub");
    lab_drop(&l, "pcrs.json");
    lab_verify(&l);
    lab_says(&l, FAIL, "tpm.pcr_digest", "fail", "pcrs lacks the quoted PCR 1,2");
    assert_true(has_check(l.ap, "tpm.signature", "pass", NULL));
    lab_end(&l);
    refused(text_of(arena_printf(&arena, form, "?", "", "", pcrs)), "malformed", "base64");
    refused(SLICE_LIT("{\"ak_public\":\"\",\"tpm_quote\":{}}"), "malformed", "message");
}

static void go_attestation_json(void **state)
{
    (void)state;
    struct lab l;
    cupel_slice attest, signature;
    lab_make(&l, "good", "selection", "0x1");
    halves(l.evidence, &attest, &signature);
    const struct cupel_claim *value;
    lab_verify(&l);
    value = cupel_appraisal_claim_find(l.ap, "tpm.pcr.sha256.0");
    const char
        *form = "{\"Static\":{\"TPMVersion\":%d},\"AK\":{\"Public\":\"%s\"},\"Quote\":{\"Quote\":"
                "\"%s\",\"Signature\":\"%s\"},\"Log\":{\"PCRs\":[{\"Index\":0,\"Digest\":\"%s\","
                "\"DigestAlg\":%d}],\"Raw\":\"\"}}";
    const char *key = base64(part(lab_file(&l, "ak.pub"), 2)), *pcr = base64(value->bytes);
    cupel_slice good = text_of(
        arena_printf(&arena, form, 2, key, base64(attest), base64(signature), pcr, 5));
    cupel_appraisal_free(l.ap);
    l.evidence = good;
    lab_drop(&l, "pcrs.json");
    lab_drop(&l, "ak.pub");
    lab_expect(&l, PASS, "tpm.pcr_digest", "pass", NULL);
    refused(text_of(arena_printf(&arena, form, 1, key, "", "", pcr, 5)), "unsupported", "TPM 1.2");
    refused(text_of(arena_printf(&arena, form, 3, key, "", "", pcr, 5)), "unsupported", "unknown");
    refused(text_of(arena_printf(&arena, form, 2, key, "", "", pcr, 3)), "malformed", "a value of");
    refused(text_of(arena_printf(&arena, form, 2, key, "", "", pcr, 4)), "malformed", "a value of");
}

/* Protocol buffers: one field of bytes. */
static cupel_slice field(unsigned number, cupel_slice bytes)
{
    uint8_t head[3] = { (uint8_t)(number << 3 | 2), (uint8_t)bytes.n, 0 };
    size_t n = 2;
    if (bytes.n > 127) {
        head[1] = (uint8_t)(bytes.n | 0x80);
        head[2] = (uint8_t)(bytes.n >> 7);
        n = 3;
    }
    return join(slice_of(head, n), bytes);
}

/* The values of @l's quote as tpm.PCRs. */
static cupel_slice proto_pcrs(struct lab *l)
{
    cupel_slice all = hex_bytes(&arena, "080b");
    for (unsigned i = 0; i < 24; i++) {
        const struct cupel_claim *c = cupel_appraisal_claim_find(l->ap,
                                                                 tpm_pcr_claim(TPM_SHA256, i));
        const uint8_t key[] = { 8, (uint8_t)i };
        assert_non_null(c);
        all = join(all, field(2, join(i ? SLICE_ARRAY(key) : SLICE_EMPTY, field(2, c->bytes))));
    }
    return all;
}

static void go_tpm_tools(void **state)
{
    (void)state;
    struct lab l;
    cupel_slice attest, signature;
    lab_make(&l, "good", NULL, NULL);
    lab_verify(&l);
    halves(l.evidence, &attest, &signature);
    cupel_slice key = field(1, part(lab_file(&l, "ak.pub"), 2));
    cupel_slice pcrs = proto_pcrs(&l);
    cupel_slice quote = join(join(field(1, attest), field(2, signature)), field(3, pcrs));
    cupel_slice good = join(join(key, field(2, quote)), field(6, lab_file(&l, "ak.der")));
    cupel_appraisal_free(l.ap);
    lab_drop(&l, "pcrs.json");
    lab_drop(&l, "ak.pub");
    lab_drop(&l, "ak.der");
    l.evidence = good;
    lab_verify(&l);
    lab_says(&l, PASS, "tpm.pcr_digest", "pass", NULL);
    assert_true(has_check(l.ap, "tpm.ak", "pass", NULL));
    lab_end(&l);
    refused(join(good, field(8, SLICE_LIT("x"))), "unsupported", "SEV-SNP");
    refused(join(good, field(10, SLICE_LIT("x"))), "malformed", "unknown");
    refused(join(good, hex_bytes(&arena, "1801")), "malformed", "another type");
    refused(join(good, field(1, SLICE_LIT("x"))), "malformed", "ak_pub is there twice");
    refused(join(good, hex_bytes(&arena, "b20000")), "malformed", "unknown"); /* long tag */
    refused(slice_part(good, 0, good.n - 1), "truncated", "longer");
    cupel_slice none = join(key, field(2, SLICE_EMPTY));
    struct unwrapped u = { 0 };
    assert_status(wrapper_go_tpm_tools.open(&arena, none, &u, NULL), CUPEL_OK);
    refused(join(key, field(2, field(3, join(pcrs, hex_bytes(&arena, "0804"))))), "malformed",
            "twice");
    refused(join(key, field(2, field(3, hex_bytes(&arena, "080b12040801120100")))), "malformed",
            "");
    refused(join(key, field(2, field(4, SLICE_EMPTY))), "malformed", "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_areas),
        cmocka_unit_test(ecc_points),
        cmocka_unit_test(key_attributes),
        cmocka_unit_test(signatures),
        cmocka_unit_test(pcr_forms),
        cmocka_unit_test(bad_pcr_values),
        cmocka_unit_test(pcr_blob),
        cmocka_unit_test(layout),
        cmocka_unit_test(no_certificate),
        cmocka_unit_test(no_signature),
        cmocka_unit_test(keys_as_anchors),
        cmocka_unit_test(ek_certificates),
        cmocka_unit_test(padded_certificate),
        cmocka_unit_test(raw_signature),
        cmocka_unit_test(public_area_of_another),
        cmocka_unit_test(algorithms),
        cmocka_unit_test(values_not_covered),
        cmocka_unit_test(values_that_do_not_fit),
        cmocka_unit_test(logs),
        cmocka_unit_test(sets),
        cmocka_unit_test(gce),
        cmocka_unit_test(trustee_json),
        cmocka_unit_test(go_attestation_json),
        cmocka_unit_test(go_tpm_tools),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
