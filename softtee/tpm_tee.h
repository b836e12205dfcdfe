/* SPDX-License-Identifier: Apache-2.0 */
/* softtee/tpm_tee.h: what the two files of the software TPM share. */
#ifndef CUPEL_SOFTTEE_TPM_TEE_H
#define CUPEL_SOFTTEE_TPM_TEE_H

#include "softtee/tee.h"

enum { BANK_SHA256, BANK_SHA384, BANK_SHA512, BANK_SHA1 };
enum { SCHEME_ECDSA_P256, SCHEME_ECDSA_P384, SCHEME_RSASSA, SCHEME_RSAPSS };
enum { FORM_RESPONSE, FORM_ATTEST };
enum { PURPOSE_NONE, PURPOSE_AIK, PURPOSE_EK };

#define TPM_NO_PCR 0xffu /* wrong_pcr: all values are the quoted ones */

extern const struct field *const tpm_tee_tables[];
cupel_status tpm_tee_prepare(struct tee *t); /* defaults; makes the event log */
unsigned tpm_tee_bank(const struct tee *t);  /* TPM_ALG_ID of the bank */

#endif
