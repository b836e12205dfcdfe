/* SPDX-License-Identifier: Apache-2.0 */
/* office/report_args.h: the arguments of `cupel office report`, and what it works with. */
#ifndef CUPEL_OFFICE_REPORT_ARGS_H
#define CUPEL_OFFICE_REPORT_ARGS_H

#include "office/landscape_args.h"
#include "office/report/make.h"

#include <limits.h>

enum report_option {
    REPORT_OPT_FROM,
    REPORT_OPT_TO,
    REPORT_OPT_QUARTER,
    REPORT_OPT_YEAR,
    REPORT_OPT_KIND,
    REPORT_OPT_MARKDOWN,
    REPORT_OPT_HTML,
    REPORT_OPT_JSON,
    REPORT_OPT_OUTPUT,
    REPORT_OPT_AS_OF,
    REPORT_OPT_TITLE,
    REPORT_OPTIONS
};
extern const struct cli_option report_options[REPORT_OPTIONS];

enum report_form { REPORT_MARKDOWN, REPORT_HTML, REPORT_JSON };
struct report_job {
    struct arena arena;
    const char *folder, *output, *title;
    enum report_form form;
    bool has_form, has_from, has_to, has_span, has_kind, has_as_of, is_yearly;
    int64_t from, to, as_of; /* midnights UTC */

    char top[PATH_MAX];     /* of the repository */
    const char *prefix;     /* of the office in it: "" or "examples/sig/" */
    const char *no_history; /* why there is none; NULL: look for it */
    struct repo *repo;
    struct history h; /* of HEAD */
    size_t at;        /* of its commits: the one at the end of the period */
    bool has_history, was_there;
    struct state now, before;
    const char *notes[REPORT_NOTES_MAX];
    size_t n_notes;
};
struct report_job *report_job_new(void); /* NULL: no memory */
void report_job_free(struct report_job *j);
void report_job_note(struct report_job *j, const char *text);
/* Read the arguments and find the repository; CLI_STOP: return args->exit. */
int report_job_read(struct cli_args *args, struct report_job *j);

#endif
