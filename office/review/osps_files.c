/* SPDX-License-Identifier: Apache-2.0 */
/* review/osps_files.c: controls on sign-offs, tags, dependencies and artefacts. */
#include "office/review/osps.h"

#include "office/review/artifacts.h"
#include "office/review/clomonitor/clomonitor.h"
#include "office/review/house.h"
#include "office/review/topic.h"
#include "office/text/words.h"

#include <string.h>

/* ---- OSPS-LE-01.01 ---- */

static bool asks_for_agreement(const struct project *p, struct finding *f)
{
    static const char words[] = "sign off|signed off by|developer certificate of origin|dco|"
                                "contributor license agreement|contributor licence agreement|cla";
    struct topic_walk w = { .files = { .p = p } };
    for (const struct project_file *d; (d = topic_document(&w)) != NULL;) {
        size_t at = doc_find(d->doc, words, 0);
        if (at == SIZE_MAX)
            continue;
        places_add(p, &f->where, d, d->doc->blocks[at].line, "asks for a sign-off or an agreement");
        return true;
    }
    return false;
}

void osps_signoff(const struct project *p, struct finding *f)
{
    size_t all = 0, with = 0;
    bool is_short = false;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct clo_signoffs s = { 0 };
        const struct history *h = &p->checkouts[i].history;
        is_short |= h->partial && h->n < CLO_DCO_COMMITS;
        if (!p->checkouts[i].is_defaults)
            clo_signoffs(&p->checkouts[i], &s);
        all += s.looked_at;
        with += s.signed_off;
        if (s.bare)
            places_add_commit(p, &f->where, &p->checkouts[i], s.bare, "has no Signed-off-by");
    }
    finding_figure(p, f, "signed_off", "of each checkout's newest 20 commits that are no merges",
                   "%zu of %zu", with, all);
    bool asks = asks_for_agreement(p, f);
    if (all && with == all && !is_short)
        finding_say(p, f, CUPEL_PASS, "%s signed off",
                    house_count(p, all, "newest commit", "newest commits"));
    else if (asks)
        finding_say(
            p, f, CUPEL_UNKNOWN,
            "%zu of the newest %zu commits are signed off, and documents ask for a sign-off or "
            "an agreement: whether the forge enforces it, it knows",
            with, all);
    else if (with == 0 && !is_short && topic_documents_are_read(p))
        finding_say(p, f, CUPEL_FAIL,
                    "none of the newest %zu commits is signed off, and no document asks for it",
                    all);
    else
        finding_say(p, f, CUPEL_UNKNOWN, "%zu of the newest %zu commits are signed off", with, all);
}

/* ---- OSPS-BR-02.01 ---- */

#define TAGS_LOOKED_AT 200

void osps_versions(const struct project *p, struct finding *f)
{
    size_t tags = 0, named = 0;
    const char *odd = NULL;
    for (size_t i = 0; i < p->n_checkouts; i++)
        for (size_t k = 0; k < p->checkouts[i].tags.n && k < TAGS_LOOKED_AT; k++) {
            struct house_version v;
            const char *name = p->checkouts[i].tags.tags[k].name;
            bool is_version = !p->checkouts[i].is_defaults && house_version_of(name, &v);
            tags += !p->checkouts[i].is_defaults;
            named += is_version;
            if (!is_version && !odd)
                odd = arena_text(p->arena, slice_str(name));
        }
    finding_figure(p, f, "tags", "of each checkout's newest 200 tags, those that bear a version",
                   "%zu of %zu", named, tags);
    if (tags == 0 && house_tags_are_whole(p))
        finding_say(p, f, CUPEL_NA, "there is no tag: it applies once there is a release");
    else if (tags == 0)
        finding_say(p, f, CUPEL_UNKNOWN, "there is no tag, but tags or history are cut");
    else if (named == 0)
        finding_say(p, f, CUPEL_FAIL, "no tag bears a version: %s%s", odd,
                    tags > 1 ? " and others" : "");
    else
        finding_say(p, f, CUPEL_PASS, "a version of its own: %s",
                    house_count(p, named, "tag", "tags"));
}

/* ---- dependencies ---- */

/* Languages with a package manager: how they are told, and the files that list dependencies. */
static const struct ecosystem {
    const char *name;
    enum lang lang;      /* LANG_OTHER: by the endings */
    const char *endings; /* may be NULL */
    const char *lists;   /* names, '|' between them */
} ecosystems[] = {
    { "Go", LANG_GO, NULL, "go.mod" },
    { "Rust", LANG_RUST, NULL, "Cargo.toml" },
    { "Python", LANG_PYTHON, NULL,
      "pyproject.toml|setup.py|setup.cfg|requirements.txt|Pipfile|environment.yml|uv.lock" },
    { "JavaScript", LANG_OTHER, ".js|.mjs|.ts|.tsx|.jsx", "package.json" },
    { "Java", LANG_OTHER, ".java|.kt|.scala", "pom.xml|build.gradle|build.gradle.kts|build.sbt" },
    { "Ruby", LANG_OTHER, ".rb", "Gemfile" },
    { "C#", LANG_OTHER, ".cs", "packages.lock.json|Directory.Packages.props" },
};
/* Lists of languages that have no package manager of their own. */
static const char native_lists[] = "conanfile.txt|conanfile.py|vcpkg.json|.gitmodules|BUILD.bazel|"
                                   "MODULE.bazel|WORKSPACE";

static bool is_one_of(cupel_slice name, const char *names)
{
    cupel_slice all = slice_str(names);
    for (size_t at = 0; at < all.n;) {
        size_t n = strcspn(names + at, "|");
        if (slice_eq(slice_part(all, at, n), name))
            return true;
        at += n + 1;
    }
    return false;
}

struct source_tally {
    uint64_t all, of[CUPEL_COUNT(ecosystems)];
    const struct project_file *lists[CUPEL_COUNT(ecosystems)];
    const struct project_file *native;
};

static void tally_file(struct source_tally *t, const struct project_file *f)
{
    cupel_slice name = house_base(f->path);
    bool is_wrap = house_ends(f->path, ".wrap");
    if (is_wrap || is_one_of(name, native_lists))
        t->native = t->native ? t->native : f;
    for (size_t i = 0; i < CUPEL_COUNT(ecosystems); i++) {
        const struct ecosystem *e = &ecosystems[i];
        if (is_one_of(name, e->lists) && f->size > 0 && !t->lists[i])
            t->lists[i] = f;
        if (e->endings ? house_ends(f->path, e->endings) : f->lang == e->lang)
            t->of[i] += f->size;
    }
    t->all += f->lang != LANG_NONE ? f->size : 0;
}

static void tally_sources(const struct checkout *c, struct source_tally *t)
{
    *t = (struct source_tally){ 0 };
    for (size_t i = 0; i < c->n_files; i++)
        if (!(c->files[i].kind & FILE_NOT_PRODUCT))
            tally_file(t, &c->files[i]);
}

/* A language counts from a fifth of the source on: helper scripts have no dependencies to list. */
static bool is_main(const struct source_tally *t, size_t i)
{
    return t->of[i] > 0 && t->of[i] * 5 >= t->all;
}

void osps_dependency_list(const struct project *p, struct finding *f)
{
    bool found = false;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct source_tally t;
        if (p->checkouts[i].is_defaults)
            continue;
        tally_sources(&p->checkouts[i], &t);
        for (size_t k = 0; k < CUPEL_COUNT(ecosystems); k++) {
            if (is_main(&t, k) && !t.lists[k]) {
                finding_say(p, f, p->checkouts[i].tree.partial ? CUPEL_UNKNOWN : CUPEL_FAIL,
                            "%s has %s code and none of %s", p->checkouts[i].name,
                            ecosystems[k].name, ecosystems[k].lists);
                return;
            }
            if (is_main(&t, k)) {
                found = true;
                places_add(p, &f->where, t.lists[k], 0, "dependencies of %s code",
                           ecosystems[k].name);
            }
        }
        if (t.native) {
            found = true;
            places_add(p, &f->where, t.native, 0, "dependencies of native code");
        }
    }
    if (found)
        finding_say(p, f, CUPEL_PASS, "%s lists dependencies", f->where.at[0].path);
    else
        finding_say(p, f, CUPEL_NA, "its languages have no package manager with a list of its own");
}

/* ---- OSPS-BR-05.01 ---- */

/* A script that is fetched and run unseen. */
static const struct project_file *find_piped_shell(const struct project *p, uint32_t *line)
{
    struct file_walk w = { .p = p,
                           .kinds_any = FILE_CI | FILE_BUILD,
                           .kinds_none = FILE_FOREIGN | FILE_EXAMPLE };
    for (const struct project_file *f; (f = file_next(&w)) != NULL;) {
        cupel_slice text;
        *line = 1;
        for (size_t at = 0; house_line_next(f->text, &at, &text); ++*line) {
            bool fetches = house_find_text(text, "curl ", 0) != SIZE_MAX ||
                           house_find_text(text, "wget ", 0) != SIZE_MAX;
            size_t i = 0;
            while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '-'))
                i++;
            if (fetches && i < text.n && text.p[i] != '#' &&
                (house_find_text(text, "| sh", 0) != SIZE_MAX ||
                 house_find_text(text, "| bash", 0) != SIZE_MAX ||
                 house_find_text(text, "|sh", 0) != SIZE_MAX ||
                 house_find_text(text, "|bash", 0) != SIZE_MAX ||
                 house_find_text(text, "| sudo", 0) != SIZE_MAX))
                return f;
        }
    }
    return NULL;
}

void osps_dependency_tools(const struct project *p, struct finding *f)
{
    uint32_t line = 0;
    const struct project_file *piped = find_piped_shell(p, &line);
    bool found = false;
    if (piped) {
        places_add(p, &f->where, piped, line, "runs what it fetches, unseen");
        finding_say(p, f, CUPEL_FAIL,
                    "%s fetches a script and runs it: no tool knows the dependency", piped->path);
        return;
    }
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct source_tally t;
        if (p->checkouts[i].is_defaults)
            continue;
        tally_sources(&p->checkouts[i], &t);
        for (size_t k = 0; k <= CUPEL_COUNT(ecosystems); k++) {
            const struct project_file *list = k < CUPEL_COUNT(ecosystems) ? t.lists[k] : t.native;
            if (!list)
                continue;
            found = true;
            places_add(p, &f->where, list, 0, NULL);
        }
    }
    if (found)
        finding_say(p, f, CUPEL_PASS, "dependencies come by way of %s", f->where.at[0].path);
    else
        finding_say(p, f, CUPEL_UNKNOWN,
                    "no list of dependencies was found: how they come in, or that "
                    "there are none, no file says");
}

/* ---- artefacts ---- */

static void judge_artifacts(const struct project *p, struct finding *f, bool executables,
                            const char *what)
{
    struct artifacts all;
    size_t product = 0, data = 0;
    const char *why = NULL;
    artifacts_find(p, &all);
    for (size_t i = 0; i < all.n; i++) {
        if (executables && !all.at[i].is_execution)
            continue;
        product += !all.at[i].is_data;
        data += all.at[i].is_data;
        places_add(p, &f->where, all.at[i].file, 0, "%s%s", all.at[i].what,
                   all.at[i].is_data ? ", among test data" : "");
    }
    if (product + (executables ? 0 : all.more))
        finding_say(p, f, CUPEL_FAIL, "%s are in the tree: %zu, as %s", what,
                    product + data + all.more, f->where.at[0].path);
    else if (data)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%s lie among test data: %zu; a person must tell whether they are generated",
                    what, data);
    else if (all.unread)
        finding_say(p, f, CUPEL_UNKNOWN, "not read: %s, as %s",
                    house_count(p, all.unread, "file", "files"), all.unread_at->path);
    else if (!house_names_are_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
    else
        finding_say(p, f, CUPEL_PASS, "%s: none is in the tree", what);
}

void osps_executables(const struct project *p, struct finding *f)
{
    judge_artifacts(p, f, true, "generated executables");
}

void osps_unreviewable(const struct project *p, struct finding *f)
{
    judge_artifacts(p, f, false, "binaries that nobody can review");
}
