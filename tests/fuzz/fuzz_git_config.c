/* SPDX-License-Identifier: Apache-2.0 */
/* A repository's configuration file, and packed-refs. */
#include "fuzz.h"

#include "office/git/config.h"
#include "office/git/refs.h"

static void configuration(struct arena *a, cupel_slice in)
{
    struct config c;
    size_t line = 0;
    cupel_status st = config_parse(a, in, &c, &line);
    FUZZ_HOLDS(st == CUPEL_OK || line > 0);
    for (size_t i = 0; st == CUPEL_OK && i < c.n && i < 100; i++) {
        const struct config_item *item = &c.items[i];
        FUZZ_HOLDS(item->section[0] && item->key[0] && item->value && item->subsection);
        FUZZ_HOLDS(config_get(&c, item->section, item->subsection, item->key) != NULL);
    }
}

static void packed(cupel_slice in)
{
    struct packed_ref ref;
    size_t before = in.n + 1;
    while (packed_ref_next(&in, &ref)) {
        FUZZ_HOLDS(in.n < before && ref_name_is_valid(ref.name));
        FUZZ_HOLDS(slice_find(ref.name, SLICE_LIT("..")) == SIZE_MAX && ref.name.p[0] != '/');
        before = in.n;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    if (size > 1u << 18)
        return 0;
    arena_init(&a, 64u << 20);
    configuration(&a, slice_of(data, size));
    packed(slice_of(data, size));
    arena_clear(&a);
    return 0;
}
