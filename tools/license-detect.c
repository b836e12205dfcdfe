/* SPDX-License-Identifier: Apache-2.0 */
/* For tools/license-check: a line for each file named on standard input: the permille explained and
 * the ids found, separated by spaces; "-" for a file that cannot be read. */
#include "office/license/license.h"

#include <stdio.h>
#include <string.h>

static void answer(const char *path)
{
    static char text[LICENSE_BYTES_MAX];
    struct license_result r;
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(text, 1, sizeof text, f) : 0;
    if (f)
        (void)fclose(f);
    if (!f || license_detect(slice_of(text, n), &r) != CUPEL_OK) {
        puts("-");
        return;
    }
    printf("%u", r.explained);
    for (size_t i = 0; i < r.n; i++)
        printf(" %s", r.found[i].id);
    putchar('\n');
}

int main(void)
{
    char path[4096];
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = 0;
        answer(path);
    }
    return 0;
}
