/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/id.h"

#include "base/cur.h"
#include "base/text.h"

#include <stdlib.h>

#define FIRST_ROOM 1024u

struct id_slot {
    struct git_id id;
    uint32_t number; /* ID_NONE: free */
};

static const char *const type_names[] = { "object", "commit", "tree", "blob", "tag" };

const char *object_type_name(enum object_type t)
{
    return (size_t)t < CUPEL_COUNT(type_names) ? type_names[t] : type_names[OBJECT_NONE];
}

enum object_type object_type_of(cupel_slice name)
{
    for (int t = OBJECT_COMMIT; t <= OBJECT_TAG; t++)
        if (slice_eq(name, slice_str(type_names[t])))
            return (enum object_type)t;
    return OBJECT_NONE;
}

void git_id_write(const struct git_id *id, char out[GIT_ID_ROOM])
{
    hex_write(git_id_slice(id), out);
}

bool git_id_eq(const struct git_id *a, const struct git_id *b)
{
    return git_id_cmp(a, b) == 0;
}

int git_id_cmp(const struct git_id *a, const struct git_id *b)
{
    return slice_cmp(git_id_slice(a), git_id_slice(b));
}

cupel_slice git_id_slice(const struct git_id *id)
{
    return slice_of(id->bytes, GIT_ID_BYTES);
}

struct git_id git_id_of(cupel_slice bytes)
{
    struct git_id id = { { 0 } };
    if (bytes.n >= GIT_ID_BYTES)
        slice_copy(bytes, id.bytes, GIT_ID_BYTES);
    return id;
}

cupel_status git_id_read(cupel_slice hex, struct git_id *ret)
{
    struct git_id id = { { 0 } };
    CUPEL_TRY(hex_read_fixed(hex, id.bytes, GIT_ID_BYTES));
    *ret = id;
    return CUPEL_OK;
}

/* Two words of the id, each mixed with the seed; an id is random already, unless chosen. */
static uint64_t hash(const struct id_table *t, const struct git_id *id)
{
    uint64_t a = slice_le64(slice_of(id->bytes, 8)) ^ t->seed;
    uint64_t b = slice_le64(slice_of(id->bytes + 8, 8));
    a *= 0x9e3779b97f4a7c15u;
    a ^= a >> 29;
    a = (a + b) * 0xbf58476d1ce4e5b9u;
    return a ^ a >> 32;
}

/* The slot of @id, or the free one where it would go. */
static struct id_slot *slot_of(const struct id_table *t, const struct git_id *id)
{
    size_t mask = t->room - 1;
    size_t i = (size_t)hash(t, id) & mask;
    while (t->slots[i].number != ID_NONE && !git_id_eq(&t->slots[i].id, id))
        i = (i + 1) & mask;
    return &t->slots[i];
}

static cupel_status grow(struct id_table *t)
{
    struct id_table bigger = { .room = t->room ? t->room * 2 : FIRST_ROOM, .n = t->n };
    bigger.slots = calloc(bigger.room, sizeof *bigger.slots);
    if (!bigger.slots)
        return CUPEL_E_NOMEM;
    bigger.seed = (uint64_t)(uintptr_t)bigger.slots * 0x94d049bb133111ebu; /* ASLR's randomness */
    for (size_t i = 0; i < bigger.room; i++)
        bigger.slots[i].number = ID_NONE;
    for (size_t i = 0; i < t->room; i++)
        if (t->slots[i].number != ID_NONE)
            *slot_of(&bigger, &t->slots[i].id) = t->slots[i];
    free(t->slots);
    *t = bigger;
    return CUPEL_OK;
}

void id_table_clear(struct id_table *t)
{
    if (!t)
        return;
    free(t->slots);
    *t = (struct id_table){ 0 };
}

uint32_t id_table_find(const struct id_table *t, const struct git_id *id)
{
    return t->room ? slot_of(t, id)->number : ID_NONE;
}

cupel_status id_table_add(struct id_table *t, const struct git_id *id, uint32_t number)
{
    if (t->n >= t->room / 2)
        CUPEL_TRY(grow(t));
    *slot_of(t, id) = (struct id_slot){ .id = *id, .number = number };
    t->n++;
    return CUPEL_OK;
}
