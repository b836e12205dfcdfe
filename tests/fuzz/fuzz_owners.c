/* SPDX-License-Identifier: Apache-2.0 */
/* The first byte chooses the kind of file. */
#include "fuzz.h"

#include "office/review/owners.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {
        "CODEOWNERS",     "OWNERS",         "MAINTAINERS",
        "MAINTAINERS.md", "OWNERS_ALIASES", "docs/maintainers.rst"
    };
    if (size == 0 || size > 1u << 15)
        return 0;
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct owners o = { .all = arena_array(&a, OWNERS_MAX, sizeof *o.all) };
    const char *path = paths[data[0] % CUPEL_COUNT(paths)];
    FUZZ_HOLDS(owners_is_file(path));
    if (o.all &&
        owners_parse(&a, path, slice_part(slice_of(data, size), 1, size - 1), &o) == CUPEL_OK)
        for (size_t i = 0; i < o.n; i++) {
            FUZZ_HOLDS(o.all[i].id[0] && o.all[i].shown[0]);
            for (size_t k = 0; k < i && i < 64; k++)
                FUZZ_HOLDS(strcmp(o.all[i].id, o.all[k].id) != 0);
        }
    arena_clear(&a);
    return 0;
}
