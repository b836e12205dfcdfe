/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dossier/form.h: the questions that somebody asks of a project (a sandbox application, a security
 * self-assessment), in our own words and as data, the answers that its checkouts give with a
 * citation each, and the reverse: what the tree says to a form that people filled in.
 */
#ifndef CUPEL_OFFICE_DOSSIER_FORM_H
#define CUPEL_OFFICE_DOSSIER_FORM_H

#include "office/review/project.h"

#define FORM_QUESTIONS_MAX 200
#define FORM_SOURCES_MAX   8
#define ANSWER_PARTS_MAX   16

/* Where an answer may come from. */
enum source_kind {
    SOURCE_CHECK,   /* a finding: its outcome, detail and places */
    SOURCE_PROSE,   /* what documents say below a heading, or in a paragraph */
    SOURCE_FILE,    /* that a file is there */
    SOURCE_FACT,    /* a figure of the review: license, formats, releases… */
    SOURCE_INSIGHTS /* a member of the security-insights file */
};

struct source {
    enum source_kind kind;
    const char *what;    /* check id, fact's name, path of the member "project.homepage" */
    const char *heading; /* SOURCE_PROSE: pattern (text/words.h) of a heading; may be NULL */
    const char *says;    /* SOURCE_PROSE: pattern of a paragraph; may be NULL */
    const char *files; /* SOURCE_PROSE, SOURCE_FILE: prefixes of names separated by '|', or NULL */
    uint32_t line;     /* of the form's file */
};

struct question {
    const char *id;      /* unique in its form */
    const char *section; /* under which heading it stands */
    const char *ask;     /* the question, in our own words */
    const char *look;    /* where one would look when nothing was found */
    bool is_optional;
    bool is_human; /* only people can answer it: consent, contacts; no source */
    struct source sources[FORM_SOURCES_MAX];
    size_t n_sources;
};

struct form {
    const char *name;    /* "sandbox" */
    const char *title;   /* "Sandbox application" */
    const char *version; /* of the form that it prepares for: a date */
    const char *basis;   /* what it was made after, for people */
    struct question *questions;
    size_t n_questions;
};

/* One thing that answers a question. */
struct answer_part {
    const char *text; /* plain words of ours, or a quotation */
    bool is_quote;
    struct places where;
};
enum answer_state {
    ANSWER_FOUND,
    ANSWER_AGAINST, /* what was found speaks against it: a failed check */
    ANSWER_UNSURE,  /* candidates only */
    ANSWER_NONE,
    ANSWER_HUMAN
};
const char *answer_state_name(enum answer_state s); /* "found", "against", "unsure", "none"… */
struct answer {
    const struct question *question;
    enum answer_state state;
    struct answer_part parts[ANSWER_PARTS_MAX];
    size_t n_parts;
};

/* The built-in forms: "sandbox", "security-assessment", or NULL past the last. */
const char *form_name(size_t i);
/* The YAML of a built-in form, or the empty slice. */
cupel_slice form_text(const char *name);
/* May a question ask for the fact @name? */
bool form_has_fact(const char *name);
/* Read a form; @err names the line and the rule. Everything in @a. */
cupel_status form_read(struct arena *a, cupel_slice yaml, struct form *ret, struct cupel_diag *err);

/* Answer every question; @ret has room for form->n_questions. */
void form_answer(const struct form *form, const struct project *p, const struct review *r,
                 struct answer *ret);
/* The dossier as Markdown that people go on with, or as one JSON object. */
void dossier_write_markdown(const struct form *form, const struct review *r,
                            const struct answer *answers, struct buf *b);
void dossier_write_json(const struct form *form, const struct review *r,
                        const struct answer *answers, struct buf *b);

/* ---- the reverse ---- */

enum claim_state {
    CLAIM_SUPPORTED,    /* the tree shows it */
    CLAIM_CONTRADICTED, /* the tree shows otherwise */
    CLAIM_UNSUPPORTED,  /* the tree shows nothing of it */
    CLAIM_UNANSWERED    /* the form leaves it open */
};
const char *claim_state_name(enum claim_state s);
struct form_claim {
    const struct question *question; /* NULL: text that belongs to no question of the form */
    enum claim_state state;
    uint32_t line; /* of the filled form */
    const char *text;
    const char *why;
    struct places where;
};
struct form_claims {
    struct form_claim *at;
    size_t n, room;
};
/*
 * Compare @filled (Markdown: what dossier_write_markdown() wrote, or any document whose headings
 * repeat the questions) with the tree: citations that lead nowhere, licenses, people and files
 * named that are not there, and answers that say yes where the check fails.
 */
cupel_status form_check(const struct form *form, cupel_slice filled, const struct project *p,
                        const struct review *r, struct form_claims *ret, struct cupel_diag *err);
void claims_write_text(const struct form_claims *c, const char *file, struct buf *b);
void claims_write_json(const struct form_claims *c, const char *file, struct buf *b);

#endif
