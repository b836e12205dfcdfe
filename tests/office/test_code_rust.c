/* SPDX-License-Identifier: Apache-2.0 */
/* What is read out of Rust, case by case. */
#include "code_lab.h"

static void what_refuses(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "a comparison whose branch returns an error",
          "fn f(a: u8, b: u8) -> Result<(), E> {\n"
          "    if a != b {\n"
          "        return Err(E::Nonce);\n"
          "    }\n"
          "    Ok(())\n"
          "}\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: Err E Nonce\n"
          "   call Err\n"
          " call Ok\n" },
        { "else refuses as well",
          "fn f() -> Result<(), E> { if a == b { Ok(()) } else { Err(E) } }\n",
          "function f\n"
          " condition: a == b\n"
          "  compare refuses: a == b\n"
          " branch\n"
          "  call Ok\n"
          " branch\n"
          "  refusal: Err E\n"
          "   call Err\n" },
        { "a constant-time comparison by way of a variable",
          "fn f(r: &Report, n: &[u8]) -> Result<(), E> {\n"
          "    let same: bool = r.report_data.ct_eq(n).into();\n"
          "    log(\"compared\");\n"
          "    if !same { bail!(\"nonce\") }\n"
          "    Ok(())\n"
          "}\n",
          "function f\n"
          " assign same: same r report_data ct_eq n into\n"
          "  call into\n"
          "   compare refuses: r report_data ct_eq n\n"
          "    call ct_eq\n"
          " call log\n"
          " condition: ! same\n"
          " branch +leaves\n"
          "  refusal: bail nonce\n"
          "   call bail\n"
          " call Ok\n" },
        { "an outcome that is lost",
          "fn f() -> u8 { let same = a == b; let same = true; if !same { return Err(E); } 1 }\n",
          "function f\n"
          " assign same: same a == b\n"
          "  compare: a == b\n"
          " assign same: same true\n"
          " condition: ! same\n"
          " branch +leaves\n"
          "  refusal: Err E\n"
          "   call Err\n" },
        { "ensure and assert",
          "fn f() { ensure!(a == b, \"nonce {}\", x); assert_eq!(a, b); debug_assert!(a == b); }\n",
          "function f\n"
          " refusal +decides: ensure a == b nonce {} x\n"
          "  call ensure\n"
          "   condition: a == b\n"
          "    compare refuses: a == b\n"
          " refusal +decides: assert_eq a b\n"
          "  compare refuses: assert_eq a b\n"
          "   call assert_eq\n"
          " assert: debug_assert a == b\n"
          "  call debug_assert\n"
          "   compare: a == b\n" },
        { "the last expression is what is returned",
          "fn f() -> bool { let x = 1; a == b }\n"
          "fn g() -> bool { match s { S::Good => true, _ => false } }\n"
          "fn h() -> Option<u8> { if a < 1 { None } else { Some(2) } }\n",
          "function f\n"
          " assign x: x 1\n"
          " refusal +decides: a == b\n"
          "  compare refuses: a == b\n"
          "function g\n"
          " condition: s\n"
          " branch\n"
          "  compare refuses: S Good\n"
          " branch\n"
          "  refusal: false\n"
          "function h\n"
          " condition: a < 1\n"
          "  compare refuses: a < 1\n"
          " branch\n"
          "  refusal: None\n"
          " branch\n"
          "  call Some\n" },
        { "then_some and ok_or", "fn f() -> R { (a == b).then_some(()).ok_or(E::X)?; Ok(()) }\n",
          "function f\n"
          " refusal +decides: a == b then_some ok_or E X\n"
          "  call ok_or\n"
          "   call then_some\n"
          "    compare refuses: a == b\n"
          " call Ok\n" },
        { "the comparison itself is an error",
          "fn f() -> R { constant_time::verify_slices_are_equal(a, b).map_err(|_| E)?; other(a)?; "
          "Ok(()) }\n",
          "function f\n"
          " refusal +decides: constant_time verify_slices_are_equal a b map_err E\n"
          "  call map_err\n"
          "   compare refuses: constant_time verify_slices_are_equal a b\n"
          "    call verify_slices_are_equal\n"
          " call other\n"
          " call Ok\n" },
        { "match and its guards",
          "fn f() -> R {\n"
          "    match tcb { T::UpToDate => {} T::Old if grace == 0 => return Err(E::Old), _ => {} "
          "}\n"
          "    match kind { K::A => Ok(1), K::B => Ok(2) }\n"
          "}\n",
          "function f\n"
          " condition: tcb\n"
          " branch\n"
          "  compare refuses: T UpToDate\n"
          " branch +leaves\n"
          "  compare refuses: T Old grace == 0\n"
          "   condition: grace == 0\n"
          "    compare refuses: grace == 0\n"
          "  refusal: Err E Old\n"
          "   call Err\n"
          " branch\n"
          " condition: kind\n"
          " branch\n"
          "  compare: K A\n"
          "  call Ok\n"
          " branch\n"
          "  compare: K B\n"
          "  call Ok\n" },
        { "let and else",
          "fn f() -> R { let Some(x) = o else { return Err(E) }; if let K::A = x { return Err(E) } "
          "Ok(()) }\n",
          "function f\n"
          " assign x: Some x o Err E\n"
          "  condition: o\n"
          "  branch +leaves\n"
          "   refusal: Err E\n"
          "    call Err\n"
          " condition: K A x\n"
          "  compare refuses: K A x\n"
          " branch +leaves\n"
          "  refusal: Err E\n"
          "   call Err\n"
          " call Ok\n" },
        { "a list of what is allowed",
          "fn f() -> R { for s in allowed { if s == status { return Ok(()); } } Err(E::Status) }\n",
          "function f\n"
          " condition: s == status\n"
          "  compare refuses: s == status\n"
          " branch +leaves\n"
          "  call Ok\n"
          " refusal: Err E Status\n"
          "  call Err\n" },
        { "chains", "fn f() -> R { if a == b && c != d || !e.eq(f) { return Err(E); } Ok(()) }\n",
          "function f\n"
          " condition: a == b c != d ! e eq f\n"
          "  compare refuses: a == b\n"
          "  compare refuses: c != d\n"
          "  compare refuses: e eq f\n"
          "   call eq\n"
          " branch +leaves\n"
          "  refusal: Err E\n"
          "   call Err\n"
          " call Ok\n" },
        { "bits", "fn f() -> R { if r.policy & DEBUG != 0 { return Err(E::Debug); } Ok(()) }\n",
          "function f\n"
          " condition: r policy & DEBUG != 0\n"
          "  compare refuses: r policy & DEBUG != 0\n"
          "   mask refuses: r policy & DEBUG\n"
          " branch +leaves\n"
          "  refusal: Err E Debug\n"
          "   call Err\n"
          " call Ok\n" },
        { "a refusal behind a further condition is none",
          "fn f() -> R { if a != b { if strict { return Err(E); } warn(); } Ok(()) }\n"
          "fn g() -> R { if x { if a != b { warn(); } } else { return Err(E); } Ok(()) }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare: a != b\n"
          " branch\n"
          "  condition: strict\n"
          "  branch +leaves\n"
          "   refusal: Err E\n"
          "    call Err\n"
          "  call warn\n"
          " call Ok\n"
          "function g\n"
          " condition: x\n"
          " branch +optional\n"
          "  condition +optional: a != b\n"
          "   compare +optional: a != b\n"
          "  branch +optional\n"
          "   call warn +optional\n"
          " branch +leaves\n"
          "  refusal: Err E\n"
          "   call Err\n"
          " call Ok\n" },
        { "else if, and in the end a refusal",
          "fn f() -> R { if a == b { x() } else if a == c { y() } else { return Err(E) } Ok(()) "
          "}\n",
          "function f\n"
          " condition: a == b\n"
          "  compare refuses: a == b\n"
          " branch\n"
          "  call x\n"
          " branch\n"
          "  condition: a == c\n"
          "   compare refuses: a == c\n"
          "  branch\n"
          "   call y\n"
          "  branch +leaves\n"
          "   refusal: Err E\n"
          "    call Err\n"
          " call Ok\n" },
        { "results that say no",
          "fn f() -> R { if a != b { return Ok(false); } if c != d { return Out { valid: false, n: "
          "1 }; } Ok(true) }\n"
          "fn g() -> R { Ok(a == b) }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: Ok false\n"
          "   call Ok\n"
          " condition: c != d\n"
          "  compare refuses: c != d\n"
          " branch +leaves\n"
          "  refusal: Out valid false n 1\n"
          "   assign valid: valid false\n"
          "   assign n: n 1\n"
          " call Ok\n"
          "function g\n"
          " refusal +decides: Ok a == b\n"
          "  call Ok\n"
          "   compare refuses: a == b\n" },
        { "only a message", "fn f() { if a != b { warn!(\"mismatch {}\", a == c); } }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare: a != b\n"
          " branch\n"
          "  call warn\n"
          "   compare: a == c\n" },
    };
    lab_check_all(LANG_RUST, false, cases);
}

static void what_cannot_run(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "comments, strings and documentation",
          "// if nonce != expected { return Err(E); }\n"
          "/* nonce == expected */\n"
          "/// nonce == expected\n"
          "fn f() { let s = \"nonce == expected\"; let t = r#\"a == b\"#; }\n",
          "function f\n"
          " assign s: s nonce == expected\n"
          " assign t: t a == b\n" },
        { "never built",
          "#[cfg(any())]\n"
          "fn f() -> R { if a != b { return Err(E); } Ok(()) }\n",
          "function f +dead\n"
          " condition +dead: a != b\n"
          "  compare +dead: a != b\n"
          " branch +dead +leaves\n"
          "  refusal +dead: Err E\n"
          "   call Err +dead\n"
          " call Ok +dead\n" },
        { "never true",
          "fn f() -> R { if false { if a != b { return Err(E); } } if true { x() } else { y() } "
          "Ok(()) }\n",
          "function f\n"
          " condition: false\n"
          " branch +dead\n"
          "  condition +dead: a != b\n"
          "   compare +dead: a != b\n"
          "  branch +dead +leaves\n"
          "   refusal +dead: Err E\n"
          "    call Err +dead\n"
          " condition: true\n"
          " branch\n"
          "  call x\n"
          " branch +dead\n"
          "  call y +dead\n"
          " call Ok\n" },
        { "after a return",
          "fn f() -> R { return Ok(()); if a != b { return Err(E); } }\n"
          "fn g() -> R { panic!(\"x\"); a == b }\n",
          "function f\n"
          " call Ok\n"
          " condition +dead: a != b\n"
          "  compare +dead: a != b\n"
          " branch +dead +leaves\n"
          "  refusal +dead: Err E\n"
          "   call Err +dead\n"
          "function g\n"
          " refusal: panic x\n"
          "  call panic\n"
          " refusal +dead +decides: a == b\n"
          "  compare +dead: a == b\n" },
    };
    lab_check_all(LANG_RUST, false, cases);
}

static void what_is_optional(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "only with a value",
          "fn f(o: Option<&[u8]>) -> R { if let Some(n) = o { if n != r.nonce { return Err(E); } } "
          "Ok(()) }\n",
          "function f\n"
          " condition: Some n o\n"
          " branch +optional\n"
          "  condition +optional: n != r nonce\n"
          "   compare +optional refuses: n != r nonce\n"
          "  branch +optional +leaves\n"
          "   refusal +optional: Err E\n"
          "    call Err +optional\n"
          " call Ok\n" },
        { "after leaving without one",
          "fn f(o: Option<u8>) -> R { if o.is_none() { return Ok(()); } if a != b { return Err(E); "
          "} Ok(()) }\n",
          "function f\n"
          " condition: o is_none\n"
          "  call is_none\n"
          " branch +leaves\n"
          "  call Ok\n"
          " condition +optional: a != b\n"
          "  compare +optional refuses: a != b\n"
          " branch +optional +leaves\n"
          "  refusal +optional: Err E\n"
          "   call Err +optional\n"
          " call Ok +optional\n" },
        { "a switch", "fn f(&self) -> R { if self.check_nonce { ensure!(a == b); } Ok(()) }\n",
          "function f\n"
          " condition: self check_nonce\n"
          " branch +optional\n"
          "  refusal +optional +decides: ensure a == b\n"
          "   call ensure +optional\n"
          "    condition +optional: a == b\n"
          "     compare +optional refuses: a == b\n"
          " call Ok\n" },
        { "to the right of a presence",
          "fn f() -> R { if o.is_some() && a != b { return Err(E); } if n.is_empty() || a == b { "
          "x() } Ok(()) }\n",
          "function f\n"
          " condition: o is_some a != b\n"
          "  call is_some\n"
          "  compare +optional refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: Err E\n"
          "   call Err\n"
          " condition: n is_empty a == b\n"
          "  call is_empty\n"
          "  compare +optional: a == b\n"
          " branch\n"
          "  call x\n"
          " call Ok\n" },
        { "refusing what is set is no option",
          "fn f() -> R { if r.debug { return Err(E); } Ok(()) }\n",
          "function f\n"
          " condition: r debug\n"
          " branch +leaves\n"
          "  refusal: Err E\n"
          "   call Err\n"
          " call Ok\n" },
    };
    lab_check_all(LANG_RUST, false, cases);
}

static void tests_by_attribute(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "kinds of tests",
          "#[cfg(test)]\n"
          "mod tests {\n"
          "    fn helper() { assert!(x); }\n"
          "    #[test]\n"
          "    fn plain() { assert_eq!(a, b); }\n"
          "    #[tokio::test(flavor = \"x\")]\n"
          "    #[ignore]\n"
          "    async fn ignored() { assert!(verify(&q).is_err()); }\n"
          "    #[rstest]\n"
          "    fn with_cases() { assert!(!verify(&q)); }\n"
          "}\n"
          "#[cfg(not(test))]\n"
          "fn product() { assert!(a == b); }\n",
          "function helper of tests +test\n"
          " assert +test: assert x\n"
          "  call assert +test\n"
          "function plain of tests +test\n"
          " assert +test: assert_eq a b\n"
          "  call assert_eq +test\n"
          "function ignored of tests +test +ignored\n"
          " assert +test +ignored +expects: assert verify q is_err\n"
          "  call assert +test +ignored\n"
          "   call is_err +test +ignored\n"
          "    call verify +test +ignored\n"
          "function with_cases of tests +test\n"
          " assert +test +expects: assert ! verify q\n"
          "  call assert +test\n"
          "   call verify +test\n"
          "function product\n"
          " refusal +decides: assert a == b\n"
          "  call assert\n"
          "   compare refuses: a == b\n" },
        { "a panic is expected of all of it",
          "#[test]\n"
          "#[should_panic(expected = \"nonce\")]\n"
          "fn wrong_nonce() { verify(&bad).unwrap(); }\n",
          "function wrong_nonce +test\n"
          " assert +test +expects: wrong_nonce verify bad unwrap\n"
          "  call unwrap +test\n"
          "   call verify +test\n" },
        { "what assertions expect",
          "#[test]\n"
          "fn t() {\n"
          "    assert!(verify(&q).is_err());\n"
          "    assert!(verify(&q).is_ok());\n"
          "    assert!(matches!(verify(&q), Err(E::Nonce)));\n"
          "    assert_eq!(verify(&q), Err(E::Nonce));\n"
          "    assert_eq!(verify(&q), Ok(()));\n"
          "    assert!(!list.is_empty());\n"
          "    let e = verify(&q).unwrap_err();\n"
          "    assert_eq!(e, E::Other);\n"
          "    assert_ne!(ok, true);\n"
          "}\n",
          "function t +test\n"
          " assert +test +expects: assert verify q is_err\n"
          "  call assert +test\n"
          "   call is_err +test\n"
          "    call verify +test\n"
          " assert +test: assert verify q is_ok\n"
          "  call assert +test\n"
          "   call is_ok +test\n"
          "    call verify +test\n"
          " assert +test +expects: assert matches verify q Err E Nonce\n"
          "  call assert +test\n"
          "   compare +test refuses: matches verify q Err E Nonce\n"
          "    call matches +test\n"
          "     call verify +test\n"
          "     call Err +test\n"
          " assert +test +expects: assert_eq verify q Err E Nonce\n"
          "  call assert_eq +test\n"
          "   call verify +test\n"
          "   call Err +test\n"
          " assert +test: assert_eq verify q Ok\n"
          "  call assert_eq +test\n"
          "   call verify +test\n"
          "   call Ok +test\n"
          " assert +test: assert ! list is_empty\n"
          "  call assert +test\n"
          "   call is_empty +test\n"
          " assign e +test: e verify q unwrap_err\n"
          "  assert +test +expects: verify q unwrap_err\n"
          "   call unwrap_err +test\n"
          "    call verify +test\n"
          " assert +test: assert_eq e E Other\n"
          "  call assert_eq +test\n"
          " assert +test +expects: assert_ne ok true\n"
          "  call assert_ne +test\n" },
        { "a panic where it went well",
          "#[test]\n"
          "fn t() {\n"
          "    match verify(&q) { Ok(_) => panic!(\"accepted\"), Err(e) => assert!(matches!(e, "
          "E::NonceMismatch)) }\n"
          "    if let Ok(_) = verify(&q) { panic!(\"accepted\"); }\n"
          "    if verify(&q).is_ok() { panic!(\"accepted\"); } else { panic!(\"refused\") }\n"
          "}\n",
          "function t +test\n"
          " condition +test: verify q\n"
          "  call verify +test\n"
          " branch +test +leaves\n"
          "  assert +test +expects: panic accepted\n"
          "   call panic +test\n"
          " branch +test\n"
          "  assert +test: assert matches e E NonceMismatch\n"
          "   call assert +test\n"
          "    compare +test refuses: matches e E NonceMismatch\n"
          "     call matches +test\n"
          " condition +test: Ok verify q\n"
          "  call verify +test\n"
          " branch +test +leaves\n"
          "  assert +test +expects: panic accepted\n"
          "   call panic +test\n"
          " condition +test: verify q is_ok\n"
          "  call is_ok +test\n"
          "   call verify +test\n"
          " branch +test +leaves\n"
          "  assert +test +expects: panic accepted\n"
          "   call panic +test\n"
          " branch +test +leaves\n"
          "  assert +test: panic refused\n"
          "   call panic +test\n" },
        { "cases of a table",
          "#[test]\n"
          "fn t() { for c in [Case { name: \"wrong nonce\", should_fail: true }, Case { name: "
          "\"good\", should_fail: false }] {} }\n",
          "function t +test\n"
          " assert +test +expects: name wrong nonce should_fail true\n"
          "  assign name +test: name wrong nonce\n"
          "  assign should_fail +test: should_fail true\n"
          " assign name +test: name good\n"
          " assign should_fail +test: should_fail false\n" },
        { "fuzz targets", "fuzz_target!(|data: &[u8]| { let _ = parse(data); });\n",
          "function fuzz_target +fuzz\n"
          " call fuzz_target +fuzz\n"
          "  assign _ +fuzz: parse data\n"
          "   call parse +fuzz\n" },
    };
    lab_check_all(LANG_RUST, false, cases);
}

static void names_and_owners(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "impl, trait, mod",
          "impl Verifier for Snp { fn verify(&self) { x(); } }\n"
          "trait T { fn has_default(&self) { x(); } fn none(&self); }\n"
          "mod inner { pub fn f() {} struct S { a: u8 } }\n"
          "use subtle::ConstantTimeEq;\n",
          "function verify of Snp\n"
          " call x\n"
          "function has_default of T\n"
          " call x\n"
          "function f of inner\n"
          "type S\n"
          "import: subtle ConstantTimeEq\n" },
        { "calls with paths and type arguments", "fn f() { a::b::c::<T>(x).d(y)?.e[0].g(); }\n",
          "function f\n"
          " call g\n"
          "  call d\n"
          "   call c\n" },
        { "assignments",
          "fn f() { let (a, b) = x; let mut c: u8 = 1; self.d = 2; e |= f == g; const K: u8 = 3; "
          "let s = S { h: 4 }; }\n",
          "function f\n"
          " assign b: a b x\n"
          " assign c: c 1\n"
          " assign d: self d 2\n"
          " assign e: e f == g\n"
          "  compare: f == g\n"
          " assign K: K 3\n"
          " assign s: s S h 4\n"
          "  assign h: h 4\n" },
    };
    lab_check_all(LANG_RUST, false, cases);
}

static void macros(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "in braces, and in one another",
          "proptest! { #[test] fn p(x in any::<u8>()) { prop_assert!(vec![a == b][0]); } }\n",
          "call proptest\n"
          " function p +test\n"
          "  assert +test: prop_assert vec a == b 0\n"
          "   call prop_assert +test\n"
          "    call vec +test\n"
          "     compare +test refuses: a == b\n" },
        { "arguments beyond those that are parsed",
          "fn f() { m!(a1, a2, a3, a4, a5, a6, a7, a8, a9 == b9, c(d)); }\n",
          "function f\n"
          " call m\n" },
        { "formats", "fn f() { info!(\"nonce {}\", verify(x)); }\n",
          "function f\n"
          " call info\n"
          "  call verify\n" },
    };
    lab_check_all(LANG_RUST, false, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_refuses),     cmocka_unit_test(what_cannot_run),
        cmocka_unit_test(what_is_optional), cmocka_unit_test(tests_by_attribute),
        cmocka_unit_test(names_and_owners), cmocka_unit_test(macros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
