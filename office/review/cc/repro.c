/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/repro.c: cc-repro. Strangers must be able to build what is measured and get the same
 * value: a documented command, inputs that are pinned, and CI that builds twice and compares.
 */
#include "office/review/cc/docs.h"

#include "office/review/house.h"
#include "office/review/workflow.h"
#include "office/text/words.h"

#define REPRODUCIBLE                                                                               \
    "reproducible|reproducibly|reproduce|reproducing|reproducibility|bit for bit|bit by bit|"      \
    "deterministic build*|deterministically|byte for byte|identical to the published|"             \
    "same measurement*|rebuild and compare|verify the build"
#define BUILDS                                                                                     \
    "build|builds|built|building|image|images|enclave*|measurement*|mrenclave|pcr*|binary|"        \
    "binaries|artifact*|release*|firmware|unique id|digest"
/* Other things that are said to be reproducible. */
#define NOT_BUILDS                                                                                 \
    "test|tests|testing|benchmark*|bug|issue|error|result|results|experiment*|random*|seed|"       \
    "environment|dataset|non reproducible|not reproducible|reproducible and verifiable"
#define COMPARES                                                                                   \
    "reproducib*|bit for bit|bit by bit|determinism|deterministic build*|deterministic builds"
#define COMPARES_BY "cmp|diff|sha256sum|sha384sum|sha512sum|compare"
#define TOOLS       "diffoscope|reprotest|rebuilderd"

/* ---- a documented command ---- */

static bool has_command(const struct doc *d, size_t block)
{
    for (size_t i = block; i < d->n_blocks && i < block + 24; i++)
        if (d->blocks[i].kind == DOC_CODE)
            return true;
    return false;
}

static void find_document(const struct project *p, struct leg *l)
{
    const struct prose_ask ask = { .all = { REPRODUCIBLE, BUILDS } };
    struct query_at at = { 0 };
    struct prose_hit h;
    leg_say(p, l, LEG_ABSENT, "no document shows how to reproduce a build");
    while (docs_next(p, &ask, &at, &h)) {
        const struct doc *d = h.file->doc;
        cupel_slice s = docs_sentence(h.text, REPRODUCIBLE, BUILDS, NULL);
        if (d->blocks[h.block].kind == DOC_ROW || s.n == 0 || words_in(NOT_BUILDS, s) ||
            docs_is_plan(h.file, s))
            continue;
        bool command = has_command(d, h.block);
        places_add(p, &l->where, h.file, h.line,
                   command ? "shows how to reproduce a build"
                           : "says that builds are reproducible");
        if (command)
            leg_say(p, l, LEG_FOUND, "a command is documented");
        else if (l->state == LEG_ABSENT)
            leg_say(p, l, LEG_UNSURE, "builds are called reproducible; no command is shown");
    }
}

/* ---- pinned inputs ---- */

static bool is_pin(const struct project_file *f)
{
    static const char *const locks[] = { "flake.lock",      "*.nix",      "*.lock",
                                         "rust-toolchain*", "WORKSPACE*", "MODULE.bazel*",
                                         "mkosi.conf",      "go.sum" };
    bool fits = false;
    for (size_t i = 0; i < CUPEL_COUNT(locks) && !fits; i++)
        fits = house_glob(locks[i], house_base(f->path), false);
    return fits && !(f->kind & FILE_NOT_PRODUCT);
}

static void find_pins(const struct project *p, struct leg *l)
{
    const struct line_ask digests = { .kinds_any = FILE_BUILD | FILE_CONFIG,
                                      .kinds_none = FILE_NOT_PRODUCT,
                                      .all = { "from|image", "sha256" } };
    size_t n = query_line_places(p, &digests, &l->where, "pins an image by its digest");
    struct file_walk w = { .p = p };
    for (const struct project_file *f; (f = file_next(&w)) != NULL;)
        if (is_pin(f)) {
            places_add(p, &l->where, f, 0, "pins inputs");
            n++;
        }
    leg_say(p, l, n ? LEG_FOUND : LEG_ABSENT, n ? "inputs are pinned" : "no input is pinned");
}

/* ---- CI that compares ---- */

/* How surely the step builds again and compares: by its own words, or by its job's. */
static enum leg_state compares(const struct yaml_node *job, const struct yaml_node *step)
{
    const char *run = yaml_text(step, "run"), *name = yaml_text(step, "name");
    bool named = job && job->key && words_in(COMPARES, slice_str(job->key));
    named = named || (name && words_in(COMPARES, slice_str(name)));
    if (run && (words_in(TOOLS, slice_str(run)) || /* Nix itself compares with the first build */
                (words_in("nix|nix build", slice_str(run)) &&
                 words_in("rebuild|nix build check", slice_str(run)))))
        return LEG_FOUND;
    if (run && words_in(COMPARES_BY, slice_str(run)) &&
        (named || words_in(COMPARES, slice_str(run))))
        return LEG_FOUND;
    return named ? LEG_UNSURE : LEG_ABSENT;
}

static void look_at_workflow(const struct project *p, const struct workflow *w, struct leg *l)
{
    struct workflow_step s = { NULL, NULL };
    while (w->top && workflow_step_next(w, &s)) {
        enum leg_state state = compares(s.job, s.step);
        if (state == LEG_ABSENT || workflow_never_runs(s.step))
            continue;
        places_add(p, &l->where, w->file, s.step->line,
                   state == LEG_FOUND ? "compares builds" : "may compare builds");
        if (l->state != LEG_FOUND)
            leg_say(p, l, state, "a workflow %s builds",
                    state == LEG_FOUND ? "compares" : "may compare");
    }
}

static void find_ci(const struct project *p, struct leg *l)
{
    struct arena scratch;
    struct workflows all;
    arena_init(&scratch, DOCS_SCRATCH);
    workflows_read(p, &scratch, &all);
    leg_say(p, l, all.broken ? LEG_UNSURE : LEG_ABSENT, "no workflow builds twice and compares");
    for (size_t i = 0; i < all.n; i++) {
        look_at_workflow(p, &all.at[i], l);
        if (l->state != LEG_ABSENT || !words_in(COMPARES, slice_str(all.at[i].file->path)))
            continue;
        places_add(p, &l->where, all.at[i].file, 0, "is named so");
        leg_say(p, l, LEG_UNSURE, "a workflow is named so");
    }
    arena_clear(&scratch);
    const struct line_ask other = { .kinds_any = FILE_CI | FILE_BUILD,
                                    .kinds_none = FILE_FOREIGN,
                                    .all = { COMPARES "|" TOOLS, COMPARES_BY "|" TOOLS } };
    if (l->state == LEG_ABSENT && query_line_places(p, &other, &l->where, "may compare builds"))
        leg_say(p, l, LEG_UNSURE, "something may compare builds");
}

void cc_repro(const struct project *p, struct finding *f)
{
    if (!docs_is_measured(p, f))
        return;
    find_document(p, &f->legs[LEG_DOCUMENT]);
    find_pins(p, &f->legs[LEG_CODE]);
    find_ci(p, &f->legs[LEG_TEST]);
    finding_judge_legs(p, f, "a build that strangers can reproduce");
}
