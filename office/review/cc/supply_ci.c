/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/supply_ci.c: tables of actions, commands and settings, and the walk over CI files. */
#include "office/review/cc/supply.h"

#include "office/review/house.h"
#include "office/review/workflow.h"
#include "office/text/words.h"

#include <string.h>

/* An action or reusable workflow by its name, without the reference. */
static const struct {
    enum supply what;
    const char *uses;
} actions[] = {
    { SUPPLY_SBOM, "anchore sbom action|cyclonedx gh*|sbom generator action|sbom action|"
                   "generate sbom*|setup bom|spdx sbom*|gh sbom" },
    { SUPPLY_PROVENANCE, "slsa github generator|attest build provenance|actions attest|"
                         "container slsa*|slsa generator" },
    { SUPPLY_SIGNING, "gh action sigstore python|sigstore python|cosign sign*|sign action|"
                      "trusted signing action|slsa github generator|attest build provenance|"
                      "actions attest" },
};

/* A command: all of the patterns in one line of a script. */
static const struct {
    enum supply what;
    const char *all[2];
} commands[] = {
    { SUPPLY_SBOM,
      { "syft|cyclonedx*|sbom tool|bom generate|spdx sbom generator|cargo sbom", NULL } },
    { SUPPLY_SBOM,
      { "trivy|docker|buildx|ko|pnpm|npm|go mod|mkosi|bazel|nix", "sbom|cyclonedx|spdx" } },
    { SUPPLY_SBOM, { "generate sbom|sbom generate|make sbom|create sbom|sbom create", NULL } },
    { SUPPLY_PROVENANCE, { "npm|pnpm|yarn|docker|buildx", "provenance" } },
    { SUPPLY_PROVENANCE,
      { "cosign attest|in toto run|witness run|slsa generator*|gh attestation "
        "sign|attest provenance",
        NULL } },
    { SUPPLY_SIGNING,
      { "cosign sign|cosign sign blob|notation sign|minisign|signify|debsign|"
        "rpmsign|rpm sign|dpkg sig|osslsigncode|sigstore sign",
        NULL } },
    { SUPPLY_SIGNING, { "gpg|gpg2", "detach sign|sign|clearsign|detach sig" } },
    { SUPPLY_SIGNING, { "openssl", "dgst sign|cms sign|pkeyutl sign" } },
};

/* A key of a map that switches it on: of an action's "with", or of a release tool's settings. */
static const struct {
    enum supply what;
    const char *key;
    bool is_list; /* has entries; else the value is true or a mode */
} settings[] = {
    { SUPPLY_SBOM, "sbom", false },
    { SUPPLY_SBOM, "sboms", true },
    { SUPPLY_PROVENANCE, "provenance", false },
    { SUPPLY_PROVENANCE, "attestations", false },
    { SUPPLY_SIGNING, "signs", true },
    { SUPPLY_SIGNING, "docker_signs", true },
};

#define IMAGE                                                                                      \
    "image|images|enclave|enclaves|eif|rootfs|initrd|uki|igvm|measurement*|container|containers|"  \
    "docker|oci|firmware|os image|vm image"
/* Foreign workflows that make releases: what they do stands elsewhere. */
#define RELEASES "release*|publish*|package*|deliver*|deploy*|sign*|sbom|build*|container*|docker*"

const char *supply_name(enum supply s)
{
    static const char *const names[] = { "SBOM", "provenance", "signing" };
    return names[s];
}

struct walk {
    const struct project *p;
    const struct project_file *file;
    struct supply_found *ret;
};

/* Is the step, its job or its file about an image? */
static bool is_about_image(const struct walk *w, const struct yaml_node *n)
{
    if (words_in(IMAGE, slice_str(w->file->path)))
        return true;
    for (; n; n = n->parent) {
        if (n->key && n->parent && n->parent->key && strcmp(n->parent->key, "jobs") == 0 &&
            words_in(IMAGE, slice_str(n->key)))
            return true;
        const char *fields[] = { yaml_text(n, "name"), yaml_text(n, "run"), yaml_text(n, "uses") };
        for (size_t i = 0; i < CUPEL_COUNT(fields); i++)
            if (fields[i] && words_in(IMAGE, slice_str(fields[i])))
                return true;
    }
    return false;
}

static void note(const struct walk *w, enum supply what, enum leg_state state,
                 const struct yaml_node *at, uint32_t line)
{
    struct leg *l = &w->ret->legs[what];
    if (state == LEG_FOUND || l->state != LEG_FOUND)
        l->state = state;
    places_add(w->p, &l->where, w->file, line, "%s%s",
               state == LEG_FOUND ? "" : "may do: ", supply_name(what));
    if (state == LEG_FOUND && is_about_image(w, at))
        w->ret->covers_image = true;
}

/* ---- one node ---- */

static void look_at_uses(const struct walk *w, const struct yaml_node *n)
{
    cupel_slice name = slice_str(n->text);
    size_t at = slice_find(name, SLICE_LIT("@"));
    name.n = at != SIZE_MAX ? at : name.n;
    bool known = false;
    for (size_t i = 0; i < CUPEL_COUNT(actions); i++)
        if (words_in(actions[i].uses, name)) {
            note(w, actions[i].what, LEG_FOUND, n->parent, n->line);
            known = true;
        }
    bool is_foreign = slice_find(name, SLICE_LIT("/.github/workflows/")) != SIZE_MAX &&
                      !slice_starts(name, SLICE_LIT("./"));
    if (known || !is_foreign || !words_in(RELEASES, name))
        return;
    for (int s = 0; s < SUPPLY_COUNT; s++)
        note(w, (enum supply)s, LEG_UNSURE, n->parent, n->line);
}

static bool is_remark(cupel_slice line)
{
    size_t i = 0;
    while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
        i++;
    cupel_slice rest = slice_part(line, i, line.n - i);
    return rest.n == 0 || rest.p[0] == '#' || slice_starts(rest, SLICE_LIT("echo ")) ||
           slice_starts(rest, SLICE_LIT("printf "));
}

static void look_at_script(const struct walk *w, const struct yaml_node *n)
{
    size_t at = 0;
    cupel_slice line;
    for (uint32_t k = 0; house_line_next(slice_str(n->text), &at, &line); k++) {
        if (is_remark(line) || words_in("verify|verify blob|dry run", line))
            continue;
        for (size_t i = 0; i < CUPEL_COUNT(commands); i++)
            if (words_in(commands[i].all[0], line) &&
                (!commands[i].all[1] || words_in(commands[i].all[1], line)))
                note(w, commands[i].what, LEG_FOUND, n->parent, n->line + k);
    }
}

static void look_at_setting(const struct walk *w, const struct yaml_node *n)
{
    for (size_t i = 0; i < CUPEL_COUNT(settings); i++) {
        if (strcmp(settings[i].key, n->key) != 0)
            continue;
        bool on = settings[i].is_list
                      ? n->type == YAML_LIST && n->count > 0
                      : n->type == YAML_SCALAR &&
                            (yaml_truth(n) == 1 ||
                             words_in("true|mode max|mode min", slice_str(n->text)));
        if (on)
            note(w, settings[i].what, LEG_FOUND, n->parent, n->line);
    }
}

static bool is_script_key(const struct yaml_node *n)
{
    static const char keys[] = "run|script|before script|after script|bash|sh|command|commands|cmd";
    const char *key = n->key ? n->key : n->parent ? n->parent->key : NULL;
    return key && words_are(keys, slice_str(key));
}

static void look_at_node(const struct walk *w, const struct yaml_node *n)
{
    if (workflow_never_runs(n))
        return;
    if (n->key && strcmp(n->key, "uses") == 0 && n->type == YAML_SCALAR)
        look_at_uses(w, n);
    else if (n->type == YAML_SCALAR && is_script_key(n))
        look_at_script(w, n);
    else if (n->key)
        look_at_setting(w, n);
}

/* The node that follows in the order of the file. */
static const struct yaml_node *node_after(const struct yaml_node *n)
{
    if (n->child)
        return n->child;
    while (n && !n->next)
        n = n->parent;
    return n ? n->next : NULL;
}

/* ---- files ---- */

/* CI in YAML, and the settings of the release tools that it runs. */
static bool is_ci_yaml(const struct project_file *f)
{
    if (!house_ends(f->path, ".yml|.yaml") || f->kind & FILE_FOREIGN || f->in->is_defaults)
        return false;
    return f->kind & FILE_CI || words_in("goreleaser", house_base(f->path));
}

static void read_one(const struct project *p, const struct project_file *f,
                     struct supply_found *ret)
{
    const struct yaml_node *top = NULL;
    struct cupel_diag err = { 0 };
    struct arena scratch;
    arena_init(&scratch, DOCS_SCRATCH);
    if (yaml_parse(&scratch, f->text, true, &top, &err) == CUPEL_OK) {
        const struct walk at = { p, f, ret };
        for (const struct yaml_node *n = top; n; n = node_after(n))
            look_at_node(&at, n);
    } else
        ret->broken++;
    arena_clear(&scratch);
}

static void read_ci(const struct project *p, struct supply_found *ret)
{
    struct file_walk w = { .p = p };
    const struct project_file *f;
    size_t read = 0;
    while ((f = file_next(&w))) {
        ret->ci += f->kind & FILE_CI && !(f->kind & FILE_FOREIGN);
        if (!is_ci_yaml(f) || f->text.n == 0)
            continue;
        if (read++ < WORKFLOWS_MAX)
            read_one(p, f, ret);
        else
            ret->broken++;
    }
}

/* Scripts and build files that CI may run; other CI that is no YAML. */
static void read_scripts(const struct project *p, struct supply_found *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(commands); i++) {
        struct leg *l = &ret->legs[commands[i].what];
        const struct line_ask ask = {
            .kinds_none = FILE_NOT_PRODUCT | FILE_DOC,
            .all = { commands[i].all[0], commands[i].all[1] },
            .none = "verify|install|brew|apt|apt get|package|packages",
            .path_none = "github workflows|terraform|renovate|dependabot"
        };
        if (l->state != LEG_FOUND && query_line_places(p, &ask, &l->where, "a script does"))
            l->state = LEG_UNSURE;
    }
}

void supply_find(const struct project *p, struct supply_found *ret)
{
    *ret = (struct supply_found){ 0 };
    read_ci(p, ret);
    read_scripts(p, ret);
    for (int s = 0; s < SUPPLY_COUNT; s++) {
        struct leg *l = &ret->legs[s];
        if (l->state == LEG_NOT_ASKED)
            l->state = ret->broken ? LEG_UNSURE : LEG_ABSENT;
    }
}
