/* SPDX-License-Identifier: Apache-2.0 */
/* RA-TLS: each form, each rule of layout with its words, each check seen failing for its reason. */
#include "test.h"

#include <cupel/cupel.h>

#include "base/buf.h"
#include "evidence/ratls.h"
#include "softtee/cbor_write.h"
#include "softtee/softtee.h"
#include "softtee/x509_write.h"

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

/* ---- software TEEs ---- */

static struct softtee_files make(const char *scenario, const char *field, const char *value)
{
    struct softtee_set set = { field, value };
    struct softtee_opts o = { .kind = "ratls", .scenario = scenario, .sets = &set };
    struct softtee_files f;
    struct cupel_diag err = { 0 };
    o.n_sets = field ? 1 : 0;
    if (softtee_make(crypto, &o, &f, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    return f;
}

static cupel_appraisal *judge(const struct softtee_files *f, cupel_slice evidence)
{
    cupel_verifier *v = NULL;
    cupel_appraisal *ap = NULL;
    struct cupel_diag err = { 0 };
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    opts.now = f->at;
    assert_status(cupel_verifier_new(&v, &err), CUPEL_OK);
    assert_status(cupel_verifier_add_anchor(v, NULL, softtee_file(f, "anchor.der"), "a", &err),
                  CUPEL_OK);
    for (size_t i = 0; i < f->n; i++)
        if (strncmp(f->files[i].name, "collateral/", 11) == 0)
            assert_status(
                cupel_verifier_add_collateral(v, f->files[i].bytes, f->files[i].name, &err),
                CUPEL_OK);
    if (cupel_verify(v, evidence, &opts, &ap, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    cupel_verifier_free(v);
    return ap;
}

/* The check @id with @outcome and @words in what it says. */
static bool says(const cupel_appraisal *ap, const char *id, cupel_outcome outcome,
                 const char *words)
{
    for (size_t i = 0; i < cupel_appraisal_check_count(ap); i++) {
        const struct cupel_check *c = cupel_appraisal_check_at(ap, i);
        if (strcmp(c->id, id) == 0 && c->outcome == outcome && strstr(c->detail, words))
            return true;
    }
    return false;
}

static size_t count_fails(const cupel_appraisal *ap)
{
    size_t n = 0;
    for (size_t i = 0; i < cupel_appraisal_check_count(ap); i++)
        n += cupel_appraisal_check_at(ap, i)->outcome == CUPEL_FAIL;
    return n;
}

static void each_lie_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *field, *value, *check, *words;
    } cases[] = {
        { "bound", "other", "ratls.key_binding", "dice: pubkey-hash is that of another key" },
        { "bound", "claims", "ratls.claims_binding",
          "dice: the report data is not the digest of the claims" },
        { "bound", "nothing", "ratls.claims_binding", "not the digest of the claims" },
        { "hash", "sha1", "ratls.hash", "one that does not count" },
        { "hash", "unknown", "ratls.hash", "one that does not count" },
        { "second", "other", "ratls.evidence",
          "2 pieces of evidence that differ in sgx.mr_enclave" },
        { "second", "stray", "ratls.key_binding",
          "gramine: what the attester had signed does not name the certificate's key" },
        { "sign", "stranger", "ratls.self_signature", "not signed by its own key" },
        { "sign", "zero", "ratls.self_signature", "not signed by its own key" },
        { "cert.not_after", "-1d", "ratls.validity", "has expired" },
        { "cert.not_before", "+1d", "ratls.validity", "not valid yet" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct softtee_files f = make(NULL, cases[i].field, cases[i].value);
        cupel_appraisal *ap = judge(&f, softtee_file(&f, "evidence.bin"));
        if (!says(ap, cases[i].check, CUPEL_FAIL, cases[i].words))
            fail_msg("%s=%s: %s does not say \"%s\"", cases[i].field, cases[i].value,
                     cases[i].check, cases[i].words);
        assert_int_equal(count_fails(ap), 1);
        assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
        cupel_appraisal_free(ap);
        softtee_files_clear(&f);
    }
}

/* In every form evidence of another key is refused, and the evidence alone is still fine. */
static void every_form_binds(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "gramine", "inclavare", "intel", "oe", "cmw", "evervault"
    };
    for (size_t i = 0; i < CUPEL_COUNT(forms); i++) {
        struct softtee_set sets[] = { { "form", forms[i] },
                                      { "tee", i == 5 ? "nitro" : "sgx" },
                                      { "bound", "other" } };
        struct softtee_opts o = { .kind = "ratls", .sets = sets, .n_sets = 2 };
        for (; o.n_sets <= 3; o.n_sets++) {
            struct softtee_files f;
            assert_status(softtee_make(crypto, &o, &f, NULL), CUPEL_OK);
            cupel_appraisal *ap = judge(&f, softtee_file(&f, "evidence.bin"));
            bool good = o.n_sets == 2;
            assert_int_equal(cupel_appraisal_verdict(ap),
                             good ? CUPEL_VERDICT_AFFIRMING : CUPEL_VERDICT_CONTRAINDICATED);
            assert_true(says(ap, "ratls.key_binding", good ? CUPEL_PASS : CUPEL_FAIL, forms[i]));
            assert_int_equal(cupel_appraisal_is_tee(ap), good);
            assert_string_equal(cupel_appraisal_name(cupel_appraisal_part_at(ap, 0)), forms[i]);
            assert_int_equal(cupel_appraisal_verdict(cupel_appraisal_part_at(ap, 0)),
                             CUPEL_VERDICT_AFFIRMING);
            cupel_appraisal_free(ap);
            softtee_files_clear(&f);
        }
    }
}

/* A NitroTPM is bound all right, and hides nothing. */
static void what_is_bound_may_be_no_tee(void **state)
{
    (void)state;
    struct softtee_files f = make("nitrotpm", NULL, NULL);
    cupel_appraisal *ap = judge(&f, softtee_file(&f, "evidence.bin"));
    assert_true(says(ap, "ratls.key_binding", CUPEL_PASS, "names the certificate's key"));
    assert_false(cupel_appraisal_is_tee(ap));
    assert_true(says(ap, "evidence.tee", CUPEL_SKIP, "of no TEE"));
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

static void a_debug_enclave_counts_for_the_whole(void **state)
{
    (void)state;
    struct softtee_files f = make(NULL, "inner.scenario", "debug");
    cupel_appraisal *ap = judge(&f, softtee_file(&f, "evidence.bin"));
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
    assert_int_equal(count_fails(ap), 0);
    assert_true(says(cupel_appraisal_part_at(ap, 0), "sgx.debug", CUPEL_FAIL, "DEBUG"));
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
}

/* ---- certificates made here ---- */

static struct sign_key *key(const char *seed)
{
    struct sign_key *k = NULL;
    assert_status(sign_key_new(crypto, CRYPTO_KEY_P256, slice_str(seed), &k), CUPEL_OK);
    return k;
}

static cupel_slice cert_of(const char *issuer, const char *signer_seed, cupel_slice extras)
{
    static const uint8_t serial[] = { 0x4d };
    struct x509_writer w = { &arena, CUPEL_OK };
    struct sign_key *own = key("own"), *signer = key(signer_seed);
    const struct x509_signer by = { issuer, signer, CRYPTO_SIG_ECDSA_P256_SHA256 };
    const struct x509_spec spec = { .serial = SLICE_ARRAY(serial),
                                    .cn = "subject",
                                    .not_before = 0,
                                    .not_after = 4000000000,
                                    .pub = sign_key_pub(own),
                                    .extras = extras };
    cupel_slice der = x509_make_cert(&w, &spec, &by);
    assert_status(x509_writer_status(&w), CUPEL_OK);
    sign_key_free(own);
    sign_key_free(signer);
    return der;
}

static cupel_slice extension(const char *oid, cupel_slice value)
{
    return x509_extension(&arena, hex_bytes(&arena, oid), value);
}

#define DICE      "678105050409"
#define GRAMINE   "06092a864886f84d8a3906"
#define INCLAVARE "2a864886f84d8a3906"
#define INTEL     "2a864886f84d010d01"
#define OE        "2b0601040182376901"
#define OE_TWO    "2b0601040182376902"
#define CMW       "2b06010505070123"
#define SAN       "551d11"
#define ENDORSED  "678105050402"

static cupel_status parse(cupel_slice in, struct cupel_diag *err)
{
    struct evidence ev = { .bytes = in };
    *err = (struct cupel_diag){ 0 };
    return format_ratls.parse(&arena, in, &ev, err);
}

/* The extension @oid with the value @hex is refused in these words. */
static void refuse(const char *oid, const char *hex, cupel_status st, const char *words)
{
    struct cupel_diag err;
    cupel_slice der = cert_of("subject", "own", extension(oid, hex_bytes(&arena, hex)));
    assert_true(format_ratls.probe(der));
    cupel_status got = parse(der, &err);
    if (got != st || !strstr(err.text, words))
        fail_msg("%s %s: %s \"%s\", not \"%s\"", oid, hex, cupel_status_name(got), err.text, words);
}

static void layouts_are_refused_by_rule(void **state)
{
    (void)state;
    const cupel_status bad = CUPEL_E_MALFORMED, unknown = CUPEL_E_UNSUPPORTED;
    const char *pair = "no tagged CBOR array of two byte strings";
    refuse(DICE, "", CUPEL_E_TRUNCATED, pair);
    refuse(DICE, "8241aa41a0", bad, pair);                 /* no tag */
    refuse(DICE, "d9ea608141aa", bad, pair);               /* no claims */
    refuse(DICE, "d9ea608341aa41a041aa", bad, pair);       /* three */
    refuse(DICE, "d9ea608241aa", CUPEL_E_TRUNCATED, pair); /* cut */
    refuse(DICE, "d9ea608241aa41a000", CUPEL_E_TRAILING, pair);
    refuse(DICE, "da0000ea608241aa41a0", bad, pair); /* a tag longer than need be */
    refuse(DICE, "d9ea608261aa41a0", bad, pair);     /* text */
    refuse(DICE, "d9ea618241aa41a0", unknown, "on the same machine");
    refuse(DICE, "d9ea628241aa41a0", unknown, "EREPORT");
    refuse(DICE, "d9ea638241aa41a0", unknown, "CBOR tag 60003 is not known");
    refuse(DICE, "d9ea608241aa4180", bad, "the claims are no map");
    refuse(DICE, "d9ea608241aa43a10102", bad, "the claims are no map of names");
    refuse(DICE, "d9ea608241aa44a1616102", bad, "the claims are no map of names");
    /* { "pubkey-hash": << [1] >> }, a third element, trailing bytes, text */
    refuse(DICE, "d9ea608241aa50a16b7075626b65792d68617368428101", bad, "the claims are no map");
    refuse(DICE, "d9ea608241aa53a16b7075626b65792d68617368458301410102", bad, "claims");
    refuse(DICE, "d9ea608241aa53a16b7075626b65792d6861736845820141aa00", CUPEL_E_TRAILING,
           "claims");
    refuse(DICE,
           "d9ea608241aa4ea16b7075626b65792d68617368"
           "60",
           bad, "claims");
    /* the claim twice */
    refuse(DICE,
           "d9ea608241aa5821"
           "a2"
           "656e6f6e636541aa656e6f6e636541aa"
           "000000000000000000000000000000"
           "00",
           bad, "claims");
    refuse(GRAMINE, "", CUPEL_E_TRUNCATED, "is empty");
    refuse(OE, "0100000002000000", CUPEL_E_TRUNCATED, "inside the header");
    refuse(OE, "02000000020000000100000000000000aa", unknown, "another version than 1");
    refuse(OE, "01000000010000000100000000000000aa", unknown, "no remote report");
    refuse(OE, "01000000020000000200000000000000aa", CUPEL_E_TRUNCATED, "another size");
    refuse(OE, "01000000020000000000000000000000aa", CUPEL_E_TRAILING, "another size");
    refuse(OE_TWO, "00", unknown, "custom claims");
    refuse(CMW, "3003020101", bad, "neither a UTF8String (JSON) nor an OCTET STRING");
    refuse(CMW, "0400", bad, "neither a UTF8String");
    refuse(CMW, "040401020304", bad, "does not hold a conceptual message wrapper");
    refuse(CMW,
           "0c0582190107"
           "41aa",
           CUPEL_E_TRAILING, "neither");
    refuse(CMW, "0c06821901074155", bad, "does not hold"); /* CBOR in the JSON choice */
}

/* A host name whose first label is @n characters. */
static cupel_slice long_name(char c, size_t n)
{
    char *text = arena_alloc(&arena, n + 10);
    memset(text, c, n);
    memcpy(text + n, ".host", 6);
    return der_text(&arena, DER_CONTEXT_PRIMITIVE(2), text);
}

static void documents_in_names(void **state)
{
    (void)state;
    struct cupel_diag err;
    cupel_slice odd = DER_SEQ(&arena, long_name('a', 65));
    cupel_slice two = DER_SEQ(&arena, long_name('a', 66), long_name('b', 66));
    cupel_slice host = DER_SEQ(&arena, long_name('a', 62));
    cupel_slice words = DER_SEQ(&arena, long_name('x', 80));
    assert_status(parse(cert_of("subject", "own", extension(SAN, odd)), &err), CUPEL_E_MALFORMED);
    assert_says(err, "odd count of hex digits");
    assert_status(parse(cert_of("subject", "own", extension(SAN, two)), &err), CUPEL_E_MALFORMED);
    assert_says(err, "stands there twice, and differs");
    assert_false(format_ratls.probe(cert_of("subject", "own", extension(SAN, host))));
    assert_false(format_ratls.probe(cert_of("subject", "own", extension(SAN, words))));
}

static void ordinary_certificates_are_collateral(void **state)
{
    (void)state;
    struct cupel_diag err = { 0 };
    cupel_slice plain = cert_of("subject", "own", SLICE_EMPTY);
    /* the SGX extension of PCK certificates has the OID of Intel's quotes */
    cupel_slice pck = cert_of("subject", "own", extension(INTEL, hex_bytes(&arena, "3000")));
    cupel_verifier *v = NULL;
    cupel_appraisal *ap = NULL;
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    opts.now = 1000;
    assert_false(format_ratls.probe(plain));
    assert_false(format_ratls.probe(pck));
    assert_false(format_ratls.probe(x509_pem(&arena, plain)));
    assert_status(parse(plain, &err), CUPEL_E_UNSUPPORTED);
    assert_says(err, "no evidence in it: it is collateral");
    assert_status(cupel_verifier_new(&v, &err), CUPEL_OK);
    assert_status(cupel_verify(v, plain, &opts, &ap, &err), CUPEL_E_UNSUPPORTED);
    assert_says(err, "a certificate without evidence in it: it is collateral");
    assert_status(cupel_verify(v, x509_pem(&arena, pck), &opts, &ap, &err), CUPEL_E_UNSUPPORTED);
    assert_says(err, "give it with --collateral");
    cupel_verifier_free(v);
}

/* BER where DER is demanded: an indefinite length, a length longer than need be. */
static void ber_is_malformed(void **state)
{
    (void)state;
    struct cupel_diag err;
    cupel_slice der = cert_of("subject", "own", extension(GRAMINE, SLICE_LIT("evidence")));
    uint8_t *ber = arena_alloc(&arena, der.n + 3);
    assert_true(der.p[1] == 0x82);
    slice_copy(der, ber + 1, der.n);
    ber[0] = 0x30;
    ber[1] = 0x83;
    ber[2] = 0;
    slice_copy(slice_part(der, 2, der.n - 2), ber + 3, der.n - 2);
    assert_true(format_ratls.probe(slice_of(ber, der.n + 1)));
    assert_status(parse(slice_of(ber, der.n + 1), &err), CUPEL_E_MALFORMED);
    assert_says(err, "is no DER as RFC 5280 wants it");
    slice_copy(der, ber, der.n);
    ber[1] = 0x80;
    slice_copy(slice_part(der, 4, der.n - 4), ber + 2, der.n - 4);
    ber[der.n - 2] = 0;
    ber[der.n - 1] = 0;
    assert_status(parse(slice_of(ber, der.n), &err), CUPEL_E_MALFORMED);
    assert_says(err, "is no DER");
    assert_status(parse(slice_part(der, 0, der.n - 1), &err), CUPEL_E_TRUNCATED);
    assert_true(format_ratls.probe(slice_part(der, 0, der.n - 1)));
}

static void extensions_are_few_and_known(void **state)
{
    (void)state;
    struct cupel_diag err;
    cupel_slice q = SLICE_LIT("evidence");
    cupel_slice twice = der_concat(&arena, extension(GRAMINE, q), extension(GRAMINE, q));
    assert_status(parse(cert_of("subject", "own", twice), &err), CUPEL_E_MALFORMED);
    cupel_slice all = der_concat(&arena, extension(GRAMINE, q), extension(INCLAVARE, q));
    all = der_concat(&arena, all, extension(INTEL, q));
    all = der_concat(&arena, all, extension(CMW, hex_bytes(&arena, "0406821901074155")));
    assert_status(parse(cert_of("subject", "own", all), &err), CUPEL_OK);
    all = der_concat(&arena, all, extension(DICE, hex_bytes(&arena, "821901074155")));
    assert_status(parse(cert_of("subject", "own", all), &err), CUPEL_E_LIMIT);
    assert_says(err, "more than 4 pieces");
    cupel_slice broken = der_concat(&arena, extension(GRAMINE, q),
                                    extension(ENDORSED, hex_bytes(&arena, "d9ea60820143")));
    assert_status(parse(cert_of("subject", "own", broken), &err), CUPEL_E_TRUNCATED);
    assert_says(err, "endorsements");
}

static void pem_is_whole(void **state)
{
    (void)state;
    struct cupel_diag err;
    cupel_slice pem = x509_pem(&arena,
                               cert_of("subject", "own", extension(GRAMINE, SLICE_LIT("e"))));
    cupel_slice text = der_concat(&arena, pem, SLICE_LIT("tail"));
    assert_true(format_ratls.probe(pem));
    assert_status(parse(pem, &err), CUPEL_OK);
    assert_status(parse(text, &err), CUPEL_E_MALFORMED);
    assert_says(err, "PEM text is broken");
    text = der_concat(&arena, pem,
                      SLICE_LIT("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
    assert_status(parse(text, &err), CUPEL_E_UNSUPPORTED);
    assert_says(err, "that is no certificate");
    text = pem;
    for (int i = 0; i < 8; i++)
        text = der_concat(&arena, text, pem);
    assert_status(parse(text, &err), CUPEL_E_LIMIT);
    assert_says(err, "more than 8 certificates");
}

/* ---- verify, of certificates made here ---- */

static cupel_appraisal *judge_alone(cupel_slice evidence, cupel_slice collateral)
{
    cupel_verifier *v = NULL;
    cupel_appraisal *ap = NULL;
    struct cupel_diag err = { 0 };
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    opts.now = SOFTTEE_DEFAULT_AT;
    assert_status(cupel_verifier_new(&v, &err), CUPEL_OK);
    if (collateral.n)
        assert_status(cupel_verifier_add_collateral(v, collateral, "issuer", &err), CUPEL_OK);
    if (cupel_verify(v, evidence, &opts, &ap, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    cupel_verifier_free(v);
    return ap;
}

static void an_issuer_is_asked_for(void **state)
{
    (void)state;
    cupel_slice extras = extension(GRAMINE, SLICE_LIT("evidence"));
    cupel_slice by_other = cert_of("issuer", "issuer key", extras);
    struct sign_key *k = key("issuer key"), *other = key("own");
    struct x509_writer w = { &arena, CUPEL_OK };
    static const uint8_t serial[] = { 0x01 };
    struct x509_spec spec = { .serial = SLICE_ARRAY(serial),
                              .cn = "issuer",
                              .not_after = 4000000000,
                              .pub = sign_key_pub(k) };
    const struct x509_signer by = { "issuer", k, CRYPTO_SIG_ECDSA_P256_SHA256 };
    cupel_slice issuer = x509_make_cert(&w, &spec, &by);
    spec.pub = sign_key_pub(other);
    cupel_slice imitation = x509_make_cert(&w, &spec, &by);
    const struct {
        cupel_slice collateral;
        cupel_outcome outcome;
        const char *words;
    } cases[] = {
        { SLICE_EMPTY, CUPEL_UNKNOWN, "the issuer's certificate was not given" },
        { issuer, CUPEL_PASS, "signed by the issuer that was given" },
        { imitation, CUPEL_FAIL, "not signed by the issuer that was given" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        cupel_appraisal *ap = judge_alone(by_other, cases[i].collateral);
        assert_true(says(ap, "ratls.self_signature", cases[i].outcome, cases[i].words));
        assert_int_equal(cupel_appraisal_need_count(ap), i == 0 ? 1 : 0);
        cupel_appraisal_free(ap);
    }
    sign_key_free(k);
    sign_key_free(other);
}

static void evidence_that_cannot_be_read_proves_nothing(void **state)
{
    (void)state;
    cupel_slice der = cert_of("subject", "own", extension(GRAMINE, SLICE_LIT("no evidence")));
    cupel_appraisal *ap = judge_alone(der, SLICE_EMPTY);
    assert_true(says(ap, "evidence.part", CUPEL_UNKNOWN, "the member gramine"));
    assert_true(says(ap, "ratls.key_binding", CUPEL_UNKNOWN, "cannot be read"));
    assert_false(cupel_appraisal_is_tee(ap));
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_NONE);
    cupel_appraisal_free(ap);
}

static void critical_extensions_are_known(void **state)
{
    (void)state;
    static const uint8_t oid[] = { 0x2a, 0x03, 0x04 };
    cupel_slice strange = DER_SEQ(&arena, DER_MAKE(&arena, DER_OID, SLICE_ARRAY(oid)),
                                  der_bool(&arena, true),
                                  DER_MAKE(&arena, DER_OCTET_STRING, SLICE_LIT("x")));
    cupel_slice extras = der_concat(&arena, extension(GRAMINE, SLICE_LIT("e")), strange);
    cupel_appraisal *ap = judge_alone(cert_of("subject", "own", extras), SLICE_EMPTY);
    assert_true(says(ap, "ratls.extensions", CUPEL_FAIL, "2a0304 is not known here"));
    cupel_appraisal_free(ap);
}

static void claims_without_a_hash_bind_nothing(void **state)
{
    (void)state;
    cupel_slice value = hex_bytes(&arena, "d9ea608241aa49a1656e6f6e63654101");
    cupel_appraisal *ap = judge_alone(cert_of("subject", "own", extension(DICE, value)),
                                      SLICE_EMPTY);
    assert_true(says(ap, "ratls.key_binding", CUPEL_FAIL, "the claims hold no pubkey-hash"));
    assert_true(says(ap, "ratls.claims_binding", CUPEL_UNKNOWN, "cannot be read"));
    cupel_appraisal_free(ap);
}

/* ---- explain ---- */

static const char *value_of(const cupel_explanation *e, const char *name)
{
    const struct cupel_field *f;
    for (size_t i = 0; (f = cupel_explanation_at(e, i)); i++)
        if (strcmp(f->name, name) == 0)
            return f->value ? f->value : "";
    fail_msg("no field %s", name);
    return "";
}

static void every_layer_is_explained(void **state)
{
    (void)state;
    struct softtee_files f = make(NULL, NULL, NULL);
    cupel_explanation *e = NULL;
    struct cupel_diag err = { 0 };
    if (cupel_explain(softtee_file(&f, "evidence.bin"), NULL, &e, &err) != CUPEL_OK)
        fail_msg("%s", err.text);
    assert_string_equal(cupel_explanation_kind(e), "ratls");
    assert_non_null(strstr(value_of(e, "subject"), "CN=RA-TLS"));
    assert_string_equal(value_of(e, "CBOR tag"), "60000");
    assert_string_equal(value_of(e, "pubkey-hash algorithm"), "1");
    assert_int_equal(strlen(value_of(e, "pubkey-hash")), 64);
    assert_int_equal(strlen(value_of(e, "nonce")), 64);
    assert_string_equal(value_of(e, "format"), "sgx");
    assert_int_equal(strlen(value_of(e, "MRENCLAVE")), 64);
    cupel_explanation_free(e);
    softtee_files_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_lie_is_named),
        cmocka_unit_test(every_form_binds),
        cmocka_unit_test(what_is_bound_may_be_no_tee),
        cmocka_unit_test(a_debug_enclave_counts_for_the_whole),
        cmocka_unit_test(layouts_are_refused_by_rule),
        cmocka_unit_test(documents_in_names),
        cmocka_unit_test(ordinary_certificates_are_collateral),
        cmocka_unit_test(ber_is_malformed),
        cmocka_unit_test(extensions_are_few_and_known),
        cmocka_unit_test(pem_is_whole),
        cmocka_unit_test(an_issuer_is_asked_for),
        cmocka_unit_test(evidence_that_cannot_be_read_proves_nothing),
        cmocka_unit_test(critical_extensions_are_known),
        cmocka_unit_test(claims_without_a_hash_bind_nothing),
        cmocka_unit_test(every_layer_is_explained),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
