/* SPDX-License-Identifier: Apache-2.0 */
/* What cupel_explain() recognises, names and refuses, on the files of software TEEs. */
#include "test.h"

#include <cupel/cupel.h>

#include "softtee/softtee.h"

struct lab {
    struct crypto *crypto;
    struct softtee_files snp, tdx, sgx;
};

static int set_up(void **state)
{
    static struct lab lab;
    struct cupel_diag err;
    if (crypto_new(&lab.crypto) != CUPEL_OK)
        return -1;
    const char *const kinds[] = { "snp", "tdx", "sgx" };
    struct softtee_files *const files[] = { &lab.snp, &lab.tdx, &lab.sgx };
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++) {
        struct softtee_opts o = { .kind = kinds[i] };
        if (softtee_make(lab.crypto, &o, files[i], &err) != CUPEL_OK)
            return -1;
    }
    *state = &lab;
    return 0;
}

static int tear_down(void **state)
{
    struct lab *lab = *state;
    softtee_files_clear(&lab->snp);
    softtee_files_clear(&lab->tdx);
    softtee_files_clear(&lab->sgx);
    crypto_free(lab->crypto);
    return 0;
}

static cupel_explanation *explain(cupel_slice in, const char *format)
{
    cupel_explanation *e = NULL;
    struct cupel_diag err = { 0 };
    cupel_status st = cupel_explain(in, format, &e, &err);
    if (st != CUPEL_OK)
        fail_msg("%s", err.text);
    return e;
}

static const struct cupel_field *find(const cupel_explanation *e, const char *name)
{
    const struct cupel_field *f;
    for (size_t i = 0; (f = cupel_explanation_at(e, i)); i++)
        if (strcmp(f->name, name) == 0)
            return f;
    fail_msg("no field %s", name);
    return NULL;
}

/* Names are there, nesting grows one level at a time, and places lie inside the input. */
static void check_shape(const cupel_explanation *e, cupel_slice in)
{
    unsigned depth = 0;
    assert_true(cupel_explanation_count(e) > 0);
    for (size_t i = 0; i < cupel_explanation_count(e); i++) {
        const struct cupel_field *f = cupel_explanation_at(e, i);
        assert_non_null(f->name);
        assert_true(f->depth <= depth + 1);
        depth = f->depth;
        if (f->has_span)
            assert_true(f->length <= in.n && f->offset <= in.n - f->length);
    }
    assert_null(cupel_explanation_at(e, cupel_explanation_count(e)));
}

static void recognises_every_kind(void **state)
{
    const struct lab *lab = *state;
    const struct {
        const struct softtee_files *from;
        const char *file, *kind, *title;
    } rows[] = {
        { &lab->snp, "evidence.bin", "snp", "AMD SEV-SNP attestation report, version 5" },
        { &lab->snp, "extended.bin", "snp", "AMD SEV-SNP attestation report, version 5" },
        { &lab->snp, "certtable.bin", "cert-table", "AMD certificate table" },
        { &lab->snp, "anchor.der", "certificate", "X.509 certificate" },
        { &lab->snp, "collateral/vcek.der", "certificate", "X.509 certificate" },
        { &lab->snp, "collateral/crl.der", "crl", "X.509 certificate revocation list" },
        { &lab->tdx, "evidence.bin", "tdx", "Intel TDX quote, version 4" },
        { &lab->tdx, "collateral/tcbinfo.json", "tcb-info", "Intel TCB info for TDX, version 3" },
        { &lab->tdx, "collateral/qeidentity.json", "qe-identity",
          "Intel enclave identity TD_QE, version 2" },
        { &lab->sgx, "evidence.bin", "sgx", "Intel SGX quote, version 3" },
        { &lab->sgx, "collateral/pckcrl.der", "crl", "X.509 certificate revocation list" },
        { &lab->sgx, "collateral/tcb-signing-chain.pem", "certificate",
          "X.509 certificates as PEM" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        cupel_slice in = softtee_file(rows[i].from, rows[i].file);
        assert_true(in.n > 0);
        cupel_explanation *e = explain(in, NULL);
        assert_string_equal(cupel_explanation_kind(e), rows[i].kind);
        assert_string_equal(cupel_explanation_title(e), rows[i].title);
        check_shape(e, in);
        cupel_explanation_free(e);
        cupel_explanation_free(explain(in, rows[i].kind)); /* named instead of recognised */
    }
}

static void names_fields_where_they_stand(void **state)
{
    const struct lab *lab = *state;
    cupel_explanation *e = explain(softtee_file(&lab->snp, "evidence.bin"), NULL);
    const struct cupel_field *f = find(e, "MEASUREMENT");
    assert_int_equal(f->offset, 0x90);
    assert_int_equal(f->length, 48);
    cupel_explanation_free(e);
}

/* The bytes at a field's place are those that its value shows. */
static void check_bytes(const cupel_explanation *e, cupel_slice in, const char *name)
{
    struct arena a;
    arena_init(&a, 1u << 16);
    const struct cupel_field *f = find(e, name);
    assert_true(f->has_span);
    cupel_slice at = slice_part(in, (size_t)f->offset, (size_t)f->length);
    assert_string_equal(arena_hex(&a, at), f->value);
    arena_clear(&a);
}

static void places_in_certificates_are_exact(void **state)
{
    const struct lab *lab = *state;
    cupel_slice in = softtee_file(&lab->snp, "collateral/vcek.der");
    cupel_explanation *e = explain(in, NULL);
    check_bytes(e, in, "serialNumber");
    check_bytes(e, in, "signatureValue");
    assert_non_null(strstr(find(e, "software TEE mark")->meaning, "SOFTWARE TEE"));
    assert_string_equal(find(e, "subject")->meaning, "whom it speaks of");
    assert_non_null(find(e, "ucodeSPL")->value);
    cupel_explanation_free(e);
    in = softtee_file(&lab->sgx, "collateral/pckcrl.der");
    e = explain(in, NULL);
    check_bytes(e, in, "signatureValue");
    assert_non_null(find(e, "nextUpdate")->value);
    assert_non_null(find(e, "cRLNumber")->value);
    cupel_explanation_free(e);
}

static void roots_are_called_roots(void **state)
{
    const struct lab *lab = *state;
    cupel_explanation *e = explain(softtee_file(&lab->snp, "anchor.der"), NULL);
    assert_non_null(strstr(find(e, "subject")->meaning, "trusted only when pinned"));
    assert_string_equal(find(e, "bit 5")->value, "keyCertSign");
    cupel_explanation_free(e);
}

static void lists_revoked_serials(void **state)
{
    const struct lab *lab = *state;
    struct softtee_files f;
    struct softtee_opts o = { .kind = "sgx", .scenario = "revoked" };
    assert_status(softtee_make(lab->crypto, &o, &f, NULL), CUPEL_OK);
    cupel_explanation *e = explain(softtee_file(&f, "collateral/pckcrl.der"), NULL);
    assert_non_null(find(e, "userCertificate")->value);
    assert_non_null(find(e, "revocationDate")->value);
    cupel_explanation_free(e);
    softtee_files_clear(&f);
}

static void undoes_hex(void **state)
{
    const struct lab *lab = *state;
    struct arena a;
    arena_init(&a, 1u << 20);
    const char *hex = arena_hex(&a, softtee_file(&lab->snp, "evidence.bin"));
    cupel_explanation *e = explain(slice_str(hex), NULL);
    assert_string_equal(cupel_explanation_kind(e), "snp");
    cupel_explanation_free(e);
    arena_clear(&a);
}

static void check_refusal(cupel_slice in, const char *format, cupel_status st, const char *says)
{
    cupel_explanation *e = NULL;
    struct cupel_diag err = { 0 };
    assert_status(cupel_explain(in, format, &e, &err), st);
    assert_null(e);
    assert_says(err, says);
}

static void refuses_with_a_sentence(void **state)
{
    const struct lab *lab = *state;
    cupel_slice vcek = softtee_file(&lab->snp, "collateral/vcek.der");
    check_refusal(SLICE_EMPTY, NULL, CUPEL_E_TRUNCATED, "the input is empty");
    check_refusal(SLICE_LIT("some words"), NULL, CUPEL_E_UNSUPPORTED, "nothing known here");
    check_refusal(vcek, "crt", CUPEL_E_USAGE, "no kind of input is named \"crt\"");
    check_refusal(vcek, "snp", CUPEL_E_UNSUPPORTED, "report version");
    check_refusal(SLICE_LIT("-----BEGIN CERTIFICATE-----\nAAA\n"), NULL, CUPEL_E_TRUNCATED, "PEM");
    check_refusal(SLICE_LIT("{\"tcbInfo\":{}}"), NULL, CUPEL_E_MALFORMED, "");
}

/* The wrong one of certificate and CRL is refused by what was asked for. */
static void refuses_the_other_kind(void **state)
{
    const struct lab *lab = *state;
    cupel_explanation *e = NULL;
    struct cupel_diag err = { 0 };
    cupel_slice vcek = softtee_file(&lab->snp, "collateral/vcek.der");
    assert_int_not_equal(cupel_explain(vcek, "crl", &e, &err), CUPEL_OK);
    assert_string_equal(err.format, "crl");
    cupel_slice crl = softtee_file(&lab->snp, "collateral/crl.der");
    assert_int_not_equal(cupel_explain(crl, "certificate", &e, &err), CUPEL_OK);
    assert_string_equal(err.format, "certificate");
    assert_int_not_equal(cupel_explain(crl, "certificate", &e, NULL), CUPEL_OK);
}

/* Cut input never explains more than it holds, and damaged input is refused or explained in shape.
 */
static void survives_cuts_and_flips(void **state)
{
    const struct lab *lab = *state;
    const struct {
        const struct softtee_files *from;
        const char *file;
        size_t step;
    } rows[] = {
        { &lab->snp, "collateral/vcek.der", 1 },
        { &lab->snp, "collateral/crl.der", 1 },
        { &lab->snp, "certtable.bin", 7 },
        { &lab->snp, "evidence.bin", 5 },
        { &lab->tdx, "collateral/qeidentity.json", 7 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        cupel_slice whole = softtee_file(rows[i].from, rows[i].file);
        uint8_t *copy = malloc(whole.n);
        assert_non_null(copy);
        for (size_t n = 0; n < whole.n; n += rows[i].step) {
            cupel_explanation *e = NULL;
            memcpy(copy, whole.p, whole.n);
            if (cupel_explain(slice_of(copy, n), NULL, &e, NULL) == CUPEL_OK)
                check_shape(e, slice_of(copy, n));
            cupel_explanation_free(e);
            e = NULL;
            copy[n] ^= 0x10;
            if (cupel_explain(slice_of(copy, whole.n), NULL, &e, NULL) == CUPEL_OK)
                check_shape(e, whole);
            cupel_explanation_free(e);
        }
        free(copy);
    }
}

static void writes_json(void **state)
{
    const struct lab *lab = *state;
    cupel_explanation *e = explain(softtee_file(&lab->snp, "evidence.bin"), NULL);
    char *json = cupel_explanation_json(e, "a\"b");
    assert_non_null(json);
    assert_non_null(strstr(json, "{\"cupel\":1,\"name\":\"a\\\"b\",\"kind\":\"snp\",\"title\":"));
    assert_non_null(strstr(json, "\"offset\":144,\"length\":48}"));
    assert_null(strchr(json, '\n'));
    free(json);
    cupel_explanation_free(e);
    cupel_explanation_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recognises_every_kind),
        cmocka_unit_test(names_fields_where_they_stand),
        cmocka_unit_test(places_in_certificates_are_exact),
        cmocka_unit_test(roots_are_called_roots),
        cmocka_unit_test(lists_revoked_serials),
        cmocka_unit_test(undoes_hex),
        cmocka_unit_test(refuses_with_a_sentence),
        cmocka_unit_test(refuses_the_other_kind),
        cmocka_unit_test(survives_cuts_and_flips),
        cmocka_unit_test(writes_json),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
