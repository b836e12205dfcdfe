/* SPDX-License-Identifier: Apache-2.0 */
/* What the registry defines can be written, read back and shown. */
#include "../unit/test.h"

#include "office/review/project.h"

#define ROOM (16u << 20)

/* Every check with no outcome yet, as a review. */
static void all_checks(struct arena *a, struct review *ret)
{
    *ret = (struct review){ .project = "all", .version = "0", .stage = "proposed" };
    ret->findings = arena_array(a, REVIEW_FINDINGS_MAX, sizeof *ret->findings);
    for (size_t i = 0; i < review_sets_count; i++) {
        for (size_t k = 0; k < review_sets[i]->n; k++) {
            assert_true(ret->n_findings < REVIEW_FINDINGS_MAX);
            ret->findings[ret->n_findings++] = (struct finding){
                .info = &review_set_row(review_sets[i], k)->info, .outcome = CUPEL_UNKNOWN
            };
        }
    }
}

static void every_check_explains_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < review_sets_count; i++) {
        for (size_t k = 0; k < review_sets[i]->n; k++) {
            const struct review_info *info = &review_set_row(review_sets[i], k)->info;
            const char *const words[] = { info->title, info->why, info->spec, info->fix };
            assert_string_equal(info->set, review_sets[i]->name);
            for (size_t w = 0; w < CUPEL_COUNT(words); w++)
                if (!words[w] || !*words[w])
                    fail_msg("%s lacks a title, reason, source or fix", info->id);
        }
    }
}

/* Sections of a page: two of one title could not be told apart. */
static void every_set_has_a_title_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < review_sets_count; i++) {
        const char *title = review_set_title(review_sets[i]->name);
        assert_string_not_equal(title, review_sets[i]->name);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(title, review_set_title(review_sets[k]->name));
    }
}

/* The reader takes no id twice, none that is no plain name, and nothing past a cap. */
static void every_check_can_be_written_and_read(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    struct review r, again = { .n_findings = 0 };
    struct cupel_diag d = { 0 };
    arena_init(&a, ROOM);
    buf_init(&b, ROOM);
    all_checks(&a, &r);
    assert_true(r.n_findings > 100);
    review_write_json(&r, &b);
    assert_status(buf_status(&b), CUPEL_OK);
    if (review_read_json(&a, buf_slice(&b), &again, &d) != CUPEL_OK)
        fail_msg("%s", d.text);
    assert_int_equal(again.n_findings, r.n_findings);
    buf_clear(&b);
    arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_check_explains_itself),
        cmocka_unit_test(every_set_has_a_title_of_its_own),
        cmocka_unit_test(every_check_can_be_written_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
