/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/people.h"

#include "office/git/clean.h"

#include <stdlib.h>

#define FIRST_ROOM 256u

struct person_slot {
    cupel_slice name, email; /* as committed, in the arena */
    struct git_person person;
    bool is_used;
};

void people_init(struct people *p, struct arena *a, const struct mailmap *m)
{
    *p = (struct people){ .arena = a, .mailmap = m };
}

void people_clear(struct people *p)
{
    free(p->slots);
    p->slots = NULL;
    p->room = p->n = 0;
}

/* FNV-1a from a seed that nobody can know. */
static uint64_t hash(uint64_t h, cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ s.p[i]) * 0x100000001b3u;
    return (h ^ h >> 32) * 0x9e3779b97f4a7c15u;
}

static struct person_slot *slot_of(const struct people *p, cupel_slice name, cupel_slice email)
{
    size_t mask = p->room - 1;
    size_t i = (size_t)(hash(hash(p->seed, name), email) >> 24) & mask;
    while (p->slots[i].is_used &&
           !(slice_eq(p->slots[i].name, name) && slice_eq(p->slots[i].email, email)))
        i = (i + 1) & mask;
    return &p->slots[i];
}

static cupel_status grow(struct people *p)
{
    struct person_slot *old = p->slots;
    size_t n = p->room, room = n ? n * 2 : FIRST_ROOM;
    struct person_slot *slots = calloc(room, sizeof *slots);
    if (!slots)
        return CUPEL_E_NOMEM;
    p->slots = slots;
    p->room = room;
    p->seed = (uint64_t)(uintptr_t)slots * 0x94d049bb133111ebu; /* ASLR's randomness */
    for (size_t i = 0; i < n; i++)
        if (old[i].is_used)
            *slot_of(p, old[i].name, old[i].email) = old[i];
    free(old);
    return CUPEL_OK;
}

static cupel_slice cut(cupel_slice s)
{
    return s.n > PERSON_BYTES_MAX ? slice_part(s, 0, PERSON_BYTES_MAX) : s;
}

cupel_status people_get(struct people *p, cupel_slice name, cupel_slice email,
                        struct git_person *ret)
{
    name = cut(name);
    email = cut(email);
    if (p->n >= p->room / 2)
        CUPEL_TRY(grow(p));
    struct person_slot *slot = slot_of(p, name, email);
    if (!slot->is_used) {
        struct person_slot made = { .is_used = true };
        made.name = arena_copy(p->arena, name);
        made.email = arena_copy(p->arena, email);
        mailmap_apply(p->mailmap, &name, &email);
        made.person.name = clean_line(p->arena, name, PERSON_BYTES_MAX);
        made.person.email = clean_line(p->arena, email, PERSON_BYTES_MAX);
        CUPEL_TRY(arena_status(p->arena));
        *slot = made;
        p->n++;
    }
    *ret = slot->person;
    return CUPEL_OK;
}
