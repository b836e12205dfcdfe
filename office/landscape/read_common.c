/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/read_common.c: reading nodes of YAML with complaints, and the index over all items. */
#include "office/landscape/read.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(struct reading *in, const struct yaml_node *node, bool is_error, const char *text,
                va_list ap)
{
    char room[400];
    (void)vsnprintf(room, sizeof room, text, ap);
    landscape_complain(in->p, in->file, node->line, is_error, "%s: %s", yaml_path(in->a, node),
                       room);
}

void reading_error(struct reading *in, const struct yaml_node *node, const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    say(in, node, true, text, ap);
    va_end(ap);
}

void reading_doubt(struct reading *in, const struct yaml_node *node, const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    say(in, node, !in->lenient, text, ap);
    va_end(ap);
}

static bool is_number(const char *s)
{
    size_t digits = 0;
    s += *s == '-' || *s == '+';
    if (s[0] == '0' && (s[1] == 'x' || s[1] == 'o' || s[1] == 'b'))
        return s[2] != '\0' && s[2 + strspn(s + 2, "0123456789abcdefABCDEF_")] == '\0';
    if (strcmp(s, ".inf") == 0 || strcmp(s, ".nan") == 0 || strcmp(s, ".Inf") == 0 ||
        strcmp(s, ".NaN") == 0 || strcmp(s, ".INF") == 0 || strcmp(s, ".NAN") == 0)
        return true;
    for (; *s; s++) {
        if (*s >= '0' && *s <= '9')
            digits++;
        else if ((*s == 'e' || *s == 'E') && digits) {
            s += s[1] == '-' || s[1] == '+';
        } else if (*s != '.' && *s != '_') {
            return false;
        }
    }
    return digits > 0;
}

bool reading_is_typed(const struct yaml_node *node)
{
    if (!node || node->type != YAML_SCALAR || node->quoted)
        return false;
    return yaml_truth(node) >= 0 || is_number(node->text);
}

const char *reading_text(struct reading *in, const struct yaml_node *node)
{
    if (!node || node->type == YAML_NULL)
        return NULL;
    if (node->type != YAML_SCALAR) {
        reading_error(in, node, "must be a text, not a %s",
                      node->type == YAML_LIST ? "list" : "map");
        return NULL;
    }
    if (reading_is_typed(node))
        reading_doubt(in, node, "must be in quotes: \"%s\" (a number or a yes/no otherwise)",
                      node->text);
    return node->text;
}

struct landscape_list reading_list(struct reading *in, const struct yaml_node *node, size_t max)
{
    struct landscape_list ret = { .line = node ? node->line : 0 };
    if (!node || node->type == YAML_NULL)
        return ret;
    if (node->type != YAML_LIST) {
        reading_error(in, node, "must be a list");
        return ret;
    }
    if (node->count > max)
        reading_error(in, node, "has %zu members; at most %zu are read", node->count, max);
    const char **at = arena_array(in->a, node->count + 1, sizeof *at);
    for (const struct yaml_node *m = node->child; at && m && ret.n < max; m = m->next) {
        const char *text = reading_text(in, m);
        if (text)
            at[ret.n++] = text;
        else if (m->type == YAML_NULL)
            reading_error(in, m, "is empty");
    }
    ret.at = at;
    return ret;
}

const char *reading_head(struct arena *a, cupel_slice bytes)
{
    size_t end = 0, at = 0;
    while (at < bytes.n) {
        cupel_slice rest = slice_part(bytes, at, bytes.n - at);
        size_t feed = slice_find(rest, SLICE_LIT("\n"));
        if (feed == SIZE_MAX)
            break;
        if (rest.p[0] == '#')
            end = at + feed + 1;
        else if (feed > 0 && !(feed == 1 && rest.p[0] == '\r'))
            break;
        at += feed + 1;
    }
    char *p = arena_alloc(a, end + 1);
    if (!p)
        return "";
    slice_copy(slice_part(bytes, 0, end), p, end);
    return p;
}

/* YAML bounds a key that stands on the line of its value: what has a longer one could not be
 * written again. As deep as YAML_DEPTH_MAX lets a tree be. */
static bool keys_fit(struct reading *in, const struct yaml_node *node)
{
    for (const struct yaml_node *m = node->child; m; m = m->next) {
        if (m->key && slice_str(m->key).n > LANDSCAPE_NAME_MAX) {
            landscape_complain(in->p, in->file, m->key_line, true, "a key of more than %d bytes",
                               LANDSCAPE_NAME_MAX);
            return false;
        }
        if (!keys_fit(in, m))
            return false;
    }
    return true;
}

const struct yaml_node *reading_tree(struct reading *in, const struct landscape_file *file)
{
    struct cupel_diag err = { 0 };
    const struct yaml_node *top = NULL;
    in->file = file->name;
    if (yaml_parse(in->a, file->bytes, true, &top, &err) != CUPEL_OK) {
        unsigned long line = 0;
        if (strncmp(err.text, "line ", 5) == 0)
            line = strtoul(err.text + 5, NULL, 10);
        const char *behind = line ? strstr(err.text, ": ") : NULL;
        landscape_complain(in->p, in->file, line < UINT32_MAX ? (uint32_t)line : 0, true, "%s",
                           behind ? behind + 2 : err.text);
        return NULL;
    }
    if (top->type != YAML_MAP) {
        landscape_complain(in->p, in->file, top->line ? top->line : 1, true,
                           top->type == YAML_NULL ? "the file is empty" : "must be a map");
        return NULL;
    }
    return keys_fit(in, top) ? top : NULL;
}

/* ---- the index ---- */

static int compare(const void *x, const void *y)
{
    const struct landscape_item *const *a = x, *const *b = y;
    int order = strcmp((*a)->text[ITEM_NAME], (*b)->text[ITEM_NAME]);
    return order ? order : ((*a)->line > (*b)->line) - ((*a)->line < (*b)->line);
}

static void index_subcategory(struct landscape *l, struct landscape_category *c,
                              struct landscape_subcategory *s)
{
    const char *first = landscape_slug(l->arena, c->name);
    const char *second = landscape_slug(l->arena, s->name);
    for (size_t i = 0; i < s->n; i++) {
        struct landscape_item *item = &s->items[i];
        item->category = c;
        item->subcategory = s;
        item->id = arena_printf(l->arena, "%s--%s--%s", first, second,
                                landscape_slug(l->arena, item->text[ITEM_NAME]));
        l->items[l->n_items++] = item;
    }
    c->n_items += s->n;
}

void landscape_index(struct landscape *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n_categories; i++)
        for (size_t k = 0; k < l->categories[i].n; k++)
            n += l->categories[i].subcategories[k].n;
    l->items = arena_array(l->arena, n + 1, sizeof *l->items);
    l->by_name = arena_array(l->arena, n + 1, sizeof *l->by_name);
    if (!l->items || !l->by_name)
        return;
    for (size_t i = 0; i < l->n_categories; i++)
        for (size_t k = 0; k < l->categories[i].n; k++)
            index_subcategory(l, &l->categories[i], &l->categories[i].subcategories[k]);
    for (size_t i = 0; i < l->n_items; i++)
        l->by_name[i] = l->items[i];
    qsort(l->by_name, l->n_items, sizeof *l->by_name, compare);
}
