/* SPDX-License-Identifier: Apache-2.0 */
#include "render/appraisal_text.h"

#include "base/text.h"
#include "render/appraisal_headline.h"

#include <stdio.h>
#include <string.h>

#define LABEL 2u
#define VALUE 14u

static bool same_fix(const struct cupel_check *a, const struct cupel_check *b)
{
    return a->outcome == b->outcome && a->fix && b->fix && strcmp(a->fix, b->fix) == 0;
}

/* One missing file leaves many checks undecided; telling its remedy once is enough. */
static bool is_told(const cupel_appraisal *a, size_t i)
{
    const struct cupel_check *c = a->checks.items[i];
    for (size_t k = 0; c->outcome == CUPEL_UNKNOWN && k < i; k++)
        if (same_fix(a->checks.items[k], c))
            return true;
    return false;
}

static void put_others(struct text_out *t, const cupel_appraisal *a, size_t i)
{
    struct buf ids;
    const struct cupel_check *c = a->checks.items[i];
    buf_init(&ids, 1u << 14);
    for (size_t k = i + 1; c->outcome == CUPEL_UNKNOWN && k < a->checks.n; k++)
        if (same_fix(a->checks.items[k], c))
            buf_printf(&ids, "%s%s", ids.n ? ", " : "", a->checks.items[k]->id);
    buf_add_byte(&ids, 0);
    if (buf_status(&ids) == CUPEL_OK && ids.n > 1)
        text_row(t, 10, "also for", 20, (const char *)ids.p);
    buf_clear(&ids);
}

/* Fails first, then what was not decided, then warnings: the order in which people must act. */
static void put_problems(struct text_out *t, const cupel_appraisal *a, bool verbose)
{
    static const cupel_outcome order[] = { CUPEL_FAIL, CUPEL_UNKNOWN, CUPEL_WARN };
    bool any = false;
    for (size_t k = 0; k < CUPEL_COUNT(order); k++) {
        for (size_t i = 0; i < a->checks.n; i++) {
            if (a->checks.items[i]->outcome != order[k] || (!verbose && is_told(a, i)))
                continue;
            if (!any)
                text_heading(t, "Checks that did not pass");
            any = true;
            text_check(t, a->checks.items[i], verbose);
            if (!verbose)
                put_others(t, a, i);
        }
    }
}

static void put_passed(struct text_out *t, const cupel_appraisal *a)
{
    char text[320];
    size_t used = 0, total = 0;
    text[0] = 0;
    for (unsigned c = 0; c <= CUPEL_CAT_FRESHNESS; c++) {
        size_t n = 0;
        for (size_t i = 0; i < a->checks.n; i++)
            n += a->checks.items[i]->outcome == CUPEL_PASS &&
                 (unsigned)a->checks.items[i]->category == c;
        if (!n)
            continue;
        int w = snprintf(text + used, sizeof text - used, "%s%s %zu", total ? ", " : "",
                         cupel_category_name((cupel_category)c), n);
        used += w > 0 && (size_t)w < sizeof text - used ? (size_t)w : 0;
        total += n;
    }
    char head[48];
    (void)snprintf(head, sizeof head, "Checks that passed: %zu", total);
    text_heading(t, head);
    if (total)
        text_row(t, LABEL, "of", VALUE, text);
}

static void put_all_passed(struct text_out *t, const cupel_appraisal *a)
{
    text_heading(t, "Checks that passed or do not apply");
    for (size_t i = 0; i < a->checks.n; i++)
        if (a->checks.items[i]->outcome == CUPEL_PASS || a->checks.items[i]->outcome == CUPEL_NA)
            text_check(t, a->checks.items[i], true);
}

static const char *how_to_check(cupel_category c)
{
    switch (c) {
    case CUPEL_CAT_HARDWARE: return "whether real hardware made it";
    case CUPEL_CAT_TCB:
        return "the firmware level: give the vendor's TCB collateral (--collateral)";
    case CUPEL_CAT_CONFIGURATION: return "how the machine is configured";
    case CUPEL_CAT_IDENTITY:
        return "whose workload it is: compare its measurement with --expect CLAIM=VALUE";
    case CUPEL_CAT_REVOCATION:
        return "whether a certificate was revoked: give the vendor's CRLs (--collateral)";
    case CUPEL_CAT_FRESHNESS:
        return "whether it was made for you, now: challenge the attester and give --nonce HEX";
    }
    return "";
}

static void put_not_checked(struct text_out *t, const cupel_appraisal *a)
{
    if (!a->not_checked)
        return;
    text_heading(t, "Not checked");
    for (unsigned c = 0; c <= CUPEL_CAT_FRESHNESS; c++) {
        if (!(a->not_checked >> c & 1u))
            continue;
        cupel_category category = (cupel_category)c;
        text_row(t, LABEL, cupel_category_name(category), VALUE + 4, how_to_check(category));
        for (size_t i = 0; i < a->checks.n; i++) {
            const struct cupel_check *k = a->checks.items[i];
            if (k->category == category && k->outcome == CUPEL_SKIP && k->detail)
                text_row(t, LABEL + 2, "", VALUE + 4, k->detail);
        }
    }
}

static void put_pair(struct text_out *t, const char *label, const char *text)
{
    if (text && *text)
        text_row(t, LABEL + 2, label, VALUE, text);
}

static void put_needs(struct text_out *t, const cupel_appraisal *a)
{
    if (a->n_needs)
        text_heading(t, "Needed to decide the rest");
    for (size_t i = 0; i < a->n_needs; i++) {
        const struct cupel_need *n = &a->needs[i];
        text_row(t, LABEL, n->kind ? n->kind : "", VALUE, n->hint ? n->hint : "");
        put_pair(t, "product", n->product);
        put_pair(t, "chip id", n->chip_id);
        put_pair(t, "tcb", n->tcb);
        put_pair(t, "fmspc", n->fmspc);
        put_pair(t, "ca", n->ca);
        put_pair(t, "tee", n->tee);
    }
}

static void put_uses(struct text_out *t, const cupel_appraisal *a, bool used, const char *heading)
{
    bool any = false;
    for (size_t i = 0; i < a->n_uses; i++) {
        const struct cupel_collateral_use *u = &a->uses[i];
        if (!u->name || u->used != used)
            continue;
        if (!any)
            text_heading(t, heading);
        any = true;
        text_to(t, LABEL);
        text_put(t, u->name);
        text_put(t, " (");
        text_put(t, u->kind ? u->kind : "unknown");
        text_put(t, "): ");
        text_wrap(t, LABEL + 4, u->why ? u->why : "");
        text_line(t);
    }
}

static const char *claim_value(const struct cupel_claim *c, struct buf *room)
{
    char time[RFC3339_ROOM];
    buf_clear(room);
    switch (c->type) {
    case CUPEL_CLAIM_TEXT: return c->text ? c->text : "";
    case CUPEL_CLAIM_BYTES:
        for (size_t i = 0; i < c->bytes.n; i++)
            buf_printf(room, "%02x", c->bytes.p[i]);
        break;
    case CUPEL_CLAIM_UINT: buf_printf(room, "%llu", (unsigned long long)c->number); break;
    case CUPEL_CLAIM_FLAGS: buf_printf(room, "0x%016llx", (unsigned long long)c->number); break;
    case CUPEL_CLAIM_BOOL: return c->number ? "true" : "false";
    case CUPEL_CLAIM_TIME:
        rfc3339_write(c->time, time);
        buf_add_str(room, time);
        break;
    case CUPEL_CLAIM_LIST:
        for (size_t i = 0; i < c->n_list; i++)
            buf_printf(room, "%s%s", i ? ", " : "", c->list[i]);
        if (!c->n_list)
            return "(none)";
        break;
    }
    buf_add_byte(room, 0);
    return buf_status(room) == CUPEL_OK ? (const char *)room->p : "";
}

static bool is_shown(const struct cupel_claim *c, bool all)
{
    const struct cupel_claim_info *info = cupel_claim_info_find(c->name);
    return all || (info && info->is_main);
}

static void put_claims(struct text_out *t, const cupel_appraisal *a, bool all)
{
    struct buf room;
    unsigned column = 0;
    for (size_t i = 0; i < a->n_claims; i++) {
        unsigned n = is_shown(&a->claims[i], all) ? text_columns(a->claims[i].name) : 0;
        column = n > column ? n : column;
    }
    if (!column)
        return;
    /* Bytes that lead to no anchor prove nothing, whatever they say. */
    text_heading(t, a->verdict == CUPEL_VERDICT_NONE ? "What it says, unproven"
                    : a->verdict == CUPEL_VERDICT_CONTRAINDICATED
                        ? "What it says, not to be relied on"
                        : "Main claims");
    buf_init(&room, 1u << 16);
    for (size_t i = 0; i < a->n_claims; i++)
        if (is_shown(&a->claims[i], all))
            text_row(t, LABEL, a->claims[i].name, LABEL + column + 2,
                     claim_value(&a->claims[i], &room));
    buf_clear(&room);
}

static void put_times(struct text_out *t, const cupel_appraisal *a)
{
    char at[RFC3339_ROOM], text[128];
    int64_t until;
    rfc3339_write(a->at, at);
    (void)snprintf(text, sizeof text, "%s (%s)", at,
                   a->at_from_clock ? "this machine's clock" : "as given with --at");
    text_heading(t, "Judged");
    text_row(t, LABEL, "at", VALUE, text);
    if (cupel_appraisal_valid_until(a, &until) && a->verdict >= CUPEL_VERDICT_WARNING) {
        rfc3339_write(until, at);
        (void)snprintf(text, sizeof text, "%s: then something relied on expires", at);
        text_row(t, LABEL, "valid until", VALUE, text);
    }
    for (size_t i = 0; i < a->n_anchors; i++) {
        const struct cupel_anchor_use *u = &a->anchors[i];
        (void)snprintf(text, sizeof text, "%.80s (%s)", u->name,
                       u->from_caller ? "given by the caller" : "built in");
        text_row(t, LABEL, "anchor", VALUE, text);
        (void)snprintf(text, sizeof text, "SHA-256 %s", u->sha256);
        text_row(t, LABEL, "its key", VALUE, text);
    }
}

/* A member of composite evidence: what is its own. Expectations, challenge and needs are the
 * whole's.
 */
static void put_part(struct text_out *t, const cupel_appraisal *a, bool verbose)
{
    char head[80];
    struct text_appraisal what = { a->name, a->title, verbose };
    (void)snprintf(head, sizeof head, "Part %.60s", a->name);
    text_heading(t, head);
    if (a->error) {
        text_row(t, LABEL, "error", VALUE, a->error->text);
        return;
    }
    text_headline(t, &what, a);
    put_problems(t, a, verbose);
    if (verbose)
        put_all_passed(t, a);
    else
        put_passed(t, a);
    put_uses(t, a, false, "Collateral set aside");
    put_claims(t, a, verbose);
    for (size_t i = 0; i < a->n_parts; i++)
        put_part(t, a->parts[i], verbose);
}

void text_appraisal(struct text_out *t, const struct text_appraisal *what, const cupel_appraisal *a)
{
    text_headline(t, what, a);
    put_problems(t, a, what->verbose);
    if (what->verbose)
        put_all_passed(t, a);
    else
        put_passed(t, a);
    put_not_checked(t, a);
    put_needs(t, a);
    put_uses(t, a, false, "Collateral set aside");
    if (what->verbose)
        put_uses(t, a, true, "Collateral used");
    put_claims(t, a, what->verbose);
    for (size_t i = 0; i < a->n_parts; i++)
        put_part(t, a->parts[i], what->verbose);
    put_times(t, a);
}
