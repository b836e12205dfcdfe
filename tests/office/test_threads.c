/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/office/test_threads.c: a review's bytes do not depend on how many threads read the project,
 * nor on which of them was first.
 */
#include "office/review/make.h"
#include "repo_make.h"

#define AS_OF  "2026-11-26T00:00:00Z"
#define FILES  120 /* enough for each of 16 threads to have several */
#define ROUNDS 4   /* which thread is first is up to the system */

static const char *const bodies[] = {
    "package verify\n\nfunc VerifyReport%u(report []byte, vcek *Certificate, nonce []byte) error "
    "{\n"
    "\tif !ecdsa.VerifyASN1(vcek.Key, digest(report), signature(report)) {\n"
    "\t\treturn errors.New(\"not signed by the VCEK\")\n\t}\n"
    "\tif subtle.ConstantTimeCompare(report[80:144], nonce) != 1 {\n"
    "\t\treturn errors.New(\"nonce\")\n\t}\n\treturn nil\n}\n",
    "# Part %u\n\nIt verifies AMD SEV-SNP reports. A report with another nonce is refused.\n",
    ("int sgx_quote_verify_%u(const uint8_t *quote, size_t n)\n{\n    return quote ? 0 : "
     "(int)n;\n}\n"),
    "def verify_%u(report, nonce):\n    assert report.report_data == nonce\n",
};
static const char *const endings[] = { "go", "md", "c", "py" };

static void make_files(struct repo_file *files, char (*paths)[64], char (*texts)[512])
{
    for (unsigned i = 0; i < FILES; i++) {
        const char *body = bodies[i % CUPEL_COUNT(bodies)], *number = strstr(body, "%u");
        (void)snprintf(paths[i], sizeof paths[i], "%s/part%u.%s", i % 3 ? "src" : "tests", i,
                       endings[i % CUPEL_COUNT(endings)]);
        (void)snprintf(texts[i], sizeof texts[i], "%.*s%u%s", (int)(number - body), body, i,
                       number + 2);
        files[i] = (struct repo_file){ .path = paths[i], .content = texts[i] };
    }
}

/* The review's JSON as @threads threads make it; the caller frees it. */
static char *review_with(struct lab *lab, unsigned threads)
{
    const char *paths[LAB_REPOS_MAX];
    struct arena a;
    struct project p;
    struct review r;
    struct cupel_diag err = { 0 };
    struct project_options o = { .threads = threads };
    struct buf b;
    for (size_t i = 0; i < lab->n; i++)
        paths[i] = lab->folders[i];
    assert_int_equal(rfc3339_read(slice_str(AS_OF), &o.as_of), CUPEL_OK);
    arena_init(&a, LAB_ARENA);
    if (project_load(paths, lab->n, &o, &a, &p, &err) != CUPEL_OK)
        fail_msg("%u threads: %s", threads, err.text);
    assert_int_equal(review_make(&p, &r, &err), CUPEL_OK);
    buf_init(&b, (size_t)64 << 20);
    review_write_json(&r, &b);
    assert_int_equal(buf_status(&b), CUPEL_OK);
    project_close(&p);
    arena_clear(&a);
    return buf_steal_str(&b);
}

static void the_same_bytes(void **state)
{
    (void)state;
    static const unsigned threads[] = { 1, 2, 3, PROJECT_THREADS_MAX };
    static char paths[FILES][64], texts[FILES][512];
    static struct repo_file files[FILES + 1];
    struct lab lab;
    make_files(files, paths, texts);
    lab_make(&lab);
    lab_add_files(&lab, "one", "https://github.com/example/one", files);
    lab_add_files(&lab, "two", "https://github.com/example/two", files);
    char *want = review_with(&lab, 1);
    assert_non_null(strstr(want, "\"snp\"")); /* the code was read */
    for (size_t i = 0; i < CUPEL_COUNT(threads) * ROUNDS; i++) {
        char *got = review_with(&lab, threads[i % CUPEL_COUNT(threads)]);
        if (strcmp(got, want) != 0)
            fail_msg("%u threads give other bytes than one", threads[i % CUPEL_COUNT(threads)]);
        free(got);
    }
    free(want);
    lab_clear(&lab);
}

int main(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(the_same_bytes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
