/* SPDX-License-Identifier: Apache-2.0 */
/* The review as data: names, counts, order, and JSON there and back. */
#include "../unit/test.h"

#include "codec/json.h"
#include "sample.h"

#include <stdio.h>

#define ROOM  (64u << 20)
#define BYTES (16u << 20)

/* ---- names, counts, order ---- */

static void names_are_the_contracts(void **state)
{
    (void)state;
    assert_string_equal(leg_name(LEG_CODE), "code");
    assert_string_equal(leg_name(LEG_TEST), "test");
    assert_string_equal(leg_name(LEG_DOCUMENT), "document");
    assert_string_equal(leg_state(LEG_NOT_ASKED), "");
    assert_string_equal(leg_state(LEG_FOUND), "found");
    assert_string_equal(leg_state(LEG_ABSENT), "absent");
    assert_string_equal(leg_state(LEG_UNSURE), "unsure");
    assert_string_equal(remark_kind_name(REMARK_COMMENT), "comment");
    assert_string_equal(remark_kind_name(REMARK_DISSENT), "dissent");
    assert_string_equal(remark_kind_name(REMARK_REPLY), "reply");
    assert_string_equal(review_set_title("cc"), "Confidential computing");
    assert_string_equal(review_set_title("of-others"), "of-others");
}

static void counts_add_up_and_exempt_ones_are_in_no_other(void **state)
{
    (void)state;
    const struct review *r = sample_review();
    struct review_counts cc = review_count(r, "cc"), all = review_count(r, NULL);
    struct review_counts clo = review_count(r, "clomonitor"), none = review_count(r, "x");
    assert_int_equal(cc.pass, 1);
    assert_int_equal(cc.fail, 3);
    assert_int_equal(cc.unknown, 1);
    assert_int_equal(cc.na, 1);
    assert_int_equal(clo.exempt, 1);
    assert_int_equal(clo.fail, 1);
    assert_int_equal(clo.pass, 2);
    assert_int_equal(none.pass + none.fail + none.na + none.unknown + none.exempt, 0);
    assert_int_equal(all.pass + all.fail + all.na + all.unknown + all.exempt, r->n_findings);
}

static void sets_stand_in_order_of_appearance(void **state)
{
    (void)state;
    const char *sets[REVIEW_SETS_MAX];
    static const char *const wanted[] = { "cc", "clomonitor", "osps", "life", "claims" };
    assert_int_equal(review_set_names(sample_review(), sets), CUPEL_COUNT(wanted));
    for (size_t i = 0; i < CUPEL_COUNT(wanted); i++)
        assert_string_equal(sets[i], wanted[i]);
    assert_int_equal(review_set_names(sample_empty(), sets), 0);
}

static void an_outcome_of_no_review_counts_as_not_decided(void **state)
{
    (void)state;
    static const struct review_info info = { "a", "cc", "t", NULL, NULL, NULL, 1, 1 };
    struct finding f = { .info = &info, .outcome = CUPEL_WARN };
    struct review r = { .findings = &f, .n_findings = 1 };
    assert_int_equal(review_count(&r, NULL).unknown, 1);
}

static void finds_by_id(void **state)
{
    (void)state;
    const struct finding *f = review_find(sample_review(), "cc-threat");
    assert_non_null(f);
    assert_string_equal(f->info->id, "cc-threat");
    assert_null(review_find(sample_review(), "cc-thread"));
    assert_null(review_find(sample_empty(), "cc-threat"));
}

static void most_help_for_least_effort_comes_first(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "claims-verifiable", /* 2/1 */
        "cc-nonce",          /* 3/2, before cc-threat in the registry */
        "cc-threat",         /* 3/2 */
        "changelog",         /* 1/1 */
        "cc-repro",          /* 2/3 */
        "OSPS-AC-01.01",     /* not decided: behind all that fail; 2/1 */
        "cc-parse",          /* 2/2 */
    };
    const struct review *r = sample_review();
    const struct finding *order[64];
    assert_true(r->n_findings <= CUPEL_COUNT(order));
    assert_int_equal(review_order(r, order), CUPEL_COUNT(wanted));
    for (size_t i = 0; i < CUPEL_COUNT(wanted); i++)
        assert_string_equal(order[i]->info->id, wanted[i]);
    assert_int_equal(review_order(sample_empty(), order), 0);
}

/* ---- JSON there and back ---- */

static void write(const struct review *r, struct buf *b)
{
    buf_init(b, BYTES);
    review_write_json(r, b);
    assert_status(buf_status(b), CUPEL_OK);
}

static void same_bytes_after_reading(const struct review *r)
{
    struct arena a;
    struct buf first, second;
    struct review again = { .n_findings = 0 };
    struct cupel_diag d = { 0 };
    arena_init(&a, ROOM);
    write(r, &first);
    assert_int_equal(first.p[first.n - 1], '\n');
    cupel_status st = review_read_json(&a, buf_slice(&first), &again, &d);
    if (st != CUPEL_OK)
        fail_msg("%s", d.text);
    assert_ptr_equal(again.arena, &a);
    write(&again, &second);
    assert_true(slice_eq(buf_slice(&first), buf_slice(&second)));
    buf_clear(&first);
    buf_clear(&second);
    arena_clear(&a);
}

static void reads_back_what_it_wrote(void **state)
{
    (void)state;
    same_bytes_after_reading(sample_review());
    same_bytes_after_reading(sample_empty());
}

static void hostile_text_comes_back_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sample_hostile_count; i++) {
        struct arena a;
        arena_init(&a, ROOM);
        same_bytes_after_reading(sample_of(&a, sample_hostile[i]));
        arena_clear(&a);
    }
}

static void any_review_comes_back_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct arena a;
        arena_init(&a, ROOM);
        same_bytes_after_reading(sample_drawn(&a, seed));
        assert_status(arena_status(&a), CUPEL_OK);
        arena_clear(&a);
    }
}

static void every_member_arrives(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    struct review r = { .n_findings = 0 };
    arena_init(&a, ROOM);
    write(sample_review(), &b);
    assert_status(review_read_json(&a, buf_slice(&b), &r, NULL), CUPEL_OK);
    const struct finding *nonce = review_find(&r, "cc-nonce");
    assert_int_equal(r.as_of, sample_review()->as_of);
    assert_string_equal(r.repos[1].origin, "git@gitlab.com:ember-cc/ember-agent.git");
    assert_true(r.repos[2].is_defaults && !r.repos[2].license);
    assert_string_equal(r.repos[0].partial[1], "the history is shallow: 1,204 commits are there");
    assert_null(r.repos[0].partial[2]);
    assert_int_equal(nonce->outcome, CUPEL_FAIL);
    assert_int_equal(nonce->formats[1].legs[LEG_TEST].state, LEG_ABSENT);
    assert_int_equal(nonce->formats[0].legs[LEG_CODE].where.at[0].line, 214);
    assert_int_equal(nonce->remarks.at[0].kind, REMARK_REPLY);
    assert_int_equal(review_find(&r, "cc-debug")->where.more, 4);
    assert_string_equal(review_find(&r, "openssf_badge")->exempt->owner, "R. Okafor");
    assert_int_equal(r.scores[0].parts[4].low, -1);
    assert_true(r.observations[1].is_debug);
    assert_true(r.exemptions[1].is_expired);
    assert_null(r.reviewers[2].conflicts);
    assert_null(r.delta->changes[3].before);
    assert_int_equal(r.delta->unchanged, 9);
    buf_clear(&b);
    arena_clear(&a);
}

/* ---- what is refused, and why ---- */

/* The sample with the first @from replaced by @to, or cut off before it when @to is NULL. */
static void refused(const char *from, const char *to, cupel_status st, const char *why)
{
    struct arena a;
    struct buf b, changed;
    struct review r = { .project = "untouched" };
    struct cupel_diag d = { 0 };
    arena_init(&a, ROOM);
    buf_init(&changed, BYTES);
    write(sample_review(), &b);
    size_t at = slice_find(buf_slice(&b), slice_str(from)), n = slice_str(from).n;
    assert_true(at != SIZE_MAX);
    buf_add(&changed, slice_part(buf_slice(&b), 0, at));
    if (to) {
        buf_add_str(&changed, to);
        buf_add(&changed, slice_part(buf_slice(&b), at + n, b.n - at - n));
    }
    assert_status(review_read_json(&a, buf_slice(&changed), &r, &d), st);
    if (!strstr(d.text, why))
        fail_msg("says \"%s\", not \"%s\"", d.text, why);
    assert_string_equal(r.project, "untouched");
    buf_clear(&b);
    buf_clear(&changed);
    arena_clear(&a);
}

static void refuses_with_its_reason(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        cupel_status st;
        const char *why;
    } rows[] = {
        { "\"checks\"", NULL, CUPEL_E_TRUNCATED, "ends" },
        { "{\"cupel\":1", "{\"cupel\":2", CUPEL_E_UNSUPPORTED, "version 2 of the review file" },
        { "\"kind\":\"review\"", "\"kind\":\"bill\"", CUPEL_E_MALFORMED, "must be review" },
        { "\"project\":\"Ember\"", "\"project\":null", CUPEL_E_MALFORMED,
          "project must be a string" },
        { "\"Ember\"", "\"E\\u0000r\"", CUPEL_E_MALFORMED, "project: must not hold the character" },
        { "2026-11-26T", "2026-11-31T", CUPEL_E_MALFORMED, "as_of must be a time" },
        { "\"outcome\":\"fail\"", "\"outcome\":\"warn\"", CUPEL_E_MALFORMED,
          "checks[0].outcome: must be one of: pass fail unknown na" },
        { "\"id\":\"cc-nonce\"", "\"id\":\"cc nonce\"", CUPEL_E_MALFORMED,
          "checks[0].id: must be 1 to 64 letters" },
        { "\"id\":\"cc-nonce\"", "\"id\":\"\"", CUPEL_E_MALFORMED,
          "checks[0].id: must be 1 to 64" },
        { "\"id\":\"cc-nonce\"", "\"id\":\"cc-debug\"", CUPEL_E_MALFORMED,
          "checks[1]: a second check cc-debug" },
        { "\"set\":\"cc\"", "\"set\":\"all\"", CUPEL_E_MALFORMED, "no set can be called all" },
        { "\"gain\":3", "\"gain\":0", CUPEL_E_MALFORMED, "checks[0].gain: must be 1, 2 or 3" },
        { "\"effort\":2", "\"effort\":4", CUPEL_E_MALFORMED,
          "checks[0].effort must be an integer" },
        { "\"state\":\"absent\"", "\"state\":\"\"", CUPEL_E_MALFORMED,
          "must be one of: found absent unsure" },
        { "\"kind\":\"reply\"", "\"kind\":\"shout\"", CUPEL_E_MALFORMED,
          "must be one of: comment dissent reply" },
        { "\"exempt\":null", "\"exempt\":true", CUPEL_E_MALFORMED, "exempt must be an object" },
        { "\"reason\":\"There is no release yet.\"", "\"reason\":\"\"", CUPEL_E_MALFORMED,
          "must give its reason" },
        { "\"where\":[]", "\"where\":[\"x\"]", CUPEL_E_MALFORMED, "where[0] must be an object" },
        { "\"low\":588", "\"low\":1001", CUPEL_E_MALFORMED,
          "low must be an integer from 0 to 1000" },
        { "\"place\":{", "\"place\":[],\"x\":{", CUPEL_E_MALFORMED, "place must be an object" },
        { "\"partial\":[", "\"partial\":[7,", CUPEL_E_MALFORMED, "partial[0]: must be a string" },
        { "\"formats\":[", "\"formats\":[7,", CUPEL_E_MALFORMED, "formats[0]: must be a string" },
        { "\"delta\":{", "\"delta\":1,\"x\":{", CUPEL_E_MALFORMED, "delta must be an object" },
        { "\"unchanged\":9", "\"unchanged\":-9", CUPEL_E_MALFORMED,
          "unchanged must be an integer" },
        { "\"debug\":false", "\"debug\":0", CUPEL_E_MALFORMED, "debug must be true or false" },
        { "\"human\":{", "\"human\":[],\"x\":{", CUPEL_E_MALFORMED, "human must be an object" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(rows); i++)
        refused(rows[i].from, rows[i].to, rows[i].st, rows[i].why);
    refused("\"checks\":", "\"x\":", CUPEL_E_MALFORMED, "checks is missing");
}

static void unknown_members_and_lost_counts_do_no_harm(void **state)
{
    (void)state;
    struct arena a;
    struct review r = { .n_findings = 0 };
    struct cupel_diag d = { 0 };
    arena_init(&a, ROOM);
    cupel_slice least = SLICE_LIT(
        "{\"new\":{\"x\":[1]},\"cupel\":1,\"kind\":\"review\",\"version\":\"9\","
        "\"project\":\"p\",\"as_of\":\"2026-11-26T01:00:00+01:00\",\"stage\":\"proposed\","
        "\"counts\":{\"all\":{\"pass\":77}},\"checks\":[],\"human\":{\"likes\":3}}");
    cupel_status st = review_read_json(&a, least, &r, &d);
    if (st != CUPEL_OK)
        fail_msg("%s", d.text);
    assert_int_equal(r.n_findings, 0);
    assert_int_equal(r.as_of, 1795651200);
    assert_int_equal(review_count(&r, NULL).pass, 0);
    arena_clear(&a);
}

/* ---- size ---- */

/* @n findings, each with the most places that a list may hold in @rows format rows' three legs. */
static const struct review *large(struct arena *a, size_t n, size_t rows)
{
    struct review *r = arena_alloc(a, sizeof *r);
    struct place *at = arena_array(a, REVIEW_PLACES_MAX, sizeof *at);
    struct format_row *row = arena_array(a, rows, sizeof *row);
    for (size_t i = 0; i < REVIEW_PLACES_MAX; i++)
        at[i] = (struct place){ .path = "a", .line = i + 1, .note = "n" };
    for (size_t i = 0; i < rows; i++) {
        row[i] = (struct format_row){ .format = "snp", .outcome = CUPEL_PASS };
        for (size_t k = 0; k < LEG_COUNT; k++)
            row[i].legs[k] = (struct leg){ LEG_FOUND, NULL, { at, REVIEW_PLACES_MAX, 1 } };
    }
    *r = (struct review){ .project = "large", .version = "0", .stage = "proposed" };
    r->n_findings = n;
    r->findings = arena_array(a, n, sizeof *r->findings);
    for (size_t i = 0; i < n; i++) {
        struct review_info *info = arena_alloc(a, sizeof *info);
        *info = (struct review_info){
            .id = arena_printf(a, "c%zu", i), .set = "cc", .title = "t", .gain = 1, .effort = 1
        };
        r->findings[i] = (struct finding){ .info = info, .formats = row, .n_formats = rows };
    }
    return r;
}

static void a_large_review_keeps_fewer_places_and_counts_the_rest(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    struct review again = { .n_findings = 0 };
    arena_init(&a, ROOM);
    const struct review *r = large(&a, 200, 10);
    same_bytes_after_reading(r);
    write(r, &b);
    assert_status(review_read_json(&a, buf_slice(&b), &again, NULL), CUPEL_OK);
    const struct places *where = &again.findings[199].formats[9].legs[LEG_DOCUMENT].where;
    assert_true(where->n < REVIEW_PLACES_MAX);
    assert_int_equal(where->n + where->more, REVIEW_PLACES_MAX + 1);
    buf_clear(&b);
    arena_clear(&a);
}

static void what_no_reader_would_take_is_not_written(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    arena_init(&a, ROOM);
    buf_init(&b, BYTES);
    review_write_json(large(&a, 1000, 20), &b);
    assert_status(buf_status(&b), CUPEL_E_LIMIT);
    buf_clear(&b);
    arena_clear(&a);
}

/* @r as JSON with the first @from replaced by @to. */
static void read_changed(const struct review *r, const char *from, const char *to, const char *why)
{
    struct arena a;
    struct buf b, changed;
    struct review again = { .n_findings = 0 };
    struct cupel_diag d = { 0 };
    arena_init(&a, ROOM);
    buf_init(&changed, BYTES);
    write(r, &b);
    size_t at = slice_find(buf_slice(&b), slice_str(from)), n = slice_str(from).n;
    assert_true(at != SIZE_MAX);
    buf_add(&changed, slice_part(buf_slice(&b), 0, at));
    buf_add_str(&changed, to);
    buf_add(&changed, slice_part(buf_slice(&b), at + n, b.n - at - n));
    assert_status(review_read_json(&a, buf_slice(&changed), &again, &d), CUPEL_E_MALFORMED);
    assert_says(d, why);
    buf_clear(&b);
    buf_clear(&changed);
    arena_clear(&a);
}

/* As many sets as findings, but for the last two, which share one. */
static const struct review *many_sets(struct arena *a, size_t n)
{
    const struct review *r = large(a, n, 0);
    for (size_t i = 0; i < n; i++) {
        struct review_info *info = arena_alloc(a, sizeof *info);
        *info = *r->findings[i].info;
        info->set = arena_printf(a, "set-%zu", i + 1 < n ? i : i - 1);
        r->findings[i].info = info;
    }
    return r;
}

static void reads_no_more_checks_and_sets_than_it_shows(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, ROOM);
    read_changed(large(&a, REVIEW_FINDINGS_MAX, 0), "\"checks\":[", "\"checks\":[{},",
                 "checks: has 1001 members, at most 1000 are read");
    read_changed(many_sets(&a, REVIEW_SETS_MAX + 1), "\"set\":\"set-31\"", "\"set\":\"set-32\"",
                 "checks: more than 32 sets");
    arena_clear(&a);
}

static void writes_no_list_that_is_not_read(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, ROOM);
    struct delta d = { .n_changes = REVIEW_LIST_MAX + 1 };
    struct review changed = *sample_empty();
    changed.delta = &d;
    const struct review *const too_long[] = { large(&a, REVIEW_FINDINGS_MAX + 1, 0),
                                              many_sets(&a, REVIEW_SETS_MAX + 2), &changed };
    for (size_t i = 0; i < CUPEL_COUNT(too_long); i++) {
        struct buf b;
        buf_init(&b, BYTES);
        review_write_json(too_long[i], &b);
        assert_status(buf_status(&b), CUPEL_E_LIMIT);
        assert_int_equal(b.n, 0);
        buf_clear(&b);
    }
    arena_clear(&a);
}

static void too_little_room_is_said(void **state)
{
    (void)state;
    struct buf b;
    struct cupel_diag d;
    struct review r = { .n_findings = 0 };
    cupel_status st = CUPEL_E_LIMIT;
    write(sample_review(), &b);
    for (size_t room = 0; st != CUPEL_OK; room += 997) {
        struct arena a;
        arena_init(&a, room);
        st = review_read_json(&a, buf_slice(&b), &r, &d);
        assert_true(st == CUPEL_OK || st == CUPEL_E_LIMIT);
        arena_clear(&a);
        assert_true(room < ROOM);
    }
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_the_contracts),
        cmocka_unit_test(counts_add_up_and_exempt_ones_are_in_no_other),
        cmocka_unit_test(sets_stand_in_order_of_appearance),
        cmocka_unit_test(an_outcome_of_no_review_counts_as_not_decided),
        cmocka_unit_test(finds_by_id),
        cmocka_unit_test(most_help_for_least_effort_comes_first),
        cmocka_unit_test(reads_back_what_it_wrote),
        cmocka_unit_test(hostile_text_comes_back_the_same),
        cmocka_unit_test(any_review_comes_back_the_same),
        cmocka_unit_test(every_member_arrives),
        cmocka_unit_test(refuses_with_its_reason),
        cmocka_unit_test(unknown_members_and_lost_counts_do_no_harm),
        cmocka_unit_test(a_large_review_keeps_fewer_places_and_counts_the_rest),
        cmocka_unit_test(what_no_reader_would_take_is_not_written),
        cmocka_unit_test(reads_no_more_checks_and_sets_than_it_shows),
        cmocka_unit_test(writes_no_list_that_is_not_read),
        cmocka_unit_test(too_little_room_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
