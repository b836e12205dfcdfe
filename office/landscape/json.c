/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/json.c: items as the API of landscape2 has them (its crates/cli/src/build/api.rs). */
#include "codec/json_out.h"
#include "office/landscape/landscape.h"

#include <string.h>

static bool is_member(const struct landscape *l, const struct landscape_item *i)
{
    const char *members = l->settings.members_category;
    return members && strcmp(members, i->category->name) == 0;
}

static bool is_picked(const struct landscape *l, const struct landscape_item *i,
                      const struct landscape_pick *pick)
{
    const char *end_user = i->text[ITEM_ENDUSER];
    return (!pick->category || strcmp(pick->category, i->category->name) == 0) &&
           (!pick->subcategory || strcmp(pick->subcategory, i->subcategory->name) == 0) &&
           (!pick->projects || i->text[ITEM_PROJECT]) && (!pick->members || is_member(l, i)) &&
           (!pick->end_users || (end_user && strcmp(end_user, "true") == 0));
}

static void write_second_paths(const struct landscape_item *i, struct json_out *o)
{
    if (i->second_path.n == 0)
        return;
    json_array_open(o, "additional_categories");
    for (size_t k = 0; k < i->second_path.n; k++) {
        const char *path = i->second_path.at[k], *slash = strchr(path, '/');
        if (!slash || strchr(slash + 1, '/'))
            continue;
        size_t n = (size_t)(slash - path);
        while (n && path[n - 1] == ' ')
            n--;
        const char *below = slash + 1 + strspn(slash + 1, " ");
        json_object_open(o, NULL);
        json_slice(o, "category", slice_of(path, n));
        json_text(o, "subcategory", below);
        json_object_close(o);
    }
    json_array_close(o);
}

static void write_repos(const struct landscape_item *i, struct json_out *o)
{
    if (!i->text[ITEM_REPO_URL] && i->n_repos == 0)
        return;
    json_array_open(o, "repositories");
    if (i->text[ITEM_REPO_URL]) {
        json_object_open(o, NULL);
        json_text(o, "url", i->text[ITEM_REPO_URL]);
        if (i->text[ITEM_BRANCH])
            json_text(o, "branch", i->text[ITEM_BRANCH]);
        json_bool(o, "primary", true);
        json_object_close(o);
    }
    for (size_t k = 0; k < i->n_repos; k++) {
        json_object_open(o, NULL);
        json_text(o, "url", i->repos[k].url);
        if (i->repos[k].branch)
            json_text(o, "branch", i->repos[k].branch);
        json_bool(o, "primary", false);
        json_object_close(o);
    }
    json_array_close(o);
}

static void write_audits(const struct landscape_item *i, struct json_out *o)
{
    if (i->n_audits == 0)
        return;
    json_array_open(o, "audits");
    for (size_t k = 0; k < i->n_audits; k++) {
        json_object_open(o, NULL);
        json_text(o, "date", i->audits[k].date);
        json_text(o, "type", i->audits[k].type);
        json_text(o, "url", i->audits[k].url);
        json_text(o, "vendor", i->audits[k].vendor);
        json_object_close(o);
    }
    json_array_close(o);
}

static void write_strings(const struct landscape_item *i, struct json_out *o)
{
    if (i->n_annotations) {
        json_object_open(o, "annotations");
        for (size_t k = 0; k < i->n_annotations; k++)
            json_text(o, i->annotations[k].key, i->annotations[k].value);
        json_object_close(o);
    }
    if (i->tags.n) {
        json_array_open(o, "tag");
        for (size_t k = 0; k < i->tags.n; k++)
            json_text(o, NULL, i->tags.at[k]);
        json_array_close(o);
    }
}

static void write_fields(const struct landscape_item *i, struct json_out *o)
{
    for (size_t f = 0; f < LANDSCAPE_FIELDS; f++) {
        if (!i->text[f] || !landscape_fields[f].api)
            continue;
        if (landscape_fields[f].kind == LANDSCAPE_TRUTH)
            json_bool(o, landscape_fields[f].api, strcmp(i->text[f], "true") == 0);
        else
            json_text(o, landscape_fields[f].api, i->text[f]);
    }
}

static void write_item(const struct landscape *l, const struct landscape_item *i,
                       struct json_out *o)
{
    const char *url = l->settings.url ? l->settings.url : "";
    size_t n = slice_str(url).n;
    n -= n && url[n - 1] == '/';
    json_object_open(o, NULL);
    json_text(o, "category", i->category->name);
    json_text(o, "subcategory", i->subcategory->name);
    json_text(o, "id", i->id);
    json_text(o, "logo_url",
              arena_printf(l->arena, "%.*s%slogos/%s", (int)n, url, n ? "/" : "",
                           i->text[ITEM_LOGO] ? i->text[ITEM_LOGO] : ""));
    write_fields(i, o);
    write_second_paths(i, o);
    write_repos(i, o);
    write_audits(i, o);
    write_strings(i, o);
    json_object_close(o);
}

void landscape_write_items(const struct landscape *l, const struct landscape_pick *pick,
                           struct buf *b)
{
    const struct landscape_item **all = landscape_sorted(l);
    struct json_out o = json_out_to(b);
    json_array_open(&o, NULL);
    for (size_t i = 0; all && i < l->n_items; i++)
        if (is_picked(l, all[i], pick))
            write_item(l, all[i], &o);
    json_array_close(&o);
    buf_add_byte(b, '\n');
    if (!all)
        b->st = CUPEL_E_NOMEM;
}

void landscape_write_count(const struct landscape *l, const struct landscape_pick *pick,
                           struct buf *b)
{
    struct json_out o = json_out_to(b);
    size_t n = 0;
    for (size_t i = 0; i < l->n_items; i++)
        n += is_picked(l, l->items[i], pick);
    json_object_open(&o, NULL);
    json_uint(&o, "count", n);
    json_object_close(&o);
    buf_add_byte(b, '\n');
}
