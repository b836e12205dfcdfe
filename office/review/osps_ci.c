/* SPDX-License-Identifier: Apache-2.0 */
/* review/osps_ci.c: controls on pipelines, as far as files of the tree define them. */
#include "office/review/osps.h"

#include "office/review/house.h"
#include "office/review/workflow.h"
#include "office/text/words.h"

#include <string.h>

#define SCRATCH ((size_t)256 << 20)

/* A pipeline that is no GitHub workflow, or NULL: it is not read as a tree here. */
static const struct project_file *other_pipeline(const struct project *p)
{
    struct file_walk w = { .p = p, .kinds_any = FILE_CI, .kinds_none = FILE_FOREIGN };
    for (const struct project_file *f; (f = file_next(&w)) != NULL;)
        if (!f->in->is_defaults && !slice_starts(slice_str(f->path), SLICE_LIT(".github/")))
            return f;
    return NULL;
}

/* True: there are workflows that can be judged. Else @f says what there is instead. */
static bool has_workflows(const struct project *p, struct finding *f, const struct workflows *all)
{
    const struct project_file *other = other_pipeline(p);
    const char *why = NULL;
    if (all->n)
        return true;
    if (other) {
        places_add(p, &f->where, other, 0, "a pipeline that is not read here");
        finding_say(p, f, CUPEL_UNKNOWN, "only GitHub workflows are read; %s is another pipeline",
                    other->path);
    } else if (!house_names_are_whole(p, &why)) {
        finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
    } else {
        finding_say(p, f, CUPEL_NA, "no pipeline is defined in the tree");
    }
    return false;
}

static void say_pass(const struct project *p, struct finding *f, const struct workflows *all,
                     const char *text)
{
    for (size_t i = 0; i < all->n; i++)
        if (!all->at[i].top) {
            places_add(p, &f->where, all->at[i].file, 0, "%s", all->at[i].error);
            finding_say(p, f, CUPEL_UNKNOWN, "%s cannot be read: %s", all->at[i].file->path,
                        all->at[i].error);
            return;
        }
    if (all->more)
        finding_say(p, f, CUPEL_UNKNOWN, "%zu workflows were not read", all->more);
    else
        finding_say(p, f, CUPEL_PASS, "%s", text);
}

/* ---- OSPS-AC-04.01 ---- */

static void judge_permissions(const struct project *p, struct finding *f,
                              const struct workflows *all, struct arena *a)
{
    (void)a;
    size_t writing = 0, defaulted = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct workflow *w = &all->at[i];
        const struct yaml_node *job = NULL;
        struct token_top top;
        if (!w->top)
            continue;
        workflow_top_token(w, &top);
        size_t bare = workflow_bare_jobs(w, &job);
        if (bare == 0 || top.level == TOKEN_READ)
            continue;
        bool is_default = top.level == TOKEN_UNDECLARED;
        writing += !is_default;
        defaulted += is_default;
        places_add(p, &f->where, w->file, is_default ? job->key_line : top.line,
                   is_default ? "job \"%s\" gets the default of the repository"
                              : "job \"%s\" may write what the workflow may",
                   arena_text(p->arena, slice_str(job->key)));
    }
    if (writing)
        finding_say(p, f, CUPEL_FAIL, "jobs that ask for nothing may write in %s",
                    house_count(p, writing, "workflow", "workflows"));
    else if (defaulted)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%s left permissions to the default, which the forge knows",
                    house_count(p, defaulted, "workflow has", "workflows have"));
    else
        say_pass(p, f, all, "jobs that ask for nothing may only read");
}

/* ---- OSPS-BR-01.01 and 01.03 ---- */

static void judge_dangers(const struct project *p, struct finding *f, const struct workflows *all,
                          struct arena *a, enum danger kind)
{
    struct danger_found found[DANGERS_MAX];
    size_t n = workflow_dangers(all, a, found), bad = 0;
    for (size_t i = 0; i < n; i++) {
        if (found[i].danger != kind || found[i].is_trusted)
            continue;
        bad++;
        places_add(p, &f->where, found[i].workflow->file, found[i].line,
                   kind == DANGER_CHECKOUT
                       ? "runs what strangers propose with a privileged token: %s"
                       : "strangers write this part of a script: %s",
                   found[i].what);
    }
    if (bad)
        finding_say(p, f, CUPEL_FAIL, "%s", f->where.at[0].note);
    else
        say_pass(p, f, all,
                 kind == DANGER_CHECKOUT
                     ? "no privileged workflow checks out what strangers propose"
                     : "no script has in it what strangers write");
}

static void judge_input(const struct project *p, struct finding *f, const struct workflows *all,
                        struct arena *a)
{
    judge_dangers(p, f, all, a, DANGER_INJECTION);
}

static void judge_code(const struct project *p, struct finding *f, const struct workflows *all,
                       struct arena *a)
{
    judge_dangers(p, f, all, a, DANGER_CHECKOUT);
}

/* ---- OSPS-QA-06.01 ---- */

static const char *const test_commands[] = {
    "make test",     "make check",  "make unit",          "go test",     "cargo test",
    "cargo nextest", "pytest",      "python -m unittest", "tox",         "nox",
    "ctest",         "meson test",  "ninja test",         "npm test",    "npm run test",
    "yarn test",     "pnpm test",   "gradlew test",       "gradle test", "gradlew check",
    "mvn test",      "mvn verify",  "mvn -B verify",      "bazel test",  "bats ",
    "rspec",         "dotnet test", "deno test",          "ginkgo",      "just test",
    "task test",     "run-tests",   "run_tests",          "test.sh",     "tests.sh",
};

/* A step that runs tests, by its command. */
static bool is_test_step(const struct yaml_node *step)
{
    const char *run = yaml_text(step, "run");
    cupel_slice text = run ? slice_str(run) : SLICE_EMPTY, line;
    for (size_t at = 0; house_line_next(text, &at, &line);) {
        size_t start = 0;
        while (start < line.n && line.p[start] == ' ')
            start++;
        for (size_t i = 0; start < line.n && line.p[start] != '#' && i < CUPEL_COUNT(test_commands);
             i++)
            if (house_find_text(line, test_commands[i], 0) != SIZE_MAX)
                return true;
    }
    return false;
}

static bool runs_before_merge(const struct workflow *w)
{
    return workflow_has_event(w, "pull_request") || workflow_has_event(w, "pull_request_target") ||
           workflow_has_event(w, "merge_group");
}

static void judge_tests(const struct project *p, struct finding *f, const struct workflows *all,
                        struct arena *a)
{
    (void)a;
    bool before = false, after = false;
    for (size_t i = 0; i < all->n; i++) {
        struct workflow_step s = { 0 };
        const struct workflow *w = &all->at[i];
        while (w->top && workflow_step_next(w, &s)) {
            if (!is_test_step(s.step))
                continue;
            const struct yaml_node *run = yaml_find(s.step, "run");
            before |= runs_before_merge(w);
            after |= !runs_before_merge(w);
            places_add(p, &f->where, w->file, run->line, "runs tests %s",
                       runs_before_merge(w) ? "on proposals" : "on other events");
            break;
        }
    }
    if (before)
        finding_say(p, f, CUPEL_PASS, "a workflow runs tests on every proposal");
    else if (after)
        finding_say(p, f, CUPEL_FAIL, "tests run, but not before a change is accepted");
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "no step of a workflow is known to run tests; a script that it calls may");
}

/* ---- OSPS-BR-06.01 and QA-02.02 ---- */

static const char *const signers[] = {
    "cosign",
    "sigstore/",
    "slsa-framework/slsa-github-generator",
    "attest-build-provenance",
    "gpg --detach-sign",
    "gpg --armor",
    "gpg -ab",
    "--detach-sig",
    "minisign -S",
    "crazy-max/ghaction-import-gpg",
    "notation sign",
    "signify -S",
    "attest-sbom",
    "gh-action-pypi-publish",
    "--provenance",
};
static const char *const sbom_makers[] = {
    "anchore/sbom-action",
    "syft",
    "cyclonedx",
    "CycloneDX",
    "spdx-sbom-generator",
    "sbom-tool",
    "attest-sbom",
    "bom generate",
    "kubernetes-sigs/bom",
    "trivy sbom",
    "--sbom",
    "sbom: true",
    "sboms:",
    "cargo-sbom",
    "cargo sbom",
};

/* Where one of @parts stands in a file of the kinds, comments left out. */
static bool find_command(const struct project *p, unsigned kinds, const char *const *parts,
                         size_t n, struct places *to, const char *note)
{
    struct file_walk w = { .p = p, .kinds_any = kinds, .kinds_none = FILE_FOREIGN | FILE_EXAMPLE };
    for (const struct project_file *f; (f = file_next(&w)) != NULL;) {
        cupel_slice line;
        uint32_t number = 1;
        for (size_t at = 0; house_line_next(f->text, &at, &line); number++) {
            size_t start = 0;
            while (start < line.n && (line.p[start] == ' ' || line.p[start] == '\t'))
                start++;
            for (size_t i = 0; start < line.n && line.p[start] != '#' && i < n; i++)
                if (house_find_text(line, parts[i], start) != SIZE_MAX) {
                    places_add(p, to, f, number, "%s", note);
                    return true;
                }
        }
    }
    return false;
}

static bool is_goreleaser(const struct project *p, const char *part, struct places *to)
{
    static const char *const names[] = { ".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml" };
    for (size_t i = 0; i < p->n_checkouts; i++)
        for (size_t k = 0; k < CUPEL_COUNT(names); k++) {
            const struct project_file *f = checkout_file(&p->checkouts[i], names[k]);
            size_t at = f ? house_find_text(f->text, part, 0) : SIZE_MAX;
            if (at == SIZE_MAX)
                continue;
            places_add(p, to, f, house_line_at(f->text, at), "goreleaser does it");
            return true;
        }
    return false;
}

void osps_ci_signing(const struct project *p, struct finding *f)
{
    if (!osps_is_released(p, f))
        return;
    size_t tags = 0, with = 0;
    for (size_t i = 0; i < p->n_checkouts; i++)
        for (size_t k = 0; !p->checkouts[i].is_defaults && k < p->checkouts[i].tags.n && tags < 5;
             k++) {
            struct house_version v;
            const struct tag *t = &p->checkouts[i].tags.tags[k];
            bool is_release = house_version_of(t->name, &v) && !v.is_pre;
            tags += is_release;
            with += is_release && t->has_signature;
        }
    finding_figure(p, f, "signed_tags", "of the newest five release tags, those with a signature",
                   "%zu of %zu", with, tags);
    if (find_command(p, FILE_CI | FILE_BUILD, signers, CUPEL_COUNT(signers), &f->where,
                     "signs or attests") ||
        is_goreleaser(p, "signs:", &f->where))
        finding_say(p, f, CUPEL_PASS, "%s signs or attests what is released", f->where.at[0].path);
    else if (with)
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "%zu of the newest %zu release tags are signed; whether what is built from them "
            "is, the assets at the forge tell",
            with, tags);
    else
        finding_say(p, f, house_names_are_whole(p, NULL) ? CUPEL_FAIL : CUPEL_UNKNOWN,
                    "no release tag is signed, and no pipeline or build file signs anything");
}

void osps_ci_sbom(const struct project *p, struct finding *f)
{
    if (!osps_is_released(p, f))
        return;
    if (find_command(p, FILE_CI | FILE_BUILD, sbom_makers, CUPEL_COUNT(sbom_makers), &f->where,
                     "makes an SBOM") ||
        is_goreleaser(p, "sboms:", &f->where))
        finding_say(p, f, CUPEL_PASS, "%s makes an SBOM", f->where.at[0].path);
    else
        finding_say(p, f, house_names_are_whole(p, NULL) ? CUPEL_FAIL : CUPEL_UNKNOWN,
                    "no pipeline or build file makes an SBOM");
}

/* ---- entry points that read workflows ---- */

typedef void judge_workflows(const struct project *p, struct finding *f,
                             const struct workflows *all, struct arena *a);

static void with_workflows(const struct project *p, struct finding *f, judge_workflows *judge)
{
    struct arena a;
    struct workflows all;
    arena_init(&a, SCRATCH);
    workflows_read(p, &a, &all);
    if (has_workflows(p, f, &all))
        judge(p, f, &all, &a);
    arena_clear(&a);
}

void osps_ci_permissions(const struct project *p, struct finding *f)
{
    with_workflows(p, f, judge_permissions);
}

void osps_ci_input(const struct project *p, struct finding *f)
{
    with_workflows(p, f, judge_input);
}

void osps_ci_code(const struct project *p, struct finding *f)
{
    with_workflows(p, f, judge_code);
}

void osps_ci_tests(const struct project *p, struct finding *f)
{
    with_workflows(p, f, judge_tests);
    if (f->outcome == CUPEL_NA)
        finding_say(p, f, CUPEL_FAIL,
                    "no pipeline is defined in the tree: nothing runs tests before a change is "
                    "accepted");
}
