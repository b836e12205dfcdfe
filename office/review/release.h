/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/release.h: releases as tags tell them. A tag names a release when its name ends in a
 * version; tags of one commit, and tags of one version within a week of one another (the prefixes
 * of a repository with several parts, or the checkouts of a project), are one release.
 */
#ifndef CUPEL_OFFICE_REVIEW_RELEASE_H
#define CUPEL_OFFICE_REVIEW_RELEASE_H

#include "office/review/project.h"

#define VERSION_PARTS 4

struct version {
    uint32_t parts[VERSION_PARTS];
    unsigned n;  /* parts that were written; 0: no version */
    bool is_pre; /* alpha, beta, rc, dev… */
};

/* The version that a tag's name ends in: "v1.2.3", "api/v0.4.0-rc1", "edk2-stable202402",
 * "sgx_2.23", "release-1_2_0". False for names without one, and for "nightly-2024-01-01". */
bool version_of_tag(cupel_slice name, struct version *ret);
/* <0, 0, >0; missing parts count as 0, a pre-release is before its release. */
int version_cmp(const struct version *a, const struct version *b);

struct release {
    const struct checkout *in;
    const struct tag *tag; /* the one with the shortest name */
    struct version version;
    size_t n_tags;    /* how many tags it has */
    size_t unsigned_; /* how many of them carry no signature */
    size_t light;     /* how many of them are no tag objects */
};
struct releases {
    const struct release *all; /* newest first, by time, then by name */
    size_t n;
    bool are_pre;        /* the project has pre-releases only, so they are listed */
    const char *partial; /* why tags may be missing, or NULL */
};
/* Releases of own checkouts not later than the review's date. Lives in @a. */
void releases_find(const struct project *p, struct arena *a, struct releases *ret);
/* "v1.2.0" or "v1.2.0 (3 tags)". */
const char *release_text(const struct project *p, const struct release *r);

#endif
