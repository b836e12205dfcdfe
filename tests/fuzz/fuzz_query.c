/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first byte chooses language and side, the rest is the only source file of a project: its
 * comments and words are indexed, facts found, and the first criteria and the search for negative
 * tests run on it.
 */
#include "fuzz.h"

#include "office/review/cc/identity.h"
#include "office/review/cc/index.h"

#define SOURCE_MAX 65536u
#define MEMORY     (256u << 20)

static void places_hold(const struct places *w, uint32_t lines)
{
    FUZZ_HOLDS(w->n <= REVIEW_PLACES_MAX);
    for (size_t i = 0; i < w->n; i++)
        FUZZ_HOLDS(w->at[i].line <= lines);
}

static void units_hold(const struct query_index *x, uint32_t lines)
{
    for (size_t i = 0; i < x->n_units; i++) {
        const struct unit *u = &x->units[i];
        FUZZ_HOLDS(u->line <= lines && u->last_line <= lines);
        FUZZ_HOLDS(u->kind < UNIT_IDENT || !u->file);
    }
}

static void ask(const struct project *p, uint32_t lines)
{
    const struct negative_ask wrong = { .subject = "nonce|err*|*a*", .least = NEGATIVE_LOOSE };
    struct negative_list l = query_negatives(p, &wrong);
    FUZZ_HOLDS(l.n <= QUERY_NEGATIVES_MAX);
    for (size_t i = 0; i < l.n; i++)
        FUZZ_HOLDS(l.at[i].line >= 1 && l.at[i].line <= lines && l.at[i].strength <= l.strongest);
    struct places found = { NULL, 0, 0 };
    const struct prose_ask prose = { .from = QUERY_API | QUERY_COMMENTS, .all = { "*a*", "the" } };
    (void)query_prose_places(p, &prose, &found, NULL);
    const struct code_ask code = { .kind = CODE_CALL, .all = { "*a*" }, .refuses = true };
    (void)query_code_places(p, &code, &found, NULL);
    places_hold(&found, lines);
    for (size_t i = 0; i < CC_IDENTITY_CHECKS; i++) {
        struct finding f = { .info = &cc_identity_checks[i].info, .outcome = CUPEL_UNKNOWN };
        cc_identity_checks[i].run(p, &f);
        FUZZ_HOLDS(f.detail != NULL);
        places_hold(&f.where, lines);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum lang langs[] = {
        LANG_C, LANG_CPP, LANG_GO, LANG_RUST, LANG_PYTHON, LANG_OTHER
    };
    struct arena a;
    if (size == 0 || size > SOURCE_MAX)
        return 0;
    arena_init(&a, MEMORY);
    struct project_file f = { .path = "src/verify.ts",
                              .lang = langs[data[0] % CUPEL_COUNT(langs)],
                              .kind = data[0] & 0x80 ? FILE_TEST : 0,
                              .text = slice_part(slice_of(data, size), 1, size - 1) };
    struct checkout c = { .name = "x", .commit_hex = "0", .files = &f, .n_files = 1 };
    struct facts facts;
    struct project p = {
        .arena = &a, .name = "x", .checkouts = &c, .n_checkouts = 1, .facts = &facts
    };
    struct code code;
    f.in = &c;
    if (code_can_read(f.lang) && code_parse(&a, f.lang, f.text, f.kind, &code) == CUPEL_OK)
        f.code = &code;
    facts_find(&p, &facts);
    uint32_t lines = 1;
    for (size_t i = 0; i < f.text.n; i++)
        lines += f.text.p[i] == '\n';
    if (facts.index) {
        units_hold(facts.index, lines);
        ask(&p, lines);
    }
    arena_clear(&a);
    return 0;
}
