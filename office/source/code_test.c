/* SPDX-License-Identifier: Apache-2.0 */
/* What expects a refusal and is no call: `with`, `assert`, cases of a table. */
#include "office/source/code_walk.h"

#include "office/text/words.h"

#define ITEMS_MAX 32 /* of a `with`, fields of a case */

/* Fields of a case that say it shall fail when they are set, or when they are false. */
#define FAILS_WHEN_SET                                                                             \
    "want* err*|expect* err*|expects err*|should err*|should fail*|want* fail*|expect* fail*|"     \
    "want* panic*|should panic|expect* panic*|err contains|err msg|err string|is err|fails|"       \
    "want* invalid|expect* invalid|should reject*|want* reject*"
#define FAILS_WHEN_FALSE                                                                           \
    "want|expect|expected|ok|valid|is valid|want ok|want valid|expect* ok|expect* valid|pass|"     \
    "should pass|should succeed|success|expect* success|want* success|verified|result|want result"

void with_enter(struct walk *w, TSNode n)
{
    TSNode clause = node_named(n, 0);
    uint32_t count = node_count(clause);
    for (uint32_t i = 0; i < count && i < ITEMS_MAX; i++) {
        TSNode item = node_child(w, node_named(clause, i), R_VALUE);
        if (!ts_node_is_null(item) && node_meaning(w, item) != S_CALL)
            item = node_named(item, 0); /* as name */
        if (node_meaning(w, item) != S_CALL)
            continue;
        const struct call_row *row = call_row_of(w, item);
        if (row && row->what == CALL_ASSERTS && row->expects == EXPECT_ERROR && walk_in_test(w)) {
            assert_enter(w, n, true, false);
            return;
        }
    }
}

void assertion_statement_enter(struct walk *w, TSNode n)
{
    static const struct call_row row = { NULL, "assert", CALL_ASSERTS, EXPECT_TRUE };
    TSNode what = node_named(n, 0);
    if (!w->ctx.is_settled)
        assert_enter(w, n, call_expects_refusal(w, &row, &what, 1), true);
}

static bool is_unset(struct walk *w, TSNode value)
{
    cupel_slice text = text_trim(node_text(w, value));
    enum meaning m = node_meaning(w, value);
    return m == S_NIL || m == S_FALSE || slice_eq(text, SLICE_LIT("false")) ||
           slice_eq(text, SLICE_LIT("nil")) || slice_eq(text, SLICE_LIT("\"\"")) ||
           slice_eq(text, SLICE_LIT("0")) || slice_eq(text, SLICE_LIT("None")) ||
           slice_eq(text, SLICE_LIT("NULL")) || slice_eq(text, SLICE_LIT("\'\'"));
}

static bool says_refused(struct walk *w, TSNode field)
{
    uint32_t count = node_count(field);
    if (count < 2)
        return false;
    cupel_slice key = text_unquote(text_trim(node_text(w, node_named(field, 0))));
    TSNode value = node_named(field, count - 1);
    cupel_slice text = text_trim(node_text(w, value));
    if (words_in(FAILS_WHEN_SET, key))
        return !is_unset(w, value);
    bool is_no = slice_eq(text, SLICE_LIT("false")) || slice_eq(text, SLICE_LIT("False")) ||
                 slice_starts(text, SLICE_LIT("Err("));
    return is_no && words_are(FAILS_WHEN_FALSE, key);
}

void literal_enter(struct walk *w, TSNode n)
{
    uint32_t count = node_count(n);
    if (w->ctx.is_settled || !walk_in_test(w))
        return;
    for (uint32_t i = 0; i < count && i < ITEMS_MAX; i++) {
        TSNode field = node_named(n, i);
        if (node_meaning(w, field) == S_ASSIGN && says_refused(w, field)) {
            assert_enter(w, n, true, false);
            w->ctx.is_settled = false;
            return;
        }
    }
}
