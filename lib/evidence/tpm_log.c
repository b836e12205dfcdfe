/* SPDX-License-Identifier: Apache-2.0 */
/* Event logs and IMA lists beside a quote: replayed against the PCR values whose digest is the
 * quoted one, in one bank. */
#include "evidence/log.h"
#include "evidence/tpm.h"

/* Strongest first: where a log keeps several banks, what the strongest says counts. */
static const uint16_t order[] = { TPM_SHA512, TPM_SHA384, TPM_SHA256, TPM_SM3, TPM_SHA1 };

/* The values of bank @alg that are quoted; false when there are none. */
static bool fill(const struct tpm_work *w, unsigned alg, struct log_registers *regs)
{
    bool any = false;
    *regs = (struct log_registers){ .kind = EVENTLOG_TPM, .replay = &tpm_checks[TPM_CHECK_LOG] };
    (void)tpm_hash(alg, &regs->bank);
    for (size_t q = 0; q < w->ev->n; q++) {
        const struct tpm_bank *b = w->values[q] ? tpm_bank_find(w->values[q], alg) : NULL;
        uint32_t mask = b ? tpm_selected(&w->ev->quotes[q].attest, alg) & b->present : 0;
        for (unsigned i = 0; i < EVENTLOG_PCRS; i++)
            if (mask >> i & 1)
                regs->value[i] = b->values[i];
        any = any || mask;
    }
    return any;
}

static bool is_log(const struct collateral_item *item)
{
    return item->kind == COLLATERAL_EVENT_LOG || item->kind == COLLATERAL_IMA_LOG;
}

/* Does any event log that can be opened keep the bank? IMA lists say it of no bank. */
static bool a_log_has(const struct tpm_work *w, unsigned alg)
{
    for (size_t i = 0; i < collateral_count(&w->in->collateral); i++) {
        const struct collateral_item *item = collateral_at(&w->in->collateral, i);
        struct eventlog log;
        if (item->kind != COLLATERAL_EVENT_LOG ||
            eventlog_open(item->bytes, &log, NULL) != CUPEL_OK)
            continue;
        for (size_t k = 0; k < log.n_algs; k++)
            if (log.algs[k].id == alg)
                return true;
    }
    return false;
}

static bool choose(const struct tpm_work *w, struct log_registers *ret)
{
    for (size_t i = 0; i < CUPEL_COUNT(order); i++)
        if (a_log_has(w, order[i]) && fill(w, order[i], ret))
            return true;
    for (size_t i = 0; i < CUPEL_COUNT(order); i++)
        if (fill(w, order[i], ret))
            return true;
    return false;
}

static bool any_log(const struct tpm_work *w)
{
    for (size_t i = 0; i < collateral_count(&w->in->collateral); i++)
        if (is_log(collateral_at(&w->in->collateral, i)))
            return true;
    return false;
}

cupel_status tpm_check_log(struct tpm_work *w)
{
    struct log_registers regs;
    bool log = any_log(w);
    if (log && !choose(w, &regs)) {
        tpm_add(w, TPM_CHECK_LOG, CUPEL_UNKNOWN,
                "a log was given, and no PCR values that are quoted: nothing makes it true");
        return CUPEL_OK;
    }
    if (!log) {
        tpm_add(w, TPM_CHECK_LOG, CUPEL_NA, "no event log was given");
        return CUPEL_OK;
    }
    CUPEL_TRY(log_check_registers(w->ap, w->in, &regs));
    return log_check_ima(w->ap, w->in, &regs);
}
