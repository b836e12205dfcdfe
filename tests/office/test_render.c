/* SPDX-License-Identifier: Apache-2.0 */
/* Reviews for people and forges: complete, in order, and never more than the review says. */
#include "../unit/test.h"

#include "render/review.h"
#include "render/review_words.h"
#include "sample.h"

#include <stdio.h>

#define ROOM (16u << 20)

/* ---- renderers as one kind of function ---- */

static void as_text(const struct review *r, struct buf *b)
{
    struct text_out t = text_out_to(b, false);
    review_render_text(r, &t, false);
}

static void as_verbose(const struct review *r, struct buf *b)
{
    struct text_out t = text_out_to(b, false);
    review_render_text(r, &t, true);
}

static void as_colour(const struct review *r, struct buf *b)
{
    struct text_out t = text_out_to(b, true);
    review_render_text(r, &t, true);
}

typedef void renderer(const struct review *r, struct buf *b);
static renderer *const renderers[] = { as_text,
                                       as_verbose,
                                       as_colour,
                                       review_render_markdown,
                                       review_render_html,
                                       review_render_sarif,
                                       review_render_svg };

/* NUL-terminated, so that strstr() can look into it. */
static void render(renderer *f, const struct review *r, struct buf *b)
{
    buf_init(b, ROOM);
    f(r, b);
    assert_status(buf_status(b), CUPEL_OK);
    buf_add_byte(b, 0);
}

static bool has(const struct buf *b, const char *part)
{
    return strstr((const char *)b->p, part) != NULL;
}

static void says(const struct buf *b, const char *part)
{
    if (!has(b, part))
        fail_msg("does not say: %s", part);
}

static void says_not(const struct buf *b, const char *part)
{
    if (has(b, part))
        fail_msg("says: %s", part);
}

/* ---- all of them ---- */

static void same_review_same_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(renderers); i++) {
        struct buf first, second;
        render(renderers[i], sample_review(), &first);
        render(renderers[i], sample_review(), &second);
        assert_true(slice_eq(buf_slice(&first), buf_slice(&second)));
        buf_clear(&first);
        buf_clear(&second);
    }
}

static void a_review_that_was_read_back_looks_the_same(void **state)
{
    (void)state;
    struct arena a;
    struct buf json;
    struct review again;
    arena_init(&a, ROOM);
    buf_init(&json, ROOM);
    review_write_json(sample_review(), &json);
    assert_status(review_read_json(&a, buf_slice(&json), &again, NULL), CUPEL_OK);
    for (size_t i = 0; i < CUPEL_COUNT(renderers); i++) {
        struct buf first, second;
        render(renderers[i], sample_review(), &first);
        render(renderers[i], &again, &second);
        assert_true(slice_eq(buf_slice(&first), buf_slice(&second)));
        buf_clear(&first);
        buf_clear(&second);
    }
    buf_clear(&json);
    arena_clear(&a);
}

static void any_review_can_be_shown(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct arena a;
        arena_init(&a, ROOM);
        const struct review *r = sample_drawn(&a, seed);
        for (size_t i = 0; i < CUPEL_COUNT(renderers); i++) {
            struct buf b;
            render(renderers[i], r, &b);
            assert_true(b.n > 64);
            buf_clear(&b);
        }
        arena_clear(&a);
    }
}

static void want_of_room_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < CUPEL_COUNT(renderers); i++) {
        cupel_status st = CUPEL_E_LIMIT;
        for (size_t room = 0; st != CUPEL_OK; room += 211) {
            struct buf b;
            buf_init(&b, room);
            renderers[i](sample_review(), &b);
            st = buf_status(&b);
            assert_true(st == CUPEL_OK || st == CUPEL_E_LIMIT);
            assert_true(b.n <= room && room < ROOM);
            buf_clear(&b);
        }
    }
}

static void the_least_review_is_shown_as_what_it_is(void **state)
{
    (void)state;
    struct buf b;
    render(as_text, sample_empty(), &b);
    says(&b, "Review of a project without a name");
    says(&b, "no checkout");
    says(&b, "no check asks for anything");
    buf_clear(&b);
    render(review_render_html, sample_empty(), &b);
    says(&b, "No checkout.");
    says(&b, "No check asks for anything.");
    says(&b, "Nobody has put a name to this review.");
    buf_clear(&b);
    render(review_render_svg, sample_empty(), &b);
    says(&b, "no checks");
    says_not(&b, "0 of 0");
    buf_clear(&b);
}

/* Whatever fails to be shown by a mistake of ours would look like a virtue. */
static void every_check_is_in_all_that_is_complete(void **state)
{
    (void)state;
    renderer *const complete[] = { as_verbose, review_render_markdown, review_render_html,
                                   review_render_sarif };
    const struct review *r = sample_review();
    for (size_t i = 0; i < CUPEL_COUNT(complete); i++) {
        struct buf b;
        render(complete[i], r, &b);
        for (size_t k = 0; k < r->n_findings; k++) {
            const struct place *at[64];
            size_t n = review_places_first(&r->findings[k], at, CUPEL_COUNT(at));
            says(&b, r->findings[k].info->id);
            for (size_t j = 0; j < n; j++)
                says(&b, at[j]->path);
        }
        buf_clear(&b);
    }
}

static void people_and_exemptions_are_never_left_out(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "R. Okafor",
        "M. Sato",
        "not declared",
        "We ask for a CLA instead.",
        "fits no check",
        "expired: counts as none",
        "2026-06-30",
        "not looked into",
        "The verifier is small",
        "the comparison is optional",
    };
    renderer *const complete[] = { as_verbose, review_render_markdown, review_render_html };
    for (size_t i = 0; i < CUPEL_COUNT(complete); i++) {
        struct buf b;
        render(complete[i], sample_review(), &b);
        for (size_t k = 0; k < CUPEL_COUNT(parts); k++)
            says(&b, parts[k]);
        buf_clear(&b);
    }
}

/* Whether all is shown or nothing: no word is for the project as a whole. */
static void no_word_is_a_verdict(void **state)
{
    (void)state;
    static const char *const verdicts[] = { "trust",     "approved", "certified", "compliant",
                                            "excellent", "insecure", "healthy",   "passed",
                                            "failed",    "good",     "bad" };
    static const struct review_info info = { "a", "cc", "t", NULL, NULL, NULL, 1, 1 };
    for (size_t i = 0; i < 2 * CUPEL_COUNT(renderers); i++) {
        struct buf b;
        struct finding f = { .info = &info, .outcome = i % 2 ? CUPEL_PASS : CUPEL_FAIL };
        struct review r = { .project = "p", .stage = "proposed", .findings = &f, .n_findings = 1 };
        render(renderers[i / 2], &r, &b);
        for (size_t k = 0; k < CUPEL_COUNT(verdicts); k++)
            says_not(&b, verdicts[k]);
        buf_clear(&b);
    }
}

/* ---- text ---- */

static void text_lists_what_helps_most_first(void **state)
{
    (void)state;
    static const char *const order[] = { "1. claims-verifiable", "2. cc-nonce", "3. cc-threat",
                                         "4. changelog",         "5. cc-repro", "6. OSPS-AC-01.01",
                                         "7. cc-parse" };
    struct buf b;
    render(as_text, sample_review(), &b);
    const char *at = (const char *)b.p;
    for (size_t i = 0; i < CUPEL_COUNT(order); i++) {
        at = strstr(at, order[i]);
        if (!at)
            fail_msg("not in order: %s", order[i]);
    }
    says(&b, "README.md:14");
    says(&b, "to do   Link the sentence");
    says(&b, "tdx         found       absent      found       not shown");
    buf_clear(&b);
}

static void text_keeps_to_its_width(void **state)
{
    (void)state;
    static const unsigned widths[] = { 80, 100 };
    for (size_t k = 0; k < CUPEL_COUNT(widths); k++) {
        struct buf b;
        buf_init(&b, ROOM);
        struct text_out t = text_out_to(&b, false);
        t.width = widths[k];
        review_render_text(sample_review(), &t, true);
        for (size_t i = 0, start = 0; i < b.n; i++) {
            if (b.p[i] != '\n')
                continue;
            if (i - start > widths[k])
                fail_msg("%zu columns: %.*s", i - start, (int)(i - start),
                         (const char *)&b.p[start]);
            assert_true(i == start || b.p[i - 1] != ' ');
            start = i + 1;
        }
        buf_clear(&b);
    }
}

static void text_of_a_project_moves_no_cursor(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_hostile_count; i++) {
        struct arena a;
        struct buf b;
        arena_init(&a, ROOM);
        render(as_verbose, sample_of(&a, sample_hostile[i]), &b);
        for (size_t k = 0; k + 1 < b.n; k++)
            assert_true(b.p[k] == '\n' || (b.p[k] >= 0x20 && b.p[k] != 0x7f));
        says_not(&b, "\xe2\x80\xae");
        says_not(&b, "\xc2\x9b");
        buf_clear(&b);
        arena_clear(&a);
    }
}

static void the_rest_of_a_long_list_is_named(void **state)
{
    (void)state;
    static struct review_info info[20];
    static struct finding findings[20];
    static char ids[20][8];
    struct review r = {
        .project = "p", .stage = "proposed", .findings = findings, .n_findings = 20
    };
    struct buf b;
    for (size_t i = 0; i < 20; i++) {
        (void)snprintf(ids[i], sizeof ids[i], "id-%zu", i);
        info[i] = (struct review_info){ ids[i], "cc", "t", NULL, NULL, NULL, 1, 1 };
        findings[i] = (struct finding){ .info = &info[i], .outcome = CUPEL_FAIL };
    }
    for (size_t k = 0; k < 3; k++) {
        renderer *const few[] = { as_text, review_render_markdown, review_render_html };
        render(few[k], &r, &b);
        for (size_t i = 0; i < 20; i++)
            says(&b, ids[i]);
        buf_clear(&b);
    }
    render(as_text, &r, &b);
    says(&b, "and  id-12, id-13");
    says(&b, "--verbose");
    buf_clear(&b);
}

/* ---- words, places, addresses ---- */

static void is_built(void (*put)(struct buf *b, const struct review *r, const struct place *p),
                     const struct review *r, const struct place *p, const char *wanted)
{
    struct buf b;
    buf_init(&b, 4096);
    put(&b, r, p);
    buf_add_byte(&b, 0);
    assert_string_equal((const char *)b.p, wanted);
    buf_clear(&b);
}

#define HEAD "9f2c1d7a5b3e4f60718293a4b5c6d7e8f9012345"

static void places_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct reviewed one = { .name = "a", .commit = HEAD };
    static const struct review single = { .repos = &one, .n_repos = 1 };
    const struct place line = { NULL, "src/a.c", 12, HEAD, NULL };
    const struct place file = { NULL, "src/a.c", 0, HEAD, NULL };
    const struct place older = { NULL, "src/a.c", 12, "41d0c8b7a69584736251403f2e1d0c9b8a796857",
                                 NULL };
    const struct place commit = { NULL, NULL, 0, HEAD, NULL };
    const struct place nothing = { .path = NULL };
    const struct place agent = { "ember-agent", "a.c", 1, NULL, NULL };
    is_built(review_put_place, &single, &line, "src/a.c:12");
    is_built(review_put_place, &single, &file, "src/a.c");
    is_built(review_put_place, &single, &older, "src/a.c:12 at commit 41d0c8b7a695");
    is_built(review_put_place, &single, &commit, "commit 9f2c1d7a5b3e");
    is_built(review_put_place, &single, &nothing, "the checkout as such");
    is_built(review_put_place, sample_review(), &agent, "ember-agent: a.c:1");
}

/* The address of @path in a checkout with this remote. */
static void leads_to(const char *origin, const char *path, uint64_t line, const char *wanted)
{
    struct reviewed repo = { .name = "a", .origin = origin, .commit = HEAD };
    struct review r = { .repos = &repo, .n_repos = 1 };
    struct place p = { NULL, path, line, HEAD, NULL };
    is_built(review_put_place_url, &r, &p, wanted);
}

static void places_lead_to_known_forges_alone(void **state)
{
    (void)state;
    leads_to("https://github.com/a/b.git", "c d/e.c", 3,
             "https://github.com/a/b/blob/" HEAD "/c%20d/e.c#L3");
    leads_to("https://github.com/a/b/", "README.md", 3,
             "https://github.com/a/b/blob/" HEAD "/README.md?plain=1#L3");
    leads_to("git@gitlab.com:g/s/b.git", "e.c", 0, "https://gitlab.com/g/s/b/-/blob/" HEAD "/e.c");
    leads_to("ssh://git@codeberg.org/a/b", "e.c", 1,
             "https://codeberg.org/a/b/src/commit/" HEAD "/e.c#L1");
    leads_to("https://github.com/a/b", NULL, 0, "https://github.com/a/b/commit/" HEAD);
    static const char *const others[] = {
        "https://github.com.evil.example/a/b",
        "https://evil.example/github.com/a/b",
        "https://user:pw@github.com/a/b",
        "https://github.com/a",
        "https://github.com/a/../b",
        "https://github.com/a//b",
        "https://github.com/a/b?x=\"><script>",
        "javascript:alert(1)//github.com/a/b",
        "file:///a/b",
        "../b",
        "",
        NULL,
    };
    for (size_t i = 0; i < CUPEL_COUNT(others); i++)
        leads_to(others[i], "e.c", 1, "");
    leads_to("https://github.com/a/b", "../../../evil/x", 1, "");
    leads_to("https://github.com/a/b", "x/./y", 1, "");
}

static void a_place_without_its_commit_leads_nowhere(void **state)
{
    (void)state;
    struct reviewed repo = { .name = "a", .origin = "https://github.com/a/b", .commit = HEAD };
    struct review r = { .repos = &repo, .n_repos = 1 };
    struct place p = { NULL, "e.c", 1, NULL, NULL };
    is_built(review_put_place_url, &r, &p, "");
    p.commit = "main\"><script>";
    is_built(review_put_place_url, &r, &p, "");
    p.commit = HEAD;
    p.repo = "another";
    is_built(review_put_place_url, &r, &p, "");
}

static void numbers_and_shares_read_well(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 4096);
    review_put_number(&b, 7);
    buf_add_byte(&b, ' ');
    review_put_number(&b, 1001);
    buf_add_byte(&b, ' ');
    review_put_number(&b, UINT64_MAX);
    buf_add_byte(&b, ' ');
    review_put_share(&b, 588);
    buf_add_byte(&b, ' ');
    review_put_share(&b, 1000);
    buf_add_byte(&b, ' ');
    review_put_share(&b, -1);
    buf_add_byte(&b, 0);
    assert_string_equal((const char *)b.p, "7 1,001 18,446,744,073,709,551,615 58.8 % 100.0 % "
                                           "nothing applies");
    buf_clear(&b);
}

/* ---- the badge ---- */

static void the_badge_says_how_many_of_those_that_apply(void **state)
{
    (void)state;
    struct buf b;
    render(review_render_svg, sample_review(), &b);
    says(&b,
         ">1 of 5 shown \xc2\xb7 2026-11-26 \xc2\xb7 9f2c1d7</text>"); /* six, one does not apply */
    says(&b, "<title id=\"t\">cc: 1 of 5 shown");
    says(&b, "1 not applicable, 0 exempt, of 6 checks. Counts, not a verdict.");
    says_not(&b, "%");
    says_not(&b, "rating");
    buf_clear(&b);
}

static void without_its_set_the_badge_names_another(void **state)
{
    (void)state;
    struct review r = *sample_review();
    struct buf b;
    r.findings += 6;
    r.n_findings -= 6;
    render(review_render_svg, &r, &b);
    says(&b, "<title id=\"t\">clomonitor: 2 of 4 shown");
    buf_clear(&b);
}

/* ---- scores ---- */

static void a_score_stands_with_its_definition_and_its_findings(void **state)
{
    (void)state;
    struct buf b;
    render(review_render_html, sample_review(), &b);
    const char *score = strstr((const char *)b.p, "As CLOMonitor computes it: 76.4 %");
    assert_non_null(score);
    const char *definition = strstr(score, "weights of the passed or exempt checks");
    const char *finding = strstr(score, "id=\"check-readme\"");
    assert_true(definition && finding && definition < finding);
    says(&b, "58.8 % if all that they cannot tell fails");
    buf_clear(&b);
}

static void a_score_of_another_set_is_told_too(void **state)
{
    (void)state;
    static const struct score other = { "Other", "how", 1, 3, 2, NULL, NULL, 0 };
    struct review r = *sample_review();
    struct buf b;
    r.scores = &other;
    r.n_scores = 1;
    for (size_t i = 0; i < 3; i++) {
        renderer *const few[] = { as_text, review_render_markdown, review_render_html };
        render(few[i], &r, &b);
        says(&b, "Other");
        says(&b, "0.2 % of what files can decide");
        buf_clear(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_review_same_bytes),
        cmocka_unit_test(a_review_that_was_read_back_looks_the_same),
        cmocka_unit_test(any_review_can_be_shown),
        cmocka_unit_test(want_of_room_is_said),
        cmocka_unit_test(the_least_review_is_shown_as_what_it_is),
        cmocka_unit_test(every_check_is_in_all_that_is_complete),
        cmocka_unit_test(people_and_exemptions_are_never_left_out),
        cmocka_unit_test(no_word_is_a_verdict),
        cmocka_unit_test(text_lists_what_helps_most_first),
        cmocka_unit_test(text_keeps_to_its_width),
        cmocka_unit_test(text_of_a_project_moves_no_cursor),
        cmocka_unit_test(the_rest_of_a_long_list_is_named),
        cmocka_unit_test(places_read_as_people_write_them),
        cmocka_unit_test(places_lead_to_known_forges_alone),
        cmocka_unit_test(a_place_without_its_commit_leads_nowhere),
        cmocka_unit_test(numbers_and_shares_read_well),
        cmocka_unit_test(the_badge_says_how_many_of_those_that_apply),
        cmocka_unit_test(without_its_set_the_badge_names_another),
        cmocka_unit_test(a_score_stands_with_its_definition_and_its_findings),
        cmocka_unit_test(a_score_of_another_set_is_told_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
