/* SPDX-License-Identifier: Apache-2.0 */
/* C++: what it has beside C. */
#include "office/source/code_c.h"

#include "office/text/words.h"

static const struct type_row types[] = {
    { "namespace_identifier", S_IDENT },
    { "this", S_IDENT },
    { "auto", S_SKIP },
    { "raw_string_literal", S_STRING },
    { "qualified_identifier", S_MEMBER },
    { "template_function", S_MEMBER },
    { "template_method", S_MEMBER },
    { "condition_clause", S_PAREN },
    { "lambda_expression", S_LAMBDA },
    { "co_return_statement", S_RETURN },
    { "throw_statement", S_RAISE },
    { "try_statement", S_TRYING },
    { "class_specifier", S_TYPE },
    { "for_range_loop", S_PLAIN },
    { "field_initializer", S_PLAIN },
    { "using_declaration", S_IMPORT },
    { "alias_declaration", S_PLAIN },
    { "static_assert_declaration", S_PLAIN },
    { "field_declaration_list", S_BLOCK },
};

static const struct call_row calls[] = {
    { "std", "equal", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "equal", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "equals", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "compare", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "isEqual", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "constantTimeCompare", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "consttime_compare", CALL_COMPARES, EXPECT_NOTHING },
    { "std", "terminate", CALL_REFUSES, EXPECT_NOTHING },
    { "std", "runtime_error", CALL_ERROR, EXPECT_NOTHING },
    { NULL, "*_FALSE", CALL_CHECKS, EXPECT_FALSE },
    { NULL, "EXPECT_TRUE", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "ASSERT_TRUE", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "EXPECT_EQ", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "ASSERT_EQ", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "EXPECT_NE", CALL_CHECKS, EXPECT_DIFFERENT },
    { NULL, "ASSERT_NE", CALL_CHECKS, EXPECT_DIFFERENT },
    { NULL, "EXPECT_THROW", CALL_CHECKS, EXPECT_ERROR },
    { NULL, "ASSERT_THROW", CALL_CHECKS, EXPECT_ERROR },
    { NULL, "EXPECT_ANY_THROW", CALL_CHECKS, EXPECT_ERROR },
    { NULL, "ASSERT_ANY_THROW", CALL_CHECKS, EXPECT_ERROR },
    { NULL, "EXPECT_DEATH", CALL_CHECKS, EXPECT_ERROR },
    { NULL, "ASSERT_DEATH", CALL_CHECKS, EXPECT_ERROR },
    { NULL, "REQUIRE_THROWS*", CALL_CHECKS, EXPECT_ERROR },
    { NULL, "CHECK_THROWS*", CALL_CHECKS, EXPECT_ERROR },
    { NULL, "EXPECT_*", CALL_CHECKS, EXPECT_NOTHING },
    { NULL, "ASSERT_*", CALL_CHECKS, EXPECT_NOTHING },
    { NULL, "GTEST_SKIP", CALL_SKIPS, EXPECT_NOTHING },
    { NULL, "GTEST_FAIL", CALL_CHECKS, EXPECT_IF },
    { NULL, "FAIL", CALL_CHECKS, EXPECT_IF },
    { NULL, "TEST_CASE", CALL_TEST, EXPECT_NOTHING },
    { NULL, "SCENARIO", CALL_TEST, EXPECT_NOTHING },
};

/* TEST(Suite, Name) { }: the grammar reads a function whose parameters are types. */
static void test_macro(struct walk *w, TSNode declarator, struct function_facts *f)
{
    static const char *const macros[] = { "TEST", "TEST_F", "TEST_P", "TYPED_TEST",
                                          "TYPED_TEST_P" };
    TSNode parameters = node_child(w, declarator, R_PARAMETERS);
    bool is_macro = false;
    for (size_t i = 0; i < CUPEL_COUNT(macros); i++)
        is_macro = is_macro || slice_eq(f->name, slice_str(macros[i]));
    uint32_t count = node_count(parameters);
    if (!is_macro || count < 1)
        return;
    f->owner = count > 1 ? node_text(w, node_named(parameters, 0)) : SLICE_EMPTY;
    f->name = node_text(w, node_named(parameters, count - 1));
    f->flags |= CODE_IS_TEST;
    if (slice_starts(f->name, SLICE_LIT("DISABLED_")) ||
        slice_starts(f->owner, SLICE_LIT("DISABLED_")))
        f->flags |= CODE_IS_IGNORED;
}

/* Class::name: the part before the last. */
static void function(struct walk *w, TSNode n, struct function_facts *f)
{
    cupel_slice owner = f->owner;
    c_function(w, n, f);
    TSNode declarator = node_child(w, n, R_DECLARATOR);
    for (int i = 0; i < 4 && !ts_node_is_null(declarator) &&
                    ts_node_is_null(node_child(w, declarator, R_PARAMETERS));
         i++)
        declarator = node_named(declarator, node_count(declarator) - 1);
    TSNode name = node_child(w, declarator, R_DECLARATOR);
    (void)path_last(node_text(w, name), &owner);
    if (owner.n)
        f->owner = owner;
    test_macro(w, declarator, f);
}

const struct code_lang code_lang_cpp = {
    .grammar = tree_sitter_cpp,
    .types = types,
    .n_types = CUPEL_COUNT(types),
    .calls = calls,
    .n_calls = CUPEL_COUNT(calls),
    .base = &code_lang_c,
    .nil_fails = true,
    .names_fail = true,
    .function = function,
    .scope = c_scope,
};
