/* SPDX-License-Identifier: Apache-2.0 */
/* cupel explain: name every field of an input, or say what a check means. Trusts nothing. */
#include <cupel/cupel.h>

#include "cli/cli.h"
#include "codec/json_out.h"
#include "collateral/collateral.h"
#include "render/explain_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_CHECK, OPT_CHECKS, OPT_CLAIMS, OPT_FORMAT, OPT_JSON };
static const struct cli_option options[] = {
    [OPT_CHECK] = { "check", "ID", "what a check means, which clause it implements, what to do" },
    [OPT_CHECKS] = { "checks", NULL, "the same for every check" },
    [OPT_CLAIMS] = { "claims", NULL, "every claim that --expect of cupel verify takes" },
    [OPT_FORMAT] = { "format", "KIND", "what the input is; default: recognise it" },
    [OPT_JSON] = { "json", NULL, "one JSON object per input and line" },
};

struct job {
    const char **inputs; /* views of argv */
    size_t n_inputs;
    const char *check, *format;
    bool all_checks, all_claims, json;
};

static int print_buf(struct buf *b)
{
    int code = buf_status(b) == CUPEL_OK ? CLI_OK : cli_error(CLI_INTERNAL, "out of memory");
    if (code == CLI_OK)
        (void)fwrite(b->p, 1, b->n, stdout);
    buf_clear(b);
    return code;
}

/* ---- checks and claims ---- */

static void write_check_json(struct buf *b, const struct cupel_check_info *c)
{
    struct json_out o = json_out_to(b);
    json_object_open(&o, NULL);
    json_text(&o, "id", c->id);
    json_text(&o, "category", cupel_category_name(c->category));
    json_text(&o, "title", c->title);
    json_text(&o, "why", c->why);
    json_text(&o, "spec", c->spec);
    json_text(&o, "fix", c->fix);
    json_object_close(&o);
    buf_add_byte(b, '\n');
}

static void write_check(struct buf *b, const struct cupel_check_info *c, bool json)
{
    struct text_out t = text_out_to(b, cli_use_colour());
    if (json)
        write_check_json(b, c);
    else
        text_check_info(&t, c);
}

static int explain_checks(const struct job *j)
{
    struct buf b;
    const struct cupel_check_info *c;
    buf_init(&b, 1u << 20);
    for (size_t i = 0; (c = cupel_check_info_at(i)); i++) {
        if (i && !j->json)
            buf_add_byte(&b, '\n');
        write_check(&b, c, j->json);
    }
    return print_buf(&b);
}

static int explain_check(struct cli_args *args, const struct job *j)
{
    const struct cupel_check_info *c = cupel_check_info_find(j->check);
    struct buf b;
    if (c) {
        buf_init(&b, 1u << 16);
        write_check(&b, c, j->json);
        return print_buf(&b);
    }
    char room[96];
    struct guess g = { .typed = j->check };
    for (size_t i = 0; (c = cupel_check_info_at(i)); i++)
        guess_add(&g, c->id);
    return cli_usage(args, "--check: there is no check \"%s\"%s; --checks lists them", j->check,
                     guess_text(&g, "", room, sizeof room));
}

static const char *type_text(const struct cupel_claim_info *c, char *room, size_t n)
{
    static const char *const names[] = {
        [CUPEL_CLAIM_TEXT] = "text",
        [CUPEL_CLAIM_BYTES] = "hex",
        [CUPEL_CLAIM_UINT] = "number",
        [CUPEL_CLAIM_FLAGS] = "flags, as 0x and hex digits",
        [CUPEL_CLAIM_BOOL] = "true or false",
        [CUPEL_CLAIM_TIME] = "time",
        [CUPEL_CLAIM_LIST] = "texts, separated by commas",
    };
    if (c->type != CUPEL_CLAIM_BYTES || !c->size)
        return names[c->type];
    (void)snprintf(room, n, "%zu bytes as hex", c->size);
    return room;
}

static void write_claim(struct buf *b, const struct cupel_claim_info *c, bool json)
{
    char room[48];
    const char *type = type_text(c, room, sizeof room);
    if (json) {
        struct json_out o = json_out_to(b);
        json_object_open(&o, NULL);
        json_text(&o, "claim", c->name);
        json_text(&o, "value", type);
        json_text(&o, "title", c->title);
        json_object_close(&o);
        buf_add_byte(b, '\n');
        return;
    }
    struct text_out t = text_out_to(b, cli_use_colour());
    text_put(&t, c->name);
    text_to(&t, 32);
    text_wrap(&t, 32, c->title ? c->title : "");
    text_put(&t, " (");
    text_wrap(&t, 32, type);
    text_put(&t, ")");
    text_line(&t);
}

static int explain_claims(const struct job *j)
{
    struct buf b;
    const struct cupel_claim_info *c;
    buf_init(&b, 1u << 20);
    for (size_t i = 0; (c = cupel_claim_info_at(i)); i++)
        write_claim(&b, c, j->json);
    return print_buf(&b);
}

/* ---- inputs ---- */

static int print_explanation(const struct job *j, const cupel_explanation *e, const char *name,
                             bool first)
{
    if (j->json) {
        char *json = cupel_explanation_json(e, name);
        if (!json)
            return cli_error(CLI_INTERNAL, "out of memory");
        (void)puts(json);
        free(json);
        return CLI_OK;
    }
    struct buf b;
    buf_init(&b, 64u << 20);
    struct text_out t = text_out_to(&b, cli_use_colour());
    if (!first)
        text_line(&t);
    text_explanation(&t, name, e);
    return print_buf(&b);
}

static int explain_bytes(struct cli_args *args, const struct job *j, cupel_slice bytes,
                         const char *name, bool first)
{
    cupel_explanation *e = NULL;
    struct cupel_diag err = { 0 };
    cupel_status st = cupel_explain(bytes, j->format, &e, &err);
    if (st == CUPEL_OK) {
        int code = print_explanation(j, e, name, first);
        cupel_explanation_free(e);
        return code;
    }
    return st == CUPEL_E_USAGE ? cli_usage(args, "%s", err.text) : cli_refuse(name, &err);
}

static int explain_input(struct cli_args *args, const struct job *j, size_t i)
{
    struct buf b;
    struct cupel_diag err = { 0 };
    const char *path = j->inputs[i];
    buf_init(&b, COLLATERAL_FILE_MAX);
    cupel_status st = cli_read_file(path, &b, &err);
    int code = st == CUPEL_OK
                   ? explain_bytes(args, j, buf_slice(&b),
                                   strcmp(path, "-") == 0 ? "standard input" : path, i == 0)
                   : cli_error(cli_exit_of(cupel_status_class(st)), "%s", err.text);
    buf_clear(&b);
    return code;
}

/* ---- the verb ---- */

static void read_option(struct cli_args *args, int option, struct job *j)
{
    switch (option) {
    case OPT_CHECK: j->check = args->value; break;
    case OPT_CHECKS: j->all_checks = true; break;
    case OPT_CLAIMS: j->all_claims = true; break;
    case OPT_FORMAT: j->format = args->value; break;
    case OPT_JSON: j->json = true; break;
    default: j->inputs[j->n_inputs++] = args->value; break; /* CLI_ARG */
    }
}

static int check_job(struct cli_args *args, const struct job *j)
{
    size_t stdins = 0;
    int lookups = (j->check != NULL) + j->all_checks + j->all_claims;
    for (size_t i = 0; i < j->n_inputs; i++)
        stdins += strcmp(j->inputs[i], "-") == 0;
    if (stdins > 1)
        return cli_usage(args, "standard input (-) can be read once only");
    if (lookups > 1)
        return cli_usage(args, "give one of --check, --checks and --claims");
    if (lookups && j->n_inputs)
        return cli_usage(args, "--check, --checks and --claims take no file; leave out \"%s\"",
                         j->inputs[0]);
    if (!lookups && !j->n_inputs)
        return cli_usage(args, "no input is named; give a file, or - for standard input");
    return CLI_OK;
}

static int run_job(struct cli_args *args, struct job *j)
{
    j->inputs = calloc((size_t)args->argc + 1, sizeof *j->inputs);
    if (!j->inputs)
        return cli_error(CLI_INTERNAL, "out of memory");
    for (int option; (option = cli_next(args)) != CLI_END;) {
        if (option == CLI_STOP)
            return args->exit;
        read_option(args, option, j);
    }
    int code = check_job(args, j);
    if (code != CLI_OK)
        return code;
    if (j->check)
        return explain_check(args, j);
    if (j->all_checks || j->all_claims)
        return j->all_checks ? explain_checks(j) : explain_claims(j);
    for (size_t i = 0; code != CLI_USAGE && i < j->n_inputs; i++)
        code = cli_worse(code, explain_input(args, j, i));
    return code;
}

static int run(struct cli_args *args)
{
    struct job j = { 0 };
    int code = run_job(args, &j);
    free(j.inputs);
    return code;
}

static const char notes[] =
    "Kinds: any evidence format, certificate, crl, tcb-info, qe-identity, cert-table, event-log,\n"
    "ccel, ima-log, tpm-public, tpm-signature, pcr-values, key, pem.\n"
    "Nothing that is shown was verified: use cupel verify for that.";

const struct cli_verb verb_explain = {
    .name = "explain",
    .summary = "Name every field of evidence or collateral; trusts nothing, decides nothing.",
    .synopsis = "[options] FILE...\n--check ID\n--checks\n--claims",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes = notes,
    .run = run,
};
