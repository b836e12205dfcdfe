/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence/dcap_quote.h: the parsed Intel DCAP quote: SGX v3, v4 and v5, TDX v4 and v5. Integers
 * and slices that borrow from the input; offsets count in the quote. Source: Intel SGX ECDSA
 * QuoteLibReference DCAP API, appendix A; Intel TDX DCAP Quoting Library API, appendix A.
 */
#ifndef CUPEL_LIB_EVIDENCE_DCAP_QUOTE_H
#define CUPEL_LIB_EVIDENCE_DCAP_QUOTE_H

#include "base/cur.h"

#define DCAP_HEADER_SIZE 48u

enum dcap_body { DCAP_BODY_SGX = 1, DCAP_BODY_TD10 = 2, DCAP_BODY_TD15 = 3, DCAP_BODY_TD15EX = 4 };

/* An enclave's report body, 384 bytes: of the enclave in SGX quotes, of the QE in all quotes. */
struct sgx_report {
    cupel_slice bytes; /* all of it: what the PCK signs */
    size_t offset;
    cupel_slice cpu_svn; /* 16 */
    uint32_t misc_select;
    cupel_slice ext_prod_id; /* 16 */
    cupel_slice attributes;  /* 16: flags, xfrm */
    uint64_t flags, xfrm;
    cupel_slice mr_enclave, mr_signer; /* 32 */
    cupel_slice config_id;             /* 64 */
    uint16_t isv_prod_id, isv_svn, config_svn;
    cupel_slice family_id;   /* 16 */
    cupel_slice report_data; /* 64 */
};

/* A TD report body: 584 bytes (1.0), 648 (1.5) or 885 (1.5 Ex). */
struct td_report {
    size_t offset;
    cupel_slice tee_tcb_svn;               /* 16 */
    cupel_slice mr_seam, mr_signer_seam;   /* 48 */
    cupel_slice seam_attributes;           /* 8 */
    uint64_t td_attributes, xfam;          /* 8 each */
    cupel_slice mr_td, mr_config_id;       /* 48 */
    cupel_slice mr_owner, mr_owner_config; /* 48 */
    cupel_slice rtmr[4];                   /* 48 */
    cupel_slice report_data;               /* 64 */
    cupel_slice tee_tcb_svn2;              /* 1.5: 16, else empty */
    cupel_slice mr_service_td;             /* 1.5: 48, else empty */
    cupel_slice ex;                        /* 1.5 Ex: the 237 bytes that it adds, else empty */
};

struct dcap_quote {
    uint16_t version; /* 3, 4, 5 */
    uint16_t key_type;
    uint32_t tee_type;        /* 0 SGX, 0x81 TDX */
    uint16_t qe_svn, pce_svn; /* version 3; reserved in later ones */
    cupel_slice qe_vendor;    /* 16 */
    cupel_slice user_data;    /* 20 */
    enum dcap_body body_type; /* which of the two below is filled */
    struct sgx_report sgx;
    struct td_report td;
    cupel_slice signed_bytes;    /* header and body: what the attestation key signs */
    cupel_slice signature;       /* 64: r || s */
    cupel_slice attestation_key; /* 64: x || y */
    size_t signature_offset;     /* the key stands 64 bytes on */
    struct sgx_report qe;
    cupel_slice qe_signature; /* 64, right behind the QE's report */
    cupel_slice qe_auth;
    size_t qe_auth_offset;
    cupel_slice pck_chain; /* certification data of type 5: PEM, often with a NUL at its end */
    size_t pck_chain_offset;
};

#endif
