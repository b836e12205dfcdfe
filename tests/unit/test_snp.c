/* SPDX-License-Identifier: Apache-2.0 */
/* Reading, explaining and judging SEV-SNP reports as far as no certificate is needed. */
#include "test.h"

#include "snp_bytes.h"

static void test_probe(void **state)
{
    (void)state;
    struct snp_bytes s;
    snp_bytes_make(&s);
    assert_true(format_snp.probe(snp_bytes_slice(&s)));
    put_le(&s, 0, 0xdeadbeef, 4); /* one damaged field: still meant as a report */
    assert_true(format_snp.probe(snp_bytes_slice(&s)));
    snp_bytes_make(&s);
    s.n = 100; /* cut, but plain enough */
    assert_true(format_snp.probe(snp_bytes_slice(&s)));
    s.n = 79;
    assert_false(format_snp.probe(snp_bytes_slice(&s)));
    memset(s.b, 0, sizeof s.b);
    s.n = SNP_REPORT_SIZE;
    assert_false(format_snp.probe(snp_bytes_slice(&s)));
    memset(s.b, '0', sizeof s.b); /* hex text */
    assert_false(format_snp.probe(snp_bytes_slice(&s)));
}

static void test_probe_leaves_quotes_alone(void **state)
{
    (void)state;
    struct snp_bytes s;
    snp_bytes_make(&s);
    assert_int_equal(hex_read(SLICE_LIT("939a7233f79c4ca9940a0db3957f0607"), s.b + 12), CUPEL_OK);
    put_le(&s, 8, 0x20000, 4);
    assert_false(format_snp.probe(snp_bytes_slice(&s)));
    memset(s.b, 0, sizeof s.b); /* an SGX quote without Intel's vendor id */
    put_le(&s, 0, 3, 2);
    put_le(&s, 2, 2, 2);
    assert_false(format_snp.probe(snp_bytes_slice(&s)));
}

static void test_parse(void **state)
{
    (void)state;
    struct snp_bytes s;
    struct evidence ev;
    snp_bytes_make(&s);
    s.b[0x1e8] = 40;
    s.b[0x1e9] = 55;
    s.b[0x1ea] = 1;
    put_le(&s, 0x1f8, 0xb, 8);
    s.b[0x2a0] = 0x77;
    assert_status(format_snp.parse(NULL, snp_bytes_slice(&s), &ev, NULL), CUPEL_OK);
    assert_int_equal(ev.version, 3);
    assert_int_equal(ev.n_inside, 0);
    const struct snp_report *r = &ev.snp;
    assert_int_equal(r->policy, 0x30000);
    assert_int_equal(r->measurement.p[0], 0xe2);
    assert_int_equal(r->measurement.n, 48);
    assert_int_equal(r->model, 0x11);
    assert_int_equal(r->chip_id.p[0], 2);
    assert_int_equal(r->current_build, 40);
    assert_int_equal(r->current_major, 1);
    assert_int_equal(r->launch_tcb.p[7], 84);
    assert_int_equal(r->launch_mit_vector, 0xb);
    assert_int_equal(r->signed_bytes.n, 0x2a0);
    assert_int_equal(r->signature.p[0], 0x77);
    assert_int_equal(snp_product(r), AMD_GENOA);
}

static void test_parse_refuses(void **state)
{
    (void)state;
    struct snp_bytes s;
    struct evidence ev;
    struct cupel_diag d = { 0 };
    for (uint32_t v = 0; v < 20; v++) {
        snp_bytes_make(&s);
        put_le(&s, 0, v, 4);
        bool known = v >= 2 && v <= 5;
        assert_status(format_snp.parse(NULL, snp_bytes_slice(&s), &ev, &d),
                      known ? CUPEL_OK : CUPEL_E_UNSUPPORTED);
        if (!known)
            assert_says(d, "versions 2 to 5 are");
    }
    snp_bytes_make(&s);
    for (s.n = 0; s.n < SNP_REPORT_SIZE; s.n++)
        assert_status(format_snp.parse(NULL, snp_bytes_slice(&s), &ev, &d), CUPEL_E_TRUNCATED);
    assert_says(d, "1183 of its 1184 bytes: 1 are missing");
    s.n = SNP_REPORT_SIZE + 1;
    assert_status(format_snp.parse(NULL, snp_bytes_slice(&s), &ev, &d), CUPEL_E_TRAILING);
    assert_says(d, "1 bytes after the report");
    assert_int_equal(d.offset, SNP_REPORT_SIZE);
    s.n = SNP_REPORT_SIZE + 4096; /* zeros are no table either */
    assert_status(format_snp.parse(NULL, snp_bytes_slice(&s), &ev, &d), CUPEL_E_TRAILING);
}

static void test_parse_table(void **state)
{
    (void)state;
    struct snp_bytes s;
    struct evidence ev;
    struct cupel_diag d = { 0 };
    snp_bytes_make(&s);
    uint8_t *t = s.b + SNP_REPORT_SIZE;
    assert_int_equal(hex_read(SLICE_LIT("63da758de6644564adc5f4b93be8accd3000000004000000"), t),
                     CUPEL_OK);
    memset(t + 48, 0x30, 4);
    s.n += 52;
    assert_status(format_snp.parse(NULL, snp_bytes_slice(&s), &ev, NULL), CUPEL_OK);
    assert_int_equal(ev.inside[0].bytes.n, 52);
    t[20] = 5; /* length past the end */
    assert_status(format_snp.parse(NULL, snp_bytes_slice(&s), &ev, &d), CUPEL_E_MALFORMED);
    assert_says(d, "certificate table after the report: the vcek entry claims 5 bytes");
    assert_int_equal(d.offset, SNP_REPORT_SIZE);
}

/* --- judging without any certificate --- */

struct run {
    struct snp_bytes s;
    cupel_appraisal *ap;
};

static void verify_run(struct run *t)
{
    struct evidence ev;
    struct crypto *crypto = NULL;
    assert_status(crypto_new(&crypto), CUPEL_OK);
    assert_status(appraisal_new(&t->ap), CUPEL_OK);
    struct inputs in = { .trust = { .crypto = crypto, .arena = &t->ap->arena }, .now = 1750000000 };
    assert_status(format_snp.parse(NULL, snp_bytes_slice(&t->s), &ev, NULL), CUPEL_OK);
    assert_status(format_snp.verify(&ev, &in, t->ap), CUPEL_OK);
    assert_status(appraisal_finish(t->ap, 0), CUPEL_OK);
    crypto_free(crypto);
}

static void expect(struct run *t, const char *id, const char *outcome, const char *says)
{
    verify_run(t);
    const struct cupel_check *c = check_find(&t->ap->checks, id);
    assert_non_null(c);
    assert_string_equal(cupel_outcome_name(c->outcome), outcome);
    if (says && !strstr(c->detail, says))
        fail_msg("%s says \"%s\", not \"%s\"", id, c->detail, says);
    if (c->outcome == CUPEL_FAIL)
        assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(t->ap)), "contraindicated");
    else
        assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(t->ap)), "none");
    cupel_appraisal_free(t->ap);
    snp_bytes_make(&t->s);
}

static void test_missing_vcek(void **state)
{
    (void)state;
    struct run t;
    snp_bytes_make(&t.s);
    verify_run(&t);
    assert_int_equal(cupel_appraisal_class(t.ap), CUPEL_CLASS_MISSING);
    assert_string_equal(cupel_verdict_name(cupel_appraisal_verdict(t.ap)), "none");
    assert_int_equal(cupel_appraisal_need_count(t.ap), 1);
    const struct cupel_need *n = cupel_appraisal_need_at(t.ap, 0);
    assert_string_equal(n->kind, "vcek");
    assert_string_equal(n->product, "Genoa");
    assert_string_equal(n->tcb, "bl=10 tee=0 snp=23 ucode=84");
    assert_int_equal(strlen(n->chip_id), 128);
    assert_non_null(strstr(n->hint, "https://kdsintf.amd.com/vcek/v1/Genoa/0202"));
    assert_non_null(strstr(n->hint, "?blSPL=10&teeSPL=00&snpSPL=23&ucodeSPL=84"));
    static const char *const open[] = { "snp.certificate",    "snp.chain",   "snp.signature",
                                        "snp.tcb_extensions", "snp.chip_id", "snp.signing_key" };
    for (size_t i = 0; i < CUPEL_COUNT(open); i++)
        assert_int_equal(check_find(&t.ap->checks, open[i])->outcome, CUPEL_UNKNOWN);
    cupel_appraisal_free(t.ap);
}

static void test_missing_turin_and_old(void **state)
{
    (void)state;
    static const uint8_t tcb[] = { 0, 1, 0, 2, 0, 0, 0, 71 };
    static const size_t places[] = { 0x38, 0x180, 0x1e0, 0x1f0 };
    struct run t;
    snp_bytes_make(&t.s);
    put_le(&t.s, 0, 5, 4);
    t.s.b[0x188] = 0x1a;
    t.s.b[0x189] = 2;
    memset(t.s.b + 0x1a8, 0, 56);
    for (size_t i = 0; i < 4; i++)
        memcpy(t.s.b + places[i], tcb, 8);
    verify_run(&t);
    const struct cupel_need *n = cupel_appraisal_need_at(t.ap, 0);
    assert_string_equal(n->tcb, "fmc=0 bl=1 tee=0 snp=2 ucode=71");
    assert_string_equal(n->chip_id, "0202020202020202");
    assert_non_null(strstr(n->hint, "/Turin/0202020202020202?fmcSPL=00&blSPL=01&"));
    cupel_appraisal_free(t.ap);

    snp_bytes_make(&t.s); /* version 2 does not say which product it is */
    put_le(&t.s, 0, 2, 4);
    memset(t.s.b + 0x188, 0, 3);
    verify_run(&t);
    assert_null(cupel_appraisal_need_at(t.ap, 0)->product);
    assert_null(cupel_appraisal_claim_find(t.ap, "snp.product"));
    assert_null(cupel_appraisal_claim_find(t.ap, "snp.reported_tcb.snp"));
    cupel_appraisal_free(t.ap);

    snp_bytes_make(&t.s);
    put_le(&t.s, 0x48, SNP_KEY_VLEK << 2, 4);
    memset(t.s.b + 0x1a0, 0, 64);
    verify_run(&t);
    assert_string_equal(cupel_appraisal_need_at(t.ap, 0)->kind, "vlek");
    assert_null(cupel_appraisal_need_at(t.ap, 0)->chip_id);
    cupel_appraisal_free(t.ap);
}

static void test_policy(void **state)
{
    (void)state;
    struct run t;
    snp_bytes_make(&t.s);
    expect(&t, "snp.debug", "pass", NULL);
    put_le(&t.s, 8, 0xb0000, 8);
    expect(&t, "snp.debug", "fail", "read and change the guest's memory");
    put_le(&t.s, 8, 0x70000, 8);
    expect(&t, "snp.migration_agent", "warn", "migration agent");
    put_le(&t.s, 8, 0x10000, 8);
    expect(&t, "snp.policy", "fail", "bit 17");
    put_le(&t.s, 8, 0x2030000, 8); /* PAGE_SWAP_DISABLE, bit 25: known, harmless */
    expect(&t, "snp.policy_reserved", "pass", NULL);
    put_le(&t.s, 8, 0x4030000, 8); /* bit 26 */
    expect(&t, "snp.policy_reserved", "fail", "reserved bit");
    put_le(&t.s, 8, UINT64_C(1) << 63 | 0x30000, 8);
    expect(&t, "snp.policy_reserved", "fail", "reserved bit");
    put_le(&t.s, 0x40, 0x67, 8); /* platform bits of newer firmware are no fault */
    expect(&t, "snp.reserved", "pass", NULL);
}

static void test_vmpl(void **state)
{
    (void)state;
    struct run t;
    snp_bytes_make(&t.s);
    expect(&t, "snp.vmpl", "pass", NULL);
    for (uint32_t v = 1; v <= 3; v++) {
        put_le(&t.s, 0x30, v, 4);
        expect(&t, "snp.vmpl", "warn", "VMPL");
    }
    put_le(&t.s, 0x30, 4, 4);
    expect(&t, "snp.vmpl", "fail", "no such VMPL");
    put_le(&t.s, 0x30, UINT32_MAX, 4);
    expect(&t, "snp.vmpl", "fail", "the host asked");
}

static void test_signature_fields(void **state)
{
    (void)state;
    struct run t;
    snp_bytes_make(&t.s);
    put_le(&t.s, 0x34, 0, 4);
    expect(&t, "snp.signature_algorithm", "fail", "does not define");
    put_le(&t.s, 0x34, 2, 4);
    expect(&t, "snp.signature_algorithm", "fail", "does not define");
    put_le(&t.s, 0x48, SNP_KEY_NONE << 2, 4);
    expect(&t, "snp.signing_key", "fail", "not signed");
    put_le(&t.s, 0x48, 2 << 2, 4);
    expect(&t, "snp.signing_key", "fail", "reserved kind");
    put_le(&t.s, 0x48, 0x20, 4);
    expect(&t, "snp.key_info", "fail", "reserved bit");
    t.s.b[0x2a0 + 48] = 1;
    expect(&t, "snp.signature_encoding", "fail", "384 bits");
    t.s.b[0x2e8 + 71] = 1;
    expect(&t, "snp.signature_encoding", "fail", "384 bits");
    t.s.b[0x4a0 - 1] = 1;
    expect(&t, "snp.signature_encoding", "fail", "behind the signature");
}

static void test_reserved(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        const char *says;
    } rows[] = {
        { 0x4c, "0x4c" },   { 0x4f, "0x4c" },   { 0x18b, "0x18b" }, { 0x19f, "0x18b" },
        { 0x1eb, "0x1eb" }, { 0x1ef, "0x1ef" }, { 0x208, "0x208" }, { 0x29f, "0x208" },
        { 0x1f8, "0x1f8" }, { 0x207, "0x1f8" }, { 0x3a, "0x38" },   { 0x183, "0x180" },
        { 0x1e5, "0x1e0" }, { 0x1f2, "0x1f0" },
    };
    struct run t;
    snp_bytes_make(&t.s);
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        t.s.b[rows[i].at] = 1;
        expect(&t, "snp.reserved", "fail", rows[i].says);
    }
    put_le(&t.s, 0, 5, 4); /* version 5 has mitigation vectors there */
    put_le(&t.s, 0x1f8, 0xb, 8);
    expect(&t, "snp.reserved", "pass", NULL);
    put_le(&t.s, 0, 2, 4); /* version 2 has no CPUID */
    expect(&t, "snp.reserved", "fail", "0x188");
}

static void test_tcb_order(void **state)
{
    (void)state;
    struct run t;
    snp_bytes_make(&t.s);
    expect(&t, "snp.tcb_order", "pass", NULL);
    t.s.b[0x3f]++; /* current above committed is how updates look */
    expect(&t, "snp.tcb_order", "pass", NULL);
    t.s.b[0x186]++;
    expect(&t, "snp.tcb_order", "fail", "REPORTED_TCB is above COMMITTED_TCB");
    t.s.b[0x38]--;
    expect(&t, "snp.tcb_order", "fail", "COMMITTED_TCB is above CURRENT_TCB");
    t.s.b[0x3f]--; /* one lower component is not outweighed by a higher one */
    t.s.b[0x3e]++;
    expect(&t, "snp.tcb_order", "fail", "COMMITTED_TCB is above CURRENT_TCB");
}

static void test_claims_are_listed(void **state)
{
    (void)state;
    struct run t;
    snp_bytes_make(&t.s);
    put_le(&t.s, 0, 5, 4);
    verify_run(&t);
    assert_true(cupel_appraisal_claim_count(t.ap) > 30);
    for (size_t i = 0; i < cupel_appraisal_claim_count(t.ap); i++) {
        const struct cupel_claim *c = cupel_appraisal_claim_at(t.ap, i);
        const struct cupel_claim_info *info = NULL;
        for (size_t k = 0; k < format_snp.n_claims; k++)
            if (strcmp(format_snp.claims[k].name, c->name) == 0)
                info = &format_snp.claims[k];
        assert_non_null(info);
        assert_int_equal(info->type, c->type);
        if (c->type == CUPEL_CLAIM_BYTES)
            assert_int_equal(info->size, c->bytes.n);
    }
    assert_string_equal(cupel_appraisal_claim_find(t.ap, "snp.product")->text, "Genoa");
    assert_int_equal(cupel_appraisal_claim_find(t.ap, "snp.reported_tcb.snp")->number, 23);
    assert_int_equal(t.ap->challenge.n, 64);
    assert_int_equal(t.ap->challenge_offset, 0x50);
    cupel_appraisal_free(t.ap);
}

static void test_checks_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < format_snp.n_checks; i++) {
        const struct cupel_check_info *c = &format_snp.checks[i];
        assert_non_null(c->id);
        assert_true(strncmp(c->id, "snp.", 4) == 0);
        assert_non_null(c->title);
        assert_non_null(c->why);
        assert_non_null(c->spec);
        assert_non_null(c->fix);
    }
}

/* --- explaining --- */

static const struct cupel_field *field_at(const struct field_list *l, const char *name,
                                          uint64_t offset)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->items[i].name, name) == 0 && l->items[i].offset == offset)
            return &l->items[i];
    return NULL;
}

static void test_explain(void **state)
{
    (void)state;
    struct snp_bytes s;
    struct evidence ev;
    struct arena a;
    struct field_list l;
    snp_bytes_make(&s);
    put_le(&s, 0x08, 0x80b001f, 8);
    put_le(&s, 0x48, SNP_KEY_VLEK << 2, 4);
    arena_init(&a, 1 << 20);
    field_list_init(&l, &a);
    assert_status(format_snp.parse(NULL, snp_bytes_slice(&s), &ev, NULL), CUPEL_OK);
    format_snp.explain(&ev, &l);
    assert_string_equal(field_at(&l, "VERSION", 0)->value, "3");
    assert_string_equal(field_at(&l, "ABI_MINOR", 8)->value, "31");
    assert_string_equal(field_at(&l, "snp", 0x186)->value, "23");
    assert_string_equal(field_at(&l, "CPUID", 0x188)->meaning, "Genoa");
    assert_non_null(strstr(field_at(&l, "SIGNING_KEY", 0x48)->meaning, "VLEK"));
    bool debug = false, reserved = false;
    for (size_t i = 0; i < l.n; i++) {
        debug = debug || (l.items[i].value && strcmp(l.items[i].value, "DEBUG") == 0);
        reserved = reserved || (strcmp(l.items[i].name, "bit 27") == 0 &&
                                strcmp(l.items[i].value, "reserved") == 0);
    }
    assert_true(debug);
    assert_true(reserved);
    arena_clear(&a);
}

/* Top-level fields cover every byte, in order, without gap or overlap. */
static void test_explain_covers(void **state)
{
    (void)state;
    struct snp_bytes s;
    struct evidence ev;
    struct arena a;
    struct field_list l;
    snp_bytes_make(&s);
    arena_init(&a, 1 << 20);
    field_list_init(&l, &a);
    assert_status(format_snp.parse(NULL, snp_bytes_slice(&s), &ev, NULL), CUPEL_OK);
    format_snp.explain(&ev, &l);
    uint64_t at = 0;
    for (size_t i = 0; i < l.n; i++) {
        if (l.items[i].depth > 0)
            continue;
        assert_int_equal(l.items[i].offset, at);
        at += l.items[i].length;
    }
    assert_int_equal(at, SNP_REPORT_SIZE);
    arena_clear(&a);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_probe),
        cmocka_unit_test(test_probe_leaves_quotes_alone),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_refuses),
        cmocka_unit_test(test_parse_table),
        cmocka_unit_test(test_missing_vcek),
        cmocka_unit_test(test_missing_turin_and_old),
        cmocka_unit_test(test_policy),
        cmocka_unit_test(test_vmpl),
        cmocka_unit_test(test_signature_fields),
        cmocka_unit_test(test_reserved),
        cmocka_unit_test(test_tcb_order),
        cmocka_unit_test(test_claims_are_listed),
        cmocka_unit_test(test_checks_are_whole),
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_explain_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
