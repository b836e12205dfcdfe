/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source/code.h: what source code does, as far as its syntax tells, read with tree-sitter's
 * grammars of C, C++, Go, Rust and Python. The tree of each file is boiled down to words (leaves:
 * identifiers, strings, numbers; comments are gone) and nodes (functions, calls, comparisons,
 * conditions, refusals), each node a contiguous range of words. Checks then ask: is there a
 * comparison with "report data" on one side whose condition leads to a refusal, in code that can
 * run?
 */
#ifndef CUPEL_OFFICE_SOURCE_CODE_H
#define CUPEL_OFFICE_SOURCE_CODE_H

#include "base/arena.h"
#include "office/source/kind.h"

#define CODE_BYTES_MAX 2097152 /* bytes of one file that is parsed */
#define CODE_NODES_MAX 400000  /* nodes of one file */
#define CODE_NONE      UINT32_MAX

enum code_word_kind { CODE_IDENT, CODE_STRING, CODE_NUMBER, CODE_OPERATOR };

struct code_word {
    cupel_slice text;   /* borrowed from the file; strings without their quotes */
    uint32_t line : 24; /* from 1 */
    uint32_t kind : 8;  /* enum code_word_kind; operators only where they compare, mask or negate */
    uint32_t node;      /* the innermost node it stands in, or CODE_NONE */
};

enum code_node_kind {
    CODE_FUNCTION,  /* its words start with its name; methods: receiver's type is in `owner` */
    CODE_CALL,      /* words: callee (with receiver and path), then arguments; macros are calls */
    CODE_COMPARE,   /* == != < > <= >=, match arms against a value, and calls that compare:
                     * bytes.Equal, memcmp, ct_eq, ConstantTimeCompare, compare_digest, equals… */
    CODE_MASK,      /* a & b, bit tests */
    CODE_CONDITION, /* the condition of if, while, ?:, match/switch subject, `ensure!`, guard */
    CODE_BRANCH,    /* what runs when the condition before it holds (or does not: else) */
    CODE_REFUSAL,   /* return of an error, false, None, non-zero; raise, throw, panic!, bail! */
    CODE_ASSERT, /* an assertion of a test: assert*, require.*, t.Fatal/Error in an if, EXPECT_* */
    CODE_TYPE,   /* struct, enum, class, interface */
    CODE_IMPORT,
    CODE_ASSIGN /* assignment, initialiser, field of a literal: target words first */
};

enum code_flag { /* bits, for functions and inherited by what is in them */
                 CODE_IS_TEST =
                     1, /* #[test], func TestX, def test_x, TEST(), cmocka registration */
                 CODE_IS_IGNORED = 2, /* #[ignore], t.Skip as first statement, @skip, DISABLED_ */
                 CODE_IS_DEAD = 4,    /* #if 0, if (false), cfg(any()), after return */
                 CODE_IS_FUZZ = 8,    /* FuzzX, LLVMFuzzerTestOneInput, fuzz_target! */
                 CODE_IS_OPTIONAL =
                     16, /* in a branch taken only when something is set: `if x != nil {` */
                 CODE_EXPECTS_REFUSAL = 32, /* CODE_ASSERT: expects an error, a false, a panic */
                 /* CODE_REFUSAL: refuses when what is in it does not hold: `return a == b`,
                  * `ensure!(…)`, an assertion outside of tests that releases keep. */
                 CODE_DECIDES = 64,
                 CODE_LEAVES = 128 /* CODE_BRANCH: it returns, throws, breaks or goes on */
};

struct code_node {
    uint8_t kind;
    uint8_t flags;
    uint32_t parent;          /* CODE_NONE at the top */
    uint32_t past;            /* the first node after it that is not in it, or n_nodes */
    uint32_t first, end;      /* words [first, end) */
    uint32_t line, last_line; /* from 1 */
    uint32_t function;        /* the CODE_FUNCTION it stands in (itself for one), or CODE_NONE */
    /* function, type: its name; call: the last part of the callee; assignment: that of the (last)
     * target */
    cupel_slice name;
    cupel_slice owner; /* method: the type it belongs to; Rust: impl's type or module */
};

struct code {
    const struct code_word *words;
    size_t n_words;
    const struct code_node *nodes; /* parents before children, in order of the source */
    size_t n_nodes;
    unsigned errors; /* places the grammar could not make sense of */
    bool is_cut;     /* a bound was met: the rest was not read */
};

/* Is there a parser for this language in this build? */
bool code_can_read(enum lang l);
/* @in must outlive @ret. CUPEL_E_UNSUPPORTED without a parser, CUPEL_E_LIMIT past CODE_BYTES_MAX.
 * @is_test: the file is a test by its path. Thread-safe: each call has a parser of its own. */
cupel_status code_parse(struct arena *a, enum lang l, cupel_slice in, bool is_test,
                        struct code *ret);
/* The next node of @kind from @from on that lies in @within (CODE_NONE: anywhere), or CODE_NONE. */
uint32_t code_next(const struct code *c, enum code_node_kind kind, uint32_t within, uint32_t from);
/* Does @pattern (text/words.h) stand in one of the node's identifiers (or strings, with @strings),
 * its own and those of nodes in it? *line (may be NULL) is where. */
bool code_says(const struct code *c, uint32_t node, const char *pattern, bool strings,
               uint32_t *line);
/* The nearest ancestor of @kind, or CODE_NONE. */
uint32_t code_ancestor(const struct code *c, uint32_t node, enum code_node_kind kind);
/* Does the condition that @node stands in lead to a refusal: is there a CODE_REFUSAL in a branch
 * of it, or is the compared value itself what the function returns, asserts or demands? */
bool code_refuses(const struct code *c, uint32_t node);

#endif
