/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/adv.c: cc-adv. Advisories of the project itself, listed in its tree: each with its
 * identifier, the versions it affects and the release that fixes it. Identifiers in comments and
 * commit messages are history; those of vendors and dependencies are somebody else's.
 */
#include "office/review/cc/docs.h"

#include "office/review/advisory.h"
#include "office/review/house.h"
#include "office/text/words.h"

#define LISTS                                                                                      \
    "security|advisor*|advisories|changelog|changes|history|release notes|releases|news|"          \
    "vulnerabilit*|cve|cves|security bulletins|bulletin*"
#define AFFECTED                                                                                   \
    "affected|affects|affecting|vulnerable|versions before|prior to|earlier than|up to|through|"   \
    "all versions|introduced|impacted|impacts"
#define FIXED                                                                                      \
    "fixed|patched|resolved|fix|fixes|upgrade to|update to|remediated|addressed|mitigated|"        \
    "corrected|solution"
#define DEPENDENCY                                                                                 \
    "bump|bumps|bumped|dependency|dependencies|upstream|third party|golang|go stdlib|openssl|"     \
    "mbedtls|mbed tls|curl|glibc|zlib|linux kernel|microcode|transitive"

#define IDS_MAX 2000 /* advisories that are told apart; more count each */

/* An advisory is often listed twice, in a change log and in a list of its own: the better one
 * counts. */
struct counts {
    struct advisory_seen {
        cupel_slice id;
        bool is_complete;
    } * seen; /* IDS_MAX of them */
    size_t n_seen;
    size_t entries, complete;
    size_t records; /* files that may be advisories as data and were read */
};

/* The blocks that belong to an identifier, and the head of its table. */
struct scope {
    const struct doc *d;
    size_t first, end;
    cupel_slice head;
};
#define SCOPE_MAX 60 /* blocks of a section that are looked at */

static cupel_slice first_id(cupel_slice s)
{
    size_t end = 0, at = advisory_find(s, 0, &end);
    return at == SIZE_MAX ? SLICE_EMPTY : slice_part(s, at, end - at);
}

static bool has_id(cupel_slice s)
{
    return first_id(s).n > 0;
}

static void count_entry(struct counts *c, cupel_slice id, bool is_complete)
{
    size_t i = 0;
    while (i < c->n_seen && !slice_eq(c->seen[i].id, id))
        i++;
    if (i == c->n_seen) {
        c->entries++;
        c->complete += is_complete;
        if (c->seen && i < IDS_MAX)
            c->seen[c->n_seen++] = (struct advisory_seen){ id, is_complete };
    } else if (is_complete && !c->seen[i].is_complete) {
        c->seen[i].is_complete = true;
        c->complete++;
    }
}

/* The section when its heading has the identifier, else the block. */
static struct scope scope_of(const struct doc *d, size_t block)
{
    uint32_t heading = d->blocks[block].heading;
    bool is_title = d->blocks[block].kind == DOC_HEADING;
    struct scope s = { d, block, block + 1, docs_header(d, block) };
    if (!is_title && heading < d->n_blocks && has_id(slice_str(d->blocks[heading].text)))
        s.first = heading;
    if (is_title || s.first != block)
        s.end = doc_section_end(d, s.first);
    if (s.end - s.first > SCOPE_MAX)
        s.end = s.first + SCOPE_MAX;
    return s;
}

static bool scope_says(const struct scope *s, const char *words)
{
    bool says = words_in(words, s->head);
    for (size_t i = s->first; i < s->end && !says; i++)
        says = words_in(words, docs_text(s->d, i));
    return says;
}

/* A version by its looks: "1.2", "v0.9.0". */
static bool has_version(cupel_slice s)
{
    for (size_t i = 1; i + 1 < s.n; i++)
        if (s.p[i] == '.' && s.p[i - 1] >= '0' && s.p[i - 1] <= '9' && s.p[i + 1] >= '0' &&
            s.p[i + 1] <= '9')
            return true;
    return false;
}

static bool scope_has_version(const struct scope *s)
{
    bool has = false;
    for (size_t i = s->first; i < s->end && !has; i++)
        has = has_version(docs_text(s->d, i));
    return has;
}

/* In a change log the heading above names the release that fixes. */
static bool is_under_version(const struct project_file *f, size_t block)
{
    uint32_t h = f->doc->blocks[block].heading;
    while (h < f->doc->n_blocks) {
        if (has_version(slice_str(f->doc->blocks[h].text)))
            return true;
        if (f->doc->blocks[h].heading >= h)
            return false;
        h = f->doc->blocks[h].heading;
    }
    return false;
}

static void look_at_block(const struct project *p, const struct project_file *f, size_t block,
                          struct counts *c, struct places *to)
{
    if (!has_id(docs_text(f->doc, block)))
        return;
    const struct scope s = scope_of(f->doc, block);
    if (scope_says(&s, DEPENDENCY))
        return;
    bool version = scope_has_version(&s);
    bool affected = version && scope_says(&s, AFFECTED);
    bool fixed = (version && scope_says(&s, FIXED)) || is_under_version(f, block);
    count_entry(c, first_id(docs_text(f->doc, block)), affected && fixed);
    places_add(p, to, f, f->doc->blocks[block].line,
               affected && fixed ? "an advisory with what it affects and what fixes it"
               : fixed           ? "an advisory without the versions that it affects"
                                 : "an advisory without the release that fixes it");
}

static bool is_list(const struct project_file *f)
{
    return f->doc && f->kind & FILE_DOC && docs_is_prose(f) &&
           !(f->kind & (FILE_FOREIGN | FILE_TEST | FILE_FIXTURE | FILE_EXAMPLE)) &&
           words_in(LISTS, slice_str(f->path)) &&
           !words_in("versioned docs|rfc|rfcs", slice_str(f->path));
}

#define RECORD_MAX  65536 /* bytes of one advisory as data */
#define RECORDS_MAX 1000

/* Advisories as data: OSV, VEX. */
static bool is_record(const struct project *p, const struct project_file *f, struct counts *c)
{
    if (f->doc || f->lang != LANG_NONE || f->kind & FILE_NOT_PRODUCT ||
        !words_in("advisories|advisory|osv", slice_str(f->path)) ||
        !house_ends(f->path, ".json|.toml|.yaml|.yml") || c->records++ >= RECORDS_MAX)
        return false;
    cupel_slice text = house_text(p, f, RECORD_MAX);
    return has_id(text) && words_in("affected", text) && words_in("fixed|patched", text);
}

static void find_lists(const struct project *p, struct counts *c, struct places *to)
{
    struct file_walk w = { .p = p };
    const struct project_file *f;
    while ((f = file_next(&w))) {
        if (is_record(p, f, c)) {
            places_add(p, to, f, 0, "an advisory as data");
            count_entry(c, first_id(house_text(p, f, RECORD_MAX)), true);
        }
        if (!is_list(f))
            continue;
        for (size_t i = 0; i < f->doc->n_blocks; i++)
            look_at_block(p, f, i, c, to);
    }
}

void cc_adv(const struct project *p, struct finding *f)
{
    struct counts c = { .seen = arena_array(p->arena, IDS_MAX, sizeof *c.seen) };
    find_lists(p, &c, &f->where);
    finding_figure(p, f, "advisories", "advisories of its own that the tree lists", "%zu",
                   c.entries);
    const struct project_file *policy = house_security_policy(p);
    if (c.entries && c.complete == c.entries)
        finding_say(p, f, CUPEL_PASS,
                    "advisories are listed with id, affected versions and the release that fixes "
                    "them");
    else if (c.entries)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%zu of %zu advisories that are listed name the versions affected and the "
                    "release that fixes them",
                    c.complete, c.entries);
    else if (policy) {
        places_add(p, &f->where, policy, 0, "says how to report, and lists no advisory");
        docs_absent(p, f, "the tree lists no advisories");
    } else
        docs_absent(p, f, "the tree lists no advisories, and has no security policy");
}
