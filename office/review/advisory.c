/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/advisory.h"

#include "base/text.h"
#include "office/review/people.h"
#include "office/text/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- identifiers ---- */

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(uint8_t c)
{
    return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Does @s have the shape of @shape: '9' a digit, 'x' a letter or digit, others as they stand? */
static bool has_shape(cupel_slice s, const char *shape)
{
    size_t i = 0;
    for (; shape[i]; i++) {
        if (i >= s.n)
            return false;
        uint8_t c = s.p[i];
        uint8_t want = (uint8_t)shape[i];
        bool fits = want == '9' ? is_digit(c) : want == 'x' ? is_alnum(c) : c == want;
        fits = fits || (want >= 'A' && want <= 'Z' && c == (want | 32));
        if (!fits)
            return false;
    }
    return true;
}

static size_t advisory_at(cupel_slice s)
{
    static const char *const shapes[] = { "CVE-9999-9999", "GHSA-xxxx-xxxx-xxxx",
                                          "RUSTSEC-9999-9999", "GO-9999-9999" };
    for (size_t i = 0; i < CUPEL_COUNT(shapes); i++) {
        if (!has_shape(s, shapes[i]))
            continue;
        size_t n = slice_str(shapes[i]).n;
        while (i != 1 && n < s.n && is_digit(s.p[n]) && n < ADVISORY_ROOM - 1)
            n++;
        return n < s.n && is_alnum(s.p[n]) ? 0 : n;
    }
    return 0;
}

size_t advisory_find(cupel_slice text, size_t from, size_t *end)
{
    for (size_t i = from; i < text.n; i++) {
        uint8_t c = text.p[i] & (uint8_t)~32;
        if ((c != 'C' && c != 'G' && c != 'R') || (i && is_alnum(text.p[i - 1])))
            continue;
        size_t n = advisory_at(slice_part(text, i, text.n - i));
        if (n == 0)
            continue;
        *end = i + n;
        return i;
    }
    return SIZE_MAX;
}

/* The letters of a GHSA are lower case by their scheme, all others upper case. */
static void write_id(cupel_slice s, char out[ADVISORY_ROOM])
{
    bool ghsa = (s.p[0] | 32) == 'g' && s.n > 4 && (s.p[1] | 32) == 'h';
    size_t n = s.n < ADVISORY_ROOM - 1 ? s.n : ADVISORY_ROOM - 1;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = s.p[i];
        bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';
        out[i] = (char)(ghsa && i > 4 ? (upper ? c + 32 : c) : (lower ? c - 32 : c));
    }
    out[n] = '\0';
}

static struct advisory *get(struct advisories *all, cupel_slice name)
{
    char id[ADVISORY_ROOM];
    write_id(name, id);
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->all[i].id, id) == 0)
            return &all->all[i];
    if (all->n == ADVISORIES_MAX) {
        all->more++;
        return NULL;
    }
    struct advisory *a = &all->all[all->n++];
    *a = (struct advisory){ .is_dependency = true };
    slice_copy(slice_str(id), a->id, sizeof a->id);
    a->id[sizeof a->id - 1] = '\0';
    return a;
}

/* ---- commits ---- */

#define FIXES                                                                                      \
    "fix*|patch*|mitigat*|address*|resolve*|remediat*|prevent*|close*|security|backport*|"         \
    "harden*|merge pull request from|vulnerab*|advisory"
#define RAISES                                                                                     \
    "bump*|upgrade*|update*|deps|dependency|dependencies|go mod|cargo lock|lockfile|base image|"   \
    "audit|trivy|renovate|snyk|dependabot"

static void see_commit(struct advisories *all, const struct checkout *in, const struct commit *c)
{
    cupel_slice message = slice_str(c->message);
    size_t end = 0, at = advisory_find(message, 0, &end);
    if (at == SIZE_MAX || !words_in(FIXES "|" RAISES, message))
        return; /* a commit that merely speaks of one: a test, a table of a vendor's */
    size_t title = slice_find(message, SLICE_LIT("\n"));
    cupel_slice head = slice_part(message, 0, title == SIZE_MAX ? message.n : title);
    bool raises = bot_kind_of(&c->author) != BOT_NONE || words_in(RAISES, head);
    for (; at != SIZE_MAX; at = advisory_find(message, end, &end)) {
        struct advisory *a = get(all, slice_part(message, at, end - at));
        if (!a)
            continue;
        a->is_dependency = a->is_dependency && raises;
        if (!a->fix || c->commit_time < a->fix->commit_time) {
            a->fix = c;
            a->in = in;
        }
    }
}

/* ---- documents ---- */

/* Is it a document whose business is to name the project's own advisories? A threat model names
 * other people's. */
static bool is_list(const struct project_file *f)
{
    const char *slash = strrchr(f->path, '/');
    cupel_slice name = slice_str(slash ? slash + 1 : f->path);
    return f->kind & FILE_CHANGELOG || words_are("security|security md|security rst", name) ||
           words_in("advisory|advisories|vulnerabilities|release notes", slice_str(f->path));
}

/* An ISO date in @s as time, or 0. */
static int64_t date_in(cupel_slice s)
{
    for (size_t i = 0; i + 10 <= s.n; i++) {
        if (!has_shape(slice_part(s, i, 10), "9999-99-99") || (i && is_alnum(s.p[i - 1])))
            continue;
        uint8_t full[20];
        int64_t t = 0;
        slice_copy(SLICE_LIT("0000-00-00T00:00:00Z"), full, sizeof full);
        slice_copy(slice_part(s, i, 10), full, 10);
        if (rfc3339_read(SLICE_ARRAY(full), &t) == CUPEL_OK)
            return t;
    }
    return 0;
}

/* The date that the section around @block gives for the report. */
static int64_t reported_in(const struct doc *d, size_t block)
{
    size_t from = d->blocks[block].heading < d->n_blocks ? d->blocks[block].heading : 0;
    if (d->blocks[block].kind == DOC_HEADING)
        from = block;
    for (size_t i = from; i < d->n_blocks && i < from + 200; i++) {
        if (i > from && i > block && d->blocks[i].kind == DOC_HEADING)
            break;
        cupel_slice s = slice_str(d->blocks[i].text);
        struct words_match m;
        if (!words_find("reported|received|report date", s, 0, &m))
            continue;
        int64_t t = date_in(slice_part(s, m.end, s.n - m.end < 40 ? s.n - m.end : 40));
        if (t)
            return t;
    }
    return 0;
}

/* Change logs name what a raised dependency fixes as well. */
static void see_block(struct advisories *all, const struct project_file *f, size_t block)
{
    cupel_slice s = slice_str(f->doc->blocks[block].text);
    size_t end = 0;
    for (size_t at = advisory_find(s, 0, &end); at != SIZE_MAX; at = advisory_find(s, end, &end)) {
        if (f->kind & FILE_CHANGELOG && words_in(RAISES, s))
            continue;
        struct advisory *a = get(all, slice_part(s, at, end - at));
        if (!a || a->is_documented)
            continue;
        a->is_documented = true;
        a->file = f;
        a->line = f->doc->blocks[block].line;
        a->reported = reported_in(f->doc, block);
    }
}

static void see_documents(const struct project *p, struct advisories *all)
{
    struct file_walk w = { .p = p, .kinds_any = FILE_DOC, .kinds_none = FILE_NOT_PRODUCT };
    const struct project_file *f;
    while ((f = file_next(&w)))
        if (f->doc && !f->in->is_defaults && is_list(f))
            for (size_t i = 0; i < f->doc->n_blocks; i++)
                see_block(all, f, i);
}

/* ---- which release holds the fix ---- */

#define READS_MAX        24      /* histories of tags that are read for all advisories */
#define READ_COMMITS_MAX 1000000 /* commits in them */

struct holder {
    const struct project *p;
    const struct releases *releases;
    struct arena scratch;
    unsigned reads;
    size_t commits;
};

static const struct commit *commit_of(const struct history *h, const struct git_id *id)
{
    for (size_t i = 0; i < h->n; i++)
        if (git_id_eq(&h->commits[i].id, id))
            return &h->commits[i];
    return NULL;
}

/* 1: the tag's commit reaches @fix; 0: it does not; -1: not looked at, for the bounds. */
static int holds(struct holder *h, const struct release *r, const struct commit *fix)
{
    const struct commit *at = commit_of(&r->in->history, &r->tag->target);
    if (at == fix)
        return 1;
    if (at && at->is_first_parent && fix->is_first_parent)
        return at < fix; /* one array, newest first */
    if (h->reads >= READS_MAX || h->commits + r->in->history.n > READ_COMMITS_MAX)
        return -1;
    h->reads++;
    h->commits += r->in->history.n;
    struct history part;
    arena_clear(&h->scratch);
    if (history_read(r->in->repo, &r->tag->target, SLICE_EMPTY, &h->scratch, NULL, NULL, &part,
                     NULL) != CUPEL_OK)
        return -1;
    return history_has(&part, &fix->id);
}

static void find_release(struct holder *h, struct advisory *a)
{
    if (!a->fix || h->releases->partial) {
        a->unknown = !a->fix ? "no commit names it" : h->releases->partial;
        return;
    }
    for (size_t i = h->releases->n; i-- > 0;) {
        const struct release *r = &h->releases->all[i];
        if (r->in != a->in || r->tag->time < a->fix->commit_time - DAY)
            continue;
        int held = holds(h, r, a->fix);
        if (held < 0) {
            a->unknown = "too many tags would have to be searched";
            return;
        }
        if (held) {
            a->release = r;
            return;
        }
    }
    a->is_open = true;
}

static int compare_id(const void *x, const void *y)
{
    return strcmp(((const struct advisory *)x)->id, ((const struct advisory *)y)->id);
}

void advisories_find(const struct project *p, const struct releases *releases, struct arena *a,
                     struct advisories *ret)
{
    struct advisories all = { .all = arena_array(a, ADVISORIES_MAX, sizeof *all.all) };
    *ret = (struct advisories){ 0 };
    if (!all.all)
        return;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        for (size_t k = 0; !c->is_defaults && k < c->history.n; k++)
            see_commit(&all, c, &c->history.commits[k]);
    }
    see_documents(p, &all);
    struct holder h = { .p = p, .releases = releases };
    arena_init(&h.scratch, (size_t)512 << 20);
    for (size_t i = 0; i < all.n; i++)
        if (!(all.all[i].is_dependency && all.all[i].fix))
            find_release(&h, &all.all[i]);
    arena_clear(&h.scratch);
    qsort(all.all, all.n, sizeof *all.all, compare_id);
    *ret = all;
}
