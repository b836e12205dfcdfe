/* SPDX-License-Identifier: Apache-2.0 */
/* A README: its sentences, whom they speak of, and the anchors of its headings. */
#include "fuzz.h"

#include "office/review/life/slug.h"
#include "office/review/prose.h"
#include "office/text/words.h"

#define STEPS_MAX 3000u

static void try_sentence(const struct sentence *s)
{
    struct words_match m = { 0, 0 };
    FUZZ_HOLDS(s->text.n > 0 && s->text.n <= SENTENCE_BYTES_MAX + 1);
    (void)prose_hedged(s->text);
    for (unsigned i = 0; i < 4 && words_find("is|verifiable|archived", s->text, m.end, &m); i++) {
        cupel_slice clause = prose_clause(s->text, m.start);
        FUZZ_HOLDS(clause.n <= s->text.n);
        (void)prose_denied(s->text, m.start);
        (void)prose_subject("thing", s->text, m.start);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct doc d;
    if (size > 1u << 15)
        return 0;
    cupel_slice in = slice_of(data, size);
    arena_init(&a, (size_t)64 << 20);
    if (doc_parse(&a, "README.md", in, &d) == CUPEL_OK) {
        struct project p = { .arena = &a };
        struct sentence_walk w = { .doc = &d };
        struct sentence s;
        for (unsigned i = 0; i < STEPS_MAX && sentence_next(&w, &s); i++) {
            try_sentence(&s);
            (void)prose_is_about_others(&d, s.block);
            (void)prose_quote(&p, s.text, 40);
        }
        struct project_file f = { .path = "README.md", .text = in, .doc = &d };
        size_t budget = 100000;
        for (size_t i = 0; i < d.n_links && i < 50; i++)
            (void)slug_find(&f, slice_str(d.links[i].target), &budget);
        for (size_t i = 0; i < d.n_blocks && i < 50; i++) {
            uint8_t out[SLUG_MAX];
            FUZZ_HOLDS(slug_of(slice_str(d.blocks[i].text), out) <= SLUG_MAX);
        }
    }
    arena_clear(&a);
    return 0;
}
