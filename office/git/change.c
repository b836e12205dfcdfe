/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history_last_change(): which commit on the line of first parents was the last to change a path.
 * The paths wanted make a tree of their own; along the line it is laid over each commit's tree and
 * its parent's at once, and only where both differ and something is still wanted is one read.
 */
#include "base/cur.h"
#include "base/status.h"
#include "office/git/clean.h"
#include "office/git/repo_internal.h"

#include <stdlib.h>
#include <string.h>

#define PATHS_MAX      REPO_FILES_MAX
#define LOOK_BYTES_MAX (UINT64_C(8) << 30) /* bytes of trees that are read */
#define SCRATCH_MAX    (512u << 20)
#define KEPT           512u /* trees that are kept: a step's parent is the next step's commit */
#define KEPT_BYTES     (1u << 16) /* of one of them */

struct side { /* what stands at a node's path in one of the two trees */
    struct git_id id;
    uint32_t mode; /* 0: nothing */
};

struct node {
    const char *name; /* one part of a path; borrowed */
    size_t name_n;
    struct node *child; /* sorted by name */
    size_t n_child;
    size_t first, n_wanted; /* of the sorted paths, those that end here */
    size_t open;            /* paths here and below whose change was not met yet */
    struct node *parent;
    struct side side[2]; /* commit, parent */
};

struct wanted {
    const char *path;
    size_t index; /* into the caller's arrays */
};

struct kept {
    struct git_id id;
    struct object tree;
};

struct look {
    struct repo *repo;
    const struct history *history;
    struct arena arena;
    struct wanted *wanted; /* sorted by path, part by part */
    struct kept *kept;     /* KEPT of them */
    uint64_t bytes;
    size_t *ret;
    uint32_t commit; /* of the step at hand */
};

/* --- the tree of wanted paths --- */

/* By parts: '/' sorts before every other byte, so that what lies in a folder stands together. */
static int by_parts(const void *a, const void *b)
{
    const uint8_t *x = (const uint8_t *)((const struct wanted *)a)->path;
    const uint8_t *y = (const uint8_t *)((const struct wanted *)b)->path;
    while (*x && *x == *y) {
        x++;
        y++;
    }
    int p = *x == '/' ? 1 : *x ? *x + 1 : 0, q = *y == '/' ? 1 : *y ? *y + 1 : 0;
    return p - q;
}

static size_t part_length(const char *s)
{
    size_t n = 0;
    while (s[n] && s[n] != '/')
        n++;
    return n;
}

static bool same_part(const char *a, const char *b)
{
    size_t n = part_length(a);
    return n == part_length(b) && slice_eq(slice_of(a, n), slice_of(b, n));
}

/* How many of the paths from @lo on share the part at @off with the first. */
static size_t run_length(const struct look *l, size_t lo, size_t hi, size_t off)
{
    size_t i = lo + 1;
    while (i < hi && same_part(l->wanted[lo].path + off, l->wanted[i].path + off))
        i++;
    return i - lo;
}

/* Children of @n for the paths [lo, hi), of which the first @off bytes are the node's own path. */
static void grow(struct look *l, struct node *n, size_t lo, size_t hi, size_t off, unsigned depth)
{
    size_t count = 0, k = 0;
    for (size_t i = lo; i < hi; i += run_length(l, i, hi, off))
        count++;
    n->child = arena_array(&l->arena, count, sizeof *n->child);
    if (!n->child)
        return;
    n->n_child = count;
    for (size_t i = lo, run; i < hi; i += run) {
        run = run_length(l, i, hi, off);
        struct node *c = &n->child[k++];
        const char *name = l->wanted[i].path + off;
        *c = (struct node){ .name = name, .name_n = part_length(name), .parent = n };
        c->first = i;
        c->open = run;
        while (c->n_wanted < run && !l->wanted[i + c->n_wanted].path[off + c->name_n])
            c->n_wanted++;
        if (c->n_wanted < run && depth < REPO_DEPTH_MAX)
            grow(l, c, i + c->n_wanted, i + run, off + c->name_n + 1, depth + 1);
    }
}

/* @n paths at or below @at are settled. */
static void settle(struct node *at, size_t n)
{
    for (; at; at = at->parent)
        at->open -= n;
}

/* Names were cleaned when they were listed; children are sorted as slice_cmp() has it. */
static struct node *child_named(const struct node *n, cupel_slice name)
{
    size_t lo = 0, hi = n->n_child;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = slice_cmp(slice_of(n->child[mid].name, n->child[mid].name_n), name);
        if (c == 0)
            return &n->child[mid];
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

static struct node *find_child(const struct node *n, cupel_slice name)
{
    struct arena a;
    if (is_clean_line(name))
        return child_named(n, name);
    arena_init(&a, 4 * REPO_PATH_MAX);
    struct node *c = child_named(n, slice_str(clean_line(&a, name, REPO_PATH_MAX)));
    arena_clear(&a);
    return c;
}

/* --- trees --- */

static struct kept *kept_slot(struct look *l, const struct git_id *id)
{
    return &l->kept[slice_le64(slice_of(id->bytes, 8)) % KEPT];
}

static cupel_status read_tree(struct look *l, const struct git_id *id, struct object *ret)
{
    struct kept *k = kept_slot(l, id);
    if (k->tree.p && git_id_eq(&k->id, id)) {
        *ret = k->tree; /* handed out; drop_tree() puts it back */
        k->tree = (struct object){ 0 };
        return CUPEL_OK;
    }
    CUPEL_TRY(store_read_as(l->repo->store, id, OBJECT_TREE, STORE_OBJECT_MAX, ret));
    return CUPEL_OK;
}

static void drop_tree(struct look *l, const struct git_id *id, struct object *o)
{
    struct kept *k = kept_slot(l, id);
    if (o->n > KEPT_BYTES || !o->p) {
        object_clear(o);
        return;
    }
    object_clear(&k->tree);
    *k = (struct kept){ .id = *id, .tree = *o };
}

/* Note on @n's children what tree @id has for them. */
static cupel_status read_side(struct look *l, struct node *n, const struct git_id *id, int which)
{
    struct object o;
    struct tree_item item;
    cupel_status st = CUPEL_OK;
    if (l->bytes > LOOK_BYTES_MAX)
        return CUPEL_E_LIMIT;
    CUPEL_TRY(read_tree(l, id, &o));
    l->bytes += o.n;
    cupel_slice left = object_bytes(&o);
    while (tree_next(&left, &item, &st)) {
        struct node *c = find_child(n, item.name);
        if (c && c->side[which].mode == 0)
            c->side[which] = (struct side){ .id = item.id, .mode = item.mode };
    }
    drop_tree(l, id, &o);
    return st;
}

static bool is_tree(const struct side *s)
{
    return mode_is_tree(s->mode);
}

/* Both sides of @n's children, from the trees that @n itself has on both sides. */
static cupel_status read_sides(struct look *l, struct node *n)
{
    for (size_t i = 0; i < n->n_child; i++)
        n->child[i].side[0] = n->child[i].side[1] = (struct side){ .mode = 0 };
    for (int which = 0; which < 2; which++)
        if (is_tree(&n->side[which]))
            CUPEL_TRY(read_side(l, n, &n->side[which].id, which));
    return CUPEL_OK;
}

static bool is_same(const struct side *a, const struct side *b)
{
    return a->mode == b->mode && (a->mode == 0 || git_id_eq(&a->id, &b->id));
}

/* What is still open here and below can no longer be told: an older change would be a guess. */
static void give_up(struct node *n)
{
    settle(n, n->open);
}

static void found(struct look *l, struct node *n)
{
    size_t settled = 0;
    for (size_t i = n->first; i < n->first + n->n_wanted; i++)
        if (l->ret[l->wanted[i].index] == SIZE_MAX) {
            l->ret[l->wanted[i].index] = l->commit;
            settled++;
        }
    n->n_wanted = 0;
    settle(n, settled);
}

static void compare(struct look *l, struct node *n)
{
    if (n->open == 0 || is_same(&n->side[0], &n->side[1]))
        return;
    if (n->n_wanted)
        found(l, n);
    if (n->open == 0 || n->n_child == 0 || (!is_tree(&n->side[0]) && !is_tree(&n->side[1])))
        return;
    if (read_sides(l, n) != CUPEL_OK) {
        give_up(n);
        return;
    }
    for (size_t i = 0; i < n->n_child; i++)
        compare(l, &n->child[i]);
}

/* --- the line --- */

/* The parent of the last step is either none at all, or it is not here and nobody knows. */
static bool has_known_parent(const struct history *h, size_t step)
{
    return step + 1 < h->n_line || h->commits[h->line[step].commit].n_parents == 0;
}

static void walk(struct look *l, struct node *top)
{
    const struct history *h = l->history;
    for (size_t i = 0; i < h->n_line && top->open > 0 && has_known_parent(h, i); i++) {
        l->commit = h->line[i].commit;
        top->side[0] = (struct side){ .id = h->line[i].tree, .mode = 0040000 };
        top->side[1] = (struct side){ .mode = 0 };
        if (i + 1 < h->n_line)
            top->side[1] = (struct side){ .id = h->line[i + 1].tree, .mode = 0040000 };
        compare(l, top);
    }
}

static cupel_status prepare(struct look *l, const char *const *paths, size_t n, struct node *top)
{
    l->wanted = arena_array(&l->arena, n, sizeof *l->wanted);
    l->kept = arena_array(&l->arena, KEPT, sizeof *l->kept);
    CUPEL_TRY(arena_status(&l->arena));
    for (size_t i = 0; i < n; i++) {
        l->wanted[i] = (struct wanted){ .path = paths[i], .index = i };
        l->ret[i] = SIZE_MAX;
    }
    if (n > 1)
        qsort(l->wanted, n, sizeof *l->wanted, by_parts);
    *top = (struct node){ .open = n };
    grow(l, top, 0, n, 0, 0);
    return arena_status(&l->arena);
}

cupel_status history_last_change(struct repo *r, const struct history *h, const char *const *paths,
                                 size_t n, size_t *ret, struct cupel_diag *err)
{
    struct look l = { .repo = r, .history = h };
    struct node top;
    l.ret = ret;
    if (n > PATHS_MAX)
        return diag_set(err, CUPEL_E_LIMIT, "", "more than %u paths are asked for", PATHS_MAX);
    arena_init(&l.arena, SCRATCH_MAX);
    cupel_status st = prepare(&l, paths, n, &top);
    if (st == CUPEL_OK)
        walk(&l, &top);
    for (size_t i = 0; l.kept && i < KEPT; i++)
        object_clear(&l.kept[i].tree);
    arena_clear(&l.arena);
    if (st != CUPEL_OK)
        return diag_set(err, st, "", "out of memory for %zu paths", n);
    return CUPEL_OK;
}
