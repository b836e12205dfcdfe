/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "codec/cbor.h"

/* Every reader at this place: a failure gives nothing back and stays where it is. */
static void read_all_kinds(struct cur c)
{
    struct cur k[7] = { c, c, c, c, c, c, c };
    uint64_t u = cbor_take_uint(&k[0]);
    int64_t i = cbor_take_int(&k[1]);
    cupel_slice b = cbor_take_bytes(&k[2]), t = cbor_take_text(&k[3]);
    bool truth = cbor_take_bool(&k[4]);
    cbor_take_null(&k[5]);
    uint64_t tag = cbor_take_tag(&k[6]);
    for (size_t n = 0; n < CUPEL_COUNT(k); n++) {
        bool failed = k[n].st != CUPEL_OK;
        FUZZ_HOLDS(failed ? k[n].at == c.at && k[n].left.n == c.left.n : k[n].at > c.at);
    }
    FUZZ_HOLDS(k[0].st == CUPEL_OK || u == 0);
    FUZZ_HOLDS(k[1].st == CUPEL_OK || i == 0);
    FUZZ_HOLDS(k[2].st == CUPEL_OK || b.n == 0);
    FUZZ_HOLDS(k[3].st == CUPEL_OK || t.n == 0);
    FUZZ_HOLDS(k[4].st == CUPEL_OK || !truth);
    FUZZ_HOLDS(k[6].st == CUPEL_OK || tag == 0);
    FUZZ_HOLDS(cbor_next_is_null(&c) == (k[5].st == CUPEL_OK));
}

/* A map as a table: all of its bytes are keys and values, and no key stands twice. */
static void check_map(struct cur c, cupel_slice whole)
{
    static struct cbor_map m;
    struct cur before = c;
    size_t bytes = 0;
    cbor_take_map(&c, &m);
    FUZZ_HOLDS(c.st == CUPEL_OK && m.n <= CBOR_PAIRS_MAX && c.at == before.at + whole.n);
    for (size_t i = 0; i < m.n; i++) {
        const struct cbor_pair *p = &m.pairs[i];
        struct cur v = cbor_value(p);
        bytes += p->key.n + p->value.n;
        FUZZ_HOLDS(v.at >= before.at && v.at + p->value.n <= c.at);
        (void)cbor_take_any(&v);
        FUZZ_HOLDS(cur_end(&v) == CUPEL_OK);
        for (size_t k = 0; k < i; k++)
            FUZZ_HOLDS(!slice_eq(m.pairs[k].key, p->key));
        if (p->key_type == CBOR_UINT || p->key_type == CBOR_NINT)
            FUZZ_HOLDS(cbor_find(&m, p->number) == p);
    }
    size_t frame = whole.n - bytes; /* head, and break */
    FUZZ_HOLDS(m.indefinite ? frame == 2 : frame >= 1 && frame <= 2);
}

static void walk(struct cur c, unsigned depth);

static void check_inside(struct cur c, unsigned depth)
{
    if (cbor_peek(&c) == CBOR_TAG) {
        (void)cbor_take_tag(&c);
        walk(c, depth + 1);
    } else if (cbor_peek(&c) == CBOR_ARRAY) {
        struct cbor_items it = cbor_enter_array(&c);
        while (cbor_more(&c, &it)) {
            struct cur one = c;
            FUZZ_HOLDS(cbor_take_any(&c).n > 0);
            one.left = slice_part(one.left, 0, one.left.n - c.left.n);
            walk(one, depth + 1);
        }
        FUZZ_HOLDS(c.st == CUPEL_OK);
    }
}

/* Items side by side, and those inside. */
static void walk(struct cur c, unsigned depth)
{
    FUZZ_HOLDS(depth <= CBOR_DEPTH_MAX);
    while (c.left.n && c.st == CUPEL_OK) {
        struct cur start = c;
        read_all_kinds(c);
        enum cbor_type type = cbor_peek(&c);
        cupel_slice whole = cbor_take_any(&c);
        FUZZ_HOLDS((c.st == CUPEL_OK) == (whole.n > 0));
        if (c.st != CUPEL_OK) {
            FUZZ_HOLDS(c.at >= start.at && c.at <= start.at + start.left.n);
            break;
        }
        FUZZ_HOLDS(whole.p == start.left.p && c.at == start.at + whole.n);
        start.left = whole;
        if (type == CBOR_MAP)
            check_map(start, whole);
        else
            check_inside(start, depth);
        if (depth > 0)
            break; /* a tag has one content */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    walk(cur_of(slice_of(data, size)), 0);
    return 0;
}
