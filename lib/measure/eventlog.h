/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure/eventlog.h: TCG event logs: the crypto-agile ones of TPM 2.0 firmware, the SHA-1 ones of
 * before, and those of confidential guests (CCEL), which number measurement registers instead of
 * PCRs. A log proves nothing until its replay equals registers that a TEE or TPM has signed, and
 * even then only what the digests cover: never an event's type, and its data only where the digest
 * is that of the data. Nothing here allocates.
 */
#ifndef CUPEL_LIB_MEASURE_EVENTLOG_H
#define CUPEL_LIB_MEASURE_EVENTLOG_H

#include "base/cur.h"
#include "base/status.h"
#include "crypto/verify.h"

#define EVENTLOG_MAX        (16u << 20) /* bytes of one log */
#define EVENTLOG_EVENTS_MAX (1u << 16)  /* events of one log */
#define EVENTLOG_ALGS_MAX   16u         /* digest algorithms of one log */
#define EVENTLOG_PCRS       24u         /* PCR 0 to 23 of a PC client's TPM */
#define EVENTLOG_RTMRS      4u          /* RTMR 0 to 3 of a TD */

/* TPM: event indexes are PCRs. CC: 0 is the launch measurement, 1 to 4 are RTMR 0 to 3 (UEFI 2.10,
 * 38.4.1). */
enum eventlog_kind { EVENTLOG_TPM, EVENTLOG_CC };

/* TCG PC Client Platform Firmware Profile 1.06, 10.4.1, table 27. */
enum eventlog_type {
    EV_PREBOOT_CERT = 0x00,
    EV_POST_CODE = 0x01,
    EV_NO_ACTION = 0x03, /* information only: never extended */
    EV_SEPARATOR = 0x04,
    EV_ACTION = 0x05,
    EV_EVENT_TAG = 0x06,
    EV_S_CRTM_CONTENTS = 0x07,
    EV_S_CRTM_VERSION = 0x08,
    EV_CPU_MICROCODE = 0x09,
    EV_PLATFORM_CONFIG_FLAGS = 0x0a,
    EV_TABLE_OF_DEVICES = 0x0b,
    EV_COMPACT_HASH = 0x0c,
    EV_IPL = 0x0d,
    EV_IPL_PARTITION_DATA = 0x0e,
    EV_NONHOST_CODE = 0x0f,
    EV_NONHOST_CONFIG = 0x10,
    EV_NONHOST_INFO = 0x11,
    EV_OMIT_BOOT_DEVICE_EVENTS = 0x12,
    EV_POST_CODE2 = 0x13
};
#define EV_EFI_VARIABLE_DRIVER_CONFIG    0x80000001u
#define EV_EFI_VARIABLE_BOOT             0x80000002u
#define EV_EFI_BOOT_SERVICES_APPLICATION 0x80000003u
#define EV_EFI_BOOT_SERVICES_DRIVER      0x80000004u
#define EV_EFI_RUNTIME_SERVICES_DRIVER   0x80000005u
#define EV_EFI_GPT_EVENT                 0x80000006u
#define EV_EFI_ACTION                    0x80000007u
#define EV_EFI_PLATFORM_FIRMWARE_BLOB    0x80000008u
#define EV_EFI_HANDOFF_TABLES            0x80000009u
#define EV_EFI_PLATFORM_FIRMWARE_BLOB2   0x8000000au
#define EV_EFI_HANDOFF_TABLES2           0x8000000bu
#define EV_EFI_VARIABLE_BOOT2            0x8000000cu
#define EV_EFI_GPT_EVENT2                0x8000000du
#define EV_EFI_HCRTM_EVENT               0x80000010u
#define EV_EFI_VARIABLE_AUTHORITY        0x800000e0u
#define EV_EFI_SPDM_FIRMWARE_BLOB        0x800000e1u
#define EV_EFI_SPDM_FIRMWARE_CONFIG      0x800000e2u
#define EV_EFI_SPDM_DEVICE_POLICY        0x800000e3u
#define EV_EFI_SPDM_DEVICE_AUTHORITY     0x800000e4u
/* "EV_SEPARATOR", or NULL for a number that the profile does not name. */
const char *eventlog_type_name(uint32_t type);

struct eventlog_alg {
    uint16_t id;   /* TPM_ALG_ID */
    uint16_t size; /* bytes of a digest, by the log's own table */
};
/* "SHA-256", or NULL for one that is unknown here. */
const char *eventlog_alg_name(uint16_t id);
/* The hash that a TPM_ALG_ID names; false for others. */
bool eventlog_alg_hash(uint16_t id, enum crypto_hash *ret);
uint16_t eventlog_alg_id(enum crypto_hash h);

/* A log's head, and where its events start. */
struct eventlog {
    cupel_slice bytes; /* whole, padding and all */
    bool legacy;       /* SHA-1 alone, no table of algorithms */
    struct eventlog_alg algs[EVENTLOG_ALGS_MAX];
    size_t n_algs;
    size_t head_n; /* bytes of the Spec ID event; 0 without one */
    uint32_t head_index;
    uint32_t platform_class; /* 0 client, 1 server */
    uint8_t major, minor, errata, uintn;
    cupel_slice vendor_info;
};

struct eventlog_event {
    unsigned number; /* from 1; the Spec ID event has none */
    size_t offset;   /* of the whole event, in the log */
    size_t length;
    uint32_t index; /* PCR or CC register; above 23 only with EV_NO_ACTION */
    uint32_t type;
    cupel_slice digests[EVENTLOG_ALGS_MAX]; /* in the order of the log's table; empty: none */
    cupel_slice data;
    size_t data_offset;
};

/* Walks the events of a log. */
struct eventlog_walk {
    const struct eventlog *log;
    struct cur c;
    unsigned n; /* events taken so far */
};

/* Could @in be an event log (any kind)? Says yes to cut or damaged ones with a Spec ID event. */
bool eventlog_probe(cupel_slice in);
/* Is it numbered as logs of confidential guests are? EDK2 gives the Spec ID event index 1 there.
 * For explaining only: where it matters the format at hand says the kind. */
bool eventlog_looks_cc(const struct eventlog *log);
/* Read the head. CUPEL_E_LIMIT, _TRUNCATED, _MALFORMED with @err. */
cupel_status eventlog_open(cupel_slice in, struct eventlog *ret, struct cupel_diag *err);
struct eventlog_walk eventlog_start(const struct eventlog *log);
/*
 * The next event; CUPEL_E_NOT_FOUND after the last. Strict: an event has at most one
 * digest of each algorithm of the table and no other; sizes end inside the log. Where a table of
 * algorithms is, a tail of bytes that are all 00 or all ff is the unused rest of the log's area
 * (ACPI).
 */
cupel_status eventlog_next(struct eventlog_walk *w, struct eventlog_event *ret,
                           struct cupel_diag *err);
/* Bytes of padding after the last event; meaningful once eventlog_next() found the end. */
size_t eventlog_padding(const struct eventlog_walk *w);
/* @e's digest of @bank, or the empty slice when the log does not keep that bank. */
cupel_slice eventlog_digest(const struct eventlog *log, const struct eventlog_event *e,
                            enum crypto_hash bank);

/* What the registers must hold when the log is true and whole. */
struct eventlog_pcrs {
    enum crypto_hash bank;
    enum eventlog_kind kind;
    uint8_t value[EVENTLOG_PCRS][CRYPTO_HASH_MAX]; /* crypto_hash_size(bank) bytes of each */
    uint32_t extended; /* bit i: the log has an event that extends register i */
    uint8_t locality;  /* PCR 0 starts with it: 0, 3, or 4 (H-CRTM) */
    unsigned events;   /* all but the Spec ID event */
    unsigned measured; /* those that extend */
};
cupel_slice eventlog_pcr(const struct eventlog_pcrs *p, unsigned index);

/*
 * Replay @log for @bank: register = H(register || digest). EV_NO_ACTION extends nothing, but a
 * "StartupLocality" one (before the first event in PCR 0) gives its start value. PCRs 17 to 22 hold
 * ff..ff until a dynamic launch resets them to zero (PC Client Platform TPM Profile 1.05, 4.6.2):
 * with events of the log from zero, without any ff..ff. Each event that extends must have a digest
 * of the bank. CUPEL_E_NOT_FOUND when the log has no such bank. Kind TPM.
 */
cupel_status eventlog_replay(const struct crypto *c, cupel_slice log, enum crypto_hash bank,
                             struct eventlog_pcrs *ret, struct cupel_diag *err);
/* The same for kind CC: value[1] to value[4] are RTMR 0 to 3, all from zero; an event that claims
 * to extend index 0, the launch measurement, is malformed. */
cupel_status ccel_replay(const struct crypto *c, cupel_slice log, enum crypto_hash bank,
                         struct eventlog_pcrs *ret, struct cupel_diag *err);

#endif
