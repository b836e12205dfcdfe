/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/log.h"

#include "measure/boot.h"
#include "measure/explain.h"

/* PCRs that an operating system extends and that its firmware's log cannot explain to the end: IMA
 * (10), systemd's phases and mounts (11, 15), debug, dynamic launch and applications (16 and up).
 */
#define LOOSE_PCRS    (0xff0000u | 1u << 10 | 1u << 11 | 1u << 15)
#define FIRMWARE_PCRS 0x0000ffu
#define RTMRS_0_TO_2  0x00000eu

struct log_run {
    cupel_appraisal *ap;
    const struct inputs *in;
    const struct log_registers *regs;
};

/* How one log fares against the registers. */
struct candidate {
    const struct collateral_item *item;
    size_t index;
    cupel_status st;        /* of reading and replaying it */
    struct cupel_diag why;  /* unless CUPEL_OK */
    struct eventlog_pcrs p; /* with CUPEL_OK */
    uint32_t agree;         /* covered registers that the log extends to their value */
    uint32_t differ;        /* … to another value */
    uint32_t unexplained;   /* covered, extended by somebody, without event in the log */
};

static const char *register_name(const struct log_run *r, unsigned i)
{
    struct arena *a = &r->ap->arena;
    return r->regs->kind == EVENTLOG_TPM ? arena_printf(a, "PCR %u", i)
                                         : arena_printf(a, "RTMR%u", i - 1);
}

static unsigned first_of(uint32_t mask)
{
    unsigned i = 0;
    while (i < EVENTLOG_PCRS && !(mask & 1u << i))
        i++;
    return i;
}

static unsigned count_of(uint32_t mask)
{
    unsigned n = 0;
    for (; mask; mask &= mask - 1)
        n++;
    return n;
}

static void compare(const struct log_run *r, struct candidate *c)
{
    for (unsigned i = 0; i < EVENTLOG_PCRS; i++) {
        cupel_slice value = r->regs->value[i];
        bool extended = c->p.extended & 1u << i;
        if (value.n == 0)
            continue;
        if (slice_eq(value, eventlog_pcr(&c->p, i)))
            c->agree |= extended ? 1u << i : 0;
        else if (extended)
            c->differ |= 1u << i;
        else
            c->unexplained |= 1u << i;
    }
}

static cupel_status try_log(const struct log_run *r, const struct collateral_item *item,
                            size_t index, struct candidate *ret)
{
    *ret = (struct candidate){ .item = item, .index = index };
    const struct crypto *c = r->in->trust.crypto;
    ret->st = r->regs->kind == EVENTLOG_TPM
                  ? eventlog_replay(c, item->bytes, r->regs->bank, &ret->p, &ret->why)
                  : ccel_replay(c, item->bytes, r->regs->bank, &ret->p, &ret->why);
    if (cupel_status_class(ret->st) == CUPEL_CLASS_INTERNAL)
        return ret->st;
    if (ret->st == CUPEL_OK)
        compare(r, ret);
    return CUPEL_OK;
}

static uint32_t loose(const struct log_run *r)
{
    return r->regs->kind == EVENTLOG_TPM ? LOOSE_PCRS : 0;
}

/* Nearer: readable, no firm difference, more that agrees. */
static bool is_nearer(const struct log_run *r, const struct candidate *a, const struct candidate *b)
{
    if ((a->st == CUPEL_OK) != (b->st == CUPEL_OK))
        return a->st == CUPEL_OK;
    bool a_firm = a->differ & ~loose(r), b_firm = b->differ & ~loose(r);
    if (a_firm != b_firm)
        return !a_firm;
    return count_of(a->agree) > count_of(b->agree);
}

/* ---- what the replay says ---- */

static struct cupel_check *add_replay(const struct log_run *r, const struct candidate *c,
                                      cupel_outcome outcome, const char *detail)
{
    const struct cupel_check_info *def = r->regs->replay ? r->regs->replay
                                                         : &log_checks[LOG_REPLAY];
    struct cupel_check *check = appraisal_check(r->ap, def, outcome, detail);
    if (outcome != CUPEL_PASS && c)
        check_where(&r->ap->checks, check, arena_text(&r->ap->arena, slice_str(c->item->name)),
                    c->why.offset, c->why.has_offset ? 1 : c->item->bytes.n);
    return check;
}

static void add_difference(const struct log_run *r, const struct candidate *c, uint32_t which,
                           cupel_outcome outcome, const char *what)
{
    unsigned i = first_of(which);
    struct cupel_check *check = add_replay(
        r, c, outcome, arena_printf(&r->ap->arena, "%s: %s", register_name(r, i), what));
    check_compare(&r->ap->checks, check, r->regs->value[i], eventlog_pcr(&c->p, i));
}

/* False: nothing of the log is believed. */
static bool judge_replay(const struct log_run *r, const struct candidate *c)
{
    struct arena *a = &r->ap->arena;
    uint32_t own = r->regs->kind == EVENTLOG_TPM ? FIRMWARE_PCRS : RTMRS_0_TO_2;
    if (c->st != CUPEL_OK) {
        add_replay(
            r, c, CUPEL_FAIL,
            arena_printf(a, "the event log %s cannot be used: %s", c->item->name, c->why.text));
        return false;
    }
    if (c->differ & ~loose(r)) {
        add_difference(r, c, c->differ & ~loose(r), CUPEL_FAIL,
                       "the log gives another value: it is of another boot, cut, or was edited");
        return false;
    }
    if (!c->agree) {
        add_replay(r, c, CUPEL_UNKNOWN,
                   "no register that the log speaks of is signed: nothing in it is proven");
        return false;
    }
    if (c->unexplained & own)
        add_difference(r, c, c->unexplained & own, CUPEL_WARN,
                       "was extended, but the log has no event in it: what was measured there is "
                       "not known");
    else if (c->differ)
        add_difference(
            r, c, c->differ, CUPEL_WARN,
            "was extended further than the log tells; its events there are not believed");
    else
        add_replay(r, c, CUPEL_PASS,
                   c->unexplained ? arena_printf(a,
                                                 "the log gives all registers that it speaks of; "
                                                 "%s it does not",
                                                 register_name(r, first_of(c->unexplained)))
                                  : NULL);
    return true;
}

/* ---- what the log says ---- */

static void add_finding(const struct log_run *r, const struct candidate *c, enum log_check id,
                        const struct boot_finding *f, cupel_outcome outcome)
{
    struct arena *a = &r->ap->arena;
    const char *detail = f->number ? arena_printf(a, "event %u, %s: %s", f->number,
                                                  register_name(r, f->index), f->what)
                                   : f->what;
    struct cupel_check *check = appraisal_check(r->ap, &log_checks[id], outcome, detail);
    if (f->length)
        check_where(&r->ap->checks, check, arena_text(&r->ap->arena, slice_str(c->item->name)),
                    f->offset, f->length);
}

/* True when the rule was broken or bent. */
static bool judge_rule(const struct log_run *r, const struct candidate *c,
                       const struct boot_story *s, enum log_check id, enum boot_rule rule)
{
    if (s->grave[rule].what)
        add_finding(r, c, id, &s->grave[rule], CUPEL_FAIL);
    if (s->minor[rule].what)
        add_finding(r, c, id, &s->minor[rule], CUPEL_WARN);
    return s->grave[rule].what || s->minor[rule].what;
}

static void pass(const struct log_run *r, enum log_check id, const char *detail)
{
    appraisal_check(r->ap, &log_checks[id], CUPEL_PASS, detail);
}

static void not_covered(const struct log_run *r, enum log_check id, unsigned i)
{
    appraisal_check(r->ap, &log_checks[id], CUPEL_NA,
                    arena_printf(&r->ap->arena,
                                 "the replay gives no signed value of %s: nothing is known of it",
                                 register_name(r, i)));
}

static void judge_secure_boot(const struct log_run *r, const struct candidate *c,
                              const struct boot_story *s)
{
    uint32_t i = boot_register(r->regs->kind, 7);
    if (!(c->agree & 1u << i))
        not_covered(r, LOG_SECURE_BOOT, i);
    else if (judge_rule(r, c, s, LOG_SECURE_BOOT, BOOT_SECURE))
        return;
    else if (!s->secure_known)
        appraisal_check(r->ap, &log_checks[LOG_SECURE_BOOT], CUPEL_NA,
                        "the log has no SecureBoot variable: the firmware does not know it");
    else
        pass(r, LOG_SECURE_BOOT, s->secure_on ? "Secure Boot was on" : "Secure Boot was off");
}

static void judge_exit(const struct log_run *r, const struct candidate *c,
                       const struct boot_story *s)
{
    uint32_t i = boot_register(r->regs->kind, 5);
    if (!(c->agree & 1u << i))
        not_covered(r, LOG_EXIT_BOOT_SERVICES, i);
    else if (s->exit_done)
        pass(r, LOG_EXIT_BOOT_SERVICES, NULL);
    else
        appraisal_check(r->ap, &log_checks[LOG_EXIT_BOOT_SERVICES], CUPEL_WARN,
                        s->exit_called ? "ExitBootServices was called, its success is not recorded"
                                       : "the log has no call of ExitBootServices");
}

/* ---- claims ---- */

static void claim_authorities(const struct log_run *r, const struct boot_story *s)
{
    struct arena *a = &r->ap->arena;
    if (s->n_authorities == 0)
        return;
    const char **list = arena_array(a, s->n_authorities, sizeof *list);
    for (size_t i = 0; i < s->n_authorities && list; i++) {
        struct eventlog_event e = { .type = EV_EFI_VARIABLE_AUTHORITY, .data = s->authorities[i] };
        list[i] = event_story(a, &e);
    }
    if (list)
        claim_list(r->ap, "log.authorities", list, s->n_authorities);
}

static void claim_images(const struct log_run *r, const struct boot_story *s)
{
    struct arena *a = &r->ap->arena;
    if (s->n_images == 0 || s->n_images != s->all_images)
        return; /* a part would pass for the whole */
    const char **list = arena_array(a, s->n_images, sizeof *list);
    for (size_t i = 0; i < s->n_images && list; i++)
        list[i] = arena_hex(a, s->images[i]);
    if (list)
        claim_list(r->ap, "log.boot_images", list, s->n_images);
}

static void make_claims(const struct log_run *r, const struct boot_story *s)
{
    static const char *const names[BOOT_VARIABLES] = {
        [BOOT_PK] = "log.pk", [BOOT_KEK] = "log.kek", [BOOT_DB] = "log.db", [BOOT_DBX] = "log.dbx"
    };
    if (s->secure_known && !s->grave[BOOT_SECURE].what)
        claim_bool(r->ap, "log.secure_boot", s->secure_on);
    for (size_t i = 0; i < BOOT_VARIABLES; i++)
        if (names[i] && s->variables[i].n)
            claim_bytes(r->ap, names[i], s->variables[i]);
    if (s->firmware_version.n)
        claim_text(r->ap, "log.firmware_version",
                   event_data_text(&r->ap->arena, s->firmware_version));
    claim_authorities(r, s);
    claim_images(r, s);
}

static bool is_believable(const struct boot_story *s)
{
    for (size_t i = 0; i < BOOT_RULES; i++)
        if (s->grave[i].what)
            return false;
    return true;
}

static cupel_status judge_story(const struct log_run *r, const struct candidate *c)
{
    static const struct {
        enum log_check id;
        enum boot_rule rule;
    } rules[] = { { LOG_SEPARATORS, BOOT_SEPARATORS },
                  { LOG_ORDER, BOOT_ORDER },
                  { LOG_DIGESTS, BOOT_DIGESTS },
                  { LOG_DEBUG, BOOT_DEBUG } };
    CUPEL_AUTO(crypto_hasher) *h = NULL;
    struct eventlog log;
    struct boot_story s;
    CUPEL_TRY(crypto_hasher_new(r->in->trust.crypto, r->regs->bank, &h));
    CUPEL_TRY(eventlog_open(c->item->bytes, &log, NULL));
    CUPEL_TRY(boot_read(h, &log, r->regs->kind, c->agree, &s, NULL));
    for (size_t i = 0; i < CUPEL_COUNT(rules); i++)
        if (!judge_rule(r, c, &s, rules[i].id, rules[i].rule))
            pass(r, rules[i].id, NULL);
    judge_secure_boot(r, c, &s);
    judge_exit(r, c, &s);
    if (is_believable(&s))
        make_claims(r, &s);
    return CUPEL_OK;
}

/* ---- the way in ---- */

cupel_status log_check_registers(cupel_appraisal *ap, const struct inputs *in,
                                 const struct log_registers *regs)
{
    struct log_run r = { .ap = ap, .in = in, .regs = regs };
    struct candidate best = { 0 }, c;
    size_t n = collateral_count(&in->collateral);
    for (size_t i = 0; i < n; i++) {
        const struct collateral_item *item = collateral_at(&in->collateral, i);
        if (item->kind != COLLATERAL_EVENT_LOG)
            continue;
        CUPEL_TRY(try_log(&r, item, i, &c));
        const struct candidate *worse = best.item && !is_nearer(&r, &c, &best) ? &c : &best;
        if (worse->item)
            appraisal_use(ap, worse->index, false, "another event log fits these registers better");
        if (worse == &best)
            best = c;
    }
    if (!best.item) {
        add_replay(&r, NULL, CUPEL_NA, "no event log was given");
        return CUPEL_OK;
    }
    bool believed = judge_replay(&r, &best);
    appraisal_use(ap, best.index, believed,
                  believed ? "its replay gives signed registers"
                           : "does not explain the registers");
    return believed ? judge_story(&r, &best) : CUPEL_OK;
}
