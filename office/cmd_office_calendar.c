/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_office_calendar.c: `cupel office calendar`: the meetings of an office as iCalendar,
 * and as a list. */
#include "office/office.h"

#include "office/calendar/calendar.h"
#include "office/govern/check.h"
#include "office/office_args.h"

#include <stdio.h>
#include <string.h>

#define LIST_DAYS 92 /* of a list without --to */

enum { OPT_LIST, OPT_FROM, OPT_TO, OPT_ALL, OPT_AS_OF, OPT_OUTPUT, OPT_JSON };
static const struct cli_option options[] = {
    [OPT_LIST] = { "list", NULL, "the meetings themselves, in local time and UTC" },
    [OPT_FROM] = { "from", "DATE", "list from here; default: --as-of; implies --list" },
    [OPT_TO] = { "to", "DATE",
                 "list to here, this day included; default: three months on; implies --list" },
    [OPT_ALL] = { "all", NULL, "also whole days: votes that close, terms that end, the review" },
    [OPT_AS_OF] = { "as-of", "DATE", "the day of this calendar; default: today" },
    [OPT_OUTPUT] = { "output", "FILE", "write there, which must not be there yet" },
    [OPT_JSON] = { "json", NULL, "the list as one JSON object" },
};
struct calendar_job {
    struct office_job office;
    const char *from, *to, *output;
    bool list, all;
};

static int take(struct cli_args *args, int option, struct calendar_job *j)
{
    switch (option) {
    case OPT_LIST: j->list = true; return CLI_OK;
    case OPT_FROM:
        j->list = true;
        j->from = args->value;
        return CLI_OK;
    case OPT_TO:
        j->list = true;
        j->to = args->value;
        return CLI_OK;
    case OPT_ALL: j->all = true; return CLI_OK;
    case OPT_AS_OF: return load_args_as_of(args, &j->office.when);
    case OPT_OUTPUT: j->output = args->value; return CLI_OK;
    case OPT_JSON: j->office.json = j->list = true; return CLI_OK;
    default: return office_take_folder(args, &j->office);
    }
}

/* ---- the list ---- */

static const char *place_of(const struct calendar_meeting *m)
{
    const char *where = member_text(m->series, "location");
    return strcmp(where, "unknown") == 0 ? "" : where;
}

static void write_text(const struct calendar_meeting *at, size_t n, struct text_out *t)
{
    char room[320];
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(room, sizeof room, "%s %s-%s %.60s (UTC%s)  %s  %.120s%s%s", at[i].date,
                       at[i].time, at[i].end_time, member_text(at[i].series, "zone"), at[i].offset,
                       at[i].utc, member_text(at[i].series, "title"),
                       at[i].is_cancelled ? "  does not take place" : "",
                       at[i].minutes ? "  minutes" : "");
        text_put(t, room);
        text_line(t);
    }
    if (!n) {
        text_put(t, "no meeting in these days");
        text_line(t);
    }
}

static void write_json(const struct calendar_meeting *at, size_t n, struct buf *b)
{
    struct json_out o = json_out_to(b);
    json_object_open(&o, NULL);
    json_uint(&o, "cupel", 1);
    json_text(&o, "office", "calendar");
    json_array_open(&o, "meetings");
    for (size_t i = 0; i < n; i++) {
        json_object_open(&o, NULL);
        json_text(&o, "series", member_text(at[i].series, "id"));
        json_text(&o, "title", member_text(at[i].series, "title"));
        json_text(&o, "date", at[i].date);
        json_text(&o, "time", at[i].time);
        json_text(&o, "end", at[i].end_time);
        json_text(&o, "zone", member_text(at[i].series, "zone"));
        json_text(&o, "offset", at[i].offset);
        json_text(&o, "utc", at[i].utc);
        json_text(&o, "location", place_of(&at[i]));
        json_bool(&o, "cancelled", at[i].is_cancelled);
        json_text(&o, "minutes", at[i].minutes ? at[i].minutes->name : NULL);
        json_object_close(&o);
    }
    json_array_close(&o);
    json_object_close(&o);
    buf_add_byte(b, '\n');
}

/* Days are those of UTC: a meeting belongs to the day on which it begins there. */
static int days_of(struct cli_args *args, const struct calendar_job *j, int64_t *from, int64_t *to)
{
    *from = j->office.g.as_of;
    if (j->from && !landscape_date(j->from, from))
        return cli_usage(args, "--from: \"%s\" is no day; write YYYY-MM-DD", j->from);
    *to = *from + LIST_DAYS * (int64_t)DAY_SECONDS;
    if (j->to && !landscape_date(j->to, to))
        return cli_usage(args, "--to: \"%s\" is no day; write YYYY-MM-DD", j->to);
    if (*to < *from)
        return cli_usage(args, "--to lies before --from");
    *to += DAY_SECONDS;
    return CLI_OK;
}

static cupel_status write_list(struct calendar_job *j, int64_t from, int64_t to, struct buf *b)
{
    struct calendar_meeting *at = NULL;
    size_t n = 0;
    struct landscape_job *l = j->office.landscape;
    CUPEL_TRY(calendar_meetings(&l->arena, &j->office.g, from, to, &at, &n, &l->problems));
    if (j->office.json) {
        write_json(at, n, b);
    } else {
        struct text_out t = text_out_to(b, cli_use_colour());
        write_text(at, n, &t);
    }
    return buf_status(b);
}

/* ---- the verb ---- */

static int show(struct cli_args *args, struct calendar_job *j)
{
    struct buf b;
    struct landscape_problems *p = &j->office.landscape->problems;
    int64_t from = 0, to = 0;
    int code = days_of(args, j, &from, &to);
    if (code != CLI_OK)
        return code;
    p->n = p->more = p->errors = 0; /* what the files say wrong elsewhere is `office check`'s */
    buf_init(&b, CALENDAR_BYTES_MAX);
    cupel_status st = j->list ? write_list(j, from, to, &b)
                              : calendar_write(&j->office.g, j->all, &b, p);
    landscape_tell(p);
    if (st != CUPEL_OK)
        code = cli_error(CLI_INTERNAL, st == CUPEL_E_LIMIT
                                           ? "more meetings than a calendar may hold"
                                           : "out of memory");
    else if (p->errors)
        code = cli_error(CLI_MALFORMED, "no calendar was made: mend what stands above first");
    else if (j->output)
        code = landscape_create(j->output, buf_slice(&b));
    else
        return landscape_print(&b);
    buf_clear(&b);
    return code;
}

static int calendar(struct cli_args *args, struct calendar_job *j)
{
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP)
            return args->exit;
        code = take(args, option, j);
    }
    if (code == CLI_OK)
        code = office_open(args, &j->office);
    if (code != CLI_OK)
        return code;
    const struct govern_file *f = govern_file(&j->office.g, GOVERN_COMMUNICATIONS);
    if (!f || !f->top) {
        landscape_tell(&j->office.landscape->problems);
        return cli_error(CLI_MALFORMED, "the office has no communications.yml that can be read");
    }
    return show(args, j);
}

static int run_calendar(struct cli_args *args)
{
    struct calendar_job j = { 0 };
    int code = office_job_init(&j.office);
    if (code == CLI_OK)
        code = calendar(args, &j);
    office_job_free(&j.office);
    return code;
}

const struct cli_verb verb_office_calendar = {
    .name = "office calendar",
    .summary = "The meetings of an office as iCalendar (RFC 5545), or as a list.",
    .synopsis = "[options] [DIR]",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes =
        "Each series is one event with its recurrence, in its own zone with that zone's changes;\n"
        "a meeting that does not take place stays, as cancelled. The list has local times and\n"
        "UTC. A local time that a change of the clock leaves out is taken by the offset before\n"
        "it; one that comes twice is the first.",
    .run = run_calendar,
};
