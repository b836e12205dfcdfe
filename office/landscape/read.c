/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landscape/read.c: data.yml in both shapes. The older one has "landscape" at the top and begins
 * each list item with a member "category", "subcategory" or "item" that has no value.
 */
#include "office/landscape/read.h"

#include "base/guess.h"
#include "base/status.h"

#include <string.h>

/* Members that hold more than one value, beside those of landscape_fields. */
static const char *const item_lists[] = { "second_path", "additional_repos", "extra" };
static const char *const extra_lists[] = { "annotations", "audits", "other_links", "tag" };

static bool is_among(const char *const *words, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

/* The field of that name; SIZE_MAX where it is none. */
static size_t field_of(const char *name, bool is_extra)
{
    for (size_t i = 0; i < LANDSCAPE_FIELDS; i++)
        if (landscape_fields[i].is_extra == is_extra && strcmp(landscape_fields[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

/* Somebody else's member is left out; in ours it is most often a slip of the pen. */
static void unknown_member(struct reading *in, const struct yaml_node *m, struct guess *g,
                           const char *const *known, size_t n)
{
    char room[96];
    for (size_t i = 0; i < n && in->p->n < LANDSCAPE_PROBLEMS_MAX; i++)
        guess_add(g, known[i]);
    reading_doubt(in, m, "landscape2 knows no such member%s%s",
                  guess_text(g, "", room, sizeof room), in->lenient ? "; left out" : "");
}

static void unknown_field(struct reading *in, const struct yaml_node *m, bool is_extra)
{
    struct guess g = { .typed = m->key };
    for (size_t i = 0; i < LANDSCAPE_FIELDS && in->p->n < LANDSCAPE_PROBLEMS_MAX; i++)
        if (landscape_fields[i].is_extra == is_extra)
            guess_add(&g, landscape_fields[i].name);
    unknown_member(in, m, &g, is_extra ? extra_lists : item_lists,
                   is_extra ? CUPEL_COUNT(extra_lists) : CUPEL_COUNT(item_lists));
}

/* ---- parts of an item ---- */

/* Members of a small map: "name|url". */
static void check_part(struct reading *in, const struct yaml_node *map, const char *const *known,
                       size_t n)
{
    for (const struct yaml_node *m = map->child; m; m = m->next) {
        struct guess g = { .typed = m->key };
        if (!is_among(known, n, m->key))
            unknown_member(in, m, &g, known, n);
    }
}

/* The maps of a list, one by one; the first call with *at NULL. NULL at the end. */
static const struct yaml_node *next_map(struct reading *in, const struct yaml_node *list,
                                        const struct yaml_node *at)
{
    for (at = at ? at->next : list->child; at; at = at->next) {
        if (at->type == YAML_MAP)
            return at;
        reading_error(in, at, "must be a map");
    }
    return NULL;
}

/* The list @key; its length into *n, cut at the cap with a complaint; NULL where there is none. */
static const struct yaml_node *list_of(struct reading *in, const struct yaml_node *map,
                                       const char *key, size_t *n)
{
    const struct yaml_node *list = yaml_find(map, key);
    *n = 0;
    if (!list || list->type == YAML_NULL)
        return NULL;
    if (list->type != YAML_LIST) {
        reading_error(in, list, "must be a list");
        return NULL;
    }
    *n = list->count;
    if (list->count > LANDSCAPE_LIST_MAX) {
        reading_error(in, list, "has %zu members; at most %d are read", list->count,
                      LANDSCAPE_LIST_MAX);
        *n = 0;
        return NULL;
    }
    return list;
}

static void read_repos(struct reading *in, const struct yaml_node *map, struct landscape_item *item)
{
    static const char *const known[] = { "repo_url", "branch", "license" };
    size_t n;
    const struct yaml_node *list = list_of(in, map, "additional_repos", &n), *m = NULL;
    struct landscape_repo *all = list ? arena_array(in->a, n + 1, sizeof *all) : NULL;
    while (all && (m = next_map(in, list, m))) {
        check_part(in, m, known, CUPEL_COUNT(known));
        all[item->n_repos++] = (struct landscape_repo){
            .url = reading_text(in, yaml_find(m, "repo_url")),
            .branch = reading_text(in, yaml_find(m, "branch")),
            .license = reading_text(in, yaml_find(m, "license")),
            .line = m->line
        };
        if (!all[item->n_repos - 1].url)
            reading_error(in, m, "repo_url is missing");
    }
    item->repos = all;
}

static void read_audits(struct reading *in, const struct yaml_node *map,
                        struct landscape_item *item)
{
    static const char *const known[] = { "date", "type", "url", "vendor" };
    size_t n;
    const struct yaml_node *list = list_of(in, map, "audits", &n), *m = NULL;
    struct landscape_audit *all = list ? arena_array(in->a, n + 1, sizeof *all) : NULL;
    while (all && (m = next_map(in, list, m))) {
        check_part(in, m, known, CUPEL_COUNT(known));
        for (size_t i = 0; i < CUPEL_COUNT(known); i++)
            if (!yaml_text(m, known[i]))
                reading_error(in, m, "%s is missing", known[i]);
        all[item->n_audits++] = (struct landscape_audit){
            .date = yaml_text(m, "date"),
            .type = reading_text(in, yaml_find(m, "type")),
            .url = reading_text(in, yaml_find(m, "url")),
            .vendor = reading_text(in, yaml_find(m, "vendor")),
            .line = m->line
        };
    }
    item->audits = all;
}

static void read_links(struct reading *in, const struct yaml_node *map, struct landscape_item *item)
{
    static const char *const known[] = { "name", "url" };
    size_t n;
    const struct yaml_node *list = list_of(in, map, "other_links", &n), *m = NULL;
    struct landscape_pair *all = list ? arena_array(in->a, n + 1, sizeof *all) : NULL;
    while (all && (m = next_map(in, list, m))) {
        check_part(in, m, known, CUPEL_COUNT(known));
        for (size_t i = 0; i < CUPEL_COUNT(known); i++)
            if (!yaml_text(m, known[i]))
                reading_error(in, m, "%s is missing", known[i]);
        all[item->n_links++] = (struct landscape_pair){
            .key = reading_text(in, yaml_find(m, "name")),
            .value = reading_text(in, yaml_find(m, "url")),
            .line = m->line
        };
    }
    item->links = all;
}

static void read_annotations(struct reading *in, const struct yaml_node *map,
                             struct landscape_item *item)
{
    const struct yaml_node *all = yaml_find(map, "annotations");
    if (!all || all->type == YAML_NULL)
        return;
    if (all->type != YAML_MAP || all->count > LANDSCAPE_LIST_MAX) {
        reading_error(in, all, "must be a map of at most %d texts", LANDSCAPE_LIST_MAX);
        return;
    }
    struct landscape_pair *pairs = arena_array(in->a, all->count + 1, sizeof *pairs);
    for (const struct yaml_node *m = all->child; pairs && m; m = m->next) {
        if (m->type == YAML_NULL)
            reading_doubt(in, m, "must be a text; write unknown where nobody knows");
        const char *value = m->type == YAML_NULL ? "" : reading_text(in, m);
        if (value)
            pairs[item->n_annotations++] = (struct landscape_pair){ m->key, value, m->line };
    }
    item->annotations = pairs;
}

static void read_tags(struct reading *in, const struct yaml_node *map, struct landscape_item *item)
{
    const struct yaml_node *tag = yaml_find(map, "tag");
    if (!tag || tag->type != YAML_SCALAR) {
        item->tags = reading_list(in, tag, LANDSCAPE_LIST_MAX);
        return;
    }
    reading_doubt(in, tag, "is a list since landscape2 0.13; write [%s]", tag->text);
    const char **one = arena_array(in->a, 1, sizeof *one);
    if (one) {
        one[0] = tag->text;
        item->tags = (struct landscape_list){ one, 1, tag->line };
    }
}

static void read_field(struct reading *in, const struct yaml_node *m, size_t field,
                       struct landscape_item *item)
{
    const char *text = NULL;
    if (m->type == YAML_NULL)
        return;
    if (landscape_fields[field].kind == LANDSCAPE_TRUTH) {
        int truth = yaml_truth(m);
        if (truth < 0)
            reading_error(in, m, "must be true or false");
        text = truth == 1 ? "true" : truth == 0 ? "false" : NULL;
    } else {
        text = reading_text(in, m);
    }
    item->text[field] = text;
    item->lines[field] = m->line;
}

static void read_members(struct reading *in, const struct yaml_node *map, bool is_extra,
                         struct landscape_item *item)
{
    const char *const *lists = is_extra ? extra_lists : item_lists;
    size_t n = is_extra ? CUPEL_COUNT(extra_lists) : CUPEL_COUNT(item_lists);
    for (const struct yaml_node *m = map->child; m; m = m->next) {
        size_t field = field_of(m->key, is_extra);
        bool is_mark = !is_extra && strcmp(m->key, "item") == 0 && m->type == YAML_NULL;
        if (field != SIZE_MAX)
            read_field(in, m, field, item);
        else if (!is_mark && !is_among(lists, n, m->key))
            unknown_field(in, m, is_extra);
    }
}

static void read_item(struct reading *in, const struct yaml_node *map, struct landscape_item *item)
{
    const struct yaml_node *extra = yaml_find(map, "extra");
    item->line = map->line;
    read_members(in, map, false, item);
    item->second_path = reading_list(in, yaml_find(map, "second_path"), LANDSCAPE_LIST_MAX);
    read_repos(in, map, item);
    if (extra && extra->type == YAML_MAP) {
        read_members(in, extra, true, item);
        read_annotations(in, extra, item);
        read_audits(in, extra, item);
        read_links(in, extra, item);
        read_tags(in, extra, item);
    } else if (extra && extra->type != YAML_NULL) {
        reading_error(in, extra, "must be a map");
    }
    if (!item->text[ITEM_NAME]) {
        item->text[ITEM_NAME] = "";
        reading_error(in, map, "name is missing");
    }
}

/* ---- categories ---- */

/* "name", a list, and in the older shape an empty member that says what the map is. */
static void check_group(struct reading *in, const struct yaml_node *map, const char *kind,
                        const char *list)
{
    const char *const known[] = { "name", list };
    for (const struct yaml_node *m = map->child; m; m = m->next) {
        struct guess g = { .typed = m->key };
        if (!is_among(known, CUPEL_COUNT(known), m->key) &&
            !(strcmp(m->key, kind) == 0 && m->type == YAML_NULL))
            unknown_member(in, m, &g, known, CUPEL_COUNT(known));
    }
}

static const char *name_of(struct reading *in, const struct yaml_node *map)
{
    const char *name = reading_text(in, yaml_find(map, "name"));
    if (!name)
        reading_error(in, map, "name is missing");
    return name ? name : "";
}

/* The list of a category or subcategory; landscape2 demands one. */
static const struct yaml_node *demand_list(struct reading *in, const struct yaml_node *map,
                                           const char *key, size_t max)
{
    const struct yaml_node *list = yaml_find(map, key);
    if (list && list->type == YAML_LIST && list->count <= max)
        return list;
    if (!list)
        reading_error(in, map, "%s is missing; write %s: [] where there are none yet", key, key);
    else if (list->type == YAML_LIST)
        reading_error(in, list, "has %zu members; at most %zu are read", list->count, max);
    else
        reading_error(in, list, "must be a list");
    return NULL;
}

static void read_subcategory(struct reading *in, const struct yaml_node *map,
                             struct landscape_subcategory *s, size_t *items)
{
    check_group(in, map, "subcategory", "items");
    s->name = name_of(in, map);
    s->line = map->line;
    const struct yaml_node *list = demand_list(in, map, "items", LANDSCAPE_ITEMS_MAX - *items);
    const struct yaml_node *m = NULL;
    s->items = list ? arena_array(in->a, list->count + 1, sizeof *s->items) : NULL;
    while (s->items && (m = next_map(in, list, m)))
        read_item(in, m, &s->items[s->n++]);
    *items += s->n;
}

static void read_category(struct reading *in, const struct yaml_node *map,
                          struct landscape_category *c, size_t *items)
{
    check_group(in, map, "category", "subcategories");
    c->name = name_of(in, map);
    c->line = map->line;
    const struct yaml_node *list = demand_list(in, map, "subcategories", LANDSCAPE_GROUPS_MAX);
    const struct yaml_node *m = NULL;
    c->subcategories = list ? arena_array(in->a, list->count + 1, sizeof *c->subcategories) : NULL;
    while (c->subcategories && (m = next_map(in, list, m)))
        read_subcategory(in, m, &c->subcategories[c->n++], items);
}

static void read_data(struct reading *in, const struct landscape_file *file, struct landscape *l)
{
    static const char *const known[] = { "categories", "landscape" };
    size_t items = 0;
    const struct yaml_node *top = reading_tree(in, file), *m = NULL;
    if (!top)
        return;
    for (m = top->child; m; m = m->next) {
        struct guess g = { .typed = m->key };
        if (!is_among(known, CUPEL_COUNT(known), m->key))
            unknown_member(in, m, &g, known, CUPEL_COUNT(known));
    }
    l->is_old_shape = yaml_find(top, "landscape") != NULL;
    if (l->is_old_shape && yaml_find(top, "categories"))
        reading_error(in, top, "has both categories and landscape; keep one");
    const struct yaml_node *list = demand_list(
        in, top, l->is_old_shape ? "landscape" : "categories", LANDSCAPE_GROUPS_MAX);
    l->categories = list ? arena_array(in->a, list->count + 1, sizeof *l->categories) : NULL;
    for (m = NULL; l->categories && (m = next_map(in, list, m));)
        read_category(in, m, &l->categories[l->n_categories++], &items);
}

cupel_status landscape_read(struct arena *a, const struct landscape_files *in, bool lenient,
                            struct landscape *ret, struct landscape_problems *problems)
{
    struct reading r = { a, in->data.name, lenient, problems };
    struct landscape l = { .arena = a,
                           .data_file = in->data.name,
                           .settings_file = in->settings.name,
                           .guide_file = in->guide.name,
                           .head = reading_head(a, in->data.bytes) };
    size_t before = problems->errors;
    read_data(&r, &in->data, &l);
    if (in->settings.name)
        settings_read(&r, &in->settings, &l.settings);
    if (in->guide.name)
        guide_read(&r, &in->guide, &l.guide);
    if (arena_status(a) != CUPEL_OK)
        return arena_status(a);
    if (problems->errors > before)
        return CUPEL_E_MALFORMED;
    landscape_index(&l);
    CUPEL_TRY(arena_status(a));
    *ret = l;
    return CUPEL_OK;
}
