/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/log.h: event logs and IMA lists as checks of an appraisal. A format that has verified
 * registers (quoted PCRs, RTMRs) calls one function here, which finds the logs among the
 * collateral, the evidence's own included; it adds the log.* checks, and log.* claims for what the
 * registers cover and nothing else.
 */
#ifndef CUPEL_LIB_EVIDENCE_LOG_H
#define CUPEL_LIB_EVIDENCE_LOG_H

#include "evidence/format.h"
#include "measure/eventlog.h"
#include "measure/ima.h"

extern const struct cupel_check_info log_checks[];
extern const size_t n_log_checks;
extern const struct cupel_claim_info log_claims[];
extern const size_t n_log_claims;

/* Register values that a signature covers; empty where it does not. */
struct log_registers {
    enum eventlog_kind kind;
    enum crypto_hash bank;
    cupel_slice value[EVENTLOG_PCRS]; /* PCR i; for kind CC value[1] to value[4]: RTMR 0 to 3 */
    /* The check that says whether the log replays; NULL: log.replay. */
    const struct cupel_check_info *replay;
};

/*
 * Replay the event logs that were given against @regs; judge the one that agrees. Adds the check
 * for the replay (not applicable where no log was given) and, for registers that agree,
 * log.separators, log.order, log.digests, log.secure_boot, log.debug and log.exit_boot_services.
 * What registers do not cover gives no claim and no judgement. The status is for memory and crypto
 * failures; a log that cannot be read or does not replay is a failed check.
 *
 * Software extends some registers after the boot and logs that elsewhere or not at all: PCRs 10,
 * 11, 15 and from 16 on may differ with a warning, an RTMR 3 without any event in the log is left
 * unexplained.
 */
cupel_status log_check_registers(cupel_appraisal *ap, const struct inputs *in,
                                 const struct log_registers *regs);
/*
 * Replay the IMA lists that were given against the PCR 10 of @regs: log.ima (not applicable where
 * no list was given) and log.ima_violations; log.ima_boot_aggregate where the list begins with one
 * and PCRs 0 to 9 are covered.
 */
cupel_status log_check_ima(cupel_appraisal *ap, const struct inputs *in,
                           const struct log_registers *regs);

/* log_checks.c: indexes into log_checks. */
enum log_check {
    LOG_REPLAY,
    LOG_SEPARATORS,
    LOG_ORDER,
    LOG_DIGESTS,
    LOG_SECURE_BOOT,
    LOG_DEBUG,
    LOG_EXIT_BOOT_SERVICES,
    LOG_IMA,
    LOG_IMA_VIOLATIONS,
    LOG_IMA_BOOT_AGGREGATE,
    LOG_CHECKS
};

#endif
