/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A landscape's files: the first byte chooses data.yml, settings.yml or guide.yml, a table with
 * commas or with tabs. What is read can be written, and read back it is the same.
 */
#include "fuzz.h"

#include "office/landscape/diff.h"
#include "office/landscape/gaps.h"
#include "office/landscape/hygiene.h"

#define INPUT_MAX 65536
#define ARENA     ((size_t)256 << 20)
#define DATA      "categories:\n- {name: A, subcategories: [{name: B, items: []}]}\n"

static void check_problems(const struct landscape_problems *p, cupel_status st)
{
    FUZZ_HOLDS(p->n <= LANDSCAPE_PROBLEMS_MAX);
    FUZZ_HOLDS(st != CUPEL_OK || p->errors == 0);
    FUZZ_HOLDS(st == CUPEL_OK || p->errors > 0 || st == CUPEL_E_LIMIT || st == CUPEL_E_NOMEM);
    for (size_t i = 0; i < p->n; i++)
        FUZZ_HOLDS(p->at[i].file && p->at[i].text && p->at[i].text[0]);
}

/* Everything that is computed from a landscape must end, whatever is in it. */
static void use(struct arena *a, const struct landscape *l)
{
    struct matrix_filter all = { 0 };
    struct matrix m;
    struct gaps g;
    struct hygiene h;
    struct landscape_problems p = { .arena = a };
    struct buf b;
    buf_init(&b, (size_t)64 << 20);
    landscape_validate(l, true, &p);
    landscape_write_csv(l, &b);
    landscape_write_items(l, &(struct landscape_pick){ 0 }, &b);
    if (matrix_make(a, l, &all, &m) == CUPEL_OK)
        FUZZ_HOLDS(m.n == l->n_items);
    if (gaps_find(a, l, NULL, 0, NULL, NULL, &g) == CUPEL_OK)
        FUZZ_HOLDS(g.n_candidates <= l->n_items);
    if (hygiene_start(a, l, 1767225600, &h) == CUPEL_OK)
        hygiene_data(&h);
    for (size_t i = 0; i < l->n_items && i < 8; i++)
        landscape_write_monogram(l->items[i]->text[ITEM_NAME], &b);
    buf_clear(&b);
}

/* Written, read back, compared, written again. */
static void round_trip(struct arena *a, const struct landscape *l)
{
    struct landscape again;
    struct landscape_diff d;
    struct landscape_problems p = { .arena = a };
    struct buf once, twice;
    buf_init(&once, (size_t)64 << 20);
    buf_init(&twice, (size_t)64 << 20);
    landscape_write_data(l, &once);
    FUZZ_HOLDS(buf_status(&once) == CUPEL_OK);
    struct landscape_files f = { .data = { "again", buf_slice(&once) } };
    cupel_status st = landscape_read(a, &f, true, &again, &p);
    FUZZ_HOLDS(st == CUPEL_OK || arena_status(a) != CUPEL_OK || once.n > LANDSCAPE_BYTES_MAX);
    if (st == CUPEL_OK && landscape_compare(a, l, &again, &d) == CUPEL_OK) {
        FUZZ_HOLDS(d.n == 0 && d.unchanged == l->n_items);
        landscape_write_data(&again, &twice);
        FUZZ_HOLDS(slice_eq(buf_slice(&once), buf_slice(&twice)));
    }
    buf_clear(&once);
    buf_clear(&twice);
}

static void tree_trip(struct arena *a, const struct yaml_node *tree)
{
    struct buf once, twice;
    const struct yaml_node *again = NULL;
    buf_init(&once, (size_t)64 << 20);
    buf_init(&twice, (size_t)64 << 20);
    landscape_write_tree(tree, "", &once);
    cupel_status st = yaml_parse(a, buf_slice(&once), false, &again, NULL);
    FUZZ_HOLDS(st == CUPEL_OK || arena_status(a) != CUPEL_OK);
    if (st == CUPEL_OK) {
        landscape_write_tree(again, "", &twice);
        FUZZ_HOLDS(slice_eq(buf_slice(&once), buf_slice(&twice)));
    }
    buf_clear(&once);
    buf_clear(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct landscape l = { 0 };
    if (size == 0 || size > INPUT_MAX)
        return 0;
    arena_init(&a, ARENA);
    struct landscape_problems p = { .arena = &a };
    cupel_slice rest = slice_of(data + 1, size - 1);
    struct landscape_files f = { .data = { "data.yml", SLICE_LIT(DATA) } };
    cupel_status st;
    unsigned which = data[0] % 6;
    if (which <= 1)
        f.data.bytes = rest;
    else if (which == 2)
        f.settings = (struct landscape_file){ "settings.yml", rest };
    else if (which == 3)
        f.guide = (struct landscape_file){ "guide.yml", rest };
    if (which <= 3)
        st = landscape_read(&a, &f, which != 0, &l, &p);
    else
        st = landscape_read_table(&a, &(struct landscape_file){ "table", rest },
                                  which == 4 ? ',' : '\t', &l, &p);
    check_problems(&p, st);
    if (st == CUPEL_OK) {
        round_trip(&a, &l);
        use(&a, &l);
        if (l.settings.tree)
            tree_trip(&a, l.settings.tree);
        if (l.guide.tree)
            tree_trip(&a, l.guide.tree);
    }
    arena_clear(&a);
    return 0;
}
