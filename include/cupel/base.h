/* SPDX-License-Identifier: Apache-2.0 */
/* cupel/base.h: the words every other header uses: slices, status, diagnostics, outcomes. C99. */
#ifndef CUPEL_BASE_H
#define CUPEL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define CUPEL_API        __attribute__((visibility("default")))
#define CUPEL_MUST_CHECK __attribute__((warn_unused_result))
#else
#define CUPEL_API
#define CUPEL_MUST_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Borrowed bytes: @p may be NULL only when @n is 0. Never owns, never outlives what it points at.
 */
typedef struct cupel_slice {
    const uint8_t *p;
    size_t n;
} cupel_slice;

/**
 * Whether a call did its work. A verdict is data and never a status: CUPEL_OK from cupel_verify()
 * means "an appraisal was made", not "trusted". The class of a status is what programs act on.
 */
typedef enum cupel_status {
    CUPEL_OK = 0,
    CUPEL_E_USAGE,       /* the caller's arguments: bad option, unknown name, nonce too short */
    CUPEL_E_TRUNCATED,   /* input ends before what it announces */
    CUPEL_E_TRAILING,    /* bytes after the end that nothing explains */
    CUPEL_E_MALFORMED,   /* input breaks the rules of its format */
    CUPEL_E_LIMIT,       /* input is larger, deeper or longer than the documented cap */
    CUPEL_E_UNSUPPORTED, /* well-formed as far as read, but a version or kind we do not judge */
    CUPEL_E_AMBIGUOUS,   /* fits several formats; name one */
    CUPEL_E_NOT_FOUND,   /* a look-up found nothing (never used for verdicts) */
    CUPEL_E_NOMEM,       /* out of memory */
    CUPEL_E_IO,          /* a file could not be read or written (programs only; lib/ does no I/O) */
    CUPEL_E_CRYPTO,      /* the crypto library failed to work (not: a signature is wrong) */
    CUPEL_E_INTERNAL     /* a bug in cupel; please report */
} cupel_status;

/** Classes of status: each has one exit code (cupel(1)) and one HTTP status. */
typedef enum cupel_class {
    CUPEL_CLASS_OK = 0,
    CUPEL_CLASS_USAGE,       /* exit 2 */
    CUPEL_CLASS_MALFORMED,   /* exit 4 */
    CUPEL_CLASS_UNSUPPORTED, /* exit 5 */
    CUPEL_CLASS_MISSING, /* exit 6: never a status; the class of an appraisal that lacks a key */
    CUPEL_CLASS_INTERNAL /* exit 7: I/O, memory, crypto library, bug */
} cupel_class;

/** The stable lower-case name of @st, such as "truncated". Never NULL. */
CUPEL_API const char *cupel_status_name(cupel_status st);
/** The class of @st. */
CUPEL_API cupel_class cupel_status_class(cupel_status st);
/** The stable lower-case name of @c, as in the JSON member error.class, such as "malformed". */
CUPEL_API const char *cupel_class_name(cupel_class c);

/** Why a call failed: one sentence that says what, where and what to do. Fixed size, no ownership.
 */
struct cupel_diag {
    cupel_status status;
    bool has_offset;
    size_t offset;   /* bytes, in the decoded input; meaningful when has_offset */
    char format[16]; /* the format or kind of input at hand, or "" */
    char text[400];  /* NUL-terminated; printable ASCII only, whatever the input held */
};

/** Version of the library, "MAJOR.MINOR.PATCH". */
CUPEL_API const char *cupel_version(void);

#ifdef __cplusplus
}
#endif
#endif
