/* SPDX-License-Identifier: Apache-2.0 */
#include "office/model/review.h"

#include <stdlib.h>

/* ---- names ---- */

const char *leg_name(enum leg_name l)
{
    switch (l) {
    case LEG_CODE: return "code";
    case LEG_TEST: return "test";
    case LEG_DOCUMENT: return "document";
    case LEG_COUNT: break;
    }
    return "";
}

const char *leg_state(enum leg_state s)
{
    switch (s) {
    case LEG_NOT_ASKED: return "";
    case LEG_FOUND: return "found";
    case LEG_ABSENT: return "absent";
    case LEG_UNSURE: return "unsure";
    }
    return "";
}

const char *remark_kind_name(enum remark_kind k)
{
    switch (k) {
    case REMARK_COMMENT: return "comment";
    case REMARK_DISSENT: return "dissent";
    case REMARK_REPLY: return "reply";
    }
    return "";
}

const char *review_set_title(const char *set)
{
    static const char *const titles[][2] = {
        { "cc", "Confidential computing" },  { "claims", "What the project claims" },
        { "clomonitor", "CLOMonitor" },      { "osps", "OSPS Baseline" },
        { "insights", "Security insights" }, { "life", "The life of the project" },
        { "exempt", "Exemption files" },
    };
    for (size_t i = 0; i < CUPEL_COUNT(titles); i++)
        if (slice_eq(slice_str(set), slice_str(titles[i][0])))
            return titles[i][1];
    return set;
}

/* ---- sets and counts ---- */

static bool is_in_set(const struct finding *f, const char *set)
{
    return !set || slice_eq(slice_str(f->info->set), slice_str(set));
}

size_t review_set_names(const struct review *r, const char *ret[REVIEW_SETS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_findings && n < REVIEW_SETS_MAX; i++) {
        size_t k = 0;
        while (k < n && !is_in_set(&r->findings[i], ret[k]))
            k++;
        if (k == n)
            ret[n++] = r->findings[i].info->set;
    }
    return n;
}

bool review_sets_fit(const struct review *r)
{
    const char *sets[REVIEW_SETS_MAX];
    size_t n = review_set_names(r, sets), in_them = 0;
    for (size_t i = 0; i < n; i++) {
        struct review_counts c = review_count(r, sets[i]);
        in_them += c.pass + c.fail + c.na + c.unknown + c.exempt;
    }
    return in_them == r->n_findings;
}

struct review_counts review_count(const struct review *r, const char *set)
{
    struct review_counts c = { 0 };
    for (size_t i = 0; i < r->n_findings; i++) {
        const struct finding *f = &r->findings[i];
        if (!is_in_set(f, set))
            continue;
        if (f->exempt)
            c.exempt++;
        else if (f->outcome == CUPEL_PASS)
            c.pass++;
        else if (f->outcome == CUPEL_FAIL)
            c.fail++;
        else if (f->outcome == CUPEL_NA)
            c.na++;
        else
            c.unknown++; /* what is no known outcome was not decided */
    }
    return c;
}

const struct finding *review_find(const struct review *r, const char *id)
{
    for (size_t i = 0; i < r->n_findings; i++)
        if (slice_eq(slice_str(r->findings[i].info->id), slice_str(id)))
            return &r->findings[i];
    return NULL;
}

/* ---- order ---- */

static bool asks_for_something(const struct finding *f)
{
    return !f->exempt && f->outcome != CUPEL_PASS && f->outcome != CUPEL_NA;
}

/* Both point into one array, so that the pointers' order is the registry's. */
static int compare_use(const void *left, const void *right)
{
    const struct finding *a = *(const struct finding *const *)left;
    const struct finding *b = *(const struct finding *const *)right;
    bool a_fails = a->outcome == CUPEL_FAIL, b_fails = b->outcome == CUPEL_FAIL;
    unsigned a_use = (unsigned)a->info->gain * (b->info->effort ? b->info->effort : 1u);
    unsigned b_use = (unsigned)b->info->gain * (a->info->effort ? a->info->effort : 1u);
    if (a_fails != b_fails)
        return a_fails ? -1 : 1;
    if (a_use != b_use)
        return a_use > b_use ? -1 : 1;
    return a < b ? -1 : a > b;
}

size_t review_order(const struct review *r, const struct finding **ret)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_findings; i++)
        if (asks_for_something(&r->findings[i]))
            ret[n++] = &r->findings[i];
    if (n > 1)
        qsort(ret, n, sizeof(const struct finding *), compare_use);
    return n;
}
