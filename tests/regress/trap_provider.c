/* SPDX-License-Identifier: Apache-2.0 */
/* A module that a hostile OPENSSL_CONF names: being loaded at all is what the test looks for. */
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void loaded(void)
{
    const char *path = getenv("CUPEL_TRAP_MARKER");
    FILE *f = path ? fopen(path, "w") : NULL;
    if (f)
        fclose(f);
}
