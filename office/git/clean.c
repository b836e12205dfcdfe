/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/clean.h"

#include "base/utf8.h"

/* The character's code, of bytes that utf8_length() found valid. */
static uint32_t code_of(cupel_slice s)
{
    static const uint8_t first[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t code = s.p[0] & first[s.n];
    for (size_t i = 1; i < s.n; i++)
        code = code << 6 | (s.p[i] & 0x3f);
    return code;
}

/* C0, DEL, C1; line and paragraph separator; what embeds, overrides or isolates a direction. */
static bool is_unprintable(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
           (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/* The length of the character at @i when it may stay, else 0. */
static size_t kept_length(cupel_slice s, size_t i, bool lines)
{
    uint8_t c = s.p[i];
    if (c >= 0x20 && c < 0x7f)
        return 1;
    if (lines && (c == '\n' || c == '\t'))
        return 1;
    cupel_slice rest = slice_part(s, i, s.n - i);
    size_t n = utf8_length(rest);
    return n && !is_unprintable(code_of(slice_part(rest, 0, n))) ? n : 0;
}

bool is_clean_line(cupel_slice raw)
{
    for (size_t i = 0; i < raw.n;) {
        size_t n = kept_length(raw, i, false);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

/* A character that is valid but goes is one '?', not one for each byte. */
static size_t skipped_length(cupel_slice s, size_t i)
{
    size_t n = utf8_length(slice_part(s, i, s.n - i));
    return n ? n : 1;
}

static bool is_cr_of_line_end(cupel_slice s, size_t i)
{
    return s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n';
}

/* Into @out of @max bytes when it is given; the count either way. */
static size_t clean(cupel_slice s, size_t max, bool lines, uint8_t *out)
{
    size_t at = 0;
    for (size_t i = 0; i < s.n;) {
        if (lines && is_cr_of_line_end(s, i)) {
            i++;
            continue;
        }
        size_t n = kept_length(s, i, lines), k = n ? n : 1;
        if (k > max - at)
            break;
        if (out)
            slice_copy(n ? slice_part(s, i, n) : SLICE_LIT("?"), out + at, k);
        at += k;
        i += n ? n : skipped_length(s, i);
    }
    return at;
}

static const char *copy(struct arena *a, cupel_slice raw, size_t max, bool lines)
{
    size_t n = clean(raw, max, lines, NULL);
    uint8_t *out = arena_alloc(a, n + 1);
    if (!out)
        return "";
    (void)clean(raw, max, lines, out);
    return (const char *)out;
}

const char *clean_line(struct arena *a, cupel_slice raw, size_t max)
{
    return copy(a, raw, max, false);
}

static bool is_space(uint8_t c)
{
    return c == '\n' || c == '\r' || c == ' ' || c == '\t';
}

const char *clean_text(struct arena *a, cupel_slice raw, size_t max)
{
    size_t from = 0, end = raw.n;
    while (from < end && (raw.p[from] == '\n' || raw.p[from] == '\r'))
        from++;
    while (end > from && is_space(raw.p[end - 1]))
        end--;
    return copy(a, slice_part(raw, from, end - from), max, true);
}

cupel_slice latin1_to_utf8(struct arena *a, cupel_slice raw, size_t max)
{
    size_t n = raw.n < max ? raw.n : max, at = 0;
    uint8_t *out = arena_array(a, n, 2);
    if (!out)
        return SLICE_EMPTY;
    for (size_t i = 0; i < n; i++)
        at += utf8_write(raw.p[i], out + at); /* POINTER MATH: at most two bytes each */
    return slice_of(out, at);
}
