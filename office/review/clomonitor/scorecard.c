/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clomonitor/scorecard.c: the checks of OpenSSF Scorecard that files decide. CLOMonitor passes them
 * from 5 of 10 points on. Where Scorecard finds nothing to judge its answer is "inconclusive", and
 * never the best score: here that is "na".
 */
#include "office/review/clomonitor/clomonitor.h"

#include "office/review/artifacts.h"
#include "office/review/house.h"
#include "office/review/workflow.h"

#include <string.h>

#define BINARIES_PASS 5 /* each binary costs a point of ten; 5 are enough */
#define SCRATCH       ((size_t)256 << 20)
#define TOKEN_PASS    50 /* tenths of a point */

/* ---- binary_artifacts ---- */

static bool is_gradle_wrapper(const struct project_file *f)
{
    return slice_eq_nocase(house_base(f->path), SLICE_LIT("gradle-wrapper.jar"));
}

/* Scorecard forgives Gradle's wrapper where a workflow validates it and ran well at the forge. */
static bool validates_gradle(const struct project *p)
{
    struct arena a;
    struct workflows all;
    bool found = false;
    arena_init(&a, SCRATCH);
    workflows_read(p, &a, &all);
    for (size_t i = 0; i < all.n && !found; i++) {
        struct workflow_step s = { 0 };
        while (!found && all.at[i].top && workflow_step_next(&all.at[i], &s)) {
            const char *uses = yaml_text(s.step, "uses");
            found = uses && (strstr(uses, "gradle/wrapper-validation-action") ||
                             strstr(uses, "gradle/actions/wrapper-validation") ||
                             strstr(uses, "gradle/actions/setup-gradle"));
        }
    }
    arena_clear(&a);
    return found;
}

struct tally {
    size_t binaries, wrappers;
};

static void count_binaries(const struct project *p, const struct artifacts *all, struct finding *f,
                           struct tally *t)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct artifact *at = &all->at[i];
        if (!at->is_counted || artifact_is_testdata(at->file->path))
            continue;
        bool wrapper = is_gradle_wrapper(at->file);
        t->binaries += !wrapper;
        t->wrappers += wrapper;
        places_add(p, &f->where, at->file, 0, "%s", at->what);
    }
    t->binaries += all->more_counted;
}

void clo_binary_artifacts(const struct project *p, struct finding *f)
{
    struct artifacts all;
    struct tally t = { 0 };
    const char *why = NULL;
    artifacts_find(p, &all);
    count_binaries(p, &all, f, &t);
    size_t sure = t.binaries + (t.wrappers && !validates_gradle(p) ? t.wrappers : 0);
    size_t most = t.binaries + t.wrappers + all.unread;
    finding_figure(p, f, "binaries",
                   "files that Scorecard counts, outside of folders called testdata", "%zu",
                   t.binaries + t.wrappers);
    if (sure > BINARIES_PASS)
        finding_say(p, f, CUPEL_FAIL, "%zu binaries are in the tree; more than %d fail", sure,
                    BINARIES_PASS);
    else if (most > BINARIES_PASS)
        finding_say(p, f, CUPEL_UNKNOWN, "%s found; %s%s",
                    house_count(p, t.binaries + t.wrappers, "binary was", "binaries were"),
                    all.unread ? "not all files were read, as "
                               : "a workflow validates Gradle's wrapper",
                    all.unread ? all.unread_at->path : "");
    else if (!house_names_are_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
    else if (most == 0)
        finding_say(p, f, CUPEL_PASS, "no binary is in the tree");
    else
        finding_say(p, f, CUPEL_PASS, "in the tree: %s; CLOMonitor passes up to %d",
                    house_count(p, most, "binary", "binaries"), BINARIES_PASS);
}

/* ---- workflows ---- */

/* Say what cannot be judged; false: there is something to judge. */
static bool say_nothing_to_judge(const struct project *p, struct finding *f,
                                 const struct workflows *all)
{
    const char *why = NULL;
    if (all->n == 0 && !house_names_are_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
    else if (all->n == 0)
        finding_say(p, f, CUPEL_NA,
                    "there is no GitHub workflow: Scorecard is inconclusive, which CLOMonitor does "
                    "not pass");
    return all->n == 0;
}

/* What could not be read takes the certainty from a good answer. */
static bool say_broken(const struct project *p, struct finding *f, const struct workflows *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (!all->at[i].top) {
            places_add(p, &f->where, all->at[i].file, 0, "%s", all->at[i].error);
            finding_say(p, f, CUPEL_UNKNOWN, "%s cannot be read: %s", all->at[i].file->path,
                        all->at[i].error);
            return true;
        }
    if (all->more)
        finding_say(p, f, CUPEL_UNKNOWN, "%zu workflows were not read", all->more);
    return all->more > 0;
}

static void judge_dangers(const struct project *p, struct finding *f, const struct workflows *all,
                          struct arena *a)
{
    struct danger_found found[DANGERS_MAX];
    size_t n = workflow_dangers(all, a, found), counted = 0;
    for (size_t i = 0; i < n; i++) {
        if (found[i].beyond_scorecard)
            continue;
        counted++;
        places_add(p, &f->where, found[i].workflow->file, found[i].line,
                   found[i].danger == DANGER_CHECKOUT
                       ? "checks out %s, which a stranger proposes, with a privileged token"
                       : "a stranger writes %s, which stands in a script",
                   found[i].what);
    }
    if (counted)
        finding_say(p, f, CUPEL_FAIL, "%zu dangerous %s; the first: %s", counted,
                    counted == 1 ? "pattern" : "patterns", f->where.at[0].note);
    else if (!say_broken(p, f, all))
        finding_say(p, f, CUPEL_PASS, "no dangerous pattern is in %s",
                    house_count(p, all->n, "workflow", "workflows"));
}

void clo_dangerous_workflow(const struct project *p, struct finding *f)
{
    struct arena a;
    struct workflows all;
    arena_init(&a, SCRATCH);
    workflows_read(p, &a, &all);
    if (!say_nothing_to_judge(p, f, &all))
        judge_dangers(p, f, &all, &a);
    arena_clear(&a);
}

void clo_token_permissions(const struct project *p, struct finding *f)
{
    struct arena a;
    struct workflows all;
    arena_init(&a, SCRATCH);
    workflows_read(p, &a, &all);
    if (!say_nothing_to_judge(p, f, &all)) {
        int score = workflow_token_score(p, &all, &f->where);
        finding_figure(p, f, "points", "Scorecard's Token-Permissions, of 10; 5 pass", "%d.%d",
                       score / 10, score % 10);
        if (score < TOKEN_PASS)
            finding_say(p, f, CUPEL_FAIL, "%s", f->where.n ? f->where.at[0].note : "");
        else if (!say_broken(p, f, &all))
            finding_say(p, f, CUPEL_PASS,
                        "%d.%d of 10 points: tokens may write no more than stated", score / 10,
                        score % 10);
    }
    arena_clear(&a);
}

/* ---- dependency_update_tool ---- */

static const struct {
    const char *paths, *tool;
} tools[] = {
    { ".github/dependabot.yml|.github/dependabot.yaml", "Dependabot" },
    { "renovate.json|renovate.json5|.github/renovate.json|.github/renovate.json5|.gitlab/"
      "renovate.json|.gitlab/renovate.json5|.renovaterc|.renovaterc.json|.renovaterc.json5",
      "Renovate" },
    { ".pyup.yml", "PyUp" },
};

static bool is_path_of(const char *path, const char *paths)
{
    cupel_slice all = slice_str(paths), have = slice_str(path);
    for (size_t at = 0; at < all.n;) {
        size_t n = strcspn(paths + at, "|");
        if (slice_eq_nocase(slice_part(all, at, n), have))
            return true;
        at += n + 1;
    }
    return false;
}

static const char *update_tool(const struct project *p, struct finding *f)
{
    struct file_walk w = { .p = p };
    for (const struct project_file *at; (at = file_next(&w)) != NULL;)
        for (size_t i = 0; !at->in->is_defaults && i < CUPEL_COUNT(tools); i++)
            if (is_path_of(at->path, tools[i].paths)) {
                places_add(p, &f->where, at, 0, "configures %s", tools[i].tool);
                return tools[i].tool;
            }
    return NULL;
}

/* Scorecard also takes commits by GitHub's own Dependabot, told by its account. */
static bool has_dependabot_commits(const struct project *p, struct finding *f)
{
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct history *h = &p->checkouts[i].history;
        for (size_t k = 0; !p->checkouts[i].is_defaults && k < h->n; k++)
            if (strcmp(h->commits[k].author.email,
                       "49699333+dependabot[bot]@users.noreply.github.com") == 0) {
                places_add_commit(p, &f->where, &p->checkouts[i], &h->commits[k], "by Dependabot");
                return true;
            }
    }
    return false;
}

void clo_dependency_update_tool(const struct project *p, struct finding *f)
{
    const char *tool = update_tool(p, f), *why = NULL;
    if (tool)
        finding_say(p, f, CUPEL_PASS, "%s configures %s", f->where.at[0].path, tool);
    else if (has_dependabot_commits(p, f))
        finding_say(p, f, CUPEL_PASS, "Dependabot has committed here");
    else if (!house_names_are_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
    else
        finding_say(p, f, CUPEL_FAIL,
                    "no configuration of Dependabot, Renovate or PyUp is where these tools look");
}
