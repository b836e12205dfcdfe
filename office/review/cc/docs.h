/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/docs.h: the criteria that documents and the way a project is built decide: whom one
 * trusts, against whom it protects, how it is built, published, upgraded and supplied. Each in its
 * file; here is what they share.
 *
 * Prose is read by sections and by what leads up to a line: "out of scope:" above a list says as
 * much of each item as words in the item would.
 */
#ifndef CUPEL_OFFICE_REVIEW_CC_DOCS_H
#define CUPEL_OFFICE_REVIEW_CC_DOCS_H

#include "office/review/cc/query.h"
#include "office/review/facts.h"

void cc_tcb(const struct project *p, struct finding *f);
void cc_threat(const struct project *p, struct finding *f);
void cc_boundary(const struct project *p, struct finding *f);
void cc_refval(const struct project *p, struct finding *f);
void cc_repro(const struct project *p, struct finding *f);
void cc_rollback(const struct project *p, struct finding *f);
void cc_migrate(const struct project *p, struct finding *f);
void cc_adv(const struct project *p, struct finding *f);
void cc_vendor(const struct project *p, struct finding *f);
void cc_priv(const struct project *p, struct finding *f);
void cc_supply(const struct project *p, struct finding *f);

#define DOCS_SCRATCH                                                                               \
    ((size_t)256 << 20) /* bytes for the YAML of a project, while it is looked at */

/* In this order. */
#define CC_DOCS_CHECKS 11
extern const struct review_check cc_docs_checks[CC_DOCS_CHECKS];

/* ---- prose ---- */

/* Is the file prose by its name? What lies among documents may as well be data. */
bool docs_is_prose(const struct project_file *f);
/* query_prose() and query_prose_places(), in such documents only (and in comments, where asked). */
bool docs_next(const struct project *p, const struct prose_ask *ask, struct query_at *at,
               struct prose_hit *ret);
size_t docs_places(const struct project *p, const struct prose_ask *ask, struct places *to,
                   const char *note);

/* ---- sections ---- */

/* The blocks [first, end) of a document; the first is the heading, if it has one. */
struct docs_section {
    const struct project_file *file;
    size_t first, end;
};
/* Where a walk over sections stands. Start with { 0 }. */
struct docs_walk {
    struct query_at at;
    struct docs_section last;
    bool paths_done;
};
/*
 * The next section of an own document whose heading has @words and not @none (may be NULL), or the
 * next whole document whose file or folder is named so. A section inside of the one before it is
 * not given again.
 */
bool docs_section_next(const struct project *p, const char *words, const char *none,
                       struct docs_walk *w, struct docs_section *ret);

/* ---- what a block says ---- */

/* Its own text; the empty slice for code and HTML. */
cupel_slice docs_text(const struct doc *d, size_t block);
/* The line that ends in a colon above the item, row or paragraph, or empty. */
cupel_slice docs_lead(const struct doc *d, size_t block);
/* The first row of the table that the row stands in; empty for anything else. */
cupel_slice docs_header(const struct doc *d, size_t block);
/* The heading that it stands under, or empty. */
cupel_slice docs_heading(const struct doc *d, size_t block);
/* The next sentence of @text; @at starts with 0. False at the end. */
bool docs_sentence_next(cupel_slice text, size_t *at, cupel_slice *ret);
/* A sentence of @text that has each of the patterns (NULL: none asked), or empty. */
cupel_slice docs_sentence(cupel_slice text, const char *a, const char *b, const char *c);
/* Is it a plan or a wish, or does the file hold such: an RFC, a proposal, a roadmap? */
bool docs_is_plan(const struct project_file *file, cupel_slice sentence);

/* ---- the project ---- */

/* Does the project build something that is measured? The fact of facts.h, less what only a test,
 * an example or a package's description shows. */
enum fact_truth docs_builds_measured(const struct project *p);
/* Places of code that runs inside of an enclave or guest, or calls into it; how many. */
size_t docs_runs_inside(const struct project *p, struct places *to);
/* Is something of the project measured? Says in @f why not and returns false where it is certain
 * that nothing is, and where it cannot be told. */
bool docs_is_measured(const struct project *p, struct finding *f);
/* "; not everything was read: …" for a sentence about absence, "" when all was read. */
const char *docs_gap(const struct project *p);
/* fail where the whole project was read, else unknown; the sentence is @what. */
void docs_absent(const struct project *p, struct finding *f, const char *what);
/* Is the tree a package as registries hand it out, so that workflows and documents of its
 * repository may be missing? *ret is the file that shows it; NULL where that is the lack of all
 * that a repository has beside its sources. */
bool docs_is_package(const struct project *p, const struct project_file **ret);

#endif
