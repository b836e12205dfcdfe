/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an image: refused with a reason, or written anew as markup that is ours alone and
 * that comes out the same when it is read again. */
#include "fuzz_html.h"

#include "office/site/svg.h"

#define MEMORY (64u << 20)
#define OUTPUT (16u << 20)

static void check_again(struct arena *a, cupel_slice first)
{
    struct buf in, out;
    const char *why = NULL;
    buf_init(&in, OUTPUT);
    buf_init(&out, OUTPUT);
    buf_add_str(&in, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    buf_add(&in, slice_part(first, 4, first.n - 4));
    cupel_status st = svg_inline(a, buf_slice(&in), "p-", &out, &why);
    FUZZ_HOLDS(st == CUPEL_E_LIMIT || (st == CUPEL_OK && slice_eq(buf_slice(&out), first)));
    buf_clear(&in);
    buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct buf out;
    const char *why = NULL;
    if (size > 1u << 16)
        return 0;
    arena_init(&a, MEMORY);
    buf_init(&out, OUTPUT);
    cupel_status st = svg_inline(&a, slice_of(data, size), "p-", &out, &why);
    if (st == CUPEL_OK) {
        FUZZ_HOLDS(slice_starts(buf_slice(&out), SLICE_LIT("<svg")));
        html_check(buf_slice(&out));
        check_again(&a, buf_slice(&out));
    } else {
        FUZZ_HOLDS(why && *why);
    }
    buf_clear(&out);
    arena_clear(&a);
    return 0;
}
