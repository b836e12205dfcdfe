/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli/cli.h: what the verbs of the command share: the verb table's row, options, files, errors.
 * A verb walks its arguments with cli_next() and returns an exit code.
 */
#ifndef CUPEL_CLI_CLI_H
#define CUPEL_CLI_CLI_H

#include "base/buf.h"
#include "base/guess.h"

enum cli_exit { /* cupel(1), EXIT STATUS */
                CLI_OK = 0,
                CLI_CONTRAINDICATED = 1,
                CLI_USAGE = 2,
                CLI_WARNING = 3,
                CLI_MALFORMED = 4,
                CLI_UNSUPPORTED = 5,
                CLI_MISSING = 6,
                CLI_INTERNAL = 7
};

/* One long option: --name, or --name VALUE and --name=VALUE. */
struct cli_option {
    const char *name;  /* without the dashes */
    const char *value; /* what its value is called in help; NULL: takes none */
    const char *help;  /* one line */
};

struct cli_args;
/* One verb: a const in its cmd_<verb>.c, listed in main.c. */
struct cli_verb {
    const char *name;
    const char *summary;  /* one line for `cupel help` */
    const char *synopsis; /* "[options] EVIDENCE…", lines of usage separated by \n */
    const struct cli_option *options;
    size_t n_options;
    const char *notes; /* after the options in help; may be NULL */
    int (*run)(struct cli_args *args);
};
extern const struct cli_verb verb_verify, verb_explain, verb_softtee;

struct cli_args {
    const struct cli_verb *verb;
    char **argv; /* of the verb: argv[0] is its name */
    int argc, at;
    bool ended;        /* -- was met */
    const char *value; /* of the option or the argument just returned */
    int exit;          /* after CLI_STOP: what run() shall return */
};

#define CLI_ARG  (-1) /* an argument that is no option: value */
#define CLI_END  (-2) /* nothing left */
#define CLI_STOP (-3) /* help was printed, or an error: return args->exit */
/*
 * The next option as index into verb->options, or one of the above. "-" is an argument, "--" ends
 * options, --help and -h are handled here for every verb.
 */
int cli_next(struct cli_args *args);

/* Print "cupel: …" and the sentence on stderr, control characters shown as '?'; return @code. */
int cli_error(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same with "cupel VERB: ", and where to read on. Always CLI_USAGE. */
int cli_usage(const struct cli_args *args, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Help of one verb on stdout. */
void cli_help(const struct cli_verb *verb);
/* Say that input @name is refused: "NAME: malformed: snp: … (at byte 12)"; its exit code. */
int cli_refuse(const char *name, const struct cupel_diag *err);
/* The exit code of a class of failures. */
int cli_exit_of(cupel_class c);
/* The exit code of several inputs, two at a time: 1 when either is contraindicated, else the
 * highest of 7, 4, 5, 6 present, else 3, else 0. */
int cli_worse(int a, int b);
/* Standard output is a terminal and NO_COLOR is not set. */
bool cli_use_colour(void);

/*
 * Read a whole file, or standard input for "-", into @ret of whose max it may be no larger.
 * On failure @err holds the sentence: CUPEL_E_IO (absent, unreadable, a folder) or CUPEL_E_LIMIT.
 */
cupel_status cli_read_file(const char *path, struct buf *ret, struct cupel_diag *err);
bool cli_is_folder(const char *path);
/* Flush stdout: CLI_OK, or CLI_INTERNAL with a sentence when output was lost. */
int cli_flush(void);

#endif
