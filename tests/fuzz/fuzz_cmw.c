/* SPDX-License-Identifier: Apache-2.0 */
/* Records, tags and collections, and the one-file form of a configfs-tsm report. */
#include "fuzz.h"

#include "evidence/cmw.h"

static bool is_inside(cupel_slice part, cupel_slice whole)
{
    return part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

static void check_records(const struct cmw *cmw, cupel_slice in)
{
    FUZZ_HOLDS(cmw->n > 0 && cmw->n <= CMW_MEMBERS_MAX);
    for (size_t i = 0; i < cmw->n; i++) {
        const struct cmw_record *r = &cmw->records[i];
        FUZZ_HOLDS(r->value.n && r->type && *r->type && r->label);
        FUZZ_HOLDS(r->at <= in.n && r->raw.n <= in.n - r->at && is_inside(r->raw, in));
        FUZZ_HOLDS(cmw->json || is_inside(r->value, r->raw));
        FUZZ_HOLDS(!r->has_ind || (r->ind > 0 && r->ind <= CMW_KNOWN));
    }
}

/* What a record holds can be taken out of the collection and read alone. */
static void check_alone(const struct cmw *cmw, struct arena *a)
{
    for (size_t i = 0; cmw->is_collection && i < cmw->n; i++) {
        struct cmw *one = NULL;
        FUZZ_HOLDS(cmw_read(a, cmw->records[i].raw, &one, NULL) == CUPEL_OK);
        FUZZ_HOLDS(one->n == 1 && !one->is_collection);
        FUZZ_HOLDS(slice_eq(one->records[0].value, cmw->records[i].value));
    }
}

static void open_wrapper(const struct wrapper *w, cupel_slice in, struct arena *a)
{
    struct unwrapped u = { 0 };
    struct field_list l;
    if (!w->probe(in) || w->open(a, in, &u, NULL) != CUPEL_OK)
        return;
    FUZZ_HOLDS(u.bytes.n && u.n_inside <= INSIDE_MAX);
    FUZZ_HOLDS(!u.format || format_find(slice_str(u.format)));
    field_list_init(&l, a);
    w->explain(a, in, &l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    struct evidence ev = { .bytes = in };
    struct cmw *cmw = NULL;
    struct field_list l;
    struct arena a;
    arena_init(&a, 32u << 20);
    bool collection = format_cmw.probe(in);
    if (cmw_read(&a, in, &cmw, NULL) == CUPEL_OK) {
        check_records(cmw, in);
        check_alone(cmw, &a);
    }
    if (collection && format_cmw.parse(&a, in, &ev, NULL) == CUPEL_OK) {
        field_list_init(&l, &a);
        format_cmw.explain(&ev, &l);
    }
    open_wrapper(&wrapper_cmw, in, &a);
    open_wrapper(&wrapper_tsm, in, &a);
    arena_clear(&a);
    return 0;
}
