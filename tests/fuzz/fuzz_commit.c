/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of git that are read by their lines or rows: commits, tags, trees. */
#include "fuzz.h"

#include "office/git/clean.h"
#include "office/git/object.h"

static bool lies_in(cupel_slice part, cupel_slice whole)
{
    return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void person(cupel_slice line)
{
    struct ident who = ident_parse(line);
    FUZZ_HOLDS(who.time >= 0 && who.time <= IDENT_TIME_MAX);
    FUZZ_HOLDS(lies_in(who.name, line) && lies_in(who.email, line));
    FUZZ_HOLDS(slice_find(who.name, SLICE_LIT("<")) == SIZE_MAX);
    FUZZ_HOLDS(slice_find(who.email, SLICE_LIT(">")) == SIZE_MAX);
}

/* What was cleaned is clean, no longer than asked for, and stays as it is when cleaned again. */
static void printing(struct arena *a, cupel_slice raw)
{
    size_t max = raw.n / 2 + 3;
    const char *line = clean_line(a, raw, max), *text = clean_text(a, raw, max);
    FUZZ_HOLDS(slice_str(line).n <= max && slice_str(text).n <= max);
    FUZZ_HOLDS(is_clean_line(slice_str(line)));
    FUZZ_HOLDS(slice_eq(slice_str(clean_line(a, slice_str(line), max)), slice_str(line)));
    FUZZ_HOLDS(is_clean_line(slice_str(clean_line(a, latin1_to_utf8(a, raw, max), max))));
}

static void commit(struct arena *a, cupel_slice in)
{
    struct commit_raw c;
    if (commit_parse(in, &c) != CUPEL_OK)
        return;
    FUZZ_HOLDS(lies_in(c.message, in) && lies_in(c.encoding, in) && lies_in(c.parents, in));
    FUZZ_HOLDS((c.parents.n + 1) / 48 == c.n_parents); /* the last line may lack its end */
    for (unsigned i = 0; i < c.n_parents; i++) {
        char hex[GIT_ID_ROOM];
        struct git_id id = commit_parent(&c, i);
        git_id_write(&id, hex);
        FUZZ_HOLDS(slice_eq_nocase(slice_part(c.parents, 48 * (size_t)i + 7, 40), slice_str(hex)));
    }
    person(c.author);
    person(c.committer);
    printing(a, c.message);
}

static void tag(struct arena *a, cupel_slice in)
{
    struct tag_raw t;
    if (tag_parse(in, &t) != CUPEL_OK)
        return;
    FUZZ_HOLDS(lies_in(t.message, in) && lies_in(t.tagger, in));
    person(t.tagger);
    printing(a, t.message);
}

static void tree(struct arena *a, cupel_slice in)
{
    struct tree_item item;
    cupel_status st = CUPEL_OK;
    cupel_slice left = in;
    size_t before = left.n;
    while (tree_next(&left, &item, &st)) {
        FUZZ_HOLDS(left.n < before && lies_in(item.name, in));
        FUZZ_HOLDS(slice_find(item.name, SLICE_LIT("\0")) == SIZE_MAX);
        printing(a, item.name);
        before = left.n;
    }
    FUZZ_HOLDS((st == CUPEL_OK) == (left.n == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    cupel_slice in = slice_of(data, size);
    arena_init(&a, 256u << 20);
    if (size > 1u << 20)
        return 0;
    commit(&a, in);
    tag(&a, in);
    tree(&a, in);
    person(in);
    printing(&a, in);
    arena_clear(&a);
    return 0;
}
