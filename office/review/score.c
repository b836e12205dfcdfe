/* SPDX-License-Identifier: Apache-2.0 */
#include "office/review/score.h"

#include "office/review/clomonitor/clomonitor.h"

#include <string.h>

#define DEFAULT_SETS (CLO_CODE | CLO_COMMUNITY)

struct tally {
    unsigned all, passed, open; /* weights; open: cannot be told */
    unsigned decided;           /* passed or failed */
};

/* Does .clomonitor.yml exempt it, in force? */
static bool is_exempt_there(const struct review *r, const char *id)
{
    for (size_t i = 0; i < r->n_exemptions; i++) {
        const struct exemption *e = &r->exemptions[i];
        if (!e->is_expired && e->source && strstr(e->source, ".clomonitor.yml:") &&
            strcmp(e->check, id) == 0)
            return true;
    }
    return false;
}

static bool is_passed(const struct review *r, const char *id)
{
    const struct finding *f = review_find(r, id);
    return is_exempt_there(r, id) || (f && f->outcome == CUPEL_PASS);
}

/* CLOMonitor exempts each of the two where the other passes. */
static const char *other_of_pair(const char *id)
{
    static const char *const pairs[][2] = { { "cla", "dco" },
                                            { "slack_presence", "github_discussions" } };
    for (size_t i = 0; i < CUPEL_COUNT(pairs); i++)
        for (int k = 0; k < 2; k++)
            if (strcmp(pairs[i][k], id) == 0)
                return pairs[i][1 - k];
    return NULL;
}

static cupel_outcome outcome_of(const struct review *r, const char *id)
{
    const struct finding *f = review_find(r, id);
    const char *other = other_of_pair(id);
    if (is_passed(r, id) || (other && is_passed(r, other)))
        return CUPEL_PASS;
    if (!f)
        return CUPEL_UNKNOWN;
    const struct finding *g = other ? review_find(r, other) : NULL;
    if (f->outcome == CUPEL_FAIL && g && g->outcome == CUPEL_UNKNOWN)
        return CUPEL_UNKNOWN; /* it is exempt if the other one passes */
    return f->outcome;
}

static void count(struct tally *t, cupel_outcome o, unsigned weight)
{
    t->all += weight;
    t->passed += o == CUPEL_PASS ? weight : 0;
    t->open += o == CUPEL_UNKNOWN ? weight : 0;
    t->decided += o == CUPEL_PASS || o == CUPEL_FAIL ? weight : 0;
}

/* Tenths of a percent, rounded; -1 of nothing. */
static int share(unsigned part, unsigned all)
{
    return all ? (int)((part * 2000 + all) / (2 * all)) : -1;
}

static struct score_part part_of(const char *name, const struct tally *t)
{
    return (struct score_part){ .name = name,
                                .weight = t->all,
                                .low = share(t->passed, t->all),
                                .high = share(t->passed + t->open, t->all),
                                .decided = share(t->passed, t->decided) };
}

static const char *rating_of(int tenths)
{
    int percent = (tenths + 5) / 10;
    return tenths < 0      ? NULL
           : percent >= 75 ? "a"
           : percent >= 50 ? "b"
           : percent >= 25 ? "c"
                           : "d";
}

void scores_make(const struct project *p, struct review *r)
{
    struct tally sections[CLO_SECTIONS] = { 0 }, all = { 0 };
    for (size_t i = 0; i < clo_weights_count; i++) {
        const struct clo_weight *w = &clo_weights[i];
        if (!(w->sets & DEFAULT_SETS))
            continue;
        cupel_outcome o = outcome_of(r, w->id);
        count(&sections[w->section], o, w->weight);
        count(&all, o, w->weight);
    }
    struct score_part *parts = arena_array(p->arena, CLO_SECTIONS, sizeof *parts);
    struct score *s = arena_array(p->arena, 1, sizeof *s);
    if (!parts || !s)
        return;
    for (int i = 0; i < CLO_SECTIONS; i++)
        parts[i] = part_of(clo_section_name((enum clo_section)i), &sections[i]);
    struct score_part whole = part_of("", &all);
    *s = (struct score){
        .standard = "CLOMonitor",
        .definition =
            "weights of the checks of the sets code and community that pass or are exempt "
            "by .clomonitor.yml, of all weights; low and high count what files cannot tell "
            "as failed and as passed and what does not apply as failed, decided leaves "
            "both out",
        .low = whole.low,
        .high = whole.high,
        .decided = whole.decided,
        .rating = rating_of(whole.decided),
        .parts = parts,
        .n_parts = CLO_SECTIONS
    };
    r->scores = s;
    r->n_scores = 1;
}
