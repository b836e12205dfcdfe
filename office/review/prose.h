/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/prose.h: what a sentence of a document says of whom. Checks that read statements out of
 * prose share these questions: is the statement denied, is it a wish, and is it about the project
 * itself or about somebody else? All of them err towards "no statement", so that nobody is held to
 * what he did not say.
 */
#ifndef CUPEL_OFFICE_REVIEW_PROSE_H
#define CUPEL_OFFICE_REVIEW_PROSE_H

#include "office/review/project.h"

#define SENTENCE_BYTES_MAX 2000 /* a longer one is taken in pieces */

/* Over the sentences of a document's prose: headings, paragraphs, items and rows. */
struct sentence_walk {
    const struct doc *doc;
    size_t block, at; /* where it stands; start with 0 */
    size_t blocks;    /* how many blocks to look at; 0: all */
};

struct sentence {
    cupel_slice text; /* borrowed, without white space around it, with its full stop */
    uint32_t line;    /* of its block */
    size_t block;
    enum doc_block_kind kind;
};

bool sentence_next(struct sentence_walk *w, struct sentence *ret);

/* The part of @s around the byte at @at between commas, semicolons, colons, dashes, brackets,
 * "and", "but". */
cupel_slice prose_clause(cupel_slice s, size_t at);
/* Is what starts at byte @at denied: "not", "no", "without", "cannot", "never"… before it in its
 * clause? "not only" denies nothing. */
bool prose_denied(cupel_slice s, size_t at);
/* Is it a wish, a plan, a condition, a question or a task, not a statement of fact? */
bool prose_hedged(cupel_slice s);

enum prose_subject {
    PROSE_OPEN, /* nobody named: a slogan, "it", a list item */
    PROSE_SELF, /* the project, by its name or as "this project", "we", "our" */
    PROSE_PART, /* a function, an interface, a binding… of the project or of something else */
    PROSE_OTHER /* a vendor, a product, or the definition of a term */
};
/*
 * Whom the words before byte @at of @s speak of. @names is prose_names() of the checkout whose
 * document it is.
 */
enum prose_subject prose_subject(const char *names, cupel_slice s, size_t at);
/* The names of the project and of a checkout as a pattern of text/words.h: those given, the
 * repository's, and the title of the README. Lives in the project's arena; never NULL. */
const char *prose_names(const struct project *p, const struct checkout *c);
/* Is the block under a heading that speaks of others: related work, comparison, glossary…? */
bool prose_is_about_others(const struct doc *d, size_t block);

/* @s for a note: at most @max bytes, cut between characters with "…" at the end; white space became
 * one blank. Lives in the project's arena. */
const char *prose_quote(const struct project *p, cupel_slice s, size_t max);

#endif
