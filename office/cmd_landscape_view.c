/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_landscape_view.c: `cupel landscape diff`, `matrix` and `gaps`. */
#include "office/office.h"

#include "office/git/repo.h"
#include "office/landscape/diff.h"
#include "office/landscape/gaps.h"
#include "office/landscape_args.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Walk the options; CLI_OK, or what run() shall return. */
typedef int take_option(struct cli_args *args, int option, void *context);
static int take_all(struct cli_args *args, take_option *take, void *context)
{
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP)
            return args->exit ? args->exit : CLI_STOP;
        code = take(args, option, context);
    }
    return code;
}
/* --help ends with 0: told apart from "go on". */
static int exit_of(int code)
{
    return code == CLI_STOP ? CLI_OK : code;
}

/* ---- diff ---- */

enum { DIFF_OFFICE, DIFF_JSON };
static const struct cli_option diff_options[] = {
    [DIFF_OFFICE] = { "office", "PATH", "an office, its landscape folder or data.yml; default: ." },
    [DIFF_JSON] = { "json", NULL, "one JSON object" },
};
struct diff_job {
    struct landscape_job *j;
    const char *from, *to; /* dates or revisions; @to NULL: the file as it is */
    char top[PATH_MAX];    /* of the repository */
    const char *inside;    /* where data.yml stands in it */
};

static int take_diff(struct cli_args *args, int option, void *context)
{
    struct diff_job *d = context;
    switch (option) {
    case DIFF_OFFICE: return landscape_take_path(args, d->j);
    case DIFF_JSON: d->j->json = true; return CLI_OK;
    default: break;
    }
    if (d->to)
        return cli_usage(args, "FROM and TO are two; \"%s\" is a third", args->value);
    *(d->from ? &d->to : &d->from) = args->value;
    return CLI_OK;
}

/* The folder above data.yml that has a .git, and the rest of the path. */
static int find_top(struct diff_job *d)
{
    char git[PATH_MAX + 8];
    if (!realpath(d->j->data, d->top))
        return cli_error(CLI_INTERNAL, "%s: cannot be found", d->j->data);
    d->inside = arena_printf(&d->j->arena, "%s", d->top);
    for (char *slash; (slash = strrchr(d->top, '/'));) {
        *slash = '\0';
        (void)snprintf(git, sizeof git, "%s/.git", d->top);
        if (access(git, F_OK) != 0)
            continue;
        d->inside += strlen(d->top) + 1;
        return CLI_OK;
    }
    return cli_error(CLI_USAGE, "%s stands in no git repository: there is nothing to compare with",
                     d->j->data);
}

/* The newest commit of the line of first parents up to the end of that day. */
static cupel_status commit_on(struct repo *r, struct arena *a, const char *date, struct git_id *ret,
                              struct cupel_diag *err)
{
    struct git_id head;
    struct history h;
    int64_t day = 0;
    (void)landscape_date(date, &day);
    CUPEL_TRY(repo_resolve(r, NULL, &head, err));
    CUPEL_TRY(history_read(r, &head, SLICE_EMPTY, a, NULL, NULL, &h, err));
    for (size_t i = 0; i < h.n; i++)
        if (h.commits[i].is_first_parent && h.commits[i].commit_time < day + 86400) {
            *ret = h.commits[i].id;
            return CUPEL_OK;
        }
    (void)snprintf(err->text, sizeof err->text, "no commit is as old as %s%s%s", date,
                   h.partial ? "; the history is not whole: " : "", h.partial ? h.partial : "");
    return CUPEL_E_NOT_FOUND;
}

static cupel_status blob_at(struct repo *r, struct arena *a, const struct git_id *commit,
                            const char *path, cupel_slice *ret, struct cupel_diag *err)
{
    struct tree t;
    CUPEL_TRY(repo_tree(r, commit, a, &t, err));
    for (size_t i = 0; i < t.n; i++)
        if (strcmp(t.entries[i].path, path) == 0 &&
            (t.entries[i].kind == TREE_FILE || t.entries[i].kind == TREE_EXECUTABLE))
            return repo_blob(r, &t.entries[i].id, REPO_BLOB_MAX, a, ret);
    (void)snprintf(err->text, sizeof err->text, "%s is not in the commit that was asked for", path);
    return CUPEL_E_NOT_FOUND;
}

/* The landscape at a date or revision. */
static int read_at(struct diff_job *d, struct repo *r, const char *when, struct landscape *ret)
{
    struct arena *a = &d->j->arena;
    struct cupel_diag err = { 0 };
    struct git_id id;
    char hex[GIT_ID_ROOM];
    struct landscape_files files = { 0 };
    cupel_status st = landscape_date(when, NULL) ? commit_on(r, a, when, &id, &err)
                                                 : repo_resolve(r, when, &id, &err);
    if (st == CUPEL_OK)
        st = blob_at(r, a, &id, d->inside, &files.data.bytes, &err);
    if (st != CUPEL_OK)
        return cli_error(CLI_USAGE, "%s",
                         err.text[0] ? err.text : "the file is too large, or is not there");
    git_id_write(&id, hex);
    files.data.name = arena_printf(a, "%s@%.12s", d->inside, hex);
    /* What was refused then must not hide what changed since: as somebody else's file. */
    if (landscape_read(a, &files, true, ret, &d->j->problems) == CUPEL_OK)
        return CLI_OK;
    landscape_tell(&d->j->problems);
    return CLI_MALFORMED;
}

static int show_diff(struct diff_job *d, const struct landscape *before,
                     const struct landscape *after)
{
    struct landscape_diff diff;
    struct buf b;
    if (landscape_compare(&d->j->arena, before, after, &diff) != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "out of memory");
    buf_init(&b, LANDSCAPE_OUTPUT);
    if (d->j->json) {
        struct json_out o = landscape_json_open(&b, "diff", d->j);
        json_text(&o, "from", before->data_file);
        json_text(&o, "to", after->data_file);
        diff_write_json(&diff, &o);
        json_object_close(&o);
        buf_add_byte(&b, '\n');
    } else {
        struct text_out t = text_out_to(&b, cli_use_colour());
        text_put(&t, before->data_file);
        text_put(&t, " to ");
        text_put(&t, after->data_file);
        text_line(&t);
        diff_write_text(&diff, &t);
    }
    return landscape_print(&b);
}

static int diff(struct diff_job *d)
{
    struct landscape before = { 0 }, after = { 0 };
    struct repo *r = NULL;
    struct cupel_diag err = { 0 };
    int code = landscape_open_or_tell(d->j);
    if (code == CLI_OK)
        code = find_top(d);
    if (code != CLI_OK)
        return code;
    if (repo_open(d->top, &r, &err) != CUPEL_OK)
        return cli_refuse(d->top, &err);
    code = read_at(d, r, d->from, &before);
    if (code == CLI_OK && d->to)
        code = read_at(d, r, d->to, &after);
    else
        after = d->j->l;
    if (code == CLI_OK)
        code = show_diff(d, &before, &after);
    repo_free(r);
    return code;
}

static int run_diff(struct cli_args *args)
{
    struct diff_job d = { .j = landscape_job_new() };
    if (!d.j)
        return cli_error(CLI_INTERNAL, "out of memory");
    int code = take_all(args, take_diff, &d);
    if (code == CLI_OK && !d.from)
        code = cli_usage(args, "name a date or a revision to compare with");
    if (code == CLI_OK)
        code = diff(&d);
    landscape_job_free(d.j);
    return exit_of(code);
}

const struct cli_verb verb_landscape_diff = {
    .name = "landscape diff",
    .summary = "What changed between two dates or revisions of the office.",
    .synopsis = "[options] FROM [TO]",
    .options = diff_options,
    .n_options = CUPEL_COUNT(diff_options),
    .notes = "FROM and TO are dates (the newest commit up to the end of that day) or revisions of\n"
             "the repository that the landscape is in; without TO: the file as it is now.\n"
             "Items added, removed, renamed (same repository), moved, and members that changed.",
    .run = run_diff,
};

/* ---- matrix ---- */

enum { MATRIX_CATEGORY = MATRIX_AXES, MATRIX_ITEM, MATRIX_BY, MATRIX_SOURCES, MATRIX_JSON };
static const struct cli_option matrix_options[] = {
    [AXIS_TEE] = { "tee", "ID,…", "items that name one of these TEEs" },
    [AXIS_EVIDENCE] = { "evidence", "ID,…", "items with one of these evidence formats" },
    [AXIS_ROLE] = { "role", "ID,…", "items that play one of these roles" },
    [AXIS_LICENSE] = { "license", "ID,…", "items under one of these licences" },
    [AXIS_MATURITY] = { "maturity", "ID,…", "items of one of these levels" },
    [MATRIX_CATEGORY] = { "category", "NAME", "items of this category" },
    [MATRIX_ITEM] = { "item", "NAME", "this item; several times: side by side" },
    [MATRIX_BY] = { "by", "AXIS,AXIS", "a table of counts instead of a list: tee,role" },
    [MATRIX_SOURCES] = { "sources", NULL, "with source and date of every cell" },
    [MATRIX_JSON] = { "json", NULL, "one JSON object, with sources" },
};
#define MATRIX_NAMES_MAX 64
struct matrix_job {
    struct landscape_job *j;
    struct matrix_filter filter;
    const char *names[MATRIX_NAMES_MAX];
    bool sources, crossed;
    enum matrix_axis by, across;
};

static int take_by(struct cli_args *args, struct matrix_job *m)
{
    struct landscape_fact f = { .value = args->value };
    struct landscape_list two = landscape_values(&m->j->arena, &f);
    enum matrix_axis *to[] = { &m->by, &m->across };
    for (size_t i = 0; i < two.n && i < 2; i++) {
        char room[96];
        struct guess g = { .typed = two.at[i] };
        bool found = false;
        for (int x = 0; x < MATRIX_AXES; x++) {
            guess_add(&g, matrix_axes[x].name);
            if (strcmp(matrix_axes[x].name, two.at[i]) == 0) {
                *to[i] = (enum matrix_axis)x;
                found = true;
            }
        }
        if (!found)
            return cli_usage(args, "--by: there is no axis \"%s\"%s", two.at[i],
                             guess_text(&g, "", room, sizeof room));
    }
    m->crossed = true;
    return two.n == 2 ? CLI_OK : cli_usage(args, "--by: two axes, as in tee,role");
}

static int take_matrix(struct cli_args *args, int option, void *context)
{
    struct matrix_job *m = context;
    if (option >= 0 && option < MATRIX_AXES) {
        struct landscape_fact f = { .value = args->value };
        m->filter.values[option] = landscape_values(&m->j->arena, &f);
        return CLI_OK;
    }
    switch (option) {
    case MATRIX_CATEGORY: m->filter.category = args->value; return CLI_OK;
    case MATRIX_ITEM:
        if (m->filter.names.n == MATRIX_NAMES_MAX)
            return cli_usage(args, "--item: at most %d times", MATRIX_NAMES_MAX);
        m->names[m->filter.names.n++] = args->value;
        return CLI_OK;
    case MATRIX_BY: return take_by(args, m);
    case MATRIX_SOURCES: m->sources = true; return CLI_OK;
    case MATRIX_JSON: m->j->json = true; return CLI_OK;
    default: return landscape_take_path(args, m->j);
    }
}

static int show_matrix(struct matrix_job *m, const struct matrix *made)
{
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    if (m->j->json) {
        struct json_out o = landscape_json_open(&b, "matrix", m->j);
        matrix_write_json(made, &o);
        json_object_close(&o);
        buf_add_byte(&b, '\n');
    } else {
        struct text_out t = text_out_to(&b, cli_use_colour());
        if (m->crossed)
            matrix_write_cross(made, m->by, m->across, &t);
        else
            matrix_write_text(made, m->sources, &t);
    }
    return landscape_print(&b);
}

/* A name that nothing has is a slip of the pen, not an empty answer. */
static int check_filter(struct cli_args *args, const struct matrix_job *m)
{
    const struct landscape *l = &m->j->l;
    char room[128];
    for (size_t i = 0; i < m->filter.names.n; i++) {
        struct guess g = { .typed = m->names[i] };
        if (landscape_find(l, m->names[i]))
            continue;
        for (size_t k = 0; k < l->n_items; k++)
            guess_add(&g, l->items[k]->text[ITEM_NAME]);
        return cli_usage(args, "--item: there is no item \"%s\"%s", m->names[i],
                         guess_text(&g, "", room, sizeof room));
    }
    struct guess g = { .typed = m->filter.category };
    for (size_t i = 0; m->filter.category && i < l->n_categories; i++) {
        if (strcmp(l->categories[i].name, m->filter.category) == 0)
            return CLI_OK;
        guess_add(&g, l->categories[i].name);
    }
    if (!m->filter.category)
        return CLI_OK;
    return cli_usage(args, "--category: there is no category \"%s\"%s", m->filter.category,
                     guess_text(&g, "", room, sizeof room));
}

static int run_matrix(struct cli_args *args)
{
    struct matrix_job m = { .j = landscape_job_new() };
    struct matrix made;
    if (!m.j)
        return cli_error(CLI_INTERNAL, "out of memory");
    int code = take_all(args, take_matrix, &m);
    m.filter.names.at = m.names;
    if (code == CLI_OK)
        code = landscape_open_or_tell(m.j);
    if (code == CLI_OK)
        code = check_filter(args, &m);
    if (code == CLI_OK && matrix_make(&m.j->arena, &m.j->l, &m.filter, &made) != CUPEL_OK)
        code = cli_error(CLI_INTERNAL, "out of memory");
    if (code == CLI_OK)
        code = show_matrix(&m, &made);
    landscape_job_free(m.j);
    return exit_of(code);
}

const struct cli_verb verb_landscape_matrix = {
    .name = "landscape matrix",
    .summary = "TEE, evidence, role, licence and maturity of each item, with sources.",
    .synopsis = "[options] [PATH]",
    .options = matrix_options,
    .n_options = CUPEL_COUNT(matrix_options),
    .notes = "\"unknown\" is a value like any other, also in filters: --role unknown.",
    .run = run_matrix,
};

/* ---- gaps ---- */

static const struct cli_option gaps_options[] = { { "json", NULL, "one JSON object" } };

static int take_gaps(struct cli_args *args, int option, void *context)
{
    struct landscape_job *j = context;
    if (option != 0)
        return landscape_take_path(args, j);
    j->json = true;
    return CLI_OK;
}

/* A review of the office; what it is called was checked to stay inside reviews/. */
static cupel_status load_review(void *context, struct arena *a, const char *path, cupel_slice *ret,
                                struct cupel_diag *err)
{
    struct landscape_job *j = context;
    char full[LANDSCAPE_PATH];
    struct buf b;
    int n = snprintf(full, sizeof full, "%s/%s", j->office, path);
    if (n < 0 || n >= LANDSCAPE_PATH || strncmp(path, "reviews/", 8) != 0 || strstr(path, "..")) {
        (void)snprintf(err->text, sizeof err->text, "the name of the file is not reviews/ID.json");
        return CUPEL_E_MALFORMED;
    }
    buf_init(&b, GAPS_REVIEW_MAX);
    cupel_status st = cli_read_file(full, &b, err);
    if (st == CUPEL_OK)
        *ret = arena_copy(a, buf_slice(&b));
    buf_clear(&b);
    return st;
}

static int read_recommendations(struct landscape_job *j, const struct gap_recommendation **ret,
                                size_t *n)
{
    char path[LANDSCAPE_PATH];
    struct landscape_file file = { 0 };
    int length = snprintf(path, sizeof path, "%s/recommendations.yml", j->office);
    if (!*j->office || length < 0 || length >= LANDSCAPE_PATH || access(path, F_OK) != 0)
        return CLI_OK;
    file.name = path;
    int code = landscape_bytes(j, path, true, &file.bytes);
    if (code != CLI_OK)
        return code;
    if (gaps_recommendations(&j->arena, &file, ret, n, &j->problems) == CUPEL_OK)
        return CLI_OK;
    landscape_tell(&j->problems);
    return CLI_MALFORMED;
}

static int show_gaps(struct landscape_job *j, const struct gaps *g)
{
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    if (j->json) {
        struct json_out o = landscape_json_open(&b, "gaps", j);
        gaps_write_json(g, &o);
        json_object_close(&o);
        buf_add_byte(&b, '\n');
    } else {
        struct text_out t = text_out_to(&b, cli_use_colour());
        gaps_write_text(g, &t);
    }
    return landscape_print(&b);
}

static int run_gaps(struct cli_args *args)
{
    struct landscape_job *j = landscape_job_new();
    const struct gap_recommendation *all = NULL;
    size_t n = 0;
    struct gaps g;
    if (!j)
        return cli_error(CLI_INTERNAL, "out of memory");
    int code = take_all(args, take_gaps, j);
    if (code == CLI_OK)
        code = landscape_open_or_tell(j);
    if (code == CLI_OK)
        code = read_recommendations(j, &all, &n);
    if (code == CLI_OK &&
        gaps_find(&j->arena, &j->l, all, n, *j->office ? load_review : NULL, j, &g) != CUPEL_OK)
        code = cli_error(CLI_INTERNAL, "out of memory");
    if (code == CLI_OK)
        code = show_gaps(j, &g);
    landscape_job_free(j);
    return exit_of(code);
}

const struct cli_verb verb_landscape_gaps = {
    .name = "landscape gaps",
    .summary = "What the category lacks, and which projects without a home could fill it.",
    .synopsis = "[options] [PATH]",
    .options = gaps_options,
    .n_options = CUPEL_COUNT(gaps_options),
    .notes = "A gap is what no living item is known to do; how many could without our knowing is\n"
             "said beside it. A candidate is active, without a home, under an OSI licence and no\n"
             "part of another project; only one with a review can be recommended.",
    .run = run_gaps,
};
