/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packs, indexes and loose files that somebody made by hand. Each was chosen to make a careless
 * reader crash, loop, or fill the memory; ours says in bounded time what is wrong.
 */
#include "git_forge.h"

#include <stdio.h>
#include <sys/stat.h>

#define MEBIBYTE ((size_t)1 << 20)

static cupel_status read_blob(struct lab *lab, const char *folder, struct git_id id,
                              cupel_slice *ret)
{
    struct repo *r = lab_open(folder);
    cupel_status st = repo_blob(r, &id, REPO_BLOB_MAX, &lab->arena, ret);
    repo_free(r);
    return st;
}

static void expect_blob(struct lab *lab, const char *folder, struct git_id id, cupel_status st)
{
    cupel_slice bytes = SLICE_EMPTY;
    assert_status(read_blob(lab, folder, id, &bytes), st);
    assert_int_equal(bytes.n, 0);
}

/* A stream of @n zeros. */
static cupel_slice zeros(struct lab *lab, size_t n)
{
    uint8_t *p = calloc(1, n);
    assert_non_null(p);
    cupel_slice out = forge_deflate(lab, slice_of(p, n));
    free(p);
    return out;
}

/* --- deltas --- */

static void bases_in_a_circle(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    struct git_id a = forge_id(0xaa), b = forge_id(0xbb), c = forge_id(0xcc);
    cupel_slice delta = forge_delta(lab, 3, 3, SLICE_LIT("\x90\x03"));
    static struct forge f;
    forge_init(&f);
    forge_add(&f, a, FORGE_REF, delta.n, 0, &b, forge_deflate(lab, delta));
    forge_add(&f, b, FORGE_REF, delta.n, 0, &a, forge_deflate(lab, delta));
    forge_add(&f, c, FORGE_REF, delta.n, 0, &c, forge_deflate(lab, delta)); /* its own base */
    forge_write(lab, &f, folder, "circle");
    expect_blob(lab, folder, a, CUPEL_E_LIMIT);
    expect_blob(lab, folder, b, CUPEL_E_LIMIT);
    expect_blob(lab, folder, c, CUPEL_E_LIMIT);
    forge_clear(&f);
}

/* @n deltas upon one another, each of which adds a byte. */
static struct git_id add_chain(struct lab *lab, struct forge *f, size_t n)
{
    static uint8_t text[FORGE_MAX];
    memset(text, 'x', sizeof text);
    struct git_id id = forge_id(0x01);
    uint64_t last = forge_add(f, id, FORGE_BLOB, 1, 0, NULL, forge_deflate(lab, SLICE_LIT("x")));
    for (size_t i = 1; i <= n; i++) {
        uint8_t ops[] = { 0xb0, (uint8_t)i, (uint8_t)(i >> 8), 1, 'x' }; /* copy i, insert one */
        cupel_slice delta = forge_delta(lab, i, i + 1, SLICE_ARRAY(ops));
        id = i == n ? forge_hash(lab, slice_of(text, n + 1))
                    : (struct git_id){ { 2, (uint8_t)(i >> 8), (uint8_t)i } };
        uint64_t back = f->pack.n - last;
        last = forge_add(f, id, FORGE_OFS, delta.n, back, NULL, forge_deflate(lab, delta));
    }
    return id;
}

static void long_chains(void **state)
{
    struct lab *lab = *state;
    static struct forge f;
    cupel_slice bytes = SLICE_EMPTY;
    const char *longest = lab_bare(lab, "longest"), *longer = lab_bare(lab, "longer");
    forge_init(&f);
    struct git_id id = add_chain(lab, &f, 4095); /* what git repack --depth allows */
    forge_write(lab, &f, longest, "chain");
    assert_status(read_blob(lab, longest, id, &bytes), CUPEL_OK);
    assert_int_equal(bytes.n, 4096);
    forge_clear(&f);
    forge_init(&f);
    id = add_chain(lab, &f, 4097);
    forge_write(lab, &f, longer, "chain");
    expect_blob(lab, longer, id, CUPEL_E_LIMIT);
    forge_clear(&f);
}

/* Small deltas that make much of little, or of each other. */
static void deltas_that_swell(void **state)
{
    struct lab *lab = *state;
    static struct forge f;
    const char *folder = lab_bare(lab, "r");
    struct git_id base = forge_id(0x10), huge = forge_id(0x20), id = forge_id(0x30);
    static uint8_t copies[4 * 60];
    size_t n = 60 * MEBIBYTE;
    forge_init(&f);
    forge_add(&f, base, FORGE_BLOB, n, 0, NULL, zeros(lab, n));
    cupel_slice claim = forge_delta(lab, n, (uint64_t)4 << 30, SLICE_LIT("\x90\x01"));
    forge_add(&f, huge, FORGE_REF, claim.n, 0, &base, forge_deflate(lab, claim));
    for (size_t i = 0; i < 60; i++) { /* copy 1 MiB from the start, sixty times */
        static const uint8_t op[] = { 0xc0, 0x10 };
        slice_copy(SLICE_ARRAY(op), copies + 2 * i, 2);
    }
    cupel_slice swell = forge_delta(lab, n, n, slice_of(copies, 120));
    forge_add(&f, id, FORGE_REF, swell.n, 0, &base, forge_deflate(lab, swell));
    for (uint8_t k = 0x31; k < 0x70; k++) {
        struct git_id below = forge_id((uint8_t)(k - 1));
        forge_add(&f, forge_id(k), FORGE_REF, swell.n, 0, &below, forge_deflate(lab, swell));
    }
    cupel_slice small = forge_delta(lab, n, 5, SLICE_LIT("\x90\x05"));
    struct git_id top = forge_id(0x6f);
    forge_add(&f, forge_id(0x80), FORGE_REF, small.n, 0, &top, forge_deflate(lab, small));
    forge_write(lab, &f, folder, "swell");
    expect_blob(lab, folder, huge, CUPEL_E_LIMIT);
    expect_blob(lab, folder, forge_id(0x80), CUPEL_E_LIMIT); /* five bytes, by 64 x 60 MiB */
    forge_clear(&f);
}

/* A base of 60 MiB under deltas that cannot be inflated: nothing of it may stay behind. */
static void nothing_leaks(void **state)
{
    struct lab *lab = *state;
    static struct forge f;
    const char *folder = lab_bare(lab, "r");
    struct git_id base = forge_id(0xf0);
    size_t n = 60 * MEBIBYTE;
    forge_init(&f);
    forge_add(&f, base, FORGE_BLOB, n, 0, NULL, zeros(lab, n));
    for (uint8_t i = 0; i < 4; i++)
        forge_add(&f, forge_id(i), FORGE_REF, 5, 0, &base,
                  SLICE_LIT("\x78\x9c\xff\xff\xff\xff\xff"));
    forge_write(lab, &f, folder, "leak");
    for (uint8_t i = 0; i < 4; i++)
        expect_blob(lab, folder, forge_id(i), CUPEL_E_MALFORMED); /* the sanitizer counts */
    forge_clear(&f);
}

/* --- entries --- */

/* A pack of a blob "four" and an entry that claims to be what a careless reader would make of it:
 * only the lie is wrong, never the hash. */
static void expect_entry(struct lab *lab, cupel_slice content, unsigned type, uint64_t size,
                         uint64_t back, const struct git_id *base, cupel_slice zlib,
                         cupel_status st)
{
    static struct forge f;
    static unsigned n;
    const char *folder = lab_bare(lab, arena_printf(&lab->arena, "entry%u", n++));
    struct git_id id = forge_hash(lab, content);
    cupel_slice bytes = SLICE_EMPTY;
    forge_init(&f);
    forge_add(&f, forge_id(0xf0), FORGE_BLOB, 4, 0, NULL, forge_deflate(lab, SLICE_LIT("four")));
    if (back == 0 && type == FORGE_OFS && !base)
        back = f.pack.n - 12; /* the honest distance */
    forge_add(&f, id, type, size, back == 1 ? 0 : back, base, zlib);
    forge_write(lab, &f, folder, "entry");
    forge_clear(&f);
    assert_status(read_blob(lab, folder, id, &bytes), st);
    assert_true(st != CUPEL_OK || slice_eq(bytes, content));
}

static void entries_that_lie(void **state)
{
    struct lab *lab = *state;
    const cupel_slice text = SLICE_LIT("fours");
    cupel_slice five = forge_deflate(lab, text);
    cupel_slice delta = forge_delta(lab, 4, 5, SLICE_LIT("\x90\x04\x01s"));
    cupel_slice packed = forge_deflate(lab, delta);
    struct git_id base = forge_id(0xf0), none = forge_id(0xee);
    const cupel_status bad = CUPEL_E_MALFORMED;
    expect_entry(lab, text, FORGE_BLOB, 5, 0, NULL, five, CUPEL_OK);
    expect_entry(lab, text, FORGE_OFS, delta.n, 0, NULL, packed, CUPEL_OK);
    expect_entry(lab, text, FORGE_REF, delta.n, 0, &base, packed, CUPEL_OK);
    expect_entry(lab, SLICE_LIT("four"), FORGE_BLOB, 4, 0, NULL, five, bad);    /* there is more */
    expect_entry(lab, SLICE_LIT("fours\0"), FORGE_BLOB, 6, 0, NULL, five, bad); /* there is less */
    expect_entry(lab, text, FORGE_BLOB, 5, 0, NULL, SLICE_LIT("not zlib"), bad);
    expect_entry(lab, text, FORGE_BLOB, 5, 0, NULL, slice_part(five, 0, five.n - 1), bad); /* cut */
    expect_entry(lab, text, 0, 5, 0, NULL, five, bad); /* types that are none */
    expect_entry(lab, text, 5, 5, 0, NULL, five, bad);
    expect_entry(lab, text, 1, 5, 0, NULL, five, bad); /* a commit is no blob */
    expect_entry(lab, text, FORGE_OFS, delta.n, 5000000, NULL, packed, bad); /* before the pack */
    expect_entry(lab, text, FORGE_OFS, delta.n, 1, NULL, packed, bad);       /* itself */
    expect_entry(lab, text, FORGE_OFS, delta.n, 20, NULL, packed, bad);      /* the pack's header */
    expect_entry(lab, text, FORGE_OFS, delta.n + 1, 0, NULL, packed, bad);
    expect_entry(lab, text, FORGE_REF, delta.n, 0, &none, packed, bad);
    expect_entry(lab, text, FORGE_BLOB, (uint64_t)1 << 40, 0, NULL, five, CUPEL_E_LIMIT);
    expect_entry(lab, text, FORGE_BLOB, UINT64_MAX, 0, NULL, five, bad); /* no such number */
}

static void offsets_outside_of_the_pack(void **state)
{
    struct lab *lab = *state;
    static struct forge f;
    static const uint64_t at[] = { 12, 0, 11, 500000, 0x7fffffff, 0x80000000, 0xffffffff };
    cupel_slice text = SLICE_LIT("four"), bytes = SLICE_EMPTY;
    struct git_id id = forge_hash(lab, text);
    for (size_t i = 0; i < CUPEL_COUNT(at); i++) {
        const char *folder = lab_bare(lab, arena_printf(&lab->arena, "r%zu", i));
        forge_init(&f);
        forge_add(&f, id, FORGE_BLOB, 4, 0, NULL, forge_deflate(lab, text));
        f.at[0] = at[i];
        forge_write(lab, &f, folder, "offsets");
        assert_status(read_blob(lab, folder, id, &bytes), i ? CUPEL_E_MALFORMED : CUPEL_OK);
        forge_clear(&f);
    }
}

/* A good pack with one of its files changed at one place. */
static void indexes_that_do_not_fit(void **state)
{
    struct lab *lab = *state;
    static struct forge f;
    static const struct {
        const char *file;
        size_t at; /* from the end when above the size */
        uint8_t byte;
    } cases[] = {
        { "idx", 7, 3 },  { "idx", 8, 9 },    { "idx", 8 + 1023, 7 }, { "pack", 0, 'Q' },
        { "pack", 7, 9 }, { "pack", 11, 99 }, { "idx", 8 + 1020, 1 },
    };
    cupel_slice text = SLICE_LIT("four");
    struct git_id id = forge_hash(lab, text);
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        cupel_slice bytes = SLICE_EMPTY;
        const char *folder = lab_bare(lab, arena_printf(&lab->arena, "r%zu", i));
        forge_init(&f);
        forge_add(&f, id, FORGE_BLOB, 4, 0, NULL, forge_deflate(lab, text));
        forge_write(lab, &f, folder, "good");
        forge_clear(&f);
        assert_status(read_blob(lab, folder, id, &bytes), CUPEL_OK);
        const char *path = arena_printf(&lab->arena, "%s/objects/pack/pack-good.%s", folder,
                                        cases[i].file);
        cupel_slice file = lab_read(lab, path);
        ((uint8_t *)(uintptr_t)file.p)[cases[i].at] = cases[i].byte;
        lab_write(path, file);
        expect_blob(lab, folder, id, CUPEL_E_MALFORMED);
        lab_write(path, slice_part(file, 0, file.n - 7));
        expect_blob(lab, folder, id, CUPEL_E_MALFORMED);
        lab_write(path, SLICE_EMPTY);
        expect_blob(lab, folder, id, CUPEL_E_MALFORMED);
        assert_int_equal(remove(path), 0);
        expect_blob(lab, folder, id, CUPEL_E_NOT_FOUND);
    }
}

/* --- loose files --- */

static void loose_files_that_lie(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    cupel_slice good = forge_deflate(lab, SLICE_LIT("blob 4\0four"));
    static const struct {
        const char *text;
        size_t n;
        const char *as; /* what a careless reader would make of it; NULL: "four" */
    } cases[] = {
        { "blob 3\0four", 11, "fou" },
        { "blob 0\0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 63, "" },
        { "blob 9\0four", 11, NULL },
        { "blob 04\0four", 12, NULL },
        { "blob  4\0four", 12, NULL },
        { "blob +4\0four", 12, NULL },
        { "blob 4 \0four", 12, NULL },
        { "blob\0four", 9, NULL },
        { "blub 4\0four", 11, NULL },
        { "blob 4", 6, NULL },
        { "blob 99999999999999999999\0four", 30, NULL },
        { "blobblobblobblobblobblobblobblobblobblobblobblob 4\0four", 55, NULL },
        { "", 0, NULL },
    };
    struct git_id id = forge_hash(lab, SLICE_LIT("four"));
    cupel_slice bytes = SLICE_EMPTY;
    forge_loose(lab, folder, &id, good);
    assert_status(read_blob(lab, folder, id, &bytes), CUPEL_OK);
    assert_slice(bytes, "four");
    for (size_t i = 0; i < CUPEL_COUNT(cases); i++) {
        struct git_id as = forge_hash(lab, slice_str(cases[i].as ? cases[i].as : "four"));
        forge_loose(lab, folder, &as, forge_deflate(lab, slice_of(cases[i].text, cases[i].n)));
        expect_blob(lab, folder, as, CUPEL_E_MALFORMED);
    }
    for (size_t n = 0; n < good.n; n++) { /* cut at each length */
        forge_loose(lab, folder, &id, slice_part(good, 0, n));
        expect_blob(lab, folder, id, CUPEL_E_MALFORMED);
    }
    struct buf more;
    buf_init(&more, 1000);
    buf_add(&more, good);
    buf_add_str(&more, "behind");
    forge_loose(lab, folder, &id, buf_slice(&more));
    expect_blob(lab, folder, id, CUPEL_E_MALFORMED);
    buf_clear(&more);
    struct git_id other = forge_id(0x77);
    forge_loose(lab, folder, &other, good); /* an object under another's name */
    expect_blob(lab, folder, other, CUPEL_E_MALFORMED);
}

static void a_good_copy_elsewhere(void **state)
{
    struct lab *lab = *state;
    static struct forge f;
    const char *folder = lab_bare(lab, "r");
    struct git_id id = forge_hash(lab, SLICE_LIT("four"));
    cupel_slice bytes = SLICE_EMPTY;
    forge_init(&f);
    forge_add(&f, id, FORGE_BLOB, 4, 0, NULL, forge_deflate(lab, SLICE_LIT("five")));
    forge_write(lab, &f, folder, "bad");
    forge_clear(&f);
    expect_blob(lab, folder, id, CUPEL_E_MALFORMED);
    forge_loose(lab, folder, &id, forge_deflate(lab, SLICE_LIT("blob 4\0four")));
    assert_status(read_blob(lab, folder, id, &bytes), CUPEL_OK);
    assert_slice(bytes, "four");
}

/* The size of a large blob is its header's: it is told, and the blob is not read. */
static void large_blobs(void **state)
{
    struct lab *lab = *state;
    const char *folder = lab_bare(lab, "r");
    size_t n = 70 * MEBIBYTE;
    uint8_t *p = calloc(1, n + 32);
    assert_non_null(p);
    int head = snprintf((char *)p, 32, "blob %zu", n) + 1;
    struct git_id id = forge_id(0x55), tree;
    forge_loose(lab, folder, &id, forge_deflate(lab, slice_of(p, (size_t)head + n)));
    free(p);
    struct buf b;
    buf_init(&b, 1000);
    buf_add(&b, SLICE_LIT("100644 large\0"));
    buf_add(&b, slice_of(id.bytes, sizeof id.bytes));
    tree = lab_object(lab, folder, "tree", buf_slice(&b));
    buf_clear(&b);
    struct git_id commit = lab_commit_tree(lab, folder, &tree);
    struct repo *r = lab_open(folder);
    struct tree t;
    struct cupel_diag err = { 0 };
    cupel_slice bytes;
    assert_int_equal(repo_tree(r, &commit, &lab->arena, &t, &err), CUPEL_OK);
    assert_int_equal(t.n, 1);
    assert_int_equal(t.entries[0].size, n);
    assert_status(repo_blob(r, &id, REPO_BLOB_MAX, &lab->arena, &bytes), CUPEL_E_LIMIT);
    assert_status(repo_blob(r, &id, SIZE_MAX, &lab->arena, &bytes), CUPEL_E_LIMIT);
    repo_free(r);
}

/* --- what is no file --- */

/* Pipes that nobody writes to: opening one would wait for ever. */
static void pipes(void **state)
{
    struct lab *lab = *state;
    static const char *const names[] = { "objects/77/77777777777777777777777777777777777777",
                                         "objects/pack/pack-pipe.idx",
                                         "objects/pack/pack-pipe.pack",
                                         "objects/info/alternates",
                                         "packed-refs",
                                         "shallow",
                                         "refs/tags/pipe",
                                         "refs/heads/pipe" };
    const char *folder = lab_story(lab, "r");
    struct repo *r = NULL;
    struct git_id id;
    struct history h;
    struct tags t;
    struct cupel_diag err = { 0 };
    lab_folder(lab_path(lab, "r/objects/77"));
    for (size_t i = 0; i < CUPEL_COUNT(names); i++) {
        const char *path = arena_printf(&lab->arena, "%s/%s", folder, names[i]);
        (void)remove(path);
        assert_int_equal(mkfifo(path, 0644), 0);
    }
    r = lab_open(folder);
    struct git_id head = lab_head(r);
    assert_status(repo_blob(r, &(struct git_id){ { 0x77 } }, 10, &lab->arena, &(cupel_slice){ 0 }),
                  CUPEL_E_MALFORMED); /* it may lie in the pack that is a pipe */
    assert_status(repo_resolve(r, "pipe", &id, &err), CUPEL_E_MALFORMED);
    assert_status(history_read(r, &head, SLICE_EMPTY, &lab->arena, NULL, NULL, &h, &err),
                  CUPEL_E_MALFORMED);
    assert_int_equal(remove(lab_path(lab, "r/shallow")), 0);
    assert_int_equal(history_read(r, &head, SLICE_EMPTY, &lab->arena, NULL, NULL, &h, &err),
                     CUPEL_OK);
    assert_status(tags_read(r, &h, &lab->arena, &t, &err), CUPEL_E_MALFORMED);
    repo_free(r);
    r = NULL;
    assert_int_equal(remove(lab_path(lab, "r/config")), 0);
    assert_int_equal(mkfifo(lab_path(lab, "r/config"), 0644), 0);
    assert_status(repo_open(folder, &r, &err), CUPEL_E_MALFORMED);
    assert_says(err, "config cannot be read");
    assert_int_equal(remove(lab_path(lab, "r/HEAD")), 0);
    assert_int_equal(mkfifo(lab_path(lab, "r/HEAD"), 0644), 0);
    assert_status(repo_open(folder, &r, &err), CUPEL_E_NOT_FOUND);
}

#define IN_LAB(f) cmocka_unit_test_setup_teardown(f, lab_setup, lab_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        IN_LAB(bases_in_a_circle),
        IN_LAB(long_chains),
        IN_LAB(deltas_that_swell),
        IN_LAB(nothing_leaks),
        IN_LAB(entries_that_lie),
        IN_LAB(offsets_outside_of_the_pack),
        IN_LAB(indexes_that_do_not_fit),
        IN_LAB(loose_files_that_lie),
        IN_LAB(a_good_copy_elsewhere),
        IN_LAB(large_blobs),
        IN_LAB(pipes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
