/* SPDX-License-Identifier: Apache-2.0 */
/* tests/office/house_test.h: one check on one small repository, told by id. */
#ifndef CUPEL_TESTS_OFFICE_HOUSE_TEST_H
#define CUPEL_TESTS_OFFICE_HOUSE_TEST_H

#include "repo_make.h"

#define AS_OF  "2026-11-26T00:00:00Z"
#define GITHUB "https://github.com/example/thing"
#define GITLAB "https://gitlab.com/example/thing"

/* A table of files; a table of commits. */
#define FILES(...)   ((const struct repo_file[]){ __VA_ARGS__, { 0 } })
#define COMMITS(...) ((const struct repo_commit[]){ __VA_ARGS__, { 0 } })

#define MIT_GRANT                                                                                  \
    "MIT License\n\nCopyright (c) 2026 The Thing Authors\n\n"                                      \
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this "        \
    "software "                                                                                    \
    "and associated documentation files (the \"Software\"), to deal in the Software without "      \
    "restriction, including without limitation the rights to use, copy, modify, merge, publish, "  \
    "distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom "   \
    "the "                                                                                         \
    "Software is furnished to do so, subject to the following conditions:\n\n"                     \
    "The above copyright notice and this permission notice shall be included in all copies or "    \
    "substantial portions of the Software.\n\n"
#define MIT_DISCLAIMER                                                                             \
    "THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, "       \
    "INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR "    \
    "PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE "   \
    "FOR "                                                                                         \
    "ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, " \
    "ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE " \
    "SOFTWARE.\n"
#define MIT MIT_GRANT MIT_DISCLAIMER
/* It looks like MIT, and the OSI does not approve of it. */
#define JSON_LICENSE MIT_GRANT "The Software shall be used for Good, not Evil.\n\n" MIT_DISCLAIMER

/* Run every check of @set on @p as review_make() does; the findings live in its arena. */
static inline struct review run_set(const struct project *p, const struct review_set *set)
{
    struct review r = { .arena = p->arena, .as_of = p->as_of };
    r.findings = arena_array(p->arena, set->n, sizeof *r.findings);
    assert_non_null(r.findings);
    for (size_t i = 0; i < set->n; i++) {
        r.findings[r.n_findings].info = &review_set_row(set, i)->info;
        r.findings[r.n_findings++].outcome = CUPEL_UNKNOWN;
    }
    for (int last = 0; last < 2; last++)
        for (size_t i = 0; i < set->n; i++)
            if (!last && review_set_row(set, i)->run)
                review_set_row(set, i)->run(p, &r.findings[i]);
            else if (last && review_set_row(set, i)->run_last)
                review_set_row(set, i)->run_last(p, &r, &r.findings[i]);
    return r;
}

/* Run the one check @id of @set. */
static inline struct finding run_check(const struct project *p, const struct review_set *set,
                                       const char *id)
{
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(review_set_row(set, i)->info.id, id) != 0)
            continue;
        struct finding f = { .info = &review_set_row(set, i)->info, .outcome = CUPEL_UNKNOWN };
        assert_non_null(review_set_row(set, i)->run);
        review_set_row(set, i)->run(p, &f);
        return f;
    }
    fail_msg("there is no check %s", id);
    return (struct finding){ 0 };
}

/* The outcome, and words of the detail (or of the note of some place). */
static inline void expect(const struct finding *f, cupel_outcome outcome, const char *says)
{
    bool found = f->detail && strstr(f->detail, says);
    for (size_t i = 0; i < f->where.n; i++)
        found |= (f->where.at[i].note && strstr(f->where.at[i].note, says)) ||
                 (f->where.at[i].path && strstr(f->where.at[i].path, says));
    if (f->outcome != outcome || !found)
        fail_msg("%s: %s, \"%s\"; wanted %s, \"%s\"", f->info->id, cupel_outcome_name(f->outcome),
                 f->detail ? f->detail : "", cupel_outcome_name(outcome), says);
}

/* Has the finding a place at this line, and what does its note say? */
static inline void expect_place(const struct finding *f, const char *path, uint64_t line,
                                const char *says)
{
    for (size_t i = 0; i < f->where.n; i++) {
        const struct place *at = &f->where.at[i];
        if (strcmp(at->path, path) == 0 && at->line == line && at->note && strstr(at->note, says))
            return;
    }
    for (size_t i = 0; i < f->where.n; i++)
        print_message("  %s:%llu %s\n", f->where.at[i].path,
                      (unsigned long long)f->where.at[i].line,
                      f->where.at[i].note ? f->where.at[i].note : "");
    fail_msg("%s: no place %s:%llu that says \"%s\"", f->info->id, path, (unsigned long long)line,
             says);
}

static inline const char *figure(const struct finding *f, const char *name)
{
    for (size_t i = 0; i < f->n_figures; i++)
        if (strcmp(f->figures[i].name, name) == 0)
            return f->figures[i].value;
    return "";
}

/* ---- one repository, one check ---- */

/* A case of a check: a repository of one commit with these files. */
struct house_case {
    const char *id;
    const struct repo_file *files;
    const char *origin; /* NULL: GITLAB, where nothing is inherited */
    cupel_outcome outcome;
    const char *says;
};

static inline void run_case(const struct review_set *set, const struct house_case *c)
{
    struct lab lab;
    lab_make(&lab);
    lab_add_files(&lab, "thing", c->origin ? c->origin : GITLAB, c->files);
    lab_load(&lab, AS_OF);
    struct finding f = run_check(&lab.project, set, c->id);
    expect(&f, c->outcome, c->says);
    lab_clear(&lab);
}

#endif
