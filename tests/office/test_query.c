/* SPDX-License-Identifier: Apache-2.0 */
/* The shared questions of the criteria: prose, code, lines and tests that expect a refusal. */
#include "office/review/cc/query.h"
#include "office/review/facts.h"
#include "repo_make.h"

#define AS_OF "2026-11-26T00:00:00Z"

static const char *const readme = "# Thing\n"
                                  "\n"
                                  "Verifies quotes. The nonce is compared. Report data is copied.\n"
                                  "\n"
                                  "## Freshness\n"
                                  "\n"
                                  "A stale challenge is refused.\n"
                                  "\n"
                                  "```\n"
                                  "nonce = fenced\n"
                                  "```\n"
                                  "\n"
                                  "### Details\n"
                                  "\n"
                                  "- the verifier draws it\n";

static const char
    *const verify_go = "// SPDX-License-Identifier: Apache-2.0\n"
                       "package verify\n"
                       "\n"
                       "import \"bytes\"\n"
                       "\n"
                       "// Options of Verify. A nil Nonce is not checked.\n"
                       "type Options struct {\n"
                       "\tNonce []byte\n"
                       "}\n"
                       "\n"
                       "// Verify refuses evidence with another nonce.\n"
                       "func Verify(reportData []byte, opts *Options) error {\n"
                       "\t// the chain comes first\n"
                       "\tif opts.Nonce != nil && !bytes.Equal(reportData, opts.Nonce) {\n"
                       "\t\treturn errors.New(\"nonce mismatch\")\n"
                       "\t}\n"
                       "\treturn nil\n"
                       "}\n"
                       "\n"
                       "func Show(reportData []byte) string {\n"
                       "\treturn hex.EncodeToString(reportData)\n"
                       "}\n";

static const char
    *const verify_test_go = "package verify\n"
                            "\n"
                            "import \"testing\"\n"
                            "\n"
                            "func TestVerify(t *testing.T) {\n"
                            "\ttests := map[string]struct {\n"
                            "\t\tnonce   []byte\n"
                            "\t\tkey     []byte\n"
                            "\t\twantErr bool\n"
                            "\t}{\n"
                            "\t\t\"good\": {nonce: good, key: key},\n"
                            "\t\t\"wrong nonce\": {nonce: other, key: key, wantErr: true},\n"
                            "\t\t\"wrong key\": {nonce: good, key: other, wantErr: true},\n"
                            "\t}\n"
                            "\tfor name, tc := range tests {\n"
                            "\t\tt.Run(name, func(t *testing.T) {\n"
                            "\t\t\terr := Verify(tc.nonce, tc.key)\n"
                            "\t\t\tif (err != nil) != tc.wantErr {\n"
                            "\t\t\t\tt.Errorf(\"got %v\", err)\n"
                            "\t\t\t}\n"
                            "\t\t})\n"
                            "\t}\n"
                            "}\n"
                            "\n"
                            "func TestExpired(t *testing.T) {\n"
                            "\tnonce := make([]byte, 32)\n"
                            "\tif err := Verify(nonce, expiredChain); err == nil {\n"
                            "\t\tt.Error(\"expected an error for an expired certificate\")\n"
                            "\t}\n"
                            "}\n"
                            "\n"
                            "func TestDebugSkipped(t *testing.T) {\n"
                            "\tt.Skip(\"hardware\")\n"
                            "\tif err := Verify(debugReport, nil); err == nil {\n"
                            "\t\tt.Error(\"debug accepted\")\n"
                            "\t}\n"
                            "}\n";

static const char
    *const lib_rs = "//! Checks documents.\n"
                    "\n"
                    "/// Fails when the user data is not that of the key.\n"
                    "pub fn check(user_data: &[u8], key: &[u8]) -> Result<(), Error> {\n"
                    "    if user_data != key {\n"
                    "        return Err(Error::KeyMismatch);\n"
                    "    }\n"
                    "    Ok(())\n"
                    "}\n"
                    "\n"
                    "#[cfg(test)]\n"
                    "mod tests {\n"
                    "    use super::*;\n"
                    "\n"
                    "    #[test]\n"
                    "    fn refuses_other_key() {\n"
                    "        let err = check(b\"a\", b\"b\");\n"
                    "        assert!(matches!(err, Err(Error::KeyMismatch)));\n"
                    "    }\n"
                    "\n"
                    "    #[test]\n"
                    "    #[ignore]\n"
                    "    fn refuses_tampered_signature() {\n"
                    "        assert!(check(b\"tampered signature\", b\"b\").is_err());\n"
                    "    }\n"
                    "}\n";

static const char
    *const check_py = "\"\"\"Checks tokens.\"\"\"\n"
                      "\n"
                      "def check(token, now):\n"
                      "    \"\"\"Raises ValueError when the token has expired.\"\"\"\n"
                      "    if token.exp < now:\n"
                      "        raise ValueError(\"token expired\")\n";

static const char *const test_check_py = "import pytest\n"
                                         "from check import check\n"
                                         "\n"
                                         "def test_expired_token():\n"
                                         "    with pytest.raises(ValueError):\n"
                                         "        check(old_token, now())\n"
                                         "\n"
                                         "def test_revoked_token_is_shown():\n"
                                         "    assert check(revoked_token, now()) is None\n";

static const struct repo_file files[] = {
    { "README.md", readme },
    { "CHANGELOG.md", "# Changes\n\nThe nonce is compared.\n" },
    { "docs/versioned_docs/1.0/README.md", "The nonce is compared.\n" },
    { "third_party/x/README.md", "The nonce is compared.\n" },
    { "verify/verify.go", verify_go },
    { "verify/verify_test.go", verify_test_go },
    { "src/lib.rs", lib_rs },
    { "check.py", check_py },
    { "tests/test_check.py", test_check_py },
    { ".github/workflows/ci.yml",
      "jobs:\n  # cargo fuzz some day\n  test:\n    - run: go test ./...\n" },
    { "web/app.ts", "// verify quotes\nexport const quote = verifyQuote(attestation)\n" },
    { 0 },
};

struct state {
    struct lab lab;
    const struct project *p;
};

static int setup(void **state)
{
    struct state *s = calloc(1, sizeof *s);
    assert_non_null(s);
    lab_make(&s->lab);
    lab_add_files(&s->lab, "thing", NULL, files);
    lab_load(&s->lab, AS_OF);
    s->p = &s->lab.project;
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct state *s = *state;
    lab_clear(&s->lab);
    free(s);
    return 0;
}

static const struct project *project_of(void **state)
{
    return ((struct state *)*state)->p;
}

/* ---- prose ---- */

static void prose_is_that_of_the_project(void **state)
{
    const struct project *p = project_of(state);
    const struct prose_ask ask = { .all = { "nonce*" } };
    struct query_at at = { 0 };
    struct prose_hit h;
    assert_true(query_prose(p, &ask, &at, &h));
    assert_string_equal(h.file->path, "README.md");
    assert_int_equal(h.line, 3);
    assert_false(query_prose(p, &ask, &at, &h)); /* not in change logs, copies, fences */
}

static void patterns_stand_together(void **state)
{
    const struct project *p = project_of(state);
    struct prose_ask ask = { .all = { "nonce", "report data" } };
    assert_int_equal(query_prose_places(p, &ask, NULL, NULL), 1);
    ask.same_sentence = true;
    assert_int_equal(query_prose_places(p, &ask, NULL, NULL), 0);
    ask.all[1] = "compared";
    assert_int_equal(query_prose_places(p, &ask, NULL, NULL), 1);
    ask.none = "copied";
    assert_int_equal(query_prose_places(p, &ask, NULL, NULL), 0);
}

static void headings_hold_what_is_below(void **state)
{
    const struct project *p = project_of(state);
    const struct prose_ask ask = { .all = { "verifier|challenge" }, .heading = "freshness" };
    assert_int_equal(query_prose_places(p, &ask, NULL, NULL), 2);
    const struct prose_ask none = { .all = { "report data" }, .heading = "freshness" };
    assert_int_equal(query_prose_places(p, &none, NULL, NULL), 0);
}

static void comments_are_told_apart(void **state)
{
    const struct project *p = project_of(state);
    struct prose_ask ask = { .from = QUERY_API, .all = { "nonce" } };
    struct places found = { NULL, 0, 0 };
    assert_int_equal(query_prose_places(p, &ask, &found, "says"), 2);
    assert_int_equal(found.at[0].line, 6);
    assert_int_equal(found.at[1].line, 11);
    assert_string_equal(found.at[0].note, "says");
    ask = (struct prose_ask){ .from = QUERY_COMMENTS, .all = { "chain" } };
    assert_int_equal(query_prose_places(p, &ask, NULL, NULL), 1);
    ask.from = QUERY_API;
    assert_int_equal(query_prose_places(p, &ask, NULL, NULL), 0);
    ask.all[0] = "expired"; /* a docstring */
    assert_int_equal(query_prose_places(p, &ask, NULL, NULL), 1);
}

static void comment_above_a_line(void **state)
{
    const struct project *p = project_of(state);
    const struct project_file *f = checkout_file(&p->checkouts[0], "verify/verify.go");
    assert_non_null(f);
    assert_slice(query_comment_above(p, f, 12), "Verify refuses evidence with another nonce.\n");
    assert_int_equal(query_comment_above(p, f, 20).n, 0);
}

/* ---- code ---- */

static void comparisons_that_refuse(void **state)
{
    const struct project *p = project_of(state);
    const struct code_ask ask = { .kind = CODE_COMPARE, .all = { "report data" }, .refuses = true };
    struct query_at at = { 0 };
    struct code_hit h;
    assert_true(query_code(p, &ask, &at, &h));
    assert_string_equal(h.file->path, "verify/verify.go");
    assert_int_equal(h.line, 14);
    assert_slice(h.file->code->nodes[query_function(&h)].name, "Verify");
    assert_false(query_code(p, &ask, &at, &h));
}

static void calls_functions_and_neighbours(void **state)
{
    const struct project *p = project_of(state);
    struct code_ask ask = { .kind = CODE_FUNCTION, .name = "verify", .all = { "report data" } };
    assert_int_equal(query_code_places(p, &ask, NULL, NULL), 1);
    ask.near = "encode*";
    assert_int_equal(query_code_places(p, &ask, NULL, NULL), 0);
    ask.near = NULL;
    ask.beside = "encode*";
    assert_int_equal(query_code_places(p, &ask, NULL, NULL), 1);
    ask.none = "equal";
    assert_int_equal(query_code_places(p, &ask, NULL, NULL), 0);
    const struct code_ask strings = { .kind = QUERY_ANY_NODE,
                                      .strings = true,
                                      .all = { "nonce mismatch" } };
    assert_int_equal(query_code_places(p, &strings, NULL, NULL), 1);
    const struct code_ask idents = { .kind = QUERY_ANY_NODE, .all = { "nonce mismatch" } };
    assert_int_equal(query_code_places(p, &idents, NULL, NULL), 0);
}

static void product_and_tests_are_two_sides(void **state)
{
    const struct project *p = project_of(state);
    struct code_ask ask = { .kind = CODE_CALL, .name = "check|verify" };
    assert_int_equal(query_code_places(p, &ask, NULL, NULL), 0);
    ask.side = QUERY_TESTS; /* not the ignored Rust one, not the skipped Go one */
    assert_int_equal(query_code_places(p, &ask, NULL, NULL), 5);
    assert_true(query_has_tests(p));
}

static void what_was_not_parsed_is_known(void **state)
{
    const struct project *p = project_of(state);
    const char *why = NULL;
    assert_false(query_code_is_whole(p, &why));
    assert_non_null(strstr(why, "web/app.ts"));
    const struct line_ask ask = { .unparsed = true, .all = { "attestation" } };
    struct query_at at = { 0 };
    struct line_hit h;
    assert_true(query_lines(p, &ask, &at, &h));
    assert_int_equal(h.line, 2);
    assert_true(query_tests_are_whole(p, NULL));
}

static void lines_of_ci(void **state)
{
    const struct project *p = project_of(state);
    struct line_ask ask = { .kinds_any = FILE_CI, .all = { "go test" } };
    assert_int_equal(query_line_places(p, &ask, NULL, NULL), 1);
    ask.all[0] = "fuzz"; /* in a comment */
    assert_int_equal(query_line_places(p, &ask, NULL, NULL), 0);
}

/* ---- tests that expect a refusal ---- */

/* Reasons that stand beside the assertion, in variables, or are another one than the name says. */
static const char *const reasons_go =
    "package verify\n"
    "\n"
    "func TestFields(t *testing.T) {\n"
    "\tvar tests []testCase\n"
    "\tname := \"REPORT_DATA\"\n"
    "\ttests = append(tests, testCase{opts: opts, wantErr: fmt.Sprintf(\"field %s\", name)})\n"
    "\tfor _, tc := range tests {\n"
    "\t\tif err := Verify(tc.opts); tc.wantErr != \"\" && err == nil {\n"
    "\t\t\tt.Errorf(\"got %v\", err)\n"
    "\t\t}\n"
    "\t}\n"
    "}\n"
    "\n"
    "func TestList(t *testing.T) {\n"
    "\twantErr := \"ASK was revoked\"\n"
    "\tif err := Verify(list); !match(err, wantErr) {\n"
    "\t\tt.Errorf(\"got %v\", err)\n"
    "\t}\n"
    "}\n"
    "\n"
    "func TestPath(t *testing.T) {\n"
    "\twant := \"crl/revoked.pem\"\n"
    "\tif got := path(list); got != want {\n"
    "\t\tt.Errorf(\"got %v\", got)\n"
    "\t}\n"
    "}\n";

static const char
    *const reasons_rs = "#[test]\n"
                        "fn quotes() {\n"
                        "    let nonce = b\"right\".to_vec();\n"
                        "    let mut bad_quote = quote.clone();\n"
                        "    bad_quote.signature.reverse();\n"
                        "    let error = bad_quote.verify(&key, &nonce).unwrap_err();\n"
                        "    assert!(matches!(error, Error::SignatureMismatch));\n"
                        "    let nonce = vec![1, 2, 3];\n"
                        "    let error = quote.verify(&key, &nonce).unwrap_err();\n"
                        "    assert!(matches!(error, Error::NonceMismatch));\n"
                        "}\n"
                        "\n"
                        "#[test]\n"
                        "fn rejects_debug_documents() {\n"
                        "    let err = verify(&debug_document).unwrap_err();\n"
                        "    assert!(matches!(err, Error::InvalidTrustChain));\n"
                        "}\n";

static void reasons_of_refusals(void **state)
{
    (void)state;
    static const struct repo_file reasons[] = { { "a_test.go", reasons_go },
                                                { "tests/b.rs", reasons_rs },
                                                { 0 } };
    static const struct {
        const char *subject, *path;
        unsigned line;
        enum negative_strength strongest;
    } cases[] = {
        { "report data", "a_test.go", 6, NEGATIVE_NAMED }, /* by a variable */
        { "revoked", "a_test.go", 17, NEGATIVE_NAMED },    /* what is expected, by a variable */
        { "nonce", "tests/b.rs", 9, NEGATIVE_NAMED },      /* by the assertion after it */
        { "signature", "tests/b.rs", 6, NEGATIVE_NAMED },
        { "debug*", "", 0, NEGATIVE_NONE }, /* expects another refusal */
    };
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "reasons", NULL, reasons);
    lab_load(&lab, AS_OF);
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        const struct negative_ask ask = { .subject = cases[i].subject };
        struct negative_list l = query_negatives(&lab.project, &ask);
        bool found = cases[i].line == 0 && l.n == 0;
        for (size_t k = 0; k < l.n; k++)
            found |= l.at[k].line == cases[i].line &&
                     strcmp(l.at[k].file->path, cases[i].path) == 0;
        if (!found || l.strongest != cases[i].strongest)
            fail_msg("%s: %zu cases, strength %d", cases[i].subject, l.n, (int)l.strongest);
    }
    lab_clear(&lab);
}

static enum negative_strength strongest(const struct project *p, const char *subject,
                                        const char *path, unsigned line)
{
    const struct negative_ask ask = { .subject = subject };
    struct negative_list l = query_negatives(p, &ask);
    bool found = line == 0 && l.n == 0;
    for (size_t i = 0; i < l.n; i++)
        found |= l.at[i].line == line && strcmp(l.at[i].file->path, path) == 0;
    if (!found)
        fail_msg("%s: no case at %s:%u", subject, path, line);
    return l.strongest;
}

static void rows_of_tables(void **state)
{
    const struct project *p = project_of(state);
    assert_int_equal(strongest(p, "nonce", "verify/verify_test.go", 12), NEGATIVE_NAMED);
    const struct negative_ask ask = { .subject = "nonce", .least = NEGATIVE_NAMED };
    struct negative_list l = query_negatives(p, &ask);
    assert_int_equal(l.n, 1); /* "wrong key" only mentions a nonce */
}

static void statements_before_an_assertion(void **state)
{
    const struct project *p = project_of(state);
    assert_int_equal(strongest(p, "expired", "verify/verify_test.go", 28), NEGATIVE_NAMED);
    assert_int_equal(strongest(p, "key mismatch|other key", "src/lib.rs", 18), NEGATIVE_NAMED);
    assert_int_equal(strongest(p, "expired|old token", "tests/test_check.py", 5), NEGATIVE_NAMED);
}

static void what_does_not_expect_a_refusal(void **state)
{
    const struct project *p = project_of(state);
    assert_int_equal(strongest(p, "revoked token", "", 0), NEGATIVE_NONE);
    assert_int_equal(strongest(p, "debug report|debug", "", 0), NEGATIVE_NONE); /* skipped */
    assert_int_equal(strongest(p, "tampered signature", "", 0), NEGATIVE_NONE); /* ignored */
}

static void also_narrows(void **state)
{
    const struct project *p = project_of(state);
    struct negative_ask ask = { .subject = "nonce", .also = "verify" };
    assert_int_equal(query_negative_places(p, &ask, NULL, NULL), NEGATIVE_NAMED);
    ask.also = "tdx";
    assert_int_equal(query_negative_places(p, &ask, NULL, NULL), NEGATIVE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prose_is_that_of_the_project),
        cmocka_unit_test(patterns_stand_together),
        cmocka_unit_test(headings_hold_what_is_below),
        cmocka_unit_test(comments_are_told_apart),
        cmocka_unit_test(comment_above_a_line),
        cmocka_unit_test(comparisons_that_refuse),
        cmocka_unit_test(calls_functions_and_neighbours),
        cmocka_unit_test(product_and_tests_are_two_sides),
        cmocka_unit_test(what_was_not_parsed_is_known),
        cmocka_unit_test(lines_of_ci),
        cmocka_unit_test(rows_of_tables),
        cmocka_unit_test(statements_before_an_assertion),
        cmocka_unit_test(what_does_not_expect_a_refusal),
        cmocka_unit_test(also_narrows),
        cmocka_unit_test(reasons_of_refusals),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
