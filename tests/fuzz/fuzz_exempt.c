/* SPDX-License-Identifier: Apache-2.0 */
/* Files of exemptions: the first byte chooses the format. What is accepted is complete. */
#include "fuzz_project.h"

#include "office/review/exempt.h"

extern const struct review_set set_exempt;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = { ".cupel.yml", ".clomonitor.yml", ".github/scorecard.yml" };
    struct fuzz_project f;
    struct exemptions all;
    if (size == 0 || size > FUZZ_PROJECT_MAX)
        return 0;
    size_t format = data[0] % CUPEL_COUNT(paths);
    fuzz_project_make(&f, paths[format], FILE_CONFIG, false, data + 1, size - 1);
    exemptions_read(&f.project, &all);
    FUZZ_HOLDS(all.n <= EXEMPTIONS_MAX && all.n_errors <= EXEMPTION_ERRORS_MAX);
    for (size_t i = 0; i < all.n; i++) {
        const struct exemption *e = &all.at[i];
        FUZZ_HOLDS(e->check && e->check[0] && e->reason && e->reason[0] && e->source);
        FUZZ_HOLDS(format != 0 || (e->owner && e->owner[0] && e->expires));
        FUZZ_HOLDS(format == 0 || (!e->owner && !e->expires && !e->is_expired));
    }
    fuzz_project_run(&f, &set_exempt);
    arena_clear(&f.arena);
    return 0;
}
