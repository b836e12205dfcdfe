/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landscape/hygiene.h: what has become of the items since they were written down: archived,
 * renamed, relicensed, dormant, with dead links, facts that nobody looked at for a year. From the
 * data alone, and from checkouts of the projects where there are some. A finding names no fault of
 * a project: it says which line of the landscape wants a person's look.
 */
#ifndef CUPEL_OFFICE_LANDSCAPE_HYGIENE_H
#define CUPEL_OFFICE_LANDSCAPE_HYGIENE_H

#include "codec/json_out.h"
#include "office/landscape/landscape.h"
#include "render/text.h"

#define HYGIENE_FINDINGS_MAX  20000
#define HYGIENE_CHECKOUTS_MAX 1000
#define HYGIENE_OLD_DAYS      365 /* since when something counts as old */

enum hygiene_kind {
    HYGIENE_ARCHIVED,
    HYGIENE_UNMAINTAINED,
    HYGIENE_SUPERSEDED,
    HYGIENE_DORMANT,
    HYGIENE_RENAMED,
    HYGIENE_RELICENSED,
    HYGIENE_LICENSE,
    HYGIENE_LINKS,
    HYGIENE_MANIFEST,
    HYGIENE_CONTRADICTION,
    HYGIENE_DUPLICATE,
    HYGIENE_STALE,
    HYGIENE_NO_SOURCE,
    HYGIENE_UNCHECKED,
    HYGIENE_KINDS
};
struct hygiene_info {
    const char *name;  /* stable: "archived" */
    const char *title; /* what it says, for people */
};
extern const struct hygiene_info hygiene_kinds[HYGIENE_KINDS];

struct hygiene_finding {
    enum hygiene_kind kind;
    const struct landscape_item *item;
    const char *detail; /* one sentence */
    const char *since;  /* YYYY-MM-DD, or NULL when that is not known */
    int64_t days;       /* from then to as-of; -1 where since is NULL */
    const char *source; /* of the data: as written there; NULL */
    const char *path;   /* in the checkout, with line and commit; NULL: of the data */
    uint64_t line;
    const char *commit;
};
/* Start with hygiene_start(); findings in the order of the items once hygiene_sort() was called. */
struct hygiene {
    struct arena *arena;
    const struct landscape *l;
    int64_t as_of; /* seconds since the epoch */
    struct hygiene_finding *at;
    size_t n, more;     /* kept, and not kept */
    const char **notes; /* checkouts that were not read, and why; how many */
    size_t n_notes;
    size_t n_checkouts; /* that were read */
};
cupel_status hygiene_start(struct arena *a, const struct landscape *l, int64_t as_of,
                           struct hygiene *ret);
/* What annotations and dates say. */
void hygiene_data(struct hygiene *h);
/* What the repository at @path says of @item; NULL: the item is found by the repository's origin,
 * else by the name of the folder. What cannot be read, or belongs to no item, is noted. */
void hygiene_checkout(struct hygiene *h, const struct landscape_item *item, const char *path);
/* Is it the repository of the item, or an additional one, however the address is written? @url may
 * be NULL. */
bool hygiene_has_repo(const struct landscape_item *i, const char *url);
/* One more finding, its age counted from @since (may be NULL); NULL past the cap. */
struct hygiene_finding *hygiene_add(struct hygiene *h, enum hygiene_kind kind,
                                    const struct landscape_item *i, const char *since);
/* By kind, then in the order of the items. */
void hygiene_sort(struct hygiene *h);
size_t hygiene_count(const struct hygiene *h, enum hygiene_kind kind);

/* At most @shown findings of each kind; 0: all. */
void hygiene_write_text(const struct hygiene *h, size_t shown, struct text_out *t);
/* The members "findings", "counts" and "notes" of an open object. */
void hygiene_write_json(const struct hygiene *h, struct json_out *o);

#endif
