/* SPDX-License-Identifier: Apache-2.0 */
#include "office/report_args.h"

#include "office/load_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct cli_option report_options[REPORT_OPTIONS] = {
    [REPORT_OPT_FROM] = { "from", "DATE", "the first day of the period" },
    [REPORT_OPT_TO] = { "to", "DATE", "its last day" },
    [REPORT_OPT_QUARTER] = { "quarter", "YEAR-QN", "in their place: 2026-Q1" },
    [REPORT_OPT_YEAR] = { "year", "YEAR", "in their place: 2026; makes a yearly report" },
    [REPORT_OPT_KIND] = { "kind", "KIND", "quarterly or yearly, whatever the period" },
    [REPORT_OPT_MARKDOWN] = { "markdown", NULL, "Markdown; what is written by default" },
    [REPORT_OPT_HTML] = { "html", NULL, "a page that stands alone and prints well" },
    [REPORT_OPT_JSON] = { "json", NULL, "one JSON object, with every proof" },
    [REPORT_OPT_OUTPUT] = { "output", "FILE", "write here; the file must not be there yet" },
    [REPORT_OPT_AS_OF] = { "as-of", "DATE", "count deadlines and terms from here; default: --to" },
    [REPORT_OPT_TITLE] = { "title", "TEXT", "in place of the group's name and the period" },
};

struct report_job *report_job_new(void)
{
    struct report_job *j = calloc(1, sizeof *j);
    if (j)
        arena_init(&j->arena, LOAD_ARENA);
    return j;
}

void report_job_free(struct report_job *j)
{
    if (!j)
        return;
    repo_free(j->repo);
    arena_clear(&j->arena);
    free(j);
}

void report_job_note(struct report_job *j, const char *text)
{
    if (j->n_notes < REPORT_NOTES_MAX)
        j->notes[j->n_notes++] = text;
}

/* ---- dates ---- */

static int take_date(struct cli_args *args, const char *option, int64_t *ret)
{
    if (landscape_date(args->value, ret))
        return CLI_OK;
    return cli_usage(args, "--%s %s: must be a date as in 2026-03-31", option, args->value);
}

/* From the first day of @first to the last day of @last, which end on the 30th or 31st. */
static int set_span(struct cli_args *args, struct report_job *j, const char *first,
                    const char *last)
{
    char from[16], to[16];
    (void)snprintf(from, sizeof from, "%.4s-%s", args->value, first);
    (void)snprintf(to, sizeof to, "%.4s-%s", args->value, last);
    if (j->has_span)
        return cli_usage(args, "name one period: --quarter or --year, once");
    j->has_span = true;
    return landscape_date(from, &j->from) && landscape_date(to, &j->to)
               ? CLI_OK
               : cli_usage(args, "%s names no year", args->value);
}

static int take_quarter(struct cli_args *args, struct report_job *j)
{
    static const char *const ends[4][2] = {
        { "01-01", "03-31" }, { "04-01", "06-30" }, { "07-01", "09-30" }, { "10-01", "12-31" }
    };
    const char *v = args->value;
    if (strlen(v) != 7 || v[4] != '-' || v[5] != 'Q' || v[6] < '1' || v[6] > '4')
        return cli_usage(args, "--quarter %s: must be a quarter as in 2026-Q1", v);
    return set_span(args, j, ends[v[6] - '1'][0], ends[v[6] - '1'][1]);
}

static int take_year(struct cli_args *args, struct report_job *j)
{
    if (strlen(args->value) != 4)
        return cli_usage(args, "--year %s: must be a year as in 2026", args->value);
    if (!j->has_kind)
        j->is_yearly = true;
    return set_span(args, j, "01-01", "12-31");
}

/* ---- the others ---- */

static int take_kind(struct cli_args *args, struct report_job *j)
{
    j->has_kind = true;
    j->is_yearly = strcmp(args->value, "yearly") == 0;
    if (j->is_yearly || strcmp(args->value, "quarterly") == 0)
        return CLI_OK;
    return cli_usage(args, "--kind %s: must be quarterly or yearly", args->value);
}

static int take_form(struct cli_args *args, struct report_job *j, enum report_form form)
{
    if (j->has_form)
        return cli_usage(args, "one form at a time: --markdown, --html or --json");
    j->has_form = true;
    j->form = form;
    return CLI_OK;
}

static int take_folder(struct cli_args *args, struct report_job *j)
{
    if (j->folder)
        return cli_usage(args, "one office at a time, \"%s\" is a second one", args->value);
    j->folder = args->value;
    return CLI_OK;
}

static int take(struct cli_args *args, int option, struct report_job *j)
{
    switch (option) {
    case REPORT_OPT_FROM: j->has_from = true; return take_date(args, "from", &j->from);
    case REPORT_OPT_TO: j->has_to = true; return take_date(args, "to", &j->to);
    case REPORT_OPT_QUARTER: return take_quarter(args, j);
    case REPORT_OPT_YEAR: return take_year(args, j);
    case REPORT_OPT_KIND: return take_kind(args, j);
    case REPORT_OPT_MARKDOWN: return take_form(args, j, REPORT_MARKDOWN);
    case REPORT_OPT_HTML: return take_form(args, j, REPORT_HTML);
    case REPORT_OPT_JSON: return take_form(args, j, REPORT_JSON);
    case REPORT_OPT_OUTPUT: j->output = args->value; return CLI_OK;
    case REPORT_OPT_AS_OF: j->has_as_of = true; return take_date(args, "as-of", &j->as_of);
    case REPORT_OPT_TITLE: j->title = args->value; return CLI_OK;
    default: return take_folder(args, j);
    }
}

static int check(struct cli_args *args, struct report_job *j)
{
    if (j->has_span && (j->has_from || j->has_to))
        return cli_usage(args, "name the period once: --quarter, --year, or --from and --to");
    if (!j->has_span && !(j->has_from && j->has_to))
        return cli_usage(args, "name the period: --quarter 2026-Q1, --year 2026, or --from and "
                               "--to");
    if (j->from > j->to)
        return cli_usage(args, "--from lies after --to");
    if (j->title && !j->title[0])
        return cli_usage(args, "--title is empty");
    if (!j->has_as_of)
        j->as_of = j->to;
    j->folder = j->folder ? j->folder : ".";
    if (!cli_is_folder(j->folder))
        return cli_usage(args, "%s is no folder", j->folder);
    return CLI_OK;
}

/* ---- the repository ---- */

/* The folder, or one above it, that has a .git; the rest of the path is the office's prefix. */
static int find_top(struct report_job *j)
{
    char git[PATH_MAX + 8];
    if (!realpath(j->folder, j->top))
        return cli_error(CLI_INTERNAL, "%s: cannot be found", j->folder);
    const char *whole = arena_printf(&j->arena, "%s/", j->top);
    for (;;) {
        (void)snprintf(git, sizeof git, "%s/.git", j->top);
        if (access(git, F_OK) == 0) {
            j->prefix = whole + strlen(j->top) + 1;
            return CLI_OK;
        }
        char *slash = strrchr(j->top, '/');
        if (!slash || slash == j->top)
            break;
        *slash = '\0';
    }
    j->no_history = "the folder stands in no git repository";
    return CLI_OK;
}

int report_job_read(struct cli_args *args, struct report_job *j)
{
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END)
        code = option == CLI_STOP ? CLI_STOP : take(args, option, j);
    if (code == CLI_OK)
        code = check(args, j);
    return code == CLI_OK ? find_top(j) : code;
}
