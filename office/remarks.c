/* SPDX-License-Identifier: Apache-2.0 */
#include "office/remarks.h"

#include "base/guess.h"
#include "base/text.h"
#include "office/text/yaml.h"

#include <stdio.h>
#include <string.h>

/* A reading of one file: errors pile up, nothing stops at the first. */
struct reading {
    struct review *r;
    struct buf *errors;
    size_t n_errors;
};

static void complain(struct reading *in, const struct yaml_node *at, const char *what)
{
    buf_printf(in->errors, "line %u: %s: %s\n", at->line, yaml_path(in->r->arena, at), what);
    in->n_errors++;
}

/* Members other than @known (names separated by '|') are mistakes. */
static void check_members(struct reading *in, const struct yaml_node *map, const char *known)
{
    for (const struct yaml_node *m = map->child; map->type == YAML_MAP && m; m = m->next) {
        char room[96], text[200];
        struct guess g = { .typed = m->key };
        bool found = false;
        for (const char *k = known; *k && !found;
             k += strcspn(k, "|") + (k[strcspn(k, "|")] != 0)) {
            const char *name = arena_text(in->r->arena, slice_of(k, strcspn(k, "|")));
            found = strcmp(name, m->key) == 0;
            guess_add(&g, name);
        }
        if (found)
            continue;
        (void)snprintf(text, sizeof text, "is not known here%s",
                       guess_text(&g, "", room, sizeof room));
        complain(in, m, text);
    }
}

/* The text of an obligatory member, or "" with a complaint. */
static const char *demand(struct reading *in, const struct yaml_node *map, const char *key)
{
    char text[100];
    const char *found = yaml_text(map, key);
    if (found && *found)
        return found;
    (void)snprintf(text, sizeof text, "%s is missing", key);
    complain(in, map, text);
    return "";
}

static void read_reviewer(struct reading *in, const struct yaml_node *n, struct reviewer *ret)
{
    check_members(in, n, "name|affiliation|conflicts");
    ret->name = demand(in, n, "name");
    ret->affiliation = yaml_text(n, "affiliation");
    ret->conflicts = demand(in, n, "conflicts");
}

static bool is_date(const char *text)
{
    char full[40];
    int64_t t;
    return strlen(text) == 10 && snprintf(full, sizeof full, "%sT00:00:00Z", text) == 20 &&
           rfc3339_read(slice_str(full), &t) == CUPEL_OK;
}

static void read_remark(struct reading *in, const struct yaml_node *n, struct remark *ret)
{
    check_members(in, n, "check|kind|by|date|text");
    const char *kind = demand(in, n, "kind");
    bool known = false;
    for (int k = REMARK_COMMENT; k <= REMARK_REPLY && !known; k++) {
        ret->kind = (enum remark_kind)k;
        known = strcmp(kind, remark_kind_name(ret->kind)) == 0;
    }
    if (*kind && !known)
        complain(in, yaml_find(n, "kind"), "must be comment, dissent or reply");
    ret->by = demand(in, n, "by");
    ret->date = demand(in, n, "date");
    if (*ret->date && !is_date(ret->date))
        complain(in, yaml_find(n, "date"), "must be a date as in 2026-11-26");
    ret->text = demand(in, n, "text");
}

static void append(struct arena *a, struct remarks *to, struct remark what)
{
    struct remark *all = arena_array(a, to->n + 1, sizeof *all);
    if (!all)
        return;
    if (to->n)
        memcpy(all, to->at, to->n * sizeof *all);
    all[to->n++] = what;
    to->at = all;
}

/* Where a remark belongs: its finding's, or the review's as a whole. */
static struct remarks *target(struct reading *in, const struct yaml_node *n)
{
    char text[200], room[96];
    const char *id = yaml_text(n, "check");
    struct guess g = { .typed = id };
    for (size_t i = 0; id && i < in->r->n_findings; i++) {
        if (strcmp(in->r->findings[i].info->id, id) == 0)
            return &in->r->findings[i].remarks;
        guess_add(&g, in->r->findings[i].info->id);
    }
    if (id) {
        (void)snprintf(text, sizeof text, "\"%s\" is no check of this review%s", id,
                       guess_text(&g, "", room, sizeof room));
        complain(in, yaml_find(n, "check"), text);
    }
    return &in->r->remarks;
}

static const struct yaml_node *list_of(struct reading *in, const struct yaml_node *top,
                                       const char *key)
{
    const struct yaml_node *n = yaml_find(top, key);
    if (n && n->type != YAML_LIST && n->type != YAML_NULL)
        complain(in, n, "must be a list");
    return n && n->type == YAML_LIST ? n : NULL;
}

static void read_all(struct reading *in, const struct yaml_node *top, bool apply)
{
    const struct yaml_node *people = list_of(in, top, "reviewers"),
                           *remarks = list_of(in, top, "remarks");
    size_t n = people ? people->count : 0, i = 0;
    struct reviewer *all = arena_array(in->r->arena, n + 1, sizeof *all);
    for (const struct yaml_node *p = people ? people->child : NULL; all && p; p = p->next)
        read_reviewer(in, p, &all[i++]);
    for (const struct yaml_node *m = remarks ? remarks->child : NULL; m; m = m->next) {
        struct remark one = { 0 };
        read_remark(in, m, &one);
        struct remarks *to = target(in, m);
        if (apply)
            append(in->r->arena, to, one);
    }
    if (apply && n) {
        in->r->reviewers = all;
        in->r->n_reviewers = n;
    }
}

cupel_status remarks_apply(cupel_slice yaml, struct review *r, struct buf *errors)
{
    struct cupel_diag err = { 0 };
    const struct yaml_node *top = NULL;
    struct reading in = { r, errors, 0 };
    cupel_status st = yaml_parse(r->arena, yaml, false, &top, &err);
    if (st != CUPEL_OK) {
        buf_printf(errors, "%s\n", err.text);
        return st;
    }
    if (top->type != YAML_MAP)
        complain(&in, top, "must be a map with reviewers and remarks");
    check_members(&in, top, "reviewers|remarks");
    read_all(&in, top, false);
    if (in.n_errors > 0)
        return CUPEL_E_MALFORMED;
    read_all(&in, top, true);
    return arena_status(r->arena);
}
