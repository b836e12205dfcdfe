/* SPDX-License-Identifier: Apache-2.0 */
/*
 * softtee/eventlog_write.h: event logs of a boot that never was: UEFI firmware with Secure Boot,
 * boot manager, loader, kernel and ExitBootServices, for a TPM's banks or as a TD's CCEL. Variants
 * break one rule each, so that every check of logs can be seen to fail.
 */
#ifndef CUPEL_SOFTTEE_EVENTLOG_WRITE_H
#define CUPEL_SOFTTEE_EVENTLOG_WRITE_H

#include "base/arena.h"
#include "base/buf.h"
#include "measure/eventlog.h"

struct log_writer {
    struct buf *out;
    const struct crypto *crypto;
    enum eventlog_kind kind;
    enum crypto_hash banks[CRYPTO_HASHES];
    size_t n_banks; /* 0: the SHA-1 log of TPM 1.2 times */
    cupel_status st;
};

/* The Spec ID event, unless it is a log of old. */
void log_write_head(struct log_writer *w);
/* An event in the register of @pcr (for kind CC in that which stands for it), whose digests are
 * those of @hashed. */
void log_write_event(struct log_writer *w, unsigned pcr, uint32_t type, cupel_slice hashed,
                     cupel_slice data);
/* The same with digests of the data. */
void log_write_data(struct log_writer *w, unsigned pcr, uint32_t type, cupel_slice data);

/* What is wrong with the log. All but the last three are measured so: registers agree. */
enum log_variant {
    BOOTLOG_NONE,             /* no log at all */
    BOOTLOG_GOOD,             /* Secure Boot off */
    BOOTLOG_SECURE,           /* Secure Boot on */
    BOOTLOG_SECOND_SEPARATOR, /* two in one register */
    BOOTLOG_HIDDEN_SEPARATOR, /* one under another type */
    BOOTLOG_ERROR_SEPARATOR,  /* the firmware failed */
    BOOTLOG_LATE_VARIABLE,    /* SecureBoot = 1 measured after the separator */
    BOOTLOG_RETYPED,          /* the SecureBoot event under another type */
    BOOTLOG_EDITED,           /* SecureBoot = 1 written into the data of SecureBoot = 0 */
    BOOTLOG_LATE_FIRMWARE,    /* firmware code after the separator */
    BOOTLOG_DEBUGGER,         /* UEFI debug mode */
    BOOTLOG_NO_EXIT,          /* ends before ExitBootServices */
    BOOTLOG_OTHER_BOOT,       /* another boot loader than was measured */
    BOOTLOG_CUT,              /* ends within an event */
    BOOTLOG_GARBAGE,          /* bytes after the last event */
    BOOTLOG_VARIANTS
};
extern const char *const log_variant_words[]; /* by enum log_variant; NULL-terminated */

/* Write the whole log. CUPEL_E_NOMEM and the like. */
cupel_status log_write_boot(struct log_writer *w, enum log_variant v);
/* The log as a TEE ships it, and what its registers hold: for variants whose file differs from what
 * was measured, the latter. */
cupel_status log_make(const struct crypto *c, struct arena *a, enum eventlog_kind kind,
                      const enum crypto_hash *banks, size_t n_banks, enum log_variant v,
                      cupel_slice *ret, enum crypto_hash bank, struct eventlog_pcrs *regs);

#endif
