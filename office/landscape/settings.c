/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/settings.c: settings.yml and guide.yml; what they may hold (landscape2's
 * docs/config/schema and validation), and the part of it that our own pages need. */
#include "office/landscape/shape.h"

#include <stdlib.h>
#include <string.h>

/* ---- settings.yml ---- */

static const struct shape text[] = { { .kind = SHAPE_TEXT, .must = true }, { 0 } };

static const struct shape category_members[] = {
    { "name", SHAPE_TEXT, true, NULL, NULL },
    { "subcategories", SHAPE_LIST, false, NULL, text },
    { 0 },
};
static const struct shape category[] = { { .kind = SHAPE_MAP, .members = category_members } };

#define COLOUR(name)                                                                               \
    {                                                                                              \
        name, SHAPE_COLOUR, true, NULL, NULL                                                       \
    }
static const struct shape colours[] = { COLOUR("color1"), COLOUR("color2"),
                                        COLOUR("color3"), COLOUR("color4"),
                                        COLOUR("color5"), COLOUR("color6"),
                                        COLOUR("color7"), { 0 } };

static const struct shape rule_members[] = {
    { "category", SHAPE_TEXT, true, NULL, NULL },
    { "subcategories", SHAPE_LIST, false, NULL, text },
    { 0 },
};
static const struct shape rule[] = { { .kind = SHAPE_MAP, .members = rule_members } };
static const struct shape rules[] = { { .kind = SHAPE_LIST, .members = rule } };

static const struct shape option_members[] = {
    { "value", SHAPE_TEXT, true, NULL, NULL },
    { "order", SHAPE_COUNT, false, NULL, NULL },
    { "label", SHAPE_TEXT, false, NULL, NULL },
    { 0 },
};
static const struct shape option[] = { { .kind = SHAPE_MAP, .members = option_members } };
static const struct shape exclude_members[] = { { "groups", SHAPE_LIST, false, NULL, text },
                                                { 0 } };
static const struct shape featured_members[] = {
    { "field", SHAPE_CHOICE, true, "maturity|subcategory", NULL },
    { "options", SHAPE_LIST, true, NULL, option, true },
    { "exclude", SHAPE_MAP, false, NULL, exclude_members },
    { 0 },
};
static const struct shape featured[] = { { .kind = SHAPE_MAP, .members = featured_members } };

#define URL(name, hosts)                                                                           \
    {                                                                                              \
        name, SHAPE_URL, false, hosts, NULL                                                        \
    }
static const struct shape footer_links[] = {
    URL("facebook", "facebook.com"),
    URL("flickr", "flickr.com"),
    URL("forums", NULL),
    URL("github", "github.com"),
    URL("homepage", NULL),
    URL("instagram", "instagram.com"),
    URL("linkedin", "linkedin.com"),
    URL("slack", NULL),
    URL("twitch", "twitch.tv"),
    URL("twitter", "twitter.com|x.com"),
    URL("wechat", NULL),
    URL("youtube", "youtube.com"),
    { 0 },
};
static const struct shape footer[] = {
    { "links", SHAPE_MAP, false, NULL, footer_links },
    { "logo", SHAPE_PLACE, false, NULL, NULL },
    { "text", SHAPE_TEXT, false, NULL, NULL },
    { 0 },
};
static const struct shape header_links[] = { URL("github", "github.com"), { 0 } };
static const struct shape header[] = {
    { "links", SHAPE_MAP, false, NULL, header_links },
    { "logo", SHAPE_PLACE, false, NULL, NULL },
    { "motd", SHAPE_TEXT, false, NULL, NULL },
    { 0 },
};
static const struct shape group_members[] = {
    { "name", SHAPE_TEXT, true, NULL, NULL },
    { "alias", SHAPE_TEXT, false, NULL, NULL },
    { "categories", SHAPE_LIST, true, NULL, text },
    { 0 },
};
static const struct shape group[] = { { .kind = SHAPE_MAP, .members = group_members } };
static const struct shape images[] = { URL("favicon", NULL), URL("open_graph", NULL), { 0 } };
static const struct shape viewbox[] = {
    { "adjust", SHAPE_TRUTH, false, NULL, NULL },
    { "exclude", SHAPE_LIST, false, NULL, text },
    { 0 },
};
static const struct shape osano[] = {
    { "customer_id", SHAPE_TEXT, true, NULL, NULL },
    { "customer_configuration_id", SHAPE_TEXT, true, NULL, NULL },
    { 0 },
};
static const struct shape gtm[] = { { "container_id", SHAPE_TEXT, false, NULL, NULL }, { 0 } };
static const struct shape analytics[] = { { "gtm", SHAPE_MAP, false, NULL, gtm }, { 0 } };
static const struct shape event[] = {
    { "name", SHAPE_TEXT, true, NULL, NULL },       { "start", SHAPE_DATE, true, NULL, NULL },
    { "end", SHAPE_DATE, true, NULL, NULL },        { "banner_url", SHAPE_URL, true, NULL, NULL },
    { "details_url", SHAPE_URL, true, NULL, NULL }, { 0 },
};
static const struct shape settings_members[] = {
    { "foundation", SHAPE_TEXT, true, NULL, NULL },
    { "url", SHAPE_URL, true, NULL, NULL },
    { "analytics", SHAPE_MAP, false, NULL, analytics },
    { "base_path", SHAPE_TEXT, false, NULL, NULL },
    { "categories", SHAPE_LIST, false, NULL, category },
    { "colors", SHAPE_MAP, false, NULL, colours },
    { "description", SHAPE_TEXT, false, NULL, NULL },
    { "enduser", SHAPE_LIST, false, NULL, rule },
    { "featured_items", SHAPE_LIST, false, NULL, featured },
    { "footer", SHAPE_MAP, false, NULL, footer },
    { "grid_items_size", SHAPE_CHOICE, false, "small|medium|large", NULL },
    { "groups", SHAPE_LIST, false, NULL, group },
    { "header", SHAPE_MAP, false, NULL, header },
    { "hide_organization_section_in_projects", SHAPE_TRUTH, false, NULL, NULL },
    { "images", SHAPE_MAP, false, NULL, images },
    { "logos_viewbox", SHAPE_MAP, false, NULL, viewbox },
    { "members_category", SHAPE_TEXT, false, NULL, NULL },
    { "osano", SHAPE_MAP, false, NULL, osano },
    { "screenshot_width", SHAPE_COUNT, false, NULL, NULL },
    { "tags", SHAPE_ANY, false, NULL, rules },
    { "upcoming_event", SHAPE_MAP, false, NULL, event },
    { "view_mode", SHAPE_CHOICE, false, "grid|card", NULL },
    { 0 },
};
static const struct shape settings_shape = { .kind = SHAPE_MAP, .members = settings_members };

/* What no table says. */
static void check_settings(struct reading *in, const struct yaml_node *top)
{
    const char *base = yaml_text(top, "base_path"), *width = yaml_text(top, "screenshot_width");
    const struct yaml_node *tags = yaml_find(top, "tags");
    if (base && *base != '/')
        reading_error(in, yaml_find(top, "base_path"), "must begin with a slash");
    if (width && strtoul(width, NULL, 10) <= 1000)
        reading_error(in, yaml_find(top, "screenshot_width"), "must be more than 1000");
    for (const struct yaml_node *t = tags && tags->type == YAML_MAP ? tags->child : NULL; t;
         t = t->next)
        if (t->key[strspn(t->key, "abcdefghijklmnopqrstuvwxyz0123456789-")])
            reading_error(in, t, "a tag has small letters, digits and hyphens alone");
}

/* The list @key of @map where it is one: how many, and room for them. */
static const struct yaml_node *list_in(const struct yaml_node *map, const char *key, size_t *n)
{
    const struct yaml_node *list = yaml_find(map, key);
    *n = list && list->type == YAML_LIST ? list->count : 0;
    return *n && *n <= LANDSCAPE_GROUPS_MAX ? list : NULL;
}

/* Texts of a list whose form was checked before. */
static struct landscape_list texts(struct arena *a, const struct yaml_node *map, const char *key)
{
    size_t n;
    struct landscape_list ret = { 0 };
    const struct yaml_node *list = list_in(map, key, &n);
    const char **at = list ? arena_array(a, n, sizeof *at) : NULL;
    for (const struct yaml_node *m = at ? list->child : NULL; m; m = m->next)
        if (m->type == YAML_SCALAR)
            at[ret.n++] = m->text;
    ret.at = at;
    ret.line = list ? list->line : 0;
    return ret;
}

static size_t read_groups(struct arena *a, const struct yaml_node *top, const char *key,
                          const char *list_key, const struct landscape_group **ret)
{
    size_t n, used = 0;
    const struct yaml_node *list = list_in(top, key, &n);
    struct landscape_group *all = list ? arena_array(a, n, sizeof *all) : NULL;
    for (const struct yaml_node *m = all ? list->child : NULL; m; m = m->next) {
        const char *name = yaml_text(m, "name");
        all[used++] = (struct landscape_group){ name ? name : "", texts(a, m, list_key) };
        all[used - 1].categories.line = m->line;
    }
    *ret = all;
    return used;
}

static void read_featured(struct arena *a, const struct yaml_node *top,
                          struct landscape_settings *ret)
{
    size_t n, rules_n, total = 0;
    const struct yaml_node *list = list_in(top, "featured_items", &rules_n);
    for (const struct yaml_node *r = list ? list->child : NULL; r; r = r->next)
        if (list_in(r, "options", &n))
            total += n;
    struct landscape_featured *all = arena_array(a, total + 1, sizeof *all);
    for (const struct yaml_node *r = list && all ? list->child : NULL; r; r = r->next) {
        const struct yaml_node *options = list_in(r, "options", &n);
        const char *field = yaml_text(r, "field");
        for (const struct yaml_node *o = options ? options->child : NULL; o; o = o->next)
            all[ret->n_featured++] = (struct landscape_featured){
                .is_subcategory = field && strcmp(field, "subcategory") == 0,
                .value = yaml_text(o, "value"),
                .label = yaml_text(o, "label"),
                .order = yaml_text(o, "order"),
            };
    }
    ret->featured = all;
}

void settings_read(struct reading *in, const struct landscape_file *file,
                   struct landscape_settings *ret)
{
    const struct yaml_node *top = reading_tree(in, file);
    if (!top)
        return;
    shape_check(in, top, &settings_shape);
    check_settings(in, top);
    *ret = (struct landscape_settings){ .is_there = true,
                                        .foundation = yaml_text(top, "foundation"),
                                        .url = yaml_text(top, "url"),
                                        .base_path = yaml_text(top, "base_path"),
                                        .members_category = yaml_text(top, "members_category"),
                                        .tree = top,
                                        .head = reading_head(in->a, file->bytes) };
    ret->n_groups = read_groups(in->a, top, "groups", "categories", &ret->groups);
    ret->n_categories = read_groups(in->a, top, "categories", "subcategories", &ret->categories);
    read_featured(in->a, top, ret);
}

/* ---- guide.yml ---- */

static const struct shape part_members[] = {
    { "subcategory", SHAPE_TEXT, true, NULL, NULL },
    { "content", SHAPE_TEXT, true, NULL, NULL },
    { "keywords", SHAPE_LIST, false, NULL, text },
    { 0 },
};
static const struct shape part[] = { { .kind = SHAPE_MAP, .members = part_members } };
static const struct shape guide_category_members[] = {
    { "category", SHAPE_TEXT, true, NULL, NULL },
    { "content", SHAPE_TEXT, false, NULL, NULL },
    { "keywords", SHAPE_LIST, false, NULL, text },
    { "subcategories", SHAPE_LIST, false, NULL, part },
    { 0 },
};
static const struct shape guide_category[] = { { .kind = SHAPE_MAP,
                                                 .members = guide_category_members } };
static const struct shape guide_members[] = {
    { "categories", SHAPE_LIST, false, NULL, guide_category },
    { 0 },
};
static const struct shape guide_shape = { .kind = SHAPE_MAP, .members = guide_members };

static size_t read_parts(struct arena *a, const struct yaml_node *map, const char *key,
                         const char *name_key, const struct landscape_guide_part **ret)
{
    size_t n, used = 0;
    const struct yaml_node *list = list_in(map, key, &n);
    struct landscape_guide_part *all = list ? arena_array(a, n, sizeof *all) : NULL;
    for (const struct yaml_node *m = all ? list->child : NULL; m; m = m->next) {
        const char *name = yaml_text(m, name_key);
        struct landscape_guide_part *p = &all[used++];
        *p = (struct landscape_guide_part){ .name = name ? name : "",
                                            .content = yaml_text(m, "content"),
                                            .keywords = texts(a, m, "keywords"),
                                            .line = m->line };
        if (strcmp(name_key, "category") == 0)
            p->n_parts = read_parts(a, m, "subcategories", "subcategory", &p->parts);
    }
    *ret = all;
    return used;
}

void guide_read(struct reading *in, const struct landscape_file *file, struct landscape_guide *ret)
{
    const struct yaml_node *top = reading_tree(in, file);
    if (!top)
        return;
    shape_check(in, top, &guide_shape);
    *ret = (struct landscape_guide){ .is_there = true,
                                     .tree = top,
                                     .head = reading_head(in->a, file->bytes) };
    ret->n = read_parts(in->a, top, "categories", "category", &ret->categories);
}
