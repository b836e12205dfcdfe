/* SPDX-License-Identifier: Apache-2.0 */
/* govern/read.c: files into trees of the right shape, the ids that they define, and the references
 * between them. */
#include "office/govern/schema.h"

#include "base/guess.h"
#include "office/govern/rules.h"

#include <stdlib.h>
#include <string.h>

static const struct place {
    enum govern_kind kind;
    const char *before, *after; /* around the id; after NULL: the whole name */
} places[] = {
    { GOVERN_OFFICE, "office.yml", NULL },
    { GOVERN_CHARTER, "charter.yml", NULL },
    { GOVERN_PEOPLE, "people.yml", NULL },
    { GOVERN_ROLES, "roles.yml", NULL },
    { GOVERN_COMMUNICATIONS, "communications.yml", NULL },
    { GOVERN_RECOMMENDATIONS, "recommendations.yml", NULL },
    { GOVERN_MEETING, "meetings/", ".yml" },
    { GOVERN_DECISION, "decisions/", ".yml" },
    { GOVERN_PAPER, "papers/", "/paper.yml" },
    { GOVERN_PATTERN, "patterns/", "/pattern.yml" },
    { GOVERN_RULES, "rules/", ".yml" },
};

enum govern_kind govern_kind_of(const char *path, cupel_slice *id)
{
    cupel_slice s = slice_str(path);
    for (size_t i = 0; i < CUPEL_COUNT(places); i++) {
        cupel_slice before = slice_str(places[i].before);
        cupel_slice after = slice_str(places[i].after ? places[i].after : "");
        if (!slice_starts(s, before) || s.n < before.n + after.n)
            continue;
        cupel_slice middle = slice_part(s, before.n, s.n - before.n - after.n);
        cupel_slice end = slice_part(s, s.n - after.n, after.n);
        if (!slice_eq(end, after) || (places[i].after ? middle.n == 0 : middle.n > 0) ||
            slice_find(middle, SLICE_LIT("/")) != SIZE_MAX)
            continue;
        if (id)
            *id = middle;
        return places[i].kind;
    }
    return GOVERN_KINDS;
}

cupel_slice govern_builtin_rules(const char *name)
{
    for (size_t i = 0; i < CUPEL_COUNT(embedded_rules); i++)
        if (strcmp(embedded_rules[i].name, name) == 0)
            return slice_of(embedded_rules[i].text, embedded_rules[i].n);
    return SLICE_EMPTY;
}

/* ---- one file ---- */

static const struct yaml_node *read_tree(struct schema *s, cupel_slice bytes, enum govern_kind kind)
{
    const struct yaml_node *top = NULL;
    struct cupel_diag err = { 0 };
    s->is_wrong = false;
    if (yaml_parse(s->a, bytes, false, &top, &err) != CUPEL_OK) {
        unsigned long line = strncmp(err.text, "line ", 5) == 0 ? strtoul(err.text + 5, NULL, 10)
                                                                : 0;
        const char *behind = line ? strstr(err.text, ": ") : NULL;
        landscape_complain(s->problems, s->file, (uint32_t)(line & UINT32_MAX), true, "%s",
                           behind ? behind + 2 : err.text);
        return NULL;
    }
    schema_check(s, top, govern_shapes[kind]);
    return s->is_wrong ? NULL : top;
}

static int by_kind(const void *x, const void *y)
{
    const struct govern_file *a = x, *b = y;
    return a->kind != b->kind ? (a->kind > b->kind) - (a->kind < b->kind)
                              : strcmp(a->name, b->name);
}

static cupel_status read_files(struct govern *g, const struct govern_input *in, struct schema *s)
{
    g->files = arena_array(g->arena, in->n + 1, sizeof *g->files);
    for (size_t i = 0; g->files && i < in->n; i++) {
        cupel_slice id = SLICE_EMPTY;
        enum govern_kind kind = govern_kind_of(in->files[i].name, &id);
        if (kind == GOVERN_KINDS)
            continue;
        s->file = arena_printf(g->arena, "%s%s", in->prefix, in->files[i].name);
        const struct yaml_node *top = read_tree(s, in->files[i].bytes, kind);
        g->files[g->n_files++] = (struct govern_file){
            .name = s->file, .id = arena_text(g->arena, id), .kind = kind, .top = top
        };
    }
    if (g->n_files)
        qsort(g->files, g->n_files, sizeof *g->files, by_kind);
    return arena_status(g->arena);
}

const struct govern_file *govern_file(const struct govern *g, enum govern_kind kind)
{
    for (size_t i = 0; i < g->n_files; i++)
        if (g->files[i].kind == kind)
            return &g->files[i];
    return NULL;
}

static int by_name(const void *key, const void *at)
{
    return strcmp(key, *(const char *const *)at);
}

bool govern_has_name(const struct govern *g, const char *name)
{
    return g->n_names && bsearch(name, g->names, g->n_names, sizeof *g->names, by_name) != NULL;
}

/* ---- ids ---- */

static int by_text(const void *x, const void *y)
{
    const struct govern_id *a = x, *b = y;
    int order = strcmp(a->text, b->text);
    if (order == 0)
        order = strcmp(a->file, b->file);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

static int is_text(const void *key, const void *at)
{
    return strcmp(key, ((const struct govern_id *)at)->text);
}

const struct govern_id *govern_find(const struct govern_ids *ids, const char *text)
{
    return ids->n ? bsearch(text, ids->at, ids->n, sizeof *ids->at, is_text) : NULL;
}

static void add_id(struct govern_ids *ids, const char *text, const char *file,
                   const struct yaml_node *node)
{
    if (text && ids->at && ids->n < GOVERN_IDS_MAX)
        ids->at[ids->n++] = (struct govern_id){ text, file, node->line, node };
}

static void add_ids(struct govern_ids *ids, const struct govern_file *f, const char *list)
{
    const struct yaml_node *all = f->top ? yaml_find(f->top, list) : NULL;
    for (const struct yaml_node *n = all ? all->child : NULL; n; n = n->next)
        add_id(ids, yaml_text(n, "id"), f->name, n);
}

static void sort_ids(struct govern_ids *ids, const char *what, struct landscape_problems *p)
{
    if (ids->n)
        qsort(ids->at, ids->n, sizeof *ids->at, by_text);
    for (size_t i = 1; i < ids->n; i++)
        if (strcmp(ids->at[i - 1].text, ids->at[i].text) == 0)
            landscape_complain(p, ids->at[i].file, ids->at[i].line, true,
                               "the %s \"%s\" stands in %s:%u already", what, ids->at[i].text,
                               ids->at[i - 1].file, ids->at[i - 1].line);
}

static cupel_status find_ids(struct govern *g, struct landscape_problems *p)
{
    struct govern_ids *all[] = { &g->people, &g->series, &g->decisions, &g->actions };
    for (size_t i = 0; i < CUPEL_COUNT(all); i++)
        all[i]->at = arena_array(g->arena, GOVERN_IDS_MAX, sizeof *all[i]->at);
    for (size_t i = 0; i < g->n_files; i++) {
        const struct govern_file *f = &g->files[i];
        if (f->kind == GOVERN_PEOPLE)
            add_ids(&g->people, f, "people");
        else if (f->kind == GOVERN_COMMUNICATIONS)
            add_ids(&g->series, f, "series");
        else if (f->kind == GOVERN_MEETING)
            add_ids(&g->actions, f, "actions");
        else if (f->kind == GOVERN_DECISION && f->top)
            add_id(&g->decisions, f->id, f->name, f->top);
    }
    sort_ids(&g->people, "person", p);
    sort_ids(&g->series, "meeting series", p);
    sort_ids(&g->actions, "action", p);
    return arena_status(g->arena);
}

/* ---- the rules ---- */

static void find_rules(struct govern *g, struct schema *s)
{
    const struct govern_file *office = govern_file(g, GOVERN_OFFICE);
    if (!office || !office->top)
        return;
    g->rules_name = yaml_text(office->top, "rules");
    for (size_t i = 0; i < g->n_files; i++)
        if (g->files[i].kind == GOVERN_RULES && strcmp(g->files[i].id, g->rules_name) == 0) {
            g->rules = g->files[i].top;
            return; /* mistakes in it were told */
        }
    cupel_slice text = govern_builtin_rules(g->rules_name);
    if (text.n) {
        s->file = "built-in rules";
        g->rules = read_tree(s, text, GOVERN_RULES);
        return;
    }
    char room[120];
    struct guess near = { .typed = g->rules_name };
    for (size_t i = 0; i < CUPEL_COUNT(embedded_rules); i++)
        guess_add(&near, embedded_rules[i].name);
    s->file = office->name;
    schema_error(s, yaml_find(office->top, "rules"),
                 "there are no rules \"%s\", neither built in nor as rules/%s.yml%s", g->rules_name,
                 g->rules_name, guess_text(&near, "", room, sizeof room));
}

static void demand_files(const struct govern *g, const char *prefix, struct landscape_problems *p)
{
    for (size_t i = 0; i < CUPEL_COUNT(places); i++)
        if (!places[i].after && !govern_file(g, places[i].kind))
            landscape_complain(p, arena_printf(g->arena, "%s%s", prefix, places[i].before), 0, true,
                               "is missing; `cupel office init` makes one");
}

cupel_status govern_read(struct arena *a, const struct govern_input *in, struct govern *ret,
                         struct landscape_problems *problems)
{
    struct govern g = { .arena = a,
                        .names = in->names,
                        .n_names = in->n_names,
                        .landscape = in->landscape,
                        .rules_name = "",
                        .as_of = in->as_of };
    struct schema s = { .a = a, .problems = problems };
    CUPEL_TRY(read_files(&g, in, &s));
    CUPEL_TRY(find_ids(&g, problems));
    demand_files(&g, in->prefix, problems);
    find_rules(&g, &s);
    for (size_t i = 0; i < g.n_files; i++) {
        s.file = g.files[i].name;
        if (g.files[i].top)
            schema_refer(&s, &g, g.files[i].top, govern_shapes[g.files[i].kind]);
    }
    CUPEL_TRY(arena_status(a));
    *ret = g;
    return CUPEL_OK;
}
