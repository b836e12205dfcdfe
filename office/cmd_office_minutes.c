/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_office_minutes.c: `cupel office minutes new`. */
#include "office/office.h"

#include "base/guess.h"
#include "office/calendar/calendar.h"
#include "office/govern/check.h"
#include "office/office_args.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define NEAR_DAYS 400 /* around a day on which there is no meeting: those that are named */

enum { OPT_EXTRA, OPT_PRINT, OPT_AS_OF };
static const struct cli_option options[] = {
    [OPT_EXTRA] = { "extraordinary", NULL, "a meeting on a day that the series does not have" },
    [OPT_PRINT] = { "print", NULL, "print the file in place of writing it" },
    [OPT_AS_OF] = { "as-of", "DATE", "what stands open on this day; default: that of the meeting" },
};
struct minutes_job {
    struct office_job office;
    const char *words[4]; /* new, DIR, SERIES, DATE */
    size_t n;
    bool extraordinary, print, has_day;
};

static int take(struct cli_args *args, int option, struct minutes_job *j)
{
    switch (option) {
    case OPT_EXTRA: j->extraordinary = true; return CLI_OK;
    case OPT_PRINT: j->print = true; return CLI_OK;
    case OPT_AS_OF: j->has_day = true; return load_args_as_of(args, &j->office.when);
    default:
        if (j->n == CUPEL_COUNT(j->words))
            return cli_usage(args, "\"%s\" is one word too many", args->value);
        j->words[j->n++] = args->value;
        return CLI_OK;
    }
}

static const struct yaml_node *find_series(struct cli_args *args, const struct minutes_job *j)
{
    char room[160];
    const struct govern *g = &j->office.g;
    const struct govern_id *s = govern_find(&g->series, j->words[2]);
    struct guess near = { .typed = j->words[2] };
    for (size_t i = 0; i < g->series.n; i++)
        guess_add(&near, g->series.at[i].text);
    if (!s)
        (void)cli_usage(args, "communications.yml has no series \"%s\"%s", j->words[2],
                        guess_text(&near, "", room, sizeof room));
    return s ? s->node : NULL;
}

/* The days of the series around @day, for a message. */
static const char *near_days(struct minutes_job *j, const struct yaml_node *series, int64_t day,
                             bool *is_one)
{
    struct calendar_meeting *at = NULL;
    size_t n = 0;
    struct landscape_job *l = j->office.landscape;
    const char *before = "none", *after = "none", *date = j->words[3];
    int64_t around = NEAR_DAYS * (int64_t)DAY_SECONDS;
    *is_one = false;
    if (calendar_meetings(&l->arena, &j->office.g, day - around, day + around, &at, &n,
                          &l->problems) != CUPEL_OK)
        return "not known";
    for (size_t i = 0; i < n; i++) {
        int order = strcmp(at[i].date, date);
        if (at[i].series != series)
            continue;
        *is_one = *is_one || order == 0;
        if (order < 0)
            before = at[i].date;
        else if (order > 0 && strcmp(after, "none") == 0)
            after = at[i].date;
    }
    return arena_printf(&l->arena, "before it %s, after it %s", before, after);
}

static int write_file(struct minutes_job *j, const struct yaml_node *series)
{
    struct buf b;
    char path[LANDSCAPE_PATH];
    buf_init(&b, GOVERN_FILE_MAX);
    minutes_write(&j->office.g, series, j->words[3], &b);
    if (j->print)
        return landscape_print(&b);
    int n = snprintf(path, sizeof path, "%s/meetings", j->words[1]);
    if (n > 0 && n < LANDSCAPE_PATH)
        (void)mkdir(path, 0777); /* git keeps no empty folder: it may not be there */
    n = snprintf(path, sizeof path, "%s/meetings/%s-%s.yml", j->words[1], j->words[3], j->words[2]);
    int code = buf_status(&b) != CUPEL_OK || n < 0 || n >= LANDSCAPE_PATH
                   ? cli_error(CLI_INTERNAL, "out of memory, or the path is too long")
                   : landscape_create(path, buf_slice(&b));
    buf_clear(&b);
    if (code == CLI_OK)
        (void)printf("%s: fill in who was there, and what was said\n", path);
    return code;
}

static int make(struct cli_args *args, struct minutes_job *j)
{
    int64_t day = 0;
    bool is_one = false;
    if (j->n != CUPEL_COUNT(j->words) || strcmp(j->words[0], "new") != 0)
        return cli_usage(args, "say: new DIR SERIES DATE");
    if (!landscape_date(j->words[3], &day))
        return cli_usage(args, "\"%s\" is no day; write YYYY-MM-DD", j->words[3]);
    if (!j->has_day)
        j->office.when.as_of = day;
    j->office.folder = j->words[1];
    int code = office_open(args, &j->office);
    if (code != CLI_OK)
        return code;
    struct landscape_problems *p = &j->office.landscape->problems;
    if (p->errors) {
        landscape_tell(p);
        return cli_error(CLI_MALFORMED, "nothing was written: mend what stands above first");
    }
    const struct yaml_node *series = find_series(args, j);
    if (!series)
        return args->exit ? args->exit : CLI_USAGE;
    const char *near = near_days(j, series, day, &is_one);
    if (!is_one && !j->extraordinary)
        return cli_usage(args, "%s does not meet on %s; %s; or say --extraordinary", j->words[2],
                         j->words[3], near);
    return write_file(j, series);
}

static int run_minutes(struct cli_args *args)
{
    struct minutes_job j = { 0 };
    int option, code = office_job_init(&j.office);
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END)
        code = option == CLI_STOP ? CLI_STOP : take(args, option, &j);
    if (code == CLI_STOP)
        code = args->exit;
    else if (code == CLI_OK)
        code = make(args, &j);
    office_job_free(&j.office);
    return code;
}

const struct cli_verb verb_office_minutes = {
    .name = "office minutes",
    .summary = "Begin the minutes of a meeting.",
    .synopsis = "new [options] DIR SERIES DATE",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes = "Writes meetings/DATE-SERIES.yml, which must not be there: an agenda of the votes,\n"
             "recommendations, terms and comments that stand open, and the actions that earlier\n"
             "meetings left open, carried over. Who was there is for a person to fill in.",
    .run = run_minutes,
};
