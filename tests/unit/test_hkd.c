/* SPDX-License-Identifier: Apache-2.0 */
/* Host key documents: names, reading, and what their collateral may be. */
#include "test.h"

#include "evidence/hkd.h"
#include "softtee/softtee.h"
#include "softtee/x509_write.h"

#include <cupel/cupel.h>

static struct arena arena;
static struct crypto *crypto;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 8 << 20);
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    crypto_free(crypto);
    arena_clear(&arena);
    return 0;
}

#define IBM "International Business Machines Corporation"

static const struct x509_attribute signing[] = {
    { 6, "US" },       { 10, IBM },           { 3, IBM },
    { 8, "New York" }, { 7, "Poughkeepsie" }, { 11, "IBM Z Host Key Signing Service" }
};

/* The signing key's name with one attribute changed. */
static cupel_slice name_with(size_t i, uint8_t type, const char *text)
{
    struct x509_attribute list[6];
    memcpy(list, signing, sizeof list);
    if (i < 6)
        list[i] = (struct x509_attribute){ type, text };
    return x509_make_name(&arena, list, 6);
}

static void fault_is(cupel_slice name, const char *says)
{
    const char *fault = hkd_signing_name_fault(name);
    if (!fault || !strstr(fault, says))
        fail_msg("\"%s\", not \"%s\"", fault ? fault : "(none)", says);
}

static void test_signing_name(void **state)
{
    (void)state;
    assert_null(hkd_signing_name_fault(name_with(9, 0, "")));
    assert_null(hkd_signing_name_fault(name_with(4, 7, "Armonk")));
    assert_null(hkd_signing_name_fault(name_with(5, 11, "Another Key Signing Service")));
    fault_is(name_with(0, 6, "DE"), "C is not US");
    fault_is(name_with(3, 8, "Texas"), "ST is not New York");
    fault_is(name_with(4, 7, "Austin"), "L is neither");
    fault_is(name_with(4, 7, "armonk"), "L is neither");
    fault_is(name_with(1, 10, "Imitation Business Machines"), "O is not");
    fault_is(name_with(2, 3, "signing"), "CN is not");
    fault_is(name_with(5, 11, "Key Signing Service Invalid"), "OU does not end");
    fault_is(name_with(5, 12, "Key Signing Service"), "OU does not end"); /* title */
    fault_is(x509_make_name(&arena, signing, 5), "exactly");
    struct x509_attribute seven[7];
    memcpy(seven, signing, sizeof signing);
    seven[6] = (struct x509_attribute){ 11, "Key Signing Service" };
    fault_is(x509_make_name(&arena, seven, 7), "exactly");
    fault_is(SLICE_EMPTY, "exactly");
}

static void test_same_name(void **state)
{
    (void)state;
    struct x509_attribute turned[6], twice[6];
    cupel_slice name = name_with(9, 0, "");
    for (size_t i = 0; i < 6; i++)
        turned[i] = signing[5 - i];
    memcpy(twice, signing, sizeof twice);
    twice[1] = twice[0];
    assert_true(hkd_same_name(name, name));
    assert_true(hkd_same_name(name, x509_make_name(&arena, turned, 6)));
    assert_true(hkd_same_name(name, name_with(4, 7, "Armonk")));
    assert_false(hkd_same_name(name, name_with(4, 7, "Austin")));
    assert_false(hkd_same_name(name_with(4, 7, "Austin"), name_with(4, 7, "Armonk")));
    assert_false(hkd_same_name(name, name_with(5, 11, "Armonk"))); /* localities only */
    assert_false(hkd_same_name(name, x509_make_name(&arena, signing, 5)));
    assert_false(hkd_same_name(name, x509_make_name(&arena, twice, 6))); /* one counts once */
    assert_false(hkd_same_name(x509_make_name(&arena, twice, 6), name));
    struct x509_attribute many[13];
    for (size_t i = 0; i < 13; i++)
        many[i] = signing[0];
    cupel_slice long_name = x509_make_name(&arena, many, 13);
    assert_false(hkd_same_name(long_name, long_name)); /* beyond what is read */
}

static struct softtee_files make(const struct softtee_set *sets, size_t n)
{
    struct softtee_files f;
    struct softtee_opts opts = { .kind = "hkd", .sets = sets, .n_sets = n };
    assert_status(softtee_make(crypto, &opts, &f, NULL), CUPEL_OK);
    return f;
}

static void test_reading(void **state)
{
    (void)state;
    const struct softtee_set pem = { "encoding", "pem" };
    struct softtee_files f = make(NULL, 0), g = make(&pem, 1);
    cupel_slice der = softtee_file(&f, "evidence.bin"), text = softtee_file(&g, "evidence.bin");
    struct evidence ev;
    struct cupel_diag err = { 0 };
    assert_true(format_hkd.probe(der) && format_hkd.probe(text));
    assert_false(format_hkd.probe(softtee_file(&f, "collateral/signing.der")));
    assert_false(format_hkd.probe(softtee_file(&f, "anchor.der")));
    assert_status(format_hkd.parse(&arena, text, &ev, NULL), CUPEL_OK);
    assert_true(slice_eq(ev.bytes, der)); /* offsets count in the DER */
    cupel_slice twice = der_concat(&arena, text, text);
    assert_status(format_hkd.parse(&arena, twice, &ev, &err), CUPEL_E_TRAILING);
    assert_says(err, "more than one PEM block");
    cupel_slice longer = der_concat(&arena, der, SLICE_LIT("x"));
    assert_status(format_hkd.parse(&arena, longer, &ev, &err), CUPEL_E_TRAILING);
    for (size_t n = 0; n < der.n; n++)
        assert_true(format_hkd.parse(&arena, slice_part(der, 0, n), &ev, NULL) != CUPEL_OK);
    softtee_files_clear(&f);
    softtee_files_clear(&g);
}

/* The appraisal with @extra of other settings, and then all collateral but @without. */
static cupel_appraisal *judged(struct softtee_files *f, const char *without, cupel_slice extra)
{
    cupel_verifier *v = NULL;
    cupel_appraisal *ap = NULL;
    struct cupel_verify_opts o = CUPEL_VERIFY_OPTS_INIT;
    o.now = f->at;
    assert_status(cupel_verifier_new(&v, NULL), CUPEL_OK);
    assert_status(cupel_verifier_add_anchor(v, "hkd", softtee_file(f, "anchor.der"), NULL, NULL),
                  CUPEL_OK);
    if (extra.n)
        assert_status(cupel_verifier_add_collateral(v, extra, "extra", NULL), CUPEL_OK);
    for (size_t i = 0; i < f->n; i++)
        if (strncmp(f->files[i].name, "collateral/", 11) == 0 &&
            strcmp(f->files[i].name, without) != 0)
            assert_status(
                cupel_verifier_add_collateral(v, f->files[i].bytes, f->files[i].name, NULL),
                CUPEL_OK);
    assert_status(cupel_verify(v, softtee_file(f, "evidence.bin"), &o, &ap, NULL), CUPEL_OK);
    cupel_verifier_free(v);
    return ap;
}

static void test_missing(void **state)
{
    (void)state;
    static const struct {
        const char *without, *need, *check;
        cupel_class class;
    } cases[] = {
        { "collateral/signing.der", "ibm-signing-key", "hkd.signing_key", CUPEL_CLASS_MISSING },
        { "collateral/ca.der", "ca", "hkd.chain", CUPEL_CLASS_MISSING },
        { "collateral/crl.der", "crl", "hkd.revocation", CUPEL_CLASS_OK },
        { "collateral/crl-ca.der", "crl", "hkd.chain_revocation", CUPEL_CLASS_OK },
        { "collateral/crl-root.der", "crl", "hkd.chain_revocation", CUPEL_CLASS_OK },
    };
    struct softtee_files f = make(NULL, 0);
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        cupel_appraisal *ap = judged(&f, cases[i].without, SLICE_EMPTY);
        bool unknown = false;
        for (size_t k = 0; k < cupel_appraisal_check_count(ap); k++) {
            const struct cupel_check *c = cupel_appraisal_check_at(ap, k);
            unknown = unknown ||
                      (strcmp(c->id, cases[i].check) == 0 && c->outcome == CUPEL_UNKNOWN);
        }
        assert_true(unknown);
        assert_int_equal(cupel_appraisal_class(ap), cases[i].class);
        assert_string_equal(cupel_appraisal_need_at(ap, 0)->kind, cases[i].need);
        assert_int_equal(cupel_appraisal_verdict(ap), cases[i].class == CUPEL_CLASS_OK
                                                          ? CUPEL_VERDICT_WARNING
                                                          : CUPEL_VERDICT_NONE);
        cupel_appraisal_free(ap);
    }
    softtee_files_clear(&f);
}

/* A second certificate of the same signing key does no harm, unless its issuer revoked it. */
static void test_twins(void **state)
{
    (void)state;
    const struct softtee_set armonk = { "signer.locality", "Armonk" };
    const struct softtee_set revoked[] = { { "signer.serial", "55" }, { "crl.revoke", "ca" } };
    struct softtee_files f = make(NULL, 0), g = make(&armonk, 1), h = make(revoked, 2);
    cupel_appraisal *ap = judged(&f, "", softtee_file(&g, "collateral/signing.der"));
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_AFFIRMING);
    assert_false(cupel_appraisal_is_tee(ap));
    cupel_appraisal_free(ap);
    ap = judged(&h, "", softtee_file(&f, "collateral/signing.der")); /* its own is revoked */
    assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_CONTRAINDICATED);
    const struct cupel_check *last = cupel_appraisal_check_find(ap, "hkd.chain_revocation");
    assert_int_equal(last->outcome, CUPEL_FAIL);
    assert_non_null(strstr(last->detail, "another certificate of the signing key"));
    cupel_appraisal_free(ap);
    softtee_files_clear(&f);
    softtee_files_clear(&g);
    softtee_files_clear(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signing_name), cmocka_unit_test(test_same_name),
        cmocka_unit_test(test_reading),      cmocka_unit_test(test_missing),
        cmocka_unit_test(test_twins),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
