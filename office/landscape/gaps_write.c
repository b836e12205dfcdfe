/* SPDX-License-Identifier: Apache-2.0 */
/* landscape/gaps_write.c: gaps shown, and recommendations.yml as far as they ask for it. */
#include "office/landscape/gaps.h"

#include "office/landscape/read.h"

#include <stdio.h>

static const char *const kind_names[] = { "none", "one", "no-home", "category" };
static const char *const kind_titles[] = {
    [GAP_NONE] = "nothing living is known to do it",
    [GAP_ONE] = "one project alone does it",
    [GAP_NO_HOME] = "several do it, none with a home",
    [GAP_CATEGORY] = "categories in which nothing living has a home",
};

cupel_status gaps_recommendations(struct arena *a, const struct landscape_file *in,
                                  const struct gap_recommendation **ret, size_t *n,
                                  struct landscape_problems *problems)
{
    struct reading r = { a, in->name, true, problems };
    size_t before = problems->errors;
    const struct yaml_node *top = reading_tree(&r, in);
    const struct yaml_node *list = yaml_find(top, "recommendations");
    if (top && (!list || list->type != YAML_LIST))
        reading_error(&r, list ? list : top, "recommendations must be a list");
    if (problems->errors > before)
        return CUPEL_E_MALFORMED;
    struct gap_recommendation *all = arena_array(a, list->count + 1, sizeof *all);
    size_t used = 0;
    for (const struct yaml_node *m = all ? list->child : NULL; m; m = m->next) {
        const char *project = yaml_text(m, "project");
        if (project)
            all[used++] = (struct gap_recommendation){ project, yaml_text(m, "to"),
                                                       yaml_text(m, "date"), yaml_text(m, "fate") };
        else
            reading_error(&r, m, "project is missing");
    }
    if (problems->errors > before)
        return CUPEL_E_MALFORMED;
    CUPEL_TRY(arena_status(a));
    *ret = all;
    *n = used;
    return CUPEL_OK;
}

/* ---- text ---- */

static void write_gap(const struct gap *g, struct text_out *t)
{
    char room[200];
    text_to(t, 2);
    if (g->kind == GAP_CATEGORY) {
        text_put(t, g->category->name);
        (void)snprintf(room, sizeof room, ": %zu living items", g->items);
        text_put(t, room);
        text_line(t);
        return;
    }
    (void)snprintf(room, sizeof room, "%s for %s", g->role, g->tee);
    text_put(t, room);
    if (g->only) {
        text_put(t, ": ");
        text_put(t, g->only->text[ITEM_NAME]);
    } else if (g->items) {
        (void)snprintf(room, sizeof room, ": %zu items", g->items);
        text_put(t, room);
    }
    if (g->unsure) {
        (void)snprintf(room, sizeof room, " (the roles of %zu that name %s are unknown)", g->unsure,
                       g->tee);
        text_put(t, room);
    }
    text_line(t);
}

static void write_review(const struct gap_review *r, struct text_out *t)
{
    char room[300];
    if (r->is_there)
        (void)snprintf(room, sizeof room,
                       "review of %.10s: confidential computing %zu pass, %zu fail, %zu unknown; ",
                       r->as_of, r->pass, r->fail, r->unknown);
    else if (r->path)
        (void)snprintf(room, sizeof room,
                       "its review cannot be read: %.200s: ", r->why ? r->why : "not looked for");
    else
        (void)snprintf(room, sizeof room, "no review yet");
    text_to(t, 4);
    text_put(t, room);
    if (r->path)
        text_put(t, r->path);
    text_line(t);
}

static void write_candidate(const struct gap_candidate *c, struct text_out *t)
{
    text_to(t, 2);
    text_put(t, c->item->text[ITEM_NAME]);
    text_put(t, " (");
    text_put(t, c->item->category->name);
    text_put(t, ", ");
    text_put(t, c->item->text[ITEM_LICENSE]);
    text_put(t, ")");
    text_line(t);
    if (c->why) {
        text_to(t, 4);
        text_wrap(t, 4, c->why);
        text_line(t);
    }
    write_review(&c->review, t);
    if (!c->recommended)
        return;
    text_to(t, 4);
    text_put(t, "recommended to ");
    text_put(t, c->recommended->to ? c->recommended->to : "somebody");
    text_put(t, c->recommended->date ? " on " : "");
    text_put(t, c->recommended->date ? c->recommended->date : "");
    text_put(t, ": ");
    text_put(t, c->recommended->fate ? c->recommended->fate : "fate unknown");
    text_line(t);
}

static size_t with_review(const struct gaps *g)
{
    size_t n = 0;
    while (n < g->n_candidates && g->candidates[n].review.is_there)
        n++;
    return n;
}

static void write_candidates(const struct gaps *g, size_t from, size_t to, const char *title,
                             struct text_out *t)
{
    char room[160];
    (void)snprintf(room, sizeof room, "%s: %zu", title, to - from);
    text_heading(t, room);
    for (size_t i = from; i < to; i++)
        write_candidate(&g->candidates[i], t);
}

void gaps_write_text(const struct gaps *g, struct text_out *t)
{
    char room[300];
    (void)snprintf(room, sizeof room,
                   "%zu living items: %zu without a home, %zu whose home is unknown; TEEs unknown "
                   "for %zu, evidence for %zu, roles for %zu.",
                   g->living, g->no_home, g->unknown_home, g->unknown[AXIS_TEE],
                   g->unknown[AXIS_EVIDENCE], g->unknown[AXIS_ROLE]);
    text_wrap(t, 0, room);
    text_line(t);
    for (int k = GAP_NONE; k <= GAP_CATEGORY; k++) {
        bool begun = false;
        for (size_t i = 0; i < g->n; i++) {
            if (g->at[i].kind != (enum gap_kind)k)
                continue;
            if (!begun)
                text_heading(t, kind_titles[k]);
            begun = true;
            write_gap(&g->at[i], t);
        }
    }
    size_t reviewed = with_review(g);
    write_candidates(g, 0, reviewed, "without a home, reviewed: could be recommended", t);
    write_candidates(g, reviewed, g->n_candidates,
                     "without a home, not reviewed: a review comes first", t);
}

/* ---- JSON ---- */

static void write_candidate_json(const struct gap_candidate *c, struct json_out *o)
{
    json_object_open(o, NULL);
    json_text(o, "item", c->item->text[ITEM_NAME]);
    json_text(o, "id", c->item->id);
    json_text(o, "license", c->item->text[ITEM_LICENSE]);
    json_uint(o, "fills", c->fills);
    json_text(o, "why", c->why);
    if (c->review.path) {
        json_object_open(o, "review");
        json_text(o, "path", c->review.path);
        json_bool(o, "read", c->review.is_there);
        json_text(o, "error", c->review.why);
        json_text(o, "as_of", c->review.as_of);
        json_uint(o, "pass", c->review.pass);
        json_uint(o, "fail", c->review.fail);
        json_uint(o, "unknown", c->review.unknown);
        json_object_close(o);
    } else {
        json_null(o, "review");
    }
    if (c->recommended) {
        json_object_open(o, "recommended");
        json_text(o, "to", c->recommended->to);
        json_text(o, "date", c->recommended->date);
        json_text(o, "fate", c->recommended->fate);
        json_object_close(o);
    } else {
        json_null(o, "recommended");
    }
    json_object_close(o);
}

void gaps_write_json(const struct gaps *g, struct json_out *o)
{
    json_array_open(o, "gaps");
    for (size_t i = 0; i < g->n; i++) {
        const struct gap *one = &g->at[i];
        json_object_open(o, NULL);
        json_text(o, "kind", kind_names[one->kind]);
        json_text(o, "tee", one->tee);
        json_text(o, "role", one->role);
        json_text(o, "category", one->category ? one->category->name : NULL);
        json_uint(o, "items", one->items);
        json_text(o, "only", one->only ? one->only->text[ITEM_NAME] : NULL);
        json_uint(o, "unsure", one->unsure);
        json_object_close(o);
    }
    json_array_close(o);
    json_array_open(o, "candidates");
    for (size_t i = 0; i < g->n_candidates; i++)
        write_candidate_json(&g->candidates[i], o);
    json_array_close(o);
    json_object_open(o, "counts");
    json_uint(o, "living", g->living);
    json_uint(o, "no_home", g->no_home);
    json_uint(o, "unknown_home", g->unknown_home);
    json_object_open(o, "unknown");
    for (int x = 0; x < MATRIX_AXES; x++)
        json_uint(o, matrix_axes[x].name, g->unknown[x]);
    json_object_close(o);
    json_object_close(o);
}
