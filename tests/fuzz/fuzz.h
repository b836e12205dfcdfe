/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/fuzz/fuzz.h: what every fuzz target shares. A target takes any bytes, must not crash, hang
 * or leak, and states with FUZZ_HOLDS what is true of whatever its parser accepts.
 */
#ifndef CUPEL_TESTS_FUZZ_FUZZ_H
#define CUPEL_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* The one function of a target, by the name that libFuzzer wants. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that no input may break; unlike assert() it is never compiled out. */
#define FUZZ_HOLDS(expr)                                                                           \
    do {                                                                                           \
        if (!(expr)) {                                                                             \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #expr);              \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
