/* SPDX-License-Identifier: Apache-2.0 */
#include "office/govern/schema.h"

#include "base/guess.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(struct schema *s, const struct yaml_node *at, bool is_error, const char *text,
                va_list ap)
{
    char room[500];
    (void)vsnprintf(room, sizeof room, text, ap);
    s->is_wrong = s->is_wrong || is_error;
    landscape_complain(s->problems, s->file, at->line, is_error, "%s: %s", yaml_path(s->a, at),
                       room);
}

void schema_error(struct schema *s, const struct yaml_node *at, const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    say(s, at, true, text, ap);
    va_end(ap);
}

void schema_doubt(struct schema *s, const struct yaml_node *at, const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    say(s, at, false, text, ap);
    va_end(ap);
}

bool schema_is_unknown(const char *text)
{
    return !text || strcmp(text, "unknown") == 0;
}

/* ---- scalars ---- */

static bool is_id(const char *t)
{
    size_t n = strspn(t, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return n > 0 && t[n] == '\0' && t[0] != '-' && t[n - 1] != '-' && !strstr(t, "--");
}

static bool is_count(const char *t, const char *end)
{
    size_t n = strspn(t, "0123456789");
    return n > 0 && n < 7 && strcmp(t + n, end) == 0;
}

static bool is_time(const char *t)
{
    return strlen(t) == 5 && t[2] == ':' && strspn(t, "0123456789") == 2 &&
           strspn(t + 3, "0123456789") == 2 && strncmp(t, "24", 2) < 0 && t[3] < '6';
}

/* One of the words between '|', or the nearest as a suggestion. */
static bool is_word(struct schema *s, const char *words, const char *text, char *room, size_t n)
{
    struct guess g = { .typed = text };
    for (const char *w = words; *w;) {
        size_t len = strcspn(w, "|");
        const char *word = arena_text(s->a, slice_of(w, len));
        if (strcmp(word, text) == 0)
            return true;
        guess_add(&g, word);
        w += len + (w[len] == '|');
    }
    guess_text(&g, "", room, n);
    return false;
}

static void check_share(struct schema *s, const struct yaml_node *n)
{
    bool percent = is_count(n->text, "%") && strtoul(n->text, NULL, 10) <= 100;
    if (!percent && !is_count(n->text, ""))
        schema_error(s, n, "\"%s\" must be a whole number or a percentage as in \"50%%\"", n->text);
}

static void check_url(struct schema *s, const struct yaml_node *n)
{
    const char *why = NULL;
    if (!landscape_url(n->text, NULL, &why))
        schema_error(s, n, "\"%s\" is no address: %s", n->text, why);
}

static void check_date(struct schema *s, const struct yaml_node *n)
{
    if (!landscape_date(n->text, NULL))
        schema_error(s, n, "\"%s\" must be a date as in 2026-11-26", n->text);
}

static void check_scalar(struct schema *s, const struct yaml_node *n, const struct member *m)
{
    char room[120] = "";
    if (n->type != YAML_SCALAR) {
        schema_error(s, n, "must be a text, not a %s", n->type == YAML_LIST ? "list" : "map");
        return;
    }
    if ((m->flags & MEMBER_UNKNOWN) && schema_is_unknown(n->text))
        return;
    if ((m->flags & MEMBER_VACANT) && strcmp(n->text, "vacant") == 0)
        return;
    switch (m->kind) {
    case MEMBER_ID:
        if (!is_id(n->text))
            schema_error(s, n, "\"%s\" must be lower-case words joined by '-'", n->text);
        break;
    case MEMBER_DATE: check_date(s, n); break;
    case MEMBER_TIME:
        if (!is_time(n->text))
            schema_error(s, n, "\"%s\" must be a time as in \"17:00\"", n->text);
        break;
    case MEMBER_WORD:
        if (!is_word(s, m->words, n->text, room, sizeof room))
            schema_error(s, n, "\"%s\" must be one of %s%s", n->text, m->words, room);
        break;
    case MEMBER_COUNT:
        if (!is_count(n->text, ""))
            schema_error(s, n, "\"%s\" must be a whole number", n->text);
        break;
    case MEMBER_SHARE: check_share(s, n); break;
    case MEMBER_TRUTH:
        if (yaml_truth(n) < 0)
            schema_error(s, n, "\"%s\" must be true or false", n->text);
        break;
    case MEMBER_THRESHOLD:
        if (strcmp(n->text, "majority") != 0 && strcmp(n->text, "two-thirds") != 0 &&
            !(is_count(n->text, "%") && strtoul(n->text, NULL, 10) <= 100))
            schema_error(s, n, "\"%s\" must be majority, two-thirds or a percentage as in \"66%%\"",
                         n->text);
        break;
    case MEMBER_URL: check_url(s, n); break;
    default:
        if (!n->text[0])
            schema_error(s, n, "is empty; write unknown, or leave it out");
    }
}

/* ---- maps and lists ---- */

static void check_member(struct schema *s, const struct yaml_node *n, const struct member *m)
{
    bool is_list = m->kind == MEMBER_TEXTS || m->kind == MEMBER_DATES || m->kind == MEMBER_MAPS;
    if (n->type == YAML_NULL) {
        if (m->flags & MEMBER_MUST)
            schema_error(s, n, "is empty%s",
                         is_list                     ? "; write [] where there is none"
                         : m->flags & MEMBER_UNKNOWN ? "; write unknown"
                                                     : "");
        return;
    }
    if (is_list && n->type != YAML_LIST) {
        schema_error(s, n, "must be a list");
        return;
    }
    if (m->kind == MEMBER_MAP) {
        schema_check(s, n, m->of);
    } else if (m->kind == MEMBER_MAPS) {
        for (const struct yaml_node *c = n->child; c; c = c->next)
            schema_check(s, c, m->of);
    } else if (is_list) {
        struct member one = *m;
        one.kind = m->kind == MEMBER_DATES ? MEMBER_DATE : MEMBER_TEXT;
        for (const struct yaml_node *c = n->child; c; c = c->next)
            check_scalar(s, c, &one);
    } else {
        check_scalar(s, n, m);
    }
}

static void check_unknown(struct schema *s, const struct yaml_node *n, const struct member *shape)
{
    char room[96];
    struct guess g = { .typed = n->key };
    for (const struct member *m = shape; m->name; m++) {
        if (strcmp(m->name, n->key) == 0)
            return;
        guess_add(&g, m->name);
    }
    schema_error(s, n, "is not known here%s", guess_text(&g, "", room, sizeof room));
}

void schema_check(struct schema *s, const struct yaml_node *map, const struct member *shape)
{
    if (map->type != YAML_MAP) {
        schema_error(s, map, "must be a map with the member \"%s\"", shape->name);
        return;
    }
    for (const struct yaml_node *n = map->child; n; n = n->next)
        check_unknown(s, n, shape);
    for (const struct member *m = shape; m->name; m++) {
        const struct yaml_node *n = yaml_find(map, m->name);
        if (n)
            check_member(s, n, m);
        else if (m->flags & MEMBER_MUST)
            schema_error(s, map, "\"%s\" is missing%s", m->name,
                         m->flags & MEMBER_UNKNOWN ? "; write unknown where it is not known" : "");
    }
}

/* ---- references ---- */

static void suggest(const struct govern_ids *ids, const char *text, char *room, size_t n)
{
    struct guess g = { .typed = text };
    for (size_t i = 0; i < ids->n; i++)
        guess_add(&g, ids->at[i].text);
    guess_text(&g, "", room, n);
}

static void refer_id(struct schema *s, const struct yaml_node *n, const struct govern_ids *ids,
                     const char *what)
{
    char room[160];
    if (govern_find(ids, n->text))
        return;
    suggest(ids, n->text, room, sizeof room);
    schema_error(s, n, "there is no %s \"%s\"%s", what, n->text, room);
}

static void refer_item(struct schema *s, const struct govern *g, const struct yaml_node *n)
{
    char room[300];
    struct guess near = { .typed = n->text };
    if (!g->landscape || landscape_find(g->landscape, n->text))
        return;
    for (size_t i = 0; i < g->landscape->n_items; i++)
        guess_add(&near, g->landscape->items[i]->text[ITEM_NAME]);
    schema_error(s, n, "the landscape has no item \"%s\"%s", n->text,
                 guess_text(&near, "", room, sizeof room));
}

static void refer(struct schema *s, const struct govern *g, const struct yaml_node *n,
                  unsigned flags)
{
    if (n->type != YAML_SCALAR || ((flags & MEMBER_UNKNOWN) && schema_is_unknown(n->text)) ||
        ((flags & MEMBER_VACANT) && strcmp(n->text, "vacant") == 0))
        return;
    if (flags & MEMBER_PERSON)
        refer_id(s, n, &g->people, "person");
    if (flags & MEMBER_SERIES)
        refer_id(s, n, &g->series, "meeting series");
    if (flags & MEMBER_DECIDED)
        refer_id(s, n, &g->decisions, "decision");
    if (flags & MEMBER_ITEM)
        refer_item(s, g, n);
    if ((flags & MEMBER_FILE) && !govern_has_name(g, n->text))
        schema_error(s, n, "the office has no file %s", n->text);
}

void schema_refer(struct schema *s, const struct govern *g, const struct yaml_node *map,
                  const struct member *shape)
{
    for (const struct member *m = shape; m->name; m++) {
        const struct yaml_node *n = yaml_find(map, m->name);
        if (!n)
            continue;
        if (m->kind == MEMBER_MAP && n->type == YAML_MAP)
            schema_refer(s, g, n, m->of);
        else if (n->type == YAML_LIST)
            for (const struct yaml_node *c = n->child; c; c = c->next)
                if (m->kind == MEMBER_MAPS)
                    schema_refer(s, g, c, m->of);
                else
                    refer(s, g, c, m->flags);
        else
            refer(s, g, n, m->flags);
    }
}
