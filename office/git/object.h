/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git/object.h: commits, tags and trees as bytes, read without believing them. A commit needs its
 * tree line; everything else may be missing, garbled or absurd, since old tools wrote such commits
 * and hostile ones can: it then reads as empty. Views borrow from the input.
 */
#ifndef CUPEL_OFFICE_GIT_OBJECT_H
#define CUPEL_OFFICE_GIT_OBJECT_H

#include "office/git/id.h"

#define IDENT_TIME_MAX INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

struct ident {
    cupel_slice name, email; /* without blanks around them */
    int64_t time;            /* 0: none, or beyond IDENT_TIME_MAX, which git cannot tell either */
};
/* "NAME <EMAIL> SECONDS ZONE"; the time is what follows the last '>'. */
struct ident ident_parse(cupel_slice line);

struct commit_raw {
    struct git_id tree;
    cupel_slice parents; /* the lines "parent HEX" and their line ends */
    unsigned n_parents;
    cupel_slice author, committer; /* lines without their word */
    cupel_slice encoding;          /* "" for UTF-8 */
    cupel_slice message;
    bool has_signature;
};
/* CUPEL_E_MALFORMED: does not start with a tree. */
cupel_status commit_parse(cupel_slice in, struct commit_raw *ret);
struct git_id commit_parent(const struct commit_raw *c, unsigned i); /* i < n_parents */

struct tag_raw {
    struct git_id object;
    enum object_type type; /* of @object, as the tag says; OBJECT_NONE for a word that is none */
    cupel_slice tagger, message; /* the message without its signature */
    bool has_signature;
};
/* CUPEL_E_MALFORMED: does not start with an object and a type. */
cupel_status tag_parse(cupel_slice in, struct tag_raw *ret);

struct tree_item {
    uint32_t mode;
    cupel_slice name;
    struct git_id id;
};
/* The next entry; false at the end. *st says whether the end was one: CUPEL_E_MALFORMED when what
 * is left is no entry. Names are as they are: also "..", with '/', empty. */
bool tree_next(cupel_slice *left, struct tree_item *ret, cupel_status *st);
static inline bool mode_is_tree(uint32_t mode)
{
    return (mode & 0170000) == 0040000;
}

#endif
