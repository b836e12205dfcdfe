/* SPDX-License-Identifier: Apache-2.0 */
/* Software TEEs: what they make is read by our own parsers, is deterministic, can be set field by
 * field, and gets the verdict that each scenario promises. */
#include "test.h"

#include "codec/pem.h"
#include "codec/x509.h"
#include "collateral/collateral.h"
#include "softtee/softtee.h"
#include "trust/trust.h"

#include <cupel/cupel.h>

#include <stdio.h>

static struct crypto *crypto;

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

static void refuse(const struct softtee_opts *opts, const char *part)
{
    struct softtee_files f;
    struct cupel_diag err = { 0 };
    assert_status(softtee_make(crypto, opts, &f, &err), CUPEL_E_USAGE);
    if (!strstr(err.text, part))
        fail_msg("\"%s\" does not say \"%s\"", err.text, part);
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), k = strlen(end);
    return n >= k && strcmp(&name[n - k], end) == 0;
}

/* ---- shapes ---- */

static void check_cert(cupel_slice der, const char *name)
{
    struct x509_cert c;
    struct cupel_diag err = { 0 };
    if (x509_cert_parse(der, &c, &err) != CUPEL_OK)
        fail_msg("%s: %s", name, err.text);
    assert_true(x509_is_software(&c));
    assert_true(c.pub.type != CRYPTO_KEY_NONE);
    assert_true(c.sig_alg != CRYPTO_SIG_NONE);
    assert_false(c.unknown_critical);
}

static void check_file(struct arena *a, const struct softtee_file *f)
{
    struct x509_crl crl;
    struct cupel_diag err = { 0 };
    struct pem_block block;
    if (strstr(f->name, "crl")) {
        assert_status(x509_crl_parse(a, f->bytes, &crl, &err), CUPEL_OK);
    } else if (ends_with(f->name, ".der")) {
        check_cert(f->bytes, f->name);
    } else if (ends_with(f->name, ".pem")) {
        struct cur c = cur_of(f->bytes);
        for (int i = 0; i < 2; i++) {
            assert_status(pem_next(a, &c, false, &block), CUPEL_OK);
            check_cert(block.der, f->name);
        }
        assert_status(pem_next(a, &c, false, &block), CUPEL_E_NOT_FOUND);
    } else {
        assert_true(f->bytes.n > 0);
    }
}

static const struct {
    const char *kind;
    unsigned version;
} versions[] = {
    { "snp", 2 }, { "snp", 3 }, { "snp", 4 }, { "snp", 5 }, { "tdx", 4 },
    { "tdx", 5 }, { "sgx", 3 }, { "sgx", 4 }, { "sgx", 5 }, { "tpm", 2 },
};

static void files_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(versions); i++) {
        struct softtee_files f = make(
            &(struct softtee_opts){ .kind = versions[i].kind, .version = versions[i].version });
        struct arena a;
        arena_init(&a, 1u << 20);
        for (size_t k = 0; k < f.n; k++)
            check_file(&a, &f.files[k]);
        assert_true(f.n >= 6);
        arena_clear(&a);
        softtee_files_clear(&f);
    }
}

/* Each file of collateral is recognised and readable. */
static void collateral_is_recognised(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct softtee_files f = make(&(struct softtee_opts){ .kind = softtee_kind_at(i) });
        struct collateral_set set;
        collateral_set_init(&set);
        for (size_t k = 0; k < f.n; k++)
            if (strncmp(f.files[k].name, "collateral/", 11) == 0 ||
                strcmp(f.files[k].name, "certtable.bin") == 0)
                assert_status(collateral_add(&set, crypto, f.files[k].bytes, f.files[k].name, NULL),
                              CUPEL_OK);
        for (size_t k = 0; k < set.n; k++) {
            if (set.items[k]->problem)
                fail_msg("%s: %s", set.items[k]->name, set.items[k]->problem);
            assert_true(set.items[k]->kind != COLLATERAL_UNKNOWN);
        }
        collateral_set_clear(&set);
        softtee_files_clear(&f);
    }
}

/* ---- determinism ---- */

static bool same(const struct softtee_files *a, const struct softtee_files *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->files[i].name, b->files[i].name) != 0 ||
            !slice_eq(a->files[i].bytes, b->files[i].bytes))
            return false;
    return true;
}

static void same_seed_same_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct softtee_opts opts = { .kind = softtee_kind_at(i), .seed = SLICE_LIT("one") };
        struct softtee_files a = make(&opts), b = make(&opts);
        assert_true(same(&a, &b));
        softtee_files_clear(&b);
        opts.seed = SLICE_LIT("two");
        b = make(&opts);
        assert_false(slice_eq(softtee_file(&a, "evidence.bin"), softtee_file(&b, "evidence.bin")));
        softtee_files_clear(&b);
        opts.seed = SLICE_LIT("one");
        opts.at = SOFTTEE_DEFAULT_AT + 86400;
        b = make(&opts);
        assert_false(slice_eq(softtee_file(&a, "anchor.der"), softtee_file(&b, "anchor.der")));
        softtee_files_clear(&b);
        softtee_files_clear(&a);
    }
}

/* ---- fields ---- */

/* A value of the field's type that is not its default. */
static const char *other_value(const struct softtee_field *f, bool second, char room[300])
{
    if (strcmp(f->type, "bytes") == 0) {
        for (size_t i = 0; i < 2 * f->size; i++)
            room[i] = i % 2 ? (second ? '3' : '5') : '1';
        room[2 * f->size] = '\0';
        return room;
    }
    if (strcmp(f->type, "time") == 0)
        return second ? "2031-05-06T07:08:09Z" : "2001-02-03T04:05:06Z";
    if (strcmp(f->type, "word") == 0)
        return f->words[second ? 1 : 0];
    if (strcmp(f->type, "text") == 0)
        return second ? "Another Text" : "Some Text";
    return second ? "3" : "2";
}

/* What else must be set for a field to show. */
static struct softtee_set companion(const char *kind, const char *field)
{
    if (strcmp(kind, "tdx") == 0)
        return (struct softtee_set){ "body", "td15ex" };
    if (strncmp(field, "gce.", 4) == 0)
        return (struct softtee_set){ "gce.zone", "somewhere" };
    if (strcmp(field, "vcek.csp_id") == 0)
        return (struct softtee_set){ "leaf", "vlek" };
    if (strcmp(field, "vcek.fmc") == 0)
        return (struct softtee_set){ "product", "Turin" };
    return (struct softtee_set){ "sign", "good" }; /* the default */
}

static void check_wire(const struct softtee_field *f, cupel_slice base, cupel_slice changed,
                       bool second)
{
    uint8_t want[64] = { second ? 3 : 2 };
    if (strcmp(f->type, "bytes") == 0)
        memset(want, second ? 0x13 : 0x15, sizeof want);
    if (!slice_eq(slice_part(changed, f->wire, f->size), slice_of(want, f->size)))
        fail_msg("%s does not stand at %zu", f->name, f->wire);
    assert_true(slice_eq(slice_part(base, 0, f->wire), slice_part(changed, 0, f->wire)));
}

static void check_field(const char *kind, unsigned version, const struct softtee_field *f)
{
    char room[300];
    bool second = strcmp(f->type, "word") == 0;
    struct softtee_set sets[] = { companion(kind, f->name),
                                  { f->name, other_value(f, second, room) } };
    struct softtee_opts opts = { .kind = kind, .version = version, .sets = sets, .n_sets = 1 };
    struct softtee_files base = make(&opts);
    opts.n_sets = 2;
    struct softtee_files changed = make(&opts);
    if (same(&base, &changed)) { /* the value is the default */
        softtee_files_clear(&changed);
        second = !second;
        sets[1].value = other_value(f, second, room);
        changed = make(&opts);
    }
    if (same(&base, &changed))
        fail_msg("%s: setting %s changes nothing", kind, f->name);
    if (f->wire != SIZE_MAX)
        check_wire(f, softtee_file(&base, "evidence.bin"), softtee_file(&changed, "evidence.bin"),
                   second);
    softtee_files_clear(&base);
    softtee_files_clear(&changed);
}

static void every_field_can_be_set(void **state)
{
    (void)state;
    /* Kinds whose fields are all at work in one shape; the others' have tests of their own. */
    static const struct {
        const char *kind;
        unsigned version;
    } shapes[] = { { "snp", 5 }, { "tdx", 5 }, { "sgx", 3 }, { "tpm", 2 } };
    for (size_t k = 0; k < CUPEL_COUNT(shapes); k++) {
        struct softtee_field f;
        for (size_t i = 0; softtee_field_at(shapes[k].kind, shapes[k].version, i, &f); i++) {
            assert_true(strlen(f.meaning) > 0);
            check_field(shapes[k].kind, shapes[k].version, &f);
        }
    }
}

static struct softtee_opts one_set(const char *kind, const struct softtee_set *set)
{
    return (struct softtee_opts){ .kind = kind, .sets = set, .n_sets = 1 };
}

static void bad_settings_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        struct softtee_set set;
        const char *says;
    } cases[] = {
        { "snp", { "polcy", "1" }, "did you mean policy?" },
        { "tdx", { "mr_tdd", "00" }, "did you mean mr_td?" },
        { "snp", { "mr_td", "00" }, "snp has no field \"mr_td\"" },
        { "snp", { "policy", "x" }, "must be a number" },
        { "snp", { "policy", "-1" }, "must be a number" },
        { "snp", { "policy", "" }, "must be a number" },
        { "snp", { "vmpl", "4294967296" }, "at most 4294967295" },
        { "snp", { "policy", "99999999999999999999" }, "fits" },
        { "snp", { "measurement", "0g" }, "hex" },
        { "snp", { "measurement", "0" }, "hex" },
        { "sgx", { "fmspc", "00112233445566" }, "6 bytes" },
        { "snp", { "product", "Rome" }, "Milan, Genoa, Turin" },
        { "sgx", { "tcb.status", "Fine" }, "UpToDate" },
        { "sgx", { "pck.not_after", "tomorrow" }, "2026-01-01T00:00:00Z" },
        { "sgx", { "pck.not_after", "+3" }, "+30d" },
        { "tdx", { "body", "td15" }, "version 4" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct softtee_opts opts = one_set(cases[i].kind, &cases[i].set);
        refuse(&opts, cases[i].says);
    }
    refuse(&(struct softtee_opts){ .kind = "abacus" }, "snp, tdx, sgx");
    refuse(&(struct softtee_opts){ .kind = "snp", .version = 6 }, "no version 6");
    refuse(&(struct softtee_opts){ .kind = "snp", .scenario = "x" }, "no scenario \"x\"");
    uint8_t nonce[65] = { 1 };
    refuse(&(struct softtee_opts){ .kind = "snp", .nonce = SLICE_ARRAY(nonce) }, "at most 64");
}

/* Claims' own names, and the other key's. */
static void names_have_other_spellings(void **state)
{
    (void)state;
    static const struct softtee_set pairs[][2] = {
        { { "vmpl", "2" }, { "snp.vmpl", "2" } },
        { { "vcek.snp", "2" }, { "vlek.snp", "2" } },
    };
    for (size_t i = 0; i < CUPEL_COUNT(pairs); i++) {
        struct softtee_opts one = one_set("snp", &pairs[i][0]), two = one_set("snp", &pairs[i][1]);
        struct softtee_files a = make(&one), b = make(&two);
        assert_true(same(&a, &b));
        softtee_files_clear(&a);
        softtee_files_clear(&b);
    }
    const struct softtee_set turin[] = { { "product", "Turin" }, { "reported_tcb.snp", "9" } };
    struct softtee_files f = make(
        &(struct softtee_opts){ .kind = "snp", .sets = turin, .n_sets = 2 });
    assert_int_equal(softtee_file(&f, "evidence.bin").p[0x183], 9);
    softtee_files_clear(&f);
}

/* ---- verdicts ---- */

static cupel_appraisal *verify(const struct softtee_files *f, bool with_nonce, const char *file)
{
    struct cupel_diag err = { 0 };
    cupel_verifier *v = NULL;
    cupel_appraisal *ap = NULL;
    assert_status(cupel_verifier_new(&v, &err), CUPEL_OK);
    const char *anchor = softtee_anchor_name(f);
    if (cupel_verifier_add_anchor(v, NULL, softtee_file(f, anchor), anchor, &err) != CUPEL_OK)
        fail_msg("anchor: %s", err.text);
    for (size_t i = 0; i < f->n; i++)
        if (strncmp(f->files[i].name, "collateral/", 11) == 0)
            assert_status(
                cupel_verifier_add_collateral(v, f->files[i].bytes, f->files[i].name, &err),
                CUPEL_OK);
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    opts.now = f->at;
    if (with_nonce)
        opts.nonce = f->nonce;
    if (cupel_verify(v, softtee_file(f, file), &opts, &ap, &err) != CUPEL_OK)
        fail_msg("verify: %s", err.text);
    cupel_verifier_free(v);
    return ap;
}

static const struct cupel_check *check_by_id(const cupel_appraisal *ap, const char *id)
{
    for (size_t i = 0; i < cupel_appraisal_check_count(ap); i++)
        if (strcmp(cupel_appraisal_check_at(ap, i)->id, id) == 0)
            return cupel_appraisal_check_at(ap, i);
    return NULL;
}

/* Everything that is not in order, for people who have to find out why. */
static void print_open(const cupel_appraisal *ap)
{
    for (size_t i = 0; i < cupel_appraisal_check_count(ap); i++) {
        const struct cupel_check *c = cupel_appraisal_check_at(ap, i);
        if (c->outcome == CUPEL_FAIL || c->outcome == CUPEL_WARN || c->outcome == CUPEL_UNKNOWN)
            print_message("    %s %s: %s (expected %s, found %s)\n", c->id,
                          cupel_outcome_name(c->outcome), c->detail ? c->detail : "",
                          c->expected ? c->expected : "", c->found ? c->found : "");
    }
}

static bool as_promised(const struct softtee_scenario *s, const cupel_appraisal *ap)
{
    const char *verdict = cupel_verdict_name(cupel_appraisal_verdict(ap));
    if (strcmp(verdict, s->verdict) != 0)
        return false;
    if (!s->check)
        return true;
    const struct cupel_check *c = check_by_id(ap, s->check);
    for (size_t i = 0; !c && i < cupel_appraisal_part_count(ap); i++)
        c = check_by_id(cupel_appraisal_part_at(ap, i), s->check);
    bool is_fail = strcmp(s->verdict, "contraindicated") == 0;
    return c && (is_fail ? c->outcome == CUPEL_FAIL : c->outcome == CUPEL_WARN);
}

static void scenarios_get_their_verdicts(void **state)
{
    (void)state;
    unsigned wrong = 0;
    const struct softtee_scenario *s;
    for (size_t i = 0; (s = softtee_scenario_at(i)) != NULL; i++) {
        struct softtee_files f = make(
            &(struct softtee_opts){ .kind = s->kind, .scenario = s->name });
        cupel_appraisal *ap = verify(&f, s->with_nonce, "evidence.bin");
        if (!as_promised(s, ap)) {
            wrong++;
            print_message("%s %s: %s, not %s by %s\n", s->kind, s->name,
                          cupel_verdict_name(cupel_appraisal_verdict(ap)), s->verdict,
                          s->check ? s->check : "nothing");
            print_open(ap);
        }
        cupel_appraisal_free(ap);
        softtee_files_clear(&f);
    }
    assert_int_equal(wrong, 0);
}

/* Every product, leaf, version and body type is genuine to the verifier, the nonce included. */
static void all_variants_are_affirmed(void **state)
{
    (void)state;
    static const char *const products[] = { "Milan", "Genoa", "Turin" };
    static const char *const leaves[] = { "vcek", "vlek" };
    static const char *const bodies[] = { "td10", "td15", "td15ex" };
    for (unsigned i = 0; i < CUPEL_COUNT(versions) * 6; i++) {
        const char *kind = versions[i / 6].kind;
        unsigned version = versions[i / 6].version;
        const struct softtee_set snp[] = { { "product", products[i % 3] },
                                           { "leaf", leaves[i % 6 / 3] } };
        const struct softtee_set tdx[] = { { "body", bodies[version == 5 ? i % 3 : 0] } };
        const struct softtee_set sgx[] = { { "ca", i % 2 ? "processor" : "platform" } };
        const struct softtee_set tpm[] = { { "form", i % 2 ? "attest" : "response" } };
        const bool is_snp = strcmp(kind, "snp") == 0, is_tdx = strcmp(kind, "tdx") == 0;
        const bool is_tpm = strcmp(kind, "tpm") == 0;
        struct softtee_files f = make(&(struct softtee_opts){ .kind = kind,
                                                              .version = version,
                                                              .sets = is_snp   ? snp
                                                                      : is_tdx ? tdx
                                                                      : is_tpm ? tpm
                                                                               : sgx,
                                                              .n_sets = is_snp ? 2 : 1 });
        cupel_appraisal *ap = verify(&f, true, "evidence.bin");
        if (cupel_appraisal_verdict(ap) != CUPEL_VERDICT_AFFIRMING) {
            print_open(ap);
            fail_msg("%s version %u, variant %u", kind, version, i % 6);
        }
        cupel_appraisal_free(ap);
        if (is_snp) {
            ap = verify(&f, true, "extended.bin");
            assert_int_equal(cupel_appraisal_verdict(ap), CUPEL_VERDICT_AFFIRMING);
            cupel_appraisal_free(ap);
        }
        softtee_files_clear(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_parse),
        cmocka_unit_test(collateral_is_recognised),
        cmocka_unit_test(same_seed_same_bytes),
        cmocka_unit_test(every_field_can_be_set),
        cmocka_unit_test(bad_settings_are_explained),
        cmocka_unit_test(names_have_other_spellings),
        cmocka_unit_test(scenarios_get_their_verdicts),
        cmocka_unit_test(all_variants_are_affirmed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
