/* SPDX-License-Identifier: Apache-2.0 */
/* C: node types of the grammar, functions and macros with a meaning, and what a function is. */
#include "office/source/code_c.h"

#include "office/text/words.h"

#define DECLARATORS_MAX 16 /* pointers, brackets and parameters around a name */

static const struct type_row types[] = {
    { "comment", S_SKIP },
    { "identifier", S_IDENT },
    { "string_literal", S_STRING },
    { "system_lib_string", S_STRING },
    { "char_literal", S_STRING },
    { "number_literal", S_NUMBER },
    { "true", S_TRUE },
    { "false", S_FALSE },
    { "null", S_NIL },
    { "preproc_arg", S_RAW },
    { "field_expression", S_MEMBER },
    { "parenthesized_expression", S_PAREN },
    { "cast_expression", S_PAREN },
    { "comma_expression", S_LIST },
    { "call_expression", S_CALL },
    { "binary_expression", S_BINARY },
    { "unary_expression", S_UNARY },
    { "pointer_expression", S_UNARY },
    { "conditional_expression", S_IF },
    { "initializer_list", S_LITERAL },
    { "compound_literal_expression", S_TYPED_LITERAL },
    { "assignment_expression", S_SET },
    { "init_declarator", S_ASSIGN },
    { "initializer_pair", S_ASSIGN },
    { "enumerator", S_ASSIGN },
    { "expression_statement", S_STATEMENT },
    { "translation_unit", S_BLOCK },
    { "compound_statement", S_BLOCK },
    { "declaration_list", S_BLOCK },
    { "if_statement", S_IF },
    { "else_clause", S_ELSE },
    { "while_statement", S_LOOP },
    { "for_statement", S_LOOP },
    { "do_statement", S_DO },
    { "switch_statement", S_SWITCH },
    { "case_statement", S_CASE },
    { "return_statement", S_RETURN },
    { "break_statement", S_LEAVE },
    { "continue_statement", S_LEAVE },
    { "goto_statement", S_GOTO },
    { "labeled_statement", S_LABEL },
    { "function_definition", S_FUNCTION },
    { "struct_specifier", S_TYPE },
    { "union_specifier", S_TYPE },
    { "enum_specifier", S_TYPE },
    { "preproc_include", S_IMPORT },
    { "preproc_def", S_DEFINE },
    { "preproc_function_def", S_DEFINE },
    { "preproc_if", S_PREPROC },
    { "preproc_ifdef", S_PREPROC },
    { "preproc_else", S_PREPROC },
    { "preproc_elif", S_PREPROC },
    { "preproc_elifdef", S_PREPROC },
};

static const struct call_row calls[] = {
    /* Before what compares: assert_int_equal() is both. */
    { NULL, "assert", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "assert_true", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "assert_false", CALL_CHECKS, EXPECT_FALSE },
    { NULL, "assert_int_equal", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "assert_int_not_equal", CALL_CHECKS, EXPECT_DIFFERENT },
    { NULL, "assert_return_code", CALL_CHECKS, EXPECT_NOTHING },
    { NULL, "expect_assert_failure", CALL_CHECKS, EXPECT_ERROR },
    { NULL, "fail_msg", CALL_CHECKS, EXPECT_NOTHING },
    { NULL, "fail", CALL_CHECKS, EXPECT_NOTHING },
    { NULL, "assert_*", CALL_CHECKS, EXPECT_NOTHING },
    { NULL, "TEST_ASSERT_FALSE*", CALL_CHECKS, EXPECT_FALSE },
    { NULL, "TEST_ASSERT_TRUE*", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "TEST_ASSERT_NOT_EQUAL*", CALL_CHECKS, EXPECT_DIFFERENT },
    { NULL, "TEST_ASSERT_EQUAL*", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "TEST_ASSERT", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "TEST_ASSERT_*", CALL_CHECKS, EXPECT_NOTHING },
    { NULL, "TEST_FAIL*", CALL_CHECKS, EXPECT_NOTHING },
    { NULL, "TEST_EQUAL", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "ck_assert", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "ck_assert_msg", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "ck_assert_int_eq", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "ck_assert_int_ne", CALL_CHECKS, EXPECT_DIFFERENT },
    { NULL, "ck_assert_*", CALL_CHECKS, EXPECT_NOTHING },
    { NULL, "OE_TEST", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "CU_ASSERT_FALSE*", CALL_CHECKS, EXPECT_FALSE },
    { NULL, "CU_ASSERT_TRUE*", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "CU_ASSERT_EQUAL*", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "CU_ASSERT_NOT_EQUAL*", CALL_CHECKS, EXPECT_DIFFERENT },
    { NULL, "CU_ASSERT*", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "g_assert_false", CALL_CHECKS, EXPECT_FALSE },
    { NULL, "g_assert_true", CALL_CHECKS, EXPECT_TRUE },
    { NULL, "g_assert_*", CALL_CHECKS, EXPECT_EQUAL },
    { NULL, "g_assert", CALL_CHECKS, EXPECT_TRUE },

    { NULL, "memcmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "strcmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "strncmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "strcasecmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "bcmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "timingsafe_bcmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "timingsafe_memcmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "consttime_memequal", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "CRYPTO_memcmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "sodium_memcmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "X509_NAME_cmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "EVP_PKEY_eq", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "EVP_PKEY_cmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "BN_cmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "*_memcmp", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "*_memcmp_ct", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "*_equal", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "*_equals", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "*_eq", CALL_COMPARES, EXPECT_NOTHING },
    { NULL, "*_compare", CALL_COMPARES, EXPECT_NOTHING },

    { NULL, "abort", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "exit", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "_exit", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "err", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "errx", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "panic", CALL_REFUSES, EXPECT_NOTHING },
    { NULL, "die", CALL_REFUSES, EXPECT_NOTHING },

    { NULL, "OE_CHECK*", CALL_DEMANDS, EXPECT_NOTHING },
    { NULL, "*RAISE_IF*", CALL_DEMANDS, EXPECT_NOTHING },
    { NULL, "*RETURN_IF*", CALL_DEMANDS, EXPECT_NOTHING },
    { NULL, "ENSURE*", CALL_DEMANDS, EXPECT_NOTHING },
    { NULL, "REQUIRE*", CALL_DEMANDS, EXPECT_NOTHING },
    { NULL, "OE_RAISE*", CALL_REFUSES, EXPECT_NOTHING },

    { NULL, "skip", CALL_SKIPS, EXPECT_NOTHING },
    { NULL, "TEST_IGNORE*", CALL_SKIPS, EXPECT_NOTHING },
    { NULL, "g_test_skip", CALL_SKIPS, EXPECT_NOTHING },

    { NULL, "cmocka_unit_test*", CALL_REGISTERS, EXPECT_NOTHING },
    { NULL, "unit_test*", CALL_REGISTERS, EXPECT_NOTHING },
    { NULL, "RUN_TEST*", CALL_REGISTERS, EXPECT_NOTHING },
    { NULL, "tcase_add_test*", CALL_REGISTERS, EXPECT_NOTHING },
    { NULL, "CU_add_test", CALL_REGISTERS, EXPECT_NOTHING },
    { NULL, "CU_ADD_TEST", CALL_REGISTERS, EXPECT_NOTHING },
    { NULL, "g_test_add_func", CALL_REGISTERS, EXPECT_NOTHING },
    { NULL, "TEST", CALL_TEST, EXPECT_NOTHING },
    { NULL, "TEST_F", CALL_TEST, EXPECT_NOTHING },
    { NULL, "Test", CALL_TEST, EXPECT_NOTHING },
};

/* The function_declarator below pointers and attributes. */
static TSNode function_declarator(const struct walk *w, TSNode n)
{
    TSNode d = node_child(w, n, R_DECLARATOR);
    for (int i = 0; i < DECLARATORS_MAX && !ts_node_is_null(d); i++) {
        if (slice_eq(slice_str(node_type(d)), SLICE_LIT("function_declarator")))
            return d;
        TSNode inner = node_child(w, d, R_DECLARATOR);
        d = ts_node_is_null(inner) ? node_named(d, 0) : inner;
    }
    return (TSNode){ .id = NULL };
}

/* What the last statement of the body returns when nothing went wrong before it. */
static cupel_slice last_return(struct walk *w, TSNode n)
{
    TSNode body = node_child(w, n, R_BODY);
    uint32_t count = node_count(body);
    TSNode last = node_named(body, count ? count - 1 : 0);
    if (node_meaning(w, last) != S_RETURN)
        return SLICE_EMPTY;
    return text_trim(node_text(w, node_named(last, 0)));
}

static enum returns returns_of(struct walk *w, TSNode n, cupel_slice name)
{
    cupel_slice type = node_text(w, node_child(w, n, R_TYPE)), last = last_return(w, n);
    const char *shape = node_type(node_child(w, n, R_DECLARATOR));
    if (slice_eq(slice_str(shape), SLICE_LIT("pointer_declarator")))
        return RETURNS_POINTER;
    if (slice_eq(type, SLICE_LIT("void")) || type.n == 0)
        return RETURNS_UNKNOWN;
    if (words_in("bool|boolean", type) || slice_eq(last, SLICE_LIT("1")) ||
        slice_eq(last, SLICE_LIT("true")) || slice_starts(name, SLICE_LIT("is_")) ||
        slice_starts(name, SLICE_LIT("has_")))
        return RETURNS_TRUTH;
    return RETURNS_STATUS;
}

/* Names of tests by convention, in files that are tests by their path. */
static bool is_test_name(cupel_slice name)
{
    return slice_starts(name, SLICE_LIT("test_")) || slice_starts(name, SLICE_LIT("Test")) ||
           slice_starts(name, SLICE_LIT("TEST_")) ||
           (name.n > 5 && slice_eq(slice_part(name, name.n - 5, 5), SLICE_LIT("_test")));
}

void c_function(struct walk *w, TSNode n, struct function_facts *f)
{
    TSNode declarator = function_declarator(w, n);
    bool is_macro = ts_node_is_null(declarator); /* START_TEST(name) */
    TSNode name = node_child(w, is_macro ? n : declarator, R_DECLARATOR);
    f->name = path_last(node_text(w, is_macro ? node_named(name, 0) : name), NULL);
    f->returns = returns_of(w, n, f->name);
    if (slice_eq(node_text(w, node_child(w, n, R_TYPE)), SLICE_LIT("START_TEST")))
        f->flags |= CODE_IS_TEST;
    if (w->is_test_file && is_test_name(f->name))
        f->flags |= CODE_IS_TEST;
    if (slice_eq(f->name, SLICE_LIT("LLVMFuzzerTestOneInput")))
        f->flags |= CODE_IS_FUZZ;
}

/* #ifdef UNIT_TEST: what is built for tests alone. */
unsigned c_scope(struct walk *w, TSNode n)
{
    if (!slice_eq(slice_str(node_type(n)), SLICE_LIT("preproc_ifdef")))
        return 0;
    bool positive = slice_starts(node_text(w, n), SLICE_LIT("#ifdef"));
    cupel_slice name = node_text(w, node_child(w, n, R_NAME));
    return positive && words_in("unit test*|unittest*|test build|testing|tests", name)
               ? CODE_IS_TEST
               : 0;
}

const struct code_lang code_lang_c = {
    .grammar = tree_sitter_c,
    .types = types,
    .n_types = CUPEL_COUNT(types),
    .calls = calls,
    .n_calls = CUPEL_COUNT(calls),
    .nil_fails = true,
    .names_fail = true,
    .function = c_function,
    .scope = c_scope,
};
