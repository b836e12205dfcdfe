/* SPDX-License-Identifier: Apache-2.0 */
/* base/slice.h: borrowed bytes, and the few questions one may ask of them. */
#ifndef CUPEL_LIB_BASE_SLICE_H
#define CUPEL_LIB_BASE_SLICE_H

#include <cupel/base.h>

#define CUPEL_TRY(expr)                                                                            \
    do {                                                                                           \
        cupel_status try_st_ = (expr);                                                             \
        if (try_st_ != CUPEL_OK)                                                                   \
            return try_st_;                                                                        \
    } while (0)

#define CUPEL_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Locals that free themselves: CUPEL_AUTO(json_doc) *d = NULL; calls json_doc_auto(&d). */
#define CUPEL_AUTO(type) __attribute__((cleanup(type##_auto))) struct type
#define CUPEL_AUTO_DEFINE(type, free_fn)                                                           \
    static inline void type##_auto(struct type **p)                                                \
    {                                                                                              \
        free_fn(*p);                                                                               \
    }                                                                                              \
    struct type /* swallows the semicolon */
/* Hand over what an CUPEL_AUTO local holds: *ret = cupel_steal(&p). */
#define cupel_steal(pp)                                                                            \
    ({                                                                                             \
        __typeof__(*(pp)) stolen_ = *(pp);                                                         \
        *(pp) = NULL;                                                                              \
        stolen_;                                                                                   \
    })

/* A string literal as a slice, without its NUL. */
#define SLICE_LIT(text) ((cupel_slice){ (const uint8_t *)("" text), sizeof(text) - 1 })
/* A whole array as a slice. */
#define SLICE_ARRAY(array) ((cupel_slice){ (const uint8_t *)(array), sizeof(array) })
#define SLICE_EMPTY        ((cupel_slice){ NULL, 0 })

static inline cupel_slice slice_of(const void *p, size_t n)
{
    return (cupel_slice){ (const uint8_t *)p, n };
}

/* A NUL-terminated string of our own (never input). NULL gives the empty slice. */
cupel_slice slice_str(const char *text);
bool slice_eq(cupel_slice a, cupel_slice b);
/* Lexicographic, shorter first when one is a prefix: <0, 0, >0. */
int slice_cmp(cupel_slice a, cupel_slice b);
/* True for bytes that are all zero, and for no bytes at all. */
bool slice_is_zero(cupel_slice s);
/* The part [off, off+n), or the empty slice when it does not lie wholly inside @s. */
cupel_slice slice_part(cupel_slice s, size_t off, size_t n);
/* Equal letters A-Z/a-z ignored; for hex digits and names that vendors write in both cases. */
bool slice_eq_nocase(cupel_slice a, cupel_slice b);
bool slice_starts(cupel_slice s, cupel_slice prefix);
bool slice_ends(cupel_slice s, cupel_slice end);
/* First offset of @needle in @s, or SIZE_MAX. An empty needle is never found. */
size_t slice_find(cupel_slice s, cupel_slice needle);
/* Copy into caller's storage of exactly @n bytes: shorter input is zero-padded on the right.
 * Input longer than @n is cut; callers compare lengths first. */
void slice_copy(cupel_slice s, void *dst, size_t n);

#endif
