/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office/main.c: the program cupel-office, which `cupel review` and `cupel landscape` run. Its own
 * process, so that the command that parses hostile evidence loads no git library.
 */
#include "office/office.h"

#include "crypto/verify.h"

#include <cupel/base.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* What the first arguments name, the longest first. */
static const struct {
    const char *first, *second;
    const struct cli_verb *verb;
} verbs[] = {
    { "review", "dossier", &verb_dossier },
    { "review", NULL, &verb_review },
    { "office", "calendar", &verb_office_calendar },
    { "office", "check", &verb_office_check },
    { "office", "init", &verb_office_init },
    { "office", "minutes", &verb_office_minutes },
    { "office", "report", &verb_office_report },
    { "office", "vote", &verb_office_vote },
    { "office", NULL, &verb_office },
    { "site", "build", &verb_site_build },
    { "site", NULL, &verb_site },
    { "landscape", "check", &verb_landscape_check },
    { "landscape", "diff", &verb_landscape_diff },
    { "landscape", "matrix", &verb_landscape_matrix },
    { "landscape", "gaps", &verb_landscape_gaps },
    { "landscape", "import", &verb_landscape_import },
    { "landscape", "export", &verb_landscape_export },
    { "landscape", NULL, &verb_landscape },
};

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of fflush, told by cli_flush() */
    crypto_ignore_configuration();
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        (void)printf("cupel-office %s\n", cupel_version());
        return cli_flush();
    }
    for (size_t i = 0; i < CUPEL_COUNT(verbs); i++) {
        int words = verbs[i].second ? 2 : 1;
        if (argc < words || strcmp(argv[0], verbs[i].first) != 0 ||
            (verbs[i].second && strcmp(argv[1], verbs[i].second) != 0))
            continue;
        struct cli_args args = { .verb = verbs[i].verb, .argv = argv, .argc = argc, .at = words };
        int code = verbs[i].verb->run(&args);
        int flushed = cli_flush();
        return flushed == CLI_OK ? code : flushed;
    }
    return cli_error(CLI_USAGE,
                     "this program is what `cupel review`, `cupel landscape`, `cupel office` "
                     "and `cupel site` run: use those");
}
