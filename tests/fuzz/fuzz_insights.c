/* SPDX-License-Identifier: Apache-2.0 */
/* Security-insights manifests: any bytes end in errors with a line, and errors are bounded. */
#include "fuzz_project.h"

#include "office/review/insights.h"

extern const struct review_set set_insights;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_project f;
    struct insights in;
    if (size > FUZZ_PROJECT_MAX)
        return 0;
    fuzz_project_make(&f, "security-insights.yml", FILE_CONFIG, false, data, size);
    FUZZ_HOLDS(insights_read(&f.project, &f.checkout, &in));
    FUZZ_HOLDS(in.n_errors <= INSIGHTS_ERRORS_MAX);
    FUZZ_HOLDS(in.major != 0 || in.n_errors > 0);
    for (size_t i = 0; i < in.n_errors; i++)
        FUZZ_HOLDS(in.errors[i].line > 0 && in.errors[i].text[0] &&
                   (i == 0 || in.errors[i - 1].line <= in.errors[i].line));
    FUZZ_HOLDS(!insights_has_shape(&in) || in.top);
    fuzz_project_run(&f, &set_insights);
    arena_clear(&f.arena);
    return 0;
}
