/* SPDX-License-Identifier: Apache-2.0 */
/*
 * landscape/validate.c: what landscape2 demands of data.yml (its data/legacy.rs and
 * docs/config/schema), and what leads nowhere: names of items and categories that are not there.
 */
#include "office/landscape/validate.h"

#include "office/license/license.h"

#include <stdlib.h>
#include <string.h>

#define CRUNCHBASE "https://www.crunchbase.com/organization/"

static void check_url(struct validating *v, const struct landscape_item *i, const char *what,
                      const char *url, const char *hosts, uint32_t line)
{
    const char *why = NULL;
    if (!landscape_url(url, hosts, &why))
        validate_error(v, i, line, "%s is no URL that landscape2 takes: %s%s%s", what, why,
                       hosts ? "; expected " : "", hosts ? hosts : "");
}

/* "https://www.crunchbase.com/organization/NAME" and perhaps a slash. */
static void check_crunchbase(struct validating *v, const struct landscape_item *i)
{
    const char *url = i->text[ITEM_CRUNCHBASE];
    cupel_slice s = slice_str(url), start = SLICE_LIT(CRUNCHBASE);
    size_t name = slice_starts(s, start) ? strcspn(url + start.n, "/") : 0;
    const char *rest = name ? url + start.n + name : "x";
    if (*rest != '\0' && strcmp(rest, "/") != 0)
        validate_error(v, i, i->lines[ITEM_CRUNCHBASE], "crunchbase must be " CRUNCHBASE "NAME");
}

static void check_fields(struct validating *v, const struct landscape_item *i)
{
    for (size_t f = 0; f < LANDSCAPE_FIELDS; f++) {
        const struct landscape_field_info *info = &landscape_fields[f];
        const char *text = i->text[f];
        if (!text || (f == ITEM_HOMEPAGE_URL && !*text))
            continue;
        if (f == ITEM_CRUNCHBASE)
            check_crunchbase(v, i);
        else if (info->kind == LANDSCAPE_URL)
            check_url(v, i, info->name, text, info->hosts, i->lines[f]);
        else if (info->kind == LANDSCAPE_DATE && !landscape_date(text, NULL))
            validate_error(v, i, i->lines[f], "%s must be a date as in \"2026-11-26\"", info->name);
    }
}

static bool ends_with(const char *text, const char *end)
{
    cupel_slice s = slice_str(text), e = slice_str(end);
    return s.n > e.n && slice_eq_nocase(slice_part(s, s.n - e.n, e.n), e);
}

static void check_logo(struct validating *v, const struct landscape_item *i)
{
    const char *logo = i->text[ITEM_LOGO];
    uint32_t line = i->lines[ITEM_LOGO] ? i->lines[ITEM_LOGO] : i->line;
    if (!logo || !*logo)
        validate_error(v, i, line, "logo is required: the name of an SVG file");
    else if (strpbrk(logo, "/\\") || *logo == '.')
        validate_error(v, i, line, "logo must be the name of a file in logos/, not a path or URL");
    else if (!ends_with(logo, ".svg"))
        validate_doubt(v, i, line, "logo is no SVG file");
}

static void check_demanded(struct validating *v, const struct landscape_item *i)
{
    const char *name = i->text[ITEM_NAME], *home = i->text[ITEM_HOMEPAGE_URL];
    if (!*name)
        validate_error(v, i, i->line, "name is required");
    else if (strchr("=+-@\t\r", *name))
        validate_doubt(v, i, i->lines[ITEM_NAME],
                       "begins with '%c': a spreadsheet that opens items.csv runs it", *name);
    if (*name && !*landscape_slug(v->l->arena, name))
        validate_doubt(v, i, i->lines[ITEM_NAME], "the name holds no letter or digit");
    if (!home || !*home)
        validate_error(v, i, home ? i->lines[ITEM_HOMEPAGE_URL] : i->line,
                       "homepage_url is required");
    check_logo(v, i);
}

static void check_license(struct validating *v, const struct landscape_item *i, const char *text,
                          uint32_t line)
{
    struct cupel_diag err = { 0 };
    size_t n;
    if (text && strcmp(text, "unknown") != 0 &&
        license_expression(slice_str(text), NULL, 0, &n, &err) != CUPEL_OK)
        validate_doubt(v, i, line, "license is no SPDX expression: %s", err.text);
}

static void check_lists(struct validating *v, const struct landscape_item *i)
{
    check_license(v, i, i->text[ITEM_LICENSE], i->lines[ITEM_LICENSE]);
    for (size_t k = 0; k < i->n_repos; k++) {
        check_url(v, i, "repo_url", i->repos[k].url, NULL, i->repos[k].line);
        check_license(v, i, i->repos[k].license, i->repos[k].line);
    }
    for (size_t k = 0; k < i->n_audits; k++) {
        check_url(v, i, "url of an audit", i->audits[k].url, NULL, i->audits[k].line);
        if (!landscape_date(i->audits[k].date, NULL))
            validate_error(v, i, i->audits[k].line, "date of an audit must be YYYY-MM-DD");
    }
    for (size_t k = 0; k < i->n_links; k++) {
        if (!*i->links[k].key)
            validate_error(v, i, i->links[k].line, "name of a link is required");
        check_url(v, i, "url of a link", i->links[k].value, NULL, i->links[k].line);
    }
    for (size_t k = 0; k < i->tags.n; k++)
        if (!*i->tags.at[k] ||
            i->tags.at[k][strspn(i->tags.at[k], "abcdefghijklmnopqrstuvwxyz-")] != '\0')
            validate_error(v, i, i->tags.line,
                           "tag \"%s\" must be of small letters and hyphens alone", i->tags.at[k]);
}

/* ---- what names something else ---- */

static const struct landscape_category *find_category(const struct landscape *l, const char *name)
{
    for (size_t i = 0; i < l->n_categories; i++)
        if (strcmp(l->categories[i].name, name) == 0)
            return &l->categories[i];
    return NULL;
}

static bool has_subcategory(const struct landscape_category *c, const char *name)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->subcategories[i].name, name) == 0)
            return true;
    return false;
}

/* Category and subcategory of "A / B", without blanks around; false when it has another form. */
static bool split_path(struct arena *a, const char *path, const char **category,
                       const char **subcategory)
{
    const char *slash = strchr(path, '/');
    if (!slash || strchr(slash + 1, '/'))
        return false;
    cupel_slice first = slice_of(path, (size_t)(slash - path)), second = slice_str(slash + 1);
    while (first.n && first.p[first.n - 1] == ' ')
        first.n--;
    while (second.n && second.p[0] == ' ')
        second = slice_part(second, 1, second.n - 1);
    char *p = arena_alloc(a, first.n + 1);
    if (!p || first.n == 0 || second.n == 0)
        return false;
    slice_copy(first, p, first.n);
    *category = p;
    *subcategory = (const char *)second.p;
    return true;
}

static void check_second_paths(struct validating *v, const struct landscape_item *i)
{
    for (size_t k = 0; k < i->second_path.n; k++) {
        const char *path = i->second_path.at[k], *category, *subcategory;
        if (!split_path(v->l->arena, path, &category, &subcategory)) {
            validate_doubt(v, i, i->second_path.line,
                           "second_path \"%s\" is not of the form Category / Subcategory; "
                           "landscape2 leaves it out",
                           path);
            continue;
        }
        const struct landscape_category *c = find_category(v->l, category);
        if (!c || !has_subcategory(c, subcategory))
            validate_doubt(v, i, i->second_path.line,
                           "second_path \"%s\" names no category and subcategory of this file",
                           path);
    }
}

static void check_parent(struct validating *v, const struct landscape_item *i)
{
    const char *parent = i->text[ITEM_PARENT_PROJECT];
    if (parent && !landscape_find(v->l, parent))
        validate_doubt(v, i, i->lines[ITEM_PARENT_PROJECT],
                       "parent_project \"%s\" is no item of this file%s", parent,
                       validate_guess_item(v, parent));
}

/* Items of one name: twice in one subcategory is refused by landscape2. */
static void check_twins(struct validating *v)
{
    for (size_t i = 1; i < v->l->n_items; i++) {
        const struct landscape_item *a = v->l->by_name[i - 1], *b = v->l->by_name[i];
        if (strcmp(a->text[ITEM_NAME], b->text[ITEM_NAME]) != 0 || !*b->text[ITEM_NAME])
            continue;
        if (a->subcategory == b->subcategory)
            validate_error(v, b, b->line, "stands twice in its subcategory (first on line %u)",
                           a->line);
        else if (v->is_office)
            validate_doubt(v, b, b->line,
                           "is a name of two items (the other on line %u): other files mean items "
                           "by name; use second_path",
                           a->line);
    }
}

struct slug {
    const char *slug, *name;
    uint32_t line;
};
static int compare_slug(const void *x, const void *y)
{
    const struct slug *a = x, *b = y;
    int order = strcmp(a->slug, b->slug);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* Names that become the same file name or address. */
static void check_slugs(struct validating *v, struct slug *all, size_t n, const char *kind)
{
    if (n > 1)
        qsort(all, n, sizeof *all, compare_slug);
    for (size_t i = 0; i < n; i++) {
        if (!*all[i].slug)
            validate_error(v, NULL, all[i].line, "a %s needs a name with a letter or digit", kind);
        else if (i && strcmp(all[i - 1].slug, all[i].slug) == 0)
            validate_error(v, NULL, all[i].line,
                           "%s \"%s\" has the same address as \"%s\" (line %u): %s", kind,
                           all[i].name, all[i - 1].name, all[i - 1].line, all[i].slug);
    }
}

static void check_categories(struct validating *v)
{
    const struct landscape *l = v->l;
    struct slug *all = arena_array(l->arena, l->n_categories + 1, sizeof *all);
    for (size_t i = 0; all && i < l->n_categories; i++) {
        const struct landscape_category *c = &l->categories[i];
        struct slug *below = arena_array(l->arena, c->n + 1, sizeof *below);
        all[i] = (struct slug){ landscape_slug(l->arena, c->name), c->name, c->line };
        for (size_t k = 0; below && k < c->n; k++)
            below[k] = (struct slug){ landscape_slug(l->arena, c->subcategories[k].name),
                                      c->subcategories[k].name, c->subcategories[k].line };
        if (below)
            check_slugs(v, below, c->n, "subcategory");
    }
    if (all)
        check_slugs(v, all, l->n_categories, "category");
}

/* ---- settings and guide ---- */

static void demand_category(struct validating *v, const char *file, uint32_t line, const char *name)
{
    char room[128];
    struct guess g = { .typed = name };
    if (find_category(v->l, name))
        return;
    v->guesses++;
    for (size_t i = 0; i < v->l->n_categories && v->guesses < 500; i++)
        guess_add(&g, v->l->categories[i].name);
    landscape_complain(v->problems, file, line, false, "\"%s\" is no category of %s%s", name,
                       v->l->data_file, guess_text(&g, "", room, sizeof room));
}

static bool is_grouped(const struct landscape_settings *s, const char *category)
{
    for (size_t i = 0; i < s->n_groups; i++)
        for (size_t k = 0; k < s->groups[i].categories.n; k++)
            if (strcmp(s->groups[i].categories.at[k], category) == 0)
                return true;
    return false;
}

static void check_settings(struct validating *v)
{
    const struct landscape_settings *s = &v->l->settings;
    const char *file = v->l->settings_file;
    for (size_t i = 0; i < s->n_groups; i++)
        for (size_t k = 0; k < s->groups[i].categories.n; k++)
            demand_category(v, file, s->groups[i].categories.line, s->groups[i].categories.at[k]);
    for (size_t i = 0; i < s->n_categories; i++)
        demand_category(v, file, s->categories[i].categories.line, s->categories[i].name);
    if (s->members_category)
        demand_category(v, file, 0, s->members_category);
    for (size_t i = 0; s->n_groups && i < v->l->n_categories; i++)
        if (!is_grouped(s, v->l->categories[i].name))
            landscape_complain(v->problems, file, 0, false,
                               "category \"%s\" is in no group: landscape2 then shows it nowhere",
                               v->l->categories[i].name);
}

static void check_guide(struct validating *v)
{
    const struct landscape_guide *g = &v->l->guide;
    for (size_t i = 0; i < g->n; i++) {
        const struct landscape_guide_part *c = &g->categories[i];
        const struct landscape_category *found = find_category(v->l, c->name);
        demand_category(v, v->l->guide_file, c->line, c->name);
        for (size_t k = 0; found && k < c->n_parts; k++)
            if (!has_subcategory(found, c->parts[k].name))
                landscape_complain(v->problems, v->l->guide_file, c->parts[k].line, false,
                                   "\"%s\" is no subcategory of \"%s\"", c->parts[k].name, c->name);
    }
}

void landscape_validate(const struct landscape *l, bool is_office,
                        struct landscape_problems *problems)
{
    struct validating v = { l, is_office, problems, 0 };
    for (size_t i = 0; i < l->n_items; i++) {
        check_demanded(&v, l->items[i]);
        check_fields(&v, l->items[i]);
        check_lists(&v, l->items[i]);
        check_second_paths(&v, l->items[i]);
        check_parent(&v, l->items[i]);
        if (is_office)
            validate_annotations(&v, l->items[i]);
    }
    check_twins(&v);
    check_categories(&v);
    if (l->settings.is_there)
        check_settings(&v);
    if (l->guide.is_there)
        check_guide(&v);
}
