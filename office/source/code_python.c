/* SPDX-License-Identifier: Apache-2.0 */
/* Python. */
#include "office/source/code_walk.h"

#include "office/text/words.h"

static const struct type_row types[] = {
    { "comment", S_SKIP },
    { "string", S_STRINGS },
    { "string_start", S_SKIP },
    { "string_end", S_SKIP },
    { "string_content", S_STRING },
    { "integer", S_NUMBER },
    { "float", S_NUMBER },
    { "true", S_TRUE },
    { "false", S_FALSE },
    { "none", S_NIL },
    { "attribute", S_MEMBER },
    { "parenthesized_expression", S_PAREN },
    { "expression_list", S_LIST },
    { "tuple", S_LIST },
    { "call", S_CALL },
    { "comparison_operator", S_COMPARISON },
    { "boolean_operator", S_BINARY },
    { "binary_operator", S_BINARY },
    { "not_operator", S_UNARY },
    { "unary_operator", S_UNARY },
    { "conditional_expression", S_TERNARY },
    { "lambda", S_LAMBDA },
    { "await", S_PAREN },
    { "dictionary", S_LITERAL },
    { "pair", S_ASSIGN },
    { "keyword_argument", S_ASSIGN },
    { "named_expression", S_ASSIGN },
    { "assignment", S_SET },
    { "augmented_assignment", S_SET },
    { "expression_statement", S_STATEMENT },
    { "module", S_BLOCK },
    { "block", S_BLOCK },
    { "if_statement", S_IF },
    { "elif_clause", S_ELIF },
    { "else_clause", S_ELSE },
    { "while_statement", S_LOOP },
    { "match_statement", S_SWITCH },
    { "case_clause", S_ARM },
    { "case_pattern", S_PATTERN },
    { "return_statement", S_RETURN },
    { "raise_statement", S_RAISE },
    { "assert_statement", S_ASSERT },
    { "break_statement", S_LEAVE },
    { "continue_statement", S_LEAVE },
    { "try_statement", S_TRYING },
    { "with_statement", S_WITH },
    { "function_definition", S_FUNCTION },
    { "class_definition", S_TYPE },
    { "decorated_definition", S_DECORATED },
    { "decorator", S_DECORATOR },
    { "import_statement", S_IMPORT },
    { "import_from_statement", S_IMPORT },
    { "future_import_statement", S_SKIP },
};

static const struct call_row calls[] = {
    { NULL, "compare_digest", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "bytes_eq", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "constant_time_compare", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "__eq__", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "bool", CALL_WRAPS, EXPECT_NOTHING },

    { "sys", "exit", CALL_REFUSES, EXPECT_NOTHING },
    { "os", "_exit", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "exit", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "abort", CALL_REFUSES, EXPECT_NOTHING },
    { "~fail*|err*|violation*|problem*", "add*", CALL_REPORTS, EXPECT_NOTHING },
    { "~fail*|err*|violation*|problem*", "append", CALL_REPORTS, EXPECT_NOTHING },

    { "pytest", "raises", CALL_ASSERTS, EXPECT_ERROR },
    { NULL, "assertRaises*", CALL_ASSERTS, EXPECT_ERROR },
    { NULL, "assertFalse", CALL_ASSERTS, EXPECT_FALSE },
    { NULL, "assertTrue", CALL_ASSERTS, EXPECT_TRUE },
    { NULL, "assertEqual*", CALL_ASSERTS, EXPECT_EQUAL },
    { NULL, "assertIs", CALL_ASSERTS, EXPECT_EQUAL },
    { NULL, "assertNotEqual*", CALL_ASSERTS, EXPECT_DIFFERENT },
    { NULL, "assert*", CALL_ASSERTS, EXPECT_NOTHING },
    { "self", "fail", CALL_ASSERTS, EXPECT_IF },
    { "pytest", "fail", CALL_ASSERTS, EXPECT_IF },
    { "pytest", "skip", CALL_SKIPS, EXPECT_NOTHING },
    { NULL, "skipTest", CALL_SKIPS, EXPECT_NOTHING },
};

static void function(struct walk *w, TSNode n, struct function_facts *f)
{
    f->name = node_text(w, node_child(w, n, R_NAME));
    bool named = slice_starts(f->name, SLICE_LIT("test"));
    if (named && (w->is_test_file || walk_in_test(w)))
        f->flags |= CODE_IS_TEST;
    if (words_are("test one input", f->name)) /* atheris */
        f->flags |= CODE_IS_FUZZ;
}

/* @unittest.skip, @pytest.mark.skip, @pytest.mark.xfail; a skipif depends on the machine. */
static unsigned attribute(struct walk *w, TSNode n, bool *expects_panic)
{
    *expects_panic = false;
    cupel_slice name = path_last(node_text(w, node_named(n, 0)), NULL);
    return words_are("skip|xfail|expectedFailure", name) ? CODE_IS_IGNORED : 0;
}

/* A class of tests. */
static unsigned scope(struct walk *w, TSNode n)
{
    cupel_slice bases = node_text(w, node_child(w, n, R_SUPERCLASSES));
    return words_in("TestCase|IsolatedAsyncioTestCase", bases) ? CODE_IS_TEST : 0;
}

const struct code_lang code_lang_python = {
    .grammar = tree_sitter_python,
    .types = types,
    .n_types = CUPEL_COUNT(types),
    .calls = calls,
    .n_calls = CUPEL_COUNT(calls),
    .nil_fails = true,
    .function = function,
    .attribute = attribute,
    .scope = scope,
};
