/* SPDX-License-Identifier: Apache-2.0 */
#include "office/git/object.h"

#include "office/git/line.h"

/* --- lines --- */

/* "WORD REST" when the line starts with @word and a blank. */
static bool line_is(cupel_slice line, cupel_slice word, cupel_slice *rest)
{
    if (!slice_starts(line, word) || line.n <= word.n || line.p[word.n] != ' ')
        return false;
    *rest = slice_part(line, word.n + 1, line.n - word.n - 1);
    return true;
}

/* The next line when it is @word and an id, and nothing else. */
static bool take_id(cupel_slice *left, cupel_slice word, struct git_id *ret)
{
    cupel_slice after = *left, rest = SLICE_EMPTY;
    if (!line_is(line_take(&after), word, &rest) || git_id_read(rest, ret) != CUPEL_OK)
        return false;
    *left = after;
    return true;
}

/* --- people --- */

/* Digits; anything else, and what no calendar reaches, is no time. */
static int64_t read_time(cupel_slice s)
{
    int64_t t = 0;
    for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
        t = t * 10 + (s.p[i] - '0');
        if (t > IDENT_TIME_MAX)
            return 0;
    }
    return t;
}

static size_t find_last(cupel_slice s, uint8_t c)
{
    for (size_t i = s.n; i > 0; i--)
        if (s.p[i - 1] == c)
            return i - 1;
    return SIZE_MAX;
}

struct ident ident_parse(cupel_slice line)
{
    struct ident who = { 0 };
    size_t open = slice_find(line, SLICE_LIT("<"));
    if (open == SIZE_MAX)
        return who;
    cupel_slice rest = slice_part(line, open + 1, line.n - open - 1);
    size_t close = slice_find(rest, SLICE_LIT(">"));
    if (close == SIZE_MAX)
        return who;
    who.name = line_trim(slice_part(line, 0, open));
    who.email = line_trim(slice_part(rest, 0, close));
    size_t last = find_last(rest, '>'); /* an address may hold one of its own */
    who.time = read_time(line_trim(slice_part(rest, last + 1, rest.n - last - 1)));
    return who;
}

/* --- commits --- */

static void take_parents(cupel_slice *left, struct commit_raw *c)
{
    struct git_id id;
    cupel_slice from = *left;
    while (take_id(left, SLICE_LIT("parent"), &id))
        c->n_parents++;
    c->parents = slice_part(from, 0, from.n - left->n);
}

/* One header line; the first of a kind counts. */
static void read_header(cupel_slice line, struct commit_raw *c)
{
    static const cupel_slice author = SLICE_LIT("author"), committer = SLICE_LIT("committer"),
                             encoding = SLICE_LIT("encoding"), gpgsig = SLICE_LIT("gpgsig"),
                             gpgsig256 = SLICE_LIT("gpgsig-sha256");
    cupel_slice rest = SLICE_EMPTY;
    if (c->author.n == 0 && line_is(line, author, &rest))
        c->author = rest;
    else if (c->committer.n == 0 && line_is(line, committer, &rest))
        c->committer = rest;
    else if (c->encoding.n == 0 && line_is(line, encoding, &rest))
        c->encoding = rest;
    else if (line_is(line, gpgsig, &rest) || line_is(line, gpgsig256, &rest))
        c->has_signature = true;
}

cupel_status commit_parse(cupel_slice in, struct commit_raw *ret)
{
    struct commit_raw c = { 0 };
    cupel_slice left = in;
    if (!take_id(&left, SLICE_LIT("tree"), &c.tree))
        return CUPEL_E_MALFORMED;
    take_parents(&left, &c);
    while (left.n > 0) {
        cupel_slice line = line_take(&left);
        if (line.n == 0)
            break;
        read_header(line, &c); /* a line that goes on starts with a blank: no word matches */
    }
    c.message = left;
    *ret = c;
    return CUPEL_OK;
}

struct git_id commit_parent(const struct commit_raw *c, unsigned i)
{
    static const size_t row = sizeof "parent \n" - 1 + GIT_ID_HEX;
    struct git_id id = { { 0 } };
    (void)git_id_read(slice_part(c->parents, i * row + sizeof "parent " - 1, GIT_ID_HEX), &id);
    return id;
}

/* --- tags --- */

/* Where a signature of one of the kinds starts, at the beginning of a line; else the end. */
static size_t signature_in(cupel_slice message)
{
    static const cupel_slice kinds[] = { SLICE_LIT("-----BEGIN PGP SIGNATURE-----"),
                                         SLICE_LIT("-----BEGIN PGP MESSAGE-----"),
                                         SLICE_LIT("-----BEGIN SSH SIGNATURE-----"),
                                         SLICE_LIT("-----BEGIN SIGNED MESSAGE-----") };
    cupel_slice left = message;
    while (left.n > 0) {
        size_t at = message.n - left.n;
        cupel_slice line = line_take(&left);
        for (size_t i = 0; i < CUPEL_COUNT(kinds); i++)
            if (slice_starts(line, kinds[i]))
                return at;
    }
    return message.n;
}

cupel_status tag_parse(cupel_slice in, struct tag_raw *ret)
{
    struct tag_raw t = { 0 };
    cupel_slice left = in, rest = SLICE_EMPTY;
    if (!take_id(&left, SLICE_LIT("object"), &t.object) ||
        !line_is(line_take(&left), SLICE_LIT("type"), &rest))
        return CUPEL_E_MALFORMED;
    t.type = object_type_of(rest);
    while (left.n > 0) {
        cupel_slice line = line_take(&left);
        if (line.n == 0)
            break;
        if (t.tagger.n == 0 && line_is(line, SLICE_LIT("tagger"), &rest))
            t.tagger = rest;
        else if (line_is(line, SLICE_LIT("gpgsig"), &rest) ||
                 line_is(line, SLICE_LIT("gpgsig-sha256"), &rest))
            t.has_signature = true;
    }
    size_t end = signature_in(left);
    t.has_signature = t.has_signature || end < left.n;
    t.message = slice_part(left, 0, end);
    *ret = t;
    return CUPEL_OK;
}

/* --- trees --- */

static bool read_mode(cupel_slice digits, uint32_t *ret)
{
    uint32_t mode = 0;
    if (digits.n == 0 || digits.n > 7)
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '7')
            return false;
        mode = mode << 3 | (uint32_t)(digits.p[i] - '0');
    }
    *ret = mode;
    return true;
}

bool tree_next(cupel_slice *left, struct tree_item *ret, cupel_status *st)
{
    *st = left->n ? CUPEL_E_MALFORMED : CUPEL_OK;
    size_t blank = slice_find(slice_part(*left, 0, left->n < 8 ? left->n : 8), SLICE_LIT(" "));
    size_t end = slice_find(*left, SLICE_LIT("\0"));
    if (blank == SIZE_MAX || end == SIZE_MAX || end < blank || left->n - end <= GIT_ID_BYTES ||
        !read_mode(slice_part(*left, 0, blank), &ret->mode))
        return false;
    ret->name = slice_part(*left, blank + 1, end - blank - 1);
    ret->id = git_id_of(slice_part(*left, end + 1, GIT_ID_BYTES));
    *left = slice_part(*left, end + 1 + GIT_ID_BYTES, left->n - end - 1 - GIT_ID_BYTES);
    *st = CUPEL_OK;
    return true;
}
