/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source/code_walk.h: one walk over a syntax tree, without recursion: a frame per tree node on the
 * way down, and the code nodes that are open. Internal to this folder.
 */
#ifndef CUPEL_OFFICE_SOURCE_CODE_WALK_H
#define CUPEL_OFFICE_SOURCE_CODE_WALK_H

#include "base/buf.h"
#include "office/source/code_lang.h"

#define WALK_DEPTH_MAX   8192  /* tree nodes in one another; what lies deeper is not read */
#define WALK_OPEN_MAX    16384 /* code nodes in one another */
#define WALK_SYMBOLS_MAX 1024  /* node types of a grammar */
#define WALK_NAMES_MAX   1024  /* names of tests that a file registers */
#define WALK_MACROS_MAX  4     /* macros in macros that are parsed again */
#define WALK_REPARSE_MAX 4     /* bytes of macros that are parsed again, per byte of the file */

/* What holds for a tree node because of where it stands. */
struct context {
    unsigned flags;       /* enum code_flag, beside those of the open code nodes */
    uint32_t base;        /* open code nodes below this one belong to another body (of a lambda) */
    cupel_slice owner;    /* whose functions these are */
    enum returns returns; /* of the function */
    bool is_tail;         /* its value is what the function returns */
    bool is_settled; /* in an assertion or a refusal: what is in it refuses nothing by itself */
    bool in_lambda;  /* what it returns, the function does not */
    bool is_pattern; /* of a match: nothing is called here */
};

/* What a condition says about when its branch runs. */
enum condition_says {
    SAYS_NOTHING,
    SAYS_ALWAYS,
    SAYS_NEVER,
    SAYS_PRESENT, /* only when something is set */
    SAYS_ABSENT   /* only when something is not set */
};

struct frame {
    enum meaning meaning;
    struct context outer;      /* to go back to */
    uint32_t height;           /* open code nodes to go back to */
    uint32_t last_line;        /* of the tree node */
    uint32_t branch;           /* S_IF: its first branch, a code node, or CODE_NONE */
    const void *tail;          /* S_BLOCK in tail position: the id of the child that inherits it */
    enum condition_says says;  /* S_IF: of its condition */
    cupel_slice condition;     /* S_IF: its text */
    unsigned attributes;       /* S_BLOCK: flags for the next item */
    bool expects_panic;        /* S_BLOCK: so does the next item */
    bool is_dead, is_optional; /* S_BLOCK: from here on */
    bool has_subject;          /* S_SWITCH, S_IF: its value or condition has come */
    bool is_else;              /* S_IF: the alternative is being walked */
    bool is_present_to_right; /* S_BINARY: its right side is looked at only when something is set */
    bool compares;            /* S_BINARY, S_UNARY: the operator is a word */
    uint8_t closes_in;        /* S_BLOCK: children after which a test that was opened here ends */
    uint32_t closes_to;       /* then: open code nodes to go back to */
    uint8_t children;         /* S_TERNARY: named children so far */
};

/* A function whose name has not come yet. */
struct pending {
    struct function_facts facts;
    size_t frame; /* index of its frame, or SIZE_MAX: nothing is pending */
};

struct walk {
    const struct code_lang *lang;
    cupel_slice in;
    bool is_test_file;
    struct buf words, nodes, tests; /* of struct code_word, struct code_node, cupel_slice */
    uint32_t n_words, n_nodes, n_tests;
    struct frame *frames;
    size_t n_frames;
    uint32_t *open;
    uint32_t n_open;
    struct context ctx;
    struct pending pending;
    TSParser *again;    /* for macros; made when first needed */
    size_t reparsed;    /* bytes of macros so far */
    unsigned macros;    /* macros around this one */
    bool expects_panic; /* an attribute of the item that comes */
    unsigned errors;
    bool is_cut;
    uint8_t meanings[WALK_SYMBOLS_MAX];
    TSFieldId fields[R_COUNT];
    uint8_t roles[WALK_SYMBOLS_MAX]; /* by field id */
};

/* code_build.c: words and nodes as they come. */
struct code_node *walk_node(struct walk *w, uint32_t node);
void walk_word(struct walk *w, cupel_slice text, uint32_t line, enum code_word_kind kind);
/* A word out of the tree: it may be the name that a function has been waiting for. */
void walk_leaf(struct walk *w, cupel_slice text, uint32_t line, enum code_word_kind kind);
/* Open the function that is pending, before its name comes. */
void walk_begin_function(struct walk *w, uint32_t line);
/* Open a code node; CODE_NONE when a bound was met. */
uint32_t walk_open(struct walk *w, enum code_node_kind kind, uint32_t line);
void walk_close(struct walk *w, uint32_t height, uint32_t last_line);
/* The innermost open node, or CODE_NONE. */
uint32_t walk_top(const struct walk *w);
/* The innermost open node of @kind in this function or lambda, or CODE_NONE. */
uint32_t walk_inside(struct walk *w, enum code_node_kind kind);
bool walk_in_test(struct walk *w);
/* Remember that a function of this name is a test. */
void walk_register(struct walk *w, cupel_slice name);

/* code_node.c: questions to a tree node, which may be null: the answer is then empty. */
cupel_slice node_text(const struct walk *w, TSNode n);
enum meaning node_meaning(struct walk *w, TSNode n);
TSNode node_child(const struct walk *w, TSNode n, enum role r); /* null node: none */
/* The named child @i; comments count. */
TSNode node_named(TSNode n, uint32_t i);
uint32_t node_count(TSNode n); /* of named children, comments among them */
const char *node_type(TSNode n);
uint32_t node_line(TSNode n); /* of one that is not null */
/* The last part of a path ("b" of a::b.c<T>), and the part before it, or empty. */
cupel_slice path_last(cupel_slice path, cupel_slice *receiver);
cupel_slice text_trim(cupel_slice s);
/* A string's content, without quotes, hashes and prefix letters. */
cupel_slice text_unquote(cupel_slice s);

/* code_condition.c */
enum condition_says condition_says(cupel_slice text);
/* An assertion in the branch of this condition: does it expect a refusal? */
bool condition_expects_refusal(cupel_slice text, bool is_else);

/* code_value.c: what an expression says as a result. */
enum value { VALUE_OTHER, VALUE_FAILS, VALUE_HOLDS, VALUE_COMPARES };
enum value value_returned(struct walk *w, TSNode n);
/* The same for an argument of an assertion, where numbers above zero say nothing. */
enum value value_expected(struct walk *w, TSNode n);
/* Is the name one of an error, or of success? */
bool name_fails(cupel_slice name);
bool name_holds(cupel_slice name);

/* code_call.c */
const struct call_row *call_find(const struct walk *w, cupel_slice receiver, cupel_slice name,
                                 bool is_macro);
const struct call_row *call_row_of(struct walk *w, TSNode call);
/* Open what a call or macro is: assertion, refusal, comparison, and the call itself. */
void call_enter(struct walk *w, TSNode n);
void macro_enter(struct walk *w, TSNode n, const struct call_row *row, const TSNode *args,
                 size_t n_args);
/* Python's `with`, when one of its calls expects a refusal of what is in it. */
void with_enter(struct walk *w, TSNode n);
/* Python's assert. */
void assertion_statement_enter(struct walk *w, TSNode n);
/* A case of a table of tests, when one of its fields says that it shall be refused. */
void literal_enter(struct walk *w, TSNode n);
/* Does an assertion with these arguments expect a refusal? */
bool call_expects_refusal(struct walk *w, const struct call_row *row, const TSNode *args, size_t n);
/* Open an assertion, or what it is outside of tests. */
void assert_enter(struct walk *w, TSNode n, bool expects_refusal, bool in_releases);
/* Open a refusal; @flags beside those that hold here. */
void refusal_enter(struct walk *w, TSNode n, unsigned flags);

/* code_macro.c: Rust's macros, whose arguments the grammar leaves as tokens. */
void macro_walk(struct walk *w, TSNode n);

/* code_child.c: what its place in the parent makes of a tree node whose frame is the last one. */
void walk_as_child(struct walk *w, TSNode n, enum role r);
/* Does a pattern compare with a value, or only give names to parts? */
bool pattern_compares(cupel_slice s);

/* code_enter.c: what to open for it, after that. True: walk its children. */
bool walk_enter(struct walk *w, TSNode n);
/* What stands here leaves its function or loop: what follows in its block is dead. */
void walk_leaves(struct walk *w);
/* Is it a list of statements, after some of which the others are dead? */
bool meaning_is_list(enum meaning m);

/* code_walk.c: the walk, with @counts its errors are counted. */
void walk_tree(struct walk *w, TSNode root, bool counts);

#endif
