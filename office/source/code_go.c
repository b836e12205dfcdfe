/* SPDX-License-Identifier: Apache-2.0 */
/* Go. */
#include "office/source/code_walk.h"

#include "office/text/words.h"

static const struct type_row types[] = {
    { "comment", S_SKIP },
    { "package_clause", S_SKIP },
    { "interpreted_string_literal", S_STRING },
    { "raw_string_literal", S_STRING },
    { "rune_literal", S_STRING },
    { "int_literal", S_NUMBER },
    { "float_literal", S_NUMBER },
    { "imaginary_literal", S_NUMBER },
    { "true", S_TRUE },
    { "false", S_FALSE },
    { "nil", S_NIL },
    { "label_name", S_IDENT },
    { "selector_expression", S_MEMBER },
    { "parenthesized_expression", S_PAREN },
    { "expression_list", S_LIST },
    { "literal_element", S_ELSE },
    { "call_expression", S_CALL },
    { "binary_expression", S_BINARY },
    { "unary_expression", S_UNARY },
    { "func_literal", S_LAMBDA },
    { "composite_literal", S_TYPED_LITERAL },
    { "literal_value", S_LITERAL },
    { "keyed_element", S_ASSIGN },
    { "short_var_declaration", S_ASSIGN },
    { "var_spec", S_ASSIGN },
    { "const_spec", S_ASSIGN },
    { "assignment_statement", S_SET },
    { "expression_statement", S_STATEMENT },
    { "source_file", S_BLOCK },
    { "block", S_BLOCK },
    { "statement_list", S_BLOCK },
    { "communication_case", S_BLOCK },
    { "if_statement", S_IF },
    { "for_statement", S_LOOP },
    { "for_clause", S_LOOP },
    { "range_clause", S_PLAIN },
    { "expression_switch_statement", S_SWITCH },
    { "type_switch_statement", S_SWITCH },
    { "expression_case", S_CASE },
    { "type_case", S_CASE },
    { "default_case", S_CASE },
    { "return_statement", S_RETURN },
    { "break_statement", S_LEAVE },
    { "continue_statement", S_LEAVE },
    { "goto_statement", S_GOTO },
    { "labeled_statement", S_LABEL },
    { "function_declaration", S_FUNCTION },
    { "method_declaration", S_FUNCTION },
    { "type_spec", S_TYPE },
    { "import_spec", S_IMPORT },
};

static const struct call_row calls[] = {
    { "bytes", "Equal", CALL_COMPARES, EXPECT_NOTHING },
    { "bytes", "Compare", CALL_COMPARES, EXPECT_NOTHING },
    { "bytes", "EqualFold", CALL_COMPARES, EXPECT_NOTHING },
    { "strings", "EqualFold", CALL_COMPARES, EXPECT_NOTHING },
    { "strings", "Compare", CALL_COMPARES, EXPECT_NOTHING },
    { "subtle", "ConstantTimeCompare", CALL_COMPARES, EXPECT_NOTHING },
    { "subtle", "ConstantTimeEq", CALL_COMPARES, EXPECT_NOTHING },
    { "hmac", "Equal", CALL_COMPARES, EXPECT_NOTHING },
    { "slices", "Equal", CALL_COMPARES, EXPECT_NOTHING },
    { "slices", "Contains", CALL_COMPARES, EXPECT_NOTHING },
    { "reflect", "DeepEqual", CALL_COMPARES, EXPECT_NOTHING },
    { "proto", "Equal", CALL_COMPARES, EXPECT_NOTHING },
    { "cmp", "Equal", CALL_COMPARES, EXPECT_NOTHING },
    { "cmp", "Diff", CALL_COMPARES, EXPECT_NOTHING },

    { "errors", "New", CALL_ERROR, EXPECT_NOTHING },
    { "errors", "Errorf", CALL_ERROR, EXPECT_NOTHING },
    { "errors", "Wrap*", CALL_ERROR, EXPECT_NOTHING },
    { "errors", "With*", CALL_ERROR, EXPECT_NOTHING },
    { "errors", "Join", CALL_COLLECTS, EXPECT_NOTHING },
    { "fmt", "Errorf", CALL_ERROR, EXPECT_NOTHING },
    { "status", "Error*", CALL_ERROR, EXPECT_NOTHING },
    { "multierr", "Append*", CALL_COLLECTS, EXPECT_NOTHING },
    { "multierror", "Append", CALL_COLLECTS, EXPECT_NOTHING },
    { NULL, "append", CALL_COLLECTS, EXPECT_NOTHING },

    /* Before log's and http's: a test's handle is called so by convention. */
    { "t", "Fatal*", CALL_ASSERTS, EXPECT_IF },
    { "t", "Error*", CALL_ASSERTS, EXPECT_IF },
    { "t", "Fail*", CALL_ASSERTS, EXPECT_IF },
    { "tb", "Fatal*", CALL_ASSERTS, EXPECT_IF },
    { "tb", "Error*", CALL_ASSERTS, EXPECT_IF },
    { "b", "Fatal*", CALL_ASSERTS, EXPECT_IF },
    { "t", "Skip*", CALL_SKIPS, EXPECT_NOTHING },
    { "t", "Run", CALL_SUBTEST, EXPECT_NOTHING },
    { "~require|assert", "Error*", CALL_ASSERTS, EXPECT_ERROR },
    { "~require|assert", "EqualError*", CALL_ASSERTS, EXPECT_ERROR },
    { "~require|assert", "Panics*", CALL_ASSERTS, EXPECT_ERROR },
    { "~require|assert", "False*", CALL_ASSERTS, EXPECT_FALSE },
    { "~require|assert", "True*", CALL_ASSERTS, EXPECT_TRUE },
    { "~require|assert", "Equal*", CALL_ASSERTS, EXPECT_EQUAL },
    { "~require|assert", "NotEqual*", CALL_ASSERTS, EXPECT_DIFFERENT },
    { "~require|assert", "*", CALL_ASSERTS, EXPECT_NOTHING },

    { "Expect", "To", CALL_ASSERTS, EXPECT_MATCHER },
    { "Expect", "Should", CALL_ASSERTS, EXPECT_MATCHER },
    { "Expect", "NotTo", CALL_ASSERTS, EXPECT_NOT_MATCHER },
    { "Expect", "ToNot", CALL_ASSERTS, EXPECT_NOT_MATCHER },

    { NULL, "panic", CALL_REFUSES, EXPECT_NOTHING },
    { "log", "Fatal*", CALL_REFUSES, EXPECT_NOTHING },
    { "log", "Panic*", CALL_REFUSES, EXPECT_NOTHING },
    { "os", "Exit", CALL_REFUSES, EXPECT_NOTHING },
    { "http", "Error", CALL_REPORTS, EXPECT_NOTHING },
    { NULL, "AbortWith*", CALL_REPORTS, EXPECT_NOTHING },
    { "~fail*|err*|violation*|problem*", "Add*", CALL_REPORTS, EXPECT_NOTHING },
    { "~fail*|err*|violation*|problem*", "Append*", CALL_REPORTS, EXPECT_NOTHING },
    { NULL, "AddError*", CALL_REPORTS, EXPECT_NOTHING },
};

/* Does a parameter have this type? */
static bool takes(struct walk *w, TSNode n, cupel_slice type)
{
    return slice_find(node_text(w, node_child(w, n, R_PARAMETERS)), type) != SIZE_MAX;
}

/* Test, TestX, Test_x; not Testify. */
static bool starts_word(cupel_slice name, cupel_slice start)
{
    if (!slice_starts(name, start))
        return false;
    return name.n == start.n || name.p[start.n] < 'a' || name.p[start.n] > 'z';
}

static void function(struct walk *w, TSNode n, struct function_facts *f)
{
    TSNode receiver = node_child(w, n, R_RECEIVER);
    f->name = node_text(w, node_child(w, n, R_NAME));
    cupel_slice of = node_text(w, receiver);
    if (of.n > 2) /* (r *Type), (r Type[T]) */
        f->owner = path_last(slice_part(of, 1, of.n - 2), NULL);
    bool test = takes(w, n, SLICE_LIT("testing.T")) || takes(w, n, SLICE_LIT("testing.TB"));
    bool fuzz = takes(w, n, SLICE_LIT("testing.F")) && starts_word(f->name, SLICE_LIT("Fuzz"));
    if (test || (fuzz && w->is_test_file))
        f->flags |= CODE_IS_TEST;
    if (fuzz)
        f->flags |= CODE_IS_FUZZ;
    /* Suites of testify: methods by name. */
    if (w->is_test_file && of.n && starts_word(f->name, SLICE_LIT("Test")))
        f->flags |= CODE_IS_TEST;
}

const struct code_lang code_lang_go = {
    .grammar = tree_sitter_go,
    .types = types,
    .n_types = CUPEL_COUNT(types),
    .calls = calls,
    .n_calls = CUPEL_COUNT(calls),
    .names_fail = true,
    .lists_end_in_error = true,
    .function = function,
};
