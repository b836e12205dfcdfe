/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/buf.h"
#include "codec/json.h"
#include "codec/json_out.h"

#define MEMORY (64u << 20)

/* What the writer makes of a decoded string reads back as the same string. */
static void string_round_trip(cupel_slice text)
{
    struct arena a;
    struct buf b;
    const struct json_node *again = NULL;
    arena_init(&a, MEMORY);
    buf_init(&b, 8 * text.n + 16);
    struct json_out o = json_out_to(&b);
    json_slice(&o, NULL, text);
    FUZZ_HOLDS(json_parse(&a, buf_slice(&b), &again, NULL) == CUPEL_OK);
    FUZZ_HOLDS(again->type == JSON_STRING && slice_eq(again->text, text));
    buf_clear(&b);
    arena_clear(&a);
}

/* The span of a value is a document of its own and means the same. */
static void span_stands_alone(const struct json_node *n)
{
    struct arena a;
    const struct json_node *again = NULL;
    arena_init(&a, MEMORY);
    FUZZ_HOLDS(json_parse(&a, n->raw, &again, NULL) == CUPEL_OK);
    FUZZ_HOLDS(again->type == n->type && again->count == n->count && again->truth == n->truth);
    FUZZ_HOLDS(slice_eq(again->text, n->text) && slice_eq(again->raw, n->raw));
    arena_clear(&a);
}

/* @all bounds the work: spans are parsed again for small documents only. */
static void check_node(cupel_slice in, const struct json_node *n, bool all)
{
    size_t count = 0;
    FUZZ_HOLDS(n->raw.n > 0 && slice_eq(slice_part(in, n->offset, n->raw.n), n->raw));
    if (all)
        span_stands_alone(n);
    if (all && n->type == JSON_STRING)
        string_round_trip(n->text);
    for (const struct json_node *m = n->child; m; m = m->next, count++) {
        FUZZ_HOLDS(m->parent == n && m->offset > n->offset);
        for (const struct json_node *k = n->child; all && n->type == JSON_OBJECT && k != m;
             k = k->next)
            FUZZ_HOLDS(!slice_eq(k->key, m->key));
        check_node(in, m, all);
    }
    FUZZ_HOLDS(count == n->count);
}

/* Read as a schema would, whatever stands there: only the first failure speaks. */
static void read_as_schema(const struct json_node *n)
{
    struct cupel_diag d = { 0 };
    struct json_in in = { CUPEL_OK, "fuzz", &d };
    uint8_t out[6];
    (void)json_get_opt(&in, n, "o", JSON_ARRAY);
    (void)json_get_string(&in, n, "s");
    (void)json_get_time(&in, n, "t");
    json_get_hex(&in, n, "h", out, sizeof out);
    FUZZ_HOLDS(json_get_uint(&in, n, "u", 255) <= 255);
    if (n->child)
        json_fail(&in, n->child, "here");
    FUZZ_HOLDS(in.st == d.status && (in.st == CUPEL_OK) == (d.text[0] == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct cupel_diag d = { 0 };
    const struct json_node *n = NULL;
    cupel_slice in = slice_of(data, size);
    arena_init(&a, MEMORY);
    cupel_status st = json_parse(&a, in, &n, &d);
    FUZZ_HOLDS((st == CUPEL_OK) == (n != NULL));
    FUZZ_HOLDS(d.status == st && d.offset <= size && (st == CUPEL_OK) == (d.text[0] == 0));
    if (n) {
        check_node(in, n, size <= 1024);
        read_as_schema(n);
    }
    arena_clear(&a);
    return 0;
}
