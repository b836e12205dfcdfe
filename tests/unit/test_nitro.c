/* SPDX-License-Identifier: Apache-2.0 */
/* Recognising, reading and explaining Nitro documents. What they prove is tested with whole
 * documents: tests/vectors/nitro and the scenarios of the software TEE. */
#include "test.h"

#include "evidence/nitro.h"
#include "softtee/cbor_write.h"
#include "softtee/softtee.h"

#include <cupel/cupel.h>

#include <stdio.h>

static struct arena arena;
static struct crypto *crypto;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 16 << 20);
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    crypto_free(crypto);
    arena_clear(&arena);
    return 0;
}

/* ---- documents by hand: no signature, no certificates ---- */

/* The value of one field as CBOR in hex, instead of the usual; "" leaves the field out. */
struct change {
    const char *field, *value;
};

static void put_hex(struct buf *b, const char *hex)
{
    buf_add(b, hex_bytes(&arena, hex));
}

static cupel_slice payload_with(const struct change *changes, size_t n, const char *behind)
{
    static const struct change usual[] = {
        { "module_id", "6169" },
        { "digest", "66534841333834" },
        { "timestamp", "1903e8" },
        { "pcrs", "a100582000112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" },
        { "certificate", "4130" },
        { "cabundle", "814130" },
        { "public_key", "f6" },
        { "user_data", "43010203" },
        { "nonce", "f6" },
        { "nitrotpm_pcrs", "" },
    };
    struct buf b;
    buf_init(&b, 1u << 20);
    cbor_put_open_map(&b);
    for (size_t i = 0; i < CUPEL_COUNT(usual); i++) {
        const char *value = usual[i].value;
        for (size_t k = 0; k < n; k++)
            if (strcmp(changes[k].field, usual[i].field) == 0)
                value = changes[k].value;
        if (!*value)
            continue;
        cbor_put_text(&b, usual[i].field);
        put_hex(&b, value);
    }
    put_hex(&b, behind);
    cbor_put_break(&b);
    cupel_slice s = arena_copy(&arena, buf_slice(&b));
    buf_clear(&b);
    return s;
}

static cupel_slice message_of(cupel_slice payload)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    put_hex(&b, "8444a1013822a0");
    cbor_put_bytes(&b, payload);
    put_hex(&b, "4100");
    cupel_slice s = arena_copy(&arena, buf_slice(&b));
    buf_clear(&b);
    return s;
}

static cupel_status parse(cupel_slice in, struct evidence *ev, struct cupel_diag *err)
{
    return format_nitro.parse(&arena, in, ev, err);
}

static void refuse(const char *field, const char *value, cupel_status st, const char *says)
{
    struct evidence ev;
    struct cupel_diag err = { 0 };
    const struct change change = { field, value };
    cupel_status got = parse(message_of(payload_with(&change, 1, "")), &ev, &err);
    if (got != st || !strstr(err.text, says) || strcmp(err.format, "nitro") != 0)
        fail_msg("%s %s: %s: %s", field, value, cupel_status_name(got), err.text);
}

static void test_probe(void **state)
{
    (void)state;
    cupel_slice doc = message_of(payload_with(NULL, 0, ""));
    uint8_t *p = arena_alloc(&arena, doc.n + 1);
    assert_non_null(p);
    assert_true(format_nitro.probe(doc));
    for (size_t i = 0; i < 20; i++) { /* one damaged byte hides nothing */
        slice_copy(doc, p, doc.n);
        p[i] ^= 0x21;
        assert_true(format_nitro.probe(slice_of(p, doc.n)));
    }
    p[0] = 0xd2; /* tagged */
    slice_copy(doc, p + 1, doc.n);
    assert_true(format_nitro.probe(slice_of(p, doc.n + 1)));
    assert_true(format_nitro.probe(slice_part(doc, 0, 40))); /* cut, but plain enough */
    assert_false(format_nitro.probe(slice_part(doc, 0, 10)));
    assert_false(format_nitro.probe(SLICE_EMPTY));
    /* another token of the same kind, and a document inside something else */
    assert_false(format_nitro.probe(hex_bytes(&arena, "8444a1013822a043a101024100")));
    memset(p, 0x20, doc.n);
    slice_copy(slice_part(doc, 0, doc.n - 9), p + 9, doc.n - 9);
    assert_false(format_nitro.probe(slice_of(p, doc.n)));
}

static void test_parse(void **state)
{
    (void)state;
    struct evidence ev;
    cupel_slice doc = message_of(payload_with(NULL, 0, ""));
    assert_status(parse(doc, &ev, NULL), CUPEL_OK);
    const struct nitro_doc *d = ev.own;
    assert_slice(d->module_id, "i");
    assert_int_equal(doc.p[d->module_id_at], 'i');
    assert_slice(d->digest, "SHA384");
    assert_int_equal(d->timestamp, 1000);
    assert_false(d->is_tpm || d->both);
    assert_true(d->fields.indefinite);
    assert_int_equal(d->pcrs.n, 1);
    assert_int_equal(nitro_pcr(d, 0).value.n, 32);
    assert_int_equal(doc.p[nitro_pcr(d, 0).at + 1], 0x11);
    assert_false(nitro_pcr(d, 1).present);
    assert_int_equal(d->n_bundle, 1);
    assert_int_equal(doc.p[d->bundle[0].at], 0x30);
    assert_int_equal(doc.p[d->certificate.at], 0x30);
    assert_false(d->public_key.present || d->nonce.present);
    assert_int_equal(d->user_data.value.n, 3);
    assert_int_equal(doc.p[d->user_data.at + 2], 3);

    const struct change tpm[] = { { "pcrs", "" }, { "nitrotpm_pcrs", "a1044101" } };
    assert_status(parse(message_of(payload_with(tpm, 2, "")), &ev, NULL), CUPEL_OK);
    d = ev.own;
    assert_true(d->is_tpm && !d->both);
    assert_int_equal(nitro_pcr(d, 4).value.n, 1);
    assert_status(parse(message_of(payload_with(&tpm[1], 1, "")), &ev, NULL), CUPEL_OK);
    d = ev.own;
    assert_true(d->both && !d->is_tpm);
    assert_false(nitro_pcr(d, 4).present); /* those of the enclave count, and the check fails */

    const struct change absent[] = { { "public_key", "" }, { "user_data", "" }, { "nonce", "" } };
    assert_status(parse(message_of(payload_with(absent, 3, "")), &ev, NULL), CUPEL_OK);
    d = ev.own;
    assert_false(d->public_key.present || d->user_data.present || d->nonce.present);
}

static void test_parse_refuses_fields(void **state)
{
    (void)state;
    static const char *const needed[] = { "module_id", "digest",      "timestamp",
                                          "pcrs",      "certificate", "cabundle" };
    for (size_t i = 0; i < CUPEL_COUNT(needed); i++) {
        refuse(needed[i], "", CUPEL_E_MALFORMED, "the payload has no");
        refuse(needed[i], "f6", CUPEL_E_MALFORMED, needed[i]); /* null */
        refuse(needed[i], "f5", CUPEL_E_MALFORMED, needed[i]);
    }
    static const char *const optional[] = { "public_key", "user_data", "nonce" };
    for (size_t i = 0; i < CUPEL_COUNT(optional); i++) {
        refuse(optional[i], "6161", CUPEL_E_MALFORMED, "is not a byte string");
        refuse(optional[i], "f7", CUPEL_E_MALFORMED, "is not a byte string"); /* undefined */
        refuse(optional[i], "80", CUPEL_E_MALFORMED, "is not a byte string");
    }
    refuse("module_id", "4169", CUPEL_E_MALFORMED, "module_id is not a text string");
    refuse("digest", "00", CUPEL_E_MALFORMED, "digest is not a text string");
    refuse("timestamp", "20", CUPEL_E_MALFORMED, "timestamp is not an unsigned integer");
    refuse("timestamp", "c100", CUPEL_E_MALFORMED, "timestamp is not an unsigned integer");
    refuse("pcrs", "80", CUPEL_E_MALFORMED, "pcrs is not a map of PCRs");
    refuse("pcrs", "a12040", CUPEL_E_MALFORMED, "a key is not an unsigned integer");
    refuse("pcrs", "a1613040", CUPEL_E_MALFORMED, "a key is not an unsigned integer");
    refuse("pcrs", "a11bffffffffffffffff40", CUPEL_E_MALFORMED, "a key is not an unsigned");
    refuse("pcrs", "a1006130", CUPEL_E_MALFORMED, "pcrs is not a map of byte strings");
    refuse("pcrs", "a100f6", CUPEL_E_MALFORMED, "pcrs is not a map of byte strings");
    refuse("certificate", "814130", CUPEL_E_MALFORMED, "certificate is not a byte string");
    refuse("cabundle", "4130", CUPEL_E_MALFORMED, "cabundle is not an array");
    refuse("cabundle", "816130", CUPEL_E_MALFORMED, "cabundle is not an array of byte strings");
    refuse("cabundle", "81f6", CUPEL_E_MALFORMED, "cabundle is not an array of byte strings");
    refuse("cabundle", "89404040404040404040", CUPEL_E_LIMIT, "more than 8 certificates");
    refuse("pcrs", "a200400040", CUPEL_E_MALFORMED, "unique keys"); /* one index twice */
}

static void refuse_message(cupel_slice in, cupel_status st, const char *says)
{
    struct evidence ev;
    struct cupel_diag err = { 0 };
    cupel_status got = parse(in, &ev, &err);
    if (got != st || !strstr(err.text, says))
        fail_msg("%s: %s", cupel_status_name(got), err.text);
}

static void test_parse_refuses_messages(void **state)
{
    (void)state;
    refuse_message(SLICE_EMPTY, CUPEL_E_TRUNCATED, "no COSE_Sign1");
    refuse_message(hex_bytes(&arena, "8444a1013822a0f64100"), CUPEL_E_MALFORMED, "(nil)");
    refuse_message(hex_bytes(&arena, "8344a1013822a04100"), CUPEL_E_MALFORMED, "array of four");
    refuse_message(hex_bytes(&arena, "8444a1013822a04040"), CUPEL_E_TRUNCATED, "is not a map");
    refuse_message(hex_bytes(&arena, "8444a1013822a0418040"), CUPEL_E_MALFORMED, "is not a map");
    refuse_message(hex_bytes(&arena, "d18444a1013822a041a040"), CUPEL_E_UNSUPPORTED, "COSE_Mac0");
    refuse_message(message_of(hex_bytes(&arena, "a000")), CUPEL_E_TRAILING,
                   "1 bytes after the payload's map");
    cupel_slice twice = payload_with(NULL, 0, "656e6f6e6365f6"); /* "nonce": null again */
    refuse_message(message_of(twice), CUPEL_E_MALFORMED, "unique keys");
    uint8_t *large = arena_alloc(&arena, NITRO_PAYLOAD_MAX + 1);
    assert_non_null(large);
    refuse_message(message_of(slice_of(large, NITRO_PAYLOAD_MAX + 1)), CUPEL_E_LIMIT,
                   "it may have 16384");
    refuse_message(message_of(slice_of(large, NITRO_PAYLOAD_MAX)), CUPEL_E_MALFORMED,
                   "is not a map");
    struct evidence ev;
    cupel_slice doc = message_of(payload_with(NULL, 0, ""));
    for (size_t n = 0; n < doc.n; n++)
        assert_true(parse(slice_part(doc, 0, n), &ev, NULL) != CUPEL_OK);
}

/* Top-level fields leave no gap, and every name is said, whatever is in the payload. */
static void test_explain(void **state)
{
    (void)state;
    const struct change odd[] = { { "nitrotpm_pcrs", "a1044101" },
                                  { "pcrs", "a21863410100420102" } };
    cupel_slice doc = message_of(payload_with(odd, 2, "0102")); /* and an integer as key */
    struct evidence ev;
    struct field_list l;
    uint64_t at = 0;
    bool said = false;
    assert_status(parse(doc, &ev, NULL), CUPEL_OK);
    field_list_init(&l, &arena);
    format_nitro.explain(&ev, &l);
    for (size_t i = 0; i < l.n; i++) {
        const struct cupel_field *f = &l.items[i];
        assert_true(f->offset + f->length <= doc.n);
        said = said || strcmp(f->name, "PCR99") == 0;
        if (f->depth > 0)
            continue;
        assert_int_equal(f->offset, at);
        at += f->length;
    }
    assert_int_equal(at, doc.n);
    assert_true(said);
}

/* ---- whole documents ---- */

static cupel_appraisal *judged(const struct softtee_set *sets, size_t n, int64_t at)
{
    struct softtee_files f;
    cupel_verifier *v = NULL;
    cupel_appraisal *ap = NULL;
    struct cupel_verify_opts o = CUPEL_VERIFY_OPTS_INIT;
    struct softtee_opts opts = { .kind = "nitro", .sets = sets, .n_sets = n };
    assert_status(softtee_make(crypto, &opts, &f, NULL), CUPEL_OK);
    assert_status(cupel_verifier_new(&v, NULL), CUPEL_OK);
    assert_status(
        cupel_verifier_add_anchor(v, "nitro", softtee_file(&f, "anchor.der"), "test", NULL),
        CUPEL_OK);
    o.now = at ? at : f.at;
    assert_status(cupel_verify(v, softtee_file(&f, "evidence.bin"), &o, &ap, NULL), CUPEL_OK);
    cupel_verifier_free(v);
    softtee_files_clear(&f);
    return ap;
}

static void test_edges_of_time(void **state)
{
    (void)state;
    static const struct {
        int64_t after;
        cupel_verdict verdict;
    } cases[] = {
        { -4, CUPEL_VERDICT_CONTRAINDICATED }, /* the leaf starts three seconds earlier */
        { -3, CUPEL_VERDICT_AFFIRMING },
        { 10800, CUPEL_VERDICT_AFFIRMING }, /* and ends three hours later */
        { 10801, CUPEL_VERDICT_CONTRAINDICATED },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        cupel_appraisal *ap = judged(NULL, 0, SOFTTEE_DEFAULT_AT + cases[i].after);
        assert_int_equal(cupel_appraisal_verdict(ap), cases[i].verdict);
        int64_t until = 0;
        assert_true(cupel_appraisal_valid_until(ap, &until));
        assert_int_equal(until, SOFTTEE_DEFAULT_AT + 10800);
        cupel_appraisal_free(ap);
    }
    struct softtee_set late = { "timestamp", "18446744073709551615" };
    cupel_appraisal *ap = judged(&late, 1, 0);
    assert_int_equal(cupel_appraisal_check_find(ap, "nitro.timestamp")->outcome, CUPEL_FAIL);
    cupel_appraisal_free(ap);
}

/* A NitroTPM proves no TEE; an enclave does. */
static void test_what_is_a_tee(void **state)
{
    (void)state;
    struct softtee_set tpm = { "attester", "nitrotpm" };
    cupel_appraisal *ap = judged(&tpm, 1, 0);
    assert_false(cupel_appraisal_is_tee(ap));
    assert_non_null(strstr(cupel_appraisal_check_find(ap, "evidence.tee")->detail, "NitroTPM"));
    assert_null(cupel_appraisal_claim_find(ap, "nitro.pcr8"));
    assert_non_null(cupel_appraisal_claim_find(ap, "nitro.nitrotpm_pcr8"));
    assert_int_equal(cupel_appraisal_check_find(ap, "nitro.debug")->outcome, CUPEL_NA);
    cupel_appraisal_free(ap);
    ap = judged(NULL, 0, 0);
    assert_true(cupel_appraisal_is_tee(ap));
    assert_null(cupel_appraisal_check_find(ap, "evidence.tee"));
    assert_null(cupel_appraisal_claim_find(ap, "nitro.nitrotpm_pcr8"));
    cupel_appraisal_free(ap);
}

/* The tables of claims are in the order of the indices. */
static void test_claims_table(void **state)
{
    (void)state;
    static const unsigned identity[] = { 0, 1, 2, 3, 4, 8 };
    char name[32];
    for (unsigned i = 0; i < NITRO_PCRS; i++) {
        bool tells = false;
        for (size_t k = 0; k < CUPEL_COUNT(identity); k++)
            tells = tells || identity[k] == i;
        snprintf(name, sizeof name, "nitro.pcr%u", i);
        assert_string_equal(nitro_claims[NITRO_CLAIM_PCR + i].name, name);
        assert_int_equal(nitro_claims[NITRO_CLAIM_PCR + i].is_identity, tells);
        snprintf(name, sizeof name, "nitro.nitrotpm_pcr%u", i);
        assert_string_equal(nitro_claims[NITRO_CLAIM_TPM_PCR + i].name, name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_probe),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_refuses_fields),
        cmocka_unit_test(test_parse_refuses_messages),
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_edges_of_time),
        cmocka_unit_test(test_what_is_a_tee),
        cmocka_unit_test(test_claims_table),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
