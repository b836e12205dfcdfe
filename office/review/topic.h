/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/topic.h: do the project's documents treat of something? A document of that name, or a
 * section under such a heading that says enough, does; a word somewhere in prose only mentions it.
 */
#ifndef CUPEL_OFFICE_REVIEW_TOPIC_H
#define CUPEL_OFFICE_REVIEW_TOPIC_H

#include "office/review/project.h"

struct topic {
    const char *files;    /* globs of names of documents that treat of nothing else; may be NULL */
    const char *headings; /* words (text/words.h) of a heading whose section treats of it */
    const char *body;     /* words that document or section must have as well; NULL: any */
    const char *mention;  /* words that prose mentions it with; may be NULL */
    unsigned words;       /* the fewest that a document or section must have */
    const char *shown;    /* words that code shown in it must have; NULL: none need be shown */
    const char *only;     /* globs of the only documents that count; NULL: all */
};

enum topic_truth { TOPIC_ABSENT, TOPIC_MENTIONED, TOPIC_TREATED };

/* Where the documents of all checkouts, the organisation's included, treat of it; else where they
 * mention it. Past changes, tests, examples, codes of conduct, which speak of everything, and what
 * is not the project's own are left out. */
enum topic_truth topic_find(const struct project *p, const struct topic *t, struct places *to);

#define TOPIC_TEXT_MAX 8388608 /* bytes of documents that are searched */

struct topic_walk {
    struct file_walk files; /* start with .files.p */
    size_t seen;            /* bytes */
};
/* The next document that topics are sought in; NULL at the end, and behind TOPIC_TEXT_MAX bytes. */
const struct project_file *topic_document(struct topic_walk *w);
/* Were all documents read, and are they within TOPIC_TEXT_MAX? */
bool topic_documents_are_read(const struct project *p);
/* Does a README link a documentation site that is none of the checkouts? Then absence here proves
 * nothing. *to (may be NULL) gets the place. */
bool topic_lies_elsewhere(const struct project *p, struct places *to);
/* Words of a block, told by blanks. */
unsigned topic_count_words(const char *text);

#endif
