/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/life/policy.c: do the versions that the security policy calls supported still live? A
 * policy that names lines of which nothing was released for a year (or ever: the forge's template
 * names 5.1.x) tells users of today's releases nothing.
 */
#include "office/review/life/life.h"
#include "office/review/release.h"
#include "office/text/words.h"

#include <string.h>

#define NAMED_MAX  32
#define YEAR_DAYS  365
#define TEXT_SPACE 40

enum line_range { LINE_IS, LINE_FROM, LINE_BEFORE }; /* 5.1.x; >= 4.0 and 4.0+; < 4.0 */

/* A version or a range as the policy writes it. */
struct named {
    struct version version;
    enum line_range is;
    bool is_supported;
    uint32_t line;
    char text[TEXT_SPACE];
};

struct policy {
    const struct project_file *file;
    struct named named[NAMED_MAX];
    size_t n;
    bool names_newest; /* "latest", "main": never out of date */
};

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* A version at @i: "5", "5.1", "5.1.x", "v2.0.*". Its end, or @i when there is none. */
static size_t version_at(cupel_slice s, size_t i, struct version *ret)
{
    struct version v = { 0 };
    size_t at = i + (s.p[i] == 'v' || s.p[i] == 'V');
    while (at < s.n && v.n < VERSION_PARTS) {
        uint64_t part = 0;
        size_t from = at;
        while (at < s.n && is_digit(s.p[at]) && part < 100000000)
            part = part * 10 + (uint64_t)(s.p[at++] - '0');
        if (at == from)
            break;
        v.parts[v.n++] = (uint32_t)part;
        if (at + 1 >= s.n || s.p[at] != '.')
            break;
        if (s.p[at + 1] == 'x' || s.p[at + 1] == 'X' || s.p[at + 1] == '*') {
            at += 2;
            break;
        }
        if (!is_digit(s.p[at + 1]))
            break;
        at++;
    }
    if (v.n == 0)
        return i;
    *ret = v;
    return at;
}

/* Signs and words that make a range of it. */
static enum line_range range_of(cupel_slice s, size_t start, size_t end)
{
    cupel_slice before = slice_part(s, start > 12 ? start - 12 : 0, start > 12 ? 12 : start);
    cupel_slice after = slice_part(s, end, s.n - end < 14 ? s.n - end : 14);
    size_t at = before.n;
    while (at && (before.p[at - 1] == ' ' || before.p[at - 1] == '='))
        at--;
    uint8_t sign = at ? before.p[at - 1] : '\0';
    bool before_le = slice_find(before, SLICE_LIT("\xe2\x89\xa4")) != SIZE_MAX;
    if (sign == '<' || before_le || words_in("before|older than|prior to|below|up to", before) ||
        words_in("and older|and earlier|and below", after))
        return LINE_BEFORE;
    bool before_ge = slice_find(before, SLICE_LIT("\xe2\x89\xa5")) != SIZE_MAX;
    if (sign == '>' || before_ge || slice_starts(after, SLICE_LIT("+")) ||
        words_in("since|from|at least|newer than", before) ||
        words_in("and newer|and later|and above|or later|or newer|onwards", after))
        return LINE_FROM;
    return LINE_IS;
}

/* Does the line, or the cell beside a version, say that it gets no fixes? */
static bool says_unsupported(cupel_slice s, bool is_cell)
{
    return (is_cell && words_in("x|no|none", s)) ||
           words_in("not|unsupported|eol|end of life|no longer|never", s) ||
           slice_find(s, SLICE_LIT("\xe2\x9d\x8c")) != SIZE_MAX ||
           slice_find(s, SLICE_LIT("\xe2\x9c\x97")) != SIZE_MAX ||
           slice_find(s, SLICE_LIT("\xe2\x9c\x98")) != SIZE_MAX;
}

static void read_versions(struct policy *t, cupel_slice s, uint32_t line, bool in_table)
{
    cupel_slice cells = s; /* only the first cell of a row names a version */
    size_t bar = in_table ? slice_find(s, SLICE_LIT(" | ")) : SIZE_MAX;
    if (bar != SIZE_MAX)
        cells = slice_part(s, 0, bar);
    bool is_cell = bar != SIZE_MAX;
    bool supported = !says_unsupported(is_cell ? slice_part(s, bar, s.n - bar) : s, is_cell);
    t->names_newest = t->names_newest ||
                      (supported &&
                       words_in("latest|newest|main|master|most recent|head|current", s));
    for (size_t i = 0; i < cells.n && t->n < NAMED_MAX;) {
        struct named n = { .line = line, .is_supported = supported };
        bool starts = i == 0 || !(is_digit(cells.p[i - 1]) || cells.p[i - 1] == '.' ||
                                  (cells.p[i - 1] | 32) == 'v' ||
                                  ((cells.p[i - 1] | 32) >= 'a' && (cells.p[i - 1] | 32) <= 'z'));
        size_t end = starts ? version_at(cells, i, &n.version) : i;
        if (end == i || (!in_table && n.version.n < 2)) {
            i++;
            continue;
        }
        n.is = range_of(cells, i, end);
        slice_copy(slice_part(cells, i, end - i), n.text, sizeof n.text - 1);
        t->named[t->n++] = n;
        i = end;
    }
}

static void read_policy(struct policy *t)
{
    const struct doc *d = t->file->doc;
    for (size_t i = 0; i < d->n_blocks; i++) {
        const struct doc_block *b = &d->blocks[i];
        cupel_slice s = slice_str(b->text);
        const char *heading = b->heading < d->n_blocks ? d->blocks[b->heading].text : "";
        bool about = words_in("supported|support|versions", slice_str(heading)) &&
                     words_in("version*|releases", slice_str(heading));
        if (!about || b->kind == DOC_HEADING || b->kind == DOC_CODE || b->kind == DOC_HTML)
            continue;
        bool row = b->kind == DOC_ROW;
        if (row || b->kind == DOC_ITEM || words_in("support*|maintain*|security", s))
            read_versions(t, s, b->line, row);
    }
}

/* Does a release belong to the line or range? */
static bool covers(const struct named *n, const struct version *v)
{
    struct version cut = *v;
    for (unsigned i = n->version.n; i < VERSION_PARTS; i++)
        cut.parts[i] = 0;
    cut.is_pre = false;
    int c = version_cmp(&cut, &n->version);
    return n->is == LINE_IS     ? c == 0
           : n->is == LINE_FROM ? c >= 0
                                : version_cmp(v, &n->version) < 0;
}

struct verdict {
    const struct release *alive; /* the newest release of a supported line */
    bool newest;                 /* that is the newest of all */
    size_t supported;
    const struct named *gone;
};

static void weigh(const struct project *p, const struct policy *t, const struct releases *r,
                  struct verdict *v)
{
    *v = (struct verdict){ 0 };
    for (size_t i = 0; i < t->n; i++) {
        const struct named *n = &t->named[i];
        if (!n->is_supported)
            continue;
        v->supported++;
        bool lives = false;
        for (size_t k = 0; k < r->n; k++) {
            const struct release *one = &r->all[k];
            bool recent = k == 0 || one->tag->time > p->as_of - YEAR_DAYS * (int64_t)DAY;
            if (!recent || !covers(n, &one->version))
                continue;
            lives = true;
            v->newest = v->newest || k == 0;
            if (!v->alive || one->tag->time > v->alive->tag->time)
                v->alive = one;
        }
        if (!lives && !v->gone)
            v->gone = n;
    }
}

static const char *age_text(const struct project *p, const struct policy *t)
{
    size_t at = SIZE_MAX;
    const struct checkout *c = t->file->in;
    if (history_last_change(c->repo, &c->history, &t->file->path, 1, &at, NULL) != CUPEL_OK ||
        at >= c->history.n)
        return "unknown";
    char date[DATE_ROOM];
    date_write(c->history.commits[at].commit_time, date);
    return arena_printf(p->arena, "%s", date);
}

static void judge(const struct project *p, struct finding *f, const struct policy *t,
                  const struct releases *r)
{
    struct verdict v;
    weigh(p, t, r, &v);
    const struct project_file *file = t->file;
    if (r->n == 0)
        finding_say(p, f, CUPEL_UNKNOWN, "%s names versions, and no tag to compare them with%s%s",
                    file->path, r->partial ? ": " : "", r->partial ? r->partial : "");
    else if (v.newest || t->names_newest)
        finding_say(p, f, CUPEL_PASS, "%s covers the newest release, %s", file->path,
                    release_text(p, &r->all[0]));
    else if (v.alive)
        finding_say(p, f, CUPEL_PASS, "%s covers %s, released in the last 365 days; not %s",
                    file->path, release_text(p, v.alive), r->all[0].tag->name);
    else if (r->partial)
        finding_say(p, f, CUPEL_UNKNOWN, "%s names no version that is there, but %s", file->path,
                    r->partial);
    else if (v.supported == 0)
        finding_say(p, f, CUPEL_FAIL, "%s calls no version supported; the newest release is %s",
                    file->path, r->all[0].tag->name);
    else
        finding_say(p, f, CUPEL_FAIL,
                    "%s calls %s supported, of which nothing was released in the last 365 days; "
                    "the newest release is %s",
                    file->path, v.gone->text, r->all[0].tag->name);
    for (size_t i = 0; i < t->n; i++)
        places_add(p, &f->where, file, t->named[i].line, "names %s", t->named[i].text);
    finding_figure(p, f, "policy_changed",
                   "date of the last commit on the line of first parents that changed the policy",
                   "%s", age_text(p, t));
}

void life_policy(const struct project *p, struct finding *f)
{
    struct arena scratch;
    struct releases r;
    struct policy t = { .file = project_find_file(p, "security.", "|.github|docs", false, false) };
    if (!t.file) /* SECURITY alone; and what lists advisories, where there is no policy beside it */
        t.file = project_find_file(p, "security", "|.github|docs", false, false);
    if (!t.file) {
        finding_say(p, f, CUPEL_NA, "there is no security policy in the checkouts");
        return;
    }
    if (!t.file->doc) {
        finding_say(p, f, CUPEL_UNKNOWN, "%s was not read", t.file->path);
        return;
    }
    read_policy(&t);
    if (t.n == 0) {
        finding_say(p, f, CUPEL_NA, "%s names no version as supported", t.file->path);
        return;
    }
    arena_init(&scratch, LIFE_SCRATCH);
    releases_find(p, &scratch, &r);
    judge(p, f, &t, &r);
    arena_clear(&scratch);
}
