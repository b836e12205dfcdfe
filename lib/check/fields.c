/* SPDX-License-Identifier: Apache-2.0 */
#include "check/fields.h"

#include "base/text.h"

#include <string.h>

void field_list_init(struct field_list *l, struct arena *a)
{
    *l = (struct field_list){ .arena = a };
}

static struct cupel_field *add(struct field_list *l, const char *name, const char *value,
                               const char *meaning, uint64_t offset, uint64_t length)
{
    struct cupel_field *f = &l->spill;
    if (l->n == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        struct cupel_field *more = arena_array(l->arena, room, sizeof *more);
        if (more && l->n)
            memcpy(more, l->items, l->n * sizeof *more);
        if (more) {
            l->items = more;
            l->room = room;
        }
    }
    if (l->n < l->room)
        f = &l->items[l->n++];
    *f = (struct cupel_field){ .depth = l->depth,
                               .name = name,
                               .value = value,
                               .meaning = meaning,
                               .has_span = length > 0,
                               .offset = offset,
                               .length = length };
    return f;
}

void field_open(struct field_list *l, const char *name, const char *meaning, uint64_t offset,
                uint64_t length)
{
    (void)add(l, name, NULL, meaning, offset, length);
    l->depth++;
}

void field_close(struct field_list *l)
{
    if (l->depth)
        l->depth--;
}

struct cupel_field *field_text(struct field_list *l, const char *name, const char *value,
                               const char *meaning, uint64_t offset, uint64_t length)
{
    return add(l, name, value, meaning, offset, length);
}

void field_bytes(struct field_list *l, const char *name, cupel_slice value, const char *meaning,
                 uint64_t offset)
{
    const char *text = "(none)";
    if (value.n && slice_is_zero(value))
        text = arena_printf(l->arena, "0 (%zu byte%s)", value.n, value.n == 1 ? "" : "s");
    else if (value.n)
        text = arena_hex(l->arena, value);
    (void)add(l, name, text, meaning, offset, value.n);
}

void field_uint(struct field_list *l, const char *name, uint64_t value, const char *meaning,
                uint64_t offset, uint64_t length)
{
    const char *text = arena_printf(l->arena, "%llu", (unsigned long long)value);
    (void)add(l, name, text, meaning, offset, length);
}

static const struct flag_name *find_bit(const struct flag_name *names, size_t n, unsigned bit)
{
    for (size_t i = 0; i < n; i++)
        if (names[i].bit == bit)
            return &names[i];
    return NULL;
}

void field_flags(struct field_list *l, const char *name, uint64_t value, const char *meaning,
                 uint64_t offset, uint64_t length, const struct flag_name *names, size_t n_names)
{
    int digits = length > 0 && length < 8 ? (int)(2 * length) : 16;
    const char *text = arena_printf(l->arena, "0x%0*llx", digits, (unsigned long long)value);
    (void)add(l, name, text, meaning, offset, length);
    l->depth++;
    for (unsigned bit = 0; bit < 64; bit++) {
        if (!(value >> bit & 1))
            continue;
        const struct flag_name *f = find_bit(names, n_names, bit);
        (void)add(l, arena_printf(l->arena, "bit %u", bit), f ? f->name : "reserved",
                  f ? f->meaning : "no meaning known here: reserved, or newer than this program", 0,
                  0);
    }
    l->depth--;
}

void field_no_span(struct field_list *l)
{
    if (l->n) /* none when memory ran out */
        l->items[l->n - 1].has_span = false;
}

void field_time(struct field_list *l, const char *name, int64_t t, const char *meaning,
                uint64_t offset, uint64_t length)
{
    char text[RFC3339_ROOM];
    rfc3339_write(t, text);
    (void)add(l, name, arena_text(l->arena, slice_str(text)), meaning, offset, length);
}
