/* SPDX-License-Identifier: Apache-2.0 */
/* tests/office/git_forge.h: packs, indexes and loose objects that git itself would never write. */
#ifndef CUPEL_TESTS_OFFICE_GIT_FORGE_H
#define CUPEL_TESTS_OFFICE_GIT_FORGE_H

#include "git_lab.h"

#define FORGE_MAX 6000

enum { FORGE_BLOB = 3, FORGE_OFS = 6, FORGE_REF = 7 };

struct forge {
    struct buf pack;
    struct git_id ids[FORGE_MAX];
    uint64_t at[FORGE_MAX]; /* what the index shall say */
    size_t n;
};
void forge_init(struct forge *f);
/* An entry of @type whose header says @size, with @zlib as its stream. @back: how far before it its
 * base starts (FORGE_OFS); @base: its id (FORGE_REF). Where it starts. */
uint64_t forge_add(struct forge *f, struct git_id id, unsigned type, uint64_t size, uint64_t back,
                   const struct git_id *base, cupel_slice zlib);
/* Pack and index version 2 into @folder/objects/pack. */
void forge_write(struct lab *lab, struct forge *f, const char *folder, const char *name);
void forge_clear(struct forge *f);

/* @bytes as a zlib stream. */
cupel_slice forge_deflate(struct lab *lab, cupel_slice bytes);
/* A loose object's file. */
void forge_loose(struct lab *lab, const char *folder, const struct git_id *id, cupel_slice file);
struct git_id forge_id(uint8_t byte); /* 20 times the same */
/* The id of a blob. */
struct git_id forge_hash(struct lab *lab, cupel_slice blob);
cupel_slice forge_sha1(struct lab *lab, cupel_slice bytes);
/* A delta: sizes, then @ops. */
cupel_slice forge_delta(struct lab *lab, uint64_t base, uint64_t result, cupel_slice ops);

#endif
