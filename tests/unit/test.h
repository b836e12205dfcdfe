/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test.h: cmocka in the order it wants, and a few helpers for slices. */
#ifndef CUPEL_TESTS_UNIT_TEST_H
#define CUPEL_TESTS_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"

#define assert_slice(s, text)   assert_true(slice_eq((s), SLICE_LIT(text)))
#define assert_status(expr, st) assert_string_equal(cupel_status_name(expr), cupel_status_name(st))
/* The diagnosis says what it should. */
#define assert_says(diag, part) assert_non_null(strstr((diag).text, (part)))

/* Bytes from a hex literal, in @a. */
static inline cupel_slice hex_bytes(struct arena *a, const char *hex)
{
    cupel_slice text = slice_str(hex);
    uint8_t *p = arena_alloc(a, text.n / 2 + 1);
    assert_non_null(p);
    assert_int_equal(hex_read(text, p), CUPEL_OK);
    return slice_of(p, text.n / 2);
}

#endif
