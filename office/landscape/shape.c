/* SPDX-License-Identifier: Apache-2.0 */
#include "office/landscape/shape.h"

#include "base/guess.h"

#include <string.h>

static void unknown_member(struct reading *in, const struct yaml_node *m,
                           const struct shape *members)
{
    char room[96];
    struct guess g = { .typed = m->key };
    for (; members->kind != SHAPE_END && in->p->n < LANDSCAPE_PROBLEMS_MAX; members++)
        guess_add(&g, members->key);
    reading_doubt(in, m, "landscape2 knows no such member%s",
                  guess_text(&g, "", room, sizeof room));
}

/* The recursion is as deep as the tables are. */
static void check_map(struct reading *in, const struct yaml_node *map, const struct shape *members)
{
    for (const struct yaml_node *m = map->child; m; m = m->next) {
        const struct shape *found = NULL;
        for (const struct shape *s = members; s->kind != SHAPE_END; s++)
            if (strcmp(s->key, m->key) == 0)
                found = s;
        if (found)
            shape_check(in, m, found);
        else
            unknown_member(in, m, members);
    }
    for (const struct shape *s = members; s->kind != SHAPE_END; s++) {
        const struct yaml_node *m = yaml_find(map, s->key);
        if (s->must && (!m || m->type == YAML_NULL))
            reading_error(in, map, "%s is missing", s->key);
    }
}

static void check_children(struct reading *in, const struct yaml_node *node,
                           const struct shape *each)
{
    for (const struct yaml_node *m = node->child; m; m = m->next) {
        if (m->type == YAML_NULL)
            reading_error(in, m, "is empty");
        else
            shape_check(in, m, each);
    }
}

static void check_choice(struct reading *in, const struct yaml_node *node, const char *words)
{
    char room[96];
    struct guess g = { .typed = node->text };
    for (const char *at = words; *at;) {
        size_t n = strcspn(at, "|");
        const char *word = arena_text(in->a, slice_of(at, n));
        if (strcmp(word, node->text) == 0)
            return;
        guess_add(&g, word);
        at += n;
        at += *at == '|';
    }
    reading_error(in, node, "is \"%s\", and must be one of %s%s", node->text, words,
                  guess_text(&g, "", room, sizeof room));
}

/* A number of at most @max at *s, and then a comma or blanks; false where it is none. */
static bool take_number(const char **s, unsigned max)
{
    unsigned value = 0, digits = 0;
    for (; **s >= '0' && **s <= '9' && digits < 4; (*s)++, digits++)
        value = value * 10 + (unsigned)(**s - '0');
    *s += strspn(*s, " ,");
    return digits > 0 && digits < 4 && value <= max;
}

static bool is_colour(const char *s)
{
    if (strncmp(s, "rgba(", 5) != 0 && strncmp(s, "rgb(", 4) != 0)
        return false;
    s += strcspn(s, "(") + 1;
    for (int i = 0; i < 3; i++)
        if (!take_number(&s, 255))
            return false;
    if (*s != '0' && *s != '1')
        return false;
    s++;
    s += *s == '.';
    s += strspn(s, "0123456789");
    return strcmp(s, ")") == 0;
}

static void check_count(struct reading *in, const struct yaml_node *node)
{
    size_t digits = strspn(node->text, "0123456789");
    if (digits == 0 || digits > 9 || node->text[digits] || node->quoted)
        reading_error(in, node, "must be a number");
}

static void check_scalar(struct reading *in, const struct yaml_node *node,
                         const struct shape *shape)
{
    const char *why = NULL;
    bool is_typed = shape->kind == SHAPE_TRUTH || shape->kind == SHAPE_COUNT;
    if (!is_typed && !reading_text(in, node))
        return;
    if (shape->kind == SHAPE_TEXT && !*node->text)
        reading_error(in, node, "must not be empty");
    switch (shape->kind) {
    case SHAPE_URL:
        if (!landscape_url(node->text, shape->words, &why))
            reading_error(in, node, "is no URL that landscape2 takes: %s%s%s", why,
                          shape->words ? "; expected " : "", shape->words ? shape->words : "");
        break;
    case SHAPE_PLACE:
        if (strncmp(node->text, "http", 4) == 0 && !landscape_url(node->text, NULL, &why))
            reading_error(in, node, "is no URL: %s", why);
        break;
    case SHAPE_DATE:
        if (!landscape_date(node->text, NULL))
            reading_error(in, node, "must be a date as in 2026-11-26");
        break;
    case SHAPE_TRUTH:
        if (yaml_truth(node) < 0)
            reading_error(in, node, "must be true or false");
        break;
    case SHAPE_COUNT: check_count(in, node); break;
    case SHAPE_COLOUR:
        if (!is_colour(node->text))
            reading_error(in, node, "must be a colour as in \"rgba(0, 107, 204, 1)\"");
        break;
    case SHAPE_CHOICE: check_choice(in, node, shape->words); break;
    default: break;
    }
}

void shape_check(struct reading *in, const struct yaml_node *node, const struct shape *shape)
{
    if (node->type == YAML_NULL)
        return;
    switch (shape->kind) {
    case SHAPE_LIST:
        if (node->type != YAML_LIST)
            reading_error(in, node, "must be a list");
        else if (shape->some && node->count == 0)
            reading_error(in, node, "must not be empty");
        else
            check_children(in, node, shape->members);
        return;
    case SHAPE_MAP:
    case SHAPE_ANY:
        if (node->type != YAML_MAP)
            reading_error(in, node, "must be a map");
        else if (shape->kind == SHAPE_MAP)
            check_map(in, node, shape->members);
        else
            check_children(in, node, shape->members);
        return;
    default: break;
    }
    if (node->type != YAML_SCALAR)
        reading_error(in, node, "must be one value, not a %s",
                      node->type == YAML_LIST ? "list" : "map");
    else
        check_scalar(in, node, shape);
}
