/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/index.h: what query.c and negative.c stand on. Every text that a question may search is
 * a unit: a block of a document, a comment, a line of configuration, and each distinct word of code
 * once. A vocabulary of the letters in them leads from a pattern to the few units that can have it;
 * text/words.h then decides. Answers are kept: the criteria share many patterns.
 */
#ifndef CUPEL_OFFICE_REVIEW_CC_INDEX_H
#define CUPEL_OFFICE_REVIEW_CC_INDEX_H

#include "office/review/cc/query.h"

enum unit_kind {
    UNIT_BLOCK,   /* of a document; `part` is the block's number */
    UNIT_FENCED,  /* a code block of a document */
    UNIT_API,     /* a comment that explains a declaration */
    UNIT_COMMENT, /* a comment inside of a function */
    UNIT_LINE,    /* of a build file, CI or configuration */
    UNIT_SOURCE,  /* of source code without a parser */
    UNIT_IDENT,   /* a distinct identifier, number or operator of code */
    UNIT_STRING   /* a distinct string literal of code */
};
#define UNIT_BIT(kind) (1u << (kind))

struct unit {
    cupel_slice text;
    const struct project_file *file; /* NULL for words of code */
    uint32_t line;                   /* of the first byte, from 1; 0 for words of code */
    uint32_t last_line;              /* comments: of their last line */
    uint32_t part;                   /* lines: the unit of their file's first line */
    uint8_t kind;
};

struct code_file {
    const struct project_file *file;
    const uint32_t *units; /* the unit of each of its code words */
};

/* An occurrence in code: a word of a file, in the order of files and words. */
struct spot {
    uint32_t code, word;
};
struct spot_list {
    const struct spot *at;
    size_t n;
};
struct unit_list {
    const uint32_t *at; /* ascending: in the order of files and lines */
    size_t n;
};

/* Distinct words of code: unit number + 1 by hash. */
struct index_words {
    uint32_t *slots;
    size_t n, n_slots;
};

struct index_table;
struct query_index {
    const struct project *p;
    struct arena *arena;
    struct unit *units;
    size_t n_units, units_room;
    struct code_file *codes;
    size_t n_codes, codes_room;
    bool has_tests;
    struct index_words words;
    struct index_table *tables; /* vocabulary and kept answers */
};

/* Both are kept for the index's life and empty for NULL. The pattern "" stands everywhere. */
struct unit_list index_units(struct query_index *x, const char *pattern, unsigned kinds);
struct spot_list index_spots(struct query_index *x, const char *pattern, bool strings);
/* The first of @l within words [first, end) of @code, or SIZE_MAX. */
size_t spots_within(struct spot_list l, uint32_t code, uint32_t first, uint32_t end);

/* index_files.c: the units of a file. */
void index_add_file(struct query_index *x, const struct project_file *f);
/* Room for one more of @size bytes in *array, doubling. */
bool index_grow(struct arena *a, void **array, size_t *room, size_t n, size_t size);
/* Languages that products are written in; scripts that glue builds together are none. */
bool index_is_program(const char *path);
/* Add a unit; its text must stay. */
void index_add(struct query_index *x, struct unit unit);
/* comments.c: the comments of a product file of code, as units. */
void comments_index(struct query_index *x, const struct project_file *f);

#endif
