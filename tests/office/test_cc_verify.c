/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The criteria on verification, each on small projects: one that deserves it, and ones that look
 * like it and do not. A case is data: the files of a project, the outcome, and the words that say
 * which leg is missing.
 */
#include "office/review/cc/checks.h"
#include "office/review/facts.h"
#include "repo_make.h"

#define AS_OF     "2026-11-26T00:00:00Z"
#define FILES_MAX 6

struct verify_case {
    const char *name;
    void (*check)(const struct project *p, struct finding *f);
    struct repo_file files[FILES_MAX];
    cupel_outcome outcome;
    const char *says; /* stands in the detail or in the note of a leg; NULL: not asked */
};

static bool note_says(const struct leg *legs, const char *text)
{
    for (int i = 0; i < LEG_COUNT; i++)
        if (legs[i].note && strstr(legs[i].note, text))
            return true;
    return false;
}

static bool says(const struct finding *f, const char *text)
{
    if (f->detail && strstr(f->detail, text))
        return true;
    for (size_t i = 0; i < f->n_formats; i++)
        if (note_says(f->formats[i].legs, text))
            return true;
    return note_says(f->legs, text);
}

static void show_legs(const char *of, const struct leg *legs)
{
    for (int i = 0; i < LEG_COUNT; i++)
        if (legs[i].state != LEG_NOT_ASKED)
            print_message("    %s %s: %s: %s (%s:%d)\n", of, leg_name((enum leg_name)i),
                          leg_state(legs[i].state), legs[i].note ? legs[i].note : "",
                          legs[i].where.n ? legs[i].where.at[0].path : "",
                          legs[i].where.n ? (int)legs[i].where.at[0].line : 0);
}

static void show(const struct verify_case *c, const struct finding *f)
{
    print_message("%s: %s: %s\n", c->name, cupel_outcome_name(f->outcome),
                  f->detail ? f->detail : "");
    show_legs("", f->legs);
    for (size_t i = 0; i < f->n_formats; i++)
        show_legs(f->formats[i].format, f->formats[i].legs);
}

static void run_case(const struct verify_case *c)
{
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "thing", NULL, c->files);
    lab_load(&lab, AS_OF);
    struct facts facts = { 0 };
    lab.project.facts = &facts;
    facts_find(&lab.project, &facts);
    struct finding f = { .outcome = CUPEL_UNKNOWN };
    c->check(&lab.project, &f);
    bool ok = f.outcome == c->outcome && (!c->says || says(&f, c->says));
    if (!ok)
        show(c, &f);
    assert_true(ok);
    lab_clear(&lab);
}

/* ---- Go: SEV-SNP ---- */

#define GO_TYPES                                                                                   \
    "package verify\n\n"                                                                           \
    "// Report is what AMD SEV-SNP firmware signs.\n"                                              \
    "type Report struct {\n"                                                                       \
    "\tPolicy       Policy\n"                                                                      \
    "\tReportData   []byte\n"                                                                      \
    "\tHostData     []byte\n"                                                                      \
    "\tMeasurement  []byte\n"                                                                      \
    "\tChipID       []byte\n"                                                                      \
    "\tReportedTCB  uint64\n"                                                                      \
    "\tCommittedTCB uint64\n"                                                                      \
    "\tSignature    []byte\n"                                                                      \
    "}\n"
#define GO_VERIFY(body)                                                                            \
    "package verify\n\n"                                                                           \
    "import (\n\t\"bytes\"\n\t\"errors\"\n\t\"time\"\n)\n\n"                                       \
    "func VerifyReport(report *Report, chain *Chain, opts *Options) error {\n"                     \
    "\tif err := chain.Vcek.CheckSignature(report.Signature); err != nil {\n"                      \
    "\t\treturn err\n"                                                                             \
    "\t}\n" body "\treturn nil\n"                                                                  \
    "}\n"
#define GO_TEST(body)                                                                              \
    "package verify\n\nimport \"testing\"\n\n"                                                     \
    "func TestVerifyReport(t *testing.T) {\n"                                                      \
    "\tif err := VerifyReport(goodReport, goodChain, goodOptions); err != nil {\n"                 \
    "\t\tt.Fatal(err)\n"                                                                           \
    "\t}\n"                                                                                        \
    "}\n\n" body

/* Two fields and an error: rows of a table of tests. */
#define GO_TABLE(name, rows)                                                                       \
    "func " name "(t *testing.T) {\n"                                                              \
    "\ttests := map[string]struct {\n"                                                             \
    "\t\treport  *Report\n"                                                                        \
    "\t\topts    *Options\n"                                                                       \
    "\t\twantErr bool\n"                                                                           \
    "\t}{\n" rows "\t}\n"                                                                          \
    "\tfor name, tc := range tests {\n"                                                            \
    "\t\tt.Run(name, func(t *testing.T) {\n"                                                       \
    "\t\t\terr := VerifyReport(tc.report, goodChain, tc.opts)\n"                                   \
    "\t\t\tif (err != nil) != tc.wantErr {\n"                                                      \
    "\t\t\t\tt.Errorf(\"got %v\", err)\n"                                                          \
    "\t\t\t}\n"                                                                                    \
    "\t\t})\n"                                                                                     \
    "\t}\n"                                                                                        \
    "}\n"

#define GO_NONCE                                                                                   \
    "\tif !bytes.Equal(report.ReportData, opts.Nonce) {\n"                                         \
    "\t\treturn errors.New(\"report data is not the expected nonce\")\n"                           \
    "\t}\n"
#define GO_NONCE_TEST                                                                              \
    GO_TABLE("TestNonce", "\t\t\"good\": {report: goodReport, opts: goodOptions},\n"               \
                          "\t\t\"wrong nonce\": {report: goodReport, opts: otherNonce, wantErr: "  \
                          "true},\n")
#define NONCE_DOC                                                                                  \
    "# Verifier\n\nVerifies SEV-SNP reports. The report data must equal the nonce of the "         \
    "caller.\n"
#define PLAIN_DOC "# Verifier\n\nVerifies SEV-SNP reports.\n"

#define GO_DEBUG                                                                                   \
    "\tif report.Policy.Debug {\n"                                                                 \
    "\t\treturn errors.New(\"debug is not allowed\")\n"                                            \
    "\t}\n"
#define GO_DEBUG_TEST                                                                              \
    GO_TABLE("TestPolicy", "\t\t\"good\": {report: goodReport, opts: goodOptions},\n"              \
                           "\t\t\"debug enabled\": {report: debugReport, opts: goodOptions, "      \
                           "wantErr: true},\n")
#define DEBUG_DOC                                                                                  \
    "# Verifier\n\nVerifies SEV-SNP reports. A guest whose policy allows debug mode is "           \
    "rejected.\n"

#define GO_FILES(verify, test, readme)                                                             \
    {                                                                                              \
        { "report.go", GO_TYPES }, { "verify.go", verify }, { "verify_test.go", test },            \
            { "README.md", readme },                                                               \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

static const struct verify_case go_cases[] = {
    { "Go, a nonce that is compared, tested and documented", cc_nonce,
      GO_FILES(GO_VERIFY(GO_NONCE), GO_TEST(GO_NONCE_TEST), NONCE_DOC), CUPEL_PASS, NULL },
    { "Go, a nonce in a comment", cc_nonce,
      GO_FILES(GO_VERIFY("\t// The nonce in report data should be compared here.\n"),
               GO_TEST(GO_NONCE_TEST), NONCE_DOC),
      CUPEL_FAIL, "no code" },
    { "Go, only the length of a nonce", cc_nonce,
      GO_FILES(GO_VERIFY("\tif len(report.ReportData) != 64 {\n"
                         "\t\treturn errors.New(\"nonce has a wrong length\")\n"
                         "\t}\n"),
               GO_TEST(""), NONCE_DOC),
      CUPEL_FAIL, "no test" },
    { "Go, a nonce whose test is skipped", cc_nonce,
      GO_FILES(GO_VERIFY(GO_NONCE),
               GO_TEST("func TestWrongNonce(t *testing.T) {\n"
                       "\tt.Skip(\"needs hardware\")\n"
                       "\tif err := VerifyReport(goodReport, goodChain, otherNonce); err == nil {\n"
                       "\t\tt.Fatal(\"a wrong nonce was accepted\")\n"
                       "\t}\n"
                       "}\n"),
               NONCE_DOC),
      CUPEL_FAIL, "no test" },
    { "Go, a nonce that no document names", cc_nonce,
      GO_FILES(GO_VERIFY(GO_NONCE), GO_TEST(GO_NONCE_TEST), PLAIN_DOC), CUPEL_FAIL, "no document" },
    { "Go, a nonce that only a change log names",
      cc_nonce,
      { { "report.go", GO_TYPES },
        { "verify.go", GO_VERIFY(GO_NONCE) },
        { "verify_test.go", GO_TEST(GO_NONCE_TEST) },
        { "CHANGELOG.md", "# Changes\n\n## 1.0\n\n- the nonce must match the report data\n" },
        { 0 } },
      CUPEL_FAIL,
      "no document" },
    { "Go, a nonce in vendored code",
      cc_nonce,
      { { "report.go", GO_TYPES },
        { "verify.go", GO_VERIFY("") },
        { "vendor/example.com/other/verify.go", GO_VERIFY(GO_NONCE) },
        { "vendor/example.com/other/verify_test.go", GO_TEST(GO_NONCE_TEST) },
        { "README.md", NONCE_DOC } },
      CUPEL_FAIL,
      "no code, no test" },
    { "Go, a test that uses the right nonce and expects another refusal", cc_nonce,
      GO_FILES(GO_VERIFY(GO_NONCE),
               GO_TEST(GO_TABLE("TestKeys", "\t\t\"good\": {report: goodReport, opts: "
                                            "&Options{Nonce: nonce}},\n"
                                            "\t\t\"wrong key\": {report: otherKey, opts: "
                                            "&Options{Nonce: nonce}, wantErr: true},\n")),
               NONCE_DOC),
      CUPEL_FAIL, "no test" },
    { "Go, a project that verifies nothing",
      cc_nonce,
      { { "main.go", "package main\n\nfunc main() {\n\tprintln(\"nonce\")\n}\n" },
        { "README.md", "# Thing\n\nAn enclave is not used here.\n" } },
      CUPEL_NA,
      "verifies no evidence" },

    { "Go, debug refused, tested and documented", cc_debug,
      GO_FILES(GO_VERIFY(GO_DEBUG), GO_TEST(GO_DEBUG_TEST), DEBUG_DOC), CUPEL_PASS, NULL },
    { "Go, debug that is but logged", cc_debug,
      GO_FILES(GO_VERIFY("\tif log.IsDebug() {\n\t\tlog.Debug(\"report policy\")\n\t}\n"),
               GO_TEST(""), PLAIN_DOC),
      CUPEL_FAIL,
      "no test, no document for a refusal of evidence in debug mode was found; "
      "cannot tell: code" },
    { "Go, debug permitted by every test", cc_debug,
      GO_FILES(GO_VERIFY(GO_DEBUG),
               GO_TEST(GO_TABLE("TestPolicy", "\t\t\"good\": {report: debugReport, opts: "
                                              "&Options{Debug: true}},\n"
                                              "\t\t\"short report\": {report: short, opts: "
                                              "&Options{Debug: true}, wantErr: true},\n")),
               DEBUG_DOC),
      CUPEL_FAIL, "no test" },
};

static void check_all(const struct verify_case *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        run_case(&all[i]);
}

static void test_go(void **state)
{
    (void)state;
    check_all(go_cases, CUPEL_COUNT(go_cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
