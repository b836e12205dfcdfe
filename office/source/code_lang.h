/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source/code_lang.h: what a language is to the code reader: tables. A grammar's node types are
 * mapped to meanings that the walk (code_walk.h) knows; names of functions and macros are mapped to
 * what calling them means. What no table can say is said by a hook.
 */
#ifndef CUPEL_OFFICE_SOURCE_CODE_LANG_H
#define CUPEL_OFFICE_SOURCE_CODE_LANG_H

#include "office/source/code.h"

#include <tree_sitter/api.h>

enum meaning {
    S_UNKNOWN, /* not looked up yet */
    S_PLAIN,   /* nothing by itself: its children are walked */
    S_SKIP,    /* neither words nor nodes: comments, package clauses */
    /* leaves */
    S_IDENT,
    S_STRING,
    S_NUMBER,
    S_TRUE,
    S_FALSE,
    S_NIL,
    S_RAW,     /* the text of a preprocessor macro: words are cut out of it */
    S_STRINGS, /* a string with expressions in it */
    /* expressions */
    S_MEMBER,     /* a.b, a->b, a::b */
    S_PAREN,      /* (a), casts: the value of what is in it */
    S_LIST,       /* a, b */
    S_CALL,       /* function, arguments */
    S_MACRO,      /* Rust: name!(tokens) */
    S_BINARY,     /* left operator right */
    S_COMPARISON, /* Python: a chain of comparisons */
    S_UNARY,      /* operator operand */
    S_TERNARY,    /* Python: value, condition, other value */
    S_TRY,        /* Rust: a? */
    S_LAMBDA,
    S_LITERAL,       /* fields between braces */
    S_TYPED_LITERAL, /* a type and such fields */
    S_ASSIGN,        /* assignment, initialiser, field of a literal */
    S_SET,           /* assignment to what was declared before */
    /* statements */
    S_STATEMENT, /* an expression that stands alone */
    S_BLOCK,     /* statements or items one after the other */
    S_IF,        /* condition, consequence or body, alternative */
    S_LOOP,      /* the same, again and again */
    S_DO,        /* body, condition */
    S_ELSE,      /* holds an alternative, arms, a block: its value is theirs */
    S_ELIF,      /* an alternative with a condition of its own, beside further alternatives */
    S_LET,       /* Rust: let pattern = value, as a condition */
    S_SWITCH,    /* value, then cases */
    S_CASE,      /* C, Go: value, statements */
    S_ARM,       /* Rust, Python: pattern, guard, value */
    S_PATTERN,
    S_RETURN,
    S_RAISE,
    S_LEAVE, /* break, continue */
    S_GOTO,
    S_LABEL,
    S_TRYING, /* body, handlers */
    S_WITH,   /* Python */
    S_ASSERT, /* Python */
    /* items */
    S_FUNCTION,
    S_TYPE,
    S_SCOPE, /* impl, mod, trait: what is in it belongs to it */
    S_IMPORT,
    S_DECORATED, /* Python: decorators, definition */
    S_DECORATOR,
    S_ATTRIBUTE, /* Rust: belongs to the item that follows */
    S_PREPROC,   /* #if and its parts */
    S_DEFINE     /* #define */
};

/* Fields of the grammars that the walk asks about, by their names there. */
enum role {
    R_NONE, /* no field */
    R_ALTERNATIVE,
    R_ARGUMENT,
    R_ARGUMENTS,
    R_BODY,
    R_CONDITION,
    R_CONSEQUENCE,
    R_DECLARATOR,
    R_DEFINITION,
    R_DESIGNATOR,
    R_FIELD,
    R_FUNCTION,
    R_GUARD,
    R_KEY,
    R_LABEL,
    R_LEFT,
    R_MACRO,
    R_NAME,
    R_OPERATOR,
    R_OPERATORS,
    R_PARAMETERS,
    R_PATTERN,
    R_RECEIVER,
    R_RIGHT,
    R_SCOPE,
    R_SUBJECT,
    R_SUPERCLASSES,
    R_TYPE,
    R_VALUE,
    R_COUNT,
    R_OTHER = R_COUNT /* a field that nobody asks about */
};

struct type_row {
    const char *type; /* a node type of the grammar */
    enum meaning meaning;
};

/* What calling something means. */
enum call_what {
    CALL_PLAIN,
    CALL_COMPARES,  /* its result says whether its arguments are equal */
    CALL_REFUSES,   /* turns somebody away and does not come back */
    CALL_REPORTS,   /* turns somebody away and goes on: an answer, a list of failures */
    CALL_DEMANDS,   /* refuses when what it is given does not hold */
    CALL_ERROR,     /* makes an error; who returns it refuses */
    CALL_FAILS,     /* its result is a refusal by itself: Err(…) */
    CALL_WRAPS,     /* its result says what its argument says: Ok(…), bool(…) */
    CALL_COLLECTS,  /* its result is a refusal when one of its arguments is */
    CALL_ASSERTS,   /* in tests; elsewhere it demands */
    CALL_CHECKS,    /* an assertion that releases leave out: in tests only */
    CALL_SKIPS,     /* ends a test before it began */
    CALL_SUBTEST,   /* its first argument names a test, another one is its body */
    CALL_REGISTERS, /* its arguments name functions that are tests */
    CALL_TEST,      /* a macro whose arguments name the test that follows */
    CALL_FUZZ       /* a macro whose argument is a fuzz target */
};

/* What an assertion expects of what it is given; EXPECT_IF: the condition around it says so. */
enum call_expects {
    EXPECT_NOTHING,
    EXPECT_TRUE,
    EXPECT_FALSE,
    EXPECT_EQUAL,
    EXPECT_DIFFERENT,
    EXPECT_ERROR,
    EXPECT_IF,
    EXPECT_MATCHER,    /* Gomega's Expect(…).To(HaveOccurred()) */
    EXPECT_NOT_MATCHER /* .NotTo(Succeed()) */
};

/* The first row that fits decides. Names are compared exactly; '*' at the end stands for any
 * ending, at the start for any beginning; "!" at the end is a macro's. A receiver is the part
 * before the last: NULL fits any and none, "~" a pattern of words (text/words.h). */
struct call_row {
    const char *receiver, *name;
    enum call_what what;
    enum call_expects expects;
};

/* What a returned number says, function by function. */
enum returns {
    RETURNS_UNKNOWN, /* numbers say nothing */
    RETURNS_STATUS,  /* 0 is success */
    RETURNS_TRUTH,   /* 0 is failure */
    RETURNS_POINTER  /* NULL is failure */
};

/* What a hook finds out about a function. */
struct function_facts {
    cupel_slice name; /* a part of the file */
    cupel_slice owner;
    unsigned flags; /* enum code_flag */
    enum returns returns;
    bool expects_panic; /* the whole test is an assertion that it fails */
};

struct walk;
struct code_lang {
    const TSLanguage *(*grammar)(void);
    const struct type_row *types;
    size_t n_types;
    const struct call_row *calls;
    size_t n_calls;
    const struct code_lang *base; /* whose rows hold as well, after these; or NULL */
    bool has_tail_expressions;    /* the last expression of a body is what it returns */
    bool nil_fails;               /* returning nothing where something was due is a refusal */
    bool names_fail;              /* a returned constant named after an error is a refusal */
    bool lists_end_in_error;      /* of several results the last says whether all went well */
    void (*function)(struct walk *w, TSNode n, struct function_facts *f);
    /* Flags of what an attribute or decorator stands before. May be NULL. */
    unsigned (*attribute)(struct walk *w, TSNode n, bool *expects_panic);
    /* Flags of everything in a type, a module or a part between #if and #endif. May be NULL. */
    unsigned (*scope)(struct walk *w, TSNode n);
};

/* The grammars themselves. */
const TSLanguage *tree_sitter_c(void);
const TSLanguage *tree_sitter_cpp(void);
const TSLanguage *tree_sitter_go(void);
const TSLanguage *tree_sitter_rust(void);
const TSLanguage *tree_sitter_python(void);

extern const struct code_lang code_lang_c, code_lang_cpp, code_lang_go, code_lang_rust,
    code_lang_python;

#endif
