/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#define HEX40 "9f2c1d7a5b3e4f60718293a4b5c6d7e8f9012345"
#define HEX64 "4d6f1b0e9c3a5d7f8e1c2b3a49586776859403a2b1c0d9e8f7a6b5c4d3e2f100"

const char *const sample_hostile[] = {
    "",
    " ",
    "<script>alert(1)</script>",
    "</script><!-- --><![CDATA[ ]]>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)' x='",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; &#x3c;script&#x3e; &notit;",
    "]]>&\"'<>`",
    "[click](javascript:alert(1))",
    "![pixel](https://evil.example/p.png)",
    "[a]: https://evil.example \"title\"",
    "[a][b] and [x] and ![y][z]",
    "<https://evil.example>",
    "https://evil.example/path?a=b see www.evil.example and mailto:x@evil.example",
    "@everyone please look, fixes #1 and org/repo#2",
    "someone@evil.example",
    "# heading",
    "- item",
    "+ item",
    "1. one",
    "12) twelve",
    "===",
    "---",
    "> quote",
    "```sh",
    "`code` ``more`` ```",
    "`",
    "``",
    "~~~",
    "| a | b |\n|---|---|\n| c | d |",
    "a|b\\|c\\",
    "**bold** _it_ __x__ ~~del~~ *",
    "trailing backslash \\",
    "two  \nlines",
    "para\n\n# heading\n\n    code\n\n- list",
    "tab\there\r\nnew",
    "<details><summary>x",
    "a\033[31mred\033]0;title\007",
    "\x01\x02\x7f",
    "c1 \xc2\x9b"
    "31m",
    "rtl \xe2\x80\xae"
    "gpj.exe \xe2\x81\xa6 x",
    "line sep \xe2\x80\xa8 par \xe2\x80\xa9",
    "bom \xef\xbb\xbf non \xef\xbf\xbe \xef\xbf\xbf",
    "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x94\x92 \xe4\xb8\xad\xe6\x96\x87",
    "../../etc/passwd?x#y%20 z",
    "{0} {{1}} %s %n ${x} $x^2$",
    "[text](0) and {0}",
    ":warning: <!-- comment --> <?php ?>",
    "javascript:alert(1)",
    "https://github.com/a/b/../../x",
    "https://user:pw@github.com/a/b",
    "git@github.com:a/b\"><script>",
    "null",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaa"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaa",
};
const size_t sample_hostile_count = CUPEL_COUNT(sample_hostile);

/* ---- drawing ---- */

/*
 * What is drawn from: a text that stands everywhere, or numbers that decide. xorshift64*: any
 * machine draws the same.
 */
struct draw {
    struct arena *a;
    const char *everywhere; /* NULL: as drawn */
    uint64_t state;
};

static size_t below(struct draw *d, size_t n)
{
    d->state ^= d->state >> 12;
    d->state ^= d->state << 25;
    d->state ^= d->state >> 27;
    return (size_t)((d->state * UINT64_C(2685821657736338717)) >> 33) % n;
}

static const char *must(struct draw *d)
{
    static const char *const plain[] = { "one", "two words", "a sentence of some words.",
                                         "snp", "src/a/b.c", "2026-11-26" };
    if (d->everywhere)
        return d->everywhere;
    if (below(d, 3) == 0)
        return sample_hostile[below(d, sample_hostile_count)];
    return plain[below(d, CUPEL_COUNT(plain))];
}

static const char *maybe(struct draw *d)
{
    return d->everywhere || below(d, 3) ? must(d) : NULL;
}

static bool truth(struct draw *d)
{
    return below(d, 2);
}

static size_t some(struct draw *d, size_t most)
{
    return d->everywhere ? 2 : below(d, most + 1);
}

static struct place draw_place(struct draw *d)
{
    return (struct place){ .repo = maybe(d),
                           .path = maybe(d),
                           .line = below(d, 3) ? below(d, 100000) : 0,
                           .commit = below(d, 4) ? HEX40 : NULL,
                           .note = maybe(d) };
}

static struct places draw_places(struct draw *d)
{
    struct places p = { .n = some(d, 5) };
    struct place *at = arena_array(d->a, p.n, sizeof *at);
    for (size_t i = 0; i < p.n; i++)
        at[i] = draw_place(d);
    p.at = at;
    p.more = below(d, 3);
    return p;
}

static void draw_legs(struct draw *d, struct leg legs[LEG_COUNT])
{
    for (size_t i = 0; i < LEG_COUNT; i++) {
        legs[i].state = (enum leg_state)below(d, 4);
        if (legs[i].state == LEG_NOT_ASKED)
            continue;
        legs[i].note = maybe(d);
        legs[i].where = draw_places(d);
    }
}

static struct remarks draw_remarks(struct draw *d)
{
    struct remarks m = { .n = some(d, 3) };
    struct remark *at = arena_array(d->a, m.n, sizeof *at);
    for (size_t i = 0; i < m.n; i++)
        at[i] = (struct remark){ (enum remark_kind)below(d, 3), maybe(d), maybe(d), must(d) };
    m.at = at;
    return m;
}

static struct exemption draw_exemption(struct draw *d)
{
    const char *reason = must(d);
    return (struct exemption){ .check = must(d),
                               .reason = *reason ? reason : "none",
                               .owner = maybe(d),
                               .expires = maybe(d),
                               .source = maybe(d),
                               .is_expired = truth(d),
                               .is_used = truth(d) };
}

static void draw_tables(struct draw *d, struct finding *f)
{
    f->n_formats = some(d, 3);
    struct format_row *rows = arena_array(d->a, f->n_formats, sizeof *rows);
    for (size_t i = 0; i < f->n_formats; i++) {
        rows[i].format = must(d);
        rows[i].outcome = i % 2 ? CUPEL_PASS : CUPEL_UNKNOWN;
        draw_legs(d, rows[i].legs);
    }
    f->formats = rows;
    f->n_figures = some(d, 3);
    struct figure *figures = arena_array(d->a, f->n_figures, sizeof *figures);
    for (size_t i = 0; i < f->n_figures; i++)
        figures[i] = (struct figure){ must(d), must(d), must(d) };
    f->figures = figures;
}

static void draw_finding(struct draw *d, struct finding *f, size_t i)
{
    static const cupel_outcome outcomes[] = { CUPEL_FAIL, CUPEL_UNKNOWN, CUPEL_PASS, CUPEL_NA };
    static const char *const sets[] = { "cc", "clomonitor", "osps", "of-others" };
    struct review_info *info = arena_alloc(d->a, sizeof *info);
    struct exemption *e = arena_alloc(d->a, sizeof *e);
    *info = (struct review_info){ .id = arena_printf(d->a, "check-%zu", i),
                                  .set = sets[below(d, CUPEL_COUNT(sets))],
                                  .title = must(d),
                                  .why = maybe(d),
                                  .spec = maybe(d),
                                  .fix = maybe(d),
                                  .gain = (uint8_t)(1 + below(d, 3)),
                                  .effort = (uint8_t)(1 + below(d, 3)) };
    f->info = info;
    f->outcome = outcomes[i % CUPEL_COUNT(outcomes)];
    f->detail = maybe(d);
    f->where = draw_places(d);
    draw_legs(d, f->legs);
    draw_tables(d, f);
    *e = draw_exemption(d);
    f->exempt = below(d, 4) ? NULL : e;
    f->remarks = draw_remarks(d);
}

static void draw_repositories(struct draw *d, struct review *r)
{
    r->n_repos = some(d, 3);
    struct reviewed *repos = arena_array(d->a, r->n_repos, sizeof *repos);
    for (size_t i = 0; i < r->n_repos; i++) {
        size_t n = some(d, 2);
        const char **partial = arena_array(d->a, n + 1, sizeof *partial);
        for (size_t k = 0; k < n; k++)
            partial[k] = must(d);
        repos[i] = (struct reviewed){ must(d),    maybe(d), HEX40,
                                      1795168800, truth(d), below(d, 100000),
                                      77,         maybe(d), n ? partial : NULL };
    }
    r->repos = repos;
}

static const char *const *draw_words(struct draw *d, size_t *n)
{
    *n = some(d, 3);
    const char **words = arena_array(d->a, *n, sizeof *words);
    for (size_t i = 0; i < *n; i++)
        words[i] = must(d);
    return words;
}

static void draw_scores(struct draw *d, struct review *r)
{
    r->n_scores = some(d, 2);
    struct score *scores = arena_array(d->a, r->n_scores, sizeof *scores);
    for (size_t i = 0; i < r->n_scores; i++) {
        struct score_part *parts = arena_array(d->a, 2, sizeof *parts);
        parts[0] = (struct score_part){ must(d), 30, 0, 1000, 500 };
        parts[1] = (struct score_part){ must(d), 70, -1, -1, -1 };
        scores[i] = (struct score){
            i ? must(d) : "CLOMonitor", must(d), 105, 999, 700, maybe(d), parts, 2
        };
    }
    r->scores = scores;
}

static void draw_lists(struct draw *d, struct review *r)
{
    r->n_observations = some(d, 3);
    struct observation *seen = arena_array(d->a, r->n_observations, sizeof *seen);
    for (size_t i = 0; i < r->n_observations; i++)
        seen[i] = (struct observation){
            draw_place(d), truth(d) ? HEX64 : NULL, must(d), maybe(d), must(d), maybe(d), truth(d)
        };
    r->observations = seen;
    r->n_exemptions = some(d, 3);
    struct exemption *exemptions = arena_array(d->a, r->n_exemptions, sizeof *exemptions);
    for (size_t i = 0; i < r->n_exemptions; i++)
        exemptions[i] = draw_exemption(d);
    r->exemptions = exemptions;
    r->n_reviewers = some(d, 2);
    struct reviewer *people = arena_array(d->a, r->n_reviewers, sizeof *people);
    for (size_t i = 0; i < r->n_reviewers; i++)
        people[i] = (struct reviewer){ must(d), maybe(d), maybe(d) };
    r->reviewers = people;
    r->remarks = draw_remarks(d);
}

static const struct delta *draw_delta(struct draw *d)
{
    struct delta *delta = arena_alloc(d->a, sizeof *delta);
    delta->since = must(d);
    delta->n_changes = some(d, 3);
    struct change *changes = arena_array(d->a, delta->n_changes, sizeof *changes);
    for (size_t i = 0; i < delta->n_changes; i++) {
        changes[i] = (struct change){ must(d), maybe(d), maybe(d), maybe(d), { .path = NULL } };
        if (truth(d)) {
            changes[i].place = draw_place(d);
            changes[i].place.path = must(d);
        }
    }
    delta->changes = changes;
    delta->unchanged = below(d, 50);
    return delta;
}

static const struct review *draw_review(struct draw *d)
{
    struct review *r = arena_alloc(d->a, sizeof *r);
    r->arena = d->a;
    r->project = must(d);
    r->version = must(d);
    r->as_of = 1795651200;
    r->stage = truth(d) ? "proposed" : "existing";
    draw_repositories(d, r);
    r->formats = draw_words(d, &r->n_formats);
    r->roles = draw_words(d, &r->n_roles);
    r->n_findings = d->everywhere ? 8 : below(d, 13);
    r->findings = arena_array(d->a, r->n_findings, sizeof *r->findings);
    for (size_t i = 0; i < r->n_findings; i++)
        draw_finding(d, &r->findings[i], i);
    draw_scores(d, r);
    draw_lists(d, r);
    r->delta = d->everywhere || truth(d) ? draw_delta(d) : NULL;
    return r;
}

const struct review *sample_of(struct arena *a, const char *text)
{
    struct draw d = { .a = a, .everywhere = text, .state = 0x9e3779b97f4a7c15u };
    return draw_review(&d);
}

const struct review *sample_drawn(struct arena *a, uint64_t seed)
{
    struct draw d = { .a = a, .state = seed * 2 + 1 };
    return draw_review(&d);
}
