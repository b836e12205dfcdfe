/* SPDX-License-Identifier: Apache-2.0 */
/* cli/args.c: options, help and errors, the same way for every verb. */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What was typed or named by a file may hold escape sequences; a terminal must never get them. */
static void put_clean(char *text)
{
    for (char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
}

static void say(const char *who, const char *format, va_list ap)
{
    char text[1200];
    int n = vsnprintf(text, sizeof text, format, ap);
    if (n < 0)
        text[0] = 0;
    put_clean(text);
    (void)fprintf(stderr, "cupel%s%s: %s", who ? " " : "", who ? who : "", text);
}

int cli_error(int code, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    say(NULL, format, ap);
    va_end(ap);
    (void)fputc('\n', stderr);
    return code;
}

int cli_usage(const struct cli_args *args, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    say(args->verb->name, format, ap);
    va_end(ap);
    (void)fprintf(stderr, " (`cupel %s --help`)\n", args->verb->name);
    return CLI_USAGE;
}

int cli_refuse(const char *name, const struct cupel_diag *err)
{
    cupel_class class = cupel_status_class(err->status);
    char where[40] = "";
    size_t n = strlen(err->format);
    bool named = strncmp(err->text, err->format, n) == 0; /* an empty format counts as named */
    if (err->has_offset)
        (void)snprintf(where, sizeof where, " (at byte %zu)", err->offset);
    return cli_error(cli_exit_of(class), "%s: %s: %s%s%s%s", name, cupel_class_name(class),
                     named ? "" : err->format, named ? "" : ": ", err->text, where);
}

int cli_exit_of(cupel_class c)
{
    switch (c) {
    case CUPEL_CLASS_OK: return CLI_OK;
    case CUPEL_CLASS_USAGE: return CLI_USAGE;
    case CUPEL_CLASS_MALFORMED: return CLI_MALFORMED;
    case CUPEL_CLASS_UNSUPPORTED: return CLI_UNSUPPORTED;
    case CUPEL_CLASS_MISSING: return CLI_MISSING;
    case CUPEL_CLASS_INTERNAL: return CLI_INTERNAL;
    }
    return CLI_INTERNAL;
}

int cli_worse(int a, int b)
{
    static const int order[] = { CLI_USAGE,       CLI_CONTRAINDICATED, CLI_INTERNAL, CLI_MALFORMED,
                                 CLI_UNSUPPORTED, CLI_MISSING,         CLI_WARNING };
    for (size_t i = 0; i < CUPEL_COUNT(order); i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return CLI_OK;
}

bool cli_use_colour(void)
{
    const char *no = getenv("NO_COLOR"); /* no-color.org: set and not empty */
    return isatty(STDOUT_FILENO) && !(no && *no);
}

int cli_flush(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return CLI_OK;
    return cli_error(CLI_INTERNAL, "standard output could not be written; some of it is lost");
}

/* Usage: one line per line of the synopsis. */
static void print_synopsis(const struct cli_verb *verb)
{
    const char *lead = "usage:";
    for (const char *p = verb->synopsis; p && *p;) {
        size_t n = strcspn(p, "\n");
        (void)printf("%-6s cupel %s %.*s\n", lead, verb->name, (int)n, p);
        lead = "";
        p += n + (p[n] == '\n');
    }
}

/* One option in two columns; printf counts bytes, and "ID,…" has more of them than characters. */
static void print_option(const char *left, const char *help)
{
    int width = 24;
    for (const char *p = left; *p; p++)
        width += (*p & 0xc0) == 0x80;
    (void)printf("  %-*s %s\n", width, left, help);
}

void cli_help(const struct cli_verb *verb)
{
    print_synopsis(verb);
    (void)printf("\n%s\n\nOptions:\n", verb->summary);
    for (size_t i = 0; i < verb->n_options; i++) {
        const struct cli_option *o = &verb->options[i];
        char left[64];
        (void)snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "",
                       o->value ? o->value : "");
        print_option(left, o->help);
    }
    print_option("--help", "show this help");
    if (verb->notes)
        (void)printf("\n%s\n", verb->notes);
}

static int stop(struct cli_args *args, int code)
{
    args->exit = code;
    return CLI_STOP;
}

static int unknown_option(struct cli_args *args, const char *arg, size_t n)
{
    char typed[64], room[96];
    (void)snprintf(typed, sizeof typed, "%.*s", (int)n, arg + 2);
    struct guess g = { .typed = typed };
    for (size_t i = 0; i < args->verb->n_options; i++)
        guess_add(&g, args->verb->options[i].name);
    return stop(args, cli_usage(args, "unknown option --%s%s", typed,
                                guess_text(&g, "--", room, sizeof room)));
}

static int find_option(const struct cli_verb *verb, const char *name, size_t n)
{
    for (size_t i = 0; i < verb->n_options; i++)
        if (strlen(verb->options[i].name) == n && strncmp(verb->options[i].name, name, n) == 0)
            return (int)i;
    return -1;
}

static int take_option(struct cli_args *args, const char *arg)
{
    size_t n = strcspn(arg + 2, "=");
    const char *inline_value = arg[2 + n] ? arg + 3 + n : NULL;
    int index = find_option(args->verb, arg + 2, n);
    if (index < 0)
        return unknown_option(args, arg, n);
    const struct cli_option *o = &args->verb->options[index];
    if (!o->value && inline_value)
        return stop(args,
                    cli_usage(args, "--%s takes no value; remove \"=%s\"", o->name, inline_value));
    if (o->value && !inline_value && args->at >= args->argc)
        return stop(args,
                    cli_usage(args, "--%s needs a value: --%s %s", o->name, o->name, o->value));
    args->value = !o->value ? NULL : inline_value ? inline_value : args->argv[args->at++];
    return index;
}

int cli_next(struct cli_args *args)
{
    if (args->at >= args->argc)
        return CLI_END;
    const char *arg = args->argv[args->at++];
    args->value = arg;
    if (args->ended || arg[0] != '-' || arg[1] == 0)
        return CLI_ARG;
    if (strcmp(arg, "--") == 0) {
        args->ended = true;
        return cli_next(args);
    }
    if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
        cli_help(args->verb);
        return stop(args, CLI_OK);
    }
    if (arg[1] != '-')
        return stop(args, cli_usage(args, "unknown option %s; options are long: --name", arg));
    return take_option(args, arg);
}
