/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/index.c: units, the vocabulary of their letters, and kept answers. */
#include "office/review/cc/index.h"

#include "office/review/facts.h"
#include "office/text/words.h"

#include <stdlib.h>
#include <string.h>

#define TOKEN_MAX    200 /* letters of one token; longer ones are encoded data, not words */
#define ANSWER_SLOTS 4096

#define UNITS_MAX 8000000

/* A row of letters and digits as it stands in some unit, in lower case. */
struct token {
    uint32_t start, n; /* in `letters` */
    uint32_t first;    /* of its postings, once they are sorted */
    uint32_t last_unit;
};

struct posting {
    uint32_t token, unit;
};

struct answer {
    const char *pattern;
    unsigned kinds;
    uint8_t what; /* enum answer_kind */
    struct unit_list units;
    struct spot_list spots;
    const struct answer *next;
};

struct index_table {
    uint8_t *letters; /* all tokens, each followed by a NUL */
    size_t n_letters, letters_room;
    struct token *tokens;
    size_t n_tokens, tokens_room;
    uint32_t *slots; /* token number + 1 by hash; a power of two of them */
    size_t n_slots;
    struct posting *postings;
    size_t n_postings, postings_room;
    uint32_t *units_of; /* postings by token */
    const struct answer *answers[ANSWER_SLOTS];
    uint8_t *marks; /* a set of units as it is gathered */
    uint32_t *touched;
    size_t n_touched;
};

/* ---- memory ---- */

bool index_grow(struct arena *a, void **array, size_t *room, size_t n, size_t size)
{
    if (n < *room)
        return true;
    size_t more = *room ? *room * 2 : 256;
    void *bigger = arena_array(a, more, size);
    if (!bigger)
        return false;
    if (n)
        memcpy(bigger, *array, n * size);
    *array = bigger;
    *room = more;
    return true;
}

static uint32_t hash_more(uint32_t h, uint8_t c)
{
    return (h ^ c) * 16777619u;
}
#define HASH_START 2166136261u

/* ---- vocabulary ---- */

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool is_letter(uint8_t c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

static uint32_t hash_lower(cupel_slice s)
{
    uint32_t h = HASH_START;
    for (size_t i = 0; i < s.n; i++)
        h = hash_more(h, lower(s.p[i]));
    return h;
}

static bool token_is(const struct index_table *t, const struct token *k, cupel_slice s)
{
    if (k->n != s.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (t->letters[k->start + i] != lower(s.p[i]))
            return false;
    return true;
}

static bool rehash_tokens(struct query_index *x)
{
    struct index_table *t = x->tables;
    size_t n = t->n_slots ? t->n_slots * 2 : 4096;
    uint32_t *slots = arena_array(x->arena, n, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < t->n_tokens; i++) {
        const struct token *k = &t->tokens[i];
        size_t at = hash_lower(slice_of(t->letters + k->start, k->n)) & (n - 1);
        while (slots[at])
            at = (at + 1) & (n - 1);
        slots[at] = (uint32_t)i + 1;
    }
    t->slots = slots;
    t->n_slots = n;
    return true;
}

static bool letters_add(struct query_index *x, cupel_slice s)
{
    struct index_table *t = x->tables;
    for (size_t i = 0; i <= s.n; i++) {
        if (!index_grow(x->arena, (void **)&t->letters, &t->letters_room, t->n_letters, 1))
            return false;
        t->letters[t->n_letters++] = i < s.n ? lower(s.p[i]) : 0;
    }
    return true;
}

/* The number of token @s, which is made when it is new; UINT32_MAX without memory. */
static uint32_t token_of(struct query_index *x, cupel_slice s)
{
    struct index_table *t = x->tables;
    if (t->n_tokens * 2 >= t->n_slots && !rehash_tokens(x))
        return UINT32_MAX;
    size_t at = hash_lower(s) & (t->n_slots - 1);
    while (t->slots[at]) {
        if (token_is(t, &t->tokens[t->slots[at] - 1], s))
            return t->slots[at] - 1;
        at = (at + 1) & (t->n_slots - 1);
    }
    uint32_t start = (uint32_t)t->n_letters;
    if (!index_grow(x->arena, (void **)&t->tokens, &t->tokens_room, t->n_tokens,
                    sizeof *t->tokens) ||
        !letters_add(x, s))
        return UINT32_MAX;
    t->tokens[t->n_tokens] = (struct token){ start, (uint32_t)s.n, 0, UINT32_MAX };
    t->slots[at] = (uint32_t)++t->n_tokens;
    return t->slots[at] - 1;
}

static void post(struct query_index *x, cupel_slice token, uint32_t unit)
{
    struct index_table *t = x->tables;
    uint32_t k = token_of(x, token);
    if (k == UINT32_MAX || t->tokens[k].last_unit == unit ||
        !index_grow(x->arena, (void **)&t->postings, &t->postings_room, t->n_postings,
                    sizeof *t->postings))
        return;
    t->tokens[k].last_unit = unit;
    t->postings[t->n_postings++] = (struct posting){ k, unit };
}

void index_add(struct query_index *x, struct unit unit)
{
    if (x->n_units >= UNITS_MAX ||
        !index_grow(x->arena, (void **)&x->units, &x->units_room, x->n_units, sizeof *x->units))
        return;
    uint32_t number = (uint32_t)x->n_units++;
    x->units[number] = unit;
    for (size_t i = 0; i < unit.text.n;) {
        size_t start = i;
        while (i < unit.text.n && is_letter(unit.text.p[i]))
            i++;
        if (i > start && i - start <= TOKEN_MAX)
            post(x, slice_part(unit.text, start, i - start), number);
        if (i == start)
            i++;
    }
}

/* Postings in the order of tokens; those of one token stay in the order of units. */
static void sort_postings(struct query_index *x)
{
    struct index_table *t = x->tables;
    uint32_t *next = arena_array(x->arena, t->n_tokens + 1, sizeof *next);
    t->units_of = arena_array(x->arena, t->n_postings + 1, sizeof *t->units_of);
    if (!next || !t->units_of)
        return;
    for (size_t i = 0; i < t->n_postings; i++)
        next[t->postings[i].token + 1]++;
    for (size_t i = 0; i < t->n_tokens; i++) {
        next[i + 1] += next[i];
        t->tokens[i].first = next[i];
    }
    for (size_t i = 0; i < t->n_postings; i++)
        t->units_of[next[t->postings[i].token]++] = t->postings[i].unit;
}

static uint32_t postings_end(const struct index_table *t, size_t token)
{
    return token + 1 < t->n_tokens ? t->tokens[token + 1].first : (uint32_t)t->n_postings;
}

/* ---- from a pattern to units ---- */

/* The longest row of letters of one alternative that any text with it must hold: where capitals
 * may part words, only the small letters between them. */
static cupel_slice needle_of(cupel_slice row)
{
    bool has_capital = false;
    for (size_t i = 0; i < row.n; i++)
        has_capital |= row.p[i] >= 'A' && row.p[i] <= 'Z';
    cupel_slice best = SLICE_EMPTY;
    for (size_t i = 0; i < row.n;) {
        size_t start = i;
        while (i < row.n && is_letter(row.p[i]) &&
               !(has_capital && (lower(row.p[i]) != row.p[i] || row.p[i] <= '9')))
            i++;
        if (i - start > best.n)
            best = slice_part(row, start, i - start);
        if (i == start)
            i++;
    }
    return best;
}

static size_t token_at(const struct index_table *t, size_t letter)
{
    size_t low = 0, high = t->n_tokens;
    while (high - low > 1) {
        size_t mid = (low + high) / 2;
        if (t->tokens[mid].start <= letter)
            low = mid;
        else
            high = mid;
    }
    return low;
}

/* ---- a set of units as it is gathered; the scratch space is the index's, one set at a time ----
 */

static bool scratch_make(struct query_index *x)
{
    struct index_table *t = x->tables;
    if (!t->marks)
        t->marks = arena_array(x->arena, x->n_units + 1, 1);
    if (!t->touched)
        t->touched = arena_array(x->arena, x->n_units + 1, sizeof *t->touched);
    t->n_touched = 0;
    return t->marks && t->touched && t->units_of;
}

static void touch(struct index_table *t, uint32_t unit)
{
    if (t->marks[unit])
        return;
    t->marks[unit] = 1;
    t->touched[t->n_touched++] = unit;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The set in order, and the scratch space clean again. */
static struct unit_list scratch_take(struct query_index *x)
{
    struct index_table *t = x->tables;
    uint32_t *kept = arena_array(x->arena, t->n_touched, sizeof *kept);
    for (size_t i = 0; i < t->n_touched; i++)
        t->marks[t->touched[i]] = 0;
    qsort(t->touched, t->n_touched, sizeof *t->touched, by_number);
    for (size_t i = 0; kept && i < t->n_touched; i++)
        kept[i] = t->touched[i];
    return (struct unit_list){ kept, kept ? t->n_touched : 0 };
}

/* ---- one alternative ---- */

/* The units that hold the needle in some token. */
static void touch_holders(struct query_index *x, cupel_slice needle)
{
    struct index_table *t = x->tables;
    for (uint32_t i = 0; needle.n == 0 && i < x->n_units; i++)
        touch(t, i);
    size_t at = 0;
    while (needle.n && at < t->n_letters) {
        cupel_slice rest = slice_of(t->letters + at, t->n_letters - at);
        size_t hit = slice_find(rest, needle);
        if (hit == SIZE_MAX)
            return;
        size_t token = token_at(t, at + hit);
        for (uint32_t i = t->tokens[token].first; i < postings_end(t, token); i++)
            touch(t, t->units_of[i]);
        at = t->tokens[token].start + t->tokens[token].n + 1;
    }
}

/* The units of the kinds that have the alternative. */
static struct unit_list find_row(struct query_index *x, const char *row, unsigned kinds)
{
    struct index_table *t = x->tables;
    size_t n = 0;
    if (!scratch_make(x))
        return (struct unit_list){ NULL, 0 };
    touch_holders(x, needle_of(slice_str(row)));
    for (size_t i = 0; i < t->n_touched; i++) {
        uint32_t unit = t->touched[i];
        t->marks[unit] = 0;
        if (UNIT_BIT(x->units[unit].kind) & kinds && words_in(row, x->units[unit].text))
            t->touched[n++] = unit;
    }
    t->n_touched = n;
    return scratch_take(x);
}

/* ---- code ---- */

static bool is_in(struct unit_list l, uint32_t unit)
{
    size_t low = 0, high = l.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (l.at[mid] < unit)
            low = mid + 1;
        else
            high = mid;
    }
    return low < l.n && l.at[low] == unit;
}

/* Every occurrence of the units, by one walk over all code. */
static struct spot_list find_spots(struct query_index *x, struct unit_list units)
{
    struct spot *at = NULL;
    size_t n = 0, room = 0;
    for (size_t i = 0; units.n && i < x->n_codes; i++) {
        const struct code_file *c = &x->codes[i];
        for (size_t k = 0; k < c->file->code->n_words; k++) {
            if (c->units[k] < units.at[0] || c->units[k] > units.at[units.n - 1] ||
                !is_in(units, c->units[k]))
                continue;
            if (!index_grow(x->arena, (void **)&at, &room, n, sizeof *at))
                return (struct spot_list){ at, n };
            at[n++] = (struct spot){ (uint32_t)i, (uint32_t)k };
        }
    }
    return (struct spot_list){ at, n };
}

size_t spots_within(struct spot_list l, uint32_t code, uint32_t first, uint32_t end)
{
    size_t low = 0, high = l.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (l.at[mid].code < code || (l.at[mid].code == code && l.at[mid].word < first))
            low = mid + 1;
        else
            high = mid;
    }
    return low < l.n && l.at[low].code == code && l.at[low].word < end ? low : SIZE_MAX;
}

/* ---- kept answers ---- */

enum answer_kind { ANSWER_ROW, ANSWER_UNITS, ANSWER_SPOTS };

static const struct answer *answer_of(struct query_index *x, const char *pattern, unsigned kinds,
                                      enum answer_kind what);

/* Kinds that are asked for together: an alternative is looked for in all of a group at once. */
static unsigned group_of(unsigned kinds)
{
    static const unsigned groups[] = {
        UNIT_BIT(UNIT_BLOCK) | UNIT_BIT(UNIT_FENCED) | UNIT_BIT(UNIT_API) | UNIT_BIT(UNIT_COMMENT),
        UNIT_BIT(UNIT_LINE) | UNIT_BIT(UNIT_SOURCE),
        UNIT_BIT(UNIT_IDENT) | UNIT_BIT(UNIT_STRING),
    };
    unsigned all = 0;
    for (size_t i = 0; i < CUPEL_COUNT(groups); i++)
        if (groups[i] & kinds)
            all |= groups[i];
    return all;
}

/* The units of the next alternative of @at, which is moved past it; false at the end. */
static bool next_row(struct query_index *x, const char **at, unsigned kinds, struct unit_list *ret)
{
    if (!**at)
        return false;
    size_t n = strcspn(*at, "|");
    const char *row = arena_text(x->arena, slice_of(*at, n));
    const struct answer *a = answer_of(x, row, group_of(kinds), ANSWER_ROW);
    *ret = a && n ? a->units : (struct unit_list){ NULL, 0 };
    *at += n + ((*at)[n] == '|');
    return true;
}

/* What the alternatives of a pattern have, of the kinds. */
static struct unit_list find_units(struct query_index *x, const char *pattern, unsigned kinds)
{
    struct unit_list row;
    for (const char *at = pattern; next_row(x, &at, kinds, &row);) /* each uses the scratch space */
        ;
    if (!scratch_make(x))
        return (struct unit_list){ NULL, 0 };
    for (uint32_t i = 0; !*pattern && i < x->n_units; i++)
        if (UNIT_BIT(x->units[i].kind) & kinds)
            touch(x->tables, i);
    for (const char *at = pattern; next_row(x, &at, kinds, &row);)
        for (size_t i = 0; i < row.n; i++)
            if (UNIT_BIT(x->units[row.at[i]].kind) & kinds)
                touch(x->tables, row.at[i]);
    return scratch_take(x);
}

static void find_answer(struct query_index *x, struct answer *a)
{
    if (a->what == ANSWER_ROW)
        a->units = find_row(x, a->pattern, a->kinds);
    else if (a->what == ANSWER_UNITS)
        a->units = find_units(x, a->pattern, a->kinds);
    else
        a->spots = find_spots(x, index_units(x, a->pattern, a->kinds));
}

static const struct answer *answer_of(struct query_index *x, const char *pattern, unsigned kinds,
                                      enum answer_kind what)
{
    uint32_t h = hash_lower(slice_str(pattern)) + kinds * 31u + (uint32_t)what;
    const struct answer **slot = &x->tables->answers[h % ANSWER_SLOTS];
    for (const struct answer *a = *slot; a; a = a->next)
        if (a->kinds == kinds && a->what == what && strcmp(a->pattern, pattern) == 0)
            return a;
    struct answer *a = arena_alloc(x->arena, sizeof *a);
    if (!a)
        return NULL;
    /* Patterns may be put together by callers: the copy stays. */
    *a = (struct answer){ .pattern = arena_printf(x->arena, "%s", pattern),
                          .kinds = kinds,
                          .what = (uint8_t)what };
    find_answer(x, a);
    a->next = *slot;
    *slot = a;
    return a;
}

struct unit_list index_units(struct query_index *x, const char *pattern, unsigned kinds)
{
    const struct answer *a = pattern ? answer_of(x, pattern, kinds, ANSWER_UNITS) : NULL;
    return a ? a->units : (struct unit_list){ NULL, 0 };
}

struct spot_list index_spots(struct query_index *x, const char *pattern, bool strings)
{
    unsigned kinds = UNIT_BIT(UNIT_IDENT) | (strings ? UNIT_BIT(UNIT_STRING) : 0);
    const struct answer *a = pattern ? answer_of(x, pattern, kinds, ANSWER_SPOTS) : NULL;
    return a ? a->spots : (struct spot_list){ NULL, 0 };
}

struct query_index *query_index_make(const struct project *p)
{
    struct query_index *x = arena_alloc(p->arena, sizeof *x);
    struct index_table *t = arena_alloc(p->arena, sizeof *t);
    if (!x || !t)
        return NULL;
    *x = (struct query_index){ .p = p, .arena = p->arena, .tables = t };
    struct file_walk w = { .p = p };
    const struct project_file *f;
    while ((f = file_next(&w)))
        index_add_file(x, f);
    sort_postings(x);
    return arena_status(p->arena) == CUPEL_OK ? x : NULL;
}
