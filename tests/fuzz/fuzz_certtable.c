/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "collateral/amd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct amd_table_entry e[AMD_TABLE_ENTRIES_MAX];
    struct cupel_diag d;
    size_t n = 0, total = 0;
    (void)amd_cert_table_probe(in);
    if (amd_cert_table_parse(in, e, &n, &d) != CUPEL_OK)
        return 0;
    FUZZ_HOLDS(n <= AMD_TABLE_ENTRIES_MAX);
    for (size_t i = 0; i < n; i++) {
        FUZZ_HOLDS(e[i].offset >= 24 * (n + 1) && e[i].bytes.n <= size - e[i].offset);
        FUZZ_HOLDS(slice_eq(e[i].bytes, slice_part(in, e[i].offset, e[i].bytes.n)));
        FUZZ_HOLDS(amd_table_kind_name(e[i].kind) != NULL);
        total += e[i].bytes.n;
    }
    FUZZ_HOLDS(total + 24 * (n + 1) <= size); /* no byte belongs to two entries */
    return 0;
}
