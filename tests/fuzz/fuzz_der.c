/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "codec/der.h"

#define DEPTH_MAX 32

/* Every reader at this place: a failure gives nothing back, sticks, and names a place inside. */
static void read_all_kinds(struct cur c)
{
    struct cur k[9] = { c, c, c, c, c, c, c, c, c };
    cupel_slice s[5];
    s[0] = der_take_int(&k[0]);
    s[1] = der_take_uint(&k[1]);
    s[2] = der_take_bits(&k[2]);
    s[3] = der_take_oid(&k[3]);
    s[4] = der_enter(&k[4], DER_SEQUENCE).left;
    uint64_t small = der_take_small_uint(&k[5], 1000);
    bool truth = der_take_bool(&k[6]);
    uint32_t named = der_take_named_bits(&k[7]);
    int64_t when = der_take_time(&k[8]);
    for (size_t i = 0; i < CUPEL_COUNT(k); i++) {
        bool failed = k[i].st != CUPEL_OK;
        FUZZ_HOLDS(failed ? k[i].at == c.at && k[i].left.n == c.left.n : k[i].at > c.at);
        FUZZ_HOLDS(i >= CUPEL_COUNT(s) || !failed || s[i].n == 0);
        FUZZ_HOLDS(!failed || !der_next_is(&k[i], DER_INTEGER));
    }
    FUZZ_HOLDS(small <= 1000 && !(k[5].st != CUPEL_OK && small));
    FUZZ_HOLDS(!(k[6].st != CUPEL_OK && truth) && !(k[7].st != CUPEL_OK && named));
    FUZZ_HOLDS(when >= -62135596800 && when <= 253402300799); /* years 1 to 9999 */
}

/* Elements side by side, and those inside constructed ones. */
static void walk(struct cur c, int depth)
{
    while (c.left.n && c.st == CUPEL_OK) {
        struct cur start = c;
        uint8_t tag = 0;
        cupel_slice whole;
        read_all_kinds(c);
        cupel_slice in = der_take_any(&c, &tag, &whole);
        FUZZ_HOLDS((c.st == CUPEL_OK) == (tag != 0) && whole.n >= in.n);
        if (c.st != CUPEL_OK)
            break;
        FUZZ_HOLDS(whole.p == start.left.p && start.left.n == whole.n + c.left.n);
        FUZZ_HOLDS(c.at == start.at + whole.n);
        struct cur inside = der_enter(&start, tag);
        FUZZ_HOLDS(slice_eq(inside.left, in) && inside.at + in.n == c.at);
        if (tag & 0x20 && depth < DEPTH_MAX)
            walk(inside, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cupel_slice in = slice_of(data, size);
    uint8_t raw[2 * 48 + 1] = { [96] = 0xa5 };
    walk(cur_of(in), 0);
    (void)der_ecdsa_raw(in, 48, raw);
    FUZZ_HOLDS(raw[96] == 0xa5);
    return 0;
}
