/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/query.h: the questions that the confidential computing criteria share. Prose, comments,
 * code words and lines of configuration are indexed once for a project; a question is a few
 * patterns (text/words.h) that must stand together, and its answers come in the order of checkouts
 * and paths, each once.
 *
 * All walks are bounded by what project_load() kept. A question that finds nothing is evidence of
 * absence only where project_is_whole() says so, and for code also query_code_is_whole().
 */
#ifndef CUPEL_OFFICE_REVIEW_CC_QUERY_H
#define CUPEL_OFFICE_REVIEW_CC_QUERY_H

#include "office/review/project.h"

#define QUERY_PATTERNS_MAX 4

struct query_index; /* of a project; reached through its facts */

/* Index the project's texts. NULL when memory ran out; the arena then says so. */
struct query_index *query_index_make(const struct project *p);

/* Where a walk stands. Start with { 0 }; belongs to one question. */
struct query_at {
    size_t next;
};

/* ---- prose ---- */

enum query_source { /* bits */
                    /* documents of the project itself: no change logs, licences, codes of conduct,
                       vendored or generated files, tests, examples, nor second copies of one text
                       for older versions; no code blocks */
                    QUERY_DOCS = 1,
                    /* comments of product code that explain a declaration: above a function, type,
                       field or option, or heading a file; Python's docstrings */
                    QUERY_API = 2,
                    QUERY_COMMENTS = 4, /* those inside of product functions */
                    QUERY_FENCED = 8    /* code blocks of those documents: examples, usage texts */
};
#define QUERY_STATED (QUERY_DOCS | QUERY_API) /* what counts as documentation of a rule */

struct prose_ask {
    unsigned from; /* 0: QUERY_DOCS */
    /* All that are not NULL stand in the same block: a heading, paragraph, item, row or comment.
     * Every block has none of them. */
    const char *all[QUERY_PATTERNS_MAX];
    const char *none;   /* does not stand in it */
    bool same_sentence; /* all of them in one sentence of it */
    /* It stands below a heading that has this, however deep, or is one. Documents only. */
    const char *heading;
    const char *path; /* the words of the file's path have this */
};

struct prose_hit {
    const struct project_file *file;
    uint32_t line;    /* where all[0] matched */
    cupel_slice text; /* the block or comment, without markup */
    enum query_source source;
    uint32_t block; /* of file->doc, for QUERY_DOCS and QUERY_FENCED */
};
bool query_prose(const struct project *p, const struct prose_ask *ask, struct query_at *at,
                 struct prose_hit *ret);
/* How many answers there are; all are added to @to with @note when it is not NULL. */
size_t query_prose_places(const struct project *p, const struct prose_ask *ask, struct places *to,
                          const char *note);
/* The comment that stands directly above @line of a code file, or the empty slice. */
cupel_slice query_comment_above(const struct project *p, const struct project_file *f,
                                uint32_t line);

/* ---- code ---- */

enum query_side {
    QUERY_PRODUCT, /* neither tests, dead, ignored nor fuzzing code, examples, benchmarks, foreign
                    */
    QUERY_TESTS,   /* tests that run */
    QUERY_EITHER
};

#define QUERY_ANY_NODE 255

struct code_ask {
    uint8_t kind; /* enum code_node_kind; QUERY_ANY_NODE: the innermost node, whatever it is */
    enum query_side side;
    bool strings; /* string literals count like identifiers */
    /* All that are not NULL stand in the node, in its own words or in those of nodes in it. */
    const char *all[QUERY_PATTERNS_MAX];
    const char *none;     /* does not stand in the node */
    const char *name;     /* the node's name (function, type, callee's last part) has this… */
    const char *name_is;  /* …or is this, from its first word to its last */
    const char *function; /* the name or owner of the function that it stands in has this */
    const char *near;     /* stands in the same function, or at the top level in the same file */
    const char *beside;   /* stands anywhere in the same file's code */
    const char *path;     /* the words of the file's path have this */
    const char *path_none;
    bool refuses;        /* code_refuses() */
    unsigned flags_none; /* bits of enum code_flag that the node must not have */
};

struct code_hit {
    const struct project_file *file;
    uint32_t node; /* of file->code; CODE_NONE with QUERY_ANY_NODE outside of every node */
    uint32_t line; /* where all[0] matched */
};
/* The innermost node of the kind around each match. */
bool query_code(const struct project *p, const struct code_ask *ask, struct query_at *at,
                struct code_hit *ret);
size_t query_code_places(const struct project *p, const struct code_ask *ask, struct places *to,
                         const char *note);
/* The function that a hit stands in: its node, or CODE_NONE. */
uint32_t query_function(const struct code_hit *h);
/* Does the node of @file belong to that side? */
bool query_is_on_side(const struct project_file *f, uint32_t node, enum query_side side);
/* Could all product code that may be about TEEs be parsed? If not, *why (may be NULL) is a
 * sentence. */
bool query_code_is_whole(const struct project *p, const char **why);
/* Does the project have any test that runs, in a language that was parsed? */
bool query_has_tests(const struct project *p);

/* Product files in languages without a parser that have all of @all, each on some line. */
bool query_sources(const struct project *p, const char *const all[QUERY_PATTERNS_MAX],
                   struct query_at *at, struct code_hit *ret);

/* ---- lines of other texts: build files, CI, configuration, code without a parser ---- */

struct line_ask {
    unsigned kinds_any, kinds_none;      /* bits of enum file_kind; 0: all of them, none of them */
    bool unparsed;                       /* source code in languages without a parser, instead */
    const char *all[QUERY_PATTERNS_MAX]; /* in the same line; full-line comments do not count */
    const char *none;
    const char *path, *path_none;
};
struct line_hit {
    const struct project_file *file;
    uint32_t line;
    cupel_slice text;
};
bool query_lines(const struct project *p, const struct line_ask *ask, struct query_at *at,
                 struct line_hit *ret);
size_t query_line_places(const struct project *p, const struct line_ask *ask, struct places *to,
                         const char *note);

/* ---- tests that expect a refusal ---- */

enum negative_strength {
    NEGATIVE_NONE,
    NEGATIVE_LOOSE, /* the subject and an expected refusal stand in the same test function */
    NEGATIVE_CLOSE, /* in the same case: a row of a table, a subtest, or the statements between one
                       assertion and the next */
    NEGATIVE_NAMED  /* and the expected error, or the name of the case, says that it is for that */
};

struct negative_ask {
    const char *subject; /* what is wrong: "nonce*|report data|challenge" */
    const char *also;    /* the test's file, function or case has this too: a format's words */
    const char *none;    /* the case does not have this */
    enum negative_strength least; /* NEGATIVE_NONE counts as NEGATIVE_CLOSE */
};
struct negative_hit {
    const struct project_file *file;
    uint32_t function;   /* of the test */
    uint32_t line;       /* of the case or of its assertion */
    uint32_t first, end; /* words of the case */
    enum negative_strength strength;
    bool by_error; /* the subject stands in what is said of the expected error */
};
struct negative_list {
    const struct negative_hit *at;
    size_t n; /* at most QUERY_NEGATIVES_MAX */
    enum negative_strength strongest;
};
#define QUERY_NEGATIVES_MAX 256
/* Each case once. Tests that are ignored, dead or only fuzz do not count. */
struct negative_list query_negatives(const struct project *p, const struct negative_ask *ask);
/* The strongest there is; those of its strength are added to @to, with @note. */
enum negative_strength query_negative_places(const struct project *p,
                                             const struct negative_ask *ask, struct places *to,
                                             const char *note);
/* Are there tests in a language that has no parser here? Absence of a test is not sure then. */
bool query_tests_are_whole(const struct project *p, const char **why);

#endif
