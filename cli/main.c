/* SPDX-License-Identifier: Apache-2.0 */
/* cli/main.c: the verb table and the way into it. */
#include "cli/cli.h"

#include "crypto/verify.h"

#include <errno.h>
#include <limits.h>
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
    { "serve", "cupel-serve", "verify over HTTP" },
    { "review", "cupel-office", "review a project's checkout" },
    { "landscape", "cupel-office", "keep a landscape of projects" },
    { "office", "cupel-office", "check what a working group keeps as data" },
    { "site", "cupel-office", "publish an office as a static site" },
    { "attest", "cupel-attest", "Collect evidence on this machine, for a verifier elsewhere." },
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

/* Where this executable stands, with a slash; "" when the kernel does not say. */
static void own_folder(char out[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
    out[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(out, '/');
    if (slash)
        slash[1] = '\0';
}

/*
 * The program @i: beside this executable, as in a build folder, else where it was configured to be.
 * No environment variable has a say. True when it is there; @out then or else names the latter.
 */
static bool find_program(size_t i, char out[PATH_MAX])
{
    char folder[PATH_MAX];
    own_folder(folder);
    int n = snprintf(out, PATH_MAX, "%s%s", folder, programs[i].program);
    if (folder[0] && n > 0 && n < PATH_MAX && access(out, X_OK) == 0)
        return true;
    (void)snprintf(out, PATH_MAX, "%s/%s", CUPEL_LIBEXEC, programs[i].program);
    return access(out, X_OK) == 0;
}

static void print_help(FILE *to)
{
    char path[PATH_MAX];
    (void)fputs("usage: cupel VERB [options] [files]\n\n"
                "cupel verifies evidence of trusted execution environments and says what is proven,"
                " what is\nnot, and why.\n\n",
                to);
    for (size_t i = 0; i < CUPEL_COUNT(verbs); i++)
        (void)fprintf(to, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
    for (size_t i = 0; i < CUPEL_COUNT(programs); i++)
        if (find_program(i, path))
            (void)fprintf(to, "  %-10s %s\n", programs[i].name, programs[i].summary);
    (void)fprintf(to, "  %-10s %s\n\n%s", "help VERB", "what a verb does and its options",
                  exit_codes);
}

static int unknown_verb(const char *name)
{
    char room[64], path[PATH_MAX];
    struct guess g = { .typed = name };
    for (size_t i = 0; i < CUPEL_COUNT(verbs); i++)
        guess_add(&g, verbs[i]->name);
    for (size_t i = 0; i < CUPEL_COUNT(programs); i++)
        if (find_program(i, path))
            guess_add(&g, programs[i].name);
    return cli_error(CLI_USAGE, "there is no verb \"%s\"%s; `cupel help` lists the verbs", name,
                     guess_text(&g, "", room, sizeof room));
}

static int run_program(size_t i, char **argv)
{
    char path[PATH_MAX];
    if (!find_program(i, path))
        return cli_error(CLI_USAGE, "the verb \"%s\" is not built here: %s is absent",
                         programs[i].name, path);
    (void)execv(path, argv);
    return cli_error(CLI_INTERNAL, "%s cannot be run: %s", path, strerror(errno));
}

/* Index of the program behind a verb, or -1. */
static int program_of(const char *name)
{
    for (size_t i = 0; i < CUPEL_COUNT(programs); i++)
        if (strcmp(programs[i].name, name) == 0)
            return (int)i;
    return -1;
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
    int program = program_of(argv[0]);
    return program >= 0 ? run_program((size_t)program, argv) : unknown_verb(argv[0]);
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
    int program = program_of(argv[1]);
    if (!verb && program >= 0)
        return run_program((size_t)program, (char *[]){ argv[1], (char[]){ "--help" }, NULL });
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
