/* SPDX-License-Identifier: Apache-2.0 */
/* What a project's product code does with TEEs: a small project for each fact, and its decoy. */
#include "office/review/facts.h"
#include "repo_make.h"

#define AS_OF "2026-11-26T00:00:00Z"

static const struct facts *load(struct lab *lab, const struct repo_file *files)
{
    lab_make(lab);
    lab_add_files(lab, "thing", NULL, files);
    lab_load(lab, AS_OF);
    return lab->project.facts;
}

/* ---- a verifier of SNP reports ---- */

static const char
    *const snp_verify = "package verify\n\n"
                        "import (\n\t\"crypto/ecdsa\"\n\t\"errors\"\n)\n\n"
                        "func VerifyReport(report []byte, vcek *Certificate) error {\n"
                        "\tif !ecdsa.VerifyASN1(vcek.Key, digest(report), signature(report)) {\n"
                        "\t\treturn errors.New(\"not signed by the VCEK\")\n"
                        "\t}\n"
                        "\treturn nil\n"
                        "}\n";
static const char *const snp_abi = "package abi\n\n"
                                   "type Report struct {\n"
                                   "\tReportData  [64]byte\n"
                                   "\tMeasurement [48]byte\n"
                                   "\tReportedTcb uint64\n"
                                   "\tChipID      [64]byte\n"
                                   "}\n";

static void a_verifier(void **state)
{
    (void)state;
    static const struct repo_file files[] = {
        { "README.md", "# V\n\nVerifies AMD SEV-SNP reports.\n" },
        { "verify/verify.go", snp_verify },
        { "abi/abi.go", snp_abi },
        { 0 },
    };
    struct lab lab;
    const struct facts *f = load(&lab, files);
    assert_int_equal(f->formats[TEE_SNP].verifies.truth, FACT_YES);
    assert_string_equal(f->formats[TEE_SNP].verifies.where.at[0].path, "verify/verify.go");
    assert_int_equal(f->formats[TEE_SNP].parses.truth, FACT_YES);
    assert_int_equal(f->formats[TEE_SNP].produces.truth, FACT_NO);
    assert_int_equal(f->formats[TEE_SNP].named.truth, FACT_YES);
    assert_int_equal(f->formats[TEE_TDX].verifies.truth, FACT_NO);
    assert_int_equal(f->roles[ROLE_VERIFIER].truth, FACT_YES);
    assert_int_equal(f->roles[ROLE_ATTESTER].truth, FACT_NO);
    assert_int_equal(f->roles[ROLE_KEY_BROKER].truth, FACT_NO);
    assert_int_equal(f->measured.truth, FACT_NO);
    assert_int_equal(f->seals.truth, FACT_NO);
    assert_int_equal(facts_verifies_any(f), FACT_YES);
    lab_clear(&lab);
}

/* The same code as a test, an example, a mock and a copy of somebody else's. */
static void nothing_of_its_own(void **state)
{
    (void)state;
    static const struct repo_file files[] = {
        { "README.md", "# V\n\nUnlike SEV-SNP, ours needs no hardware.\n" },
        { "tests/verify_test.go", snp_verify },
        { "examples/verify.go", snp_verify },
        { "vendor/x/verify.go", snp_verify },
        { "main.go", "package main\n\nfunc main() {\n\tprintln(\"report\")\n}\n" },
        { 0 },
    };
    struct lab lab;
    const struct facts *f = load(&lab, files);
    assert_int_equal(f->formats[TEE_SNP].verifies.truth, FACT_NO);
    assert_int_equal(f->formats[TEE_SNP].named.truth, FACT_MAYBE); /* in contrast only */
    assert_int_equal(f->roles[ROLE_VERIFIER].truth, FACT_NO);
    assert_int_equal(facts_verifies_any(f), FACT_NO);
    lab_clear(&lab);
}

/* ---- TDX is not SGX, although its quotes hold an enclave's report ---- */

static void tdx_is_not_sgx(void **state)
{
    (void)state;
    static const struct repo_file files[] = {
        { "README.md", "Checks Intel TDX quotes.\n" },
        { "src/quote.rs",
          "pub struct TdReport {\n    pub mr_seam: [u8; 48],\n    pub mr_td: [u8; 48],\n"
          "    pub rtmr0: [u8; 48],\n    pub xfam: u64,\n}\n\n"
          "pub struct EnclaveReport {\n    pub mr_enclave: [u8; 32],\n"
          "    pub mr_signer: [u8; 32],\n    pub isv_svn: u16,\n}\n" },
        { "src/verify.rs",
          "pub fn verify_td_quote(q: &Quote, pck: &Cert) -> Result<(), Error> {\n"
          "    verify_qe_report(&q.qe_report, pck)?;\n    Ok(())\n}\n\n"
          "fn verify_qe_report(r: &EnclaveReport, pck: &Cert) -> Result<(), Error> {\n"
          "    if r.mr_signer != QE_SIGNER {\n        return Err(Error::QeSigner);\n"
          "    }\n    Ok(())\n}\n" },
        { 0 },
    };
    struct lab lab;
    const struct facts *f = load(&lab, files);
    assert_int_equal(f->formats[TEE_TDX].parses.truth, FACT_YES);
    assert_int_equal(f->formats[TEE_TDX].verifies.truth, FACT_YES);
    assert_int_not_equal(f->formats[TEE_SGX].parses.truth, FACT_YES);
    assert_int_not_equal(f->formats[TEE_SGX].verifies.truth, FACT_YES);
    lab_clear(&lab);
}

/* ---- an attester in C, and an SGX verifier ---- */

static void an_attester(void **state)
{
    (void)state;
    static const struct repo_file files[] = {
        { "README.md", "Asks an AWS Nitro Enclave for its attestation document.\n" },
        { "src/main.c", "#include <fcntl.h>\n\nint get_document(void)\n{\n"
                        "    int fd = open(\"/dev/nsm\", O_RDWR);\n"
                        "    return fd < 0 ? -1 : fd;\n}\n" },
        { 0 },
    };
    struct lab lab;
    const struct facts *f = load(&lab, files);
    assert_int_equal(f->formats[TEE_NITRO].produces.truth, FACT_YES);
    assert_int_equal(f->formats[TEE_NITRO].verifies.truth, FACT_NO);
    assert_int_equal(f->roles[ROLE_ATTESTER].truth, FACT_YES);
    assert_int_equal(f->roles[ROLE_VERIFIER].truth, FACT_NO);
    assert_int_equal(f->uses_tee.truth, FACT_YES);
    lab_clear(&lab);
}

static void a_caller_of_an_sdk(void **state)
{
    (void)state;
    static const struct repo_file files[] = {
        { "README.md", "Remote attestation of SGX enclaves.\n" },
        { "host/verify.cpp",
          "#include <openenclave/host_verify.h>\n\n"
          "bool verify(const uint8_t *report, size_t n)\n{\n"
          "    return oe_verify_remote_report(report, n, 0, 0, 0) == OE_OK;\n}\n" },
        { "enclave/app.edl", "enclave {\n};\n" },
        { "CMakeLists.txt", "add_custom_command(COMMAND oesign sign -e app -c app.conf)\n" },
        { 0 },
    };
    struct lab lab;
    const struct facts *f = load(&lab, files);
    assert_int_equal(f->formats[TEE_SGX].verifies.truth, FACT_YES);
    assert_int_equal(f->measured.truth, FACT_YES);
    lab_clear(&lab);
}

/* ---- one folder for each kind of evidence ---- */

static void folders_of_verifiers(void **state)
{
    (void)state;
    static const char *const body = "def verify_evidence(evidence, nonce):\n"
                                    "    if evidence.nonce != nonce:\n"
                                    "        raise ValueError('nonce')\n";
    static const struct repo_file files[] = {
        { "README.md", "Judges evidence of CCA and of Hygon CSV.\n" },
        { "verifier/cca/check.py", body },
        { "verifier/csv/check.py", body },
        { "io/csv/read.py", "def check_row(report):\n    return report\n" },
        { 0 },
    };
    struct lab lab;
    const struct facts *f = load(&lab, files);
    assert_int_equal(f->formats[TEE_CCA].verifies.truth, FACT_YES);
    assert_int_equal(f->formats[TEE_CSV].verifies.truth, FACT_YES);
    assert_int_equal(f->formats[TEE_CSV].verifies.where.n, 1);
    lab_clear(&lab);
}

/* ---- roles ---- */

static void a_key_broker(void **state)
{
    (void)state;
    static const struct repo_file files[] = {
        { "README.md", "A key broker: a key is released after the quote was verified.\n" },
        { "broker.go", "package broker\n\n"
                       "func (b *Broker) ReleaseKey(id string, evidence []byte) ([]byte, error) {\n"
                       "\tif err := b.verifier.Verify(evidence); err != nil {\n"
                       "\t\treturn nil, err\n\t}\n"
                       "\treturn b.secrets[id], nil\n}\n" },
        { "seal.go", "package broker\n\nfunc SealState(state []byte) []byte {\n"
                     "\treturn enclave.ProductSeal(state)\n}\n" },
        { 0 },
    };
    struct lab lab;
    const struct facts *f = load(&lab, files);
    assert_int_equal(f->roles[ROLE_KEY_BROKER].truth, FACT_YES);
    assert_int_equal(f->seals.truth, FACT_YES);
    lab_clear(&lab);
}

static void a_document_alone_makes_a_doubt(void **state)
{
    (void)state;
    static const struct repo_file files[] = {
        { "README.md", "With this, a service releases secrets after the evidence was verified.\n" },
        { "main.go", "package main\n\nfunc main() {\n}\n" },
        { 0 },
    };
    struct lab lab;
    const struct facts *f = load(&lab, files);
    assert_int_equal(f->roles[ROLE_KEY_BROKER].truth, FACT_MAYBE);
    assert_int_equal(f->roles[ROLE_KEY_BROKER].where.n, 1);
    lab_clear(&lab);
}

/* ---- languages without a parser ---- */

static void a_language_without_a_parser(void **state)
{
    (void)state;
    static const struct repo_file files[] = {
        { "README.md", "Verifies AMD SEV-SNP reports.\n" },
        { "src/verify.ts", "export function verifyReport(report: Report, vcek: Key) {\n"
                           "  return check(report.reportData, report.measurement, vcek)\n}\n" },
        { "src/other.ts", "// an attestation\nexport const quote = 1\n" },
        { 0 },
    };
    struct lab lab;
    const struct facts *f = load(&lab, files);
    assert_int_equal(f->formats[TEE_SNP].verifies.truth, FACT_YES);
    assert_int_equal(f->formats[TEE_SNP].produces.truth, FACT_MAYBE); /* nothing is ruled out */
    assert_int_equal(f->formats[TEE_NITRO].verifies.truth, FACT_NO);  /* not even named */
    assert_int_equal(f->roles[ROLE_KEY_BROKER].truth, FACT_NO);       /* nothing hints at it */
    lab_clear(&lab);
}

static void names(void **state)
{
    (void)state;
    for (int t = 0; t < TEE_COUNT; t++) {
        assert_non_null(tee_name((enum tee_format)t));
        assert_non_null(tee_words((enum tee_format)t));
    }
    for (int r = 0; r < ROLE_COUNT; r++)
        assert_non_null(role_name((enum role)r));
    assert_string_equal(tee_name(TEE_SNP), "snp");
    assert_string_equal(role_name(ROLE_RELYING_PARTY), "relying party");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verifier),
        cmocka_unit_test(nothing_of_its_own),
        cmocka_unit_test(tdx_is_not_sgx),
        cmocka_unit_test(an_attester),
        cmocka_unit_test(a_caller_of_an_sdk),
        cmocka_unit_test(folders_of_verifiers),
        cmocka_unit_test(a_key_broker),
        cmocka_unit_test(a_document_alone_makes_a_doubt),
        cmocka_unit_test(a_language_without_a_parser),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
