/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of office/git by themselves: objects, deltas, configuration, mailmaps, names, text. */
#include "tests/unit/test.h"

#include "office/git/clean.h"
#include "office/git/config.h"
#include "office/git/delta.h"
#include "office/git/mailmap.h"
#include "office/git/object.h"
#include "office/git/refs.h"

#include <stdio.h>

#define TREE "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
#define P1   "parent 1111111111111111111111111111111111111111\n"
#define P2   "parent 2222222222222222222222222222222222222222\n"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

/* --- commits --- */

static void a_whole_commit(void **state)
{
    (void)state;
    struct commit_raw c;
    cupel_slice in = SLICE_LIT(TREE P1 P2 "author A <a@b> 1 +0000\ncommitter C <c@d> 2 -0100\n"
                                          "encoding latin1\ngpgsig -----BEGIN\n author no\n\n"
                                          "subject\n\nbody\n");
    assert_int_equal(commit_parse(in, &c), CUPEL_OK);
    assert_int_equal(c.tree.bytes[0], 0x4b);
    assert_int_equal(c.n_parents, 2);
    assert_int_equal(commit_parent(&c, 0).bytes[19], 0x11);
    assert_int_equal(commit_parent(&c, 1).bytes[0], 0x22);
    assert_slice(c.author, "A <a@b> 1 +0000");
    assert_slice(c.committer, "C <c@d> 2 -0100");
    assert_slice(c.encoding, "latin1");
    assert_slice(c.message, "subject\n\nbody\n");
    assert_true(c.has_signature);
}

static void commits_that_lack_something(void **state)
{
    (void)state;
    struct commit_raw c;
    assert_int_equal(commit_parse(SLICE_LIT(TREE), &c), CUPEL_OK);
    assert_int_equal(c.n_parents + c.author.n + c.committer.n + c.message.n, 0);
    assert_false(c.has_signature);
    assert_int_equal(commit_parse(SLICE_LIT(TREE "\nonly a message"), &c), CUPEL_OK);
    assert_slice(c.message, "only a message");
    assert_int_equal(commit_parse(SLICE_LIT(TREE "author A <a@b> 1 +0000\n" P1 "\nx"), &c),
                     CUPEL_OK);
    assert_int_equal(c.n_parents, 0); /* parents stand before the author */
    assert_int_equal(commit_parse(SLICE_LIT(TREE "parent 12\n" P1 "\nx"), &c), CUPEL_OK);
    assert_int_equal(c.n_parents, 0); /* as git reads it: the first that is none ends them */
    assert_int_equal(commit_parse(SLICE_LIT(TREE "garbage\nauthor\nauthor\t\n\nx"), &c), CUPEL_OK);
    assert_int_equal(c.author.n, 0);
    assert_slice(c.message, "x");
    static const char *const none[] = { "",
                                        "tree",
                                        "tree \n",
                                        "tree 4b825d\n",
                                        ("parent 1\n" TREE),
                                        "TREE 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n",
                                        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee490g\n",
                                        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904 \n" };
    for (size_t i = 0; i < CUPEL_COUNT(none); i++)
        assert_status(commit_parse(slice_str(none[i]), &c), CUPEL_E_MALFORMED);
}

static void people_of_commits(void **state)
{
    (void)state;
    static const struct {
        const char *line, *name, *email;
        int64_t time;
    } rows[] = {
        { "A B <a@b> 1700000000 +0100", "A B", "a@b", 1700000000 },
        { "  A \t< a@b >\t5", "A", "a@b", 5 },
        { "<a@b> 7 +0000", "", "a@b", 7 },
        { "A <> 7 +0000", "A", "", 7 },
        { "A <a@b>", "A", "a@b", 0 },
        { "A <a@b> soon", "A", "a@b", 0 },
        { "A <a@b> -5 +0000", "A", "a@b", 0 },
        { "A <a@b> 253402300799 +0000", "A", "a@b", 253402300799 },
        { "A <a@b> 253402300800 +0000", "A", "a@b", 0 },
        { "A <a@b> 99999999999999999999999999 +0000", "A", "a@b", 0 },
        { "A <a<c>@b> 9 +0000", "A", "a<c", 9 },
        { "A a@b 9 +0000", "", "", 0 },
        { "A <a@b 9 +0000", "", "", 0 },
        { "", "", "", 0 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        struct ident who = ident_parse(slice_str(rows[i].line));
        if (!slice_eq(who.name, slice_str(rows[i].name)) ||
            !slice_eq(who.email, slice_str(rows[i].email)) || who.time != rows[i].time)
            fail_msg("%s: %.*s <%.*s> %lld", rows[i].line, (int)who.name.n,
                     (const char *)who.name.p, (int)who.email.n, (const char *)who.email.p,
                     (long long)who.time);
    }
}

/* --- tags --- */

#define TAG "object 1111111111111111111111111111111111111111\ntype commit\ntag v1\n"

static void tag_objects(void **state)
{
    (void)state;
    static const char *const signatures[] = { "-----BEGIN PGP SIGNATURE-----",
                                              "-----BEGIN PGP MESSAGE-----",
                                              "-----BEGIN SSH SIGNATURE-----",
                                              "-----BEGIN SIGNED MESSAGE-----" };
    struct tag_raw t;
    assert_int_equal(tag_parse(SLICE_LIT(TAG "tagger T <t@u> 3 +0000\n\nnotes\n"), &t), CUPEL_OK);
    assert_int_equal(t.type, OBJECT_COMMIT);
    assert_slice(t.tagger, "T <t@u> 3 +0000");
    assert_slice(t.message, "notes\n");
    assert_false(t.has_signature);
    for (size_t i = 0; i < CUPEL_COUNT(signatures); i++) {
        const char *in = arena_printf(&arena, TAG "\nnotes %s\n%s\nabc\n", signatures[i],
                                      signatures[i]);
        assert_int_equal(tag_parse(slice_str(in), &t), CUPEL_OK);
        assert_true(t.has_signature);
        assert_true(
            slice_eq(t.message, slice_str(arena_printf(&arena, "notes %s\n", signatures[i]))));
    }
    assert_int_equal(tag_parse(SLICE_LIT(TAG "gpgsig x\n y\n\nnotes"), &t), CUPEL_OK);
    assert_true(t.has_signature);
    assert_int_equal(
        tag_parse(SLICE_LIT("object 1111111111111111111111111111111111111111\ntype cake\n"), &t),
        CUPEL_OK);
    assert_int_equal(t.type, OBJECT_NONE);
    assert_status(tag_parse(SLICE_LIT("type commit\n"), &t), CUPEL_E_MALFORMED);
    assert_status(tag_parse(SLICE_LIT("object 11\ntype commit\n"), &t), CUPEL_E_MALFORMED);
    assert_status(tag_parse(SLICE_LIT("object 1111111111111111111111111111111111111111\n"), &t),
                  CUPEL_E_MALFORMED);
}

/* --- trees --- */

static void tree_entries(void **state)
{
    (void)state;
    cupel_slice in = SLICE_LIT("100644 a b\0"
                               "aaaaaaaaaaaaaaaaaaaa"
                               "40000 d\0"
                               "bbbbbbbbbbbbbbbbbbbb");
    struct tree_item item;
    cupel_status st = CUPEL_OK;
    cupel_slice left = in;
    assert_true(tree_next(&left, &item, &st));
    assert_int_equal(item.mode, 0100644);
    assert_slice(item.name, "a b");
    assert_int_equal(item.id.bytes[0], 'a');
    assert_true(tree_next(&left, &item, &st));
    assert_true(mode_is_tree(item.mode));
    assert_false(tree_next(&left, &item, &st));
    assert_int_equal(st, CUPEL_OK);
    for (size_t n = 1; n < in.n; n++) { /* cut anywhere but between entries */
        left = slice_part(in, 0, n);
        while (tree_next(&left, &item, &st))
            continue;
        assert_int_equal(st, n == 31 ? CUPEL_OK : CUPEL_E_MALFORMED);
    }
    static const cupel_slice bad[] = { SLICE_LIT("100844 a\0aaaaaaaaaaaaaaaaaaaa"),
                                       SLICE_LIT(" a\0aaaaaaaaaaaaaaaaaaaaaaaa"),
                                       SLICE_LIT("100644a\0aaaaaaaaaaaaaaaaaaaa"),
                                       SLICE_LIT("1006440000 a\0aaaaaaaaaaaaaaaaaaaa") };
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++) {
        left = bad[i];
        assert_false(tree_next(&left, &item, &st));
        assert_int_equal(st, CUPEL_E_MALFORMED);
    }
}

/* --- deltas --- */

static void deltas(void **state)
{
    (void)state;
    static const struct {
        const char *delta;
        size_t n;
        cupel_status st;
    } rows[] = {
        { "\x04\x03\x90\x03", 4, CUPEL_OK },                          /* a copy */
        { "\x04\x05\x90\x04\x01!", 6, CUPEL_OK },                     /* and an insertion */
        { "\x04\x00", 2, CUPEL_OK },                                  /* nothing */
        { "\x05\x03\x90\x03", 4, CUPEL_E_MALFORMED },                 /* another base */
        { "\x04\x09\x90\x03", 4, CUPEL_E_MALFORMED },                 /* makes less */
        { "\x04\x02\x90\x03", 4, CUPEL_E_MALFORMED },                 /* makes more */
        { "\x04\x03\x91\x02\x03", 5, CUPEL_E_MALFORMED },             /* copies past the end */
        { "\x04\x03\x9f\xff\xff\xff\xff\x03", 8, CUPEL_E_MALFORMED }, /* copies from 4 GiB */
        { "\x04\x80\x80\x04\x80", 5, CUPEL_E_MALFORMED },             /* 64 KiB out of four bytes */
        { "\x04\x03\x03xy", 5, CUPEL_E_MALFORMED },                   /* ends within an insertion */
        { "\x04\x00\x00", 3, CUPEL_E_MALFORMED },                     /* a reserved instruction */
        { "\x04\x03\x90", 3, CUPEL_E_MALFORMED },                     /* ends within a copy */
        { "\x04\x80\x80\x80\x80\x10\x90\x03", 8, CUPEL_E_LIMIT },     /* 4 GiB */
        { "\x04", 1, CUPEL_E_MALFORMED },
        { "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01\x01", 12, CUPEL_E_MALFORMED },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        uint8_t *out = NULL;
        size_t n = 0;
        cupel_status st = delta_apply(SLICE_LIT("four"), slice_of(rows[i].delta, rows[i].n),
                                      1 << 20, &out, &n);
        if (st != rows[i].st)
            fail_msg("row %zu: %s", i, cupel_status_name(st));
        if (i == 1)
            assert_true(slice_eq(slice_of(out, n), SLICE_LIT("four!")));
        assert_true((out != NULL) == (st == CUPEL_OK));
        free(out);
    }
}

/* --- configuration --- */

static void configuration(void **state)
{
    (void)state;
    struct config c;
    size_t line = 0;
    cupel_slice in = SLICE_LIT(
        "\xef\xbb\xbf# comment\n[core] ; more\n\tbare = true # no\n"
        "[Remote \"or\\\"i\\\\gin\"]\r\n  URL = \"a # b\" c\\tq \\\n  d  \r\n"
        "[remote \"origin\"]\nurl=one\nurl = two\nflag\n"
        "[a.b]\nk= \n[include]\npath = /dev/zero\n");
    assert_int_equal(config_parse(&arena, in, &c, &line), CUPEL_OK);
    assert_string_equal(config_get(&c, "core", "", "bare"), "true");
    assert_string_equal(config_get(&c, "remote", "or\"i\\gin", "url"), "a # b c\tq   d");
    assert_string_equal(config_get(&c, "remote", "origin", "url"), "two");
    assert_string_equal(config_get(&c, "remote", "origin", "flag"), "");
    assert_string_equal(config_get(&c, "a.b", "", "k"), "");
    assert_string_equal(config_get(&c, "include", "", "path"), "/dev/zero"); /* a name, no more */
    assert_null(config_get(&c, "core", "", "url"));
    assert_null(config_get(&c, "remote", "ORIGIN", "url"));
}

static void configuration_that_is_none(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line;
    } rows[] = {
        { "x = 1\n", 1 },           { "[core]\n\n[\n", 3 },    { "[core]\nx = \"open\n", 2 },
        { "[core]\nx = \\q\n", 2 }, { "[core]\n1x = 1\n", 2 }, { "[core]\nx y\n", 2 },
        { "[core \"a\n\"]\n", 1 },  { "[co re]\n", 1 },        { "[]\n", 1 },
        { "[core]\nx = \\", 2 },    { "[core]\n-x = 1\n", 2 }, { "[core \"a\"", 1 },
    };
    struct config c;
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        size_t line = 0;
        cupel_status st = config_parse(&arena, slice_str(rows[i].text), &c, &line);
        if (st != CUPEL_E_MALFORMED || line != rows[i].line)
            fail_msg("%s: %s at line %zu", rows[i].text, cupel_status_name(st), line);
    }
}

/* --- mailmaps --- */

static void expect_person(const struct mailmap *m, const char *name, const char *email,
                          const char *proper_name, const char *proper_email)
{
    cupel_slice n = slice_str(name), e = slice_str(email);
    mailmap_apply(m, &n, &e);
    if (!slice_eq(n, slice_str(proper_name)) || !slice_eq(e, slice_str(proper_email)))
        fail_msg("%s <%s>: %.*s <%.*s>", name, email, (int)n.n, (const char *)n.p, (int)e.n,
                 (const char *)e.p);
}

static void mailmaps(void **state)
{
    (void)state;
    struct mailmap m;
    cupel_slice in = SLICE_LIT("#A <x@y>\n\nProper <one@x>\n<new@x> <TWO@x>\n"
                               "Three <3@x> three@x <three@x>\nThree <3@x> <three@x>\n"
                               "Old Ann <ann@x> ann <shared@x>\nBea <bea@x> bea <shared@x>\n"
                               "First <f@x>\nSecond <f@x>\nnothing\n<only@x>\nX <");
    assert_int_equal(mailmap_parse(&arena, in, &m), CUPEL_OK);
    expect_person(&m, "Any", "ONE@X", "Proper", "ONE@X");
    expect_person(&m, "Any", "two@x", "Any", "new@x");
    expect_person(&m, "whoever", "three@x", "Three", "3@x");
    expect_person(&m, "ANN", "shared@x", "Old Ann", "ann@x");
    expect_person(&m, "bea", "shared@x", "Bea", "bea@x");
    expect_person(&m, "cid", "shared@x", "cid", "shared@x");
    expect_person(&m, "any", "f@x", "Second", "f@x");
    expect_person(&m, "any", "only@x", "any", "only@x");
    expect_person(&m, "any", "x@y", "any", "x@y"); /* a comment */
    expect_person(&m, "", "", "", "");
    assert_int_equal(mailmap_parse(&arena, SLICE_EMPTY, &m), CUPEL_OK);
    expect_person(&m, "any", "one@x", "any", "one@x");
}

/* --- names of refs, lines of packed-refs --- */

static void names_of_refs(void **state)
{
    (void)state;
    static const char *const good[] = { "HEAD", "refs/heads/main", "refs/tags/v1.0-rc.1", "a/b@c" };
    static const char *const bad[] = { "",      "/a",     "a/",         "a//b",   ".a",   "a/.b",
                                       "a..b",  "a.lock", "a/b.lock/c", "a b",    "a\tb", "a~b",
                                       "a^b",   "a:b",    "a?b",        "a*b",    "a[b",  "a\\b",
                                       "a@{1}", "@",      "../a",       "a/../b", "a.",   "a\x7f" };
    for (size_t i = 0; i < CUPEL_COUNT(good); i++)
        if (!ref_name_is_valid(slice_str(good[i])))
            fail_msg("%s is a good name", good[i]);
    for (size_t i = 0; i < CUPEL_COUNT(bad); i++)
        if (ref_name_is_valid(slice_str(bad[i])))
            fail_msg("%s is a bad name", bad[i]);
    assert_false(ref_name_is_valid(SLICE_LIT("a\0b")));
}

static void packed_refs(void **state)
{
    (void)state;
    cupel_slice left = SLICE_LIT("# pack-refs with: peeled fully-peeled sorted \n"
                                 "1111111111111111111111111111111111111111 refs/heads/a\n"
                                 "^2222222222222222222222222222222222222222\n"
                                 "111111111111111111111111111111111111111g refs/heads/b\n"
                                 "3333333333333333333333333333333333333333\trefs/heads/c\n"
                                 "3333333333333333333333333333333333333333 refs/../c\n\n"
                                 "4444444444444444444444444444444444444444 refs/tags/d");
    struct packed_ref ref;
    assert_true(packed_ref_next(&left, &ref));
    assert_slice(ref.name, "refs/heads/a");
    assert_int_equal(ref.id.bytes[0], 0x11);
    assert_true(packed_ref_next(&left, &ref));
    assert_slice(ref.name, "refs/tags/d");
    assert_false(packed_ref_next(&left, &ref));
}

/* --- text --- */

static void text_for_printing(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *line, *text;
        size_t max;
    } rows[] = {
        { "plain", "plain", "plain", 99 },
        { "\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80", "\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80",
          "\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80", 99 },
        { "a\xff\xfe"
          "b",
          "a??b", "a??b", 99 },
        { "\xc3", "?", "?", 99 },
        { "a\x1b[31m\x07", "a?[31m?", "a?[31m?", 99 },
        { "\n\na\tb\r\nc\n\n \t", "??a?b??c?? ?", "a\tb\nc", 99 },
        { "a\rb", "a?b", "a?b", 99 },
        { "a\xe2\x80\xae"
          "b\xc2\x85",
          "a?b?", "a?b?", 99 }, /* U+202E, U+0085 */
        { "abc", "ab", "ab", 2 },
        { "a\xc3\xbc", "a", "a", 2 }, /* whole characters only */
        { "", "", "", 99 },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++) {
        cupel_slice raw = slice_str(rows[i].raw);
        assert_string_equal(clean_line(&arena, raw, rows[i].max), rows[i].line);
        assert_string_equal(clean_text(&arena, raw, rows[i].max), rows[i].text);
        assert_int_equal(is_clean_line(raw) && raw.n <= rows[i].max,
                         strcmp(rows[i].raw, rows[i].line) == 0);
    }
    assert_slice(latin1_to_utf8(&arena, SLICE_LIT("J\xfcrgen"), 99), "J\xc3\xbcrgen");
    assert_slice(latin1_to_utf8(&arena, SLICE_LIT("J\xfcrgen"), 2), "J\xc3\xbc");
}

/* --- ids --- */

static void tables_of_ids(void **state)
{
    (void)state;
    struct id_table t = { 0 };
    struct git_id id = { { 0 } };
    assert_int_equal(id_table_find(&t, &id), ID_NONE);
    for (uint32_t i = 0; i < 10000; i++) { /* alike but for two bytes */
        id.bytes[9] = (uint8_t)i;
        id.bytes[19] = (uint8_t)(i >> 8);
        assert_int_equal(id_table_find(&t, &id), ID_NONE);
        assert_int_equal(id_table_add(&t, &id, i), CUPEL_OK);
    }
    for (uint32_t i = 0; i < 10000; i++) {
        id.bytes[9] = (uint8_t)i;
        id.bytes[19] = (uint8_t)(i >> 8);
        assert_int_equal(id_table_find(&t, &id), i);
    }
    assert_int_equal(t.n, 10000);
    id_table_clear(&t);
    assert_int_equal(id_table_find(&t, &id), ID_NONE);
}

#define WITH_ARENA(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        WITH_ARENA(a_whole_commit),    WITH_ARENA(commits_that_lack_something),
        WITH_ARENA(people_of_commits), WITH_ARENA(tag_objects),
        WITH_ARENA(tree_entries),      WITH_ARENA(deltas),
        WITH_ARENA(configuration),     WITH_ARENA(configuration_that_is_none),
        WITH_ARENA(mailmaps),          WITH_ARENA(names_of_refs),
        WITH_ARENA(packed_refs),       WITH_ARENA(text_for_printing),
        WITH_ARENA(tables_of_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
