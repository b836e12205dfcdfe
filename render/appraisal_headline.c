/* SPDX-License-Identifier: Apache-2.0 */
/* The first line: verdict, what is proven, and what was not looked at. */
#include "render/appraisal_headline.h"

/* Over the parts as well. */
static size_t count_outcome(const cupel_appraisal *a, cupel_outcome o)
{
    size_t n = 0;
    for (size_t i = 0; i < a->checks.n; i++)
        n += a->checks.items[i]->outcome == o;
    for (size_t i = 0; i < a->n_parts; i++)
        n += count_outcome(a->parts[i], o);
    return n;
}

/* The appraisal's own first, then its parts'; @part (may be NULL) gets the name of the part. */
static const struct cupel_check *first_outcome(const cupel_appraisal *a, cupel_outcome o,
                                               const char **part)
{
    const struct cupel_check *found = NULL;
    for (size_t i = 0; i < a->checks.n; i++)
        if (a->checks.items[i]->outcome == o)
            return a->checks.items[i];
    for (size_t i = 0; i < a->n_parts && !found; i++) {
        found = first_outcome(a->parts[i], o, NULL);
        if (found && part)
            *part = a->parts[i]->name;
    }
    return found;
}

static const struct open_name {
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

/* The parts below write one sentence. It stays on one line, however long: a first line that was cut
 * by wrapping would show a verdict without its limits to whoever reads or greps only that. */

static void add_open(struct buf *b, const cupel_appraisal *a)
{
    const char *lead = "; not checked: ";
    for (size_t i = 0; i < CUPEL_COUNT(open_names); i++) {
        const struct open_name *o = &open_names[i];
        if (!cupel_appraisal_not_checked(a, o->category))
            continue;
        if (o->category == CUPEL_CAT_HARDWARE && (a->software || !a->tee))
            continue; /* said before, and louder */
        const char *how = o->how;
        if (o->category == CUPEL_CAT_REVOCATION && any_crl_given(a))
            how = "not by every CRL it needs";
        buf_printf(b, "%s%s%s%s%s", lead, o->what, how ? " (" : "", how ? how : "", how ? ")" : "");
        lead = ", ";
    }
}

/* What the bytes are, when their signature leads to an anchor. */
static void add_proven(struct buf *b, const char *title, const cupel_appraisal *a)
{
    const struct cupel_claim *product = cupel_appraisal_claim_find(a, "snp.product");
    const struct cupel_anchor_use *caller = NULL;
    for (size_t i = 0; i < a->n_anchors; i++)
        if (a->anchors[i].from_caller)
            caller = &a->anchors[i];
    buf_printf(b, "%s%s", a->software || caller ? "" : "genuine ", title);
    if (product && product->text)
        buf_printf(b, " (%s)", product->text);
    if (a->software)
        buf_add_str(b, ", signed by a SOFTWARE TEE: proves nothing about hardware");
    else if (caller)
        buf_printf(b, ", as good as the caller's own anchor %s", caller->name);
    if (!a->tee && !a->is_part)
        buf_printf(b, ", but no TEE: %s",
                   a->no_tee ? a->no_tee : "nothing here is bound to a hardware TEE");
}

static void add_reason(struct buf *b, const cupel_appraisal *a, cupel_outcome o)
{
    const char *part = NULL;
    const struct cupel_check *c = first_outcome(a, o, &part);
    size_t more = count_outcome(a, o) - (c != NULL);
    if (!c)
        return;
    buf_printf(b, "%s%s%s (%s)", part ? part : "", part ? ": " : "",
               c->detail && *c->detail ? c->detail : c->title, c->id);
    if (more)
        buf_printf(b, " and %zu more", more);
}

/* Evidence that fails is not called genuine; a software TEE is named in any case. */
static void add_failure(struct buf *b, const char *title, const cupel_appraisal *a)
{
    add_reason(b, a, CUPEL_FAIL);
    buf_printf(b, "; %s%s", title,
               a->software ? ", signed by a SOFTWARE TEE: proves nothing about hardware" : "");
}

static void add_none(struct buf *b, const char *title, const cupel_appraisal *a)
{
    buf_printf(b, "%s, of which nothing is proven: its signature leads to no anchor for want of ",
               title);
    for (size_t i = 0; i < a->n_needs; i++)
        buf_printf(b, "%s%s", i ? ", " : "", a->needs[i].kind ? a->needs[i].kind : "a certificate");
    if (!a->n_needs)
        buf_add_str(b, "a certificate");
}

static void add_warning(struct buf *b, const char *title, const cupel_appraisal *a)
{
    bool warns = first_outcome(a, CUPEL_WARN, NULL) != NULL;
    add_proven(b, title, a);
    buf_add_str(b, warns ? ", but " : "; open: ");
    add_reason(b, a, warns ? CUPEL_WARN : CUPEL_UNKNOWN);
    add_open(b, a);
}

static void add_sentence(struct buf *b, const char *title, const cupel_appraisal *a)
{
    switch (a->verdict) {
    case CUPEL_VERDICT_NONE: add_none(b, title, a); break;
    case CUPEL_VERDICT_CONTRAINDICATED: add_failure(b, title, a); break;
    case CUPEL_VERDICT_WARNING: add_warning(b, title, a); break;
    case CUPEL_VERDICT_AFFIRMING:
        add_proven(b, title, a);
        add_open(b, a);
        break;
    }
    buf_add_byte(b, 0);
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
    struct buf sentence;
    buf_init(&sentence, 1u << 16);
    add_sentence(&sentence, what->title, a);
    text_put(t, what->name);
    text_put(t, ": ");
    text_colour(t, TEXT_BOLD);
    text_colour(t, words[a->verdict].colour);
    text_put(t, words[a->verdict].word);
    text_colour(t, TEXT_PLAIN);
    text_put(t, ": ");
    if (buf_status(&sentence) == CUPEL_OK)
        text_put(t, (const char *)sentence.p);
    text_line(t);
    buf_clear(&sentence);
}
