/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossier/write.c: a dossier for people: Markdown that says of every answer where it stands, with a
 * mark before each question ("<!-- question: license -->") by which it is found again.
 */
#include "office/dossier/form.h"

#include "base/text.h"
#include "codec/json_out.h"
#include "render/escape.h"

#include <string.h>

static void markdown(struct buf *b, const char *text)
{
    escape_markdown(b, slice_str(text));
}

static void write_place(struct buf *b, const struct place *p)
{
    buf_add_str(b, "  - ");
    if (p->repo) {
        markdown(b, p->repo);
        buf_add_str(b, ": ");
    }
    struct buf path;
    buf_init(&path, 8192);
    buf_add_str(&path, p->path && *p->path ? p->path : "commit");
    if (p->line)
        buf_printf(&path, ":%llu", (unsigned long long)p->line);
    escape_markdown_code(b, buf_slice(&path));
    buf_clear(&path);
    buf_printf(b, " @ %.12s", p->commit);
    if (p->note) {
        buf_add_str(b, ": ");
        markdown(b, p->note);
    }
    buf_add_str(b, "\n");
}

static void write_part(struct buf *b, const struct answer_part *part)
{
    buf_add_str(b, part->is_quote ? "- “" : "- ");
    markdown(b, part->text);
    buf_add_str(b, part->is_quote ? "”\n" : "\n");
    for (size_t i = 0; i < part->where.n && i < 4; i++)
        write_place(b, &part->where.at[i]);
}

static void write_answer(struct buf *b, const struct answer *a, size_t number)
{
    static const char *const words[] = {
        [ANSWER_FOUND] = "Found in the tree; please confirm and put in your own words:",
        [ANSWER_AGAINST] = "What was found speaks against it:",
        [ANSWER_UNSURE] = "Not certain from the tree:",
        [ANSWER_NONE] = "Not found; here is where one would look: ",
        [ANSWER_HUMAN] = "Only people can answer this; ",
    };
    const struct question *q = a->question;
    buf_printf(b, "\n<!-- question: %s -->\n### %zu. ", q->id, number);
    markdown(b, q->ask);
    buf_printf(b, "%s\n\n_%s", q->is_optional ? " (optional)" : "", words[a->state]);
    if (a->state == ANSWER_NONE || a->state == ANSWER_HUMAN) {
        markdown(b, q->look);
        buf_add_str(b, ".");
    }
    buf_add_str(b, "_\n\n");
    for (size_t i = 0; i < a->n_parts; i++)
        write_part(b, &a->parts[i]);
}

static void write_head(struct buf *b, const struct form *form, const struct review *r,
                       const struct answer *answers)
{
    size_t count[ANSWER_HUMAN + 1] = { 0 };
    char at[RFC3339_ROOM];
    for (size_t i = 0; i < form->n_questions; i++)
        count[answers[i].state]++;
    rfc3339_write(r->as_of, at);
    buf_add_str(b, "# ");
    markdown(b, form->title);
    buf_add_str(b, ": ");
    markdown(b, r->project);
    buf_printf(b, "\n\nPrepared by cupel %s from the checkouts below, as of %.10s. ", r->version,
               at);
    buf_printf(
        b,
        "Of %zu questions the tree answers %zu, speaks against %zu, leaves %zu uncertain and "
        "%zu open; %zu are for people. Nothing here was asked of a network.\n\n",
        form->n_questions, count[ANSWER_FOUND], count[ANSWER_AGAINST], count[ANSWER_UNSURE],
        count[ANSWER_NONE], count[ANSWER_HUMAN]);
    for (size_t i = 0; i < r->n_repos; i++) {
        buf_add_str(b, "- ");
        markdown(b, r->repos[i].name);
        buf_printf(b, " @ %s\n", r->repos[i].commit);
    }
    buf_add_str(b, "\nQuestions are in our own words, after: ");
    markdown(b, form->basis);
    buf_add_str(b, ".\n");
}

void dossier_write_markdown(const struct form *form, const struct review *r,
                            const struct answer *answers, struct buf *b)
{
    const char *section = "";
    write_head(b, form, r, answers);
    for (size_t i = 0; i < form->n_questions; i++) {
        if (strcmp(section, form->questions[i].section) != 0) {
            section = form->questions[i].section;
            buf_add_str(b, "\n## ");
            markdown(b, section);
            buf_add_str(b, "\n");
        }
        write_answer(b, &answers[i], i + 1);
    }
}

/* ---- JSON ---- */

static void json_places(struct json_out *o, const struct places *where)
{
    json_array_open(o, "where");
    for (size_t i = 0; i < where->n; i++) {
        json_object_open(o, NULL);
        if (where->at[i].repo)
            json_text(o, "repo", where->at[i].repo);
        json_text(o, "path", where->at[i].path);
        if (where->at[i].line)
            json_uint(o, "line", where->at[i].line);
        json_text(o, "commit", where->at[i].commit);
        if (where->at[i].note)
            json_text(o, "note", where->at[i].note);
        json_object_close(o);
    }
    json_array_close(o);
}

static void json_answer(struct json_out *o, const struct answer *a)
{
    json_object_open(o, NULL);
    json_text(o, "id", a->question->id);
    json_text(o, "section", a->question->section);
    json_text(o, "ask", a->question->ask);
    json_bool(o, "optional", a->question->is_optional);
    json_text(o, "state", answer_state_name(a->state));
    json_text(o, "look", a->question->look);
    json_array_open(o, "parts");
    for (size_t i = 0; i < a->n_parts; i++) {
        json_object_open(o, NULL);
        json_text(o, "text", a->parts[i].text);
        json_bool(o, "quote", a->parts[i].is_quote);
        json_places(o, &a->parts[i].where);
        json_object_close(o);
    }
    json_array_close(o);
    json_object_close(o);
}

void dossier_write_json(const struct form *form, const struct review *r,
                        const struct answer *answers, struct buf *b)
{
    struct json_out o = json_out_to(b);
    json_object_open(&o, NULL);
    json_uint(&o, "cupel", 1);
    json_text(&o, "kind", "dossier");
    json_text(&o, "form", form->name);
    json_text(&o, "form_version", form->version);
    json_text(&o, "project", r->project);
    json_time(&o, "as_of", r->as_of);
    json_array_open(&o, "repositories");
    for (size_t i = 0; i < r->n_repos; i++) {
        json_object_open(&o, NULL);
        json_text(&o, "name", r->repos[i].name);
        json_text(&o, "origin", r->repos[i].origin);
        json_text(&o, "commit", r->repos[i].commit);
        json_object_close(&o);
    }
    json_array_close(&o);
    json_array_open(&o, "answers");
    for (size_t i = 0; i < form->n_questions; i++)
        json_answer(&o, &answers[i]);
    json_array_close(&o);
    json_object_close(&o);
    buf_add_byte(b, '\n');
}

/* ---- the reverse ---- */

static void write_text_place(struct buf *b, const struct place *p)
{
    buf_printf(b, "    %s", p->path);
    if (p->line)
        buf_printf(b, ":%llu", (unsigned long long)p->line);
    buf_printf(b, " @ %.12s\n", p->commit);
}

void claims_write_text(const struct form_claims *c, const char *file, struct buf *b)
{
    size_t count[CLAIM_UNANSWERED + 1] = { 0 };
    for (size_t i = 0; i < c->n; i++)
        count[c->at[i].state]++;
    for (int state = CLAIM_CONTRADICTED; state <= CLAIM_UNANSWERED + 1; state++)
        for (size_t i = 0; i < c->n; i++) {
            const struct form_claim *k = &c->at[i];
            if ((int)k->state != state % (CLAIM_UNANSWERED + 1))
                continue;
            buf_printf(b, "%s:%u: %s: %s%s%s\n", file, k->line, claim_state_name(k->state),
                       k->question ? k->question->id : "", k->question ? ": " : "", k->why);
            for (size_t p = 0; p < k->where.n && p < 3; p++)
                write_text_place(b, &k->where.at[p]);
        }
    buf_printf(b, "%zu supported, %zu contradicted, %zu unsupported, %zu unanswered\n",
               count[CLAIM_SUPPORTED], count[CLAIM_CONTRADICTED], count[CLAIM_UNSUPPORTED],
               count[CLAIM_UNANSWERED]);
}

void claims_write_json(const struct form_claims *c, const char *file, struct buf *b)
{
    struct json_out o = json_out_to(b);
    json_object_open(&o, NULL);
    json_uint(&o, "cupel", 1);
    json_text(&o, "kind", "dossier-check");
    json_text(&o, "name", file);
    json_array_open(&o, "claims");
    for (size_t i = 0; i < c->n; i++) {
        json_object_open(&o, NULL);
        json_text(&o, "question", c->at[i].question ? c->at[i].question->id : NULL);
        json_text(&o, "state", claim_state_name(c->at[i].state));
        json_uint(&o, "line", c->at[i].line);
        json_text(&o, "text", c->at[i].text);
        json_text(&o, "why", c->at[i].why);
        json_places(&o, &c->at[i].where);
        json_object_close(&o);
    }
    json_array_close(&o);
    json_object_close(&o);
    buf_add_byte(b, '\n');
}
