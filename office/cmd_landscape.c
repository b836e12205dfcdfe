/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office/cmd_landscape.c: `cupel landscape check`, and `cupel landscape` itself, which names the
 * others. diff, matrix and gaps: cmd_landscape_view.c; import and export: cmd_landscape_files.c.
 */
#include "office/office.h"

#include "office/landscape/hygiene.h"
#include "office/landscape_args.h"
#include "office/load_args.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHOWN 8 /* findings of one kind, without --verbose */

/* ---- cupel landscape ---- */

static const struct cli_verb *const below[] = {
    &verb_landscape_check, &verb_landscape_diff,   &verb_landscape_matrix,
    &verb_landscape_gaps,  &verb_landscape_import, &verb_landscape_export,
};

static int run_landscape(struct cli_args *args)
{
    char room[96];
    int option = cli_next(args);
    if (option == CLI_STOP)
        return args->exit;
    if (option == CLI_END) {
        for (size_t i = 0; i < CUPEL_COUNT(below); i++)
            (void)printf("  %-18s %s\n", below[i]->name, below[i]->summary);
        return cli_usage(args, "name what to do");
    }
    struct guess g = { .typed = args->value };
    for (size_t i = 0; i < CUPEL_COUNT(below); i++)
        guess_add(&g, strchr(below[i]->name, ' ') + 1);
    return cli_usage(args, "there is no `cupel landscape %s`%s", args->value,
                     guess_text(&g, "", room, sizeof room));
}

const struct cli_verb verb_landscape = {
    .name = "landscape",
    .summary = "Keep a landscape of projects in the files of landscape2.",
    .synopsis = "check [options] [PATH]\n"
                "diff [options] FROM [TO]\n"
                "matrix [options] [PATH]\n"
                "gaps [options] [PATH]\n"
                "import [options] FILE\n"
                "export --to FOLDER [PATH]",
    .notes =
        "PATH is an office, its landscape folder, or a data.yml; default: the current folder.\n"
        "`cupel landscape check --help` and so on say more.",
    .run = run_landscape,
};

/* ---- check ---- */

enum { OPT_AS_OF, OPT_CHECKOUT, OPT_CHECKOUTS, OPT_FAIL_ON, OPT_LANDSCAPE2, OPT_VERBOSE, OPT_JSON };
static const struct cli_option options[] = {
    [OPT_AS_OF] = { "as-of", "DATE", "count ages from here; default: today" },
    [OPT_CHECKOUT] = { "checkout", "NAME=PATH", "a repository of the item NAME; several times" },
    [OPT_CHECKOUTS] = { "checkouts", "FOLDER", "repositories below it, found by origin or name" },
    [OPT_FAIL_ON] = { "fail-on", "KIND,…", "exit 1 when there is a finding of these kinds" },
    [OPT_LANDSCAPE2] = { "landscape2", NULL, "only what landscape2 itself demands of the files" },
    [OPT_VERBOSE] = { "verbose", NULL, "all findings, not the first of each kind" },
    [OPT_JSON] = { "json", NULL, "one JSON object" },
};

#define CHECKOUT_ARGS_MAX 256
struct check_job {
    struct landscape_job *j;
    struct load_args when; /* for --as-of */
    const char *checkouts[CHECKOUT_ARGS_MAX];
    size_t n_checkouts;
    const char *folder;
    bool fail_on[HYGIENE_KINDS];
    bool only_landscape2, verbose;
    struct hygiene h;
};

static int take_fail_on(struct cli_args *args, struct check_job *c)
{
    for (const char *at = args->value; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        const char *name = arena_text(&c->j->arena, slice_of(at, strcspn(at, ",")));
        char room[96];
        struct guess g = { .typed = name };
        bool found = false;
        for (int k = 0; k < HYGIENE_KINDS; k++) {
            guess_add(&g, hygiene_kinds[k].name);
            if (strcmp(hygiene_kinds[k].name, name) == 0)
                found = c->fail_on[k] = true;
        }
        if (!found)
            return cli_usage(args, "--fail-on: there is no kind of finding \"%s\"%s", name,
                             guess_text(&g, "", room, sizeof room));
    }
    return CLI_OK;
}

static int take_checkout(struct cli_args *args, struct check_job *c)
{
    if (!strchr(args->value, '=') || args->value[0] == '=')
        return cli_usage(args, "--checkout %s: must be NAME=PATH", args->value);
    if (c->n_checkouts == CHECKOUT_ARGS_MAX)
        return cli_usage(args, "--checkout: at most %d times; see --checkouts", CHECKOUT_ARGS_MAX);
    c->checkouts[c->n_checkouts++] = args->value;
    return CLI_OK;
}

static int take(struct cli_args *args, int option, struct check_job *c)
{
    switch (option) {
    case OPT_AS_OF: return load_args_as_of(args, &c->when);
    case OPT_CHECKOUT: return take_checkout(args, c);
    case OPT_CHECKOUTS: c->folder = args->value; return CLI_OK;
    case OPT_FAIL_ON: return take_fail_on(args, c);
    case OPT_LANDSCAPE2: c->only_landscape2 = true; return CLI_OK;
    case OPT_VERBOSE: c->verbose = true; return CLI_OK;
    case OPT_JSON: c->j->json = true; return CLI_OK;
    default: return landscape_take_path(args, c->j);
    }
}

/* A line on a terminal: a checkout takes seconds. */
static void progress(const struct check_job *c)
{
    if (isatty(STDERR_FILENO))
        (void)fprintf(stderr, "\r%zu checkouts read ", c->h.n_checkouts + c->h.n_notes);
}

static int read_named(struct cli_args *args, struct check_job *c)
{
    for (size_t i = 0; i < c->n_checkouts; i++) {
        const char *equals = strchr(c->checkouts[i], '=');
        char *name = arena_alloc(&c->j->arena, (size_t)(equals - c->checkouts[i]) + 1);
        if (!name)
            return cli_error(CLI_INTERNAL, "out of memory");
        slice_copy(slice_of(c->checkouts[i], (size_t)(equals - c->checkouts[i])), name,
                   (size_t)(equals - c->checkouts[i]));
        const struct landscape_item *item = landscape_find(&c->j->l, name);
        char room[128];
        struct guess g = { .typed = name };
        for (size_t k = 0; !item && k < c->j->l.n_items; k++)
            guess_add(&g, c->j->l.items[k]->text[ITEM_NAME]);
        if (!item)
            return cli_usage(args, "--checkout: there is no item \"%s\"%s", name,
                             guess_text(&g, "", room, sizeof room));
        progress(c);
        hygiene_checkout(&c->h, item, equals + 1);
    }
    return CLI_OK;
}

static bool is_repository(const char *path)
{
    char room[LANDSCAPE_PATH];
    int n = snprintf(room, sizeof room, "%s/.git", path);
    if (n > 0 && n < LANDSCAPE_PATH && access(room, F_OK) == 0)
        return true;
    n = snprintf(room, sizeof room, "%s/objects", path);
    return n > 0 && n < LANDSCAPE_PATH && cli_is_folder(room);
}

/* Repositories of @folder, and of its folders that are none ("owner/name"). */
static int read_folder(struct check_job *c, const char *folder, unsigned depth, size_t *budget)
{
    struct dirent **all = NULL;
    int n = scandir(folder, &all, NULL, alphasort);
    if (n < 0)
        return cli_error(CLI_INTERNAL, "--checkouts: %s cannot be read", folder);
    for (int i = 0; i < n; i++) {
        char path[LANDSCAPE_PATH];
        struct stat st;
        int room = snprintf(path, sizeof path, "%s/%s", folder, all[i]->d_name);
        bool fits = all[i]->d_name[0] != '.' && room > 0 && room < LANDSCAPE_PATH &&
                    lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
        free(all[i]);
        if (!fits || *budget == 0)
            continue;
        (*budget)--;
        if (is_repository(path)) {
            progress(c);
            hygiene_checkout(&c->h, NULL, path);
        } else if (depth < 2) {
            (void)read_folder(c, path, depth + 1, budget);
        }
    }
    free(all);
    return CLI_OK;
}

static int look(struct cli_args *args, struct check_job *c)
{
    size_t budget = HYGIENE_CHECKOUTS_MAX;
    if (hygiene_start(&c->j->arena, &c->j->l, c->when.as_of, &c->h) != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "out of memory");
    if (c->only_landscape2)
        return CLI_OK;
    hygiene_data(&c->h);
    int code = read_named(args, c);
    if (code == CLI_OK && c->folder)
        code = read_folder(c, c->folder, 1, &budget);
    if (isatty(STDERR_FILENO) && (c->n_checkouts || c->folder))
        (void)fputs("\r                              \r", stderr);
    hygiene_sort(&c->h);
    return code;
}

static void write_text(const struct check_job *c, struct text_out *t)
{
    char room[300];
    size_t warnings = c->j->problems.n;
    for (size_t i = 0; i < c->j->problems.n; i++)
        warnings -= c->j->problems.at[i].is_error;
    landscape_problems_text(&c->j->problems, t);
    hygiene_write_text(&c->h, c->verbose ? 0 : SHOWN, t);
    (void)snprintf(room, sizeof room,
                   "%zu items in %zu categories: %zu errors, %zu warnings, %zu findings, %zu "
                   "checkouts read.",
                   c->j->l.n_items, c->j->l.n_categories, c->j->problems.errors, warnings,
                   c->h.n + c->h.more, c->h.n_checkouts);
    text_line(t);
    text_put(t, room);
    text_line(t);
}

static int show(struct check_job *c)
{
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    if (c->j->json) {
        struct json_out o = landscape_json_open(&b, "check", c->j);
        json_time(&o, "as_of", c->when.as_of);
        json_uint(&o, "items", c->j->l.n_items);
        landscape_problems_json(&c->j->problems, &o);
        hygiene_write_json(&c->h, &o);
        json_object_close(&o);
        buf_add_byte(&b, '\n');
    } else {
        struct text_out t = text_out_to(&b, cli_use_colour());
        write_text(c, &t);
    }
    return landscape_print(&b);
}

static int check(struct cli_args *args, struct check_job *c)
{
    int code = landscape_open(c->j);
    if (code != CLI_OK && code != CLI_MALFORMED)
        return code;
    if (code == CLI_OK) {
        landscape_validate(&c->j->l, !c->only_landscape2, &c->j->problems);
        code = look(args, c);
        if (code != CLI_OK)
            return code;
    }
    int shown = show(c);
    if (shown != CLI_OK)
        return shown;
    if (c->j->problems.errors)
        return CLI_MALFORMED;
    for (int k = 0; k < HYGIENE_KINDS; k++)
        if (c->fail_on[k] && hygiene_count(&c->h, (enum hygiene_kind)k))
            return CLI_CONTRAINDICATED;
    return CLI_OK;
}

static int run_check(struct cli_args *args)
{
    struct check_job c = { .j = landscape_job_new() };
    if (!c.j)
        return cli_error(CLI_INTERNAL, "out of memory");
    load_args_init(&c.when);
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP) {
            landscape_job_free(c.j);
            return args->exit;
        }
        code = take(args, option, &c);
    }
    if (code == CLI_OK)
        code = check(args, &c);
    landscape_job_free(c.j);
    return code;
}

const struct cli_verb verb_landscape_check = {
    .name = "landscape check",
    .summary = "What landscape2 or we would refuse, and what has aged.",
    .synopsis = "[options] [PATH]",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes =
        "Errors are told all at once, with file and line; exit 4 then. Findings say that an entry\n"
        "wants a look: archived, unmaintained, superseded, dormant, renamed, relicensed, license,\n"
        "links, manifest, contradiction, duplicate, stale, no-source, unchecked. Checkouts are "
        "read\n"
        "as `cupel review` reads them: commits only, nothing is run, no network is asked.",
    .run = run_check,
};
