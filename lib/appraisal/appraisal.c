/* SPDX-License-Identifier: Apache-2.0 */
#include "appraisal/appraisal.h"

#include <stdlib.h>
#include <string.h>

#define APPRAISAL_MAX (8u << 20) /* bytes of memory one appraisal may take */

static const struct cupel_check_info def_required = {
    .id = "evidence.required",
    .category = CUPEL_CAT_HARDWARE,
    .title = "what the caller requires was checked",
    .why =
        "A verdict is only as strong as what was looked at: --require refuses evidence for which "
        "a demanded step was skipped or could not be decided.",
    .spec = "RFC 9334 section 8.5 (appraisal policy)",
    .fix = "give what the detail names, or do not require it",
};
const struct cupel_check_info *const appraisal_check_required = &def_required;

cupel_status appraisal_new(cupel_appraisal **ret)
{
    cupel_appraisal *a = calloc(1, sizeof *a);
    if (!a)
        return CUPEL_E_NOMEM;
    arena_init(&a->arena, APPRAISAL_MAX);
    check_list_init(&a->checks, &a->arena);
    a->valid_until = INT64_MAX;
    a->encoding = "raw";
    a->format = "";
    a->title = "";
    *ret = a;
    return CUPEL_OK;
}

static void add_anchor(cupel_appraisal *a, const struct cupel_anchor_use *use)
{
    for (size_t i = 0; i < a->n_anchors; i++)
        if (strcmp(a->anchors[i].sha256, use->sha256) == 0)
            return;
    if (a->n_anchors < CUPEL_COUNT(a->anchors))
        a->anchors[a->n_anchors++] = *use;
}

void cupel_appraisal_free(cupel_appraisal *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->n_parts; i++)
        cupel_appraisal_free(a->parts[i]);
    free(a->parts);
    arena_clear(&a->arena);
    free(a);
}

cupel_status appraisal_add_part(cupel_appraisal *a, cupel_appraisal *part)
{
    if (a->n_parts == a->room_parts) {
        size_t room = a->room_parts ? 2 * a->room_parts : 4;
        cupel_appraisal **more = realloc(a->parts, room * sizeof(*more));
        if (!more) {
            cupel_appraisal_free(part);
            return CUPEL_E_NOMEM;
        }
        a->parts = more;
        a->room_parts = room;
    }
    a->parts[a->n_parts++] = part;
    for (size_t i = 0; i < part->n_needs; i++)
        appraisal_need(a, &part->needs[i]);
    for (size_t i = 0; i < part->n_anchors; i++)
        add_anchor(a, &part->anchors[i]);
    a->software = a->software || part->software;
    appraisal_rely_until(a, part->valid_until);
    return CUPEL_OK;
}

static void add_claim(cupel_appraisal *a, const struct cupel_claim *c)
{
    if (a->n_claims == a->room_claims) {
        size_t room = a->room_claims ? a->room_claims * 2 : 48;
        struct cupel_claim *more = arena_array(&a->arena, room, sizeof *more);
        if (!more)
            return;
        if (a->n_claims)
            memcpy(more, a->claims, a->n_claims * sizeof *more);
        a->claims = more;
        a->room_claims = room;
    }
    a->claims[a->n_claims++] = *c;
}

void claim_text(cupel_appraisal *a, const char *name, const char *text)
{
    const char *copy = arena_text(&a->arena, slice_str(text));
    add_claim(a, &(struct cupel_claim){ .name = name, .type = CUPEL_CLAIM_TEXT, .text = copy });
}

void claim_bytes(cupel_appraisal *a, const char *name, cupel_slice bytes)
{
    cupel_slice copy = arena_copy(&a->arena, bytes);
    add_claim(a, &(struct cupel_claim){ .name = name, .type = CUPEL_CLAIM_BYTES, .bytes = copy });
}

static void add_number(cupel_appraisal *a, const char *name, cupel_claim_type type, uint64_t v)
{
    add_claim(a, &(struct cupel_claim){ .name = name, .type = type, .number = v });
}

void claim_uint(cupel_appraisal *a, const char *name, uint64_t v)
{
    add_number(a, name, CUPEL_CLAIM_UINT, v);
}

void claim_flags(cupel_appraisal *a, const char *name, uint64_t v)
{
    add_number(a, name, CUPEL_CLAIM_FLAGS, v);
}

void claim_bool(cupel_appraisal *a, const char *name, bool v)
{
    add_number(a, name, CUPEL_CLAIM_BOOL, v);
}

void claim_time(cupel_appraisal *a, const char *name, int64_t t)
{
    add_claim(a, &(struct cupel_claim){ .name = name, .type = CUPEL_CLAIM_TIME, .time = t });
}

void claim_list(cupel_appraisal *a, const char *name, const char *const *list, size_t n)
{
    add_claim(a, &(struct cupel_claim){
                     .name = name, .type = CUPEL_CLAIM_LIST, .list = list, .n_list = n });
}

struct cupel_check *appraisal_check(cupel_appraisal *a, const struct cupel_check_info *def,
                                    cupel_outcome outcome, const char *detail)
{
    return check_add(&a->checks, def, outcome, detail);
}

void appraisal_need(cupel_appraisal *a, const struct cupel_need *need)
{
    if (a->n_needs < CUPEL_COUNT(a->needs))
        a->needs[a->n_needs++] = *need;
}

void appraisal_use(cupel_appraisal *a, size_t index, bool used, const char *why)
{
    if (index >= a->n_uses || a->uses[index].used)
        return;
    a->uses[index].used = used;
    a->uses[index].why = why;
}

void appraisal_anchor(cupel_appraisal *a, const char *name, cupel_slice sha256, bool from_caller)
{
    add_anchor(a, &(struct cupel_anchor_use){ arena_text(&a->arena, slice_str(name)),
                                              arena_hex(&a->arena, sha256), from_caller });
}

void appraisal_rely_until(cupel_appraisal *a, int64_t t)
{
    if (t < a->valid_until)
        a->valid_until = t;
}

/* That evidence is rooted in no TEE makes it no worse as what it is; it is counted on its own. */
static bool is_tee_check(const struct cupel_check *c)
{
    return strcmp(c->id, "evidence.tee") == 0;
}

/* The outcomes met in each category, as bits 1u << cupel_outcome; those of parts count too. What
 * was expected and which challenge was sent are judged over the whole, so a part that skipped them
 * says nothing. */
static void outcomes_met(const cupel_appraisal *a, unsigned met[CUPEL_CAT_FRESHNESS + 1],
                         bool is_part)
{
    for (size_t i = 0; i < a->checks.n; i++) {
        const struct cupel_check *c = a->checks.items[i];
        bool of_whole = c->category == CUPEL_CAT_IDENTITY || c->category == CUPEL_CAT_FRESHNESS;
        if (is_tee_check(c) || (is_part && of_whole && c->outcome == CUPEL_SKIP))
            continue;
        met[c->category] |= 1u << c->outcome;
    }
    for (size_t i = 0; i < a->n_parts; i++)
        outcomes_met(a->parts[i], met, true);
}

static bool is_missing(const cupel_appraisal *a)
{
    bool missing = a->missing || a->error;
    for (size_t i = 0; i < a->n_parts && !missing; i++)
        missing = is_missing(a->parts[i]);
    return missing;
}

#define MET(category, outcome) ((met[CUPEL_CAT_##category] >> CUPEL_##outcome & 1u) != 0)

static unsigned find_not_checked(const unsigned *met)
{
    unsigned bits = 0;
    for (unsigned c = 0; c <= CUPEL_CAT_FRESHNESS; c++) {
        unsigned settled = met[c] & ~(1u << CUPEL_NA);
        if (!settled || met[c] & (1u << CUPEL_SKIP | 1u << CUPEL_UNKNOWN))
            bits |= 1u << c;
    }
    return bits;
}

/* AR4SI tiers: 2 affirming, 32 and up warning, 96 and up contraindicated, 0 no claim. */
static int8_t tier(const unsigned *met, cupel_category c, int8_t bad)
{
    if (met[c] >> CUPEL_FAIL & 1u)
        return bad;
    if (met[c] >> CUPEL_WARN & 1u)
        return 32;
    if (met[c] & (1u << CUPEL_UNKNOWN | 1u << CUPEL_SKIP) || !(met[c] >> CUPEL_PASS & 1u))
        return 0;
    return 2;
}

static void fill_trust_vector(cupel_appraisal *a, const unsigned *met)
{
    int8_t *v = a->trust_vector;
    memset(v, 0, sizeof a->trust_vector);
    int8_t genuine = tier(met, CUPEL_CAT_HARDWARE, 99);
    v[TRUST_INSTANCE_IDENTITY] = genuine;
    v[TRUST_HARDWARE] = a->tee ? genuine : 0;
    if (MET(REVOCATION, FAIL))
        v[TRUST_INSTANCE_IDENTITY] = 96;
    if (genuine != 2) /* nothing that unproven bytes say counts */
        return;
    v[TRUST_HARDWARE] = a->tee ? tier(met, CUPEL_CAT_TCB, 96) : 0;
    v[TRUST_CONFIGURATION] = tier(met, CUPEL_CAT_CONFIGURATION, 96);
    v[TRUST_EXECUTABLES] = tier(met, CUPEL_CAT_IDENTITY, 96);
    v[TRUST_RUNTIME_OPAQUE] = !a->tee ? 0 : v[TRUST_CONFIGURATION] == 96 ? 96 : 2;
}

static cupel_verdict find_verdict(const cupel_appraisal *a, const unsigned *met)
{
    unsigned all = 0;
    for (unsigned c = 0; c <= CUPEL_CAT_FRESHNESS; c++)
        all |= met[c];
    if (all >> CUPEL_FAIL & 1u)
        return CUPEL_VERDICT_CONTRAINDICATED;
    if (is_missing(a) || !MET(HARDWARE, PASS))
        return CUPEL_VERDICT_NONE;
    if (all & (1u << CUPEL_WARN | 1u << CUPEL_UNKNOWN))
        return CUPEL_VERDICT_WARNING;
    return CUPEL_VERDICT_AFFIRMING;
}

static void add_required(cupel_appraisal *a, unsigned require)
{
    static const char *const details[] = {
        "genuine hardware is required but not proven",
        "the TCB level is required but was not decided",
        "the configuration is required but was not checked",
        "the workload's identity is required but nothing was expected of it (--expect)",
        "revocation is required but was not checked for every certificate (give the CRLs)",
        "freshness is required but no nonce was given (--nonce)",
    };
    for (unsigned c = 0; c <= CUPEL_CAT_FRESHNESS; c++)
        if (require & a->not_checked & 1u << c)
            check_add(&a->checks, &def_required, CUPEL_FAIL, details[c])
                ->category = (cupel_category)c;
}

cupel_status appraisal_finish(cupel_appraisal *a, unsigned require)
{
    unsigned met[CUPEL_CAT_FRESHNESS + 1] = { 0 };
    outcomes_met(a, met, false);
    a->not_checked = find_not_checked(met);
    if (a->is_part)
        a->not_checked &= ~(1u << CUPEL_CAT_IDENTITY | 1u << CUPEL_CAT_FRESHNESS);
    else if (!a->tee)
        a->not_checked |= 1u << CUPEL_CAT_HARDWARE;
    add_required(a, require);
    outcomes_met(a, met, false); /* adds what was required */
    a->verdict = find_verdict(a, met);
    fill_trust_vector(a, met);
    return arena_status(&a->arena);
}

cupel_verdict cupel_appraisal_verdict(const cupel_appraisal *a)
{
    return a->verdict;
}

const char *cupel_verdict_name(cupel_verdict v)
{
    static const char *const names[] = { "none", "contraindicated", "warning", "affirming" };
    return (size_t)v < CUPEL_COUNT(names) ? names[v] : names[0];
}

cupel_class cupel_appraisal_class(const cupel_appraisal *a)
{
    return a->verdict == CUPEL_VERDICT_NONE ? CUPEL_CLASS_MISSING : CUPEL_CLASS_OK;
}

const char *cupel_appraisal_format(const cupel_appraisal *a)
{
    return a->format;
}

unsigned cupel_appraisal_version(const cupel_appraisal *a)
{
    return a->version;
}

bool cupel_appraisal_valid_until(const cupel_appraisal *a, int64_t *ret)
{
    if (a->valid_until == INT64_MAX)
        return false;
    *ret = a->valid_until;
    return true;
}

bool cupel_appraisal_is_software(const cupel_appraisal *a)
{
    return a->software;
}

size_t cupel_appraisal_check_count(const cupel_appraisal *a)
{
    return a->checks.n;
}

const struct cupel_check *cupel_appraisal_check_at(const cupel_appraisal *a, size_t i)
{
    return i < a->checks.n ? a->checks.items[i] : NULL;
}

const struct cupel_check *cupel_appraisal_check_find(const cupel_appraisal *a, const char *id)
{
    return check_find(&a->checks, id);
}

size_t cupel_appraisal_claim_count(const cupel_appraisal *a)
{
    return a->n_claims;
}

const struct cupel_claim *cupel_appraisal_claim_at(const cupel_appraisal *a, size_t i)
{
    return i < a->n_claims ? &a->claims[i] : NULL;
}

const struct cupel_claim *cupel_appraisal_claim_find(const cupel_appraisal *a, const char *name)
{
    for (size_t i = 0; i < a->n_claims; i++)
        if (strcmp(a->claims[i].name, name) == 0)
            return &a->claims[i];
    return NULL;
}

size_t cupel_appraisal_need_count(const cupel_appraisal *a)
{
    return a->n_needs;
}

const struct cupel_need *cupel_appraisal_need_at(const cupel_appraisal *a, size_t i)
{
    return i < a->n_needs ? &a->needs[i] : NULL;
}

size_t cupel_appraisal_collateral_count(const cupel_appraisal *a)
{
    return a->n_uses;
}

const struct cupel_collateral_use *cupel_appraisal_collateral_at(const cupel_appraisal *a, size_t i)
{
    return i < a->n_uses ? &a->uses[i] : NULL;
}

size_t cupel_appraisal_anchor_count(const cupel_appraisal *a)
{
    return a->n_anchors;
}

const struct cupel_anchor_use *cupel_appraisal_anchor_at(const cupel_appraisal *a, size_t i)
{
    return i < a->n_anchors ? &a->anchors[i] : NULL;
}

bool cupel_appraisal_not_checked(const cupel_appraisal *a, cupel_category c)
{
    return (a->not_checked >> c & 1u) != 0;
}

size_t cupel_appraisal_part_count(const cupel_appraisal *a)
{
    return a->n_parts;
}

const cupel_appraisal *cupel_appraisal_part_at(const cupel_appraisal *a, size_t i)
{
    return i < a->n_parts ? a->parts[i] : NULL;
}

const char *cupel_appraisal_name(const cupel_appraisal *a)
{
    return a->name ? a->name : "";
}

bool cupel_appraisal_is_tee(const cupel_appraisal *a)
{
    return a->tee;
}
