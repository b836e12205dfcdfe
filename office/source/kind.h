/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source/kind.h: what a file is, told by its path and its first bytes: language, and whether it is
 * the project's own product, a test, a document, an example, something vendored or generated.
 */
#ifndef CUPEL_OFFICE_SOURCE_KIND_H
#define CUPEL_OFFICE_SOURCE_KIND_H

#include "base/slice.h"

enum lang {
    LANG_NONE,
    LANG_C,
    LANG_CPP,
    LANG_GO,
    LANG_RUST,
    LANG_PYTHON,
    LANG_OTHER /* source in a language that has no parser here: Java, TypeScript, shell… */
};
const char *lang_name(enum lang l); /* "C", "C++", "Go", "Rust", "Python", "other"; "" for none */

enum file_kind {                     /* bits */
                 FILE_VENDORED = 1,  /* vendor/, third_party/, node_modules/, external/, deps/… */
                 FILE_GENERATED = 2, /* *.pb.go, bindings.rs, "Code generated … DO NOT EDIT" */
                 FILE_TEST = 4,      /* tests by path: _test.go, tests/, test_*.py, *_test.c… */
                 FILE_FIXTURE = 8,   /* testdata/, fixtures/, test vectors */
                 FILE_EXAMPLE = 16,  /* examples/, samples/, demo/ */
                 FILE_DOC = 32,      /* prose: .md .rst .adoc .txt, docs/ */
                 FILE_CHANGELOG = 64, /* a document that lists past changes */
                 FILE_CI =
                     128, /* .github/workflows, .gitlab-ci.yml, Jenkinsfile, .circleci, .ci/ … */
                 FILE_BUILD = 256, /* Makefile, CMakeLists.txt, meson.build, Cargo.toml, go.mod,
                                      Dockerfile… */
                 FILE_CONFIG =
                     512, /* shipped configuration and policy: .rego, values.yaml, *.toml… */
                 FILE_FUZZ = 1024, /* a fuzz target by path or name */
                 FILE_BENCH = 2048
};
/* @start: the first bytes of the file (up to some 2 KiB), empty when they were not read. */
unsigned file_kind_of(const char *path, cupel_slice start);
/* By ending and #! line. A header (.h) is C, or C++ when its first bytes say class, namespace or
 * template. */
enum lang file_lang_of(const char *path, cupel_slice start);

#endif
