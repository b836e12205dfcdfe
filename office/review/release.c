/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/release.h"

#include "office/review/people.h"
#include "office/text/words.h"

#include <stdlib.h>
#include <string.h>

#define WEEK      (7 * (int64_t)DAY)
#define PARTS_MAX 999999999u /* a larger number is no version */

/* ---- versions ---- */

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint8_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* Digits at *i into @ret; how many there were. */
static size_t take_number(cupel_slice s, size_t *i, uint32_t *ret)
{
    size_t from = *i;
    uint64_t v = 0;
    for (; *i < s.n && is_digit(s.p[*i]) && v <= PARTS_MAX; ++*i)
        v = v * 10 + (s.p[*i] - (uint64_t)'0');
    *ret = v > PARTS_MAX ? PARTS_MAX : (uint32_t)v;
    return *i - from;
}

/* May a version start at @i? After the start, a sign, or a 'v' that follows one of those; digits
 * glued to a word are one from six digits on: "stable202402". */
static bool may_start(cupel_slice s, size_t i)
{
    if (!is_digit(s.p[i]) || (i && (is_digit(s.p[i - 1]) || s.p[i - 1] == '.')))
        return false;
    if (i == 0 || !is_letter(s.p[i - 1]))
        return true;
    if ((s.p[i - 1] | 32) == 'v' && (i == 1 || !is_letter(s.p[i - 2])))
        return true;
    size_t end = i;
    uint32_t unused;
    return take_number(s, &end, &unused) >= 6;
}

/* What may stand after the numbers: nothing, or a suffix; more numbers would be a date or a name.
 */
static bool take_suffix(cupel_slice s, struct version *v)
{
    if (s.n == 0)
        return true;
    static const char pre[] = "rc*|alpha*|beta*|pre*|dev*|snapshot*|preview*|canary*|a0|a1|a2|a3|"
                              "b0|b1|b2|b3|m1|m2|m3|test*|nightly*|draft*";
    v->is_pre = words_in(pre, s);
    bool sign = s.p[0] == '-' || s.p[0] == '+' || s.p[0] == '.' || s.p[0] == '_' || s.p[0] == '~';
    return slice_find(s, SLICE_LIT("/")) == SIZE_MAX && (sign || v->is_pre || s.n <= 2);
}

static bool version_at(cupel_slice s, size_t i, struct version *ret)
{
    struct version v = { 0 };
    size_t end = i;
    for (;;) {
        if (take_number(s, &end, &v.parts[v.n]) == 0)
            return false;
        v.n++;
        bool more = end + 1 < s.n && (s.p[end] == '.' || s.p[end] == '_') && is_digit(s.p[end + 1]);
        if (!more || v.n == VERSION_PARTS)
            break;
        end++;
    }
    if (!take_suffix(slice_part(s, end, s.n - end), &v))
        return false;
    *ret = v;
    return true;
}

bool version_of_tag(cupel_slice name, struct version *ret)
{
    struct version v, best = { 0 };
    if (words_in("nightly*|latest|snapshot*|canary|tmp|backup|wip|ci|build|archive", name))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (may_start(name, i) && version_at(name, i, &v) && v.n > best.n)
            best = v;
    if (best.n)
        *ret = best;
    return best.n > 0;
}

int version_cmp(const struct version *a, const struct version *b)
{
    for (unsigned i = 0; i < VERSION_PARTS; i++)
        if (a->parts[i] != b->parts[i])
            return a->parts[i] < b->parts[i] ? -1 : 1;
    return (int)b->is_pre - (int)a->is_pre;
}

/* ---- releases ---- */

static int compare_name(const struct release *a, const struct release *b)
{
    size_t x = strlen(a->tag->name), y = strlen(b->tag->name);
    return x != y ? (x > y) - (x < y) : strcmp(a->tag->name, b->tag->name);
}

static int compare_commit(const void *x, const void *y)
{
    const struct release *a = x, *b = y;
    int c = slice_cmp(SLICE_ARRAY(a->tag->target.bytes), SLICE_ARRAY(b->tag->target.bytes));
    return c ? c : compare_name(a, b);
}

static int compare_version(const void *x, const void *y)
{
    const struct release *a = x, *b = y;
    int c = version_cmp(&a->version, &b->version);
    if (c)
        return c;
    if (a->tag->time != b->tag->time)
        return a->tag->time < b->tag->time ? -1 : 1;
    return compare_name(a, b);
}

static int compare_time(const void *x, const void *y)
{
    const struct release *a = x, *b = y;
    if (a->tag->time != b->tag->time)
        return a->tag->time < b->tag->time ? 1 : -1;
    return compare_name(a, b);
}

static void absorb(struct release *to, const struct release *more)
{
    if (compare_name(more, to) < 0) {
        to->tag = more->tag;
        to->in = more->in;
        to->version = more->version;
    }
    to->n_tags += more->n_tags;
    to->unsigned_ += more->unsigned_;
    to->light += more->light;
}

static bool same_commit(const struct release *a, const struct release *b)
{
    return git_id_eq(&a->tag->target, &b->tag->target);
}

static bool same_version(const struct release *a, const struct release *b)
{
    return version_cmp(&a->version, &b->version) == 0 && b->tag->time - a->tag->time <= WEEK &&
           a->tag->time - b->tag->time <= WEEK;
}

/* Neighbours that are one release become one row. */
static size_t merge(struct release *all, size_t n,
                    bool (*same)(const struct release *, const struct release *))
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept && same(&all[kept - 1], &all[i]))
            absorb(&all[kept - 1], &all[i]);
        else
            all[kept++] = all[i];
    }
    return kept;
}

static size_t collect(const struct project *p, bool pre, struct release *all)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_checkouts; i++) {
        const struct checkout *c = &p->checkouts[i];
        for (size_t k = 0; !c->is_defaults && k < c->tags.n; k++) {
            const struct tag *t = &c->tags.tags[k];
            struct version v;
            if (t->time > p->as_of + DAY || !version_of_tag(slice_str(t->name), &v) ||
                v.is_pre != pre)
                continue;
            if (all)
                all[n] = (struct release){ .in = c,
                                           .tag = t,
                                           .version = v,
                                           .n_tags = 1,
                                           .unsigned_ = !t->has_signature,
                                           .light = !t->annotated };
            n++;
        }
    }
    return n;
}

void releases_find(const struct project *p, struct arena *a, struct releases *ret)
{
    *ret = (struct releases){ 0 };
    for (size_t i = 0; i < p->n_checkouts && !ret->partial; i++)
        if (!p->checkouts[i].is_defaults)
            ret->partial = p->checkouts[i].tags.partial ? p->checkouts[i].tags.partial
                                                        : p->checkouts[i].history.partial;
    size_t n = collect(p, false, NULL);
    ret->are_pre = n == 0;
    if (n == 0)
        n = collect(p, true, NULL);
    struct release *all = arena_array(a, n + 1, sizeof *all);
    if (!all)
        return;
    (void)collect(p, ret->are_pre, all);
    qsort(all, n, sizeof *all, compare_commit);
    n = merge(all, n, same_commit);
    qsort(all, n, sizeof *all, compare_version);
    n = merge(all, n, same_version);
    qsort(all, n, sizeof *all, compare_time);
    ret->all = all;
    ret->n = n;
    ret->are_pre = ret->are_pre && n > 0;
}

const char *release_text(const struct project *p, const struct release *r)
{
    return r->n_tags > 1 ? arena_printf(p->arena, "%s (%zu tags)", r->tag->name, r->n_tags)
                         : r->tag->name;
}
