/* SPDX-License-Identifier: Apache-2.0 */
/* For tools/license-table: the chunks of the license text on standard input, one a line: the hash
 * and the count of words. The argument is "fine" or "coarse". */
#include "office/license/chunks.h"
#include "office/license/license.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    static char text[LICENSE_BYTES_MAX];
    size_t n = fread(text, 1, sizeof text, stdin), at = 0;
    bool is_fine = argc > 1 && argv[1][0] == 'f';
    struct license_words w;
    struct license_chunk c;
    if (license_words_read(slice_of(text, n), &w) != CUPEL_OK)
        return 1;
    while (license_chunk_take(&w, is_fine ? LICENSE_FINE_MASK : LICENSE_COARSE_MASK, &at, &c))
        printf("%08x %u\n", c.hash, c.end - c.first);
    license_words_clear(&w);
    return 0;
}
