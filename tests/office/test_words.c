/* SPDX-License-Identifier: Apache-2.0 */
/* Words, never substrings: what a pattern finds in prose and in identifiers, and what it must not.
 */
#include "../unit/test.h"

#include "office/text/words.h"

struct row {
    const char *pattern, *text;
    const char *found; /* the bytes of the first match; NULL: none */
};

static void check(const struct row *r)
{
    struct words_match m = { 7, 7 };
    cupel_slice text = slice_str(r->text);
    bool found = words_find(r->pattern, text, 0, &m);
    if (found != (r->found != NULL))
        fail_msg("\"%s\" in \"%s\": %s", r->pattern, r->text, found ? "found" : "not found");
    assert_int_equal(words_in(r->pattern, text), found);
    if (!found)
        assert_true(m.start == 7 && m.end == 7);
    else if (!slice_eq(slice_part(text, m.start, m.end - m.start), slice_str(r->found)))
        fail_msg("\"%s\" in \"%s\": bytes %zu to %zu", r->pattern, r->text, m.start, m.end);
}

static void identifiers_are_rows_of_words(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "report data", "reportData", "reportData" },
        { "report data", "report_data", "report_data" },
        { "report data", "REPORT_DATA", "REPORT_DATA" },
        { "report data", "the report data here", "report data" },
        { "report data", "ReportData", "ReportData" },
        { "report data", "report-data", "report-data" },
        { "report data", "report.data", "report.data" },
        { "report data", "report::data", "report::data" },
        { "reportData", "report_data", "report_data" },
        { "report data", "quote.report.data[0]", "report.data" },
        { "report data", "expectedReportData", "ReportData" },
        { "report data", "reportDatabase", NULL },
        { "report data", "reportdata", NULL },
        { "report data", "data report", NULL },
        { "report data", "report of data", NULL },
        { "report", "reported", NULL },
        { "data", "metadata", NULL },
        { "nonce", "announce", NULL },
        { "nonce", "nonces", NULL },
        { "tcb", "TCBInfo", "TCB" },
        { "tcb info", "TCBInfo", "TCBInfo" },
        { "tcb info", "tcbInfo", "tcbInfo" },
        { "tcb info v3", "TcbInfoV3", "TcbInfoV3" },
        { "x509 certificate", "X509Certificate", "X509Certificate" },
        { "x509 crl", "X509_CRL", "X509_CRL" },
        { "base64 decode", "Base64Decode", "Base64Decode" },
        { "crls", "checkCRLs", "CRLs" },
        { "crls", "CRLsFor", "CRLs" },
        { "tdxv4", "TDXv4", "TDXv4" },
        { "vtpm", "vTPM", "vTPM" },
        { "vtpm", "a vTPM's quote", "vTPM" },
        { "vtpm key", "vTPMKey", "vTPMKey" },
        { "tpm", "isTPM", "TPM" },
        { "sha256", "sha256sum", NULL },
        { "sha256", "SHA256_DIGEST", "SHA256" },
        { "v3", "quote_v3", "v3" },
        { "v3", "v30", NULL },
        { "e2e", "E2E", "E2E" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        check(&rows[i]);
}

static void stars_stand_for_endings_and_beginnings(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "nonce*", "nonces are", "nonces" },
        { "nonce*", "nonce", "nonce" },
        { "nonce*", "announces", NULL },
        { "*nonce", "announce", NULL },
        { "*nounce", "announce", "announce" },
        { "*ounc*", "announced", "announced" },
        { "*ounc*", "ann", NULL },
        { "verif* quote*", "verifies the quote", NULL },
        { "verif* quote*", "verifyQuotes", "verifyQuotes" },
        { "verif* the quote*", "It verifies the quotes.", "verifies the quotes" },
        { "report * data", "report data", "report data" },
        { "*", "anything", NULL },
        { "nonce", "nonce*", "nonce" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        check(&rows[i]);
}

static void alternatives_and_edges(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "report data|user data|nonce*|challenge", "the Nonce", "Nonce" },
        { "report data|user data|nonce*|challenge", "userData, nonce", "userData" },
        { "report data|user data|nonce*|challenge", "user report", NULL },
        { "", "text", NULL },
        { "|", "text", NULL },
        { "||text", "some text", "text" },
        { "text|", "", NULL },
        { "text", "  ...  ", NULL },
        { "--text--", "a text", "text" },
        { "a b c", "a b", NULL },
        /* The row may start again inside of a beginning that came to nothing. */
        { "a a b", "a a a b", "a a b" },
        /* Sentences part rows; abbreviations in names do not. */
        { "report data", "Read the report. Data is next", NULL },
        { "report data", "in the report\n\ndata", NULL },
        { "report data", "in the report\ndata", "report\ndata" },
        { "user data report", "user data; report", NULL },
        { "docs security md", "see docs/SECURITY.md.", "docs/SECURITY.md" },
        { "cves", "CVEs", "CVEs" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        check(&rows[i]);
}

static void characters_beyond_ascii(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
        { "gr", "gr\xc3\xbc\xc3\x9f", NULL },
        /* em dash, right quotation mark, no-break space, arrow, emoji, mark of byte order */
        { "nonce", "fresh\xe2\x80\x94nonce", "nonce" },
        { "verifier", "verifier\xe2\x80\x99s", "verifier" },
        { "report data",
          "report\xc2\xa0"
          "data",
          "report\xc2\xa0"
          "data" },
        { "quote", "tee\xe2\x86\x92quote", "quote" },
        { "tdx", "\xf0\x9f\x94\x92tdx", "tdx" },
        { "readme", "\xef\xbb\xbfREADME", "README" },
        /* bytes that are no UTF-8 */
        { "cut", "cut\xe2", "cut" },
        { "cut", "cut\x80", "cut" },
        { "cut", "\x80\x80\x80\x80\x80 cut", "cut" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        check(&rows[i]);
}

static void finds_one_after_the_other(void **state)
{
    (void)state;
    static const size_t wanted[][2] = { { 0, 5 }, { 6, 11 }, { 15, 20 } };
    cupel_slice text = SLICE_LIT("nonce,NONCE, myNonce");
    struct words_match m = { 0, 0 };
    size_t n = 0;
    while (words_find("nonce", text, m.end, &m)) {
        assert_true(n < CUPEL_COUNT(wanted));
        assert_int_equal(m.start, wanted[n][0]);
        assert_int_equal(m.end, wanted[n][1]);
        n++;
    }
    assert_int_equal(n, CUPEL_COUNT(wanted));
    /* A start in the middle of a word finds no rest of it. */
    assert_false(words_find("once", SLICE_LIT("nonce"), 1, &m));
    assert_true(words_find("data", SLICE_LIT("reportData"), 1, &m));
    assert_int_equal(m.start, 6);
    assert_false(words_find("nonce", text, 99, &m));
}

static void the_whole_text(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool are;
    } rows[] = {
        { "report data", "report_data", true },
        { "report data", "reportData:", true },
        { "report data", "the report_data", false },
        { "report data", "report_data_hash", false },
        { "report|report data", "reportData", true },
        { "report|data", "reportData", false },
        { "nonce*", "Nonces", true },
        { "nonce*", "nonce value", false },
        { "license", "LICENSE", true },
        { "", "", false },
        { "", "a", false },
        { "a", "", false },
        { "a", "...", false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        if (words_are(rows[i].pattern, slice_str(rows[i].text)) != rows[i].are)
            fail_msg("\"%s\" are \"%s\"", rows[i].pattern, rows[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identifiers_are_rows_of_words),
        cmocka_unit_test(stars_stand_for_endings_and_beginnings),
        cmocka_unit_test(alternatives_and_edges),
        cmocka_unit_test(characters_beyond_ascii),
        cmocka_unit_test(finds_one_after_the_other),
        cmocka_unit_test(the_whole_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
