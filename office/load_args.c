/* SPDX-License-Identifier: Apache-2.0 */
#include "office/load_args.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void load_args_init(struct load_args *l)
{
    *l = (struct load_args){ .as_of = (int64_t)time(NULL) };
    l->as_of -= l->as_of % 86400;
}

int load_args_as_of(struct cli_args *args, struct load_args *l)
{
    char full[64];
    size_t n = strlen(args->value);
    (void)snprintf(full, sizeof full, "%s%s", args->value, n == 10 ? "T00:00:00Z" : "");
    if (n < 40 && rfc3339_read(slice_str(full), &l->as_of) == CUPEL_OK)
        return CLI_OK;
    return cli_usage(args, "--as-of %s: must be a date as in 2026-11-26, or RFC 3339", args->value);
}

/* Do both paths lead to one place? Two that are absent do not. */
static bool is_same_place(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int load_args_checkout(struct cli_args *args, struct load_args *l)
{
    if (l->n == PROJECT_CHECKOUTS_MAX)
        return cli_usage(args, "at most %d checkouts make one project", PROJECT_CHECKOUTS_MAX);
    for (size_t i = 0; i < l->n; i++)
        if (is_same_place(l->paths[i], args->value))
            return cli_usage(args, "%s is the same checkout as %s; name each once", args->value,
                             l->paths[i]);
    l->paths[l->n++] = args->value;
    return CLI_OK;
}

int load_args_name(struct cli_args *args, struct load_args *l)
{
    if (!args->value[0])
        return cli_usage(args, "--name is empty");
    l->name = args->value;
    return CLI_OK;
}

struct progress {
    time_t last, began;
};

/* A line on a terminal, for what takes longer than a second. */
static void show_progress(void *context, size_t done)
{
    struct progress *p = context;
    time_t now = time(NULL);
    if (now <= p->began + 1 || now == p->last)
        return;
    p->last = now;
    (void)fprintf(stderr, "\r%zu commits read ", done);
    (void)fflush(stderr);
}

static unsigned threads_here(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > PROJECT_THREADS_MAX ? PROJECT_THREADS_MAX : (unsigned)n;
}

cupel_status load_args_read(const struct load_args *l, const char *const *revisions,
                            struct arena *a, struct project *ret, struct cupel_diag *err)
{
    struct progress progress = { 0, time(NULL) };
    struct project_options o = { .name = l->name,
                                 .as_of = l->as_of,
                                 .is_existing = l->is_existing,
                                 .revisions = revisions ? revisions : l->revisions,
                                 .threads = threads_here(),
                                 .progress = isatty(STDERR_FILENO) ? show_progress : NULL,
                                 .context = &progress };
    cupel_status st = project_load(l->paths, l->n, &o, a, ret, err);
    if (progress.last != 0)
        (void)fputs("\r                              \r", stderr);
    return st;
}
