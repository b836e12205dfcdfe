/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/mailmap.h"

#include "base/buf.h"
#include "office/git/line.h"

#include <stdlib.h>

/* --- lines --- */

/* "NAME <ADDRESS>" at the start of *left. The name has p NULL where there is none. */
static bool take_person(cupel_slice *left, bool allow_empty, cupel_slice *name, cupel_slice *email)
{
    size_t open = slice_find(*left, SLICE_LIT("<"));
    if (open == SIZE_MAX)
        return false;
    cupel_slice rest = slice_part(*left, open + 1, left->n - open - 1);
    size_t close = slice_find(rest, SLICE_LIT(">"));
    if (close == SIZE_MAX || (close == 0 && !allow_empty))
        return false;
    *name = line_trim(slice_part(*left, 0, open));
    *email = slice_of(rest.p, close); /* an empty address is one: it keeps its place */
    *left = slice_part(rest, close + 1, rest.n - close - 1);
    return true;
}

/* The four forms: one person, or the proper one before the committed one. */
static bool read_line(cupel_slice line, struct mailmap_entry *ret)
{
    struct mailmap_entry e = { 0 };
    cupel_slice name = SLICE_EMPTY, email = SLICE_EMPTY;
    if (slice_starts(line, SLICE_LIT("#")) || !take_person(&line, false, &e.name, &e.email))
        return false;
    if (take_person(&line, true, &name, &email)) {
        e.old_name = name;
        e.old_email = email;
    } else {
        e.old_email = e.email;
        e.email = SLICE_EMPTY;
    }
    *ret = e;
    return true;
}

/* --- order --- */

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static int cmp_nocase(cupel_slice a, cupel_slice b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return lower(a.p[i]) < lower(b.p[i]) ? -1 : 1;
    return (a.n > b.n) - (a.n < b.n);
}

/* Entries for any name come before those for one. */
static int cmp_key(const struct mailmap_entry *a, const struct mailmap_entry *b)
{
    int c = cmp_nocase(a->old_email, b->old_email);
    if (c)
        return c;
    if (!a->old_name.p || !b->old_name.p)
        return (a->old_name.p != NULL) - (b->old_name.p != NULL);
    return cmp_nocase(a->old_name, b->old_name);
}

struct row {
    struct mailmap_entry entry;
    size_t line;
};

static int by_key_then_line(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int c = cmp_key(&x->entry, &y->entry);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

/*
 * A later line for the same person goes over an earlier one: for a name and its address as a whole,
 * for an address alone in what it says, so that two lines may give the name and the address.
 */
static void merge(struct mailmap_entry *into, const struct mailmap_entry *from)
{
    if (into->old_name.p) {
        *into = *from;
        return;
    }
    if (from->name.p)
        into->name = from->name;
    if (from->email.p)
        into->email = from->email;
}

static cupel_status finish(struct arena *a, struct buf *rows, struct mailmap *ret)
{
    struct row *all = (struct row *)(void *)rows->p;
    size_t n = rows->n / sizeof *all, kept = 0;
    CUPEL_TRY(buf_status(rows));
    struct mailmap_entry *entries = arena_array(a, n, sizeof *entries);
    if (!entries)
        return arena_status(a);
    if (n > 1)
        qsort(all, n, sizeof *all, by_key_then_line);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && cmp_key(&entries[kept - 1], &all[i].entry) == 0)
            merge(&entries[kept - 1], &all[i].entry);
        else
            entries[kept++] = all[i].entry;
    }
    ret->entries = entries;
    ret->n = kept;
    return CUPEL_OK;
}

cupel_status mailmap_parse(struct arena *a, cupel_slice text, struct mailmap *ret)
{
    struct mailmap m = { 0 };
    struct buf rows;
    buf_init(&rows, MAILMAP_LINES_MAX * sizeof(struct row));
    for (size_t line = 0; text.n > 0 && !m.is_cut; line++) {
        struct row row = { .line = line };
        m.is_cut = line == MAILMAP_LINES_MAX;
        if (read_line(line_take(&text), &row.entry))
            buf_add(&rows, slice_of(&row, sizeof row));
    }
    cupel_status st = finish(a, &rows, &m);
    buf_clear(&rows);
    if (st == CUPEL_OK)
        *ret = m;
    return st;
}

/* --- use --- */

static const struct mailmap_entry *find(const struct mailmap *m, const struct mailmap_entry *key)
{
    size_t lo = 0, hi = m->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (cmp_key(&m->entries[mid], key) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < m->n && cmp_key(&m->entries[lo], key) == 0 ? &m->entries[lo] : NULL;
}

void mailmap_apply(const struct mailmap *m, cupel_slice *name, cupel_slice *email)
{
    struct mailmap_entry key = { .old_email = *email, .old_name = *name };
    const struct mailmap_entry *e = name->p ? find(m, &key) : NULL;
    key.old_name = SLICE_EMPTY;
    if (!e)
        e = find(m, &key);
    if (!e)
        return;
    if (e->name.p)
        *name = e->name;
    if (e->email.p)
        *email = e->email;
}
