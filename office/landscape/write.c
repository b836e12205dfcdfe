/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/write.c: data.yml, and trees of YAML, in one style: two blanks a level, lists indented,
 * prose, dates and annotations in quotes, the members of an item in the order of the table. */
#include "office/landscape/write.h"

#include "office/landscape/read.h"

#include <string.h>

#define STEP      2u
#define ITEM      12u /* where the members of an item stand */
#define DEPTH_MAX YAML_DEPTH_MAX

static void indent(struct buf *b, unsigned n)
{
    buf_printf(b, "%*s", (int)n, "");
}

static void member(struct buf *b, unsigned at, const char *key, const char *value, bool quoted)
{
    if (!value)
        return;
    indent(b, at);
    yaml_write_text(b, key, false);
    buf_add_str(b, ": ");
    yaml_write_text(b, value, quoted);
    buf_add_byte(b, '\n');
}

static void title(struct buf *b, unsigned at, const char *key)
{
    indent(b, at);
    buf_add_str(b, key);
    buf_add_str(b, ":\n");
}

/* The first member of a list's map: "- key: value". */
static void first(struct buf *b, unsigned at, const char *key, const char *value, bool quoted)
{
    indent(b, at);
    buf_add_str(b, "- ");
    member(b, 0, key, value ? value : "", quoted);
}

static void write_list(struct buf *b, unsigned at, const char *key, const struct landscape_list *l)
{
    if (l->n == 0)
        return;
    title(b, at, key);
    for (size_t i = 0; i < l->n; i++) {
        indent(b, at + STEP);
        buf_add_str(b, "- ");
        yaml_write_text(b, l->at[i], false);
        buf_add_byte(b, '\n');
    }
}

static void write_field(struct buf *b, unsigned at, const struct landscape_item *i, size_t field)
{
    const struct landscape_field_info *info = &landscape_fields[field];
    if (!i->text[field])
        return;
    if (info->kind != LANDSCAPE_TRUTH) {
        member(b, at, info->name, i->text[field],
               info->kind == LANDSCAPE_PROSE || info->kind == LANDSCAPE_DATE);
        return;
    }
    indent(b, at);
    buf_printf(b, "%s: %s\n", info->name, i->text[field]);
}

static void write_repos(struct buf *b, const struct landscape_item *i)
{
    if (i->n_repos)
        title(b, ITEM, "additional_repos");
    for (size_t k = 0; k < i->n_repos; k++) {
        first(b, ITEM + STEP, "repo_url", i->repos[k].url, false);
        member(b, ITEM + 2 * STEP, "branch", i->repos[k].branch, false);
        member(b, ITEM + 2 * STEP, "license", i->repos[k].license, false);
    }
}

static void write_extra_lists(struct buf *b, unsigned at, const struct landscape_item *i)
{
    write_list(b, at, "tag", &i->tags);
    if (i->n_audits)
        title(b, at, "audits");
    for (size_t k = 0; k < i->n_audits; k++) {
        first(b, at + STEP, "date", i->audits[k].date, true);
        member(b, at + 2 * STEP, "type", i->audits[k].type, false);
        member(b, at + 2 * STEP, "url", i->audits[k].url, false);
        member(b, at + 2 * STEP, "vendor", i->audits[k].vendor, false);
    }
    if (i->n_links)
        title(b, at, "other_links");
    for (size_t k = 0; k < i->n_links; k++) {
        first(b, at + STEP, "name", i->links[k].key, false);
        member(b, at + 2 * STEP, "url", i->links[k].value, false);
    }
    if (i->n_annotations)
        title(b, at, "annotations");
    for (size_t k = 0; k < i->n_annotations; k++)
        member(b, at + STEP, i->annotations[k].key, i->annotations[k].value, true);
}

static bool has_extra(const struct landscape_item *i)
{
    for (size_t f = 0; f < LANDSCAPE_FIELDS; f++)
        if (landscape_fields[f].is_extra && i->text[f])
            return true;
    return i->tags.n || i->n_audits || i->n_links || i->n_annotations;
}

static void write_item(struct buf *b, const struct landscape_item *i)
{
    first(b, ITEM - STEP, "name", i->text[ITEM_NAME], false);
    for (size_t f = ITEM_NAME + 1; f < LANDSCAPE_FIELDS; f++)
        if (!landscape_fields[f].is_extra)
            write_field(b, ITEM, i, f);
    write_list(b, ITEM, "second_path", &i->second_path);
    write_repos(b, i);
    if (!has_extra(i))
        return;
    title(b, ITEM, "extra");
    for (size_t f = 0; f < LANDSCAPE_FIELDS; f++)
        if (landscape_fields[f].is_extra)
            write_field(b, ITEM + STEP, i, f);
    write_extra_lists(b, ITEM + STEP, i);
}

/* "key:" and a line, or "key: []" where nothing follows. */
static void open_list(struct buf *b, unsigned at, const char *key, size_t n)
{
    indent(b, at);
    buf_printf(b, n ? "%s:\n" : "%s: []\n", key);
}

void landscape_write_data(const struct landscape *l, struct buf *b)
{
    buf_add_str(b, l->head ? l->head : "");
    open_list(b, 0, "categories", l->n_categories);
    for (size_t i = 0; i < l->n_categories; i++) {
        const struct landscape_category *c = &l->categories[i];
        first(b, STEP, "name", c->name, false);
        open_list(b, 2 * STEP, "subcategories", c->n);
        for (size_t k = 0; k < c->n; k++) {
            const struct landscape_subcategory *s = &c->subcategories[k];
            first(b, 3 * STEP, "name", s->name, false);
            open_list(b, 4 * STEP, "items", s->n);
            for (size_t m = 0; m < s->n; m++)
                write_item(b, &s->items[m]);
        }
    }
}

/* ---- any tree ---- */

static void write_children(struct buf *b, const struct yaml_node *node, unsigned at,
                           unsigned depth);

/* What stands behind "key:" or "-": a blank and a value, or lines of its own at @at. */
static void write_value(struct buf *b, const struct yaml_node *n, unsigned at, unsigned depth)
{
    bool is_empty = (n->type == YAML_LIST || n->type == YAML_MAP) && n->count == 0;
    if (is_empty) {
        buf_add_str(b, n->type == YAML_LIST ? " []\n" : " {}\n");
    } else if (n->type == YAML_LIST || n->type == YAML_MAP) {
        buf_add_byte(b, '\n');
        write_children(b, n, at, depth + 1);
    } else if (n->type == YAML_NULL) {
        buf_add_byte(b, '\n');
    } else if (yaml_is_block(n->text)) {
        buf_add_byte(b, ' ');
        yaml_write_block(b, n->text, at);
    } else {
        buf_add_byte(b, ' ');
        if (reading_is_typed(n))
            buf_add_str(b, n->text);
        else
            yaml_write_text(b, n->text, false);
        buf_add_byte(b, '\n');
    }
}

/* A map in a list begins on the line of its "-". */
static void write_children(struct buf *b, const struct yaml_node *node, unsigned at, unsigned depth)
{
    bool goes_on = node->type == YAML_MAP && node->parent && node->parent->type == YAML_LIST;
    for (const struct yaml_node *m = node->child; m && depth <= DEPTH_MAX; m = m->next) {
        if (!goes_on || m != node->child)
            indent(b, at);
        if (node->type == YAML_MAP) {
            yaml_write_text(b, m->key, false);
            buf_add_byte(b, ':');
            write_value(b, m, at + STEP, depth);
        } else if (m->type == YAML_MAP && m->count) {
            buf_add_str(b, "- ");
            write_children(b, m, at + STEP, depth + 1);
        } else {
            buf_add_byte(b, '-');
            write_value(b, m, at + STEP, depth);
        }
    }
}

void landscape_write_tree(const struct yaml_node *tree, const char *head, struct buf *b)
{
    buf_add_str(b, head ? head : "");
    if (tree->count)
        write_children(b, tree, 0, 1);
    else
        buf_add_str(b, "{}\n");
}
