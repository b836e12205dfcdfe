/* SPDX-License-Identifier: Apache-2.0 */
/* What is read out of Python, case by case. */
#include "code_lab.h"

static void what_refuses(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "a comparison whose branch raises or returns",
          "def f():\n"
          "    if a != b:\n"
          "        raise ValueError(\"nonce\")\n"
          "    if not hmac.compare_digest(c, d):\n"
          "        return False\n"
          "    if e != f:\n"
          "        return None\n"
          "    if g != h:\n"
          "        return False, \"text\"\n"
          "    if i != j:\n"
          "        return True\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: ValueError nonce\n"
          "   call ValueError\n"
          " condition: not hmac compare_digest c d\n"
          "  compare refuses: hmac compare_digest c d\n"
          "   call compare_digest\n"
          " branch +leaves\n"
          "  refusal: False\n"
          " condition: e != f\n"
          "  compare refuses: e != f\n"
          " branch +leaves\n"
          "  refusal: None\n"
          " condition: g != h\n"
          "  compare refuses: g != h\n"
          " branch +leaves\n"
          "  refusal: False text\n"
          " condition: i != j\n"
          "  compare: i != j\n"
          " branch +leaves\n" },
        { "elif and else",
          "def f():\n"
          "    if a == b:\n"
          "        x()\n"
          "    elif a == c:\n"
          "        pass\n"
          "    else:\n"
          "        raise E\n",
          "function f\n"
          " condition: a == b\n"
          "  compare refuses: a == b\n"
          " branch\n"
          "  call x\n"
          " branch\n"
          "  condition: a == c\n"
          "   compare refuses: a == c\n"
          "  branch\n"
          "  branch +leaves\n"
          "   refusal: E\n" },
        { "the outcome is returned",
          "def f():\n"
          "    return a == b and c in d\n"
          "def g():\n"
          "    same = a == b\n"
          "    return same\n",
          "function f\n"
          " refusal +decides: a == b c in d\n"
          "  compare refuses: a == b\n"
          "  compare refuses: c in d\n"
          "function g\n"
          " assign same: same a == b\n"
          "  compare refuses: a == b\n"
          " refusal +decides: same\n" },
        { "assert, match and choice",
          "def f():\n"
          "    assert a == b, \"x\"\n"
          "    match s:\n"
          "        case \"good\": pass\n"
          "        case _: raise E\n"
          "    x = 1 if a == b else 2\n",
          "function f\n"
          " refusal +decides: a == b x\n"
          "  compare refuses: a == b\n"
          " condition: s\n"
          " branch\n"
          "  compare refuses: good\n"
          " branch +leaves\n"
          "  refusal: E\n"
          " assign x: x 1 a == b 2\n"
          "  condition: a == b\n"
          "   compare: a == b\n"
          "  branch\n" },
        { "failures that are reported",
          "def f():\n"
          "    if a != b:\n"
          "        failure.add_event(\"nonce\")\n"
          "    if c != d:\n"
          "        sys.exit(1)\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch\n"
          "  refusal: failure add_event nonce\n"
          "   call add_event\n"
          " condition: c != d\n"
          "  compare refuses: c != d\n"
          " branch +leaves\n"
          "  refusal: sys exit 1\n"
          "   call exit\n" },
        { "found by several ways",
          "def f():\n"
          "    ok = False\n"
          "    if isinstance(n, str):\n"
          "        if e == n.encode():\n"
          "            ok = True\n"
          "    elif isinstance(n, bytes):\n"
          "        if e == n:\n"
          "            ok = True\n"
          "    if not ok:\n"
          "        raise E\n",
          "function f\n"
          " assign ok: ok False\n"
          " condition: isinstance n str\n"
          "  call isinstance\n"
          " branch\n"
          "  condition: e == n encode\n"
          "   compare refuses: e == n encode\n"
          "    call encode\n"
          "  branch\n"
          "   assign ok: ok True\n"
          " branch\n"
          "  condition: isinstance n bytes\n"
          "   call isinstance\n"
          "  branch\n"
          "   condition: e == n\n"
          "    compare refuses: e == n\n"
          "   branch\n"
          "    assign ok: ok True\n"
          " condition: not ok\n"
          " branch +leaves\n"
          "  refusal: E\n" },
        { "results that say no",
          "def f():\n"
          "    if a != b:\n"
          "        return Result(valid=False, error=\"nonce\")\n"
          "    checks[\"bound\"] = c == d\n"
          "    checks[\"other\"] = True\n"
          "    if not checks[\"bound\"]:\n"
          "        errors.append(\"bound\")\n"
          "    return Result(valid=True)\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: Result valid False error nonce\n"
          "   call Result\n"
          "    assign valid: valid False\n"
          "    assign error: error nonce\n"
          " assign bound: checks bound c == d\n"
          "  compare refuses: c == d\n"
          " assign other: checks other True\n"
          " condition: not checks bound\n"
          " branch\n"
          "  refusal: errors append bound\n"
          "   call append\n"
          " call Result\n"
          "  assign valid: valid True\n" },
        { "only a message",
          "def f():\n"
          "    if a != b:\n"
          "        logger.warning(\"x\")\n",
          "function f\n"
          " condition: a != b\n"
          "  compare: a != b\n"
          " branch\n"
          "  call warning\n" },
    };
    lab_check_all(LANG_PYTHON, false, cases);
}

static void what_cannot_run(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "comments, strings and documentation",
          "\"\"\"nonce == expected\"\"\"\n"
          "# nonce == expected\n"
          "def f():\n"
          "    \"\"\"if nonce != expected: raise\"\"\"\n"
          "    s = \"a == b\"\n",
          "function f\n"
          " assign s: s a == b\n" },
        { "dead code",
          "def f():\n"
          "    if False:\n"
          "        if a != b:\n"
          "            raise E\n"
          "    return 1\n"
          "    if c != d:\n"
          "        raise E\n",
          "function f\n"
          " condition: False\n"
          " branch +dead\n"
          "  condition +dead: a != b\n"
          "   compare +dead: a != b\n"
          "  branch +dead +leaves\n"
          "   refusal +dead: E\n"
          " condition +dead: c != d\n"
          "  compare +dead: c != d\n"
          " branch +dead +leaves\n"
          "  refusal +dead: E\n" },
    };
    lab_check_all(LANG_PYTHON, false, cases);
}

static void what_is_optional(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "only with a value",
          "def f(nonce=None):\n"
          "    if nonce is not None:\n"
          "        if nonce != q.nonce:\n"
          "            raise E\n"
          "    if not policy:\n"
          "        return\n"
          "    if a != b:\n"
          "        raise E\n",
          "function f\n"
          " condition: nonce is not None\n"
          "  compare: nonce is not None\n"
          " branch +optional\n"
          "  condition +optional: nonce != q nonce\n"
          "   compare +optional refuses: nonce != q nonce\n"
          "  branch +optional +leaves\n"
          "   refusal +optional: E\n"
          " condition: not policy\n"
          " branch +leaves\n"
          " condition +optional: a != b\n"
          "  compare +optional refuses: a != b\n"
          " branch +optional +leaves\n"
          "  refusal +optional: E\n" },
        { "to the right of a presence",
          "def f():\n"
          "    if nonce and nonce != q.nonce:\n"
          "        raise E\n",
          "function f\n"
          " condition: nonce nonce != q nonce\n"
          "  compare +optional refuses: nonce != q nonce\n"
          " branch +leaves\n"
          "  refusal: E\n" },
    };
    lab_check_all(LANG_PYTHON, false, cases);
}

static void tests_by_name(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "kinds of functions",
          "class T(unittest.TestCase):\n"
          "    def test_a(self):\n"
          "        self.assertTrue(verify(q))\n"
          "    def helper(self):\n"
          "        pass\n"
          "def test_b():\n"
          "    assert verify(q)\n"
          "@pytest.mark.skip(reason=\"x\")\n"
          "def test_c():\n"
          "    assert not verify(q)\n"
          "@unittest.skip(\"x\")\n"
          "class U(TestCase):\n"
          "    def test_d(self):\n"
          "        self.assertFalse(verify(q))\n",
          "type T\n"
          " function test_a of T +test\n"
          "  assert +test: self assertTrue verify q\n"
          "   call assertTrue +test\n"
          "    call verify +test\n"
          " function helper of T +test\n"
          "function test_b +test\n"
          " assert +test: verify q\n"
          "  call verify +test\n"
          "call skip\n"
          " assign reason: reason x\n"
          "function test_c +test +ignored\n"
          " assert +test +ignored +expects: not verify q\n"
          "  call verify +test +ignored\n"
          "call skip\n"
          "type U +ignored\n"
          " function test_d of U +test +ignored\n"
          "  assert +test +ignored +expects: self assertFalse verify q\n"
          "   call assertFalse +test +ignored\n"
          "    call verify +test +ignored\n" },
        { "what assertions expect",
          "def test_x():\n"
          "    with pytest.raises(E) as e:\n"
          "        verify(bad_nonce)\n"
          "    with self.assertRaises(E), open(f):\n"
          "        verify(q)\n"
          "    self.assertRaises(E, verify, q)\n"
          "    self.assertFalse(verify(q))\n"
          "    self.assertEqual(verify(q), False)\n"
          "    self.assertEqual(verify(q), 3)\n"
          "    assert not verify(q)\n"
          "    assert verify(q) is False\n"
          "    assert verify(q) == good\n"
          "    assert response.status_code == 401\n",
          "function test_x +test\n"
          " assert +test +expects: pytest raises E e verify bad_nonce\n"
          "  call raises +test\n"
          "  call verify +test\n"
          " assert +test +expects: self assertRaises E open f verify q\n"
          "  call assertRaises +test\n"
          "  call open +test\n"
          "  call verify +test\n"
          " assert +test +expects: self assertRaises E verify q\n"
          "  call assertRaises +test\n"
          " assert +test +expects: self assertFalse verify q\n"
          "  call assertFalse +test\n"
          "   call verify +test\n"
          " assert +test +expects: self assertEqual verify q False\n"
          "  call assertEqual +test\n"
          "   call verify +test\n"
          " assert +test: self assertEqual verify q 3\n"
          "  call assertEqual +test\n"
          "   call verify +test\n"
          " assert +test +expects: not verify q\n"
          "  call verify +test\n"
          " assert +test +expects: verify q is False\n"
          "  compare +test refuses: verify q is False\n"
          "   call verify +test\n"
          " assert +test: verify q == good\n"
          "  compare +test refuses: verify q == good\n"
          "   call verify +test\n"
          " assert +test +expects: response status_code == 401\n"
          "  compare +test refuses: response status_code == 401\n" },
        { "what should have thrown",
          "def test_x():\n"
          "    try:\n"
          "        verify(q)\n"
          "        pytest.fail(\"accepted\")\n"
          "    except E:\n"
          "        pass\n"
          "    try:\n"
          "        verify(q)\n"
          "    except E:\n"
          "        pytest.fail(\"refused\")\n",
          "function test_x +test\n"
          " call verify +test\n"
          " assert +test +expects: pytest fail accepted\n"
          "  call fail +test\n"
          " call verify +test\n"
          " assert +test: pytest fail refused\n"
          "  call fail +test\n" },
        { "tables",
          "def test_x():\n"
          "    cases = [{\"name\": \"wrong nonce\", \"should_fail\": True}, {\"name\": \"good\", "
          "\"should_fail\": False}]\n",
          "function test_x +test\n"
          " assign cases +test: cases name wrong nonce should_fail True name good should_fail "
          "False\n"
          "  assert +test +expects: name wrong nonce should_fail True\n"
          "   assign name +test: name wrong nonce\n"
          "   assign should_fail +test: should_fail True\n"
          "  assign name +test: name good\n"
          "  assign should_fail +test: should_fail False\n" },
    };
    lab_check_all(LANG_PYTHON, true, cases);
}

static void names_and_owners(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "classes, imports, calls",
          "import a.b\n"
          "from c import d as e\n"
          "class C(B):\n"
          "    def m(self):\n"
          "        return self.x.y(1)[0].z(k=2)\n"
          "async def f(p: int = 3): pass\n",
          "import: a b\n"
          "import: c d e\n"
          "type C\n"
          " function m of C\n"
          "  call z\n"
          "   call y\n"
          "   assign k: k 2\n"
          "function f\n" },
        { "assignments",
          "def f():\n"
          "    a, b = x\n"
          "    self.c = 1\n"
          "    d[\"e\"] = 2\n"
          "    if (g := h()) != 1: pass\n"
          "    s = f\"nonce {value}\" \"more\"\n",
          "function f\n"
          " assign b: a b x\n"
          " assign c: self c 1\n"
          " assign e: d e 2\n"
          " condition: g h != 1\n"
          "  compare: g h != 1\n"
          "   assign g: g h\n"
          "    call h\n"
          " branch\n"
          " assign s: s nonce  value more\n" },
    };
    lab_check_all(LANG_PYTHON, false, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_refuses),     cmocka_unit_test(what_cannot_run),
        cmocka_unit_test(what_is_optional), cmocka_unit_test(tests_by_name),
        cmocka_unit_test(names_and_owners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
