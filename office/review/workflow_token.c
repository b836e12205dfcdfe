/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/workflow_token.c: what a workflow's token may write, scored as Scorecard's check
 * Token-Permissions does.
 */
#include "office/review/workflow.h"

#include "office/review/house.h"

#include <string.h>

/* Scopes that matter, and what writing one at the top costs, in tenths of a point. */
static const struct {
    const char *scope;
    int cost;
} scopes[] = {
    { "contents", 100 },       { "packages", 100 }, { "actions", 100 }, { "deployments", 10 },
    { "security-events", 10 }, { "checks", 5 },     { "statuses", 5 },
};

static bool says(const char *text, const char *word)
{
    return slice_eq_nocase(slice_str(text), slice_str(word));
}

/* An action that needs to write where it stands: it publishes, or uploads what a scanner found. */
static const struct {
    const char *action, *scope;
} needs[] = {
    { "github/codeql-action/analyze", "security-events" },
    { "github/codeql-action/upload-sarif", "security-events" },
    { "ossf/scorecard-action", "security-events" },
    { "goreleaser/goreleaser-action", "contents" },
    { "relekang/python-semantic-release", "contents" },
    { "peaceiris/actions-gh-pages", "contents" },
    { "slsa-framework/slsa-github-generator/", "contents" },
    { "docker/build-push-action", "packages" },
};

static bool uses_action(const struct workflow *w, const char *action)
{
    struct workflow_step s = { 0 };
    while (workflow_step_next(w, &s)) {
        const char *uses = yaml_text(s.step, "uses");
        if (uses && slice_starts(slice_str(uses), slice_str(action)))
            return true;
    }
    const struct yaml_node *jobs = yaml_find(w->top, "jobs");
    for (const struct yaml_node *job = jobs ? jobs->child : NULL; job; job = job->next) {
        const char *uses = yaml_text(job, "uses"); /* a workflow that is called */
        if (uses && slice_starts(slice_str(uses), slice_str(action)))
            return true;
    }
    return false;
}

static bool is_needed(const struct workflow *w, const char *scope)
{
    for (size_t i = 0; i < CUPEL_COUNT(needs); i++)
        if (strcmp(needs[i].scope, scope) == 0 && uses_action(w, needs[i].action))
            return true;
    return false;
}

static enum token_level level_of(const struct yaml_node *permissions, const struct workflow *needed,
                                 const char **scope, int *cost)
{
    *scope = NULL;
    *cost = 0;
    if (!permissions || permissions->type == YAML_NULL)
        return TOKEN_UNDECLARED;
    if (permissions->type == YAML_SCALAR)
        return says(permissions->text, "read-all") ? TOKEN_READ : TOKEN_WRITE_ALL;
    for (const struct yaml_node *n = permissions->child; n; n = n->next)
        for (size_t i = 0; n->key && i < CUPEL_COUNT(scopes); i++) {
            if (!says(n->key, scopes[i].scope) || !says(n->text, "write") ||
                (needed && is_needed(needed, scopes[i].scope)))
                continue;
            *cost += scopes[i].cost;
            if (!*scope)
                *scope = scopes[i].scope;
        }
    return *scope ? TOKEN_WRITE : TOKEN_READ;
}

void workflow_top_token(const struct workflow *w, struct token_top *ret)
{
    const struct yaml_node *permissions = yaml_find(w->top, "permissions");
    int cost = 0;
    ret->level = level_of(permissions, NULL, &ret->scope, &cost);
    ret->line = !permissions            ? 0
                : permissions->key_line ? permissions->key_line
                                        : permissions->line;
}

size_t workflow_bare_jobs(const struct workflow *w, const struct yaml_node **first)
{
    const struct yaml_node *jobs = yaml_find(w->top, "jobs");
    size_t n = 0;
    for (const struct yaml_node *job = jobs ? jobs->child : NULL; job; job = job->next) {
        const char *scope = NULL;
        int cost = 0;
        if (level_of(yaml_find(job, "permissions"), NULL, &scope, &cost) != TOKEN_UNDECLARED)
            continue;
        if (n++ == 0 && first)
            *first = job;
    }
    return n;
}

struct job_tally {
    size_t bare, writing;
    const struct yaml_node *bare_job, *writing_job;
};

static void tally_jobs(const struct workflow *w, struct job_tally *t)
{
    const struct yaml_node *jobs = yaml_find(w->top, "jobs");
    t->bare = workflow_bare_jobs(w, &t->bare_job);
    for (const struct yaml_node *job = jobs ? jobs->child : NULL; job; job = job->next) {
        const char *scope = NULL;
        int cost = 0;
        enum token_level l = level_of(yaml_find(job, "permissions"), w, &scope, &cost);
        if ((l == TOKEN_WRITE || l == TOKEN_WRITE_ALL) && t->writing++ == 0)
            t->writing_job = job;
    }
}

static int cost_of(const struct project *p, const struct workflow *w, struct places *to)
{
    const char *scope = NULL;
    int cost = 0;
    const struct yaml_node *top = yaml_find(w->top, "permissions");
    enum token_level level = level_of(top, NULL, &scope, &cost);
    struct job_tally jobs = { 0 };
    tally_jobs(w, &jobs);
    uint32_t line = top ? top->line : 0;
    if (level == TOKEN_UNDECLARED && jobs.bare) {
        places_add(p, to, w->file, jobs.bare_job->key_line,
                   "neither the workflow nor its job \"%s\" says what the token may do",
                   jobs.bare_job->key);
        return 100;
    }
    if (level == TOKEN_UNDECLARED) {
        places_add(p, to, w->file, 0,
                   "no permissions at the top: a job added later gets the default");
        return 5 + 5 * (int)jobs.writing;
    }
    if (level == TOKEN_READ)
        return 0;
    places_add(p, to, w->file, line, "the token of every job may write %s",
               scope ? scope : "everything");
    if (jobs.bare || jobs.writing)
        return 100; /* what may be written at the top is used below */
    return level == TOKEN_WRITE_ALL ? 5 : cost;
}

int workflow_token_score(const struct project *p, const struct workflows *all, struct places *to)
{
    int score = 100;
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].top && score > 0)
            score -= cost_of(p, &all->at[i], to);
    return score < 0 ? 0 : score;
}
