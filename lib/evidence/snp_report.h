/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/snp_report.h: the parsed SEV-SNP attestation report. Integers are little endian on the
 * wire; slices borrow from the input. Source: AMD 56860 (SEV Secure Nested Paging Firmware ABI) rev
 * 1.58, section 7.3, table ATTESTATION_REPORT.
 */
#ifndef CUPEL_LIB_EVIDENCE_SNP_REPORT_H
#define CUPEL_LIB_EVIDENCE_SNP_REPORT_H

#include "base/cur.h"
#include "collateral/amd.h"

#define SNP_REPORT_SIZE 1184u
#define SNP_SIGNED_SIZE 672u /* what the signature covers: 0 to 29Fh */

enum { /* POLICY */
       SNP_POLICY_SMT = 16,
       SNP_POLICY_RESERVED_ONE = 17,
       SNP_POLICY_MIGRATE_MA = 18,
       SNP_POLICY_DEBUG = 19,
       SNP_POLICY_SINGLE_SOCKET = 20,
       SNP_POLICY_FIRST_RESERVED = 26
};
enum snp_signing_key { SNP_KEY_VCEK = 0, SNP_KEY_VLEK = 1, SNP_KEY_NONE = 7 };

struct snp_report {
    uint32_t version; /* 2 to 5 */
    uint32_t guest_svn;
    uint64_t policy;
    cupel_slice family_id, image_id; /* 16 */
    uint32_t vmpl;                   /* ffffffffh: the host asked, not the guest */
    uint32_t signature_algo;
    cupel_slice current_tcb; /* 8, as all TCBs: read with amd_tcb_read() */
    uint64_t platform_info;
    uint32_t key_info;
    cupel_slice reserved_4c;             /* 4 */
    cupel_slice report_data;             /* 64 */
    cupel_slice measurement;             /* 48 */
    cupel_slice host_data;               /* 32 */
    cupel_slice id_key_digest;           /* 48 */
    cupel_slice author_key_digest;       /* 48 */
    cupel_slice report_id, report_id_ma; /* 32 */
    cupel_slice reported_tcb;
    uint8_t family, model, stepping; /* CPUID; version 3 and later, else zero */
    cupel_slice reserved_18b;        /* 21 */
    cupel_slice chip_id;             /* 64 */
    cupel_slice committed_tcb;
    uint8_t current_build, current_minor, current_major;
    uint8_t committed_build, committed_minor, committed_major;
    uint8_t reserved_1eb, reserved_1ef;
    cupel_slice launch_tcb;
    uint64_t launch_mit_vector, current_mit_vector; /* version 5, else zero */
    cupel_slice reserved_208;                       /* 152 */
    cupel_slice signed_bytes;                       /* SNP_SIGNED_SIZE */
    cupel_slice signature;                          /* 144: r, s as 72 bytes little endian each */
    cupel_slice reserved_330;                       /* 368 */
};

/* Bits 4:2 of KEY_INFO. */
unsigned snp_signing_key(const struct snp_report *r);
/* By CPUID; unknown for version 2, which has none. */
enum amd_product snp_product(const struct snp_report *r);

#endif
