/* SPDX-License-Identifier: Apache-2.0 */
/*
 * embed.c: verify evidence from a program of your own.
 *
 *   cc $(pkg-config --cflags cupel) embed.c $(pkg-config --libs cupel) -o embed
 *   ./embed EVIDENCE [COLLATERAL]...
 *
 * The library does no I/O and reads no clock: this program reads the files and says what time it
 * is. Exit code: 0 affirming, 1 anything else, 2 usage, 3 no answer.
 */
#include <cupel/cupel.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FILE_MAX (1u << 20) /* bytes of one file */

/* The whole file as a slice that the caller frees, or the empty slice. */
static cupel_slice read_file(const char *path)
{
    cupel_slice none = { NULL, 0 };
    uint8_t *bytes = malloc(FILE_MAX);
    FILE *f = fopen(path, "rb");
    size_t n = bytes && f ? fread(bytes, 1, FILE_MAX, f) : 0;
    if (!f || ferror(f) || n == 0) {
        fprintf(stderr, "%s: cannot be read, or is empty\n", path);
        free(bytes);
        if (f)
            fclose(f);
        return none;
    }
    fclose(f);
    return (cupel_slice){ bytes, n };
}

/* Offers a file to @v, which keeps a copy and trusts it only as far as its signatures go. */
static bool add_collateral(cupel_verifier *v, const char *path)
{
    struct cupel_diag diag = { 0 };
    cupel_slice bytes = read_file(path);
    if (bytes.n == 0)
        return false;
    cupel_status st = cupel_verifier_add_collateral(v, bytes, path, &diag);
    if (st != CUPEL_OK)
        fprintf(stderr, "%s: %s\n", path, diag.text);
    free((void *)bytes.p);
    return st == CUPEL_OK;
}

/* The verdict and every check that did not pass. */
static void report(const cupel_appraisal *a)
{
    printf("%s: %s\n", cupel_appraisal_format(a), cupel_verdict_name(cupel_appraisal_verdict(a)));
    for (size_t i = 0; i < cupel_appraisal_check_count(a); i++) {
        const struct cupel_check *c = cupel_appraisal_check_at(a, i);
        if (c->outcome == CUPEL_PASS || c->outcome == CUPEL_NA)
            continue;
        printf("  %-8s %s: %s\n", cupel_outcome_name(c->outcome), c->id,
               c->detail ? c->detail : "");
    }
}

/* Verifies one piece of evidence with a verifier that may be kept for the next. */
static int verify(const cupel_verifier *v, cupel_slice evidence)
{
    struct cupel_diag diag = { 0 };
    struct cupel_verify_opts opts = CUPEL_VERIFY_OPTS_INIT;
    cupel_appraisal *a = NULL;
    opts.now = (int64_t)time(NULL);
    if (cupel_verify(v, evidence, &opts, &a, &diag) != CUPEL_OK) {
        fprintf(stderr, "no appraisal: %s\n", diag.text);
        return 3;
    }
    report(a);
    int code = cupel_appraisal_verdict(a) == CUPEL_VERDICT_AFFIRMING ? 0 : 1;
    cupel_appraisal_free(a);
    return code;
}

int main(int argc, char **argv)
{
    struct cupel_diag diag = { 0 };
    cupel_verifier *v = NULL;
    if (argc < 2) {
        fprintf(stderr, "usage: %s EVIDENCE [COLLATERAL]...\n", argv[0]);
        return 2;
    }
    if (cupel_verifier_new(&v, &diag) != CUPEL_OK) {
        fprintf(stderr, "%s\n", diag.text);
        return 3;
    }
    int code = 3;
    bool ok = true;
    for (int i = 2; i < argc && ok; i++)
        ok = add_collateral(v, argv[i]);
    cupel_slice evidence = ok ? read_file(argv[1]) : (cupel_slice){ NULL, 0 };
    if (evidence.n > 0)
        code = verify(v, evidence);
    free((void *)evidence.p);
    cupel_verifier_free(v);
    return code;
}
