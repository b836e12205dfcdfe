/* SPDX-License-Identifier: Apache-2.0 */
/* review/cc/identity.c: what the criteria of identity.h share. */
#include "office/review/cc/identity.h"

unsigned identity_formats(const struct project *p)
{
    unsigned all = 0;
    for (int t = 0; t < TEE_TOKEN; t++) {
        const struct format_facts *f = &p->facts->formats[t];
        if (f->produces.truth == FACT_YES || f->parses.truth == FACT_YES ||
            f->verifies.truth == FACT_YES)
            all |= IDENTITY_BIT(t);
    }
    return all;
}

const char *identity_names(const struct project *p, unsigned formats)
{
    const char *names = "";
    for (int t = 0; t < TEE_COUNT; t++)
        if (formats & IDENTITY_BIT(t))
            names = arena_printf(p->arena, "%s%s%s", names, names[0] ? ", " : "",
                                 tee_name((enum tee_format)t));
    return names;
}

bool identity_attests(const struct project *p)
{
    static const char words[] = "attest*|quote|quotes|evidence|vcek|report data";
    const struct code_ask ask = { .kind = QUERY_ANY_NODE, .strings = true, .all = { words } };
    const struct line_ask other = { .unparsed = true, .all = { words } };
    struct query_at at = { 0 }, at_line = { 0 };
    struct code_hit h;
    struct line_hit l;
    return !project_is_whole(p, NULL) || query_code(p, &ask, &at, &h) ||
           query_lines(p, &other, &at_line, &l);
}

bool identity_is_outside(const struct project *p, struct finding *f)
{
    if (p->facts->uses_tee.truth != FACT_NO || !project_is_whole(p, NULL))
        return false;
    finding_say(p, f, CUPEL_NA, "nothing in the project has to do with TEEs");
    return true;
}

void identity_places(const struct project *p, struct places *to, const struct fact *from)
{
    struct place *all = arena_array(p->arena, REVIEW_PLACES_MAX, sizeof *all);
    if (!all)
        return;
    for (size_t i = 0; i < to->n; i++)
        all[i] = to->at[i];
    for (size_t i = 0; i < from->where.n && to->n < REVIEW_PLACES_MAX; i++)
        all[to->n++] = from->where.at[i];
    to->at = all;
}
