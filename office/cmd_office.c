/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_office.c: `cupel office` itself, which names the others, `cupel office check` and
 * `cupel office vote`. */
#include "office/office.h"

#include "base/guess.h"
#include "office/office_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_verb *const below[] = {
    &verb_office_init,
    &verb_office_check,
    &verb_office_report,
    &verb_office_vote,
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
                "check [options] [DIR]\n"
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
        "without editors, the clocks of retirement. Each line begins with file and line.",
    .run = run_check,
};

/* ---- vote ---- */

enum { VOTE_AS_OF, VOTE_JSON };
static const struct cli_option vote_options[] = {
    [VOTE_AS_OF] = { "as-of", "DATE", "count on this day; default: today" },
    [VOTE_JSON] = { "json", NULL, "one JSON object" },
};

static void write_tally(const struct office_job *j, const struct govern_id *d,
                        const struct tally *t, struct buf *b)
{
    const struct yaml_node *top = d->node;
    if (j->json) {
        struct json_out o = json_out_to(b);
        json_object_open(&o, NULL);
        json_uint(&o, "cupel", 1);
        json_text(&o, "office", "vote");
        json_text(&o, "decision", d->text);
        json_text(&o, "outcome", vote_outcome_name(t->outcome));
        json_uint(&o, "for", t->votes_for);
        json_uint(&o, "against", t->against);
        json_uint(&o, "abstain", t->abstain);
        json_uint(&o, "electorate", t->electorate);
        json_uint(&o, "quorum", t->quorum);
        json_uint(&o, "needed", t->needed);
        json_object_close(&o);
        buf_add_byte(b, '\n');
        return;
    }
    buf_printf(
        b, "# %s: %zu of %zu who may vote did; quorum %zu; %zu votes for are needed (%s of %s)\n",
        d->file, t->voted, t->electorate, t->quorum, t->needed, yaml_text(top, "threshold"),
        yaml_text(top, "of"));
    buf_printf(b, "result: {outcome: %s, for: %zu, against: %zu, abstain: %zu%s%s}\n",
               vote_outcome_name(t->outcome), t->votes_for, t->against, t->abstain,
               t->outcome == VOTE_OPEN ? "" : ", closed: ",
               t->outcome == VOTE_OPEN ? "" : yaml_text(top, "closes"));
}

static int vote_on(struct cli_args *args, struct office_job *j, const char *id)
{
    char room[160];
    struct buf b;
    int code = office_open(args, j);
    if (code != CLI_OK)
        return code;
    const struct govern_id *d = govern_find(&j->g.decisions, id);
    struct guess near = { .typed = id };
    for (size_t i = 0; i < j->g.decisions.n; i++)
        guess_add(&near, j->g.decisions.at[i].text);
    if (!d) {
        landscape_tell(&j->landscape->problems);
        return cli_usage(args, "there is no decision \"%s\" that can be read%s", id,
                         guess_text(&near, "", room, sizeof room));
    }
    struct tally t = vote_tally(&j->g, d->node);
    if (!t.is_known)
        return cli_error(CLI_MALFORMED, "%s: nobody who may vote could be made out", d->file);
    buf_init(&b, LANDSCAPE_OUTPUT);
    write_tally(j, d, &t, &b);
    return landscape_print(&b);
}

static int vote(struct cli_args *args, struct office_job *j)
{
    const char *id = NULL;
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP)
            return args->exit;
        if (option == VOTE_AS_OF)
            code = load_args_as_of(args, &j->when);
        else if (option == VOTE_JSON)
            j->json = true;
        else if (j->folder && !id)
            id = args->value;
        else
            code = office_take_folder(args, j);
    }
    if (code == CLI_OK && !id)
        code = cli_usage(args, "name the office and the decision: DIR DECISION");
    return code == CLI_OK ? vote_on(args, j, id) : code;
}

static int run_vote(struct cli_args *args)
{
    struct office_job j;
    int code = office_job_init(&j);
    if (code == CLI_OK)
        code = vote(args, &j);
    office_job_free(&j);
    return code;
}

const struct cli_verb verb_office_vote = {
    .name = "office vote",
    .summary = "Count the ballots of a decision.",
    .synopsis = "[options] DIR DECISION",
    .options = vote_options,
    .n_options = CUPEL_COUNT(vote_options),
    .notes =
        "DECISION is the name of a file in decisions/, without \".yml\". Prints the line that\n"
        "belongs into that file. Counted are persons of the electorate on the day when the vote\n"
        "was opened, without the recused, each once, with ballots of the days when it was open.",
    .run = run_vote,
};
