/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/advisory.h: identifiers of security advisories in text, and what a project's history and
 * documents say of each: the commit that fixes it, the release that holds the fix.
 */
#ifndef CUPEL_OFFICE_REVIEW_ADVISORY_H
#define CUPEL_OFFICE_REVIEW_ADVISORY_H

#include "office/review/release.h"

#define ADVISORIES_MAX 500
#define ADVISORY_ROOM  32

/* The next identifier from @from on: CVE-2024-12345, GHSA-xxxx-xxxx-xxxx, RUSTSEC-2024-0001,
 * GO-2024-1234, in any letter case; *end is the offset past it. Offset of it, or SIZE_MAX. */
size_t advisory_find(cupel_slice text, size_t from, size_t *end);

struct advisory {
    char id[ADVISORY_ROOM];    /* upper case, but for the letters of a GHSA */
    const struct checkout *in; /* where fix is */
    const struct commit *fix;  /* the oldest commit that says it fixes it, or NULL */
    bool is_dependency;        /* no commit names it, or all that do raise a dependency */
    bool is_documented;        /* a list of advisories, a change log or the policy names it */
    const struct project_file *file;
    uint32_t line;
    int64_t reported;              /* the date that a document gives for the report, or 0 */
    const struct release *release; /* the first that holds the fix, or NULL */
    bool is_open;                  /* no release holds the fix */
    const char *unknown;           /* why it cannot be told which does, or NULL */
};
struct advisories {
    struct advisory *all; /* by id */
    size_t n;
    size_t more; /* past ADVISORIES_MAX */
};
/* Own advisories and those of dependencies; vendors' and others' that the project merely speaks of
 * are left out. Lives in @a and borrows from @releases. */
void advisories_find(const struct project *p, const struct releases *releases, struct arena *a,
                     struct advisories *ret);

#endif
