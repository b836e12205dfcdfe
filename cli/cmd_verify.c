/* SPDX-License-Identifier: Apache-2.0 */
/* cupel verify: read options and files, ask the library, print. Decides nothing itself. */
#include <cupel/verify.h>

#include "appraisal/appraisal.h"
#include "base/text.h"
#include "check/check.h"
#include "cli/cli.h"
#include "cli/collect.h"
#include "evidence/format.h"
#include "render/appraisal_text.h"
#include "verify/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPECT_MAX 256u
#define NONCE_MIN  16u
#define NONCE_MAX  512u /* bytes: the widest challenge of any format, Nitro's */

enum {
    OPT_FORMAT,
    OPT_COLLATERAL,
    OPT_ANCHOR,
    OPT_AT,
    OPT_NONCE,
    OPT_EXPECT,
    OPT_REQUIRE,
    OPT_JSON,
    OPT_QUIET,
    OPT_VERBOSE
};
static const struct cli_option options[] = {
    [OPT_FORMAT] = { "format", "FORMAT", "the evidence's format; default: recognise it" },
    [OPT_COLLATERAL] = { "collateral", "PATH",
                         "certificates, CRLs, TCB info…: a file or a folder; may be repeated" },
    [OPT_ANCHOR] = { "anchor", "[FORMAT:]PATH",
                     "trust this self-signed root, or these keys, as well; may be repeated" },
    [OPT_AT] = { "at", "TIME", "judge as of TIME (2026-06-01T00:00:00Z); default: now" },
    [OPT_NONCE] = { "nonce", "HEX", "the challenge that the evidence must hold, 16 bytes or more" },
    [OPT_EXPECT] = { "expect", "CLAIM=VALUE", "a claim that must hold; may be repeated" },
    [OPT_REQUIRE] = { "require", "LIST",
                      "fail what was not checked: freshness,identity,revocation,hardware,tcb" },
    [OPT_JSON] = { "json", NULL, "one JSON object per input and line" },
    [OPT_QUIET] = { "quiet", NULL, "print nothing but errors; the exit status tells" },
    [OPT_VERBOSE] = { "verbose", NULL, "every check and claim, with the clause it rests on" },
};

struct job {
    cupel_verifier *verifier;
    struct cupel_verify_opts opts;
    struct cupel_expect expect[EXPECT_MAX];
    char *expect_text[EXPECT_MAX]; /* owned copies of CLAIM=VALUE, cut at the '=' */
    uint8_t nonce[NONCE_MAX];
    const char **collateral, **anchors, **inputs; /* views of argv */
    size_t n_collateral, n_anchors, n_inputs;
    bool json, quiet, verbose, has_at;
};

/* ---- options ---- */

static int read_format(struct cli_args *args, struct job *j)
{
    char room[64], list[256] = "";
    struct guess g = { .typed = args->value };
    const char *name;
    for (size_t i = 0; (name = cupel_format_name(i)); i++) {
        if (strcmp(name, args->value) == 0) {
            j->opts.format = args->value;
            return CLI_OK;
        }
        size_t n = strlen(list);
        (void)snprintf(list + n, sizeof list - n, "%s%s", n ? ", " : "", name);
        guess_add(&g, name);
    }
    return cli_usage(args, "--format: there is no evidence format \"%s\"%s; known are %s",
                     args->value, guess_text(&g, "", room, sizeof room), list);
}

static int read_at(struct cli_args *args, struct job *j)
{
    if (rfc3339_read(slice_str(args->value), &j->opts.now) != CUPEL_OK)
        return cli_usage(args,
                         "--at: \"%s\" is no RFC 3339 time; write it like 2026-06-01T00:00:00Z",
                         args->value);
    j->has_at = true;
    return CLI_OK;
}

static int read_nonce(struct cli_args *args, struct job *j)
{
    cupel_slice text = slice_str(args->value);
    if (text.n % 2)
        return cli_usage(args, "--nonce: %zu hex digits are no whole bytes; give an even number",
                         text.n);
    if (text.n / 2 < NONCE_MIN || text.n / 2 > NONCE_MAX)
        return cli_usage(args, "--nonce: %zu bytes; it takes %u to %u bytes as hex digits",
                         text.n / 2, NONCE_MIN, NONCE_MAX);
    if (hex_read(text, j->nonce) != CUPEL_OK)
        return cli_usage(args, "--nonce: \"%s\" holds something else than hex digits", args->value);
    j->opts.nonce = slice_of(j->nonce, text.n / 2);
    if (slice_is_zero(j->opts.nonce))
        return cli_usage(args, "--nonce: all zero is what unset fields hold; choose it at random");
    return CLI_OK;
}

static int read_expect(struct cli_args *args, struct job *j)
{
    if (j->opts.n_expect == EXPECT_MAX)
        return cli_usage(args, "--expect: at most %u may be given", EXPECT_MAX);
    char *copy = strdup(args->value);
    char *equals = copy ? strchr(copy, '=') : NULL;
    if (!equals || equals == copy || !equals[1]) {
        free(copy);
        return cli_usage(args, "--expect: \"%s\" is not CLAIM=VALUE, as in snp.vmpl=0",
                         args->value);
    }
    *equals = 0;
    j->expect_text[j->opts.n_expect] = copy;
    j->expect[j->opts.n_expect++] = (struct cupel_expect){ copy, equals + 1 };
    return CLI_OK;
}

static int unknown_requirement(struct cli_args *args, cupel_slice word)
{
    char typed[48], room[64];
    (void)snprintf(typed, sizeof typed, "%.*s", (int)word.n, (const char *)word.p);
    struct guess g = { .typed = typed };
    for (unsigned c = 0; c <= CUPEL_CAT_FRESHNESS; c++)
        guess_add(&g, cupel_category_name((cupel_category)c));
    return cli_usage(args,
                     "--require: nothing is called \"%s\"%s; take from freshness, identity, "
                     "revocation, hardware, tcb, configuration",
                     typed, guess_text(&g, "", room, sizeof room));
}

static int read_require(struct cli_args *args, struct job *j)
{
    struct cur c = cur_of(slice_str(args->value));
    do {
        size_t n = 0;
        while (n < c.left.n && c.left.p[n] != ',')
            n++;
        cupel_slice word = cur_take(&c, n);
        cupel_category category;
        if (check_category_parse(word, &category) != CUPEL_OK)
            return unknown_requirement(args, word);
        j->opts.require |= 1u << category;
        if (c.left.n && cur_u8(&c) == ',' && !c.left.n)
            return unknown_requirement(args, SLICE_EMPTY);
    } while (c.left.n);
    return CLI_OK;
}

static int read_option(struct cli_args *args, int option, struct job *j)
{
    switch (option) {
    case OPT_FORMAT: return read_format(args, j);
    case OPT_AT: return read_at(args, j);
    case OPT_NONCE: return read_nonce(args, j);
    case OPT_EXPECT: return read_expect(args, j);
    case OPT_REQUIRE: return read_require(args, j);
    case OPT_COLLATERAL: j->collateral[j->n_collateral++] = args->value; break;
    case OPT_ANCHOR: j->anchors[j->n_anchors++] = args->value; break;
    case OPT_JSON: j->json = true; break;
    case OPT_QUIET: j->quiet = true; break;
    case OPT_VERBOSE: j->verbose = true; break;
    default: j->inputs[j->n_inputs++] = args->value; break; /* CLI_ARG */
    }
    return CLI_OK;
}

static size_t count_stdin(const char **list, size_t n)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += strcmp(list[i], "-") == 0;
    return found;
}

/* What only shows once all options are known. */
static int check_job(struct cli_args *args, struct job *j)
{
    if (j->n_inputs == 0)
        return cli_usage(args, "no evidence is named; give a file, or - for standard input");
    if (count_stdin(j->inputs, j->n_inputs) + count_stdin(j->collateral, j->n_collateral) +
            count_stdin(j->anchors, j->n_anchors) >
        1)
        return cli_usage(args, "standard input (-) can be read once only");
    if (j->json && j->quiet)
        return cli_usage(args, "--json and --quiet contradict each other; give one");
    return CLI_OK;
}

static int read_args(struct cli_args *args, struct job *j)
{
    for (;;) {
        int option = cli_next(args);
        if (option == CLI_STOP)
            return -1;
        if (option == CLI_END)
            return check_job(args, j);
        int code = read_option(args, option, j);
        if (code != CLI_OK)
            return code;
    }
}

/* ---- inputs ---- */

/* Appraisals are printed one by one, so that memory does not grow with the number of inputs. */
static int print_json(char *json)
{
    if (!json)
        return cli_error(CLI_INTERNAL, "out of memory");
    (void)puts(json);
    free(json);
    return CLI_OK;
}

static int print_text(const struct job *j, const cupel_appraisal *a, const char *name, bool first)
{
    struct buf b;
    buf_init(&b, 16u << 20);
    struct text_out t = text_out_to(&b, cli_use_colour());
    struct text_appraisal what = { name, a->title, j->verbose };
    if (!first)
        text_line(&t);
    text_appraisal(&t, &what, a);
    int code = buf_status(&b) == CUPEL_OK ? CLI_OK : cli_error(CLI_INTERNAL, "out of memory");
    if (code == CLI_OK)
        (void)fwrite(b.p, 1, b.n, stdout);
    buf_clear(&b);
    return code;
}

static int exit_of_appraisal(const cupel_appraisal *a)
{
    switch (cupel_appraisal_verdict(a)) {
    case CUPEL_VERDICT_AFFIRMING: return CLI_OK;
    case CUPEL_VERDICT_WARNING: return CLI_WARNING;
    case CUPEL_VERDICT_CONTRAINDICATED: return CLI_CONTRAINDICATED;
    case CUPEL_VERDICT_NONE: break;
    }
    int code = cli_exit_of(cupel_appraisal_class(a));
    return code == CLI_OK ? CLI_MISSING : code;
}

static int refuse_input(const struct job *j, cupel_slice bytes, const struct cupel_diag *err)
{
    if (j->json && print_json(cupel_error_json(j->verifier, bytes, &j->opts, err)) != CLI_OK)
        return CLI_INTERNAL;
    return cli_exit_of(cupel_status_class(err->status));
}

static int judge_bytes(const struct job *j, cupel_slice bytes, bool first)
{
    cupel_appraisal *a = NULL;
    struct cupel_diag err = { 0 };
    cupel_status st = cupel_verify(j->verifier, bytes, &j->opts, &a, &err);
    if (st != CUPEL_OK) {
        (void)cli_refuse(j->opts.name, &err);
        return refuse_input(j, bytes, &err);
    }
    int code = exit_of_appraisal(a), printed = CLI_OK;
    if (j->json)
        printed = print_json(cupel_appraisal_json(a));
    else if (!j->quiet)
        printed = print_text(j, a, j->opts.name, first);
    cupel_appraisal_free(a);
    return printed == CLI_OK ? code : printed;
}

static int judge_input(struct job *j, size_t i)
{
    struct buf b;
    struct cupel_diag err = { 0 };
    const char *path = j->inputs[i];
    j->opts.name = strcmp(path, "-") == 0 ? "standard input" : path;
    buf_init(&b, INPUT_MAX);
    cupel_status st = cli_read_file(path, &b, &err);
    int code;
    if (st == CUPEL_OK) {
        code = judge_bytes(j, buf_slice(&b), i == 0);
    } else {
        (void)cli_error(0, "%s", err.text);
        code = refuse_input(j, SLICE_EMPTY, &err);
    }
    buf_clear(&b);
    return code;
}

/* ---- the verb ---- */

/* Expectations are judged by the library; asking it with no evidence tells bad ones before any file
 * is read. */
static int check_expectations(struct cli_args *args, struct job *j)
{
    cupel_appraisal *a = NULL;
    struct cupel_diag err = { 0 };
    cupel_status st = cupel_verify(j->verifier, SLICE_EMPTY, &j->opts, &a, &err);
    cupel_appraisal_free(a);
    return st == CUPEL_E_USAGE ? cli_usage(args, "%s", err.text) : CLI_OK;
}

static int prepare(struct cli_args *args, struct job *j)
{
    struct cupel_diag err = { 0 };
    int code = CLI_OK;
    if (cupel_verifier_new(&j->verifier, &err) != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "%s", err.text);
    j->opts.expect = j->expect;
    if (!j->has_at) {
        j->opts.now = (int64_t)time(NULL);
        j->opts.now_from_clock = true;
    }
    code = check_expectations(args, j);
    for (size_t i = 0; code == CLI_OK && i < j->n_anchors; i++)
        code = collect_anchor(j->verifier, j->anchors[i]);
    for (size_t i = 0; code == CLI_OK && i < j->n_collateral; i++)
        code = collect_collateral(j->verifier, j->collateral[i]);
    return code;
}

static void job_clear(struct job *j)
{
    cupel_verifier_free(j->verifier);
    for (size_t i = 0; i < j->opts.n_expect; i++)
        free(j->expect_text[i]);
    free(j->collateral);
    free(j->anchors);
    free(j->inputs);
}

static int run_job(struct cli_args *args, struct job *j)
{
    size_t room = (size_t)args->argc + 1;
    j->opts = (struct cupel_verify_opts)CUPEL_VERIFY_OPTS_INIT;
    j->collateral = calloc(room, sizeof *j->collateral);
    j->anchors = calloc(room, sizeof *j->anchors);
    j->inputs = calloc(room, sizeof *j->inputs);
    if (!j->collateral || !j->anchors || !j->inputs)
        return cli_error(CLI_INTERNAL, "out of memory");
    int code = read_args(args, j);
    if (code < 0)
        return args->exit;
    if (code == CLI_OK)
        code = prepare(args, j);
    if (code != CLI_OK)
        return code;
    for (size_t i = 0; i < j->n_inputs; i++)
        code = cli_worse(code, judge_input(j, i));
    return code;
}

static int run(struct cli_args *args)
{
    struct job j = { 0 };
    int code = run_job(args, &j);
    job_clear(&j);
    return code;
}

static const char notes[] =
    "Exit status: 0 affirming, 1 contraindicated, 3 warning; without a verdict: 2 usage,\n"
    "4 malformed, 5 unsupported, 6 a certificate is missing, 7 I/O or internal. Of several "
    "inputs:\n"
    "1 if any is contraindicated, else the highest of 7, 4, 5, 6 present, else 3, else 0.";

const struct cli_verb verb_verify = {
    .name = "verify",
    .summary = "Say what a piece of evidence proves, what it does not, and why.",
    .synopsis = "[options] EVIDENCE...",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes = notes,
    .run = run,
};
