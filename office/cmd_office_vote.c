/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_office_vote.c: `cupel office vote`: what a decision's ballots come to. */
#include "office/office.h"

#include "base/guess.h"
#include "office/govern/check.h"
#include "office/office_ballot.h"

#include <stdio.h>
#include <string.h>

static const struct cli_option options[] = {
    [VOTE_AS_OF] = { "as-of", "DATE", "the day of what is done; default: today" },
    [VOTE_JSON] = { "json", NULL, "the count as one JSON object" },
    [VOTE_COMMENT] = { "comment", "TEXT", "cast: what the ballot says beside the vote" },
    [VOTE_WHY] = { "why", "TEXT", "recuse: the reason" },
    [VOTE_TITLE] = { "title", "TEXT", "open: what it is called" },
    [VOTE_MOTION] = { "motion", "TEXT", "open: the text that is voted on" },
    [VOTE_BY] = { "by", "PERSON", "open: who proposes it" },
    [VOTE_SECOND] = { "second", "PERSON", "open: who seconds it" },
    [VOTE_CLOSES] = { "closes", "DATE", "open: its last day" },
    [VOTE_THRESHOLD] = { "threshold", "SHARE",
                         "open: majority, two-thirds or N%; default: majority" },
    [VOTE_OF] = { "of", "WORD", "open: of votes cast, or of the electorate; default: cast" },
    [VOTE_QUORUM] = { "quorum", "N", "open: persons, or N% of the electorate" },
    [VOTE_ELECTORATE] = { "electorate", "WORD,…", "open: roles, or ids of people" },
};

/* ---- counting ---- */

static const struct govern_id *find(struct cli_args *args, const struct vote_job *j)
{
    char room[160];
    const struct govern *g = &j->office.g;
    const struct govern_id *d = govern_find(&g->decisions, j->id);
    struct guess near = { .typed = j->id };
    for (size_t i = 0; i < g->decisions.n; i++)
        guess_add(&near, g->decisions.at[i].text);
    if (d)
        return d;
    landscape_tell(&j->office.landscape->problems);
    (void)cli_usage(args, "there is no decision \"%s\" that can be read%s", j->id,
                    guess_text(&near, "", room, sizeof room));
    return NULL;
}

static void write_json(const struct govern_id *d, const struct tally *t, struct buf *b)
{
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
}

static int count(const struct vote_job *j, const struct govern_id *d)
{
    struct buf b;
    struct tally t = vote_tally(&j->office.g, d->node);
    if (!t.is_known)
        return cli_error(CLI_MALFORMED, "%s: nobody who may vote could be made out", d->file);
    buf_init(&b, LANDSCAPE_OUTPUT);
    if (j->office.json) {
        write_json(d, &t, &b);
        return landscape_print(&b);
    }
    buf_printf(
        &b, "# %s: %zu of %zu who may vote did; quorum %zu; %zu votes for are needed (%s of %s)\n",
        d->file, t.voted, t.electorate, t.quorum, t.needed, yaml_text(d->node, "threshold"),
        yaml_text(d->node, "of"));
    buf_add_str(&b, "result: ");
    vote_put_result(&t, d->node, &b);
    buf_add_byte(&b, '\n');
    return landscape_print(&b);
}

/* ---- the verb ---- */

static int take(struct cli_args *args, int option, struct vote_job *j)
{
    if (option == VOTE_AS_OF)
        return load_args_as_of(args, &j->office.when);
    if (option == VOTE_JSON) {
        j->office.json = true;
        return CLI_OK;
    }
    if (option >= 0 && option < VOTE_OPTIONS) {
        j->text[option] = args->value;
        return CLI_OK;
    }
    if (j->n == CUPEL_COUNT(j->words))
        return cli_usage(args, "\"%s\" is one word too many", args->value);
    j->words[j->n++] = args->value;
    return CLI_OK;
}

static const struct {
    const char *name, *usage;
    size_t words; /* behind it */
    int (*run)(struct cli_args *args, struct vote_job *j, const struct govern_id *d);
} deeds[] = {
    { "cast", "cast DIR DECISION PERSON for|against|abstain", 4, vote_cast },
    { "recuse", "recuse DIR DECISION PERSON --why TEXT", 3, vote_recuse },
    { "close", "close DIR DECISION", 2, vote_close },
};

static int with_office(struct cli_args *args, struct vote_job *j, const char *folder,
                       const char *id)
{
    j->office.folder = folder;
    j->id = id;
    return office_open(args, &j->office);
}

static int run_deed(struct cli_args *args, struct vote_job *j)
{
    if (j->n && strcmp(j->words[0], "open") == 0) {
        if (j->n != 3)
            return cli_usage(args, "say: open DIR DECISION, and its options");
        int code = with_office(args, j, j->words[1], j->words[2]);
        return code == CLI_OK ? vote_open(args, j) : code;
    }
    for (size_t i = 0; j->n && i < CUPEL_COUNT(deeds); i++) {
        if (strcmp(j->words[0], deeds[i].name) != 0)
            continue;
        if (j->n != deeds[i].words + 1)
            return cli_usage(args, "say: %s", deeds[i].usage);
        int code = with_office(args, j, j->words[1], j->words[2]);
        const struct govern_id *d = code == CLI_OK ? find(args, j) : NULL;
        return d ? deeds[i].run(args, j, d) : code == CLI_OK ? CLI_USAGE : code;
    }
    if (j->n != 2)
        return cli_usage(args, "name the office and the decision: DIR DECISION");
    int code = with_office(args, j, j->words[0], j->words[1]);
    const struct govern_id *d = code == CLI_OK ? find(args, j) : NULL;
    return d ? count(j, d) : code == CLI_OK ? CLI_USAGE : code;
}

static int run_vote(struct cli_args *args)
{
    struct vote_job j = { 0 };
    int option, code = office_job_init(&j.office);
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END)
        code = option == CLI_STOP ? CLI_STOP : take(args, option, &j);
    if (code == CLI_STOP)
        code = args->exit;
    else if (code == CLI_OK)
        code = run_deed(args, &j);
    office_job_free(&j.office);
    return code;
}

const struct cli_verb verb_office_vote = {
    .name = "office vote",
    .summary = "Record a vote, and count its ballots.",
    .synopsis = "[options] DIR DECISION\n"
                "open [options] DIR DECISION\n"
                "cast [--comment TEXT] DIR DECISION PERSON for|against|abstain\n"
                "recuse --why TEXT DIR DECISION PERSON\n"
                "close DIR DECISION",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes =
        "DECISION is the name of a file in decisions/, without \".yml\". Alone: prints the line "
        "that\n"
        "belongs into that file. Counted are persons of the electorate on the day when the vote\n"
        "was opened, without the recused, each once, with ballots of the days when it was open.\n"
        "open makes the file; cast, recuse and close put one line into it and leave all others as\n"
        "they are. (A folder named like one of these words: write ./open.)",
    .run = run_vote,
};
