/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/arena.h"
#include "base/cur.h"
#include "base/text.h"

static uint8_t *room_for(struct arena *a, size_t n)
{
    uint8_t *p = arena_alloc(a, n);
    FUZZ_HOLDS(p != NULL);
    return p;
}

static void hex_both_ways(struct arena *a, cupel_slice in)
{
    uint8_t *bytes = room_for(a, in.n / 2);
    const char *text = arena_hex(a, in);
    uint8_t *again = room_for(a, in.n);
    FUZZ_HOLDS(hex_read_fixed(slice_str(text), again, in.n) == CUPEL_OK);
    FUZZ_HOLDS(slice_eq(slice_of(again, in.n), in));
    if (hex_read(in, bytes) == CUPEL_OK)
        FUZZ_HOLDS(slice_eq_nocase(slice_str(arena_hex(a, slice_of(bytes, in.n / 2))), in));
}

/* Strict base64 has one spelling: what it reads, it writes again byte for byte. */
static void base64_both_ways(struct arena *a, cupel_slice in)
{
    size_t n = 0;
    char *text = (char *)room_for(a, (in.n + 2) / 3 * 4 + 1);
    uint8_t *out = room_for(a, base64_room((in.n + 2) / 3 * 4));
    base64_write(in, text);
    FUZZ_HOLDS(base64_read(slice_str(text), false, false, out, &n) == CUPEL_OK);
    FUZZ_HOLDS(slice_eq(slice_of(out, n), in));
    for (int k = 0; k < 4; k++) {
        bool url = k & 1, space = k & 2;
        uint8_t *got = room_for(a, base64_room(in.n));
        if (base64_read(in, url, space, got, &n) != CUPEL_OK)
            continue;
        FUZZ_HOLDS(n <= base64_room(in.n));
        char *again = (char *)room_for(a, (n + 2) / 3 * 4 + 1);
        base64_write(slice_of(got, n), again);
        if (!url && !space)
            FUZZ_HOLDS(slice_eq(slice_str(again), in));
    }
}

static void time_both_ways(cupel_slice in)
{
    const int64_t first = -62135596800, last = 253402300799; /* years 1 to 9999 */
    int64_t t = 0, again = 0;
    char text[RFC3339_ROOM];
    if (rfc3339_read(in, &t) != CUPEL_OK || t < first || t > last)
        return; /* an offset may lead out of the years that can be written */
    rfc3339_write(t, text);
    FUZZ_HOLDS(rfc3339_read(slice_str(text), &again) == CUPEL_OK && again == t);
}

/* Every time that can be written reads back. */
static void any_time(cupel_slice in)
{
    int64_t t = (int64_t)(slice_le64(in) % UINT64_C(315537897600)) - 62135596800, again = 0;
    char text[RFC3339_ROOM];
    rfc3339_write(t, text);
    FUZZ_HOLDS(rfc3339_read(slice_str(text), &again) == CUPEL_OK && again == t);
}

static void decoding(struct arena *a, cupel_slice in)
{
    cupel_slice got = SLICE_EMPTY;
    const char *encoding = NULL;
    if (text_decode(a, in, &got, &encoding) != CUPEL_OK)
        return;
    FUZZ_HOLDS(encoding != NULL && got.n <= in.n && (in.n == 0 || slice_is_text(in)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    cupel_slice in = slice_of(data, size);
    if (size > 1u << 20)
        return 0;
    arena_init(&a, 64u << 20);
    hex_both_ways(&a, in);
    base64_both_ways(&a, in);
    time_both_ways(in);
    any_time(in);
    decoding(&a, in);
    arena_clear(&a);
    return 0;
}
