/* SPDX-License-Identifier: Apache-2.0 */
/* Rust. */
#include "office/source/code_walk.h"

#include "office/text/words.h"

static const struct type_row types[] = {
    { "line_comment", S_SKIP },
    { "block_comment", S_SKIP },
    { "lifetime", S_SKIP },
    { "self", S_IDENT },
    { "super", S_IDENT },
    { "crate", S_IDENT },
    { "metavariable", S_IDENT },
    { "string_literal", S_STRING },
    { "raw_string_literal", S_STRING },
    { "char_literal", S_STRING },
    { "integer_literal", S_NUMBER },
    { "float_literal", S_NUMBER },
    { "boolean_literal", S_IDENT },
    { "field_expression", S_MEMBER },
    { "scoped_identifier", S_MEMBER },
    { "scoped_type_identifier", S_MEMBER },
    { "parenthesized_expression", S_PAREN },
    { "tuple_expression", S_LIST },
    { "call_expression", S_CALL },
    { "macro_invocation", S_MACRO },
    { "binary_expression", S_BINARY },
    { "unary_expression", S_UNARY },
    { "reference_expression", S_UNARY },
    { "try_expression", S_TRY },
    { "await_expression", S_TRY },
    { "closure_expression", S_LAMBDA },
    { "struct_expression", S_TYPED_LITERAL },
    { "field_initializer_list", S_LITERAL },
    { "field_initializer", S_ASSIGN },
    { "let_declaration", S_ASSIGN },
    { "const_item", S_ASSIGN },
    { "static_item", S_ASSIGN },
    { "assignment_expression", S_SET },
    { "compound_assignment_expr", S_SET },
    { "expression_statement", S_STATEMENT },
    { "source_file", S_BLOCK },
    { "block", S_BLOCK },
    { "declaration_list", S_BLOCK },
    { "unsafe_block", S_ELSE },
    { "async_block", S_ELSE },
    { "const_block", S_ELSE },
    { "match_block", S_ELSE },
    { "else_clause", S_ELSE },
    { "if_expression", S_IF },
    { "while_expression", S_LOOP },
    { "for_expression", S_PLAIN },
    { "loop_expression", S_PLAIN },
    { "let_condition", S_LET },
    { "match_expression", S_SWITCH },
    { "match_arm", S_ARM },
    { "match_pattern", S_PATTERN },
    { "return_expression", S_RETURN },
    { "break_expression", S_LEAVE },
    { "continue_expression", S_LEAVE },
    { "function_item", S_FUNCTION },
    { "struct_item", S_TYPE },
    { "enum_item", S_TYPE },
    { "union_item", S_TYPE },
    { "impl_item", S_SCOPE },
    { "trait_item", S_SCOPE },
    { "mod_item", S_SCOPE },
    { "use_declaration", S_IMPORT },
    { "extern_crate_declaration", S_IMPORT },
    { "attribute_item", S_ATTRIBUTE },
    { "inner_attribute_item", S_ATTRIBUTE },
};

static const struct call_row calls[] = {
    { NULL, "ct_eq", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "constant_time_eq*", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "verify_slices_are_equal", CALL_COMPARES, EXPECT_NOTHING },
    { "constant_time", "verify*", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "eq", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "ne", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "cmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "partial_cmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "eq_ignore_ascii_case", CALL_COMPARES, EXPECT_NOTHING },
    { "memcmp", "eq", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "matches!", CALL_COMPARES, EXPECT_NOTHING },

    { NULL, "Err", CALL_FAILS, EXPECT_NOTHING },
    { NULL, "anyhow!", CALL_ERROR, EXPECT_NOTHING },
    { NULL, "Ok", CALL_WRAPS, EXPECT_NOTHING },
    { NULL, "Some", CALL_WRAPS, EXPECT_NOTHING },
    { "bool", "from", CALL_WRAPS, EXPECT_NOTHING },
    { NULL, "into", CALL_WRAPS, EXPECT_NOTHING },
    { NULL, "unwrap_u8", CALL_WRAPS, EXPECT_NOTHING },
    { NULL, "then_some", CALL_WRAPS, EXPECT_NOTHING },
    { NULL, "ok_or*", CALL_DEMANDS, EXPECT_NOTHING },
    { NULL, "ensure!", CALL_DEMANDS, EXPECT_NOTHING },
    { NULL, "ensure_eq!", CALL_DEMANDS, EXPECT_NOTHING },
    { NULL, "require!", CALL_DEMANDS, EXPECT_NOTHING },
    { NULL, "bail!", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "panic!", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "unreachable!", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "unimplemented!", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "todo!", CALL_REFUSES, EXPECT_NOTHING },
    { "process", "exit", CALL_REFUSES, EXPECT_NOTHING },
    { "process", "abort", CALL_REFUSES, EXPECT_NOTHING },

    { NULL, "assert!", CALL_ASSERTS, EXPECT_TRUE },
    { NULL, "assert_eq!", CALL_ASSERTS, EXPECT_EQUAL },
    { NULL, "assert_ne!", CALL_ASSERTS, EXPECT_DIFFERENT },
    { NULL, "assert_matches!", CALL_ASSERTS, EXPECT_EQUAL },
    { NULL, "assert_err!", CALL_ASSERTS, EXPECT_ERROR },
    { NULL, "debug_assert!", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "debug_assert_eq!", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "debug_assert_ne!", CALL_CHECKS, EXPECT_DIFFERENT },
    { NULL, "prop_assert!", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "prop_assert_eq!", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "unwrap_err", CALL_ASSERTS, EXPECT_ERROR },
    { NULL, "expect_err", CALL_ASSERTS, EXPECT_ERROR },
    { NULL, "fuzz_target!", CALL_FUZZ, EXPECT_NOTHING },
};

static void function(struct walk *w, TSNode n, struct function_facts *f)
{
    f->name = node_text(w, node_child(w, n, R_NAME));
    f->returns = RETURNS_UNKNOWN;
}

/* The path of an attribute and what stands behind it: `cfg` and `(test)`. */
static cupel_slice split_attribute(cupel_slice text, cupel_slice *arguments)
{
    size_t at = slice_find(text, SLICE_LIT("("));
    size_t len = at == SIZE_MAX ? text.n : at;
    *arguments = slice_part(text, len, text.n - len);
    return text_trim(slice_part(text, 0, len));
}

/* cfg(test), cfg(all(test, …)); cfg(any()) and cfg(FALSE) are never true. */
static unsigned cfg_flags(cupel_slice arguments)
{
    bool negated = slice_find(arguments, SLICE_LIT("not(test")) != SIZE_MAX;
    bool any = slice_find(arguments, SLICE_LIT("any(")) != SIZE_MAX;
    if (slice_eq(arguments, SLICE_LIT("(any())")) || slice_eq(arguments, SLICE_LIT("(FALSE)")) ||
        slice_eq(arguments, SLICE_LIT("(false)")))
        return CODE_IS_DEAD;
    return words_in("test", arguments) && !negated && !any &&
                   slice_find(arguments, SLICE_LIT("\"test")) == SIZE_MAX
               ? CODE_IS_TEST
               : 0;
}

static unsigned attribute(struct walk *w, TSNode n, bool *expects_panic)
{
    cupel_slice arguments;
    cupel_slice path = split_attribute(node_text(w, node_named(n, 0)), &arguments);
    cupel_slice last = path_last(path, NULL);
    if (slice_eq(last, SLICE_LIT("cfg")))
        return cfg_flags(arguments);
    if (slice_eq(last, SLICE_LIT("should_panic")))
        *expects_panic = true;
    if (slice_eq(last, SLICE_LIT("test_case")) || slice_eq(last, SLICE_LIT("case")))
        *expects_panic = *expects_panic || words_in("panics", arguments) ||
                         slice_find(arguments, SLICE_LIT("=> Err(")) != SIZE_MAX;
    if (words_are("test|rstest|test case|case|quickcheck|wasm bindgen test", last))
        return CODE_IS_TEST;
    return slice_eq(last, SLICE_LIT("ignore")) ? CODE_IS_IGNORED : 0;
}

const struct code_lang code_lang_rust = {
    .grammar = tree_sitter_rust,
    .types = types,
    .n_types = CUPEL_COUNT(types),
    .calls = calls,
    .n_calls = CUPEL_COUNT(calls),
    .has_tail_expressions = true,
    .nil_fails = true,
    .function = function,
    .attribute = attribute,
};
