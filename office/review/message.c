/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/message.h"

#include "office/text/words.h"

#define LINES_MAX 400 /* of one block */

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static cupel_slice trim(cupel_slice s)
{
    while (s.n && (is_blank(s.p[0]) || s.p[0] == '\n'))
        s = slice_part(s, 1, s.n - 1);
    while (s.n && (is_blank(s.p[s.n - 1]) || s.p[s.n - 1] == '\n'))
        s.n--;
    return s;
}

static cupel_slice take_line(cupel_slice s, size_t *at)
{
    cupel_slice rest = slice_part(s, *at, s.n - *at);
    size_t end = slice_find(rest, SLICE_LIT("\n"));
    size_t n = end == SIZE_MAX ? rest.n : end;
    *at += end == SIZE_MAX ? n : n + 1;
    return slice_part(rest, 0, n);
}

/* The length of a trailer's key: letters, digits and hyphens up to ':', spaces allowed before it;
 * 0 for a line that is none. "https://…" is none. */
static size_t key_length(cupel_slice line)
{
    size_t n = 0;
    while (n < line.n && (line.p[n] == '-' || (line.p[n] >= '0' && line.p[n] <= '9') ||
                          ((line.p[n] | 32) >= 'a' && (line.p[n] | 32) <= 'z')))
        n++;
    size_t colon = n;
    while (colon < line.n && is_blank(line.p[colon]))
        colon++;
    if (n == 0 || colon >= line.n || line.p[colon] != ':')
        return 0;
    return slice_starts(slice_part(line, colon, line.n - colon), SLICE_LIT("://")) ? 0 : n;
}

/* git writes these itself, so one of them makes a block of mixed lines one of trailers. */
static bool is_gits_own(cupel_slice line)
{
    return slice_starts(line, SLICE_LIT("Signed-off-by: ")) ||
           slice_starts(line, SLICE_LIT("(cherry picked from commit "));
}

static bool is_trailer_block(cupel_slice block)
{
    size_t at = 0, trailers = 0, others = 0;
    bool own = false, continues = false;
    for (unsigned lines = 0; at < block.n && lines < LINES_MAX; lines++) {
        cupel_slice line = take_line(block, &at);
        if (line.n && is_blank(line.p[0]) && continues)
            continue;
        bool gits = is_gits_own(line);
        continues = gits || key_length(line) > 0;
        own = own || gits;
        *(continues ? &trailers : &others) += 1;
    }
    return trailers > 0 && (others == 0 || (own && trailers * 3 >= others));
}

cupel_slice message_trailers(cupel_slice message)
{
    cupel_slice all = trim(message);
    size_t at = 0, start = SIZE_MAX;
    bool was_blank = false;
    while (at < all.n) {
        size_t here = at;
        bool blank = trim(take_line(all, &at)).n == 0;
        if (!blank && was_blank)
            start = here;
        was_blank = blank;
    }
    if (start == SIZE_MAX)
        return SLICE_EMPTY; /* a title alone */
    cupel_slice block = slice_part(all, start, all.n - start);
    return is_trailer_block(block) ? block : SLICE_EMPTY;
}

bool trailer_next(cupel_slice block, size_t *at, struct trailer *ret)
{
    while (*at < block.n) {
        cupel_slice line = take_line(block, at);
        size_t n = key_length(line);
        if (n == 0)
            continue;
        size_t colon = slice_find(line, SLICE_LIT(":"));
        size_t from = (size_t)(line.p - block.p) + colon + 1, next = *at;
        while (next < block.n && is_blank(block.p[next])) {
            (void)take_line(block, &next);
            *at = next;
        }
        ret->key = slice_part(line, 0, n);
        ret->value = trim(slice_part(block, from, *at - from));
        return true;
    }
    return false;
}

bool trailer_names(cupel_slice value, const struct git_person *who)
{
    size_t open = slice_find(value, SLICE_LIT("<"));
    cupel_slice name = trim(slice_part(value, 0, open == SIZE_MAX ? value.n : open));
    cupel_slice mail = SLICE_EMPTY;
    if (open != SIZE_MAX) {
        cupel_slice rest = slice_part(value, open + 1, value.n - open - 1);
        size_t end = slice_find(rest, SLICE_LIT(">"));
        mail = trim(slice_part(rest, 0, end == SIZE_MAX ? rest.n : end));
    }
    return (mail.n && slice_eq_nocase(mail, slice_str(who->email))) ||
           (name.n && slice_eq_nocase(name, slice_str(who->name)));
}

bool message_is_cut(const struct commit *c)
{
    return slice_str(c->message).n + 4 >= REPO_MESSAGE_MAX;
}

/* "(#12)" or "(!12)" at the end of the title: how forges name what they squashed. */
static bool title_has_number(cupel_slice title)
{
    size_t i = title.n;
    if (i < 4 || title.p[--i] != ')')
        return false;
    size_t digits = 0;
    while (i > 0 && title.p[i - 1] >= '0' && title.p[i - 1] <= '9') {
        i--;
        digits++;
    }
    return digits && i >= 2 && (title.p[i - 1] == '#' || title.p[i - 1] == '!') &&
           title.p[i - 2] == '(';
}

bool message_has_request(cupel_slice message)
{
    size_t at = 0;
    cupel_slice title = trim(take_line(message, &at));
    if (title_has_number(title) || slice_starts(title, SLICE_LIT("Merge pull request ")) ||
        slice_starts(title, SLICE_LIT("Auto merge of #")) ||
        slice_find(message, SLICE_LIT("See merge request ")) != SIZE_MAX)
        return true;
    cupel_slice block = message_trailers(message);
    struct trailer t;
    for (size_t i = 0; trailer_next(block, &i, &t);)
        if (words_are("change id|reviewed on|pr url|pull request|merge request", t.key))
            return true;
    return false;
}
