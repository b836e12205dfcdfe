/* SPDX-License-Identifier: Apache-2.0 */
/* review/claims_read.c: which sentences of the front pages make a claim. */
#include "office/review/claims.h"

#include "office/review/prose.h"
#include "office/text/words.h"

#include <string.h>

#define CLAIMS_MAX     200
#define CLAIM_EACH_MAX 3 /* sentences of one kind that are kept of one document */
#define QUOTE_MAX      220
#define HEADING_MAX    3    /* "### Everything verifiable" is said; further down are topics */
#define SENTENCES_MAX  4000 /* of one document that are looked at */
#define MATCHES_MAX    4    /* of one kind in one sentence */

/* Sections that speak of others, of plans, or of limits. */
static bool is_elsewhere(const struct doc *d, size_t block)
{
    static const char plans[] = "roadmap|todo|future|planned|plans|non goals|limitations|"
                                "known limitations|known issues|out of scope|contributing|"
                                "changelog|next steps|goals|upcoming|not supported|wishlist";
    uint32_t h = d->blocks[block].heading;
    while (h < d->n_blocks) {
        if (d->blocks[h].level > 1 && words_in(plans, slice_str(d->blocks[h].text)))
            return true;
        if (d->blocks[h].heading >= h)
            break;
        h = d->blocks[h].heading;
    }
    return prose_is_about_others(d, block);
}

/* What the claim's word describes is somebody else's: "formally verified HACL*", "the audited
 * OpenSSL library". */
static bool describes_other(cupel_slice s, size_t end)
{
    cupel_slice tail = slice_part(s, end, s.n - end < 48 ? s.n - end : 48);
    static const char others[] =
        "openssl|open ssl|boringssl|boring ssl|libsodium|rustls|hacl|evercrypt|sel4|se l4|aws lc|"
        "ring|mbedtls|mbed tls|library|libraries|primitives|kernel|hypervisor|compiler|crate|"
        "dependencies|dependency|chips|processors|cpus|processor|cpu|module|tpm|tpms";
    struct words_match m;
    return words_find(others, tail, 0, &m) && m.start <= 14;
}

static bool is_negative_row(const struct sentence *s)
{
    return s->kind == DOC_ROW &&
           (words_in("no|none|planned|partial|todo|n a|unsupported|not|x", s->text) ||
            slice_find(s->text, SLICE_LIT("\xe2\x9d\x8c")) != SIZE_MAX);
}

enum reading { READ_NOTHING, READ_CLAIM, READ_LIMIT };

static enum reading read_as(const struct claim_kind *k, const char *names, const struct sentence *s)
{
    struct words_match m = { 0, 0 };
    enum reading best = READ_NOTHING;
    for (int i = 0; i < MATCHES_MAX && words_find(k->words, s->text, m.end, &m); i++) {
        bool negative = prose_denied(s->text, m.start) || is_negative_row(s);
        bool other = prose_subject(names, s->text, m.start) == PROSE_OTHER ||
                     describes_other(s->text, m.end);
        if (other || (k->unless && words_in(k->unless, s->text)))
            continue;
        if (negative)
            best = READ_LIMIT;
        else if (!prose_hedged(s->text))
            return READ_CLAIM;
    }
    return best;
}

/* "This is experimental", "a research prototype": a limit that is said. */
static bool says_unready(const char *names, const struct sentence *s)
{
    struct words_match m;
    return words_find("experimental|prototype|proof of concept|not for production|alpha quality|"
                      "work in progress|not production ready|do not use in production|"
                      "not been audited|unaudited|for research purposes|at your own risk|"
                      "no security guarantee*|not intended for production|not ready|not validated|"
                      "not yet validated|testing only|development only|pre 1 0|"
                      "destroys the security*|provisional",
                      s->text, 0, &m) &&
           prose_subject(names, s->text, m.start) != PROSE_OTHER;
}

static bool has_outside_link(const struct doc *d, const struct sentence *s)
{
    uint32_t end = s->block + 1 < d->n_blocks ? d->blocks[s->block + 1].line : UINT32_MAX;
    for (size_t i = 0; i < d->n_links; i++)
        if (d->links[i].line >= s->line && d->links[i].line < end && !d->links[i].is_image &&
            slice_find(slice_str(d->links[i].target), SLICE_LIT("://")) != SIZE_MAX)
            return true;
    return false;
}

static void add(const struct project *p, struct claims *c, const struct claim_kind *k,
                const struct project_file *f, const struct sentence *s)
{
    size_t same = 0;
    for (size_t i = 0; i < c->n; i++)
        same += c->all[i].kind == k && c->all[i].file == f;
    if (c->n == CLAIMS_MAX || same == CLAIM_EACH_MAX)
        return;
    c->all[c->n++] = (struct claim){ .kind = k,
                                     .file = f,
                                     .line = s->line,
                                     .quote = prose_quote(p, s->text, QUOTE_MAX),
                                     .has_link = has_outside_link(f->doc, s) };
}

static void read_document(const struct project *p, struct claims *c, const struct project_file *f)
{
    if (!f->doc || f->doc->is_cut)
        c->is_unread = true;
    if (!f->doc)
        return;
    const char *names = prose_names(p, f->in);
    struct sentence_walk w = { .doc = f->doc };
    struct sentence s;
    c->documents++;
    for (size_t n = 0; sentence_next(&w, &s); n++) {
        if (n == SENTENCES_MAX) {
            c->is_unread = true;
            return;
        }
        if (s.kind == DOC_HEADING && f->doc->blocks[s.block].level > HEADING_MAX)
            continue;
        bool limit = says_unready(names, &s);
        bool elsewhere = is_elsewhere(f->doc, s.block);
        for (size_t k = 0; k < claim_kinds_count; k++) {
            enum reading r = read_as(&claim_kinds[k], names, &s);
            limit = limit || r == READ_LIMIT;
            if (r == READ_CLAIM && !elsewhere)
                add(p, c, &claim_kinds[k], f, &s);
        }
        c->limits += limit;
    }
}

static const struct project_file *front_page(const struct checkout *c)
{
    static const char *const pages[] = {
        "docs/index.md",    "docs/README.md", "docs/introduction.md",
        "docs/overview.md", "docs/index.rst", "docs/source/index.rst",
        "doc/index.md",     "doc/README.md",  "docs/src/introduction.md"
    };
    for (size_t i = 0; i < CUPEL_COUNT(pages); i++) {
        const struct project_file *f = checkout_file(c, pages[i]);
        if (f && f->doc)
            return f;
    }
    return NULL;
}

void claims_read(const struct project *p, struct claims *ret)
{
    *ret = (struct claims){ .all = arena_array(p->arena, CLAIMS_MAX, sizeof *ret->all) };
    for (size_t i = 0; ret->all && i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        const struct project_file *readme = c->is_defaults ? NULL : checkout_readme(c);
        const struct project_file *front = c->is_defaults ? NULL : front_page(c);
        if (readme)
            read_document(p, ret, readme);
        if (front && front != readme)
            read_document(p, ret, front);
    }
}
