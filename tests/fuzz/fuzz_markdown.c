/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as Markdown become markup that is ours alone: fuzz_html.h. */
#include "fuzz_html.h"

#include "office/site/markdown.h"

#define MEMORY (64u << 20)
#define OUTPUT (64u << 20)

static const char *as_it_is(void *context, const char *target, bool is_image)
{
    (void)context;
    (void)is_image;
    return target;
}

static bool draw(void *context, const char *target, const char *alt, struct buf *out)
{
    (void)context;
    (void)alt;
    if (target[0] != 'd')
        return false;
    buf_add_str(out, "<svg></svg>");
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct buf out;
    if (size == 0 || size > 1u << 16)
        return 0;
    arena_init(&a, MEMORY);
    buf_init(&out, OUTPUT);
    struct markdown m = { .arena = &a,
                          .resolve = data[0] & 1 ? as_it_is : NULL,
                          .image = data[0] & 2 ? draw : NULL,
                          .level = 1 + (data[0] >> 2) % 4,
                          .drop_title = data[0] & 32 };
    cupel_status st = markdown_html(&m, slice_of(data + 1, size - 1), &out);
    FUZZ_HOLDS(st == CUPEL_OK || st == CUPEL_E_LIMIT);
    if (st == CUPEL_OK)
        html_check(buf_slice(&out));
    buf_clear(&out);
    arena_clear(&a);
    return 0;
}
