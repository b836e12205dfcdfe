/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure/boot.h: what an event log says of a UEFI boot, and where it breaks the rules that make it
 * believable. The order and number of digests in a register is what a signature covers; types are
 * not, so that an attacker who can extend registers later, or edit the file, may relabel events.
 * Hence: data counts only where its digest is that of the data, separators and debuggers are known
 * by digest, and what belongs before a separator is refused after it.
 */
#ifndef CUPEL_LIB_MEASURE_BOOT_H
#define CUPEL_LIB_MEASURE_BOOT_H

#include "measure/eventlog.h"
#include "measure/uefi.h"

#define BOOT_IMAGES_MAX      64u /* boot applications whose digests are kept */
#define BOOT_AUTHORITIES_MAX 32u /* authority events that are kept */

/* What an event's digest covers. */
enum log_cover {
    LOG_UNCOVERED, /* something else (an image, a file): the data is a hint that anybody may edit */
    LOG_COVERS_DATA, /* all of the data */
    LOG_COVERS_PART, /* a part of it */
    LOG_NOT_EXTENDED /* EV_NO_ACTION: nothing vouches for any of it */
};
struct log_coverage {
    enum log_cover cover;
    cupel_slice part; /* of the data; all of it for LOG_COVERS_DATA */
    const char *what; /* LOG_COVERS_PART: which part that is */
};
/* Compare the digest of @h's algorithm, which the log must keep, with that of the data and of those
 * parts that firmware and boot loaders are known to measure. */
cupel_status log_coverage_find(struct crypto_hasher *h, const struct eventlog *log,
                               const struct eventlog_event *e, struct log_coverage *ret);
/* Must the digest of this type be that of its data? */
bool log_must_cover(uint32_t type);

enum boot_rule { BOOT_SEPARATORS, BOOT_ORDER, BOOT_DIGESTS, BOOT_SECURE, BOOT_DEBUG, BOOT_RULES };
struct boot_finding {
    const char *what;
    uint32_t index;
    unsigned number; /* of the event; 0: none in particular */
    size_t offset, length;
};

enum boot_variable { BOOT_SECUREBOOT, BOOT_PK, BOOT_KEK, BOOT_DB, BOOT_DBX, BOOT_VARIABLES };

struct boot_story {
    /* The first of each rule and gravity; what is NULL where there is none. */
    struct boot_finding grave[BOOT_RULES], minor[BOOT_RULES];
    bool secure_known; /* a believable SecureBoot variable was measured */
    bool secure_on;
    cupel_slice variables[BOOT_VARIABLES]; /* digests of the variable events; empty: not measured */
    bool filled[BOOT_VARIABLES];           /* the variable has a value */
    cupel_slice authorities[BOOT_AUTHORITIES_MAX]; /* UEFI_VARIABLE_DATA that was covered */
    size_t n_authorities, all_authorities;
    cupel_slice images[BOOT_IMAGES_MAX]; /* digests of EV_EFI_BOOT_SERVICES_APPLICATION */
    size_t n_images, all_images;
    cupel_slice firmware_version; /* data of EV_S_CRTM_VERSION where covered */
    bool exit_called, exit_done;  /* ExitBootServices */
};

/* Registers that stand for PCR 0, 4, 5 and 7 in a log of @kind. */
uint32_t boot_register(enum eventlog_kind kind, unsigned pcr);
/*
 * Read the story as far as registers in @covered (bits) go. @h: of the bank. The status is for logs
 * that cannot be read and for failing crypto.
 */
cupel_status boot_read(struct crypto_hasher *h, const struct eventlog *log, enum eventlog_kind kind,
                       uint32_t covered, struct boot_story *ret, struct cupel_diag *err);

#endif
