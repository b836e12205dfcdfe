/* SPDX-License-Identifier: Apache-2.0 */
/* What is read out of Go, case by case. */
#include "code_lab.h"

static void what_refuses(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "a comparison whose branch returns an error",
          "func f() error { if !bytes.Equal(a, b) { return errors.New(\"nonce\") }; return nil }\n",
          "function f\n"
          " condition: ! bytes Equal a b\n"
          "  compare refuses: bytes Equal a b\n"
          "   call Equal\n"
          " branch +leaves\n"
          "  refusal: errors New nonce\n"
          "   call New\n" },
        { "several results",
          "func f() (bool, error) { if a != b { return false, nil }; if c != d { return true, err "
          "}; if e != f { return true, nil }; return true, nil }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: false nil\n"
          " condition: c != d\n"
          "  compare refuses: c != d\n"
          " branch +leaves\n"
          "  refusal: true err\n"
          " condition: e != f\n"
          "  compare: e != f\n"
          " branch +leaves\n" },
        { "by way of a variable",
          "func f() error { ok := subtle.ConstantTimeCompare(a, b); x(); if ok != 1 { return "
          "fmt.Errorf(\"x\") }; return nil }\n"
          "func g() bool { same := a == b; return same }\n",
          "function f\n"
          " assign ok: ok subtle ConstantTimeCompare a b\n"
          "  compare refuses: subtle ConstantTimeCompare a b\n"
          "   call ConstantTimeCompare\n"
          " call x\n"
          " condition: ok != 1\n"
          "  compare refuses: ok != 1\n"
          " branch +leaves\n"
          "  refusal: fmt Errorf x\n"
          "   call Errorf\n"
          "function g\n"
          " assign same: same a == b\n"
          "  compare refuses: a == b\n"
          " refusal +decides: same\n" },
        { "the outcome is returned", "func f() bool { return bytes.Equal(a, b) && c == d }\n",
          "function f\n"
          " refusal +decides: bytes Equal a b c == d\n"
          "  compare refuses: bytes Equal a b\n"
          "   call Equal\n"
          "  compare refuses: c == d\n" },
        { "else and else if",
          "func f() error { if a == b { x() } else if c == d { y() } else { return ErrNonce }; "
          "return nil }\n",
          "function f\n"
          " condition: a == b\n"
          "  compare refuses: a == b\n"
          " branch\n"
          "  call x\n"
          " branch\n"
          "  condition: c == d\n"
          "   compare refuses: c == d\n"
          "  branch\n"
          "   call y\n"
          "  branch +leaves\n"
          "   refusal: ErrNonce\n" },
        { "switch with and without a value",
          "func f() error { switch s { case Good: return nil; case Old, Older: return err; "
          "default: panic(\"x\") } }\n"
          "func g() error { switch { case a != b: return err; default: return nil } }\n",
          "function f\n"
          " condition: s\n"
          " branch +leaves\n"
          "  compare refuses: Good\n"
          " branch +leaves\n"
          "  compare refuses: Old Older\n"
          "  refusal: err\n"
          " branch +leaves\n"
          "  refusal: panic x\n"
          "   call panic\n"
          "function g\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: err\n"
          " branch +leaves\n" },
        { "a list of what is allowed",
          "func f() error { for _, s := range allowed { if s == status { return nil } }; return "
          "errors.New(\"status\") }\n",
          "function f\n"
          " condition: s == status\n"
          "  compare refuses: s == status\n"
          " branch +leaves\n"
          " refusal: errors New status\n"
          "  call New\n" },
        { "found, and then tested",
          "func f() error { found := false; for _, s := range l { if s == x { found = true; break "
          "} }; if !found { return err }; return nil }\n",
          "function f\n"
          " assign found: found false\n"
          " condition: s == x\n"
          "  compare refuses: s == x\n"
          " branch +leaves\n"
          "  assign found: found true\n"
          " condition: ! found\n"
          " branch +leaves\n"
          "  refusal: err\n" },
        { "errors that are collected",
          "func f() (err error) { if a != b { err = multierr.Append(err, fmt.Errorf(\"x\")) }; if "
          "c != d { errs = append(errs, errors.New(\"y\")) }; return }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch\n"
          "  refusal: err multierr Append err fmt Errorf x\n"
          "   assign err: err multierr Append err fmt Errorf x\n"
          "    call Append\n"
          "     call Errorf\n"
          " condition: c != d\n"
          "  compare refuses: c != d\n"
          " branch\n"
          "  refusal: errs append errs errors New y\n"
          "   assign errs: errs append errs errors New y\n"
          "    call append\n"
          "     call New\n" },
        { "a label", "func f() error { if a != b { goto fail }; return nil; fail: return err }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: fail\n"
          " refusal: err\n" },
        { "an answer",
          "func f(w http.ResponseWriter) { if a != b { http.Error(w, \"x\", 403); return }; if c "
          "!= d { log.Fatal(\"x\") } }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: http Error w x 403\n"
          "   call Error\n"
          " condition: c != d\n"
          "  compare refuses: c != d\n"
          " branch +leaves\n"
          "  refusal: log Fatal x\n"
          "   call Fatal\n" },
        { "results that say no",
          "func f() *Result { if a != b { return &Result{Valid: false} }; return &Result{Valid: "
          "true} }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: Result Valid false\n"
          "   assign Valid: Valid false\n"
          " assign Valid: Valid true\n" },
        { "only a message", "func f() { if a != b { log.Print(\"x\", a == c) } }\n",
          "function f\n"
          " condition: a != b\n"
          "  compare: a != b\n"
          " branch\n"
          "  call Print\n"
          "   compare: a == c\n" },
        { "what a function literal returns, the function does not",
          "func f() { sort.Slice(l, func(i, j int) bool { return l[i] == l[j] }) }\n"
          "func g() { cmd.RunE = func() error { if a != b { return err }; return nil } }\n",
          "function f\n"
          " call Slice\n"
          "  compare: l i == l j\n"
          "function g\n"
          " assign RunE: cmd RunE error a != b err nil\n"
          "  condition: a != b\n"
          "   compare refuses: a != b\n"
          "  branch +leaves\n"
          "   refusal: err\n" },
        { "loops without a condition have no branch",
          "func f() error { if a == b { x() }; for range l { return err }; for { y() }; for i := "
          "0; i < 3; i++ { z() }; return nil }\n",
          "function f\n"
          " condition: a == b\n"
          "  compare: a == b\n"
          " branch\n"
          "  call x\n"
          " refusal: err\n"
          " call y\n"
          " assign i: i 0\n"
          " condition: i < 3\n"
          "  compare: i < 3\n"
          " branch\n"
          "  call z\n" },
    };
    lab_check_all(LANG_GO, false, cases);
}

static void what_cannot_run(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "comments, strings and documentation",
          "// nonce == expected\n"
          "/* if nonce != expected { return err } */\n"
          "func f() { s := \"nonce == expected\"; t := `a != b` }\n",
          "function f\n"
          " assign s: s nonce == expected\n"
          " assign t: t a != b\n" },
        { "dead code",
          "func f() error { if false { if a != b { return err } }; return nil; if c != d { return "
          "err } }\n",
          "function f\n"
          " condition: false\n"
          " branch +dead\n"
          "  condition +dead: a != b\n"
          "   compare +dead: a != b\n"
          "  branch +dead +leaves\n"
          "   refusal +dead: err\n"
          " condition +dead: c != d\n"
          "  compare +dead: c != d\n"
          " branch +dead +leaves\n"
          "  refusal +dead: err\n" },
    };
    lab_check_all(LANG_GO, false, cases);
}

static void what_is_optional(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "only with a value",
          "func f(o *Opts) error { if o.Nonce != nil { if !bytes.Equal(o.Nonce, n) { return err } "
          "}; if err != nil { x() }; if ok { y() }; return nil }\n",
          "function f\n"
          " condition: o Nonce != nil\n"
          "  compare: o Nonce != nil\n"
          " branch +optional\n"
          "  condition +optional: ! bytes Equal o Nonce n\n"
          "   compare +optional refuses: bytes Equal o Nonce n\n"
          "    call Equal +optional\n"
          "  branch +optional +leaves\n"
          "   refusal +optional: err\n"
          " condition: err != nil\n"
          "  compare: err != nil\n"
          " branch\n"
          "  call x\n"
          " condition: ok\n"
          " branch\n"
          "  call y\n" },
        { "after leaving without one",
          "func f(required []byte) error { if len(required) == 0 { return nil }; if a != b { "
          "return err }; return nil }\n"
          "func g(required []byte) error { if len(required) == 0 { return err }; if a != b { "
          "return err }; return nil }\n",
          "function f\n"
          " condition: len required == 0\n"
          "  compare: len required == 0\n"
          "   call len\n"
          " branch +leaves\n"
          " condition +optional: a != b\n"
          "  compare +optional refuses: a != b\n"
          " branch +optional +leaves\n"
          "  refusal +optional: err\n"
          "function g\n"
          " condition: len required == 0\n"
          "  compare refuses: len required == 0\n"
          "   call len\n"
          " branch +leaves\n"
          "  refusal: err\n"
          " condition: a != b\n"
          "  compare refuses: a != b\n"
          " branch +leaves\n"
          "  refusal: err\n" },
        { "to the right of a presence",
          "func f() error { if o.Nonce != nil && !bytes.Equal(o.Nonce, n) { return err }; return "
          "nil }\n",
          "function f\n"
          " condition: o Nonce != nil ! bytes Equal o Nonce n\n"
          "  compare refuses: o Nonce != nil\n"
          "  compare +optional refuses: bytes Equal o Nonce n\n"
          "   call Equal +optional\n"
          " branch +leaves\n"
          "  refusal: err\n" },
    };
    lab_check_all(LANG_GO, false, cases);
}

static void tests_by_name(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "kinds of functions",
          "func TestX(t *testing.T) { require.NoError(t, err) }\n"
          "func Testify() {}\n"
          "func helper(t testing.TB) { x() }\n"
          "func BenchmarkX(b *testing.B) { x() }\n"
          "func FuzzX(f *testing.F) { f.Fuzz(g) }\n"
          "func (s *Suite) TestY() { s.Require() }\n",
          "function TestX +test\n"
          " assert +test: require NoError t err\n"
          "  call NoError +test\n"
          "function Testify\n"
          "function helper +test\n"
          " call x +test\n"
          "function BenchmarkX\n"
          " call x\n"
          "function FuzzX +test +fuzz\n"
          " call Fuzz +test +fuzz\n"
          "function TestY of Suite +test\n"
          " call Require +test\n" },
        { "skipped",
          "func TestA(t *testing.T) { t.Skip(\"x\"); require.Error(t, err) }\n"
          "func TestB(t *testing.T) { if testing.Short() { t.Skip(\"x\") }; require.Error(t, err) "
          "}\n",
          "function TestA +test +ignored\n"
          " call Skip +test +ignored\n"
          " assert +test +ignored +expects: require Error t err\n"
          "  call Error +test +ignored\n"
          "function TestB +test\n"
          " condition +test: testing Short\n"
          "  call Short +test\n"
          " branch +test\n"
          "  call Skip +test\n"
          " assert +test +expects: require Error t err\n"
          "  call Error +test\n" },
        { "what assertions expect",
          "func TestX(t *testing.T) {\n"
          "\trequire.Error(t, verify(q))\n"
          "\tassert.ErrorIs(t, err, ErrNonce)\n"
          "\tassert.False(t, ok)\n"
          "\tassert.True(t, ok)\n"
          "\tassert.Equal(t, false, ok)\n"
          "\tif err == nil { t.Fatal(\"accepted\") }\n"
          "\tif err != nil { t.Fatal(err) }\n"
          "\tif !errors.Is(err, ErrNonce) { t.Error(\"x\") }\n"
          "\tif verify(q) { t.Error(\"x\") } else { t.Log(\"y\") }\n"
          "\tif got != want { t.Errorf(\"x\") }\n"
          "\tif err := verify(bad); err == nil || !strings.Contains(err.Error(), \"x\") { "
          "t.Error(\"x\") }\n"
          "}\n",
          "function TestX +test\n"
          " assert +test +expects: require Error t verify q\n"
          "  call Error +test\n"
          "   call verify +test\n"
          " assert +test +expects: assert ErrorIs t err ErrNonce\n"
          "  call ErrorIs +test\n"
          " assert +test +expects: assert False t ok\n"
          "  call False +test\n"
          " assert +test: assert True t ok\n"
          "  call True +test\n"
          " assert +test +expects: assert Equal t false ok\n"
          "  call Equal +test\n"
          " condition +test: err == nil\n"
          "  compare +test refuses: err == nil\n"
          " branch +test\n"
          "  assert +test +expects: t Fatal accepted\n"
          "   call Fatal +test\n"
          " condition +test: err != nil\n"
          "  compare +test refuses: err != nil\n"
          " branch +test\n"
          "  assert +test: t Fatal err\n"
          "   call Fatal +test\n"
          " condition +test: ! errors Is err ErrNonce\n"
          "  call Is +test\n"
          " branch +test\n"
          "  assert +test +expects: t Error x\n"
          "   call Error +test\n"
          " condition +test: verify q\n"
          "  call verify +test\n"
          " branch +test\n"
          "  assert +test +expects: t Error x\n"
          "   call Error +test\n"
          " branch +test\n"
          "  call Log +test\n"
          " condition +test: got != want\n"
          "  compare +test refuses: got != want\n"
          " branch +test\n"
          "  assert +test: t Errorf x\n"
          "   call Errorf +test\n"
          " assign err +test: err verify bad\n"
          "  call verify +test\n"
          " condition +test: err == nil ! strings Contains err Error x\n"
          "  compare +test refuses: err == nil\n"
          "  call Contains +test\n"
          "   call Error +test\n"
          " branch +test\n"
          "  assert +test +expects: t Error x\n"
          "   call Error +test\n" },
        { "tables",
          "func TestX(t *testing.T) {\n"
          "\tfor _, tc := range []struct{ name string; wantErr string }{\n"
          "\t\t{name: \"wrong nonce\", wantErr: \"nonce\"}, {name: \"good\", wantErr: \"\"}, "
          "{name: \"bad\", valid: false},\n"
          "\t} { t.Run(tc.name, func(t *testing.T) { x() }) }\n"
          "}\n",
          "function TestX +test\n"
          " assert +test +expects: name wrong nonce wantErr nonce\n"
          "  assign name +test: name wrong nonce\n"
          "  assign wantErr +test: wantErr nonce\n"
          " assign name +test: name good\n"
          " assign wantErr +test: wantErr\n"
          " assert +test +expects: name bad valid false\n"
          "  assign name +test: name bad\n"
          "  assign valid +test: valid false\n"
          " call Run +test\n"
          "  call x +test\n" },
        { "tables with keys",
          "func TestX(t *testing.T) {\n"
          "\tfor name, tc := range map[string]T{\"wrong nonce\": {opts: other, wantErr: true}, "
          "\"good\": {opts: o}} { x() }\n"
          "}\n",
          "function TestX +test\n"
          " assign nonce +test: wrong nonce opts other wantErr true\n"
          "  assert +test +expects: opts other wantErr true\n"
          "   assign opts +test: opts other\n"
          "   assign wantErr +test: wantErr true\n"
          " assign good +test: good opts o\n"
          "  assign opts +test: opts o\n"
          " call x +test\n" },
        { "Gomega",
          "func TestX(t *testing.T) { Expect(err).To(HaveOccurred()); "
          "Expect(err).NotTo(HaveOccurred()); Expect(ok).To(BeFalse()) }\n",
          "function TestX +test\n"
          " assert +test +expects: Expect err To HaveOccurred\n"
          "  call To +test\n"
          "   call Expect +test\n"
          "   call HaveOccurred +test\n"
          " assert +test: Expect err NotTo HaveOccurred\n"
          "  call NotTo +test\n"
          "   call Expect +test\n"
          "   call HaveOccurred +test\n"
          " assert +test +expects: Expect ok To BeFalse\n"
          "  call To +test\n"
          "   call Expect +test\n"
          "   call BeFalse +test\n" },
        { "subtests with a name",
          "func TestX(t *testing.T) { t.Run(\"wrong nonce\", func(t *testing.T) { require.Error(t, "
          "err) }) }\n",
          "function TestX +test\n"
          " call Run +test\n"
          "  function wrong nonce +test\n"
          "   assert +test +expects: require Error t err\n"
          "    call Error +test\n" },
    };
    lab_check_all(LANG_GO, true, cases);
}

static void names_and_owners(void **state)
{
    (void)state;
    static const struct code_case cases[] = {
        { "methods, types, imports",
          "import (\"bytes\"; x \"errors\")\n"
          "type Verifier struct { Nonce []byte }\n"
          "func (v *Verifier) Verify() { x() }\n"
          "func (v Set[T]) Has() {}\n",
          "import: bytes\n"
          "import: x errors\n"
          "type Verifier\n"
          "function Verify of Verifier\n"
          " call x\n"
          "function Has of Set\n" },
        { "assignments",
          "func f() { a, ok := g(); o.b = 1; var c int = 2; const d = 3; s := T{E: 4, F: g()} }\n",
          "function f\n"
          " assign ok: a ok g\n"
          "  call g\n"
          " assign b: o b 1\n"
          " assign c: c int 2\n"
          " assign d: d 3\n"
          " assign s: s T E 4 F g\n"
          "  assign E: E 4\n"
          "  assign F: F g\n"
          "   call g\n" },
    };
    lab_check_all(LANG_GO, false, cases);
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
