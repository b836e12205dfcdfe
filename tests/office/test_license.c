/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which license a text is. Texts of others are not kept here: those that a test needs come from
 * this project's own LICENSE (the program's argument), from Debian's common licenses and from
 * headers that lie on most machines; a test whose text is absent is skipped.
 */
#include "../unit/test.h"

#include "base/buf.h"
#include "office/license/license.h"
#include "office/license/table.h"

#include <stdio.h>

#define FILE_MAX 2000000u
#define COMMON   "/usr/share/common-licenses/"

static struct arena scratch;
static const char *own_license;

static int set_up(void **state)
{
    (void)state;
    arena_init(&scratch, 256u << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&scratch);
    return 0;
}

/* ---- texts ---- */

/* NUL-terminated, or NULL where there is no such file. */
static char *load(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = arena_alloc(&scratch, FILE_MAX + 1);
    if (!f)
        return NULL;
    assert_non_null(text);
    size_t n = fread(text, 1, FILE_MAX, f);
    (void)fclose(f);
    text[n] = 0;
    return text;
}

static char *need(const char *path)
{
    char *text = load(path);
    if (!text) {
        print_message("skipped: %s is not on this machine\n", path);
        skip();
    }
    return text;
}

/* The lines from the one with @first to the one with @last. */
static const char *lines_of(const char *text, const char *first, const char *last)
{
    const char *from = strstr(text, first);
    const char *to = from ? strstr(from, last) : NULL;
    assert_non_null(to);
    while (from > text && from[-1] != '\n')
        from--;
    to = strchr(to, '\n') ? strchr(to, '\n') + 1 : to + strlen(to);
    cupel_slice s = arena_copy(&scratch, slice_of(from, (size_t)(to - from)));
    char *out = arena_alloc(&scratch, s.n + 1);
    memcpy(out, s.p, s.n);
    return out;
}

static bool is_gap(char c)
{
    return c == ' ' || c == '\n' || c == '*' || c == '\t';
}

/* What follows @old at @at, or NULL where it does not stand there; all white space is equal. */
static const char *after(const char *at, const char *old)
{
    while (*old) {
        if (is_gap(*old) != is_gap(*at) || (!is_gap(*old) && *old != *at))
            return NULL;
        bool gap = is_gap(*old);
        do
            old++;
        while (gap && is_gap(*old));
        do
            at++;
        while (gap && is_gap(*at));
    }
    return at;
}

/* The text with @new where @old stands first. */
static const char *replace(const char *text, const char *old, const char *new)
{
    for (const char *at = text; *at; at++) {
        const char *rest = after(at, old);
        if (rest)
            return arena_printf(&scratch, "%.*s%s%s", (int)(at - text), text, new, rest);
    }
    fail_msg("\"%s\" is not in the text", old);
    return NULL;
}

static const char *join(const char *a, const char *b)
{
    return arena_printf(&scratch, "%s\n\n%s", a, b);
}

static struct license_result detect(const char *text)
{
    struct license_result r;
    assert_status(license_detect(slice_str(text), &r), CUPEL_OK);
    assert_true(r.n <= LICENSE_FOUND_MAX && r.explained <= 1000);
    return r;
}

/* All ids found, with spaces between. */
static const char *found(const struct license_result *r)
{
    const char *out = "";
    for (size_t i = 0; i < r->n; i++)
        out = arena_printf(&scratch, "%s%s%s", out, i ? " " : "", r->found[i].id);
    return out;
}

static struct license_result expect(const char *text, const char *ids)
{
    struct license_result r = detect(text);
    if (strcmp(found(&r), ids) != 0)
        fail_msg("found \"%s\" (nearest %s, %u), not \"%s\"", found(&r),
                 r.nearest.id ? r.nearest.id : "-", r.nearest.permille, ids);
    return r;
}

/* ---- one text in many shapes ---- */

static void own_text(void **state)
{
    (void)state;
    char *text = need(own_license);
    struct license_result r = expect(text, "Apache-2.0");
    assert_int_equal(r.found[0].permille, 1000);
    assert_true(r.explained >= 995);
    assert_true(r.found[0].line <= 3 && r.found[0].last_line >= 200);
    assert_null(r.nearest.id);
    assert_true(license_is_osi(r.found[0].id));
    *strstr(text, "APPENDIX") = 0;
    r = expect(text, "Apache-2.0");
    assert_int_equal(r.found[0].permille, 1000);
    assert_int_equal(r.explained, 1000);
}

static const char *shape(const char *text, const char *leader, size_t width, bool upper)
{
    struct buf b;
    size_t column = 0;
    buf_init(&b, FILE_MAX);
    buf_add_str(&b, leader);
    for (const char *p = text; *p; p++) {
        bool is_space = *p == ' ' || *p == '\n';
        if (is_space && p[1] == '\n' && width) {
            buf_printf(&b, "\n%s\n%s", leader, leader);
            column = 0;
        } else if (is_space && width && column >= width) {
            buf_printf(&b, "\r\n%s", leader);
            column = 0;
        } else {
            buf_add_byte(&b, *p == '\n'                        ? ' '
                             : upper && *p >= 'a' && *p <= 'z' ? (uint8_t)(*p - 32)
                                                               : (uint8_t)*p);
            column++;
        }
    }
    buf_add_byte(&b, 0);
    char *out = arena_alloc(&scratch, b.n);
    memcpy(out, b.p, b.n);
    buf_clear(&b);
    return out;
}

static void shapes_do_not_matter(void **state)
{
    (void)state;
    const char *text = need(own_license);
    static const struct {
        const char *leader;
        size_t width;
        bool upper;
    } rows[] = {
        { "", 50, false },   { "", 200, false },  { "// ", 60, false },  { " * ", 70, false },
        { "# ", 72, true },  { "> ", 50, false }, { "dnl ", 60, false }, { "    ;; ", 40, false },
        { "| ", 60, false }, { "", 0, false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct license_result r = expect(shape(text, rows[i].leader, rows[i].width, rows[i].upper),
                                         "Apache-2.0");
        /* On one line the copyright line of the appendix is no line any more. */
        if (r.found[0].permille < 990 || r.explained < (rows[i].width ? 980 : 950))
            fail_msg("row %zu: %u, explained %u", i, r.found[0].permille, r.explained);
    }
    text = replace(text, "\"Legal Entity\"", "\xe2\x80\x9cLegal Entity\xe2\x80\x9d");
    text = replace(text, "royalty-free", "royalty-\nfree");
    text = replace(text, "Licensor", "Licen-\nsor");
    text = replace(text, "Definitions", "**Definitions**");
    assert_int_equal(expect(text, "Apache-2.0").found[0].permille, 1000);
}

/* ---- one text altered ---- */

static const char clause[] = "\n\n   10. Additional Terms. You may not offer the Work to third "
                             "parties as a hosted or managed\n"
                             "   service, nor sell it, nor let anybody else do so, unless the "
                             "Licensor has agreed in writing\n"
                             "   and has been paid in full before, which may be refused without "
                             "giving a reason whatsoever.\n\n";

static void what_is_added_is_not_explained(void **state)
{
    (void)state;
    char *text = need(own_license);
    unsigned before = detect(text).explained;
    struct license_result r = expect(
        replace(text, "END OF TERMS", arena_printf(&scratch, "%sEND OF TERMS", clause)),
        "Apache-2.0");
    assert_true(r.found[0].permille >= 980);
    assert_true(r.explained + 20 < before);
    r = expect(join(clause, text), "Apache-2.0");
    assert_true(r.explained + 20 < before);
    r = expect(replace(text, "hereby grants to You", "hereby does not grant to You"), "Apache-2.0");
    assert_true(r.found[0].permille < 1000 && r.explained < before);
}

static void what_is_missing_is_told(void **state)
{
    (void)state;
    char *text = need(own_license), *whole = need(own_license);
    const char *from = strstr(text, "8. Limitation"), *to = strstr(text, "9. Accepting");
    memmove(text + (from - text), to, strlen(to) + 1);
    struct license_result r = expect(text, "Apache-2.0");
    assert_true(r.found[0].permille < 940 && r.found[0].permille >= 850);
    whole[strlen(whole) / 2] = 0;
    r = expect(whole, "");
    assert_non_null(r.nearest.id);
    assert_string_equal(r.nearest.id, "Apache-2.0");
    assert_true(r.nearest.permille > 400 && r.nearest.permille < 850);
    assert_int_equal(r.explained, 0);
}

static void quoted_in_a_readme(void **state)
{
    (void)state;
    char *text = need(own_license);
    struct license_result r = expect(
        arena_printf(&scratch,
                     "# A tool\n\nIt does what it does, and it does it well.\n\n"
                     "## Use\n\nRun it twice a day after meals.\n\n## License\n\n%s\n\n"
                     "## Thanks\n\nTo all who helped.\n",
                     text),
        "Apache-2.0");
    assert_true(r.found[0].line >= 11 && r.found[0].line <= 14);
    assert_true(r.explained < 995 && r.explained > 900);
}

/* ---- nothing ---- */

static void no_license(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "\n\n \t\n",
        "All rights reserved.",
        "Copyright (c) 2026 Somebody. All rights reserved.\n",
        "This project is licensed under the terms of the MIT license; see the file LICENSE.\n",
        "Dual-licensed under MIT or Apache-2.0 at your option.\n",
        "SPDX-License-Identifier: MIT\n",
        "\xff\xfe\x00\x01 no text at all",
    };
    for (size_t i = 0; i < CUPEL_COUNT(texts); i++) {
        struct license_result r = expect(texts[i], "");
        assert_int_equal(r.explained, 0);
        assert_null(r.nearest.id);
    }
}

static void fill_with(struct buf *b, const char *piece)
{
    b->n = 0;
    while (b->n + 4096 < LICENSE_BYTES_MAX + 8192u)
        buf_add_str(b, piece);
}

/* A megabyte of whatever is read to its end and no further. */
static void hostile(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "license ",
        "a ",
        "a\n",
        "neither the name of ",
        "in no event shall ",
        "copyright (c) 1 and\n",
        "a-\n",
        "a-",
        "(c) ",
        "\xe2\x80\x9c",
    };
    struct buf b;
    struct license_result r;
    buf_init(&b, 2u << 20);
    for (size_t i = 0; i < CUPEL_COUNT(pieces); i++) {
        fill_with(&b, pieces[i]);
        assert_status(license_detect(buf_slice(&b), &r), CUPEL_OK);
        assert_int_equal(r.n, 0);
    }
    char *text = load(own_license);
    if (text) {
        b.n = 0;
        while (b.n < LICENSE_BYTES_MAX)
            buf_add_str(&b, text);
        assert_status(license_detect(buf_slice(&b), &r), CUPEL_OK);
        assert_int_equal(r.n, 1);
        assert_true(r.explained > 980);
    }
    buf_clear(&b);
}

/* ---- notices ---- */

static void notices(void **state)
{
    (void)state;
    const char *text = lines_of(need(own_license), "Licensed under the Apache",
                                "limitations under");
    struct license_result r = expect(text, "Apache-2.0");
    assert_true(r.found[0].permille >= 990 && r.explained >= 990);
    expect(arena_printf(&scratch, "/*\n * Copyright 2026 We\n *\n%s */\nint main;\n",
                        shape(text, " * ", 60, false)),
           "Apache-2.0");
    expect(replace(text, "under the Apache License", "under the Somebody's Own License"), "");
}

static const char later_gpl[] =
    "This program is free software; you can redistribute it and/or modify it under the terms of "
    "the "
    "GNU General Public License as published by the Free Software Foundation; either version 2 of "
    "the License, or (at your option) any later version.\n";

static void only_or_later(void **state)
{
    (void)state;
    char *gpl2 = need(COMMON "GPL-2");
    expect(gpl2, "GPL-2.0-only");
    expect(join(later_gpl, gpl2), "GPL-2.0-or-later");
    expect(join(gpl2, later_gpl), "GPL-2.0-or-later");
    expect(later_gpl, "GPL-2.0-or-later");
    char *gpl3 = need(COMMON "GPL-3");
    expect(gpl3, "GPL-3.0-only");
    expect(join(later_gpl, gpl3), "GPL-2.0-or-later GPL-3.0-only");
}

/* ---- relatives ---- */

/* From the header of the library that reads Markdown, which is there where this is built. */
static const char *mit_text(void)
{
    return lines_of(need("/usr/include/md4c.h"), "Permission is hereby", "IN THE SOFTWARE");
}

static void mit_and_its_relatives(void **state)
{
    (void)state;
    const char *mit = mit_text();
    struct license_result r = expect(mit, "MIT");
    assert_int_equal(r.found[0].permille, 1000);
    assert_int_equal(r.explained, 1000);
    expect(join("The MIT License (MIT)\n\nCopyright (c) 2026 A, B and\nC <c@d.org>", mit), "MIT");
    expect(replace(mit, "this permission notice",
                   "this permission notice (including the next paragraph)"),
           "MIT");
    const char *mit0 = replace(
        mit,
        "The above copyright notice and this permission notice shall be included in "
        "all copies or substantial portions of the Software.",
        "");
    expect(replace(mit0, ", subject to the following conditions:", "."), "MIT-0");
    expect(join(mit, "Except as contained in this notice, the name of A B shall not be used in "
                     "advertising or otherwise to promote the sale, use or other dealings in this "
                     "Software without prior written authorization from A B."),
           "X11");
    expect(join(mit, "The Software shall be used for Good, not Evil."), "MIT");
    r = expect(replace(mit, "THE SOFTWARE IS",
                       "The Software shall be used for Good, not Evil. THE SOFTWARE IS"),
               "JSON");
    assert_false(license_is_osi(r.found[0].id));
    expect(join(mit, join("---", mit)), "MIT");
}

static void bsd_and_its_relatives(void **state)
{
    (void)state;
    char *bsd3 = need(COMMON "BSD");
    struct license_result r = expect(bsd3, "BSD-3-Clause");
    assert_int_equal(r.found[0].permille, 1000);
    const char *from = strstr(bsd3, "3. Neither"), *to = strstr(bsd3, "THIS SOFTWARE");
    cupel_slice third = slice_of(from, (size_t)(to - from));
    const char *bsd2 = replace(
        bsd3, arena_printf(&scratch, "%.*s", (int)third.n, (const char *)third.p), "");
    expect(bsd2, "BSD-2-Clause");
    expect(
        replace(bsd3, "3. Neither",
                "3. All advertising materials mentioning features or use of this software must "
                "display the following acknowledgement: This product includes software developed "
                "by the organization.\n\n4. Neither"),
        "BSD-4-Clause");
    expect(
        replace(bsd3, "THIS SOFTWARE IS",
                "NO EXPRESS OR IMPLIED LICENSES TO ANY PARTY'S PATENT RIGHTS ARE GRANTED BY THIS "
                "LICENSE. THIS SOFTWARE IS"),
        "BSD-3-Clause-Clear");
    expect(replace(bsd3, "Neither the name of the University nor the names of its contributors",
                   "Neither the name of Big Company, Inc. nor the names of its friends"),
           "BSD-3-Clause");
}

static void isc_and_its_relative(void **state)
{
    (void)state;
    const char *isc = lines_of(need("/usr/include/linux/nl80211.h"), "Permission to use",
                               "OF THIS SOFTWARE");
    expect(isc, "ISC");
    expect(replace(isc,
                   ", provided that the above copyright notice and this permission notice appear "
                   "in all copies",
                   ""),
           "0BSD");
}

static void several_in_one_text(void **state)
{
    (void)state;
    const char *apache = need(own_license), *mit = mit_text();
    struct license_result r = expect(join(apache, join("MIT License", mit)), "Apache-2.0 MIT");
    assert_true(r.found[0].last_line < r.found[1].line);
    assert_true(r.explained >= 990);
    r = expect(join(mit, apache), "MIT Apache-2.0");
    assert_true(r.found[0].line == 1 && r.found[0].last_line < r.found[1].line);
}

static void the_commons_clause(void **state)
{
    (void)state;
    struct license_result r = expect(
        join("\"Commons Clause\" License Condition v1.0\n\nThe grant of rights under the License "
             "will "
             "not include, and the License does not grant to you, the right to Sell the Software.",
             mit_text()),
        "LicenseRef-Commons-Clause MIT");
    assert_true(r.explained < 950);
    assert_false(license_is_osi(r.found[0].id));
}

/* ---- texts of this machine ---- */

static void texts_of_this_machine(void **state)
{
    (void)state;
    static const struct {
        const char *path, *ids;
    } rows[] = {
        { COMMON "Apache-2.0", "Apache-2.0" },
        { COMMON "Artistic", "Artistic-1.0-Perl" },
        { COMMON "BSD", "BSD-3-Clause" },
        { COMMON "CC0-1.0", "CC0-1.0" },
        { COMMON "GFDL-1.2", "GFDL-1.2-only" },
        { COMMON "GFDL-1.3", "GFDL-1.3-only" },
        { COMMON "GPL-1", "GPL-1.0-only" },
        { COMMON "GPL-2", "GPL-2.0-only" },
        { COMMON "GPL-3", "GPL-3.0-only" },
        { COMMON "LGPL-2", "LGPL-2.0-only" },
        { COMMON "LGPL-2.1", "LGPL-2.1-only" },
        { COMMON "LGPL-3", "LGPL-3.0-only" },
        { COMMON "MPL-1.1", "MPL-1.1" },
        { COMMON "MPL-2.0", "MPL-2.0" },
        { "/usr/include/md4c.h", "MIT" },
        { "/usr/include/cmocka.h", "Apache-2.0" },
        { "/usr/include/zlib.h", "Zlib" },
        { "/usr/include/sqlite3.h", "blessing" },
        { "/usr/include/stdio.h", "LGPL-2.1-or-later" },
        { "/usr/include/linux/rfkill.h", "ISC" },
        { "/usr/include/linux/fuse.h", "BSD-2-Clause" },
    };
    size_t there = 0;
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        char *text = load(rows[i].path);
        if (!text)
            continue;
        struct license_result r = detect(text);
        if (strcmp(found(&r), rows[i].ids) != 0)
            fail_msg("%s: found \"%s\", not \"%s\"", rows[i].path, found(&r), rows[i].ids);
        there++;
        arena_clear(&scratch);
    }
    print_message("%zu of %zu texts are on this machine\n", there, CUPEL_COUNT(rows));
    if (!there)
        skip();
}

/* ---- the table ---- */

static void the_table_is_sound(void **state)
{
    (void)state;
    for (size_t i = 1; i < license_n_ids; i++)
        assert_true(slice_cmp(slice_str(license_ids[i - 1].id), slice_str(license_ids[i].id)) < 0);
    for (size_t i = 0; i < license_n_texts; i++) {
        const struct license_text *t = &license_texts[i];
        size_t chunks = 0;
        bool is_exception = t->kind == LICENSE_EXCEPTION;
        assert_int_equal(license_is_known(slice_str(t->id), NULL), !is_exception);
        assert_true(!t->later || license_is_known(slice_str(t->later), NULL));
        assert_true(t->words >= 20 && t->head + t->tail < t->chunks && t->chunks <= 4096);
        for (size_t r = t->first_run; r < (size_t)t->first_run + t->n_runs; r++) {
            chunks += license_run_length[r];
            assert_true((size_t)license_run_first[r] + license_run_length[r] <= license_n_hashes);
        }
        assert_int_equal(chunks, t->chunks);
    }
    assert_true(license_n_hashes < 24001);
    assert_true(license_n_ids > 700);
    assert_non_null(strchr(license_list_version, '.'));
}

static void ids_of_the_list(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        bool known, deprecated, osi;
    } rows[] = {
        { "MIT", true, false, true },
        { "mit", true, false, true },
        { "apache-2.0", true, false, true },
        { "GPL-2.0", true, true, true },
        { "GPL-2.0+", true, true, true },
        { "GPL-2.0-only", true, false, true },
        { "GPL-3.0-or-later", true, false, true },
        { "AGPL-3.0-only", true, false, true },
        { "BUSL-1.1", true, false, false },
        { "SSPL-1.0", true, false, false },
        { "Elastic-2.0", true, false, false },
        { "CC-BY-4.0", true, false, false },
        { "Apache-2.0 WITH LLVM-exception", false, false, true },
        { "LLVM-exception", false, false, false },
        { "LicenseRef-Commons-Clause", false, false, false },
        { "NONE", false, false, false },
        { "Apache 2.0", false, false, false },
        { "", false, false, false },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        bool deprecated = true;
        if (license_is_known(slice_str(rows[i].id), &deprecated) != rows[i].known ||
            deprecated != rows[i].deprecated || license_is_osi(rows[i].id) != rows[i].osi)
            fail_msg("%s", rows[i].id);
    }
}

/* ---- tags ---- */

static void tags(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned lines;
        const char *tag;
    } rows[] = {
        { "/* SPDX-License-Identifier: MIT */\n", 1, "MIT" },
        { "#!/bin/sh\n# SPDX-License-Identifier:  (A OR B)  \r\nx", 2, "(A OR B)" },
        { "<!-- SPDX-License-Identifier: Apache-2.0 -->", 5, "Apache-2.0" },
        { "{# SPDX-License-Identifier: X #}", 5, "X" },
        { "\n\n// SPDX-License-Identifier: MIT\n", 2, "" },
        { "// SPDX-License-Identifier:\n// MIT\n", 5, "" },
        { "SPDX-License-Identifier: a\nSPDX-License-Identifier: b", 5, "a" },
        { "spdx-license-identifier: MIT", 5, "" },
        { "", 5, "" },
        { "SPDX-License-Identifier: MIT", 0, "" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        if (!slice_eq(license_tag(slice_str(rows[i].text), rows[i].lines), slice_str(rows[i].tag)))
            fail_msg("row %zu", i);
}

/* ---- expressions ---- */

static void good_expressions(void **state)
{
    (void)state;
    static const struct {
        const char *text, *ids;
    } rows[] = {
        { "MIT", "MIT" },
        { " mit\t", "MIT" },
        { "(((MIT)))", "MIT" },
        { "MIT OR Apache-2.0", "MIT Apache-2.0" },
        { "MIT AND (BSD-2-Clause OR ISC) AND MIT", "MIT BSD-2-Clause ISC MIT" },
        { "(MIT)AND(ISC)", "MIT ISC" },
        { "GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only" },
        { "Apache-2.0 WITH llvm-EXCEPTION OR MIT", "Apache-2.0 MIT" },
        { "GPL-2.0+", "GPL-2.0+" },
        { "MPL-1.1+", "MPL-1.1" },
        { "CDDL-1.0+ WITH Classpath-exception-2.0", "CDDL-1.0" },
        { "LicenseRef-my.own-1", "LicenseRef-" },
        { "DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2 OR ISC", "LicenseRef- ISC" },
    };
    const char *ids[8], *all;
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct cupel_diag d = { 0 };
        size_t n = 99;
        if (license_expression(slice_str(rows[i].text), ids, 8, &n, &d) != CUPEL_OK)
            fail_msg("%s: %s", rows[i].text, d.text);
        all = "";
        for (size_t k = 0; k < n; k++)
            all = arena_printf(&scratch, "%s%s%s", all, k ? " " : "", ids[k]);
        assert_string_equal(all, rows[i].ids);
    }
    size_t n = 0;
    assert_status(license_expression(SLICE_LIT("MIT OR ISC OR Zlib"), ids, 1, &n, NULL), CUPEL_OK);
    assert_int_equal(n, 3);
    assert_string_equal(ids[0], "MIT");
    assert_status(license_expression(SLICE_LIT("MIT"), NULL, 0, NULL, NULL), CUPEL_OK);
}

static void bad_expressions(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t offset;
        const char *why;
    } rows[] = {
        { "", 0, "at the end: a license is wanted here" },
        { "  ", 2, "at the end: a license is wanted here" },
        { "MIT OR", 6, "at the end: a license is wanted here" },
        { "AND MIT", 0, "at \"AND\": a license is wanted here" },
        { "MIT ISC", 4, "at \"ISC\": AND, OR or the end is wanted here" },
        { "MIT or ISC", 4, "at \"or\": AND, OR or the end" },
        { "(MIT", 4, "at the end: \")\", AND or OR is wanted here" },
        { "MIT)", 3, "at \")\": AND, OR or the end" },
        { "()", 1, "at \")\": a license is wanted here" },
        { "MIT WITH", 8, "at the end: WITH wants an exception after it" },
        { "MIT WITH (ISC)", 9, "WITH wants an exception" },
        { "MIT WITH ISC", 9, "\"ISC\" is no exception of the SPDX list" },
        { "GPL-2.0 WITH Classpath-exception-2.1", 13, "did you mean Classpath-exception-2.0?" },
        { "(MIT OR ISC) WITH LLVM-exception", 13, "WITH follows a license, not an expression" },
        { "LLVM-exception", 0, "\"LLVM-exception\" is no license of the SPDX list" },
        { "Apache-2", 0, "\"Apache-2\" is no license of the SPDX list (did you mean Apache-2.0?)" },
        { "MIT OR Apache2.0", 7, "(did you mean Apache-2.0?)" },
        { "MIT +", 4, "AND, OR or the end" },
        { "MIT/ISC", 0, "\"MIT/ISC\" is no license" },
        { "+", 0, "\"+\" is no license" },
        { "LicenseRef-", 0, "is no license" },
        { "LicenseRef-a+", 0, "is no license" },
        { "LicenseRef-a_b", 0, "is no license" },
        { "DocumentRef-:LicenseRef-a", 0, "is no license" },
        { "NONE", 0, "\"NONE\" is no license" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct cupel_diag d = { 0 };
        size_t n = 77;
        assert_status(license_expression(slice_str(rows[i].text), NULL, 0, &n, &d),
                      CUPEL_E_MALFORMED);
        assert_int_equal(n, 77);
        if (!strstr(d.text, rows[i].why) || d.offset != rows[i].offset || !d.has_offset)
            fail_msg("%s: %zu: %s", rows[i].text, d.offset, d.text);
    }
}

static void bounds_of_expressions(void **state)
{
    (void)state;
    struct buf b;
    struct cupel_diag d = { 0 };
    buf_init(&b, 1u << 20);
    for (int i = 0; i < 33; i++)
        buf_add_byte(&b, '(');
    buf_add_str(&b, "MIT");
    for (int i = 0; i < 33; i++)
        buf_add_byte(&b, ')');
    assert_status(license_expression(buf_slice(&b), NULL, 0, NULL, &d), CUPEL_E_MALFORMED);
    assert_says(d, "too many parentheses");
    assert_status(
        license_expression(slice_part(buf_slice(&b), 1, 32 + 3 + 32), NULL, 0, NULL, NULL),
        CUPEL_OK);
    b.n = 0;
    while (b.n < 9000)
        buf_add_str(&b, "MIT OR ");
    assert_status(license_expression(buf_slice(&b), NULL, 0, NULL, &d), CUPEL_E_LIMIT);
    assert_says(d, "more than 8192 bytes");
    buf_clear(&b);
}

int main(int argc, char **argv)
{
    own_license = argc > 1 ? argv[1] : "LICENSE";
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(own_text),
        CASE(shapes_do_not_matter),
        CASE(what_is_added_is_not_explained),
        CASE(what_is_missing_is_told),
        CASE(quoted_in_a_readme),
        CASE(no_license),
        CASE(hostile),
        CASE(notices),
        CASE(only_or_later),
        CASE(mit_and_its_relatives),
        CASE(bsd_and_its_relatives),
        CASE(isc_and_its_relative),
        CASE(several_in_one_text),
        CASE(the_commons_clause),
        CASE(texts_of_this_machine),
        CASE(the_table_is_sound),
        CASE(ids_of_the_list),
        CASE(tags),
        CASE(good_expressions),
        CASE(bad_expressions),
        CASE(bounds_of_expressions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
