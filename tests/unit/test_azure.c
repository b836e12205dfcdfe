/* SPDX-License-Identifier: Apache-2.0 */
/* Azure confidential VMs: reading the paravisor's report, and each binding failing for its reason.
 */
#include "test.h"

#include <cupel/cupel.h>

#include "codec/x509_alg.h"
#include "crypto/sign.h"
#include "evidence/azure.h"
#include "softtee/softtee.h"
#include "verify/verifier.h"

#include <stdio.h>

#define RUNTIME_AT 1236u

static struct crypto *crypto;

/* One case: a software TEE's files, evidence that may be changed, and what came of it. */
struct lab {
    struct softtee_files azure, tdx;
    uint8_t bytes[4096];
    size_t n;
    cupel_slice quotes[3]; /* more collateral */
    size_t n_quotes;
    bool without_vcek, without_quote; /* of the TPM */
    cupel_slice nonce;
    cupel_slice ak_anchor; /* of the caller */
    cupel_appraisal *ap;
};

static int set_up(void **state)
{
    (void)state;
    return crypto_new(&crypto) == CUPEL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    crypto_free(crypto);
    return 0;
}

static struct softtee_files make(const struct softtee_opts *opts)
{
    struct softtee_files f;
    struct cupel_diag err = { 0 };
    if (softtee_make(crypto, opts, &f, &err) != CUPEL_OK)
        fail_msg("%s: %s", opts->kind, err.text);
    return f;
}

static void lab_open(struct lab *l, const struct softtee_set *sets, size_t n_sets)
{
    *l = (struct lab){ .azure = make(&(struct softtee_opts){
                           .kind = "azure", .sets = sets, .n_sets = n_sets }) };
    cupel_slice e = softtee_file(&l->azure, "evidence.bin");
    assert_true(e.n <= sizeof l->bytes);
    memcpy(l->bytes, e.p, e.n);
    l->n = e.n;
}

static void lab_close(struct lab *l)
{
    cupel_appraisal_free(l->ap);
    softtee_files_clear(&l->azure);
    if (l->tdx.n)
        softtee_files_clear(&l->tdx);
}

static void put_le32(uint8_t *at, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        at[i] = (uint8_t)(v >> 8 * i);
}

static void give_files(cupel_verifier *v, const struct lab *l, const struct softtee_files *f)
{
    for (size_t i = 0; i < f->n; i++) {
        const char *name = f->files[i].name;
        bool skip = (l->without_vcek && strstr(name, "vcek")) ||
                    (l->without_quote && (strstr(name, "quote") || strstr(name, "pcrs")));
        if (strncmp(name, "collateral/", 11) == 0 && !skip)
            assert_status(cupel_verifier_add_collateral(v, f->files[i].bytes, name, NULL),
                          CUPEL_OK);
    }
    if (f->n)
        assert_status(
            cupel_verifier_add_anchor(v, NULL, softtee_file(f, "anchor.der"), "anchor", NULL),
            CUPEL_OK);
}

static void lab_run(struct lab *l)
{
    struct cupel_diag err = { 0 };
    cupel_verifier *v = NULL;
    assert_status(cupel_verifier_new(&v, &err), CUPEL_OK);
    give_files(v, l, &l->azure);
    give_files(v, l, &l->tdx);
    for (size_t i = 0; i < l->n_quotes; i++)
        assert_status(cupel_verifier_add_collateral(v, l->quotes[i], "quote", NULL), CUPEL_OK);
    if (l->ak_anchor.n)
        assert_status(cupel_verifier_add_anchor(v, "tpm", l->ak_anchor, "ak", NULL), CUPEL_OK);
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    opts.now = l->azure.at;
    opts.nonce = l->nonce;
    cupel_appraisal_free(l->ap);
    l->ap = NULL;
    if (cupel_verify(v, slice_of(l->bytes, l->n), &opts, &l->ap, &err) != CUPEL_OK)
        fail_msg("no appraisal: %s", err.text);
    cupel_verifier_free(v);
}

static void expect(const cupel_appraisal *ap, const char *id, const char *outcome, const char *says)
{
    const struct cupel_check *c = cupel_appraisal_check_find(ap, id);
    if (!c)
        fail_msg("no check %s", id);
    if (strcmp(cupel_outcome_name(c->outcome), outcome) != 0)
        fail_msg("%s is %s, not %s: %s", id, cupel_outcome_name(c->outcome), outcome, c->detail);
    if (says && !strstr(c->detail, says))
        fail_msg("%s says \"%s\", not \"%s\"", id, c->detail, says);
}

/* No check of @ap and its parts fails but @id. */
static void expect_only(const cupel_appraisal *ap, const char *id)
{
    for (size_t i = 0; i < cupel_appraisal_check_count(ap); i++) {
        const struct cupel_check *c = cupel_appraisal_check_at(ap, i);
        if (c->outcome == CUPEL_FAIL && strcmp(c->id, id) != 0)
            fail_msg("%s fails as well: %s", c->id, c->detail);
    }
    for (size_t i = 0; i < cupel_appraisal_part_count(ap); i++)
        expect_only(cupel_appraisal_part_at(ap, i), id);
}

static void expect_verdict(const struct lab *l, const char *verdict)
{
    assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(l->ap)), verdict);
}

static bool needs(const cupel_appraisal *ap, const char *kind)
{
    for (size_t i = 0; i < cupel_appraisal_need_count(ap); i++)
        if (strcmp(cupel_appraisal_need_at(ap, i)->kind, kind) == 0)
            return true;
    return false;
}

/* ---- reading ---- */

static cupel_status parse(struct arena *a, const struct lab *l, struct cupel_diag *d)
{
    struct evidence ev = { 0 };
    *d = (struct cupel_diag){ 0 };
    return format_azure.parse(a, slice_of(l->bytes, l->n), &ev, d);
}

static void reports_are_recognised(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    assert_true(format_azure.probe(slice_of(l.bytes, l.n)));
    assert_true(format_azure.probe(slice_of(l.bytes, 32)));
    assert_false(format_azure.probe(slice_of(l.bytes, 31)));
    assert_false(format_snp.probe(slice_of(l.bytes, l.n)));
    assert_false(format_tdx.probe(slice_of(l.bytes, l.n)));
    l.bytes[0] = 'h';
    assert_false(format_azure.probe(slice_of(l.bytes, l.n)));
    lab_close(&l);
}

static void layout_faults_are_named(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint32_t value;
        cupel_status st;
        const char *says;
        size_t offset;
    } cases[] = {
        { 0, 0x41, CUPEL_E_MALFORMED, "signature HCLA", 0 },
        { 4, 0, CUPEL_E_UNSUPPORTED, "header version 0", 4 },
        { 4, 3, CUPEL_E_UNSUPPORTED, "header version 3 is not supported", 4 },
        { 1220, 0, CUPEL_E_UNSUPPORTED, "request data of version 0", 1220 },
        { 1220, 3, CUPEL_E_UNSUPPORTED, "request data of version 3", 1220 },
        { 1224, 1, CUPEL_E_UNSUPPORTED, "report type 1 (VBS: no TEE)", 1224 },
        { 1224, 3, CUPEL_E_UNSUPPORTED, "trusted launch: no TEE", 1224 },
        { 1224, 9, CUPEL_E_UNSUPPORTED, "report type 9; 2 (SNP) and 4 (TDX) are known", 1224 },
        { 1232, 2000, CUPEL_E_MALFORMED, "says 2000 bytes, but only 1364 are left", 1232 },
        { 1232, 16385, CUPEL_E_LIMIT, "may have 16384", 1232 },
        { 1232, UINT32_MAX, CUPEL_E_LIMIT, "may have 16384", 1232 },
        { 1232, 0, CUPEL_E_MALFORMED, "no strict JSON", 1236 },
        { 1236, 0x7b7b7b7b, CUPEL_E_MALFORMED, "no strict JSON", 1237 },
        { 2596, 0x01000000, CUPEL_E_TRAILING, "byte 0x01 after the report's end", 2599 },
    };
    struct lab l;
    struct arena a;
    struct cupel_diag d;
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        lab_open(&l, NULL, 0);
        arena_init(&a, 1u << 20);
        put_le32(l.bytes + cases[i].at, cases[i].value);
        assert_status(parse(&a, &l, &d), cases[i].st);
        assert_says(d, cases[i].says);
        assert_int_equal(d.offset, cases[i].offset);
        arena_clear(&a);
        lab_close(&l);
    }
}

static void cut_reports_are_refused(void **state)
{
    (void)state;
    struct lab l;
    struct arena a;
    struct cupel_diag d;
    lab_open(&l, NULL, 0);
    struct cur size = cur_of(slice_of(l.bytes + 8, 4));
    size_t end = cur_le32(&size);
    arena_init(&a, 8u << 20);
    for (l.n = 0; l.n < end; l.n++)
        assert_true(parse(&a, &l, &d) != CUPEL_OK);
    assert_status(parse(&a, &l, &d), CUPEL_OK);
    l.n = 1235;
    assert_status(parse(&a, &l, &d), CUPEL_E_TRUNCATED);
    assert_says(d, "ends after 1235 bytes; its headers alone take 1236");
    arena_clear(&a);
    lab_close(&l);
}

/* Replace the runtime data by @json, sizes and digest included. */
static void set_runtime(struct lab *l, const char *json)
{
    size_t n = strlen(json);
    assert_true(RUNTIME_AT + n <= sizeof l->bytes);
    memset(l->bytes + RUNTIME_AT, 0, sizeof l->bytes - RUNTIME_AT);
    memcpy(l->bytes + RUNTIME_AT, json, n);
    put_le32(l->bytes + 8, (uint32_t)(RUNTIME_AT + n));
    put_le32(l->bytes + 1216, (uint32_t)(20 + n));
    put_le32(l->bytes + 1232, (uint32_t)n);
    l->n = RUNTIME_AT + n;
}

static void runtime_data_is_strict_json(void **state)
{
    (void)state;
    static const struct {
        const char *json, *says;
    } cases[] = {
        { "{\"keys\":[],\"keys\":[]}", "keys" }, { "{\"keys\":[]} x", "no strict JSON" },
        { "{\"keys\":[]", "no strict JSON" },    { "[]", "is JSON, but no object" },
        { "7", "is JSON, but no object" },
    };
    struct lab l;
    struct arena a;
    struct cupel_diag d;
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        lab_open(&l, NULL, 0);
        arena_init(&a, 1u << 20);
        set_runtime(&l, cases[i].json);
        assert_status(parse(&a, &l, &d), CUPEL_E_MALFORMED);
        assert_says(d, cases[i].says);
        arena_clear(&a);
        lab_close(&l);
    }
}

/* ---- what an SNP VM proves ---- */

static void good_vm(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    lab_run(&l);
    expect_only(l.ap, "");
    expect_verdict(&l, "affirming");
    assert_true(cupel_appraisal_is_tee(l.ap));
    assert_true(cupel_appraisal_is_software(l.ap));
    static const char *const ids[] = { "azure.header",       "azure.report_type", "azure.hash_type",
                                       "azure.runtime_data", "azure.vmpl",        "azure.ak",
                                       "azure.quote",        "azure.quote_key" };
    for (size_t i = 0; i < CUPEL_COUNT(ids); i++)
        expect(l.ap, ids[i], "pass", NULL);
    assert_string_equal(cupel_appraisal_name(cupel_appraisal_part_at(l.ap, 0)), "snp");
    assert_string_equal(cupel_appraisal_claim_find(l.ap, "azure.hardware")->text, "snp");
    assert_int_equal(cupel_appraisal_claim_find(l.ap, "azure.secure_boot")->number, 1);
    assert_int_equal(cupel_appraisal_claim_find(l.ap, "azure.user_data")->bytes.n, 64);
    lab_close(&l);
}

static void the_quote_is_what_makes_it_fresh(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    l.without_quote = true;
    lab_run(&l);
    expect_verdict(&l, "affirming");
    expect(l.ap, "azure.quote", "skip", "may be replayed");
    assert_true(needs(l.ap, "tpm-quote"));
    assert_true(cupel_appraisal_not_checked(l.ap, CUPEL_CAT_FRESHNESS));
    l.nonce = l.azure.nonce;
    lab_run(&l);
    expect_verdict(&l, "warning");
    expect(l.ap, "azure.quote", "unknown", "only that can hold the challenge");
    assert_null(cupel_appraisal_check_find(l.ap, "evidence.nonce"));
    assert_true(cupel_appraisal_not_checked(l.ap, CUPEL_CAT_FRESHNESS));
    lab_close(&l);
}

/* Agents of Trustee's evidence version 2 write the challenge to the user data as well. */
static void user_data_may_hold_the_challenge(void **state)
{
    (void)state;
    struct lab l;
    const struct softtee_set set = { "user_data", "000102030405060708090a0b0c0d0e0f10" };
    uint8_t nonce[17];
    for (unsigned i = 0; i < sizeof nonce; i++)
        nonce[i] = (uint8_t)i;
    lab_open(&l, &set, 1);
    l.without_quote = true;
    l.nonce = SLICE_ARRAY(nonce);
    lab_run(&l);
    expect(l.ap, "evidence.nonce", "pass", NULL);
    expect(l.ap, "azure.quote", "skip", "user data holds the challenge");
    nonce[3] ^= 1;
    lab_run(&l);
    expect(l.ap, "azure.quote", "unknown", NULL);
    l.nonce = slice_of(nonce, 16); /* the rest of the user data is not zero */
    nonce[3] ^= 1;
    lab_run(&l);
    expect(l.ap, "azure.quote", "unknown", NULL);
    lab_close(&l);
}

static void a_missing_certificate_is_named(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    l.without_vcek = true;
    lab_run(&l);
    expect_verdict(&l, "none");
    assert_true(needs(l.ap, "vcek"));
    expect(l.ap, "azure.runtime_data", "pass", NULL);
    lab_close(&l);
}

static void each_binding_can_fail(void **state)
{
    (void)state;
    static const struct {
        struct softtee_set set;
        size_t at; /* of a byte to turn afterwards; 0: none */
        const char *check, *says;
    } cases[] = {
        { { "status", "5" }, 0, "azure.header", "the request failed" },
        { { "request_type", "1" }, 0, "azure.header", "another purpose" },
        { { "vm_id", "01" }, 8, "azure.header", "size of the report is not that of its parts" },
        { { "vm_id", "01" }, 1216, "azure.header", "size of the request data" },
        { { "vm_id", "01" }, 20, "azure.header", "reserved or unused bytes" },
        { { "vm_id", "01" }, 31, "azure.header", "reserved or unused bytes" },
        { { "report_type", "4" }, 0, "azure.report_type", "of another kind" },
        { { "hash_type", "0" }, 0, "azure.hash_type", "another hash than SHA-256" },
        { { "hash_type", "2" }, 0, "azure.hash_type", "another hash than SHA-256" },
        { { "vm_id", "01" }, 2100, "azure.runtime_data", "not what REPORT_DATA binds" },
        { { "report_data", "00" }, 0, "azure.runtime_data", "not what REPORT_DATA binds" },
        { { "vmpl", "1" }, 0, "azure.vmpl", "below the paravisor" },
        { { "vmpl", "3" }, 0, "azure.vmpl", "below the paravisor" },
        { { "policy", "0xb0137" }, 0, "snp.debug", NULL },
    };
    struct lab l;
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        lab_open(&l, &cases[i].set, 1);
        if (cases[i].at)
            l.bytes[cases[i].at] ^= 1;
        lab_run(&l);
        expect_verdict(&l, "contraindicated");
        expect_only(l.ap, cases[i].check);
        bool own = strncmp(cases[i].check, "azure.", 6) == 0;
        expect(own ? l.ap : cupel_appraisal_part_at(l.ap, 0), cases[i].check, "fail",
               cases[i].says);
        lab_close(&l);
    }
}

/* REPORT_DATA is the digest, then zeros: its second half is no place for anything. */
static void the_rest_of_report_data_is_zero(void **state)
{
    (void)state;
    struct lab l;
    char hex[129];
    struct softtee_set set = { "report_data", hex };
    lab_open(&l, NULL, 0);
    hex_write(slice_of(l.bytes + 32 + 0x50, 64), hex);
    lab_close(&l);
    lab_open(&l, &set, 1);
    lab_run(&l);
    expect_verdict(&l, "affirming");
    lab_close(&l);
    hex[127] = '1';
    lab_open(&l, &set, 1);
    lab_run(&l);
    expect_only(l.ap, "azure.runtime_data");
    expect(l.ap, "azure.runtime_data", "fail", "second half of REPORT_DATA is not zero");
    assert_false(cupel_appraisal_is_tee(l.ap));
    lab_close(&l);
}

static void unknown_hardware_is_refused(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    memset(l.bytes + 32, 0xee, 1184);
    lab_run(&l);
    expect(l.ap, "azure.report_type", "fail", "neither an SNP report nor a TDREPORT");
    expect(l.ap, "evidence.part", "unknown", "report version");
    assert_false(cupel_appraisal_is_tee(l.ap));
    lab_close(&l);
}

/* Request data of version 2 has a word more; it comes with other requests first. */
static void request_data_of_version_2(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    struct cur size = cur_of(slice_of(l.bytes + 1232, 4));
    uint32_t n = cur_le32(&size);
    memmove(l.bytes + RUNTIME_AT + 4, l.bytes + RUNTIME_AT, n);
    put_le32(l.bytes + RUNTIME_AT, 15);
    put_le32(l.bytes + 1220, 2);
    put_le32(l.bytes + 1216, 24 + n);
    put_le32(l.bytes + 8, RUNTIME_AT + 4 + n);
    lab_run(&l);
    expect_verdict(&l, "affirming");
    put_le32(l.bytes + 1216, 20 + n);
    lab_run(&l);
    expect_only(l.ap, "azure.header");
    lab_close(&l);
}

/* ---- the runtime data ---- */

#define N_256                                                                                      \
    "tYVBpgABBOedWd2SNiT8o1I7FVCit2pDm2mr6B7b66_NNOlW3u42TrJwaB5nk4VRqXjdpobSVSpXItf-"             \
    "Aisx2DwXPEQ3Ms6cvXEOPllGJ1O6kFEYNFJB0ZfLJtf01C_GcxT0EN3C-7m56PJV9AKIA7F2xCtzjWkyx9QX679tpcm"  \
    "P5FQk5_PxWDd3tVXVwjgk2f9V2wGKuJni2FSyDdtKG1C54UgwnNP_HLIdreuVLXiYne95tHvA_ifkUg-"             \
    "fTeQqD3S6NmyMf9FAyuNMJExhNgCNSwiv3IwR-"                                                       \
    "rLBfOHgzpOwlfnVP0TfatYZjeWlOkj7QKfJdxRfNuAshe94E6VW0Q"
#define KEY(kid, e) "{\"kid\":\"" kid "\",\"kty\":\"RSA\",\"e\":\"" e "\",\"n\":\"" N_256 "\"}"

static void the_key_must_be_there_once(void **state)
{
    (void)state;
    static const struct {
        const char *json, *outcome, *says;
    } cases[] = {
        { "{\"keys\":[" KEY("HCLAkPub", "AQAB") "]}", "pass", NULL },
        { "{\"keys\":[" KEY("HCLEkPub", "AQAB") "," KEY("HCLAkPub", "AQAB") "]}", "pass", NULL },
        { "{\"keys\":[" KEY("HCLAkPub", "AQAB") "," KEY("HCLAkPub", "AQAB") "]}", "fail",
          "two keys are named HCLAkPub" },
        { "{\"keys\":[" KEY("HCLEkPub", "AQAB") "]}", "fail", "no key is named HCLAkPub" },
        { "{\"keys\":[]}", "fail", "no key is named HCLAkPub" },
        { "{}", "fail", "keys" },
        { "{\"keys\":[7]}", "fail", "the key cannot be read" },
        { "{\"keys\":{}}", "fail", "the key cannot be read" },
        { "{\"keys\":[" KEY("HCLAkPub", "Aw") "]}", "fail", "65537" },
        { "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}]}",
          "fail", "is no RSA key" },
        { "{\"keys\":[{},{},{},{},{},{},{},{},{}]}", "fail", "holds 9 keys; it may hold 8" },
    };
    struct lab l;
    lab_open(&l, NULL, 0);
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        set_runtime(&l, cases[i].json);
        lab_run(&l);
        expect(l.ap, "azure.ak", cases[i].outcome, cases[i].says);
        expect(l.ap, "azure.runtime_data", "fail", NULL); /* nobody signed this one */
        expect_verdict(&l, "contraindicated");
    }
    lab_close(&l);
}

static void odd_members_make_no_claim(void **state)
{
    (void)state;
    static const char json[] = "{\"keys\":[],\"vm-configuration\":{\"secure-boot\":\"true\","
                               "\"vmUniqueId\":7,\"current-time\":1678652405,"
                               "\"console-enabled\":false},\"user-data\":\"0g\"}";
    struct lab l;
    lab_open(&l, NULL, 0);
    set_runtime(&l, json);
    lab_run(&l);
    assert_null(cupel_appraisal_claim_find(l.ap, "azure.secure_boot"));
    assert_null(cupel_appraisal_claim_find(l.ap, "azure.vm_unique_id"));
    assert_null(cupel_appraisal_claim_find(l.ap, "azure.user_data"));
    assert_null(cupel_appraisal_claim_find(l.ap, "azure.tpm_enabled"));
    assert_int_equal(cupel_appraisal_claim_find(l.ap, "azure.console_enabled")->number, 0);
    assert_int_equal(cupel_appraisal_claim_find(l.ap, "azure.current_time")->time, 1678652405);
    lab_close(&l);
}

/* ---- the quote ---- */

static const cupel_appraisal *part(const struct lab *l, const char *name)
{
    for (size_t i = 0; i < cupel_appraisal_part_count(l->ap); i++)
        if (strcmp(cupel_appraisal_name(cupel_appraisal_part_at(l->ap, i)), name) == 0)
            return cupel_appraisal_part_at(l->ap, i);
    fail_msg("no part %s", name);
    return NULL;
}

static void the_quote_holds_the_nonce(void **state)
{
    (void)state;
    struct lab l;
    uint8_t other[32] = { 7 };
    lab_open(&l, NULL, 0);
    l.nonce = l.azure.nonce;
    lab_run(&l);
    expect_only(l.ap, "");
    expect_verdict(&l, "affirming");
    expect(part(&l, "tpm"), "evidence.nonce", "pass", NULL);
    assert_null(cupel_appraisal_check_find(l.ap, "evidence.nonce"));
    assert_false(cupel_appraisal_not_checked(l.ap, CUPEL_CAT_FRESHNESS));
    l.nonce = SLICE_ARRAY(other);
    lab_run(&l);
    expect_only(l.ap, "evidence.nonce");
    expect(part(&l, "tpm"), "evidence.nonce", "fail", "is not the nonce");
    l.nonce = slice_of(l.azure.nonce.p, 31); /* not padded, not cut */
    lab_run(&l);
    expect_only(l.ap, "evidence.nonce");
    lab_close(&l);
}

static void keys_of_other_vms(void **state)
{
    (void)state;
    struct lab l;
    const struct softtee_set set = { "quote_key", "stranger" };
    struct sign_key *stranger = NULL;
    struct crypto_pub pub;
    lab_open(&l, &set, 1);
    lab_run(&l);
    expect_only(l.ap, "tpm.signature");
    expect(l.ap, "azure.quote_key", "unknown", "no key at hand");
    /* a key that the caller vouches for is still not this VM's */
    assert_status(sign_key_rsa(crypto, SIGN_RSA_STRANGER, &stranger), CUPEL_OK);
    pub = sign_key_pub(stranger);
    l.ak_anchor = x509_pub_write(&l.azure.arena, &pub);
    lab_run(&l);
    expect(part(&l, "tpm"), "tpm.ak", "pass", NULL);
    expect_only(l.ap, "azure.quote_key");
    expect(l.ap, "azure.quote_key", "fail", "signed with another key");
    expect_verdict(&l, "contraindicated");
    sign_key_free(stranger);
    lab_close(&l);
}

static void bound_keys_are_no_anchors(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    lab_run(&l);
    assert_int_equal(cupel_appraisal_anchor_count(l.ap), 1);
    assert_true(cupel_appraisal_anchor_at(l.ap, 0)->from_caller);
    assert_int_equal(cupel_appraisal_anchor_count(part(&l, "tpm")), 0);
    lab_close(&l);
}

static const struct cupel_collateral_use *use_of(const cupel_appraisal *ap, const char *name)
{
    for (size_t i = 0; i < cupel_appraisal_collateral_count(ap); i++)
        if (strcmp(cupel_appraisal_collateral_at(ap, i)->name, name) == 0)
            return cupel_appraisal_collateral_at(ap, i);
    return NULL;
}

/* A file that a member used was used; a member says nothing of files that others used. */
static void the_whole_says_what_became_of_files(void **state)
{
    (void)state;
    static const struct {
        const char *name, *why;
    } files[] = {
        { "collateral/vcek.der", "certificate of the report's signing key" },
        { "collateral/quote.bin", "quote of the VM's vTPM" },
        { "collateral/pcrs.json", NULL },
    };
    struct lab l;
    lab_open(&l, NULL, 0);
    lab_run(&l);
    for (size_t i = 0; i < CUPEL_COUNT(files); i++) {
        const struct cupel_collateral_use *u = use_of(l.ap, files[i].name);
        assert_non_null(u);
        assert_true(u->used);
        if (files[i].why)
            assert_string_equal(u->why, files[i].why);
    }
    assert_true(use_of(part(&l, "snp"), "collateral/vcek.der")->used);
    assert_null(use_of(part(&l, "tpm"), "collateral/vcek.der"));
    assert_null(use_of(part(&l, "snp"), "collateral/pcrs.json"));
    lab_close(&l);
}

static void of_several_quotes_the_own_is_taken(void **state)
{
    (void)state;
    struct lab l;
    const struct softtee_set set = { "quote_key", "stranger" };
    lab_open(&l, NULL, 0);
    struct softtee_files f = make(
        &(struct softtee_opts){ .kind = "azure", .sets = &set, .n_sets = 1 });
    l.without_quote = true;
    l.quotes[0] = softtee_file(&f, "collateral/quote.bin");
    l.quotes[1] = softtee_file(&l.azure, "collateral/quote.bin");
    l.quotes[2] = softtee_file(&l.azure, "collateral/pcrs.json");
    l.n_quotes = 3;
    lab_run(&l);
    expect_verdict(&l, "affirming");
    expect(l.ap, "azure.quote_key", "pass", NULL);
    l.n_quotes = 1;
    lab_run(&l);
    expect_verdict(&l, "contraindicated");
    softtee_files_clear(&f);
    lab_close(&l);
}

static void of_own_quotes_the_fresh_one_is_taken(void **state)
{
    (void)state;
    struct lab l;
    const struct softtee_set set = { "quote_nonce", "0102" };
    lab_open(&l, NULL, 0);
    struct softtee_files old = make(
        &(struct softtee_opts){ .kind = "azure", .sets = &set, .n_sets = 1 });
    l.without_quote = true;
    l.quotes[0] = softtee_file(&old, "collateral/quote.bin");
    l.quotes[1] = softtee_file(&l.azure, "collateral/quote.bin");
    l.quotes[2] = softtee_file(&l.azure, "collateral/pcrs.json");
    l.n_quotes = 3;
    l.nonce = l.azure.nonce;
    lab_run(&l);
    expect_verdict(&l, "affirming");
    expect(part(&l, "tpm"), "evidence.nonce", "pass", NULL);
    softtee_files_clear(&old);
    lab_close(&l);
}

/* As tpm2_quote writes it: the attestation, the signature's bytes, PCR values. */
static void quotes_may_come_in_pieces(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    cupel_slice q = softtee_file(&l.azure, "collateral/quote.bin");
    size_t n = (size_t)q.p[0] << 8 | q.p[1];
    l.without_quote = true;
    l.quotes[0] = slice_part(q, 2, n);
    l.quotes[1] = slice_part(q, 2 + n + 6, 512);
    l.quotes[2] = softtee_file(&l.azure, "collateral/pcrs.json");
    l.n_quotes = 3;
    l.nonce = l.azure.nonce;
    lab_run(&l);
    expect_verdict(&l, "affirming");
    expect(l.ap, "azure.quote_key", "pass", NULL);
    l.quotes[1] = l.quotes[2];
    l.n_quotes = 2;
    lab_run(&l); /* without its signature */
    expect_verdict(&l, "none");
    expect(l.ap, "azure.quote_key", "unknown", NULL);
    lab_close(&l);
}

static void pcr_values_must_be_those_quoted(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    cupel_slice all = softtee_file(&l.azure, "collateral/pcrs.json");
    char shorter[2048];
    size_t cut = slice_find(all, SLICE_LIT(",\"23\""));
    assert_true(cut < sizeof shorter - 3);
    (void)snprintf(shorter, sizeof shorter, "%.*s}}", (int)cut, (const char *)all.p);
    l.without_quote = true;
    l.quotes[0] = softtee_file(&l.azure, "collateral/quote.bin");
    l.quotes[1] = slice_str(shorter);
    l.n_quotes = 2;
    lab_run(&l);
    expect(part(&l, "tpm"), "tpm.pcr_digest", "fail", NULL);
    expect_verdict(&l, "contraindicated");
    (void)snprintf(shorter, sizeof shorter, "%.*s", (int)all.n, (const char *)all.p);
    shorter[40] = shorter[40] == '0' ? '1' : '0';
    l.quotes[1] = slice_str(shorter);
    lab_run(&l);
    expect(part(&l, "tpm"), "tpm.pcr_digest", "fail", NULL);
    lab_close(&l);
}

static void a_tpm_quote_that_cannot_be_read(void **state)
{
    (void)state;
    struct lab l;
    lab_open(&l, NULL, 0);
    cupel_slice q = softtee_file(&l.azure, "collateral/quote.bin");
    l.without_quote = true;
    l.quotes[0] = slice_part(q, 0, q.n - 1);
    l.n_quotes = 1;
    l.nonce = l.azure.nonce;
    lab_run(&l);
    expect_verdict(&l, "contraindicated");
    expect(l.ap, "azure.quote", "fail", "cannot be read");
    expect(l.ap, "evidence.nonce", "fail", NULL); /* nothing holds it */
    lab_close(&l);
}

/* ---- TDX ---- */

static void put_sha384(uint8_t *out, const uint8_t *bytes, size_t n)
{
    uint8_t digest[CRYPTO_HASH_MAX];
    assert_status(crypto_digest(crypto, CRYPTO_SHA384, slice_of(bytes, n), digest), CUPEL_OK);
    memcpy(out, digest, 48);
}

/* A quote for the runtime data at hand, by the TD of @seed. */
static struct softtee_files make_quote(const struct lab *l, const char *seed)
{
    struct cur size = cur_of(slice_of(l->bytes + 1232, 4));
    uint8_t digest[CRYPTO_HASH_MAX];
    char hex[65];
    assert_status(crypto_digest(crypto, CRYPTO_SHA256,
                                slice_of(l->bytes + RUNTIME_AT, cur_le32(&size)), digest),
                  CUPEL_OK);
    hex_write(slice_of(digest, 32), hex);
    const struct softtee_set sets[] = { { "report_data", hex } };
    return make(&(struct softtee_opts){
        .kind = "tdx", .seed = slice_str(seed), .sets = sets, .n_sets = 1 });
}

/* The TDREPORT from which the software TD's quote could have been made. */
static void put_td_report(struct lab *l)
{
    cupel_slice quote = softtee_file(&l->tdx, "evidence.bin");
    uint8_t *r = l->bytes + 32;
    const uint8_t *b = quote.p + 48;
    memset(r, 0, 1184);
    r[0] = 0x81;
    memcpy(r + 128, b + 520, 64);
    memset(r + 224, 0xaa, 32);
    memcpy(r + 264, b, 16);        /* TEE_TCB_SVN */
    memcpy(r + 280, b + 16, 104);  /* MRSEAM, MRSIGNERSEAM, ATTRIBUTES */
    memcpy(r + 512, b + 120, 400); /* TDINFO: ATTRIBUTES to RTMR3 */
    put_sha384(r + 32, r + 256, 239);
    put_sha384(r + 80, r + 512, 512);
    put_le32(l->bytes + 1224, 4);
}

static void lab_open_tdx(struct lab *l)
{
    lab_open(l, NULL, 0);
    l->tdx = make_quote(l, "td");
    put_td_report(l);
    l->quotes[0] = softtee_file(&l->tdx, "evidence.bin");
    l->n_quotes = 1;
}

static void good_td(void **state)
{
    (void)state;
    struct lab l;
    lab_open_tdx(&l);
    lab_run(&l);
    expect_only(l.ap, "");
    expect_verdict(&l, "affirming");
    expect(l.ap, "azure.td_report", "pass", NULL);
    assert_true(cupel_appraisal_is_tee(l.ap));
    assert_null(cupel_appraisal_check_find(l.ap, "azure.vmpl"));
    assert_string_equal(cupel_appraisal_claim_find(l.ap, "azure.hardware")->text, "tdx");
    lab_close(&l);
}

static void a_td_report_alone_proves_nothing(void **state)
{
    (void)state;
    struct lab l;
    lab_open_tdx(&l);
    l.n_quotes = 0;
    lab_run(&l);
    expect_verdict(&l, "none");
    expect(l.ap, "azure.td_report", "unknown", "no TD quote was given");
    assert_true(needs(l.ap, "td-quote"));
    assert_false(cupel_appraisal_is_tee(l.ap));
    lab_close(&l);
}

static void quotes_of_other_tds(void **state)
{
    (void)state;
    struct lab l;
    lab_open_tdx(&l);
    struct softtee_files other = make_quote(&l, "other"),
                         fresh = make(
                             &(struct softtee_opts){ .kind = "tdx", .seed = SLICE_LIT("td") });
    l.quotes[0] = softtee_file(&fresh, "evidence.bin");
    lab_run(&l);
    expect_verdict(&l, "contraindicated");
    expect(l.ap, "azure.td_report", "fail", "differs in REPORTDATA");
    assert_false(cupel_appraisal_is_tee(l.ap));
    l.quotes[1] = softtee_file(&l.tdx, "evidence.bin"); /* the one that fits is found */
    l.n_quotes = 2;
    lab_run(&l);
    expect_verdict(&l, "affirming");
    l.quotes[0] = softtee_file(&other, "evidence.bin"); /* same report data, another TD */
    l.n_quotes = 1;
    lab_run(&l);
    expect(l.ap, "azure.td_report", "fail", "differs in MRTD");
    softtee_files_clear(&other);
    softtee_files_clear(&fresh);
    lab_close(&l);
}

static void td_reports_must_agree(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        const char *check, *says;
    } cases[] = {
        { 32, "azure.td_report", "does not have the digest" },
        { 80, "azure.td_report", "does not have the digest" },
        { 128, "azure.runtime_data", NULL },
        { 264, "azure.td_report", "differs in TEE_TCB_SVN" },
        { 280, "azure.td_report", "differs in MRSEAM" },
        { 328, "azure.td_report", "differs in MRSIGNERSEAM" },
        { 384, "azure.td_report", "does not have the digest" },
        { 515, "azure.td_report", "differs in ATTRIBUTES" },
        { 520, "azure.td_report", "differs in XFAM" },
        { 528, "azure.td_report", "differs in MRTD" },
        { 576, "azure.td_report", "differs in MRCONFIGID" },
        { 624, "azure.td_report", "differs in MROWNER" },
        { 672, "azure.td_report", "differs in MROWNERCONFIG" },
        { 720, "azure.td_report", "differs in RTMR0" },
        { 911, "azure.td_report", "differs in RTMR3" },
        { 4, "azure.header", "reserved or unused" },
        { 192, "azure.header", "reserved or unused" },
        { 495, "azure.header", "reserved or unused" },
        { 1024, "azure.header", "reserved or unused" },
        { 1183, "azure.header", "reserved or unused" },
        { 0, "azure.report_type", "neither an SNP report nor a TDREPORT" },
    };
    struct lab l;
    lab_open_tdx(&l);
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        l.bytes[32 + cases[i].at] ^= 1;
        lab_run(&l);
        expect_verdict(&l, "contraindicated");
        expect(l.ap, cases[i].check, "fail", cases[i].says);
        l.bytes[32 + cases[i].at] ^= 1;
    }
    put_le32(l.bytes + 1224, 2);
    lab_run(&l);
    expect_only(l.ap, "azure.report_type");
    expect(l.ap, "azure.report_type", "fail", "another kind");
    lab_close(&l);
}

static void a_quote_that_cannot_be_read(void **state)
{
    (void)state;
    struct lab l;
    lab_open_tdx(&l);
    l.quotes[0].n -= 1;
    lab_run(&l);
    expect_verdict(&l, "contraindicated");
    expect(l.ap, "azure.td_report", "fail", "cannot be read");
    expect(l.ap, "evidence.part", "fail", "tdx");
    lab_close(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_recognised),
        cmocka_unit_test(layout_faults_are_named),
        cmocka_unit_test(cut_reports_are_refused),
        cmocka_unit_test(runtime_data_is_strict_json),
        cmocka_unit_test(good_vm),
        cmocka_unit_test(the_quote_is_what_makes_it_fresh),
        cmocka_unit_test(user_data_may_hold_the_challenge),
        cmocka_unit_test(a_missing_certificate_is_named),
        cmocka_unit_test(each_binding_can_fail),
        cmocka_unit_test(the_rest_of_report_data_is_zero),
        cmocka_unit_test(unknown_hardware_is_refused),
        cmocka_unit_test(request_data_of_version_2),
        cmocka_unit_test(the_key_must_be_there_once),
        cmocka_unit_test(odd_members_make_no_claim),
        cmocka_unit_test(the_quote_holds_the_nonce),
        cmocka_unit_test(keys_of_other_vms),
        cmocka_unit_test(bound_keys_are_no_anchors),
        cmocka_unit_test(the_whole_says_what_became_of_files),
        cmocka_unit_test(of_several_quotes_the_own_is_taken),
        cmocka_unit_test(of_own_quotes_the_fresh_one_is_taken),
        cmocka_unit_test(quotes_may_come_in_pieces),
        cmocka_unit_test(pcr_values_must_be_those_quoted),
        cmocka_unit_test(a_tpm_quote_that_cannot_be_read),
        cmocka_unit_test(good_td),
        cmocka_unit_test(a_td_report_alone_proves_nothing),
        cmocka_unit_test(quotes_of_other_tds),
        cmocka_unit_test(td_reports_must_agree),
        cmocka_unit_test(a_quote_that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
