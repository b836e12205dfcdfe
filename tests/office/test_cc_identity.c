/* SPDX-License-Identifier: Apache-2.0 */
/* The criteria of cc/identity.h: for each a project that deserves to pass, and some that look like
 * it. The sentence that a finding says is tested with it. */
#include "office/review/cc/identity.h"
#include "repo_make.h"

#define AS_OF "2026-11-26T00:00:00Z"

static void expect(const char *id, const struct repo_file *files, cupel_outcome outcome,
                   const char *part)
{
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "thing", NULL, files);
    lab_load(&lab, AS_OF);
    const struct review_check *check = NULL;
    for (size_t i = 0; i < CC_IDENTITY_CHECKS; i++)
        if (strcmp(cc_identity_checks[i].info.id, id) == 0)
            check = &cc_identity_checks[i];
    assert_non_null(check);
    struct finding f = { .info = &check->info, .outcome = CUPEL_UNKNOWN };
    check->run(&lab.project, &f);
    if (f.outcome != outcome || !f.detail || !strstr(f.detail, part))
        fail_msg("%s: %s, %s", id, cupel_outcome_name(f.outcome), f.detail ? f.detail : "(none)");
    lab_clear(&lab);
}

/* ---- shared files ---- */

#define SNP_VERIFIER                                                                               \
    {                                                                                              \
        "verify/verify.go", "package verify\n\n"                                                   \
                            "import (\n\t\"crypto/ecdsa\"\n\t\"errors\"\n)\n\n"                    \
                            "// VerifyReport checks the signature of a report.\n"                  \
                            "func VerifyReport(report []byte, vcek *Certificate) error {\n"        \
                            "\tif !ecdsa.VerifyASN1(vcek.Key, digest(report), sig(report)) {\n"    \
                            "\t\treturn errors.New(\"not signed by the VCEK\")\n"                  \
                            "\t}\n"                                                                \
                            "\treturn nil\n"                                                       \
                            "}\n\n"                                                                \
                            "func verifyChain(vcek, ask *Certificate) error {\n"                   \
                            "\treturn vcek.CheckSignatureFrom(ask)\n"                              \
                            "}\n"                                                                  \
    }
#define SNP_PRODUCTS                                                                               \
    {                                                                                              \
        "verify/products.go", "package verify\n\n"                                                 \
                              "var roots = map[string][]byte{\n"                                   \
                              "\t\"Milan\": milanRoot,\n"                                          \
                              "\t\"Genoa\": genoaRoot,\n"                                          \
                              "}\n"                                                                \
    }
#define NITRO_VERIFIER                                                                             \
    {                                                                                              \
        "nitro.py",                                                                                \
            "import hashlib\n\n"                                                                   \
            "def verify(document, root):\n"                                                        \
            "    \"\"\"Checks the COSE_Sign1 structure of an attestation document.\"\"\"\n"        \
            "    chain(document['cabundle'], root)\n"                                              \
            "    if not signed(document):\n"                                                       \
            "        raise ValueError('signature')\n"                                              \
    }

/* ---- cc-tee ---- */

static void tees(void **state)
{
    (void)state;
    const struct repo_file agrees[] = { { "README.md",
                                          "Verifies AMD SEV-SNP reports of Milan and Genoa.\n" },
                                        SNP_VERIFIER,
                                        SNP_PRODUCTS,
                                        { 0 } };
    expect("cc-tee", agrees, CUPEL_PASS, "agree on snp");
    const struct repo_file generation[] = { { "README.md",
                                              "Verifies AMD SEV-SNP reports of Milan.\n" },
                                            SNP_VERIFIER,
                                            SNP_PRODUCTS,
                                            { 0 } };
    expect("cc-tee", generation, CUPEL_FAIL, "no document names Genoa");
    const struct repo_file usage[] = {
        { "README.md",
          "Verifies AMD SEV-SNP reports.\n\n```\nverify --product Milan|Genoa\n```\n" },
        SNP_VERIFIER,
        SNP_PRODUCTS,
        { 0 }
    };
    expect("cc-tee", usage, CUPEL_PASS, "agree on snp");
    const struct repo_file planned[] = {
        { "README.md", "Verifies AWS Nitro Enclaves; SEV-SNP will be added in the future.\n" },
        SNP_VERIFIER,
        NITRO_VERIFIER,
        { 0 }
    };
    expect("cc-tee", planned, CUPEL_FAIL, "handles snp");
    const struct repo_file nowhere[] = { { "README.md", "Verifies things.\n" },
                                         SNP_VERIFIER,
                                         { 0 } };
    expect("cc-tee", nowhere, CUPEL_FAIL, "handles snp");
    const struct repo_file outside[] = { { "README.md", "A calculator.\n" },
                                         { "main.go", "package main\n\nfunc main() {\n}\n" },
                                         { 0 } };
    expect("cc-tee", outside, CUPEL_NA, "has to do with TEEs");
}

/* ---- cc-role ---- */

static void role(void **state)
{
    (void)state;
    const struct repo_file plain[] = {
        { "README.md", "A library that verifies attestation reports of SEV-SNP.\n" },
        SNP_VERIFIER,
        { 0 }
    };
    expect("cc-role", plain, CUPEL_PASS, "as verifier");
    const struct repo_file name_only[] = {
        { "README.md", "# Local GPU verifier\n\nSee the web.\n" }, SNP_VERIFIER, { 0 }
    };
    expect("cc-role", name_only, CUPEL_FAIL, "acts as verifier");
    const struct repo_file half[] = {
        { "README.md", "A library that verifies attestation reports.\n" },
        SNP_VERIFIER,
        { "get.c", "int get(void)\n{\n    return open(\"/dev/nsm\", 0);\n}\n" },
        { 0 }
    };
    expect("cc-role", half, CUPEL_UNKNOWN, "attester");
}

/* ---- cc-evidence ---- */

#define SNP_TEST                                                                                   \
    {                                                                                              \
        "verify/verify_test.go", "package verify\n\nimport \"testing\"\n\n"                        \
                                 "func TestVerifyReport(t *testing.T) {\n"                         \
                                 "\treport := readFile(\"testdata/report_v3.bin\")\n"              \
                                 "\tif err := VerifyReport(report, vcek); err != nil {\n"          \
                                 "\t\tt.Fatal(err)\n\t}\n}\n"                                      \
    }
static const char vector[600] = "this stands for the bytes of a report";

static void evidence(void **state)
{
    (void)state;
    const struct repo_file all[] = {
        { "README.md", "Reads SNP reports of version 2 and version 3 of the ABI.\n" },
        SNP_VERIFIER,
        SNP_TEST,
        { "verify/testdata/report_v3.bin", vector, sizeof vector },
        { 0 }
    };
    expect("cc-evidence", all, CUPEL_PASS, "all that the criterion names");
    const struct repo_file no_version[] = { { "README.md", "Reads SNP reports.\n" },
                                            SNP_VERIFIER,
                                            SNP_TEST,
                                            { "verify/testdata/report_v3.bin", vector,
                                              sizeof vector },
                                            { 0 } };
    expect("cc-evidence", no_version, CUPEL_FAIL, "snp: no document");
    const struct repo_file no_test[] = { { "README.md", "Reads SNP reports of version 2.\n" },
                                         SNP_VERIFIER,
                                         { 0 } };
    expect("cc-evidence", no_test, CUPEL_FAIL, "snp: no test");
    const struct repo_file no_vector[] = {
        { "README.md", "Reads SNP reports of version 2.\n" }, SNP_VERIFIER, SNP_TEST, { 0 }
    };
    expect("cc-evidence", no_vector, CUPEL_UNKNOWN, "snp: cannot tell");
    const struct repo_file worst[] = {
        { "README.md", "Reads SNP reports of version 3 and Nitro attestation documents.\n" },
        SNP_VERIFIER,
        SNP_TEST,
        { "verify/testdata/report_v3.bin", vector, sizeof vector },
        NITRO_VERIFIER,
        { 0 }
    };
    expect("cc-evidence", worst, CUPEL_FAIL, "nitro: no test");
}

/* ---- cc-parse ---- */

#define FUZZ_TEST                                                                                  \
    {                                                                                              \
        "verify/fuzz_test.go", "package verify\n\nimport \"testing\"\n\n"                          \
                               "func FuzzSnpReport(f *testing.F) {\n"                              \
                               "\tf.Add([]byte{2})\n"                                              \
                               "\tf.Fuzz(func(t *testing.T, report []byte) {\n"                    \
                               "\t\t_ = VerifyReport(report, vcek)\n\t})\n}\n"                     \
    }
#define FUZZ_CI                                                                                    \
    {                                                                                              \
        ".github/workflows/fuzz.yml", "jobs:\n  fuzz:\n    steps:\n"                               \
                                      "      - run: go test -fuzz=FuzzSnpReport ./verify\n"        \
    }

static void parse(void **state)
{
    (void)state;
    const struct repo_file fuzzed[] = {
        { "README.md", "SEV-SNP reports.\n" }, SNP_VERIFIER, FUZZ_TEST, FUZZ_CI, { 0 }
    };
    expect("cc-parse", fuzzed, CUPEL_PASS, "snp are fuzzed in CI");
    const struct repo_file never_run[] = {
        { "README.md", "SEV-SNP reports.\n" }, SNP_VERIFIER, FUZZ_TEST, { 0 }
    };
    expect("cc-parse", never_run, CUPEL_FAIL, "no CI configuration runs them");
    const struct repo_file one_of_two[] = { { "README.md", "SNP and Nitro Enclaves.\n" },
                                            SNP_VERIFIER,
                                            NITRO_VERIFIER,
                                            FUZZ_TEST,
                                            FUZZ_CI,
                                            { 0 } };
    expect("cc-parse", one_of_two, CUPEL_FAIL, "none names nitro");
    const struct repo_file sanitizer[] = {
        { "README.md", "SEV-SNP reports.\n" },
        SNP_VERIFIER,
        { ".github/workflows/ci.yml",
          "jobs:\n  test:\n    steps:\n      - run: go test -asan ./...\n" },
        { 0 }
    };
    expect("cc-parse", sanitizer, CUPEL_FAIL, "no fuzz target");
    const struct repo_file old[] = { { "README.md", "SEV-SNP reports.\n" },
                                     SNP_VERIFIER,
                                     { "verify/report_fuzz.go",
                                       "//go:build gofuzz\n// +build gofuzz\n\npackage verify\n\n"
                                       "func FuzzReport(data []byte) int {\n\treturn 0\n}\n" },
                                     { 0 } };
    expect("cc-parse", old, CUPEL_FAIL, "no longer kept");
    const struct repo_file no_parser[] = { { "README.md", "Starts a VM in an enclave.\n" },
                                           { "main.go", "package main\n\nfunc main() {\n}\n" },
                                           { 0 } };
    expect("cc-parse", no_parser, CUPEL_NA, "parses no evidence");
}

/* ---- cc-crypto ---- */

static void crypto(void **state)
{
    (void)state;
    const struct repo_file library[] = { { "README.md", "SEV-SNP.\n" }, SNP_VERIFIER, { 0 } };
    expect("cc-crypto", library, CUPEL_PASS, "named libraries");
    const struct repo_file at_home[] = {
        { "README.md", "SEV-SNP.\n" },
        SNP_VERIFIER,
        { "sha.c", "static void sha256_transform(uint32_t *s, const uint8_t *b)\n{\n"
                   "    s[0] += b[0];\n}\n" },
        { 0 }
    };
    expect("cc-crypto", at_home, CUPEL_UNKNOWN, "insides of primitives");
    const struct repo_file tested[] = {
        { "README.md", "SEV-SNP.\n" },
        SNP_VERIFIER,
        { "sha.c", "static void sha256_transform(uint32_t *s, const uint8_t *b)\n{\n"
                   "    s[0] += b[0];\n}\n" },
        { "tests/test_sha.c",
          "void test_vectors(void)\n{\n    run(\"wycheproof/sha256.json\");\n}\n" },
        { 0 }
    };
    expect("cc-crypto", tested, CUPEL_PASS, "named libraries");
    const struct repo_file open_compare[] = { { "README.md", "SEV-SNP.\n" },
                                              SNP_VERIFIER,
                                              { "tag.py", "def check(message, tag):\n"
                                                          "    computed_hmac = sign(message)\n"
                                                          "    if computed_hmac != tag:\n"
                                                          "        raise ValueError('tag')\n" },
                                              { 0 } };
    expect("cc-crypto", open_compare, CUPEL_FAIL, "not compared in constant time");
    const struct repo_file constant[] = { { "README.md", "SEV-SNP.\n" },
                                          SNP_VERIFIER,
                                          { "tag.py",
                                            "import hmac\n\ndef check(message, tag):\n"
                                            "    computed_hmac = sign(message)\n"
                                            "    if not hmac.compare_digest(computed_hmac, tag):\n"
                                            "        raise ValueError('tag')\n" },
                                          { 0 } };
    expect("cc-crypto", constant, CUPEL_PASS, "named libraries");
}

/* ---- cc-log ---- */

static void verdicts(void **state)
{
    (void)state;
    const struct repo_file list[] = {
        { "README.md", "# Check\n\n## Exit codes\n\n- 1: the signature is wrong\n"
                       "- 2: the certificate chain is wrong\n- 3: the nonce is wrong\n" },
        SNP_VERIFIER,
        { 0 }
    };
    expect("cc-log", list, CUPEL_PASS, "list the reasons");
    const struct repo_file none[] = { { "README.md", "SEV-SNP.\n" }, SNP_VERIFIER, { 0 } };
    expect("cc-log", none, CUPEL_FAIL, "no document lists");
    const struct repo_file other[] = {
        { "README.md", "# Check\n\n## Exit codes\n\nThe program exits.\n" }, SNP_VERIFIER, { 0 }
    };
    expect("cc-log", other, CUPEL_FAIL, "no document lists");
    const struct repo_file secret[] = {
        { "README.md", "SEV-SNP.\n" },
        SNP_VERIFIER,
        { "log.py", "def unwrap(private_key):\n    logger.debug('got %s', private_key)\n" },
        { 0 }
    };
    expect("cc-log", secret, CUPEL_FAIL, "secrets may be logged");
    const struct repo_file no_verdict[] = {
        { "README.md", "Asks an enclave.\n" },
        { "get.c", "int get(void)\n{\n    return open(\"/dev/nsm\", 0);\n}\n" },
        { 0 }
    };
    expect("cc-log", no_verdict, CUPEL_NA, "no verdict");
}

/* ---- cc-vtpm ---- */

#define VTPM_CODE                                                                                  \
    {                                                                                              \
        "vtpm/quote.go", "package vtpm\n\n"                                                        \
                         "func ReadVtpmReport(tpm Device) ([]byte, error) {\n"                     \
                         "\treturn tpm.ReadIndex(hclReportIndex)\n}\n"                             \
    }

static void vtpm(void **state)
{
    (void)state;
    const struct repo_file declared[] = {
        { "README.md", "SEV-SNP on Azure. The vTPM is provided by the paravisor, which is part of "
                       "the TCB.\n" },
        VTPM_CODE,
        SNP_VERIFIER,
        { 0 }
    };
    expect("cc-vtpm", declared, CUPEL_PASS, "who provides or measures");
    const struct repo_file silent[] = {
        { "README.md", "SEV-SNP on Azure.\n" }, VTPM_CODE, SNP_VERIFIER, { 0 }
    };
    expect("cc-vtpm", silent, CUPEL_FAIL, "no document says");
    const struct repo_file beside[] = {
        { "README.md", "SEV-SNP; a vTPM is no secret from the host.\n" }, SNP_VERIFIER, { 0 }
    };
    expect("cc-vtpm", beside, CUPEL_NA, "handles no virtual TPM");
    const struct repo_file vague[] = {
        { "README.md", "SEV-SNP on Azure. The measurements of the vTPM are trusted.\n" },
        VTPM_CODE,
        SNP_VERIFIER,
        { 0 }
    };
    expect("cc-vtpm", vague, CUPEL_UNKNOWN, "for a reader to see");
    const struct repo_file mentioned[] = {
        { "README.md", "SEV-SNP on Azure. The report comes through the vTPM of the host.\n" },
        VTPM_CODE,
        SNP_VERIFIER,
        { 0 }
    };
    expect("cc-vtpm", mentioned, CUPEL_FAIL, "no document says");
}

/* ---- cc-lifecycle ---- */

#define EPID_CODE                                                                                  \
    {                                                                                              \
        "epid.go", "package sgx\n\n"                                                               \
                   "func EpidQuote(spid string) ([]byte, error) {\n"                               \
                   "\treturn sgxInitQuote(spid)\n}\n"                                              \
    }

static void lifecycle(void **state)
{
    (void)state;
    const struct repo_file current[] = { { "README.md", "SEV-SNP.\n" }, SNP_VERIFIER, { 0 } };
    expect("cc-lifecycle", current, CUPEL_PASS, "needs no TEE or service that has ended");
    const struct repo_file flagged[] = {
        { "README.md", "SGX. EPID attestation is deprecated, use DCAP.\n" }, EPID_CODE, { 0 }
    };
    expect("cc-lifecycle", flagged, CUPEL_PASS, "flagged");
    const struct repo_file required[] = {
        { "README.md", "SGX with EPID attestation: get a SPID first.\n" }, EPID_CODE, { 0 }
    };
    expect("cc-lifecycle", required, CUPEL_FAIL, "needs EPID");
    const struct repo_file two_ways[] = {
        { "README.md", "SGX with EPID or DCAP attestation.\n" },
        EPID_CODE,
        { "dcap.go", "package sgx\n\nfunc dcapQuote() []byte {\n\treturn quote3()\n}\n" },
        { 0 }
    };
    expect("cc-lifecycle", two_ways, CUPEL_UNKNOWN, "EPID");
    const struct repo_file word_only[] = { { "README.md", "SEV-SNP. EPID is for SGX.\n" },
                                           SNP_VERIFIER,
                                           { 0 } };
    expect("cc-lifecycle", word_only, CUPEL_PASS, "needs no TEE or service that has ended");
}

static void rows_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < CC_IDENTITY_CHECKS; i++) {
        const struct review_check *c = &cc_identity_checks[i];
        assert_non_null(c->run);
        assert_string_equal(c->info.set, "cc");
        assert_true(c->info.title && c->info.why && c->info.spec && c->info.fix);
        assert_in_range(c->info.gain, 1, 3);
        assert_in_range(c->info.effort, 1, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tees),  cmocka_unit_test(role),      cmocka_unit_test(evidence),
        cmocka_unit_test(parse), cmocka_unit_test(crypto),    cmocka_unit_test(verdicts),
        cmocka_unit_test(vtpm),  cmocka_unit_test(lifecycle), cmocka_unit_test(rows_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
