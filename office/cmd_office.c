/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_office.c: `cupel office` itself, which names the others, and `cupel office check`. */
#include "office/office.h"

#include "base/guess.h"
#include "office/calendar/calendar.h"
#include "office/model/review.h"
#include "office/office_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_verb *const below[] = {
    &verb_office_init,    &verb_office_calendar, &verb_office_check,
    &verb_office_minutes, &verb_office_report,   &verb_office_vote,
};

static int run_office(struct cli_args *args)
{
    char room[96];
    int option = cli_next(args);
    if (option == CLI_STOP)
        return args->exit;
    if (option == CLI_END) {
        for (size_t i = 0; i < CUPEL_COUNT(below); i++)
            (void)printf("  %-18s %s\n", below[i]->name, below[i]->summary);
        return cli_usage(args, "name what to do");
    }
    struct guess g = { .typed = args->value };
    for (size_t i = 0; i < CUPEL_COUNT(below); i++)
        guess_add(&g, strchr(below[i]->name, ' ') + 1);
    return cli_usage(args, "there is no `cupel office %s`%s", args->value,
                     guess_text(&g, "", room, sizeof room));
}

const struct cli_verb verb_office = {
    .name = "office",
    .summary = "Check what a working group keeps as plain data.",
    .synopsis = "init DIR\n"
                "calendar [options] [DIR]\n"
                "check [options] [DIR]\n"
                "minutes new [options] DIR SERIES DATE\n"
                "report [options] --quarter 2026-Q1 [DIR]\n"
                "vote [options] DIR DECISION",
    .notes = "DIR is an office, a folder with an office.yml; default: the current one.\n"
             "`cupel office check --help` and so on say more.",
    .run = run_office,
};

/* ---- check ---- */

enum { OPT_AS_OF, OPT_STRICT, OPT_JSON };
static const struct cli_option check_options[] = {
    [OPT_AS_OF] = { "as-of", "DATE", "count terms and deadlines from here; default: today" },
    [OPT_STRICT] = { "strict", NULL, "exit 1 when there are warnings" },
    [OPT_JSON] = { "json", NULL, "one JSON object" },
};

static int compare_problems(const void *x, const void *y)
{
    const struct landscape_problem *a = x, *b = y;
    int order = strcmp(a->file, b->file);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

static int show_check(const struct office_job *j)
{
    struct landscape_problems *p = &j->landscape->problems;
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    if (p->n)
        qsort(p->at, p->n, sizeof *p->at, compare_problems);
    size_t warnings = p->n + p->more - p->errors;
    if (j->json) {
        struct json_out o = json_out_to(&b);
        json_object_open(&o, NULL);
        json_uint(&o, "cupel", 1);
        json_text(&o, "office", "check");
        json_text(&o, "folder", j->folder ? j->folder : ".");
        json_text(&o, "rules", j->g.rules_name);
        landscape_problems_json(p, &o);
        json_uint(&o, "errors", p->errors);
        json_uint(&o, "warnings", warnings);
        json_object_close(&o);
        buf_add_byte(&b, '\n');
    } else {
        struct text_out t = text_out_to(&b, cli_use_colour());
        char room[160];
        landscape_problems_text(p, &t);
        (void)snprintf(room, sizeof room, "%zu errors, %zu warnings, by %.60s", p->errors, warnings,
                       j->g.rules_name && *j->g.rules_name ? j->g.rules_name : "no rules");
        text_put(&t, room);
        text_line(&t);
    }
    return landscape_print(&b);
}

static int take_check(struct cli_args *args, int option, struct office_job *j, bool *strict)
{
    switch (option) {
    case OPT_AS_OF: return load_args_as_of(args, &j->when);
    case OPT_STRICT: *strict = true; return CLI_OK;
    case OPT_JSON: j->json = true; return CLI_OK;
    default: return office_take_folder(args, j);
    }
}

/* Read @path as a review, or keep why it is none. CLI_OK but for what is no matter of the file. */
static int read_review(struct landscape_job *l, const char *path, struct govern_review *ret)
{
    cupel_slice bytes = SLICE_EMPTY;
    struct cupel_diag err = { 0 };
    struct review *r = arena_alloc(&l->arena, sizeof *r);
    *ret = (struct govern_review){ .file = path, .why = "" };
    int code = landscape_bytes(l, path, true, &bytes);
    if (code != CLI_OK || !r)
        return code;
    if (review_read_json(&l->arena, bytes, r, &err) == CUPEL_OK)
        ret->review = r;
    else
        ret->why = arena_printf(&l->arena, "%s", err.text);
    return CLI_OK;
}

/* Reviews are read here alone: most other verbs need none of them. */
static int check_reviews(struct office_job *j)
{
    struct landscape_job *l = j->landscape;
    const char *folder = j->folder ? j->folder : ".";
    struct govern_review *all = arena_array(&l->arena, j->g.n_names + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; all && i < j->g.n_names; i++) {
        const char *name = j->g.names[i];
        if (!govern_is_review(name, NULL))
            continue;
        int code = read_review(l, arena_printf(&l->arena, "%s/%s", folder, name), &all[n++]);
        if (code != CLI_OK)
            return code;
    }
    govern_check_reviews(&j->g, all, n, &l->problems);
    return arena_status(&l->arena) == CUPEL_OK ? CLI_OK : cli_error(CLI_INTERNAL, "out of memory");
}

static int check(struct cli_args *args, struct office_job *j)
{
    bool strict = false;
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END)
        code = option == CLI_STOP ? CLI_STOP : take_check(args, option, j, &strict);
    if (code == CLI_STOP)
        return args->exit;
    if (code == CLI_OK)
        code = office_open(args, j);
    if (code != CLI_OK)
        return code;
    govern_check(&j->g, &j->landscape->problems);
    calendar_check(&j->g, &j->landscape->problems);
    code = check_reviews(j);
    if (code != CLI_OK)
        return code;
    code = show_check(j);
    const struct landscape_problems *p = &j->landscape->problems;
    if (code == CLI_OK && p->errors)
        code = CLI_MALFORMED;
    else if (code == CLI_OK && strict && p->n + p->more > p->errors)
        code = CLI_CONTRAINDICATED;
    return code;
}

static int run_check(struct cli_args *args)
{
    struct office_job j;
    int code = office_job_init(&j);
    if (code == CLI_OK)
        code = check(args, &j);
    office_job_free(&j);
    return code;
}

const struct cli_verb verb_office_check = {
    .name = "office check",
    .summary = "Every mistake in an office's files, and what wants a person's look.",
    .synopsis = "[options] [DIR]",
    .options = check_options,
    .n_options = CUPEL_COUNT(check_options),
    .notes =
        "Errors: shape, references, duplicates, ballots and results that contradict one another;\n"
        "exit 4 then. Warnings, by the operating model that office.yml names: terms that end or\n"
        "ended, vacant seats, stagger, two thirds from one company or segment, the review of\n"
        "the charter, meetings, minutes and actions that are missing or past due, papers\n"
        "without editors, reviews and manifests that have aged, the clocks of retirement.\n"
        "Each line begins with file and line.",
    .run = run_check,
};
