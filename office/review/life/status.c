/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/life/status.c: does the README say that the project is over: archived, unmaintained,
 * superseded, moved away? Only near its top, in a section on its status, or by a badge, and only of
 * the project itself: a function, a dependency or a format may well be deprecated.
 */
#include "office/review/life/life.h"
#include "office/review/prose.h"
#include "office/text/words.h"

#include <string.h>

#define TOP_BLOCKS    40
#define TOP_LINES     90
#define TOP_HEADINGS  3 /* a third one of level 1 or 2 ends the top */
#define SENTENCES_MAX 2000

#define STATES                                                                                     \
    "archived|deprecated|unmaintained|discontinued|obsolete|abandoned|superseded|retired|"         \
    "end of life|no longer maintained|no longer actively maintained|no longer being maintained|"   \
    "no longer under active development|no longer under development|no longer actively developed|" \
    "no longer developed|no longer being developed|no longer supported|not maintained|"            \
    "not actively maintained|not being maintained|not maintained anymore|not developed anymore"
/* What may stand between "this project" and its state. */
#define LINKS_STATE                                                                                \
    "is|are|was|been|now|officially|currently|being|fully|considered|permanently|formally|"        \
    "therefore|thus|and|or|also|become|became|already|status|state|marked|as|reached|its|the|s"
#define MOVES                                                                                      \
    "moved to|migrated to|merged into|replaced by|superseded by|transferred to|continued at|"      \
    "continued in|continues at|continues in|lives at|lives in|succeeded by|"                       \
    "deprecated in favor of|deprecated in favour of|deprecated and replaced by"
#define STOPS                                                                                      \
    "no longer maintain* this project|no longer maintain* this repository|"                        \
    "no longer maintain* this repo|no longer maintain* this library|"                              \
    "no longer maintain* this package|no longer maintain* this code|"                              \
    "no longer develop* this project|no longer develop* this repository|"                          \
    "stopped developing this project|stopped maintaining this project|"                            \
    "stopped development of this project|discontinued this project|"                               \
    "discontinued development of this project|discontinued the project|"                           \
    "looking for a new maintainer|looking for new maintainers|seeking a new maintainer|"           \
    "seeking new maintainers|no maintenance intended|this is an archived repository|"              \
    "this is a deprecated project|this is an unmaintained project|this is an archived project|"    \
    "this is a deprecated repository|this is a public archive"
/* Who is the project itself, strictly: "we have moved to a chat" moves no project. */
#define ITSELF                                                                                     \
    "this project|this repo|this repository|this package|this library|this crate|this module|"     \
    "this software|this tool|this code|this codebase|this implementation|this plugin|this driver|" \
    "this fork|the project|the repository|this sdk|this framework|development|the development"
#define REVIVED "unarchived|revived|resumed|no longer archived|moved from|moved here|un archived"

/* Do the words begin the sentence, after nothing but signs? */
static bool starts_with(const char *pattern, cupel_slice s)
{
    struct words_match m;
    if (!words_find(pattern, s, 0, &m))
        return false;
    for (size_t i = 0; i < m.start; i++)
        if ((s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z')
            return false;
    return true;
}

/* "Warning:", "[!NOTE]", "Project status:" before the statement itself. */
static cupel_slice without_label(cupel_slice s)
{
    static const char labels[] = "warning|note|important|notice|attention|caution|update|status|"
                                 "project status|maintenance status|repository status|disclaimer|"
                                 "announcement|maintenance";
    for (int i = 0; i < 3; i++) {
        struct words_match m;
        if (!words_find(labels, s, 0, &m) || m.start > 4 || m.end >= s.n)
            return s;
        s = slice_part(s, m.end, s.n - m.end);
    }
    return s;
}

static bool is_plain_statement(cupel_slice s, size_t at)
{
    cupel_slice clause = prose_clause(s, at);
    return !prose_denied(s, at) && !prose_hedged(clause) && !words_in(REVIVED, s);
}

/* Do only linking words stand between the project's name and its state? */
static bool links_state(cupel_slice s, size_t from, size_t to)
{
    cupel_slice between = slice_part(s, from, to - from);
    struct words_match m = { 0, 0 };
    for (size_t i = 0; i < between.n;) {
        uint8_t c = between.p[i];
        if ((c | 32) < 'a' || (c | 32) > 'z') {
            i++;
            continue;
        }
        cupel_slice rest = slice_part(between, i, between.n - i);
        if (!words_find(LINKS_STATE "|has|have|very|sadly|unfortunately|longer|no", rest, 0, &m) ||
            m.start != 0)
            return words_in(STATES, between); /* "is deprecated and unmaintained" */
        i += m.end;
    }
    return true;
}

/* Where the project's own name or "this project" ends before byte @at, or SIZE_MAX. */
static size_t subject_end(const char *names, cupel_slice s, size_t at)
{
    struct words_match m = { 0, 0 };
    cupel_slice head = slice_part(s, 0, at);
    enum prose_subject who = prose_subject(names, s, at);
    if (who == PROSE_OTHER || who == PROSE_PART)
        return SIZE_MAX;
    if (words_find(ITSELF, head, 0, &m) || (names[0] && words_find(names, head, 0, &m)))
        return m.end;
    return SIZE_MAX;
}

/* ---- one sentence ---- */

struct statement {
    const struct project_file *readme;
    const char *names, *origin;
    bool is_title;
    bool may_be_here; /* it moved, and this checkout may be the new place */
};

static bool says_state(const struct statement *t, cupel_slice s)
{
    cupel_slice bare = without_label(s);
    struct words_match m = { 0, 0 };
    if (words_are(STATES, bare))
        return !prose_denied(s, (size_t)(bare.p - s.p)) && !prose_hedged(s);
    while (words_find(STATES, s, m.end, &m)) {
        if (!is_plain_statement(s, m.start))
            continue;
        size_t end = subject_end(t->names, s, m.start);
        if (end != SIZE_MAX && links_state(s, end, m.start))
            return true;
        bool bracketed = m.start && (s.p[m.start - 1] == '(' || s.p[m.start - 1] == '[');
        if (t->is_title && bracketed)
            return true;
    }
    return starts_with("no longer maintained|no longer actively maintained|unmaintained|"
                       "not actively maintained|no longer under active development",
                       bare) &&
           !prose_hedged(prose_clause(bare, 0));
}

/* "https://github.com/Org/Name.git" and "git@github.com:org/name" name one place. */
static cupel_slice place_of(struct arena *a, cupel_slice url)
{
    uint8_t *out = arena_alloc(a, url.n + 1);
    size_t from = slice_find(url, SLICE_LIT("://")), n = 0;
    from = from == SIZE_MAX ? 0 : from + 3;
    size_t user = slice_find(slice_part(url, from, url.n - from), SLICE_LIT("@"));
    from += user == SIZE_MAX ? 0 : user + 1;
    for (size_t i = from; out && i < url.n && url.p[i] > ' '; i++) {
        uint8_t c = url.p[i];
        if (c == ')' || c == '>' || c == '"' || c == '#' || c == '?')
            break;
        out[n++] = c == ':' ? '/' : c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
    }
    while (n && (out[n - 1] == '/' || out[n - 1] == '.' || out[n - 1] == ','))
        n--;
    if (n > 4 && slice_eq(slice_of(out + n - 4, 4), SLICE_LIT(".git")))
        n -= 4;
    cupel_slice s = slice_of(out, out ? n : 0);
    return slice_starts(s, SLICE_LIT("www.")) ? slice_part(s, 4, s.n - 4) : s;
}

static cupel_slice last_part(cupel_slice s)
{
    size_t i = s.n;
    while (i && s.p[i - 1] != '/')
        i--;
    return slice_part(s, i, s.n - i);
}

/* 0: another place; 1: this checkout's own; 2: cannot tell, it has no remote and the same name. */
static int is_own_place(const struct project *p, const struct statement *t, cupel_slice url)
{
    cupel_slice place = place_of(p->arena, url);
    if (t->origin)
        return slice_eq(place, place_of(p->arena, slice_str(t->origin)));
    return slice_eq_nocase(last_part(place), slice_str(t->readme->in->name)) ? 2 : 0;
}

/* The address that @s names after byte @from, itself or by a link of its block; empty: none. */
static cupel_slice address_after(const struct statement *t, const struct sentence *s, size_t from)
{
    const struct doc *d = t->readme->doc;
    cupel_slice tail = slice_part(s->text, from, s->text.n - from);
    size_t url = slice_find(tail, SLICE_LIT("://"));
    if (url != SIZE_MAX)
        return slice_part(tail, url, tail.n - url);
    uint32_t end = s->block + 1 < d->n_blocks ? d->blocks[s->block + 1].line : UINT32_MAX;
    for (size_t i = 0; i < d->n_links; i++) {
        const struct doc_link *l = &d->links[i];
        if (l->line >= s->line && l->line < end && !l->is_image && l->text[0] &&
            slice_find(tail, slice_str(l->text)) != SIZE_MAX &&
            slice_find(slice_str(l->target), SLICE_LIT("://")) != SIZE_MAX)
            return slice_str(l->target);
    }
    return SLICE_EMPTY;
}

static bool says_moved(const struct project *p, struct statement *t, const struct sentence *s)
{
    struct words_match m = { 0, 0 };
    while (words_find(MOVES, s->text, m.end, &m)) {
        cupel_slice bare = without_label(s->text);
        bool leads = bare.p == s->text.p + m.start || starts_with(MOVES, bare);
        if (!is_plain_statement(s->text, m.start) ||
            (!leads && subject_end(t->names, s->text, m.start) == SIZE_MAX))
            continue;
        cupel_slice place = address_after(t, s, m.end);
        cupel_slice tail = slice_part(s->text, m.end, s->text.n - m.end);
        bool by_name =
            words_in("repo|repository|monorepo|organization|organisation|github|git hub|gitlab|"
                     "git lab",
                     tail) ||
            words_in("favor|favour|superseded|replaced", s->text);
        if (place.n == 0 && !by_name)
            continue;
        int own = place.n ? is_own_place(p, t, place) : 0;
        t->may_be_here = own == 2;
        if (own != 1)
            return true;
    }
    return false;
}

static bool says_over(const struct project *p, struct statement *t, const struct sentence *s)
{
    struct words_match m;
    t->may_be_here = false;
    if (words_find(STOPS, s->text, 0, &m) && is_plain_statement(s->text, m.start))
        return true;
    return says_moved(p, t, s) || says_state(t, s->text);
}

/* ---- a README ---- */

/* Raw HTML as a document of one paragraph, without its tags. */
static const struct doc *html_as_doc(const struct project *p, const struct doc_block *b)
{
    cupel_slice in = slice_str(b->text);
    struct doc_block *block = arena_alloc(p->arena, sizeof *block);
    struct doc *d = arena_alloc(p->arena, sizeof *d);
    char *out = arena_alloc(p->arena, in.n + 1);
    size_t n = 0;
    bool in_tag = false;
    if (!block || !d || !out)
        return NULL;
    for (size_t i = 0; i < in.n; i++) {
        if (in.p[i] == '<')
            in_tag = true;
        if (!in_tag)
            out[n++] = in.p[i] == '\n' ? ' ' : (char)in.p[i];
        if (in.p[i] == '>')
            in_tag = false;
    }
    *block = (struct doc_block){
        .kind = DOC_PARAGRAPH, .line = b->line, .text = out, .heading = UINT32_MAX
    };
    *d = (struct doc){ .blocks = block, .n_blocks = 1 };
    return d;
}

static size_t top_of(const struct doc *d)
{
    size_t i = 0, headings = 0;
    for (; i < d->n_blocks && i < TOP_BLOCKS && d->blocks[i].line <= TOP_LINES; i++) {
        headings += d->blocks[i].kind == DOC_HEADING && d->blocks[i].level <= 2;
        if (headings == TOP_HEADINGS)
            break;
    }
    return i;
}

static bool is_about_status(const struct doc *d, size_t block)
{
    uint32_t h = d->blocks[block].kind == DOC_HEADING ? (uint32_t)block : d->blocks[block].heading;
    return h < d->n_blocks && words_are("status|project status|maintenance|maintenance status|"
                                        "deprecation|deprecated|deprecation notice|archived|"
                                        "end of life|project state|notice|important notice",
                                        slice_str(d->blocks[h].text));
}

static bool badge_says_over(const struct doc_link *l)
{
    cupel_slice t = slice_str(l->target);
    if (!l->is_image)
        return false;
    if (slice_find(t, SLICE_LIT("repostatus.org/badges/")) != SIZE_MAX)
        return words_in("abandoned svg|unsupported svg|moved svg", t);
    if (slice_find(t, SLICE_LIT("unmaintained.tech/badge")) != SIZE_MAX)
        return true;
    return slice_find(t, SLICE_LIT("shields.io/badge/")) != SIZE_MAX &&
           words_in("archived|deprecated|unmaintained|abandoned|discontinued|maintained no|"
                    "maintenance none|no maintenance intended",
                    t);
}

static void report(const struct project *p, struct finding *f, const struct statement *t,
                   uint32_t line, const char *quote)
{
    if (f->outcome == CUPEL_FAIL)
        return; /* the first is enough for the sentence; all are places */
    if (t->may_be_here)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "%s says \"%s\"; whether this checkout is the new place cannot be told: it has "
                    "no remote",
                    t->readme->path, quote);
    else
        finding_say(p, f, CUPEL_FAIL, "%s:%u says \"%s\"", t->readme->path, line, quote);
}

static void read_sentences(const struct project *p, struct finding *f, struct statement *t)
{
    const struct doc *d = t->readme->doc;
    size_t top = top_of(d), n = 0;
    for (size_t i = 0; i < d->n_blocks; i++) {
        if (i >= top && !is_about_status(d, i))
            continue;
        bool html = d->blocks[i].kind == DOC_HTML;
        const struct doc *from = html ? html_as_doc(p, &d->blocks[i]) : d;
        if (!from)
            return;
        struct sentence_walk w = { .doc = from, .block = html ? 0 : i, .blocks = html ? 1 : i + 1 };
        struct sentence s;
        while (n < SENTENCES_MAX && sentence_next(&w, &s)) {
            n++;
            if (html)
                s.block = i;
            t->is_title = s.kind == DOC_HEADING && i < 3;
            if (!says_over(p, t, &s))
                continue;
            report(p, f, t, s.line, prose_quote(p, s.text, 200));
            places_add(p, &f->where, t->readme, s.line, "%s", prose_quote(p, s.text, 200));
        }
    }
}

static void read_badges(const struct project *p, struct finding *f, struct statement *t)
{
    const struct doc *d = t->readme->doc;
    t->may_be_here = false;
    for (size_t i = 0; i < d->n_links; i++) {
        const struct doc_link *l = &d->links[i];
        if (l->line > TOP_LINES || !badge_says_over(l))
            continue;
        const char *quote = prose_quote(p, slice_str(l->text[0] ? l->text : l->target), 200);
        report(p, f, t, l->line, quote);
        places_add(p, &f->where, t->readme, l->line, "badge: %s", quote);
    }
}

void life_status(const struct project *p, struct finding *f)
{
    size_t read = 0, unread = 0;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        const struct project_file *readme = c->is_defaults ? NULL : checkout_readme(c);
        if (!readme)
            continue;
        unread += !readme->doc;
        if (!readme->doc)
            continue;
        read++;
        struct statement t = { .readme = readme, .names = prose_names(p, c), .origin = c->origin };
        read_sentences(p, f, &t);
        read_badges(p, f, &t);
    }
    if (f->detail)
        return;
    if (unread)
        finding_say(p, f, CUPEL_UNKNOWN, "%zu README files were not read", unread);
    else if (read == 0)
        finding_say(p, f, CUPEL_NA, "there is no README that could say so");
    else
        finding_say(p, f, CUPEL_PASS,
                    "no README says so; whether a forge has it archived is no part of a checkout");
}
