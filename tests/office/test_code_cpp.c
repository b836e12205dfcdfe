/* SPDX-License-Identifier: Apache-2.0 */
/* What is read out of C++, case by case. */
#include "code_lab.h"

static void what_cpp_adds(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "throw, return, initialisers of conditions",
          "bool C::ok() const { if (auto x = f(); x != y) throw std::runtime_error(\"a\"); return "
          "std::memcmp(a, b, 4) == 0; }\n",
          "function ok of C\n"
          " condition: x f x != y\n"
          "  assign x: x f\n"
          "   call f\n"
          "  compare refuses: x != y\n"
          " branch +leaves\n"
          "  refusal: std runtime_error a\n"
          "   call runtime_error\n"
          " refusal +decides: std memcmp a b 4 == 0\n"
          "  compare refuses: std memcmp a b 4 == 0\n"
          "   compare refuses: std memcmp a b 4\n"
          "    call memcmp\n" },
        { "never built", "void f() { if constexpr (false) { if (a != b) throw E(); } }\n",
          "function f\n"
          " condition: false\n"
          " branch +dead\n"
          "  condition +dead: a != b\n"
          "   compare +dead: a != b\n"
          "  branch +dead +leaves\n"
          "   refusal +dead: E\n"
          "    call E +dead\n" },
        { "enumerators that say error",
          "Status f() { if (a != b) return Status::InvalidReport; if (c != d) return Status::Ok; "
          "return Status::Ok; }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: Status InvalidReport\n"
          " condition: c != d\n"
          "  compare: c != d\n"
          " branch +leaves\n" },
        { "classes, namespaces, operators",
          "namespace n { class C : public D { public: C(int x) : m(x) {} bool same() { return a == "
          "b; } private: int nonce; }; }\n"
          "bool operator==(const T &a, const T &b) { return a.x == b.x; }\n",
          "type C\n"
          " function C of C\n"
          " function same of C\n"
          "  refusal +decides: a == b\n"
          "   compare refuses: a == b\n"
          "function\n"
          " refusal +decides: a x == b x\n"
          "  compare refuses: a x == b x\n" },
        { "what a lambda returns, the function does not",
          "void f() { if (!std::any_of(l.begin(), l.end(), [&](int x) { return x == y; })) throw "
          "E(); }\n",
          "function f\n"
          " condition: ! std any_of l begin l end x x == y\n"
          "  call any_of\n"
          "   call begin\n"
          "   call end\n"
          "   compare refuses: x == y\n"
          " branch +leaves\n"
          "  refusal: E\n"
          "   call E\n" },
    };
    lab_check_all(LANG_CPP, false, cases);
}

static void tests_of_googletest(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "tests",
          "TEST(Verify, WrongNonce) { EXPECT_FALSE(v.verify(q)); EXPECT_THROW(v.check(q), E); }\n"
          "TEST_F(Verify, DISABLED_Off) { EXPECT_EQ(verify(q), STATUS_INVALID); }\n"
          "TEST(Verify, Good) { ASSERT_TRUE(v.verify(q)); EXPECT_EQ(verify(q), SGX_SUCCESS); "
          "EXPECT_NE(SGX_SUCCESS, verify(q)); }\n",
          "function WrongNonce of Verify +test\n"
          " assert +test +expects: EXPECT_FALSE v verify q\n"
          "  call EXPECT_FALSE +test\n"
          "   call verify +test\n"
          " assert +test +expects: EXPECT_THROW v check q E\n"
          "  call EXPECT_THROW +test\n"
          "   call check +test\n"
          "function DISABLED_Off of Verify +test +ignored\n"
          " assert +test +ignored +expects: EXPECT_EQ verify q STATUS_INVALID\n"
          "  call EXPECT_EQ +test +ignored\n"
          "   call verify +test +ignored\n"
          "function Good of Verify +test\n"
          " assert +test: ASSERT_TRUE v verify q\n"
          "  call ASSERT_TRUE +test\n"
          "   call verify +test\n"
          " assert +test: EXPECT_EQ verify q SGX_SUCCESS\n"
          "  call EXPECT_EQ +test\n"
          "   call verify +test\n"
          " assert +test +expects: EXPECT_NE SGX_SUCCESS verify q\n"
          "  call EXPECT_NE +test\n"
          "   call verify +test\n" },
        { "what should have thrown",
          "TEST(Verify, Nonce) { try { verify(q); FAIL() << \"accepted\"; } catch (const E &e) { "
          "EXPECT_EQ(e.code(), 3); } }\n",
          "function Nonce of Verify +test\n"
          " call verify +test\n"
          " assert +test +expects: FAIL\n"
          "  call FAIL +test\n"
          " assert +test: EXPECT_EQ e code 3\n"
          "  call EXPECT_EQ +test\n"
          "   call code +test\n" },
    };
    lab_check_all(LANG_CPP, true, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cpp_adds),
        cmocka_unit_test(tests_of_googletest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
