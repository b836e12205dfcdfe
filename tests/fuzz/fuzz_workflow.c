/* SPDX-License-Identifier: Apache-2.0 */
/* GitHub workflows: what is dangerous in them, and what their tokens may do. */
#include "fuzz_project.h"

#include "office/review/osps.h"
#include "office/review/workflow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_project f;
    struct workflows all;
    struct danger_found found[DANGERS_MAX];
    struct places where = { 0 };
    if (size > FUZZ_PROJECT_MAX)
        return 0;
    fuzz_project_make(&f, ".github/workflows/ci.yml", FILE_CI, false, data, size);
    workflows_read(&f.project, &f.arena, &all);
    FUZZ_HOLDS(all.n <= 1 && all.broken <= all.n);
    size_t n = workflow_dangers(&all, &f.arena, found);
    FUZZ_HOLDS(n <= DANGERS_MAX);
    for (size_t i = 0; i < n; i++)
        FUZZ_HOLDS(found[i].line > 0 && found[i].what && found[i].workflow->top);
    int score = workflow_token_score(&f.project, &all, &where);
    FUZZ_HOLDS(score >= 0 && score <= 100);
    FUZZ_HOLDS(score == 100 || where.n > 0);
    fuzz_project_run(&f, &set_osps);
    arena_clear(&f.arena);
    return 0;
}
