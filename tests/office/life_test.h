/* SPDX-License-Identifier: Apache-2.0 */
/* tests/office/life_test.h: one repository, one check of the set "life", one outcome. */
#ifndef CUPEL_TESTS_OFFICE_LIFE_TEST_H
#define CUPEL_TESTS_OFFICE_LIFE_TEST_H

#include "repo_make.h"

#define LIFE_AS_OF "2026-11-26T00:00:00Z"
/* What git itself puts behind the message of a signed tag; nobody checks these letters. */
#define SIGNATURE                                                                                  \
    "\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAAB\n=abcd\n-----END PGP SIGNATURE-----\n"

extern const struct review_set set_life;

struct life_case {
    const char *name, *id;
    const struct repo_commit *commits;
    cupel_outcome outcome;
    const char *says;     /* stands in the detail, a place's note, or a figure's value */
    const char *says_too; /* the same; may be NULL */
    const char *origin;   /* of the checkout; may be NULL */
    const char *as_of;    /* NULL: LIFE_AS_OF */
};

static inline struct finding life_run(const struct project *p, const char *id)
{
    for (size_t i = 0; i < set_life.n; i++)
        if (strcmp(set_life.checks[i].info.id, id) == 0) {
            struct finding f = { .info = &set_life.checks[i].info, .outcome = CUPEL_UNKNOWN };
            set_life.checks[i].run(p, &f);
            return f;
        }
    fail_msg("no check %s", id);
    return (struct finding){ 0 };
}

static inline bool finding_says(const struct finding *f, const char *what)
{
    bool says = f->detail && strstr(f->detail, what);
    for (size_t i = 0; i < f->where.n; i++)
        says = says || (f->where.at[i].note && strstr(f->where.at[i].note, what));
    for (size_t i = 0; i < f->n_figures; i++)
        says = says || strstr(f->figures[i].value, what);
    return says;
}

static inline void finding_print(const struct finding *f)
{
    print_message("  %s: %s\n", cupel_outcome_name(f->outcome), f->detail ? f->detail : "(null)");
    for (size_t i = 0; i < f->where.n; i++)
        print_message("    %s:%u %s\n", f->where.at[i].path, (unsigned)f->where.at[i].line,
                      f->where.at[i].note ? f->where.at[i].note : "");
    for (size_t i = 0; i < f->n_figures; i++)
        print_message("    %s = %s\n", f->figures[i].name, f->figures[i].value);
}

/* Outcome and words of a finding; prints it where they differ. */
static inline void finding_expect(const struct finding *f, const char *name, cupel_outcome outcome,
                                  const char *says, const char *says_too)
{
    bool fits = f->outcome == outcome && f->detail && (!says || finding_says(f, says)) &&
                (!says_too || finding_says(f, says_too));
    if (fits)
        return;
    finding_print(f);
    fail_msg("%s: expected %s and \"%s\"", name, cupel_outcome_name(outcome), says ? says : "");
}

/* On the heap: gcc takes the folders of a lab that it can see whole for overlapping. */
static inline struct lab *life_lab(void)
{
    struct lab *lab = malloc(sizeof *lab);
    assert_non_null(lab);
    lab_make(lab);
    return lab;
}

static inline void life_lab_free(struct lab *lab)
{
    lab_clear(lab);
    free(lab);
}

static inline void life_check(const struct life_case *t, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct lab *lab = life_lab();
        lab_add(lab, "thing", t[i].origin, t[i].commits);
        lab_load(lab, t[i].as_of ? t[i].as_of : LIFE_AS_OF);
        struct finding f = life_run(&lab->project, t[i].id);
        finding_expect(&f, t[i].name, t[i].outcome, t[i].says, t[i].says_too);
        life_lab_free(lab);
    }
}

/* A commit's table written in place, and the files of one commit. */
#define COMMITS(...) ((const struct repo_commit[]){ __VA_ARGS__, { 0 } })
#define FILES(...)   ((const struct repo_file[]){ __VA_ARGS__, { 0 } })

#endif
