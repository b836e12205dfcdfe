/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collateral/tpm.h: what a TPM quote needs beside it. A quote signs a digest of PCR values; the
 * values come as a file of their own and are believed only when their digest is the quoted one.
 */
#ifndef CUPEL_LIB_COLLATERAL_TPM_H
#define CUPEL_LIB_COLLATERAL_TPM_H

#include "codec/tpm.h"

#define TPM_PCRS_MAX   32u         /* PCRs of one bank; TPMs of PCs have 24 */
#define TPM_BANKS_MAX  16u         /* banks of one quote: HASH_COUNT of the structures */
#define TPM_BANKS      5u          /* banks with an algorithm known here */
#define TPM_PCRS_BYTES (64u << 10) /* bytes of a file of PCR values */

struct tpm_bank {
    uint16_t alg;                     /* enum tpm_alg; several where only the length tells */
    uint32_t present;                 /* bit per PCR */
    cupel_slice values[TPM_PCRS_MAX]; /* tpm_hash_size(alg) bytes each */
};
struct tpm_pcrs {
    struct tpm_bank banks[TPM_BANKS];
    size_t n;
};
/* The bank of @alg, or NULL. */
const struct tpm_bank *tpm_bank_find(const struct tpm_pcrs *p, unsigned alg);

/*
 * Could @in be PCR values? Four forms:
 *   {"0": HEX, …}               the bank follows from the length of the values
 *   {"sha256": {"0": HEX, …}, …}
 *   [HEX, …]                    PCR 0 and following
 *   sha256:                     what tpm2_pcrread prints: banks, and lines "0 : 0xHEX"
 *   binary                      what `tpm2_quote --pcr` writes: TPML_PCR_SELECTION and digests as
 *                               they lie in the memory of a little-endian machine
 */
bool tpm_pcrs_probe(cupel_slice in);
/* Read any of them. Values may lie in the arena. On failure @err says what is wrong where. */
cupel_status tpm_pcrs_read(struct arena *a, cupel_slice in, struct tpm_pcrs *ret,
                           struct cupel_diag *err);

/*
 * A certificate read from a TPM's NV index may carry the rest of the index behind it: 00 or ff
 * bytes. Without them when nothing else follows the DER; else @in as it is.
 */
cupel_slice tpm_cut_padding(cupel_slice in);

#endif
