/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/hygiene.c: findings that the data alone shows. */
#include "office/landscape/hygiene.h"

#include "office/review/house.h"

#include <stdlib.h>
#include <string.h>

const struct hygiene_info hygiene_kinds[HYGIENE_KINDS] = {
    [HYGIENE_ARCHIVED] = { "archived", "archived by its owners" },
    [HYGIENE_UNMAINTAINED] = { "unmaintained",
                               "its README or owners say that nobody maintains it" },
    [HYGIENE_SUPERSEDED] = { "superseded", "another project took its place" },
    [HYGIENE_DORMANT] = { "dormant", "no commit was seen for more than a year" },
    [HYGIENE_RENAMED] = { "renamed", "its repository has another address" },
    [HYGIENE_RELICENSED] = { "relicensed", "its licence was changed" },
    [HYGIENE_LICENSE] = { "license", "the licence is not given, or is not what the tree says" },
    [HYGIENE_LINKS] = { "links", "relative links of its documents are dead" },
    [HYGIENE_MANIFEST] = { "manifest", "its security-insights manifest has expired" },
    [HYGIENE_CONTRADICTION] = { "contradiction", "two facts do not go together" },
    [HYGIENE_DUPLICATE] = { "duplicate", "two items have one repository" },
    [HYGIENE_STALE] = { "stale", "facts whose source is more than a year old" },
    [HYGIENE_NO_SOURCE] = { "no-source", "facts without a source" },
    [HYGIENE_UNCHECKED] = { "unchecked", "nobody compared it with the project within a year" },
};

cupel_status hygiene_start(struct arena *a, const struct landscape *l, int64_t as_of,
                           struct hygiene *ret)
{
    *ret = (struct hygiene){ .arena = a, .l = l, .as_of = as_of };
    ret->at = arena_array(a, HYGIENE_FINDINGS_MAX, sizeof *ret->at);
    ret->notes = arena_array(a, HYGIENE_CHECKOUTS_MAX, sizeof *ret->notes);
    return arena_status(a);
}

struct hygiene_finding *hygiene_add(struct hygiene *h, enum hygiene_kind kind,
                                    const struct landscape_item *i, const char *since)
{
    int64_t when;
    if (h->n == HYGIENE_FINDINGS_MAX) {
        h->more++;
        return NULL;
    }
    struct hygiene_finding *f = &h->at[h->n++];
    *f = (struct hygiene_finding){ .kind = kind, .item = i, .detail = "", .days = -1 };
    if (landscape_date(since, &when)) {
        f->since = since;
        f->days = house_days(when, h->as_of);
    }
    return f;
}

/* Days from @date to as-of; -1 for what is no date or lies ahead. */
static int64_t age_of(const struct hygiene *h, const char *date)
{
    int64_t when;
    if (!landscape_date(date, &when) || when > h->as_of)
        return -1;
    return house_days(when, h->as_of);
}

static bool is_old(const struct hygiene *h, const char *date)
{
    return age_of(h, date) > HYGIENE_OLD_DAYS;
}

static bool is(const char *value, const char *word)
{
    return value && strcmp(value, word) == 0;
}

/* ---- the state of the project ---- */

static void say_over(struct hygiene *h, const struct landscape_item *i, enum hygiene_kind kind,
                     const struct landscape_fact *status)
{
    const char *archived = i->text[ITEM_ARCHIVED];
    const char *since = kind == HYGIENE_ARCHIVED && archived ? archived : status->date;
    struct hygiene_finding *f = hygiene_add(h, kind, i, since);
    if (!f)
        return;
    f->source = status->source;
    if (kind == HYGIENE_SUPERSEDED) {
        struct landscape_fact successor = landscape_fact(h->arena, i, "successor");
        f->detail = arena_printf(h->arena, "superseded by %s",
                                 successor.value ? successor.value : "something not written down");
    } else {
        f->detail = arena_printf(h->arena, "the landscape has it as %s", hygiene_kinds[kind].name);
    }
}

static void check_activity(struct hygiene *h, const struct landscape_item *i,
                           const struct landscape_fact *status)
{
    struct landscape_fact last = landscape_fact(h->arena, i, "last-commit");
    int64_t days = age_of(h, last.value);
    if (days > HYGIENE_OLD_DAYS) {
        struct hygiene_finding *f = hygiene_add(h, HYGIENE_DORMANT, i, last.value);
        if (f) {
            f->source = last.source;
            f->detail = arena_printf(h->arena, "the newest commit that was seen is of %s%s",
                                     last.value,
                                     is(status->value, "active") ? "; its status says active" : "");
        }
    } else if (is(status->value, "dormant")) {
        say_over(h, i, HYGIENE_DORMANT, status);
    }
}

/* It says that it is over and still has commits: both are shown, nobody decides. */
static void check_contradiction(struct hygiene *h, const struct landscape_item *i,
                                const struct landscape_fact *status)
{
    struct landscape_fact last = landscape_fact(h->arena, i, "last-commit");
    int64_t days = age_of(h, last.value);
    if (days < 0 || days > HYGIENE_OLD_DAYS)
        return;
    struct hygiene_finding *f = hygiene_add(h, HYGIENE_CONTRADICTION, i, last.value);
    if (f)
        f->detail = arena_printf(h->arena, "status is %s, yet a commit of %s was seen",
                                 status->value, last.value);
}

static void check_status(struct hygiene *h, const struct landscape_item *i)
{
    struct landscape_fact s = landscape_fact(h->arena, i, "status");
    bool archived = is(s.value, "archived") || i->text[ITEM_ARCHIVED] ||
                    is(i->text[ITEM_PROJECT], "archived");
    bool unmaintained = is(s.value, "unmaintained"), superseded = is(s.value, "superseded");
    if (archived)
        say_over(h, i, HYGIENE_ARCHIVED, &s);
    if (unmaintained)
        say_over(h, i, HYGIENE_UNMAINTAINED, &s);
    if (superseded)
        say_over(h, i, HYGIENE_SUPERSEDED, &s);
    if (!archived && !unmaintained && !superseded)
        check_activity(h, i, &s);
    else if (is(s.value, "archived") || unmaintained)
        check_contradiction(h, i, &s);
}

/* The foundation's own word on maturity and our annotation of it. */
static void check_maturity(struct hygiene *h, const struct landscape_item *i)
{
    const char *said = landscape_annotation(i, "maturity"), *own = i->text[ITEM_PROJECT];
    if (!said || !own || strcmp(said, "unknown") == 0 || strcmp(said, own) == 0)
        return;
    struct hygiene_finding *f = hygiene_add(h, HYGIENE_CONTRADICTION, i, NULL);
    if (f)
        f->detail = arena_printf(h->arena, "project is %s, the annotation maturity %s", own, said);
}

/* ---- the state of the entry ---- */

static void check_license(struct hygiene *h, const struct landscape_item *i)
{
    const char *license = i->text[ITEM_LICENSE];
    struct hygiene_finding *f = !license || is(license, "unknown")
                                    ? hygiene_add(h, HYGIENE_LICENSE, i, NULL)
                                    : NULL;
    const char *note = landscape_annotation(i, "license-note");
    if (f)
        f->detail = note ? arena_printf(h->arena, "no SPDX expression is given; the note: %s", note)
                         : "no licence is given";
}

/* "a, b" grown by one. */
static const char *join(struct arena *a, const char *list, const char *key, const char *date)
{
    return arena_printf(a, "%s%s%s%s%s%s", list, *list ? ", " : "", key, date ? " (" : "",
                        date ? date : "", date ? ")" : "");
}

static void check_sources(struct hygiene *h, const struct landscape_item *i)
{
    const char *old = "", *without = "", *oldest = NULL;
    for (size_t k = 0; landscape_fact_keys[k]; k++) {
        struct landscape_fact f = landscape_fact(h->arena, i, landscape_fact_keys[k]);
        if (!f.value)
            continue;
        if (!f.source)
            without = join(h->arena, without, f.key, NULL);
        else if (is_old(h, f.date)) {
            old = join(h->arena, old, f.key, f.date);
            oldest = !oldest || strcmp(f.date, oldest) < 0 ? f.date : oldest;
        }
    }
    struct hygiene_finding *stale = *old ? hygiene_add(h, HYGIENE_STALE, i, oldest) : NULL;
    if (stale)
        stale->detail = old;
    struct hygiene_finding *bare = *without ? hygiene_add(h, HYGIENE_NO_SOURCE, i, NULL) : NULL;
    if (bare)
        bare->detail = without;
}

static void check_checked(struct hygiene *h, const struct landscape_item *i)
{
    struct landscape_fact checked = landscape_fact(h->arena, i, "checked");
    if (checked.value && !is_old(h, checked.value))
        return;
    struct hygiene_finding *f = hygiene_add(h, HYGIENE_UNCHECKED, i, checked.value);
    if (f)
        f->detail = checked.value
                        ? arena_printf(h->arena, "looked at on %s for the last time", checked.value)
                        : "nobody has compared the entry with the project yet";
}

/* ---- one repository, two items ---- */

struct at_repo {
    struct house_home home;
    const struct landscape_item *item;
};

/* A forge's names are one without regard to case. */
static int compare_name(cupel_slice a, cupel_slice b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        int c = a.p[i] >= 'A' && a.p[i] <= 'Z' ? a.p[i] + 32 : a.p[i];
        int d = b.p[i] >= 'A' && b.p[i] <= 'Z' ? b.p[i] + 32 : b.p[i];
        if (c != d)
            return c - d;
    }
    return (a.n > b.n) - (a.n < b.n);
}

static int compare_home(const void *x, const void *y)
{
    const struct at_repo *a = x, *b = y;
    int order = compare_name(a->home.host, b->home.host);
    order = order ? order : compare_name(a->home.owner, b->home.owner);
    order = order ? order : compare_name(a->home.name, b->home.name);
    return order ? order : (a->item->line > b->item->line) - (a->item->line < b->item->line);
}

static void check_duplicates(struct hygiene *h)
{
    const struct landscape *l = h->l;
    struct at_repo *all = arena_array(h->arena, l->n_items + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; all && i < l->n_items; i++) {
        const char *url = l->items[i]->text[ITEM_REPO_URL];
        if (url && house_home_of(url, &all[n].home))
            all[n++].item = l->items[i];
    }
    if (n > 1)
        qsort(all, n, sizeof *all, compare_home);
    for (size_t i = 1; i < n; i++) {
        if (!house_home_eq(&all[i - 1].home, &all[i].home))
            continue;
        struct hygiene_finding *f = hygiene_add(h, HYGIENE_DUPLICATE, all[i].item, NULL);
        if (f)
            f->detail = arena_printf(h->arena, "has the repository of \"%s\" (line %u)",
                                     all[i - 1].item->text[ITEM_NAME], all[i - 1].item->line);
    }
}

void hygiene_data(struct hygiene *h)
{
    for (size_t i = 0; i < h->l->n_items; i++) {
        const struct landscape_item *item = h->l->items[i];
        check_status(h, item);
        check_maturity(h, item);
        check_license(h, item);
        check_sources(h, item);
        check_checked(h, item);
    }
    check_duplicates(h);
}

/* ---- all of them ---- */

static int compare_finding(const void *x, const void *y)
{
    const struct hygiene_finding *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->item->line != b->item->line)
        return a->item->line < b->item->line ? -1 : 1;
    return strcmp(a->detail, b->detail);
}

void hygiene_sort(struct hygiene *h)
{
    if (h->n > 1)
        qsort(h->at, h->n, sizeof *h->at, compare_finding);
}

size_t hygiene_count(const struct hygiene *h, enum hygiene_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++)
        n += h->at[i].kind == kind;
    return n;
}
