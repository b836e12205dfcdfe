/* SPDX-License-Identifier: Apache-2.0 */
/* cli/main.c: the verb table and the way into it. */
#include "cli/cli.h"

#include "crypto/verify.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct cli_verb *const verbs[] = {
    &verb_verify,
    &verb_explain,
    &verb_softtee,
};

/* Programs of their own, so that what parses hostile evidence never loads git, HTTP or LDAP. */
static const struct {
    const char *name, *program, *summary;
} programs[] = {
    { "serve", CUPEL_LIBEXEC "/cupel-serve", "verify over HTTP" },
    { "review", CUPEL_LIBEXEC "/cupel-office", "review a project's checkout" },
    { "landscape", CUPEL_LIBEXEC "/cupel-office", "keep a landscape of projects" },
    { "attest", CUPEL_LIBEXEC "/cupel-attest", "collect evidence on this machine" },
};

static const char exit_codes[] =
    "Exit status: 0 affirming or done, 1 contraindicated, 2 usage, 3 warning, 4 malformed,\n"
    "5 unsupported, 6 a certificate is missing, 7 I/O or internal. Of several inputs: 1 if any is\n"
    "contraindicated, else the highest of 7, 4, 5, 6 present, else 3, else 0.\n";

static const struct cli_verb *find_verb(const char *name)
{
    for (size_t i = 0; i < CUPEL_COUNT(verbs); i++)
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    return NULL;
}

static void print_help(FILE *to)
{
    (void)fputs("usage: cupel VERB [options] [files]\n\n"
                "cupel verifies evidence of trusted execution environments and says what is proven,"
                " what is\nnot, and why.\n\n",
                to);
    for (size_t i = 0; i < CUPEL_COUNT(verbs); i++)
        (void)fprintf(to, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
    for (size_t i = 0; i < CUPEL_COUNT(programs); i++)
        if (access(programs[i].program, X_OK) == 0)
            (void)fprintf(to, "  %-10s %s\n", programs[i].name, programs[i].summary);
    (void)fprintf(to, "  %-10s %s\n\n%s", "help VERB", "what a verb does and its options",
                  exit_codes);
}

static int unknown_verb(const char *name)
{
    char room[64];
    struct guess g = { .typed = name };
    for (size_t i = 0; i < CUPEL_COUNT(verbs); i++)
        guess_add(&g, verbs[i]->name);
    return cli_error(CLI_USAGE, "there is no verb \"%s\"%s; `cupel help` lists the verbs", name,
                     guess_text(&g, "", room, sizeof room));
}

static int run_program(size_t i, char **argv)
{
    (void)execv(programs[i].program, argv);
    if (errno == ENOENT)
        return cli_error(CLI_USAGE, "the verb \"%s\" is not built here: %s is absent",
                         programs[i].name, programs[i].program);
    return cli_error(CLI_INTERNAL, "%s cannot be run: %s", programs[i].program, strerror(errno));
}

static int run_verb(int argc, char **argv)
{
    const struct cli_verb *verb = find_verb(argv[0]);
    if (verb) {
        crypto_ignore_configuration();
        struct cli_args args = { .verb = verb, .argv = argv, .argc = argc, .at = 1 };
        int code = verb->run(&args);
        int flushed = cli_flush();
        return flushed == CLI_OK ? code : flushed;
    }
    for (size_t i = 0; i < CUPEL_COUNT(programs); i++)
        if (strcmp(programs[i].name, argv[0]) == 0)
            return run_program(i, argv);
    return unknown_verb(argv[0]);
}

static int run_help(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stdout);
        return cli_flush();
    }
    if (argc > 2)
        return cli_error(CLI_USAGE, "`cupel help` takes one verb; \"%s\" is one too many", argv[2]);
    const struct cli_verb *verb = find_verb(argv[1]);
    if (!verb)
        return unknown_verb(argv[1]);
    cli_help(verb);
    return cli_flush();
}

int main(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of fflush, told by cli_flush() */
    if (argc < 2) {
        print_help(stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("cupel %s\n", cupel_version());
        return cli_flush();
    }
    if (strcmp(argv[1], "help") == 0)
        return run_help(argc - 1, argv + 1);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return run_help(1, argv);
    if (argv[1][0] == '-')
        return cli_error(CLI_USAGE,
                         "options stand after the verb: cupel VERB %s; `cupel help` lists the "
                         "verbs",
                         argv[1]);
    return run_verb(argc - 1, argv + 1);
}
