/* SPDX-License-Identifier: Apache-2.0 */
/* The first byte chooses the format, the rest is the document. */
#include "fuzz.h"

#include "base/utf8.h"
#include "office/text/doc.h"

#define MEMORY (256u << 20)

static void check_text(const char *text)
{
    cupel_slice s = slice_str(text);
    FUZZ_HOLDS(text != NULL);
    for (size_t i = 0, n; i < s.n; i += n) {
        n = utf8_length(slice_part(s, i, s.n - i));
        FUZZ_HOLDS(n > 0 && (s.p[i] >= 0x20 || s.p[i] == '\n' || s.p[i] == '\t'));
    }
}

static void check(const struct doc *d, uint32_t lines)
{
    for (size_t i = 0; i < d->n_blocks; i++) {
        const struct doc_block *b = &d->blocks[i];
        check_text(b->text);
        FUZZ_HOLDS(b->line >= 1 && b->line <= lines);
        FUZZ_HOLDS((b->kind == DOC_HEADING) == (b->level > 0) && b->level <= 6);
        FUZZ_HOLDS(b->kind == DOC_HEADING || b->text[0]);
        FUZZ_HOLDS(b->heading == UINT32_MAX ||
                   (b->heading < i && d->blocks[b->heading].kind == DOC_HEADING));
        size_t end = b->heading == UINT32_MAX ? d->n_blocks : doc_section_end(d, b->heading);
        FUZZ_HOLDS(end > i || b->heading == UINT32_MAX);
    }
    for (size_t i = 0; i < d->n_links; i++) {
        check_text(d->links[i].text);
        check_text(d->links[i].target);
        FUZZ_HOLDS(d->links[i].line >= 1 && d->links[i].line <= lines);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = { "a.md", "b.rst", "c.adoc", "LICENSE" };
    struct arena a;
    struct doc d = { 0 };
    uint32_t lines = 1;
    if (size == 0 || size > 1u << 18)
        return 0;
    cupel_slice in = slice_of(data + 1, size - 1);
    for (size_t i = 0; i < in.n; i++)
        lines += in.p[i] == '\n';
    arena_init(&a, MEMORY);
    cupel_status st = doc_parse(&a, paths[data[0] & 3], in, &d);
    FUZZ_HOLDS(st == CUPEL_OK || st == CUPEL_E_LIMIT);
    if (st == CUPEL_OK)
        check(&d, lines);
    arena_clear(&a);
    return 0;
}
