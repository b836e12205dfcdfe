/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/azure.h: the attestation report of an Azure confidential VM, as its paravisor (host
 * compatibility layer, HCL) leaves it in the NV index 0x01400001 of the vTPM. Integers are little
 * endian; slices borrow from the input. Source: Microsoft OpenHCL, openhcl_attestation_protocol,
 * igvm_attest::get (IgvmAttestRequest: header, hardware report, request data, runtime claims);
 * Microsoft Learn, "Azure confidential VMs guest attestation design".
 */
#ifndef CUPEL_LIB_EVIDENCE_AZURE_H
#define CUPEL_LIB_EVIDENCE_AZURE_H

#include "codec/json.h"
#include "evidence/format.h"

#define AZURE_HEADER_SIZE 32u
#define AZURE_HW_AT       32u   /* the hardware report's area */
#define AZURE_HW_SIZE     1184u /* as large as the largest, an SNP report */
#define AZURE_DATA_AT     1216u /* 4c0h: request data, then the runtime data */
#define AZURE_DATA_SIZE   20u
#define AZURE_RUNTIME_MAX 16384u /* bytes of runtime data; the NV index holds less than 3,000 */
#define AZURE_KEYS_MAX    8u     /* keys that the runtime data names */
#define AZURE_USER_MAX    64u    /* bytes of user data */

enum azure_report_type { AZURE_VBS = 1, AZURE_SNP = 2, AZURE_TVM = 3, AZURE_TDX = 4 };
#define AZURE_AK_CERT_REQUEST 2u
#define AZURE_HASH_SHA256     1u

/* Intel TDX module's TDREPORT_STRUCT, 1,024 bytes. */
#define AZURE_TD_SIZE 1024u
struct azure_td {
    uint32_t type;                       /* 81h, subtype, version, reserved */
    cupel_slice reserved_4;              /* 12 */
    cupel_slice cpu_svn;                 /* 16 */
    cupel_slice tcb_hash, info_hash;     /* 48: SHA-384 of the parts below */
    cupel_slice report_data;             /* 64 */
    cupel_slice reserved_c0;             /* 32 */
    cupel_slice mac;                     /* 32: only the machine that made it can check this */
    cupel_slice tcb_info;                /* 239 */
    cupel_slice valid;                   /* 8 */
    cupel_slice tee_tcb_svn;             /* 16 */
    cupel_slice mr_seam, mr_signer_seam; /* 48 */
    cupel_slice seam_attributes;         /* 8 */
    cupel_slice tcb_rest;                /* 111: TEE_TCB_SVN2, reserved */
    cupel_slice reserved_1ef;            /* 17 */
    cupel_slice td_info;                 /* 512 */
    cupel_slice td_attributes, xfam;     /* 8 */
    cupel_slice mr_td, mr_config_id, mr_owner, mr_owner_config; /* 48 */
    cupel_slice rtmr[4];                                        /* 48 */
    cupel_slice servtd_hash;                                    /* 48 */
    cupel_slice td_rest;                                        /* 64: reserved */
};

struct azure_report {
    uint32_t version; /* of the header: 1, 2 */
    uint32_t report_size, request_type, status;
    cupel_slice reserved;        /* 12 */
    cupel_slice hw;              /* AZURE_HW_SIZE */
    enum azure_report_type kind; /* of hw by its content, or as stated where that does not tell */
    bool kind_told;              /* its content does */
    struct azure_td td;          /* kind AZURE_TDX */
    uint32_t data_size, data_version, report_type, hash_type, runtime_size;
    cupel_slice capabilities; /* 4 with data version 2, else empty */
    size_t runtime_at;
    cupel_slice runtime; /* JSON: what REPORT_DATA binds */
    const struct json_node *json;
};

enum azure_check {
    AZURE_CHECK_HEADER,
    AZURE_CHECK_REPORT_TYPE,
    AZURE_CHECK_HASH_TYPE,
    AZURE_CHECK_RUNTIME_DATA,
    AZURE_CHECK_VMPL,
    AZURE_CHECK_TD_REPORT,
    AZURE_CHECK_AK,
    AZURE_CHECK_QUOTE,
    AZURE_CHECK_QUOTE_KEY,
    AZURE_CHECKS
};
extern const struct cupel_check_info azure_checks[AZURE_CHECKS];
#define AZURE_CLAIMS 11
extern const struct cupel_claim_info azure_claims[AZURE_CLAIMS];

/* A verification under way. */
struct azure_work {
    const struct azure_report *r;
    const struct inputs *in;
    cupel_appraisal *ap;
    const cupel_appraisal *hw; /* the hardware report's part, or NULL */
    bool bound;                /* the runtime data is what REPORT_DATA says */
    bool vouched;              /* the hardware part speaks for this VM's paravisor */
    bool has_ak;
    struct crypto_pub ak;
    uint8_t ak_sha256[32]; /* of its SubjectPublicKeyInfo */
    cupel_slice user_data; /* decoded; empty: none */
};

/* Short for appraisal_check(), with where in the second: bytes of the report. */
struct cupel_check *azure_add(struct azure_work *w, enum azure_check id, cupel_outcome outcome,
                              const char *detail);
struct cupel_check *azure_add_at(struct azure_work *w, enum azure_check id, cupel_outcome outcome,
                                 const char *detail, uint64_t offset, uint64_t length);

/* azure_td.c */
void azure_td_read(struct cur *c, struct azure_td *ret);
/* Find the quote of the TDREPORT's TD among the collateral, appraise it, compare the two. */
cupel_status azure_td_appraise(struct azure_work *w);
void azure_td_explain(const struct azure_td *td, cupel_slice rest, struct field_list *l);

/* azure_runtime.c: keys, configuration, user data. */
cupel_status azure_read_runtime(struct azure_work *w);

/* azure_quote.c: the vTPM's quote. */
cupel_status azure_quote_appraise(struct azure_work *w);

cupel_status azure_verify(const struct evidence *ev, const struct inputs *in, cupel_appraisal *ap);
void azure_explain(const struct evidence *ev, struct field_list *ret);

#endif
