/* SPDX-License-Identifier: Apache-2.0 */
/* A delta, on a base: the first byte says how many of the next bytes are the base. */
#include "fuzz.h"

#include "office/git/delta.h"

#define RESULT_MAX (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *out = NULL;
    uint64_t from = 0, to = 0;
    size_t n = 0, base = size ? data[0] : 0;
    cupel_slice in = slice_of(data, size);
    if (size < base + 1)
        return 0;
    cupel_slice before = slice_part(in, 1, base), delta = slice_part(in, base + 1, size - base - 1);
    cupel_status st = delta_apply(before, delta, RESULT_MAX, &out, &n);
    FUZZ_HOLDS((st == CUPEL_OK) == (out != NULL));
    if (st != CUPEL_OK)
        return 0;
    FUZZ_HOLDS(delta_sizes(delta, &from, &to) == CUPEL_OK && from == base && to == n);
    FUZZ_HOLDS(n <= RESULT_MAX);
    free(out);
    return 0;
}
