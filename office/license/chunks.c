/* SPDX-License-Identifier: Apache-2.0 */
#include "office/license/chunks.h"

#include "office/license/license.h"

#include <stdlib.h>

#define MARK_SEED    0u /* tools/license-table --seeds compares others */
#define NOTICE_WORDS 25 /* a longer line is no copyright notice, but a license on one line */
#define SLOT_WORDS   16 /* most words of a part that varies */
#define ENUMERATOR   4  /* most characters of "iii" in "(iii)" */
#define HASH_START   0x811c9dc5u

/* ---- hashes ---- */

static uint32_t scramble(uint32_t h)
{
    h ^= h >> 16;
    h *= 0x7feb352du;
    h ^= h >> 15;
    h *= 0x846ca68bu;
    return h ^ h >> 16;
}

static uint32_t add_byte(uint32_t h, uint8_t c)
{
    return (h ^ c) * 0x01000193u;
}

static uint32_t hash_slice(cupel_slice s)
{
    uint32_t h = HASH_START;
    for (size_t i = 0; i < s.n; i++)
        h = add_byte(h, s.p[i]);
    return scramble(h);
}

uint32_t license_word_hash(const char *word)
{
    return hash_slice(slice_str(word));
}

/* Of a word and the one before it. */
static bool is_mark(uint32_t before, uint32_t hash, uint32_t mask)
{
    return (scramble(scramble(before + MARK_SEED) ^ hash) & mask) == 0;
}

/* ---- equal words ---- */

/* Of the guidelines' list of varietal spellings, those that licenses use; and https for http. */
static const char *const same_words[][2] = {
    { "acknowledgement", "acknowledgment" },
    { "acknowledgements", "acknowledgments" },
    { "analogue", "analog" },
    { "analyse", "analyze" },
    { "artefact", "artifact" },
    { "authorisation", "authorization" },
    { "authorised", "authorized" },
    { "calibre", "caliber" },
    { "cancelled", "canceled" },
    { "capitalisations", "capitalizations" },
    { "catalogue", "catalog" },
    { "categorise", "categorize" },
    { "centre", "center" },
    { "emphasised", "emphasized" },
    { "favour", "favor" },
    { "favourite", "favorite" },
    { "fulfil", "fulfill" },
    { "fulfilment", "fulfillment" },
    { "https", "http" },
    { "initialise", "initialize" },
    { "judgement", "judgment" },
    { "labelling", "labeling" },
    { "labour", "labor" },
    { "licence", "license" },
    { "licenced", "licensed" },
    { "licences", "licenses" },
    { "maximise", "maximize" },
    { "modelled", "modeled" },
    { "modelling", "modeling" },
    { "offence", "offense" },
    { "optimise", "optimize" },
    { "organisation", "organization" },
    { "organise", "organize" },
    { "practise", "practice" },
    { "programme", "program" },
    { "realise", "realize" },
    { "recognise", "recognize" },
    { "signalling", "signaling" },
    { "utilisation", "utilization" },
    { "whilst", "while" },
    { "wilful", "willful" },
};

struct synonyms {
    uint32_t from[CUPEL_COUNT(same_words)], to[CUPEL_COUNT(same_words)];
    uint8_t may_be[256]; /* by the low byte of the hash */
};

static void synonyms_init(struct synonyms *s)
{
    *s = (struct synonyms){ 0 };
    for (size_t i = 0; i < CUPEL_COUNT(same_words); i++) {
        s->from[i] = license_word_hash(same_words[i][0]);
        s->to[i] = license_word_hash(same_words[i][1]);
        s->may_be[s->from[i] & 255] = 1;
    }
}

static uint32_t canonical(const struct synonyms *s, uint32_t hash)
{
    for (size_t i = 0; s->may_be[hash & 255] && i < CUPEL_COUNT(same_words); i++)
        if (s->from[i] == hash)
            return s->to[i];
    return hash;
}

/* ---- words of a line ---- */

struct reader {
    struct license_words *out;
    size_t room; /* for words: two bytes make one at least */
    struct synonyms same;
    uint32_t h_copyright, h_and, h_dnl, h_rem;
    bool in_notice; /* the line before was a copyright notice that goes on */
    bool at_start;  /* of a paragraph */
    uint32_t carry; /* the beginning of a word that a hyphen at the line's end cut, else 0 */
};

static uint8_t byte_at(cupel_slice s, size_t i)
{
    return i < s.n ? s.p[i] : '\n';
}

/* Letters and digits count; of what is no ASCII all but quotes, dashes, bullets and the signs of
 * Latin-1: the guidelines treat them as punctuation. The width of a character of a word, else 0. */
static size_t word_char(cupel_slice s, size_t i)
{
    uint8_t c = s.p[i];
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return 1;
    if (c < 0x80)
        return 0;
    if (c == 0xe2 && byte_at(s, i + 1) >= 0x80)
        return 0;
    if (c == 0xc2 && byte_at(s, i + 1) >= 0x80)
        return 0;
    return 1;
}

/* Bytes of a character that is no part of a word. */
static size_t other_char(cupel_slice s, size_t i)
{
    size_t width = s.p[i] == 0xe2 ? 3 : s.p[i] == 0xc2 ? 2 : 1;
    return width < s.n - i ? width : s.n - i;
}

static bool is_roman_or_letter(cupel_slice w)
{
    if (w.n == 1)
        return true;
    for (size_t i = 0; i < w.n; i++) {
        uint8_t c = w.p[i] | 32;
        if (c != 'i' && c != 'v' && c != 'x')
            return false;
    }
    return w.n <= ENUMERATOR;
}

static bool is_number(cupel_slice w)
{
    for (size_t i = 0; i < w.n; i++)
        if (w.p[i] < '0' || w.p[i] > '9')
            return false;
    return w.n <= 2;
}

/* "1." "a)" "(iv)": a number of a list, wherever it stands, since lines are wrapped at will. */
static bool is_enumerator(cupel_slice s, size_t from, size_t to)
{
    cupel_slice w = slice_part(s, from, to - from);
    uint8_t after = byte_at(s, to), next = byte_at(s, to + 1);
    bool in_brackets = from > 0 && s.p[from - 1] == '(' && after == ')';
    bool is_ended = (after == '.' || after == ')') && (next <= ' ' || next == '"');
    return w.n <= ENUMERATOR && (in_brackets || is_ended) &&
           (is_number(w) || is_roman_or_letter(w));
}

/* A hyphen inside of a word joins: non-infringement is noninfringement. *h goes on as it came in;
 * *is_cut tells a hyphen at the end of the line. */
static size_t word_end(cupel_slice s, size_t i, uint32_t *h, bool *is_cut)
{
    *is_cut = false;
    for (;;) {
        for (; i < s.n && word_char(s, i); i++)
            *h = add_byte(*h, s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 32 : s.p[i]);
        if (byte_at(s, i) != '-' || i + 1 >= s.n || !word_char(s, i + 1))
            break;
        i++;
    }
    *is_cut = byte_at(s, i) == '-' && (i + 1 >= s.n || s.p[i + 1] == '\r');
    return i;
}

static void push_word(struct reader *r, uint32_t h, uint32_t line)
{
    struct license_words *w = r->out;
    uint32_t hash = canonical(&r->same, scramble(h));
    bool is_start = w->n == 0 || w->words[w->n - 1].line != line;
    if (w->n < r->room)
        w->words[w->n++] = (struct license_word){ hash, line & 0x7fffffff, is_start };
}

/* What a notice of copyright has after that word: a sign, a year, or room for one. */
static bool is_notice_sign(cupel_slice s, size_t i)
{
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == ':'))
        i++;
    uint8_t c = byte_at(s, i);
    return c == '(' || c == '<' || c == '[' || c == '{' || c == '@' || (c >= '1' && c <= '2') ||
           (c == 0xc2 && byte_at(s, i + 1) == 0xa9);
}

/* After "(c)", which may as well be the third item of a list. */
static bool names_year_or_copyright(cupel_slice s, size_t i)
{
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
        i++;
    uint8_t c = byte_at(s, i);
    return (c >= '1' && c <= '2') || c == '<' || c == '[' ||
           slice_eq_nocase(slice_part(s, i, 9), SLICE_LIT("copyright"));
}

/* Does a copyright notice start at the first word of the line, at @from, which ends at @to? */
static bool starts_notice(const struct reader *r, cupel_slice line, uint32_t hash, size_t from,
                          size_t to, bool at_start)
{
    bool sign = from >= 1 && byte_at(line, from - 1) == '(' && to - from == 1 &&
                (line.p[from] | 32) == 'c' && byte_at(line, to) == ')';
    bool circled = from >= 2 &&
                   slice_find(slice_part(line, 0, from), SLICE_LIT("\xc2\xa9")) != SIZE_MAX;
    if (circled || (sign && names_year_or_copyright(line, to + 1)))
        return true;
    if (hash != r->h_copyright)
        return false;
    uint8_t next = byte_at(line, to + 1);
    return is_notice_sign(line, to) ||
           (at_start && next >= 'A' && next <= 'Z' &&
            !(byte_at(line, to + 2) >= 'A' && byte_at(line, to + 2) <= 'Z'));
}

/* Notices go on where a line ends in a comma or in "and". */
static bool goes_on(const struct reader *r, cupel_slice line, size_t words)
{
    size_t n = line.n;
    while (n > 0 && (line.p[n - 1] <= ' ' || line.p[n - 1] == '*' || line.p[n - 1] == '#'))
        n--;
    return words > 0 && n > 0 &&
           (line.p[n - 1] == ',' || r->out->words[r->out->n - 1].hash == r->h_and);
}

/* The words of a line; how many there were before numbering was left out. */
static size_t read_words(struct reader *r, cupel_slice line, uint32_t number, bool *is_notice)
{
    size_t any = 0, n;
    bool at_start = r->at_start, is_cut;
    for (size_t i = 0; i < line.n; i += n) {
        n = other_char(line, i);
        if (!word_char(line, i))
            continue;
        uint32_t h = r->carry ? r->carry : HASH_START;
        bool is_carried = r->carry != 0;
        size_t end = word_end(line, i, &h, &is_cut);
        uint32_t hash = scramble(h);
        n = end - i;
        r->carry = is_cut ? h : 0;
        if (any == 0 && (hash == r->h_dnl || hash == r->h_rem))
            continue; /* begins a comment */
        if (any++ == 0 && !*is_notice)
            *is_notice = starts_notice(r, line, hash, i, end, at_start);
        if (!is_cut && (is_carried || !is_enumerator(line, i, end)))
            push_word(r, h, number);
    }
    return any;
}

static void read_line(struct reader *r, cupel_slice line, uint32_t number)
{
    size_t first = r->out->n;
    bool is_notice = r->in_notice;
    bool any = read_words(r, line, number, &is_notice) > 0;
    size_t words = r->out->n - first;
    bool drop = is_notice && words <= NOTICE_WORDS;
    if (!any && r->carry) {
        push_word(r, r->carry, number); /* nothing went on */
        r->carry = 0;
    }
    r->in_notice = drop && goes_on(r, line, words);
    r->at_start = !any || drop;
    if (drop)
        r->out->n = first;
}

/* ---- parts that vary ---- */

/* From the words before to the words after, up to SLOT_WORDS are anybody's name. */
static const struct {
    const char *before[5], *after[5];
} slots[] = {
    { { "neither", "the", "name", "of" }, { "nor", "the", "names", "of" } },
    { { "neither", "the", "names", "of" }, { "nor", "the", "names", "of" } },
    { { "neither", "the", "name" }, { "nor", "the", "names", "of" } },
    { { "nor", "the", "names", "of" }, { "may", "be", "used" } },
    { { "the", "name", "of" }, { "may", "not", "be", "used" } },
    { { "the", "names", "of" }, { "may", "not", "be", "used" } },
    { { "software", "is", "provided", "by" }, { "as", "is" } },
    { { "software", "is", "provided", "by" }, { "and", "any", "express" } },
    { { "the", "name", "of" }, { "shall", "not", "be", "used" } },
    { { "as", "is", "and" }, { "disclaims", "all", "warranties" } },
    { { "as", "is", "and" }, { "disclaim", "all", "warranties" } },
    { { "in", "no", "event", "shall" }, { "be", "liable" } },
    { { "in", "no", "event", "will" }, { "be", "liable" } },
    { { "in", "no", "event", "shall" }, { "be", "held", "liable" } },
    /* These go whole. */
    { { "all", "rights", "reserved" }, { NULL } },
    { { "including", "the", "next", "paragraph" }, { NULL } },
};

struct slot_hashes {
    uint32_t before[5], after[5];
    size_t n_before, n_after;
};

static void hash_slots(struct slot_hashes *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(slots); i++) {
        struct slot_hashes *s = &ret[i];
        *s = (struct slot_hashes){ 0 };
        for (; s->n_before < 5 && slots[i].before[s->n_before]; s->n_before++)
            s->before[s->n_before] = license_word_hash(slots[i].before[s->n_before]);
        for (; s->n_after < 5 && slots[i].after[s->n_after]; s->n_after++)
            s->after[s->n_after] = license_word_hash(slots[i].after[s->n_after]);
    }
}

static bool has_words(const struct license_words *w, size_t at, const uint32_t *hashes, size_t n)
{
    if (n > w->n - at)
        return false;
    for (size_t i = 0; i < n; i++)
        if (w->words[at + i].hash != hashes[i])
            return false;
    return true;
}

/* The words to leave out at @at, after *keep that stay; 0 where no part that varies begins. */
static size_t slot_at(const struct license_words *w, const struct slot_hashes *h, size_t at,
                      size_t *keep)
{
    for (size_t i = 0; i < CUPEL_COUNT(slots); i++) {
        const struct slot_hashes *s = &h[i];
        if (!has_words(w, at, s->before, s->n_before))
            continue;
        *keep = s->n_after ? s->n_before : 0;
        size_t from = at + s->n_before;
        if (s->n_after == 0)
            return s->n_before;
        for (size_t k = 1; k <= SLOT_WORDS && from + k < w->n; k++)
            if (has_words(w, from + k, s->after, s->n_after))
                return k;
    }
    return 0;
}

static void drop_slots(struct license_words *w)
{
    struct slot_hashes h[CUPEL_COUNT(slots)];
    size_t out = 0, keep = 0;
    uint8_t may_be[256] = { 0 };
    hash_slots(h);
    for (size_t i = 0; i < CUPEL_COUNT(slots); i++)
        may_be[h[i].before[0] & 255] = 1;
    for (size_t i = 0; i < w->n;) {
        size_t drop = may_be[w->words[i].hash & 255] ? slot_at(w, h, i, &keep) : 0;
        for (size_t k = 0; drop && k < keep; k++)
            w->words[out++] = w->words[i++];
        if (drop)
            i += drop;
        else
            w->words[out++] = w->words[i++];
    }
    w->n = out;
}

/* ---- the whole ---- */

static size_t find_line_end(cupel_slice in, size_t at)
{
    size_t n = slice_find(slice_part(in, at, in.n - at), SLICE_LIT("\n"));
    return n == SIZE_MAX ? in.n : at + n;
}

cupel_status license_words_read(cupel_slice text, struct license_words *ret)
{
    cupel_slice in = slice_part(text, 0, text.n < LICENSE_BYTES_MAX ? text.n : LICENSE_BYTES_MAX);
    size_t room = in.n / 2 + 1;
    struct license_words out = { malloc(room * sizeof *out.words), 0 };
    struct reader r = { .out = &out, .room = room, .at_start = true };
    uint32_t number = 1;
    if (!out.words)
        return CUPEL_E_NOMEM;
    synonyms_init(&r.same);
    r.h_copyright = license_word_hash("copyright");
    r.h_and = license_word_hash("and");
    r.h_dnl = license_word_hash("dnl");
    r.h_rem = license_word_hash("rem");
    for (size_t at = 0; at < in.n; number++) {
        size_t end = find_line_end(in, at);
        read_line(&r, slice_part(in, at, end - at), number);
        at = end + 1;
    }
    drop_slots(&out);
    *ret = out;
    return CUPEL_OK;
}

void license_words_clear(struct license_words *w)
{
    free(w->words);
    *w = (struct license_words){ 0 };
}

static uint32_t word_before(const struct license_words *w, size_t at, size_t back)
{
    return at >= back ? w->words[at - back].hash : 0;
}

/* The words [@from, @most) up to the first mark, as they read after these two. */
static struct license_chunk chunk_after(const struct license_words *w, uint32_t mask, size_t from,
                                        size_t most, uint32_t before2, uint32_t before1)
{
    size_t i = from;
    uint32_t h = scramble(before2 + mask) ^ before1;
    bool ended = false;
    most = most - from > LICENSE_CHUNK_MAX ? from + LICENSE_CHUNK_MAX : most;
    for (; i < most && !ended; i++) {
        uint32_t word = w->words[i].hash;
        h = scramble(h) + word;
        ended = before1 && is_mark(before1, word, mask); /* a first word ends nothing */
        before1 = word;
    }
    return (struct license_chunk){ scramble(h) >> 8, (uint32_t)from, (uint32_t)i };
}

bool license_chunk_take(const struct license_words *w, uint32_t mask, size_t *at,
                        struct license_chunk *ret)
{
    if (*at >= w->n)
        return false;
    *ret = chunk_after(w, mask, *at, w->n, word_before(w, *at, 2), word_before(w, *at, 1));
    *at = ret->end;
    return true;
}

struct license_chunk license_chunk_head(const struct license_words *w, uint32_t mask, size_t at)
{
    return chunk_after(w, mask, at, w->n, 0, 0);
}

struct license_chunk license_chunk_tail(const struct license_words *w, uint32_t mask, size_t from,
                                        size_t end)
{
    return chunk_after(w, mask, from, end, word_before(w, from, 2), word_before(w, from, 1));
}
