/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_site.c: `cupel site`, and `cupel site build`. */
#include "office/office.h"

#include "base/guess.h"
#include "office/calendar/calendar.h"
#include "office/office_args.h"
#include "office/site_files.h"

#include <cupel/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int run_site(struct cli_args *args)
{
    char room[96];
    int option = cli_next(args);
    if (option == CLI_STOP)
        return args->exit;
    if (option == CLI_END)
        return cli_usage(args, "name what to do: build");
    struct guess g = { .typed = args->value };
    guess_add(&g, "build");
    return cli_usage(args, "there is no `cupel site %s`%s", args->value,
                     guess_text(&g, "", room, sizeof room));
}

const struct cli_verb verb_site = {
    .name = "site",
    .summary = "Publish an office as a static site.",
    .synopsis = "build [options] [OFFICE] --out DIR",
    .notes = "OFFICE is a folder with an office.yml; default: the current one.\n"
             "`cupel site build --help` says more.",
    .run = run_site,
};

enum { OPT_OUT, OPT_BASE, OPT_AS_OF, OPT_JSON };
static const struct cli_option options[] = {
    [OPT_OUT] = { "out", "DIR",
                  "write there: a folder that is empty, new, or of an earlier build" },
    [OPT_BASE] = { "base-url", "URL",
                   "address of the site; default: `site` of office.yml, else the "
                   "landscape's" },
    [OPT_AS_OF] = { "as-of", "DATE", "make the pages of this day; default: today" },
    [OPT_JSON] = { "json", NULL, "say what was written as one JSON object" },
};
struct site_job {
    struct office_job office;
    const char *out, *base;
};

static int take(struct cli_args *args, int option, struct site_job *j)
{
    switch (option) {
    case OPT_OUT: j->out = args->value; return CLI_OK;
    case OPT_BASE: j->base = args->value; return CLI_OK;
    case OPT_AS_OF: return load_args_as_of(args, &j->office.when);
    case OPT_JSON: j->office.json = true; return CLI_OK;
    default: return office_take_folder(args, &j->office);
    }
}

/* Where the site will be, with a '/' at its end; NULL: nobody says. */
static const char *base_of(const struct site_job *j)
{
    const struct govern *g = &j->office.g;
    const struct govern_file *o = govern_file(g, GOVERN_OFFICE);
    const char *base = j->base;
    if (!base && o && o->top)
        base = yaml_text(o->top, "site");
    if ((!base || !landscape_url(base, NULL, NULL)) && g->landscape)
        base = g->landscape->settings.url;
    if (!base || !landscape_url(base, NULL, NULL))
        return NULL;
    size_t n = strlen(base);
    return arena_printf(&j->office.landscape->arena, "%s%s", base, base[n - 1] == '/' ? "" : "/");
}

static int show(const struct site_job *j, const struct site_counts *c, const char *base)
{
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    if (j->office.json) {
        struct json_out o = json_out_to(&b);
        json_object_open(&o, NULL);
        json_uint(&o, "cupel", 1);
        json_text(&o, "site", "build");
        json_text(&o, "out", j->out);
        json_text(&o, "base", base);
        json_uint(&o, "pages", c->pages);
        json_uint(&o, "files", c->files);
        json_uint(&o, "bytes", c->bytes);
        json_text(&o, "largest_page", c->largest_path);
        json_uint(&o, "largest_bytes", c->largest);
        landscape_problems_json(&j->office.landscape->problems, &o);
        json_object_close(&o);
        buf_add_byte(&b, '\n');
    } else {
        buf_printf(&b, "%zu pages in %zu files, %zu kB; the largest page has %zu kB (%s)\n",
                   c->pages, c->files, c->bytes / 1000, c->largest / 1000, c->largest_path);
        buf_printf(&b, "open %s/index.html\n", j->out);
        if (!base)
            buf_printf(&b, "no sitemap: office.yml names no site; give --base-url\n");
    }
    return landscape_print(&b);
}

static int write_site(struct site_job *j, const struct site_input *in)
{
    struct site_folder folder;
    struct site_counts counts = { 0 };
    struct landscape_problems *p = &j->office.landscape->problems;
    struct arena *a = &j->office.landscape->arena;
    cupel_status st = site_folder_open(&folder, a, j->out);
    if (st == CUPEL_OK)
        st = site_build(a, in, site_folder_put, &folder, p, &counts);
    if (st == CUPEL_OK)
        st = site_folder_close(&folder);
    if (st == CUPEL_E_USAGE)
        return cli_error(CLI_USAGE, "--out: %s", folder.err.text);
    if (st != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "the site could not be made: %s",
                         folder.err.text[0] ? folder.err.text : cupel_status_name(st));
    if (!j->office.json)
        landscape_tell(p);
    int code = show(j, &counts, in->base);
    return code == CLI_OK && p->n ? CLI_WARNING : code;
}

/* What `cupel office check` warns of is no news here; its errors are: such an office is not shown.
 */
static int build(struct cli_args *args, struct site_job *j)
{
    struct landscape_problems *p = &j->office.landscape->problems;
    struct arena *a = &j->office.landscape->arena;
    if (!j->out)
        return cli_usage(args, "name the folder to write: --out DIR");
    if (j->base && !landscape_url(j->base, NULL, NULL))
        return cli_usage(args, "--base-url: \"%s\" is no http or https address", j->base);
    int code = office_open(args, &j->office);
    if (code != CLI_OK)
        return code;
    struct site_input in = { .g = &j->office.g, .base = base_of(j), .version = cupel_version() };
    cupel_status st = site_files_read(a, j->office.folder ? j->office.folder : ".", in.g, &in, p);
    if (st != CUPEL_OK)
        return cli_error(CLI_INTERNAL,
                         "the office's texts and images are larger than a site may be");
    govern_check(in.g, p);
    calendar_check(in.g, p);
    if (p->errors) {
        landscape_tell(p);
        return cli_error(CLI_MALFORMED, "nothing was written: mend what stands above first "
                                        "(`cupel office check` says more)");
    }
    p->n = p->more = 0;
    return write_site(j, &in);
}

static int run_build(struct cli_args *args)
{
    struct site_job j = { 0 };
    int option, code = office_job_init(&j.office);
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END)
        code = option == CLI_STOP ? CLI_STOP : take(args, option, &j);
    if (code == CLI_STOP)
        code = args->exit;
    else if (code == CLI_OK)
        code = build(args, &j);
    office_job_free(&j.office);
    return code;
}

const struct cli_verb verb_site_build = {
    .name = "site build",
    .summary = "Write an office as a static site.",
    .synopsis = "[options] [OFFICE] --out DIR",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes =
        "Pages work without JavaScript and from a folder; the same as JSON stands beside each.\n"
        "With the same files and --as-of, the same bytes. An office with errors is not written:\n"
        "exit 4. Exit 3: written, but something could not be shown; standard error says what.\n"
        "What an earlier build wrote and this one does not is removed; nothing else is.",
    .run = run_build,
};
