/* SPDX-License-Identifier: Apache-2.0 */
/* IMA measurement lists against a signed PCR 10. */
#include "base/text.h"
#include "evidence/log.h"

struct ima_candidate {
    const struct collateral_item *item;
    size_t index;
    cupel_status st;
    struct cupel_diag why;
    struct ima_result res;
};

static cupel_status try_list(const struct inputs *in, const struct log_registers *regs,
                             const struct collateral_item *item, size_t index,
                             struct ima_candidate *ret)
{
    *ret = (struct ima_candidate){ .item = item, .index = index };
    ret->st = ima_replay(in->trust.crypto, item->bytes, regs->bank, IMA_PCR, regs->value[IMA_PCR],
                         &ret->res, &ret->why);
    return cupel_status_class(ret->st) == CUPEL_CLASS_INTERNAL ? ret->st : CUPEL_OK;
}

static bool is_nearer(const struct ima_candidate *a, const struct ima_candidate *b)
{
    if ((a->st == CUPEL_OK) != (b->st == CUPEL_OK))
        return a->st == CUPEL_OK;
    return a->res.met && !b->res.met;
}

static void add(cupel_appraisal *ap, const struct ima_candidate *c, enum log_check id,
                cupel_outcome outcome, const char *detail, size_t offset)
{
    struct cupel_check *check = appraisal_check(ap, &log_checks[id], outcome, detail);
    if (outcome != CUPEL_PASS)
        check_where(&ap->checks, check, arena_text(&ap->arena, slice_str(c->item->name)), offset,
                    1);
}

/* False: nothing of the list is believed. */
static bool judge_list(cupel_appraisal *ap, const struct ima_candidate *c,
                       const struct log_registers *regs)
{
    struct arena *a = &ap->arena;
    const struct ima_result *res = &c->res;
    if (c->st != CUPEL_OK) {
        add(ap, c, LOG_IMA, CUPEL_FAIL,
            arena_printf(a, "the IMA list %s cannot be used: %s", c->item->name, c->why.text),
            c->why.offset);
        return false;
    }
    if (regs->value[IMA_PCR].n == 0) {
        add(ap, c, LOG_IMA, CUPEL_UNKNOWN, "PCR 10 is not signed: nothing in the list is proven",
            0);
        return false;
    }
    if (!res->met) {
        add(ap, c, LOG_IMA, CUPEL_FAIL,
            arena_printf(
                a,
                "no beginning of the list's %u entries gives PCR 10: it is of another boot, "
                "cut, or was edited",
                res->entries),
            0);
        return false;
    }
    if (res->wrong && res->first_wrong <= res->prefix_number) {
        add(ap, c, LOG_IMA, CUPEL_FAIL,
            arena_printf(a, "entry %u: its template hash is not that of its fields",
                         res->first_wrong),
            res->first_wrong_offset);
        return false;
    }
    add(ap, c, LOG_IMA, CUPEL_PASS,
        arena_printf(a, "PCR 10 covers %u of %u entries%s", res->prefix, res->entries,
                     res->fill == IMA_PADDED ? "; the kernel fills the bank with padded SHA-1"
                                             : ""),
        0);
    return true;
}

/* Linux hashes PCRs 0 to 9 of its bank; before 5.8, and for SHA-1 still, 0 to 7. */
static cupel_status aggregate_fits(const struct crypto *c, const struct log_registers *regs,
                                   unsigned last, cupel_slice want, bool *ret)
{
    CUPEL_AUTO(crypto_hasher) *h = NULL;
    uint8_t got[CRYPTO_HASH_MAX];
    CUPEL_TRY(crypto_hasher_new(c, regs->bank, &h));
    crypto_hasher_begin(h);
    for (unsigned i = 0; i <= last; i++)
        crypto_hasher_add(h, regs->value[i]);
    CUPEL_TRY(crypto_hasher_end(h, got));
    *ret = slice_eq(want, slice_of(got, crypto_hash_size(regs->bank)));
    return CUPEL_OK;
}

static bool covers(const struct log_registers *regs, unsigned last)
{
    for (unsigned i = 0; i <= last; i++)
        if (regs->value[i].n == 0)
            return false;
    return true;
}

/* The digest of the first entry as bytes, if that is an aggregate of the same bank; else empty. */
static cupel_slice first_digest(const struct ima_log *log, const struct ima_entry *e,
                                const struct log_registers *regs, uint8_t *room)
{
    size_t n = crypto_hash_size(regs->bank);
    if (!slice_eq(e->name, SLICE_LIT("boot_aggregate")))
        return SLICE_EMPTY;
    if (!log->ascii)
        return e->digest.n == n ? e->digest : SLICE_EMPTY;
    return hex_read_fixed(e->digest, room, n) == CUPEL_OK ? slice_of(room, n) : SLICE_EMPTY;
}

static cupel_status judge_aggregate(cupel_appraisal *ap, const struct crypto *c,
                                    const struct ima_candidate *list,
                                    const struct log_registers *regs)
{
    struct ima_log log;
    struct ima_entry e;
    uint8_t room[CRYPTO_HASH_MAX];
    bool short_fits = false, long_fits = false;
    CUPEL_TRY(ima_open(list->item->bytes, &log, NULL));
    struct ima_walk w = ima_start(&log);
    if (list->res.prefix == 0)
        return CUPEL_OK;
    CUPEL_TRY(ima_next(&w, &e, NULL));
    cupel_slice digest = first_digest(&log, &e, regs, room);
    if (digest.n == 0 || !covers(regs, 7))
        return CUPEL_OK;
    CUPEL_TRY(aggregate_fits(c, regs, 7, digest, &short_fits));
    if (covers(regs, 9))
        CUPEL_TRY(aggregate_fits(c, regs, 9, digest, &long_fits));
    if (short_fits || long_fits)
        add(ap, list, LOG_IMA_BOOT_AGGREGATE, CUPEL_PASS, NULL, 0);
    else if (covers(regs, 9))
        add(ap, list, LOG_IMA_BOOT_AGGREGATE, CUPEL_WARN,
            "boot_aggregate is not the digest of the signed PCRs 0 to 7, nor 0 to 9", e.offset);
    return CUPEL_OK;
}

static void judge_violations(cupel_appraisal *ap, const struct ima_candidate *c)
{
    unsigned n = c->res.prefix_violations;
    claim_uint(ap, "log.ima_entries", c->res.prefix);
    claim_uint(ap, "log.ima_violations", n);
    if (n)
        add(ap, c, LOG_IMA_VIOLATIONS, CUPEL_WARN,
            arena_printf(&ap->arena, "%u of %u entries are violations", n, c->res.prefix), 0);
    else
        add(ap, c, LOG_IMA_VIOLATIONS, CUPEL_PASS, NULL, 0);
}

cupel_status log_check_ima(cupel_appraisal *ap, const struct inputs *in,
                           const struct log_registers *regs)
{
    struct ima_candidate best = { 0 }, c;
    size_t n = collateral_count(&in->collateral);
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(&in->collateral, i);
        if (item->kind != COLLATERAL_IMA_LOG)
            continue;
        CUPEL_TRY(try_list(in, regs, item, i, &c));
        const struct ima_candidate *worse = best.item && !is_nearer(&c, &best) ? &c : &best;
        if (worse->item)
            appraisal_use(ap, worse->index, false, "another IMA list fits PCR 10 better");
        if (worse == &best)
            best = c;
    }
    if (!best.item) {
        appraisal_check(ap, &log_checks[LOG_IMA], CUPEL_NA, "no IMA list was given");
        return CUPEL_OK;
    }
    bool believed = judge_list(ap, &best, regs);
    appraisal_use(ap, best.index, believed,
                  believed ? "its replay gives the signed PCR 10" : "does not explain PCR 10");
    if (!believed)
        return CUPEL_OK;
    judge_violations(ap, &best);
    return judge_aggregate(ap, in->trust.crypto, &best, regs);
}
