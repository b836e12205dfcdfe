/* SPDX-License-Identifier: Apache-2.0 */
/* clomonitor/documents.c: checks that a document of some name answers. */
#include "office/review/clomonitor/clomonitor.h"

#include "office/review/house.h"

#include <string.h>

/* Globs as CLOMonitor has them; the word that a README may refer to; and what GitHub takes from the
 * organisation's .github repository. */
static const struct document {
    const char *id, *globs, *word;
    const char *defaults; /* NULL: nothing is inherited */
    bool is_exact;        /* letter case of @defaults */
} documents[] = {
    { "adopters", "adopters*|users*", "adopters", NULL, false },
    { "changelog", "changelog*", "changelog", NULL, false },
    { "code_of_conduct", "code*of*conduct*|.github/code*of*conduct*|docs/code*of*conduct*",
      "code of conduct", "code_of_conduct*|.github/code_of_conduct*|docs/code_of_conduct*", false },
    { "contributing", "contributing*|.github/contributing*|docs/contributing*", "contributing",
      "CONTRIBUTING.md", true },
    { "governance", "governance*|docs/governance*", "governance", NULL, false },
    { "maintainers",
      "maintainers*|docs/maintainers*|owners*|docs/owners*|codeowners*|.github/codeowners*|"
      "docs/codeowners*",
      "maintainers", NULL, false },
    { "roadmap", "roadmap*", "roadmap", NULL, false },
    { "security_policy", "security*|.github/security*|docs/security*", "security",
      "security*|.github/security*|docs/security*", false },
};

static const struct document *document_of(const char *id)
{
    for (size_t i = 0; i < CUPEL_COUNT(documents); i++)
        if (strcmp(documents[i].id, id) == 0)
            return &documents[i];
    return &documents[0];
}

static void say_file(const struct project *p, struct finding *f, const struct house_file *at)
{
    bool is_link = at->file->tree == TREE_LINK && !at->is_folder;
    places_add(p, &f->where, at->file, 0, is_link ? "a symbolic link, not followed" : NULL);
    finding_say(p, f, CUPEL_PASS, "%s is there%s", house_file_text(p, at),
                is_link ? " (a symbolic link, which counts by its name)" : "");
}

/* Nothing of the name is here. What else could answer? */
static void say_absent(const struct project *p, struct finding *f, const struct document *d)
{
    const char *why = NULL;
    bool has_defaults = false;
    for (size_t i = 0; i < p->n_checkouts; i++)
        has_defaults |= p->checkouts[i].is_defaults;
    if (!house_names_are_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "none was found, but not all files are known: %s", why);
    else if (!house_readmes_are_read(p))
        finding_say(p, f, CUPEL_UNKNOWN, "no file has the name, and a README was not read");
    else if (d->defaults && house_may_inherit(p))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "neither a file nor a README names it here; the organisation's .github "
                    "repository may have it: add a checkout of that");
    else if (strcmp(d->id, "changelog") == 0)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "neither a file nor a README names it; CLOMonitor also takes the words "
                    "\"changelog\" or \"changes\" in the text of the latest release at the forge");
    else
        finding_say(p, f, CUPEL_FAIL, "no file (%s) and no README names it%s", d->globs,
                    d->defaults && has_defaults ? ", nor does the organisation's .github" : "");
}

void clo_document(const struct project *p, struct finding *f)
{
    const struct document *d = document_of(f->info->id);
    struct house_file at;
    bool found = house_find(p, d->globs, false, &at);
    if (!found && house_readme_refers(p, d->word, &f->where)) {
        finding_say(p, f, CUPEL_PASS, "%s refers to it", f->where.at[0].path);
        return;
    }
    found = found || (d->defaults && house_find_default(p, d->defaults, d->is_exact, &at));
    if (found)
        say_file(p, f, &at);
    else
        say_absent(p, f, d);
}

void clo_readme(const struct project *p, struct finding *f)
{
    const char *without = NULL, *why = NULL;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        struct house_file at;
        if (p->checkouts[i].is_defaults)
            continue;
        if (house_find_in(&p->checkouts[i], "README*|.github/README*|docs/README*", true, &at))
            places_add(p, &f->where, at.file, 0, NULL);
        else
            without = p->checkouts[i].name;
    }
    if (without && !house_names_are_whole(p, &why))
        finding_say(p, f, CUPEL_UNKNOWN, "not all files are known: %s", why);
    else if (without)
        finding_say(p, f, CUPEL_FAIL,
                    "%s has no README* (in these letters) at the top, in .github or in docs",
                    without);
    else if (f->where.n)
        finding_say(p, f, CUPEL_PASS, "%s is there", f->where.at[0].path);
    else
        finding_say(p, f, CUPEL_NA, "only an organisation's defaults were given");
}
