/* SPDX-License-Identifier: Apache-2.0 */
/* The first line is the pattern, the rest the text. */
#include "fuzz.h"

#include "office/text/words.h"

#define PATTERN_MAX 512u
#define MATCHES_MAX 4096u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char pattern[PATTERN_MAX];
    cupel_slice in = slice_of(data, size);
    size_t n = slice_find(in, SLICE_LIT("\n"));
    if (n == SIZE_MAX || n >= PATTERN_MAX || size > 1u << 16)
        return 0;
    slice_copy(slice_part(in, 0, n), pattern, PATTERN_MAX);
    cupel_slice text = slice_part(in, n + 1, size - n - 1);
    struct words_match m = { 0, 0 };
    bool any = words_in(pattern, text);
    FUZZ_HOLDS(any || !words_are(pattern, text));
    for (unsigned i = 0; i < MATCHES_MAX; i++) {
        size_t from = m.end;
        if (!words_find(pattern, text, from, &m))
            break;
        FUZZ_HOLDS(any && m.start >= from && m.end > m.start && m.end <= text.n);
    }
    return 0;
}
