/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_landscape_files.c: `cupel landscape import` and `export`. */
#include "office/office.h"

#include "office/landscape_args.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOGO_MAX 1048576 /* bytes of one image that is taken along */

/* ---- import ---- */

enum { IMPORT_FORMAT, IMPORT_OUTPUT };
static const struct cli_option import_options[] = {
    [IMPORT_FORMAT] = { "format", "NAME", "yaml, csv or tsv; default: by the name of the file" },
    [IMPORT_OUTPUT] = { "output", "FILE", "write data.yml there, which must not be there yet" },
};
struct import_job {
    struct landscape_job *j;
    const char *format, *output;
};

static int take_import(struct cli_args *args, int option, struct import_job *i)
{
    switch (option) {
    case IMPORT_FORMAT: i->format = args->value; return CLI_OK;
    case IMPORT_OUTPUT: i->output = args->value; return CLI_OK;
    default: return landscape_take_path(args, i->j);
    }
}

static const char *ending(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : "";
}

static int read_import(struct cli_args *args, struct import_job *i)
{
    struct landscape_job *j = i->j;
    struct landscape_files files = { .data = { .name = j->path } };
    const char *format = i->format ? i->format : ending(j->path);
    bool is_yaml = strcmp(format, "yaml") == 0 || strcmp(format, "yml") == 0;
    if (!is_yaml && strcmp(format, "csv") != 0 && strcmp(format, "tsv") != 0)
        return cli_usage(args, "%s: is it yaml, csv or tsv? Say so with --format", j->path);
    int code = landscape_bytes(j, j->path, true, &files.data.bytes);
    if (code != CLI_OK)
        return code;
    cupel_status st = is_yaml
                          ? landscape_read(&j->arena, &files, true, &j->l, &j->problems)
                          : landscape_read_table(&j->arena, &files.data,
                                                 *format == 'c' ? ',' : '\t', &j->l, &j->problems);
    if (st == CUPEL_OK)
        landscape_validate(&j->l, false, &j->problems);
    landscape_tell(&j->problems);
    if (st == CUPEL_OK)
        return CLI_OK;
    return j->problems.errors ? CLI_MALFORMED : cli_error(CLI_INTERNAL, "out of memory");
}

/* Written all the same when landscape2 would refuse something: exit 3 then, told on stderr. */
static int write_import(const struct import_job *i)
{
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    landscape_write_data(&i->j->l, &b);
    int code;
    if (i->output && buf_status(&b) == CUPEL_OK) {
        code = landscape_create(i->output, buf_slice(&b));
        buf_clear(&b);
    } else {
        code = landscape_print(&b);
    }
    return code == CLI_OK && i->j->problems.errors ? CLI_WARNING : code;
}

static int import(struct cli_args *args, struct import_job *i)
{
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP)
            return args->exit;
        code = take_import(args, option, i);
    }
    if (code == CLI_OK && !i->j->path)
        code = cli_usage(args, "name the file to import");
    if (code == CLI_OK)
        code = read_import(args, i);
    return code == CLI_OK ? write_import(i) : code;
}

static int run_import(struct cli_args *args)
{
    struct import_job i = { .j = landscape_job_new() };
    if (!i.j)
        return cli_error(CLI_INTERNAL, "out of memory");
    int code = import(args, &i);
    landscape_job_free(i.j);
    return code;
}

const struct cli_verb verb_landscape_import = {
    .name = "landscape import",
    .summary = "Make a data.yml of another landscape, of its items.csv, or of a table of seeds.",
    .synopsis = "[options] FILE",
    .options = import_options,
    .n_options = CUPEL_COUNT(import_options),
    .notes =
        "Reads landscape2's YAML in both shapes, its items.csv, and tables with tabs whose first\n"
        "line names columns: name, repo, category, TEEs, license, foundation, description, "
        "source.\n"
        "What is left out or doubtful is told on standard error; what a table does not say is\n"
        "\"unknown\". Exit 3: written, but landscape2 would refuse some of it.",
    .run = run_import,
};

/* ---- export ---- */

enum { EXPORT_TO };
static const struct cli_option export_options[] = {
    [EXPORT_TO] = { "to", "FOLDER", "write into it; made where it is not there, else it is empty" },
};
struct export_job {
    struct landscape_job *j;
    const char *to;
    size_t files, monograms;
};

/* The folder itself, or one of ours below it. */
static int make_folder(const char *path, bool must_be_empty)
{
    if (mkdir(path, 0777) == 0)
        return CLI_OK;
    if (errno != EEXIST || !cli_is_folder(path))
        return cli_error(CLI_INTERNAL, "%s cannot be made: %s", path, strerror(errno));
    DIR *d = must_be_empty ? opendir(path) : NULL;
    if (!d)
        return must_be_empty ? cli_error(CLI_INTERNAL, "%s cannot be read", path) : CLI_OK;
    size_t n = 0;
    while (readdir(d))
        n++;
    (void)closedir(d);
    return n <= 2 ? CLI_OK : cli_error(CLI_USAGE, "--to: %s is not empty", path);
}

/* @name below the folder; its own folders are made before. */
static int put(struct export_job *e, const char *name, struct buf *b)
{
    char path[LANDSCAPE_PATH];
    int n = snprintf(path, sizeof path, "%s/%s", e->to, name), code = CLI_OK;
    if (buf_status(b) != CUPEL_OK || n < 0 || n >= LANDSCAPE_PATH)
        code = cli_error(CLI_INTERNAL, "%s: out of memory, or its path is too long", name);
    for (char *slash = strchr(path + strlen(e->to) + 1, '/'); code == CLI_OK && slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        code = make_folder(path, false);
        *slash = '/';
    }
    if (code == CLI_OK)
        code = landscape_create(path, buf_slice(b));
    e->files += code == CLI_OK;
    buf_clear(b);
    return code;
}

static int put_api(struct export_job *e, const char *folder, const char *name,
                   const struct landscape_pick *pick, bool is_count)
{
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    (is_count ? landscape_write_count : landscape_write_items)(&e->j->l, pick, &b);
    return put(e, arena_printf(&e->j->arena, "api/%s/%s.json", folder, name), &b);
}

/* "all" and "count" of a category, or of one below it. */
static int put_category(struct export_job *e, const char *folder, const struct landscape_pick *pick)
{
    int code = put_api(e, folder, "all", pick, false);
    return code == CLI_OK ? put_api(e, folder, "count", pick, true) : code;
}

static int put_categories(struct export_job *e)
{
    const struct landscape *l = &e->j->l;
    struct arena *a = &e->j->arena;
    const char *members = l->settings.members_category;
    for (size_t i = 0; i < l->n_categories; i++) {
        const struct landscape_category *c = &l->categories[i];
        if (members && strcmp(members, c->name) == 0)
            continue;
        const char *folder = arena_printf(a, "categories/%s", landscape_slug(a, c->name));
        int code = put_category(e, folder, &(struct landscape_pick){ .category = c->name });
        for (size_t k = 0; k < c->n && code == CLI_OK; k++) {
            const char *name = c->subcategories[k].name;
            code = put_category(
                e, arena_printf(a, "%s/%s", folder, landscape_slug(a, name)),
                &(struct landscape_pick){ .category = c->name, .subcategory = name });
        }
        if (code != CLI_OK)
            return code;
    }
    return CLI_OK;
}

static int put_json(struct export_job *e)
{
    const struct landscape_pick projects = { .projects = true }, members = { .members = true };
    const struct landscape_pick end_users = { .members = true, .end_users = true };
    int code = put_categories(e);
    if (code == CLI_OK)
        code = put_category(e, "projects", &projects);
    if (code == CLI_OK)
        code = put_category(e, "members", &members);
    return code == CLI_OK ? put_api(e, "members", "end-users", &end_users, false) : code;
}

static int put_files(struct export_job *e)
{
    const struct landscape *l = &e->j->l;
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    landscape_write_data(l, &b);
    int code = put(e, "data.yml", &b);
    if (code == CLI_OK && l->settings.is_there) {
        buf_init(&b, LANDSCAPE_OUTPUT);
        landscape_write_tree(l->settings.tree, l->settings.head, &b);
        code = put(e, "settings.yml", &b);
    }
    if (code == CLI_OK && l->guide.is_there) {
        buf_init(&b, LANDSCAPE_OUTPUT);
        landscape_write_tree(l->guide.tree, l->guide.head, &b);
        code = put(e, "guide.yml", &b);
    }
    if (code == CLI_OK) {
        buf_init(&b, LANDSCAPE_OUTPUT);
        landscape_write_csv(l, &b);
        code = put(e, "items.csv", &b);
    }
    return code;
}

/* ---- images ---- */

static bool ends_in_svg(const char *name)
{
    cupel_slice s = slice_str(name);
    return s.n > 4 && slice_eq_nocase(slice_part(s, s.n - 4, 4), SLICE_LIT(".svg"));
}

/* The file of that name under logos/, no link; false with a sentence in *why. */
static bool read_logo(const struct landscape_job *j, const char *name, struct buf *ret,
                      const char **why)
{
    char path[LANDSCAPE_PATH];
    struct stat st;
    struct cupel_diag err = { 0 };
    int n = snprintf(path, sizeof path, "%s/logos/%s", j->folder, name);
    *why = NULL;
    if (n < 0 || n >= LANDSCAPE_PATH || lstat(path, &st) != 0)
        return false;
    *why = "it is no plain file";
    if (!S_ISREG(st.st_mode) || cli_read_file(path, ret, &err) != CUPEL_OK)
        return false;
    return !ends_in_svg(name) || landscape_logo_is_plain(buf_slice(ret), why);
}

static bool is_there(const struct export_job *e, const char *name)
{
    char path[LANDSCAPE_PATH];
    int n = snprintf(path, sizeof path, "%s/%s", e->to, name);
    return n > 0 && n < LANDSCAPE_PATH && access(path, F_OK) == 0;
}

/* Several items may share one image: the first one's monogram is then everybody's. */
static int put_logo(struct export_job *e, const struct landscape_item *i)
{
    const char *logo = i->text[ITEM_LOGO], *why;
    const char *name = arena_printf(&e->j->arena, "logos/%s", logo);
    struct buf b;
    if (is_there(e, name))
        return CLI_OK;
    buf_init(&b, LOGO_MAX);
    if (read_logo(e->j, logo, &b, &why))
        return put(e, name, &b);
    buf_clear(&b);
    if (why)
        (void)cli_error(CLI_OK, "logos/%s holds %s; a monogram stands in for it", logo, why);
    if (!ends_in_svg(logo))
        return cli_error(CLI_MALFORMED, "logos/%s is not there, and a monogram is an SVG", logo);
    buf_init(&b, LOGO_MAX);
    landscape_write_monogram(i->text[ITEM_NAME], &b);
    e->monograms++;
    return put(e, name, &b);
}

static int export_all(struct export_job *e)
{
    int code = make_folder(e->to, true);
    if (code == CLI_OK)
        code = put_files(e);
    if (code == CLI_OK)
        code = put_json(e);
    for (size_t i = 0; i < e->j->l.n_items && code == CLI_OK; i++)
        code = put_logo(e, e->j->l.items[i]);
    if (code == CLI_OK)
        (void)printf("%zu files in %s, %zu of them monograms\n", e->files, e->to, e->monograms);
    if (code == CLI_OK && !e->j->l.settings.is_there)
        (void)cli_error(CLI_OK, "there is no settings.yml, which landscape2 wants beside data.yml");
    return code;
}

static int export(struct cli_args *args, struct export_job *e)
{
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP)
            return args->exit;
        if (option == EXPORT_TO)
            e->to = args->value;
        else
            code = landscape_take_path(args, e->j);
    }
    if (code == CLI_OK && !e->to)
        code = cli_usage(args, "--to FOLDER is demanded");
    if (code == CLI_OK)
        code = landscape_open_or_tell(e->j);
    if (code != CLI_OK)
        return code;
    landscape_validate(&e->j->l, false, &e->j->problems);
    if (e->j->problems.errors) {
        landscape_tell(&e->j->problems);
        return cli_error(CLI_MALFORMED, "nothing was written: landscape2 would refuse it");
    }
    return export_all(e);
}

static int run_export(struct cli_args *args)
{
    struct export_job e = { .j = landscape_job_new() };
    if (!e.j)
        return cli_error(CLI_INTERNAL, "out of memory");
    int code = export(args, &e);
    landscape_job_free(e.j);
    return code;
}

const struct cli_verb verb_landscape_export = {
    .name = "landscape export",
    .summary = "Write everything that landscape2 and its readers take.",
    .synopsis = "--to FOLDER [PATH]",
    .options = export_options,
    .n_options = CUPEL_COUNT(export_options),
    .notes =
        "data.yml, settings.yml, guide.yml, items.csv, logos/ (a monogram where an item has no\n"
        "image) and api/ as landscape2 serves it. What only a forge or Crunchbase knows, such\n"
        "as stars, is left empty.",
    .run = run_export,
};
