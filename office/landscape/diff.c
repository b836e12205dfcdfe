/* SPDX-License-Identifier: Apache-2.0 */
#include "office/landscape/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct comparing {
    struct arena *a;
    const struct landscape *before, *after;
    const struct landscape_item **match; /* of each item of after->by_name */
    bool *taken;                         /* items of before->by_name that have one */
    struct diff_change *at;
    struct landscape_diff d;
};

const char *diff_kind_name(enum diff_kind k)
{
    static const char *const names[] = { "added", "removed", "renamed", "moved", "changed" };
    return names[k];
}

static const char *name_of(const struct landscape_item *i)
{
    return i->text[ITEM_NAME];
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_place(const struct landscape_item *a, const struct landscape_item *b)
{
    return strcmp(a->category->name, b->category->name) == 0 &&
           strcmp(a->subcategory->name, b->subcategory->name) == 0;
}

static void add(struct comparing *c, struct diff_change change)
{
    c->d.counts[change.kind]++;
    if (c->d.n == DIFF_CHANGES_MAX)
        c->d.more++;
    else
        c->at[c->d.n++] = change;
}

/* ---- which item is which ---- */

/* The stretch of items called @name. */
static size_t first_of(const struct landscape *l, const char *name, size_t *end)
{
    size_t low = 0, high = l->n_items;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(name_of(l->by_name[mid]), name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    *end = low;
    while (*end < l->n_items && strcmp(name_of(l->by_name[*end]), name) == 0)
        (*end)++;
    return low;
}

#define TWINS_MAX 64 /* items of one name that are told apart */

static void match_names(struct comparing *c, bool by_place)
{
    for (size_t i = 0; i < c->after->n_items; i++) {
        const struct landscape_item *item = c->after->by_name[i];
        size_t end, at = first_of(c->before, name_of(item), &end);
        for (size_t k = 0; k < TWINS_MAX && at < end && !c->match[i]; at++, k++)
            if (!c->taken[at] && (!by_place || same_place(item, c->before->by_name[at]))) {
                c->match[i] = c->before->by_name[at];
                c->taken[at] = true;
            }
    }
}

struct by_repo {
    const char *url;
    size_t index;
};
static int compare_repo(const void *x, const void *y)
{
    const struct by_repo *a = x, *b = y;
    int order = strcmp(a->url, b->url);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}
static int find_repo(const void *key, const void *element)
{
    return strcmp(key, ((const struct by_repo *)element)->url);
}

/* Of those left on both sides: the only ones with their repository. */
static void match_repos(struct comparing *c)
{
    struct by_repo *left = arena_array(c->a, c->before->n_items + 1, sizeof *left);
    size_t n = 0;
    for (size_t i = 0; left && i < c->before->n_items; i++)
        if (!c->taken[i] && c->before->by_name[i]->text[ITEM_REPO_URL])
            left[n++] = (struct by_repo){ c->before->by_name[i]->text[ITEM_REPO_URL], i };
    if (n > 1)
        qsort(left, n, sizeof *left, compare_repo);
    for (size_t i = 0; n && i < c->after->n_items; i++) {
        const char *url = c->match[i] ? NULL : c->after->by_name[i]->text[ITEM_REPO_URL];
        struct by_repo *found = url ? bsearch(url, left, n, sizeof *left, find_repo) : NULL;
        if (!found || c->taken[found->index])
            continue;
        c->match[i] = c->before->by_name[found->index];
        c->taken[found->index] = true;
    }
}

/* ---- what changed in it ---- */

static bool change(struct comparing *c, const struct landscape_item *b,
                   const struct landscape_item *a, const char *field, const char *old,
                   const char *new)
{
    if (same(old, new))
        return false;
    add(c, (struct diff_change){ DIFF_CHANGED, b, a, field, old, new });
    return true;
}

static const char *text_of(struct comparing *c, struct buf *b)
{
    buf_add_byte(b, 0);
    const char *text = arena_printf(c->a, "%s", b->n > 1 ? (const char *)b->p : "");
    buf_clear(b);
    return *text ? text : NULL;
}

static void part(struct buf *b, const char *text, const char *end)
{
    if (text)
        buf_add_str(b, text);
    buf_add_str(b, end);
}

/* The lists of an item as one line each. */
static const char *list_text(struct comparing *c, const struct landscape_list *l)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < l->n; i++)
        part(&b, l->at[i], i + 1 < l->n ? ", " : "");
    return text_of(c, &b);
}

static const char *repos_text(struct comparing *c, const struct landscape_item *i)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t k = 0; k < i->n_repos; k++) {
        part(&b, k ? ", " : "", "");
        part(&b, i->repos[k].url, i->repos[k].branch ? " branch " : "");
        part(&b, i->repos[k].branch, i->repos[k].license ? " license " : "");
        part(&b, i->repos[k].license, "");
    }
    return text_of(c, &b);
}

static const char *audits_text(struct comparing *c, const struct landscape_item *i)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t k = 0; k < i->n_audits; k++) {
        part(&b, k ? ", " : "", "");
        part(&b, i->audits[k].date, " ");
        part(&b, i->audits[k].type, " ");
        part(&b, i->audits[k].vendor, " ");
        part(&b, i->audits[k].url, "");
    }
    return text_of(c, &b);
}

static const char *links_text(struct comparing *c, const struct landscape_item *i)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t k = 0; k < i->n_links; k++) {
        part(&b, k ? ", " : "", "");
        part(&b, i->links[k].key, " ");
        part(&b, i->links[k].value, "");
    }
    return text_of(c, &b);
}

static bool compare_annotations(struct comparing *c, const struct landscape_item *b,
                                const struct landscape_item *a)
{
    bool any = false;
    for (size_t k = 0; k < b->n_annotations; k++)
        any |= change(c, b, a, arena_printf(c->a, "annotations.%s", b->annotations[k].key),
                      b->annotations[k].value, landscape_annotation(a, b->annotations[k].key));
    for (size_t k = 0; k < a->n_annotations; k++)
        if (!landscape_annotation(b, a->annotations[k].key))
            any |= change(c, b, a, arena_printf(c->a, "annotations.%s", a->annotations[k].key),
                          NULL, a->annotations[k].value);
    return any;
}

static bool compare_members(struct comparing *c, const struct landscape_item *b,
                            const struct landscape_item *a)
{
    bool any = false;
    for (size_t f = ITEM_NAME + 1; f < LANDSCAPE_FIELDS; f++)
        any |= change(c, b, a, landscape_fields[f].name, b->text[f], a->text[f]);
    any |= change(c, b, a, "second_path", list_text(c, &b->second_path),
                  list_text(c, &a->second_path));
    any |= change(c, b, a, "tag", list_text(c, &b->tags), list_text(c, &a->tags));
    any |= change(c, b, a, "additional_repos", repos_text(c, b), repos_text(c, a));
    any |= change(c, b, a, "audits", audits_text(c, b), audits_text(c, a));
    any |= change(c, b, a, "other_links", links_text(c, b), links_text(c, a));
    return compare_annotations(c, b, a) || any;
}

static const char *place_of(struct comparing *c, const struct landscape_item *i)
{
    return arena_printf(c->a, "%s / %s", i->category->name, i->subcategory->name);
}

static void compare_item(struct comparing *c, const struct landscape_item *b,
                         const struct landscape_item *a)
{
    bool is_renamed = strcmp(name_of(b), name_of(a)) != 0, is_moved = !same_place(b, a);
    if (is_renamed)
        add(c, (struct diff_change){ DIFF_RENAMED, b, a, NULL, name_of(b), name_of(a) });
    if (is_moved)
        add(c, (struct diff_change){ DIFF_MOVED, b, a, NULL, place_of(c, b), place_of(c, a) });
    bool is_changed = compare_members(c, b, a);
    c->d.changed_items += is_changed;
    c->d.unchanged += !is_changed && !is_renamed && !is_moved;
}

static int compare_change(const void *x, const void *y)
{
    const struct diff_change *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = strcmp(name_of(a->after ? a->after : a->before),
                       name_of(b->after ? b->after : b->before));
    if (order == 0 && a->field && b->field)
        order = strcmp(a->field, b->field);
    return order ? order
                 : ((a->after ? a->after : a->before)->line >
                    (b->after ? b->after : b->before)->line) -
                       ((a->after ? a->after : a->before)->line <
                        (b->after ? b->after : b->before)->line);
}

cupel_status landscape_compare(struct arena *a, const struct landscape *before,
                               const struct landscape *after, struct landscape_diff *ret)
{
    struct comparing c = { .a = a, .before = before, .after = after };
    c.match = arena_array(a, after->n_items + 1, sizeof *c.match);
    c.taken = arena_array(a, before->n_items + 1, sizeof *c.taken);
    c.at = arena_array(a, DIFF_CHANGES_MAX, sizeof *c.at);
    CUPEL_TRY(arena_status(a));
    match_names(&c, true);
    match_names(&c, false);
    match_repos(&c);
    for (size_t i = 0; i < after->n_items; i++) {
        if (c.match[i])
            compare_item(&c, c.match[i], after->by_name[i]);
        else
            add(&c, (struct diff_change){ DIFF_ADDED, NULL, after->by_name[i], NULL, NULL,
                                          place_of(&c, after->by_name[i]) });
    }
    for (size_t i = 0; i < before->n_items; i++)
        if (!c.taken[i])
            add(&c, (struct diff_change){ DIFF_REMOVED, before->by_name[i], NULL, NULL,
                                          place_of(&c, before->by_name[i]), NULL });
    CUPEL_TRY(arena_status(a));
    if (c.d.n > 1)
        qsort(c.at, c.d.n, sizeof *c.at, compare_change);
    c.d.at = c.at;
    *ret = c.d;
    return CUPEL_OK;
}

/* ---- shown ---- */

static void write_change(const struct diff_change *d, struct text_out *t)
{
    text_to(t, 2);
    text_put(t, name_of(d->after ? d->after : d->before));
    if (d->field) {
        text_put(t, ": ");
        text_put(t, d->field);
    }
    text_line(t);
    if (d->old)
        text_row(t, 4, "-", 6, d->old);
    if (d->new)
        text_row(t, 4, "+", 6, d->new);
}

void diff_write_text(const struct landscape_diff *d, struct text_out *t)
{
    char room[96];
    for (int k = DIFF_ADDED; k <= DIFF_CHANGED; k++) {
        if (d->counts[k] == 0)
            continue;
        (void)snprintf(room, sizeof room, "%s: %zu", diff_kind_name((enum diff_kind)k),
                       d->counts[k]);
        text_heading(t, room);
        for (size_t i = 0; i < d->n; i++)
            if (d->at[i].kind == (enum diff_kind)k)
                write_change(&d->at[i], t);
    }
    (void)snprintf(room, sizeof room, "%zu items are unchanged.", d->unchanged);
    text_line(t);
    text_put(t, room);
    text_line(t);
}

void diff_write_json(const struct landscape_diff *d, struct json_out *o)
{
    json_array_open(o, "changes");
    for (size_t i = 0; i < d->n; i++) {
        const struct diff_change *c = &d->at[i];
        json_object_open(o, NULL);
        json_text(o, "kind", diff_kind_name(c->kind));
        json_text(o, "item", name_of(c->after ? c->after : c->before));
        json_text(o, "field", c->field);
        json_text(o, "before", c->old);
        json_text(o, "after", c->new);
        json_object_close(o);
    }
    json_array_close(o);
    json_object_open(o, "counts");
    for (int k = DIFF_ADDED; k <= DIFF_CHANGED; k++)
        json_uint(o, diff_kind_name((enum diff_kind)k), d->counts[k]);
    json_uint(o, "changed_items", d->changed_items);
    json_uint(o, "unchanged", d->unchanged);
    json_object_close(o);
    json_uint(o, "changes_more", d->more);
}
