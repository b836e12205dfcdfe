/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office/cmd_dossier.c: `cupel review dossier`: a form's questions answered from the checkouts with
 * citations, or a filled form compared with them.
 */
#include "office/office.h"

#include "office/dossier/form.h"
#include "office/load_args.h"
#include "office/review/make.h"
#include "render/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_FORM, OPT_CHECK, OPT_AS_OF, OPT_NAME, OPT_JSON, OPT_LIST };

static const struct cli_option options[] = {
    [OPT_FORM] = { "form", "NAME|FILE", "sandbox, security-assessment, or a form as YAML" },
    [OPT_CHECK] = { "check", "FILE", "compare this filled form with the tree" },
    [OPT_AS_OF] = { "as-of", "DATE", "count ages and expiry from here; default: today" },
    [OPT_NAME] = { "name", "TEXT", "what the project is called; default: its first checkout" },
    [OPT_JSON] = { "json", NULL, "one JSON object instead of Markdown or text" },
    [OPT_LIST] = { "list-forms", NULL, "name the built-in forms" },
};

struct dossier_job {
    struct load_args load;
    const char *form, *check;
    bool json, list;
    struct arena arena;
};

static int take(struct cli_args *args, int option, struct dossier_job *j)
{
    switch (option) {
    case OPT_FORM: j->form = args->value; return CLI_OK;
    case OPT_CHECK: j->check = args->value; return CLI_OK;
    case OPT_AS_OF: return load_args_as_of(args, &j->load);
    case OPT_NAME: return load_args_name(args, &j->load);
    case OPT_JSON: j->json = true; return CLI_OK;
    case OPT_LIST: j->list = true; return CLI_OK;
    default: return load_args_checkout(args, &j->load);
    }
}

static int list_forms(void)
{
    for (size_t i = 0; form_name(i); i++)
        (void)printf("%s\n", form_name(i));
    return CLI_OK;
}

static int read_file(struct dossier_job *j, const char *path, cupel_slice *ret)
{
    struct buf b;
    struct cupel_diag err = { 0 };
    buf_init(&b, 1u << 20);
    cupel_status st = cli_read_file(path, &b, &err);
    *ret = st == CUPEL_OK ? arena_copy(&j->arena, buf_slice(&b)) : SLICE_EMPTY;
    buf_clear(&b);
    return st == CUPEL_OK ? CLI_OK : cli_error(CLI_INTERNAL, "%s", err.text);
}

/* A built-in form by name, else a file. */
static int read_form(struct cli_args *args, struct dossier_job *j, struct form *ret)
{
    struct cupel_diag err = { 0 };
    cupel_slice text = form_text(j->form);
    char room[96];
    struct guess g = { .typed = j->form };
    for (size_t i = 0; form_name(i); i++)
        guess_add(&g, form_name(i));
    if (text.n == 0 && !strpbrk(j->form, "./"))
        return cli_usage(args, "--form: there is no form \"%s\"%s; --list-forms names them",
                         j->form, guess_text(&g, "", room, sizeof room));
    int code = text.n ? CLI_OK : read_file(j, j->form, &text);
    if (code != CLI_OK)
        return code;
    return form_read(&j->arena, text, ret, &err) == CUPEL_OK ? CLI_OK : cli_refuse(j->form, &err);
}

static int print(struct buf *b)
{
    int code = buf_status(b) == CUPEL_OK ? CLI_OK : cli_error(CLI_INTERNAL, "out of memory");
    if (code == CLI_OK)
        (void)fwrite(b->p, 1, b->n, stdout);
    return code;
}

/* Line by line, since what people wrote into a form is part of it. */
static int print_clean(struct buf *b)
{
    struct buf out;
    buf_init(&out, (size_t)64 << 20);
    struct text_out t = text_out_to(&out, false);
    char *text = buf_steal_str(b);
    for (char *line = text; line && *line;) {
        size_t n = strcspn(line, "\n");
        bool more = line[n] != '\0';
        line[n] = '\0';
        text_put(&t, line);
        text_line(&t);
        line += n + more;
    }
    int code = text ? print(&out) : cli_error(CLI_INTERNAL, "out of memory");
    free(text);
    buf_clear(&out);
    return code;
}

static int prefill(struct dossier_job *j, const struct form *form, const struct project *p,
                   const struct review *r, struct buf *b)
{
    struct answer *answers = arena_array(&j->arena, form->n_questions, sizeof *answers);
    if (!answers)
        return cli_error(CLI_INTERNAL, "out of memory");
    form_answer(form, p, r, answers);
    (j->json ? dossier_write_json : dossier_write_markdown)(form, r, answers, b);
    return print(b);
}

/* Exit 1 when the tree contradicts the form. */
static int compare(struct dossier_job *j, const struct form *form, const struct project *p,
                   const struct review *r, struct buf *b)
{
    struct form_claims claims;
    struct cupel_diag err = { 0 };
    cupel_slice filled;
    int code = read_file(j, j->check, &filled);
    if (code != CLI_OK)
        return code;
    if (form_check(form, filled, p, r, &claims, &err) != CUPEL_OK)
        return cli_refuse(j->check, &err);
    (j->json ? claims_write_json : claims_write_text)(&claims, j->check, b);
    code = j->json ? print(b) : print_clean(b);
    for (size_t i = 0; i < claims.n && code == CLI_OK; i++)
        if (claims.at[i].state == CLAIM_CONTRADICTED)
            code = CLI_CONTRAINDICATED;
    return code;
}

static int make(struct cli_args *args, struct dossier_job *j)
{
    struct form form;
    struct project p = { 0 };
    struct review r;
    struct cupel_diag err = { 0 };
    int code = read_form(args, j, &form);
    if (code != CLI_OK)
        return code;
    cupel_status st = load_args_read(&j->load, NULL, &j->arena, &p, &err);
    if (st == CUPEL_OK)
        st = review_make(&p, &r, &err);
    if (st == CUPEL_OK) {
        struct buf b;
        buf_init(&b, (size_t)64 << 20);
        code = (j->check ? compare : prefill)(j, &form, &p, &r, &b);
        buf_clear(&b);
    } else {
        code = cli_refuse(j->load.paths[0], &err);
    }
    project_close(&p);
    return code;
}

static int run_job(struct cli_args *args, struct dossier_job *j)
{
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP)
            return args->exit;
        code = take(args, option, j);
    }
    if (code != CLI_OK)
        return code;
    if (j->list)
        return list_forms();
    if (!j->form)
        return cli_usage(args, "--form NAME is demanded; --list-forms names the built-in ones");
    if (j->load.n == 0)
        return cli_usage(args, "name the project's checkout, or several that make one project");
    return make(args, j);
}

static int run(struct cli_args *args)
{
    struct dossier_job *j = calloc(1, sizeof *j);
    if (!j)
        return cli_error(CLI_INTERNAL, "out of memory");
    arena_init(&j->arena, LOAD_ARENA);
    load_args_init(&j->load);
    int code = run_job(args, j);
    arena_clear(&j->arena);
    free(j);
    return code;
}

const struct cli_verb verb_dossier = {
    .name = "review dossier",
    .summary = "Answer a form's questions from a project's checkouts, each with a citation.",
    .synopsis = "--form NAME [options] CHECKOUT…\n"
                "--form NAME --check FILE [options] CHECKOUT…",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes =
        "What is not found is said to be, with where one would look. --check compares a filled\n"
        "form with the tree: places, files, licenses and people that it names, and answers\n"
        "that say yes where a check fails; exit 1 when the tree contradicts it.",
    .run = run,
};
