/* SPDX-License-Identifier: Apache-2.0 */
/* office/cmd_report.c: `cupel office report`: the report to the parent, out of the office's own
 * history. */
#include "office/office.h"

#include "base/text.h"
#include "office/office_files.h"
#include "office/report/make.h"
#include "office/report_args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY 86400

/* ---- one state ---- */

/* "path:line@commit: text" of each error. */
static int refuse_state(const struct landscape_problems *p, const char *commit)
{
    struct buf b;
    char room[64];
    buf_init(&b, LANDSCAPE_OUTPUT);
    struct text_out t = text_out_to(&b, false);
    for (size_t i = 0; i < p->n; i++) {
        if (!p->at[i].is_error)
            continue;
        text_put(&t, p->at[i].file);
        (void)snprintf(room, sizeof room, p->at[i].line ? ":%u" : "%.0u", p->at[i].line);
        text_put(&t, room);
        (void)snprintf(room, sizeof room, "%s%.12s", commit ? "@" : "", commit ? commit : "");
        text_put(&t, room);
        text_put(&t, ": error: ");
        text_put(&t, p->at[i].text);
        text_line(&t);
    }
    if (buf_status(&b) == CUPEL_OK && b.n)
        (void)fwrite(b.p, 1, b.n, stderr);
    buf_clear(&b);
    return cli_error(CLI_MALFORMED,
                     "the office %s%.12s has %zu errors: a report of it would leave things out",
                     commit ? "at commit " : "in the folder", commit ? commit : "", p->errors);
}

static int read_state(struct report_job *j, const struct state_source *src, int64_t as_of,
                      struct landscape_problems *p, struct state *ret)
{
    bool is_before = ret == &j->before; /* what was refused then must not hide what changed since */
    if (!p->errors && state_read(&j->arena, src, as_of, is_before, ret, p) != CUPEL_OK &&
        !p->errors)
        return cli_error(CLI_INTERNAL, "the office is larger than the memory a report may take");
    return p->errors ? refuse_state(p, src->commit) : CLI_OK;
}

/* ---- the folder as it is ---- */

static cupel_status fetch_file(void *context, struct arena *a, const char *name, size_t max,
                               cupel_slice *ret)
{
    const struct report_job *j = context;
    char path[OFFICE_PATH];
    struct buf b;
    struct cupel_diag err = { 0 };
    int n = snprintf(path, sizeof path, "%s/%s", j->folder, name);
    if (n < 0 || n >= OFFICE_PATH)
        return CUPEL_E_LIMIT;
    buf_init(&b, max);
    cupel_status st = cli_read_file(path, &b, &err);
    if (st == CUPEL_OK)
        *ret = arena_copy(a, buf_slice(&b));
    buf_clear(&b);
    return st == CUPEL_OK ? arena_status(a) : st;
}

static int source_of_folder(struct report_job *j, struct state_source *ret,
                            struct landscape_problems *p)
{
    struct govern_input files = { 0 };
    if (office_files_read(&j->arena, j->folder, &files, p) != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "the office is larger than the memory a report may take");
    *ret = (struct state_source){
        .names = files.names, .n = files.n_names, .prefix = "", .fetch = fetch_file, .context = j
    };
    return CLI_OK;
}

static int read_folder(struct report_job *j)
{
    struct landscape_problems p = { .arena = &j->arena };
    struct state_source src = { 0 };
    int code = source_of_folder(j, &src, &p);
    if (code == CLI_OK && !state_has_office(&src))
        return cli_error(CLI_USAGE,
                         "%s is no office: it has no office.yml; `cupel office init` makes one",
                         j->folder);
    if (code == CLI_OK)
        code = read_state(j, &src, j->as_of, &p, &j->now);
    report_job_note(j, arena_printf(&j->arena,
                                    "There is no history to read (%s): this is the folder as it "
                                    "was found, its proofs name no commit, and what changed in the "
                                    "period cannot be told where the files give no dates.",
                                    j->no_history));
    return code;
}

/* ---- history ---- */

static int refuse_git(const struct report_job *j, const struct cupel_diag *err)
{
    return cli_error(CLI_INTERNAL, "%s: %s", j->top, err->text[0] ? err->text : "cannot be read");
}

static const char *commit_text(struct report_job *j, size_t at)
{
    char hex[GIT_ID_ROOM], when[RFC3339_ROOM];
    git_id_write(&j->h.commits[at].id, hex);
    rfc3339_write(j->h.commits[at].commit_time, when);
    return arena_printf(&j->arena, "%.12s of %.10s", hex, when);
}

static const char *day_text(struct report_job *j, int64_t day)
{
    char when[RFC3339_ROOM];
    rfc3339_write(day, when);
    return arena_printf(&j->arena, "%.10s", when);
}

/* The office at the commit @at; *has is false where it was not there. */
static int read_commit(struct report_job *j, size_t at, int64_t as_of, struct state *ret, bool *has)
{
    struct landscape_problems p = { .arena = &j->arena };
    struct state_source src = { 0 };
    struct cupel_diag err = { 0 };
    struct state_git *g = arena_alloc(&j->arena, sizeof *g);
    if (!g || state_from_git(&j->arena, j->repo, &j->h.commits[at], j->prefix, g, &src, &p, &err) !=
                  CUPEL_OK)
        return refuse_git(j, &err);
    *has = p.errors || state_has_office(&src);
    return *has ? read_state(j, &src, as_of, &p, ret) : CLI_OK;
}

/* The end of the period; @first is the oldest commit with the office. */
static int read_end(struct report_job *j, size_t first)
{
    bool has = false;
    j->at = state_commit_on(&j->h, j->to);
    int code = j->at == SIZE_MAX ? CLI_OK : read_commit(j, j->at, j->as_of, &j->now, &has);
    if (code != CLI_OK || has)
        return code;
    return cli_error(CLI_USAGE, "no commit of the office is as old as %s: the first is %s%s%s",
                     day_text(j, j->to), commit_text(j, first),
                     j->h.partial ? "; the history is not whole: " : "",
                     j->h.partial ? j->h.partial : "");
}

static int read_start(struct report_job *j, size_t first)
{
    size_t at = state_commit_on(&j->h, j->from - DAY);
    int code = at == SIZE_MAX ? CLI_OK
                              : read_commit(j, at, j->from - DAY, &j->before, &j->was_there);
    if (code != CLI_OK || j->was_there)
        return code;
    if (j->h.partial)
        return cli_error(CLI_USAGE,
                         "the state before %s is not here, as the history is not whole: %s; "
                         "`git fetch --unshallow` may help",
                         day_text(j, j->from), j->h.partial);
    j->before = state_empty(&j->arena, j->as_of);
    report_job_note(j, arena_printf(&j->arena,
                                    "No commit of the office is older than this period: the first "
                                    "is %s. All that stands in the office at the end counts as "
                                    "new, where the files give no dates.",
                                    commit_text(j, first)));
    return CLI_OK;
}

static int read_history(struct report_job *j)
{
    struct cupel_diag err = { 0 };
    struct git_id head;
    size_t first = SIZE_MAX;
    if (repo_open(j->top, &j->repo, &err) != CUPEL_OK)
        return cli_refuse(j->top, &err);
    cupel_status st = repo_resolve(j->repo, NULL, &head, &err);
    if (st == CUPEL_E_NOT_FOUND) {
        j->no_history = "the repository has no commit yet";
        return read_folder(j);
    }
    if (st == CUPEL_OK)
        st = history_read(j->repo, &head, SLICE_EMPTY, &j->arena, NULL, NULL, &j->h, &err);
    if (st == CUPEL_OK)
        st = state_first(&j->arena, j->repo, &j->h, j->prefix, &first, &err);
    if (st != CUPEL_OK)
        return refuse_git(j, &err);
    if (first == SIZE_MAX) {
        j->no_history = "the newest commit of the repository has no office here";
        return read_folder(j);
    }
    j->has_history = true;
    int code = read_end(j, first);
    return code == CLI_OK ? read_start(j, first) : code;
}

/* ---- which commit changed a file last ---- */

static cupel_status history_at(struct report_job *j, struct history *ret, struct cupel_diag *err)
{
    if (j->h.n_line && j->h.line[0].commit == j->at) {
        *ret = j->h;
        return CUPEL_OK;
    }
    return history_read(j->repo, &j->h.commits[j->at].id, SLICE_EMPTY, &j->arena, NULL, NULL, ret,
                        err);
}

static int find_changed(struct report_job *j, struct report *r)
{
    struct cupel_diag err = { 0 };
    struct history h;
    const char *const *paths = NULL;
    size_t n = 0;
    if (!j->has_history)
        return CLI_OK;
    cupel_status st = report_paths(r, &paths, &n);
    if (st == CUPEL_OK)
        st = history_at(j, &h, &err);
    size_t *at = arena_array(&j->arena, n + 1, sizeof *at);
    const char **commits = arena_array(&j->arena, n + 1, sizeof *commits);
    if (st == CUPEL_OK && at && commits && n)
        st = history_last_change(j->repo, &h, paths, n, at, &err);
    if (st != CUPEL_OK || !at || !commits)
        return refuse_git(j, &err);
    for (size_t i = 0; i < n; i++) {
        char hex[GIT_ID_ROOM];
        if (at[i] == SIZE_MAX)
            continue;
        git_id_write(&h.commits[at[i]].id, hex);
        commits[i] = arena_printf(&j->arena, "%s", hex);
    }
    report_set_changed(r, paths, commits, n);
    return CLI_OK;
}

/* ---- what is not committed ---- */

static bool counts(const char *name)
{
    return govern_kind_of(name, NULL) != GOVERN_KINDS || strcmp(name, "landscape/data.yml") == 0 ||
           strncmp(name, "reviews/", 8) == 0;
}

/* The first file of @a that counts and is another one in @b, or NULL. */
static const char *find_other(struct report_job *j, const struct state_source *a,
                              const struct state_source *b)
{
    for (size_t i = 0; i < a->n; i++) {
        cupel_slice x = SLICE_EMPTY, y = SLICE_EMPTY;
        if (!counts(a->names[i]))
            continue;
        cupel_status st = a->fetch(a->context, &j->arena, a->names[i], STATE_REVIEW_MAX, &x);
        if (b->fetch(b->context, &j->arena, a->names[i], STATE_REVIEW_MAX, &y) != st ||
            !slice_eq(x, y))
            return a->names[i];
    }
    return NULL;
}

/* Said aside and not in the report, which is the same wherever it is made. */
static void tell_uncommitted(struct report_job *j)
{
    struct landscape_problems p = { .arena = &j->arena };
    struct state_source commit = { 0 }, folder = { 0 };
    struct state_git g;
    struct cupel_diag err = { 0 };
    if (!j->has_history ||
        state_from_git(&j->arena, j->repo, &j->h.commits[j->h.line[0].commit], j->prefix, &g,
                       &commit, &p, &err) != CUPEL_OK ||
        source_of_folder(j, &folder, &p) != CLI_OK)
        return;
    const char *other = find_other(j, &commit, &folder);
    other = other ? other : find_other(j, &folder, &commit);
    if (other)
        (void)cli_error(CLI_OK,
                        "%s/%s is another one than in the newest commit: what is not committed "
                        "is not in the report",
                        j->folder, other);
}

/* ---- the verb ---- */

static int print(struct report_job *j, const struct report *r)
{
    struct buf b;
    buf_init(&b, LANDSCAPE_OUTPUT);
    switch (j->form) {
    case REPORT_HTML: report_write_html(r, &b); break;
    case REPORT_JSON: report_write_json(r, &b); break;
    default: report_write_markdown(r, &b); break;
    }
    if (!j->output)
        return landscape_print(&b);
    int code = buf_status(&b) == CUPEL_OK ? landscape_create(j->output, buf_slice(&b))
                                          : cli_error(CLI_INTERNAL, "out of memory");
    buf_clear(&b);
    return code;
}

static int make(struct report_job *j)
{
    struct report r;
    struct report_input in = { .now = &j->now,
                               .before = j->has_history ? &j->before : NULL,
                               .was_there = j->was_there,
                               .from = j->from,
                               .to = j->to,
                               .as_of = j->as_of,
                               .is_yearly = j->is_yearly,
                               .title = j->title };
    cupel_status st = report_make(&j->arena, &in, &r);
    if (st != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "the report is larger than what is made (%s)",
                         cupel_status_name(st));
    for (size_t i = 0; i < j->n_notes; i++)
        report_note(&r, j->notes[i]);
    int code = find_changed(j, &r);
    return code == CLI_OK ? print(j, &r) : code;
}

static int report(struct cli_args *args, struct report_job *j)
{
    int code = report_job_read(args, j);
    if (code == CLI_OK)
        code = j->no_history ? read_folder(j) : read_history(j);
    if (code == CLI_OK)
        code = make(j);
    if (code == CLI_OK)
        tell_uncommitted(j);
    return code == CLI_STOP ? args->exit : code;
}

static int run_report(struct cli_args *args)
{
    struct report_job *j = report_job_new();
    if (!j)
        return cli_error(CLI_INTERNAL, "out of memory");
    int code = report(args, j);
    report_job_free(j);
    return code;
}

const struct cli_verb verb_office_report = {
    .name = "office report",
    .summary = "The report to the parent: what a group did in a quarter or a year.",
    .synopsis = "[options] --quarter 2026-Q1 [DIR]\n"
                "[options] --year 2026 [DIR]\n"
                "[options] --from DATE --to DATE [DIR]",
    .options = report_options,
    .n_options = REPORT_OPTIONS,
    .notes =
        "Read are two commits of the office's repository: the last one up to the end of --to, and\n"
        "the last one before --from. Every number has its list, and every entry of it the commit,\n"
        "file and line that prove it. What is not committed is not read. Without history the\n"
        "folder is read as it is, and the report says what cannot be told. No clock is asked:\n"
        "same commit, same dates, same bytes.",
    .run = run_report,
};
