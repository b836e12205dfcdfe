/* SPDX-License-Identifier: Apache-2.0 */
#include "office/text/words.h"

static bool is_upper(int c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(int c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static int lower(int c)
{
    return is_upper(c) ? c + 32 : c;
}

/* The byte at @i, or 0 outside of the text. */
static int at(cupel_slice t, size_t i)
{
    return i < t.n ? t.p[i] : 0;
}

static bool is_rest(int c) /* a byte of UTF-8 that starts no character */
{
    return (c & 0xc0) == 0x80;
}

/* Is the character that the byte at @i belongs to, beyond ASCII, punctuation or a symbol? U+0080 to
 * U+00BF, U+2000 to U+2BFF (dashes, quotes, arrows, boxes), U+3000 to U+303F, marks of byte order
 * and of presentation, pictures from U+1F000 on. */
static bool is_symbol(cupel_slice t, size_t i)
{
    for (int back = 0; back < 3 && i > 0 && is_rest(at(t, i)); back++)
        i--;
    int first = at(t, i), second = at(t, i + 1);
    return first <= 0xc2 || (first == 0xe2 && second < 0xb0) || (first == 0xe3 && second == 0x80) ||
           (first == 0xef && (second == 0xbb || second == 0xb8)) ||
           (first == 0xf0 && second == 0x9f);
}

/* Letters and digits of ASCII: asked of every byte of every text, hence a table. */
static const bool is_word_ascii[128] = {
    ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true, ['5'] = true,
    ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true, ['A'] = true, ['B'] = true,
    ['C'] = true, ['D'] = true, ['E'] = true, ['F'] = true, ['G'] = true, ['H'] = true,
    ['I'] = true, ['J'] = true, ['K'] = true, ['L'] = true, ['M'] = true, ['N'] = true,
    ['O'] = true, ['P'] = true, ['Q'] = true, ['R'] = true, ['S'] = true, ['T'] = true,
    ['U'] = true, ['V'] = true, ['W'] = true, ['X'] = true, ['Y'] = true, ['Z'] = true,
    ['a'] = true, ['b'] = true, ['c'] = true, ['d'] = true, ['e'] = true, ['f'] = true,
    ['g'] = true, ['h'] = true, ['i'] = true, ['j'] = true, ['k'] = true, ['l'] = true,
    ['m'] = true, ['n'] = true, ['o'] = true, ['p'] = true, ['q'] = true, ['r'] = true,
    ['s'] = true, ['t'] = true, ['u'] = true, ['v'] = true, ['w'] = true, ['x'] = true,
    ['y'] = true, ['z'] = true,
};

static inline bool is_word_byte(cupel_slice t, size_t i)
{
    int c = at(t, i);
    return c < 0x80 ? is_word_ascii[c] : !is_symbol(t, i);
}

/* vTPM, mTLS, eBPF: one small letter in front of capitals is part of the name. */
static bool is_prefixed_acronym(cupel_slice t, size_t i)
{
    return (i < 2 || !is_word_byte(t, i - 2)) && is_upper(at(t, i + 1));
}

/* Does a word end before the capital at @i, which follows a capital or a digit? TCBInfo has two
 * words, CRLs and TDXv4 one. */
static bool ends_acronym(cupel_slice t, size_t i)
{
    int next = at(t, i + 1), after = at(t, i + 2);
    if (!is_lower(next))
        return false;
    if (next == 's' && !is_lower(after))
        return false;
    return !is_digit(after);
}

/* Does a step of letter case part the bytes i-1 and i of a row of word bytes? */
static bool is_case_step(cupel_slice t, size_t i)
{
    int before = at(t, i - 1);
    if (!is_upper(at(t, i)))
        return false;
    if (is_lower(before))
        return !is_prefixed_acronym(t, i);
    return (is_upper(before) || is_digit(before)) && ends_acronym(t, i);
}

static bool is_word_start(cupel_slice t, size_t i)
{
    return is_word_byte(t, i) && (i == 0 || !is_word_byte(t, i - 1) || is_case_step(t, i));
}

/* The next word that starts at @from or later. */
static bool next_word(cupel_slice t, size_t from, struct words_match *ret)
{
    size_t i = from;
    while (i < t.n && !is_word_start(t, i))
        i++;
    if (i >= t.n)
        return false;
    ret->start = i;
    do
        i++;
    while (i < t.n && is_word_byte(t, i) && !is_word_start(t, i));
    ret->end = i;
    return true;
}

/* Do bytes [a, a+n) of one text and [b, b+n) of another spell the same, whatever their case? */
static bool same(cupel_slice x, size_t a, cupel_slice y, size_t b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (lower(at(x, a + i)) != lower(at(y, b + i)))
            return false;
    return true;
}

/* Does the pattern's word @pw, with the stars around it, describe the word @w? */
static bool word_fits(cupel_slice row, const struct words_match *pw, cupel_slice text,
                      const struct words_match *w)
{
    size_t want = pw->end - pw->start, have = w->end - w->start;
    bool any_start = pw->start > 0 && at(row, pw->start - 1) == '*' &&
                     (pw->start < 2 || !is_word_byte(row, pw->start - 2));
    bool any_end = at(row, pw->end) == '*';
    if (have < want || (have > want && !any_start && !any_end))
        return false;
    size_t first = any_start ? have - want : 0;
    if (!any_start || !any_end)
        return same(row, pw->start, text, w->start + first, want);
    for (size_t skip = 0; skip <= have - want; skip++)
        if (same(row, pw->start, text, w->start + skip, want))
            return true;
    return false;
}

static bool is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Does a sentence end in the bytes [from, to) between two words? */
static bool ends_sentence(cupel_slice t, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to; i++) {
        int c = at(t, i);
        if ((c == '.' || c == '!' || c == '?' || c == ';') && is_space(at(t, i + 1)))
            return true;
        if (c == '\n' && at(t, i + 1) == '\n')
            return true;
    }
    return false;
}

/* Does the row of words @row stand in @text, its first word being @first? *end: of its last one. */
static bool row_fits(cupel_slice row, cupel_slice text, struct words_match first, size_t *end)
{
    struct words_match pw = { 0, 0 }, w = first;
    size_t count = 0;
    while (next_word(row, pw.end, &pw)) {
        size_t before = w.end;
        if (count && (!next_word(text, before, &w) || ends_sentence(text, before, w.start)))
            return false;
        if (!word_fits(row, &pw, text, &w))
            return false;
        count++;
    }
    *end = w.end;
    return count > 0;
}

/* Take the next alternative off @pattern; false when none is left. */
static bool next_row(cupel_slice *pattern, cupel_slice *row)
{
    if (pattern->n == 0)
        return false;
    size_t bar = slice_find(*pattern, SLICE_LIT("|"));
    if (bar == SIZE_MAX)
        bar = pattern->n;
    *row = slice_part(*pattern, 0, bar);
    *pattern = bar < pattern->n ? slice_part(*pattern, bar + 1, pattern->n - bar - 1) : SLICE_EMPTY;
    return true;
}

static bool any_row_fits(cupel_slice pattern, cupel_slice text, struct words_match first,
                         size_t *end)
{
    cupel_slice row;
    while (next_row(&pattern, &row))
        if (row_fits(row, text, first, end))
            return true;
    return false;
}

/* The bytes that a match can start with, so that most words of a text cost one look. */
struct starts {
    bool any;
    bool byte[256];
};

static struct starts starts_of(cupel_slice pattern)
{
    struct starts s = { .any = false };
    cupel_slice row;
    while (next_row(&pattern, &row)) {
        struct words_match w;
        if (!next_word(row, 0, &w))
            continue;
        s.any = s.any || (w.start > 0 && at(row, w.start - 1) == '*');
        s.byte[lower(at(row, w.start))] = true;
    }
    return s;
}

bool words_find(const char *pattern, cupel_slice text, size_t from, struct words_match *ret)
{
    cupel_slice rows = slice_str(pattern);
    struct words_match w = { from, from };
    struct starts can = starts_of(rows);
    while (next_word(text, w.end, &w)) {
        size_t end = 0;
        if ((can.any || can.byte[lower(at(text, w.start))]) && any_row_fits(rows, text, w, &end)) {
            *ret = (struct words_match){ w.start, end };
            return true;
        }
    }
    return false;
}

bool words_in(const char *pattern, cupel_slice text)
{
    struct words_match w;
    return words_find(pattern, text, 0, &w);
}

bool words_are(const char *pattern, cupel_slice text)
{
    cupel_slice rows = slice_str(pattern), row;
    struct words_match first, more;
    if (!next_word(text, 0, &first))
        return false;
    while (next_row(&rows, &row)) {
        size_t end = 0;
        if (row_fits(row, text, first, &end) && !next_word(text, end, &more))
            return true;
    }
    return false;
}
