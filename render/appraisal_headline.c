/* SPDX-License-Identifier: Apache-2.0 */
/* The first line: verdict, what is proven, and what was not looked at. */
#include "render/appraisal_headline.h"

#include <stdio.h>

static size_t count_outcome(const cupel_appraisal *a, cupel_outcome o)
{
    size_t n = 0;
    for (size_t i = 0; i < a->checks.n; i++)
        n += a->checks.items[i]->outcome == o;
    return n;
}

static const struct cupel_check *first_outcome(const cupel_appraisal *a, cupel_outcome o)
{
    for (size_t i = 0; i < a->checks.n; i++)
        if (a->checks.items[i]->outcome == o)
            return a->checks.items[i];
    return NULL;
}

static const struct trust_name {
    cupel_category category;
    const char *what, *how;
} open_names[] = {
    { CUPEL_CAT_HARDWARE, "genuine hardware", NULL },
    { CUPEL_CAT_TCB, "firmware level", NULL },
    { CUPEL_CAT_CONFIGURATION, "configuration", NULL },
    { CUPEL_CAT_IDENTITY, "whose workload", "--expect" },
    { CUPEL_CAT_FRESHNESS, "freshness", "--nonce" },
    { CUPEL_CAT_REVOCATION, "revocation", "no CRL" },
};

/* "no CRL" is true only where a check was skipped or undecided for want of one, so only where no
 * CRL of any kind was given. */
static bool any_crl_given(const cupel_appraisal *a)
{
    for (size_t i = 0; i < a->n_uses; i++)
        if (a->uses[i].kind && slice_eq(slice_str(a->uses[i].kind), SLICE_LIT("crl")))
            return true;
    return false;
}

static void put_open(struct text_out *t, const cupel_appraisal *a, unsigned indent)
{
    const char *lead = "; not checked: ";
    for (size_t i = 0; i < CUPEL_COUNT(open_names); i++) {
        const struct trust_name *o = &open_names[i];
        if (!cupel_appraisal_not_checked(a, o->category))
            continue;
        if (o->category == CUPEL_CAT_HARDWARE && a->software)
            continue; /* said before, and louder */
        char text[96];
        const char *how = o->how;
        if (o->category == CUPEL_CAT_REVOCATION && any_crl_given(a))
            how = "not by every CRL it needs";
        (void)snprintf(text, sizeof text, "%s%s%s%s", o->what, how ? " (" : "", how ? how : "",
                       how ? ")" : "");
        text_put(t, lead);
        text_wrap(t, indent, text);
        lead = ", ";
    }
}

/* What the bytes are, when their signature leads to an anchor. */
static void put_proven(struct text_out *t, const char *title, const cupel_appraisal *a,
                       unsigned indent)
{
    char text[400];
    const struct cupel_claim *product = cupel_appraisal_claim_find(a, "snp.product");
    const char *of = product && product->text ? product->text : "";
    const char *paren = *of ? " (" : "", *close = *of ? ")" : "";
    const struct cupel_anchor_use *caller = NULL;
    for (size_t i = 0; i < a->n_anchors; i++)
        if (a->anchors[i].from_caller)
            caller = &a->anchors[i];
    if (a->software)
        (void)snprintf(text, sizeof text,
                       "%s%s%s%s signed by a SOFTWARE TEE: proves nothing about hardware", title,
                       paren, of, close);
    else if (caller)
        (void)snprintf(text, sizeof text, "%s%s%s%s, as good as the caller's own anchor %s", title,
                       paren, of, close, caller->name);
    else
        (void)snprintf(text, sizeof text, "genuine %s%s%s%s", title, paren, of, close);
    text_wrap(t, indent, text);
}

static void put_reason(struct text_out *t, const cupel_appraisal *a, cupel_outcome o,
                       unsigned indent)
{
    const struct cupel_check *c = first_outcome(a, o);
    size_t more = count_outcome(a, o) - (c != NULL);
    if (!c)
        return;
    text_wrap(t, indent, c->detail && *c->detail ? c->detail : c->title);
    text_put(t, " (");
    text_put(t, c->id);
    text_put(t, ")");
    if (!more)
        return;
    char text[40];
    (void)snprintf(text, sizeof text, " and %zu more", more);
    text_put(t, text);
}

/* Evidence that fails is not called genuine; a software TEE is named in any case. */
static void put_failure(struct text_out *t, const struct text_appraisal *what,
                        const cupel_appraisal *a, unsigned indent)
{
    put_reason(t, a, CUPEL_FAIL, indent);
    text_put(t, "; ");
    text_wrap(t, indent, what->title);
    if (a->software)
        text_wrap(t, indent, ", signed by a SOFTWARE TEE: proves nothing about hardware");
}

static void put_none(struct text_out *t, const struct text_appraisal *what,
                     const cupel_appraisal *a, unsigned indent)
{
    text_wrap(t, indent, what->title);
    text_put(t, ", ");
    text_wrap(t, indent,
              "of which nothing is proven: its signature leads to no anchor for want of");
    text_put(t, " ");
    for (size_t i = 0; i < a->n_needs; i++) {
        text_put(t, i ? ", " : "");
        text_wrap(t, indent, a->needs[i].kind ? a->needs[i].kind : "a certificate");
    }
    if (!a->n_needs)
        text_wrap(t, indent, "a certificate");
}

static void put_warning(struct text_out *t, const struct text_appraisal *what,
                        const cupel_appraisal *a, unsigned indent)
{
    bool warns = first_outcome(a, CUPEL_WARN) != NULL;
    put_proven(t, what->title, a, indent);
    text_put(t, warns ? ", but " : "; open: ");
    put_reason(t, a, warns ? CUPEL_WARN : CUPEL_UNKNOWN, indent);
    put_open(t, a, indent);
}

void text_headline(struct text_out *t, const struct text_appraisal *what, const cupel_appraisal *a)
{
    static const struct {
        const char *word;
        enum text_colour colour;
    } words[] = {
        [CUPEL_VERDICT_NONE] = { "NO VERDICT", TEXT_YELLOW },
        [CUPEL_VERDICT_CONTRAINDICATED] = { "CONTRAINDICATED", TEXT_RED },
        [CUPEL_VERDICT_WARNING] = { "WARNING", TEXT_YELLOW },
        [CUPEL_VERDICT_AFFIRMING] = { "AFFIRMING", TEXT_GREEN },
    };
    const unsigned indent = 2;
    text_put(t, what->name);
    text_put(t, ": ");
    text_colour(t, TEXT_BOLD);
    text_colour(t, words[a->verdict].colour);
    text_put(t, words[a->verdict].word);
    text_colour(t, TEXT_PLAIN);
    text_put(t, ": ");
    switch (a->verdict) {
    case CUPEL_VERDICT_NONE: put_none(t, what, a, indent); break;
    case CUPEL_VERDICT_CONTRAINDICATED: put_failure(t, what, a, indent); break;
    case CUPEL_VERDICT_WARNING: put_warning(t, what, a, indent); break;
    case CUPEL_VERDICT_AFFIRMING:
        put_proven(t, what->title, a, indent);
        put_open(t, a, indent);
        break;
    }
    text_line(t);
}
