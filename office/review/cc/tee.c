/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review/cc/tee.c: cc-tee. The list in the documents has to agree with what the code handles.
 * Generations of a CPU count only where the code tells several apart.
 */
#include "office/review/cc/identity.h"

#include "office/text/words.h"

/* Generations that code tells apart by name: each has roots, offsets or rules of its own. */
static const struct generation {
    enum tee_format format;
    const char *name, *words;
} generations[] = {
    { TEE_SNP, "Milan", "milan|milan*" },
    { TEE_SNP, "Genoa", "genoa|genoa*" },
    { TEE_SNP, "Turin", "turin|turin*" },
    { TEE_NVIDIA, "Hopper", "hopper|h100|gh100|hopper*" },
    { TEE_NVIDIA, "Blackwell", "blackwell|b100|b200|gb100|blackwell*" },
};

static bool code_names(const struct project *p, const char *words)
{
    const struct code_ask ask = { .kind = QUERY_ANY_NODE, .strings = true, .all = { words } };
    struct query_at at = { 0 };
    struct code_hit h;
    return query_code(p, &ask, &at, &h);
}

static bool document_names(const struct project *p, const char *words)
{
    const struct prose_ask ask = { .from = QUERY_DOCS | QUERY_FENCED, .all = { words } };
    struct query_at at = { 0 };
    struct prose_hit h;
    return query_prose(p, &ask, &at, &h);
}

/* The generations of @formats that code tells apart and no document names, as text. */
static const char *unnamed_generations(const struct project *p, unsigned formats, struct finding *f)
{
    const char *missing = "";
    for (size_t i = 0; i < CUPEL_COUNT(generations); i++) {
        const struct generation *g = &generations[i];
        bool in_code = formats & IDENTITY_BIT(g->format) && code_names(p, g->words), other = false;
        for (size_t k = 0; k < CUPEL_COUNT(generations) && in_code && !other; k++)
            other = k != i && generations[k].format == g->format &&
                    code_names(p, generations[k].words);
        if (!other || document_names(p, g->words))
            continue;
        const struct code_ask ask = { .kind = QUERY_ANY_NODE,
                                      .strings = true,
                                      .all = { g->words } };
        (void)query_code_places(p, &ask, &f->where, "tells generations apart");
        missing = arena_printf(p->arena, "%s%s%s", missing, missing[0] ? ", " : "", g->name);
    }
    return missing;
}

/* One place alone may be a helper for somebody else's code. */
static bool is_sure(const struct format_facts *k)
{
    bool acts = k->produces.truth == FACT_YES || k->verifies.truth == FACT_YES;
    size_t n = (k->produces.truth == FACT_YES ? k->produces.where.n : 0) +
               (k->verifies.truth == FACT_YES ? k->verifies.where.n : 0) +
               (k->parses.truth == FACT_YES ? k->parses.where.n : 0);
    return acts && n >= 2;
}

/* Formats that code handles and no document names, or only as a plan. */
static unsigned unnamed_formats(const struct project *p, unsigned formats, struct finding *f)
{
    unsigned missing = 0;
    for (int t = 0; t < TEE_TOKEN; t++) {
        const struct format_facts *k = &p->facts->formats[t];
        if (!(formats & IDENTITY_BIT(t)) || !is_sure(k) || k->named.truth == FACT_YES)
            continue;
        missing |= IDENTITY_BIT(t);
        identity_places(p, &f->where, k->verifies.truth == FACT_YES ? &k->verifies : &k->produces);
    }
    return missing;
}

/* Named in a README's sentence on what is supported, with no trace in code. */
static unsigned unbacked_formats(const struct project *p)
{
    unsigned found = 0;
    for (int t = 0; t < TEE_TOKEN; t++) {
        const struct format_facts *k = &p->facts->formats[t];
        if (k->named.truth != FACT_YES || k->produces.truth != FACT_NO ||
            k->parses.truth != FACT_NO || k->verifies.truth != FACT_NO ||
            code_names(p, tee_words((enum tee_format)t)))
            continue;
        const struct prose_ask ask = { .all = { tee_words((enum tee_format)t),
                                                "support*|available for|works with|works on|"
                                                "backend*|platform*" },
                                       .same_sentence = true,
                                       .path = "readme" };
        struct query_at at = { 0 };
        struct prose_hit h;
        if (query_prose(p, &ask, &at, &h))
            found |= IDENTITY_BIT(t);
    }
    return found;
}

static void say_missing(const struct project *p, struct finding *f, unsigned formats,
                        const char *generation)
{
    const char *names = identity_names(p, formats);
    if (!project_is_whole(p, NULL))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the code handles %s, which no document that was read names",
                    names[0] ? names : generation);
    else if (names[0])
        finding_say(p, f, CUPEL_FAIL, "the code handles %s, which no document names as supported",
                    names);
    else
        finding_say(p, f, CUPEL_FAIL, "the code tells generations apart, and no document names %s",
                    generation);
}

/* Does a file without a parser speak of a TEE that the parsed code does not handle? */
static bool sources_name_others(const struct project *p, unsigned formats)
{
    for (int t = 0; t < TEE_TOKEN; t++) {
        const struct line_ask ask = { .unparsed = true, .all = { tee_words((enum tee_format)t) } };
        struct query_at at = { 0 };
        struct line_hit h;
        if (!(formats & IDENTITY_BIT(t)) && query_lines(p, &ask, &at, &h))
            return true;
    }
    return false;
}

static void say_agreement(const struct project *p, struct finding *f, unsigned formats)
{
    for (int t = 0; t < TEE_TOKEN; t++)
        if (formats & IDENTITY_BIT(t))
            identity_places(p, &f->where, &p->facts->formats[t].named);
    unsigned unbacked = unbacked_formats(p);
    const char *why = NULL;
    if (formats == IDENTITY_BIT(TEE_TPM) && (document_names(p, "tpm 1 2|tpm12|tpm1 2") ||
                                             !document_names(p, "tpm 2 0|tpm 2|tpm2|tpm20")))
        finding_say(p, f, CUPEL_UNKNOWN,
                    "only TPMs are handled, and the documents do not settle which versions");
    else if (unbacked)
        finding_say(p, f, CUPEL_UNKNOWN,
                    "documents name %s, and the code that was read shows nothing of it",
                    identity_names(p, unbacked));
    else if (!query_code_is_whole(p, &why) &&
             (!project_is_whole(p, NULL) || sources_name_others(p, formats)))
        finding_say(p, f, CUPEL_UNKNOWN, "%s are named and handled, but %s",
                    identity_names(p, formats), why);
    else
        finding_say(p, f, CUPEL_PASS, "documents and code agree on %s", identity_names(p, formats));
}

void cc_tee(const struct project *p, struct finding *f)
{
    if (identity_is_outside(p, f))
        return;
    unsigned formats = identity_formats(p);
    if (!formats) {
        identity_places(p, &f->where, &p->facts->uses_tee);
        finding_say(p, f, CUPEL_UNKNOWN,
                    "the code does not tell by itself which TEEs the project is for");
        return;
    }
    unsigned missing = unnamed_formats(p, formats, f);
    const char *generation = missing ? "" : unnamed_generations(p, formats, f);
    for (int t = 0; t < TEE_TOKEN && !missing && !generation[0]; t++)
        if (formats & IDENTITY_BIT(t) && p->facts->formats[t].named.truth != FACT_YES) {
            finding_say(p, f, CUPEL_UNKNOWN,
                        "one place in the code speaks of %s, which no document names",
                        tee_name((enum tee_format)t));
            return;
        }
    if (missing || generation[0])
        say_missing(p, f, missing, generation);
    else
        say_agreement(p, f, formats);
}
