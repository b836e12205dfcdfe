/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "codec/pem.h"

/* All blocks; *ret_end is what ended them. */
static size_t read_all(cupel_slice in, bool nul_ok, cupel_status *ret_end)
{
    struct arena a;
    struct pem_block b = { .offset = 0 };
    struct cur c = cur_at(in, 1000);
    size_t n = 0, before = 0;
    arena_init(&a, 64u << 20);
    while ((*ret_end = pem_next(&a, &c, nul_ok, &b)) == CUPEL_OK) {
        FUZZ_HOLDS(b.der.n > 0 && b.label.n > 0);
        FUZZ_HOLDS(b.offset > before && b.offset < c.at);
        FUZZ_HOLDS(pem_probe(slice_part(in, b.offset - 1000, c.at - b.offset)));
        before = b.offset;
        n++;
    }
    if (*ret_end == CUPEL_E_NOT_FOUND)
        FUZZ_HOLDS(cur_end(&c) == CUPEL_OK);
    else
        FUZZ_HOLDS(cur_end(&c) == *ret_end);
    arena_clear(&a);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    cupel_status strict, lenient;
    size_t n = read_all(in, false, &strict), n_nul = read_all(in, true, &lenient);
    /* A NUL right behind the last END marker is no end of its line, unless it is allowed. */
    bool nul = size && data[size - 1] == 0;
    FUZZ_HOLDS(n_nul == n || (n_nul == n + 1 && nul && strict == CUPEL_E_MALFORMED));
    FUZZ_HOLDS(n == 0 || pem_probe(in));
    if (strict == CUPEL_E_NOT_FOUND)
        FUZZ_HOLDS(lenient == CUPEL_E_NOT_FOUND);
    return 0;
}
