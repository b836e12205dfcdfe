/* SPDX-License-Identifier: Apache-2.0 */
/* tests/office/test_life_docs.c: the checks of set "life" that read documents: status, license,
 * links, guide, policy. For each a repository that deserves to pass and one that only looks so. */
#include "life_test.h"

#include "office/review/life/command.h"
#include "office/review/life/slug.h"

#define ORIGIN "https://github.com/acme/thing"

/* One commit with a README. */
#define README(text) COMMITS({ .message = "a", .files = FILES({ "README.md", text }) })

/* ---- status ---- */

static void test_status(void **state)
{
    (void)state;
    static const char *const over[] = {
        "# Thing\n\nThis project is archived.\n",
        "# Thing\n\n> [!WARNING]\n> This repository is no longer maintained.\n",
        "# Thing (deprecated)\n\nText.\n",
        "# [ARCHIVED] Thing\n\nText.\n",
        "# Thing\n\n**DEPRECATED**\n\nText.\n",
        "# Thing\n\nThis project has been deprecated in favor of "
        "[Other](https://github.com/acme/other).\n",
        "# Thing\n\nThis repository has moved to https://github.com/other/thing.\n",
        "# Thing\n\nThing is unmaintained since 2024.\n",
        "# Thing\n\n<p align=\"center\"><b>This project is no longer actively "
        "maintained.</b></p>\n",
        "# Thing\n\nWe no longer maintain this project.\n",
        "# Thing\n\nNot actively maintained.\n",
        "# Thing\n\nText.\n\n## A\n\nb\n\n## B\n\nc\n\n## Status\n\nThis project is "
        "discontinued.\n",
        "# Thing\n\n[![Project Status: Unsupported](https://www.repostatus.org/badges/latest/"
        "unsupported.svg)](https://www.repostatus.org/#unsupported)\n\nText.\n",
        "# Thing\n\nThe project was archived, and is superseded by Other.\n",
        "# Thing\n\nThis repo is deprecated and unmaintained.\n",
    };
    static const char *const lives[] = {
        "# Thing\n\nA verifier.\n",
        "# Thing\n\nThe `foo` function is deprecated in favor of `bar`.\n",
        "# Thing\n\nEPID is no longer supported.\n",
        "# Thing\n\nThis project is not deprecated.\n",
        "# Thing\n\nWe moved to a chat: https://chat.acme.io.\n",
        "# Thing\n\nThis project has moved to https://github.com/acme/thing from our old home.\n",
        "# Thing\n\nIf this project is archived one day, fork it.\n",
        "# Thing\n\nThis project was archived in 2020 and revived in 2022.\n",
        "# Thing\n\nThe Python bindings of this project are no longer maintained.\n",
        "# Thing\n\nThis flag is deprecated.\n",
        "# Thing\n\nThing replaces libfoo, which is unmaintained.\n",
        "# Thing\n\nText.\n\n## A\n\nb\n\n## B\n\nc\n\n## History\n\nThis project is archived at "
        "the museum.\n",
        "# Deprecated API finder\n\nFinds uses of deprecated functions.\n",
        "# Thing\n\n~~This project is archived.~~\n",
        "# Thing\n\n```\nThis project is archived.\n```\n",
        "# "
        "Thing\n\n[![maintained](https://img.shields.io/badge/maintained-yes-green)](x)\n\nText.\n",
        "# Thing\n\nThing has moved to Go 1.22.\n",
        "# Thing\n\nThis project is actively maintained.\n",
        "# Thing\n\nThis repository contains deprecated and current firmware.\n",
        "# Thing\n\nThis project will be archived if nobody uses it.\n",
    };
    for (size_t i = 0; i < CUPEL_COUNT(over) + CUPEL_COUNT(lives); i++) {
        bool is_over = i < CUPEL_COUNT(over);
        const char *text = is_over ? over[i] : lives[i - CUPEL_COUNT(over)];
        const struct life_case t = { text,
                                     "life-status",
                                     README(text),
                                     is_over ? CUPEL_FAIL : CUPEL_PASS,
                                     is_over ? "README.md" : "no README says so",
                                     NULL,
                                     ORIGIN,
                                     NULL };
        life_check(&t, 1);
    }
}

static void test_status_places(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "line and quote", "life-status",
          README("# Thing\n\nText.\n\nThis project is archived.\n"), CUPEL_FAIL,
          "README.md:5 says \"This project is archived.\"", NULL },
        { "moved, and this may be the new place", "life-status",
          README("# Thing\n\nThis project has moved to https://github.com/new/thing.\n"),
          CUPEL_UNKNOWN, "it has no remote", NULL },
        { "no README", "life-status", COMMITS({ .message = "a", .files = FILES({ "a.c", "x" }) }),
          CUPEL_NA, "there is no README", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

/* ---- license ---- */

#define MIT_TEXT                                                                                   \
    "MIT License\n\nCopyright (c) %s\n\nPermission is hereby granted, free of charge, to any "     \
    "person obtaining a copy of this software and associated documentation files (the "            \
    "\"Software\"), to deal in the Software without restriction, including without limitation "    \
    "the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell "        \
    "copies of the Software, and to permit persons to whom the Software is furnished to do so, "   \
    "subject to the following conditions:\n\nThe above copyright notice and this permission "      \
    "notice shall be included in all copies or substantial portions of the Software.\n\nTHE "      \
    "SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, "           \
    "INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR "    \
    "PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE "   \
    "FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR "        \
    "OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER "      \
    "DEALINGS IN THE SOFTWARE.\n"
#define ISC_TEXT                                                                                   \
    "ISC License\n\nCopyright (c) 2026 Acme\n\nPermission to use, copy, modify, and/or "           \
    "distribute this software for any purpose with or without fee is hereby granted, provided "    \
    "that the above copyright notice and this permission notice appear in all copies.\n\nTHE "     \
    "SOFTWARE IS PROVIDED \"AS IS\" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS "  \
    "SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL " \
    "THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY "     \
    "DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF "     \
    "CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE " \
    "OR PERFORMANCE OF THIS SOFTWARE.\n"

#define BEER_TEXT                                                                                  \
    "\"THE BEER-WARE LICENSE\" (Revision 42):\n<phk@FreeBSD.ORG> wrote this file. As long as you " \
    "retain this notice you can do whatever you want with this stuff. If we meet some day, and "   \
    "you think this stuff is worth it, you can buy me a beer in return Ann Lee\n"

static void test_license(void **state)
{
    (void)state;
    char old[2048], now[2048];
    (void)snprintf(old, sizeof old, MIT_TEXT, "2020 Acme");
    (void)snprintf(now, sizeof now, MIT_TEXT, "2026 Acme and others");
    const struct life_case t[] = {
        { "a new year is no new license", "life-license",
          COMMITS({ .message = "a", .files = FILES({ "LICENSE", old }) },
                  { .message = "b", .files = FILES({ "LICENSE", now }) }),
          CUPEL_PASS, "the license was never changed", "MIT" },
        { "another name is no new license", "life-license",
          COMMITS({ .message = "a", .files = FILES({ "COPYING", old }) }, { .message = "b" },
                  { .message = "c", .files = FILES({ "COPYING", NULL }, { "LICENSE", old }) }),
          CUPEL_PASS, "never changed", NULL },
        { "changed in silence", "life-license",
          COMMITS({ .message = "a", .files = FILES({ "LICENSE", old }) }, { .message = "b" },
                  { .message = "c", .files = FILES({ "LICENSE", ISC_TEXT }) }, { .message = "d" }),
          CUPEL_FAIL, "relicensed from MIT to ISC on 2026-06-03; no document says so",
          "MIT became ISC" },
        { "changed and said", "life-license",
          COMMITS({ .message = "a", .files = FILES({ "LICENSE", old }) },
                  { .message = "c",
                    .files = FILES({ "LICENSE", ISC_TEXT },
                                   { "CHANGELOG.md", "# 2.0\n\n- The project was relicensed from "
                                                     "MIT to ISC.\n" }) }),
          CUPEL_PASS, "CHANGELOG.md says so", NULL },
        { "changed twice, back to the first", "life-license",
          COMMITS({ .message = "a", .files = FILES({ "LICENSE", old }) },
                  { .message = "b", .files = FILES({ "LICENSE", ISC_TEXT }) },
                  { .message = "c", .files = FILES({ "LICENSE", old }) }),
          CUPEL_FAIL, "relicensed from ISC to MIT on 2026-06-03", "MIT became ISC" },
        { "to terms of its own", "life-license",
          COMMITS({ .message = "a", .files = FILES({ "LICENSE", old }) },
                  { .message = "b",
                    .files = FILES({ "LICENSE", "You may look at it on Sundays.\n" }) }),
          CUPEL_FAIL, "became a text that is no known license", NULL },
        { "one commit", "life-license",
          COMMITS({ .message = "a", .files = FILES({ "LICENSE", old }) }), CUPEL_PASS,
          "never changed", "MIT" },
        { "to a license that is no open one", "life-license",
          COMMITS({ .message = "a", .files = FILES({ "LICENSE", old }) },
                  { .message = "b",
                    .files = FILES({ "LICENSE", BEER_TEXT },
                                   { "README.md", "# T\n\nIt was relicensed.\n" }) }),
          CUPEL_FAIL, "relicensed from MIT to Beerware, which the OSI did not approve", NULL },
        { "none", "life-license", README("# Thing\n"), CUPEL_NA, "no text of a known license",
          NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

/* What the license check reads of each commit: regular files at the top and nothing else. */
static void test_top(void **state)
{
    (void)state;
    struct lab *lab = life_lab();
    lab_add_files(lab, "thing", NULL,
                  FILES({ "LICENSE", "x" }, { "a/LICENSE", "y" },
                        { .path = "run.sh", .content = "true", .mode = REPO_EXECUTABLE },
                        { .path = "link", .content = "LICENSE", .mode = REPO_LINK }));
    lab_load(lab, LIFE_AS_OF);
    const struct checkout *c = &lab->project.checkouts[0];
    struct tree t = { 0 };
    struct cupel_diag err = { 0 };
    assert_int_equal(repo_top(c->repo, &c->commit, &lab->arena, &t, &err), CUPEL_OK);
    assert_int_equal(t.n, 2);
    assert_string_equal(t.entries[0].path, "LICENSE");
    assert_int_equal(t.entries[0].size, 1);
    assert_string_equal(t.entries[1].path, "run.sh");
    assert_true(t.entries[1].kind == TREE_EXECUTABLE && !t.partial);
    const struct git_id none = { .bytes = { 1 } };
    assert_int_equal(repo_top(c->repo, &none, &lab->arena, &t, &err), CUPEL_E_NOT_FOUND);
    assert_non_null(strstr(err.text, "is not in this repository"));
    life_lab_free(lab);
}

/* ---- links ---- */

static void test_slugs(void **state)
{
    (void)state;
    static const struct {
        const char *text, *slug;
    } t[] = {
        { "Getting started", "getting-started" },
        { "What's new in v1.2?", "whats-new-in-v12" },
        { "A & B", "a--b" },
        { "snake_case `code`", "snake_case-code" },
        { "C++ (fast)", "c-fast" },
        { "-dash-", "-dash-" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(t); i++) {
        uint8_t out[SLUG_MAX];
        size_t n = slug_of(slice_str(t[i].text), out);
        assert_true(slice_eq(slice_of(out, n), slice_str(t[i].slug)));
    }
}

static void test_links(void **state)
{
    (void)state;
    const struct repo_file docs[] = {
        { "docs/guide.md",
          "# Guide\n\n## First steps\n\n## First steps\n\n<a name=\"here\"></a>\n" },
        { "docs/pic.png", "x" },
        { "src/a.c", "int x;\n" },
        { "README.md", NULL },
        { 0 },
    };
    static const struct {
        const char *target;
        bool fine;
        const char *note;
    } t[] = {
        { "docs/guide.md", true, NULL },
        { "./docs/../docs/guide.md", true, NULL },
        { "/docs/guide.md", true, NULL },
        { "docs", true, NULL },
        { "docs/", true, NULL },
        { "docs/guide.md#first-steps", true, NULL },
        { "docs/guide.md#first-steps-1", true, NULL },
        { "docs/guide.md#First-Steps", true, NULL },
        { "docs/guide.md#here", true, NULL },
        { "docs/pic.png?raw=true", true, NULL },
        { "src/a.c#L1-L2", true, NULL },
        { "#thing", true, NULL },
        { "docs/guide%2Emd", true, NULL },
        { "docs/gone.md", false, "docs/gone.md is not there" },
        { "docs/Guide.md", false, "is written docs/guide.md" },
        { "docs/guide.md#first-steps-2", false, "has no such heading" },
        { "docs/guide.md#last-steps", false, "has no such heading" },
        { "docs/guide.md#her", false, "has no such heading" },
        { "#nothing", false, "has no such heading" },
        { "../elsewhere/x.md", false, "leads out of the checkout" },
        { "docs/guide", false, "docs/guide is not there" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(t); i++) {
        char readme[200];
        (void)snprintf(readme, sizeof readme, "# Thing\n\nA [link](%s).\n", t[i].target);
        struct repo_file files[CUPEL_COUNT(docs)];
        for (size_t k = 0; k < CUPEL_COUNT(docs); k++)
            files[k] = docs[k];
        files[3].content = readme;
        const struct life_case one = { t[i].target,
                                       "life-links",
                                       COMMITS({ .message = "a", .files = files }),
                                       t[i].fine ? CUPEL_PASS : CUPEL_FAIL,
                                       t[i].note,
                                       NULL,
                                       NULL,
                                       NULL };
        life_check(&one, 1);
    }
}

static void test_links_left_out(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "other places and templates", "life-links",
          README("# T\n\n[a](https://acme.io/x) [b](mailto:a@b.org) [c](//acme.io) "
                 "[d]({{site}}/x) [e](../../issues) `[f](gone.md)`\n\n```\n[g](gone.md)\n```\n"),
          CUPEL_NA, "no Markdown document has a relative link", NULL },
        { "a site's own addresses", "life-links",
          COMMITS({ .message = "a",
                    .files = FILES({ "mkdocs.yml", "site_name: x\n" },
                                   { "docs/a.md", "# A\n\n[b](../b/) [c](/c/d) [e](a.md)\n" }) }),
          CUPEL_PASS, "all 1 relative links", "2" },
        { "a site does not excuse a dead file", "life-links",
          COMMITS({ .message = "a",
                    .files = FILES({ "mkdocs.yml", "site_name: x\n" },
                                   { "docs/a.md", "# A\n\n[b](pics/gone.png)\n" }) }),
          CUPEL_FAIL, "1 of 1 relative links", NULL },
        { "behind a submodule", "life-links",
          COMMITS({ .message = "a",
                    .files = FILES({ "README.md", "# T\n\n[b](sub/x.md) [c](README.md)\n" },
                                   { .path = "sub",
                                     .content = "0123456789012345678901234567890123456789",
                                     .mode = REPO_SUBMODULE }) }),
          CUPEL_PASS, "all 1 relative links", NULL },
        { "fixtures are meant to be broken", "life-links",
          COMMITS({ .message = "a",
                    .files = FILES({ "testdata/x.md", "[b](gone.md)\n" },
                                   { "README.md", "# T\n\n[c](README.md)\n" }) }),
          CUPEL_PASS, "all 1 relative links", NULL },
        { "line of each", "life-links",
          README("# T\n\n[a](gone.md)\n\n![b](gone.png)\n\n[c]: gone.txt\n\nsee [c]\n"), CUPEL_FAIL,
          "3 of 3 relative links", "gone.png is not there" },
    };
    life_check(t, CUPEL_COUNT(t));
}

/* ---- guide ---- */

#define GUIDE(commands) "# Contributing\n\n## Build\n\n```sh\n" commands "```\n"

static void test_guide(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "fits", "life-guide",
          COMMITS({ .message = "a",
                    .files = FILES(
                        { "CONTRIBUTING.md", GUIDE("$ make lint test\n./scripts/run.sh --all\n") },
                        { "Makefile", "lint: x\n\ttrue\ntest:\n\ttrue\n" },
                        { "scripts/run.sh", "true\n" }) }),
          CUPEL_PASS, "all 2 commands of CONTRIBUTING.md", NULL },
        { "a target went", "life-guide",
          COMMITS({ .message = "a",
                    .files = FILES({ "CONTRIBUTING.md", GUIDE("make lint\nmake test\n") },
                                   { "Makefile", "lint:\n\ttrue\ntest:\n\ttrue\n" }) },
                  { .message = "b",
                    .files = FILES({ "Makefile", "check:\n\ttrue\ntest:\n\ttrue\n" }) }),
          CUPEL_FAIL, "1 of 2 commands that the build does not have any more, as \"make lint\"",
          "make lint: Makefile changed after the guide" },
        { "the guide is newer than the build", "life-guide",
          COMMITS({ .message = "a", .files = FILES({ "Makefile", "test:\n\ttrue\n" }) },
                  { .message = "b",
                    .files = FILES({ "CONTRIBUTING.md", GUIDE("make lint\nmake test\n") }) }),
          CUPEL_UNKNOWN, "nothing that would explain it changed after the guide", NULL },
        { "an included makefile may have it", "life-guide",
          COMMITS({ .message = "a",
                    .files = FILES({ "CONTRIBUTING.md", GUIDE("make lint\nmake test\n") },
                                   { "Makefile", "test:\n" }) },
                  { .message = "b", .files = FILES({ "Makefile", "include $(X)/y.mk\ntest:\n" }) }),
          CUPEL_PASS, "all 1 commands", "1 undecided" },
        { "a script was removed", "life-guide",
          COMMITS({ .message = "a",
                    .files = FILES({ "CONTRIBUTING.md", GUIDE("bash tools/setup.sh\n") },
                                   { "tools/setup.sh", "true\n" }, { "x", "y" }) },
                  { .message = "b", .files = FILES({ "tools/setup.sh", NULL }) }),
          CUPEL_FAIL, "as \"tools/setup.sh\"", NULL },
        { "what a build makes was never there", "life-guide",
          COMMITS({ .message = "a",
                    .files = FILES(
                        { "CONTRIBUTING.md", GUIDE("make all\n./build/thing\npython gen/x.py\n") },
                        { "Makefile", "all:\n" }) }),
          CUPEL_PASS, "all 1 commands", "2 undecided" },
        { "in a folder", "life-guide",
          COMMITS({ .message = "a",
                    .files = FILES({ "CONTRIBUTING.md",
                                     GUIDE("git clone https://x/thing\ncd thing/docs && make html\n"
                                           "cd thing\nmake all\n") },
                                   { "Makefile", "all:\n" }, { "docs/Makefile", "html:\n" }) }),
          CUPEL_PASS, NULL, NULL },
        { "in another block's folder", "life-guide",
          COMMITS(
              { .message = "a",
                .files = FILES({ "CONTRIBUTING.md", GUIDE("cd docs\n") "\n" GUIDE("make html\n"
                                                                                  "make all\n") },
                               { "Makefile", "all:\n" }, { "docs/Makefile", "html:\n" }) },
              { .message = "b", .files = FILES({ "Makefile", "all: x\n" }) }),
          CUPEL_PASS, "all 1 commands", NULL },
        { "the build moved to another tool", "life-guide",
          COMMITS({ .message = "a",
                    .files = FILES({ "CONTRIBUTING.md", GUIDE("bazel build //...\n") },
                                   { "WORKSPACE", "x\n" }, { "MODULE.bazel", "x\n" }) },
                  { .message = "b",
                    .files = FILES({ "WORKSPACE", NULL }, { "MODULE.bazel", NULL },
                                   { "Cargo.toml", "[package]\n" }) }),
          CUPEL_FAIL, "as \"bazel\"", NULL },
        { "npm scripts", "life-guide",
          COMMITS({ .message = "a",
                    .files = FILES(
                        { "CONTRIBUTING.md", GUIDE("npm run lint\nnpm test\n") },
                        { "package.json", "{\"scripts\":{\"lint\":\"x\",\"test\":\"y\"}}" }) },
                  { .message = "b",
                    .files = FILES({ "package.json", "{\"scripts\":{\"test\":\"y\"}}" }) }),
          CUPEL_FAIL, "as \"npm run lint\"", NULL },
        { "none", "life-guide", README("# Thing\n"), CUPEL_NA, "no contributing guide", NULL },
        { "no commands", "life-guide",
          COMMITS({ .message = "a", .files = FILES({ "CONTRIBUTING.md", "# Hi\n\nAsk.\n" }) }),
          CUPEL_NA, "names no command", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

static void test_commands(void **state)
{
    (void)state;
    static const struct {
        const char *line, *first, *second;
    } t[] = {
        { "$ make a && make b", "make a", "make b" },
        { "sudo FOO=1 env X=2 make a # why; make c", "make a", NULL },
        { "# a comment", NULL, NULL },
        { "   ", NULL, NULL },
        { "a | b", "a", "b" },
        { "", NULL, NULL },
    };
    for (size_t i = 0; i < CUPEL_COUNT(t); i++) {
        size_t at = 0;
        cupel_slice c;
        const char *const want[] = { t[i].first, t[i].second };
        for (size_t k = 0; k < 2; k++) {
            bool is = command_next(slice_str(t[i].line), &at, &c);
            assert_true(is == (want[k] != NULL));
            if (is)
                assert_true(slice_eq(c, slice_str(want[k])));
            else
                break;
        }
    }
}

/* ---- policy ---- */

#define POLICY(rows)                                                                               \
    "# Security Policy\n\n## Supported Versions\n\n| Version | Supported |\n| --- | --- |\n" rows  \
    "\n## Reporting\n\nMail us.\n"

static void test_policy(void **state)
{
    (void)state;
    const struct life_case t[] = {
        { "current", "life-policy",
          COMMITS({ .message = "a",
                    .tag = "v1.4.2",
                    .files = FILES({ "SECURITY.md", POLICY("| 1.4.x | :white_check_mark: |\n"
                                                           "| < 1.4 | :x: |\n") }) }),
          CUPEL_PASS, "covers the newest release, v1.4.2", NULL },
        { "the forge's template", "life-policy",
          COMMITS(
              { .message = "a",
                .tag = "v0.3.0",
                .files = FILES({ "SECURITY.md",
                                 POLICY("| 5.1.x | :white_check_mark: |\n| 5.0.x | :x: |\n"
                                        "| 4.0.x | :white_check_mark: |\n| < 4.0 | :x: |\n") }) }),
          CUPEL_FAIL, "calls 5.1.x supported", "v0.3.0" },
        { "left behind", "life-policy",
          COMMITS({ .message = "a",
                    .tag = "v1.4.2",
                    .date = "2024-01-01T00:00:00Z",
                    .files = FILES({ "SECURITY.md", POLICY("| 1.4.x | yes |\n") }) },
                  { .message = "b", .tag = "v2.0.0", .date = "2026-10-01T00:00:00Z" }),
          CUPEL_FAIL, "calls 1.4.x supported", "2024-01-01" },
        { "an older line that lives", "life-policy",
          COMMITS({ .message = "a",
                    .tag = "v1.4.2",
                    .date = "2026-09-01T00:00:00Z",
                    .files = FILES({ "SECURITY.md", POLICY("| 1.4.x | yes |\n") }) },
                  { .message = "b", .tag = "v2.0.0", .date = "2026-10-01T00:00:00Z" }),
          CUPEL_PASS, "covers v1.4.2, released in the last 365 days; not v2.0.0", NULL },
        { "open range", "life-policy",
          COMMITS({ .message = "a",
                    .tag = "v2.0.0",
                    .files = FILES({ "SECURITY.md", POLICY("| >= 1.4 | yes |\n") }) }),
          CUPEL_PASS, "v2.0.0", NULL },
        { "the newest one", "life-policy",
          COMMITS({ .message = "a",
                    .tag = "v2.0.0",
                    .files = FILES({ "SECURITY.md", POLICY("| latest release | yes |\n"
                                                           "| 1.0 | yes |\n") }) }),
          CUPEL_PASS, "v2.0.0", NULL },
        { "no versions", "life-policy",
          COMMITS(
              { .message = "a", .files = FILES({ "SECURITY.md", "# Security\n\nMail us.\n" }) }),
          CUPEL_NA, "names no version", NULL },
        { "no tags", "life-policy",
          COMMITS(
              { .message = "a", .files = FILES({ "SECURITY.md", POLICY("| 1.4.x | yes |\n") }) }),
          CUPEL_UNKNOWN, "no tag to compare them with", NULL },
        { "none", "life-policy", README("# T\n"), CUPEL_NA, "no security policy", NULL },
    };
    life_check(t, CUPEL_COUNT(t));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status),         cmocka_unit_test(test_status_places),
        cmocka_unit_test(test_license),        cmocka_unit_test(test_top),
        cmocka_unit_test(test_slugs),          cmocka_unit_test(test_links),
        cmocka_unit_test(test_links_left_out), cmocka_unit_test(test_guide),
        cmocka_unit_test(test_commands),       cmocka_unit_test(test_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
