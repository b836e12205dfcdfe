/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is, told by paths as projects really have them. */
#include "../unit/test.h"

#include "office/source/kind.h"

struct row {
    const char *path;
    unsigned kind;
    enum lang lang;
};

static void check_row(const struct row *r)
{
    unsigned kind = file_kind_of(r->path, SLICE_EMPTY);
    enum lang lang = file_lang_of(r->path, SLICE_EMPTY);
    if (kind != r->kind)
        fail_msg("%s: kind is %#x, should be %#x", r->path, kind, r->kind);
    if (lang != r->lang)
        fail_msg("%s: language is \"%s\"", r->path, lang_name(lang));
}

#define check_rows(rows)                                                                           \
    for (size_t i_ = 0; i_ < CUPEL_COUNT(rows); i_++)                                              \
    check_row(&(rows)[i_])

static void go_repositories(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "verify/verify.go", 0, LANG_GO },
        { "verify/verify_test.go", FILE_TEST, LANG_GO },
        { "./validate/validate.go", 0, LANG_GO },
        { "testing/mocks.go", FILE_TEST, LANG_GO },
        { "testing/testdata/quote.bin", FILE_TEST | FILE_FIXTURE, LANG_NONE },
        { "abi/testdata/vcek.pem", FILE_FIXTURE, LANG_NONE },
        { "verify/testdata/milan.testcer", FILE_FIXTURE, LANG_NONE },
        { "proto/sevsnp/sevsnp.pb.go", FILE_GENERATED, LANG_GO },
        { "proto/sevsnp.proto", 0, LANG_NONE },
        { "api/v1/zz_generated.deepcopy.go", FILE_GENERATED, LANG_GO },
        { "vendor/github.com/google/go-sev-guest/verify/verify.go", FILE_VENDORED, LANG_GO },
        { "vendor/modules.txt", FILE_DOC, LANG_NONE },
        { "src/vendor/github.com/pkg/errors/errors.go", FILE_VENDORED, LANG_GO },
        { "internal/vendor/amd/amd.go", 0, LANG_GO },
        { "internal/contest/contest.go", 0, LANG_GO },
        { "internal/attestation/attestation.go", 0, LANG_GO },
        { "pkg/latest/latest.go", 0, LANG_GO },
        { "e2e/internal/upgrade/upgrade_test.go", FILE_TEST, LANG_GO },
        { "bazel/toolchains/go.bzl", FILE_BUILD, LANG_NONE },
        { "3rdparty/bazel/org_openssl/openssl_test.cc", FILE_VENDORED | FILE_TEST, LANG_CPP },
        { "cmd/verify/main.go", 0, LANG_GO },
        { "go.mod", FILE_BUILD, LANG_NONE },
        { "go.sum", FILE_BUILD, LANG_NONE },
        { "tools/check/check_fuzz_test.go", FILE_TEST | FILE_FUZZ, LANG_GO },
        { "fuzz/fuzz.go", FILE_FUZZ, LANG_GO },
        { "validate/validate_bench_test.go", FILE_TEST | FILE_BENCH, LANG_GO },
        { ".golangci.yml", 0, LANG_NONE },
        { ".github/dependabot.yml", 0, LANG_NONE },
        { ".github/workflows/ci.yml", FILE_CI, LANG_NONE },
        { ".github/actions/setup/action.yml", FILE_CI, LANG_NONE },
        { ".github/CODEOWNERS", 0, LANG_NONE },
        { ".github/SECURITY.md", FILE_DOC, LANG_NONE },
    };
    check_rows(rows);
}

static void rust_repositories(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "src/lib.rs", 0, LANG_RUST },
        { "src/bin/verify.rs", 0, LANG_RUST },
        { "src/tests.rs", FILE_TEST, LANG_RUST },
        { "src/verify/tests/mod.rs", FILE_TEST, LANG_RUST },
        { "src/verify/test.rs", FILE_TEST, LANG_RUST },
        { "tests/verify_quote.rs", FILE_TEST, LANG_RUST },
        { "tests/data/quote.hex", FILE_TEST | FILE_FIXTURE, LANG_NONE },
        { "tests/common/mod.rs", FILE_TEST, LANG_RUST },
        { "benches/verify.rs", FILE_BENCH, LANG_RUST },
        { "examples/verify.rs", FILE_EXAMPLE, LANG_RUST },
        { "fuzz/fuzz_targets/quote.rs", FILE_FUZZ, LANG_RUST },
        { "fuzz/Cargo.toml", FILE_FUZZ | FILE_BUILD, LANG_NONE },
        { "build.rs", FILE_BUILD, LANG_RUST },
        { "sys/src/bindings.rs", FILE_GENERATED, LANG_RUST },
        { "src/vendor/intel.rs", 0, LANG_RUST },
        { "src/external/mod.rs", 0, LANG_RUST },
        { "crates/external/src/lib.rs", 0, LANG_RUST },
        { "external/src/lib.rs", 0, LANG_RUST },
        { "external/mod.rs", 0, LANG_RUST },
        { "external/ring/src/lib.rs", FILE_VENDORED, LANG_RUST },
        { "tests/vendor/serde/src/lib.rs", FILE_VENDORED | FILE_TEST, LANG_RUST },
        { "tests/third_party/x/y.rs", FILE_VENDORED | FILE_TEST, LANG_RUST },
        { "Cargo.toml", FILE_BUILD, LANG_NONE },
        { "Cargo.lock", FILE_BUILD, LANG_NONE },
        { "deny.toml", FILE_BUILD, LANG_NONE },
        { "rust-toolchain.toml", FILE_BUILD, LANG_NONE },
        { ".cargo/config.toml", 0, LANG_NONE },
        { "kbs/config/as-config.json", FILE_CONFIG, LANG_NONE },
        { "kbs/src/policy/default.rego", FILE_CONFIG, LANG_NONE },
        { "attestation-service/tests/e2e/policy.rego", FILE_CONFIG | FILE_TEST | FILE_FIXTURE,
          LANG_NONE },
        { "charts/kbs/values.yaml", FILE_CONFIG, LANG_NONE },
        { "deps/verifier/src/snp/mod.rs", 0, LANG_RUST },
    };
    check_rows(rows);
}

static void c_repositories(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "src/quote.c", 0, LANG_C },
        { "include/quote.h", 0, LANG_C },
        { "src/quote.cpp", 0, LANG_CPP },
        { "common/inc/sgx.hpp", 0, LANG_CPP },
        { "src/quote.C", 0, LANG_CPP },
        { "tests/test_quote.c", FILE_TEST, LANG_C },
        { "test/quote_test.cc", FILE_TEST, LANG_CPP },
        { "quote_unittest.cc", FILE_TEST, LANG_CPP },
        { "src/QuoteVerificationTest.cpp", FILE_TEST, LANG_CPP },
        { "src/QuoteTests.cpp", FILE_TEST, LANG_CPP },
        { "src/Attest.cpp", 0, LANG_CPP },
        { "src/attest.c", 0, LANG_C },
        { "src/selftest.c", 0, LANG_C },
        { "Enclave/Enclave_t.c", FILE_GENERATED, LANG_C },
        { "App/Enclave_u.h", FILE_GENERATED, LANG_C },
        { "external/openssl/crypto/mem.c", FILE_VENDORED, LANG_C },
        { "external/dcap_source/QuoteVerification/x.cpp", FILE_VENDORED, LANG_CPP },
        { "subprojects/libfoo/src/a.c", FILE_VENDORED, LANG_C },
        { "subprojects/libfoo.wrap", 0, LANG_NONE },
        { "contrib/minizip/zip.c", FILE_VENDORED | FILE_EXAMPLE, LANG_C },
        { "deps/cjson/cJSON.c", FILE_VENDORED, LANG_C },
        { "contrib/run.sh", FILE_EXAMPLE, LANG_OTHER },
        { "lib/contrib.c", 0, LANG_C },
        { "CMakeLists.txt", FILE_BUILD, LANG_NONE },
        { "tests/CMakeLists.txt", FILE_TEST | FILE_BUILD, LANG_NONE },
        { "meson.build", FILE_BUILD, LANG_NONE },
        { "Makefile", FILE_BUILD, LANG_NONE },
        { "config/rules.mk", FILE_BUILD, LANG_NONE },
        { "tests/fuzz/fuzz_quote.c", FILE_TEST | FILE_FUZZ, LANG_C },
        { "fuzzing/corpus/quote/a.bin", FILE_FUZZ | FILE_FIXTURE, LANG_NONE },
        { "SampleCode/RemoteAttestation/Enclave/Enclave.config.xml", FILE_EXAMPLE | FILE_CONFIG,
          LANG_NONE },
        { "CI-Examples/ra-tls/python.manifest.template", FILE_CONFIG, LANG_NONE },
        { "bench/bench_verify.c", FILE_BENCH, LANG_C },
    };
    check_rows(rows);
}

static void python_and_others(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "keylime/tpm/tpm_main.py", 0, LANG_PYTHON },
        { "test/test_tpm.py", FILE_TEST, LANG_PYTHON },
        { "keylime/test_helper.py", FILE_TEST, LANG_PYTHON },
        { "keylime/latest_state.py", 0, LANG_PYTHON },
        { "conftest.py", FILE_TEST, LANG_PYTHON },
        { "setup.py", FILE_BUILD, LANG_PYTHON },
        { "requirements.txt", FILE_BUILD, LANG_NONE },
        { "test-requirements.txt", FILE_DOC, LANG_NONE },
        { "pyproject.toml", FILE_BUILD, LANG_NONE },
        { "api/quote_pb2.py", FILE_GENERATED, LANG_PYTHON },
        { "api/quote_pb2_grpc.py", FILE_GENERATED, LANG_PYTHON },
        { "venv/lib/site-packages/six.py", FILE_VENDORED, LANG_PYTHON },
        { "templates/2.0/verifier.j2", 0, LANG_NONE },
        { "config/verifier.conf", FILE_CONFIG, LANG_NONE },
        { "web/node_modules/left-pad/index.js", FILE_VENDORED, LANG_OTHER },
        { "web/src/app.test.ts", FILE_TEST, LANG_OTHER },
        { "web/package.json", FILE_BUILD, LANG_NONE },
        { "web/static/app.min.js", FILE_GENERATED, LANG_OTHER },
        { "src/main/java/org/x/Verifier.java", 0, LANG_OTHER },
        { "src/test/java/org/x/VerifierTest.java", FILE_TEST, LANG_OTHER },
        { "scripts/run.sh", 0, LANG_OTHER },
        { "Jenkinsfile", FILE_CI, LANG_NONE },
        { ".gitlab-ci.yml", FILE_CI, LANG_NONE },
        { ".circleci/config.yml", FILE_CI, LANG_NONE },
        { "ci/build.yaml", FILE_CI, LANG_NONE },
        { "Dockerfile", FILE_BUILD, LANG_NONE },
        { "docker/Dockerfile.release", FILE_BUILD, LANG_NONE },
        { "flake.nix", FILE_BUILD, LANG_NONE },
        { "deploy/terraform/main.tf", FILE_CONFIG, LANG_NONE },
    };
    check_rows(rows);
}

static void documents(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "README.md", FILE_DOC, LANG_NONE },
        { "README", FILE_DOC, LANG_NONE },
        { "LICENSE", FILE_DOC, LANG_NONE },
        { "LICENSE-APACHE.txt", FILE_DOC, LANG_NONE },
        { "SECURITY.md", FILE_DOC, LANG_NONE },
        { "docs/threat-model.rst", FILE_DOC, LANG_NONE },
        { "docs/images/arch.svg", FILE_DOC, LANG_NONE },
        { "docs/conf.py", FILE_DOC, LANG_PYTHON },
        { "dev-docs/howto.md", FILE_DOC, LANG_NONE },
        { "CHANGELOG.md", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "CHANGELOG-0.3.md", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "ChangeLog", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "CHANGES", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "NEWS", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "NEWS.adoc", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "RELEASES.md", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "RELEASING.md", FILE_DOC, LANG_NONE },
        { "HISTORY.rst", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "src/history.rs", 0, LANG_RUST },
        { "src/changes.go", 0, LANG_GO },
        { "changes/123.feature.md", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "docs/release-notes/v1.2.md", FILE_DOC | FILE_CHANGELOG, LANG_NONE },
        { "releases/build.sh", 0, LANG_OTHER },
        { "src/news/feed.go", 0, LANG_GO },
        { "src/license.go", 0, LANG_GO },
        { "tests/README.md", FILE_DOC | FILE_TEST, LANG_NONE },
        { "vendor/x/README.md", FILE_DOC | FILE_VENDORED, LANG_NONE },
        { "", 0, LANG_NONE },
        { "a/", 0, LANG_NONE },
        { ".", 0, LANG_NONE },
        { "....", 0, LANG_NONE },
    };
    check_rows(rows);
}

static void first_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *path, *start;
        unsigned kind;
        enum lang lang;
    } rows[] = {
        { "a.go", "// Code generated by mockgen. DO NOT EDIT.\npackage a\n", FILE_GENERATED,
          LANG_GO },
        { "a.go", "// Package a tells how quotes are generated.\npackage a\n", 0, LANG_GO },
        { "a.rs", "/* automatically generated by rust-bindgen 0.69.4 */\n", FILE_GENERATED,
          LANG_RUST },
        { "a.py", "# @generated by x\n", FILE_GENERATED, LANG_PYTHON },
        { "a.c", "/* This file was generated by cc. Do not edit. */\n", FILE_GENERATED, LANG_C },
        { "a.c", "/* Do not edit the quote. */\n", 0, LANG_C },
        { "README.md", "Code generated by x. DO NOT EDIT.", FILE_DOC, LANG_NONE },
        { "a.h", "#pragma once\nnamespace a {\n", 0, LANG_CPP },
        { "a.h", "#pragma once\n  template <typename T>\n", 0, LANG_CPP },
        { "a.h", "/* the class of namespace\n * class A is */\nint f(void);\n", 0, LANG_C },
        { "a.h", "#ifdef __cplusplus\nextern \"C\" {\n#endif\n", 0, LANG_C },
        { "tool", "#!/usr/bin/env python3\n", 0, LANG_PYTHON },
        { "tool", "#!/bin/sh\n# python\n", 0, LANG_OTHER },
        { "tool",
          "\x7f"
          "ELF",
          0, LANG_NONE },
        { "tests/run", "#!/bin/bash\n", FILE_TEST, LANG_OTHER },
        { ".gitignore", "*.o\n", 0, LANG_NONE },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        cupel_slice start = slice_str(rows[i].start);
        if (file_kind_of(rows[i].path, start) != rows[i].kind)
            fail_msg("%s, \"%s\": kind is %#x", rows[i].path, rows[i].start,
                     file_kind_of(rows[i].path, start));
        if (file_lang_of(rows[i].path, start) != rows[i].lang)
            fail_msg("%s, \"%s\": language is \"%s\"", rows[i].path, rows[i].start,
                     lang_name(file_lang_of(rows[i].path, start)));
    }
}

static void names_of_languages(void **state)
{
    (void)state;
    assert_string_equal(lang_name(LANG_NONE), "");
    assert_string_equal(lang_name(LANG_CPP), "C++");
    assert_string_equal(lang_name(LANG_OTHER), "other");
    assert_string_equal(lang_name((enum lang)99), "");
}

static void long_paths_end(void **state)
{
    (void)state;
    char path[4096];
    memset(path, 0, sizeof path);
    for (size_t i = 0; i + 2 < sizeof path; i += 2)
        memcpy(path + i, "a/", 2);
    assert_int_equal(file_kind_of(path, SLICE_EMPTY), 0);
    memset(path, '*', sizeof path - 1);
    assert_int_equal(file_kind_of(path, SLICE_EMPTY), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(go_repositories),    cmocka_unit_test(rust_repositories),
        cmocka_unit_test(c_repositories),     cmocka_unit_test(python_and_others),
        cmocka_unit_test(documents),          cmocka_unit_test(first_bytes),
        cmocka_unit_test(names_of_languages), cmocka_unit_test(long_paths_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
