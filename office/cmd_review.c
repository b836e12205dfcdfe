/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office/cmd_review.c: `cupel review`: options, then one road for all: a review becomes JSON (made,
 * or found in the cache, or given with --from), is read back, gets the human part and is rendered.
 */
#include "office/office.h"

#include "office/cache.h"
#include "office/list_checks.h"
#include "office/load_args.h"
#include "office/observe.h"
#include "office/remarks.h"
#include "office/review/delta.h"
#include "office/review/make.h"
#include "render/review.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REMARKS_MAX 1048576
#define FAIL_ON_MAX 64
#define OUTPUT_MAX  ((size_t)256 << 20)
#define KEY_MAX     (64u << 20)

enum {
    OPT_AS,
    OPT_AS_OF,
    OPT_AT_COMMIT,
    OPT_SINCE,
    OPT_NAME,
    OPT_FROM,
    OPT_REMARKS,
    OPT_FAIL_ON,
    OPT_LIST_CHECKS,
    OPT_JSON,
    OPT_MARKDOWN,
    OPT_HTML,
    OPT_SARIF,
    OPT_BADGE,
    OPT_VERBOSE,
    OPT_NO_OBSERVE,
    OPT_NO_CACHE
};

static const struct cli_option options[] = {
    [OPT_AS] = { "as", "STAGE", "proposed or existing: which questions weigh; default: proposed" },
    [OPT_AS_OF] = { "as-of", "DATE", "count ages and expiry from here; default: today" },
    [OPT_AT_COMMIT] = { "at-commit", "[NAME=]REV", "read this revision; default: HEAD" },
    [OPT_SINCE] = { "since", "REV|FILE", "what changed since a revision, or since REVIEW.json" },
    [OPT_NAME] = { "name", "TEXT", "what the project is called; default: its first checkout" },
    [OPT_FROM] = { "from", "FILE", "show REVIEW.json again; reads no checkout" },
    [OPT_REMARKS] = { "remarks", "FILE", "reviewers, conflicts of interest, dissent, replies" },
    [OPT_FAIL_ON] = { "fail-on", "ID,…", "exit 1 when one of these fails; ID or a set's name" },
    [OPT_LIST_CHECKS] = { "list-checks", NULL, "list all checks; reads no checkout" },
    [OPT_JSON] = { "json", NULL, "the whole review, or the list of checks, as JSON" },
    [OPT_MARKDOWN] = { "markdown", NULL, "the review as Markdown" },
    [OPT_HTML] = { "html", NULL, "the review as one page that needs nothing else" },
    [OPT_SARIF] = { "sarif", NULL, "findings as SARIF 2.1.0, for a forge" },
    [OPT_BADGE] = { "badge", NULL, "a static SVG badge: counts, date and commit" },
    [OPT_VERBOSE] = { "verbose", NULL, "all findings with all their evidence" },
    [OPT_NO_OBSERVE] = { "no-observe", NULL, "do not run the verifier on samples of the project" },
    [OPT_NO_CACHE] = { "no-cache", NULL, "make the review anew, and keep nothing" },
};

enum output { OUT_TEXT, OUT_JSON, OUT_MARKDOWN, OUT_HTML, OUT_SARIF, OUT_BADGE };

struct review_job {
    struct load_args load;
    const char *at_commit[PROJECT_CHECKOUTS_MAX]; /* as given */
    size_t n_at_commit;
    const char *since, *from, *remarks;
    const char *reading; /* what an error is about when it is no checkout; NULL: the first one */
    const char *fail_on[FAIL_ON_MAX];
    size_t n_fail_on;
    bool is_verbose, no_observe, no_cache, list_checks;
    bool says_how; /* an option on how a review is made was given */
    enum output output;
    int n_outputs;
    struct arena arena;
};

/* ---- options ---- */

static int take_as(struct cli_args *args, struct review_job *j)
{
    j->load.is_existing = strcmp(args->value, "existing") == 0;
    if (j->load.is_existing || strcmp(args->value, "proposed") == 0)
        return CLI_OK;
    return cli_usage(args, "--as %s: must be proposed or existing", args->value);
}

/* The comma-separated names of --fail-on, each a check or a set. */
static int take_fail_on(struct cli_args *args, struct review_job *j)
{
    for (const char *at = args->value; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        const char *id = arena_text(&j->arena, slice_of(at, strcspn(at, ",")));
        char room[96];
        struct guess g = { .typed = id };
        bool known = review_info_find(id) != NULL;
        for (size_t i = 0; i < review_sets_count; i++) {
            known = known || strcmp(review_sets[i]->name, id) == 0;
            guess_add(&g, review_sets[i]->name);
            for (size_t k = 0; k < review_sets[i]->n; k++)
                guess_add(&g, review_set_row(review_sets[i], k)->info.id);
        }
        if (!known)
            return cli_usage(args, "--fail-on: there is no check or set \"%s\"%s", id,
                             guess_text(&g, "", room, sizeof room));
        if (j->n_fail_on == FAIL_ON_MAX)
            return cli_usage(args, "--fail-on takes at most %d names", FAIL_ON_MAX);
        j->fail_on[j->n_fail_on++] = id;
    }
    return CLI_OK;
}

static int take_at_commit(struct cli_args *args, struct review_job *j)
{
    if (j->n_at_commit == PROJECT_CHECKOUTS_MAX)
        return cli_usage(args, "--at-commit: once for each checkout");
    j->at_commit[j->n_at_commit++] = args->value;
    return CLI_OK;
}

static int set_output(struct review_job *j, enum output o)
{
    j->output = o;
    j->n_outputs++;
    return CLI_OK;
}

static int set_flag(bool *flag)
{
    *flag = true;
    return CLI_OK;
}

static int set_text(const char **to, const char *value)
{
    *to = value;
    return CLI_OK;
}

static int take(struct cli_args *args, int option, struct review_job *j)
{
    j->says_how = j->says_how || option == OPT_AS || option == OPT_AS_OF || option == OPT_NAME;
    switch (option) {
    case OPT_AS: return take_as(args, j);
    case OPT_AS_OF: return load_args_as_of(args, &j->load);
    case OPT_AT_COMMIT: return take_at_commit(args, j);
    case OPT_SINCE: return set_text(&j->since, args->value);
    case OPT_NAME: return load_args_name(args, &j->load);
    case OPT_FROM: return set_text(&j->from, args->value);
    case OPT_REMARKS: return set_text(&j->remarks, args->value);
    case OPT_FAIL_ON: return take_fail_on(args, j);
    case OPT_LIST_CHECKS: return set_flag(&j->list_checks);
    case OPT_JSON: return set_output(j, OUT_JSON);
    case OPT_MARKDOWN: return set_output(j, OUT_MARKDOWN);
    case OPT_HTML: return set_output(j, OUT_HTML);
    case OPT_SARIF: return set_output(j, OUT_SARIF);
    case OPT_BADGE: return set_output(j, OUT_BADGE);
    case OPT_VERBOSE: return set_flag(&j->is_verbose);
    case OPT_NO_OBSERVE: return set_flag(&j->no_observe);
    case OPT_NO_CACHE: return set_flag(&j->no_cache);
    default: return load_args_checkout(args, &j->load);
    }
}

/* The last part of a path, without slashes at its end. */
static cupel_slice folder_of(const char *path)
{
    cupel_slice s = slice_str(path);
    while (s.n > 1 && s.p[s.n - 1] == '/')
        s.n--;
    size_t start = s.n;
    while (start > 0 && s.p[start - 1] != '/')
        start--;
    return slice_part(s, start, s.n - start);
}

/* "NAME=REV" speaks of the checkout in a folder of that name, "REV" of the only one. */
static int place_revisions(struct cli_args *args, struct review_job *j)
{
    for (size_t i = 0; i < j->n_at_commit; i++) {
        const char *text = j->at_commit[i], *equals = strchr(text, '=');
        size_t n = equals ? (size_t)(equals - text) : 0, at = SIZE_MAX;
        for (size_t k = 0; k < j->load.n && equals; k++)
            if (slice_eq(folder_of(j->load.paths[k]), slice_of(text, n)))
                at = k;
        if (!equals && j->load.n == 1)
            at = 0;
        if (at == SIZE_MAX)
            return cli_usage(
                args,
                "--at-commit %s: with several checkouts it is NAME=REV, NAME being the "
                "folder of one of them",
                text);
        if (j->load.revisions[at])
            return cli_usage(args, "--at-commit %s: %s has a revision already", text,
                             j->load.paths[at]);
        j->load.revisions[at] = equals ? equals + 1 : text;
    }
    return CLI_OK;
}

static int check_job(struct cli_args *args, struct review_job *j)
{
    if (j->n_outputs > 1)
        return cli_usage(args, "one output at a time; a second run comes from the cache, and "
                               "--from shows REVIEW.json in any form");
    if (j->list_checks &&
        (j->from || j->load.n || (j->output != OUT_TEXT && j->output != OUT_JSON)))
        return cli_usage(args, "--list-checks reads no checkout and writes text or --json");
    if (j->from && (j->load.n || j->since || j->n_at_commit || j->says_how))
        return cli_usage(args, "--from shows a review that was made; leave checkouts, --as, "
                               "--as-of, --at-commit, --name and --since out");
    if (!j->from && !j->list_checks && j->load.n == 0)
        return cli_usage(args, "name the project's checkout, or several that make one project");
    return place_revisions(args, j);
}

/* ---- making it ---- */

/* What --since compares with: a review file, or the same checkouts at a revision. */
struct before {
    struct project project;
    struct review review;
    bool has_project;
};

/* Names of branches have slashes too: a file is what is there, or what calls itself one. */
static bool is_file(const char *text)
{
    size_t n = strlen(text);
    return access(text, F_OK) == 0 || (n > 5 && strcmp(text + n - 5, ".json") == 0);
}

/* The review in --since FILE; errors are about that file, not about the checkout. */
static cupel_status read_before(struct review_job *j, struct review *ret, struct cupel_diag *err)
{
    struct buf b;
    buf_init(&b, CACHE_FILE_MAX);
    j->reading = j->since;
    cupel_status st = cli_read_file(j->since, &b, err);
    cupel_slice kept = st == CUPEL_OK ? arena_copy(&j->arena, buf_slice(&b)) : SLICE_EMPTY;
    buf_clear(&b);
    CUPEL_TRY(st);
    CUPEL_TRY(review_read_json(&j->arena, kept, ret, err));
    j->reading = NULL;
    return CUPEL_OK;
}

static cupel_status load_before(struct review_job *j, struct before *ret, struct cupel_diag *err)
{
    if (is_file(j->since))
        return read_before(j, &ret->review, err);
    const char *revisions[PROJECT_CHECKOUTS_MAX] = { j->since };
    for (size_t i = 1; i < j->load.n; i++)
        revisions[i] = j->load.revisions[i];
    CUPEL_TRY(load_args_read(&j->load, revisions, &j->arena, &ret->project, err));
    ret->has_project = true;
    return review_make(&ret->project, &ret->review, err);
}

static cupel_status add_delta(struct review_job *j, const struct project *p, struct review *r,
                              struct cupel_diag *err)
{
    if (!j->since)
        return CUPEL_OK;
    struct before b = { 0 };
    struct delta *d = arena_alloc(&j->arena, sizeof *d);
    cupel_status st = d ? load_before(j, &b, err) : CUPEL_E_NOMEM;
    if (st == CUPEL_OK)
        st = delta_make(&b.review, b.has_project ? &b.project : NULL, r, p, d, err);
    if (st == CUPEL_OK)
        r->delta = d;
    if (b.has_project)
        project_close(&b.project);
    return st;
}

static cupel_status make(struct review_job *j, struct buf *json, struct cupel_diag *err)
{
    struct project p = { 0 };
    struct review r = { 0 };
    CUPEL_TRY(load_args_read(&j->load, NULL, &j->arena, &p, err));
    cupel_status st = review_make(&p, &r, err);
    if (st == CUPEL_OK && !j->no_observe)
        st = observe(&p, &r, err);
    if (st == CUPEL_OK)
        st = add_delta(j, &p, &r, err);
    if (st == CUPEL_OK)
        review_write_json(&r, json);
    project_close(&p);
    return st;
}

/* ---- the cache ---- */

/* Everything that decides the bytes of a review. */
static cupel_status write_key(struct review_job *j, struct buf *key, struct cupel_diag *err)
{
    buf_printf(key, "%lld %d %d %s\n", (long long)j->load.as_of, j->load.is_existing, j->no_observe,
               j->load.name ? j->load.name : "");
    for (size_t i = 0; i < j->load.n; i++) {
        CUPEL_AUTO(repo) *r = NULL;
        struct git_id id;
        char hex[GIT_ID_ROOM];
        char real[PATH_MAX];
        j->reading = j->load.paths[i];
        CUPEL_TRY(repo_open(j->load.paths[i], &r, err));
        CUPEL_TRY(repo_resolve(r, j->load.revisions[i], &id, err));
        git_id_write(&id, hex);
        const char *origin = repo_origin(r, &j->arena);
        const char *place = realpath(j->load.paths[i], real);
        char tags[65];
        CUPEL_TRY(repo_tags_digest(r, tags, err));
        buf_printf(key, "%s %s %s %s\n", hex, tags, place ? place : "", origin ? origin : "");
    }
    j->reading = NULL;
    return CUPEL_OK;
}

static cupel_status make_or_find(struct review_job *j, struct buf *json, struct cupel_diag *err)
{
    struct cache cache = { "" };
    struct buf key;
    buf_init(&key, KEY_MAX);
    cupel_status st = write_key(j, &key, err);
    /* What a delta looks back at is not part of the key. */
    if (st == CUPEL_OK && buf_status(&key) == CUPEL_OK && !j->no_cache && !j->since)
        cache_find(buf_slice(&key), &cache);
    buf_clear(&key);
    CUPEL_TRY(st);
    if (cache_read(&cache, json)) {
        struct review r;
        cupel_slice found = arena_copy(&j->arena, buf_slice(json));
        if (review_read_json(&j->arena, found, &r, err) == CUPEL_OK)
            return CUPEL_OK;
    }
    buf_clear(json);
    buf_init(json, CACHE_FILE_MAX);
    CUPEL_TRY(make(j, json, err));
    cache_write(&cache, buf_slice(json));
    return buf_status(json);
}

/* ---- showing it ---- */

static int add_remarks(const struct review_job *j, struct review *r)
{
    if (!j->remarks)
        return CLI_OK;
    struct buf b, errors;
    struct cupel_diag err = { 0 };
    buf_init(&b, REMARKS_MAX);
    buf_init(&errors, REMARKS_MAX);
    cupel_status st = cli_read_file(j->remarks, &b, &err);
    int code = CLI_OK;
    if (st != CUPEL_OK)
        code = cli_error(CLI_INTERNAL, "--remarks: %s", err.text);
    else if (remarks_apply(buf_slice(&b), r, &errors) != CUPEL_OK) {
        char *text = buf_steal_str(&errors);
        for (char *line = text; line && *line; line = strchr(line, '\n') + 1) {
            size_t n = strcspn(line, "\n");
            code = cli_error(CLI_MALFORMED, "%s: %.*s", j->remarks, (int)n, line);
        }
        free(text);
        code = code == CLI_OK ? CLI_INTERNAL : code;
    }
    buf_clear(&b);
    buf_clear(&errors);
    return code;
}

static int print(struct buf *b)
{
    if (buf_status(b) != CUPEL_OK)
        return cli_error(CLI_INTERNAL, "the review is too large to be shown");
    (void)fwrite(b->p, 1, b->n, stdout);
    return CLI_OK;
}

static int show(const struct review_job *j, const struct review *r)
{
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    struct text_out t = text_out_to(&b, cli_use_colour());
    switch (j->output) {
    case OUT_TEXT: review_render_text(r, &t, j->is_verbose); break;
    case OUT_JSON: review_write_json(r, &b); break;
    case OUT_MARKDOWN: review_render_markdown(r, &b); break;
    case OUT_HTML: review_render_html(r, &b); break;
    case OUT_SARIF: review_render_sarif(r, &b); break;
    case OUT_BADGE: review_render_svg(r, &b); break;
    }
    int code = print(&b);
    buf_clear(&b);
    return code;
}

/* A review of an earlier cupel may lack a check; what is not there has not passed. */
static int judge_absent(const struct review_job *j, const struct review *r)
{
    int code = CLI_OK;
    for (size_t k = 0; k < j->n_fail_on; k++) {
        bool found = false;
        for (size_t i = 0; i < r->n_findings && !found; i++)
            found = strcmp(j->fail_on[k], r->findings[i].info->id) == 0 ||
                    strcmp(j->fail_on[k], r->findings[i].info->set) == 0;
        if (!found)
            code = cli_error(CLI_MALFORMED, "--fail-on %s: this review has no such check",
                             j->fail_on[k]);
    }
    return code;
}

/* 1 when a check that --fail-on names, itself or by its set, fails and is not exempt. */
static int judge(const struct review_job *j, const struct review *r)
{
    int code = judge_absent(j, r);
    for (size_t i = 0; i < r->n_findings; i++) {
        const struct finding *f = &r->findings[i];
        if (f->outcome != CUPEL_FAIL || f->exempt)
            continue;
        for (size_t k = 0; k < j->n_fail_on; k++)
            if (strcmp(j->fail_on[k], f->info->id) == 0 || strcmp(j->fail_on[k], f->info->set) == 0)
                code = cli_error(CLI_CONTRAINDICATED, "--fail-on %s: %s fails: %s", j->fail_on[k],
                                 f->info->id, f->detail ? f->detail : f->info->title);
    }
    return code;
}

static cupel_status get_json(struct review_job *j, struct buf *json, struct cupel_diag *err)
{
    return j->from ? cli_read_file(j->from, json, err) : make_or_find(j, json, err);
}

static int review(struct review_job *j)
{
    struct buf json;
    struct cupel_diag err = { 0 };
    struct review r = { 0 };
    buf_init(&json, CACHE_FILE_MAX);
    cupel_status st = get_json(j, &json, &err);
    if (st == CUPEL_OK)
        st = review_read_json(&j->arena, buf_slice(&json), &r, &err);
    const char *about = j->reading ? j->reading : j->from ? j->from : j->load.paths[0];
    int code = st == CUPEL_OK ? add_remarks(j, &r) : cli_refuse(about, &err);
    if (code == CLI_OK)
        code = show(j, &r);
    if (code == CLI_OK)
        code = judge(j, &r);
    buf_clear(&json);
    return code;
}

/* ---- what there is to check ---- */

static int list(const struct review_job *j)
{
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    if (j->output == OUT_JSON)
        list_checks_json(&b);
    else
        list_checks_text(&b);
    int code = print(&b);
    buf_clear(&b);
    return code;
}

static int run_job(struct cli_args *args, struct review_job *j)
{
    int option, code = CLI_OK;
    while (code == CLI_OK && (option = cli_next(args)) != CLI_END) {
        if (option == CLI_STOP)
            return args->exit;
        code = take(args, option, j);
    }
    if (code == CLI_OK)
        code = check_job(args, j);
    if (code == CLI_OK && j->list_checks)
        return list(j);
    return code == CLI_OK ? review(j) : code;
}

static int run(struct cli_args *args)
{
    struct review_job *j = calloc(1, sizeof *j);
    if (!j)
        return cli_error(CLI_INTERNAL, "out of memory");
    arena_init(&j->arena, LOAD_ARENA);
    load_args_init(&j->load);
    int code = run_job(args, j);
    arena_clear(&j->arena);
    free(j);
    return code;
}

const struct cli_verb verb_review = {
    .name = "review",
    .summary = "Review a project that uses TEEs: what its checkouts show, and where.",
    .synopsis = "[options] CHECKOUT…\n"
                "--from REVIEW.json [options]\n"
                "--list-checks [--json]\n"
                "dossier --form NAME [options] CHECKOUT…",
    .options = options,
    .n_options = CUPEL_COUNT(options),
    .notes =
        "A CHECKOUT is a git repository, with or without a work tree; several make one project,\n"
        "an organisation's .github repository among them. Commits are read, never the work\n"
        "tree; no network is asked and nothing of the project is run. A project gets checks\n"
        "and counts, never a verdict. Exit status: 0 done, 1 --fail-on met, 2 usage,\n"
        "4 malformed, 5 unsupported, 7 I/O or internal.",
    .run = run,
};
