/* SPDX-License-Identifier: Apache-2.0 */
/* What is read out of C, case by case. */
#include "code_lab.h"

static void what_refuses(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "a status that is not zero",
          "static int f(void) { if (memcmp(a, b, 32) != 0) return -1; if (a[0] != 1) return ERR_X; "
          "return 0; }\n",
          "function f\n"
          " condition: memcmp a b 32 != 0\n"
          "  compare refuses: memcmp a b 32 != 0\n"
          "   compare refuses: memcmp a b 32\n"
          "    call memcmp\n"
          " branch +leaves\n"
          "  refusal: -1\n"
          " condition: a 0 != 1\n"
          "  compare refuses: a 0 != 1\n"
          " branch +leaves\n"
          "  refusal: ERR_X\n" },
        { "a truth",
          "bool f(void) { if (memcmp(a, b, 32)) return 0; return memcmp(c, d, 1) == 0; }\n"
          "int g(void) { if (a == b) return 0; return 1; }\n",
          "function f\n"
          " condition: memcmp a b 32\n"
          "  compare refuses: memcmp a b 32\n"
          "   call memcmp\n"
          " branch +leaves\n"
          "  refusal: 0\n"
          " refusal +decides: memcmp c d 1 == 0\n"
          "  compare refuses: memcmp c d 1 == 0\n"
          "   compare refuses: memcmp c d 1\n"
          "    call memcmp\n"
          "function g\n"
          " condition: a == b\n"
          "  compare refuses: a == b\n"
          " branch +leaves\n"
          "  refusal: 0\n" },
        { "a pointer", "struct q *f(void) { if (a != b) return NULL; return q; }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: NULL\n" },
        { "a label",
          "int f(void) { if (CRYPTO_memcmp(a, b, 32)) goto err; if (c != d) goto out; return 0; "
          "err: free(x); out: return r; }\n",
          "function f\n"
          " condition: CRYPTO_memcmp a b 32\n"
          "  compare refuses: CRYPTO_memcmp a b 32\n"
          "   call CRYPTO_memcmp\n"
          " branch +leaves\n"
          "  refusal: err\n"
          " condition: c != d\n"
          "  compare: c != d\n"
          " branch +leaves\n"
          " call free\n" },
        { "a status variable",
          "int f(void) { int ret = -1; if (a != b) { ret = -EINVAL; goto out; } ret = memcmp(c, d, "
          "4); if (ret) return 1; out: return ret; }\n",
          "function f\n"
          " assign ret: ret -1\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: ret EINVAL\n"
          "   assign ret: ret EINVAL\n"
          " assign ret: ret memcmp c d 4\n"
          "  compare refuses: memcmp c d 4\n"
          "   call memcmp\n"
          " condition: ret\n"
          " branch +leaves\n"
          "  refusal: 1\n"
          " refusal +decides: ret\n" },
        { "only without braces", "int f(void) { if (a != b) abort(); return 0; }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: abort\n"
          "   call abort\n" },
        { "choice", "int f(void) { return memcmp(a, b, 4) ? -1 : 0; }\n",
          "function f\n"
          " refusal +decides: memcmp a b 4 -1 0\n"
          "  condition: memcmp a b 4\n"
          "   compare refuses: memcmp a b 4\n"
          "    call memcmp\n"
          "  branch\n"
          "  branch\n" },
        { "switch",
          "int f(void) { switch (s) { case GOOD: break; case OLD: case OLDER: return ERR_OLD; "
          "default: return -1; } return 0; }\n",
          "function f\n"
          " condition: s\n"
          " branch +leaves\n"
          "  compare refuses: GOOD\n"
          " branch\n"
          "  compare refuses: OLD\n"
          " branch +leaves\n"
          "  compare refuses: OLDER\n"
          "  refusal: ERR_OLD\n"
          " branch +leaves\n"
          "  refusal: -1\n" },
        { "macros that demand", "int f(void) { OE_CHECK(a == b); assert(c == d); return 0; }\n",
          "function f\n"
          " refusal +decides: OE_CHECK a == b\n"
          "  call OE_CHECK\n"
          "   compare refuses: a == b\n"
          " assert: assert c == d\n"
          "  call assert\n"
          "   compare: c == d\n" },
        { "bits",
          "int f(void) { if (r->attributes.flags & SGX_FLAGS_DEBUG) return SGX_ERROR_UNEXPECTED; "
          "return 0; }\n",
          "function f\n"
          " condition: r attributes flags & SGX_FLAGS_DEBUG\n"
          "  mask refuses: r attributes flags & SGX_FLAGS_DEBUG\n"
          " branch +leaves\n"
          "  refusal: SGX_ERROR_UNEXPECTED\n" },
        { "only a message", "void f(void) { if (a != b) printf(\"mismatch\"); }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare: a != b\n"
          " branch\n"
          "  call printf\n" },
    };
    lab_check_all(LANG_C, false, cases);
}

static void what_cannot_run(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "comments, strings and the preprocessor",
          "/* if (nonce != expected) return -1; */\n"
          "// nonce == expected\n"
          "#if 0\n"
          "int f(void) { if (a != b) return -1; return 0; }\n"
          "#else\n"
          "int g(void) { if (a != b) return -1; return 0; }\n"
          "#endif\n"
          "const char *s = \"a == b\";\n",
          "function f +dead\n"
          " condition +dead: a != b\n"
          "  compare +dead: a != b\n"
          " branch +dead +leaves\n"
          "  refusal +dead: -1\n"
          "function g\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: -1\n"
          "assign s: s a == b\n" },
        { "dead code",
          "int f(void) { if (0) { if (a != b) return -1; } return 0; if (c != d) return -1; out: "
          "if (e != f) return -1; return 0; }\n",
          "function f\n"
          " condition: 0\n"
          " branch +dead\n"
          "  condition +dead: a != b\n"
          "   compare +dead: a != b\n"
          "  branch +dead +leaves\n"
          "   refusal +dead: -1\n"
          " condition +dead: c != d\n"
          "  compare +dead: c != d\n"
          " branch +dead +leaves\n"
          "  refusal +dead: -1\n"
          " condition: e != f\n"
          "  compare refuses: e != f\n"
          " branch +leaves\n"
          "  refusal: -1\n" },
    };
    lab_check_all(LANG_C, false, cases);
}

static void what_is_optional(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "only with a value",
          "int f(const uint8_t *nonce, size_t nonce_len) { if (nonce) { if (memcmp(nonce, n, 32)) "
          "return -1; } if (nonce_len > 0 && a != b) return -1; return 0; }\n",
          "function f\n"
          " condition: nonce\n"
          " branch +optional\n"
          "  condition +optional: memcmp nonce n 32\n"
          "   compare +optional refuses: memcmp nonce n 32\n"
          "    call memcmp +optional\n"
          "  branch +optional +leaves\n"
          "   refusal +optional: -1\n"
          " condition: nonce_len > 0 a != b\n"
          "  compare refuses: nonce_len > 0\n"
          "  compare +optional refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: -1\n" },
        { "after leaving without one",
          "int f(struct o *o) { if (!o->nonce) return 0; if (a != b) return -1; return 0; }\n"
          "int g(struct o *o) { if (o->nonce == NULL) return -1; if (a != b) return -1; return 0; "
          "}\n",
          "function f\n"
          " condition: ! o nonce\n"
          " branch +leaves\n"
          " condition +optional: a != b\n"
          "  compare +optional refuses: a != b\n"
          " branch +optional +leaves\n"
          "  refusal +optional: -1\n"
          "function g\n"
          " condition: o nonce == NULL\n"
          "  compare refuses: o nonce == NULL\n"
          " branch +leaves\n"
          "  refusal: -1\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: -1\n" },
    };
    lab_check_all(LANG_C, false, cases);
}

static void tests_by_convention(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "names, in files that are tests",
          "static void test_nonce(void **s) { assert_int_equal(verify(q), -1); }\n"
          "static void quote_test(void) { assert(!verify(q)); }\n"
          "static void helper(void) { x(); }\n"
          "static void checks(void) { assert(a == b); }\n"
          "int LLVMFuzzerTestOneInput(const uint8_t *d, size_t n) { return parse(d, n); }\n",
          "function test_nonce +test\n"
          " assert +test +expects: assert_int_equal verify q -1\n"
          "  call assert_int_equal +test\n"
          "   call verify +test\n"
          "function quote_test +test\n"
          " assert +test +expects: assert ! verify q\n"
          "  call assert +test\n"
          "   call verify +test\n"
          "function helper\n"
          " call x\n"
          "function checks +test\n"
          " assert +test: assert a == b\n"
          "  call assert +test\n"
          "   compare +test refuses: a == b\n"
          "function LLVMFuzzerTestOneInput +fuzz\n"
          " call parse +fuzz\n" },
        { "registered",
          "static void nonce(void **s) { assert_false(verify(q)); }\n"
          "static void skipped(void **s) { skip(); assert_true(verify(q)); }\n"
          "static void product(void) { x(); }\n"
          "const struct CMUnitTest t[] = { cmocka_unit_test(nonce), "
          "cmocka_unit_test_setup(skipped, up) };\n",
          "function nonce +test\n"
          " assert +test +expects: assert_false verify q\n"
          "  call assert_false +test\n"
          "   call verify +test\n"
          "function skipped +test +ignored\n"
          " call skip +test +ignored\n"
          " assert +test +ignored: assert_true verify q\n"
          "  call assert_true +test +ignored\n"
          "   call verify +test +ignored\n"
          "function product\n"
          " call x\n"
          "assign t: t cmocka_unit_test nonce cmocka_unit_test_setup skipped up\n"
          " call cmocka_unit_test\n"
          " call cmocka_unit_test_setup\n" },
        { "macros that name a test",
          "TEST(Suite, Name) { TEST_ASSERT_EQUAL(ERR_NONCE, verify(q)); }\n"
          "TEST(Suite, Other) { TEST_ASSERT_TRUE(verify(q)); }\n"
          "START_TEST(foo) { ck_assert_int_eq(verify(q), -1); ck_assert_int_eq(verify(q), 0); }\n",
          "function Name of Suite +test\n"
          " assert +test +expects: TEST_ASSERT_EQUAL ERR_NONCE verify q\n"
          "  call TEST_ASSERT_EQUAL +test\n"
          "   call verify +test\n"
          "function Other of Suite +test\n"
          " assert +test: TEST_ASSERT_TRUE verify q\n"
          "  call TEST_ASSERT_TRUE +test\n"
          "   call verify +test\n"
          "function foo +test\n"
          " assert +test +expects: ck_assert_int_eq verify q -1\n"
          "  call ck_assert_int_eq +test\n"
          "   call verify +test\n"
          " assert +test: ck_assert_int_eq verify q 0\n"
          "  call ck_assert_int_eq +test\n"
          "   call verify +test\n" },
        { "constants with an E are errors",
          "int check(int a) { if (a) return SGX_E_DEBUG; return SGX_E_OK; }\n"
          "static void test_x(void **s) {\n"
          "    assert(verify(q) == SGX_E_DEBUG);\n"
          "    assert(verify(q) == E_OK);\n"
          "    assert(verify(q) == KEY_EXT);\n"
          "}\n",
          "function check\n"
          " condition: a\n"
          " branch +leaves\n"
          "  refusal: SGX_E_DEBUG\n"
          "function test_x +test\n"
          " assert +test +expects: assert verify q == SGX_E_DEBUG\n"
          "  call assert +test\n"
          "   compare +test refuses: verify q == SGX_E_DEBUG\n"
          "    call verify +test\n"
          " assert +test: assert verify q == E_OK\n"
          "  call assert +test\n"
          "   compare +test refuses: verify q == E_OK\n"
          "    call verify +test\n"
          " assert +test: assert verify q == KEY_EXT\n"
          "  call assert +test\n"
          "   compare +test refuses: verify q == KEY_EXT\n"
          "    call verify +test\n" },
        { "what assertions expect",
          "static void test_x(void **s) {\n"
          "    assert_int_equal(verify(q), -1);\n"
          "    assert_int_equal(verify(q), ERR_NONCE);\n"
          "    assert_int_equal(verify(q), 0);\n"
          "    assert_int_not_equal(verify(q), 0);\n"
          "    assert(verify(q) < 0);\n"
          "    assert(verify(q) == 0);\n"
          "    assert(verify(q) != OK);\n"
          "    assert_memory_equal(a, b, 3);\n"
          "}\n",
          "function test_x +test\n"
          " assert +test +expects: assert_int_equal verify q -1\n"
          "  call assert_int_equal +test\n"
          "   call verify +test\n"
          " assert +test +expects: assert_int_equal verify q ERR_NONCE\n"
          "  call assert_int_equal +test\n"
          "   call verify +test\n"
          " assert +test: assert_int_equal verify q 0\n"
          "  call assert_int_equal +test\n"
          "   call verify +test\n"
          " assert +test +expects: assert_int_not_equal verify q 0\n"
          "  call assert_int_not_equal +test\n"
          "   call verify +test\n"
          " assert +test +expects: assert verify q < 0\n"
          "  call assert +test\n"
          "   compare +test refuses: verify q < 0\n"
          "    call verify +test\n"
          " assert +test: assert verify q == 0\n"
          "  call assert +test\n"
          "   compare +test refuses: verify q == 0\n"
          "    call verify +test\n"
          " assert +test +expects: assert verify q != OK\n"
          "  call assert +test\n"
          "   compare +test refuses: verify q != OK\n"
          "    call verify +test\n"
          " assert +test: assert_memory_equal a b 3\n"
          "  call assert_memory_equal +test\n" },
        { "only for tests",
          "#ifdef UNIT_TEST\n"
          "static void helper(void) { x(); }\n"
          "#endif\n",
          "function helper +test\n"
          " call x +test\n" },
    };
    lab_check_all(LANG_C, true, cases);
}

static void names_and_owners(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "types, imports, definitions",
          "#include <string.h>\n"
          "#include \"quote.h\"\n"
          "#define DEBUG_BIT (1 << 1)\n"
          "#define GET(x) ((x)->nonce)\n"
          "struct quote { uint8_t nonce[32]; enum { A = 1, B } kind; };\n"
          "static const struct quote *find(struct quote *q, int (*fn)(void)) { return fn(q); }\n",
          "import: string.h\n"
          "import: quote.h\n"
          "assign DEBUG_BIT: DEBUG_BIT 1 1\n"
          "assign GET: GET x x nonce\n"
          "type quote\n"
          " type\n"
          "  assign A: A 1\n"
          "  assign B: B\n"
          "function find\n"
          " call fn\n" },
        { "assignments",
          "void f(void) { int a = 1, *b = x; c->d = 2; e[3] = 4; struct s t = { .g = 5, 6 }; }\n",
          "function f\n"
          " assign a: a 1\n"
          " assign b: b x\n"
          " assign d: c d 2\n"
          " assign e: e 3 4\n"
          " assign t: t g 5 6\n"
          "  assign g: g 5\n" },
    };
    lab_check_all(LANG_C, false, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_refuses),     cmocka_unit_test(what_cannot_run),
        cmocka_unit_test(what_is_optional), cmocka_unit_test(tests_by_convention),
        cmocka_unit_test(names_and_owners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
