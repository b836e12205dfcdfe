/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attest/tpm.h: the few things that attestation asks of a TPM 2.0. tpm_esys.c does them with tss2's
 * ESYS; tpm_none.c, in builds without tss2, says so. What a TPM sends back is handed on as bytes.
 */
#ifndef CUPEL_ATTEST_TPM_H
#define CUPEL_ATTEST_TPM_H

#include "attest/attest.h"

#define PCR_COUNT     24u
#define PCR_BANKS_MAX 4u
#define ALG_SHA1      0x0004u /* TPM 2.0 Library part 2, TPM_ALG_ID */
#define ALG_SHA256    0x000bu
#define ALG_SHA384    0x000cu
#define ALG_SHA512    0x000du

/* Which PCRs of which banks, in the order in which they are quoted. */
struct pcr_selection {
    struct {
        uint16_t alg;
        uint32_t mask; /* bit i: PCR i */
    } banks[PCR_BANKS_MAX];
    size_t n;
};
/* "sha256:0-7,11+sha384:all"; NULL gives the default, sha256:all. CUPEL_E_USAGE names the fault. */
cupel_status pcr_selection_read(const char *text, struct pcr_selection *ret,
                                struct cupel_diag *err);
const char *pcr_bank_name(uint16_t alg);                 /* "sha256", or NULL */
bool pcr_bank_hash(uint16_t alg, enum crypto_hash *ret); /* false: not one of ours */

/* Values of selected PCRs, as read. */
struct pcr_values {
    uint8_t bytes[PCR_BANKS_MAX][PCR_COUNT][CRYPTO_HASH_MAX]; /* by bank of the selection */
};

enum ak_kind {
    AK_HANDLE,   /* a persistent key that is there */
    AK_TEMPLATE, /* made from a template in an NV index, as Google's vTPMs have it */
    AK_RSA,      /* made now: RSA 2048, RSASSA with SHA-256 */
    AK_ECC       /* made now: P-256, ECDSA with SHA-256 */
};
struct ak_choice {
    enum ak_kind kind;
    uint32_t number; /* handle, or NV index of the template */
};

/* A quote and what belongs to it; bytes in the arena. */
struct ak_quote {
    cupel_slice attest;        /* TPM2B_ATTEST */
    cupel_slice message;       /* TPMS_ATTEST in it */
    cupel_slice signature;     /* TPMT_SIGNATURE */
    cupel_slice raw_signature; /* RSASSA, RSAPSS: the bytes; else empty */
    cupel_slice public_area;   /* TPM2B_PUBLIC of the AK */
    cupel_slice modulus;       /* RSA */
    uint32_t exponent;
    struct pcr_values pcrs;
};

bool tpm_is_built(void);

struct tpm;
/* @tcti as in tpm2-tools: "device:/dev/tpmrm0", "swtpm:host=localhost,port=2321". */
cupel_status tpm_open(const char *tcti, struct tpm **ret, struct cupel_diag *err);
void tpm_close(struct tpm *t); /* NULL-safe */
/* All of an NV index. CUPEL_E_NOT_FOUND when there is none, with @err untouched. */
cupel_status tpm_read_nv(struct tpm *t, uint32_t index, struct arena *a, cupel_slice *ret,
                         struct cupel_diag *err);
/* Write @bytes into an NV index of the owner's, which is defined with that size when it is absent.
 */
cupel_status tpm_write_nv(struct tpm *t, uint32_t index, cupel_slice bytes, struct cupel_diag *err);
/*
 * Quote @sel over @challenge (qualifying data, exact). The quote is read and compared with what was
 * asked for: challenge, selection, and that the PCR values read with it make its digest; when PCRs
 * changed in between (IMA extends them at any time) both are made again.
 */
cupel_status tpm_make_quote(struct tpm *t, const struct crypto *crypto, const struct ak_choice *ak,
                            cupel_slice challenge, const struct pcr_selection *sel, struct arena *a,
                            struct ak_quote *ret, struct cupel_diag *err);

/* tpm.c, for Azure too: open the request's TPM; pcrs.json; a DER certificate without the padding
 * that NV indices have behind it. */
cupel_status tpm_open_request(const struct attest *at, struct arena *a, struct tpm **ret,
                              struct cupel_diag *err);
cupel_slice tpm_pcrs_json(struct arena *a, const struct pcr_selection *sel,
                          const struct pcr_values *v);
cupel_status tpm_take_cert(struct tpm *t, uint32_t index, struct arena *a, cupel_slice *ret,
                           struct cupel_diag *err);
/* The quote as evidence and its files. */
cupel_status tpm_fill(struct collected *ret, const struct pcr_selection *sel,
                      const struct ak_quote *q, struct cupel_diag *err);
/* State of the TPM's device node, for --list. */
void tpm_look(const struct attest *at, struct arena *a, struct finding *ret);

#endif
