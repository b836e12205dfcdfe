/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/supply.c: cc-supply, from what supply_ci.c finds. */
#include "office/review/cc/supply.h"

static const char *const definitions[SUPPLY_COUNT] = {
    "whether CI makes a list of the parts of a release",
    "whether CI records how a release was built",
    "whether CI signs what it releases",
};

static void show(const struct project *p, const struct supply_found *s, struct finding *f)
{
    static const char *const names[SUPPLY_COUNT] = { "sbom", "provenance", "signing" };
    for (int i = 0; i < SUPPLY_COUNT; i++) {
        finding_figure(p, f, names[i], definitions[i], "%s", leg_state(s->legs[i].state));
        for (size_t k = 0; k < s->legs[i].where.n; k++) {
            const struct place *at = &s->legs[i].where.at[k];
            const struct project_file *file = NULL;
            for (size_t c = 0; c < p->n_checkouts && !file; c++)
                if (p->n_checkouts == 1 || (at->repo && p->checkouts[c].name == at->repo))
                    file = checkout_file(&p->checkouts[c], at->path);
            if (file && k < 6)
                places_add(p, &f->where, file, at->line, "%s", at->note);
        }
    }
}

static const char *list(const struct project *p, const struct supply_found *s, enum leg_state state)
{
    const char *names = "";
    for (int i = 0; i < SUPPLY_COUNT; i++)
        if (s->legs[i].state == state)
            names = arena_printf(p->arena, "%s%s%s", names, names[0] ? ", no " : "no ",
                                 supply_name((enum supply)i));
    return names;
}

/* Without CI: where is it? */
static void judge_none(const struct project *p, struct finding *f)
{
    const struct project_file *mark = NULL;
    if (!docs_is_package(p, &mark)) {
        docs_absent(p, f, "the tree has no CI: no SBOM, no provenance, no signing");
        return;
    }
    if (mark)
        places_add(p, &f->where, mark, 0, "shows that this is a package");
    finding_say(p, f, CUPEL_UNKNOWN,
                "this is a package without the CI of its repository; whether there is SBOM, "
                "provenance or signing stands there");
}

void cc_supply(const struct project *p, struct finding *f)
{
    struct supply_found s;
    supply_find(p, &s);
    show(p, &s, f);
    const char *absent = list(p, &s, LEG_ABSENT), *unsure = list(p, &s, LEG_UNSURE);
    bool measured = docs_builds_measured(p) == FACT_YES;
    if (s.ci == 0)
        judge_none(p, f);
    else if (absent[0])
        docs_absent(p, f, arena_printf(p->arena, "CI makes %s", absent));
    else if (unsure[0])
        finding_say(p, f, CUPEL_UNKNOWN,
                    "scripts or workflows of others may do it; CI itself shows %s", unsure);
    else if (measured && !s.covers_image)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "CI makes SBOM, provenance and signatures; whether they cover what is measured "
                    "is for a reader to see");
    else
        finding_say(p, f, CUPEL_PASS, "CI makes SBOM, provenance and signatures%s",
                    measured ? ", also of what is measured" : "");
}
