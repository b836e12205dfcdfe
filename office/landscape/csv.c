/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/csv.c: items.csv with the columns of landscape2 (its crates/cli/src/build/export.rs).
 */
#include "office/landscape/landscape.h"

#include "office/license/license.h"

#include <stdlib.h>
#include <string.h>

/* Where a column comes from: a field of the item, or a rule of its own. */
enum column_kind {
    FIELD,
    EMPTY,
    CATEGORY,
    SUBCATEGORY,
    RELATION,
    TAG,
    OSS,
    GITHUB,
    AUDIT_DATE,
    AUDIT_URL
};
static const struct {
    const char *name;
    enum column_kind kind;
    enum landscape_field field;
} columns[] = {
    { "name", FIELD, ITEM_NAME },
    { "organization", EMPTY, 0 },
    { "homepage", FIELD, ITEM_HOMEPAGE_URL },
    { "logo", FIELD, ITEM_LOGO },
    { "twitter", FIELD, ITEM_TWITTER },
    { "crunchbase_url", FIELD, ITEM_CRUNCHBASE },
    { "funding", EMPTY, 0 },
    { "member", EMPTY, 0 },
    { "relation", RELATION, 0 },
    { "tag", TAG, 0 },
    { "license", FIELD, ITEM_LICENSE },
    { "headquarters", EMPTY, 0 },
    { "description", FIELD, ITEM_DESCRIPTION },
    { "crunchbase_description", EMPTY, 0 },
    { "crunchbase_homepage", EMPTY, 0 },
    { "crunchbase_city", EMPTY, 0 },
    { "crunchbase_region", EMPTY, 0 },
    { "crunchbase_country", EMPTY, 0 },
    { "crunchbase_twitter", EMPTY, 0 },
    { "crunchbase_linkedin", EMPTY, 0 },
    { "crunchbase_ticker", EMPTY, 0 },
    { "crunchbase_kind", EMPTY, 0 },
    { "crunchbase_min_employees", EMPTY, 0 },
    { "crunchbase_max_employees", EMPTY, 0 },
    { "category", CATEGORY, 0 },
    { "subcategory", SUBCATEGORY, 0 },
    { "oss", OSS, 0 },
    { "github_repo", GITHUB, 0 },
    { "github_stars", EMPTY, 0 },
    { "github_description", EMPTY, 0 },
    { "github_latest_commit_date", EMPTY, 0 },
    { "github_latest_commit_link", EMPTY, 0 },
    { "github_latest_release_date", EMPTY, 0 },
    { "github_latest_release_link", EMPTY, 0 },
    { "github_start_commit_date", EMPTY, 0 },
    { "github_start_commit_link", EMPTY, 0 },
    { "github_contributors_count", EMPTY, 0 },
    { "github_contributors_link", EMPTY, 0 },
    { "accepted", FIELD, ITEM_ACCEPTED },
    { "incubation", FIELD, ITEM_INCUBATING },
    { "graduated", FIELD, ITEM_GRADUATED },
    { "dev_stats_url", FIELD, ITEM_DEV_STATS_URL },
    { "artwork_url", FIELD, ITEM_ARTWORK_URL },
    { "blog_url", FIELD, ITEM_BLOG_URL },
    { "mailing_list_url", FIELD, ITEM_MAILING_LIST_URL },
    { "slack_url", FIELD, ITEM_SLACK_URL },
    { "youtube_url", FIELD, ITEM_YOUTUBE_URL },
    { "chat_channel", FIELD, ITEM_CHAT_CHANNEL },
    { "last_audit_date", AUDIT_DATE, 0 },
    { "last_audit_url", AUDIT_URL, 0 },
};

/* RFC 4180: quoted where it must be. */
static void write_cell(struct buf *b, const char *text)
{
    cupel_slice s = slice_str(text);
    if (!text || !strpbrk(text, ",\"\r\n")) {
        buf_add(b, s);
        return;
    }
    buf_add_byte(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_add_byte(b, '"');
        buf_add_byte(b, s.p[i]);
    }
    buf_add_byte(b, '"');
}

static void write_tags(struct buf *b, const struct landscape_item *i)
{
    struct buf joined;
    buf_init(&joined, 1 << 20);
    for (size_t k = 0; k < i->tags.n; k++)
        buf_printf(&joined, "%s%s", k ? "," : "", i->tags.at[k]);
    buf_add_byte(&joined, 0);
    write_cell(b, joined.n > 1 && buf_status(&joined) == CUPEL_OK ? (const char *)joined.p : NULL);
    buf_clear(&joined);
}

static bool is_member(const struct landscape *l, const struct landscape_item *i)
{
    const char *members = l->settings.members_category;
    return members && strcmp(members, i->category->name) == 0;
}

/* landscape2 has "true" where the forge names a licence; here the licence must be an open one. */
static bool is_oss(const struct landscape_item *i)
{
    const char *ids[8];
    size_t n = 0;
    const char *license = i->text[ITEM_LICENSE];
    if (!license || license_expression(slice_str(license), ids, 8, &n, NULL) != CUPEL_OK ||
        n == 0 || n > 8)
        return false;
    for (size_t k = 0; k < n; k++)
        if (!license_is_osi(ids[k]))
            return false;
    return true;
}

static void write_column(const struct landscape *l, const struct landscape_item *i, size_t c,
                         struct buf *b)
{
    const char *repo = i->text[ITEM_REPO_URL];
    switch (columns[c].kind) {
    case FIELD: write_cell(b, i->text[columns[c].field]); break;
    case CATEGORY: write_cell(b, i->category->name); break;
    case SUBCATEGORY: write_cell(b, i->subcategory->name); break;
    case RELATION:
        write_cell(b, i->text[ITEM_PROJECT] ? i->text[ITEM_PROJECT]
                      : is_member(l, i)     ? "member"
                                            : NULL);
        break;
    case TAG: write_tags(b, i); break;
    case OSS: write_cell(b, is_oss(i) ? "true" : NULL); break;
    case GITHUB:
        write_cell(b, repo && landscape_url(repo, "github.com", NULL) ? repo : NULL);
        break;
    case AUDIT_DATE: write_cell(b, i->n_audits ? i->audits[i->n_audits - 1].date : NULL); break;
    case AUDIT_URL: write_cell(b, i->n_audits ? i->audits[i->n_audits - 1].url : NULL); break;
    case EMPTY: break;
    }
}

static int by_small_name(const void *x, const void *y)
{
    const struct landscape_item *const *a = x, *const *b = y;
    const char *s = (*a)->text[ITEM_NAME], *t = (*b)->text[ITEM_NAME];
    for (; *s && *t; s++, t++) {
        int c = *s >= 'A' && *s <= 'Z' ? *s + 32 : *s, d = *t >= 'A' && *t <= 'Z' ? *t + 32 : *t;
        if (c != d)
            return (unsigned char)c < (unsigned char)d ? -1 : 1;
    }
    if (*s != *t)
        return *s ? 1 : -1;
    return ((*a)->line > (*b)->line) - ((*a)->line < (*b)->line);
}

const struct landscape_item **landscape_sorted(const struct landscape *l)
{
    const struct landscape_item **all = arena_array(l->arena, l->n_items + 1, sizeof *all);
    for (size_t i = 0; all && i < l->n_items; i++)
        all[i] = l->items[i];
    if (all && l->n_items > 1)
        qsort(all, l->n_items, sizeof *all, by_small_name);
    return all;
}

void landscape_write_csv(const struct landscape *l, struct buf *b)
{
    const struct landscape_item **all = landscape_sorted(l);
    for (size_t c = 0; c < CUPEL_COUNT(columns); c++)
        buf_printf(b, "%s%s", c ? "," : "", columns[c].name);
    buf_add_byte(b, '\n');
    for (size_t i = 0; all && i < l->n_items; i++) {
        for (size_t c = 0; c < CUPEL_COUNT(columns); c++) {
            if (c)
                buf_add_byte(b, ',');
            write_column(l, all[i], c, b);
        }
        buf_add_byte(b, '\n');
    }
    if (!all)
        b->st = CUPEL_E_NOMEM;
}
