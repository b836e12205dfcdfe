/* SPDX-License-Identifier: Apache-2.0 */
/* review/workflow.c: workflows are read; events, steps and dangerous patterns are found in them. */
#include "office/review/workflow.h"

#include "office/review/house.h"

#include <string.h>

/* ---- reading ---- */

static bool is_workflow(const struct project_file *f)
{
    static const char folder[] = ".github/workflows/";
    size_t n = sizeof folder - 1;
    return strncmp(f->path, folder, n) == 0 && !strchr(f->path + n, '/') && f->tree != TREE_LINK &&
           f->tree != TREE_SUBMODULE && !f->in->is_defaults && house_ends(f->path, ".yml|.yaml");
}

/* Anything but blank lines and comments? */
static bool has_content(cupel_slice text)
{
    size_t at = 0;
    cupel_slice line;
    while (house_line_next(text, &at, &line)) {
        size_t i = 0;
        while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
            i++;
        if (i < line.n && line.p[i] != '#')
            return true;
    }
    return false;
}

static void read_one(const struct project_file *f, struct arena *a, struct workflow *ret)
{
    struct cupel_diag err = { 0 };
    ret->file = f;
    if (f->text.n == 0) {
        ret->error = "it was not read: too large, or missing";
        return;
    }
    if (yaml_parse(a, f->text, true, &ret->top, &err) != CUPEL_OK) {
        ret->top = NULL;
        ret->error = arena_printf(a, "%s", err.text);
    } else if (ret->top->type != YAML_MAP) {
        ret->top = NULL;
        ret->error = "it is no map of YAML";
    }
}

void workflows_read(const struct project *p, struct arena *a, struct workflows *ret)
{
    struct workflow *all = arena_array(a, WORKFLOWS_MAX, sizeof *all);
    *ret = (struct workflows){ .at = all };
    struct file_walk w = { .p = p };
    for (const struct project_file *f; all && (f = file_next(&w)) != NULL;) {
        if (!is_workflow(f) || (f->text.n && !has_content(f->text)) || f->size == 0)
            continue;
        if (ret->n == WORKFLOWS_MAX) {
            ret->more++;
            continue;
        }
        read_one(f, a, &all[ret->n]);
        ret->broken += !all[ret->n++].top;
    }
}

/* ---- events and steps ---- */

bool workflow_has_event(const struct workflow *w, const char *event)
{
    const struct yaml_node *on = yaml_find(w->top, "on");
    if (!on)
        return false;
    if (on->type == YAML_SCALAR)
        return strcmp(on->text, event) == 0;
    for (const struct yaml_node *n = on->child; n; n = n->next) {
        const char *name = on->type == YAML_MAP ? n->key : n->text;
        if (name && strcmp(name, event) == 0)
            return true;
    }
    return false;
}

static const struct yaml_node *first_step(const struct yaml_node *job)
{
    const struct yaml_node *steps = yaml_find(job, "steps");
    return steps && steps->type == YAML_LIST ? steps->child : NULL;
}

bool workflow_step_next(const struct workflow *w, struct workflow_step *s)
{
    if (!s->job) {
        const struct yaml_node *jobs = yaml_find(w->top, "jobs");
        s->job = jobs && jobs->type == YAML_MAP ? jobs->child : NULL;
        s->step = first_step(s->job);
    } else if (s->step) {
        s->step = s->step->next;
    }
    while (s->job && !s->step) {
        s->job = s->job->next;
        s->step = first_step(s->job);
    }
    return s->step != NULL;
}

bool workflow_never_runs(const struct yaml_node *n)
{
    for (; n; n = n->parent) {
        const struct yaml_node *when = n->type == YAML_MAP ? yaml_find(n, "if") : NULL;
        if (when && when->type == YAML_SCALAR &&
            (strcmp(when->text, "false") == 0 || strcmp(when->text, "${{ false }}") == 0))
            return true;
    }
    return false;
}

/* ---- dangerous patterns ---- */

/* What a stranger fills: fields of the event, in parts that follow one another. */
static const char *const untrusted[][2] = {
    { "issue.title", NULL },
    { "issue.body", NULL },
    { "pull_request.title", NULL },
    { "pull_request.body", NULL },
    { "comment.body", NULL },
    { "review.body", NULL },
    { "review_comment.body", NULL },
    { "pages", ".page_name" },
    { "commits", ".message" },
    { "head_commit.message", NULL },
    { "head_commit.author.email", NULL },
    { "head_commit.author.name", NULL },
    { "commits", ".author.email" },
    { "commits", ".author.name" },
    { "pull_request.head.ref", NULL },
    { "pull_request.head.label", NULL },
    { "pull_request.head.repo.default_branch", NULL },
};

static bool has(cupel_slice s, const char *part)
{
    return house_find_text(s, part, 0) != SIZE_MAX;
}

static bool is_untrusted(cupel_slice expression)
{
    if (has(expression, "github.head_ref"))
        return true;
    if (!has(expression, "github.event."))
        return false;
    for (size_t i = 0; i < CUPEL_COUNT(untrusted); i++) {
        size_t at = house_find_text(expression, untrusted[i][0], 0);
        if (at == SIZE_MAX)
            continue;
        if (!untrusted[i][1] ||
            house_find_text(expression, untrusted[i][1], at + strlen(untrusted[i][0])) != SIZE_MAX)
            return true;
    }
    return false;
}

struct search {
    struct arena *arena;
    struct danger_found *found;
    size_t n;
};

static struct danger_found *add(struct search *s, enum danger danger, const struct workflow *w,
                                uint32_t line, cupel_slice what)
{
    static struct danger_found spill; /* what is beyond the cap is as bad as what stands in it */
    struct danger_found *d = s->n < DANGERS_MAX ? &s->found[s->n++] : &spill;
    *d = (struct danger_found){
        .danger = danger, .workflow = w, .line = line, .what = arena_text(s->arena, what)
    };
    return d;
}

static cupel_slice trim(cupel_slice s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = slice_part(s, 1, s.n - 1);
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s = slice_part(s, 0, s.n - 1);
    return s;
}

/* The line in the file that an expression of the script at @script stands in: the script is decoded
 * text, so that the file is searched from where the script begins. */
static uint32_t line_of(const struct workflow *w, const struct yaml_node *script,
                        cupel_slice expression, struct arena *a)
{
    size_t from = house_line_start(w->file->text, script->line);
    size_t at = house_find_text(w->file->text, arena_text(a, expression), from);
    return at == SIZE_MAX ? script->line : house_line_at(w->file->text, at);
}

static void search_script(struct search *s, const struct workflow *w,
                          const struct yaml_node *script, bool beyond)
{
    cupel_slice text = slice_str(script->text);
    for (size_t at = 0; (at = house_find_text(text, "${{", at)) != SIZE_MAX;) {
        size_t end = house_find_text(text, "}}", at);
        if (end == SIZE_MAX)
            return;
        cupel_slice expression = slice_part(text, at + 3, end - at - 3);
        if (is_untrusted(expression))
            add(s, DANGER_INJECTION, w, line_of(w, script, expression, s->arena), trim(expression))
                ->beyond_scorecard = beyond;
        at = end;
    }
}

static void search_checkout(struct search *s, const struct workflow *w,
                            const struct yaml_node *step)
{
    const char *uses = yaml_text(step, "uses");
    const struct yaml_node *with = yaml_find(step, "with"), *ref = yaml_find(with, "ref");
    if (!uses || !strstr(uses, "actions/checkout") || !ref || ref->type != YAML_SCALAR)
        return;
    cupel_slice text = slice_str(ref->text);
    bool from_event = has(text, "github.event.pull_request") ||
                      has(text, "github.event.workflow_run");
    if (!from_event && !has(text, "github.head_ref"))
        return;
    struct danger_found *d = add(s, DANGER_CHECKOUT, w, ref->line, trim(text));
    d->beyond_scorecard = !from_event;
    d->is_trusted = has(text, "github.event.pull_request.base.") && !has(text, ".head.");
}

/* A script that fetches the proposal itself. */
static void search_fetch(struct search *s, const struct workflow *w, const struct yaml_node *run)
{
    static const char *const commands[] = { "gh pr checkout", "git checkout", "git fetch",
                                            "git switch", "git pull" };
    cupel_slice text = slice_str(run->text), line;
    for (size_t at = 0; house_line_next(text, &at, &line);) {
        bool is_proposal = has(line, "github.event.pull_request.head") ||
                           has(line, "github.head_ref") || has(line, "refs/pull/") ||
                           has(line, "gh pr checkout");
        for (size_t i = 0; is_proposal && i < CUPEL_COUNT(commands); i++)
            if (has(line, commands[i])) {
                add(s, DANGER_CHECKOUT, w, line_of(w, run, line, s->arena), trim(line))
                    ->beyond_scorecard = true;
                break;
            }
    }
}

static void search_workflow(struct search *s, const struct workflow *w)
{
    bool is_privileged = workflow_has_event(w, "pull_request_target") ||
                         workflow_has_event(w, "workflow_run");
    struct workflow_step at = { 0 };
    while (workflow_step_next(w, &at)) {
        const struct yaml_node *run = yaml_find(at.step, "run");
        const char *uses = yaml_text(at.step, "uses");
        const struct yaml_node *script = yaml_find(yaml_find(at.step, "with"), "script");
        if (is_privileged)
            search_checkout(s, w, at.step);
        if (run && run->type == YAML_SCALAR) {
            search_script(s, w, run, false);
            if (is_privileged)
                search_fetch(s, w, run);
        }
        if (uses && strstr(uses, "actions/github-script") && script && script->type == YAML_SCALAR)
            search_script(s, w, script, true);
    }
}

size_t workflow_dangers(const struct workflows *all, struct arena *a, struct danger_found *ret)
{
    struct search s = { .arena = a, .found = ret };
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].top)
            search_workflow(&s, &all->at[i]);
    return s.n;
}
