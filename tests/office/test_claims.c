/* SPDX-License-Identifier: Apache-2.0 */
/* tests/office/test_claims.c: which sentences of a README are claims, and what bears them out. */
#include "life_test.h"

#include "office/review/claims.h"

extern const struct review_set set_claims;

/* Findings that a review might have; one of each outcome. */
static const struct review_info infos[] = {
    { .id = "cc-repro", .title = "reproducible" },  { .id = "cc-refval", .title = "values" },
    { .id = "cc-bind", .title = "bound" },          { .id = "cc-default", .title = "strict" },
    { .id = "cc-keyrel", .title = "released" },     { .id = "cc-rollback", .title = "rollback" },
    { .id = "life-active", .title = "active" },     { .id = "life-releases", .title = "released" },
    { .id = "security_policy", .title = "policy" }, { .id = "cc-vendor", .title = "vendor" },
};
static const cupel_outcome outcomes[] = {
    CUPEL_PASS, CUPEL_PASS, CUPEL_FAIL, CUPEL_UNKNOWN, CUPEL_PASS,
    CUPEL_NA,   CUPEL_PASS, CUPEL_FAIL, CUPEL_PASS,    CUPEL_PASS,
};

static struct review make_review(const struct project *p)
{
    struct review r = { .arena = p->arena, .n_findings = CUPEL_COUNT(infos) };
    r.findings = arena_array(p->arena, r.n_findings, sizeof *r.findings);
    assert_non_null(r.findings);
    for (size_t i = 0; i < r.n_findings; i++)
        r.findings[i] = (struct finding){ .info = &infos[i],
                                          .outcome = outcomes[i],
                                          .detail = "because" };
    return r;
}

struct claims_case {
    const char *text; /* the README's body */
    cupel_outcome outcome;
    const char *says;
    const struct repo_file *more; /* other files */
};

static struct finding find_claims(const struct project *p, const struct review_info *info)
{
    struct review r = make_review(p);
    struct finding f = { .info = info, .outcome = CUPEL_UNKNOWN };
    claims_find(p, &r, &f);
    return f;
}

static void check(const struct claims_case *t, size_t n, const struct review_info *info)
{
    for (size_t i = 0; i < n; i++) {
        char readme[2048];
        struct repo_file files[8] = { { "README.md", readme } };
        (void)snprintf(readme, sizeof readme, "# Thing\n\n%s\n", t[i].text);
        for (size_t k = 0; t[i].more && t[i].more[k].path; k++)
            files[k + 1] = t[i].more[k];
        struct lab *lab = life_lab();
        lab_add_files(lab, "thing", NULL, files);
        lab_load(lab, LIFE_AS_OF);
        struct finding f = find_claims(&lab->project, info);
        finding_expect(&f, t[i].text, t[i].outcome, t[i].says, NULL);
        life_lab_free(lab);
    }
}

static void test_standing(void **state)
{
    (void)state;
    const struct claims_case t[] = {
        { "Thing makes verifiable enclaves.", CUPEL_PASS,
          "all 1 advertised properties are borne "
          "out",
          NULL },
        { "Thing is end-to-end encrypted.", CUPEL_FAIL,
          "README.md:3 says \"Thing is end-to-end encrypted.\" (end-to-end encrypted): "
          "contradicted by cc-bind: because",
          NULL },
        { "Our service follows zero trust.", CUPEL_UNKNOWN, "cc-default cannot be told", NULL },
        { "Thing is tamper-proof.", CUPEL_FAIL, "cc-rollback does not apply", NULL },
        { "Thing is production-ready.", CUPEL_FAIL, "contradicted by life-releases", NULL },
        { "Thing is unbreakable.", CUPEL_FAIL, "no check could bear this out", NULL },
        { "Thing is privacy-preserving.", CUPEL_FAIL, "no check speaks of it", NULL },
        { "- Verifiable\n- Vendor neutral\n", CUPEL_PASS, "all 2 advertised", NULL },
        { "Thing reads quotes.", CUPEL_NA, "no sentence of a README advertises", NULL },
    };
    check(t, CUPEL_COUNT(t), &set_claims.checks[0].info);
}

/* What is no claim of the project about itself. */
static void test_no_claims(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Thing is not end-to-end encrypted.",
        "Thing does not provide end-to-end encryption.",
        "Thing will be end-to-end encrypted.",
        "We plan to make it end-to-end encrypted.",
        "Is Thing end-to-end encrypted?",
        "Signal is end-to-end encrypted.",
        "Intel TDX is tamper-proof.",
        "Thing uses Intel SGX, which is tamper-proof.",
        "A trusted execution environment is a tamper-resistant place.",
        "Thing is built with formally verified HACL* primitives.",
        "If you enable it, Thing is end-to-end encrypted.",
        "Thing has end-to-end encryption tests.",
        "Thing issues verifiable credentials.",
        "Thing is not production ready and not audited.",
        "Confidential computing protects data.",
        "```\nThing is end-to-end encrypted.\n```",
        "## Roadmap\n\n- End-to-end encrypted storage",
        "## Related work\n\nFoo is end-to-end encrypted.",
        "## Limitations\n\nOnly the gateway is end-to-end encrypted.",
        "| Property | Status |\n| --- | --- |\n| End-to-end encrypted | planned |",
        "~~Thing is end-to-end encrypted.~~",
        "The end-to-end encrypted store and its keys are not here yet.",
        "#### End-to-end encrypted\n\nText.",
    };
    for (size_t i = 0; i < CUPEL_COUNT(texts); i++) {
        const struct claims_case t = { texts[i], CUPEL_NA, "no sentence of a README", NULL };
        check(&t, 1, &set_claims.checks[0].info);
    }
}

static void test_claims_of_its_own(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "End-to-end encrypted messaging.",
        "With Intel TDX, your data is end-to-end encrypted.",
        "Thing, built on AMD SEV-SNP, is end-to-end encrypted.",
        "Not only fast but also end-to-end encrypted.",
        "The host is not trusted, and all channels are end-to-end encrypted.",
        "**Thing** provides *end-to-end encryption*.",
        "| Property | Status |\n| --- | --- |\n| End-to-end encrypted | yes |",
        "## Features\n\n- E2EE",
        "### End-to-end encrypted everything\n\nText.",
    };
    for (size_t i = 0; i < CUPEL_COUNT(texts); i++) {
        const struct claims_case t = { texts[i], CUPEL_FAIL, "contradicted by cc-bind", NULL };
        check(&t, 1, &set_claims.checks[0].info);
    }
}

static void test_limits(void **state)
{
    (void)state;
    const struct claims_case t[] = {
        { "Thing is experimental. It does not protect against side channels, and it is not "
          "production ready.",
          CUPEL_NA, "2", NULL },
    };
    check(t, CUPEL_COUNT(t), &set_claims.checks[0].info);
}

static void test_evidence(void **state)
{
    (void)state;
    const struct claims_case t[] = {
        { "Thing was audited.", CUPEL_FAIL, "no report of an audit in the tree", NULL },
        { "Thing was audited.", CUPEL_PASS, "docs/audit-2025.pdf",
          FILES({ "docs/audit-2025.pdf", "x" }) },
        { "Thing was audited.", CUPEL_FAIL, "no report", /* a tool's configuration is none */
          FILES({ ".github/workflows/audit.yml", "x: y\n" }, { "audit.toml", "x\n" }) },
        { "Thing was [audited](https://firm.io/report).", CUPEL_UNKNOWN, "outside the checkouts",
          NULL },
        { "Thing is formally verified.", CUPEL_FAIL, "no proof or model", NULL },
        { "Thing is formally verified.", CUPEL_PASS, "proofs/a.thy",
          FILES({ "proofs/a.thy", "x" }) },
        { "Thing is fuzzed.", CUPEL_FAIL, "no fuzz target", NULL },
        { "Thing is fuzzed.", CUPEL_PASS, "fuzz/a.c", FILES({ "fuzz/a.c", "int x;\n" }) },
        { "Thing is memory-safe.", CUPEL_FAIL, "contradicted by product code in C: src/a.c",
          FILES({ "src/a.c", "int x;\n" }, { "src/a.rs", "fn a() {}\n" }) },
        { "Thing is memory-safe.", CUPEL_PASS, "no product code is in C or C++",
          FILES({ "tests/a.c", "int x;\n" }, { "src/a.rs", "fn a() {}\n" }) },
        { "Thing is post-quantum secure.", CUPEL_FAIL, "no post-quantum algorithm", NULL },
        { "Thing is post-quantum secure.", CUPEL_PASS, "Cargo.toml",
          FILES({ "Cargo.toml", "[dependencies]\nml-kem = \"0.2\"\n" }) },
        { "Thing is FIPS 140-3 validated.", CUPEL_FAIL, "no certificate is cited", NULL },
        { "Thing is [FIPS 140-3 validated](https://csrc.nist.gov/x).", CUPEL_UNKNOWN, "outside",
          NULL },
    };
    check(t, CUPEL_COUNT(t), &set_claims.checks[0].info);
}

/* The same data for the criterion of set cc: its own rows alone. */
static void test_cc_claims(void **state)
{
    (void)state;
    const struct claims_case t[] = {
        { "Thing is end-to-end encrypted.", CUPEL_FAIL, "contradicted by cc-bind", NULL },
        { "Thing is production-ready.", CUPEL_UNKNOWN, "no sentence", NULL },
        { "Thing is tamper-proof.", CUPEL_UNKNOWN, "does not apply", NULL },
        { "Thing is verifiable and production-ready.", CUPEL_PASS, "all 1", NULL },
    };
    check(t, CUPEL_COUNT(t), &cc_claims_check.info);
    assert_true(cc_claims_check.run_last == claims_find);
}

/* Every id that the table names is one that some set has, or will have: spelt as ids are. */
static void test_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < claim_kinds_count; i++) {
        const struct claim_kind *k = &claim_kinds[i];
        assert_true(k->name[0] && k->words[0]);
        assert_true((k->checks != NULL) == (k->evidence == CLAIM_BY_CHECKS));
        for (const char *c = k->checks; c && *c; c++)
            assert_true(strchr("abcdefghijklmnopqrstuvwxyz-_|", *c) != NULL);
    }
}

static void test_no_readme(void **state)
{
    (void)state;
    struct lab *lab = life_lab();
    lab_add_files(lab, "thing", NULL, FILES({ "a.c", "int x;\n" }));
    lab_load(lab, LIFE_AS_OF);
    struct finding f = find_claims(&lab->project, &set_claims.checks[0].info);
    finding_expect(&f, "no README", CUPEL_NA, "there is no README", NULL);
    life_lab_free(lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_standing),
        cmocka_unit_test(test_no_claims),
        cmocka_unit_test(test_claims_of_its_own),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_cc_claims),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_no_readme),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
