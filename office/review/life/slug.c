/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/life/slug.h"

static bool is_alnum(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

size_t slug_of(cupel_slice text, uint8_t out[SLUG_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < SLUG_MAX; i++) {
        uint8_t c = text.p[i];
        if (c == ' ' || c == '\t')
            out[n++] = '-';
        else if (c >= 'A' && c <= 'Z')
            out[n++] = (uint8_t)(c + 32);
        else if (is_alnum(c) || c == '-' || c == '_' || c >= 0x80)
            out[n++] = c;
    }
    return n;
}

/* @s without a "-12" at its end, and the number (0 for none). */
static cupel_slice without_number(cupel_slice s, unsigned *number)
{
    size_t i = s.n;
    *number = 0;
    while (i > 0 && s.n - i < 6 && s.p[i - 1] >= '0' && s.p[i - 1] <= '9')
        i--;
    if (i == s.n || i < 2 || s.p[i - 1] != '-')
        return s;
    for (size_t k = i; k < s.n; k++)
        *number = *number * 10 + (unsigned)(s.p[k] - '0');
    return slice_part(s, 0, i - 1);
}

/* ASCII letters, digits, '-' and '_' alone, to compare where other signs were dropped or kept. */
static size_t plain_of(cupel_slice s, uint8_t out[SLUG_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < SLUG_MAX; i++)
        if (is_alnum(s.p[i]))
            out[n++] = s.p[i];
    return n;
}

static bool is_plain_equal(cupel_slice a, cupel_slice b)
{
    uint8_t x[SLUG_MAX], y[SLUG_MAX];
    size_t n = plain_of(a, x), m = plain_of(b, y);
    return slice_eq(slice_of(x, n), slice_of(y, m));
}

static bool has_beyond_ascii(cupel_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 0x80)
            return true;
    return false;
}

static bool has_image_at(const struct doc *d, uint32_t line)
{
    for (size_t i = 0; i < d->n_links && d->links[i].line <= line + 1; i++)
        if (d->links[i].is_image && d->links[i].line + 1 >= line)
            return true;
    return false;
}

/* name="x", id="x", id=x and {#x} in the text as it stands. */
static bool is_written(cupel_slice text, cupel_slice fragment)
{
    for (size_t from = 0; from < text.n;) {
        size_t at = slice_find(slice_part(text, from, text.n - from), fragment);
        if (at == SIZE_MAX)
            return false;
        at += from;
        cupel_slice head = slice_part(text, at >= 6 ? at - 6 : 0, at >= 6 ? 6 : at);
        uint8_t next = at + fragment.n < text.n ? text.p[at + fragment.n] : '\0';
        bool ends = !is_alnum(next) && next != '-' && next != '_';
        if (ends && (slice_find(head, SLICE_LIT("id=")) != SIZE_MAX ||
                     slice_find(head, SLICE_LIT("name=")) != SIZE_MAX ||
                     slice_find(head, SLICE_LIT("{#")) != SIZE_MAX))
            return true;
        from = at + 1;
    }
    return false;
}

/* What the headings say: SLUG_FOUND, or how sure it is that none has it. */
static enum slug_answer among_headings(const struct doc *d, cupel_slice wanted)
{
    unsigned number, same = 0;
    cupel_slice base = without_number(wanted, &number);
    bool unsure = false;
    for (size_t i = 0; i < d->n_blocks; i++) {
        if (d->blocks[i].kind != DOC_HEADING)
            continue;
        uint8_t room[SLUG_MAX];
        cupel_slice text = slice_str(d->blocks[i].text);
        cupel_slice slug = slice_of(room, slug_of(text, room));
        if (slice_eq(slug, wanted))
            return SLUG_FOUND;
        same += number && slice_eq(slug, base);
        unsure = unsure ||
                 (slice_find(slug, wanted) != SIZE_MAX && has_image_at(d, d->blocks[i].line));
        unsure = unsure || ((has_beyond_ascii(slug) || has_beyond_ascii(wanted)) &&
                            is_plain_equal(slug, wanted));
        unsure = unsure || text.n > SLUG_MAX;
    }
    if (number && same > number)
        return SLUG_FOUND;
    return unsure ? SLUG_UNSURE : SLUG_ABSENT;
}

enum slug_answer slug_find(const struct project_file *f, cupel_slice fragment, size_t *budget)
{
    const struct doc *d = f->doc;
    uint8_t room[SLUG_MAX];
    if (!d || d->is_cut || fragment.n > SLUG_MAX || *budget < d->n_blocks + f->text.n / 64 + 1) {
        *budget = d && *budget < d->n_blocks + f->text.n / 64 + 1 ? 0 : *budget;
        return SLUG_UNSURE;
    }
    *budget -= d->n_blocks + f->text.n / 64 + 1;
    slice_copy(fragment, room, sizeof room);
    for (size_t i = 0; i < fragment.n; i++)
        if (room[i] >= 'A' && room[i] <= 'Z')
            room[i] = (uint8_t)(room[i] + 32);
    enum slug_answer a = among_headings(d, slice_of(room, fragment.n));
    return a != SLUG_FOUND && is_written(f->text, fragment) ? SLUG_FOUND : a;
}
