/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "evidence/format.h"

/* Top-level fields must cover the input without gap; nothing may point outside of it. */
static void check_fields(const struct field_list *l, size_t size)
{
    uint64_t at = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct cupel_field *f = &l->items[i];
        FUZZ_HOLDS(!f->has_span || (f->offset <= size && f->length <= size - f->offset));
        if (f->depth > 0)
            continue;
        FUZZ_HOLDS(f->has_span && f->offset == at);
        at += f->length;
    }
    FUZZ_HOLDS(at == size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct evidence ev;
    struct field_list l;
    struct arena a;
    arena_init(&a, 16u << 20);
    (void)format_csv.probe(in);
    if (format_csv.parse(&a, in, &ev, NULL) == CUPEL_OK) {
        field_list_init(&l, &a);
        format_csv.explain(&ev, &l);
        FUZZ_HOLDS(arena_status(&a) == CUPEL_OK);
        check_fields(&l, size);
    }
    arena_clear(&a);
    return 0;
}
