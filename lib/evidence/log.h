/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/log.h: event logs and IMA lists as checks of an appraisal. A format that has verified
 * registers (quoted PCRs, RTMRs) calls one function here for a log that was given; it adds the
 * log.* checks, and log.* claims for what the registers cover and nothing else.
 */
#ifndef CUPEL_LIB_EVIDENCE_LOG_H
#define CUPEL_LIB_EVIDENCE_LOG_H

#include "appraisal/appraisal.h"
#include "collateral/collateral.h"
#include "measure/eventlog.h"
#include "measure/ima.h"

extern const struct cupel_check_info log_checks[];
extern const size_t n_log_checks;
extern const struct cupel_claim_info log_claims[];
extern const size_t n_log_claims;

/* Register values that a signature covers; empty where it does not. */
struct log_registers {
    enum crypto_hash bank;
    cupel_slice value[EVENTLOG_PCRS]; /* PCR i; for kind CC value[1] to value[4]: RTMR 0 to 3 */
};

/*
 * Replay the event log @item against @regs and judge what it says. Adds log.replay, and unless the
 * log cannot be read log.separators, log.order, log.digests, log.secure_boot, log.debug and
 * log.exit_boot_services. Registers that are not covered give no claim and no judgement. The status
 * is for memory and crypto failures; a log that cannot be read or does not replay is a failed
 * check.
 */
cupel_status log_check_pcrs(cupel_appraisal *ap, const struct crypto *c,
                            const struct collateral_item *item, const struct log_registers *regs);
/* The same for a log of a confidential guest: value[1] to value[4] are RTMR 0 to 3. A log without
 * any event in RTMR 3 leaves that register unexplained and is not refused for it: the guest's
 * software extends it, and the kernel's interface for that keeps no log. */
cupel_status log_check_rtmrs(cupel_appraisal *ap, const struct crypto *c,
                             const struct collateral_item *item, const struct log_registers *regs);
/* Replay the IMA list @item against the PCR 10 of @regs: log.ima and log.ima_violations; and
 * log.ima_boot_aggregate where PCRs 0 to 9 are covered. */
cupel_status log_check_ima(cupel_appraisal *ap, const struct crypto *c,
                           const struct collateral_item *item, const struct log_registers *regs);

#endif
