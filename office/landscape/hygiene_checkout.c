/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landscape/hygiene_checkout.c: findings that a checkout of the project shows, by the checks that
 * `cupel review` has for a project's life. How old a finding is: the commit that it rests on, or
 * the last one that changed the file.
 */
#include "office/landscape/hygiene.h"

#include "office/review/house.h"
#include "office/review/people.h"

#include <stdio.h>
#include <string.h>

#define CHECKOUT_ARENA ((size_t)1 << 30)

static const struct {
    const char *check;
    enum hygiene_kind kind;
} checks[] = {
    { "life-status", HYGIENE_UNMAINTAINED },  { "life-active", HYGIENE_DORMANT },
    { "life-license", HYGIENE_RELICENSED },   { "life-links", HYGIENE_LINKS },
    { "insights-current", HYGIENE_MANIFEST },
};

static void note(struct hygiene *h, const char *path, const char *why)
{
    if (h->n_notes < HYGIENE_CHECKOUTS_MAX)
        h->notes[h->n_notes++] = arena_printf(h->arena, "%s: %s", path, why);
}

static const struct review_check *find_check(const char *id)
{
    for (size_t i = 0; i < review_sets_count; i++)
        for (size_t k = 0; k < review_sets[i]->n; k++)
            if (strcmp(review_set_row(review_sets[i], k)->info.id, id) == 0)
                return review_set_row(review_sets[i], k);
    return NULL;
}

/* ---- whose checkout it is ---- */

static bool has_repo(const struct landscape_item *i, const struct house_home *home)
{
    struct house_home own;
    const char *url = i->text[ITEM_REPO_URL];
    if (url && house_home_of(url, &own) && house_home_eq(&own, home))
        return true;
    for (size_t k = 0; k < i->n_repos; k++)
        if (house_home_of(i->repos[k].url, &own) && house_home_eq(&own, home))
            return true;
    return false;
}

bool hygiene_has_repo(const struct landscape_item *i, const char *url)
{
    struct house_home home;
    return url && house_home_of(url, &home) && has_repo(i, &home);
}

static const struct landscape_item *match_origin(const struct landscape *l, const char *origin)
{
    for (size_t i = 0; i < l->n_items; i++)
        if (hygiene_has_repo(l->items[i], origin))
            return l->items[i];
    return NULL;
}

/* The only item whose name or whose repository's name is the folder's. */
static const struct landscape_item *match_name(struct hygiene *h, const char *name)
{
    const struct landscape_item *found = NULL;
    for (size_t i = 0; i < h->l->n_items; i++) {
        const struct landscape_item *item = h->l->items[i];
        struct house_home own;
        const char *url = item->text[ITEM_REPO_URL];
        bool fits = (url && house_home_of(url, &own) &&
                     slice_eq_nocase(own.name, slice_str(name))) ||
                    strcmp(landscape_slug(h->arena, item->text[ITEM_NAME]), name) == 0;
        if (fits && found)
            return NULL;
        found = fits ? item : found;
    }
    return found;
}

/* ---- what it says ---- */

static const char *day(struct hygiene *h, int64_t when)
{
    char date[DATE_ROOM];
    date_write(when, date);
    return arena_printf(h->arena, "%s", date);
}

/* A place in the history has no path. */
static bool is_file(const struct place *at)
{
    return at->path && *at->path;
}

/* When the place came to be as it is; NULL where the history does not say. */
static const char *date_of(struct hygiene *h, const struct checkout *c, const struct place *at)
{
    size_t index = SIZE_MAX;
    char hex[GIT_ID_ROOM];
    if (is_file(at)) {
        const char *paths[] = { at->path };
        if (history_last_change(c->repo, &c->history, paths, 1, &index, NULL) != CUPEL_OK)
            return NULL;
    }
    for (size_t i = 0; !is_file(at) && at->commit && i < c->history.n && index == SIZE_MAX; i++) {
        git_id_write(&c->history.commits[i].id, hex);
        index = strcmp(hex, at->commit) == 0 ? i : SIZE_MAX;
    }
    return index < c->history.n ? day(h, c->history.commits[index].commit_time) : NULL;
}

/* A change of licence that a document speaks of passes the check and is still news here. */
static bool is_news(const struct finding *f)
{
    return f->outcome == CUPEL_FAIL ||
           (f->outcome == CUPEL_PASS && f->detail && strstr(f->detail, "relicensed from"));
}

static void run_check(struct hygiene *h, const struct landscape_item *item, const struct project *p,
                      size_t which)
{
    const struct review_check *check = find_check(checks[which].check);
    if (!check || !check->run)
        return;
    struct finding f = { .info = &check->info, .outcome = CUPEL_UNKNOWN };
    check->run(p, &f);
    if (!is_news(&f))
        return;
    const struct place *at = f.where.n ? &f.where.at[0] : NULL;
    struct hygiene_finding *add_to = hygiene_add(h, checks[which].kind, item,
                                                 at ? date_of(h, &p->checkouts[0], at) : NULL);
    if (!add_to)
        return;
    add_to->detail = arena_printf(h->arena, "%s", f.detail ? f.detail : check->info.title);
    add_to->commit = arena_printf(h->arena, "%s", p->checkouts[0].commit_hex);
    if (at && is_file(at)) {
        add_to->path = arena_printf(h->arena, "%s", at->path);
        add_to->line = at->line;
    } else if (at && at->commit) {
        add_to->commit = arena_printf(h->arena, "%s", at->commit);
    }
}

/* "AGPL-3.0" may mean "-only" or "-or-later": the landscape's file need not know which. */
static cupel_slice family(const char *id)
{
    cupel_slice s = slice_str(id), only = SLICE_LIT("-only"), later = SLICE_LIT("-or-later");
    if (s.n > only.n && slice_eq(slice_part(s, s.n - only.n, only.n), only))
        return slice_part(s, 0, s.n - only.n);
    if (s.n > later.n && slice_eq(slice_part(s, s.n - later.n, later.n), later))
        return slice_part(s, 0, s.n - later.n);
    return s;
}

#define IDS_MAX 16
static bool covers(const char *const *a, size_t n, const char *const *b, size_t m)
{
    for (size_t i = 0; i < n; i++) {
        bool found = false;
        for (size_t k = 0; k < m; k++)
            found = found || slice_eq(family(a[i]), family(b[k]));
        if (!found)
            return false;
    }
    return true;
}

static void compare_license(struct hygiene *h, const struct landscape_item *item,
                            const struct project *p)
{
    struct house_license found;
    const char *said[IDS_MAX], *seen[IDS_MAX], *own = item->text[ITEM_LICENSE];
    size_t n_said = 0, n_seen = 0;
    if (!own || !house_license(p, &p->checkouts[0], &found) || !found.is_clear)
        return;
    const char *text = house_license_text(p, &found);
    if (!text || license_expression(slice_str(own), said, IDS_MAX, &n_said, NULL) != CUPEL_OK ||
        license_expression(slice_str(text), seen, IDS_MAX, &n_seen, NULL) != CUPEL_OK ||
        n_said > IDS_MAX || n_seen > IDS_MAX)
        return;
    /* The tree may hold one of several that the project offers, in one file each. */
    if (covers(seen, n_seen, said, n_said))
        return;
    struct hygiene_finding *f = hygiene_add(h, HYGIENE_LICENSE, item, NULL);
    if (!f)
        return;
    f->detail = arena_printf(h->arena, "the landscape says %s, the tree %s", own, text);
    f->path = arena_printf(h->arena, "%s", found.file->path);
    f->commit = arena_printf(h->arena, "%s", p->checkouts[0].commit_hex);
}

static void compare_origin(struct hygiene *h, const struct landscape_item *item,
                           const struct project *p)
{
    struct house_home home;
    const char *origin = p->checkouts[0].origin;
    if (!origin || !house_home_of(origin, &home) || has_repo(item, &home))
        return;
    struct hygiene_finding *f = hygiene_add(h, HYGIENE_RENAMED, item, NULL);
    const char *url = item->text[ITEM_REPO_URL];
    if (f)
        f->detail = arena_printf(h->arena, "the checkout comes from %s, the landscape says %s",
                                 origin, url ? url : "nothing");
}

static void read_checkout(struct hygiene *h, const struct landscape_item *item, const char *path,
                          const struct project *p)
{
    const struct checkout *c = &p->checkouts[0];
    if (!item)
        item = match_origin(h->l, c->origin);
    if (!item)
        item = match_name(h, c->name);
    if (!item) {
        note(h, path, "belongs to no item: no repo_url is its origin, no name its folder's");
        return;
    }
    h->n_checkouts++;
    for (size_t i = 0; i < CUPEL_COUNT(checks); i++)
        run_check(h, item, p, i);
    compare_license(h, item, p);
    compare_origin(h, item, p);
    if (c->history.partial)
        note(h, path, c->history.partial);
}

void hygiene_checkout(struct hygiene *h, const struct landscape_item *item, const char *path)
{
    struct arena a;
    struct project p = { 0 };
    struct cupel_diag err = { 0 };
    struct project_options o = { .as_of = h->as_of, .is_existing = true, .threads = 2 };
    const char *paths[] = { path };
    arena_init(&a, CHECKOUT_ARENA);
    if (project_load(paths, 1, &o, &a, &p, &err) == CUPEL_OK)
        read_checkout(h, item, path, &p);
    else
        note(h, path, err.text);
    project_close(&p);
    arena_clear(&a);
}
