/* SPDX-License-Identifier: Apache-2.0 */
#include "render/review_words.h"

#include "base/text.h"
#include "render/escape.h"

/* ---- states ---- */

enum review_state review_outcome_state(cupel_outcome o)
{
    switch (o) {
    case CUPEL_PASS: return REVIEW_SHOWN;
    case CUPEL_FAIL: return REVIEW_NOT_SHOWN;
    case CUPEL_NA: return REVIEW_NOT_APPLICABLE;
    case CUPEL_UNKNOWN:
    case CUPEL_WARN:
    case CUPEL_SKIP: break;
    }
    return REVIEW_CANNOT_TELL;
}

enum review_state review_state_of(const struct finding *f)
{
    return f->exempt ? REVIEW_EXEMPT : review_outcome_state(f->outcome);
}

static const struct {
    const char *word, *style, *meaning;
} states[REVIEW_STATES] = {
    [REVIEW_SHOWN] = { "shown", "shown",
                       "all that the criterion names was found, at these places" },
    [REVIEW_NOT_SHOWN] = { "not shown", "not", "something that the criterion names is missing" },
    [REVIEW_CANNOT_TELL] = { "cannot tell", "maybe",
                             "the checkouts do not decide it; the places say where to look" },
    [REVIEW_NOT_APPLICABLE] = { "not applicable", "na", "outside of what the project does" },
    [REVIEW_EXEMPT] = { "exempt", "exempt",
                        "the project gives a reason for leaving it out; counted nowhere else" },
};

const char *review_state_word(enum review_state s)
{
    return states[s].word;
}

const char *review_state_meaning(enum review_state s)
{
    return states[s].meaning;
}

const char *review_state_class(enum review_state s)
{
    return states[s].style;
}

size_t review_state_count(const struct review_counts *c, enum review_state s)
{
    switch (s) {
    case REVIEW_SHOWN: return c->pass;
    case REVIEW_NOT_SHOWN: return c->fail;
    case REVIEW_CANNOT_TELL: return c->unknown;
    case REVIEW_NOT_APPLICABLE: return c->na;
    case REVIEW_EXEMPT: return c->exempt;
    case REVIEW_STATES: break;
    }
    return 0;
}

size_t review_counts_total(const struct review_counts *c)
{
    return review_counts_applicable(c) + c->na;
}

size_t review_counts_applicable(const struct review_counts *c)
{
    return c->pass + c->fail + c->unknown + c->exempt;
}

/* ---- words ---- */

const char *review_gain_words(uint8_t gain)
{
    return gain >= 3 ? "helps much" : gain == 2 ? "helps" : "helps a little";
}

const char *review_effort_words(uint8_t effort)
{
    return effort >= 3 ? "a week or more" : effort == 2 ? "about a day" : "about an hour";
}

const char *review_leg_words(enum leg_state s)
{
    return s == LEG_NOT_ASKED ? "not asked" : leg_state(s);
}

const char *review_remark_words(enum remark_kind k)
{
    switch (k) {
    case REMARK_COMMENT: return "Comment";
    case REMARK_DISSENT: return "Dissent";
    case REMARK_REPLY: return "Reply of the project";
    }
    return "";
}

const char *review_change_words(const struct review *r, const struct change *c, const char *value)
{
    static const cupel_outcome outcomes[] = { CUPEL_PASS, CUPEL_FAIL, CUPEL_UNKNOWN, CUPEL_NA };
    for (size_t i = 0; value && i < CUPEL_COUNT(outcomes); i++)
        if (slice_eq(slice_str(value), slice_str(cupel_outcome_name(outcomes[i]))) &&
            review_find(r, c->what))
            return review_state_word(review_outcome_state(outcomes[i]));
    return value;
}

bool review_score_is_of(const struct score *s, const char *set)
{
    return slice_eq_nocase(slice_str(s->standard), slice_str(set));
}

/* ---- numbers ---- */

void review_put_date(struct buf *b, int64_t t)
{
    char text[RFC3339_ROOM];
    rfc3339_write(t, text);
    buf_add(b, slice_of(text, 10));
}

void review_put_number(struct buf *b, uint64_t n)
{
    if (n >= 1000) {
        review_put_number(b, n / 1000);
        buf_printf(b, ",%03u", (unsigned)(n % 1000));
    } else {
        buf_printf(b, "%u", (unsigned)n);
    }
}

void review_put_share(struct buf *b, int tenths)
{
    if (tenths < 0)
        buf_add_str(b, "nothing applies");
    else
        buf_printf(b, "%d.%d %%", tenths / 10, tenths % 10);
}

void review_put_score(struct buf *b, const struct score *s)
{
    review_put_share(b, s->decided);
    if (s->decided < 0)
        return;
    buf_add_str(b, " of what files can decide");
    if (s->rating)
        buf_printf(b, " (rating %s)", s->rating);
    buf_add_str(b, "; ");
    review_put_share(b, s->low);
    buf_add_str(b, " if all that they cannot tell fails, ");
    review_put_share(b, s->high);
    buf_add_str(b, " if it passes");
}

void review_put_list(struct buf *b, const char *const *words, size_t n, const char *none)
{
    if (!n)
        buf_add_str(b, none);
    for (size_t i = 0; i < n; i++) {
        buf_add_str(b, i ? ", " : "");
        buf_add_str(b, words[i]);
    }
}

/* ---- places ---- */

void review_put_commit(struct buf *b, const char *commit, size_t digits)
{
    cupel_slice s = slice_str(commit);
    buf_add(b, slice_part(s, 0, s.n < digits ? s.n : digits));
}

static bool same(const char *a, const char *b)
{
    return slice_eq(slice_str(a), slice_str(b));
}

/* The checkout that a place lies in, or NULL. */
static const struct reviewed *checkout_of(const struct review *r, const struct place *p)
{
    for (size_t i = 0; i < r->n_repos; i++)
        if (!p->repo || same(r->repos[i].name, p->repo))
            return &r->repos[i];
    return NULL;
}

void review_put_place(struct buf *b, const struct review *r, const struct place *p)
{
    const struct reviewed *v = checkout_of(r, p);
    bool is_other = p->commit && !(v && v->commit && same(v->commit, p->commit));
    if (p->repo && r->n_repos > 1) {
        buf_add_str(b, p->repo);
        buf_add_str(b, ": ");
    }
    if (p->path)
        buf_add_str(b, p->path);
    if (p->path && p->line)
        buf_printf(b, ":%llu", (unsigned long long)p->line);
    if (p->commit && (is_other || !p->path)) {
        buf_add_str(b, p->path ? " at commit " : "commit ");
        review_put_commit(b, p->commit, 12);
    }
    if (!p->path && !p->commit)
        buf_add_str(b, "the checkout as such");
}

static bool same_place(const struct place *a, const struct place *b)
{
    return a->line == b->line && same(a->repo, b->repo) && same(a->path, b->path);
}

struct first {
    const struct place **at;
    size_t n, room;
};

static void offer(struct first *f, const struct places *p)
{
    for (size_t i = 0; i < p->n && f->n < f->room; i++) {
        size_t k = 0;
        while (k < f->n && !same_place(f->at[k], &p->at[i]))
            k++;
        if (k == f->n && p->at[i].path)
            f->at[f->n++] = &p->at[i];
    }
}

size_t review_places_first(const struct finding *f, const struct place **ret, size_t room)
{
    struct first first = { ret, 0, room };
    offer(&first, &f->where);
    for (size_t i = 0; i < LEG_COUNT; i++)
        offer(&first, &f->legs[i].where);
    for (size_t i = 0; i < f->n_formats; i++)
        for (size_t k = 0; k < LEG_COUNT; k++)
            offer(&first, &f->formats[i].legs[k].where);
    return first.n;
}

size_t review_places_count(const struct finding *f)
{
    size_t n = f->where.n + f->where.more;
    for (size_t i = 0; i < LEG_COUNT; i++)
        n += f->legs[i].where.n + f->legs[i].where.more;
    for (size_t i = 0; i < f->n_formats; i++)
        for (size_t k = 0; k < LEG_COUNT; k++)
            n += f->formats[i].legs[k].where.n + f->formats[i].legs[k].where.more;
    return n;
}

/* ---- addresses ---- */

/* Forges by host: what stands between the repository and a file at a commit. */
static const struct {
    const char *host, *blob, *commit;
    const char *head;   /* the same as blob for the newest state */
    const char *source; /* shows the lines of a document that would else be typeset */
} forges[] = {
    { "github.com", "/blob/", "/commit/", "/blob/HEAD/", "?plain=1" },
    { "gitlab.com", "/-/blob/", "/-/commit/", "/-/blob/HEAD/", "?plain=1" },
    { "codeberg.org", "/src/commit/", "/commit/", "/src/branch/HEAD/", "?display=source" },
};

static bool is_name_char(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

/* "owner/repository", groups in between allowed: names of plain characters, none of dots alone. */
static bool is_repository(cupel_slice s)
{
    size_t parts = 1, start = 0;
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != '/') {
            if (!is_name_char(s.p[i]))
                return false;
            continue;
        }
        cupel_slice part = slice_part(s, start, i - start);
        if (part.n == 0 || slice_eq(part, SLICE_LIT(".")) || slice_eq(part, SLICE_LIT("..")))
            return false;
        parts += i < s.n;
        start = i + 1;
    }
    return parts >= 2;
}

static cupel_slice without_end(cupel_slice s, cupel_slice end)
{
    if (s.n > end.n && slice_eq(slice_part(s, s.n - end.n, end.n), end))
        return slice_part(s, 0, s.n - end.n);
    return s;
}

/* What follows "https://HOST/", "ssh://git@HOST/" or "git@HOST:", as owner and repository. */
static cupel_slice repository_at(cupel_slice origin, const char *host)
{
    static const struct {
        const char *before, *after;
    } forms[] = { { "https://", "/" }, { "http://", "/" }, { "ssh://git@", "/" }, { "git@", ":" } };
    for (size_t i = 0; i < CUPEL_COUNT(forms); i++) {
        const char *const parts[] = { forms[i].before, host, forms[i].after };
        cupel_slice left = origin;
        size_t k = 0;
        for (; k < CUPEL_COUNT(parts) && slice_starts(left, slice_str(parts[k])); k++)
            left = slice_part(left, slice_str(parts[k]).n, left.n - slice_str(parts[k]).n);
        left = without_end(without_end(left, SLICE_LIT("/")), SLICE_LIT(".git"));
        if (k == CUPEL_COUNT(parts) && is_repository(left))
            return left;
    }
    return SLICE_EMPTY;
}

/* The forge of @origin and the repository's name there; CUPEL_COUNT(forges) when unknown. */
static size_t forge_of(const char *origin, cupel_slice *repository)
{
    for (size_t i = 0; origin && i < CUPEL_COUNT(forges); i++) {
        *repository = repository_at(slice_str(origin), forges[i].host);
        if (repository->n)
            return i;
    }
    return CUPEL_COUNT(forges);
}

static void put_repository(struct buf *b, size_t forge, cupel_slice repository)
{
    buf_add_str(b, "https://");
    buf_add_str(b, forges[forge].host);
    buf_add_byte(b, '/');
    buf_add(b, repository);
}

void review_put_origin_url(struct buf *b, const char *origin)
{
    cupel_slice repository;
    size_t forge = forge_of(origin, &repository);
    if (forge < CUPEL_COUNT(forges))
        put_repository(b, forge, repository);
}

static bool is_commit(const char *text)
{
    uint8_t id[20];
    return text && hex_read_fixed(slice_str(text), id, sizeof id) == CUPEL_OK;
}

/* A part of dots alone would lead a browser to another page. */
static bool has_dot_part(cupel_slice path)
{
    size_t start = 0;
    for (size_t i = 0; i <= path.n; i++) {
        if (i < path.n && path.p[i] != '/')
            continue;
        cupel_slice part = slice_part(path, start, i - start);
        if (slice_eq(part, SLICE_LIT(".")) || slice_eq(part, SLICE_LIT("..")))
            return true;
        start = i + 1;
    }
    return false;
}

static bool is_markdown(cupel_slice path)
{
    return without_end(path, SLICE_LIT(".md")).n < path.n;
}

void review_put_place_url(struct buf *b, const struct review *r, const struct place *p)
{
    const struct reviewed *v = checkout_of(r, p);
    cupel_slice repository;
    size_t forge = v ? forge_of(v->origin, &repository) : CUPEL_COUNT(forges);
    if (forge == CUPEL_COUNT(forges) || !is_commit(p->commit) || has_dot_part(slice_str(p->path)))
        return;
    put_repository(b, forge, repository);
    buf_add_str(b, p->path ? forges[forge].blob : forges[forge].commit);
    buf_add_str(b, p->commit);
    if (!p->path)
        return;
    buf_add_byte(b, '/');
    escape_uri_path(b, slice_str(p->path));
    if (p->line && is_markdown(slice_str(p->path)))
        buf_add_str(b, forges[forge].source);
    if (p->line)
        buf_printf(b, "#L%llu", (unsigned long long)p->line);
}

void review_put_head_url(struct buf *b, const char *origin, const char *path)
{
    cupel_slice repository;
    size_t forge = forge_of(origin, &repository);
    if (forge == CUPEL_COUNT(forges) || has_dot_part(slice_str(path)))
        return;
    put_repository(b, forge, repository);
    buf_add_str(b, forges[forge].head);
    escape_uri_path(b, slice_str(path));
}
