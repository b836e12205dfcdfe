/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/workflow.h: GitHub workflows as YAML, and what in them is dangerous, as Scorecard's checks
 * define it. Read as a tree and never searched as text: a pattern in a comment is no pattern.
 */
#ifndef CUPEL_OFFICE_REVIEW_WORKFLOW_H
#define CUPEL_OFFICE_REVIEW_WORKFLOW_H

#include "office/review/project.h"
#include "office/text/yaml.h"

#define WORKFLOWS_MAX 1000 /* of one project */

struct workflow {
    const struct project_file *file;
    const struct yaml_node *top; /* NULL: it could not be read */
    const char *error;           /* why not */
};

struct workflows {
    const struct workflow *at;
    size_t n;
    size_t broken; /* how many of them could not be read */
    size_t more;   /* beyond WORKFLOWS_MAX */
};

/* All .yml and .yaml files of .github/workflows of the own checkouts that hold anything but
 * comments. Everything lives in @a. */
void workflows_read(const struct project *p, struct arena *a, struct workflows *ret);

/* Does "on" name the event? */
bool workflow_has_event(const struct workflow *w, const char *event);
/* Steps of all jobs, in order; start with { 0 }. */
struct workflow_step {
    const struct yaml_node *job, *step;
};
bool workflow_step_next(const struct workflow *w, struct workflow_step *s);
/* Is the node, or what it stands in, switched off: "if: false"? */
bool workflow_never_runs(const struct yaml_node *n);

/* ---- dangerous patterns ---- */

enum danger {
    DANGER_CHECKOUT,  /* a privileged trigger checks out what a stranger proposed */
    DANGER_INJECTION, /* an expression that strangers fill stands in a script */
};
#define DANGERS_MAX 64

struct danger_found {
    enum danger danger;
    const struct workflow *workflow;
    uint32_t line;
    const char *what;      /* the expression or reference */
    bool beyond_scorecard; /* Scorecard does not look for this form */
    bool is_trusted; /* Scorecard counts it, though no stranger can set it: a base reference */
};
/* At most DANGERS_MAX; returns how many. */
size_t workflow_dangers(const struct workflows *all, struct arena *a, struct danger_found *ret);

/* ---- permissions of the token ---- */

enum token_level {
    TOKEN_UNDECLARED, /* the default of the repository or organisation, which the forge knows */
    TOKEN_READ,       /* none, or read only */
    TOKEN_WRITE,      /* some scope that matters can be written */
    TOKEN_WRITE_ALL
};
struct token_top {
    enum token_level level;
    uint32_t line;     /* of the permissions, 0 when undeclared */
    const char *scope; /* the first scope that may be written, or NULL */
};
/* At the top of the workflow. */
void workflow_top_token(const struct workflow *w, struct token_top *ret);
/* Jobs without permissions of their own; *first (may be NULL) is the first of them. */
size_t workflow_bare_jobs(const struct workflow *w, const struct yaml_node **first);

/*
 * Scorecard's Token-Permissions, in tenths of a point, 0 to 100: it starts at 100 and each workflow
 * takes off what its permissions deserve. Places go to @to.
 */
int workflow_token_score(const struct project *p, const struct workflows *all, struct places *to);

#endif
