/* SPDX-License-Identifier: Apache-2.0 */
/* report/risks.c: what wants a person's look, by the operating model and by the landscape's data.
 */
#include "office/landscape/hygiene.h"
#include "office/report/make.h"

#include <stdlib.h>
#include <string.h>

/* Those that data alone can show; the others need checkouts. */
static const enum hygiene_kind kinds[] = {
    HYGIENE_ARCHIVED,      HYGIENE_UNMAINTAINED, HYGIENE_SUPERSEDED, HYGIENE_DORMANT,
    HYGIENE_CONTRADICTION, HYGIENE_DUPLICATE,    HYGIENE_LICENSE,    HYGIENE_STALE,
    HYGIENE_NO_SOURCE,     HYGIENE_UNCHECKED,
};

static int by_place(const void *x, const void *y)
{
    const struct landscape_problem *a = x, *b = y;
    int order = strcmp(a->file, b->file);
    order = order ? order : (a->line > b->line) - (a->line < b->line);
    return order ? order : strcmp(a->text, b->text);
}

/* What has aged in the reviews that the office keeps. */
static void check_reviews(struct making *m, struct landscape_problems *p)
{
    const struct state *s = m->now;
    struct govern_review *all = arena_array(m->a, s->n_reviews + 1, sizeof *all);
    for (size_t i = 0; all && i < s->n_reviews; i++)
        all[i] = (struct govern_review){ s->reviews[i].path, s->reviews[i].review,
                                         s->reviews[i].why };
    if (all)
        govern_check_reviews(&s->g, all, s->n_reviews, p);
}

static void add_findings(struct making *m, struct report_group *warnings,
                         struct report_group *errors)
{
    struct landscape_problems p = { .arena = m->a };
    govern_check(&m->now->g, &p);
    check_reviews(m, &p);
    if (p.n)
        qsort(p.at, p.n, sizeof *p.at, by_place);
    for (size_t i = 0; i < p.n; i++) {
        struct report_group *g = p.at[i].is_error ? errors : warnings;
        struct report_item *item = make_item(m, g, p.at[i].text, NULL);
        make_place(m, &item->where, m->now, p.at[i].file, p.at[i].line);
    }
    if (p.more)
        m->a->st = CUPEL_E_LIMIT; /* a count that is too small would be no count */
}

static void add_hygiene(struct making *m, struct report_group *g, const struct hygiene *h,
                        enum hygiene_kind kind)
{
    const char *file = arena_printf(m->a, "%slandscape/data.yml", m->now->prefix);
    for (size_t i = 0; i < h->n; i++) {
        const struct hygiene_finding *f = &h->at[i];
        if (f->kind != kind)
            continue;
        struct report_item *item = make_item(m, g, f->item->text[ITEM_NAME], NULL);
        if (*f->detail)
            make_text(m, item, "%s", f->detail);
        if (f->since)
            make_text(m, item, "since %s, %lld days", f->since, (long long)f->days);
        if (f->source)
            make_text(m, item, "source: %s", f->source);
        make_place(m, &item->where, m->now, file,
                   f->item->lines[ITEM_NAME] ? f->item->lines[ITEM_NAME] : f->item->line);
    }
}

void make_risks(struct making *m)
{
    struct report_section *s = make_section(m, "risks", "What wants a person's look");
    struct hygiene h = { 0 };
    if (!s)
        return;
    s->note =
        "Found by comparing the files with the operating model and with one another; none of "
        "it is a verdict. Renamed repositories, other licences, dead links and manifests that "
        "no review holds are found with checkouts alone (cupel landscape check) and were "
        "not looked for here.";
    struct report_group *warnings = make_headline(s, "governance", "Governance");
    add_findings(m, warnings, make_group(s, "contradictions", "Contradictions in the files"));
    if (hygiene_start(m->a, &m->now->landscape, m->now->g.as_of, &h) != CUPEL_OK)
        return;
    hygiene_data(&h);
    hygiene_sort(&h);
    for (size_t i = 0; i < CUPEL_COUNT(kinds); i++) {
        const struct hygiene_info *info = &hygiene_kinds[kinds[i]];
        struct report_group *g = make_group(
            s, arena_printf(m->a, "hygiene-%s", info->name),
            arena_printf(m->a, "Landscape entries: %s", info->title));
        g->is_headline = kinds[i] == HYGIENE_ARCHIVED || kinds[i] == HYGIENE_DORMANT;
        g->is_background = i >= 6;
        add_hygiene(m, g, &h, kinds[i]);
    }
    if (h.more)
        m->a->st = CUPEL_E_LIMIT;
}
