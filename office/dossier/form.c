/* SPDX-License-Identifier: Apache-2.0 */
/* dossier/form.c: forms as data: the built-in ones and the reading of any. */
#include "office/dossier/form.h"

#include "base/guess.h"
#include "base/status.h"
#include "office/dossier/forms.h" /* made by tools/embed from forms/ */
#include "office/review/make.h"
#include "office/text/yaml.h"

#include <stdio.h>
#include <string.h>

const char *answer_state_name(enum answer_state s)
{
    static const char *const names[] = { "found", "against", "unsure", "none", "human" };
    return names[s];
}

const char *claim_state_name(enum claim_state s)
{
    static const char *const names[] = { "supported", "contradicted", "unsupported", "unanswered" };
    return names[s];
}

const char *form_name(size_t i)
{
    return i < CUPEL_COUNT(embedded_forms) ? embedded_forms[i].name : NULL;
}

cupel_slice form_text(const char *name)
{
    for (size_t i = 0; i < CUPEL_COUNT(embedded_forms); i++)
        if (strcmp(embedded_forms[i].name, name) == 0)
            return slice_of(embedded_forms[i].text, embedded_forms[i].n);
    return SLICE_EMPTY;
}

/* ---- reading one: the first error is told ---- */

struct form_in {
    struct arena *a;
    struct cupel_diag *err;
    cupel_status st;
};

static void wrong(struct form_in *in, const struct yaml_node *at, const char *what)
{
    if (in->st == CUPEL_OK)
        in->st = diag_set(in->err, CUPEL_E_MALFORMED, "form", "line %u: %s: %s", at->line,
                          yaml_path(in->a, at), what);
}

static const char *need(struct form_in *in, const struct yaml_node *map, const char *key)
{
    const char *text = yaml_text(map, key);
    char what[80];
    (void)snprintf(what, sizeof what, "%s is missing or empty", key);
    if (!text || !*text)
        wrong(in, map, what);
    return text ? text : "";
}

/* Each member of @map must be one of @known. */
static void only(struct form_in *in, const struct yaml_node *map, const char *const *known,
                 size_t n)
{
    for (const struct yaml_node *m = map->type == YAML_MAP ? map->child : NULL; m; m = m->next) {
        char room[96], what[200];
        struct guess g = { .typed = m->key };
        bool found = false;
        for (size_t i = 0; i < n; i++) {
            found = found || strcmp(known[i], m->key) == 0;
            guess_add(&g, known[i]);
        }
        (void)snprintf(what, sizeof what, "is not known here%s",
                       guess_text(&g, "", room, sizeof room));
        if (!found)
            wrong(in, m, what);
    }
}

static void read_prose(struct form_in *in, const struct yaml_node *n, struct source *s)
{
    static const char *const known[] = { "heading", "says", "files" };
    if (n->type == YAML_SCALAR && strcmp(n->text, "summary") == 0) {
        s->what = n->text;
        return;
    }
    if (n->type != YAML_MAP) {
        wrong(in, n, "must be \"summary\" or a map of heading, says, files");
        return;
    }
    only(in, n, known, CUPEL_COUNT(known));
    s->heading = yaml_text(n, "heading");
    s->says = yaml_text(n, "says");
    s->files = yaml_text(n, "files");
    if (!s->heading && !s->says)
        wrong(in, n, "needs heading or says");
}

/* A name that no review has would leave its question open for ever, and nobody would see why. */
static void check_what(struct form_in *in, const struct yaml_node *n, const struct source *s)
{
    char room[96], what[200];
    struct guess g = { .typed = s->what };
    bool is_check = s->kind == SOURCE_CHECK;
    if (!is_check && s->kind != SOURCE_FACT)
        return;
    if (is_check ? review_info_find(s->what) != NULL : form_has_fact(s->what))
        return;
    for (size_t i = 0; is_check && i < review_sets_count; i++)
        for (size_t k = 0; k < review_sets[i]->n; k++)
            guess_add(&g, review_set_row(review_sets[i], k)->info.id);
    (void)snprintf(what, sizeof what, "there is no %s \"%.60s\"%s", is_check ? "check" : "fact",
                   s->what, guess_text(&g, "", room, sizeof room));
    wrong(in, n, what);
}

static void read_source(struct form_in *in, const struct yaml_node *n, struct source *s)
{
    static const char *const kinds[] = {
        [SOURCE_CHECK] = "check", [SOURCE_PROSE] = "prose",       [SOURCE_FILE] = "file",
        [SOURCE_FACT] = "fact",   [SOURCE_INSIGHTS] = "insights",
    };
    if (n->type != YAML_MAP || n->count != 1) {
        wrong(in, n, "a source is one of check, prose, file, fact, insights");
        return;
    }
    only(in, n, kinds, CUPEL_COUNT(kinds));
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++)
        if (strcmp(kinds[i], n->child->key) == 0)
            s->kind = (enum source_kind)i;
    s->line = n->line;
    if (s->kind == SOURCE_PROSE)
        read_prose(in, n->child, s);
    else if (s->kind == SOURCE_FILE)
        s->files = need(in, n, "file");
    else
        s->what = need(in, n, kinds[s->kind]);
    if (in->st == CUPEL_OK)
        check_what(in, n->child, s);
}

static void read_question(struct form_in *in, const struct yaml_node *n, struct question *q)
{
    static const char *const known[] = {
        "id", "section", "ask", "look", "optional", "human", "from"
    };
    if (n->type != YAML_MAP) {
        wrong(in, n, "a question is a map");
        return;
    }
    only(in, n, known, CUPEL_COUNT(known));
    q->id = need(in, n, "id");
    q->section = need(in, n, "section");
    q->ask = need(in, n, "ask");
    q->look = need(in, n, "look");
    q->is_optional = yaml_truth(yaml_find(n, "optional")) == 1;
    q->is_human = yaml_truth(yaml_find(n, "human")) == 1;
    const struct yaml_node *from = yaml_find(n, "from");
    if (from && (from->type != YAML_LIST || from->count == 0))
        wrong(in, from, "must be a list of sources");
    if (q->is_human == (from != NULL))
        wrong(in, n, "has either sources below \"from\" or \"human: true\"");
    for (const struct yaml_node *s = from ? from->child : NULL; s; s = s->next) {
        if (q->n_sources == FORM_SOURCES_MAX) {
            wrong(in, s, "is one source too many");
            return;
        }
        read_source(in, s, &q->sources[q->n_sources++]);
    }
}

static void read_questions(struct form_in *in, const struct yaml_node *list, struct form *f)
{
    if (!list || list->type != YAML_LIST || list->count == 0 || list->count > FORM_QUESTIONS_MAX) {
        wrong(in, list ? list : &(struct yaml_node){ .line = 1, .text = "" },
              "questions must be a list of 1 to 200");
        return;
    }
    f->questions = arena_array(in->a, list->count, sizeof *f->questions);
    for (const struct yaml_node *q = list->child; f->questions && q; q = q->next) {
        read_question(in, q, &f->questions[f->n_questions]);
        for (size_t i = 0; i < f->n_questions && in->st == CUPEL_OK; i++)
            if (strcmp(f->questions[i].id, f->questions[f->n_questions].id) == 0)
                wrong(in, q, "has the id of a question before it");
        f->n_questions++;
    }
}

cupel_status form_read(struct arena *a, cupel_slice yaml, struct form *ret, struct cupel_diag *err)
{
    static const char *const known[] = { "form", "title", "version", "basis", "questions" };
    struct form_in in = { a, err, CUPEL_OK };
    const struct yaml_node *top = NULL;
    struct form f = { 0 };
    CUPEL_TRY(yaml_parse(a, yaml, false, &top, err));
    if (top->type != YAML_MAP)
        return diag_set(err, CUPEL_E_MALFORMED, "form", "line %u: a form is a map", top->line);
    only(&in, top, known, CUPEL_COUNT(known));
    f.name = need(&in, top, "form");
    f.title = need(&in, top, "title");
    f.version = need(&in, top, "version");
    f.basis = need(&in, top, "basis");
    read_questions(&in, yaml_find(top, "questions"), &f);
    CUPEL_TRY(in.st);
    CUPEL_TRY(arena_status(a));
    *ret = f;
    return CUPEL_OK;
}
