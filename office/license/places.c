/* SPDX-License-Identifier: Apache-2.0 */
#include "office/license/places.h"

#include <stdlib.h>

#define INDEX_ROOM     32768u /* a power of two, more than license_n_hashes by a third and more */
#define CANDIDATES_MAX 48     /* texts looked at closely */
#define CHUNKS_MAX     4096   /* of one known text; tools/license-table makes none with more */
#define LINKS_MAX      32768  /* pairs of a spot and its place in the license, of one window */
#define SLACK_WORDS    100    /* of somebody's own, between the words of a license, */
#define SLACK_PART     4      /* and that part of the license's own length */
#define FOUND          850    /* permille of a license that must be there */
#define CLOSE          250    /* permille from which on a place may be the nearest */
#define LINES_MAX      6      /* that begin within one chunk and are looked at, */
#define CUT_MAX        128    /* where the chunk has no more words than that */
#define NONE           UINT16_MAX

/* One way to go on in a chain: this spot as that chunk of the license. */
struct link {
    uint32_t spot, before; /* indices; the link before, or UINT32_MAX */
    uint32_t words;        /* of the chain up to here */
    uint16_t ref;          /* index of the chunk in the license */
};

/* What is needed while searching only. */
struct search {
    struct license_places *p;
    uint16_t index[INDEX_ROOM];     /* chunk by hash, NONE where free */
    uint16_t lengths[INDEX_ROOM];   /* words of each chunk that the text has, else 0 */
    uint16_t first_ref[INDEX_ROOM]; /* of the license at hand: where the chunk stands first */
    uint16_t last_ref[INDEX_ROOM];
    uint16_t held[INDEX_ROOM];       /* how many of the chunk are in the window */
    uint16_t wanted[INDEX_ROOM];     /* and how many the license has */
    uint16_t refs[CHUNKS_MAX];       /* the license's chunks */
    uint16_t before_ref[CHUNKS_MAX]; /* the same chunk earlier in the license, or NONE */
    uint32_t best[CHUNKS_MAX + 1];   /* Fenwick tree: the best link at or before a ref */
    struct link links[LINKS_MAX];
    size_t n_links;
    const struct license_text *of;
    uint32_t reach;                   /* words of the text that one place may span */
    uint32_t mine[LICENSE_SPOTS_MAX]; /* spots whose chunks the license has */
    size_t n_mine;
};

unsigned license_place_permille(const struct license_place *p)
{
    return p->of && p->of->words ? (unsigned)((uint64_t)p->got * 1000 / p->of->words) : 0;
}

bool license_place_is_found(const struct license_place *p)
{
    return license_place_permille(p) >= FOUND && (p->key & p->of->key) == p->of->key;
}

/* ---- known chunks of the text ---- */

static void fill_index(uint16_t *index)
{
    for (size_t i = 0; i < INDEX_ROOM; i++)
        index[i] = NONE;
    for (size_t i = 0; i < license_n_hashes; i++) {
        size_t slot = license_hashes[i] % INDEX_ROOM;
        while (index[slot] != NONE)
            slot = (slot + 1) % INDEX_ROOM;
        index[slot] = (uint16_t)i;
    }
}

static uint16_t look_up(const uint16_t *index, uint32_t hash)
{
    size_t slot = hash % INDEX_ROOM;
    while (index[slot] != NONE && license_hashes[index[slot]] != hash)
        slot = (slot + 1) % INDEX_ROOM;
    return index[slot];
}

static void add_spot(struct search *s, size_t level, const struct license_chunk *c)
{
    size_t n = s->p->n_spots[0] + s->p->n_spots[1];
    uint16_t chunk = look_up(s->index, c->hash);
    if (chunk == NONE || n == LICENSE_SPOTS_MAX)
        return;
    s->lengths[chunk] = (uint16_t)(c->end - c->first);
    s->p->spots[n] = (struct license_spot){ c->first, chunk, s->lengths[chunk] };
    s->p->n_spots[level]++;
}

/* The chunk as it is, cut at the ends of lines, and from the beginnings of the next on. */
static void add_spots_of(struct search *s, size_t level, uint32_t mask,
                         const struct license_chunk *c)
{
    const struct license_words *w = &s->p->words;
    struct license_chunk part;
    unsigned lines = 0;
    add_spot(s, level, c);
    if (c->end - c->first > CUT_MAX)
        return;
    for (size_t i = c->first; i < c->end && lines < LINES_MAX; i++) {
        if (!w->words[i].is_start)
            continue;
        lines++;
        if (i > c->first) {
            part = license_chunk_tail(w, mask, c->first, i);
            add_spot(s, level, &part);
        }
        part = license_chunk_head(w, mask, i);
        add_spot(s, level, &part);
    }
}

static void find_spots(struct search *s)
{
    static const uint32_t masks[] = { LICENSE_COARSE_MASK, LICENSE_FINE_MASK };
    struct license_chunk c;
    for (size_t level = 0; level < CUPEL_COUNT(masks); level++)
        for (size_t at = 0; license_chunk_take(&s->p->words, masks[level], &at, &c);)
            add_spots_of(s, level, masks[level], &c);
}

/* ---- candidates ---- */

struct candidate {
    const struct license_text *of;
    unsigned permille;
};

/* Chunks of a text, as the table's runs give them. */
static size_t read_refs(const struct license_text *t, uint16_t *refs)
{
    size_t n = 0;
    for (size_t r = t->first_run; r < (size_t)t->first_run + t->n_runs; r++)
        for (uint16_t i = 0; i < license_run_length[r] && n < CHUNKS_MAX; i++)
            refs[n++] = (uint16_t)(license_run_first[r] + i);
    return n;
}

/* How much of it the text has at all, in whatever order. */
static unsigned shared_permille(const struct search *s, const struct license_text *t,
                                uint16_t *refs)
{
    uint64_t words = 0;
    size_t n = read_refs(t, refs);
    for (size_t i = t->head; i + t->tail < n; i++)
        words += s->lengths[refs[i]];
    return (unsigned)(words * 1000 / t->words);
}

static int by_permille(const void *x, const void *y)
{
    const struct candidate *a = x, *b = y;
    if (a->permille != b->permille)
        return a->permille < b->permille ? 1 : -1;
    return (a->of > b->of) - (a->of < b->of);
}

static size_t find_candidates(struct search *s, struct candidate *all)
{
    size_t n = 0;
    for (size_t i = 0; i < license_n_texts; i++) {
        struct candidate c = { &license_texts[i], shared_permille(s, &license_texts[i], s->refs) };
        if (c.permille >= CLOSE)
            all[n++] = c;
    }
    if (n > 1)
        qsort(all, n, sizeof *all, by_permille);
    return n < CANDIDATES_MAX ? n : CANDIDATES_MAX;
}

/* ---- one license ---- */

/* Its chunks by number, and the spots of the text that hold one. */
static void load(struct search *s, const struct license_text *t)
{
    size_t n = read_refs(t, s->refs), level = t->is_fine;
    size_t from = level ? s->p->n_spots[0] : 0;
    uint64_t optional = 0;
    s->of = t;
    s->n_mine = 0;
    for (size_t i = 0; i < n; i++)
        s->first_ref[s->refs[i]] = NONE;
    for (size_t i = 0; i < n; i++) {
        uint16_t chunk = s->refs[i];
        if (s->first_ref[chunk] == NONE) {
            s->first_ref[chunk] = (uint16_t)i;
            s->wanted[chunk] = s->held[chunk] = 0;
            s->before_ref[i] = NONE;
        } else {
            s->before_ref[i] = s->last_ref[chunk];
        }
        s->last_ref[chunk] = (uint16_t)i;
        s->wanted[chunk]++;
        if (i < t->head || i + t->tail >= n)
            optional += s->lengths[chunk];
    }
    for (size_t i = from; i < from + s->p->n_spots[level]; i++)
        if (s->first_ref[s->p->spots[i].chunk] != NONE)
            s->mine[s->n_mine++] = (uint32_t)i;
    s->reach = (uint32_t)(t->words + t->words / SLACK_PART + SLACK_WORDS + optional);
}

static void unload(struct search *s)
{
    for (size_t i = 0; i < s->of->chunks; i++)
        s->first_ref[s->refs[i]] = NONE;
}

/* ---- the best chain within a window ---- */

/* The link with the most words whose chunk comes before @ref. */
static uint32_t best_before(const struct search *s, size_t ref)
{
    uint32_t best = UINT32_MAX;
    for (size_t i = ref; i > 0; i -= i & (~i + 1)) {
        uint32_t l = s->best[i];
        if (l != UINT32_MAX && (best == UINT32_MAX || s->links[l].words > s->links[best].words))
            best = l;
    }
    return best;
}

static void keep_best(struct search *s, uint32_t link)
{
    for (size_t i = s->links[link].ref + 1u; i <= s->of->chunks; i += i & (~i + 1)) {
        uint32_t l = s->best[i];
        if (l == UINT32_MAX || s->links[l].words < s->links[link].words)
            s->best[i] = link;
    }
}

/* All places in the license that this spot may be, the last first, so that none follows another. */
static void add_links(struct search *s, uint32_t spot)
{
    const struct license_spot *at = &s->p->spots[spot];
    uint32_t first = (uint32_t)s->n_links;
    for (uint16_t ref = s->last_ref[at->chunk]; ref != NONE && s->n_links < LINKS_MAX;
         ref = s->before_ref[ref]) {
        uint32_t before = best_before(s, ref);
        uint32_t words = at->n + (before == UINT32_MAX ? 0 : s->links[before].words);
        s->links[s->n_links++] = (struct link){ spot, before, words, ref };
    }
    for (uint32_t i = first; i < s->n_links; i++)
        keep_best(s, i);
}

static bool is_obligatory(const struct license_text *t, size_t ref)
{
    return ref >= t->head && ref + t->tail < t->chunks;
}

/* The spots [from, to] of mine in the order that covers most of the license. */
static struct license_place best_chain(struct search *s, size_t from, size_t to)
{
    struct license_place out = { .of = s->of, .chain = (uint32_t)s->p->n_chain };
    s->n_links = 0;
    for (size_t i = 0; i <= s->of->chunks; i++)
        s->best[i] = UINT32_MAX;
    for (size_t i = from; i <= to; i++)
        add_links(s, s->mine[i]);
    for (uint32_t l = best_before(s, s->of->chunks); l != UINT32_MAX; l = s->links[l].before) {
        const struct license_spot *at = &s->p->spots[s->links[l].spot];
        out.key |= s->links[l].ref < 32 ? (uint32_t)1 << s->links[l].ref : 0;
        if (is_obligatory(s->of, s->links[l].ref))
            out.got += at->n;
        else
            out.extra += at->n;
        out.end = out.end > at->first + at->n ? out.end : at->first + at->n;
        out.first = at->first;
        if (s->p->n_chain < LICENSE_SPOTS_MAX) {
            s->p->chain[s->p->n_chain++] = s->links[l].spot;
            out.n_chain++;
        }
    }
    return out;
}

static void keep_place(struct search *s, size_t from, size_t to)
{
    struct license_place p = best_chain(s, from, to);
    struct license_places *all = s->p;
    bool is_found = license_place_is_found(&p);
    if (is_found && all->n_places < LICENSE_PLACES_MAX) {
        all->places[all->n_places++] = p;
        return;
    }
    all->n_chain = p.chain; /* not kept */
    p.n_chain = 0;
    if (!is_found && license_place_permille(&p) >= CLOSE &&
        license_place_permille(&p) > license_place_permille(&all->nearest))
        all->nearest = p;
}

/* ---- windows ---- */

struct window {
    size_t from, to; /* of mine */
    uint64_t words;
};

static uint32_t spot_first(const struct search *s, size_t i)
{
    return s->p->spots[s->mine[i]].first;
}

static void enter(struct search *s, struct window *w)
{
    const struct license_spot *at = &s->p->spots[s->mine[w->to]];
    if (s->held[at->chunk]++ < s->wanted[at->chunk])
        w->words += at->n;
}

static void leave(struct search *s, struct window *w)
{
    const struct license_spot *at = &s->p->spots[s->mine[w->from++]];
    if (--s->held[at->chunk] < s->wanted[at->chunk])
        w->words -= at->n;
}

/* Windows of the license's reach over its spots. Where one holds enough, the best that overlaps it
 * is a place, and the search goes on behind it; each spot is seen at most twice. */
static void find_places(struct search *s)
{
    struct window w = { 0 }, best = { 0 };
    for (size_t i = 0; i < s->of->chunks; i++)
        s->held[s->refs[i]] = 0;
    for (; w.to < s->n_mine; w.to++) {
        bool is_enough = best.words * 1000 >= (uint64_t)FOUND * s->of->words;
        if (is_enough && spot_first(s, w.to) - spot_first(s, best.from) > s->reach) {
            keep_place(s, best.from, best.to);
            while (w.from < w.to)
                leave(s, &w);
            w = (struct window){ best.to + 1, best.to + 1, 0 };
            best = w;
        }
        enter(s, &w);
        while (spot_first(s, w.to) - spot_first(s, w.from) > s->reach)
            leave(s, &w);
        if (w.words > best.words)
            best = w;
    }
    if (best.words)
        keep_place(s, best.from, best.to);
}

/* ---- the whole ---- */

static cupel_status search_all(struct license_places *p)
{
    struct search *s = malloc(sizeof *s);
    struct candidate *all = malloc(license_n_texts * sizeof *all);
    if (s && all) {
        s->p = p;
        for (size_t i = 0; i < INDEX_ROOM; i++) {
            s->lengths[i] = 0;
            s->first_ref[i] = NONE;
        }
        fill_index(s->index);
        find_spots(s);
        size_t n = p->n_spots[0] + p->n_spots[1] ? find_candidates(s, all) : 0;
        for (size_t i = 0; i < n; i++) {
            load(s, all[i].of);
            find_places(s);
            unload(s);
        }
    }
    cupel_status st = s && all ? CUPEL_OK : CUPEL_E_NOMEM;
    free(s);
    free(all);
    return st;
}

cupel_status license_places_find(cupel_slice text, struct license_places *ret)
{
    struct license_places p = { 0 };
    CUPEL_TRY(license_words_read(text, &p.words));
    p.spots = malloc(LICENSE_SPOTS_MAX * sizeof *p.spots);
    p.chain = malloc(LICENSE_SPOTS_MAX * sizeof *p.chain);
    p.places = malloc(LICENSE_PLACES_MAX * sizeof *p.places);
    cupel_status st = p.spots && p.chain && p.places ? search_all(&p) : CUPEL_E_NOMEM;
    if (st == CUPEL_OK)
        *ret = p;
    else
        license_places_clear(&p);
    return st;
}

void license_places_clear(struct license_places *p)
{
    license_words_clear(&p->words);
    free(p->spots);
    free(p->chain);
    free(p->places);
    *p = (struct license_places){ 0 };
}
