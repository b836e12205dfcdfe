/* SPDX-License-Identifier: Apache-2.0 */
/* A .mailmap: what it says of each person that it names. */
#include "fuzz.h"

#include "office/git/mailmap.h"

#define INPUT_MAX (1u << 16)

static const uint8_t nobody[INPUT_MAX + 1]; /* a name that no input has room for */

static bool is_listed(const struct mailmap *m, cupel_slice name, cupel_slice email)
{
    for (size_t i = 0; i < m->n && i < 50; i++)
        if ((!m->entries[i].name.p || slice_eq(m->entries[i].name, name)) &&
            (!m->entries[i].email.p || slice_eq(m->entries[i].email, email)))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct mailmap m;
    if (size > INPUT_MAX)
        return 0;
    arena_init(&a, 64u << 20);
    FUZZ_HOLDS(mailmap_parse(&a, slice_of(data, size), &m) == CUPEL_OK);
    for (size_t i = 0; i < m.n && i < 50; i++) {
        const struct mailmap_entry *e = &m.entries[i];
        cupel_slice name = e->old_name.p ? e->old_name : SLICE_ARRAY(nobody);
        cupel_slice email = e->old_email;
        FUZZ_HOLDS(e->old_email.p != NULL);
        mailmap_apply(&m, &name, &email);
        FUZZ_HOLDS(is_listed(&m, name, email));
        FUZZ_HOLDS(!e->name.p || slice_eq(name, e->name));
        FUZZ_HOLDS(!e->email.p || slice_eq(email, e->email));
    }
    arena_clear(&a);
    return 0;
}
