/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/owners.h: who answers for a project, as its files name them: CODEOWNERS, OWNERS,
 * OWNERS_ALIASES, MAINTAINERS. Former ones (emeritus, alumni) are left out.
 */
#ifndef CUPEL_OFFICE_REVIEW_OWNERS_H
#define CUPEL_OFFICE_REVIEW_OWNERS_H

#include "base/arena.h"
#include "office/text/doc.h"

#define OWNERS_BYTES_MAX 262144
#define OWNERS_MAX       2000  /* of one project */
#define OWNERS_SEEN_MAX  40000 /* times that one is named */

struct owner {
    const char *id;    /* to compare by, lower case: "@jane", "jane@acme.org", "jane doe" */
    const char *shown; /* "Jane Doe (@jane)", "@acme/maintainers" */
    uint32_t line;
};
struct owners {
    struct owner *all; /* room for OWNERS_MAX; each id once, in the order of appearance */
    size_t n;
    size_t seen;
    bool is_cut; /* more than OWNERS_MAX, or named more than OWNERS_SEEN_MAX times */
};

/* Is it a file that names owners, by its name: MAINTAINERS*, CODEOWNERS, OWNERS, OWNERS_ALIASES,
 * OWNERS.md? */
bool owners_is_file(const char *path);
/* Add those that @text names. Bytes of any kind; everything lives in @a. CUPEL_E_LIMIT for more
 * than OWNERS_BYTES_MAX, CUPEL_E_NOMEM. */
cupel_status owners_parse(struct arena *a, const char *path, cupel_slice text, struct owners *to);

#endif
