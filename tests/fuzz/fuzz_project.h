/* SPDX-License-Identifier: Apache-2.0 */
/* tests/fuzz/fuzz_project.h: a project of one checkout with one file, whose bytes are the input. */
#ifndef CUPEL_TESTS_FUZZ_FUZZ_PROJECT_H
#define CUPEL_TESTS_FUZZ_FUZZ_PROJECT_H

#include "fuzz.h"

#include "office/review/project.h"

#define FUZZ_PROJECT_MAX 65536 /* bytes of a file */

struct fuzz_project {
    struct arena arena;
    struct project_file file;
    struct checkout checkout;
    struct project project;
};

/* @doc: parse it as a document, as the loader does. */
static inline void fuzz_project_make(struct fuzz_project *f, const char *path, unsigned kind,
                                     bool doc, const uint8_t *data, size_t size)
{
    static struct doc parsed;
    *f = (struct fuzz_project){ 0 };
    arena_init(&f->arena, (size_t)512 << 20);
    f->file = (struct project_file){
        .in = &f->checkout, .path = path, .kind = kind, .size = size, .text = { data, size }
    };
    if (doc && doc_parse(&f->arena, path, f->file.text, &parsed) == CUPEL_OK)
        f->file.doc = &parsed;
    f->checkout = (struct checkout){ .name = "thing",
                                     .origin = "https://github.com/example/thing",
                                     .commit_hex = "0123456789012345678901234567890123456789",
                                     .files = &f->file,
                                     .n_files = 1 };
    f->project = (struct project){ .arena = &f->arena,
                                   .name = "thing",
                                   .as_of = 1795651200,
                                   .checkouts = &f->checkout,
                                   .n_checkouts = 1 };
}

/* Every check of a set that needs no other's outcome, and what holds of each finding. */
static inline void fuzz_project_run(struct fuzz_project *f, const struct review_set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct review_check *c = review_set_row(set, i);
        struct finding found = { .info = &c->info, .outcome = CUPEL_UNKNOWN };
        if (!c->run)
            continue;
        c->run(&f->project, &found);
        FUZZ_HOLDS(found.outcome == CUPEL_PASS || found.outcome == CUPEL_FAIL ||
                   found.outcome == CUPEL_NA || found.outcome == CUPEL_UNKNOWN);
        FUZZ_HOLDS(found.detail && found.detail[0]);
        FUZZ_HOLDS(found.where.n <= REVIEW_PLACES_MAX);
    }
}

#endif
