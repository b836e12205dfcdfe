/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/verify.h: what the criteria on verification share. A criterion is a const table: the
 * ways in which code, a test and a document show it. It is asked for each evidence format that the
 * project verifies; a place counts for the format that its path, function or text names, and for
 * all of them where none is named.
 */
#ifndef CUPEL_OFFICE_REVIEW_CC_VERIFY_H
#define CUPEL_OFFICE_REVIEW_CC_VERIFY_H

#include "office/review/cc/query.h"
#include "office/review/facts.h"

/* A set of evidence formats: bits of 1 << enum tee_format. */
typedef uint32_t tee_set;
#define TEE_BIT(t)   ((tee_set)1 << (t))
#define TEE_HARDWARE (TEE_BIT(TEE_COUNT) - 1 - TEE_BIT(TEE_TOKEN))

/* The formats whose evidence the project verifies, at least as surely as that. */
tee_set verify_formats(const struct project *p, enum fact_truth least);

/* Which formats of @among is this place about? @node may be CODE_NONE. 0: others than those. */
tee_set verify_formats_at(const struct project_file *f, uint32_t node, tee_set among);
/* The same for prose: the block, the headings above it, the file. */
tee_set verify_formats_of(const struct prose_hit *h, tee_set among);

/* ---- what stands in code ---- */

/* Does the comparison have a value on both of its sides: no length, nothing, constant? */
bool verify_compares_values(const struct code *c, uint32_t node);
/* code_refuses(), or an error is noted in a list that the function returns later. */
bool verify_complains(const struct code *c, uint32_t node);
enum callee {
    CALLEE_FOREIGN, /* no product function of that name */
    CALLEE_OWN,
    CALLEE_COMPARES /* the project's own, with a comparison that leads to a refusal */
};
enum callee verify_callee(const struct project *p, cupel_slice name);
/* Does a call hand on the subject twice, or it and what is expected? */
bool verify_hands_both(const struct code *c, uint32_t call, const char *subject);

/* ---- ways ---- */

enum code_way_kind {
    WAY_CODE,      /* a node that fits the question */
    WAY_VALUES,    /* a comparison of two values */
    WAY_COMPARES,  /* the same, and it leads to a refusal or complaint */
    WAY_COMPLAINS, /* a condition, comparison or mask that leads to a refusal or complaint */
    WAY_HELPER,    /* a call that hands both values to a function that compares */
    WAY_HANDS_ON   /* a call to a function that is not the project's own */
};
struct code_way {
    struct code_ask ask;
    enum code_way_kind kind;
    enum leg_state makes;      /* LEG_FOUND, or LEG_UNSURE where it is but a candidate */
    const char *note;          /* for the places */
    const char *function_none; /* does not stand in the name or owner of the function */
};

struct test_way {
    struct negative_ask ask;
    enum leg_state makes;
    const char *note;
    /* What the assertion must not name: it then expects another refusal. */
    const char *decoy;
    bool by_error;    /* counts only where the expected error says it, not the name of the case */
    const char *with; /* stands in the case itself; NULL: nothing is asked */
};

struct prose_way {
    struct prose_ask ask;
    const char *note;
};

struct criterion {
    const char *subject; /* for finding_judge_legs(): "a check of the nonce" */
    tee_set formats;     /* those that have such a thing at all */
    const char *without; /* why it does not apply to the others */
    const struct code_way *code;
    size_t n_code;
    const struct test_way *tests;
    size_t n_tests;
    const struct prose_way *docs;
    size_t n_docs;
    /* Words without which no line of code that cannot be parsed has to do with it. */
    const char *words;
    const char *words_none; /* what stands beside them where they mean something else */
    const char *tests_none; /* what a case has that is about something else */
    /* A library that the project hands evidence to may do it: without code of its own, unsure. */
    bool is_delegable;
};

/* One leg of one format, or of the whole finding when @t is TEE_COUNT; @among: as above. */
void verify_code_leg(const struct project *p, const struct criterion *c, enum tee_format t,
                     tee_set among, struct leg *ret);
void verify_test_leg(const struct project *p, const struct criterion *c, enum tee_format t,
                     tee_set among, struct leg *ret);
void verify_doc_leg(const struct project *p, const struct criterion *c, enum tee_format t,
                    tee_set among, struct leg *ret);

/*
 * What @c applies to: the formats that it knows and the project verifies for certain; when there
 * are none, those that it may verify. With neither it says na and returns 0.
 */
tee_set verify_scope(const struct project *p, struct finding *f, const struct criterion *c);
/* Fill a row for each format in scope; the caller may change legs before verify_judge(). */
void verify_rows(const struct project *p, struct finding *f, const struct criterion *c);
/* The format that a row is about; TEE_COUNT for none. */
enum tee_format verify_row_format(const struct format_row *row);
/* finding_judge_legs(), with absence taken for unsure in formats that the project may not verify,
 * then the places of the row that decides as the finding's own. */
void verify_judge(const struct project *p, struct finding *f, const char *subject);

#endif
