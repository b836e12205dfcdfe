/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/prose.h"

#include "office/text/words.h"

#include <string.h>

#define NAME_WORDS_MAX 4 /* a title of more words is a sentence, not a name */

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static cupel_slice trim(cupel_slice s)
{
    while (s.n && is_space(s.p[0]))
        s = slice_part(s, 1, s.n - 1);
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

/* ---- sentences ---- */

/* Does the text up to byte @end (its full stop) end with an abbreviation? */
static bool is_abbreviation(cupel_slice s, size_t end)
{
    static const char *const known[] = {
        "e.g", "i.e", "vs", "cf", "etc", "approx", "resp", "incl"
    };
    for (size_t i = 0; i < CUPEL_COUNT(known); i++) {
        cupel_slice k = slice_str(known[i]);
        if (end < k.n || !slice_eq_nocase(slice_part(s, end - k.n, k.n), k))
            continue;
        if (end == k.n || is_space(s.p[end - k.n - 1]) || s.p[end - k.n - 1] == '(')
            return true;
    }
    return false;
}

/* The first byte past the sentence that starts at @from. */
static size_t sentence_end(cupel_slice s, size_t from)
{
    size_t space = from;
    for (size_t i = from; i < s.n; i++) {
        uint8_t c = s.p[i];
        space = is_space(c) ? i : space;
        if (i - from == SENTENCE_BYTES_MAX)
            return space > from ? space : i;
        bool stops = c == '.' || c == '!' || c == '?';
        if (stops && i + 1 < s.n && is_space(s.p[i + 1]) && !(c == '.' && is_abbreviation(s, i)))
            return i + 1;
        if (c == '\n' && i + 1 < s.n && s.p[i + 1] == '\n')
            return i;
    }
    return s.n;
}

static bool is_prose(enum doc_block_kind k)
{
    return k == DOC_HEADING || k == DOC_PARAGRAPH || k == DOC_ITEM || k == DOC_ROW;
}

bool sentence_next(struct sentence_walk *w, struct sentence *ret)
{
    size_t blocks = w->blocks && w->blocks < w->doc->n_blocks ? w->blocks : w->doc->n_blocks;
    for (; w->block < blocks; w->block++, w->at = 0) {
        const struct doc_block *b = &w->doc->blocks[w->block];
        cupel_slice text = slice_str(b->text);
        while (is_prose(b->kind) && w->at < text.n) {
            size_t start = w->at, end = sentence_end(text, start);
            w->at = end > start ? end : start + 1;
            cupel_slice s = trim(slice_part(text, start, end - start));
            if (s.n == 0)
                continue;
            *ret = (struct sentence){ s, b->line, w->block, b->kind };
            return true;
        }
    }
    return false;
}

/* ---- what it says ---- */

#define PARTS "and|but|yet|while|whereas|although|though|however|because|so that"

static bool parts_clauses(uint8_t c)
{
    return c == ',' || c == ';' || c == ':' || c == '(' || c == ')' || c == '"';
}

cupel_slice prose_clause(cupel_slice s, size_t at)
{
    size_t start = 0, end = s.n;
    struct words_match m = { 0, 0 };
    for (size_t i = 0; i < at && i < s.n; i++)
        if (parts_clauses(s.p[i]))
            start = i + 1;
        else if (i + 2 < at && s.p[i] == 0xe2 && s.p[i + 1] == 0x80) /* dashes and quotes */
            start = i + 3;
    while (words_find(PARTS, s, m.end, &m) && m.end <= at)
        if (m.end > start)
            start = m.end;
    for (size_t i = s.n; i-- > at;)
        if (parts_clauses(s.p[i]))
            end = i;
    m = (struct words_match){ at, at };
    if (words_find(PARTS, s, at, &m) && m.start > at && m.start < end)
        end = m.start;
    return slice_part(s, start, end - start);
}

bool prose_denied(cupel_slice s, size_t at)
{
    static const char denials[] =
        "not|no|never|cannot|without|neither|nor|lack*|isn t|aren t|doesn t|don t|didn t|can t|"
        "won t|wasn t|hasn t|haven t|fails to|unable|nothing|none|non|instead of|rather than|"
        "far from|unlike|avoid*|prevent*|out of scope|missing";
    cupel_slice clause = prose_clause(s, at);
    size_t before = clause.p && clause.p < s.p + at ? (size_t)(s.p + at - clause.p) : 0;
    cupel_slice head = slice_part(clause, 0, before);
    struct words_match m = { 0, 0 };
    while (words_find(denials, head, m.end, &m)) {
        cupel_slice rest = slice_part(clause, m.start, clause.n - m.start);
        struct words_match only;
        if (!words_find("not only|not just|not merely|no longer just", rest, 0, &only) ||
            only.start != 0)
            return true;
    }
    cupel_slice tail = slice_part(clause, before, clause.n - before); /* "is audited not yet" */
    return words_in("is not|are not|isn t|aren t|not yet|not guaranteed|not provided|"
                    "not supported|not possible",
                    tail) ||
           words_in("not here yet|not there yet|not implemented|not yet implemented|"
                    "not available|not yet available",
                    slice_part(s, at, s.n - at));
}

bool prose_hedged(cupel_slice s)
{
    static const char hedges[] =
        "will|would|could|should|might|may|plan*|roadmap|todo|to do|aim*|goal*|intend*|want*|"
        "wish*|hope*|striv*|future|eventually|upcoming|soon|not yet|work in progress|wip|if|"
        "unless|until|whether|how to|imagine|suppose*|try to|trying to|attempt*|towards|"
        "proposal|experiment*|alpha|prototype|proof of concept|poc|pending|scheduled|underway|"
        "in progress";
    return (s.n && s.p[s.n - 1] == '?') || words_in(hedges, s);
}

/* ---- whom it speaks of ---- */

#define SELF                                                                                       \
    "this project|this repo|this repository|this package|this library|this crate|this module|"     \
    "this software|this tool|this code|this codebase|this implementation|this work|this plugin|"   \
    "this driver|this image|this service|this fork|the project|the repository|this sdk|"           \
    "this framework|we|our|ours|us"

/* Who is somebody else wherever the project does not bear the name itself. */
#define OTHERS                                                                                     \
    "intel|amd|arm|nvidia|aws|amazon|azure|microsoft|google|gcp|apple|ibm|alibaba|hygon|"          \
    "sgx|tdx|sev|snp|cca|trustzone|trust zone|nitro|tpm|tpms|vtpm|optee|keystone|risc v|"          \
    "openssl|open ssl|boringssl|boring "                                                           \
    "ssl|libsodium|rustls|rust|golang|linux|kubernetes|docker|sel4|se l4|hacl|evercrypt|"          \
    "webassembly|web assembly|signal|whatsapp|whats "                                              \
    "app|ethereum|bitcoin|kata|gramine|occlum|enarx|spiffe|spire|vault"
#define TERMS                                                                                      \
    "confidential computing|trusted execution environment*|tee|tees|enclave|enclaves|"             \
    "secure enclave*|remote attestation|attestation|verifier|relying party|zero trust|"            \
    "confidential vm*|confidential container*|post quantum cryptography|formal verification|"      \
    "reproducible builds|fuzzing|hardware"
#define PARTS_OF_IT                                                                                \
    "function*|api|apis|flag*|option*|method*|class|field*|parameter*|command|endpoint*|feature*|" \
    "plugin*|support|version*|release*|branch*|interface*|format*|protocol*|driver*|package*|"     \
    "dependency|dependencies|image*|chart|template*|module*|backend*|component*|crate*|script*|"   \
    "section|page|document*|file*|directory|folder|example*|algorithm*|variable*|call*|binding*|"  \
    "platform*|device*|provider*|service*|sdk|image|mode|syntax|key|token*|target*|setting*"

/* The part of @s up to the end of its @n-th word. */
static cupel_slice first_words(cupel_slice s, unsigned n)
{
    size_t i = 0;
    for (unsigned words = 0; i < s.n && words < n; words++) {
        while (i < s.n && is_space(s.p[i]))
            i++;
        while (i < s.n && !is_space(s.p[i]))
            i++;
    }
    return slice_part(s, 0, i);
}

static bool starts_with(const char *pattern, cupel_slice s)
{
    struct words_match m;
    return words_find(pattern, s, 0, &m) && m.start <= 2;
}

/* A place before the subject says how, not who: "With Intel TDX, the service is …". */
#define PLACES                                                                                     \
    "with|using|by|on|in|built|based|powered|via|through|thanks|for|from|running|backed|"          \
    "leveraging|inside|under"

/* "… SGX, which is tamper-proof": the statement is about SGX, whoever the sentence is about. */
static bool relative_to_other(cupel_slice head)
{
    struct words_match m = { 0, 0 }, last = { SIZE_MAX, 0 };
    while (words_find("which|that|whose", head, m.end, &m))
        last = m;
    if (last.start == SIZE_MAX)
        return false;
    size_t from = last.start > 32 ? last.start - 32 : 0;
    return words_in(OTHERS "|" TERMS, slice_part(head, from, last.start - from));
}

/* Is one of its parts the subject: "the X API", "this project's Python bindings"? */
static bool speaks_of_part(cupel_slice head, const struct words_match *own)
{
    cupel_slice lead = first_words(head, 5);
    struct words_match m = { 0, 0 };
    while (words_find(PARTS_OF_IT, lead, m.end, &m))
        if (m.start >= own->end || m.end <= own->start)
            return true;
    return false;
}

enum prose_subject prose_subject(const char *names, cupel_slice s, size_t at)
{
    cupel_slice head = slice_part(s, 0, at < s.n ? at : s.n);
    struct words_match own = { 0, 0 };
    bool is_own = words_find(SELF, head, 0, &own);
    if (!is_own && names[0])
        is_own = words_find(names, head, 0, &own);
    bool other = words_in(OTHERS "|" TERMS, first_words(head, 4)) && !starts_with(PLACES, head);
    if (relative_to_other(head) || (other && !is_own))
        return PROSE_OTHER;
    if (speaks_of_part(head, &own))
        return PROSE_PART;
    return is_own ? PROSE_SELF : PROSE_OPEN;
}

/* ---- names ---- */

static size_t count_words(cupel_slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += !is_space(s.p[i]) && (i == 0 || is_space(s.p[i - 1]));
    return n;
}

/* What a pattern would take for its own signs is left out of a name. */
static const char *add_name(const struct project *p, const char *names, cupel_slice name)
{
    char text[64];
    size_t n = 0;
    name = trim(name);
    for (size_t i = 0; i < name.n && n + 1 < sizeof text; i++)
        if (name.p[i] != '|' && name.p[i] != '*')
            text[n++] = (char)name.p[i];
    text[n] = '\0';
    if (n < 2 || n + 1 == sizeof text || words_are(OTHERS "|" TERMS, slice_of(text, n)) ||
        words_are(PARTS_OF_IT "|readme|overview|introduction|welcome|about", slice_of(text, n)))
        return names;
    return names[0] ? arena_printf(p->arena, "%s|%s", names, text)
                    : arena_printf(p->arena, "%s", text);
}

/* The title up to where its explanation starts: "Foo: a verifier", "Foo - a verifier", "Foo (bar)".
 */
static cupel_slice title_of(const struct project_file *readme)
{
    for (size_t i = 0; readme && readme->doc && i < readme->doc->n_blocks && i < 20; i++) {
        const struct doc_block *b = &readme->doc->blocks[i];
        if (b->kind != DOC_HEADING)
            continue;
        cupel_slice t = slice_str(b->text);
        static const char *const ends[] = { ":", " - ", "\xe2\x80\x94", "\xe2\x80\x93", "(", "[" };
        for (size_t k = 0; k < CUPEL_COUNT(ends); k++) {
            size_t cut = slice_find(t, slice_str(ends[k]));
            t.n = cut != SIZE_MAX ? cut : t.n;
        }
        t = trim(t);
        return t.n && count_words(t) <= NAME_WORDS_MAX ? t : SLICE_EMPTY;
    }
    return SLICE_EMPTY;
}

const char *prose_names(const struct project *p, const struct checkout *c)
{
    const char *names = add_name(p, "", slice_str(p->name));
    if (strcmp(c->name, p->name) != 0)
        names = add_name(p, names, slice_str(c->name));
    return add_name(p, names, title_of(checkout_readme(c)));
}

bool prose_is_about_others(const struct doc *d, size_t block)
{
    static const char others[] =
        "related|alternative*|comparison|compared|versus|vs|similar|glossary|terminology|"
        "background|references|credit*|acknowledg*|dependencies|third party|prior art|reading|"
        "resources|literature|licen*|thanks|inspired|adopters|users|talks|publications|faq";
    uint32_t h = d->blocks[block].heading;
    if (d->blocks[block].kind == DOC_HEADING)
        h = (uint32_t)block;
    while (h < d->n_blocks) {
        const struct doc_block *b = &d->blocks[h];
        if (b->level > 1 && words_in(others, slice_str(b->text)))
            return true;
        if (b->heading >= h)
            break;
        h = b->heading;
    }
    return false;
}

/* ---- quoting ---- */

const char *prose_quote(const struct project *p, cupel_slice s, size_t max)
{
    char *out = arena_alloc(p->arena, max + 4);
    size_t n = 0;
    s = trim(s);
    if (!out)
        return "";
    for (size_t i = 0; i < s.n; i++) {
        bool space = is_space(s.p[i]);
        if (space && n && out[n - 1] == ' ')
            continue;
        if (n == max) {
            while (n && ((uint8_t)out[n - 1] & 0xc0) == 0x80)
                n--;
            if (n && ((uint8_t)out[n - 1] & 0xc0) == 0xc0)
                n--;
            slice_copy(SLICE_LIT("\xe2\x80\xa6"), out + n, 3);
            return out;
        }
        out[n++] = space ? ' ' : (char)s.p[i];
    }
    return out;
}
